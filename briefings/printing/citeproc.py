"""Citations formatted by Pandoc's citeproc, in one process that lives as long as the run."""

from __future__ import annotations

import functools
import json
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from briefings.errors import BriefingsError
from briefings.printing.child import Child, ChildEndedError, read_one_line, temporary_folder
from briefings.printing.links import plain_links
from briefings.printing.pandoc import find_pandoc, is_bundled
from briefings.printing.reachable import Kept, reachable
from briefings.printing.styles import CitationError, nearest_style, read_style, style_names

if TYPE_CHECKING:  # a build imports the model while Pandoc starts
    from briefings.model import CitationRequest, CiteCluster, FormattedCitation, FormattedCitations

__all__ = ["CitationError", "Citeproc", "nearest_style", "style_names"]

Answer = TypeVar("Answer")

TIME_LIMIT = 30.0
"""Seconds one request may take; a brief with fifty sources takes a twentieth of one."""
MOST_REQUESTS = 200
"""Requests that one process answers. With each it keeps a little: 143 MB at the first, two thirds of them its own file,
146 at the hundredth, 155 at the 250th (`scripts/memory.py`). To start the next takes as long as four requests."""
HEAP = "-H24m -F1.5"
"""Pandoc's own memory, as its runtime system is told: it takes twice as much unasked, and is no quicker with it."""
OLDEST_PANDOC = (3, 2)
"""The first with `pandoc.log.silence`; `pandoc_binary` brings a newer one."""
_SCRIPT = Path(__file__).with_name("citeproc.lua")


class Citeproc:
    """The worker as a context manager: `with Citeproc() as citeproc: citeproc.to_citations(request)`.

    The process is started by the first request, or earlier by `start`, so that its start overlaps with other
    work. Not to be shared between threads.
    """

    def __init__(self, *, time_limit: float = TIME_LIMIT, apart: bool = True, kept: Kept | None = None) -> None:
        """`kept` is where styles are kept as they are sent."""
        self._kept = kept
        self._time_limit = time_limit
        self._apart = apart
        self._child: Child | None = None
        self._leaving: Child | None = None
        """One that has been dismissed."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._version = ""
        """Of the Pandoc that has said it is there."""
        self._requests = 0
        """How many the process has been given."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, if it is not running, and do not wait for it.

        Raises `BriefingsError` when Pandoc is missing.
        """
        if self._child is not None and self._child.alive:
            return
        self.close()
        # LUA_INIT would run in the worker, LUA_PATH lend it other modules.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LUA_"))}
        pandoc = _pandoc()
        # Another Pandoc may have been made not to listen, and then it does not start at all.
        heap = {"GHCRTS": HEAP} if is_bundled(Path(pandoc)) else {}
        # It has a file for its history, which it would leave behind where it is killed.
        self._folder = temporary_folder()
        environment = {**kept, "LC_ALL": "C.UTF-8", "TMPDIR": self._folder.name, **heap}
        self._child = Child([pandoc, "lua", str(_SCRIPT)], environment=environment, apart=self._apart)
        self._version = ""
        self._requests = 0

    def dismiss(self) -> None:
        """Have the process go, which clears up behind itself, and do not wait for it: `close` does. A later request
        starts a new one."""
        if self._child is not None:
            self._child.dismiss()
            self._leaving, self._child = self._child, None

    def close(self) -> None:
        """End the process. A later request starts a new one."""
        for child in (self._leaving, self._child):
            if child is not None:
                child.end()
        self._leaving = self._child = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def version(self) -> str:
        """The version of the Pandoc that does the work. Raises `BriefingsError` when it cannot."""
        self._with_child(lambda _child: None)
        return self._version

    def to_citations(
        self, request: CitationRequest, meanwhile: Callable[[], object] = lambda: None
    ) -> FormattedCitations:
        """Format all citations of one edition, and an entry for each of its references.

        A note style gives each cluster its note's text in `note` (and the author's name in `text` where the
        cite is author-in-text); a cluster inside a desk's footnote, and any cluster of an in-text style, is
        `text` alone. Links go to `#src-<citekey>`, http, https and mailto only, and hold no markup.

        Raises `CitationError` for the author's mistakes (unknown or malformed style, a key without a
        reference) and `BriefingsError` when the processor itself cannot work. `meanwhile` is done while Pandoc is
        at work.
        """
        from briefings.model import FormattedCitation, FormattedCitations

        style = read_style(request.style)
        unused = _unused(style.text)
        message = {
            "style": reachable(_closer(style.text), request.references, self._kept),
            "note_style": style.in_notes,
            "locale": request.locale,
            "references": json.dumps([_needed(reference, unused) for reference in request.references]),
            "clusters": _clusters(request.clusters, in_notes=style.in_notes),
        }
        answer = self._ask(message, meanwhile)
        if "error" in answer:
            raise CitationError(_first_line(answer["error"]))
        clusters = tuple(
            FormattedCitation(plain_links(cluster["text"]), plain_links(cluster["note"]) if "note" in cluster else None)
            for cluster in answer["clusters"]
        )
        bibliography = tuple((entry["key"], _inline(plain_links(entry["html"]))) for entry in answer["bibliography"])
        return FormattedCitations(
            note_style=style.in_notes,
            clusters=clusters,
            bibliography=bibliography,
            warnings=_warnings(answer["warnings"], request, clusters, bibliography),
        )

    def _ask(self, message: dict[str, Any], meanwhile: Callable[[], object]) -> dict[str, Any]:
        line = json.dumps(message).encode() + b"\n"

        def read(stream: IO[bytes]) -> dict[str, Any]:
            meanwhile()
            return _read_json(stream)

        answer = self._with_child(lambda child: child.ask(line, read, seconds=self._time_limit))
        self._requests += 1
        if self._requests >= MOST_REQUESTS:
            self.close()
            self.start()
        return answer

    def _with_child(self, work: Callable[[Child], Answer]) -> Answer:
        """Do `work` with a process that has said it is there; once more with a new one when it dies at it."""
        for last in (False, True):
            self.start()
            assert self._child is not None
            try:
                if not self._version:
                    self._greet(self._child)
                return work(self._child)
            except ChildEndedError as ended:
                self._child = None
                if ended.timed_out:
                    raise CitationError(
                        f"the citations took longer than {self._time_limit:g} seconds to format;"
                        " look for a very long or repeating prefix, suffix or title, or try another style"
                    ) from None
                if last:
                    raise BriefingsError(
                        f"Pandoc stopped while it formatted the citations (exit code {ended.exit_code}):"
                        f" {_first_line(ended.last_words) or 'it said nothing'}",
                        "run 'briefings doctor'",
                        exit_status=3,
                    ) from None
        raise AssertionError("unreachable")

    def _greet(self, child: Child) -> None:
        version = child.ask(b"", _read_json, seconds=self._time_limit)["pandoc"]
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_PANDOC:
            raise BriefingsError(
                f"citations need Pandoc {'.'.join(map(str, OLDEST_PANDOC))} or newer, and {version} was found",
                "pip install pypandoc_binary",
                exit_status=3,
            )
        self._version = version


@functools.cache
def _pandoc() -> str:
    path = find_pandoc()
    if path is None:
        raise BriefingsError(
            "citations need Pandoc, which is not installed", "pip install pypandoc_binary", exit_status=3
        )
    return str(path)


def _clusters(clusters: tuple[CiteCluster, ...], *, in_notes: bool) -> list[dict[str, Any]]:
    """The clusters with their note numbers: in a note style each citation of the text makes a note, and the
    desk's own footnotes are counted with them."""
    result = []
    number = 0
    for cluster in clusters:
        if cluster.inside_note or not cluster.cites:
            number += cluster.opens_note or not cluster.inside_note
            note = number
        elif in_notes:
            number += 1
            note = number
        else:
            note = 0
        cites = [
            {"key": cite.key, "mode": cite.mode, "prefix": cite.prefix, "suffix": cite.suffix} for cite in cluster.cites
        ]
        result.append({"cites": cites, "note": note, "inside": cluster.inside_note})
    return result


