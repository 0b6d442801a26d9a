"""Which sources go back to one origin, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefings.support import Edge


@dataclass(frozen=True, slots=True)
class Origins:
    """The edges between the sources of a desk."""

    edges: tuple[Edge, ...] = ()

    def groups(self, keys: Iterable[str], more: tuple[Edge, ...] = ()) -> tuple[tuple[str, ...], ...]:
        """The keys parted by origin, each in the order of the keys; `more` are edges of one claim."""
        return tuple((key,) for key in keys)
