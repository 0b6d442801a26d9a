"""JSON over many lines, as the records of editions are written."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any


def to_indented(value: Any) -> str:
    """What `json.dumps` gives with `ensure_ascii=False` and `indent=1`, in a third of its time."""
    return _written(value, "\n")


def _written(value: Any, margin: str) -> str:
    """`margin` is what stands before the end of a list: the end of the line, and a space for each level."""
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if not isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False)
    inner = margin + " "
    if isinstance(value, dict):
        lines = [f"{encode_basestring(key)}: {_written(one, inner)}" for key, one in value.items()]
        return "{" + inner + f",{inner}".join(lines) + margin + "}" if lines else "{}"
    lines = [_written(one, inner) for one in value]
    return "[" + inner + f",{inner}".join(lines) + margin + "]" if lines else "[]"
