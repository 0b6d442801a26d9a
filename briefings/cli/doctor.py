"""`briefings doctor`: what the machine has, what it lacks, and the line that mends it."""

from __future__ import annotations

import importlib.metadata
import platform

import typer

from briefings import __version__
from briefings.errors import BriefingsError
from briefings.model import PrintSettings
from briefings.printing.citeproc import Citeproc
from briefings.printing.fonts import families
from briefings.printing.pdf import Press
from briefings.printing.styles import style_names

PARTS = ("weasyprint", "pydyf", "jinja2", "markdown-it-py", "pydantic", "typer")


def run_doctor() -> int:
    """Print the findings; 0 when everything that a build needs is there, 3 otherwise."""
    typer.echo(f"briefings {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    typer.echo("  " + ", ".join(f"{part} {importlib.metadata.version(part)}" for part in PARTS))
    healthy = [_say("Pandoc", _pandoc), _say("Citation styles", _styles), _say("Press", _press), _say("Fonts", _fonts)]
    return 0 if all(healthy) else 3


def _say(name: str, ask: object) -> bool:
    try:
        answer = ask()  # type: ignore[operator]
    except BriefingsError as error:
        typer.echo(f"MISSING {name}: {error.message}")
        for line in error.hint.split("\n") if error.hint else ():
            typer.echo(f"        {line}")
        return False
    typer.echo(f"ok      {name}: {answer}")
    return True


def _pandoc() -> str:
    with Citeproc() as citeproc:
        return citeproc.version()


def _styles() -> str:
    return f"{len(style_names()):,} by name"


def _press() -> str:
    with Press(PrintSettings()) as press:
        return press.version()


def _fonts() -> str:
    found = families()
    missing = [family for family in found if not family.files]
    if missing:
        names = ", ".join(family.name for family in missing)
        raise BriefingsError(
            f"not found: {names}", f"python -m pip install {' '.join(family.package for family in missing)}", 3
        )
    return ", ".join(family.name for family in found)
