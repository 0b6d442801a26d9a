"""What changed between two editions: by their records, in the box of a page, and as the command tells it."""

from __future__ import annotations

import datetime
import json
import re
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from briefings.editions.changes import changes_between
from briefings.editions.records import to_record
from briefings.model import Change, ChangeKind
from briefings.reading.claims import derived_id
from briefings.reading.published import row_in_words
from briefings.rendering.changes import GROUPS, LINE, MOST_LINES, changes_view, group_of, said
from briefings.rendering.labels import LABELS
from briefings.rendering.redline import word_differences
from tests.cases import Case, read_cases
from tests.conftest import ROOT, Program
from tests.desks import edition_of, write_desk

CASES = read_cases(Path(__file__).parent / "cases" / "changes.md")

# -------------------------------------------------------------------- cases


def parse_record(lines: list[str]) -> dict[str, Any]:
    """A record of the few fields that are compared; the head of `cases/changes.md` tells of the lines."""
    record: dict[str, Any] = {"judgements": [], "figures": [], "sources": [], "withdrawals": [], "sections": []}
    notes: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        words, *texts = (part.strip() for part in line.split(" | "))
        text, reason = (*texts, "", "")[:2]
        match words.split():
            case ["judgement", name, note, term, low, high, confidence, horizon]:
                record["judgements"].append(
                    {
                        "id": name,
                        "note": note,
                        "likelihood": term.replace("-", " "),
                        "range": [int(low), int(high)],
                        "confidence": confidence,
                        "horizon": horizon,
                        "text": text,
                        "changed": reason,
                    }
                )
            case ["claim", name, note, origins, standing]:
                evidence = {"standing": standing, "origins": [[f"source-{one}"] for one in range(int(origins))]}
                name = derived_id(text) if name == "-" else name
                figures = re.findall(r"\[([a-z-]+)\]", text)
                claim = {"id": name, "text": text, "figures": figures, "evidence": evidence, "changed": reason}
                notes.setdefault(note, []).append(claim)
            case ["figure", name, value, unit]:
                figure = {"id": name, "value": value, "unit": unit, "label": text, "changed": reason}
                record["figures"].append(figure | {"printed": f"{value} {unit}"})
            case ["contested", name]:
                next(one for one in record["figures"] if one["id"] == name)["contested"] = text
            case ["supersedes", name, older]:
                next(one for one in record["figures"] if one["id"] == name)["supersedes"] = [older]
            case ["source", key, grade, status]:
                worth = {"reliability": grade, "status": status, "basis": reason}
                record["sources"].append({"key": key, "title": text, "provenance": worth})
            case ["title" | "series" | "bottom-line" as key]:
                record[key] = text
            case ["withdrawn", kind, name]:
                record["withdrawals"].append({"kind": kind, "id": name, "reason": text})
            case _:
                raise ValueError(f"what is {line!r}?")
    record["sections"] = [{"notes": [{"id": note, "claims": claims}]} for note, claims in notes.items()]
    return record


def told(change: Change) -> str:
    """A change as the cases tell it."""
    name = "-" if change.id.startswith("c-") else change.id
    values = " ".join(filter(None, (change.old, "→", change.new)))
    return f"{change.kind} {name}: {values}{f' because: {change.reason}' if change.reason else ''}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case(case: Case) -> None:
    old, new = (text.strip().splitlines() for text in f"\n{case.input}\n".split("\nto\n"))
    changes = changes_between(parse_record(old), parse_record(new))
    assert "\n".join(told(change) for change in changes) == case.expected


# --------------------------------------------------------------- properties

WORDS = st.lists(st.sampled_from(["troop", "tariff", "deal", "vote", "court", "missile", "plant", "visa"]), max_size=8)
NAMES = st.sampled_from(["ask", "cut", "hold", "vote"])
TERMS = st.sampled_from([("unlikely", 20, 45), ("likely", 55, 80), ("very likely", 80, 95)])


