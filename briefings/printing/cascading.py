"""Styles given once to all elements that no rule can tell apart, in one sheet and in those after it.

A catalogue's sheets have the same style and the same few kinds of elements. WeasyPrint asks every rule about every
element of every sheet, and works out every value of its style anew. Here an element's place is looked up by what the
rules look at (`selectors`): its name, its classes, a few attributes, and the place of what holds it. A place keeps its
style with the values that were asked for, and what the rules say of its pseudo-elements.

A sheet whose rules look further, such as at the number of an element, has its elements asked one by one, and so has
what stands in an element with a style of its own. Like `quicker`, this reaches into private parts of WeasyPrint;
`tests/test_quicker.py` and `tests/test_cascading.py` want the same styles and bytes as without.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from math import inf
from typing import Any

from weasyprint import css

from briefings.printing.replacing import changes
from briefings.printing.selectors import Looks, looks_of

Style = Any
"""WeasyPrint's: a dict of values by property, filled as they are asked for."""
Element = Any
Cascade = dict[str, tuple[Any, Any]]
"""By property, the value that has come out on top, and its weight."""
Rules = tuple[tuple[tuple[Any, Any, int], ...], ...]
"""The rules that match an element, of each sheet."""
Key = tuple[Any, ...]
"""What the rules look at in one element."""

MOST_PLACES = 5_000
"""Places kept from one sheet to the next; a brief has some two hundred."""
MOST_PAGES = 500
"""Styles of pages and their margins kept; a sheet has some eighty, of which a few have its title in them."""
MOST_STYLES = 4
"""Lists of style sheets whose places are kept."""
MOST_SHEETS = 8
"""Parsed `<style>` elements kept."""

_SVG = "{http://www.w3.org/2000/svg}svg"
_LEFT_ALONE = frozenset(("before", "after"))
"""Pseudo-elements into whose styles WeasyPrint does not write: elements of one place share them."""
_WRITTEN_INTO = frozenset(("footnote-call", "footnote-marker", "marker"))
"""Those of which each element has its own copy; the rest, such as those of first lines, are made anew."""
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]*")
"""Ids and languages that stand in a style as they are."""
_OF_ATTRIBUTE = (css.declaration_precedence("author", False), inf, (0, 0, 0))
"""The weight of what an attribute says."""

_begin = css.StyleFor.__init__
_look_up = css.StyleFor.__call__
_style_of_page = css.StyleFor.set_computed_styles
_parse_sheet = css.CSS


@dataclass(slots=True)
class Place:
    """What all elements have in common that no rule can tell apart."""

    style: Style
    pseudo: dict[str, Cascade]
    """What the rules say of its pseudo-elements."""
    pseudo_styles: dict[str, Style] = field(default_factory=dict)
    """Of those named below."""
    below: dict[Key, Place] = field(default_factory=dict)


class _PageSizes(dict[str, Any]):
    """The sizes of the first page, which are another sheet's when that is printed: who asks is not kept."""

    def __init__(self) -> None:
        super().__init__(box=None, area=None)
        self.asked = False

    def __getitem__(self, name: str) -> Any:
        self.asked = True
        return super().__getitem__(name)


@dataclass(slots=True)
class Kept:
    """The places of sheets with the same rules."""

    sheets: Any
    """Held, so that no other sheet gets the identity of one of these."""
    looks: Looks
    sizes: _PageSizes = field(default_factory=_PageSizes)
    top: dict[Key, Place] = field(default_factory=dict)
    cascades: dict[Rules, dict[str | None, Cascade]] = field(default_factory=dict)
    styles: dict[tuple[int, Rules], Style] = field(default_factory=dict)
    pages: dict[Any, tuple[Style, Style]] = field(default_factory=dict)
    """Of pages and what is in their margins: the style that each inherits from, and its own."""
    count: int = 0


# ------------------------------------------------------------------- sheets


def _sheet(**options: Any) -> Any:
    """A style sheet; of a `<style>` with plain rules alone, the one parsed before.

    At-rules speak of more than elements: of pages, fonts and counters, which WeasyPrint gathers while it parses.
    """
    text, config = options.get("string"), options.get("font_config")
    if text is None or config is None or "@" in text:
        return _parse_sheet(**options)
    kept = config.__dict__.setdefault("briefings_sheets", {})
    key = (text, options.get("base_url"), options.get("media_type"))
    if key not in kept:
        with _listening() as said:
            sheet = _parse_sheet(**{**options, "page_rules": None, "layers": None})
        if said:  # what is wrong with it is to be said of each sheet that has it
            return sheet
        if len(kept) >= MOST_SHEETS:
            kept.clear()
        kept[key] = sheet
    return kept[key]


