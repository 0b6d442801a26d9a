"""The lock: evidence by digest and offset, so that a desk without the kept sources can say what was verified.

It holds no sentence of a source: of what a source has it keeps a figure, a date or a name of a few words, the words in
which an altered quotation differs (six at most), offsets and digests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any, get_args

from briefings.diagnostics import Severity
from briefings.evidence.facts import ClaimText
from briefings.evidence.sources import SourceText
from briefings.support import (
    CiteEvidence,
    ClaimEvidence,
    Edge,
    Hit,
    How,
    Item,
    ItemKind,
    Layer,
    Outcome,
    Passage,
    Problem,
    Standing,
)
from briefings.values import dataclass

SCHEMA = "https://briefings.invalid/schema/evidence-lock-1.json"
"""The name of the lock's form. It names a version and is no page on the web."""


@dataclass(frozen=True, slots=True)
class LockedFinding:
    """What a rule that reads sources said when the lock was written. `words` are those of the desk's own file."""

    code: str
    severity: Severity
    path: str
    words: str
    message: str
    hint: str = ""
    claim: str = ""
    source: str = ""


@dataclass(frozen=True)
class Lock:
    """The lock as read; empty where there is none. `digests` are those of the sources' snapshots, by citekey."""

    digests: dict[str, str] = field(default_factory=dict)
    extractors: dict[str, str] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    claims: dict[tuple[str, str], ClaimEvidence] = field(default_factory=dict)
    findings: tuple[LockedFinding, ...] = ()

    def current(self, claim: ClaimText, digest: str, cites: tuple[CiteEvidence, ...]) -> ClaimEvidence | None:
        """What is locked of a claim, if it and what it cites are what they were; else None.

        A source whose bytes are at hand and differ from its record is not what it was.
        """
        locked = self.claims.get((claim.document, claim.id))
        if locked is None or locked.digest != digest:
            return None
        recorded = {one.key: one.digest for one in locked.cites}
        if {one.key: one.digest for one in cites} != recorded or any(one.state == "changed" for one in cites):
            return None
        return replace(locked, items=tuple(_with_words(item, claim) for item in locked.items))


def _with_words(item: Item, claim: ClaimText) -> Item:
    """The lock has no words of a quotation, which are a source's: the claim, being what it was, still has them."""
    return replace(item, text=claim.text[item.start : item.end]) if item.kind == "quotation" else item


# --------------------------------------------------------------------- read


class LockError(ValueError):
    """The text is no lock of this form."""


def parse_lock(text: str) -> Lock:
    """Read a lock; an empty one from a text that is none (`lock_mistake` says so to the author)."""
    try:
        return _parse(text)
    except LockError:
        return Lock()


def lock_mistake(text: str) -> str:
    """Why a text is no lock, in a few words; "" for a lock and for no text at all."""
    try:
        _parse(text)
    except LockError as error:
        return str(error)
    return ""


def _parse(text: str) -> Lock:
    if not text:
        return Lock()
    try:
        plain = json.loads(text)
        form = plain["$schema"]
        if form == SCHEMA:
            return _lock(plain)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LockError("it was not written by this program") from error
    raise LockError(f"its form is {form!r}, and this program reads {SCHEMA!r}")


def _lock(plain: dict[str, Any]) -> Lock:
    return Lock(
        {key: _text(one["digest"]) for key, one in plain["sources"].items()},
        {key: _text(one["extractor"]) for key, one in plain["sources"].items()},
        tuple(_edge(one) for one in plain["edges"]),
        {(one["document"], one["claim"]): _claim(one) for one in plain["claims"]},
        tuple(_finding(one) for one in plain["findings"]),
    )


def _edge(plain: dict[str, Any]) -> Edge:
    first, second = plain["sources"]
    return Edge(_text(first), _text(second), _text(plain["kind"]), "", certain=plain["certain"] is True)


def _claim(plain: dict[str, Any]) -> ClaimEvidence:
    return ClaimEvidence(
        _text(plain["document"]),
        _text(plain["claim"]),
        _text(plain["digest"]),
        Outcome(plain["outcome"]),
        tuple(_item(one) for one in plain["items"]),
        tuple(_cite(one) for one in plain["cites"]),
        tuple(tuple(_text(key) for key in group) for group in plain["groups"]),
        _one_of(plain["standing"], get_args(Standing)),
        locked=True,
    )


