"""Where Pandoc is."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path


def find_pandoc() -> Path | None:
    """The Pandoc of `pypandoc_binary`, else the one on the PATH."""
    spec = importlib.util.find_spec("pypandoc")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for name in ("pandoc", "pandoc.exe"):
            if (path := Path(folder) / "files" / name).is_file():
                return path
    found = shutil.which("pandoc")
    return Path(found).resolve() if found else None


def is_bundled(pandoc: Path) -> bool:
    """Whether it is the one of `pypandoc_binary`."""
    return pandoc.parent.name == "files" and pandoc.parent.parent.name == "pypandoc"
