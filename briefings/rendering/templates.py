"""A template folder's files to a Template: layouts, styles, and options with their types."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Filled, Record, Slug
from briefings.patterns import lazy_pattern
from briefings.reading.records import nearest
from briefings.reading.toml import toml_mistake
from briefings.values import dataclass

LAYOUT, STYLE, RECORD = "brief.html.j2", "brief.css", "template.toml"

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff2": "font/woff2",
}
"""The files of a template that a sheet can carry."""


class Option(Record):
    """One thing a brief may set in `options:` without touching the template."""

    type: Literal["colour", "text", "choice", "number", "flag", "picture", "font"]
    default: Any
    doc: Filled
    choices: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None


class TemplateRecord(Record):
    """`template.toml`."""

    title: Filled
    summary: str = ""
    extends: Slug | None = None
    options: dict[str, Option] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """The files of one folder as read: `place` is how messages name it, `files` are by name inside it."""

    name: str
    place: str
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Template:
    """A template with all that it inherits.

    `layouts` has the text and file of every layout in the desk by its Jinja name (`bulletin/brief.html.j2`);
    `styles` are (file, text), the base's first; `files` the pictures and fonts, the template's own first.
    """

    name: str
    layouts: Mapping[str, tuple[str, str]]
    styles: tuple[tuple[str, str], ...]
    options: Mapping[str, Option]
    files: Mapping[str, bytes]
    fonts_named_at: Mapping[str, Place] = field(default_factory=dict)
    """Where the default of each option that is a font is given."""

    @property
    def families(self) -> tuple[str, ...]:
        """The font families that its styles and layouts declare."""
        texts = (text for text in (*dict(self.styles).values(), *(text for text, _path in self.layouts.values())))
        return tuple(
            name for text in texts if "@font-face" in text for name in _FONT_FACE.findall(_REMARK.sub(" ", text))
        )

    @property
    def layout(self) -> str:
        return f"{self.name}/{LAYOUT}"


def parse_template(
    name: str, folders: Mapping[str, TemplateFolder], asked_at: Place
) -> tuple[Template | None, tuple[Diagnostic, ...]]:
    """Put the template `name` together; `asked_at` is where a brief names it."""
    if name not in folders:
        guess = nearest(name, tuple(folders))
        hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(sorted(folders))}"
        return None, (Diagnostic.error("TPL01", asked_at, f"there is no template {name!r}", hint),)
    diagnostics: list[Diagnostic] = []
    chain: list[tuple[TemplateFolder, TemplateRecord]] = []
    next_name: str | None = name
    while next_name is not None:
        folder = folders.get(next_name)
        if folder is None or any(next_name == other.name for other, _record in chain):
            last = chain[-1][0]
            at = _toml_place(f"{last.place}/{RECORD}", last.files[RECORD].decode("utf-8", "replace"), ("extends",))
            circle = "itself" if next_name == chain[-1][0].name else f"{next_name!r}, which extends it in turn"
            what = f"extends {circle}" if folder is not None else f"extends {next_name!r}, which there is not"
            guess = nearest(next_name, tuple(folders)) if folder is None else ""
            hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(sorted(folders))}"
            diagnostics.append(Diagnostic.error("TPL01", at, f"the template {chain[-1][0].name!r} {what}", hint))
            break
        record = _record(folder, diagnostics)
        if record is None:
            break
        chain.append((folder, record))
        next_name = record.extends
    layouts = dict(_layouts(folders, diagnostics))
    if LAYOUT not in folders[name].files:
        diagnostics.append(
            Diagnostic.error(
                "TPL01",
                Place(f"{folders[name].place}/{LAYOUT}"),
                "the template has no layout",
                f'write {LAYOUT}, or begin with {{% extends "bulletin/{LAYOUT}" %}}',
            )
        )
    diagnostics += _lost_blocks(layouts, f"{name}/{LAYOUT}")
    if diagnostics:
        return None, tuple(diagnostics)
    options: dict[str, Option] = {}
    given_in: dict[str, Place] = {}
    files: dict[str, bytes] = {}
    styles: list[tuple[str, str]] = []
    for folder, record in reversed(chain):
        options.update(record.options)
        text = folder.files[RECORD].decode("utf-8", "replace")
        given_in.update(
            (one, _toml_place(f"{folder.place}/{RECORD}", text, ("options", one, "default")))
            for one, option in record.options.items()
            if option.type == "font"
        )
        files.update(folder.files)
        if STYLE in folder.files:
            styles.append((f"{folder.place}/{STYLE}", folder.files[STYLE].decode("utf-8", "replace")))
    return Template(name, layouts, tuple(styles), options, files, given_in), ()


_SILENT = lazy_pattern(r"\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}", re.DOTALL)
_TAG = lazy_pattern(r"""\{%[-+]?\s*(?P<tag>extends|block|endblock)\b\s*(?P<name>"[^"]*"|'[^']*'|\w*)""")


