"""The prose tree to HTML, for one medium: escaped throughout, calls and notes in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import zip_longest

from markupsafe import Markup, escape

from briefings.editions.formats import NO_BREAK, format_figure
from briefings.editions.numbering import Numbering
from briefings.model import Edition, FormattedCitations
from briefings.patterns import lazy_pattern
from briefings.prose import (
    Block,
    Citation,
    Claim,
    CodeBlock,
    CodeText,
    Division,
    Emphasis,
    FigureUse,
    Footnote,
    Heading,
    Image,
    Inline,
    Judgement,
    LineBreak,
    Link,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from briefings.reading.markdown import plain_text
from briefings.reading.walk import walk_own
from briefings.rendering.unbroken import with_whole_pairs
from briefings.support import Outcome

_HANGUL = lazy_pattern(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+")
_JOINER = "\u2060"
_AFTER_CALL = lazy_pattern(r"[.,;:!?…]+[\"'”’»)]*|[\"'”’»]+[.,;:!?…]*")
_LAST_STOP = lazy_pattern(r"\.((?:</\w+>)*)$")
_NUMERIC = lazy_pattern(r"[\s$€£¥₩+−–-]*\d[\d.,\s–-]*\s*(%|bn|m|billion|million|trillion)?")


@dataclass(frozen=True)
class Writer:
    """Writes an edition's prose for one medium. `pictures` maps a picture's path to the URL it has in the sheet."""

    edition: Edition
    formatted: FormattedCitations
    numbering: Numbering
    medium: str
    labels: Mapping[str, str]
    pictures: Mapping[str, str]
    anchors: dict[str, str] = field(default_factory=dict)
    document: str = ""
    """The one being written: a note's id, or `briefs/<id>`."""
    compared: bool = False
    """Whether any claim was held against a kept source: else none is marked as not verifiable, for all would be."""
    claims_met: set[str] = field(default_factory=set)
    marks_met: set[tuple[str, str]] = field(default_factory=set)
    calls_met: set[int] = field(default_factory=set)

    def of(self, document: str) -> Writer:
        """The same writer, for another document of the edition: what it has met stays met."""
        return replace(self, document=document)

    # -------------------------------------------------------------- blocks

    def blocks(self, blocks: tuple[Block, ...], level: int = 4) -> Markup:
        """`level` is the h-element of the first level of headings among `blocks`."""
        depths = sorted({block.level for block in blocks if isinstance(block, Heading)})
        levels = {depth: min(level + position, 6) for position, depth in enumerate(depths)}
        return Markup("\n").join(self.block(block, levels, level) for block in blocks)

    def block(self, block: Block, levels: Mapping[int, int], level: int) -> Markup:
        match block:
            case Paragraph(children):
                return Markup("<p>%s</p>") % self.inlines(children)
            case Heading():
                level_here = levels[block.level]
                # Bookmarks are made of the title: the numbers of its notes are no part of it.
                title = Markup(' data-title="%s"') % plain_text(block.children) if self.medium == "print" else ""
                return Markup("<h%d%s>%s</h%d>") % (level_here, title, self.inlines(block.children), level_here)
            case Listing():
                items = Markup("").join(Markup("<li>%s</li>") % self.item(item, level) for item in block.items)
                start = Markup(' start="%d"') % block.start if block.ordered and block.start != 1 else ""
                return (Markup("<ol%s>%s</ol>") if block.ordered else Markup("<ul%s>%s</ul>")) % (start, items)
            case Table():
                return self.table(block)
            case Quote(blocks):
                return Markup("<blockquote>%s</blockquote>") % self.blocks(blocks, level)
            case CodeBlock(text):
                return Markup("<pre><code>%s</code></pre>") % text.rstrip("\n")
            case Rule():
                return Markup("<hr>")
            case Picture(image):
                caption = Markup("<figcaption>%s</figcaption>") % image.title if image.title else ""
                return Markup("<figure>%s%s</figure>") % (self.image(image), caption)
            case Judgement():
                return self.basis(block, level)
            case Division():
                return Markup('<div class="%s">%s</div>') % (block.kind, self.blocks(block.blocks, level))

    def item(self, blocks: tuple[Block, ...], level: int) -> Markup:
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return self.inlines(blocks[0].children)
        return self.blocks(blocks, level)

    def basis(self, block: Judgement, level: int) -> Markup:
        number = next((one.number for one in self.edition.judgements if one.place == block.place), None)
        if number is None:  # a judgement in a brief: a check has named it
            return self.blocks(block.basis, level)
        label = self.labels["on_judgement"].replace("{number}", str(number))
        link = Markup('<p class="label"><a href="#%s">%s</a></p>') % (self.anchors[block.id], label)
        return Markup('<div class="judgement-basis" id="j-%s">%s%s</div>') % (
            block.id,
            link,
            self.blocks(block.basis, level),
        )

    def table(self, table: Table) -> Markup:
        classes = [_column_class(table, column) for column in range(len(table.head))]
        head = Markup("").join(
            Markup('<th scope="col"%s>%s</th>') % (name, self.inlines(cell))
            for name, cell in zip(classes, table.head, strict=True)
        )
        rows = Markup("").join(Markup("<tr>%s</tr>") % self.row(row, classes) for row in table.rows)
        html = Markup("<table><thead><tr>%s</tr></thead><tbody>%s</tbody></table>") % (head, rows)
        if self.medium == "print":
            return html
        return Markup('<div class="table-wrap" role="group" tabindex="0" aria-label="%s">%s</div>') % (
            self.labels["table"],
            html,
        )

    def row(self, row: tuple[tuple[Inline, ...], ...], classes: list[Markup]) -> Markup:
        cells = []
        for column, (name, cell) in enumerate(zip(classes, row, strict=False)):
            names_the_row = column == 0 and not name
            form = Markup('<th scope="row"%s>%s</th>') if names_the_row else Markup("<td%s>%s</td>")
            cells.append(form % (name, self.inlines(cell)))
        return Markup("").join(cells)

    # ------------------------------------------------------------- inlines

    def inlines(self, children: tuple[Inline, ...]) -> Markup:
        parts: list[Markup] = []
        settled = self.settled(children)
        for child, after in zip_longest(settled, settled[1:]):
            html = self.inline(child)
            if isinstance(child, Citation) and isinstance(after, Text) and after.text.startswith((".", ",", ";", ":")):
                # In a footnote the style ends its citation with a full stop, and the author goes on with a mark.
                html = Markup(_LAST_STOP.sub(r"\1", html)) if self.inside_note(child) else html  # noqa: S704 - as it was
            parts.append(html)
            if after is not None and self.is_call(child) and self.is_call(after):
                parts.append(Markup('<sup class="call">,</sup>'))  # two numbers side by side would read as one
        return Markup("").join(parts)

    def is_call(self, child: Inline) -> bool:
        """Whether nothing but the number of a note is printed for it."""
        if isinstance(child, Citation):
            return self.formatted.note_style and not self.inside_note(child) and child.cites[0].mode != "author-in-text"
        return isinstance(child, Footnote)

    def inside_note(self, citation: Citation) -> bool:
        return self.numbering.clusters[self.numbering.index[citation]].inside_note

    def settled(self, children: tuple[Inline, ...]) -> list[Inline]:
        """Calls behind the mark and close to it: `in 2025 [@a] [@b].` prints as `in 2025.¹,²`."""
        out: list[Inline] = []
        queue = list(children)
        while queue:
            calls: list[Inline] = []
            while queue and (self.is_call(queue[0]) or (calls and _is_blank_before(queue, self.is_call))):
                child = queue.pop(0)
                if not isinstance(child, Text):
                    calls.append(child)
            if not calls:
                out.append(queue.pop(0))
                continue
            if out and isinstance(out[-1], Text):
                out[-1] = Text(out[-1].text.rstrip(" "))
            if queue and isinstance(queue[0], Text) and (mark := _AFTER_CALL.match(queue[0].text)):
                out.append(Text(mark[0]))
                queue[0] = Text(queue[0].text[mark.end() :])
            out.extend(calls)
        return [child for child in out if not (isinstance(child, Text) and not child.text)]

    def inline(self, child: Inline) -> Markup:
        match child:
            case Text(text):
                return self.text(text)
            case Emphasis(children):
                return Markup("<em>%s</em>") % self.inlines(children)
            case Strong(children):
                return Markup("<strong>%s</strong>") % self.inlines(children)
            case Strike(children):
                return Markup("<s>%s</s>") % self.inlines(children)
            case CodeText(text):
                return Markup("<code>%s</code>") % text
            case LineBreak():
                return Markup("<br>")
            case Link():
                return self.link(child)
            case Image():
                return self.image(child)
            case Span():
                return self.span(child)
            case Claim():
                return self.claim(child)
            case FigureUse(figure):
                record = self.edition.all_figures.get(figure)
                value = format_figure(record.record, self.edition.desk.language) if record else figure
                return Markup('<span class="figure">%s</span>') % value
            case Citation():
                return self.citation(child)
            case Footnote():
                # On a screen its text stands among the notes: written here too, its claims would be met already.
                return self.call(child, self.footnote(child) if self.medium == "print" else Markup(""))

    def text(self, text: str) -> Markup:
        text = with_whole_pairs(text)
        if not _HANGUL.search(text):
            return escape(text)
        parts, last = [], 0
        for match in _HANGUL.finditer(text):
            # WeasyPrint breaks lines between any two syllables; a word joiner keeps a Korean word whole.
            word = _JOINER.join(match[0]) if self.medium == "print" else match[0]
            parts += [escape(text[last : match.start()]), Markup('<span lang="ko">%s</span>') % word]
            last = match.end()
        return Markup("").join([*parts, escape(text[last:])])

    def link(self, link: Link) -> Markup:
        url = link.url
        if url.startswith("#"):
            anchor = self.anchors.get(url[1:])
            if anchor is None:  # a check has named it
                return self.inlines(link.children)
            url = f"#{anchor}"
        # PDF/UA-1 7.18.5: nothing but text may stand in a link. A citation parts it in two.
        parts: list[Markup] = []
        words: list[Inline] = []
        for child in (*self.settled(link.children), None):
            if child is not None and not isinstance(child, Citation | Footnote | Image):
                words.append(child)
                continue
            text = flat_text(tuple(words), self)
            if text.strip():
                bare = text.strip()
                before, _, after = text.partition(bare)
                parts += [before, Markup('<a href="%s">%s</a>') % (url, bare), after]
            words = []
            if child is not None:
                parts.append(self.inline(child))
        return Markup("").join(parts)

    def image(self, image: Image) -> Markup:
        url = self.pictures.get(image.src, "")
        return Markup('<img src="%s" alt="%s">') % (url, image.alt) if url else Markup("")

    def span(self, span: Span) -> Markup:
        attributes = Markup("")
        if span.classes:
            attributes += Markup(' class="%s"') % " ".join(span.classes)
        if span.id in self.anchors:
            attributes += Markup(' id="%s"') % self.anchors[span.id]
        language = dict(span.attributes).get("lang", "")
        if language:
            attributes += Markup(' lang="%s"') % language
        return Markup("<span%s>%s</span>") % (attributes, self.inlines(span.children))

    def claim(self, claim: Claim) -> Markup:
        html = self.inlines(claim.children)
        if any(isinstance(node, Citation) for node in walk_own(claim.children)):  # of a row, the cell that cites
            html += self.states(claim.id)
        if claim.id in self.claims_met:  # the second cell of one row, or the same sentence in two notes
            return Markup('<span class="claim">%s</span>') % html
        self.claims_met.add(claim.id)
        return Markup('<span class="claim" id="%s">%s</span>') % (claim_anchor(claim), html)

    def states(self, claim: str) -> Markup:
        """The marks of a claim or judgement that a reader should not pass over, once; a verified one has none."""
        key = (self.document, claim)
        found = self.edition.evidence.get(key)
        if self.medium == "print" or found is None or key in self.marks_met:
            return Markup("")
        self.marks_met.add(key)
        wanted = {Outcome.ALTERED, Outcome.NOT_FOUND} | ({Outcome.UNVERIFIABLE} if self.compared else set())
        states = [str(found.outcome)] if found.outcome in wanted else []
        states += ["contested"] if found.standing == "contested" else []
        marks = [mark(state, self.labels[f"state_{state}"]) for state in states]
        # A word joiner: no line begins with a mark.
        return Markup("").join(Markup('<span class="claim-state">⁠%s</span>') % one for one in marks)

    # ----------------------------------------------------------- citations

    def citation(self, citation: Citation) -> Markup:
        index = self.numbering.index[citation]
        found = self.formatted.clusters[index]
        text = Markup(found.text)  # noqa: S704 - HTML of the citeproc worker, which escapes
        if self.inside_note(citation):
            return text or Markup(found.note or "")  # noqa: S704 - as above
        if found.note is not None:
            return text + self.call(citation, Markup(found.note))  # noqa: S704 - as above
        if self.medium == "print":
            return Markup('<span class="cite">%s</span>') % text
        return Markup('<span class="cite">%s</span>%s') % (text, self.button(f"p-c{index + 1}"))

    def footnote(self, footnote: Footnote) -> Markup:
        """The text of the desk's own footnote, on one line; citations in it stand in the text."""
        paragraphs = [block for block in footnote.blocks if isinstance(block, Paragraph)]
        return Markup(" ").join(self.inlines(paragraph.children) for paragraph in paragraphs)

    def number_of(self, node: Citation | Footnote) -> int:
        numbers = self.numbering.note_numbers if self.formatted.note_style else self.numbering.footnote_numbers
        return numbers[node]

    def call(self, node: Citation | Footnote, note: Markup) -> Markup:
        number = self.number_of(node)
        label = f"{self.labels['note']} {number}"
        if number in self.calls_met:  # a footnote that is called again
            return Markup('<sup class="call"><a href="#n-%d" aria-label="%s">%d</a></sup>') % (number, label, number)
        self.calls_met.add(number)
        if self.medium == "print":
            return Markup(
                '<sup class="call"><a id="r-%d" href="#n-%d" aria-label="%s">%d</a></sup>'
                '<span class="note" id="n-%d"><sup><a href="#r-%d" aria-label="%s">%d</a></sup>%s%s</span>'
            ) % (number, number, label, number, number, number, self.labels["back_to_text"], number, NO_BREAK, note)
        return Markup('<sup class="call"><a class="call-link" id="r-%d" href="#n-%d">%d</a>%s</sup>') % (
            number,
            number,
            number,
            self.button(f"p-{number}", number),
        )

    def button(self, popover: str, number: int = 0) -> Markup:
        label = f"{self.labels['note']} {number}" if number else self.labels["source_details"]
        return Markup('<button class="call-button" type="button" popovertarget="%s" aria-label="%s">%s</button>') % (
            popover,
            label,
            number or "i",
        )


