"""What a layout receives: an edition as strings, numbers, lists and dicts, nothing that can act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from briefings.editions.claims import brief_document, judgement_key
from briefings.editions.formats import NO_BREAK, format_figure, long_date, long_edtf, long_horizon
from briefings.editions.numbering import Numbering
from briefings.editions.sourcing import Sourcing, sourcing
from briefings.model import Edition, Figure, FormattedCitations, KeyJudgement, Source
from briefings.once import once
from briefings.prose import Citation, Claim, Emphasis, Footnote, Inline, Link, Span, Strike, Strong, Text
from briefings.reading.markdown import plain_text, typeset
from briefings.reading.walk import Node, cites_in, inside, walk
from briefings.rendering.changes import changes_view
from briefings.rendering.findings import Findings, checked, findings, states
from briefings.rendering.html import Writer, claim_anchor
from briefings.scales import CONFIDENCE, SCALES, Scale

View = dict[str, Any]


def to_view(
    edition: Edition,
    formatted: FormattedCitations,
    numbering: Numbering,
    *,
    medium: str,
    labels: Mapping[str, str],
    options: Mapping[str, Any],
    pictures: Mapping[str, str],
    style: str,
) -> View:
    """The whole data of a layout; `docs/templates.md` lists it."""
    box = sourcing(edition)
    brief = brief_document(edition)
    writer = Writer(
        edition, formatted, numbering, medium, labels, pictures, anchors_of(edition), brief, compared=box.compared
    )
    language = edition.desk.language
    notes_of = _notes_of_sources(formatted, numbering)
    shorts = short_names(edition.sources)
    found = findings(edition, labels, shorts)
    view: View = {
        "medium": medium,
        "lang": language,
        "labels": dict(labels),
        "options": dict(options),
        "style": Markup(style),  # noqa: S704 - a template's own file
        "note_style": formatted.note_style,
        "brief": {
            "id": edition.brief,
            "title": typeset(edition.head.title, language),
            "subtitle": typeset(edition.head.subtitle, language),
            "series": edition.head.series,
            "number": edition.number if edition.head.series or edition.head.number else "",
            "authors": list(edition.head.authors),
            "audience": edition.head.audience,
            "marking": edition.head.marking,
            "profile": edition.head.profile,
        },
        "desk": {
            "name": edition.desk.name,
            "disclaimer": typeset(edition.desk.disclaimer, language),
            "contact": edition.desk.contact,
        },
        "edition": {
            "date": edition.date.isoformat(),
            "date_long": long_date(edition.date, language),
            "cutoff": edition.cutoff.isoformat(),
            "cutoff_long": long_date(edition.cutoff, language),
        },
    }
    # The order of the next five is that of `Edition.nodes`: an id is given to the first of its kind.
    view["bottom_line"] = writer.blocks(edition.bottom_line)
    view["lead"] = writer.blocks(edition.lead)
    view["judgements"] = [_judgement(one, writer.of(one.note), box, found) for one in edition.judgements]
    view["sections"] = [
        {
            "topic": section.topic,
            "title": typeset(section.title, language),
            "anchor": topic_anchor(edition, position),
            "notes": [
                {
                    "id": note.id,
                    "anchor": note_anchor(note.id),
                    "title": typeset(note.title, language),
                    "date": note.date.isoformat(),
                    "date_long": long_date(note.date, language),
                    "authors": list(note.authors),
                    "body": writer.of(note.id).blocks(note.blocks),
                }
                for note in section.notes
            ],
        }
        for position, section in enumerate(edition.sections)
    ]
    view["notes"] = list(_notes(formatted, numbering, writer, found))
    view["popovers"] = [
        *map(_without_ids, view["notes"]),
        *_citation_popovers(edition, formatted, numbering, writer, found),
    ]
    view["figures"] = [_figure(figure, language, shorts) for figure in edition.figures]
    view["sources"] = list(_sources(edition, formatted, labels, notes_of, dict(box.cited), shorts))
    view["sourcing"] = _sourcing(box, edition, labels, shorts)
    view["sourcing"]["checked"] = list(checked(box, labels, numbering, note_style=formatted.note_style))
    view["sourcing"]["sentences"] += view["sourcing"]["checked"]
    scale = SCALES[edition.scale]
    view["scale"] = {
        "id": scale.id,
        "name": scale.name,
        "terms": [
            {"term": t.term, "alternative": t.alternative, "low": t.low, "high": t.high, "range": t.range}
            for t in scale.terms
        ],
        "source": scale.source,
        "licence": scale.licence,
    }
    view["changes"] = changes_view(edition, labels, shorts)
    view["corrections"] = [
        {
            "date": one.date.isoformat(),
            "date_long": long_date(one.date, language),
            "reason": typeset(one.reason, language),
        }
        for one in edition.corrections
    ]
    view["confidence_levels"] = [{"level": level, "meaning": meaning} for level, meaning in CONFIDENCE]
    return view


# ------------------------------------------------------------------ anchors


def anchors_of(edition: Edition) -> dict[str, str]:
    """What a link `#id` in the text may mean, and the id it has in the page."""
    anchors = {note.id: note_anchor(note.id) for section in edition.sections for note in section.notes}
    nodes = edition.nodes
    for node in walk(nodes):
        if isinstance(node, Claim) and node.explicit:
            anchors[node.id] = claim_anchor(node)
        elif isinstance(node, Span) and node.id:
            anchors[node.id] = f"c-{node.id}"
    anchors.update({judgement.id: f"k-{judgement.id}" for judgement in edition.judgements})
    return anchors


def topic_anchor(edition: Edition, position: int) -> str:
    """The id of a section; a topic may have several sections."""
    topic = edition.sections[position].topic
    before = sum(section.topic == topic for section in edition.sections[:position])
    return f"topic-{topic}--{before + 1}" if before else f"topic-{topic}"


def note_anchor(note_id: str) -> str:
    return "note-" + note_id.replace("/", "--")  # a slug has no double hyphen: `a/b-c` and `a-b/c` stay apart


def source_anchor(key: str) -> str:
    """An id in the page for a citekey; the same rule as the citeproc worker's links."""
    return f"src-{key}"


