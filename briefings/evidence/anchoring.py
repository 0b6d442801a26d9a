"""The date that a source gives to a figure of a claim, where the claim gives the figure another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from briefings.evidence.dates import EARLIER, YEAR, DateMention
from briefings.evidence.match import Match
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.stems import content_words
from briefings.patterns import lazy_pattern
from briefings.support import Hit, Outcome
from briefings.values import dataclass


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
_APART_BY = 120
"""Characters between a figure and its date at most: our own choice."""
_BESIDE = 40
"""Characters of a claim between a figure and the year that it is compared with: our own choice."""
_REPORTING = (
    r"sa(?:id|ys?|ying)|report\w*|announc\w+|publish\w+|estimat\w+|according|told|wr(?:ote|ites?)|forecast\w*|"
    r"project\w+|predict\w+|expect\w*|plan\w*|promis\w+"
)
_APART = lazy_pattern(
    rf"[;:(—|]|,(?!\d)|\b(?:against|compared|while|whereas|but|versus|than|after|before|{_REPORTING})\b", re.IGNORECASE
)
_OPENING = lazy_pattern(
    r"(?:(?:In|By|At|On|Since|For|During|From|Between|As\s(?:of|at)|According\sto)\b[^,;:\d]{0,32})?\Z"
)
"""Before a date with which a sentence opens."""
_APART_BEHIND = lazy_pattern(r"\b(?:and|to|from)\b")
"""Between a date and a figure behind it these begin what is of another date: "46 in 2009 and 19 in 2023"."""
_THAN = lazy_pattern(r"\b(?:than|over|against|from|on)(?:\sin|\sthat\sof)?\s\Z")


def _is_than(date: DateMention) -> bool:
    return date.precision == "year" and _THAN.search(date.within, max(0, date.start - 16), date.start) is not None


def _is_bound(anchor: Anchor, date: DateMention, own: Sequence[DateMention]) -> bool:
    """Whether a claim gives a figure to a date: no clause ends between them, and no other date is as near."""
    if not _is_joined(anchor, date):
        return False
    near = _distance(anchor, date)
    return not any(_distance(anchor, one) < near and _is_joined(anchor, one) for one in own if one is not date)


def _is_joined(anchor: Anchor, date: DateMention) -> bool:
    text = date.within
    if anchor.end <= date.start:
        between = text[anchor.end : date.start]
        parted = _APART.search(between)
    else:
        between = text[date.end : anchor.start]
        if _OPENING.match(text[: date.start]):
            between = between.removeprefix(",")  # "In 2024, exports were …"
        parted = _APART.search(between) or _APART_BEHIND.search(between)
    return not parted and len(between) <= _APART_BY


def _distance(anchor: Anchor, date: DateMention) -> int:
    return date.start - anchor.end if anchor.end <= date.start else anchor.start - date.end


_CLAUSE = lazy_pattern(
    r"[;:—–(](?=\s|\w)|,(?=\s)|\s(?:against|compared\swith|while|whereas|but|versus|down\sfrom|up\sfrom)\s"
)
_FEW_DIGITS = 3
"""Digits from which a figure tells by itself which sentence is the claim's: our own choice."""
_NEARLY = 0.05
"""How far a figure may be off, as a share, that the claim may have rounded: the tolerance that a desk has at first."""
_REPEATS = 60
_OPENS = 60
"""Characters of a date with which a sentence opens."""
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
        for start, end, same in self.places(anchor):
            row = self.row(start)
            told = self.in_row(start, row) if row else self.in_sentence(anchor, start, end)
            if told is True:
                return True
            if isinstance(told, DateMention) and found is False and same:
                hit = self.source.hit(self.layer, told.start, told.end)
                found = Match(
                    Outcome.NOT_FOUND, problem="value", hit=hit, found=" ".join(told.text.split())[:40], score=45.0
                )
        return found

    def places(self, anchor: Anchor) -> Iterator[tuple[int, int, bool]]:
        """Where the source has the figure, and whether it has that one: what nearly equals it may be meant as well."""
        hit = anchor.hit
        if self.is_fit(hit.start, hit.end):
            yield hit.start, hit.end, True
        # Only where the date does not stand with the figure itself are all other numbers of the source read.
        numbers = self.layer.numbers
        here = next((one for one in numbers if one.start < hit.end and hit.start < one.end), None)
        if here is None:
            return
        spans = {
            (one.start, one.end): one.low == here.low
            for one in numbers
            if abs(one.size - here.size) <= _NEARLY * abs(here.size)
            and not (one.start < hit.end and hit.start < one.end)
        }
        for (start, end), same in sorted(spans.items(), key=lambda one: not one[1])[: _REPEATS - 1]:
            if self.is_fit(start, end):
                yield start, end, same

    def is_fit(self, start: int, end: int) -> bool:
        """Whether a number of the source is no date, and can be the claim's figure."""
        return not self.dates(start, end) and self.is_of_the_claim(start, end)

    def is_of_the_claim(self, start: int, end: int) -> bool:
        """A figure of two digits may be of anything: the sentences round it must have two words of the claim."""
        digits = sum(one.isdigit() for one in self.layer.text[start:end])
        if digits < 2 or digits >= _FEW_DIGITS:
            return digits > 1
        first, last = self.around(start, 1)
        return len(content_words(self.date.within) & content_words(self.layer.text[first:last])) >= 2

    # ---------------------------------------------------------------- prose

    def in_sentence(self, anchor: Anchor, start: int, end: int) -> DateMention | bool:
        first, last = self.clause(start, end)
        told = self.told(first, last, (start, end))
        if told is False:
            told = self.told(*self.around(start, 0), (start, end), but=(first, last))
        if not isinstance(told, DateMention) or self.adjoins(anchor, told, end, last):
            return told
        # The claim's date may be of this too, unless another figure stands beside it.
        near = (one for one in self.dates(*self.around(start, 1)) if self.agrees(one))
        return told if all(self.is_of_another(one, first, last) for one in near) else True

    def adjoins(self, anchor: Anchor, told: DateMention, end: int, last: int) -> bool:
        """Whether the date follows upon the figure in claim and source alike: "48,000 heat pumps since 2023"."""
        text, ours, theirs = self.layer.text, self.date.start - anchor.end, told.start - end
        if not (0 <= ours <= _BESIDE and 0 <= theirs <= _BESIDE and told.start < last):
            return False
        if told.precision != self.date.precision or re.search(r"\d", text[end : told.start]):
            return False
        return _word_before(told, text) == _word_before(self.date, self.date.within)

    def is_of_another(self, one: DateMention, first: int, last: int) -> bool:
        """Whether a date stands in another clause, with a figure of its own."""
        if first <= one.start < last:
            return False
        begin, finish = self.clause(one.start, one.end)
        if finish - begin > 3 * _LINE:
            return False
        letters = list(self.layer.text[begin:finish])
        for date in self.dates(begin, finish):
            for at in range(max(0, date.start - begin), min(len(letters), date.end - begin)):
                letters[at] = " "
        return any(map(str.isdigit, letters))

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
        ends = [match.start() for match in _CLAUSE.finditer(text, first, last)]
        if ends and self.is_opening(first, ends[0]):
            del ends[0]
        at = bisect_left(ends, start)
        behind = next((place for place in ends[at:] if place >= end), last)
        return ends[at - 1] if at else first, behind

    def is_opening(self, first: int, last: int) -> bool:
        dates = self.dates(first, last) if last - first < _OPENS else []
        if len(dates) != 1:
            return False
        text, date = self.layer.text, dates[0]
        return _OPENING.match(text[first : date.start]) is not None and not text[date.end : last].strip()

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
        if self.dates(*row):
            return self.told(*row, None)
        head = self.heading(start, row)
        return self.told(*head, None) if head else False

    def heading(self, start: int, row: tuple[int, int]) -> tuple[int, int] | None:
        """The date that stands over a figure, with others, in a row above: in its column, or nearest to its place."""
        text = self.layer.text
        column, count, end = text.count("|", row[0], start), text.count("|", *row), start - row[0]
        last = row[0] - 1
        for _step in range(_ROWS):
            first = text.rfind("\n", max(0, last - _LINE), last) + 1
            if not text[first:last].strip("|-: "):
                last = first - 1
                if last < 0:
                    return None
                continue  # an empty line, or the rule under the heads
            if text.count("|", first, last) != count:
                return None
            dates = self.dates(first, last)
            if len(dates) > 1:
                if count:
                    return _cells(text, first, last)[column]
                near = min(dates, key=lambda one: abs(one.start - first - end))
                return (near.start, near.end) if abs(near.start - first - end) <= _ASIDE else None
            last = first - 1
            if last < 0:
                return None
        return None

    # ---------------------------------------------------------------- dates

    def dates(self, start: int, end: int) -> list[DateMention]:
        """The dates of the source that begin in a span, or hold its beginning."""
        return self.layer.dates_between(start, end)

    def told(
        self, start: int, end: int, figure: tuple[int, int] | None, but: tuple[int, int] | None = None
    ) -> DateMention | bool:
        """True where a date of the span agrees with the claim's, else the nearest to the figure that does not.

        `but` is the clause of the figure, which has been looked at: the dates of other figures are left out.
        """
        found = [one for one in self.dates(start, end) if figure is None or not self.is_taken(one, figure)]
        if any(self.agrees(one) and not (but and self.is_of_another(one, *but)) for one in found):
            return True
        place = figure[0] if figure else start
        return min(filter(self.is_another, found), key=lambda one: abs(one.start - place), default=False)

    def is_taken(self, one: DateMention, figure: tuple[int, int]) -> bool:
        """Whether a date stands right behind another figure: 2019 in "from 10 million in 2019 to 12 million"."""
        before = self.layer.text[max(0, one.start - 30) : one.start]
        found = _FIGURE_BEFORE.search(before)
        return found is not None and not figure[0] <= one.start - len(before) + found.start() < figure[1]

    def agrees(self, one: DateMention) -> bool:
        """Whether two dates can be of one time: they overlap; a date nobody can resolve may be any."""
        date = self.date
        if one.high < one.low:
            return True
        if not one.year and date.precision == "year":
            return False
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
        return not word or _GROUPS.get(word, word) == _same(_word_before(date, date.within))

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


