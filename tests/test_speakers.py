"""Speakers and contexts of quotations: `cases/speakers.md`."""

from __future__ import annotations

import time
from pathlib import Path

from briefings.evidence.context import outside
from briefings.evidence.quotations import find_quotations, match_quotation
from briefings.evidence.speakers import claimed_speaker, misattributed, speakers
from tests.cases import read_cases
from tests.conftest import Expect
from tests.test_quotations import claim_of, source_of

FILE = Path(__file__).parent / "cases" / "speakers.md"


def told(text: str) -> str:
    """What is found of each quotation, a line each."""
    said, _, rest = text.partition("---\n")
    said, _, own_voice = said.partition("\nby: ")
    claim, source = claim_of(said.strip()), source_of(rest)
    layer = source.layers[0]
    quotations = find_quotations(claim)
    spans = tuple((one.start, one.end) for one in quotations)
    lines = []
    for at, one in enumerate(quotations):
        hit = match_quotation(one, source).hit
        assert hit is not None
        speaker = claimed_speaker(claim.text, spans, at)
        wrong = misattributed(speaker, layer, (hit.start, hit.end), own_voice) if speaker else None
        beside = outside(claim, spans[at], layer, (hit.start, hit.end))
        who = f"{speaker.told} ({', '.join((*speaker.names, *sorted(speaker.offices)))})" if speaker else "nobody"
        what = "right" if wrong is None else f"the source has {wrong.other}" if wrong.other else "not named near"
        lines.append(f"{who} | {what if speaker else '–'} | {f'{beside.kind}: {beside.words}' if beside else '–'}")
    return "\n".join(lines)


def test_speakers_and_contexts(expect: Expect) -> None:
    """What is found of every case is what the file expects."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(FILE)):
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = told(case.input).split("\n")
    expect(FILE, "\n".join(lines))


def test_hostile_text_takes_no_longer_than_it_is_long() -> None:
    """Names without an end, commas without an end, one word over and over."""
    started = time.perf_counter()
    for text in ("A.A" * 20_000, "Aa " * 20_000, "The " * 20_000, "the minister, " * 5_000, "said Kim (" * 5_000):
        speakers(text)
    source = source_of("the deal that is good " + "not " * 100_000 + "if " * 100_000)
    claim = claim_of("“the deal that is good”")
    outside(claim, (1, 22), source.layers[0], (0, 21))
    assert time.perf_counter() - started < 10
