"""`briefings publish`."""

from __future__ import annotations

import datetime
import re
import unicodedata
from pathlib import Path
from typing import NoReturn

import typer

from briefings.building.build import FORMATS, Workshop
from briefings.building.prepare import briefs_named
from briefings.building.publish import Publication, publish, verify
from briefings.cli.dates import edition_date
from briefings.cli.report import exit_status, say, summary_line, to_text
from briefings.desk.alone import alone
from briefings.desk.files import Desk, find_desk, read_content
from briefings.desk.output import write_files
from briefings.diagnostics import Severity
from briefings.editions.differing import alike
from briefings.editions.published import record_path
from briefings.errors import BriefingsError
from briefings.model import Change, Dossier
from briefings.reading.dossier import parse_dossier

MOST_CHANGES = 8
"""How many of the things that differ from a published edition are named, and how many of the lines."""
MOST_OF_A_NOTICE = 500
"""Characters of the reason of a correction: it is a notice on the first page."""
MOST_LETTERS = 60
"""Of a text that differs, as a refusal shows it."""


def run_publish(brief: str, *, date: str, week: str, correct: str | None, folder: Path) -> int:
    """Publish one edition. The exit status: 0 also where it is published already with the same content."""
    if not brief:
        raise BriefingsError("publish takes one brief", "briefings publish us-rok-alliance --date 2026-01-30")
    reason = " ".join(correct.split()) if correct is not None else ""
    if correct is not None:
        _can_be_printed(reason)
    desk = find_desk(folder)
    day = edition_date(date, week, weekday=desk.settings.desk.weekday)
    today = edition_date("", "", weekday=desk.settings.desk.weekday)
    before = _state(desk.root / record_path(brief, day))
    try:
        return _publish(desk, brief, day, today, reason)
    except KeyboardInterrupt:
        published = _state(desk.root / record_path(brief, day)) != before
        say(f"stopped: {f'{brief} of {day} is published' if published else 'nothing was published'}", err=True)
        raise


