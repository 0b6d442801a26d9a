"""SUP: findings that are let stand, with a reason, until a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from briefings.checks.rules import RULES, Material, declare, finding
from briefings.diagnostics import Diagnostic, Place, Severity, in_order, matches
from briefings.model import Suppression, Waiver
from briefings.prose import Block
from briefings.reading.dossier import split_front_matter
from briefings.reading.records import nearest
from briefings.reading.walk import figures_in
from briefings.reading.yaml import parse_yaml
from briefings.values import dataclass

declare(
    "SUP01",
    "suppression",
    Severity.WARNING,
    """
    A finding that is right, and is let stand all the same, is named with the reason: in the front matter of a note
    or a brief (`ignore`), in the provenance of a source, or for the whole desk in `[check.ignore]`. A suppression
    without a reason, past its last day, or one that covers nothing any more is a finding itself, for a waiver that
    nobody remembers hides the next mistake. Past its last day it covers nothing, and without a reason no error. One
    of a code that no rule has is an error. Unused is said by a check alone, and only where the rule had its say: not of
    what is found at the print, nor of a note that is in none of the editions checked, nor where a kept source is not
    at hand. (Our own rule; linters of programs know the same.)

    Trips it:      ignore: [{code: CUR01}]
    Way out:       ignore: [{code: CUR01, reason: No newer count was published., until: 2026-06-30}]
    """,
)

LATE = ("TPL", "OUT", "STR")
"""Families that speak while a page is laid out or printed too: that they are silent in a check proves nothing."""

OF_ITEMS = ("QUO", "FIG", "NAM")
"""Families that say of a claim's quotations, figures, dates and names whether its sources have them."""

SETTINGS = "briefings.toml"

