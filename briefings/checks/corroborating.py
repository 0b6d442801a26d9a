"""COR: how many independent origins stand behind a claim, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain, combinations

from briefings.checks.files import key_place, text_place
from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.evidence.attribution import is_attributed, owns_single, plural_voice
from briefings.evidence.facts import ClaimText
from briefings.evidence.numbers import Quantity, find_numbers
from briefings.evidence.origins import claim_edges, unused_decisions
from briefings.evidence.polarity import DENIAL, denied, is_of_the_same, marks_contest, objects, opposition
from briefings.evidence.sources import SourceText
from briefings.evidence.stems import content_words, rare_sentences
from briefings.model import Figure, SourceRecord
from briefings.patterns import lazy_pattern
from briefings.prose import Text
from briefings.reading.paths import ORIGINS
from briefings.reading.records import nearest
from briefings.reading.walk import cites_in, walk
from briefings.support import ClaimEvidence, Edge
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class _Case:
    """A claim or judgement and what it rests on; of a judgement also what its basis says and cites."""

    claim: ClaimText
    found: ClaimEvidence
    keys: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    words: str
    """All that it says: a judgement's statement and basis."""
    records: tuple[SourceRecord, ...]

    @property
    def is_key(self) -> bool:
        return self.claim.kind == "judgement"


def _cases(material: Material) -> Iterator[_Case]:
    """Every claim and judgement that cites sources, all of which there are."""
    sources = material.dossier.sources
    for claim in material.evidence.claims:
        found = material.evidence.of(claim)
        if claim.kind == "figure" or found is None:
            continue
        keys, words = [*claim.keys], claim.text
        if claim.judgement is not None:
            keys += [cite.key for cite in cites_in(claim.judgement.basis)]
            words += " " + "".join(node.text for node in walk(claim.judgement.basis) if isinstance(node, Text))
        keys = list(dict.fromkeys(keys))
        if not keys or not material.knows(keys):
            continue
        groups = found.groups
        if {key for group in groups for key in group} != set(keys):
            groups = material.evidence.origins.groups(keys)
        yield _Case(claim, found, tuple(keys), groups, words, tuple(sources[key].record for key in keys))


def _named(keys: tuple[str, ...]) -> str:
    named = [repr(key) for key in keys]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


# ------------------------------------------------------------------- COR01


@rule("COR01", "single-source", Severity.WARNING)
def single_source(material: Material) -> Iterator[Diagnostic]:
    """
    A claim with one independent origin behind it, and words that do not say so. One source may be wrong, and the
    reader of a plain statement cannot know that nobody else confirms it (ICD 206; Reuters: two sources beat one).
    Behind a key judgement it is an error, unless the statement or its basis says so ("it rests on one paper"). A
    sentence that says whose word it is, by name or as somebody's words or view, is clean.

    Trips it:      The plant was closed in May [@smith-2025].
    Way out:       a second, independent source; or: Smith reports that the plant was closed in May [@smith-2025].
    """
    for case in _cases(material):
        if len(case.groups) != 1 or len(case.keys) != 1 or owns_single(case.words):
            continue
        if plural_voice(case.claim.text) is not None and not case.is_key:
            continue  # COR06 says it more exactly
        if not is_attributed(case.claim.text, case.records):
            if case.is_key:
                message = f"one origin stands behind this key judgement: {_named(case.keys)}"
                hint = 'add an independent source, or say so in its basis: "it rests on one paper"'
                yield finding("COR01", case.claim.place, message, hint, severity=Severity.ERROR, claim=case.claim.id)
            else:
                message = f"one origin stands behind this: {_named(case.keys)}"
                hint = "add an independent source, or say in the sentence whose word it is"
                yield finding("COR01", case.claim.place, message, hint, claim=case.claim.id)


# ------------------------------------------------------------------- COR02


