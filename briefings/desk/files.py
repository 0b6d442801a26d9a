"""Find a desk and read its files; nothing outside it is ever opened."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from briefings.desk.listing import SETTINGS, SHIPPED, find_root, list_content, read_regular, refused_file, walk_folder
from briefings.diagnostics import Diagnostic, Place
from briefings.errors import BriefingsError
from briefings.model import (
    CheckSettings,
    DeskSettings,
    EvidenceSettings,
    PrintSettings,
    Settings,
    SiteSettings,
    Waiver,
)
from briefings.reading.markdown import PICTURES
from briefings.reading.paths import LARGEST, largest
from briefings.reading.records import nearest
from briefings.reading.toml import toml_mistake
from briefings.rendering.templates import LAYOUT, MEDIA_TYPES, RECORD, STYLE, TemplateFolder
from briefings.values import dataclass

LARGEST_PICTURE = 20_000_000
"""Bytes of a picture or font that is carried in a sheet."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An opened desk: its root folder, its settings, and these as they are written."""

    root: Path
    settings: Settings
    text: str = ""


def find_desk(start: Path) -> Desk:
    """The desk in `start` or the nearest folder above it. Raises `BriefingsError` where there is none."""
    root = find_root(start)
    return Desk(root, *_read_settings(root / SETTINGS))


def _read_settings(path: Path) -> tuple[Settings, str]:
    try:
        text = settings_text(path.read_bytes())
    except OSError as error:
        raise BriefingsError(f"{SETTINGS} cannot be read: {error.strerror}") from error
    return parse_settings(text), text


