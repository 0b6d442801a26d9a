"""Write a desk of any size, made of invented words, and the same briefs as plain Pandoc Markdown.

    python scripts/catalogue.py FOLDER                          208 briefs, 2,000 notes, 500 sources
    python scripts/catalogue.py FOLDER --briefs 10 --notes 96   smaller, or larger
    python scripts/catalogue.py FOLDER --kept 20                with 20 kB of kept text for each source
    python scripts/catalogue.py FOLDER --peers OTHER            the briefs also as Markdown and CSL JSON, into OTHER

Every brief is a bulletin of about four A4 pages with sixteen citations. The same sizes give the same bytes on every
machine. `briefings check` has nothing to say of the desk as of 2026-01-30.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

DATE = "2026-01-30"
"""The date as of which the briefs are meant to be printed."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made. `citations` are those of one brief; `kept` is kB of text for each source, none for 0."""

    briefs: int = 208
    notes: int = 2000
    sources: int = 500
    citations: int = 16
    kept: int = 0


# -------------------------------------------------------------------- words


def _parts(text: str) -> list[str]:
    """What stands between bars or on lines of its own."""
    return text.strip().replace("\n", "|").split("|")


_TOPICS = {
    "harbours": "Harbours",
    "grain": "Grain",
    "rail": "Railways",
    "water": "Water",
    "energy": "Energy",
    "customs": "Customs",
    "fisheries": "Fisheries",
    "timber": "Timber",
    "roads": "Roads",
    "housing": "Housing",
    "insurance": "Insurance",
    "salt": "Salt",
}

_WHO = _parts("""
the ministry|the harbour board|the inspectors|most of the shippers|the larger mills|the river towns|the new council
the committee on dues|the northern growers|its own engineers|the two unions|the owners of the quays|the tax office
the smaller carriers|a circle of lenders|the coastal districts|the board of works|the old cooperative|the pilots
""")

_DID = _parts("""
has put off|keeps returning to|asked again for|has yet to publish|gave way over|argued at length about|took up
stopped paying for|has not answered|wants to redraw|went back on|agreed in outline to|has begun to count|sent back
""")

_WHAT = _parts("""
the plan for the lower basin|a second inspection of the stores|the rules on mixed cargo|its part of the repairs
the older contracts|the order in which ships are served|a shorter list of exemptions|the accounts of the last season
the terms of the loan|a common register of owners|the winter timetable|the fees that nobody collects
the map of the drainage works|a joint office for complaints|the question of who pays first
""")

_TAIL = _parts("""
while the season lasts|without saying why|and few expect a quick answer|after a long and patient exchange of letters
although the money is there|which suits both sides for now|in the hope that the matter settles itself
as its predecessors did|and nothing in the record explains the delay|for reasons that differ from town to town
against the advice of its own lawyers|with more care than the last time|because the works cannot wait for the budget
""")

_LINK = _parts("""
On this point|For the moment|As before,|Behind closed doors|In the same weeks|Meanwhile|In practice
""")

_HEADS = _parts("""
What is settled|Who pays|The works|Before the season|An open account|Rules and exceptions|Old contracts
Second thoughts|The lower basin|A matter of counting|Between the towns|Letters and answers|The long way round
""")

_SYLLABLES = [
    first + last for first in "bdfgklmnprstv" for last in ("a", "e", "i", "o", "an", "er", "ist", "ond", "ul")
]
_BODIES = ("Ministry", "Authority", "Agency", "Bank", "Guard", "Council", "Institute", "Board")
_GIVEN = ("Astrid", "Chidi", "Jonas", "Aiko", "Carla", "Samir", "Petra", "Wanjiru", "Lucia", "Min-jun")
_THINGS = ("exports", "imports", "deliveries", "reserves", "orders", "payments", "repairs", "permits")
_UNITS = ("tonnes", "containers", "wagons", "permits")
_TERMS = (("likely", "55–80%"), ("unlikely", "20–45%"), ("very likely", "80–95%"))
_GRADES = {"A": "A, completely reliable", "B": "B, usually reliable", "C": "C, fairly reliable"}
_STATES = ("open", "under review", "settled in part", "before the court", "with the owners")


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randrange(2, 4)))


