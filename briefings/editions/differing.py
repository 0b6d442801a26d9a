"""In what an edition differs from the one that was published under its date, beyond what is told as a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile, zip_longest

from briefings.reading.published import Record

Differing = tuple[str, str, str]
"""What it is, as it was, as it is; "" where there was, or is, nothing."""

_HEAD = {
    "title": "title",
    "series": "series",
    "authors": "authors",
    "marking": "marking",
    "language": "language",
    "scale": "scale",
    "bottom-line": "bottom line",
}
"""Parts of a record that belong to no judgement, claim, figure or source, and what they are called."""


def heads_between(old: Record, new: Record) -> Iterator[Differing]:
    """The parts of the head, and the bottom line, that two records do not share."""
    for key, name in _HEAD.items():
        before, now = (_in_words(record.get(key)) for record in (old, new))
        if before != now:
            yield name, before, now


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


MOST_COMPARED = 500
"""Lines of a file that are compared one with another; of more, only where they begin to differ is told."""


def texts_between(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Differing]:
    """For each line that is another: its file and number as it is now, the line then and now.

    `old` and `new` are texts by their path. A file that only one of them has is told as a whole.
    """
    for path in sorted({*old, *new}):
        if path not in new:
            yield path, "made use of", "not made use of"
        elif path not in old:
            yield path, "not made use of", "made use of"
        elif old[path] != new[path]:
            found = tuple(_lines_between(old[path].splitlines(), new[path].splitlines()))
            yield from ((f"{path}:{number}", was, instead) for number, was, instead in found)
            if not found:
                yield path, "other empty lines or ends of lines", "these"


def _lines_between(old: list[str], new: list[str]) -> Iterator[tuple[int, str, str]]:
    """The numbers, in `new`, of the lines that differ, with both; empty lines do not count."""
    same = alike(old, new)
    end = min(alike(old[::-1], new[::-1]), len(old) - same, len(new) - same)
    was, instead = old[same : len(old) - end], new[same : len(new) - end]
    if len(was) + len(instead) > MOST_COMPARED:
        yield same + 1, (was or [""])[0].strip(), (instead or [""])[0].strip()
        return
    for _kind, low, high, lower, higher in SequenceMatcher(None, was, instead, autojunk=False).get_opcodes():
        for place, (one, other) in enumerate(zip_longest(was[low:high], instead[lower:higher], fillvalue="")):
            if one.strip() != other.strip():
                yield same + min(lower + place, max(higher - 1, lower)) + 1, one.strip(), other.strip()


def alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines, or letters, at the beginning are the same."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
