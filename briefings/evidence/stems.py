"""The words that carry the meaning of a text, and the sentences of a source that share them."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from briefings.patterns import lazy_pattern

if TYPE_CHECKING:
    from briefings.evidence.sources import LayerText


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
_WORD = lazy_pattern(r"[^\W\d_]{3,}")
_TAIL = lazy_pattern(r"(?:ations?|ions?|ings?|ments?|eds?|ers?|es|ed|s|e)\Z")

_MOST = 300
"""A word found more often in a source says nothing of where: the count only saves time."""


def content_words(text: str) -> frozenset[str]:
    """The words that carry the meaning of a text, in small letters and cut down to a crude stem.

    Words of three letters or more and none of the usual ones; "exports", "exported" and "export" are one.
    """
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _STOP)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-2]
    if word.endswith("y") and len(word) > 3:
        return word[:-1] + "i"
    short = _TAIL.sub("", word) if len(word) > 4 else word.rstrip("s")
    return short if len(short) >= 3 else word


_NUMBER = lazy_pattern(r"\d[\d.,]*\d")
_WEIGHT = 2.0
"""What a number counts in words: two sentences share one less often."""


def number_words(text: str) -> frozenset[str]:
    """The numbers of a text as written, of two digits or more."""
    return frozenset(_NUMBER.findall(text))


def shared_words(words: frozenset[str], layer: LayerText, numbers: frozenset[str] = frozenset()) -> dict[int, float]:
    """How many of the words each sentence of a source has, by its number; sentences with none are left out.

    A number of `numbers` counts as two words.
    """
    scores: dict[int, float] = defaultdict(float)
    for word in words:
        for index in _sentences(word, layer, _places):
            scores[index] += 1.0
    for number in numbers:
        for index in _sentences(number, layer, _number_places):
            scores[index] += _WEIGHT
    return dict(scores)


def _sentences(word: str, layer: LayerText, find: Callable[[str, LayerText], list[int]]) -> frozenset[int]:
    known = layer.word_sentences.get(word)
    if known is None:
        known = frozenset(bisect_right(layer.starts, place) - 1 for place in find(word, layer))
        layer.word_sentences[word] = known
    return known


def rare_sentences(words: frozenset[str], layer: LayerText) -> list[int]:
    """The sentences of a source with any of the words, by number; a word that many have is left out."""
    found = (_sentences(word, layer, _places) for word in words)
    return sorted({index for indexes in found if len(indexes) <= _RARE for index in indexes})


_RARE = 12
"""Sentences with a word at most that it is looked for in: the count only saves time."""


def _number_places(number: str, layer: LayerText) -> list[int]:
    text, places = layer.text, list[int]()
    at = text.find(number)
    while at >= 0 and len(places) < _MOST:
        end = at + len(number)
        before, after = text[max(0, at - 1) : at], text[end : end + 2]
        if not before.isdigit() and not after[:1].isdigit() and not (after[:1] in ".," and after[1:].isdigit()):
            places.append(at)
        at = text.find(number, end)
    return places


_REST = lazy_pattern(r"[^\W\d_]{0,6}(?![^\W_])")
_REST_OF_I = lazy_pattern(r"[iy][^\W\d_]{0,6}(?![^\W_])")
"""What may stand behind a stem to the end of its word."""


def _places(stem: str, layer: LayerText) -> list[int]:
    """Where words of a stem begin. A plain search needs no pattern of its own, slow to make."""
    text, places = layer.lowered, list[int]()
    letters, behind = (stem[:-1], _REST_OF_I) if stem.endswith("i") else (stem, _REST)
    at = text.find(letters)
    while at >= 0:
        rest = behind.match(text, at + len(letters))
        if rest is not None and (not at or not text[at - 1].isalpha()) and _stem(text[at : rest.end()]) == stem:
            places.append(at)
            if len(places) > _MOST:
                return []
        at = text.find(letters, rest.end() if rest else at + 1)
    return places


_MARKS = lazy_pattern("[\u0300-\u036f]+")


def without_marks(text: str) -> str:
    """In small letters, without the marks on letters: ğ is g, é is e."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return text.casefold()
