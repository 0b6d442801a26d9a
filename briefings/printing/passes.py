"""Shorter ways through what WeasyPrint asks every box of a page, of which most have nothing to say.

Bound to one version of WeasyPrint, as `quicker` is; `tests/test_quicker.py` prints with it and without.
"""

from __future__ import annotations

from operator import is_, itemgetter
from typing import Any

from weasyprint import anchors, document, draw, stacking
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw import border
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.matrix import Matrix

from briefings.printing.quicker import SPOKEN_OF
from briefings.printing.replacing import changes

_lay_out_backgrounds = background.layout_box_backgrounds
_gather_anchors = anchors.gather_anchors
_draw_outline = border.draw_outline
_dispatch = stacking._dispatch  # noqa: SLF001 - see press.VERSION
_dispatch_children = stacking._dispatch_children  # noqa: SLF001


# ------------------------------------------------------------------- verdicts

SQUARE, BARE, QUIET, SILENT, ORDERED, RUNNING = (1 << place for place in range(6))
"""What can be said of a box, and of it with all in it: it has no background and no round corners; nor has it a border;
it has no outline; nothing links to it or from it; it is drawn where it stands; it is a part of a line."""
_ALL = SQUARE | BARE | QUIET | SILENT | ORDERED | RUNNING
_WHOLE = "briefings_whole"
CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_PLAIN = {"background": None, **dict.fromkeys(CORNERS, (0, 0))}
_SAYING = {
    SQUARE: ("border_image_source", "mask_border_source", "background_image", "box_shadow", *CORNERS),
    BARE: tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left")),
    QUIET: ("outline_width",),
    SILENT: ("transform", "anchor"),
    ORDERED: ("position", "z_index", "opacity", "transform", "overflow", "float"),
}
_INITIAL = {**INITIAL_VALUES, **dict.fromkeys((*_SAYING[BARE], *_SAYING[QUIET]), 0)}
_QUESTIONS = tuple(
    (verdict, itemgetter(*names, names[0]), tuple(_INITIAL[name] for name in (*names, names[0])))
    for verdict, names in _SAYING.items()
)
_ASKED = {name: _INITIAL[name] for names in _SAYING.values() for name in names} | {
    "background_color": _INITIAL["background_color"]
}
_TELLING = {"position", "float"} | {name for name, spoken in SPOKEN_OF.items() if not _ASKED.keys().isdisjoint(spoken)}
"""The properties of which a rule must say something, or else what is asked has its initial value."""


def verdicts(style: Any) -> int:
    """What a style says of its box; asked once of each style, which boxes share."""
    known: int | None = style.__dict__.get("briefings_verdicts")
    if known is None:
        known = RUNNING
        values = style
        if "opacity" not in style and _TELLING.isdisjoint(getattr(style, "cascaded", ())):
            values = {**_ASKED, **style}  # of a pseudo-element: each value would be made as it is asked for
        for verdict, asked, initial in _QUESTIONS:
            if asked(values) == initial:
                known |= verdict
        color = values["background_color"]
        if type(color) is str or color.alpha:  # "currentcolor"
            known &= ~SQUARE
        if not known & SQUARE:
            known &= ~BARE
        style.__dict__["briefings_verdicts"] = known
    return known


# --------------------------------------------------------------- backgrounds

_FIELDS = frozenset(("form", "button", "input", "select", "textarea"))
_IN_LINES = frozenset((boxes.TextBox, boxes.InlineBox, boxes.LineBox))


def _lay_out_backgrounds_if_any(
    page: Any,
    box: Any,
    get_image_from_uri: Any,
    layout_children: bool = True,  # noqa: FBT002 - as the original
    style: Any = None,
) -> int:
    """Lay out the background of a box and of those in it; most have none. Say what is true of all of them."""
    if not layout_children or style is not None or box is page:
        if layout_children:
            for child in box.all_children():
                _lay_out_backgrounds_if_any(page, child, get_image_from_uri)
        _lay_out_backgrounds(page, box, get_image_from_uri, False, style)
        return 0
    whole = _ALL
    for child in box.all_children():
        if type(child) is boxes.TextBox and (said := verdicts(child.style)) & SQUARE:
            child.__dict__.update(_PLAIN)
            whole &= said
        else:
            whole &= _lay_out_backgrounds_if_any(page, child, get_image_from_uri)
    if isinstance(box, AbsolutePlaceholder):
        whole = 0
        box = box._box  # noqa: SLF001 - its own
    said = verdicts(box.style)
    if said & SQUARE:
        box.__dict__.update(_PLAIN)
    else:
        _lay_out_backgrounds(page, box, get_image_from_uri, False)
    whole &= said
    if whole & SILENT and _is_spoken_of(box):
        whole &= ~SILENT
    if type(box) not in _IN_LINES:
        whole &= ~RUNNING
    box.__dict__[_WHOLE] = whole
    return whole


