"""Dates in running text, and whether a source has the date of a claim."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence.anchoring import Anchor, dated_otherwise
from briefings.evidence.dates import (
    _END_MONTHS,
    _WEEKDAY,
    DateMention,
    _at_once,
    _compare,
    _Finder,
    find_dates,
    match_date,
    span_text,
)
from briefings.evidence.numbers import match_quantity
from briefings.evidence.quantities import find_numbers
from briefings.evidence.sources import LayerText, SourceText
from briefings.support import Outcome
from tests.cases import Case, read_cases

CASES = Path(__file__).parent / "cases"


def fields(text: str) -> dict[str, str]:
    """The `name: value` lines of a case."""
    return dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)


def told(text: str) -> str:
    """Every date of a text, one a line."""
    anchor = None
    if text.startswith("anchor: "):
        first, text = text.split("\n", 1)
        anchor = datetime.date.fromisoformat(first.removeprefix("anchor: "))
    return "\n".join(line(date) for date in find_dates(text, anchor)) or "none"


def line(date: DateMention) -> str:
    meaning = "?" if date.high < date.low else " or ".join(span_text(*reading) for reading in date.readings)
    return f"{date.text} | {meaning} | {date.precision}{', relative' if date.relative else ''}"


def source_of(text: str, anchor: str = "") -> SourceText:
    day = datetime.date.fromisoformat(anchor) if anchor else None
    return SourceText("s", "read", article=text, page=text, anchor=day)


def told_match(text: str) -> str:
    """What came of looking for the date of a case."""
    given = fields(text)
    anchor = given.get("claim-anchor", "")
    (date,) = find_dates(given["claim"], datetime.date.fromisoformat(anchor) if anchor else None)
    match = match_date(date, source_of(given["source"], given.get("anchor", "")))
    where = f" at “{given['source'][match.hit.start : match.hit.end]}”" if match.hit else ""
    return " ".join(part for part in (match.outcome, match.how, match.problem) if part) + where


@pytest.mark.parametrize("case", read_cases(CASES / "dates.md"), ids=lambda case: case.title)
def test_the_dates_of_a_text_are_found(case: Case) -> None:
    """Each date is found with what it means and how exactly; what only looks like one is not."""
    assert told(case.input) == case.expected


@pytest.mark.parametrize("case", read_cases(CASES / "found-dates.md"), ids=lambda case: case.title)
def test_a_date_is_found_in_a_source_that_has_it(case: Case) -> None:
    """A date is verified by one at least as exact that agrees with it, and by no other."""
    assert told_match(case.input) == case.expected


NEAR = """The port handled 4.31 million tonnes of cargo in 2024, or 6.2 per cent more than in 2023.

Its commissioners met on 3 May 2024 and again on 9 June 2024. They expect 2025 to be better, and published this in 2026.
"""


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("The port handled 4.31 million tonnes in 2024, 6.2% more than in 2023.", []),
        ("The port handled 4.31 million tonnes in 2025, 6.2% more than in 2023.", ["2025"]),
        ("The port handled 4.31 million tonnes in 2026.", ["2026"]),
        ("The port handled 4.31 million tonnes in 2024, 6.2% more than in 2024.", ["2024", "2024"]),
        ("The commissioners of the port met again on 9 June 2024.", []),
        ("In 2026 they published that they expect a better year.", []),
        ("Nothing is known of the weather in 2025.", []),
    ],
)
def test_a_date_of_something_else_is_not_the_claims(claim: str, wrong: list[str]) -> None:
    """Where the sentence with the claim's words has another date, the claim's own proves nothing elsewhere."""
    dates = find_dates(claim)
    assert [date.text for date in dates if match_date(date, source_of(NEAR)).outcome is Outcome.NOT_FOUND] == wrong


def anchors_of(claim: str, dates: tuple[DateMention, ...], source: SourceText) -> Iterator[Anchor]:
    """The figures of a claim that its source has."""
    for number in find_numbers(claim):
        if not any(number.start < date.end and date.start < number.end for date in dates):
            match = match_quantity(number, source, context=claim)
            if match.outcome is Outcome.VERIFIED and match.hit is not None:
                yield Anchor(number.start, number.end, match.hit)


def told_otherwise(claim: str, source: SourceText) -> str:
    """Which dates of a claim its source gives to something else."""
    dates, said = find_dates(claim), []
    for date in dates:
        match = match_date(date, source)
        if match.outcome is Outcome.VERIFIED:
            match = dated_otherwise(date, dates, (source,), tuple(anchors_of(claim, dates, source))) or match
        if match.outcome is not Outcome.VERIFIED:
            said.append(f"{date.text} is of another: {match.found or match.problem}")
    return ", ".join(said) or "nothing"


@pytest.mark.parametrize("case", read_cases(CASES / "dated-figures.md"), ids=lambda case: case.title)
def test_a_date_is_that_of_the_figures_it_stands_with(case: Case) -> None:
    """A year that stands elsewhere in the source, or in another row or column, is not the figure's."""
    head, text = case.input.split("\n\n", 1)
    source = source_of(text, fields(head).get("anchor", ""))
    claims = [line.removeprefix("claim: ") for line in head.split("\n") if line.startswith("claim: ")]
    assert "\n".join(told_otherwise(claim, source) for claim in claims) == case.expected


