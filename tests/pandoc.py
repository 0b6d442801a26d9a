"""The real Pandoc, asked for what it reads: many texts in one process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypandoc

# Each text is read by itself, so that none can leak into the next. Cites inside a cite are part of its prefix or
# suffix and are not listed. A plain text stands behind a letter, or a block would begin where none is meant.
_READ = """
local asked = pandoc.json.decode(io.read("a"), false)
local plain = pandoc.utils.stringify
local answers = {}
for _, text in ipairs(asked.texts) do
  local citations = {}
  pandoc.read(text, "markdown"):walk{ traverse = "topdown", Cite = function(cite)
    local cites = {}
    for _, c in ipairs(cite.citations) do
      table.insert(cites, { key = c.id, mode = c.mode, prefix = plain(c.prefix), suffix = plain(c.suffix) })
    end
    table.insert(citations, cites)
    return cite, false
  end }
  table.insert(answers, citations)
end
local plains = {}
for _, text in ipairs(asked.plains) do
  table.insert(plains, plain(pandoc.read("x " .. text, "markdown")):sub(2))
end
print(pandoc.json.encode{ citations = answers, plains = plains, done = true })
"""

_LOCATE = """
local asked = pandoc.json.decode(io.read("a"), false)
local answers = {}
for _, suffix in ipairs(asked.suffixes) do
  local document = pandoc.read("[@a" .. suffix .. "]", "markdown")
  document.meta.csl = asked.style
  document.meta["suppress-bibliography"] = true
  document.meta.references = { { id = "a", type = "book", title = "T" } }
  table.insert(answers, pandoc.utils.stringify(pandoc.utils.citeproc(document).blocks[1]))
end
print(pandoc.json.encode(answers))
"""

_CSL_LABELS = (
    *("book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus", "page", "paragraph", "part"),
    *("section", "sub-verbo", "verse", "volume"),
)


@dataclass(frozen=True, slots=True)
class PandocCite:
    """A cite as Pandoc has it; `prefix` and `suffix` are plain text without blanks about them."""

    key: str
    mode: str
    prefix: str
    suffix: str


def _run(script: str, folder: Path, question: dict[str, Any]) -> Any:
    path = folder / "ask.lua"
    path.write_text(script, encoding="utf-8")
    command = [pypandoc.get_pandoc_path(), "lua", str(path)]
    answer = subprocess.run(command, input=json.dumps(question), capture_output=True, check=True, encoding="utf-8")
    return json.loads(answer.stdout)


_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def _plain(text: str) -> str:
    """Without what depends on the neighbours of a text: Pandoc's no-break spaces behind abbreviations, and which
    way a lone quotation mark turns."""
    return " ".join(text.translate(_STRAIGHT).split())


def pandoc_citations(
    texts: Sequence[str], plains: Sequence[str], *, folder: Path
) -> tuple[list[list[tuple[PandocCite, ...]]], list[str]]:
    """The citations of each text, and each of `plains`, Markdown inlines, as plain text."""
    answer = _run(_READ, folder, {"texts": list(texts), "plains": list(plains)})
    citations = [
        [
            tuple(PandocCite(c["key"], c["mode"], _plain(c["prefix"]), _plain(c["suffix"])) for c in cites)
            for cites in of_text
        ]
        for of_text in answer["citations"]
    ]
    return citations, [_plain(text) for text in answer["plains"]]


def pandoc_locators(suffixes: Sequence[str], *, folder: Path) -> list[str]:
    """What Pandoc's citeproc makes of each suffix of `[@a…]`: `<label>{value}`, or without a locator no braces."""
    style = folder / "locators.csl"
    style.write_text(_locator_style(), encoding="utf-8")
    answers: list[str] = _run(_LOCATE, folder, {"suffixes": list(suffixes), "style": str(style)})
    return answers


def _locator_style() -> str:
    """A style that prints a citation's locator and nothing else of it."""
    choices = "".join(
        f'<{"else-if" if i else "if"} locator="{label}"><text value="&lt;{label}&gt;"/></{"else-if" if i else "if"}>'
        for i, label in enumerate(_CSL_LABELS)
    )
    return (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>Locators</title>'
        "<id>locators</id><updated>2026-01-01T00:00:00+00:00</updated></info><citation><layout><group>"
        f'<choose>{choices}</choose><text variable="locator" prefix="{{" suffix="}}"/><text value="|"/>'
        "</group></layout></citation></style>"
    )
