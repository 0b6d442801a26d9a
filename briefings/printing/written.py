"""The parts of a PDF written once: pydyf writes and compresses each twice, for the file and for its identifier."""

from __future__ import annotations

from typing import Any

from weasyprint.pdf import tags

pydyf: Any = tags.pydyf


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
