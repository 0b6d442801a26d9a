"""The shorter ways through WeasyPrint: with them and without, a sheet gives the same bytes."""

from __future__ import annotations

import base64
import datetime
import io
import random
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.model import ASSETS
from briefings.printing.press import Job, Printer
from tests.printers import installed, short_name, the_long_way
from tests.test_footnotes import STYLE, body

Part = tuple[Any, ...]
"""Of the tree of a PDF: the kind of an element, what is said of it, and its parts; or a text or a link."""

HARD = """
html { text-decoration: none; line-height: calc(1em + 4pt) }
p { text-align: justify; hyphens: auto; margin-inline: 2%; padding: calc(1% + 2pt) 0 }
p::first-letter { font-size: 120% } p::first-line { font-variant: small-caps; letter-spacing: .05em }
.u { text-decoration: underline; overflow-wrap: anywhere } .c { letter-spacing: .1em; word-spacing: 2pt }
ul { list-style: square inside } li::marker { color: red }
.box { box-sizing: border-box; padding: 2mm; border: 1mm solid; width: 50%; min-height: 2em }
.flex { display: flex } .grid { display: grid; grid-template-columns: 1fr 2fr } .two { columns: 2 }
.float { float: right; width: 30% } .abs { position: relative } .abs i { position: absolute; right: 0 }
.to::after { content: " p. " target-counter(attr(href), page) }
.of::after { content: " p. " target-counter(attr(href), page) " of " target-counter(attr(href), heading) }
.here::after { content: " from " counter(page) " to " target-counter(attr(href), page) }
.url::after { content: target-counter(attr(href url), page) }
.own::after { content: target-counter(attr(href), heading) }
.lines { border-block-start: 2pt solid; border-inline-end-style: dotted; margin-block: 3pt; outline-style: dashed }
.over { text-decoration: overline dotted 2pt green }
.over b { text-decoration-line: line-through } .over i { float: left }
.wide { page: wide } @page wide { margin: 3cm; border-block-end-style: solid }
.wide p { position: relative; float: right }
h2 { counter-increment: heading; break-before: page }
table { border-collapse: collapse } td { border: 1pt solid; padding: 1mm }
@page { @bottom-center { content: counter(page) "/" counter(pages) } }
"""
WORDS = "Seoul is to pay more than it did before the agreement was reopened, and says so with some reluctance. " * 4
LINKS = " ".join(
    f'<a class="{name}" href="#{place}">see</a>'
    for name in ("to", "of", "here", "url", "own")
    for place in ("a", "b", "c")
)
BESIDE = """
@page { size: 120mm 80mm; @footnote { margin-left: 20mm; border-top: 1pt solid } }
.note { text-align: justify; padding: 1pt; border: 1pt solid } .float { float: left; width: 30%; height: 90mm }
"""
MIXED = f"""
<h1 id="a">One</h1><p>{LINKS}</p><p lang="de">{WORDS}</p><p class="u">https://example.org/{"long" * 40} {WORDS}</p>
<ul><li>{WORDS}<li>{WORDS}</ul><p class="c" dir="rtl">{WORDS}</p><div class="box">{WORDS}</div>
<div class="flex"><div>{WORDS}</div><div class="box">{WORDS}</div></div>
<div class="grid"><div>{WORDS}</div><div>{WORDS}</div></div><div class="two">{WORDS * 3}</div>
<svg width="90" height="30"><text y="20" font-family="Source Sans Pro">one</text></svg>
<div class="float">{WORDS}</div><p class="abs">{WORDS}<i>x</i></p>
<table><tr><td>{WORDS}<td>2<tr><td>3<td>{WORDS}</table>
<p class="lines">{WORDS}</p><p class="over">{WORDS}<b>b<i>i</i></b></p><div class="wide"><p>{WORDS}</p>{WORDS}</div>
<div hidden>none</div><pre>
as  it
stands</pre><p>a b c &amp; 서울 <sup>1</sup><small>tiny</small></p>
<h2 id="b">Two</h2><p>{LINKS}</p><p lang="">{WORDS}</p>{"<p>" + WORDS + "</p>"}<h2 id="c">Three</h2><p>{LINKS}</p>
"""

