"""Proper names of a claim, and whether a source has them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence import names
from briefings.evidence.names import Name, find_names, match_name
from briefings.evidence.sources import SourceText
from briefings.model import KnownName
from briefings.support import Outcome
from tests.cases import Case, read_cases

CASES = Path(__file__).parent / "cases"


def names_told(text: str) -> str:
    """The names of a text, one a line."""
    return "\n".join(name.text for name in find_names(text)) or "none"


def match_told(text: str) -> str:
    """What came of looking for the name of a case: `name:`, `alias: name = form, form`, `record:`, `source:`.

    With `claim:` the name is the one found in it, with what it says of the name.
    """
    head, _, rest = text.partition("source: ")
    given = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
    known = given.get("alias", "").split(" = ")
    aliases = (KnownName(name=known[0], aliases=tuple(known[1].split(", "))),) if len(known) == 2 else ()
    name = given["name"]
    source = SourceText("s", "read", article=rest, page=rest)
    mention = next((one for one in find_names(given.get("claim", "")) if one.text == name), Name(name, 0, len(name)))
    match = match_name(mention, source, aliases, given.get("record", ""))
    where = f" at “{' '.join(rest[match.hit.start : match.hit.end].split())}”" if match.hit else ""
    found = f"; found “{match.found}”" if match.found else ""
    return " ".join(part for part in (match.outcome, match.how) if part) + where + found


@pytest.mark.parametrize("case", read_cases(CASES / "names.md"), ids=lambda case: case.title)
def test_the_names_of_a_claim_are_found(case: Case) -> None:
    """Proper names are found without their titles; what has a capital by custom is none."""
    assert names_told(case.input) == case.expected


@pytest.mark.parametrize("case", read_cases(CASES / "found-names.md"), ids=lambda case: case.title)
def test_a_name_is_found_in_a_source_that_has_it(case: Case) -> None:
    """A name is verified by its other forms, and by no other name."""
    assert match_told(case.input) == case.expected


WORDS = st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd", "Po", "Zs", "Pd")), max_size=120)


@given(WORDS)
def test_names_are_parts_of_the_text_in_order(text: str) -> None:
    """Whatever a text holds, its names are parts of it, one after the other."""
    end = 0
    for name in find_names(text):
        assert end <= name.start < name.end <= len(text)
        assert name.text == text[name.start : name.end]
        end = name.end


@given(WORDS)
def test_a_name_is_found_in_the_text_it_comes_from(text: str) -> None:
    """No name of a sentence is missed in that same sentence."""
    source = SourceText("s", "read", article=text, page=text)
    for name in find_names(text):
        assert match_name(name, source).outcome is Outcome.VERIFIED, name


@pytest.mark.parametrize(
    "text", ["S" * 1_000_000, "John " * 200_000, "Special " * 100_000, "é " * 400_000, "S m a " * 150_000]
)
def test_a_source_of_megabytes_is_searched_in_linear_time(text: str) -> None:
    """Names that almost stand in a hostile source are given up after seconds at most."""
    source = SourceText("s", "read", article=text, page=text)
    started = time.perf_counter()
    for name in ("SMA", "John Fitzgerald Kennedy", "Special Measures Agreement", "Erdogan"):
        match_name(Name(name, 0, len(name)), source)
    assert time.perf_counter() - started < 20


SYLLABLES = (
    "Kim",
    "kim",
    "Trade",
    "trade",
    "Ministry",
    "of",
    "Of",
    "Un",
    "es",
    "s",
    "S",
    "E",
    " ",
    " ",
    "-",
    "–",
    "\n",
    "_",
    "x",
    "1",
)


@given(st.lists(st.sampled_from(("Kim", "Trade", "Ministry", "of", "Un", "KIM")), min_size=1, max_size=3), st.data())
def test_a_plain_name_stands_where_its_pattern_finds_it(parts: list[str], data: st.DataObject) -> None:
    """Looked for word by word or by a pattern of the whole name: the same place."""
    text = "".join(data.draw(st.lists(st.sampled_from((*SYLLABLES, *parts, " ".join(parts))), max_size=20)))
    assert names._plain_place(parts, text) == names._search(names._pattern(" ".join(parts)), text)
