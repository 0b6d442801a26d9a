"""CHG: what differs from the last published edition, and whether it says why."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from briefings.checks.files import key_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Brief, Dossier, Edition, FigureRecord, KeyJudgement, Note
from briefings.prose import Claim, Division, Judgement, Span
from briefings.reading.claims import written_text
from briefings.reading.published import (
    Record,
    claims_of,
    entries,
    figure_in_words,
    figure_value,
    former_figures,
    is_derived,
    text_of,
)
from briefings.reading.records import nearest
from briefings.reading.walk import Node, inside, walk

D = TypeVar("D", bound=Note | Brief)
"""What holds judgements and claims."""


@rule("CHG01", "unexplained-change", Severity.ERROR, "editions")
def unexplained_change(material: Material) -> Iterator[Diagnostic]:
    """
    A judgement of the last published edition whose likelihood, confidence or horizon is another now, or a figure
    whose value, range, bound, unit or scale is another, without a word on what moved it: `changed` on the judgement,
    or in the record of the figure. A judgement that only has other words is a warning: it may be another judgement. A
    reader of the last edition must learn that the desk thinks otherwise, and why (ICD 203, standard 7: explain
    changes to judgements, and which information or reasoning they come from). A reason that the last edition had
    already given for another change is none. An edition is compared with the newest published one that is older
    than itself.

    Trips it:      likelihood="very likely"     where the last edition said "likely"
    Way out:       changed="A draft order was published on 12 January."
    """
    for edition in material.settled:
        record = material.dossier.published_before(edition.brief, edition.date)
        if record is not None:
            yield from _judgements(edition, record)
            yield from _figures(edition, record)


def _listed(record: Record, key: str) -> dict[str, Record]:
    """The entries of a list in a record by their id."""
    return {str(one["id"]): one for one in entries(record, key) if one.get("id")}


def _judgements(edition: Edition, record: Record) -> Iterator[Diagnostic]:
    before = _listed(record, "judgements")
    for judgement in edition.judgements:
        old = before.get(judgement.id)
        if old is None or (judgement.changed and judgement.changed != old.get("changed")):
            continue
        said = "gives the reason of an earlier change" if judgement.changed else "does not say why"
        hint = f'say what moved it: {{.judgement #{judgement.id} … changed="…"}}'
        if differences := _differences(old, judgement):
            message = f"the judgement {judgement.id!r} differs from the edition of {record['date']} and {said}: "
            message += ", ".join(differences)
            yield finding("CHG01", judgement.place, message, hint, claim=judgement.id)
        elif _is_reworded(old, judgement):
            message = f"the judgement {judgement.id!r} is worded otherwise than on {record['date']} and {said}"
            yield finding("CHG01", judgement.place, message, hint, severity=Severity.WARNING, claim=judgement.id)


def _is_reworded(old: Record, new: KeyJudgement) -> bool:
    """Whether it says something in other words; marks and capitals do not count. A record may lack the words."""
    before, now = (re.findall(r"\w+", str(text).casefold()) for text in (old.get("text"), written_text(new.statement)))
    return bool(old.get("text")) and before != now


def _differences(old: Record, new: KeyJudgement) -> list[str]:
    pairs = [(key, str(old.get(key) or ""), str(getattr(new, key))) for key in ("likelihood", "confidence", "horizon")]
    return [f"the {key} was {was or 'none'!r}, is now {now or 'none'!r}" for key, was, now in pairs if was != now]


def _figures(edition: Edition, record: Record) -> Iterator[Diagnostic]:
    before = _listed(record, "figures")
    former = former_figures(before, {name: _as_written(one.record) for name, one in edition.all_figures.items()})
    for name, figure in edition.all_figures.items():
        old, new = before.get(name) or former.get(name), figure.record
        differs = old is not None and figure_value(old) != figure_value(_as_written(new))
        if old is None or not differs or (new.changed and new.changed != old.get("changed")):
            continue
        said = "gives the reason of an earlier change" if new.changed else "does not say why"
        place = f", in the place of {text_of(old, 'id')!r}," if name not in before else ""
        message = f"the figure {name!r}{place} differs from the edition of {record['date']} and {said}: "
        message += f"it was {figure_in_words(old)}, is now {figure_in_words(_as_written(new))}"
        yield finding("CHG01", figure.place, message, "say why in the figure's record: changed: …", claim=name)


_OF_A_VALUE = ("value", "to", "bound", "unit", "scale", "per", "supersedes")


def _as_written(record: FigureRecord) -> Record:
    return {key: getattr(record, key) for key in _OF_A_VALUE}


# -------------------------------------------------------------------- removal


@rule("CHG02", "silent-removal", Severity.ERROR, "editions")
def silent_removal(material: Material) -> Iterator[Diagnostic]:
    """
    A judgement of the last published edition, or a claim to which its author gave an id, that no current note has any
    more. What was said once and is said no longer is taken back in the open: a note that is withdrawn keeps it, and a
    note that takes another's place keeps its ids (ICD 203, standard 7; Wikidata, too, marks a statement as deprecated
    and does not delete it). Claims without an id of their own come and go. A source of a published claim that was
    captured again, and whose passage that bore the claim out then reads otherwise, is a warning: publishers edit what
    was quoted (Berkeley Protocol on the preservation of what was relied on). What is withdrawn says from what day and
    why, and has an id, so that a reader of the last edition can find it.

    Trips it:      a note that supersedes another and no longer has its judgement #troop-cut
    Way out:       {.judgement #troop-cut … withdrawn="2026-01-30" reason="The report it rested on was retracted."}
    """
    yield from _withdrawals(material)
    for edition in material.settled:
        record = material.dossier.published_before(edition.brief, edition.date)
        if record is not None:
            yield from _removed(material, edition, record)
            yield from _drifted(material, edition, record)


def _removed(material: Material, edition: Edition, record: Record) -> Iterator[Diagnostic]:
    known = _ids_known(material.dossier, edition)
    for name, (what, home) in _ids_published(record).items():
        if name not in known:
            message = f"the {what} {name!r} of the edition of {record['date']} is in no current note"
            hint = 'keep it, with what is thought of it now, or withdraw it: withdrawn="…" reason="…"'
            if renamed := _renamed(edition, record, what, home, name):
                hint = f"is it {renamed!r} now? an id stays what it was: write #{name} again; or {hint}"
            yield finding("CHG02", _successor_place(material, edition, home), message, hint, claim=name)


def _renamed(edition: Edition, record: Record, what: str, home: str, name: str) -> str:
    """The new id of the edition that says what a vanished one said, or is nearly spelt like it; else ""."""
    old, published = _published_claim(record, home, name), _ids_published(record)
    judgements = {judgement.id for judgement in edition.judgements}
    new = {
        claim: text
        for _document, claim, _place, text in _claims_now(edition)
        if claim not in published and (claim in judgements) == (what == "judgement")
    }
    same = next((claim for claim, text in new.items() if old is not None and text == old.get("text")), "")
    return same or nearest(name, tuple(claim for claim in new if not is_derived(claim)))


def _ids_published(record: Record) -> dict[str, tuple[str, str]]:
    """The ids of the judgements and of the claims named by their authors, each with what it is and its note's id."""
    found = {name: ("judgement", str(one.get("note", ""))) for name, one in _listed(record, "judgements").items()}
    for home, claim in claims_of(record):
        name = text_of(claim, "id")
        if not is_derived(name):
            found.setdefault(name, ("claim", home))
    return found


def _ids_known(dossier: Dossier, edition: Edition) -> set[str]:
    """The ids in current notes, in notes that were withdrawn, and in what the brief itself says."""
    current = _current(dossier, edition.date)
    withdrawn = [note for note in dossier.notes.values() if note.head.status == "withdrawn"]
    known = {name for note in (*current, *withdrawn) for name in _ids(note.blocks)}
    brief = dossier.briefs.get(edition.brief)
    parts = brief.blocks if brief else ()
    current_parts = tuple(
        part for part in parts if not isinstance(part, Division) or (part.date or edition.date) <= edition.date
    )
    return known | set(_ids(current_parts))


def _current(dossier: Dossier, date: datetime.date) -> list[Note]:
    """The notes that stand on a day and that none which stands has superseded."""
    standing = [note for note in dossier.notes.values() if note.stands(date)]
    replaced = {old for note in standing for old in dossier.superseded_by(note, date) if old != note.id}
    return [note for note in standing if note.id not in replaced]


def _ids(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in walk(nodes):
        if isinstance(node, Judgement | Claim | Span | Division) and node.id:
            yield node.id


def _successor_place(material: Material, edition: Edition, home: str) -> Place:
    """Where the note that took the place of `home` names it; else the head of the brief."""
    dossier = material.dossier
    for note in _current(dossier, edition.date):
        if home in dossier.superseded_by(note, edition.date):
            return key_place(material, note.path, "supersedes")
        if note.id == home:
            return key_place(material, note.path, "title")
    return key_place(material, edition.path, "title")


def _drifted(material: Material, edition: Edition, record: Record) -> Iterator[Diagnostic]:
    """Passages of sources that were captured again and say something else than at the last edition."""
    changed = set(_captured_again(material, record))
    if not changed:
        return
    for document, claim, place, text in _claims_now(edition):
        old = _published_claim(record, document, claim)
        if old is None or old.get("text") != text:
            continue
        passages = _passages(old)
        found = material.evidence.found.get((document, claim))
        now = {cite.key: cite.passage.digest if cite.passage else "" for cite in found.cites} if found else {}
        for key in sorted(changed & passages.keys() & now.keys()):
            if passages[key] != now[key]:
                message = f"the passage of {key!r} that bore this out in the edition of {record['date']} has changed"
                hint = "read it again, then mend the claim or say what changed"
                yield finding("CHG02", place, message, hint, severity=Severity.WARNING, claim=claim, source=key)


def _withdrawals(material: Material) -> Iterator[Diagnostic]:
    """What is wrong with the way in which something is withdrawn."""
    for note in _telling_of_withdrawals(material, material.dossier.notes.values()):
        yield from _taken_back(note.blocks, note.head.date)
        said = note.withdrawn is None or note.head.withdrawn_because.strip()
        if not said and any(_is_named(node) for node in walk(note.blocks)):
            message = f"the note {note.id!r} is withdrawn, with judgements or claims that have an id, "
            hint = "say it in the front matter: withdrawn-because: …"
            place = key_place(material, note.path, "status")
            yield finding("CHG02", place, message + "and does not say why", hint, severity=Severity.WARNING)
    for brief in _telling_of_withdrawals(material, material.dossier.briefs.values()):
        for block in brief.blocks:
            yield from _taken_back((block,), block.date if isinstance(block, Division) else None)


def _telling_of_withdrawals(material: Material, documents: Iterable[D]) -> Iterator[D]:
    """The documents in whose text one of the words stands by which something is withdrawn: as a rule none."""
    for document in documents:
        text = material.dossier.texts.get(document.path, "")
        if "withdrawn" in text or "reason=" in text:
            yield document


def _is_named(node: Node) -> bool:
    return isinstance(node, Judgement) or (isinstance(node, Claim) and node.explicit)


def _taken_back(blocks: tuple[Node, ...], known_on: datetime.date | None) -> Iterator[Diagnostic]:
    """Of the withdrawals in some blocks written on a day, those that no edition could tell of as they are."""
    for node in walk(blocks):
        written = dict(node.attributes) if isinstance(node, Judgement | Claim) else {}
        if isinstance(node, Judgement | Claim) and ("withdrawn" in written or "reason" in written):
            what = "judgement" if isinstance(node, Judgement) else "claim"
            name = node.id if _is_named(node) else ""
            for message, hint in _mistakes(what, name, written, node.withdrawn, known_on):
                yield finding("CHG02", node.place, message, hint, claim=node.id)


def _mistakes(
    what: str, name: str, written: Mapping[str, str], day: datetime.date | None, known_on: datetime.date | None
) -> Iterator[tuple[str, str]]:
    told = f"the {what} {name!r}" if name else f"a {what} without an id"
    if "withdrawn" not in written:
        yield f"{told} gives the reason of a withdrawal, and is not withdrawn", 'write withdrawn="2026-01-30"'
        return
    if not name:
        yield (
            f"{told} is withdrawn: no edition could say which",
            f"give it the id that it was published under: {{.{what} #id …}}",
        )
    if day is None:
        yield f"{told} is withdrawn on {written['withdrawn']!r}, which is no day", 'write withdrawn="2026-01-30"'
    elif known_on is not None and day < known_on:
        yield (
            f"{told} is withdrawn on {day}, before it was written ({known_on})",
            "give the day from which it no longer holds",
        )
    if not written.get("reason", "").strip():
        yield f"{told} is withdrawn and does not say why", 'say it: reason="The report it rested on was retracted."'


def ids_taken_back(nodes: tuple[Node, ...], date: datetime.date = datetime.date.max) -> Iterator[str]:
    """The ids of judgements and claims that are withdrawn by a day, or on any, and of what stands inside them."""
    for node in nodes:
        if isinstance(node, Judgement | Claim) and node.withdrawn is not None and node.withdrawn <= date:
            yield from (one.id for one in walk((node,)) if isinstance(one, Judgement | Claim))
        else:
            yield from ids_taken_back(inside(node), date)


def of_what_stands(material: Material, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings without those on a judgement or claim that no edition prints any more, but for how it is withdrawn.

    What was taken back because it was wrong need not be mended, nor let stand.
    """
    date = min((edition.date for edition in material.editions), default=datetime.date.min)
    withdrawn = {
        (document.path, name)
        for document in _telling_of_withdrawals(material, material.documents)
        for name in ids_taken_back(document.blocks, date)
    }
    for diagnostic in found:
        if diagnostic.code == "CHG02" or (diagnostic.place.path, diagnostic.claim) not in withdrawn:
            yield diagnostic


def _captured_again(material: Material, record: Record) -> Iterator[str]:
    """The citekeys whose snapshot has another digest than the record tells of."""
    sources = record.get("sources", [])
    for one in sources if isinstance(sources, list) else ():
        key = str(one.get("key", "")) if isinstance(one, Mapping) else ""
        source = material.dossier.sources.get(key)
        snapshot = source.record.provenance.snapshot if source else None
        if snapshot is not None and one.get("snapshot") and one["snapshot"] != snapshot.sha256:
            yield key


def _claims_now(edition: Edition) -> Iterator[tuple[str, str, Place, str]]:
    """Every claim and judgement of an edition: its document, id, place and words; of a table row, the first cell."""
    met: set[tuple[str, str]] = set()
    for judgement in edition.judgements:
        yield judgement.note, judgement.id, judgement.place, written_text(judgement.statement)
    documents = [(note.id, note.blocks) for section in edition.sections for note in section.notes]
    for document, blocks in (*documents, (f"briefs/{edition.brief}", (*edition.bottom_line, *edition.lead))):
        for node in walk(blocks):
            if isinstance(node, Claim) and (document, node.id) not in met:
                met.add((document, node.id))
                yield document, node.id, node.place, node.row or written_text(node.children)


def _published_claim(record: Record, document: str, claim: str) -> Record | None:
    judgement = _listed(record, "judgements").get(claim)
    if judgement is not None and judgement.get("note") == document:
        return judgement
    home = "" if document.startswith("briefs/") else document
    return next((one for name, one in claims_of(record) if name == home and text_of(one, "id") == claim), None)


def _passages(claim: Record) -> dict[str, str]:
    """Citekey → digest of the passage that bore a published claim out; nothing where the record does not tell."""
    evidence = claim.get("evidence")
    passages = evidence.get("passages") if isinstance(evidence, Mapping) else None
    known = [one for one in passages if isinstance(one, Mapping)] if isinstance(passages, list) else []
    return {str(one["source"]): str(one["digest"]) for one in known if one.get("source") and one.get("digest")}
