"""CIT and CUR: keys that exist, claims that cite, locators that can be followed, sources that were there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby, islice

from briefings.checks.files import key_place, text_place
from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.checks.timing import (
    impossible_events,
    information_dates,
    passed_horizons,
    relative_dates,
    sources_after_edition,
)
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.evidence.facts import ClaimText
from briefings.evidence.quotations import find_quotations, places
from briefings.evidence.sources import SourceText
from briefings.model import Note, Source
from briefings.patterns import lazy_pattern
from briefings.prose import (
    Block,
    Citation,
    Cite,
    Claim,
    Division,
    Emphasis,
    FigureUse,
    Footnote,
    Heading,
    Image,
    Inline,
    Judgement,
    Paragraph,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from briefings.reading.claims import carries_citation, sentences
from briefings.reading.dossier import split_front_matter
from briefings.reading.records import nearest
from briefings.reading.walk import Node, figures_in, inside, walk
from briefings.support import Item, Outcome


def _cites(
    material: Material, nodes: tuple[Node, ...], claim: str = ""
) -> Iterator[tuple[Cite, Callable[[], Place], str]]:
    """Every cite with what tells its place, and the id of the claim it stands in: few are said anything of."""
    for node in nodes:
        if isinstance(node, Citation):
            for number, cite in enumerate(node.cites):
                yield cite, partial(_key_place, material, node, number), claim
        elif held := inside(node):
            yield from _cites(material, held, node.id if isinstance(node, Claim) and node.id else claim)


def _key_place(material: Material, citation: Citation, number: int) -> Place:
    """The place of one key of a citation."""
    return next(islice(_key_places(material, citation), number, None))


def _key_places(material: Material, citation: Citation) -> Iterator[Place]:
    """The place of each key of a citation, in the order in which they are written."""
    lines, start = material.dossier.texts.get(citation.place.path, "").split("\n"), citation.place
    written, position = citation.written, 0
    for cite in citation.cites:
        position = max(position, written.find(cite.prefix, position) + len(cite.prefix))
        key = re.compile(rf"@\{{?{re.escape(cite.key)}").search(written, position)
        if key is None:
            yield start
            continue
        position = max(key.end(), written.find(cite.suffix, key.end()) + len(cite.suffix))
        above = written.count("\n", 0, key.start())
        first = written.rfind("\n", 0, key.start()) + 1
        column = start.column + key.start()
        if above:  # what stands before the text of a line, the mark of a quotation say, is not in `written`
            line = lines[start.line + above - 1] if start.line + above <= len(lines) else ""
            column = max(line.find(written[first : key.end()]), 0) + key.start() - first + 1
        yield Place(start.path, start.line + above, column, start.line + above, column + len(key[0]))


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
    known = sources.keys() | material.unread_sources
    given = figures.keys() | material.unread_figures
    for document in material.documents:
        for cite, where, claim in _cites(material, document.blocks):
            if cite.key not in known:
                hint = _nearest(cite.key, tuple(known))
                if cite.mode == "author-in-text":
                    hint += f"; for a plain @ write \\@{cite.key}"
                yield finding("CIT01", where(), f"no source has the key {cite.key!r}", hint, claim=claim)
        for node in walk(document.blocks):
            if isinstance(node, FigureUse) and node.figure not in given:
                yield finding(
                    "CIT01", node.place, f"no figure has the id {node.figure!r}", _nearest(node.figure, tuple(given))
                )
    for brief in material.dossier.briefs.values():
        for name in brief.head.figures:
            if name not in given:
                place = text_place(material, brief.path, name) or key_place(material, brief.path, "figures")
                yield finding("CIT01", place, f"no figure has the id {name!r}", _nearest(name, tuple(given)))
    for figure in figures.values():
        key = figure.record.source
        if key not in known:
            yield finding(
                "CIT01",
                figure.place,
                f"the figure {figure.id!r} names the source {key!r}, which there is not",
                _nearest(key, tuple(known)),
            )
    for source in sources.values():
        for key in source.record.provenance.derived_from:
            if not key.startswith("wire:") and key not in known:
                message = f"{source.key!r} is said to be derived from {key!r}, which is no source"
                yield finding(
                    "CIT01", key_place(material, source.path, "provenance"), message, _nearest(key, tuple(known))
                )


def _nearest(key: str, known: tuple[str, ...]) -> str:
    guess = nearest(key, known)
    return f"did you mean {guess!r}?" if guess else f"known: {', '.join(sorted(known)) or 'none'}"


_FIGURE = lazy_pattern(
    r"[$€£¥₩]\s?\d(?:[\d.,]*\d)?(?:\s?(?:billion|million|trillion|thousand|bn|m)\b)?"
    r"|\d(?:[\d.,]*\d)?\s?(?:%|per cent|percent|percentage points?|billion|million|trillion|thousand|bn\b)"
    r"|\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?\s(?:troops|workers|soldiers|missiles|people|years?|days?|months?|members)\b"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = lazy_pattern(rf"\b(?:\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) (?:\d{{1,2}}\b|\d{{4}}\b|of \d{{4}}\b))")
_QUOTED = lazy_pattern(r"[“\"](?:[^\s”\"]+\s+){3,}[^\s”\"]+[”\"]")
_FREE = ("assumption", "alternatives", "outlook", "gaps", "bottom-line")


@rule("CIT02", "uncited-claim", Severity.WARNING)
def uncited_claim(material: Material) -> Iterator[Diagnostic]:
    """
    A span marked `.claim` that carries no citation (an error), or a sentence of a note with a sum, a dated
    event or a quotation of four words or more and none (a warning); footnotes have sentences too. Judgements,
    assumptions, alternatives, outlooks and gaps are the desk's own and need none. A sum or a quotation is compared
    with its source where it stands in a sentence, and nowhere else: one in a caption, in the words round a key, or in
    a heading or the head of a table that cites, is a warning as well. ICD 206 asks for a reference each time a source
    is relied on; GAO's indexing links every sentence to its evidence.

    Trips it:      Exports rose 14% in 2024.
    Way out:       Exports rose 14% in 2024 [@pietrewicz-2025].
    """
    for document in material.documents:
        path, blocks = document.path, document.blocks
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
        if isinstance(document, Note):
            yield from _uncited(_sentences_in(blocks), _Finder(material, path))
            of_notes = (pair for note in _footnotes(blocks) for pair in _sentences_in(note.blocks))
            yield from _uncited(of_notes, _Finder(material, path, below=_FOOTNOTE))
        for what, where, place in _not_compared(material, blocks):
            message = f"{what} in {where} is not compared with its source"
            yield finding("CIT02", place, message, "say it in a sentence that cites the source")


def _uncited(found: Iterator[tuple[tuple[Inline, ...], bool]], finder: _Finder) -> Iterator[Diagnostic]:
    passed: list[tuple[Inline, ...]] = []  # each is found behind the one before, and only where a place is asked for
    for sentence, settled in found:
        passed.append(sentence)
        what = "" if settled else _what_needs_a_source(_text(sentence))
        if what:
            *_before, place = map(finder.place, passed)
            passed.clear()
            yield finding("CIT02", place, f"{what} without a citation", "add the source: [@key]")


_FOOTNOTE = lazy_pattern(r"^ {0,3}\[\^[^\]\s]{1,80}\]:", re.MULTILINE)


def _footnotes(blocks: tuple[Block, ...]) -> Iterator[Footnote]:
    """The footnotes of a note, each once, but for those of what is the desk's own."""
    free = [
        node
        for node in walk(blocks)
        if isinstance(node, Judgement) or (isinstance(node, Division) and node.kind in _FREE)
    ]
    own = {node for node in walk(tuple(free)) if isinstance(node, Footnote)}
    met = dict.fromkeys(node for node in walk(blocks) if isinstance(node, Footnote))
    return (node for node in met if node not in own)


