"""Compiled layouts in this user's cache folder: to compile one takes longer than all else that is done for a brief
while Pandoc formats its citations."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from jinja2.bccache import Bucket, BytecodeCache

from briefings.building.program import program
from briefings.desk.store import Shelf, digest_of
from briefings.printing.fonts import cache_folder

MOST = 5_000_000
"""Bytes of compiled layouts that are kept: those of a template have a hundred thousand."""


@cache
def kept_layouts() -> KeptLayouts | None:
    """None where there is no home."""
    try:
        return KeptLayouts(Shelf(cache_folder() / "layouts", MOST))
    except RuntimeError:
        return None


class KeptLayouts(BytecodeCache):
    """Keeps what Jinja compiles by the text it was compiled from and by all that compiled it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def load_bytecode(self, bucket: Bucket) -> None:
        content = self._shelf.get(_key(bucket))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(ValueError):  # of code that is nested too deep to be written down
            self._shelf.put(_key(bucket), bucket.bytecode_to_string())
            self._shelf.trim()


def _key(bucket: Bucket) -> str:
    return digest_of([program().encode(), bucket.key.encode(), bucket.checksum.encode()])
