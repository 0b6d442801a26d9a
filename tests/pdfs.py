"""PDF files for tests, written by hand: a line of text a string, in the one font that every reader has."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf


def pdf_of(pages: Sequence[Sequence[str]], *, title: str = "", author: str = "", password: str = "") -> bytes:
    """A PDF whose pages hold these lines (Latin-1), encrypted where a password is given."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        for lines in pages:
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            drawn = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines)
            page.Contents = pdf.make_stream(b"BT /F1 11 Tf 14 TL 60 780 Td\n" + drawn + b"ET")
        for key, value in (("/Title", title), ("/Author", author)):
            if value:
                pdf.docinfo[key] = value
        file = io.BytesIO()
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        pdf.save(file, encryption=encryption, static_id=not password)
        return file.getvalue()


def _escaped(line: str) -> bytes:
    text = line.encode("cp1252")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
