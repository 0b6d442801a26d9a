"""The likelihood scales and confidence levels a desk may use, as their publishers define them."""

from __future__ import annotations

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

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for term in self.terms for word in (term.term, term.alternative) if word)


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
