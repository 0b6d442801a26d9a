"""The text of a note as a tree of frozen values: blocks that hold inlines."""

from __future__ import annotations

import datetime
from typing import Literal

from briefings.diagnostics import Place
from briefings.values import dataclass

# ---------------------------------------------------------------- citations


@dataclass(frozen=True, slots=True)
class Locator:
    """A place inside a source: a CSL label (`page`, `chapter` …) and its value as written (`33-35`)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Cite:
    """One key in a citation, as Pandoc reads it.

    `prefix` and `suffix` are the Markdown text as written, `suffix` with its locator still in it (so that
    Pandoc's citeproc parses the very same text); `locator` and `remainder` are what our own grammar made
    of the suffix. `mode` uses Pandoc's three: `[@a]`, `[-@a]`, `@a`.
    """

    key: str
    mode: Literal["normal", "suppress-author", "author-in-text"] = "normal"
    prefix: str = ""
    suffix: str = ""
    locator: Locator | None = None
    remainder: str = ""


# ------------------------------------------------------------------ inlines


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strike:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeText:
    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A hard break."""


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    children: tuple[Inline, ...]
    place: Place
    title: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """`src` is as written: a path inside the desk, relative to the file that names it."""

    src: str
    alt: str
    place: Place
    title: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A bracketed span: `[text]{.class #id key="value"}`."""

    children: tuple[Inline, ...]
    classes: tuple[str, ...]
    place: Place
    id: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """`[@a, p. 2; @b]` or `@a`: one or more cites at one point of the text. `written` is the source text."""

    cites: tuple[Cite, ...]
    place: Place
    written: str = ""


@dataclass(frozen=True, slots=True)
class FigureUse:
    """`[sma-2026]{.figure}`: the figure's value, printed here; counts as citing its source."""

    figure: str
    place: Place


@dataclass(frozen=True, slots=True)
class Footnote:
    """The desk's own footnote (`[^1]`), its text at the point of the call."""

    blocks: tuple[Block, ...]
    place: Place


BETWEEN_CELLS = " | "
"""Parts the cells of a row of a table, which is one claim, in its text."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, list item, table cell row or `.claim` span that carries a citation.

    `id` is explicit (`{#id}`) or derived from the text; `explicit` tells which.
    """

    id: str
    children: tuple[Inline, ...]
    place: Place
    explicit: bool = False
    row: str = ""
    """Of a table row the words of the whole row; a cell has only its own."""
    heads: tuple[str, ...] = ()
    """And the heads of its columns."""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def withdrawn(self) -> datetime.date | None:
        """From when it is taken back, by its `withdrawn="2026-01-30"`; None where it stands."""
        return _day_of(self.attributes, "withdrawn")


Inline = (
    Text
    | Emphasis
    | Strong
    | Strike
    | CodeText
    | LineBreak
    | Link
    | Image
    | Span
    | Citation
    | FigureUse
    | Footnote
    | Claim
)

# ------------------------------------------------------------------- blocks


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` counts inside the note, from 1; the layout decides which h-element that becomes."""

    level: int
    children: tuple[Inline, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A bullet list, or an ordered one that begins at `start`."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """`alignments` holds one of "", "left", "right", "center" a column; each cell is its inlines."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A paragraph that holds one image alone; its title is the caption."""

    image: Image


@dataclass(frozen=True, slots=True)
class Judgement:
    """A desk's own assessment, `::: {.judgement #id likelihood= confidence= horizon=}`.

    `statement` is the first paragraph and contains the term of the scale; `basis` is the rest.
    """

    id: str
    likelihood: str
    confidence: str
    horizon: str
    statement: tuple[Inline, ...]
    basis: tuple[Block, ...]
    place: Place
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def withdrawn(self) -> datetime.date | None:
        """From when it is taken back, by its `withdrawn="2026-01-30"`; None where it stands."""
        return _day_of(self.attributes, "withdrawn")


@dataclass(frozen=True, slots=True)
class Division:
    """Any other fenced div: `kind` is its one class of meaning (`bottom-line`, `outlook`, `gaps` …)."""

    kind: str
    blocks: tuple[Block, ...]
    place: Place
    id: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def date(self) -> datetime.date | None:
        """Its `date="2026-01-30"`; None where it has none, or none of the calendar (a check says so)."""
        return _day_of(self.attributes, "date")


def _day_of(attributes: tuple[tuple[str, str], ...], name: str) -> datetime.date | None:
    """The day of an attribute; None where it has none, or none of the calendar."""
    text = dict(attributes).get(name, "")
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None  # 20260130 is one too, but not as we write it


Block = Paragraph | Heading | Listing | Table | Quote | CodeBlock | Rule | Picture | Judgement | Division
