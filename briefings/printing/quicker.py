"""Shorter ways through WeasyPrint's busiest functions, with the same PDF at the end of them.

A third of what a print costs goes into work that WeasyPrint 70.0 does more than once: the same line is broken again
whenever a note is added to its page or a page is made anew, Pango's objects are made for each line and not for each
font, and a page that refers to another by `target-counter(attr(…))` is laid out three times where two would do.

Like `tagging` and `footnotes`, this reaches into private parts and is bound to the one version it was made for.
`tests/test_quicker.py` prints with it and without, and wants the same bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import StringIO
from math import inf
from operator import itemgetter
from typing import Any

import cssselect2
import weasyprint
from weasyprint import css, document
from weasyprint.css import computed_values, functions, properties, targets
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import (
    LayoutContext,
    absolute,
    block,
    column,
    flex,
    grid,
    inline,
    page,
    percent,
    preferred,
    table,
)
from weasyprint.layout import float as floats
from weasyprint.text import fonts, line_break

from briefings.printing.plain import parse_plain
from briefings.printing.replacing import changes
from briefings.values import dataclass

Style = Any
"""WeasyPrint's: a dict of values by property, filled as they are asked for."""

_missing = css.ComputedStyle.__missing__
_process = boxes.TextBox.process_whitespace
_parse_html = weasyprint.tinyhtml5.parse
_query = cssselect2.ElementWrapper.query_all
_begin_style = css.ComputedStyle.__init__
_begin_anonymous = css.AnonymousStyle.__init__
_strut = line_break.strut
_split_first_line = line_break.split_first_line
_set_up = line_break.Layout.setup
_set_text = line_break.Layout.set_text
_inline_min_content_width = inline.inline_min_content_width
_deactivate = line_break.Layout.deactivate
_reactivate = line_break.Layout.reactivate
_layout_document = document.layout_document
_collect_missing_counters = targets.TargetCollector.collect_missing_counters
_cache_target_page_counters = targets.TargetCollector.cache_target_page_counters

_WITH_PERCENTAGES = (absolute, block, column, flex, floats, grid, inline, page, percent, table)


# ------------------------------------------------------------------- styles


def _plain_properties() -> dict[str, tuple[bool, Any, tuple[str, ...]]]:
    """The properties whose value, where no rule gives one, is the parent's or the initial one as it stands.

    Of each: whether it is inherited, its initial value, and the logical properties that may speak for it.
    """
    plain = {}
    for name, initial in properties.INITIAL_VALUES.items():
        if name in ("float", "display", "position", "page") or name.startswith("text_decoration_"):
            continue
        inherited = name in properties.INHERITED
        if inherited or name not in properties.INITIAL_NOT_COMPUTED:
            logical = computed_values.PHYSICAL_FUNCTIONS.get(name)
            names = tuple(logical(block="ttb", inline=way) for way in ("ltr", "rtl")) if logical else ()
            plain[name] = (inherited, initial, names)
    return plain


_PLAIN = _plain_properties()
_DECORATION = frozenset(f"text_decoration_{part}" for part in ("line", "color", "style", "thickness"))
_WIDTHS = {
    f"{line}_style": f"{line}_width"
    for line in ("border_top", "border_right", "border_bottom", "border_left", "outline", "column_rule")
}
"""The width of a line is nothing where the line has no style."""
_INITIAL = {
    **{name: value for name, (inherited, value, _) in _PLAIN.items() if not inherited},
    **dict.fromkeys(_WIDTHS.values(), 0),
}
_INITIAL_ANONYMOUS = {
    name: value
    for name, value in properties.INITIAL_VALUES.items()
    if name not in properties.INHERITED and name not in properties.INITIAL_NOT_COMPUTED
    if name != "page" and not name.startswith("text_decoration_")
}


def _spoken_of() -> dict[str, tuple[str, ...]]:
    """By property, those whose values are not the initial ones where a rule gives it a value: itself among them."""
    spoken: dict[str, set[str]] = {}
    for name in _INITIAL:
        logical = computed_values.PHYSICAL_FUNCTIONS.get(name)
        for teller in (name, *(logical(block="ttb", inline=way) for way in ("ltr", "rtl") if logical)):
            spoken.setdefault(teller, set()).update({name, _WIDTHS.get(name, name)})
    return {name: tuple(names) for name, names in spoken.items()}


