"""What is handed on: the wheel, the lock files, and a checkout that names no machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK_FILES = ("requirements.txt", "requirements-test.txt", "requirements-lock.txt")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# ----------------------------------------------------------------- the wheel


def build(kind: str, *, source: Path, into: Path) -> Path:
    """The wheel or sdist as it would be published, built with the locked Hatchling and without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    built = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (file,) = into.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(build("wheel", source=ROOT, into=tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


@pytest.fixture(scope="module")
def unpacked_sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(build("sdist", source=ROOT, into=tmp_path_factory.mktemp("sdist"))) as archive:
        for member in archive.getmembers():
            content = archive.extractfile(member)
            if content is not None:
                (folder / member.name).parent.mkdir(parents=True, exist_ok=True)
                (folder / member.name).write_bytes(content.read())
    (inside,) = folder.iterdir()
    return inside


def read_info(wheel: zipfile.ZipFile, name: str) -> str:
    (path,) = (path for path in wheel.namelist() if path.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()


def metadata(wheel: zipfile.ZipFile) -> Message:
    return message_from_string(read_info(wheel, "METADATA"))


def test_the_wheel_holds_the_package_and_the_templates_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    code = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "briefings").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    templates = {
        f"briefings/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert templates
    assert "briefings/py.typed" in code
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == code | templates


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    entries = ConfigParser()
    entries.read_string(read_info(wheel, "entry_points.txt"))
    assert dict(entries["console_scripts"]) == {"briefings": "briefings.cli.main:main"}


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    said = metadata(wheel)
    assert said["Name"] == "briefings"
    assert said["License-Expression"] == "MIT"
    assert said["Requires-Python"] == ">=3.11"
    assert said["License-File"] == "LICENSE"


def test_weasyprint_is_pinned_exactly(wheel: zipfile.ZipFile) -> None:
    """A release is measured before it is taken: earlier ones have known holes and unstable ids."""
    assert "weasyprint==70.0" in metadata(wheel).get_all("Requires-Dist", [])


def test_the_wheel_names_no_machine(wheel: zipfile.ZipFile) -> None:
    found = {
        path: machine_traces(text)
        for path in wheel.namelist()
        if (text := as_text(wheel.read(path))) is not None and machine_traces(text)
    }
    assert found == {}


def test_the_sdist_gives_the_same_wheel(wheel: zipfile.ZipFile, unpacked_sdist: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(build("wheel", source=unpacked_sdist, into=tmp_path)) as again:
        assert {name: again.read(name) for name in again.namelist()} == {
            name: wheel.read(name) for name in wheel.namelist()
        }


def test_the_sdist_leaves_the_desk_at_home(unpacked_sdist: Path) -> None:
    """A desk's notes and the kept text of its sources are not the program's to hand on."""
    kept = {path.name for path in unpacked_sdist.iterdir()}
    assert kept & {"content", "snapshots", "build", "briefings.toml"} == set()


# ------------------------------------------------------------ the lock files


def locked(name: str) -> dict[str, str]:
    """Package → version of a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCK_FILES)
def test_each_locked_package_has_hashes_and_nothing_else_is_named(name: str) -> None:
    """Every line is a package at a version, perhaps with a marker, or one of its hashes: no index and no host."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    package = re.compile(r"[a-z0-9._-]+==[\w.+!-]+(?: ; [\w .'<>=!()]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    assert [line for line in lines if not package.fullmatch(line) and not digest.fullmatch(line)] == []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        assert not line.endswith("\\") or digest.fullmatch(after), f"{line} has no hash"


def test_the_lock_files_agree_with_each_other() -> None:
    run, test = locked("requirements.txt"), locked("requirements-test.txt")
    assert {name: test.get(name) for name in run} == run


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    """`make lock` was run after the last change to the dependencies."""
    settings = project()
    groups = settings["dependency-groups"]
    asked = {
        "requirements.txt": [*settings["project"]["dependencies"], *groups["build"]],
        "requirements-test.txt": [text for text in groups["test"] if isinstance(text, str)],
        "requirements-lock.txt": groups["lock"],
    }
    for name, requirements in asked.items():
        versions = locked(name)
        for requirement in map(Requirement, requirements):
            version = versions.get(requirement.name.lower().replace("_", "-"))
            assert version is not None, f"{name} lacks {requirement}"
            assert requirement.specifier.contains(version), f"{name} has {version}, not {requirement}"


# -------------------------------------------------------------- the checkout

STANDARD_FOLDERS = frozenset({"bin", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr", "var"})
"""Those every Unix has: naming one tells nothing of the machine."""

PERSONAL_FOLDERS = frozenset({"Users", "home", "mnt", "private", "root", "srv", "tmp"})
"""Those that hold somebody's own, on whichever machine this is run."""

KNOWN_PLACES = frozenset({"/opt/homebrew/lib"})
"""Where a package manager puts things on every machine that has it."""

_PATH = re.compile(r"(?<![\w.:/<>*)\]}~$-])/([A-Za-z][\w.-]*)(?:/[\w.@+-]+)+")
_REGISTRY = re.compile(
    r"\b(?:[\w-]+\.)*(?:py[p]i|pythonhoste[d]|np[m]js|crate[s]|rubygem[s]|debia[n]|ubunt[u])\.(?:com|io|net|org)\b"
    r"|--(?:extra-)?index-ur[l]\b|--find-link[s]\b|--trusted-hos[t]\b",
    re.IGNORECASE,
)


def machine_folders() -> frozenset[str]:
    """The folders at the root of this machine that are its own."""
    return PERSONAL_FOLDERS | {path.name for path in Path("/").iterdir()} - STANDARD_FOLDERS


def machine_traces(text: str) -> list[str]:
    """The paths of a machine and the hosts or options of a registry that a text names."""
    folders = machine_folders()
    paths = [
        match[0]
        for match in _PATH.finditer(text)
        if match[1] in folders and not any(match[0].startswith(place) for place in KNOWN_PLACES)
    ]
    return [*paths, *(match[0] for match in _REGISTRY.finditer(text))]


def as_text(content: bytes) -> str | None:
    """A file's text; None for a binary file."""
    try:
        return None if b"\0" in content else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def kept_files() -> list[Path]:
    """What git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file()]


def test_no_kept_file_names_a_machine_or_a_registry() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): machine_traces(text)
        for path in kept_files()
        if (text := as_text(path.read_bytes())) is not None and machine_traces(text)
    }
    assert found == {}


# Put together here, so that this file passes its own test.
SOMEBODY = f"/{'home'}/kim/desk/notes"
PASSING = f"/{'tmp'}/x.pdf"
INDEX = f"--{'index'}-url"
HOST = f"files.{'pythonhosted'}.org"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"kept in {SOMEBODY}", [SOMEBODY]),
        (f'open("{PASSING}")', [PASSING]),
        (f"{INDEX}=x", [INDEX]),
        (f"from https://{HOST}/a", [HOST]),
        ("/opt/homebrew/lib and /usr/share/fonts and /etc/os-release", []),
        ('https://example.org/home/page, security/home/x, <a href="/home/">', []),
    ],
)
def test_a_trace_of_a_machine_is_found(text: str, wanted: list[str]) -> None:
    assert machine_traces(text) == wanted


def test_the_kept_files_are_of_a_readable_size() -> None:
    """Nobody's PDF, font or archive slips into the history by mistake."""
    assert [path.name for path in kept_files() if path.stat().st_size > 1_000_000] == []