@rule("COR02", "circular-sourcing", Severity.WARNING)
def circular_sourcing(material: Material) -> Iterator[Diagnostic]:
    """
    Sources cited together that go back to one origin: by what their records declare, the credit of one agency, wording
    that one holds of the other, or because one credits the other just where it bears the claim out. Five outlets that
    print one dispatch are one source (AJP-2.1 asks for independent confirmation; ICD 206). Behind a key judgement it
    is an error where one origin is all there is and the text does not say so. Sources that are derived from each
    other in a circle are an error. Where only rare figures and names are shared, it is told and not counted.

    `content/origins.yaml` is the desk's own word: `same: false` parts sources that were taken for one, `same: true`
    joins others. A decision that changes nothing is told.

    Trips it:      … [@herald-2025; @agency-2025]      where the Herald prints the agency's text
    Way out:       cite the agency alone and say so, or add a source of its own knowledge
    """
    yield from _circles(material)
    if material.whole:
        yield from _decisions(material)
    for case in _cases(material):
        edges = material.evidence.origins.joined(case.keys, _of_the_claim(material, case))
        for group in case.groups:
            if len(group) > 1:
                yield from _one_origin(case, group, edges)
        for edge in edges:
            if not edge.certain and not any(edge.first in group and edge.second in group for group in case.groups):
                yield finding(
                    "COR02",
                    case.claim.place,
                    f"{edge.first!r} and {edge.second!r} may be one origin: they share their rare figures and names",
                    f"read both; if one retells the other, say so with derived-from or in {ORIGINS}",
                    severity=Severity.INFO,
                    claim=case.claim.id,
                    evidence=edge.reason,
                )


def _of_the_claim(material: Material, case: _Case) -> tuple[Edge, ...]:
    texts = {key: source for key in case.claim.keys if (source := material.evidence.read(key)) is not None}
    return claim_edges(case.claim, case.found, texts, material.dossier.sources) if len(texts) > 1 else ()


_BECAUSE = {
    "decision": "the desk has decided so",
    "wire": "both carry what one agency sent out",
    "text": "one holds the other's wording",
    "attribution": "one credits the other here",
    "speaker": "they quote the same words here",
}
"""Said where the reason was not kept: an edge of the lock."""


def _one_origin(case: _Case, group: tuple[str, ...], edges: tuple[Edge, ...]) -> Iterator[Diagnostic]:
    """What is said of sources of one claim that are one origin."""
    joining = [edge for edge in edges if edge.certain and edge.first in group and edge.second in group]
    whole = len(case.groups) == 1
    if joining and all(edge.kind == "speaker" for edge in joining) and is_attributed(case.claim.text, case.records):
        return  # two reports of one speech, and the sentence says whose
    reasons = dict.fromkeys(edge.reason or _BECAUSE.get(edge.kind, "they are declared so") for edge in joining)
    message = f"{_named(group)} are one origin: {'; '.join([*reasons][:3]) or 'for this claim'}"
    hint = f"cite the original alone, add an independent source, or part them in {ORIGINS}"
    owned = owns_single(case.words) or is_attributed(case.claim.text, case.records)
    severity = Severity.ERROR if whole and case.is_key and not owned else None
    yield finding("COR02", case.claim.place, message, hint, severity=severity, claim=case.claim.id)


def _circles(material: Material) -> Iterator[Diagnostic]:
    """Sources of which one is derived from another and, at last, from itself."""
    sources = material.dossier.sources
    said: set[frozenset[str]] = set()
    for key in sources:
        way = _way_back(key, {name: source.record.provenance.derived_from for name, source in sources.items()})
        if way and frozenset(way) not in said:
            said.add(frozenset(way))
            message = f"{way[0]!r} is derived from {', which is derived from '.join(map(repr, way[1:]))}"
            place = key_place(material, sources[key].path, "provenance")
            hint = "one of them was first: take it out of the other's derived-from"
            yield finding("COR02", place, message, hint, severity=Severity.ERROR, source=key)


