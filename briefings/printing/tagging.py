"""Repairs to WeasyPrint's tagged PDF that no validator asks for and every screen reader needs.

They reach into WeasyPrint's private parts (`pdf.tags._build_box_tree`), so they are bound to the one version
they were made for; `briefings.printing.press` refuses any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Any

from weasyprint.pdf import tags

_SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
_POINTS = 0.75
"""Points in a CSS pixel."""
_BUILDING = object()
"""Stands for a note whose first box is being built: a box inside it, of the same element, is no part of its own."""
_build_box_tree = tags._build_box_tree  # noqa: SLF001 - see above
pydyf: Any = tags.pydyf


class _Part(Enum):
    """Whether a box is a footnote's first, one that follows (on another line or page), or no footnote."""

    NONE = auto()
    FIRST = auto()
    REST = auto()


def install() -> None:
    """Have WeasyPrint build its structure tree through `build`."""
    tags._build_box_tree = build  # noqa: SLF001 - see above


def build(box: Any, parent: Any, pdf: Any, page: int, *rest: Any, by: Any = _build_box_tree) -> Iterator[Any]:
    """The elements of a box, made `by` a function like WeasyPrint's, and repaired."""
    inner = getattr(box, "_box", box)  # an absolutely positioned box is held by a placeholder
    notes = pdf.__dict__.setdefault("briefings_notes", {})
    placed = pdf.__dict__.setdefault("briefings_placed", set())
    if (called := getattr(inner, "footnote", None)) is not None:
        call(called, pdf)
    # Not the whole page's boxes, nor those of a pseudo-element: `q::before` has the element of `q`.
    own = inner.element is not None and inner.element_tag not in ("html", "body") and "::" not in inner.element_tag
    part = _Part.NONE
    if own and inner.element in notes:
        part = _Part.REST if notes[inner.element] else _Part.FIRST
        notes[inner.element] = notes[inner.element] or _BUILDING
    for structure in by(box, parent, pdf, page, *rest):
        if own:
            repair(structure, inner)
        if structure["S"] == "/Figure" and structure.number not in placed:
            placed.add(structure.number)  # it comes by again on its way through the body and the page
            _place(structure["A"]["BBox"], pdf, page)
        if part is _Part.FIRST:
            structure["S"] = "/Note"
            structure["ID"] = pydyf.String(f"note-{structure.number}")
            notes[inner.element] = structure
        elif part is _Part.REST and notes[inner.element] is not _BUILDING:
            # The next line, or page, of a note: a part of it and not a note of its own.
            structure["P"] = notes[inner.element].reference
            notes[inner.element]["K"].append(structure.reference)
            continue
        yield structure


def call(note: Any, pdf: Any) -> None:
    """Expect the element of a note, whose call comes before it in the tree."""
    pdf.__dict__.setdefault("briefings_notes", {}).setdefault(note.element, None)


def repair(structure: Any, box: Any) -> None:
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


def _place(rectangle: Any, pdf: Any, page: int) -> None:
    """From CSS pixels below the top of the page to points above its foot."""
    left, top, right, bottom = rectangle
    height = pdf.objects[int(pdf.page_references[page].split()[0])]["MediaBox"][3]
    rectangle[:] = (left * _POINTS, height - bottom * _POINTS, right * _POINTS, height - top * _POINTS)


def lost_notes(pdf: Any) -> tuple[str, ...]:
    """The texts of the footnotes that are called in the text and stand on no page.

    WeasyPrint drops them without a word, in an absolutely positioned box for one.
    """
    notes = pdf.__dict__.get("briefings_notes", {})
    return tuple(_words(element) for element, structure in notes.items() if structure is None)


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
