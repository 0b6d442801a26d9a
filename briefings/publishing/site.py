"""The archive as pages: values in, text out. All links inside are relative, so that it works under any address."""

from __future__ import annotations

import calendar
import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from babel.dates import format_skeleton
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from briefings.editions.formats import NO_BREAK, locale_of, long_date, long_horizon
from briefings.model import SiteSettings
from briefings.publishing import feed
from briefings.publishing.archive import (
    Archive,
    PastChange,
    PastClaim,
    PastEdition,
    PastEvidence,
    PastItem,
    PastJudgement,
    SourceHistory,
    long_day,
    segment,
)
from briefings.publishing.charts import HEIGHT, WIDTH, draw
from briefings.publishing.search import SearchEntry
from briefings.publishing.words import CHANGES, GROUPS, KINDS, STANDINGS
from briefings.rendering.labels import LABELS
from briefings.values import dataclass

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
"""What a page may load: its own files alone. Pagefind's search is WebAssembly, which has a word of its own."""

GRADES = frozenset("ABCDEF")

ON_HOME = 12
"""How many editions the home page lists; the rest is on the page of editions."""

LATEST = 3
"""How many of the latest editions the home page shows whole."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page lies in the site, its template, and what the template gets beside the archive."""

    path: str
    template: str
    values: Mapping[str, Any]
    changed: datetime.date
    """The day its matter last changed, for the sitemap."""


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """The files of an edition as they were published, by suffix: html, pdf, json."""

    files: Mapping[str, bytes]

    def size(self, suffix: str) -> str:
        """`120 kB`, as the reader of a link is told."""
        return f"{max(1, round(len(self.files[suffix]) / 1000)):,}\u00a0kB"


def to_site(archive: Archive, files: Mapping[str, EditionFiles], settings: SiteSettings) -> dict[str, bytes]:
    """The texts of the site by path, but for the style, the fonts and what the search needs.

    `files` has those of every edition by its stem.
    """
    environment = _environment(archive, settings)
    pages = _pages(archive, files)
    site = {page.path: _rendered(environment, page, settings) for page in pages}
    site["feed.xml"] = feed.to_atom(environment, archive)
    if settings.base_url:
        site["sitemap.xml"] = feed.to_sitemap(environment, [(page.path, page.changed) for page in pages])
    for edition in archive.editions:
        for suffix, content in files[edition.stem].files.items():
            site[file_path(edition, suffix)] = content
    return site


def site_assets() -> dict[str, bytes]:
    """The files that are the same on every site: style, script and icon."""
    folder = resources.files("briefings.publishing") / "pages"
    return {f"assets/{name}": (folder / name).read_bytes() for name in ("site.css", "search.js", "icon.svg")}


# -------------------------------------------------------------------- paths


def edition_path(edition: PastEdition) -> str:
    return f"editions/{edition.stem}.html"


def file_path(edition: PastEdition, suffix: str) -> str:
    return f"files/{edition.stem}.{suffix}"


def topic_path(topic: str) -> str:
    return f"topics/{segment(topic)}.html"


def source_path(key: str) -> str:
    return f"sources/{segment(key)}.html"


# -------------------------------------------------------------------- pages


def _pages(archive: Archive, files: Mapping[str, EditionFiles]) -> list[Page]:
    newest = max(edition.updated for edition in archive.editions)
    sources = archive.sources()
    lists: dict[str, Any] = {"sources": sources, "files": files}
    return [
        Page("index.html", "home.html.j2", lists, newest),
        Page("editions.html", "editions.html.j2", lists, newest),
        Page("topics.html", "topics.html.j2", lists, newest),
        Page("sources.html", "sources.html.j2", lists | {"uses": _uses(archive, sources)}, newest),
        Page("search.html", "search.html.j2", lists, newest),
        *(
            Page(edition_path(edition), "edition.html.j2", _edition_values(archive, edition, files), edition.updated)
            for edition in archive.editions
        ),
        *(
            Page(topic_path(topic), "topic.html.j2", {"topic": topic}, archive.editions_on(topic)[0].updated)
            for topic in archive.topics
        ),
        *(Page(source_path(one.key), "source.html.j2", {"history": one}, one.records[0][0].updated) for one in sources),
    ]


