"""What a page would load from elsewhere: a screen sheet is one file, and whoever reads it asks nobody for more."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser

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
    reader.feed(_without_plain_tags(html))
    reader.close()
    outside = (found for found in reader.found if found and not found.lower().startswith(("data:", "#")))
    return tuple(dict.fromkeys(outside)), tuple(dict.fromkeys(reader.acting))


_TAGS = "|".join(sorted({tag for tags in _LOADING.values() for tag in tags}))
_PLAIN = re.compile(
    rf"</?(?!(?:style|script|title|textarea|{_TAGS})\b)[a-z][a-z0-9]*"
    r"""(?: (?!(?i:on|style))[a-zA-Z-]+(?:="(?!\s*(?i:javascript:))[^"<>&]*")?)* ?/?>"""
)
"""A tag that loads nothing and does nothing, as most of a page's are."""


def _without_plain_tags(html: str) -> str:
    """The page without the tags that need no parsing: of the time that it takes, a tenth is left."""
    if "<!--" in html or "<![" in html or "<?" in html:  # what is written in there is no tag
        return html
    parts = re.split(r"(<style\b[^>]*>[^<]*</style>)", html)
    return "".join(part if number % 2 else _PLAIN.sub(" ", part) for number, part in enumerate(parts))


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
                self._style(text)
            elif tag in _LOADING.get(name, ()):
                self.found += [part.split()[0] for part in text.split(", ") if part] if name == "srcset" else [text]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as inherited
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._style(data)

    def _style(self, text: str) -> None:
        self.found += _addresses(text)


@functools.lru_cache(maxsize=16)
def _addresses(style: str) -> tuple[str, ...]:
    """What a style asks for. Most pages have the style of the page before, with fonts of some hundred kilobytes."""
    return tuple((match[1] or match[2] or "").strip() for match in _URL.finditer(style))
