"""What is asked several times is worked out once, and the JSON of records is written as Python writes it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from briefings.editions.indented import to_indented
from briefings.once import once


def test_the_same_object_is_asked_once() -> None:
    asked = []

    @once
    def length(values: list[int]) -> int:
        asked.append(list(values))
        return len(values)

    first, second = [1, 2], [1, 2]  # equal, and yet not the same
    assert [length(first), length(first), length(second), length(first)] == [2, 2, 2, 2]
    assert asked == [[1, 2], [1, 2], [1, 2]]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@given(PLAIN)
def test_records_are_written_as_json_dumps_writes_them(value: object) -> None:
    assert to_indented(value) == json.dumps(value, ensure_ascii=False, indent=1)
