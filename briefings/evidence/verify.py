"""Every claim of a desk looked for in the kept sources it cites; what cannot be looked for is taken from the lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from briefings.evidence.anchoring import Anchor, dated_otherwise
from briefings.evidence.arithmetic import wrong_sums
from briefings.evidence.dates import find_dates, match_date
from briefings.evidence.evidence import Evidence
from briefings.evidence.facts import ClaimText, claim_digest, claim_texts, figure_text
from briefings.evidence.lock import Lock, parse_lock
from briefings.evidence.match import Match
from briefings.evidence.names import find_names, match_name
from briefings.evidence.numbers import match_quantity, quantity_of
from briefings.evidence.origins import Origins, claim_edges, find_origins, standing
from briefings.evidence.passages import best_passage
from briefings.evidence.quantities import find_numbers
from briefings.evidence.quotations import find_quotations, match_quotation
from briefings.evidence.sources import SourceText
from briefings.evidence.units import is_time
from briefings.model import Dossier, Source
from briefings.support import CiteEvidence, CiteState, ClaimEvidence, Edge, Item, ItemKind, Outcome, Passage

_UNREAD = Match(Outcome.UNVERIFIABLE)


Found = dict[tuple[str, str], ClaimEvidence]
"""What was found on claims, by (document, claim id)."""


def verify(
    dossier: Dossier,
    sources: Mapping[str, SourceText],
    *,
    looked: Mapping[tuple[str, str], ClaimEvidence] | None = None,
    textual: tuple[Edge, ...] | None = None,
) -> Evidence:
    """Look for every item of every claim in the sources that were read, and take the rest from the desk's lock.

    A claim whose sources are all read is verified now. Of any other the lock tells, as long as neither the claim
    nor the digest of a source has changed since; else its items are unverifiable, but for those that are found in
    what could be read. `looked` and `textual` are what `look` and `text_edges` have given already, where they were
    asked before.
    """
    claims = claim_texts(dossier)
    lock = parse_lock(dossier.lock)
    origins = find_origins(dossier, dict(sources), lock.edges, textual)
    found = dict(looked) if looked is not None else look(dossier, sources, claims)
    for claim in claims:
        found[claim.document, claim.id] = _with_origins(
            claim, found[claim.document, claim.id], origins, dossier, sources
        )
    return Evidence(claims, found, dict(sources), origins, lock)


def look(dossier: Dossier, sources: Mapping[str, SourceText], claims: Iterable[ClaimText]) -> Found:
    """What is found of some claims, each by itself; of how many origins their sources are, it does not tell."""
    looker = _Looker(dossier, sources, parse_lock(dossier.lock))
    for claim in claims:
        looker.evidence(claim)
    return looker.found


def _with_origins(
    claim: ClaimText, found: ClaimEvidence, origins: Origins, dossier: Dossier, sources: Mapping[str, SourceText]
) -> ClaimEvidence:
    """The same with the origins of what it cites; what the lock tells has them."""
    if found.locked:
        return found
    texts = {one.key: sources[one.key] for one in found.cites if one.state == "read"}
    groups = origins.groups((one.key for one in found.cites), claim_edges(claim, found, texts, dossier.sources))
    contested = _is_contested(claim, dossier)
    return replace(found, groups=groups, standing=standing(claim, groups, dossier, contested=contested))


def _is_contested(claim: ClaimText, dossier: Dossier) -> bool:
    """Whether the desk itself says that its sources disagree."""
    contests = bool(claim.judgement and dict(claim.judgement.attributes).get("contests"))
    records = (dossier.figures.get(name) for _at, name in claim.figures)
    return contests or any(record is not None and record.record.contested for record in records)


class _Looker:
    def __init__(self, dossier: Dossier, sources: Mapping[str, SourceText], lock: Lock) -> None:
        self.dossier = dossier
        self.sources = sources
        self.lock = lock
        self.found: Found = {}
        records = {name: figure.record for name, figure in dossier.figures.items()}
        self.wrong_sums = wrong_sums(records, dossier.settings.evidence.tolerance)

    def evidence(self, claim: ClaimText) -> ClaimEvidence:
        known = self.found.get((claim.document, claim.id))
        if known is None or claim.kind != "figure":  # a figure may have been looked at for a claim that prints it
            known = self.found[claim.document, claim.id] = self.new_evidence(claim)
        return known

    def new_evidence(self, claim: ClaimText) -> ClaimEvidence:
        digest = claim_digest(claim, self.dossier)
        cites = tuple(self.cite(key) for key in claim.keys if key in self.dossier.sources)
        texts = {one.key: self.sources[one.key] for one in cites if one.state == "read"}
        if len(texts) < len(cites):
            locked = self.lock.current(claim, digest, cites)
            if locked is not None:
                return locked
        items = tuple(self.items(claim, texts, whole=len(texts) == len(claim.keys)))
        return ClaimEvidence(
            claim.document,
            claim.id,
            digest,
            _gravest(items),
            items,
            tuple(replace(one, passage=self.passage(claim, items, texts.get(one.key))) for one in cites),
        )

    def cite(self, key: str) -> CiteEvidence:
        source = self.sources.get(key)
        kept = self.dossier.sources[key].record.provenance.snapshot
        state: CiteState = source.state if source is not None else ("missing" if kept else "not-kept")
        return CiteEvidence(key, state, kept.sha256 if kept else "")

    def passage(self, claim: ClaimText, items: tuple[Item, ...], source: SourceText | None) -> Passage | None:
        return None if source is None else best_passage(claim.text, items, source)

    @property
    def in_english(self) -> bool:
        """Whether a capital tells a name: in German every noun has one, and other languages have their own customs."""
        return self.dossier.settings.desk.language.startswith("en")

    # --------------------------------------------------------------- items

    def items(
        self,
        claim: ClaimText,
        texts: Mapping[str, SourceText],
        *,
        whole: bool,
    ) -> Iterator[Item]:
        """What can be looked for in a claim, and what came of it, in reading order."""
        if claim.kind == "figure":
            yield self.figure(claim, texts, whole=whole)
            return
        if not claim.keys:
            return
        found = [*self.words(claim, texts, whole=whole), *self.printed_figures(claim)]
        yield from sorted(found, key=lambda item: (item.start, item.end))

    def words(self, claim: ClaimText, texts: Mapping[str, SourceText], *, whole: bool) -> Iterator[Item]:
        """The quotations of a claim, and outside them its dates, numbers and names; none is counted twice."""
        tolerance = self.dossier.settings.evidence.tolerance
        taken: list[tuple[int, int]] = []
        for quotation in find_quotations(claim):
            taken.append((quotation.start, quotation.end))
            match = _best(match_quotation(quotation, text) for text in texts.values())
            yield _item(
                "quotation",
                quotation.text,
                (quotation.start, quotation.end),
                match,
                whole=whole,
                required=quotation.required,
            )
        dates = [one for one in find_dates(claim.text, claim.date) if _free((one.start, one.end), taken)]
        taken.extend((one.start, one.end) for one in dates)
        anchors: list[Anchor] = []
        for quantity in find_numbers(claim.text):
            if _free((quantity.start, quantity.end), taken):
                taken.append((quantity.start, quantity.end))
                if claim.kind == "judgement" and is_time(quantity.unit):
                    continue  # its horizon again: "within five years"
                matches = [match_quantity(quantity, text, tolerance, claim.text) for text in texts.values()]
                anchors.extend(
                    Anchor(quantity.start, quantity.end, one.hit)
                    for one in matches
                    if one.hit is not None and one.outcome is Outcome.VERIFIED
                )
                yield _item("figure", quantity.text, (quantity.start, quantity.end), _best(iter(matches)), whole=whole)
        for date in dates if claim.kind == "claim" else ():  # the horizon of a judgement is the desk's own
            match = _best(match_date(date, text) for text in texts.values())
            if match.outcome is Outcome.VERIFIED:
                match = dated_otherwise(date, dates, tuple(texts.values()), anchors) or match
            yield _item("date", date.text, (date.start, date.end), match, whole=whole)
        for name in find_names(claim.text) if self.in_english else ():
            if _free((name.start, name.end), taken):
                match = _best(
                    match_name(name, text, self.dossier.names, record_words(self.dossier.sources[key]))
                    for key, text in texts.items()
                )
                yield _item("name", name.text, (name.start, name.end), match, whole=whole)

    def printed_figures(self, claim: ClaimText) -> Iterator[Item]:
        """A figure of the desk is looked for in its own source: the claim that prints it has its outcome."""
        for at, name in claim.figures:
            figure = self.dossier.figures.get(name)
            if figure is not None:
                yield from (replace(item, start=at, end=at + 1) for item in self.evidence(figure_text(figure)).items)

    def figure(
        self,
        claim: ClaimText,
        texts: Mapping[str, SourceText],
        *,
        whole: bool,
    ) -> Item:
        assert claim.figure is not None
        quantity = quantity_of(claim.figure)
        tolerance: Decimal = self.dossier.settings.evidence.tolerance
        match = _best(match_quantity(quantity, text, tolerance, claim.figure.label) for text in texts.values())
        if claim.figure.calc and match.outcome is not Outcome.VERIFIED and claim.figure.id not in self.wrong_sums:
            # The value follows from others (FIG04 has done the sum); it is as good as they are.
            match = Match(Outcome.VERIFIED, "calculated")
        return _item("figure", quantity.text, (0, 1), match, whole=whole)


def record_words(source: Source) -> str:
    """The names that a source's record gives: who wrote it and published it, and what it is called."""
    record = source.record
    people = [str(name) for name in (*record.author, *record.editor)]
    titles = [record.title, record.title_short, record.container_title, record.publisher, record.collection_title]
    return " | ".join(part for part in (*people, *titles, record.provenance.originator) if part)


def _best(matches: Iterator[Match]) -> Match:
    best = _UNREAD
    for match in matches:
        if match.better_than(best):
            best = match
    return best


def _item(
    kind: ItemKind, text: str, span: tuple[int, int], match: Match, *, whole: bool, required: bool = True
) -> Item:
    """`whole` tells whether every cited source was read: else what was not found may be in another."""
    if not whole and match.outcome is not Outcome.VERIFIED:
        match = _UNREAD
    return Item(
        kind,
        text,
        match.outcome,
        *span,
        how=match.how,
        problem=match.problem,
        hit=match.hit,
        found=match.found,
        differences=match.differences,
        grave=match.grave,
        required=required,
    )


def _free(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return not any(span[0] < end and start < span[1] for start, end in taken)


def _gravest(items: tuple[Item, ...]) -> Outcome:
    counted = [item.outcome for item in items if item.required or item.outcome is Outcome.VERIFIED]
    return min(counted, key=lambda outcome: outcome.rank, default=Outcome.NOTHING)
