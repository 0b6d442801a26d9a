"""What is asked several times of one value is worked out once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
Answer = TypeVar("Answer")


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