SPOKEN_OF = _spoken_of()


def _begin_with_initial(style: Style, *arguments: Any) -> None:
    """Give a style at once the initial values of what no rule speaks of; most are asked for, one after the other.

    The style of a pseudo-element has only what was asked for: WeasyPrint lays that of a first line over another.
    """
    _begin_style(style, *arguments)
    cascaded = style.cascaded
    if "page" in cascaded:
        _Names.pages = True
    if style.pseudo_type is not None:
        return
    style.update(_INITIAL)
    for name in cascaded:
        for spoken in SPOKEN_OF.get(name, ()):
            style.pop(spoken, None)
    if "position" not in cascaded:
        style["position"] = style.specified["position"] = properties.INITIAL_VALUES["position"]
        if "float" not in cascaded:
            style["float"] = style.specified["float"] = properties.INITIAL_VALUES["float"]


def _begin_anonymous_with_initial(style: Style, parent_style: Style) -> None:
    """As above, of a box that no rule speaks of."""
    style.update(_INITIAL_ANONYMOUS)
    _begin_anonymous(style, parent_style)


def _value_of(style: Style, name: str) -> Any:
    """Nine values in ten come from no rule: they are the parent's, or the initial ones."""
    plain = _PLAIN.get(name)
    if plain is not None and name not in style.cascaded:
        inherited, value, logical = plain
        if not logical or not any(other in style.cascaded for other in logical):
            if not inherited:
                style[name] = value
                return value
            if style.parent_style is not None:
                value = style.parent_style[name]
                if type(value) is str or not functions.check_math(value):
                    style[name] = value
                    return value
    elif (
        (name == "page" or name in _DECORATION or name[:2] == "__")
        and name not in style.cascaded
        and style.parent_style is not None
    ):
        value = style[name] = style.parent_style[name]
        return value
    return _missing(style, name)


def _parse(document: Any, **options: Any) -> Any:
    """The tree of a page: of a plain one without the many questions that HTML has for others."""
    if isinstance(document, StringIO) and options == {"namespace_html_elements": False}:
        tree = parse_plain(document.getvalue())
        if tree is not None:
            return tree
    return _parse_html(document, **options)


_NAME = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class _Found:
    """An element without the wrapper that selectors want, and with it all elements of the page."""

    etree_element: Any


def _query_all(wrapper: Any, *selectors: Any) -> Any:
    """The elements of these names: WeasyPrint asks so for styles and for titles, and each time goes round the page."""
    if not all(type(name) is str and _NAME.fullmatch(name) for name in selectors):
        return _query(wrapper, *selectors)
    return (
        _Found(element)
        for element in wrapper.etree_element.iter()
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in selectors
    )


# ------------------------------------------------------------------- boxes


def _process_whitespace(box: Any, following_collapsible_space: bool = False) -> bool:  # noqa: FBT002 - as the original
    """Take the space from a text that there is too much of: mostly it is none but that at its start."""
    text = box.text
    if "  " in text or not text.isprintable() or box.style["white_space"] not in ("normal", "nowrap"):
        return bool(_process(box, following_collapsible_space))
    if not text:
        return following_collapsible_space
    if following_collapsible_space and text[0] == " ":
        box.text = text[1:]
        box.leading_collapsible_space = True
    return bool(text[-1] == " ")


_BOX = itemgetter(
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
    *("border_top_width", "border_right_width", "border_bottom_width", "border_left_width"),
    *("border_collapse", "box_sizing"),
)
_percentage = percent.percentage


def _used(value: Any, style: Style, whole: Any) -> Any:
    """A length in pixels; `percentage` of WeasyPrint with its common cases first."""
    if value is None or value == "auto":
        return value
    unit = getattr(value, "unit", None)
    if unit is None:
        return _percentage(value, style, whole)
    return whole * value.value / 100 if unit == "%" else value.value


