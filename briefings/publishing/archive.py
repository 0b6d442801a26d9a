"""What the records of published editions say, as values: editions, and by topic, judgement, figure and source."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefings.editions.formats import NO_BREAK, format_figure, long_edtf
from briefings.errors import BriefingsError
from briefings.model import FigureRecord, Settings, parse_edtf
from briefings.prose import BETWEEN_CELLS
from briefings.reading.markdown import typeset
from briefings.reading.published import row_in_words
from briefings.values import dataclass

# ------------------------------------------------------------------ records


class PastRecord(BaseModel):
    """A part of a record as it was written; keys that the site does not use are passed over."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=lambda name: name.replace("_", "-"), populate_by_name=True
    )


class PastCite(PastRecord):
    source: str
    label: str = ""
    locator: str = ""


class PastItem(PastRecord):
    """What was looked for on a claim, and what became of it."""

    text: str
    state: str
    required: bool = True
    problem: str = ""
    found: str = ""
    differences: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        return self.required and self.state != "verified"

    @property
    def misses(self) -> bool:
        """Whether a source was read and does not have it as it stands."""
        return self.required and self.state in ("altered", "not-found")


class PastEvidence(PastRecord):
    state: str
    standing: str
    items: tuple[PastItem, ...] = ()


class PastClaim(PastRecord):
    id: str
    text: str
    heads: tuple[str, ...] = ()
    cites: tuple[PastCite, ...] = ()
    figures: tuple[str, ...] = ()
    evidence: PastEvidence | None = None

    @property
    def words(self) -> str:
        return row_in_words(self.text, self.heads)


class PastJudgement(PastRecord):
    number: int
    id: str
    text: str
    likelihood: str
    range: tuple[int, int]
    confidence: str
    horizon: str = ""
    topic: str
    note: str
    cites: tuple[PastCite, ...] = ()
    evidence: PastEvidence | None = None

    @property
    def words(self) -> str:
        return self.text


class PastNote(PastRecord):
    id: str
    title: str
    date: datetime.date
    claims: tuple[PastClaim, ...] = ()


class PastSection(PastRecord):
    topic: str
    title: str
    notes: tuple[PastNote, ...] = ()


class PastLead(PastRecord):
    claims: tuple[PastClaim, ...] = ()


class PastSnapshot(PastRecord):
    sha256: str
    captured: datetime.date


class PastProvenance(PastRecord):
    kind: str
    originator: str
    reliability: str
    basis: str
    descriptor: str
    derived_from: tuple[str, ...] = ()
    ai: str = "unknown"
    info_date: str | None = None
    interest: str = ""
    status: str = "current"
    superseded_by: str = ""
    snapshot: PastSnapshot | None = None


class PastSource(PastRecord):
    key: str
    type: str
    title: str
    author: tuple[str, ...] = ()
    issued: str | None = None
    accessed: datetime.date | None = None
    container_title: str = ""
    URL: str | None = Field(default=None, alias="URL")
    provenance: PastProvenance
    origin: str = ""

    @property
    def short(self) -> str:
        """By its first author, or where it stands, or its title; with the year: `Ann Smith 2025`."""
        if self.author:
            name = f"{self.author[0]}{' et al.' if len(self.author) > 1 else ''}"
        elif self.container_title:
            name = self.container_title
        else:
            cut = self.title if len(self.title) <= 40 else self.title[:38].rpartition(" ")[0] or self.title[:38]
            name = f"“{cut}{'…' if cut != self.title else ''}”"
        year = re.match(r"\d{4}", self.issued or "")
        return f"{name}{NO_BREAK}{year[0]}" if year else name

    @property
    def web_address(self) -> str:
        """The address where it may be a link: nothing but http and https is."""
        return self.URL if self.URL and re.match(r"https?://[^\s/]", self.URL, re.IGNORECASE) else ""


class PastChange(PastRecord):
    kind: str
    id: str
    label: str
    old: str = ""
    new: str = ""
    reason: str = ""
    document: str = ""

    @property
    def thing(self) -> tuple[str, str, str]:
        """What it is about: judgement, figure, claim or source, its document and its id."""
        family = self.kind.partition("-")[0]
        return "judgement" if family == "confidence" else family, self.document, self.id


class PastCorrection(PastRecord):
    date: datetime.date
    reason: str


class PastWithdrawal(PastRecord):
    kind: str
    id: str
    text: str
    date: datetime.date
    reason: str = ""


