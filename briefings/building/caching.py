"""This user's cache folder: what takes a while to make of a template or a citation style, whichever desk has it."""

from __future__ import annotations

from briefings.building.program import program
from briefings.desk.store import Shelf, digest_of
from briefings.printing.fonts import cache_folder
from briefings.values import dataclass

MOST = 5_000_000
"""Bytes of one kind that are kept: those of a compiled layout are a hundred thousand, of a style a tenth of it."""


@dataclass(frozen=True, slots=True)
class Cache:
    """What this program has made. Another program, or the same with other packages, finds nothing of it."""

    shelf: Shelf

    def get(self, key: str) -> bytes | None:
        """What was put under this key."""
        return self.shelf.get(_of_program(key))

    def put(self, key: str, content: bytes) -> None:
        """Keep an entry; where the disk takes none, it is made again the next time."""
        self.shelf.put(_of_program(key), content)
        self.shelf.trim()


def user_cache(kind: str) -> Cache | None:
    """That of one kind of thing; None where there is no home."""
    try:
        return Cache(Shelf(cache_folder() / kind, MOST))
    except RuntimeError:
        return None


def _of_program(key: str) -> str:
    return digest_of([program().encode(), key.encode()])
