"""What lies in the folder of a build and is no part of it: files of earlier builds that no reader may take for new."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import combinations

from briefings.building.parts import Parts
from briefings.building.plan import FORMATS, Plan, paths_of
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Cleared:
    """The names of files that stood beside those of a build."""

    gone: tuple[str, ...] = ()
    """Removed: of briefs that the desk has no more."""
    stale: tuple[str, ...] = ()
    """Removed: other formats of a brief that was made, of an earlier state of the desk."""
    unknown: tuple[str, ...] = ()
    """Left: other formats of a brief that was made, of which the store does not tell."""


def clear(plan: Plan, done: Mapping[str, Parts]) -> Cleared:
    """Take what is out of date from the folder of the date. `done` are the briefs whose files are there now.

    Only what the store knows the program to have made, as it made it, is removed.
    """
    return _Clearing(plan, done).cleared()


class _Clearing:
    def __init__(self, plan: Plan, done: Mapping[str, Parts]) -> None:
        self.plan = plan
        self.done = done
        self.folder = f"build/{plan.asked.date}"

    def cleared(self) -> Cleared:
        briefs = self.plan.stock.shown.briefs
        gone, stale, unknown = list[str](), list[str](), list[str]()
        for brief, suffix, name in self.names():
            parts = self.done.get(brief)
            if brief not in briefs:
                gone += [name] if self.remove(name) else []
            elif parts is not None and suffix not in self.plan.asked.formats and not self.is_current(parts, name):
                (stale if self.remove(name) else unknown).append(name)
        return Cleared(tuple(gone), tuple(stale), tuple(unknown))

    def names(self) -> Iterator[tuple[str, str, str]]:
        """Brief, format and name of each file that has the name of one that a build makes."""
        path = self.plan.stock.root / self.folder
        if path.is_symlink() or path.parent.is_symlink():
            return
        form = re.compile(rf"(.+)-{self.plan.asked.date}\.({'|'.join(FORMATS)})")
        with suppress(OSError):
            for name in sorted(file.name for file in path.iterdir()):
                if found := form.fullmatch(name):
                    yield found[1], found[2], name

    def is_current(self, parts: Parts, name: str) -> bool:
        """Whether a file is what would be made of the desk as it is."""
        path = f"{self.folder}/{name}"
        kept = any(self.has(digest, path) for digest in self.plan.would_be(parts, path, _ALL))
        return kept or self.is_as_published(parts.brief, path)

    def is_as_published(self, brief: str, path: str) -> bool:
        """Whether a file is as it was published, and what was made of the brief now is so as well."""
        root, date = self.plan.stock.root, self.plan.asked.date
        try:
            record = json.loads((root / f"content/editions/{brief}/{date}.json").read_bytes())
            then = {name: record["published"]["files"][name] for name in FORMATS}
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return False
        made = zip(self.plan.asked.formats, paths_of(brief, date, self.plan.asked.formats), strict=True)
        return self.has(then[path.rpartition(".")[2]], path) and all(self.has(then[name], one) for name, one in made)

    def remove(self, name: str) -> bool:
        """Remove a file, if it is as the program once made it. Whether it is gone."""
        path = f"{self.folder}/{name}"
        if not self.plan.stock.keep or not any(self.has(digest, path) for digest in self.made.get(path, ())):
            return False
        try:
            (self.plan.stock.root / path).unlink()
        except OSError:
            return False
        return True

    def has(self, digest: str, path: str) -> bool:
        entry = self.plan.stock.file(path, self.plan.stock.root / path)
        return entry is not None and entry.digest == digest

    @cached_property
    def made(self) -> dict[str, set[str]]:
        """The digests of all that the store tells was ever made, by path."""
        found: dict[str, set[str]] = {}
        for files in self.plan.ever_made():
            for path, digest in files.items():
                found.setdefault(path, set()).add(digest)
        return found


_ALL = tuple(some for many in range(len(FORMATS), 0, -1) for some in combinations(FORMATS, many))
"""Each choice of formats, the more first."""
