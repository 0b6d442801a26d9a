"""QUO: quotations that the kept sources have, word for word, from the mouth they are given to."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Severity
from briefings.evidence.context import outside
from briefings.evidence.facts import FIGURE_MARK, ClaimText
from briefings.evidence.nearest import nearest_words
from briefings.evidence.normalise import mixed_script_words
from briefings.evidence.quotations import Quotation, find_quotations, occurrences
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.speakers import claimed_speaker, misattributed, misattributed_translation
from briefings.evidence.verify import record_words
from briefings.support import Hit, Item, Outcome


@rule("QUO01", "quote-not-found", Severity.ERROR, "snapshots")
def quote_not_found(material: Material) -> Iterator[Diagnostic]:
    """
    A quotation of four words or more, or one marked `.q`, that no cited source has, nor anything near it.
    Of fewer words it is only told (information): they may be a term or a title. The BBC found (February 2025)
    that 13% of the quotations in answers of assistants were altered or not in the article cited.

    Trips it:      He said “our patience has now run out” [@smith-2025].     where the source has nothing like it
    Way out:       quote the words of the source, or cite the source that has them; a term that quotes nobody is
                   marked [“rogue”]{.scare}
    """
    for claim, item in _quotations(material, Outcome.NOT_FOUND):
        place = words_place(material, claim, item.start, item.end)
        if item.required:
            message = f"no cited source has the quotation “{_short(item.text)}”"
            hint = "quote the words of a source, or cite the source that has these"
            nearest = _nearest(material, claim, item)
            yield finding("QUO01", place, message, hint, claim=claim.id, source=_only(claim), evidence=nearest)
        else:
            message = f"no cited source has the words “{_short(item.text)}”"
            hint = "mark them {.q} to have them verified, or {.scare} if they quote nobody"
            yield finding("QUO01", place, message, hint, severity=Severity.INFO, claim=claim.id, source=_only(claim))


@rule("QUO02", "quote-altered", Severity.ERROR, "snapshots")
def quote_altered(material: Material) -> Iterator[Diagnostic]:
    """
    A quotation that a cited source has in other words: a word more, less or changed; an ellipsis or a bracket over
    a negation or a condition; parts that stand far apart or in another order. How alike the two are does not
    matter, for "will seek" and "will not seek" are very much alike. A number, a negation, a hedge, a comparative or
    a name that differs is named first. Curly or straight marks, dashes, line ends, `[T]he` and a comma or full stop
    inside the closing mark are no difference. News agencies print quotations word for word or not at all (AP, Reuters).

    Trips it:      He said “we will seek a new agreement” [@smith-2025].     source: “We will not seek …”
    Way out:       He said “we will not seek a new agreement” [@smith-2025].
    """
    for claim, item in _quotations(material, Outcome.ALTERED):
        place = words_place(material, claim, item.start, item.end)
        key = item.hit.source if item.hit else _only(claim)
        message = f"“{_short(item.text)}” is not how {key!r} has it: {_what_differs(item)}"
        hint = "quote the words of the source; what is left out is marked … and what is put in [so]"
        if any(mixed_script_words(word) for pair in item.differences for word in pair):
            hint = "a word mixes letters of two alphabets that look alike: type it anew"
        evidence = _excerpt(material, item.hit) if item.hit else ""
        yield finding("QUO02", place, message, hint, claim=claim.id, source=key, evidence=evidence)


@rule("QUO03", "quote-ambiguous", Severity.INFO, "snapshots")
def quote_ambiguous(material: Material) -> Iterator[Diagnostic]:
    """
    A quotation that stands at several places of the source, and neither a page nor more words tell which is meant.
    The W3C Web Annotation Data Model (4.2.4) holds such a quotation to mean all of them.

    Trips it:      It spoke of “a grave provocation by the enemy” [@smith-2025].     five times in the source
    Way out:       quote more of the sentence, or name the page: [@smith-2025, p. 4]
    """
    for claim, item in _quotations(material, Outcome.VERIFIED):
        source = material.evidence.read(item.hit.source) if item.hit else None
        if source is None or not item.required or item.hit is None:
            continue
        if item.hit.page and any(cite.locator for cite in claim.cites if cite.key == source.key):
            continue
        count = occurrences(_quotation(claim, item), source)
        if count > 1:
            place = words_place(material, claim, item.start, item.end)
            message = f"“{_short(item.text)}” stands at {count} places of {source.key!r}"
            hint = "quote more of the sentence, or name the page, if it matters which is meant"
            yield finding("QUO03", place, message, hint, claim=claim.id, source=source.key)


@rule("QUO04", "quote-out-of-context", Severity.WARNING, "snapshots")
def quote_out_of_context(material: Material) -> Iterator[Diagnostic]:
    """
    A quotation beside which its source has a denial, a negation, a condition or a hedge, in the same sentence or
    the next, that the claim's own words do not carry. ICD 203 (standard 6) asks that contrary information be told.

    Trips it:      He said “we will respond in kind” [@smith-2025].     source: “we will respond in kind”, if attacked
    Way out:       He said that, if attacked, “we will respond in kind” [@smith-2025].
    """
    for claim, item in _quotations(material, Outcome.VERIFIED):
        where = _layer(material, item.hit)
        if where is None or not item.required or item.hit is None:
            continue
        found = outside(claim, (item.start, item.end), where[1], (item.hit.start, item.hit.end))
        if found is not None:
            place = words_place(material, claim, item.start, item.end)
            message = f"{where[0].key!r} {_KINDS[found.kind]} “{_short(item.text)}”: “{found.words}”"
            hint = "say so in the claim, or quote the whole"
            evidence = f'in {where[0].key}: "{_one_line(found.sentence)}"'
            yield finding("QUO04", place, message, hint, claim=claim.id, source=where[0].key, evidence=evidence)


_KINDS = {
    "negation": "has a negation beside",
    "condition": "sets a condition to",
    "hedge": "has a hedge beside",
    "contrast": "goes on to turn",
}


@rule("QUO05", "quote-misattributed", Severity.WARNING, "snapshots")
def quote_misattributed(material: Material) -> Iterator[Diagnostic]:
    """
    A quotation that the claim gives to a person by a verb of saying, where the source has another person beside the
    words, or does not name this one within two sentences of them. Surnames and offices count; "he" and "she" stand for
    the last speaker who was named; who wrote or issued the source may speak anywhere in it; states, ministries and
    papers are not held to one voice. The BBC and EBU (October 2025) found a third of the answers of assistants
    with serious faults of sourcing, words given to the wrong speaker among them.

    Trips it:      The minister said “we will respond in kind” [@smith-2025].     source: “…”, the spokesman said
    Way out:       The spokesman said “we will respond in kind” [@smith-2025].
    """
    for claim, item in _quotations(material, Outcome.VERIFIED):
        where = _layer(material, item.hit)
        if where is None or item.hit is None or not (item.required or len(item.text.split()) >= _LEAST_GIVEN):
            continue
        source, layer = where
        quoted = _spans(material, claim)
        speaker = claimed_speaker(claim.text, quoted, quoted.index((item.start, item.end)))
        record = material.dossier.sources.get(source.key)
        if speaker is None or record is None:
            continue
        own_voice = " ".join((record_words(record), source.title, source.author, source.site))
        hit = (item.hit.start, item.hit.end)
        if _quotation(claim, item).original:
            wrong = misattributed_translation(speaker, layer, hit, own_voice)
        else:
            signed = any(author.family for author in record.record.author)
            wrong = misattributed(speaker, layer, hit, own_voice, signed=signed)
        if wrong is not None:
            place = words_place(material, claim, item.start, item.end)
            there = (
                f"has {wrong.other!r} beside the words" if wrong.other else "does not name him or her near the words"
            )
            message = f"“{_short(item.text)}” is given to {speaker.told!r}, but {source.key!r} {there}"
            hint = "name the speaker that the source names"
            evidence = f'in {source.key}: "{_one_line(wrong.excerpt)}"'
            yield finding("QUO05", place, message, hint, claim=claim.id, source=source.key, evidence=evidence)


_LEAST_GIVEN = 3
"""Words from which it matters whose they are: fewer may stand anywhere in a source. Our own starting value."""


# --------------------------------------------------------------------------


def _quotations(material: Material, outcome: Outcome) -> Iterator[tuple[ClaimText, Item]]:
    """The quotations of the claims that were verified now, with this outcome."""
    for claim, found in material.evidence.fresh():
        for item in found.items:
            if item.kind == "quotation" and item.outcome is outcome:
                yield claim, item


def _spans(material: Material, claim: ClaimText) -> tuple[tuple[int, int], ...]:
    """Where the quotations of a claim stand."""
    found = material.evidence.of(claim)
    items = found.items if found is not None else ()
    return tuple((item.start, item.end) for item in items if item.kind == "quotation")


def _quotation(claim: ClaimText, item: Item) -> Quotation:
    """The item as it was looked for."""
    for one in find_quotations(claim):
        if (one.start, one.end) == (item.start, item.end):
            return one
    return Quotation(item.text, item.start, item.end, item.required)


def _layer(material: Material, hit: Hit | None) -> tuple[SourceText, LayerText] | None:
    source = material.evidence.read(hit.source) if hit else None
    if source is None or hit is None:
        return None
    return next(((source, layer) for layer in source.layers if layer.name == hit.layer), None)


def _only(claim: ClaimText) -> str:
    """The source of a claim, where it has one alone."""
    return claim.keys[0] if len(claim.keys) == 1 else ""


_TOLD = 60


def _short(text: str) -> str:
    """A quotation as it is told: its beginning, where it is long."""
    text = " ".join(text.split()).replace(FIGURE_MARK, "[…]")
    return text if len(text) <= _TOLD else f"{text[:_TOLD].rsplit(' ', 1)[0]} …"


def _what_differs(item: Item) -> str:
    """The differences, the first three, in words."""
    if not item.differences:
        return item.found or "its words are joined otherwise"
    told = [_difference(mine, theirs) for mine, theirs in item.differences[:3]]
    more = len(item.differences) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _difference(mine: str, theirs: str) -> str:
    if mine == "…":
        return f"what is left out holds “{theirs}”"
    if not theirs:
        return f"it has no “{mine}”"
    return f"it has “{theirs}” for “{mine}”" if mine else f"it also has “{theirs}”"


def _nearest(material: Material, claim: ClaimText, item: Item) -> str:
    """What is most like a quotation that was not found, if anything is."""
    quotation, best = _quotation(claim, item), ("", 0.0, "")
    for key in claim.keys:
        source = material.evidence.read(key)
        near = nearest_words(quotation.sought, source) if source else None
        if near is not None and near[1] > best[1]:
            best = (key, near[1], near[0])
    return f'nearest in {best[0]}: "{_one_line(best[2])}"' if best[0] else ""


_AROUND = 40


def _excerpt(material: Material, hit: Hit) -> str:
    """The words of a source at a hit and a few round them."""
    where = _layer(material, hit)
    if where is None:
        return ""
    text = where[1].text
    start, end = max(hit.start - _AROUND, 0), min(hit.end + _AROUND, len(text))
    before = text[start : hit.start].partition(" ")[2] if start else text[start : hit.start]
    after = text[hit.end : end].rpartition(" ")[0] if end < len(text) else text[hit.end : end]
    return f'in {hit.source}: "{_one_line(before + text[hit.start : hit.end] + after)}"'


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else f"{text[:299]}…"