def _text(value: object) -> str:
    """What must be a text; a `TypeError` for anything else, so that what was tampered with ends here."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _one_of(value: object, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise ValueError(f"{value!r} is none of {known}")
    return value


def _span(value: list[int]) -> tuple[int, int]:
    start, end = value
    if not (type(start) is int and type(end) is int and 0 <= start <= end):
        raise ValueError(f"{value!r} is no stretch of a text")
    return start, end


def _page(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no page")
    return value


def _item(plain: dict[str, Any]) -> Item:
    start, end = _span(plain["span"])
    return Item(
        _one_of(plain["kind"], get_args(ItemKind)),
        _text(plain.get("text", "")),
        Outcome(plain["outcome"]),
        start,
        end,
        how=_one_of(plain.get("how", ""), get_args(How)),
        problem=_one_of(plain.get("problem", ""), get_args(Problem)),
        hit=_hit(plain.get("at")),
        found=_text(plain.get("found", "")),
        differences=tuple((_text(ours), _text(theirs)) for ours, theirs in plain.get("differences", ())),
        grave=plain.get("grave", False) is True,
        required=plain.get("required", True) is True,
    )


def _hit(plain: dict[str, Any] | None) -> Hit | None:
    if plain is None:
        return None
    start, end = _span(plain["span"])
    layer = _one_of(plain["layer"], get_args(Layer))
    return Hit(_text(plain["source"]), start, end, layer, _page(plain.get("page", 0)))


def _cite(plain: dict[str, Any]) -> CiteEvidence:
    at, passage, key = plain.get("passage"), None, _text(plain["key"])
    if at is not None:
        start, end = _span(at["span"])
        layer = _one_of(at["layer"], get_args(Layer))
        passage = Passage(key, start, end, _text(at["digest"]), layer, _page(at.get("page", 0)))
    return CiteEvidence(key, "read", _text(plain["digest"]), passage)


def _finding(plain: dict[str, Any]) -> LockedFinding:
    texts = {key: _text(plain.get(key, "")) for key in ("code", "path", "words", "message", "hint", "claim", "source")}
    return LockedFinding(severity=Severity(plain["severity"]), **texts)


# -------------------------------------------------------------------- write


def new_lock(
    found: Iterable[ClaimEvidence],
    sources: Mapping[str, SourceText],
    edges: tuple[Edge, ...],
    findings: Iterable[LockedFinding],
    former: Lock,
) -> Lock:
    """The lock of what was verified now, and of what the former lock still tells truly.

    Of a source that was not read the former digest stays, and so do its findings.
    """
    read = {key: source for key, source in sources.items() if source.state == "read"}
    kept = [one for one in found if one.cites and (one.locked or all(cite.state == "read" for cite in one.cites))]
    cited = {cite.key for one in kept for cite in one.cites}
    digests = {key: read[key].digest if key in read else former.digests.get(key, "") for key in sorted(cited)}
    extractors = {key: read[key].extractor if key in read else former.extractors.get(key, "") for key in digests}
    return Lock(
        digests,
        extractors,
        tuple(sorted((edge for edge in edges if {edge.first, edge.second} <= cited), key=_edge_order)),
        {(one.document, one.claim): one for one in sorted(kept, key=lambda one: (one.document, one.claim))},
        tuple(findings),
    )


def changed_claims(former: Lock, new: Lock) -> tuple[tuple[str, str], ...]:
    """The claims, by (document, id), of which the new lock says otherwise than the former, or for the first time."""
    return tuple(
        key
        for key, one in new.claims.items()
        if key not in former.claims or _plain_claim(former.claims[key]) != _plain_claim(one)
    )


def to_lock_text(lock: Lock) -> str:
    """The lock as JSON: the same evidence always gives the same text."""
    plain = {
        "$schema": SCHEMA,
        "sources": {
            key: {"digest": digest, "extractor": lock.extractors[key]} for key, digest in sorted(lock.digests.items())
        },
        "edges": [
            {"sources": [edge.first, edge.second], "kind": edge.kind, "certain": edge.certain} for edge in lock.edges
        ],
        "claims": [_plain_claim(one) for one in lock.claims.values()],
        "findings": [_plain_finding(one) for one in lock.findings],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _edge_order(edge: Edge) -> tuple[str, str, str]:
    return edge.first, edge.second, edge.kind


def _plain_claim(one: ClaimEvidence) -> dict[str, Any]:
    return {
        "document": one.document,
        "claim": one.claim,
        "digest": one.digest,
        "outcome": str(one.outcome),
        "standing": one.standing,
        "groups": [list(group) for group in one.groups],
        "cites": [_plain_cite(cite) for cite in one.cites],
        "items": [_plain_item(item) for item in one.items],
    }


def _plain_cite(cite: CiteEvidence) -> dict[str, Any]:
    plain: dict[str, Any] = {"key": cite.key, "digest": cite.digest}
    passage = cite.passage
    if passage is not None:
        plain["passage"] = {"span": [passage.start, passage.end], "layer": passage.layer, "digest": passage.digest}
        if passage.page:
            plain["passage"]["page"] = passage.page
    return plain


def _plain_item(item: Item) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "kind": item.kind,
        "span": [item.start, item.end],
        "outcome": str(item.outcome),
    }
    extra = {
        "text": "" if item.kind == "quotation" else item.text,
        "how": item.how,
        "problem": item.problem,
        "found": item.found,
        "differences": [list(pair) for pair in item.differences],
        "grave": item.grave,
    }
    plain |= {key: value for key, value in extra.items() if value}
    if not item.required:
        plain["required"] = False
    if item.hit is not None:
        plain["at"] = {"source": item.hit.source, "span": [item.hit.start, item.hit.end], "layer": item.hit.layer}
        if item.hit.page:
            plain["at"]["page"] = item.hit.page
    return plain


def _plain_finding(one: LockedFinding) -> dict[str, Any]:
    plain = {"code": one.code, "severity": str(one.severity), "path": one.path, "words": one.words}
    extra = {"claim": one.claim, "source": one.source, "message": one.message, "hint": one.hint}
    return plain | {key: value for key, value in extra.items() if value}
