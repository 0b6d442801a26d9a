"""One brief's build as a function of one value: an order holds all that the brief depends on, and no disk is asked."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from briefings.building.build import Products, Workshop
from briefings.building.prepare import Drafts, Job, Prepared, completed, drafts, try_layouts
from briefings.desk.files import parse_settings
from briefings.desk.listing import SETTINGS
from briefings.diagnostics import Diagnostic, Place, Severity, in_order, matches
from briefings.errors import BriefingsError
from briefings.model import Dossier
from briefings.reading.dossier import parse_dossier
from briefings.rendering.templates import TemplateFolder
from briefings.values import dataclass

if TYPE_CHECKING:  # what the first question to Pandoc does without is imported while Pandoc is at work
    from briefings.checks.rules import Material
    from briefings.checks.suppressing import Suppressions
    from briefings.evidence.sources import SourceText

IN_THE_WAY = ("FM", "OUT", "TPL")
"""Families of mistakes for which a brief cannot even be laid out."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that a brief names and that cannot be used, and what the author or the operator is told."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Order:
    """A brief to be made as of a date, with the part of the desk that it uses, as text and bytes.

    It can be pickled: what makes it needs no disk of the desk.
    """

    brief: str
    date: datetime.date
    formats: tuple[str, ...]
    strict: bool
    """Whether a warning stops the print as an error does."""
    settings: str
    """The text of `briefings.toml`."""
    files: Mapping[str, bytes]
    """Files of `content/` by their path in the desk: the brief, its notes, their sources and figures …"""
    figures: tuple[str, ...] = ()
    """The ids of the figures that are of use, of all that stand in the files."""
    others: tuple[str, ...] = ()
    """The paths of files that no reading has a use for."""
    refused: tuple[Diagnostic, ...] = ()
    """What is wrong with files that were not read at all."""
    sources: Mapping[str, SourceText] = field(default_factory=dict)
    """The kept text of each source in `files`, or why there is none."""
    templates: Mapping[str, TemplateFolder] = field(default_factory=dict)
    pictures: Mapping[str, bytes | Refused] = field(default_factory=dict)
    """By their path in the desk."""
    styles: Mapping[str, str | Refused] = field(default_factory=dict)
    """The texts of the `.csl` files of the desk, by their path."""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of an order. Nothing is written yet: whoever has the desk writes all `files`, or none."""

    brief: str
    files: dict[str, bytes] | None
    """Path in the desk → bytes; None where a mistake stood in the way."""
    pages: int
    """Of the PDF; 0 where none was made."""
    diagnostics: tuple[Diagnostic, ...]
    """The findings that the desk does not let stand, in the order of places."""
    texts: dict[str, str]
    """The text of each file that a finding points into."""


def make(order: Order, shop: Workshop) -> Built:
    """Read, check, assemble and print what an order holds: always the same of the same order.

    Raises `BriefingsError` for what is the operator's to mend: settings that cannot be read, a press that cannot run.
    """
    begun = _begun(order)
    completing = cache(lambda: _prepared(order, begun))
    verdict = cache(lambda: _verdict(order, completing()))
    made = _made(order, begun, shop, lambda: completing().jobs[0], lambda: verdict().stops)
    prepared = completing()
    found, suppressions, _ = verdict()
    if verdict().stops:
        # The layout's mistakes are said in the same run, though nothing will be printed.
        tried = [one for job in prepared.jobs for one in suppressions.standing(try_layouts(job), order.brief)]
        return _built(order, prepared, [*found, *tried])
    if made is None:  # for an error that the desk ignores: then it is said after all
        unsaid = [one for one in prepared.diagnostics() if matches(one.code, IN_THE_WAY)]
        return _built(order, prepared, [*found, *unsaid])
    left = suppressions.standing(made.diagnostics, order.brief)
    if any(_stops(one, order, stands=one in left) for one in made.diagnostics):
        return _built(order, prepared, [*found, *made.diagnostics], made.pages)
    return _built(order, prepared, [*found, *left], made.pages, made.files)


class _Verdict(NamedTuple):
    """What the rules say of an order."""

    found: tuple[Diagnostic, ...]
    suppressions: Suppressions
    stops: bool
    """Whether something is in the way of the print."""


def _verdict(order: Order, prepared: Prepared) -> _Verdict:
    from briefings.checks.suppressing import apply

    found, suppressions = apply(prepared.diagnostics(), prepared.material, order.date)
    found = tuple(one for one in found if _is_of_the_edition(one, prepared.material))
    return _Verdict(found, suppressions, any(_stops(one, order, stands=True) for one in found))


def _made(
    order: Order, begun: _Begun, shop: Workshop, complete: Callable[[], Job], stopped: Callable[[], bool]
) -> Products | None:
    """The products of a brief that can be laid out; it is verified and checked while its citations are formatted."""
    if not begun.drafts.jobs:
        return None
    try:
        return shop.make(begun.drafts.jobs[0], order.formats, complete, stopped)
    except BriefingsError:
        if stopped():  # then nothing of it is wanted, and the author's mistakes are what is to be said
            return None
        raise


def remake(order: Order, shop: Workshop) -> Built:
    """Assemble and print what was published once, whatever today's rules would say of it.

    `diagnostics` are those of the print, or of the reading where it cannot be printed at all.
    """
    prepared = _prepared(order, _begun(order))
    if not prepared.jobs:
        return _built(order, prepared, list(prepared.diagnostics()))
    made = shop.make(prepared.jobs[0], order.formats)
    whole = len(made.files) == len(order.formats)
    return _built(order, prepared, list(made.diagnostics), made.pages, made.files if whole else None)


def _is_of_the_edition(diagnostic: Diagnostic, material: Material) -> bool:
    """Whether a finding is about what is printed, or about what cannot be read and so might have been.

    An order holds notes and sources besides, for what others say of them.
    """
    dossier, path = material.dossier, diagnostic.place.path
    name = path.removeprefix("content/").partition("/")[2].rpartition(".")[0]
    for edition in material.editions:
        if path.startswith("content/notes/") and name in dossier.notes:
            withdrawn = {one.document for one in edition.withdrawals}
            return name in withdrawn | {note.id for section in edition.sections for note in section.notes}
        if path.startswith("content/sources/") and name in dossier.sources:
            return any(source.key == name for source in edition.sources)
    return True


def _stops(diagnostic: Diagnostic, order: Order, *, stands: bool) -> bool:
    """Whether a finding is in the way of the print. An error of the print is, even one that the desk lets stand."""
    if order.strict and diagnostic.severity is Severity.WARNING:
        return stands
    return diagnostic.severity is Severity.ERROR


def _built(
    order: Order,
    prepared: Prepared,
    found: list[Diagnostic],
    pages: int = 0,
    files: dict[str, bytes] | None = None,
) -> Built:
    diagnostics = in_order(found)
    texts = prepared.dossier.texts
    pointed_at = dict.fromkeys(one.place.path for one in diagnostics)
    return Built(order.brief, files, pages, diagnostics, {path: texts[path] for path in pointed_at if path in texts})


class _Begun(NamedTuple):
    """What is read of an order, and its brief as far as the citations need it."""

    dossier: Dossier
    drafts: Drafts


def _begun(order: Order) -> _Begun:
    settings = parse_settings(order.settings)
    dossier = parse_dossier(settings, order.files, order.others)
    texts = {**dossier.texts, SETTINGS: order.settings}
    figures = {name: figure for name, figure in dossier.figures.items() if name in order.figures}
    found = (*dossier.diagnostics, *order.refused)
    dossier = replace(dossier, texts=texts, figures=figures, diagnostics=found)
    return _Begun(dossier, drafts(dossier, (order.brief,), order.date, _Packed(order)))


def _prepared(order: Order, begun: _Begun) -> Prepared:
    """The brief of an order made ready; with no job where it cannot be read or laid out."""
    from briefings.building.verifying import verified
    from briefings.checks.rules import Material

    dossier = begun.dossier
    sources = {key: order.sources[key] for key in dossier.sources if key in order.sources}
    return completed(begun.drafts, Material(dossier, (), verified(dossier, sources), whole=False))


@dataclass(frozen=True, slots=True)
class _Packed:
    """What a brief names beside `content/`, taken from its order."""

    order: Order

    def templates(self) -> tuple[Mapping[str, TemplateFolder], tuple[Diagnostic, ...]]:
        return self.order.templates, ()

    def pictures(self, wanted: Mapping[str, Place]) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        pictures: dict[str, bytes] = {}
        found = []
        for path, place in wanted.items():
            picture = self.order.pictures[path]
            if isinstance(picture, Refused):
                found.append(Diagnostic.error("TXT04", place, picture.message, picture.hint))
            else:
                pictures[path] = picture
        return pictures, tuple(found)

    def style(self, name: str) -> str:
        if not name.endswith(".csl"):
            return name
        style = self.order.styles[name]
        if isinstance(style, Refused):
            raise BriefingsError(style.message, style.hint)
        return style
