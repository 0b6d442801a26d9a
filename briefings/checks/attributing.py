"""CIT05: what a source has from another publication is cited from that publication."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Severity
from briefings.evidence.facts import ClaimText
from briefings.evidence.hedges import Attribution, attributions_in, is_publication
from briefings.evidence.passages import sentence_of, supports
from briefings.evidence.wires import AGENCIES
from briefings.support import ClaimEvidence


@rule("CIT05", "secondary-source", Severity.WARNING, "snapshots")
def secondary_source(material: Material) -> Iterator[Diagnostic]:
    """
    The sentence that supports a claim names another publication or agency as its own source ("according to Yonhap",
    "Reuters reported", "told KBS"), and that one is not cited. ICD 206: cite the most original source and not the
    report of it; errors grow with each retelling. Somebody who spoke, a ministry or a minister, is no publication.
    A claim that itself names the publication is left alone: its reader is told.

    Trips it:      Seoul bought 20 helicopters [@portal].        where the portal has it "according to Yonhap"
    Way out:       Seoul bought 20 helicopters [@yonhap].
                   Seoul bought 20 helicopters, Yonhap reported [@portal].
    """
    for claim, found in material.evidence.fresh():
        if claim.kind != "claim":
            continue
        for cite in found.cites:
            source = material.evidence.read(cite.key)
            if source is None or cite.passage is None or not supports(claim.text, found.items, cite.passage, source):
                continue
            sentence = sentence_of(cite.passage, source)
            original = _original(material, claim, found, sentence)
            if original is not None:
                yield finding(
                    "CIT05",
                    words_place(material, claim),
                    f"{cite.key!r} has this from {original.who!r}, which is not cited",
                    "cite the original, or say in the sentence whose report it is",
                    claim=claim.id,
                    source=cite.key,
                    evidence=" ".join(sentence.split())[:300],
                )


def _original(material: Material, claim: ClaimText, found: ClaimEvidence, sentence: str) -> Attribution | None:
    """The first publication that the sentence has it from, other than those that the claim cites or names."""
    cited = " | ".join(_record_words(material, cite.key) for cite in found.cites)
    for one in attributions_in(sentence):
        if one.verb == "told" and sentence[one.start : one.start + 4] != "told":
            continue  # who told somebody has spoken; it is who was told that published it
        if is_publication(one.who) and not _names(one.who, f"{cited} | {claim.text}"):
            return one
    return None


def _record_words(material: Material, key: str) -> str:
    source = material.dossier.sources.get(key)
    if source is None:
        return ""
    record = source.record
    parts = [record.title, record.container_title, record.container_title_short, record.publisher, record.authority]
    parts += [str(name) for name in record.author]
    return " | ".join((*parts, record.provenance.originator))


def _names(who: str, text: str) -> bool:
    """Whether a text names a publication, by its name, the first word of it, or another sign of the agency."""
    patterns = [re.escape(who)]
    first = who.split(maxsplit=1)[0]
    if len(first) > 3 and first not in {
        "Daily",
        "News",
        "Radio",
        "South",
        "North",
        "Korea",
        "China",
        "Japan",
        "Global",
    }:
        patterns.append(re.escape(first))
    patterns += [names for names in AGENCIES.values() if re.fullmatch(names, who)]
    return any(re.search(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", text) for pattern in patterns)
