"""What WeasyPrint declares of its C libraries, ready to be used.

cffi reads those declarations with a parser of C in Python, at every start of the press: to import it and to read them
took a sixth of the start. `scripts/make_declared.py` has cffi write down once what it makes of them; types are also
found faster in that, while a page is laid out.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def ready_declarations() -> Iterator[None]:
    """Within it WeasyPrint is imported without cffi's parser. Raises `OSError`, which WeasyPrint's import may raise
    anyway, where its declarations are other ones."""
    if "cffi" in sys.modules:
        yield
        return
    stand_in = ModuleType("cffi")
    vars(stand_in)["FFI"] = _Ready
    sys.modules["cffi"] = stand_in
    try:
        yield
    finally:
        del sys.modules["cffi"]


class _Ready:
    """In the place of cffi's `FFI`, with all that WeasyPrint asks of one."""

    def cdef(self, text: str) -> None:
        from briefings.printing import _declared

        if hashlib.sha256(text.encode()).hexdigest() != _declared.DIGEST:
            raise OSError("WeasyPrint declares something else")
        vars(self).update({name: getattr(_declared.ffi, name) for name in dir(_declared.ffi) if name[:2] != "__"})
