"""Markdown to the tree of prose: the cases of `cases/markdown.md`, the places of things, and any text at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefings.diagnostics import Place
from briefings.prose import Citation, FigureUse, Image, Link, Table, Text
from briefings.reading.attributes import Attributes, parse_attributes
from briefings.reading.markdown import desk_path, parse_markdown, plain_text
from briefings.reading.walk import walk
from tests.cases import read_cases
from tests.conftest import Expect

CASES = Path(__file__).parent / "cases" / "markdown.md"
PATH = "content/notes/a/b.md"


def shown(value: object, indent: str = "") -> Iterator[str]:
    """A tree, one node a line with its plain values; what a node holds is indented. Places are left out."""
    if isinstance(value, tuple):
        for part in value:
            yield from shown(part, indent)
        return
    if not is_dataclass(value):
        yield f"{indent}{value!r}"
        return
    plain: list[str] = []
    held: list[str] = []
    for field in fields(value):
        inner = getattr(value, field.name)
        if isinstance(inner, Place) or inner in ((), "", False, None):
            continue
        if isinstance(inner, str | int):
            plain.append(repr(inner) if field.name in {"text", "id"} else f"{field.name}={inner!r}")
        elif is_dataclass(inner):
            held += shown(inner, indent + "  ")
        elif field.name in {"statement", "basis"}:
            held += [f"{indent}  {field.name}:", *shown(inner, indent + "    ")]
        elif all(isinstance(part, str) for part in inner):
            plain.append(f"{field.name}={' '.join(inner)!r}")
        elif field.name == "attributes":
            plain += [f"{key}={text!r}" for key, text in inner]
        elif field.name in {"items", "rows", "head"}:
            for part in inner:
                held += [f"{indent}  {field.name.removesuffix('s')}:", *shown(part, indent + "    ")]
        else:
            held += shown(inner, indent + "  ")
    yield f"{indent}{type(value).__name__} {' '.join(plain)}".rstrip()
    yield from held


def read(text: str) -> str:
    blocks, found = parse_markdown(text, PATH)
    told = [f"{one.place.line}:{one.place.column} {one.severity} {one.code}: {one.message}" for one in found]
    return "\n".join([*shown(blocks), *told])


def test_cases(expect: Expect) -> None:
    """Each case gives the tree and the findings that stand under it."""
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = read(case.input).split("\n")
    expect("cases/markdown.md", "\n".join(lines))


# --------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("text", "kind", "places"),
    [
        ("A [@a] b [@b, p. 2].", Citation, [(5, 3, 5, 7), (5, 10, 5, 20)]),
        ("A\nB [@a;\n@b].", Citation, [(6, 3, 7, 4)]),
        ("- A\n- [@a]", Citation, [(6, 3, 6, 7)]),
        ("> > A [@a]", Citation, [(5, 7, 5, 11)]),
        ("> A\nlazy [@a]", Citation, [(6, 6, 6, 10)]),
        ("| a | b |\n|---|---|\n| [@a] | [@a] |", Citation, [(7, 3, 7, 7), (7, 10, 7, 14)]),
        ("*a [b [@a]](https://x.org)*", Citation, [(5, 7, 5, 11)]),
        ("말 [@a] 말 [@b]", Citation, [(5, 3, 5, 7), (5, 10, 5, 14)]),
        ("::: gaps\n[@a]\n:::", Citation, [(6, 1, 6, 5)]),
        ("A.[^1]\n\n[^1]: B [@a].", Citation, [(7, 9, 7, 13)]),
        ("[a](https://x.org) [b](#c)", Link, [(5, 1), (5, 20)]),
        ("a [b]{.figure} [c]{.figure}", FigureUse, [(5, 3), (5, 16)]),
        ("a ![b](c.png)", Image, [(5, 3)]),
        ("a\n\n| a |\n|---|\n| b |", Table, [(7, 1, 7, 6)]),
    ],
)
def test_everything_has_its_place(text: str, kind: type, places: list[tuple[int, ...]]) -> None:
    """A message can point at each citation, link, figure, picture and table: line and column, from 1."""
    blocks, _found = parse_markdown(text, PATH, first_line=5)
    got = [getattr(node, "place") for node in walk(blocks) if isinstance(node, kind)]  # noqa: B009 - of no common type
    assert [(p.line, p.column, p.end_line, p.end_column)[: len(places[0])] for p in got] == places
    assert {place.path for place in got} == {PATH}


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("p.png", "content/notes/a/p.png"),
        ("../../p.png", "content/p.png"),
        ("./x/../p.png", "content/notes/a/p.png"),
        ("a%20b.png", "content/notes/a/a b.png"),
        ("..\\p.png", "content/notes/p.png"),
        ("../../../../p.png", ""),
        ("..%2f..%2f..%2f..%2fp.png", ""),
        ("/p.png", ""),
        ("//host/p.png", ""),
        ("~/p.png", ""),
        ("\\\\host\\p.png", ""),
        ("https://x.org/p.png", ""),
        ("FILE:p.png", ""),
        ("C:\\p.png", ""),
        ("data:image/png;base64,", ""),
        ("a%00.png", ""),
        ("", ""),
    ],
)
def test_a_picture_is_a_path_inside_the_desk(written: str, path: str) -> None:
    """Relative to the file that names it, never out of the desk, never an address."""
    assert desk_path(PATH, written) == path


@given(st.text(max_size=40))
@example("..\\..\\..\\..\\a")
@example("%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e")
def test_no_picture_leaves_the_desk(written: str) -> None:
    """Whatever is written, the path goes down from the root of the desk or is none."""
    path = desk_path(PATH, written)
    assert not path.startswith(("/", "..", "~"))
    assert ".." not in path.split("/")


# ----------------------------------------------------------------- attributes

names = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
values = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\\"'}"), max_size=10)


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r'"say \"more\" now"', 'say "more" now'),
        (r"""'it\'s "so"'""", """it's "so\""""),
        (r'"a\\b and c\d"', r"a\b and c\d"),
        ("“more”", "“more”"),
    ],
)
def test_a_quotation_stands_in_an_attribute_as_pandoc_reads_it(written: str, value: str) -> None:
    parsed = parse_attributes(f"{{changed={written}}}")
    assert parsed is not None
    assert parsed[0].pairs == (("changed", value),)


