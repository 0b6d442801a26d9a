"""The sentence of a source that supports a claim best, by what of the claim is found in it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict

from briefings.evidence.normalise import normalise
from briefings.evidence.sources import LayerText, SourceText
from briefings.support import Item, Passage


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _words(
    "the and for with that this these those from have has had are was were been being will would shall should can "
    "could may might must not but its it's his her their our your they them she him who whom whose which what when "
    "where why how than then there here into onto over under about after before between during through against "
    "upon also only even still just very more most much many some any all both each every other another such same "
    "own one two per via yet nor out off too own while because since until although though however said says say "
    "told according did does done doing you we us it he i is be as at by in of on or an if so no do my me up to"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_TAIL = re.compile(r"(?:ations?|ions?|ings?|ments?|eds?|ers?|es|ed|s|e)\Z")

_LEAST = 3
"""Words that a sentence must share with a claim of which nothing else is found in it: our own choice, see FV-7."""
_MOST = 300
"""A word found more often in a source says nothing of where: the count only saves time."""
_WEIGHTS = {"quotation": 6.0, "figure": 3.0, "date": 2.0, "name": 0.0}
"""What a found item counts in shared words. A name counts by its words: it may stand in any sentence."""


def content_words(text: str) -> frozenset[str]:
    """The words that carry the meaning of a text, in small letters and cut down to a crude stem.

    Words of three letters or more and none of the usual ones; "exports", "exported" and "export" are one.
    """
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _STOP)


def _stem(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-2]
    if word.endswith("y") and len(word) > 3:
        return word[:-1] + "i"
    short = _TAIL.sub("", word) if len(word) > 4 else word.rstrip("s")
    return short if len(short) >= 3 else word


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
    starts = [start for start, _end in layer.sentences]
    if not starts:
        return None
    scores: dict[int, float] = defaultdict(float)
    for word in words:
        found = {bisect_right(starts, place) - 1 for place in _places(word, layer)}
        for index in found:
            scores[index] += 1.0
    shared = dict(scores)
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


def _places(stem: str, layer: LayerText) -> list[int]:
    """Where words of a stem begin. The pattern begins with the letters themselves, which is a search in C."""
    text, places = layer.lowered, list[int]()
    head = f"{re.escape(stem[:-1])}[iy]" if stem.endswith("i") else re.escape(stem)
    for match in re.compile(head + r"[^\W\d_]{0,6}(?![^\W_])").finditer(text):
        start = match.start()
        if (not start or not text[start - 1].isalpha()) and _stem(match[0]) == stem:
            places.append(start)
            if len(places) > _MOST:
                return []
    return places


def _again(layer: LayerText, start: int, end: int) -> list[int]:
    """Where the words of a hit stand in the source, wherever they are repeated."""
    words, places = layer.text[start:end], [start]
    if len(words) < 3 or len(words) > 60:
        return places
    at = layer.text.find(words)
    while at >= 0 and len(places) < _MOST:
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
