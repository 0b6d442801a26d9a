"""What there is on a desk, by digests: which of its files changed is told without reading the others.

Little is imported here, for a build that has nothing to do gets by with this, `plan` and the store.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import stat
import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from briefings.building.parts import BRIEFS, Parts, Shown
from briefings.building.program import program
from briefings.desk.index import Entry, Index
from briefings.desk.listing import (
    SETTINGS,
    SHIPPED,
    Listing,
    Signature,
    list_content,
    read_regular,
    refused_file,
    signature,
    state_of,
    walk_folder,
)
from briefings.desk.store import STORE, Shelf
from briefings.diagnostics import Diagnostic
from briefings.errors import BriefingsError
from briefings.reading.paths import largest

FOLDER_OF_SNAPSHOTS = "BRIEFINGS_SNAPSHOTS"
"""The variable of the environment that names the folder of snapshots."""
LARGEST_FILE = 50_000_000
"""Bytes of a picture, a font or a snapshot that are looked at to tell whether it changed."""


class Stock:
    """A desk as it is now: its files by their digests, and what they name.

    With `keep` false nothing is looked up, and nothing kept. `content` is what stands in the place of the files of
    `content/`, where that is not what is there now. `at_change` is done as soon as a file turns out to be new or
    changed, for then something is likely to be made: at the first of them, before it is told of.
    """

    def __init__(
        self,
        root: Path,
        *,
        keep: bool = True,
        content: Mapping[str, bytes] | None = None,
        at_change: Callable[[], object] = lambda: None,
    ) -> None:
        self.root = root
        self.keep = keep
        self.content = content
        self._looked: dict[str, Signature | None] = {}
        """Files that may lie anywhere, as they were when they were looked at, by where they lie."""
        self.program = program()
        self.index = Index(Shelf(root / STORE / "index") if keep else None, self.program, at_change)
        settings = self.file(SETTINGS, root / SETTINGS, _settings)
        if settings is None:
            raise BriefingsError(f"{SETTINGS} cannot be read")
        self.settings = settings
        listing, unread = list_content(root) if content is None else Listing(), list[Diagnostic]()
        self.entries = {path: _entry(path, one) for path, one in (content or {}).items()}
        for path, found in listing.files.items():
            read = partial(_read, f"{root}/{path}", largest(path))
            entry = self.index.look(path, found, read, partial(_summary, path))
            if entry is None:
                unread.append(refused_file(path, f"{path!r} cannot be read"))
            else:
                self.entries[path] = entry
        self.shown = Shown(
            {path: entry.summary for path, entry in self.entries.items()},
            listing.others,
            (*listing.refused, *unread),
            tuple(sorted({name for entry in self.templates.values() for name in entry.summary.get("pictures", ())})),
            settings.summary["style"],
        )

    @property
    def weekday(self) -> str:
        """On which the desk's editions come out."""
        return str(self.settings.summary["weekday"])

    def briefs(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The briefs to be made: those named, else all. Raises `BriefingsError` for one that there is not."""
        known = self.shown.briefs
        for name in names:
            if name not in known:
                from briefings.reading.records import nearest

                guess = nearest(name, known)
                hint = f"did you mean {guess!r}?" if guess else f"there are: {', '.join(known) or 'none'}"
                raise BriefingsError(f"there is no brief {name!r} in {BRIEFS.rstrip('/')}", hint)
        if not known and not self.shown.refused:
            raise BriefingsError("the desk has no brief", "write content/briefs/<name>.md")
        return tuple(dict.fromkeys(names)) or known

    def parts(self, brief: str, date: datetime.date) -> Parts:
        """What the order of a brief holds as of a date."""
        return self.shown.parts(brief, date.isoformat())

    # --------------------------------------------------------------- the files

    def file(
        self, name: str, path: Path, tell: Callable[[bytes], dict[str, Any]] = lambda _content: {}
    ) -> Entry | None:
        """A regular file by the index; None where it is none, or cannot be read."""
        found = self._looked[str(path)] = _signature_of(path)
        return self.index.look(name, found, partial(_read, path, LARGEST_FILE), tell) if found else None

    def wrote(self, name: str, digest: str) -> None:
        """A file of the desk has just been written, with a content of this digest."""
        path = str(self.root / name)
        found = self._looked[path] = _signature_of(path)
        if found is not None:
            self.index.note(name, found, digest)

    def is_as_it_was(self, parts: Parts) -> bool:
        """Whether all that an order was made of is still what was looked at."""
        besides = [str(self.root / path) for path in (SETTINGS, *parts.named)]
        besides += [*self.templates, *(str(path) for key in parts.sources for path in self._kept_paths(key))]
        looked = {path: self._looked[path] for path in besides if path in self._looked}
        for path in (*parts.files, *parts.heads):
            looked[f"{self.root}/{path}"] = self.entries[path].signature
        return all(_signature_of(path) == then for path, then in looked.items())

    @cached_property
    def templates(self) -> dict[str, Entry]:
        """Every file of every template, shipped or the desk's own, by where it lies."""
        found = {}
        for base in (SHIPPED, self.root / "templates"):
            if base.is_symlink():
                continue
            for entry in walk_folder(base, []):
                known = self.file(entry.path, Path(entry.path), _template)
                if known is not None:
                    found[entry.path] = known
        return found

    @cached_property
    def templates_digest(self) -> str:
        own = self.root / "templates"
        odd = [str(own)] if own.is_symlink() else []
        odd += [entry.path for entry in walk_folder(own, []) if entry.path not in self.templates]
        odd += [entry.path for entry in os.scandir(own) if entry.is_symlink()] if own.is_dir() else []
        return repr((odd, [(path, entry.digest) for path, entry in self.templates.items()]))

    @cached_property
    def snapshots(self) -> Path:
        """The folder of the kept sources."""
        return self.root / (os.environ.get(FOLDER_OF_SNAPSHOTS) or self.settings.summary["snapshots"])

    @cached_property
    def where(self) -> str:
        """What is said of a kept source that is not there."""
        return repr((os.environ.get(FOLDER_OF_SNAPSHOTS, ""), self.snapshots.is_dir()))

    def kept(self, key: str) -> list[str]:
        """What the kept file of a source is."""
        return [self._state(path) for path in self._kept_paths(key)]

    def _kept_paths(self, key: str) -> list[Path]:
        names = (self.entries[path].summary.get("kept", "") for path in self.shown.sources[key])
        return [self.snapshots / name for name in names if name and "/" not in name]

    def named(self, path: str) -> str:
        """What a picture or a style of the desk is: no step of its path may be a link."""
        steps = path.split("/")
        if path.startswith("/") or ".." in steps or "\0" in path:
            return "outside"
        here = self.root
        for step in steps[:-1]:
            here = here / step
            if here.is_symlink():
                return "behind a link"
        return self._state(self.root / path)

    def _state(self, path: Path) -> str:
        entry = self.file(str(path), path)
        return entry.digest if entry is not None else state_of(path)


# ---------------------------------------------------------- what is told of a file


def _signature_of(path: str | Path) -> Signature | None:
    """Of a regular file; None where there is none. The settings alone may be a link, as Git's may."""
    try:
        # To make a `Path` of each would take longer than to ask the disk.
        found = os.stat(path, follow_symlinks=str(path).endswith(f"{os.sep}{SETTINGS}"))  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return signature(found) if stat.S_ISREG(found.st_mode) else None


def _read(path: str | Path, most: int) -> bytes | None:
    try:
        return read_regular(path, most)
    except OSError:
        return None


def _entry(path: str, content: bytes) -> Entry:
    return Entry((0, 0, 0, 0), hashlib.sha256(content).hexdigest(), _summary(path, content), False)


def _summary(path: str, content: bytes) -> dict[str, Any]:
    from briefings.building.summaries import summary_of

    return summary_of(path, content)


def _settings(content: bytes) -> dict[str, Any]:
    """Of the settings what is needed before they are parsed. Raises `BriefingsError` for what is wrong with them."""
    from briefings.desk.files import parse_settings, settings_text

    settings = parse_settings(settings_text(content))
    return {
        "weekday": settings.desk.weekday,
        "style": settings.desk.citations,
        "snapshots": settings.evidence.snapshots,
    }


def _template(content: bytes) -> dict[str, Any]:
    """Of the record of a template the pictures that its options name. Of any other file nothing."""
    try:
        options = tomllib.loads(content.decode()).get("options", {})
    except (ValueError, RecursionError):
        return {}
    named = [one.get("default") for one in options.values() if isinstance(one, dict) and one.get("type") == "picture"]
    return {"pictures": [path for path in named if isinstance(path, str) and path]}
