"""Numbers in running text: value, unit, precision and bound; and whether one supports another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as it is written."""

    text: str
    start: int
    end: int
    low: Decimal
    high: Decimal | None = None


def find_numbers(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order."""
    return ()
