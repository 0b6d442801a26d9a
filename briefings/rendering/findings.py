"""What was found on claims, in words: of one claim for what its citation opens, of all of them for the sourcing box.

The words are the same whether the evidence was verified now or read from the lock. They say that something occurs in a
kept source, and never that the source supports the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from briefings.editions.claims import ClaimKey, claims_of_citations, judgement_key
from briefings.editions.formats import NO_BREAK
from briefings.editions.numbering import Numbering
from briefings.editions.sourcing import Sourcing, judgement_origins, origins_of
from briefings.evidence.facts import FIGURE_MARK
from briefings.model import Edition
from briefings.prose import Citation, Footnote
from briefings.rendering.html import mark
from briefings.support import ClaimEvidence, Item, Outcome

View = dict[str, Any]
Groups = tuple[tuple[str, ...], ...]

FAILED = (Outcome.ALTERED, Outcome.NOT_FOUND)


@dataclass(frozen=True)
class Findings:
    """Tells what was found on the claims of an edition; `shorts` names each source as a table does."""

    edition: Edition
    labels: Mapping[str, str]
    shorts: Mapping[str, str]
    cited_for: Mapping[Citation | Footnote, tuple[ClaimKey, ...]]
    judged: Mapping[ClaimKey, Groups]
    """The origins of each judgement: of its statement and its basis."""

    # ------------------------------------------------------------ one claim

    def of(self, node: Citation | Footnote) -> list[View]:
        """What a citation opens: one entry for each claim it is cited for and that was looked at."""
        keys = self.cited_for.get(node, ())
        return [self.claim(key, self.edition.evidence[key]) for key in keys if key in self.edition.evidence]

    def claim(self, key: ClaimKey, found: ClaimEvidence) -> View:
        verified = any(item.outcome is Outcome.VERIFIED for item in found.items)
        contested = found.standing == "contested"
        return {
            "state": str(found.outcome),
            "state_label": self.labels[f"state_{found.outcome}"],
            "mark": mark(found.outcome),
            "looked_for": [self.item(item, found) for item in found.items],
            "remarks": list(self.remarks(found)),
            "origins": self.origins(self.judged.get(key, found.groups)),
            "contested": self.labels["contested_sources"] if contested else "",
            "contested_mark": mark("contested") if contested else Markup(""),
            "caveat": self.labels["occurrence"] if verified else "",
        }

    def item(self, item: Item, found: ClaimEvidence) -> View:
        counted = item.required or item.outcome is Outcome.VERIFIED
        state = item.outcome if counted else Outcome.NOTHING
        told = "; ".join(part for part in self.told(item, found) if part)
        return {
            "kind": item.kind,
            "kind_label": self.labels[f"item_{item.kind}"],
            "text": item.text.replace(FIGURE_MARK, "…"),
            "state": str(item.outcome),
            "state_label": self.labels[f"state_{item.outcome}"],
            "mark": mark(state, self.labels[f"state_{item.outcome}"]),
            "told": told if counted else f"{told}; {self.labels['few_words']}",
        }

    def told(self, item: Item, found: ClaimEvidence) -> Iterator[str]:
        """What became of looking for one thing, in the words of the labels."""
        match item.outcome:
            case Outcome.VERIFIED:
                yield self.found(item) + self.place(item, found)
                yield self.problem(item)
            case Outcome.ALTERED:
                yield (self.differences(item) or self.problem(item)) + self.place(item, found)
            case Outcome.NOT_FOUND:
                yield self.not_found(found)
                yield self.filled("nearest", found=item.found) if item.found else ""
            case _:
                yield self.labels["not_compared"]

    def filled(self, label: str, **words: str | int) -> str:
        text = self.labels[label]
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", str(word))
        return text

    def found(self, item: Item) -> str:
        match item.how:
            case _ if item.problem:  # which says what the source has
                return self.labels["found"]
            case "exact" if item.kind == "quotation":
                return self.labels["found_word_for_word"]
            case "rounded" | "about" | "converted" | "alias" | "coarser" if item.found:
                return self.filled(f"found_{item.how}", found=item.found)
            case "calculated" | "ellipsis" | "line-break" | "insertion":
                return self.labels[f"found_{item.how}"]
            case _ if item.found and item.found != item.text:
                return self.filled("found_as", found=item.found)
            case _:
                return self.labels["found"]

    def problem(self, item: Item) -> str:
        said = [self.labels[f"problem_{item.problem}"]] if item.problem not in ("", "absent") else []
        if item.found and (item.problem or item.outcome is Outcome.ALTERED):
            said.append(self.filled("source_has", found=item.found))
        if not said and item.outcome is Outcome.ALTERED:
            return self.labels["problem_words"]
        return "; ".join(said)

    def differences(self, item: Item) -> str:
        return "; ".join(
            self.filled("differs" if ours and theirs else "differs_more" if theirs else "differs_less", **words)
            for ours, theirs in item.differences
            for words in ({"ours": ours, "theirs": theirs},)
        )

    def place(self, item: Item, found: ClaimEvidence) -> str:
        """Where it was found: which of several sources, and which page."""
        if item.hit is None:
            return ""
        source = self.short(item.hit.source) if len(found.cites) > 1 else ""
        page = self.filled("found_page", page=item.hit.page).replace(" ", NO_BREAK) if item.hit.page else ""
        where = ", ".join(part for part in (source, page) if part)
        return f" ({where})" if where else ""

    def not_found(self, found: ClaimEvidence) -> str:
        if len(found.cites) == 1:
            return self.filled("not_found_in", source=self.short(found.cites[0].key))
        return (
            self.filled("not_found_in_all", count=len(found.cites)) if found.cites else self.labels["state_not-found"]
        )

    def remarks(self, found: ClaimEvidence) -> Iterator[str]:
        """That there is nothing to compare; else why a source was not compared."""
        if not found.items:
            yield self.labels["nothing_held"]
        for cite in found.cites:
            if found.items and cite.state != "read":
                yield self.filled(f"cite_{cite.state}", source=self.short(cite.key))

    def origins(self, groups: Groups) -> str:
        """`Rests on one origin: A, B.` with the sources of each origin together."""
        named = "; ".join(", ".join(self.short(key) for key in group) for group in groups)
        if not groups:
            return ""
        if len(groups) == 1:
            return self.filled("one_origin", sources=named)
        return self.filled("several_origins", sources=named, count=len(groups))

    def short(self, key: str) -> str:
        return self.shorts.get(key, key)

    def graded(self, keys: tuple[str, ...]) -> str:
        """The sources of a judgement's one origin, each with its grade: `Pietrewicz 2025 (graded C)`."""
        grades = {source.key: source.record.provenance.reliability for source in self.edition.sources}
        named = (self.filled("graded", source=self.short(key), grade=grades.get(key, "F")) for key in keys)
        return self.filled("rests_on_one_origin", sources=", ".join(named))


