"""Publish an edition: print it strictly, and keep a record by which it is known again."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from briefings import __version__
from briefings.building.build import FORMATS, Workshop
from briefings.building.keeping import Kept, KeptError, kept_of, make_anew, read_kept, to_bytes
from briefings.building.order import Built, Order, make, remake
from briefings.building.picking import pick
from briefings.desk.files import Desk
from briefings.desk.listing import SETTINGS
from briefings.editions.changes import HEAD, changes_between
from briefings.editions.differing import Differing, heads_between, texts_between
from briefings.editions.published import (
    Print,
    Record,
    announced,
    as_printed,
    corrected_record,
    corrections_of,
    digests,
    first_record,
    former_path,
    kept_path,
    next_correction,
    next_number,
    record_path,
)
from briefings.errors import BriefingsError
from briefings.evidence.sources import SourceText
from briefings.model import Change, Dossier
from briefings.reading.dossier import parse_dossier
from briefings.reading.editions import parse_edition
from briefings.reading.paths import LOCK
from briefings.values import dataclass

Problem = tuple[str, str]
"""What is not as it was published, and the file of the desk that is to be restored, "" where none is."""


AHEAD = datetime.timedelta(days=7)
"""How far from today an edition may be dated: the next one of a weekly series, and no slip of a year."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a wish to publish. The caller writes `files`, the record last, or none of them."""

    built: Built
    number: str = ""
    """"" where the edition could not be printed, unless one is published under its date."""
    files: dict[str, bytes] | None = None
    """Path in the desk → bytes; None where nothing is to be written."""
    differs: tuple[str, ...] = ()
    """Of what is published under this date already, the formats that are others now."""
    changes: tuple[Change, ...] = ()
    """And the things that are told in another way."""
    differing: tuple[Differing, ...] = ()
    """And the parts of the head, and the lines of the desk's files, that are others."""
    lost: Problem | None = None
    """What is wrong with the files of the edition that is published already; `files` has them where they are mended."""
    versions: tuple[str, ...] = ()
    """And the programs that have other versions: `weasyprint 69.0 then, 70.0 now`."""


def publish(
    desk: Desk, brief: str, date: datetime.date, shop: Workshop, *, correction: str, today: datetime.date
) -> Publication:
    """Print an edition and prepare its record; `correction` is the reason why a published one is printed anew, or "".

    Raises `BriefingsError` where the wish cannot be: a correction of nothing, an edition before a published one or
    long before its day.
    """
    order = _order(desk, brief, date, strict=True)
    dossier = parse_dossier(desk.settings, order.files)
    former = dossier.published_on(brief, date)
    if former is None:
        _may_be_first(dossier, brief, date, correction)
        _is_about_due(date, today)
        _has_a_number(dossier, brief, date)
    _follows_what_was_written(dossier, brief, date)
    built = make(order, shop)
    if built.files is None:
        return Publication(built, str(former["number"]) if former is not None else "")
    _is_locked(order, built, shop)
    if former is not None:
        return _again(desk, order, former, built, shop, correction, today)
    number = str(_parsed(built, brief, date)["number"])
    printed = _print(order, built, shop)
    record = first_record(printed, dossier.published_before(brief, date))
    return Publication(built, number, _files(order, printed, record))