def _state(path: Path) -> tuple[int, int] | None:
    """Which file lies there: its number and the time at which it was written."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_mtime_ns


def _publish(desk: Desk, brief: str, day: datetime.date, today: datetime.date, reason: str) -> int:
    with alone(desk.root), Workshop(desk.settings.print) as shop:
        shop.start(FORMATS)
        done = publish(desk, brief, day, shop, correction=reason, today=today)
        if done.built.diagnostics:
            typer.echo(to_text(done.built.diagnostics, done.built.texts), err=True)
        if done.built.files is None:
            if done.number:
                typer.echo(_published_already(brief, day, done), err=True)
            typer.echo(summary_line(done.built.diagnostics, "nothing was published"), err=True)
            return exit_status(done.built.diagnostics, strict=True) or 1
        if done.lost and not done.differs:
            return _mend(desk, f"{brief} of {day} is published as No. {done.number}", done)
        if done.files is not None:
            _write(desk, brief, day, done, corrected=bool(reason))
            return 0
    what = f"{brief} of {day} is published as No. {done.number}"
    if not done.differs:
        typer.echo(f"{what} with the same content; nothing was changed")
        return 0
    typer.echo(_refusal(what, done), err=True)
    return 1


def _can_be_printed(reason: str) -> None:
    """Raises `BriefingsError` for a reason that is none, that is too long, or that holds what nobody can see."""
    if not reason:
        raise BriefingsError("--correct gives no reason", 'readers are told why: --correct "The sum was that of 2024."')
    if len(reason) > MOST_OF_A_NOTICE:
        message = f"--correct has {len(reason)} characters, and {MOST_OF_A_NOTICE} are printed at most"
        raise BriefingsError(message, "say in a sentence or two what was wrong; the notes have room for more")
    unseen = list(dict.fromkeys(letter for letter in reason if not letter.isprintable()))
    if unseen:
        names = ", ".join(f"U+{ord(letter):04X} {_named(letter)}" for letter in unseen[:3])
        seen = "".join(letter for letter in reason if letter.isprintable())
        raise BriefingsError(f"--correct has what cannot be seen: {names}", f'write it without: --correct "{seen}"')


def _named(letter: str) -> str:
    """The name of a character in Unicode, where control characters and bytes that are no text have none."""
    return unicodedata.name(letter, "control character" if unicodedata.category(letter) == "Cc" else "no character")


def _write(desk: Desk, brief: str, day: datetime.date, done: Publication, *, corrected: bool) -> None:
    """Write all files at once, the record last: without it nothing is published."""
    assert done.files is not None
    _clear(desk.root / "content" / "editions" / brief)
    for path in write_files(desk.root, done.files):
        pages = f"  ({done.built.pages} page{'s' if done.built.pages != 1 else ''})" if path.suffix == ".pdf" else ""
        record = path == desk.root / record_path(brief, day)
        number = f"  (No. {done.number}{', corrected' if corrected else ''})" if record else ""
        typer.echo(f"{_shown(path)}{pages}{number}")


def _mend(desk: Desk, what: str, done: Publication) -> int:
    """Write the text of a published edition that is lost again, where it is what it was. The exit status."""
    assert done.lost is not None
    problem, path = done.lost
    if done.files is None:
        typer.echo(f"{what} with the same content, but {problem}\n  hint: {_way_back(path)}", err=True)
        return 1
    write_files(desk.root, done.files)
    typer.echo(f"{what} with the same content; {problem}: it was written again")
    return 0


def _way_back(*paths: str) -> str:
    return f"restore it from the desk's history: git checkout -- {' '.join(paths)}"


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


_LEFT_BEHIND = re.compile(r"\.\d{4}-\d\d-\d\d(-\d+)?\.json\.\w{8}")


def _clear(folder: Path) -> None:
    """Take away what a publication that was killed left behind: it would be committed with the records."""
    for place in (folder, folder / "former", folder / "kept"):
        if place.is_dir() and not place.is_symlink():
            for path in place.iterdir():
                if _LEFT_BEHIND.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                    path.unlink(missing_ok=True)


def _published_already(brief: str, day: datetime.date, done: Publication) -> str:
    """What is said under findings that the edition has today, though it is published: few mean to correct it."""
    return (
        f"{brief} of {day} is published as No. {done.number}, and would be another now; nothing was changed\n"
        '  hint: publish under a new date; or mend this and correct the edition: --correct "what was wrong"'
    )


def _refusal(what: str, done: Publication) -> str:
    lines = [f"{what}, and would be another now: {', '.join(done.differs)} differ; nothing was changed"]
    lines += _some([_told(change) for change in done.changes])
    lines += _some([_told_shortly(*one) for one in done.differing])
    if done.lost:
        lines.append(f"  which lines differ is not known: {done.lost[0]}")
    if done.versions:
        lines.append(f"  made with {'; '.join(done.versions)}")
    if len(lines) == 1:
        lines.append("  the text is the same: a template, a style, a picture or the kept text of a source is another")
    if done.versions and "json" not in done.differs:
        lines.append(
            "  what it says of claims, figures and sources is the same; another version may print it otherwise"
        )
    lines.append('  hint: publish under a new date, or correct this edition: --correct "what was wrong"')
    return "\n".join(lines)


def _some(lines: list[str]) -> list[str]:
    more = [f"  and {len(lines) - MOST_CHANGES} more"] if len(lines) > MOST_CHANGES else []
    return [*lines[:MOST_CHANGES], *more]


def _told(change: Change) -> str:
    values = " → ".join(filter(None, (change.old, change.new)))
    told = (change.label if change.label not in (change.old, change.new) else "", values)
    return f"  {change.kind.replace('-', ' ')}: {': '.join(filter(None, told))}"


def _told_shortly(what: str, old: str, new: str) -> str:
    """`  title: The alliance → The pact`; of long texts the part where they begin to differ."""
    start = alike(old, new) - MOST_LETTERS // 3 if max(len(old), len(new)) > MOST_LETTERS else 0
    return f"  {what}: {_cut(old, start)} → {_cut(new, start)}"


def _cut(text: str, start: int) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    if not text:
        return "(nothing)"
    part = f"…{text[start:]}" if start > 0 else text
    return part if len(part) <= MOST_LETTERS else f"{part[: MOST_LETTERS - 1].rstrip()}…"


# ------------------------------------------------------------------- verify


def run_verify(brief: str, *, date: str, week: str, folder: Path) -> int:
    """Make published editions anew and compare them with their records. 1 where any is not as it was published."""
    desk = find_desk(folder)
    day = edition_date(date, week, weekday=desk.settings.desk.weekday) if date or week else None
    files, others, _refused = read_content(desk.root)
    dossier = parse_dossier(desk.settings, files, others)
    if brief and brief not in dossier.published:
        briefs_named(dossier, (brief,))
    damaged = tuple(
        one
        for one in dossier.diagnostics
        if one.place.path.startswith(f"content/editions/{brief}/" if brief else "content/editions/")
        and one.severity is Severity.ERROR
    )
    if damaged:
        typer.echo(to_text(damaged, dossier.texts), err=True)
    status, count = int(bool(damaged)), 0
    with Workshop(desk.settings.print) as shop:
        for one in verify(desk, files, (brief,) if brief else (), day, shop):
            count += 1
            name = f"{one.brief} of {one.date}, No. {one.number}"
            typer.echo(f"{name}: {'; '.join(one.problems) or 'as it was published'}")
            if one.damaged:
                typer.echo(f"  hint: {_way_back(*one.damaged)}")
            if one.problems:
                status = 1
                if one.built is not None and one.built.files is None:
                    typer.echo(to_text(one.built.diagnostics, one.built.texts), err=True)
    if not count and not damaged:
        if day is not None:
            _there_is_none(brief, day, dossier)
        typer.echo("no edition is published")
    return status


def _there_is_none(brief: str, day: datetime.date, dossier: Dossier) -> NoReturn:
    """Raises `BriefingsError` with the days on which editions were published, the newest last."""
    records = (
        dossier.published.get(brief, ()) if brief else (one for all_ in dossier.published.values() for one in all_)
    )
    days = sorted({str(one["date"]) for one in records})
    more = f"the last {MOST_CHANGES} of {len(days)}: " if len(days) > MOST_CHANGES else ""
    raise BriefingsError(
        f"no edition{f' of {brief}' if brief else ''} is published under {day}",
        f"published: {more}{', '.join(days[-MOST_CHANGES:]) or 'none'}",
    )
