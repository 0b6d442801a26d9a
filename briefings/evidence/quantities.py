"""Numbers in running text: what is a quantity, and its value, unit, precision and bound.

Written by us after the demands that a check of figures makes (ICD 203 asks for accuracy and precision; the BBC study
of 2025 found altered numbers and dates the commonest mistake of machine summaries). The grammar is English with the
digit grouping of other languages. What is no quantity is left out: years, dates, times, document numbers, the names
of weapons and models, numerals of lists. Scanning is linear: one pass looks for digits and number words, and each
place found is read with patterns that are anchored there and look at a bounded piece of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from briefings.evidence.units import (
    CODES,
    CURRENCIES,
    FRACTION,
    KOREAN_SCALES,
    PERCENT,
    POINTS,
    SCALES,
    SYMBOLS,
    TIMES,
    UNITS,
    dimension,
    is_time,
    listed,
)
from briefings.once import once_a_claim
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

Bound = Literal["", "up-to", "less-than", "at-least", "more-than"]
Approx = Literal["", "about", "below", "above"]
"""`below` is said of "nearly", `above` of "just over"."""
QuantityKind = Literal["number", "ordinal", "magnitude", "fraction"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as it is written, with the words of its bound: "up to $3.5 billion".

    `low` is the value with its scale multiplied in, `high` the upper end of a range (None for a point). `step` is
    the value of one unit in the last place stated: 0.1e9 of "$2.7bn", 1 of "28,500".
    """

    text: str
    start: int
    end: int
    low: Decimal
    high: Decimal | None = None
    unit: str = ""
    """The unit's one name (`USD`, `percent`, `km`), or the noun as written ("troops"); "" for a bare number."""
    step: Decimal = Decimal(1)
    bound: Bound = ""
    approx: Approx = ""
    scale: int = 0
    """The power of ten that was written as a word or letter: 9 of "$2.7bn"."""
    kind: QuantityKind = "number"
    in_words: bool = False
    """Written in words: "two", "a dozen"."""
    symbol: str = ""
    """The sign or word of the currency as written, in small letters: `$` may be any country's dollar."""
    size: float = 0.0
    """The value once more, for quick sifting: nothing is decided by it."""
    negative: bool = False
    """Of a temperature, below nought: "-12 °C", "minus 12C", "12 degrees below zero". Of nothing else is a minus read,
    for a fall of 2% may be written as -2%."""
    after: str = ""
    """The thirty-odd characters behind it, in small letters, where the noun of what is counted stands."""

    @property
    def dimension(self) -> str:
        """See `units.dimension`."""
        return dimension(self.unit)

    @property
    def digits(self) -> str:
        """The digits that count: "27" of "$2.7bn" and of "27,000"."""
        return significant(self.low)


def significant(value: Decimal) -> str:
    """The digits of a value without noughts before or behind."""
    return "".join(map(str, value.as_tuple().digits)).strip("0")


# -------------------------------------------------------------------- words

