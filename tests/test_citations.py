"""Citations and locators are read as Pandoc reads them, and in time that grows with the text."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from briefings.prose import Cite
from briefings.reading.citations import citations
from briefings.reading.locators import parse_locator
from briefings.reading.spans import bracketed_spans
from tests.cases import Case, read_cases
from tests.pandoc import PandocCite, pandoc_citations, pandoc_locators

FOLDER = Path(__file__).parent / "cases"
CASES = read_cases(FOLDER / "citations.md")
LOCATORS = read_cases(FOLDER / "locators.md")

MODES = {"normal": "NormalCitation", "suppress-author": "SuppressAuthor", "author-in-text": "AuthorInText"}


def parser() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    bracketed_spans(md)
    citations(md)
    return md


def citation_tokens(text: str) -> list[Token]:
    return list(_citation_tokens(parser().parse(text)))


def _citation_tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "citation":
            yield token
        yield from _citation_tokens(token.children or [])


def read(text: str) -> list[tuple[Cite, ...]]:
    return [token.meta["cites"] for token in citation_tokens(text)]


def written_out(found: list[tuple[Cite, ...]]) -> str:
    """As in the case files: a line a cite, `--` between citations."""

    def line(cite: Cite) -> str:
        locator = f"{cite.locator.label} {cite.locator.value}" if cite.locator else ""
        text = f"{cite.key} | {cite.mode} | {cite.prefix} | {cite.suffix} | {locator}"
        return text.replace("\n", "⏎").rstrip()

    return "\n--\n".join("\n".join(map(line, cites)) for cites in found)


# -------------------------------------------------------------------- cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_reads_as_its_file_says(case: Case) -> None:
    assert written_out(read(case.input)) == case.expected, f"citations.md:{case.line}"


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 100
    assert len(LOCATORS) >= 60
    assert len({case.title for case in CASES + LOCATORS}) == len(CASES + LOCATORS)


def test_each_case_reads_as_pandoc_reads_it(tmp_path: Path) -> None:
    """Keys, modes, and prefix and suffix as plain text."""
    said = differences([case.input for case in CASES], folder=tmp_path)
    assert not said, "\n".join(said)


def differences(texts: Sequence[str], *, folder: Path) -> list[str]:
    """Where we and Pandoc do not read the same, in words; both sides' prefixes and suffixes are made plain by
    Pandoc, for its plain text is what a reader sees of them."""
    ours = [read(text) for text in texts]
    plains = [part for found in ours for cites in found for cite in cites for part in (cite.prefix, cite.suffix)]
    theirs, plain = pandoc_citations(texts, plains, folder=folder)
    remaining = iter(plain)
    said = []
    for text, found, wanted in zip(texts, ours, theirs, strict=True):
        got = [
            tuple(PandocCite(cite.key, MODES[cite.mode], next(remaining), next(remaining)) for cite in cites)
            for cites in found
        ]
        if got != wanted:
            said.append(f"{text!r}\n  Pandoc {wanted}\n  ours   {got}")
    return said


# --------------------------------------------------------------- any string

# Two differences lie outside the grammar of citations, and their marks are kept out of the strings below.
# What stands *about* a bracket: Pandoc lets an unclosed `*` run to the end of the paragraph, has superscript,
# inline notes and `\command`s, an image's label by itself and targets with spaces, and reads code and quotation
# marks in another order than CommonMark. So the marks of these occur inside a bracket only, and `](`, `![`, `^[`,
# `[^`, a backquote without its fellow, a backslash before a letter, and emphasis that touches a key nowhere.
# What a *block* is: each string begins with a word, and no line of it begins with a mark.
AROUND = st.sampled_from([*"[]@-;,{}()a1.:/ ", "@a", "[@b", "; @a", " [@a]", "@a [p. 1]"])
WHOLES = ["; ", "@a", "@b", "; @a", "[@a", "`a;]`", "\\;", "\\]", "*a;*", "_b]_", '"a;"', "{b}"]
INSIDE = st.sampled_from([*"[]@-;,{}()*a1.:/ \"'!_\n", *WHOLES])
UNLIKE = ["](", "![", "[^", "^[", "*@", "_@", "*-@", "_-@", "]{", "][", *(f"\n{mark}" for mark in "\n-* 1:[")]
TEXT = st.builds(
    lambda before, inside, after: f"x {''.join(before)} [{''.join(inside)}]{''.join(after)}",
    st.lists(AROUND, max_size=4),
    st.lists(INSIDE, min_size=1, max_size=9),
    st.lists(AROUND, max_size=4),
).filter(lambda text: not any(mark in text for mark in UNLIKE))


@settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)
@given(texts=st.lists(TEXT, min_size=100, max_size=100))
def test_any_string_reads_as_pandoc_reads_it(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    said = differences(texts, folder=tmp_path_factory.mktemp("pandoc"))
    assert not said, "\n".join(said)


# ----------------------------------------------------------------- locators


@pytest.mark.parametrize("case", LOCATORS, ids=lambda case: case.title)
def test_a_locator_reads_as_its_file_says(case: Case) -> None:
    locator, remainder = parse_locator(case.input)
    found = f"{locator.label} | {locator.value} | {remainder}" if locator else f"- | {remainder}"
    assert found.rstrip() == case.expected, f"locators.md:{case.line}"


def test_each_locator_reads_as_pandoc_reads_it(tmp_path: Path) -> None:
    """Its label and value through a style that prints them; a citation processor sets an en dash for a hyphen."""
    cases = [case for case in LOCATORS if not case.title.startswith("beyond Pandoc")]
    said = []
    for case, printed in zip(cases, pandoc_locators([case.input for case in cases], folder=tmp_path), strict=True):
        locator, _ = parse_locator(case.input)
        label = f"<{locator.label.replace(' ', '-')}>" if locator and locator.label else ""
        ours = f"{label}{{{locator.value.replace('-', '–')}}}" if locator else ""
        theirs = printed.partition("|")[0] if "|" in printed else ""
        if ours != theirs:
            said.append(f"{case.input!r}: Pandoc {printed!r}, ours {ours!r}")
    assert not said, "\n".join(said)


# ------------------------------------------------------------------- tokens


def test_a_token_says_what_was_written_and_where() -> None:
    text = "One *two\n[see @a,\np. 3]* and @b [p. 4]."
    found = [(token.meta["start"], token.meta["end"], token.meta["written"]) for token in citation_tokens(text)]
    assert found == [(9, 23, "[see @a,\np. 3]"), (29, 38, "@b [p. 4]")]
    assert all(text[start:end] == written for start, end, written in found)


def test_a_link_keeps_the_citations_of_its_text() -> None:
    token = next(token for token in parser().parse("[what @a says](https://example.org)") if token.type == "inline")
    assert [child.type for child in token.children or []] == ["link_open", "text", "citation", "text", "link_close"]


def test_other_brackets_are_left_to_the_other_rules() -> None:
    text = "[a](b) [c]{.d} ![e](f) [g] \\[@h] [^1]\n\n[^1]: Note.\n"
    assert [token.content for token in citation_tokens(text)] == ["@h"]
    inline = next(token for token in parser().parse(text) if token.type == "inline")
    kinds = {child.type for child in inline.children or []}
    assert {"link_open", "span_open", "image", "footnote_ref"} <= kinds


# --------------------------------------------------------------------- work

UNITS = {
    "open brackets": "[",
    "signs": "@",
    "items never closed": "[@a;",
    "braces never closed": "@{",
    "emphasis never closed": "[@a *b _c ",
    "quotation marks never closed": "[@a 'b \"c ",
    "scripts never closed": "[@a ^b~~c~d ",
    "targets never closed": "[@a](",
    "attributes never closed": "[@a]{.a ",
    "mathematics never closed": "[@a $x ",
    "code never closed": "[@a `x ",
    "tags never closed": '[@a <a b="x <!-- ',
    "locators never closed": "@a [@b ",
    "brackets that touch a key": "[[]@a ",
    "citations": "[see @a, p. 2; @b] and @c [p. 3]. ",
    "links that hold a key": "[*x*@a](u) ",
    "hyphens": "-@",
    "full stops": ".@a",
}


def calls(text: str) -> int:
    """How often functions of ours are called, or resumed, to read a text."""
    count = 0

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and frame.f_code.co_filename.endswith(("citations.py", "locators.py"))

    md = parser()
    sys.setprofile(watch)
    try:
        md.parse(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    assert calls(unit * 240) < 2.2 * calls(unit * 120) + 100


def test_nested_brackets_are_twice_the_work() -> None:
    def nested(depth: int) -> str:
        return "[@a;" * depth + "]" * depth

    assert calls(nested(400)) < 2.2 * calls(nested(200)) + 100


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "[" * 50_000, "@" * 50_000, "[@a;" * 20_000, "[" * 9000 + "@a" + "]" * 9000, "[@" + "a." * 50_000],
    ids=["one word", "brackets", "signs", "items", "nested", "one key"],
)
def test_a_hostile_text_is_read_at_once(text: str) -> None:
    """The bound is wide, for a busy machine; on an idle one each takes a second or less, half of it markdown-it's."""
    started = time.perf_counter()
    parser().parse(text)
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("unit", ["a", "1 ", "p. ", "{", "[", "(1)", "*a ", "`", "[x](", "$x ", ", 1", "iv-", '"'])
def test_a_hostile_suffix_is_read_at_once(unit: str) -> None:
    started = time.perf_counter()
    parse_locator(", " + unit * 20_000)
    assert time.perf_counter() - started < 10
