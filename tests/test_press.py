"""The press under pressure: what it refuses, what it stops, and that it prints the next sheet all the same."""

from __future__ import annotations

import base64
import datetime
import importlib
import io
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from briefings.diagnostics import Diagnostic, Severity
from briefings.errors import BriefingsError
from briefings.model import Asset, Attachment, Printed, PrintSettings, Sheet
from briefings.printing import fonts, pdf
from briefings.printing.pdf import Press

LIMITS = PrintSettings.model_validate({"time-limit": 3, "memory-limit": 512})
STYLE = 'body { font-family: "Source Serif Pro", "Noto Sans CJK KR" }'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="99" height="99">'


def a_sheet(body: str, *assets: Asset, style: str = STYLE, attachments: tuple[Attachment, ...] = ()) -> Sheet:
    html = f'<!DOCTYPE html><html lang="en-GB"><head><title>T</title></head><body><h1>T</h1>{body}</body></html>'
    return Sheet("korea", "print", html, datetime.date(2026, 1, 30), style, assets, attachments)


def svg(content: str, *, before: str = "") -> Asset:
    return Asset("drawing.svg", "image/svg+xml", f"{before}{SVG}{content}</svg>".encode())


def grey_png(side: int) -> Asset:
    """A square picture, one bit a pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    rows = (b"\0" + b"\xaa" * ((side + 7) // 8)) * side
    header = side.to_bytes(4) * 2 + bytes((1, 0, 0, 0, 0))
    content = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return Asset("picture.png", "image/png", b"\x89PNG\r\n\x1a\n" + content)


GOOD = a_sheet('<p>Fine <img src="picture.png" alt="grey"></p>', grey_png(8))


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press(LIMITS) as press:
        yield press


def codes(printed: Printed) -> list[str]:
    return [diagnostic.code for diagnostic in printed.diagnostics]


def only(printed: Printed) -> Diagnostic:
    (diagnostic,) = printed.diagnostics
    return diagnostic


def contents(payload: bytes | None) -> bytes:
    """All of a PDF, its streams decompressed."""
    assert payload is not None
    with pikepdf.open(io.BytesIO(payload)) as pdf:
        return b"\n".join(
            item.read_bytes()
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") != "/Image"
            else item.unparse()
            for item in pdf.objects
        )


def font_names(payload: bytes | None) -> set[str]:
    assert payload is not None
    with pikepdf.open(io.BytesIO(payload)) as pdf:
        return {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}


# ----------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="x" src="{}">',
        '<img alt="x" src="drawing.svg">',
        '<object data="{}"></object>',
        '<embed src="{}">',
        '<p style="background: url({})">x</p>',
        '<link rel="stylesheet" href="{}">',
        "<style>@import url({});</style>",
        "<style>@font-face {{ font-family: Stolen; src: url({}) }}</style>",
        "<style>@page {{ background: url({}) }}</style>",
        '<ul><li style="list-style-image: url({})">x</li></ul>',
        "<style>p::before {{ content: url({}) }}</style><p>x</p>",
    ],
)
def test_nothing_is_read_from_disk_or_network(press: Press, markup: str, tmp_path: Path) -> None:
    """A listening socket hears nobody, a file's words are in no PDF, and each attempt is told."""
    secret = tmp_path / "secret.svg"
    secret.write_text(f"{SVG}<text y='20'>SECRETWORD</text></svg>", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        for address in (f"http://127.0.0.1:{server.getsockname()[1]}/a", secret.as_uri(), f"FILE://localhost{secret}"):
            drawing = svg(f'<image href="{address}" width="9" height="9"/><use href="{address}#a"/>')
            printed = press.to_pdf(a_sheet(markup.format(address), drawing))
            refused = {found.message.replace("#a'", "'") for found in printed.diagnostics if found.code == "OUT02"}
            assert refused == {f"the sheet asks for '{address}', which is not one of its own files; it was not read"}
            assert b"SECRET" not in contents(printed.payload)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    "address",
    ["/etc/passwd", "//evil.example/a.png", "../secret", "https://briefing.invalid/", "ftp://x/y", "C:\\x.png"],
)
def test_an_address_outside_the_assets_is_refused(press: Press, address: str) -> None:
    found = only(press.to_pdf(a_sheet(f'<img alt="x" src="{address}">')))
    assert (found.code, found.severity) == ("OUT02", Severity.ERROR)
    assert found.place.path == "content/briefs/korea.md"


