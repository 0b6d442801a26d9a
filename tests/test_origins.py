"""Origins: which sources go back to one, by record, by agency, by wording, by facts, and by the desk's own word."""

from __future__ import annotations

import datetime
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.diagnostics import Place
from briefings.evidence.facts import ClaimText
from briefings.evidence.origins import (
    Origins,
    claim_edges,
    declared_origins,
    find_origins,
    origin_names,
    standing,
    unused_decisions,
)
from briefings.evidence.sources import SourceText
from briefings.prose import Cite
from briefings.support import CiteEvidence, ClaimEvidence, Edge, Item, Outcome, Passage
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
        keys = [line[4:] for line in case.input.split("\n") if line.startswith("=== ") and line != "=== origins.yaml"]
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = told(origins_of(case.input), keys).split("\n")
    expect(CASES, "\n".join(lines))


# ------------------------------------------------------------------ groups


def edge(first: str, second: str, kind: str = "text", *, certain: bool = True) -> Edge:
    return Edge(first, second, kind, "because", certain=certain)


def test_groups_keep_the_order_of_the_keys() -> None:
    """Each group in the order of what was asked for, and the groups by their first."""
    origins = Origins((edge("a", "c"),))
    assert origins.groups(["c", "b", "a"]) == (("c", "a"), ("b",))
    assert origins.groups([]) == ()
    assert origins.groups(["x", "x"]) == (("x",),)


def test_an_edge_of_which_nobody_is_certain_joins_nothing_and_is_told() -> None:
    """It is among the edges between the two, and they are two."""
    origins = Origins((edge("a", "b", "fingerprint", certain=False),))
    assert origins.groups(["a", "b"]) == (("a",), ("b",))
    assert [one.kind for one in origins.joined(["a", "b"])] == ["fingerprint"]


def test_the_edges_of_one_claim_join_for_that_claim_alone() -> None:
    """What is given as `more` counts once."""
    origins = Origins()
    assert origins.groups(["a", "b"], (edge("a", "b", "speaker"),)) == (("a", "b"),)
    assert origins.groups(["a", "b"]) == (("a",), ("b",))


def test_the_weakest_edge_on_the_way_gives_way_to_a_cut() -> None:
    """a and d are two: of a-b-c-d the text between b and c is dropped, whichever way the edges are ordered."""
    edges = (edge("a", "b", "declared"), edge("b", "c", "text"), edge("c", "d", "wire"))
    for order in (edges, edges[::-1]):
        assert Origins(order, frozenset({("a", "d")})).groups("abcd") == (("a", "b"), ("c", "d"))


def test_a_cut_is_stronger_than_an_edge_of_the_claim() -> None:
    """The desk's word stands, and the edge is not told."""
    origins = Origins((), frozenset({("a", "b")}))
    more = (edge("a", "b", "attribution"),)
    assert origins.groups(["b", "a"], more) == (("b",), ("a",))
    assert origins.joined(["b", "a"], more) == ()


NAMES = st.sampled_from("abcdefg")
EDGES = st.lists(
    st.tuples(NAMES, NAMES, st.sampled_from(["declared", "wire", "text", "speaker"])).filter(
        lambda one: one[0] < one[1]
    )
)
CUTS = st.frozensets(st.tuples(NAMES, NAMES).filter(lambda one: one[0] < one[1]), max_size=4)


@given(EDGES, CUTS, st.lists(NAMES, unique=True))
def test_groups_are_a_parting_that_no_cut_and_no_order_breaks(
    edges: list[tuple[str, str, str]], cuts: frozenset[tuple[str, str]], keys: list[str]
) -> None:
    """Every key once, no cut pair together, the same from any order of edges, and without cuts every edge kept."""
    plain = tuple(edge(*one) for one in edges)
    groups = Origins(plain, cuts).groups(keys)
    assert sorted(key for group in groups for key in group) == sorted(keys)
    assert not any(first in group and second in group for group in groups for first, second in cuts)
    assert Origins(plain[::-1], cuts).groups(keys) == groups
    whole = Origins(plain).groups(keys)
    for one in plain:
        if one.first in keys and one.second in keys:
            assert any(one.first in group and one.second in group for group in whole)


# ---------------------------------------------------------------- declared


