"""The press's own process: reads sheets from standard input, writes PDFs to standard output.

Started by `briefings.printing.pdf` as `python -m briefings.printing.press FOLDER`. It imports neither pydantic nor
anything else that a sheet has no use for.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import datetime
import gc
import hashlib
import itertools
import logging
import os
import re
import shutil
import sys
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from briefings.frames import with_room
from briefings.printing import declarations
from briefings.printing.declared import kept_declarations
from briefings.printing.later import fonttools_later
from briefings.printing.selectors import keep_selectors
from briefings.printing.wire import read_frame, to_frame
from briefings.values import dataclass

VERSION = "70.0"
"""The WeasyPrint this was measured with; `tagging`, `footnotes` and the shorter ways reach into its private parts."""
BASE_STYLE = """\
html { image-rendering: crisp-edges }
@page { @footnote { padding-bottom: 1pt } }
.note { footnote-policy: line }
[data-title] { bookmark-label: attr(data-title) }
"""
"""What comes before every style: PDF/A forbids the smoothing of pictures; without a little room under the notes a
rounding error sends them to the next page; a line and its note go there together."""
VARIANT = "pdf/a-3a"
MOST_PIXELS = 40_000_000
"""A picture of A3 at 600 dots to the inch has 70 million; none in a brief needs half of that."""
MOST_FINDINGS = 100
SHEETS_TO_A_SWEEP = 10
"""Each leaves a tenth of a megabyte that only Python's looking for garbage finds; to look takes some milliseconds."""
MOST_STYLES = 8
"""Parsed styles kept; a preview makes a new one with each change of a template."""
_LINKS = ("http:", "https:", "mailto:")

# The identification of PDF/UA-1, and its description as PDF/A wants one for each property that is not its own
# (ISO 19005-3, 6.6.2.3).
_UA_IDENTIFICATION = (
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>The part of ISO 14289 the file follows</pdfaProperty:description></rdf:li>"
    b"</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>'
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say of a sheet; the parent makes a Diagnostic of it."""

    code: str
    severity: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    media_type: str
    description: str
    relationship: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Job:
    """A sheet as it comes over the pipe."""

    base: str
    date: datetime.date
    html: str
    style: str
    assets: dict[str, tuple[str, bytes]]
    attachments: tuple[Attached, ...]


@dataclass(slots=True)
class Style:
    """A parsed style, and what was found while it was parsed: said again for each sheet that has it."""

    css: Any
    counters: Any
    findings: tuple[Finding, ...]


def main() -> None:
    """Answer sheets until standard input ends."""
    folder = sys.argv[1]
    gc.disable()  # nothing that is imported is dropped again
    requests = sys.stdin.buffer
    # Whatever a library prints goes to standard error; standard output is for answers alone.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    printer = _greet(answers)
    if printer is None:
        return
    _look_for_garbage_less_often()
    for number in itertools.count(1):
        try:
            header, bodies = read_frame(requests)
        except EOFError:
            # The parent clears the folder, unless it was killed.
            for left in Path(folder).glob("weasyprint-*"):
                shutil.rmtree(left, ignore_errors=True)
            with contextlib.suppress(OSError):
                Path(folder).rmdir()
            # Taking down the interpreter by the book would keep the parent waiting a tenth of a second.
            os._exit(0)
        _limit_memory(header["mebibytes"] * 1024 * 1024)
        _limit_processor_time(header["seconds"])
        if "expected" in header:
            printer.expect(header["base"], bodies[0].decode())
            continue
        payload, pages, stopped = _print(printer, _job(header, bodies))
        findings = [asdict(finding) for finding in printer.findings()]
        answers.write(to_frame({"findings": findings, "pages": pages, "stopped": stopped}, [payload]))
        answers.flush()
        if number % SHEETS_TO_A_SWEEP == 0:  # nobody waits for it: the parent writes the brief's files
            gc.collect()
        if number == SHEETS_TO_A_SWEEP:
            gc.freeze()  # styles, fonts and glyphs stay, and need not be looked through again


def _greet(answers: IO[bytes]) -> Printer | None:
    """Import WeasyPrint and say how that went."""
    missing = detail = version = ""
    printer = None
    try:
        weasyprint = import_weasyprint()
        if weasyprint.__version__ != VERSION:
            missing, detail = "version", weasyprint.__version__
        elif weasyprint.text.ffi.harfbuzz_subset is None:
            # WeasyPrint would go on with another subsetter: slower, and with other bytes.
            missing, detail = "library", "libharfbuzz-subset"
        else:
            printer = Printer(weasyprint)
            pango = weasyprint.text.ffi.pango.pango_version()
            version = f"WeasyPrint {VERSION}, Pango {pango // 10000}.{pango // 100 % 100}.{pango % 100}"
    except OSError as error:
        match = re.search(r"library '([^']+)'", str(error))
        missing, detail = "library", match[1] if match else str(error)
    except ImportError as error:
        missing, detail = "weasyprint", str(error)
    answers.write(to_frame({"missing": missing, "detail": detail, "version": version}))
    answers.flush()
    return printer


@fonttools_later()
def import_weasyprint() -> Any:
    """Import WeasyPrint, without fontTools; on Linux without cffi's parser and without the compiler runs of
    `ctypes.util.find_library`.

    cffi asks it for names such as `gobject-2.0-0`, for each of which it starts ldconfig, gcc and ld, a hundred
    processes in all; the names that follow, such as `libgobject-2.0.so.0`, are found without it.
    """
    keep_selectors()
    if sys.platform == "linux":
        try:
            with kept_declarations(), _quick_search():
                import weasyprint
        except OSError:  # an unusual layout: the slow search gets its try
            for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
                del sys.modules[name]
        else:
            return weasyprint
    declarations.install()
    import weasyprint

    return weasyprint


@contextlib.contextmanager
def _quick_search() -> Iterator[None]:
    slow = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005 - as the original
    try:
        yield
    finally:
        ctypes.util.find_library = slow


def _look_for_garbage_less_often() -> None:
    """A print makes tens of thousands of boxes that refer to each other, and lets go of them at its end.

    Python would look through them, and through all that was imported, every few hundred: a fifth of a print went into
    that. What is left of a brief is less than a thousand objects; a print of hundreds of pages is still looked through.
    What was imported stays anyway.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 5, 5)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):  # macOS does not limit the address space
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _limit_processor_time(seconds: int) -> None:
    """A belt: the parent ends this process at the time limit, but the parent may be gone."""
    try:
        import resource
    except ImportError:  # Windows
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime) + seconds + 10
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _job(header: dict[str, Any], bodies: list[bytes]) -> Job:
    html, style, *contents = bodies
    content = iter(contents)
    return Job(
        base=header["base"],
        date=datetime.date.fromisoformat(header["date"]),
        html=html.decode(),
        style=style.decode(),
        assets={name: (media_type, next(content)) for name, media_type in header["assets"]},
        attachments=tuple(
            Attached(name, media_type, description, relationship, next(content))
            for name, media_type, description, relationship in header["attachments"]
        ),
    )


