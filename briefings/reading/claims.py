"""Where a claim begins and ends: sentences, and the ones among them that carry a citation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from briefings.diagnostics import Place
from briefings.patterns import lazy_pattern
from briefings.prose import (
    BETWEEN_CELLS,
    Block,
    Citation,
    Claim,
    CodeText,
    Division,
    Emphasis,
    FigureUse,
    Footnote,
    Heading,
    Inline,
    Judgement,
    LineBreak,
    Link,
    Listing,
    Paragraph,
    Quote,
    Span,
    Strike,
    Strong,
    Table,
    Text,
)
from briefings.reading.attributes import Attributes
from briefings.reading.walk import Node, walk

# ---------------------------------------------------------------- sentences

_END = lazy_pattern(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)")
_ABBREVIATION = lazy_pattern(
    r"(?:^|[\s(\[“\"'‘–—-])(?:[A-Z]|[A-Za-z]\.[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Gen|Adm|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Amb|Hon"
    r"|St|Mt|No|Nos|Art|Arts|Sec|Ch|Fig|Figs|Vol|Ed|Eds|p|pp|cf|vs|v|al|etc|approx|ca|c|Inc|Ltd|Co|Corp|Jr|Sr"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.$"
)
_COUNTRY = lazy_pattern(r"(?:^|\W)(?:U\.S|U\.K|U\.N|E\.U|D\.C|a\.m|p\.m)\.$")
_STARTERS = lazy_pattern(
    r"(?:The|This|That|These|Those|It|Its|In|On|At|As|By|For|From|If|With|When|While|A|An|And|But|Or|So|He|She|They|We"
    r"|His|Her|Their|Our|Both|Each|No|Not|Neither|What|Who|How|Where|After|Before|Since|Then|Yet)\b"
)
_OPENING = lazy_pattern(r"[\"'“‘«(\[]*[^\W_a-z]")


def sentences(children: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], ...]:
    """Cut inlines at the ends of sentences; white space stays at the end of the sentence before it.

    Only text at the top level is cut: a full stop inside emphasis or a link does not end the sentence round
    it. A citation straight after the full stop belongs to the sentence it follows.
    """
    found: list[list[Inline]] = [[]]
    pending = _joined(children)
    while pending:
        child = pending.pop(0)
        if not isinstance(child, Text):
            if isinstance(child, Citation | Footnote) and len(found) > 1 and not _letters(found[-1]):
                found[-2].extend(found.pop())
                found[-1].append(child)
                if not pending or _begins_sentence(pending[0], after_space=False):
                    found.append([])
                continue
            found[-1].append(child)
            continue
        cut = _first_end(child.text, pending[0] if pending else None)
        if cut is None:
            found[-1].append(child)
            continue
        found[-1].append(Text(child.text[:cut]))
        found.append([])
        if child.text[cut:]:
            pending.insert(0, Text(child.text[cut:]))
    return tuple(tuple(sentence) for sentence in found if sentence)


def _joined(children: tuple[Inline, ...]) -> list[Inline]:
    """The same inlines with neighbouring texts put together: an end may lie between the two."""
    out: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text(out[-1].text + child.text)
        else:
            out.append(child)
    return out


def _letters(sentence: list[Inline]) -> bool:
    return any(not (isinstance(part, Text) and not part.text.strip()) for part in sentence)


def _first_end(text: str, following: Inline | None) -> int | None:
    """Where the first sentence of `text` ends, white space included; None when it goes on."""
    for match in _END.finditer(text):
        if _in_quotation(text, match.end()):
            continue  # a quotation of two sentences is one: cut, neither half could be verified
        after = re.compile(r"\s*").match(text, match.end())
        assert after is not None
        rest = text[after.end() : after.end() + 20]
        before = text[max(0, match.end() - 12) : match.end()]  # longer than any abbreviation
        if rest:
            if not _OPENING.match(rest) and not rest[0].isdigit():
                continue
            if _COUNTRY.search(before) and not _STARTERS.match(rest):
                continue
            if _ABBREVIATION.search(before) and not _COUNTRY.search(before):
                continue
            return after.end()
        if following is None:
            return None
        if isinstance(following, Citation | Footnote) or _begins_sentence(
            following, after_space=after.end() > match.end()
        ):
            return after.end()
    return None


def _in_quotation(text: str, at: int) -> bool:
    """Whether a quotation is open at `at` that closes further on in the text."""
    before, behind = text[:at], text[at : at + _LONGEST_QUOTATION]
    if before.count("“") > before.count("”"):
        closing, opening = behind.find("”"), behind.find("“")
    elif before.count("«") > before.count("»"):
        closing, opening = behind.find("»"), behind.find("«")
    elif before.count('"') % 2:
        closing, opening = behind.find('"'), -1
    else:
        return False
    return closing >= 0 and (opening < 0 or closing < opening)


_LONGEST_QUOTATION = 2_000
"""Characters within which a quotation closes, if it does: a mark without its fellow swallows no paragraph."""


def _begins_sentence(child: Inline, *, after_space: bool) -> bool:
    match child:
        case Text(text):
            return bool(re.match(r"\s+", text) and _OPENING.match(text.lstrip())) if not after_space else True
        case FigureUse() | CodeText():
            return after_space
        case Emphasis(children) | Strong(children) | Strike(children):
            first = children[0] if children else None
            return after_space and isinstance(first, Text) and bool(_OPENING.match(first.text))
        case Span() | Link():
            first = child.children[0] if child.children else None
            return after_space and (not isinstance(first, Text) or bool(_OPENING.match(first.text)))
        case _:
            return False


# ------------------------------------------------------------------- claims


def claims_in(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same blocks with every claim in them marked; ids are unique within the note."""
    return _Marker().blocks(blocks)


