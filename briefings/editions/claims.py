"""Where each claim of an edition stands: the document that it was written in, and the citations that open it."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.model import Edition, KeyJudgement
from briefings.once import once
from briefings.prose import Citation, Claim, Footnote
from briefings.reading.walk import Node, cites_in, claims_within, inside

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
    """Every claim with its key; of a table row, each cell that cites; of a footnote called again, each time."""
    for judgement in edition.judgements:  # those in the footnotes of its statement
        yield from (((judgement.note, claim.id), claim) for claim in claims_within(judgement.statement))
    for document, nodes in documents(edition):
        yield from (((document, claim.id), claim) for claim in claims_within(nodes))


def judgement_key(judgement: KeyJudgement) -> ClaimKey:
    return judgement.note, judgement.id


@once
def claims_of_citations(edition: Edition) -> dict[Citation | Footnote, tuple[ClaimKey, ...]]:
    """What each citation and footnote of the edition is cited for: as a rule one claim or judgement.

    The row of a table may cite twice in one place, a basis is printed apart from its judgement, and a footnote opens
    all the claims it makes: hence several. A citation in a footnote is cited for the footnote's claim. A footnote that
    says nothing and only cites is cited for the claim it is called in; one that cites nothing is cited for none.
    """
    found: dict[Citation | Footnote, dict[ClaimKey, None]] = {}

    def opened(document: str, node: Citation | Footnote, key: ClaimKey | None) -> tuple[ClaimKey, ...]:
        cites = isinstance(node, Citation) or any(cites_in(node.blocks))
        own = tuple((document, claim.id) for claim in claims_within(inside(node)))
        return own or ((key,) if key is not None and cites else ())

    def note(document: str, nodes: tuple[Node, ...], key: ClaimKey | None) -> None:
        for node in nodes:
            if isinstance(node, Citation | Footnote):
                for one in opened(document, node, key):
                    found.setdefault(node, {})[one] = None
            note(document, inside(node), (document, node.id) if isinstance(node, Claim) else key)

    for judgement in edition.judgements:
        note(judgement.note, judgement.statement, judgement_key(judgement))
    for document, nodes in documents(edition):
        note(document, nodes, None)
    return {node: tuple(keys) for node, keys in found.items()}
