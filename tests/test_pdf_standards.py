"""What the press prints is PDF/A-3a and PDF/UA-1 in one file, and tells a reader what it is."""

from __future__ import annotations

import datetime
import io
import re
import struct
import zlib
from collections.abc import Iterator

import pikepdf
import pytest

from briefings.model import ASSETS, Asset, Attachment, Printed, PrintSettings, Sheet
from briefings.printing.pdf import Press
from tests import verapdf

STYLE = """
@page { size: A4; margin: 25mm; @bottom-center { content: counter(page) " of " counter(pages) } }
body { font-family: "Source Serif Pro", "Noto Sans CJK KR"; font-size: 10pt }
h1, h2, h3 { font-family: "Source Sans Pro"; string-set: heading content() }
th, td { border-bottom: .5pt solid #888; padding: 2pt 6pt }
.note { float: footnote }
::footnote-call, ::footnote-marker { content: none }
"""

BODY = """
<h1>Burden sharing after the election</h1>
<p>Seoul is to pay US$1.19 billion a year<sup class="call"><a id="r-1" href="#n-1" title="Note 1">1</a></sup><span
class="note" id="n-1"><sup><a href="#r-1" title="Back to the text">1</a></sup> Pietrewicz,
<em>Alliance Challenged</em>, 2. <a href="https://example.org/bulletin/16">https://example.org/bulletin/16</a></span>,
says <span lang="ko">이재명</span>.</p>
<h2>Trade</h2>
<ul><li>Cars<ul><li>Electric</li></ul></li><li>Steel</li></ul>
<ol><li>First</li><li>Second, noted<sup class="call"><a id="r-2" href="#n-2" title="Note 2">2</a></sup><span
class="note" id="n-2"><sup><a href="#r-2" title="Back to the text">2</a></sup> Ibid.</span></li>
</ol>
<h3>Figures</h3>
<table><caption>Payments</caption>
<thead><tr><th>Year</th><th>US$ billion</th></tr></thead>
<tbody><tr><th scope="row">2025</th><td>1.10</td></tr><tr><th scope="row">2026</th><td>1.19</td></tr></tbody></table>
<figure><img src="chart.svg" alt="Payments rise from 1.10 to 1.19"><figcaption>Payments by year</figcaption></figure>
<p><img src="map.png" alt="A map"></p>
"""

CHART = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80" viewBox="0 0 200 80">'
    b'<rect x="10" y="20" width="60" height="60" fill="#246"/><rect x="90" y="10" width="60" height="70" fill="#246"/>'
    b'<text x="10" y="15" font-family="Source Sans Pro" font-size="10">1.10</text></svg>'
)


