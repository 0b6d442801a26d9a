"""Dates in running text, at the precision they are given in, and whether a source has the date that a claim gives."""

from __future__ import annotations

import contextlib
import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from briefings.evidence.match import Match
from briefings.evidence.stems import content_words, number_words, shared_words
from briefings.once import once_a_claim
from briefings.patterns import lazy_pattern
from briefings.support import Outcome
from briefings.values import dataclass

if TYPE_CHECKING:
    from briefings.evidence.sources import LayerText, SourceText

Precision = Literal["day", "days", "week", "month", "months", "part", "season", "year", "years", "decade"]
"""How exactly a date is given. `part` is the beginning, middle or end of a month or year; `months` are a quarter, a
half-year or a run of months; `days` and `years` are runs with both ends given."""

YEAR = 372
"""Days of a year in which every month has 31: days then compare and add up without a calendar, leap years and all."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date as it is written; 0 stands for a part that is not known.

    `low` and `high` are the first and last day it can mean, counted in years of 372 days (`at`); where the year is
    not known they lie in the year 0. `others` are further readings as (low, high): 3/12/2024 may be of March or of
    December, "last October" of this year or the one before.
    """

    text: str
    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    precision: Precision = "day"
    low: int = 0
    high: int = 0
    relative: bool = False
    """Told from the day of the text: "last October", "on Thursday"."""
    about: str = ""
    """The word that makes it approximate: "about", "circa"."""
    others: tuple[tuple[int, int], ...] = ()
    within: str = field(default="", repr=False, compare=False)
    """The text that it stands in."""

    @property
    def end_year(self) -> int:
        """The year in which it ends; 0 where it is not known."""
        return self.high // YEAR if self.year else 0

    @property
    def readings(self) -> tuple[tuple[int, int], ...]:
        """All it can mean, as (low, high)."""
        return ((self.low, self.high), *self.others)

    def __str__(self) -> str:
        return span_text(self.low, self.high)


def at(year: int, month: int = 1, day: int = 1) -> int:
    """A day as one number that only compares: years of twelve months of 31 days."""
    return year * YEAR + (month - 1) * 31 + day - 1


def span_text(low: int, high: int) -> str:
    """`2024-12-03`, `2024-12`, `2024`, or first and last day parted by a slash; `*` for a year that is not known."""

    def whole(day: int) -> tuple[str, int, int]:
        return f"{day // YEAR or '*'}", day % YEAR // 31 + 1, day % 31 + 1

    def full(day: int) -> str:
        year, month, number = whole(day)
        return f"{year}-{month:02d}-{number:02d}"

    if low == high:
        return full(low)
    if low % YEAR == 0 and high == low + YEAR - 1:
        return whole(low)[0]
    if low % 31 == 0 and high == low + 30:
        return full(low)[:-3]
    return f"{full(low)}/{full(high)}"


# ------------------------------------------------------------------ grammar

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NUMBER_OF = {form: number for number, name in enumerate(_MONTHS, 1) for form in (name, name.upper(), name[:3])}
_NUMBER_OF |= {name[:3].upper(): number for number, name in enumerate(_MONTHS, 1)} | {"Sept": 9, "SEPT": 9}
_AMBIGUOUS = {"March", "May", "April", "June", "August", "MARCH", "MAY", "APRIL", "JUNE", "AUGUST"}
"""Months that are also verbs or given names: alone they need a word before them that dates have."""

_OTHERS = (
    ("januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro"),
    ("februar", "février", "febrero", "febbraio", "februari", "fevereiro"),
    ("märz", "mars", "marzo", "maart", "março"),
    ("avril", "abril", "aprile"),
    ("mai", "mayo", "maggio", "mei", "maio"),
    ("juni", "juin", "junio", "giugno", "junho"),
    ("juli", "juillet", "julio", "luglio", "julho"),
    ("août", "agosto", "augustus"),
    ("septembre", "septiembre", "settembre", "setembro"),
    ("oktober", "octobre", "octubre", "ottobre", "outubro"),
    ("novembre", "noviembre"),
    ("dezember", "décembre", "diciembre", "dicembre", "dezembro"),
)
"""The months in German, French, Spanish, Italian, Dutch and Portuguese, where they differ from the English."""
_NUMBER_OF_OTHER = {
    form: number for number, names in enumerate(_OTHERS, 1) for name in names for form in (name, name.capitalize())
}
_NUMBER_OF_OTHER |= {name: number for number, name in enumerate(_MONTHS, 1)}
_NUMBER_OF_OTHER |= {name.lower(): number for number, name in enumerate(_MONTHS, 1) if name not in {"March", "May"}}
_OTHER_MONTH = lazy_pattern("(?:" + "|".join(sorted(_NUMBER_OF_OTHER, key=len, reverse=True)) + r")(?![^\W\d_])")
_OTHER_DAYS_BEFORE = lazy_pattern(
    r"(?<![\d.,/:$€£₩])(\d{1,2})(?:\.|er|[ºª°])?"
    r"(?:\s{0,2}(?:[-–—]|bis|und|au|et|al|y|e|tot|en)\s{0,2}(\d{1,2})(?:\.|[ºª°])?)?\s{1,2}(?:de\s|di\s)?\Z"
)
_OTHER_YEAR_AFTER = lazy_pattern(r"\s(?:de\s|del\s|di\s|do\s)?((?:19|20)\d\d)(?![\d%]|[,.]\d)")
_BEFORE_OTHER_MONTH = lazy_pattern(
    r"\b(?:im|in|seit|bis|ab|vom|von|nach|vor|ende|anfang|mitte|en|de|fin|début|mi|depuis|jusqu['’]en|dès|desde|hasta|a|"
    r"nel|dal|al|fine|inizio|metà|em|até|eind|begin|sinds|tot)[\s-]\Z",
    re.IGNORECASE,
)

_MONTH = lazy_pattern("(?:" + "|".join(sorted(_NUMBER_OF, key=len, reverse=True)) + r")(?![^\W\d_])")
"""Begins with a letter of few, so that the search is a scan in C; what stands before is looked at afterwards."""

