"""The desk that comes with the program: its briefs at its three dates, as a reader gets them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from briefings.building.build import FORMATS, Workshop
from briefings.building.order import make
from briefings.building.picking import pick
from briefings.cli.dates import edition_date
from briefings.desk.files import find_desk
from briefings.desk.output import write_files
from briefings.desk.snapshots import FOLDER

from . import verapdf
from .conftest import Program

ROOT = Path(__file__).resolve().parent.parent
DATES = ("2025-02-28", "2025-08-29", "2026-01-30")
BULLETIN, ONE_PAGER = "us-rok-alliance", "north-korea-one-pager"
DOCUMENTS = os.environ.get(FOLDER, "snapshots")
"""The folder of the sources themselves: they are other people's text and not committed."""
EDITIONS = [f"{date}/{brief}-{date}" for date in DATES for brief in (BULLETIN, ONE_PAGER)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the desk, without its documents, with the editions of its three dates built."""
    folder = tmp_path_factory.mktemp("alliance-desk")
    shutil.copy(ROOT / "briefings.toml", folder)
    shutil.copytree(ROOT / "content", folder / "content")
    opened = find_desk(folder)
    with pytest.MonkeyPatch.context() as patch, Workshop(opened.settings.print) as shop:
        patch.delenv(FOLDER, raising=False)
        for date in DATES:
            for order in pick(opened, (), edition_date(date, "", weekday="friday"), FORMATS):
                built = make(order, shop)
                assert built.diagnostics == (), "the desk is clean"
                write_files(folder, built.files or {})
    return folder


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("folder", ["nowhere", DOCUMENTS], ids=["by the lock", "by the documents"])
def test_the_desk_is_clean(program_environment: dict[str, str], date: str, folder: str) -> None:
    """Nothing is said of it that it does not let stand: by the lock alone, and by the five documents where they are."""
    desk = Program(ROOT, program_environment | {FOLDER: folder})
    run = desk.inside("check", "--strict", "--no-cache", "--date", date)
    assert (run.status, run.stdout, run.stderr) == (0, "no errors, no warnings\n", "")


@pytest.fixture(params=EDITIONS)
def edition(desk: Path, request: pytest.FixtureRequest) -> Path:
    """The path of one edition's files, without their suffix."""
    return desk / "build" / str(request.param)


def test_the_bulletin_has_two_to_four_pages_and_the_one_pager_one(edition: Path) -> None:
    """A reader with four minutes can hold it."""
    pages = len(pikepdf.open(edition.with_suffix(".pdf")).pages)
    assert 2 <= pages <= 4 if BULLETIN in edition.name else pages == 1


@pytest.mark.parametrize("profile", ["PDFA-3A", "PDFUA-1"])
def test_verapdf_passes_every_pdf(edition: Path, profile: verapdf.Profile) -> None:
    """Archivable and accessible, by the reference validator."""
    assert verapdf.failures(edition.with_suffix(".pdf").read_bytes(), profile) == {}


def test_the_published_editions_come_out_as_they_were(desk: Path, program_environment: dict[str, str]) -> None:
    """To the byte; where another WeasyPrint or Pango prints the same words in other bytes, it is named."""
    run = Program(desk, program_environment | {FOLDER: "nowhere"}).inside("publish", "--verify")
    said = [line.split(": ", 1) for line in run.stdout.splitlines()]
    number = {date: count for count, date in enumerate(DATES, 1)}
    wanted = [f"{brief} of {date}, No. {number[date]}" for brief in (ONE_PAGER, BULLETIN) for date in DATES]
    assert [name for name, _ in said] == wanted
    assert not [how for _, how in said if not re.fullmatch(r"as it was published|pdf differs? \(made with .+\)", how)]


def test_the_pdf_carries_the_edition_as_data(edition: Path) -> None:
    """The attached JSON is the JSON beside it, byte for byte."""
    with pikepdf.open(edition.with_suffix(".pdf")) as pdf:
        attached = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    assert attached == {f"{edition.name}.json": edition.with_suffix(".json").read_bytes()}


def test_title_author_language_and_bookmarks(edition: Path) -> None:
    """What a PDF says of itself in a library and in a reader's side bar."""
    with pikepdf.open(edition.with_suffix(".pdf")) as pdf:
        assert pdf.Root.Lang == "en-GB"
        assert pdf.docinfo["/Author"] == "Alliance Desk"
        assert pdf.docinfo["/Title"] in {"The U.S.–South Korea alliance", "North Korea and the alliance"}
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children]
    assert {"Bottom line", "Key judgements", "Sources"} <= set(titles)


@pytest.mark.parametrize("date", DATES)
def test_an_edition_knows_only_what_was_known(desk: Path, date: str) -> None:
    """No note or source is younger than the edition; the undated report of 2026 is in the last one alone."""
    record = json.loads((desk / f"build/{date}/{BULLETIN}-{date}.json").read_text("utf-8"))
    notes = [note["date"] for section in record["sections"] for note in section["notes"]]
    issued = [source["issued"] for source in record["sources"] if source["issued"]]
    assert max(notes) <= date
    assert all(day <= date for day in issued)
    assert ("reworded-report-2026" in {source["key"] for source in record["sources"]}) == (date >= "2026")