# -------------------------------------------------------------------- parts


def _judgement(judgement: KeyJudgement, writer: Writer, box: Sourcing, found: Findings) -> View:
    language = writer.edition.desk.language
    scale = SCALES[writer.edition.scale]
    term = scale.find(judgement.likelihood)
    single = judgement.number in box.single_origin_judgements
    return {
        "number": judgement.number,
        "id": judgement.id,
        "anchor": f"k-{judgement.id}",
        "basis_anchor": f"j-{judgement.id}",
        "topic": judgement.topic,
        "note_id": judgement.note,
        "statement": writer.inlines(_with_range(judgement, scale)) + writer.states(judgement.id),
        "likelihood": judgement.likelihood,
        "range": f"{judgement.low}–{judgement.high}%",
        "low": judgement.low,
        "high": judgement.high,
        "band": scale.terms.index(term) if term else 0,
        "confidence": judgement.confidence,
        "horizon": judgement.horizon,
        "horizon_long": long_horizon(judgement.horizon, language),
        "single_origin": single,
        "rests_on": found.graded(found.judged[judgement_key(judgement)][0]) if single else "",
    }


def _with_range(judgement: KeyJudgement, scale: Scale) -> tuple[Inline, ...]:
    """The statement with the scale's range after its term: `will likely (55–80%) seek`."""
    use = scale.find_term(plain_text(judgement.statement), judgement.likelihood)
    if use is None:  # a check has named it
        return judgement.statement
    return _with_words(judgement.statement, use[1], f" ({judgement.low}–{judgement.high}%)")


def _with_words(children: tuple[Inline, ...], at: int, words: str) -> tuple[Inline, ...]:
    """The inlines with `words` put in behind the first `at` letters of their `plain_text`."""
    position = 0
    for index, child in enumerate(children):
        length = len(plain_text((child,)))
        if position < at <= position + length:
            here = at - position
            match child:
                case Text(text):
                    new: Inline = Text(text[:here] + words + text[here:])
                case Emphasis() | Strong() | Strike() | Span() | Link() | Claim():
                    new = replace(child, children=_with_words(child.children, here, words))
                case _:
                    new = child
            return (*children[:index], new, *children[index + 1 :])
        position += length
    return children


