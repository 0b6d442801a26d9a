"""FM and TXT: what can be wrong with a file by itself, and with what it names in another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.checks.rules import Material, declare, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Edition
from briefings.patterns import lazy_pattern
from briefings.prose import Block, Claim, Division, Judgement, Text
from briefings.reading.attributes import parse_attributes
from briefings.reading.markdown import WITHDRAWAL
from briefings.reading.records import nearest
from briefings.reading.walk import walk

declare(
    "FM01",
    "front-matter",
    Severity.ERROR,
    """
    A note or a brief begins with its front matter: a line `---`, keys and values in YAML, and a line `---`.
    A source or a list of figures is YAML throughout. What cannot be read as YAML is shown with the line and
    column where the reader gave up, which is often one line after the mistake.

    Trips it:      title: Cost sharing: the record      (a second ": " in a plain value)
    Way out:       title: "Cost sharing: the record"
    """,
)
declare(
    "FM02",
    "unknown-key",
    Severity.ERROR,
    """
    A key no record of this kind has. A misspelt key would otherwise be passed over, and the desk would
    believe that it had said something. The nearest known key is named.

    Trips it:      titel: Cost sharing
    Way out:       title: Cost sharing
    """,
)
declare(
    "FM03",
    "missing-key",
    Severity.ERROR,
    """
    A key that a record of this kind must have. A note needs `title`, `topic` and `date`; a source needs
    `type`, `title` and its provenance; what is not known of a source is said in `descriptor`, not guessed.

    Trips it:      a note without `date`
    Way out:       date: 2026-01-30
    """,
)
declare(
    "FM04",
    "wrong-value",
    Severity.ERROR,
    """
    A value that is not of its key's kind: a day that is not in the calendar, a word that is not among the
    allowed ones, text where a list is expected. Values are never guessed: `NO` stays text, and a date is
    written 2026, 2026-01 or 2026-01-30.

    Trips it:      date: 30.1.2026
    Way out:       date: 2026-01-30
    """,
)
declare(
    "FM05",
    "doubled-key",
    Severity.ERROR,
    """
    The same key twice in one record. YAML readers keep the last one silently; here neither is taken on trust.

    Trips it:      title: A        and, further down,        title: B
    Way out:       keep one
    """,
)
declare(
    "FM06",
    "yaml-refused",
    Severity.ERROR,
    """
    Anchors, aliases, tags and very deep nesting are not read. A record has no use for them, and a file of a
    few hundred bytes can use them to stand for gigabytes.

    Trips it:      basis: &same Named analyst.      descriptor: *same
    Way out:       write the sentence twice
    """,
)
declare(
    "FM07",
    "encoding",
    Severity.ERROR,
    """
    Files are UTF-8 text of a sane size without control characters. A byte that is not UTF-8 is named with its
    place, because the characters after it cannot be trusted.

    Trips it:      a note saved as Windows-1252
    Way out:       save it as UTF-8
    """,
)
declare(
    "FM08",
    "name-clash",
    Severity.ERROR,
    """
    A name that does not fit its file, or that two things share: a note whose topic is not its folder's name,
    two figures with one id. A file that was not read, because its name does not end as those of its folder do,
    or because the folder's name has a slip (`content/source/`), is a warning.

    Trips it:      content/notes/security/tariffs.md with `topic: trade`
    Way out:       move the file to content/notes/trade, or change the topic
    """,
)
declare(
    "TXT01",
    "raw-html",
    Severity.WARNING,
    """
    Raw HTML in a note or a brief is not rendered: it is printed as the text it is, so that nothing is lost
    and nothing acts. Comments (`<!-- … -->`) are for the author and are left out.

    Trips it:      <b>likely</b>
    Way out:       **likely**
    """,
)
declare(
    "TXT02",
    "link-refused",
    Severity.WARNING,
    """
    A link leads to the web (http, https), to an e-mail address, or to a place in the brief (#id). Any other,
    such as `javascript:`, `file:` or a path of the desk, is printed as its words alone.

    Trips it:      [the fact sheet](../fact-sheet.pdf)
    Way out:       [the fact sheet](https://…), or a source that is cited
    """,
)


@rule("TXT03", "markup", Severity.ERROR)
def unknown_attribute(material: Material) -> Iterator[Diagnostic]:
    """
    A fenced div or a span of a class that means nothing here, a div that is not closed, blocks nested too
    deep, a paragraph longer than anybody writes, attributes that cannot be read, or one that a judgement or a
    div does not have. Were it passed over, the words would be printed without what the author meant by it. A
    reason (`changed`, `reason`, a figure's `contested`, a note's `withdrawn-because`) has 300 characters at most:
    it is printed in a line or two of the box that says what changed.

    Trips it:      ::: {.judgment #troop-cut likelihood="likely" confidence="low"}
    Way out:       ::: {.judgement #troop-cut likelihood="likely" confidence="low"}
    """
    for document in material.documents:
        for node in walk(document.blocks):
            if isinstance(node, Division | Claim):
                yield from _not_of_its_kind(node)
        text = material.dossier.texts.get(document.path, "")
        yield from _unread_braces(document.path, text, document.blocks)
    for place, told, text in _reasons(material):
        if len(text) > MOST_OF_A_REASON:
            message = f"{told} has {len(text)} characters, and {MOST_OF_A_REASON} are printed at most"
            yield finding("TXT03", place, message, "say it in a sentence or two; the text of a note has room for more")


def _not_of_its_kind(node: Division | Claim) -> Iterator[Diagnostic]:
    what, known = _attributes_known(node)
    for key, _value in node.attributes:
        if key not in known:
            guess = nearest(key, known)
            hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(known) or 'none'}"
            yield finding("TXT03", node.place, f"a {what} has no attribute {key!r}", hint)


def _unread_braces(path: str, text: str, blocks: tuple[Block, ...]) -> Iterator[Diagnostic]:
    """Braces behind a span that cannot be read as attributes: they would be printed, and what they say not be done."""
    unread = [match for match in _BRACES.finditer(text) if parse_attributes(text, match.start() + 1) is None]
    if unread and any(isinstance(node, Text) and _BRACES.search(node.text) for node in walk(blocks)):
        for match in unread:
            begin = text.rfind("\n", 0, match.start()) + 1
            if text.count("`", begin, match.start()) % 2:  # in code they mean nothing
                continue
            line, column, words = text.count("\n", 0, begin) + 1, match.start() - begin + 2, match[0][1:]
            place = Place(path, line, column, line, column + len(words))
            message = f"these braces are no attributes: {words[:60] + '…' if len(words) > 60 else words!r}"
            yield finding("TXT03", place, message, 'write {.claim #id changed="…"}; a quotation mark in quotes is \\"')


_BRACES = lazy_pattern(r"\]\{[.#][^\n]*")


def _reasons(material: Material) -> Iterator[tuple[Place, str, str]]:
    """What authors give as a reason of a change: where, what it is, the text."""
    dossier = material.dossier
    for document in material.documents:
        if any(f"{key}=" in dossier.texts.get(document.path, "") for key in _REASONS):
            yield from _reasons_within(document.blocks)
    for note in dossier.notes.values():
        if note.head.withdrawn_because:
            place = key_place(material, note.path, "withdrawn-because")
            yield place, "'withdrawn-because'", note.head.withdrawn_because
    for figure in dossier.figures.values():
        yield figure.place, f"'changed' of the figure {figure.id!r}", figure.record.changed
        yield figure.place, f"'contested' of the figure {figure.id!r}", figure.record.contested


def _reasons_within(blocks: tuple[Block, ...]) -> Iterator[tuple[Place, str, str]]:
    for node in walk(blocks):
        if isinstance(node, Judgement | Claim):
            kind = "judgement" if isinstance(node, Judgement) else "claim"
            name = f"{kind} {node.id!r}" if isinstance(node, Judgement) or node.explicit else kind
            given = ((key, text) for key, text in node.attributes if key in _REASONS)
            yield from ((node.place, f"{key!r} of the {name}", text) for key, text in given)


_REASONS = ("changed", "reason")
MOST_OF_A_REASON = 300
"""Characters of a reason that stands in the box of what changed."""


def _attributes_known(node: Division | Claim) -> tuple[str, tuple[str, ...]]:
    if isinstance(node, Claim):
        return "claim", ("changed", *WITHDRAWAL)
    return f"{node.kind} div", ("date",) if node.kind in ("bottom-line", "lead") else ()


declare(
    "TXT04",
    "picture-refused",
    Severity.ERROR,
    """
    A picture lies inside the desk, is a PNG, JPEG or plain SVG file, and has a text for those who cannot see
    it. One that is remote, outside the desk, behind a link of the file system, or an SVG that declares
    entities is never opened.

    Trips it:      ![](/etc/hostname)
    Way out:       ![Troop strength by year](../pictures/troops.svg)
    """,
)
declare(
    "TXT05",
    "footnote",
    Severity.ERROR,
    """
    A footnote mark whose text is nowhere in the note, or a footnote that holds more than paragraphs: a list, a
    table, a footnote of its own.

    Trips it:      The agreement was signed.[^1]          (and no line "[^1]: …")
    Way out:       [^1]: The text of the footnote.
    """,
)


@rule("FM09", "unknown-name", Severity.ERROR)
def unknown_name(material: Material) -> Iterator[Diagnostic]:
    """
    A note, topic or section that is named but does not exist: in `supersedes`, in a brief's `sections`; a note
    that supersedes a newer one or, by whatever way, itself. A section that names a note which another has
    superseded, and which is therefore not printed, is a warning, unless the edition holds the other one.

    Trips it:      supersedes: security/cost-sharng
    Way out:       supersedes: security/cost-sharing
    """
    dossier = material.dossier
    notes = tuple(dossier.notes)
    topics = tuple({*dossier.settings.topics, *(note.head.topic for note in dossier.notes.values())})
    for note in dossier.notes.values():
        for name in note.head.supersedes:
            if name in material.unread_notes:
                continue
            if name not in dossier.notes:
                yield _unknown(material, note.path, "supersedes", f"no note has the id {name!r}", name, notes)
            elif dossier.notes[name].head.date > note.head.date:
                newer = dossier.notes[name].head.date
                message = f"{note.id!r} of {note.head.date} cannot supersede {name!r}, which is of {newer}"
                yield finding(
                    "FM09",
                    key_place(material, note.path, "supersedes"),
                    message,
                    "the newer note supersedes the older one",
                )
        if note.id in dossier.superseded_by(note, note.head.date):
            yield finding(
                "FM09",
                key_place(material, note.path, "supersedes"),
                f"{note.id!r} supersedes itself, by its own word or another's: neither would be printed",
                "of two notes one supersedes the other, and never itself",
            )
    for brief in dossier.briefs.values():
        for section in brief.head.sections:
            if section.topic not in topics:
                yield _unknown(
                    material, brief.path, "sections", f"there is no topic {section.topic!r}", section.topic, topics
                )
            for name in section.notes:
                if name in material.unread_notes:
                    continue
                if name not in dossier.notes:
                    yield _unknown(material, brief.path, "sections", f"no note has the id {name!r}", name, notes)

    for edition in material.editions:
        yield from _superseded_sections(material, edition)


def _superseded_sections(material: Material, edition: Edition) -> Iterator[Diagnostic]:
    """Notes that a section names and that the edition lacks, because another, which it lacks too, supersedes them."""
    dossier, date = material.dossier, edition.date
    printed = {note.id for section in edition.sections for note in section.notes}
    replaced = {name: dossier.superseded_by(note, date) for name, note in dossier.notes.items() if note.stands(date)}
    for section in edition.head.sections:
        for name in section.notes:
            later = {other for other, older in replaced.items() if name in older and other != name}
            last = sorted(other for other in later if not any(other in replaced[one] for one in later))
            if last and not printed & later:
                message = f"the note {name!r} is superseded as of {date} by {' and '.join(map(repr, last))}"
                place = text_place(material, edition.path, name) or key_place(material, edition.path, "sections")
                hint = f"neither is printed: name {last[0]!r} in its place, or beside it for older editions"
                yield finding("FM09", place, message, hint, severity=Severity.WARNING)


def _unknown(material: Material, path: str, key: str, message: str, name: str, known: tuple[str, ...]) -> Diagnostic:
    guess = nearest(name, known)
    hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(sorted(known))}"
    return finding("FM09", text_place(material, path, name) or key_place(material, path, key), message, hint)


def key_place(material: Material, path: str, key: str) -> Place:
    """Where a top-level key of the front matter stands; the file's first line where it is not given."""
    for number, line in enumerate(material.dossier.texts.get(path, "").split("\n"), start=1):
        if line.startswith(f"{key}:"):
            return Place(path, number, 1, number, len(key) + 1)
    return Place(path)


def text_place(material: Material, path: str, text: str) -> Place | None:
    """Where `text` first stands in a file as a word of its own, and not as a part of a longer name."""
    word = re.compile(rf"(?<![\w/-]){re.escape(text)}(?![\w/-])")
    for number, line in enumerate(material.dossier.texts.get(path, "").split("\n"), start=1):
        match = word.search(line)
        if match is not None:
            return Place(path, number, match.start() + 1, number, match.end() + 1)
    return None
