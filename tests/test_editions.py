"""Whole desks and all that comes of them: each file that the program writes, compared in full.

A folder of `editions/` is a desk as its owner would have it, and `expected/` beside its content holds what
`briefings build` makes of it: each HTML and JSON file, of each PDF what a reader's program lists, and what was said.
`pytest --accept` writes it anew. In the HTML the shipped style and the fonts, which are files of this repository,
are shown by name alone.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import Expect, Program
from tests.printed import Page, outline, pdf_text, words

FOLDER = Path(__file__).parent / "editions"
EDITIONS = [("plain", "2026-03-06"), ("in-text", "2025-06-02"), ("as-of", "2025-03-07"), ("as-of", "2025-09-05")]
NAMES = [f"{name} {date}" for name, date in EDITIONS]


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> dict[str, Program]:
    """The desks, built; what was said of each is in its `said.txt`."""
    desks = {}
    for name, date in EDITIONS:
        folder = tmp_path_factory.mktemp(f"{name}-{date}")
        shutil.copytree(FOLDER / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
        program = desks[f"{name} {date}"] = Program(folder, program_environment)
        finished = program.inside("build", "--date", date)
        (folder / "said.txt").write_text(f"{finished.stderr}{finished.stdout}exit status {finished.status}\n")
    return desks


def in_full(page: str, desk: Path) -> str:
    """The page with the shipped styles and with embedded files told by their kind and size, and no more."""
    own = "\n".join(file.read_text() for file in sorted(desk.glob("templates/*/brief.css")))
    own = re.sub(r"url\([^)]*\)", "url(…)", own)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert re.sub(r"url\([^)]*\)", "url(…)", style[1]).endswith(own)
    page = page.replace(style[0], f"<style>/* the shipped styles */\n{own}</style>")
    return re.sub(
        r"data:([\w/+-]+);base64,([\w+/=]+)", lambda match: f"data:{match[1]};{len(match[2])} characters", page
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_as_expected(editions: dict[str, Program], name: str, expect: Expect) -> None:
    """HTML and JSON in full, the outline of the PDF, what was said, and no file more or less."""
    desk = editions[name].folder
    expected = FOLDER / name.partition(" ")[0] / "expected" / name.partition(" ")[2]
    made = sorted(file for file in desk.glob("build/*/*") if file.is_file())
    said = (desk / "said.txt").read_text()
    expect(expected / "said.txt", said)
    for file in made:
        match file.suffix:
            case ".html":
                expect(expected / file.name, in_full(file.read_text(encoding="utf-8"), desk))
            case ".json":
                expect(expected / file.name, file.read_text(encoding="utf-8"))
            case _:
                expect(expected / f"{file.stem}.outline.txt", outline(file))
    wanted = {file.name.replace(".outline.txt", ".pdf") for file in expected.iterdir()} - {"said.txt"}
    assert {file.name for file in made} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_carries_the_record_and_the_record_is_json(editions: dict[str, Program], name: str) -> None:
    """The file attached to the PDF is the JSON file, byte for byte."""
    for file in sorted(editions[name].folder.glob("build/*/*.pdf")):
        record = file.with_suffix(".json").read_bytes()
        with pikepdf.open(file) as pdf:
            assert pdf.attachments[f"{file.stem}.json"].get_file().read_bytes() == record
        assert json.loads(record)["$schema"] == "https://briefings.invalid/schema/edition-1.json"


def notes_of_page(page: Page) -> dict[int, str]:
    """Number → text of each note in the list at the end of a page."""
    notes = {}
    for text in page.texts("//section[@class='notes']//li"):
        number, _, rest = text.partition(" ")
        notes[int(number)] = rest.removesuffix(" Back to the text")
    return notes


@pytest.mark.parametrize("name", ["plain 2026-03-06", "as-of 2025-03-07", "as-of 2025-09-05"])
def test_notes_have_the_same_number_and_text_in_both_media(editions: dict[str, Program], name: str) -> None:
    """Each note of the page stands in the PDF under its number, and each call of the one is a call of the other."""
    for file in sorted(editions[name].folder.glob("build/*/*.html")):
        page = Page(file)
        notes = notes_of_page(page)
        assert list(notes) == list(range(1, len(notes) + 1))
        assert page.texts("//sup[@class='call']/a") == [str(number) for number in notes]
        printed = words(pdf_text(file.with_suffix(".pdf")))
        for number, text in notes.items():
            assert f"{number}{words(text)}" in printed, f"note {number}: {text}"
        assert f"{len(notes) + 1}{words(notes[1])}" not in printed


def test_an_in_text_style_has_the_same_citations_in_both_media(editions: dict[str, Program]) -> None:
    """Author and year stand in the line, in the page and in the PDF; the desk's own footnotes keep their numbers."""
    file = next(editions["in-text 2025-06-02"].folder.glob("build/*/*.html"))
    page = Page(file)
    cites = page.texts("//span[@class='cite']")
    assert cites == ["Weber (2024)", "(Amt für Statistik, 2023; siehe auch Weber, 2024, S. 7)", "(2024)"]
    printed = words(pdf_text(file.with_suffix(".pdf")))
    assert all(words(cite) in printed for cite in cites)
    assert page.texts("//sup[@class='call']/a") == ["1"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_one_file_whose_links_arrive(editions: dict[str, Program], name: str) -> None:
    """Each id is there once, each link inside arrives, each button has its popover, and nothing is loaded."""
    for file in sorted(editions[name].folder.glob("build/*/*.html")):
        page = Page(file)
        assert len(page.ids) == len(set(page.ids))
        assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
        buttons = {attributes["popovertarget"] for _tag, attributes in page.elements if "popovertarget" in attributes}
        assert buttons <= set(page.ids)
        loaded = [a.get("src", a.get("href", "")) for tag, a in page.elements if tag in {"img", "link", "script"}]
        assert all(address.startswith("data:") for address in loaded)