def _print(printer: Printer, job: Job) -> tuple[bytes, int, str]:
    """The PDF, its number of pages and why it stopped: "" or "memory" or a description."""
    try:
        return (*printer.to_pdf(job), "")
    except MemoryError:
        return b"", 0, "memory"
    except Exception as error:  # noqa: BLE001 - whatever WeasyPrint fails with is told, not died of
        traceback.print_exc()
        if isinstance(error, RecursionError):
            return b"", 0, "its elements are nested too deeply"
        return b"", 0, f"{type(error).__name__}: {str(error)[:300]}".removesuffix(": ")


class Printer:
    """WeasyPrint with what it can keep from one sheet to the next: the fonts and the parsed styles."""

    def __init__(self, weasyprint: Any) -> None:
        from PIL import Image
        from weasyprint.css.counters import CounterStyle
        from weasyprint.text.fonts import FontConfiguration

        from briefings.printing import (
            blocks,
            cascading,
            drawing,
            footnotes,
            hyphens,
            leavings,
            lines,
            passes,
            quicker,
            replacing,
            structure,
            tagging,
            written,
        )
        from briefings.printing.resources import RefusedError, Resources

        self._weasyprint = weasyprint
        self._new_fonts = FontConfiguration
        self._new_counters = CounterStyle
        self._tagging = tagging
        self._once = written.once
        self._let_go = leavings.let_go
        self._resources = Resources()
        self._log = Log(RefusedError.MARK)
        self._fonts: dict[str, Any] = {"": FontConfiguration()}
        self._styles: dict[str, Style] = {}
        self._found: list[Finding] = []
        # Apart from the sheet's own style, whose places in messages are to be the author's.
        self._base_style = weasyprint.CSS(string=BASE_STYLE)
        tagging.install()
        footnotes.install()
        hyphens.install()
        for module in (quicker, lines, blocks, cascading, leavings, drawing, passes, structure, written):
            replacing.make(module.CHANGES)
        written.install()
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        for name in ("weasyprint", "fontTools"):
            logging.getLogger(name).addHandler(self._log)
            logging.getLogger(name).propagate = False
        logging.getLogger("fontTools").setLevel(logging.WARNING)

    def findings(self) -> tuple[Finding, ...]:
        """What was found about the last sheet, each thing once, as far as it went."""
        self._collect()
        return tuple(dict.fromkeys(self._found))[:MOST_FINDINGS]

    def to_pdf(self, job: Job) -> tuple[bytes, int]:
        """The PDF of one sheet and its number of pages."""
        self._collect()
        self._found.clear()
        os.environ["SOURCE_DATE_EPOCH"] = str(int(_midnight(job.date).timestamp()))
        self._resources.serve(job.base, job.assets)

        # 1. Fonts and style, kept where they can be.
        style, fonts = self._style_and_fonts(job)
        self._found.extend(style.findings)

        # 2. Layout. The pictures are read anew for each sheet: two sheets may use one name for two of them.
        html = self._weasyprint.HTML(string=job.html, base_url=job.base, url_fetcher=self._resources)
        try:
            return self._printed(html, job, style, fonts)
        finally:
            self._let_go(html)

    def expect(self, base: str, css: str) -> None:
        """Read the style of a sheet that is still being made. What is wrong with it is said of the sheet, which has it
        read once more where it could not be."""
        with contextlib.suppress(Exception):
            self._resources.serve(base, {})
            self._style_and_fonts(Job(base, datetime.date.min, "", css, {}, ()))

    def _style_and_fonts(self, job: Job) -> tuple[Style, Any]:
        key = _font_key(job)
        fonts = self._fonts.get(key)
        if fonts is None:
            self._keep_base_only()
            fonts = self._fonts[key] = self._new_fonts()
        return self._style(job, key, fonts), fonts

    def _printed(self, html: Any, job: Job, style: Style, fonts: Any) -> tuple[bytes, int]:
        counters = self._new_counters()
        counters.update(style.counters)
        document = html.render(
            stylesheets=[self._base_style, style.css],
            font_config=fonts,
            counter_style=counters,
            cache={},
            pdf_variant=VARIANT,
        )
        self._keep_links(document, job.base)
        _set_metadata(document.metadata, job.date)

        # 3. The file.
        payload: bytes = document.write_pdf(
            pdf_variant=VARIANT,
            attachments=[self._attachment(attached, job.date) for attached in sorted(job.attachments, key=_name)],
            finisher=lambda document, pdf: self._finish(document, pdf, html.etree_element, job),
        )
        return payload, len(document.pages)

    def _style(self, job: Job, font_key: str, fonts: Any) -> Style:
        key = _digest(font_key, job.style, *_loaded(job))
        style = self._styles.get(key)
        if style is None:
            if len(self._styles) >= MOST_STYLES:
                self._styles.clear()
            self._collect()
            before = len(self._found)
            counters = self._new_counters()
            css = self._weasyprint.CSS(
                string=job.style,
                font_config=fonts,
                counter_style=counters,
                base_url=job.base,
                url_fetcher=self._resources,
            )
            self._collect()
            style = self._styles[key] = Style(css, counters, tuple(self._found[before:]))
            del self._found[before:]
        return style

    def _keep_base_only(self) -> None:
        """Faces loaded by `@font-face` belong to the sheets that load them: no other may fall back on them."""
        for key in [key for key in self._fonts if key]:
            del self._fonts[key]
        self._styles.clear()

    def _keep_links(self, document: Any, base: str) -> None:
        """Leave only links that work wherever the file is read, and say which did not."""
        if document.metadata.attachments:
            document.metadata.attachments = []
            self._found.append(Finding("OUT02", "error", "the sheet attaches a file by a <link>", _NO_ATTACHING))
        for page in document.pages:
            kept = []
            for link in page.links:
                kind, target = link[:2]
                if kind == "attachment":
                    self._found.append(Finding("OUT02", "error", f"a link attaches '{target[:200]}'", _NO_ATTACHING))
                elif kind == "external" and (target.startswith(base) or not target.lower().startswith(_LINKS)):
                    self._found.append(
                        Finding(
                            "OUT02",
                            "error",
                            f"a link leads to '{target.removeprefix(base)[:200]}', which no reader of the PDF has",
                            "write the full address, with https:// (or mailto:)",
                        )
                    )
                else:
                    kept.append(link)
            page.links[:] = kept

    def _attachment(self, attached: Attached, date: datetime.date) -> Any:
        day = _midnight(date)
        return self._weasyprint.Attachment(
            string=attached.content,
            name=attached.name,
            description=attached.description,
            relationship=attached.relationship,
            created=day,
            modified=day,
        )

    def _finish(self, document: Any, pdf: Any, root: Any, job: Job) -> None:
        self._tagging.describe_links(document.pages, root)
        for note in self._tagging.lost_notes(pdf):
            self._found.append(
                Finding(
                    "OUT01",
                    "error",
                    f"the note '{note[:80]}' is called and stands on no page",
                    "keep notes out of boxes with position: absolute; else shorten the paragraph it is called in",
                )
            )
        media_types = {attached.name: attached.media_type for attached in job.attachments}
        for item in pdf.objects:
            extra = getattr(item, "extra", None)
            if isinstance(extra, dict) and extra.get("Subtype") == "/Image":
                extra["Interpolate"] = "false"  # PDF/A forbids it (ISO 19005-3, 6.2.8)
            if isinstance(item, dict) and item.get("Type") == "/Filespec":
                # WeasyPrint guesses the type by the machine's own table.
                file = pdf.objects[int(item["EF"]["F"].split()[0])]
                media_type = media_types[item["UF"].string]
                file.extra["Subtype"] = "/" + media_type.replace("/", "#2f")
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        pdf.objects = [self._once(item) for item in pdf.objects]

    def _collect(self) -> None:
        """Take over what was logged and refused since the last time."""
        self._found.extend(self._log.take())
        for address in self._resources.refused:
            self._found.append(
                Finding(
                    "OUT02",
                    "error",
                    f"the sheet asks for '{address[:200]}', which is not one of its own files; it was not read",
                    "put the file into the desk or the template and name it by a relative path",
                )
            )
        self._resources.refused.clear()