def _not_compared(material: Material, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str, Place]]:
    """Sums and quotations that no claim holds: which, in what, and where."""
    for node in walk(blocks):
        match node:
            case Heading(children=children):
                yield from _beside_a_citation(children, "a heading")
            case Table():
                for cell in node.head:
                    yield from _beside_a_citation(cell, "the head of a table")
            case Image() if node.title:
                yield from ((what, "a caption", node.place) for what in _sum_or_quotation(node.title))
            case Citation():
                for number, cite in enumerate(node.cites):
                    found = (*_sum_or_quotation(cite.prefix), *_sum_or_quotation(cite.suffix, _locator_end(cite)))
                    yield from ((what, "a citation", _key_place(material, node, number)) for what in found)


def _beside_a_citation(children: tuple[Inline, ...], where: str) -> Iterator[tuple[str, str, Place]]:
    cited = next((node for node in children if isinstance(node, Citation)), None)
    if cited is not None:
        quoted = next((node for node in walk(children) if isinstance(node, Span) and "q" in node.classes), None)
        found = (f"the quotation {_text(quoted.children)!r}",) if quoted else _sum_or_quotation(_text(children))
        yield from ((what, where, cited.place) for what in found)


def _sum_or_quotation(text: str, start: int = 0) -> tuple[str, ...]:
    """The first quotation or sum of a text, if any; up to `start` it names pages, and a bare number there is no sum."""
    quoted = _QUOTED.search(text)
    if quoted:
        return (f"the quotation {quoted[0]}",)
    figures = (found for found in _FIGURE.finditer(text) if found.end() > start or re.search(r"[^\d\s.,]", found[0]))
    return tuple(f"the figure {found[0]!r}" for found in islice(figures, 1))


