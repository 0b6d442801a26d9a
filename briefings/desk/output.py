"""Write what was made: under a temporary name, then renamed, so that a killed build leaves the last good file."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from briefings.errors import BriefingsError


def write_files(root: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    """Write `files` (path in the desk → bytes): all of them under temporary names first, then each is renamed.

    Nothing else in the folders is touched, and nothing outside the desk. Raises `BriefingsError` when the disk
    does not take them; its hint says whether the old files stand as they were.
    """
    waiting: list[tuple[Path, Path]] = []
    made: set[Path] = set()
    renamed = 0
    try:
        for name, content in files.items():
            target = root / name
            if target.parent not in made:
                _make_folder(root, target.parent)
                made.add(target.parent)
            descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            waiting.append((Path(temporary), target))
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), 0o644)
        for _temporary, target in waiting:
            if target.is_dir() and not target.is_symlink():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        for temporary_path, target in waiting:
            temporary_path.replace(target)
            renamed += 1
    except OSError as error:
        last = "some files of this build have replaced the last ones, and some have not: build again"
        raise BriefingsError(
            f"the output cannot be written: {error.strerror}: {error.filename or ''}".rstrip(": "),
            "make room or give yourself the right to write there; "
            + (last if renamed else "the files of the last build are untouched"),
            3,
        ) from error
    finally:
        for temporary_path, _target in waiting:
            temporary_path.unlink(missing_ok=True)
    return tuple(root / name for name in files)


def _make_folder(root: Path, folder: Path) -> None:
    """Make the folder; a `build/` that is new keeps itself out of git. A link that leads out is not followed."""
    if not folder.resolve().is_relative_to(root.resolve()):
        name = folder.relative_to(root).as_posix()
        message = f"the folder {name!r} lies behind a link that leads out of the desk; nothing was written"
        raise BriefingsError(message, "put a folder in the place of the link", 3)
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_relative_to(root / "build"):
        # O_EXCL: a file that is there is left, and a link that dangles is not written through.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with (
            contextlib.suppress(FileExistsError),
            os.fdopen(os.open(root / "build" / ".gitignore", flags, 0o644), "w") as file,
        ):
            file.write("*\n!.gitignore\n")
