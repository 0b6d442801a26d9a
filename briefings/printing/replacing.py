"""Parts of a library replaced by our own, each kept beside what stands in its place: a test can put it back."""

from __future__ import annotations

from typing import Any

Change = tuple[object, str, Any, Any]
"""A module or class, the name of a part of it, that part, and what is put there instead."""


def changes(*wanted: tuple[object, str, Any]) -> tuple[Change, ...]:
    """The changes that put our own parts, each given with its owner and its name, in the place of those there now."""
    return tuple((owner, name, getattr(owner, name), own) for owner, name, own in wanted)


def make(changes: tuple[Change, ...]) -> None:
    """Put our own parts in."""
    for owner, name, _its, own in changes:
        setattr(owner, name, own)
