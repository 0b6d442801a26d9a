"""The short way to a page's tree: the same tree as the long one, or none."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.printing.plain import parse_plain
from briefings.printing.press import import_weasyprint

PAGE = """<!DOCTYPE html>
<html lang="en-GB" class="print">
<head>
<meta charset="utf-8">
<title>Harbours &amp; water</title>
<style>
p > b { content: "x" }
</style>
</head>
<body>
%s
</body>
</html>
"""


def told(tree: Any) -> list[tuple[Any, ...]]:
    """Every element in order with all it has, and its number of children."""
    return [(part.tag, list(part.attrib.items()), part.text, part.tail, len(part)) for part in tree.iter()]


def long_way(text: str) -> Any:
    return import_weasyprint().tinyhtml5.parse(text, namespace_html_elements=False)


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<p class="a">One <b>two</b> &#34;&nbsp;&lt;<br>three<img src="a.png" alt="">.</p>',
        (
            '<header><h1>T</h1></header>\n<main id="m"><article><h2>A</h2>'
            '<p>x <a href="?a=1&amp;b=2">y</a></p></article></main>'
        ),
        "<ol><li><p>1</p><ul>\n<li>2</li></ul></li>\n</ol><dl><div><dt>a</dt><dd>b</dd></div><dt>c</dt><dd><p>d</p></dd></dl>",
        (
            '<table>\n<caption>c</caption><colgroup><col><col class="x"></colgroup>\n'
            '<thead><tr><th scope="col">h</th></tr></thead>'
            "<tbody>\n<tr>\n<td>1<table><tbody><tr><td>2</td></tr></tbody></table></td></tr></tbody></table>"
        ),
        "<div hidden>서울 🙂<hr>a &gt; b</div>  ",
    ],
)
def test_a_plain_page_has_the_tree_it_has_by_the_long_way(body: str) -> None:
    for page in (PAGE % body, f"<!DOCTYPE html><html><head></head><body>{body}</body></html>"):
        tree = parse_plain(page)

        assert tree is not None
        assert told(tree) == told(long_way(page))


@pytest.mark.parametrize(
    "body",
    [
        *("<p>a<p>b", "<p>a<div>b</div></p>", "<p><span><ul></ul></span></p>", "<b><i>a</b></i>", "<ul>x</ul></ul>"),
        *("<ol><li>a<li>b</ol>", "<div><li>a</li></div>", "<dl><p><dd>a</dd></p></dl>", "<h2>a<h3>b</h3></h2>"),
        *("<a href=x>a</a>", '<a id="a"><b><a id="b">c</a></b></a>', "<P>a</P>", "<p CLASS='a'>b</p>", "a < b", "<p/>"),
        *("<table><tr><td>a</td></tr></table>", "<table>x<tbody></tbody></table>", "<table><p>x</p></table>"),
        *("<td>a</td>", "<table><tbody><td>a</td></tbody></table>"),
        *("<tr></tr>", "<table><tbody><b></b></tbody></table>"),
        *("&copy;", "&amp", "&#150;", "&#0;", "AT&T", "a\rb", "a\0b", "<!-- a -->", "<svg></svg>", "<pre>\na</pre>"),
        *("<script>a</script>", "<style>a</style>", "<select><option>a</select>", "<math></math>", "</p>", "</br>"),
        *('<p id="a" id="b">c</p>', "<body id='x'>", "<html lang='ko'>", "<head></head>"),
        *("<image>", "<br></br>", "<x-y></x-y>"),
    ],
)
def test_any_other_page_goes_the_long_way(body: str) -> None:
    assert parse_plain(PAGE % body) is None


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>a",
        PAGE.removeprefix("<!DOCTYPE html>") % "",
        PAGE.replace("DOCTYPE", "doctype") % "",
        PAGE.replace("<head>", "") % "",
        PAGE.replace("</body>", "") % "",
        PAGE.replace("<title>", "<title><b>") % "",
        PAGE.replace("<meta", "<p>a</p><meta") % "",
        PAGE.replace("</head>", "</head>a") % "",
        PAGE.replace("</body>", "</body>a") % "",
        PAGE.replace("</body>", "</body><p>a</p>") % "",
        PAGE % "" + "<p>a</p>",
        PAGE % "" + "<!-- a -->",
        PAGE.replace("</style>", "<b></style>") % "",
    ],
)
def test_a_page_without_its_parts_goes_the_long_way(page: str) -> None:
    assert parse_plain(page) is None


WRITTEN = """
p div b a i span ul ol li dl dt dd table thead tbody tr td th caption h2 h3 br hr img section sup style title
"""
NAMES = WRITTEN.split()
PARTS = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES]),
    st.sampled_from([f"</{name}>" for name in NAMES]),
    st.sampled_from(
        [" ", "\n", "a", "&amp;", '<p class="x y">', '<a href="#">', "\xa0", "<b\nid='a'>", '<i id="a"\nlang="ko">']
    ),
)
TREES = st.recursive(
    st.sampled_from(["", "a", "\n", "a &lt; b ", "<br>", "<hr>", '<img alt="&#34;">']),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", st.sampled_from(NAMES), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=600, deadline=None)
@given(st.one_of(TREES, st.lists(TREES, max_size=3).map("".join), st.lists(PARTS, max_size=8).map("".join)))
def test_whatever_stands_in_a_page_it_has_one_tree(body: str) -> None:
    page = PAGE % body
    tree = parse_plain(page)

    if tree is not None:
        for short, long in zip_longest(told(tree), told(long_way(page))):
            assert short == long
