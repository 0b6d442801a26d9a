"""What each claim of a desk says, as text in which its quotations, figures, dates and names can be found."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from typing import Literal

from briefings.diagnostics import Place
from briefings.model import Dossier, Figure, FigureRecord
from briefings.prose import (
    BETWEEN_CELLS,
    Citation,
    Cite,
    Claim,
    CodeText,
    Division,
    Emphasis,
    FigureUse,
    Footnote,
    Inline,
    Judgement,
    LineBreak,
    Link,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from briefings.reading.locators import parse_locator
from briefings.reading.walk import Node, inside
from briefings.values import dataclass

FIGURE_MARK = "\ufffc"
"""Stands in a claim's text where a figure of the desk is printed (U+FFFC, object replacement character)."""

FIGURES = "figures"
"""The document that the desk's figures count as claims of."""


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """A span `.q`: its words in the claim's text. `original` are the words to look for where it is a translation."""

    start: int
    end: int
    original: str = ""


@dataclass(frozen=True, slots=True)
class ClaimText:
    """One claim, judgement or figure, with what it says and what it cites.

    `text` is read as it is printed: citations are left out, a figure of the desk is one `FIGURE_MARK`, the cells of
    a table row are parted by " | ". Offsets count code points of it.
    """

    document: str
    """A note's id, `briefs/<id>`, or `figures`."""
    path: str
    id: str
    kind: Literal["claim", "judgement", "figure"]
    place: Place
    date: datetime.date
    """The information cut-off of what it stands in; a figure has none, and the first day there is."""
    topic: str = ""
    """The note's topic; "" in a brief or for a figure."""
    division: str = ""
    """The fenced div it stands in: outlook, gaps …; "" for plain text."""
    text: str = ""
    marked: tuple[MarkedQuote, ...] = ()
    scare: tuple[tuple[int, int], ...] = ()
    """The `.scare` spans: quotation marks in them quote nobody."""
    figures: tuple[tuple[int, str], ...] = ()
    """Where a figure is printed, and its id."""
    cites: tuple[Cite, ...] = ()
    """What it cites, each citekey and locator once; what its figures rest on comes last."""
    judgement: Judgement | None = None
    figure: FigureRecord | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The citekeys, each once, in order."""
        return tuple(dict.fromkeys(cite.key for cite in self.cites))


def claim_texts(dossier: Dossier) -> tuple[ClaimText, ...]:
    """Every claim and judgement of every note and brief, and every figure, in the order of the dossier."""
    found: list[ClaimText] = []
    for note in dossier.notes.values():
        gather = _Gatherer(dossier, note.id, note.path, note.head.date, note.head.topic)
        found.extend(gather.blocks(note.blocks, ""))
    newest = max((note.head.date for note in dossier.notes.values()), default=datetime.date.min)
    for brief in dossier.briefs.values():
        notes: set[Footnote] = set()
        for block in brief.blocks:
            date = block.date if isinstance(block, Division) else None
            gather = _Gatherer(dossier, f"briefs/{brief.id}", brief.path, date or newest, "", notes)
            found.extend(gather.blocks((block,), ""))
    found.extend(figure_text(figure) for figure in dossier.figures.values())
    return tuple(found)


def figure_text(figure: Figure) -> ClaimText:
    """A figure of the desk as a claim that its own source must bear out."""
    record = figure.record
    return ClaimText(
        FIGURES,
        figure.path,
        record.id,
        "figure",
        figure.place,
        datetime.date.min,
        text=FIGURE_MARK,
        figures=((0, record.id),),
        cites=(_figure_cite(record),),
        figure=record,
    )


def _figure_cite(record: FigureRecord) -> Cite:
    suffix = f", {record.locator}" if record.locator else ""
    locator, remainder = parse_locator(suffix)
    return Cite(record.source, suffix=suffix, locator=locator, remainder=remainder)


class _Gatherer:
    def __init__(
        self,
        dossier: Dossier,
        document: str,
        path: str,
        date: datetime.date,
        topic: str,
        notes: set[Footnote] | None = None,
    ) -> None:
        self.dossier = dossier
        self.document = document
        self.path = path
        self.date = date
        self.topic = topic
        self.notes = set() if notes is None else notes
        """The document's footnotes that are gathered: one may be called again."""

    def blocks(self, nodes: tuple[Node, ...], division: str) -> Iterator[ClaimText]:
        for node in nodes:
            match node:
                case Claim():
                    yield self.claim(node.id, "claim", node.children, node.place, division)
                    yield from self.blocks(node.children, division)  # the claims in its footnotes
                case Judgement():
                    yield self.claim(node.id, "judgement", node.statement, node.place, division, node)
                    yield from self.blocks(node.statement, division)
                    yield from self.blocks(node.basis, division)
                case Division():
                    yield from self.blocks(node.blocks, node.kind)
                case Table():
                    for cell in node.head:
                        yield from self.blocks(cell, division)
                    for row in node.rows:
                        yield from self.row(row, division)
                case Footnote():
                    if node not in self.notes:
                        self.notes.add(node)
                        yield from self.blocks(node.blocks, division)
                case _:
                    yield from self.blocks(inside(node), division)

    def row(self, row: tuple[tuple[Inline, ...], ...], division: str) -> Iterator[ClaimText]:
        """A table row is one claim, with the cells of it that cite nothing."""
        claim = next((inline for cell in row for inline in cell if isinstance(inline, Claim)), None)
        if claim is not None:
            cells = (part for at, cell in enumerate(row) for part in (*((Text(BETWEEN_CELLS),) if at else ()), *cell))
            yield self.claim(claim.id, "claim", tuple(cells), claim.place, division)
        for cell in row:
            for inline in cell:
                yield from self.blocks(inside(inline) if isinstance(inline, Claim) else (inline,), division)

    def claim(
        self,
        identifier: str,
        kind: Literal["claim", "judgement"],
        children: tuple[Inline, ...],
        place: Place,
        division: str,
        judgement: Judgement | None = None,
    ) -> ClaimText:
        reader = _Reader()
        reader.read(children)
        records = [self.dossier.figures[name].record for _at, name in reader.figures if name in self.dossier.figures]
        return ClaimText(
            self.document,
            self.path,
            identifier,
            kind,
            place,
            self.date,
            self.topic,
            division,
            "".join(reader.parts),
            tuple(reader.marked),
            tuple(reader.scare),
            tuple(reader.figures),
            tuple(dict.fromkeys((*reader.cites, *map(_figure_cite, records)))),
            judgement,
        )