def _again(
    desk: Desk,
    order: Order,
    former: Record,
    built: Built,
    shop: Workshop,
    reason: str,
    today: datetime.date,
) -> Publication:
    """The same date once more: nothing to do, refused, or corrected."""
    assert built.files is not None
    brief, date, number = order.brief, order.date, former["number"]
    if "published" not in former:
        message = (
            f"{record_path(brief, date)} was not written by briefings publish: it keeps no digests to compare with"
        )
        raise BriefingsError(message, "take the file away, then publish the edition")
    now, then = digests(built.files), former["published"]["files"]
    differs = tuple(name for name in FORMATS if now[name] != then[name])
    if not differs:
        if reason:
            message = f"{brief} of {date} is as it was published: there is nothing to correct"
            raise BriefingsError(message, "mend the notes first, then publish with --correct")
        return _with_kept_text(desk, order, former, Publication(built, number))
    if not reason:
        return _refused(desk, order, former, Publication(built, number, None, differs), shop)
    correction = next_correction(former, today, reason)
    path = record_path(brief, date)
    former_bytes = order.files[path]
    order = replace(order, files={**order.files, path: announced(former, correction)})
    built = make(order, shop)
    if built.files is None:
        return Publication(built)
    printed = _print(order, built, shop)
    files = _files(order, printed, corrected_record(former, printed, correction))
    return Publication(built, number, {former_path(brief, correction): former_bytes, **files}, differs)


def _with_kept_text(desk: Desk, order: Order, former: Record, done: Publication) -> Publication:
    """An edition that is published already; its kept text is written again where it is lost and is the same today."""
    if _is_altered(former):
        return replace(done, lost=("its record is not as it was written", record_path(order.brief, order.date)))
    try:
        read_kept(desk, order.brief, former)
    except KeptError as error:
        kept = to_bytes(kept_of(order))
        if hashlib.sha256(kept).hexdigest() == former["published"]["kept"]:
            return replace(done, lost=(str(error), error.path), files={error.path: kept})
        return replace(done, lost=(f"{error}, and the desk's text is another by now", error.path))
    return done


def _refused(desk: Desk, order: Order, former: Record, done: Publication, shop: Workshop) -> Publication:
    """A publication that is refused, with all that is found to differ from the one that is published."""
    now = _parsed(done.built, order.brief, order.date)
    lines: tuple[Differing, ...] = ()
    lost = None
    try:
        kept = read_kept(desk, order.brief, former)
        lines = _lines_between(kept, kept_of(order)) if kept else ()
    except KeptError as error:
        lost = str(error), error.path
    return replace(
        done,
        changes=tuple(one for one in changes_between(former, now) if one.kind not in HEAD.values()),  # told below
        differing=(*heads_between(former, now), *lines),
        lost=lost,
        versions=_versions_that_differ(former, versions(shop)),
    )


def _lines_between(old: Kept, new: Kept) -> tuple[Differing, ...]:
    """What differs in the text that an edition is made from; the lock, which follows the rest, where only that does."""
    found = tuple(texts_between(*({SETTINGS: kept.settings, **kept.files} for kept in (old, new))))
    return tuple(one for one in found if not one[0].startswith(LOCK)) or found


def _print(order: Order, built: Built, shop: Workshop) -> Print:
    assert built.files is not None
    return Print(built.files, to_bytes(kept_of(order)), versions(shop))


def _files(order: Order, printed: Print, record: bytes) -> dict[str, bytes]:
    """All that is written, the record last: an edition is published when it is there."""
    kept, path = kept_path(order.brief, str(order.date)), record_path(order.brief, order.date)
    return {**printed.files, kept: printed.kept, path: record}


def _order(desk: Desk, brief: str, date: datetime.date, *, strict: bool) -> Order:
    return next(iter(pick(desk, (brief,), date, FORMATS, strict=strict)))


def _may_be_first(dossier: Dossier, brief: str, date: datetime.date, correction: str) -> None:
    """Raises `BriefingsError` where an edition that is not published cannot be, or cannot be corrected."""
    if correction:
        message = f"no edition of {brief} is published under {date}: there is nothing to correct"
        dates = ", ".join(one["date"] for one in dossier.published.get(brief, ()))
        raise BriefingsError(message, f"published: {dates or 'none'}")
    newer = [one["date"] for one in dossier.published.get(brief, ()) if one["date"] > date.isoformat()]
    if newer:
        message = f"an edition of {brief} is published under {newer[0]}: no edition of {date} is put in before it"
        hint = "publish under a later date; a mistake in a published edition is corrected with --correct"
        raise BriefingsError(message, hint)


