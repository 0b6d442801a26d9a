"""Everything that is done before a page is made: read, check, assemble, choose template and options."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from briefings.building.limits import RanTooLongError, memory_limit, time_limit
from briefings.desk.files import Desk, read_pictures, read_style, read_templates
from briefings.diagnostics import Diagnostic, Place, Severity, in_order
from briefings.editions.assembly import assemble, with_evidence
from briefings.editions.numbering import Numbering, number
from briefings.errors import BriefingsError
from briefings.model import (
    Dossier,
    Edition,
    FormattedCitation,
    FormattedCitations,
    Sheet,
)
from briefings.printing import styles
from briefings.reading.dossier import split_front_matter
from briefings.reading.records import nearest
from briefings.reading.walk import images_in
from briefings.reading.yaml import parse_yaml
from briefings.rendering.templates import Template, TemplateFolder, choose_options, parse_template
from briefings.scales import LEVELS
from briefings.values import dataclass

if TYPE_CHECKING:  # what the first question to Pandoc does without is imported while Pandoc is at work
    from briefings.checks.rules import Material

LAYOUT_MEMORY = 512
"""MiB that the making of one sheet may take: a page with sixty megabytes of pictures takes 450."""


@dataclass(frozen=True, slots=True)
class Job:
    """One edition with all that its sheets need but the citations."""

    edition: Edition
    numbering: Numbering
    template: Template
    options: Mapping[str, Any]
    pictures: Mapping[str, bytes]
    labels: Mapping[str, str]
    layout_limit: float

    def compile_layout(self) -> None:
        """Compile the layout, if it was not; what is wrong with it is told by `to_sheet`."""
        from briefings.building.layouts import kept_layouts
        from briefings.rendering.layout import compile_layout

        with suppress(Exception), time_limit(min(self.layout_limit, 5)), memory_limit(LAYOUT_MEMORY):
            compile_layout(self.template, kept_layouts())

    def print_style(self) -> str:
        """The style of the sheet in print, which is known before the sheet is."""
        from briefings.rendering.sheet import print_style

        return print_style(self.template, self.pictures)

    def to_sheet(
        self, formatted: FormattedCitations, medium: str, **more: Any
    ) -> tuple[Sheet | None, tuple[Diagnostic, ...]]:
        """The sheet of one medium; a layout that does not end, or wants too much memory, is ended."""
        from briefings.rendering.sheet import to_sheet

        place = Place(self.template.layouts[self.template.layout][1])
        try:
            with time_limit(self.layout_limit), memory_limit(LAYOUT_MEMORY):
                return to_sheet(
                    self.edition,
                    formatted,
                    self.numbering,
                    medium=medium,
                    template=self.template,
                    options=self.options,
                    pictures=self.pictures,
                    labels=self.labels,
                    **more,
                )
        except RanTooLongError:
            message = (
                f"the layout of {self.edition.brief!r} took longer than {self.layout_limit:g} seconds and was stopped"
            )
            return None, (
                Diagnostic.error(
                    "OUT03", place, message, "look for a loop in the layout, or raise time-limit in [print]"
                ),
            )
        except MemoryError:
            message = f"the sheet of {self.edition.brief!r} wanted more than {LAYOUT_MEMORY} MiB and was stopped"
            return None, (Diagnostic.error("OUT04", place, message, "use smaller pictures, or a simpler layout"),)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Editions as their notes have them: nothing is verified yet, and nothing compared with what was published. That is
    all that their citations need."""

    editions: tuple[Edition, ...]
    jobs: tuple[Job, ...]
    mistakes: tuple[Diagnostic, ...]
    """In what the briefs name besides."""
    unmade: tuple[str, ...]
    """Briefs that cannot be made; they have no job."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Briefs that can be made; one that cannot has no job and is in `unmade`. Nothing is checked until it is asked."""

    material: Material
    jobs: tuple[Job, ...]
    mistakes: tuple[Diagnostic, ...]
    """In what the briefs name besides."""
    unmade: tuple[str, ...]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings on the desk, those that it lets stand among them."""
        # The rules are imported while Pandoc is at work.
        from briefings.building.verifying import findings
        from briefings.checks.run import check

        return in_order([*check(self.material, findings(self.material)), *self.mistakes])

    @property
    def dossier(self) -> Dossier:
        """All that was read of the desk."""
        return self.material.dossier


class Besides(Protocol):
    """What briefs name that lies outside `content/`: templates, pictures, citation styles."""

    def templates(self) -> tuple[Mapping[str, TemplateFolder], tuple[Diagnostic, ...]]:
        """Every template folder by name."""

    def pictures(self, wanted: Mapping[str, Place]) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        """The pictures asked for, by path; what is none is a diagnostic."""

    def style(self, name: str) -> str:
        """The text of a `.csl` file, or the name as it is. Raises `BriefingsError` for a file that cannot be read."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What a brief names, read from the desk when it is asked for."""

    root: Path

    def templates(self) -> tuple[Mapping[str, TemplateFolder], tuple[Diagnostic, ...]]:
        return read_templates(self.root)

    def pictures(self, wanted: Mapping[str, Place]) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        return read_pictures(self.root, wanted)

    def style(self, name: str) -> str:
        return read_style(self.root, name)


