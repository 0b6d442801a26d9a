"""The docs say what the program does: examples run, lists are complete, links lead somewhere."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import struct
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment, nodes
from markupsafe import Markup

from briefings.building.prepare import prepare
from briefings.desk.files import find_desk
from briefings.model import KINDS, CitationRequest
from briefings.printing.citeproc import Citeproc
from briefings.printing.csl import to_csl
from briefings.reading.markdown import DIVISIONS, SPANS
from briefings.rendering.labels import LABELS
from briefings.rendering.templates import MEDIA_TYPES, Option, TemplateRecord
from briefings.rendering.view import to_view
from tests.conftest import ROOT, Expect, Program
from tests.pages import DOCS, Block, blocks, desk_files, with_answers, write_blocks

PAGES = sorted(path.name for path in DOCS.glob("*.md"))
DAY = "2026-01-30"
EXAMPLE = "content/notes/ports/example.md"
HEAD = "---\ntitle: An example\ntopic: ports\ndate: 2026-01-28\n---\n\n"

# ----------------------------------------------------------------- examples


def pairs(page: str) -> Iterator[tuple[Block, Block | None]]:
    """Every example of a page with its answer, where it has one."""
    found = blocks(page)
    for block, following in zip(found, [*found[1:], None], strict=True):
        if not block.is_answer:
            yield block, following if following is not None and following.is_answer else None


def tried(page: str) -> list[tuple[Block, Block | None]]:
    """The examples that stand in a desk: Markdown, YAML and TOML."""
    return [(block, answer) for block, answer in pairs(page) if block.language in {"markdown", "yaml", "toml"}]


def lay(folder: Path, block: Block) -> None:
    """Put an example into the desk: as the file that it is, as the settings, or as the text of a note.

    Settings that let nothing stand are laid over what the desk of the pages lets stand.
    """
    path = block.path or ("briefings.toml" if block.language == "toml" else EXAMPLE)
    text = block.text if path != EXAMPLE else HEAD + block.text
    if path == "briefings.toml" and "[check" not in text:
        text += "\n[check.ignore]" + (folder / path).read_text("utf-8").partition("[check.ignore]")[2]
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


@pytest.fixture
def desk(cli: Program) -> Program:
    """The desk of notes.md and sources.md."""
    write_blocks(cli.folder, desk_files())
    return cli


@pytest.mark.parametrize("day", ["2025-12-31", DAY])
def test_the_desk_of_the_pages_is_clean(desk: Program, day: str) -> None:
    run = desk.inside("check", "--strict", "--date", day)
    assert (run.status, run.stdout, run.stderr) == (0, "no errors, no warnings\n", "")


@pytest.mark.parametrize(
    ("day", "notes"),
    [
        ("2025-12-31", ["ports/strike", "ports/quay"]),
        (DAY, ["ports/harbour-dues", "ports/quay-january"]),
    ],
)
def test_an_edition_holds_the_notes_of_its_day(desk: Program, day: str, notes: list[str]) -> None:
    """Superseded and withdrawn notes stand in older editions, as notes.md says."""
    assert desk.inside("build", "--date", day, "--format", "json").status == 0
    record = json.loads((desk.folder / f"build/{day}/coast-{day}.json").read_text(encoding="utf-8"))
    assert [note["id"] for section in record["sections"] for note in section["notes"]] == notes


def test_the_desk_of_the_pages_prints_what_they_say(desk: Program) -> None:
    for example, answer in tried("notes.md"):
        if answer is None and not example.path and example.language == "markdown":
            lay(desk.folder, example)
            name = desk.folder / EXAMPLE
            name.rename(name.with_stem(f"example-{example.line}"))
    run = desk.inside("build", "--strict", "--date", DAY, "--format", "html,json")
    assert (run.status, run.stderr) == (0, "")
    html = (desk.folder / f"build/{DAY}/coast-{DAY}.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    for words in ("unlikely (20–45%)", "“It’s settled” – so the authority says.", ">the dues</a>"):
        assert words in html
    for figure, printed in re.findall(r"^\| `([\w-]+)` \| (.+) \|$", section("sources.md", "## Figures"), re.MULTILINE):
        if figure in {"dues-2026", "containers-2025", "crane-cost"}:
            assert f'<span class="figure">{printed}</span>' in html


@pytest.mark.parametrize(
    ("page", "example"),
    [
        pytest.param(page, example, id=f"{page}-{example.line}")
        for page in ("notes.md", "sources.md", "templates.md", "checks.md")
        for example, answer in tried(page)
        if answer is None and not example.path and not example.text.startswith(("[check]", "[options"))
    ],
)
def test_an_example_without_an_answer_is_clean(desk: Program, page: str, example: Block) -> None:
    lay(desk.folder, example)
    run = desk.inside("check", "--strict", "--date", DAY)
    assert (run.stdout, run.stderr) == ("no errors, no warnings\n", "")


@pytest.mark.parametrize("page", ["notes.md", "sources.md"])
def test_the_answers_are_what_is_said(desk: Program, expect: Expect, page: str) -> None:
    answers = {}
    for example, answer in pairs(page):
        if answer is not None:
            lay(desk.folder, example)
            answers[answer.line] = desk.inside("check", "--date", DAY).stdout
            (desk.folder / (example.path or EXAMPLE)).unlink()
    assert answers
    expect(DOCS / page, with_answers(page, answers))


@pytest.mark.parametrize("page", ["notes.md"])
def test_the_commands_of_the_page_run(desk: Program, page: str) -> None:
    commands = [line for block in blocks(page) if block.language == "sh" for line in block.text.splitlines()]
    assert commands
    for command in commands:
        name, *arguments = command.split()
        run = desk.inside(*arguments, *(["--format", "html,json"] if arguments[0] == "build" else []))
        assert (name, run.status) == ("briefings", 0)


def test_citations_are_printed_as_the_table_says(desk: Program) -> None:
    """Each row's left side, in an author–date style, makes its right side."""
    rows = re.findall(r"^\| `(.*@.*)` \| (.*) \|$", section("notes.md", "### Citations"), re.MULTILINE)
    assert len(rows) >= 9
    text = "\n\n".join(f"Row {number} {written} ends." for number, (written, _) in enumerate(rows))
    (desk.folder / EXAMPLE).write_text(HEAD + text, encoding="utf-8")
    settings = desk.folder / "briefings.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("[desk]", '[desk]\ncitations = "chicago-author-date"'), "utf-8"
    )
    assert desk.inside("build", "--date", DAY, "--format", "html").status == 0
    html = (desk.folder / f"build/{DAY}/coast-{DAY}.html").read_text(encoding="utf-8")
    body = re.sub(r"<button.*?</button>|<[^>]+>", "", html).replace("\u00a0", " ")
    printed = [re.search(rf"Row {number} (.*?) ends\.", body) for number in range(len(rows))]
    assert [match and match[1] for match in printed] == [wanted for _, wanted in rows]