class _listening(logging.Handler):  # noqa: N801 - used as a `with` statement's function
    """Gathers what WeasyPrint logs, beside those who gather it too."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record)

    def __enter__(self) -> list[logging.LogRecord]:
        css.LOGGER.addHandler(self)
        return self._said

    def __exit__(self, *_: object) -> None:
        css.LOGGER.removeHandler(self)


# ------------------------------------------------------------------- places


def _cascade(made: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any) -> None:
    """Give every element its style.

    WeasyPrint's own rules speak of six pseudo-elements of every element, such as the number of a note that it is not.
    Their styles wait until they are asked for, as hardly any is.
    """
    kept = None if hints else _kept_for(sheets, html.base_url, font_config)
    if kept is None:
        kept = Kept(sheets, Looks(odd={_local(html.etree_element)}))  # every place is found anew
    made._cascaded_styles, made._computed_styles = {}, {}  # noqa: SLF001 - these and those below are its own
    made.initial_page_sizes = kept.sizes
    made._sheets, made.font_config = sheets, font_config  # noqa: SLF001
    made.briefings_places, made.briefings_html, made.briefings_kept = {}, html, kept
    _Walk(made, html, kept, _written(html, hints), target_collector).walk()


def _kept_for(sheets: Any, base_url: Any, font_config: Any) -> Kept | None:
    """The places kept for these sheets, of which those without rules for elements do not count."""
    ruling = [sheet for sheet in sheets if sheet[0].matcher.order]
    every = font_config.__dict__.setdefault("briefings_places", {})
    key = (base_url, *((id(sheet), origin, given) for sheet, origin, given in ruling))
    kept = every.get(key)
    if kept is not None and not kept.sizes.asked and kept.count <= MOST_PLACES:
        kept.sizes.update(box=None, area=None)
        return kept  # type: ignore[no-any-return]
    looks = looks_of([sheet.matcher for sheet, _, _ in ruling]) if kept is None else kept.looks
    if looks is None:
        return None
    if len(every) >= MOST_STYLES:
        every.clear()
    kept = every[key] = Kept(ruling, looks)
    return kept


def _written(html: Any, hints: Any) -> dict[Element, Cascade]:
    """What elements say of their own style by attributes, those apart that have no more than a plain id or language."""
    root = html.etree_element
    odd = {element for element in root.iter() if hints or _is_odd(element)}
    written: dict[Element, Cascade] = {}
    if odd:
        for specificity, element, declarations, base in css.find_style_attributes(root, hints, html.base_url):
            if element in odd:
                ready = css.preprocess_declarations(base, declarations)
                _add(written.setdefault(element, {}), ready, "author", inf, specificity)
    return written


def _is_odd(element: Element) -> bool:
    attributes = element.attrib
    return (
        "style" in attributes
        or element.tag == _SVG
        or (element.tag == "a" and "name" in attributes)
        or not all(_PLAIN.fullmatch(attributes.get(name, "")) for name in ("id", "lang"))
    )


@dataclass(slots=True)
class _Walk:
    """Through the elements of a sheet, each after the one that holds it."""

    made: Any
    html: Any
    kept: Kept
    written: dict[Element, Cascade]
    targets: Any
    wrappers: dict[Element, Any] = field(default_factory=dict)
    """cssselect2's, when the first element has to be asked."""
    styles: dict[tuple[int, Rules], Style] = field(default_factory=dict)
    """Those of this sheet alone."""
    named: set[int] = field(default_factory=set)
    """Identities of the styles whose anchor the collector of targets has been told of."""
    pointed_to: list[tuple[Element, str]] = field(default_factory=list)
    """Pseudo-elements that have an anchor."""

    def walk(self) -> None:
        root = self.html.etree_element
        place = self._visit(root, None, self.kept.top, self._key(root, None, 0, 1))
        for element, pseudo in self.pointed_to:
            if name := self.made(element, pseudo)["anchor"]:
                self.targets.collect_anchor(name)
        # WeasyPrint takes the overflow of these for that of the page, and writes so into their styles.
        for part in (root, *root.iter("body")):
            self.made.briefings_places[part].style.pop("overflow", None)
        if place.style["display"] == ("none",):  # it writes into every style then
            self.kept.count = MOST_PLACES + 1

    def _visit(self, element: Element, parent: Place | None, beside: dict[Key, Place] | None, key: Key | None) -> Place:
        """Give an element and what it holds their places; `beside` is None where they are not kept."""
        if beside is None or key is None:
            place, below = self._found(element, parent, self.styles), None
        else:
            known = beside.get(key)
            if known is None:
                known = beside[key] = self._found(element, parent, self.kept.styles)
                self.kept.count += 1
            place, below = known, known.below
        self._settle(element, place)
        before: Element = None
        children = [child for child in element if isinstance(child.tag, str)]
        for index, child in enumerate(children):
            self._visit(child, place, below, self._key(child, before, index, len(children)))
            before = child
        return place

    def _settle(self, element: Element, place: Place) -> None:
        """Note the style of an element; one with an id has its own, for the sake of those that point to it."""
        style = place.style
        if element not in self.written and (name := element.get("id")):
            style = _with_anchor(style, name)
        self.made._computed_styles[element, None] = style  # noqa: SLF001
        self.made.briefings_places[element] = place
        if id(style) not in self.named:
            self.named.add(id(style))
            if style["anchor"]:
                self.targets.collect_anchor(style["anchor"])
        self.pointed_to.extend((element, pseudo) for pseudo, cascade in place.pseudo.items() if "anchor" in cascade)

    def _key(self, element: Element, before: Element, index: int, count: int) -> Key | None:
        """What the rules look at in an element; None where they look further."""
        looks = self.kept.looks
        if element in self.written or (looks.odd and _local(element) in looks.odd):
            return None
        key = self._seen(element)
        if looks.ends:
            key = (*key, index == 0, index + 1 == count)
        return (key, self._seen(before)) if looks.before and before is not None else key

    def _seen(self, element: Element) -> Key:
        looks = self.kept.looks
        values, present = looks.values, looks.present
        seen = [element.tag]
        for name, value in element.attrib.items():
            if name in values:
                seen.append((name, value))
            elif name in present or (name == "id" and value in looks.ids):
                seen.append((name, value if value in looks.ids else None))
        return tuple(seen)

    def _found(self, element: Element, parent: Place | None, styles: dict[tuple[int, Rules], Style]) -> Place:
        """Ask the rules about an element. Where they say the same of another one in the same place, so is its style."""
        sheets, kept, made = self.made._sheets, self.kept, self.made  # noqa: SLF001
        if not self.wrappers:
            self.wrappers = {wrapper.etree_element: wrapper for wrapper in self.html.wrapper_element.iter_subtree()}
        matches = [sheet.matcher.match(self.wrappers[element]) for sheet, _, _ in sheets]
        rules: Rules = tuple(
            [tuple([(rule[0], rule[2], id(rule[3][0])) for rule in match]) for match in matches if match]
        )
        own = self.written.get(element) or _of_language(element)
        if own is not None:
            found = _cascades(sheets, matches, own)
        elif rules in kept.cascades:
            found = kept.cascades[rules]
        else:
            found = kept.cascades[rules] = _cascades(sheets, matches, None)
        holder = None if parent is None else parent.style
        key = (id(holder), rules)
        if own is None and key in styles:
            style = styles[key]
        else:
            style = _style(made, holder, found.get(None, {}), None)
            made._computed_styles[element, None] = style  # noqa: SLF001
            _look_up(made, element)  # which takes the margins and padding from parts of tables
            if own is None:
                styles[key] = style
        return Place(style, {pseudo: cascade for pseudo, cascade in found.items() if pseudo})


