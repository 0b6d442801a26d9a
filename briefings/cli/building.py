"""`briefings build`."""

from __future__ import annotations

from pathlib import Path

import typer

from briefings.building.build import FORMATS, Workshop
from briefings.building.prepare import prepare, try_layouts
from briefings.checks.suppressing import apply
from briefings.cli.dates import edition_date
from briefings.cli.report import exit_status, summary_line, to_text
from briefings.desk.files import find_desk
from briefings.diagnostics import in_order, matches
from briefings.errors import BriefingsError
from briefings.reading.records import nearest

IN_THE_WAY = ("FM", "OUT", "TPL")
"""Families of mistakes for which a brief cannot even be laid out."""


def run_build(briefs: tuple[str, ...], *, date: str, week: str, formats: str, strict: bool, folder: Path) -> int:
    """Build; findings go to standard error, the paths of what was made to standard output. The exit status."""
    wanted = _formats(formats)
    desk = find_desk(folder)
    day = edition_date(date, week, weekday=desk.settings.desk.weekday)
    with Workshop(desk, wanted, strict=strict) as shop:
        prepared = prepare(desk, briefs, day)
        found, suppressions = apply(prepared.diagnostics, prepared.material, day)
        texts = prepared.dossier.texts
        status = exit_status(found, strict=strict)
        if status:  # the layouts' mistakes are said in the same run, though nothing will be printed
            tried = [one for job in prepared.jobs for one in suppressions.standing(try_layouts(job), job.edition.brief)]
            found = in_order([*found, *tried])
        if found:
            typer.echo(to_text(found, texts), err=True)
        if status:
            typer.echo(summary_line(found, "nothing was printed"), err=True)
            return status
        everything = list(found)
        if prepared.unmade:  # by an error that the desk ignores: then it is said after all
            unsaid = [one for one in prepared.diagnostics if one not in found and matches(one.code, IN_THE_WAY)]
            everything += unsaid
            typer.echo(to_text(tuple(unsaid), texts), err=True)
        for name in prepared.unmade:
            typer.echo(_not_printed(name), err=True)
        for built in shop.build(prepared.jobs, suppressions.standing):
            more = suppressions.standing(built.diagnostics, built.brief) if built.paths else built.diagnostics
            everything += more
            if more:
                typer.echo(to_text(more, texts), err=True)
            for path in built.paths:
                pages = f"  ({built.pages} page{'s' if built.pages != 1 else ''})" if path.suffix == ".pdf" else ""
                typer.echo(f"{_shown(path)}{pages}")
            if not built.paths:
                typer.echo(_not_printed(built.brief), err=True)
    return exit_status(tuple(everything), strict=strict)


def _not_printed(brief: str) -> str:
    return f"{brief}: not printed; the files of its last build are as they were"


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in wanted:
        if name not in FORMATS:
            guess = nearest(name, FORMATS)
            raise BriefingsError(
                f"there is no format {name!r}",
                f"did you mean {guess!r}?" if guess else f"formats: {', '.join(FORMATS)}",
            )
    if not wanted:
        raise BriefingsError("--format names nothing", f"formats: {', '.join(FORMATS)}")
    return wanted


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
