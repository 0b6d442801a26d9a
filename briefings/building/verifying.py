"""The claims of a desk verified and its rules applied, on two cores where it is worth while."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from briefings.building.beside import beside
from briefings.checks.rules import RULES, Material, apply_rules
from briefings.diagnostics import Diagnostic
from briefings.evidence.evidence import Evidence
from briefings.evidence.facts import ClaimText, claim_texts
from briefings.evidence.origins import text_edges
from briefings.evidence.sources import SourceText
from briefings.evidence.verify import look, verify
from briefings.model import Dossier

WORTH = 1_000_000
"""Characters of sources from which on a second process saves more than it costs."""


SHARE = 0.33
"""The part of the sources whose claims the second process takes, which also compares all sources with each other."""


def verified(
    dossier: Dossier, sources: Mapping[str, SourceText], meanwhile: Callable[[], object] = lambda: None
) -> Evidence:
    """The evidence of a desk: the same whichever way it is worked out.

    `meanwhile` is done by this process while the other is at work, which takes the more of the claims for it.
    """
    if not is_worth_while(sources):
        return verify(dossier, sources)
    mine, others = _parted(claim_texts(dossier))
    here, (there, textual) = beside(
        lambda: (meanwhile(), look(dossier, sources, mine))[1],
        lambda: (look(dossier, sources, others), text_edges(dossier, sources)),
    )
    return verify(dossier, sources, looked={**there, **here}, textual=textual)


def is_worth_while(sources: Mapping[str, SourceText]) -> bool:
    """Whether there is so much to read that a second process is of use."""
    return sum(len(source.page) for source in sources.values()) >= WORTH


def findings(material: Material) -> tuple[Diagnostic, ...]:
    """What the rules say: the same whichever way it is worked out."""
    return findings_beside(material, lambda: None)[0]


def findings_beside(material: Material, other: Callable[[], Any]) -> tuple[tuple[Diagnostic, ...], Any]:
    """What the rules say, and what `other` gives, which asks nothing of them and gives what can be pickled."""
    if not is_worth_while(material.evidence.sources):
        return tuple(apply_rules(material)), other()
    apart = {code for code in RULES if code.startswith(_APART)}
    mine, (theirs, more) = beside(
        lambda: tuple(apply_rules(material, RULES.keys() - apart)),
        lambda: (tuple(apply_rules(material, apart)), other()),
    )
    return (*mine, *theirs), more


_APART = ("AIX", "COR")
"""Rules that the second process applies: about half of the work, with the trying of layouts."""


def _parted(claims: Iterable[ClaimText]) -> tuple[list[ClaimText], list[ClaimText]]:
    """The claims in two parts, those of one source together: what is worked out of a source is of use to all."""
    by_source: dict[str, list[ClaimText]] = {}
    for claim in claims:
        by_source.setdefault(min(claim.keys, default=""), []).append(claim)
    groups = [by_source[key] for key in sorted(by_source)]
    cut = round(len(groups) * (1 - SHARE))
    return [one for group in groups[:cut] for one in group], [one for group in groups[cut:] for one in group]