_NO_ATTACHING = "name the file among the sheet's attachments; a link to one fails PDF/UA"


class Log(logging.Handler):
    """Gathers log records of WARNING and above as findings."""

    def __init__(self, refused: str) -> None:
        super().__init__(logging.WARNING)
        self._refused = refused
        self._findings: list[Finding] = []

    def emit(self, record: logging.LogRecord) -> None:
        finding = _finding(record, self._refused)
        if finding is not None:
            self._findings.append(finding)

    def take(self) -> list[Finding]:
        taken, self._findings = self._findings, []
        return taken


def _finding(record: logging.LogRecord, refused: str) -> Finding | None:
    text = record.getMessage()
    if refused in text:
        return None  # told as OUT02, with its address
    arguments = record.args if isinstance(record.args, tuple) else ()
    if text.startswith(".notdef glyph") and len(arguments) == 2:
        letter, codepoint = arguments
        return Finding(
            "OUT01",
            "error",
            f"no font has '{letter}' (U+{codepoint:04X})",
            "write it in another way, or have the template bring a font that has it",
        )
    if text.startswith("Failed to load image") and len(arguments) == 2:
        address, why = (str(argument).removeprefix("KeyError: ").strip('"') for argument in arguments)
        return Finding(
            "OUT01",
            "error",
            f"the picture '{address.rpartition('/')[2][:100]}' cannot be shown" + (f": {why[:200]}" if why else ""),
            "check the file: a picture must be PNG, JPEG, GIF, WebP or SVG, of 40 million pixels at most",
        )
    broken_link = text.startswith("No anchor")
    if lost := re.match(r"No anchor #n-(\d+) ", text):
        return Finding(
            "OUT01",
            "error",
            f"the note {lost[1]} was lost in the layout",
            "change the text or the template a little where it is called: WeasyPrint has left it out",
        )
    severity = "error" if record.levelno >= logging.ERROR and not broken_link else "warning"
    return Finding("OUT01", severity, f"WeasyPrint says: {text[:400]}", _hint(text))


