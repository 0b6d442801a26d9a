"""The prose of a note as HTML, in both media and both kinds of style: the cases of `cases/html.md`."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.editions.numbering import number
from briefings.model import FormattedCitation, FormattedCitations
from briefings.rendering.labels import LABELS
from briefings.rendering.view import View, short_name, to_view
from tests.cases import read_cases
from tests.conftest import Expect
from tests.desks import edition_of, read_dossier

CASES = Path(__file__).parent / "cases" / "html.md"
NOTE = "=== content/notes/security/deal.md\n---\ntitle: Deal\ntopic: security\ndate: 2026-01-29\n---\n\n"


def view(text: str, medium: str, *, note_style: bool = True) -> View:
    """The data of a layout for a desk, its citations formatted by number."""
    edition = edition_of(text)
    numbering = number(edition)
    clusters = tuple(
        FormattedCitation("", f"note {place}") if note_style else FormattedCitation(f"(cite {place})", None)
        for place in range(1, len(numbering.clusters) + 1)
    )
    pictures = {"content/m.svg": "m.svg"}
    formatted = FormattedCitations(note_style, clusters, ())
    return to_view(edition, formatted, numbering, medium=medium, labels=LABELS, options={}, pictures=pictures, style="")


def body(text: str, medium: str, *, note_style: bool = True) -> str:
    return str(view(NOTE + text, medium, note_style=note_style)["sections"][0]["notes"][0]["body"])


def test_cases(expect: Expect) -> None:
    """Each case gives this HTML on paper, on screen, and on screen in an in-text style."""
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(place for place in range(start, len(lines)) if lines[place] == ".")
        paper, screen = body(case.input, "print"), body(case.input, "screen")
        in_text = body(case.input, "screen", note_style=False)
        got = ["paper:", paper, "screen:", screen]
        got += ["in-text:", in_text] if in_text != screen else []
        lines[start:end] = "\n".join(got).replace("\u2060", "⁀").split("\n")
    expect("cases/html.md", "\n".join(lines))


@pytest.mark.parametrize(
    ("statement", "likelihood", "printed"),
    [
        ("It is likely to come.", "likely", "It is likely (55–80%) to come."),
        ("Very likely not; it is likely to stay.", "likely", "Very likely not; it is likely (55–80%) to stay."),
        ("It is very likely to come.", "very likely", "It is very likely (80–95%) to come."),
        ("It will almost certainly come.", "almost certain", "It will almost certainly (95–99%) come."),
        ("Likely, it will come.", "likely", "Likely (55–80%), it will come."),
        ("It is *likely* to come.", "likely", "It is <em>likely (55–80%)</em> to come."),
    ],
)
def test_the_range_stands_after_the_term(statement: str, likelihood: str, printed: str) -> None:
    """The term's own range, not that of a shorter term inside a longer one."""
    text = f'{NOTE}::: {{.judgement #deal likelihood="{likelihood}" confidence="low"}}\n{statement}\n\nBecause.\n:::\n'
    judgement = view(text, "screen")["judgements"][0]
    assert str(judgement["statement"]).replace("\u2060", "").replace("\xa0", " ") == printed


def test_a_claim_of_a_note_that_another_note_repeats_has_its_id_once() -> None:
    """The second place of the same words is marked, but has no id of its own."""
    other = NOTE.replace("security/deal", "security/other") + "It holds [@smith-2025].\n"
    notes = view(f"{NOTE}It holds [@smith-2025].\n{other}", "screen")["sections"][0]["notes"]
    assert [str(note["body"]).count('class="claim" id=') for note in notes[:2]] == [1, 0]


SOURCE = """\
=== content/sources/x.yaml
type: report
title: {title}
{more}
provenance: {{kind: analysis, originator: O, reliability: B, basis: B., descriptor: D.}}
"""


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        ("T", "author: [{family: Song, given: A}]\nissued: 2025-03", "Song\xa02025"),
        ("T", "author: [{family: Song}, {family: Kim}]", "Song et al."),
        ("T", "author: [{literal: The Office}]\nissued: 2025", "The Office\xa02025"),
        ("T", "container-title: The Gazette\nissued: 2025", "The Gazette\xa02025"),
        ("A title", "issued: 2025", "“A title”\xa02025"),
        ("A title that is much longer than forty letters are", "", "“A title that is much longer than…”"),
        ("A long title", "title-short: Short", "“Short”"),
    ],
)
def test_the_short_name_of_a_source(title: str, more: str, name: str) -> None:
    """Author, else where it stands, else title; and the year."""
    dossier = read_dossier(SOURCE.format(title=title, more=more))
    assert short_name(dossier.sources["x"]) == name
