"""Whether a number that is claimed stands in a source: exactly, rounded, converted, or otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from briefings.evidence.match import Match
from briefings.evidence.quantities import (
    Quantity,
    find_numbers,
    lowered,
    magnitude_span,
    numbers_between,
    significant,
)
from briefings.evidence.units import (
    CURRENCIES,
    FRACTION,
    PERCENT,
    POINTS,
    SCALES,
    SYMBOLS,
    TIMES,
    UNITS,
    converted,
    dimension,
    factor,
    is_time,
    kindred,
    listed,
)
from briefings.model import FigureRecord
from briefings.patterns import lazy_pattern
from briefings.support import How, Outcome, Problem
from briefings.values import dataclass

if TYPE_CHECKING:  # a source holds numbers, and numbers are looked for in a source
    from briefings.evidence.sources import LayerText, SourceText

__all__ = ["Quantity", "compare", "content_words", "find_numbers", "match_quantity", "quantity_of"]


def quantity_of(record: FigureRecord) -> Quantity:
    """A figure of the desk as a quantity; its text is the printed value: "$1.19 billion"."""
    scale = SCALES.get(record.scale, 0)
    exponent = record.value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    unit = UNITS.get(record.unit.lower(), record.unit)
    number = f"{record.value:,}" if record.to is None else f"{record.value:,}–{record.to:,}"
    words = f"{number} {record.scale}".strip()
    sign = _SIGNS.get(unit, "")
    text = f"{sign}{words}" if sign else f"{words}%" if unit == PERCENT else f"{words} {record.unit}"
    return Quantity(
        text,
        0,
        len(text),
        abs(record.value).scaleb(scale),
        record.to.scaleb(scale) if record.to is not None else None,
        unit,
        Decimal(1).scaleb(scale - places),
        "" if record.bound == "about" else record.bound,
        "about" if record.bound == "about" else "",
        scale,
        symbol=sign or record.unit.lower(),
        size=float(abs(record.value).scaleb(scale)),
        negative=record.value < 0 and dimension(unit) == "temperature",
        after=f" {record.unit.lower()}" if dimension(unit) == "count" else "",
    )


_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩"}


# ---------------------------------------------------------------- comparing


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one number of a source is to the claim. `score` tells the nearer of two failures (100 the nearest).

    The scores are our own: a value that is there, with another bound, is nearer than one of another scale.
    """

    outcome: Outcome
    how: How = ""
    problem: Problem = ""
    score: float = 0.0


_NOTHING = Verdict(Outcome.NOT_FOUND)
_MISFIT = {"scale": 60.0, "unit": 60.0, "currency": 60.0, "precision": 90.0, "bound": 90.0, "range": 90.0}
_HOW_RANK: dict[How, int] = {"exact": 4, "converted": 3, "rounded": 2, "about": 1}


def _verified(how: How) -> Verdict:
    return Verdict(Outcome.VERIFIED, how, "", 95.0 + _HOW_RANK[how])


def _altered(problem: Problem) -> Verdict:
    return Verdict(Outcome.ALTERED, "", problem, _MISFIT[problem])


def compare(claimed: Quantity, found: Quantity, tolerance: Decimal = Decimal(5)) -> Verdict:
    """What `found` proves of `claimed`. `tolerance` is in per cent, for what the claim calls an approximation."""
    if "ordinal" in (claimed.kind, found.kind):
        same = claimed.kind == found.kind and claimed.low == found.low
        return _verified("exact") if same else _NOTHING
    if "magnitude" in (claimed.kind, found.kind):
        return _compare_magnitudes(claimed, found)
    if _by_chance(claimed, found):
        return _NOTHING
    claimed, found = _weighed(claimed, found)
    if not _one_measure(claimed, found):
        return _other_unit(claimed, found)
    changed = _in_unit_of(found, claimed)
    if changed is None or (changed.negative != claimed.negative and _signed(claimed, changed)):
        return _NOTHING
    if changed is not found:
        return _compare_converted(claimed, changed, tolerance)
    verdict = _compare_values(claimed, changed, tolerance)
    return _other_scale(claimed, found) if verdict is _NOTHING else verdict


def _signed(claimed: Quantity, found: Quantity) -> bool:
    """Whether both are temperatures above or below nought, and no difference of two."""
    return claimed.dimension == found.dimension == "temperature"


def _by_chance(claimed: Quantity, found: Quantity) -> bool:
    """Whether what is counted meets something measured: "seven to two" and 7 °C, 66 seats and 65.8 per cent."""
    if claimed.dimension not in ("", "count") or claimed.unit == found.unit:
        return False
    if claimed.in_words and claimed.kind == "number" and (found.step < 1 or found.dimension not in ("", "count")):
        return not claimed.scale
    rounded = claimed.low != found.low or claimed.high != found.high
    return (
        rounded
        and not claimed.unit
        and not claimed.scale
        and claimed.step >= 1
        and found.dimension not in ("", "count")
    )


def _weighed(claimed: Quantity, found: Quantity) -> tuple[Quantity, Quantity]:
    """Both, with the pounds of one read as a weight where the other is one, and what was halved as a half."""
    if claimed.kind == "fraction" and found.unit == TIMES and found.low == _HALF:
        return claimed, replace(found, low=found.low * 100, unit=FRACTION, kind="fraction")
    if claimed.unit == TIMES and claimed.low == _HALF and found.kind == "fraction":
        return replace(claimed, low=claimed.low * 100, unit=FRACTION, kind="fraction"), found
    if found.dimension == "mass" and claimed.symbol in _POUNDS:
        return replace(claimed, unit="lb"), found
    if claimed.dimension == "mass" and found.symbol in _POUNDS:
        return claimed, replace(found, unit="lb")
    return claimed, found


_HALF = Decimal("0.5")
_POUNDS = ("pound", "pounds")


def _compare_converted(claimed: Quantity, found: Quantity, tolerance: Decimal) -> Verdict:
    """Nobody converts more exactly than the number is round: "100 km" is a source's 62 miles, "60 miles" its 100 km.

    So both may be off by half of their last digit that is not nought, and by the tolerance at most.
    """
    step = claimed.step if is_time(claimed.unit) else max(claimed.step, one_place(claimed.low))
    if is_time(claimed.unit) and claimed.step < found.step and claimed.low != found.low:
        return _NOTHING  # spans are converted exactly: three years are 36 months
    if abs(claimed.low - found.low) * 100 > tolerance * max(claimed.low, found.low):
        return _NOTHING
    plain = _compare_values(replace(claimed, step=step, approx=""), replace(found, approx=""), tolerance)
    if plain.outcome is not Outcome.VERIFIED and plain.problem not in ("precision", "bound"):
        return plain
    verdict = _with_bounds(claimed, found, _ROUNDED)
    return _verified("converted") if verdict.outcome is Outcome.VERIFIED else verdict