@given(names, st.lists(names, max_size=3), st.lists(st.tuples(names, values), max_size=3))
def test_attributes_are_read_as_they_are_written(name: str, classes: list[str], pairs: list[tuple[str, str]]) -> None:
    """Id, classes and pairs in braces come back the same, and what follows the braces is left."""
    attributes = Attributes(name, tuple(classes), tuple(pairs))
    parts = [f"#{attributes.id}", *(f".{name}" for name in attributes.classes)]
    parts += [f'{key}="{escaped(value)}"' for key, value in attributes.pairs]
    written = "x{" + " ".join(parts) + " }rest"
    assert parse_attributes(written, 1) == (attributes, len(written) - 4)
    assert dict(attributes.pairs) == {key: attributes.get(key) for key, _value in attributes.pairs}


@given(st.text(st.sampled_from("{}#.=\"' ab"), max_size=30))
def test_no_text_makes_the_reading_of_attributes_fail(text: str) -> None:
    """Braces are attributes to their end, or none at all."""
    parsed = parse_attributes("{" + text)
    assert parsed is None or ("{" + text)[parsed[1] - 1] == "}"


# -------------------------------------------------------------------- any text

MARKS = "[ ] ( ) { } .q .claim .figure #a @a ^ * _ ` ~ ! | - ::: <b> <!-- --> [^1] a \\ \" ' &amp; ; 한 --- ***"
MARKS_AND_BLANKS = [*MARKS.split(), "::: gaps", "\n", "\n\n", "> ", "- ", "1. ", "# ", "    ", " ", "[^1]: ", "p. 2"]
MARKS_AND_BLANKS += ["{.judgement #j}", "https://x.org"]


@given(
    st.lists(
        st.sampled_from(MARKS_AND_BLANKS),
        max_size=40,
    ).map("".join)
)
@example("[^1]\n\n[^1]: [^1]")
@example("::: gaps\n> ::: gaps\n:::")
@example("- ::: gaps\n- :::")
def test_any_markdown_becomes_a_tree(text: str) -> None:
    """No run of marks makes the reading fail; each finding lies in the text, and the tree can be walked to its end."""
    blocks, found = parse_markdown(text, PATH)
    lines = text.split("\n")
    for one in found:
        assert 1 <= one.place.line <= len(lines)
        assert 1 <= one.place.column <= len(lines[one.place.line - 1]) + 2
    assert all(isinstance(node.text, str) for node in walk(blocks) if isinstance(node, Text))


def test_the_letters_that_are_read() -> None:
    """Citations, footnotes and figures leave no letters in a heading or in the text of a picture."""
    blocks, _found = parse_markdown("# A *b* `c` [@a] [d]{.q} ![e](f.png) [g]{.figure}[^1]\n\n[^1]: h", PATH)
    assert plain_text(getattr(blocks[0], "children")) == "A b c  d e "  # noqa: B009 - a Block has no children as such