_MARKS = {
    "verified": "M2 6.5 4.8 9.5 10 2.8",
    "altered": "M2 4.5h8M2 7.7h8M8 1.5 4 10.7",
    "not-found": "M2.5 2.5l7 7M9.5 2.5l-7 7",
    "unverifiable": "M3.8 4a2.2 2.2 0 1 1 3.3 1.9C6.3 6.4 6 6.9 6 7.8M6 10.3v.2",
    "nothing": "M2.5 6h7",
    "contested": "M1.5 4h9L8 1.5M10.5 8h-9L4 10.5",
}
"""State → a line on a ground of 12 by 12: tick, not equal, cross, question mark, dash, two arrows. The shapes alone
tell the states apart, without a colour and in any font."""


@lru_cache(maxsize=64, typed=True)  # what is escaped and what is not are equal
def mark(state: str, label: str = "") -> Markup:
    """The sign of a state; `label` is read aloud in its place, and without one it is an ornament beside its word."""
    spoken = Markup('role="img" aria-label="%s"') % label if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="mark mark-%s" %s width="11" height="11" viewBox="0 0 12 12" fill="none" stroke="currentColor" '
        'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="%s"/></svg>'
    ) % (state, spoken, _MARKS[state])


def claim_anchor(claim: Claim) -> str:
    """The id of a claim in the page. A derived id is one already; an explicit one gets a prefix of its own."""
    return f"c-{claim.id}" if claim.explicit else claim.id