class _Reader:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marked: list[MarkedQuote] = []
        self.scare: list[tuple[int, int]] = []
        self.figures: list[tuple[int, str]] = []
        self.cites: list[Cite] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def read(self, children: tuple[Inline, ...]) -> None:
        for child in children:
            match child:
                case Text(text) | CodeText(text):
                    self.add(text)
                case LineBreak():
                    self.add(" ")
                case FigureUse():
                    self.figures.append((self.length, child.figure))
                    self.add(FIGURE_MARK)
                case Citation():
                    self.cites.extend(child.cites)
                case Span():
                    start = self.length
                    self.read(child.children)
                    if "q" in child.classes:
                        original = dict(child.attributes).get("original", "")
                        self.marked.append(MarkedQuote(start, self.length, original))
                    if "scare" in child.classes:
                        self.scare.append((start, self.length))
                case Emphasis() | Strong() | Strike() | Link() | Claim():
                    self.read(child.children)
                case _:
                    pass


def claim_digest(claim: ClaimText, dossier: Dossier) -> str:
    """Thirty-two hexadecimal digits over all that verifying the claim depends on but the sources' text."""
    figures = [
        (name, dossier.figures[name].record.model_dump(mode="json", include=_OF_A_FIGURE))
        for _at, name in claim.figures
        if name in dossier.figures
    ]
    parts = [
        claim.kind,
        claim.text,
        [(one.start, one.end, one.original) for one in claim.marked],
        claim.scare,
        figures,
        [(cite.key, cite.locator.label if cite.locator else "", _value(cite)) for cite in claim.cites],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]


_OF_A_FIGURE = {"value", "to", "bound", "unit", "scale", "as_of", "source", "locator", "calc"}


def _value(cite: Cite) -> str:
    return cite.locator.value if cite.locator else ""
