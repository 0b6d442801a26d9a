"""The orders of a desk: of each brief the part of the desk that it uses."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from briefings.building.order import Order, Refused
from briefings.building.prepare import STORE, briefs_named, pictures_of
from briefings.building.snapshots import read_snapshots
from briefings.desk.files import Desk, read_content, read_pictures, read_style, read_templates
from briefings.diagnostics import Place
from briefings.editions.assembly import assemble
from briefings.errors import BriefingsError
from briefings.reading.dossier import parse_dossier
from briefings.rendering.templates import choose_options, parse_template


def pick(
    desk: Desk, names: tuple[str, ...], date: datetime.date, formats: tuple[str, ...], *, strict: bool = False
) -> Iterator[Order]:
    """The orders of the briefs named (of all when none is), as of `date`.

    Raises `BriefingsError` for a brief that there is not.
    """
    files, others, refused = read_content(desk.root)
    dossier = parse_dossier(desk.settings, files, others)
    sources = read_snapshots(desk.root, desk.settings, dossier, desk.root / STORE)
    templates, mistakes = read_templates(desk.root)
    dossier = replace(dossier, diagnostics=(*dossier.diagnostics, *refused))
    for name in briefs_named(dossier, names):
        pictures: dict[str, bytes | Refused] = {}
        styles: dict[str, str | Refused] = {}
        if name in dossier.briefs:
            edition = assemble(dossier, dossier.briefs[name], date)
            template, _ = parse_template(edition.head.template, templates, Place(edition.path))
            options = choose_options(template, edition.head.options, {})[0] if template else {}
            for path in pictures_of(edition, template, options):
                content, problems = read_pictures(desk.root, {path: Place(path)})
                pictures[path] = content[path] if path in content else Refused(problems[0].message, problems[0].hint)
            if edition.style.endswith(".csl"):
                try:
                    styles[edition.style] = read_style(desk.root, edition.style)
                except BriefingsError as error:
                    styles[edition.style] = Refused(error.message, error.hint)
        yield Order(
            name,
            date,
            formats,
            strict,
            desk.text,
            {path: text for path, text in files.items() if _concerns(path, name)},
            others,
            (*refused, *mistakes),
            sources,
            templates,
            pictures,
            styles,
        )


def _concerns(path: str, brief: str) -> bool:
    """Whether a file is of use to a brief: not one of another brief alone."""
    if path.startswith("content/briefs/"):
        return path == f"content/briefs/{brief}.md"
    return not path.startswith("content/editions/") or path.startswith(f"content/editions/{brief}/")
