"""Records: what a person writes becomes typed and frozen, and what cannot is told with the nearest spelling."""

from __future__ import annotations

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from briefings.model import (
    BriefHead,
    DeskSettings,
    EdtfDate,
    FigureRecord,
    Name,
    NoteHead,
    Settings,
    SourceRecord,
    parse_edtf,
)
from briefings.reading.dossier import parse_dossier, split_front_matter
from briefings.reading.records import nearest, to_record
from briefings.reading.yaml import parse_yaml

# --------------------------------------------------------------------- dates

years = st.integers(1, 9999)
days = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
dates = st.one_of(
    years.map(EdtfDate),
    days.map(lambda day: EdtfDate(day.year, day.month)),
    days.map(lambda day: EdtfDate(day.year, day.month, day.day)),
    days.map(lambda day: EdtfDate(day.year, day.month, circa=True)),
)


@given(dates, dates)
def test_a_date_is_read_as_it_is_written(first: EdtfDate, second: EdtfDate) -> None:
    """A date or an interval comes back the same from its own text."""
    assert parse_edtf(str(first)) == first
    if first.earliest <= second.latest:
        interval = EdtfDate(first.year, first.month, first.day, first.circa, second)
        assert parse_edtf(str(interval)) == interval
    else:
        with pytest.raises(ValueError, match="ends before it begins"):
            parse_edtf(f"{first}/{second}")


@given(dates)
def test_a_date_lies_between_its_first_and_last_day(date: EdtfDate) -> None:
    """What is not known of a date widens it; a day is one day."""
    assert date.earliest <= date.latest
    length = (date.latest - date.earliest).days
    assert length == 0 if date.day else 27 <= length <= 30 if date.month else 364 <= length <= 365


@given(st.text(max_size=12))
def test_no_text_makes_the_reading_of_dates_fail(text: str) -> None:
    """A text is a date or raises `ValueError`, and nothing else."""
    with contextlib.suppress(ValueError):
        assert parse_edtf(text).earliest <= parse_edtf(text).latest


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-1", "2026-13", "2026-02-30", "2026-01-30T10:00", "0000", "2026~?", "２０２６", "2026/", "a/b"],
)
def test_what_is_no_date(text: str) -> None:
    """A month 13, a 30 February, a single digit and another script's digits are no dates."""
    with pytest.raises(ValueError, match="is not a d"):
        parse_edtf(text)


# ------------------------------------------------------------------ spelling


@pytest.mark.parametrize(
    ("word", "words", "found"),
    [
        ("titel", ("title", "topic"), "title"),
        ("TITLE", ("title", "topic"), "title"),
        ("zzz", ("title", "topic"), ""),
        ("a", (), ""),
    ],
)
def test_the_nearest_spelling(word: str, words: tuple[str, ...], found: str) -> None:
    """One likely word, or none."""
    assert nearest(word, words) == found


# ------------------------------------------------------------------- records

SLUG = "use small letters, digits and single hyphens: north-korea"


def test_a_record_is_typed_and_frozen() -> None:
    """Dates are dates, ages are spans, one word may stand for a list of one, and nothing can be changed."""
    text = "title: T\ntopic: north-korea\ndate: 2026-01-30\nmax-age: 90d\nsupersedes: a/b"
    text += "\nstatus: withdrawn\nwithdrawn-on: 2026-02-01"
    head, found = to_record(NoteHead, parse_yaml(text, "n.md"), "n.md")
    assert found == ()
    assert head is not None
    assert head.date == datetime.date(2026, 1, 30)
    assert head.max_age == datetime.timedelta(days=90)
    assert head.supersedes == ("a/b",)
    with pytest.raises(ValidationError):
        head.title = "U"


