"""What changed between two editions: by their records, in the box of a page, and as the command tells it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.editions.changes import changes_between
from briefings.model import Change
from briefings.reading.claims import derived_id
from briefings.rendering.changes import MOST_LINES
from briefings.rendering.redline import word_differences
from tests.cases import Case, read_cases
from tests.conftest import ROOT, Program
from tests.desks import write_desk

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
                notes.setdefault(note, []).append({"id": name, "text": text, "evidence": evidence})
            case ["figure", name, value, unit]:
                figure = {"id": name, "value": value, "unit": unit, "label": text, "changed": reason}
                record["figures"].append(figure | {"printed": f"{value} {unit}"})
            case ["source", key, grade, status]:
                worth = {"reliability": grade, "status": status, "basis": reason}
                record["sources"].append({"key": key, "title": text, "provenance": worth})
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


def test_the_time_is_in_proportion_to_the_claims() -> None:
    """Four times the claims, all reworded and all without ids, take not much more than four times as long."""

    def seconds(many: int) -> float:
        def record(sign: str) -> dict[str, Any]:
            texts = [
                f"In {sign} the plant number{one} of owner{one % 97} sold goods{one * 7} abroad" for one in range(many)
            ]
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
