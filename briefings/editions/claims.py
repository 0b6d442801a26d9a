"""Where each claim of an edition stands: the document that it was written in, and the citations that open it."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.model import Edition, KeyJudgement
from briefings.prose import Citation, Claim, Footnote
from briefings.reading.walk import Node, inside, walk

ClaimKey = tuple[str, str]
"""Document (a note's id, or `briefs/<id>`) and claim id: the key of `Edition.evidence`."""


def brief_document(edition: Edition) -> str:
    """The document that the bottom line and the lead are written in."""
    return f"briefs/{edition.brief}"


def documents(edition: Edition) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """Each document and what the edition prints of it, in reading order and but for the statements of judgements."""
    yield brief_document(edition), (*edition.bottom_line, *edition.lead)
    for section in edition.sections:
        for note in section.notes:
            yield note.id, note.blocks


def printed_claims(edition: Edition) -> Iterator[tuple[ClaimKey, Claim]]:
    """Every claim with its key; of a table row, each cell that cites."""
    for document, nodes in documents(edition):
        yield from (((document, node.id), node) for node in walk(nodes) if isinstance(node, Claim))


def judgement_key(judgement: KeyJudgement) -> ClaimKey:
    return judgement.note, judgement.id


def claims_of_citations(edition: Edition) -> dict[Citation | Footnote, tuple[ClaimKey, ...]]:
    """What each citation and footnote of the edition is cited for: as a rule one claim or judgement.

    The row of a table may cite twice in one place, and a basis is printed apart from its judgement: hence several.
    """
    found: dict[Citation | Footnote, dict[ClaimKey, None]] = {}

    def note(key: ClaimKey, nodes: tuple[Node, ...]) -> None:
        for node in walk(nodes):
            if isinstance(node, Citation | Footnote):
                found.setdefault(node, {})[key] = None

    for judgement in edition.judgements:
        note(judgement_key(judgement), judgement.statement)
    for key, claim in printed_claims(edition):
        note(key, inside(claim))
    return {node: tuple(keys) for node, keys in found.items()}
