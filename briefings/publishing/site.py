"""The archive as pages: values in, text out. All links inside are relative, so that it works under any address."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from babel.dates import format_skeleton
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from briefings.editions.formats import locale_of, long_date, long_horizon
from briefings.model import SiteSettings
from briefings.publishing import feed
from briefings.publishing.archive import (
    Archive,
    PastChange,
    PastEdition,
    PastJudgement,
    SourceHistory,
    long_day,
    segment,
)
from briefings.publishing.charts import HEIGHT, WIDTH, draw
from briefings.publishing.search import SearchEntry
from briefings.publishing.words import CHANGES, GROUPS, KINDS, STANDINGS
from briefings.rendering.labels import LABELS

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
    """All that changed of one judgement, claim, figure or source."""

    what: str
    """`Judgement lowered, reworded`."""
    label: str
    moves: tuple[tuple[str, str], ...]
    """Before and after, where the label does not say it; "" for what was not, or is no more."""
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
    first, *others = [CHANGES.get(change.kind, change.kind) for change in changes]
    more = [word.removeprefix("Judgement ").removeprefix("Claim ") for word in others]
    what = ", ".join([first, *(word[:1].lower() + word[1:] for word in more)])
    moved = [change for change in changes if not change.kind.endswith("-reworded")]
    return ChangedThing(
        what,
        changes[-1].label,
        tuple(move for change in moved if any(move := _move(change))),
        tuple(change.old for change in changes if change not in moved),
        tuple(dict.fromkeys(change.reason for change in changes if change.reason)),
    )


def _move(change: PastChange) -> tuple[str, str]:
    """Before and after as they are shown: what the label says already is left out."""
    if change.kind == "judgement-horizon":
        return long_horizon(change.old, "en-GB"), long_horizon(change.new, "en-GB")
    values = [value if value != change.label else "" for value in (change.old, change.new)]
    if change.kind.startswith("source-"):
        values = [f"grade {value}" if value in GRADES else value for value in values]
    return values[0], values[1]


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
        "day": lambda date: long_date(date, language),
        "month": lambda date: format_skeleton("yMMM", date, locale=locale_of(language)),
        "written_day": lambda text: long_day(text, language),
        "horizon": lambda text: long_horizon(text, language),
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

    A claim that several editions print alike is one entry; it leads to the newest.
    """
    entries: dict[tuple[str, ...], SearchEntry] = {}
    for edition in archive.editions:
        for key, entry in _of_edition(archive, edition, files[edition.stem]):
            entries.setdefault(key, entry)
    for one in archive.sources():
        edition, source = one.records[0]
        names = [*source.author, source.container_title, source.provenance.originator]
        said = f"{', '.join(filter(None, names))}. {source.provenance.descriptor}"
        entries["source", one.key] = _entry(source_path(one.key), "source", source.title, said, (), edition)
    return tuple(entries.values())


def _of_edition(
    archive: Archive, edition: PastEdition, files: EditionFiles
) -> Iterator[tuple[tuple[str, ...], SearchEntry]]:
    """The entries of an edition, each with what makes it one of a kind."""
    path, topics = edition_path(edition), edition.topics()
    text = feed.text_of(files.files.get("html", b"").decode("utf-8", "replace"))
    title = f"{edition.title}, {long_date(edition.date, 'en-GB')}"
    yield ("edition", edition.stem), _entry(path, "edition", title, text, topics, edition)
    for judgement in edition.judgements:
        said = archive.said(judgement.text, edition)
        place = f"{path}#{edition.anchor_of(judgement.note, judgement.id)}"
        terms = f"{_terms(judgement)}, {judgement.confidence} confidence"
        entry = _entry(place, "judgement", said, terms, (judgement.topic,), edition)
        yield ("judgement", judgement.id, said), entry
    for document, topic, claim in edition.claims():
        said = archive.said(claim.text, edition)
        place = f"{path}#{edition.anchor_of(document, claim.id)}"
        yield ("claim", claim.id, said), _entry(place, "claim", said, "", (topic,) if topic else topics, edition)


def _entry(place: str, kind: str, title: str, text: str, topics: tuple[str, ...], edition: PastEdition) -> SearchEntry:
    plain = tuple(map(printable, topics))
    return SearchEntry(place, kind, printable(title), printable(text), plain, edition.date.isoformat())
