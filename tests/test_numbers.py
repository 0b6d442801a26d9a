"""Numbers are read from running text as a reader reads them, and support a claim only as they stand."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.evidence import numbers
from briefings.evidence.numbers import compare, match_quantity, one_digit_off, quantity_of
from briefings.evidence.quantities import Quantity, find_numbers
from briefings.evidence.sources import SourceText
from briefings.evidence.units import listed
from briefings.model import FigureRecord
from briefings.support import Outcome
from tests.cases import read_cases
from tests.conftest import Expect

FOLDER = Path(__file__).parent / "cases"


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def described(one: Quantity) -> str:
    """One line of a case file."""
    value = plain(one.low) + (f" to {plain(one.high)}" if one.high is not None else "")
    said = [value, one.unit, one.bound, one.approx, "" if one.kind == "number" else one.kind]
    words = " ".join(part for part in said if part)
    return f"{' '.join(one.text.split())} = {words} ({plain(one.step)})"


def source(text: str) -> SourceText:
    return SourceText("source", "read", article=text, page=text)


def test_each_text_has_the_numbers_of_its_case(expect: Expect) -> None:
    """Every number of every case is read as the file says, and nothing else is."""
    answered(FOLDER / "numbers.md", lambda text: "\n".join(map(described, find_numbers(text))), expect)


def test_each_claim_is_supported_as_its_case_says(expect: Expect) -> None:
    """A line `claim <- source` is answered, number by number of the claim, with what the source proves of it."""
    answered(FOLDER / "number-support.md", supported, expect)


def supported(text: str) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        claim, _arrow, words = line.partition(" <- ")
        for one in find_numbers(claim):
            match = match_quantity(one, source(words.replace(" ⏎ ", "\n")), Decimal(5), claim)
            said = f"{match.outcome} {match.how or match.problem}".strip()
            lines.append(f"{one.text} <- {words}: {said}" + (f" “{match.found}”" if match.found else ""))
    return "\n".join(lines)


def answered(file: Path, answer: object, expect: Expect) -> None:
    assert callable(answer)
    lines = file.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(file)):
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = str(answer(case.input)).split("\n")
    expect(file, "\n".join(lines))


# --------------------------------------------------------------- properties

FRAGMENTS = [
    *listed("$ € £ ¥ ₩ % - – — . , / : ( ) [ ] ~ + ' ’ 0 1 5 12 28,500 3.5 2025 ½ 조 억 만 원"),
    *listed("one two a an half third quarter hundred million billion thousand dozen and to or in out of between from"),
    *listed("up at least more than about nearly percent per cent points basis km miles won May March th st s k m bn"),
    " ",
    "  ",
    "\n",
    "\xa0",
    "\u202f",
    "İ",
    "ß",
    "１",
    "\ufffc",
]


@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join) | st.lists(st.sampled_from(FRAGMENTS)).map(" ".join)
)
@settings(max_examples=400)
def test_numbers_are_in_order_apart_and_spans_of_the_text(text: str) -> None:
    """Whatever the text: nothing is raised, no two numbers overlap, and each is the text between its offsets."""
    end = 0
    for one in find_numbers(text):
        assert end <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        assert one.high is None or one.low < one.high
        end = one.end


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """No character is too strange."""
    for one in find_numbers(text):
        assert one.text == text[one.start : one.end]


def money() -> st.SearchStrategy[tuple[str, Decimal, str]]:
    """A sum written in one of many styles, with its value and currency."""
    amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(999), places=2)
    scales = st.sampled_from(
        [("", 0), (" thousand", 3), (" million", 6), ("m", 6), (" bn", 9), ("bn", 9), (" trillion", 12)]
    )
    styles = st.sampled_from(
        [
            ("${}", "USD"),
            ("US${}", "USD"),
            ("€{}", "EUR"),
            ("£{}", "GBP"),
            ("₩{}", "KRW"),
            ("USD {}", "USD"),
            ("{} euros", "EUR"),
            ("{} won", "KRW"),
            ("{} yuan", "CNY"),
            ("A${}", "AUD"),
        ]
    )
    return st.tuples(amounts, scales, styles).map(
        lambda one: (one[2][0].format(f"{one[0]}{one[1][0]}"), one[0].scaleb(one[1][1]), one[2][1])
    )


@given(
    money(), st.sampled_from(["It cost {}.", "({})", "about {} a year", "from {} in 2024", "{}", "“{}”", "a | {} | b"])
)
@settings(max_examples=300)
def test_a_sum_comes_back_as_it_was_written(one: tuple[str, Decimal, str], frame: str) -> None:
    """Value and currency survive the writing, whatever stands about them."""
    written, value, unit = one
    found = find_numbers(frame.format(written))
    assert [(each.low, each.unit) for each in found] == [(value, unit)]


GROUPINGS = [
    lambda number: f"{number:,}",
    lambda number: f"{number:,}".replace(",", "\xa0"),
    lambda number: f"{number:,}".replace(",", "\u202f"),
    lambda number: f"{number:,}".replace(",", "'"),
    str,
]


@given(st.integers(10_000, 999_999_999), st.sampled_from(GROUPINGS), st.sampled_from([" people", "%", " km", ""]))
@settings(max_examples=300)
def test_a_whole_number_comes_back_however_it_is_grouped(number: int, grouping: object, unit: str) -> None:
    """Commas, no-break spaces, apostrophes or nothing between the thousands: one value."""
    assert callable(grouping)
    found = find_numbers(f"There were {grouping(number)}{unit} in all.")
    assert [one.low for one in found] == [number]


@given(money())
def test_a_number_supports_itself(one: tuple[str, Decimal, str]) -> None:
    """Comparing is reflexive."""
    (quantity,) = find_numbers(one[0])
    verdict = compare(quantity, quantity)
    assert (verdict.outcome, verdict.how) == (Outcome.VERIFIED, "exact")


@given(st.integers(100, 999_999), st.integers(0, 5), st.integers(1, 9))
def test_a_changed_digit_is_never_exact(number: int, place: int, shift: int) -> None:
    """Of two values that differ in one digit, neither supports the other exactly."""
    digits = list(str(number))
    at = place % len(digits)
    digits[at] = str((int(digits[at]) + shift) % 10)
    if digits[0] == "0":
        return
    (claimed,) = find_numbers(f"${int(''.join(digits)):,}")
    (found,) = find_numbers(f"${number:,}")
    assert compare(claimed, found).how != "exact"


@given(money(), st.integers(1, 3))
def test_another_scale_is_never_verified(one: tuple[str, Decimal, str], thousands: int) -> None:
    """A value a thousand, a million or a billion times as large is another one."""
    (found,) = find_numbers(one[0])
    (claimed,) = find_numbers(f"{one[1].scaleb(3 * thousands):f} {one[2]}")
    assert compare(claimed, found).outcome is not Outcome.VERIFIED


def test_a_digit_slip_is_told() -> None:
    """One digit another, or two that changed places, make the nearest number."""
    assert one_digit_off(Decimal("1.19"), Decimal("1.39"))
    assert one_digit_off(Decimal(87), Decimal(78))
    assert not one_digit_off(Decimal(123), Decimal(321 + 100))
    assert not one_digit_off(Decimal(12), Decimal(123))


# ------------------------------------------------------------------- places


def test_of_several_places_the_one_is_told_that_speaks_of_the_claim() -> None:
    """The same number stands in two sentences: the one with the claim's words supports it."""
    text = "Imports of steel fell by 14% in Japan. Exports of cars from Korea rose by 14% in 2024."
    (claimed,) = find_numbers("Korean car exports rose 14%")
    match = match_quantity(claimed, source(text), Decimal(5), "Korean car exports rose 14%")
    assert match.hit is not None
    assert text[match.hit.start : match.hit.end] == "14%"
    assert match.hit.start == text.rindex("14%")


