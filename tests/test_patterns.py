"""Patterns that are compiled at their first use: each is one, and behaves as `re.compile` has it."""

from __future__ import annotations

import gc
import importlib
import re
from typing import Any

import pytest

from briefings.patterns import lazy_pattern
from tests.conftest import ROOT


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
    for path in sorted((ROOT / "briefings").rglob("*.py")):
        if "lazy_pattern(" in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    gc.collect()  # the broken one of above
    held: list[re.Pattern[Any]] = [one for one in gc.get_objects() if type(one) is type(lazy_pattern(""))]
    assert len([one.flags for one in held]) > 300