def test_an_asset_the_sheet_does_not_have_is_missing_not_refused(press: Press) -> None:
    found = only(press.to_pdf(a_sheet('<img alt="x" src="%2e%2e/map.png">')))
    assert found.code == "OUT01"
    assert found.severity is Severity.ERROR
    assert found.message == "the picture 'map.png' cannot be shown: the sheet has no asset named '../map.png'"


def test_an_external_entity_of_a_drawing_is_not_read(press: Press, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRETWORD", encoding="utf-8")
    doctype = f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    printed = press.to_pdf(a_sheet('<img alt="x" src="drawing.svg">', svg("<text y='20'>&e;</text>", before=doctype)))
    assert only(printed).message == "the picture 'drawing.svg' cannot be shown"
    assert b"SECRET" not in contents(printed.payload)


@pytest.mark.parametrize("link", ["file:///etc/passwd", "notes.csv", "javascript:alert(1)", "data:text/html,x"])
def test_a_link_that_no_reader_could_follow_is_told_and_left_out(press: Press, link: str) -> None:
    printed = press.to_pdf(a_sheet(f'<p><a href="{link}">x</a></p>'))
    assert only(printed).code == "OUT02"
    assert only(printed).message == f"a link leads to '{link}', which no reader of the PDF has"
    assert b"/URI" not in contents(printed.payload)


@pytest.mark.parametrize("markup", ['<link rel="attachment" href="{}">', '<a rel="attachment" href="{}">x</a>'])
def test_a_file_is_attached_by_the_sheet_alone(press: Press, markup: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRETWORD", encoding="utf-8")
    printed = press.to_pdf(a_sheet(markup.format(secret.as_uri())))
    assert codes(printed) == ["OUT02"]
    assert b"SECRET" not in contents(printed.payload)


def test_a_small_data_address_is_shown_and_a_huge_one_refused(press: Press) -> None:
    picture = base64.b64encode(grey_png(8).content).decode()
    assert press.to_pdf(a_sheet(f'<img alt="x" src="data:image/png;base64,{picture}">')).diagnostics == ()
    found = only(press.to_pdf(a_sheet(f'<img alt="x" src="data:image/png;base64,{"A" * 8_000_001}">')))
    assert found.code == "OUT02"
    assert len(found.message) < 400


# ------------------------------------------------------------ what is stopped

USE_BOMB = (
    '<defs><g id="a0"><rect width="1" height="1"/></g>'
    + "".join(f'<g id="a{level}">' + f'<use href="#a{level - 1}"/>' * 10 + "</g>" for level in range(1, 9))
    + '</defs><use href="#a8"/>'
)
ENTITY_BOMB = (
    '<!DOCTYPE svg [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{level} "' + f"&a{level - 1};" * 10 + '">' for level in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(a_sheet('<div style="display: flex">' * 14 + "x"), id="nested flex boxes"),
        pytest.param(a_sheet("<table><tr><td colspan=65534>x</table>"), id="huge column span"),
        pytest.param(a_sheet('<img alt="x" src="drawing.svg">', svg(USE_BOMB)), id="drawing that repeats itself"),
    ],
)
def test_a_sheet_without_end_is_stopped_and_the_next_one_printed(press: Press, sheet: Sheet) -> None:
    before = press.to_pdf(GOOD)
    child, folder = press._child, press._folder
    assert child is not None
    assert folder is not None
    started = time.monotonic()
    printed = press.to_pdf(sheet)
    assert printed.payload is None
    assert time.monotonic() - started < 10
    assert only(printed).code == "OUT03"
    assert only(printed).message == "printing 'korea' took longer than 3 seconds and was stopped"
    with pytest.raises(ProcessLookupError):  # neither running nor a zombie
        os.kill(child.pid, 0)
    assert not Path(folder.name).exists()
    assert press.to_pdf(GOOD) == before
    assert before.diagnostics == ()


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        pytest.param(
            a_sheet('<img alt="x" src="drawing.svg">', svg("<text>&a9;</text>", before=ENTITY_BOMB)),
            "the picture 'drawing.svg' cannot be shown",
            id="entity bomb",
        ),
        pytest.param(
            a_sheet('<img alt="x" src="picture.png">', grey_png(12_000)),
            "the picture 'picture.png' cannot be shown",
            id="picture of 144 million pixels",
        ),
        pytest.param(
            a_sheet("<div>" * 3000),
            "WeasyPrint could not print 'korea': its elements are nested too deeply",
            id="nested elements",
        ),
    ],
)
def test_a_bomb_is_told_as_what_it_is(press: Press, sheet: Sheet, told: str) -> None:
    assert only(press.to_pdf(sheet)).message == told
    assert press.to_pdf(GOOD).diagnostics == ()


