"""The nouns of a desk: records as written in its files, and the edition made of them. All frozen.

Records (what a person writes in YAML or TOML) are pydantic models, so that types, messages and the JSON
Schemas for editors have one source. What the stages hand to each other is plain dataclasses.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import field
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from briefings.diagnostics import Diagnostic, Place
from briefings.prose import Block, Cite, Inline
from briefings.support import ClaimEvidence
from briefings.values import dataclass

# ------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date as exact as it is known: `2025`, `2025-02`, `2025-02-07`, an interval `2025-02/2025-03`.

    The subset of EDTF (ISO 8601-2:2019, level 0, and the trailing `~`, `?`, `%` of level 1) that CSL can
    print. `month` and `day` are 0 where they are not known; `circa` is true for an approximate or
    uncertain date.
    """

    year: int
    month: int = 0
    day: int = 0
    circa: bool = False
    end: EdtfDate | None = None

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text + ("~" if self.circa else "") + (f"/{self.end}" if self.end else "")

    @property
    def earliest(self) -> datetime.date:
        """The first day the date can mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> datetime.date:
        """The last day the date can mean."""
        if self.end is not None:
            return self.end.latest
        if self.day:
            return self.earliest
        after = (self.year + 1, 1) if not self.month or self.month == 12 else (self.year, self.month + 1)
        if after[0] > datetime.MAXYEAR:
            return datetime.date.max
        return datetime.date(*after, 1) - datetime.timedelta(days=1)


_EDTF = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)", re.ASCII)


def parse_edtf(text: str) -> EdtfDate:
    """Read one EDTF date or interval; `ValueError` says what a date looks like."""
    first, slash, second = text.partition("/")
    if slash:
        start, end = parse_edtf(first), parse_edtf(second)
        if end.latest < start.earliest:
            raise ValueError(f"the interval {text!r} ends before it begins")
        return EdtfDate(start.year, start.month, start.day, start.circa, end)
    match = _EDTF.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: write 2026, 2026-01, 2026-01-30, or an interval 2025-02/2025-03")
    date = EdtfDate(int(match[1]), int(match[2] or 0), int(match[3] or 0), bool(match[4]))
    if "00" in match.group(2, 3):  # a nought in an EdtfDate means that the part is not known
        raise ValueError(f"{text!r} is not a day of the calendar")
    try:
        date.earliest  # noqa: B018 - asked for its ValueError: month 13, 30 February
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None
    return date


def _edtf(value: object) -> object:
    return parse_edtf(value) if isinstance(value, str) else value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError(f"{value!r} is not a day: write it as 2026-01-30")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a day of the calendar") from None


MOST_DIGITS = 28
"""Of a number: what Python's decimal arithmetic, and so Babel, keeps exactly."""


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", value, re.ASCII):
        raise ValueError(f"{value!r} is not a number: write digits and a point, 28500 or 1.19")
    if sum(character.isdigit() for character in value) > MOST_DIGITS:
        raise ValueError(f"{value!r} has more than {MOST_DIGITS} digits")
    return Decimal(value)


_AGE = re.compile(r"(\d{1,4})d", re.ASCII)


def _age(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _AGE.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is not an age: write a number of days, 90d")
    return datetime.timedelta(days=int(match[1]))


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _web_address(value: str) -> str:
    if not re.match(r"https?://[^\s/]+", value):
        raise ValueError(f"{value!r} is not a web address: it must begin with https:// or http://")
    return value


_TEXT = {"type": "string", "minLength": 1}

Edtf = Annotated[
    EdtfDate,
    BeforeValidator(_edtf),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?[~?%]?(/.+)?$"}),
]
Day = Annotated[datetime.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
Age = Annotated[datetime.timedelta, BeforeValidator(_age), WithJsonSchema({"type": "string", "pattern": r"^\d{1,4}d$"})]
Filled = Annotated[str, Field(min_length=1)]
WebAddress = Annotated[
    str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": r"^https?://[^\s/]+"})
]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
OneOrMore = Annotated[
    tuple[Filled, ...],
    BeforeValidator(_one_or_more),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}),
]
CiteKey = Annotated[str, Field(min_length=1, pattern=r"^\S+$")]


