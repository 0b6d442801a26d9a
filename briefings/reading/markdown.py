"""Markdown text to the tree of `prose`, with the place of everything a diagnostic can be about.

The dialect is CommonMark with tables, strikethrough and footnotes, and of Pandoc's Markdown the citations,
fenced divs and bracketed spans. Raw HTML is not rendered but shown as the text it is; a link goes to the web,
to an e-mail address or inside the brief; a picture lies in the desk.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.patterns import lazy_pattern
from briefings.prose import (
    Block,
    Citation,
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
from briefings.reading.attributes import Attributes
from briefings.reading.citations import citations
from briefings.reading.claims import claims_in, stray_claims, whole_claim
from briefings.reading.fences import fenced_divs
from briefings.reading.records import nearest
from briefings.reading.spans import bracketed_spans

DIVISIONS = (
    "judgement",
    "bottom-line",
    "lead",
    "assumption",
    "alternatives",
    "outlook",
    "gaps",
    "tearline",
    "claim",
)
SPANS = ("claim", "figure", "q", "scare")
_OF_A_JUDGEMENT = ("likelihood", "confidence", "horizon", "changed", "indicators", "contests", "if-wrong")
WITHDRAWAL = ("withdrawn", "reason")
"""What a judgement or claim that was taken back has: from what day, and why."""
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
NESTING = 24
"""How deep blocks and inlines may be nested; markdown-it leaves out silently what lies deeper, so we say it."""
LONGEST = 20_000
"""Characters of one paragraph; a printed page has three thousand."""

_MARKS: dict[str, type[Emphasis | Strong | Strike]] = {
    "em_open": Emphasis,
    "strong_open": Strong,
    "s_open": Strike,
}
_QUOTES = {
    "de": "„“‚‘",
    "es": ["«", "»", "“", "”"],
    "fr": ["«\u202f", "\u202f»", "‹\u202f", "\u202f›"],
    "it": ["«", "»", "“", "”"],
    "pl": "„”‚’",
    "sv": "””’’",
}
_ENGLISH = "“”‘’"
_DASHES = (
    (lazy_pattern(r"(?<!-)---(?!-)"), "—"),
    (lazy_pattern(r"(?<!-)--(?!-)"), "–"),
    (lazy_pattern(r"(?<!\.)\.\.\.(?!\.)"), "…"),
)


def parse_markdown(
    text: str, path: str, *, language: str = "en-GB", first_line: int = 1
) -> tuple[tuple[Block, ...], tuple[Diagnostic, ...]]:
    """Read Markdown whose first line is `first_line` of the file `path` (relative to the desk)."""
    md = _parser(language.partition("-")[0])
    overlong: list[Token] = []
    environment: dict[str, Any] = {"overlong": overlong}
    tokens = md.parse(text, environment)
    tree = _Tree(path, text.split("\n"), first_line)
    tree.check_footnotes(environment.get("footnotes", {}).get("refs", {}))
    for token in overlong:
        message = f"a paragraph of more than {LONGEST:,} characters is not read"
        tree.say("TXT03", tree.line_place(token), message, "part it with empty lines")
    blocks = claims_in(tree.document(tokens))
    for span in stray_claims(blocks):
        hint = "mark the words of one paragraph, or put the paragraph into ::: {.claim}"
        tree.say(
            "TXT03", span.place, "a claim stands in a paragraph's own text, not in emphasis, a heading or a table", hint
        )
    return blocks, tuple(tree.diagnostics)


@cache
def _parser(language: str) -> MarkdownIt:
    md = MarkdownIt(
        "commonmark",
        {"html": True, "typographer": True, "quotes": _QUOTES.get(language, _ENGLISH), "maxNesting": NESTING},
    )
    md.enable(["table", "strikethrough", "smartquotes"])
    md.use(footnote_plugin)
    md.validateLink = _any_link  # type: ignore[method-assign]  # we judge links ourselves, and say so
    fenced_divs(md)
    bracketed_spans(md)
    citations(md)
    _remember_offsets(md)
    md.helpers = _Helpers()  # type: ignore[assignment]  # in place of the module of the same three functions
    md.core.ruler.before("inline", "overlong", _leave_out_overlong)
    return md


class _Helpers:
    """markdown-it's own, but for the text of a link: it may hold a citation or a span, as in Pandoc."""

    parseLinkDestination = staticmethod(helpers.parseLinkDestination)  # noqa: N815 - as markdown-it calls it
    parseLinkTitle = staticmethod(helpers.parseLinkTitle)  # noqa: N815 - as above

    @staticmethod
    def parseLinkLabel(state: StateInline, start: int, disable_nested: bool = False) -> int:  # noqa: FBT002, N802 - as above
        """Where the bracket closes that opens at `start`, or -1; with `disable_nested` no link may stand in it."""
        before, state.pos, level = state.pos, start + 1, 1
        end = -1
        while state.pos < state.posMax:
            here, mark = state.pos, state.src[state.pos]
            if mark == "]":
                level -= 1
                if not level:
                    end = state.pos
                    break
            state.md.inline.skipToken(state)
            if mark == "[" and state.pos == here + 1:
                level += 1  # a bracket that opens nothing
            elif mark == "[" and disable_nested and _is_link(state.src[here : state.pos]):
                break
        state.pos = before
        return end