def test_a_word_of_two_hundred_thousand_letters_prints() -> None:
    """In a minute: a slow machine that also counts coverage needs more than the other sheets' three seconds."""
    with Press(PrintSettings.model_validate({"time-limit": 60, "memory-limit": 512})) as press:
        assert press.to_pdf(a_sheet("x" * 200_000)).diagnostics == ()


def test_a_sheet_that_wants_too_much_memory_is_stopped_and_the_next_one_printed() -> None:
    settings = PrintSettings.model_validate({"time-limit": 60, "memory-limit": 256})
    with Press(settings) as press:
        press.to_pdf(GOOD)
        printed = press.to_pdf(a_sheet("x " * 30_000_000))
        assert printed.payload is None
        assert only(printed).code == "OUT04"
        assert only(printed).message == "printing 'korea' needed more than 256 MiB of memory and was stopped"
        assert press.to_pdf(GOOD).diagnostics == ()


def kill_soon(press: Press, number: int) -> threading.Timer:
    assert press._child is not None
    timer = threading.Timer(0.5, os.kill, (press._child.pid, number))
    timer.start()
    return timer


@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGSEGV, "OUT05", "WeasyPrint could not print 'korea': it crashed with SIGSEGV"),
        (signal.SIGABRT, "OUT05", "WeasyPrint could not print 'korea': it crashed with SIGABRT"),
    ],
)
def test_a_crash_is_told_and_the_next_sheet_printed(press: Press, number: int, code: str, told: str) -> None:
    press.to_pdf(GOOD)
    timer = kill_soon(press, number)
    printed = press.to_pdf(a_sheet('<div style="display: flex">' * 14 + "x"))
    timer.join()
    assert printed.payload is None
    assert only(printed).code == code
    assert told in only(printed).message
    assert press.to_pdf(GOOD).diagnostics == ()


def kill_each(press: Press, most: int) -> threading.Thread:
    """Kill the process that is at work, and each that takes its place."""
    killed = set[int]()

    def kill() -> None:
        until = time.monotonic() + 60
        while len(killed) < most and time.monotonic() < until:
            child = press._child
            if child is not None and child.pid not in killed and press._sheets:
                time.sleep(0.2)
                os.kill(child.pid, signal.SIGKILL)
                killed.add(child.pid)
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def test_a_press_that_is_killed_is_replaced_and_the_sheet_printed() -> None:
    """As the kernel does when memory runs out: nobody can tell whose fault it was."""
    with Press(PrintSettings.model_validate({"time-limit": 60, "memory-limit": 512})) as press:
        long = a_sheet("<p>One line of many.</p>" * 2500)
        wanted = press.to_pdf(long)
        killer = kill_each(press, 1)
        assert press.to_pdf(long) == wanted
        killer.join()


def test_a_press_that_is_killed_twice_is_told_as_that() -> None:
    with Press(PrintSettings.model_validate({"time-limit": 60, "memory-limit": 512})) as press:
        press.to_pdf(GOOD)
        killer = kill_each(press, 2)
        printed = press.to_pdf(a_sheet('<div style="display: flex">' * 14 + "x"))
        killer.join()
        assert printed.payload is None
        assert (only(printed).code, only(printed).message) == (
            "OUT05",
            "the press that printed 'korea' was ended from outside, and so was a second one (SIGKILL)",
        )
        assert press.to_pdf(GOOD).diagnostics == ()