# -------------------------------------------------------------------- lists


def section(page: str, heading: str) -> str:
    """The text under a heading of a page, up to the next of its level or above."""
    text = (DOCS / page).read_text(encoding="utf-8")
    level = len(heading) - len(heading.lstrip("#"))
    start = text.index(f"{heading}\n")
    end = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, start + len(heading))
    return text[start : end.start() if end else len(text)]


def test_what_the_program_can_say_of_itself_is_up_to_date() -> None:
    """Keys, rules, commands with all their options, template options, labels and schemas are generated."""
    run = subprocess.run(
        [sys.executable, "scripts/generate_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    """The guard above is seen to fail, on a copy in which a page and a schema were touched."""
    for name in ("briefings", "templates", "docs", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in (("checks.md", "front-matter", "frontmatter"), ("schema/note.json", "topic", "subject")):
        path = tmp_path / "docs" / name
        path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    script = tmp_path / "scripts" / "generate_docs.py"
    run = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (run.stdout.splitlines(), run.stderr, run.returncode) == (
        [
            "docs/checks.md is out of date",
            "docs/schema/note.json is out of date",
            "write it anew: python scripts/generate_docs.py",
        ],
        "",
        1,
    )


def first_cells(text: str) -> list[str]:
    """The code spans in the first column of the tables of a text."""
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def test_every_block_of_the_bulletin_is_listed() -> None:
    layout = (ROOT / "templates/bulletin/brief.html.j2").read_text(encoding="utf-8")
    found = [(block.lineno, block.name) for block in Environment(autoescape=True).parse(layout).find_all(nodes.Block)]
    assert first_cells(section("templates.md", "## Blocks")) == [name for _line, name in sorted(found)]


def test_every_div_and_span_is_listed() -> None:
    names = re.findall(r"^\| .*", section("notes.md", "### Divs and spans"), re.MULTILINE)
    divs = {name for row in names for name in re.findall(r"`\.([\w-]+)`", row.split(" | ")[0])}
    spans = {name for row in names for name in re.findall(r"\{\.(\w+)", row.split(" | ")[0])}
    assert (divs, spans) == (set(DIVISIONS), set(SPANS))


def test_every_file_a_template_can_hold_is_listed() -> None:
    suffixes = {name for name in first_cells(section("templates.md", "## The folder")) if name.startswith(".")}
    assert suffixes == {*MEDIA_TYPES, ".j2"}


def test_the_options_of_the_page_are_options() -> None:
    """The types are all there, and the example is one that a template can have."""
    text = section("templates.md", "### Options").partition("<!--")[0]
    assert first_cells(text) == list(get_args(Option.model_fields["type"].annotation))
    (example,) = (block for block in blocks("templates.md") if block.text.startswith("[options."))
    assert TemplateRecord.model_validate({"title": "House", **tomllib.loads(example.text)}).options["columns"].max == 3


def test_every_kind_of_source_is_listed() -> None:
    assert first_cells(section("sources.md", "### Kinds")) == list(KINDS)


def test_every_grade_is_listed_with_its_word() -> None:
    rows = re.findall(r"^\| ([A-F]) \| ([a-z ]+) \|", section("sources.md", "### Reliability"), re.MULTILINE)
    assert rows == [(grade, LABELS[f"reliability_{grade}"]) for grade in "ABCDEF"]


def test_every_class_of_the_package_has_a_word() -> None:
    """And every class that words.md names is there: a new noun enters the table first. Doubles are owned up to."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "briefings").rglob("*.py")]
    real = Counter(name for text in texts for name in re.findall(r"^class ([A-Z]\w*)", text, re.MULTILINE))
    listed = set(re.findall(r"`([A-Z][a-z]\w*)`", (DOCS / "words.md").read_text(encoding="utf-8")))
    assert listed == real.keys()
    doubled = {name for name, count in real.items() if count > 1}
    assert set(first_cells(section("words.md", "## Words with more than one meaning"))) == doubled


# ----------------------------------------------------------------- commands


def test_the_findings_as_json_have_the_keys_of_the_page(desk: Program) -> None:
    (desk.folder / EXAMPLE).write_text(f"{HEAD}Dues rise [@nobody].", encoding="utf-8")
    report = json.loads(desk.inside("check", "--date", DAY, "--output", "json").stdout)
    listed = first_cells(section("commands.md", "## Findings for programs"))
    assert listed == [*report["diagnostics"][0], *report["summary"]]


def test_the_exit_statuses_are_those_of_the_page(desk: Program) -> None:
    assert desk.inside("check", "--date", DAY).status == 0
    assert desk.inside("check", "coats", "--date", DAY).status == 2
    assert desk.inside("check", "--date", "30.1.2026").status == 2
    assert desk.inside("check", "--dat", DAY).status == 2
    (desk.folder / EXAMPLE).write_text(f"{HEAD}Dues rose by 14%.", encoding="utf-8")
    assert desk.inside("check", "--date", DAY).status == 0
    assert desk.inside("check", "--date", DAY, "--strict").status == 1
    (desk.folder / EXAMPLE).write_text(f"{HEAD}Dues rise [@nobody].", encoding="utf-8")
    assert desk.inside("check", "--date", DAY).status == 1


# --------------------------------------------------------------------- data

EVERY_MARK = """
[One]{.q}, [two]{.scare}, [dues-2026]{.figure} [@coast-times-2026].[^1]

::: {.assumption}
Assumed.
:::

::: {.alternatives}
Else.
:::

::: {.outlook}
Later.
:::

::: {.gaps}
Unknown.
:::

::: {.tearline}
For all.
:::

| Year | Dues |
|------|-----:|
| The last | 14 |

![Bars](../../pictures/containers.svg "Containers")

[^1]: A footnote.
"""
"""What a note can hold, for the elements that a layout meets."""


def leaves(value: object, at: str = "") -> Iterator[tuple[str, object]]:
    """Every value with its path: `sections[].notes[].title`."""
    if isinstance(value, dict):
        for key, item in value.items():
            name = "NAME" if at in {"labels", "options"} else str(key)
            yield from leaves(item, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, f"{at}[]")
    else:
        yield at, value


def documented_data() -> dict[str, str]:
    """The data that templates.md lists, with their types: the groups' names before the names in their tables."""
    types: dict[str, str] = {}
    prefixes = [""]
    for line in section("templates.md", "## Data").partition("### ")[0].splitlines():
        if line.startswith("At the top:"):
            prefixes = [""]
        elif line.startswith("In `"):
            prefixes = [f"{name}." for name in re.findall(r"`([\w.\[\]]+)`", line)]
        elif line.startswith("| `"):
            kind = line.split(" | ")[1]
            types |= {f"{prefix}{name}": kind for prefix in prefixes for name in first_cells(line)}
    return types


def type_of(value: object) -> str:
    """The word of templates.md for a value's type."""
    if isinstance(value, Markup):
        return "HTML"
    return {bool: "flag", int: "number", str: "text"}[type(value)]


def publish_two(desk: Program) -> None:
    """Keep the records of two editions, the second of them corrected: the one of DAY then tells of all that it can."""
    for day in ("2025-12-31", DAY):
        assert desk.inside("build", "--date", day, "--format", "json").status == 0
        record = json.loads((desk.folder / f"build/{day}/coast-{day}.json").read_text(encoding="utf-8"))
        if day == DAY:
            correction = {
                "date": "2026-02-02",
                "reason": "The dues were those of 2025.",
                "former": f"former/{DAY}-1.json",
            }
            files = dict.fromkeys(("html", "pdf", "json"), "0" * 64)
            record["published"] = {
                "number": record["number"],
                "files": files,
                "made-with": {},
                "compared-with": {"date": "2025-12-31", "corrections": 0},
                "corrections": [correction],
            }
        path = desk.folder / f"content/editions/coast/{day}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record), encoding="utf-8")


@pytest.fixture
def real(desk: Program) -> list[tuple[str, object]]:
    """All data of real editions, in both media and both ways of citing: of this desk and of the pages'."""
    publish_two(desk)
    (desk.folder / EXAMPLE).write_text(HEAD + EVERY_MARK, encoding="utf-8")
    found: list[tuple[str, object]] = []
    with Citeproc() as citeproc:
        for folder in (ROOT, desk.folder):
            for job in prepare(find_desk(folder), (), datetime.date.fromisoformat(DAY)).jobs:
                references = tuple(to_csl(source) for source in job.edition.sources)
                for style in ("chicago-notes-bibliography", "chicago-author-date"):
                    request = CitationRequest(style, job.edition.desk.language, references, job.numbering.clusters)
                    formatted = citeproc.to_citations(request)
                    for medium in ("print", "screen"):
                        view = to_view(
                            job.edition,
                            formatted,
                            job.numbering,
                            medium=medium,
                            labels=LABELS,
                            options=job.options,
                            pictures=dict.fromkeys(job.pictures, "picture.svg"),
                            style="",
                        )
                        found += leaves(view)
    return found


def test_the_data_reference_is_complete_and_true(real: list[tuple[str, object]]) -> None:
    """Every datum of a real view is listed with its type, and everything listed is in one."""
    documented = documented_data()
    assert set(documented) == {path for path, _value in real}
    loose = {"options.NAME", "style"}
    wrong = {(path, documented[path], type_of(value)) for path, value in real if path not in loose}
    assert {one for one in wrong if one[1] != one[2]} == set()


def test_every_element_that_is_listed_occurs(real: list[tuple[str, object]]) -> None:
    html = "".join(value for _path, value in real if isinstance(value, Markup))
    listed = first_cells(section("templates.md", "### What stands in the HTML"))
    assert len(listed) > 12
    for element in listed:
        tag, _, name = element.partition(".")
        assert re.search(rf'<{tag}[^>]* class="[^"]*\b{name}\b' if name else f"<{tag}[ >]", html), element


# -------------------------------------------------------------------- links


def anchors(text: str) -> set[str]:
    """The ids that GitHub gives a page's headings."""
    headings = re.findall(
        r"^#{1,6} (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, "../README.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    prose = re.sub(r"^(`{3,}).*?^\1$|`[^`\n]+`", "", text, flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if target.startswith(("http", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = (DOCS / page).parent / name if name else DOCS / page
        assert path.exists(), target
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path.read_text(encoding="utf-8")), target


def test_every_picture_is_made_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make pictures` makes those that the pages show, in the sizes that lie there, and no other."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from pictures import IMAGES, PICTURES

    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"images/([\w-]+)\.png\)", page.read_text(encoding="utf-8"))}
    sizes = {path.stem: struct.unpack(">2I", path.read_bytes()[16:24]) for path in IMAGES.iterdir()}
    assert shown == set(PICTURES)
    assert sizes == {name: picture.size for name, picture in PICTURES.items()}


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_machine(page: str) -> None:
    """Nor a loose end: the words looked for are the ones that would give either away."""
    text = (DOCS / page).read_text(encoding="utf-8")
    # The mark of a loose end stands in this pattern to be refused in the pages; it marks none here.
    assert not re.search(r"/(work|tmp|root|home)/|registry\.|\bTODO\b", text)
