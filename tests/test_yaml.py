"""YAML as written: no scalar is guessed, each part has its place, and what could hurt is refused."""

from __future__ import annotations

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from briefings.diagnostics import Place
from briefings.reading.yaml import parse_yaml


@pytest.mark.parametrize(
    "written",
    ["NO", "yes", "1e3", "0x1F", "012", "2026-01", "2026-01-30", "null", "~", "1.50", ".inf", "12:30:45", "=", "<<"],
)
def test_a_plain_scalar_is_the_text_that_was_written(written: str) -> None:
    """Norway stays NO, a month stays a month, and a price keeps its last nought."""
    tree = parse_yaml(f"key: {written}", "a.yaml")
    assert (tree.value, tree.diagnostics) == ({"key": written}, ())


def test_nothing_written_is_none_and_an_empty_text_is_empty() -> None:
    """A key without a value can be told from one whose value is the empty text."""
    assert parse_yaml('a:\nb: ""\nc: []', "a.yaml").value == {"a": None, "b": "", "c": []}
    assert parse_yaml("", "a.yaml").value is None
    assert parse_yaml("# a comment\n", "a.yaml").value is None


def test_every_value_and_key_has_its_place() -> None:
    """Lines and columns count from 1, and from the line of the file on which the YAML begins."""
    tree = parse_yaml("a: one\nb:\n  - c: 두 글자\n    d: [e, f]", "n.md", 2)
    assert tree.value == {"a": "one", "b": [{"c": "두 글자", "d": ["e", "f"]}]}
    assert tree.places["a",] == Place("n.md", 2, 4, 2, 7)
    assert tree.keys["b",] == Place("n.md", 3, 1, 3, 2)
    assert tree.places["b", 0, "c"] == Place("n.md", 4, 8, 4, 12)
    assert tree.keys["b", 0, "d"] == Place("n.md", 5, 5, 5, 6)
    assert tree.places["b", 0, "d", 1] == Place("n.md", 5, 12, 5, 13)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c", ["a.yaml:1:5: FM01 this is not YAML: mapping values are not allowed in this context"]),
        ("a: 'b", ["a.yaml:1:6: FM01 this is not YAML: while scanning a quoted scalar found unexpected end of stream"]),
        ("? [a]\n: b", ["a.yaml:1:3: FM01 a key must be a word"]),
        ("a: 1\nb: 2\na: 3", ["a.yaml:3:1: FM05 the key 'a' is given twice (first in line 1)"]),
        ("a: !!int 3", ["a.yaml:1:4: FM06 the tag 'tag:yaml.org,2002:int' is not read"]),
        ("a: !x 3", ["a.yaml:1:4: FM06 the tag '!x' is not read"]),
        ("a: &x 3", []),
        (
            "a: &x [1]\nb: *x",
            ["a.yaml:1:4: FM06 what stands here is used again by an alias (*name), which is not read"],
        ),
        ("a: *x", ["a.yaml:1:4: FM01 this is not YAML: found undefined alias"]),
        ("[" * 21 + "]" * 21, ["a.yaml:1:21: FM06 lists and mappings are nested too deep"]),
        ("[" * 20 + "]" * 20, []),
        ("- " * 50_000 + "a", ["a.yaml:1:41: FM06 lists and mappings are nested too deep"]),
        (
            "a: b\n---\nc: d",
            ["a.yaml:2:1: FM01 this is not YAML: expected a single document in the stream but found another document"],
        ),
        ("a: \x07", ["a.yaml:1:1: FM01 this is not YAML: <unicode string>"]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, said: list[str]) -> None:
    """One mistake, one finding, at the line and column where the reader gave up."""
    found = parse_yaml(text, "a.yaml").diagnostics
    got = [f"{diagnostic.place}: {diagnostic.code} {diagnostic.message}" for diagnostic in found]
    assert got == said


scalars = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff"), max_size=20)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(scalars, inner, max_size=4),
    max_leaves=12,
)


@given(trees)
def test_what_pyyaml_writes_is_read_as_it_was(value: object) -> None:
    """Any text, list and mapping comes back the same, and each of its parts has a place."""
    written = pyyaml.safe_dump(value, allow_unicode=True)
    tree = parse_yaml(written, "a.yaml")
    assert tree.diagnostics == ()
    assert tree.value == value
    assert () in tree.places


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    """Whatever is written, there is a tree or a finding, and never an exception."""
    tree = parse_yaml(text, "a.yaml")
    assert isinstance(tree.value, str | list | dict | None)
    assert all(diagnostic.place.path == "a.yaml" for diagnostic in tree.diagnostics)
