"""Words of likelihood and of confidence: the scales as published, the words on none, and how sure a sentence is.

The vectors are `cases/likelihood.md` (a scale, then sentences; what is found in each) and `cases/confidence.md` (the
level, the likelihood beside it and the number that each sentence states, in a judgement and in a note).
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.checks.estimating import level_of_confidence, likelihood_in, numeric_confidence
from briefings.scales import ICD_203, PHIA, SCALES, Scale, chances, wordings
from tests.cases import read_cases
from tests.conftest import Expect

CASES = Path(__file__).parent / "cases"


def likelihoods(sentence: str, scale: Scale) -> str:
    """What is found in a sentence: `text (kind term)`, and numbers as `text (from-to)`."""
    words = [
        f"{one.text} ({one.kind}{f' {one.term}' if one.term else ''}{', before a noun' if one.attributive else ''})"
        for one in wordings(sentence, scale)
    ]
    numbers = [f"{one.text} ({one.low:g}-{one.high:g})" for one in chances(sentence)]
    return "; ".join([*words, *numbers]) or "nothing"


def confidences(sentence: str) -> str:
    """`in a judgement / in a note`, each a level with its likelihood, a number, or nothing."""
    return " / ".join(confidence(sentence, judged=judged) for judged in (True, False))


def confidence(sentence: str, *, judged: bool) -> str:
    number = numeric_confidence(sentence, judged=judged)
    level = level_of_confidence(sentence, judged=judged)
    likelihood = likelihood_in(sentence) if level else ""
    parts = [f"number: {number}"] if number else []
    if level:
        parts.append(f"{level} + {likelihood}" if likelihood else f"{level} alone")
    return ", ".join(parts) or "nothing"


@pytest.mark.parametrize("name", ["likelihood", "confidence"])
def test_each_sentence_is_read_as_the_cases_say(name: str, expect: Expect) -> None:
    """Every line of every case gives the line expected of it."""
    file = CASES / f"{name}.md"
    lines = file.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(file)):
        given_lines = case.input.split("\n")
        if name == "likelihood":
            scale = SCALES[given_lines[0]]
            got = [likelihoods(line, scale) for line in given_lines[1:]]
        else:
            got = [confidences(line) for line in given_lines]
        start = case.line + 1 + len(given_lines) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = got
    expect(file, "\n".join(lines))


def test_the_tables_are_those_of_their_publishers() -> None:
    """ICD 203, D.6.e.(2)(a): bands that touch, from 1 to 99. PHIA of March 2025: bands with gaps of five."""
    assert [(one.term, one.alternative, one.low, one.high) for one in ICD_203.terms] == [
        ("almost no chance", "remote", 1, 5),
        ("very unlikely", "highly improbable", 5, 20),
        ("unlikely", "improbable", 20, 45),
        ("roughly even chance", "roughly even odds", 45, 55),
        ("likely", "probable", 55, 80),
        ("very likely", "highly probable", 80, 95),
        ("almost certain", "nearly certain", 95, 99),
    ]
    assert [(one.low, one.high) for one in PHIA.terms] == [
        (0, 5), (10, 20), (25, 35), (40, 50), (55, 75), (80, 90), (95, 100),
    ]  # fmt: skip


def test_a_value_has_the_terms_of_its_bands() -> None:
    """On a border of ICD 203 two terms are to be chosen from; in a gap of PHIA there is none."""
    assert [term.term for term in ICD_203.at(20)] == ["very unlikely", "unlikely"]
    assert [term.term for term in ICD_203.at(60)] == ["likely"]
    assert ICD_203.at(0) == ICD_203.at(100) == ()
    assert [PHIA.at(value) for value in (7, 22, 37, 52, 77, 92)] == [()] * 6
    assert [term.term for term in PHIA.at(40)] == ["realistic possibility"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("likley", "likely"),
        ("Likely", "likely"),
        ("very likley", "very likely"),
        ("liikely", "likely"),
        ("unlikly", "unlikely"),
        ("very unlikley", "very unlikely"),
        ("roughly even chanse", "roughly even chance"),
        ("quite likely", ""),  # no term: it may be "likely" or "very likely", and is not "unlikely"
        ("not likely", ""),
        ("highly likely", ""),
        ("nlikely", ""),  # a letter is lacking, or is one too many
        ("inprobable", ""),
        ("", ""),
    ],
)
def test_a_guess_is_never_of_the_opposite_sense(written: str, meant: str) -> None:
    assert ICD_203.meant(written) == meant


def test_the_rows_of_the_table() -> None:
    """A term stands in the first or the second row; what is no term stands in none."""
    assert [ICD_203.row(word) for word in ("likely", "probable", "remote", "highly likely", "")] == [1, 2, 2, 0, 0]
    assert ICD_203.two_rows
    assert not PHIA.two_rows


WORDS = sorted({word for scale in SCALES.values() for word in scale.words})
texts = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(
            ["may", "May", "could", "not", "a", "the", "is", "possibility", "chance", "quite", "60%", "50 to"]
        ),
        st.text(max_size=8),
    ),
    max_size=12,
).map(" ".join)


@given(texts, st.sampled_from([ICD_203, PHIA]))
def test_wordings_lie_one_behind_the_other(text: str, scale: Scale) -> None:
    """Whatever the text, each wording is what stands at its place, and none reaches into the next."""
    found = wordings(text, scale)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert [text[one.start : one.end] for one in chances(text)] == [one.text for one in chances(text)]


@given(st.sampled_from([(scale, term) for scale in SCALES.values() for term in scale.terms]))
def test_a_scale_knows_its_own_terms(pair: tuple[Scale, object]) -> None:
    """Every term of a scale, in either form, is found as a term of it."""
    scale, term = pair
    for word in (getattr(term, "term"), getattr(term, "alternative")):  # noqa: B009 - of either row
        if word and word != "remote":
            (found,) = wordings(f"The thing is {word}.", scale)
            assert (found.kind, found.term) == ("term", word)


@given(st.text(max_size=200), st.booleans())
def test_any_sentence_can_be_asked_about_confidence(text: str, judged: bool) -> None:
    """No text makes it fail, and what is found is in the text."""
    assert level_of_confidence(text, judged=judged) in text
    assert numeric_confidence(text, judged=judged) in text


@pytest.mark.parametrize(
    "unit", ["a ", "could not ", "may ", "with high ", "confidence is ", "“", "50 to ", "highly ", "not very "]
)
def test_hostile_text_is_read_in_time_that_grows_with_it(unit: str) -> None:
    """Sixty thousand characters of a beginning that never ends are read at once, not in minutes."""
    text = unit * (60_000 // len(unit))
    wordings(text, ICD_203)
    chances(text)
    level_of_confidence(text, judged=True)
    numeric_confidence(text, judged=True)