def _at_least(value: Any, style: Style, whole: Any) -> Any:
    used = _used(value, style, whole)
    return 0 if used == "auto" else used


@lru_cache(maxsize=4096)
def _lengths(values: tuple[Any, ...], wide: Any, high: Any, upright: Any) -> dict[str, Any] | None:
    """The lengths of a box that have nothing to calculate; None where one has."""
    if any(functions.check_math(value) for value in values[:14]):
        return None
    return _lengths_of(values, None, wide, high, upright)


def _lengths_of(values: tuple[Any, ...], style: Style, wide: Any, high: Any, upright: Any) -> dict[str, Any]:
    """By attribute; `upright` is what the percentages of margins and padding above and below are of."""
    lengths = {
        "margin_left": _used(values[0], style, wide),
        "margin_right": _used(values[1], style, wide),
        "margin_top": _used(values[2], style, upright),
        "margin_bottom": _used(values[3], style, upright),
        "padding_left": _used(values[4], style, wide),
        "padding_right": _used(values[5], style, wide),
        "padding_top": _used(values[6], style, upright),
        "padding_bottom": _used(values[7], style, upright),
        "width": _used(values[8], style, wide),
        "min_width": _at_least(values[9], style, wide),
        "max_width": _used(values[10], style, wide),
    }
    height = values[11]
    if high != "auto":
        lengths["height"] = _used(height, style, high)
    else:  # the holder is as high as what is in it
        depends = height == "auto" or functions.check_math(height) or height.unit == "%"
        lengths["height"] = "auto" if depends else height.value
    lengths["min_height"] = _at_least(values[12], style, 0 if high == "auto" else high)
    lengths["max_height"] = _used(values[13], style, inf if high == "auto" else high)
    return lengths


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    """The lengths of a box from its style and the size of what holds it: many boxes have the same."""
    if isinstance(containing_block, boxes.Box):
        wide, high = containing_block.width, containing_block.height
    else:
        wide, high = containing_block
    upright = high if isinstance(box, boxes.PageBox) else wide
    style = box.style
    values = style.__dict__.get("briefings_box")
    if values is None:
        values = style.briefings_box = _BOX(style)
    lengths = _lengths(values[:14], wide, high, upright) or _lengths_of(values, style, wide, high, upright)
    box.__dict__.update(lengths)
    if values[18] == "collapse":
        for side, width in zip(("top", "right", "bottom", "left"), values[14:18], strict=True):
            if not hasattr(box, f"border_{side}_width"):  # else the table has settled it
                setattr(box, f"border_{side}_width", width)
    else:
        box.border_top_width, box.border_right_width = values[14], values[15]
        box.border_bottom_width, box.border_left_width = values[16], values[17]
    if values[19] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


_OUT_OF_FLOW = frozenset(("left", "right", "inline-start", "inline-end", "footnote"))


def _is_in_normal_flow(box: Any) -> bool:
    """What WeasyPrint asks in five questions, of each box some ten times."""
    style = box.style
    if style["float"] in _OUT_OF_FLOW:
        return False
    position = style["position"]
    return position == "static" or (
        position not in ("absolute", "fixed") and position[0] not in ("running()", "note()")
    )


class _Names:
    """Whether a rule has named a page, in any sheet of this process."""

    pages = False


def _page_values(box: Any) -> tuple[Any, Any]:
    """The names of the pages that a box begins and ends on: its first and last child tell, not those between."""
    if not _Names.pages:
        return "", ""
    start = end = box.style["page"]
    first = next((child for child in box.children if child.is_in_normal_flow() or child.is_floated()), None)
    if first is None:
        return start, end
    last = next(child for child in reversed(box.children) if child.is_in_normal_flow() or child.is_floated())
    of_first = first.page_values()
    of_last = of_first if last is first else last.page_values()
    return of_first[0] or start, of_last[1] or end


# -------------------------------------------------------------------- lines

