"""All the files of a desk's `content/` to one Dossier; what is wrong with any of them is in its diagnostics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from briefings.diagnostics import Diagnostic, Place, Severity, in_order
from briefings.model import (
    Brief,
    BriefHead,
    Dossier,
    Figure,
    FigureRecord,
    KnownName,
    Note,
    NoteHead,
    OriginDecision,
    Settings,
    Source,
    SourceRecord,
)
from briefings.patterns import lazy_pattern
from briefings.reading.editions import parse_edition
from briefings.reading.markdown import PICTURES, parse_markdown
from briefings.reading.paths import EDITION, LOCK, NAMES, ORIGINS, largest
from briefings.reading.records import R, nearest, to_record
from briefings.reading.yaml import Tree, parse_yaml

SUFFIXES = {"notes": (".md",), "briefs": (".md",), "sources": (".yaml", ".yml"), "figures": (".yaml", ".yml")}
"""What the files of each folder of `content/` end in; any other is passed over, and said."""

_CONTROL = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_FENCE = lazy_pattern(r"(?:---|\.\.\.)[ \t]*")
_SLUG = lazy_pattern(r"[a-z0-9]+(-[a-z0-9]+)*")


def parse_dossier(settings: Settings, files: Mapping[str, bytes], others: tuple[str, ...] = ()) -> Dossier:
    """Read every file given (path in the desk → bytes). Mistakes never stop the reading of the next file.

    `others` are the paths of files of no kind that is read: an author who put one beside the notes is told.
    """
    reader = _Reader(settings.desk.language)
    for path in sorted(files):
        text = reader.text(path, files[path])
        if text is not None:
            reader.file(path, text)
    for path in others:
        if not path.lower().endswith(tuple(PICTURES)):
            reader.passed_over(path)
    return Dossier(
        settings,
        notes=dict(sorted(reader.notes.items())),
        sources=dict(sorted(reader.sources.items())),
        figures=dict(sorted(reader.figures.items())),
        briefs=dict(sorted(reader.briefs.items())),
        names=tuple(reader.names),
        origins=tuple(reader.origins),
        published={brief: tuple(found[day] for day in sorted(found)) for brief, found in reader.published.items()},
        former=dict(sorted(reader.former.items())),
        lock=reader.texts.get(LOCK, ""),
        texts=reader.texts,
        diagnostics=in_order(reader.diagnostics),
    )


def decoded(path: str, content: bytes) -> str | Diagnostic:
    """A file's bytes as text with plain line ends; or why they are none."""
    most = largest(path)
    if len(content) > most:
        message = f"the file has more than {most:,} bytes, too many to be read"
        return Diagnostic.error("FM07", Place(path), message, "part it into several files")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        return Diagnostic.error("FM07", Place(path, line, column), message, "save the file as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        place = Place(path, line, control.start() - text.rfind("\n", 0, control.start()))
        message = f"the character U+{ord(control[0]):04X} has no place in a text"
        return Diagnostic.error("FM07", place, message, "delete it")
    return text


def split_front_matter(text: str) -> tuple[str, str, int] | None:
    """The YAML between the two fences, the body, and the body's first line; None without front matter."""
    lines = text.split("\n")
    if not re.fullmatch(r"---[ \t]*", lines[0]):
        return None
    for number in range(1, len(lines)):
        if _FENCE.fullmatch(lines[number]):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


_SLIP = 0.85
"""How like the name of a folder or file another is that is taken for a slip: a letter too many, too few, or moved."""


def _meant(path: str, name: str) -> str:
    """The folder or file of `content/` that is read, of a text whose own folder or name is nearly that; else ""."""
    stem, dot, suffix = name.lower().rpartition(".")
    if path.count("/") > 1:
        guess = nearest(name, tuple(SUFFIXES), _SLIP)
        return f"content/{guess}/" if guess and path.lower().endswith(SUFFIXES[guess]) else ""
    if not dot or suffix not in ("yaml", "yml"):
        return ""
    single = tuple(one.removeprefix("content/").removesuffix(".yaml") for one in (NAMES, ORIGINS))
    guess = nearest(stem, (*single, *SUFFIXES), _SLIP)
    return f"content/{guess}.yaml" if guess in single else f"content/{guess}/" if guess else ""


class _Reader:
    def __init__(self, language: str = "") -> None:
        self.language = language
        self.notes: dict[str, Note] = {}
        self.sources: dict[str, Source] = {}
        self.figures: dict[str, Figure] = {}
        self.briefs: dict[str, Brief] = {}
        self.names: list[KnownName] = []
        self.origins: list[OriginDecision] = []
        self.published: dict[str, dict[str, dict[str, Any]]] = {}
        self.former: dict[tuple[str, str, int], dict[str, Any]] = {}
        self.texts: dict[str, str] = {}
        self.diagnostics: list[Diagnostic] = []

    def say(
        self, code: str, place: Place, message: str, hint: str = "", *, severity: Severity = Severity.ERROR
    ) -> None:
        self.diagnostics.append(Diagnostic(code=code, severity=severity, place=place, message=message, hint=hint))

    def text(self, path: str, content: bytes) -> str | None:
        text = decoded(path, content)
        if isinstance(text, Diagnostic):
            self.diagnostics.append(text)
            return None
        self.texts[path] = text
        return text

    def file(self, path: str, text: str) -> None:
        edition = EDITION.fullmatch(path)
        if path == NAMES:
            self.names.extend(self.records(KnownName, path, text))
        elif path == ORIGINS:
            self.origins.extend(self.records(OriginDecision, path, text))
        elif edition is not None:
            self.edition(edition[1], edition[3], int(edition[4] or 0), path, text)
        else:
            self.file_of_a_folder(path, text)

    def file_of_a_folder(self, path: str, text: str) -> None:
        folder, _, rest = path.removeprefix("content/").partition("/")
        if not path.endswith(SUFFIXES.get(folder, ())):
            self.passed_over(path)
        elif folder == "notes":
            self.note(path, rest.removesuffix(".md"), text)
        elif folder == "briefs":
            self.brief(path, rest.removesuffix(".md"), text)
        elif folder == "sources":
            self.source(path, rest.rpartition(".")[0], text)
        elif folder == "figures":
            self.figure_list(path, text)

    def passed_over(self, path: str) -> None:
        """Say that a file of the four folders was not read for its suffix, or one beside them for a slip in its name;
        others there are the author's own."""
        name = path.split("/")[1]
        suffixes = SUFFIXES.get(name)
        meant = "" if suffixes else _meant(path, name)
        if suffixes:
            hint = f"files of this folder end in {' or '.join(suffixes)}; rename it, or keep it elsewhere"
        elif meant:
            hint = f"did you mean {meant!r}?"
        else:
            return
        self.say("FM08", Place(path), f"{path!r} was not read", hint, severity=Severity.WARNING)

    def record(self, kind: type[R], tree: Tree, path: str, at: tuple[str | int, ...] = ()) -> R | None:
        record, diagnostics = to_record(kind, tree, path, at)
        self.diagnostics.extend(diagnostics)
        return record

    def tree(self, text: str, path: str, first_line: int = 1) -> Tree | None:
        """The YAML of a record, or None when it cannot even be parsed (its mistake is noted)."""
        tree = parse_yaml(text, path, first_line)
        self.diagnostics.extend(tree.diagnostics)
        return None if any(d.code == "FM01" for d in tree.diagnostics) else tree

    def document(self, path: str, text: str) -> tuple[Tree | None, str, int]:
        parts = split_front_matter(text)
        if parts is None:
            hint = "begin the file with a line '---', the keys, and a line '---'"
            self.say("FM01", Place(path), "the front matter is missing or not closed", hint)
            return None, text, 1
        front, body, first_line = parts
        return self.tree(front, path, 2), body, first_line

    def note(self, path: str, name: str, text: str) -> None:
        tree, body, first_line = self.document(path, text)
        head = self.record(NoteHead, tree, path) if tree else None
        blocks, diagnostics = parse_markdown(body, path, language=self.language, first_line=first_line)
        self.diagnostics.extend(diagnostics)
        topic, _, slug = name.partition("/")
        if not slug or not _SLUG.fullmatch(slug):
            hint = "content/notes/security/cost-sharing.md"
            self.say(
                "FM08",
                Place(path),
                "a note's file lies in the folder of its topic and is named in small letters, digits and hyphens",
                hint,
            )
            return
        if head is None or tree is None:
            return
        if head.topic != topic:
            place = tree.places.get(("topic",), Place(path))
            self.say(
                "FM08",
                place,
                f"the note's topic is {head.topic!r}, but it lies in the folder {topic!r}",
                "change the one or move the other",
            )
        self.notes[name] = Note(name, path, head, blocks)

    def brief(self, path: str, name: str, text: str) -> None:
        tree, body, first_line = self.document(path, text)
        head = self.record(BriefHead, tree, path) if tree else None
        blocks, diagnostics = parse_markdown(body, path, language=self.language, first_line=first_line)
        self.diagnostics.extend(diagnostics)
        if not _SLUG.fullmatch(name):
            self.say(
                "FM08",
                Place(path),
                "a brief's file is named in small letters, digits and hyphens",
                "content/briefs/us-rok-alliance.md",
            )
        elif head is not None:
            self.briefs[name] = Brief(name, path, head, blocks)

    def source(self, path: str, key: str, text: str) -> None:
        record, diagnostics = _source(text, path)
        self.diagnostics.extend(diagnostics)
        if key in self.sources:
            message = f"the source {key!r} is given twice (first in {self.sources[key].path})"
            self.say("FM08", Place(path), message, "keep one of the two")
            return
        twin = next((other for other in self.sources if other.casefold() == key.casefold()), None)
        if twin is not None:
            self.say(
                "CIT01",
                Place(path),
                f"the citekeys {twin!r} and {key!r} differ only in case",
                "rename one of the two files",
            )
        if re.search(r"\s|/", key):
            self.say(
                "FM08",
                Place(path),
                f"{key!r} cannot be a citekey",
                "name the file without spaces, straight in content/sources",
            )
        elif record is not None:
            self.sources[key] = Source(key, path, record)

    def list_of(self, text: str, path: str, what: str, first_key: str) -> Tree | None:
        """The YAML of a file that is a list; None where it is not (its mistake is noted) or is empty."""
        tree = self.tree(text, path)
        if tree is None or tree.value is None:
            return None
        if not isinstance(tree.value, list):
            self.say("FM04", Place(path), f"a file of {what} is a list", f"begin each of them with '- {first_key}: …'")
            return None
        return tree

    def records(self, kind: type[R], path: str, text: str) -> Iterator[R]:
        """The records of a file that is a list of them."""
        what = path.rpartition("/")[2].removesuffix(".yaml")
        tree = self.list_of(text, path, what, next(iter(kind.model_fields)))
        if tree is None:
            return
        for index, _place in _items(tree):
            record = self.record(kind, tree, path, (index,))
            if record is not None:
                yield record

    def edition(self, brief: str, day: str, former: int, path: str, text: str) -> None:
        """The record of a published edition, or the one that its correction number `former` took the place of."""
        record, problem = parse_edition(text, brief, day)
        if record is None:
            message = f"this is no record of an edition: {problem}"
            self.say("FM01", Place(path), message, "restore the file from the desk's history")
        elif former:
            self.former[brief, day, former] = record
        else:
            self.published.setdefault(brief, {})[day] = record

    def figure_list(self, path: str, text: str) -> None:
        found, diagnostics = _figures(text, path)
        self.diagnostics.extend(diagnostics)
        for record, place, id_place in found:
            if record.id in self.figures:
                first = self.figures[record.id].place
                self.say(
                    "FM08",
                    id_place,
                    f"the figure {record.id!r} is given twice (first at {first})",
                    "rename one of the two",
                )
                continue
            self.figures[record.id] = Figure(path, place, record)

    def figure_records(self, path: str, text: str) -> Iterator[tuple[FigureRecord, Place, Place]]:
        """The figures of a file, each with its place and that of its id."""
        tree = self.list_of(text, path, "figures", "id")
        if tree is None:
            return
        for index, place in _items(tree):
            record = self.record(FigureRecord, tree, path, (index,))
            if record is not None:
                yield record, place, tree.places.get((index, "id"), place)


# Sources and figures are what briefs have in common: a process that makes one after the other reads each once.


@lru_cache(maxsize=1024)
def _source(text: str, path: str) -> tuple[SourceRecord | None, tuple[Diagnostic, ...]]:
    reader = _Reader()
    tree = reader.tree(text, path)
    return reader.record(SourceRecord, tree, path) if tree else None, tuple(reader.diagnostics)


@lru_cache(maxsize=64)
def _figures(text: str, path: str) -> tuple[tuple[tuple[FigureRecord, Place, Place], ...], tuple[Diagnostic, ...]]:
    reader = _Reader()
    return tuple(reader.figure_records(path, text)), tuple(reader.diagnostics)


def _items(tree: Tree) -> Iterator[tuple[int, Place]]:
    for index in range(len(tree.value)):
        yield index, tree.places[(index,)]
