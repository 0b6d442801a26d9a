"""Where the words of a claim stand in its file: looked for when a finding is about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.rules import Material
from briefings.diagnostics import Place
from briefings.evidence.facts import FIGURE_MARK, ClaimText
from briefings.patterns import lazy_pattern

_MARK = r"(?:[*_~`\\\[\]]|\{[^}\n]*\}|\[[^\]\n]*@[^\]\n]*\])*"
"""What may stand between two characters as written that is not read: emphasis, escapes, attributes, citations."""


def words_place(material: Material, claim: ClaimText, start: int = 0, end: int = 0) -> Place:
    """The place of `claim.text[start:end]` in its file; the claim's own place where it cannot be told.

    Of several places with these words it is the one nearest to what has a place in the claim, its citation.
    """
    wanted = claim.text[start:end] if end > start else claim.text.split(FIGURE_MARK)[0]
    return words_found(material, claim.path, wanted, claim.place) or claim.place


def words_found(material: Material, path: str, words: str, near: Place) -> Place | None:
    """The place of words in the paragraph round `near`, however they are marked up; None where they are not."""
    text, wanted = material.dossier.texts.get(path, ""), words.strip()
    if not wanted or not text or FIGURE_MARK in wanted:
        return None
    anchor = _offset(text, near)
    first, last = max(text.rfind("\n\n", 0, anchor), 0), text.find("\n\n", anchor)
    end = last if last > 0 else len(text)
    found = list(_literally(text, wanted, first, end)) or list(_marked_up(text, wanted, first, end))
    if not found:
        return None
    start, stop = min(found, key=lambda span: (span[0] > anchor, abs(span[0] - anchor)))
    return _place(path, text, start, stop)


def _literally(text: str, wanted: str, first: int, end: int) -> Iterator[tuple[int, int]]:
    at = text.find(wanted, first, end)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1, end)


def _marked_up(text: str, wanted: str, first: int, end: int) -> Iterator[tuple[int, int]]:
    parts = re.findall(r"\w+|[^\w\s]", wanted)
    yield from _in_a_row(text, [(part,) for part in parts], _SPACES, first, end)
    marked = list(_in_a_row(text, [_ALIKE.get(part, (part,)) for part in parts], _MARKS, first, end))
    if marked:
        yield from ((_marks_before(text, first, start), stop) for start, stop in marked)
        return
    # A bracket may be a mark where it was taken for a citation: then a pattern of all parts tells, slow to make.
    pattern = r"\s*".join(_MARK + f"(?:{'|'.join(map(re.escape, _ALIKE.get(part, (part,))))})" for part in parts)
    yield from (match.span() for match in re.compile(pattern).finditer(text, first, end))


_SPACES = lazy_pattern(r"\s*")
_MARKS = lazy_pattern(r"\s*(?:\{[^}\n]*\}|\[[^\]\n]*@[^\]\n]*\]|[*_~`\\\[\]])*")


def _in_a_row(
    text: str, parts: list[tuple[str, ...]], gap: re.Pattern[str], first: int, end: int
) -> Iterator[tuple[int, int]]:
    """Where all parts stand one behind the other, each in one of its spellings, with no more than gaps between."""
    head = re.compile("|".join(map(re.escape, parts[0])))
    at = first
    while found := head.search(text, at, end):
        start = at = found.start()
        for number, part in enumerate(parts):
            between = gap.match(text, at, end) if number else None
            place = between.end() if between else at
            written = next((one for one in part if text.startswith(one, place, end)), None)
            if written is None:
                at = start + 1
                break
            at = place + len(written)
        else:
            yield start, at


def _marks_before(text: str, first: int, start: int) -> int:
    """Where the marks begin that stand right before a place."""
    found = _MARKS_LAST.search(text, max(first, start - _LONGEST_MARKS), start)
    return found.start() if found else start


_MARKS_LAST = lazy_pattern(_MARK[:-1] + r"+\Z")
_LONGEST_MARKS = 200


def words_at(material: Material, place: Place) -> str:
    """The words at a place of a file, as they are written there; of a line whose end is not known, "" alone."""
    text = material.dossier.texts.get(place.path, "")
    if not text or not place.end_line:
        return ""
    end = Place(place.path, place.end_line, place.end_column)
    return text[_offset(text, place) : _offset(text, end)]


_QUOTES, _APOSTROPHES = tuple('"“”„«»'), tuple("'‘’‹›")
_ALIKE = {
    **dict.fromkeys('"“”', _QUOTES),
    **dict.fromkeys("'‘’", _APOSTROPHES),
    "–": ("–", "--"),
    "—": ("—", "---"),
    "…": ("…", "..."),
}
"""How a mark of a claim may be written in its file."""


def _offset(text: str, place: Place) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1


def _place(path: str, text: str, start: int, end: int) -> Place:
    line, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    return Place(path, line, start - text.rfind("\n", 0, start), last, end - text.rfind("\n", 0, end))
