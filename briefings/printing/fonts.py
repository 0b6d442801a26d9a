"""The fonts a PDF is set in: found in their packages, and the only ones the press can see.

System fonts would make the bytes differ between machines, so the press gets a fontconfig file of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib.util
import os
import sys
import tempfile
from html import escape
from pathlib import Path

from briefings.errors import BriefingsError
from briefings.printing.child import temporary_folder
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """A font family by its exact name, what it is for, and its files."""

    name: str
    purpose: str
    package: str
    """The distribution that brings it, as pip knows it."""
    files: tuple[Path, ...]


SERIF, SANS, HANGUL = "Source Serif Pro", "Source Sans Pro", "Noto Sans CJK KR"

# Name, purpose, distribution, module, folder inside it, pattern. Static TrueType is chosen over the OpenType
# files beside it (smaller subsets) and over variable fonts (whose subsets carry the time of day).
_PACKAGES = (
    (SERIF, "Latin, serif", "font-source-serif-pro", "font_source_serif_pro", "files", "*.ttf"),
    (SANS, "Latin, sans", "font-source-sans-pro", "font_source_sans_pro", "files", "*.ttf"),
    (HANGUL, "Hangul", "noto-cjk-sans-otc", "noto_cjk_sans_otc", ".", "*.ttc"),
)


def families() -> tuple[Family, ...]:
    """The families the press can use; one whose package is missing has no files."""
    return tuple(
        Family(name, purpose, package, _files(module, folder, pattern))
        for name, purpose, package, module, folder, pattern in _PACKAGES
    )


def write_font_settings() -> Path:
    """Write the fontconfig file that names our fonts and no others; return its path.

    It stands in the user's cache folder under the digest of its text, or in a temporary folder where that
    cannot be written. Raises `BriefingsError` when a font package is missing: without any font the text
    engine does not fail, it crashes.
    """
    found = families()
    missing = [family.package for family in found if not family.files]
    if missing:
        raise BriefingsError(
            f"PDF output needs fonts that are not installed: {', '.join(missing)}",
            f"pip install {' '.join(missing)}",
            exit_status=3,
        )
    try:
        return _write(cache_folder(), found)
    except (OSError, RuntimeError):  # no home, or a home that cannot be written
        pass
    folder = temporary_folder()
    atexit.register(folder.cleanup)
    try:
        return _write(Path(folder.name), found)
    except OSError as error:
        raise BriefingsError(
            f"the settings of the fonts cannot be written: {error.strerror}", "make room in the cache folder", 3
        ) from error


def _files(module: str, folder: str, pattern: str) -> tuple[Path, ...]:
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        return ()
    return tuple(sorted((Path(spec.submodule_search_locations[0]) / folder).glob(pattern)))


def cache_folder() -> Path:
    """Where what this user can make anew is kept. Raises `RuntimeError` where there is no home."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():  # the XDG specification: a relative path is to be ignored
        return given / "briefings"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "briefings"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "briefings" / "Cache"
    return Path.home() / ".cache" / "briefings"


def _write(folder: Path, found: tuple[Family, ...]) -> Path:
    text = _settings(found, folder / "fontconfig")
    path = folder / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    (folder / "fontconfig").mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        if path.read_text(encoding="utf-8") == text:
            return path
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".fonts-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
    return path


def _settings(found: tuple[Family, ...], cache: Path) -> str:
    folders = dict.fromkeys(family.files[0].parent for family in found)
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">', "<fontconfig>"]
    lines += [f"<dir>{escape(str(folder), quote=False)}</dir>" for folder in folders]
    lines.append(f"<cachedir>{escape(str(cache), quote=False)}</cachedir>")
    # The packages hold the same faces twice; which of the two fontconfig would take is not defined.
    lines.append("<selectfont><rejectfont>")
    lines += [f"<glob>{escape(str(folder), quote=False)}/*.otf</glob>" for folder in folders]
    lines.append("</rejectfont></selectfont>")
    for generic, name in (("serif", SERIF), ("sans-serif", SANS), ("monospace", SANS)):
        lines.append(f"<alias><family>{generic}</family><prefer><family>{name}</family></prefer></alias>")
    # What no named family has is taken from the Korean face, not from the Japanese one of the same file.
    lines.append("<match><edit name='family' mode='append_last'>")
    lines += [f"<string>{name}</string>" for name in (SERIF, HANGUL)]
    lines += ["</edit></match>", "</fontconfig>", ""]
    return "\n".join(lines)
