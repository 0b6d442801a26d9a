"""`briefings site`."""

from __future__ import annotations

from pathlib import Path

import typer
from pydantic import ValidationError

from briefings.building.site import build_site
from briefings.desk.files import find_desk
from briefings.errors import BriefingsError
from briefings.model import SiteSettings


def run_site(*, base_url: str, folder: Path) -> int:
    """Make the archive site; what was made goes to standard output, remarks to standard error. The exit status."""
    desk = find_desk(folder)
    settings = desk.settings.site
    if base_url:
        settings = _at(settings, base_url)
    built = build_site(desk, settings)
    for remark in built.remarks:
        typer.echo(remark, err=True)
    archive = built.archive
    counts = [
        _count(len(archive.editions), "edition"),
        _count(len(archive.topics), "topic"),
        _count(len(archive.sources()), "source"),
    ]
    typer.echo(f"{_shown(built.folder / 'index.html')}  ({', '.join(counts)}; {_count(built.files, 'file')})")
    return 0


def _at(settings: SiteSettings, base_url: str) -> SiteSettings:
    try:
        return SiteSettings.model_validate(settings.model_dump(by_alias=True) | {"base-url": base_url})
    except ValidationError as error:
        raise BriefingsError(
            f"--base-url {base_url!r} is no address of a site", "write it as https://desk.example.org/briefs/"
        ) from error


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