def _locator_end(cite: Cite) -> int:
    """Where the locator of a citation ends in its suffix; 0 where it has none."""
    return len(cite.suffix.rstrip()) - len(cite.remainder) if cite.locator is not None else 0


def _sentences_in(blocks: tuple[Block, ...], *, free: bool = False) -> Iterator[tuple[tuple[Inline, ...], bool]]:
    """The sentences of a note in their order, and of each whether it cites, or needs to cite, nothing more."""
    for block in blocks:
        match block:
            case Paragraph(children):
                for marked, run in groupby(children, lambda child: isinstance(child, Claim)):
                    parts = tuple(run)
                    if marked:
                        yield from ((claim.children, True) for claim in parts if isinstance(claim, Claim))
                    else:
                        yield from ((one, free or carries_citation(one)) for one in sentences(parts))
            case Heading():
                yield block.children, True
            case Judgement():
                yield block.statement, True
                yield from _sentences_in(block.basis, free=True)
            case Division():
                yield from _sentences_in(block.blocks, free=free or block.kind in _FREE)
            case _:
                yield from _sentences_in(tuple(node for node in inside(block) if isinstance(node, Block)), free=free)


def _what_needs_a_source(text: str) -> str:
    quoted = _QUOTED.search(text)
    if quoted:
        return f"the quotation {quoted[0]}"
    figure = _FIGURE.search(text)
    if figure:
        return f"the figure {figure[0]!r}"
    dated = _DATED.search(text)
    return f"the dated event {dated[0]!r}" if dated else ""


def _text(children: tuple[Node, ...]) -> str:
    """The words of a sentence, without those of its footnotes."""
    own = (node for node in children if not isinstance(node, Footnote))
    return "".join(node.text if isinstance(node, Text) else _text(inside(node)) for node in own)


def _first_words(sentence: tuple[Inline, ...]) -> list[str]:
    """At most six words, and none behind what is written otherwise than it is read: a citation, a link."""
    words: list[str] = []
    for node in walk(sentence):
        if isinstance(node, Text):
            words += re.findall(r"[^\W_](?:[^\W_]|[.,])*", node.text)  # an underscore may be a mark of emphasis
        elif words and not isinstance(node, Emphasis | Strong | Strike):
            break
    return words[:6]


