"""The house: a module imports only from floors below it, and only the edges touch the world.

The guards read the program's text. Each of them is seen to fail here once, on a text planted for it.
"""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

FLOORS = {
    "model": 0,
    "prose": 0,
    "diagnostics": 0,
    "errors": 0,
    "scales": 0,
    "once": 0,
    "frames": 0,
    "patterns": 0,
    "values": 0,
    "support": 0,
    "reading": 1,
    "evidence": 2,
    "checks": 3,
    "editions": 4,
    "rendering": 5,
    "printing": 6,
    "desk": 6,
    "capture": 6,
    "publishing": 6,
    "building": 7,
    "cli": 8,
    "serving": 8,
}
"""Each part of the package and its floor. What is not named here has no place in the house."""

EDGES = 6
"""The lowest floor that may touch the world."""

SHELL = 8
"""The one floor that may read the clock."""

WORLD = frozenset(
    {
        "asyncio",
        "ctypes",
        "fcntl",
        "ftplib",
        "glob",
        "http",
        "httpx",
        "io",
        "mmap",
        "multiprocessing",
        "os",
        "requests",
        "select",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "urllib",
        "urllib3",
    }
)
"""Modules that are a way out of the program."""

PURE = frozenset({"io.StringIO", "io.BytesIO", "pathlib.PurePath", "pathlib.PurePosixPath", "urllib.parse"})
"""Parts of those modules that touch nothing."""

CALLS = frozenset({"open", "print", "input"})

METHODS = frozenset(
    {"iterdir", "mkdir", "open", "read_bytes", "read_text", "rglob", "unlink", "write_bytes", "write_text"}
)

CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
        "time.ctime",
        "time.strftime",
        "time.asctime",
    }
)


class Import(NamedTuple):
    """One imported name: what is loaded, and which local name then means what.

    `from datetime import date as day` loads `datetime.date` and binds `day` to it; `import urllib.parse`
    loads `urllib.parse` and binds `urllib` to `urllib`.
    """

    line: int
    target: str
    alias: str
    means: str


def imports(module: str, tree: ast.Module, *, is_package: bool = False) -> Iterator[Import]:
    """Every import anywhere in a module's text, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                means = name.name if name.asname else name.name.partition(".")[0]
                yield Import(node.lineno, name.name, name.asname or means, means)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                climb = node.level - 1 if is_package else node.level
                parents = module.split(".")[: len(module.split(".")) - climb]
                start = ".".join([*parents, *([node.module] if node.module else [])])
            for name in node.names:
                target = f"{start}.{name.name}"
                yield Import(node.lineno, target, name.asname or name.name, target)


def part_of(name: str) -> str | None:
    """The part of the package a full name belongs to: `briefings.reading.yaml` is of `reading`."""
    pieces = name.split(".")
    return pieces[1] if pieces[0] == "briefings" and len(pieces) > 1 else None


def floor_of(name: str) -> int | None:
    """A name's floor; 0 for the package itself and what it holds (its version), None for a stranger."""
    part = part_of(name)
    if part is None or part.startswith("__"):
        return 0
    return FLOORS.get(part)


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """What a dotted expression means under a module's imports: `dt.now` → `datetime.datetime.now`; "" if unknown."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def is_world(target: str) -> bool:
    """Whether an imported name is a way out of the program."""
    if any(target == pure or target.startswith(f"{pure}.") for pure in PURE):
        return False
    return target.partition(".")[0] in WORLD or target.startswith("pathlib.")


def findings(module: str, text: str, *, is_package: bool = False) -> list[str]:
    """What a module's text does that its floor does not allow, as `line: reason`."""
    floor = floor_of(module)
    if floor is None:
        return [f"1: {module} stands on no floor"]
    tree = ast.parse(text)
    imported = list(imports(module, tree, is_package=is_package))
    found = [
        *_climbing(module, floor, imported),
        *(_touching(tree, imported) if floor < EDGES else ()),
        *(_clock_reading(tree, imported) if floor < SHELL else ()),
    ]
    return [f"{line}: {reason}" for line, reason in sorted(set(found))]


