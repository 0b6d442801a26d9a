"""What is asked several times of one value is worked out once."""

from __future__ import annotations

from briefings.once import CLAIM, once, once_a_claim


def test_the_same_object_is_asked_once() -> None:
    asked = []

    @once
    def length(values: list[int]) -> int:
        asked.append(list(values))
        return len(values)

    first, second = [1, 2], [1, 2]  # equal, and yet not the same
    assert [length(first), length(first), length(second), length(first)] == [2, 2, 2, 2]
    assert asked == [[1, 2], [1, 2], [1, 2]]


def test_a_text_that_may_be_a_claim_is_asked_of_once() -> None:
    """By its words, and by what else is asked; the text of a source is not kept."""
    asked = []

    @once_a_claim
    def count(text: str, letter: str = "a") -> int:
        asked.append((text[:3], letter))
        return text.count(letter)

    source = "abc" * CLAIM
    assert [count("a a"), count("a " + "a"), count("a a", "b"), count(source), count(source)] == [2, 2, 0, CLAIM, CLAIM]
    assert asked == [("a a", "a"), ("a a", "b"), ("abc", "a"), ("abc", "a")]