def settings_text(content: bytes) -> str:
    """The settings as text. Raises `BriefingsError` where they are none."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise BriefingsError(f"{SETTINGS} is not UTF-8", "save the file as UTF-8") from error


@lru_cache(maxsize=8)
def parse_settings(text: str) -> Settings:
    """The settings of a desk; a worker is asked for the same with every order.

    Raises `BriefingsError` with all mistakes in them.
    """
    try:
        return Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line, column, message, hint = toml_mistake(error, 'name = "Alliance Desk"')
        raise BriefingsError(f"{SETTINGS}:{line}:{column}: {message}", hint) from error
    except RecursionError:
        raise BriefingsError(f"{SETTINGS} is nested too deep to be read", "settings need two levels") from None
    except ValidationError as error:
        raise BriefingsError(*_settings_mistakes(error)) from error


_IGNORE = ("check", "ignore")
"""Where a value is a text or a table: each mistake comes once for either, under the names of our own classes."""


def _settings_mistakes(error: ValidationError) -> tuple[str, str]:
    """All mistakes of the settings in one message, and a hint for the first unknown key."""
    found = [(tuple(map(str, detail["loc"])), detail) for detail in error.errors(include_url=False)]
    tables = {loc[:3] for loc, _ in found if loc[:2] == _IGNORE and len(loc) > 4}
    lines: dict[str, None] = {}  # in their order, each once
    hint = ""
    slips = {(*loc[:-1], _meant(loc)) for loc, detail in found if detail["type"] == "extra_forbidden"}
    for place, detail in found:
        loc = place
        if detail["type"] == "missing" and loc in slips:
            continue  # it is there, with a slip
        if place[:2] == _IGNORE:
            if len(place) == 4 and place[:3] in tables:
                continue  # that a table is no text is not what is wrong with it
            loc = place[:3] + place[4:]
        if detail["type"] == "extra_forbidden":
            hint = hint or _settings_hint(loc)
        lines[_settings_mistake(loc, detail["type"], detail["msg"])] = None
    return f"{SETTINGS}: {'; '.join(lines)}", hint or "docs/notes.md lists the settings"


def _settings_mistake(loc: tuple[str, ...], kind: str, message: str) -> str:
    key = ".".join(loc)
    if loc == _IGNORE:
        return f"{key}: a table of codes, each with a reason in quotes"
    if loc[:2] == _IGNORE and len(loc) == 3:
        return f"{key}: a reason in quotes, or a table of reason, until and severity"
    if kind == "extra_forbidden":
        return f"unknown key {key!r}"
    if kind == "missing":
        return f"the key {key!r} is missing"
    return f"{key}: {message[0].lower()}{message[1:]}"


_TABLES: dict[str, type[BaseModel]] = {
    "": Settings,
    "desk": DeskSettings,
    "check": CheckSettings,
    "evidence": EvidenceSettings,
    "print": PrintSettings,
    "site": SiteSettings,
}


def _keys_of_tables() -> dict[str, list[str]]:
    return {where: [str(info.alias) for info in kind.model_fields.values()] for where, kind in _TABLES.items()}


def _meant(loc: tuple[str, ...]) -> str:
    """What an unknown key was meant to be; "" when nothing is near."""
    *table, name = loc
    waiver = list(Waiver.model_fields) if tuple(table[:2]) == _IGNORE else []
    return nearest(name, _keys_of_tables().get(".".join(table), waiver))


def _settings_hint(loc: tuple[str, ...]) -> str:
    """Where an unknown key belongs, or what it was meant to be; "" when nothing is near."""
    guess, name = _meant(loc), loc[-1]
    if guess:
        return f"did you mean {guess!r}?"
    home = next((where for where, names in _keys_of_tables().items() if name in names), None)
    if home is None:
        return ""
    return f"{name!r} stands under [{home}]" if home else f"{name!r} stands by itself, under no other key"


# ------------------------------------------------------------------ content


def read_content(root: Path) -> tuple[dict[str, bytes], tuple[str, ...], tuple[Diagnostic, ...]]:
    """Every text file under `content/` by its path in the desk, and the paths of all other files there.

    Links are refused, never followed.
    """
    listing = list_content(root)
    files: dict[str, bytes] = {}
    refused = list(listing.refused)
    for path in listing.files:
        content = read_file(root, path)
        if isinstance(content, Diagnostic):
            refused.append(content)
        else:
            files[path] = content
    return files, listing.others, tuple(refused)


def read_file(root: Path, path: str) -> bytes | Diagnostic:
    """A file of `content/` by its path in the desk; or why it cannot be read."""
    try:
        return read_regular(root / path, largest(path))
    except OSError as error:
        return refused_file(path, f"{path!r} cannot be read: {error.strerror}")


def read_pictures(root: Path, wanted: Mapping[str, Place]) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The pictures asked for, by path. What is missing, lies behind a link or is no such picture is a diagnostic."""
    pictures: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for path, place in wanted.items():
        content, problem = _read_picture(root, path)
        if problem:
            diagnostics.append(Diagnostic.error("TXT04", place, *problem))
        else:
            pictures[path] = content
    return pictures, tuple(diagnostics)


def _read_picture(root: Path, path: str) -> tuple[bytes, tuple[str, str] | None]:
    """A picture's bytes, or why there are none."""
    try:
        problem = _refusal(root, path)
        if problem:
            return b"", problem
        content = read_regular(root / path, LARGEST_PICTURE)
    except OSError as error:
        return b"", (f"the picture {path!r} cannot be read: {error.strerror}", "")
    return content, _not_a_picture(path, content)


def _refusal(root: Path, path: str) -> tuple[str, str] | None:
    """Why a path of the desk may not be opened: every step of it must be a real folder, the last a real file."""
    here = root
    for step in path.split("/"):
        here = here / step
        if here.is_symlink():
            return f"the picture {path!r} lies behind a link; it was not read", "put the file itself into the desk"
    if not here.is_file():
        return f"there is no picture {path!r}", "the path is relative to the file that names it"
    return None


_BEGINNINGS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/svg+xml": re.compile(rb"(\xef\xbb\xbf)?\s*<"),
}


