"""A figure over the editions as a small drawing: dots on a true scale of time, held by steps until the next one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 606, 40, 148
"""The field in which the dots lie; the rest is for words."""

CLOSE = 96
"""Words nearer than this to those on their left are left out: the table has them."""


@dataclass(frozen=True, slots=True)
class Dot:
    """`words` is the value beside the dot, `below` its date under the line of time; empty where there is no room."""

    x: float
    y: float
    words: str
    below: str


@dataclass(frozen=True, slots=True)
class Chart:
    dots: tuple[Dot, ...]
    path: str
    """The steps, as the data of an SVG path."""
    zero: float
    """Where nought lies; the line of time where no value is below it."""


def draw(points: Sequence[tuple[datetime.date, float, str, str]]) -> Chart:
    """The chart of (day, value, its words, the day's words), oldest first, of two points and more.

    The scale begins at nought, so that a length shows a size: a rise of a tenth looks like one.
    """
    days = [point[0].toordinal() for point in points]
    span = max(days) - min(days) or 1
    low, high = min(0.0, *(point[1] for point in points)), max(0.0, *(point[1] for point in points))
    reach = high - low or 1.0

    def across(day: datetime.date) -> float:
        return round(LEFT + (day.toordinal() - min(days)) / span * (RIGHT - LEFT), 1)

    def up(value: float) -> float:
        return round(BOTTOM - (value - low) / reach * (BOTTOM - TOP), 1)

    dots: list[Dot] = []
    told = shown = float("-inf")
    last_words = ""
    for day, value, words, below in points:
        x, y = across(day), up(value)
        tell = words != last_words and x - told >= CLOSE
        show = x - shown >= CLOSE
        told, shown = x if tell else told, x if show else shown
        last_words = words if tell else last_words
        dots.append(Dot(x, y, words if tell else "", below if show else ""))
    path = f"M{dots[0].x} {dots[0].y}" + "".join(f"H{dot.x}V{dot.y}" for dot in dots[1:])
    return Chart(tuple(dots), path, up(0.0))
