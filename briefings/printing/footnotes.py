"""A repair to WeasyPrint's footnotes: each stands on the page of its call, and none is lost.

Where a line does not fit and the paragraph must not be broken before it, WeasyPrint 70.0 sends the notes that are
already on the page to the next one until the line fits. The line's own notes are then laid out on neither page and
vanish, and the others are parted from their calls. Here the paragraph goes to the next page instead, as it does
where there are no notes to send away.

Like `tagging`, this reaches into private parts and is bound to the one version it was made for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.layout import LayoutContext, block

_break_line = block._break_line  # noqa: SLF001 - see above
_iter_line_boxes = block.iter_line_boxes
_layout_footnote = LayoutContext.layout_footnote
_report_footnote = LayoutContext.report_footnote


def install() -> None:
    """Have WeasyPrint lay lines out through the functions below."""
    LayoutContext.briefings_new_note = None  # the note laid out for the line in hand, and no other
    LayoutContext.briefings_kept_notes = None  # the page's notes while they are hidden
    LayoutContext.layout_footnote = _lay_out
    LayoutContext.report_footnote = _report
    block.iter_line_boxes = _lines
    block._break_line = _break  # noqa: SLF001 - see above


def _lines(context: Any, *arguments: Any) -> Iterator[Any]:
    for line in _iter_line_boxes(context, *arguments):
        context.briefings_new_note = None
        yield line


def _lay_out(context: Any, note: Any) -> Any:
    overflows = _layout_footnote(context, note)
    context.briefings_new_note = note  # only now: the notes have lines of their own
    return overflows


def _report(context: Any, note: Any) -> None:
    if note is context.briefings_new_note:
        _report_footnote(context, note)
        return
    # A note of an earlier line is to make room. With no note in sight WeasyPrint gives up and breaks the paragraph.
    context.briefings_kept_notes = context.current_page_footnotes
    context.current_page_footnotes = []


def _break(context: Any, *arguments: Any) -> Any:
    if context.briefings_kept_notes is not None:
        context.current_page_footnotes = context.briefings_kept_notes
        context.briefings_kept_notes = None
    return _break_line(context, *arguments)
