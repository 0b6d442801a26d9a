"""Where the sentences of a source begin and end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence.sentences import sentence_spans
from tests.cases import Case, read_cases

CASES = Path(__file__).parent / "cases"


def sentences_told(text: str) -> str:
    """The sentences of a text, one a line."""
    return "\n".join(text[start:end].replace("\n", "⏎") for start, end in sentence_spans(text)) or "none"


@pytest.mark.parametrize("case", read_cases(CASES / "source-sentences.md"), ids=lambda case: case.title)
def test_a_source_is_parted_into_sentences(case: Case) -> None:
    """Full stops of abbreviations end no sentence; blank lines, list marks and headings do."""
    assert sentences_told(case.input) == case.expected


@given(st.text(st.sampled_from('aB. \n\t"”“!?…1-*•U.S다。)'), max_size=60))
def test_sentences_are_in_order_and_together_all_that_is_written(text: str) -> None:
    """They do not overlap, begin and end with no white space, and leave out nothing else."""
    end, kept = 0, []
    for start, stop in sentence_spans(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        assert not text[end:start].strip()
        kept.append(text[start:stop])
        end = stop
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "text", ["." * 1_000_000, "\n " * 500_000, "a. " * 300_000, "\n- " * 300_000, '"' * 1_000_000, " " * 1_000_000]
)
def test_hostile_text_is_parted_in_linear_time(text: str) -> None:
    """A megabyte of ends takes seconds at most."""
    started = time.perf_counter()
    sentence_spans(text)
    assert time.perf_counter() - started < 10
