"""What is asked several times of one value is worked out once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

Value = TypeVar("Value")
Answer = TypeVar("Answer")
More = ParamSpec("More")

CLAIM = 2_000
"""Characters up to which a text may be a claim."""


def once(function: Callable[[Value], Answer]) -> Callable[[Value], Answer]:
    """The function, which keeps its last answer for as long as it is asked of the same object.

    For values that do not change and that cannot be looked up in a table, for they hold dicts or are slow to hash: an
    edition is. Its callers leave the answer as it is.
    """
    last: tuple[Value, Answer] | None = None

    @functools.wraps(function)
    def asked(value: Value) -> Answer:
        nonlocal last
        known = last
        if known is None or known[0] is not value:
            last = known = value, function(value)
        return known[1]

    return asked


def once_a_claim(function: Callable[Concatenate[str, More], Answer]) -> Callable[Concatenate[str, More], Answer]:
    """The function, which keeps its answers on the last thousand texts that may be claims: several rules ask of each.

    A longer text, as that of a source is, is asked of once anyway.
    """
    kept = cast("Callable[Concatenate[str, More], Answer]", functools.lru_cache(maxsize=1024)(function))

    @functools.wraps(function)
    def asked(text: str, /, *more: More.args, **named: More.kwargs) -> Answer:
        return (kept if len(text) <= CLAIM else function)(text, *more, **named)

    return asked
