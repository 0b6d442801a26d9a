"""A small desk with two published editions, and its archive site, for the tests that look at one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import Program
from tests.desks import write_desk

DESK = """\
=== briefings.toml
[desk]
name = "Harbour Desk"
language = "en-GB"

[topics]
security = "Security"
trade = "Trade & <tariffs>"

[check.ignore]
SRC01 = "The sources of this desk are not kept."
COR01 = "Most of it has one source."

[max-age]
security = "9999d"
trade = "9999d"

[site]
title = "Harbour Desk archive"
description = "What the desk has said, and what it rested on."

=== content/briefs/alliance.md
---
title: The alliance
series: Harbour Bulletin
authors: [Harbour Desk]
sections:
  - topic: security
  - topic: trade
---

::: {.bottom-line date="2026-01-28"}
A troop cut is [unlikely](#troop-cut) this year.
:::

::: {.bottom-line date="2026-02-25"}
A troop cut is now a [roughly even chance](#troop-cut).
:::

=== content/notes/security/troops.md
---
title: Troops in Korea
topic: security
date: 2026-01-28
---

The United States keeps [troops]{.figure} in Korea, says one paper [@smith-2025, p. 2].

::: {.judgement #troop-cut likelihood="unlikely" confidence="low" horizon="2026-12"}
Washington is unlikely to withdraw troops this year [@smith-2025].

Nobody has announced it, and it rests on one paper.
:::

=== content/notes/security/troops-february.md
---
title: Troops in Korea, again
topic: security
date: 2026-02-25
supersedes: security/troops
---

The Pentagon keeps [troops]{.figure} in Korea and counts a carrier besides [@smith-2025, p. 2].
Nobody wrote of quinces there.

::: {.judgement #troop-cut likelihood="roughly even chance" confidence="low" horizon="2026-12" changed="A review began"}
There is a roughly even chance that Washington will withdraw troops this year [@smith-2025].

It rests on one paper.
:::

=== content/notes/trade/tariffs.md
---
title: Tariffs
topic: trade
date: 2026-01-20
---

Washington asks [tariff]{.figure} of Korean cars [@Kim:2025].

=== content/figures/figures.yaml
- id: troops
  label: U.S. troops in Korea
  value: 28500
  unit: troops
  as-of: 2025
  source: smith-2025

- id: tariff
  label: Tariff on <cars>
  value: 15
  unit: percent
  as-of: 2026-01
  source: "Kim:2025"

=== content/sources/Kim:2025.yaml
type: article-newspaper
title: "<script>alert(1)</script> & the tariff"
author: [{family: Kim, given: Min}]
issued: 2026-01-15
accessed: 2026-01-20
URL: https://news.example.org/tariff?a=1&b=2
provenance:
  kind: reporting
  originator: Min Kim
  reliability: B
  basis: A daily with an editor.
  graded: 2026-01-20
  descriptor: A news report of <b>one</b> page.
  ai: none
"""
"""Of a newspaper's report, the title and the key are what an attacker would choose."""

DATES = ("2026-01-30", "2026-02-27")


def published_desk(program: Program) -> Path:
    """The desk in the program's folder, with its two editions published."""
    write_desk(program.folder, DESK)
    for date in DATES:
        run = program.inside("publish", "alliance", "--date", date)
        assert run.status == 0, run.stderr
    return program.folder


def page_paths(site: Path) -> list[str]:
    """The pages that the site itself makes, by path; the editions' own files are not among them."""
    pages = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(path for path in pages if not path.startswith("files/"))


def moved(record: dict[str, Any], value: str) -> dict[str, Any]:
    """A record of that desk with another value of its figure of troops."""
    figures = [figure | {"value": value} if figure["id"] == "troops" else figure for figure in record["figures"]]
    return record | {"figures": figures}
