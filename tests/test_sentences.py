"""Where the sentences of a source begin and end."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence import sentences
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


_MARK = re.compile(r"[.!?…。！？][\"'”’»)\]]*")
_HEADLINE = re.compile(f"(?m)^{sentences._HEADLINE.pattern}")
_PIECES = (
    "approx", "thurs", "messrs", "Messrs", "abcde", "abcd", "1999", "19", "12345", "٢٠٢٠", "U.S", "word’", " ", "  ",
    "\n", "\n\n", "\r", "\t", "\f", "- ", "1. ", "| ", ".", "?", "…", "”", '"', "(", "A", "é", "É", "No", "no", "가",
    "p.m", "\u00a0", "1.2016", "Dezember", "a line of some words", "The", "\x1c",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_the_quick_ways_tell_what_the_plain_ones_tell(text: str) -> None:
    """A mark that is told to end a sentence without further question does; lines are looked at one by one."""
    marks = [match.span() for match in _MARK.finditer(text)]
    assert [match.span() for match in sentences._END.finditer(text)] == marks
    for match in sentences._END.finditer(text):
        assert not match.lastindex or sentences._is_end(text, match)
    assert list(sentences._breaks(text)) == [match.start() for match in sentences._BREAK.finditer(text)]
    headlines = [match.span() for match in _HEADLINE.finditer(text)]
    assert [match.span() for match in sentences._headlines(text)] == headlines


@pytest.mark.parametrize(
    "text", ["." * 1_000_000, "\n " * 500_000, "a. " * 300_000, "\n- " * 300_000, '"' * 1_000_000, " " * 1_000_000]
)
def test_hostile_text_is_parted_in_linear_time(text: str) -> None:
    """A megabyte of ends takes seconds at most."""
    started = time.perf_counter()
    sentence_spans(text)
    assert time.perf_counter() - started < 10
