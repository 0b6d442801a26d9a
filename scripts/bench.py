"""Measure whole commands on desks made for it, beside other ways to the same pages.

    make bench                            everything; about twenty minutes
    make bench PARTS="cold again"         some of it; what was measured before stays
    make bench RUNS=1 SMALL=1             quickly, to see that it works; nothing is written down

Parts: `cold`, one brief; `catalogue`, 208 briefs and a sample of them beside peers; `again`, a catalogue that was built
before; `growth`, from 10 to 2,000 briefs, with the memory of workers; `check`, the checks alone. Each command is a
process of its own. What is compared is run in turn, round after round, so that a slow minute strikes all alike;
values are medians. Nothing else should run meanwhile. The measured values go to docs/performance.json, part by part as
they are ready, and scripts/generate_docs.py makes docs/performance.md of them.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import math
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import catalogue
import claims_desk
import peers
import performance
import pypandoc

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "performance.json"
BRIEFINGS = (
    shutil.which("briefings", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "briefings"
)
FULL = catalogue.Size()
SAMPLE = 24
"""Briefs that are made by peers, which take too long for all; and by us too, beside them."""

Values = dict[str, Any]


# -------------------------------------------------------------------- doing


def seconds(command: list[str | Path], folder: Path) -> float:
    """How long a command takes. One that fails ends the measuring: what it said is shown."""
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    taken = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} in {folder} left with {done.returncode}:\n{done.stdout[-3000:]}")
    return taken


def cpu() -> float:
    """Seconds of processors that all ended children have had: on a busy machine truer than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(*more: str, formats: str = "html,pdf") -> list[str | Path]:
    return [BRIEFINGS, "build", "--date", catalogue.DATE, "--format", formats, *more]


def clean(desk: Path) -> None:
    shutil.rmtree(desk / "build", ignore_errors=True)


