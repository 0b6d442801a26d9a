"""An edition's date from the options; the one place that may read the clock."""

from __future__ import annotations

import datetime
import os
import re

from briefings.errors import BriefingsError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def edition_date(date: str, week: str, *, weekday: str) -> datetime.date:
    """`--date`, or `--week` on the desk's weekday, or `SOURCE_DATE_EPOCH` (UTC), or today."""
    if date and week:
        raise BriefingsError("--date and --week are given together", "give one of the two")
    if date:
        return parse_day(date, "--date")
    if week:
        return _day_of_week(week, weekday)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        return _day_of_epoch(epoch)
    return datetime.date.today()  # noqa: DTZ011 - the calendar on the desk is the one meant


def parse_day(text: str, what: str) -> datetime.date:
    """A day as it was given on the command line; `what` names the option or argument in the message."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise BriefingsError(f"{what} {text!r} is not a day", "write it as 2026-01-30")


def _day_of_week(text: str, weekday: str) -> datetime.date:
    match = re.fullmatch(r"(\d{4})-W(\d\d)", text, re.ASCII)
    try:
        if match is not None:
            return datetime.date.fromisocalendar(int(match[1]), int(match[2]), WEEKDAYS.index(weekday) + 1)
    except ValueError:
        pass
    raise BriefingsError(f"--week {text!r} is not an ISO week", "write it as 2026-W05")


def _day_of_epoch(text: str) -> datetime.date:
    try:
        return datetime.datetime.fromtimestamp(int(text), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise BriefingsError(
            f"SOURCE_DATE_EPOCH is {text!r}, which is no number of seconds", "unset it, or set it to one"
        ) from None
