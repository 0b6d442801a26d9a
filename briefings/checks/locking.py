"""What the lock tells of sources that are not at hand: findings said again, and what it no longer covers."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.checks.places import words_at, words_found
from briefings.checks.rules import RULES, Material, finding
from briefings.diagnostics import Diagnostic, Place, Severity, State, in_order
from briefings.evidence.facts import ClaimText
from briefings.evidence.lock import Lock, LockedFinding, changed_claims, lock_mistake, new_lock, to_lock_text
from briefings.reading.paths import LOCK
from briefings.support import ClaimEvidence, Outcome


def from_the_lock(material: Material) -> Iterator[Diagnostic]:
    """The findings of rules that read sources, on claims and sources that only the lock knows."""
    evidence = material.evidence
    claims = {(claim.path, claim.id): claim for claim in evidence.claims}
    for one in evidence.lock.findings:
        claim = claims.get((one.path, one.claim)) if one.claim else None
        known = evidence.of(claim) if claim else None
        if known.locked if known else (not one.claim and one.source in evidence.locked_sources):
            yield Diagnostic(
                code=one.code,
                severity=one.severity,
                place=_place(material, one, claim),
                message=one.message,
                hint=one.hint,
                claim=one.claim,
                source=one.source,
            )


def _place(material: Material, one: LockedFinding, claim: ClaimText | None) -> Place:
    start = claim.place if claim else Place(one.path)
    return words_found(material, one.path, one.words, start) or start


def lock_findings(material: Material) -> Iterator[Diagnostic]:
    """SRC01 for the lock itself: not to be read, or no longer true of a claim whose sources are not at hand."""
    mistake = lock_mistake(material.dossier.lock)
    if mistake:
        yield finding("SRC01", Place(LOCK), f"the lock cannot be read: {mistake}", "write it anew: briefings lock")
    if not material.dossier.lock:
        return
    evidence = material.evidence
    for claim in evidence.claims:
        found = evidence.of(claim) if material.knows(claim.keys) else None
        absent = _absent(found) if found else []
        if found and absent:
            known = evidence.lock.claims.get((claim.document, claim.id))
            changed = "it is not in the lock" if known is None else _what_changed(found.digest != known.digest)
            yield finding(
                "SRC01",
                claim.place,
                f"this claim cannot be verified: {changed}, and {_named(absent)} not at hand",
                "fetch the snapshots, then run briefings lock",
                severity=Severity.WARNING,
                state=State.UNVERIFIABLE,
                claim=claim.id,
                source=absent[0],
            )


def _absent(found: ClaimEvidence) -> list[str]:
    """The sources that are not at hand of a claim that is unverifiable for want of them."""
    if found.outcome is not Outcome.UNVERIFIABLE:
        return []
    return [cite.key for cite in found.cites if cite.state in ("missing", "unreadable")]


def _what_changed(claim_changed: bool) -> str:
    return "it changed since the lock was written" if claim_changed else "a source changed since the lock was written"


def _named(keys: list[str]) -> str:
    return f"{keys[0]!r} is" if len(keys) == 1 else f"{', '.join(map(repr, keys))} are"


# -------------------------------------------------------------------- write


def lock_of(material: Material, found: tuple[Diagnostic, ...]) -> Lock:
    """The lock of a desk. `found` is what its rules say, before anything is suppressed."""
    evidence = material.evidence
    documents = {(claim.path, claim.id) for claim in evidence.claims}
    locked = [
        LockedFinding(
            one.code,
            one.severity,
            one.place.path,
            _few_words(words_at(material, one.place)),
            one.message,
            one.hint,
            one.claim if (one.place.path, one.claim) in documents else "",
            one.source,
        )
        for one in in_order(found)
        if one.code in RULES and RULES[one.code].reads == "snapshots" and one.state is State.FAIL
        if one.place.path != LOCK and (one.claim or one.source)
    ]
    return new_lock(evidence.found.values(), evidence.sources, evidence.origins.edges, locked, evidence.lock)


def _few_words(text: str) -> str:
    """The first six words: enough to find the place again, and never a sentence that somebody else wrote."""
    return " ".join(text.split()[:6])


def stale_lock(material: Material, found: tuple[Diagnostic, ...]) -> Iterator[Diagnostic]:
    """SRC01 where the lock says otherwise than the sources at hand do now.

    Not where a claim can be verified neither by its sources nor by the lock: that has been said of the claim. Nor
    where a note or a source's record could not be read: its claims are not gone.
    """
    text = material.dossier.lock
    if not material.whole or material.unread_notes or material.unread_sources:
        return
    if not text or lock_mistake(text) or any(_absent(found) for found in material.evidence.found.values()):
        return
    new = lock_of(material, found)
    if to_lock_text(new) == text:
        return
    former = material.evidence.lock
    changed = len(changed_claims(former, new))
    gone = len(former.claims.keys() - new.claims.keys())
    what = [f"{n} claim{'s' * (n != 1)} {word}" for n, word in ((changed, "changed"), (gone, "gone")) if n]
    message = f"the lock is not current: {', '.join(what) or 'its findings or sources changed'}"
    yield finding("SRC01", Place(LOCK), message, "write it anew: briefings lock", severity=Severity.WARNING)
