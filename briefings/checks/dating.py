"""CUR: claims that have aged, and sources that were corrected, withdrawn or followed by a newer issue."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Severity
from briefings.evidence.dates import find_dates
from briefings.evidence.facts import ClaimText
from briefings.model import Dossier, Edition, EdtfDate, Source
from briefings.patterns import lazy_pattern
from briefings.reading.walk import claims_within


def _printed(material: Material) -> Iterator[tuple[Edition, ClaimText]]:
    """The claims and judgements that each edition prints, with it.

    None of an edition of which it is not known what it prints.
    """
    known = {(claim.document, claim.id): claim for claim in material.evidence.claims}
    for edition in material.settled:
        names = [(f"briefs/{edition.brief}", one.id) for one in claims_within((*edition.bottom_line, *edition.lead))]
        names += [(one.note, one.id) for one in edition.judgements]
        names += [
            (note.id, one.id)
            for section in edition.sections
            for note in section.notes
            for one in claims_within(note.blocks)
        ]
        yield from ((edition, known[name]) for name in dict.fromkeys(names) if name in known)


def _info_date(source: Source) -> EdtfDate | None:
    """The day a source's information is of, as its record tells: never guessed."""
    return source.record.provenance.info_date or source.record.issued


# ------------------------------------------------------------------- CUR01

_NOW = lazy_pattern(
    r"\b(?:now|currently|current|at present|presently|today(?:['’]s)?|as of now|to date|(?:the|its|his|their) latest"
    r"|at the moment|these days|incumbent|at this writing)\b",
    re.IGNORECASE,
)
_NOT_NOW = lazy_pattern(
    r"\b(?:until now|by now|now[- ](?:defunct|former|retired|closed|deceased)|electric current|alternating current"
    r"|direct current|current account|current (?:affairs|events)|from now on)\b",
    re.IGNORECASE,
)
_ITS_YEAR = lazy_pattern(r"\b(?:1[5-9]|20)\d\d\b")
_QUOTED = lazy_pattern(r"“[^”]*”|\"[^\"]*\"")


@rule("CUR01", "stale", Severity.WARNING, "editions")
def stale(material: Material) -> Iterator[Diagnostic]:
    """
    The newest information behind a claim is older, on the day of the edition, than its topic allows: `[max-age]` in
    `briefings.toml`, `max-age` of the note or of the figure. Where the sentence says now, currently or latest it is
    an error (ICD 203 asks for the age and currency of sources; the EBU study of 2025 found outdated facts told as
    present ones). What counts is `info-date`, else `issued`; where a cited source has neither, nothing is said. A claim
    that names the year it speaks of does not age, unless it says now; a month or a day alone does not tell the year.

    Trips it:      The current minister is Kim [@page-2023].
    Way out:       In 2023 the minister was Kim [@page-2023]; or a newer source
    """
    for edition, claim in _printed(material):
        limit = _limit(material.dossier, edition, claim)
        newest = _newest(material.dossier, claim)
        if limit is None or newest is None or edition.date - newest[0] <= limit:
            continue
        text = _QUOTED.sub(lambda match: " " * len(match[0]), claim.text)
        spared = [match.span() for match in _NOT_NOW.finditer(text)]
        now = next(
            (match for match in _NOW.finditer(text) if not any(start <= match.start() < end for start, end in spared)),
            None,
        )
        if now is None and claim.kind == "claim" and _ITS_YEAR.search(claim.text):
            continue
        days = (edition.date - newest[0]).days
        message = f"the newest information behind this, {newest[1]!r}, is {days} days old, and {limit.days} are allowed"
        if now is None:
            hint = "find a newer source, or say in the sentence of which year it speaks"
            yield finding("CUR01", claim.place, message, hint, claim=claim.id, source=newest[1])
        else:
            place = words_place(material, claim, now.start(), now.end())
            message = f"{now[0]!r} is said of what is {days} days old: {newest[1]!r}"
            hint = f"say when it was so, or find a source of the last {limit.days} days"
            yield finding("CUR01", place, message, hint, severity=Severity.ERROR, claim=claim.id, source=newest[1])


def _limit(dossier: Dossier, edition: Edition, claim: ClaimText) -> datetime.timedelta | None:
    """How old the newest source of a claim may be: its figures say, else its note, else its topic.

    What a brief says itself is of all its topics: the longest of their ages counts, where each has one.
    """
    figures = [dossier.figures[name].record.max_age for _at, name in claim.figures if name in dossier.figures]
    own = [age for age in figures if age is not None]
    note = dossier.notes.get(claim.document)
    if own:
        return min(own)
    if note is not None:
        return note.head.max_age or dossier.settings.max_age.get(note.head.topic)
    ages = [dossier.settings.max_age.get(section.topic) for section in edition.sections]
    known = [age for age in ages if age is not None]
    return max(known) if known and len(known) == len(ages) else None