def source(key: str, **provenance: str) -> str:
    return record(key, "\n".join(f"{name.replace('_', '-')}: {value}" for name, value in provenance.items()))


@pytest.mark.parametrize(
    ("sources", "groups"),
    [
        ([source("a"), source("b")], {"a": "a", "b": "b"}),
        ([source("a", originator="X"), source("b", originator="x")], {"a": "a", "b": "a"}),
        ([source("a", originator="unknown"), source("b", originator="Unknown")], {"a": "a", "b": "b"}),
        ([source("a"), source("b", derived_from="[a]")], {"a": "a", "b": "a"}),
        ([source("a", derived_from="[c]"), source("b", derived_from="[c]")], {"a": "a", "b": "a"}),
        (
            [source("a", derived_from="['wire:Yonhap']"), source("b", derived_from="['wire:yonhap']")],
            {"a": "a", "b": "a"},
        ),
        (
            [
                source("a", derived_from="[b]"),
                source("b", derived_from="[c]"),
                source("c", derived_from="[a]"),
                source("d"),
            ],
            {"a": "a", "b": "a", "c": "a", "d": "d"},
        ),
        ([], {}),
    ],
)
def test_sources_that_rest_on_one_are_one_origin(sources: list[str], groups: dict[str, str]) -> None:
    """The same originator, a source derived from another, or both from a third or a wire; not two unknowns."""
    dossier = read_dossier("".join(sources))
    found = declared_origins({key: dossier.sources[key] for key in groups})
    assert origin_names(found, groups) == groups


# --------------------------------------------------------------- decisions


def test_decisions_are_told_as_unused_where_they_change_nothing() -> None:
    """`same` of what is one anyway and `separate` of what is two; one that joins or parts is of use."""
    text = source("a", originator="X") + source("b", originator="X") + source("c") + source("d")
    decisions = [("[a, b]", "true"), ("[c, d]", "false"), ("[a, b]", "false"), ("[c, d]", "true")]
    for number, (keys, same) in enumerate(decisions):
        one = f"=== content/origins.yaml\n- sources: {keys}\n  same: {same}\n  reason: We asked.\n"
        dossier = read_dossier(text + one)
        assert len(list(unused_decisions(dossier, find_origins(dossier, {})))) == (number < 2)


def test_the_lock_tells_of_edges_where_a_source_is_not_at_hand() -> None:
    """An edge of wording from the lock counts, unless both texts are here to be compared again."""
    dossier = read_dossier(source("a") + source("b"))
    kept = (edge("a", "b"), edge("a", "gone"), edge("a", "b", "declared"))
    assert find_origins(dossier, {}, kept).groups("ab") == (("a", "b"),)
    texts = {key: SourceText(key, "read", article=key, page=key) for key in "ab"}
    assert find_origins(dossier, texts, kept).groups("ab") == (("a",), ("b",))


# ------------------------------------------------------------ of one claim


def cited(
    text: str, sources: dict[str, str], quotation: str = ""
) -> tuple[ClaimText, ClaimEvidence, dict[str, SourceText]]:
    """A claim on sources, in each of which the first sentence with "Sable" supports it."""
    claim = ClaimText(
        "n", "n.md", "c", "claim", Place("n.md"), datetime.date(2026, 1, 1), text=text, cites=tuple(map(Cite, sources))
    )
    cites = []
    for key, words in sources.items():
        end = words.index("Sable") + 5
        cites.append(CiteEvidence(key, "read", "", Passage(key, words.rfind(". ", 0, end) + 1, end, "")))
    items = (Item("quotation", quotation, Outcome.VERIFIED),) if quotation else ()
    found = ClaimEvidence("n", "c", "", Outcome.VERIFIED, items, tuple(cites))
    return claim, found, {key: SourceText(key, "read", article=words, page=words) for key, words in sources.items()}


def edges_of(
    records: str, sources: dict[str, str], quotation: str = "", text: str = "Boats were turned back."
) -> list[tuple[str, str, str]]:
    claim, found, texts = cited(text, sources, quotation)
    return [
        (one.kind, one.first, one.second) for one in claim_edges(claim, found, texts, read_dossier(records).sources)
    ]


