"""What came of looking for one thing in one source."""

from __future__ import annotations

from briefings.support import Hit, How, Outcome, Problem
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """See `support.Item` for the fields; `score` (0 to 100) tells which of two failures is the nearer miss."""

    outcome: Outcome
    how: How = ""
    problem: Problem = ""
    hit: Hit | None = None
    found: str = ""
    differences: tuple[tuple[str, str], ...] = ()
    grave: bool = False
    score: float = 0.0

    def better_than(self, other: Match) -> bool:
        """Whether this tells more than `other`: verified before altered before not found, then the nearer."""
        return self._rank() > other._rank()

    def _rank(self) -> tuple[int, bool, bool, float]:
        order = (Outcome.UNVERIFIABLE, Outcome.NOT_FOUND, Outcome.ALTERED, Outcome.VERIFIED)
        place = order.index(self.outcome) if self.outcome in order else -1
        return place, not self.problem, self.how == "exact", self.score
