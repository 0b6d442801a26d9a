"""Frames have room: no depth of calls is slower than another."""

from __future__ import annotations

import resource

from briefings.frames import with_room


def pages_taken(depth: int) -> int:
    """How many pages of memory the system hands out for two hundred calls at this depth, one after the other."""
    if depth:
        return pages_taken(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(200):
        leaf(1, 2, 3)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def leaf(*numbers: int) -> list[int]:
    return sorted(numbers, key=lambda number: -number)


def worst() -> int:
    """Over twenty thousand words of frames, more than nine chunks. What another thread took meanwhile is left out."""
    return max(min(pages_taken(depth) for _ in range(3)) for depth in range(400))


def test_without_room_a_call_at_the_end_of_a_chunk_takes_a_page_each_time() -> None:
    """If not, Python has mended it and `with_room` can go."""
    assert worst() >= 200


def test_with_room_no_call_does() -> None:
    assert with_room(worst) < 50
