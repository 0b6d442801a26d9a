"""Where no line may break though a space or a dash stands there: inside a date, a short bracket, a pair of names."""

from __future__ import annotations

import datetime
import re
from functools import cache

from briefings.editions.formats import NO_BREAK, babel_dates, locale_of
from briefings.patterns import lazy_pattern

_JOINER = "\u2060"
_SHORT_BRACKET = lazy_pattern(r"\[[^\]\[<>]{1,24}\]")
_DASH = lazy_pattern(r"–(?=\w{1,5}\b)(?<=[\w.]–)")


def with_whole_dates(html: str, language: str) -> str:
    """A page in whose body no line parts a day from its month, or the words of a short bracket.

    The author's own dates are joined like those that the program formats. What stands in the head is left.
    """
    head, body, rest = html.partition("<body")
    pattern, joined = _dates(language)
    return head + body + _SHORT_BRACKET.sub(_in_one_piece, pattern.sub(joined, rest))


def with_whole_pairs(text: str) -> str:
    """A text in which no line begins with a short second part: `Kim` of `Trump–Kim`, `55` of `45–55`."""
    return _DASH.sub(f"–{_JOINER}", text) if "–" in text else text


def _in_one_piece(bracket: re.Match[str]) -> str:
    return bracket[0].replace(" ", NO_BREAK)


@cache
def _dates(language: str) -> tuple[re.Pattern[str], str]:
    """What finds a day and its month in the order in which the language writes them, and what stands for it."""
    dates, locale = babel_dates(), locale_of(language)
    names = {
        *dates.get_month_names("wide", "format", locale).values(),
        *dates.get_month_names("wide", "stand-alone", locale).values(),
    }
    months = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    written = dates.format_date(datetime.date(2026, 1, 22), "long", locale=locale)
    if re.match(rf"(?:{months})\s22", written):
        return re.compile(rf"\b({months}) (?=\d\d?\b)"), rf"\1{NO_BREAK}"
    dot = r"\." if "22." in written else ""
    return re.compile(rf" (?<=\d{dot} )(?=(?:{months})\b)"), NO_BREAK