_NEAR = 4_000
"""Characters between a sentence and the next one that are searched for a part of its words."""


class _Finder:
    """Finds where sentences stand in their file, asked for in order: a repeated one stands behind the first."""

    def __init__(self, material: Material, path: str, below: re.Pattern[str] | None = None) -> None:
        self.path = path
        self.text = material.dossier.texts.get(path, "")
        parts = split_front_matter(self.text)
        self.position = len(self.text) - len(parts[1]) if parts else 0
        first = below.search(self.text, self.position) if below else None
        self.position = first.end() if first else self.position

    def place(self, sentence: tuple[Inline, ...]) -> Place:
        """The place of the sentence's first words; fewer of them where a link or the like stands between.

        Where none of them is found as it is read, an escape being in it, say: the line of the sentence before.
        """
        words = _first_words(sentence)
        for end, least in ((self.position + _NEAR, 1), (len(self.text), len(words))):
            found = _found(self.text, words, self.position, end) if words else None
            if found is not None and found[2] >= least:
                self.position = found[1]
                return self._place_of(*found[:2])
        return Place(self.path, self.text.count("\n", 0, self.position) + 1)

    def _place_of(self, start: int, end: int) -> Place:
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        length = len(self.text[start:end].partition("\n")[0])
        return Place(self.path, line, column, line, column + length)


_GAP = lazy_pattern(r"[\W_]+")


def _found(text: str, words: list[str], start: int, end: int) -> tuple[int, int, int] | None:
    """Where the most of some words, from the first on, stand one after the other between `start` and `end`: first of
    such places, its end, and how many they are. To compile a pattern for each sentence took half of the rule's time."""
    best: tuple[int, int, int] | None = None
    end = min(end, len(text))
    at = text.find(words[0], start, end)
    while at >= 0 and (best is None or best[2] < len(words)):
        if not (at and text[at - 1].isalnum()):
            position, count = at, 0
            for word in words:
                gap = _GAP.match(text, position, end) if count else None
                begins = gap.end() if gap else position
                if (count and gap is None) or not text.startswith(word, begins, end):
                    break
                stops = begins + len(word)
                if stops < end and text[stops].isalnum():
                    break
                position, count = stops, count + 1
            if count and (best is None or count > best[2]):
                best = at, position, count
        at = text.find(words[0], at + 1, end)
    return best


@rule("CIT03", "locator", Severity.WARNING, "snapshots")
def locator(material: Material) -> Iterator[Diagnostic]:
    """
    A source of more than five pages that is cited without a place in it (a warning), a page that it does not
    have by its record or by the kept PDF (an error), or a quotation that stands on another page of the kept PDF than
    the citation says (a warning). The reader of a hundred-page report should not have to search it (ICD 206). Pages
    are those of the file, or the numbers that are printed on them, or, where the record says `page: 533-552`, counted
    from there.

    Trips it:      [@white-paper, p. 112]      where the white paper has 96 pages
    Way out:       [@white-paper, p. 12]
    """
    for document in material.documents:
        for cite, where, claim in _cites(material, document.blocks):
            source = material.dossier.sources.get(cite.key)
            pages = _pages(source) or _kept_pages(material, source) if source else None
            if source is None or pages is None:
                continue
            first, last = pages
            if cite.locator is None:
                if last - first + 1 > 5:
                    message = f"{cite.key!r} has {last - first + 1} pages, and none is named"
                    hint = f"name the page: [@{cite.key}, p. {first}]"
                    yield finding("CIT03", where(), message, hint, claim=claim, source=cite.key)
                continue
            outside = [page for page in _page_numbers(cite) if not first <= page <= last]
            if outside and not _is_printed(material, source, outside[0]):
                message = f"{cite.key!r} has no page {outside[0]}: its pages are {first} to {last}"
                known = _pages(source) is not None
                hint = "number-of-pages in the source" if known else "say which pages the source has: page: 533-552"
                hint = f"mend the page, or {hint}"
                yield finding("CIT03", where(), message, hint, severity=Severity.ERROR, claim=claim, source=cite.key)
    yield from _quoted_elsewhere(material)


