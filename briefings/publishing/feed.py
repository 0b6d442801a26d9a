"""The Atom feed and the sitemap, and the plain text of an edition's page."""

from __future__ import annotations

import datetime
import re
import uuid
from html.parser import HTMLParser

from jinja2 import Environment

from briefings.publishing.archive import Archive

NEWEST = 50
"""How many editions the feed carries."""

FEED_NAMES = uuid.UUID("5b0ce1c4-8f5e-4c43-9a34-6d1a3c8f6f0e")
"""The namespace of the ids of feeds and entries: drawn once, and never to be drawn again."""


def entry_id(*names: str) -> str:
    """The permanent id of a feed or entry: `urn:uuid:` of its names (RFC 9562, version 5).

    RFC 4287, 4.2.6 wants an id that stays when the feed moves to another address, so that it is not made of one.
    """
    return uuid.uuid5(FEED_NAMES, "\n".join(names)).urn


def moment(date: datetime.date) -> str:
    """A day as RFC 3339 wants a moment: its first, in UTC. Editions have no time of day."""
    return f"{date.isoformat()}T00:00:00Z"


def to_atom(environment: Environment, archive: Archive) -> bytes:
    """The feed of the newest editions, as RFC 4287 has it."""
    template = environment.get_template("feed.xml.j2")
    text = template.render(editions=archive.editions[:NEWEST], entry_id=entry_id, moment=moment)
    return (text + "\n").encode()


def to_sitemap(environment: Environment, pages: list[tuple[str, datetime.date]]) -> bytes:
    """The pages with the day of their last change, as sitemaps.org has it; its addresses are whole ones."""
    listed = [("" if path == "index.html" else path, changed) for path, changed in pages if path != "search.html"]
    return (environment.get_template("sitemap.xml.j2").render(pages=listed) + "\n").encode()


_NAMES = """
a abbr b bdi button cite code del em i img ins mark q s small span strong sub sup time u wbr
"""
_INSIDE_A_LINE = frozenset(_NAMES.split())
"""Elements in the course of a sentence; all others begin and end a block."""


class _Text(HTMLParser):
    """Gathers the words of a page's `<main>`, but for pop-ups, drawings and the numbers of notes."""

    SKIPPED = frozenset({"script", "style", "svg", "nav", "button"})
    ASIDE = frozenset({"call", "reasoning"})
    """Classes of the numbers of notes, and of links that say nothing of the matter."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[list[str]] = [[]]
        self.inside = False
        self.skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.inside = True
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.append(tag)
        elif tag in self.SKIPPED or "popover" in dict(attrs) or dict(attrs).get("class") in self.ASIDE:
            self.skipping.append(tag)
        elif tag not in _INSIDE_A_LINE:
            self.blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.inside = False
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
        elif tag not in _INSIDE_A_LINE:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skipping:
            self.blocks[-1].append(data)


def text_of(html: str) -> str:
    """The words of the main part of a page, with single spaces between them.

    A block that ends without a stop gets one, so that a heading does not run into the sentence under it.
    """
    parser = _Text()
    parser.feed(html[max(0, html.find("<main")) :])  # most of such a file is its style and its fonts
    parser.close()
    blocks = (" ".join("".join(block).replace(_JOINER, "").split()) for block in parser.blocks)
    *most, last = list(filter(None, blocks)) or [""]
    return " ".join([*(block if _STOPPED.search(block) else f"{block}." for block in most), last])


_JOINER = "\u2060"
"""Keeps a mark or a range in one line; a word that is searched for does not have it."""

_STOPPED = re.compile(r"[.?!:;,…—–][\"'”’»)\]]*$")
"""The end of a block that needs no stop."""
