"""The same desk at the same date gives the same bytes, wherever, whenever and by whomever it is built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Program

DESK = Path(__file__).parent / "editions" / "plain"
DATE = ("--date", "2026-03-06")


def build(folder: Path, environment: dict[str, str], *arguments: str, own_process: bool = True) -> dict[str, bytes]:
    """Every file of a build of the sample desk in `folder`, by its path in `build/`."""
    shutil.copytree(DESK, folder, ignore=shutil.ignore_patterns("expected"), dirs_exist_ok=True)
    program = Program(folder, environment)
    finished = program("build", *DATE, *arguments) if own_process else program.inside("build", *DATE, *arguments)
    assert (finished.status, finished.stderr) == (0, "")
    return {
        str(file.relative_to(folder / "build")): file.read_bytes()
        for file in sorted((folder / "build").rglob("*"))
        if file.is_file() and ".store" not in file.parts
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> dict[str, bytes]:
    """The build that the others are compared with."""
    return build(tmp_path_factory.mktemp("first"), program_environment | {"PYTHONHASHSEED": "1", "TZ": "UTC"})


def test_a_build_makes_three_files_and_keeps_itself_out_of_git(first: dict[str, bytes]) -> None:
    """What is compared below is all that a build writes."""
    stem = "2026-03-06/harbour-2026-03-06"
    assert list(first) == [".gitignore", *(f"{stem}.{suffix}" for suffix in ("html", "json", "pdf"))]
    assert first[".gitignore"] == b"*\n!.gitignore\n"
    assert first[f"{stem}.pdf"].startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "difference",
    [
        {"PYTHONHASHSEED": "2", "PYTHONOPTIMIZE": "1"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "ko_KR.UTF-8", "LANGUAGE": "ko", "SOURCE_DATE_EPOCH": "1"},
        {"LC_ALL": "C", "LANG": "C", "FONTCONFIG_FILE": "/nonexistent", "FONTCONFIG_PATH": "/nonexistent"},
    ],
    ids=" ".join,
)
def test_another_environment_gives_the_same_bytes(
    first: dict[str, bytes], tmp_path: Path, program_environment: dict[str, str], difference: dict[str, str]
) -> None:
    """Neither the order of hashes, nor place, time zone, language or fonts of the machine are inputs."""
    assert build(tmp_path, program_environment | difference) == first


def test_another_folder_with_strange_letters_gives_the_same_bytes(
    first: dict[str, bytes], tmp_path: Path, program_environment: dict[str, str]
) -> None:
    """The path of the desk and of temporary files, and a new cache, leave no trace."""
    temporary = tmp_path / "a #temporary folder%20"
    temporary.mkdir()
    environment = program_environment | {"TMPDIR": str(temporary), "XDG_CACHE_HOME": str(temporary / "cache")}
    assert build(tmp_path / "bureau d'été 원산 #1", environment) == first
    assert [path.name for path in temporary.iterdir()] == ["cache"]


def test_a_second_build_in_one_process_gives_the_same_bytes(
    first: dict[str, bytes], tmp_path: Path, program_environment: dict[str, str]
) -> None:
    """What one build remembers does not change the next one."""
    again = [build(tmp_path, program_environment, "--no-cache", own_process=False) for _ in range(2)]
    assert again == [first, first]


def test_each_format_is_the_same_alone(
    first: dict[str, bytes], tmp_path: Path, program_environment: dict[str, str]
) -> None:
    """A file does not depend on which others are made beside it."""
    for suffix in ("html", "pdf", "json"):
        folder = tmp_path / suffix
        made = build(folder, program_environment, "--format", suffix, own_process=False)
        name = f"2026-03-06/harbour-2026-03-06.{suffix}"
        assert made == {".gitignore": first[".gitignore"], name: first[name]}


def test_files_written_in_another_order_give_the_same_bytes(
    first: dict[str, bytes], tmp_path: Path, program_environment: dict[str, str]
) -> None:
    """The order in which the file system lists a folder is no input."""
    for file in sorted(DESK.rglob("*"), reverse=True):
        if file.is_file() and "expected" not in file.parts:
            target = tmp_path / file.relative_to(DESK)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    assert build(tmp_path, program_environment) == first


def test_a_changed_word_changes_every_file(
    first: dict[str, bytes], tmp_path: Path, program_environment: dict[str, str]
) -> None:
    """The comparison above would see a difference: one word more and no file is the same."""
    build(tmp_path, program_environment, own_process=False)
    note = tmp_path / "content/notes/harbour/quay.md"
    note.write_text(note.read_text().replace("in use in February", "in full use in February"))
    assert Program(tmp_path, program_environment).inside("build", *DATE).status == 0
    for name, content in first.items():
        if name != ".gitignore":
            assert (tmp_path / "build" / name).read_bytes() != content
