"""`briefings build`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self

from briefings.building.clearing import Cleared, clear
from briefings.building.parts import Parts
from briefings.building.plan import FORMATS, Asked, Finished, Plan, paths_of
from briefings.building.processes import Processes
from briefings.building.stock import Stock
from briefings.cli.dates import edition_date
from briefings.cli.report import exit_status, say, summary_line, to_text
from briefings.desk.listing import find_root
from briefings.desk.output import write_files
from briefings.diagnostics import Diagnostic
from briefings.errors import BriefingsError

if TYPE_CHECKING:
    from briefings.building.crew import Crew
    from briefings.building.order import Built

HERE = Path()

_MOST_NAMES = 6
"""Of files that a build did not make; the others are counted."""


def run_build(
    briefs: tuple[str, ...],
    *,
    date: str = "",
    week: str = "",
    formats: str = ",".join(FORMATS),
    strict: bool = False,
    jobs: int = 0,
    executor: str = "",
    keep: bool = True,
    folder: Path = HERE,
) -> int:
    """Build; findings go to standard error, the paths of what was made to standard output. The exit status.

    A brief whose files are as they would be made is not made again, unless `keep` is false.
    """
    wanted = _formats(formats)
    if executor and jobs:
        raise BriefingsError(
            "--jobs and --executor exclude each other: a cluster has as many jobs as its workers have threads",
            "leave out --jobs to build on the cluster, or --executor to build on this machine",
        )
    root = find_root(folder)
    with ended_on_request(), _Makers(wanted, jobs=jobs, executor=executor) as makers:
        stock = Stock(root, keep=keep, at_change=makers.start)
        plan = Plan(stock, Asked(edition_date(date, week, weekday=stock.weekday), wanted, strict))
        report = _Report(root, plan.asked, stock.briefs(briefs))
        try:
            left, every = [], {}
            for brief in report.briefs:
                parts = every[brief] = plan.parts(brief)
                finished = plan.finished(parts)
                if finished is None:
                    left.append(parts)
                else:
                    report.take(finished)
            stock.index.save()
            if left:
                _make(plan, left, report, makers)
            report.cleared = clear(plan, {brief: every[brief] for brief in report.there})
        finally:
            plan.save()
    return report.end(strict=strict)


class _Makers:
    """The processes that make the briefs: two beside this one, a crew, or those of a cluster. The first two get ready
    while the desk is read."""

    def __init__(self, formats: tuple[str, ...], *, jobs: int, executor: str) -> None:
        self.formats = formats
        self.jobs = jobs
        self.executor = executor
        self.processes = Processes()
        self.crew: Crew | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.crew is not None:
            self.crew.close()
        self.processes.close()

    def start(self) -> None:
        """Start what is likely to be wanted, at the first file that is new or changed."""
        if self.jobs > 1:  # others make the briefs, with processes of their own
            from briefings.building.crew import Crew

            self.crew = Crew()
            self.crew.start(self.jobs, self.formats)
        elif not self.executor:
            with suppress(BriefingsError):  # what is missing is said when it is needed
                self.processes.start(self.formats)

    def start_for(self, count: int) -> None:
        """Have the two beside this one for so many briefs, or not, where others make them."""
        from briefings.building.jobs import default_jobs

        if not self.executor and (self.jobs or default_jobs(count)) == 1:
            self.processes.start(self.formats)
        else:
            self.processes.close()


def _make(plan: Plan, left: list[Parts], report: _Report, makers: _Makers) -> None:
    """Make the briefs that are left. What this needs is imported here: as a rule nothing is left.

    The processes that do it are started first, for their own imports take as long as those of this one.
    """
    makers.start_for(len(left))
    from briefings.building.build import Workshop
    from briefings.building.executors import maker_for
    from briefings.building.picking import Packer
    from briefings.desk.files import find_desk

    by_brief = {parts.brief: parts for parts in left}
    desk = find_desk(plan.stock.root)
    shop = Workshop(desk.settings.print, prints=plan.prints, processes=makers.processes)
    executor, jobs, crew = makers.executor, makers.jobs, makers.crew
    with (
        Packer(desk, plan.stock, plan.asked) as packer,
        maker_for(shop, plan.asked.formats, orders=len(left), jobs=jobs, executor=executor, crew=crew) as maker,
    ):
        try:
            for order, built in maker(packer.order(parts) for parts in left):
                if report.write(built):
                    plan.put(by_brief[built.brief], order, built)
        except BaseException as error:
            if report.printed or not isinstance(error, BriefingsError):
                report.cut_short()
            raise


class _Report:
    """Writes what was made as soon as it is made, and tells of it in the order of the briefs, whoever was first."""

    def __init__(self, root: Path, asked: Asked, briefs: tuple[str, ...]) -> None:
        self.briefs = briefs
        self._root = root
        self._asked = asked
        self._told = 0
        """How many of the briefs have had their turn."""
        self._ready: dict[str, tuple[Built | Finished, tuple[Path, ...] | BriefingsError]] = {}
        self._said: set[Diagnostic] = set()
        self._hints: set[str] = set()
        self.there: list[str] = []
        """The briefs whose files are there, as they would be made."""
        self.cleared = Cleared()
        self._unwritten = 0
        self._unchanged = 0

    def write(self, built: Built) -> bool:
        """Write all files of a brief, or none; a disk that does not take them may still take those of the next.
        Whether they are there."""
        try:
            self._take(built, write_files(self._root, built.files or {}))
        except BriefingsError as error:
            self._take(built, error)
            return False
        return built.files is not None

    def take(self, finished: Finished) -> None:
        """Tell of a brief that was not made, for its files are as they would be."""
        self._unchanged += 1
        self._take(finished, tuple(self._root / path for path in finished.paths))

    def _take(self, built: Built | Finished, written: tuple[Path, ...] | BriefingsError) -> None:
        self._ready[built.brief] = built, written
        while self._told < len(self.briefs) and self.briefs[self._told] in self._ready:
            self._tell(*self._ready.pop(self.briefs[self._told]))
            self._told += 1

    def _tell(self, built: Built | Finished, written: tuple[Path, ...] | BriefingsError) -> None:
        new = tuple(one for one in built.diagnostics if one not in self._said)
        self._said.update(new)
        if new:
            say(to_text(new, built.texts), err=True)
        if isinstance(written, BriefingsError):
            self._unwritten += 1
            say(f"{built.brief}: {written.message}", err=True)
            if written.hint not in self._hints:
                self._hints.add(written.hint)
                say(f"  hint: {written.hint}", err=True)
        elif not written:
            say(self._not_printed(built.brief), err=True)
        else:
            self.there.append(built.brief)
            for path in written:
                pages = f"  ({built.pages} page{'s' if built.pages != 1 else ''})" if path.suffix == ".pdf" else ""
                say(f"{_shown(path)}{pages}")

    def _not_printed(self, brief: str) -> str:
        last = (self._root / path for path in paths_of(brief, self._asked.date, FORMATS))
        kept = any(path.exists() for path in last)
        return f"{brief}: not printed{'; the files of its last build are as they were' if kept else ''}"

    @property
    def printed(self) -> int:
        return len(self.there)

    def cut_short(self) -> None:
        """Tell what there is when the rest will not come."""
        for brief in self.briefs[self._told :]:
            if brief in self._ready:
                self._tell(*self._ready.pop(brief))
        all_, done = len(self.briefs), self.printed
        say(
            f"stopped: {done} of {all_} brief{'s' if all_ != 1 else ''} printed, each with all its files; "
            "the files of the others are as they were",
            err=True,
        )

    def end(self, *, strict: bool) -> int:
        """Sum up; the exit status."""
        for names, what in (
            (self.cleared.gone, "removed, for the desk no longer has their brief"),
            (self.cleared.stale, "removed, for they were of an earlier state of the desk"),
            (self.cleared.unknown, "left as they were, and may be of another state of the desk"),
        ):
            if names:
                more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
                say(f"{what}: {', '.join(names[:_MOST_NAMES])}{more}", err=True)
        if self._unchanged:
            whole = len(self.briefs)
            say(f"{self._unchanged} of {whole} brief{'s' * (whole != 1)} unchanged since the last build", err=True)
        unprinted = len(self.briefs) - self.printed
        if unprinted:
            some = f"{unprinted} of {len(self.briefs)} briefs were not printed"
            ending = some if self.printed else "nothing was printed"
            say(summary_line(tuple(self._said), ending), err=True)
        if self._unwritten:
            return 3
        return exit_status(tuple(self._said), strict=strict) or (1 if unprinted else 0)


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


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in wanted:
        if name not in FORMATS:
            from briefings.reading.records import nearest

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
