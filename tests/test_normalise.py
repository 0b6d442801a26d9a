"""The normal form of texts: `cases/normal-forms.md`, and what holds of every text."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence.normalise import Normalised, mixed_script_words, normalise, without_line_hyphens
from tests.cases import Case, read_cases

CASES = read_cases(Path(__file__).parent / "cases" / "normal-forms.md")


def read(text: str) -> str:
    """A text of a case, with what cannot be seen in it."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text).replace("⏎", "\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.line}-{case.title}")
def test_normal_forms(case: Case) -> None:
    """A text has the normal form that the case gives it."""
    form = normalise(read(case.input))
    assert list(dict.fromkeys([form.text, without_line_hyphens(form).text])) == case.expected.split("\n")


TEXTS = st.text(
    st.one_of(
        st.sampled_from(
            "ab I.-'\"“”’–…\n\t  \u00a0\u00ad\u200b½⁹₂ﬁ\u0301\u0323ﾞカｶ가ㄱㅏ각\u11a8\u1100\u1161ßİŉΐς٣👍🏽🇰🇷"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@given(TEXTS)
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    """Normalising twice is normalising once."""
    form = normalise(text).text
    assert normalise(form).text == form


def forms(text: str) -> tuple[Normalised, Normalised]:
    form = normalise(text)
    return form, without_line_hyphens(form)


@given(TEXTS, st.data())
def test_what_a_part_of_the_form_was_made_of_has_that_part_as_its_form(text: str, data: st.DataObject) -> None:
    """The way back leads to a piece of the original that holds the part, and to whole grapheme clusters of it."""
    for form in forms(text):
        start = data.draw(st.integers(0, len(form.text)))
        end = data.draw(st.integers(start, len(form.text)))
        first, last = form.span(start, end)
        assert 0 <= first <= last <= len(text)
        if end == start:
            continue
        piece, joined = forms(text[first:last])
        assert form.text[start:end].strip() in piece.text or form.text[start:end].strip() in joined.text
        assert first == 0 or not unicodedata.combining(text[first])
        assert last == len(text) or not unicodedata.combining(text[last])


@given(TEXTS, st.data())
def test_the_way_back_keeps_the_order(text: str, data: st.DataObject) -> None:
    """A part that begins or ends later was made of what begins or ends no earlier."""
    for form in forms(text):
        if not form.text:
            continue
        starts = sorted(data.draw(st.lists(st.integers(0, len(form.text) - 1), min_size=2, max_size=2)))
        (first, first_end), (second, second_end) = (form.span(at, at + 1) for at in starts)
        assert first <= second
        assert first_end <= second_end


@given(st.text(st.sampled_from("aé \n“ﬁ\u0301-"), max_size=30))
def test_the_whole_form_was_made_of_the_whole_text(text: str) -> None:
    """Apart from what is not seen nothing of the original is lost on the way back."""
    form = normalise(text)
    if form.text:
        assert form.span(0, len(form.text)) == (0, len(text))


def test_a_letter_with_very_many_marks_takes_no_longer_than_they_are_many() -> None:
    """Marks are put in order thirty at a time: hostile text costs what it is long."""
    text = "a" + "\u0301\u0323" * 100_000
    assert len(normalise(text).text) > 100_000


def test_words_of_two_alphabets_are_told_and_not_folded() -> None:
    """A Cyrillic letter among Latin ones is reported; a Greek one that looks like none is a symbol."""
    assert mixed_script_words("The Kоrea of Pаrk, Δt, 5 µm, β-test, Россия, K팝 and Kоrea") == ("Kоrea", "Pаrk")
    assert mixed_script_words("Korea") == ()
    assert normalise("Kоrea").text != normalise("Korea").text
