"""What changed between two editions of a brief: two published ones, or the last published one and the desk as it is."""

from __future__ import annotations

import datetime

from briefings.building.prepare import briefs_named, prepare
from briefings.desk.files import Desk, read_content
from briefings.editions.changes import changes_between, withdrawn_in
from briefings.editions.records import to_record
from briefings.errors import BriefingsError
from briefings.model import Change, Dossier
from briefings.reading.dossier import parse_dossier
from briefings.reading.published import Record, text_of
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records of one brief and what changed; `draft` tells that the newer one is not published."""

    old: Record
    new: Record
    draft: bool
    changes: tuple[Change, ...]
    between: tuple[Record, ...] = ()
    """The editions that were published between the two, the older first."""

    @property
    def days(self) -> dict[str, str]:
        """The day from which each judgement or claim that was taken back no longer holds, by its id."""
        told = withdrawn_in((*self.between, self.new))
        return {
            change.id: text_of(told[kind, change.id], "date")
            for change in self.changes
            if change.kind.endswith("-withdrawn") and ((kind := change.kind.partition("-")[0]), change.id) in told
        }


def compare(
    desk: Desk, brief: str, start: datetime.date | None, end: datetime.date | None, today: datetime.date
) -> Comparison:
    """Compare the editions published on `start` and `end`.

    With neither, the last one older than `today` and the desk as of `today`, a draft; with `start` alone, the edition
    before that one and that one. Raises `BriefingsError` for a brief or an edition that there is not.
    """
    files, others, _refused = read_content(desk.root)
    dossier = parse_dossier(desk.settings, files, others)
    briefs_named(dossier, (brief,))
    if start is None:
        return _with_draft(desk, dossier, brief, today)
    if end is None:
        new, old = _published(dossier, brief, start), _before(dossier, brief, start)
    else:
        new, old = _published(dossier, brief, end), _published(dossier, brief, start)
        if start >= end:
            raise BriefingsError(f"the edition of {start} is not older than that of {end}", "give the older date first")
    dates = text_of(old, "date"), text_of(new, "date")
    between = tuple(one for one in dossier.published.get(brief, ()) if dates[0] < text_of(one, "date") < dates[1])
    return Comparison(old, new, draft=False, changes=changes_between(old, new, between), between=between)


def _with_draft(desk: Desk, dossier: Dossier, brief: str, today: datetime.date) -> Comparison:
    old = _before(dossier, brief, today)
    drafts = [one for one in prepare(desk, (brief,), today).material.editions if one.brief == brief]
    if not drafts:
        raise BriefingsError(f"the brief {brief!r} cannot be read", f"briefings check {brief} says why")
    new = to_record(drafts[0])
    return Comparison(old, new, draft=True, changes=changes_between(old, new))


def _published(dossier: Dossier, brief: str, date: datetime.date) -> Record:
    found = dossier.published_on(brief, date)
    if found is None:
        raise BriefingsError(f"no edition of {brief!r} was published on {date}", _there_are(dossier, brief))
    return found


def _before(dossier: Dossier, brief: str, date: datetime.date) -> Record:
    found = dossier.published_before(brief, date)
    if found is None:
        raise BriefingsError(f"no edition of {brief!r} was published before {date}", _there_are(dossier, brief))
    return found


def _there_are(dossier: Dossier, brief: str) -> str:
    dates = [str(one["date"]) for one in dossier.published.get(brief, ())]
    return f"there are: {', '.join(dates)}" if dates else f"none is published: briefings publish {brief} --date …"