def _way_back(key: str, derived: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest way from a source to itself, both ends named; () where there is none."""
    ways: list[tuple[str, ...]] = [(key, one) for one in derived[key]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        if way[-1] == key:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, one) for one in derived.get(way[-1], ())]
    return ()


def _decisions(material: Material) -> Iterator[Diagnostic]:
    sources, known = material.dossier.sources, material.dossier.sources.keys() | material.unread_sources
    unused = set(unused_decisions(material.dossier, material.evidence.origins))
    lines = material.dossier.texts.get(ORIGINS, "").split("\n")
    starts = [number for number, line in enumerate(lines, start=1) if re.match(r"[\s-]*sources:", line)]
    for number, decision in enumerate(material.dossier.origins):
        place = Place(ORIGINS, starts[number]) if number < len(starts) else Place(ORIGINS)
        strangers = [key for key in decision.sources if key not in known]
        for key in strangers:
            guess = nearest(key, tuple(sources))
            yield finding(
                "CIT01",
                text_place(material, ORIGINS, key) or place,
                f"a decision on origins names the source {key!r}, which there is not",
                f"did you mean {guess!r}?" if guess else "name a source of the desk",
            )
        if decision in unused and all(_is_compared(material, key) for key in decision.sources):
            what = "one origin" if decision.same else "independent"
            message = f"the decision on {_named(decision.sources)} changes nothing: they count as {what} without it"
            yield finding("COR02", place, message, "take it out", severity=Severity.INFO)


def _is_compared(material: Material, key: str) -> bool:
    """Whether all is known that can join a source to another: it was read, or the lock tells, or it is not kept."""
    kept = material.dossier.sources[key].record.provenance.snapshot
    return kept is None or material.evidence.read(key) is not None or key in material.evidence.lock.digests


# ------------------------------------------------------------------- COR03

_BAD = lazy_pattern(
    r"\b(?:unreliable|not reliable|untrustworthy|(?:poor|bad) (?:reliability|quality|source|record|grade|reputation)"
    r"|(?:is|rated) (?:poor|low)|low(?:est)?[- ](?:reliability|quality|credibility|grade|grading|rating|trust))\b",
    re.IGNORECASE,
)


@rule("COR03", "grade-misuse", Severity.WARNING)
def grade_misuse(material: Material) -> Iterator[Diagnostic]:
    """
    A grade that is read as what it is not. A fact that rests on sources graded D or E alone, and does not say so; a
    source graded F that its basis or descriptor calls unreliable, where F says that it cannot be judged; an
    aggregator graded A to C that is not its own originator, where the grade is the originator's (AJP-2.1; US
    FM 2-22.3, appendix B). A record has no credibility of the information, so none can be overstated: that two
    origins agree is computed (COR01).

    Trips it:      The deal is off [@rumours-2025].      where the source is graded E
    Way out:       By the account of a site that has been wrong before, the deal is off [@rumours-2025].
    """
    for case in _cases(material):
        grades = {record.provenance.reliability for record in case.records}
        weak = grades & set("DE") and not grades & set("ABC") and not case.is_key
        if weak and not (is_attributed(case.claim.text, case.records) or owns_single(case.words)):
            pairs = zip(case.keys, case.records, strict=True)
            graded = ", ".join(f"{key!r} ({record.provenance.reliability})" for key, record in pairs)
            message = f"a plain statement rests on sources that are not reliable: {graded}"
            hint = "find a better source, or say in the sentence whose word it is"
            yield finding("COR03", case.claim.place, message, hint, claim=case.claim.id)
    for source in material.dossier.sources.values():
        provenance = source.record.provenance
        bad = _BAD.search(f"{provenance.basis}\n{provenance.descriptor}") if provenance.reliability == "F" else None
        if bad:
            place = text_place(material, source.path, "reliability") or Place(source.path)
            message = f"{source.key!r} is graded F, and called {bad[0].casefold()!r}: F says that it cannot be judged"
            hint = "grade it D or E if its record is known, or say in basis what is not known"
            yield finding("COR03", place, message, hint, source=source.key)
        if provenance.kind == "aggregator" and provenance.reliability in "ABC" and not _is_own(source.record):
            place = text_place(material, source.path, "reliability") or Place(source.path)
            message = (
                f"{source.key!r} passes on what {provenance.originator!r} said, and is graded {provenance.reliability}"
            )
            hint = "the grade is the originator's: cite the original, or grade this copy by its own record"
            yield finding("COR03", place, message, hint, source=source.key)


def _is_own(record: SourceRecord) -> bool:
    own = [record.container_title, record.container_title_short, record.publisher, *map(str, record.author)]
    return record.provenance.originator.casefold() in {name.casefold() for name in own if name}


# ------------------------------------------------------------------- COR04


@rule("COR04", "interested-only", Severity.WARNING)
def interested_only(material: Material) -> Iterator[Diagnostic]:
    """
    All the sources of a claim have a stake in it, and the same one: state media, a party to the dispute, a vendor; or
    all are official statements of one government. Independent they may be, disinterested they are not (ICD 206:
    motivation and bias are part of a source's description). A sentence that says whose word it is is clean.

    Trips it:      Output rose by a tenth [@ministry-a; @ministry-b].      with `interest: Norland` in both
    Way out:       Norland's ministries say that output rose by a tenth [@ministry-a; @ministry-b].
    """
    for case in _cases(material):
        interests = {record.provenance.interest.casefold().strip() for record in case.records}
        official = {_government(record) for record in case.records}
        if len(interests) == 1 and "" not in interests:
            whose = f"share one interest: {case.records[0].provenance.interest!r}"
        elif len(case.records) > 1 and len(official) == 1 and "" not in official:
            whose = f"are statements of one government: {_government(case.records[0])!r}"
        else:
            continue
        if not is_attributed(case.claim.text, case.records):
            message = (
                f"all sources of this {whose}"
                if len(case.keys) > 1
                else f"the one source of this has an interest: {whose.partition(': ')[2]}"
            )
            hint = "add a source without that interest, or say in the sentence whose word it is"
            yield finding("COR04", case.claim.place, message, hint, claim=case.claim.id)


def _government(record: SourceRecord) -> str:
    """Whose official statement a source is, as its record tells; "" where it is none or does not tell."""
    if record.provenance.kind != "official-statement":
        return ""
    return record.provenance.interest or record.authority or record.publisher_place


# ------------------------------------------------------------------- COR05


@rule("COR05", "contradiction", Severity.WARNING, "snapshots")
def contradiction(material: Material) -> Iterator[Diagnostic]:
    """
    Sources that disagree, where the text does not say so: a cited source has a sentence of the same thing (six tenths
    of its content words, or one object and one figure) with the opposite word, rose and fell, up and down, above and
    below of one figure, or denies what the claim says was confirmed; two cited sources give
    different values of one unit; or two figures of the desk with the same label, unit, date and rate, from different
    sources, do not round to each other. Contrary information is to be acknowledged (ICD 203, standard 6). In a key
    judgement it is an error. `contests` of a judgement that names a claim there is not is told as well.

    Trips it:      Exports rose in 2025 [@a; @b].      where b says: "Exports fell in 2025"
    Way out:       Sources differ: exports rose [@a] or fell [@b] in 2025. Of a figure: `contested: …`
    """
    yield from _contests(material)
    yield from _figures(material)
    for claim, found in material.evidence.fresh():
        owned = marks_contest(claim.text) or (claim.judgement and dict(claim.judgement.attributes).get("contests"))
        if claim.kind == "figure" or owned or not claim.keys:
            continue
        severity = Severity.ERROR if claim.kind == "judgement" else None
        texts = _passages(material, found)
        against = chain(_against_claim(claim, texts), _among_sources(texts), _denials(material, claim, found))
        said = next(against, None)
        if said is not None:
            message, source, evidence = said
            hint = "say that sources differ, and cite each side; or mend the claim"
            place = words_place(material, claim)
            yield finding(
                "COR05", place, message, hint, severity=severity, claim=claim.id, source=source, evidence=evidence
            )


_Said = tuple[str, str, str]
"""Message, citekey, excerpt."""


def _passages(material: Material, found: ClaimEvidence) -> dict[str, str]:
    """By citekey the sentence of each cited source that is nearest to the claim."""
    texts: dict[str, str] = {}
    for cite in found.cites:
        source = material.evidence.read(cite.key)
        if source is not None and cite.passage is not None:
            text = source.article if cite.passage.layer == "article" else source.page
            texts[cite.key] = text[cite.passage.start : cite.passage.end]
    return texts


def _against_claim(claim: ClaimText, texts: Mapping[str, str]) -> Iterator[_Said]:
    """Sources whose nearest sentence says the opposite of the claim; one that agreed would be nearer."""
    for key, sentence in texts.items():
        opposed = opposition(claim.text, sentence)
        if opposed is not None:
            message = f"{key!r} says the opposite: {opposed.theirs!r} where this says {opposed.ours!r}"
            yield message, key, _excerpt(key, sentence)


def _denials(material: Material, claim: ClaimText, found: ClaimEvidence) -> Iterator[_Said]:
    """Sources that deny what the claim says was confirmed, in a sentence that need not be the nearest."""
    matter = objects(claim.text, DENIAL)
    if not matter or len(found.cites) != 1:
        return  # another source may confirm it
    for cite in found.cites:
        source = material.evidence.read(cite.key)
        for layer in source.layers[:1] if source is not None else ():
            spans = (layer.sentences[index] for index in rare_sentences(frozenset(matter[-1:]), layer))
            opposed = denied(claim.text, [layer.text[start:end] for start, end in spans])
            if opposed is not None:
                words, sentence = opposed
                message = f"{cite.key!r} says the opposite: {words.theirs!r} where this says {words.ours!r}"
                yield message, cite.key, _excerpt(cite.key, sentence)


def _among_sources(texts: Mapping[str, str]) -> Iterator[_Said]:
    """Sentences of two cited sources that say the opposite of each other, or give two values of one unit."""
    for one, other in combinations(texts, 2):
        opposed = opposition(texts[one], texts[other])
        if opposed is not None:
            message = f"{one!r} and {other!r} say the opposite of each other: {opposed.ours!r} and {opposed.theirs!r}"
            yield message, other, _excerpt(other, texts[other])
        elif is_of_the_same(texts[one], texts[other]):
            for mine, theirs in _two_values(texts[one], texts[other]):
                message = f"{one!r} has {_told(mine)!r} where {other!r} has {_told(theirs)!r}"
                yield message, other, _excerpt(other, texts[other])


def _excerpt(key: str, sentence: str) -> str:
    words = " ".join(sentence.split())
    return f"{key}: {words if len(words) <= 160 else words[:157] + '…'}"


def _two_values(one: str, other: str) -> Iterator[tuple[Quantity, Quantity]]:
    """The quantities of a unit of which each sentence has one value, where the two do not round to each other."""
    values = [_by_unit(one), _by_unit(other)]
    for unit in values[0].keys() & values[1].keys():
        mine, theirs = values[0][unit], values[1][unit]
        if len(mine) == len(theirs) == 1 and not _agree(mine[0], theirs[0]):
            yield mine[0], theirs[0]


def _told(quantity: Quantity) -> str:
    """A value with its unit, where that is a noun: "300 soldiers"."""
    noun = quantity.unit if quantity.unit in quantity.after else ""
    return f"{quantity.text} {noun}".strip()


def _by_unit(text: str) -> dict[str, list[Quantity]]:
    found: dict[str, list[Quantity]] = {}
    for quantity in find_numbers(text):
        if quantity.unit and quantity.kind == "number":
            found.setdefault(quantity.unit.casefold(), []).append(quantity)
    return found


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether two values can be the same: one rounds to the other, or either is a bound, a range or a rough one."""
    if one.bound or other.bound or one.high is not None or other.high is not None or one.approx or other.approx:
        return True
    return abs(one.low - other.low) <= max(one.step, other.step) / 2


def _contests(material: Material) -> Iterator[Diagnostic]:
    known = {claim.id for claim in material.evidence.claims}
    for claim in material.evidence.claims:
        found = material.evidence.of(claim)
        target = dict(claim.judgement.attributes).get("contests", "") if claim.judgement else ""
        if target and target.lstrip("#") not in known and not (found and found.locked):
            guess = nearest(target, tuple(sorted(known)))
            hint = f"did you mean {guess!r}?" if guess else "give the claim that it contests this id"
            yield finding(
                "COR05", claim.place, f"it contests {target!r}, and no claim has that id", hint, claim=claim.id
            )


def _figures(material: Material) -> Iterator[Diagnostic]:
    """Figures of the desk for one slot, from different sources, that do not round to each other."""
    slots: dict[tuple[object, ...], list[Figure]] = {}
    for figure in material.dossier.figures.values():
        record = figure.record
        slot = (content_words(record.label), record.unit, record.per.casefold(), str(record.as_of or ""))
        slots.setdefault(slot, []).append(figure)
    judged = {name for claim in material.evidence.claims if claim.judgement for _at, name in claim.figures}
    for figures in slots.values():
        for one, other in combinations(figures, 2):
            first, second = one.record, other.record
            if first.source == second.source or first.contested or second.contested or _same_value(one, other):
                continue
            message = (
                f"{first.id!r} is {_value(one)} by {first.source!r}, and {second.id!r} of the same thing"
                f" {_value(other)} by {second.source!r}"
            )
            yield finding(
                "COR05",
                other.place,
                message,
                "say in `contested` of both that sources differ, or tell the two apart in label or as-of",
                severity=Severity.ERROR if {first.id, second.id} & judged else None,
            )


_POWER = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}


