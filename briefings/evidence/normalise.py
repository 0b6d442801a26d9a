"""Text in the form in which quotations are compared, with the way back to the original."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` is the normal form of `original`."""

    original: str
    text: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original that `text[start:end]` was made of."""
        return start, end


def normalise(text: str) -> Normalised:
    """The normal form (tradecraft section 4.2)."""
    return Normalised(text, text)


def without_line_hyphens(normalised: Normalised) -> Normalised:
    """The same with words put together that a line's end parted by a hyphen."""
    return normalised
