"""The parts of CUR03 that ask whether dates can be: of a claim, of what a source describes, of an edition; and whether
a judgement's time is over."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from briefings.checks.files import key_place, text_place
from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding
from briefings.diagnostics import Diagnostic, Severity
from briefings.evidence.dates import DateMention, at, find_dates
from briefings.evidence.facts import ClaimText
from briefings.model import EdtfDate, Source, parse_edtf
from briefings.patterns import lazy_pattern

_QUOTED = lazy_pattern(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»")
_UNCLEAR = {"day", "week", "month"}


def relative_dates(material: Material) -> Iterator[Diagnostic]:
    """A claim that says "yesterday", "last week" or "on Thursday" and gives no date: a reader has another today."""
    for claim in material.evidence.claims:
        if claim.kind != "claim":
            continue
        dates = _own_dates(claim)
        if any(not date.relative for date in dates):
            continue
        for date in dates:
            if date.precision in _UNCLEAR and not _names_a_month(date):
                yield finding(
                    "CUR03",
                    words_place(material, claim, date.start, date.end),
                    f"{date.text!r} is told from a day that the reader does not know",
                    "give the date",
                    severity=Severity.WARNING,
                    claim=claim.id,
                )


def _own_dates(claim: ClaimText) -> tuple[DateMention, ...]:
    """The dates of a claim but for those that it quotes."""
    quoted = [match.span() for match in _QUOTED.finditer(claim.text)]
    quoted += [(mark.start, mark.end) for mark in claim.marked]
    return tuple(
        date
        for date in find_dates(claim.text, claim.date)
        if not any(start <= date.start < end for start, end in quoted)
    )


_MONTH_NAME = lazy_pattern(r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)")


def _names_a_month(date: DateMention) -> bool:
    return _MONTH_NAME.search(date.text) is not None


# -------------------------------------------------- what a source describes

_MOST_DAYS = 30
"""Between what a source describes and its issue without a word of it: our own value for "differs materially"
(ICD 206 asks for a descriptor where the time of the information differs so from the date of publication)."""
_SAYS_SO = lazy_pattern(
    r"\b(?:as\sof|older|old|earlier|later|months?|years?|days?|weeks?|retrospect\w*|re-?(?:issued|published|printed)|"
    r"histor\w+|archiv\w+|undated|dated|outdated|period|since|describes|covers|survey\sof|data\sof|figures\sof)\b|"
    r"\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def information_dates(material: Material) -> Iterator[Diagnostic]:
    """A source whose information is of another time than its issue, with no word of that in its descriptor."""
    for source in material.dossier.sources.values():
        provenance, issued = source.record.provenance, source.record.issued
        if provenance.info_date is None or issued is None or _SAYS_SO.search(provenance.descriptor):
            continue
        days = _days_between(provenance.info_date, issued)
        if days > _MOST_DAYS:
            yield finding(
                "CUR03",
                text_place(material, source.path, "info-date") or key_place(material, source.path, "issued"),
                f"{source.key!r} tells of {provenance.info_date} and was issued {issued}, {days} days apart",
                "say so in its descriptor",
                severity=Severity.WARNING,
                source=source.key,
            )


def _days_between(first: EdtfDate, second: EdtfDate) -> int:
    """The fewest days that can lie between two dates; 0 where they may be the same."""
    return max((second.earliest - first.latest).days, (first.earliest - second.latest).days, 0)


# ------------------------------------------------- events and publications

_PAST_BEFORE = lazy_pattern(
    r"\b(?:was|were|had|did|took|met|held|gave|made|went|came|saw|left|sent|won|lost|fell|rose|grew|led|said|told|began|"
    r"became|ran|broke|brought|built|bought|sold|spoke|struck|shot|fought|flew|fired|cut|hit|put|set|signed|"
    r"[a-z]{3,}ed)\b(?P<between>[^.;:]{0,60}?)\b(?:on|in|during)\s(?:the\s)?\Z"
)
_AHEAD = lazy_pattern(
    r"\b(?:will|would|shall|should|may|might|could|can|to|if|unless|until|by|before|plans?|planned|planning|expect\w*|"
    r"schedul\w+|due|likely|unlikely|forecast\w*|project\w*|aim\w*|propos\w+|set|next|end(?:s|ing)?|expir\w+|target\w*|"
    r"for|begin(?:s|ning)?|start(?:s|ing)?|effective|from|goal)\b"
)


def impossible_events(material: Material) -> Iterator[Diagnostic]:
    """An event of a claim that is told as past and is younger than each cited source.

    An error where it is also younger than the day on which each of them was kept or read: nothing that was there
    can have told of it. A page that was read later may have been mended, so that is a warning.
    """
    for claim in material.evidence.claims:
        sources = [material.dossier.sources[key] for key in claim.keys if key in material.dossier.sources]
        if claim.kind != "claim" or not sources:
            continue
        issued = [source.record.issued for source in sources]
        if not all(issued):
            continue
        newest = max(date.latest for date in issued if date is not None)
        for date in _own_dates(claim):
            if date.relative or not date.year or date.low <= _number(newest) or not _is_told_as_past(claim.text, date):
                continue
            seen = max((day for source in sources if (day := _last_seen(source))), default=newest)
            keys = " and ".join(repr(source.key) for source in sources[:2]) + (" …" if len(sources) > 2 else "")
            yield finding(
                "CUR03",
                words_place(material, claim, date.start, date.end),
                f"{date.text!r} is told as past, but {keys} {'were' if len(sources) > 1 else 'was'} issued before it",
                "mend the date, or cite a source that can know of it",
                severity=Severity.ERROR if date.low > _number(seen) else Severity.WARNING,
                claim=claim.id,
                source=sources[0].key if len(sources) == 1 else "",
            )


def _number(day: datetime.date) -> int:
    return at(day.year, day.month, day.day)


def _last_seen(source: Source) -> datetime.date | None:
    """The last day on which the source is known to have been looked at."""
    snapshot = source.record.provenance.snapshot
    days = [day for day in (source.record.accessed, snapshot.captured if snapshot else None) if day is not None]
    return max(days, default=None)


def _is_told_as_past(text: str, date: DateMention) -> bool:
    """Whether a past tense stands before the date with nothing between that looks ahead: "signed on 3 May"."""
    before = text[max(0, date.start - 90) : date.start]
    past = _PAST_BEFORE.search(before)
    return past is not None and _AHEAD.search(past["between"]) is None and _AHEAD.search(text[: date.start]) is None


# ----------------------------------------------------------------- editions


def passed_horizons(material: Material) -> Iterator[Diagnostic]:
    """A judgement that an edition prints though the last day by which it was to be seen has passed."""
    met: set[tuple[str, str]] = set()
    for edition in material.settled:
        for judgement in edition.judgements:
            day = _last_day(judgement.horizon)
            if day is None or day >= edition.date or (judgement.note, judgement.id) in met:
                continue
            met.add((judgement.note, judgement.id))
            yield finding(
                "CUR03",
                judgement.place,
                f"the horizon of {judgement.id!r}, {judgement.horizon}, has passed in an edition of {edition.date}",
                'say what came of it: give it a new horizon and changed="…", or withdrawn="…" reason="…"',
                severity=Severity.INFO,
                claim=judgement.id,
            )


def _last_day(horizon: str) -> datetime.date | None:
    """The last day that a horizon can mean; None where there is none, or it is no date."""
    try:
        return parse_edtf(horizon).latest if horizon else None
    except ValueError:
        return None


def sources_after_edition(material: Material, said: frozenset[str]) -> Iterator[Diagnostic]:
    """A source of an edition that was issued after the edition's date; `said` are those said of a note already."""
    for edition in material.editions:
        for source in edition.sources:
            issued = source.record.issued
            if issued is not None and issued.earliest > edition.date and source.key not in said:
                yield finding(
                    "CUR03",
                    key_place(material, source.path, "issued"),
                    f"{edition.brief!r} as of {edition.date} rests on {source.key!r}, which was issued {issued}",
                    "mend the date, or leave the source to a newer edition",
                    source=source.key,
                )
