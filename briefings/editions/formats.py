"""Dates, numbers and figures as a reader of the desk's language expects them: on the page, and in its record."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from briefings.model import EdtfDate, FigureRecord, parse_edtf

if TYPE_CHECKING:  # Babel is imported when something is formatted, which is while Pandoc is at work
    from babel import Locale

NO_BREAK = "\u00a0"

# A currency is printed by its sign, so that a reader who meets "$" in the text finds the same in the table.
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩", "INR": "₹", "CNY": "CN¥", "TWD": "NT$"}
_BOUNDS = {
    "": "",
    "about": "about ",
    "up-to": "up to ",
    "at-least": "at least ",
    "more-than": "more than ",
    "less-than": "less than ",
}


@cache
def babel_dates() -> Any:
    """Babel's dates without the machine's time zone, which it looks for as it is imported and no day has."""
    nowhere = ModuleType("babel.localtime")
    vars(nowhere).update(LOCALTZ=datetime.UTC, get_localzone=lambda: datetime.UTC)
    sys.modules.setdefault(nowhere.__name__, nowhere)
    from babel import dates

    return dates


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a language tag; the plain language where the country is unknown, English where both are."""
    from babel import Locale, UnknownLocaleError

    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@lru_cache(maxsize=4096)
def long_date(date: datetime.date | None, language: str) -> str:
    """`30 January 2026`; "" for no date."""
    return str(babel_dates().format_date(date, "long", locale=locale_of(language))) if date is not None else ""


@lru_cache(maxsize=4096)
def long_edtf(date: EdtfDate | None, language: str) -> str:
    """A date as exact as it is known: `2025`, `February 2025`, `7 February 2025`, with both ends of an interval."""
    if date is None:
        return ""
    if date.end is not None:
        start = EdtfDate(date.year, date.month, date.day, date.circa)
        return f"{long_edtf(start, language)} – {long_edtf(date.end, language)}"
    if date.day:
        text = long_date(date.earliest, language)
    elif date.month:
        text = babel_dates().format_skeleton("yMMMM", date.earliest, locale=locale_of(language))
    else:
        text = str(date.year)
    return f"c. {text}" if date.circa else text


def long_horizon(horizon: str, language: str) -> str:
    """A judgement's horizon written out; the text itself where it is no date."""
    try:
        return long_edtf(parse_edtf(horizon), language) if horizon else ""
    except ValueError:
        return horizon


def format_number(value: Decimal, language: str) -> str:
    """Every digit that was written, grouped as the language does: 28,500; 1.190; −3.5 with a true minus."""
    return _number(str(value), language)


@lru_cache(maxsize=4096)
def _number(written: str, language: str) -> str:
    """By its digits: 1.0 and 1.00 are one value, and are printed otherwise."""
    from babel.numbers import format_decimal

    value = Decimal(written)
    places = max(0, -int(value.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return _minus(value) + format_decimal(value.copy_abs(), format=pattern, locale=locale_of(language))


def _minus(value: Decimal) -> str:
    return "−" if value < 0 else ""


def format_figure(figure: FigureRecord, language: str) -> str:
    """The figure in a sentence: `$1.19 billion`, `8.3%`, `more than 300 workers`. Spaces inside do not break."""
    number = _amount(figure, language)
    scale = f"{NO_BREAK}{figure.scale}" if figure.scale else ""
    if _is_currency(figure):
        text = f"{number}{scale}"
    elif figure.unit == "percent":
        text = f"{number}%"
    elif figure.unit == "number":
        text = f"{number}{scale}"
    else:
        text = f"{number}{scale}{NO_BREAK}{figure.unit.replace('-', ' ')}"
    return _BOUNDS[figure.bound] + text


def _is_currency(figure: FigureRecord) -> bool:
    return figure.unit in _SIGNS or (len(figure.unit) == 3 and figure.unit.isupper())


def _amount(figure: FigureRecord, language: str) -> str:
    """The number or range, with the sign of a currency behind the minus: `−$5.2`, `$3.5–4`, `−3 to −1`."""
    sign = _SIGNS.get(figure.unit, f"{figure.unit}{NO_BREAK}") if _is_currency(figure) else ""

    def signed(value: Decimal) -> str:
        return f"{_minus(value)}{sign}{format_number(value.copy_abs(), language)}"

    if figure.to is None:
        return signed(figure.value)
    if figure.value < 0:  # a dash beside a minus cannot be read
        return f"{signed(figure.value)}{NO_BREAK}to{NO_BREAK}{signed(figure.to)}"
    return f"{signed(figure.value)}–{format_number(figure.to, language)}"