def _not_a_picture(path: str, content: bytes) -> tuple[str, str] | None:
    kind = PICTURES.get(Path(path).suffix.lower())
    if kind is None:
        return f"the picture {path!r} is of no kind that can be printed", f"use {', '.join(PICTURES)}"
    if len(content) > LARGEST_PICTURE:
        return f"the picture {path!r} is too large to be carried", f"a picture may have {LARGEST_PICTURE:,} bytes"
    if not _BEGINNINGS[kind].match(content) or (kind == "image/svg+xml" and b"\0" in content):
        return f"{path!r} is not what its name says: no {kind} begins like that", "export the picture again"
    if kind == "image/svg+xml" and re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        return f"the picture {path!r} declares a document type or entities; it was not used", "save it as plain SVG"
    return None


# ---------------------------------------------------------------- templates


def read_screen_fonts(root: Path) -> dict[str, bytes]:
    """The screen fonts of the bulletin that comes with the program, or of the desk's own bulletin, by file name."""
    folders, _ = read_templates(root)
    split = ((*path.rpartition("/"), content) for path, content in folders["bulletin"].files.items())
    return {name: content for folder, _, name, content in split if folder == "fonts" and name.endswith(".woff2")}


def read_templates(root: Path) -> tuple[dict[str, TemplateFolder], tuple[Diagnostic, ...]]:
    """Every template folder by name: the desk's own before the shipped ones."""
    folders: dict[str, TemplateFolder] = {}
    diagnostics: list[Diagnostic] = []
    for base, place in ((SHIPPED, "briefings:templates"), (root / "templates", "templates")):
        if base == root / "templates" and base.is_symlink():
            diagnostics.append(
                _refused(Place(place), f"{place!r} is a link; it was not followed", "put the folder here")
            )
            continue
        try:
            found = sorted(base.iterdir()) if base.is_dir() else []
        except OSError as error:
            diagnostics.append(_refused(Place(place), f"the folder {place!r} cannot be read: {error.strerror}"))
            continue
        for folder in found:
            if folder.is_symlink():
                diagnostics.append(
                    _refused(
                        Place(f"{place}/{folder.name}"), f"the template {folder.name!r} is a link; it was not followed"
                    )
                )
            elif folder.is_dir() and not folder.name.startswith("."):
                folders[folder.name] = TemplateFolder(
                    folder.name, f"{place}/{folder.name}", _template_files(folder, place, diagnostics)
                )
    return folders, tuple(diagnostics)


def _template_files(folder: Path, place: str, diagnostics: list[Diagnostic]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    unread: list[OSError] = []
    for entry in walk_folder(folder, unread):
        name = Path(entry.path).relative_to(folder).as_posix()
        if not (name in (LAYOUT, STYLE, RECORD) or name.endswith((".j2", *MEDIA_TYPES))):
            continue
        at = Place(f"{place}/{folder.name}/{name}")
        if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
            diagnostics.append(
                _refused(at, f"{name!r} is a link or no file; it was not read", "put the file itself here")
            )
            continue
        try:
            content = read_regular(Path(entry.path), LARGEST_PICTURE)
        except OSError as error:
            diagnostics.append(_refused(at, f"{name!r} cannot be read: {error.strerror}"))
            continue
        if len(content) > (LARGEST_PICTURE if name.endswith(tuple(MEDIA_TYPES)) else LARGEST):
            diagnostics.append(_refused(at, f"{name!r} is too large to be used"))
            continue
        files[name] = content
    for failure in unread:
        at = Place(f"{place}/{Path(failure.filename).relative_to(folder.parent).as_posix()}")
        diagnostics.append(_refused(at, f"the folder {at.path!r} cannot be read: {failure.strerror}"))
    return files


def read_style(root: Path, name: str) -> str:
    """A citation style: the text of a `.csl` file of the desk, or the name as it is."""
    if not name.endswith(".csl"):
        return name
    try:
        problem = _refusal(root, name) if not name.startswith("/") and ".." not in name.split("/") else ("", "")
        if problem is not None:
            raise BriefingsError(
                f"the citation style {name!r} is not a file of the desk",
                "name a .csl file by its path in the desk, or a style by its name",
            )
        return read_regular(root / name, LARGEST).decode("utf-8", "replace")
    except OSError as error:
        raise BriefingsError(f"the citation style {name!r} cannot be read: {error.strerror}") from error


def _refused(place: Place, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic.error("OUT02", place, message, hint)
