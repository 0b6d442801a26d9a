"""Shorter ways through what WeasyPrint asks of blocks: their tree, their margins and the names of their pages.

As `quicker`, of which `tests/test_quicker.py` tells the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import block

from briefings.printing.quicker import Change

Box = Any

_table_boxes_children = build.table_boxes_children


def install() -> None:
    """Have WeasyPrint take the ways below."""
    for owner, name, _long, short in CHANGES:
        setattr(owner, name, short)


def _create_anonymous_boxes(box: Box) -> Box:
    """Wrap boxes as tables, flexes, grids and lines want it; where there is no flex and no grid, not for those."""
    kinds: set[type] = set()
    box = _wrap_in_tables(box, kinds)
    if any(issubclass(kind, boxes.FlexContainerBox) for kind in kinds):
        box = build.flex_boxes(box)
    if any(issubclass(kind, boxes.GridContainerBox) for kind in kinds):
        box = build.grid_boxes(box)
    return build.block_in_inline(build.inline_in_block(box))


_NO_TABLE = frozenset((boxes.BlockBox, boxes.InlineBox, boxes.InlineBlockBox))


def _wrap_in_tables(box: Box, kinds: set[type]) -> Box:
    """What WeasyPrint does to the parts of tables; a box of another kind that holds none of them stays as it is."""
    if not isinstance(box, boxes.ParentBox) or box.is_running():
        return box
    kinds.add(type(box))
    children = [child if type(child) is boxes.TextBox else _wrap_in_tables(child, kinds) for child in box.children]
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


def _changes() -> tuple[Change, ...]:
    changes: tuple[tuple[object, str, Callable[..., Any]], ...] = (
        (build, "create_anonymous_boxes", _create_anonymous_boxes),
        (boxes.Box, "descendants", _descendants),
        (block, "collapse_margin", _collapse_margin),
    )
    return tuple((owner, name, getattr(owner, name), short) for owner, name, short in changes)


CHANGES = _changes()
"""Every function that `install` puts in the place of one of WeasyPrint's, which is kept beside it."""
