"""References to pages are guessed before a document is laid out: right or wrong, the PDF is the same."""

from __future__ import annotations

import datetime

import pytest

from briefings.model import ASSETS
from briefings.printing.press import Job, Printer
from tests.printers import the_long_way
from tests.test_quicker import LINKS, WORDS

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of WeasyPrint

STYLE = """
html { font: 12pt/16pt "Source Serif Pro" }
h2 { counter-increment: heading }
@page { size: A5; @bottom-center { content: counter(page) "/" counter(pages) } }
.to::after { content: " p. " target-counter(attr(href), page) }
.of::after { content: " p. " target-counter(attr(href), page) " of " target-counter(attr(href), heading) }
.here::after { content: " from " counter(page) " to " target-counter(attr(href), page) }
.own::after { content: target-counter("#b", page) }
.url::after { content: target-counter(attr(href url), page) }
"""
FIRST = '<p>See <a class="to" href="#b"></a>, <a class="to" href="#c"></a>.</p>'
EVERY = (
    f'<p>{LINKS} <a class="to" href="#nowhere"></a> <a class="to" href="#hidden"></a></p><p id="hidden" hidden>x</p>'
)


def text(before: int, between: int, lead: str = FIRST) -> str:
    return f'{lead}{"<p>" + WORDS * before}<h2 id="b">b</h2>{("<p>" + WORDS) * between}<h2 id="c">c</h2><p>{WORDS}'


def printed(printer: Printer, body: str, style: str = STYLE) -> tuple[bytes, int, int]:
    """The PDF, how many pages it has and how many were laid out."""
    from weasyprint.layout import page  # it needs what the printer has imported

    made: list[object] = []
    remake = page.remake_page

    def remake_and_count(*arguments: object) -> object:
        made.append(arguments[0])
        return remake(*arguments)

    html = f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{body}</body></html>'
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "remake_page", remake_and_count)
        pdf, pages = printer.to_pdf(Job(ASSETS, datetime.date(2026, 1, 30), html, style, {}, ()))
    return pdf, pages, len(made)


@pytest.mark.parametrize(
    ("body", "style", "again"),
    [
        (text(1, 10), STYLE.replace("A5", "A4"), 0),
        (text(1, 10), STYLE, 1),
        (text(14, 40), STYLE, 1),
        (text(1, 10) + FIRST, STYLE, 2),
        (text(3, 10, EVERY), STYLE, 2),
        (text(1, 1), "@page { counter-increment: page 3 }" + STYLE, 1),
    ],
    ids=["guessed right", "wrong", "wrong by many", "backwards", "of every kind", "other numbers"],
)
def test_the_pdf_is_that_of_a_reference_without_a_guess(printer: Printer, body: str, style: str, again: int) -> None:
    quick = printed(printer, body, style)
    with the_long_way("quicker"):
        slow = printed(printer, body, style)

    assert quick[:2] == slow[:2]
    assert quick[2] - quick[1] == again, "pages made a second time"
    assert quick[2] <= slow[2]
