"""`briefings lock`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from briefings.building.material import read_material
from briefings.checks.rules import Material
from briefings.checks.run import new_lock_of
from briefings.cli.report import to_text
from briefings.desk.files import find_desk
from briefings.desk.output import write_files
from briefings.diagnostics import Severity, in_order
from briefings.errors import BriefingsError
from briefings.evidence.lock import to_lock_text
from briefings.reading.paths import LOCK
from briefings.support import Outcome


def run_lock(*, verify: bool, folder: Path) -> int:
    """Verify every claim and write the lock, or with `verify` only say whether it is current. The exit status.

    0: the lock is written, or is current. 1: some claim does not hold, or the lock is not current. 3: some claim
    could not be verified.
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
    outcomes = Counter(found.outcome for found in material.evidence.found.values() if found.cites)
    words = {
        Outcome.VERIFIED: "verified",
        Outcome.ALTERED: "altered",
        Outcome.NOT_FOUND: "with something that was not found",
        Outcome.UNVERIFIABLE: "not verifiable",
        Outcome.NOTHING: "with nothing to look for",
    }
    parts = [f"{outcomes[outcome]} {what}" for outcome, what in words.items() if outcomes[outcome]]
    return f"{outcomes.total()} claims, judgements and figures: {', '.join(parts) or 'none'}"


def _status(material: Material) -> int:
    outcomes = {found.outcome for found in material.evidence.found.values() if found.cites}
    if outcomes & {Outcome.NOT_FOUND, Outcome.ALTERED}:
        return 1
    return 3 if Outcome.UNVERIFIABLE in outcomes else 0
