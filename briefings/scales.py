"""The likelihood scales and confidence levels a desk may use, as their publishers define them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from briefings.patterns import lazy_pattern
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One step of a scale; `low` and `high` in per cent. `alternative` is the scale's other word for it."""

    term: str
    alternative: str
    low: int
    high: int

    @property
    def range(self) -> str:
        return f"{self.low}–{self.high}%"


@dataclass(frozen=True, slots=True)
class Scale:
    id: str
    name: str
    terms: tuple[Term, ...]
    source: str
    licence: str
    two_rows: bool = False
    """Whether the alternatives are a second row of terms, of which a product uses one or the other."""

    def row(self, word: str) -> int:
        """1 or 2, the row of the scale's table that a term stands in; 0 for what is no term of it."""
        if any(word == term.term for term in self.terms):
            return 1
        return 2 if word and any(word == term.alternative for term in self.terms) else 0

    def at(self, percent: float) -> tuple[Term, ...]:
        """The terms that a value may have: two on the border of two bands, none in a gap between them."""
        return tuple(term for term in self.terms if term.low <= percent <= term.high)

    def find(self, word: str) -> Term | None:
        return next((term for term in self.terms if word in (term.term, term.alternative)), None)

    def meant(self, word: str) -> str:
        """The term of which a word is a slip of the pen; "" where it may be another, or the opposite.

        "quite likely" is no slip of "very likely"; "nlikely" may be one of "likely" or of "unlikely".
        """
        written = word.lower().split()
        near = {term: _likeness(written, term.split()) for term in self.words}
        best = max(near, key=lambda term: near[term])
        senses = {_sense(self.find(term)) for term in near if near[term] > near[best] - _AS_NEAR}
        return best if near[best] >= _SLIP and len(senses) == 1 else ""

    def find_term(self, text: str, term: str) -> tuple[int, int] | None:
        """Where `text` uses `term`: the term itself, or its adverb ("probably"), and no longer term that holds it.

        "likely" is not used by "very likely", which is another term, nor by "highly likely", which is none. Of
        several uses the one behind a verb is meant ("will likely cut", not "the likely successor").
        """
        found = list(_alone(term).finditer(text))
        longer = [word for word in self.words if term in word and word != term] if found else []
        taken = [match.span() for word in longer for match in re.finditer(_forms(word), text, re.IGNORECASE)]
        uses = [
            match.span()
            for match in found
            if not _INTENSIFIER.search(text[max(0, match.start() - 15) : match.start()])
            and not any(start <= match.start() < end for start, end in taken)
        ]
        behind_a_verb = [use for use in uses if _VERB.search(text[max(0, use[0] - 12) : use[0]])]
        return next(iter(behind_a_verb or uses), None)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for term in self.terms for word in (term.term, term.alternative) if word)


_SLIP = 0.8
"""Words as alike as this may be one, misspelt."""
_AS_NEAR = 0.1
"""A word that is less alike than another by no more than this may be meant as well."""


def _likeness(written: list[str], term: list[str]) -> float:
    """How alike two terms are in the word in which they are least: 1 is the same, 0 has nothing in common."""
    from difflib import SequenceMatcher

    if len(written) != len(term):
        return 0
    return min(SequenceMatcher(None, *pair).ratio() for pair in zip(written, term, strict=True))


def _sense(term: Term | None) -> str:
    """Whether a term says that something will rather be, rather not be, or neither."""
    middle = (term.low + term.high) / 2 if term else 50
    return "even" if middle == 50 else "more" if middle > 50 else "less"


_INTENSIFIER = lazy_pattern(
    r"(?<!\w)(?:highly|quite|very|most|more|less|least|rather|fairly|extremely|too|so)\s+$", re.IGNORECASE
)
_VERB = lazy_pattern(r"(?<!\w)(?:will|would|is|are|be|been|being|was|were|a|an|has|have)\s+$", re.IGNORECASE)


