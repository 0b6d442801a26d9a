"""`briefings build`."""

from __future__ import annotations

from pathlib import Path

import typer

from briefings.building.build import FORMATS, Workshop
from briefings.building.order import make
from briefings.building.picking import pick
from briefings.cli.dates import edition_date
from briefings.cli.report import exit_status, summary_line, to_text
from briefings.desk.files import find_desk
from briefings.desk.output import write_files
from briefings.diagnostics import Diagnostic
from briefings.errors import BriefingsError
from briefings.reading.records import nearest


def run_build(briefs: tuple[str, ...], *, date: str, week: str, formats: str, strict: bool, folder: Path) -> int:
    """Build; findings go to standard error, the paths of what was made to standard output. The exit status."""
    wanted = _formats(formats)
    desk = find_desk(folder)
    day = edition_date(date, week, weekday=desk.settings.desk.weekday)
    said, printed, unprinted = set[Diagnostic](), 0, 0
    with Workshop(desk.settings.print) as shop:
        shop.start(wanted)
        for order in pick(desk, briefs, day, wanted, strict=strict):
            built = make(order, shop)
            new = tuple(one for one in built.diagnostics if one not in said)
            said.update(new)
            if new:
                typer.echo(to_text(new, built.texts), err=True)
            if built.files is None:
                unprinted += 1
                typer.echo(_not_printed(built.brief), err=True)
                continue
            printed += 1
            for path in write_files(desk.root, built.files):
                pages = f"  ({built.pages} page{'s' if built.pages != 1 else ''})" if path.suffix == ".pdf" else ""
                typer.echo(f"{_shown(path)}{pages}")
    if unprinted:
        ending = f"{unprinted} of {printed + unprinted} briefs were not printed" if printed else "nothing was printed"
        typer.echo(summary_line(tuple(said), ending), err=True)
    return 1 if unprinted else exit_status(tuple(said), strict=strict)


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
