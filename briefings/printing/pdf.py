"""Sheets printed to PDF by WeasyPrint, in a child process with limits of time and memory."""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Protocol, Self

from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.errors import BriefingsError
from briefings.printing.child import Child, ChildEndedError, temporary_folder
from briefings.printing.fonts import write_font_settings
from briefings.printing.wire import read_frame, to_frame

if TYPE_CHECKING:  # a build imports the model while the press starts
    from briefings.model import Asset, Attachment, Printed, Sheet

START_LIMIT = 60.0
"""Seconds the press may take to come up; it takes a third of one, more on the first run after installation."""

MOST_SHEETS = 200
"""Sheets that one process prints. With each it keeps a little of what it took: 62 MB at the first, 74 at the
hundredth, 80 at the 200th (`scripts/memory.py`). To start the next takes as long as two or three sheets."""

MOST_TOLD = 60_000
"""Bytes that a pipe takes although nobody reads it yet: nobody is to wait for the press to come up."""

_NOT_INHERITED = re.compile(r"FONTCONFIG_|FC_|PANGO|LC_|LANGUAGE$|SOURCE_DATE_EPOCH$|PYTHONPATH$")
"""What would change the fonts found or the language guessed, and so the bytes."""

_PANGO = """\
Debian, Ubuntu:  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
macOS:           brew install pango
Windows:         MSYS2: pacman -S mingw-w64-ucrt-x86_64-pango, or use WSL
HTML output works without it:  briefings build --format html"""


class Limits(Protocol):
    """What one sheet may take, as `PrintSettings` has it."""

    @property
    def time_limit(self) -> int:
        """Seconds."""

    @property
    def memory_limit(self) -> int:
        """MiB."""