# ---------------------------------------------------------------- wordings

Kind = Literal["term", "foreign", "off-scale"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A word of likelihood in a text: a term of the scale, a term of another one, or a word that is on none.

    `term` is the word as its table has it, "" for one that is on no scale. `attributive` tells that it stands before
    a noun ("the likely successor"), where it says less of how likely anything is.
    """

    start: int
    end: int
    text: str
    kind: Kind
    term: str = ""
    attributive: bool = False


@lru_cache(maxsize=256)
def wordings(text: str, scale: Scale) -> tuple[Wording, ...]:
    """Every word of likelihood in `text`, in order; none lies within another.

    The words on no scale are those that ICD 203 and the PHIA yardstick were made to replace: may, might, could,
    possible, perhaps, conceivable, "a real possibility", "cannot rule out", "chances are", and a term with an
    intensifier that is no term itself. The month May, "as soon as possible", "could not verify" and "possible
    explanations" say nothing of likelihood.
    """
    found = [*_terms(text, scale), *_off_scale(text)]
    found.sort(key=lambda one: (one.start, -one.end))
    out: list[Wording] = []
    for one in found:
        if not out or one.start >= out[-1].end:
            out.append(one)
    return tuple(out)


def _terms(text: str, scale: Scale) -> Iterator[Wording]:
    for match in _ANY_TERM.finditer(text):
        written = match[0]
        if match["remote"] and not _is_remote_chance(text, match):
            continue
        if match["intensified"]:
            yield Wording(*match.span(), written, "off-scale")
            continue
        if _COMPARATIVE.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        term = next((word for word in scale.words if scale.find_term(written, word)), "")
        kind: Kind = "term" if term else "foreign"
        before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 12]
        attributive = " " not in written and bool(_DETERMINER.search(before) and _NOUN.match(after))
        yield Wording(*match.span(), written, kind, term or _base(written), attributive)


def _is_remote_chance(text: str, match: re.Match[str]) -> bool:
    """Whether "remote" is said of a chance, and not of an island."""
    after = text[match.end() : match.end() + 14]
    if _CHANCE.match(after):
        return True
    return bool(_BEING.search(text[max(0, match.start() - 12) : match.start()])) and not _NOUN.match(after)


def _base(written: str) -> str:
    """The word of a table that a written form belongs to."""
    every = (word for scale in SCALES.values() for word in scale.words)
    return next(word for word in every if re.fullmatch(_forms(word), written, re.IGNORECASE))


def _off_scale(text: str) -> Iterator[Wording]:
    empty = [match.span() for match in _SAYS_NOTHING.finditer(text)]
    for pattern in _OFF_SCALE:
        for match in pattern.finditer(text):
            if not any(start < match.end(1) and match.start(1) < end for start, end in empty):
                yield Wording(*match.span(1), match[1], "off-scale")


_COMPARATIVE = lazy_pattern(r"(?<!\w)(?:more|most|less|least|too|so|as)\s+$", re.IGNORECASE)
_DETERMINER = lazy_pattern(
    r"(?<!\w)(?:a|an|the|its|their|his|her|our|this|that|these|those|any|no|one|some)\s+$", re.IGNORECASE
)
_NOUN = lazy_pattern(
    r"\s+(?!(?:that|to|and|or|but|if|in|by|before|after|as|at|for|on|than|because|when|while|until)\b)[A-Za-z]"
)
_CHANCE = lazy_pattern(r"\s+(?:possibility|likelihood|probability|prospect|odds)", re.IGNORECASE)
_BEING = lazy_pattern(r"(?<!\w)(?:is|are|was|were|be|as|remains?|seems?|looks?)\s+$", re.IGNORECASE)

_OFF_SCALE = tuple(
    lazy_pattern(pattern)
    for pattern in (
        r"\b(may)\b",  # in small letters: "May" is the month, or a name
        r"(?i:\b(might|could|possibly|perhaps|maybe|conceivabl[ey]|potentially)\b)",
        r"(?i:\b(?:is|are|was|be|remains?|seems?|looks?|appears?)\s+(?:(?:still|also|always|quite|very|entirely|just)\s+)?(possible)\b)",
        r"(?i:\b((?:a|an|some)\s+(?:[a-z]+\s+)?possibility)\b)",
        r"(?i:\bthere\s+(?:is|remains)\s+((?:the|no|little|every)\s+(?:[a-z]+\s+)?possibility)\b)",
        r"(?i:\b((?:cannot|can\s+not|can['’]t)\s+(?:\w+ly\s+)?(?:be\s+)?(?:rule\s+out|ruled\s+out|excluded))\b)",
        r"(?i:\b(could\s+not\s+(?:be\s+)?ruled?\s+out)\b)",
        r"(?i:\b(chances\s+are)\b)",
        r"(?i:\b((?:a|an|some|little|every|no)\s+(?:[a-z]+\s+)?chance)\s+(?:of|that)\b)",
        r"(?i:\b((?:even|fifty-fifty|50-50|50/50)\s+(?:chance|odds))\b)",
        r"(?i:\b((?:not|hardly|scarcely)\s+(?:very\s+)?(?:likely|probable|probably))\b)",
        r"(?i:\b((?:more|as)\s+(?:likely|probable)\s+(?:than|as)\s+not)\b)",
    )
)
_NO_NOUN = (
    r"(?:that|to|for|by|before|after|if|in|as|and|but|or|even|because|when|while|at|on|only|within|under|with|from"
    r"|the|a|an|it|he|she|they|we|this|these|there|no|both|some)"
)
"""Words that may follow "it is possible", where a noun would make it one of "possible explanations"."""
_SAYS_NOTHING = lazy_pattern(
    r"(?:the|its|his|her|their|our|of|full|sheer|military|naval|air|economic|industrial|nuclear|financial|['’]s)\s+might\b"
    r"|\bmight\s+of\b"
    r"|\bcould(?:\s+not|n['’]t)\s+(?:be\s+)?(?:\w+ly\s+)?(?:verif|confirm|establish|check|corroborat|determin)"
    r"|\bpossible\s+to\s+(?:verify|confirm|check|say|tell|know)\b"
    rf"|\bpossible\s+(?!{_NO_NOUN}\b)(?-i:[a-z])"
    r"|\b(?:realistic|remote)\s+(?:possibility|chance)|\b(?:roughly\s+even|almost\s+no)\s+(?:chance|odds)",
    re.IGNORECASE,
)

# ------------------------------------------------------------------ numbers


@dataclass(frozen=True, slots=True)
class Chance:
    """A likelihood given in per cent, `high` equal to `low` where it is one number."""

    start: int
    end: int
    text: str
    low: float
    high: float


def chances(text: str) -> tuple[Chance, ...]:
    """The likelihoods given as numbers: "a 60% chance", "a probability of 40 to 50 per cent"."""
    found = {}
    for pattern in _CHANCES:
        for match in pattern.finditer(text):
            low, high = float(match["low"]), float(match["high"] or match["low"])
            if low <= high <= 100:
                found[match.start()] = Chance(*match.span(), match[0], low, high)
    return tuple(found[start] for start in sorted(found))


_PERCENT = (
    r"(?P<low>\d{1,3}(?:\.\d{1,2})?)(?:\s?(?:%|per\s?cent))?(?:\s?(?:-|–|to)\s?(?P<high>\d{1,3}(?:\.\d{1,2})?))?"
    r"(?:\s?%|[\s-]per\s?cent)"
)
_CHANCES = tuple(
    lazy_pattern(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.,$€£]){_PERCENT}[\s-]+(?:chance|likelihood|probability|odds|likely|probable)\b",
        (
            rf"\b(?:chances?|likelihood|probability|odds)\s+(?:of|is|are|at|stands?\s+at|to\s+be)\s+"
            rf"(?:(?:about|around|roughly|some|over|under|nearly|almost|at\s+least|more\s+than|less\s+than)\s+)?{_PERCENT}"
            r"(?=\s*(?:[.,;:)]|$|that\b|and\b|or\b|by\b|before\b))"
        ),
        rf"\b(?:likelihood|probability|odds)\s+(?:of|that)\s+[^.;%\d]{{1,60}}\s(?:is|are|at)\s+(?:about\s+)?{_PERCENT}(?!\s+\w)",
    )
)


@lru_cache(maxsize=256)
def _alone(term: str) -> re.Pattern[str]:
    """A pattern for a term where it is no part of another word."""
    return re.compile(rf"(?<![\w-]){_forms(term)}(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=256)
def _forms(term: str) -> str:
    """A pattern for a term with any space between its words, as adjective or adverb."""
    words = r"\s+".join(re.escape(word) for word in term.split())
    return f"(?:{words[:-1]}y|{words})" if words.endswith("le") else f"{words}(?:ly)?"


# Intelligence Community Directive 203, Analytic Standards (2 January 2015, amended 21 December 2022),
# section D.6.e.(2)(a). The directive has two rows of terms and asks a product to use one; a work of the
# U.S. Government, in the public domain. "almost certainly" is the adverb the table gives with the adjective.
ICD_203 = Scale(
    "icd203",
    "ICD 203",
    (
        Term("almost no chance", "remote", 1, 5),
        Term("very unlikely", "highly improbable", 5, 20),
        Term("unlikely", "improbable", 20, 45),
        Term("roughly even chance", "roughly even odds", 45, 55),
        Term("likely", "probable", 55, 80),
        Term("very likely", "highly probable", 80, 95),
        Term("almost certain", "nearly certain", 95, 99),
    ),
    "U.S. Office of the Director of National Intelligence, Intelligence Community Directive 203, Analytic Standards",
    "",
    two_rows=True,
)

# Professional Head of Intelligence Assessment, Probability Yardstick (GOV.UK, 24 March 2025). The gaps
# between the bands are deliberate. Crown copyright, Open Government Licence v3.0.
PHIA = Scale(
    "phia",
    "PHIA Probability Yardstick",
    (
        Term("remote chance", "", 0, 5),
        Term("highly unlikely", "", 10, 20),
        Term("unlikely", "", 25, 35),
        Term("realistic possibility", "", 40, 50),
        Term("likely", "probable", 55, 75),
        Term("highly likely", "", 80, 90),
        Term("almost certain", "", 95, 100),
    ),
    "UK Professional Head of Intelligence Assessment, Probability Yardstick",
    "Contains public sector information licensed under the Open Government Licence v3.0.",
)

SCALES = {scale.id: scale for scale in (ICD_203, PHIA)}

_WORDS = sorted(
    {word for scale in SCALES.values() for word in scale.words} - {"remote"}, key=lambda word: (-len(word), word)
)
_INTENSIFIED = r"(?:highly|quite|very|extremely|fairly|rather|somewhat|reasonably|pretty|exceedingly|overwhelmingly)"
_ANY_TERM = lazy_pattern(
    rf"(?<![\w-])(?:{'|'.join(map(_forms, _WORDS))}|(?P<remote>remote)"
    rf"|(?P<intensified>{_INTENSIFIED}\s+(?:likely|unlikely|probable|probably|improbable|certain(?=\s+(?:to|that)\b))))(?![\w-])",
    re.IGNORECASE,
)

# The three levels of ICD 203, section D.6.e.(2)(b); the glosses are ours.
CONFIDENCE = (
    ("high", "several good sources that agree, few gaps and few assumptions; it can still be wrong"),
    ("moderate", "credible and plausible, but not corroborated enough for more"),
    ("low", "scant, fragmentary or questionable evidence, or much rests on assumption"),
)
LEVELS = tuple(level for level, _meaning in CONFIDENCE)