DRAWN = """
@page { border: 2pt dotted; background: #eee; @top-left { content: "top"; border: 1pt solid; background: red } }
html { background: linear-gradient(red, blue) } body { background: #fafafa }
.solid { border: 1pt solid } .sides { border: 3pt double red; border-left: 5pt groove #393 }
.round { border-radius: 3mm }
.dash { border: 2pt dashed rgb(0 0 255 / 50%) } .dots { border: 2pt dotted; border-radius: 2mm 1mm }
.top { border-top: 1pt solid currentcolor } .ridge { border: 4pt ridge } .inset { border: 3pt inset rgb(200 40 20) }
.picture { border: 4mm solid; border-image: url(dot.png) 1 round }
.mask { mask-border-source: linear-gradient(red, transparent); mask-border-slice: 1 }
.shadow { box-shadow: 1mm 1mm 2mm 1mm gray, inset 0 0 1mm red }
.fill { background: yellow } .dot { background: url(dot.png) no-repeat 50% 50% #efe }
.dots2 { background: url(dot.png) }
.faint { opacity: .5 } .turned { transform: rotate(5deg) translate(2mm, 1mm) scale(.9) }
.below { position: relative; z-index: -1; background: pink } .above { position: relative; z-index: 2 }
.flexed > * { z-index: 1 } .gridded > * { z-index: -1 } .flexed { display: flex } .gridded { display: grid }
.hidden { overflow: hidden; height: 2em } .unseen { visibility: hidden; border: 1pt solid; background: red }
.unseen b { visibility: visible } .line { outline: 1pt solid red; outline-offset: 1mm }
.line2 { outline: 2pt dashed } .cut { text-overflow: ellipsis; overflow: hidden; white-space: nowrap; width: 4cm }
.lines { max-lines: 2; block-ellipsis: auto } .columns { columns: 2; column-rule: 1pt solid red }
.clip { position: absolute; clip: rect(0, 2cm, 1cm, 0); background: aqua }
.fixed { position: fixed; right: 0; top: 0 }
.inline { display: inline-block; border: 1pt solid; overflow: hidden }
.first::first-letter { background: red; color: blue }
.wavy { text-decoration: underline wavy red 1pt } .raised { vertical-align: super; font-size: 60% }
.marked::before { content: "* "; color: hsl(120 50% 40%); outline: 1pt solid }
.marked::after { content: url(dot.png) }
.collapsed { border-collapse: collapse } .collapsed td, .collapsed th { border: 2pt solid red }
tbody.thick { border: 3pt }
.apart { border: 1pt solid; empty-cells: hide } .apart td { border: 1pt dotted; background: #ffd }
col.c { background: lime }
.spaced { letter-spacing: 1pt; word-spacing: 2pt } .cmyk { color: device-cmyk(0 1 0 0) }
.lab { color: oklch(50% .1 30) }
.inside { list-style: square inside } .plain { list-style: none } .own { bookmark-level: 1; bookmark-label: "own" }
.tall { break-inside: avoid; float: left; width: 4cm; background: silver; border-radius: 50% }
"""
CLASSES = list(dict.fromkeys(re.findall(r"(?:^|\s)\.([a-z][a-z0-9]*)", DRAWN)))
"""Every class of that style."""
SHORT = "Seoul is to <b>pay</b> more than it did."
PAINTED = f"""
<h1>All</h1>{"".join(f'<p class="{name}">{SHORT}</p>' for name in CLASSES)}
{"".join(f'<p>{SHORT} <span class="{name}">{SHORT} <a href="#t">t</a></span></p>' for name in CLASSES)}
{"".join(f'<div class="faint {name}"><p class="{name}">{SHORT}</p>{SHORT}</div>' for name in CLASSES)}
<div class="faint line"><div class="solid fill">{SHORT}<div class="above">{SHORT}</div></div></div>
<div class="flexed">{SHORT}<div>a</div><i class="below">b</i></div><div class="gridded"><p>a</p>
<p class="line">b</p></div>
<div class="clip">{SHORT}</div><div class="fixed">{SHORT}<img src="dot.png" alt="f"></div>
<p dir="rtl">{SHORT} شكرا <a href="https://example.org/">جزيلا</a></p>
<p lang="ko">서울 <i lang="de">b <b>c</b></i> 👍 ÿ &#xF1234;</p>
<p>a <img src="dot.png" alt="dot"> b <a href="https://example.org/"><img class="turned" src="dot.png" alt="dot"></a>
</p>
<img style="display: block" src="dot.png" alt="dot"><figure><img src="dot.png" alt="dot"><figcaption>c</figcaption>
</figure>
<svg width="90" height="30"><title>t</title><text y="20" class="faint">one</text><rect width="9" height="9"/></svg>
<ul><li>a<ul><li>b<li class="plain">c</ul><li class="inside">d<li><p>e</p><p>f</p></ul><ol class="plain">
<li>a<li>b</ol>
<ul class="inside"><li>{SHORT}<li><div class="hidden">x</div></ul><dl><dt>t<dd>d<dd><p>e</p></dl><li>alone<ul>
<li>f</ul>
<table class="collapsed" id="t"><caption>c</caption><thead><tr><th>a<th>b<tbody class="thick"><tr>
<th scope="row">c<td rowspan="2">d
<tr><td>e<tr><td colspan="2">f {SHORT}</table>
<table class="apart"><colgroup><col><col class="c"></colgroup><tr class="fill"><td>a<td><tr>
<td class="line">c<td>{SHORT}<tr><th style="display: block">d<td style="display: inline">e</table>
<blockquote><q>a</q> <em>b</em><br><u>c <s>d</s></u></blockquote><article>
<section class="columns">{SHORT * 9}</section></article>
<p class="cut lines">{SHORT * 3}</p><p>
<a href="#t">to <b class="inline">the {SHORT}</b> table</a> <a href="#no">no</a></p>
<p>{SHORT}</p><p id="u">{SHORT} <a href="#u">here</a> <b id="v">v</b> <b>w</b> <a href="#v">there</a></p>
"""
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg=="
)


pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of WeasyPrint


@pytest.mark.usefixtures("printer")
def test_every_shorter_way_can_be_left() -> None:
    """The others are no way round WeasyPrint's, and have tests of their own."""
    without = [short_name(module) for module in installed() if not hasattr(module, "CHANGES")]
    assert without == ["declarations", "footnotes", "hyphens", "tagging"]


PAGES = pytest.mark.parametrize(
    ("style", "text"),
    [
        (HARD, MIXED),
        (STYLE % "inline", body(7)[1]),
        (STYLE % "block", body(8)[1]),
        ((STYLE % "inline") + BESIDE, body(9)[1].replace("<p>", '<div class="float">float</div><p>', 2)),
        (DRAWN, PAINTED),
        ("", "<p>"),
    ],
    ids=["mixed", "notes in a row", "notes in lines", "notes beside floats", "drawn", "nothing"],
)


def a_job(style: str, text: str) -> Job:
    html = f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{text}</body></html>'
    return Job(ASSETS, datetime.date(2026, 1, 30), html, style, {"dot.png": ("image/png", DOT)}, ())


@PAGES
def test_the_bytes_are_those_of_the_long_way(printer: Printer, style: str, text: str) -> None:
    job = a_job(style, text)
    same = {short_name(module) for module in installed()} - {"structure"}

    quick, pages = printer.to_pdf(job)
    said = printer.findings()
    assert printer.to_pdf(job) == (quick, pages)  # with what was kept of the first
    assert printer.findings() == said
    with the_long_way(*same):
        slow, slow_pages = printer.to_pdf(job)

    assert pages == slow_pages
    assert said == printer.findings()
    assert quick == slow


@pytest.mark.parametrize("seed", range(3))
def test_a_text_is_set_once_for_all_widths_in_which_it_has_room(printer: Printer, seed: int) -> None:
    """Few texts in many widths, in some of which they have just no room, or only without the space at their end."""
    draw = random.Random(seed)
    texts = (
        ".",
        "1",
        "are ",
        "are able to",
        "Illinois' fjords",
        "well-being ",
        "서울 ",
        "\u2003",
        "a\u00adb",
        "شكرا جزيلا",
    )

    def a_line() -> str:
        words = "".join(f"<b>{draw.choice(texts)}</b>{draw.choice(texts)}" for _ in range(draw.randint(1, 4)))
        return f'<p class="{draw.choice("abcdef")}" style="width: {draw.uniform(0, 30):.2f}mm">{words}</p>'

    style = """
    body { font-family: "Source Serif Pro", "Noto Sans CJK KR" }
    .a { letter-spacing: .1em } .b { letter-spacing: -.1em } .d { hyphens: auto }
    .c { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
    .e { overflow-wrap: anywhere; word-spacing: 3pt } .f { white-space: pre-wrap; text-align: justify }
    """
    job = a_job(style, "".join(a_line() for _ in range(120)))

    quick = printer.to_pdf(job)
    assert printer.to_pdf(job) == quick
    with the_long_way("quicker"):
        assert printer.to_pdf(job) == quick


@PAGES
def test_the_tree_is_weasyprints_without_what_says_nothing(printer: Printer, style: str, text: str) -> None:
    job = a_job(style, text)

    with pikepdf.open(io.BytesIO(printer.to_pdf(job)[0])) as pdf:
        quick = tree(pdf)
        number = len(pdf.objects)
    with the_long_way("structure"), pikepdf.open(io.BytesIO(printer.to_pdf(job)[0])) as pdf:
        assert quick == tree(pdf)
        assert number < len(pdf.objects) or text == "<p>"


