"""What a print leaves behind, let go of at once.

WeasyPrint's boxes, lines and references to other pages hold each other, all of a document in one knot of some twenty
thousand objects, and Python's search for such knots takes as long as a tenth of a print. Cut in a few places, nearly
all of it is free when the print ends.
"""

from __future__ import annotations

from typing import Any

from weasyprint import document
from weasyprint.layout import page

from briefings.printing.replacing import changes

_build = document.Document._build_layout_context  # noqa: SLF001 - see press.VERSION
_make_page = page.make_page


def _build_and_remember(_cls: Any, html: Any, *arguments: Any) -> Any:
    context = html.briefings_context = _build(html, *arguments)
    context.briefings_pages = []
    return context


def _make_and_remember(context: Any, *arguments: Any, **named: Any) -> Any:
    made = _make_page(context, *arguments, **named)
    if "briefings_pages" in context.__dict__:
        context.briefings_pages.append(made[0])
    return made


def let_go(html: Any) -> None:
    """Cut what holds the boxes of a page together, once its PDF is made or was given up."""
    context = html.__dict__.pop("briefings_context", None)
    if context is None:
        return
    for made in context.briefings_pages:  # those made anew too
        for box in made.children:
            box.__dict__.clear()
        made.__dict__.clear()
    targets = context.target_collector
    for box, _ in targets.counter_lookup_items:
        box.__dict__.pop("missing_link", None)  # itself
    for item in (*targets.target_lookup_items.values(), *targets.counter_lookup_items.values()):
        item.__dict__.clear()
    targets.__dict__.clear()
    context.__dict__.clear()


CHANGES = changes(
    (document.Document, "_build_layout_context", classmethod(_build_and_remember)),
    (page, "make_page", _make_and_remember),
)
"""What is put in the place of parts of WeasyPrint's."""
