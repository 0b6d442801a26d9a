"""The sources of a desk as text: bytes from the disk, text from the store, or from the process that reads HTML and PDF.

Here, and not on the floor below, because three edges meet: files, the reading of formats, child processes.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

from briefings.capture.text import Extract, Media, UnreadableError, media_of, plain_text
from briefings.desk.snapshots import FOLDER, Kept, TextStore, read_snapshot, snapshot_folder
from briefings.evidence.sources import SourceText
from briefings.model import Dossier, Settings, Source

REVISION = 1
"""Of our own part in making texts; raised when the same bytes would give another text."""
MEMORY = 1024
"""MiB that the reading process may use."""
SECONDS = 30
"""That one file may take."""
MOST_LOST = 5
"""Processes that may be lost in one run: after so many files that hang or crash the reader the rest is not tried."""
_LONGEST_ANSWER = 200_000_000
_MAKERS: dict[Media, tuple[str, ...]] = {"html": ("trafilatura", "lxml"), "pdf": ("pypdfium2",)}


def read_snapshots(
    root: Path, settings: Settings, dossier: Dossier, store: Path | None = None
) -> dict[str, SourceText]:
    """Every source of a desk with its text, or with the reason why there is none."""
    with KeptTexts(root, settings, store) as texts:
        return {key: texts.of(source) for key, source in dossier.sources.items()}


class KeptTexts:
    """The texts of kept sources, each made once.

    `store` is the folder for disposable things (`build/.store`): a text that was made of the same bytes by the same
    versions is taken from there.
    """

    def __init__(self, root: Path, settings: Settings, store: Path | None = None) -> None:
        self._root = root
        self._settings = settings
        self._folder = snapshot_folder(root, settings)
        self._reader = _Reader(TextStore(None if store is None or store.is_symlink() else store / "text"))
        self._found: dict[str, SourceText] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()

    def of(self, source: Source) -> SourceText:
        """The text of a source, or the reason why there is none."""
        if source.path not in self._found:
            self._found[source.path] = self._read(source)
        return self._found[source.path]

    def _read(self, source: Source) -> SourceText:
        snapshot = source.record.provenance.snapshot
        if snapshot is None:
            reason = "the record names no snapshot"
            return SourceText(source.key, "not-kept", reason=reason, anchor=_anchor(source))
        kept = read_snapshot(self._folder, snapshot)
        if kept.state == "missing":
            kept = replace(kept, reason=_why_missing(self._root, self._settings, snapshot.file))
        return replace(_source(source.key, snapshot.file, kept, self._reader), anchor=_anchor(source))


def _why_missing(root: Path, settings: Settings, name: str) -> str:
    """Which folder was looked in, or that there is none. No path of this machine: the words go into logs and locks."""
    given = os.environ.get(FOLDER) or settings.evidence.snapshots
    path = Path(os.path.normpath(root / given))
    if path.is_relative_to(os.path.normpath(root)):
        folder = f"the folder {path.relative_to(os.path.normpath(root)).as_posix()!r}"
    else:
        folder = f"the folder of {FOLDER}" if os.environ.get(FOLDER) else "the folder that the settings name"
    return f"{name!r} is not in {folder}" if (root / given).is_dir() else f"{folder} does not exist"


def _anchor(source: Source) -> datetime.date | None:
    date = source.record.provenance.info_date or source.record.issued
    return date.latest if date is not None else None


def _source(key: str, name: str, kept: Kept, reader: _Reader) -> SourceText:
    if kept.state != "read":
        return SourceText(key, kept.state, kept.digest, reason=kept.reason)
    media = media_of(name, kept.content)
    maker = _maker(media)
    try:
        extract = reader.read(media, kept, maker) if media in {"html", "pdf"} else plain_text(kept.content, media)
    except UnreadableError as error:
        return SourceText(key, "unreadable", kept.digest, reason=str(error), media=media, extractor=maker)
    return SourceText(
        key,
        "read",
        kept.digest,
        extract.article,
        extract.page,
        extract.pages,
        media=media,
        extractor=maker,
        title=extract.title,
        author=extract.author,
        published=extract.published,
        site=extract.site,
        language=extract.language,
    )


@cache
def _maker(media: Media) -> str:
    """What makes the text of such a file, with every version that the text depends on."""
    own = f"briefings {REVISION}"
    if media not in _MAKERS:
        return own
    from importlib import metadata  # slow, and plain text has no need of it

    return " ".join([*(f"{name} {metadata.version(name)}" for name in _MAKERS[media]), own])


class _Reader:
    """Texts of HTML and PDF: from the store, else from one child process, started when it is first needed."""

    def __init__(self, texts: TextStore) -> None:
        self._texts = texts
        self._child: Any = None
        self._lost = 0

    def close(self) -> None:
        self._end()
        self._texts.trim()

    def read(self, media: Media, kept: Kept, maker: str) -> Extract:
        """Raises `UnreadableError` where there is no text to be had."""
        entry = self._texts.get(kept.digest, maker)
        extract = _extract(entry) if entry is not None else None
        if extract is None:
            answer = self._ask(media, kept.content)
            if "failed" in answer:
                raise UnreadableError(str(answer["failed"]))
            extract = _extract(answer)
            if extract is None:
                raise UnreadableError("the reader gave an answer that makes no sense")
            self._texts.put(kept.digest, maker, asdict(extract))
        return extract

    def _ask(self, media: Media, content: bytes) -> Mapping[str, Any]:
        # Imported where it is needed: most runs find everything in the store, or have plain text alone.
        from briefings.printing.child import Child, ChildEndedError

        if self._lost >= MOST_LOST:
            raise UnreadableError(f"it was not tried, after {MOST_LOST} others that hung or crashed the reader")
        if self._child is None:
            command = [sys.executable, "-P", "-m", "briefings.capture.child", str(MEMORY), str(SECONDS)]
            self._child = Child(command, environment=_environment())
        request = json.dumps({"media": media, "size": len(content)}).encode() + b"\n"
        try:
            answer: Mapping[str, Any] = self._child.ask(request + content, _read_answer, seconds=SECONDS)
        except ChildEndedError as error:
            self._child = None
            self._lost += 1
            # A library in C that gets no more memory ends the process as it pleases: the signal does not tell why.
            why = "it used more memory or time than it may, or crashed the reader"
            raise UnreadableError(f"it took longer than {SECONDS} seconds" if error.timed_out else why) from error
        if answer.get("spent"):
            self._end()  # what memory is left would not do for the next
        return answer

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


def _read_answer(stream: IO[bytes]) -> Mapping[str, Any]:
    line = stream.readline(_LONGEST_ANSWER)
    if not line.endswith(b"\n"):
        raise EOFError
    answer = json.loads(line)
    return answer if isinstance(answer, dict) else {}


def _extract(entry: Mapping[str, Any]) -> Extract | None:
    """An `Extract` of its fields; None where they are not what they should be."""
    texts = ("article", "page", "title", "author", "published", "site", "language")
    pages = entry.get("pages")
    if not all(isinstance(entry.get(name), str) for name in texts) or not isinstance(pages, list):
        return None
    if not all(isinstance(page, int) for page in pages):
        return None
    return Extract(pages=tuple(pages), **{name: entry[name] for name in texts})


def _environment() -> dict[str, str]:
    """No more than a Python process needs; no folder of a desk to import from, no key or password to be read."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ}
    coverage = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {
        **kept,
        **coverage,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(str(Path(folder).absolute()) for folder in sys.path if folder),
        "PYTHONHASHSEED": "0",  # a text must not depend on the order of a set
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }
