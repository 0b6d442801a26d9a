"""What `make bench` measured, as a page and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]

NAMES = {
    "briefings": "briefings",
    "weasyprint": "Pandoc + WeasyPrint",
    "typst": "Pandoc + Pandoc + Typst",
    "chromium": "Pandoc + Chromium",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A bound that was set before anything was measured. `value` is None where a part was not measured."""

    says: str
    part: str
    bound: str
    limit: float
    at_most: bool
    unit: str
    value: Callable[[Values], float]
    why: str = ""
    """Where the time goes; printed where the target is missed."""

    def met(self, value: float) -> bool:
        return value <= self.limit if self.at_most else value >= self.limit


def per_brief(values: Values, name: str) -> float:
    """Seconds for one brief of a catalogue."""
    count = values["briefs"] if name in {"whole", "html"} else values["sample-briefs"]
    return float(values[name]) / float(count)


def _largest(values: Values) -> Values:
    """The largest catalogue of which PDF was made as well."""
    printed = (one for one in values["sizes"] if "pdf" in one["formats"])
    largest: Values = max(printed, key=lambda one: one["briefs"])
    return largest


TARGETS = (
    Target(
        "One brief cold, as a part of Pandoc + WeasyPrint",
        "cold",
        "≤ 0.65",
        0.65,
        at_most=True,
        unit="×",
        value=lambda v: v["briefings"] / v["weasyprint"],
        why="Traced: a twelfth until Pandoc and the press are started, a third of imports, reading and assembling, a "
        "sixth for Pandoc's first answer, beside which the brief is checked, two fifths for the first print, which "
        "takes longer than the next: fonts, hyphens and the style are new to it.",
    ),
    Target(
        "Whole catalogue, times faster than Typst",
        "catalogue",
        "≥ 1.5",
        1.5,
        at_most=False,
        unit="×",
        value=lambda v: per_brief(v, "typst") / per_brief(v, "whole"),
        why="Typst is compiled code that lays a page out in a few milliseconds; its time goes into Pandoc, run twice. "
        "A third of ours goes into reading, checking, Pandoc and HTML, the rest into WeasyPrint, whose layout in "
        "Python is more than half of a print.",
    ),
    Target(
        "Whole catalogue, times faster than WeasyPrint",
        "catalogue",
        "≥ 5",
        5,
        at_most=False,
        unit="×",
        value=lambda v: per_brief(v, "weasyprint") / per_brief(v, "whole"),
        why="The layout is WeasyPrint's on both sides. What is saved: its start, Pandoc's start, the fonts, and of "
        "the layout what it does more than once for a sheet, or for each sheet anew.",
    ),
    Target(
        "One word changed",
        "again",
        "≤ 1.0",
        1.0,
        at_most=True,
        unit="s",
        value=lambda v: v["one-word"],
        why="The same steps as one brief cold, and the index of all files; the first print is the longest.",
    ),
    Target("Nothing to do", "again", "≤ 0.4", 0.4, at_most=True, unit="s", value=lambda v: v["nothing"]),
    Target(
        "Growth with the number of briefs",
        "growth",
        "≤ 1.1",
        1.1,
        at_most=True,
        unit="",
        value=lambda v: max(v["slopes"].values()),
    ),
    Target(
        "Memory of a worker, its press and its Pandoc, at their most",
        "growth",
        "≤ 250",
        250,
        at_most=True,
        unit="MiB",
        value=lambda v: _largest(v)["worker-peak"],
        why="The three processes together. Pandoc is replaced after 200 requests, the press after 200 sheets.",
    ),
    Target(
        "Memory of a worker late, as a part of early",
        "growth",
        "≤ 1.1",
        1.1,
        at_most=True,
        unit="×",
        value=lambda v: _largest(v)["worker-late"] / max(1, _largest(v)["worker-early"]),
    ),
)


def _number(value: float, unit: str = "") -> str:
    text = f"{value:.0f}" if value >= 100 else f"{value:.2f}"
    return f"{text} {unit}".rstrip() if unit != "×" else f"{text} ×"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("---:" for _ in head[1:])), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


