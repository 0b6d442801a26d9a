"""Compiled layouts in this user's cache folder: to compile one takes longer than all else that is done for a brief
while Pandoc formats its citations."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from jinja2.bccache import Bucket, BytecodeCache

from briefings.building.caching import Cache, user_cache


@cache
def kept_layouts() -> KeptLayouts | None:
    """None where there is no home."""
    kept = user_cache("layouts")
    return KeptLayouts(kept) if kept is not None else None


class KeptLayouts(BytecodeCache):
    """Keeps what Jinja compiles by the text it was compiled from."""

    def __init__(self, kept: Cache) -> None:
        self._kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        content = self._kept.get(_key(bucket))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(ValueError):  # of code that is nested too deep to be written down
            self._kept.put(_key(bucket), bucket.bytecode_to_string())


def _key(bucket: Bucket) -> str:
    return f"{bucket.key} {bucket.checksum}"
