"""The sums by which one figure of a desk follows from others: read and worked out here, without `eval`.

    sum     = product *( " + " product / " - " product )
    product = factor *( " * " factor / " / " factor )
    factor  = number / figure id / "(" sum ")"

An operator has a space on both sides, for a hyphen is part of an id: `exports-2025 - exports-2024`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException, localcontext

from briefings.evidence.numbers import content_words, quantity_of
from briefings.evidence.quantities import Quantity
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.units import FRACTION, PERCENT, POINTS, TIMES
from briefings.model import FigureRecord
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

MOST_CHARACTERS = 500
MOST_DEPTH = 20
"""Limits of our own: a longer or deeper sum is a mistake, and nobody could follow it."""

_TOKEN = lazy_pattern(
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
            shown = f"{round(comes, 3).normalize():f}"
            message = f"the calc of {name!r} comes to {shown}, and its value is {records[name].value}"
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


# ------------------------------------------------- what the writer worked out

_NEXT = 8
"""How many numbers further on the other one of a sum may stand."""
_NEAR = 300
"""Characters between the two. These limits are our own: two neighbouring sentences, or a row."""
_ABOUT = 150
"""Characters before and behind the two in which words of the claim must stand."""
_MOST_READ = 5_000
_SENTENCE_END = lazy_pattern(r"[.!?][\"”’)]*\s|\n\s*\n")
_EVERY_MONTH = lazy_pattern(r"\W*(?:[a-z]+\W+)?(?:a|per|each|every) month|\W*monthly")


def worked_out(claimed: Quantity, source: SourceText, context: str) -> str:
    """The two numbers of one passage of a source that give a claimed value: "203 + 27"; "" where there are none.

    Looked at are a sum, a difference, a change in per cent, how many times, and twelve months of what is given for
    one. The passage must have two content words of the claim.
    """
    if claimed.high is not None or claimed.kind in ("ordinal", "magnitude") or not claimed.low:
        return ""
    wanted = content_words(context)
    for layer in source.layers:
        numbers = layer.numbers[:_MOST_READ]
        for at, one in enumerate(numbers):
            if one.high is not None or one.kind != "number":
                continue
            if _twelve_times(claimed, one) and _on_the_matter(layer, one, one, wanted):
                return f"12 × {_plain(one)}"
            for other in numbers[at + 1 : at + 1 + _NEXT]:
                if other.start - one.end > _NEAR:
                    break
                given = _given_by(claimed, one, other)
                if given and _on_the_matter(layer, one, other, wanted):
                    return given
    return ""


def _given_by(claimed: Quantity, one: Quantity, other: Quantity) -> str:
    """How two numbers of one measure give a value at its precision; "" where they do not."""
    if other.high is not None or other.kind != "number" or not one.low or not other.low:
        return ""
    counted = {one.dimension, other.dimension} <= {"", "count"}
    if not counted and one.unit != other.unit:
        return ""
    if claimed.unit in (PERCENT, FRACTION) and one.dimension != "share":
        for before, after in ((one, other), (other, one)):  # "18,204, down from 26,871"
            if _rounds(abs(after.low - before.low) / before.low * 100, claimed):
                return f"{_plain(before)} to {_plain(after)}"
        return ""
    if claimed.unit == TIMES:
        greater, less = (one, other) if one.low > other.low else (other, one)
        return f"{_plain(greater)} and {_plain(less)}" if _rounds(greater.low / less.low, claimed) else ""
    if counted != (claimed.dimension in ("", "count")):
        return ""
    if not counted and one.unit != claimed.unit and not (one.unit == PERCENT and claimed.unit == POINTS):
        return ""
    if _rounds(one.low + other.low, claimed) and claimed.unit != POINTS:
        return f"{_plain(one)} + {_plain(other)}"
    if _rounds(abs(one.low - other.low), claimed):
        greater, less = (one, other) if one.low > other.low else (other, one)
        return f"{_plain(greater)} − {_plain(less)}"
    return ""


def _twelve_times(claimed: Quantity, one: Quantity) -> bool:
    alike = one.unit == claimed.unit or {one.dimension, claimed.dimension} <= {"", "count"} or not claimed.unit
    return alike and _rounds(one.low * 12, claimed) and _EVERY_MONTH.match(one.after) is not None


def _rounds(value: Decimal, claimed: Quantity) -> bool:
    return 2 * abs(value - claimed.low) <= claimed.step and value != 0


def _plain(one: Quantity) -> str:
    return " ".join(one.text.split())


def _on_the_matter(layer: LayerText, one: Quantity, other: Quantity, wanted: frozenset[str]) -> bool:
    """Whether both stand in two neighbouring sentences at most, among words of the claim."""
    if len(_SENTENCE_END.findall(layer.text, one.end, other.start)) > 1:
        return False
    about = layer.text[max(0, one.start - _ABOUT) : other.end + _ABOUT]
    return len(wanted & content_words(about)) >= min(2, max(1, len(wanted)))


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