def _kept_pages(material: Material, source: Source) -> tuple[int, int] | None:
    """The pages of the kept PDF of a source, where it was read."""
    kept = material.evidence.read(source.key)
    return (1, len(kept.pages)) if kept is not None and kept.pages else None


def _is_printed(material: Material, source: Source, number: int) -> bool:
    """Whether a page of the kept PDF bears a number, where the record does not say which pages there are."""
    kept = material.evidence.read(source.key)
    if kept is None or _pages(source) is not None:
        return False
    return any(_is_page(kept, source, page, number) for page in range(1, len(kept.pages) + 1))


def _quoted_elsewhere(material: Material) -> Iterator[Diagnostic]:
    """CIT03 for quotations that were found on another page than the citation names."""
    for claim, found in material.evidence.fresh():
        for item in found.items:
            kept = material.evidence.read(item.hit.source) if item.hit else None
            if item.kind != "quotation" or item.outcome is not Outcome.VERIFIED or kept is None or not kept.pages:
                continue
            record = material.dossier.sources[kept.key]
            first, last = _pages(record) or (1, len(kept.pages))
            cited = (page for cite in claim.cites if cite.key == kept.key for page in _every_page(cite))
            named = [page for page in cited if first <= page <= last or _is_printed(material, record, page)]
            there = _found_pages(claim, item, kept)
            if (
                not named
                or not there
                or any(_is_page(kept, record, page, number) for page in there for number in named)
            ):
                continue
            place = words_place(material, claim, item.start, item.end)
            where = f"page {there[0] + first - 1}"
            said = f"page {named[0]}" if len(named) == 1 else f"pages {named[0]} to {named[-1]}"
            message = f"the quotation is on {where} of {kept.key!r}, the citation says {said}"
            yield finding("CIT03", place, message, "name the page it is on", claim=claim.id, source=kept.key)


def _found_pages(claim: ClaimText, item: Item, kept: SourceText) -> list[int]:
    """The pages of the file, from 1, on which a quotation begins."""
    quotation = next((one for one in find_quotations(claim) if one.start == item.start), None)
    layer, spans = places(quotation, kept) if quotation is not None else (None, ())
    pages = [kept.page_at(layer, start) for start, _end in spans] if layer is not None else []
    if item.hit is not None:
        pages.append(item.hit.page)
    return sorted({page for page in pages if page})


def _every_page(cite: Cite) -> list[int]:
    """The pages that a locator names, all those of a range."""
    if cite.locator is None or cite.locator.label != "page":
        return []
    pages = set(_page_numbers(cite))
    for span in _RANGE.finditer(cite.locator.value):
        first, last = _ends(span)
        pages.update(range(first, min(last, first + _LONGEST_RANGE) + 1))
    return sorted(pages)


_LONGEST_RANGE = 200


def _is_page(kept: SourceText, source: Source, page: int, number: int) -> bool:
    """Whether a page of the file is what a citation calls `number`: by count, by the record, or as printed on it."""
    first = (_pages(source) or (1, 0))[0]
    if number in (page, page + first - 1):
        return True
    end = kept.pages[page] if page < len(kept.pages) else len(kept.page)
    lines = [line for line in kept.page[kept.pages[page - 1] : end].split("\n") if line.strip()]
    edges = (*lines[:2], *lines[-2:])
    return any(re.search(rf"(?<![\w.,]){number}(?![\w.,]\d|\w)", line) for line in edges if len(line) < _SHORT_LINE)


_SHORT_LINE = 120
"""Characters below which a first or last line of a page may be its head or foot, where its number stands."""


