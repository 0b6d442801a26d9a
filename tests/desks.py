"""Desks written as text, so that one file shows a whole desk and a writer can add one without Python.

A desk is a run of files, each under a line with its path:

    === content/notes/security/troops.md
    ---
    title: …
    === content/sources/smith-2025.yaml
    …

Three forms of that line stand for what plain text cannot show: `=== path (windows-1252)` writes the file in that
encoding, `=== path -> target` makes a link of the file system, and `=== path (none)` takes a file of the base away.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path

from briefings.editions.assembly import assemble
from briefings.model import Dossier, Edition, Settings
from briefings.reading.dossier import parse_dossier

BASE = Path(__file__).parent / "checks" / "base.md"
"""The desk over which most tests lay a file or two: it has no findings."""

_HEADER = re.compile(r"=== (\S+)(?: -> (\S+)| \(([a-z0-9-]+)\))?")


def parse_desk(text: str) -> dict[str, tuple[str, str]]:
    """The files of a desk: path → kind (`text`, `link`, `none` or an encoding) and text."""
    files: dict[str, tuple[str, str]] = {}
    path, lines = "", list[str]()
    for line in [*text.split("\n"), "=== end"]:
        header = _HEADER.fullmatch(line)
        if header is None:
            lines.append(line)
            continue
        if path:
            kind, linked = files[path]
            files[path] = (kind, linked or "".join(f"{kept}\n" for kept in lines).rstrip("\n") + "\n")
        path, lines = header[1], []
        if path != "end":
            files[path] = ("link", header[2]) if header[2] else (header[3] or "text", "")
    return files


def write_desk(folder: Path, text: str, *, base: str | None = None) -> Path:
    """Write the base desk and `text` over it into `folder`; the base is `BASE` unless another (or "") is given."""
    for desk in (BASE.read_text(encoding="utf-8") if base is None else base, text):
        for path, (kind, content) in parse_desk(desk).items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            if kind == "link":
                file.symlink_to(content)
            elif kind != "none":
                file.write_bytes(content.encode("utf-8" if kind == "text" else kind))
    return folder


def read_dossier(text: str, *, base: str | None = None) -> Dossier:
    """The Dossier of the base desk with `text` over it, without a disk. Both must be free of mistakes."""
    files: dict[str, bytes] = {}
    for desk in (BASE.read_text(encoding="utf-8") if base is None else base, text):
        for path, (kind, content) in parse_desk(desk).items():
            files[path] = content.encode()
            if kind == "none":
                del files[path]
    settings = Settings.model_validate(tomllib.loads(files["briefings.toml"].decode()))
    dossier = parse_dossier(settings, {path: files[path] for path in files if path.startswith("content/")})
    assert dossier.diagnostics == (), dossier.diagnostics
    return dossier


def edition_of(text: str, *, date: str = "2026-01-30", brief: str = "alliance", base: str | None = None) -> Edition:
    """The edition of a brief of such a desk."""
    dossier = read_dossier(text, base=base)
    return assemble(dossier, dossier.briefs[brief], datetime.date.fromisoformat(date))
