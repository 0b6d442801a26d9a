"""What an edition rests on, in numbers: the sourcing box, computed and never written by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from briefings.model import KINDS, Edition, Source
from briefings.reading.walk import cites_in, claims_within


@dataclass(frozen=True, slots=True)
class Sourcing:
    """`origins` counts independent origins by what the desk has declared: sources that share an originator,
    or of which one is derived from the other, or both from a third, are one origin.

    `single_origin_claims` are claims (printed once each) whose sources come to one origin.
    `grades` and `kinds` are counts by Admiralty letter and by kind, in their own order.
    """

    sources: int
    origins: int
    claims: int
    single_origin_claims: int
    judgements: int
    single_origin_judgements: tuple[int, ...]
    grades: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    oldest: Source | None
    newest: Source | None
    undated: tuple[Source, ...]
    ai: tuple[Source, ...]
    ai_unknown: tuple[Source, ...]
    weak: tuple[Source, ...]
    """Sources graded D, E or F."""
    derived: tuple[Source, ...]
    cited: tuple[tuple[str, int], ...]
    """How many claims and judgements cite each source."""


def sourcing(edition: Edition) -> Sourcing:
    sources = {source.key: source for source in edition.sources}
    origin = origins(edition.sources)
    cited_by_id: dict[str, frozenset[str]] = {}
    for claim in claims_within(edition.nodes):  # a table row is one claim in several cells
        cited_by_id[claim.id] = cited_by_id.get(claim.id, frozenset()) | _keys(claim.children, sources)
    cited_by_claim = [keys for keys in cited_by_id.values() if keys]
    cited_by_judgement = [(one.number, _keys((*one.statement, *one.basis), sources)) for one in edition.judgements]
    dated = sorted((s for s in edition.sources if s.record.issued), key=lambda s: (s.record.issued.earliest, s.key))  # type: ignore[union-attr]
    grades: Counter[str] = Counter(source.record.provenance.reliability for source in edition.sources)
    kinds: Counter[str] = Counter(source.record.provenance.kind for source in edition.sources)
    uses = Counter(key for keys in cited_by_claim for key in keys)
    uses.update(key for one in edition.judgements for key in _keys(one.statement, sources))
    return Sourcing(
        sources=len(sources),
        origins=len(set(origin.values())),
        claims=len(cited_by_claim),
        single_origin_claims=sum(len({origin[key] for key in keys}) == 1 for keys in cited_by_claim),
        judgements=len(edition.judgements),
        single_origin_judgements=tuple(
            number for number, keys in cited_by_judgement if len({origin[key] for key in keys}) == 1
        ),
        grades=tuple((grade, grades[grade]) for grade in "ABCDEF" if grades[grade]),
        kinds=tuple((kind, kinds[kind]) for kind in KINDS if kinds[kind]),
        oldest=dated[0] if dated else None,
        newest=dated[-1] if dated else None,
        undated=tuple(source for source in edition.sources if source.record.issued is None),
        ai=tuple(s for s in edition.sources if s.record.provenance.ai in ("assisted", "generated")),
        ai_unknown=tuple(s for s in edition.sources if s.record.provenance.ai == "unknown"),
        weak=tuple(s for s in edition.sources if s.record.provenance.reliability in "DEF"),
        derived=tuple(s for s in edition.sources if s.record.provenance.derived_from),
        cited=tuple((key, uses[key]) for key in sources),
    )


def _keys(nodes: tuple[object, ...], sources: dict[str, Source]) -> frozenset[str]:
    return frozenset(cite.key for cite in cites_in(nodes) if cite.key in sources)  # type: ignore[arg-type]


def origins(sources: tuple[Source, ...]) -> dict[str, str]:
    """For each citekey the name of its origin: the first citekey (by spelling) of the group it belongs to.

    Groups are joined by the declared edges of `Provenance`: the same originator, and `derived-from`, be it
    another source or a wire. An unknown originator joins nothing.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    def join(one: str, other: str) -> None:
        first, second = sorted((root(one), root(other)))
        parent[second] = first

    for source in sources:
        root(f"key:{source.key}")
        provenance = source.record.provenance
        if provenance.originator.casefold() != "unknown":
            join(f"key:{source.key}", f"originator:{provenance.originator.casefold()}")
        for other in provenance.derived_from:
            join(f"key:{source.key}", other.casefold() if other.startswith("wire:") else f"key:{other}")
    members: dict[str, list[str]] = {}
    for source in sources:
        members.setdefault(root(f"key:{source.key}"), []).append(source.key)
    return {key: min(group) for group in members.values() for key in group}