class PastFiles(PastRecord):
    """What a record says of the files that were published with it: their SHA-256 digests, by suffix."""

    files: Mapping[str, str] = Field(default_factory=dict)


class PastEdition(PastRecord):
    """A published edition, as its record has it."""

    brief: str
    title: str
    date: datetime.date
    cutoff: datetime.date
    since: datetime.date | None = None
    series: str = ""
    number: str = ""
    authors: tuple[str, ...] = ()
    marking: str = ""
    bottom_line: str = ""
    judgements: tuple[PastJudgement, ...] = ()
    sections: tuple[PastSection, ...] = ()
    lead: PastLead = PastLead()
    figures: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[PastSource, ...] = ()
    changes: tuple[PastChange, ...] = ()
    corrections: tuple[PastCorrection, ...] = ()
    withdrawals: tuple[PastWithdrawal, ...] = ()
    published: PastFiles = PastFiles()

    @property
    def stem(self) -> str:
        """The name of its files and page, which no other edition has."""
        return f"{segment(self.brief)}-{self.date}"

    @property
    def name(self) -> str:
        """`Alliance Desk Bulletin No. 3`; the title where the brief has no series."""
        return " ".join(filter(None, (self.series or self.title, f"No. {self.number}" if self.number else "")))

    @property
    def changed(self) -> int:
        """How many judgements, figures, claims and sources are not as they were."""
        return len({change.thing for change in self.changes})

    @property
    def updated(self) -> datetime.date:
        """The day it last changed: of its newest correction, else its own."""
        return max([self.date, *(correction.date for correction in self.corrections)])

    def claims(self) -> Iterator[tuple[str, str, PastClaim]]:
        """Every claim it prints with the id of its document and its topic; "" for both in the brief's own text."""
        for claim in self.lead.claims:
            yield "", "", claim
        for section in self.sections:
            for note in section.notes:
                for claim in note.claims:
                    yield note.id, section.topic, claim

    def topics(self) -> tuple[str, ...]:
        """Its topics in its order, each once."""
        topics = [section.topic for section in self.sections] + [one.topic for one in self.judgements]
        return tuple(dict.fromkeys(topics))

    def anchor_of(self, document: str, name: str) -> str:
        """The place of a claim or judgement on the page of the edition."""
        return f"{segment(document.replace('/', '.') or 'brief')}.{segment(name)}"


