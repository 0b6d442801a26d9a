"""Bracketed spans as Pandoc reads them: `[text]{.class #id}`."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from briefings.reading.attributes import parse_attributes


def bracketed_spans(md: MarkdownIt) -> None:
    """Install the inline rule. It pushes `span_open` (meta: attributes) and `span_close`."""
    md.inline.ruler.before("link", "span", _span)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    opening = state.pos
    closing = state.md.helpers.parseLinkLabel(state, opening)
    if closing < 0:
        return False
    parsed = parse_attributes(state.src, closing + 1)
    if parsed is None:
        return False
    attributes, after = parsed
    if not silent:
        token = state.push("span_open", "span", 1)
        token.meta = {"attributes": attributes}
        maximum = state.posMax
        state.pos, state.posMax = opening + 1, closing
        state.md.inline.tokenize(state)
        state.posMax = maximum
        state.push("span_close", "span", -1)
    state.pos = after
    return True
