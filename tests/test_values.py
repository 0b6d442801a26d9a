"""A frozen value made here is what `dataclasses` would have made of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from briefings import values


def classes_by(dataclass: Any) -> Any:
    """Some classes, made by a decorator."""

    class Made:
        @dataclass(frozen=True, slots=True)
        class Place:
            path: str
            line: int = 0
            seen: dict[str, int] = field(default_factory=dict, compare=False)
            within: str = field(default="", repr=False, compare=False)

            @property
            def both(self) -> str:
                return f"{self.path}:{self.line}"

        @dataclass(frozen=True, slots=True)
        class One:
            number: float

        @dataclass(frozen=True, slots=True)
        class Nothing:
            pass

    return Made


USUAL, OURS = classes_by(dataclasses.dataclass), classes_by(values.dataclass)
NOT_A_NUMBER = float("nan")


def same(ask: Callable[[Any], object]) -> object:
    """What is answered for the usual classes and for ours, an exception by its kind and words; it is one thing."""
    answers = []
    for classes in (USUAL, OURS):
        try:
            answers.append(ask(classes))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is to be the same
            answers.append((type(error), str(error)))
    assert answers[0] == answers[1]
    return answers[1]


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda classes: repr(classes.Place("a", 2)).partition("Made.")[2], "Place(path='a', line=2, seen={})"),
        (lambda classes: repr(classes.Nothing()).partition("Made.")[2], "Nothing()"),
        (lambda classes: classes.Place("a", 2).both, "a:2"),
        (lambda classes: classes.Place(line=3, path="b").line, 3),
        (lambda classes: classes.Place("a", within="x") == classes.Place("a", 0, {"b": 1}), True),
        (lambda classes: classes.Place("a") == classes.Place("b"), False),
        (lambda classes: classes.Place("a") == ("a", 0), False),
        (lambda classes: classes.One(1) == classes.Nothing(), False),
        (lambda classes: classes.One(NOT_A_NUMBER) == classes.One(NOT_A_NUMBER), True),
        (lambda classes: hash(classes.Place("a", 2)) == hash(("a", 2)), True),
        (lambda classes: hash(classes.Nothing()) == hash(()), True),
        (lambda classes: classes.Place("a").seen is classes.Place("a").seen, False),
        (lambda classes: dataclasses.asdict(classes.Place("a")), {"path": "a", "line": 0, "seen": {}, "within": ""}),
        (lambda classes: dataclasses.replace(classes.Place("a"), line=9).line, 9),
        (lambda classes: [one.name for one in dataclasses.fields(classes.Place)], ["path", "line", "seen", "within"]),
        (lambda classes: copy.copy(classes.One(7)).number, 7),
        (lambda classes: copy.deepcopy(classes.Place("a", 1, {"b": 2})).seen, {"b": 2}),
        (lambda classes: (classes.Place.__slots__, classes.Place.__match_args__), None),
        (lambda classes: classes.One(1).__reduce_ex__(4)[2], [1]),
        (lambda classes: hasattr(classes.One(1), "__dict__"), False),
        (lambda classes: vars(classes.Place)["__module__"], __name__),
        (lambda classes: repr(classes.Place.__dataclass_params__), None),
    ],
)
def test_it_does_what_the_usual_one_does(ask: Callable[[Any], object], answer: object) -> None:
    found = same(ask)
    assert answer is None or found == answer


@pytest.mark.parametrize(
    "ask",
    [
        lambda classes: classes.Place(),
        lambda classes: classes.Place("a", 1, {}, "", 5),
        lambda classes: classes.Place("a", lines=1),
        lambda classes: setattr(classes.Place("a"), "line", 2),
        lambda classes: delattr(classes.Place("a"), "line"),
        lambda classes: hash(classes.One([])),
    ],
)
def test_it_refuses_what_the_usual_one_refuses(ask: Callable[[Any], object]) -> None:
    found = same(ask)
    assert isinstance(found, tuple)
    assert issubclass(found[0], (TypeError, dataclasses.FrozenInstanceError))


@values.dataclass(frozen=True, slots=True)
class Kept:
    """Of the module, for `pickle` finds classes by their names."""

    name: str
    others: tuple[Kept, ...] = ()


def test_a_value_can_be_pickled() -> None:
    value = Kept("a", (Kept("b"),))
    assert pickle.loads(pickle.dumps(value)) == value


def test_a_value_is_matched_by_its_fields() -> None:
    match Kept("a"):
        case Kept(name, ()):
            assert name == "a"


def test_a_function_is_compiled_when_it_is_called() -> None:
    """And is from then on the very function that `dataclasses` would have compiled."""

    @values.dataclass(frozen=True, slots=True)
    class Pair:
        first: int
        second: int = 2

    assert Pair.__init__.__code__.co_varnames[:2] == ("self", "arguments")
    assert Pair(1) != Pair(2)
    assert str(inspect.signature(Pair.__init__)) == "(self, first, second=2)"
    assert "arguments" not in Pair.__eq__.__code__.co_varnames


def test_what_is_not_plain_is_left_to_dataclasses() -> None:
    """A class that compares in its own way, or that inherits from another."""

    @values.dataclass(frozen=True, slots=True)
    class Odd:
        number: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Odd) and self.number % 2 == other.number % 2

        __hash__ = None  # type: ignore[assignment]

    @values.dataclass(frozen=True, slots=True)
    class More(Kept):
        line: int = 0

    assert Odd(1) == Odd(3)
    assert More("a", (), 2) == More("a", line=2)
    assert repr(More("a")).endswith("More(name='a', others=(), line=0)")
