"""What files a desk has, and whether they changed: told from the folders alone, before any of them is opened.

Little is imported here, for a build that has nothing to do gets by with this.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from briefings.diagnostics import Diagnostic, Place
from briefings.errors import BriefingsError
from briefings.reading.paths import is_read
from briefings.values import dataclass

SETTINGS = "briefings.toml"

_PACKAGE = Path(__file__).parent.parent
SHIPPED = _PACKAGE / "templates" if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent / "templates"
"""The templates that come with the package: inside it, or beside it in a checkout."""

Signature = tuple[int, int, int, int]
"""Of a file: when its content and when its inode changed (ns), its size (bytes), its inode."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files under `content/`, by their path in the desk; links are refused, never followed."""

    files: dict[str, Signature] = field(default_factory=dict)
    """Those that are read."""
    others: tuple[str, ...] = ()
    """The paths of all other files."""
    refused: tuple[Diagnostic, ...] = ()


def find_root(start: Path) -> Path:
    """The desk in `start` or the nearest folder above it. Raises `BriefingsError` where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise BriefingsError(
        f"there is no {SETTINGS} in {start.name!r} or any folder above it",
        "go to a desk's folder, or name one: briefings build --desk FOLDER",
    )


def list_content(root: Path) -> Listing:
    """Look through `content/`, and open nothing."""
    folder = "content"
    if (root / folder).is_symlink():
        return Listing(
            refused=(refused_file(folder, f"{folder!r} is a link; it was not followed", "put the folder here"),)
        )
    files: dict[str, Signature] = {}
    others: list[str] = []
    refused: list[Diagnostic] = []
    unread: list[OSError] = []
    start = len(os.fspath(root)) + 1
    for entry in walk_folder(root / folder, unread):
        path = entry.path[start:].replace(os.sep, "/")
        if entry.is_symlink():
            refused.append(refused_file(path, f"{path!r} is a link; it was not followed", "put the file itself here"))
        elif not path.isprintable():  # a newline, or bytes that are not UTF-8
            shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in path)
            message = f"the name of the file {shown!r} cannot be printed; it was not read"
            hint = "name files in small letters, digits, hyphens"
            refused.append(Diagnostic.error("FM08", Place(shown), message, hint))
        elif is_read(path):
            try:
                files[path] = signature(entry.stat(follow_symlinks=False))
            except OSError as error:
                refused.append(refused_file(path, f"{path!r} cannot be read: {error.strerror}"))
        else:
            others.append(path)
    for problem in unread:
        path = Path(problem.filename).relative_to(root).as_posix()
        refused.append(refused_file(path, f"the folder {path!r} cannot be read: {problem.strerror}"))
    return Listing(files, tuple(others), tuple(refused))


def refused_file(path: str, message: str, hint: str = "") -> Diagnostic:
    """That a file or folder was not read, and why."""
    return Diagnostic.error("OUT02", Place(path), message, hint)


def walk_folder(folder: Path, unread: list[OSError]) -> Iterator[os.DirEntry[str]]:
    """The files and links under a folder, by name; why a folder in it cannot be read goes into `unread`."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        unread.append(error)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk_folder(Path(entry.path), unread)
        else:
            yield entry


def read_regular(path: str | Path, most: int) -> bytes:
    """A regular file's first `most` + 1 bytes; a pipe or a device would never end."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is not a regular file")
        return file.read(most + 1)


# ------------------------------------------------------------------- states


def signature(found: os.stat_result) -> Signature:
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def state_of(path: Path) -> str:
    """The digest of a regular file; what it is instead, where it is none."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return f"mode {stat.S_IFMT(found.st_mode):o}"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return type(error).__name__


def program_state(package: Path, *more: Path) -> str:
    """What there is of the program on this machine: its files, the interpreter, the folders of installed packages.

    Told by size and time, not by content: an installation changes them, and reading all of it would take longer than
    what this is there to save. `more` are files that it uses besides.
    """
    parts = [sys.version]
    own = (entry for entry in walk_folder(package, []) if not entry.name.endswith(".pyc"))
    parts += [f"{entry.path} {signature(entry.stat())}" for entry in own]
    installed = (Path(folder) for folder in sys.path if folder.endswith(("site-packages", "dist-packages")))
    for path in (*installed, *more):
        try:
            parts.append(f"{path} {signature(path.stat())}")
        except OSError as error:
            parts.append(f"{path} {type(error).__name__}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
