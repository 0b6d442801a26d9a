"""A Source as a CSL-JSON item (CSL 1.0.2, csl-data.json), the language every citation processor reads."""

from __future__ import annotations

import datetime
from typing import Any

from briefings.model import EdtfDate, Name, Source

_NAMES = ("author", "editor")
_DATES = ("issued", "accessed", "original_date", "event_date")
_NOT_PLAIN = frozenset({"provenance", "type", *_NAMES, *_DATES})
"""Fields that are not text to be copied; provenance is ours, not CSL's, and left out."""


def to_csl(source: Source) -> dict[str, Any]:
    """The item for `source`, with its citekey as `id`. What the record does not say is left out: an undated
    work has no `issued`.

    Text needs no escaping: CSL-JSON is not HTML, `&` and `<` stand for themselves, and the processor writes
    them as text. Only its own seven tags (`<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>` and two `<span>`s) are markup,
    as in a Zotero export.
    """
    record = source.record
    item: dict[str, Any] = {"id": source.key, "type": record.type}
    for field in type(record).model_fields:
        if field not in _NOT_PLAIN and (value := getattr(record, field)):
            item[field.replace("_", "-")] = value
    for field in _NAMES:
        if names := getattr(record, field):
            item[field] = [_name(name) for name in names]
    for field in _DATES:
        if (date := getattr(record, field)) is not None:
            item[field.replace("_", "-")] = _date(date)
    return item


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    fields = ("family", "given", "suffix", "non_dropping_particle", "dropping_particle")
    return {field.replace("_", "-"): value for field in fields if (value := getattr(name, field))}


def _date(date: EdtfDate | datetime.date) -> dict[str, Any]:
    if isinstance(date, datetime.date):
        return {"date-parts": [[date.year, date.month, date.day]]}
    ends = [date] if date.end is None else [date, date.end]
    result: dict[str, Any] = {"date-parts": [_parts(end) for end in ends]}
    if any(end.circa for end in ends):
        result["circa"] = True
    return result


def _parts(date: EdtfDate) -> list[int]:
    return [part for part in (date.year, date.month, date.day) if part]