def _figure(figure: Figure, language: str, shorts: Mapping[str, str]) -> View:
    record = figure.record
    return {
        "id": record.id,
        "label": typeset(record.label, language),
        "value": format_figure(record, language),
        "unit_long": record.unit.replace("-", " "),
        "per": record.per,
        "as_of_long": long_edtf(record.as_of, language),
        "note": typeset(record.note, language),
        "contested": typeset(record.contested, language),
        "source_key": record.source,
        "source_short": shorts.get(record.source, record.source),
        "source_anchor": source_anchor(record.source),
    }


def short_names(sources: tuple[Source, ...]) -> dict[str, str]:
    """How a table or a box names each source; two that would be named alike get a letter each."""
    names = {source.key: short_name(source) for source in sources}
    doubled = {name for name in names.values() if list(names.values()).count(name) > 1}
    letters: Counter[str] = Counter()
    for key, name in names.items():
        if name in doubled:
            letters[name] += 1
            names[key] = f"{name} {chr(96 + letters[name])}" if letters[name] <= 26 else f"{name} {letters[name]}"
    return names


def short_name(source: Source) -> str:
    """A source by its author or title, and year."""
    record = source.record
    year = f"{NO_BREAK}{record.issued.year}" if record.issued else ""
    if record.author:
        first = record.author[0]
        name = first.literal or first.family
        return f"{name}{' et al.' if len(record.author) > 1 else ''}{year}"
    if record.container_title:
        return f"{record.container_title}{year}"
    title = record.title_short or record.title
    return f"“{title if len(title) <= 40 else title[:38].rsplit(' ', 1)[0] + '…'}”{year}"


def _source(source: Source, labels: Mapping[str, str], language: str, shorts: Mapping[str, str]) -> View:
    provenance = source.record.provenance
    return {
        "key": source.key,
        "anchor": source_anchor(source.key),
        "short": shorts[source.key],
        "kind": provenance.kind,
        "kind_label": labels[f"kind_{provenance.kind}"],
        "reliability": provenance.reliability,
        "reliability_label": labels[f"reliability_{provenance.reliability}"],
        "basis": typeset(provenance.basis, language),
        "descriptor": typeset(provenance.descriptor, language),
        "ai": provenance.ai,
        "ai_label": labels[f"ai_{provenance.ai}"],
        "status": provenance.status,
    }


def _sources(
    edition: Edition,
    formatted: FormattedCitations,
    labels: Mapping[str, str],
    notes_of: Mapping[str, list[int]],
    cited: Mapping[str, int],
    shorts: Mapping[str, str],
) -> Iterator[View]:
    """In the order of the style's bibliography; a style without one gets the sources by name."""
    language = edition.desk.language
    entries = dict(formatted.bibliography)
    by_key = {source.key: source for source in edition.sources}
    order = [key for key in entries if key in by_key]
    order += sorted((key for key in by_key if key not in entries), key=lambda key: shorts[key].casefold())
    for key in order:
        source = by_key[key]
        yield {
            **_source(source, labels, language, shorts),
            "entry": Markup(entries[key]) if key in entries else _plain_entry(source),  # noqa: S704 - worker's HTML
            "accessed_long": long_date(source.record.accessed, language),
            "issued_long": long_edtf(source.record.issued, language),
            "cited": cited.get(key, 0),
            "note_numbers": notes_of.get(key, []),
        }


def _plain_entry(source: Source) -> Markup:
    names = ", ".join(str(name) for name in source.record.author)
    issued = f" {source.record.issued}." if source.record.issued else ""
    return escape(f"{names}. {source.record.title}.{issued}" if names else f"{source.record.title}.{issued}")


def _notes_of_sources(formatted: FormattedCitations, numbering: Numbering) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    if formatted.note_style:
        for node, number in numbering.note_numbers.items():
            for key in dict.fromkeys(cite.key for cite in cites_in((node,))):
                numbers.setdefault(key, []).append(number)
    return numbers


def _notes(formatted: FormattedCitations, numbering: Numbering, writer: Writer, found: Findings) -> Iterator[View]:
    """The notes in reading order: in a note style every citation and footnote, else the desk's footnotes alone."""
    numbers = numbering.note_numbers if formatted.note_style else numbering.footnote_numbers
    for node, number in numbers.items():
        if isinstance(node, Footnote):
            document = next((document for document, _claim in found.cited_for.get(node, ())), "")
            text = writer.of(document).footnote(node)
        else:
            text = Markup(formatted.clusters[numbering.index[node]].note or "")  # noqa: S704 - worker's HTML
        yield {
            "number": number,
            "anchor": f"n-{number}",
            "call": f"r-{number}",
            "popover": f"p-{number}",
            "title": f"{writer.labels['note']} {number}",
            "text": text,
            "claims": found.of(node),
            "sources": _sources_of(node, writer, found.shorts),
        }


