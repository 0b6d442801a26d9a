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
