"""What an edition holds: the notes that stand on its date, in order, with the citations that figures bring."""

from __future__ import annotations

import datetime

import pytest

from briefings.diagnostics import Place
from briefings.editions.assembly import cite_figures
from briefings.editions.numbering import number
from briefings.editions.records import to_json, to_record
from briefings.editions.selection import current_notes, dated_blocks
from briefings.prose import Citation, Cite, FigureUse, Inline, Paragraph, Text
from briefings.reading.claims import written_text
from tests.desks import desk_files, edition_of, read_dossier

HERE = Place("a.md")


def note(path: str, date: str, more: str = "", text: str = "Text.") -> str:
    topic = path.split("/", maxsplit=1)[0]
    return f"=== content/notes/{path}.md\n---\ntitle: {path}\ntopic: {topic}\ndate: {date}\n{more}---\n\n{text}\n"


@pytest.mark.parametrize(
    ("notes", "date", "standing"),
    [
        (note("a/x", "2026-01-10"), "2026-01-09", []),
        (note("a/x", "2026-01-10"), "2026-01-10", ["a/x"]),
        (note("a/x", "2026-01-10", "status: withdrawn\n"), "2026-01-30", []),
        (note("a/x", "2026-01-10", "status: withdrawn\nwithdrawn-on: 2026-01-20\n"), "2026-01-19", ["a/x"]),
        (note("a/x", "2026-01-10", "status: withdrawn\nwithdrawn-on: 2026-01-20\n"), "2026-01-20", []),
        (note("a/x", "2026-01-01") + note("a/y", "2026-01-10", "supersedes: a/x\n"), "2026-01-09", ["a/x"]),
        (note("a/x", "2026-01-01") + note("a/y", "2026-01-10", "supersedes: a/x\n"), "2026-01-10", ["a/y"]),
        (
            note("a/x", "2026-01-01")
            + note("a/y", "2026-01-10", "supersedes: a/x\nstatus: withdrawn\nwithdrawn-on: 2026-01-20\n"),
            "2026-01-30",
            ["a/x"],
        ),
        (
            note("a/x", "2026-01-01")
            + note("a/y", "2026-01-10", "supersedes: a/x\n")
            + note("a/z", "2026-01-20", "supersedes: [a/y]\n"),
            "2026-01-30",
            ["a/z"],
        ),
        (note("a/x", "2026-01-01", "supersedes: a/x\n"), "2026-01-30", ["a/x"]),
    ],
)
def test_the_notes_that_stand_on_a_date(notes: str, date: str, standing: list[str]) -> None:
    """Dated on or before it, not withdrawn by then, and not superseded by a note that itself stands."""
    dossier = read_dossier(notes)
    found = current_notes(dossier, datetime.date.fromisoformat(date))
    assert [name for name in found if name.startswith("a/")] == standing


def brief(sections: str, body: str = "") -> str:
    return f"=== content/briefs/b.md\n---\ntitle: B\nsections: {sections}\n---\n{body}\n"


@pytest.mark.parametrize(
    ("sections", "held"),
    [
        ("[{topic: a}]", [("a", ["a/new", "a/b", "a/c"])]),
        ("[{topic: b}, {topic: a, title: Alpha}]", [("b", ["b/x"]), ("Alpha", ["a/new", "a/b", "a/c"])]),
        ("[{topic: a, notes: [a/c, b/x, a/none]}]", [("a", ["a/c", "b/x"])]),
        ("[{topic: none}, {topic: security}]", [("Security", ["security/troops"])]),
    ],
)
def test_the_order_of_a_brief(sections: str, held: list[tuple[str, list[str]]]) -> None:
    """Sections as the brief has them, empty ones left out; notes newest first, or as they are named."""
    notes = (
        note("a/b", "2026-01-01") + note("a/c", "2026-01-01") + note("a/new", "2026-01-02") + note("b/x", "2026-01-01")
    )
    edition = edition_of(notes + brief(sections), brief="b")
    assert [(section.title, [one.id for one in section.notes]) for section in edition.sections] == held


@pytest.mark.parametrize(
    ("date", "words"),
    [("2025-12-31", "Undated."), ("2026-01-01", "January."), ("2026-01-31", "January."), ("2026-02-01", "February.")],
)
def test_the_newest_bottom_line_that_is_not_after_the_date(date: str, words: str) -> None:
    """An undated one counts as oldest; the order in the file does not matter."""
    body = """\
::: {.bottom-line date="2026-02-01"}
February.
:::

::: bottom-line
Undated.
:::

::: {.bottom-line date="2026-01-01"}
January.
:::

::: {.lead date="2026-01-01"}
Lead.
:::"""
    dossier = read_dossier(brief("[{topic: security}]", body))
    (block,) = dated_blocks(dossier.briefs["b"].blocks, "bottom-line", datetime.date.fromisoformat(date))
    assert isinstance(block, Paragraph)
    assert written_text(block.children) == words


def test_the_cut_off_is_the_date_of_the_newest_note() -> None:
    """What the edition knows, it knew on that day; without a note it is the edition's own date."""
    assert edition_of("").cutoff == datetime.date(2026, 1, 28)
    assert edition_of("", date="2020-01-01").cutoff == datetime.date(2020, 1, 1)


def shown(children: tuple[Inline, ...]) -> str:
    parts = []
    for child in children:
        match child:
            case Text(text):
                parts.append(text)
            case FigureUse(figure):
                parts.append(f"<{figure}>")
            case Citation(cites):
                parts.append("[" + "; ".join(f"{cite.key}{cite.suffix}" for cite in cites) + "]")
            case _:
                parts.append("?")
    return "".join(parts)


