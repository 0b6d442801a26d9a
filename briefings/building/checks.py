"""Every check of a desk in one run: its files, its claims, and its layouts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from briefings.building.prepare import Prepared, prepare, try_layouts
from briefings.checks.suppressing import apply
from briefings.desk.files import Desk
from briefings.diagnostics import Diagnostic, in_order
from briefings.reading.markdown import PICTURES, desk_path
from briefings.rendering.sheet import pictures_wanted


def check_desk(
    desk: Desk, names: tuple[str, ...], date: datetime.date
) -> tuple[tuple[Diagnostic, ...], dict[str, str], tuple[str, ...]]:
    """What stands of the findings, the texts they are about, and the files outside `content/` that were looked at."""
    prepared = prepare(desk, names, date)
    left, suppressions = apply(prepared.diagnostics, prepared.material, date)
    tried = [one for job in prepared.jobs for one in suppressions.standing(try_layouts(job), job.edition.brief)]
    return in_order([*left, *tried]), prepared.dossier.texts, tuple(sorted(set(_besides(prepared))))


def _besides(prepared: Prepared) -> Iterator[str]:
    """Pictures and styles: files that a brief names, wherever in the desk they lie."""
    for edition in prepared.material.editions:
        yield from pictures_wanted(edition)
        named = (edition.style, *map(str, edition.head.options.values()))
        yield from (path for path in named if path.endswith((".csl", *PICTURES)) and desk_path("briefings.toml", path))