def flat_text(children: tuple[Inline, ...], writer: Writer) -> Markup:
    """The same words without any element."""
    return Markup(re.sub(r"<[^>]*>", "", "".join(_flat(children, writer))))  # noqa: S704 - escaped piece by piece


def _flat(children: tuple[Inline, ...], writer: Writer) -> Iterator[str]:
    for child in children:
        match child:
            case Citation() | Footnote() | Image():
                continue
            case Text(text):
                yield str(escape(with_whole_pairs(text)))
            case CodeText(text):
                yield str(escape(text))
            case _:
                yield str(writer.inline(child))


def _is_blank_before(queue: list[Inline], is_call: Callable[[Inline], bool]) -> bool:
    """Whether blanks alone stand between this place and the next call."""
    first = queue[0]
    return isinstance(first, Text) and not first.text.strip() and len(queue) > 1 and is_call(queue[1])


def _is_number(cell: tuple[Inline, ...]) -> bool:
    words = [child for child in _unwrapped(cell) if not isinstance(child, Citation | Footnote)]
    text = "".join(child.text for child in words if isinstance(child, Text))
    if any(not isinstance(child, Text | FigureUse) for child in words):
        return False
    if any(isinstance(child, FigureUse) for child in words):
        return not text.strip()
    return not text.strip(" –—-") or bool(_NUMERIC.fullmatch(text.strip()))


def _unwrapped(cell: tuple[Inline, ...]) -> Iterator[Inline]:
    for child in cell:
        if isinstance(child, Claim):
            yield from _unwrapped(child.children)
        else:
            yield child


def _column_class(table: Table, column: int) -> Markup:
    """`num` for a column set to the right, or of numbers alone where nothing is said; `mid` for a centred one."""
    written = table.alignments[column] if column < len(table.alignments) else ""
    numeric = all(_is_number(row[column]) for row in table.rows if column < len(row))
    if written == "right" or (not written and numeric):
        return Markup(' class="num"')
    return Markup(' class="mid"') if written == "center" else Markup("")
