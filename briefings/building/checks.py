"""Every check of a desk in one run: its files, its claims, and its layouts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from briefings.building.prepare import OnDisk, briefs_named, jobs_of, pictures_wanted, try_layouts, with_editions
from briefings.building.verifying import findings_beside
from briefings.checks.rules import Material
from briefings.checks.run import check
from briefings.checks.suppressing import apply
from briefings.desk.files import Desk
from briefings.diagnostics import Diagnostic, in_order
from briefings.reading.markdown import PICTURES, desk_path


def check_desk(
    desk: Desk, read: Material, names: tuple[str, ...], date: datetime.date
) -> tuple[tuple[Diagnostic, ...], dict[str, str], tuple[str, ...]]:
    """What stands of the findings, the texts they are about, and the files outside `content/` that were looked at.

    `read` is what `read_material` gives of the desk.
    """
    wanted = briefs_named(read.dossier, names)
    material = with_editions(read, tuple(name for name in wanted if name in read.dossier.briefs), date)
    found, (mistakes, tried) = findings_beside(material, lambda: _tried(material, desk))
    left, suppressions = apply(in_order([*check(material, found), *mistakes]), material, date)
    standing = [one for brief, all_of_it in tried for one in suppressions.standing(all_of_it, brief)]
    return in_order([*left, *standing]), material.dossier.texts, tuple(sorted(set(_besides(material))))


def _tried(material: Material, desk: Desk) -> tuple[tuple[Diagnostic, ...], list[tuple[str, tuple[Diagnostic, ...]]]]:
    """The mistakes in what the briefs name besides, and of each brief that can be laid out those of its layout."""
    jobs, mistakes = jobs_of(material.dossier, material.editions, OnDisk(desk.root))
    return mistakes, [(job.edition.brief, try_layouts(job)) for job in jobs]


def _besides(material: Material) -> Iterator[str]:
    """Pictures and styles: files that a brief names, wherever in the desk they lie."""
    for edition in material.editions:
        yield from pictures_wanted(edition)
        named = (edition.style, *map(str, edition.head.options.values()))
        yield from (path for path in named if path.endswith((".csl", *PICTURES)) and desk_path("briefings.toml", path))
