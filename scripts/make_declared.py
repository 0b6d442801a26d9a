"""Compile what WeasyPrint declares of its C libraries: briefings/printing/_declared.py.

    python scripts/make_declared.py

Run it by hand when the WeasyPrint that is pinned changes; its output is committed, and tests/test_declared.py compares
the two.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import cffi

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TARGET = ROOT / "briefings" / "printing" / "_declared.py"
HEAD = '"""Made by scripts/make_declared.py with cffi, of what WeasyPrint declares."""\n\nDIGEST = "{digest}"\n'


def compiled() -> str:
    """The text of the module."""
    text = declarations()
    ffi = cffi.FFI()
    ffi.cdef(text)
    ffi.set_source("_declared", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "_declared.py"
        ffi.emit_python_code(str(path))
        return HEAD.format(digest=hashlib.sha256(text.encode()).hexdigest()) + path.read_text(encoding="utf-8")


def declarations() -> str:
    """What WeasyPrint gives cffi to read."""
    import weasyprint.text.ffi

    said: list[str] = []
    read = cffi.FFI.cdef

    def note(self: cffi.FFI, text: str) -> None:
        said.append(text)
        read(self, text)

    name = weasyprint.text.ffi.__name__
    with patch.object(cffi.FFI, "cdef", note), patch.dict(sys.modules):
        del sys.modules[name]
        __import__(name)
    (text,) = said
    return text


if __name__ == "__main__":
    TARGET.write_text(compiled(), encoding="utf-8")
