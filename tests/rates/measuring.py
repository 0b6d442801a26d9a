"""Runs the rules over a desk in this process, and tells which finding is about which claim.

Nothing is read from the disk and nothing is started: the same functions as `briefings.building.prepare`, with the
text of each snapshot, and each file as read, kept between runs, for a mutant differs from its desk in one file.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from briefings.capture.extract import html_extract, pdf_extract
from briefings.capture.text import Extract, UnreadableError, media_of, plain_text
from briefings.checks.rules import Material
from briefings.checks.run import check
from briefings.diagnostics import Diagnostic
from briefings.editions.assembly import assemble, with_evidence
from briefings.evidence.facts import ClaimText
from briefings.evidence.sources import SourceText
from briefings.evidence.verify import verify
from briefings.model import Dossier, Settings, Source
from briefings.reading.dossier import parse_dossier
from tests.rates.corpus import NOTES, newest

Key = tuple[str, str, str]
"""What a finding is about: its code, the path of the file, and the claim, "#4" for the fifth of its file, or ""."""


@dataclass(frozen=True)
class Run:
    """What the rules say of a desk."""

    material: Material
    diagnostics: tuple[Diagnostic, ...]

    @cached_property
    def claims(self) -> dict[str, tuple[ClaimText, ...]]:
        """The claims of each file in reading order, figures left out."""
        found: dict[str, list[ClaimText]] = {}
        for claim in self.material.evidence.claims:
            if claim.kind != "figure":
                found.setdefault(claim.path, []).append(claim)
        return {path: tuple(claims) for path, claims in found.items()}

    @cached_property
    def keys(self) -> Counter[Key]:
        """How often what is said of what, be it an error, a warning or a word of information."""
        return Counter(self.key(one) for one in self.diagnostics)

    def key(self, diagnostic: Diagnostic) -> Key:
        """What a finding is about."""
        path = diagnostic.place.path
        claims = self.claims.get(path, ())
        for index, claim in enumerate(claims):
            if diagnostic.claim and claim.id == diagnostic.claim:
                return diagnostic.code, path, f"#{index}"
        for index, claim in enumerate(claims):
            same_line = claim.place.line == diagnostic.place.line
            if same_line and claim.place.column >= diagnostic.place.column:
                return diagnostic.code, path, f"#{index}"
        return diagnostic.code, path, ""


def run(files: Mapping[str, bytes]) -> Run:
    """Read, verify and check a desk; its edition is of the day of its newest note."""
    settings = _settings(files["briefings.toml"])
    dossier = _dossier(settings, files)
    sources = {key: _source_text(source, files) for key, source in dossier.sources.items()}
    evidence = verify(dossier, sources)
    date = datetime.date.fromisoformat(
        newest({path: one.decode() for path, one in files.items() if path.startswith(NOTES)})
    )
    editions = tuple(with_evidence(assemble(dossier, brief, date), evidence) for brief in dossier.briefs.values())
    material = Material(dossier, editions, evidence)
    return Run(material, check(material))


# --------------------------------------------------------------------- parts


@lru_cache(maxsize=4)
def _settings(content: bytes) -> Settings:
    return Settings.model_validate(tomllib.loads(content.decode()))


def _dossier(settings: Settings, files: Mapping[str, bytes]) -> Dossier:
    """The files of a desk put together, each read once: reading is per file but for citekeys alike in all but case."""
    parts = [_file(settings, path, content) for path, content in files.items() if path.startswith("content/")]
    merged: dict[str, Any] = {}
    for name in ("notes", "sources", "figures", "briefs", "published", "texts"):
        union = {key: value for part in parts for key, value in getattr(part, name).items()}
        merged[name] = dict(sorted(union.items()))
    merged["texts"]["briefings.toml"] = files["briefings.toml"].decode()
    for name in ("names", "origins", "diagnostics"):
        merged[name] = tuple(value for part in parts for value in getattr(part, name))
    return Dossier(settings, **merged)


_read: dict[tuple[str, bytes], Dossier] = {}


def _file(settings: Settings, path: str, content: bytes) -> Dossier:
    if (path, content) not in _read:
        if len(_read) > 4_000:
            _read.clear()
        _read[path, content] = parse_dossier(settings, {path: content})
    return _read[path, content]


def _source_text(source: Source, files: Mapping[str, bytes]) -> SourceText:
    """The text of a source as `building.snapshots` would give it."""
    provenance = source.record.provenance
    date = provenance.info_date or source.record.issued
    anchor = date.latest if date is not None else None
    if provenance.snapshot is None:
        return SourceText(source.key, "not-kept", reason="the record names no snapshot", anchor=anchor)
    content = files[f"snapshots/{provenance.snapshot.file}"]
    return _text(source.key, provenance.snapshot.file, provenance.snapshot.sha256, content, anchor)


@lru_cache(maxsize=2_000)
def _text(key: str, name: str, digest: str, content: bytes, anchor: datetime.date | None) -> SourceText:
    media = media_of(name, content)
    try:
        extract = _extract(media, content)
    except UnreadableError as error:
        return SourceText(key, "unreadable", digest, reason=str(error), media=media)
    text = SourceText(key, "read", digest, extract.article, extract.page, extract.pages, media=media, anchor=anchor)
    return replace(
        text,
        title=extract.title,
        author=extract.author,
        published=extract.published,
        site=extract.site,
        language=extract.language,
    )


@lru_cache(maxsize=2_000)
def _extract(media: Any, content: bytes) -> Extract:
    if media == "html":
        return html_extract(content)
    return pdf_extract(content) if media == "pdf" else plain_text(content, media)


# --------------------------------------------------------------------- spans

CITATION = re.compile(r"\[[^\[\]\n]*@[^\[\]\n]*\]")


@dataclass(frozen=True)
class Span:
    """Where a claim stands in its file: `text[start:end]` is all of it, citations included."""

    start: int
    end: int


def spans(text: str, claims: tuple[ClaimText, ...]) -> tuple[Span, ...]:
    """Where each claim of a note is written. The corpus keeps a paragraph, an item or a row on one line."""
    lines = [0]
    for line in text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    places = [lines[claim.place.line - 1] + claim.place.column - 1 for claim in claims]
    found: list[Span] = []
    for index, place in enumerate(places):
        following = places[index + 1] if index + 1 < len(places) else len(text)
        own = [match for match in CITATION.finditer(text) if place <= match.start() < following]
        assert own, (claims[index].path, claims[index].text)
        own = [match for match in own if "\n\n" not in text[own[0].start() : match.start()]]
        start = text.rfind("\n", 0, own[0].start()) + 1
        if found and found[-1].end > start:
            start = found[-1].end
        blank = re.compile(r"[.;,!?]?[\"”’)]*\s*(?:[-|]\s)?").match(text, start)
        start = blank.end() if blank and found and start == found[-1].end else start
        found.append(Span(start, own[-1].end()))
    return tuple(found)