def prepare(desk: Desk, names: tuple[str, ...], date: datetime.date) -> Prepared:
    """Read and check the whole desk, and make ready the briefs named (all when none is) as of `date`.

    Raises `BriefingsError` for a brief that there is not.
    """
    from briefings.building.material import read_material

    read = read_material(desk)
    wanted = briefs_named(read.dossier, names)
    return completed(drafts(read.dossier, wanted, date, OnDisk(desk.root)), read)


def drafts(dossier: Dossier, wanted: tuple[str, ...], date: datetime.date, besides: Besides) -> Drafts:
    """Drafts of the briefs `wanted` as of `date`; of those that could not be read there is none."""
    editions = tuple(assemble(dossier, dossier.briefs[name], date) for name in wanted if name in dossier.briefs)
    jobs, mistakes = jobs_of(dossier, editions, besides)
    made = {job.edition.brief for job in jobs}
    return Drafts(editions, jobs, mistakes, tuple(name for name in wanted if name not in made))


def completed(begun: Drafts, read: Material) -> Prepared:
    """The drafts with what was found on their claims, their numbers and what changed in them."""
    editions = {draft.brief: _completed(draft, read) for draft in begun.editions}
    jobs = tuple(
        replace(job, edition=replace(editions[job.edition.brief], style=job.edition.style)) for job in begun.jobs
    )
    return Prepared(replace(read, editions=tuple(editions.values())), jobs, begun.mistakes, begun.unmade)


def with_editions(read: Material, names: tuple[str, ...], date: datetime.date) -> Material:
    """What was read, with the editions of the briefs `names` as of `date`."""
    dossier = read.dossier
    drafted = (assemble(dossier, dossier.briefs[name], date) for name in names)
    return replace(read, editions=tuple(_completed(draft, read) for draft in drafted))


def _completed(draft: Edition, read: Material) -> Edition:
    from briefings.editions.changes import with_changes
    from briefings.editions.published import with_published

    edition = with_published(with_evidence(draft, read.evidence), read.dossier)
    return with_changes(edition, read.dossier)


def jobs_of(
    dossier: Dossier, editions: tuple[Edition, ...], besides: Besides
) -> tuple[tuple[Job, ...], tuple[Diagnostic, ...]]:
    """A job for every edition that can have one, and the mistakes in what the briefs name besides."""
    folders, refused = besides.templates()
    found = list(refused)
    jobs = []
    for plain in editions:
        job, mistakes = _job(dossier, plain, folders, besides)
        found += mistakes
        if job is not None:
            jobs.append(job)
    return tuple(jobs), tuple(found)


def _job(
    dossier: Dossier, plain: Edition, folders: Mapping[str, TemplateFolder], besides: Besides
) -> tuple[Job | None, tuple[Diagnostic, ...]]:
    """An edition with its style, template, options and pictures; None without a template."""
    edition, found = _with_style(dossier, plain, besides)
    asked_at = key_place_of(dossier, edition.path, "template")
    template, mistakes = parse_template(edition.head.template, folders, asked_at)
    pictures, refused = besides.pictures(pictures_wanted(edition))
    found = (*found, *mistakes, *refused)
    if template is None:
        return None, found
    given = edition.head.options
    places = {name: key_place_of(dossier, edition.path, "options", name) for name in given}
    options, mistakes = choose_options(template, given, places)
    more, refused = _option_pictures(dossier, edition, template, options, besides)
    settings = dossier.settings
    job = Job(
        edition,
        number(edition),
        template,
        options,
        {**pictures, **more},
        settings.labels,
        settings.print.time_limit,
    )
    return job, (*found, *mistakes, *refused)


