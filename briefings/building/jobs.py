"""How many briefs are made at a time."""

from __future__ import annotations

import os


def default_jobs(orders: int) -> int:
    """How many workers are worth while for so many orders, on the processors that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, orders // WORTH))


WORTH = 4
"""Orders for each worker from which on its start costs less than it saves: two thirds of a second for its imports, and
half of the quarter of a second that a brief takes, for each of eight."""
