"""What WeasyPrint declares of its C libraries, compiled once for each user.

cffi reads those declarations with a parser of C in Python, at every start of the press: to import it and to read them
took a sixth of the start. What cffi makes of them is kept in the user's cache folder, under the digest of their text;
types are also found faster in that, while a page is laid out.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from briefings.printing.fonts import cache_folder


@contextmanager
def kept_declarations() -> Iterator[None]:
    """Within it WeasyPrint is imported without cffi's parser, which is only asked for what is not kept yet."""
    if "cffi" in sys.modules:
        yield
        return
    stand_in = ModuleType("cffi")
    vars(stand_in)["FFI"] = _Kept
    sys.modules["cffi"] = stand_in
    try:
        yield
    finally:
        if sys.modules.get("cffi") is stand_in:
            del sys.modules["cffi"]


class _Kept:
    """In the place of cffi's `FFI`, with all that WeasyPrint asks of one."""

    def cdef(self, text: str) -> None:
        import _cffi_backend

        digest = hashlib.sha256(f"{_cffi_backend.__version__}\n{text}".encode()).hexdigest()
        name = f"declarations-{digest[:16]}.py"
        compiled = _read(name) or _compile(name, text)
        made: dict[str, Any] = {}
        exec(compiled, made)  # noqa: S102 - as cffi wrote it
        ffi = made["ffi"]
        vars(self).update({name: getattr(ffi, name) for name in dir(ffi) if name[:2] != "__"})


def _read(name: str) -> str:
    """What is kept under a name; "" where nothing is, or where it is not what was written."""
    try:
        head, _newline, text = (cache_folder() / name).read_text(encoding="utf-8").partition("\n")
    except (OSError, RuntimeError, UnicodeDecodeError):
        return ""
    return text if head == _head(text) else ""


def _compile(name: str, text: str) -> str:
    """What cffi makes of declarations, which is kept where it can be."""
    del sys.modules["cffi"]  # the stand-in
    import cffi

    ffi = cffi.FFI()
    ffi.cdef(text)
    ffi.set_source("declarations", None)
    # cffi says to standard output what it does; a press gives its pages there.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder) / "declarations.py"
        ffi.emit_python_code(str(path))
        compiled = path.read_text(encoding="utf-8")
    with contextlib.suppress(OSError, RuntimeError):
        _keep(cache_folder(), name, compiled)
    return compiled


def _keep(folder: Path, name: str, compiled: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".declarations-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{_head(compiled)}\n{compiled}")
        Path(temporary).replace(folder / name)
    except BaseException:
        Path(temporary).unlink()
        raise


def _head(compiled: str) -> str:
    return f"# {hashlib.sha256(compiled.encode()).hexdigest()}"
