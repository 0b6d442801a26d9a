"""Shorter ways through the drawing of a page, with the same bytes at the end of them.

Bound to one version of WeasyPrint, as `quicker` is; `tests/test_quicker.py` prints with it and without.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from weasyprint import draw
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw import border, text
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from briefings.printing.passes import BARE, CORNERS, verdicts
from briefings.printing.replacing import changes
from briefings.printing.written import bytes_of

_draw_first_line = text.draw_first_line
_draw_text = text.draw_text
_draw_border = border.draw_border
_draw_inline_level = draw.draw_inline_level
_set_color = Stream.set_color
_reactivate = line_break.Layout.reactivate

_OLD_PANGO = line_break.pango.pango_version() < 14802
"""One that gives a wrong size for a font, for which WeasyPrint takes that of the style."""


# -------------------------------------------------------------------- boxes


def _draw_line_of_boxes(
    stream: Any,
    page: Any,
    box: Any,
    offset_x: float = 0,
    text_overflow: str = "clip",
    block_ellipsis: Any = "none",
) -> None:
    """Draw a line, or a part of one, and what is in it; most have neither background nor border."""
    kind = type(box)
    if kind is boxes.LineBox:
        text_overflow, block_ellipsis = box.text_overflow, box.block_ellipsis
    elif kind is not boxes.InlineBox:
        _draw_inline_level(stream, page, box, offset_x, text_overflow, block_ellipsis)
        return
    if not verdicts(box.style) & BARE:
        border.set_mask_border(stream, box)
        draw.draw_background(stream, box.background)
        _draw_border_if_any(stream, box)
    children = box.children
    last = len(children) - 1
    for index, child in enumerate(children):
        ellipsis = block_ellipsis if index == last else "none"
        if isinstance(child, draw.StackingContext):
            draw.draw_inline_level(stream, page, child, offset_x, text_overflow, ellipsis)
            continue
        offset = offset_x + child.position_x - box.position_x
        if type(child) is not boxes.TextBox:
            draw.draw_inline_level(stream, page, child, offset, text_overflow, ellipsis)
            continue
        marked = stream._tags  # noqa: SLF001 - see press.VERSION
        if marked is None:
            draw.draw_text(stream, child, offset, text_overflow, ellipsis)
            continue
        mcid = len(marked)
        assert child not in marked
        marked[child] = {"tag": "Span", "mcid": mcid}
        stream.stream.append(b"/Span\n<</MCID %d>>\nBDC" % mcid)
        draw.draw_text(stream, child, offset, text_overflow, ellipsis)
        stream.stream.append(b"EMC")


def _draw_border_if_any(stream: Any, box: Any) -> None:
    """Draw the border of a box that has one, or a line between its columns, or a picture for a border."""
    style = box.style
    if (
        box.border_top_width
        or box.border_right_width
        or box.border_bottom_width
        or box.border_left_width
        or style["border_image_source"][0] != "none"
        or style["column_rule_width"]
    ):
        _draw_straight_border(stream, box)


_SIDES = ("bottom", "left", "right", "top")
"""In the order in which WeasyPrint draws them."""
_STYLES = itemgetter(*(f"border_{side}_style" for side in _SIDES))
_COLOURS = tuple(f"border_{side}_color" for side in _SIDES)
_STRAIGHT = {
    "visibility": "visible",
    "column_rule_width": 0,
    **{name: INITIAL_VALUES[name] for name in ("border_image_source", *CORNERS)},
}
_straight = itemgetter(*_STRAIGHT)


def _draw_straight_border(stream: Any, box: Any) -> None:
    """Draw solid lines on one to three sides of a box without round corners, of which WeasyPrint asks for each corner
    of each side."""
    style = box.style
    widths = box.border_bottom_width, box.border_left_width, box.border_right_width, box.border_top_width
    if (
        all(widths)
        or any(width and kind != "solid" for width, kind in zip(widths, _STYLES(style), strict=True))
        or _straight(style) != tuple(_STRAIGHT.values())
    ):
        _draw_border(stream, box)
        return
    colours = [border.get_color(style, name) for name in _COLOURS]
    if not all(colour.alpha for colour in colours):
        _draw_border(stream, box)
        return
    bottom, left, right, top = widths
    x, y, width, height = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
    inner = (x + left, y + top, width - left - right, height - top - bottom)
    rectangles = b"%b %b %b %b re\n%b %b %b %b re" % (*map(bytes_of, inner), *map(bytes_of, (x, y, width, height)))
    far_x, far_y = x + width, y + height
    (outer_left, inner_left, outer_right, inner_right) = map(bytes_of, (x, x + left, far_x, far_x - right))
    (outer_top, inner_top, outer_bottom, inner_bottom) = map(bytes_of, (y, y + top, far_y, far_y - bottom))
    shapes = (
        (outer_right, outer_bottom, outer_left, outer_bottom, inner_left, inner_bottom, inner_right, inner_bottom),
        (outer_left, outer_bottom, outer_left, outer_top, inner_left, inner_top, inner_left, inner_bottom),
        (outer_right, outer_bottom, outer_right, outer_top, inner_right, inner_top, inner_right, inner_bottom),
        (outer_right, outer_top, outer_left, outer_top, inner_left, inner_top, inner_right, inner_top),
    )
    for line, colour, shape in zip(widths, colours, shapes, strict=True):
        if line:
            with stream.artifact(), stream.stacked():
                stream.stream.append(b"%b %b m\n%b %b l\n%b %b l\n%b %b l\nW*\nn" % shape)
                stream.set_color(colour)
                stream.stream.append(rectangles + b"\nf*")


def _set_colour(stream: Any, color: Any, stroke: bool = False) -> None:  # noqa: FBT002 - as the original
    """Set the colour of what follows, written once for each colour."""
    if stroke or color.space != "srgb":
        _set_color(stream, color, stroke)
        return
    kept = color.__dict__.get("briefings_written")
    if kept is None:
        written = b" ".join(map(bytes_of, color.to("srgb").coordinates)) + b" rg"
        kept = color.briefings_written = (("srgb", *color.coordinates), written)
    stream.set_alpha(color.alpha)
    channels, written = kept
    if channels != stream._current_color:  # noqa: SLF001 - see press.VERSION
        stream._current_color = channels  # noqa: SLF001
        stream.stream.append(written)


# --------------------------------------------------------------------- text

_GLYPH = struct.Struct("=Iiii")
"""The first parts of Pango's PangoGlyphInfo: the glyph, its width, and how far it is moved to the right and down."""
_FLAGS = 4
"""The bytes that follow: two flags of no use here, in bits of which the others hold whatever was there before."""
_ORDINARY = 0x0FFFFFFF
"""The first number that is no glyph of a font (PANGO_GLYPH_EMPTY; those with PANGO_GLYPH_UNKNOWN_FLAG follow)."""
_cutters: dict[int, Callable[[Any], tuple[bytes, ...]]] = {}
"""By number of glyphs, what cuts so many of them apart."""

