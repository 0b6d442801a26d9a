"""SRC: sources that are kept, are what their records say, and are graded."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from briefings.checks.files import key_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity, State
from briefings.evidence.languages import other_language
from briefings.evidence.origins import is_known
from briefings.evidence.sources import SourceText
from briefings.evidence.walls import Wall, find_wall
from briefings.evidence.wires import credited_agencies
from briefings.model import Source, SourceRecord
from briefings.patterns import lazy_pattern
from briefings.prose import Citation, Judgement
from briefings.reading.walk import walk

FEWEST_CHARACTERS = 400
"""Of a kept source: below it, what was kept is most often a notice or a teaser. Our own value; a letter of Korean,
Chinese or Japanese counts twice, for it says as much."""


def cited_sources(material: Material) -> Iterator[tuple[Source, SourceText]]:
    """The sources that some claim, judgement or figure cites, with their snapshots, by citekey."""
    cited = {key for claim in material.evidence.claims for key in claim.keys}
    for key, source in material.dossier.sources.items():
        text = material.evidence.sources.get(key)
        if key in cited and text is not None:
            yield source, text


def record_place(material: Material, source: Source, key: str) -> Place:
    """Where a key of a source's record stands, at whatever depth; else its provenance; else the file."""
    own = re.compile(rf"[ \t]*{re.escape(key)}:")
    for number, line in enumerate(material.dossier.texts.get(source.path, "").split("\n"), start=1):
        match = own.match(line)
        if match is not None:
            return Place(source.path, number, match.end() - len(key), number, match.end())
    return key_place(material, source.path, "provenance")


# -------------------------------------------------------------------- SRC01


@rule("SRC01", "snapshot-integrity", Severity.ERROR, "snapshots")
def snapshot_integrity(material: Material) -> Iterator[Diagnostic]:
    """
    The kept copy of a source that is cited: what a claim says of a source can be compared only with bytes that are
    at hand and are the ones that were captured (Berkeley Protocol on Digital Open Source Investigations: authenticity
    and integrity; ICS 206-01: dynamic sources are preserved).

    Bytes that differ from the digest in the record are an error and are not used; so is a file that cannot be read,
    that is empty or has fewer than 400 characters, and a page that a server showed in place of the source: "Page not
    found", "Access denied", "Verify you are human", a wall of consent. A text that is surely in another language than
    the record says is a warning. A source without a snapshot, or whose snapshot is not at hand, cannot be verified:
    that is a warning, and exit status 3 under `--strict`, unless `content/evidence.lock.json` tells what was found in
    it when it was at hand. A source that nobody cites is not looked at.

    Trips it:      snapshots/norhaven-2025.html, which says "Enable JavaScript to continue"
    Way out:       capture the page again with a browser, and write the new file's digest into the record
    """
    for source, text in cited_sources(material):
        if text.state == "missing" and source.key in material.evidence.locked_sources:
            continue
        yield from _integrity(material, source, text)


def _integrity(material: Material, source: Source, text: SourceText) -> Iterator[Diagnostic]:
    key, snapshot = source.key, source.record.provenance.snapshot
    place = record_place(material, source, "snapshot")
    match text.state:
        case "not-kept":
            yield _unverifiable(
                place,
                key,
                f"{key!r} is cited and has no snapshot: nothing that is said of it can be verified",
                "keep its bytes in the folder of snapshots; give file, sha256 and captured under `snapshot`",
            )
        case "missing":
            yield _unverifiable(
                place,
                key,
                f"the snapshot of {key!r} is not at hand: {text.reason}",
                "fetch it, or let BRIEFINGS_SNAPSHOTS name the folder that has it",
            )
        case "changed":
            recorded = snapshot.sha256 if snapshot is not None else ""
            yield _broken(
                place,
                key,
                f"the snapshot of {key!r} is not the one that was captured: its digest begins {text.digest[:12]}, and "
                f"the record's {recorded[:12]}",
                "put the captured file back; or, if the source was captured anew, write the day and the new digest",
            )
        case "unreadable":
            hint = "capture the source again, as text, Markdown, HTML or a PDF with text in it"
            yield _broken(place, key, f"the snapshot of {key!r} cannot be read: {text.reason}", hint)
        case "read":
            yield from _substance(place, source, text)


