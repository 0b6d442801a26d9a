"""Dates, numbers and figures in the language of the desk."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from briefings.editions.formats import format_figure, format_number, locale_of, long_date, long_edtf, long_horizon
from briefings.model import FigureRecord, parse_edtf

DAY = datetime.date(2026, 1, 30)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en-GB", "30 January 2026"),
        ("en-US", "January 30, 2026"),
        ("de", "30. Januar 2026"),
        ("ko", "2026년 1월 30일"),
        ("fr-ZZ", "30 janvier 2026"),
        ("xx", "30 January 2026"),
    ],
)
def test_a_day_in_full(language: str, printed: str) -> None:
    """An unknown country falls back to its language, an unknown language to English."""
    assert long_date(DAY, language) == printed


def test_no_date_is_nothing() -> None:
    """What is not known is not printed."""
    assert (long_date(None, "en-GB"), long_edtf(None, "en-GB"), long_horizon("", "en-GB")) == ("", "", "")


@pytest.mark.parametrize(
    ("date", "printed"),
    [
        ("2025", "2025"),
        ("2025-02", "February 2025"),
        ("2025-02-07", "7 February 2025"),
        ("2025-02~", "c. February 2025"),
        ("2025?", "c. 2025"),
        ("2025-02/2025-03-01", "February 2025 – 1 March 2025"),
        ("2025~/2026", "c. 2025 – 2026"),
    ],
)
def test_a_date_as_exact_as_it_is_known(date: str, printed: str) -> None:
    """Year, month or day; about; from and to."""
    assert long_edtf(parse_edtf(date), "en-GB") == printed
    assert long_horizon(date, "en-GB") == printed


def test_a_horizon_that_is_no_date_is_printed_as_it_is() -> None:
    """A check has named it."""
    assert long_horizon("soon", "en-GB") == "soon"


@pytest.mark.parametrize(
    ("value", "language", "printed"),
    [
        ("28500", "en-GB", "28,500"),
        ("1.190", "en-GB", "1.190"),
        ("-3.50", "en-GB", "−3.50"),
        ("1234567890123456789012345.678", "en-GB", "1,234,567,890,123,456,789,012,345.678"),
        ("1234567.1", "de", "1.234.567,1"),
        ("0", "en-GB", "0"),
    ],
)
def test_every_digit_that_was_written(value: str, language: str, printed: str) -> None:
    """Grouped as the language does, with no nought lost and none added."""
    assert format_number(Decimal(value), language) == printed


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        ({"unit": "USD", "scale": "billion", "value": "1.19"}, "$1.19 billion"),
        ({"unit": "KRW", "scale": "trillion", "value": "1.5"}, "₩1.5 trillion"),
        ({"unit": "CHF", "value": "500"}, "CHF 500"),
        ({"unit": "percent", "value": "8.3"}, "8.3%"),
        ({"unit": "percentage-points", "value": "2"}, "2 percentage points"),
        ({"unit": "troops", "value": "28500", "bound": "about"}, "about 28,500 troops"),
        ({"unit": "workers", "value": "300", "bound": "more-than"}, "more than 300 workers"),
        ({"unit": "number", "value": "4"}, "4"),
        ({"unit": "USD", "scale": "billion", "value": "-5.2"}, "−$5.2 billion"),
        ({"unit": "CHF", "value": "-500"}, "−CHF 500"),
        ({"unit": "percent", "value": "-3", "to": "-1"}, "−3 to −1%"),
        ({"unit": "USD", "value": "-3", "to": "1", "scale": "million"}, "−$3 to $1 million"),
        ({"unit": "number", "value": "-0.0"}, "0.0"),
        ({"unit": "number", "value": "123456789012345.1234567890123"}, "123,456,789,012,345.1234567890123"),
    ],
)
def test_a_figure_in_a_sentence(figure: dict[str, str], printed: str) -> None:
    """Bound, sign, number, scale and unit; its spaces do not break."""
    record = FigureRecord.model_validate({"id": "a", "label": "A", "source": "s", **figure})
    text = format_figure(record, "en-GB")
    assert text.replace("\xa0", " ").replace("\u2060", "") == printed
    number = text.removeprefix("about ").removeprefix("more than ").partition("percentage")[0]
    assert " " not in number


def test_a_range_keeps_together() -> None:
    """From and to with a dash that does not break."""
    record = FigureRecord.model_validate(
        {"id": "a", "label": "A", "source": "s", "unit": "USD", "value": "3.5", "to": "4", "scale": "million"}
    )
    assert format_figure(record, "en-GB").replace("\u2060", "") == "$3.5–4\xa0million"


@pytest.mark.parametrize("text", ["2025-00", "2025-00-15", "2025-01-00", "2025-13", "2025-02-30", "0000"])
def test_a_month_or_day_of_nought_is_none(text: str) -> None:
    """Neither 00 nor what is past the calendar is a date."""
    with pytest.raises(ValueError, match="is not a day of the calendar"):
        parse_edtf(text)


def test_the_locale_of_a_language() -> None:
    """A language tag is split at its hyphen."""
    assert str(locale_of("pt-BR")) == "pt_BR"
