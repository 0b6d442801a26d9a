"""What is wrong with a file that is no TOML: where, and the way out."""

from __future__ import annotations

import tomllib

from briefings.patterns import lazy_pattern

_WHERE = lazy_pattern(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")

_WAYS_OUT = (
    ("end of a table declaration", "close the bracket: [topics]"),
    ("after a key in a key/value pair", 'write a key and its value, name = "Alliance Desk", or a table, [topics]'),
    ("end of document", "close what was opened last: a quote or a bracket"),
    ("twice", "keep one of the two"),
    ("Cannot overwrite", "keep one of the two"),
    ("Cannot mutate", "keep one of the two"),
    ("Unclosed array", "close the bracket: [1, 2]"),
    ("after a statement", "write one key and its value on a line"),
    ("Illegal character", "close the quotes on the line on which they were opened"),
    ("Unescaped", r"write a backslash twice, or put the text into single quotes: 'C:\desk'"),
)


def toml_mistake(error: tomllib.TOMLDecodeError, example: str) -> tuple[int, int, str, str]:
    """Line and column, both 1 where they are not known; what is wrong; and a hint. `example` is a key with a text."""
    said = str(error)
    found = _WHERE.search(said)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (1, 1)
    hint = next((way for words, way in _WAYS_OUT if words in said), f"text stands in quotes: {example}")
    return line, column, f"this is not TOML: {_WHERE.sub('', said) if found and found[1] else said}", hint
