"""Where the sentences of a source begin and end."""

from __future__ import annotations


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the sentences of a text, without the white space between them."""
    return ((0, len(text)),) if text else ()
