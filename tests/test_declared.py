"""What WeasyPrint declares of its C libraries is used as it was compiled, as long as it is the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

IMPORT = """
import sys
from briefings.printing import _declared
from briefings.printing.press import import_weasyprint
{before}
text = import_weasyprint().text
made = text.ffi.unicode_to_char_p("서울")
print("cffi" in sys.modules, text.ffi.ffi.string(made[0]).decode(), text.ffi.ffi.typeof("PangoLayout *").cname)
print(text.ffi.pango.pango_units_from_double(1.5))
"""


def import_here(before: str = "") -> str:
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT.format(before=before)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert finished.stderr == ""
    return finished.stdout


def test_what_is_compiled_is_what_weasyprint_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was made with the cffi that is pinned; one that writes it otherwise may still read this."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from make_declared import TARGET, compiled

    assert TARGET.read_text(encoding="utf-8") == compiled()


def test_weasyprint_does_without_the_parser_of_cffi() -> None:
    assert import_here() == "False 서울 PangoLayout *\n1536\n"


def test_other_declarations_are_read_by_cffi() -> None:
    assert import_here("_declared.DIGEST = 'another'") == "True 서울 PangoLayout *\n1536\n"
