"""STR: a brief that leads with its message, keeps its length, and whose links lead somewhere."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator

from briefings.checks.files import key_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Edition
from briefings.prose import (
    Block,
    Claim,
    CodeBlock,
    Division,
    Heading,
    Inline,
    Link,
    Paragraph,
    Span,
    Table,
    Text,
)
from briefings.reading.claims import sentences, written_text
from briefings.reading.records import nearest
from briefings.reading.walk import Node, cites_in, inside, judgements_in, walk

MOST_WORDS = {"one-pager": 500, "bulletin": 2000, "report": 20000}
"""Words of the notes, bottom line and lead. Policy briefs are asked to stay below 1,500 (Policy Scotland); the
bulletin's own limit leaves room for what the apparatus repeats."""
MOST_PAGES = {"one-pager": 1, "bulletin": 4}
"""Pages of the PDF; a report may have any number."""


@rule("STR01", "structure", Severity.ERROR)
def structure(material: Material) -> Iterator[Diagnostic]:
    """
    A brief has a bottom line for its date, in at most three sentences and 75 words, that refers to at least
    one judgement, and no second bottom line or lead of one date; it has between one and seven judgements, each
    with an id of its own; its links lead somewhere; its text keeps to the length of its profile (one-pager 500
    words and one page, bulletin 2,000 words and four pages; pages are counted when the PDF is printed); and what
    stands in a tear-line rests on no source that is for internal use. The date, the sourcing box and the legend
    are put in by the template and cannot be forgotten. (ICD 203, standard 6: the main message up front; ICD 208
    and 209; Policy Scotland's 1,500 words, to which a bulletin's limit adds its apparatus.) Missing and doubled
    parts and leaks are errors; lengths and counts are warnings.

    Trips it:      a brief whose only bottom line is dated after the edition
    Way out:       ::: {.bottom-line date="2025-02-10"} … :::
    """
    for edition in material.settled:
        yield from _bottom_line(edition)
        yield from _judgements(edition)
        yield from _links(edition)
        yield from _length(edition)
        yield from _tear_lines(material, edition)
    printed = {note.id for edition in material.settled for section in edition.sections for note in section.notes}
    for note in material.dossier.notes.values():
        # Of a note that no brief prints as of the day: a claim is known by its note and its id wherever it stands.
        if note.id not in printed:
            known = {judgement.id for judgement in judgements_in(note.blocks)}
            yield from _twins(walk(note.blocks), known, repr(note.id))
    for brief in material.dossier.briefs.values():
        met: set[tuple[str, datetime.date | None]] = set()
        for block in brief.blocks:
            if not isinstance(block, Division) or block.kind not in ("bottom-line", "lead"):
                place = getattr(block, "place", None) or key_place(material, brief.path, "title")
                hint = 'put it into ::: {.bottom-line date="…"} or ::: {.lead date="…"}'
                yield finding("STR01", place, "a brief's text outside its bottom line and lead is not printed", hint)
            elif dict(block.attributes).get("date") and block.date is None:
                written = dict(block.attributes)["date"]
                yield finding("STR01", block.place, f"{written!r} is not a day", 'write date="2026-01-30"')
            elif (block.kind, block.date) in met:
                message = (
                    f"a second {block.kind.replace('-', ' ')} {f'of {block.date}' if block.date else 'without a date'}"
                )
                yield finding("STR01", block.place, f"{message}: one of them would not be printed", "keep one")
            else:
                met.add((block.kind, block.date))
        for judgement in judgements_in(brief.blocks):
            hint = "write it in a note, and link to it from here"
            yield finding("STR01", judgement.place, "a judgement stands in a note, not in a brief", hint)


def _bottom_line(edition: Edition) -> Iterator[Diagnostic]:
    if not edition.bottom_line:
        hint = f'write ::: {{.bottom-line date="{edition.date}"}} … :::'
        yield finding("STR01", Place(edition.path), f"{edition.brief!r} has no bottom line as of {edition.date}", hint)
        return
    texts = tuple(_texts(edition.bottom_line))
    count = sum(len(sentences(_unclaimed(text))) for text in texts)
    words = sum(len(written_text(text).split()) for text in texts)
    place = next((node.place for node in walk(edition.bottom_line) if hasattr(node, "place")), Place(edition.path))
    place = Place(place.path, place.line) if place.path == edition.path else Place(edition.path)
    if count > 3 or words > 75:
        message = f"the bottom line has {count} sentences and {words} words; three and 75 are the most"
        yield finding("STR01", place, message, "say only what the reader must take away", severity=Severity.WARNING)
    known = {judgement.id for judgement in edition.judgements}
    if not any(isinstance(node, Link) and node.url[1:] in known for node in walk(edition.bottom_line)):
        hint = f"link its words to one: [likely to reopen](#{min(known) if known else 'id'})"
        yield finding("STR01", place, "the bottom line refers to no judgement", hint)


