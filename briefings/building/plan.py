"""What a build has to do: which briefs are as they were made, and of which the files must be made anew.

All is told by digests: of the files that a brief uses, of its options, of the program. Where nothing has to be done
this module, the index and the store are all that is needed; what parses and prints is imported later.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
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
    list_content,
    read_regular,
    refused_file,
    signature,
    state_of,
    walk_folder,
)
from briefings.desk.store import STORE, Shelf, digest_of
from briefings.diagnostics import Diagnostic, Place, Severity, State
from briefings.errors import BriefingsError
from briefings.reading.paths import LOCK, largest

FOLDER_OF_SNAPSHOTS = "BRIEFINGS_SNAPSHOTS"
LARGEST_FILE = 50_000_000
"""Bytes of a picture, a font or a snapshot that are looked at to tell whether it changed."""
MOST_MADE = 500_000_000
"""Bytes of finished files that are kept."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A brief whose files are there, without having been made in this run."""

    brief: str
    paths: tuple[str, ...]
    """In the desk."""
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]
    """The text of each file that a finding points into."""
    untouched: bool
    """Whether the files lay where they are; else they were taken from the store."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build is asked for, but for the briefs."""

    date: datetime.date
    formats: tuple[str, ...]
    strict: bool = False


class Plan:
    """The state of a desk, and what a build has to do about it.

    With `keep` false nothing is looked up or kept: everything is made anew. `content` is what stands in the place of
    the files of `content/`, where that is not what is there now.
    """

    def __init__(
        self, root: Path, asked: Asked, *, keep: bool = True, content: Mapping[str, bytes] | None = None
    ) -> None:
        self.content = content
        self.root = root
        self.asked = asked
        self.keep = keep
        self.program = program()
        self.index = Index(Shelf(root / STORE / "index") if keep else None, self.program)
        self.receipts = Shelf(root / STORE / "receipts")
        self.made = Shelf(root / STORE / "made", MOST_MADE)
        self._put = False
        settings = self._file(SETTINGS, root / SETTINGS, _settings)
        if settings is None:
            raise BriefingsError(f"{SETTINGS} cannot be read")
        self.settings = settings
        listing, unread = list_content(root) if content is None else Listing(), list[Diagnostic]()
        self.entries = {path: _entry(path, one) for path, one in (content or {}).items()}
        for path, found in listing.files.items():
            entry = self.index.look(path, found, partial(_read, root / path, largest(path)), partial(_summary, path))
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
        return names or known

    def parts(self, brief: str) -> Parts:
        return self.shown.parts(brief, self.asked.date.isoformat())

    # -------------------------------------------------------------- as it was

    def finished(self, parts: Parts) -> Finished | None:
        """A brief that need not be made: its files lie where they are, or in the store."""
        receipt = _receipt(self.receipts.get(self.key(parts))) if self.keep else None
        if receipt is None:
            return None
        files, pages, diagnostics, texts = receipt
        untouched = all(self._is_as_it_was(path, digest) for path, digest in files.items())
        if not untouched:
            contents = {path: self.made.get(digest) for path, digest in files.items()}
            if not self.write({path: content for path, content in contents.items() if content is not None}, len(files)):
                return None
        return Finished(parts.brief, tuple(files), pages, diagnostics, texts, untouched)

    def write(self, contents: dict[str, bytes], wanted: int) -> bool:
        """Write files, if they are as many as wanted."""
        from briefings.desk.output import write_files

        if len(contents) < wanted:
            return False
        write_files(self.root, contents)
        return True

    def _is_as_it_was(self, path: str, digest: str) -> bool:
        entry = self._file(path, self.root / path)
        return entry is not None and entry.digest == digest

    # ------------------------------------------------------------------ keys

    def key(self, parts: Parts) -> str:
        """The digest of all that a brief's files depend on."""
        return digest_of(self._inputs(parts))

    def _inputs(self, parts: Parts) -> Iterator[bytes]:
        date, formats, strict = self.asked.date, self.asked.formats, self.asked.strict
        yield repr((self.program, parts.brief, str(date), sorted(formats), strict, self.settings.digest)).encode()
        yield repr([(path, self._digest(path, parts)) for path in parts.files]).encode()
        yield repr([(path, self.entries[path].digest) for path in parts.heads]).encode()
        yield repr((parts.figures, parts.others, parts.refused)).encode()
        yield repr((self.where, [(key, self._kept(key)) for key in parts.sources])).encode()
        yield repr([(path, self._named(path)) for path in parts.named]).encode()
        yield self._templates_digest.encode()

    def _digest(self, path: str, parts: Parts) -> str:
        """Of a file; of the lock the digests of the parts that concern the brief."""
        entry = self.entries[path]
        if path != LOCK or "broken" in entry.summary:
            return entry.digest
        return repr(
            [
                (kind, key, entry.summary[kind][key])
                for kind, wanted in sorted(parts.lock.items())
                for key in sorted(wanted & entry.summary.get(kind, {}).keys())
            ]
        )

    @cached_property
    def snapshots(self) -> Path:
        """The folder of the kept sources."""
        return self.root / (os.environ.get(FOLDER_OF_SNAPSHOTS) or self.settings.summary["snapshots"])

    @cached_property
    def where(self) -> str:
        """What is said of a kept source that is not there."""
        return repr((os.environ.get(FOLDER_OF_SNAPSHOTS, ""), self.snapshots.is_dir()))

    def _kept(self, key: str) -> list[str]:
        """What the kept file of a source is."""
        names = [self.entries[path].summary.get("kept", "") for path in self.shown.sources[key]]
        return [self._state(self.snapshots / name) if name and "/" not in name else "" for name in names]

    def _named(self, path: str) -> str:
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
        entry = self._file(str(path), path)
        return entry.digest if entry is not None else state_of(path)

    # --------------------------------------------------------------- the files

    def _file(
        self, name: str, path: Path, tell: Callable[[bytes], dict[str, Any]] = lambda _content: {}
    ) -> Entry | None:
        """A regular file by the index; None where it is none, or cannot be read."""
        try:
            found = path.stat() if name == SETTINGS else path.lstat()
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return self.index.look(name, signature(found), partial(_read, path, LARGEST_FILE), tell)

    @cached_property
    def templates(self) -> dict[str, Entry]:
        """Every file of every template, shipped or the desk's own, by where it lies."""
        found = {}
        for base in (SHIPPED, self.root / "templates"):
            if base.is_symlink():
                continue
            for entry in walk_folder(base, []):
                known = self._file(entry.path, Path(entry.path), _template)
                if known is not None:
                    found[entry.path] = known
        return found

    @cached_property
    def _templates_digest(self) -> str:
        own = self.root / "templates"
        odd = [str(own)] if own.is_symlink() else []
        odd += [entry.path for entry in walk_folder(own, []) if entry.path not in self.templates]
        odd += [entry.path for entry in os.scandir(own) if entry.is_symlink()] if own.is_dir() else []
        return repr((odd, [(path, entry.digest) for path, entry in self.templates.items()]))

    # ----------------------------------------------------------------- keeping

    def save(self) -> None:
        """Keep what the files are, and keep the store in bounds."""
        if self.keep:
            self.index.save()
            if self._put:
                self.made.trim()
                self.receipts.trim()

    def put(
        self, key: str, files: dict[str, bytes], pages: int, found: tuple[Diagnostic, ...], texts: dict[str, str]
    ) -> None:
        """Keep what was made, once it is written."""
        if not self.keep:
            return
        self._put = True
        digests = {}
        for path, content in files.items():
            digests[path] = digest = hashlib.sha256(content).hexdigest()
            self.made.put(digest, content)
            self._file(path, self.root / path)
        receipt = {"files": digests, "pages": pages, "diagnostics": [asdict(one) for one in found], "texts": texts}
        self.receipts.put(key, json.dumps(receipt, ensure_ascii=False).encode("utf-8", "surrogatepass"))


# ---------------------------------------------------------- what is told of a file


def _read(path: Path, most: int) -> bytes | None:
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


Receipt = tuple[dict[str, str], int, tuple[Diagnostic, ...], dict[str, str]]
"""The files of a brief with their digests, the pages of its PDF, what was found, and the texts it was found in."""


def _receipt(content: bytes | None) -> Receipt | None:
    if content is None:
        return None
    try:
        plain = json.loads(content)
        found = tuple(diagnostic_of(one) for one in plain["diagnostics"])
        return plain["files"], plain["pages"], found, plain["texts"]
    except (ValueError, TypeError, KeyError):
        return None


def diagnostic_of(plain: dict[str, Any]) -> Diagnostic:
    """A finding as it was kept."""
    known = {"severity": Severity(plain["severity"]), "state": State(plain["state"]), "place": Place(**plain["place"])}
    return Diagnostic(**{**plain, **known})