def _unverifiable(place: Place, key: str, message: str, hint: str) -> Diagnostic:
    return finding("SRC01", place, message, hint, source=key, severity=Severity.WARNING, state=State.UNVERIFIABLE)


def _broken(place: Place, key: str, message: str, hint: str) -> Diagnostic:
    return finding("SRC01", place, message, hint, source=key)


_IS: dict[Wall, str] = {
    "not-found": "a page that says that there is no such page",
    "refused": "a page by which a server refused the request",
    "test": "a test that machines are to fail",
    "consent": "a wall of consent",
}


def _substance(place: Place, source: Source, text: SourceText) -> Iterator[Diagnostic]:
    """Whether what was kept is a source at all: no wall, long enough, in its language."""
    key = source.key
    wall = find_wall(text.page) or (find_wall(text.article) if text.article != text.page else None)
    if wall is not None:
        message = f"the snapshot of {key!r} is {_IS[wall.kind]} (“{wall.phrase}”)"
        yield _broken(place, key, message, "open the page in a browser and save what a reader sees")
        return
    size = _weighed_length(text.page)
    if size < FEWEST_CHARACTERS and source.record.provenance.kind != "social":  # a post is as short as it is
        message = f"the snapshot of {key!r} has {size} characters: it is a fragment of the source, if that"
        yield _broken(place, key, message, "capture the whole source")
    other = other_language(text.article, source.record.language)
    if other:
        yield finding(
            "SRC01",
            place,
            f"the snapshot of {key!r} is in {other}, and its record says {source.record.language!r}",
            "keep what was read: the page in that language, or mend `language`",
            source=key,
            severity=Severity.WARNING,
        )


_DENSE = lazy_pattern("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def _weighed_length(text: str) -> int:
    if len(text) >= FEWEST_CHARACTERS * 4:
        return len(text)
    shown = " ".join(text.split())
    return len(shown) + len(_DENSE.findall(shown))


# -------------------------------------------------------------------- SRC02


@rule("SRC02", "metadata-mismatch", Severity.WARNING, "snapshots")
def metadata_mismatch(material: Material) -> Iterator[Diagnostic]:
    """
    A record whose title, author, date or publisher is another than the kept page's own; a plain text with next to
    none of the words of its title; a record that calls a work free of AI which says of itself that AI wrote it; an
    aggregator that is its own originator while its text is credited to a news agency (AJP-2.1 grades the one that
    said it first). A reader finds a source again by these (ICD 206), and a wrong date makes old news new.

    Only what both sides say is compared, and a title or name that stands anywhere in the text agrees. The year of a
    copyright in a footer is no date of issue, and the day on which a PDF was made is none either.

    Trips it:      issued: 2026-01-02, of a page that says article:published_time 2025-10-04
    Way out:       issued: 2025-10-04
    """
    for source, text in cited_sources(material):
        if text.state == "read":
            yield from _mismatches(material, source, text)


def _mismatches(material: Material, source: Source, text: SourceText) -> Iterator[Diagnostic]:
    key, record = source.key, source.record

    def say(where: str, message: str, hint: str, evidence: str) -> Diagnostic:
        return finding("SRC02", record_place(material, source, where), message, hint, source=key, evidence=evidence)

    page = _Page(text)
    if _title_differs(record, text, page):
        yield say(
            "title",
            f"the title of {key!r} is not that of its snapshot",
            "see whether the right file was kept; give the title as the work has it",
            f"the page's own title: {text.title}" if text.title else "",
        )
    names = [name.literal or name.family for name in record.author]
    if names and text.author and not any(page.has(name) for name in names) and _alike(names[0], text.author):
        yield say(
            "author",
            f"the author of {key!r} is named nowhere in its snapshot, which names another",
            "give the author whom the work names, or none",
            f"the page's own author: {text.author}",
        )
    day = _day(text.published)
    if day is not None and record.issued is not None and not record.issued.circa:
        slack = datetime.timedelta(days=1)  # a page's clock may be in another zone than its paper
        if not record.issued.earliest - slack <= day <= record.issued.latest + slack:
            yield say(
                "issued",
                f"{key!r} was issued {record.issued} by its record, and {day} by its own page",
                "give the day on which the work first appeared",
                "",
            )
    where = "container-title" if record.container_title else "publisher"
    outlet = record.container_title or record.publisher
    if outlet and _is_a_name(text.site) and _outlet_differs(outlet, record, text, page):
        yield say(
            where,
            f"the page of {key!r} is of another outlet than its record says",
            "name the outlet that the page is of",
            f"the page's own name: {text.site}",
        )
    yield from _says_of_itself(material, source, text)


class _Page:
    """A text, made plain when it is first asked for a name."""

    def __init__(self, text: SourceText) -> None:
        self._text = text
        self._words = ""

    @property
    def words(self) -> str:
        if not self._words:
            self._words = f" {plain_words(f'{self._text.author} {self._text.site} {self._text.page}')} "
        return self._words

    def has(self, name: str) -> bool:
        plain = plain_words(name)
        return bool(plain) and (f" {plain} " in self.words or (not plain.isascii() and plain in self.words))


def plain_words(text: str) -> str:
    """Words in small letters without accents, one space between them."""
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(text.casefold()))