def _is_link(bracketed: str) -> bool:
    """Whether what begins with a bracket is a link, and no span, footnote or citation."""
    if bracketed.endswith("}"):
        return False
    return bracketed.endswith(")") or not re.match(r"\[\^|\[[^\]]*@", bracketed)


def _leave_out_overlong(state: StateCore) -> None:
    """A paragraph longer than anybody writes would keep the press busy for minutes: it is left out, and said."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST:
            token.content = ""
            state.env["overlong"].append(token)


def _any_link(url: str) -> bool:  # noqa: ARG001 - as markdown-it calls it
    return True


def _remember_offsets(md: MarkdownIt) -> None:
    """Make every inline rule note in `meta["at"]` where in the inline text its tokens began.

    markdown-it keeps lines for blocks but nothing for inlines, and a message needs a column.
    """
    names = md.inline.ruler.get_all_rules()
    rules = {rule.name: rule.fn for rule in md.inline.ruler.__rules__}
    for name in names:
        md.inline.ruler.at(name, _with_offsets(rules[name]))


def _with_offsets(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def wrapped(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            for token in state.tokens[before:]:
                if token.type != "text":
                    token.meta.setdefault("at", start)
        return matched

    return wrapped


class _Tree:
    """Builds blocks and inlines out of one document's tokens, and gathers what is wrong."""

    def __init__(self, path: str, lines: list[str], first_line: int) -> None:
        self.path = path
        self.lines = lines
        self.first_line = first_line
        self.diagnostics: list[Diagnostic] = []
        self.footnotes: dict[int, tuple[Block, ...]] = {}
        self.in_footnote = False
        self.footnote_places: dict[int, Place] = {}
        self.read_up_to: dict[int, int] = {}

    # -------------------------------------------------------------- places

    def say(
        self, code: str, place: Place, message: str, hint: str = "", *, severity: Severity = Severity.ERROR
    ) -> None:
        self.diagnostics.append(Diagnostic(code=code, severity=severity, place=place, message=message, hint=hint))

    def line_place(self, token: Token) -> Place:
        line = token.map[0] if token.map else 0
        text = self.lines[line] if line < len(self.lines) else ""
        indent = len(text) - len(text.lstrip())
        return Place(self.path, line + self.first_line, indent + 1, line + self.first_line, max(len(text), 1) + 1)

    def starts(self, token: Token) -> tuple[tuple[int, int, int], ...]:
        """For each line of an inline text: its offset in that text, its line, its column (from 0) in the file."""
        found, offset = [], 0
        first = token.map[0] if token.map else 0
        for number, line in enumerate(token.content.split("\n"), start=first):
            text = self.lines[number] if number < len(self.lines) else ""
            # The cells of a table row stand on one line: each is looked for behind the one before it.
            column = text.find(line, self.read_up_to.get(number, 0))
            if column < 0:
                column = max(text.find(line), 0)
            self.read_up_to[number] = column + len(line)
            found.append((offset, number + self.first_line, column))
            offset += len(line) + 1
        return tuple(found)

    def place(self, starts: tuple[tuple[int, int, int], ...], at: int, end: int = -1) -> Place:
        line, column = _line_and_column(starts, at)
        if end <= at:
            return Place(self.path, line, column)
        return Place(self.path, line, column, *_line_and_column(starts, end))

    # -------------------------------------------------------------- blocks

    def document(self, tokens: list[Token]) -> tuple[Block, ...]:
        body, notes = _split_footnotes(tokens)
        for number, inner in notes:
            self.in_footnote = True
            self.footnotes[number] = self.blocks(inner)
            self.in_footnote = False
            strangers = [group[0] for group in _groups(inner) if group[0].type != "paragraph_open"]
            if strangers:
                hint = "put lists, tables and quotations into the text"
                self.say("TXT05", self.line_place(strangers[0]), "a footnote holds paragraphs alone", hint)
        return self.blocks(body)

    def check_footnotes(self, called: dict[str, int]) -> None:
        """Say which footnotes are given twice (the first is lost) or called nowhere. `called` is -1 for those."""
        given: dict[str, int] = {}
        for number, line in enumerate(self.lines):
            match = re.match(r" {0,3}\[\^([^\]\s]{1,80})\]:", line)
            if match is None or f":{match[1]}" not in called:
                continue
            place = Place(self.path, number + self.first_line, 1, number + self.first_line, len(line) + 1)
            if match[1] in given:
                first = given[match[1]] + self.first_line
                self.say(
                    "TXT05", place, f"the footnote {match[1]!r} is given twice (first in line {first})", "rename one"
                )
            elif called[f":{match[1]}"] < 0:
                self.say(
                    "TXT05", place, f"the footnote {match[1]!r} is called nowhere", f"put [^{match[1]}] into the text"
                )
            given.setdefault(match[1], number)

    def blocks(self, tokens: list[Token]) -> tuple[Block, ...]:
        return tuple(block for group in _groups(tokens) for block in self.block(group))

    def block(self, group: list[Token]) -> Iterator[Block]:
        head = group[0]
        if head.level >= NESTING - 2:
            self.say(
                "TXT03",
                self.line_place(head),
                "blocks are nested too deep to be read",
                f"stay below {NESTING - 2} levels",
            )
            return
        match head.type:
            case "paragraph_open":
                yield self.paragraph(group[1])
            case "heading_open":
                yield Heading(int(head.tag[1]), self.inlines(group[1]))
            case "bullet_list_open" | "ordered_list_open":
                items = tuple(self.blocks(item[1:-1]) for item in _groups(group[1:-1]))
                start = head.attrGet("start")
                yield Listing(items, head.type == "ordered_list_open", int(start) if start is not None else 1)
            case "blockquote_open":
                yield Quote(self.blocks(group[1:-1]))
            case "table_open":
                yield self.table(group)
            case "division_open":
                yield from self.division(group)
            case "fence" | "code_block":
                yield CodeBlock(head.content, head.info.strip())
            case "hr":
                yield Rule()
            case "html_block":
                yield from self.raw_block(head)
            case _:  # pragma: no cover - a token of a rule that is not switched on
                raise AssertionError(f"unexpected token {head.type}")

    def paragraph(self, inline: Token) -> Block:
        for number, line in enumerate(inline.content.split("\n")):
            if line.startswith(":::"):
                at = (inline.map[0] if inline.map else 0) + number + self.first_line
                hint = 'write ::: {.judgement #id likelihood="likely" confidence="low"}, and ::: alone to close it'
                self.say("TXT03", Place(self.path, at), f"this is no fenced div: {_short(line)!r}", hint)
        children = self.inlines(inline)
        if len(children) == 1 and isinstance(children[0], Image):
            return Picture(children[0])
        return Paragraph(children)

    def raw_block(self, token: Token) -> Iterator[Block]:
        text = _without_comments(token.content).strip()
        if text:
            self.say_raw(self.line_place(token), text.split("\n")[0])
            yield Paragraph((Text(text),))

    def say_raw(self, place: Place, text: str) -> None:
        hint = "write Markdown; a literal < is written \\<"
        self.say("TXT01", place, f"raw HTML is not rendered: {_short(text)!r}", hint, severity=Severity.WARNING)

    def table(self, group: list[Token]) -> Table:
        rows: list[tuple[tuple[Inline, ...], ...]] = []
        head: tuple[tuple[Inline, ...], ...] = ()
        alignments: list[str] = []
        cells: list[tuple[Inline, ...]] = []
        in_head = False
        for position, token in enumerate(group):
            if token.type == "thead_open":
                in_head = True
            elif token.type == "tr_open":
                cells = []
            elif token.type in ("th_open", "td_open"):
                cells.append(self.inlines(group[position + 1]))
                if token.type == "th_open":
                    alignments.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
            elif token.type == "tr_close" and in_head:
                head = tuple(cells)
            elif token.type == "tr_close":
                rows.append(tuple(cells))
            elif token.type == "thead_close":
                in_head = False
        return Table(head, tuple(rows), tuple(alignments), self.line_place(group[0]))

    def division(self, group: list[Token]) -> Iterator[Block]:
        head, attributes = group[0], group[0].meta["attributes"]
        place = self.line_place(head)
        if not head.meta["closed"]:
            self.say("TXT03", place, "this fenced div is not closed", "end it with a line of three colons: :::")
        blocks = self.blocks(group[1:-1])
        kinds = [name for name in attributes.classes if name in DIVISIONS]
        if len(kinds) != 1 or len(attributes.classes) != 1:
            self.say_class(place, attributes, DIVISIONS, "fenced div")
            yield from blocks
        elif kinds[0] == "judgement":
            yield self.judgement(attributes, blocks, place)
        elif kinds[0] == "claim":
            if not blocks or not isinstance(blocks[0], Paragraph):
                self.say("TXT03", place, "a claim div begins with a paragraph", "put lists and tables behind it")
            yield from whole_claim(attributes, blocks, place)
        else:
            yield Division(kinds[0], blocks, place, attributes.id, attributes.pairs)

    def say_class(self, place: Place, attributes: Attributes, known: tuple[str, ...], what: str) -> None:
        strangers = [name for name in attributes.classes if name not in known]
        name = strangers[0] if strangers else " ".join(attributes.classes)
        guess = nearest(name, known) if name else ""
        message = f"a {what} of the unknown class {name!r}" if strangers else f"a {what} needs one class"
        hint = f"did you mean {'.' + guess!r}?" if guess else f"known: {', '.join('.' + word for word in known)}"
        self.say("TXT03", place, message, hint)

    def judgement(self, attributes: Attributes, blocks: tuple[Block, ...], place: Place) -> Judgement:
        if blocks and isinstance(blocks[0], Paragraph):
            statement, basis = blocks[0].children, blocks[1:]
        else:
            statement, basis = (), blocks
        known = (*_OF_A_JUDGEMENT, *WITHDRAWAL)
        for key, _value in attributes.pairs:
            if key not in known:
                guess = nearest(key, known)
                hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(known)}"
                self.say("TXT03", place, f"a judgement has no attribute {key!r}", hint)
        return Judgement(
            attributes.id,
            attributes.get("likelihood"),
            attributes.get("confidence"),
            attributes.get("horizon"),
            statement,
            basis,
            place,
            attributes.pairs,
        )

    # ------------------------------------------------------------- inlines

    def inlines(self, token: Token) -> tuple[Inline, ...]:
        starts = self.starts(token)
        children, _rest = self.run(token.children or [], 0, starts, "")
        return _strip(_join(children))

    def run(
        self, tokens: list[Token], position: int, starts: tuple[tuple[int, int, int], ...], until: str
    ) -> tuple[list[Inline], int]:
        """Read tokens from `position` up to the one of type `until`; the inlines, and the position after it."""
        out: list[Inline] = []
        while position < len(tokens):
            token = tokens[position]
            position += 1
            if token.type == until:
                return out, position
            place = self.place(starts, token.meta.get("at", 0), token.meta.get("end", -1))
            closing = token.type.removesuffix("_open") + "_close"
            match token.type:
                case "text" | "text_special":
                    self.check_text(token.content, place)
                    out.append(Text(_typeset(token.content)))
                case "softbreak":
                    out.append(Text(" "))
                case "hardbreak":
                    out.append(LineBreak())
                case "code_inline":
                    out.append(CodeText(token.content))
                case "em_open" | "strong_open" | "s_open":
                    children, position = self.run(tokens, position, starts, closing)
                    out.append(_MARKS[token.type](_join(children)))
                case "link_open" if token.info == "auto":  # an address that is shown as it is
                    out.extend(self.link(token, (Text(tokens[position].content),), place))
                    position += 2
                case "link_open":
                    children, position = self.run(tokens, position, starts, closing)
                    out.extend(self.link(token, _join(children), place))
                case "span_open":
                    children, position = self.run(tokens, position, starts, closing)
                    out.extend(self.span(token.meta["attributes"], _join(children), place))
                case "image":
                    out.extend(self.image(token, place))
                case "citation":
                    out.append(
                        Citation(
                            token.meta["cites"],
                            self.place(starts, token.meta["start"], token.meta["end"]),
                            token.meta["written"],
                        )
                    )
                case "footnote_ref":
                    if self.in_footnote:
                        self.say("TXT05", place, "a footnote inside a footnote is not printed", "put it into the text")
                    else:
                        # A footnote that is called twice is one note: it has the place of its first call.
                        first = self.footnote_places.setdefault(token.meta["id"], place)
                        out.append(Footnote(self.footnotes.get(token.meta["id"], ()), first))
                case "html_inline":
                    if not token.content.startswith("<!--"):
                        self.say_raw(place, token.content)
                        out.append(Text(token.content))
                case _:  # pragma: no cover - a token of a rule that is not switched on
                    raise AssertionError(f"unexpected token {token.type}")
        return out, position

    def check_text(self, text: str, place: Place) -> None:
        for match in re.finditer(r"\[\^([^\]\s]{1,80})\]", text):
            self.say("TXT05", place, f"no footnote has the label {match[1]!r}", f"add a line '[^{match[1]}]: …'")

    def link(self, token: Token, children: tuple[Inline, ...], place: Place) -> tuple[Inline, ...]:
        url = str(token.attrGet("href") or "")
        if url.startswith("#"):
            url = unquote(url)  # markdown-it has encoded it; an id stands in the note as it was written
        if re.match(r"(https?://[^\s/]+|mailto:[^\s@]+@)", url, re.IGNORECASE) or re.fullmatch(r"#[^\s#]+", url):
            return (Link(url, children, place, str(token.attrGet("title") or "")),)
        hint = "link to https://…, mailto:…, or inside the brief with #id"
        message = f"the link to {_short(url)!r} is not rendered"
        self.say("TXT02", place, message, hint, severity=Severity.WARNING)
        return children

    def span(self, attributes: Attributes, children: tuple[Inline, ...], place: Place) -> tuple[Inline, ...]:
        strangers = [name for name in attributes.classes if name not in SPANS]
        if strangers:
            self.say_class(place, attributes, SPANS, "span")
            return children
        if "figure" in attributes.classes:
            return (FigureUse(plain_text(children).strip(), place),)
        return (Span(children, attributes.classes, place, attributes.id, attributes.pairs),)

    def image(self, token: Token, place: Place) -> tuple[Inline, ...]:
        alt = plain_text(tuple(self.run(token.children or [], 0, ((0, place.line, place.column - 1),), "")[0]))
        written = str(token.attrGet("src") or "")
        src = desk_path(self.path, written)
        if not src:
            hint = "keep pictures in the desk and name them relative to this file: ../pictures/map.png"
            self.say("TXT04", place, f"the picture {_short(written)!r} lies outside the desk; it was not read", hint)
            return ()
        if posixpath.splitext(src)[1].lower() not in PICTURES:
            self.say(
                "TXT04",
                place,
                f"the picture {_short(written)!r} is of no kind that can be printed",
                f"use {', '.join(PICTURES)}",
            )
            return ()
        if not alt.strip():
            self.say(
                "TXT04",
                place,
                f"the picture {_short(written)!r} has no text for those who cannot see it",
                "write ![what it shows](…)",
            )
        return (Image(src, alt, place, str(token.attrGet("title") or "")),)


