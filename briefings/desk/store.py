"""A desk's store: what can be made anew, kept by the digest of all it was made of. Losing it costs time alone."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LARGEST = 500_000_000
"""Bytes of one shelf; the oldest entries are taken out when there is more."""


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

    def get(self, key: str) -> bytes | None:
        """What was put under this key."""
        try:
            descriptor = os.open(self.folder / key, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as file:
                digest, content = file.read(32), file.read()
        except OSError:
            return None
        return content if hashlib.sha256(content).digest() == digest else None

    def put(self, key: str, content: bytes) -> None:
        """Keep an entry: written whole under another name, then renamed; then the shelf is kept in bounds."""
        with contextlib.suppress(OSError):
            if self.folder.parent.is_symlink() or self.folder.is_symlink():
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError), (self.folder / ".gitignore").open("x") as file:
                file.write("*\n")
            descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as file_:
                    file_.write(hashlib.sha256(content).digest() + content)
                Path(temporary).replace(self.folder / key)
            finally:
                Path(temporary).unlink(missing_ok=True)
            self._trim()

    def _trim(self) -> None:
        entries = [(entry.stat(), entry.path) for entry in os.scandir(self.folder) if not entry.name.startswith(".")]
        size = sum(found.st_size for found, _path in entries)
        for found, path in sorted(entries, key=lambda entry: (entry[0].st_mtime_ns, entry[1])):
            if size <= LARGEST:
                break
            Path(path).unlink(missing_ok=True)
            size -= found.st_size