@pytest.mark.parametrize(
    "text", ["4,512 | 2019 | " * 40_000, "In 2019, 4,512; " * 40_000, "4,512\n" * 100_000 + "2019"]
)
def test_a_figure_that_stands_everywhere_is_looked_up_in_linear_time(text: str) -> None:
    """Rows without end and figures without number take seconds at most."""
    claim = "There were 4,512 arrivals in 2020."
    source, dates = source_of(text), find_dates(claim)
    anchors = tuple(anchors_of(claim, dates, source))
    assert len(source.layers[0].dates) > 0
    started = time.perf_counter()
    dated_otherwise(dates[0], dates, (source,), anchors)
    assert time.perf_counter() - started < 10


DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2049, 12, 31))
FORMS = ("%d %B %Y", "%B %d, %Y", "%b. %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%Y년 %m월 %d일", "%d %b %Y", "%Y/%m/%d")


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_a_day_is_the_same_however_it_is_written(day: datetime.date, first: str, second: str) -> None:
    """Two ways of writing one day agree, and are exact."""
    (claim,) = find_dates(f"It was on {day.strftime(first)}")
    match = match_date(claim, source_of(f"They met on {day.strftime(second)}, and left."))
    assert (match.outcome, match.how) == (Outcome.VERIFIED, "exact")


@given(DAYS, DAYS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_another_day_is_never_the_same(one: datetime.date, other: datetime.date, first: str, second: str) -> None:
    """Two days that differ do not verify each other."""
    if one == other:
        return
    (claim,) = find_dates(f"It was on {one.strftime(first)}")
    assert match_date(claim, source_of(f"They met on {other.strftime(second)}.")).outcome is Outcome.NOT_FOUND


@given(DAYS, st.sampled_from(FORMS))
def test_a_month_or_year_is_found_in_a_day_but_not_the_other_way_round(day: datetime.date, form: str) -> None:
    """Less detail than the source has is sound; more is not."""
    written = day.strftime(form)
    for coarse in (day.strftime("%B %Y"), day.strftime("%Y")):
        (date,) = find_dates(f"in {coarse}")
        assert match_date(date, source_of(f"on {written}")).outcome is Outcome.VERIFIED
        (exact,) = find_dates(f"on {written}")
        match = match_date(exact, source_of(f"in {coarse}"))
        assert (match.outcome, match.problem) == (Outcome.ALTERED, "precision")


@given(st.text(st.sampled_from("0123456789/-. ,:JanMrchyDecSpt'’ofthelast월일년Q"), max_size=80), st.none() | DAYS)
def test_dates_are_in_order_and_do_not_overlap(text: str, anchor: datetime.date | None) -> None:
    """Whatever a text holds, its dates are parts of it, one after the other."""
    end = 0
    for date in find_dates(text, anchor):
        assert end <= date.start < date.end <= len(text)
        assert date.text == text[date.start : date.end]
        end = date.end


@pytest.mark.parametrize(
    "text", ["1 " * 500_000, "May " * 250_000, "2024-" * 200_000, "last " * 200_000, "3 March " * 60_000]
)
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    """A megabyte of almost-dates takes seconds at most."""
    started = time.perf_counter()
    find_dates(text, datetime.date(2025, 1, 1))
    assert time.perf_counter() - started < 10


PIECES = st.lists(
    st.sampled_from(
        [
            "Monday",
            "Mondays",
            "MTuesday",
            "Sunday's",
            "Friday.",
            "day",
            "Holiday",
            "today",
            "first",
            "last",
            "final",
            "two",
            "eleven",
            "12",
            "months",
            "month",
            "s",
            "of",
            "in",
            "the",
            "2025",
            "20251",
            "this",
            "year",
            "last",
            "year,",
            "quarter",
            "-",
            "\n",
            "\xa0",
        ]
    ),
    max_size=24,
).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda gap: gap.join(words)))