def _pages(source: Source) -> tuple[int, int] | None:
    """The first and last page of a source, where its record tells: of an article its range, else 1 to its number."""
    span = _RANGE.fullmatch(source.record.page)
    if span:
        first, last = _ends(span)
        return (first, last) if first <= last else None
    if re.fullmatch(r"\d{1,5}", source.record.number_of_pages):
        return 1, int(source.record.number_of_pages)
    return None


def _page_numbers(cite: Cite) -> list[int]:
    if cite.locator is None or cite.locator.label != "page":
        return []
    written = _RANGE.sub(lambda span: "{}-{}".format(*_ends(span)), cite.locator.value)
    return [int(number) for number in re.findall(r"(?<![\w.])\d{1,6}(?!\w)", written)]


_RANGE = lazy_pattern(r"(?<![\w.])(\d{1,5})\s*[-–]+\s*(\d{1,5})(?!\w)")


def _ends(span: re.Match[str]) -> tuple[int, int]:
    """Both ends of a range of pages; the second may leave out the digits it shares with the first, as in 123–35."""
    first, last = span[1], span[2]
    return int(first), int(first[: max(len(first) - len(last), 0)] + last)


@rule("CUR03", "date-logic", Severity.ERROR, "editions")
def date_logic(material: Material) -> Iterator[Diagnostic]:
    """
    Dates that cannot be, or that a reader cannot follow. Errors: a note, or the bottom line or lead of a brief, that
    rests on a source issued after its own date, which is the information cut-off; an edition that does; an event
    told as past that is younger than every cited source and the day it was kept. Warnings: the same of a source that
    was looked at after the event; "yesterday" or "on Thursday" in a claim without a date; a source that tells of a
    time more than 30 days from its issue and whose descriptor does not say so (ICD 206 asks for it). Told, and no
    more: a judgement that an edition still prints after the last day of its horizon, for a reader wants to know what
    came of it (ICD 203, standard 7: explain changes to judgements).

    Trips it:      a note of 2025-02-10 that cites a page of 2025-08-26
    Way out:       give the note the date of what it knows, or leave the source to a newer note
    """
    too_new = tuple(_sources_after_notes(material))
    yield from too_new
    yield from sources_after_edition(material, frozenset(one.source for one in too_new))
    yield from impossible_events(material)
    yield from relative_dates(material)
    yield from information_dates(material)
    yield from passed_horizons(material)


def _sources_after_notes(material: Material) -> Iterator[Diagnostic]:
    for name, date, blocks in _dated(material):
        for cite, where, claim in _cites(material, blocks):
            issued = _issued_after(material, cite.key, date)
            if issued:
                message = f"the {name} is of {date}, but {cite.key!r} was issued {issued}"
                hint = f"date the {name} by what it knows, or cite an older source"
                yield finding("CUR03", where(), message, hint, claim=claim, source=cite.key)
        for use in figures_in(blocks):
            figure = material.dossier.figures.get(use.figure)
            issued = _issued_after(material, figure.record.source, date) if figure else ""
            if figure and issued:
                key = figure.record.source
                message = f"the {name} is of {date}, but the source of {use.figure!r}, {key!r}, was issued {issued}"
                hint = f"date the {name} by what it knows, or use an older figure"
                yield finding("CUR03", use.place, message, hint, source=key)


def _dated(material: Material) -> Iterator[tuple[str, datetime.date, tuple[Block, ...]]]:
    """What has a date of its own: notes, and the parts of briefs that give one."""
    for note in material.dossier.notes.values():
        yield "note", note.head.date, note.blocks
    for brief in material.dossier.briefs.values():
        for block in brief.blocks:
            if isinstance(block, Division) and block.date is not None:
                yield block.kind.replace("-", " "), block.date, block.blocks


def _issued_after(material: Material, key: str, date: datetime.date) -> str:
    """When a source was issued, if that is surely after `date`; else ""."""
    source = material.dossier.sources.get(key)
    issued = source.record.issued if source else None
    return str(issued) if issued is not None and issued.earliest > date else ""