def whole_claim(attributes: Attributes, blocks: tuple[Block, ...], place: Place) -> Iterator[Block]:
    """A `.claim` div: its first paragraph is one claim, whatever number of sentences it has."""
    for position, block in enumerate(blocks):
        if position == 0 and isinstance(block, Paragraph):
            name = attributes.id or derived_id(written_text(block.children))
            claim = Claim(name, block.children, place, explicit=bool(attributes.id), attributes=attributes.pairs)
            yield Paragraph((claim,))
        else:
            yield block


def stray_claims(nodes: tuple[Node, ...]) -> Iterator[Span]:
    """The `.claim` spans that are no claims, because they stand where none can."""
    return (node for node in walk(nodes) if isinstance(node, Span) and "claim" in node.classes)


def derived_id(text: str) -> str:
    """The id of a claim that was given none: ten hexadecimal digits of its words' SHA-256, marks and case aside."""
    words = " ".join(re.findall(r"[\w%$€£¥₩.,]*\w", text.casefold()))
    return "c-" + hashlib.sha256(words.encode()).hexdigest()[:10]


def written_text(children: tuple[Inline, ...]) -> str:
    """The words of a claim as its author wrote them: figures by their id, citations left out."""
    parts = []
    for child in children:
        match child:
            case Text(text) | CodeText(text):
                parts.append(text)
            case FigureUse():
                parts.append(f"[{child.figure}]")
            case Citation() if child.cites[0].mode == "author-in-text":
                parts.append(f"@{child.cites[0].key}")
            case Emphasis() | Strong() | Strike() | Span() | Link() | Claim():
                parts.append(written_text(child.children))
            case LineBreak():
                parts.append(" ")
            case _:
                parts.append(_LEFT_OUT)
    return " ".join(re.sub(rf"\s*{_LEFT_OUT}", "", "".join(parts)).split())


_LEFT_OUT = "\0"
"""Stands where a citation stood until the space before it is taken away: `rose [@a].` is written `rose.`"""


def carries_citation(children: tuple[Inline, ...]) -> bool:
    """Whether a citation, or a figure (which cites its source), stands among the inlines."""
    for child in children:
        match child:
            case Citation() | FigureUse():
                return True
            case Emphasis() | Strong() | Strike() | Span() | Link() | Claim():
                if carries_citation(child.children):
                    return True
            case _:
                pass
    return False