MOST_LINES = 5_000
"""Lines of a document that are kept set, at four kilobytes each: those of a hundred pages or so."""
MOST_TEXTS = 1_000
"""Texts that are kept set from sheet to sheet: numbers, points, labels, names."""
_FONT = ("font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_variant_caps")
_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
)
"""In the order of `fonts.font_features`."""
_ALL_OF_FONT = (*_FONT, *_FEATURES, "font_variation_settings", "font_language_override", "lang")
_font = itemgetter(*_FONT, "font_variation_settings")
_features = itemgetter(*_FEATURES)
_strut_style = itemgetter(*_ALL_OF_FONT, "line_height")
_line_style = itemgetter(
    *(*_ALL_OF_FONT, "direction", "word_spacing", "letter_spacing", "overflow_wrap"),
    *("tab_size", "white_space", "hyphens", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphenate_character"),
    "word_break",
)
"""All that `split_first_line` and what it calls ask of a style."""


def _is_usual(style: Style) -> bool:
    """Whether the style of a text can be a key: lines under a word are a set, the fonts of a drawing are a list."""
    return style["text_decoration_line"] == "none" and type(style["font_family"]) is tuple


_UNUSUAL = -1


def _settings(style: Style) -> int:
    """A number for all that the breaking of a line asks of a style: the same for styles that say the same."""
    if _is_usual(style):
        known = style.font_config.__dict__.setdefault("briefings_settings", {})
        style.briefings_line = known.setdefault(_line_style(style), len(known) + 1)
    else:
        style.briefings_line = _UNUSUAL
    number: int = style.briefings_line
    return number


def _kept_strut(style: Style) -> tuple[float, float]:
    """Line height and baseline; WeasyPrint keeps them too, under a text that takes as long to write as to measure."""
    found: tuple[float, float] | None = style.__dict__.get("briefings_strut")
    if found is None:
        kept = style.font_config.__dict__.setdefault("briefings_struts", {})
        key = _strut_style(style)
        if key not in kept:
            kept[key] = _strut(style)
        found = style.briefings_strut = kept[key]
    return found


def _kept_first_line(
    text: str,
    style: Style,
    context: Any,
    max_width: Any,
    justification_spacing: Any,
    is_line_start: bool = True,  # noqa: FBT002 - as the original
    minimum: bool = False,  # noqa: FBT002 - as the original
) -> tuple[Any, ...]:
    """A line is broken once: the same text in the same style and width breaks at the same place.

    The lines of a document are kept for it and for the next one, which has many of them: legends, labels, heads.
    """
    settings = style.__dict__.get("briefings_line") or _settings(style)
    if context is None or settings == _UNUSUAL:
        return _first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    if "briefings_lines" not in context.__dict__:
        config = style.font_config.__dict__
        context.briefings_lines_before = config.get("briefings_lines", {})
        context.briefings_lines = config["briefings_lines"] = {}
    kept = context.briefings_lines
    key = (text, max_width, justification_spacing, is_line_start, minimum, settings)
    line = kept.get(key)
    if line is None:
        line = context.briefings_lines_before.get(key)
        if line is None:
            texts = style.font_config.__dict__.setdefault("briefings_texts", {})
            line = texts.get((text, justification_spacing, settings))
            if line is None or not _has_room(line, text, style, max_width):
                line = _first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
                if not _is_as_drawn(line[0], style) or len(kept) > MOST_LINES:
                    line[0].briefings_set = None
                line[0].style = None
                if line[2] is None and line[0].text == text:
                    if len(texts) >= MOST_TEXTS:
                        texts.clear()
                    texts[text, justification_spacing, settings] = line
        kept[key] = line
    layout, *rest = line
    # A box changes the layout it has; this one is at rest and holds nothing but its text and its spacing.
    own = line_break.Layout.__new__(line_break.Layout)
    own.__dict__.update(layout.__dict__)
    own.style = own.briefings_style = style
    own.max_width = max_width
    return (own, *rest)


def _has_room(line: tuple[Any, ...], text: str, style: Style, max_width: float | None) -> bool:
    """Whether a text that is no longer than a line, and was set in another width, would be set in this one as it is.

    WeasyPrint tries the beginning of a text first where its letters seem too many; then it is asked.
    """
    if max_width is None or max_width == inf:
        return True
    size = style["font_size"]
    if line[3] > max_width or style["letter_spacing"] not in ("normal", 0) or not size:
        return False
    return len(text) <= int(max_width / size * 4) if size * 4 <= max_width else " " not in text


def _put_away(layout: Any) -> None:
    """Keep what Pango has made of a line: it is wanted again when the line is drawn."""
    if "briefings_set" not in layout.__dict__:  # a line that was drawn stays what it was before
        layout.briefings_set = None if layout.justification_spacing else (layout.layout, layout.language)
    _deactivate(layout)


def _is_as_drawn(layout: Any, style: Style) -> bool:
    """Whether the text of a line is set already as it is to be drawn: in one line, without spacing of its own."""
    return (
        layout.__dict__.get("briefings_set") is not None
        and not style["word_spacing"]
        and style["letter_spacing"] in ("normal", 0)
        and not any(separator in layout.text for separator in "\n\r\t\u2028\u2029")
        and line_break.pango.pango_layout_get_line_readonly(layout.briefings_set[0], 1) == line_break.ffi.NULL
    )


def _take_out(layout: Any, style: Style) -> None:
    """Make a line ready to be drawn; WeasyPrint sets its text once more."""
    kept = layout.__dict__.get("briefings_set")
    if kept is None or layout.__dict__.get("briefings_style") is not style:
        layout.briefings_set = None
        _reactivate(layout, style)
        return
    layout.layout, layout.language = kept
    layout.style = style


def _first_line(*arguments: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = _split_first_line(*arguments)
    return found


_EXTENTS = line_break.ffi.new("PangoRectangle *")
_AT_ANY_LETTER = ("anywhere", "break-word")


def _line_size(line: Any, style: Style) -> tuple[float, float]:
    """Width and height of a line, read into one rectangle, not into a new one each."""
    line_break.pango.pango_layout_line_get_extents(line, line_break.ffi.NULL, _EXTENTS)
    width, height = _EXTENTS.width * line_break.FROM_UNITS, _EXTENTS.height * line_break.FROM_UNITS
    if style["letter_spacing"] != "normal":
        width += style["letter_spacing"]
    return width, height


def _set_text_as_it_is(layout: Any, text: str, justify: bool = False) -> None:  # noqa: FBT002 - as the original
    """Give Pango a text that has nothing in it to be changed, and no spacing of its own."""
    style = layout.style
    if (
        style["letter_spacing"] == "normal"
        and not style["word_spacing"]
        and not (justify and layout.justification_spacing)
        and style["overflow_wrap"] not in _AT_ANY_LETTER
        and text.isprintable()
    ):
        layout.text = text
        line_break.pango.pango_layout_set_text(layout.layout, text.encode(), -1)
    else:
        _set_text(layout, text, justify)


def _set_up_from_kept(layout: Any, style: Style) -> None:
    """Pango's context, font and features for a line: made once for each font, not once for each line."""
    ready = style.__dict__.get("briefings_font")
    if ready is None:
        ready = style.briefings_font = _font_of(style)
    if not ready:
        _set_up(layout, style)
        return
    context, layout.language, description, features = ready
    pango, gobject = line_break.pango, line_break.gobject
    layout.style = style
    layout.first_line_direction = 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = line_break.ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)
    if features is not None:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, features)
        pango.pango_layout_set_attributes(layout.layout, attributes)


