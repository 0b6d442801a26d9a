"""Styles given once to elements that no rule can tell apart: every element gets those that WeasyPrint gives it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import cssselect2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefings.model import ASSETS
from briefings.printing.press import Job, Printer
from briefings.printing.selectors import looks_of
from tests.printers import the_long_way
from tests.test_quicker import HARD, MIXED

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of WeasyPrint


def matcher_of(*selectors: str) -> cssselect2.Matcher:
    matcher = cssselect2.Matcher()
    for text in selectors:
        for selector in cssselect2.compile_selector_list(text):
            matcher.add_selector(selector, None)
    return matcher


@pytest.mark.usefixtures("printer")
def test_what_selectors_look_at() -> None:
    looks = looks_of(
        [
            matcher_of("p", ".a > .b", "#top i", "[dir]", '[type="x" i]', "a:link"),
            matcher_of("h2 + p", "li:first-child", "p:not(.a)", "select:has(option)", "q ~ :is(i)::before, q ~ em"),
        ]
    )
    assert looks is None  # what follows a q may have any name

    looks = looks_of([matcher_of("p", "#top i", "[dir]", '[type="x" i]', "a:link", "select:has(option)", "q ~ em")])
    assert looks is not None
    assert looks.values == {"class", "lang", "type"}
    assert looks.present == {"dir", "href"}
    assert looks.ids == {"top"}
    assert looks.odd == {"select", "em"}
    assert (looks.ends, looks.before) == (False, False)

    looks = looks_of([matcher_of(".topic h2 + .text", "li:first-child")])
    assert looks is not None
    assert (looks.ends, looks.before, looks.odd) == (True, True, set())


@pytest.mark.parametrize(
    "further",
    ["p:first-child + %s", "a + b + %s", "a ~ %s", "%s:nth-child(2)", "%s:empty", "%s:lang(de)", "%s:not(a ~ b)"],
)
@pytest.mark.usefixtures("printer")
def test_a_selector_that_looks_further_names_its_element(further: str) -> None:
    looks = looks_of([matcher_of(further % "i")])
    assert looks is not None
    assert looks.odd == {"i"}
    assert looks_of([matcher_of(further % "*")]) is None


# What rules are made of. Hardly anything matches at random: a few names, classes and ids.
NAMES = ["p", "i", "b", "div", "li"]
SIMPLE = [
    *NAMES,
    *NAMES,
    ".a",
    ".b",
    "p.a",
    "#one",
    "[dir]",
    "[lang=de]",
    "[title=x i]",
    "div:first-child",
    ".a:last-child",
]
ODD = [":root", "i:empty", "p:nth-child(2n)", "b:only-of-type", "div:has(> i)", ":not(.a)", ":is(p, .b):not(#one)"]
COMPOUND = st.sampled_from([*SIMPLE, *SIMPLE, *ODD])
SELECTOR = st.builds(
    lambda first, rest: first + "".join(combinator + compound for combinator, compound in rest),
    COMPOUND,
    st.lists(st.tuples(st.sampled_from([" ", " ", ">", "+", "~"]), COMPOUND), max_size=2),
)
DECLARATION = st.sampled_from(
    [
        "color: red", "color: blue !important", "font-size: 2em", "font-size: 10px", "margin-left: 1em", "width: 50%",
        "padding: 1px 2px", "border-left: 1px solid", "display: block", "display: table", "float: left", "width: 3vw",
        "position: absolute", "text-decoration: underline", "margin-inline-start: 3px", "color: inherit",
        "quotes: none", "-weasy-anchor: 'here'", "content: 'x'", "line-height: 1.5", "overflow: hidden",
        "border-collapse: collapse",
    ]
)  # fmt: skip
RULE = st.builds(
    lambda selector, pseudo, said: f"{selector}{pseudo} {{ {'; '.join(said)} }}",
    SELECTOR,
    st.sampled_from(["", "", "", "::before", "::after"]),
    st.lists(DECLARATION, min_size=1, max_size=3),
)
ATTRIBUTES = st.sampled_from(
    ["", "", "", ' class="a"', ' class="b a"', ' id="one"', ' id="tw"', " dir=ltr", " lang=de", ' title="X"',
     ' style="color: green"', ' id="x y"', ' id="one" class="a"', " lang=de id=q"]
)  # fmt: skip
ELEMENT = st.recursive(
    st.builds(lambda name, attributes: f"<{name}{attributes}>x</{name}>", st.sampled_from(NAMES), ATTRIBUTES),
    lambda inner: st.builds(
        lambda attributes, parts: f"<div{attributes}>{''.join(parts)}</div>", ATTRIBUTES, st.lists(inner, max_size=4)
    ),
    max_leaves=10,
)
BODY = st.lists(ELEMENT, max_size=4).map("".join)
ASKED = (
    *("color", "font_size", "margin_left", "margin_right", "width", "padding_top", "padding_left", "border_left_width"),
    *("display", "float", "position", "text_decoration_line", "quotes", "anchor", "lang", "line_height", "content"),
    *("overflow", "border_collapse", "page", "direction"),
)


def values(style: Any) -> dict[str, str] | None:
    return None if style is None else {name: repr(style[name]) for name in ASKED}


def styles_of(printer: Printer, fonts: Any, style: str, body: str) -> list[Any]:
    """What every element and its pseudo-elements look like, and the names that can be pointed to."""
    from weasyprint import css
    from weasyprint.css.targets import TargetCollector

    html = printer._weasyprint.HTML(
        string=f'<!DOCTYPE html><html lang="en"><head><style>{style}</style></head><body>{body}</body></html>',
        base_url=ASSETS,
    )
    collector = TargetCollector()
    style_for = css.get_all_computed_styles(
        html,
        [printer._base_style],
        False,
        fonts,
        printer._new_counters(),
        {},
        [],
        [],
        collector,
    )
    parts = (None, "before", "after", "marker", "footnote-call")
    found = [[values(style_for(element, part)) for part in parts] for element in html.etree_element.iter()]
    return [found, list(collector.target_lookup_items)]


@given(st.lists(RULE, max_size=6).map(" ".join), st.lists(BODY, min_size=1, max_size=3))
@example("p { overflow: hidden } body { overflow: auto }", ["<p>a</p>", "<p>b</p>"])
@example("p::before { display: table; padding: 2px }", ["<p>a<p>b", "<p>c"])
@example("html { display: none } p { color: red }", ["<p>a</p>", "<p>b</p>"])
@settings(max_examples=60, deadline=None)
def test_every_element_gets_the_style_that_weasyprint_gives_it(printer: Printer, style: str, bodies: list[str]) -> None:
    """Several sheets one after the other, each with what the ones before it have left."""
    fonts = printer._fonts[""]
    for kept in ("briefings_places", "briefings_sheets"):
        fonts.__dict__.pop(kept, None)
    short = [styles_of(printer, fonts, style, body) for body in bodies]
    with the_long_way("cascading", "quicker"):
        long = [styles_of(printer, fonts, style, body) for body in bodies]
    assert short == long


def jobs() -> Iterator[Job]:
    """Sheets that have a style of their own in common, with pages of two sizes and lengths by the size of the page."""
    for size, text in (
        ("A4", MIXED),
        ("A5", "<h1 id=a>Other</h1><p>short <a href=#a>link</a>"),
        ("A4", "<p>short</p>"),
    ):
        for own in ("p { color: #123 }", "p { width: 60vw } h1 { display: none }"):
            head = f"<title>t</title><style>{own}</style><style>@page {{ size: {size} }}</style>"
            html = f'<!DOCTYPE html>\n<html lang="en">\n<head>{head}</head>\n<body>{text}</body>\n</html>'
            yield Job(ASSETS, datetime.date(2026, 1, 30), html, HARD, {}, ())


def test_a_sheet_is_printed_alike_whatever_was_printed_before_it(printer: Printer) -> None:
    every = list(jobs())
    alone = []
    for job in every:
        printer._fonts.clear()
        printer._fonts[""] = printer._new_fonts()
        printer._styles.clear()
        alone.append(printer.to_pdf(job))
    one_after_the_other = [printer.to_pdf(job) for job in every]
    assert one_after_the_other == alone
    assert [printer.to_pdf(job) for job in reversed(every)] == list(reversed(alone))
