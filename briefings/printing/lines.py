"""Lines of text and plain inline boxes, laid out without the questions that only others raise.

WeasyPrint lays out every line as if floats, absolute boxes, leaders and first letters were in it, and boxes that stand
at its top or run from right to left. Most lines are text with a few inline boxes. As `quicker`, this is bound to the
one version it was made for; `tests/test_quicker.py` wants the same bytes with it and without.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from briefings.printing.replacing import changes

Box = Any
SkipStack = dict[int, Any] | None
"""Where in a box to go on: the place of a child, and where in that."""

_get_next_linebox = inline.get_next_linebox
_handle_leader = inline.handle_leader
_can_break_text = inline.can_break_text


# ---------------------------------------------------------------- what is plain


def _is_plain(line: Box) -> bool:
    """Whether a line, before it is broken, holds nothing but text and inline boxes that stay where they are."""
    known = line.__dict__.get("briefings_plain")
    if known is None or known[0] is not line.children:  # notes are added to the line of those before them
        plain = line.style["direction"] == "ltr" and all(map(_is_plain_in_line, line.children))
        known = line.briefings_plain = (line.children, plain)
    verdict: bool = known[1]
    return verdict


def _is_plain_in_line(box: Box) -> bool:
    if type(box) is boxes.TextBox:
        return type(box.style) is AnonymousStyle and box.style["direction"] == "ltr"
    return (
        type(box) is boxes.InlineBox
        and not box.is_leader
        and _stays_in_line(box.style)
        and all(map(_is_plain_in_line, box.children))
    )


def _stays_in_line(style: Any) -> bool:
    """Asked once of each style, which boxes share."""
    known: bool | None = style.__dict__.get("briefings_in_line")
    if known is None:
        raised = style["vertical_align"]
        known = style.briefings_in_line = (
            style["position"] == "static"
            and style["float"] == "none"
            and style["direction"] == "ltr"
            and (raised == "baseline" or type(raised) in (int, float))
        )
    return known


# ------------------------------------------------------------------------ lines


def _next_line(
    context: Any,
    line: Box,
    position_y: float,
    bottom_space: float,
    skip_stack: SkipStack,
    holder: Box,
    absolute_boxes: list[Any],
    fixed_boxes: list[Any],
    first_letter_style: Any,
    first_line_style: Any,
) -> tuple[Box, SkipStack]:
    """The next line of those that `line` is broken into, and where the one after it begins."""
    if first_letter_style or first_line_style:
        line.__dict__.pop("briefings_plain", None)  # the first letter gets a box
    elif _is_plain(line) and holder.style["direction"] == "ltr":
        floats = context.excluded_shapes
        if not floats or _are_beside(floats, holder):
            made, resume_at = _next_plain_line(context, line, position_y, bottom_space, skip_stack, holder)
            if not floats or made is None or _has_room(made, holder):
                return made, resume_at
    return _get_next_linebox(  # type: ignore[no-any-return]
        *(context, line, position_y, bottom_space, skip_stack, holder),
        *(absolute_boxes, fixed_boxes, first_letter_style, first_line_style),
    )


def _are_beside(floats: list[Box], holder: Box) -> bool:
    """Whether floats stand to the left and to the right of all lines of a block, and take no room from them."""
    left = holder.content_box_x()
    right = left + holder.width
    return all(
        ((kind := shape.style["float"]) in ("left", "inline-start") and shape.position_x + shape.margin_width() <= left)
        or (kind in ("right", "inline-end") and shape.position_x >= right)
        for shape in floats
    )


def _has_room(line: Box, holder: Box) -> bool:
    """Whether the first word of a line finds room beside floats; WeasyPrint measures it, and would go below them.

    A line of one word may end with a hyphen, and its shortest beginning with one be as long.
    """
    return bool(line.width <= holder.width) and any(
        type(box) is boxes.TextBox and " " in box.text for box in line.descendants()
    )


def _next_plain_line(
    context: Any, line: Box, position_y: float, bottom_space: float, skip_stack: SkipStack, holder: Box
) -> tuple[Box, SkipStack]:
    if skip_stack is not None or not _begins_at_once(line):
        skip_stack = inline.skip_first_whitespace(line, skip_stack)
        if skip_stack == "continue":
            return None, None
    left = holder.content_box_x()
    right = left + holder.width
    line.position_x, line.position_y = left, position_y
    made, resume_at, is_broken, _, _ = _split_plain(
        context, line, left + line.text_indent, right, bottom_space, skip_stack, holder, []
    )
    line.width, line.height = made.width, made.height
    if inline.is_phantom_linebox(made) and not is_broken:
        made.height = 0
        return made, resume_at

    inline.remove_last_whitespace(context, made)
    offset = inline.text_align(context, made, right - left, last=resume_at is None or is_broken)
    bottom, top = _set_vertically(made, 0)
    top = min(top, -made.baseline)
    bottom = max(bottom, made.margin_height() - made.baseline)
    made.position_y = top
    made.baseline = -top
    made.height = bottom - top
    made.margin_top = made.margin_bottom = 0
    _move(made, offset, position_y - top)
    made.position_y = position_y  # without what the addition has rounded
    return made, resume_at


def _begins_at_once(box: Box) -> bool:
    """Whether the first box in a line is text that does not begin with a space."""
    while type(box) is not boxes.TextBox:
        if not box.children:
            return False
        box = box.children[0]
    return bool(box.text) and box.text[0] != " "


def _split_plain(
    context: Any,
    box: Box,
    position_x: float,
    max_x: float,
    bottom_space: float,
    skip_stack: SkipStack,
    holder: Box,
    in_line: list[tuple[int, Box]],
) -> tuple[Box, SkipStack, bool, Any, Any]:
    """As much of a line, or of an inline box, as there is room for.

    With it: where to go on, whether the text itself breaks the line, and its first and last letter. `in_line` are the
    boxes of the line so far.
    """
    max_x *= 1 + 1e-9  # as the original, against rounding
    is_line = type(box) is boxes.LineBox
    start_x, start = position_x, skip_stack
    style = box.style
    left_spacing = box.padding_left + box.margin_left + box.border_left_width
    right_spacing = box.padding_right + box.margin_right + box.border_right_width
    wraps = style["white_space"] not in ("pre", "nowrap")

    children: list[tuple[int, Box, Box]] = []
    waiting: list[tuple[int, Box, Box]] = []
    is_broken = False
    first_letter = last_letter = None
    resume_at: SkipStack = None
    skip = 0
    if skip_stack is not None:
        ((skip, skip_stack),) = skip_stack.items()
    last = len(box.children) - 1
    for index in range(skip, last + 1):
        child = box.children[index]
        child.position_y = box.position_y
        split = _split_text if type(child) is boxes.TextBox else _split_inline
        given = (bottom_space, skip_stack, holder, in_line)
        made, resume_at, breaks, first, end = split(context, child, position_x, max_x, *given)
        if index == last and right_spacing and resume_at is None:
            made, resume_at, breaks, first, end = split(context, child, position_x, max_x - right_spacing, *given)
        skip_stack = None
        is_broken = is_broken or bool(breaks)

        before: Any = " " if last_letter is True else last_letter
        if (
            (wraps or last_letter is True)
            and before is not None
            and first is not None
            and inline.can_break_text(before + first, child.style["lang"])
        ):
            children.extend(waiting)
            waiting = []
        if first_letter is None:
            first_letter = first
        last_letter = True if child.trailing_collapsible_space else end

        if made is not None:
            if is_line:
                in_line.append((index, made))
            after_x = made.position_x + made.margin_width()
            if after_x > max_x and after_x - inline.trailing_whitespace_size(context, made) > max_x:
                earlier = inline._break_waiting_children(  # noqa: SLF001 - its own
                    *(context, holder, max_x, bottom_space, start, [], [], [], [], in_line),
                    *(children, waiting, None, None),
                )
                if earlier:
                    resume_at = earlier
                    break
            position_x = after_x
            waiting.append((index, made, child))
        if resume_at is not None:
            children.extend(waiting)
            resume_at = {index: resume_at}
            break
    else:
        children.extend(waiting)
        resume_at = None

    new = box.copy_with_children([made for _, made, _ in children])
    new.remove_decoration(start=start is not None, end=resume_at is not None)
    if not is_line:
        new.position_x = start_x
        if left_spacing and (start is None or style["box_decoration_break"] == "clone"):
            for child in new.children:
                child.translate(dx=left_spacing)
    new.width = 0
    if new.children:
        end_box = new.children[-1]
        new.width = end_box.position_x + end_box.margin_width() - new.content_box_x()
    inline._adjust_line_height(new)  # noqa: SLF001 - its own
    return new, resume_at, is_broken, first_letter, last_letter


def _split_inline(
    context: Any,
    box: Box,
    position_x: float,
    max_x: float,
    bottom_space: float,
    skip_stack: SkipStack,
    holder: Box,
    in_line: list[tuple[int, Box]],
) -> tuple[Box, SkipStack, bool, Any, Any]:
    inline.resolve_percentages(box, holder)
    if box.margin_left == "auto":
        box.margin_left = 0
    if box.margin_right == "auto":
        box.margin_right = 0
    return _split_plain(context, box, position_x, max_x, bottom_space, skip_stack, holder, in_line)


def _split_text(
    context: Any,
    box: Box,
    position_x: float,
    max_x: float,
    _bottom_space: float,
    skip_stack: SkipStack,
    holder: Box,
    in_line: list[tuple[int, Box]],
) -> tuple[Box, SkipStack, bool, Any, Any]:
    if "margin_left" not in box.__dict__:  # a text has no rules of its own: its margins do not hang on what holds it
        inline.resolve_percentages(box, holder)
    box.position_x = position_x
    skip = 0 if skip_stack is None else next(iter(skip_stack)) or 0
    made, skip_after, breaks = inline.split_text_box(context, box, max_x - position_x, skip, is_line_start=not in_line)
    text = box.text
    if not text:
        return made, None, breaks, None, None
    if skip_after is None:
        return made, None, breaks, text[0], text[-1]
    return made, {skip_after: None}, breaks, text[0], text.encode()[:skip_after].decode()[-1]


def _set_vertically(box: Box, baseline_y: float) -> tuple[float, float]:
    """Set the boxes in a line or in an inline box on a baseline; the lowest and the highest place they reach."""
    lowest, highest = float("-inf"), float("inf")
    for child in box.children:
        is_text = type(child) is boxes.TextBox
        raised = 0 if is_text else child.style["vertical_align"]
        own_y = baseline_y if raised == "baseline" else baseline_y - raised
        top = child.position_y = own_y - child.baseline
        lowest = max(lowest, top + child.margin_height())
        highest = min(highest, top)
        if not is_text:
            low, high = _set_vertically(child, own_y)
            lowest = max(lowest, low)
            highest = min(highest, high)
    return lowest, highest


def _move(box: Box, dx: float, dy: float) -> None:
    box.position_x += dx
    box.position_y += dy
    for child in box.children:
        _move(child, dx, dy)


# --------------------------------------------------------------------- the rest


def _handle_leader_if_any(context: Any, line: Box, holder: Box) -> None:
    known = line.__dict__.get("briefings_plain")
    if known is None or not known[1]:
        _handle_leader(context, line, holder)


@lru_cache(maxsize=4096)
def _can_break_between(letters: str, language: str | None) -> bool:
    breaks: bool = _can_break_text(letters, language)
    return breaks


def _can_break(text: str, language: str | None) -> bool:
    """Whether a line may be broken in a text: asked mostly of two letters, where one box ends and the next begins."""
    return _can_break_between(text, language) if len(text) == 2 else _can_break_text(text, language)


CHANGES = changes(
    (inline, "get_next_linebox", _next_line),
    (inline, "handle_leader", _handle_leader_if_any),
    (inline, "can_break_text", _can_break),
)
"""What is put in the place of parts of WeasyPrint's."""