def test_a_press_that_died_while_idle_is_replaced(press: Press) -> None:
    press.to_pdf(GOOD)
    assert press._child is not None
    os.kill(press._child.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert press.to_pdf(GOOD).diagnostics == ()


def test_a_press_is_replaced_before_it_has_grown_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next sheet is the same to the byte."""
    monkeypatch.setattr(pdf, "MOST_SHEETS", 2)
    with Press(LIMITS) as press:
        printed, processes = [], []
        for _ in range(3):
            press.start()
            assert press._child is not None
            processes.append(press._child.pid)
            printed.append(press.to_pdf(GOOD))
    assert processes[0] == processes[1] != processes[2]
    assert printed[0] == printed[1] == printed[2]


FONTS_LATER = """
import io, sys
from briefings.printing.press import import_weasyprint
import_weasyprint()
from weasyprint.pdf import fonts
print("fontTools" in sys.modules)
try:
    fonts.TTFont(io.BytesIO(b"no font at all"))
except fonts.TTLibError as error:
    print(type(error).__module__, fonts.subset.__name__, fonts.instantiateVariableFont.__name__)
"""


def test_font_tools_are_imported_when_a_font_wants_them() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", FONTS_LATER], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\nfontTools.ttLib fontTools.subset instantiateVariableFont\n"


PARENT = """
import datetime
import sys
from briefings.model import PrintSettings, Sheet
from briefings.printing.pdf import Press
with Press(PrintSettings()) as press:
    html = "<html lang=en><title>t</title><h1>t</h1>"
    press.to_pdf(Sheet("b", "print", html, datetime.date(2026, 1, 30)))
    print(press._child.pid, press._folder.name, flush=True)
    if sys.argv[1] == "busy":
        press.to_pdf(Sheet("b", "print", html + "<div style=display:flex>" * 16, datetime.date(2026, 1, 30)))
    sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("state", "number", "end"), [("busy", signal.SIGINT, "KeyboardInterrupt"), ("idle", signal.SIGKILL, "")]
)
def test_the_end_of_the_parent_is_the_end_of_the_press(state: str, number: int, end: str) -> None:
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-c", PARENT, state]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, cwd=root, stdin=pipe, stdout=pipe, stderr=pipe) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        number_of_press, folder = parent.stdout.readline().split()
        press = int(number_of_press)
        time.sleep(0.3)
        parent.send_signal(number)
        parent.wait(timeout=20)
        assert end in parent.stderr.read()
    for _ in range(50):
        if not is_running(press) and not Path(folder).exists():
            return
        time.sleep(0.1)
    pytest.fail("the press or its folder is still there")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_it_tells_what_it_prints_with(press: Press) -> None:
    assert re.fullmatch(r"WeasyPrint 70\.0, Pango \d+\.\d+\.\d+", press.version())


def test_large_sheets_and_large_answers_do_not_block(press: Press) -> None:
    noise = random.Random(1).randbytes(12_000_000)
    attachment = Attachment("data.bin", "application/octet-stream", noise, "Data")
    unused = Asset("unused.bin", "application/octet-stream", noise[::-1])
    printed = press.to_pdf(a_sheet("<p>x</p>", unused, attachments=(attachment,)))
    assert printed.diagnostics == ()
    assert printed.payload is not None
    assert len(printed.payload) > 12_000_000


# ------------------------------------------------------------- what is said


def test_a_letter_no_font_has_is_an_error_that_names_it(press: Press) -> None:
    found = only(press.to_pdf(a_sheet("<p>Well 😀 and 😀</p>")))
    assert (found.code, found.severity, found.message) == ("OUT01", Severity.ERROR, "no font has '😀' (U+1F600)")


def test_a_broken_link_and_an_unknown_property_are_warnings_each_time(press: Press) -> None:
    """The style is parsed once for both sheets, and its mistakes are told for both."""
    style = STYLE + " p { colour: red }"
    for _ in range(2):
        printed = press.to_pdf(a_sheet('<p><a href="#nowhere">x</a></p>', style=style))
        assert printed.payload is not None
        assert [(found.severity, found.message) for found in printed.diagnostics] == [
            (Severity.WARNING, "WeasyPrint says: Ignored `colour: red ` at 1:66, unknown property."),
            (Severity.WARNING, "WeasyPrint says: No anchor #nowhere for internal URI reference"),
        ]
    assert press.to_pdf(GOOD).diagnostics == ()


def test_a_note_that_stands_on_no_page_is_an_error(press: Press) -> None:
    """WeasyPrint loses it without a word."""
    note = 'x<span class="note" id="n-1">1 The note.</span>'
    style = STYLE + " .note { float: footnote }"
    assert press.to_pdf(a_sheet(f"<p>{note}</p>", style=style)).diagnostics == ()
    found = only(press.to_pdf(a_sheet(f'<div style="position: absolute; top: 9cm">{note}</div>', style=style)))
    assert (found.code, found.severity) == ("OUT01", Severity.ERROR)
    assert found.message == "the note '1 The note.' is called and stands on no page"