def _sentence(rng: random.Random) -> str:
    """A sentence that states no figure, no date and no name."""
    said = f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHAT)}"
    if rng.random() < 0.3:
        said = f"{rng.choice(_LINK)} {said}"
    if rng.random() < 0.5:
        said = f"{said}, {rng.choice(_TAIL)}"
    return f"{said[0].upper()}{said[1:]}."


def _sentences(rng: random.Random, count: int) -> str:
    return " ".join(_sentence(rng) for _ in range(count))


# ------------------------------------------------------------------ content


@dataclass(frozen=True, slots=True)
class Work:
    """A source: `said` collects the sentences of its kept text that claims are taken from."""

    key: str
    title: str
    family: str
    given: str
    body: str
    month: str
    grade: str
    said: list[str] = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that a note prints by its id."""

    id: str
    label: str
    value: int
    unit: str
    work: Work

    @property
    def words(self) -> str:
        return f"{self.value:,} {self.unit}"


@dataclass(frozen=True, slots=True)
class View:
    """A judgement; `term` stands in `text`."""

    id: str
    text: str
    term: str
    share: str
    basis: str


@dataclass(frozen=True, slots=True)
class Page:
    """A note. `paragraphs` are Markdown of the desk's own kind."""

    topic: str
    slug: str
    title: str
    day: int
    paragraphs: tuple[str, ...]
    view: View | None
    amounts: tuple[Amount, ...]

    @property
    def id(self) -> str:
        return f"{self.topic}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A brief and its notes; `lead` is the body under its bottom line."""

    name: str
    title: str
    bottom_line: str
    lead: str
    pages: tuple[Page, ...]
    works: tuple[Work, ...]