def _font_of(style: Style) -> tuple[Any, ...]:
    """Pango's context, language, font and features for a style; nothing where it is an unusual one."""
    language = style["lang"]
    if style["font_language_override"] != "normal" or not language or not _is_usual(style):
        return ()
    ffi, pango, gobject = line_break.ffi, line_break.pango, line_break.gobject
    config = style.font_config
    contexts, descriptions, written = config.__dict__.setdefault("briefings_fonts", ({}, {}, {}))

    spoken = (style["direction"], language)
    if spoken not in contexts:
        context = ffi.gc(pango.pango_font_map_create_context(config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[spoken[0]])
        pointer, _alive = line_break.unicode_to_char_p(language)
        named = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, named)
        contexts[spoken] = (context, named)
    font = _font(style)
    if font not in descriptions:
        descriptions[font] = fonts.get_font_description(style)

    key = _features(style)
    if key not in written:
        written[key] = ",".join(f"{name} {value}" for name, value in fonts.font_features(*key).items()).encode()
    features = written[key]
    if features and features not in config.font_features:
        config.font_features[features] = pango.pango_attr_font_features_new(features)
    return (*contexts[spoken], descriptions[font], config.font_features[features] if features else None)


def _min_width_beside_floats(context: Any, line: Any, **named: Any) -> Any:
    """The least width of a line, to see whether it fits beside a float: not needed below all of them."""
    top = line.position_y
    if line.style["direction"] == "ltr" and all(
        shape.position_y + shape.margin_height() < top for shape in context.excluded_shapes
    ):
        return 0
    return _inline_min_content_width(context, line, **named)


