"""The processes that a run of the program has started, found by a word in their environment."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path

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


def soon(condition: Callable[[], bool], *, seconds: float = 20) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
