"""Sentences of one thing that say the opposite, and texts that own that their sources differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.evidence.polarity import marks_contest, opposition
from tests.cases import read_cases
from tests.conftest import Expect

CASES = Path(__file__).parent / "cases" / "polarity.md"


def test_each_pair_of_sentences_is_told_apart(expect: Expect) -> None:
    """Every case, and the other way round the same two words."""
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        one, other = case.input.split("\n")
        found, back = opposition(one, other), opposition(other, one)
        assert (found is None) == (back is None)
        if found is not None and back is not None:
            assert (found.ours, found.theirs) == (back.theirs, back.ours)
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = [f"{found.ours!r} against {found.theirs!r}" if found else "no"]
    expect(CASES, "\n".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        "Sources differ on the altitude.",
        "The figure is disputed.",
        "The port counts 300, while the customs office says 450.",
        "There are conflicting reports of the raid.",
        "It adds a third sum, which fits neither.",
        "Another source has 450.",
    ],
)
def test_a_text_that_owns_a_contest(text: str) -> None:
    """The words by which a sentence says that its sources differ."""
    assert marks_contest(text)


@pytest.mark.parametrize(
    "text",
    [
        "The two governments settled their dispute.",
        "Exports rose while imports fell.",
        "Seoul and Tokyo disagree over the islands.",
        "It is the most contested election for years.",
        "The disputed islands lie in the east.",
    ],
)
def test_a_dispute_that_is_the_subject_is_no_contest_of_sources(text: str) -> None:
    """What the sentence is about is not what its sources do."""
    assert not marks_contest(text)
