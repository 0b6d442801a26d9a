"""Patterns that are compiled at their first use: each is one, and behaves as `re.compile` has it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import briefings
from briefings.patterns import lazy_pattern


def test_a_pattern_is_compiled_when_it_is_first_asked_for_something() -> None:
    """A mistake in it is told then, and not before."""
    words = lazy_pattern(r"(?P<first>[a-z]+) [a-z]+", re.IGNORECASE)
    found = words.fullmatch("Two words")
    assert found is not None
    assert found["first"] == "Two"
    assert words.pattern == r"(?P<first>[a-z]+) [a-z]+"
    assert words.sub("-", "one two, three four") == "-, -"
    broken = lazy_pattern("(")
    with pytest.raises(re.error, match="unterminated subpattern"):
        broken.search("")


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    """So that none breaks at a text that is met once in a year."""
    assert len([one.flags for one in held_patterns()]) > 200


def held_patterns() -> Iterator[re.Pattern[Any]]:
    """The patterns that the modules of the package hold, alone or in a tuple or a table."""
    for module in pkgutil.walk_packages(briefings.__path__, "briefings."):
        if module.name.startswith(("briefings.printing.", "briefings.publishing.", "briefings.building.cluster")):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            many = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else (value,)
            yield from (one for one in many if type(one).__name__ == "_Pattern")
