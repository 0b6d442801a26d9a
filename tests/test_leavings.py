"""What a print leaves behind is let go of: no box waits for Python to look for it."""

from __future__ import annotations

import datetime
import gc
from collections import Counter

import pytest

from briefings.model import ASSETS
from briefings.printing.press import Job, Printer
from tests.test_footnotes import STYLE, body

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of WeasyPrint

REFERENCES = "a::after { content: target-counter(attr(href), page) } "


def left_by(printer: Printer, text: str) -> tuple[int, Counter[str]]:
    """The pages that were made, and the boxes that are left of them when Python has not looked for any."""
    from weasyprint.formatting_structure.boxes import Box  # it needs what the printer has imported

    html = f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{text}</body></html>'
    job = Job(ASSETS, datetime.date(2026, 1, 30), html, REFERENCES + STYLE % "inline", {}, ())
    gc.collect()
    gc.disable()
    try:
        pages = printer.to_pdf(job)[1]
    except RecursionError:
        pages = 0
    finally:
        left = Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, Box))
        gc.enable()
    return pages, left


def test_a_print_leaves_no_box(printer: Printer) -> None:
    """Pages, tables, notes, references to other pages and pages made anew for them."""
    text = f'<p id="one">See <a href="#two">page </a> and <a href="#one">here </a>.{body(9)[1]}<p id="two">two'
    pages, left = left_by(printer, text)
    assert pages > 5
    assert left == Counter()


def test_a_print_that_is_given_up_leaves_no_box(printer: Printer) -> None:
    assert left_by(printer, "<p>a</p>" * 50 + "<i>" * 400) == (0, Counter())
