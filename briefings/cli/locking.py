"""`briefings lock`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from briefings.building.material import read_material
from briefings.checks.changing import ids_taken_back
from briefings.checks.locking import lock_of
from briefings.checks.rules import Material
from briefings.checks.run import found_of
from briefings.checks.suppressing import let_stand
from briefings.cli.dates import edition_date
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
    could not be verified. What is withdrawn, on whatever day, need not hold: no later edition prints it. Nor need
    what the desk lets stand today, with the reason (`ignore`).
    """
    desk = find_desk(folder)
    material = read_material(desk)
    mistakes = [one for one in material.dossier.diagnostics if one.severity is Severity.ERROR]
    if mistakes:
        typer.echo(to_text(in_order(mistakes), material.dossier.texts), err=True)
        raise BriefingsError("the desk cannot be read whole, so nothing was locked", "mend what is named above")
    found = found_of(material)
    text = to_lock_text(lock_of(material, found))
    today = edition_date("", "", weekday=desk.settings.desk.weekday)
    outcomes = _outcomes(material, let_stand(found, material, today))
    if verify:
        if text != material.dossier.lock:
            typer.echo(f"{LOCK} is not current: briefings lock writes it anew")
            return 1
        typer.echo(f"{LOCK} is current: {_summary(outcomes)}")
    elif text == material.dossier.lock:
        typer.echo(f"{LOCK} stands as it was: {_summary(outcomes)}")
    else:
        write_files(desk.root, {LOCK: text.encode()})
        typer.echo(f"{LOCK} written: {_summary(outcomes)}")
    return _status(outcomes)


_WITHDRAWN = "withdrawn and not borne out"
_LET_STAND = "let stand though not as the source has it"
_WORDS = {
    Outcome.VERIFIED: "verified",
    Outcome.ALTERED: "altered",
    Outcome.NOT_FOUND: "with something that was not found",
    Outcome.UNVERIFIABLE: "not verifiable",
    Outcome.NOTHING: "with nothing to look for",
}
_ORDER = (*_WORDS.values(), _LET_STAND, _WITHDRAWN)


def _summary(outcomes: Counter[str]) -> str:
    """`112 claims: 98 verified, 14 with nothing to look for`."""
    parts = [f"{outcomes[word]} {word}" for word in _ORDER if outcomes[word]]
    return f"{outcomes.total()} claims, judgements and figures: {', '.join(parts) or 'none'}"


def _outcomes(material: Material, standing: frozenset[tuple[str, str]]) -> Counter[str]:
    """How many claims came out how, in words. `standing` are those whose findings the desk lets stand."""
    withdrawn = _withdrawn(material)
    counted: Counter[str] = Counter()
    for key, found in material.evidence.found.items():
        if not found.cites:
            continue
        word = _WORDS[found.outcome]
        if found.outcome not in (Outcome.VERIFIED, Outcome.NOTHING) and key in withdrawn:
            word = _WITHDRAWN
        elif found.outcome in (Outcome.ALTERED, Outcome.NOT_FOUND) and key in standing:
            word = _LET_STAND
        counted[word] += 1
    return counted


def _withdrawn(material: Material) -> set[tuple[str, str]]:
    """What was taken back on whatever day, and all that stands in it, by document and id."""
    dossier = material.dossier
    found = {(f"briefs/{one.id}", name) for one in dossier.briefs.values() for name in ids_taken_back(one.blocks)}
    for note in dossier.notes.values():
        nodes = (one.id for one in walk(note.blocks) if isinstance(one, Judgement | Claim))
        found |= {(note.id, name) for name in (nodes if note.withdrawn else ids_taken_back(note.blocks))}
    return found


def _status(outcomes: Counter[str]) -> int:
    if outcomes[_WORDS[Outcome.NOT_FOUND]] or outcomes[_WORDS[Outcome.ALTERED]]:
        return 1
    return 3 if outcomes[_WORDS[Outcome.UNVERIFIABLE]] else 0