_Font = tuple[Any, Any, float, dict[bytes, bytes], dict[bytes, tuple[int, bytes]]]
"""WeasyPrint's font, Pango's, its size, and its glyphs as they are written: of this sheet, and of those before it."""
MOST_FONTS = 200
MOST_GLYPHS = 5000
"""Glyphs kept of one of them, in each of the widths that they have had."""


def _draw_plain_text(stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: Any) -> None:
    """Draw a text that has no line over, under or through it."""
    style = textbox.style
    if style["text_decoration_line"] != "none" or style["visibility"] != "visible":
        _draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
        return
    layout = textbox.pango_layout
    x, y = textbox.position_x, textbox.position_y + textbox.baseline
    stream.set_color(style["color"])
    layout.reactivate(style)
    stream.begin_text()
    runs = _plain_runs(stream, textbox, text_overflow, block_ellipsis)
    if runs is None:
        matrix = Matrix(d=-1, e=x, f=y)
        emojis = _draw_whole_line(stream, textbox, text_overflow, block_ellipsis, matrix)
        stream.end_text()
        text.draw_emojis(stream, style, x, y, emojis)
    else:
        stream.stream.append(b"1 0 0 -1 %b %b Tm" % (bytes_of(x), bytes_of(y)))
        _show(stream, runs)
        stream.end_text()
    layout.deactivate()


def _draw_plain_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    """Write the glyphs of a line, each as it was written the last time that it stood as wide in this font.

    WeasyPrint asks for every field of every glyph by itself. Lines that are cut, and those with a picture, a lifted or
    a missing glyph, go its way.
    """
    runs = _plain_runs(stream, textbox, text_overflow, block_ellipsis)
    if runs is None:
        return _draw_whole_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    _show(stream, runs)
    return []


def _draw_whole_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    layout = textbox.pango_layout
    layout.briefings_set = None  # what is cut short below may stand elsewhere whole
    _reactivate(layout, textbox.style)
    return _draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)


def _show(stream: Any, runs: list[tuple[_Font, bytes]]) -> None:
    last = None
    written = b""
    for known, run in runs:
        if known[1] != last:
            last = known[1]
            if written:
                stream.stream.append(b"[%b] TJ" % written)
            written = b""
            stream.set_font_size(known[0].hash, known[2])
        written += b"<" + run[:-1] if run.endswith(b"<") else b"<" + run + b">"
    stream.stream.append(b"[%b] TJ" % written)