def one_place(value: Decimal) -> Decimal:
    """The place of the last digit that is not nought: 10 of 60, 5 of 65 or 250."""
    digits = value.normalize().as_tuple()
    place = Decimal(1).scaleb(digits.exponent if isinstance(digits.exponent, int) else 0)
    return place * 5 if digits.digits[-1] == 5 and len(digits.digits) > 1 else place


def _one_measure(claimed: Quantity, found: Quantity) -> bool:
    ours, theirs = claimed.dimension, found.dimension
    if ours == theirs or not ours:
        return True
    if not theirs:
        return ours == "count"
    return {claimed.unit, found.unit} in ({POINTS, "points"}, {POINTS, "point"}, {"degree", "celsius"})


def _in_unit_of(found: Quantity, claimed: Quantity) -> Quantity | None:
    """`found` in the unit of `claimed`; the same object where nothing had to be converted."""
    if found.unit == claimed.unit or {found.unit, claimed.unit} == {PERCENT, FRACTION}:
        return found
    if found.dimension in ("", "count") or claimed.dimension in ("", "count") or found.unit in CURRENCIES:
        return found
    low = converted(-found.low if found.negative else found.low, found.unit, claimed.unit)
    if low is None:
        return found if "points" in (found.unit, claimed.unit) or "degree" in (found.unit, claimed.unit) else None
    high = converted(found.high, found.unit, claimed.unit) if found.high is not None else None
    step = found.step * factor(found.unit, claimed.unit)
    return replace(found, low=abs(low), high=high, unit=claimed.unit, step=step, negative=low < 0)


_EXACT, _ROUNDED, _ABOUT, _FINER, _APART = "exact", "rounded", "about", "finer", "apart"


def _near(claimed: Quantity, ours: Decimal, found: Quantity, theirs: Decimal, tolerance: Decimal) -> str:
    """How two values agree: the source's rounded to the claim's precision equals the claim's, or not."""
    if ours == theirs:
        return _FINER if _noughts_added(claimed, found) else _EXACT
    difference = abs(ours - theirs)
    step = claimed.step
    if _rounder(claimed, ours, found, theirs):
        return _ROUNDED
    if found.unit == claimed.unit and found.step != found.step.to_integral_value() and found.step < step:
        step = max(step, Decimal(1)) if not claimed.scale and claimed.step >= 1 else step
    if found.step <= step and 2 * difference <= step:
        return _ROUNDED
    if claimed.kind == "fraction" or found.kind == "fraction":
        return _ROUNDED if 2 * difference <= max(claimed.step, found.step) else _about(claimed, ours, theirs, tolerance)
    if claimed.step < found.step and 2 * difference <= found.step and difference * 10 <= theirs:
        return _FINER
    return _about(claimed, ours, theirs, tolerance)


_NOUGHT = lazy_pattern(r"\.[0-9]*0(?![0-9])")


def _noughts_added(claimed: Quantity, found: Quantity) -> bool:
    """Whether a claim has noughts behind the point that the source has not: 36.0% of its 36. Prices have cents."""
    if claimed.step >= found.step or "fraction" in (claimed.kind, found.kind) or found.in_words:
        return False
    price = claimed.unit in CURRENCIES and not claimed.scale
    return not price and claimed.unit == found.unit and _NOUGHT.search(claimed.text) is not None


_LEAST_DIGITS = 3


