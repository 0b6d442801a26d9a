"""An edition as JSON: what was printed, in a form that outlives the layout."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from briefings.editions.claims import ClaimKey, brief_document, judgement_key
from briefings.editions.formats import format_figure
from briefings.editions.indented import to_indented
from briefings.editions.sourcing import Sourcing, origins_of, sourcing
from briefings.evidence.facts import FIGURE_MARK
from briefings.model import Correction, Edition, Figure, KeyJudgement, Provenance, Source
from briefings.prose import Claim, FigureUse, Heading, Inline, Paragraph
from briefings.reading.claims import written_text
from briefings.reading.walk import Node, claims_within, own_cites, walk, walk_own
from briefings.support import ClaimEvidence, Item, Outcome

SCHEMA = "https://briefings.invalid/schema/edition-1.json"
"""The name of the record's form. It names a version and is no page on the web."""


def to_record(edition: Edition) -> dict[str, Any]:
    """The record of an edition, as plain values in a fixed order."""
    box = sourcing(edition)
    origin = origins_of(edition)
    return {
        "$schema": SCHEMA,
        **({"form": edition.form} if edition.form > 1 else {}),
        "brief": edition.brief,
        "title": edition.head.title,
        "date": edition.date.isoformat(),
        "cutoff": edition.cutoff.isoformat(),
        "since": edition.since.isoformat() if edition.since else None,
        "series": edition.head.series,
        "number": edition.number,
        "authors": list(edition.head.authors),
        "marking": edition.head.marking,
        "language": edition.desk.language,
        "scale": edition.scale,
        "bottom-line": " ".join(_texts(edition.bottom_line)),
        "judgements": [_judgement(judgement, edition) for judgement in edition.judgements],
        "sections": [
            {
                "topic": section.topic,
                "title": section.title,
                "notes": [
                    {
                        "id": note.id,
                        "title": note.title,
                        "date": note.date.isoformat(),
                        "claims": _claims(note.id, (*_statements(note.id, edition), *note.blocks), edition),
                    }
                    for note in section.notes
                ],
            }
            for section in edition.sections
        ],
        "lead": {"claims": _claims(brief_document(edition), (*edition.bottom_line, *edition.lead), edition)},
        "figures": [_figure(figure, edition.desk.language) for figure in edition.all_figures.values()],
        "sources": [_source(source, origin[source.key]) for source in edition.sources],
        "sourcing": {
            "sources": box.sources,
            "origins": box.origins,
            "claims": box.claims,
            "single-origin-claims": box.single_origin_claims,
            "single-origin-judgements": list(box.single_origin_judgements),
            "grades": dict(box.grades),
            "kinds": dict(box.kinds),
        },
        "evidence": _summary(box),
        "changes": [asdict(change) for change in edition.changes],
        "corrections": [correction_record(correction) for correction in edition.corrections],
        "withdrawals": [
            asdict(one) | {"status": "withdrawn", "date": one.date.isoformat()} for one in edition.withdrawals
        ],
    }


def correction_record(correction: Correction) -> dict[str, str]:
    return {
        "date": correction.date.isoformat(),
        "reason": correction.reason,
        "former": correction.former,
    }


def to_json(edition: Edition) -> bytes:
    """The record as UTF-8 bytes: the same edition gives the same bytes."""
    return (to_indented(to_record(edition)) + "\n").encode()


def _judgement(judgement: KeyJudgement, edition: Edition) -> dict[str, Any]:
    return {
        "number": judgement.number,
        "id": judgement.id,
        "text": written_text(judgement.statement),
        "likelihood": judgement.likelihood,
        "range": [judgement.low, judgement.high],
        "confidence": judgement.confidence,
        "horizon": judgement.horizon,
        "changed": judgement.changed,
        "topic": judgement.topic,
        "note": judgement.note,
        "cites": _cites(judgement.statement),
        "evidence": _evidence(edition.evidence.get(judgement_key(judgement))),
    }


def _statements(note: str, edition: Edition) -> tuple[Inline, ...]:
    """The statements of a note's judgements: their footnotes may make claims."""
    return tuple(inline for one in edition.judgements if one.note == note for inline in one.statement)


def _claims(document: str, blocks: tuple[Node, ...], edition: Edition) -> list[dict[str, Any]]:
    """The claims of some blocks, each once: the cells of a table row are one, and a footnote that is called again."""
    kinds = {source.key: source.record.provenance.kind for source in edition.sources}
    grouped: dict[str, list[Claim]] = {}
    for claim in dict.fromkeys(claims_within(blocks)):
        grouped.setdefault(claim.id, []).append(claim)
    return [_claim(group, kinds, edition, (document, name)) for name, group in grouped.items()]