_DAYS_BEFORE = lazy_pattern(
    r"(?<![\d.,/:$€£₩])(\d{1,2})(?:st|nd|rd|th)?"
    r"(?:\s{0,2}(?:[-–—]|to|and|or|&)\s{0,2}(\d{1,2})(?:st|nd|rd|th)?)?(?:\s{1,2}(?:day\s)?of)?[\s-]{1,2}\Z"
)
_DAYS_AFTER = lazy_pattern(
    r"\.?[\s-]{1,2}(?:the\s)?(\d{1,2})(?:st|nd|rd|th)?(?!\d|[.,:]\d|\s?%)"
    r"(?:\s{0,2}(?:[-–—]|to|and|or|&)\s{0,2}(\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d))?"
)
_YEAR_AFTER = lazy_pattern(r"\.?(?:,?\s{1,2}(?:of\s|in\s)?(?:the\syear\s)?|[-/])((?:1[5-9]|20|21)\d\d)(?![\d%]|[,.]\d)")
_YEAR_BEFORE = lazy_pattern(r"(?<![\d,.$€£₩])((?:19|20)\d\d)\s{1,2}\Z")
_SHORT_YEAR_AFTER = lazy_pattern(r"\s['’](\d\d)(?!\d)")
_RELATIVE_YEAR_AFTER = lazy_pattern(r"\s(?:of\s)?(last|this|next|the\sprevious|the\ssame|the\sfollowing)\syear\b")
_BEFORE_MONTH = lazy_pattern(
    r"(?:\b(in|of|by|since|from|until|till|til|to|during|before|after|through|throughout|around|about|for|between|and|"
    r"or|early|late|mid|last|next|this|every|each|past|previous|following|ending|beginning|starting|the|on|as of|"
    r"circa)|[,(|/–—-])[\s-]?\s?\Z",
    re.IGNORECASE,
)
_RELATIVE_MONTH_BEFORE = lazy_pattern(r"\b(last|this|next|this\spast|this\scoming)\s\Z", re.IGNORECASE)
_PART_BEFORE = lazy_pattern(
    r"\b(?:(early|mid|late)(?:[\s-]+(?:in|to\slate)?\s?)|"
    r"(?:(by|until|before)\s)?(?:at\s|in\s|from\s)?the\s(?:very\s)?(beginning|start|middle|end|close)\sof\s|"
    r"(end|start)[\s-](?:of\s)?)(the\s(?:year\s|fiscal\syear\s)?)?\Z",
    re.IGNORECASE,
)
_ABOUT = frozenset(("about", "around", "circa", "c.", "ca.", "roughly", "approximately"))
_PART_WORDS = frozenset(("early", "mid", "late", "of", "end", "start", "year", "the"))
"""Words that can stand last before a month or year that only a part is meant of."""
_COUNTED = lazy_pattern(
    r"\s(?:or\sso\s|more\s|additional\s)?(?:U\.?S\.?\s|American\s|Korean\s|\S{3,12}(?:an|ese|ish)\s)?"
    r"(?:troops|soldiers|people|persons?|men|women|personnel|workers|employees|civilians|casualties|deaths|dead|"
    r"injured|wounded|tons|tonnes|kilomet\w+|km|miles|met(?:re|er)s|kg|kilos|pounds|dollars|won|yen|euros|yuan|rubles|"
    r"roubles|missiles|rockets|shells|warheads|vehicles|tanks|ships|vessels|aircraft|drones|households|homes|houses|"
    r"jobs|[MGkT]Wh?|megawatts?|gigawatts?|barrels|students|pages|words|hours?|times|units|points|votes|seats|cases|"
    r"percent|per\scent|percentage|million|billion|trillion|thousand|bn|m\b|feet|acres|hectares)\b"
)

_FOUR = lazy_pattern(r"(?:1[5-9]|20)\d\d")
_NOT_A_YEAR_BEFORE = lazy_pattern(
    r"(?:[$€£¥₩#№+\d]\s?|\d[.,:]|[A-Z][-/]|[A-Za-z]/?|(?:No|Nos|no|Resolution|Resolutions|UNSCR|Article|Section|Room|"
    r"Flight|page|pages|p|pp|[Aa]bout\sUS\$|USD|EUR|KRW|GBP|JPY)\.?\s)\Z"
)
_SLASHED = lazy_pattern(r"[A-Z]/\Z")
_PLURAL = lazy_pattern(r"['’]?s(?![^\W_])")
_RANGE_AFTER = lazy_pattern(
    r"\s{0,2}(?:[-–—/]|to|through|until|and)\s{0,2}((?:1[5-9]|20)\d\d|\d\d)(?![\d%]|[.,]\d|[-–/]\d|\s?(?:st|nd|rd|th)\b)"
)
_ONLY_LONG = lazy_pattern(r"\s?(?:to|through|until|and)\b")
_YEAR_WORD_BEFORE = lazy_pattern(r"\b([A-Za-z]+)[\s-]{1,2}\Z")

_NUMERIC = lazy_pattern(
    r"(?<![\d/.-])(?:((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([/.-])(\d{1,2})\6((?:19|20)\d\d))(?![\d])"
)
_STROKES = ("-", "/", ".")
_KOREAN = lazy_pattern(
    r"(?:((?:19|20)\d\d|지난해|작년|전년|올해|금년|내년)\s?[년年]?\s?)?(?:(\d{1,2})\s?[월月])"
    r"(?:\s?(\d{1,2})\s?[일日]|\s?(초|중순|말))?"
    r"|((?:19|20)\d\d|지난해|작년|올해|금년|내년)\s?[년年]?(?:\s?(상반기|하반기|[1-4]\s?분기))?"
)
_KOREAN_YEARS = {"지난해": -1, "작년": -1, "전년": -1, "올해": 0, "금년": 0, "내년": 1}
_KOREAN_PARTS = {"초": (0, 11), "중순": (7, 22), "말": (17, 30)}
_KOREAN_SPANS = {"상반기": (1, 6), "하반기": (7, 12), "1": (1, 3), "2": (4, 6), "3": (7, 9), "4": (10, 12)}
"""Halves and quarters of the year by their months."""
_DOTTED = lazy_pattern(r"(?<!\d)((?:19|20)\d\d)\.\s(\d{1,2})\.(?:\s(\d{1,2})\.?(?!\d))?")

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "last": 4,
}  # fmt: skip
_NUMBERS = {
    word: number
    for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), 2)
}
_END_MONTHS = lazy_pattern(
    r"(first|last|final)\s(two|three|four|five|six|seven|eight|nine|ten|eleven|\d{1,2})\smonths\s(?:of|in)\s"
    r"(?:((?:19|20)\d\d)|(this|last|the)\syear)"
)
_QUARTER_WORDS = ("quarter", "half", "Quarter", "Half", "QUARTER")
_QUARTER = lazy_pattern(r"(first|second|third|fourth|final|1st|2nd|3rd|4th|last)[\s-](quarter|half)\b", re.IGNORECASE)
_SHORT_QUARTER = lazy_pattern(r"(?:Q([1-4])|([1-4])Q|H([12])|([12])H)(?![^\W_])")
_OF_YEAR = lazy_pattern(
    r"(?:\s(?:of|in))?(?:\sthe)?(?:\s(?:fiscal|financial)(?:\syear)?)?[\s']{1,2}((?:19|20)\d\d)(?!\d)"
)
_OF_RELATIVE_YEAR = lazy_pattern(r"\s(?:of\s)?(last|this|next|the)\s(?:fiscal\s)?year\b")
_QUARTER_OF_WHAT = lazy_pattern(r"\s(?:of|in)\s(?!(?:the\s(?:fiscal\s|financial\s)?year|last|this|next|FY|\d{4}))")

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_SEASON_LAST = frozenset((*_SEASONS, "of", *(f"{name}," for name in _SEASONS)))
_SEASON_BEFORE = lazy_pattern(r"(?<![^\W_])([Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?:,?|\sof)\s\Z")
"""Without a year a spring may be of water or steel."""

