"""How much memory a worker takes while it makes many briefs: `python scripts/memory.py [--briefs 500]`.

The desk is that of `catalogue.py`, briefs of four pages with sixteen citations. Of the three processes that make a
brief (the worker itself, the press, Pandoc) each line gives, in MB, the most that each has had resident so far, and the
most that all three have had together after a brief: their own memory, and their share of what they have in common with
other processes (`Pss` of Linux). Pandoc's own file is 90 MB of it, which the workers of a machine share.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from catalogue import DATE, Size, write_catalogue

from briefings.building.crew import Crew
from briefings.building.order import Order
from briefings.building.picking import pick
from briefings.building.worker import make_here
from briefings.desk.files import find_desk

FORMATS = ("html", "pdf", "json")
DIFFERENT = 50
"""Briefs that differ; then they come again."""


def measure(session: int, most: dict[str, float]) -> None:
    """Raise `most` to the memory, in MB, of the processes of a worker's session by their names, and of all of them."""
    together = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.joinpath("stat").read_text().rpartition(")")[2].split()[3] != str(session):
                continue
            words = folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
            name = "Pandoc" if "pandoc" in words else "press" if "printing.press" in words else "worker"
            most[name] = max(most.get(name, 0), _field(folder / "status", "VmHWM"))
            together += _field(folder / "smaps_rollup", "Pss")
        except (OSError, StopIteration):  # it has gone meanwhile
            continue
    most["together"] = max(most.get("together", 0), together)


def _field(path: Path, name: str) -> float:
    """A line of a file of /proc that is in kB, in MB."""
    line = next(line for line in path.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


def measured(orders: Iterator[Order], *, briefs: int, every: int) -> Iterator[tuple[int, dict[str, float]]]:
    """The memory of one worker after the first brief, and then from time to time."""
    most: dict[str, float] = {}
    with Crew() as crew:
        for number, order in enumerate(itertools.islice(orders, briefs), start=1):
            built = crew.do(make_here, order, seconds=600)
            if built.files is None:
                raise SystemExit(f"{order.brief}: {built.diagnostics}")
            (session,) = crew.pids
            measure(session, most)
            if number == 1 or number % every == 0:
                yield number, most


def main() -> None:
    """Print a line for the first brief, and for each tenth of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--briefs", type=int, default=500)
    briefs: int = parser.parse_args().briefs
    with tempfile.TemporaryDirectory() as folder:
        write_catalogue(Path(folder), Size(briefs=DIFFERENT, notes=480, sources=120))
        desk = find_desk(Path(folder))
        orders = tuple(pick(desk, (), datetime.date.fromisoformat(DATE), FORMATS))
        print(f"{'briefs':>6} {'worker':>7} {'press':>7} {'Pandoc':>7} {'together':>8}")
        for number, most in measured(itertools.cycle(orders), briefs=briefs, every=max(1, briefs // 10)):
            each = " ".join(f"{most.get(name, 0):7.0f}" for name in ("worker", "press", "Pandoc"))
            print(f"{number:6} {each} {most['together']:8.0f}", flush=True)


if __name__ == "__main__":
    main()