# --------------------------------------------------------------------- rows


def targets(measured: Values) -> Iterator[tuple[str, str, str, str]]:
    """Each target: what, its bound, what was measured, whether it is met."""
    for one in TARGETS:
        if one.part not in measured["parts"]:
            yield one.says, one.bound, "not measured", ""
            continue
        value = one.value(measured["parts"][one.part])
        # One that misses its bound by less than is shown is told by one digit more.
        told = f"{value:.3f} {one.unit}" if round(value, 2) == one.limit and not one.met(value) else ""
        yield one.says, one.bound, told or _number(value, one.unit), "met" if one.met(value) else "missed"


def beside(measured: Values) -> Iterator[tuple[str, str, str]]:
    """One brief cold: seconds, and how many times ours."""
    values = measured["parts"]["cold"]
    for name, says in NAMES.items():
        yield says, _number(values[name], "s"), _number(values[name] / values["briefings"], "×")


def catalogues(measured: Values) -> Iterator[tuple[str, str, str, str, str]]:
    """What was made, how many, seconds in all, milliseconds a brief, and how many times ours."""
    values = measured["parts"]["catalogue"]
    rows = (
        ("briefings, the whole catalogue", "whole"),
        ("briefings, a sample", "sample"),
        *((f"{NAMES[way]}, the sample", way) for way in ("weasyprint", "typst", "chromium")),
        ("briefings, the whole catalogue as HTML alone", "html"),
    )
    ours = per_brief(values, "whole")
    for says, name in rows:
        count = values["briefs"] if name in {"whole", "html"} else values["sample-briefs"]
        each = per_brief(values, name)
        yield says, str(count), _number(values[name], "s"), f"{each * 1000:.0f} ms", _number(each / ours, "×")


def repeats(measured: Values) -> Iterator[tuple[str, str]]:
    values = measured["parts"]["again"]
    yield f"All {values['briefs']} briefs for the first time", _number(values["first"], "s")
    yield "After one word of one note", _number(values["one-word"], "s")
    yield "Nothing to do", _number(values["nothing"], "s")


def sizes(measured: Values) -> Iterator[tuple[str, ...]]:
    for one in measured["parts"]["growth"]["sizes"]:
        each = f"{one['seconds'] / one['briefs'] * 1000:.0f} ms"
        memory = (f"{one[name]} MiB" for name in ("worker-peak", "process-peak", "worker-early", "worker-late"))
        yield (
            one["formats"].upper().replace(",", ", "),
            f"{one['briefs']:,}",
            _number(one["seconds"], "s"),
            each,
            *memory,
        )


def checks(measured: Values) -> Iterator[tuple[str, str, str]]:
    for one in measured["parts"]["check"]["sizes"]:
        yield (
            f"{one['claims']} claims, {one['sources']} sources",
            _number(one["cold"], "s"),
            _number(one["unchanged"], "s"),
        )


# --------------------------------------------------------------------- page


def page(measured: Values) -> str:
    """`docs/performance.md`, whole."""
    lines = [_HEAD, _machine(measured), "## Targets", _TARGETS]
    lines.append(table(("What", "Target", "Measured", ""), targets(measured)))
    lines += _missed(measured)
    for part, head, rows in TABLES:
        lines += [f"## {_TITLES[part][0]}", _TITLES[part][1]]
        lines.append(table(head, rows(measured)) if part in measured["parts"] else "Not measured yet.")
    return "\n\n".join(lines) + "\n"


def _machine(measured: Values) -> str:
    if "machine" not in measured:
        return "Nothing is measured yet."
    one, versions = measured["machine"], measured["machine"]["versions"]
    named = ", ".join(f"{name} {number}" for name, number in versions.items() if number)
    dates = sorted({part["date"] for part in measured["parts"].values()})
    loads = max(part["load"] for part in measured["parts"].values())
    runs = min(part["runs"] for part in measured["parts"].values())
    return (
        f"Measured on {' and '.join(dates)} with {one['cores']} cores of {one['cpu']}, {one['memory']} GB, "
        f"{one['system']}; {named}. Values are medians of {runs} rounds, but for growth, which is run once. "
        f"The machine's load before a part began was at most {loads}."
    )


