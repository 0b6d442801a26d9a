"""Make the files of editions: citations, sheets, PDF and JSON, then all of one edition are written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from briefings.building.prepare import Job
from briefings.checks.structure import page_count
from briefings.desk.files import Desk
from briefings.desk.output import write_files
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.editions.records import to_json
from briefings.model import Attachment, CitationRequest, FormattedCitations
from briefings.printing.citeproc import CitationError, Citeproc
from briefings.printing.csl import to_csl
from briefings.printing.pdf import Press

FORMATS = ("html", "pdf", "json")

Standing = Callable[[tuple[Diagnostic, ...], str], tuple[Diagnostic, ...]]
"""Of the findings on the pages of a brief, those that the desk does not let stand."""


def _all_of(diagnostics: tuple[Diagnostic, ...], _brief: str) -> tuple[Diagnostic, ...]:
    return diagnostics


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one brief: the files written (none where an error stood in the way), pages of its PDF."""

    brief: str
    paths: tuple[Path, ...]
    pages: int
    diagnostics: tuple[Diagnostic, ...]


class Workshop:
    """The two processes a build uses, started at once so that they get ready while the desk is read.

    Under `strict` a warning stops the print as an error does, unless it is let stand.
    """

    def __init__(self, desk: Desk, formats: tuple[str, ...], *, strict: bool = False) -> None:
        self.desk = desk
        self.formats = formats
        self.strict = strict
        self.citeproc = Citeproc()
        self.press = Press(desk.settings.print)

    def __enter__(self) -> Self:
        if "pdf" in self.formats:
            self.press.start()
        if {"html", "pdf"} & set(self.formats):
            self.citeproc.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.press.close()
        self.citeproc.close()

    def build(self, jobs: tuple[Job, ...], standing: Standing = _all_of) -> Iterator[Built]:
        """Make one edition after the other; a failed one does not stop the next."""
        for job in jobs:
            yield self.one(job, standing)

    def one(self, job: Job, standing: Standing) -> Built:
        """All formats of one edition, written only when every one of them could be made."""
        made = _Made(job, self)
        files = made.files()
        left = standing(tuple(made.diagnostics), job.edition.brief)
        stopped = any(self.stops(diagnostic, diagnostic in left) for diagnostic in made.diagnostics)
        paths = () if stopped else write_files(self.desk.root, files)
        return Built(job.edition.brief, paths, made.pages, tuple(made.diagnostics))

    def stops(self, diagnostic: Diagnostic, stands: bool) -> bool:
        """Whether a finding of the print is in its way. An error is, even one that the desk lets stand."""
        if self.strict and diagnostic.severity is Severity.WARNING:
            return stands
        return diagnostic.severity is Severity.ERROR


class _Made:
    """The products of one job, in the order in which they need each other."""

    def __init__(self, job: Job, shop: Workshop) -> None:
        self.job = job
        self.shop = shop
        self.diagnostics: list[Diagnostic] = []
        self.pages = 0

    def files(self) -> dict[str, bytes]:
        edition = self.job.edition
        stem = f"build/{edition.date}/{edition.brief}-{edition.date}"
        record = to_json(edition)
        made: dict[str, bytes | None] = {}
        formatted = self.formatted() if {"html", "pdf"} & set(self.shop.formats) else None
        if formatted is not None and "html" in self.shop.formats:
            made["html"] = self.html(formatted)
        if formatted is not None and "pdf" in self.shop.formats:
            made["pdf"] = self.pdf(formatted, record)
        if "json" in self.shop.formats:
            made["json"] = record
        return {f"{stem}.{suffix}": content for suffix, content in made.items() if content is not None}

    def formatted(self) -> FormattedCitations | None:
        edition = self.job.edition
        references = tuple(to_csl(source) for source in edition.sources)
        request = CitationRequest(edition.style, edition.desk.language, references, self.job.numbering.clusters)
        try:
            formatted = self.shop.citeproc.to_citations(request)
        except CitationError as error:
            hint = "name a style of the CSL repository, or a .csl file of the desk"
            self.diagnostics.append(
                Diagnostic(
                    code="OUT06", severity=Severity.ERROR, place=Place(edition.path), message=str(error), hint=hint
                )
            )
            return None
        hint = "give the source another type, or the brief another style"
        self.diagnostics += [
            Diagnostic(code="OUT07", severity=Severity.WARNING, place=Place(edition.path), message=message, hint=hint)
            for message in formatted.warnings
        ]
        return formatted

    def html(self, formatted: FormattedCitations) -> bytes | None:
        sheet, mistakes = self.job.to_sheet(formatted, "screen")
        self.diagnostics += mistakes
        return sheet.html.encode() if sheet is not None else None

    def pdf(self, formatted: FormattedCitations, record: bytes) -> bytes | None:
        edition = self.job.edition
        name = f"{edition.brief}-{edition.date}.json"
        attached = Attachment(name, "application/json", record, "The edition as data", "Data")
        sheet, mistakes = self.job.to_sheet(formatted, "print", attachments=(attached,))
        self.diagnostics += [mistake for mistake in mistakes if mistake not in self.diagnostics]
        if sheet is None:
            return None
        printed = self.shop.press.to_pdf(sheet)
        self.diagnostics += printed.diagnostics
        self.pages = printed.pages
        self.diagnostics += page_count(edition, printed.pages)
        return printed.payload
