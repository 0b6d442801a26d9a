"""Shorter ways through the drawing of a page, with the same bytes at the end of them.

As `quicker`, of which `tests/test_quicker.py` tells the same.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from weasyprint.draw import text
from weasyprint.text import line_break

from briefings.printing.quicker import Change

_draw_first_line = text.draw_first_line
_reactivate = line_break.Layout.reactivate

_OLD_PANGO = line_break.pango.pango_version() < 14802
"""One that gives a wrong size for a font, for which WeasyPrint takes that of the style."""


def install() -> None:
    """Have WeasyPrint take the ways below."""
    for owner, name, _long, short in CHANGES:
        setattr(owner, name, short)


# --------------------------------------------------------------------- text

_GLYPH = struct.Struct("=IiiiI")
"""Pango's PangoGlyphInfo: the glyph, its width, how far it is moved to the right and down, and a flag."""
_ORDINARY = 0x0FFFFFFF
"""The first number that is no glyph of a font (PANGO_GLYPH_EMPTY; those with PANGO_GLYPH_UNKNOWN_FLAG follow)."""


def _draw_plain_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    """Write the glyphs of a line, each as it was written the last time that it stood as wide in this font.

    WeasyPrint asks for every field of every glyph by itself. Lines that are cut, and those with a picture, a lifted or
    a missing glyph, go its way.
    """
    layout = textbox.pango_layout
    size = textbox.style["font_size"]
    usual = text_overflow != "ellipsis" and block_ellipsis == "none" and size >= 1e-6
    runs = _plain_runs(stream, layout, size) if usual and textbox.text.strip() else None
    if runs is None:
        layout.briefings_set = None  # what is cut short below may stand elsewhere whole
        _reactivate(layout, textbox.style)
        return _draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    letters = layout.text.encode()
    last = None
    written = ""
    for item, font, font_size, glyphs in runs:
        if item.item.analysis.font != last:
            last = item.item.analysis.font
            if written:
                stream.show_text(written)
            written = ""
            stream.set_font_size(font.hash, font_size)
        known = font.__dict__.setdefault("briefings_glyphs", {}).setdefault(font_size, {})
        parts = []
        for index, (glyph, width, right, _down, _flag) in enumerate(glyphs):
            part = known.get((glyph, width, right))
            if part is None:
                if glyph not in font.to_unicode:
                    font.to_unicode[glyph] = _letters_of(item, index, letters)
                part = known[glyph, width, right] = _written_glyph(stream, last, font, font_size, glyph, width, right)
            parts.append(part)
        run = "<" + "".join(parts)
        written += run[:-1] if run[-1] == "<" else run + ">"
    stream.show_text(written)
    return []


def _plain_runs(stream: Any, layout: Any, size: float) -> list[tuple[Any, Any, float, list[Any]]] | None:
    """Of each run of a line its Pango item, font, size and glyphs; None where a glyph needs more than to be shown."""
    pango, ffi = line_break.pango, line_break.ffi
    if layout.__dict__.get("briefings_set") is None:  # else it would be set again, to the same
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    runs: list[tuple[Any, Any, float, list[Any]]] = []
    last: Any = None
    font: Any = None
    font_size = size
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        count = item.glyphs.num_glyphs
        glyphs = list(_GLYPH.iter_unpack(ffi.buffer(item.glyphs.glyphs, count * _GLYPH.size))) if count else []
        if any(glyph >= _ORDINARY or down for glyph, _, _, down, _ in glyphs):
            return None
        if item.item.analysis.font != last:
            last = item.item.analysis.font
            font, font_size = stream.add_font(last)
            if font.bitmap or font.png or font.svg or font.colr:
                return None
            font_size = size if _OLD_PANGO else font_size
        runs.append((item, font, font_size, glyphs))
    return runs


def _letters_of(item: Any, index: int, text: bytes) -> str:
    """The letters that a glyph of a run stands for."""
    clusters, length = item.glyphs.log_clusters, item.item.length
    start, backwards = clusters[index], item.item.analysis.level % 2
    following = index - 1 if backwards else index + 1
    end = clusters[following] if 0 <= following < item.glyphs.num_glyphs else length
    offset = item.item.offset
    return text[offset + start : offset + end].decode()


def _written_glyph(
    stream: Any, pango_font: Any, font: Any, font_size: float, glyph: int, width: int, right: int
) -> str:
    """A glyph as a PDF has it, with the way to the next one where that is not its own width."""
    if glyph not in font.widths:
        line_break.pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * line_break.FROM_UNITS / font_size)
    moved = right / font_size
    kerning = font.widths[glyph] + moved - width * 1000 * line_break.FROM_UNITS / font_size
    return (f">{-moved}<" if moved else "") + f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")


def _changes() -> tuple[Change, ...]:
    changes: tuple[tuple[object, str, Callable[..., Any]], ...] = ((text, "draw_first_line", _draw_plain_line),)
    return tuple((owner, name, getattr(owner, name), short) for owner, name, short in changes)


CHANGES = _changes()
"""Every function that `install` puts in the place of one of WeasyPrint's, which is kept beside it."""
