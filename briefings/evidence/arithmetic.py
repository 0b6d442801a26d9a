"""The sums by which one figure of a desk follows from others: read and worked out here, without `eval`.

    sum     = product *( " + " product / " - " product )
    product = factor *( " * " factor / " / " factor )
    factor  = number / figure id / "(" sum ")"

An operator has a space on both sides, for a hyphen is part of an id: `exports-2025 - exports-2024`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException, localcontext

from briefings.evidence.numbers import quantity_of
from briefings.model import FigureRecord

MOST_CHARACTERS = 500
MOST_DEPTH = 20
"""Limits of our own: a longer or deeper sum is a mistake, and nobody could follow it."""

_TOKEN = re.compile(
    r" *(?:(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?)(?![\w.-])|(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)|(?P<sign>[-+*/()]))"
)


@dataclass(frozen=True, slots=True)
class Calculation:
    """The result, or in `problem` why there is none. `unknown` are the ids that no figure has."""

    value: Decimal | None = None
    problem: str = ""
    used: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def calculate(text: str, figures: Mapping[str, Decimal]) -> Calculation:
    """Work out a sum over the values of figures, their scale multiplied in."""
    if len(text) > MOST_CHARACTERS:
        return Calculation(problem=f"it is longer than {MOST_CHARACTERS} characters")
    try:
        tokens = _tokens(text.strip())
    except _Mistake as mistake:
        return Calculation(problem=str(mistake))
    used = tuple(dict.fromkeys(token for kind, token in tokens if kind == "id"))
    unknown = tuple(name for name in used if name not in figures)
    if unknown:
        return Calculation(used=used, unknown=unknown, problem=f"no figure has the id {unknown[0]!r}")
    try:
        with localcontext() as context:
            context.prec = 40
            value = _Parser(tokens, figures).whole()
    except _Mistake as mistake:
        return Calculation(used=used, problem=str(mistake))
    except DecimalException:
        return Calculation(used=used, problem="its numbers are too large")
    return Calculation(value, used=used)


@dataclass(frozen=True, slots=True)
class WrongSum:
    """What is wrong with the `calc` of a figure, and the way out."""

    message: str
    hint: str


def wrong_sums(records: Mapping[str, FigureRecord], tolerance: Decimal) -> dict[str, WrongSum]:
    """The figures whose `calc` cannot be worked out, leads back to the figure itself, or comes to another value.

    `tolerance` is in per cent, for a value that is called an approximation.
    """
    values = {name: record.value.scaleb(quantity_of(record).scale) for name, record in records.items()}
    sums = {name: calculate(record.calc, values) for name, record in records.items() if record.calc}
    wrong: dict[str, WrongSum] = {}
    for name, result in sums.items():
        circle = _circle(name, sums)
        if result.value is None:
            message = f"the calc of {name!r} cannot be worked out: {result.problem}"
            wrong[name] = WrongSum(message, "write ids of figures, and a space on both sides of + - * /")
        elif circle == (name, name):
            wrong[name] = WrongSum(f"the calc of {name!r} uses {name!r} itself", "name the figures it follows from")
        elif circle:
            message = f"the calc of {name!r} leads back to {name!r}: {_way(circle)}"
            wrong[name] = WrongSum(message, "take one of them from a source, without a calc")
        elif not _comes_to(records[name], result.value, tolerance):
            comes = result.value.scaleb(-quantity_of(records[name]).scale)
            message = f"the calc of {name!r} comes to {round(comes, 3).normalize():f}, and its value is {records[name].value}"
            wrong[name] = WrongSum(message, "mend the value, the calc, or the figures it follows from")
    return wrong


def _circle(name: str, sums: Mapping[str, Calculation]) -> tuple[str, ...]:
    """The shortest way from a figure over what its sums use back to it; empty where there is none."""
    came: dict[str, str] = {}
    queue = [name]
    for one in queue:  # it grows while it is read
        for other in sums[one].used if one in sums else ():
            if other == name:
                way = [name, one]
                while way[-1] != name:
                    way.append(came[way[-1]])
                return tuple(reversed(way)) if one != name else (name, name)
            if other not in came:
                came[other] = one
                queue.append(other)
    return ()


_MOST_SHOWN = 5


def _way(circle: tuple[str, ...]) -> str:
    shown = circle if len(circle) <= _MOST_SHOWN else (*circle[: _MOST_SHOWN - 2], "…", circle[-1])
    return " → ".join(shown)


def _comes_to(record: FigureRecord, value: Decimal, tolerance: Decimal) -> bool:
    quantity = quantity_of(record)
    low, high = record.value.scaleb(quantity.scale), quantity.high
    if high is not None:
        return low - quantity.step / 2 <= value <= high + quantity.step / 2
    slack = quantity.step / 2
    if quantity.approx:
        slack = max(slack, abs(low) * tolerance / 100)
    match quantity.bound:
        case "up-to" | "less-than":
            return value <= low + slack
        case "at-least" | "more-than":
            return value >= low - slack
        case _:
            return abs(value - low) <= slack


class _Mistake(ValueError):
    """Of the author, in the sum; it never leaves this module."""


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _Mistake(
                f"{text[at:].split(maxsplit=1)[0]!r} is neither a number, a figure id nor one of + - * / ( )"
            )
        kind, word = str(token.lastgroup), token[str(token.lastgroup)]
        if kind == "sign" and word not in "()" and not _spaced(text, token.end() - 1):
            raise _Mistake(f"{word!r} needs a space on both sides")
        found.append((kind, word))
        at = token.end()
    if not found:
        raise _Mistake("it is empty")
    return found


def _spaced(text: str, at: int) -> bool:
    return text[max(at - 1, 0) : at] == " " and text[at + 1 : at + 2] in (" ", "")


class _Parser:
    """Recursive descent over the tokens of one sum."""

    def __init__(self, tokens: list[tuple[str, str]], figures: Mapping[str, Decimal]) -> None:
        self.tokens = tokens
        self.figures = figures
        self.at = 0
        self.depth = 0

    def whole(self) -> Decimal:
        value = self.sum()
        if self.at < len(self.tokens):
            raise _Mistake(f"{self.tokens[self.at][1]!r} stands where it should end")
        return value

    def sum(self) -> Decimal:
        value = self.product()
        while sign := self.sign("+-"):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> Decimal:
        value = self.factor()
        while sign := self.sign("*/"):
            other = self.factor()
            if sign == "/" and not other:
                raise _Mistake("it divides by zero")
            value = value * other if sign == "*" else value / other
        return value

    def factor(self) -> Decimal:
        if self.sign("("):
            self.depth += 1
            if self.depth > MOST_DEPTH:
                raise _Mistake(f"its brackets are more than {MOST_DEPTH} deep")
            value = self.sum()
            if not self.sign(")"):
                raise _Mistake("a bracket is not closed")
            self.depth -= 1
            return value
        if self.at == len(self.tokens):
            raise _Mistake("it breaks off")
        kind, word = self.tokens[self.at]
        if kind == "sign":
            raise _Mistake(f"{word!r} stands where a number or a figure should")
        self.at += 1
        return Decimal(word) if kind == "number" else self.figures[word]

    def sign(self, wanted: str) -> str:
        """The sign that stands here, if it is one of `wanted`; then it is passed."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in wanted:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""
