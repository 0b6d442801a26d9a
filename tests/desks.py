"""Desks written as text, so that one file shows a whole desk and a writer can add one without Python.

A desk is a run of files, each under a line with its path:

    === content/notes/security/troops.md
    ---
    title: …
    === content/sources/smith-2025.yaml
    …

Three forms of that line stand for what plain text cannot show: `=== path (windows-1252)` writes the file in that
encoding, `=== path -> target` makes a link of the file system, and `=== path (none)` takes a file of the base away.
In a source's record `sha256: (of the file)` stands for the digest of the snapshot that the record names.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from pathlib import Path

from briefings.editions.assembly import assemble
from briefings.model import Dossier, Edition, Settings
from briefings.reading.dossier import parse_dossier

BASE = Path(__file__).parent / "checks" / "base.md"
"""The desk over which most tests lay a file or two: it has no findings."""

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
"""A layout that does not come to its end."""

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


_DIGEST = "sha256: (of the file)"
_SNAPSHOT = re.compile(r"\bfile: *([^\s,}]+)")


def desk_files(text: str, *, base: str | None = None) -> dict[str, tuple[str, bytes]]:
    """The files of the base desk and of `text` over it: path → kind and bytes, with the digests put in."""
    files: dict[str, tuple[str, bytes]] = {}
    for desk in (BASE.read_text(encoding="utf-8") if base is None else base, text):
        for path, (kind, content) in parse_desk(desk).items():
            encoding = "utf-8" if kind in ("text", "link", "none") else kind
            files[path] = (kind, content.encode(encoding))
    return {path: (kind, _with_digest(path, content, files)) for path, (kind, content) in files.items()}


def _with_digest(path: str, content: bytes, files: dict[str, tuple[str, bytes]]) -> bytes:
    """A source's record in which `sha256: (of the file)` is the digest of the snapshot that it names."""
    if not path.startswith("content/sources/") or _DIGEST.encode() not in content:
        return content
    record = content.decode()
    named = _SNAPSHOT.search(record)
    snapshot = f"snapshots/{named[1]}" if named else ""
    if snapshot not in files:
        raise ValueError(f"{path}: there is no {snapshot or 'snapshot'} in the desk whose digest could be put in")
    digest = hashlib.sha256(files[snapshot][1]).hexdigest()
    return record.replace(_DIGEST, f"sha256: {digest}").encode()


def write_desk(folder: Path, text: str, *, base: str | None = None) -> Path:
    """Write the base desk and `text` over it into `folder`; the base is `BASE` unless another (or "") is given."""
    for path, (kind, content) in desk_files(text, base=base).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if kind == "link":
            file.symlink_to(content.decode())
        elif kind != "none":
            file.write_bytes(content)
    return folder


def read_dossier(text: str, *, base: str | None = None) -> Dossier:
    """The Dossier of the base desk with `text` over it, without a disk. Both must be free of mistakes."""
    files = {path: content for path, (kind, content) in desk_files(text, base=base).items() if kind != "none"}
    settings = Settings.model_validate(tomllib.loads(files["briefings.toml"].decode()))
    dossier = parse_dossier(settings, {path: files[path] for path in files if path.startswith("content/")})
    assert dossier.diagnostics == (), dossier.diagnostics
    return dossier


def edition_of(text: str, *, date: str = "2026-01-30", brief: str = "alliance", base: str | None = None) -> Edition:
    """The edition of a brief of such a desk."""
    dossier = read_dossier(text, base=base)
    return assemble(dossier, dossier.briefs[brief], datetime.date.fromisoformat(date))
