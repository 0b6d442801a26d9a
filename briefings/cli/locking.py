"""`briefings lock`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from briefings.building.material import read_material
from briefings.checks.changing import ids_taken_back
from briefings.checks.rules import Material
from briefings.checks.run import new_lock_of
from briefings.cli.report import to_text
from briefings.desk.files import find_desk
from briefings.desk.output import write_files
from briefings.diagnostics import Severity, in_order
from briefings.errors import BriefingsError
from briefings.evidence.lock import to_lock_text
from briefings.prose import Claim, Judgement
from briefings.reading.paths import LOCK
from briefings.reading.walk import walk
from briefings.support import Outcome


def run_lock(*, verify: bool, folder: Path) -> int:
    """Verify every claim and write the lock, or with `verify` only say whether it is current. The exit status.

    0: the lock is written, or is current. 1: some claim does not hold, or the lock is not current. 3: some claim
    could not be verified. What is withdrawn, on whatever day, need not hold: no later edition prints it.
    """
    desk = find_desk(folder)
    material = read_material(desk)
    mistakes = [one for one in material.dossier.diagnostics if one.severity is Severity.ERROR]
    if mistakes:
        typer.echo(to_text(in_order(mistakes), material.dossier.texts), err=True)
        raise BriefingsError("the desk cannot be read whole, so nothing was locked", "mend what is named above")
    text = to_lock_text(new_lock_of(material))
    if verify:
        if text != material.dossier.lock:
            typer.echo(f"{LOCK} is not current: briefings lock writes it anew")
            return 1
        typer.echo(f"{LOCK} is current: {_summary(material)}")
    elif text == material.dossier.lock:
        typer.echo(f"{LOCK} stands as it was: {_summary(material)}")
    else:
        write_files(desk.root, {LOCK: text.encode()})
        typer.echo(f"{LOCK} written: {_summary(material)}")
    return _status(material)


def _summary(material: Material) -> str:
    """`112 claims: 98 verified, 14 with nothing to look for`."""
    outcomes = _outcomes(material)
    words = {
        Outcome.VERIFIED: "verified",
        Outcome.ALTERED: "altered",
        Outcome.NOT_FOUND: "with something that was not found",
        Outcome.UNVERIFIABLE: "not verifiable",
        Outcome.NOTHING: "with nothing to look for",
        None: "withdrawn and not borne out",
    }
    parts = [f"{outcomes[outcome]} {what}" for outcome, what in words.items() if outcomes[outcome]]
    return f"{outcomes.total()} claims, judgements and figures: {', '.join(parts) or 'none'}"


def _outcomes(material: Material) -> Counter[Outcome | None]:
    """How many came out how; None of what is withdrawn and was not found, or could not be looked for."""
    dossier = material.dossier
    withdrawn = {(f"briefs/{one.id}", name) for one in dossier.briefs.values() for name in ids_taken_back(one.blocks)}
    for note in dossier.notes.values():
        nodes = (one.id for one in walk(note.blocks) if isinstance(one, Judgement | Claim))
        withdrawn |= {(note.id, name) for name in (nodes if note.withdrawn else ids_taken_back(note.blocks))}
    return Counter(
        found.outcome if found.outcome in (Outcome.VERIFIED, Outcome.NOTHING) or key not in withdrawn else None
        for key, found in material.evidence.found.items()
        if found.cites
    )


def _status(material: Material) -> int:
    outcomes = _outcomes(material).keys()
    if outcomes & {Outcome.NOT_FOUND, Outcome.ALTERED}:
        return 1
    return 3 if Outcome.UNVERIFIABLE in outcomes else 0
