"""A short way to the tree of a page that is written plainly, as the layouts of templates write theirs.

The rules of HTML for what is left open, put in the wrong place or written oddly fill a book, and a parser that knows
them looks at every letter. Here only pages are read to which none of these rules applies: every element has both its
tags, lower-case, inside an element that may hold it; every other page gets None, and the parser that knows the rules.
`tests/test_plain.py` compares the trees of both.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INLINE = _words("a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong sub sup u var")
_BLOCKS = _words(
    "address article aside blockquote div dl figcaption figure footer header main nav ol p section ul"
    " h1 h2 h3 h4 h5 h6 table hr"
)
"""Those that end a paragraph."""
_HEADINGS = _words("h1 h2 h3 h4 h5 h6")
_VOID = _words("base br col hr img link meta wbr")
_IN_HEAD = _words("base link meta style title")
_ONLY_IN = {
    "li": frozenset(("ol", "ul")),
    "caption": frozenset(("table",)),
    "colgroup": frozenset(("table",)),
    "thead": frozenset(("table",)),
    "tbody": frozenset(("table",)),
    "tfoot": frozenset(("table",)),
    "col": frozenset(("colgroup",)),
    "tr": frozenset(("thead", "tbody", "tfoot")),
    "td": frozenset(("tr",)),
    "th": frozenset(("tr",)),
}
_WITHOUT_TEXT = _words("html head table colgroup thead tbody tfoot tr")
"""What stands in one of these is one of their own, and space."""
_START = re.compile(r"<!DOCTYPE html>[ \n]*<html((?: [a-z][a-z-]*=\"[^\"]*\")*)>[ \n]*(?=<head>)")
_TOKEN = re.compile(
    r"([^<]+)"
    r"|</([a-z][a-z0-9]*)>"
    r"|<style((?:[ \n]+[a-z][a-z-]*=\"[^\"]*\")*)>([^<]*)</style>"
    r"|<([a-z][a-z0-9]*)((?:[ \n]+[a-z][a-z-]*(?:=\"[^\"]*\")?)*)[ \n]*>"
)
_ATTRIBUTE = re.compile(r"([a-z][a-z-]*)(?:=\"([^\"]*)\")?[ \n]*")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]|&(?!(?:amp|lt|gt|quot|nbsp|#3[49]);)")
"""Letters that HTML changes, and references whose meaning hangs on where they stand."""


class _OddError(Exception):
    """The page is not written plainly."""


def parse_plain(text: str) -> Element | None:
    """The tree of a page, `<html>` at its root; None of one that has anything but plain elements in it."""
    start = _START.match(text)
    if start is None or _ODD.search(text):
        return None
    try:
        return _tree(text, start)
    except _OddError:
        return None


def _tree(text: str, start: re.Match[str]) -> Element:
    root = Element("html", _attributes(start[1]))
    holder, name = root, "html"
    open_elements: list[tuple[Element, str]] = []
    last: Element | None = None  # the element that has just ended, to which the text after it belongs
    paragraphs = links = 0
    position, end = start.end(), len(text)
    while position < end:
        token = _TOKEN.match(text, position)
        if token is None:
            raise _OddError
        position = token.end()
        kind = token.lastindex
        if kind == 1:
            words = token[1]
            if name in _WITHOUT_TEXT and words.strip(" \t\n"):
                raise _OddError
            if "&" in words:
                words = html.unescape(words)
            if last is None:
                holder.text = words
            else:
                last.tail = words
        elif kind == 2:
            if token[2] != name or not open_elements:
                raise _OddError
            if name == "p":
                paragraphs -= 1
            elif name == "a":
                links -= 1
            last = holder
            if name == "body":
                break
            holder, name = open_elements.pop()
        else:
            style = token[4] is not None
            tag = "style" if style else token[5]
            _may_stand(tag, name, open_elements, paragraphs, links)
            element = Element(tag, _attributes(token[3] if style else token[6] or ""))
            holder.append(element)
            if style:
                element.text = token[4] or None
                last = element
            elif tag in _VOID:
                last = element
            else:
                open_elements.append((holder, name))
                holder, name, last = element, tag, None
                paragraphs += tag == "p"
                links += tag == "a"
    after = re.fullmatch(r"([ \t\n]*)</html>([ \t\n]*)", text[position:])
    if name != "body" or last is not holder or after is None or len(root) != 2:
        raise _OddError
    # The space behind a body is its own.
    if space := after[1] + after[2]:
        if len(holder):
            holder[-1].tail = (holder[-1].tail or "") + space
        else:
            holder.text = (holder.text or "") + space
    return root


def _may_stand(tag: str, name: str, open_elements: list[tuple[Element, str]], paragraphs: int, links: int) -> None:
    """Refuse an element that would end another one or be put elsewhere."""
    if name == "title":
        raise _OddError
    if name == "head":
        right = tag in _IN_HEAD
    elif name == "html":
        right = tag in ("head", "body")  # in this order, as `_START` and the number of them say
    elif tag in _ONLY_IN:
        right = name in _ONLY_IN[tag] and not (tag == "li" and paragraphs)
    elif name in _WITHOUT_TEXT:
        right = False
    elif tag in ("dt", "dd"):
        right = not paragraphs and (name == "dl" or (name == "div" and open_elements[-1][1] == "dl"))
    elif tag in _BLOCKS:
        right = not paragraphs and not (tag in _HEADINGS and name in _HEADINGS)
    elif tag == "a":
        right = not links
    else:
        right = tag in _INLINE or tag in ("br", "img", "wbr")
    if not right:
        raise _OddError


def _attributes(written: str) -> dict[str, str]:
    """The attributes of a tag, in their order."""
    if not written:
        return {}
    pairs = _ATTRIBUTE.findall(written.lstrip())
    found = {name: html.unescape(value) if "&" in value else value for name, value in pairs}
    if len(found) != len(pairs):
        raise _OddError
    return found
