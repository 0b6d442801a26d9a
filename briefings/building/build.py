"""Make the files of editions: citations, sheets, PDF and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache, cached_property, partial
from typing import Self

from briefings.building.plan import FORMATS, diagnostic_of
from briefings.building.prepare import Job
from briefings.building.processes import Processes
from briefings.building.program import program
from briefings.desk.store import Shelf, digest_of
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Attachment, CitationRequest, FormattedCitations, Printed, PrintSettings, Sheet
from briefings.printing.citeproc import CitationError
from briefings.printing.csl import to_csl
from briefings.values import dataclass

__all__ = ["FORMATS", "Products", "Workshop"]


@dataclass(frozen=True, slots=True)
class Products:
    """What became of one edition: the bytes of each format that could be made, by path in the desk."""

    files: dict[str, bytes]
    pages: int
    """Of the PDF; 0 where none was made."""
    diagnostics: tuple[Diagnostic, ...]


class Workshop:
    """The two processes a build uses, and what becomes of an edition with them.

    `processes` are those, where they were started before; with `apart` false they share this process's session.
    With `once` it makes one edition alone: Pandoc goes as soon as it has formatted the citations of that one.
    `prints` is where sheets that were printed are kept: one that comes out the same is not printed again.
    """

    def __init__(
        self,
        settings: PrintSettings,
        *,
        apart: bool = True,
        prints: Shelf | None = None,
        processes: Processes | None = None,
        once: bool = False,
    ) -> None:
        self.settings = settings
        self.once = once
        self.prints = prints
        self.processes = processes or Processes(apart=apart)
        self.citeproc = self.processes.citeproc
        self.press = self.processes.press
        self.press.limits = settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, formats: tuple[str, ...]) -> None:
        """Start what these formats need, so that it gets ready beside other work."""
        self.processes.start(formats)

    def close(self) -> None:
        """End both processes. Later work starts new ones."""
        self.processes.close()

    def to_pdf(self, sheet: Sheet, meanwhile: Callable[[], object] = lambda: None) -> Printed:
        """The sheet printed: by the press, unless the same sheet was. `meanwhile` may be done while it is at work."""
        if self.prints is None:
            return self.press.to_pdf(sheet, meanwhile)
        key = digest_of(_parts_of(sheet))
        printed = _printed(self.prints.get(key))
        if printed is None:
            printed = self.press.to_pdf(sheet, meanwhile)
            if printed.payload is not None:
                head = {"pages": printed.pages, "diagnostics": [asdict(one) for one in printed.diagnostics]}
                self.prints.put(key, json.dumps(head).encode() + b"\n" + printed.payload)
        return printed

    def make(
        self,
        job: Job,
        formats: tuple[str, ...],
        complete: Callable[[], Job] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Products:
        """All formats of one edition. While Pandoc is at work `complete` is asked for the job in the place of that of
        a draft, and `stopped` whether nothing more is to be made.
        """
        made = _Made(job, self, formats, complete or (lambda: job), stopped)
        files = made.files()
        return Products(files, made.pages, tuple(made.diagnostics))


def _parts_of(sheet: Sheet) -> Iterator[bytes]:
    """All that the bytes of a PDF depend on."""
    told = [(one.name, one.media_type) for one in sheet.assets]
    attached = [(one.name, one.media_type, one.description, one.relationship) for one in sheet.attachments]
    yield repr((program(), sheet.brief, str(sheet.date), told, attached)).encode()
    yield from (sheet.html.encode(), sheet.style.encode())
    yield from (one.content for one in sheet.assets)
    yield from (one.content for one in sheet.attachments)


def _printed(content: bytes | None) -> Printed | None:
    """What was kept of a print."""
    if content is None:
        return None
    head, _, payload = content.partition(b"\n")
    try:
        plain = json.loads(head)
        return Printed(payload, tuple(diagnostic_of(one) for one in plain["diagnostics"]), plain["pages"])
    except (ValueError, TypeError, KeyError):
        return None


class _Made:
    """The products of one job, in the order in which they need each other."""

    def __init__(
        self,
        draft: Job,
        shop: Workshop,
        formats: tuple[str, ...],
        complete: Callable[[], Job],
        stopped: Callable[[], bool],
    ) -> None:
        self.draft = draft
        self.shop = shop
        self.formats = formats
        self.complete = complete
        self.stopped = stopped
        self.diagnostics: list[Diagnostic] = []
        self.pages = 0

    def files(self) -> dict[str, bytes]:
        edition = self.draft.edition
        stem = f"build/{edition.date}/{edition.brief}-{edition.date}"
        formatted = self.formatted() if {"html", "pdf"} & set(self.formats) else None
        if self.stopped():
            return {}
        made = self.pages_of(formatted) if formatted is not None else {}
        if "json" in self.formats:
            made["json"] = self.record
        return {f"{stem}.{suffix}": content for suffix, content in made.items() if content is not None}

    @cached_property
    def job(self) -> Job:
        return self.complete()

    @cached_property
    def record(self) -> bytes:
        from briefings.editions.records import to_json

        return to_json(self.job.edition)

    def meanwhile(self) -> None:
        """What is done while Pandoc is at work. The press, which waits too, reads the style."""
        if "pdf" in self.formats:
            self.shop.press.expect(self.draft.print_style)
        if self.stopped():
            return
        self.job.compile_layout()
        if {"pdf", "json"} & set(self.formats):
            _ = self.record

    def formatted(self) -> FormattedCitations | None:
        edition = self.draft.edition
        references = tuple(to_csl(source) for source in edition.sources)
        request = CitationRequest(edition.style, edition.desk.language, references, self.draft.numbering.clusters)
        try:
            formatted = self.shop.citeproc.to_citations(request, self.meanwhile)
            if self.shop.once:
                self.shop.citeproc.dismiss()
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

    def pages_of(self, formatted: FormattedCitations) -> dict[str, bytes | None]:
        """HTML and PDF. The HTML is made while the press is at work; what is wrong with it is told first."""
        made: dict[str, bytes | None] = {}
        screen = cache(partial(self.job.to_sheet, formatted, "screen"))
        mistakes, printed = tuple[Diagnostic, ...](), None
        if "pdf" in self.formats:
            sheet, mistakes = self.job.to_sheet(formatted, "print", attachments=(self.attached,))
            if sheet is not None:
                printed = self.shop.to_pdf(sheet, screen if "html" in self.formats else lambda: None)
        if "html" in self.formats:
            page, found = screen()
            self.diagnostics += found
            made["html"] = page.html.encode() if page is not None else None
        self.diagnostics += [mistake for mistake in mistakes if mistake not in self.diagnostics]
        if printed is not None:
            self.diagnostics += printed.diagnostics
            self.pages = printed.pages
            from briefings.checks.structure import page_count

            self.diagnostics += page_count(self.job.edition, printed.pages)
            made["pdf"] = printed.payload
        return made

    @property
    def attached(self) -> Attachment:
        name = f"{self.job.edition.brief}-{self.job.edition.date}.json"
        return Attachment(name, "application/json", self.record, "The edition as data", "Data")
