"""The desk's own files: what they name exists, there is enough of it, and none of it is copied.

These tests read `content/` with PyYAML alone, so that they hold the desk to its promises apart from the
program that prints it. The five documents are other people's text and are not committed: they are looked
for in the folder that the variable BRIEFINGS_SNAPSHOTS names, else in `snapshots/`.
"""

import os
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
NOTES = sorted(CONTENT.glob("notes/*/*.md"))
RECORDS = sorted([*CONTENT.glob("sources/*.yaml"), *CONTENT.glob("figures/*.yaml")])
PROSE = [*NOTES, *sorted(CONTENT.glob("briefs/*.md")), *RECORDS, ROOT / "docs" / "desk.md"]
DOCUMENTS = sorted(Path(os.environ.get("BRIEFINGS_SNAPSHOTS", ROOT / "snapshots")).glob("*.txt"))

RUN = 8
"""So many words in a row, outside quotation marks, are a copy and no longer a coincidence."""


def figures() -> list[dict[str, str]]:
    return [
        record
        for path in sorted(CONTENT.glob("figures/*.yaml"))
        for record in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    ]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['.&-][^\W_]+)*", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def own_passages(text: str) -> list[str]:
    """The desk's own wording: without titles of works, citations and markup, and cut at each quotation."""
    text = re.sub(r"(?m)^title(-short)?:.*$", "", text)
    text = re.sub(r"\[[^\[\]]*@[^\[\]]*\]|\{[^{}]*\}", "", text)
    return re.split(r'"[^"]*"', text)


def test_there_are_notes_and_judgements_enough() -> None:
    text = "\n".join(path.read_text("utf-8") for path in NOTES)
    assert len(NOTES) >= 10
    assert len(set(re.findall(r"\{\.judgement #([\w-]+)", text))) >= 8


def test_every_figure_has_a_source_and_every_use_a_figure() -> None:
    sources = {path.stem for path in CONTENT.glob("sources/*.yaml")}
    assert {figure["source"] for figure in figures()} <= sources
    used = {name for path in NOTES for name in re.findall(r"\[([\w-]+)\]\{\.figure\}", path.read_text("utf-8"))}
    assert used == {figure["id"] for figure in figures()}


@pytest.mark.parametrize("path", [*NOTES, *sorted(CONTENT.glob("briefs/*.md"))], ids=lambda path: path.stem)
def test_every_cited_key_is_a_source(path: Path) -> None:
    sources = {source.stem for source in CONTENT.glob("sources/*.yaml")}
    assert set(re.findall(r"@([\w-]+)", path.read_text("utf-8"))) <= sources


@pytest.mark.parametrize("path", PROSE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_document_is_copied(path: Path) -> None:
    """With no document at hand there is nothing to compare with, and nothing is claimed."""
    own = set().union(*(runs(passage) for passage in own_passages(path.read_text("utf-8"))))
    for document in DOCUMENTS:
        assert not own & runs(document.read_text("utf-8")), f"copied from {document.name}"