def catalogue(size: Size) -> tuple[tuple[Work, ...], tuple[Bulletin, ...]]:
    """All sources and all briefs of a catalogue; nothing is written."""
    rng = random.Random(f"{size.briefs} {size.notes} {size.sources} {size.citations}")  # noqa: S311 - not a secret
    works = tuple(_work(rng, number) for number in range(size.sources))
    cuts = [size.notes * number // size.briefs for number in range(size.briefs + 1)]
    return works, tuple(
        _bulletin(rng, number, range(cuts[number], cuts[number + 1]), works, size.citations)
        for number in range(size.briefs)
    )


def _work(rng: random.Random, number: int) -> Work:
    family = _word(rng).title()
    body = f"{_word(rng).title()}{_word(rng)} {rng.choice(_BODIES)}"
    title = f"{_sentence(rng).split(',')[0].rstrip('.')}, {number + 1}"
    month = rng.choice(("2025-10", "2025-11", "2025-12"))
    return Work(
        f"{family.lower()}-{number:04d}", title, family, rng.choice(_GIVEN), body, month, rng.choice("AABBBBCC")
    )


def _bulletin(rng: random.Random, number: int, notes: range, works: tuple[Work, ...], citations: int) -> Bulletin:
    cited = rng.sample(works, min(citations, len(works)))
    cited = [cited[at % len(cited)] for at in range(citations)]
    share = [len(range(at, citations, len(notes))) for at in range(len(notes))]
    names = list(_TOPICS)
    topics = sorted(rng.sample(names, 3), key=names.index)
    pages, start = [], 0
    for at, note in enumerate(notes):
        topic = topics[at * len(topics) // len(notes)]
        pages.append(_page(rng, note, topic, cited[start : start + share[at]], at, len(notes)))
        start += share[at]
    view = next(page.view for page in pages if page.view is not None)
    subject = " and ".join(_TOPICS[topic].lower() for topic in topics[:2])
    bottom = f"{_sentence(rng)} The works are [{view.term} to go on](#{view.id}) through the year. {_sentence(rng)}"
    return Bulletin(
        f"brief-{number + 1:04d}",
        f"{subject[0].upper()}{subject[1:]}, week {number + 1}",
        bottom,
        _sentences(rng, 2),
        tuple(pages),
        tuple(dict.fromkeys(cited)),
    )


def _page(rng: random.Random, number: int, topic: str, cited: list[Work], at: int, of: int) -> Page:
    """The note of place `at` in a brief of `of` notes: its place says which has a table, a list, a judgement."""
    slug, paragraphs, amounts = f"note-{number + 1:05d}", [], []
    for place, work in enumerate(cited):
        if place == 0 and at in {0, of // 2}:
            amount = _amount(rng, f"{topic}-{number + 1}", work)
            amounts.append(amount)
            claim = f"The {work.body} counted [{amount.id}]{{.figure}} in its last report"
        else:
            claim = _claim(rng, work)
        paragraphs.append(f"{claim} [@{work.key}]. {_sentence(rng)}")
    if len(cited) < 2:
        paragraphs.append(_sentence(rng))
    if at == 1:
        rows = [(_sentence(rng).split(",")[0].rstrip("."), rng.choice(_STATES)) for _ in range(3)]
        paragraphs.append("\n".join(["| Matter | State |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows)]))
    if at == 2:
        paragraphs.append("\n".join(f"- {_sentence(rng)}" for _ in range(3)))
    view = _view(rng, number) if at in {0, of // 2} else None
    title = f"{rng.choice(_HEADS)}: {_word(rng)}"
    return Page(topic, slug, title, rng.randrange(12, 30), tuple(paragraphs), view, tuple(amounts))


def _claim(rng: random.Random, work: Work) -> str:
    """A claim, and in the source the sentence that it was taken from."""
    thing, total, share = rng.choice(_THINGS), rng.randrange(100, 9999) / 100, rng.randrange(11, 990) / 10
    date = f"{rng.randrange(1, 28)} {rng.choice(('March', 'May', 'July', 'September'))} {rng.randrange(2021, 2026)}"
    if rng.random() < 0.7:
        work.said.append(
            f"On {date} the {work.body} reported {thing} of ${total:.2f} billion, {share}% more than a year before."
        )
        return f"The {work.body} put {thing} at ${total:.2f} billion on {date}, a rise of {share}%"
    words = " ".join(_word(rng) for _ in range(rng.randrange(5, 9)))
    work.said.append(f"{work.given} {work.family} of the {work.body} said that “{words}”.")
    return f"{work.given} {work.family} said that “{words}”"


def _amount(rng: random.Random, name: str, work: Work) -> Amount:
    value, unit = rng.randrange(1100, 98000), rng.choice(_UNITS)
    work.said.append(f"The {work.body} counted {value:,} {unit} in its last report.")
    return Amount(f"count-{name}", f"{unit.title()} counted by the {work.body}", value, unit, work)


def _view(rng: random.Random, number: int) -> View:
    term, share = rng.choice(_TERMS)
    return View(
        f"view-{number + 1}",
        f"The works of {_word(rng)} are {term} to go on through the year.",
        term,
        share,
        f"{_sentence(rng)} The desk has one source for each figure.",
    )


# --------------------------------------------------------------------- desk


def write_catalogue(folder: Path, size: Size) -> None:
    """Write the desk of a catalogue into a folder that is empty or not there."""
    works, bulletins = catalogue(size)
    for path, content in desk_files(works, bulletins, size):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def desk_files(works: tuple[Work, ...], bulletins: tuple[Bulletin, ...], size: Size) -> Iterator[tuple[str, bytes]]:
    """Paths and bytes of the desk."""
    yield "briefings.toml", _settings(kept=size.kept > 0).encode()
    amounts: dict[str, list[Amount]] = {}
    for bulletin in bulletins:
        yield f"content/briefs/{bulletin.name}.md", _brief(bulletin).encode()
        for page in bulletin.pages:
            yield f"content/notes/{page.id}.md", _note(page).encode()
            amounts.setdefault(page.topic, []).extend(page.amounts)
    for topic, figures in sorted(amounts.items()):
        if figures:
            yield f"content/figures/{topic}.yaml", "\n".join(_figure(one) for one in figures).encode()
    for work in works:
        text = _kept(work, size.kept).encode() if size.kept else b""
        yield f"content/sources/{work.key}.yaml", _source(work, text).encode()
        if text:
            yield f"snapshots/{work.key}.txt", text


def _settings(*, kept: bool) -> str:
    topics = "\n".join(f'{topic} = "{name}"' for topic, name in _TOPICS.items())
    ages = "\n".join(f'{topic} = "365d"' for topic in _TOPICS)
    unkept = "" if kept else '[check.ignore]\nSRC01 = "The sources are invented, and none is kept."\n'
    return f"""[desk]
name = "Measured Desk"
language = "en-GB"
weekday = "friday"
citations = "chicago-notes-bibliography"

[topics]
{topics}

{unkept}
[max-age]
{ages}
"""


def _brief(bulletin: Bulletin) -> str:
    topics: dict[str, list[str]] = {}
    for page in bulletin.pages:
        topics.setdefault(page.topic, []).append(page.id)
    sections = "\n".join(f"  - topic: {topic}\n    notes: [{', '.join(ids)}]" for topic, ids in topics.items())
    return f"""---
title: "{bulletin.title}"
series: Measured Bulletin
authors: [Measured Desk]
template: bulletin
profile: bulletin
sections:
{sections}
---

::: {{.bottom-line date="2026-01-29"}}
{bulletin.bottom_line}
:::

::: {{.lead date="2026-01-29"}}
{bulletin.lead}
:::
"""


def _note(page: Page) -> str:
    parts = list(page.paragraphs)
    view = page.view
    if view is not None:
        parts.append(
            f'::: {{.judgement #{view.id} likelihood="{view.term}" confidence="low" horizon="2026-12"}}\n'
            f"{view.text}\n\n{view.basis}\n:::"
        )
    text = "\n\n".join(parts)
    return f'---\ntitle: "{page.title}"\ntopic: {page.topic}\ndate: 2026-01-{page.day}\n---\n\n{text}\n'


def _figure(amount: Amount) -> str:
    return f"""- id: {amount.id}
  label: {amount.label}
  value: {amount.value}
  unit: {amount.unit}
  as-of: 2025
  source: {amount.work.key}
"""


def _descriptor(work: Work) -> str:
    return f"A signed report of the {work.body}, made up for measuring."


def _source(work: Work, kept: bytes) -> str:
    snapshot = ""
    if kept:
        digest = hashlib.sha256(kept).hexdigest()
        snapshot = f"\n  snapshot: {{file: {work.key}.txt, sha256: {digest}, captured: 2026-01-10}}"
    return f"""type: report
title: "{work.title}"
author: [{{family: {work.family}, given: {work.given}}}]
publisher: {work.body}
issued: {work.month}
accessed: 2026-01-10
URL: https://example.org/{work.key}
provenance:
  kind: analysis
  originator: {work.body}
  reliability: {work.grade}
  graded: 2026-01-10
  basis: Made for measuring.
  descriptor: {_descriptor(work)}
  ai: none{snapshot}
"""


def _kept(work: Work, kilobytes: int) -> str:
    """The kept text of a source: what is said in it, between sentences of words that are in no other source."""
    rng = random.Random(work.key)  # noqa: S311 - not a secret
    parts = [f"{work.title}\n\n{work.given} {work.family}, {work.body}\n\n"]
    rest, length = list(work.said), 0
    while rest or length < kilobytes * 1000:
        if rest and (rng.random() < 0.2 or length >= kilobytes * 1000):
            said = rest.pop(0)
        else:
            said = f"The {' '.join(_word(rng) for _ in range(rng.randrange(8, 25)))}."
        parts.append(said + ("\n\n" if rng.random() < 0.2 else " "))
        length += len(said)
    return "".join(parts).rstrip() + "\n"


# -------------------------------------------------------------------- peers


def write_peers(folder: Path, size: Size) -> None:
    """Write each brief as `<name>.md` in Pandoc's own Markdown with its sources in `<name>.json` (CSL JSON).

    It has the words of the bulletin, less what only this program works out: the sourcing box and the legend.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _works, bulletins = catalogue(size)
    for bulletin in bulletins:
        (folder / f"{bulletin.name}.md").write_text(markdown_of(bulletin), encoding="utf-8")
        references = [_csl(work) for work in bulletin.works]
        (folder / f"{bulletin.name}.json").write_text(json.dumps(references, indent=1), encoding="utf-8")


_HEAD = "date: 30 January 2026\nlang: en-GB\n"


def markdown_of(bulletin: Bulletin) -> str:
    """A brief as one Markdown text; its citations are as in the notes."""
    parts = [
        f'---\ntitle: "{bulletin.title}"\nsubtitle: Measured Bulletin\nauthor: Measured Desk\n{_HEAD}---',
        "# Bottom line",
        bulletin.bottom_line,
        bulletin.lead,
        "# Key judgements",
    ]
    views = [page.view for page in bulletin.pages if page.view is not None]
    parts += [f"- {_ranged(view)} Confidence: low." for view in views]
    topic = ""
    for page in bulletin.pages:
        if page.topic != topic:
            topic = page.topic
            parts.append(f"# {_TOPICS[topic]}")
        parts += [f"## {page.title}", f"*As of {page.day} January 2026*"]
        words = {f"[{one.id}]{{.figure}}": one.words for one in page.amounts}
        for paragraph in page.paragraphs:
            text = paragraph
            for span, figure in words.items():
                text = text.replace(span, figure)
            parts.append(text)
        if page.view is not None:
            parts.append(f"::: {{#{page.view.id} .judgement}}\n{_ranged(page.view)}\n\n{page.view.basis}\n:::")
    amounts = [one for page in bulletin.pages for one in page.amounts]
    rows = [f"| {one.label} | {one.words} | 2025 | {one.work.family} |" for one in amounts]
    parts += ["# Figures", "\n".join(["| Figure | Value | As of | Source |", "| --- | --- | --- | --- |", *rows])]
    parts += ["# Sources", "\n".join(f"- {_graded(work)}" for work in sorted(bulletin.works, key=lambda one: one.key))]
    parts += ["# References", "::: {#refs}\n:::"]
    return "\n\n".join(parts) + "\n"


def _ranged(view: View) -> str:
    return view.text.replace(view.term, f"{view.term} ({view.share})")


def _graded(work: Work) -> str:
    return f"{work.family}, {work.given}: {_GRADES[work.grade]}. {_descriptor(work)}"


def _csl(work: Work) -> dict[str, object]:
    year, month = map(int, work.month.split("-"))
    return {
        "id": work.key,
        "type": "report",
        "title": work.title,
        "author": [{"family": work.family, "given": work.given}],
        "publisher": work.body,
        "issued": {"date-parts": [[year, month]]},
        "accessed": {"date-parts": [[2026, 1, 10]]},
        "URL": f"https://example.org/{work.key}",
    }


def main() -> None:
    """Write what the command line asks for."""
    usual = Size()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the desk's folder, empty or not there yet")
    parser.add_argument("--briefs", type=int, default=usual.briefs)
    parser.add_argument("--notes", type=int, default=usual.notes)
    parser.add_argument("--sources", type=int, default=usual.sources)
    parser.add_argument("--citations", type=int, default=usual.citations, help="of one brief")
    parser.add_argument(
        "--kept", type=int, default=0, metavar="KB", help="kept text of each source; none when left out"
    )
    parser.add_argument("--peers", type=Path, help="write the briefs also as Pandoc Markdown, into this folder")
    asked = parser.parse_args()
    size = Size(asked.briefs, asked.notes, asked.sources, asked.citations, asked.kept)
    write_catalogue(asked.folder, size)
    if asked.peers is not None:
        write_peers(asked.peers, size)


if __name__ == "__main__":
    main()