def _without_ids(note: View) -> View:
    """A note as a popover prints it once more: an id stands once in a page."""
    return {**note, "text": Markup(re.sub(r'(<[^>]*?) id="[^"]*"', r"\1", str(note["text"])))}  # noqa: S704 - as it was


def _citation_popovers(
    edition: Edition, formatted: FormattedCitations, numbering: Numbering, writer: Writer, found: Findings
) -> Iterator[View]:
    """In an in-text style a citation has no note, but it opens its sources all the same."""
    if formatted.note_style:
        return
    for node in citations_in_text(edition.nodes):
        index = numbering.index[node]
        yield {
            "popover": f"p-c{index + 1}",
            "title": writer.labels["source_details"],
            "text": Markup(formatted.clusters[index].text),  # noqa: S704 - worker's HTML
            "claims": found.of(node),
            "sources": _sources_of(node, writer, found.shorts),
        }


def _sources_of(node: Citation | Footnote, writer: Writer, shorts: Mapping[str, str]) -> list[View]:
    by_key = sources_by_key(writer.edition)
    keys = dict.fromkeys(cite.key for cite in cites_in((node,)) if cite.key in by_key)
    return [_source(by_key[key], writer.labels, writer.edition.desk.language, shorts) for key in keys]


@once
def sources_by_key(edition: Edition) -> Mapping[str, Source]:
    """The sources of an edition by their citekeys."""
    return {source.key: source for source in edition.sources}


def citations_in_text(nodes: tuple[Node, ...]) -> Iterator[Citation]:
    """The citations of the running text, those inside footnotes left out."""
    for node in nodes:
        if isinstance(node, Citation):
            yield node
        elif not isinstance(node, Footnote):
            yield from citations_in_text(inside(node))


def _sourcing(box: Sourcing, edition: Edition, labels: Mapping[str, str], shorts: Mapping[str, str]) -> View:
    language = edition.desk.language

    def brief_of(source: Source) -> View:
        view = _source(source, labels, language, shorts)
        return {"key": view["key"], "label": view["ai_label"], "anchor": view["anchor"], "short": view["short"]}

    return {
        "sources": box.sources,
        "origins": box.origins,
        "claims": box.claims,
        "judgements": box.judgements,
        "single_source_claims": box.single_origin_claims,
        "single_origin_judgements": list(box.single_origin_judgements),
        "grades": [{"grade": g, "label": labels[f"reliability_{g}"], "count": n} for g, n in box.grades],
        "kinds": [{"kind": kind, "label": labels[f"kind_{kind}"], "count": n} for kind, n in box.kinds],
        "oldest_long": long_edtf(box.oldest.record.issued, language) if box.oldest else "",
        "newest_long": long_edtf(box.newest.record.issued, language) if box.newest else "",
        "undated": len(box.undated),
        "read_later": any(one.record.accessed and one.record.accessed > edition.date for one in edition.sources),
        "ai": [brief_of(source) for source in box.ai],
        "ai_unknown": [brief_of(source) for source in box.ai_unknown],
        "weak": [brief_of(source) for source in box.weak],
        "sentences": list(_sentences(box, labels, shorts)),
        "states": states(box, labels),
    }


def _sentences(box: Sourcing, labels: Mapping[str, str], shorts: Mapping[str, str]) -> Iterator[str]:
    """The box in plain words: what was counted. What was checked follows (`findings.checked`)."""

    def names(sources: tuple[Source, ...]) -> str:
        return ", ".join(shorts[source.key] for source in sources)

    numbers = ", ".join(str(number) for number in box.single_origin_judgements)
    said = (
        ("single_origin_judgements", numbers),
        ("weak_sources", names(box.weak)),
        ("derived_sources", names(box.derived)),
        ("machine_sources", names(box.ai)),
        ("machine_unknown", names(box.ai_unknown)),
        ("undated_sources", names(box.undated)),
    )
    yield from (f"{labels[label]}: {value}." for label, value in said if value)