def tree(pdf: pikepdf.Pdf) -> Part:
    """What a PDF says of its parts; elements that say nothing are passed over where their parent holds text itself.

    Each part names its parent, and each text and link is found from its page.
    """
    from briefings.printing.structure import HOLDING_TEXT  # it needs what the printer has imported

    names: dict[str, str] = {}
    """The names of notes and cells, which are made of numbers of objects, by their order."""
    numbered = iter(list(pdf.Root.StructTreeRoot.ParentTree.Nums))
    marks: dict[Any, Any] = dict(zip(numbered, numbered, strict=True))
    pages: dict[Any, pikepdf.Page] = {page.objgen: page for page in pdf.pages}

    def kids_of(element: pikepdf.Object) -> Iterator[Part]:
        kids: list[Any] = list(element.K)
        for kid in kids:
            if isinstance(kid, int):
                page = pages[element.Pg.objgen]
                assert marks[page.StructParents][kid].objgen == element.objgen
                yield ("text", int(page.StructParents), kid)
            elif kid.get("/Type") == "/OBJR":
                assert marks[kid.Obj.StructParent].objgen == element.objgen
                yield ("link", str(kid.Obj.Contents), int(kid.Pg.StructParents))
            else:
                assert kid.P.objgen == element.objgen
                kind, said = str(kid.S)[1:], said_of(kid)
                if kind in ("Span", "NonStruct") and not said and str(element.S)[1:] in HOLDING_TEXT:
                    yield from kids_of(kid)
                else:
                    yield (kind, said, *kids_of(kid))

    def said_of(element: pikepdf.Object) -> str:
        said = [element[key].unparse().decode() for key in ("/Alt", "/Lang", "/ID", "/A") if key in element]
        name = r"\((?:note-)?\d+[-\d]*\)"
        return re.sub(name, lambda found: names.setdefault(found[0], f"#{len(names)}"), " ".join(said))

    (document,) = pdf.Root.StructTreeRoot.K
    return ("Document", *kids_of(document))


@pytest.mark.parametrize("compress", [True, False], ids=["packed", "as it is"])
def test_a_stream_holds_what_pydyf_writes(printer: Printer, compress: bool) -> None:
    from briefings.printing import written  # it needs what the printer has imported

    parts = [b"BT /F1 12 Tf", "(a) Tj", 1.5, 2, 0.1000004, b"ET"] * 40
    stream = written.pydyf.Stream(parts, {"Type": "/ObjStm", "N": 3}, compress=compress)
    # `install` has put our way over pydyf's; the same object written by both, apart from how hard each packs it.
    ours, theirs = stream.data, written.LONG_WAY.fget(stream)

    assert _unpacked(ours, compress) == _unpacked(theirs, compress)
    assert stream.data is ours  # made once


VALUES = st.recursive(
    st.one_of(
        st.floats(),
        st.integers(),
        st.booleans(),
        st.none(),
        st.text().map(lambda text: text.lstrip("/")),
        st.sampled_from(["/Name", b"12 0 R"]),
    ),
    lambda below: st.one_of(
        st.lists(below).map(lambda values: ("Array", values)),
        st.dictionaries(st.text("TKPg", min_size=1), below).map(lambda values: ("Dictionary", values)),
    ),
    max_leaves=12,
)


@given(VALUES)
def test_values_are_written_as_pydyf_writes_them(printer: Printer, values: object) -> None:
    from briefings.printing import written  # it needs what the printer has imported

    def made(value: object) -> object:
        match value:
            case ("Array", list(below)):
                return written.pydyf.Array([made(one) for one in below])
            case ("Dictionary", dict(below)):
                return written.pydyf.Dictionary({key: made(one) for key, one in below.items()})
            case str(text) if not text.startswith("/"):
                return written.pydyf.String(text)
        return value

    ours = written.bytes_of(made(values))
    with the_long_way("written"):
        theirs = written.pydyf._to_bytes(made(values))

    assert ours == theirs


def _unpacked(written: bytes, compress: bool) -> tuple[bytes, bytes]:
    head, _, rest = written.partition(b"stream\n")
    content = rest.removesuffix(b"\nendstream")
    assert f"/Length {len(content)}".encode() in head
    return re.sub(rb"/Length \d+", b"", head), zlib.decompress(content) if compress else content
