"""Published editions and their records: what an edition has from them, and the record that is kept of it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from briefings.editions.records import correction_record
from briefings.model import FORM, Correction, Dossier, Edition
from briefings.reading.editions import former_name
from briefings.values import dataclass

Record = Mapping[str, Any]
"""The record of an edition as plain values (`docs/schema/edition-1.json`)."""

FILES = ("html", "pdf", "json")
"""What is printed of a published edition."""

_WHOLE = re.compile(r"[0-9]{1,9}")

# --------------------------------------------------------------- an edition


def with_published(edition: Edition, dossier: Dossier) -> Edition:
    """The edition with number, corrections and form of record that it was published under, or the number it would have.

    What was published keeps its number, whatever `number` the brief has by now.
    """
    record = dossier.published_on(edition.brief, edition.date)
    if record is None:
        return replace(edition, number=next_number(dossier, edition.brief, edition.date))
    form = min(int(record.get("form", 1)), FORM)
    return replace(edition, number=str(record.get("number", "")), corrections=corrections_of(record), form=form)


def next_number(dossier: Dossier, brief: str, date: datetime.date) -> str:
    """The number of an edition that is not published: its author's, else one more than the greatest of the older ones.

    Where a newer edition is published it has none: no edition is put in between.
    """
    own = dossier.briefs[brief].head.number if brief in dossier.briefs else ""
    if own:
        return own
    records = dossier.published.get(brief, ())
    if any(one["date"] > date.isoformat() for one in records):
        return ""
    numbers = [int(text) for one in records if _WHOLE.fullmatch(text := one.get("number", ""))]
    return str(1 + max(numbers, default=len(records)))


def corrections_of(record: Record) -> tuple[Correction, ...]:
    """The corrections that a record tells of, oldest first."""
    written = record.get("published", {}).get("corrections", ())
    return tuple(Correction(datetime.date.fromisoformat(one["date"]), one["reason"], one["former"]) for one in written)


# ----------------------------------------------------------------- a record


def record_path(brief: str, date: datetime.date) -> str:
    """Where in the desk the record of a published edition lies."""
    return f"content/editions/{brief}/{date}.json"


def kept_path(brief: str, date: str) -> str:
    """Where the text lies that a published edition was made from."""
    return f"content/editions/{brief}/kept/{date}.json"


def former_path(brief: str, correction: Correction) -> str:
    return f"content/editions/{brief}/{correction.former}"


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Format → SHA-256, of the files of one edition by their path."""
    by_format = {path.rpartition(".")[2]: content for path, content in files.items()}
    return {name: hashlib.sha256(by_format[name]).hexdigest() for name in FILES}


@dataclass(frozen=True, slots=True)
class Print:
    """What was printed of an edition: the bytes by path, the text that it was made from, and with what programs."""

    files: Mapping[str, bytes]
    kept: bytes
    made_with: Mapping[str, str]


def first_record(printed: Print, compared_with: Record | None) -> bytes:
    """The record of an edition that is published, and was compared with that older record."""
    compared = compared_with and {
        "date": compared_with["date"],
        "corrections": len(corrections_of(compared_with)),
    }
    return _to_bytes(printed, compared, ())


def corrected_record(former: Record, printed: Print, last: Correction) -> bytes:
    """The record that takes the place of `former`: the same number, and compared with what that was compared with."""
    return _to_bytes(printed, former["published"]["compared-with"], (*corrections_of(former), last))


def announced(former: Record, last: Correction) -> bytes:
    """The former record as if the correction were in it: an edition that tells of its correction is made from that."""
    corrections = [correction_record(one) for one in (*corrections_of(former), last)]
    return _plain_bytes({**former, "published": {**former["published"], "corrections": corrections}})


def next_correction(former: Record, date: datetime.date, reason: str) -> Correction:
    number = len(corrections_of(former)) + 1
    return Correction(date, reason, former_name(former["date"], number))


def as_printed(record: Record) -> bytes:
    """The file `edition.json` of a record: all of it but what was added when it was published."""
    return _plain_bytes({key: value for key, value in record.items() if key != "published"})


def _to_bytes(printed: Print, compared_with: Record | None, corrections: tuple[Correction, ...]) -> bytes:
    record = json.loads(next(content for path, content in printed.files.items() if path.endswith(".json")))
    published = {
        "number": record["number"],
        "files": digests(printed.files),
        "kept": hashlib.sha256(printed.kept).hexdigest(),
        "made-with": dict(printed.made_with),
        "compared-with": compared_with,
        "corrections": [correction_record(one) for one in corrections],
    }
    return _plain_bytes({**record, "published": published})


def _plain_bytes(record: Record) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