# -------------------------------------------------------------------- notes

_update_footnote_area = LayoutContext._update_footnote_area  # noqa: SLF001 - see above
_deepcopy = boxes.FootnoteAreaBox.deepcopy
_block_level_layout = page.block_level_layout


@dataclass(frozen=True, slots=True)
class _Notes:
    """The notes of a page that run on in one paragraph, laid out: lines can be added to it."""

    source: Any
    """The area as it was given to the layout, with the widths found there."""
    content: tuple[Any, ...]
    """What its one line holds before it is broken into lines."""
    area: Any
    """The area laid out."""


def _add_to_notes(context: Any) -> bool:
    """Lay out the lines that a new note adds; WeasyPrint lays out all notes of the page with each.

    The lines before the last one stay as they are. Areas laid out are kept by the notes in them, so that a note sent
    away, and the page in the end, cost nothing.
    """
    area = context.current_footnote_area
    notes = tuple(context.current_page_footnotes)
    if not notes or not _is_plain_area(context, area):
        area.__dict__.pop("briefings_notes", None)
        overfull: bool = _update_footnote_area(context)
        return overfull
    kept = area.__dict__.setdefault("briefings_notes", {})
    if notes not in kept:
        made = _continued(context, area, kept.get(notes[:-1]), notes[-1]) or _laid_out(context, area, notes)
        if made is None:
            return bool(_update_footnote_area(context))
        kept[notes] = made
    laid = kept[notes].area
    if area.height != "auto" and not context.in_column:
        context.page_bottom += area.margin_height()
    area.children = context.current_page_footnotes
    area.height = laid.height
    if not context.in_column:
        context.page_bottom -= laid.margin_height()
    context.briefings_new_note = None  # of `footnotes`: as after any line
    last = laid.children[-1]
    bottom = last.position_y + last.margin_height() - last.margin_bottom
    return bool(bottom > laid.position_y + laid.margin_height() - laid.margin_bottom)


def _is_plain_area(context: Any, area: Any) -> bool:
    """Whether the area is a block like any other, and no float hangs down into it."""
    style = area.style
    return (
        all(style[name] == value for name, value in _PLAIN_AREA.items())
        and not area.establishes_formatting_context()
        and all(shape.position_y + shape.margin_height() <= area.position_y for shape in context.excluded_shapes)
    )


_PLAIN_AREA = {
    "height": "auto",
    "position": "static",
    "clear": "none",
    "max_lines": "none",
    "column_width": "auto",
    "column_count": "auto",
    "box_decoration_break": "slice",
    "continue": "auto",
}


def _prepared(area: Any, notes: tuple[Any, ...]) -> Any:
    """A copy of the area with copies of these notes, and the notes' line if they run on in one; else None."""
    area.children = list(notes)
    source = build.create_anonymous_boxes(_deepcopy(area))
    source.__dict__.pop("briefings_notes", None)  # else the notes kept would hold themselves
    lines = source.children
    if len(lines) != 1 or type(lines[0]) is not boxes.LineBox or len(lines[0].children) != len(notes):
        return None
    plain = all(
        type(box) in (boxes.InlineBox, boxes.TextBox)
        and box.style["position"] == "static"
        and box.is_in_normal_flow()
        and box.footnote is None
        and not box.is_leader
        for child in lines[0].children
        for box in child.descendants(placeholders=True)
    )
    return source if plain else None


