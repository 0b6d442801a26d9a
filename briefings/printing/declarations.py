"""A quicker way to read the type of a C value, with the same type at the end of it.

Before cffi reads "PangoLayout *" it reads a declaration of each of the hundred types that WeasyPrint knows, for every
new type that is asked for: a tenth of a press's first print. Those that the text does not name have no part in how it
is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_WORD = re.compile(r"\w+")
_BEGINNING = "typedef "


def install() -> None:
    """Have cffi declare what is named, and no more."""
    from cffi.cparser import Parser

    if Parser._parse.__name__ == "_parse":  # noqa: SLF001 - nothing else of it could be replaced
        Parser._parse = declaring_what_is_named(Parser._parse)  # noqa: SLF001


def declaring_what_is_named(whole: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """The parser's method for one that knows the types only that its text names."""

    def parse(self: Any, text: str) -> Any:
        words = set(_WORD.findall(text))
        known = self._declarations
        self._declarations = {
            name: one
            for name, one in known.items()
            if not name.startswith(_BEGINNING) or name.removeprefix(_BEGINNING) in words
        }
        try:
            return whole(self, text)
        finally:
            self._declarations = known

    return parse