@given(PIECES)
def test_the_quick_way_to_weekdays_and_months_finds_what_their_patterns_find(text: str) -> None:
    """Looked for by a word in them, or by the whole pattern: the same places."""
    assert [one.span() for one in _Finder(text, None).weekdays()] == [one.span() for one in _WEEKDAY.finditer(text)]
    assert [one.span() for one in _Finder(text, None).end_months()] == [
        one.span() for one in _END_MONTHS.finditer(text)
    ]


WRITTEN = (
    "January", "May", "December", "Dec.", "Sep", "3 March 2024", "12/3/2024", "2024-12-03", "3.12.2024", "2019",
    "2020–2024", "2016-21", "between 2016 and 2019", "early ", "mid-", "by the end of ", "first half of ",
    "second quarter", "3Q 2024", "winter of ", "last year", "last October", "on Thursday", "(Friday)", "yesterday",
    "Thursday, 8 January", " and ", " to ", ", ", "-", "–", " of ", " in the ", "5", "17", " troops",
    "last three months of 2024", "1990s", " 2024. 12. 3. ", "'24", "a longer run of words in between ",
    "and another stretch of some fifty characters or so. ", "\n", "20202020", "3. Januar 2024", "janvier", " de ",
    "12월 3일", "About exports of ships ",
)  # fmt: skip
WRITINGS = st.lists(st.sampled_from(WRITTEN), max_size=60).map(" ".join)
ANCHORS = st.sampled_from((None, datetime.date(2025, 3, 4)))


@given(WRITINGS, ANCHORS, st.integers(0, 900), st.integers(1, 900))
def test_dates_of_a_span_are_those_of_the_whole_text(
    text: str, anchor: datetime.date | None, start: int, more: int
) -> None:
    """What is told of a part, with only its surroundings read, is what is told of it when all is read."""
    whole = [one for one in find_dates(text, anchor) if one.start < start + more and one.end > start]
    assert LayerText("article", text, anchor).dates_between(start, start + more) == whole


@given(WRITINGS, ANCHORS, WRITINGS)
def test_a_date_found_at_once_is_the_one_found_when_all_is_read(
    text: str, anchor: datetime.date | None, claim: str
) -> None:
    """The short way gives the answer of the long one: the same place, in the same way."""
    whole = find_dates(text, anchor)
    for date in find_dates(claim, datetime.date(2025, 3, 6)):
        source = SourceText("s", "read", article=text, page=text, anchor=anchor)
        short = _at_once(date, source, source.layers[0])
        if short is not None:
            matches = filter(None, (_compare(date, one, source, source.layers[0]) for one in whole))
            assert short == next(match for match in matches if match.how == "exact")


@pytest.mark.parametrize(
    "text",
    [
        "the final eleven months of 2025",
        "the first two months first 12 months of 2025",
        "Mondays and a Monday",
        "Friday",
    ],
)
def test_the_quick_way_at_its_bounds(text: str) -> None:
    """The longest words before it, and two of them beside each other."""
    assert [one.span() for one in _Finder(text, None).weekdays()] == [one.span() for one in _WEEKDAY.finditer(text)]
    assert [one.span() for one in _Finder(text, None).end_months()] == [
        one.span() for one in _END_MONTHS.finditer(text)
    ]
