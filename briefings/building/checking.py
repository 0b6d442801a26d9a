"""All findings on a desk as of a date; the same desk is not checked twice."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from briefings import __version__
from briefings.building.plan import diagnostic_of
from briefings.building.program import program
from briefings.desk.files import Desk, read_content, read_templates
from briefings.desk.listing import SETTINGS, state_of
from briefings.desk.snapshots import snapshot_folder
from briefings.desk.store import STORE, Shelf, digest_of
from briefings.diagnostics import Diagnostic
from briefings.values import dataclass

LARGEST_FOLDER = 2_000_000_000
"""Bytes of snapshots that are read to tell whether something changed; a larger folder is checked anew each time."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`diagnostics` are what stands after the desk's suppressions; `texts` the files they are about, by path."""

    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


def checked(desk: Desk, names: tuple[str, ...], date: datetime.date, *, keep: bool = True) -> Checked:
    """Check the briefs named (all when none is) as of `date`, and try their layouts.

    What was found is kept by the digest of everything it depends on: files, snapshots, the program itself. Only when
    all of that is as it was are the findings of last time given again. With `keep` false nothing is looked up or kept.
    """
    files, _others, _refused = content = read_content(desk.root)
    shelf = Shelf(desk.root / STORE / "check")
    key = digest_of(_inputs(desk, content, names, date)) if keep else ""
    kept = _parse(shelf.get(key), desk.root) if key else None
    if kept is not None:
        return Checked(kept, {**_texts(files), SETTINGS: desk.text})
    # Slow to import, and of no use when nothing changed; and rules and layouts only when claims have been looked for.
    from briefings.building.material import read_material

    read = read_material(desk, meanwhile=lambda: import_module("briefings.building.checks"))
    from briefings.building.checks import check_desk

    found, texts, pictures = check_desk(desk, read, names, date)
    if key:
        entry = {
            "files": {path: state_of(desk.root / path) for path in pictures},
            "diagnostics": [asdict(one) for one in found],
        }
        shelf.put(key, json.dumps(entry, ensure_ascii=False).encode())
        shelf.trim()
    return Checked(found, texts)


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    return {path: content.decode("utf-8-sig", "replace").replace("\r\n", "\n") for path, content in files.items()}


def _parse(entry: bytes | None, root: Path) -> tuple[Diagnostic, ...] | None:
    """The findings of an entry, if the files that it names besides are what they were."""
    if entry is None:
        return None
    plain = json.loads(entry)
    if any(state_of(root / path) != state for path, state in plain["files"].items()):
        return None
    return tuple(diagnostic_of(one) for one in plain["diagnostics"])


# ------------------------------------------------------------------- inputs


def _inputs(
    desk: Desk, content: tuple[dict[str, bytes], tuple[str, ...], tuple[Diagnostic, ...]], *asked: object
) -> Iterator[bytes]:
    """Everything that findings depend on, in a fixed order."""
    files, others, refused = content
    yield repr((__version__, asked, others, refused)).encode()
    yield desk.text.encode()
    for path, text in sorted(files.items()):
        yield path.encode()
        yield text
    folders, mistakes = read_templates(desk.root)
    yield repr(mistakes).encode()
    for name, folder in sorted(folders.items()):
        yield f"{name} {folder.place}".encode()
        for path, text in sorted(folder.files.items()):
            yield path.encode()
            yield text
    yield from _snapshots(snapshot_folder(desk.root, desk.settings))
    yield program().encode()


def _snapshots(folder: Path) -> Iterator[bytes]:
    """The names and digests of the files of the snapshot folder. Too many bytes: a text that never comes again."""
    yield str(folder).encode()
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield type(error).__name__.encode()
        return
    if sum(entry.stat(follow_symlinks=False).st_size for entry in entries) > LARGEST_FOLDER:
        yield os.urandom(16)
        return
    for entry in entries:
        yield os.fsencode(entry.name)
        yield state_of(Path(entry.path)).encode()