def _edition_values(archive: Archive, edition: PastEdition, files: Mapping[str, EditionFiles]) -> dict[str, Any]:
    return {
        "edition": edition,
        "files": files,
        "before": archive.before(edition),
        "after": archive.after(edition),
        "groups": grouped(edition.changes),
    }


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """All that changed of one judgement, claim, figure or source, or of one part of the head."""

    what: str
    """`Judgement lowered, reworded`."""
    label: str
    moves: tuple[tuple[str, str], ...]
    """Before and after, where the label does not say it; "" before for what is new."""
    last: tuple[str, ...]
    """What was said last of a thing that is gone: no word of the world, so that it is not written as a move."""
    before: tuple[str, ...]
    """The former wording."""
    reasons: tuple[str, ...]


def grouped(changes: tuple[PastChange, ...]) -> dict[str, list[ChangedThing]]:
    """Changes thing by thing under their headings, in the order in which they are told."""
    things: dict[tuple[str, str, str], list[PastChange]] = {}
    for change in changes:
        things.setdefault(change.thing, []).append(change)
    groups: dict[str, list[ChangedThing]] = {}
    for (family, _document, _id), told in things.items():
        groups.setdefault(GROUPS.get(family, "Others"), []).append(_thing(told))
    return groups


def _thing(changes: list[PastChange]) -> ChangedThing:
    first, *others = [_what(change) for change in changes]
    more = [word.removeprefix("Judgement ").removeprefix("Claim ") for word in others]
    what = ", ".join([first, *(word[:1].lower() + word[1:] for word in more)])
    moved = [change for change in changes if not change.kind.endswith("-reworded")]
    moves = [_move(change) for change in moved]
    return ChangedThing(
        what,
        changes[-1].label,
        tuple((old, new) for old, new in moves if new),
        tuple(old for old, new in moves if old and not new),
        tuple(change.old for change in changes if change not in moved),
        tuple(dict.fromkeys(change.reason for change in changes if change.reason)),
    )


def _what(change: PastChange) -> str:
    """`Source retracted`: of a source's status the new one is told, and for all others the word of the kind."""
    if change.kind == "source-superseded" and change.new:
        return "Source current again" if change.new == "current" else f"Source {change.new}"
    return CHANGES.get(change.kind, change.kind)


def counted(claims: list[ChangedThing]) -> str:
    """`3 claims: 2 new; 1 no longer made`, for where there is no room to name each."""
    counts = Counter(one.what.removeprefix("Claim ").removesuffix(" claim").lower() for one in claims)
    total = f"{len(claims)} claim{'' if len(claims) == 1 else 's'}"
    return f"{total}: {'; '.join(f'{count} {what}' for what, count in counts.items())}"


def _move(change: PastChange) -> tuple[str, str]:
    """Before and after as they are shown: what the label or the word of the change says already is left out."""
    if change.kind == "judgement-horizon":
        return long_horizon(change.old, "en-GB"), long_horizon(change.new, "en-GB")
    if change.kind == "source-superseded":
        return "", ""
    if change.kind.startswith("claim-") and change.old.isdecimal():
        return _origins(change.old), _origins(change.new)
    if change.kind == "claim-contested":
        return STANDINGS.get(change.old, change.old), STANDINGS.get(change.new, change.new)
    values = [value if value != change.label else "" for value in (change.old, change.new)]
    if change.kind.startswith("source-"):
        values = [f"grade {value}" if value in GRADES else value for value in values]
    return values[0], values[1]


def _origins(count: str) -> str:
    return f"{count} origin{'' if count == '1' else 's'}"


_DATE = re.compile(rf"(?:\b\d{{1,2}} )?\b(?:{'|'.join(calendar.month_name[1:])})\b(?: \d{{1,2}}\b,?)?(?: \d{{4}}\b)?")