def in_turn(rounds: int, things: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Each thing once a round. The first of a kind may be slow for want of bytecode: callers warm up before."""
    taken: dict[str, list[float]] = {name: [] for name in things}
    for number in range(rounds):
        for name, thing in things.items():
            before = cpu()
            taken[name].append(thing())
            said = f"{taken[name][-1]:.2f} s, {cpu() - before:.2f} s of processors"
            print(f"    {name}, {number + 1} of {rounds}: {said}", flush=True)
    return taken


def medians(taken: Mapping[str, list[float]]) -> Values:
    return {name: round(statistics.median(values), 4) for name, values in taken.items()}


def peer(way: str, folder: Path, jobs: int) -> Callable[[], float]:
    """All briefs of a folder by a way of scripts/peers.py, from nothing: what it made before is taken away.

    With one brief every program is started for it; its steps are run from here, so that nothing of ours is counted.
    """
    names = peers.names_of(folder)

    def once() -> float:
        for suffix in ("html", "pdf", "typ"):
            for file in folder.glob(f"*.{suffix}"):
                file.unlink()
        start = time.perf_counter()
        if len(names) == 1:
            peers.ALONE[way](names[0], folder)
        else:
            peers.make(way, folder, names, jobs)
        taken = time.perf_counter() - start
        made = len(list(folder.glob("*.pdf")))
        if made != len(names):
            sys.exit(f"{way} made {made} of {len(names)} briefs")
        return taken

    return once


def ours(desk: Path, *more: str, formats: str = "html,pdf", files: int | None = None) -> Callable[[], float]:
    """`briefings build` from nothing, with a look at how many PDF files came out."""

    def once() -> float:
        clean(desk)
        taken = seconds(build(*more, formats=formats), desk)
        made = len(list(desk.glob("build/*/*.pdf" if "pdf" in formats else "build/*/*.html")))
        if files is not None and made != files:
            sys.exit(f"briefings made {made} of {files} briefs")
        return taken

    return once


# -------------------------------------------------------------------- parts


def cold(folder: Path, rounds: int, _full: catalogue.Size) -> Values:
    """One brief by itself: a desk of its ten notes and sixteen sources, and the same text for the peers."""
    one = catalogue.Size(1, 10, 16)
    desk, texts = folder / "one", folder / "one-peers"
    catalogue.write_catalogue(desk, one)
    catalogue.write_peers(texts, one)
    peers.set_up(texts)
    things = {"briefings": ours(desk, files=1), **{way: peer(way, texts, 1) for way in peers.WAYS}}
    in_turn(1, things)  # bytecode and font caches
    return medians(in_turn(rounds, things))


def whole(folder: Path, rounds: int, full: catalogue.Size) -> Values:
    """The whole catalogue and a sample of it; seconds for all, and the peers for the sample."""
    count = min(SAMPLE, full.briefs)
    part = replace(
        full, briefs=count, notes=full.notes * count // full.briefs, sources=full.sources * count // full.briefs
    )
    desk, sample, texts = folder / "full", folder / "sample", folder / "sample-peers"
    catalogue.write_catalogue(desk, full)
    catalogue.write_catalogue(sample, part)
    catalogue.write_peers(texts, part)
    things = {
        "whole": ours(desk, "--jobs", "2", files=full.briefs),
        "html": ours(desk, "--jobs", "2", formats="html", files=full.briefs),
        "sample": ours(sample, "--jobs", "2", files=count),
        **{way: peer(way, texts, 2) for way in peers.WAYS},
    }
    peers.set_up(texts)
    for way in peers.WAYS:  # font caches
        peers.make(way, texts, peers.names_of(texts)[:2], 2)
    return {"briefs": full.briefs, "sample-briefs": count, **medians(in_turn(rounds, things))}


def again(folder: Path, rounds: int, full: catalogue.Size) -> Values:
    """A catalogue that was built: once more with nothing changed, and after one word of one note."""
    desk = folder / "again"
    catalogue.write_catalogue(desk, full)
    first = ours(desk, "--jobs", "2", files=full.briefs)()
    notes = sorted((desk / "content/notes").glob("*/*.md"))

    def one_word() -> float:
        note = notes.pop(len(notes) // 2)
        text = note.read_text(encoding="utf-8")
        note.write_text(text.replace(" has ", " had ", 1) if " has " in text else f"{text}\nMore.\n", encoding="utf-8")
        return seconds(build(), desk)

    taken = in_turn(rounds, {"nothing": lambda: seconds(build(), desk), "one-word": one_word})
    return {"briefs": full.briefs, "first": round(first, 2), **medians(taken)}


def growth(folder: Path, _rounds: int, full: catalogue.Size) -> Values:
    """Catalogues of growing size, once each, and the memory of their processes."""
    printed, screens = ((10, 50, full.briefs, 500), (10, 50, full.briefs, 2000)) if full == FULL else ((2, 4), (2, 6))
    found = []
    for formats, sizes in (("html,pdf", printed), ("html", screens)):
        for briefs in sizes:
            desk = folder / f"growth-{briefs}"
            size = replace(full, briefs=briefs, notes=max(1, full.notes * briefs // full.briefs))
            size = replace(size, sources=max(16, full.sources * briefs // full.briefs))
            catalogue.write_catalogue(desk, size)
            with Memory() as memory:
                taken = ours(desk, "--jobs", "2", formats=formats, files=briefs)()
            found.append({"formats": formats, "briefs": briefs, "seconds": round(taken, 2), **memory.values()})
            print(f"    {briefs} briefs: {taken:.1f} s, {found[-1]}", flush=True)
            shutil.rmtree(desk)
    slopes = {
        formats: round(slope([(one["briefs"], one["seconds"]) for one in found if one["formats"] == formats]), 3)
        for formats in ("html,pdf", "html")
    }
    return {"sizes": found, "slopes": slopes}


def slope(points: list[tuple[int, float]]) -> float:
    """The exponent of the growth: 1 where twice the briefs take twice the time (least squares on logarithms)."""
    across, up = zip(*((math.log(count), math.log(taken)) for count, taken in points), strict=True)
    return statistics.linear_regression(across, up).slope


def check(folder: Path, rounds: int, full: catalogue.Size) -> Values:
    """`briefings check` on sources of 60 kB each."""
    sizes = ((50, 25), (100, 50), (200, 100), (400, 200)) if full == FULL else ((50, 25),)
    command: list[str | Path] = [BRIEFINGS, "check", "--date", catalogue.DATE]
    found = []
    for claims, sources in sizes:
        desk = folder / f"claims-{claims}"
        claims_desk.write_desk(desk, claims, sources)
        seconds(command, desk)  # bytecode

        def from_nothing(desk: Path = desk) -> float:
            clean(desk)
            return seconds(command, desk)

        def unchanged(desk: Path = desk) -> float:
            return seconds(command, desk)

        taken = in_turn(rounds, {"cold": from_nothing, "unchanged": unchanged})
        found.append({"claims": claims, "sources": sources, **medians(taken)})
    return {"sizes": found}


PARTS: dict[str, Callable[[Path, int, catalogue.Size], Values]] = {
    "cold": cold,
    "catalogue": whole,
    "again": again,
    "growth": growth,
    "check": check,
}


# ------------------------------------------------------------------- memory


class Memory(threading.Thread):
    """Looks twice a second at the processes that descend from this one, as Linux counts their memory.

    Shared pages are divided among those who share them (PSS), so that the sum over a worker and its children is true.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._seen: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        while not self._ended.wait(0.5):
            self._seen.append(_largest())

    def values(self) -> Values:
        """MiB: the most that a worker and its children had, and that any one process had; and of the worker and its
        children the medians of the second tenth and of the last but one."""
        trees = [tree for tree, _process in self._seen if tree] or [0]
        tenth = max(1, len(trees) // 10)
        early, late = trees[tenth : 2 * tenth] or trees, trees[-2 * tenth : -tenth] or trees
        return {
            "worker-peak": round(max(trees) / 1024),
            "process-peak": round(max((process for _tree, process in self._seen), default=0) / 1024),
            "worker-early": round(statistics.median(early) / 1024),
            "worker-late": round(statistics.median(late) / 1024),
        }


def _largest() -> tuple[int, int]:
    """KiB of the largest tree of processes below a child of `briefings`, a worker, and of the largest process there."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = int(entry.parent.name), entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(rest[1]), []).append(pid)
    trees = [
        [_share(pid) for pid in _tree(worker, children)]
        for program in children.get(os.getpid(), ())
        for worker in children.get(program, ())
    ]
    return max(map(sum, trees), default=0), max(map(max, trees), default=0)


def _tree(pid: int, children: Mapping[int, list[int]]) -> list[int]:
    return [pid, *(below for child in children.get(pid, ()) for below in _tree(child, children))]


def _share(pid: int) -> int:
    """KiB of one process; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


# --------------------------------------------------------------------- main


def machine() -> Values:
    """What was measured on, and with what."""
    cpu = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    chromium = subprocess.run(["chromium", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    names = ("briefings", "weasyprint", "typst", "pydyf")
    return {
        "cpu": cpu[0].partition(":")[2].strip() if cpu else platform.processor(),
        "cores": os.cpu_count(),
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in names},
            "pandoc": pypandoc.get_pandoc_version(),
            "chromium": chromium.split()[1] if len(chromium.split()) > 1 else "",
        },
    }


def load() -> float:
    """The machine's load before we begin."""
    return round(os.getloadavg()[0], 2)


def main() -> None:
    """Measure the parts asked for, one after the other, and write each down when it is ready."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--runs", type=int, default=5, help="rounds of each comparison")
    parser.add_argument("--small", action="store_true", help="a catalogue of six briefs; nothing is written down")
    asked = parser.parse_args()
    unknown = [name for name in asked.parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    full = catalogue.Size(6, 58, 40) if asked.small else FULL
    measured: Values = json.loads(TABLE.read_text("utf-8")) if TABLE.is_file() else {"parts": {}}
    for name in asked.parts or PARTS:
        print(f"{name}: {(PARTS[name].__doc__ or '').splitlines()[0]}", flush=True)
        before, start = load(), time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            values = PARTS[name](Path(folder), asked.runs, full)
        taken = time.perf_counter() - start
        now = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        measured["parts"][name] = {"date": now, "runs": asked.runs, "load": before, "took": round(taken), **values}
        print(f"  {json.dumps(values)}", flush=True)
        if not asked.small:
            measured["machine"] = machine()
            TABLE.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    print("\n".join(performance.summary(measured)))


if __name__ == "__main__":
    main()