_RELATIVE_WORDS = (
    "last ",
    "this ",
    "next ",
    "Last ",
    "This ",
    "Next ",
    "yesterday",
    "Yesterday",
    "tomorrow",
    "Tomorrow",
)
_RELATIVE = lazy_pattern(
    r"(?:last|this|next|Last|This|Next)\s(?:year|month|week|[MTWFS][a-z]{2,5}day|spring|summer|autumn|fall|winter)\b|[Yy]esterday\b|[Tt]omorrow\b"
)
_AHEAD = lazy_pattern(
    r"\b(?:will|next|until|due|plan\w*|schedul\w+|expected|set|upcoming|coming|to\sbe|is\sto|are\sto)\b"
)
"""Words round a weekday by which it may be of the week to come."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVERY = lazy_pattern(r"\b(?:every|each|per|on a|Black|Good|Holy|Super|a) \Z", re.IGNORECASE)
_WEEKDAY = lazy_pattern(r"[MTWFS][a-z]{2,5}day\b")


def _places(text: str, words: tuple[str, ...], begin: int = 0, end: int | None = None) -> Iterator[int]:
    """Where in a span any of the words begins. A plain search for each is quicker by far than one pattern for all."""
    end = len(text) if end is None else end
    for word in words:
        at = text.find(word, begin, end + len(word) - 1)
        while at >= 0:
            yield at
            at = text.find(word, at + len(word), end + len(word) - 1)


def _is_english(text: str) -> bool:
    """Whether months need not be looked for in other languages: English has "the" and "of" in every other line."""
    sample = text[:4000]
    return (sample.count(" the ") + sample.count(" of ")) * 400 >= len(sample)


def _word_before(text: str, start: int) -> str:
    """The last word before a place, with what clings to it but hyphens."""
    words = text[max(0, start - 16) : start].replace("-", " ").split()
    return words[-1] if words else ""


def _part_before(text: str, start: int) -> re.Match[str] | None:
    if _word_before(text, start).lower() not in _PART_WORDS:
        return None  # quicker than the pattern, which nearly never fits
    return _PART_BEFORE.search(text, max(0, start - 40), start)


class _Finder:
    """Gathers the dates of one text; each kind of date is looked for by what it cannot do without."""

    def __init__(self, text: str, anchor: datetime.date | None, begin: int = 0, end: int | None = None) -> None:
        """What dates are looked for by is what begins between `begin` and `end`, where white space stands or the text
        ends; what belongs to it may lie outside."""
        self.text = text
        self.anchor = anchor
        self.span = begin, len(text) if end is None else end
        self.found: list[DateMention] = []
        self.used: set[int] = set()
        """Where years stand that belong to a month."""

    def find(self) -> list[DateMention]:
        text, span = self.text, self.span
        years = list(_FOUR.finditer(text, *span))
        for match in years:
            if (
                text[match.end() : match.end() + 1] in _STROKES
                or text[max(0, match.start() - 1) : match.start()] in _STROKES
            ):
                self.numeric(match)
        if not is_read_in_parts(text[slice(*span)]):
            self.korean()
        if _is_english(text):
            for match in _MONTH.finditer(text, *span):
                self.month(match)
        else:
            for match in _OTHER_MONTH.finditer(text, *span):
                self.other_month(match)
            for match in _MONTH.finditer(text, *span):
                self.month(match)
        self.quarters()
        for match in years:
            self.year(match)
        for match in (*self.relatives(), *self.weekdays()):
            self.relative(match)
        return self.found

    def places(self, *words: str) -> Iterator[int]:
        return _places(self.text, words, *self.span)

    def relatives(self) -> Iterator[re.Match[str]]:
        return filter(None, (_RELATIVE.match(self.text, at) for at in self.places(*_RELATIVE_WORDS)))

    def weekdays(self) -> Iterator[re.Match[str]]:
        """What looks like the name of a weekday; found by its end, of which there are few."""
        return filter(None, (_WEEKDAY.search(self.text, max(0, at - 6), at + 4) for at in self.places("day")))

    def end_months(self) -> Iterator[re.Match[str]]:
        """The months at an end of a year; found by the word that all of them have."""
        for at in self.places("months"):
            match = _END_MONTHS.search(self.text, max(0, at - 13), at + 40)
            if match is not None and match.start() < at < match.end():
                yield match

    def add(
        self,
        start: int,
        end: int,
        precision: Precision,
        low: int,
        high: int,
        *,
        year: int = 0,
        month: int = 0,
        day: int = 0,
        relative: bool = False,
        others: tuple[tuple[int, int], ...] = (),
    ) -> None:
        word = _word_before(self.text, start)
        self.found.append(
            DateMention(
                self.text[start:end],
                start,
                end,
                year,
                month,
                day,
                precision,
                low,
                high,
                relative,
                word if word.lower() in _ABOUT else "",
                others,
                self.text,
            )
        )

    # ---------------------------------------------------------------- digits

    def numeric(self, year: re.Match[str]) -> None:
        """A date in figures round a year: 2024-12-03, 3.12.2024, 12/3/2024, 2024. 12. 3."""
        match = _NUMERIC.search(self.text, max(0, year.start() - 6), year.end() + 6)
        if match:
            if match[1]:
                readings = [(int(match[1]), int(match[3]), int(match[4]))]
            else:
                first, second, number = int(match[5]), int(match[7]), int(match[8])
                # With strokes Americans put the month first and others the day; with full stops the day is first.
                readings = [(number, second, first)]
                if match[6] != ".":
                    readings.insert(0, (number, first, second))
            good = [one for one in dict.fromkeys(readings) if _is_day(*one)]
            if good and not _SLASHED.search(self.text, max(0, match.start() - 2), match.start()):
                self.days(match, *good)
        dotted = _DOTTED.match(self.text, year.start())
        if dotted and dotted[3] and _is_day(int(dotted[1]), int(dotted[2]), int(dotted[3])):
            self.days(dotted, (int(dotted[1]), int(dotted[2]), int(dotted[3])))

    def days(self, match: re.Match[str], first: tuple[int, int, int], *more: tuple[int, int, int]) -> None:
        year, month, day = first
        others = tuple((at(*one), at(*one)) for one in more)
        self.add(*match.span(), "day", at(*first), at(*first), year=year, month=month, day=day, others=others)

    def korean(self) -> None:
        """Korean, Chinese and Japanese: 2024년 12월 3일, 지난해 10월, 2025년 12월 말, 2027년 상반기."""
        for match in _KOREAN.finditer(self.text):
            if self.text[max(0, match.start() - 1) : match.start()].isdecimal():
                continue
            word = match[1] or match[5] or ""
            relative = word in _KOREAN_YEARS
            year = self.korean_year(word)
            month, day = int(match[2] or 0), int(match[3] or 0)
            if match[5]:
                if not relative and self.text[match.end(5) :].lstrip()[:1] not in {"년", "年"}:
                    continue
                self.used.add(match.start(5))
                first, last = (
                    _KOREAN_SPANS[match[6][:1] if match[6][0].isdecimal() else match[6]] if match[6] else (1, 12)
                )
                precision: Precision = "months" if match[6] else "year"
                if year:
                    self.add(
                        *match.span(), precision, at(year, first), at(year, last, 31), year=year, relative=relative
                    )
            elif 1 <= month <= 12 and (not day or _is_day(year or 2000, month, day)):
                if match[1]:
                    self.used.add(match.start(1))
                if match[4]:
                    low, high = (at(year, month) + shift for shift in _KOREAN_PARTS[match[4]])
                    self.add(*match.span(), "part", low, high, year=year, month=month, relative=relative)
                else:
                    self.day_or_month(*match.span(), year, month, day)

    def korean_year(self, word: str) -> int:
        if word in _KOREAN_YEARS:
            return self.anchor.year + _KOREAN_YEARS[word] if self.anchor else 0
        return int(word or 0)

    def day_or_month(self, start: int, end: int, year: int, month: int, day: int) -> None:
        low, high = at(year, month, day or 1), at(year, month, day or 31)
        self.add(start, end, "day" if day else "month", low, high, year=year, month=month, day=day)

    # ---------------------------------------------------------------- months

    def month(self, match: re.Match[str]) -> None:
        """A date round the name of a month: 3 December 2024, Dec. 3-5, early December, December last year."""
        text, name, month = self.text, match[0], _NUMBER_OF[match[0]]
        start, end = match.span()
        before = text[max(0, start - 48) : start]
        if before[-1:].isalnum() and not before[-1:].isdigit():
            return
        left = _DAYS_BEFORE.search(before)
        right = None if left else _DAYS_AFTER.match(text, end)
        if right and (int(right[1]) > 31 or _COUNTED.match(text, right.end())):
            right = None
        if left and not 1 <= int(left[1]) <= 31:
            left = None
        beside = left or right
        days = [int(part) for part in beside.groups() if part] if beside else []
        if left and len(days) == 2 and days[1] <= days[0]:  # "17 to 2 February": the first is of something else
            start += left.start(2) - left.start()
            days = days[1:]
        if left:
            start -= len(before) - left.start()
        elif right:
            if len(days) == 2 and (days[1] > 31 or days[1] <= days[0]):
                days, end = days[:1], right.end(1)
            else:
                end = right.end()
        year, relative = 0, False
        others: list[int] = []
        if after := _YEAR_AFTER.match(text, end):
            year, end = int(after[1]), after.end()
            self.used.add(after.start(1))
        elif short := _SHORT_YEAR_AFTER.match(text, end):
            year, end = 2000 + int(short[1]), short.end()
        elif told := _RELATIVE_YEAR_AFTER.match(text, end):
            end, relative = told.end(), True
            year = self.year_told(told[1])
        elif told := _RELATIVE_MONTH_BEFORE.search(before) if not days else None:
            start, relative = start - (len(before) - told.start()), True
            year, others = self.month_told(told[1].lower(), month)
        elif (sooner := _YEAR_BEFORE.search(text, max(0, start - 8), start)) and right:
            year, start = int(sooner[1]), sooner.start(1)
        if not days and not year and not relative and not self.stands_for_a_month(name, before, end):
            return
        days = [day for day in days if _is_day(year or 2000, month, day)]
        if days:
            low, high = at(year, month, days[0]), at(year, month, days[-1])
            precision: Precision = "day" if low == high else "days"
            if low <= high:
                self.add(
                    start, end, precision, low, high, year=year, month=month, day=days[0], relative=relative,
                )  # fmt: skip
            return
        low, high, precision = at(year, month), at(year, month, 31), "month"
        part = _part_before(text, start)
        if part and not part[5]:
            low, high, start, precision = *_part(part, low, 31), part.start(), "part"
        readings = tuple((at(other, month), at(other, month, 31)) for other in others)
        self.add(start, end, precision, low, high, year=year, month=month, relative=relative, others=readings)

    def other_month(self, match: re.Match[str]) -> None:
        """A date as Germans, French, Spaniards, Italians, Dutch and Portuguese write it: 3. Dezember 2024."""
        text, (start, end), month = self.text, match.span(), _NUMBER_OF_OTHER[match[0]]
        before = text[max(0, start - 32) : start]
        if before[-1:].isalnum():
            return
        days = _OTHER_DAYS_BEFORE.search(before)
        after = _OTHER_YEAR_AFTER.match(text, end)
        if not days and not after and not _BEFORE_OTHER_MONTH.search(before):
            return
        year = int(after[1]) if after else 0
        if after:
            self.used.add(after.start(1))
            end = after.end()
        numbers = [int(part) for part in days.groups() if part] if days else []
        numbers = [day for day in numbers if _is_day(year or 2000, month, day)]
        if days and numbers:
            start -= len(before) - days.start()
        low, high = (numbers[0], numbers[-1]) if numbers else (1, 31)
        precision: Precision = "month" if not numbers else "day" if low == high else "days"
        if low <= high:
            day = numbers[0] if numbers else 0
            self.add(
                start, end, precision, at(year, month, low), at(year, month, high), year=year, month=month, day=day
            )

    def stands_for_a_month(self, name: str, before: str, end: int) -> bool:
        """Whether a month's name with no number beside it is the month: not "May I", "March on Rome", "Mar-a-Lago"."""
        following = self.text[end : end + 3]
        if following[:1] in {"-", "‑"} and _MONTH.match(self.text, end + 1) is None:
            return False
        if following[:1] == " " and following[1:2].isupper() and following[1:3] != "I ":
            return False
        dated = _BEFORE_MONTH.search(before) is not None
        return dated if name in _AMBIGUOUS or len(name) <= 4 else dated or not before[-1:].strip()

    def year_told(self, word: str) -> int:
        step = {"last": -1, "this": 0, "next": 1}.get(word.lower())
        return self.anchor.year + step if self.anchor is not None and step is not None else 0

    def month_told(self, word: str, month: int) -> tuple[int, list[int]]:
        """The year of "last October", and other years it can be; (0, []) without a day to tell it from."""
        if self.anchor is None:
            return 0, []
        year, now = self.anchor.year, self.anchor.month
        match word:
            case "last" | "this past":
                return (year - 1, [year]) if month < now else (year - 1, [])
            case "next" | "this coming":
                return (year + 1, [year]) if month > now else (year + 1, [])
            case _:
                return year, []

    # ---------------------------------------------------- parts of the year

    def quarters(self) -> None:
        places = (_QUARTER.search(self.text, max(0, at - 7), at + 8) for at in self.places(*_QUARTER_WORDS))
        for match in filter(None, places):
            number, kind = _ORDINALS[match[1].lower()], match[2].lower()
            if kind == "half" and number > 2:
                number = 2
            if not _QUARTER_OF_WHAT.match(self.text, match.end()):
                self.months_of_year(match, number, 3 if kind == "quarter" else 6, needs_year=kind == "half")
        for match in self.end_months():
            number = int(match[2]) if match[2].isdecimal() else _NUMBERS[match[2]]
            year = int(match[3]) if match[3] else self.year_told(match[4])
            if year and 1 < number < 12:
                first, last = (1, number) if match[1] == "first" else (13 - number, 12)
                low, high = at(year, first), at(year, last, 31)
                self.add(*match.span(), "months", low, high, year=year, relative=not match[3])
        for match in self.short_quarters():
            if self.text[match.start() - 1 : match.start()].isalnum() and match.start():
                continue
            number = int(next(part for part in match.groups() if part))
            self.months_of_year(match, number, 3 if "Q" in match[0] else 6, needs_year=True)

    def short_quarters(self) -> Iterator[re.Match[str]]:
        """Q1, 1Q, H2, 2H: the digit stands on either side of the letter."""
        for at in self.places("Q", "H"):
            match = _SHORT_QUARTER.match(self.text, at) or _SHORT_QUARTER.match(self.text, max(0, at - 1))
            if match is not None and match.end() > at:
                yield match

    def months_of_year(self, match: re.Match[str], number: int, length: int, *, needs_year: bool) -> None:
        year, end, relative = 0, match.end(), False
        if after := _OF_YEAR.match(self.text, end):
            year, end = int(after[1]), after.end()
        elif told := _OF_RELATIVE_YEAR.match(self.text, end):
            year, end, relative = self.year_told(told[1]), told.end(), True
        elif (sooner := _YEAR_BEFORE.search(self.text, max(0, match.start() - 8), match.start())) is not None:
            year = int(sooner[1])
        elif needs_year:
            return
        first = (number - 1) * length + 1
        low, high = at(year, first), at(year, first + length - 1, 31)
        self.add(match.start(), end, "months", low, high, year=year, month=first, relative=relative)

    def season(self, start: int, end: int, name: str, year: int, *, relative: bool = False) -> None:
        """Seasons as north of the equator, by whole months."""
        first, last = _SEASONS[name.lower()]
        low, high = at(year, first), at(year, 1) + last * 31 - 1
        if last > 12:  # the winter of 2025 may begin in it, or end in it
            low -= YEAR
        self.add(start, end, "season", low, high, year=year, month=first, relative=relative)

    # ----------------------------------------------------------------- years

    def year(self, match: re.Match[str]) -> None:
        text, (start, end), year = self.text, match.span(), int(match[0])
        after, before = text[end : end + 1], text[max(0, start - 16) : start]
        if (
            start in self.used
            or after.isdigit()
            or (after in {".", ",", ":"} and text[end + 1 : end + 2].isdigit())
            or after == "%"
        ):
            return
        if _NOT_A_YEAR_BEFORE.search(before) and not before.endswith(("FY", "\n")):
            return
        if year % 10 == 0 and (plural := _PLURAL.match(text, end)):
            self.decade(start, plural.end(), year)
            return
        if after.isalpha() or (after == "/" and text[end + 1 : end + 2].isdigit() and before.endswith("/")):
            return
        if after == "/" and _SLASHED.search(before):
            return
        span = _RANGE_AFTER.match(text, end)
        if span and (len(span[1]) == 4 or not _ONLY_LONG.match(text, end)):
            last = int(span[1]) if len(span[1]) == 4 else year // 100 * 100 + int(span[1])
            spoken = _ONLY_LONG.match(text, end)
            linked = spoken is None or (spoken[0].strip() != "and" or _word_before(text, start) == "between")
            likely = year < last <= year + 100 and linked and not (len(span[1]) == 2 and last - year > 60)
            if likely and not _COUNTED.match(text, span.end()):
                self.add(start, span.end(), "years", at(year), at(last, 12, 31), year=year)
                return
        if not 1900 <= year <= 2099 and not _word_before(text, start):
            return
        word = _word_before(text, start)
        if _COUNTED.match(text, end) and word not in {"In", "Since", "During"}:
            return
        if word in {"at", "than", "nearly", "almost", "some", "over", "exactly"} and year % 100 == 0:
            return
        if year < 1900 and word not in {"in", "In", "of", "since", "until", "from", "after", "before", "during", "by"}:
            return
        season = _SEASON_BEFORE.search(text, max(0, start - 12), start) if word.lower() in _SEASON_LAST else None
        if season:
            self.season(season.start(), end, season[1], year)
            return
        part = _part_before(text, start)
        if part:
            low, high = _part(part, at(year), YEAR)
            self.add(part.start(), end, "part" if high - low < YEAR - 1 else "year", low, high, year=year)
        else:
            self.add(start, end, "year", at(year), at(year, 12, 31), year=year)

    def decade(self, start: int, end: int, year: int) -> None:
        length = 100 if year % 100 == 0 and year < 2000 else 10
        low, high = at(year), at(year + length - 1, 12, 31)
        self.add(start, end, "decade", low, high, year=year)

    # -------------------------------------------------------------- relative

    def relative(self, match: re.Match[str]) -> None:
        start = match.start()
        if start and self.text[start - 1].isalnum():
            return
        words = match[0].lower().split()
        step = {"last": -1, "past": -1, "previous": -1, "yesterday": -1, "next": 1, "tomorrow": 1}.get(words[0], 0)
        unit = words[-1].capitalize()
        if unit in _WEEKDAYS:
            self.weekday(match, unit, words[0])
            return
        if words[-1] in _SEASONS:
            year, _others = self.month_told(words[0], _SEASONS[words[-1]][0])
            if year:
                self.season(*match.span(), words[-1], year, relative=True)
            return
        if words[-1] not in {"year", "month", "week", "yesterday", "tomorrow"}:
            return
        today = self.anchor
        if today is None:
            precision: Precision = _UNITS.get(words[-1], "day")
            self.add(*match.span(), precision, 0, -1, relative=True)
            return
        match words[-1]:
            case "year":
                year = today.year + step
                self.add(*match.span(), "year", at(year), at(year, 12, 31), year=year, relative=True)
            case "month":
                months = today.year * 12 + today.month - 1 + step
                year, month = divmod(months, 12)
                low = at(year, month + 1)
                self.add(*match.span(), "month", low, low + 30, year=year, month=month + 1, relative=True)
            case "week":
                monday = today - datetime.timedelta(days=today.weekday() - 7 * step)
                sunday = monday + datetime.timedelta(days=6)
                self.add(*match.span(), "week", _of(monday), _of(sunday), year=monday.year, relative=True)
            case _:
                self.one_day(match.start(), match.end(), today + datetime.timedelta(days=step))

    def weekday(self, match: re.Match[str], name: str, word: str) -> None:
        """ "On Thursday" is the last one before the day of the text, or that day, or the next."""
        if _EVERY.search(self.text, max(0, match.start() - 6), match.start()):
            return
        if self.anchor is None:
            self.add(*match.span(), "day", 0, -1, relative=True)
            return
        back = (self.anchor.weekday() - _WEEKDAYS.index(name)) % 7
        past = self.anchor - datetime.timedelta(days=back)
        week = datetime.timedelta(days=7)
        around = self.text[max(0, match.start() - 60) : match.end() + 60]
        ahead = word == "this" or _AHEAD.search(around) is not None
        readings = {"next": (past + week,), "last": (past, past - week)}.get(
            word, (past, past + week) if ahead else (past,)
        )
        first, *others = (_of(day) for day in readings)
        self.add(
            *match.span(),
            "day",
            first,
            first,
            year=past.year,
            relative=True,
            others=tuple((day, day) for day in others),
        )

    def one_day(self, start: int, end: int, day: datetime.date) -> None:
        low = _of(day)
        self.add(start, end, "day", low, low, year=day.year, month=day.month, day=day.day, relative=True)


