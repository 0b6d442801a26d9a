"""What the press's two processes say to each other: a line of JSON, then raw bytes. Nothing is unpickled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any

from briefings.printing.child import read_exactly, read_one_line


def to_frame(header: dict[str, Any], bodies: Sequence[bytes] = ()) -> bytes:
    """`header` as one line, with the sizes of the `bodies` that follow it."""
    line = json.dumps({**header, "sizes": [len(body) for body in bodies]}).encode()
    return b"".join((line, b"\n", *bodies))


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The next frame; `EOFError` when the stream ends before it is whole."""
    header = json.loads(read_one_line(stream))
    return header, [read_exactly(stream, size) for size in header["sizes"]]
