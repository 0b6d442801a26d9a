"""The catalogue that is measured: a desk without findings, and peers' texts that say the same words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pypandoc
import pypdfium2
import pytest

from tests.conftest import ROOT, Program
from tests.printed import pdf_text, words

SCRIPT = ROOT / "scripts" / "catalogue.py"
SIZE = ("--briefs", "3", "--notes", "29", "--sources", "40")


def make(folder: Path, *more: str) -> Path:
    """Write a small catalogue into `folder/desk`, its Markdown into `folder/peers`."""
    arguments = [str(folder / "desk"), *SIZE, "--peers", str(folder / "peers"), *more]
    subprocess.run([sys.executable, str(SCRIPT), *arguments], check=True)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> Path:
    """A catalogue of three briefs, one of which is built."""
    folder = make(tmp_path_factory.mktemp("catalogue"))
    built = Program(folder / "desk", program_environment)("build", "brief-0002", "--strict", "--date", "2026-01-30")
    assert (built.status, built.stderr) == (0, "")
    return folder


def test_the_same_size_gives_the_same_bytes(tmp_path: Path, made: Path) -> None:
    again = make(tmp_path)
    for folder in ("desk/content", "peers"):
        files = {path.relative_to(made): path.read_bytes() for path in (made / folder).rglob("*") if path.is_file()}
        assert files == {
            path.relative_to(again): path.read_bytes() for path in (again / folder).rglob("*") if path.is_file()
        }


@pytest.mark.parametrize("more", [(), ("--kept", "3")], ids=["without kept sources", "with kept sources"])
def test_nothing_is_to_be_said_of_it(cli: Program, more: tuple[str, ...]) -> None:
    make(cli.folder, *more)
    checked = cli.inside("check", "--strict", "--desk", str(cli.folder / "desk"), "--date", "2026-01-30")
    assert (checked.status, checked.stdout) == (0, "no errors, no warnings\n")


def test_a_brief_has_four_pages_and_sixteen_citations(made: Path) -> None:
    (file,) = (made / "desk/build").glob("*/brief-0002-*.pdf")
    with pypdfium2.PdfDocument(file) as pdf:
        assert len(pdf) == 4
    body = (made / "peers/brief-0002.md").read_text("utf-8")
    assert body.count("[@") == 16
    assert len(json.loads((made / "peers/brief-0002.json").read_text("utf-8"))) == 16


def test_peers_print_the_same_words(made: Path) -> None:
    """Each sentence of the peers' text is in our PDF, but for the few that a page's end divides, and each of its
    sources is there."""
    (file,) = (made / "desk/build").glob("*/brief-0002-*.pdf")
    ours = words(pdf_text(file))
    command = [pypandoc.get_pandoc_path(), "brief-0002.md", "--to", "plain", "--wrap", "none"]
    plain = subprocess.run(command, cwd=made / "peers", capture_output=True, check=True, encoding="utf-8").stdout
    body = re.sub(r"\[@[^]]*\]", ".", plain.partition("Sources")[0])
    sentences = [words(one) for one in re.split(r"[.\n]+", body) if len(words(one)) > 20]
    missing = [one for one in sentences if one not in ours]
    assert len(sentences) > 60
    assert len(missing) <= len(sentences) // 20, missing
    for source in json.loads((made / "peers/brief-0002.json").read_text("utf-8")):
        assert words(source["title"]).lower() in ours.lower()  # the style gives titles their capitals
