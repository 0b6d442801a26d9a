"""A plain `briefings build` is read as Typer reads it."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.core import TyperGroup, TyperOption

from briefings.cli import building, commands
from briefings.cli.building import run_build
from briefings.cli.plainly import FLAGS, VALUES, plain_build
from tests.conftest import ENTRY_POINT, Program
from tests.desks import write_desk


def read_by_typer(words: list[str]) -> dict[str, Any] | None:
    """What Typer has `run_build` called with; None where it has something to say instead."""
    asked: dict[str, Any] = {}

    def note(briefs: tuple[str, ...], **options: Any) -> int:
        asked.update(briefs=briefs, **options)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "run_build", note)
        with pytest.raises(SystemExit):
            commands.app(["build", *words], prog_name="briefings")
    return asked or None


DEFAULTS = {
    name: parameter.default
    for name, parameter in inspect.signature(run_build).parameters.items()
    if parameter.default is not inspect.Parameter.empty
}


def test_every_option_of_build_is_known() -> None:
    """One that is added to the command is either read here or left to Typer; here is one place to say so."""
    group = typer.main.get_command(commands.app)
    assert isinstance(group, TyperGroup)
    options = {name for one in group.commands["build"].params if isinstance(one, TyperOption) for name in one.opts}
    assert options == {*VALUES, *FLAGS}


WORDS = st.lists(
    st.sampled_from(
        [
            *VALUES,
            *FLAGS,
            *("--date=2026-01-30", "--jobs=2", "--jobs=-1", "--strict=no", "--desk=", "--jobs=²", "--jobs=1_0"),
            *("2026-01-30", "html", "a-brief", "4", "-1", "", "--", "-", "--help", "--dat", "-d", "a=b", "check"),
        ]
    ),
    max_size=6,
)


@settings(max_examples=50)
@given(WORDS)
def test_what_is_read_here_is_what_typer_reads(words: list[str]) -> None:
    asked = plain_build(["build", *words])
    if asked is not None:
        assert DEFAULTS | asked == read_by_typer(words)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("build", {"briefs": ()}),
        ("build a b --date 2026-01-30", {"briefs": ("a", "b"), "date": "2026-01-30"}),
        ("build --format=pdf a --jobs 2", {"briefs": ("a",), "formats": "pdf", "jobs": 2}),
        ("build --desk d --strict --no-cache", {"briefs": (), "folder": Path("d"), "strict": True, "keep": False}),
        ("build --executor dask://h:1 --week 2026-W05", {"briefs": (), "executor": "dask://h:1", "week": "2026-W05"}),
        ("build --help", None),
        ("build --jobs many", None),
        ("build --date", None),
        ("build -- a", None),
        ("check", None),
        ("", None),
        ("--version build", None),
    ],
)
def test_what_is_plain(words: str, asked: dict[str, object] | None) -> None:
    assert plain_build(words.split()) == asked


WATCH = """
import sys
sys.argv = ["briefings", "build", "--date", "2026-01-30", "--format", "json"]
from briefings.cli.main import main
try:
    main()
except SystemExit as leaving:
    print(leaving.code, [name for name in ("typer", "rich") if name in sys.modules], file=sys.stderr)
"""


def test_a_build_does_without_typer(cli: Program) -> None:
    """The guard of the gain."""
    write_desk(cli.folder, "")
    finished = subprocess.run(
        [sys.executable, "-c", WATCH], cwd=cli.folder, env=cli.environment, capture_output=True, text=True, check=True
    )
    assert finished.stderr == "0 []\n"


def test_a_reader_who_goes_away_ends_the_build_by_the_book(cli: Program) -> None:
    """As with every other command: `briefings build | head -0`."""
    write_desk(cli.folder, "")
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [sys.executable, "-c", ENTRY_POINT, "build", "--date", "2026-01-30", "--format", "json"],
        cwd=cli.folder,
        env=cli.environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (finished.returncode, finished.stderr) == (
        1,
        "stopped: 1 of 1 brief printed, each with all its files; the files of the others are as they were\n",
    )
