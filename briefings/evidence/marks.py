"""Quotation marks in running text: which opens, which closes, and which are apostrophes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.patterns import lazy_pattern

CLOSERS = {"“": "”", "”": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", '"': '"'}
SINGLE = {"‘": "’", "'": "'", "‹": "›", "‚": "‘’", "‛": "’"}
MARKS = lazy_pattern("[\"“”„‟«»'‘’‚‛‹›]")
_ELISION = lazy_pattern(r"(?:\d0s\b|\d\d\b|(?:tis|twas|em|til|cause|n)\b)", re.IGNORECASE)
"""What an apostrophe may begin: '90s, 'tis."""
_FAR = 40
"""Marks after which no fellow is looked for: of a text of nothing but marks each is looked at forty times."""


def quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """The insides of the outermost pairs of quotation marks."""
    marks = [match.start() for match in MARKS.finditer(text)]
    orphan = _closing_alone(text, marks)
    if orphan is not None:
        yield 0, orphan
        marks = [at for at in marks if at > orphan]
    position, index = 0, 0
    while index < len(marks):
        at = marks[index]
        index += 1
        if at < position or not _can_open(text, at):
            continue
        end = _double_end(text, marks, index) if text[at] in CLOSERS else _single_end(text, marks, index)
        if end is not None:
            yield at + 1, end
            position = end + 1


def _closing_alone(text: str, marks: list[int]) -> int | None:
    """The mark that ends a quotation begun in a sentence before this claim, which is the rest of it."""
    doubles = [at for at in marks if text[at] in '"“”„«»']
    if not doubles or not text[:1].isalnum():
        return None
    at = doubles[0]
    if text[at] not in '"”»' or at == 0 or text[at - 1].isspace() or text[at - 1].isdigit() or _can_open(text, at):
        return None
    if text[at] == '"' and len(doubles) % 2 == 0:
        return None
    return None if re.search(r"[.!?]\s+[^\Wa-z]", text[:at]) else at


def _before(text: str, at: int) -> str:
    return text[at - 1] if at else " "


def _after(text: str, at: int) -> str:
    return text[at + 1] if at + 1 < len(text) else " "


def _can_open(text: str, at: int) -> bool:
    before, after = _before(text, at), _after(text, at)
    if after.isspace():
        return text[at] in "«„" and before.isspace()  # French sets a space inside
    if text[at] in "“„«":
        return True
    if text[at] in "'‘’‛" and (text[at] == "’" or _ELISION.match(text, at + 1)):
        return False
    return not (before.isalnum() or before in ".,!?;:)]%”’") and (not after.isspace())


def _double_end(text: str, marks: list[int], index: int) -> int | None:
    """The fellow of the mark before `index`; marks of its kind that open on the way are closed first."""
    opener = text[marks[index - 1]]
    closers = CLOSERS[opener]
    depth = 1
    for at in marks[index : index + _FAR]:
        mark = text[at]
        before = _before(text, at)
        if mark == opener and mark not in closers:
            depth += 1
        elif mark in closers and not (before.isspace() and mark not in "»«" and _can_open(text, at)):
            depth -= 1
        elif mark == '"' == opener and _can_open(text, at):
            depth += 1
        if depth == 0:
            return at
    return None


def _single_end(text: str, marks: list[int], index: int) -> int | None:
    """The fellow of a single mark, told from apostrophes.

    A mark inside a word is an apostrophe. One behind an s and before a further word may be a genitive (the allies’
    plan): it closes only when no surer one follows before the next quotation opens.
    """
    closers = SINGLE.get(text[marks[index - 1]], "")
    doubtful: int | None = None
    depth = 0
    for at in marks[index : index + _FAR]:
        mark, before, after = text[at], _before(text, at), _after(text, at)
        if mark in "“„«" or (mark == '"' and _can_open(text, at)):
            depth += 1
        elif mark in '”»"':
            depth = max(depth - 1, 0)
        elif mark in "‘‹" and _can_open(text, at):
            break
        if mark not in closers or before.isspace() or after.isalnum() or depth:
            continue
        if before in "sS" and after == " " and text[at + 2 : at + 3].islower():
            doubtful = at if doubtful is None else doubtful
            continue
        return at
    if doubtful is not None and any(text[at] in '"“”' for at in marks[index : index + _FAR] if at < doubtful):
        return None
    return doubtful
