"""Whose word a sentence says it is: somebody's, nobody's, or that of many without a name."""

from __future__ import annotations

from pathlib import Path

from briefings.evidence.attribution import is_attributed, owns_single, plural_voice
from tests.cases import read_cases
from tests.conftest import Expect
from tests.desks import read_dossier

CASES = Path(__file__).parent / "cases" / "attribution.md"
RECORD = (
    "=== content/sources/one.yaml\ntype: webpage\ntitle: T\nauthor: [{family: Pietrewicz, given: Oskar}]\n"
    "container-title: The Anker Daily\n"
    "provenance: {kind: reporting, originator: O, reliability: B, basis: B., descriptor: D.}\n"
)


def test_each_sentence_says_whose_word_it_is(expect: Expect) -> None:
    """Every line of every case."""
    records = [read_dossier(RECORD).sources["one"].record]
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        told = []
        for sentence in case.input.split("\n"):
            voice = plural_voice(sentence)
            parts = [
                "attributed" if is_attributed(sentence, records) else "plain",
                *([f"many: {sentence[voice.start : voice.end]!r}"] if voice else []),
                *(["alone"] if owns_single(sentence) else []),
            ]
            told.append(f"{', '.join(parts)} | {sentence}")
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = told
    expect(CASES, "\n".join(lines))
