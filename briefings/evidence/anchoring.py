"""The date that a source gives to a figure of a claim, where the claim gives the figure another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefings.evidence.dates import EARLIER, YEAR, DateMention
from briefings.evidence.match import Match
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.stems import content_words
from briefings.support import Hit, Outcome


@dataclass(frozen=True, slots=True)
class Anchor:
    """A figure of a claim that was found: where it stands in the claim, and where in a source."""

    start: int
    end: int
    hit: Hit


def dated_otherwise(
    date: DateMention, own: Sequence[DateMention], sources: Sequence[SourceText], anchors: Sequence[Anchor]
) -> Match | None:
    """What is wrong with a date that is in the sources, but not with the figure that the claim gives it to.

    `own` are all dates of the claim. The figures of a date are those that stand beside it in its part of the sentence.
    In the source the dates of their clause, or of their row and column of a table, are looked at: when one agrees
    nothing is wrong; when none does and another is there, that one is the figure's. None where nothing can be told.
    """
    if date.precision not in _TOLD or date.relative or not date.year or date.high < date.low:
        return None
    bound = [one for one in anchors if _is_bound(one, date, own)]
    compared = [one for one in anchors if 0 <= date.start - one.end <= _BESIDE] if _is_than(date) else []
    others: list[Match] = []
    for source in sources:
        for layer in source.layers:
            here = _Place(date, own, source, layer)
            for anchor in (one for one in bound if (one.hit.source, one.hit.layer) == (source.key, layer.name)):
                found = here.look(anchor)
                if found is True:
                    return None
                if isinstance(found, Match):
                    others.append(found)
            for anchor in (one for one in compared if (one.hit.source, one.hit.layer) == (source.key, layer.name)):
                earlier = here.year_before(anchor)
                if earlier is not None:
                    others.append(earlier)
    return others[0] if others else None


_TOLD = frozenset(("day", "month", "year", "part"))
_BESIDE = 40
"""Characters of a claim between a figure and the year that it is compared with: our own choice."""
_REPORTING = (
    r"sa(?:id|ys?|ying)|report\w*|announc\w+|publish\w+|estimat\w+|according|told|wr(?:ote|ites?)|forecast\w*|"
    r"project\w+|predict\w+|expect\w*|plan\w*|promis\w+|approv\w+|agreed|found|base\w*"
)
_APART = re.compile(
    rf"[;:(—|]|,(?!\d)|\b(?:against|compared|while|whereas|but|versus|than|after|before|{_REPORTING})\b", re.IGNORECASE
)
_OPENING = frozenset(("", "In", "By", "At", "On", "Since", "For", "During"))
_APART_BEHIND = re.compile(r"\b(?:and|to|from)\b")
"""Between a date and a figure behind it these begin what is of another date: "46 in 2009 and 19 in 2023"."""
_THAN = re.compile(r"\b(?:than|over|against|from|on)(?:\sin|\sthat\sof)?\s\Z")


def _is_than(date: DateMention) -> bool:
    return date.precision == "year" and _THAN.search(date.within, max(0, date.start - 16), date.start) is not None


def _is_bound(anchor: Anchor, date: DateMention, own: Sequence[DateMention]) -> bool:
    """Whether a claim gives a figure to a date: no other date is nearer, and no clause ends between them."""
    text = date.within
    if anchor.end <= date.start:
        between = text[anchor.end : date.start]
        parted = _APART.search(between)
    else:
        between = text[date.end : anchor.start]
        if text[: date.start].strip() in _OPENING:
            between = between.removeprefix(",")  # "In 2024, exports were …"
        parted = _APART.search(between) or _APART_BEHIND.search(between)
    if parted or len(between) > 120:
        return False
    return not any(_distance(anchor, one) < len(between) for one in own if one is not date)


def _distance(anchor: Anchor, date: DateMention) -> int:
    return date.start - anchor.end if anchor.end <= date.start else anchor.start - date.end


_CLAUSE = re.compile(
    r"[;:—–(](?=\s|\w)|,(?=\s)|\s(?:against|compared\swith|while|whereas|but|versus|down\sfrom|up\sfrom)\s"
)
_FEW_DIGITS = 3
"""Digits from which a figure tells by itself which sentence is the claim's: our own choice."""
_REPEATS = 30
_LINE = 400
"""Characters of a line that are looked at."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A date of a claim, and one text of a source that it is looked for in."""

    date: DateMention
    own: Sequence[DateMention]
    source: SourceText
    layer: LayerText

    def look(self, anchor: Anchor) -> Match | bool:
        """True where a figure stands with the claim's date; else the date that it stands with, if any."""
        found: Match | bool = False
        for start, end in self.places(anchor):
            row = self.row(start)
            told = self.in_row(start, row) if row else self.in_sentence(anchor, start, end)
            if told is True:
                return True
            if isinstance(told, DateMention) and found is False:
                hit = self.source.hit(self.layer, told.start, told.end)
                found = Match(
                    Outcome.NOT_FOUND, problem="value", hit=hit, found=" ".join(told.text.split())[:40], score=45.0
                )
        return found

    def places(self, anchor: Anchor) -> Iterator[tuple[int, int]]:
        """Where the source has the figure: the place it was found at, and every other with the same value."""
        layer, hit = self.layer, anchor.hit
        numbers = layer.numbers
        here = [one for one in numbers if one.start < hit.end and hit.start < one.end]
        spans = {(one.start, one.end) for value in here[:2] for one in numbers if one.low == value.low}
        for start, end in sorted({(hit.start, hit.end), *spans})[:_REPEATS]:
            if not self.dates(start, end) and self.is_of_the_claim(start, end):
                yield start, end

    def is_of_the_claim(self, start: int, end: int) -> bool:
        """A short figure may be of anything: the sentences round it must have two words of the claim."""
        if sum(one.isdigit() for one in self.layer.text[start:end]) >= _FEW_DIGITS:
            return True
        first, last = self.around(start, 1)
        return len(content_words(self.date.within) & content_words(self.layer.text[first:last])) >= 2

    # ---------------------------------------------------------------- prose

    def in_sentence(self, anchor: Anchor, start: int, end: int) -> DateMention | bool:
        first, last = self.clause(start, end)
        told = self.told(first, last)
        if told is True:
            return True
        near = [one for one in self.dates(*self.around(start, 1)) if self.agrees(one)]
        if isinstance(told, DateMention):
            # The claim's date may be of this too, unless another figure stands beside it.
            adjoining = self.adjoins(anchor, told, end)
            return True if any(not adjoining and not self.is_of_another(one, first, last) for one in near) else told
        if near:
            return True
        sentence = self.around(start, 0)
        return self.told(*sentence) if self.is_lone(sentence) else False

    def adjoins(self, anchor: Anchor, told: DateMention, end: int) -> bool:
        """Whether the date follows upon the figure in claim and source alike: "$913 million in 2023"."""
        ours = self.date.start - anchor.end
        return 0 <= ours <= 6 and 0 <= told.start - end <= 6 and told.precision == self.date.precision

    def is_of_another(self, one: DateMention, first: int, last: int) -> bool:
        """Whether a date stands in another clause, with a figure of its own."""
        if first <= one.start < last:
            return False
        begin, finish = self.clause(one.start, one.end)
        return re.search(r"\d", self.layer.text[begin : one.start] + self.layer.text[one.end : finish]) is not None

    def is_lone(self, span: tuple[int, int]) -> bool:
        """Whether a sentence gives one year or day only, so that all of it is of that."""
        return len({(one.low, one.high) for one in self.dates(*span)}) == 1

    def around(self, place: int, more: int) -> tuple[int, int]:
        """The sentence of a place, with so many before and behind it."""
        layer = self.layer
        at = max(0, bisect_right(layer.starts, place) - 1)
        first, last = layer.sentences[max(0, at - more)][0], layer.sentences[min(len(layer.starts) - 1, at + more)][1]
        return max(first, place - 3 * _LINE), min(last, place + 3 * _LINE)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause of a place; one that opens with nothing but a date, "In 2024, …", is of the next."""
        first, last = self.around(start, 0)
        text = self.layer.text
        ends = [match.start() for match in _CLAUSE.finditer(text, first, start)]
        begin = ends[-1] if ends else first
        if len(ends) == 1 and begin - first < 40 and self.dates(first, begin):
            begin = first
        after = _CLAUSE.search(text, end, last)
        return begin, after.start() if after else last

    # --------------------------------------------------------------- tables

    def row(self, start: int) -> tuple[int, int] | None:
        """The line of a place, where it is a row of a table."""
        text = self.layer.text
        first = text.rfind("\n", max(0, start - _LINE), start) + 1
        last = text.find("\n", start, start + _LINE)
        if last < 0 or not first:
            return None
        line = text[first:last]
        return (first, last) if "|" in line or "\t" in line or _SPACED.search(line) or _FIGURES.match(line) else None

    def in_row(self, start: int, row: tuple[int, int]) -> DateMention | bool:
        told = self.told(*row)
        if told is not False or self.dates(*row):
            return told
        head = self.heading(start, row)
        return self.told(*head) if head else False

    def heading(self, start: int, row: tuple[int, int]) -> tuple[int, int] | None:
        """The cell with a date that stands over a figure: in the same column of a row above."""
        text = self.layer.text
        column, count = text.count("|", row[0], start), text.count("|", *row)
        if not count:
            return None
        last = row[0] - 1
        for _step in range(40):
            first = text.rfind("\n", max(0, last - _LINE), last) + 1
            if not first or text.count("|", first, last) != count:
                return None
            cells = _cells(text, first, last)
            if self.dates(*cells[column]):
                return cells[column] if sum(bool(self.dates(*cell)) for cell in cells) > 1 else None
            last = first - 1
        return None

    # ---------------------------------------------------------------- dates

    def dates(self, start: int, end: int) -> list[DateMention]:
        """The dates of the source that begin in a span, or hold its beginning."""
        dates = self.layer.dates
        first = bisect_left(dates, start, key=lambda one: one.end - 1)
        last = bisect_left(dates, end, key=lambda one: one.start)
        return list(dates[first:last])

    def told(self, start: int, end: int) -> DateMention | bool:
        """True where a date of the span agrees with the claim's, else the first that does not."""
        found = self.dates(start, end)
        if any(map(self.agrees, found)):
            return True
        return next(filter(self.is_another, found), False)

    def agrees(self, one: DateMention) -> bool:
        """Whether two dates can be of one time: they overlap; a date nobody can resolve may be any."""
        date = self.date
        if one.high < one.low:
            return True
        shift = 0 if one.year else date.year * YEAR - one.low // YEAR * YEAR
        return any(first + shift <= date.high and date.low <= last + shift for first, last in one.readings)

    def is_another(self, one: DateMention) -> bool:
        """Whether a date of the source is as exact as the claim's, and none that the claim gives or compares with."""
        date = self.date
        if one.relative or one.high < one.low or one.high - one.low > max(date.high - date.low, YEAR // 12):
            return False
        if date.precision == "year" and one.precision != "year":
            return False
        if any(known.low <= one.high and one.low <= known.high for known in self.own):
            return False
        word = _word_before(one, self.layer.text)
        return word not in _COMPARING or _GROUPS.get(word, word) == _same(_word_before(date, date.within))

    # ------------------------------------------------------- the year before

    def year_before(self, anchor: Anchor) -> Match | None:
        """ "8.7% more than in 2023", where the source has "than a year earlier": it is the year before the claim's."""
        years = {one.year for one in self.own if one is not self.date and one.year}
        if len(years) != 1 or self.date.year == years.copy().pop() - 1:
            return None
        start, end = anchor.hit.start, anchor.hit.end
        first, last = self.around(start, 0)
        if any(self.agrees(one) and one.start >= end for one in self.dates(end, last)):
            return None
        found = EARLIER.search(self.layer.text, max(first, start - 60), min(last, end + 60))
        if found is None:
            return None
        hit = self.source.hit(self.layer, *found.span())
        return Match(Outcome.NOT_FOUND, problem="value", hit=hit, found=found[0][:40], score=45.0)


_SPACED = re.compile(r"\S {2,}\S")
_FIGURES = re.compile(r"\s*(?:1[5-9]|20)\d\d(?:[-/]\d\d)?(?:\s+[\d.,]*\d%?){2,}\s*\Z")
_COMPARING = frozenset(
    ("than", "from", "over", "against", "with", "to", "versus", "since", "until", "of", "by", "before", "after")
)
_GROUPS = {"to": "by", "until": "by", "by": "by"}


def _same(word: str) -> str:
    return _GROUPS.get(word, word)


def _word_before(one: DateMention, text: str) -> str:
    """The word that a date hangs on: "since 2023", "by the end of January"."""
    first = one.text.split(maxsplit=1)[0].lower()
    if first in _COMPARING:
        return first
    words = [word for word in text[max(0, one.start - 24) : one.start].lower().split() if word not in {"in", "the"}]
    return words[-1] if words else ""


def _cells(text: str, first: int, last: int) -> list[tuple[int, int]]:
    cells, start = list[tuple[int, int]](), first
    while (bar := text.find("|", start, last)) >= 0:
        cells.append((start, bar))
        start = bar + 1
    return [*cells, (start, last)]