def _is_about_due(date: datetime.date, today: datetime.date) -> None:
    """Raises `BriefingsError` for a day far ahead: once it is published, no edition is put in before it."""
    if date > today + AHEAD:
        message = f"{date} is {(date - today).days} days from today, {today}: no edition could be published before it"
        hint = f"publish it on {date - AHEAD} or later; a date of {today + AHEAD} or earlier can be published today"
        raise BriefingsError(message, hint)


def _has_a_number(dossier: Dossier, brief: str, date: datetime.date) -> None:
    """Raises `BriefingsError` where the number that the author gives is another edition's."""
    number = next_number(dossier, brief, date)
    twin = next((one["date"] for one in dossier.published.get(brief, ()) if one.get("number") == number), None)
    if twin is not None:
        message = f"the edition of {brief} of {twin} is No. {number} already"
        raise BriefingsError(message, "change 'number' in the head of the brief, or take it out: editions are counted")


def _follows_what_was_written(dossier: Dossier, brief: str, date: datetime.date) -> None:
    """Raises `BriefingsError` where the record that the edition is compared with was changed by hand."""
    before = dossier.published_before(brief, date)
    if before is not None and _is_altered(before):
        message = f"the record of {brief} of {before['date']} is not as it was written: what changed since is not known"
        path = record_path(brief, datetime.date.fromisoformat(before["date"]))
        raise BriefingsError(message, f"restore it from the desk's history: git checkout -- {path}")


def _is_altered(record: Record) -> bool:
    """Whether a record is another than was published. Of one without digests nobody can tell."""
    digest = record.get("published", {}).get("files", {}).get("json")
    return digest is not None and hashlib.sha256(as_printed(record)).hexdigest() != digest


def _is_locked(order: Order, built: Built, shop: Workshop) -> None:
    """Raises `BriefingsError` where the lock does not tell of this edition what the kept sources do.

    Such an edition could not be made anew where the sources are not at hand. A desk without a lock relies on them.
    """
    if LOCK not in order.files:
        return
    away = {
        key: SourceText(key, "missing", reason="it is not looked at", anchor=source.anchor) if source.page else source
        for key, source in order.sources.items()
    }
    told = remake(replace(order, sources=away, formats=("json",)), shop).files
    assert built.files is not None
    if told != {path: text for path, text in built.files.items() if path.endswith(".json")}:
        message = f"{LOCK} does not have what was found on the claims of {order.brief}; nothing was published"
        raise BriefingsError(message, "briefings lock writes it anew", 3)


def _parsed(built: Built, brief: str, date: datetime.date) -> dict[str, Any]:
    """The record of an edition that was just made."""
    assert built.files is not None
    content = next(content for path, content in built.files.items() if path.endswith(".json"))
    record, problem = parse_edition(content.decode(), brief, date.isoformat())
    assert record is not None, problem
    return record


# ----------------------------------------------------------------- versions


def versions(shop: Workshop) -> dict[str, str]:
    """Program → version, of all that an edition is made with."""
    press = re.findall(r"(\w+) ([\w.]+)", shop.press.version())
    return {
        "briefings": __version__,
        **{name.lower(): number for name, number in press},
        "pandoc": shop.citeproc.version(),
    }


def _versions_that_differ(record: Record, now: Mapping[str, str]) -> tuple[str, ...]:
    then = record["published"]["made-with"]
    return tuple(
        f"{name} {then.get(name, 'unknown')} then, {now.get(name, 'unknown')} now"
        for name in {**then, **now}
        if then.get(name) != now.get(name)
    )


# ------------------------------------------------------------------- verify


