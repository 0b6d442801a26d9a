"""The likelihood scales and confidence levels a desk may use, as their publishers define them."""

from __future__ import annotations

import re
from dataclasses import dataclass


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

    def find(self, word: str) -> Term | None:
        return next((term for term in self.terms if word in (term.term, term.alternative)), None)

    def find_term(self, text: str, term: str) -> tuple[int, int] | None:
        """Where `text` uses `term`: the term itself, or its adverb ("probably"), and no longer term that holds it.

        "likely" is not used by "very likely", which is another term, nor by "highly likely", which is none. Of
        several uses the one behind a verb is meant ("will likely cut", not "the likely successor").
        """
        longer = [word for word in self.words if term in word and word != term]
        pattern = re.compile(rf"(?<![\w-]){_forms(term)}(?![\w-])", re.IGNORECASE)
        taken = [match.span() for word in longer for match in re.finditer(_forms(word), text, re.IGNORECASE)]
        uses = [
            match.span()
            for match in pattern.finditer(text)
            if not _INTENSIFIER.search(text[max(0, match.start() - 15) : match.start()])
            and not any(start <= match.start() < end for start, end in taken)
        ]
        behind_a_verb = [use for use in uses if _VERB.search(text[max(0, use[0] - 12) : use[0]])]
        return next(iter(behind_a_verb or uses), None)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for term in self.terms for word in (term.term, term.alternative) if word)


_INTENSIFIER = re.compile(
    r"(?<!\w)(?:highly|quite|very|most|more|less|least|rather|fairly|extremely|too|so)\s+$", re.IGNORECASE
)
_VERB = re.compile(r"(?<!\w)(?:will|would|is|are|be|been|being|was|were|a|an|has|have)\s+$", re.IGNORECASE)


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

# The three levels of ICD 203, section D.6.e.(2)(b); the glosses are ours.
CONFIDENCE = (
    ("high", "several good sources that agree, few gaps and few assumptions; it can still be wrong"),
    ("moderate", "credible and plausible, but not corroborated enough for more"),
    ("low", "scant, fragmentary or questionable evidence, or much rests on assumption"),
)
LEVELS = tuple(level for level, _meaning in CONFIDENCE)