def test_a_record_reads_its_own_values_again() -> None:
    """A record made in the program takes the values it gives: dates, numbers and ages as they are."""
    head = NoteHead(title="T", topic="a", date=datetime.date(2026, 1, 30), **{"max-age": datetime.timedelta(days=3)})  # type: ignore[arg-type]
    assert NoteHead.model_validate(head.model_dump(by_alias=True)) == head
    figure = FigureRecord.model_validate(
        {"id": "a", "label": "A", "value": "1.190", "unit": "USD", "source": "s", "as-of": "2025-02~"}
    )
    assert (figure.value, str(figure.value)) == (Decimal("1.19"), "1.190")
    assert FigureRecord.model_validate(figure.model_dump(by_alias=True)) == figure


def test_records_publish_a_schema() -> None:
    """Editors get the type of every key, dates and numbers among them."""
    for kind in (NoteHead, SourceRecord, FigureRecord, BriefHead, Settings):
        assert kind.model_json_schema(by_alias=True)["type"] == "object"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (Name(family="Song", given="Sang-ho"), "Sang-ho Song"),
        (Name(literal="The White House"), "The White House"),
        (
            Name.model_validate(
                {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr."}
            ),
            "Vincent van Gogh Jr.",
        ),
    ],
)
def test_a_name_in_full(name: Name, printed: str) -> None:
    """Given name, particles, family name, suffix; or the body's own name."""
    assert str(name) == printed


def test_places_are_found_through_lists_and_mappings() -> None:
    """A wrong value deep in a record is told at its own line and column."""
    text = "title: T\nsections:\n  - topic: a\n    notes: [b, '']\n  - {topic: B, zzz: 1}\n"
    record, found = to_record(BriefHead, parse_yaml(text, "b.md"), "b.md")
    assert record is None
    assert [f"{one.place}: {one.code} {one.message}; {one.hint}" for one in found] == [
        "b.md:4:16: FM04 nothing is given where something is needed; ",
        f"b.md:5:13: FM04 topic: 'B' is not written as it must be; {SLUG}",
        "b.md:5:16: FM02 unknown key 'zzz'; known keys: topic, title, notes",
    ]


# -------------------------------------------------------------- front matter

lines = st.sampled_from(["", "a: b", "---", "...", "--- ", " ---", "----", "text"])


@given(st.lists(lines, max_size=5), st.lists(lines, max_size=5))
def test_front_matter_and_body_make_up_the_text(front: list[str], body: list[str]) -> None:
    """The two parts, put together again with their fences, are the file; the body's first line is told."""
    text = "\n".join(["---", *front, "---", *body])
    parts = split_front_matter(text)
    assert parts is not None
    head, rest, first = parts
    written = text.split("\n")
    assert head == "\n".join(written[1 : first - 2])
    assert rest == "\n".join(written[first - 1 :])
    assert written[first - 2].rstrip(" \t") in {"---", "..."}
    assert not any(line.rstrip(" \t") in {"---", "..."} for line in written[1 : first - 2])


@pytest.mark.parametrize(
    "text", ["", "a", "--\na\n--", " ---\na\n---", "---", "---\na", "----\na\n----", "\n---\na\n---"]
)
def test_what_is_no_front_matter(text: str) -> None:
    """The first line is three hyphens, and a line of three hyphens or stops closes."""
    assert split_front_matter(text) is None


def test_three_stops_close_front_matter_too() -> None:
    """As in Pandoc."""
    assert split_front_matter("---  \na: b\n...\nText") == ("a: b", "Text", 4)


# ------------------------------------------------------------------- dossier


def test_a_dossier_is_sorted_and_keeps_the_texts() -> None:
    """The order in which files are given does not matter; the text of each is kept for the carets."""
    settings = Settings(desk=DeskSettings(name="D"))
    note = b"---\ntitle: T\ntopic: a\ndate: 2026-01-01\n---\r\nText.\r\n"
    files = {"content/notes/a/y.md": note, "content/notes/a/x.md": note, "content/readme.md": b"# Not read"}
    dossier = parse_dossier(settings, files)
    assert list(dossier.notes) == ["a/x", "a/y"]
    assert dossier.texts["content/notes/a/x.md"] == "---\ntitle: T\ntopic: a\ndate: 2026-01-01\n---\nText.\n"
    assert dossier.diagnostics == ()
