"""Where a source comes nearest to a quotation that it does not have, and how the two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from briefings.evidence.match import Match
from briefings.evidence.normalise import Normalised, normalise
from briefings.evidence.parts import CASE_BRACKET, MOST_PARTS, Budget, Part, chains, occurrences_of, parts_of
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.wording import TURNING, align, told, words
from briefings.patterns import lazy_pattern
from briefings.support import Outcome

ALTERED_FROM = 85.0
"""Likeness from which another wording counts as an alteration of the quotation; our own starting value."""
GRAVE_FROM = 60.0
"""The same where a number, negation, hedge, comparative or name differs."""

ABSENT = Match(Outcome.NOT_FOUND, problem="absent")


def nearest(source: SourceText, layer: LayerText, sought: str, *, required: bool) -> Match:
    """The place of a layer that is nearest to a quotation which it does not have, and how it differs."""
    form = normalise(sought)
    parts = parts_of(CASE_BRACKET.sub(r"\1", form.text.strip()))
    if not 0 < len(parts) <= MOST_PARTS:
        return ABSENT
    if not required:
        return _turned(source, layer, parts)
    misses: list[Match] = []
    spans: list[tuple[int, int]] = []
    for part in parts:
        there = next(occurrences_of(layer.normalised.text, part, 0, len(layer.normalised.text)), None)
        if there is not None:
            spans.append(there)
            continue
        miss = _nearest_part(source, layer, _as_written(form, part.text))
        if miss.outcome is not Outcome.ALTERED:
            return replace(ABSENT, score=miss.score / len(parts))
        misses.append(miss)
    if misses:
        return max(misses, key=lambda miss: miss.grave)
    hit = source.hit(layer, *layer.normalised.span(*spans[0]))
    found = APART if spans == sorted(spans) else OTHERWISE_ORDERED
    return Match(Outcome.ALTERED, "", "words", hit, found, grave=True, score=75.0)


def nearest_words(sought: str, source: SourceText) -> tuple[str, float] | None:
    """The words of a source that are most like a quotation which it does not have, and how like (0 to 100).

    None where nothing is as much as alike: then whatever were shown would mislead.
    """
    from rapidfuzz import fuzz  # a run that looks for nothing does without

    sought = normalise(sought).text[:_LONGEST_COMPARED]
    best: tuple[str, float] | None = None
    for layer in source.layers:
        text = layer.normalised.text
        for low, high in _regions(text, sought):
            alignment = fuzz.partial_ratio_alignment(sought, text[low:high])
            if alignment is not None and alignment.score >= max(GRAVE_FROM, best[1] if best else 0.0):
                start, end = layer.normalised.span(low + alignment.dest_start, low + alignment.dest_end)
                best = _to_words(layer.text, start, end), alignment.score
    return best


def _to_words(text: str, start: int, end: int) -> str:
    """A part of a text without the halves of words at its ends."""
    while start > 0 and text[start - 1].isalnum() and start < end and end - start < _LONGEST_COMPARED * 2:
        start -= 1
    while end < len(text) and text[end].isalnum() and end - start < _LONGEST_COMPARED * 2:
        end += 1
    return text[start:end]


def _turned(source: SourceText, layer: LayerText, parts: tuple[Part, ...]) -> Match:
    """A short quotation that a source has with a negation in it: "has been signed" for "has not been signed"."""
    text = layer.normalised.text
    for pieces in _split_short(parts):
        for chain in chains(text, pieces, 0, len(text), Budget()):
            passed = text[chain[0][1] : chain[1][0]].strip()
            if len(passed.split()) <= _MOST_TURNING and TURNING.search(passed):
                hit = source.hit(layer, *layer.normalised.span(chain[0][0], chain[-1][1]))
                return Match(Outcome.ALTERED, "", "words", hit, passed, (("", passed),), grave=True, score=90.0)
    return ABSENT


_MOST_TURNING = 2


_SHORT = 3


def _split_short(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """A quotation of two or three words, parted between any two."""
    pieces = parts[0].text.split(" ")
    if len(parts) == 1 and 1 < len(pieces) <= _SHORT:
        for at in range(1, len(pieces)):
            yield Part(" ".join(pieces[:at])), Part(" ".join(pieces[at:]), "insertion")


APART = "its parts stand far apart"
OTHERWISE_ORDERED = "its parts stand in another order"
"""What is found of a quotation whose every part the source has."""


def _as_written(form: Normalised, part: str) -> str:
    """A part of a quotation with its capitals."""
    at = form.text.find(part)
    start, end = form.span(at, at + len(part)) if at >= 0 else (0, 0)
    return form.original[start:end] or part


def _nearest_part(source: SourceText, layer: LayerText, part: str) -> Match:
    from rapidfuzz import fuzz  # a run that looks for nothing does without

    part = part[:_LONGEST_COMPARED]
    sought, text = normalise(part).text, layer.normalised.text
    best = ABSENT
    for low, high in _regions(text, sought):
        alignment = fuzz.partial_ratio_alignment(sought, text[low:high])
        if alignment is not None and alignment.score > best.score:
            window = low + alignment.dest_start, low + alignment.dest_end
            best = _compared(source, layer, part, window, alignment.score)
    return best


_LONGEST_COMPARED = 4_000
"""Characters of a quotation that are compared; the time goes with their square."""


def _compared(source: SourceText, layer: LayerText, part: str, window: tuple[int, int], score: float) -> Match:
    """A part of a quotation beside the words of the source that come nearest, word by word."""
    form = layer.normalised
    slack = 12 + len(part) // 10
    start, end = form.span(max(window[0] - slack, 0), min(window[1] + slack, len(form.text)))
    original = _LINE_PARTED.sub("", layer.text[start:end])
    shift = end - start - len(original)
    mine, theirs = words(part), words(original)
    differences, first, last, equal = align(mine, theirs)
    grave = any(one.grave for one in differences)
    enough = score >= ALTERED_FROM or (grave and score >= GRAVE_FROM and equal * 2 >= len(mine))
    if not enough or not differences or not equal:
        return replace(ABSENT, score=score if equal else min(score, GRAVE_FROM - 1))
    hit = source.hit(layer, start + theirs[first].start, min(start + theirs[last - 1].end + shift, end))
    pairs = tuple((told(part, one.mine), told(original, one.theirs)) for one in differences[:_MOST_DIFFERENCES])
    return Match(Outcome.ALTERED, "", "words", hit, pairs[0][1], pairs, grave=grave, score=score)


_MOST_DIFFERENCES = 6
_LINE_PARTED = lazy_pattern(r"(?<=[^\W\d_])[-‐]\s*\n\s*(?=[^\W\d_])")
_BUCKET = 64
"""Characters within which the words of a quotation must lie as they do in the source to count as one place."""


def _regions(text: str, part: str) -> list[tuple[int, int]]:
    """The stretches of a source in which most of the words of a quotation lie as they lie in it, the likeliest first.

    Each word votes for the places where the quotation would begin if this word were its own; a rare word's vote
    weighs more. So the costly comparison sees a few hundred characters and not the whole source.
    """
    votes: dict[int, float] = defaultdict(float)
    for at, word in _landmarks(part):
        found: list[int] = []
        start = text.find(word)
        while start >= 0 and len(found) <= _COMMON:
            found.append(start)
            start = text.find(word, start + len(word))
        for start in found if len(found) <= _COMMON else ():
            votes[(start - at) // _BUCKET] += 1 / len(found)
    weights = {bucket: votes[bucket] + votes.get(bucket + 1, 0.0) for bucket in list(votes)}
    best = sorted(weights, key=lambda bucket: (-weights[bucket], bucket))[:_MOST_REGIONS]
    slack = _BUCKET + len(part) // 4
    return [
        (max(bucket * _BUCKET - slack, 0), min(bucket * _BUCKET + len(part) + slack + _BUCKET, len(text)))
        for bucket in best
    ]


_COMMON = 200
_MOST_REGIONS = 3
_MOST_LANDMARKS = 24
_LANDMARK = lazy_pattern(r"[^\W_]{3,}")


def _landmarks(part: str) -> list[tuple[int, str]]:
    """The longest words of a quotation with their places; pieces of it where it has few words, as Chinese has."""
    found = [(match.start(), match[0]) for match in _LANDMARK.finditer(part)]
    if sum(len(word) for _at, word in found) > 12 * len(found):
        found = [(at, part[at : at + 4]) for at in range(0, max(len(part) - 3, 1), 4)]
    return sorted(found, key=lambda one: (-len(one[1]), one[0]))[:_MOST_LANDMARKS]
