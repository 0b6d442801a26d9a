"""`briefings build` as it is written nearly always, read without Typer.

Typer checks options with pydantic, and the two take as long to import as a quarter of the print of a brief; meanwhile
the press could not start. What is not written plainly (`--help`, a mistake, a number that is none) is Typer's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

VALUES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "--date": ("date", str),
    "--week": ("week", str),
    "--format": ("formats", str),
    "--jobs": ("jobs", int),
    "--executor": ("executor", str),
    "--desk": ("folder", Path),
}
"""Options with a value: the argument of `run_build`, and what makes it of the text."""
FLAGS: dict[str, tuple[str, bool]] = {"--strict": ("strict", True), "--no-cache": ("keep", False)}


def plain_build(words: Sequence[str]) -> dict[str, Any] | None:
    """The arguments of `run_build`; None for what is no build, or is not written plainly."""
    if words[:1] != ["build"] or os.name == "nt":  # Typer expands `*` there
        return None
    found: dict[str, Any] = {}
    briefs = []
    rest = iter(words[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if word in FLAGS:
            option, found[option] = FLAGS[word]
        elif name in VALUES:
            option, made = VALUES[name]
            value = value if equals else next(rest, "")
            if not value or value.startswith("-") or (made is int and not (value.isascii() and value.isdigit())):
                return None
            found[option] = made(value)
        elif not word or word.startswith("-"):
            return None
        else:
            briefs.append(word)
    return {"briefs": tuple(briefs), **found}