def test_what_is_not_found_names_the_nearest() -> None:
    """Of all sums in a source the one is named that a digit was changed in."""
    match = match_quantity(
        find_numbers("$1.39 billion")[0],
        source("It pays $1.2 billion, then $1.19 billion, then $1.41 billion."),
        Decimal(5),
    )
    assert (match.outcome, match.found) == (Outcome.NOT_FOUND, "$1.19 billion")


@pytest.mark.parametrize(
    ("fields", "text", "low", "unit"),
    [
        ({"value": "1.19", "unit": "USD", "scale": "billion"}, "$1.19 billion", "1190000000", "USD"),
        ({"value": "28500", "unit": "troops"}, "28,500 troops", "28500", "troops"),
        ({"value": "35", "unit": "percent", "bound": "about"}, "35%", "35", "percent"),
        ({"value": "3.5", "to": "4", "unit": "USD", "scale": "million"}, "$3.5–4 million", "3500000", "USD"),
    ],
)
def test_a_figure_of_the_desk_is_a_quantity(fields: dict[str, str], text: str, low: str, unit: str) -> None:
    """Its scale is multiplied in, and its text is what a message prints."""
    record = FigureRecord.model_validate({"id": "a", "label": "A", "source": "b", **fields})
    quantity = quantity_of(record)
    assert (quantity.text, quantity.low, quantity.unit) == (text, Decimal(low), unit)


