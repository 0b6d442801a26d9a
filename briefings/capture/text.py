"""What a file of bytes is, the letters in it, and the text that a reader of plain text or Markdown sees.

All of this is done in the program itself: nothing here builds a tree or calls a library on bytes from elsewhere, and
every pattern runs in time proportional to the text. HTML and PDF are for `briefings.capture.extract`.
"""

from __future__ import annotations

import codecs
import html
import re
from pathlib import PurePosixPath
from typing import Literal

from briefings.patterns import lazy_pattern
from briefings.values import dataclass

Media = Literal["text", "markdown", "html", "pdf"]

LARGEST_TEXT = 20_000_000
"""Characters of the text of one source; a book has a million."""


class UnreadableError(Exception):
    """There is no text to be had from these bytes; the message says why, in a few words for the author."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a source and what its bytes say of it. See `evidence.sources.SourceText` for the fields."""

    article: str
    page: str
    pages: tuple[int, ...] = ()
    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    language: str = ""


# --------------------------------------------------------------------- kind

_SUFFIXES: dict[str, Media] = {
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".markdown": "markdown",
    ".md": "markdown",
}
# The beginning of an HTML file, after a mark of byte order, a comment or an XML declaration. UTF-16 has a NUL
# between the letters; what is left out of it reads the same.
_HTML = lazy_pattern(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def media_of(name: str, content: bytes) -> Media:
    """What a file is: by its content where that tells (PDF, HTML), else by the end of its name, else plain text.

    Plain text that has the marks of Markdown, inline links or escaped punctuation, is read as Markdown.
    """
    if b"%PDF-" in content[:1024]:  # ISO 32000-1, annex H: readers look for it in the first 1,024 bytes
        return "pdf"
    if _HTML.match(content[:4096].translate(None, b"\0").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe")):
        return "html"
    media = _SUFFIXES.get(PurePosixPath(name).suffix.lower(), "text")
    return "markdown" if media == "text" and _looks_like_markdown(content) else media


_INLINE_LINK = lazy_pattern(rb"\]\((?:#|https?://|/)[^()\s]{0,500}(?:\([^()\s]{0,500}\))?\)")
_ESCAPED = lazy_pattern(rb"(?<!\\)\\[$*_#\[\]&~]")
SIGNS_OF_MARKDOWN = 2
"""So many links or escapes make plain text Markdown; one may be an accident. Our own starting value."""


def _looks_like_markdown(content: bytes) -> bool:
    if b"](" not in content and b"\\" not in content:
        return False
    return sum(len(pattern.findall(content)) for pattern in (_INLINE_LINK, _ESCAPED)) >= SIGNS_OF_MARKDOWN


# ------------------------------------------------------------------ letters

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = lazy_pattern(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
# What browsers read under a name (WHATWG Encoding Standard): a wider table than the name says.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_NAMES = """
    utf-8 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-5 iso8859-7 iso8859-15
    koi8-r koi8-u cp949 johab gb18030 cp932 euc_jp big5hkscs iso2022_jp cp866 cp874
"""
_KNOWN = frozenset(_NAMES.split())
_SEVEN_BIT = frozenset({"iso2022_jp"})


def decode(content: bytes, media: Media) -> str:
    """The letters of a file: by its mark of byte order; UTF-8 where it is that; its declaration (HTML); windows-1252.

    UTF-8 goes before the declaration, for bytes that are UTF-8 by accident are rare, and pages that were saved in
    UTF-8 and still declare what they were served in are not. Line ends come out as a newline. Raises
    `UnreadableError` for what is no text.
    """
    text = _decoded(content, media)
    if "\0" in text:
        raise UnreadableError("it holds NUL bytes: it is neither text nor HTML nor PDF")
    if len(text) > LARGEST_TEXT:
        raise UnreadableError(f"it has more than {LARGEST_TEXT:,} characters")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decoded(content: bytes, media: Media) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    declared = _declared(content) if media == "html" else ""
    # ISO-2022 is written in ASCII letters, and so would pass for UTF-8.
    for encoding in (declared if declared in _SEVEN_BIT else "", "utf-8", declared):
        if encoding:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    return content.decode(declared or "cp1252", "replace")


def _declared(content: bytes) -> str:
    """The encoding that an HTML file says it has, "" where it says none that is known."""
    found = _DECLARED.search(content[:4096])
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return ""
    name = _WIDER.get(name, name)
    return name if name in _KNOWN else ""


# --------------------------------------------------------------- plain text


def plain_text(content: bytes, media: Media) -> Extract:
    """The text of a plain or Markdown file; its article and its page are the same."""
    text = decode(content, media)
    shown = markdown_text(text) if media == "markdown" else text
    if not shown.strip():
        raise UnreadableError("it is empty")
    return Extract(shown, shown)


# ----------------------------------------------------------------- Markdown

# Every repetition is bounded, possessive, or ends at a letter that it cannot contain: no text makes these slow.
_EACH_LINE = re.MULTILINE
_FENCE = lazy_pattern(r"^ {0,3}(?:`{3,}|~{3,})[^\n]*$", _EACH_LINE)
_DEFINITION = lazy_pattern(r"^ {0,3}\[(?!\^)[^\[\]\n]{1,300}\]:[ \t]++\S[^\n]*$", _EACH_LINE)
_UNDERLINE = lazy_pattern(r"^ {0,3}(?:=++|-{2,}+|[*_-](?:[ \t]*+[*_-]){2,40})[ \t]*+$", _EACH_LINE)
_TABLE_RULE = lazy_pattern(r"^[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+){0,200}\|?[ \t]*+$", _EACH_LINE)
_LINE_MARK = lazy_pattern(r"^[ \t]*+(?:>[ \t]?){1,10}|^ {0,3}#{1,6}[ \t]++|^[ \t]*+[-*+][ \t]++(?=\S)", _EACH_LINE)
_HEADING_END = lazy_pattern(r"(?<![ \t])[ \t]++#{1,6}[ \t]*+$", _EACH_LINE)
_TABLE_EDGE = lazy_pattern(r"^[ \t]*+\|[ \t]*+|(?<![ \t])[ \t]*+\|[ \t]*+$", _EACH_LINE)
_ADDRESS = (
    r"\((?:<[^<>\n]{0,2000}>|[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,3})"
    r"(?:\s{1,5}\"[^\"\n]{0,300}\")?\s{0,5}\)"
)
_LINK = lazy_pattern(rf"!?\[([^\[\]]{{0,1000}})\](?:{_ADDRESS}|\[[^\[\]\n]{{0,200}}\])")
_NOTE_CALL = lazy_pattern(r"\[\^[^\[\]\s]{1,100}\]:?")
_AUTOLINK = lazy_pattern(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = lazy_pattern(r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>]{0,1000})?/?>")
_STARS = lazy_pattern(r"(?<=\S)\*{1,3}(?!\d)|(?<!\d)\*{1,3}(?=\S)|~~(?=\S)|(?<=\S)~~|`+")
_UNDERSCORES = lazy_pattern(r"(?<![\w_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\w_])")
_ESCAPE = lazy_pattern(r"\\([!-/:-@\[-`{-~])")
_HELD = 0xF8000
"""Escaped punctuation is held here, in a plane for private use, while marks are taken away."""
_HELD_LETTER = lazy_pattern(f"[{chr(_HELD + 0x21)}-{chr(_HELD + 0x7E)}]")


def markdown_text(text: str) -> str:
    """What is read of a Markdown text: no marks, of links their words, escapes resolved.

    A light reading, not a parser: what it takes for a mark by mistake is an asterisk or a bracket, never a word.
    """
    text = _ESCAPE.sub(lambda found: chr(_HELD + ord(found[1])), text)
    text = _without_comments(text)
    for pattern in (_FENCE, _DEFINITION, _TABLE_RULE, _UNDERLINE):
        text = pattern.sub("", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _NOTE_CALL.sub("", text)
    if "](" in text or "][" in text:
        for _depth in range(3):  # a link may be made of a picture
            text, number = _LINK.subn(r"\1", text)
            if not number:
                break
    if "<" in text:
        text = _TAG.sub("", text)
    if "|" in text:
        text = _TABLE_EDGE.sub("", text)
    text = _HEADING_END.sub("", _LINE_MARK.sub("", text))
    text = _UNDERSCORES.sub("", _STARS.sub("", text))
    if "&" in text:
        text = html.unescape(text)
    return _HELD_LETTER.sub(lambda found: chr(ord(found[0]) - _HELD), text)


def _without_comments(text: str) -> str:
    parts, position = list[str](), 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[position:start])
        position = end + 3
    return "".join([*parts, text[position:]]) if parts else text