Kind = Literal["desk", "note", "brief", "source"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One suppression and where it is written. `owner` is the id of the note or brief, or the citekey."""

    kind: Kind
    path: str
    owner: str
    number: int
    """Its place in the list of its file."""
    written: str
    """The code as it is written."""
    reason: str
    until: datetime.date | None
    severity: Severity | None
    claim: str = ""

    @property
    def code(self) -> str:
        """A rule's code, or the letters of a family, in capitals."""
        return self.written.strip().upper()


def entries_of(material: Material) -> tuple[Entry, ...]:
    """Every suppression of the desk, in the order in which the files are read."""
    dossier = material.dossier
    found = [
        _waiver(number, code, waiver if isinstance(waiver, Waiver) else Waiver(reason=waiver))
        for number, (code, waiver) in enumerate(dossier.settings.check.ignore.items())
    ]
    for note in dossier.notes.values():
        found.extend(_entries("note", note.path, note.id, note.head.ignore))
    for brief in dossier.briefs.values():
        found.extend(_entries("brief", brief.path, brief.id, brief.head.ignore))
    for source in dossier.sources.values():
        found.extend(_entries("source", source.path, source.key, source.record.provenance.ignore))
    return tuple(found)


def _waiver(number: int, code: str, waiver: Waiver) -> Entry:
    severity = Severity(waiver.severity) if waiver.severity else None
    return Entry("desk", SETTINGS, "", number, code, waiver.reason, waiver.until, severity)


def _entries(kind: Kind, path: str, owner: str, written: tuple[Suppression, ...]) -> Iterator[Entry]:
    for number, one in enumerate(written):
        severity = Severity(one.severity) if one.severity else None
        yield Entry(kind, path, owner, number, one.code, one.reason, one.until, severity, one.claim)


class Suppressions:
    """The suppressions that hold on a day, and which of them were needed."""

    def __init__(self, material: Material, date: datetime.date) -> None:
        self.material = material
        self.date = date
        self.entries = entries_of(material)
        self.used: set[Entry] = set()

    def standing(self, diagnostics: Iterable[Diagnostic], brief: str = "") -> tuple[Diagnostic, ...]:
        """The findings that no suppression covers. `brief` is whose pages they were found on, where they were."""
        return tuple(diagnostic for diagnostic in diagnostics if not self._covered(diagnostic, brief))

    def findings(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the suppressions themselves, once all other findings were asked about."""
        found = [diagnostic for entry in self.entries for diagnostic in self._wrong(entry)]
        return self.standing(found)

    @property
    def waived(self) -> tuple[str, ...]:
        """The codes whose warnings the whole desk lets stand."""
        return tuple(
            entry.code
            for entry in self.entries
            if entry.kind == "desk" and not self._expired(entry) and entry.severity is not Severity.INFO
        )

    # -------------------------------------------------------------- covering

    def _covered(self, diagnostic: Diagnostic, brief: str) -> bool:
        covering = [entry for entry in self.entries if self._covers(entry, diagnostic, brief)]
        self.used.update(covering)
        return bool(covering)

    def _covers(self, entry: Entry, diagnostic: Diagnostic, brief: str) -> bool:
        return (
            matches(diagnostic.code, (entry.code,))
            and not self._expired(entry)
            and (entry.reason.strip() != "" or diagnostic.severity is not Severity.ERROR)
            and (entry.severity is None or diagnostic.severity.rank >= entry.severity.rank)
            and (not entry.claim or entry.claim == diagnostic.claim)
            and self._concerns(entry, diagnostic, brief)
        )

    def _concerns(self, entry: Entry, diagnostic: Diagnostic, brief: str) -> bool:
        """Whether the finding is about what the suppression's file is about."""
        if entry.kind == "desk" or diagnostic.place.path == entry.path:
            return True
        if entry.kind == "source" and diagnostic.source == entry.owner:
            return True
        if entry.kind == "brief" and brief == entry.owner:
            return True
        return bool(entry.claim) and self._has_figure(entry, diagnostic)

    def _has_figure(self, entry: Entry, diagnostic: Diagnostic) -> bool:
        """Whether the finding stands at a figure that the suppression names and its file prints or gives."""
        figure = self.material.dossier.figures.get(entry.claim)
        if figure is None or diagnostic.place.path != figure.path:
            return False
        if entry.kind == "source":
            return figure.record.source == entry.owner
        return any(use.figure == figure.id for use in figures_in(self._blocks(entry)))

    def _blocks(self, entry: Entry) -> tuple[Block, ...]:
        dossier = self.material.dossier
        return dossier.notes[entry.owner].blocks if entry.kind == "note" else dossier.briefs[entry.owner].blocks

    def _expired(self, entry: Entry) -> bool:
        return entry.until is not None and self.date > entry.until

    # -------------------------------------------------------- what is wrong

    def _wrong(self, entry: Entry) -> Iterator[Diagnostic]:
        codes = [code for code in RULES if matches(code, (entry.code,))]
        if not codes:
            yield self._unknown(entry)
            return
        if not entry.reason.strip():
            yield self._say(
                entry, f"{entry.code} is ignored without a reason", "say why: it is read by whoever is next"
            )
        if self._expired(entry):
            message = f"{entry.code} was ignored until {entry.until}; since then its findings are said again"
            yield self._say(entry, message, "mend what it let stand, or give it a later day and the reason")
        elif entry.reason.strip() and entry not in self.used and self._had_its_say(entry, codes):
            about = f" of {entry.claim!r}" if entry.claim else ""
            yield self._say(entry, f"{entry.code} is ignored, and nothing{about} trips it", "take the line out")

    def _unknown(self, entry: Entry) -> Diagnostic:
        families = {code.rstrip("0123456789") for code in RULES}
        guess = nearest(entry.code.lower(), [code.lower() for code in (*RULES, *families)]).upper()
        hint = f"did you mean {guess!r}?" if guess else f"families: {', '.join(sorted(families))}"
        return self._say(entry, f"no rule has the code {entry.written!r}", hint, severity=Severity.ERROR)

    def _say(self, entry: Entry, message: str, hint: str, *, severity: Severity | None = None) -> Diagnostic:
        return finding("SUP01", place_of(self.material, entry), message, hint, severity=severity)

    def _had_its_say(self, entry: Entry, codes: list[str]) -> bool:
        """Whether every rule that the suppression names could have found something, here and now."""
        material = self.material
        if (
            not material.whole
            or material.settled != material.editions
            or material.unread_sources
            or not material.dossier.notes
        ):
            return False
        for code in codes:
            if matches(code, LATE):
                return False
            if RULES[code].reads == "editions" and not self._is_in_an_edition(entry):
                return False
            if RULES[code].reads == "snapshots" and self._lacks_a_source(entry):
                return False
        return True

    def _is_in_an_edition(self, entry: Entry) -> bool:
        """Whether the file is part of an edition that is no reprint: one of an older day may need less than the next.

        An edition older than the newest note is such a reprint.
        """
        newest = max((note.head.date for note in self.material.dossier.notes.values()), default=datetime.date.min)
        editions = [edition for edition in self.material.editions if edition.date >= newest]
        match entry.kind:
            case "note":
                notes = (note.id for edition in editions for section in edition.sections for note in section.notes)
                return entry.owner in notes
            case "brief":
                return any(edition.brief == entry.owner for edition in editions)
            case "source":
                return any(source.key == entry.owner for edition in editions for source in edition.sources)
            case _:
                return bool(editions)

    def _lacks_a_source(self, entry: Entry) -> bool:
        """Whether a source that the file rests on could not be read, and no lock told what it had said."""
        documents = {"note": entry.owner, "brief": f"briefs/{entry.owner}"}
        for found in self.material.evidence.found.values():
            if found.locked or (entry.kind in documents and found.document != documents[entry.kind]):
                continue
            for cite in found.cites:
                if cite.state not in ("read", "not-kept") and (entry.kind != "source" or cite.key == entry.owner):
                    return True
        return False


def place_of(material: Material, entry: Entry) -> Place:
    """Where the code of a suppression stands in its file."""
    text = material.dossier.texts.get(entry.path, "")
    if entry.kind == "desk":
        return _place_in_settings(text, entry.written)
    if entry.kind == "source":
        tree = parse_yaml(text, entry.path)
        return tree.places.get(("provenance", "ignore", entry.number, "code"), Place(entry.path))
    parts = split_front_matter(text)
    tree = parse_yaml(parts[0] if parts else "", entry.path, 2)
    return tree.places.get(("ignore", entry.number, "code"), Place(entry.path))


def _place_in_settings(text: str, written: str) -> Place:
    """The line of a key of `[check.ignore]`, in whichever way TOML lets it be written."""
    key = re.escape(written)
    pattern = re.compile(rf"(?<![\w-])[\"']?({key})[\"']?\s*(?:=|\.\s*(?:reason|until|severity)\b|\])")
    start = max(text.find("[check"), text.find("check.ignore"), 0)
    match = pattern.search(text, start) or pattern.search(text)
    if match is None:
        return Place(SETTINGS)
    line = text.count("\n", 0, match.start(1)) + 1
    column = match.start(1) - text.rfind("\n", 0, match.start(1))
    return Place(SETTINGS, line, column, line, column + len(written))


def let_stand(
    diagnostics: tuple[Diagnostic, ...], material: Material, date: datetime.date
) -> frozenset[tuple[str, str]]:
    """The claims, by (document, id), that are not as their sources have it, and of which the desk lets all that was
    found stand on `date`: what is said of the claim itself, and of the figures that it prints."""
    of_items = tuple(one for one in diagnostics if one.claim and matches(one.code, OF_ITEMS))
    left = {(one.place.path, one.claim) for one in Suppressions(material, date).standing(of_items)}
    covered = {(one.place.path, one.claim) for one in of_items} - left
    figures = material.dossier.figures
    found = set()
    for claim in material.evidence.claims:
        printed = {(figures[name].path, name) for _, name in claim.figures if name in figures}
        said = {(claim.path, claim.id), *printed}
        if said & covered and not said & left:
            found.add((claim.document, claim.id))
    return frozenset(found)


def apply(
    diagnostics: tuple[Diagnostic, ...], material: Material, date: datetime.date
) -> tuple[tuple[Diagnostic, ...], Suppressions]:
    """The findings that stand on `date`, in the order of places, those on the suppressions among them.

    The suppressions are given back for what is found later, at the print.
    """
    suppressions = Suppressions(material, date)
    left = suppressions.standing(diagnostics)
    return in_order([*left, *suppressions.findings()]), suppressions