class _Marker:
    def __init__(self) -> None:
        self.met: dict[str, int] = {}
        self.notes: dict[Footnote, Footnote] = {}
        """Footnotes as they were read and as they are marked: one that is called again is the same."""

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(self.block(block) for block in blocks)

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph(children):
                return Paragraph(self.footnotes(self.marked(children)))
            case Heading():
                return replace(block, children=self.footnotes(block.children))
            case Listing():
                return replace(block, items=tuple(self.blocks(item) for item in block.items))
            case Quote():
                return replace(block, blocks=self.blocks(block.blocks))
            case Division():
                return replace(block, blocks=self.blocks(block.blocks))
            case Judgement():
                return replace(block, statement=self.footnotes(block.statement), basis=self.blocks(block.basis))
            case Table():
                heads = tuple(map(written_text, block.head))
                rows = tuple(tuple(map(self.footnotes, self.row(row, heads))) for row in block.rows)
                return replace(block, head=tuple(map(self.footnotes, block.head)), rows=rows)
            case _:
                return block

    def footnotes(self, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """The same inlines with the claims in their footnotes marked: a footnote's sentences cite for themselves.

        They are marked behind the claims of the text, whose ids so do not hang on what a footnote says.
        """
        out: list[Inline] = []
        for child in children:
            match child:
                case Footnote():
                    if child not in self.notes:
                        self.notes[child] = replace(child, blocks=self.blocks(child.blocks))
                    out.append(self.notes[child])
                case Emphasis() | Strong() | Strike() | Span() | Link() | Claim():
                    out.append(replace(child, children=self.footnotes(child.children)))
                case _:
                    out.append(child)
        return tuple(out)

    def row(self, row: tuple[tuple[Inline, ...], ...], heads: tuple[str, ...]) -> tuple[tuple[Inline, ...], ...]:
        """A table row is one claim: the mark stands round each cell that cites, the id is that of the whole row."""
        if not any(carries_citation(cell) for cell in row):
            return row
        text = BETWEEN_CELLS.join(written_text(cell) for cell in row)
        identifier = self.unique(derived_id(text))
        return tuple(
            (Claim(identifier, cell, _first_place(cell), row=text, heads=heads),) if carries_citation(cell) else cell
            for cell in row
        )

    def marked(self, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if len(children) == 1 and isinstance(children[0], Claim):  # a `.claim` div
            claim = children[0]
            return (claim if claim.explicit else replace(claim, id=self.unique(claim.id)),)
        return tuple(part for sentence in sentences(children) for part in self.sentence(sentence))

    def sentence(self, sentence: tuple[Inline, ...]) -> tuple[Inline, ...]:
        if any(isinstance(part, Span) and "claim" in part.classes for part in sentence):
            return tuple(part for run in self.runs(_explicit_claims(sentence)) for part in run)
        return self.derived(sentence)

    def derived(self, sentence: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """The sentence as a claim with an id of its words, if it cites and says anything."""
        head, body, tail = _without_outer_space(sentence)
        text = written_text(body)
        if not carries_citation(sentence) or not re.search(r"\w", text):
            return sentence
        return (*head, Claim(self.unique(derived_id(text)), body, _first_place(body)), *tail)

    def runs(self, parts: tuple[Inline, ...]) -> Iterator[tuple[Inline, ...]]:
        """The `.claim` spans of a sentence, and what stands between them: that may be a claim as well."""
        between: list[Inline] = []
        for part in parts:
            if not isinstance(part, Claim):
                between.append(part)
                continue
            yield self.derived(tuple(between)) if between else ()
            between = []
            yield (part if part.explicit else replace(part, id=self.unique(part.id)),)
        yield self.derived(tuple(between)) if between else ()

    def unique(self, identifier: str) -> str:
        count = self.met[identifier] = self.met.get(identifier, 0) + 1
        return identifier if count == 1 else f"{identifier}-{count}"


def _explicit_claims(sentence: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Turn `.claim` spans into claims; citations straight after one, and its full stop, belong to it."""
    out: list[Inline] = []
    for part in sentence:
        last = out[-1] if out else None
        if isinstance(part, Span) and "claim" in part.classes:
            name = part.id or derived_id(written_text(part.children))
            out.append(Claim(name, part.children, part.place, explicit=bool(part.id), attributes=part.attributes))
        elif isinstance(part, Citation) and isinstance(last, Claim):
            out[-1] = replace(last, children=(*last.children, part))
        elif isinstance(part, Citation) and len(out) > 1 and isinstance(out[-2], Claim) and last == Text(" "):
            claim = out[-2]
            out[-2:] = [replace(claim, children=(*claim.children, Text(" "), part))]
        elif isinstance(part, Text) and isinstance(last, Claim) and re.match(r"[.!?]+[\"'”’]*", part.text):
            mark = re.match(r"[.!?]+[\"'”’]*", part.text)
            assert mark is not None
            out[-1] = replace(last, children=(*last.children, Text(mark[0])))
            if part.text[mark.end() :]:
                out.append(Text(part.text[mark.end() :]))
        else:
            out.append(part)
    return tuple(out)


def _without_outer_space(
    sentence: tuple[Inline, ...],
) -> tuple[tuple[Inline, ...], tuple[Inline, ...], tuple[Inline, ...]]:
    """The blank before a sentence, its body, and the blank behind it."""
    body = list(sentence)
    head: tuple[Inline, ...] = ()
    tail: tuple[Inline, ...] = ()
    if isinstance(body[0], Text) and (blank := len(body[0].text) - len(body[0].text.lstrip())):
        head, body[0] = (Text(body[0].text[:blank]),), Text(body[0].text[blank:])
    if isinstance(body[-1], Text) and body[-1].text != body[-1].text.rstrip():
        bare = body[-1].text.rstrip()
        tail, body[-1] = (Text(body[-1].text[len(bare) :]),), Text(bare)
    return head, tuple(part for part in body if not (isinstance(part, Text) and not part.text)), tail


def _first_place(children: tuple[Inline, ...]) -> Place:
    """The place of the first thing in a claim that has one: its citation, in most cases."""
    for child in children:
        place = getattr(child, "place", None)
        if isinstance(place, Place):
            return place
        inner = getattr(child, "children", ())
        if inner:
            found = _first_place(inner)
            if found.path:
                return found
    return Place("")
