"""What a published edition was made from, kept with its record: it can be made anew when the desk has moved on.

A note has a date; sources, figures, settings and the head of a brief have none, and change. So the files of the desk
that an edition uses are kept as text. Templates, pictures, styles and the kept sources are the checkout's.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
from collections.abc import Mapping

from briefings.building.build import FORMATS, Workshop
from briefings.building.order import Built, Order, remake
from briefings.building.picking import pick
from briefings.desk.files import Desk, parse_settings
from briefings.editions.published import Record, kept_path
from briefings.errors import BriefingsError
from briefings.reading.paths import EDITION, LARGEST_RECORD
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """The settings and the files of `content/` that an edition was made from, as text."""

    settings: str
    files: dict[str, str]
    """By path in the desk."""


class KeptError(ValueError):
    """The file of what an edition was made from is not as it was written; `path` is where it should be."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        self.path = path


# --------------------------------------------------------------------- keep


def kept_of(order: Order) -> Kept:
    """The text of an order, which is the part of the desk that its brief uses; the records lie beside it anyway."""
    files = {}
    for path, content in sorted(order.files.items()):
        if not EDITION.fullmatch(path):
            with contextlib.suppress(UnicodeDecodeError):  # what is no text was not read
                files[path] = content.decode()
    return Kept(order.settings, files)


def to_bytes(kept: Kept) -> bytes:
    """The file of what was kept: the same of the same."""
    return (json.dumps({"settings": kept.settings, "files": kept.files}, ensure_ascii=False, indent=1) + "\n").encode()


# --------------------------------------------------------------- make anew


def make_anew(desk: Desk, brief: str, record: Record, files: Mapping[str, bytes], shop: Workshop) -> Built:
    """The edition of a record, made from what was kept of it; `files` are those of `content/`, with the records.

    From the desk as it is where nothing was kept. Raises `KeptError` where what was kept is not as it was.
    """
    date = datetime.date.fromisoformat(record["date"])
    kept = read_kept(desk, brief, record)
    if kept is None:
        return remake(next(iter(pick(desk, (brief,), date, FORMATS, content=files))), shop)
    try:
        then = Desk(desk.root, parse_settings(kept.settings), kept.settings)
    except BriefingsError as error:
        problem = f"has settings that cannot be read: {error.message}"
        raise KeptError(kept_path(brief, record["date"]), problem) from error
    records = {path: text for path, text in files.items() if path.startswith(f"content/editions/{brief}/")}
    content = {**{path: text.encode() for path, text in kept.files.items()}, **records}
    return remake(next(iter(pick(then, (brief,), date, FORMATS, content=content))), shop)


def read_kept(desk: Desk, brief: str, record: Record) -> Kept | None:
    """What was kept of a published edition; None of a record that tells of nothing kept.

    Raises `KeptError` where the file is missing or is not as it was written.
    """
    digest = record.get("published", {}).get("kept")
    if digest is None:
        return None
    name = kept_path(brief, record["date"])
    path = desk.root / name
    if any(step.is_symlink() for step in (path, *path.parents[:4])) or not path.is_file():
        raise KeptError(name, "is missing")
    with path.open("rb") as file:
        content = file.read(LARGEST_RECORD + 1)
    if hashlib.sha256(content).hexdigest() != digest:
        raise KeptError(name, "is not as it was written")
    try:
        plain = json.loads(content)
        return Kept(str(plain["settings"]), {str(name): str(text) for name, text in plain["files"].items()})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise KeptError(name, "has not the form of what is kept") from error
