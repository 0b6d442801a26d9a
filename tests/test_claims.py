"""Sentences and claims: where they end, which of them cite, and the names that they keep."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.diagnostics import Place
from briefings.prose import Citation, Cite, Claim, Emphasis, FigureUse, Inline, Paragraph, Text
from briefings.reading.claims import carries_citation, derived_id, sentences, written_text
from briefings.reading.markdown import parse_markdown
from briefings.reading.walk import walk
from tests.cases import read_cases
from tests.conftest import Expect

CASES = Path(__file__).parent / "cases" / "sentences.md"
HERE = Place("a.md")


def bare(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines of a paragraph without the marks of claims."""
    out: list[Inline] = []
    for child in children:
        out.extend(child.children if isinstance(child, Claim) else (child,))
    return tuple(out)


def line(sentence: tuple[Inline, ...]) -> str:
    parts = []
    for child in sentence:
        match child:
            case Citation():
                parts.append("[@]")
            case FigureUse():
                parts.append("[#]")
            case Text(text):
                parts.append(text)
            case _:
                parts.append(line(getattr(child, "children", ())) or getattr(child, "text", ""))
    return "".join(parts)


def test_cases(expect: Expect) -> None:
    """Each case is cut where its answer says."""
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        (block,), _found = parse_markdown(case.input, "a.md")
        assert isinstance(block, Paragraph)
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = [line(sentence).rstrip() for sentence in sentences(bare(block.children))]
    expect("cases/sentences.md", "\n".join(lines))


texts = st.text(st.sampled_from("aB. ?!…\"”)'1U.S말\n"), min_size=1, max_size=30).map(Text)
citations = st.just(Citation((Cite("a"),), HERE))
inlines = st.one_of(
    texts, citations, st.just(FigureUse("f", HERE)), st.lists(texts, min_size=1, max_size=2).map(tuple).map(Emphasis)
)


@given(st.lists(inlines, max_size=8).map(tuple))
def test_sentences_put_together_are_the_text(children: tuple[Inline, ...]) -> None:
    """Cutting loses nothing and moves nothing, and no sentence is empty."""
    cut = sentences(children)
    assert line(tuple(child for sentence in cut for child in sentence)) == line(children)
    assert all(sentence for sentence in cut)
    kept = [child for sentence in cut for child in sentence if not isinstance(child, Text)]
    assert kept == [child for child in children if not isinstance(child, Text)]


# --------------------------------------------------------------------- claims


def claims(text: str) -> list[tuple[str, str, bool]]:
    """Of each claim what it says, its id where that is explicit, and whether it cites."""
    blocks, _found = parse_markdown(text, "a.md")
    return [
        (line(node.children).strip(), node.id if node.explicit else "", carries_citation(node.children))
        for node in walk(blocks)
        if isinstance(node, Claim)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One [@a]. Two. Three [@b].", [("One [@].", "", True), ("Three [@].", "", True)]),
        ("One. [@a] Two.", [("One. [@]", "", True)]),
        ("*One [@a]*. Two.", [("One [@].", "", True)]),
        ("- One [@a]\n- Two", [("One [@]", "", True)]),
        ("> One [@a].", [("One [@].", "", True)]),
        ("Pays [sma]{.figure}.", [("Pays [#].", "", True)]),
        ("[One]{.claim #x} [@a]. Two.", [("One [@].", "x", True)]),
        ("[One]{.claim #x}[@a]. Two.", [("One[@].", "x", True)]),
        ("[One]{.claim #x}. Two [@a].", [("One.", "x", False), ("Two [@].", "", True)]),
        ("[One [@a]]{.claim} and [two [@b]]{.claim #y}.", [("One [@]", "", True), ("two [@].", "y", True)]),
        ("# Head [@a]", []),
        ("::: gaps\nOne [@a].\n:::", [("One [@].", "", True)]),
        ("::: {.claim #d}\nOne. Two.\n\nThree [@a].\n:::", [("One. Two.", "d", False), ("Three [@].", "", True)]),
        ("| a | b |\n|---|---|\n| x [@a] | y |\n| z | w |", [("x [@]", "", True)]),
        ("A.[^1]\n\n[^1]: B [@a].", [("B [@].", "", True)]),
        ("A [@b].[^1]\n\n[^1]: B [@a]. C.", [("A [@].", "", True), ("B [@].", "", True)]),
        ("A [@b].[^1] B.[^1]\n\n[^1]: [B [@a]]{.claim #x}.", [("A [@].", "", True), *[("B [@].", "x", True)] * 2]),
        ("A [@b].[^1]\n\n[^1]: [@a].", [("A [@].", "", True)]),
    ],
)
def test_what_is_a_claim(text: str, found: list[tuple[str, str, bool]]) -> None:
    """A sentence, item, row or marked span that cites; with the citation that stands behind it, and its full stop."""
    assert claims(text) == found


def test_a_row_is_one_claim_in_all_its_cells() -> None:
    """The cells that cite carry the same id, which depends on the whole row."""
    blocks, _found = parse_markdown(
        "| a | b | c |\n|---|---|---|\n| x [@a] | y | z [@b] |\n| x [@a] | w | z [@b] |", "a.md"
    )
    ids = [node.id for node in walk(blocks) if isinstance(node, Claim)]
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    assert ids[0] != ids[2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It pays [@a].", "It  PAYS, [@b]", True),
        ("It pays $1 billion [@a].", "It pays $2 billion [@a].", False),
        ("It pays 1.5% [@a].", "It pays 15% [@a].", False),
        ("“It” pays [@a].", '"It" pays [@a].', True),
        ("It *pays* [@a].", "It pays [@a].", True),
        ("[sma]{.figure} a year.", "[smb]{.figure} a year.", False),
    ],
)
def test_the_id_of_a_claim_is_that_of_its_words(one: str, other: str, same: bool) -> None:
    """Marks, case and citations do not count; words and figures do."""
    first, second = (
        next(node.id for node in walk(parse_markdown(text, "a.md")[0]) if isinstance(node, Claim))
        for text in (one, other)
    )
    assert (first == second) is same


def test_a_sentence_said_twice_has_two_ids() -> None:
    """Within a note an id is given once."""
    blocks, _found = parse_markdown("It pays [@a]. It pays [@a].\n\n- It pays [@b].", "a.md")
    first = derived_id("It pays.")
    assert [node.id for node in walk(blocks) if isinstance(node, Claim)] == [first, f"{first}-2", f"{first}-3"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "It pays [sma]{.figure} [@a], *much*  more\\\nthan [b](https://x.org) `c`.",
            "It pays [sma], much more than b c.",
        ),
        ("One [@a]. Two[^1].\n\n[^1]: x", "One. Two."),
        ("@a says ~~so~~ **now**.", "@a says so now."),
    ],
)
def test_the_words_of_a_claim_as_written(text: str, written: str) -> None:
    """Figures by their id, citations and footnotes left out with the space before them."""
    (block, *_rest), _found = parse_markdown(text, "a.md")
    assert isinstance(block, Paragraph)
    assert written_text(block.children) == written
