"""What was looked for in the kept sources, and what was found: the nouns of evidence. All frozen.

A *claim* holds *items* that can be looked for word by word: quotations, figures, dates, names. "The item occurs in
the kept source" is all that a verified item establishes; that the source supports the sentence, only a reader can say.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from briefings.values import dataclass


class Outcome(StrEnum):
    """What became of looking for one item, or, for a claim, of its gravest one."""

    VERIFIED = "verified"
    """Found as the claim has it, perhaps rounded or converted: `how` tells."""
    ALTERED = "altered"
    """Found otherwise: the nearest place has other words, another scale, another bound."""
    NOT_FOUND = "not-found"
    """In none of the cited sources that could be read."""
    UNVERIFIABLE = "unverifiable"
    """Not looked for: a cited source is not kept, not at hand, or not what it was, and no lock tells."""
    NOTHING = "nothing"
    """Of a claim: it holds no quotation, figure, date or name."""

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _GRAVEST.index(self)


_GRAVEST = (Outcome.NOT_FOUND, Outcome.ALTERED, Outcome.UNVERIFIABLE, Outcome.VERIFIED, Outcome.NOTHING)

ItemKind = Literal["quotation", "figure", "date", "name"]
Layer = Literal["article", "page"]
"""The extracted article of a snapshot, or the whole text that can be seen; the same for plain text."""

How = Literal[
    "exact",
    "rounded",
    "about",
    "converted",
    "calculated",
    "alias",
    "coarser",
    "ellipsis",
    "line-break",
    "insertion",
    "",
]
"""How a verified item was matched. `about`: within the tolerance that an approximation allows; `coarser`: a date
or name given with less detail than the source has; `line-break`: words parted at the end of a line; `insertion`:
square brackets in a quotation were taken for the desk's own words."""

Problem = Literal["", "words", "scale", "unit", "currency", "value", "precision", "bound", "range", "absent"]
"""What is wrong with an item that is not verified. `precision`, `bound` and `range` are of a value that is there."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in a kept source: code points of the text of `layer`, `page` from 1 where the source has pages."""

    source: str
    start: int
    end: int
    layer: Layer = "article"
    page: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One thing looked for. `start` and `end` are code points of the claim's text (see `ClaimText.text`).

    `found` is what the source has, in a few words that are never a sentence: "US$2.74 billion". `differences` are
    pairs (the claim's words, the source's words) of an altered quotation, six words at most a side.
    """

    kind: ItemKind
    text: str
    outcome: Outcome
    start: int = 0
    end: int = 0
    how: How = ""
    problem: Problem = ""
    hit: Hit | None = None
    found: str = ""
    differences: tuple[tuple[str, str], ...] = ()
    grave: bool = False
    """Of an altered quotation: a number, negation, hedge, comparative or name differs."""
    required: bool = True
    """False for a quotation of fewer than four words that nobody marked `.q`: not finding it proves little."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence of a source that supports a claim best; `digest` is of its normalised text, never the text."""

    source: str
    start: int
    end: int
    digest: str
    layer: Layer = "article"
    page: int = 0


CiteState = Literal["read", "not-kept", "missing", "changed", "unreadable"]
"""Of a cited source's snapshot: read; the record names none; not in the folder; another digest; not to be read."""


@dataclass(frozen=True, slots=True)
class CiteEvidence:
    """One cited source of a claim. `digest` is the SHA-256 of the snapshot as recorded, "" where none is."""

    key: str
    state: CiteState
    digest: str = ""
    passage: Passage | None = None


Standing = Literal["corroborated", "single-source", "contested", "unsupported"]
"""Of a claim, by its independent origins (`docs/checks.md`, COR01): two or more and one of them graded A to C;
one; sources that disagree; none."""


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """Everything found on one claim. `document` is a note's id, or `briefs/<id>`, or `figures` (then `claim` is the
    figure's id). `locked` tells that it was read from the lock and not verified now."""

    document: str
    claim: str
    digest: str
    outcome: Outcome
    items: tuple[Item, ...] = ()
    cites: tuple[CiteEvidence, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    """The cited sources, parted by independent origin."""
    standing: Standing = "single-source"
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """Why two sources are one origin. `kind`: declared, wire, text, fingerprint, attribution, speaker, decision.

    `reason` is a sentence for the author; it may quote a few words of a source, so it never goes into the lock.
    """

    first: str
    second: str
    kind: str
    reason: str
    certain: bool = True
    """False for a fingerprint: told, but not counted."""
