"""What a reader finds in a page and in a PDF, for tests that compare them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from lxml import html


class Page:
    """An HTML page as read by a parser that mends nothing of its own accord."""

    def __init__(self, file: Path) -> None:
        # Any: the stubs of lxml know neither the text of an element nor that its names are strings.
        self.tree: Any = html.document_fromstring(file.read_text(encoding="utf-8"))

    @property
    def elements(self) -> list[tuple[str, dict[str, str]]]:
        """Every element as its tag and attributes, in order."""
        return [(element.tag, dict(element.attrib)) for element in self.tree.iter() if isinstance(element.tag, str)]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.elements if tag == "a"]

    @property
    def text(self) -> str:
        return str(self.tree.text_content())

    def texts(self, path: str) -> list[str]:
        """The words of each element that an XPath finds, white space put together."""
        return [" ".join(element.text_content().split()) for element in self.tree.xpath(path)]


def outline(file: Path) -> str:
    """A PDF in a page of text: what it says of itself, its pages, its files, its bookmarks."""
    with pikepdf.open(file) as pdf:
        information = pdf.docinfo
        lines = [
            f"language: {pdf.Root.Lang}",
            *(f"{name[1:].lower()}: {information[name]}" for name in ("/Title", "/Author") if name in information),
            f"created: {information['/CreationDate']}",
            f"pages: {len(pdf.pages)}",
            *(f"attached: {name}" for name in sorted(pdf.attachments)),
            "bookmarks:",
        ]
        with pdf.open_outline() as bookmarks:
            lines += _bookmarks(bookmarks.root, "  ")
    return "\n".join(lines) + "\n"


def _bookmarks(items: list[pikepdf.OutlineItem], indent: str) -> Iterator[str]:
    for item in items:
        yield f"{indent}{item.title}"
        yield from _bookmarks(item.children, indent + "  ")


def pdf_text(file: Path) -> str:
    """The words of a PDF, page by page, in the order of its content."""
    document = pypdfium2.PdfDocument(file)
    try:
        return "\f".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def words(text: str) -> str:
    """Only letters and digits, so that line ends, hyphens and marks of two media compare."""
    return re.sub(r"[\W_]+", "", text)