def unique(entries: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return list({one[key]: one for one in entries}.values())


@st.composite
def records(draw: Callable[[Any], Any], *, named: bool = False) -> dict[str, Any]:
    """Records with a few judgements, figures, claims and sources; with `named` every claim has its author's id."""
    judgements = []
    for name in draw(st.lists(NAMES, unique=True)):
        term, low, high = draw(TERMS)
        confidence, text = draw(st.sampled_from(["low", "moderate", "high"])), " ".join(draw(WORDS))
        judgements.append(
            {
                "id": name,
                "note": "a/b",
                "likelihood": term,
                "range": [low, high],
                "confidence": confidence,
                "text": text,
            }
        )
    claims = []
    for text in (" ".join(words) for words in draw(st.lists(WORDS, max_size=6))):
        name = draw(st.sampled_from("klmnopq")) if named else derived_id(text)
        claims.append({"id": name, "text": text, "evidence": None})
    figures = [{"id": name, "value": str(draw(st.integers(0, 3))), "unit": "days"} for name in draw(st.lists(NAMES))]
    sources = [
        {"key": name, "title": name, "provenance": {"reliability": draw(st.sampled_from("ABC")), "status": "current"}}
        for name in draw(st.lists(NAMES))
    ]
    return {
        "judgements": judgements,
        "sections": [{"notes": [{"id": draw(st.sampled_from(["a/b", "a/c"])), "claims": unique(claims, "id")}]}],
        "figures": unique(figures, "id"),
        "sources": unique(sources, "key"),
    }


@given(records())
def test_an_edition_does_not_differ_from_itself(record: dict[str, Any]) -> None:
    assert changes_between(record, json.loads(json.dumps(record))) == ()


OPPOSITE = {"raised": "lowered", "lowered": "raised", "new": "dropped", "dropped": "new"}


@given(records(named=True), records(named=True))
def test_backwards_everything_is_the_other_way_round(old: dict[str, Any], new: dict[str, Any]) -> None:
    """What was raised is lowered, what was new is dropped, and the two values change places."""

    def mirrored(change: Change) -> tuple[str, str, str, str]:
        thing, _, what = change.kind.partition("-")
        return f"{thing}-{OPPOSITE.get(what, what)}", change.id, change.new, change.old

    there = {(one.kind, one.id, one.old, one.new) for one in changes_between(old, new)}
    assert {mirrored(one) for one in changes_between(new, old)} == there


@given(records(), records())
def test_each_thing_is_told_once_and_together(old: dict[str, Any], new: dict[str, Any]) -> None:
    changes = changes_between(old, new)
    things = [(one.kind.partition("-")[0].replace("confidence", "judgement"), one.id) for one in changes]
    met = list(dict.fromkeys(things))
    assert sorted(things, key=met.index) == things
    groups = [thing for thing, _name in met]
    assert groups == sorted(groups, key=["judgement", "figure", "claim", "source"].index)
    assert len({(one.kind, one.id, one.document) for one in changes}) == len(changes)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(records(), st.data())
def test_a_record_that_was_tampered_with_is_compared_as_far_as_it_goes(
    record: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever stands in the place of any part of it, nothing is raised."""

    def spoilt(value: Any) -> Any:
        if data.draw(st.integers(0, 9)) == 0:
            return data.draw(JUNK)
        if isinstance(value, dict):
            return {key: spoilt(item) for key, item in value.items()}
        return [spoilt(item) for item in value] if isinstance(value, list) else value

    broken = spoilt(record)
    broken = broken if isinstance(broken, dict) else {}
    changes_between(broken, record)
    changes_between(record, broken)


def test_what_has_neither_an_id_nor_words_is_no_change() -> None:
    record = {"judgements": [{}], "sections": [{"notes": [{"id": "trade/plants", "claims": [{}]}]}]}
    assert changes_between(record, record) == changes_between(record, {}) == ()


def test_the_time_is_in_proportion_to_the_claims() -> None:
    """Four times the claims, all reworded and all without ids, take not much more than four times as long."""

    def seconds(many: int) -> float:
        def record(sign: str) -> dict[str, Any]:
            names = ["".join(chr(ord("a") + int(digit)) for digit in f"{one:05}") for one in range(many)]
            texts = [f"In {sign} the plant {name} of owner {name[:-1]} sold goods abroad" for name in names]
            claims = [{"id": derived_id(text), "text": text} for text in texts]
            return {"sections": [{"notes": [{"id": "trade/plants", "claims": claims}]}]}

        old, new = record("spring"), record("autumn")
        start = time.process_time()
        assert {one.kind for one in changes_between(old, new)} == {"claim-reworded"}
        return time.process_time() - start

    seconds(50)
    assert min(seconds(1600) for _ in range(2)) < 8 * min(seconds(400) for _ in range(3))


@given(WORDS, WORDS)
def test_a_redline_has_both_texts_in_it(old: list[str], new: list[str]) -> None:
    """Without what was added it is the one text, without what was removed the other."""
    pieces = list(word_differences(" ".join(old), " ".join(new)))
    assert "".join(both + removed for both, removed, _added in pieces).split() == old
    assert "".join(both + added for both, _removed, added in pieces).split() == new


def test_two_long_texts_without_anything_in_common_are_not_compared() -> None:
    old, new = "a " * 10_000, "b " * 10_000
    assert list(word_differences(old, new)) == [("", old, new)]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("By 2025.", "By 2026.", [("By ", "", ""), ("", "2025", "2026"), (". ", "", "")]),
        (
            "In 2025, he went",
            "In 2026, he went",
            [("In ", "", ""), ("", "2025", "2026"), (", ", "", ""), ("he went ", "", "")],
        ),
        ("By the U.S.", "By Seoul.", [("By ", "", ""), ("", "the U.S. ", "Seoul. ")]),
        ("So.", "So!", [("", "So. ", "So! ")]),
    ],
    ids=["a stop", "a comma", "an abbreviation", "another mark"],
)
def test_a_mark_that_both_have_is_in_neither(old: str, new: str, pieces: list[tuple[str, str, str]]) -> None:
    assert list(word_differences(old, new)) == pieces


# ------------------------------------------------------------------ program

OLD, DAY = "2026-01-02", "2026-01-30"

DESK = """\
=== content/briefs/alliance.md
---
title: The alliance
sections:
  - topic: security
---

::: {.bottom-line date="2025-12-20"}
A troop cut is [likely](#troop-cut).
:::

=== content/notes/security/troops.md
---
title: Troops in Korea
topic: security
date: 2025-12-20
---

The United States keeps [troops]{.figure} in Korea. Washington wants "fewer bases" there [@smith-2025].

::: {.judgement #troop-cut likelihood="likely" confidence="moderate" horizon="2026-12"}
Washington is likely to withdraw troops in 2026 [@smith-2025].

Somebody has announced it; confidence is moderate, for one paper says so.
:::

::: {.judgement #talks likelihood="unlikely" confidence="low" horizon="2026-06"}
Washington is unlikely to talk before June [@smith-2025].

Nobody has announced it.
:::
"""

NEWER = """\
=== content/briefs/alliance.md
---
title: The alliance
sections:
  - topic: security
---

::: {.bottom-line date="2025-12-20"}
A troop cut is [likely](#troop-cut).
:::

::: {.bottom-line date="2026-01-28"}
A troop cut is no longer [likely](#troop-cut).
:::

=== content/notes/security/troops-january.md
---
title: Troops in Korea
topic: security
date: 2026-01-28
supersedes: security/troops
---

The United States keeps [troops]{.figure} in Korea. Washington still wants "fewer bases" there [@smith-2025].

::: {.judgement #troop-cut likelihood="unlikely" confidence="low" horizon="2026-12" changed="The budget pays for them."}
Washington is unlikely to withdraw troops in 2026 [@smith-2025].

Nobody has announced it.
:::

::: {.judgement #talks likelihood="unlikely" confidence="low" withdrawn="2026-01-28" reason="They were held."}
Washington is unlikely to talk before June [@smith-2025].

Nobody has announced it.
:::

=== content/figures/figures.yaml
- id: troops
  label: U.S. troops in Korea
  value: 24000
  unit: troops
  as-of: 2025
  source: smith-2025
  changed: The strength report of January counts no rotations.
"""


@pytest.fixture
def published(cli: Program) -> Program:
    """The program in a desk of which an edition was published, and that has a newer note and figure since."""
    write_desk(cli.folder, DESK)
    assert cli.inside("build", "--date", OLD, "--format", "json").status == 0
    record = cli.folder / f"content/editions/alliance/{OLD}.json"
    record.parent.mkdir(parents=True)
    record.write_bytes((cli.folder / f"build/{OLD}/alliance-{OLD}.json").read_bytes())
    write_desk(cli.folder, NEWER, base="")
    return cli


TEXT = """\
alliance: 2026-01-02 → 2026-01-30 (draft)

Title and bottom line
  bottom-line  reworded
    - A troop cut is likely.
    + A troop cut is no longer likely.

Judgements
  troop-cut  lowered; confidence lowered; reworded
    likely (55–80%) → unlikely (20–45%)
    moderate confidence → low confidence
    - Washington is likely to withdraw troops in 2026.
    + Washington is unlikely to withdraw troops in 2026.
    Why: The budget pays for them.
  talks  withdrawn (28 January 2026)
    unlikely (20–45%)
    - Washington is unlikely to talk before June.
    Why: They were held.

Figures
  troops  changed
    28,500 troops → 24,000 troops
      U.S. troops in Korea
    Why: The strength report of January counts no rotations.

Claims
  security/troops-january  reworded
    - Washington wants “fewer bases” there.
    + Washington still wants “fewer bases” there.
"""


def test_the_changes_in_a_terminal(published: Program) -> None:
    run = published.inside("changes", "alliance", "--date", DAY)
    assert (run.status, run.stdout.replace("\u00a0", " "), run.stderr) == (0, TEXT, "")


def test_the_changes_as_json_have_the_form_of_their_schema(published: Program) -> None:
    schema = json.loads((ROOT / "docs/schema/changes-1.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["change"]["properties"]["kind"]["enum"] == list(get_args(ChangeKind))
    assert schema["$defs"]["change"]["required"] == [field.name for field in fields(Change)]
    told = json.loads(published.inside("changes", "alliance", "--date", DAY, "--output", "json").stdout)
    Draft202012Validator(schema).validate(told)
    assert (told["from"], told["to"], told["draft"], len(told["changes"])) == (OLD, DAY, True, 7)
    assert told["changes"][0] == {
        "kind": "bottom-line-reworded",
        "id": "bottom-line",
        "label": "A troop cut is no longer likely.",
        "old": "A troop cut is likely.",
        "new": "A troop cut is no longer likely.",
        "reason": "",
        "document": "",
    }
    assert told["changes"][1] == {
        "kind": "judgement-lowered",
        "id": "troop-cut",
        "label": "Washington is unlikely to withdraw troops in 2026.",
        "old": "likely (55–80%)",
        "new": "unlikely (20–45%)",
        "reason": "The budget pays for them.",
        "document": "security/troops-january",
    }


WITHDRAWN = {
    "kind": "judgement-withdrawn",
    "id": "talks",
    "label": "Washington is unlikely to talk before June.",
    "old": "unlikely (20–45%)",
    "new": "",
    "reason": "They were held.",
    "document": "security/troops",
    "date": "2026-01-28",
}


def test_what_was_taken_back_in_an_edition_between_is_withdrawn(published: Program) -> None:
    """The later one tells of it no more, for the note that did is gone."""

    def publish(day: str) -> None:
        assert published.inside("build", "--date", day, "--format", "json").status == 0
        made = published.folder / f"build/{day}/alliance-{day}.json"
        (published.folder / f"content/editions/alliance/{day}.json").write_bytes(made.read_bytes())

    publish(DAY)
    note = published.folder / "content/notes/security/troops-january.md"
    head, _, tail = note.read_text("utf-8").partition("::: {.judgement #talks")
    note.write_text(head + tail.partition("Nobody has announced it.\n:::\n")[2], "utf-8")
    publish("2026-02-27")
    told = json.loads(published.inside("changes", "alliance", OLD, "2026-02-27", "--output", "json").stdout)
    Draft202012Validator(json.loads((ROOT / "docs/schema/changes-1.json").read_text("utf-8"))).validate(told)
    assert [one for one in told["changes"] if one["id"] == "talks"] == [WITHDRAWN]
    page = published.inside("changes", "alliance", OLD, "2026-02-27", "--output", "html").stdout
    assert "<h3>Judgement <span>withdrawn (28 January 2026)</span> <small>talks</small></h3>" in page
    text = published.inside("changes", "alliance", OLD, "2026-02-27").stdout
    assert "  talks  withdrawn (28 January 2026)\n" in text
    assert "    Why: They were held.\n" in text


def test_the_keys_and_kinds_are_those_of_the_page() -> None:
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8").partition("### Changes as JSON\n")[2]
    rows = re.findall(r"^\| (`.*?) \|", page.partition("\n## ")[0], re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    keys = ["$schema", "brief", "from", "to", "draft", "changes"]
    assert names == [*keys, *KEYS_OF_A_CHANGE, *get_args(ChangeKind)]


KEYS_OF_A_CHANGE = ["kind", "id", "label", "old", "new", "reason", "document", "date"]

REDLINE = """\
<section aria-labelledby="head">
<h2 id="head">Title and bottom line</h2>
<article>
<h3>Bottom line <span>reworded</span></h3>
<p>A troop cut is <ins><span class="heard">added </span>no longer</ins> likely.</p>
</article>
</section>
<section aria-labelledby="judgements">
<h2 id="judgements">Judgements</h2>
<article>
<h3>Judgement 1 <span>lowered; confidence lowered; reworded</span> <small>troop-cut</small></h3>
<p>Washington is <del><span class="heard">removed </span>likely</del> \
<ins><span class="heard">added </span>unlikely</ins> to withdraw troops in 2026.</p>
<p class="value"><del><span class="heard">removed </span>likely (55–80%)</del> → \
<ins><span class="heard">added </span>unlikely (20–45%)</ins></p>
<p class="value"><del><span class="heard">removed </span>moderate confidence</del> → \
<ins><span class="heard">added </span>low confidence</ins></p>
<p class="why">Why: The budget pays for them.</p>
</article>
"""


def test_the_redline_marks_word_by_word(published: Program) -> None:
    """A page of its own: it asks for nothing, has no script, and says in words too what its marks say."""
    run = published.inside("changes", "alliance", "--date", DAY, "--output", "html")
    assert REDLINE in run.stdout
    assert not re.search(r"<script|https?:|src=|href=|url\((?!data:font)| on\w+=", run.stdout)
    assert run.stdout.startswith('<!DOCTYPE html>\n<html lang="en-GB">')


def test_what_the_desk_says_is_no_markup(published: Program) -> None:
    note = published.folder / "content/notes/security/troops-january.md"
    text = note.read_text("utf-8").replace("still wants", "still <b>wants").replace("pays for them", "pays <u>them")
    note.write_text(text.replace("title: Troops", "title: <b>Troops"), encoding="utf-8")
    assert published.inside("build", "--date", DAY, "--format", "html").status == 0
    page = (published.folder / f"build/{DAY}/alliance-{DAY}.html").read_text(encoding="utf-8")
    redline = published.inside("changes", "alliance", "--date", DAY, "--output", "html").stdout
    for html in (page, redline):
        assert "&lt;u&gt;" in html
        assert not re.search(r"<u>|<b>wants|<b>Troops", html)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (
            ["alliance", "2025-01-01", OLD],
            "no edition of 'alliance' was published on 2025-01-01\n  hint: there are: " + OLD,
        ),
        (["alliance", OLD], f"no edition of 'alliance' was published before {OLD}\n  hint: there are: {OLD}"),
        (
            ["alliance", OLD, OLD],
            f"the edition of {OLD} is not older than that of {OLD}\n  hint: give the older date first",
        ),
        (["alliance", "--date", OLD], f"no edition of 'alliance' was published before {OLD}\n  hint: there are: {OLD}"),
        (["alliance", "2.1.2026"], "FROM '2.1.2026' is not a day\n  hint: write it as 2026-01-30"),
        (["alliance", OLD, "soon"], "TO 'soon' is not a day\n  hint: write it as 2026-01-30"),
        (["aliance"], "there is no brief 'aliance' in content/briefs\n  hint: did you mean 'alliance'?"),
        (["alliance", "--output", "htm"], "there is no output 'htm'\n  hint: did you mean 'html'?"),
        (
            ["alliance", OLD, "--week", "2026-W05"],
            "published dates and --date or --week are given together\n  hint: give one or the other",
        ),
    ],
)
def test_a_mistake_names_the_editions_that_there_are(published: Program, arguments: list[str], wanted: str) -> None:
    run = published.inside("changes", *arguments)
    assert (run.status, run.stdout, run.stderr) == (2, "", f"briefings: {wanted}\n")


def test_a_brief_of_which_nothing_is_published_says_so(cli: Program) -> None:
    write_desk(cli.folder, DESK)
    run = cli.inside("changes", "alliance", "--date", DAY)
    assert run.stderr == (
        f"briefings: no edition of 'alliance' was published before {DAY}\n"
        "  hint: none is published: briefings publish alliance --date …\n"
    )


def test_a_record_has_why_a_claim_was_reworded() -> None:
    note = """\
=== content/notes/security/bases.md
---
title: Bases
topic: security
date: 2026-01-28
---

[There are ten bases [@smith-2025].]{.claim #bases changed="One was closed."} They are large [@smith-2025].
"""
    sections = to_record(edition_of(note))["sections"]
    claims = [claim for section in sections for one in section["notes"] for claim in one["claims"]]
    assert [claim.get("changed") for claim in claims if claim["text"].startswith(("There", "They"))] == [
        "One was closed.",
        None,
    ]


def with_table(heads: str, row: str) -> dict[str, Any]:
    """The record of an edition with a table of one row."""
    table = f"| {heads} |\n|---|---|---|\n| {row} |\n"
    front = "---\ntitle: Bases\ntopic: security\ndate: 2026-01-28\n---\n\n"
    return to_record(edition_of(f"=== content/notes/security/bases.md\n{front}{table}"))


def without_heads(record: dict[str, Any]) -> dict[str, Any]:
    """The record as older versions of the program wrote it."""
    older: dict[str, Any] = json.loads(json.dumps(record))
    for section in older["sections"]:
        for claim in (claim for note in section["notes"] for claim in note["claims"]):
            claim.pop("heads", None)
    return older


HEADS, ROW = "Country | Troops | Year", "South Korea [@smith-2025] | 28,500 | 2025"


def test_a_row_is_told_with_the_heads_of_its_columns() -> None:
    """As one reads it out: the bare cells say little where they do not stand in their table."""
    older, newer = with_table(HEADS, ROW), with_table(HEADS, ROW.replace("28,500", "24,000"))
    (change,) = changes_between(older, newer)
    assert (change.kind, change.old, change.new) == (
        "claim-reworded",
        "Country: South Korea; Troops: 28,500; Year: 2025",
        "Country: South Korea; Troops: 24,000; Year: 2025",
    )


def test_a_record_that_has_no_heads_yet_is_compared_by_its_cells() -> None:
    """Nothing is reworded by a new version of the program; where something is, the older row takes the heads."""
    older, newer = without_heads(with_table(HEADS, ROW)), with_table(HEADS, ROW)
    assert changes_between(older, newer) == ()
    (change,) = changes_between(older, with_table(HEADS, ROW.replace("28,500", "24,000")))
    assert change.old == "Country: South Korea; Troops: 28,500; Year: 2025"
    (gone,) = (one for one in changes_between(older, edition_record()) if one.kind == "claim-dropped")
    assert gone.old == "South Korea | 28,500 | 2025"


def edition_record() -> dict[str, Any]:
    return to_record(edition_of(""))


def test_another_head_says_another_thing() -> None:
    older, newer = with_table(HEADS, ROW), with_table(HEADS.replace("Troops", "Civilians"), ROW)
    (change,) = changes_between(older, newer)
    assert (change.old, change.new) == (
        "Country: South Korea; Troops: 28,500; Year: 2025",
        "Country: South Korea; Civilians: 28,500; Year: 2025",
    )


@pytest.mark.parametrize(
    ("text", "heads", "said"),
    [
        ("28,500 | 2025", ("Troops", "Year"), "Troops: 28,500; Year: 2025"),
        ("Korea | 28,500", ("", "Troops"), "Korea; Troops: 28,500"),
        ("Korea |  | 2025", ("Country", "Troops", "Year"), "Country: Korea; Year: 2025"),
        ("| 28,500 |", ("Country", "Troops", "Year"), "Troops: 28,500"),
        ("a | b | c", ("One", "Two"), "a | b | c"),
        ("a | b", (), "a | b"),
        ("There are ten.", (), "There are ten."),
    ],
)
def test_a_row_in_words(text: str, heads: tuple[str, ...], said: str) -> None:
    assert row_in_words(text, heads) == said


# --------------------------------------------------------------------- page

BOX = """\
<section class="changes" aria-labelledby="changes-box">
<h2 class="label" id="changes-box">What changed since 2 January 2026</h2>
<ul>
<li><a href="#k-troop-cut">Judgement 1</a> lowered: <span class="move">likely → unlikely</span>; \
confidence lowered: <span class="move">moderate → low</span>. The budget pays for them.</li>
<li><b>Judgement</b> withdrawn: Washington is unlikely to talk before June. They were held.</li>
<li><b>U.S. troops in Korea</b> changed: <span class="move">28,500 troops → 24,000 troops</span>. \
The strength report of January counts no rotations.</li>
<li class="rest">Bottom line: reworded. Claims: 1 reworded.</li>
</ul>
<p class="all-changes"><a href="#changes">All changes</a></p>
</section>
"""

ANNEX = [
    ["What", "Change", "Before", "Now", "Why"],
    ["Title and bottom line"],
    ["Bottom line", "reworded", "A troop cut is likely.", "A troop cut is no longer likely.", ""],
    ["Judgements"],
    [
        "Judgement 1",
        "lowered; confidence lowered; reworded",
        "likely (55–80%)|moderate confidence|Washington is likely to withdraw troops in 2026.",
        "unlikely (20–45%)|low confidence|Washington is unlikely to withdraw troops in 2026.",
        "The budget pays for them.",
    ],
    [
        "Judgement",
        "withdrawn",
        "Washington is unlikely to talk before June.|unlikely (20–45%)",
        "",
        "They were held.",
    ],
    ["Figures"],
    [
        "U.S. troops in Korea",
        "changed",
        "28,500 troops",
        "24,000 troops",
        "The strength report of January counts no rotations.",
    ],
    ["Claims"],
    [
        "Security",
        "reworded",
        "Washington wants “fewer bases” there.",
        "Washington still wants “fewer bases” there.",
        "",
    ],
]


def built_page(program: Program, date: str) -> str:
    run = program.inside("build", "--date", date, "--format", "html,json")
    assert (run.status, run.stderr) == (0, "")
    page = program.folder / f"build/{date}/alliance-{date}.html"
    return page.read_text(encoding="utf-8").replace("\u00a0", " ")


def test_the_box_and_the_whole_list_of_a_page(published: Program) -> None:
    """The weightiest first, with words for the direction, from what to what, and why; then everything, as a table."""
    page = built_page(published, DAY)
    assert BOX in page
    (annex,) = re.findall(r'<section class="annex" id="changes".*?</section>', page, re.DOTALL)
    rows = [
        [re.sub(r"<[^>]+>", "", cell.replace("</p><p>", "|")) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", annex)
    ]
    assert rows == ANNEX
    caption = "What differs from the edition of 2 January 2026"
    assert f"<caption>{caption}</caption>" in annex
    assert re.findall(r'scope="(\w+)"', annex) == [
        *["col"] * 5, "rowgroup", "row", "rowgroup", "row", "row", "rowgroup", "row", "rowgroup", "row",
    ]  # fmt: skip


def test_the_first_edition_says_nothing_of_changes(published: Program) -> None:
    page = built_page(published, OLD)
    assert 'class="changes"' not in page
    assert 'id="changes"' not in page


def test_an_edition_in_which_nothing_changed_says_so(cli: Program) -> None:
    write_desk(cli.folder, DESK)
    assert cli.inside("build", "--date", OLD, "--format", "json").status == 0
    record = cli.folder / f"content/editions/alliance/{OLD}.json"
    record.parent.mkdir(parents=True)
    record.write_bytes((cli.folder / f"build/{OLD}/alliance-{OLD}.json").read_bytes())
    page = built_page(cli, DAY)
    assert "<ul>\n<li>No judgement, figure, claim or source has changed.</li>\n</ul>\n</section>" in page
    assert 'id="changes"' not in page


CHANGES = st.lists(
    st.builds(
        Change,
        kind=st.sampled_from(get_args(ChangeKind)),
        id=st.sampled_from([f"thing-{number}" for number in range(30)]),
        label=st.text("abcdefgh ", min_size=1, max_size=300),
        old=st.text("abcd ", max_size=30),
        new=st.text("abcd ", max_size=30),
        reason=st.text("abcd ", max_size=300),
        document=st.sampled_from(["security/troops", "trade/tariff", ""]),
    ),
    max_size=40,
)


@given(CHANGES, st.sampled_from(list(MOST_LINES)))
def test_the_box_never_has_more_lines_than_it_may(changes: list[Change], profile: str) -> None:
    """By the letters that a printed line holds at least; and every thing is either told or counted."""
    edition = edition_of("")
    head = edition.head.model_copy(update={"profile": profile})
    ordered = sorted(changes, key=lambda one: (GROUPS.index(group_of(one)), one.document, one.id))
    edition = replace(edition, head=head, since=datetime.date(2026, 1, 2), changes=tuple(ordered))
    box = changes_view(edition, LABELS, {})
    texts = [*map(said, box["lines"]), *([box["rest"]] if box["rest"] else [])]
    assert sum(-(-len(text) // LINE) for text in texts) <= MOST_LINES[profile]
    counted = sum(int(number) for number in re.findall(r"\d+", box["rest"].replace("thing-", "")))
    assert counted + len(box["lines"]) <= box["count"] == sum(len(group["things"]) for group in box["groups"])


def test_a_figure_with_another_value_has_its_line_however_many_judgements_moved() -> None:
    moved = tuple(Change("judgement-raised", f"j{place}", "It is so.", "likely", "very likely") for place in range(9))
    figures = tuple(Change("figure-changed", name, name, "1.1", "1.2") for name in ("payment", "troops"))
    edition = edition_of("")
    head = edition.head.model_copy(update={"profile": "one-pager"})
    edition = replace(edition, head=head, since=datetime.date(2026, 1, 2), changes=(*moved, *figures))
    box = changes_view(edition, LABELS, {})
    assert [line["name"] for line in box["lines"]] == ["Judgement", "Judgement", "payment"]
    assert box["rest"].replace("\u00a0", " ") == "Judgements: 7 raised. Figures: 1 changed."


@pytest.mark.parametrize(
    ("claims", "rest"),
    [
        (0, "Title: changed. Bottom line: reworded."),
        (1, "Title: changed. Bottom line: reworded. Figures: 8 new, 2 dropped. Claims: 1 new."),
        (100, "Figures: 8 new, 2 dropped. Claims: 100 new, 1 reworded."),
    ],
)
def test_title_and_bottom_line_are_named_where_there_is_room(claims: int, rest: str) -> None:
    """They stand on the page; what became of the figures does not, and is not cut for them."""
    head = tuple(Change(kind, kind.removesuffix("-reworded"), "New.", "Old.", "New.") for kind in HEAD_KINDS)
    kinds: dict[ChangeKind, int] = {"figure-new": 8, "figure-dropped": 2} if claims else {}
    kinds |= {"claim-new": claims, "claim-reworded": int(claims > 1)}
    counted = [Change(kind, f"{kind}-{place}", "") for kind, count in kinds.items() for place in range(count)]
    edition = replace(edition_of(""), since=datetime.date(2026, 1, 2), changes=(*head, *counted))
    assert changes_view(edition, LABELS, {})["rest"].replace("\u00a0", " ") == rest


HEAD_KINDS: tuple[ChangeKind, ...] = ("title-reworded", "bottom-line-reworded")


def test_what_has_no_room_is_counted_by_kind_as_far_as_a_line_goes() -> None:
    """The longest group is cut first: eight new figures are not called changed, as if they had other values."""
    kinds: tuple[tuple[ChangeKind, int], ...] = (
        ("figure-new", 8),
        ("figure-dropped", 2),
        ("claim-new", 21),
        ("claim-reworded", 12),
        ("claim-dropped", 33),
        ("source-regraded", 2),
        ("source-dropped", 14),
    )
    changes = tuple(Change(kind, f"thing-{kind}-{place}", "") for kind, count in kinds for place in range(count))
    edition = edition_of("")
    head = edition.head.model_copy(update={"profile": "one-pager"})
    edition = replace(edition, head=head, since=datetime.date(2026, 1, 2), changes=changes)
    rest = changes_view(edition, LABELS, {})["rest"].replace("\u00a0", " ")
    assert rest == "Figures: 8 new, 2 dropped. Claims: 66 changed. Sources: 14 dropped."
