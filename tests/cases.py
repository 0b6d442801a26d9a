"""Cases kept as text, so that a writer can add one without Python.

A case is a title on one line, then the input and the expected text, each closed by a line that is a single full stop:

    a key alone
    .
    [@a]
    .
    a | normal | | |
    .
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """`line` is where the title stands, counted from 1."""

    title: str
    input: str
    expected: str
    line: int


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, in order; what precedes the first title by way of `#` lines is for its readers."""
    cases: list[Case] = []
    lines = path.read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        if not lines[number].strip() or lines[number].startswith("#"):
            number += 1
            continue
        dots = [at for at in range(number + 1, len(lines)) if lines[at] == "."][:3]
        if len(dots) < 3 or dots[0] != number + 1:
            raise ValueError(f"{path}:{number + 1}: a case is a title and two texts between lines of one full stop")
        given, expected = ("\n".join(lines[dots[i] + 1 : dots[i + 1]]) for i in (0, 1))
        cases.append(Case(lines[number], given, expected, number + 1))
        number = dots[2] + 1
    return cases