def _is_spoken_of(box: Any) -> bool:
    """Whether the box is a link, a bookmark or a field, holds fields, or has a name.

    A name is asked anew: styles that differ in nothing else are copies of one, with what that one was found to say.
    """
    return bool(
        box.link
        or box.bookmark_label
        or box.style["anchor"]
        or (box.element is not None and box.element.tag in _FIELDS)
    )


# ------------------------------------------------------------------- anchors


def _gather_anchors_if_any(
    box: Any,
    anchors: Any,
    links: Any,
    bookmarks: Any,
    forms: Any,
    parent_matrix: Any = None,
    parent_form: Any = None,
    parent_link: Any = None,
) -> None:
    """Gather what a box and those in it link to or are linked to by; most do neither."""
    if parent_link or not box.__dict__.get(_WHOLE, 0) & SILENT:
        if parent_link or not verdicts(box.style) & SILENT or _is_spoken_of(box):
            _gather_anchors(box, anchors, links, bookmarks, forms, parent_matrix, parent_form, parent_link)
            return
        for child in box.all_children():
            _gather_anchors_if_any(child, anchors, links, bookmarks, forms, parent_matrix, parent_form)


def _transform_point(matrix: Any, x: float, y: float) -> list[float]:
    """Where a point comes to lie. WeasyPrint makes it a matrix of one row, adding up from nothing."""
    (a, b, _), (c, d, _), (e, f, _) = matrix
    return [0 + x * a + y * c + e, 0 + x * b + y * d + f]


# ------------------------------------------------------------------- outlines


def _draw_outlines(stream: Any, box: Any) -> None:
    """Draw the outlines of a box and of those in it; most have none."""
    if not box.__dict__.get(_WHOLE, 0) & QUIET:
        _draw_outline(stream, box)


# ------------------------------------------------------------------ stacking

_LINE = ORDERED | RUNNING
_INLINE = (boxes.TextBox, boxes.LineBox, boxes.InlineBox)


def _dispatch_in_order(
    box: Any, page: Any, child_contexts: Any, blocks: Any, floats: Any, blocks_and_cells: Any
) -> Any:
    """Say when a box is drawn; one that is drawn where it stands is not copied."""
    kind = type(box)
    if (kind in _INLINE or kind is boxes.BlockBox) and verdicts(box.style) & ORDERED:
        if kind is boxes.TextBox:
            return box
        if kind is not boxes.BlockBox:
            return _dispatch_in(box, page, child_contexts, blocks, floats, blocks_and_cells)
        index = len(blocks)
        inside: dict[Any, Any] = {}
        box = _dispatch_in(box, page, child_contexts, blocks, floats, inside)
        blocks.insert(index, box)
        blocks_and_cells[box] = inside
        return box
    return _dispatch(box, page, child_contexts, blocks, floats, blocks_and_cells)


def _dispatch_in(box: Any, page: Any, child_contexts: Any, blocks: Any, floats: Any, blocks_and_cells: Any) -> Any:
    """A box with those children that are drawn where they stand: itself, where that is all of them."""
    if box.__dict__.get(_WHOLE, 0) & _LINE == _LINE or not isinstance(box, boxes.ParentBox):
        return box
    children = box.children
    kept = []
    for child in children:
        made = _dispatch_in_order(child, page, child_contexts, blocks, floats, blocks_and_cells)
        if made is not None:
            kept.append(made)
    if len(kept) == len(children) and all(map(is_, kept, children)):
        return box
    return box.copy_with_children(kept)


CHANGES = changes(
    (background, "layout_box_backgrounds", _lay_out_backgrounds_if_any),
    (anchors, "gather_anchors", _gather_anchors_if_any),
    (document, "gather_anchors", _gather_anchors_if_any),
    (Matrix, "transform_point", _transform_point),
    (draw, "draw_outline", _draw_outlines),
    (border, "draw_outline", _draw_outlines),
    (stacking, "_dispatch", _dispatch_in_order),
    (stacking, "_dispatch_children", _dispatch_in),
)
"""What is put in the place of parts of WeasyPrint's."""
