"""Orders made on more than one processor: by workers of this machine here, by those of a cluster in `cluster`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from briefings.building.build import Workshop
from briefings.building.crew import Crew, WorkerLostError
from briefings.building.jobs import default_jobs
from briefings.building.order import Built, Order, make
from briefings.building.worker import make_here
from briefings.diagnostics import Diagnostic, Place
from briefings.model import PrintSettings

Item = TypeVar("Item")
Result = TypeVar("Result")

Maker = Callable[[Iterable[Order]], Iterator[tuple[Order, Built]]]
"""Makes orders, and gives each with what became of it as soon as it is made, in whatever order that is."""

AHEAD = 2
"""Orders that are at work or wait, for each worker: none waits for the next one, and few are held in memory."""


@contextmanager
def maker_for(
    shop: Workshop, formats: tuple[str, ...], *, orders: int, jobs: int, executor: str, crew: Crew | None = None
) -> Iterator[Maker]:
    """What makes so many orders: the cluster named by `executor`; else `jobs` workers of this machine, as many as are
    worth while when that is 0; for one, `shop` in this process, which is quicker than to start a worker. `crew` are
    workers that were started before."""
    jobs = jobs or default_jobs(orders)
    if executor:
        from briefings.building.cluster import on_cluster

        with on_cluster(executor, shop.settings, formats) as maker:
            yield maker
    elif jobs > 1:
        with on_cores(jobs, shop.settings, crew) as maker:
            yield maker
    else:
        yield lambda orders: ((order, make(order, shop)) for order in orders)


@contextmanager
def on_cores(jobs: int, settings: PrintSettings, crew: Crew | None = None) -> Iterator[Maker]:
    """A maker that has `jobs` orders made at a time, each by a process of its own; they are started at once, unless
    `crew` was before."""
    seconds = longest(settings)
    if crew is None:
        crew = Crew()
        crew.start(jobs)
    with crew, ThreadPoolExecutor(jobs) as threads:

        def submit(order: Order) -> Future[Built]:
            return threads.submit(crew.do, make_here, order, seconds=seconds)

        def maker(orders: Iterable[Order]) -> Iterator[tuple[Order, Built]]:
            for order, future in as_finished(submit, orders, most=AHEAD * jobs):
                yield order, built(order, future, seconds)

        try:
            yield maker
        except BaseException:  # an interrupt, most often: what is at work is not waited for
            crew.close()
            raise


def longest(settings: PrintSettings) -> float:
    """Seconds after which a worker is held to hang. Each part has a limit of its own: two layouts, two tries to print
    and two to format citations, the start of the press; this one is beyond all of them."""
    return 4 * settings.time_limit + 180


def as_finished(
    submit: Callable[[Item], Future[Result]],
    items: Iterable[Item],
    *,
    most: int,
    watch: Callable[[], None] | None = None,
) -> Iterator[tuple[Item, Future[Result]]]:
    """Each item with its future, when that is done; never more than `most` are out, and no item is asked for sooner.

    `watch` is called each second in which nothing came. What is out when the caller stops, or is interrupted, is called
    back.
    """
    left = iter(items)
    out: dict[Future[Result], Item] = {}
    try:
        while True:
            for item in islice(left, most - len(out)):
                out[submit(item)] = item
            if not out:
                return
            # With a time limit, for without one Windows does not see an interrupt.
            wait(out, timeout=1, return_when=FIRST_COMPLETED)
            done = [future for future in out if future.done()]
            if not done and watch is not None:
                watch()
            for future in done:
                yield out.pop(future), future
    finally:
        for future in out:
            future.cancel()


def built(order: Order, future: Future[Built], seconds: float) -> Built:
    """What became of an order; a worker that was lost at it is told as a mistake of the brief."""
    try:
        return future.result()
    except WorkerLostError as lost:
        return not_built(order, *why(order, lost, seconds))


def not_built(order: Order, code: str, message: str, hint: str) -> Built:
    """An order of which nothing became."""
    found = Diagnostic.error(code, Place(f"content/briefs/{order.brief}.md"), message, hint)
    return Built(order.brief, None, 0, (found,), {})


def why(order: Order, lost: WorkerLostError, seconds: float) -> tuple[str, str, str]:
    """Code, message and hint for an order at which workers were lost."""
    if lost.timed_out:
        return (
            "OUT03",
            f"making {order.brief!r} took longer than {seconds:g} seconds and was stopped",
            "build this brief alone to see what it does; print its sections one by one",
        )
    said = [line.strip() for line in lost.last_words.splitlines() if line.strip()]
    end = f"{_end(lost.exit_code)}: {said[-1]}" if said else _end(lost.exit_code)
    return (
        "OUT05",
        f"the worker that made {order.brief!r} ended in the middle, and so did a second one ({end})",
        "a machine that runs out of memory kills processes: build with fewer --jobs, or this brief alone",
    )


def _end(exit_code: int) -> str:
    if exit_code < 0 and -exit_code in {*signal.Signals}:
        return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"
