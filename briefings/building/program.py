"""The program itself, as far as what it makes depends on it: other files of it may make other bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from briefings.desk.listing import program_state
from briefings.printing.fonts import families
from briefings.printing.pandoc import find_pandoc

PACKAGE = Path(__file__).parent.parent

_LIBRARIES = Path("/etc/ld.so.cache")
"""Where the system lists its shared libraries, Pango among them: it is written when one is installed."""


@cache
def program() -> str:
    """A digest that is another when the program, its packages, fonts, Pandoc or the system's libraries are."""
    pandoc = find_pandoc()
    fonts = (path for family in families() for path in family.files)
    return program_state(PACKAGE, *fonts, *([pandoc] if pandoc else []), _LIBRARIES)
