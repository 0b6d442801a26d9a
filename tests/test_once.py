"""What is asked several times of one value is worked out once."""

from __future__ import annotations

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
