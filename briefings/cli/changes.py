"""`briefings changes`."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import typer

from briefings.building.comparing import Comparison, compare
from briefings.cli.dates import edition_date, parse_day
from briefings.desk.files import find_desk, read_screen_fonts
from briefings.errors import BriefingsError
from briefings.model import Change
from briefings.reading.markdown import typeset
from briefings.reading.published import text_of
from briefings.reading.records import nearest
from briefings.rendering.changes import GROUPS, Thing, phrase, things_of
from briefings.rendering.labels import LABELS
from briefings.rendering.redline import to_redline, what_became

WIDTH = 80
"""Columns of the text."""


def run_changes(brief: str, start: str, end: str, *, date: str, week: str, output: str, folder: Path) -> int:
    """Print what changed between two editions of a brief. The exit status."""
    if output not in OUTPUTS:
        guess = nearest(output, OUTPUTS)
        raise BriefingsError(
            f"there is no output {output!r}", f"did you mean {guess!r}?" if guess else f"outputs: {', '.join(OUTPUTS)}"
        )
    if start and (date or week):
        raise BriefingsError("published dates and --date or --week are given together", "give one or the other")
    desk = find_desk(folder)
    days = [parse_day(text, what) if text else None for text, what in ((start, "FROM"), (end, "TO"))]
    found = compare(desk, brief, days[0], days[1], edition_date(date, week, weekday=desk.settings.desk.weekday))
    labels = {**LABELS, **desk.settings.labels}
    typer.echo(
        to_html(found, labels, read_screen_fonts(desk.root)) if output == "html" else TEXTS[output](found, labels)
    )
    return 0


# --------------------------------------------------------------------- text


def to_text(found: Comparison, labels: Mapping[str, str]) -> str:
    """The changes for a terminal: thing by thing, what moved, then the words, then why."""
    draft = " (draft)" if found.draft else ""
    lines = [f"{text_of(found.new, 'brief')}: {text_of(found.old, 'date')} → {text_of(found.new, 'date')}{draft}"]
    things = tuple(things_of(found.changes))
    language = text_of(found.new, "language") or "en-GB"
    for name in GROUPS:
        of_it = [one for one in things if one.group == name]
        if of_it:
            lines += ["", labels[name], *(line for one in of_it for line in _told(one, found, labels, language))]
    return "\n".join(lines if things else [*lines, "", labels["changes_none"]])


def _told(thing: Thing, found: Comparison, labels: Mapping[str, str], language: str) -> Iterator[str]:
    first = thing.first
    words = what_became(thing, labels, found.days, language)
    name = (first.document or text_of(found.new, "brief")) if thing.group == "claims" else first.id
    yield from _wrapped(f"{name}  {words}", "  ", "    ")
    reworded = next((one for one in thing.changes if one.kind.endswith("-reworded")), None)
    for change in thing.changes:
        if change is not reworded and not change.kind.startswith(_IN_WORDS):
            old, new = (phrase(change, value, labels, language) for value in (change.old, change.new))
            yield from _wrapped(" → ".join(filter(None, (old, new))), "    ", "      ")
    if reworded is not None:
        for sign, text in (("-", reworded.old), ("+", reworded.new)):
            yield from _wrapped(f"{sign} {typeset(text, language)}", "    ", "      ") if text else ()
    else:
        sign = "+" if first.kind.endswith("-new") else "-" if thing.gone else " "
        yield from _wrapped(f"{sign} {typeset(first.label, language)}", "    ", "      ")
    if thing.reason:
        yield from _wrapped(f"{labels['why']}: {typeset(thing.reason, language)}", "    ", "      ")


_IN_WORDS = ("claim-new", "claim-dropped", "claim-withdrawn")
"""Changes whose values are the words themselves."""


def _wrapped(text: str, first: str, other: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=other, break_long_words=False)


# --------------------------------------------------------------------- JSON

SCHEMA = "https://briefings.invalid/schema/changes-1.json"
"""The name of the form. It names a version and is no page on the web."""


def to_json(found: Comparison, _labels: Mapping[str, str]) -> str:
    """The changes as one object (`docs/schema/changes-1.json`)."""
    record = {
        "$schema": SCHEMA,
        "brief": text_of(found.new, "brief"),
        "from": text_of(found.old, "date"),
        "to": text_of(found.new, "date"),
        "draft": found.draft,
        "changes": [asdict(change) | _day(change, found.days) for change in found.changes],
    }
    return json.dumps(record, ensure_ascii=False, indent=1)


def _day(change: Change, days: Mapping[str, str]) -> dict[str, str]:
    return {"date": days[change.id]} if change.kind.endswith("-withdrawn") and days.get(change.id) else {}


def to_html(found: Comparison, labels: Mapping[str, str], fonts: Mapping[str, bytes]) -> str:
    """The changes as a page of its own, struck out and underlined."""
    page = to_redline(found.old, found.new, found.changes, labels, draft=found.draft, days=found.days, fonts=fonts)
    return page.rstrip("\n")


TEXTS: dict[str, Callable[[Comparison, Mapping[str, str]], str]] = {"text": to_text, "json": to_json}
OUTPUTS = (*TEXTS, "html")