def try_layouts(job: Job) -> tuple[Diagnostic, ...]:
    """Run the job's layout with citations left blank, for both media: its mistakes, without Pandoc or a press."""
    # A level of confidence that is none has been named by EST01; the layout has no word for it.
    judgements = tuple(
        one if one.confidence in LEVELS else replace(one, confidence=LEVELS[-1]) for one in job.edition.judgements
    )
    job = replace(job, edition=replace(job.edition, judgements=judgements))
    blank = FormattedCitations(True, tuple(FormattedCitation("", "") for _ in job.numbering.clusters), ())
    found: dict[Diagnostic, None] = {}
    for medium in ("screen", "print"):
        found.update(dict.fromkeys(job.to_sheet(blank, medium)[1]))
    return tuple(found)


def key_place_of(dossier: Dossier, path: str, *keys: str) -> Place:
    """The place of a key in a brief's front matter, named by the keys above it and itself; else the first line."""
    return _key_places(dossier.texts.get(path, ""), path).get(keys, Place(path))


@lru_cache(maxsize=4)
def _key_places(text: str, path: str) -> Mapping[tuple[str | int, ...], Place]:
    """The places of all keys of a brief's front matter: several are asked for."""
    parts = split_front_matter(text)
    return parse_yaml(parts[0], path, 2).keys if parts else {}


def briefs_named(dossier: Dossier, names: tuple[str, ...]) -> tuple[str, ...]:
    """The briefs to be made: those named, else all, also those whose files could not be read."""
    unread = _unread(dossier)
    for name in names:
        if name not in dossier.briefs and name not in unread:
            guess = nearest(name, tuple(dossier.briefs))
            hint = f"did you mean {guess!r}?" if guess else f"there are: {', '.join(dossier.briefs) or 'none'}"
            raise BriefingsError(f"there is no brief {name!r} in content/briefs", hint)
    if not dossier.briefs and not unread and not any(one.severity is Severity.ERROR for one in dossier.diagnostics):
        raise BriefingsError("the desk has no brief", "write content/briefs/<name>.md")
    return names or tuple(sorted({*dossier.briefs, *unread}))


def _unread(dossier: Dossier) -> set[str]:
    """The names of files in content/briefs that are no briefs for the mistakes in them."""
    paths = {*dossier.texts, *(diagnostic.place.path for diagnostic in dossier.diagnostics)}
    files = {path for path in paths if path.startswith("content/briefs/") and path.endswith(".md")}
    return {path.removeprefix("content/briefs/").removesuffix(".md") for path in files} - set(dossier.briefs)


def _with_style(dossier: Dossier, edition: Edition, besides: Besides) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """The edition with its citation style checked: a `.csl` file read, a name known."""
    place = key_place_of(dossier, edition.path, "citations")
    try:
        style = besides.style(edition.style)
        styles.read_style(style)
    except BriefingsError as error:
        return edition, (Diagnostic.error("OUT06", place, error.message, error.hint),)
    except styles.CitationError as error:
        return edition, (
            Diagnostic.error(
                "OUT06", place, str(error), "name a style of the CSL repository, or a .csl file of the desk"
            ),
        )
    return replace(edition, style=style), ()


def pictures_wanted(edition: Edition) -> dict[str, Place]:
    """The path of every picture the edition's notes show, and where it is first asked for."""
    wanted: dict[str, Place] = {}
    for image in images_in(edition.nodes):
        wanted.setdefault(image.src, image.place)
    return wanted


def pictures_of(edition: Edition, template: Template | None, options: Mapping[str, Any]) -> set[str]:
    """The paths of all pictures of the desk that an edition may ask for."""
    chosen = _picture_options(template, options) if template else {}
    return {*pictures_wanted(edition), *(path for path in chosen.values() if not _is_outside(path))}


def _picture_options(template: Template, options: Mapping[str, Any]) -> dict[str, str]:
    """The options that name a picture which is none of the template's own files."""
    return {
        name: str(options[name])
        for name, option in template.options.items()
        if option.type == "picture" and options[name] and options[name] not in template.files
    }


def _is_outside(path: str) -> bool:
    return path.startswith(("/", "~")) or ".." in path.split("/") or ":" in path


def _option_pictures(
    dossier: Dossier, edition: Edition, template: Template, options: Mapping[str, Any], besides: Besides
) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Pictures that options name: the template's own files, else the desk's, read like any picture."""
    wanted = {
        path: key_place_of(dossier, edition.path, "options", name)
        for name, path in _picture_options(template, options).items()
    }
    outside = {path: place for path, place in wanted.items() if _is_outside(path)}
    found = [
        Diagnostic.error(
            "TXT04",
            place,
            f"the picture {path!r} lies outside the desk; it was not read",
            "name a file of the template or of the desk",
        )
        for path, place in outside.items()
    ]
    pictures, mistakes = besides.pictures({path: place for path, place in wanted.items() if path not in outside})
    return pictures, (*found, *mistakes)
