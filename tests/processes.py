"""A run of the program beside the test, and the processes that it has started, found by a word in their environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ENTRY_POINT, Finished, Program

MARK = "BRIEFINGS_TEST_RUN"


def marked(environment: dict[str, str]) -> dict[str, str]:
    """The environment with a word in it that every process inherits, and no other run has."""
    return environment | {MARK: uuid.uuid4().hex}


def running(environment: dict[str, str], command: str = "") -> dict[int, str]:
    """Number and command of each process of a marked run that is still there, and has `command` in its own."""
    mark = f"{MARK}={environment[MARK]}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it has gone meanwhile
            continue
        if command in words and words and int(folder.name) != os.getpid():  # a zombie has no command
            found[int(folder.name)] = words
    return found


@contextmanager
def started(desk: Program, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The program at work; it has ended, one way or the other, when the block does."""
    with subprocess.Popen(
        [sys.executable, "-c", ENTRY_POINT, *arguments],
        cwd=desk.folder,
        env=desk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def finished(process: subprocess.Popen[str], *, seconds: float = 60) -> Finished:
    """How it ended."""
    stdout, stderr = process.communicate(timeout=seconds)
    return Finished(process.returncode, stdout, stderr)


def soon(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def die_once(mark: Path) -> int:
    """Work for a worker: the first process that is given it is killed in the middle, the next says its number."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()