@dataclass(frozen=True, slots=True)
class Verified:
    """One published edition, held against what the desk gives today."""

    brief: str
    date: datetime.date
    number: str
    problems: tuple[str, ...]
    """What is not as it was published; () where all is."""
    damaged: tuple[str, ...] = ()
    """The files of the desk, by path, that are missing or are not as they were written."""
    built: Built | None = None
    """What came of making it anew, where it was tried."""


def verify(
    desk: Desk, files: Mapping[str, bytes], names: tuple[str, ...], date: datetime.date | None, shop: Workshop
) -> Iterator[Verified]:
    """Make each published edition anew, of these briefs and this date or of all, and compare its digests.

    `files` are those of `content/`.
    """
    dossier = parse_dossier(desk.settings, files)
    for brief in names or tuple(dossier.published):
        for record in dossier.published.get(brief, ()):
            if date is None or record["date"] == date.isoformat():
                yield _verified(desk, files, dossier, record, shop)


def _verified(desk: Desk, files: Mapping[str, bytes], dossier: Dossier, record: Record, shop: Workshop) -> Verified:
    brief, number = record["brief"], str(record.get("number", ""))
    date = datetime.date.fromisoformat(record["date"])
    if "published" not in record:
        return Verified(brief, date, number, ("its record was not written by briefings publish and keeps no digests",))
    found = list(_of_records(brief, record, dossier))
    try:
        built = make_anew(desk, brief, record, files, shop)
    except KeptError as error:
        return _told(record, [*found, (str(error), error.path)])
    if built.files is None:
        return _told(record, [*found, ("it cannot be printed", "")], built)
    now, then = digests(built.files), record["published"]["files"]
    differs = [name for name in FORMATS if now[name] != then[name]]
    if differs:
        made_with = _versions_that_differ(record, versions(shop))
        cause, damaged = _older_record(dossier, record)
        causes = filter(None, (cause, f"made with {'; '.join(made_with)}" if made_with else ""))
        told = "; ".join(causes) or _what_may_differ(differs)
        found.append((f"{', '.join(differs)} differ" + (f" ({told})" if told else ""), damaged))
    return _told(record, found, built)


def _what_may_differ(formats: list[str]) -> str:
    """What a record does not keep, and these formats depend on."""
    if "json" in formats:
        return "the kept text of a source is another now, or the program is"
    return "its text is the same: a template, a style, a font or a picture is another now, or the program is"


def _told(record: Record, found: list[Problem], built: Built | None = None) -> Verified:
    return Verified(
        record["brief"],
        datetime.date.fromisoformat(record["date"]),
        str(record.get("number", "")),
        tuple(problem for problem, _path in found),
        tuple(dict.fromkeys(path for _problem, path in found if path)),
        built,
    )


def _older_record(dossier: Dossier, record: Record) -> Problem:
    """What is wrong with the record of another edition, from which the changes of this one are told."""
    then = record["published"].get("compared-with")
    if then:
        before = dossier.published_before(record["brief"], datetime.date.fromisoformat(record["date"]))
        told = f"its changes are told from the record of {then['date']}, which"
        path = record_path(record["brief"], datetime.date.fromisoformat(then["date"]))
        if before is None:
            return f"{told} cannot be read", path
        if _is_altered(before):
            return f"{told} is not as it was written", path
    return "", ""


def _of_records(brief: str, record: Record, dossier: Dossier) -> Iterator[Problem]:
    """What was changed by hand in the record of an edition and in its former ones."""
    if _is_altered(record):
        path = record_path(brief, datetime.date.fromisoformat(record["date"]))
        yield "its record is not as it was written", path
    for number, correction in enumerate(corrections_of(record), 1):
        former = dossier.former.get((brief, record["date"], number))
        if former is None:
            yield f"the record {correction.former} is missing", former_path(brief, correction)
        elif hashlib.sha256(as_printed(former)).hexdigest() != former.get("published", {}).get("files", {}).get("json"):
            yield f"the record {correction.former} is not as it was written", former_path(brief, correction)
