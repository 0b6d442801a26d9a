"""`briefings build`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import typer

from briefings.building.build import FORMATS, Workshop
from briefings.building.executors import maker_for
from briefings.building.order import Built
from briefings.building.picking import pick
from briefings.cli.dates import edition_date
from briefings.cli.report import exit_status, summary_line, to_text
from briefings.desk.files import Desk, find_desk
from briefings.desk.output import write_files
from briefings.diagnostics import Diagnostic
from briefings.errors import BriefingsError
from briefings.reading.records import nearest


def run_build(
    briefs: tuple[str, ...],
    *,
    date: str,
    week: str,
    formats: str,
    strict: bool,
    jobs: int = 0,
    executor: str = "",
    folder: Path,
) -> int:
    """Build; findings go to standard error, the paths of what was made to standard output. The exit status."""
    wanted = _formats(formats)
    desk = find_desk(folder)
    day = edition_date(date, week, weekday=desk.settings.desk.weekday)
    with ended_on_request(), Workshop(desk.settings.print) as shop:
        if not executor and (jobs == 1 or len(briefs) == 1):
            shop.start(wanted)
        orders = tuple(pick(desk, briefs, day, wanted, strict=strict))
        report = _Report(desk, tuple(order.brief for order in orders))
        with maker_for(shop, wanted, orders=len(orders), jobs=jobs, executor=executor) as maker:
            try:
                for _order, built in maker(orders):
                    report.take(built)
            except BaseException as error:
                if report.printed or not isinstance(error, BriefingsError):
                    report.cut_short()
                raise
    return report.end(strict=strict)


class _Report:
    """Writes what was made as soon as it is made, and tells of it in the order of the briefs, whoever was first."""

    def __init__(self, desk: Desk, briefs: tuple[str, ...]) -> None:
        self._desk = desk
        self._briefs = briefs
        self._told = 0
        """How many of the briefs have had their turn."""
        self._ready: dict[str, tuple[Built, tuple[Path, ...] | BriefingsError]] = {}
        self._said: set[Diagnostic] = set()
        self._hints: set[str] = set()
        self.printed = 0
        self._unwritten = 0

    def take(self, built: Built) -> None:
        """Write all files of a brief, or none; a disk that does not take them may still take those of the next."""
        try:
            self._ready[built.brief] = built, write_files(self._desk.root, built.files or {})
        except BriefingsError as error:
            self._ready[built.brief] = built, error
        while self._told < len(self._briefs) and self._briefs[self._told] in self._ready:
            self._tell(*self._ready.pop(self._briefs[self._told]))
            self._told += 1

    def _tell(self, built: Built, written: tuple[Path, ...] | BriefingsError) -> None:
        new = tuple(one for one in built.diagnostics if one not in self._said)
        self._said.update(new)
        if new:
            typer.echo(to_text(new, built.texts), err=True)
        if built.files is None:
            typer.echo(_not_printed(built.brief), err=True)
        elif isinstance(written, BriefingsError):
            self._unwritten += 1
            typer.echo(f"{built.brief}: {written.message}", err=True)
            if written.hint not in self._hints:
                self._hints.add(written.hint)
                typer.echo(f"  hint: {written.hint}", err=True)
        else:
            self.printed += 1
            for path in written:
                pages = f"  ({built.pages} page{'s' if built.pages != 1 else ''})" if path.suffix == ".pdf" else ""
                typer.echo(f"{_shown(path)}{pages}")

    def cut_short(self) -> None:
        """Tell what there is when the rest will not come."""
        for brief in self._briefs[self._told :]:
            if brief in self._ready:
                self._tell(*self._ready.pop(brief))
        all_, done = len(self._briefs), self.printed
        typer.echo(
            f"stopped: {done} of {all_} brief{'s' if all_ != 1 else ''} printed, each with all its files; "
            "the files of the others are as they were",
            err=True,
        )

    def end(self, *, strict: bool) -> int:
        """Sum up; the exit status."""
        unprinted = len(self._briefs) - self.printed
        if unprinted:
            some = f"{unprinted} of {len(self._briefs)} briefs were not printed"
            ending = some if self.printed else "nothing was printed"
            typer.echo(summary_line(tuple(self._said), ending), err=True)
        if self._unwritten:
            return 3
        return 1 if unprinted else exit_status(tuple(self._said), strict=strict)


@contextmanager
def ended_on_request() -> Iterator[None]:
    """Inside the block SIGTERM is an end by the book: children are ended and no temporary file is left."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


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
