"""Bytes to text: what a reader sees of a kept file, in whatever kind and letters; no file makes it hang."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.capture.extract import html_extract, pdf_extract
from briefings.capture.text import Extract, UnreadableError, decode, markdown_text, media_of, plain_text
from tests.cases import read_cases
from tests.conftest import Expect
from tests.pdfs import pdf_of

CASES = Path(__file__).parent / "cases" / "extraction.md"


def shown(name: str, content: bytes) -> str:
    """As in the case file."""
    media = media_of(name, content)
    try:
        extract = html_extract(content) if media == "html" else plain_text(content, media)
    except UnreadableError as error:
        return f"unreadable: {error}"
    said = ("title", "author", "published", "site", "language")
    lines = [media, *(f"{key}: {getattr(extract, key)}" for key in said if getattr(extract, key))]
    lines += ["--- page", extract.page.removesuffix("\n")]
    if extract.article != extract.page:
        lines += ["--- article", extract.article]
    return "\n".join(lines)


def test_each_file_of_the_cases_has_this_text(expect: Expect) -> None:
    """What is read of every file in the case file."""
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        name, _, text = case.input.partition("\n")
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = shown(name, f"{text}\n".encode()).split("\n")
    expect(CASES, "\n".join(lines))


# ----------------------------------------------------------- kind, letters

HTML = "<!DOCTYPE html><html><head>{}</head><body><p>Der Bär kostet 3 €.</p></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.txt", b"", "text"),
        ("a", b"plain", "text"),
        ("a.md", b"plain", "markdown"),
        ("a.MD", b"plain", "markdown"),
        ("a.txt", b"\n  <!DOCTYPE HTML PUBLIC>", "html"),
        ("a.txt", b"\xef\xbb\xbf<html lang=en>", "html"),
        ("a.txt", "<html>".encode("utf-16"), "html"),
        ("a.md", b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="x">', "html"),
        ("a.htm", b"words", "html"),
        ("a.html", b"%PDF-1.7", "pdf"),
        ("a.pdf", b"words", "text"),
        ("a.txt", b"<htmlish>", "text"),
    ],
)
def test_a_kind_is_told_by_content_before_name(name: str, content: bytes, media: str) -> None:
    assert media_of(name, content) == media


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Bär €".encode(), "Bär €"),
        ("Bär €".encode("cp1252"), "Bär €"),
        ("Bär €".encode("utf-8-sig"), "Bär €"),
        ("Bär €".encode("utf-16"), "Bär €"),
        (b"\xfe\xff" + "Bär €".encode("utf-16-be"), "Bär €"),
        ("Bär €".encode("utf-32"), "Bär €"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\x81 nobody's letter", "\ufffd nobody's letter"),
    ],
)
def test_letters_are_told_by_their_mark_then_utf_8_then_windows(content: bytes, text: str) -> None:
    assert decode(content, "text") == text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ("<META http-equiv=Content-Type content='text/html; charset=windows-1252'>", "cp1252"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="rot13">', "utf-8"),
        ('<meta charset="no-such">', "cp1252"),
        ('<meta charset="utf-8">', "utf-16"),
        ('<meta charset="shift_jis">', "utf-8"),
        ("", "cp1252"),
    ],
)
def test_an_html_file_is_read_in_the_letters_it_has(declared: str, encoding: str) -> None:
    """Its declaration is believed if the bytes allow it; of an encoding that is none, nothing is believed."""
    assert html_extract(HTML.format(declared).encode(encoding)).page == "Der Bär kostet 3 €."


@pytest.mark.parametrize("encoding", ["euc-kr", "utf-8"])
def test_korean_letters(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>한미 방위비 분담금</p></body></html>'
    assert html_extract(page.encode(encoding)).page == "한미 방위비 분담금"


def test_a_declaration_in_a_plain_text_means_nothing() -> None:
    assert decode('<meta charset="iso-8859-1"> Bär'.encode(), "text").endswith("Bär")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04\0\0", "it holds NUL bytes: it is neither text nor HTML nor PDF"),
        (b" \n ", "it is empty"),
        (b"a" * 20_000_001, "it has more than 20,000,000 characters"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{re.escape(why)}$"):
        plain_text(content, "text")


# ---------------------------------------------------------------- Markdown

WORDS = st.text(alphabet="ab $*_[]()\\#>|-`~<!&;:\n1.^", max_size=120)


@given(WORDS)
def test_reading_markdown_takes_no_letter_or_digit_from_running_text(text: str) -> None:
    """Whatever the marks, the letters outside addresses, tags and comments are those of the text, in their order."""
    if any(mark in text for mark in ("<", "](", "][", "]:", "[^", "&", "`", "~")):
        return
    assert re.sub(r"[^ab1]", "", markdown_text(text)) == re.sub(r"[^ab1]", "", text)


@given(st.text(max_size=300))
def test_any_text_can_be_read_as_markdown(text: str) -> None:
    assert "\n\n\n" not in markdown_text(text) or "\n" in text


# A line an item would take a page.
PIECES = r"""
<!-- [ ![ [a]( [a](b␣ [a](b␣" * *␣ _a \ | |␣ -␣ ␣ ⇥ # #␣ > ` <a␣ <https:// [a]:␣ [^a] ---␣x⏎ -␣-␣-␣x⏎ |-|-
& ~~ (( a␣]( ⏎ ⏎⏎␣␣
"""


@pytest.mark.parametrize("piece", PIECES.split())
def test_no_markdown_takes_longer_than_its_length(piece: str) -> None:
    """A million characters of a mark that never closes are read in the time of a million others."""
    piece = piece.translate(str.maketrans("␣⇥⏎", " \t\n"))
    text = piece * (1_000_000 // len(piece)) + "x"
    start = time.process_time()
    markdown_text(text)
    media_of("a.txt", text.encode())
    assert time.process_time() - start < 4


# --------------------------------------------------------------------- HTML


def test_a_page_whose_date_is_only_in_its_footer_has_no_date() -> None:
    """The year of a copyright is no day of publication."""
    page = "<html><body><article><p>Words of the article.</p></article><footer>© 2026 The News</footer></body></html>"
    assert html_extract(page.encode()).published == ""


@pytest.mark.parametrize(
    "page", ["<div>" * 3000 + "deep", "<p>" + "a" * 10_500_000, "<b>" * 3000 + "deep"], ids=["deep", "long", "inline"]
)
def test_a_page_that_the_parser_would_cut_short_is_not_read(page: str) -> None:
    """libxml2 stops in the middle, and what is not read cannot be cited: that must be said."""
    with pytest.raises(UnreadableError, match="nested too deeply, or too long"):
        html_extract(f"<html><body>{page}".encode())


# ---------------------------------------------------------------------- PDF

PAGES = (("Seoul is to pay $1.19 billion", "a year from 2026."), ("The sum is 8.3% higher.",))


def test_a_pdf_is_its_pages() -> None:
    assert pdf_extract(pdf_of(PAGES, title="A deal", author="Ann Smith")) == Extract(
        "Seoul is to pay $1.19 billion\na year from 2026.\n\nThe sum is 8.3% higher.",
        "Seoul is to pay $1.19 billion\na year from 2026.\n\nThe sum is 8.3% higher.",
        (0, 49),
        title="A deal",
        author="Ann Smith",
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf_of(PAGES, password="secret"), "it is encrypted"),
        (pdf_of([[], []]), "its pages have no text: they may be pictures of text"),
        (b"%PDF-1.7\nnothing", "it is not a PDF that can be read"),
        (pdf_of(PAGES)[:300], "it is not a PDF that can be read"),
    ],
    ids=["encrypted", "pictures", "no PDF", "cut off"],
)
def test_a_pdf_without_text_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{why}$"):
        pdf_extract(content)