@pytest.mark.parametrize(
    ("children", "printed"),
    [
        ((Text("Pays "), FigureUse("one", HERE), Text(".")), "Pays <one> [s, p. 2]."),
        ((FigureUse("one", HERE), Text(" and "), FigureUse("two", HERE), Text("!”")), "<one> and <two> [s, p. 2; t]!”"),
        ((FigureUse("one", HERE), Text(" "), Citation((Cite("t"),), HERE)), "<one> [t; s, p. 2]"),
        ((FigureUse("one", HERE), Text(" "), Citation((Cite("s"),), HERE), Text(".")), "<one> [s]."),
        ((FigureUse("one", HERE),), "<one> [s, p. 2]"),
        ((FigureUse("none", HERE), Text(".")), "<none>."),
        ((Text("No figure."),), "No figure."),
    ],
)
def test_a_figure_cites_its_source(children: tuple[Inline, ...], printed: str) -> None:
    """Once a sentence, at its end, before its full stop; not where the author has cited it."""
    figures = """\
=== content/figures/more.yaml
- {id: one, label: One, value: 1, unit: x, source: s, locator: p. 2}
- {id: two, label: Two, value: 2, unit: x, source: t}
"""
    dossier = read_dossier(figures)
    assert shown(cite_figures(children, dossier.figures)) == printed


def test_a_row_cites_what_its_figures_rest_on_once() -> None:
    """In the first cell that needs it."""
    table = "| a | b |\n|---|---|\n| [troops]{.figure} | [troops]{.figure} |\n| [troops]{.figure} | [@smith-2025] |\n"
    edition = edition_of(note("security/deal", "2026-01-29", text=table))
    numbering = number(edition)
    rows = [cluster for cluster in numbering.clusters if [cite.key for cite in cluster.cites] == ["smith-2025"]]
    assert len(rows) == 4  # the judgement, two rows, and the sentence of the base desk


def test_numbers_follow_the_order_of_reading() -> None:
    """Bottom line, lead, judgements, notes; footnotes among them; in-text styles count the footnotes alone."""
    text = note("security/deal", "2026-01-29", text="A.[^1] B [@smith-2025, p. 1].\n\n[^1]: C [@smith-2025, p. 2].")
    body = "::: bottom-line\nD [@smith-2025, p. 3].\n:::\n\n::: lead\nE [@smith-2025, p. 4].[^2]\n\n[^2]: F.\n:::"
    edition = edition_of(text + brief("[{topic: security}]", body), brief="b")
    numbering = number(edition)
    pages = [[cite.suffix for cite in cluster.cites] for cluster in numbering.clusters]
    assert pages == [[", p. 3"], [", p. 4"], [], [""], [", p. 2"], [", p. 1"], [""]]
    assert [cluster.inside_note for cluster in numbering.clusters] == [False, False, True, False, True, False, False]
    assert list(numbering.note_numbers.values()) == [1, 2, 3, 4, 5, 6, 7]
    assert list(numbering.footnote_numbers.values()) == [1, 2]


def test_the_table_of_figures() -> None:
    """The figures that are used, in the order of reading; of them the ones that the brief names, in its order."""
    figures = "=== content/figures/more.yaml\n" + "".join(
        f"- {{id: {name}, label: {name}, value: 1, unit: x, source: smith-2025}}\n"
        for name in ("zulu", "alfa", "unused")
    )
    text = figures + note("security/deal", "2026-01-29", text="[zulu]{.figure} and [alfa]{.figure}.")
    assert [figure.id for figure in edition_of(text).figures] == ["zulu", "alfa", "troops"]
    named = text + brief("[{topic: security}]").replace("title: B", "title: B\nfigures: [unused, alfa, zulu]")
    edition = edition_of(named, brief="b")
    assert [figure.id for figure in edition.figures] == ["alfa", "zulu"]
    assert list(edition.all_figures) == ["alfa", "troops", "zulu"]


def test_a_record_is_the_same_for_the_same_edition_and_tells_a_change() -> None:
    """The digest of a claim holds its words, its citations and its figures."""
    one = edition_of(note("security/deal", "2026-01-29", text="It pays [@smith-2025, p. 2]."))
    other = edition_of(note("security/deal", "2026-01-29", text="It pays [@smith-2025, p. 3]."))
    assert to_json(one) == to_json(one)
    first, second = (to_record(edition)["sections"][0]["notes"][0]["claims"][0] for edition in (one, other))
    assert (first["text"], first["cites"]) == ("It pays.", [{"source": "smith-2025", "label": "page", "locator": "2"}])
    assert first["id"] == second["id"]
    assert first["digest"] != second["digest"]


def test_the_dates_and_ages_of_a_record_are_in_their_standard_form() -> None:
    """As its schema has them: EDTF for a date, and days for an age, however many."""
    figure = (
        "=== content/figures/more.yaml\n- {id: age, label: A, value: 1, unit: x, source: smith-2025, max-age: 400d}\n"
    )
    source = desk_files("")["content/sources/smith-2025.yaml"][1].decode() + "  info-date: 2025-01~\n"
    text = f"=== content/sources/smith-2025.yaml\n{source}{figure}" + note(
        "security/deal", "2026-01-29", text="[age]{.figure}."
    )
    record = to_record(edition_of(text))
    assert {one["id"]: one.get("max-age") for one in record["figures"]} == {"age": "P400D", "troops": None}
    assert [one["provenance"]["info-date"] for one in record["sources"]] == ["2025-01~"]
