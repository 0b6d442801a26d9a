"""What a file of a desk names, in a few words: enough to tell which files a brief needs without parsing them all.

A summary may name more than the file does (an address in a note looks like a citekey): then an order holds a file too
many. It never names less. It depends on the file's path and bytes alone, and is plain JSON, for it is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator, Mapping
from typing import Any

from briefings.evidence.facts import FIGURES
from briefings.model import Settings
from briefings.patterns import lazy_pattern
from briefings.reading.dossier import decoded, parse_dossier, split_front_matter
from briefings.reading.markdown import parse_markdown
from briefings.reading.paths import EDITION, LOCK
from briefings.reading.walk import cites_in, figures_in, images_in

Summary = dict[str, Any]

MOST_OF_A_KEY = 200
"""Characters of a citekey; a longer name of a file no disk takes."""

_ANY = Settings.model_validate({"desk": {"name": "any"}})
"""What a file names is the same under all settings."""

BROKEN: Summary = {"broken": True}
"""Of a file that cannot be read: nobody knows what it names."""

_CITED = lazy_pattern(r"(?<![\\\w])@\{?(?=(\S+))")
_JOINED = lazy_pattern(r"(?<=[\\\w])@\{?(?=(\S+))")
"""What stands after an `@` that ends a word or is escaped: no citation, as a rule."""
MOST_CITED = 5_000
"""Of these in one text: a file of nothing else is rather parsed."""
_FIGURE = lazy_pattern(r"\[[ \t]*([a-z0-9]+(?:-[a-z0-9]+)*)[ \t]*\]\{[^{}]*\.figure\b")
_ID = lazy_pattern(r"#([^\s{}#\"'=]+)")
_CONTESTS = lazy_pattern(r"contests=[\"']?#?([^\s\"'}]+)")
_CALCULATED = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PUBLISHED = lazy_pattern(r'"id":\s*"((?!c-[0-9a-f]{10}\b)[^"\\]+)"')


def summary_of(path: str, content: bytes) -> Summary:
    """What a file of `content/` names."""
    folder = path.split("/")[1]
    if path == LOCK:
        return _lock(content)
    if EDITION.fullmatch(path):
        return {"ids": sorted(set(_PUBLISHED.findall(content.decode("utf-8", "replace"))))}
    if folder == "notes":
        return _note(path, content)
    if folder == "briefs":
        return _brief(path, content)
    if folder == "sources":
        return _source(path, content)
    if folder == "figures":
        return _figures(path, content)
    return {}


def head_of(path: str, content: bytes) -> bytes:
    """A note or a brief without its body: what it is called, when it was written and what it supersedes."""
    text = decoded(path, content)
    parts = split_front_matter(text) if isinstance(text, str) else None
    return f"---\n{parts[0]}\n---\n".encode() if parts else content


# -------------------------------------------------------------------- texts


def _note(path: str, content: bytes) -> Summary:
    text, head = decoded(path, content), head_of(path, content)
    dossier = parse_dossier(_ANY, {path: head})
    if not isinstance(text, str) or not dossier.notes:
        return BROKEN
    (note,) = dossier.notes.values()
    return {
        "head": hashlib.sha256(head).hexdigest(),
        "topic": note.head.topic,
        "date": note.head.date.isoformat(),
        "withdrawn": note.withdrawn.isoformat() if note.withdrawn else "",
        "supersedes": list(note.head.supersedes),
        **_named(path, text),
        "ids": sorted(set(_ID.findall(text))),
        "contests": sorted(set(_CONTESTS.findall(text))),
    }


def _brief(path: str, content: bytes) -> Summary:
    text = decoded(path, content)
    dossier = parse_dossier(_ANY, {path: head_of(path, content)})
    if not isinstance(text, str) or not dossier.briefs:
        return BROKEN
    (brief,) = dossier.briefs.values()
    named = _named(path, text)
    return {
        "sections": [[section.topic, list(section.notes)] for section in brief.head.sections],
        **named,
        "figures": sorted({*named["figures"], *brief.head.figures}),
        "style": brief.head.citations,
        "options": [value for value in brief.head.options.values() if isinstance(value, str)],
    }


def _named(path: str, text: str) -> Summary:
    """The citekeys, figures and pictures that a text may name.

    A citekey is named by what begins with it and follows an `@`: where it ends, only the sources tell. What is written
    in a less usual way is found by parsing.
    """
    figures = _FIGURE.findall(text)
    plain = "![" not in text and len(figures) == text.count(".figure")
    few = text.count("@") <= MOST_CITED
    cited, joined = _CITED.findall(text) if few else [], _JOINED.findall(text) if few else []
    pictures: list[str] = []
    if not plain or not few:
        parts = split_front_matter(text)
        blocks, _mistakes = parse_markdown(parts[1] if parts else text, path, language=_ANY.desk.language)
        cited += [] if few else [cite.key for cite in cites_in(blocks)]
        figures = [use.figure for use in figures_in(blocks)]
        pictures = [image.src for image in images_in(blocks)]
    return {
        "cited": sorted({run[:MOST_OF_A_KEY] for run in cited}),
        "joined": sorted({run[:MOST_OF_A_KEY] for run in joined}),
        "figures": sorted(set(figures)),
        "pictures": sorted(set(pictures)),
    }


# ------------------------------------------------------------------ records


def _source(path: str, content: bytes) -> Summary:
    dossier = parse_dossier(_ANY, {path: content})
    if not dossier.sources:
        return BROKEN
    ((_key, source),) = dossier.sources.items()
    provenance, issued = source.record.provenance, source.record.issued
    kept = provenance.snapshot
    return {
        "derived": [key for key in provenance.derived_from if not key.casefold().startswith("wire:")],
        "superseded": provenance.superseded_by,
        "series": provenance.series.casefold(),
        "issued": [issued.earliest.isoformat(), issued.latest.isoformat()] if issued else [],
        "kept": kept.file if kept else "",
    }


def _figures(path: str, content: bytes) -> Summary:
    dossier = parse_dossier(_ANY, {path: content})
    found = {
        name: [figure.record.source, sorted(set(_CALCULATED.findall(figure.record.calc)))]
        for name, figure in dossier.figures.items()
    }
    return {"figures": found, "broken": bool(dossier.diagnostics)}


# --------------------------------------------------------------------- lock


def _lock(content: bytes) -> Summary:
    """The digest of each part of the lock that an order may hold (`part_of_lock`)."""
    plain = plain_lock(content)
    if plain is None:
        return BROKEN
    parts: dict[str, dict[str, str]] = {}
    for kind, key, part in _parts_of_lock(plain):
        known = parts.setdefault(kind, {})
        known[key] = _digest(known.get(key, ""), part)
    return parts


def plain_lock(content: bytes) -> dict[str, Any] | None:
    """The lock as JSON; None for what is none."""
    from briefings.evidence.lock import lock_mistake  # slow to import, and a desk may have none

    text = decoded(LOCK, content)
    if not isinstance(text, str) or not text or lock_mistake(text):
        return None
    plain: dict[str, Any] = json.loads(text)
    return plain


def part_of_lock(plain: dict[str, Any], wanted: Mapping[str, Container[str]]) -> bytes:
    """A lock with those parts alone whose kind and key are wanted."""
    left = {**plain, "sources": {}, "edges": [], "claims": [], "findings": []}
    for kind, key, part in _parts_of_lock(plain):
        if key in wanted.get(kind, ()):
            if kind == "source":
                left["sources"][key] = part
            else:
                left[_LISTS[kind]].append(part)
    return json.dumps(left, ensure_ascii=False).encode()


_LISTS = {"edge": "edges", "claim": "claims", "figure": "claims", "finding": "findings"}


def _parts_of_lock(plain: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every part of the lock with its kind and the name that it goes by: a document, a figure, a citekey, a path."""
    yield from (("source", key, one) for key, one in plain["sources"].items())
    yield from (("edge", one["sources"][0], one) for one in plain["edges"])
    for one in plain["claims"]:
        of_a_figure = one["document"] == FIGURES
        yield ("figure", one["claim"], one) if of_a_figure else ("claim", one["document"], one)
    yield from (("finding", one.get("path", ""), one) for one in plain["findings"])


def _digest(former: str, part: object) -> str:
    return hashlib.sha256(f"{former}{json.dumps(part, sort_keys=True)}".encode("utf-8", "replace")).hexdigest()[:32]