def _rounder(claimed: Quantity, ours: Decimal, found: Quantity, theirs: Decimal) -> bool:
    """Whether a whole number in digits is the source's, rounded to its noughts: 418,000 of 418,266.

    Three digits must be left, so that the two are within half a per cent; 28,000 is not a source's 28,500. The
    limit is our own.
    """
    if claimed.step != 1 or claimed.scale or claimed.in_words or ours < 10_000 or found.step > 1:
        return False
    digits, place = significant(ours), Decimal(1).scaleb(ours.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    if len(digits) < _LEAST_DIGITS or len(significant(theirs)) <= len(digits) or place == 1:
        return False
    return 2 * abs(ours - theirs) <= place


def _about(claimed: Quantity, ours: Decimal, theirs: Decimal, tolerance: Decimal) -> str:
    """An approximation holds within the tolerance, on its own side, of a value that is less round than itself."""
    if not claimed.approx or _roundness(ours) >= _roundness(theirs):
        return _APART
    if (claimed.approx == "below" and theirs > ours) or (claimed.approx == "above" and theirs < ours):
        return _APART
    return _ABOUT if abs(ours - theirs) * 100 <= tolerance * max(ours, theirs) else _APART


def _roundness(value: Decimal) -> float:
    """How many digits count; a last digit of 5 is rounder than another."""
    digits = significant(value)
    return len(digits) - (0.5 if digits.endswith("5") else 0)


def _compare_values(claimed: Quantity, found: Quantity, tolerance: Decimal) -> Verdict:
    if claimed.high is not None and found.high is not None:
        ends = (
            _near(claimed, claimed.low, found, found.low, tolerance),
            _near(claimed, claimed.high, found, found.high, tolerance),
        )
        if _APART in ends:
            return _NOTHING
        worst = next(one for one in (_FINER, _ABOUT, _ROUNDED, _EXACT) if one in ends)
        return _with_bounds(claimed, found, worst)
    if found.high is not None:
        return _point_of_range(claimed, found, tolerance)
    if claimed.high is not None:
        ends = (
            _near(claimed, claimed.low, found, found.low, tolerance),
            _near(claimed, claimed.high, found, found.low, tolerance),
        )
        return _altered("range") if _EXACT in ends or _ROUNDED in ends else _NOTHING
    near = _near(claimed, claimed.low, found, found.low, tolerance)
    if near != _APART:
        return _with_bounds(claimed, found, near)
    return _true_bound(claimed, found)


def _point_of_range(claimed: Quantity, found: Quantity, tolerance: Decimal) -> Verdict:
    assert found.high is not None  # asked of a range
    at_low = _near(claimed, claimed.low, found, found.low, tolerance) in (_EXACT, _ROUNDED)
    at_high = _near(claimed, claimed.low, found, found.high, tolerance) in (_EXACT, _ROUNDED)
    if (at_high and _side(claimed) == "upper") or (at_low and _side(claimed) == "lower"):
        return _verified("rounded")
    if at_low or at_high:
        return _altered("range")
    if claimed.approx and found.low < claimed.low < found.high:
        return _verified("about")
    return _NOTHING


def _side(quantity: Quantity) -> str:
    """The side a bound leaves open. "Over" and "at least" are one family, strict or not."""
    if quantity.bound in ("up-to", "less-than"):
        return "upper"
    if quantity.bound in ("at-least", "more-than"):
        return "lower"
    return ""


_LEANS = {"below": "upper", "above": "lower"}


def _with_bounds(claimed: Quantity, found: Quantity, near: str) -> Verdict:
    """The verdict on two values that agree as `near` says, by what is said of their bounds."""
    if near == _FINER:
        return _altered("precision")
    ours, theirs = _side(claimed), _side(found)
    if ours != theirs:
        if near == _ROUNDED and not theirs and not found.approx and _holds(claimed, found):
            return _verified("rounded")
        leaning = (ours and ours == _LEANS.get(found.approx)) or (theirs and theirs == _LEANS.get(claimed.approx))
        return _verified("about") if leaning else _altered("bound")
    if found.approx and not claimed.approx and not ours:
        return _altered("bound")
    if {found.approx, claimed.approx} == {"below", "above"}:
        return _altered("bound")
    if near == _ABOUT or (claimed.approx and not found.approx):
        return _verified("about")
    return _verified("exact" if near == _EXACT else "rounded")


def _holds(claimed: Quantity, found: Quantity) -> bool:
    """ "Over 1.5 trillion" of a source's 1.52 trillion."""
    return found.low > claimed.low if _side(claimed) == "lower" else found.low < claimed.low and bool(_side(claimed))


def _true_bound(claimed: Quantity, found: Quantity) -> Verdict:
    """ "More than 28,000" of a source's 28,500: true, and as near as a writer comes with round numbers."""
    side = _side(claimed)
    if not side or _side(found) not in ("", side) or found.low == 0:
        return _NOTHING
    if claimed.bound == "up-to" and found.bound != "up-to":
        return _NOTHING  # "up to 40" is no way of saying 35
    if _roundness(claimed.low) >= _roundness(found.low):
        return _NOTHING
    place = Decimal(1).scaleb(claimed.low.normalize().as_tuple().exponent)  # type: ignore[arg-type]  # finite
    beyond = found.low - claimed.low if side == "lower" else claimed.low - found.low
    return _verified("rounded") if 0 < beyond < place and beyond * 5 <= found.low else _NOTHING


def _compare_magnitudes(claimed: Quantity, found: Quantity) -> Verdict:
    if claimed.kind == found.kind:
        return _verified("exact") if claimed.low == found.low else _NOTHING
    words, number = (claimed, found) if claimed.kind == "magnitude" else (found, claimed)
    span = magnitude_span(words.text)
    if span is None or number.dimension not in ("", "count") or not span[0] <= number.low < span[1]:
        return _NOTHING
    return _verified("about") if words is claimed else _altered("precision")


def _other_unit(claimed: Quantity, found: Quantity) -> Verdict:
    """The same digits of something else. Of a lone digit that says too little, unless both are shares or money."""
    if claimed.low != found.low or claimed.high != found.high:
        return _NOTHING
    ours, theirs = claimed.dimension, found.dimension
    if ours in CURRENCIES and theirs in CURRENCIES:
        return _verified("exact") if _same_dollar(claimed, found) else _altered("currency")
    alike = {"share", "points"} >= {ours, theirs}
    if len(claimed.digits) < 2 and not alike and claimed.low < 1000:
        return _NOTHING
    if {claimed.unit, found.unit} & {"", TIMES} and not alike and len(claimed.digits) < 3 and not claimed.scale:
        return _NOTHING
    return _altered("currency" if ours in CURRENCIES or theirs in CURRENCIES else "unit")


def _same_dollar(claimed: Quantity, found: Quantity) -> bool:
    return claimed.symbol == found.symbol == "¥" or (
        {claimed.unit, found.unit} == {"JPY", "CNY"}
        and "¥"
        in (
            claimed.symbol,
            found.symbol,
        )
    )


def _other_scale(claimed: Quantity, found: Quantity) -> Verdict:
    """The same digits a thousand, a million or a billion times larger or smaller."""
    if not claimed.low or not found.low or claimed.digits != found.digits or claimed.dimension != found.dimension:
        return _NOTHING
    power = (claimed.low / found.low).adjusted()
    if power % 3 or not power or not (claimed.scale or found.scale or max(claimed.low, found.low) >= 1000):
        return _NOTHING
    return _altered("scale")


# ---------------------------------------------------------------- searching


def match_quantity(claimed: Quantity, source: SourceText, tolerance: Decimal = Decimal(5), context: str = "") -> Match:
    """Where a claimed number stands in a source, or what stands there instead.

    `context` is the claim's text: of several places the one is told whose sentence shares most words with it.
    """
    best = Match(Outcome.NOT_FOUND, problem="absent")
    wanted = content_words(context)
    for layer in source.layers:
        match = _at_once(claimed, source, layer, tolerance, wanted, context)
        match = match or _in_layer(claimed, source, layer, tolerance, wanted, context)
        if match.outcome is Outcome.VERIFIED:
            return match
        if match.better_than(best) or (not best.found and match.found and match.outcome is best.outcome):
            best = match
    if best.outcome is Outcome.NOT_FOUND and context:
        return _by_its_equal(claimed, source, tolerance, context) or best
    return best


def _at_once(
    claimed: Quantity, source: SourceText, layer: LayerText, tolerance: Decimal, wanted: frozenset[str], context: str
) -> Match | None:
    """The claimed number where its digits stand in the claim's own sentence, and nothing is left to ask.

    Most true numbers are found so, and then the other numbers of the source need not be read, which is what takes
    time. None where it is not as plain as that.
    """
    if len(wanted) < 2:
        return None
    best: tuple[Merit, Verdict, Quantity] | None = None
    for found in _alike(claimed, layer, wanted):
        verdict = compare(claimed, found, tolerance)
        if verdict.outcome is not Outcome.VERIFIED:
            continue
        merit = _merit(claimed, verdict, found, layer.text, wanted)
        if merit[1] and (best is None or merit > best[0]):
            best = merit, verdict, found
    if best is None:
        return None
    _rank, verdict, found = best
    if claimed.text in context and (
        _in_another_row(claimed, found, layer, context) or _said_twice(claimed, found, layer, context)
    ):
        return None
    hit = source.hit(layer, found.start, found.end)
    return Match(verdict.outcome, verdict.how, verdict.problem, hit, _few(found), score=verdict.score)


_MOST_ALIKE = 60
"""Places with the digits of a number: where there are more, all numbers are read."""
_BACK = 120
"""Characters before a number from which it is read: there may be a range, or a list that it is part of."""


def _alike(claimed: Quantity, layer: LayerText, wanted: frozenset[str]) -> Iterator[Quantity]:
    """The numbers of a source that begin with the digits of the claimed one, among words of the claim."""
    pattern = _beginning_with(significant(claimed.low), int(claimed.low) if claimed.low <= len(_SMALL) else 0)
    if pattern is None:
        return
    text, low = layer.text, lowered(layer.text)
    done = -1
    for number, match in enumerate(pattern.finditer(low)):
        if number > _MOST_ALIKE:
            return
        at = match.start()
        if at < done or (at and low[at - 1].isalnum()):
            continue
        about = content_words(text[max(0, at - _NEIGHBOURHOOD) : at + _NEIGHBOURHOOD])
        if 2 * len(about & wanted) < len(wanted):
            continue
        begin = low.find(" ", max(0, at - _BACK), at) + 1 if at > _BACK else 0
        for found in numbers_between(text, low, begin, at + 1):
            if found.start <= at < found.end:
                done = found.end
                yield found


_BETWEEN = r"\W?"
"""What may stand between two digits: whatever mark, for a set of those that may would be slow to make ready."""


@lru_cache(maxsize=1024)
def _beginning_with(digits: str, word: int) -> re.Pattern[str] | None:
    """The digits however they are grouped, exactly or with a digit more that rounds to them; or the small number's
    word."""
    if not digits:
        return None
    same, less = _BETWEEN.join(digits), _BETWEEN.join(f"{int(digits) - 1:0{len(digits)}}")
    ways = [f"{same}(?:{_BETWEEN}0)*(?![0-9])", f"{same}{_BETWEEN}[0-4]"]
    if less[0] != "0":
        ways.append(f"{less}{_BETWEEN}[5-9]")
    if word in _SMALL:
        ways.append(f"{_SMALL[word]}(?![a-z])")
    return re.compile("|".join(ways))


def _by_its_equal(claimed: Quantity, source: SourceText, tolerance: Decimal, context: str) -> Match | None:
    """A value that the claim gives in two units, "71 miles (about 114 km)", stands if one of them does."""
    units = kindred(claimed.unit)
    for other in find_numbers(context) if units else ():
        if other.unit in units and compare(claimed, other, tolerance).outcome is Outcome.VERIFIED:
            match = match_quantity(other, source, tolerance)
            if match.outcome is Outcome.VERIFIED:
                return replace(match, how="converted")
    return None


def _in_layer(
    claimed: Quantity, source: SourceText, layer: LayerText, tolerance: Decimal, wanted: frozenset[str], context: str
) -> Match:
    near = _near_in_size(claimed, layer, tolerance)
    ranked = _compared(claimed, near, tolerance)
    if not any(verdict.outcome is Outcome.VERIFIED for verdict, _found in ranked):
        ranked += _compared(claimed, _other_in_scale(claimed, layer), tolerance)
        ranked += _by_headings(claimed, layer, tolerance)
        ranked += _by_words_about(claimed, layer, near, tolerance)
        ranked += _by_two_ends(claimed, layer, tolerance)
        ranked += () if ranked else _by_the_word(claimed, layer, wanted)
    ranked = [_excused(claimed, verdict, found, layer.text, context) for verdict, found in ranked[:_MOST_READ]]
    if ranked:
        verdict, found = max(ranked, key=lambda one: _merit(claimed, one[0], one[1], layer.text, wanted))
        if verdict.problem not in _WRONG and claimed.text in context:
            rival = (
                _in_another_row(claimed, found, layer, context)
                or _said_twice(claimed, found, layer, context)
                or _contradicting(claimed, found, layer, wanted, context)
            )
            if rival is not None:
                return _not_found(rival, source, layer)
            verdict, found = _in_its_place(verdict, found, ranked, layer.text, wanted)
        hit = source.hit(layer, found.start, found.end)
        return Match(verdict.outcome, verdict.how, verdict.problem, hit, _few(found), score=verdict.score)
    nearest = _nearest(claimed, layer, wanted)
    return Match(Outcome.NOT_FOUND, problem="absent") if nearest is None else _not_found(nearest, source, layer)


_WRONG = ("scale", "unit", "currency")


def _not_found(nearest: Quantity, source: SourceText, layer: LayerText) -> Match:
    hit = source.hit(layer, nearest.start, nearest.end)
    return Match(Outcome.NOT_FOUND, problem="value", hit=hit, found=_few(nearest), score=40.0)


def _compared(claimed: Quantity, numbers: Iterable[Quantity], tolerance: Decimal) -> list[tuple[Verdict, Quantity]]:
    verdicts = ((compare(claimed, found, tolerance), found) for found in numbers)
    return [(verdict, found) for verdict, found in verdicts if verdict.outcome is not Outcome.NOT_FOUND]


def _near_in_size(claimed: Quantity, layer: LayerText, tolerance: Decimal) -> list[Quantity]:
    """What may verify a claim: numbers of about its size, ranges, words of magnitude, and units that convert."""
    slack = 1.5 + float(tolerance) / 50
    low, high = claimed.size / slack, float(claimed.high or claimed.low) * slack
    units, magnitude = _convertible(claimed), claimed.kind == "magnitude"
    if magnitude:
        high *= 20
    return [
        found
        for found in layer.numbers
        if low <= found.size <= high or found.high is not None or found.kind == "magnitude" or found.unit in units
    ]


def _convertible(claimed: Quantity) -> frozenset[str]:
    if claimed.symbol in _POUNDS:
        return kindred("lb")
    if claimed.kind == "fraction" or claimed.unit == TIMES:
        return frozenset((TIMES, FRACTION))
    return kindred(claimed.unit) | ({"GBP"} if claimed.dimension == "mass" else frozenset())


def _other_in_scale(claimed: Quantity, layer: LayerText) -> list[Quantity]:
    """What has the same digits, larger or smaller by some power of ten."""
    digits = f"{claimed.size:.9e}"[:11]
    return [found for found in layer.numbers if f"{found.size:.9e}"[:11] == digits]


def _few(found: Quantity) -> str:
    return " ".join(found.text.split())


Merit = tuple[bool, bool, int, float, int]


def _merit(claimed: Quantity, verdict: Verdict, found: Quantity, text: str, wanted: frozenset[str]) -> Merit:
    """What tells the better of two places: that it verifies the claim, and plainly so; then the words it shares."""
    shared, verified = _shared(text, found, wanted), verdict.outcome is Outcome.VERIFIED
    plain = verified and verdict.how in ("exact", "rounded") and not _met_by_chance(claimed, found)
    return verified, plain and 2 * shared >= len(wanted) > 1, shared, verdict.score, -found.start


_NEIGHBOURHOOD = 240
_ENDS = lazy_pattern(r"[.!?][\"”’)\]]*\s+|\n\s*\n")


def _around(text: str, found: Quantity) -> str:
    """The sentence about a number, as far as it reaches within 240 characters on each side; in a table, its line."""
    before = text[max(0, found.start - _NEIGHBOURHOOD) : found.start]
    after = text[found.end : found.end + _NEIGHBOURHOOD]
    line = f"{before.rpartition(_LINE)[2]} {after.partition(_LINE)[0]}"
    if len(_FIGURES.findall(line)) > 1 and 2 * sum(map(len, _CONTENT.findall(line))) < len(line):
        return line
    ends = list(_ENDS.finditer(before))
    end = _ENDS.search(after)
    return before[ends[-1].end() if ends else 0 :] + " " + after[: end.start() if end else None]


_LINE = "\n"
_FIGURES = lazy_pattern(r"\d[\d.,]*")
_CONTENT = lazy_pattern(r"[^\W\d_]{4,}")
_EMPTY = frozenset(
    listed(
        "that this with from have been were will would about than more less they their there which while "
        "after before into over under between also said says year years month months million billion trillion "
        "thousand percent cent"
    )
)


def content_words(text: str) -> frozenset[str]:
    """The words that tell what a text is about, cut to six letters so that forms of one word are alike."""
    return frozenset(word[:6] for word in _CONTENT.findall(text.lower()) if word not in _EMPTY)


def _nearest(claimed: Quantity, layer: LayerText, wanted: frozenset[str]) -> Quantity | None:
    """The number that may have been meant: of the same measure, one digit off or near in value."""
    if not claimed.size:
        return None
    rivals: list[tuple[bool, float, Quantity]] = []
    for found in layer.numbers:
        ratio = found.size / claimed.size
        if not 0.1 < ratio < 10 or not _same_slot(claimed, found):
            continue
        slip = one_digit_off(claimed.low, found.low)
        if slip or 0.5 <= ratio <= 2:
            rivals.append((slip, min(ratio, 1 / ratio), found))
    rivals.sort(key=lambda one: (one[0], one[1]), reverse=True)
    if not rivals:
        return None
    return max(rivals[:_RIVALS], key=lambda one: (one[0], _shared(layer.text, one[2], wanted), one[1]))[2]


_RIVALS = 12
"""Of how many near numbers the sentences are looked at."""


def _same_slot(claimed: Quantity, found: Quantity) -> bool:
    """Whether one number could stand where the other does: an ordinal for an ordinal, a sum for a sum."""
    if (found.kind == "ordinal") != (claimed.kind == "ordinal"):
        return False
    dimensions = {found.dimension, claimed.dimension}
    return len(dimensions) == 1 or dimensions <= {"", "count"} or not claimed.unit


def _shared(text: str, found: Quantity, wanted: frozenset[str]) -> int:
    return len(wanted & content_words(_around(text, found))) if wanted else 0


_MOST_READ = 5_000
"""Numbers of a source whose sentences are looked at for a rival: more than a long report has."""
_NEXT_SENTENCES = 400
"""Characters within which a sentence may go on with the matter of another. This and the shares below are our own."""


def _contradicting(
    claimed: Quantity, found: Quantity, layer: LayerText, wanted: frozenset[str], context: str
) -> Quantity | None:
    """The number that the source has in the claim's own sentence, where the claimed value stands only elsewhere.

    A value may be met by chance, in a passage on another matter. It is taken for that only if another sentence has
    nearly all of the claim's words, or a number of the very thing that is counted, which the claim does not have,
    while the passage with the value has few of them and is not near.
    """
    if len(wanted) < _FEW_WORDS:
        wanted |= _other_figures(claimed, context)
    here = _shared(layer.text, found, wanted)
    if 2 * here >= len(wanted) or _heads_named(layer.text, found, wanted, context):
        return None
    loose = _met_by_chance(claimed, found)
    nouns = _nouns(claimed) if claimed.dimension == "count" else frozenset()
    nouns = nouns if not nouns & _nouns(found) else frozenset()
    best: tuple[int, Quantity] | None = None
    said: tuple[Quantity, ...] | None = None
    for rival in layer.numbers[:_MOST_READ]:
        if abs(rival.start - found.start) < (_NEXT_SENTENCES if here or not loose else 1):
            continue  # "In 2025 it was $1.19 billion" goes on with what the sentence before is about
        counted = bool(nouns) and rival.dimension == "count" and bool(nouns & _nouns(rival))
        if not (counted and rival.kind == claimed.kind) and not _rivals(claimed, rival):
            continue
        shared = _shared(layer.text, rival, wanted)
        tells = _tells(shared, here, len(wanted)) or (counted and shared > max(here, 1))
        if not tells and not (loose and shared >= max(2, 2 * here, len(wanted) // 2)):
            continue
        said = said if said is not None else find_numbers(context)
        if any(compare(one, rival).outcome is not Outcome.NOT_FOUND for one in said):
            continue
        if best is None or shared > best[0]:
            best = shared, rival
    return best[1] if best else None


def _tells(shared: int, here: int, words: int) -> bool:
    """Whether a sentence that shares so many of a claim's words is the claim's own, and the place of the value not."""
    if words >= 6:
        return shared >= 0.7 * words and 2 * here < shared
    if words >= _FEW_WORDS:
        return shared >= max(3, words - words // 5) and here <= 1
    return words > 1 and shared == words and not here


_FEW_WORDS = 3
_DIGITS = lazy_pattern(r"[0-9]{2,}")


def _other_figures(claimed: Quantity, context: str) -> frozenset[str]:
    """The other figures of a claim, which tell its place in a source where it has hardly any words."""
    start = claimed.start if context[claimed.start : claimed.end] == claimed.text else context.find(claimed.text)
    return frozenset(_DIGITS.findall(context[:start])) | frozenset(
        _DIGITS.findall(context[start + len(claimed.text) :])
    )


def _met_by_chance(claimed: Quantity, found: Quantity) -> bool:
    """Whether two values are alike though they are said otherwise, so that they may well be of two matters."""
    if "fraction" in (claimed.kind, found.kind):
        return claimed.kind != found.kind or claimed.low != found.low
    if claimed.dimension != found.dimension:
        return found.dimension not in ("", "count")
    return claimed.low != found.low and len(claimed.digits) <= 2  # rounded, and to little


def _in_its_place(
    verdict: Verdict, found: Quantity, ranked: list[tuple[Verdict, Quantity]], text: str, wanted: frozenset[str]
) -> tuple[Verdict, Quantity]:
    """The value with another bound in the claim's own sentence, rather than the very value in a passage on another
    matter."""
    here = _shared(text, found, wanted)
    if verdict.outcome is not Outcome.VERIFIED or 2 * here >= len(wanted):
        return verdict, found
    for other, place in ranked:
        if other.problem not in ("bound", "range", "precision") or abs(place.start - found.start) < _NEXT_SENTENCES:
            continue
        if _tells(_shared(text, place, wanted), here, len(wanted)):
            return other, place
    return verdict, found


_UPPER = lazy_pattern(
    r"(?:maximum|max\.?|limits?|limited|ceiling|cap|capped|at (?:the )?most|highest|peak|reach(?:es|ed|ing)?|longest"
    r"|upper bound|maximal|höchstens|threshold)\b"
)
_LOWER = lazy_pattern(r"(?:minimum|min\.?|lowest|floor|at (?:the )?least|shortest|lower bound|threshold|mindestens)\b")
_BEFORE = 48
"""Characters before a number in which another word may tell its bound: "a maximum altitude of about 50 km"."""


def _excused(claimed: Quantity, verdict: Verdict, found: Quantity, text: str, context: str) -> tuple[Verdict, Quantity]:
    """A bound that one side says with a word further off: "the limit is 100" of a source's "shall not exceed 100"."""
    ours, theirs = _side(claimed), _side(found)
    if verdict.problem != "bound" or bool(ours) == bool(theirs) or claimed.approx != found.approx:
        return verdict, found
    words = _UPPER if "upper" in (ours, theirs) else _LOWER
    if ours:
        said = text[max(0, found.start - _BEFORE) : found.start]
    else:
        start = claimed.start if context[claimed.start : claimed.end] == claimed.text else context.find(claimed.text)
        said = context[max(0, start - _BEFORE) : max(0, start)]
    sentence = _ENDS.split(said)[-1].lower()
    return (_verified("about"), found) if words.search(sentence) else (verdict, found)


# ------------------------------------------------------------------- tables

_LONGEST_ROW = 400
"""Characters: a longer line is none of a table of figures."""
_LABEL = lazy_pattern(r"[^\W\d_]{3,}")
_WHOLES = frozenset(
    listed("total all whole overall together altogether sum average mean other others rest year month years months")
)
_MOST_ROWS = 40
"""Rows above and below in which the label is looked for."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table: its label, and where its figures begin."""

    start: int
    label: frozenset[str]
    figures: tuple[int, ...]


@lru_cache(maxsize=1024)
def _row(line: str, start: int) -> _Row | None:
    """A line as a row: a label, and behind it figures and hardly any words."""
    figures = [one.start() for one in _FIGURES.finditer(line)]
    if not figures:
        return None
    piped = line.lstrip().startswith("|") or "\t" in line or "  " in line.strip() or line.count("|") > 1
    label = (
        line.strip().strip("|").partition("|" if "|" in line else "\t" if "\t" in line else "  ")[0] if piped else ""
    )
    if not label or any(letter.isdigit() for letter in label):
        label = line[: figures[0]]
    if not piped and (len(figures) < 2 or len("".join(_LABEL.findall(line[figures[0] :]))) > 4):
        return None
    at = line.find(label) + len(label)
    return _Row(start, _label_words(label), tuple(start + one for one in figures if one >= at))


def _label_words(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _LABEL.findall(text.lower()))


def _in_another_row(claimed: Quantity, found: Quantity, layer: LayerText, context: str) -> Quantity | None:
    """The number that the claim's own row has in the column in which another row has the claimed value.

    A row is the claim's own if the claim has every word of its label before the number, as what it speaks of, and no
    word of the label that the value stands by.
    """
    text = layer.text
    row = _row_at(text, found.start)
    words = _label_words(context)
    if row is None or not row.label or row.label & words or words & _WHOLES:
        return None
    column = _column(row, found)
    if column is None or _label_words(_heading(text, row, column)) & words & _names(context):
        return None
    said = find_numbers(context)
    for other in _rows_about(text, row):
        if not other.label or not other.label <= words or len(other.figures) != len(row.figures):
            continue
        if _speaks_of(other.label, claimed, context):
            at = other.figures[column]
            rival = next((one for one in layer.numbers if one.start <= at < one.end), None)
            if rival and all(compare(one, rival).outcome is Outcome.NOT_FOUND for one in said):
                return rival
    return None


def _speaks_of(label: frozenset[str], claimed: Quantity, context: str) -> bool:
    """Whether a label stands before a number in its clause, and not as what something is compared with."""
    start = claimed.start if context[claimed.start : claimed.end] == claimed.text else context.find(claimed.text)
    clause = _CLAUSES.split(context[:start])[-1].lower()
    words = [word[:6] for word in _LABEL.findall(clause)]
    if not label <= set(words):
        return False
    first = min(words.index(word) for word in label)
    return not _COMPARING & set(words[max(0, first - 2) : first])


_CLAUSES = lazy_pattern(r"[;:]|[.!?]\s")
_COMPARING = frozenset(listed("than unlike agains ahead behind beside apart follow before after compar except"))


def _names(context: str) -> frozenset[str]:
    """The words with a capital: of them a column may be the one the claim is about."""
    return frozenset(word[:6].lower() for word in _LABEL.findall(context) if word[0].isupper())


def _row_at(text: str, place: int) -> _Row | None:
    start, end = _line_at(text, place)
    return _row(text[start:end], start) if end - start < _LONGEST_ROW else None


def _line_at(text: str, place: int) -> tuple[int, int]:
    """Where the line about a place begins and ends; what is longer than a row is not looked through."""
    before, after = max(0, place - _LONGEST_ROW), place + _LONGEST_ROW
    start, end = text.rfind(_LINE, before, place) + 1, text.find(_LINE, place, after)
    return start or before, end if end >= 0 else min(after, len(text))


def _rows_about(text: str, row: _Row) -> Iterator[_Row]:
    """The rows next to a row, nearest first; a line that is none ends the table."""
    for step in (-1, 1):
        start, end = _line_at(text, row.start)
        for _number in range(_MOST_ROWS):
            if start == 0 if step < 0 else end >= len(text):
                break
            start, end = _line_at(text, start - 1 if step < 0 else end + 1)
            other = _row_at(text, start)
            if other is None:
                break
            yield other


def _heads_named(text: str, found: Quantity, wanted: frozenset[str], context: str) -> bool:
    """Whether a claim names the row and the column of a number: `| 2025 | 112 |` under "Vessels identified"."""
    start, end = _line_at(text, found.start)
    line = text[start:end]
    if line.count("|") < 2 or end - start >= _LONGEST_ROW:
        return False
    cell = text[start : found.start].count("|") - line.lstrip().startswith("|")
    cells = [one.strip() for one in line.strip().strip("|").split("|")]
    head = _heading(text, _Row(start, frozenset(), ()), cell - 1) if 0 < cell < len(cells) else ""
    label = cells[0]
    named = label in context if label.isdigit() else bool(_label_words(label)) and _label_words(label) <= wanted
    return named and bool(content_words(head)) and content_words(head) <= wanted


def _heading(text: str, row: _Row, column: int) -> str:
    """What stands at the head of a column in a table with lines between its cells."""
    start = row.start
    for _number in range(_MOST_ROWS):
        before, _end = _line_at(text, max(start - 1, 0))
        line = text[before:start]
        if not start or ("|" not in line and line.strip()):
            break
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) > column + 1 and not any(_FIGURES.search(cell) for cell in cells) and _LABEL.search(line):
            return cells[column + 1]
        start = before
    return ""


def _said_twice(claimed: Quantity, found: Quantity, layer: LayerText, context: str) -> Quantity | None:
    """The other number of the source's sentence, where the claim gives one value twice: "of 7.4 km 7.4 km are done"."""
    said = find_numbers(context)
    same = [one for one in said if one.low == claimed.low and one.high is claimed.high is None]
    same = [one for one in same if _one_measure(one, claimed) and one.kind == claimed.kind]
    if len(same) < 2 or claimed.start == same[0].start or same[-1].start - same[0].start > _BESIDE:
        return None
    before, after = found.start - _BESIDE, found.end + _BESIDE
    about = [one for one in layer.numbers if before < one.start < after and one.kind == claimed.kind]
    sentence = _ENDS.search(layer.text, found.end, after)
    about = [one for one in about if not sentence or one.start < sentence.start()]
    about = [one for one in about if not _ENDS.search(layer.text, one.end, found.start)]
    if sum(compare(claimed, one).outcome is Outcome.VERIFIED for one in about) > 1:
        return None
    others = [one for one in about if one is not found and (_one_measure(claimed, one) or _one_measure(one, claimed))]
    free = [one for one in others if all(compare(each, one).outcome is Outcome.NOT_FOUND for each in said)]
    return min(free, key=lambda one: abs(one.start - found.start)) if free else None


_BESIDE = 100
"""Characters within which two numbers are told of one matter."""


def _nouns(number: Quantity) -> frozenset[str]:
    """The words that follow a number up to the end of its clause, four at most: "24 coastal radar stations"."""
    clause = _CLAUSE.split(number.after, maxsplit=1)[0]
    return frozenset(word[:6] for word in _CONTENT.findall(clause)[:4] if word not in _EMPTY)


_CLAUSE = lazy_pattern(r"[.,;:()|\n]|\b(?:and|in|on|at|from|to|by|for|with|were|was|are|is|have|has|had)\b")


def _rivals(claimed: Quantity, found: Quantity) -> bool:
    """Whether two numbers are of one measure, said in the same way: what is counted must be the same noun."""
    if claimed.dimension == found.dimension == "share":
        return True
    if claimed.kind != found.kind or found.kind == "magnitude":
        return False
    if not claimed.unit:
        return found.dimension in ("", "count") and not found.scale
    return found.unit == claimed.unit or (found.dimension == claimed.dimension and claimed.dimension != "count")


def one_digit_off(one: Decimal, other: Decimal) -> bool:
    """Whether two values differ in one digit, or in two that changed places."""
    first, second = f"{one.normalize():f}", f"{other.normalize():f}"
    if len(first) != len(second):
        return False
    apart = [at for at in range(len(first)) if first[at] != second[at]]
    if len(apart) == 2:
        return first[apart[0]] == second[apart[1]] and first[apart[1]] == second[apart[0]]
    return len(apart) == 1


def _by_two_ends(claimed: Quantity, layer: LayerText, tolerance: Decimal) -> Iterator[tuple[Verdict, Quantity]]:
    """A claimed range whose ends the source gives as two numbers of one sentence."""
    if claimed.high is None:
        return
    low, high = replace(claimed, high=None), replace(claimed, low=claimed.high, high=None)
    lows = [one for one in layer.numbers if compare(low, one, tolerance).outcome is Outcome.VERIFIED]
    highs = [one for one in layer.numbers if compare(high, one, tolerance).outcome is Outcome.VERIFIED]
    for first in lows[:20]:
        for second in highs[:20]:
            if first is not second and abs(first.start - second.start) < _NEIGHBOURHOOD:
                yield _verified("rounded"), first
                return


_SMALL = dict(enumerate(listed("one two three four five six seven eight nine ten eleven twelve"), 1))


def _by_the_word(claimed: Quantity, layer: LayerText, wanted: frozenset[str]) -> Iterator[tuple[Verdict, Quantity]]:
    """A small number said as a word that a source has without a noun: "it planned nine and flew five"."""
    word = _SMALL.get(int(claimed.low)) if claimed.low <= 12 and claimed.high is None else None
    if word is None or not claimed.in_words or claimed.dimension not in ("", "count") or claimed.bound:
        return
    for found in re.finditer(rf"\b(?:{word}|{int(claimed.low)})\b", layer.text, re.IGNORECASE):
        place = replace(claimed, text=found[0], start=found.start(), end=found.end(), after="")
        if _shared(layer.text, place, wanted) >= max(2, 0.4 * len(wanted)):
            yield _verified("exact"), place
            return


# ------------------------------------------------------- bare numbers of a source

_BRACKETED = lazy_pattern(
    r"\(([^()]{1,60})\)|\bin ([^\n|.,;:()]{4,40})|(?:^|[|\t])[ ]*([^|\t\n\d]{1,24}?)[ ]*(?=[|\t])"
    r"|(?:^|(?<![\d.,] )(?<=[ |\t]))((?:us\$|[$€£¥₩]|(?:eur|usd|gbp|krw|jpy|cny)\b)"
    r"[ ]?(?:thousand|million|billion|trillion|bn|mn|m)\b)",
    re.MULTILINE,
)
_HEADING_SCALE = lazy_pattern(
    r"\b(thousand|million|billion|trillion|mn|mln|bn|tn|trn|mio\.?|mrd\.?|millionen|milliarden|milliards)s?(?![a-z])"
    r"|(1[ ,.]000|['’]000s?\b|^000s?$)|(?<=[$€£¥₩])(m)\b"
)
_HEADING_UNIT = lazy_pattern(
    r"%|us\$|[$€£¥₩]|(?<![a-z])(?:"
    + "|".join(re.escape(word) for word in sorted(UNITS, key=len, reverse=True) if word[0].isalpha() and len(word) > 1)
    + r")(?![a-z])"
)


def _is_bare(found: Quantity) -> bool:
    """Whether a number stands without unit and noun. What stands on the next line, in a table, is not its noun."""
    if found.scale or found.kind != "number":
        return False
    return not found.unit or (found.dimension == "count" and found.after.startswith("\n"))


def _by_headings(claimed: Quantity, layer: LayerText, tolerance: Decimal) -> Iterator[tuple[Verdict, Quantity]]:
    """A bare number of a table, read with the unit that the table's heading gives: "(US$ billion)"."""
    if not claimed.unit and not claimed.scale:
        return
    readings: tuple[tuple[int, str], ...] | None = None
    for found in layer.numbers:
        if not _is_bare(found) or significant(claimed.low)[:1] != significant(found.low)[:1]:
            continue
        if readings is None:
            readings = _headings(layer.text)
        if not readings:
            return
        for scale, unit in _of_column(readings, layer.text, found):
            low, step = found.low.scaleb(scale), found.step.scaleb(scale)
            read = replace(found, low=low, step=step, scale=scale, unit=unit or claimed.unit, size=float(low))
            verdict = compare(claimed, read, tolerance)
            if verdict.outcome is not Outcome.NOT_FOUND:
                yield verdict, found


def _of_column(readings: tuple[tuple[int, str], ...], text: str, found: Quantity) -> tuple[tuple[int, str], ...]:
    """The one reading of a number's column, where the line above its table gives each column a scale of its own."""
    if len({scale for scale, _unit in readings}) < 2:
        return readings
    row = _row_at(text, found.start)
    column = _column(row, found) if row else None
    if row is None or column is None:
        return readings
    start = row.start
    for _number in range(_MOST_ROWS):
        before, _end = _line_at(text, max(start - 1, 0))
        heads = _headings(text[before:start], each=True)
        if len(heads) > 1:
            return (heads[column],) if len(heads) == len(row.figures) else readings
        if not before or not text[before:start].strip():
            break
        start = before
    return readings


def _column(row: _Row, found: Quantity) -> int | None:
    return next((number for number, start in enumerate(row.figures) if found.start <= start < found.end), None)


@lru_cache(maxsize=256)
def _headings(text: str, *, each: bool = False) -> tuple[tuple[int, str], ...]:
    """The scales and units that stand in brackets, after "in", or alone in the cell of a table; alike ones once, but
    for `each`."""
    found: list[tuple[int, str]] = []
    for words in _BRACKETED.finditer(text.lower()):
        for part in re.split(r"[;,/]", words[1] or words[2] or words[3] or words[4] or ""):
            scale, unit = _HEADING_SCALE.search(part), _HEADING_UNIT.search(part)
            if (scale is None and unit is None) or (words[2] and scale is None):
                continue
            name = (UNITS.get(unit[0]) or SYMBOLS.get(unit[0], "")) if unit else ""
            power = SCALES[scale[1] or scale[3] or "thousand"] if scale else 0
            found.append((power, name))
    return tuple(found if each else dict.fromkeys(found))[:24]


_UNIT_NEAR = 200
"""Characters about a bare number within which its unit may stand: "640 km instead of 410"."""
_ENOUGH_DIGITS = 3
"""So many digits hardly agree by chance, or one less with a scale: then the unit may stand anywhere in the source."""


def _by_words_about(
    claimed: Quantity, layer: LayerText, near: list[Quantity], tolerance: Decimal
) -> Iterator[tuple[Verdict, Quantity]]:
    """A bare number in running text whose unit stands nearby, or, where its digits are many, anywhere."""
    if claimed.dimension in ("", "count") or (claimed.dimension in CURRENCIES and not claimed.scale):
        return  # of bare sums of money a heading tells the scale
    words = _words_of(claimed.unit)
    plain = replace(claimed, unit="")
    enough = _ENOUGH_DIGITS - (claimed.scale > 0)
    family = ("share", "points") if claimed.unit in (PERCENT, POINTS) else (claimed.dimension,)
    units = Counter(one.unit for one in layer.numbers if one.dimension in family)
    usual = bool(units) and units.most_common(1)[0][0] == claimed.unit
    usual = usual and len(claimed.digits) >= enough
    if not usual and words.search(lowered(layer.text)) is None:
        return
    for found in near:
        elliptical = found.dimension in ("", "count") and found.scale > 0
        if not (elliptical if claimed.scale else _is_bare(found)):
            continue
        verdict = compare(plain, replace(found, unit=""), tolerance)
        if verdict.outcome is not Outcome.VERIFIED:
            continue
        about = layer.text[max(0, found.start - _UNIT_NEAR) : found.end + _UNIT_NEAR].lower()
        if claimed.unit == POINTS and _words_of(PERCENT).search(about):
            continue
        if not claimed.scale and _in_thousands(layer.text, found, about, words, claimed.unit):
            continue
        if words.search(about) or usual:
            yield verdict, found


def _in_thousands(text: str, found: Quantity, about: str, words: re.Pattern[str], unit: str) -> bool:
    """Whether the unit near a bare number has a scale wherever it stands, as in the caption of a table: "(million
    tonnes)"."""
    near = list(words.finditer(about))
    if near:
        return all(_SCALED.search(about[max(0, one.start() - 14) : one.start()]) for one in near)
    heads = [scale for scale, of in _headings(text) if of == unit]
    return bool(heads) and all(heads) and _row_at(text, found.start) is not None


_SCALED = lazy_pattern(r"(?<![a-z])(?:thousand|million|billion|trillion|mn|mln|bn|tn|mio\.?|mrd\.?)[ \n\xa0](?:of )?\Z")


@lru_cache(maxsize=256)
def _words_of(unit: str) -> re.Pattern[str]:
    """The words for a unit."""
    names = [word for word, name in UNITS.items() if name == unit and (len(word) > 1 or not word.isalpha())]
    names += [sign for sign, name in SYMBOLS.items() if name == unit]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?![a-z])")