def _climbing(module: str, floor: int, imported: list[Import]) -> Iterator[tuple[int, str]]:
    for line, target, *_ in imported:
        part = part_of(target)
        if part is None or part == part_of(module):
            continue
        there = floor_of(target)
        if there is None:
            yield line, f"imports {target}, which stands on no floor"
        elif there > floor:
            yield line, f"imports {target} from floor {there}, above its own {floor}"
        elif there == floor and floor > 0:
            yield line, f"imports {target} from its own floor {floor}, but another part"


def _touching(tree: ast.Module, imported: list[Import]) -> Iterator[tuple[int, str]]:
    for line, target, *_ in imported:
        if is_world(target):
            yield line, f"imports {target}: only floor {EDGES} and above touch the world"
    bound = {name.alias: name.means for name in imported}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = full_name(node, bound)
            if name.startswith("pathlib.") and is_world(name):
                yield node.lineno, f"uses {name}: only floor {EDGES} and above touch the world"
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node.lineno, f"calls {node.func.id}(): only floor {EDGES} and above touch the world"
        elif isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield node.lineno, f"calls .{node.func.attr}(): only floor {EDGES} and above touch the world"


def _clock_reading(tree: ast.Module, imported: list[Import]) -> Iterator[tuple[int, str]]:
    bound = {name.alias: name.means for name in imported}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = full_name(node, bound)
            if name in CLOCKS:
                yield node.lineno, f"reads the clock with {name}: only floor {SHELL} does"


# A quantifier that gives nothing back (`*+`), over a group. Before 3.11.5 Python keeps what such a group's last, failed
# try had taken (python/cpython#106052), and Debian 12 has 3.11.2; `(?>(?:x)*)` means the same and is read rightly.
MISREAD = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")


def misread_patterns(text: str) -> list[str]:
    """The regular expressions of a module's text that an older Python reads wrongly, as `line: pattern`."""
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and MISREAD.search(node.value)
    ]


# --------------------------------------------------------------- the house


