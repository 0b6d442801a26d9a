"""A Dossier, a brief and a date to an Edition."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from briefings.editions.selection import current_notes, dated_blocks, section_notes
from briefings.editions.withdrawing import standing_blocks, withdrawals
from briefings.evidence.facts import FIGURES
from briefings.model import Brief, Dossier, Edition, EditionNote, EditionSection, Figure, KeyJudgement
from briefings.prose import (
    Block,
    Citation,
    Cite,
    Claim,
    Emphasis,
    FigureUse,
    Footnote,
    Heading,
    Inline,
    Paragraph,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from briefings.reading.walk import (
    cites_in,
    claims_within,
    figures_in,
    inside,
    judgements_in,
    map_blocks,
    map_judgements,
    own_cites,
    walk_own,
)
from briefings.scales import SCALES

if TYPE_CHECKING:  # an edition is assembled before anything is verified
    from briefings.evidence.evidence import Evidence


def assemble(dossier: Dossier, brief: Brief, date: datetime.date) -> Edition:
    """Fix `brief` at `date`. Unknown keys are left as they are: the checks have named them."""
    scale = brief.head.scale or dossier.settings.desk.scale
    figures = dossier.figures
    sections = tuple(_sections(dossier, brief, date))
    draft = Edition(
        brief=brief.id,
        path=brief.path,
        head=brief.head,
        desk=dossier.settings.desk,
        date=date,
        cutoff=max((note.date for section in sections for note in section.notes), default=date),
        bottom_line=_part(brief, "bottom-line", date, figures),
        lead=_part(brief, "lead", date, figures),
        judgements=tuple(_key_judgements(sections, scale, figures)),
        sections=tuple(_without_statements(section) for section in sections),
        sources=(),
        figures=(),
        all_figures={},
        scale=scale,
        style=brief.head.citations or dossier.settings.desk.citations,
    )
    used = dict.fromkeys(use.figure for use in figures_in(draft.nodes) if use.figure in figures)
    cited = {cite.key for cite in cites_in(draft.nodes)} | {figures[name].record.source for name in used}
    return replace(
        draft,
        sources=tuple(dossier.sources[key] for key in sorted(cited) if key in dossier.sources),
        figures=tuple(figures[name] for name in (brief.head.figures or used) if name in used),
        all_figures={name: figures[name] for name in sorted(used)},
        withdrawals=withdrawals(dossier, brief, date, _ids_printed(draft)),
    )


def _part(brief: Brief, kind: str, date: datetime.date, figures: dict[str, Figure]) -> tuple[Block, ...]:
    return _citing_figures(standing_blocks(dated_blocks(brief.blocks, kind, date), date), figures)


def _ids_printed(draft: Edition) -> set[str]:
    return {one.id for one in draft.judgements} | {one.id for one in claims_within(draft.nodes) if one.explicit}


def with_evidence(edition: Edition, evidence: Evidence) -> Edition:
    """The edition with what was found on the claims it prints, and the origins of its sources."""
    documents = {f"briefs/{edition.brief}", *(note.id for section in edition.sections for note in section.notes)}
    figures = edition.all_figures
    printed = {
        key: found
        for key, found in evidence.found.items()
        if key[0] in documents or (key[0] == FIGURES and key[1] in figures)
    }
    groups = evidence.origins.groups(source.key for source in edition.sources)
    return replace(edition, evidence=printed, origins={key: min(group) for group in groups for key in group})


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
                _citing_figures(standing_blocks(note.blocks, date), dossier.figures),
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
                    statement=cite_figures(_citing_notes(judgement.statement, figures), figures),
                    basis=judgement.basis,
                    place=judgement.place,
                    changed=dict(judgement.attributes).get("changed", "").strip(),
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
        if isinstance(one, Heading):
            return replace(one, children=cite_figures(_citing_notes(one.children, figures), figures))
        if isinstance(one, Paragraph):
            return Paragraph(_citing_notes(one.children, figures))
        return one

    return map_blocks(blocks, block)


def _citing_notes(children: tuple[Inline, ...], figures: dict[str, Figure]) -> tuple[Inline, ...]:
    return tuple(_citing_claim(child, figures) for child in children)


def _citing_claim(child: Inline, figures: dict[str, Figure]) -> Inline:
    """A claim cites what its figures rest on; so does a sentence of a footnote, inside the footnote."""
    match child:
        case Claim():
            return replace(child, children=cite_figures(_citing_notes(child.children, figures), figures))
        case Emphasis() | Strong() | Strike() | Span():
            return replace(child, children=_citing_notes(child.children, figures))
        case Footnote():
            return replace(child, blocks=_citing_note(child.blocks, figures))
        case _:
            return child


def _citing_note(blocks: tuple[Block, ...], figures: dict[str, Figure]) -> tuple[Block, ...]:
    return tuple(
        Paragraph(_citing_notes(one.children, figures)) if isinstance(one, Paragraph) else one for one in blocks
    )


def _citing_row(row: tuple[tuple[Inline, ...], ...], figures: dict[str, Figure]) -> tuple[tuple[Inline, ...], ...]:
    """A row is one claim: what its figures rest on is cited once, in the first cell that needs it."""
    cited = {cite.key for cell in row for inline in cell for cite in own_cites(inside(inline))}
    cells = []
    for cell in row:
        new = tuple(
            replace(
                child, children=cite_figures(_citing_notes(child.children, figures), figures, cited=frozenset(cited))
            )
            if isinstance(child, Claim)
            else _citing_claim(child, figures)
            for child in cell
        )
        cited |= {cite.key for inline in new for cite in own_cites(inside(inline))}
        cells.append(new)
    return tuple(cells)


_FULL_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*$")


def cite_figures(
    children: tuple[Inline, ...], figures: dict[str, Figure], *, cited: frozenset[str] = frozenset()
) -> tuple[Inline, ...]:
    """A sentence that prints a figure cites the figure's source: add the citation where its author did not.

    `cited` are keys that are cited beside the sentence and need no second citation.
    """
    cited = cited | {cite.key for cite in own_cites(children)}
    missing: dict[str, Cite] = {}
    uses = [node for node in walk_own(children) if isinstance(node, FigureUse) and node.figure in figures]
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
    if isinstance(last, Text) and _FULL_STOP.fullmatch(last.text) and isinstance(before[-1], Citation):
        joined = replace(before[-1], cites=(*before[-1].cites, *missing.values()))
        return (*before[:-1], joined, last)
    added = (Text(" "), Citation(tuple(missing.values()), uses[0].place))
    end = _FULL_STOP.search(last.text) if isinstance(last, Text) else None
    if not isinstance(last, Text) or end is None:
        return (*children, *added)
    stem = (Text(last.text[: end.start()]),) if end.start() else ()
    return (*before, *stem, *added, Text(last.text[end.start() :]))
