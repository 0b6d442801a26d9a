"""What was taken back: left out of what is printed, and told of."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from briefings.editions.formats import format_figure
from briefings.editions.selection import section_notes, withdrawn_notes
from briefings.model import Brief, Dossier, Figure, Note, Withdrawal
from briefings.prose import (
    Block,
    Claim,
    Division,
    Emphasis,
    FigureUse,
    Footnote,
    Inline,
    Judgement,
    Link,
    Listing,
    Paragraph,
    Quote,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from briefings.reading.claims import written_text
from briefings.reading.walk import Node, inside, walk

# ----------------------------------------------------------------- left out


def standing_blocks(blocks: tuple[Block, ...], date: datetime.date) -> tuple[Block, ...]:
    """The blocks without the judgements and claims that are withdrawn on `date`, and without what that leaves empty."""
    if not any(_is_withdrawn(node, date) for node in walk(blocks)):
        return blocks
    return tuple(left for block in blocks for left in _standing(block, date))


def _is_withdrawn(node: Node, date: datetime.date) -> bool:
    return isinstance(node, Judgement | Claim) and node.withdrawn is not None and node.withdrawn <= date


def _standing(block: Block, date: datetime.date) -> Iterator[Block]:
    match block:
        case Judgement():
            if not _is_withdrawn(block, date):
                statement = _standing_words(block.statement, date)
                yield replace(block, statement=statement, basis=standing_blocks(block.basis, date))
        case Paragraph(children):
            words = _standing_words(children, date)
            if words:
                yield Paragraph(words)
        case Listing():
            items = tuple(left for item in block.items if (left := standing_blocks(item, date)) or not item)
            if items:
                yield replace(block, items=items)
        case Quote() | Division():
            left = standing_blocks(block.blocks, date)
            if left or not block.blocks:
                yield replace(block, blocks=left)
        case Table():
            rows = tuple(tuple(_standing_words(cell, date) for cell in row) for row in block.rows)
            yield replace(block, rows=rows)
        case _:
            yield block


def _standing_words(children: tuple[Inline, ...], date: datetime.date) -> tuple[Inline, ...]:
    """The inlines that stand, with one space where something was left out between two; () where no word is left."""
    if not any(_is_withdrawn(node, date) for node in walk(children)):
        return children
    left: list[Inline] = []
    for child in children:
        if _is_withdrawn(child, date):
            if not left or _ends_blank(left[-1]):
                left.append(Text(""))  # the space behind it goes with it
            continue
        match child:
            case Text(text) if left and left[-1] == Text(""):
                left[-1] = Text(text.lstrip())
            case Claim() | Emphasis() | Strong() | Strike() | Span() | Link():
                left.append(replace(child, children=_standing_words(child.children, date)))
            case Footnote():
                blocks = standing_blocks(child.blocks, date)
                left += [replace(child, blocks=blocks)] if blocks else []
            case _:
                left.append(child)
    left = [one for one in left if one != Text("")]
    if left and isinstance(left[-1], Text):
        left[-1] = Text(left[-1].text.rstrip())
    return tuple(left) if any(not isinstance(one, Text) or one.text.strip() for one in left) else ()


def _ends_blank(inline: Inline) -> bool:
    return isinstance(inline, Text) and inline.text[-1:].isspace()


# ------------------------------------------------------------------ told of


def withdrawals(dossier: Dossier, brief: Brief, date: datetime.date, printed: set[str]) -> tuple[Withdrawal, ...]:
    """What the notes of a brief's sections, and the brief itself, have taken back by `date`, in reading order.

    It is told as long as it is written there, but for ids that are `printed`: those are said again elsewhere.
    """
    found: dict[tuple[str, str], Withdrawal] = {}
    for one in (*_of_notes(dossier, brief, date), *_of_brief(dossier, brief, date)):
        if one.id not in printed:
            found.setdefault((one.document, one.id), one)
    return tuple(found.values())


def _of_notes(dossier: Dossier, brief: Brief, date: datetime.date) -> Iterator[Withdrawal]:
    notes = withdrawn_notes(dossier, date)
    for section in brief.head.sections:
        for note in section_notes(section, notes):
            yield from _Teller(dossier, note.id, date).told(note.blocks, _of_the_whole(note, date))


def _of_brief(dossier: Dossier, brief: Brief, date: datetime.date) -> Iterator[Withdrawal]:
    for block in brief.blocks:
        if not isinstance(block, Division) or (block.date or date) <= date:
            yield from _Teller(dossier, f"briefs/{brief.id}", date).told((block,), None)


Why = tuple[datetime.date, str]
"""From when, and the reason."""


def _of_the_whole(note: Note, date: datetime.date) -> Why | None:
    if note.withdrawn is None or note.withdrawn > date:
        return None
    return note.withdrawn, note.head.withdrawn_because


class _Teller:
    """Tells the withdrawals of one document."""

    def __init__(self, dossier: Dossier, document: str, date: datetime.date) -> None:
        self.dossier = dossier
        self.document = document
        self.date = date

    def told(self, nodes: tuple[Node, ...], why: Why | None) -> Iterator[Withdrawal]:
        """Judgements and named claims that are withdrawn; `why` is set inside something that is withdrawn whole."""
        for node in nodes:
            mine = why
            if isinstance(node, Judgement | Claim):
                if node.withdrawn is not None and _is_withdrawn(node, self.date):
                    mine = node.withdrawn, dict(node.attributes).get("reason", "").strip()
                if mine is not None and (isinstance(node, Judgement) or node.explicit):
                    yield self.withdrawal(node, mine)
            yield from self.told(inside(node), mine)

    def withdrawal(self, node: Judgement | Claim, why: Why) -> Withdrawal:
        words = node.statement if isinstance(node, Judgement) else node.children
        language = self.dossier.settings.desk.language
        return Withdrawal(
            kind="judgement" if isinstance(node, Judgement) else "claim",
            id=node.id,
            document=self.document,
            text=written_text(_with_values(words, self.dossier.figures, language)),
            date=why[0],
            reason=why[1],
        )


def _with_values(children: tuple[Inline, ...], figures: dict[str, Figure], language: str) -> tuple[Inline, ...]:
    """The words with each figure as it is printed: what was taken back has no table of figures beside it."""
    out: list[Inline] = []
    for child in children:
        match child:
            case FigureUse() if child.figure in figures:
                out.append(Text(format_figure(figures[child.figure].record, language)))
            case Claim() | Emphasis() | Strong() | Strike() | Span() | Link():
                out.append(replace(child, children=_with_values(child.children, figures, language)))
            case _:
                out.append(child)
    return tuple(out)