class Press:
    """The press as a context manager: `with Press(settings.print) as press: press.to_pdf(sheet)`.

    Its process is started by the first sheet, or earlier by `start`, and serves one sheet after another; one
    that runs over a limit is ended and the next sheet gets a fresh one. Not to be shared between threads.
    """

    def __init__(self, limits: Limits | None = None, *, apart: bool = True) -> None:
        self.limits = limits
        """What one sheet may take; known before the first is printed."""
        self._apart = apart
        self._child: Child | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        """Where the process keeps the fonts of a sheet. Ours, because a process that is killed leaves things behind."""
        self._version = ""
        """What the process prints with, once it has said so."""
        self._sheets = 0
        """How many sheets the process has been given."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, if it is not running, and do not wait for it."""
        if self._child is not None and self._child.alive:
            return
        self.close()
        command = [sys.executable, "-P", "-m", "briefings.printing.press"]
        self._folder = temporary_folder()
        self._child = Child(
            [*command, self._folder.name],
            environment={**_environment(), "TMPDIR": self._folder.name},
            apart=self._apart,
        )
        self._version = ""
        self._sheets = 0

    def close(self) -> None:
        """End the process. A later sheet starts a new one."""
        if self._child is not None:
            self._child.kill()  # it may be at work that nobody waits for any more
            self._child.end()
            self._child = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def version(self) -> str:
        """What the press prints with: "WeasyPrint 70.0, Pango 1.50.12". Raises `BriefingsError` when it cannot."""
        self._prepare()
        return self._version

    def to_pdf(self, sheet: Sheet, meanwhile: Callable[[], object] = lambda: None) -> Printed:
        """Print one sheet as PDF/A-3a and PDF/UA-1. `meanwhile` is done while the press is at work, if it lives.

        The same sheet gives the same bytes. What went wrong is told by diagnostics placed at the brief:
        OUT01 what WeasyPrint had to say, OUT02 a resource that is not the sheet's own, OUT03 the time limit,
        OUT04 the memory limit, OUT05 a crash. Raises `BriefingsError` when the press cannot run at all.
        """
        from briefings.model import Printed

        try:
            return self._printed(sheet, meanwhile)
        except ChildEndedError as ended:
            if not _was_killed(ended):
                return Printed(None, (self._obituary(sheet, ended),))
        try:  # somebody ended the process, or the system did: once more, as with a worker
            return self._printed(sheet, lambda: None)
        except ChildEndedError as ended:
            return Printed(None, (self._obituary(sheet, ended),))

    def _printed(self, sheet: Sheet, meanwhile: Callable[[], object]) -> Printed:
        """One try. Raises `ChildEndedError` where the process gave no answer."""
        from briefings.model import Printed

        self._prepare()
        assert self._child is not None
        assert self.limits is not None
        self._sheets += 1
        request = _request(sheet, self.limits)

        def read(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
            meanwhile()
            return read_frame(stream)

        try:
            header, bodies = self._child.ask(request, read, seconds=self.limits.time_limit)
        except ChildEndedError:
            self.close()
            raise
        diagnostics = tuple(
            _diagnostic(sheet, finding["code"], finding["message"], finding["hint"], Severity(finding["severity"]))
            for finding in header["findings"]
        )
        if header["stopped"] == "memory":
            first = self._sheets == 1
            self.close()  # what a process holds after a failed allocation is not worth relying on
            if not first:
                return self._printed(sheet, lambda: None)  # the sheets before it may have used up what this one lacked
            return Printed(None, (*diagnostics, self._out_of_memory(sheet)))
        if self._sheets >= MOST_SHEETS:
            self.close()
            self.start()
        if header["stopped"]:
            return Printed(None, (*diagnostics, _crashed(sheet, header["stopped"])))
        return Printed(bodies[0], diagnostics, header["pages"])

    def expect(self, style: Callable[[], str]) -> None:
        """Have a press that has not printed yet read the style of its first sheet, which is still being made."""
        if self._child is None or self._sheets or self.limits is None:
            return
        message = to_frame({"expected": True, **_limits(self.limits)}, [style().encode()])
        if len(message) <= MOST_TOLD:
            self._child.tell(message)

    def _prepare(self) -> None:
        """Have a process that is ready; `BriefingsError` when something of the machine is missing."""
        self.start()
        if self._version:
            return
        assert self._child is not None
        try:
            header, _ = self._child.ask(b"", read_frame, seconds=START_LIMIT)
        except ChildEndedError as ended:
            self.close()
            raise BriefingsError(
                f"the press could not start (exit code {ended.exit_code}): {_last_line(ended.last_words)}",
                "run 'briefings doctor'",
                exit_status=3,
            ) from None
        if header["missing"]:
            self.close()
            raise _cannot_run(header["missing"], header["detail"])
        self._version = header["version"]

    def _obituary(self, sheet: Sheet, ended: ChildEndedError) -> Diagnostic:
        assert self.limits is not None
        if ended.timed_out or (hasattr(signal, "SIGXCPU") and ended.exit_code == -signal.SIGXCPU):
            return _diagnostic(
                sheet,
                "OUT03",
                f"printing '{sheet.brief}' took longer than {self.limits.time_limit} seconds and was stopped",
                "look for a table with thousands of rows or a huge column span, a picture with very many parts, or"
                " nested flex and grid boxes in the template; or raise 'time-limit' in [print] of briefings.toml",
            )
        if _was_killed(ended):
            return _diagnostic(
                sheet,
                "OUT05",
                f"the press that printed '{sheet.brief}' was ended from outside, and so was a second one (SIGKILL)",
                "a machine that runs out of memory kills processes: build with fewer --jobs, or this brief alone",
            )
        if re.search(r"MemoryError|out of memory|annot allocate|ailed to allocate", ended.last_words):
            return self._out_of_memory(sheet)
        return _crashed(sheet, f"{_signal_name(ended.exit_code)}: {_last_line(ended.last_words)}")

    def _out_of_memory(self, sheet: Sheet) -> Diagnostic:
        assert self.limits is not None
        return _diagnostic(
            sheet,
            "OUT04",
            f"printing '{sheet.brief}' needed more than {self.limits.memory_limit} MiB of memory and was stopped",
            "look for a picture of many millions of pixels or a very long table;"
            " or raise 'memory-limit' in [print] of briefings.toml",
        )


def _limits(limits: Limits) -> dict[str, Any]:
    from briefings.model import ASSETS

    return {"seconds": limits.time_limit, "mebibytes": limits.memory_limit, "base": ASSETS}


def _request(sheet: Sheet, limits: Limits) -> bytes:
    header = {
        **_limits(limits),
        "date": sheet.date.isoformat(),
        "assets": [[asset.name, asset.media_type] for asset in sheet.assets],
        "attachments": [
            [attachment.name, attachment.media_type, attachment.description, attachment.relationship]
            for attachment in sheet.attachments
        ],
    }
    parts: tuple[Asset | Attachment, ...] = (*sheet.assets, *sheet.attachments)
    return to_frame(header, [sheet.html.encode(), sheet.style.encode(), *(part.content for part in parts)])


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not _NOT_INHERITED.match(name)}
    return {
        **kept,
        "FONTCONFIG_FILE": str(write_font_settings()),
        "LC_ALL": "C.UTF-8",  # Pango takes the language of unmarked text from the locale
        "PYTHONPATH": os.pathsep.join(str(Path(folder).absolute()) for folder in sys.path),
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }


def _diagnostic(sheet: Sheet, code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    place = Place(f"content/briefs/{sheet.brief}.md")
    return Diagnostic(code=code, severity=severity, place=place, message=message, hint=hint)


def _crashed(sheet: Sheet, what: str) -> Diagnostic:
    return _diagnostic(
        sheet,
        "OUT05",
        f"WeasyPrint could not print '{sheet.brief}': {what}",
        "print the brief with fewer sections to find the part that does it; a shipped template narrows it to the text",
    )


def _cannot_run(missing: str, detail: str) -> BriefingsError:
    if missing == "version":
        return BriefingsError(
            f"this version of briefings prints with WeasyPrint 70.0, and {detail} is installed",
            "pip install weasyprint==70.0",
            exit_status=3,
        )
    if missing == "weasyprint":
        return BriefingsError(
            f"PDF output needs WeasyPrint, which cannot be imported: {detail}",
            "pip install weasyprint==70.0",
            exit_status=3,
        )
    return BriefingsError(
        f"PDF output needs the Pango text library, which is not installed (missing: {detail})", _PANGO, exit_status=3
    )


def _was_killed(ended: ChildEndedError) -> bool:
    """Whether the process was ended from outside, and not by us: by the system, which may lack memory, or by somebody.

    Its own limit of memory ends no process: what runs into it is told so.
    """
    return not ended.timed_out and hasattr(signal, "SIGKILL") and ended.exit_code == -signal.SIGKILL


def _signal_name(exit_code: int) -> str:
    if exit_code < 0:
        try:
            return f"it crashed with {signal.Signals(-exit_code).name}"
        except ValueError:
            pass
    return f"it ended with exit code {exit_code}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