@lru_cache(maxsize=8192)
def typeset(text: str, language: str) -> str:
    """A plain text (a title, a label) with the quotes and dashes of the language; nothing in it is markup.

    The same words are set for a box, a list and a note, in both media, and those of a source in many briefs.
    """
    (inline,) = _plain_parser(language.partition("-")[0]).parseInline(text)
    return _typeset("".join(token.content for token in inline.children or []))


@cache
def _plain_parser(language: str) -> MarkdownIt:
    options = {"typographer": True, "quotes": _QUOTES.get(language, _ENGLISH)}
    return MarkdownIt("zero", options).enable("smartquotes")


def desk_path(file: str, written: str) -> str:
    """The path inside the desk that `file` means by `written`, or "" when it leaves the desk or is no path."""
    plain = unquote(written)
    if not plain or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", plain) or plain.startswith(("/", "\\", "~")) or "\0" in plain:
        return ""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(file), plain.replace("\\", "/")))
    return "" if joined.startswith("..") else joined


def plain_text(children: tuple[Inline, ...]) -> str:
    """The letters a reader sees, without citations, footnotes and figures."""
    parts = []
    for child in children:
        match child:
            case Text(text) | CodeText(text):
                parts.append(text)
            case LineBreak():
                parts.append(" ")
            case Image():
                parts.append(child.alt)
            case Citation() | Footnote() | FigureUse():
                pass
            case _:
                parts.append(plain_text(child.children))
    return "".join(parts)


