"""EST04: what a source leaves open, a claim does not settle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Severity
from briefings.evidence.facts import FIGURE_MARK, ClaimText
from briefings.evidence.hedges import Hedge, attributions_in, dropped_hedges
from briefings.evidence.passages import sentence_of, supports
from briefings.support import ClaimEvidence

_ATTRIBUTED = re.compile(
    r"\b(?:says?|said|writes?|wrote|argues?|argued|calls?|called|describes?|described|reports?|reported|claims?|claimed|"
    r"tells?|told|holds?|thinks?|believes?|according|by\s\w+['’]s\saccount|account|in\s(?:his|her|its|their)\sview)\b",
    re.IGNORECASE,
)


@rule("EST04", "hedge-drop", Severity.WARNING, "snapshots")
def hedge_drop(material: Material) -> Iterator[Diagnostic]:
    """
    The sentence of a source that supports a claim is hedged ("reportedly", "alleged", "may", "plans to",
    "an estimated"), or speaks of a part ("some", "mostly", "in one province"), and the claim is flat. A claim that
    carries on a hedge of the kind, or, for what is only reported, says whose word it is, is left alone; so is one
    that another cited source supports without a hedge. Scope was lost in 26 to 73 % of the summaries of the worst
    models (Peters and Chin-Yee, 2025); ICD 203 asks that what is assumed be kept apart from what is known.

    Trips it:      Thefts funded 40% of the programme [@panel].  where the panel has "reportedly helped fund"
    Way out:       Thefts reportedly funded 40% of the programme [@panel].
    """
    for claim, found in material.evidence.fresh():
        if claim.kind == "claim":
            yield from _of_claim(material, claim, found)


def _of_claim(material: Material, claim: ClaimText, found: ClaimEvidence) -> Iterator[Diagnostic]:
    text = claim.text.replace(FIGURE_MARK, " ")
    attributed = bool(attributions_in(text)) or _ATTRIBUTED.search(text) is not None
    hedged: list[tuple[str, tuple[Hedge, ...], str]] = []
    for cite in found.cites:
        source = material.evidence.read(cite.key)
        if source is None or cite.passage is None or not supports(claim.text, found.items, cite.passage, source):
            continue
        sentence = sentence_of(cite.passage, source)
        dropped = dropped_hedges(sentence, text, attributed=attributed)
        if not dropped:
            return
        hedged.append((cite.key, dropped, sentence))
    if not hedged:
        return
    key, dropped, sentence = hedged[0]
    words = " and ".join(map(repr, list(dict.fromkeys(" ".join(one.text.lower().split()) for one in dropped))[:3]))
    scope = all(one.kind == "scope" for one in dropped)
    yield finding(
        "EST04",
        words_place(material, claim),
        f"{key!r} says {words} of this, and the claim says it {'of all' if scope else 'flatly'}",
        "keep the limit" if scope else "keep the hedge, or say whose word it is",
        claim=claim.id,
        source=key,
        evidence=" ".join(sentence.split())[:300],
    )
