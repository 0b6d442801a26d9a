"""The pages of `docs/` as their readers take them: files to write, commands to run, what is then said.

A fenced block is a file when the paragraph before it is its path alone, "`content/briefs/coast.md`:". A block of
`text` is what the block before it makes the program say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

DOCS = ROOT / "docs"

_FILE = re.compile(r"`([\w./-]+\.\w+)`:")
_FENCE = re.compile(r"(`{3,})(\w*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `line` counts from 1 and is the fence's; `path` is the file that it is, or empty."""

    line: int
    language: str
    text: str
    path: str

    @property
    def is_answer(self) -> bool:
        return self.language == "text"


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page of `docs/`, in order."""
    found: list[Block] = []
    lines = (DOCS / page).read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        fence = _FENCE.fullmatch(lines[number])
        if fence is None:
            number += 1
            continue
        end = lines.index(fence[1], number + 1)
        before = next((line for line in reversed(lines[:number]) if line), "")
        named = _FILE.fullmatch(before)
        text = "".join(f"{line}\n" for line in lines[number + 1 : end])
        found.append(Block(number + 1, fence[2], text, named[1] if named else ""))
        number = end + 1
    return found


def with_answers(page: str, answers: dict[int, str]) -> str:
    """The page's text with other answers in it: line of the fence → text."""
    lines = (DOCS / page).read_text(encoding="utf-8").split("\n")
    for line in sorted(answers, reverse=True):
        end = lines.index("```", line)
        lines[line:end] = answers[line].rstrip("\n").split("\n")
    return "\n".join(lines)


def write_blocks(folder: Path, files: list[Block]) -> None:
    for block in files:
        path = folder / block.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")


def desk_files() -> list[Block]:
    """The desk that notes.md and sources.md make together: their files, but for those whose mistakes are told."""
    return [
        block
        for page in ("notes.md", "sources.md")
        for block, following in zip(blocks(page), [*blocks(page)[1:], None], strict=True)
        if block.path and not (following is not None and following.is_answer)
    ]