def _line_and_column(starts: tuple[tuple[int, int, int], ...], at: int) -> tuple[int, int]:
    line, column = starts[0][1], starts[0][2]
    for offset, number, first in starts:
        if offset <= at:
            line, column = number, first + at - offset
    return line, column + 1


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """Cut a run of tokens into the blocks of its outermost level."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if not depth:
            yield group
            group = []


def _split_footnotes(tokens: list[Token]) -> tuple[list[Token], list[tuple[int, list[Token]]]]:
    body: list[Token] = []
    notes: list[tuple[int, list[Token]]] = []
    for group in _groups(tokens):
        if group[0].type != "footnote_block_open":
            body.extend(group)
            continue
        notes.extend(
            (note[0].meta["id"], [token for token in note[1:-1] if token.type != "footnote_anchor"])
            for note in _groups(group[1:-1])
        )
    return body, notes


def _typeset(text: str) -> str:
    for pattern, sign in _DASHES:
        text = pattern.sub(sign, text)
    return text


def _join(children: list[Inline]) -> tuple[Inline, ...]:
    """Put neighbouring texts together."""
    out: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text(out[-1].text + child.text)
        else:
            out.append(child)
    return tuple(out)


def _strip(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Take white space off both ends: WeasyPrint counts a trailing space for the width of a line."""
    out: list[Any] = list(children)
    if out and isinstance(out[0], Text):
        out[0] = Text(out[0].text.lstrip())
    if out and isinstance(out[-1], Text):
        out[-1] = Text(out[-1].text.rstrip())
    return tuple(child for child in out if not (isinstance(child, Text) and not child.text))


def _without_comments(text: str) -> str:
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        parts.append(text[position:start])
        end = text.find("-->", start)
        if end < 0:  # not closed: what follows may be meant for the reader, so it is shown, and said
            return "".join([*parts, text[start:]])
        position = end + 3
    return "".join([*parts, text[position:]])


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
