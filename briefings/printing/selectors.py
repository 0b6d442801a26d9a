"""What the selectors of a style sheet look at in an element: two elements alike in that match the same of them.

cssselect2 makes a function of each selector and forgets what it was made from. Here it is kept and read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cssselect2
from cssselect2 import compiler, parser

_KEPT = "briefings_selectors"
_add_selector = cssselect2.Matcher.add_selector
_compile = compiler.CompiledSelector.__init__
_PRESENT = frozenset(("link", "any-link"))
_ENDS = frozenset(("first-child", "last-child", "only-child"))
_TOP = frozenset(("root", "scope"))
_NEVER = frozenset(("visited", "hover", "active", "focus", "focus-within", "focus-visible", "target", "target-within"))


def keep_selectors() -> None:
    """Have cssselect2 keep what its selectors are made from. To be called before WeasyPrint reads its own style."""
    compiler.CompiledSelector.__init__ = _compile_and_keep
    cssselect2.Matcher.add_selector = _add_and_keep


def _compile_and_keep(selector: Any, parsed: Any) -> None:
    _compile(selector, parsed)
    selector.briefings_tree = parsed.parsed_tree


def _add_and_keep(matcher: Any, selector: Any, payload: Any) -> None:
    _add_selector(matcher, selector, payload)
    matcher.__dict__.setdefault(_KEPT, []).append(getattr(selector, "briefings_tree", None))


@dataclass(slots=True)
class Looks:
    """What some selectors look at in an element, beside its name and the elements that hold it."""

    values: set[str] = field(default_factory=lambda: {"class", "lang"})
    """Attributes whose value they ask for, or that count whatever they ask for."""
    present: set[str] = field(default_factory=set)
    """Attributes that an element has or lacks."""
    ids: set[str] = field(default_factory=set)
    """The ids they name: any other is like none."""
    ends: bool = False
    """Whether an element is the first or the last one of its holder."""
    before: bool = False
    """The element just before, by the same things but for `ends`."""
    odd: set[str] = field(default_factory=set)
    """Names of elements in which they look further than is told here."""


class _FurtherError(Exception):
    """A selector looks further than `Looks` can tell."""


def looks_of(matchers: list[Any]) -> Looks | None:
    """What the selectors of all these look at; None where that cannot be told."""
    looks = Looks()
    for matcher in matchers:
        trees = matcher.__dict__.get(_KEPT, [])
        if len(trees) != matcher.order:
            return None
        for tree in trees:
            try:
                _look(tree, looks)
            except _FurtherError:
                name = _name(tree)
                if name is None:
                    return None
                looks.odd.add(name)
    return looks


def _name(tree: Any) -> str | None:
    """The name an element must have for a selector to match it."""
    last = tree.right if isinstance(tree, parser.CombinedSelector) else tree
    for part in getattr(last, "simple_selectors", ()):
        if isinstance(part, parser.LocalNameSelector):
            return str(part.lower_local_name)
    return None


def _look(tree: Any, looks: Looks) -> None:
    if isinstance(tree, parser.CombinedSelector):
        _look_left(tree, looks)
        tree = tree.right
    _look_at_one(tree, looks, before=False)


def _look_left(tree: Any, looks: Looks) -> None:
    left = tree.left
    if tree.combinator in (" ", ">"):
        _look(left, looks)
        return
    if tree.combinator != "+":
        raise _FurtherError
    looks.before = True
    if isinstance(left, parser.CombinedSelector):
        if left.combinator not in (" ", ">"):
            raise _FurtherError
        _look(left.left, looks)  # what holds the element before holds this one too
        left = left.right
    _look_at_one(left, looks, before=True)


def _look_at_one(tree: Any, looks: Looks, *, before: bool) -> None:
    """Read the parts of a selector that are about one element: the one it is to match, or the one before it."""
    if not isinstance(tree, parser.CompoundSelector):
        raise _FurtherError
    for part in tree.simple_selectors:
        match part:
            case parser.LocalNameSelector() | parser.NamespaceSelector() | parser.ClassSelector():
                pass
            case parser.IDSelector():
                looks.ids.add(part.ident)
            case parser.AttributeSelector() if not part.namespace:
                (looks.present if part.operator is None else looks.values).update((part.name, part.lower_name))
            case parser.PseudoClassSelector() if part.name in _PRESENT:
                looks.present.add("href")
            case parser.PseudoClassSelector() if part.name in _ENDS and not before:
                looks.ends = True
            case parser.PseudoClassSelector() if part.name in _TOP | _NEVER:
                pass
            case parser.NegationSelector() | parser.MatchesAnySelector() | parser.SpecificityAdjustmentSelector():
                for choice in part.selector_list:
                    if before:
                        _look_at_one(choice.parsed_tree, looks, before=True)
                    else:
                        _look(choice.parsed_tree, looks)
            case _:
                raise _FurtherError
