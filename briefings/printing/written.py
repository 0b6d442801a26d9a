"""The parts of a PDF written once: pydyf writes and compresses each twice, for the file and for its identifier."""

from __future__ import annotations

import zlib
from typing import Any

from weasyprint.pdf import tags

pydyf: Any = tags.pydyf

LEVEL = 6
"""How hard zlib tries. pydyf asks for 9, which takes three times as long for a file that is 3 % smaller."""
_KEPT = "briefings_data"
LONG_WAY = pydyf.Stream.data


def install() -> None:
    """Have pydyf make the bytes of a stream as below."""
    pydyf.Stream.data = property(_stream)


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """An object of a PDF that nothing changes any more, as bytes."""

    def __init__(self, item: Any) -> None:
        super().__init__()
        self.number, self.offset, self.generation, self.free = item.number, item.offset, item.generation, item.free
        self._data: bytes = item.data
        self._compressible: bool = item.compressible

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return self._compressible


def once(item: Any) -> Any:
    """The object with its bytes made; one that stands for a free number has none."""
    return item if item.free == "f" else _Written(item)


def _stream(stream: Any) -> bytes:
    """The bytes of a stream. The one that holds the small objects is made by the writer itself, after `once`."""
    kept: bytes | None = stream.__dict__.get(_KEPT)
    if kept is not None:
        return kept
    content = b"\n".join(map(pydyf._to_bytes, stream.stream))  # noqa: SLF001 - see press.VERSION
    extra = pydyf.Dictionary(stream.extra.copy())
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        content = zlib.compress(content, LEVEL)
    extra["Length"] = len(content)
    made = b"\n".join((extra.data, b"stream", content, b"endstream"))
    if extra.get("Type") == "/ObjStm":
        stream.__dict__[_KEPT] = made
    return made