class _Page(HTMLParser):
    """The ids of a page, the targets of its inner links, and every address it asks for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inner: list[str] = []
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and values.get("href", "").startswith("#"):
            self.inner.append(values["href"][1:])
        if "popovertarget" in values:
            self.inner.append(values["popovertarget"])
        if tag != "a":
            self.fetched += [values[name] for name in ("src", "href", "data", "poster") if name in values]


@pytest.fixture
def page(edition: Path) -> _Page:
    return _Page(edition.with_suffix(".html").read_text("utf-8"))


def test_the_page_is_one_file_without_scripts(page: _Page, edition: Path) -> None:
    """Nothing is fetched and nothing runs."""
    assert "script" not in page.tags
    assert [address for address in page.fetched if not address.startswith("data:")] == []
    urls = re.findall(r"url\(\s*[\"']?([^\"')]{0,40})", edition.with_suffix(".html").read_text("utf-8"))
    assert [url for url in urls if not url.startswith(("data:", "#"))] == []


def test_every_link_inside_the_page_arrives(page: _Page) -> None:
    """Each id is there, and once."""
    assert len(page.ids) == len(set(page.ids))
    assert sorted(set(page.inner) - set(page.ids)) == []


def test_numbers_of_notes_agree_between_pdf_and_html(edition: Path) -> None:
    """The calls of the PDF's text are those of the page: 1, 2, 3 … in both."""
    html = edition.with_suffix(".html").read_text("utf-8")
    on_screen = [int(number) for number in re.findall(r'id="n-(\d+)"', html)]
    with pikepdf.open(edition.with_suffix(".pdf")) as pdf:
        names = [str(name) for name in pdf.Root.Names.Dests.Names[::2]]
    in_print = sorted(int(name[2:]) for name in names if re.fullmatch(r"n-\d+", name))
    assert on_screen == in_print == list(range(1, len(on_screen) + 1))


def test_hangul_is_in_the_bulletin_of_2026(desk: Path) -> None:
    """이재명 is set in a font that has it, and can be found by searching."""
    import pypdfium2

    data = (desk / f"build/2026-01-30/{BULLETIN}-2026-01-30.pdf").read_bytes()
    pdf = pypdfium2.PdfDocument(BytesIO(data))
    text = "".join(pdf[number].get_textpage().get_text_range() for number in range(len(pdf)))
    assert "이재명" in text.replace("\u2060", "")


MISTAKES = (
    ("content/notes/security/cost-sharing.md", "[@pietrewicz-2025; @", "[@pietrewitz-2025; @"),
    ("content/notes/trade/tariff-deal.md", "topic: trade", "topic: trade\nautors: [x]"),
    ("content/notes/north-korea/pacemaker-and-peacemaker.md", 'likelihood="unlikely"', 'likelihood="improbably"'),
    ("content/sources/pietrewicz-2025.yaml", "kind: analysis", "kind: analisys"),
    ("content/briefs/north-korea-one-pager.md", "template: one-pager", "template: onepager"),
    ("templates/bulletin/brief.html.j2", "{{ brief.subtitle }}</p>", "{{ brief.subtitel }}</p>"),
)


def test_each_mistake_is_said_once_with_the_way_out(cli: Program) -> None:
    """Six mistakes in six files are six findings in one run; what follows from them is not said again."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, cli.folder / name)
    shutil.copy(ROOT / "briefings.toml", cli.folder)
    for path, right, wrong in MISTAKES:
        file = cli.folder / path
        text = file.read_text("utf-8")
        assert right in text
        file.write_text(text.replace(right, wrong, 1), "utf-8")
    finished = cli.inside("check", "--date", "2026-01-30")
    said = re.findall(r"^[^ ]+:\d+:\d+: (?:error|warning) (.*)", finished.stdout, re.MULTILINE)
    guesses = re.findall(r"did you mean '([^']+)'", finished.stdout)
    assert (finished.status, said, guesses) == (
        1,
        [
            "TPL01: there is no template 'onepager'",
            "EST01: 'improbably' is no term of ICD 203",
            "CIT01: no source has the key 'pietrewitz-2025'",
            "FM02: unknown key 'autors'",
            "FM04: kind: 'analisys' is not one of the words allowed here",
            "TPL04: brief has no 'subtitel'",
        ],
        ["one-pager", "improbable", "pietrewicz-2025", "authors", "analysis", "subtitle"],
    )


def test_the_messages_in_the_readme_are_what_is_said(cli: Program) -> None:
    """The README's note, put in the place of the desk's, is clean; with each of its two mistakes it is told as there.

    The lock does not know the new note (SRC01). The figure is looked for in a document of our own making.
    """
    readme = (ROOT / "README.md").read_text("utf-8")
    note = readme.partition("```markdown\n")[2].partition("```")[0]
    shown = [part.partition("```")[0] for part in readme.split("```\ncontent/notes")[1:]]
    # Without the published editions, whose claims the README's note does not have.
    shutil.copytree(ROOT / "content", cli.folder / "content", ignore=shutil.ignore_patterns("editions"))
    shutil.copy(ROOT / "briefings.toml", cli.folder)
    file = cli.folder / "content/notes/security/cost-sharing.md"
    check = ("check", "--date", "2026-01-30", "--ignore", "SRC01")
    file.write_text(note, "utf-8")
    assert cli.inside(*check).stdout == "no errors, no warnings\n"
    file.write_text(note.replace("2026 [@pietrewicz-2025]", "2026 [@pietrewitz-2025]"), "utf-8")
    assert cli.inside(*check).stdout == f"content/notes{shown[0]}1 error\n"

    document = b"In the first year of the agreement Seoul is to pay $1.19 billion. " * 10
    record = cli.folder / "content/sources/pietrewicz-2025.yaml"
    name = re.findall("file: (.*)", record.read_text("utf-8"))[0]
    (cli.folder / "snapshots").mkdir()
    (cli.folder / "snapshots" / name).write_bytes(document)
    digest = hashlib.sha256(document).hexdigest()
    record.write_text(re.sub("sha256: .*", f"sha256: {digest}", record.read_text("utf-8")), "utf-8")
    file.write_text(note.replace("[sma-2026]{.figure}", "US$1.39 billion"), "utf-8")
    assert f"content/notes{shown[1]}" in cli.inside(*check).stdout