_WORDS = lazy_pattern(r"[^\W_]+")
_LIKENESS = 80
"""Of two titles, as `token_set_ratio` of rapidfuzz has it, from which they count as one. Our own value."""
_FEWEST_TITLE_WORDS = 3


def _title_differs(record: SourceRecord, text: SourceText, page: _Page) -> bool:
    from rapidfuzz import fuzz  # a run that looks for nothing does without

    if record.title.startswith("["):  # a description, of a work that has no title
        return False
    wanted = plain_words(record.title)
    if text.title:
        own = plain_words(text.title)
        if not own or not _alike(wanted, own) or len(own.split()) < 2:
            return False
        if wanted in own or own in wanted or fuzz.token_set_ratio(wanted, own) >= _LIKENESS:
            return False
        return not page.has(record.title) and not (record.title_short and page.has(record.title_short))
    telling = {word for word in _WORDS.findall(record.title.casefold()) if len(word) > 3}
    if len(telling) < _FEWEST_TITLE_WORDS or not _alike(wanted, text.page[:2000]):
        return False
    letters = text.page.casefold()
    return sum(word in letters for word in telling) * 3 <= len(telling)


def _alike(one: str, other: str) -> bool:
    """Whether two texts are in letters that can be compared: of a title in Korean, one in English says nothing."""
    return bool(_LATIN.search(one)) == bool(_LATIN.search(other))


_LATIN = lazy_pattern("[A-Za-z]{2}")


def _outlet_differs(outlet: str, record: SourceRecord, text: SourceText, page: _Page) -> bool:
    from rapidfuzz import fuzz  # a run that looks for nothing does without

    known = [outlet, record.publisher, record.container_title, record.container_title_short, *map(str, record.author)]
    site = plain_words(text.site)
    for name in filter(None, map(plain_words, known)):
        if name in site or site in name or fuzz.token_set_ratio(name, site) >= _LIKENESS:
            return False
        if "".join(word[0] for word in name.split()) == site.replace(" ", ""):  # an acronym
            return False
    return _alike(outlet, text.site) and not page.has(outlet)


def _is_a_name(site: str) -> bool:
    """Whether the name of a site is one, and no address."""
    return bool(site) and not re.search(r"\w\.\w", site)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


_BY_AI = lazy_pattern(
    r"(?i)\b(?:articles?|story|stories|pages?|posts?|contents?|reports?|texts?|summary|translations?)\b[^.\n]{0,60}"
    r"\b(?:generated|written|produced|created|drafted|translated|summari[sz]ed)\b[^.\n]{0,40}"
    r"\b(?:artificial intelligence|AI|ChatGPT|GPT-\d|large language models?|language models?|generative)\b"
    r"|\bAI[- ](?:generated|written|assisted) (?:articles?|story|contents?|report|summary|text|translation)\b"
)
_NOTICE = 800
"""Characters at either end of a text in which it speaks of itself."""


