"""A CSL style cut to what the references of a request can reach: shorter, and the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.model import CitationRequest, CiteCluster, FormattedCitations
from briefings.printing import citeproc as module
from briefings.printing.citeproc import Citeproc
from briefings.printing.reachable import reachable
from briefings.printing.styles import read_style
from briefings.prose import Cite

REPORT = {"id": "k", "type": "report", "title": "A title"}


def a_style(layout: str, macros: str = "") -> str:
    return (
        f'<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">{macros}'
        f"<citation><layout>{layout}</layout></citation></style>"
    )


def a_choice(*branches: str) -> str:
    return f"<choose>{''.join(branches)}</choose>"


def cut(layout: str, *references: dict[str, Any]) -> str:
    """What is left of the layout of a style without macros."""
    return reachable(a_style(layout), references or (REPORT,)).partition("<layout>")[2].partition("</layout>")[0]


IF_BOOK, ELSE = '<if type="book"><text value="b"/></if>', '<else><text value="x"/></else>'
TITLED = '<if variable="title"/>'


@pytest.mark.parametrize(
    ("layout", "left"),
    [
        (a_choice(IF_BOOK, ELSE), a_choice(ELSE)),
        (a_choice(IF_BOOK), a_choice()),
        (a_choice('<if type="book report"/>', ELSE), a_choice('<if type="book report"/>', ELSE)),
        (a_choice('<if type="book" variable="title"/>', ELSE), a_choice(ELSE)),
        (a_choice('<if type="book" variable="title" match="any"/>'), None),
        (a_choice('<if type="book map" variable="DOI" match="any"/>'), a_choice()),
        (a_choice('<if is-numeric="volume"/>', ELSE), a_choice(ELSE)),
        (a_choice('<if type="book" match="none"/>', ELSE), a_choice('<if type="book" match="none"/>')),
        (a_choice('<if type="book" variable="title" match="none"/>', ELSE), None),
        (
            a_choice('<if variable="title"/>', '<else-if variable="DOI"/>', ELSE),
            a_choice('<if variable="title"/>', ELSE),
        ),
        (a_choice('<if variable="locator"/>', ELSE), None),
        (a_choice('<if locator="page"/>', ELSE), None),
        (a_choice('<if position="ibid"/>', ELSE), None),
        (a_choice('<if disambiguate="true"/>', ELSE), None),
        (a_choice('<if type=""/>', ELSE), None),
        ('<group><text variable="DOI"/><text term="in"/></group>', None),
        (a_choice('<if type="book"><text variable="year-suffix"/></if>', ELSE), None),
        (a_choice('<if variable="event"/>', ELSE), a_choice(ELSE)),
    ],
)
def test_a_branch_that_no_reference_takes_is_cut(layout: str, left: str | None) -> None:
    """None: everything is left."""
    assert cut(layout) == (layout if left is None else left)


TITLE, DOI, TERM = '<text variable="title"/>', '<text variable="DOI"/>', '<text term="in"/>'
BOTH = a_choice(f'<if position="first">{DOI}</if>', f"<else>{DOI}</else>")


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        (DOI + TITLE, TITLE),
        (DOI + '<text variable="PMID"/>' + TERM, DOI + TERM),
        (DOI + "<group>" + TERM + TITLE + "</group>", f"<group>{TERM}{TITLE}</group>"),
        (f"<group>{DOI}</group>" + TERM, None),
        (a_choice(IF_BOOK) + TERM, TERM),
        (a_choice('<if position="first">' + DOI + "</if>") + TERM, None),
        (a_choice('<if position="first">' + DOI + "</if>") + TITLE, TITLE),
        (BOTH + DOI, BOTH),
        ('<label variable="volume"/>' + TERM, TERM),
        ('<label variable="page"/>' + TERM, None),
        ('<names variable="editor"/>' + TITLE, TITLE),
        ('<names variable="editor"><substitute>' + TITLE + "</substitute></names>" + TITLE, None),
        ('<text variable="locator"/><text variable="year-suffix"/>' + TITLE, None),
    ],
)
def test_what_prints_nothing_is_cut_unless_the_group_is_left_out_by_it(inside: str, left: str | None) -> None:
    """None: everything is left."""
    assert cut(f"<group>{inside}</group>") == f"<group>{inside if left is None else left}</group>"


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ('<names variable="editor"/>' + TITLE, TITLE),
        ('<names variable="editor"/><names variable="translator"/>', '<names variable="editor"/>'),
    ],
)
def test_names_keep_something_in_their_place(inside: str, left: str) -> None:
    names = '<names variable="author"><substitute>{}</substitute></names>'
    assert cut(names.format(inside)) == names.format(left)


def test_a_variable_with_a_short_form_prints_something() -> None:
    layout = f'<group><text variable="container-title" form="short"/>{TITLE}</group>'
    assert cut(layout) == f"<group>{TITLE}</group>"
    assert cut(layout, {**REPORT, "container-title-short": "J."}) == layout


def test_a_macro_that_asks_for_nothing_is_called() -> None:
    """Pandoc prints the group then, though all its variables are empty."""
    macro = f'<macro name="m">{a_choice(IF_BOOK)}</macro>'
    layout = f'<group><text macro="m"/>{DOI}{TERM}</group>'
    assert reachable(a_style(layout, macro), (REPORT,)) == a_style(layout, '<macro name="m"></macro>')


def test_macros_that_call_each_other_without_end_are_not_followed_for_ever() -> None:
    macros = [f'<macro name="m{n}"><group><text macro="m{n + 1}"/></group></macro>' for n in range(400)]
    style = a_style('<text macro="m0"/>', "".join([*macros, '<macro name="m400"><text macro="m0"/></macro>']))
    assert reachable(style, (REPORT,)) == style


def test_a_branch_that_one_reference_takes_is_left() -> None:
    assert cut(a_choice(IF_BOOK, ELSE), REPORT, {**REPORT, "id": "l", "type": "book"}) == a_choice(IF_BOOK, ELSE)


def test_macros_that_are_called_nowhere_are_cut() -> None:
    macros = (
        '<macro name="one"><text macro="two"/></macro><macro name="two"><text value="2"/></macro>'
        '<macro name="three"><text value="3"/></macro>'
    )
    layout = a_choice('<if type="book"><text macro="three"/></if>', '<else><text macro="one"/></else>')
    left = a_style(a_choice('<else><text macro="one"/></else>'), macros.partition('<macro name="three"')[0])
    assert reachable(a_style(layout, macros), (REPORT,)) == left


@pytest.mark.parametrize(
    "style",
    [
        a_style('<text macro="nowhere"/>' + a_choice(IF_BOOK, ELSE)),
        a_style("<sentence/>" + a_choice(IF_BOOK, ELSE)),
        a_style("<text/>" + a_choice(IF_BOOK, ELSE)),
        a_style("<number/>" + a_choice(IF_BOOK, ELSE)),
        a_style(a_choice(ELSE, IF_BOOK)),
        a_style(a_choice(IF_BOOK, ELSE), '<macro name="m"/><macro name="m"/>'),
        a_style('<group xmlns="http://example.org/">' + a_choice(IF_BOOK, ELSE) + "</group>"),
        a_style("<group>" * 5000 + a_choice(IF_BOOK, ELSE) + "</group>" * 5000),
        '<c:style xmlns:c="http://purl.org/net/xbiblio/csl" class="note"/>',
    ],
)
def test_a_style_that_is_out_of_the_ordinary_is_left_whole(style: str) -> None:
    assert reachable(style, (REPORT,)) == style


@pytest.mark.parametrize(
    "reference",
    [
        {"id": "k", "title": "A work without a type"},
        {**REPORT, "shortTitle": "Another name of a variable"},
        {**REPORT, "note": "original-date: 1999"},
    ],
)
def test_a_reference_that_is_out_of_the_ordinary_has_the_style_whole(reference: dict[str, Any]) -> None:
    style = a_style(a_choice(IF_BOOK, ELSE))
    assert reachable(style, (REPORT, reference)) == style


def test_little_is_left_of_a_large_style() -> None:
    style = read_style("chicago-notes-bibliography").text
    assert len(reachable(style, (REPORT,))) < len(style) / 4


# ------------------------------------------------------------ the same answer

STYLES = ("chicago-notes-bibliography", "chicago-author-date", "apa", "ieee", "oscola", "modern-language-association")
TYPES = (
    *("book", "chapter", "report", "article-journal", "webpage"),
    *("legal_case", "interview", "map", "software", "bill"),
)
WORDS = ("publisher", "publisher-place", "container-title", "genre", "medium", "archive", "status", "event-title")
NUMBERS = ("number", "volume", "issue", "edition", "page", "chapter-number", "section", "version")
NAMES = st.lists(st.sampled_from([{"family": "Song", "given": "Jo"}, {"literal": "The Bank"}]), min_size=1, max_size=3)
DATES = st.sampled_from([{"date-parts": [[2020]]}, {"date-parts": [[2021, 3, 4]], "circa": True}])
REFERENCE = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "title": st.sampled_from(["The Two Koreas", "A “word” of <i>Kim</i>: notes"])},
    optional={
        **dict.fromkeys(WORDS, st.sampled_from(["One", "Two words"])),
        **dict.fromkeys(NUMBERS, st.sampled_from(["3", "IV", "12-15"])),
        **dict.fromkeys(("author", "editor"), NAMES),
        **dict.fromkeys(("issued", "accessed", "original-date", "event-date"), DATES),
        "URL": st.just("https://example.org/1"),
        "DOI": st.just("10.1000/1"),
        "language": st.sampled_from(["en", "de"]),
        "note": st.sampled_from(["A note.", "genre: a report"]),
    },
)


@pytest.fixture(scope="module")
def citeproc() -> Iterator[Citeproc]:
    with Citeproc() as citeproc:
        yield citeproc


VARIABLES = st.sampled_from(["title", "DOI", "event", "publisher", "year-suffix", "locator", "citation-number"])
PRINTED = st.one_of(
    VARIABLES.map('<text variable="{}"/>'.format),
    st.sampled_from(["volume", "page", "locator"]).flatmap(
        lambda name: st.sampled_from([f'<label variable="{name}"/>', f'<number variable="{name}"/>'])
    ),
    st.sampled_from(["issued", "accessed"]).map('<date variable="{}" form="text"/>'.format),
    st.sampled_from(
        ['<text value="v"/>', TERM, '<names variable="editor"/>', '<text macro="m"/>', '<text macro="n"/>']
    ),
)
TESTS = st.sampled_from(['type="book"', 'variable="DOI"', 'variable="title"', 'type="book" match="none"'])


def parents(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A group, a choice or names of these."""
    several = st.lists(children, max_size=3).map("".join)
    return st.one_of(
        several.map("<group>{}</group>".format),
        several.map('<group prefix="(" delimiter=", ">{}</group>'.format),
        st.builds("<choose><if {}>{}</if></choose>".format, TESTS, several),
        st.builds("<choose><if {}>{}</if><else>{}</else></choose>".format, TESTS, several, several),
        # Not a text that is not given: Pandoc holds it for given once it was looked for in the place of names.
        st.sampled_from(['<names variable="editor"/>', '<text value="v"/>', TITLE, "<group/>"]).map(
            '<names variable="author"><substitute><date variable="accessed"/>{}</substitute></names>'.format
        ),
    )


