"""Which notes an edition holds: what the desk knew on its date, and had not taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from briefings.model import Dossier, Note, SectionHead
from briefings.prose import Block, Division


def current_notes(dossier: Dossier, date: datetime.date) -> dict[str, Note]:
    """The notes dated on or before `date` that are neither withdrawn nor superseded as of that date.

    A note is superseded by one that stands and names it, or names one that supersedes it, and so on: it does not
    come back when a note in the middle of the chain is withdrawn, but does when nothing later stands.
    """
    standing = {name: note for name, note in dossier.notes.items() if note.stands(date)}
    superseded = _superseded(dossier, standing, date)
    return {name: note for name, note in standing.items() if name not in superseded}


def withdrawn_notes(dossier: Dossier, date: datetime.date) -> dict[str, Note]:
    """The current notes, and those that would be current had they not been withdrawn."""
    known = {name: note for name, note in dossier.notes.items() if note.head.date <= date}
    standing = {name: note for name, note in known.items() if note.stands(date)}
    superseded = _superseded(dossier, standing, date)
    return {name: note for name, note in known.items() if name not in superseded}


def _superseded(dossier: Dossier, standing: dict[str, Note], date: datetime.date) -> set[str]:
    return {old for note in standing.values() for old in dossier.superseded_by(note, date) if old != note.id}


def section_notes(section: SectionHead, notes: dict[str, Note]) -> tuple[Note, ...]:
    """The section's notes: the ones it names, in its order; else all of its topic, newest first, then by id."""
    if section.notes:
        return tuple(notes[name] for name in section.notes if name in notes)
    chosen = [note for note in notes.values() if note.head.topic == section.topic]
    return tuple(sorted(chosen, key=lambda note: (-note.head.date.toordinal(), note.id)))


def dated_blocks(blocks: Iterable[Block], kind: str, date: datetime.date) -> tuple[Block, ...]:
    """The contents of the `kind` div that holds on `date`: the newest not after it; an undated one is oldest."""
    chosen: tuple[datetime.date, tuple[Block, ...]] = (datetime.date.min, ())
    for block in blocks:
        if isinstance(block, Division) and block.kind == kind:
            written = block.date or datetime.date.min
            if chosen[0] <= written <= date:
                chosen = (written, block.blocks)
    return chosen[1]
