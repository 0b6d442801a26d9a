"""What a page would load from elsewhere: a screen sheet is one file, and whoever reads it asks nobody for more."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from itertools import zip_longest

_LOADING = {
    "src": ("img", "script", "iframe", "embed", "audio", "video", "source", "track", "input"),
    "srcset": ("img", "source"),
    "href": ("link", "image", "use", "base"),
    "xlink:href": ("image", "use"),
    "data": ("object",),
    "poster": ("video",),
}
_URL = re.compile(r"""url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""", re.IGNORECASE)


def asked_outside(html: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses that a browser would load for the page, and what acts in it (`<script>`, `onclick`), each once.

    What is inside the page (`data:`, `#`) is left out. It is meant for a template's honest author: there are ways to
    hide an address from it.
    """
    reader = _Reader()
    parts = _STYLES.split(html)
    odd = [_odd_tags(part) for part in parts[::2]]
    if None in odd:
        reader.feed(html)
    else:
        for tags, style in zip_longest(odd, parts[1::2], fillvalue=""):
            reader.feed(tags or "")
            reader.add_style(style)
    reader.close()
    outside = (found for found in reader.found if found and not found.lower().startswith(("data:", "#")))
    return tuple(dict.fromkeys(outside)), tuple(dict.fromkeys(reader.acting))


_STYLES = re.compile(r"<style>([^<]*)</style>")
_TAG = re.compile(r"<[^<>]*>")
_LOADERS = "|".join(sorted({tag for tags in _LOADING.values() for tag in tags}))
_PLAIN = re.compile(
    rf"</?(?!(?:style|script|title|textarea|{_LOADERS})\b)[a-z][a-z0-9]*"
    r"""(?: (?!(?i:on|style))[a-zA-Z-]+(?:="(?!\s*(?i:javascript:))[^"<>&]*")?)* ?/?>"""
)
"""A tag that loads nothing and does nothing, as most of a page's are."""
_WHOLE = re.compile(
    r"""<!DOCTYPE html>|</?(?!(?:style|script|textarea)\b)[a-z][a-z0-9]*(?: [a-zA-Z-]+="[^"<>&]*")* ?/?>"""
)
"""A tag that can be read without the text round it."""


def _odd_tags(html: str) -> str | None:
    """The tags that need to be read, which takes a twentieth of the time of all the page; None where one of them
    cannot be told from the text round it."""
    tags = _TAG.findall(html)
    odd = {tag for tag in set(tags) if not _is_plain(tag)}
    if len(tags) != html.count("<") or not all(map(_WHOLE.fullmatch, odd)):
        return None
    return "".join(tag for tag in tags if tag in odd)


@functools.lru_cache(maxsize=4096)
def _is_plain(tag: str) -> bool:
    return _PLAIN.fullmatch(tag) is not None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.acting: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag == "script":
            self.acting.append("<script>")
        for name, value in attrs:
            text = (value or "").strip()
            if name.startswith("on"):
                self.acting.append(name)
            elif text.lower().startswith("javascript:"):
                self.acting.append(text[:40])
            elif name == "style":
                self.add_style(text)
            elif tag in _LOADING.get(name, ()):
                self.found += [part.split()[0] for part in text.split(", ") if part] if name == "srcset" else [text]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as inherited
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.add_style(data)

    def add_style(self, text: str) -> None:
        self.found += _addresses(text)


@functools.lru_cache(maxsize=16)
def _addresses(style: str) -> tuple[str, ...]:
    """What a style asks for. Most pages have the style of the page before, with fonts of some hundred kilobytes."""
    return tuple((match[1] or match[2] or "").strip() for match in _URL.finditer(style))
