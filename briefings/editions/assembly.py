"""A Dossier, a brief and a date to an Edition."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from briefings.editions.selection import current_notes, dated_blocks, section_notes
from briefings.model import Brief, Dossier, Edition, EditionNote, EditionSection, Figure, KeyJudgement
from briefings.prose import Block, Citation, Cite, Claim, Inline, Table, Text
from briefings.reading.walk import (
    cites_in,
    figures_in,
    judgements_in,
    map_blocks,
    map_judgements,
    map_own_claims,
    reading_order,
)
from briefings.scales import SCALES


def assemble(dossier: Dossier, brief: Brief, date: datetime.date) -> Edition:
    """Fix `brief` at `date`. Unknown keys are left as they are: the checks have named them."""
    scale = brief.head.scale or dossier.settings.desk.scale
    figures = dossier.figures
    sections = tuple(_sections(dossier, brief, date))
    judgements = tuple(_key_judgements(sections, scale, figures))
    bottom_line = _citing_figures(dated_blocks(brief.blocks, "bottom-line", date), figures)
    lead = _citing_figures(dated_blocks(brief.blocks, "lead", date), figures)
    printed = tuple(_without_statements(section) for section in sections)
    nodes = reading_order(bottom_line, judgements, lead, printed)
    used = dict.fromkeys(use.figure for use in figures_in(nodes) if use.figure in figures)
    table = tuple(figures[name] for name in (brief.head.figures or used) if name in used)
    cited = {cite.key for cite in cites_in(nodes)} | {figure.record.source for figure in table}
    return Edition(
        brief=brief.id,
        path=brief.path,
        head=brief.head,
        desk=dossier.settings.desk,
        date=date,
        cutoff=max((note.date for section in sections for note in section.notes), default=date),
        bottom_line=bottom_line,
        lead=lead,
        judgements=judgements,
        sections=printed,
        sources=tuple(dossier.sources[key] for key in sorted(cited) if key in dossier.sources),
        figures=table,
        all_figures={name: figures[name] for name in sorted(used)},
        scale=scale,
        style=brief.head.citations or dossier.settings.desk.citations,
    )


def _sections(dossier: Dossier, brief: Brief, date: datetime.date) -> Iterator[EditionSection]:
    standing = current_notes(dossier, date)
    for section in brief.head.sections:
        title = section.title or dossier.settings.topics.get(section.topic, section.topic)
        notes = tuple(
            EditionNote(
                note.id,
                note.head.title,
                note.head.date,
                note.head.authors,
                _citing_figures(note.blocks, dossier.figures),
            )
            for note in section_notes(section, standing)
        )
        if notes:
            yield EditionSection(section.topic, title, notes)


def _key_judgements(
    sections: tuple[EditionSection, ...], scale: str, figures: dict[str, Figure]
) -> Iterator[KeyJudgement]:
    number = 0
    for section in sections:
        for note in section.notes:
            for judgement in judgements_in(note.blocks):
                number += 1
                term = SCALES[scale].find(judgement.likelihood)
                yield KeyJudgement(
                    number=number,
                    id=judgement.id,
                    note=note.id,
                    topic=section.topic,
                    likelihood=judgement.likelihood,
                    low=term.low if term else 0,
                    high=term.high if term else 0,
                    confidence=judgement.confidence,
                    horizon=judgement.horizon,
                    statement=cite_figures(judgement.statement, figures),
                    basis=judgement.basis,
                    place=judgement.place,
                )


def _without_statements(section: EditionSection) -> EditionSection:
    """A statement is printed once, among the key judgements; its basis stays in the note."""
    notes = (
        replace(note, blocks=map_judgements(note.blocks, lambda one: replace(one, statement=())))
        for note in section.notes
    )
    return replace(section, notes=tuple(notes))


def _citing_figures(blocks: tuple[Block, ...], figures: dict[str, Figure]) -> tuple[Block, ...]:
    def block(one: Block) -> Block:
        if isinstance(one, Table):
            return replace(one, rows=tuple(_citing_row(row, figures) for row in one.rows))
        return map_own_claims(one, lambda claim: replace(claim, children=cite_figures(claim.children, figures)))

    return map_blocks(blocks, block)


def _citing_row(row: tuple[tuple[Inline, ...], ...], figures: dict[str, Figure]) -> tuple[tuple[Inline, ...], ...]:
    """A row is one claim: what its figures rest on is cited once, in the first cell that needs it."""
    cited = {cite.key for cite in cites_in(tuple(inline for cell in row for inline in cell))}
    cells = []
    for cell in row:
        new = tuple(
            replace(child, children=cite_figures(child.children, figures, cited=frozenset(cited)))
            if isinstance(child, Claim)
            else child
            for child in cell
        )
        cited |= {cite.key for cite in cites_in(new)}
        cells.append(new)
    return tuple(cells)


_FULL_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*$")


def cite_figures(
    children: tuple[Inline, ...], figures: dict[str, Figure], *, cited: frozenset[str] = frozenset()
) -> tuple[Inline, ...]:
    """A sentence that prints a figure cites the figure's source: add the citation where its author did not.

    `cited` are keys that are cited beside the sentence and need no second citation.
    """
    cited = cited | {cite.key for cite in cites_in(children)}
    missing: dict[str, Cite] = {}
    uses = [use for use in figures_in(children) if use.figure in figures]
    for use in uses:
        record = figures[use.figure].record
        if record.source not in cited:
            missing.setdefault(
                record.source, Cite(record.source, suffix=f", {record.locator}" if record.locator else "")
            )
    if not missing:
        return children
    *before, last = children
    if isinstance(last, Citation):
        return (*before, replace(last, cites=(*last.cites, *missing.values())))
    added = (Text(" "), Citation(tuple(missing.values()), uses[0].place))
    end = _FULL_STOP.search(last.text) if isinstance(last, Text) else None
    if not isinstance(last, Text) or end is None:
        return (*children, *added)
    stem = (Text(last.text[: end.start()]),) if end.start() else ()
    return (*before, *stem, *added, Text(last.text[end.start() :]))