class Record(BaseModel):
    """What a person writes: keys with hyphens, nothing unknown, never changed after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"), arbitrary_types_allowed=True
    )


# ------------------------------------------------------------- suppressions


class Suppression(Record):
    """Why a finding is let stand, and until when."""

    code: Filled
    """The code of a rule, or the letters of a family."""
    reason: str = ""
    """Why; a suppression without a reason is a finding itself."""
    until: Day | None = None
    """The last day on which it holds; without one it holds always."""
    claim: str = ""
    """The id of the one claim, judgement or figure it is about; empty: the whole file."""
    severity: Literal["", "info", "warning", "error"] = ""
    """The gravest finding that it covers; empty: any."""


# -------------------------------------------------------------------- notes


class NoteHead(Record):
    """The front matter of a topic note."""

    title: Filled
    """Printed above the note."""
    topic: Slug
    """The folder the note lies in."""
    date: Day
    """The information cut-off: what the note knows, it knew on this day."""
    authors: tuple[Filled, ...] = ()
    """Printed under the title."""
    tags: tuple[Filled, ...] = ()
    """For the desk's own use; not printed."""
    max_age: Age | None = None
    """How old the newest source of a claim may be; the topic's in `[max-age]` where it is not given."""
    ignore: tuple[Suppression, ...] = ()
    """Findings that are let stand in this note, each with its reason."""
    status: Literal["current", "withdrawn"] = "current"
    """A withdrawn note is left out of editions from `withdrawn-on` on."""
    withdrawn_on: Day | None = None
    """From when a withdrawn note is left out; its own date where this is not given."""
    withdrawn_because: str = ""
    """Why it was withdrawn, for the readers of its judgements and of its claims that have an id."""
    supersedes: OneOrMore = ()
    """Ids of older notes this one takes the place of, from its own date on."""
    series: str = ""
    """For the desk's own use; not printed."""

    @field_validator("withdrawn_on")
    @classmethod
    def _of_a_withdrawn_note(cls, value: datetime.date | None, info: ValidationInfo) -> datetime.date | None:
        if value is not None and info.data.get("status", "withdrawn") != "withdrawn":
            raise ValueError("the note is not withdrawn: without 'status: withdrawn' the day means nothing")
        return value

    @field_validator("withdrawn_because")
    @classmethod
    def _of_a_withdrawal(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("status", "withdrawn") != "withdrawn":
            raise ValueError("the note is not withdrawn: without 'status: withdrawn' the reason is of nothing")
        return value


@dataclass(frozen=True, slots=True)
class Note:
    """One dated topic note; `id` is `<topic>/<slug>`."""

    id: str
    path: str
    head: NoteHead
    blocks: tuple[Block, ...]

    @property
    def withdrawn(self) -> datetime.date | None:
        """From when it is taken back; None where it stands."""
        return (self.head.withdrawn_on or self.head.date) if self.head.status == "withdrawn" else None

    def stands(self, date: datetime.date) -> bool:
        """Whether it is known on `date` and not withdrawn by then; another note may have superseded it."""
        return self.head.date <= date and not (self.withdrawn is not None and self.withdrawn <= date)


# ------------------------------------------------------------------ sources

KINDS = (
    "primary-record",
    "official-statement",
    "reporting",
    "analysis",
    "opinion",
    "aggregator",
    "social",
    "ai-output",
)
Kind = Literal[
    "primary-record", "official-statement", "reporting", "analysis", "opinion", "aggregator", "social", "ai-output"
]

CslType = Literal[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "collection",
    "dataset",
    "document",
    "entry",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "pamphlet",
    "paper-conference",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]


class Name(Record):
    """A CSL name: `{family, given}` for a person, `{literal}` for a body."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["family"]}, {"required": ["literal"]}]})

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""
    non_dropping_particle: str = ""
    dropping_particle: str = ""

    @model_validator(mode="after")
    def _has_a_name(self) -> Name:
        if not (self.family or self.literal):
            raise ValueError("a name needs family (a person) or literal (a body)")
        return self

    def __str__(self) -> str:
        return self.literal or " ".join(
            part
            for part in (self.given, self.dropping_particle, self.non_dropping_particle, self.family, self.suffix)
            if part
        )


class Snapshot(Record):
    """The kept bytes of a source: file name in the snapshot folder, digest, day of capture."""

    file: Filled
    """Its name in `snapshots/`."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Its SHA-256 digest, as `sha256sum` prints it."""
    captured: Day
    """The day of capture."""


class Provenance(Record):
    """What we know of a source's worth."""

    kind: Kind
    """What the work is; see below."""
    originator: Filled
    """Who first said it, or "unknown"; the grade is the originator's, not the aggregator's."""
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    """Admiralty reliability of the source (AJP-2.1); F means that it cannot be judged, not that it is bad."""
    basis: Filled
    """Why this grade."""
    graded: Day | None = None
    """The day of the grading; not printed."""
    descriptor: Filled
    """One sentence for the reader on the quality of the source (ICD 206)."""
    derived_from: tuple[Filled, ...] = ()
    """Citekeys of the sources this one rests on, or `wire:<agency>`."""
    ai: Literal["none", "assisted", "generated", "unknown"] = "unknown"
    """Whether a machine wrote it, in part or whole, by its own word or the desk's finding."""
    info_date: Edtf | None = None
    """What day its information is of, where that is not the day of issue; never guessed."""
    series: str = ""
    """A name shared by the issues of one recurring publication: a newer issue takes the place of an older."""
    release: Literal["public", "internal"] = "public"
    """Whether readers outside may know of it: a tear-line rests on no internal source."""
    interest: str = ""
    """Whose cause it serves, where it has a stake: a government, a vendor, a party to the dispute."""
    status: Literal["current", "corrected", "superseded", "retracted"] = "current"
    """What became of the work."""
    superseded_by: str = ""
    """The citekey of its successor."""
    snapshot: Snapshot | None = None
    """The kept bytes, which claims are compared with."""
    ignore: tuple[Suppression, ...] = ()
    """Findings on this source that are let stand, each with its reason."""


class SourceRecord(Record):
    """One citable work; the keys are CSL 1.0.2 variables, but for `provenance`."""

    type: CslType
    title: Filled
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    issued: Edtf | None = None
    """Never guessed: left out where the work does not show it, and `descriptor` says so."""
    accessed: Day | None = None
    original_date: Edtf | None = None
    container_title: str = ""
    container_title_short: str = ""
    collection_title: str = ""
    collection_number: str = ""
    publisher: str = ""
    publisher_place: str = ""
    genre: str = ""
    medium: str = ""
    number: str = ""
    number_of_pages: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    edition: str = ""
    section: str = ""
    chapter_number: str = ""
    version: str = ""
    status: str = ""
    archive: str = ""
    archive_location: str = ""
    authority: str = ""
    event_title: str = ""
    event_place: str = ""
    event_date: Edtf | None = None
    title_short: str = ""
    language: str = ""
    abstract: str = ""
    annote: str = ""
    note: str = ""
    keyword: str = ""
    URL: WebAddress | None = None
    DOI: str = ""
    ISBN: str = ""
    ISSN: str = ""
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    path: str
    record: SourceRecord


# ------------------------------------------------------------------ figures


class FigureRecord(Record):
    """A number with unit, date and source, kept once and used in many places."""

    id: Slug
    """What a note calls it by."""
    label: Filled
    """Its row in the table of figures."""
    value: Number
    """Digits and a point, 28 of them at most. Every digit written is printed: 1.190 is not 1.19."""
    to: Number | None = None
    """The upper end, greater than `value`, where the source gives a range."""
    bound: Literal["", "about", "up-to", "at-least", "more-than", "less-than"] = ""
    """A bound is part of the value: it is printed with it."""
    unit: Filled
    """`USD`, `KRW`, `percent`, `percentage-points`, `troops`, `days` …: a currency code or a plain noun."""
    scale: Literal["", "thousand", "million", "billion", "trillion"] = ""
    """Printed after the number; a percentage has none."""
    per: str = ""
    """What the value is a rate of: `year`, `GDP`."""
    as_of: Edtf | None = None
    """The date the value is of."""
    source: CiteKey
    """The citekey of the source that gives the value; a sentence that prints the figure cites it."""
    locator: str = ""
    """The place in the source, written as in a citation: `p. 4`."""
    max_age: Age | None = None
    """How old its source may be; the topic's where it is not given."""
    calc: str = ""
    """How the value follows from other figures of the desk: `(exports-2025 - exports-2024) / exports-2024 * 100`."""
    note: str = ""
    """A remark printed under the label."""
    contested: str = ""
    """One sentence, where sources disagree on the value."""
    changed: str = ""
    """Why the value differs from the one last published."""
    supersedes: OneOrMore = ()
    """Ids of older figures this one takes the place of: what changed is told as `old → new`."""

    @field_validator("to")
    @classmethod
    def _ends_above(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        start = info.data.get("value")
        if value is not None and start is not None and value <= start:
            raise ValueError(f"a range ends above its beginning: {value} is not greater than {start}")
        return value

    @field_validator("scale")
    @classmethod
    def _of_what_is_counted(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("unit") == "percent":
            raise ValueError("a percentage has no scale")
        return value


@dataclass(frozen=True, slots=True)
class Figure:
    path: str
    place: Place
    record: FigureRecord

    @property
    def id(self) -> str:
        return self.record.id


# ------------------------------------------------------------------- briefs


class SectionHead(Record):
    """One section of a brief: a topic's notes, all of them or the ones named, in that order."""

    topic: Slug
    """A topic of the desk."""
    title: str = ""
    """The section's heading, where it is not the topic's title."""
    notes: tuple[Filled, ...] = ()
    """Ids of notes, in this order; all current notes of the topic, newest first, when none is named."""


class BriefHead(Record):
    """The front matter of a brief."""

    title: Filled
    """The heading of the brief."""
    subtitle: str = ""
    """Printed under the title."""
    series: str = ""
    """Printed at the head of the first page."""
    number: str = ""
    """Printed after the series: No. 7. Left out, as a rule: editions are counted when they are published."""
    authors: tuple[Filled, ...] = ()
    """Who issues it; also in the metadata of the PDF."""
    audience: str = ""
    """For whom it is written."""
    marking: str = ""
    """Handling or classification, printed on every page of the PDF."""
    sections: Annotated[tuple[SectionHead, ...], Field(min_length=1)]
    """What it holds, in this order."""
    template: Slug = "bulletin"
    """A folder of the desk's `templates/`, or a shipped template."""
    citations: str = ""
    """A CSL style by name, or the path of a `.csl` file in the desk; the desk's own where empty."""
    scale: Literal["", "icd203", "phia"] = ""
    """The scale of likelihood; the desk's own where it is not given."""
    profile: Literal["one-pager", "bulletin", "report"] = "bulletin"
    """The length allowed: 500, 2,000 or 20,000 words."""
    figures: tuple[Slug, ...] = ()
    """The figures of the table, in this order, as far as the edition uses them; empty: all it uses."""
    options: dict[str, Any] = Field(default_factory=dict)
    """The template's own options; their names and types stand in its `template.toml`."""
    ignore: tuple[Suppression, ...] = ()
    """Findings that are let stand in this brief and its editions, each with its reason."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What to say, to whom, in which order. `blocks` is the body: bottom line and lead, perhaps of several dates."""

    id: str
    path: str
    head: BriefHead
    blocks: tuple[Block, ...]


# ----------------------------------------------------------------- settings


class DeskSettings(Record):
    name: Filled
    """Printed as the issuer."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en-GB"
    """Of the notes: it decides on quotation marks, hyphenation, dates, numbers and the words of citations. The
    fixed words a template prints are in `[labels]`."""
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "friday"
    """The day of an ISO week that `--week` means."""
    citations: Filled = "chicago-notes-bibliography"
    """A CSL style by name, or the path of a `.csl` file in the desk."""
    scale: Literal["icd203", "phia"] = "icd203"
    """The scale of likelihood."""
    disclaimer: str = ""
    """Printed at the end of each brief."""
    contact: str = ""
    """Printed with the name."""


class Waiver(Record):
    """A suppression of the whole desk, under its code in `[check.ignore]`."""

    reason: str = ""
    """Why; a suppression without a reason is a finding itself."""
    until: Day | None = None
    """The last day on which it holds; without one it holds always."""
    severity: Literal["", "info", "warning", "error"] = ""
    """The gravest finding that it covers; empty: any."""


class CheckSettings(Record):
    ignore: dict[str, Waiver | str] = Field(default_factory=dict)
    """Code → the reason why the desk ignores it, or a table of `reason`, `until` and `severity`."""


class EvidenceSettings(Record):
    snapshots: Filled = "snapshots"
    """The folder of the sources' kept bytes: a path, from the desk where it is relative. The environment's
    `BRIEFINGS_SNAPSHOTS` goes before it."""
    tolerance: Annotated[Decimal, Field(ge=0, le=50)] = Decimal(5)
    """By how much per cent "about" or "nearly" may differ from the source's value."""


class PrintSettings(Record):
    time_limit: Annotated[int, Field(ge=1, le=3600)] = 120
    """Seconds one PDF may take."""
    memory_limit: Annotated[int, Field(ge=256, le=65536)] = 2048
    """MiB the printing process may use."""


def _base_url(value: object) -> object:
    """An address that paths can be put behind: no query, no fragment, a slash at the end."""
    if not isinstance(value, str) or not value:
        return value
    if not re.fullmatch(r"https?://[^\s/?#<>\"]+(/[^\s?#<>\"]*)?", value):
        raise ValueError("an address looks like https://desk.example.org/briefs/")
    return value if value.endswith("/") else f"{value}/"


class SiteSettings(Record):
    title: str = ""
    """At the head of every page and of the feed; the desk's name where it is empty."""
    description: str = ""
    """A sentence on what the site holds, for the home page, the feed and search engines."""
    author: str = ""
    """The author that the feed names; the desk's name where it is empty."""
    base_url: Annotated[str, BeforeValidator(_base_url)] = ""
    """The address at which the site will be found. With it there are canonical links, a sitemap and whole addresses in
    the feed; without it every link is relative. `briefings site --base-url` goes before it."""


MAX_AGE = {"security": datetime.timedelta(days=30), "trade": datetime.timedelta(days=90)}
"""How old the newest source of a topic's claim may be where the desk sets nothing."""


class Settings(Record):
    """`briefings.toml`."""

    desk: DeskSettings
    topics: dict[str, Filled] = Field(default_factory=dict)
    """Topic → its title, in the desk's order."""
    check: CheckSettings = CheckSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    max_age: dict[str, Age] = Field(default_factory=lambda: dict(MAX_AGE))
    """Topic → how old the newest source of a claim may be: `security = "30d"`. What is set here is added to 30 days
    for security and 90 for trade; other topics have no limit."""
    print: PrintSettings = PrintSettings()
    site: SiteSettings = SiteSettings()
    labels: dict[str, Filled] = Field(default_factory=dict)
    """The desk's own words for what a template prints; `docs/templates.md` lists them."""

    @field_validator("max_age", mode="before")
    @classmethod
    def _beside_the_usual(cls, value: object) -> object:
        return {**MAX_AGE, **value} if isinstance(value, dict) else value


# ------------------------------------------------------- names and origins


class KnownName(Record):
    """A proper name and the other forms of it that the desk accepts as the same."""

    name: Filled
    """As the desk writes it."""
    aliases: OneOrMore
    """As sources write it."""


class OriginDecision(Record):
    """The desk's word on whether sources go back to one origin, against or beside what was found."""

    sources: Annotated[tuple[Filled, ...], Field(min_length=2)]
    """Citekeys."""
    same: bool
    """Whether they count as one origin."""
    reason: Filled
    """Why."""


# ------------------------------------------------------------------ dossier


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything read from a desk, indexed; `diagnostics` is what was wrong with the reading.

    The mappings are sorted by key. `texts` holds each file's text by path, for the carets of messages.
    """

    settings: Settings
    notes: dict[str, Note] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    briefs: dict[str, Brief] = field(default_factory=dict)
    names: tuple[KnownName, ...] = ()
    origins: tuple[OriginDecision, ...] = ()
    published: dict[str, tuple[dict[str, Any], ...]] = field(default_factory=dict)
    """Brief → the records of its published editions as they were written, oldest first."""
    former: dict[tuple[str, str, int], dict[str, Any]] = field(default_factory=dict)
    """Brief, date and number of a correction → the record that this correction took the place of."""
    lock: str = ""
    """The text of `content/evidence.lock.json`; "" where there is none."""
    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def published_on(self, brief: str, date: datetime.date) -> dict[str, Any] | None:
        """The record of the edition published under this date."""
        day = date.isoformat()
        return next((one for one in self.published.get(brief, ()) if str(one.get("date", "")) == day), None)

    def published_before(self, brief: str, date: datetime.date) -> dict[str, Any] | None:
        """The record that an edition of this date is compared with: of the newest published one that is older.

        An edition that is itself published is compared with the record that there was when it was: its changes stay
        as they were printed, though the older edition was corrected since.
        """
        mine = self.published_on(brief, date)
        if mine and "compared-with" in mine.get("published", {}):
            return self._compared_with(brief, mine["published"]["compared-with"])
        older = [one for one in self.published.get(brief, ()) if str(one.get("date", "")) < date.isoformat()]
        return max(older, key=lambda one: str(one["date"])) if older else None

    def _compared_with(self, brief: str, then: dict[str, Any] | None) -> dict[str, Any] | None:
        """The record of a date as it was when it had so many corrections."""
        if then is None:
            return None
        former = self.former.get((brief, then["date"], then["corrections"] + 1))
        return former or self.published_on(brief, datetime.date.fromisoformat(then["date"]))

    def superseded_by(self, note: Note, date: datetime.date) -> set[str]:
        """The ids of the notes known on `date` that `note` supersedes, itself or by way of others.

        Its own id is among them where the notes go round in a circle.
        """
        found: set[str] = set()
        waiting = [note]
        while waiting:
            names = (name for name in waiting.pop().head.supersedes if name in self.notes)
            new = {name for name in names if self.notes[name].head.date <= date} - found
            found |= new
            waiting += [self.notes[name] for name in new]
        return found


# ---------------------------------------------------------------- citations


@dataclass(frozen=True, slots=True)
class CiteCluster:
    """One citation in reading order; `inside_note` when it stands in one of the desk's own footnotes.

    A cluster without cites stands for a footnote that holds no citation: it takes a note number.
    """

    cites: tuple[Cite, ...]
    inside_note: bool = False
    opens_note: bool = False
    """True for the first cluster of a footnote: the note number moves on here."""


@dataclass(frozen=True, slots=True)
class CitationRequest:
    """All a CSL processor needs for one edition. `references` are CSL-JSON items."""

    style: str
    """A style's name, or the text of a `.csl` file."""
    locale: str
    references: tuple[dict[str, Any], ...]
    clusters: tuple[CiteCluster, ...]


@dataclass(frozen=True, slots=True)
class FormattedCitation:
    """`text` stands in the line (empty for a plain note call); `note` is the note's text, or None in-text. HTML."""

    text: str
    note: str | None


@dataclass(frozen=True, slots=True)
class FormattedCitations:
    """The answer, cluster by cluster, and the bibliography as (citekey, HTML) in the style's order."""

    note_style: bool
    clusters: tuple[FormattedCitation, ...]
    bibliography: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()
    """What the processor had to say, one sentence each: an entry that the style prints as nothing."""


# ------------------------------------------------------------------ edition


@dataclass(frozen=True, slots=True)
class KeyJudgement:
    """A judgement as it is printed: numbered, with the scale's range in per cent."""

    number: int
    id: str
    note: str
    topic: str
    likelihood: str
    low: int
    high: int
    confidence: str
    horizon: str
    statement: tuple[Inline, ...]
    basis: tuple[Block, ...]
    place: Place
    changed: str = ""
    """Why it differs from the edition published last, in its author's words."""


@dataclass(frozen=True, slots=True)
class EditionNote:
    """A note inside an edition: `blocks` without its judgements, which stand in `judgements`."""

    id: str
    title: str
    date: datetime.date
    authors: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class EditionSection:
    topic: str
    title: str
    notes: tuple[EditionNote, ...]


ChangeKind = Literal[
    "title-reworded",
    "series-reworded",
    "bottom-line-reworded",
    "judgement-raised",
    "judgement-lowered",
    "judgement-withdrawn",
    "judgement-dropped",
    "confidence-raised",
    "confidence-lowered",
    "judgement-new",
    "judgement-horizon",
    "judgement-reworded",
    "figure-changed",
    "figure-new",
    "figure-dropped",
    "claim-withdrawn",
    "claim-contested",
    "claim-uncorroborated",
    "claim-corroborated",
    "claim-new",
    "claim-reworded",
    "claim-dropped",
    "source-superseded",
    "source-regraded",
    "source-new",
    "source-dropped",
]
"""What a change is; in the order in which changes are told: first what a reader of the last edition must know."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two editions of a brief."""

    kind: ChangeKind
    id: str
    """Of the judgement, claim or figure; of a source its citekey; of the head `title`, `series` or `bottom-line`."""
    label: str
    """What it is about, in words: the statement, the claim, the figure's label, the source's title, the new head."""
    old: str = ""
    """What the earlier edition had, as it is printed; empty for what is new."""
    new: str = ""
    """What this edition has, as it is printed; empty for what is gone."""
    reason: str = ""
    """Why, in the desk's words; empty where none was given."""
    document: str = ""
    """The note's id; empty for the brief's own text and head, for figures and for sources."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a published edition was printed anew under its date."""

    date: datetime.date
    """The day of the correction."""
    reason: str
    former: str
    """The file of the record that this one takes the place of, below `content/editions/<brief>/`."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A judgement or claim that was taken back: no longer printed, and still told of."""

    kind: Literal["judgement", "claim"]
    id: str
    document: str
    """The note's id, or `briefs/<id>`."""
    text: str
    date: datetime.date
    reason: str


FORM = 2
"""Of the records of editions, as they are written now. Form 1, of before November 2026, has no heads of tables, and its
changes tell of no other title, series or bottom line."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A brief fixed at a date: what is printed."""

    brief: str
    path: str
    head: BriefHead
    desk: DeskSettings
    date: datetime.date
    cutoff: datetime.date
    """The information cut-off: the newest date among its notes."""
    bottom_line: tuple[Block, ...]
    lead: tuple[Block, ...]
    judgements: tuple[KeyJudgement, ...]
    sections: tuple[EditionSection, ...]
    sources: tuple[Source, ...]
    """The sources cited, sorted by key."""
    figures: tuple[Figure, ...]
    """The figures printed in the table, in its order."""
    all_figures: dict[str, Figure]
    scale: str
    style: str
    """The CSL style, by name or as text."""
    evidence: dict[tuple[str, str], ClaimEvidence] = field(default_factory=dict)
    """What was found on its claims, by (document, claim id); document is the note's id, or `briefs/<id>`."""
    origins: dict[str, str] = field(default_factory=dict)
    """Citekey → the name of its independent origin; empty: by declaration alone."""
    number: str = ""
    """Its number in the series: the one it was published under, or would be."""
    since: datetime.date | None = None
    """The date of the last published edition before it, which `changes` are told from."""
    changes: tuple[Change, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """Oldest first; none but a published edition has any."""
    withdrawals: tuple[Withdrawal, ...] = ()
    form: int = FORM
    """Of its record: the one that it was published in, so that it can be made again as it was."""

    @property
    def nodes(self) -> tuple[Block | Inline, ...]:
        """Everything it prints, in the order in which it is read: citations are numbered by it."""
        return (
            *self.bottom_line,
            *self.lead,
            *(inline for judgement in self.judgements for inline in judgement.statement),
            *(block for section in self.sections for note in section.notes for block in note.blocks),
        )


# -------------------------------------------------------------------- sheet


@dataclass(frozen=True, slots=True)
class Asset:
    """A file the sheet shows. `name` is unique in the sheet and needs no escaping in a URL."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF; `relationship` is PDF/A-3's AFRelationship."""

    name: str
    media_type: str
    content: bytes
    description: str
    relationship: Literal["Source", "Data", "Alternative", "Supplement"] = "Data"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One HTML text and its assets, ready to print.

    In a print sheet the style is kept apart from `html` (a press parses each style once) and assets are
    named by the virtual address `ASSETS` + name; a screen sheet is one self-contained file.
    """

    brief: str
    medium: Literal["print", "screen"]
    html: str
    date: datetime.date
    style: str = ""
    assets: tuple[Asset, ...] = ()
    attachments: tuple[Attachment, ...] = ()


ASSETS = "https://briefing.invalid/assets/"
"""The virtual address under which a print sheet's assets are served; nothing else is."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a press gives back: the bytes, or None when it could not print, and what it has to say."""

    payload: bytes | None
    diagnostics: tuple[Diagnostic, ...]
    pages: int = 0