def together(text: str) -> str:
    """A text whose dates no line breaks: `30 January 2026`, `January 30, 2026`, `December 2026`."""
    return _DATE.sub(lambda date: date[0].replace(" ", NO_BREAK), text)


def failed(evidence: PastEvidence, labels: Mapping[str, str]) -> str:
    """What was not found as it stands, and why: `25%: another unit; the source has 25`. "" where all was."""
    if evidence.state == "verified":
        return ""
    told: dict[str, list[str]] = {}
    for item in evidence.items:
        if item.failed:
            told.setdefault(_told(item, labels), []).append(item.text)
    return ". ".join(f"{', '.join(dict.fromkeys(texts))}: {said}" for said, texts in told.items())


def _told(item: PastItem, labels: Mapping[str, str]) -> str:
    if item.state not in ("altered", "not-found"):
        return labels["not_compared"]
    if item.state == "not-found":
        nearest = labels["nearest"].replace("{found}", item.found)
        return f"not found; {nearest}" if item.found else "not found"
    differing = [
        labels["differs" if ours and theirs else "differs_more" if theirs else "differs_less"]
        .replace("{ours}", ours)
        .replace("{theirs}", theirs)
        for ours, theirs in item.differences
    ]
    problem = labels.get(f"problem_{item.problem}", labels["problem_words"])
    found = [labels["source_has"].replace("{found}", item.found)] if item.found else []
    return "; ".join(differing or [problem, *found])


def _uses(archive: Archive, sources: tuple[SourceHistory, ...]) -> dict[str, int]:
    """How many claims and judgements of the newest editions rest on each source."""
    counts = Counter[str]()
    for one in sources:
        counts[one.key] = sum(len(archive.resting_on(one.key, edition)) for edition in archive.latest())
    return counts


