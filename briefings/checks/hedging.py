"""EST04: what a source leaves open, a claim does not settle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Severity
from briefings.evidence.facts import FIGURE_MARK, ClaimText
from briefings.evidence.hedges import Hedge, attributions_in, dropped_hedges, hedges_left_out
from briefings.evidence.passages import best_passage, sentence_of, supports
from briefings.evidence.sources import SourceText
from briefings.evidence.stems import content_words, rare_sentences
from briefings.patterns import lazy_pattern
from briefings.support import ClaimEvidence, Passage

_ATTRIBUTED = lazy_pattern(
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
    hedged: list[tuple[int, str, tuple[Hedge, ...], str]] = []
    flat = 0
    for cite in found.cites:
        source = material.evidence.read(cite.key)
        if source is None:
            continue
        sentence = _support(claim, found, cite.passage, source)
        dropped = dropped_hedges(sentence, text, attributed=attributed)
        if not dropped:
            repeated, dropped = _repeated(text, source, attributed=attributed)
            sentence = repeated or sentence
        if not sentence:
            continue
        shared = len(content_words(text) & content_words(sentence))
        if dropped:
            hedged.append((shared, cite.key, dropped, sentence))
        else:
            flat = max(flat, shared)
    hedged = [one for one in hedged if one[0] > flat]  # a source that says it flatly, and as fully, bears it out
    if not hedged:
        return
    _shared, key, dropped, sentence = hedged[0]
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


def _repeated(text: str, source: SourceText, *, attributed: bool) -> tuple[str, tuple[Hedge, ...]]:
    """A sentence of a source whose words the claim takes over without the hedge before them; "" where there is none."""
    words = content_words(text)
    for layer in source.layers[:1]:
        for index in rare_sentences(words, layer):
            start, end = layer.sentences[index]
            sentence = layer.text[start:end]
            left_out = hedges_left_out(sentence, text, attributed=attributed)
            if left_out:
                return sentence, left_out
    return "", ()


def _support(claim: ClaimText, found: ClaimEvidence, passage: Passage | None, source: SourceText) -> str:
    """The sentence that surely speaks of what the claim says; "" where there is none.

    The passage may have been chosen for a figure or date that stands elsewhere too: of it and the sentence with most
    of the claim's words it is the one that has more of them.
    """
    words = content_words(claim.text)
    candidates = (one for one in (passage, best_passage(claim.text, (), source)) if one is not None)
    sure = [sentence_of(one, source) for one in candidates if supports(claim.text, found.items, one, source)]
    return max(sure, key=lambda sentence: len(words & content_words(sentence)), default="")
