"""Work done beside other work, on the machine's other core."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any


def beside(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What both give. `second` is worked out in a copy of this process, while this one works out `first`.

    A copy costs some milliseconds and needs no import; its answer comes back through a pipe. Where the system makes
    no copies, where there is one core, or where this process has threads (a copy would have the locks that they hold
    and not the threads), and also where the copy gives no answer: one is done after the other, here.
    """
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2 or threading.active_count() > 1:
        return first(), second()
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(second, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            mine = first()
            answer = pipe.read()
    finally:
        os.waitpid(child, 0)
    try:
        return mine, pickle.loads(answer)  # noqa: S301 - written by a copy of this process
    except (EOFError, pickle.UnpicklingError):
        return mine, second()


def _answer(work: Callable[[], Any], writing: int) -> None:
    """In the copy: write the answer and go, with nothing else that this process would do at its end."""
    # Whatever goes wrong, the parent gets no answer, does the work itself, meets the same and says so.
    with contextlib.suppress(BaseException):
        answer = pickle.dumps(work(), protocol=pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    os._exit(0)
