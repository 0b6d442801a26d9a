"""Lines and blocks laid out the shorter way: the same PDF as WeasyPrint's own way gives."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.model import ASSETS
from briefings.printing.press import Job, Printer
from tests.printers import the_long_way

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of WeasyPrint

# Without first letters, flexes and parts of tables in lines, of which WeasyPrint 70.0 lays out some for ever.
STYLE = """
@page { size: 90mm 60mm; margin: 5mm; @bottom-right { content: counter(page) } @footnote { margin-top: 3pt } }
html { font: 10pt/14pt "Source Serif Pro"; hyphens: auto; orphans: 2; widows: 2 }
.up { vertical-align: 3pt; font-size: 70% } .sub { vertical-align: sub } .top { vertical-align: top }
.mid { vertical-align: middle } .calc { vertical-align: calc(1pt + 2%) }
.wide { padding: 1pt 4mm; border: 1pt solid } .out { margin: 0 -2mm 0 auto } .clone { box-decoration-break: clone }
.no { white-space: nowrap } .pre { white-space: pre-wrap } .glue::before { content: "\\2060" }
.float { float: left } .right { float: right; margin-left: 2mm } .abs { position: absolute; right: 0 }
.rel { position: relative; left: 1mm } .rtl { direction: rtl } .block { display: block; margin: 3pt 0 -5pt }
.atom { display: inline-block; width: 9mm } .note { float: footnote } .lead::after { content: leader(".") }
.right-hand { text-align: right } .both { text-align: justify } .in { text-indent: 5mm }
.any { overflow-wrap: anywhere }
.tiny { font-size: 0 }
.keep { break-inside: avoid } .list { display: list-item; margin-left: 5mm } .clear { clear: both; margin-top: -3pt }
.named { page: named } .over { overflow: hidden }
"""
INLINE = (
    *("up", "sub", "top", "mid", "calc", "wide", "out", "clone", "no", "pre", "glue", "float", "right", "abs", "rel"),
    *("rtl", "block", "atom", "note", "lead", "any", "tiny"),
)
BLOCK = (
    *("right-hand", "both", "in", "any", "keep", "list", "clear", "named", "over", "rtl", "no", "pre"),
    *("float", "rel", "note", "wide"),
)
TEXT = st.sampled_from(
    [
        *("a", " ", "the works of the harbour ", "agreement", " reconsidering an understanding", "x\n  y"),
        *(
            "1\u00a0000 ",
            "\u2060",
            "un\u00adneces\u00adsary ",
            "서울",
            "\u202eab ",
            "—",
            "https://example.org/a-long/address",
        ),
    ]
)
INSIDE = st.recursive(
    TEXT,
    lambda below: st.one_of(
        TEXT,
        st.builds(
            "<i class='{}'>{}</i>".format,
            st.one_of(st.just(""), st.just(""), st.sampled_from(INLINE)),
            st.lists(below, max_size=4).map("".join),
        ),
        st.just("<br>"),
    ),
    max_leaves=20,
)
PAGE = st.lists(
    st.builds(
        "<div class='{}'>{}</div>".format,
        st.one_of(st.just(""), st.sampled_from(BLOCK)),
        st.lists(INSIDE, min_size=1, max_size=5).map("".join),
    ),
    min_size=1,
    max_size=6,
).map("".join)


@given(PAGE)
@settings(max_examples=40)
def test_pages_of_any_boxes_are_those_of_the_long_way(printer: Printer, text: str) -> None:
    html = f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{text}</body></html>'
    job = Job(ASSETS, datetime.date(2026, 1, 30), html, STYLE, {}, ())

    quick = _printed(printer, job)
    with the_long_way("lines", "blocks"):
        slow = _printed(printer, job)

    assert quick == slow


def _printed(printer: Printer, job: Job) -> object:
    try:
        return printer.to_pdf(job), printer.findings()
    except Exception as error:  # noqa: BLE001 - WeasyPrint fails on some of them
        return type(error), str(error)
