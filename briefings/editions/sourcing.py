"""What an edition rests on, in numbers: the sourcing box, computed and never written by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from briefings.editions.claims import ClaimKey, claims_of_citations, judgement_key, printed_claims
from briefings.evidence.origins import declared_origins, origin_names
from briefings.model import KINDS, Edition, KeyJudgement, Source
from briefings.once import once
from briefings.prose import Citation, Footnote
from briefings.reading.walk import Node, cites_in, own_cites
from briefings.support import ClaimEvidence, Outcome
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Sourcing:
    """`origins` counts independent origins: those that the edition names, else by what the desk has declared.

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
    origins_compared: bool = False
    """Whether the origins were told from the kept sources too, and not by what the desk has declared alone."""
    outcomes: tuple[tuple[Outcome, int], ...] = ()
    """How many of the claims came out how, each by its gravest item; () where none was looked for."""
    judgement_outcomes: tuple[tuple[int, Outcome], ...] = ()
    """The number of each judgement that was looked for, and what came of it."""
    items: tuple[tuple[str, Outcome, int], ...] = ()
    """Of claims and judgements: kind of item, outcome, how many."""
    contested: int = 0
    """Claims on which sources are known to disagree."""
    not_as_cited: tuple[tuple[Outcome, tuple[Citation | Footnote, ...]], ...] = ()
    """The citations of the claims that were found otherwise, and of those that were not found."""

    def count(self, outcome: Outcome) -> int:
        """The claims that came out so."""
        return dict(self.outcomes).get(outcome, 0)

    @property
    def compared(self) -> bool:
        """Whether anything at all was held against a kept source."""
        return any(outcome is not Outcome.UNVERIFIABLE for _kind, outcome, _count in self.items)


@once
def sourcing(edition: Edition) -> Sourcing:
    sources = {source.key: source for source in edition.sources}
    origin = origins_of(edition)
    claims = [claim for claim in _claims(edition, sources) if claim.keys]
    dated = sorted((s for s in edition.sources if s.record.issued), key=lambda s: (s.record.issued.earliest, s.key))  # type: ignore[union-attr]
    grades: Counter[str] = Counter(source.record.provenance.reliability for source in edition.sources)
    kinds: Counter[str] = Counter(source.record.provenance.kind for source in edition.sources)
    uses = Counter(key for claim in claims for key in claim.keys)
    uses.update(key for one in edition.judgements for key in _keys(one.statement, sources))
    judged = [(one.number, edition.evidence.get(judgement_key(one))) for one in edition.judgements]
    found = Counter(claim.outcome for claim in claims if claim.outcome is not None)
    looked_for = [*(one for claim in claims for one in claim.evidence[:1]), *(one for _number, one in judged if one)]
    items = Counter((item.kind, item.outcome) for one in looked_for for item in one.items)
    return Sourcing(
        sources=len(sources),
        origins=len({origin[key] for key in sources}),
        claims=len(claims),
        single_origin_claims=sum(len(_groups(claim.keys, origin, claim.evidence)) == 1 for claim in claims),
        judgements=len(edition.judgements),
        single_origin_judgements=tuple(
            one.number for one in edition.judgements if len(judgement_origins(one, edition, origin)) == 1
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
        origins_compared=bool(edition.origins),
        outcomes=tuple((outcome, found[outcome]) for outcome in Outcome if found[outcome]),
        judgement_outcomes=tuple((number, one.outcome) for number, one in judged if one),
        items=tuple(
            (kind, outcome, items[kind, outcome])
            for kind in ("quotation", "figure", "date", "name")
            for outcome in Outcome
            if items[kind, outcome]
        ),
        contested=sum(any(one.standing == "contested" for one in claim.evidence) for claim in claims),
        not_as_cited=_not_as_cited(edition),
    )


@dataclass(slots=True)
class _Printed:
    """A claim as it is counted: its id, wherever it is printed, what it cites, and what was found on it.

    The cells of a table row are one claim, and so is a sentence that two notes have in common.
    """

    keys: set[str]
    evidence: list[ClaimEvidence]
    """The gravest first."""

    @property
    def outcome(self) -> Outcome | None:
        return self.evidence[0].outcome if self.evidence else None


def _claims(edition: Edition, sources: dict[str, Source]) -> list[_Printed]:
    by_id: dict[str, _Printed] = {}
    met: set[ClaimKey] = set()
    for key, node in printed_claims(edition):
        claim = by_id.setdefault(node.id, _Printed(set(), []))
        claim.keys |= _keys(node.children, sources)
        if key in edition.evidence and key not in met:
            claim.evidence = sorted((*claim.evidence, edition.evidence[key]), key=lambda one: one.outcome.rank)
        met.add(key)
    return list(by_id.values())


def _groups(
    keys: Iterable[str], origin: Mapping[str, str], found: Iterable[ClaimEvidence]
) -> tuple[tuple[str, ...], ...]:
    """Some sources parted by origin, each group in the order of the keys.

    What was found on the claim goes first; where it does not tell of all of them (a judgement's basis cites more than
    its statement), it may still join some that the desk holds apart.
    """
    wanted = dict.fromkeys(keys)
    parted = [[[key for key in wanted if key in group] for group in one.groups] for one in found]
    for groups in parted:
        if {key for group in groups for key in group} == set(wanted):
            return tuple(tuple(group) for group in groups if group)
    names = {key: origin[key] for key in wanted}
    for group in (group for groups in parted for group in groups):
        joined = {names[key] for key in group}
        names = {key: min(joined) if name in joined else name for key, name in names.items()}
    return tuple(tuple(key for key in names if names[key] == name) for name in dict.fromkeys(names.values()))


def _not_as_cited(edition: Edition) -> tuple[tuple[Outcome, tuple[Citation | Footnote, ...]], ...]:
    cited = claims_of_citations(edition)
    claims = {key: edition.evidence[key].outcome for key, _node in printed_claims(edition) if key in edition.evidence}
    return tuple(
        (
            outcome,
            tuple(node for node, keys in cited.items() if any(claims.get(key) is outcome for key in keys)),
        )
        for outcome in (Outcome.ALTERED, Outcome.NOT_FOUND)
    )


def judgement_origins(
    judgement: KeyJudgement, edition: Edition, origin: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """What a judgement rests on: the sources of its statement and of its basis, parted by origin (`origins_of`)."""
    cites = cites_in((*judgement.statement, *judgement.basis))
    found = edition.evidence.get(judgement_key(judgement))
    return _groups((cite.key for cite in cites if cite.key in origin), origin, (found,) if found else ())


def _keys(nodes: tuple[Node, ...], sources: Mapping[str, Source]) -> frozenset[str]:
    return frozenset(cite.key for cite in own_cites(nodes) if cite.key in sources)


@once
def origins_of(edition: Edition) -> dict[str, str]:
    """The name of each source's origin: as the edition has it, and by declaration for the rest."""
    sources = {source.key: source for source in edition.sources}
    return {
        key: edition.origins.get(key, name) for key, name in origin_names(declared_origins(sources), sources).items()
    }