def modules() -> list[Path]:
    return sorted((ROOT / "briefings").rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_keeps_to_its_floor(path: Path) -> None:
    pieces = path.relative_to(ROOT).with_suffix("").parts
    is_package = pieces[-1] == "__init__"
    module = ".".join(pieces[:-1] if is_package else pieces)
    assert findings(module, path.read_text(encoding="utf-8"), is_package=is_package) == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_supported_python_reads_the_patterns_alike(path: Path) -> None:
    assert misread_patterns(path.read_text(encoding="utf-8")) == []


def test_the_architecture_page_has_every_part_on_its_floor() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", page, re.MULTILINE)
    told = {part: int(floor) for floor, parts in rows for part in re.findall(r"`(\w+)(?:\.py|/)`", parts)}
    assert told == {part: floor for part, floor in FLOORS.items() if list((ROOT / "briefings").glob(f"{part}*"))}


def test_every_folder_of_the_package_says_that_it_is_one() -> None:
    """A folder without `__init__.py` would be left out of coverage and of mypy's reading."""
    folders = {path.parent for path in modules()}
    assert [folder.name for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("module", ["briefings.cli.main", "briefings.checks"])
def test_no_pdf_library_is_loaded_before_a_pdf_is_printed(module: str) -> None:
    """The checks run without Pango, and `briefings --help` answers at once."""
    heavy = "{'weasyprint', 'fontTools', 'pikepdf'}"
    script = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.stdout, run.stderr) == ("[]\n", "")


# ------------------------------------------------- each guard is seen to fail


@pytest.mark.parametrize(
    ("module", "text", "wanted"),
    [
        (
            "briefings.reading.notes",
            "from briefings.checks import rules",
            "1: imports briefings.checks.rules from floor 3, above its own 1",
        ),
        (
            "briefings.editions.assemble",
            "def late():\n    from briefings import printing",
            "2: imports briefings.printing from floor 6, above its own 4",
        ),
        ("briefings.model", "import briefings.reading", "1: imports briefings.reading from floor 1, above its own 0"),
        (
            "briefings.checks.dates",
            "from ..rendering import html",
            "1: imports briefings.rendering.html from floor 5, above its own 3",
        ),
        (
            "briefings.printing.pdf",
            "from briefings.desk.files import read_desk",
            "1: imports briefings.desk.files.read_desk from its own floor 6, but another part",
        ),
        ("briefings.cli.main", "import briefings.extras", "1: imports briefings.extras, which stands on no floor"),
        ("briefings.helpers", "", "1: briefings.helpers stands on no floor"),
        ("briefings.reading.files", "import os", "1: imports os: only floor 6 and above touch the world"),
        (
            "briefings.reading.files",
            "from os import path",
            "1: imports os.path: only floor 6 and above touch the world",
        ),
        (
            "briefings.checks.links",
            "import urllib.request",
            "1: imports urllib.request: only floor 6 and above touch the world",
        ),
        (
            "briefings.rendering.pictures",
            "from pathlib import Path, PurePosixPath",
            "1: imports pathlib.Path: only floor 6 and above touch the world",
        ),
        (
            "briefings.rendering.pictures",
            "import pathlib\npathlib.Path('x')",
            "2: uses pathlib.Path: only floor 6 and above touch the world",
        ),
        (
            "briefings.evidence.lock",
            "text = open('lock').read()",
            "1: calls open(): only floor 6 and above touch the world",
        ),
        (
            "briefings.rendering.templates",
            "from importlib.resources import files\nfiles('briefings').joinpath('x').read_text()",
            "2: calls .read_text(): only floor 6 and above touch the world",
        ),
        ("briefings.checks.run", "print('done')", "1: calls print(): only floor 6 and above touch the world"),
        (
            "briefings.editions.select",
            "import datetime\nday = datetime.date.today()",
            "2: reads the clock with datetime.date.today: only floor 8 does",
        ),
        (
            "briefings.desk.store",
            "from datetime import datetime as dt\nnow = dt.now",
            "2: reads the clock with datetime.datetime.now: only floor 8 does",
        ),
        (
            "briefings.building.plan",
            "from time import time\nstart = time()",
            "2: reads the clock with time.time: only floor 8 does",
        ),
    ],
)
def test_a_breach_is_found(module: str, text: str, wanted: str) -> None:
    assert findings(module, text) == [wanted]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("briefings.model", "from briefings.prose import Block"),
        ("briefings.reading.notes", "from briefings.reading.yaml import parse_yaml\nfrom briefings import __version__"),
        ("briefings.cli.build", "from briefings.building.plan import plan\nimport datetime\ndatetime.date.today()"),
        ("briefings.printing.pdf", "import os, subprocess\nfrom pathlib import Path\nPath('x').read_text()"),
        ("briefings.checks.links", "from urllib.parse import urlsplit\nfrom pathlib import PurePosixPath"),
        ("briefings.building.run", "import time\nstart = time.monotonic()"),
        ("briefings.editions.select", "import datetime\ndatetime.date(2026, 1, 30)\nclock.now()"),
    ],
)
def test_what_is_allowed_is_left_alone(module: str, text: str) -> None:
    assert findings(module, text) == []


def test_a_misread_pattern_is_found() -> None:
    assert misread_patterns('x = r"(?:ab?c)*+"') == ["1: (?:ab?c)*+"]
    assert misread_patterns('x = r"(?:ab){1,2}+"') == ["1: (?:ab){1,2}+"]
    assert misread_patterns('x = r"(?>(?:ab?c)*) [a)]*+ \\)*+ (a)+"') == []


def test_a_relative_import_is_read_from_its_package() -> None:
    assert findings("briefings.reading", "from . import notes", is_package=True) == []
    assert findings("briefings.reading", "from ..checks import x", is_package=True) == [
        "1: imports briefings.checks.x from floor 3, above its own 1"
    ]


def test_the_network_is_refused() -> None:
    with pytest.raises(Exception, match="a test tried to reach"), socket.socket() as plain:
        plain.connect(("192.0.2.1", 80))
    with pytest.raises(Exception, match=r"a test tried to reach 'example\.invalid'"):
        socket.create_connection(("example.invalid", 80))


def test_this_machine_is_not_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
