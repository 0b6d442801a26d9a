"""A figure over the editions as a small drawing: dots on a true scale of time, held by steps until the next one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from briefings.values import dataclass

WIDTH, HEIGHT = 400, 150
LEFT, RIGHT, TOP, BOTTOM = 46, 354, 34, 118
"""The field in which the dots lie; the rest is for words, which stand in the middle over or under their dots."""

CLOSE = 92
"""Words nearer than this to others are left out: the table has them. The first and the last are always there."""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    words: str
    """The value, above the dot; empty where there is no room, and where it is the one before."""
    words_y: float
    """Where the words stand: above the step that leads to the dot."""
    below: str
    """The day, under the line of time; empty where there is no room."""


@dataclass(frozen=True, slots=True)
class Chart:
    dots: tuple[Dot, ...]
    path: str
    """The steps, as the data of an SVG path; it breaks off where an edition did not print the figure."""
    zero: float
    """Where nought lies; the line of time where no value is below it."""


Point = tuple[datetime.date, float, str, str]
"""Day, value, the value's words, the day's words."""


def draw(runs: Sequence[Sequence[Point]]) -> Chart:
    """The chart of a figure, run by run, oldest first, with two points and more.

    The scale begins at nought, so that a length shows a size: a rise of a tenth looks like one.
    """
    points = [point for run in runs for point in run]
    days = [point[0].toordinal() for point in points]
    span = max(days) - min(days) or 1
    low, high = min(0.0, *(point[1] for point in points)), max(0.0, *(point[1] for point in points))
    reach = high - low or 1.0

    def across(day: datetime.date) -> float:
        return round(LEFT + (day.toordinal() - min(days)) / span * (RIGHT - LEFT), 1)

    def up(value: float) -> float:
        return round(BOTTOM - (value - low) / reach * (BOTTOM - TOP), 1)

    steps = ""
    for run in runs:
        (day, value, *_), *later = run
        steps += f"M{across(day)} {up(value)}"
        steps += "".join(f"H{across(day)}V{up(value)}" for day, value, *_ in later)
    return Chart(tuple(_dots(points, across, up)), steps, up(0.0))


def _dots(
    points: Sequence[Point], across: Callable[[datetime.date], float], up: Callable[[float], float]
) -> Iterator[Dot]:
    """The dots with their words, as far as there is room."""
    end = across(points[-1][0])
    told = shown = float("-inf")
    last_words, last_y = "", up(points[0][1])
    for day, value, words, below in points:
        x, y = across(day), up(value)
        roomy = x == end or end - x >= CLOSE
        tell = words != last_words and roomy and x - told >= CLOSE
        show = roomy and x - shown >= CLOSE
        told, shown = x if tell else told, x if show else shown
        yield Dot(x, y, words if tell else "", min(y, last_y) - 10, below if show else "")
        last_words, last_y = words if tell else last_words, y
