"""The operators of the measurement: each makes one false desk of a true one, and says what it changed.

An operator is a function from a `Scene`, a desk with what the rules say of it, to its mutants, in reading order. None
of them chooses by chance: where one of several words has to be taken, a digest of the place decides, so that the same
corpus gives the same mutants. No operator looks at how the rules read: its own small patterns find what to falsify.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from briefings.editions.records import to_record
from briefings.evidence.facts import ClaimText
from tests.rates.corpus import BRIEF, Desk
from tests.rates.measuring import CITATION, Run, Span, spans


@dataclass(frozen=True)
class Mutant:
    """`changes` are the files that differ from the desk. `target` is the path and claim ("#4") that a finding must be
    about; ("", "") where any new finding of the desk counts. `base` are the changes of the desk that it is compared
    with, where that is not the desk itself."""

    operator: str
    desk: str
    target: tuple[str, str]
    what: str
    claim: str
    changes: Mapping[str, bytes]
    base: Mapping[str, bytes] = field(default_factory=dict)
    elsewhere: bool = False
    """Whether the false value stands in a cited source as well, said of something else."""


@dataclass(frozen=True)
class Site:
    """One claim of a note: where it is written, and what it says without its citations."""

    path: str
    index: int
    claim: ClaimText
    span: Span
    text: str
    """The text of the whole file."""

    @property
    def target(self) -> tuple[str, str]:
        return self.path, f"#{self.index}"

    @cached_property
    def written(self) -> str:
        """As written, of the same length: citations, attributes and the fences of divs blanked."""
        part = self.text[self.span.start : self.span.end]
        hidden = re.compile(rf"{CITATION.pattern}|\{{[^}}\n]*\}}|^:::.*$", re.MULTILINE)
        return hidden.sub(lambda match: "\0" * len(match[0]), part)

    @cached_property
    def quotations(self) -> tuple[tuple[int, int], ...]:
        """The words between quotation marks, where they are at least four and no translation: what must be found."""
        found = re.finditer(r"“([^”\n]+)”(\])?", self.written)
        return tuple(match.span(1) for match in found if len(match[1].split()) >= 4 and match[2] is None)

    def quoted(self, at: int) -> bool:
        """Whether a place of `written` lies in quotation marks, long or short."""
        return any(match.start() <= at < match.end() for match in re.finditer(r"“[^”\n]*”", self.written))

    def with_words(self, start: int, end: int, words: str) -> dict[str, bytes]:
        """The file with `written[start:end]` replaced."""
        first, last = self.span.start + start, self.span.start + end
        return {self.path: (self.text[:first] + words + self.text[last:]).encode()}


@dataclass(frozen=True)
class Scene:
    """A desk, what the rules say of it, and the other desks, from which names are borrowed."""

    desk: Desk
    run: Run
    others: tuple[Desk, ...]

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        found = []
        for path in self.desk.notes:
            claims, text = self.run.claims.get(path, ()), self.desk.text(path)
            for index, (claim, span) in enumerate(zip(claims, spans(text, claims), strict=True)):
                found.append(Site(path, index, claim, span, text))
        return tuple(found)

    @property
    def claims(self) -> Iterator[Site]:
        """The sites that are claims and no judgements."""
        return (site for site in self.sites if site.claim.kind == "claim")

    def source_text(self, key: str) -> str:
        source = self.run.material.evidence.read(key)
        return source.page if source is not None else ""


Operator = Callable[[Scene], Iterator[Mutant]]


@dataclass(frozen=True)
class Kind:
    """An operator, the codes that are meant to catch what it makes, and the share of it that they must catch."""

    make: Operator
    codes: tuple[str, ...]
    target: float | None
    says: str


OPERATORS: dict[str, Kind] = {}


def operator(name: str, codes: str, target: float | None) -> Callable[[Operator], Operator]:
    """Enter an operator with its codes, apart by blanks, and its target in per cent."""

    def enter(function: Operator) -> Operator:
        assert name not in OPERATORS, name
        OPERATORS[name] = Kind(function, tuple(codes.split()), target, " ".join((function.__doc__ or "").split()))
        return function

    return enter


def digest(*parts: object) -> int:
    """A number that depends on nothing but the parts."""
    return int.from_bytes(hashlib.sha256(json.dumps(parts, default=str).encode()).digest()[:6], "big")


def pick(choices: list[str], *parts: object) -> str:
    return choices[digest(*parts) % len(choices)]


def _mutant(scene: Scene, site: Site, name: str, what: str, changes: Mapping[str, bytes]) -> Mutant:
    return Mutant(name, scene.desk.name, site.target, what, site.claim.text, changes)


def _replace(
    scene: Scene, site: Site, name: str, start: int, end: int, words: str, *, elsewhere: bool = False
) -> Mutant:
    what = f"{site.written[start:end]!r} → {words!r}".replace("\0", "")
    return replace(_mutant(scene, site, name, what, site.with_words(start, end, words)), elsewhere=elsewhere)


def _stands(scene: Scene, site: Site, words: str) -> bool:
    """Whether words stand in a source that the claim cites, as words of their own."""
    pattern = re.compile(rf"(?<![\w.,]){re.escape(words)}(?!\d|[.,]\d)")
    return any(pattern.search(scene.source_text(key)) for key in site.claim.keys)


# ------------------------------------------------------------------- figures

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NO_FIGURE = re.compile(
    r"\b20\d\d/\d+\b|"  # a document's number
    rf"\b\d{{1,2}}(?:–\d{{1,2}}| (?:to|and) \d{{1,2}})? (?:{_MONTH})\b(?: \d{{4}})?|\b(?:{_MONTH}) \d{{4}}"
    r"|\b(?:1[89]|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?\b(?! (?:lithium|gross))"  # years
    r"|\b\d\d:\d\d\b|\b[A-Z]{2,}[\w-]*-\d[\w-]*"
    r"|\b(?:[A-Z][a-z]+|No\.)[- ]\d+(?:/\d+)?\b|\b\d+(?:st|nd|rd|th)\b|\bQ[1-4]\b"
    rf"|\b\d{{1,2}} (?:{_MONTH})|\b7\.2\b"
)
_APPROXIMATE = re.compile(
    r"\b(?:about|some|nearly|almost|around|roughly|approximately|perhaps|estimated|over|more than|less than|fewer than"
    r"|up to|as much as|as many as|as long as|at least)\b[^\d]*$",
    re.IGNORECASE,
)


def figures_of(site: Site) -> list[re.Match[str]]:
    """The figures written in digits: no dates, years, times, names of weapons or of resolutions."""
    skipped = [match.span() for match in _NO_FIGURE.finditer(site.written)]
    return [
        match
        for match in _NUMBER.finditer(site.written)
        if not any(start <= match.start() < end for start, end in skipped)
        and not site.written[: match.start()].endswith(("†", "^"))
    ]


@operator("digit swap", "FIG01 FIG02 FIG03 QUO01 QUO02", 99)
def digit_swap(scene: Scene) -> Iterator[Mutant]:
    """One digit of a figure is another, or two neighbours change places: 87 for 78. After "about" and the like it is
    the leading digit, by at least a fifth of the value."""
    for site in scene.sites:
        for match in figures_of(site):
            for changed in _other_digits(site, match):
                elsewhere = _stands(scene, site, changed.rstrip(".,"))
                yield _replace(scene, site, "digit swap", match.start(), match.end(), changed, elsewhere=elsewhere)


def _other_digits(site: Site, match: re.Match[str]) -> Iterator[str]:
    written = match[0].rstrip(",.")
    places = [at for at, character in enumerate(written) if character.isdigit()]
    near = _APPROXIMATE.search(site.written[: match.start()]) is not None
    if near:
        leading = next((at for at in places if written[at] != "0"), places[0])
        yield _with_digit(written, leading, str((int(written[leading]) + 3) % 9 + 1)) + match[0][len(written) :]
        return
    significant = [at for at in places if at == places[0] or written[at:].strip("0,.")] or places
    at = significant[digest(site.claim.text, match.start()) % len(significant)]
    step = 1 + digest(site.claim.text, match.start(), "step") % 8
    new = (int(written[at]) + step) % 10
    if at == places[0] and new == 0 and len(places) > 1:
        new = (int(written[at]) % 9) + 1
    yield _with_digit(written, at, str(new)) + match[0][len(written) :]
    for one, two in pairwise(places):
        if written[one] != written[two] and not (one == places[0] and written[two] == "0"):
            swapped = _with_digit(_with_digit(written, one, written[two]), two, written[one])
            yield swapped + match[0][len(written) :]
            return


def _with_digit(written: str, at: int, new: str) -> str:
    return written[:at] + new + written[at + 1 :]


_WORD_NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORD_NUMBERS += ["fourteen", "sixteen", "seventeen", "nineteen", "thirty-two"]


@operator("number word swap", "FIG01 FIG02 FIG03 QUO01 QUO02", None)
def word_swap(scene: Scene) -> Iterator[Mutant]:
    """A number in words is another: seven for four, a quarter for a third."""
    pattern = re.compile(rf"\b(?:{'|'.join(_WORD_NUMBERS)})\b", re.IGNORECASE)
    fractions = {"half": "a quarter", "a third": "a quarter", "a quarter": "a fifth", "three-quarters": "two-thirds"}
    fractions |= {"two-thirds": "three-quarters", "a fifth": "a third", "three-fifths": "two-fifths"}
    for site in scene.sites:
        for match in pattern.finditer(site.written):
            new = _WORD_NUMBERS[(_WORD_NUMBERS.index(match[0].lower()) + 5) % len(_WORD_NUMBERS)]
            yield _replace(scene, site, "number word swap", *match.span(), _cased(new, match[0]))
        for match in re.finditer(rf"\b(?:{'|'.join(fractions)})\b", site.written, re.IGNORECASE):
            new = fractions[match[0].lower()]
            yield _replace(scene, site, "number word swap", *match.span(), _cased(new, match[0]))


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new


_SCALES = {
    "thousand": "million",
    "million": "billion",
    "billion": "million",
    "trillion": "billion",
    "bn": "m",
    "m": "bn",
    "crore": "lakh",
    "lakh": "crore",
}


@operator("scale swap", "FIG01 FIG02 QUO01 QUO02", 99)
def scale_swap(scene: Scene) -> Iterator[Mutant]:
    """Million stands for billion, crore for lakh, and the other way about; or a scale is left out."""
    for site in scene.sites:
        for match in re.finditer(r"(?<=\d)( ?)(thousand|million|billion|trillion|bn|m|crore|lakh)\b", site.written):
            if match[2] == "m" and not re.search(r"[€£$][\d.,]+$", site.written[: match.start()]):
                continue  # metres
            yield _replace(scene, site, "scale swap", *match.span(2), _SCALES[match[2]])
            if match[2] in {"million", "billion", "trillion"}:
                yield _replace(scene, site, "scale swap", *match.span(), "")


_UNITS = {
    "per cent": "percentage points",
    "percent": "percentage points",
    "%": " percentage points",
    "percentage points": "per cent",
    "points": "per cent",
    "basis points": "percentage points",
    "km": "miles",
    "miles": "km",
    "nautical miles": "km",
    "metres": "feet",
    "m": "feet",
    "mm": "cm",
    "cm": "mm",
    "inches": "feet",
    "tonnes": "kilograms",
    "kg": "tonnes",
    "hectares": "square kilometres",
    "acres": "square miles",
    "gallons": "barrels",
    "barrels": "tonnes",
    "litres": "cubic metres",
    "cubic metres": "litres",
    "hours": "days",
    "days": "weeks",
    "weeks": "months",
    "months": "years",
    "years": "months",
    "minutes": "hours",
    "MW": "GW",
    "GB": "TB",
    "gigabytes": "terabytes",
    "milligrams": "grams",
    "°C": "°F",
    "°F": "°C",
}


@operator("unit swap", "FIG01 FIG02 QUO01 QUO02", 99)
def unit_swap(scene: Scene) -> Iterator[Mutant]:
    """Percentage points stand for per cent, miles for kilometres, days for hours; the digits stay."""
    names = "|".join(re.escape(name) for name in sorted(_UNITS, key=len, reverse=True))
    pattern = re.compile(
        rf"(?:\d|\b(?:{'|'.join(_WORD_NUMBERS)}))( (?:million|billion|thousand))?( ?)({names})(?![\w-])"
    )
    for site in scene.claims:
        for match in pattern.finditer(site.written):
            if match[3] == "m" and re.search(r"[€£$][\d.,]+$", site.written[: match.start() + 1]):
                continue  # million
            new = _UNITS[match[3]]
            if match[3] == "years" and re.search(r"\b(?:men|women|aged|over|age)\b", site.written):
                continue
            yield _replace(scene, site, "unit swap", *match.span(3), new)


_CURRENCIES = {
    "US$": "€",
    "$": "€",
    "€": "$",
    "£": "€",
    "₩": "¥",
    "₹": "$",
    "SEK": "NOK",
    "NOK": "SEK",
    "won": "yen",
    "yuan": "won",
    "euros": "dollars",
    "francs": "euros",
    "pence": "cents",
    "cents": "pence",
}


@operator("currency swap", "FIG01 FIG02 QUO01 QUO02", 99)
def currency_swap(scene: Scene) -> Iterator[Mutant]:
    """A sum is in another currency: euros for dollars, yen for won."""
    signs = re.compile(r"(US\$|[$€£₩₹]|\b(?:SEK|NOK) )(?=\d)|(?<=\d )(won|yuan|euros|francs|pence|cents)\b")
    scaled = re.compile(r"(?<=million |billion |rillion )(won|yuan|euros|francs)\b")
    for site in scene.sites:
        for match in [*signs.finditer(site.written), *scaled.finditer(site.written)]:
            old = match[0].strip()
            yield _replace(scene, site, "currency swap", match.start(), match.start() + len(old), _CURRENCIES[old])


_BOUNDS = (
    "up to|as many as|as much as|as long as|at least|at most|no more than|not more than|more than|less than"
    "|fewer than|below|above|over|under|between"
)


@operator("bound delete", "FIG01 FIG03 QUO01 QUO02", 85)
def bound_delete(scene: Scene) -> Iterator[Mutant]:
    """A bound before a figure is dropped: "up to 12,000" becomes "12,000", "between 9 and 11" becomes "11"."""
    number = (
        rf"(?:[€£$₩₹]|SEK |NOK |US\$)?(?:\d[\d,.]*|(?:{'|'.join(_WORD_NUMBERS)})\b|half\b|a (?:fifth|third|quarter)\b)"
    )
    pattern = re.compile(rf"\b({_BOUNDS}) (?=(?:about |a )?{number})", re.IGNORECASE)
    for site in scene.sites:
        for match in pattern.finditer(site.written):
            after = site.written[match.end() :]
            if match[1].lower() == "between":
                both = re.match(rf"({number}) and ", after)
                if both is None or re.match(rf"\d+ (?:and \d+ )?(?:{_MONTH})", after):
                    continue
                yield _replace(scene, site, "bound delete", match.start(), match.end() + both.end(), "")
                continue
            if re.match(r"(?:1[89]|20)\d\d\b(?!,)", after) or re.match(rf"\d+ (?:{_MONTH})", after):
                continue
            if re.match(r"over [\w-]+ (?:months|days|weeks|years)", match[0] + after):
                continue  # a stretch of time, no bound
            if site.written[: match.start()].endswith("people ") or len(site.claim.keys) > 1:
                continue  # an age; and a bound that one of two sources does not have may be dropped
            yield _replace(scene, site, "bound delete", *match.span(), "")


@operator("approximation delete", "FIG03 FIG01 EST04", None)
def approximation_delete(scene: Scene) -> Iterator[Mutant]:
    """ "About" or "estimated" before a figure is dropped, where the source has it too."""
    pattern = re.compile(
        r"\b(about|some|nearly|almost|roughly|around|approximately|an estimated|perhaps) (?=[€£$₩₹]?\d)"
    )
    for site in scene.sites:
        source = " ".join(scene.source_text(key) for key in site.claim.keys)
        for match in pattern.finditer(site.written):
            number = _NUMBER.match(site.written, match.end()) or _NUMBER.search(site.written, match.end())
            if number and re.search(
                rf"\b(?:about|some|nearly|almost|roughly|around|approximately|estimated|perhaps)\b.{{0,12}}"
                rf"{re.escape(number[0].rstrip('.,'))}",
                source,
            ):
                yield _replace(scene, site, "approximation delete", *match.span(), "")


@operator("range to point", "FIG01 FIG03 QUO01 QUO02", None)
def range_to_point(scene: Scene) -> Iterator[Mutant]:
    """Of a range only the upper end is left: "10–15%" becomes "15%"."""
    for site in scene.sites:
        for match in re.finditer(r"(?<![\w-])\d[\d,.]*[–-](?=\d)", site.written):
            if not any(start.start() <= match.start() < start.end() for start in _NO_FIGURE.finditer(site.written)):
                yield _replace(scene, site, "range to point", *match.span(), "")


# --------------------------------------------------------------------- dates


@operator("date shift", "FIG01 FIG03 CUR03 QUO01 QUO02", 99)
def date_shift(scene: Scene) -> Iterator[Mutant]:
    """A date is on another day, in another month, or in another year."""
    months = _MONTH.split("|")
    day = re.compile(rf"\b(\d{{1,2}}) (?={_MONTH})")
    month = re.compile(rf"\b({_MONTH})\b(?= \d{{4}}|[ ,;.)\0]|$)")
    year = re.compile(r"\b((?:19|20)\d\d)\b(?![,.]?\d|[-/]\d| (?:pupils|people))")
    for site in scene.claims:
        for match in day.finditer(site.written):
            new = (int(match[1]) + 3 + digest(site.claim.text, match.start()) % 20) % 27 + 1
            new += new == int(match[1])
            elsewhere = _stands(scene, site, str(new))
            yield _replace(scene, site, "date shift", *match.span(1), str(new), elsewhere=elsewhere)
        for match in month.finditer(site.written):
            if match[0] == "May" and not re.search(r"(?:\d|in|since|of|by) $", site.written[: match.start()]):
                continue
            if match[0] == "March" and not re.search(r"(?:\d|in|since|of|by|to) $", site.written[: match.start()]):
                continue
            step = 1 + digest(site.claim.text, match.start(), "month") % 10
            new_month = months[(months.index(match[0]) + step) % 12]
            elsewhere = _stands(scene, site, new_month)
            yield _replace(scene, site, "date shift", *match.span(), new_month, elsewhere=elsewhere)
        for match in year.finditer(site.written):
            if site.written[match.start() - 1 : match.start()] in {"€", "$", "£", "₩", "-"}:
                continue
            shift = (-2, -1, 1, 2)[digest(site.claim.text, match.start(), "year") % 4]
            new_year = str(int(match[1]) + shift)
            yield _replace(
                scene, site, "date shift", *match.span(1), new_year, elsewhere=_stands(scene, site, new_year)
            )


# ---------------------------------------------------------------- quotations

_SYNONYMS = {
    "promise": "pledge",
    "harvest": "crop",
    "shortage": "scarcity",
    "ban": "prohibition",
    "progress": "headway",
    "victory": "triumph",
    "longer": "more",
    "room": "hall",
    "agreement": "accord",
    "quarrel": "dispute",
    "honestly": "truthfully",
    "fish": "catch",
    "committee": "board",
    "officers": "officials",
    "paragraph": "passage",
    "water": "rain",
    "plans": "intentions",
    "cook": "make",
    "hire": "recruit",
    "people": "folk",
    "locally": "nearby",
    "plant": "factory",
    "paper": "print",
    "day": "week",
    "single": "lone",
    "winter": "cold-weather",
    "classroom": "lecture",
    "city": "town",
    "risks": "dangers",
    "know": "understand",
    "label": "leaflet",
    "price": "cost",
    "field": "pitch",
    "hospitals": "clinics",
    "told": "instructed",
    "rates": "levies",
    "leave": "depart",
    "knives": "blades",
    "year": "season",
    "surprises": "startles",
    "coast": "shore",
    "drawing": "picture",
    "strike": "walk out",
    "stew": "soup",
    "entrant": "newcomer",
    "lion": "tiger",
    "road": "highway",
    "jetty": "pier",
    "blame": "fault",
    "badgers": "foxes",
    "bank": "dyke",
    "master": "captain",
    "invoice": "bill",
    "cut": "reduction",
    "ferry": "boat",
    "cause": "reason",
}


@operator("quote synonym", "QUO01 QUO02", 99)
def quote_synonym(scene: Scene) -> Iterator[Mutant]:
    """One word of a quotation is another with much the same meaning."""
    for site in scene.sites:
        for start, end in site.quotations:
            quoted = site.written[start:end]
            known = [match for match in re.finditer(r"[a-z]+", quoted) if match[0] in _SYNONYMS]
            for match in known[:2]:
                new = _SYNONYMS[match[0]]
                yield _replace(scene, site, "quote synonym", start + match.start(), start + match.end(), new)
            if not known:
                words = list(re.finditer(r"\b[a-z]{5,}\b", quoted))
                if words:
                    match = words[digest(quoted) % len(words)]
                    new = pick(["certain", "matters", "careful", "proposal", "remarkably"], quoted)
                    yield _replace(scene, site, "quote synonym", start + match.start(), start + match.end(), new)


_DELETED = (
    (re.compile(r"\bcan(?:not|['’]t)\b"), "can"),
    (re.compile(r"\bwon['’]t\b"), "will"),
    (re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should|must|need)n['’]t\b"), r"\1"),
    (re.compile(r"\b(?:not|never) "), ""),
    (re.compile(r"\bno more than\b"), "more than"),
    (re.compile(r"\b[Nn]o (?=[a-z])"), "a "),
    (re.compile(r"\bNobody\b"), "Everybody"),
    (re.compile(r"\bnobody\b"), "everybody"),
    (re.compile(r"\bnothing\b"), "something"),
    (re.compile(r"\bneither\b"), "both"),
)


@operator("negation delete in a quotation", "QUO01 QUO02 QUO04", 99)
def negation_delete(scene: Scene) -> Iterator[Mutant]:
    """A quotation loses its "not", "never" or "no". It keeps four words or more: shorter ones need not be found."""
    for site in scene.sites:
        for start, end in site.quotations:
            quoted = site.written[start:end]
            if len(quoted.split()) < 5:
                continue
            for pattern, new in _DELETED:
                for match in pattern.finditer(quoted):
                    yield _replace(
                        scene,
                        site,
                        "negation delete in a quotation",
                        start + match.start(),
                        start + match.end(),
                        match.expand(new),
                    )


@operator("negation insert in a quotation", "QUO01 QUO02", 99)
def negation_insert(scene: Scene) -> Iterator[Mutant]:
    """A quotation gains a "not" after its verb."""
    verb = re.compile(r"\b(?:is|are|was|were|will|can|may|would|could|should|must|has|have|had|shall|did)\b(?! not)")
    for site in scene.sites:
        for start, end in site.quotations:
            match = verb.search(site.written[start:end])
            if match:
                at = start + match.end()
                yield _replace(scene, site, "negation insert in a quotation", at, at, " not")


def _sentences(text: str) -> list[str]:
    flat = " ".join(text.split())
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+|[“”\"|]", flat) if 6 <= len(one.split()) <= 40]


@operator("quote splice", "QUO01 QUO02", 99)
def quote_splice(scene: Scene) -> Iterator[Mutant]:
    """The first half of a quotation and the second half of another sentence of the source stand as one."""
    for site in scene.sites:
        for start, end in site.quotations:
            words = site.written[start:end].split()
            source = _sentences(scene.source_text(site.claim.keys[0])) if site.claim.keys else []
            source = [one for one in source if site.written[start:end][:20] not in one and '"' not in one]
            if not source:
                continue
            other = pick(source, site.claim.text, "splice").rstrip(".!?").split()
            half = max(2, (len(words) + 1) // 2)
            new = " ".join([*words[:half], *other[-max(3, len(other) // 2) :]])
            yield _replace(scene, site, "quote splice", start, end, new)


@operator("ellipsis over a negation", "QUO01 QUO02 QUO04", 99)
def ellipsis_over_negation(scene: Scene) -> Iterator[Mutant]:
    """A sentence of the source is quoted with an ellipsis where its "not" stood: "will … seek"."""
    negated = re.compile(
        r"^(.*\S) ((?:not|never)) (\S.*)$|^(.*\S (?:do|does|did|is|are|was|would|could|has|have|ca))n['’]t (\S.*)$"
    )
    for site in scene.sites:
        for start, end in site.quotations:
            sentences = [one for one in _sentences(scene.source_text(site.claim.keys[0])) if negated.match(one)]
            sentences = [one for one in sentences if '"' not in one and len(one.split()) >= 8]
            for one in sorted(sentences, key=lambda text: digest(site.claim.text, text))[:2]:
                match = negated.match(one)
                assert match is not None
                before, after = (match[1], match[3]) if match[1] else (match[4], match[5])
                if len(before.split()) < 2 or len(after.split()) < 2:
                    continue
                new = f"{before} … {after}".rstrip(".!?")
                yield _replace(scene, site, "ellipsis over a negation", start, end, new)


# ------------------------------------------------------------ hedges and names

_HEDGES: tuple[tuple[str, str], ...] = (
    (r"\b(?:reportedly|allegedly|probably|presumably|possibly|apparently) ", ""),
    (r"\bis (?:suspected|alleged|said|believed|reported|presumed) to have (\w+)", r"has \1"),
    (r"\bis suspected of having (\w+)", r"has \1"),
    (r"\bis suspected of (\w+)ing\b", r"did the \1ing of"),
    (r"\bare (?:said|expected|likely) to be\b", "are"),
    (r"\b(?:is|are) (?:now )?expected to (\w+)", r"will \1"),
    (r"\bis likely to (\w+)", r"will \1"),
    (r"\bappears to have\b", "has"),
    (r"\bmay have\b", "has"),
    (r"\bcould be\b", "is"),
    (r"\bmay be\b", "is"),
    (r"\b(?:may|might|could) (?=not\b)", "will "),
    (r"\b(?:may|might|could) (?:also )?(\w+)", r"will \1"),
    (r", by credible reports", ""),
    (r"\bplans to (\w+)", r"will \1"),
    (r"\bintends to (\w+)", r"will \1"),
    (r"\bis to be\b", "is"),
)
_ABILITY = re.compile(r"(?:may (?:use|end|apply|cost|buy|appeal|reach)|could (?:find|not)?)\s?$")
"""What may or could be done by leave or by ability: to say it flatly is another mistake."""
_STILL = re.compile(
    r"\b(?:may|might|could|reportedly|allegedly|alleged|suspected|probabl[ye]|likely|expected|appears?|presumed|perhaps"
    r"|estimates?d?|believe[sd]?|plans?|intends?|unconfirmed|said to|suggests?|expects?|forecasts?|doubts?|reckons?"
    r"|predicts?|thinks?|if)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|reportedly|allegedly|alleged|suspected|suspicion|probabl[ye]|likely|expected|expects?|appears?"
    r"|presumed|perhaps|estimated?|unconfirmed|believed?|plans?|planned|intends?|possible|possibly|suggests?|should"
    r"|seems?|not excluded|double)\b",
    re.IGNORECASE,
)


@operator("hedge delete", "EST04", 85)
def hedge_delete(scene: Scene) -> Iterator[Mutant]:
    """A claim says flatly what it and its source hedged: "may waive" becomes "will waive". Claims that keep another
    hedge are left out, and so are those whose verb is in a quotation."""
    for site in scene.claims:
        done = False
        for pattern, new in _HEDGES:
            for match in re.finditer(pattern, site.written):
                if done or site.quoted(match.start()) or _ABILITY.match(match[0]):
                    continue
                rest = site.written[: match.start()] + site.written[match.end() :]
                if _STILL.search(re.sub(r"“[^”]*”", "", rest)) or not _HEDGED.search(match[0]):
                    continue
                done = True
                yield _replace(scene, site, "hedge delete", *match.span(), match.expand(new))


@operator("hedge delete in a quotation", "QUO01 QUO02", 85)
def quoted_hedge_delete(scene: Scene) -> Iterator[Mutant]:
    """A quotation loses its "may", "might", "perhaps" or "probably"."""
    for site in scene.sites:
        for start, end in site.quotations:
            for match in re.finditer(
                r"\b(may|might|could|perhaps|probably|possibly|expect that) ?", site.written[start:end]
            ):
                new = "will " if match[1] in {"may", "might", "could"} else ""
                yield _replace(
                    scene, site, "hedge delete in a quotation", start + match.start(), start + match.end(), new
                )


@operator("name swap", "NAM01 QUO05", 95)
def name_swap(scene: Scene) -> Iterator[Mutant]:
    """A person, body or place is another of its kind, which none of the sources names."""
    sources = " ".join(scene.source_text(key) for key in scene.run.material.dossier.sources).casefold()
    for kind in ("people", "bodies", "places"):
        pool = [name for other in scene.others for name in other.known.get(kind, ()) if name.casefold() not in sources]
        for site in scene.sites:
            for name in scene.desk.known.get(kind, ()):
                at = site.written.find(name)
                if at >= 0 and not site.quoted(at):
                    new = pick(pool, site.claim.text, name)
                    yield _replace(scene, site, "name swap", at, at + len(name), new)


@operator("speaker swap", "QUO05 NAM01", 95)
def speaker_swap(scene: Scene) -> Iterator[Mutant]:
    """A quotation is given to another person, of the same source or of the other."""
    for site in scene.sites:
        if not site.quotations:
            continue
        people = scene.desk.known.get("people", ())
        for name in people:
            at = site.written.find(name)
            others = [one for one in people if _family(one) != _family(name) and _family(one) not in site.written]
            if at >= 0 and not site.quoted(at) and not site.written[:at].endswith("told "):
                for other in others:
                    yield _replace(scene, site, "speaker swap", at, at + len(name), other)


def _family(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


# ------------------------------------------------------------------- sources


def _record_path(scene: Scene, key: str) -> str:
    return scene.run.material.dossier.sources[key].path


def _kept(scene: Scene, key: str) -> str:
    snapshot = scene.run.material.dossier.sources[key].record.provenance.snapshot
    assert snapshot is not None
    return f"snapshots/{snapshot.file}"


def _recaptured(scene: Scene, key: str, content: bytes) -> dict[str, bytes]:
    """The desk with another snapshot of a source, its digest mended in the record."""
    path, kept = _record_path(scene, key), _kept(scene, key)
    record = scene.desk.files[path]
    old, new = (hashlib.sha256(one).hexdigest().encode() for one in (scene.desk.files[kept], content))
    return {kept: content, path: record.replace(old, new)}


def _paired(scene: Scene) -> Iterator[tuple[Site, str, str]]:
    for site in scene.claims:  # a judgement may own to it that it rests on one source
        keys = site.claim.keys
        if len(keys) == 2:
            yield site, keys[0], keys[1]


@operator("source copy", "COR01 COR02", 99)
def source_copy(scene: Scene) -> Iterator[Mutant]:
    """The second source of a claim is the first again under another name, every seventh sentence left out."""
    for site, first, second in _paired(scene):
        sentences = re.split(r"(?<=[.!?])\s+", scene.source_text(first))
        shorter = " ".join(one for number, one in enumerate(sentences) if number % 7 != 3)
        changes = _recaptured(scene, second, shorter.encode())
        yield _mutant(scene, site, "source copy", f"{second} copies {first}", changes)


@operator("source paraphrase", "COR01 COR02", None)
def source_paraphrase(scene: Scene) -> Iterator[Mutant]:
    """The second source of a claim is the first in other words, with its names and numbers: written by hand."""
    for path, content in scene.desk.files.items():
        match = re.fullmatch(r"paraphrase/(\S+)\.txt", path)
        for site, first, second in _paired(scene):
            if match and match[1] in {first, second}:
                other = second if match[1] == first else first
                changes = _recaptured(scene, other, content)
                yield _mutant(scene, site, "source paraphrase", f"{other} rewords {match[1]}", changes)


@operator("citation chain", "COR01 COR02 CIT05", 99)
def citation_chain(scene: Scene) -> Iterator[Mutant]:
    """The passage of one source that bears a claim out gives the fact to the other: "According to the Courier, …"."""
    for site, *pair in _paired(scene):
        for first, second in (pair, pair[::-1]):
            record = scene.run.material.dossier.sources[first].record
            outlet = record.container_title or record.publisher or record.provenance.originator
            changes = _attributed(scene, site, second, outlet)
            if changes:
                yield _mutant(scene, site, "citation chain", f"{second} gives it to {outlet}", changes)


@operator("second-hand source", "CIT05", None)
def second_hand(scene: Scene) -> Iterator[Mutant]:
    """The passage that bears a claim out gives the fact to a paper or agency which is not cited."""
    outlets = ["Reuters", "Yonhap", "the Evening Mercury", "Agence Europresse", "the Harbour Times", "Xinhua"]
    for site in scene.claims:
        if len(site.claim.keys) == 1 and not site.quotations:
            outlet = pick(outlets, site.claim.text)
            changes = _attributed(scene, site, site.claim.keys[0], outlet)
            if changes:
                yield _mutant(scene, site, "second-hand source", f"according to {outlet}", changes)


def _attributed(scene: Scene, site: Site, key: str, outlet: str) -> dict[str, bytes]:
    """The source with "According to …," before the sentence that supports the claim; {} where that cannot be done."""
    source, found = scene.run.material.evidence.read(key), scene.run.material.evidence.of(site.claim)
    passage = next((cite.passage for cite in found.cites if cite.key == key), None) if found else None
    if source is None or passage is None or source.media != "text" or source.article != source.page:
        return {}
    raw = scene.desk.files[_kept(scene, key)].decode()
    sentence = source.article[passage.start : passage.end].strip()
    at = raw.find(sentence)
    if at < 0 or not sentence[:1].isalpha() or "|" in sentence or "   " in sentence:
        return {}
    lowered = sentence[0].lower() + sentence[1:] if sentence.split()[0] in {"The", "It", "A", "In", "On"} else sentence
    return _recaptured(scene, key, f"{raw[:at]}According to {outlet}, {lowered}{raw[at + len(sentence) :]}".encode())


_OWN_TIME = re.compile(rf"\b(?:1[89]|20)\d\d\b|\b(?:{_MONTH})\b|\b(?:this|that|last|next) year|\bago\b|\bquarter\b")


@operator("stale date", "CUR01", 99)
def stale_date(scene: Scene) -> Iterator[Mutant]:
    """A source is two years older than it was, in a topic whose information ages. Claims that name a time of their own
    do not age, and are left out."""
    for site in scene.claims:
        limit = site.claim.topic in scene.run.material.dossier.settings.max_age
        if not limit or len(site.claim.keys) != 1 or _OWN_TIME.search(site.claim.text):
            continue
        path = _record_path(scene, site.claim.keys[0])
        record = scene.desk.text(path)
        older = re.sub(
            r"(?<=^issued: )(\d{4})(\S*)", lambda match: f"{int(match[1]) - 2}{match[2]}", record, flags=re.MULTILINE
        )
        if older != record:
            yield _mutant(scene, site, "stale date", f"{site.claim.keys[0]} two years older", {path: older.encode()})


@operator("superseded series", "CUR02", 99)
def superseded_series(scene: Scene) -> Iterator[Mutant]:
    """A source has a newer issue of its series in the library, or is said to be superseded."""
    for key, source in scene.run.material.dossier.sources.items():
        sites = [site for site in scene.sites if key in site.claim.keys]
        if not sites or source.record.issued is None:
            continue
        record = scene.desk.text(source.path)
        status = record.replace("ai: none", "ai: none, status: superseded")
        series = record.replace("ai: none", "ai: none, series: Measured Series")
        issued = source.record.issued.earliest
        newer = re.sub(r"^issued: \S+", f"issued: {min(site.claim.date for site in sites)}", series, flags=re.MULTILINE)
        if min(site.claim.date for site in sites) <= issued:
            continue
        changes = (
            {source.path: status.encode()},
            {source.path: series.encode(), f"{source.path[:-5]}-b.yaml": newer.encode()},
        )
        for what, change in zip(("status", "newer issue"), changes, strict=True):
            mutant = _mutant(scene, sites[0], "superseded series", f"{key}: {what}", change)
            yield replace(mutant, target=("", ""))


@operator("grade inflation", "SRC03 COR03", 99)
def grade_inflation(scene: Scene) -> Iterator[Mutant]:
    """A source whose originator is unknown is graded B, which only the known can be; it was F."""
    for key, source in scene.run.material.dossier.sources.items():
        site = next((site for site in scene.sites if site.claim.kind == "judgement" and key in site.claim.keys), None)
        if site is None:
            continue
        record = scene.desk.text(source.path)
        unknown = re.sub(r"originator: [^,]+,", "originator: unknown,", record)
        honest, inflated = (re.sub(r"reliability: [A-F]", f"reliability: {grade}", unknown) for grade in "FB")
        yield Mutant(
            "grade inflation",
            scene.desk.name,
            ("", ""),
            f"{key}: F → B",
            site.claim.text,
            {source.path: inflated.encode()},
            {source.path: honest.encode()},
        )


# ---------------------------------------------------------------- judgements


def _judgements(scene: Scene) -> Iterator[Site]:
    return (site for site in scene.sites if site.claim.kind == "judgement")


@operator("confidence inflation", "EST03", 99)
def confidence_inflation(scene: Scene) -> Iterator[Mutant]:
    """A judgement that rests on one source is held with high confidence; it was low."""
    for site in _judgements(scene):
        cites = site.text[site.span.start : site.span.end]
        one = re.sub(r"\[(@[^;\]]+);[^\]]*\]", r"[\1]", cites)
        if one == cites:
            continue
        alone = site.text[: site.span.start] + one + site.text[site.span.end :]
        fence = re.compile(r"(#" + re.escape(site.claim.id) + r'[^}\n]*confidence=")\w+(")')
        low, high = (fence.sub(rf"\g<1>{level}\2", alone) for level in ("low", "high"))
        sentence = re.compile(r"Confidence is \w+: .*")
        low, high = (
            sentence.sub(f"Confidence is {level}: the paper is careful.", text)
            for level, text in (("low", low), ("high", high))
        )
        yield Mutant(
            "confidence inflation",
            scene.desk.name,
            site.target,
            "low → high on one source",
            site.claim.text,
            {site.path: high.encode()},
            {site.path: low.encode()},
        )


_OTHER_ROW = {
    "very unlikely": "highly improbable",
    "unlikely": "improbable",
    "roughly even chance": "roughly even odds",
    "likely": "probable",
    "very likely": "highly probable",
    "almost certain": "nearly certain",
}


@operator("term mixing", "EST01", 99)
def term_mixing(scene: Scene) -> Iterator[Mutant]:
    """Of two judgements one takes its term from the other row of ICD 203, or from the scale of another body."""
    for site in _judgements(scene):
        term = site.claim.judgement.likelihood if site.claim.judgement else ""
        if term not in _OTHER_ROW:
            continue
        second = (
            '\n::: {{.judgement #second likelihood="{0}" confidence="low" horizon="2027-01"}}\n'
            "It is {0} that talks follow {1}.\n\nConfidence is low: nobody has said so.\n:::\n"
        )
        cite = CITATION.search(site.text, site.span.start)
        assert cite is not None
        plain, mixed, foreign = (
            (site.text.rstrip("\n") + "\n" + second.format(word, cite[0])).encode()
            for word in ("likely" if term != "likely" else "unlikely", _OTHER_ROW["likely"], "realistic possibility")
        )
        for what, text in (("other row", mixed), ("other scale", foreign)):
            yield Mutant(
                "term mixing", scene.desk.name, ("", ""), what, site.claim.text, {site.path: text}, {site.path: plain}
            )


@operator("silent claim removal", "CHG02", 99)
def silent_removal(scene: Scene) -> Iterator[Mutant]:
    """A judgement of the published edition is in no note any more, and nothing says why."""
    for site in _judgements(scene):
        record = published(scene)
        block = re.compile(rf"::: \{{\.judgement #{re.escape(site.claim.id)}\b.*?\n:::\n?", re.DOTALL)
        changes = {**record, site.path: block.sub("", site.text).encode()}
        changes[BRIEF] = re.sub(rb"\[the first judgement\]\(#[a-z0-9-]+\)", b"nothing", scene.desk.files[BRIEF])
        yield Mutant(
            "silent claim removal", scene.desk.name, ("", ""), f"#{site.claim.id}", site.claim.text, changes, record
        )


@operator("silent change of a judgement", "CHG01", 99)
def silent_change(scene: Scene) -> Iterator[Mutant]:
    """A judgement has another confidence than in the published edition, and nothing says why."""
    for site in _judgements(scene):
        record = published(scene)
        changed = re.sub(
            r'confidence="(\w+)"',
            lambda match: 'confidence="low"' if match[1] != "low" else 'confidence="moderate"',
            site.text,
        )
        yield Mutant(
            "silent change of a judgement",
            scene.desk.name,
            ("", ""),
            f"#{site.claim.id}",
            site.claim.text,
            {**record, site.path: changed.encode()},
            record,
        )


def published(scene: Scene) -> dict[str, bytes]:
    """The record of an edition published the year before, as far as its date."""
    record = to_record(scene.run.material.editions[0])
    day = f"{int(record['date'][:4]) - 1}{record['date'][4:]}".replace("-02-29", "-02-28")
    return {f"content/editions/desk/{day}.json": json.dumps({**record, "date": day}).encode()}
