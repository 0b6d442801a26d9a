"""The parts of a PDF written once: pydyf writes and compresses each twice, for the file and for its identifier.

It also asks of every value, and of those in it, which of its kinds it is; nearly all are bytes, text and numbers.
"""

from __future__ import annotations

import zlib
from typing import Any

from weasyprint.pdf import tags

from briefings.printing.replacing import changes

pydyf: Any = tags.pydyf

LEVEL = 4
"""How hard zlib tries. pydyf asks for 9, which takes six times as long for a file that is 8 % smaller."""
_KEPT = "briefings_data"
LONG_WAY = pydyf.Stream.data
_to_bytes = pydyf._to_bytes  # noqa: SLF001 - see press.VERSION
_names: dict[str, bytes] = {}
"""Keys of dictionaries, as they are written."""


class Written(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """An object of a PDF that nothing changes any more, as bytes."""

    offset = generation = 0
    free = "n"
    data = b""
    compressible = True

    def __init__(self, number: int, data: bytes) -> None:
        self.number, self.data = number, data


def once(item: Any) -> Any:
    """The object with its bytes made; one that stands for a free number has none."""
    if item.free == "f" or type(item) is Written:
        return item
    made = Written(item.number, item.data)
    if not item.compressible:
        made.compressible = False
    if item.offset or item.generation:
        made.offset, made.generation = item.offset, item.generation
    return made


def bytes_of(item: Any) -> bytes:
    """What pydyf writes for an item, of which nearly all are bytes or text."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    if kind is float:
        return number(item)
    if kind is int:
        return b"%d" % item
    written: bytes = item.data if isinstance(item, pydyf.Object) else _to_bytes(item)
    return written


def number(value: float) -> bytes:
    """A number as pydyf writes it: to six places, without those that are nothing."""
    return b"%d" % value if value.is_integer() else (b"%f" % value).rstrip(b"0")


def _dictionary(values: Any) -> bytes:
    parts = []
    for key, value in values.items():
        name = _names.get(key)
        if name is None:
            name = _name(key)
        parts.append(name + (value if type(value) is bytes else bytes_of(value)))
    return b"<<" + b"".join(parts) + b">>"


def _name(key: Any) -> bytes:
    made = b"/" + bytes_of(key) + b" "
    if type(key) is str and len(_names) < 1000:
        _names[key] = made
    return made


def _array(values: Any) -> bytes:
    return b"[" + b" ".join(map(bytes_of, values)) + b"]"


def _stream(stream: Any) -> bytes:
    """The bytes of a stream. The one that holds the small objects is made by the writer itself, after `once`."""
    kept: bytes | None = stream.__dict__.get(_KEPT)
    if kept is not None:
        return kept
    content = b"\n".join(map(bytes_of, stream.stream))
    extra = pydyf.Dictionary(stream.extra.copy())
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        content = zlib.compress(content, LEVEL)
    extra["Length"] = len(content)
    made = b"\n".join((extra.data, b"stream", content, b"endstream"))
    if extra.get("Type") == "/ObjStm":
        stream.__dict__[_KEPT] = made
    return made


CHANGES = changes(
    (pydyf, "_to_bytes", bytes_of),
    (pydyf.Dictionary, "data", property(_dictionary)),
    (pydyf.Array, "data", property(_array)),
)
"""What is put in the place of parts of pydyf's."""


def install() -> None:
    """Have pydyf make streams as below too, which it would pack harder."""
    pydyf.Stream.data = property(_stream)
