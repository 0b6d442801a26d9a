"""The claims of a desk verified and its rules applied, on two cores where it is worth while."""

from __future__ import annotations

from collections.abc import Mapping

from briefings.building.beside import beside
from briefings.checks.rules import RULES, Material, apply_rules
from briefings.diagnostics import Diagnostic
from briefings.evidence.evidence import Evidence
from briefings.evidence.facts import claim_texts
from briefings.evidence.origins import text_edges
from briefings.evidence.sources import SourceText
from briefings.evidence.verify import look, verify
from briefings.model import Dossier

WORTH = 1_000_000
"""Characters of sources from which on a second process saves more than it costs."""


def verified(dossier: Dossier, sources: Mapping[str, SourceText]) -> Evidence:
    """The evidence of a desk: the same whichever way it is worked out."""
    if not is_worth_while(sources):
        return verify(dossier, sources)
    looked, textual = beside(lambda: look(dossier, sources, claim_texts(dossier)), lambda: text_edges(dossier, sources))
    return verify(dossier, sources, looked=looked, textual=textual)


def is_worth_while(sources: Mapping[str, SourceText]) -> bool:
    """Whether there is so much to read that a second process is of use."""
    return sum(len(source.page) for source in sources.values()) >= WORTH


def findings(material: Material) -> tuple[Diagnostic, ...]:
    """What the rules say: the same whichever way it is worked out."""
    if not is_worth_while(material.evidence.sources):
        return tuple(apply_rules(material))
    whole = {code for code in RULES if code.startswith("AIX")}  # these read every source from end to end
    mine, others = beside(
        lambda: tuple(apply_rules(material, RULES.keys() - whole)), lambda: tuple(apply_rules(material, whole))
    )
    return (*mine, *others)
