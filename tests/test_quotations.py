"""Quotations: which a claim holds, and what comes of looking for them (`cases/quotations.md`)."""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from briefings.diagnostics import Place
from briefings.evidence.facts import FIGURE_MARK, ClaimText, MarkedQuote
from briefings.evidence.quotations import Quotation, find_quotations, match_quotation, occurrences
from briefings.evidence.sources import SourceText
from briefings.support import Outcome
from tests.cases import read_cases
from tests.conftest import Expect

FILE = Path(__file__).parent / "cases" / "quotations.md"
SPAN = re.compile(r"\[(?P<words>[^\[\]]*)\]\{\.(?P<kind>\w+)(?: original=\"(?P<original>[^\"]*)\")?\}")
ELSEWHERE = " The weather of that day is of no interest here."


def claim_of(text: str) -> ClaimText:
    """A claim with the spans that are written in it."""
    read, marked, scare, position = "", list[MarkedQuote](), list[tuple[int, int]](), 0
    for span in SPAN.finditer(text):
        read += text[position : span.start()]
        start = len(read)
        read += FIGURE_MARK if span["kind"] == "figure" else span["words"]
        position = span.end()
        if span["kind"] == "q":
            marked.append(MarkedQuote(start, len(read), span["original"] or ""))
        elif span["kind"] == "scare":
            scare.append((start, len(read)))
    read += text[position:]
    place, day = Place("note.md"), datetime.date(2026, 1, 30)
    return ClaimText(
        "a/note", "note.md", "c1", "claim", place, day, text=read, marked=tuple(marked), scare=tuple(scare)
    )


def source_of(text: str) -> SourceText:
    """A source of plain text."""
    text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    text = text.replace("⏎", "\n").replace("¶", ELSEWHERE * (2_000 // len(ELSEWHERE)) + " ")
    return SourceText("smith-2025", "read", article=text, page=text)


def told(claim: ClaimText, source: SourceText) -> str:
    """What is found of each quotation, a line each."""
    lines = []
    for one in find_quotations(claim):
        match = match_quotation(one, source)
        weight = "grave" if match.grave else ""
        differences = "; ".join(f"{mine or '–'} → {theirs or '–'}" for mine, theirs in match.differences)
        where = source.article[match.hit.start : match.hit.end].replace("\n", "⏎") if match.hit else ""
        where = re.sub(r"^(.{60}).*(.{20})$", r"\1 [ ] \2", where)
        what = " ".join(filter(None, [match.how, weight, differences or match.found]))
        kind = "required" if one.required else "short"
        lines.append(f"{one.text} | {kind} | {match.outcome} | {what} | {where}")
    return "\n".join(line.replace(FIGURE_MARK, "□").rstrip(" |") for line in lines) or "nothing quoted"


def test_quotations_of_claims_in_their_sources(expect: Expect) -> None:
    """What is found of every case is what the file expects."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(FILE)):
        said, _, source = case.input.partition("\n---\n")
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = told(claim_of(said), source_of(source)).split("\n")
    expect(FILE, "\n".join(lines))


# ------------------------------------------------------------ what always holds

PROSE = (
    "The ministry said on Monday that it will not seek a new agreement before 2026, and that the allies’ plan stands. "
    "Seoul pays $1.19 billion a year – 8.3% more than in 2025 – and hosts 28,500 U.S. troops. “We shall never leave,” "
    "General Ahn told reporters; no one may doubt it. If attacked, the army would respond in kind, it added, unless "
    "Washington objected. The long-range missile fell into the sea after a flight of 87 minutes over 1,002 kilometres."
)
SOURCE = source_of(PROSE)
WORDS = [match.span() for match in re.finditer(r"\S+", PROSE)]


def quoted(text: str) -> Quotation:
    return Quotation(text, 0, len(text), required=True)


@st.composite
def runs(draw: st.DrawFn, least: int = 4) -> str:
    """Some words of the source that follow each other."""
    first = draw(st.integers(0, len(WORDS) - least))
    last = draw(st.integers(first + least, min(first + 30, len(WORDS))))
    return PROSE[WORDS[first][0] : WORDS[last - 1][1]].strip(" –“”,.;")


TYPED = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-", "\u00a0": " "})


@given(runs(), st.booleans())
def test_what_the_source_says_is_verified_however_it_is_typed(text: str, typed: bool) -> None:
    """Words of the source are found as they are, with curly marks or straight ones."""
    match = match_quotation(quoted(text.translate(TYPED) if typed else text), SOURCE)
    assert (match.outcome, match.how) == (Outcome.VERIFIED, "exact")


@given(runs(8), st.data())
def test_a_word_more_less_or_other_is_never_verified(text: str, data: st.DataObject) -> None:
    """Leaving a word out, putting one in or changing one is found out, wherever it is."""
    parts = text.split()
    at = data.draw(st.integers(1, len(parts) - 2))
    change = data.draw(st.sampled_from(["", "not {}", "{} indeed", "turnip", "{}s"]))
    parts[at : at + 1] = [change.format(parts[at])] if change else []
    assert match_quotation(quoted(" ".join(parts)), SOURCE).outcome is not Outcome.VERIFIED


@given(runs(), st.data())
def test_another_digit_is_an_alteration_that_weighs(text: str, data: st.DataObject) -> None:
    """A changed digit makes the quotation altered, and gravely so."""
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if digits:
        at = data.draw(st.sampled_from(digits))
        other = text[:at] + str((int(text[at]) + data.draw(st.integers(1, 9))) % 10) + text[at + 1 :]
        match = match_quotation(quoted(other), SOURCE)
        assert match.outcome is Outcome.NOT_FOUND or (match.outcome is Outcome.ALTERED and match.grave)


@given(st.text(st.sampled_from("ab s“”‘’\"'«».,5 "), max_size=60))
def test_quotations_lie_apart_inside_the_claim(text: str) -> None:
    """Whatever the marks, what is found are parts of the claim, in order, that do not overlap."""
    last = -1
    for one in find_quotations(claim_of(text)):
        assert one.start > last
        assert text[one.start : one.end] == one.text != ""
        last = one.end - 1


def test_how_often_a_source_has_a_quotation() -> None:
    """Every place counts once, and none that is another number or word."""
    source = source_of("A grave provocation. It is a grave provocation! Grave provocations. A “grave provocation”.")
    assert occurrences(quoted("grave provocation"), source) == 3
    assert occurrences(quoted("no provocation"), source) == 0


def test_hostile_text_takes_no_longer_than_it_is_long() -> None:
    """Texts made to be slow: a mark without fellows, one word over and over, very many parts."""
    started = time.process_time()
    for text in ("“" * 200_000, "“ ‘" * 100_000, "a ’ s" * 100_000, '" ' * 100_000):
        find_quotations(claim_of(text))
    source = source_of("we will go " * 50_000)
    for words in ("we will … go we … will not go", "we … " * 500, "we will go home " * 5_000, "go [" * 500 + "]" * 500):
        match_quotation(quoted(words), source)
    assert time.process_time() - started < 60  # what is not linear takes hours
