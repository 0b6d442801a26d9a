"""Dates in running text, at the precision they are given in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date as it is written; 0 stands for a part that is not known."""

    text: str
    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0


def find_dates(text: str, anchor: datetime.date | None = None) -> tuple[DateMention, ...]:
    """Every date of a text, in order."""
    return ()
