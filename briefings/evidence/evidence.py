"""All that was verified of a desk: its claims, what was found on each, and the sources that were read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from briefings.evidence.facts import ClaimText
from briefings.evidence.lock import Lock
from briefings.evidence.origins import Origins
from briefings.evidence.sources import SourceText
from briefings.support import ClaimEvidence


@dataclass(frozen=True)
class Evidence:
    """`found` is by (document, claim id). `sources` has every source of the desk, also those that were not read."""

    claims: tuple[ClaimText, ...] = ()
    found: dict[tuple[str, str], ClaimEvidence] = field(default_factory=dict)
    sources: dict[str, SourceText] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    lock: Lock = field(default_factory=Lock)

    @property
    def locked_sources(self) -> frozenset[str]:
        """The sources that are not at hand, of which the lock tells: their record still names the digest it has."""
        return frozenset(
            cite.key
            for found in self.found.values()
            if found.locked
            for cite in found.cites
            if self.sources.get(cite.key) is None or self.sources[cite.key].state in ("missing", "unreadable")
        )

    def of(self, claim: ClaimText) -> ClaimEvidence | None:
        """What was found on a claim."""
        return self.found.get((claim.document, claim.id))

    def fresh(self) -> Iterator[tuple[ClaimText, ClaimEvidence]]:
        """The claims that were verified now, all their sources being at hand: rules that read sources look at these.

        What was locked of the others is said again by `checks.run`, so that no rule needs to know of the lock.
        """
        return iter(self._fresh)

    @cached_property
    def _fresh(self) -> tuple[tuple[ClaimText, ClaimEvidence], ...]:
        """A dozen rules ask for them."""
        return tuple((claim, found) for claim in self.claims if (found := self.of(claim)) and _is_fresh(claim, found))

    def read(self, key: str) -> SourceText | None:
        """A source whose snapshot was read."""
        source = self.sources.get(key)
        return source if source is not None and source.state == "read" else None


def _is_fresh(claim: ClaimText, found: ClaimEvidence) -> bool:
    if found.locked or any(cite.state != "read" for cite in found.cites):
        return False
    return len(found.cites) >= len(claim.keys)
