"""Write what was made: under a temporary name, then renamed, so that a killed build leaves the last good file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from briefings.errors import BriefingsError


def write_files(root: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    """Write `files` (path in the desk → bytes): all of them under temporary names first, then each is renamed.

    Nothing else in the folders is touched. Raises `BriefingsError` when the disk does not take them; the old
    files then stand as they were.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            target = root / name
            _make_folder(root, target.parent)
            descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            waiting.append((Path(temporary), target))
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), 0o644)
        for temporary_path, target in waiting:
            temporary_path.replace(target)
    except OSError as error:
        raise BriefingsError(
            f"the output cannot be written: {error.strerror}: {error.filename or ''}".rstrip(": "),
            "make room or give yourself the right to write there; the files of the last build are untouched",
            3,
        ) from error
    finally:
        for temporary_path, _target in waiting:
            temporary_path.unlink(missing_ok=True)
    return tuple(root / name for name in files)


def _make_folder(root: Path, folder: Path) -> None:
    """Make the folder; a `build/` that is new keeps itself out of git."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = root / "build" / ".gitignore"
    if folder.is_relative_to(root / "build") and not ignore.exists():
        ignore.write_text("*\n!.gitignore\n")
