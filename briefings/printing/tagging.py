"""Repairs to WeasyPrint's tagged PDF that no validator asks for and every screen reader needs.

They reach into WeasyPrint's private parts (`pdf.tags._build_box_tree`), so they are bound to the one version
they were made for; `briefings.printing.press` refuses any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.pdf import tags

VERSION = "70.0"
_SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
_build_box_tree = tags._build_box_tree  # noqa: SLF001 - see above


def install() -> None:
    """Have WeasyPrint build its structure tree through `_build`."""
    tags._build_box_tree = _build  # noqa: SLF001 - see above


def _build(box: Any, parent: Any, pdf: Any, *rest: Any) -> Iterator[Any]:
    inner = getattr(box, "_box", box)  # an absolutely positioned box is held by a placeholder
    for structure in _build_box_tree(box, parent, pdf, *rest):
        if inner.element is not None and inner.element_tag not in ("html", "body"):
            _repair(structure, inner)
        yield structure


def _repair(structure: Any, box: Any) -> None:
    element = box.element
    # WeasyPrint writes the document's language alone: a Korean name would be read out as English.
    if language := element.get("lang"):
        structure["Lang"] = pydyf.String(language)
    # A header cell with neither scope nor cells that refer to it heads nothing.
    if structure["S"] == "/TH":
        structure["A"]["Scope"] = _SCOPES.get(element.get("scope", ""), "/Column")
    # A link on something that is not an <a> itself has an annotation but no Link element (7.18.5).
    if structure["S"] in ("/NonStruct", "/Span") and box.link_annotation:
        structure["S"] = "/Link"
    if element.get("role") == "doc-footnote" and structure["S"] in ("/NonStruct", "/Span", "/Div"):
        structure["S"] = "/Note"
        structure["ID"] = pydyf.String(f"note-{structure.number}")


def describe_links(pages: Any, root: Any) -> None:
    """Give each link its words as description, in place of its address, which is what WeasyPrint writes.

    An `aria-label` or `title` on the `<a>` comes before its text.
    """
    links = {part: link for link in root.iter("a") for part in link.iter()}
    for page in pages:
        for _, _, _, box in page.links:
            link = links.get(box.element)
            annotation = getattr(box, "link_annotation", None)
            if link is not None and annotation is not None and (words := _words(link)):
                annotation["Contents"] = pydyf.String(words)


def _words(link: Any) -> str:
    text = link.get("aria-label") or link.get("title") or "".join(link.itertext())
    pictures = " ".join(picture.get("alt", "") for picture in link.iter("img"))
    return " ".join(text.split()) or " ".join(pictures.split())
