"""What the files of a desk were when they were last read, so that those which did not change are not read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from itertools import islice
from typing import Any

from briefings.desk.listing import Signature
from briefings.desk.store import Shelf
from briefings.values import dataclass

_KEY = "files"

DOUBT = 2_000_000_000
"""Nanoseconds. A file that was written so shortly before it was read may be written once more with the same times:
FAT tells two seconds apart, and others some milliseconds (what Git calls racy)."""


MOST_LEFT = 10_000
"""Files that are remembered though this run had no use for them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it was: its content's digest, and what was told of the content in a few words."""

    signature: Signature
    digest: str
    summary: dict[str, Any]
    settled: bool
    """Whether another content would have given another signature."""


class Index:
    """Files by a name of the caller's choice. Broken, or made by another program, it is an empty one; without a shelf
    nothing is kept. `at_change` is done at the first file that is not as it was."""

    def __init__(self, shelf: Shelf | None, program: str, at_change: Callable[[], object] = lambda: None) -> None:
        self._shelf = shelf
        self._program = program
        self._now = shelf.now() if shelf is not None else 0
        self._former = _parse(shelf.get(_KEY), program) if shelf is not None else {}
        self._entries: dict[str, Entry] = {}
        self._changed = False
        self._at_change: Callable[[], object] | None = at_change

    def look(
        self, name: str, signature: Signature, read: Callable[[], bytes | None], tell: Callable[[bytes], dict[str, Any]]
    ) -> Entry | None:
        """The file of this signature: as it was, or read and told of anew; None where it cannot be read."""
        known = self._entries.get(name) or self._former.get(name)
        if known is not None and known.signature == signature and known.settled:
            self._entries[name] = known
            return known
        content = read()
        if content is None:
            return None
        digest = hashlib.sha256(content).hexdigest()
        if self._at_change is not None and (known is None or known.digest != digest):
            self._at_change()
            self._at_change = None
        told = known.summary if known is not None and known.digest == digest else tell(content)
        entry = Entry(signature, digest, told, max(signature[:2]) < self._now - DOUBT)
        self._changed = self._changed or entry != known
        self._entries[name] = entry
        return entry

    def note(self, name: str, signature: Signature, digest: str) -> None:
        """A file that was written in this run: the next one reads it, for it may have changed in the same moment."""
        self._entries[name] = Entry(signature, digest, {}, settled=False)
        self._changed = True

    def save(self) -> None:
        """Keep what was looked at now; also what was not, up to a bound, for the next run may ask for other dates."""
        if self._shelf is None or not self._changed:
            return
        left = islice(((name, one) for name, one in self._former.items() if name not in self._entries), MOST_LEFT)
        files = {
            name: [*one.signature, one.digest, one.summary, int(one.settled)]
            for name, one in (*self._entries.items(), *left)
        }
        plain = {"program": self._program, "files": files}
        self._shelf.put(_KEY, json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _parse(content: bytes | None, program: str) -> dict[str, Entry]:
    if content is None:
        return {}
    try:
        plain = json.loads(content)
        if plain["program"] != program:
            return {}
        return {
            name: Entry((modified, changed, size, inode), digest, summary, bool(settled))
            for name, (modified, changed, size, inode, digest, summary, settled) in plain["files"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