def _of_language(element: Element) -> Cascade | None:
    language = element.get("lang")
    return {"lang": (("string", language), _OF_ATTRIBUTE)} if language else None


def _with_anchor(shared: Style, name: str) -> Style:
    """A style with the name of a place that can be pointed to, which nothing below inherits."""
    style = css.ComputedStyle.__new__(css.ComputedStyle)
    style.update(shared)
    style.__dict__.update(shared.__dict__)
    style.specified = shared.specified.copy()
    style.anonymous_style = shared.anonymous_style
    if "anchor" not in shared.cascaded:
        style["anchor"] = name
    elif shared.cascaded["anchor"][1] <= _OF_ATTRIBUTE:
        style.cascaded = {**shared.cascaded, "anchor": (name, _OF_ATTRIBUTE)}
        style.pop("anchor", None)
    return style


class _Copy(css.ComputedStyle):  # type: ignore[misc]
    """A style that may be written into; values it has not yet are worked out, and kept, by the one it is a copy of."""

    def __missing__(self, name: str) -> Any:
        value = self[name] = self.briefings_original[name]
        return value


def _copy(original: Style) -> Style:
    style = _Copy.__new__(_Copy)
    style.update(original)
    style.__dict__.update(original.__dict__)
    style.briefings_original = original
    return style


