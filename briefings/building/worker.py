"""A worker's own process: it makes one order after the other in a workshop of its own, which stays warm between them.

Started by `briefings.building.crew`. It is asked for a function by its name with arguments, pickled: both ends are this
program, in the same version and run by the same user.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import pickle
import select
import shutil
import signal
import struct
import sys
import threading
import time
import traceback
import zlib
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from briefings.building.build import Workshop
from briefings.building.order import Built, Order, make
from briefings.building.processes import Processes
from briefings.desk.files import parse_settings
from briefings.errors import BriefingsError
from briefings.frames import with_room
from briefings.model import PrintSettings
from briefings.printing.child import read_exactly

GRACE = 1.0
"""Seconds in which a worker that does nothing goes of its own accord when its parent has gone."""
ORDERS_TO_A_SWEEP = 10
"""Each leaves a quarter of a megabyte that only Python's looking for garbage finds."""
_SIZE = struct.Struct(">Q")
_shop: Workshop | None = None
_ready: list[Processes] = []
"""What was started before it was known with which limits it is to work."""


def main() -> None:
    """Answer requests until standard input ends. The arguments are this process's folder for temporary files, and the
    formats, with commas, that it is likely to be asked for."""
    gc.set_threshold(100_000, 20, 20)  # as the program has it
    requests = sys.stdin.buffer
    # Whatever a library prints goes to standard error; standard output is for answers alone.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(select, "poll"):
        threading.Thread(target=_go_with_parent, args=(sys.argv[1],), daemon=True).start()
    _get_ready(tuple(sys.argv[2].split(",")))
    for number in itertools.count(1):
        try:
            work, arguments = read_message(requests)
        except EOFError:
            break
        answer = to_message(with_room(partial(_answer, work, arguments)))
        try:
            answers.write(answer)
            answers.flush()
        except OSError:  # the parent was killed meanwhile
            break
        if number % ORDERS_TO_A_SWEEP == 0:
            gc.collect()
        if number == ORDERS_TO_A_SWEEP:
            gc.freeze()  # what is there now stays, and need not be looked through again
    close()
    shutil.rmtree(sys.argv[1], ignore_errors=True)  # the parent does it, unless it was killed
    os._exit(0)  # taking down the interpreter by the book would keep the parent waiting


def _get_ready(formats: tuple[str, ...]) -> None:
    """Start what the first order will need: until that comes the machine has little to do."""
    _ready.append(Processes(apart=False))
    with contextlib.suppress(BriefingsError):  # what is missing is said when it is needed
        _ready[0].start(formats)


def make_here(order: Order) -> Built:
    """Make an order in this process's own workshop."""
    shop = _workshop(parse_settings(order.settings).print)
    shop.start(order.formats)
    return make(order, shop)


def make_packed(order: bytes) -> bytes:
    """The same for an order that comes from afar, and an answer that goes there."""
    return pack(make_here(unpack(order)))


def press_version(settings: PrintSettings) -> str:
    """What this process prints with."""
    return _workshop(settings).press.version()


def _workshop(settings: PrintSettings) -> Workshop:
    """The workshop of this process, with these limits."""
    global _shop  # noqa: PLW0603 - a process has one, and nobody else asks for it
    if _shop is None or _shop.settings != settings:
        if _shop is not None:
            close()
        _shop = Workshop(settings, apart=False, processes=_ready.pop() if _ready else None)
    return _shop


def close() -> None:
    """End the processes of the workshop, and those that got ready for one."""
    global _shop  # noqa: PLW0603 - as above
    if _shop is not None:
        _shop.close()
        _shop = None
    while _ready:
        _ready.pop().close()


def pack(value: Order | Built) -> bytes:
    """A value as bytes; texts are pressed a little, which costs less than sending them."""
    return zlib.compress(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL), 1)


def unpack(content: bytes) -> Any:
    """The value that was packed."""
    return pickle.loads(zlib.decompress(content))  # noqa: S301 - a cluster runs what it is sent: it is trusted


def to_message(content: Any) -> bytes:
    """Anything that can be pickled, with its length before it."""
    body = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    return _SIZE.pack(len(body)) + body


def read_message(stream: IO[bytes]) -> Any:
    """The next message; `EOFError` when the stream ends before it is whole."""
    (size,) = _SIZE.unpack(read_exactly(stream, _SIZE.size))
    return pickle.loads(read_exactly(stream, size))  # noqa: S301 - written by this program at the other end


def _go_with_parent(folder: str) -> None:
    """Wait until nobody can ask any more, and end what is being done then: it may be long, and nobody wants it."""
    watched = select.poll()
    watched.register(sys.stdin, 0)  # of nothing but its end, which needs no asking
    watched.poll()
    time.sleep(GRACE)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)  # this process leads a session, and its children are in it


def _answer(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Exception | None, str]:
    """The result; or the exception and the place in this process that it comes from."""
    try:
        return work(*arguments), None, ""
    except Exception as error:  # noqa: BLE001 - raised again at the other end
        return None, _sendable(error), traceback.format_exc()


def _sendable(error: Exception) -> Exception:
    """The exception, if it can be made again at the other end; else one with its text."""
    with contextlib.suppress(Exception):
        pickle.loads(pickle.dumps(error))  # noqa: S301 - written in this line
        return error
    return RuntimeError(f"{type(error).__name__}: {error}")