def png(width: int, height: int) -> bytes:
    """A half-transparent picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\x20\x40\x60\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def a_sheet(body: str = BODY, *, style: str = STYLE, lang: str = ' lang="en-GB"') -> Sheet:
    head = (
        '<meta charset="utf-8"><title>Burden sharing after the election</title><meta name="author" content="Jane Kim">'
        '<meta name="author" content="Desk for Asia"><meta name="description" content="What Seoul pays">'
        '<meta name="dcterms.created" content="2026-01-30"><meta name="dcterms.modified" content="2026-01-30">'
    )
    return Sheet(
        brief="us-rok-alliance",
        medium="print",
        html=f"<!DOCTYPE html><html{lang}><head>{head}</head><body>{body}</body></html>",
        date=datetime.date(2026, 1, 30),
        style=style,
        assets=(Asset("chart.svg", "image/svg+xml", CHART), Asset("map.png", "image/png", png(40, 30))),
        attachments=(
            Attachment("sources.json", "application/vnd.citationstyles.csl+json", b"[]", "The sources", "Source"),
            Attachment("edition.json", "application/json", b'{"brief": "us-rok-alliance"}', "The edition's record"),
        ),
    )


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press(PrintSettings()) as press:
        yield press


@pytest.fixture(scope="module")
def printed(press: Press) -> Printed:
    return press.to_pdf(a_sheet())


@pytest.fixture
def pdf(printed: Printed) -> Iterator[pikepdf.Pdf]:
    assert printed.payload is not None
    with pikepdf.open(io.BytesIO(printed.payload)) as pdf:
        yield pdf


def test_a_sheet_prints_without_a_word(printed: Printed) -> None:
    assert printed.diagnostics == ()
    assert printed.pages == 1


@pytest.mark.parametrize("profile", ["PDFA-3A", "PDFUA-1"])
def test_verapdf_finds_nothing(printed: Printed, profile: verapdf.Profile) -> None:
    assert printed.payload is not None
    assert verapdf.failures(printed.payload, profile) == {}


def test_a_link_with_markup_inside_is_repaired(press: Press) -> None:
    links = '<a href="https://example.org/">The <em>Two</em> Koreas</a> and <a href="#x"><b>more</b></a>'
    body = f'<h1>T</h1><p>{links}</p><p id="x">x</p>'
    printed = press.to_pdf(a_sheet(body))
    assert printed.payload is not None
    assert verapdf.failures(printed.payload, "PDFUA-1") == {}


def test_the_validator_finds_a_skipped_heading_and_a_bare_picture(press: Press) -> None:
    """The guard is seen to fail: an untitled picture and an h3 straight after the h1."""
    printed = press.to_pdf(a_sheet('<h1>One</h1><h3>Three</h3><p><img src="map.png"></p>'))
    assert printed.payload is not None
    broken = verapdf.failures(printed.payload, "PDFUA-1")
    assert sorted(failure.split()[0] for failure in broken) == ["7.3-1", "7.4.2-1"]
    assert [(found.code, found.severity) for found in printed.diagnostics] == [("OUT01", "error")]
    assert 'Image "map.png" has no required alt description' in printed.diagnostics[0].message


def test_the_validator_finds_a_transparency_pdf_a_cannot_tag(press: Press) -> None:
    printed = press.to_pdf(a_sheet('<h1>One</h1><p style="opacity: .5">Half there.</p>'))
    assert printed.payload is not None
    assert any(failure.startswith("7.1-3") for failure in verapdf.failures(printed.payload, "PDFUA-1"))


def test_title_authors_subject_language_and_dates(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.Root.Lang) == "en-GB"
    assert {name: str(value) for name, value in pdf.docinfo.items()} == {
        "/Title": "Burden sharing after the election",
        "/Author": "Jane Kim, Desk for Asia",
        "/Subject": "What Seoul pays",
        "/Producer": "WeasyPrint 70.0",
        "/CreationDate": "D:20260130",
        "/ModDate": "D:20260130",
    }
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")


def test_a_sheet_without_dates_gets_those_of_its_edition(press: Press) -> None:
    sheet = a_sheet()
    html = re.sub(r"<meta name=.dcterms[^>]*>", "", sheet.html)
    printed = press.to_pdf(Sheet(sheet.brief, "print", html, sheet.date, sheet.style, sheet.assets))
    assert printed.payload is not None
    with pikepdf.open(io.BytesIO(printed.payload)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == str(pdf.docinfo["/ModDate"]) == "D:20260130000000Z"


def test_bookmarks_follow_the_headings(pdf: pikepdf.Pdf) -> None:
    def outline(items: list[pikepdf.OutlineItem]) -> list[object]:
        return [(item.title, outline(item.children)) if item.children else item.title for item in items]

    with pdf.open_outline() as found:
        assert outline(found.root) == [("Burden sharing after the election", [("Trade", ["Figures"])])]


def test_attachments_say_what_they_are_and_carry_no_time_of_day(pdf: pikepdf.Pdf) -> None:
    found = [
        (
            str(file.UF),
            str(file.AFRelationship),
            str(file.Desc),
            str(file.EF.F.Subtype),
            str(file.EF.F.Params.CreationDate),
            str(file.EF.F.Params.ModDate),
            file.EF.F.read_bytes(),
        )
        for file in pdf.Root.AF
    ]
    day = "D:20260130000000Z"
    assert found == [
        (
            "edition.json",
            "/Data",
            "The edition's record",
            "/application/json",
            day,
            day,
            b'{"brief": "us-rok-alliance"}',
        ),
        ("sources.json", "/Source", "The sources", "/application/vnd.citationstyles.csl+json", day, day, b"[]"),
    ]
    assert list(pdf.attachments) == ["edition.json", "sources.json"]


def test_links_are_described_by_their_words(pdf: pikepdf.Pdf) -> None:
    links = [
        (str(link.Contents), str(link.A.URI) if "/A" in link else "#" + str(link.Dest))
        for page in pdf.pages
        for link in page.Annots
    ]
    assert links == [
        ("Note 1", "#n-1"),
        ("Note 2", "#n-2"),
        ("Back to the text", "#r-1"),
        ("https://example.org/bulletin/16", "https://example.org/bulletin/16"),
        ("Back to the text", "#r-2"),
    ]


def structures(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    def walk(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
        if isinstance(item, pikepdf.Array):
            for kid in item:
                yield from walk(kid)
        elif isinstance(item, pikepdf.Dictionary) and "/S" in item:
            yield item
            yield from walk(item.get("/K", pikepdf.Array()))

    yield from walk(pdf.Root.StructTreeRoot.K)


def test_structure_tells_headers_languages_notes_and_places(pdf: pikepdf.Pdf) -> None:
    found = list(structures(pdf))
    assert [str(item.A.Scope) for item in found if item.S == "/TH"] == ["/Column", "/Column", "/Row", "/Row"]
    assert {str(item.Lang) for item in found if "/Lang" in item} == {"ko"}
    notes = [str(item.ID) for item in found if item.S == "/Note"]
    assert len(notes) == len(set(notes)) == 2
    figures = [(str(item.Alt), [float(edge) for edge in item.A.BBox]) for item in found if item.S == "/Figure"]
    assert [alt for alt, _ in figures] == ["Payments rise from 1.10 to 1.19", "A map"]
    width, height = float(pdf.pages[0].MediaBox[2]), float(pdf.pages[0].MediaBox[3])
    for _, (left, bottom, right, top) in figures:
        assert 0 < left < right < width
        assert 0 < bottom < top < height
    assert figures[0][1][1] > figures[1][1][3], "the chart stands above the map"
    assert figures[0][1][2] - figures[0][1][0] == pytest.approx(150)  # 200 CSS pixels


def test_a_picture_that_nothing_holds_has_its_place(press: Press) -> None:
    """Straight in the body, as deep in the text."""
    places = []
    for body in ('<img src="map.png" alt="A map" style="display: block">', '<p><img src="map.png" alt="A map"></p>'):
        printed = press.to_pdf(a_sheet(body, style="@page { margin: 40pt } p { margin: 0; line-height: 1 }"))
        assert printed.payload is not None
        with pikepdf.open(io.BytesIO(printed.payload)) as pdf:
            (figure,) = (item for item in structures(pdf) if item.S == "/Figure")
            places.append([round(float(edge), 3) for edge in figure.A.BBox])
    left, bottom, right, top = places[0]
    assert (left, right) == (46, 76)
    assert top == pytest.approx(841.89 - 46, abs=0.01)
    assert top - bottom == pytest.approx(22.5)
    assert (places[1][0], places[1][2]) == (46, 76)


@pytest.mark.parametrize("display", ["block", "inline"])
def test_a_note_over_lines_and_pages_is_one_note(press: Press, display: str) -> None:
    note = "A note of many words, " * 150
    call = f'text<span class="note" id="n-{{}}">{note}<a href="#r">back</a></span> '
    body = '<h1 id="r">T</h1><p>' + "".join(call.format(number) for number in range(4)) + "</p>"
    printed = press.to_pdf(a_sheet(body, style=f"{STYLE} .note {{ footnote-display: {display} }}"))
    assert printed.pages > 1
    assert printed.payload is not None
    assert verapdf.failures(printed.payload, "PDFUA-1") == {}
    assert verapdf.failures(printed.payload, "PDFA-3A") == {}
    with pikepdf.open(io.BytesIO(printed.payload)) as pdf:
        found = list(structures(pdf))
        assert len([item for item in found if item.S == "/Note"]) == 4
        assert len([item for item in found if item.S == "/Link"]) == 4
        for item in found:
            for kid in item.get("/K", pikepdf.Array()):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    assert kid.P.objgen == item.objgen


@pytest.mark.parametrize("display", ["block", "inline"])
@pytest.mark.parametrize(
    "place",
    [
        "<table><tr><th>Year</th></tr><tr><td>2026{}</td></tr></table>",
        "<ul><li>Steel{}<ul><li>Plate{}</li></ul></li></ul>",
        "<dl><dt>Steel{}</dt><dd>Plate{}</dd></dl>",
        "<h2>Trade{}</h2><p>Text.</p>",
        "<blockquote><p>Quoted{}</p></blockquote>",
        '<figure><img src="map.png" alt="A map"><figcaption>A map{}</figcaption></figure>',
        "<p><em>Stressed{}</em> and <strong lang='ko'>서울{}</strong></p>",
        '<div style="columns: 2"><p>One{}</p><p>Two{}</p></div>',
        '<div style="float: left; width: 40mm"><p>Aside{}</p></div>',
    ],
)
def test_a_note_may_stand_anywhere(press: Press, place: str, display: str) -> None:
    number = place.count("{}")
    calls = [
        f'<sup><a id="r-{n}" href="#n-{n}">{n}</a></sup><span class="note" id="n-{n}">'
        f'<sup><a href="#r-{n}">{n}</a></sup> A note of <em>some</em> words.</span>'
        for n in range(number)
    ]
    style = f"{STYLE} .note {{ footnote-display: {display} }}"
    printed = press.to_pdf(a_sheet("<h1>T</h1>" + place.format(*calls), style=style))
    assert printed.diagnostics == ()
    assert printed.payload is not None
    assert verapdf.failures(printed.payload, "PDFUA-1") == {}
    with pikepdf.open(io.BytesIO(printed.payload)) as pdf:
        assert len([item for item in structures(pdf) if item.S == "/Note"]) == number


def test_hangul_is_text_in_an_embedded_font(pdf: pikepdf.Pdf) -> None:
    fonts = {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}
    assert any("Noto-Sans-CJK-KR" in font for font in fonts), fonts
    assert not any("JP" in font for font in fonts), fonts


def test_no_path_of_the_machine_is_in_the_bytes(printed: Printed) -> None:
    assert printed.payload is not None
    with pikepdf.open(io.BytesIO(printed.payload)) as pdf:
        contents = [printed.payload]
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                contents.append(item.read_bytes() if item.get("/Subtype") != "/Image" else item.read_raw_bytes())
            else:
                contents.append(item.unparse())
    for content in contents:
        for trace in (b"file:", ASSETS.encode(), b"/tmp", b"/home", b"/usr", b"/root", b"site-packages"):
            assert trace not in content