def _same_value(one: Figure, other: Figure) -> bool:
    if one.record.bound or other.record.bound or one.record.to is not None or other.record.to is not None:
        return True
    values = [figure.record.value.scaleb(_POWER[figure.record.scale]) for figure in (one, other)]
    steps = [Decimal(1).scaleb(_exponent(figure) + _POWER[figure.record.scale]) for figure in (one, other)]
    return abs(values[0] - values[1]) <= max(steps) / 2


def _exponent(figure: Figure) -> int:
    exponent = figure.record.value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _value(figure: Figure) -> str:
    record = figure.record
    return " ".join(part for part in (str(record.value), record.scale, record.unit) if part)


# ------------------------------------------------------------------- COR06

_SPEAKER = lazy_pattern(
    r"\b(?P<name>[A-Z][\w'’-]{1,40})(?:, [^,.\n]{1,80},)?"
    r" (?:said|says|told|added|argued|argues|warned|warns|wrote|writes|noted|notes)\b"
)
_PLAIN_SUBJECT = frozenset({"He", "She", "It", "They", "We", "I", "The", "This", "That", "Who", "Which"})


@rule("COR06", "plural-attribution", Severity.WARNING, "snapshots")
def plural_attribution(material: Material) -> Iterator[Diagnostic]:
    """
    "Analysts say", "officials", "reports", where one origin is cited and its text has one speaker. Sources are never
    to be given in the plural when there is one (Reuters Handbook). It is clean where the source itself, near what it
    says of the matter, has the same plural, or where several people speak in it.

    Trips it:      Analysts say that the deal is dead [@weblog-2025].      one weblog, one writer
    Way out:       A weblog calls the deal dead [@weblog-2025].
    """
    for claim, found in material.evidence.fresh():
        voice = plural_voice(claim.text)
        if voice is None or claim.kind == "figure" or len(found.groups) != 1:
            continue
        texts = [source for key in found.groups[0] if (source := material.evidence.read(key)) is not None]
        if not texts or any(_has_many(text, voice.who, found) for text in texts):
            continue
        message = f"{voice.who!r} in the plural, and one origin with one speaker: {_named(found.groups[0])}"
        hint = "say who it is, in the singular, or cite the others"
        place = words_place(material, claim, voice.start, voice.end)
        yield finding("COR06", place, message, hint, claim=claim.id, source=found.groups[0][0])


_NEAR = 400
"""Characters before and behind the supporting sentence in which a source's own plural is looked for."""


def _has_many(source: SourceText, who: str, found: ClaimEvidence) -> bool:
    passage = next((cite.passage for cite in found.cites if cite.key == source.key and cite.passage), None)
    text = source.page if passage is not None and passage.layer == "page" else source.article
    near = text[max(0, passage.start - _NEAR) : passage.end + _NEAR] if passage is not None else text
    if re.search(rf"\b{who}\b", near, re.IGNORECASE):
        return True
    return len({match["name"] for match in _SPEAKER.finditer(text)} - _PLAIN_SUBJECT) > 1