def _texts(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    """Every text of its own among the blocks: a paragraph, an item of a list, a cell. Footnotes are left out."""
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(children=children):
                yield children
            case CodeBlock(text):
                yield (Text(text),)
            case Table(head, rows):
                yield from (cell for row in (head, *rows) for cell in row)
            case _:
                yield from _texts(tuple(node for node in inside(block) if isinstance(node, Block)))


def _unclaimed(text: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The inlines as they were before claims were marked, for counting sentences."""
    out: list[Inline] = []
    for child in text:
        out.extend(child.children if isinstance(child, Claim) else (child,))
    return tuple(out)


def _judgements(edition: Edition) -> Iterator[Diagnostic]:
    count = len(edition.judgements)
    if not count:
        yield finding(
            "STR01",
            Place(edition.path),
            f"{edition.brief!r} has no judgement as of {edition.date}",
            'a brief says what the desk thinks: ::: {.judgement #id likelihood="likely" confidence="low"}',
        )
    elif count > 7:
        yield finding(
            "STR01",
            Place(edition.path),
            f"{edition.brief!r} has {count} key judgements; seven are the most a reader holds",
            "keep the ones that matter",
            severity=Severity.WARNING,
        )
    for name, times in Counter(judgement.id for judgement in edition.judgements).items():
        twins = [judgement for judgement in edition.judgements if judgement.id == name]
        if name and times > 1:
            message = f"the judgement {name!r} is made twice in {edition.brief!r} as of {edition.date}"
            yield finding(
                "STR01", twins[1].place, message, f"let the newer note supersede the older: first at {twins[0].place}"
            )


def _links(edition: Edition) -> Iterator[Diagnostic]:
    nodes = tuple(walk(edition.nodes))
    notes = Counter(note.id for section in edition.sections for note in section.notes)
    for name, times in notes.items():
        if times > 1:
            message = f"the note {name!r} stands {times} times in {edition.brief!r} as of {edition.date}"
            yield finding("STR01", Place(edition.path), message, "keep it in one section, once")
    known = {judgement.id for judgement in edition.judgements} | set(notes)
    if len(notes) == notes.total():
        yield from _twins(nodes, known, f"{edition.brief!r} as of {edition.date}")
    known |= {name for name, _place in _named(nodes)}
    for node in nodes:
        if isinstance(node, Link) and node.url.startswith("#") and node.url[1:] not in known:
            guess = nearest(node.url[1:], known)
            hint = f"did you mean '#{guess}'?" if guess else f"there are: {', '.join(sorted(known)) or 'none'}"
            gone = next((one for one in edition.withdrawals if one.id == node.url[1:]), None)
            if gone is not None:
                hint = f"the {gone.kind} was withdrawn on {gone.date}: say what stands now"
            message = f"the link {node.url!r} leads nowhere in {edition.brief!r} as of {edition.date}"
            yield finding("STR01", node.place, message, hint)


def _twins(nodes: Iterable[Node], known: set[str], where: str) -> Iterator[Diagnostic]:
    met = {name: Place("") for name in known}
    for name, place in _named(nodes):
        if met.setdefault(name, place) != place:  # what stands in a footnote that is called again is one thing
            message = f"the id {name!r} is given twice in {where}"
            yield finding("STR01", place, message, "rename one of the two: links could not tell them apart")


def _named(nodes: Iterable[Node]) -> Iterator[tuple[str, Place]]:
    """The ids that authors gave to spans and claims."""
    for node in nodes:
        if (isinstance(node, Span) and node.id) or (isinstance(node, Claim) and node.explicit):
            yield node.id, node.place


def _tear_lines(material: Material, edition: Edition) -> Iterator[Diagnostic]:
    """What stands in a tear-line goes further than the brief, and what it rests on with it (ICD 209)."""
    for division in walk(edition.nodes):
        if isinstance(division, Division) and division.kind == "tearline":
            for key in dict.fromkeys(cite.key for cite in cites_in(division.blocks)):
                source = material.dossier.sources.get(key)
                if source is not None and source.record.provenance.release == "internal":
                    message = f"the tear-line rests on {key!r}, which is for internal use"
                    hint = "say it from a public source, or leave it above the line"
                    yield finding("STR01", division.place, message, hint, source=key)


def _length(edition: Edition) -> Iterator[Diagnostic]:
    most = MOST_WORDS[edition.head.profile]
    nodes = walk(edition.nodes)
    words = sum(len(node.text.split()) for node in nodes if isinstance(node, Text))
    if words > most:
        allowed = f"the profile {edition.head.profile!r} allows {most}"
        message = f"{edition.brief!r} as of {edition.date} has {words} words; {allowed}"
        yield finding(
            "STR01", Place(edition.path), message, "shorten it, or choose another profile", severity=Severity.WARNING
        )


def page_count(edition: Edition, pages: int) -> Iterator[Diagnostic]:
    """STR01 for a PDF that is longer than its profile: known only when it has been printed."""
    most = MOST_PAGES.get(edition.head.profile, pages)
    if pages > most:
        allowed = f"the profile {edition.head.profile!r} allows {most}"
        message = f"{edition.brief!r} as of {edition.date} has {pages} pages; {allowed}"
        yield finding(
            "STR01", Place(edition.path), message, "shorten it, or choose another profile", severity=Severity.WARNING
        )