def segment(name: str) -> str:
    """A name as one step of a path and of an address, on any file system; two names never make one segment."""
    plain = re.sub(r"[^a-z0-9._-]", "-", name.lower())[:80].strip(".") or "x"
    return (
        plain if plain == name else f"{plain}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    )


# ------------------------------------------------------------------ archive


@dataclass(frozen=True, slots=True)
class PastFigure:
    """A figure as an edition printed it.

    `amount` is the number alone, and None for a range or a bound, which no point can show.
    """

    id: str
    label: str
    text: str
    amount: float | None
    unit: str
    """What may be compared with what: unit, scale and rate."""
    as_of: str
    source: str
    contested: str


@dataclass(frozen=True, slots=True)
class FigureHistory:
    """A figure over the editions that print it, oldest first.

    `runs` are parted where an edition on the topic came between that does not print it.
    """

    id: str
    runs: tuple[tuple[tuple[PastEdition, PastFigure], ...], ...]

    @property
    def printed(self) -> tuple[tuple[PastEdition, PastFigure], ...]:
        return tuple(use for run in self.runs for use in run)

    @property
    def newest(self) -> PastFigure:
        return self.runs[-1][-1][1]

    def rows(self) -> tuple[tuple[PastFigure, PastEdition, PastEdition], ...]:
        """Its values one after the other, each with the first and the last edition of that stretch."""
        rows: list[tuple[PastFigure, PastEdition, PastEdition]] = []
        for run in self.runs:
            for number, (edition, figure) in enumerate(run):
                if number and _same_value(rows[-1][0], figure):
                    rows[-1] = (figure, rows[-1][1], edition)
                else:
                    rows.append((figure, edition, edition))
        return tuple(rows)

    @property
    def moves(self) -> bool:
        """Whether it had more than one value, all of one unit: then it can be drawn."""
        amounts = {figure.amount for _, figure in self.printed}
        return len(amounts) > 1 and None not in amounts and len({figure.unit for _, figure in self.printed}) == 1


def _same_words(one: str, other: str) -> bool:
    return one.split() == other.split()


def _same_value(one: PastFigure, other: PastFigure) -> bool:
    return (one.text, one.as_of, one.source) == (other.text, other.as_of, other.source)


@dataclass(frozen=True, slots=True)
class JudgementHistory:
    """A judgement over the editions that print it, oldest first; `stands` where the newest edition still has it."""

    id: str
    printed: tuple[tuple[PastEdition, PastJudgement], ...]
    stands: bool
    withdrawal: PastWithdrawal | None = None

    @property
    def newest(self) -> tuple[PastEdition, PastJudgement]:
        return self.printed[-1]


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """A source over the editions that cite it, newest first, with the claims and judgements that rest on it."""

    key: str
    records: tuple[tuple[PastEdition, PastSource], ...]

    @property
    def newest(self) -> PastSource:
        return self.records[0][1]

    def grades(self) -> tuple[tuple[PastEdition, str], ...]:
        """Each grade with the edition from which it was given, oldest first."""
        grades: list[tuple[PastEdition, str]] = []
        for edition, source in reversed(self.records):
            if not grades or grades[-1][1] != source.provenance.reliability:
                grades.append((edition, source.provenance.reliability))
        return tuple(grades)


@dataclass(frozen=True, slots=True)
class Archive:
    """All published editions of a desk, newest first; of one day the fullest first."""

    desk: str
    """The desk's name."""
    language: str
    editions: tuple[PastEdition, ...]
    topics: dict[str, str]
    """Topic → title: the desk's in their order, then those that only older editions know."""
    figures: dict[tuple[str, str], PastFigure]
    """(the stem of an edition, the figure's id) → the figure as it is printed there."""
    withdrawals: dict[tuple[str, str], PastWithdrawal]
    """(`judgement` or `claim`, its id) → what was said when it was taken back last, where no edition has it since."""

    def latest(self) -> tuple[PastEdition, ...]:
        """The newest edition of each brief."""
        newest: dict[str, PastEdition] = {}
        for edition in self.editions:
            newest.setdefault(edition.brief, edition)
        return tuple(newest.values())

    def editions_on(self, topic: str) -> tuple[PastEdition, ...]:
        return tuple(edition for edition in self.editions if topic in edition.topics())

    def before(self, edition: PastEdition) -> PastEdition | None:
        """The edition of the same brief before it."""
        return next((one for one in self.editions if one.brief == edition.brief and one.date < edition.date), None)

    def after(self, edition: PastEdition) -> PastEdition | None:
        """The edition of the same brief after it."""
        newer = [one for one in self.editions if one.brief == edition.brief and one.date > edition.date]
        return newer[-1] if newer else None

    def withdrawal(self, printed: PastJudgement | PastClaim, edition: PastEdition) -> PastWithdrawal | None:
        """How a judgement or claim that an edition prints was taken back after it; None where it was not."""
        kind = "judgement" if isinstance(printed, PastJudgement) else "claim"
        found = self.withdrawals.get((kind, printed.id))
        return found if found and found.date > edition.date else None

    def withdrawn_since(
        self, edition: PastEdition
    ) -> tuple[tuple[str, PastJudgement | PastClaim, PastWithdrawal], ...]:
        """What an edition prints and was taken back after it, each with the id of its document."""
        printed: list[tuple[str, PastJudgement | PastClaim]] = [(one.note, one) for one in edition.judgements]
        printed += [(document, claim) for document, _topic, claim in edition.claims()]
        found = ((document, one, self.withdrawal(one, edition)) for document, one in printed)
        return tuple((document, one, withdrawal) for document, one, withdrawal in found if withdrawal)

    def figure_withdrawal(self, history: FigureHistory) -> PastWithdrawal | None:
        """How the last claim that prints a figure was taken back; None where a claim that stands prints it."""
        edition, figure = history.runs[-1][-1]
        claims = [claim for _, _, claim in edition.claims() if figure.id in claim.figures]
        found = [withdrawal for claim in claims if (withdrawal := self.withdrawal(claim, edition))]
        return max(found, key=lambda one: one.date) if claims and len(found) == len(claims) else None

    def said(self, text: str, edition: PastEdition) -> str:
        """A text of a record as a reader has it: in the place of `[id]` stands the figure."""

        def printed(match: re.Match[str]) -> str:
            figure = self.figures.get((edition.stem, match[1]))
            return figure.text if figure else match[0]

        # The cells of a row of a table stand beside each other where an older record does not have their heads.
        return re.sub(r"\[([a-z0-9-]+)\]", printed, text).replace(BETWEEN_CELLS, "; ")

    def short_names(self) -> dict[str, str]:
        """How a source is named where it is cited; two that would be named alike get a letter each."""
        names = {one.key: one.newest.short for one in sorted(self.sources(), key=lambda one: one.key)}
        doubled = {name for name, count in Counter(names.values()).items() if count > 1}
        letters = Counter[str]()
        for key, name in names.items():
            if name in doubled:
                letters[name] += 1
                names[key] = f"{name} {chr(96 + letters[name])}" if letters[name] <= 26 else f"{name} {letters[name]}"
        return names

    def judgements(self, topic: str) -> tuple[JudgementHistory, ...]:
        """The judgements of a topic: those that stand first, in the order of the newest edition."""
        standing = {
            judgement.id for edition in self.latest() for judgement in edition.judgements if judgement.topic == topic
        }
        printed: dict[str, list[tuple[PastEdition, PastJudgement]]] = {}
        for edition in self.editions:
            for judgement in edition.judgements:
                if judgement.topic == topic:
                    printed.setdefault(judgement.id, []).append((edition, judgement))
        histories = [
            JudgementHistory(
                name, tuple(reversed(_one_a_day(uses))), name in standing, self.withdrawals.get(("judgement", name))
            )
            for name, uses in printed.items()
        ]
        return tuple(sorted(histories, key=lambda one: not one.stands))

    def figures_on(self, topic: str) -> tuple[FigureHistory, ...]:
        """The figures that the claims of a topic print, as the newest edition orders them, then those of older ones."""
        printed: dict[str, list[tuple[PastEdition, PastFigure]]] = {}
        for edition in self.editions:
            named = [name for _, where, claim in edition.claims() if where == topic for name in claim.figures]
            for name in dict.fromkeys(named):
                figure = self.figures.get((edition.stem, name))
                if figure is not None:
                    printed.setdefault(name, []).append((edition, figure))
        days = sorted({edition.date for edition in self.editions_on(topic)})
        return tuple(FigureHistory(name, _runs(_one_a_day(uses)[::-1], days)) for name, uses in printed.items())

    def flaws_of(self, history: FigureHistory) -> PastEvidence | None:
        """What was not found as it stands of a figure, in the last edition that prints it; None where all was."""
        edition, figure = history.runs[-1][-1]
        for _, _, claim in edition.claims():
            if claim.evidence and figure.id in claim.figures:
                items = tuple(one for one in claim.evidence.items if one.misses and _same_words(one.text, figure.text))
                if items:
                    return claim.evidence.model_copy(update={"items": items})
        return None

    def sources(self) -> tuple[SourceHistory, ...]:
        """Every source that an edition cites, by title."""
        records: dict[str, list[tuple[PastEdition, PastSource]]] = {}
        for edition in self.editions:
            for source in edition.sources:
                records.setdefault(source.key, []).append((edition, source))
        histories = [SourceHistory(key, tuple(found)) for key, found in records.items()]
        return tuple(sorted(histories, key=lambda one: (one.newest.title.casefold().lstrip("["), one.key)))

    def resting_on(self, key: str, edition: PastEdition) -> tuple[tuple[str, PastJudgement | PastClaim, PastCite], ...]:
        """What rests on a source in an edition: the document's id, the judgement or claim, and the citation."""
        found: list[tuple[str, PastJudgement | PastClaim, PastCite]] = []
        for judgement in edition.judgements:
            found += [(judgement.note, judgement, cite) for cite in judgement.cites if cite.source == key][:1]
        for document, _topic, claim in edition.claims():
            found += [(document, claim, cite) for cite in claim.cites if cite.source == key][:1]
        return tuple(found)


def _one_a_day(uses: list[tuple[PastEdition, Any]]) -> list[tuple[PastEdition, Any]]:
    """Where several briefs of one day print the same thing, it is told of the first of them."""
    days: dict[datetime.date, tuple[PastEdition, Any]] = {}
    for edition, used in uses:
        days.setdefault(edition.date, (edition, used))
    return list(days.values())


def _runs(
    uses: list[tuple[PastEdition, PastFigure]], days: list[datetime.date]
) -> tuple[tuple[tuple[PastEdition, PastFigure], ...], ...]:
    """Uses of a figure, oldest first, parted where one of `days` lies between two of them."""
    runs: list[list[tuple[PastEdition, PastFigure]]] = []
    for edition, figure in uses:
        if runs and days.index(edition.date) == days.index(runs[-1][-1][0].date) + 1:
            runs[-1].append((edition, figure))
        else:
            runs.append([(edition, figure)])
    return tuple(map(tuple, runs))


def to_archive(published: Mapping[str, tuple[Mapping[str, Any], ...]], settings: Settings) -> Archive:
    """The archive of all records, brief by brief. Raises `BriefingsError` for a record that is none."""
    language = settings.desk.language
    editions = [_edition(brief, record, language) for brief, records in published.items() for record in records]
    editions.sort(key=lambda one: (-one.date.toordinal(), -len(one.judgements), one.brief))
    used = sorted({topic for edition in editions for topic in edition.topics()})
    titles = {section.topic: section.title for edition in reversed(editions) for section in edition.sections}
    topics = {topic: title for topic, title in settings.topics.items() if topic in used}
    topics |= {topic: titles.get(topic, topic) for topic in used if topic not in topics}
    figures = {
        (edition.stem, figure.id): figure
        for edition in editions
        for record in edition.figures
        for figure in (_figure(record, edition, language),)
    }
    return Archive(settings.desk.name, language, tuple(editions), topics, figures, _withdrawals(editions))


def _withdrawals(editions: list[PastEdition]) -> dict[tuple[str, str], PastWithdrawal]:
    """What was taken back, by kind and id; not what an edition of that day or a later one has again."""
    told = {(one.kind, one.id): one for edition in reversed(editions) for one in edition.withdrawals}
    for edition in editions:
        printed = [("judgement", one.id) for one in edition.judgements]
        for name in printed + [("claim", claim.id) for _, _, claim in edition.claims()]:
            if name in told and edition.date >= told[name].date:
                del told[name]
    return told


def _edition(brief: str, record: Mapping[str, Any], language: str) -> PastEdition:
    try:
        return PastEdition.model_validate(_typeset(record, language))
    except ValidationError as error:
        raise _broken(brief, str(record.get("date")), error) from error


_WORDS = frozenset(
    {"title", "series", "label", "contested", "reason", "descriptor", "basis", "interest", "old", "new", "author"}
)
"""The keys of a record whose texts stand in it as the desk typed them; claims and judgements have the page's marks."""


def _typeset(value: Any, language: str, *, words: bool = False) -> Any:
    """A record whose words have the quotes and dashes that they have on the page."""
    match value:
        case str():
            return typeset(value, language) if words and _STRAIGHT.search(value) else value
        case Mapping():
            return {key: _typeset(one, language, words=key in _WORDS) for key, one in value.items()}
        case list() | tuple():
            return [_typeset(one, language, words=words) for one in value]
        case _:
            return value


_STRAIGHT = re.compile(r"""["']|--|\.\.\.""")


def _figure(record: Mapping[str, Any], edition: PastEdition, language: str) -> PastFigure:
    kept = {name: value for name, value in record.items() if name in _FIGURE_KEYS}
    try:
        figure = FigureRecord.model_validate(kept)
    except ValidationError as error:
        raise _broken(edition.brief, str(edition.date), error) from error
    return PastFigure(
        figure.id,
        figure.label,
        format_figure(figure, language),
        float(figure.value) if figure.to is None and figure.bound in {"", "about"} else None,
        " ".join(filter(None, (figure.scale, figure.unit, figure.per))),
        long_edtf(figure.as_of, language),
        figure.source,
        figure.contested,
    )


_FIGURE_KEYS = frozenset(
    {"id", "label", "value", "to", "bound", "unit", "scale", "per", "as-of", "source", "contested"}
)
"""The keys of a figure that are printed here; its age in the record is written in another form than the author's."""


def _broken(brief: str, date: str, error: ValidationError) -> BriefingsError:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    path = f"content/editions/{brief}/{date}.json"
    return BriefingsError(
        f"{path} is no record of an edition: {where}: {first['msg']}", "restore the file from the desk's history"
    )


def long_day(text: str | None, language: str) -> str:
    """A date of a record written out; the text itself where it is none."""
    try:
        return long_edtf(parse_edtf(text), language) if text else ""
    except ValueError:
        return text or ""
