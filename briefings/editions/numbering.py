"""Citations and footnotes in reading order, and the numbers of their notes."""

from __future__ import annotations

from briefings.model import CiteCluster, Edition
from briefings.prose import Citation, Footnote
from briefings.reading.walk import Node, inside
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Numbering:
    """`clusters` is what a CSL processor gets; `index` finds a citation's (or empty footnote's) cluster.

    `note_numbers` has the number of each note a note style prints: every citation in the text and every
    footnote of the desk. `footnote_numbers` counts the desk's footnotes alone, for in-text styles.
    """

    clusters: tuple[CiteCluster, ...]
    index: dict[Citation | Footnote, int]
    note_numbers: dict[Citation | Footnote, int]
    footnote_numbers: dict[Citation | Footnote, int]


def number(edition: Edition) -> Numbering:
    """Number all that the edition prints. Two citations at one place with the same cites are one."""
    counter = _Counter()
    counter.nodes(edition.nodes)
    return Numbering(tuple(counter.clusters), counter.index, counter.note_numbers, counter.footnote_numbers)


class _Counter:
    def __init__(self) -> None:
        self.clusters: list[CiteCluster] = []
        self.index: dict[Citation | Footnote, int] = {}
        self.note_numbers: dict[Citation | Footnote, int] = {}
        self.footnote_numbers: dict[Citation | Footnote, int] = {}

    def nodes(self, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Citation):
                self.cluster(node, CiteCluster(node.cites))
                self.note_numbers.setdefault(node, len(self.note_numbers) + 1)
            elif isinstance(node, Footnote):
                self.footnote(node)
            else:
                self.nodes(inside(node))

    def cluster(self, node: Citation | Footnote, cluster: CiteCluster) -> None:
        if node not in self.index:
            self.index[node] = len(self.clusters)
            self.clusters.append(cluster)

    def footnote(self, footnote: Footnote) -> None:
        self.note_numbers.setdefault(footnote, len(self.note_numbers) + 1)
        self.footnote_numbers.setdefault(footnote, len(self.footnote_numbers) + 1)
        cited = tuple(_citations(footnote.blocks))
        if not cited:
            self.cluster(footnote, CiteCluster((), inside_note=True, opens_note=True))
        for position, citation in enumerate(cited):
            self.cluster(citation, CiteCluster(citation.cites, inside_note=True, opens_note=position == 0))


def _citations(nodes: tuple[Node, ...]) -> list[Citation]:
    found: list[Citation] = []
    for node in nodes:
        if isinstance(node, Citation):
            found.append(node)
        else:
            found.extend(_citations(inside(node)))
    return found
