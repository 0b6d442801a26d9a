"""Put a whole folder in the place of another: what was there stays until all of the new one is written."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from briefings.errors import BriefingsError


def write_folder(root: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write `files` (path in the folder → bytes) as the folder `name` of the desk, which then holds nothing else.

    They are written beside it and the folders change places, so that a failed run leaves the former one. Raises
    `BriefingsError` when the disk does not take them, and where a link stands in the way.
    """
    target = root / name
    if target.is_symlink() or not target.parent.resolve().is_relative_to(root.resolve()):
        raise BriefingsError(
            f"{name!r} lies behind a link; nothing was written", "put a folder in the place of the link", 3
        )
    beside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        new, former = beside / "new", beside / "former"
        new.mkdir()
        for path, content in files.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        _exchange(new, target, former)
    except OSError as error:
        raise BriefingsError(
            f"{name!r} cannot be written: {error.strerror}: {error.filename or ''}".rstrip(": "),
            "make room or give yourself the right to write there; what was there is untouched",
            3,
        ) from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
    return target


def _exchange(new: Path, target: Path, former: Path) -> None:
    """Two renames; where the second fails, the first is undone."""
    moved = False
    with contextlib.suppress(FileNotFoundError):
        target.rename(former)
        moved = True
    try:
        new.rename(target)
    except OSError:
        if moved:
            former.rename(target)
        raise
