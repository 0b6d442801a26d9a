"""HTML and PDF to text. Run in a child process with limits (`briefings.capture.child`), for both are hostile input.

Of HTML there are two layers: the article that trafilatura takes out of the page, and all the text of the page that can
be seen. The article leaves the menus out; the page has what the article lost.
"""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import trafilatura
from lxml import etree
from lxml import html as lxml_html

from briefings.capture.text import LARGEST_TEXT, Extract, UnreadableError, decode

SHORTEST_ARTICLE = 250
"""Characters; for less trafilatura itself falls back on whatever it finds, and the page is the better text."""
MOST_PAGES = 5_000
"""Of a PDF."""
_LATEST = "2100-01-01"
"""Later than any date that is looked for in a page; the usual end is today, and a text must not depend on the day."""


def html_extract(content: bytes) -> Extract:
    """The article and the page of an HTML file, and what its metadata says."""
    tree = _tree(decode(content, "html"))
    page, unseen = page_text(tree)
    if not page:
        raise UnreadableError("it shows no text")
    for element in unseen:  # trafilatura would take the words of some
        element.drop_tree()
    found = trafilatura.bare_extraction(
        tree,
        fast=True,  # the other extractors are a second opinion on what the article is; the page layer is ours
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": _LATEST},
    )
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()[:35]
    if not isinstance(found, trafilatura.settings.Document):
        return Extract(page, page, language=language)
    article = _article(found.text or "")
    return Extract(
        article if len(article) >= SHORTEST_ARTICLE else page,
        page,
        title=_one_line(found.title),
        author=_one_line(found.author),
        published=_one_line(found.date),
        site=_one_line(found.sitename),
        language=language,
    )


def _tree(text: str) -> Any:
    """The tree of a page. Without `huge_tree` libxml2 stops at 256 levels, and at ten million letters in one node."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True
    )
    tree, why = None, ""
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        why = str(error)
    fatal = (f"{entry.type_name} {entry.message}" for entry in parser.error_log if entry.level_name == "FATAL")
    stopped = " ".join([why, *fatal]).lower()
    if "err_no_memory" in stopped:
        raise MemoryError
    if re.search("huge|depth|limit|too long", stopped):
        raise UnreadableError("its elements are nested too deeply, or too long")
    if tree is None:
        raise UnreadableError("it is not HTML that can be read")
    return tree


# --------------------------------------------------------------------- page

_NOT_SHOWN = """
    audio button canvas datalist embed head iframe map noscript object option rp script select style svg template
    textarea video
"""
_HIDDEN = frozenset(_NOT_SHOWN.split())
_BLOCKS = """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table
    tbody tfoot thead title tr ul
"""
_LINES = frozenset(_BLOCKS.split())
_CELLS = frozenset({"td", "th"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def page_text(tree: Any) -> tuple[str, list[Any]]:
    """All the text of a page that can be seen, a block a line, the cells of a table row parted by " | ".

    With it come the elements of the body that were passed over for being hidden.

    What a style sheet hides is not known here; the attribute `hidden` and styles in the element itself are.
    """
    parts: list[str] = []
    unseen: list[Any] = []
    events = etree.iterwalk(tree, events=("start", "end"))
    for event, element in events:
        tag = element.tag
        if event == "start":
            if not isinstance(tag, str) or tag in _HIDDEN or _is_hidden(element):
                events.skip_subtree()
                if tag not in _TELLING:
                    unseen.append(element)
                continue
            if tag in _LINES:
                parts.append("\n")
            if element.text:
                parts.append(element.text if tag == "pre" else _WHITE.sub(" ", element.text))
            continue
        if tag in _LINES:
            parts.append("\n")
        elif tag in _CELLS:
            parts.append("\v")  # the mark of a cell, until the line is whole
        if element.tail:
            parts.append(_WHITE.sub(" ", element.tail))
    return _tidy("".join(parts)), unseen


_TELLING = frozenset({"head", "script"})
"""What trafilatura reads metadata from."""
_WHITE = re.compile(r"[ \t\n\r\f]+")


def _is_hidden(element: Any) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDING.search(attributes.get("style", "")))


_TABLE_RULE = re.compile(r"^\|[|: -]+$", re.MULTILINE)
_TABLE_EDGE = re.compile(r"^\| *|(?<! ) *+\| *+$", re.MULTILINE)


def _article(text: str) -> str:
    """trafilatura's text without its marks of lists and tables, so that it reads as the page does."""
    text = re.sub(r"^- (?=\S)", "", _TABLE_RULE.sub("", text), flags=re.MULTILINE)
    return _tidy(_TABLE_EDGE.sub("", text) if "|" in text else text)


def _tidy(text: str) -> str:
    """Lines without white space round them, at most one empty line together, no control characters."""
    lines = (_line(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line).strip()


def _line(line: str) -> str:
    if "\v" in line:
        line = " | ".join(cell for part in line.split("\v") if (cell := part.strip()))
    line = line.translate(_CONTROLS).strip()
    return _WHITE.sub(" ", line) if "  " in line else line


_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127], None)


def _one_line(value: object) -> str:
    return " ".join(value.split())[:500].translate(_CONTROLS) if isinstance(value, str) else ""


# ---------------------------------------------------------------------- PDF


def pdf_extract(content: bytes) -> Extract:
    """The text of a PDF's pages, and where in it each page begins."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        why = "it is encrypted" if "password" in str(error).lower() else "it is not a PDF that can be read"
        raise UnreadableError(why) from error
    try:
        return _of_pages(document)
    finally:
        document.close()


def _of_pages(document: Any) -> Extract:
    if len(document) > MOST_PAGES:
        raise UnreadableError(f"it has more than {MOST_PAGES:,} pages")
    texts: list[str] = []
    total = 0
    for number in range(len(document)):
        texts.append(_page_of(document, number))
        total += len(texts[-1])
        if total > LARGEST_TEXT:
            raise UnreadableError(f"it has more than {LARGEST_TEXT:,} characters")
    if not any(texts):
        raise UnreadableError("its pages have no text: they may be pictures of text")
    offsets, position = list[int](), 0
    for text in texts:
        offsets.append(position)
        position += len(text) + 2
    whole = "\n\n".join(texts)
    said = document.get_metadata_dict()
    return Extract(
        whole, whole, tuple(offsets), title=_one_line(said.get("Title")), author=_one_line(said.get("Author"))
    )


def _page_of(document: Any, number: int) -> str:
    """The text of one page; "" for one that cannot be read, for the others may be what is cited."""
    try:
        page = document[number]
        letters = page.get_textpage()
        text = letters.get_text_bounded()
        letters.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""
    # PDFium writes U+FFFE (older: U+0002) where a word is parted at the end of a line.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-\n").replace("\x02", "-\n")
    return "\n".join(line.translate(_CONTROLS).rstrip() for line in text.split("\n")).strip()
