"""No markup inside links: PDF/UA wants the text of a link directly in it (ISO 14289-1, 7.18.5)."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser


def plain_links(html: str) -> str:
    """The same HTML with each element that stood inside an `<a>` moved round it.

    `<a href="x">The <em>Two</em> Koreas</a>` becomes
    `<a href="x">The </a><em><a href="x">Two</a></em><a href="x"> Koreas</a>`: the same words in the same
    shape, each with its link. An `id` stays with the first part alone.
    """
    if "<a" not in html:
        return html
    rest = _PLAIN.sub("", html)
    if "<a" not in rest and "</a" not in rest:
        return html
    mover = _Mover()
    mover.feed(html)
    mover.close()
    return "".join(mover.out)


_PLAIN = re.compile(r"""<a href="[^"'&<>]*">[^<>]*[^<>\s][^<>]*</a>""")
"""A link with nothing but text in it, as most are."""


class _Mover(HTMLParser):
    """Writes what it reads, but opens an `<a>` only where text begins and closes it before any other tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._attributes: list[tuple[str, str | None]] | None = None  # of the link we are in
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._shut()
        if tag == "a":
            self._attributes = attrs
        else:
            self.out.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as inherited
        self._shut()
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._shut()
        if tag == "a":
            self._attributes = None
        else:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if self._attributes is not None and not self._open and text.strip():
            written = "".join(
                f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in self._attributes
            )
            self.out.append(f"<a{written}>")
            self._attributes = [(name, value) for name, value in self._attributes if name != "id"]
            self._open = True
        self.out.append(text)

    def _shut(self) -> None:
        if self._open:
            self.out.append("</a>")
            self._open = False
