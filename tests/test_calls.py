"""Calls, notes and claims as a reader gets them: each case is a note's text, and what is said, printed and noted.

The cases are in `cases/calls.md`; `pytest --accept` writes what is expected.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from briefings.building.build import Workshop
from briefings.building.checks import check_desk
from briefings.building.material import read_material
from briefings.building.prepare import prepare
from briefings.desk.files import find_desk

from .cases import read_cases
from .conftest import Expect
from .desks import write_desk

CASES = Path(__file__).parent / "cases" / "calls.md"
SOURCES = """\
=== content/sources/park.yaml
type: report
title: The paper of Park
author: [{family: Park, given: Bo}]
issued: 2025-01
provenance: {kind: analysis, originator: Bo Park, reliability: B, basis: Named., descriptor: A paper., ai: none}
=== content/sources/kim.yaml
type: report
title: The paper of Kim
author: [{family: Kim, given: Al}]
issued: 2025-01
provenance: {kind: analysis, originator: Al Kim, reliability: B, basis: Named., descriptor: A paper., ai: none}
=== content/notes/security/troops.md
---
title: Troops in Korea
topic: security
date: 2026-01-28
---

{body}

::: {{.judgement #troop-cut likelihood="unlikely" confidence="low" horizon="2026-12"}}
Washington is unlikely to withdraw troops this year [@smith-2025].

Nobody has announced it.
:::
"""


def printed(folder: Path, body: str) -> str:
    """The findings, the text of the note with its calls in brackets, and the notes that it calls."""
    sources, _, note = SOURCES.partition("{body}")
    write_desk(folder, sources + body + note.replace("{{", "{").replace("}}", "}"))
    desk = find_desk(folder)
    found, _texts, _besides = check_desk(desk, read_material(desk), (), datetime.date(2026, 1, 30))
    lines = [f"{one.place}: {one.code}: {one.message}" for one in found]
    (job,) = prepare(desk, (), datetime.date(2026, 1, 30)).jobs
    with Workshop(desk.settings.print) as shop:
        (page,) = shop.make(job, ("html",)).files.values()
    html = page.decode()
    text = html[html.index('class="note-text"') : html.index('class="judgement-basis"')].partition("</p>")[2]
    text = re.sub(r'<sup class="call">(.*?)</sup>', r"[\1]", re.sub(r"<button.*?</button>", "", text))
    lines.append(plain(text.rpartition("<div")[0]))
    notes = re.findall(r'<li id="n-\d+">(.*?)</li>', html, re.DOTALL)[1:]  # the first is the judgement's
    lines += [f"  {plain(note)}" for note in notes]
    return "\n".join(lines)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html.replace("<sup", " <sup")).replace("↑", "").split()).replace(" .", ".")


def test_cases(tmp_path: Path, expect: Expect) -> None:
    """Nothing is lost, nothing stands twice, and each number means one note."""
    lines = CASES.read_text("utf-8").split("\n")
    for case in reversed(read_cases(CASES)):
        folder = tmp_path / str(case.line)
        folder.mkdir()
        got = printed(folder, case.input)
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = got.split("\n")
    expect(CASES, "\n".join(lines))
