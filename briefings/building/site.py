"""The archive site of a desk: every published edition as it was printed, and the pages made from the records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from briefings.building.build import FORMATS, Workshop
from briefings.building.keeping import KeptError, make_anew
from briefings.desk.files import Desk, read_content, read_screen_fonts
from briefings.desk.folders import write_folder
from briefings.diagnostics import Severity
from briefings.editions.published import Record
from briefings.errors import BriefingsError
from briefings.model import Dossier, SiteSettings
from briefings.publishing.archive import Archive, PastEdition, to_archive
from briefings.publishing.search import to_index, to_search_script
from briefings.publishing.site import EditionFiles, search_entries, site_assets, to_site
from briefings.reading.dossier import parse_dossier
from briefings.values import dataclass

SITE = "build/site"


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """What was made: the folder, how many files, of which archive; and what the operator should know of it."""

    folder: Path
    files: int
    archive: Archive
    remarks: tuple[str, ...]


def build_site(desk: Desk, settings: SiteSettings) -> BuiltSite:
    """Make the site and put it in the place of the former one. Raises `BriefingsError` where it cannot be made whole.

    An edition whose record names the digests of its files must come out as it was published: where its data differ,
    the archive would tell something else than its readers were told, and nothing is written.
    """
    content, others, _ = read_content(desk.root)
    dossier = parse_dossier(desk.settings, content, others)
    archive = _archive(dossier)
    files: dict[str, EditionFiles] = {}
    remarks: list[str] = []
    with Workshop(desk.settings.print) as shop:
        for edition in archive.editions:
            made = _from_build(desk.root, edition)
            if made is None:
                record = dossier.published_on(edition.brief, edition.date)
                assert record is not None
                made = _made(desk, edition, record, content, shop)
            remarks += _compared(edition, made)
            files[edition.stem] = EditionFiles(made)
    site = to_site(archive, files, settings)
    entries = search_entries(archive, files)
    site["assets/entries.js"] = to_search_script(entries)
    site |= {f"pagefind/{path}": part for path, part in to_index(entries, archive.language).items()}
    site |= site_assets()
    site |= {f"assets/fonts/{name}": font for name, font in read_screen_fonts(desk.root).items()}
    return BuiltSite(write_folder(desk.root, SITE, site), len(site), archive, tuple(remarks))


def _archive(dossier: Dossier) -> Archive:
    for one in dossier.diagnostics:
        if one.place.path.startswith("content/editions/") and one.severity is Severity.ERROR:
            raise BriefingsError(f"{one.place}: {one.message}", one.hint)
    if not any(dossier.published.values()):
        raise BriefingsError(
            "no edition of this desk is published, so that there is nothing to show",
            "briefings publish BRIEF --date 2026-01-30 publishes one",
        )
    return to_archive(dossier.published, dossier.settings)


def _from_build(root: Path, edition: PastEdition) -> dict[str, bytes] | None:
    """The files of the edition from `build/`, where all of them are the ones that were published."""
    wanted = edition.published.files
    if not {"html", "pdf", "json"} <= set(wanted):
        return None
    found = {}
    for suffix in FORMATS:
        file = root / "build" / str(edition.date) / f"{edition.brief}-{edition.date}.{suffix}"
        if file.is_symlink() or not file.is_file():
            return None
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != wanted[suffix]:
            return None
        found[suffix] = content
    return found


def _made(
    desk: Desk, edition: PastEdition, record: Record, content: Mapping[str, bytes], shop: Workshop
) -> dict[str, bytes]:
    """The files of the edition, made from what was kept of it."""
    name = f"the edition of {edition.brief!r} of {edition.date}"
    try:
        built = make_anew(desk, edition.brief, record, content, shop)
    except KeptError as error:
        raise BriefingsError(
            f"{name} cannot be made again: {error}", "restore it from the desk's history", 3
        ) from error
    if built.files is None:
        errors = [one for one in built.diagnostics if one.severity is Severity.ERROR]
        cause = f": {errors[0].place}: {errors[0].code}: {errors[0].message}" if errors else ""
        raise BriefingsError(
            f"{name} cannot be made again{cause}",
            f"briefings publish {edition.brief} --date {edition.date} --verify says what stands in the way",
            3,
        )
    return {path.rpartition(".")[2]: content for path, content in built.files.items()}


def _compared(edition: PastEdition, made: Mapping[str, bytes]) -> Iterator[str]:
    """What differs from what was published: other data stop the site, another look is told."""
    wanted = edition.published.files
    differing = [
        suffix for suffix in FORMATS if suffix in wanted and hashlib.sha256(made[suffix]).hexdigest() != wanted[suffix]
    ]
    if "json" in differing:
        raise BriefingsError(
            f"the edition of {edition.brief!r} of {edition.date} would not say what was published under its date",
            f"briefings publish {edition.brief} --date {edition.date} --verify tells what differs; restore the record "
            "and what was kept with it from the desk's history",
            3,
        )
    if differing:
        one = len(differing) == 1
        forms = " and ".join(suffix.upper() for suffix in differing)
        yield (
            f"{edition.brief} of {edition.date}: {forms} {'says' if one else 'say'} what was published and "
            f"{'is not the same file' if one else 'are not the same files'}: the template or the programs that print "
            f"{'it' if one else 'them'} have changed"
        )
