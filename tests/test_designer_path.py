"""What templates.md tells a designer to do is done, in its order, and is seen in the print."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from briefings.printing.fonts import SANS, families
from tests.conftest import ROOT, Expect
from tests.pages import DOCS, Block, blocks, desk_files, with_answers, write_blocks

PAGE = "templates.md"
PRINT = "build/2026-01-30/house-2026-01-30"

SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="20" height="20">'
    '<circle cx="10" cy="10" r="9" fill="#7a1f3d"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Walked:
    """The desk after the walk; `answers` is what each command said, by the line of the answer in the page."""

    desk: Path
    answers: dict[int, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)


def house_font(path: Path, weight: str) -> None:
    """A font that is none of the shipped ones: one of them under a name of its own."""
    file = next(
        one for family in families() if family.name == SANS for one in family.files if f"-{weight}." in one.name
    )
    font = TTFont(file)
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            name = "HouseSans" if record.nameID == 6 else "House Sans"
            font["name"].setName(f"{name}-{weight}", record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(path)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> Walked:
    """Every step of the section "An own look", by the page's own words."""
    home, desk = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("desk")
    brand = home / "brand"
    brand.mkdir()
    (brand / "sign.svg").write_text(SIGN, encoding="utf-8")
    for weight in ("Regular", "Bold"):
        house_font(brand / f"HouseSans-{weight}.ttf", weight)
    command = home / "bin" / "briefings"
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m briefings.cli.main "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    environment = program_environment | {
        "HOME": str(home),
        "PATH": f"{command.parent}:{program_environment['PATH']}",
    }

    write_blocks(desk, desk_files())
    walk, said = Walked(desk), ""
    for block in path_blocks():
        if block.path:
            write_blocks(desk, [block])
        elif block.language == "sh":
            run = subprocess.run(
                ["sh", "-eu", "-c", block.text], cwd=desk, env=environment, capture_output=True, text=True, check=False
            )
            said = run.stdout + run.stderr
            walk.statuses.append(run.returncode)
        else:
            assert block.is_answer, f"line {block.line} of {PAGE} is neither a file, a command nor an answer"
            walk.answers[block.line] = said
    return walk


def path_blocks() -> Iterator[Block]:
    """The blocks of the first section."""
    text = (DOCS / PAGE).read_text(encoding="utf-8").split("\n")
    first, last = text.index("## An own look"), text.index("## The folder")
    return (block for block in blocks(PAGE) if first < block.line < last)


def test_the_commands_say_what_the_page_says(walked: Walked, expect: Expect) -> None:
    assert walked.statuses == [0, 0, 1]
    expect(DOCS / PAGE, with_answers(PAGE, walked.answers))


def test_the_screen_page_has_the_house_look(walked: Walked) -> None:
    """Accent, sign, font, disclaimer and the line of the overridden block, all inside the one file."""
    html = (walked.desk / f"{PRINT}.html").read_text(encoding="utf-8")
    assert "--accent: #7a1f3d;" in html
    assert re.search(
        r'<p class="logo"><img src="data:image/svg\+xml;base64,[^"]+" alt="The sign of the Coast Desk">', html
    )
    assert 'src: url("data:font/ttf;base64,' in html
    assert "<p>The desk&#39;s views are its own.</p>" in html
    assert '<p class="press">Printed by the House Press for Coast Desk, 30\u00a0January 2026.</p>' in html


def test_the_pdf_has_the_house_look(walked: Walked) -> None:
    """Letter paper, the house's font and no other sans, the sign with its words, the house's red, both last lines."""
    with pikepdf.open(walked.desk / f"{PRINT}.pdf") as pdf:
        assert {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages} == {(0, 0, 612, 792)}
        fonts = {str(font.BaseFont).partition("+")[2] for page in pdf.pages for font in page.Resources.Font.values()}
        alternatives = {str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one}
        embedded = sum(
            1
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary)
            and str(one.get("/FontName", "")).partition("+")[2].startswith("House")
        )
    assert any(name.replace("-", "").startswith("HouseSans") for name in fonts), fonts
    assert not any("SourceSans" in name.replace("-", "") for name in fonts), fonts
    assert embedded >= 1
    assert "The sign of the Coast Desk" in alternatives
    document = pypdfium2.PdfDocument(walked.desk / f"{PRINT}.pdf")
    text = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    assert "The desk's views are its own." in text
    assert "Printed by the House Press for Coast Desk, 30 January 2026." in text
    picture = document[0].render(scale=2).to_pil().convert("RGB")
    assert (0x7A, 0x1F, 0x3D) in {colour for _count, colour in picture.getcolors(maxcolors=1 << 24)}


def test_the_bulletin_itself_is_untouched(walked: Walked) -> None:
    """The walk changes one folder and one brief: another brief of the desk still looks as it did."""
    assert sorted(path.name for path in (walked.desk / "templates").iterdir()) == ["house"]
    assert not (walked.desk / "build/2026-01-30/coast-2026-01-30.html").exists()
