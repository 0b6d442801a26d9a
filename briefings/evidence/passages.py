"""The sentence of a source that supports a claim best, by what of the claim is found in it."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict

from briefings.evidence.normalise import normalise
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.stems import content_words, shared_words
from briefings.support import Item, Passage

_LEAST = 3
"""Words that a sentence must share with a claim of which nothing else is found in it: our own choice, see FV-7."""
_REPEATS = 300
"""Repetitions of a hit that are looked at: the count only saves time."""
_WEIGHTS = {"quotation": 6.0, "figure": 3.0, "date": 2.0, "name": 0.0}
"""What a found item counts in shared words. A name counts by its words: it may stand in any sentence."""


def best_passage(claim_text: str, items: tuple[Item, ...], source: SourceText) -> Passage | None:
    """The sentence with what was found of the claim and with most of its words; None where none has three of them.

    The digest is the first 32 hexadecimal digits of the SHA-256 of the sentence in normal form: it is kept, the
    sentence is not.
    """
    words = content_words(claim_text)
    for layer in source.layers:
        found = _best_sentence(words, items, source, layer)
        if found is not None:
            start, end = layer.sentences[found]
            digest = hashlib.sha256(normalise(layer.text[start:end]).text.encode()).hexdigest()[:32]
            return Passage(source.key, start, end, digest, layer.name, source.page_at(layer, start))
    return None


def _best_sentence(words: frozenset[str], items: tuple[Item, ...], source: SourceText, layer: LayerText) -> int | None:
    starts = layer.starts
    if not starts:
        return None
    shared = shared_words(words, layer)
    scores = defaultdict(float, shared)
    for item in items:
        weight = _WEIGHTS[item.kind]
        if item.hit is None or item.hit.source != source.key or item.hit.layer != layer.name or not weight:
            continue
        at = {bisect_right(starts, place) - 1 for place in _again(layer, item.hit.start, item.hit.end)}
        for index in at:
            scores[index] += weight
    best = max(scores, key=lambda index: (scores[index], -index), default=None)
    if best is None or best < 0:
        return None
    return best if scores[best] > shared.get(best, 0.0) or shared.get(best, 0.0) >= _LEAST else None


def _again(layer: LayerText, start: int, end: int) -> list[int]:
    """Where the words of a hit stand in the source, wherever they are repeated."""
    words, places = layer.text[start:end], [start]
    if len(words) < 3 or len(words) > 60:
        return places
    at = layer.text.find(words)
    while at >= 0 and len(places) < _REPEATS:
        around = layer.text[at - 1 : at] + layer.text[at + len(words) : at + len(words) + 1]
        if not any(one.isalnum() for one in around):
            places.append(at)
        at = layer.text.find(words, at + len(words))
    return places


_SHARE = 0.5
"""The share of a claim's content words that makes a sentence its support where no item was found in it."""


def supports(claim_text: str, items: tuple[Item, ...], passage: Passage, source: SourceText) -> bool:
    """Whether a passage surely speaks of what the claim says: a quotation, figure or date of it, or half its words."""
    for item in items:
        hit = item.hit
        if hit is None or item.kind == "name" or (hit.source, hit.layer) != (passage.source, passage.layer):
            continue
        if passage.start <= hit.start < passage.end:
            return True
    words = content_words(claim_text)
    shared = words & content_words(sentence_of(passage, source))
    return len(shared) >= _LEAST and len(shared) >= _SHARE * len(words)


def sentence_of(passage: Passage, source: SourceText) -> str:
    """The words of a passage, as the source writes them."""
    text = source.page if passage.layer == "page" else source.article
    return text[passage.start : passage.end]