def _missed(measured: Values) -> Iterator[str]:
    for one in TARGETS:
        if one.part in measured["parts"] and not one.met(one.value(measured["parts"][one.part])):
            yield f"Missed: {one.says[0].lower()}{one.says[1:]}. {one.why}".rstrip()


def summary(measured: Values) -> Iterator[str]:
    """The tables for a terminal."""
    yield from _columns(("", "target", "measured", ""), targets(measured))
    for part, head, rows in TABLES:
        if part in measured["parts"]:
            yield ""
            yield from _columns(head, rows(measured))


def _columns(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for first, *rest in (head, *rows):
        yield f"{first:60}" + "".join(f"{cell:>14}" for cell in rest)


TABLES: tuple[tuple[str, tuple[str, ...], Callable[[Values], Iterator[tuple[str, ...]]]], ...] = (
    ("cold", ("Way", "Time", "Times ours"), beside),
    ("catalogue", ("Way", "Briefs", "In all", "A brief", "Times ours"), catalogues),
    ("again", ("What changed", "Time"), repeats),
    ("growth", ("Made", "Briefs", "In all", "A brief", "Worker, peak", "Process, peak", "early", "late"), sizes),
    ("check", ("Desk", "From nothing", "Unchanged"), checks),
)

_HEAD = """\
# Performance

<!-- The whole page is made by scripts/generate_docs.py from docs/performance.json, which make bench writes. -->

`make bench` measures whole commands on desks that `scripts/catalogue.py` makes up: 208 briefs of four A4 pages (in
ours three run on to a fifth) with sixteen citations each, from 2,000 notes and 500 sources. The sources are not kept,
so nothing here is compared with them; what that costs stands under [Checking](#checking). Each time is that of a
process from its start to its end. Ways that are compared run in turn, round after round. Files that Python, fontconfig
and the programs keep for their user from one run to the next are there, for all ways."""

_TARGETS = """\
The targets were set before the measuring. The peers make the same words, notes and references from Pandoc's Markdown
with Pandoc's citeproc and the same citation style, as HTML and as PDF of four A4 pages in the same fonts; a test
compares the words. They do less on a page: no evidence, no sourcing box, no legend, no PDF/A, notes at the end of the
text (WeasyPrint, Chromium) instead of on the page. Ours are PDF/A-3a and PDF/UA-1."""

_COLD = """\
HTML and PDF of one brief from nothing, on a desk that has this one. Each peer runs Pandoc for the HTML, then its
press on that; Typst gets a second run of Pandoc, for its own language."""

_CATALOGUE = """\
HTML and PDF, two briefs at a time, from nothing. Ours is one command with `--jobs 2`, checks and writing included.
The peers take too long for all and make a sample, which ours makes too. WeasyPrint and Chromium are their own
commands, one process a brief, as a Makefile runs them; Typst stays in two warm processes that keep its fonts. The
last column compares a brief's time with ours over the whole catalogue."""

_AGAIN = "`briefings build` of the catalogue when it was built before. A different note is changed in each round."

_GROWTH = """\
Catalogues of growing size, once each, `--jobs 2`: HTML and PDF of up to 500 briefs, HTML alone of up to 2,000. Growth
is the exponent of the time over the number of briefs, the greater of the two. A worker has a press and a Pandoc.
Memory is that of the largest worker with its children, pages that are shared divided among those who share them,
looked at twice a second; early and late are the medians of the second tenth of the run and of the last but one."""

_CHECK = """\
`briefings check` of desks with kept sources of 60 kB each, whose claims take figures, dates, names and quotations
from them: from nothing, and again with nothing changed."""

_TITLES = {
    "cold": ("One brief", _COLD),
    "catalogue": ("A catalogue", _CATALOGUE),
    "again": ("Again", _AGAIN),
    "growth": ("Growth and memory", _GROWTH),
    "check": ("Checking", _CHECK),
}
"""The heading of each part and what is said before its table."""