def _laid_out(context: Any, area: Any, notes: tuple[Any, ...]) -> _Notes | None:
    source = _prepared(area, notes)
    if source is None:
        return None
    content = tuple(source.children[0].children)
    laid = _block_level_layout(context, source, -inf, None, area.page)[0]
    if not laid.children or any(type(line) is not boxes.LineBox for line in laid.children):
        return None
    return _Notes(source, content, laid)


def _continued(context: Any, area: Any, before: _Notes | None, note: Any) -> _Notes | None:
    """The notes with one more at their end."""
    if before is None or (added := _prepared(area, (note,))) is None:
        return None
    content = (*before.content, *added.children[0].children)
    source, lines = before.source, before.area.children
    line = source.children[0].copy_with_children(list(content))
    last = lines[-1]
    start = lines[-2].resume_at if len(lines) > 1 else None
    new = []
    for made, resume_at in block.iter_line_boxes(
        context, line, last.position_y, -inf, start, source, [], [], None, None
    ):
        made.resume_at = resume_at
        new.append(made)
    if not new:
        return None
    laid = before.area.copy_with_children([*lines[:-1], *new])
    height = max(0, new[-1].position_y + new[-1].height - laid.content_box_y())
    laid.height = max(min(height, laid.max_height), laid.min_height)
    return _Notes(source, content, laid)


def _copy_of_area(area: Any) -> Any:
    """An area laid out already is not copied with all that is in it: `_lay_out_block` has it at hand."""
    kept = area.__dict__.get("briefings_notes", {}).get(tuple(area.children))
    if kept is None:
        return _deepcopy(area)
    copied = area.copy_with_children([])
    copied.briefings_laid = kept.area
    return copied


def _lay_out_block(context: Any, box: Any, *arguments: Any, **named: Any) -> Any:
    laid = box.__dict__.get("briefings_laid")
    return _block_level_layout(context, box, *arguments, **named) if laid is None else (laid, None)


# ----------------------------------------------------------- page references


def _name_targets(
    collector: Any, box: Any, css_token: str, parse_again: Any, own_counters: Any, target_counters: Any
) -> None:
    """Say which place a `target-counter(attr(…), page)` waits for.

    WeasyPrint has no name for one that an attribute gives. It takes the counter for one of the box's own page, and so
    learns of the number only by laying the page out once more than is needed.
    """
    content = box.style["content"]
    if (
        css_token == "content"  # noqa: S105 - a word of the style
        and target_counters
        and not any(kind in ("counter()", "counters()") for kind, _ in content)
    ):
        wanted = {counter for counters in target_counters.values() for counter in counters}
        named: dict[str | None, list[str]] = {}
        for kind, value in content:
            if kind in ("target-counter()", "target-counters()") and value[1] in wanted:
                named.setdefault(_target(value[0], box), []).append(value[1])
        if None not in named and "pages" not in wanted:
            own_counters, target_counters = [], named
    _collect_missing_counters(collector, box, css_token, parse_again, own_counters, target_counters)


def _target(token: Any, box: Any) -> str | None:
    """The name of the place that a token points to; None where it is none of this page, or none we can tell."""
    if token[0] == "attr()":
        attribute, kind, fallback = token[1]
        if kind != "string":
            return None
        token = ("string", box.element.get(attribute, fallback) or "")
    name: str | None = targets.anchor_name_from_token(token)
    return name


def _tell_what_is_asked(
    collector: Any, anchor: str, page_counters: dict[str, Any], index: int, page_maker: Any
) -> None:
    """A place that moved on no counter that anybody asks of it makes no page anew."""
    item = None if collector.collecting else collector.target_lookup_items.get(anchor)
    if item is not None and item.state == "up-to-date" and item.page_maker_index in (index, None):
        asked = {
            counter
            for (_box, token), lookup in collector.counter_lookup_items.items()
            if token == "content"  # noqa: S105 - a word of the style
            for counter in lookup.missing_target_counters.get(anchor, ())
        }
        if all(item.cached_page_counter_values.get(counter) == page_counters.get(counter) for counter in asked):
            item.page_maker_index = index
            item.cached_page_counter_values = {name: list(values) for name, values in page_counters.items()}
            return
    _cache_target_page_counters(collector, anchor, page_counters, index, page_maker)


