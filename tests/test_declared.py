"""What WeasyPrint declares of its C libraries is compiled once, and used as it was kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

IMPORT = """
import sys
from briefings.printing.press import import_weasyprint
text = import_weasyprint().text
made = text.ffi.unicode_to_char_p("서울")
print("pycparser" in sys.modules, text.ffi.ffi.string(made[0]).decode(), text.ffi.ffi.typeof("PangoLayout *").cname)
print(text.ffi.pango.pango_units_from_double(1.5))
"""
READ = "True 서울 PangoLayout *\n1536\n"
"""What the first import says: cffi's parser of C was at work."""
KEPT = "False 서울 PangoLayout *\n1536\n"


def import_here(cache: Path) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert finished.stderr == ""
    return finished.stdout


def kept_in(cache: Path) -> list[Path]:
    return list((cache / "briefings").glob("*declarations-*"))


def test_the_second_import_does_without_the_parser_of_cffi(tmp_path: Path) -> None:
    assert [import_here(tmp_path), import_here(tmp_path)] == [READ, KEPT]
    (kept,) = kept_in(tmp_path)
    assert kept.name.startswith("declarations-")


@pytest.mark.parametrize("damaged", ["", "# 0\n", "import sys; sys.exit(3)\n"])
def test_what_is_not_as_it_was_written_is_made_again(tmp_path: Path, damaged: str) -> None:
    import_here(tmp_path)
    (kept,) = kept_in(tmp_path)
    whole = kept.read_bytes()
    kept.write_text(damaged)
    assert [import_here(tmp_path), import_here(tmp_path)] == [READ, KEPT]
    assert kept.read_bytes() == whole


def test_without_a_cache_folder_it_is_read_each_time(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("")
    assert [import_here(in_the_way), import_here(in_the_way)] == [READ, READ]
