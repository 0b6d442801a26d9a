"""Shorter ways through what WeasyPrint asks of blocks: their tree, their margins and the names of their pages.

Bound to one version of WeasyPrint, as `quicker` is; `tests/test_quicker.py` prints with it and without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import block

from briefings.printing.replacing import changes

Box = Any

_table_boxes_children = build.table_boxes_children
_establishes = boxes.Box.establishes_formatting_context


def _create_anonymous_boxes(box: Box) -> Box:
    """Wrap boxes as tables, flexes, grids and lines want it; what is not there is not looked for."""
    kinds: set[Any] = set()
    box = _wrap_in_tables(box, kinds)
    if kinds <= _USUAL:
        return build.inline_in_block(box)
    return build.block_in_inline(build.inline_in_block(build.grid_boxes(build.flex_boxes(box))))


_USUAL = frozenset(
    (
        *(boxes.BlockBox, boxes.InlineBox, boxes.InlineBlockBox, boxes.MarginBox, boxes.FootnoteAreaBox),
        *(boxes.TableBox, boxes.TableRowGroupBox, boxes.TableRowBox, boxes.TableCellBox, boxes.TableCaptionBox),
    )
)
"""Kinds of boxes that hold others, and want no more than lines; a block in a line does."""


_NO_TABLE = frozenset((boxes.BlockBox, boxes.InlineBox, boxes.InlineBlockBox))


def _wrap_in_tables(box: Box, kinds: set[Any]) -> Box:
    """What WeasyPrint does to the parts of tables; a box of another kind that holds none of them stays as it is.

    `kinds` is given the kinds of boxes, and "block in line" where there is such.
    """
    if not isinstance(box, boxes.ParentBox) or box.is_running():
        return box
    kinds.add(type(box))
    children = [child if type(child) is boxes.TextBox else _wrap_in_tables(child, kinds) for child in box.children]
    if type(box) is boxes.InlineBox and any(isinstance(child, boxes.BlockLevelBox) for child in children):
        kinds.add("block in line")
    if type(box) not in _NO_TABLE or any(
        child.internal_table_or_caption or child.proper_table_child for child in children
    ):
        return _table_boxes_children(box, children)
    box.children = children
    return box


def _descendants(box: Box, placeholders: bool = False) -> Iterator[Box]:  # noqa: FBT002 - as the original
    """A box and all in it, in their order; WeasyPrint hands each through all that hold it."""
    waiting = [box]
    while waiting:
        box = waiting.pop()
        if not isinstance(box, boxes.Box):  # stands for one that is laid out later
            if not placeholders:
                yield box
                continue
            box = box._box  # noqa: SLF001 - its own
        yield box
        if box.children:
            waiting.extend(reversed(box.children))


def _collapse_margin(margins: Iterable[float]) -> float:
    """Of margins that meet, the largest and the most negative together."""
    largest: float = 0
    smallest: float = 0
    for margin in margins:
        if margin > largest:
            largest = margin
        elif margin < smallest:
            smallest = margin
    return largest + smallest


def _establishes_formatting_context(box: Box) -> bool:
    """Whether floats outside a box are none to what is in it; asked of each box some ten times."""
    if box.is_flex_item or box.is_column:  # a flex item is not floated, whatever its style says
        return bool(_establishes(box))
    style = box.style
    if style["float"] in _FLOATED or style["position"] in _ABSOLUTE or "flow-root" in style["display"]:
        return True
    if isinstance(box, boxes.BlockBox):
        return bool(style["overflow"] != "visible")
    return isinstance(box, boxes.BlockContainerBox)


_FLOATED = frozenset(("left", "right", "inline-start", "inline-end"))
_ABSOLUTE = frozenset(("absolute", "fixed"))


def _border_width(box: Box) -> float:
    width: float = box.width + box.padding_left + box.padding_right + box.border_left_width + box.border_right_width
    return width


def _border_height(box: Box) -> float:
    height: float = box.height + box.padding_top + box.padding_bottom + box.border_top_width + box.border_bottom_width
    return height


def _margin_width(box: Box) -> float:
    padded = box.width + box.padding_left + box.padding_right
    width: float = padded + box.border_left_width + box.border_right_width + box.margin_left + box.margin_right
    return width


def _margin_height(box: Box) -> float:
    padded = box.height + box.padding_top + box.padding_bottom
    height: float = padded + box.border_top_width + box.border_bottom_width + box.margin_top + box.margin_bottom
    return height


CHANGES = changes(
    (build, "create_anonymous_boxes", _create_anonymous_boxes),
    (boxes.Box, "descendants", _descendants),
    (boxes.Box, "establishes_formatting_context", _establishes_formatting_context),
    (boxes.Box, "border_width", _border_width),
    (boxes.Box, "border_height", _border_height),
    (boxes.Box, "margin_width", _margin_width),
    (boxes.Box, "margin_height", _margin_height),
    (block, "collapse_margin", _collapse_margin),
)
"""What is put in the place of parts of WeasyPrint's."""