@functools.lru_cache(maxsize=8)
def _closer(style: str) -> str:
    """The style without indentation and comments, which are two fifths of a style of the CSL repository. What is not
    plain XML is left as it is."""
    if "<![" in style or "<!DOCTYPE" in style:
        return style
    return _COMMENT.sub("", _BETWEEN_LINES.sub("><", style))


_BETWEEN_LINES = re.compile(r">[ \t\r]*\n\s*<")
_COMMENT = re.compile(r"(?<=>)<!--(?:(?!--).)*-->(?=<)", re.DOTALL)
"""Between two tags."""


@functools.lru_cache(maxsize=8)
def _unused(style: str) -> frozenset[str]:
    """The long texts that a style does not print."""
    return frozenset(name for name in ("abstract", "annote", "keyword") if f'variable="{name}"' not in style)


def _needed(reference: dict[str, Any], unused: frozenset[str]) -> dict[str, Any]:
    """The item without the texts that are not printed: Pandoc takes a second for 100,000 letters."""
    return {name: value for name, value in reference.items() if name not in unused}


def _inline(entry: str) -> str:
    """The entry with the number and the text of a numbered style in spans, so that it can stand anywhere.

    Pandoc writes those two, `csl-left-margin` and `csl-right-inline`, as divs. (A `<div` in the text of a
    record is escaped, so each one here is Pandoc's.)
    """
    return entry.replace("<div ", "<span ").replace("</div>", "</span>")


def _warnings(
    told: list[str],
    request: CitationRequest,
    clusters: tuple[FormattedCitation, ...],
    bibliography: tuple[tuple[str, str], ...],
) -> tuple[str, ...]:
    """What Pandoc told, and what it printed as nothing without a word."""
    warnings = dict.fromkeys(_in_plain_words(text) for text in told)
    for asked, formatted in zip(request.clusters, clusters, strict=True):
        printed = re.search(r"\w", re.sub(r"<[^>]*>", "", formatted.text + (formatted.note or "")))
        for cite in asked.cites:
            if not printed:
                warnings[f"the citation of '{cite.key}' prints as nothing in this style"] = None
    entries = {key for key, _ in bibliography}
    for reference in request.references:
        if reference["id"] not in entries:
            warnings[f"the style prints no entry for '{reference['id']}' among the sources"] = None
    return tuple(warnings)


def _in_plain_words(told: str) -> str:
    match = re.fullmatch(r"Citeproc: (Citation|Bibliography entry) with no printed form: (.*)", told)
    if match is None:
        return told
    thing = "citation of" if match[1] == "Citation" else "entry among the sources for"
    return f"the {thing} '{match[2]}' prints as nothing in this style"


def _read_json(stream: IO[bytes]) -> dict[str, Any]:
    answer = json.loads(read_one_line(stream))
    assert isinstance(answer, dict)
    return answer


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
