"""One at a time: what numbers editions must not run beside itself."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from briefings.errors import BriefingsError


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the desk's folder while something is published. Raises `BriefingsError` where somebody else holds it.

    The hold ends with the process, however it ends; nothing is written. A file system that knows no such holds (some
    network folders) lets everyone through.
    """
    descriptor = os.open(root, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = "something is being published on this desk already"
                raise BriefingsError(message, "wait until it is done, then try again", 3) from None
        yield
    finally:
        os.close(descriptor)