LETTERS_OF_A_PAGE = 3850
"""Letters on a full page of a bulletin, notes among them."""
LETTERS_OF_PAGE_ONE = 2400
"""Letters on its first page, with its head and margin; both hold for the first pages of those measured."""


def _guess_pages(html: Any, root_box: Any, context: Any, *arguments: Any) -> Any:
    """Lay out a document whose references to pages say what can be guessed; where one is wrong its page is made anew.

    WeasyPrint says 0 at first, and so makes each page anew that refers to another. A guess hangs on nothing but the
    document itself: the same document has the same guesses, whatever was printed before.
    """
    collector = context.target_collector
    asking = [
        lookup
        for (_box, token), lookup in collector.counter_lookup_items.items()
        if token == "content"  # noqa: S105 - a word of the style
        and any("page" in counters for counters in lookup.missing_target_counters.values())
    ]
    names = {
        name for lookup in asking for name in lookup.missing_target_counters if name in collector.target_lookup_items
    }
    if names:
        for name, letters in _letters_before(html.etree_element, names).items():
            number = 1 if letters < LETTERS_OF_PAGE_ONE else 2 + (letters - LETTERS_OF_PAGE_ONE) // LETTERS_OF_A_PAGE
            collector.target_lookup_items[name].cached_page_counter_values = {"page": [number]}
        for lookup in asking:
            lookup.parse_again({})
    return _layout_document(html, root_box, context, *arguments)


def _letters_before(root: Any, names: set[str]) -> dict[str, int]:
    """How many letters stand before each of these places in the body of a document."""
    found: dict[str, int] = {}
    count = 0
    body = root.find("body")
    for element in () if body is None else body.iter():
        if (name := element.get("id")) in names:
            found.setdefault(name, count)
        # What follows an element is counted with it, a little too early where other elements stand in it.
        count += len(element.text or "") + len(element.tail or "")
    return found


_USING = [module for module in _WITH_PERCENTAGES if hasattr(module, "resolve_percentages")]
CHANGES = changes(
    (css.ComputedStyle, "__missing__", _value_of),
    (css.ComputedStyle, "__init__", _begin_with_initial),
    (css.AnonymousStyle, "__init__", _begin_anonymous_with_initial),
    (weasyprint.tinyhtml5, "parse", _parse),
    (cssselect2.ElementWrapper, "query_all", _query_all),
    *((module, "resolve_percentages", _resolve_percentages) for module in _USING),
    (boxes.Box, "is_in_normal_flow", _is_in_normal_flow),
    (boxes.TextBox, "process_whitespace", _process_whitespace),
    (boxes.ParentBox, "page_values", _page_values),
    *((module, "strut", _kept_strut) for module in (line_break, inline)),
    *((module, "split_first_line", _kept_first_line) for module in (line_break, inline, preferred)),
    (inline, "inline_min_content_width", _min_width_beside_floats),
    (line_break.Layout, "setup", _set_up_from_kept),
    (line_break.Layout, "set_text", _set_text_as_it_is),
    (line_break, "line_size", _line_size),
    (line_break.Layout, "deactivate", _put_away),
    (line_break.Layout, "reactivate", _take_out),
    (LayoutContext, "_update_footnote_area", _add_to_notes),
    (boxes.FootnoteAreaBox, "deepcopy", _copy_of_area),
    (page, "block_level_layout", _lay_out_block),
    (document, "layout_document", _guess_pages),
    (targets.TargetCollector, "collect_missing_counters", _name_targets),
    (targets.TargetCollector, "cache_target_page_counters", _tell_what_is_asked),
)
"""What is put in the place of parts of WeasyPrint's."""
