"""Origins: which sources go back to one, by record, by agency, by wording, by facts, and by the desk's own word."""

from __future__ import annotations

import textwrap
from pathlib import Path

from briefings.evidence.origins import Origins, find_origins
from briefings.evidence.sources import SourceText
from tests.cases import read_cases
from tests.conftest import Expect
from tests.desks import read_dossier

CASES = Path(__file__).parent / "cases" / "origins.md"

USUAL = {"kind": "reporting", "reliability": "B", "basis": "B.", "descriptor": "D.", "ai": "none"}


def record(key: str, more: str) -> str:
    """A source's record: `more` is lines of it, those of its provenance among them."""
    lines = dict(line.split(": ", 1) for line in more.splitlines())
    top = {"type": "webpage", "title": key} | {name: lines.pop(name) for name in list(lines) if name in TOP}
    provenance = USUAL | {"originator": key} | lines
    head = "".join(f"{name}: {value}\n" for name, value in top.items())
    return f"=== content/sources/{key}.yaml\n{head}provenance:\n" + textwrap.indent(
        "".join(f"{name}: {value}\n" for name, value in provenance.items()), "  "
    )


TOP = ("author", "issued", "container-title", "publisher", "URL", "DOI", "title")


def origins_of(text: str) -> Origins:
    """The origins of sources written as in `cases/origins.md`."""
    desk, texts = [], {}
    for part in f"\n{text}".split("\n=== ")[1:]:
        head, _, body = f"{part}\n".partition("\n\n")
        key, _, more = head.strip().partition("\n")
        if key == "origins.yaml":
            desk.append(f"=== content/origins.yaml\n{more}\n")
            continue
        desk.append(record(key, more))
        texts[key] = SourceText(key, "read", article=body.strip(), page=body.strip())
    return find_origins(read_dossier("".join(desk)), texts)


def told(origins: Origins, keys: list[str]) -> str:
    lines = [
        f"{edge.first}, {edge.second}: {edge.kind}{'' if edge.certain else ' (not certain)'}: {edge.reason}"
        for edge in origins.edges
    ]
    return "\n".join([*lines, "groups: " + " | ".join(" ".join(group) for group in origins.groups(keys))])


def test_each_case_comes_out_as_its_file_says(expect: Expect) -> None:
    """The edges and groups of every case of the file."""
    lines = CASES.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        keys = [line[4:] for line in case.input.split("\n") if line.startswith("=== ") and "." not in line]
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = told(origins_of(case.input), keys).split("\n")
    expect(CASES, "\n".join(lines))