_UNITS: dict[str, Precision] = {"year": "year", "month": "month", "week": "week"}


def _of(day: datetime.date) -> int:
    return at(day.year, day.month, day.day)


def _is_day(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or day < 1:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= (29 if leap else 28) if month == 2 else day <= (30 if month in {4, 6, 9, 11} else 31)


def _part(match: re.Match[str], low: int, length: int) -> tuple[int, int]:
    """The first and last day of the early, middle or late part of a month or year that begins on `low`.

    The thirds overlap by a little, for nobody draws the line to the day: how much is our own choice. "By the end
    of" a time is any day of it.
    """
    word = (match[1] or match[3] or match[4]).lower()
    if match[2]:
        return low, low + length - 1
    twelfth = length / 12
    match word:
        case "early" | "beginning" | "start":
            first, last = 0.0, 4.7
        case "mid" | "middle":
            first, last = 3.0, 9.0
        case _:
            first, last = 6.7, 12.0
    if length == YEAR:  # whole months
        return low + round(first) * 31, low + round(last) * 31 - 1
    return low + int(first * twelfth), low + min(round(last * twelfth), length) - 1


def _longest(found: list[DateMention]) -> list[DateMention]:
    """In order, and of those that overlap the one that begins first, or the longer."""
    kept: list[DateMention] = []
    for one in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end and one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept


def _dated_weekdays(found: list[DateMention], text: str) -> list[DateMention]:
    """Without the weekdays that stand beside their date: "Thursday, 8 January", "8 January (Thursday)"."""
    if not any(one.text in _WEEKDAYS for one in found):
        return found
    kept = []
    for index, one in enumerate(found):
        beside = [other for other in found[max(0, index - 1) : index + 2] if other is not one and other.day]
        near = any(
            0 <= other.start - one.end <= 6 or (0 <= one.start - other.end <= 3 and "(" in text[other.end : one.start])
            for other in beside
        )
        if one.text not in _WEEKDAYS or not near:
            kept.append(one)
    return kept


_JOINS = lazy_pattern(
    r"\s{0,2}(?:[-–—,]|to|and|or|&|until|through|bis(?:\szum)?|und|au|et|al|y|e)\s{0,2}(?:(?:the|in|on)\s)?\Z"
)


def _shared_years(found: list[DateMention], text: str) -> tuple[DateMention, ...]:
    """The year of the last of several dates is that of the others: "between March and May 2025"."""
    out = list(found)
    for index in range(len(out) - 2, -1, -1):
        one, after = out[index], out[index + 1]
        if one.year or not one.month or not after.year or not after.month or one.relative:
            continue
        if after.start - one.end > 10 or not _JOINS.match(text[one.end : after.start]):
            continue
        # "June to June 2025" begins a year earlier, as "October to March 2025" does.
        same = one.month < after.month or (one.month == after.month and one.day > 0)
        year = after.year if same else after.year - 1
        out[index] = replace(one, year=year, low=one.low + year * YEAR, high=one.high + year * YEAR)
    return tuple(out)


@once_a_claim
def find_dates(text: str, anchor: datetime.date | None = None) -> tuple[DateMention, ...]:
    """Every date of a text, in order; what is told relatively is resolved against `anchor`, the day of the text.

    A date that could not be resolved has `high` below `low`: it is a date, and nobody can tell which.
    """
    return _settled(_Finder(text, anchor).find(), text)


def _settled(found: list[DateMention], text: str) -> tuple[DateMention, ...]:
    """What is left of dates that were found each by itself, by what stands beside them."""
    return _shared_years(_dated_weekdays(_longest(found), text), text)


LONGEST = 240
"""Characters of a date at most, and half of it from the word or year it was found by to either end."""
_APART = 11
"""Characters round a place in which no date stands, so that none before it has to do with one behind it."""
_REACHES = (300, 600, 1200, 2400)
"""Characters round a span that are read."""


def is_read_in_parts(text: str) -> bool:
    """Whether `dates_beginning` can tell of a text: not of Korean, Chinese or Japanese, read from the first to last."""
    return not any(sign in text for sign in "월년年月")


def dates_beginning(text: str, anchor: datetime.date | None, begin: int, end: int) -> tuple[DateMention, ...] | None:
    """The dates of a text that begin in a span: those that `find_dates` gives, and only what is round it is read.

    It is read as far as to a place on either side that no date stands near: whatever stands beyond has no part in
    what is told of the span. None where there is no such place near enough.
    """
    for reach in _REACHES:
        low, high = _space_before(text, begin - reach), _space_behind(text, end + reach)
        found = _Finder(text, anchor, low, high).find()
        first, last = begin, end
        for one in sorted(found, key=lambda one: -one.end):
            if one.start < first + _APART and one.end > first - _APART:
                first = one.start - _APART
        for one in sorted(found, key=lambda one: one.start):
            if one.start < last + _APART and one.end > last - _APART:
                last = one.end + _APART
        # A year at an edge of what was read may be part of a date whose month was not.
        begins = not low or first - low >= LONGEST + _APART
        if begins and (high == len(text) or high - last >= LONGEST // 2 + _APART):
            near = [one for one in found if first <= one.start < last]
            return tuple(one for one in _settled(near, text) if begin <= one.start < end)
    return None


def _space_before(text: str, place: int) -> int:
    """The nearest white space before, for no word or number goes on across it; else the beginning."""
    return max(0, *(text.rfind(space, max(0, place - _REACHES[-1]), max(0, place)) for space in " \n"))


def _space_behind(text: str, place: int) -> int:
    found = [at for space in " \n" if (at := text.find(space, place, place + _REACHES[-1])) >= 0]
    return min(found, default=len(text))


# ----------------------------------------------------------------- matching


def match_date(date: DateMention, source: SourceText) -> Match:
    """Whether a source has a date at least as exact as the claim's that agrees with it.

    "December 2024" is found in "3 December 2024" (`coarser`), but not the other way round (`precision`). What a
    source leaves out it may still mean: an article does not name its own year, and a report names the year once.
    """
    best = Match(Outcome.NOT_FOUND, problem="absent")
    for layer in source.layers:
        match = _in_layer(date, source, layer)
        if match.better_than(best):
            best = match
        if best.outcome is Outcome.VERIFIED:
            break
    if best.outcome is not Outcome.VERIFIED and date.year and _published_within(date, source):
        best = Match(Outcome.VERIFIED, how="coarser")
    if best.outcome is Outcome.VERIFIED and source.layers[0].text:
        other = _dated_otherwise(date, source.layers[0])
        if other is not None:
            hit = source.hit(source.layers[0], other.start, other.end)
            return Match(
                Outcome.NOT_FOUND, problem="value", hit=hit, found=_short(other), score=_closeness(date, other)
            )
    return best


_SURELY = 0.6
"""The share of a claim's content words in one sentence of a source that makes it the sentence of the claim."""
_NEARLY = 0.5
"""The part of those words that a sentence with the claim's date, or one beside it, must have to be as good."""
_COMPARED = lazy_pattern(
    r"\b(?:than|from|over|against|with|to|versus|since|until|of|by|before|after)(?:\s(?:in|the|late|early))?\s\Z"
)


def _dated_otherwise(date: DateMention, layer: LayerText) -> DateMention | None:
    """The date that the source gives to what the claim says, where the claim's own stands only somewhere else in it.

    Looked for in sentences that surely are the claim's: they hold most of its words, and no sentence near the
    claim's date holds half as many. A date that the claim gives too, or that is only compared with, is no other; but a
    claim that compares a year with itself has one of them wrong.
    """
    if date.precision not in {"day", "month", "year"} or date.relative:
        return None
    own = find_dates(date.within)
    undated = _without(date.within, own)
    words, numbers = content_words(undated), number_words(undated)
    scores = shared_words(words, layer, numbers)
    best = max(scores.values(), default=0.0)
    if best < max(2.0, _SURELY * (len(words) + 2 * len(numbers))):
        return None
    same = [one for one in own if (one.low, one.high) == (date.low, date.high)]
    twice = len(same) > 1 and any(_is_compared(one, date.within) for one in same)
    near = {at + step for at, score in scores.items() if score >= _NEARLY * best for step in (-1, 0, 1)}
    if not twice and any(_is_within(date, layer, span) for span in _regions(near, layer)):
        return None
    surely = {index for index, score in scores.items() if score == best}
    for span in _regions(surely, layer):
        for one in layer.dates_beginning(*span):
            if _is_another(one, date, own) and (twice or not _is_compared(one, layer.text)):
                return one
    return None


def _regions(sentences: set[int], layer: LayerText) -> Iterator[tuple[int, int]]:
    """The spans of sentences, given by their numbers, each as far as to the next, in order."""
    ends = (*layer.starts[1:], len(layer.text))
    return ((layer.starts[at], ends[at]) for at in sorted(sentences) if 0 <= at < len(ends))


def _is_compared(date: DateMention, text: str) -> bool:
    return _COMPARED.search(text, max(0, date.start - 16), date.start) is not None


def _without(text: str, dates: Sequence[DateMention]) -> str:
    for date in reversed(dates):
        text = f"{text[: date.start]} {text[date.end :]}"
    return text


def _is_within(date: DateMention, layer: LayerText, span: tuple[int, int]) -> bool:
    """Whether a date stands in a span of a source, as exactly or more so."""
    low, high = date.low, date.high
    if date.precision == "year" and next(_places(layer.text, (str(date.year),), *span), None) is not None:
        return True
    for one in layer.dates_beginning(*span):
        if one.high < one.low:
            continue
        shift = date.year * YEAR if not one.year else -(one.low // YEAR) * YEAR if not date.year else 0
        for first, last in one.readings:
            within = low <= first + shift and last + shift <= high
            if within or (one.precision in {"months", "days", "years"} and first + shift <= low <= last + shift):
                return True
    return False


def _is_another(one: DateMention, date: DateMention, own: Sequence[DateMention]) -> bool:
    """Whether a date of the source is of the same kind as the claim's and none that the claim gives."""
    kinds = {one.precision.removesuffix("s"), date.precision.removesuffix("s")}
    if one.relative or one.high < one.low or len(kinds) > 1 or bool(one.year) < bool(date.year):
        return False
    for known in own:
        low, high = (one.low, one.high) if known.year or not one.year else (one.low % YEAR, one.high % YEAR)
        if known.low <= high and low <= known.high:
            return False
    return True


_MOST_LIKELY = 60
"""Places of a layer that are looked at for a date at most: where there are more, all dates are read."""


def _at_once(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """Where a source first has the very date, told without reading all others; None where it is not as plain.

    Most true dates are found so.
    """
    if date.precision not in _LOOKED_FOR or date.others or not layer.in_parts:
        return None
    if not date.month and date.precision != "year":
        return None  # a weekday
    places = sorted(islice(_likely(date, layer), _MOST_LIKELY + 1))
    for place in places if len(places) <= _MOST_LIKELY else ():
        for mention in layer.dates_between(place, place + 1):
            match = _compare(date, mention, source, layer)
            if match is not None and match.how == "exact":
                return match
    return None


_LOOKED_FOR = frozenset(("day", "month", "year"))
_MONTH_HEADS = {number: (name[:3], name[:3].upper()) for number, name in enumerate(_MONTHS, 1)}
_OTHER_MONTH_HEADS = {
    number: tuple(name for name, other in _NUMBER_OF_OTHER.items() if other == number) for number in _MONTH_HEADS
}
"""With what letters a date of a month begins that is not written in figures."""


def _likely(date: DateMention, layer: LayerText) -> Iterator[int]:
    """Wherever a date of a source can stand that is the very same: within it, and in no order."""
    text, year = layer.text, str(date.year)
    if date.precision == "year":
        yield from _places(text, (year,))
    else:
        heads: tuple[str, ...] = _MONTH_HEADS[date.month]
        heads += () if _is_english(text) else _OTHER_MONTH_HEADS[date.month]
        day = str(date.day or "")
        for at in _places(text, heads):
            if day in text[max(0, at - LONGEST // 2) : at + LONGEST // 2]:
                yield at
        written = _places(text, (year,)) if date.year else (match.start() for match in _FOUR.finditer(text))
        yield from (at for at in written if text[at - 1 : at] in _STROKES or text[at + 4 : at + 5] in _STROKES)
    if layer.anchor is not None and (not date.year or abs(date.low - _of(layer.anchor)) <= 3 * YEAR):
        yield from _places(text, _RELATIVE_WORDS)
        yield from (at for at in _places(text, ("day",)) if _WEEKDAY.search(text, max(0, at - 6), at + 4))


def _in_layer(date: DateMention, source: SourceText, layer: LayerText) -> Match:
    if date.high < date.low:
        return _unresolved(date, source, layer)
    plain = _at_once(date, source, layer)
    if plain is not None:
        return plain
    mentions = layer.dates
    best = Match(Outcome.NOT_FOUND, problem="absent")
    for mention in mentions:
        match = _compare(date, mention, source, layer)
        if match is not None and match.better_than(best):
            best = match
            if match.how == "exact":
                return best
    if best.outcome is Outcome.VERIFIED:
        return best
    for find in (_both_ends, _bare_year, _year_earlier, _at_an_end, _bare_day, _without_its_year):
        match = find(date, source, layer)
        if match is not None and match.better_than(best):
            best = match
    if best.problem == "precision" and _is_contradicted(date, mentions):
        best = Match(Outcome.NOT_FOUND, problem="value")
    if best.outcome is Outcome.NOT_FOUND:
        near = _nearest(date, mentions)
        if near is not None:
            hit = source.hit(layer, near.start, near.end)
            best = Match(Outcome.NOT_FOUND, problem="value", hit=hit, found=_short(near), score=_closeness(date, near))
    if best.outcome is not Outcome.VERIFIED and date.relative and date.precision in {"day", "week"}:
        # "On Thursday" in a note is said to be unclear by CUR03; it is never counted as a wrong date.
        return replace(best, outcome=Outcome.ALTERED, problem="precision")
    return best


_BOTH_ENDS = {"years", "days"}


def _compare(date: DateMention, mention: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """What one date of the source says of the claim's date; None where they do not agree."""
    if mention.high < mention.low:
        return None
    best: Match | None = None
    for low, high in date.readings:
        for first, last in mention.readings:
            if date.precision in _BOTH_ENDS and mention.precision != date.precision:
                continue  # the years 2026 to 2031 are not borne out by a date within them: `_both_ends`
            if date.precision in _BOTH_ENDS and (low, high) != (first, last) and date.year == mention.year:
                continue
            match = _spans(low, high, first, last, known=bool(date.year), told=bool(mention.year or mention.relative))
            if match and (best is None or match.better_than(best)):
                best = match
    if best is None:
        return None
    if best.how == "exact" and date.precision == "part" != mention.precision:
        best = replace(best, how="coarser")
    found = "" if best.outcome is Outcome.VERIFIED else _short(mention)
    return replace(best, hit=source.hit(layer, mention.start, mention.end), found=found)


def _spans(low: int, high: int, first: int, last: int, *, known: bool, told: bool) -> Match | None:
    if known and not told:
        return None  # a day without its year: `_without_its_year`
    if not known and told:
        years = first // YEAR
        first, last = first - years * YEAR, last - years * YEAR
    if (first, last) == (low, high):
        return Match(Outcome.VERIFIED, how="exact", score=100)
    if low <= first and last <= high:
        return Match(Outcome.VERIFIED, how="coarser", score=90)
    if first <= low and high <= last:
        # A decade or a run of years round a day says nothing of the day.
        score = 60.0 if last - first <= YEAR else 30.0
        return Match(Outcome.ALTERED, problem="precision", score=score) if score > 50 else None
    return None


def _is_contradicted(date: DateMention, mentions: Sequence[DateMention]) -> bool:
    """Whether the source gives another day or month of that time, or that day in another year.

    It is then as exact as the claim, and says otherwise; else the claim is only more exact than its source.
    """
    if not date.month or date.precision == "part":
        return False
    dated = [one for one in mentions if one.month and one.high >= one.low and not one.relative]
    same_year = [one for one in dated if one.year == date.year and one.month]
    if date.day and any(
        one.year and one.year != date.year and (one.month, one.day) == (date.month, date.day) for one in dated
    ):
        return bool(date.year)
    if any(one.month == date.month for one in same_year):
        return bool(date.day) and any(one.day and one.day != date.day for one in same_year if one.month == date.month)
    return bool(date.year and same_year)


def _unresolved(date: DateMention, source: SourceText, layer: LayerText) -> Match:
    """A relative date that nobody resolved: its words may be the source's own."""
    start = layer.text.casefold().find(date.text.casefold())
    if start < 0:
        return Match(Outcome.ALTERED, problem="precision")
    return Match(Outcome.VERIFIED, how="exact", hit=source.hit(layer, start, start + len(date.text)))


def _both_ends(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """Both ends of a run, each by itself: "between 2026 and 2030" in a table with a column a year."""
    if date.precision == "years":
        first, last = _written_year(date.year, layer), _written_year(date.end_year, layer)
        if not first or not last:
            return None
        return Match(Outcome.VERIFIED, how="coarser", hit=source.hit(layer, *first), score=50)
    if date.precision == "days":
        ends = [replace(date, precision="day", high=date.low), replace(date, precision="day", low=date.high)]
        matches = [_in_layer(end, source, layer) for end in ends]
        if all(match.outcome is Outcome.VERIFIED for match in matches):
            return replace(matches[0], how="coarser")
    return None


def _bare_year(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """A year that the source has as a number standing alone, in a table say."""
    if date.precision not in {"year", "decade"}:
        return None
    found = _written_year(date.year, layer)
    if found is None:
        return None
    return Match(Outcome.VERIFIED, how="exact", hit=source.hit(layer, *found), score=95)


def _written_year(year: int, layer: LayerText) -> tuple[int, int] | None:
    """Where a year stands as a number by itself, or as the short end of a run: 2030 in "2026-30"."""
    text, written = layer.text, str(year)
    at = text.find(written)
    while at >= 0:
        end = at + len(written)
        if not _DIGIT_BEFORE.search(text, max(0, at - 2), at) and not _DIGIT_AFTER.match(text, end):
            return at, end
        at = text.find(written, end)
    for match in re.compile(rf"[-–/]{year % 100:02d}(?![\d%])").finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        if before.isdecimal() and len(before) == 4 and int(before) // 100 * 100 + year % 100 == year:
            return match.start() + 1, match.end()
    return None


EARLIER = lazy_pattern(
    r"\b(?:(?:a|one|the)\s(?:year|season)\s(?:earlier|before|ago)|(?:previous|prior|preceding|last)\s(?:year|season)|"
    r"year[- ](?:on|over)[- ]year|Vorjahr\w*|vor\seinem\sJahr|(?:ein|im)\sJahr\s(?:zuvor|davor)|"
    r"l['’]an(?:née)?\s(?:dernier|dernière|passé|précédente)|un\san\s(?:plus\stôt|auparavant)|"
    r"(?:el\s)?año\s(?:anterior|pasado)|l['’]anno\s(?:scorso|precedente)|(?:ano\santerior)|vorig\sjaar)\b|"
    r"1년\s?전|전년|지난해|작년",
    re.IGNORECASE,
)


def _a_year_later(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """A day or month that the source tells from the one a year later: "on 30 June 2025, 4% more than a year before"."""
    low, high = date.low + YEAR, date.high + YEAR
    for one in layer.dates:
        if not one.year or not low <= one.low <= one.high <= high:
            continue
        end = layer.sentences[bisect_right(layer.starts, one.end - 1) - 1][1]
        found = _THAN_A_YEAR.search(layer.text, one.end, min(end, one.end + _BEHIND))
        if found:
            return Match(Outcome.VERIFIED, how="coarser", hit=source.hit(layer, *found.span()), score=30)
    return None


_THAN_A_YEAR = lazy_pattern(
    r"\b(?:(?:a|one)\syear\s(?:earlier|before)|ein\sJahr\s(?:zuvor|davor)|un\san\s(?:plus\stôt|auparavant))\b|1년\s?전"
)
_BEHIND = 250
"""Characters behind a day within which "a year before" is of it: our own choice."""
_REPEATS = 100
"""Mentions of a year before that are looked at: the count only saves time."""


def _year_earlier(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """The year before the one that the source is of or tells of: "8.7% more than a year earlier"."""
    if date.relative or not date.year:
        return None
    if date.precision in {"day", "month", "part"}:
        return _a_year_later(date, source, layer)
    if date.precision != "year":
        return None
    # A report of January on the year that has ended compares it with the one before.
    of_issue = layer.anchor is not None and layer.anchor.year - date.year in {1, 2}
    if not of_issue and not _written_year(date.year + 1, layer):
        return None
    for found in islice(EARLIER.finditer(layer.text), _REPEATS):
        if of_issue or date.year + 1 in _years_beside(found.start(), layer.dates):
            return Match(Outcome.VERIFIED, how="coarser", hit=source.hit(layer, *found.span()), score=30)
    return None


def _at_an_end(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """The first or last month of a run of months, or day of a run of days."""
    if date.precision not in {"day", "month"}:
        return None
    for one in layer.dates:
        if one.precision not in {"months", "days"} or one.year != date.year or one.high < one.low:
            continue
        if one.precision == "months" and " months " not in one.text:
            continue  # a quarter's first month is not said by naming the quarter
        if date.low == one.low or date.high == one.high:
            return Match(Outcome.VERIFIED, how="coarser", hit=source.hit(layer, one.start, one.end), score=60)
    return None


def _bare_day(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """A day as a log or a talk gives it: 10/12 at the head of a line, "on the 12th" behind the name of its month."""
    if date.precision != "day" or not date.month:
        return None
    day, month = date.day, date.month
    found = re.compile(rf"(?<![\d/.,-])(?:0?{day}[/.]0?{month}|0?{month}/0?{day})\.?(?![\d/.%-])").search(layer.text)
    if found and (not date.year or _written_year(date.year, layer)):
        return Match(Outcome.VERIFIED, how="coarser", hit=source.hit(layer, *found.span()), score=40)
    for match in re.compile(rf"the {day}(?:st|nd|rd|th)\b").finditer(layer.text):
        near = [one for one in layer.dates if match.start() - 150 <= one.start < match.start() and one.month == month]
        if near and (not date.year or date.year in _meant_year(date.low % YEAR, layer.anchor)):
            return Match(Outcome.VERIFIED, how="coarser", hit=source.hit(layer, *match.span()), score=40)
    return None


_DIGIT_BEFORE = lazy_pattern(r"(?:\d[.,]?|[$€£¥₩.]\s?)\Z")
_DIGIT_AFTER = lazy_pattern(r"\d|[.,]\d|%")


def _without_its_year(date: DateMention, source: SourceText, layer: LayerText) -> Match | None:
    """A day or month of the claim that the source gives without a year.

    The year is then the one that other mentions of that day have; else one that the text names just before or after,
    or that brings it near to the day of the source; where that day is not known it must at least occur in the source.
    """
    if not date.year or date.precision not in {"day", "days", "month", "months", "part"}:
        return None
    low, high = date.low - date.year * YEAR, date.high - date.year * YEAR
    best: Match | None = None
    named: set[int] = set()
    for mention in layer.dates:
        if mention.high < mention.low or not mention.month:
            continue
        years = mention.low // YEAR * YEAR
        first, last = mention.low - years, mention.high - years
        if mention.year:
            if (first, last) == (low, high):
                named.add(mention.year)
            continue
        match = _spans(low, high, first, last, known=False, told=False)
        if match is None:
            continue
        hit = source.hit(layer, mention.start, mention.end)
        found = _short(mention) if match.outcome is not Outcome.VERIFIED else ""
        match = replace(match, hit=hit, found=found, score=match.score - 20)
        if match.outcome is Outcome.VERIFIED:
            match = replace(match, how="coarser")
        if best is None or match.better_than(best):
            best = match
    if best is None or best.outcome is not Outcome.VERIFIED:
        return best
    if named:
        return best if date.year in named else None
    if layer.anchor is None:
        if _written_year(date.year, layer):
            return best
        return Match(Outcome.ALTERED, problem="precision", hit=best.hit, score=40)
    assert best.hit is not None
    near = _years_beside(best.hit.start, layer.dates)
    return best if date.year in _meant_year(low, layer.anchor) | near else None


def _years_beside(place: int, mentions: Sequence[DateMention]) -> frozenset[int]:
    """The years last named before a place and first named after it."""
    before = [one.year for one in mentions if one.year and one.start < place]
    after = [one.year for one in mentions if one.year and one.start > place]
    return frozenset((*before[-1:], *after[:1]))


def _meant_year(day: int, anchor: datetime.date | None) -> frozenset[int]:
    """The years that a day without a year can be of in a text of the day `anchor`: within ten months of it."""
    if anchor is None:
        return frozenset()
    here = _of(anchor)
    years = range(anchor.year - 1, anchor.year + 2)
    return frozenset(year for year in years if abs(day + year * YEAR - here) <= 310)


def _published_within(date: DateMention, source: SourceText) -> bool:
    """Whether the source is of that time itself: what it reports of its own day or year, it need not date."""
    days = [source.anchor] if source.anchor else []
    with contextlib.suppress(ValueError):
        days.append(datetime.date.fromisoformat(source.published[:10]))
    return any(date.low <= _of(day) <= date.high for day in days)


def _closeness(date: DateMention, mention: DateMention) -> float:
    """0 to 50: how near two dates are that do not agree."""
    same = (date.year == mention.year, date.month == mention.month and date.month > 0, date.day == mention.day > 0)
    return 15.0 * sum(same) + (5.0 if date.precision == mention.precision else 0.0)


def _nearest(date: DateMention, mentions: Sequence[DateMention]) -> DateMention | None:
    near = [one for one in mentions if one.high >= one.low and _closeness(date, one) >= 15]
    return max(near, key=lambda one: (_closeness(date, one), -abs(one.low - date.low)), default=None)


def _short(mention: DateMention) -> str:
    return " ".join(mention.text.split())[:40]
