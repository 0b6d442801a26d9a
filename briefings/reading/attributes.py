"""Pandoc's attribute braces: `{#id .class key="value"}`."""

from __future__ import annotations

import re

from briefings.patterns import lazy_pattern
from briefings.values import dataclass

_PART = lazy_pattern(
    r"""\s*(?:
        \#(?P<id>[^\s{}\#"'=]+)
      | \.(?P<cls>[^\s{}\#"'=.][^\s{}\#"'=]*)
      | (?P<key>[A-Za-z_][A-Za-z0-9_:.-]*)=(?:
            "(?P<double>[^"\\]*(?:\\[\s\S][^"\\]*)*)"
          | '(?P<single>[^'\\]*(?:\\[\s\S][^'\\]*)*)'
          | (?P<bare>[^\s{}"']+)
        )
    )""",
    re.VERBOSE,
)
_ESCAPED = lazy_pattern(r"\\([!-/:-@\[-`{-~])")
"""In quotes, as in Pandoc's text, a backslash before a mark gives the mark: `\\"` is a quotation mark."""


@dataclass(frozen=True, slots=True)
class Attributes:
    id: str = ""
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, key: str) -> str:
        return dict(self.pairs).get(key, "")


def parse_attributes(text: str, position: int = 0) -> tuple[Attributes, int] | None:
    """Read the braces that begin at `position`; the attributes and the position after them, or None."""
    if not text.startswith("{", position):
        return None
    position += 1
    identifier, classes, pairs = "", [], []
    while (match := _PART.match(text, position)) is not None:
        if match["id"]:
            identifier = match["id"]
        elif match["cls"]:
            classes.append(match["cls"])
        else:
            value = next(match[name] for name in ("double", "single", "bare") if match[name] is not None)
            pairs.append((match["key"], value if match["bare"] else _ESCAPED.sub(r"\1", value)))
        position = match.end()
    end = re.compile(r"\s*\}").match(text, position)
    if end is None:
        return None
    return Attributes(identifier, tuple(classes), tuple(pairs)), end.end()
