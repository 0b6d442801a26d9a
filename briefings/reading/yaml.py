"""YAML text to plain values, every scalar kept as text, every node with its place.

No plain scalar is guessed: `NO` stays Norway and `2026-01` a month, until the type of a field converts it.
Anchors, aliases and tags are refused: they have no use in a record, and an alias can stand for a
thousand million copies of itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.values import dataclass

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, the same marks
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

Path = tuple[str | int, ...]

_PLAIN_TAGS = (None, "", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")

DEEPEST = 20
"""How many collections may be nested: a record needs four."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A value made of dicts, lists and strings (None where nothing is written) and where each part stands.

    `places` has the place of each value, `keys` that of each key, both by the path from the root.
    """

    value: Any
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    diagnostics: tuple[Diagnostic, ...]


def _place_of(node: Any, path: str, first_line: int) -> Place:
    start, end = node.start_mark, node.end_mark
    return Place(path, start.line + first_line, start.column + 1, end.line + first_line, end.column + 1)


class _Places(Mapping[Path, Place]):
    """Where nodes stand. It is worked out when it is asked for: as a rule nobody does."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._first_line = first_line
        self._nodes: dict[Path, yaml.Node] = {}

    def add(self, path: Path, node: yaml.Node) -> None:
        self._nodes[path] = node

    def __getitem__(self, path: Path) -> Place:
        return _place_of(self._nodes[path], self._path, self._first_line)

    def __contains__(self, path: object) -> bool:
        return path in self._nodes

    def __iter__(self) -> Iterator[Path]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def parse_yaml(text: str, path: str, first_line: int = 1) -> Tree:
    """Read one YAML document; `first_line` is the line of the file on which `text` begins."""
    reader = _Reader(path, first_line)
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        reader.say_syntax(error, text)
        return reader.tree(None)
    except yaml.YAMLError as error:  # a character YAML does not allow carries no mark
        reader.say("FM01", Place(path, first_line), f"this is not YAML: {error.args[0] if error.args else error}")
        return reader.tree(None)
    if node is None:
        return reader.tree(None)
    if isinstance(node, _TooDeep):
        reader.say(
            "FM06",
            reader.place(node.mark),
            "lists and mappings are nested too deep",
            "a record needs four levels at most",
        )
        return reader.tree(None)
    return reader.tree(reader.value(node, ()))


@dataclass(frozen=True, slots=True)
class _TooDeep:
    mark: Any


def _compose(text: str) -> yaml.Node | _TooDeep | None:
    """Compose the node tree, but only after the events have shown that it is not too deep to build."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return _TooDeep(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return yaml.compose(text, Loader=_Loader)


class _Reader:
    """Walks the nodes once; gathers places and what is wrong."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.places = _Places(path, first_line)
        self.keys = _Places(path, first_line)
        self.diagnostics: list[Diagnostic] = []
        self.seen: set[int] = set()

    def tree(self, value: Any) -> Tree:
        return Tree(value, self.places, self.keys, tuple(self.diagnostics))

    def say(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code=code, severity=Severity.ERROR, place=place, message=message, hint=hint))

    def say_syntax(self, error: yaml.MarkedYAMLError, text: str) -> None:
        mark = error.problem_mark or error.context_mark
        line = mark.line + self.first_line if mark else self.first_line
        what = " ".join(part for part in (error.context, error.problem) if part)
        hint = "a value that holds ': ' or begins with a quote, '[', '{', '@' or '#' must stand in quotes"
        if mark and "\t" in "".join(text.split("\n")[mark.line : mark.line + 1])[: mark.column + 1]:
            hint = "YAML takes no tab: write spaces in its place"
        self.say("FM01", Place(self.path, line, mark.column + 1 if mark else 1), f"this is not YAML: {what}", hint)

    def place(self, node: Any) -> Place:
        return _place_of(node, self.path, self.first_line)

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.places.add(path, node)
        if id(node) in self.seen:
            message = "what stands here is used again by an alias (*name), which is not read"
            self.say("FM06", self.place(node), message, "write the value out in each place")
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.say("FM06", self.place(node), f"the tag {node.tag!r} is not read", "write the plain value")
        if isinstance(node, yaml.ScalarNode):
            return None if node.value == "" and not node.style else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return dict(self.pairs(node, path))

    def pairs(self, node: yaml.Node, path: Path) -> Iterator[tuple[str, Any]]:
        met: dict[str, yaml.Node] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.say("FM01", self.place(key), "a key must be a word", "put the key on one line, followed by ': '")
                continue
            name = str(key.value)
            if name in met:
                first = self.place(met[name]).line
                message = f"the key {name!r} is given twice (first in line {first})"
                self.say("FM05", self.place(key), message, "keep one of the two")
                continue
            met[name] = key
            self.keys.add((*path, name), key)
            yield name, self.value(item, (*path, name))