@lru_cache(maxsize=64)
def _blocks_of(layout: str) -> tuple[str, tuple[tuple[str, int], ...], frozenset[str]]:
    """The layout that this one extends, "" for none; its blocks that stand in no other, with their lines; all names.

    A name that is worked out is given as it is written: no layout has it.
    """
    text = _SILENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), layout)
    parent, depth, outer, names = "", 0, list[tuple[str, int]](), set[str]()
    for found in _TAG.finditer(text):
        name = found["name"]
        if found["tag"] == "extends":
            parent = name.strip("\"'") or "?"
        elif found["tag"] == "endblock":
            depth -= 1
        else:
            names.add(name)
            if depth == 0:
                outer.append((name, text.count("\n", 0, found.start()) + 1))
            depth += 1
    return parent, tuple(outer), frozenset(names)


def _lost_blocks(layouts: Mapping[str, tuple[str, str]], name: str) -> Iterator[Diagnostic]:
    """The blocks of a layout and of those that it extends for which no layout below has a place.

    Jinja passes over them, and what is written in them is printed nowhere.
    """
    chain: list[str] = []
    while name in layouts and name not in chain:
        chain.append(name)
        name = _blocks_of(layouts[name][0])[0]
    if name:
        return  # it is said that there is no such layout
    for number, one in enumerate(chain[:-1]):
        text, path = layouts[one]
        known = frozenset[str]().union(*(_blocks_of(layouts[below][0])[2] for below in chain[number + 1 :]))
        for block, line in _blocks_of(text)[1]:
            if block not in known and f"self.{block}" not in text:
                guess = nearest(block, known)
                hint = f"did you mean {guess!r}?" if guess else f"its blocks: {', '.join(sorted(known)) or 'none'}"
                message = f"the layout {chain[number + 1]!r} has no block {block!r}: what stands in it would be lost"
                yield Diagnostic.error("TPL03", Place(path, line), message, hint)