ELEMENTS = st.recursive(PRINTED, parents, max_leaves=12)


@settings(max_examples=40, deadline=None)
@given(layout=st.lists(ELEMENTS, min_size=1, max_size=3).map("".join), m=ELEMENTS, n=ELEMENTS)
def test_a_style_of_any_shape_gives_the_same_answer(citeproc: Citeproc, layout: str, m: str, n: str) -> None:
    inner = n.replace('<text macro="n"/>', DOI).replace('<text macro="m"/>', "<group/>")  # none calls itself
    outer = m.replace('<text macro="m"/>', TITLE)
    style = a_style(layout, f'<macro name="m">{outer}</macro><macro name="n">{inner}</macro>')
    book = {"id": "b", "type": "book", "publisher": "P", "author": [{"family": "Kim"}]}
    cites = (Cite("k"), Cite("b", suffix=", p. 4"), Cite("k"))
    for references in ((REPORT, book), ({**REPORT, "volume": "3", "issued": {"date-parts": [[2020]]}}, book)):
        request = CitationRequest(style, "en-GB", references, tuple(CiteCluster((cite,)) for cite in cites))
        assert citeproc.to_citations(request) == answer_of_the_whole(citeproc, request)


def answer_of_the_whole(citeproc: Citeproc, request: CitationRequest) -> FormattedCitations:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "reachable", lambda style, *_: style)
        return citeproc.to_citations(request)


@settings(max_examples=40, deadline=None)
@given(style=st.sampled_from(STYLES), references=st.lists(REFERENCE, min_size=1, max_size=4), data=st.data())
def test_the_answer_is_that_of_the_whole_style(
    citeproc: Citeproc, style: str, references: list[dict[str, Any]], data: st.DataObject
) -> None:
    named = tuple({"id": f"k{number}", **reference} for number, reference in enumerate(references))
    cite = st.builds(
        Cite, st.sampled_from([item["id"] for item in named]), suffix=st.sampled_from(["", ", p. 4", ", chap. 2"])
    )
    cites = data.draw(st.lists(cite, max_size=5))
    request = CitationRequest(style, "en-GB", named, tuple(CiteCluster((cite,)) for cite in cites))
    assert citeproc.to_citations(request) == answer_of_the_whole(citeproc, request)
