"""The sourcing box: how many sources, origins and grades an edition rests on, counted and never written."""

from __future__ import annotations

from briefings.editions.sourcing import sourcing
from tests.desks import edition_of


def source(key: str, more: str = "", *, issued: str = "2025", **provenance: str) -> str:
    facts = {"kind": "analysis", "originator": key, "reliability": "B", "basis": "B.", "descriptor": "D.", **provenance}
    told = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in facts.items())
    dated = f"issued: {issued}\n" if issued else ""
    return f"=== content/sources/{key}.yaml\ntype: report\ntitle: {key}\n{dated}{more}provenance: {{{told}}}\n"


def test_what_an_edition_rests_on() -> None:
    """Each count of the box, for a desk of five sources."""
    desk = (
        source("a", issued="2025-03", kind="primary-record", reliability="A", ai="none")
        + source("b", issued="", reliability="E", ai="generated")
        + source("c", derived_from="[a]", ai="assisted")
        + source("unused")
        + "=== content/notes/security/deal.md\n---\ntitle: D\ntopic: security\ndate: 2026-01-29\n---\n\n"
        + "One [@a]. Two [@a; @c]. Three [@a; @b]. Four [@a].\n\n- Four [@a].\n\n[marked]{.claim #m} [@b].\n\n"
        + '::: {.judgement #j likelihood="likely" confidence="low"}\nIt is likely [@a].\n\nBecause [@b].\n:::\n'
    )
    box = sourcing(edition_of(desk))
    assert (box.sources, box.origins) == (4, 3)
    assert (box.claims, box.single_origin_claims) == (8, 7)
    assert (box.judgements, box.single_origin_judgements) == (2, (2,))
    assert box.grades == (("A", 1), ("B", 2), ("E", 1))
    assert box.kinds == (("primary-record", 1), ("analysis", 3))
    assert box.oldest is not None
    assert box.newest is not None
    assert (box.oldest.key, box.newest.key) == ("c", "a")
    assert [one.key for one in box.undated] == ["b"]
    assert [one.key for one in box.ai] == ["b", "c"]
    assert [one.key for one in box.ai_unknown] == []
    assert [one.key for one in box.weak] == ["b"]
    assert [one.key for one in box.derived] == ["c"]
    assert dict(box.cited) == {"a": 6, "b": 3, "c": 1, "smith-2025": 2}


def test_an_edition_without_sources_has_an_empty_box() -> None:
    """Nothing cited, nothing counted, and no oldest or newest."""
    text = "=== content/notes/security/troops.md\n---\ntitle: T\ntopic: security\ndate: 2026-01-28\n---\n\nNothing.\n"
    box = sourcing(edition_of(text))
    assert (box.sources, box.origins, box.claims, box.grades, box.kinds) == (0, 0, 0, (), ())
    assert (box.oldest, box.newest) == (None, None)
