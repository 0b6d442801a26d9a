"""A quotation as runs of words that must follow each other, and where in a text they do."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.evidence.facts import FIGURE_MARK
from briefings.patterns import lazy_pattern
from briefings.support import How
from briefings.values import dataclass

Spans = tuple[tuple[int, int], ...]

ELLIPSIS_REACH = 1_500
"""Characters within which the parts of a quotation with an ellipsis must follow each other. Our own starting value."""
INSERTION_REACH = 6
"""Words of the source that words in square brackets may stand for. Our own starting value."""

_GAP = lazy_pattern(
    r"(?P<ellipsis>\[\s?\.(?:\s?\.){2,3}\s?\]|\(\s?\.(?:\s?\.){2,3}\s?\)|\.(?:\s?\.){2,})"
    rf"|\[(?P<inserted>[^\[\]]{{0,120}})\]|{FIGURE_MARK}"
)
CASE_BRACKET = lazy_pattern(r"\[([^\W\d_])\](?=[^\W\d_])")
"""`[T]he`: a letter whose case was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words that must occur as they are.

    `how` tells what stands between it and the part before: "" for the first, `ellipsis`, `insertion`. Where square
    brackets touch a word of it, that end need not be the end of a word of the source: `defen[c]e`.
    """

    text: str
    how: How = ""
    inserted: str = ""
    open_start: bool = False
    open_end: bool = False


def parts_of(sought: str) -> tuple[Part, ...]:
    """The parts of a quotation in normal form, parted at its ellipses and brackets.

    A comma or full stop at an outer end is the house's (American style sets it inside the mark), at an ellipsis the
    sentence's that was cut. Where more words are put in than quoted there is nothing that could be verified: ().
    """
    gaps = list(_GAP.finditer(sought))
    starts, ends = [0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(sought)]
    parts: list[Part] = []
    how: How = ""
    inserted, touching = "", False
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        piece = sought[start:end]
        bracket = index < len(gaps) and gaps[index]["inserted"] is not None
        kept = piece if how == "insertion" else piece.lstrip(" ,.;:")
        kept = kept.strip() if index < len(gaps) and not gaps[index]["ellipsis"] else kept.strip().rstrip(" ,.;:-")
        if kept:
            open_start = touching and piece[0].isalnum()
            parts.append(Part(kept, how if parts else "", inserted, open_start, bracket and piece[-1].isalnum()))
            how, inserted = "", ""
        if index < len(gaps):
            how = "ellipsis" if gaps[index]["ellipsis"] or how == "ellipsis" else "insertion"
            inserted = f"{inserted} {gaps[index]['inserted'] or ''}".strip()
            touching = bracket
    put_in = sum(len(_WORD.findall(gap["inserted"] or "")) for gap in gaps)
    quoted = sum(len(_WORD.findall(part.text)) for part in parts)
    return tuple(parts) if quoted >= max(put_in, 1) else ()


_WORD = lazy_pattern(r"[^\W_]+")


MOST_PARTS = 50
"""Parts of one quotation; with more of them it is not found."""


class Budget:
    """How many places are looked at for one quotation: a source that repeats a word a million times costs no more."""

    def __init__(self) -> None:
        self.left = 2_000

    def spent(self) -> bool:
        self.left -= 1
        return self.left < 0


def chains(text: str, parts: tuple[Part, ...], low: int, high: int, budget: Budget) -> Iterator[Spans]:
    """The ways in which all parts follow each other in a text."""
    if not 0 < len(parts) <= MOST_PARTS:
        return
    part, rest = parts[0], parts[1:]
    for start, end in occurrences_of(text, part, low, high):
        if budget.spent():
            return
        if part.how == "insertion" and len(text[low:start].split()) > INSERTION_REACH:
            return
        if not rest:
            yield ((start, end),)
            continue
        reach = ELLIPSIS_REACH if rest[0].how == "ellipsis" else INSERTION_REACH * 40
        until = min(end + reach + len(rest[0].text), len(text))
        yield from (((start, end), *chain) for chain in chains(text, rest, end, until, budget))


def occurrences_of(text: str, part: Part, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Where a part stands in a text with no word or number cut at its ends."""
    start = text.find(part.text, low, high)
    while start >= 0:
        end = start + len(part.text)
        if (part.open_start or begins_word(text, start)) and (part.open_end or ends_word(text, end)):
            yield start, end
        start = text.find(part.text, start + 1, high)


_TURNING_PREFIX = lazy_pattern(r"(?:^|\W)(?:non|anti|un|ex|pre|post|pseudo|quasi|counter)-$")
_FIGURE_BEFORE = lazy_pattern(r"\d[.,:]?$")
_FIGURE_AFTER = lazy_pattern(r"[.,:]?\d|\s?(?:%|percent\b|per cent\b|percentage\b)")
_UNPARTED = "\u2e80"
"""Letters from here on, Chinese and Japanese, are written without spaces; Korean words end in particles."""
_GOES_ON = lazy_pattern(r"n?'t\b")


def begins_word(text: str, start: int) -> bool:
    """Whether no word or number of the source is cut at `start`, and no prefix that turns its sense."""
    if start == 0 or not text[start].isalnum() or text[start] >= _UNPARTED:
        return True
    before = text[max(start - 8, 0) : start]
    if text[start].isdigit() and _FIGURE_BEFORE.search(before):
        return False
    return not before[-1].isalnum() and not (before[-1] == "-" and _TURNING_PREFIX.search(before))


def ends_word(text: str, end: int) -> bool:
    if end == len(text) or not text[end - 1].isalnum() or text[end - 1] >= _UNPARTED:
        return True
    if text[end - 1].isdigit() and _FIGURE_AFTER.match(text, end):
        return False
    return not text[end].isalnum() and not _GOES_ON.match(text, end)
