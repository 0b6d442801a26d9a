"""Pandoc's citation grammar as an inline rule of markdown-it.

The grammar is that of Pandoc 3.9's Markdown reader (`cite` in its `Readers.Markdown`, `citeKey` in its
`Parsing.Citations`), written here in our own words; the tests compare it with the real reader:

    cite        = normal / textual
    normal      = "[" spnl list spnl "]"      not before "(url)", "[label]" or "{attributes}"
    list        = citation *( ";" spnl citation )
    citation    = prefix key suffix
    prefix      = inlines without ";" or "]" up to the first key, and a "]" that touches the key: `[see]@a]`
    suffix      = inlines without ";" or "]"
    textual     = key [ spnl normal / bareloc ]
    bareloc     = spnl "[" suffix [ ";" spnl list ] spnl "]"     not "[^", not before "[", "(" or "{"
    key         = ["-"] "@" ( simple / "{" anything but space, braces balanced "}" )   not after a string
    spnl        = spaces with at most one newline

"Inlines" is the hard word: a ";" or "]" or "@" inside emphasis, quotation marks, code, mathematics, a link or
an escape does not count, so the rule needs the extent of each inline as *Pandoc* sees it, even where
CommonMark differs (in Pandoc a `*` that is never closed swallows the rest of the paragraph). `_Reader` finds
these extents and nothing else. Every answer depends on a position alone and is kept, so the work grows with
the length of the text; the calls are generators run by `_answer`, so nesting costs no Python stack.

What stands outside a citation is read as CommonMark reads it, and there Pandoc may differ: it has raw TeX
commands, superscript, inline notes and example lists (`(@good)`); it takes `[^@a]` for the call of a note though
none is defined; it reads the label of `[c][@a](url)` by itself; and quotation marks, superscript or an unclosed
`*` that begin before a bracket and end within it hide a citation from it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import cached_property
from html.entities import html5
from typing import Any, Literal
from weakref import WeakKeyDictionary

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from briefings.patterns import lazy_pattern
from briefings.prose import Cite
from briefings.reading.locators import parse_locator
from briefings.values import dataclass


def citations(md: MarkdownIt) -> None:
    """Add the rule `citation` to `md`, before its rule for links.

    It pushes one token of type "citation" for each citation. The token's `content` is the source text and its
    `meta` is `{"cites": tuple[Cite, ...], "written": source text, "start": offset, "end": offset}`, offsets in
    the text of the inline block. `prefix` and `suffix` of a cite are Markdown source with the white space
    about them removed; a comma or full stop that opens the suffix is part of it, as it is in Pandoc.
    """
    texts: WeakKeyDictionary[StateInline, _Text] = WeakKeyDictionary()

    def citation(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if state.src[start] not in "[@-":
            return False
        text = texts.get(state)
        if text is None:
            text = texts[state] = _Text(state.src, frozenset(state.env.get("references", ())))
        found = text.citation_at(start, state.posMax)
        if found is None:
            return False
        if not silent:
            written = state.src[start : found.end]
            token = state.push("citation", "", 0)
            token.content = written
            token.meta = {"cites": text.cites(found), "written": written, "start": start, "end": found.end}
        state.pos = found.end
        return True

    md.inline.ruler.before("link", "citation", citation)


# ------------------------------------------------------------------ values

Mode = Literal["normal", "suppress-author", "author-in-text"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Key:
    """A citekey: `name` as written without braces, `end` just behind it."""

    name: str
    end: int
    suppressed: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """One cite and those that follow it, as a chain: a chain can share its tail."""

    key: _Key
    mode: Mode
    prefix: Span
    suffix: Span
    following: _Item | None


@dataclass(frozen=True, slots=True)
class _Found:
    first: _Item
    end: int


# --------------------------------------------------------------- the lexis

# `(?>(?:x)*)` and not `(?:x)*+`: before 3.11.5 Python keeps what a group's last, failed try had taken
# (python/cpython#106052), and Debian 12 has 3.11.2.
_SPNL = lazy_pattern(r"[ \t]*+(?>(?:\n[ \t]*+)?)(?!\n)")
_WORD = lazy_pattern(r"[^\W_]++")
_SIMPLE_KEY = lazy_pattern(r"[\w*](?>(?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*)")
_EXAMPLE = lazy_pattern(r"@(?>(?:[^\W_]++|[_-][^\W_]++)*)")
_SPACES = lazy_pattern(r"[ \t]++")
_NOTE_CALL = lazy_pattern(r"\[\^[^\s\]]++\]")
_ATTRIBUTE = (
    r"#[^\s{}\[\]<>\"'=#]++"
    r"|\.[^\W\d_][\w.:-]*+"
    r"|[^\W\d][\w.:-]*+=(?:\"(?>(?:\\.|[^\"\\])*)\"|'(?>(?:\\.|[^'\\])*)'|[^\s{}\"']*+)"
    r"|-"
)
_ATTRIBUTES = lazy_pattern(rf"\{{\s*+(?>(?:(?:{_ATTRIBUTE})\s*+)*)\}}")
_ANGLES = lazy_pattern(
    r"<[A-Za-z][A-Za-z0-9+.-]*+:[^\s<>]*+>"  # <https://example.org/>
    r"|<[^\s<>@]++@[^\s<>@]++>"  # <name@example.org>
    r"|</?[A-Za-z][A-Za-z0-9-]*+"
    r"(?>(?:\s++[A-Za-z_:][\w.:-]*+(?>(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?))*)\s*+/?+>"
)
_REFERENCE = lazy_pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CODE_FENCE = lazy_pattern(r"`+")
_ATOM_OR_BRACKET = lazy_pattern(r"[\\`&$<\[\]()]")
_ENCLOSED = lazy_pattern(r"[\[\]@-]")
_BLANKS = " \t\n"


class _Text:
    """The text of one inline block, with what is true of it wherever one starts to read."""

    def __init__(self, source: str, references: frozenset[str]) -> None:
        self.source = source
        self.references = references
        self._readers: dict[int, _Reader] = {}
        self.key_ends: set[int] = set()
        """Ends of citekeys and of what only looks like one: a word may end here, and yet not a string."""
        self.emphasis_ends: set[int] = set()
        """Ends of emphasis, which counts as a string: `*Foo*@a` is no citation."""

    def citation_at(self, position: int, end: int) -> _Found | None:
        """The citation that begins here, in the text up to `end`. In brackets that pair, the text between them is
        read as a text of its own, hence a citation does not reach out of them."""
        found = self.reader(end).citation_at(position)
        if found is not None:
            closing = self._enclosing.get(position, end)
            if closing < found.end:
                found = self.reader(closing).citation_at(position)
        return found

    def cites(self, found: _Found) -> tuple[Cite, ...]:
        cites: list[Cite] = []
        item: _Item | None = found.first
        while item is not None:
            suffix = self._trimmed(item.suffix)
            locator, remainder = parse_locator(suffix)
            cites.append(Cite(item.key.name, item.mode, self._trimmed(item.prefix), suffix, locator, remainder))
            item = item.following
        return tuple(cites)

    def _trimmed(self, span: Span) -> str:
        """The text of a span without the blanks about it; an escaped space is not a blank."""
        text = self.source[span[0] : span[1]].lstrip(_BLANKS)
        short = text.rstrip(_BLANKS)
        backslashes = len(short) - len(short.rstrip("\\"))
        return text[: len(short) + 1] if backslashes % 2 else short

    def reader(self, end: int) -> _Reader:
        """A reader of the text up to `end`: the label of a link is read as a text of its own."""
        if end not in self._readers:
            self._readers[end] = _Reader(self, end)
        return self._readers[end]

    @cached_property
    def last_key_sign(self) -> int:
        return self.source.rfind("@")

    @cached_property
    def last_closing(self) -> int:
        return self.source.rfind("]")

    @cached_property
    def _last_comment_end(self) -> int:
        return self.source.rfind("-->")

    @cached_property
    def _code_ends(self) -> dict[int, int]:
        """Of each run of backticks, the end of the code that it opens (its own end when it opens none)."""
        ends: dict[int, int] = {}
        next_run: dict[int, int] = {}
        for run in reversed(list(_CODE_FENCE.finditer(self.source))):
            length = run.end() - run.start()
            ends[run.start()] = next_run.get(length, run.end())
            next_run[length] = run.end()
        return ends

    @cached_property
    def brackets(self) -> dict[int, int]:
        return self._pairs("[", "]")

    @cached_property
    def _enclosing(self) -> dict[int, int]:
        """Of each `[`, `@` and `-` inside paired brackets, where the innermost pair about it is closed."""
        enclosing: dict[int, int] = {}
        closings: list[int] = []
        brackets = self.brackets
        if not brackets:
            return enclosing
        for found in _ENCLOSED.finditer(self.source):
            position = found.start()
            if closings and position == closings[-1]:
                closings.pop()
            elif closings and found[0] != "]":
                enclosing[position] = closings[-1]
            if position in brackets:
                closings.append(brackets[position])
        return enclosing

    @cached_property
    def parentheses(self) -> dict[int, int]:
        return self._pairs("(", ")")

    @cached_property
    def braces(self) -> dict[int, int]:
        """Where each brace of a citekey is closed: nothing blank inside, and no escapes."""
        pairs: dict[int, int] = {}
        open_at: list[int] = []
        for position, character in enumerate(self.source) if "{" in self.source else ():
            if character == "{":
                open_at.append(position)
            elif character == "}" and open_at:
                pairs[open_at.pop()] = position
            elif character.isspace():
                open_at.clear()
        return pairs

    def _pairs(self, opening: str, closing: str) -> dict[int, int]:
        """Where each opening bracket is closed, escapes and code being passed over."""
        pairs: dict[int, int] = {}
        open_at: list[int] = []
        if closing not in self.source:
            return pairs
        found = _ATOM_OR_BRACKET.search(self.source)
        while found:
            position, character = found.start(), found[0]
            if character == opening:
                open_at.append(position)
            elif character == closing and open_at:
                pairs[open_at.pop()] = position
            found = _ATOM_OR_BRACKET.search(self.source, max(self.atom(position), position + 1))
        return pairs

    def atom(self, position: int) -> int:
        """The end of the escape, code, mathematics, tag or address that begins here; 0 when none does."""
        source = self.source
        match source[position]:
            case "\\":
                following = source[position + 1 : position + 2]
                return position + 2 if following and not following.isalnum() else position + 1
            case "`":
                return self._code_ends.get(position, position + 1)
            case "&":
                reference = _REFERENCE.match(source, position)
                known = reference and (reference[0].startswith("&#") or reference[0][1:] in html5)
                return reference.end() if reference and known else 0
            case "$":
                return self._mathematics(position)
            case "<":
                if source.startswith("<!--", position):
                    return source.index("-->", position) + 3 if self._last_comment_end > position else 0
                found = _ANGLES.match(source, position)
                return found.end() if found else 0
        return 0

    def _mathematics(self, position: int) -> int:
        """`$…$`: nothing blank inside the marks, and no digit behind, so that $5 and $6 are sums of money."""
        source = self.source
        mark = "$$" if source.startswith("$$", position) else "$"
        start = closing = position + len(mark)
        if (mark == "$" and source[start : start + 1] in ("", *_BLANKS)) or source.find(mark, start) < 0:
            return 0  # a sum of money, most often
        while closing < len(source) and not (source.startswith(mark, closing) and closing > start):
            closing += 2 if source[closing] == "\\" else 1
        if closing >= len(source):
            return 0
        end = closing + len(mark)
        if mark == "$" and (source[closing - 1] in _BLANKS or source[end : end + 1].isdigit()):
            return 0
        return end


# -------------------------------------------------------------- the reader

_Call = Generator[tuple[Any, ...], Any, Any]
"""A question that may ask others: it yields `(method, *arguments)` and is sent the answer."""

NONE, SINGLE, DOUBLE = 0, 1, 2
"""Inside which quotation marks we are: a mark does not open inside its own kind."""


class _Reader:
    """Finds citations, and the inlines about them, in a text up to `end`."""

    def __init__(self, text: _Text, end: int) -> None:
        self.text = text
        self.end = end
        self.known: dict[tuple[Any, ...], Any] = {}

    # ---- asking

    def citation_at(self, position: int) -> _Found | None:
        source = self.text.source
        if position > self.text.last_key_sign or (source[position] == "[" and position > self.text.last_closing):
            return None
        if position and source[position - 1] in "*_":
            self.text.reader(len(source)).read_all()
        found: _Found | None = None
        if source[position] == "[":
            found = self._answer((self.normal, position, NONE))
        elif (key := self.key(position)) is not None:
            found = self._answer((self.textual, position, NONE)) if self._bracket_behind(key) else self._alone(key)
        elif source[position] == "@":
            self._mention(position)
        return found

    def read_all(self) -> None:
        """Read from the start, to learn where emphasis ends."""
        self._answer((self.until, "text", 0, NONE))

    def _answer(self, question: tuple[Any, ...]) -> Any:
        """Run a question and all it asks, on a stack of our own, each question once."""
        if question in self.known:
            return self.known[question]
        stack: list[tuple[tuple[Any, ...], _Call]] = [(question, question[0](*question[1:]))]
        answer: Any = None
        while stack:
            try:
                asked = stack[-1][1].send(answer)
            except StopIteration as finished:
                answer = self.known[stack.pop()[0]] = finished.value
                continue
            if asked in self.known:
                answer = self.known[asked]
            else:
                stack.append((asked, asked[0](*asked[1:])))
                answer = None
        return answer

    # ---- keys

    def key(self, position: int) -> _Key | None:
        """The key that begins here with `@` or `-@`."""
        source = self.text.source
        suppressed = source.startswith("-@", position)
        at = position + suppressed
        if not source.startswith("@", at) or at >= self.end or self.after_string(position):
            return None
        if suppressed and self._hyphens_before(position) % 3:
            return None  # the hyphen is part of a dash
        if source.startswith("{", at + 1):
            closing = self.text.braces.get(at + 1, self.end)
            key = _Key(source[at + 2 : closing], closing + 1, suppressed) if closing < self.end else None
        else:
            found = _SIMPLE_KEY.match(source, at + 1, self.end)
            key = _Key(found.group(), found.end(), suppressed) if found else None
        if key is not None:
            self.text.key_ends.add(key.end)
        return key

    def _mention(self, at: int) -> int:
        """The end of an `@` that begins no key, with what Pandoc takes for the label of an example. No string
        ends there, hence in `a@b@c` the second `@` does begin a key."""
        found = _EXAMPLE.match(self.text.source, at, self.end)
        end = found.end() if found else at + 1
        self.text.key_ends.add(end)
        return end

    def _hyphens_before(self, position: int) -> int:
        source, start = self.text.source, position
        while start > 0 and source[start - 1] == "-":
            start -= 1
        if start < position and self._escaped(start):
            start += 1
        return position - start

    def _escaped(self, position: int) -> bool:
        start = position
        while start > 0 and self.text.source[start - 1] == "\\":
            start -= 1
        return (position - start) % 2 == 1

    def after_string(self, position: int) -> bool:
        """Whether a word ends here; then `@` belongs to an address. A full stop counts as part of a word, dots
        that make an ellipsis do not, nor does a citekey."""
        if position == 0 or position in self.text.key_ends:
            return False
        if position in self.text.emphasis_ends:
            return True
        before = self.text.source[position - 1]
        if before != ".":
            return before.isalnum()
        dots, start = 0, position
        while start > 0 and self.text.source[start - 1] == ".":
            start -= 1
        dots = position - start - self._escaped(start)
        return dots % 3 != 0

    # ---- citations

    def normal(self, position: int, quotes: int) -> _Call:
        """`[see @a, p. 2; @b]` → _Found | None."""
        source = self.text.source
        if position > min(self.text.last_key_sign, self.text.last_closing):
            return None
        if _NOTE_CALL.match(source, position, self.end):
            return None
        found: _Found | None = yield self.listed, self._spnl(position + 1), quotes
        if found is None or not source.startswith("]", found.end) or self._target(found.end + 1):
            return None
        return _Found(found.first, found.end + 1)

    def listed(self, position: int, quotes: int) -> _Call:
        """`see @a, p. 2; @b` → _Found, whose end is at the "]" or wherever else the list cannot go on | None."""
        prefix_end: int = yield self.until, "prefix", position, quotes
        closed = 0 <= prefix_end < self.end and self.text.source[prefix_end] == "]"
        key = None if prefix_end < 0 else self.key(prefix_end + closed)
        if key is None:
            return None
        suffix_end: int = yield self.until, "suffix", key.end, quotes
        mode: Mode = "suppress-author" if key.suppressed else "normal"
        end, following = suffix_end, None
        if suffix_end < self.end and self.text.source[suffix_end] == ";":
            rest: _Found | None = yield self.listed, self._spnl(suffix_end + 1), quotes
            if rest is None:
                return None
            end, following = rest.end, rest.first
        if end >= self.end:
            return None
        return _Found(_Item(key, mode, (position, prefix_end), (key.end, suffix_end), following), end)

    def textual(self, position: int, quotes: int) -> _Call:
        """`@a`, `@a [p. 2; @b]`, `@a [see @b]` → _Found | None."""
        key = self.key(position)
        if key is None:
            return None
        alone = self._alone(key)
        opening = self._bracket_behind(key)
        if not opening:
            return alone
        more: _Found | None = yield self.normal, opening, quotes
        if more is not None:
            return _Found(replace(alone.first, following=more.first), more.end)
        suffix_end, rest = yield self.bareloc, opening, quotes
        if suffix_end is None:
            return alone
        following = rest.first if rest else None
        end = (rest.end if rest else suffix_end) + 1
        return _Found(replace(alone.first, suffix=(opening + 1, suffix_end), following=following), end)

    def _alone(self, key: _Key) -> _Found:
        """A textual cite with nothing behind it."""
        none = (key.end, key.end)
        return _Found(_Item(key, "suppress-author" if key.suppressed else "author-in-text", none, none, None), key.end)

    def _bracket_behind(self, key: _Key) -> int:
        """Where the bracket opens that may belong to a textual key, 0 for nowhere."""
        opening = self._spnl(key.end)
        if opening >= self.end or self.text.source[opening] != "[" or opening > self.text.last_closing:
            return 0
        return 0 if self._is_reference(opening) else opening

    def bareloc(self, opening: int, quotes: int) -> _Call:
        """`[p. 2; @b]` behind a textual key → (end of the suffix | None, the cites that follow | None)."""
        source = self.text.source
        if source.startswith("^", opening + 1):
            return None, None
        suffix_end: int = yield self.until, "suffix", opening + 1, quotes
        rest: _Found | None = None
        if suffix_end < self.end and source[suffix_end] == ";":
            rest = yield self.listed, self._spnl(suffix_end + 1), quotes
        closing = rest.end if rest else suffix_end
        if closing >= self.end or source[closing] != "]":
            return None, None
        if closing + 1 < self.end and source[closing + 1] in "[({":
            return None, None
        return suffix_end, rest

    def _is_reference(self, opening: int) -> bool:
        """Whether `[text]` is a link by reference: `@a [text]` then keeps its hands off it."""
        closing = self.text.brackets.get(opening)
        if closing is None or not self.text.references:
            return False
        return normalizeReference(self.text.source[opening + 1 : closing]) in self.text.references

    def _spnl(self, position: int) -> int:
        found = _SPNL.match(self.text.source, position, self.end)
        return found.end() if found else position

    def _target(self, position: int) -> int:
        """The end of `(url "title")`, `{.class}` or `[label]`, any of which makes the bracket before it a link or
        a span; 0 when none stands here."""
        if position >= self.end:
            return 0
        match self.text.source[position]:
            case "(":
                return self._inside(self.text.parentheses.get(position, -1))
            case "[":
                return self._bracketed(position)
            case "{":
                found = _ATTRIBUTES.match(self.text.source, position, self.end)
                return found.end() if found else 0
        return 0

    def _bracketed(self, position: int) -> int:
        """The end of the balanced brackets that open here, 0 when there are none or they call a note."""
        if _NOTE_CALL.match(self.text.source, position, self.end):
            return 0
        return self._inside(self.text.brackets.get(position, -1))

    def _inside(self, closing: int) -> int:
        return closing + 1 if 0 <= closing < self.end else 0

    # ---- inlines

    def until(self, kind: str, position: int, quotes: int) -> _Call:
        """Pass inlines until `kind` stops → where it stopped, -1 where it cannot be, the end of the text when
        nothing stopped it. The answer holds for every position passed on the way, and is kept for each."""
        passed: list[int] = []
        answer: int | None = None
        while answer is None:
            passed.append(position)
            if position >= self.end:
                answer = self.end
            elif (stopped := self._stop(kind, position)) is None:
                position = self._plain(position) or (yield self.inline, position, quotes)
                answer = self.known.get((self.until, kind, position, quotes))
            elif kind.startswith("emphasis") and self._opens_strong(position, kind[-1]):
                position = yield self.strong, position + 2, quotes, kind[-1]
                answer = self.known.get((self.until, kind, position, quotes))
            else:
                answer = stopped
        for place in passed:
            self.known[self.until, kind, place, quotes] = answer
        return answer

    def _plain(self, position: int) -> int:
        """The end of an inline that holds no others, 0 when `inline` must be asked."""
        character = self.text.source[position]
        if character.isalnum():
            found = _WORD.match(self.text.source, position, self.end)
            return found.end() if found else position + 1
        if character in "[@-!^~*_\"'":
            return 0
        end = self.text.atom(position)
        return end if position < end <= self.end else position + 1

    def inline(self, position: int, quotes: int) -> _Call:
        """The end of the inline that begins here with one of `[@-!^~*_"'` → int."""
        source = self.text.source
        mark = source[position]
        following = source[position + 1] if position + 1 < self.end else " "
        end = 0
        match mark:
            case "[":
                end = yield self.bracket, position, quotes
            case "@" | "-":
                found: _Found | None = yield self.textual, position, quotes
                end = found.end if found else self._mention(position) if mark == "@" else 0
            case "!":
                end = yield self.link, position + 1, quotes
            case "^":
                if following == "[":
                    end = self._inside(self.text.brackets.get(position + 1, -1))
                end = end or (yield self.closed, "superscript", position + 1, quotes)
            case "~":
                if following == "~" and source[position + 2 : position + 3] not in ("", " ", "\t", "\n", "~"):
                    end = 1 + (yield self.closed, "strike", position + 2, quotes)
                    end = end if end > 1 else 0
                end = end or (yield self.closed, "subscript", position + 1, quotes)
            case '"' if quotes != DOUBLE and following not in _BLANKS and not self.after_string(position):
                end = yield self.closed, "double", position + 1, DOUBLE
            case "'" if quotes != SINGLE and following not in _BLANKS and not self.after_string(position):
                end = yield self.closed, "single", position + 1, SINGLE
            case "*":
                end = yield self.enclosure, position, quotes, mark
            case "_" if not self.after_string(position):
                end = yield self.enclosure, position, quotes, mark
        return end or position + 1

    def bracket(self, position: int, quotes: int) -> _Call:
        """The end of the note call, citation, span or link that opens here → int, 0 for a bare bracket."""
        note = _NOTE_CALL.match(self.text.source, position, self.end)
        if note:
            return note.end()
        found: _Found | None = yield self.normal, position, quotes
        return found.end if found else (yield self.link, position, quotes)

    def link(self, position: int, quotes: int) -> _Call:
        """The end of `[text]` and of the target behind it, where a citation is no target → int, 0 for none."""
        end = self._bracketed(position)
        if end and end < self.end and self.text.source[end] == "[":
            found: _Found | None = yield self.normal, end, quotes
            if found is not None:
                return end
        return end and (self._target(end) or end)

    def closed(self, kind: str, position: int, quotes: int) -> _Call:
        """The end of what `kind` closes with one mark, 0 when it holds nothing or is never closed → int."""
        end: int = yield self.until, kind, position, quotes
        return end + 1 if position < end < self.end else 0

    # ---- emphasis: a mark that is never closed swallows the rest of the text, as in Pandoc

    def enclosure(self, position: int, quotes: int, mark: str) -> _Call:
        """The end of what begins here with a run of `*` or `_` → int."""
        source, start = self.text.source, position
        while start < self.end and source[start] == mark:
            start += 1
        if source[start : start + 1] in (" ", "\t"):
            return start
        match start - position:
            case 1:
                return (yield self.emphasis, start, quotes, mark)
            case 2:
                return (yield self.strong, start, quotes, mark)
            case 3:
                return (yield self.both, start, quotes, mark)
        return start

    def emphasis(self, position: int, quotes: int, mark: str) -> _Call:
        end: int = yield self.until, "emphasis" + mark, position, quotes
        return self._emphasised(end, 1)

    def strong(self, position: int, quotes: int, mark: str) -> _Call:
        end: int = yield self.until, "strong" + mark, position, quotes
        return self._emphasised(end, 2)

    def both(self, position: int, quotes: int, mark: str) -> _Call:
        end: int = yield self.until, "both" + mark, position, quotes
        if self._ends(end, mark * 3):
            return self._emphasised(end, 3)
        if self._ends(end, mark * 2):
            return (yield self.emphasis, end + 2, quotes, mark)
        if self._ends(end, mark):
            return (yield self.strong, end + 1, quotes, mark)
        return end

    def _emphasised(self, position: int, marks: int) -> int:
        if position >= self.end:
            return self.end
        end = position + marks
        if end not in self.text.emphasis_ends:
            self.text.emphasis_ends.add(end)
            for quotes in (NONE, SINGLE, DOUBLE):
                self.known.pop((self.textual, end, quotes), None)
        return end

    def _ends(self, position: int, marks: str) -> bool:
        """Whether emphasis may end here: an underscore does not end it inside a word."""
        end = position + len(marks)
        if end > self.end or not self.text.source.startswith(marks, position):
            return False
        return marks[0] == "*" or not self.text.source[end : end + 1].isalnum()

    def _opens_strong(self, position: int, mark: str) -> bool:
        return self.text.source.startswith(mark * 2, position) and not self._ends(position + 2, mark)

    def _stop(self, kind: str, position: int) -> int | None:
        """Where a run of inlines of this kind stops: here, nowhere that is allowed (-1), or not yet (None)."""
        source = self.text.source
        character = source[position]
        match kind:
            case "prefix":
                if character == ";":
                    return -1
                stops = character == "]" or (character in "@-" and self.key(position) is not None)
            case "suffix":
                stops = character in ";]"
            case "double":
                stops = character == '"'
            case "single":
                stops = character == "'" and not (position + 1 < self.end and source[position + 1].isalnum())
            case "superscript" | "subscript":
                if character in _BLANKS:
                    return -1
                stops = character == ("^" if kind == "superscript" else "~")
            case "strike":
                blanks = _SPACES.match(source, position, self.end)
                if blanks and source.startswith("~~", blanks.end()):
                    return -1
                stops = source.startswith("~~", position)
            case "strong*" | "strong_":
                stops = self._ends(position, kind[-1] * 2)
            case "emphasis*" | "emphasis_" | "both*" | "both_":
                stops = self._ends(position, kind[-1])
            case _:
                stops = False
        return position if stops else None
