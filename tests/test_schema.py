"""The published schemas against what the desks hold and what a build writes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from briefings.editions.records import SCHEMA
from briefings.reading.dossier import split_front_matter
from tests.conftest import ROOT, Program
from tests.pages import blocks, desk_files, write_blocks

SCHEMAS = ROOT / "docs" / "schema"
DAY = "2026-01-30"


class EditorLoader(yaml.SafeLoader):
    """YAML as an editor types it (YAML 1.2's core schema): numbers and null, but a day stays text, and `yes` too."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def problems(name: str, value: Any) -> list[str]:
    return sorted(f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(value))


def front_matter(path: Path) -> str:
    parts = split_front_matter(path.read_text(encoding="utf-8"))
    assert parts is not None
    return parts[0]


def records(desk: Path) -> list[tuple[str, Path, str]]:
    """Every record of a desk: schema, file, YAML."""
    content = desk / "content"
    return [
        *(("note", path, front_matter(path)) for path in sorted(content.glob("notes/*/*.md"))),
        *(("brief", path, front_matter(path)) for path in sorted(content.glob("briefs/*.md"))),
        *(("source", path, path.read_text(encoding="utf-8")) for path in sorted(content.glob("sources/*.yaml"))),
        *(("figures", path, path.read_text(encoding="utf-8")) for path in sorted(content.glob("figures/*.yaml"))),
    ]


@pytest.mark.parametrize(
    ("schema", "path", "text"), [pytest.param(*record, id=f"{record[0]}-{record[1].stem}") for record in records(ROOT)]
)
def test_a_record_of_the_desk_fits_its_schema(schema: str, path: Path, text: str) -> None:
    assert problems(schema, yaml.load(text, EditorLoader)) == []


def test_the_records_of_the_pages_fit_their_schemas(tmp_path: Path) -> None:
    write_blocks(tmp_path, desk_files())
    found = records(tmp_path)
    assert {schema for schema, *_ in found} == {"note", "brief", "source", "figures"}
    assert [problems(schema, yaml.load(text, EditorLoader)) for schema, _path, text in found] == [[]] * len(found)


@pytest.mark.parametrize(
    ("schema", "text", "wanted"),
    [
        ("note", "title: A\ntopic: ports\ndate: 30.1.2026", "$.date: "),
        ("note", "title: A\ntopic: ports\ndate: 2026-01-30\ntitel: A", "$: Additional properties are not allowed"),
        ("note", "title: A\ntopic: ports", "$: 'date' is a required property"),
        ("note", "title:\ntopic: ports\ndate: 2026-01-30", "$.title: None is not of type"),
        ("brief", "title: A\nsections: []", "$.sections: "),
        ("figures", "- {id: a, label: A, value: many, unit: EUR, source: b}", "$[0].value: "),
    ],
)
def test_a_schema_marks_a_mistake(schema: str, text: str, wanted: str) -> None:
    """A schema that lets everything through would pass all other tests."""
    (problem,) = problems(schema, yaml.load(text, EditorLoader))
    assert problem.startswith(wanted)


def test_a_source_without_provenance_is_marked() -> None:
    assert problems("source", {"type": "report", "title": "A"}) == ["$: 'provenance' is a required property"]
    name = problems("source", {"type": "report", "title": "A", "author": [{"given": "Ada"}], "provenance": {}})
    assert [problem.partition(":")[0] for problem in name].count("$.author[0]") == 1


def test_the_editor_settings_of_the_page_name_real_files() -> None:
    """The schemas of the two settings in sources.md are there, and their patterns match files of the desk."""
    settings = next(block for block in blocks("sources.md") if block.language == "json")
    linter = next(block for block in blocks("sources.md") if block.language == "js")
    named = dict(json.loads(settings.text)["yaml.schemas"])
    named |= dict(re.findall(r"'(\./docs/schema/[\w.-]+)': \['(.+)'\]", linter.text))
    assert {Path(schema).stem for schema in named} == {"source", "figures", "note", "brief"}
    for schema, pattern in named.items():
        assert (ROOT / schema).is_file()
        assert list(ROOT.glob(pattern.removeprefix("./")))


def test_the_schema_of_editions_has_the_records_name() -> None:
    schema = json.loads((SCHEMAS / "edition-1.json").read_text(encoding="utf-8"))
    assert schema["$id"] == schema["properties"]["$schema"]["const"] == SCHEMA
    assert re.fullmatch(r".*/edition-\d+\.json", SCHEMA)


def edition_problems(desk: Path) -> dict[str, list[str]]:
    paths = sorted((desk / "build").glob("*/*.json"))
    return {path.name: problems("edition-1", json.loads(path.read_text(encoding="utf-8"))) for path in paths}


def test_every_edition_fits_the_schema(cli: Program) -> None:
    """The briefs of the desk at each of its four dates, and the one of the pages, which uses what the desk does not."""
    own = cli.folder / "own"
    shutil.copytree(ROOT / "content", own / "content")
    shutil.copy(ROOT / "briefings.toml", own)
    pages = cli.folder / "pages"
    write_blocks(pages, desk_files())
    for day in ("2025-02-28", "2025-08-29", "2025-11-28", DAY):
        assert cli.inside("build", "--desk", own, "--date", day, "--format", "json").status == 0
    assert cli.inside("build", "--desk", pages, "--date", DAY, "--format", "json").status == 0
    found = edition_problems(own) | edition_problems(pages)
    assert len(found) == 9
    assert {name: mistakes for name, mistakes in found.items() if mistakes} == {}


def test_an_edition_changed_in_form_is_found(cli: Program) -> None:
    """The guard above is seen to fail: a key more, a key less, a value of another type."""
    write_blocks(cli.folder, desk_files())
    assert cli.inside("build", "--date", DAY, "--format", "json").status == 0
    record = json.loads((cli.folder / f"build/{DAY}/coast-{DAY}.json").read_text(encoding="utf-8"))
    record["sections"][0]["notes"][0]["body"] = ""
    del record["cutoff"]
    record["sourcing"]["origins"] = "2"
    assert sorted(problem.partition(":")[0] for problem in problems("edition-1", record)) == [
        "$",
        "$.sections[0].notes[0]",
        "$.sourcing.origins",
    ]