def _hint(text: str) -> str:
    for beginning, hint in (
        ("No anchor", "a link names a part of the sheet that is not there"),
        ("Failed to render SVG", "simplify the drawing"),
        ("Image ", "give the picture a text that says what it shows"),
        ("Font-face", "check the font file that the style names"),
        ("Missing required", 'give <html> its "lang" in the template'),
    ):
        if text.startswith(beginning):
            return hint
    return "mend the style or the layout of the template"


def _set_metadata(metadata: Any, date: datetime.date) -> None:
    day = _midnight(date).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.created = metadata.created or day
    metadata.modified = metadata.modified or day
    written = metadata.generate_rdf_metadata
    metadata.generate_rdf_metadata = lambda *arguments: written(*arguments).replace(
        b"</rdf:RDF>", _UA_IDENTIFICATION + b"</rdf:RDF>"
    )


def _midnight(date: datetime.date) -> datetime.datetime:
    return datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)


def _font_key(job: Job) -> str:
    """ "" for a sheet that loads no font of its own."""
    if "@font-face" not in job.style.lower() and "@font-face" not in job.html.lower():
        return ""
    return _digest(job.style, *_loaded(job))


def _loaded(job: Job) -> Iterator[str | bytes]:
    """Names and contents of the assets a style may load while it is parsed: fonts and other styles."""
    for name, (media_type, content) in sorted(job.assets.items()):
        if not media_type.startswith("image/"):
            yield from (name, content)


def _digest(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()


def _name(attached: Attached) -> bytes:
    return attached.name.encode("utf-16-be")  # the order of a name tree


if __name__ == "__main__":
    with_room(main)
