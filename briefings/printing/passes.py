"""Shorter ways through what WeasyPrint asks every box of a page, of which most have nothing to say.

As `quicker`, of which `tests/test_quicker.py` tells the same.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import is_, itemgetter
from typing import Any

from weasyprint import anchors, document, stacking
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background
from weasyprint.layout.absolute import AbsolutePlaceholder

from briefings.printing.quicker import Change

_lay_out_backgrounds = background.layout_box_backgrounds
_gather_anchors = anchors.gather_anchors
_dispatch = stacking._dispatch  # noqa: SLF001 - see press.VERSION
_dispatch_children = stacking._dispatch_children  # noqa: SLF001


def install() -> None:
    """Have WeasyPrint take the ways below."""
    for owner, name, _long, short in CHANGES:
        setattr(owner, name, short)


# --------------------------------------------------------------- backgrounds

_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_AROUND_NAMES = ("border_image_source", "mask_border_source", "background_image", "box_shadow", *_CORNERS)
_AROUND = itemgetter(*_AROUND_NAMES)
_NOTHING_AROUND = tuple(INITIAL_VALUES[name] for name in _AROUND_NAMES)
_BARE = {"background": None, **dict.fromkeys(_CORNERS, (0, 0))}


def _lay_out_backgrounds_if_any(
    page: Any,
    box: Any,
    get_image_from_uri: Any,
    layout_children: bool = True,  # noqa: FBT002 - as the original
    style: Any = None,
) -> None:
    """Lay out the background of a box and of those in it; most have none, and no round corners."""
    if layout_children:
        for child in box.all_children():
            _lay_out_backgrounds_if_any(page, child, get_image_from_uri)
    if style is None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - its own
        own = box.style
        if box is not page and _AROUND(own) == _NOTHING_AROUND:
            color = own["background_color"]
            if type(color) is not str and not color.alpha:  # "currentcolor"
                box.__dict__.update(_BARE)
                return
    _lay_out_backgrounds(page, box, get_image_from_uri, False, style)


# ------------------------------------------------------------------- anchors

_FIELDS = frozenset(("form", "button", "input", "select", "textarea"))


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
    style = box.style
    if (
        style["transform"]
        or style["anchor"]
        or box.bookmark_label
        or box.link
        or parent_link
        or (box.element is not None and box.element.tag in _FIELDS)
    ):
        _gather_anchors(box, anchors, links, bookmarks, forms, parent_matrix, parent_form, parent_link)
        return
    for child in box.all_children():
        _gather_anchors_if_any(child, anchors, links, bookmarks, forms, parent_matrix, parent_form, None)


# ------------------------------------------------------------------ stacking

_ORDER_NAMES = ("position", "z_index", "opacity", "transform", "overflow", "float")
_ORDER = itemgetter(*_ORDER_NAMES)
_IN_ORDER = tuple(INITIAL_VALUES[name] for name in _ORDER_NAMES)
_INLINE = (boxes.TextBox, boxes.LineBox, boxes.InlineBox)


def _dispatch_in_order(
    box: Any, page: Any, child_contexts: Any, blocks: Any, floats: Any, blocks_and_cells: Any
) -> Any:
    """Say when a box is drawn; one that is drawn where it stands is not copied."""
    kind = type(box)
    if (kind in _INLINE or kind is boxes.BlockBox) and _ORDER(box.style) == _IN_ORDER:
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
    if not isinstance(box, boxes.ParentBox):
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


def _changes() -> tuple[Change, ...]:
    changes: tuple[tuple[object, str, Callable[..., Any]], ...] = (
        (background, "layout_box_backgrounds", _lay_out_backgrounds_if_any),
        (anchors, "gather_anchors", _gather_anchors_if_any),
        (document, "gather_anchors", _gather_anchors_if_any),
        (stacking, "_dispatch", _dispatch_in_order),
        (stacking, "_dispatch_children", _dispatch_in),
    )
    return tuple((owner, name, getattr(owner, name), short) for owner, name, short in changes)


CHANGES = _changes()
"""Every function that `install` puts in the place of one of WeasyPrint's, which is kept beside it."""
