"""Where the files of a desk lie, and how large they may be. Nothing else: a build that has nothing to do reads this."""

from __future__ import annotations

import re

from briefings.patterns import lazy_pattern

LARGEST = 500_000
"""Bytes a text file may have: thirty times the longest note we have seen."""

LARGEST_RECORD = 20_000_000
"""Bytes of the lock, or of the record of an edition."""

NAMES, ORIGINS, LOCK = "content/names.yaml", "content/origins.yaml", "content/evidence.lock.json"
"""Files of one kind each, straight in `content/`."""

EDITION = lazy_pattern(
    r"content/editions/([a-z0-9-]+)/(former/)?(\d{4}-\d\d-\d\d)(?(2)-([1-9]\d{0,3}))\.json", re.ASCII
)
"""The record of an edition: brief, whether it is a former one, date, and the number of the correction after it."""


def largest(path: str) -> int:
    """Bytes a file of `content/` may have: what the program writes itself grows with the desk."""
    return LARGEST_RECORD if path.endswith(".json") else LARGEST


def is_read(path: str) -> bool:
    """Whether a file of `content/` is read at all."""
    return path.endswith((".md", ".yaml", ".yml")) or path == LOCK or EDITION.fullmatch(path) is not None
