"""What the record of a published edition says, taken out with care: an older version may have written it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from briefings.patterns import lazy_pattern
from briefings.prose import BETWEEN_CELLS

Record = Mapping[str, Any]
"""The record of a published edition, or an entry in it, as it was written (`docs/schema/edition-1.json`)."""

_DERIVED = lazy_pattern(r"c-[0-9a-f]{10}(?:-\d+)?")


def is_derived(name: str) -> bool:
    """Whether a claim's id was made from its words, and changes with them; its author gave none."""
    return not name or _DERIVED.fullmatch(name) is not None


def entries(record: Record, key: str) -> tuple[Record, ...]:
    """The entries of a list in a record; what is not as it should be is passed over."""
    listed = record.get(key)
    return tuple(one for one in listed if isinstance(one, Mapping)) if isinstance(listed, list | tuple) else ()


def part(record: Record, key: str) -> Record:
    """The keys and values under a key; none where there is something else."""
    found = record.get(key)
    return found if isinstance(found, Mapping) else {}


def text_of(record: Record, key: str) -> str:
    """The text under a key, without the white space round it; "" where there is none."""
    found = record.get(key)
    return found.strip() if isinstance(found, str) else ""


def claims_of(record: Record) -> Iterator[tuple[str, Record]]:
    """Every claim of a record with the id of its note, in the order of the sections; the brief's own have ""."""
    for one in entries(part(record, "lead"), "claims"):
        yield "", one
    for section in entries(record, "sections"):
        for note in entries(section, "notes"):
            for one in entries(note, "claims"):
                yield text_of(note, "id"), one


def heads_of(claim: Record) -> tuple[str, ...]:
    """The heads of the columns of a claim that is a row of a table; none of another, nor in an older record."""
    heads = claim.get("heads")
    return tuple(map(str, heads)) if isinstance(heads, list | tuple) else ()


def row_in_words(text: str, heads: tuple[str, ...]) -> str:
    """A row of a table as one reads it out: `Partner: China; Exports: $133 billion`. An empty cell is passed over.

    Where the cells are not as many as the heads, as in a record that has none, they stand beside each other.
    """
    cells = [cell.strip() for cell in f" {text} ".split(BETWEEN_CELLS)]  # the first or last may be empty
    if len(cells) != len(heads):
        return text
    named = (f"{head}: {cell}" if head.strip() else cell for head, cell in zip(heads, cells, strict=True) if cell)
    return "; ".join(named)


# ------------------------------------------------------------------ figures

_OF_A_VALUE = ("value", "to", "bound", "unit", "scale", "per")


def figure_value(figure: Record) -> tuple[object, ...]:
    """What a figure says, for comparison: 1.190 million is 1.19 million."""
    return (
        *(_number(figure.get(key)) for key in ("value", "to")),
        *(str(figure.get(key) or "") for key in _OF_A_VALUE[2:]),
    )


def former_figures(before: Mapping[str, Record], after: Mapping[str, Record]) -> dict[str, Record]:
    """For each figure of an edition that is new: the one of an earlier edition, printed no more, whose place it takes.

    Both editions' figures are given by their ids. A figure has one successor, the first that says so.
    """
    found: dict[str, Record] = {}
    left = {name: one for name, one in before.items() if name not in after}
    for name, one in after.items():
        older = one.get("supersedes")
        for former in older if name not in before and isinstance(older, list | tuple) else ():
            if isinstance(former, str) and former in left:
                found[name] = left.pop(former)
                break
    return found


def _number(value: object) -> object:
    try:
        number = Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return str(value)
    return number if number is None or number.is_finite() else str(value)


def figure_in_words(figure: Record) -> str:
    """A figure as its record has it: `about 1.19 billion USD per year`."""
    value = str(figure.get("value", ""))
    if figure.get("to") is not None:
        value += f" to {figure['to']}"
    parts = (str(figure.get("bound") or "").replace("-", " "), value, figure.get("scale"), figure.get("unit"))
    per = f"per {figure['per']}" if figure.get("per") else ""
    return " ".join(str(part) for part in (*parts, per) if part)