@pytest.mark.parametrize(
    ("sentence", "joined"),
    [
        ("According to the Skerry Post, boats left the Sable Bank.", True),
        ("Boats left the Sable Bank, the Skerry Post reported on Monday.", True),
        ("Boats left the Sable Bank, said a report in the Skerry Post.", True),
        ("A crew told the Skerry Post that boats left the Sable Bank.", True),
        ("Boats left the Sable Bank. The Skerry Post was first to report it.", False),
        ("Boats left the Sable Bank, and so did the editor of the Skerry Postman.", False),
        ("The Skerry Post stands on a hill. Boats left the Sable Bank.", False),
        ("According to the Skerry Post it rains. It is cold. It is late. Boats left the Sable Bank.", False),
    ],
)
def test_a_source_that_credits_another_near_the_evidence_is_one_origin_with_it(sentence: str, joined: bool) -> None:
    """Within the sentence before and the one after; the name alone, or a credit farther off, joins nothing."""
    records = record("a", "container-title: Skerry Post") + source("b")
    found = edges_of(records, {"a": "Boats left the Sable Bank at dawn.", "b": sentence})
    assert found == ([("attribution", "a", "b")] if joined else [])


def test_two_that_credit_the_same_agency_are_one_origin_for_that_claim() -> None:
    """The agency itself need not be cited."""
    texts = {"a": "Boats left the Sable Bank, KCNA said.", "b": "KCNA reported that the Sable Bank was empty."}
    assert edges_of(source("a") + source("b"), texts) == [("attribution", "a", "b")]
    texts["b"] = "Xinhua reported that the Sable Bank was empty."
    assert edges_of(source("a") + source("b"), texts) == []


def test_two_that_quote_the_same_words_are_one_origin_for_that_claim() -> None:
    """Whether the claim has the quotation, or the sources have it where they bear the claim out."""
    both = {
        "a": "“We will never leave the Sable Bank,” she said.",
        "b": "There was applause. “We will never leave the Sable Bank,” the minister vowed.",
    }
    text = "The minister never wants to leave the bank."
    assert edges_of(source("a") + source("b"), both, text=text) == [("speaker", "a", "b")]
    assert edges_of(source("a") + source("b"), both, text="There was applause in the hall.") == []
    far = {key: f"The Sable Bank is far. It rains. It is late. {text}" for key, text in both.items()}
    assert edges_of(source("a") + source("b"), far, text=text) == []
    assert edges_of(source("a") + source("b"), far, "We will never leave") == [("speaker", "a", "b")]
    assert edges_of(source("a") + source("b"), far, "We will") == []


@pytest.mark.parametrize(
    ("groups", "grades", "text", "contested", "expected"),
    [
        ((), "", "It rose.", False, "unsupported"),
        ((("a",),), "A", "It rose.", False, "single-source"),
        ((("a", "b"),), "AB", "It rose.", False, "single-source"),
        ((("a",), ("b",)), "CE", "It rose.", False, "corroborated"),
        ((("a",), ("b",)), "DE", "It rose.", False, "single-source"),
        ((("a",), ("b",)), "AB", "It rose.", True, "contested"),
        ((("a",), ("b",)), "AB", "Sources differ on it.", False, "contested"),
    ],
)
def test_how_a_claim_stands(
    groups: tuple[tuple[str, ...], ...], grades: str, text: str, contested: bool, expected: str
) -> None:
    """By its origins, their grades, and whether it is contested."""
    desk = "".join(source(key, reliability=grade) for key, grade in zip("ab", grades, strict=False))
    claim = cited(text, {})[0]
    assert standing(claim, groups, read_dossier(desk), contested=contested) == expected


# ------------------------------------------------------------------ hostile


@pytest.mark.parametrize(
    "piece", ["'a ", "“", '"', "‘", "‘x’y", "A-", " \n", "\n", " ", ". ", "(Reuters) ", "a" * 50 + " ", "1,", "\ue000"]
)
def test_a_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """A megabyte of what the patterns begin with is read in seconds, and once more as long in about twice the time."""
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    sources = {key: SourceText(key, "read", article=text, page=text) for key in ("a", "b")}
    started = time.process_time()
    find_origins(read_dossier(source("a") + source("b")), sources)
    assert time.process_time() - started < 10
