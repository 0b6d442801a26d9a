"""CIT and CUR: keys that exist, claims that cite, locators that can be followed, sources that were there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.files import key_place, text_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Source
from briefings.prose import (
    Block,
    Citation,
    Cite,
    Claim,
    Division,
    FigureUse,
    Heading,
    Inline,
    Judgement,
    Paragraph,
    Text,
)
from briefings.reading.claims import carries_citation, sentences
from briefings.reading.records import nearest
from briefings.reading.walk import Node, inside, walk


def _documents(material: Material) -> Iterator[tuple[str, tuple[Block, ...]]]:
    for note in material.dossier.notes.values():
        yield note.path, note.blocks
    for brief in material.dossier.briefs.values():
        yield brief.path, brief.blocks


def _cites(nodes: tuple[Node, ...]) -> Iterator[tuple[Cite, Place, str]]:
    """Every cite with its place and the id of the claim it stands in."""
    for node in nodes:
        if isinstance(node, Citation):
            for cite in node.cites:
                yield cite, _place_of_key(node, cite), ""
        elif isinstance(node, Claim):
            for cite, place, _claim in _cites(node.children):
                yield cite, place, node.id
        else:
            yield from _cites(inside(node))


def _place_of_key(citation: Citation, cite: Cite) -> Place:
    """The place of one key inside a citation that was written on one line."""
    place = citation.place
    offset = citation.written.find(f"@{cite.key}")
    if offset < 0 or "\n" in citation.written[:offset]:
        return place
    column = place.column + offset
    return Place(place.path, place.line, column, place.line, column + len(cite.key) + 1)


@rule("CIT01", "unknown-key", Severity.ERROR)
def unknown_key(material: Material) -> Iterator[Diagnostic]:
    """
    A citekey that no source has, a figure id that no figure has, or two citekeys that differ only in case.
    A reader who follows a citation must arrive somewhere (ICD 206: each source is referenced so that it can
    be found again).

    Trips it:      … 28,500 troops [@pietrewitz-2025].
    Way out:       … 28,500 troops [@pietrewicz-2025].
    """
    sources, figures = material.dossier.sources, material.dossier.figures
    for _path, blocks in _documents(material):
        for cite, place, claim in _cites(blocks):
            if cite.key not in sources and cite.key != "*":
                yield finding(
                    "CIT01",
                    place,
                    f"no source has the key {cite.key!r}",
                    _nearest(cite.key, tuple(sources)),
                    claim=claim,
                )
        for node in walk(blocks):
            if isinstance(node, FigureUse) and node.figure not in figures:
                yield finding(
                    "CIT01", node.place, f"no figure has the id {node.figure!r}", _nearest(node.figure, tuple(figures))
                )
    for brief in material.dossier.briefs.values():
        for name in brief.head.figures:
            if name not in figures:
                place = text_place(material, brief.path, name) or key_place(material, brief.path, "figures")
                yield finding("CIT01", place, f"no figure has the id {name!r}", _nearest(name, tuple(figures)))
    for figure in figures.values():
        key = figure.record.source
        if key not in sources:
            yield finding(
                "CIT01",
                figure.place,
                f"the figure {figure.id!r} names the source {key!r}, which there is not",
                _nearest(key, tuple(sources)),
            )
    for source in sources.values():
        for key in source.record.provenance.derived_from:
            if not key.startswith("wire:") and key not in sources:
                message = f"{source.key!r} is said to be derived from {key!r}, which is no source"
                yield finding(
                    "CIT01", key_place(material, source.path, "provenance"), message, _nearest(key, tuple(sources))
                )


def _nearest(key: str, known: tuple[str, ...]) -> str:
    guess = nearest(key, known)
    return f"did you mean {guess!r}?" if guess else f"known: {', '.join(sorted(known)) or 'none'}"


_FIGURE = re.compile(
    r"[$€£¥₩]\s?\d(?:[\d.,]*\d)?(?:\s?(?:billion|million|trillion|thousand|bn|m)\b)?"
    r"|\d(?:[\d.,]*\d)?\s?(?:%|per cent|percent|percentage points?|billion|million|trillion|thousand|bn\b)"
    r"|\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?\s(?:troops|workers|soldiers|missiles|people|years?|days?|months?|members)\b"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = re.compile(rf"\b(?:\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) (?:\d{{1,2}}\b|\d{{4}}\b|of \d{{4}}\b))")
_QUOTED = re.compile(r"[“\"](?:[^\s”\"]+\s+){3,}[^\s”\"]+[”\"]")
_FREE = ("assumption", "alternatives", "outlook", "gaps", "bottom-line")


@rule("CIT02", "uncited-claim", Severity.WARNING)
def uncited_claim(material: Material) -> Iterator[Diagnostic]:
    """
    A span marked `.claim` that carries no citation (an error), or a sentence of a note with a sum, a dated
    event or a quotation of four words or more and none (a warning). Judgements, assumptions, alternatives,
    outlooks and gaps are the desk's own and need none. ICD 206 asks for a reference each time a source is
    relied on; GAO's indexing links every sentence to its evidence.

    Trips it:      Exports rose 14% in 2024.
    Way out:       Exports rose 14% in 2024 [@pietrewicz-2025].
    """
    for path, blocks in _documents(material):
        for node in walk(blocks):
            if isinstance(node, Claim) and not carries_citation(node.children):
                yield finding(
                    "CIT02",
                    node.place,
                    "a claim without a citation",
                    "add the source: [@key]",
                    severity=Severity.ERROR,
                    claim=node.id,
                )
        is_note = path.startswith("content/notes/")
        for sentence in _uncited_sentences(blocks) if is_note else ():
            what = _what_needs_a_source(_text(sentence))
            if what:
                yield finding(
                    "CIT02",
                    _sentence_place(material, path, sentence),
                    f"{what} without a citation",
                    "add the source: [@key]",
                )


def _uncited_sentences(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    for block in blocks:
        match block:
            case Paragraph(children):
                bare = tuple(child for child in children if not isinstance(child, Claim))
                yield from (sentence for sentence in sentences(bare) if not carries_citation(sentence))
            case Heading() | Judgement():
                continue
            case Division() if block.kind in _FREE:
                continue
            case _:
                yield from _uncited_sentences(tuple(node for node in inside(block) if isinstance(node, Block)))


def _what_needs_a_source(text: str) -> str:
    quoted = _QUOTED.search(text)
    if quoted:
        return f"the quotation {quoted[0]}"
    figure = _FIGURE.search(text)
    if figure:
        return f"the figure {figure[0]!r}"
    dated = _DATED.search(text)
    return f"the dated event {dated[0]!r}" if dated else ""


def _text(children: tuple[Inline, ...]) -> str:
    return "".join(node.text for node in walk(children) if isinstance(node, Text))


def _sentence_place(material: Material, path: str, sentence: tuple[Inline, ...]) -> Place:
    """Where the first words of a sentence stand in the file."""
    words = re.findall(r"[\w.,]+", _text(sentence))[:6]
    if words:
        pattern = re.compile(r"\W+".join(re.escape(word) for word in words))
        text = material.dossier.texts.get(path, "")
        match = pattern.search(text)
        if match is not None:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
            end = min(match.end(), (text.find("\n", match.start()) + len(text) + 1) % (len(text) + 1))
            return Place(path, line, column, line, column + max(end - match.start(), 1))
    return Place(path)


@rule("CIT03", "locator", Severity.WARNING)
def locator(material: Material) -> Iterator[Diagnostic]:
    """
    A source of more than five pages that is cited without a place in it (a warning), or a page that it does
    not have (an error). The reader of a hundred-page report should not have to search it (ICD 206).

    Trips it:      [@white-paper, p. 112]      where the white paper has 96 pages
    Way out:       [@white-paper, p. 12]
    """
    for _path, blocks in _documents(material):
        for cite, place, claim in _cites(blocks):
            source = material.dossier.sources.get(cite.key)
            pages = _pages(source) if source else None
            if source is None or pages is None:
                continue
            first, last = pages
            if cite.locator is None:
                if last - first + 1 > 5:
                    message = f"{cite.key!r} has {last - first + 1} pages, and none is named"
                    yield finding(
                        "CIT03",
                        place,
                        message,
                        f"name the page: [@{cite.key}, p. {first}]",
                        claim=claim,
                        source=cite.key,
                    )
                continue
            outside = [page for page in _page_numbers(cite) if not first <= page <= last]
            if outside:
                message = f"{cite.key!r} has no page {outside[0]}: its pages are {first} to {last}"
                yield finding(
                    "CIT03",
                    place,
                    message,
                    "mend the page, or number-of-pages in the source",
                    severity=Severity.ERROR,
                    claim=claim,
                    source=cite.key,
                )


def _pages(source: Source) -> tuple[int, int] | None:
    """The first and last page of a source, where its record tells: of an article its range, else 1 to its number."""
    span = re.fullmatch(r"(\d{1,5})\s*[-–]+\s*(\d{1,5})", source.record.page)
    if span:
        return int(span[1]), int(span[2])
    if re.fullmatch(r"\d{1,5}", source.record.number_of_pages):
        return 1, int(source.record.number_of_pages)
    return None


def _page_numbers(cite: Cite) -> list[int]:
    if cite.locator is None or cite.locator.label != "page":
        return []
    return [int(number) for number in re.findall(r"(?<![\w.])\d{1,6}(?!\w)", cite.locator.value)]


@rule("CUR03", "date-logic", Severity.ERROR)
def source_after_note(material: Material) -> Iterator[Diagnostic]:
    """
    A note cites a source that was issued after the note's own date. The date of a note is its information
    cut-off; what it knew cannot be younger. (Of the rule on date logic this is the part that is an
    impossibility.)

    Trips it:      a note of 2025-02-10 that cites a page of 2025-08-26
    Way out:       give the note the date of what it knows, or leave the source to a newer note
    """
    for note in material.dossier.notes.values():
        for cite, place, claim in _cites(note.blocks):
            source = material.dossier.sources.get(cite.key)
            if (
                source is not None
                and source.record.issued is not None
                and source.record.issued.earliest > note.head.date
            ):
                message = f"the note is of {note.head.date}, but {cite.key!r} was issued {source.record.issued}"
                yield finding(
                    "CUR03",
                    place,
                    message,
                    "date the note by what it knows, or cite an older source",
                    claim=claim,
                    source=cite.key,
                )
