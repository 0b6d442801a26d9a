"""A dictionary of hyphens read in a fifth of the time.

pyphen takes apart each of its patterns (14,000 of British English, 78,000 of German) when it reads them: a seventh of a
press's first print, of which a few hundred are asked for. Here a pattern is taken apart when a word has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_DIGIT = re.compile(r"\d")


def install() -> None:
    """Have pyphen read its dictionaries so."""
    import pyphen

    if pyphen.HyphDict.__init__ is not _read:
        _usual.append(pyphen.HyphDict.__init__)
        pyphen.HyphDict.__init__ = _read


_usual: list[Any] = []
"""pyphen's own way."""


def _read(self: Any, path: Path) -> None:
    import pyphen

    with path.open("rb") as file:
        encoding = file.readline().decode()
    text = path.read_text("cp1251" if encoding.lower() == "microsoft-cp1251" else encoding)
    lines = map(str.strip, text.split("\n")[1:])
    patterns = [line for line in lines if line and not line.startswith(pyphen.ignored)]
    whole = "\n".join(patterns)
    if "/" in whole or "^^" in whole:  # patterns that change letters, and letters by their numbers
        _usual[0](self, path)
        return
    letters = _DIGIT.sub("", whole).split("\n")
    self.patterns = dict(zip(letters, map(_Pattern, patterns), strict=True))
    self.cache = {}
    self.maxlen = max(map(len, letters))


class _Pattern(str):
    """`hy3ph`, which is unpacked as pyphen keeps it: from which letter on, and the weight before each letter."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return iter((0, _weights(str(self))))


@cache
def _weights(pattern: str) -> tuple[int, ...]:
    import pyphen

    return tuple(int(weight or 0) for weight, _letter in pyphen.parse(pattern))