def findings(edition: Edition, labels: Mapping[str, str], shorts: Mapping[str, str]) -> Findings:
    origin = origins_of(edition)
    judged = {judgement_key(one): judgement_origins(one, edition, origin) for one in edition.judgements}
    return Findings(edition, labels, shorts, claims_of_citations(edition), judged)


# ----------------------------------------------------------------- the box


def states(box: Sourcing, labels: Mapping[str, str]) -> list[View]:
    """How many claims came out how, with the mark of each state; empty where nothing was looked for."""
    if not box.outcomes:
        return []
    order = (Outcome.VERIFIED, Outcome.ALTERED, Outcome.NOT_FOUND, Outcome.UNVERIFIABLE, Outcome.NOTHING)
    counted = [(str(outcome), box.count(outcome)) for outcome in order]
    counted += [("contested", box.contested)] if box.contested else []
    return [
        {"state": state, "label": labels[f"state_{state}"], "mark": mark(state), "count": count}
        for state, count in counted
    ]


def checked(box: Sourcing, labels: Mapping[str, str], numbering: Numbering, *, note_style: bool) -> Iterator[str]:
    """What was verified and what was not, one sentence each; that of an edition without evidence says so."""
    if not box.outcomes and not box.judgement_outcomes:
        yield labels["what_is_checked"]
        return
    if box.outcomes:
        yield from _of_claims(box, labels, numbering, note_style=note_style)
    for label, outcomes in (("judgements_not_found", FAILED), ("judgements_unverifiable", (Outcome.UNVERIFIABLE,))):
        numbers = [str(number) for number, outcome in box.judgement_outcomes if outcome in outcomes]
        if numbers and (box.compared or not box.outcomes):
            yield f"{labels[label]}: {', '.join(numbers)}."
    if box.contested:
        yield f"{labels['contested_claims']}: {box.contested}."
    if any(outcome is Outcome.VERIFIED for _kind, outcome, _count in box.items):
        yield labels["occurrence"]
    yield labels["origins_compared" if box.origins_compared else "origins_declared"]


def _of_claims(box: Sourcing, labels: Mapping[str, str], numbering: Numbering, *, note_style: bool) -> Iterator[str]:
    """`Of 37 claims, 31 hold a quotation, figure, date or name. All of this was found …`, as far as it is so."""
    claims = sum(count for _outcome, count in box.outcomes)
    held = claims - box.count(Outcome.NOTHING)
    if not held:
        yield labels["claims_hold_none" if claims > 1 else "one_claim_holds_none"].replace("{claims}", str(claims))
        return
    if claims == held:
        label = "one_claim_holds" if claims == 1 else "all_claims_hold"
    else:
        label = "one_of_claims_holds" if held == 1 else "claims_hold"
    said = labels[label].replace("{claims}", str(claims)).replace("{held}", str(held))
    if box.count(Outcome.VERIFIED) == held:
        yield f"{said} {labels['all_found']}"
    elif not box.compared:
        yield f"{said} {labels['none_compared']}"
    else:
        yield f"{said} {_parted(box, labels, numbering, note_style=note_style)}"


def _parted(box: Sourcing, labels: Mapping[str, str], numbering: Numbering, *, note_style: bool) -> str:
    """`In 28 all of it was found …; in 1 the source has something else (note 3); in 2 …`."""
    parts = []
    failed = dict(box.not_as_cited)
    for outcome in (Outcome.VERIFIED, Outcome.ALTERED, Outcome.NOT_FOUND, Outcome.UNVERIFIABLE):
        if not box.count(outcome):
            continue
        said = labels[f"claims_{outcome}"].replace("{count}", str(box.count(outcome)))
        notes = sorted(filter(None, map(numbering.note_numbers.get, failed.get(outcome, ())))) if note_style else []
        if notes:
            label = "in_note" if len(notes) == 1 else "in_notes"
            said += f" ({labels[label].replace('{numbers}', ', '.join(map(str, notes)))})"
        parts.append(said)
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."
