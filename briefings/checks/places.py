"""Where the words of a claim stand in its file: looked for when a finding is about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.rules import Material
from briefings.diagnostics import Place
from briefings.evidence.facts import FIGURE_MARK, ClaimText

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
    for pattern in (r"\s*".join(map(re.escape, parts)), r"\s*".join(map(_written, parts))):
        yield from (match.span() for match in re.compile(pattern).finditer(text, first, end))


def words_at(material: Material, place: Place) -> str:
    """The words at a place of a file, as they are written there; of a line whose end is not known, "" alone."""
    text = material.dossier.texts.get(place.path, "")
    if not text or not place.end_line:
        return ""
    end = Place(place.path, place.end_line, place.end_column)
    return text[_offset(text, place) : _offset(text, end)]


_ALIKE = {
    '"': '["“”„«»]',
    "“": '["“”„«»]',
    "”": '["“”„«»]',
    "'": "['‘’‹›]",
    "‘": "['‘’‹›]",
    "’": "['‘’‹›]",
    "–": "(?:–|--)",
    "—": "(?:—|---)",
    "…": r"(?:…|\.\.\.)",
}


def _written(word: str) -> str:
    if len(word) == 1 and word in _ALIKE:
        return _MARK + _ALIKE[word]
    return _MARK + re.escape(word)


def _offset(text: str, place: Place) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1


def _place(path: str, text: str, start: int, end: int) -> Place:
    line, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    return Place(path, line, start - text.rfind("\n", 0, start), last, end - text.rfind("\n", 0, end))