def _environment(archive: Archive, settings: SiteSettings) -> Environment:
    environment = Environment(
        loader=PackageLoader("briefings.publishing", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    english = archive.language.partition("-")[0] == "en"
    language = archive.language if english else "en-GB"
    environment.globals |= {
        "archive": archive,
        "site": settings,
        "known": frozenset(source.key for edition in archive.editions for source in edition.sources),
        "title": settings.title or archive.desk,
        "lang": language,
        # The site's own words are English. Where the desk's are not, they say in which language they are.
        "own": Markup("" if english else ' lang="{}"').format(archive.language),  # noqa: S704 - both are ours, and format escapes
        "policy": POLICY,
        "labels": LABELS,
        "change_words": CHANGES,
        "standings": STANDINGS,
        "kinds": KINDS,
        "on_home": ON_HOME,
        "most": LATEST,
        "edition_path": edition_path,
        "file_path": file_path,
        "topic_path": topic_path,
        "source_path": source_path,
        "day": lambda date: together(long_date(date, language)),
        "plain_day": lambda date: long_date(date, language),
        "month": lambda date: format_skeleton("yMMM", date, locale=locale_of(language)),
        "written_day": lambda text: together(long_day(text, language)),
        "horizon": lambda text: together(long_horizon(text, language)),
        "together": together,
        "said": lambda text, edition: together(archive.said(text, edition)),
        "failed": lambda evidence: failed(evidence, LABELS),
        "counted": counted,
        "short": archive.short_names(),
        "chart": draw,
        "grouped": grouped,
        "chart_size": (WIDTH, HEIGHT),
        "terms": _terms,
    }
    environment.filters["printable"] = printable
    environment.finalize = lambda value: printable(value) if isinstance(value, str) else value
    return environment


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """A text without the control characters that neither HTML nor XML takes."""
    # Escaped text stays escaped: a template's own marks are of a type that says so.
    return type(text)(_CONTROLS.sub("", text)) if _CONTROLS.search(text) else text


def _terms(judgement: PastJudgement) -> str:
    low, high = judgement.range
    return f"{judgement.likelihood} ({low}\u2060–\u2060{high}%)"


def _rendered(environment: Environment, page: Page, settings: SiteSettings) -> bytes:
    up = "../" * page.path.count("/")
    canonical = f"{settings.base_url}{_canonical(page.path)}" if settings.base_url else ""
    template = environment.get_template(page.template)
    return (template.render(up=up, path=page.path, canonical=canonical, **page.values) + "\n").encode()


def _canonical(path: str) -> str:
    """The home page's address is the folder's."""
    return "" if path == "index.html" else path


# ------------------------------------------------------------------- search


def search_entries(archive: Archive, files: Mapping[str, EditionFiles]) -> tuple[SearchEntry, ...]:
    """What can be found: each edition with its whole text, each judgement and claim once, each source.

    A claim that several editions print alike is one entry; it leads to the newest. What the newest edition of a brief
    has stands before what only older ones have.
    """
    entries: dict[tuple[str, ...], SearchEntry] = {}
    newest = {edition.stem for edition in archive.latest()}
    for edition in sorted(archive.editions, key=lambda one: one.stem not in newest):
        for key, entry in _of_edition(archive, edition, files[edition.stem], stands=edition.stem in newest):
            entries.setdefault(key, entry)
    for one in archive.sources():
        edition, source = one.records[0]
        names = dict.fromkeys([*source.author, source.container_title, source.provenance.originator])
        said = f"{', '.join(filter(None, names))}. {source.provenance.descriptor}"
        stands = any(citing.stem in newest for citing, _ in one.records)
        entry = _entry(source_path(one.key), "source", source.title, said, (), edition, stands=stands)
        entries["source", one.key] = entry
    return tuple(sorted(entries.values(), key=lambda one: not one.stands))


def _of_edition(
    archive: Archive, edition: PastEdition, files: EditionFiles, *, stands: bool
) -> Iterator[tuple[tuple[str, ...], SearchEntry]]:
    """The entries of an edition, each with what makes it one of a kind."""
    path, topics = edition_path(edition), edition.topics()
    text = feed.text_of(files.files.get("html", b"").decode("utf-8", "replace"))
    title = f"{edition.title}, {together(long_date(edition.date, 'en-GB'))}"
    yield ("edition", edition.stem), _entry(path, "edition", title, text, topics, edition, stands=stands)
    for judgement in edition.judgements:
        said = archive.said(judgement.text, edition)
        place = f"{path}#{edition.anchor_of(judgement.note, judgement.id)}"
        terms = f"{_taken_back(archive, judgement, edition)}{_terms(judgement)}, {judgement.confidence} confidence"
        entry = _entry(place, "judgement", said, terms, (judgement.topic,), edition, stands=stands)
        yield ("judgement", judgement.id, said), entry
    for document, topic, claim in edition.claims():
        said, words = archive.said(claim.words, edition), archive.said(claim.text, edition)
        place = f"{path}#{edition.anchor_of(document, claim.id)}"
        where = (topic,) if topic else topics
        about = f"{_taken_back(archive, claim, edition)}{_flaw(claim)}".strip()
        yield ("claim", claim.id, words), _entry(place, "claim", said, about, where, edition, stands=stands)


def _taken_back(archive: Archive, printed: PastJudgement | PastClaim, edition: PastEdition) -> str:
    """`Withdrawn on 28 August 2025: It has come true. `; "" for what was not taken back."""
    found = archive.withdrawal(printed, edition)
    if found is None:
        return ""
    day = together(long_date(found.date, "en-GB"))
    return f"Withdrawn on {day}{': ' if found.reason else ''}{_ended(together(found.reason))} "


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _flaw(claim: PastClaim) -> str:
    """`Altered. 25%: another unit; the source has 25`; "" for a claim of which all was found, or nothing looked for."""
    if claim.evidence is None or claim.evidence.state in ("verified", "nothing"):
        return ""
    state = LABELS.get(f"state_{claim.evidence.state}", claim.evidence.state)
    return ". ".join(filter(None, (state, failed(claim.evidence, LABELS))))


def _entry(
    place: str, kind: str, title: str, text: str, topics: tuple[str, ...], edition: PastEdition, *, stands: bool
) -> SearchEntry:
    plain = tuple(map(printable, topics))
    return SearchEntry(place, kind, printable(title), printable(text), plain, edition.date.isoformat(), stands)
