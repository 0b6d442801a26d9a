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
from briefings.checks.changing import of_what_stands
from briefings.checks.locking import from_the_lock, lock_findings, stale_lock
from briefings.checks.rules import RULES, Material, apply_rules, known_codes
from briefings.diagnostics import Diagnostic, in_order

__all__ = ["FAMILIES", "RULES", "check", "found_of", "known_codes"]

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


def check(material: Material, applied: tuple[Diagnostic, ...] | None = None) -> tuple[Diagnostic, ...]:
    """What reading said and what the rules find, in the order of places.

    Nothing is said of what was withdrawn by the date of the editions. Of claims whose sources are not at hand the lock
    says what was found when it was written. `applied` is what `apply_rules` has given, where it was asked before.
    """
    found = found_of(material, applied)
    said = [*material.dossier.diagnostics, *found, *lock_findings(material), *stale_lock(material, found)]
    return in_order(tuple(of_what_stands(material, said)))


def found_of(material: Material, applied: tuple[Diagnostic, ...] | None = None) -> tuple[Diagnostic, ...]:
    """What the rules find now, and what the lock tells besides: what a rule can say without sources it has said."""
    found = tuple(apply_rules(material)) if applied is None else applied
    said = {(one.code, one.place.path, one.claim, one.source, one.message) for one in found}
    locked = from_the_lock(material)
    return (
        *found,
        *(one for one in locked if (one.code, one.place.path, one.claim, one.source, one.message) not in said),
    )