AMOUNTS = [
    *listed("28,500 28.412 1.19 1,190,000 5 five twelve 12 36.0 36 312,6 1978 2025 40 44 84 0.5 -3 1/2 9th"),
    *(
        "two-thirds",
        "a third",
        "up to six",
        "between 5 and 12",
        "3.5 million",
        "3.5bn",
        "Nos. 12, 13 and 5",
        "1 190 000",
    ),
]
UNITS_BEHIND = ["", " per cent", "%", " km", " miles", " million euros", " ships", " of the ships", " years", " points"]
SENTENCES = [
    "The harbour board counted {} in the northern basin last winter",
    "Of {} seen by the wardens, {} had left the northern basin",
    "Nobody in the southern village had expected {}",
    "| Northern basin | {} | {} |",
    "Prices rose from {} to {} while the wardens looked on",
    "Resolution {} of the harbour board",
]


@st.composite
def prose(draw: st.DrawFn) -> str:
    """A sentence of our making, with numbers put in."""
    sentence = draw(st.sampled_from(SENTENCES))
    while "{}" in sentence:
        sentence = sentence.replace("{}", draw(st.sampled_from(AMOUNTS)) + draw(st.sampled_from(UNITS_BEHIND)), 1)
    return sentence


@given(st.lists(st.tuples(prose(), st.sampled_from([". ", "\n", ".\n\n"])), min_size=1, max_size=9), prose())
@settings(max_examples=400)
def test_what_is_found_at_once_is_what_is_found_when_all_is_read(parts: list[tuple[str, str]], claim: str) -> None:
    """The short way gives the answer of the long one: the same number, verified in the same way."""
    text = source("".join(sentence + end for sentence, end in parts))
    (layer,) = text.layers
    for one in find_numbers(claim):
        wanted = numbers.content_words(claim)
        short = numbers._at_once(one, text, layer, Decimal(5), wanted, claim)
        if short is not None:
            assert short == numbers._in_layer(one, text, layer, Decimal(5), wanted, claim)


# -------------------------------------------------------------------- speed


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "1,",
        "1.",
        "one ",
        "a million ",
        "1-",
        "$",
        "up to ",
        "1\xa0",
        "-1 ",
        "in 5 ",
        "and five ",
        "5 5 1/2 ",
        "1조 ",
    ],
)
def test_cost_grows_with_the_text_and_no_faster(part: str) -> None:
    """Four times the text takes about four times as long, whatever is repeated."""

    def cost(length: int) -> float:
        text = (part * length)[: 40 * length]
        best = 9.0
        for _try in range(3):
            start = time.process_time()
            find_numbers(text)
            best = min(best, time.process_time() - start)
        return best

    short, long = cost(2_000), cost(8_000)
    assert long < 0.02 or long < 12 * short
