"""What an edition has from the records of the published ones: its number, and its corrections."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from briefings.model import Correction, Dossier, Edition

Record = Mapping[str, Any]
"""The record of a published edition, as it was written (`docs/schema/edition-1.json`)."""

_WHOLE = re.compile(r"[0-9]{1,9}")


def with_published(edition: Edition, dossier: Dossier) -> Edition:
    """The edition with the number and the corrections that it was published under, or the number it would have."""
    record = dossier.published_on(edition.brief, edition.date)
    if record is None:
        return replace(edition, number=next_number(edition, dossier))
    return replace(edition, number=str(record.get("number", "")), corrections=corrections_of(record))


def next_number(edition: Edition, dossier: Dossier) -> str:
    """The number of an edition that is not published: its author's, else one more than the greatest of the older ones.

    Where a newer edition is published it has none: no edition is put in between.
    """
    if edition.head.number:
        return edition.head.number
    records = dossier.published.get(edition.brief, ())
    if any(str(one.get("date", "")) > edition.date.isoformat() for one in records):
        return ""
    numbers = [int(text) for one in records if _WHOLE.fullmatch(text := str(one.get("number", "")))]
    return str(1 + max(numbers, default=len(records)))


def corrections_of(record: Record) -> tuple[Correction, ...]:
    """The corrections that a record tells of, oldest first."""
    published = record.get("published")
    written = published.get("corrections") if isinstance(published, Mapping) else None
    return tuple(
        Correction(datetime.date.fromisoformat(one["date"]), one["reason"], one["former"]) for one in written or ()
    )
