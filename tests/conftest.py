"""What all tests share: no network, the program itself, and expected files that are compared in full."""

from __future__ import annotations

import contextlib
import difflib
import io
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import configuration, settings

from briefings.printing.fonts import write_font_settings
from briefings.printing.press import Printer, import_weasyprint

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

# No deadline: a shared machine's slow moment is not a failure. In CI every run tries the same examples.
settings.register_profile("briefings", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("briefings")
configuration.set_hypothesis_home_dir(ROOT / "build" / ".cache" / "hypothesis")

# A shell that runs the tests in the background has them ignore Ctrl-C, and with them the programs that they start,
# some of which are there to be interrupted.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# ------------------------------------------------------------------ network


class NetworkRefusedError(Exception):
    """A test tried to leave the machine."""


def _is_here(family: int, address: object) -> bool:
    """Whether an address cannot leave the machine: a Unix socket, or the loopback by number or name."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = address[0] if isinstance(address, tuple) else address
    return host in {"", "localhost", "::1"} or str(host).startswith("127.")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """The world's one door is the socket: connecting or looking up a name beyond this machine raises.

    Of the session's scope, for Hypothesis runs many examples inside one test.
    """
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(host: object) -> None:
        raise NetworkRefusedError(f"a test tried to reach {host!r}")

    # Any: whatever was given is passed on.
    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_here(self.family, address):
            refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_here(self.family, address):
            refuse(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> object:
        if host is not None and not _is_here(socket.AF_INET, host.decode() if isinstance(host, bytes) else host):
            refuse(host)
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


# ------------------------------------------------------------------ program


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run of the program ended."""

    status: int
    stdout: str
    stderr: str


ENTRY_POINT = "import sys; from briefings.cli.main import main; sys.argv[0] = 'briefings'; main()"
"""What the installed `briefings` does."""


@dataclass(frozen=True, slots=True)
class Program:
    """The real program, run inside one folder."""

    folder: Path
    environment: dict[str, str] = field(repr=False)

    def __call__(self, *arguments: str | Path, stdin: str = "", timeout: float = 100) -> Finished:
        """Run it as a person does: a process of its own, with no terminal."""
        finished = subprocess.run(
            [sys.executable, "-c", ENTRY_POINT, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        return Finished(finished.returncode, finished.stdout, finished.stderr)

    def inside(self, *arguments: str | Path) -> Finished:
        """Run it in this process, from the same entry point: quicker, for what a process of its own does not change."""
        from briefings.cli.main import main

        stdout, stderr, status = io.StringIO(), io.StringIO(), 0
        with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
            patch.chdir(self.folder)
            patch.setattr(sys, "argv", ["briefings", *map(str, arguments)])
            for name in set(os.environ) - set(self.environment):
                patch.delenv(name)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            stack.enter_context(contextlib.redirect_stdout(stdout))
            stack.enter_context(contextlib.redirect_stderr(stderr))
            try:
                main()
            except SystemExit as leaving:
                # As the interpreter does: no code is 0, a text is printed and means 1.
                if isinstance(leaving.code, str):
                    print(leaving.code, file=stderr)
                status = 0 if leaving.code is None else 1 if isinstance(leaving.code, str) else leaving.code
        return Finished(status, stdout.getvalue(), stderr.getvalue())


@pytest.fixture(scope="session")
def program_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a run: this one, less what changes the look of the output or names the snapshots of another
    desk, with a cache of its own.

    COVERAGE_* stays: it is how child processes are counted. The program is this checkout's, installed or not.
    """
    looks = {"CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "FORCE_COLOR", "GITHUB_ACTIONS", "SOURCE_DATE_EPOCH"}
    kept = {name: value for name, value in os.environ.items() if name not in {*looks, "BRIEFINGS_SNAPSHOTS"}}
    cache = str(tmp_path_factory.mktemp("cache"))
    own = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "TERM": "dumb", "XDG_CACHE_HOME": cache}
    return kept | own


@pytest.fixture
def cli(tmp_path: Path, program_environment: dict[str, str]) -> Program:
    """The program in an empty folder (`cli.folder`), which the test fills with a desk."""
    return Program(tmp_path, program_environment)


@pytest.fixture(scope="module")
def printer() -> Iterator[Printer]:
    """WeasyPrint as the press has it, in this process, where its functions can be put back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(write_font_settings()))
        patch.setenv("SOURCE_DATE_EPOCH", "0")
        loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
        before = [(logger, list(logger.handlers), logger.propagate) for logger in loggers]
        yield Printer(import_weasyprint())
        for logger, handlers, propagate in before:
            logger.handlers[:], logger.propagate = handlers, propagate


# ----------------------------------------------------------- expected files

_accepted: list[Path] = []

Expect = Callable[[Path | str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what the tests got into their expected files")


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """`expect(path, text)`: the expected file must hold this very text; a path is taken from the test's own folder.

    With `--accept` the file is written instead, and shown in the summary, so that the change is seen in the diff.
    """
    accept = bool(request.config.getoption("--accept"))

    def compare(path: Path | str, text: str) -> None:
        file = request.path.parent / path
        wanted = file.read_text(encoding="utf-8") if file.is_file() else None
        if wanted == text:
            return
        if accept:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
            _accepted.append(file)
            return
        difference = "\n".join(
            difflib.unified_diff((wanted or "").splitlines(), text.splitlines(), "expected", "got", lineterm="")
        )
        cause = "differs from" if wanted is not None else "has no expected file"
        pytest.fail(f"what came out {cause} {file.name} (pytest --accept writes it)\n{difference}", pytrace=False)

    return compare


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for file in _accepted:
        terminalreporter.write_line(f"accepted: {os.path.relpath(file, ROOT)}")
