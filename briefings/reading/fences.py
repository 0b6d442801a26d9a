"""Fenced divs as Pandoc reads them: `::: {.judgement #id key="value"}` … `:::`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from briefings.patterns import lazy_pattern
from briefings.reading.attributes import Attributes, parse_attributes

_OPENING = lazy_pattern(r":{3,}[ \t]*(\{.*\}|[^\s{}:]+)[ \t]*:*[ \t]*")
_CLOSING = lazy_pattern(r":{3,}[ \t]*")


def fenced_divs(md: MarkdownIt) -> None:
    """Install the block rule. It pushes `division_open` (meta: attributes, closed) and `division_close`."""
    md.block.ruler.before("fence", "division", _division, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _opening(text: str) -> Attributes | None:
    match = _OPENING.fullmatch(text)
    if match is None:
        return None
    if not match[1].startswith("{"):
        return Attributes(classes=(match[1],))
    parsed = parse_attributes(match[1])
    return parsed[0] if parsed is not None and parsed[1] == len(match[1]) else None


def _division(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not state.src.startswith(":::", state.bMarks[start] + state.tShift[start]):
        return False
    attributes = _opening(_line(state, start))
    if attributes is None:
        return False
    if silent:
        return True
    last = _closing_line(state, start + 1, end)
    token = state.push("division_open", "div", 1)
    token.block, token.markup, token.map = True, ":::", [start, min(last + 1, end)]
    token.meta = {"attributes": attributes, "closed": last < end}

    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "division", last
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = parent, line_max

    token = state.push("division_close", "div", -1)
    token.block, token.markup = True, ":::"
    state.line = min(last + 1, end)
    return True


def _closing_line(state: StateBlock, line: int, end: int) -> int:
    """The line of the fence that closes this div, or `end`; inner divs and code fences are stepped over."""
    depth, code = 1, ""
    while line < end:
        text = _line(state, line)
        if code:
            code = "" if re.fullmatch(re.escape(code) + r"[`~]*\s*", text) else code
        elif (fence := re.match(r"`{3,}|~{3,}", text)) is not None:
            code = fence[0]
        elif text.startswith(":::"):
            if _CLOSING.fullmatch(text):
                depth -= 1
            elif _opening(text) is not None:
                depth += 1
            if not depth:
                return line
        line += 1
    return end