def _newest(dossier: Dossier, claim: ClaimText) -> tuple[datetime.date, str] | None:
    """The last day that the newest source of a claim can speak of; None where any has no date: it may be newer."""
    dated: list[tuple[datetime.date, str]] = []
    for key in claim.keys:
        source = dossier.sources.get(key)
        date = _info_date(source) if source else None
        if date is None:
            return None
        dated.append((date.latest, key))
    return max(dated, default=None)


# ------------------------------------------------------------------- CUR02

_OWNED = lazy_pattern(
    r"\b(?:correct(?:ed|ion)|revis(?:ed|ion)|retract(?:ed|ion)|supersed(?:ed|es)|withdr(?:awn|ew)|amended|replaced|restated"
    r"|no longer stands|first estimate|preliminary|provisional)\b",
    re.IGNORECASE,
)


@rule("CUR02", "superseded", Severity.ERROR, "editions")
def superseded(material: Material) -> Iterator[Diagnostic]:
    """
    A claim cites a source that was corrected, superseded or retracted, or of whose series the desk has a newer issue,
    and neither says so nor cites the newer one as well. Judgements that rest on withdrawn reporting must be found
    (ICD 206). Where a claim names the month or year that its issue is of, a newer issue is a warning: it may have
    revised the older. What the edition could not know yet, a successor issued after its date, is not held against it.

    Trips it:      Exports were $55 billion [@trade-january].      where the revised release has `series` in common
    Way out:       cite the newer release; or: The first estimate was $55 billion, since revised [@trade-january].
    """
    for edition, claim in _printed(material):
        for key in claim.keys:
            source = material.dossier.sources.get(key)
            if source is None:
                continue
            successor = _successor(material.dossier, source, edition.date)
            if successor is None or successor in claim.keys or _OWNED.search(_around(material, claim)):
                continue
            status = source.record.provenance.status
            what = f"has been {status}" if status != "current" else "is not the newest of its series"
            by = f": the newer one is {successor!r}" if successor else ""
            hint = f"cite {successor!r}" if successor else "cite another source"
            yield finding(
                "CUR02",
                claim.place,
                f"{key!r} {what}{by}",
                f"{hint}, or say what became of it",
                severity=Severity.WARNING if status == "current" and _names_the_time_of(source, claim) else None,
                claim=claim.id,
                source=key,
            )


def _successor(dossier: Dossier, source: Source, date: datetime.date) -> str | None:
    """The source that took the place of another by a date, "" where its record names none; None where it stands."""
    provenance = source.record.provenance
    if provenance.status != "current":
        newer = dossier.sources.get(provenance.superseded_by)
        issued = newer.record.issued if newer else None
        return None if issued is not None and issued.earliest > date else provenance.superseded_by
    own = source.record.issued
    if not provenance.series or own is None:
        return None
    series = provenance.series.casefold()
    newer_ones = [
        (issued.latest, other.key)
        for other in dossier.sources.values()
        if other.key != source.key
        and other.record.provenance.series.casefold() == series
        and (issued := other.record.issued) is not None
        and own.latest < issued.earliest <= date
    ]
    return max(newer_ones)[1] if newer_ones else None


def _names_the_time_of(source: Source, claim: ClaimText) -> bool:
    """Whether a claim names the month, or where that is not known the year, that an issue is of."""
    date = _info_date(source)
    return date is not None and any(
        (mention.year, mention.month if date.month else 0) == (date.year, date.month)
        for mention in find_dates(claim.text, claim.date)
    )


def _around(material: Material, claim: ClaimText) -> str:
    """The paragraph of the file in which a claim stands; of a judgement the whole div."""
    lines = material.dossier.texts.get(claim.path, "").split("\n")
    first = last = min(claim.place.line, len(lines)) - 1
    ends = (":::",) if claim.kind == "judgement" else ("",)
    while first > 0 and lines[first - 1].strip() and claim.kind == "claim":
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip() not in ends:
        last += 1
    return _CITED.sub("", f"{claim.text} {' '.join(lines[first : last + 1])}")


_CITED = lazy_pattern(r"\[[^\]\[]*@[^\]\[]*\]|@[\w:./-]+")
"""Citations: a key is no word about what it stands for."""
