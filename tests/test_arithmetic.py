"""Sums over figures: worked out exactly, mistakes told in words, hostile ones refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence.arithmetic import calculate

FIGURES = {
    "exports-2024": Decimal(161),
    "exports-2025": Decimal(183),
    "nothing": Decimal(0),
    "sma-2026": Decimal("1.19e9"),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("8 - 3 - 2", "3"),
        ("12 / 3 / 2", "2"),
        ("exports-2025 - exports-2024", "22"),
        ("sma-2026 / 2", "595000000"),
        ("((1.5))", "1.5"),
        ("nothing * 3", "0"),
    ],
)
def test_a_sum_is_worked_out(text: str, value: str) -> None:
    """Multiplication goes before addition, and what stands left goes first."""
    assert calculate(text, FIGURES).value == Decimal(value)


def test_a_rise_in_per_cent() -> None:
    """The commonest sum of a desk, to the precision that a figure is printed with."""
    result = calculate("(exports-2025 - exports-2024) / exports-2024 * 100", FIGURES)
    assert result.value is not None
    assert round(result.value, 2) == Decimal("13.66")
    assert result.used == ("exports-2025", "exports-2024")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("1 +", "it breaks off"),
        ("1 2", "'2' stands where it should end"),
        ("(1 + 2", "a bracket is not closed"),
        ("1 + 2)", "')' stands where it should end"),
        ("* 2", "'*' needs a space on both sides"),
        ("1 + * 2", "'*' stands where a number or a figure should"),
        ("1+2", "'+' needs a space on both sides"),
        ("exports-2025 -exports-2024", "'-' needs a space on both sides"),
        ("1 / nothing", "it divides by zero"),
        ("exports-2023 / 2", "no figure has the id 'exports-2023'"),
        ("2 ** 3", "'*' needs a space on both sides"),
        ("__import__('os')", "\"__import__('os')\" is neither a number, a figure id nor one of + - * / ( )"),
        ("(" * 21 + "1" + ")" * 21, "its brackets are more than 20 deep"),
        ("1 + " * 200 + "1", "it is longer than 500 characters"),
    ],
)
def test_a_mistake_is_told_in_words(text: str, problem: str) -> None:
    """A sum that cannot be worked out says why; nothing is raised."""
    result = calculate(text, FIGURES)
    assert (result.value, result.problem) == (None, problem)


@given(st.text("exports-2025 nothing0123456789.+-*/() ", max_size=80) | st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    """Whatever a record holds, the answer is a value."""
    result = calculate(text, FIGURES)
    assert (result.value is None) == bool(result.problem)


def sums() -> st.SearchStrategy[tuple[str, Fraction]]:
    numbers = st.integers(0, 9999).map(lambda number: (str(number), Fraction(number)))

    def joined(parts: st.SearchStrategy[tuple[str, Fraction]]) -> st.SearchStrategy[tuple[str, Fraction]]:
        return st.tuples(parts, st.sampled_from("+-*"), parts).map(lambda one: _joined(*one))

    return st.recursive(numbers, joined, max_leaves=6)


def _joined(first: tuple[str, Fraction], sign: str, second: tuple[str, Fraction]) -> tuple[str, Fraction]:
    value = {"+": first[1] + second[1], "-": first[1] - second[1], "*": first[1] * second[1]}[sign]
    return f"({first[0]} {sign} {second[0]})", value


@given(sums())
def test_a_sum_has_the_value_that_arithmetic_gives_it(one: tuple[str, Fraction]) -> None:
    """Any tree of sums written out with brackets comes to the value of the tree."""
    text, value = one
    assert Fraction(calculate(text, {}).value or 0) == value