def _claim(group: list[Claim], kinds: Mapping[str, str], edition: Edition, key: ClaimKey) -> dict[str, Any]:
    children = tuple(inline for claim in group for inline in claim.children)
    text = group[0].row or written_text(group[0].children)
    reason = dict(group[0].attributes).get("changed", "").strip()
    figures = list(dict.fromkeys(node.figure for node in walk_own(children) if isinstance(node, FigureUse)))
    cites = _cites(children)
    return {
        "id": group[0].id,
        "text": text,
        **({"heads": list(group[0].heads)} if any(group[0].heads) and edition.form > 1 else {}),
        "cites": cites,
        "kinds": sorted({kinds[cite["source"]] for cite in cites if cite["source"] in kinds}),
        "figures": figures,
        "digest": hashlib.sha256(json.dumps([text, cites, figures], ensure_ascii=False).encode()).hexdigest(),
        "evidence": _evidence(edition.evidence.get(key)),
        **({"changed": reason} if reason else {}),
    }


def _evidence(found: ClaimEvidence | None) -> dict[str, Any] | None:
    """What was found on a claim, whether it was verified now or read from the lock; None where nobody looked.

    It names no place in a source's text and quotes none of it: `digest` lets a later edition see that a passage which
    supported the claim has changed.
    """
    if found is None:
        return None
    return {
        "state": str(found.outcome),
        "standing": found.standing,
        "origins": [list(group) for group in found.groups],
        "items": [_item(item) for item in found.items],
        "passages": [{"source": one.key, "digest": one.passage.digest} for one in found.cites if one.passage],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "text": item.text.replace(FIGURE_MARK, "…"),
        "state": str(item.outcome),
        "required": item.required,
        "how": item.how,
        "problem": item.problem,
        "found": item.found,
        "differences": [list(pair) for pair in item.differences],
        "source": item.hit.source if item.hit else None,
        "page": item.hit.page or None if item.hit else None,
    }


def _summary(box: Sourcing) -> dict[str, Any] | None:
    """How many claims, judgements and items came out how; None where nothing was looked for."""
    if not (box.outcomes or box.judgement_outcomes):
        return None
    judged = Counter(outcome for _number, outcome in box.judgement_outcomes)
    items: dict[str, dict[str, int]] = {kind: {} for kind in ("quotation", "figure", "date", "name")}
    for kind, outcome, count in box.items:
        items[kind][str(outcome)] = count
    return {
        "claims": {str(outcome): box.count(outcome) for outcome in Outcome},
        "judgements": {str(outcome): judged[outcome] for outcome in Outcome},
        "items": items,
        "contested-claims": box.contested,
    }


def _cites(nodes: tuple[Inline, ...]) -> list[dict[str, str]]:
    cites = []
    for cite in own_cites(nodes):
        entry = {"source": cite.key}
        if cite.locator is not None:
            entry |= {"label": cite.locator.label, "locator": cite.locator.value}
        cites.append(entry)
    return cites


def _figure(figure: Figure, language: str) -> dict[str, Any]:
    """What was written of a figure, and how it was printed: a later edition tells of it as its readers knew it."""
    record = figure.record
    values = {
        "value": str(record.value),
        "as-of": str(record.as_of) if record.as_of else None,
        "printed": format_figure(record, language),
    }
    if record.max_age is not None:
        values["max-age"] = f"P{record.max_age.days}D"
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True) | values


def _source(source: Source, origin: str) -> dict[str, Any]:
    record = source.record
    snapshot = record.provenance.snapshot
    return {
        "key": source.key,
        "type": record.type,
        "title": record.title,
        "author": [str(name) for name in record.author],
        "issued": str(record.issued) if record.issued else None,
        "accessed": record.accessed.isoformat() if record.accessed else None,
        "container-title": record.container_title,
        "URL": record.URL,
        "provenance": _provenance(record.provenance),
        "snapshot": snapshot.sha256 if snapshot else None,
        "origin": origin,
    }


def _provenance(provenance: Provenance) -> dict[str, Any]:
    return provenance.model_dump(mode="json", by_alias=True, exclude={"ignore"}) | {
        "info-date": str(provenance.info_date) if provenance.info_date else None,
    }


def _texts(blocks: tuple[Node, ...]) -> list[str]:
    """The words of every paragraph and heading, those of lists and quotations among them."""
    return [written_text(node.children) for node in walk(blocks) if isinstance(node, Paragraph | Heading)]
