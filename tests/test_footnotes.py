"""Notes in print: each on the page of its call, and none lost, however the lines fall."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from briefings.model import PrintSettings, Sheet
from briefings.printing.pdf import Press

STYLE = """
@page { size: 120mm 160mm; margin: 12mm }
html { font: 10pt/14pt "Source Serif Pro" }
p, li { margin: 0; orphans: 3; widows: 3 }
h3 { break-after: avoid }
.box { break-inside: avoid }
.note { float: footnote; font-size: 8pt; footnote-display: %s }
::footnote-call, ::footnote-marker { content: none }
"""


def body(seed: int) -> tuple[int, str]:
    """A document of random paragraphs, lists, tables and headings with a note at every twentieth word or so."""
    chance = random.Random(seed)
    notes, blocks = 0, []
    for _ in range(chance.randint(6, 25)):
        words = []
        for _ in range(chance.randint(3, 120)):
            words.append("word" * chance.randint(1, 2))
            if chance.random() < 0.05:
                notes += 1
                text = "note text " * chance.randint(1, 18)
                words.append(
                    f'<sup><a id="r-{notes}" href="#n-{notes}">{notes}</a></sup>'
                    f'<span class="note" id="n-{notes}"><a href="#r-{notes}">{notes}</a> {text}</span>'
                )
        inside = " ".join(words)
        shape = chance.choice(
            ["<p>{}</p>"] * 3 + ["<ul><li>{}</li></ul>", "<table><tr><td>{}</td><td>x</td></tr></table>"]
        )
        block = shape.format(inside)
        blocks.append(f'<div class="box">{block}</div>' if chance.random() < 0.2 else block)
    return notes, "".join(blocks)


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press(PrintSettings()) as press:
        yield press


def pages_of_anchors(pdf: bytes) -> dict[str, int]:
    """The page on which each named place of a PDF lies."""
    with pikepdf.open(BytesIO(pdf)) as document:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        names = list(document.Root.Names.Dests.Names)
        return {str(name): numbers[target[0].objgen] for name, target in zip(names[::2], names[1::2], strict=True)}


@pytest.mark.parametrize("display", ["inline", "block"])
@pytest.mark.parametrize("seed", range(12))
def test_a_note_stands_on_the_page_of_its_call(press: Press, seed: int, display: str) -> None:
    """WeasyPrint 70.0 alone loses or moves a note in a third of these documents."""
    notes, blocks = body(seed)
    html = f'<!DOCTYPE html><html lang="en"><head><title>Notes</title></head><body><h1>Notes</h1>{blocks}</body></html>'
    printed = press.to_pdf(Sheet("notes", "print", html, datetime.date(2026, 1, 30), STYLE % display))
    assert printed.payload is not None
    assert [d for d in printed.diagnostics if re.search(r"anchor|note", d.message)] == []
    places = pages_of_anchors(printed.payload)
    assert {n: places[f"n-{n}"] for n in range(1, notes + 1)} == {n: places[f"r-{n}"] for n in range(1, notes + 1)}