def test_two_sheets_may_use_one_name_for_two_pictures(press: Press) -> None:
    body = '<img alt="x" src="drawing.svg">'
    first = press.to_pdf(a_sheet(body, svg("<text y='20' font-family='Source Sans Pro'>one</text>")))
    second = press.to_pdf(a_sheet(body, svg("<text y='20' font-family='Source Sans Pro'>two</text>")))
    assert first.payload != second.payload
    assert first.diagnostics == second.diagnostics == ()


# ------------------------------------------------------------- the same bytes


def test_the_same_sheet_gives_the_same_bytes_wherever_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = a_sheet(
        '<p>Words <span lang="ko">이재명</span> 서울 <a href="https://example.org">x</a></p>'
        '<p><img alt="x" src="picture.png"></p>',
        grey_png(30),
        attachments=(Attachment("a.json", "application/json", b"{}", "A"), Attachment("b.csv", "text/csv", b"", "B")),
    )
    worlds = [
        {"TZ": "Asia/Seoul", "PYTHONHASHSEED": "1", "LANG": "ja_JP.UTF-8", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"},
        {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "PANGO_LANGUAGE": "zh", "FONTCONFIG_PATH": "/nowhere"},
    ]
    payloads = []
    for number, world in enumerate(worlds):
        home = tmp_path / str(number)
        home.mkdir()
        for name, value in {**world, "XDG_CACHE_HOME": str(home / "cache"), "TMPDIR": str(home)}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(home)
        with Press(LIMITS) as press:
            if number:
                press.to_pdf(GOOD)  # what was printed before does not matter either
            printed = press.to_pdf(sheet)
            assert printed.diagnostics == ()
            payloads.append(printed.payload)
    assert payloads[0] == payloads[1]


# ------------------------------------------------------------------- fonts


def test_system_fonts_are_not_seen(press: Press) -> None:
    printed = press.to_pdf(a_sheet("<p>x</p>", style="body { font-family: 'DejaVu Sans', Arial, monospace }"))
    assert font_names(printed.payload) <= {"Source-Sans-Pro", "Source-Sans-Pro-Bold"}


def test_a_template_brings_its_own_font(press: Press) -> None:
    bold = next(path for path in fonts.families()[1].files if path.name == "SourceSansPro-Bold.ttf")
    asset = Asset("desk.ttf", "font/ttf", bold.read_bytes())
    face = '@font-face { font-family: "Desk Face"; src: url(desk.ttf) }'
    body = '<p style="font-family: Desk Face">x</p>'
    with_font = press.to_pdf(a_sheet(body, asset, style=face + STYLE))
    assert with_font.diagnostics == ()
    assert "Desk-Face-Bold" in font_names(with_font.payload)
    assert "Desk-Face-Bold" not in font_names(press.to_pdf(a_sheet(body)).payload), "no other sheet has it"
    assert press.to_pdf(a_sheet(body, asset, style=face + STYLE)) == with_font


def test_a_template_brings_a_font_of_the_web() -> None:
    """WOFF is unpacked with fontTools, which is imported for it."""
    library: Any = importlib.import_module("fontTools.ttLib")  # it has no types
    font, packed = (
        library.TTFont(next(path for path in fonts.families()[1].files if path.name.endswith("Bold.ttf"))),
        io.BytesIO(),
    )
    font.flavor = "woff"
    font.save(packed)
    asset = Asset("desk.woff", "font/woff", packed.getvalue())
    face = '@font-face { font-family: "Desk Face"; src: url(desk.woff) }'
    with Press(LIMITS) as press:
        printed = press.to_pdf(a_sheet('<p style="font-family: Desk Face">x</p>', asset, style=face + STYLE))
    assert printed.diagnostics == ()
    assert "Desk-Face-Bold" in font_names(printed.payload)


def test_a_font_under_an_old_name_is_read_anew(press: Press) -> None:
    sans = {path.name: path.read_bytes() for path in fonts.families()[1].files}
    face = '@font-face { font-family: "Desk Face"; src: url(desk.ttf) }'
    found = [
        font_names(
            press.to_pdf(
                a_sheet(
                    '<p style="font-family: Desk Face">x</p>', Asset("desk.ttf", "font/ttf", sans[name]), style=face
                )
            ).payload
        )
        for name in ("SourceSansPro-Bold.ttf", "SourceSansPro-It.ttf")
    ]
    assert "Desk-Face-Bold" in found[0]
    assert "Desk-Face-Italic" in found[1]


def test_a_broken_font_is_told(press: Press) -> None:
    face = '@font-face { font-family: "Desk Face"; src: url(desk.ttf) }'
    found = only(press.to_pdf(a_sheet("<p>x</p>", Asset("desk.ttf", "font/ttf", b"no font"), style=face + STYLE)))
    assert (found.code, found.message) == ("OUT01", "WeasyPrint says: Font-face 'Desk Face' cannot be loaded")


def test_families_are_named_as_their_files_name_themselves() -> None:
    library: Any = importlib.import_module("fontTools.ttLib")  # it has no types
    for family in fonts.families():
        assert family.files, f"pip install {family.package}"
        for path in family.files:
            opened = list(library.TTCollection(path)) if path.suffix == ".ttc" else [library.TTFont(path)]
            names = {record.toUnicode() for font in opened for record in font["name"].names if record.nameID in (1, 16)}
            assert family.name in names, path.name


def test_font_settings_stand_in_the_cache_folder_and_are_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a & b"))
    path = fonts.write_font_settings()
    assert path.parent == tmp_path / "a & b" / "briefings"
    assert "a &amp; b" in path.read_text(encoding="utf-8")
    written = path.stat().st_mtime_ns
    assert fonts.write_font_settings() == path
    assert path.stat().st_mtime_ns == written
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["fontconfig", path.name]


def test_without_a_cache_folder_the_font_settings_stand_in_a_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    path = fonts.write_font_settings()
    assert tmp_path not in path.parents
    assert path.is_file()
    with Press(LIMITS) as press:
        assert press.to_pdf(GOOD).diagnostics == ()


# ------------------------------------------------------ what the machine lacks


@pytest.mark.parametrize(
    ("file", "told"),
    [("libpango-1.0.so.0", "missing: libpango-1.0-0"), ("libharfbuzz-subset.so.0", "missing: libharfbuzz-subset")],
)
def test_a_missing_library_is_told_with_the_line_that_mends_it(
    file: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / file).write_bytes(b"not a library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    with Press(LIMITS) as press, pytest.raises(BriefingsError) as raised:
        press.to_pdf(GOOD)
    assert raised.value.exit_status == 3
    assert told in raised.value.message
    assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in raised.value.hint
    assert "brew install pango" in raised.value.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('__version__ = "71.0"', "this version of briefings prints with WeasyPrint 70.0, and 71.0 is installed"),
        ("import no_such_module", "PDF output needs WeasyPrint, which cannot be imported: No module named"),
        ("raise SystemExit(9)", "the press could not start (exit code 9)"),
    ],
)
def test_another_weasyprint_is_not_worked_with(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with Press(LIMITS) as press, pytest.raises(BriefingsError) as raised:
        press.to_pdf(GOOD)
    assert raised.value.exit_status == 3
    assert told in raised.value.message


# ------------------------------------------------------------ what is expected

FACE = '@font-face { font-family: "Desk Face"; src: url(desk.ttf) } p { colour: red }'


@pytest.mark.parametrize("told", [STYLE, "", FACE, "p {", "\x00", "p { color: red }" * 9_000])
@pytest.mark.parametrize("style", [STYLE, FACE])
def test_a_press_that_was_told_of_a_style_prints_the_same(told: str, style: str) -> None:
    """Of the style of the sheet, of another one, or of one that is too long to be told."""
    sheet = a_sheet("<p>hyphenation</p>", style=style)
    with Press(LIMITS) as press:
        press.start()
        press.expect(lambda: told)
        first = press.to_pdf(sheet)
    with Press(LIMITS) as press:
        assert first == press.to_pdf(sheet)


def test_a_press_is_told_of_no_style_once_it_has_printed() -> None:
    """Nor when there is no press: then there is nothing to get ready."""
    with Press(LIMITS) as press:
        press.expect(lambda: pytest.fail("nobody is there to be told"))
        press.to_pdf(GOOD)
        press.expect(lambda: pytest.fail("it knows the style by now"))


def test_a_style_that_takes_for_ever_is_stopped_as_its_sheet_would_be() -> None:
    deep = "p { " + "(" * 20_000 + " }"
    with Press(LIMITS) as press:
        press.start()
        press.expect(lambda: deep)
        assert press.to_pdf(GOOD).payload is not None


def test_a_press_that_is_gone_is_told_without_a_word() -> None:
    with Press(LIMITS) as press:
        press.start()
        assert press._child is not None
        press._child.kill()
        press._child._process.wait()
        press.expect(lambda: STYLE)
        assert press.to_pdf(GOOD).payload is not None