def _layouts(
    folders: Mapping[str, TemplateFolder], diagnostics: list[Diagnostic]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, folder in sorted(folders.items()):
        for file, content in sorted(folder.files.items()):
            if file.endswith(".j2"):
                path = f"{folder.place}/{file}"
                try:
                    yield f"{name}/{file}", (content.decode("utf-8-sig"), path)
                except UnicodeDecodeError:
                    diagnostics.append(
                        Diagnostic.error("TPL02", Place(path), "the layout is not UTF-8", "save it as UTF-8")
                    )


def _record(folder: TemplateFolder, diagnostics: list[Diagnostic]) -> TemplateRecord | None:
    path = f"{folder.place}/{RECORD}"
    if RECORD not in folder.files:
        diagnostics.append(
            Diagnostic.error(
                "TPL01",
                Place(path),
                f"the template {folder.name!r} has no {RECORD}",
                'write one with a line: title = "…"',
            )
        )
        return None
    text = folder.files[RECORD].decode("utf-8", "replace")
    try:
        record = _parsed(text)
    except tomllib.TOMLDecodeError as error:
        line, column, message, hint = toml_mistake(error, 'title = "Bulletin"')
        diagnostics.append(Diagnostic.error("TPL02", Place(path, line, column), message, hint))
        return None
    except RecursionError:
        diagnostics.append(
            Diagnostic.error("TPL02", Place(path), f"{RECORD} is nested too deep to be read", "two levels will do")
        )
        return None
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            message, hint = _mistake(detail)
            diagnostics.append(Diagnostic.error("TPL02", _toml_place(path, text, detail["loc"]), message, hint))
        return None
    for name, option in record.options.items():
        problem = _problem(option, option.default)
        if problem:
            diagnostics.append(
                Diagnostic.error(
                    "TPL02",
                    _toml_place(path, text, ("options", name, "default")),
                    f"the default of the option {name!r} {problem}",
                    "give a default of the option's own type",
                )
            )
    return record


@lru_cache(maxsize=32)
def _parsed(text: str) -> TemplateRecord:
    """The record of a template: a worker meets the same few in every order."""
    return TemplateRecord.model_validate(tomllib.loads(text))


def _mistake(detail: ErrorDetails) -> tuple[str, str]:
    """A mistake in `template.toml` in the words of the other records, and the way out."""
    keys = ".".join(str(step) for step in detail["loc"])
    if detail["type"] == "extra_forbidden":
        record = Option if len(detail["loc"]) > 1 else TemplateRecord
        guess = nearest(str(detail["loc"][-1]), tuple(record.model_fields))
        return f"unknown key {keys!r}", f"did you mean {guess!r}?" if guess else "docs/templates.md lists the keys"
    if detail["type"] == "missing":
        return f"the key {keys!r} is missing", "docs/templates.md lists the keys"
    return f"{keys}: {detail['msg'][0].lower()}{detail['msg'][1:]}", "docs/templates.md lists the keys"


@lru_cache(maxsize=64)
def _toml_place(path: str, text: str, keys: tuple[str | int, ...]) -> Place:
    """The line of a TOML key, found by its spelling (tomllib keeps no lines); the file's first where it is missing."""
    line = 1
    lines = text.split("\n")
    for key in keys:
        for number in range(line - 1, len(lines)):
            if re.match(rf"\s*(\[[^\]]*\b{re.escape(str(key))}\]|{re.escape(str(key))}\s*=)", lines[number]):
                line = number + 1
                break
    return Place(path, line)


FAMILIES = ("Source Serif Pro", "Source Sans Pro", "Noto Sans CJK KR")
"""The font families that every print has."""
_ALSO = ("Source Serif Pro ", "Source Sans Pro ", "Noto Sans CJK ", "Noto Sans Mono CJK ")
"""How the names of other families in the same files begin: single weights, the faces for Chinese and Japanese."""
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
_FONT_FACE = lazy_pattern(r"""@font-face\s*\{[^}]*?font-family\s*:\s*["']?([^"';}]+?)\s*["']?\s*[;}]""", re.IGNORECASE)
_REMARK = lazy_pattern(r"/\*.*?\*/", re.DOTALL)


def _unknown_font(template: Template, value: object) -> str:
    """What is wrong with the font family that an option names, and what may be meant; "" where the print has it."""
    if not isinstance(value, str) or value in FAMILIES or value.startswith(_ALSO) or value.lower() in _GENERIC:
        return ""
    known = {one.casefold(): one for one in (*FAMILIES, *template.families)}
    if value.casefold() in known:
        return ""
    guess = known.get(nearest(value, tuple(known), _LIKE_A_FONT), "")
    return f"did you mean {guess!r}?" if guess else f"the print has: {', '.join(known.values())}; or declare @font-face"


_LIKE_A_FONT = 0.75
"""Names of fonts have words in common: those that are less alike are two."""


def choose_options(
    template: Template, given: Mapping[str, Any], place_of: Mapping[str, Place]
) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """The value of every option: the brief's where it gives one (as text, from YAML), else the default."""
    diagnostics = []
    values = {name: option.default for name, option in template.options.items()}
    for name, written in given.items():
        place = place_of.get(name, Place(""))
        option = template.options.get(name)
        if option is None:
            guess = nearest(name, tuple(template.options))
            hint = (
                f"did you mean {guess!r}?" if guess else f"its options: {', '.join(sorted(template.options)) or 'none'}"
            )
            diagnostics.append(
                Diagnostic.error("TPL05", place, f"the template {template.name!r} has no option {name!r}", hint)
            )
            continue
        value = _converted(option, written)
        problem = _problem(option, value)
        if problem:
            diagnostics.append(Diagnostic.error("TPL05", place, f"the option {name!r} {problem}", option.doc))
        else:
            values[name] = value
    for name, option in template.options.items():
        if option.type == "font" and (hint := _unknown_font(template, values[name])):
            place = place_of.get(name) or template.fonts_named_at.get(name, Place(""))
            message = f"the option {name!r} is {values[name]!r}, a font that the print does not have"
            diagnostics.append(
                Diagnostic(code="TPL05", severity=Severity.WARNING, place=place, message=message, hint=hint)
            )
    return values, tuple(diagnostics)


def _converted(option: Option, written: object) -> object:
    if option.type == "flag" and written in ("true", "false"):
        return written == "true"
    if option.type == "number" and isinstance(written, str) and re.fullmatch(r"-?\d+(\.\d+)?", written):
        return float(written) if "." in written else int(written)
    return written


def _problem(option: Option, value: object) -> str:
    """What is wrong with a value, as the end of a sentence; "" when nothing is."""
    match option.type:
        case "colour":
            ok = isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value)
            return "" if ok else f"is {value!r}, not a colour like #16425b"
        case "choice":
            return "" if value in option.choices else f"is {value!r}, not one of {', '.join(option.choices)}"
        case "flag":
            return "" if isinstance(value, bool) else f"is {value!r}, not true or false"
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                return f"is {value!r}, not a number"
            below = option.min is not None and value < option.min
            above = option.max is not None and value > option.max
            if below:
                return f"is {value}, below {option.min:g}"
            return f"is {value}, above {option.max:g}" if above else ""
        case "font":
            ok = isinstance(value, str) and re.fullmatch(r"[\w -]{1,60}", value)
            return "" if ok else f"is {value!r}, not the name of a font family"
        case _:
            return "" if isinstance(value, str) else f"is {value!r}, not text"
