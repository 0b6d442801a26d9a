"""The process that reads HTML and PDF: one file on standard input at a time, its text on standard output.

Started by `briefings.building.snapshots` as `python -P -m briefings.capture.child MEBIBYTES SECONDS`. A request is a
line of JSON, `{"media": "html", "size": 1234}`, and so many bytes; the answer is one line of JSON: the fields of an
`Extract`, or `{"failed": why}`. The process has no use for the network, and is kept from it.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from dataclasses import asdict
from typing import Any, NoReturn

from briefings.capture.text import UnreadableError


def main() -> None:
    """Answer requests until standard input ends."""
    mebibytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    requests = sys.stdin.buffer
    # Whatever a library prints goes to standard error; standard output is for answers alone.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from briefings.capture import extract

    _stay_inside()
    _limit_memory(mebibytes * 2**20)
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        _limit_processor_time(seconds)
        answer = _answer(extract, request["media"], content)
        answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        answers.flush()
    os._exit(0)  # taking down the interpreter by the book would keep the parent waiting


def _answer(extract: Any, media: str, content: bytes) -> dict[str, object]:
    read = extract.pdf_extract if media == "pdf" else extract.html_extract
    try:
        return asdict(read(content))
    except UnreadableError as error:
        return {"failed": str(error)}
    except MemoryError:
        return {"failed": "it needs too much memory", "spent": True}
    except Exception as error:  # noqa: BLE001 - whatever a library fails with on a hostile file is told, not died of
        return {"failed": f"the reader failed with {type(error).__name__}"}


def _stay_inside() -> None:
    """No library that is used here opens a connection; should one ever, it is refused."""

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise PermissionError("the reader of snapshots has no network")

    for name in ("connect", "connect_ex", "bind"):
        setattr(socket.socket, name, refuse)
    socket.getaddrinfo = refuse


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):  # macOS does not limit the address space
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _limit_processor_time(seconds: int) -> None:
    """A belt: the parent ends this process at the time limit, but the parent may be gone."""
    try:
        import resource
    except ImportError:  # Windows
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + 10, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