def _says_of_itself(material: Material, source: Source, text: SourceText) -> Iterator[Diagnostic]:
    """What the text gives away of its making against what the record says of it."""
    provenance = source.record.provenance
    ends = text.page if len(text.page) <= 2 * _NOTICE else f"{text.page[:_NOTICE]}\n{text.page[-_NOTICE:]}"
    own = _BY_AI.search(ends)
    if own is not None and provenance.ai == "none":
        yield finding(
            "SRC02",
            record_place(material, source, "ai"),
            f"by its record {source.key!r} is free of AI, and its own text says otherwise",
            "write `ai: generated` or `ai: assisted`, and say so in the descriptor",
            source=source.key,
            evidence=" ".join(own[0].split()),
        )
    outlets = (source.record.container_title, source.record.publisher, text.site)
    originator = plain_words(provenance.originator)
    if provenance.kind == "aggregator" and originator and originator in map(plain_words, outlets):
        agencies = sorted(credited_agencies(text.article) - {originator})
        if agencies:
            yield finding(
                "SRC02",
                record_place(material, source, "originator"),
                f"{source.key!r} passes on what {agencies[0]!r} sent out, and its record grades the page that did",
                f"originator: the agency; reliability: the agency's; derived-from: [wire:{agencies[0]}]",
                source=source.key,
            )


# -------------------------------------------------------------------- SRC03


@rule("SRC03", "grading", Severity.WARNING)
def grading(material: Material) -> Iterator[Diagnostic]:
    """
    A source behind a judgement whose grade bears no day (`graded`), for a grade is of its time and is looked at again
    when the source is corrected (ICD 206, AJP-2.1); a source whose originator is unknown and that is graded all the
    same, where F is the letter for what cannot be judged. Four in five of ten or more sources with one letter are
    told as well: whoever gives one grade to all has graded none.

    The standards' other axis, the credibility of a single statement, is not kept by a desk; so the habit of giving
    both axes the same rank (A1, B2, C3), in 87 of 100 grades that were looked at (Baker, McKendry and Mace, 1968),
    cannot be seen here.

    Trips it:      originator: unknown, and reliability: C
    Way out:       originator: unknown, and reliability: F
    """
    for key in _behind_judgements(material):
        source = material.dossier.sources.get(key)
        if source is not None and source.record.provenance.graded is None:
            yield finding(
                "SRC03",
                record_place(material, source, "reliability"),
                f"{key!r} stands behind a judgement, and its grade bears no day",
                "graded: the day on which the grade was given or last looked at",
                source=key,
            )
    for source in material.dossier.sources.values():
        provenance = source.record.provenance
        if not is_known(provenance.originator) and provenance.reliability != "F":
            yield finding(
                "SRC03",
                record_place(material, source, "reliability"),
                f"{source.key!r} is graded {provenance.reliability}, though its originator is not known",
                "F means that there is nothing to judge by; or name the originator",
                source=source.key,
            )
    if material.whole:
        yield from _one_letter(material)


def _behind_judgements(material: Material) -> list[str]:
    """The citekeys in the statement and the basis of every judgement, each once, sorted."""
    judgements = [node for one in material.documents for node in walk(one.blocks) if isinstance(node, Judgement)]
    return sorted(
        {
            cite.key
            for judgement in judgements
            for node in walk((judgement,))
            if isinstance(node, Citation)
            for cite in node.cites
        }
    )


FEWEST_GRADES = 10
MOST_ALIKE = 0.8
"""Share of one letter, in so many grades, from which it looks like a habit. Our own values."""


def _one_letter(material: Material) -> Iterator[Diagnostic]:
    letters = Counter(source.record.provenance.reliability for source in material.dossier.sources.values())
    whole = letters.total()
    if whole < FEWEST_GRADES:
        return
    letter, number = min(letters.items(), key=lambda item: (-item[1], item[0]))
    if number >= MOST_ALIKE * whole:
        yield finding(
            "SRC03",
            Place("content/sources"),
            f"{number} of {whole} sources are graded {letter}",
            "look at the grades again, each by itself: is there nothing that sets one source apart from another?",
            severity=Severity.INFO,
        )