_SMALL = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_CARDINALS = {word: number for number, word in enumerate(_SMALL, 1)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        1,
    )
} | {word[:-1] + "ieth": 10 * number for number, word in enumerate(_TENS, 2)}
_POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + plural: number
    for word, number in (("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7), ("eighth", 8))
    for plural in ("", "s")
}
_PARTS |= {"ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10}
_RATIOS = {
    **dict.fromkeys(("doubled", "doubling", "twice", "twofold"), Decimal(2)),
    **dict.fromkeys(("tripled", "tripling", "trebled", "trebling", "thrice", "threefold"), Decimal(3)),
    **dict.fromkeys(("quadrupled", "quadrupling", "fourfold"), Decimal(4)),
    **dict.fromkeys(("quintupled", "fivefold"), Decimal(5)),
    "sixfold": Decimal(6),
    "sevenfold": Decimal(7),
    "eightfold": Decimal(8),
    "ninefold": Decimal(9),
    "tenfold": Decimal(10),
    **dict.fromkeys(("halved", "halving"), Decimal("0.5")),
}
_MAGNITUDES = {
    "dozens": (24, 100),
    "tens": (20, 100),
    "scores": (40, 100),
    "hundreds": (200, 1000),
    "thousands": (2000, 10_000),
    "millions": (2 * 10**6, 10**7),
    "billions": (2 * 10**9, 10**10),
    "trillions": (2 * 10**12, 10**13),
}
_VULGAR = {
    "½": "0.5",
    "¼": "0.25",
    "¾": "0.75",
    "⅓": "0.3333",
    "⅔": "0.6667",
    "⅕": "0.2",
    "⅖": "0.4",
    "⅗": "0.6",
    "⅘": "0.8",
    "⅛": "0.125",
    "⅜": "0.375",
    "⅝": "0.625",
    "⅞": "0.875",
}


_SPACE = r"[ \xa0\u202f\u2009\u2007\n]"


def _one_of(words: Iterable[str]) -> str:
    """A pattern that tries the words letter by letter, the longest first: quicker than one after another."""
    tree: dict[str, dict] = {}  # type: ignore[type-arg]  # a tree of trees has no finite type
    for word in words:
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[""] = {}

    def pattern(branch: dict[str, dict]) -> str:  # type: ignore[type-arg]
        parts = [
            (_SPACE if letter == " " else re.escape(letter)) + pattern(rest)
            for letter, rest in branch.items()
            if letter
        ]
        if not parts:
            return ""
        text = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        return f"(?:{text})?" if "" in branch else text

    return pattern(tree)


_DASH = r"[-\u2010-\u2014\u2212~]"
_STARTS = (
    *_CARDINALS,
    *(word for word in _ORDINALS if word not in ("first", "second", "third")),
    *_POWERS,
    *_RATIOS,
    "dozen",
    "half",
    "quarter",
    "third",
)
_DIGITS = r"[0-9](?:[0-9.,'’\xa0\u202f\u2009\u2007]*[0-9])?"
_NUMBER = lazy_pattern(rf"{_DIGITS}|[{''.join(_VULGAR)}]|{_one_of(_STARTS)}")
_CANDIDATE = lazy_pattern(rf"{_DIGITS}|[{''.join(_VULGAR)}]|[^a-z0-9]{_one_of(_STARTS)}")
"""Where a number may begin. A word is found with the character before it: so the scan stops at spaces, and not at
every letter that a number word may begin with, which takes twice as long."""
_LITERAL = lazy_pattern(
    r"(?P<plain>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<english>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?)"
    r"|(?P<european>[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3},[0-9]{1,2})"
    r"|(?P<spaced>[0-9]{1,3}(?:[\xa0\u202f\u2009\u2007'’][0-9]{3})+(?:[.,][0-9]+)?)"
)
_LETTER = r"[a-z0-9à-öø-ÿ]"
"""What no unit may be followed by; the Korean particles may."""
_TAIL = lazy_pattern(
    rf"(?:{_SPACE}?-?(?P<scale>{_one_of(word for word in SCALES if len(word) > 1)})(?!{_LETTER})"
    rf"|(?P<glued>[kmbt])(?![a-z0-9²³/°]))?"
    rf"(?:{_SPACE}?-?(?:de{_SPACE})?(?P<unit>{_one_of(UNITS)})(?!{_LETTER}))?"
)
_NOUN = lazy_pattern(rf"(?:{_SPACE}|-)([a-z][a-z'’]*)")
_STOP = frozenset(
    listed(
        "and or to in of by at from per a an the were was is are be been for with on as than that which who "
        "this these those had has have will would could may might but nor not while when after before since "
        "until during against between into over under about it its their his her he she they we more less "
        "fewer each all also compared up down said if so yet then "
        "instead rather only even just still again now statt bis et und puis dont de des von respectively "
        "versus vs through across within without out off"
    )
)
_JOIN = lazy_pattern(rf"{_SPACE}?{_DASH}{_SPACE}?|{_SPACE}(?:to|or|and){_SPACE}")
_WORD = lazy_pattern(r"[a-z]+")
_GAP = lazy_pattern(rf"{_SPACE}|-")
_MONTHS = listed(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec"
)
_MONTH_SET = frozenset(_MONTHS)
_MONTH_AFTER = lazy_pattern(
    rf"(?:st|nd|rd|th)?(?:{_SPACE}?(?:{_DASH}|to|and|or|,){_SPACE}?[0-9]{{1,2}}(?:st|nd|rd|th)?){{0,3}}"
    rf"(?:{_SPACE}|-)?(?:of{_SPACE})?(?P<month>{_one_of(_MONTHS)})(?![a-z])"
)
_DAYS_AFTER = lazy_pattern(
    rf"(?:st|nd|rd|th)?(?:{_SPACE}?(?:{_DASH}|to|and|or|,){_SPACE}?[0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9.,]*[0-9%]))?"
)
_CLOCK = lazy_pattern(
    rf"{_SPACE}?[ap]\.?m(?![a-z])|{_SPACE}o['’]clock|{_SPACE}?(?:hours{_SPACE})?"
    r"(?:gmt|utc|kst|jst|local time|cet|est|edt)(?![a-z])"
)
_YEARS = lazy_pattern(rf"{_SPACE}?[-\u2010-\u2014/]{_SPACE}?(?:[12][0-9]{{3}}|[0-9]{{2}})(?![0-9%]|[.,][0-9])")
_IN = lazy_pattern(rf"{_SPACE}(?:in|out{_SPACE}of)(?:{_SPACE}every)?{_SPACE}")
_AND_A_HALF = lazy_pattern(rf"{_SPACE}and{_SPACE}a{_SPACE}(half|quarter|third)(?![a-z])")
_OF_A_POWER = lazy_pattern(rf"{_SPACE}(?:of{_SPACE})?a{_SPACE}(million|billion|trillion|thousand|dozen)(?![a-z])")
_MAGNITUDE = lazy_pattern(
    rf"({'|'.join(_MAGNITUDES)})(?:{_SPACE}of{_SPACE}(thousands|millions|billions|trillions))?(?![a-z])"
)
_OR_MORE = lazy_pattern(
    rf"(?P<least>\+(?![0-9])|{_SPACE}at{_SPACE}(?:the{_SPACE})?least(?![a-z])|{_SPACE}or{_SPACE}(?:more|above|higher|over)(?![a-z])|{_SPACE}and{_SPACE}above(?![a-z])"
    rf"|-plus(?![a-z]))|(?P<most>{_SPACE}or{_SPACE}(?:fewer|less|below|under)(?![a-z])|{_SPACE}at{_SPACE}(?:the{_SPACE})?most(?![a-z]))"
    rf"|(?P<about>{_SPACE}or{_SPACE}so(?![a-z])|-odd(?![a-z])|-ish(?![a-z]))"
)
_KOREAN = lazy_pattern(r"([0-9][0-9,]{0,20}(?:\.[0-9]{1,10})?) ?([천백십]?[조억만천백십]) ?")
_MIXED = lazy_pattern(rf"{_SPACE}([1-9])[/\u2044]([2-9])(?![0-9/])")

_REFERENCES = frozenset(
    listed(
        "resolution resolutions article articles art art. no no. nos nos. number page pages p p. pp pp. "
        "chapter ch. section sections sec sec. § §§ ¶ footnote note notes n. fig fig. figure figures table "
        "tables annex appendix paragraph paragraphs para para. paras item items part parts volume vol vol. "
        "issue act law laws order decree title rule protocol phase stage group channel route highway flight "
        "room version boeing airbus type mark mk mk. block model class category cat level tier bill h.r. s. "
        "proclamation docket case document doc doc. exhibit question q. step option zone unit line lines box "
        "slide chart map graph clause schedule regulation regulations directive convention treaty circular "
        "notice form apartment suite building gate platform pier track runway chapters verse psalm page: "
        "iphone windows apollo season episode series game iso din astm rfc area catch quarter "
        "q1 q2 q3 q4 agenda target goal sdg "
        "lesson grade scenario vision agenda: plan paragraphs: interstate u.s.c. usc c.f.r. cfr c.f.r ls "
        "hwasong nuri hwasong- falcon pukguksong squadron"
    )
)
_LEADS: dict[str, tuple[Bound, Approx]] = {
    **dict.fromkeys(
        (
            "up to",
            "at most",
            "at the most",
            "no more than",
            "not more than",
            "as many as",
            "as much as",
            "as high as",
            "as long as",
            "as far as",
            "a maximum of",
            "maximum of",
            "not exceeding",
            "not exceed",
            "not to exceed",
            "no longer than",
            "no higher than",
            "no greater than",
            "capped at",
            "cap of",
            "limit of",
            "limited to",
            "bis zu",
            "jusqu’à",
            "jusqu'à",
            "최대",
            "a ceiling of",
        ),
        ("up-to", ""),
    ),
    **dict.fromkeys(
        (
            "less than",
            "weniger als",
            "unter",
            "inférieur à",
            "inférieure à",
            "inferior a",
            "moins de",
            "menos de",
            "fewer than",
            "under",
            "below",
            "lower than",
            "shorter than",
            "smaller than",
        ),
        ("less-than", ""),
    ),
    **dict.fromkeys(
        (
            "at least",
            "at the least",
            "no fewer than",
            "no less than",
            "not less than",
            "not fewer than",
            "a minimum of",
            "minimum of",
            "as few as",
            "mindestens",
            "au moins",
            "al menos",
            "최소",
            "as little as",
            "as low as",
        ),
        ("at-least", ""),
    ),
    **dict.fromkeys(
        (
            "more than",
            "over",
            "above",
            "länger als",
            "höher als",
            "greater than",
            "higher than",
            "larger than",
            "longer than",
            "upwards of",
            "upward of",
            "in excess of",
            "exceeding",
            "exceed",
            "surpass",
            "plus de",
            "mehr als",
            "supérieur à",
            "supérieure à",
            "superior a",
            "más de",
            "exceeded",
            "exceeds",
            "surpassing",
            "surpassed",
            "topping",
            "beyond",
            ">",
        ),
        ("more-than", ""),
    ),
    "≥": ("at-least", ""),
    "≤": ("up-to", ""),
    "<": ("less-than", ""),
    **dict.fromkeys(
        (
            "about",
            "around",
            "some",
            "roughly",
            "approximately",
            "approx",
            "approx.",
            "estimated",
            "an estimated",
            "estimated at",
            "circa",
            "perhaps",
            "maybe",
            "rund",
            "etwa",
            "environ",
            "quelque",
            "unos",
            "약",
            "c.",
            "ca.",
            "~",
            "≈",
            "in the region of",
            "in the order of",
            "on the order of",
            "close to",
            "near",
        ),
        ("", "about"),
    ),
    **dict.fromkeys(
        (
            "nearly",
            "almost",
            "fast",
            "knapp",
            "près de",
            "presque",
            "casi",
            "just under",
            "just below",
            "just short of",
            "not quite",
            "a little under",
            "approaching",
        ),
        ("", "below"),
    ),
    **dict.fromkeys(
        ("just over", "just above", "a little over", "a little more than", "slightly more than", "slightly over"),
        ("", "above"),
    ),
    **dict.fromkeys(("slightly less than", "slightly under", "a little less than"), ("", "below")),
}
_LEAD_ENDS = frozenset(lead.rpartition(" ")[2] for lead in _LEADS)
CHANGES = frozenset(
    listed(
        "rose rise rises risen rising fell fall falls fallen falling cut cuts cutting lowered lowers lower "
        "lowering raised raises raise raising increased increases increase increasing decreased decreases "
        "decrease decreasing grew grow grows grown growth declined declines decline declining dropped drops "
        "drop dropping reduced reduces reduce reducing reduction up down jumped jumps jump climbed climb "
        "climbs slid slide slides slipped shrank shrink widened widen narrowed narrow expanded expand expands "
        "expansion moved moves went goes go changed change changes revised upgraded downgraded soared surged "
        "plunged plummeted tumbled doubled tripled swung extended shortened cutting hike hiked trimmed "
        "improved worsened advanced retreated rebounded dipped eased"
    )
)
_PLURAL_PEOPLE = frozenset(
    listed(
        "troops people soldiers workers personnel missiles men women jobs civilians households tonnes tons "
        "vehicles employees prisoners refugees migrants students"
    )
)
_HYPHEN_NOUNS = frozenset(
    listed(
        "member nation seat page person man strong storey story country point party judge minute bed "
        "tube round vessel ship plane aircraft"
    )
)
_QUANTIFIED = frozenset(listed("the these those both other its their our his her all"))
_WIDE = {ord(wide): plain for wide, plain in zip("０１２３４５６７８９％＄İ", "0123456789%$i", strict=True)}
"""Full-width digits; and the one letter whose small form is longer than itself, so that offsets stay."""
_WIDE_LETTER = lazy_pattern("[０-９％＄İ]")
_LONGEST = 32
"""Characters of a numeral: more than that is no number anybody reads."""


# ------------------------------------------------------------------ finding


@once_a_claim
def find_numbers(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order and apart from each other; `text[start:end]` is each one's text."""
    return numbers_between(text, lowered(text), 0, len(text))


def numbers_between(text: str, low: str, begin: int, last: int) -> tuple[Quantity, ...]:
    """The quantities that begin within a stretch of a text; `low` is `lowered(text)`."""
    found: list[Quantity] = []
    at = begin
    first = _NUMBER.match(low) if not begin else None
    if first is not None and low[0].isalpha():
        quantities, at = _read(text, low, 0, first.end(), 0)
        found += quantities
    for candidate in _CANDIDATE.finditer(low, begin):
        start, end = candidate.span()
        if start >= last:
            break
        if end - start > 1 and low[start] not in "0123456789":
            start += 1
        if start >= at:
            quantities, at = _read(text, low, start, end, at)
            if found and quantities and (found[-1].bound or found[-1].approx):
                quantities = (_said_again(text, found[-1], quantities[0]), *quantities[1:])
            found += quantities
    return tuple(found)


def _said_again(text: str, first: Quantity, second: Quantity) -> Quantity:
    """A value in brackets that says the one before it in another unit has its bound: "up to 75 kph (47 mph)"."""
    between = text[first.end : second.start]
    if second.bound or second.approx or len(between) > 3 or between.strip() != "(":
        return second
    if first.unit == second.unit or first.dimension != second.dimension or first.dimension in ("", "count"):
        return second
    return replace(second, bound=first.bound, approx=first.approx)


@lru_cache(maxsize=256)
def lowered(text: str) -> str:
    """A text of the same length as numbers are read from it: in small letters, with plain digits, and with the points
    between thousands taken for marks of grouping where the text has its decimals behind commas."""
    low = (text.translate(_WIDE) if _WIDE_LETTER.search(text) else text).lower()
    if _DOTTED.search(low) and len(_COMMA_DECIMAL.findall(low)) > len(_POINT_DECIMAL.findall(low)):
        return _DOTTED.sub("’", low)
    return low


_DOTTED = lazy_pattern(r"\.(?<=[0-9]\.)(?=[0-9]{3}(?![0-9.,]))")
_COMMA_DECIMAL = lazy_pattern(r"(?<![0-9.,])(?:[0-9]{1,3}|[0-9]{1,3}\.[0-9]{3}),[0-9]{1,2}(?![0-9,])")
_POINT_DECIMAL = lazy_pattern(r"(?<![0-9.,])[0-9]{1,3}\.[0-9]{1,2}(?![0-9.])|[0-9],[0-9]{3}(?![0-9])")


class _Amount(NamedTuple):
    """A number with its scale and unit, without bound or range."""

    start: int
    end: int
    value: Decimal
    step: Decimal
    scale: int
    unit: str
    symbol: str
    kind: QuantityKind
    in_words: bool
    bare: bool
    """Plain digits with neither grouping, scale nor unit: it may be a year, a day, the number of a document."""


_Read = tuple[tuple[Quantity, ...], int]


def _read(text: str, low: str, start: int, end: int, floor: int) -> _Read:
    """The quantities that begin at a candidate (two for "from 3 to 4"), and where to go on."""
    first = low[start]
    if first.isalpha():
        amount, resume = _word_amount(text, low, start, floor), 0
    else:
        amount, resume = _digit_amount(text, low, start, end, floor)
    if amount is None:
        word = _WORD.match(low, start)
        return (), resume or max(end, word.end() if word else 0)
    if amount.kind == "magnitude":
        return (_finished(text, low, amount, None, floor),), amount.end
    second = None if amount.kind == "ordinal" else _second(text, low, amount)
    if not amount.unit and not amount.scale and not amount.in_words and _hidden(text, low, amount):
        return (), second.end if second and not second.unit else _passed_list(low, amount.end)
    if second is None:
        share = _share_of(low, amount)
        one = _finished(text, low, share or amount, None, floor)
        return (one,), one.end
    return _pair(text, low, amount, second, floor)


def _pair(text: str, low: str, first: _Amount, second: _Amount, floor: int) -> _Read:
    """A range, with what its ends share; or two quantities, where the words tell of a change: "up $1bn to $5bn"."""
    whole = bool(first.unit)
    first = _sharing(first, second)
    words = low[max(0, first.start - 60) : first.start].split()
    join = low[first.end : second.start].split()[:1]
    change = any(word.strip(",;(") in CHANGES for word in words[-9:]) and not _ranging(words)
    apart = change and (words[-1:] == ["from"] or (join == ["to"] and whole))
    if apart or first.value >= second.value:
        one = _finished(text, low, first, None, floor)
        two = _finished(text, low, second, None, one.end)
        return (one, two), two.end
    if words[-1:] == ["between"]:
        first = first._replace(start=low.rfind("between", 0, first.start))
    one = _finished(text, low, first, second, floor)
    return (one,), one.end


def _ranging(words: list[str]) -> bool:
    return any(word.startswith(("rang", "vari", "vary", "anywhere", "between")) for word in words[-4:])


def _sharing(first: _Amount, second: _Amount) -> _Amount:
    """The first end of a pair with the scale and unit that only the second states: "3.5-4 million"."""
    value, step, scale, unit, symbol = first.value, first.step, first.scale, first.unit, first.symbol
    if not scale and second.scale and value < 1000 and (not unit or unit in CURRENCIES):
        scale = second.scale
        value, step = value.scaleb(scale), step.scaleb(scale)
    if not unit:
        unit, symbol = second.unit, second.symbol
    return first._replace(value=value, step=step, scale=scale, unit=unit, symbol=symbol)


def _second(text: str, low: str, first: _Amount) -> _Amount | None:
    """The number joined to the first by a dash, "to", "or" or "and"."""
    join = _JOIN.match(low, first.end) if low[first.end : first.end + 1] in _JOINTS else None
    if join is None:
        return None
    at = join.end()
    sign = _sign_at(low, at)
    number = _NUMBER.match(low, sign)
    if number is None:
        return None
    if low[sign].isalpha():
        second = _word_amount(text, low, sign, first.start if first.in_words else at)
    else:
        second, _resume = _digit_amount(text, low, sign, number.end(), at)
    if second is None or second.kind != first.kind:
        return None
    if first.in_words != second.in_words and not (first.scale or second.scale):
        return None
    if join[0].strip() == "and" and not _joined_by_and(low, first):
        return None
    if first.unit and second.unit and dimension(first.unit) != dimension(second.unit):
        return None
    if first.unit and not second.unit and not (first.unit in CURRENCIES or second.bare):
        return None
    if second.bare and first.unit not in CURRENCIES and first.unit and low[join.start() : at].strip() in ("to", "or"):
        return None
    unit, symbol = (second.unit, second.symbol) if second.unit else (first.unit, first.symbol)
    return second._replace(unit=unit, symbol=symbol, bare=False)


_JOINTS = frozenset(" \xa0\u202f\u2009\u2007\n-\u2010\u2011\u2012\u2013\u2014\u2212~")


def _joined_by_and(low: str, first: _Amount) -> bool:
    return low[max(0, first.start - 14) : first.start].rstrip("$€£¥₩us ").endswith("between") or (
        "between" in low[max(0, first.start - 24) : first.start].split()[-3:]
    )


def _sign_at(low: str, at: int) -> int:
    """Where the numeral begins behind a sign of currency, if one stands here."""
    sign = _SIGN.match(low, at)
    return sign.end() if sign else at


_SIGN = lazy_pattern(rf"(?:{_one_of(SYMBOLS)}){_SPACE}?")


# ------------------------------------------------------------------- digits


def _digit_amount(text: str, low: str, start: int, end: int, floor: int) -> tuple[_Amount | None, int]:
    """The number whose digits are `low[start:end]`, or None; and where to go on when it is none."""
    if end - start > _LONGEST:
        return None, end
    value, step, end = _numeral(low, start, end)
    if value is None:
        return None, end
    begin, unit, symbol, glued = _before(text, low, start, floor)
    following = low[end : end + 1]
    if glued or (following in _NO_NUMBER_BEFORE and _is_code(low, end)):
        chain = _CHAIN.match(low, end)
        return None, chain.end() if chain else end
    if "가" <= following <= "힣" and following in _KOREAN_AFTER:
        return _korean(low, begin, start, end, value, step, unit, symbol)
    tail = _TAIL.match(low, end)
    assert tail is not None  # every part of it may be missing
    plain = end - start < 5 and low[start:end].isdigit()
    if (
        not unit
        and (plain or (end - start > 3 and low[end - 3] == "."))
        and (passed := _calendar(text, low, start, end, tail))
    ):
        return None, passed
    scale, stop = _scale(low, tail, end, unit)
    if tail["glued"] == "m" and not scale and text[end] == "m":
        return _Amount(begin, end + 1, value, step, 0, "m", "", "number", False, False), end + 1
    written = _plain_words(tail["unit"]) if stop >= tail.end("scale") else None
    if written is not None and _no_unit(text, tail, written, value, plain):
        written, stop = None, max(tail.end("scale"), tail.end("glued"), end)
    if written is not None:
        stop = tail.end()
        if written == "m" and (money := _TAIL.match(low, stop)) and money["unit"] and not money["scale"]:
            scale, stop, written = 6, money.end(), _plain_words(money["unit"]) or written  # "5 m euros"
        if not unit or UNITS[written] in CURRENCIES:
            unit, symbol = UNITS[written], written
    if following in ("c", "f") and stop == end and not unit and _is_warmth(text, low, start, end):
        unit = "celsius" if following == "c" else "fahrenheit"
        return _Amount(begin, end + 1, value, step, 0, unit, "", "number", False, False), end + 1
    if low[stop : stop + 1] not in _PLAIN_BEHIND and _goes_on(low, stop):
        ordinal = plain and low[stop : stop + 2] in _ORDINAL_ENDS and not low[stop + 2 : stop + 3].isalnum()
        return _ordinal(low, begin, stop + 2, value) if ordinal else (None, stop)
    if scale:
        value, step = value.scaleb(scale), step.scaleb(scale)
    bare = plain and not scale and not unit
    return _Amount(begin, stop, value, step, scale, unit, symbol, "number", False, bare), stop


_NO_NUMBER_BEFORE = frozenset("^⁰¹²³⁴⁵⁶⁷⁸⁹/:-")
_PLAIN_BEHIND = frozenset((" ", ".", ",", "", "\n", ")"))
_ORDINAL_ENDS = ("st", "nd", "rd", "th")


def _numeral(low: str, start: int, end: int) -> tuple[Decimal | None, Decimal, int]:
    """A numeral with a fraction or with groups behind plain spaces; see `_literal`."""
    value, step, end = _literal(low, start, end)
    following = low[end : end + 1]
    if value is None or (following != " " and following not in _VULGAR):
        return value, step, end
    if following in _VULGAR:
        return value + Decimal(_VULGAR[following]), Decimal("0.1"), end + 1
    if end - start > 3 or not low[end + 1 : end + 2].isdigit():
        return value, step, end
    group = _GROUPS.match(low, end) if low[start:end].isdigit() else None
    tenths = _GROUPED_TENTHS.match(low, end) if low[start:end].isdigit() else None
    if tenths and _grouped_row(low, start, tenths.end()):
        written = low[start : tenths.end()].replace(" ", "").replace(",", ".")
        return Decimal(written), _STEPS[len(written) - written.find(".") - 1], tenths.end()
    if group and (group["cell"] is None or low[max(0, start - 2) : start] in ("  ", "", "\n")):
        return Decimal(low[start : group.end()].replace(" ", "")), step, group.end()
    mixed = _MIXED.match(low, end)
    if mixed:
        return value + Decimal(mixed[1]) / Decimal(mixed[2]), Decimal("0.1"), mixed.end()
    return value, step, end


def _is_code(low: str, end: int) -> bool:
    """Whether the sign behind a numeral makes it a power, a date, a time, or the number of a telephone."""
    if low[end] == "-":
        return _CHAIN.match(low, end) is not None
    return low[end] not in "/:" or low[end + 1 : end + 2].isdigit()


def _goes_on(low: str, at: int) -> bool:
    """Whether a letter stands behind a number, or one letter behind a hyphen: 35A, 3-D."""
    if low[at] == "-":
        return low[at + 1 : at + 2].isalpha() and not low[at + 2 : at + 3].isalpha()
    return low[at].isalpha() and low[at].isascii()


_KOREAN_AFTER = "천만억조백명원달퍼톤개년월일호차번항장절시분회"


_GROUPS = lazy_pattern(r"(?: [0-9]{3})+(?:(?= [a-zà-ÿ]{2})|(?P<cell>(?=  |\n|$)))")
"""The thousands behind a plain space, as in French: before a word, or as a cell in a table of aligned columns."""
_GROUPED_TENTHS = lazy_pattern(r"(?: [0-9]{3}){1,4}[.,][0-9]{1,2}(?![0-9.,])")
_GROUPED_CELLS = lazy_pattern(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3}){1,4}[.,][0-9]{1,2}(?![0-9.,])")


def _grouped_row(low: str, start: int, end: int) -> bool:
    """Whether "2 931.5" is one number: alone in the cell of a table, before a word, or as others of its line are."""
    if low[end : end + 1] == " " and low[end + 1 : end + 3].isalpha():
        return True
    before, after = low[max(0, start - 2) : start].rstrip(" ")[-1:], low[end : end + 2].lstrip(" ")[:1]
    if before in ("", "|", "\n", "\t") and after in ("", "|", "\n", "\t"):
        return True
    line = max(low.rfind("\n", max(0, start - 120), start) + 1, start - 120)
    stop = low.find("\n", end, end + 120)
    return len(_GROUPED_CELLS.findall(low, line, stop if stop > 0 else end + 120)) > 1


_CHAIN = lazy_pattern(r"(?:-[0-9]+){2,}")
"""The rest of a telephone number or of 2025-02-10."""


def _literal(low: str, start: int, end: int) -> tuple[Decimal | None, Decimal, int]:
    """Value and step of a numeral, and where it ends; None for what is no number (1.2.3, 2025.02.10)."""
    literal = _LITERAL.fullmatch(low, start, end)
    if literal is None:
        cut = next((at for at in range(start, end) if low[at] in "\xa0\u202f\u2009\u2007'’"), 0)
        literal = _LITERAL.fullmatch(low, start, cut) if cut else None
        if literal is None:
            return None, Decimal(1), end
        end = cut
    written = literal[0]
    match literal.lastgroup:
        case "plain":
            if written[0] == "0" and written[1:2].isdigit():
                return None, Decimal(1), end
        case "english":
            written = written.replace(",", "")
        case "european":
            written = written.replace(".", "").replace(",", ".")
        case _:
            written = "".join(letter for letter in written if letter.isdigit() or letter in ".,").replace(",", ".")
    if low[start - 1 : start] == "." and (start < 2 or not low[start - 2].isalnum()):
        written = f"0.{written}" if "." not in written else written
    value = Decimal(written)
    places = len(written) - written.find(".") - 1 if "." in written else 0
    return value, _STEPS[min(places, 28)], end


_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(29))
_PLAIN_BEFORE = frozenset(" \n\t(\xa0\u202f\u2009\u2007\"“”'‘’|~<>≈≥≤=—[;")


def _before(text: str, low: str, start: int, floor: int) -> tuple[int, str, str, bool]:
    """Where the amount begins with its sign of currency; that currency and sign; whether it is glued to a name."""
    last = low[start - 1] if start > floor else " "
    if last == ".":
        start -= 1
        last = low[start - 1] if start > floor else " "
        if last.isalnum():
            return start, "", "", True
    at = start - 1 if last in " \xa0\u202f\u2009\n" and start > floor else start
    if at > floor:
        sign = low[at - 1]
        if sign in "$€£¥₩￦₹₽₴₫₱₺" and last != "\n":
            return _symbol_before(low, at, floor)
        if sign.isalpha() and sign.isascii() and at >= 3 and low[at - 3 : at] in _CODES:
            code = low[at - 3 : at]
            if not low[at - 4 : at - 3].isalnum() and (text[at - 3 : at].isupper() or code in _SURE_CODES):
                return at - 3, UNITS[code], code, False
    if low[max(floor, at - 3) : at].endswith(("rs", "rs.")) and not low[at - 4 : at].strip("rs.")[-1:].isalnum():
        return low.rfind("r", 0, at), "INR", "rs", False
    if last in _PLAIN_BEFORE:
        return start, "", "", False
    if last.isalnum():
        return start, "", "", last.isascii() or last == "제"
    if last in "-\u2010\u2011\u2012\u2013\u2212":
        return start, "", "", start - 2 >= 0 and low[start - 2].isalnum()
    if last in "/:+." and start >= 2:
        return start, "", "", low[start - 2].isalnum()
    return start, "", "", last in "#§¶@_^\\&№"


_CODES = frozenset(CODES)
_SURE_CODES = frozenset(("usd", "eur", "krw", "rmb", "cny", "gbp", "jpy"))


def _symbol_before(low: str, at: int, floor: int) -> tuple[int, str, str, bool]:
    for length in range(min(5, at - floor), 0, -1):
        sign = low[at - length : at]
        if sign in SYMBOLS and not (sign[0].isalpha() and low[at - length - 1 : at - length].isalnum()):
            return at - length, SYMBOLS[sign], sign, False
    return at, "", "", True


def _unit_at(low: str, at: int) -> tuple[str, int]:
    """The unit that stands here, and where it ends; "" where none does."""
    tail = _TAIL.match(low, at)
    if tail is None or tail["scale"] or tail["glued"] or not tail["unit"]:
        return "", at
    return _plain_words(tail["unit"]) or "", tail.end()


def _plain_words(written: str | None) -> str | None:
    """The words of a unit with plain spaces between them, as the table has them."""
    return written if not written or written in UNITS else " ".join(written.split())


def _scale(low: str, tail: re.Match[str], end: int, unit: str) -> tuple[int, int]:
    """The power of ten that follows, and where it ends. "300m" is metres unless money or a noun shows millions."""
    word = tail["scale"]
    if word:
        if word == "dozen":
            return 0, end
        return SCALES[" ".join(word.split())], tail.end("scale")
    letter = tail["glued"]
    if not letter:
        return 0, end
    noun = _NOUN.match(low, tail.end("glued"))
    if (
        letter in "mt"
        and not unit
        and not tail["unit"]
        and (noun is None or noun[1] in _LENGTHWISE or noun[1] in _STOP)
    ):
        return 0, end
    return SCALES[letter], tail.end("glued")


def _no_unit(text: str, tail: re.Match[str], written: str, value: Decimal, plain: bool) -> bool:
    """Whether what looks like a unit is another word here: the verb "won", the code of a currency as a word."""
    name = text[tail.start("unit") : tail.end("unit")]
    if written in _CODES and written not in _SURE_CODES:
        return not name.isupper()
    if written == "won":
        return plain and (value < 20 or 1900 <= value <= 2100) and not tail["scale"]
    if written in ("g", "m", "x", "mt", "t"):
        return not name.islower()
    return False


_LENGTHWISE = frozenset(listed("high tall long wide deep away above below apart north south east west race sprint"))
_YEAR_UNITS = frozenset((PERCENT, POINTS, "km", "mile", "tonne", "kg", "MW", "GW", "foot", "m", "barrel"))


def _calendar(text: str, low: str, start: int, end: int, tail: re.Match[str]) -> int:
    """Where a year, a day of a month or a time ends that begins here; 0 where it is none."""
    length = end - start
    if length > 3 and low[end - 3] == ".":
        clock = _CLOCK.match(low, end) if length < 6 else None  # 9.30 am
        return clock.end() if clock else 0
    if low[start] == "0":
        return 0
    if length == 4 and "1400" <= low[start:end] <= "2199":
        years = _YEARS.match(low, end)
        if years:
            return years.end()
        if low[end : end + 1] == "s" or low[end : end + 2] in ("'s", "’s"):
            return end + 1
        if tail["scale"] or tail["unit"] in _REAL_UNITS:
            return 0
        noun = _NOUN.match(low, end)
        return 0 if noun and noun[1] in _PLURAL_PEOPLE else end
    if length == 4:
        clock = _CLOCK.match(low, end)
        return clock.end() if clock else 0
    if length > 2:
        return 0
    following = low[end : end + 1]
    if following == "s" and not low[end + 1 : end + 2].isalnum():
        return end + 1
    clock = _CLOCK.match(low, end)
    if clock:
        return clock.end()
    if int(low[start:end]) > 31:
        return 0
    if following and (following in " -\xa0\u202f–\u2009\nsnrt,"):
        month = _MONTH_AFTER.match(low, end)
        if month and not (month["month"] == "may" and text[month.start("month")].islower()):
            return month.end()
    if low[start - 1 : start] in (" ", "\xa0", "\n", "\u202f"):
        word = low[max(0, start - 12) : start].rstrip().rpartition(" ")[2].rpartition("\n")[2].rstrip(".")
        if word in _MONTH_SET and not tail["scale"] and tail["unit"] not in _REAL_UNITS:
            at = low.rfind(word, 0, start)
            if word not in ("may", "march", "sep", "mar", "dec", "jan") or text[at].isupper():
                days = _DAYS_AFTER.match(low, end)
                return days.end() if days else end
    return 0


_REAL_UNITS = frozenset(written for written, unit in UNITS.items() if unit in _YEAR_UNITS or unit in CURRENCIES) - {
    "won"
}


def _ordinal(low: str, begin: int, end: int, value: Decimal) -> tuple[_Amount | None, int]:
    following = _NOUN.match(low, end)
    if following and following[1] in ("century", "centuries", "parallel"):
        return None, following.end()
    return _Amount(begin, end, value, Decimal(1), 0, "", "", "ordinal", False, False), end


def _korean(
    low: str, begin: int, start: int, end: int, value: Decimal, step: Decimal, unit: str, symbol: str
) -> tuple[_Amount | None, int]:
    """A number with Korean scales (만 10^4, 억 10^8, 조 10^12) and units: "1조 5,192억 원"."""
    total, at, least = Decimal(0), start, 0
    for _part in range(4):
        part = _KOREAN.match(low, at)
        if part is None:
            break
        power = sum(KOREAN_SCALES[letter] for letter in part[2])
        number = part[1].replace(",", "")
        places = len(number.partition(".")[2])
        total += Decimal(number).scaleb(power)
        step, least, at = Decimal(1).scaleb(power - places), power, part.end()
    if least:
        rest = _KOREAN_REST.match(low, at)
        if rest and Decimal(rest[0].replace(",", "")) < Decimal(10) ** least:
            total, step, at = total + Decimal(rest[0].replace(",", "")), Decimal(1), rest.end()
        end, value = at - (low[at - 1 : at] == " "), total
    written, stop = _unit_at(low, end)
    if written:
        end, unit, symbol = stop, UNITS[written], written
    elif not least:
        return None, end
    return _Amount(begin, end, value, step, least, unit, symbol, "number", False, False), end


_BEHIND_TITLES = lazy_pattern(rf"{_SPACE}(?:u\.s\.c|usc|c\.f\.r|cfr|stat\.|fed\.|world trade)(?![a-z])")
_KOREAN_REST = lazy_pattern(r"[0-9]{1,3}(?:,[0-9]{3})?(?![0-9.,])")
_LINE_NUMBER = lazy_pattern(r"[.)](?:[ \t\n]|$)")


def _hidden(text: str, low: str, amount: _Amount) -> bool:
    """Whether a bare number is a reference, a numeral of a list, a footnote, or part of a name."""
    start, end = amount.start, amount.end
    last, following = low[start - 1 : start], low[end : end + 1]
    if amount.bare and last and last in "([" and following in ")]" and (last == "[" or end - start == 1):
        return True
    if _BEHIND_TITLES.match(low, end):
        return True
    if amount.bare and (not last or last == "\n") and _LINE_NUMBER.match(low, end):
        return True
    words = low[max(0, start - 24) : start].split()
    if not words:
        return False
    if words[-1] == "of" and words[-2:-1] in (["group"], ["gang"]):
        return True
    if (
        end - start == 3
        and low[start + 1 : end] == ".0"
        and words[-1].isalpha()
        and text[start - 1 - len(words[-1])].isupper()
    ):
        return True  # "Trump 2.0"
    return words[-1].lstrip("(“\"'[") in _REFERENCES


_MORE = lazy_pattern(
    rf"(?:,?{_SPACE}(?:and|or|to){_SPACE}|,{_SPACE}?|{_SPACE}?{_DASH}{_SPACE}?)[0-9]{{1,4}}(?![0-9.,]*[0-9%])"
)


def _passed_list(low: str, at: int) -> int:
    """Where a list of references ends: "Nos. 12, 13 and 14"."""
    for _number in range(12):
        more = _MORE.match(low, at)
        if more is None:
            break
        at = more.end()
    return at


# -------------------------------------------------------------------- words


def _word_amount(text: str, low: str, start: int, floor: int) -> _Amount | None:
    """The number that begins at a number word, or None."""
    word = _WORD.match(low, start)
    if word is None or low[word.end() : word.end() + 1].isdigit():
        return None
    first = word[0]
    if _is_name(text, low, start):
        return None
    if first in _RATIOS:
        counts = first in ("twice", "thrice") and not _AS_MUCH.match(low, word.end())
        return None if counts else _amount(start, word.end(), _RATIOS[first], TIMES)
    if first in _MAGNITUDES:
        return _magnitude(low, start)
    if first == "half":
        return _half(low, start, floor)
    if first in _PARTS and first not in _CARDINALS:
        part = _single_part(low, start, word.end(), first, floor)
        if part is not None or first not in _ORDINALS or first == "third":
            return part
    if first in _POWERS or first == "dozen":
        return _indefinite(low, start, floor)
    value, end, ordinal = _cardinal(low, start)
    if value is None:
        return None
    if ordinal:
        following = _NOUN.match(low, end)
        skip = following is not None and following[1] in _NO_ORDINALS
        return None if skip else _Amount(start, end, value, Decimal(1), 0, "", "", "ordinal", True, False)
    part = _parts(low, start, end, value)
    if part is not None:
        return part
    return _with_unit(low, start, end, value, floor)


_NO_ORDINALS = frozenset(listed("century centuries parallel column estate amendment generation avenue street"))


_AS_MUCH = lazy_pattern(rf"{_SPACE}(?:as|the|that|its|their|his|her|what|more|[0-9]|[a-z]+ly as)(?![a-z])|-")
"""What follows "twice" where it is a ratio; "twice a week" counts occasions, which a source need not have counted."""


def _is_name(text: str, low: str, start: int) -> bool:
    """Whether a number word is part of a name: capitalised within a sentence ("Group of Seven", "Five Eyes")."""
    if not text[start].isupper():
        return False
    gap = low[max(0, start - 4) : start]
    before = gap.rstrip(" \n\xa0(“\"'‘")
    return "\n" not in gap and bool(before) and before[-1] not in ".!?:|;•*-–—\n" and start > 3


def _amount(start: int, end: int, value: Decimal, unit: str, kind: QuantityKind = "number") -> _Amount:
    return _Amount(start, end, value, Decimal(1), 0, unit, "", kind, True, False)


def _cardinal(low: str, start: int) -> tuple[Decimal | None, int, bool]:
    """The value of "twenty-eight thousand five hundred", where it ends, and whether it is an ordinal."""
    total = current = 0
    at, end, last = start, start, ""
    for _word in range(16):
        match = _WORD.match(low, at)
        if match is None:
            break
        word, kind = match[0], ""
        if word in _CARDINALS:
            number = _CARDINALS[word]
            kind = "tens" if number >= 20 else "teens" if number >= 10 else "ones"
            if last in ("ones", "teens") or (last == "tens" and kind != "ones"):
                break
            current += number
        elif word in _ORDINALS and last in ("", "tens", "hundred", "power"):
            number = _ORDINALS[word]
            if last == "tens" and number >= 10:
                break
            return Decimal(total + current + number), match.end(), True
        elif word == "hundred" and current and last in ("ones", "teens", "tens"):
            current, kind = current * 100, "hundred"
        elif word == "dozen" and current:
            return Decimal(total + current * 12), match.end(), False
        elif word in _POWERS and word != "hundred" and current:
            total, current, kind = total + current * 10 ** _POWERS[word], 0, "power"
        elif word == "and" and last in ("hundred", "power"):
            after = _GAP.match(low, match.end())
            next_word = _WORD.match(low, after.end()) if after else None
            if next_word is None or next_word[0] not in _CARDINALS:
                break
            at = next_word.start()
            continue
        else:
            break
        last, end = kind, match.end()
        gap = _GAP.match(low, end)
        if gap is None:
            break
        at = gap.end()
    return (Decimal(total + current), end, False) if last else (None, end, False)


def _with_unit(low: str, start: int, end: int, value: Decimal, floor: int) -> _Amount | None:
    """A number in words with a scale and unit, where the words about it show that something is counted."""
    half = _AND_A_HALF.match(low, end)
    step = Decimal(1)
    if half:
        value, step, end = value + Decimal(1) / _PARTS[half[1]], Decimal("0.1"), half.end()
    tail = _TAIL.match(low, end)
    assert tail is not None  # every part of it may be missing
    scale = SCALES[" ".join(tail["scale"].split())] if tail["scale"] and tail["scale"] != "dozen" else 0
    written = _plain_words(tail["unit"]) or ""
    if written in _LETTERS or (written == "won" and value < 20 and not scale):
        written = ""
    stop = tail.end() if written else tail.end("scale") if tail["scale"] else end
    unit = UNITS.get(written, "")
    if not scale and not unit and value <= 12 and not half and not _counted(low, start, end, value, floor):
        return None
    if value == 1 and not scale and unit == "day" and low[end : end + 1] != "-":
        return None  # "one day he will"
    if value <= 12 and is_time(unit) and not scale and _EARLIER.match(low, stop):
        return None  # "three years earlier": the writer has counted from one date to another
    if scale:
        value, step = value.scaleb(scale), step.scaleb(scale)
    else:
        last = _WORD.findall(low[max(start, end - 9) : end])[-1:]
        scale = _POWERS.get(last[0], 0) if last and last[0] != "hundred" else 0
    return _Amount(start, stop, value, step, scale, unit, written, "number", True, False)


_EARLIER = lazy_pattern(rf"{_SPACE}(?:earlier|later|before|afterwards|previously)(?![a-z])")
_LETTERS = frozenset(word for word in UNITS if len(word) <= 2 and word.isalpha()) | {"°", "%"} - {"%"}


def _counted(low: str, start: int, end: int, value: Decimal, floor: int) -> bool:
    """Whether a number word up to twelve counts things: "two summits", and neither "the two" nor "two-faced"."""
    if low[end : end + 1] == "-":
        noun = _NOUN.match(low, end)
        return noun is not None and noun[1] in _HYPHEN_NOUNS and value > 1
    words = low[max(floor, start - 16) : start].split()
    if value > 1 and tuple(words[-2:]) in _BOUND_WORDS and not _CLOCK.match(low, end):
        return True
    if words[-1:] == ["to"] and words[-2:-1] and words[-2] in _CARDINALS:
        return True  # "seven to two"
    if words[-1:] == ["of"] and words[-2:-1] and words[-2] in _BODIES and value > 1:
        return True  # "a majority of six"
    if value == 1:
        join = _JOIN.match(low, end)
        ranges = join is not None and join[0].strip() not in ("and", "") and _NUMBER.match(low, join.end())
        return bool(ranges or _IN.match(low, end) or _ONE_IN.match(low, end))
    if words and words[-1] in _QUANTIFIED:
        return False
    if low[end : end + 2] == " (" and low[end + 2 : end + 3].isdigit():
        return True  # "seven (7) missiles"
    noun = _NOUN.match(low, end)
    if noun is None or noun[1] in _STOP:
        if _OF_THEM.match(low, end) or (noun is not None and noun[1] == "more"):
            return True
        return bool(_IN.match(low, end)) or (_JOIN.match(low, end) is not None)
    return noun[1] not in ("sides", "countries", "parties", "others", "things", "ways", "thirds", "halves", "koreas")


_OF_THEM = lazy_pattern(
    rf"{_SPACE}(?:of{_SPACE}(?:the|these|those|its|their|our|his|her|them|us|[0-9]|{_one_of(_CARDINALS)})(?![a-z])"
    rf"|(?:were|are|have{_SPACE}been|had{_SPACE}been){_SPACE}[a-z])"
)
"""What follows a number that stands for things named elsewhere: "six of its eight members", "seven were hurt"."""
_BODIES = frozenset(listed("majority panel crew team family total jury bench quorum average party gang score"))
_BOUND_WORDS = frozenset(
    tuple(lead.split()[-2:])
    for lead, (bound, _approx) in _LEADS.items()
    if bound and lead.isascii() and " " in lead and lead.split()[-1] in ("to", "than", "least", "most", "as")
)


def _parts(low: str, start: int, end: int, value: Decimal) -> _Amount | None:
    """ "two-fifths", "three quarters of": a share. Of several quarters of a year nothing is said here."""
    gap = _GAP.match(low, end)
    word = _WORD.match(low, gap.end()) if gap else None
    if gap is None or word is None or word[0] not in _PARTS or value > 20:
        return None
    whole = word[0] in ("half", "quarter", "quarters") or (value == 1) != word[0].endswith("s")
    of_it = low[word.end() : word.end() + 4] == " of "
    if word[0] == "quarters" and low[max(0, start - 9) : start].endswith(_RUNNING):
        return None
    if not whole or not (gap[0] == "-" or of_it or word[0].endswith(("ds", "hs")) or value == 1):
        return None
    return _fraction(low, start, word.end(), value / _PARTS[word[0]])


_OF_A_POINT = lazy_pattern(rf"{_SPACE}of{_SPACE}a{_SPACE}(?:percentage[ -])?point(?![a-z])")
_RUNNING = ("first ", "last ", "past ", "next ", "previous ", "other ")


def _fraction(low: str, start: int, end: int, value: Decimal) -> _Amount:
    power = _OF_A_POWER.match(low, end)
    if power and power[1] in _POWERS:
        scale = _POWERS[power[1]]
        written, stop = _unit_at(low, power.end())
        unit = UNITS.get(written, "")
        step = Decimal(1).scaleb(scale - 1)
        return _Amount(start, stop, value.scaleb(scale), step, scale, unit, written, "number", True, False)
    point = _OF_A_POINT.match(low, end)
    if point:
        return _Amount(start, point.end(), value, Decimal("0.01"), 0, POINTS, "", "number", True, False)
    return _amount(start, end, value * 100, FRACTION, "fraction")


def _single_part(low: str, start: int, end: int, word: str, floor: int) -> _Amount | None:
    """ "a third of", "by a quarter"; None where it is the third in a row or the quarter of a year."""
    words = low[max(floor, start - 24) : start].split()
    if words[-1:] != ["a"] or low[start - 1] not in " \n\xa0":
        return None
    begin = low.rfind("a", 0, start)
    lead = words[-2] if len(words) > 1 else ""
    shares = low[end : end + 4] == " of " or (word != "second" and _COMPARED.match(low, end))
    if not shares and not (lead in _SHARE_LEADS and word != "second"):
        return None
    return _fraction(low, begin, end, Decimal(1) / _PARTS[word])


_COMPARED = lazy_pattern(
    rf"{_SPACE}(?:below|above|more|less|fewer|higher|lower|bigger|larger|smaller|cheaper|dearer)(?![a-z])"
)
_SHARE_LEADS = frozenset(listed("by than about nearly almost over under around roughly only just to cut least"))


def _half(low: str, start: int, floor: int) -> _Amount | None:
    words = low[max(floor, start - 24) : start].split()
    last = words[-1] if words else ""
    power = _OF_A_POWER.match(low, start + 4)
    if power:
        scale = _POWERS.get(power[1], 0)
        value = Decimal("0.5").scaleb(scale) if scale else Decimal(6)
        written, stop = _unit_at(low, power.end())
        unit = UNITS.get(written, "")
        step = value / 5 if scale else Decimal(1)
        return _Amount(start, stop, value, step, scale, unit, written, "number", True, False)
    point = _HALF_A_POINT.match(low, start + 4)
    if point:
        unit = POINTS if "point" in point[0] else PERCENT
        return _Amount(start, point.end(), Decimal("0.5"), Decimal("0.1"), 0, unit, "", "number", True, False)
    if last in _NO_HALVES or low[start - 1 : start] == "-":
        return None
    following = _NOUN.match(low, start + 4)
    if low[start + 4 : start + 5] == "-" or following is None:
        return _amount(start, start + 4, Decimal(50), FRACTION, "fraction") if last in ("by", "in") else None
    if following[1] in _HALF_OF or last in _SHARE_LEADS or last == "than":
        return _amount(start, start + 4, Decimal(50), FRACTION, "fraction")
    return None


_HALF_A_POINT = lazy_pattern(rf"{_SPACE}a{_SPACE}(?:percentage{_SPACE}point|point|per{_SPACE}cent|percent)(?![a-z])")
_NO_HALVES = frozenset(listed("first second other latter better a and former last early late opening closing"))
_HALF_OF = frozenset(listed("of the its their his her our all those these that"))


def _indefinite(low: str, start: int, floor: int) -> _Amount | None:
    """ "a million", "a dozen"; None for "several hundred" and "per million"."""
    words = low[max(floor, start - 12) : start].split()
    if words[-1:] != ["a"] or low[start - 1] not in " \n\xa0":
        return None
    begin = low.rfind("a", 0, start)
    word = _WORD.match(low, start)
    assert word is not None  # the candidate was a word
    if low[word.end() : word.end() + 4] == " or t":
        return None
    if word[0] == "dozen":
        return _with_unit(low, begin, word.end(), Decimal(12), floor) or _amount(begin, word.end(), Decimal(12), "")
    value, end, _ordinal_word = _cardinal(f"one {low[start : start + 120]}", 0)
    if value is None:
        return None
    scale = _POWERS[word[0]] if word[0] != "hundred" else 0
    amount = _with_unit(low, begin, start + end - 4, value, floor)
    return amount._replace(scale=amount.scale or scale) if amount else None


def _magnitude(low: str, start: int) -> _Amount | None:
    words = _MAGNITUDE.match(low, start)
    if words is None or (words[1] in ("tens", "scores") and not words[2]):
        return None
    least = _MAGNITUDES[words[1]][0]
    times = 10 ** _POWERS[words[2][:-1]] if words[2] else 1
    return _amount(start, words.end(), Decimal(least * times), "", "magnitude")


def magnitude_span(text: str) -> tuple[Decimal, Decimal] | None:
    """What "tens of thousands" may mean: from twice the power to ten times; None for other words."""
    words = _MAGNITUDE.search(text.lower())
    if words is None:
        return None
    least, most = _MAGNITUDES[words[1]]
    times = 10 ** _POWERS[words[2][:-1]] if words[2] else 1
    return Decimal(least * times), Decimal(most * times)


# --------------------------------------------------------- what stands about


def _share_of(low: str, first: _Amount) -> _Amount | None:
    """ "one in five", "nine out of ten": a share of the second number; None where there is none."""
    link = _IN.match(low, first.end) if not first.unit and not first.scale and first.kind == "number" else None
    if link is None and first.value < 10 and first.kind == "number" and not first.scale and not first.unit:
        link = (_ONE_IN if first.value == 1 and first.in_words else _NOUN_OUT_OF).match(low, first.end)
    if link is None or first.value != int(first.value) or first.value > 99:
        return None
    number = _NUMBER.match(low, link.end())
    if number is None:
        return None
    if number[0][0].isdigit():
        whole, end = Decimal(number[0]) if number[0].isdigit() and len(number[0]) < 5 else None, number.end()
    else:
        whole, end, ordinal = _cardinal(low, link.end())
        whole = None if ordinal else whole
    if whole is None or whole <= first.value:
        return None
    if "out" not in link[0] and (whole not in _WHOLES or not _counted_out(low, end)):
        return None
    return first._replace(
        end=end, value=first.value / whole * 100, unit=FRACTION, kind="fraction", bare=False, step=Decimal(1)
    )


_NOUN_OUT_OF = lazy_pattern(rf"(?:{_SPACE}[a-z]{{3,20}}){{1,2}}{_SPACE}out{_SPACE}of{_SPACE}(?:every{_SPACE})?")
_ONE_IN = lazy_pattern(
    rf"(?:{_SPACE}[a-z]{{3,20}}){{0,3}}{_SPACE}(?:in|out{_SPACE}of){_SPACE}(?:every{_SPACE})?"
    r"(?=(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|100|20|10|[2-9])(?![0-9a-z,.]*[0-9a-z]))"
)
_WHOLES = frozenset(map(Decimal, (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 50, 100, 1000)))


def _counted_out(low: str, end: int) -> bool:
    """Whether "in five" is of people or things: "two in three weeks" is no share."""
    following = _NOUN.match(low, end)
    if following is None:
        return low[end : end + 1] in ("", ".", ",", ";", ")")
    word = following[1]
    return word in ("of", "are", "have", "said", "were", "people") if word in _STOP or word in UNITS else True


def _finished(text: str, low: str, first: _Amount, second: _Amount | None, floor: int) -> Quantity:
    """The quantity with the bound or approximation in the words before and behind it."""
    end = second.end if second else first.end
    start, bound, approx = _lead(low, first, floor)
    behind = _OR_MORE.match(low, end) if low[end : end + 2] in _BEHIND else None
    if behind:
        end = behind.end()
        if behind["about"]:
            approx = "about"
        else:
            bound = "at-least" if behind["least"] else "up-to"
    unit = first.unit
    if not unit and first.kind != "magnitude":
        broken = _BROKEN.match(low, end) if "-" in low[end : end + 12] else None
        if broken and broken[1] + broken[2] in UNITS:
            unit, end = UNITS[broken[1] + broken[2]], broken.end()
        noun = _NOUN.match(low, end) if not unit else None
        if noun is not None and noun[1] not in _STOP:
            unit = noun[1]
    negative = dimension(unit) == "temperature" and second is None
    if negative:
        minus = _MINUS.search(low[max(floor, start - 12) : start])
        zero = _BELOW_ZERO.match(low, end)
        negative = minus is not None or zero is not None
        start, end = start - len(minus[0]) if minus else start, zero.end() if zero else end
    return Quantity(
        text[start:end],
        start,
        end,
        first.value,
        second.value if second else None,
        unit,
        min(first.step, second.step) if second else first.step,
        bound,
        approx,
        max(first.scale, second.scale) if second else first.scale,
        first.kind,
        first.in_words,
        first.symbol,
        float(first.value),
        negative,
        low[end : end + 32],
    )


_MINUS = lazy_pattern(rf"(?:(?<![a-z])(?:minus|negative){_SPACE}|(?<![^\s(\[|~])[-\u2010-\u2013\u2212]{_SPACE}?)\Z")
_BELOW_ZERO = lazy_pattern(rf"{_SPACE}below{_SPACE}(?:zero|freezing|nought)(?![a-z])")
_WARMTH = lazy_pattern(r"temperature|celsius|fahrenheit|degree|weather|cold|heat|warm|freez|thermomet|°")
"""A word that makes a capital C or F behind a number a temperature, and not the number of a flat."""


def _is_warmth(text: str, low: str, start: int, end: int) -> bool:
    """Whether "12C" is a temperature."""
    if text[end : end + 1] not in ("C", "F") or low[end + 1 : end + 2].isalnum():
        return False
    return _minus_before(low, start) or _WARMTH.search(low, max(0, start - 60), end + 24) is not None


def _minus_before(low: str, start: int) -> bool:
    return low[max(0, start - 6) : start].rstrip(" \n\xa0").endswith(("minus", "\u2212"))


_BEHIND = frozenset((" o", " a", "+ ", "+", "+.", "+,", "+)", "-p", "-o", "-i", "\no", "\na", "\xa0o", "\xa0a"))


_BROKEN = lazy_pattern(rf"{_SPACE}([a-z]{{2,10}})-[ \n]([a-z]{{2,10}})(?![a-z])")
"""A word parted at the end of a line."""


def _lead(low: str, amount: _Amount, floor: int) -> tuple[int, Bound, Approx]:
    """Where the words of bound and approximation begin, and what they say: "up to about"."""
    start, bound, approx = amount.start, "", ""
    for _word in range(3):
        taken = _one_lead(low, start, floor)
        if taken is None:
            break
        length, (new_bound, new_approx) = taken
        phrase = low[length:start].strip()
        if phrase == "up to" and low[max(0, length - 12) : length].split()[-1:] and _moved(low, length):
            break
        if phrase in ("over", "under", "near", "some") and is_time(amount.unit):
            break
        if bound and new_bound:
            break
        start, bound, approx = length, bound or new_bound, approx or new_approx
    return start, bound, approx  # type: ignore[return-value]  # both come from _LEADS


_MOVED = frozenset(
    listed(
        "gone went go goes going rose risen came moved move pushed brought raised climbed shot jumped stepped ramped "
        "scaled adds added adding summed sum sums increased grew grown crept back"
    )
)


def _moved(low: str, at: int) -> bool:
    """Whether "up to" belongs to a verb: pay "has gone up to 3.9 million won"."""
    return low[max(0, at - 14) : at].rsplit(maxsplit=1)[-1] in _MOVED


def _one_lead(low: str, start: int, floor: int) -> tuple[int, tuple[Bound, Approx]] | None:
    if start <= floor:
        return None
    last = low[start - 1]
    if last in _SIGNS_LEAD:
        return start - 1, _LEADS[last]
    begin = max(floor, start - 26)
    word = low[low.rfind(" ", begin, start - 1) + 1 : start - 1] if last == " " else ""
    if word.isalpha() and word not in _LEAD_ENDS:
        return None
    window = low[begin:start].replace("\n", " ").replace("\xa0", " ")
    stripped = window.rstrip(" \n\xa0\u202f")
    if not stripped or not 0 < len(window) - len(stripped) <= 2:
        return None
    words = stripped.split()
    word = words[-1].lstrip("(“\"'[")
    if word not in _LEAD_ENDS:
        return None
    for count in range(min(4, len(words)), 0, -1):
        phrase = " ".join((*words[-count:-1], word)) if count == 1 else " ".join(words[-count:])
        lead = _LEADS.get(phrase)
        if lead is None:
            continue
        at = stripped.rfind(phrase)
        if at < 0 or (at == 0 and begin > floor and low[begin - 1].isalpha()):
            continue
        return begin + at, lead
    return None


_SIGNS_LEAD = frozenset("~≈><≥≤")
