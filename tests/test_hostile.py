"""A desk written by an enemy, or by a machine, or in haste: what must happen to each trick, said exactly."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ENTRY_POINT, Finished, Program
from tests.desks import ENDLESS, write_desk
from tests.printed import Page

DATE = ("--date", "2026-01-30")
CLEAN = Finished(0, "no errors, no warnings\n", "")

WAIVERS = "[check.ignore]\nSRC01 = 'It is not kept.'\nCOR01 = 'There is one source.'\n"
"""What the base desk lets stand, for settings that take its place."""

NOTE = """\
=== content/notes/security/deal.md
---
title: Deal
topic: security
date: 2026-01-20
---

"""

BRIEF = """\
=== content/briefs/alliance.md
---
title: The alliance
template: own
sections: [{topic: security}]
---

::: {.bottom-line date="2026-01-30"}
A troop cut is [unlikely](#troop-cut) this year.
:::
=== templates/own/template.toml
title = "Own"
=== templates/own/brief.html.j2
<!DOCTYPE html><html lang="en"><head><title>{{ brief.title }}</title></head><body><h1>{{ brief.title }}</h1>
"""
"""A brief with a template of its own, whose layout goes on in the text that follows."""


def check(program: Program, desk: str) -> Finished:
    write_desk(program.folder, desk)
    return program.inside("check", *DATE)


def findings(text: str) -> list[str]:
    """The first line of each finding, without excerpt and hint."""
    return [line for line in text.split("\n") if re.match(r"\S+:\d+:\d+: (error|warning|info) ", line)]


def built(program: Program) -> Path:
    return program.folder / "build" / "2026-01-30"


# ------------------------------------------------------------------- floods

LONG = "content/notes/security/deal.md:7:1: error TXT03: a paragraph of more than 20,000 characters is not read"
DEEP = "content/notes/security/deal.md:7:1: error TXT03: blocks are nested too deep to be read"
TOO_LONG = "content/briefs/alliance.md:1:1: warning STR01: 'alliance' as of 2026-01-30 has {} words; "
TOO_LONG += "the profile 'bulletin' allows 2000"
FLOODS = {
    "ten thousand opening brackets": ("[" * 10_000, []),
    "fifty thousand stars, which are a rule": ("*" * 50_000, []),
    "fifty thousand stars with letters": ("*a " * 17_000, [LONG]),
    "emphasis that never ends": ("**a_ " * 3_900, [TOO_LONG.format(3927)]),
    "three thousand quotations in one another": ("> " * 3_000 + "x", [DEEP]),
    "three thousand lists in one another": ("- " * 3_000 + "x", [DEEP]),
    "code marks of every length": (" ".join("`" * length for length in range(1, 190)), []),
    "links that never end": ("[a](b" * 3_000, []),
    "pictures that never end": ("![" * 6_000, []),
    "citations that never end": ("[@" * 5_000, []),
    "a word of two hundred thousand letters": ("a" * 200_000, [LONG]),
    "half a character reference, ten thousand times": ("&#" * 9_000, []),
    "five thousand classes": (
        "[a]{" + ".b " * 5_000 + "}",
        ["content/notes/security/deal.md:7:1: error TXT03: a span of the unknown class 'b'"],
    ),
    "comments in comments": (
        "<!--" * 4_000,
        [f"content/notes/security/deal.md:7:1: warning TXT01: raw HTML is not rendered: '{'<!--' * 14}<!-…'"],
    ),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_of_signs_is_read_or_refused_in_seconds(cli: Program, name: str) -> None:
    """No text of a note makes the reading slow or deep: it is plain text, or a finding says what was not read."""
    text, wanted = FLOODS[name]
    finished = check(cli, NOTE + text)
    assert findings(finished.stdout) == wanted
    assert finished.status == any(" error " in line for line in wanted)
    assert finished.stderr == ""


def test_five_thousand_rows_are_printed_or_stopped_by_the_limit(cli: Program) -> None:
    """A huge table in a note ends at the time limit, and its message names the brief."""
    settings = "=== briefings.toml\n[desk]\nname = 'D'\n[topics]\nsecurity = 'S'\n[print]\ntime-limit = 2\n" + WAIVERS
    rows = "| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n" + "| text | text | text | text | 5 | 6 |\n" * 5_000
    write_desk(cli.folder, settings + NOTE + rows)
    finished = cli.inside("build", *DATE, "--format", "pdf")
    stopped = r"error OUT03: (printing|the layout of) 'alliance' took longer than 2 seconds and was stopped"
    assert re.search(stopped, "\n".join(findings(finished.stderr)))  # whichever is slow first on this machine
    assert (finished.status, finished.stdout) == (1, "")


# -------------------------------------------------------------------- files


def with_bytes(path: str, content: bytes) -> Callable[[Path], None]:
    return lambda desk: write_bytes(desk / path, content)


def write_bytes(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def a_pipe_for_a_layout(desk: Path) -> None:
    (desk / "templates/own").mkdir(parents=True)
    os.mkfifo(desk / "templates/own/brief.html.j2")


DEAL = "content/notes/security/deal.md"
TROOPS = "content/notes/security/troops.md"


def a_note(text: bytes, *, ends: bytes = b"\n", before: bytes = b"") -> Callable[[Path], None]:
    lines = [b"---", b"title: Deal", b"topic: security", b"date: 2026-01-20", b"---", b"", text, b""]
    return with_bytes(DEAL, before + ends.join(lines))


FILES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a pipe that nobody writes to": (
        lambda desk: os.mkfifo(desk / "content/notes/security/pipe.md"),
        [
            (
                "content/notes/security/pipe.md:1:1: error OUT02: 'content/notes/security/pipe.md' cannot be read: "
                "it is not a regular file"
            )
        ],
    ),
    "a folder named like a note": (lambda desk: (desk / "content/notes/security/x.md").mkdir(), []),
    "an empty file": (
        with_bytes("content/notes/security/a.md", b""),
        [
            "content/notes/security/a.md:1:1: error FM01: the front matter is missing or not closed",
        ],
    ),
    "the byte nought": (
        a_note(b"No\0body"),
        [f"{DEAL}:7:3: error FM07: the character U+0000 has no place in a text"],
    ),
    "a letter that turns the terminal red": (
        a_note(b"\x1b[31mNobody"),
        [f"{DEAL}:7:1: error FM07: the character U+001B has no place in a text"],
    ),
    "a control character in YAML": (
        with_bytes("content/figures/more.yaml", b"- id: \x07"),
        ["content/figures/more.yaml:1:7: error FM07: the character U+0007 has no place in a text"],
    ),
    "the line ends of Windows": (a_note(b"Text.", ends=b"\r\n"), []),
    "the line ends of an old Macintosh": (a_note(b"Text.", ends=b"\r"), []),
    "a byte order mark": (a_note(b"Text.", before=b"\xef\xbb\xbf"), []),
    "a note in Windows-1252": (
        a_note(b"Nobody\x92s"),
        [f"{DEAL}:7:7: error FM07: the byte 0x92 is not UTF-8"],
    ),
    "a note of a megabyte": (
        with_bytes("content/notes/security/big.md", b"a" * 1_000_000),
        ["content/notes/security/big.md:1:1: error FM07: the file has more than 500,000 bytes, too many to be read"],
    ),
    "a name that is not UTF-8": (
        lambda desk: write_bytes(desk / os.fsdecode(b"content/notes/security/\xff.md"), b"x"),
        [
            (
                "content/notes/security/\ufffd.md:1:1: error FM08: the name of the file "
                "'content/notes/security/\ufffd.md' cannot be printed; it was not read"
            )
        ],
    ),
    "a name of two lines": (
        with_bytes("content/notes/security/a\n::error::b.md", b"x"),
        [
            (
                "content/notes/security/a\ufffd::error::b.md:1:1: error FM08: the name of the file "
                "'content/notes/security/a\ufffd::error::b.md' cannot be printed; it was not read"
            )
        ],
    ),
    "a link to a file of the machine": (
        lambda desk: (desk / "content/notes/security/a.md").symlink_to("/etc/hostname"),
        ["content/notes/security/a.md:1:1: error OUT02: 'content/notes/security/a.md' is a link; it was not followed"],
    ),
    "templates behind a link": (
        lambda desk: (desk / "templates").symlink_to("/usr"),
        ["templates:1:1: error OUT02: 'templates' is a link; it was not followed"],
    ),
    "templates that are a file": (with_bytes("templates", b"x"), []),
    "a template that is a pipe": (
        a_pipe_for_a_layout,
        ["templates/own/brief.html.j2:1:1: error OUT02: 'brief.html.j2' is a link or no file; it was not read"],
    ),
    "hidden files": (with_bytes("content/notes/.git/config.md", b"\xff"), []),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", FILES)
def test_a_strange_file_is_read_or_named(cli: Program, name: str) -> None:
    """A file of any kind in the desk ends as text or as a finding at its path; none is waited for."""
    act, wanted = FILES[name]
    write_desk(cli.folder, "")
    act(cli.folder)
    finished = cli.inside("check", *DATE)
    assert findings(finished.stdout) == wanted
    assert (finished.status, finished.stderr) == (int(bool(wanted)), "")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda desk: (desk / "content").rename(desk / "kept"), ""),
        (
            lambda desk: ((desk / "content").rename(desk / "kept"), (desk / "content").symlink_to("kept")),
            "content:1:1: error OUT02: 'content' is a link; it was not followed",
        ),
        (
            lambda desk: ((desk / "content").rename(desk / "kept"), (desk / "content").write_text("x")),
            "content:1:1: error OUT02: the folder 'content' cannot be read: Not a directory",
        ),
    ],
    ids=["no content", "a link", "a file"],
)
def test_content_that_is_no_folder_is_told(cli: Program, act: Callable[[Path], object], said: str) -> None:
    """Without its content a desk has nothing to check, and the message says why."""
    write_desk(cli.folder, "")
    act(cli.folder)
    finished = cli.inside("check", *DATE)
    if said:
        assert (finished.status, findings(finished.stdout), finished.stderr) == (1, [said], "")
    else:
        assert (finished.status, finished.stdout) == (2, "")
        assert finished.stderr == "briefings: the desk has no brief\n  hint: write content/briefs/<name>.md\n"


@contextlib.contextmanager
def bound_by_rights() -> Iterator[None]:
    """Root as anyone else: without the power to read what a file's rights forbid. It stays root, so that the
    checkout may lie in a folder that only root may enter.

    Linux: capset(2), with the third version of its structures; bits 1 and 2 are CAP_DAC_OVERRIDE and
    CAP_DAC_READ_SEARCH, taken from the effective set only, so that they can be had back.
    """
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("Ii", 0x20080522, 0)
    had = ctypes.create_string_buffer(24)
    assert libc.capget(header, had) == 0
    effective, *others = struct.unpack("6I", had.raw)
    assert libc.capset(header, struct.pack("6I", effective & ~0b110, *others)) == 0
    try:
        yield
    finally:
        assert libc.capset(header, had) == 0


@pytest.fixture
def readable_by_its_owner(cli: Program) -> Iterator[Program]:
    """A desk run by a user for whom the rights of a file mean something."""
    write_desk(cli.folder, "")
    write_desk(cli.folder, "=== templates/own/brief.css\np { color: red }\n")
    with bound_by_rights():
        yield cli
    for path in sorted(cli.folder.rglob("*")):
        path.chmod(0o755)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (TROOPS, f"{TROOPS}:1:1: error OUT02: '{TROOPS}' cannot be read: Permission denied"),
        (
            "content/notes/security",
            (
                "content/notes/security:1:1: error OUT02: the folder 'content/notes/security' cannot be read: "
                "Permission denied"
            ),
        ),
        (
            "templates/own/brief.css",
            "templates/own/brief.css:1:1: error OUT02: 'brief.css' cannot be read: Permission denied",
        ),
        (
            "templates/own",
            "templates/own:1:1: error OUT02: the folder 'templates/own' cannot be read: Permission denied",
        ),
        ("templates", "templates:1:1: error OUT02: the folder 'templates' cannot be read: Permission denied"),
    ],
)
def test_what_may_not_be_read_is_named(readable_by_its_owner: Program, path: str, said: str) -> None:
    """A file or folder without the right to read it is a finding at its path."""
    (readable_by_its_owner.folder / path).chmod(0)
    finished = readable_by_its_owner.inside("check", *DATE)
    assert said in findings(finished.stdout)
    assert (finished.status, finished.stderr) == (1, "")


# ------------------------------------------------------------------ escaping

FIELDS = """\
=== briefings.toml
[desk]
name = 'desk.name@'
disclaimer = 'desk.disclaimer@'
contact = 'desk.contact@'
[topics]
security = 'topic@'
[labels]
sources = 'label@'
[check.ignore]
SRC01 = 'It is not kept.'
COR01 = 'There is one source.'
AIX03 = 'That a machine wrote it stands in the text as markup.'
COR03 = 'That it is not reliable stands in the text as markup.'
[max-age]
security = '9999d'
=== content/briefs/alliance.md
---
title: 'brief.title@'
subtitle: 'brief.subtitle@'
series: 'brief.series@'
number: 'brief.number@'
authors: ['brief.author@']
audience: 'brief.audience@'
marking: 'brief.marking@'
citations: STYLE
options: {disclaimer: 'option.disclaimer@', logo-alt: 'option.logo-alt@', logo: content/p.svg}
sections: [{topic: security, title: 'section.title@'}]
---

::: {.bottom-line date="2026-01-30"}
A troop cut is [unlikely](#troop-cut) this year. bottom@
:::

::: {.lead date="2026-01-30"}
lead@
:::
=== content/p.svg
<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>
=== content/notes/security/deal.md
---
title: 'note.title@'
topic: security
date: 2026-01-20
authors: ['note.author@']
---

text@ `code@` *emphasis@* [link@](https://example.org 'linktitle@') [troops]{.figure}
[see prefix@ @smith-2025, suffix@].
And [span@]{.scare lang='lang@'}, [claim@ [@smith-2025]]{.claim #a}.[^1]

[^1]: footnote@ [@smith-2025].

## heading@

- item@

| head@ |
|---|
| cell@ |

![alt@](../../p.svg 'caption@')

    codeblock@

{{ 7*7 }} {% include "x" %} {# hidden #}
=== content/figures/figures.yaml
- id: troops
  label: 'figure.label@'
  value: 28500
  unit: 'figure.unit@'
  per: 'figure.per@'
  note: 'figure.note@'
  contested: 'figure.contested@'
  source: smith-2025
  locator: 'figure.locator@'
=== content/sources/smith-2025.yaml
type: report
title: 'source.title@'
author: [{family: 'Family@', given: 'Given@'}, {literal: 'Body@'}]
publisher: 'source.publisher@'
publisher-place: 'source.place@'
number: 'source.number@'
URL: https://example.org/"><script>alert(5)</script>
issued: 2025-02
provenance:
  kind: analysis
  originator: 'source.originator@'
  reliability: D
  graded: 2026-01-20
  basis: 'source.basis@'
  descriptor: 'source.descriptor@'
  ai: generated
"""
ATTACK = ' <script>alert("1")</script><b onmouseover="alert(2)">&amp;</b>'
UNPRINTED = {
    "desk.disclaimer",
    "topic",
    "source.place",
    "linktitle",
    "option.logo-alt",
    "lang",
    "alt",
    "source.originator",
}
"""Fields that stand in attributes, give way to another, or do not come into this page."""


@pytest.mark.parametrize("style", ["chicago-notes-bibliography", "apa"])
def test_nothing_that_a_person_writes_acts_in_the_page(cli: Program, style: str) -> None:
    """Markup, script and Jinja in any field of any file come out as the letters they are."""
    fields = set(re.findall(r"([a-z.-]+)@", FIELDS.casefold()))
    assert len(fields) == 53
    write_desk(cli.folder, re.sub(r"([a-z])@", rf"\1{ATTACK}", FIELDS.replace("STYLE", style)))
    finished = cli.inside("build", *DATE, "--format", "html")
    assert {line.split(": ")[1] for line in findings(finished.stderr)} == {"warning TXT01"}
    page = Page(built(cli) / "alliance-2026-01-30.html")
    assert not {"script", "iframe", "object"} & {tag for tag, _attributes in page.elements}
    assert all(not attributes for tag, attributes in page.elements if tag == "b")
    assert not [name for _tag, attributes in page.elements for name in attributes if name.startswith("on")]
    assert {link.partition(":")[0] for link in page.links if not link.startswith("#")} == {"https"}
    printed = page.text.casefold()
    initials = {"given"} if style == "apa" else set[str]()
    assert {field for field in fields if f"{field} <script>" not in printed} == UNPRINTED | initials
    assert "{{ 7*7 }} {% include “x” %} {# hidden" in printed


def test_ids_of_the_text_never_meet_those_of_the_template(cli: Program) -> None:
    """Each id of the page is there once, whatever ids, topics and keys the desk has."""
    names = (
        "sources",
        "main",
        "notes",
        "scale",
        "n-1",
        "r-1",
        "p-1",
        "topic-security",
        "note-security--deal",
        "figures",
    )
    spans = " ".join(f"[{name}]{{.scare #{name}}} [see](#{name})" for name in names)
    finished_desk = f"{NOTE}{spans} [@smith-2025].\n" + "".join(
        f"=== content/notes/{path}.md\n---\ntitle: T\ntopic: {topic}\ndate: 2026-01-02\n---\n"
        for path, topic in (("a/b-c", "a"), ("a-b/c", "a-b"))
    )
    brief = """\
=== content/briefs/alliance.md
---
title: The alliance
sections:
  - {topic: a}
  - {topic: a-b}
  - {topic: security, notes: [security/deal]}
  - {topic: security, notes: [security/troops]}
---

::: {.bottom-line date="2026-01-30"}
A troop cut is [unlikely](#troop-cut) this year.
:::
"""
    write_desk(cli.folder, brief + finished_desk)
    finished = cli.inside("build", *DATE)
    assert finished.stderr == ""
    page = Page(built(cli) / "alliance-2026-01-30.html")
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert {f"c-{name}" for name in names} <= set(page.ids)


# ----------------------------------------------------------------- templates


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket on this machine that notes who comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


def test_a_template_reaches_neither_the_network_nor_the_machine(cli: Program, listener: socket.socket) -> None:
    """Each way in which a page can load something is refused by name, and nobody comes to the socket."""
    web = f"http://127.0.0.1:{listener.getsockname()[1]}"
    secret = cli.folder.parent / "secret.txt"
    secret.write_text("the secret")
    body = f"""\
<img src="{web}/1.png" alt="a"><img src="{secret.as_uri()}" alt="b"><img src="../../../etc/hostname" alt="c">
<object data="{web}/2.svg"></object><embed src="{web}/3.svg">
<p style="background: url({web}/4.png)">a</p><ul style="list-style-image: url({web}/5.png)"><li>b</li></ul>
<svg width="9" height="9"><image href="{web}/6.png" width="9" height="9"/></svg>
<link rel="attachment" href="{secret.as_uri()}"><a rel="attachment" href="{secret.as_uri()}">x</a></body></html>
=== templates/own/brief.css
@import url({web}/7.css);
@font-face {{ font-family: F; src: url({web}/8.ttf) }}
body {{ background: url("{secret.as_uri()}"); font-family: F }}
"""
    write_desk(cli.folder, BRIEF + body)
    finished = cli.inside("build", *DATE)
    asked = set(re.findall(r"OUT02: the sheet asks for '([^']+)'", finished.stderr))
    wanted = {f"{web}/{name}" for name in ("1.png", "2.svg", "3.svg", "4.png", "5.png", "6.png", "7.css", "8.ttf")}
    assert wanted | {secret.as_uri()} <= asked
    assert (finished.status, finished.stdout) == (1, "")
    assert not built(cli).exists()
    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_picture_of_a_note_reaches_nothing(cli: Program, listener: socket.socket) -> None:
    """A drawing that names other files is shown without them."""
    web = f"http://127.0.0.1:{listener.getsockname()[1]}"
    drawing = f"""\
![A drawing](../../p.svg)
=== content/p.svg
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">
<image xlink:href="{web}/a.png" width="9" height="9"/><image href="file:///etc/hostname" width="9" height="9"/>
<style>@import url({web}/b.css);</style></svg>
"""
    write_desk(cli.folder, NOTE + drawing)
    finished = cli.inside("build", *DATE)
    said = ["content/briefs/alliance.md:1:1: error OUT01: the picture 'p.svg' cannot be shown"]
    assert (findings(finished.stderr), finished.status) == (said, 1)
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.timeout(60)
def test_a_failed_print_names_the_brief_and_leaves_the_last_files(cli: Program) -> None:
    """Where the new edition cannot be made, every file of the old one stays, byte for byte."""
    write_desk(cli.folder, "")
    assert cli.inside("build", *DATE).status == 0
    before = contents(cli.folder / "build")
    limit = "=== briefings.toml\n[desk]\nname = 'D'\n[topics]\nsecurity = 'S'\n[print]\ntime-limit = 1\n" + WAIVERS
    for body, code in (
        ('<div style="display: flex">' * 14 + "text", "OUT03: printing 'alliance' took longer than 1 seconds"),
        (ENDLESS, "OUT03: the layout of 'alliance'"),
        ('<table><tr><td colspan="99999999">a</td></tr></table>', "OUT0"),
        ("<p>&#x13000;</p>", "OUT01: no font has"),
    ):
        write_desk(cli.folder, limit + BRIEF + body)
        finished = cli.inside("build", *DATE)
        assert f"error {code}" in finished.stderr
        assert "alliance: not printed; the files of its last build are as they were\n" in finished.stderr
        assert (finished.status, finished.stdout) == (1, "")
        assert contents(cli.folder / "build") == before


DEEP_LAYOUT = "templates/own/brief.html.j2:1:1: error TPL03: the layout is nested too deep to be read"
DEEPLY: dict[str, tuple[Callable[[Path], None], str]] = {
    "a layout's brackets": (
        with_bytes("templates/own/brief.html.j2", b"{{ " + b"(" * 3_000 + b"1" + b")" * 3_000 + b" }}"),
        DEEP_LAYOUT,
    ),
    "a layout's blocks": (
        with_bytes("templates/own/brief.html.j2", b"{% if 1 %}" * 300 + b"{% endif %}" * 300),
        DEEP_LAYOUT,
    ),
    "a template's record": (
        with_bytes("templates/own/template.toml", b"a = " + b"[" * 3_000 + b"]" * 3_000),
        "templates/own/template.toml:1:1: error TPL02: template.toml is nested too deep to be read",
    ),
}


@pytest.mark.parametrize("name", DEEPLY)
def test_what_is_nested_too_deep_is_told(cli: Program, name: str) -> None:
    """A parser that gives up is a finding at its file, not a traceback."""
    act, said = DEEPLY[name]
    write_desk(cli.folder, BRIEF)
    act(cli.folder)
    finished = cli.inside("check", *DATE)
    assert (finished.status, findings(finished.stdout), finished.stderr) == (1, [said], "")


def test_settings_nested_too_deep_are_told(cli: Program) -> None:
    """Without its settings there is no desk; the status is 2."""
    write_desk(cli.folder, "")
    (cli.folder / "briefings.toml").write_text("a = " + "[" * 3_000 + "]" * 3_000)
    said = "briefings: briefings.toml is nested too deep to be read\n  hint: settings need two levels\n"
    assert cli.inside("check", *DATE) == Finished(2, "", said)


NO_MEMORY = "the layout wants more memory than it may have"
NOT_ALLOWED = "the layout does what no template may: "
GREEDY = {
    '{{ "%1000000000000000d" % 1 }}': NO_MEMORY,
    '{{ "a"|center(1000000000000000) }}': NO_MEMORY,
    '{{ "{:>1000000000000000}".format(1) }}': NO_MEMORY,
    '{{ "a"|center(600000000) }}': NO_MEMORY,
    '{{ [1]|batch(600000000, "a")|list }}': NO_MEMORY,
    '{% set n = namespace(a="a") %}{% for i in range(60) %}{% set n.a = n.a ~ n.a %}{% endfor %}': NO_MEMORY,
    "{% set n = namespace(a=[1]) %}{% for i in range(60) %}{% set n.a = n.a + n.a %}{% endfor %}": NO_MEMORY,
    "{{ brief.title|center(120000000) }}": NOT_ALLOWED + "it prints more than 100,000,000 characters",
    '{{ 1.5|round(300000000, "ceil") }}': NOT_ALLOWED + "a layout rounds to 15 places at most",
    "{% set n = namespace(a=9) %}{% for i in range(60) %}{% set n.a = n.a * n.a %}{% endfor %}": NOT_ALLOWED
    + "a layout multiplies no number of a hundred digits",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("layout", GREEDY)
def test_a_layout_that_asks_for_gigabytes_is_refused_them(cli: Program, layout: str) -> None:
    """The memory that a layout may not have ends as a finding, and the program takes little more than that."""
    write_desk(cli.folder, f"{BRIEF}{layout}")
    finished = cli.inside("check", *DATE)
    assert [line.partition("error ")[2] for line in findings(finished.stdout)] == [f"TPL04: {GREEDY[layout]}"]
    assert (finished.status, finished.stderr) == (1, "")


# ----------------------------------------------------------------- the build


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".store" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_what_the_program_did_not_write_is_never_deleted(cli: Program) -> None:
    """Files of others in the build folder stay as they are, be they named like ours."""
    write_desk(cli.folder, "")
    strangers = {
        "build/2026-01-30/notes.txt": b"mine",
        "build/2026-01-30/alliance-2026-01-30.docx": b"mine too",
        "build/2026-01-30/.alliance-2026-01-30.pdf.abc": b"and this",
        "build/2025-01-01/alliance-2025-01-01.pdf": b"old",
        "build/.gitignore": b"# my own\n",
    }
    for path, content in strangers.items():
        write_bytes(cli.folder / path, content)
    assert cli.inside("build", *DATE, "--format", "json").status == 0
    after = contents(cli.folder)
    assert {path: after[path] for path in strangers} == strangers
    new = set(after) - set(strangers) - {p for p in after if not p.startswith("build/")}
    assert new == {"build/2026-01-30/alliance-2026-01-30.json"}


def test_a_link_in_the_place_of_an_output_is_replaced_not_followed(cli: Program) -> None:
    """The file a link points to is not written over."""
    write_desk(cli.folder, "")
    outside = cli.folder / "outside.json"
    outside.write_text("mine")
    built(cli).mkdir(parents=True)
    (built(cli) / "alliance-2026-01-30.json").symlink_to(outside)
    assert cli.inside("build", *DATE, "--format", "json").status == 0
    assert outside.read_text() == "mine"
    assert (built(cli) / "alliance-2026-01-30.json").read_text().startswith("{")


@pytest.mark.parametrize("path", ["build", "build/2026-01-30"])
def test_a_folder_that_is_a_link_out_of_the_desk_is_not_followed(cli: Program, path: str, tmp_path: Path) -> None:
    """Nothing is written outside the desk."""
    desk, outside = Program(tmp_path / "desk", cli.environment), tmp_path / "outside"
    outside.mkdir()
    write_desk(desk.folder, "")
    (desk.folder / path).parent.mkdir(exist_ok=True)
    (desk.folder / path).symlink_to(outside)
    finished = desk.inside("build", *DATE, "--format", "json")
    said = (
        "alliance: the folder 'build/2026-01-30' lies behind a link that leads out of the desk; nothing was written\n"
        "  hint: put a folder in the place of the link\n"
        "no errors, no warnings; nothing was printed\n"
    )
    assert (finished, list(outside.iterdir())) == (Finished(3, "", said), [])


def test_a_list_of_ignored_files_that_is_a_link_is_not_written_through(cli: Program) -> None:
    """A link that dangles stays one."""
    write_desk(cli.folder, "")
    (cli.folder / "build").mkdir()
    (cli.folder / "build/.gitignore").symlink_to(cli.folder / "elsewhere")
    assert cli.inside("build", *DATE, "--format", "json").status == 0
    assert not (cli.folder / "elsewhere").exists()


def test_a_folder_where_a_file_must_be_stops_the_build_before_any_is_replaced(cli: Program) -> None:
    """The page of the last build stands beside the folder that is in the way."""
    write_desk(cli.folder, "")
    page, folder = built(cli) / "alliance-2026-01-30.html", built(cli) / "alliance-2026-01-30.json"
    write_bytes(page, b"the last")
    folder.mkdir()
    finished = cli.inside("build", *DATE, "--format", "html,json")
    said = (
        f"alliance: the output cannot be written: Is a directory: {folder}\n"
        "  hint: make room or give yourself the right to write there; the files of the last build are untouched\n"
        "no errors, no warnings; nothing was printed\n"
    )
    assert finished == Finished(3, "", said)
    assert contents(built(cli)) == {page.name: b"the last"}


@pytest.mark.parametrize("path", ["build", "build/2026-01-30"])
def test_a_file_where_a_folder_must_be_stops_the_build(cli: Program, path: str) -> None:
    """The build says what the disk said and leaves with 3."""
    write_desk(cli.folder, "")
    (cli.folder / path).parent.mkdir(exist_ok=True)
    (cli.folder / path).write_text("mine")
    finished = cli.inside("build", *DATE, "--format", "json")
    assert (finished.status, finished.stdout) == (3, "")
    first, hint, _summary = finished.stderr.rstrip("\n").split("\n")
    assert re.fullmatch(r"alliance: the output cannot be written: (File exists|Not a directory): .*", first)
    assert (
        hint == "  hint: make room or give yourself the right to write there; the files of the last build are untouched"
    )
    assert (cli.folder / path).read_text() == "mine"


def test_a_killed_build_leaves_whole_files_and_the_next_one_works(cli: Program) -> None:
    """At whatever moment the program is killed, each file is the old one or the new one, and none is half."""
    write_desk(cli.folder, "")
    assert cli("build", *DATE).status == 0
    old = contents(built(cli))
    note = cli.folder / TROOPS
    text = note.read_text()
    note.write_text(text.replace("Nobody has", "Somebody has"))
    started = time.monotonic()
    assert cli("build", *DATE).status == 0
    length = time.monotonic() - started
    new = contents(built(cli))
    assert set(old) == set(new)
    assert all(old[name] != new[name] for name in old if not name.endswith(".json"))
    note.write_text(text)
    moments = random.Random(1).sample(range(50, 105), 5)
    for moment in sorted(moments):
        process = subprocess.Popen(
            [sys.executable, "-c", ENTRY_POINT, "build", *DATE],
            cwd=cli.folder,
            env=cli.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(length * moment / 100)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name, content in contents(built(cli)).items():
            # What was being written has a hidden name; only whole files are ever given theirs.
            assert name.startswith(".") or content in (old[name], new[name])
    finished = cli("build", *DATE)
    assert finished.status == 0
    assert {name: content for name, content in contents(built(cli)).items() if name in old} == old


def test_builds_at_the_same_time_do_not_disturb_each_other(cli: Program) -> None:
    """Two runs in one desk both end well, and the files are whole."""
    write_desk(cli.folder, "")
    assert cli("build", *DATE).status == 0
    one = contents(built(cli))
    command = [sys.executable, "-c", ENTRY_POINT, "build", *DATE, "--no-cache"]
    runs = [
        subprocess.Popen(command, cwd=cli.folder, env=cli.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ended = [(*run.communicate(timeout=60), run.returncode) for run in runs]
    assert [(stderr, status) for _stdout, stderr, status in ended] == [(b"", 0), (b"", 0)]
    assert contents(built(cli)) == one