def _style(made: Any, holder: Style, cascade: Cascade, pseudo: str | None) -> Style:
    config, html = made.font_config, made.briefings_html
    root = css.InitialStyle(config) if holder is None else made.briefings_places[html.etree_element].style
    return css.ComputedStyle(holder, cascade, pseudo, root, html.base_url, config, made.initial_page_sizes)


def _style_for(made: Any, element: Element, pseudo_type: str | None = None) -> Style:
    """The style of an element, or of a pseudo-element, made now where it has waited."""
    place = made.briefings_places.get(element)
    if place is None:  # a page
        return _look_up(made, element, pseudo_type)
    styles = made._computed_styles  # noqa: SLF001
    key = (element, pseudo_type)
    if pseudo_type is None:
        return styles[key]
    if pseudo_type not in place.pseudo:
        return None
    if key not in styles:
        style = place.pseudo_styles.get(pseudo_type)
        if style is None:
            style = _style(made, place.style, place.pseudo[pseudo_type], pseudo_type)
            style["anchor"]  # as WeasyPrint does: it takes a style without any value for none
            if pseudo_type in _LEFT_ALONE or pseudo_type in _WRITTEN_INTO:
                place.pseudo_styles[pseudo_type] = style
        styles[key] = _copy(style) if pseudo_type in _WRITTEN_INTO else style
    return _look_up(made, element, pseudo_type)


def _style_page(
    made: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """Give a page, or a part of its margin, its style: that of another one, of which the rules say the same.

    WeasyPrint writes into them what it writes into each: the overflow of the document, counters without that of pages.
    """
    kept = made.briefings_kept
    holder = made._computed_styles[parent, None]  # noqa: SLF001 - its own
    cascade = made._cascaded_styles.get((element, pseudo_type), {})  # noqa: SLF001
    key = (id(holder), pseudo_type, *((name, *map(_as_key, said)) for name, said in cascade.items()))
    try:
        known = kept.pages.get(key)
    except TypeError:  # a value that is no key
        _style_of_page(made, element, parent, root, pseudo_type, base_url, target_collector)
        return
    if known is None or kept.sizes.asked:
        _style_of_page(made, element, parent, root, pseudo_type, base_url, target_collector)
        if len(kept.pages) >= MOST_PAGES:
            kept.pages.clear()
        kept.pages[key] = (holder, made._computed_styles[element, pseudo_type])  # noqa: SLF001
    else:
        made._computed_styles[element, pseudo_type] = known[1]  # noqa: SLF001


def _as_key(part: Any) -> Any:
    """A value, or a weight, of which WeasyPrint has some as lists."""
    return tuple(map(_as_key, part)) if type(part) in (list, tuple) else part


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _cascades(sheets: Any, matches: list[Any], own: Cascade | None) -> dict[str | None, Cascade]:
    """What the rules that match an element say of it and of its pseudo-elements."""
    found: dict[str | None, Cascade] = {} if own is None else {None: own}
    for (sheet, origin, given), match in zip(sheets, matches, strict=True):
        for specificity, _, pseudo, (declarations, layer) in match:
            order = inf if layer is None else sheet.layers.index(layer)
            _add(found.setdefault(pseudo, {}), declarations, origin, order, given or specificity)
    return found


def _add(cascade: Cascade, declarations: Any, origin: str, order: float, specificity: Any) -> None:
    for name, values, importance in declarations:
        weight = (css.declaration_precedence(origin, importance), order, specificity)
        if name not in cascade or cascade[name][1] <= weight:
            cascade[name] = values, weight


CHANGES = changes(
    (css, "CSS", _sheet),
    (css.StyleFor, "__init__", _cascade),
    (css.StyleFor, "__call__", _style_for),
    (css.StyleFor, "set_computed_styles", _style_page),
)
"""What is put in the place of parts of WeasyPrint's."""
