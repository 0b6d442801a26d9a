"""The kept bytes of sources, and the store of the texts that were made of them."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from briefings.model import Settings, Snapshot
from briefings.support import CiteState
from briefings.values import dataclass

FOLDER = "BRIEFINGS_SNAPSHOTS"
"""The variable of the environment that names the folder of snapshots."""
LARGEST_SNAPSHOT = 50_000_000
"""Bytes of one snapshot."""
LARGEST_STORE = 500_000_000
"""Bytes of all texts in the store; the oldest are taken out when there is more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot's bytes, or why there are none."""

    state: CiteState
    content: bytes = b""
    digest: str = ""
    """Of the bytes as they are; "" where there are none."""
    reason: str = ""


def snapshot_folder(root: Path, settings: Settings) -> Path:
    """Where the snapshots lie: by the environment, else by the settings; from the desk where it is relative."""
    return root / (os.environ.get(FOLDER) or settings.evidence.snapshots)


def read_snapshot(folder: Path, snapshot: Snapshot) -> Kept:
    """The bytes that a record names, if they are the ones that it means. Nothing outside the folder is opened."""
    name = snapshot.file
    if name in {"", ".", ".."} or "/" in name or "\\" in name or not name.isprintable():
        return Kept("unreadable", reason="the record gives no plain file name")
    try:
        content = _read_regular(folder / name)
    except FileNotFoundError:
        return Kept("missing", reason="it is not in the folder of snapshots")
    except OSError as error:
        if error.errno in {errno.ENOTDIR, errno.ENAMETOOLONG}:
            return Kept("missing", reason="it is not in the folder of snapshots")
        why = "it is a link" if error.errno == errno.ELOOP else (error.strerror or "it cannot be opened")
        return Kept("unreadable", reason=why[0].lower() + why[1:])
    if len(content) > LARGEST_SNAPSHOT:
        return Kept("unreadable", reason=f"it has more than {LARGEST_SNAPSHOT:,} bytes")
    digest = hashlib.sha256(content).hexdigest()
    if digest != snapshot.sha256:
        return Kept("changed", digest=digest, reason="its digest is another than the record's")
    return Kept("read", content, digest)


def _read_regular(path: Path) -> bytes:
    """A regular file's bytes, one more than are allowed at most; a link is not followed, a pipe is not waited for."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is not a regular file")
        parts, left = list[bytes](), LARGEST_SNAPSHOT + 1
        while left and (part := file.read(left)):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


class TextStore:
    """Texts by the digest of the bytes and by what made them. Disposable: what is not there is made again.

    `folder` is None for a store that keeps nothing. An entry that cannot be read is one that is not there, and a
    disk that takes nothing is no mistake: the next run is slower, and says the same.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._wrote = False

    def get(self, digest: str, maker: str) -> dict[str, Any] | None:
        """What was kept under these names."""
        if self._folder is None:
            return None
        try:
            descriptor = os.open(self._path(digest, maker), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as file:
                entry = json.loads(file.read())
        except (OSError, ValueError, RecursionError):
            return None
        return entry if isinstance(entry, dict) else None

    def put(self, digest: str, maker: str, entry: dict[str, Any]) -> None:
        """Keep an entry: written whole under another name, then renamed."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            if not self._wrote:
                self._prepare(self._folder)
                self._wrote = True
            path = self._path(digest, maker)
            descriptor, temporary = tempfile.mkstemp(prefix=".text-", dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace"))
                Path(temporary).replace(path)
            finally:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink(missing_ok=True)

    def trim(self) -> None:
        """Take the oldest entries out until the rest fits; only after something was put in."""
        if self._folder is None or not self._wrote:
            return
        with contextlib.suppress(OSError):
            entries = [(entry.stat(), entry.path) for entry in os.scandir(self._folder) if entry.name.endswith(".json")]
            size = sum(found.st_size for found, _path in entries)
            for found, path in sorted(entries, key=lambda entry: (entry[0].st_mtime_ns, entry[1])):
                if size <= LARGEST_STORE:
                    break
                Path(path).unlink(missing_ok=True)
                size -= found.st_size

    def _path(self, digest: str, maker: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{digest}-{maker.replace(' ', '-')}.json"

    @staticmethod
    def _prepare(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (folder / ".gitignore").touch(exist_ok=False)
            (folder / ".gitignore").write_text("*\n", encoding="ascii")
