"""A CSL style without what no reference of a request can reach: most of a request's time goes into reading the rest.

A style speaks of forty types of works and a hundred variables, a brief's references are of three or four types. What is
cut are branches of `choose` whose test no reference can pass, elements that print nothing, and macros that nothing
calls any more. A test is taken as failed only where it asks for a type that no reference has, or for a variable that
none has and that Pandoc does not make itself (CSL 1.0.2, "Choose"); whatever else a test asks is left to Pandoc. A
group that asked for variables and found none is left out ("Group"), so of the elements that ask for empty ones the
first stays where no other always asks. A style or a reference that has something out of the ordinary has its style
whole.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple, Protocol
from xml.parsers import expat

from briefings.values import dataclass

_PRINTS = frozenset({"choose", "date", "group", "label", "names", "number", "text"})
_INSIDE = {
    "style": frozenset({"info", "locale", "macro", "citation", "bibliography"}),
    "citation": frozenset({"sort", "layout"}),
    "bibliography": frozenset({"sort", "layout"}),
    "sort": frozenset({"key"}),
    "choose": frozenset({"if", "else-if", "else"}),
    "names": frozenset({"name", "et-al", "label", "substitute"}),
    "name": frozenset({"name-part"}),
    "date": frozenset({"date-part"}),
    **dict.fromkeys(("macro", "layout", "group", "if", "else-if", "else", "substitute"), _PRINTS),
}
"""What may stand in an element; in one that is not named here, nothing."""
_UNREAD = frozenset({"info", "locale"})
"""What stands in these is not looked at."""
_OF_VARIABLES = frozenset({"variable", "is-numeric", "is-uncertain-date"})
"""Tests that none passes whose variable is empty."""
_NAMES = """
id type author editor issued accessed original-date event-date title title-short container-title container-title-short
collection-title collection-number publisher publisher-place genre medium number number-of-pages volume issue page
edition section chapter-number version status archive archive-location authority event-title event-place language
abstract annote note keyword URL DOI ISBN ISSN
"""
_PLAIN = frozenset(_NAMES.split())
"""Names in a reference that stand for the variable of that name and for no other."""
_COMPUTED = """
id type locator page-first year-suffix citation-number citation-label citation-key first-reference-note-number
"""
_MADE = frozenset(_COMPUTED.split())
"""Variables that Pandoc makes."""
_OTHERS = {
    "archive_collection": ("archive-collection",),
    "archive_location": ("archive-location",),
    "editor-translator": ("editor", "translator"),
    "editortranslator": ("editor", "translator"),
    "event": ("event-title",),
    "page": ("locator",),
}
"""Variables in whose place others may be printed."""
_LISTS = frozenset({"group", "macro", "if", "else-if", "else", "substitute"})
"""Elements of which each child is printed by itself."""
_DEEPEST = 60
"""Elements in each other; the deepest of the ten thousand styles has half of that."""
_FARTHEST = 100
"""Elements in each other, those of the macros that they call among them, that are looked at to tell what one prints."""


@dataclass(slots=True, eq=False)
class _Element:
    tag: str
    attributes: dict[str, str]
    start: int
    """Bytes of the style before it."""
    end: int = 0
    """Bytes before its end tag."""
    children: list[_Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Style:
    content: bytes
    root: _Element
    macros: dict[str, _Element]
    suffixing: frozenset[str] | None
    """Macros that print the letter after a year, None where nothing does. Whether a style has that variable anywhere
    changes what Pandoc prints elsewhere."""


class Kept(Protocol):
    """Where a style that was cut is kept for other runs."""

    def get(self, key: str) -> bytes | None:
        """What was put under this key."""

    def put(self, key: str, content: bytes) -> None:
        """Keep something."""

    def __hash__(self) -> int: ...


def reachable(style: str, references: Sequence[Mapping[str, Any]], kept: Kept | None = None) -> str:
    """The style with the parts of it that these CSL-JSON items can reach."""
    variables = {name for reference in references for name in reference}
    types = {reference.get("type") for reference in references}
    # A note can hold other variables: "original-date: 1999".
    plain = variables <= _PLAIN and all(isinstance(name, str) and name for name in types)
    if not plain or any(":" in str(reference.get("note", "")) for reference in references):
        return style
    return _reached(style, frozenset(types), frozenset(variables), kept)


@functools.lru_cache(maxsize=32)
def _reached(style: str, types: frozenset[str], variables: frozenset[str], kept: Kept | None) -> str:
    key = hashlib.sha256(repr((style, sorted(types), sorted(variables))).encode()).hexdigest()
    known = kept.get(key) if kept is not None else None
    if known is not None:
        return known.decode()
    read = _read(style)
    cut = style if read is None else _Cutter(read, types, variables).cut()
    if kept is not None:
        kept.put(key, cut.encode())
    return cut


@functools.lru_cache(maxsize=4)
def _read(style: str) -> _Style | None:
    """None for a style in which something is not where it belongs; Pandoc may have to say so."""
    content = style.encode()
    deepest = 0
    parser = expat.ParserCreate()
    top = _Element("", {}, 0)
    open_elements = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal deepest
        element = _Element(tag, attributes, parser.CurrentByteIndex)
        open_elements[-1].children.append(element)
        open_elements.append(element)
        deepest = max(deepest, len(open_elements))

    def end(_tag: str) -> None:
        open_elements.pop().end = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)  # read before: it is well-formed
    (root,) = top.children
    if root.tag != "style" or deepest > _DEEPEST:
        return None
    macros = {child.attributes.get("name", ""): child for child in root.children if child.tag == "macro"}
    if len(macros) < sum(child.tag == "macro" for child in root.children) or not _is_regular(root, macros):
        return None
    return _Style(content, root, macros, _suffixing(macros) if b"year-suffix" in content else None)


def _is_regular(element: _Element, macros: dict[str, _Element]) -> bool:
    allowed = _INSIDE.get(element.tag, frozenset())
    if element.tag == "choose":
        tags = [child.tag for child in element.children]
        if tags[:1] != ["if"] or "if" in tags[1:] or "else" in tags[:-1]:
            return False
    if element.tag == "text" and not element.attributes.keys() & {"variable", "macro", "term", "value"}:
        return False
    if element.tag == "number" and "variable" not in element.attributes:
        return False
    if element.attributes.get("macro", "") not in {"", *macros}:
        return False
    return all(
        child.tag in allowed
        and (child.tag in _UNREAD or ("xmlns" not in child.attributes and _is_regular(child, macros)))
        for child in element.children
    )


def _suffixing(macros: dict[str, _Element]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    while True:
        more = frozenset(name for name, macro in macros.items() if _suffixes(macro, found))
        if more == found:
            return found
        found = more


def _suffixes(element: _Element, macros: frozenset[str]) -> bool:
    attributes = element.attributes
    return (
        attributes.get("variable") == "year-suffix"
        or attributes.get("macro") in macros
        or any(_suffixes(child, macros) for child in element.children)
    )


class _Print(NamedTuple):
    """What an element prints and asks for, whichever of the references it is to print."""

    nothing: bool
    """It never prints anything."""
    asks: bool
    """It always asks for a variable: without one that is not empty the group round it is left out."""
    may_ask: bool


_UNKNOWN = _Print(nothing=False, asks=False, may_ask=True)


class _Cutter:
    def __init__(self, style: _Style, types: frozenset[str], variables: frozenset[str]) -> None:
        self._style = style
        self._types = types
        self._variables = variables
        self._called: list[str] = []
        """Macros; it grows while it is gone through."""
        self._printed: dict[_Element, _Print] = {}
        """What each element prints, as far as it was asked; macros among them."""
        self._taken: dict[_Element, list[_Element]] = {}
        self._depth = 0
        self._cuts: list[tuple[int, int]] = []

    def cut(self) -> str:
        root = self._style.root
        for child in root.children:
            if child.tag in ("citation", "bibliography"):
                self._walk(child)
        for name in self._called:
            self._walk(self._style.macros[name])
        for place, child in enumerate(root.children):
            if child.tag == "info" or (child.tag == "macro" and child.attributes["name"] not in self._called):
                self._leave_out(root, place)
        parts = []
        end = 0
        for start, next_end in sorted(self._cuts):
            parts.append(self._style.content[end:start])
            end = next_end
        return b"".join([*parts, self._style.content[end:]]).decode()

    def _walk(self, element: _Element) -> None:
        macro = element.attributes.get("macro")
        if macro and macro not in self._called:
            self._called.append(macro)
        kept = self._kept(element)
        for place, child in enumerate(element.children):
            if child in kept:
                self._walk(child)
            else:
                self._leave_out(element, place)

    def _kept(self, element: _Element) -> list[_Element]:
        """The children that some reference comes to, and that print something then or decide whether others do."""
        if element.tag == "choose":
            return self._branches(element)
        if element.tag not in _LISTS:
            return element.children
        printed = [(child, self._print(child)) for child in element.children]
        is_asked = element.tag == "substitute" or any(one.asks and not one.nothing for _child, one in printed)
        kept = []
        for child, one in printed:
            if not one.nothing or (one.may_ask and not is_asked):
                kept.append(child)
                is_asked = is_asked or one.asks
        # Names with nothing in their place are not the same to Pandoc as names without a substitute.
        return kept or element.children[:1] if element.tag == "substitute" else kept

    def _branches(self, choose: _Element) -> list[_Element]:
        if choose not in self._taken:
            self._taken[choose] = []
            decided = False
            for branch in choose.children:
                passes = False if decided else self._passes(branch)
                if passes is not False or self._suffixes(branch):
                    self._taken[choose].append(branch)
                decided = decided or passes is True
        return self._taken[choose]

    def _print(self, element: _Element) -> _Print:
        if element not in self._printed:
            self._printed[element] = _UNKNOWN  # for a macro that calls itself
            if self._depth < _FARTHEST:
                self._depth += 1
                self._printed[element] = self._looked_at(element)
                self._depth -= 1
        return self._printed[element]

    def _looked_at(self, element: _Element) -> _Print:
        if element.tag == "choose":
            return self._one_of(self._branches(element))
        if element.tag == "group":
            return self._each(element.children)
        if element.tag == "macro":
            # One that asks for no variable is to the group round it like one that is not empty.
            each = self._each(element.children)
            return each._replace(nothing=each.nothing and each.asks)
        if "macro" in element.attributes:
            return self._print(self._style.macros[element.attributes["macro"]])
        words = element.attributes.get("variable", "").split()
        is_substituted = any(child.tag == "substitute" for child in element.children)
        may_ask = bool(words) and element.tag != "label"
        return _Print(
            nothing=bool(words) and not is_substituted and all(map(self._is_empty, words)),
            asks=may_ask and _MADE.isdisjoint(words),
            may_ask=may_ask,
        )

    def _each(self, elements: list[_Element]) -> _Print:
        printed = [self._print(element) for element in elements]
        return _Print(
            all(one.nothing for one in printed),
            any(one.asks for one in printed),
            any(one.may_ask for one in printed),
        )

    def _one_of(self, branches: list[_Element]) -> _Print:
        printed = [self._each(branch.children) for branch in branches]
        is_one_taken = bool(branches) and self._passes(branches[-1]) is True
        return _Print(
            all(one.nothing for one in printed),
            is_one_taken and all(one.asks for one in printed),
            any(one.may_ask for one in printed),
        )

    def _is_empty(self, variable: str) -> bool:
        names = (variable, f"{variable}-short", *_OTHERS.get(variable, ()))
        return _MADE.isdisjoint(names) and self._variables.isdisjoint(names)

    def _passes(self, branch: _Element) -> bool | None:
        """Whether every reference takes this branch, or none does; None where that is for Pandoc to find out."""
        match = branch.attributes.get("match", "all")
        tests = [
            bool(words.strip()) and all(self._fails(test, word) for word in words.split())
            for test, words in branch.attributes.items()
            if test != "match"
        ]
        if match in ("any", "none"):
            return match == "none" if all(tests) else None
        # Not that one word fails: Pandoc takes `type="book chapter"` for either.
        return not tests or (False if any(tests) else None)

    def _fails(self, test: str, word: str) -> bool:
        if test == "type":
            return word not in self._types
        return test in _OF_VARIABLES and self._is_empty(word)

    def _suffixes(self, element: _Element) -> bool:
        return self._style.suffixing is not None and _suffixes(element, self._style.suffixing)

    def _leave_out(self, parent: _Element, place: int) -> None:
        following = parent.children[place + 1 : place + 2]
        self._cuts.append((parent.children[place].start, following[0].start if following else parent.end))