def _plain_runs(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any) -> list[tuple[_Font, bytes]] | None:
    """Of each run of a line its font and its glyphs; None where a glyph needs more than to be shown."""
    size = textbox.style["font_size"]
    if text_overflow == "ellipsis" or block_ellipsis != "none" or size < 1e-6 or not textbox.text.strip():
        return None
    layout = textbox.pango_layout
    pango, ffi = line_break.pango, line_break.ffi
    if layout.__dict__.get("briefings_set") is None:  # else it would be set again, to the same
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    runs: list[tuple[_Font, bytes]] = []
    fonts = stream.__dict__.setdefault("briefings_fonts", {})
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        string = item.glyphs
        count = string.num_glyphs
        pango_font = item.item.analysis.font
        font = fonts.get((pango_font, size))
        if font is None:
            font = _font(stream, pango_font, textbox, size)
            if font is None:
                return None
            fonts[pango_font, size] = font
        known = font[3]
        glyphs = _cut(ffi.buffer(string.glyphs, count * (_GLYPH.size + _FLAGS)), count)
        try:
            written = b"".join(map(known.__getitem__, glyphs))
        except KeyError:
            if not _learn(stream, layout, item, font, glyphs):
                return None
            written = b"".join(map(known.__getitem__, glyphs))
        runs.append((font, written))
    return runs


def _cut(glyphs: Any, count: int) -> tuple[bytes, ...]:
    cut = _cutters.get(count)
    if cut is None:
        cut = _cutters[count] = struct.Struct(f"{_GLYPH.size}s{_FLAGS}x" * count).unpack
    return cut(glyphs)


def _font(stream: Any, pango_font: Any, textbox: Any, size: float) -> _Font | None:
    """A font of the page; None for one of pictures."""
    font, font_size = stream.add_font(pango_font)
    if font.bitmap or font.png or font.svg or font.colr:
        return None
    kept = textbox.style.font_config.__dict__.setdefault("briefings_glyphs", {})
    if (pango_font, size) not in kept:
        if len(kept) >= MOST_FONTS:
            kept.clear()
        # The line is kept, as it keeps the font: no other one can then be at the same place.
        kept[pango_font, size] = ({}, textbox.pango_layout.layout)
    glyphs, line = kept[pango_font, size]
    stream.__dict__.setdefault("briefings_lines", []).append(line)
    font_size = size if _OLD_PANGO else font_size
    known = font.__dict__.setdefault("briefings_glyphs", {}).setdefault(font_size, {})
    return font, pango_font, font_size, known, glyphs


def _learn(stream: Any, layout: Any, item: Any, font: _Font, cells: tuple[bytes, ...]) -> bool:
    """Write the glyphs of a run that were not written before; say whether all are such as are only shown."""
    whole, pango_font, font_size, known, kept = font
    letters = b""
    for index, cell in enumerate(cells):
        if cell in known:
            continue
        glyph, width, right, down = _GLYPH.unpack(cell)
        if glyph >= _ORDINARY or down:
            return False
        if glyph not in whole.to_unicode:
            letters = letters or layout.text.encode()
            whole.to_unicode[glyph] = _letters_of(item, index, letters)
        advance, written = kept.get(cell, (None, b""))
        if advance is None:
            line_break.pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
            advance = round(stream.logical_rect.width * 1000 * line_break.FROM_UNITS / font_size)
            written = _written_glyph(glyph, advance, width, right, font_size)
            if len(kept) >= MOST_GLYPHS:
                kept.clear()
            kept[cell] = (advance, written)
        if whole.widths.setdefault(glyph, advance) != advance:  # another size of the font was there before
            written = _written_glyph(glyph, whole.widths[glyph], width, right, font_size)
        known[cell] = written
    return True


def _letters_of(item: Any, index: int, text: bytes) -> str:
    """The letters that a glyph of a run stands for."""
    clusters, length = item.glyphs.log_clusters, item.item.length
    start, backwards = clusters[index], item.item.analysis.level % 2
    following = index - 1 if backwards else index + 1
    end = clusters[following] if 0 <= following < item.glyphs.num_glyphs else length
    offset = item.item.offset
    return text[offset + start : offset + end].decode()


def _written_glyph(glyph: int, advance: int, width: int, right: int, font_size: float) -> bytes:
    """A glyph as a PDF has it, with the way to the next one where that is not its own width."""
    moved = right / font_size
    kerning = advance + moved - width * 1000 * line_break.FROM_UNITS / font_size
    written = (f">{-moved}<" if moved else "") + f"{glyph:04x}" + (f">{int(kerning)}<" if kerning else "")
    return written.encode()


CHANGES = changes(
    (draw, "draw_inline_level", _draw_line_of_boxes),
    (draw, "draw_border", _draw_border_if_any),
    (Stream, "set_color", _set_colour),
    (draw, "draw_text", _draw_plain_text),
    (text, "draw_first_line", _draw_plain_line),
)
"""What is put in the place of parts of WeasyPrint's."""