_ROWS = 40
"""Rows that are looked up for the heads of columns."""
_ASIDE = 8
"""Characters that the head of a column may stand to the side of its figures."""
_FIGURE_BEFORE = lazy_pattern(
    r"\d[\d.,]*(?:\s?(?:%|per\scent|million|billion|trillion|bn|m))?(?:\s[a-z]{1,12})?\s(?:in|on|by|for)\s\Z"
)
_SPACED = lazy_pattern(r"\S {2,}\S")
_FIGURES = lazy_pattern(r"\s*(?:1[5-9]|20)\d\d(?:[-/]\d\d)?(?:\s+[\d.,]*\d%?){2,}\s*\Z")
_COMPARING = frozenset(
    ("than", "from", "over", "against", "with", "to", "versus", "since", "until", "by", "before", "after")
)
_GROUPS = {"to": "by", "until": "by", "by": "by"}


def _same(word: str) -> str:
    return _GROUPS.get(word, word)


def _word_before(one: DateMention, text: str) -> str:
    """The word in small letters that a date hangs on: "since 2023", "by the end of June"; "" at a sentence's head."""
    first = one.text.split(maxsplit=1)[0]
    if first.lower() in _COMPARING:
        return first if first.islower() else ""
    words = [word for word in text[max(0, one.start - 24) : one.start].split() if word not in {"in", "the"}]
    return words[-1] if words and words[-1] in _COMPARING else ""


def _cells(text: str, first: int, last: int) -> list[tuple[int, int]]:
    cells, start = list[tuple[int, int]](), first
    while (bar := text.find("|", start, last)) >= 0:
        cells.append((start, bar))
        start = bar + 1
    return [*cells, (start, last)]
