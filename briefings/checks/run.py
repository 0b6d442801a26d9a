"""All findings on a desk, weighed by its settings."""

from __future__ import annotations

from briefings.checks import (
    attributing,
    changing,
    citing,
    corroborating,
    counting,
    dating,
    estimating,
    files,
    hedging,
    keeping,
    machining,
    naming,
    output,
    quoting,
    structure,
    suppressing,
)
from briefings.checks.locking import from_the_lock, lock_findings, lock_of, stale_lock
from briefings.checks.rules import Material, apply_rules, matches
from briefings.diagnostics import Diagnostic, in_order
from briefings.evidence.lock import Lock

FAMILIES = (
    files,
    citing,
    attributing,
    quoting,
    counting,
    naming,
    keeping,
    corroborating,
    dating,
    estimating,
    hedging,
    structure,
    changing,
    machining,
    suppressing,
    output,
)
"""The modules of rules: each enters its own into the list when it is imported."""


def check(material: Material) -> tuple[Diagnostic, ...]:
    """What reading said and what the rules find, in the order of places.

    Of claims whose sources are not at hand the lock says what was found when it was written.
    """
    found = tuple(apply_rules(material))
    locked = tuple(from_the_lock(material))
    of_the_lock = (*lock_findings(material), *stale_lock(material, (*found, *locked)))
    return in_order([*material.dossier.diagnostics, *found, *locked, *of_the_lock])


def new_lock_of(material: Material) -> Lock:
    """The lock of the desk as it is now."""
    return lock_of(material, (*apply_rules(material), *from_the_lock(material)))


def chosen(
    diagnostics: tuple[Diagnostic, ...], *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> tuple[Diagnostic, ...]:
    """The findings of the codes or families in `select` (all when empty) and not in `ignore`."""
    return tuple(
        diagnostic
        for diagnostic in diagnostics
        if (not select or matches(diagnostic.code, select)) and not matches(diagnostic.code, ignore)
    )
