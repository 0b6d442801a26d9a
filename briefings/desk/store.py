"""A desk's store: what can be made anew, kept by the digest of all it was made of. Losing it costs time alone."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from briefings.values import dataclass

STORE = "build/.store"
"""Where a desk keeps what can be made anew."""

MOST = 50_000_000
"""Bytes of a shelf, unless it is given more; the oldest entries are taken out when there is more."""


def digest_of(parts: Iterable[bytes]) -> str:
    """The SHA-256 over parts of which none can run into the next."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of thing in the store. Entries are files named by their key, with a digest of their own content.

    An entry that cannot be read, or is not what was put there, is one that is not there; a disk that takes nothing is
    no mistake: the next run is slower, and says the same.
    """

    folder: Path
    most: int = MOST

    def get(self, key: str) -> bytes | None:
        """What was put under this key."""
        try:
            if self._is_behind_a_link():
                return None
            descriptor = os.open(self.folder / key, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as file:
                digest, content = file.read(32), file.read()
        except OSError:
            return None
        return content if hashlib.sha256(content).digest() == digest else None

    def keys(self) -> tuple[str, ...]:
        """Of all entries, whole or not."""
        try:
            found = [] if self._is_behind_a_link() else [entry.name for entry in os.scandir(self.folder)]
        except OSError:
            return ()
        return tuple(sorted(name for name in found if not name.startswith(".")))

    def put(self, key: str, content: bytes) -> None:
        """Keep an entry: written whole under another name, then renamed."""
        with contextlib.suppress(OSError):
            if self._is_behind_a_link():
                return
            self._prepare()
            temporary = self.folder / f".new-{os.getpid()}-{key[:16]}"
            try:
                with temporary.open("wb") as file:
                    file.write(hashlib.sha256(content).digest() + content)
                temporary.replace(self.folder / key)
            finally:
                temporary.unlink(missing_ok=True)

    def trim(self) -> None:
        """Keep the shelf in bounds; for whoever has put something on it."""
        with contextlib.suppress(OSError):
            entries = [(entry.stat(), entry.path) for entry in os.scandir(self.folder) if entry.name != ".gitignore"]
            size = sum(found.st_size for found, _path in entries)
            for found, path in sorted(entries, key=lambda entry: (entry[0].st_mtime_ns, entry[1])):
                if size <= self.most:
                    break
                Path(path).unlink(missing_ok=True)
                size -= found.st_size

    def now(self) -> int:
        """The time by the clock of the disk (ns), which need not be this machine's; 0 where it takes nothing."""
        try:
            if self._is_behind_a_link():
                return 0
            self._prepare()
            mark = self.folder / ".now"
            mark.touch()
            return mark.lstat().st_mtime_ns
        except OSError:
            return 0

    def _is_behind_a_link(self) -> bool:
        return any(folder.is_symlink() for folder in (self.folder, *self.folder.parents[:2]))

    def _prepare(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError), (self.folder / ".gitignore").open("x") as file:
            file.write("*\n")
