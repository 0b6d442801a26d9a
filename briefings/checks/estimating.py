"""EST: words of likelihood and confidence, and hedges that must not be lost."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator

from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.model import Edition, KeyJudgement, Note, parse_edtf
from briefings.patterns import lazy_pattern
from briefings.prose import (
    Block,
    Citation,
    Claim,
    CodeBlock,
    CodeText,
    FigureUse,
    Footnote,
    Heading,
    Image,
    Inline,
    Judgement,
    LineBreak,
    Paragraph,
    Quote,
    Span,
    Table,
    Text,
)
from briefings.reading.claims import sentences
from briefings.reading.dossier import split_front_matter
from briefings.reading.markdown import plain_text
from briefings.reading.walk import cites_in, claims_within, figures_in, inside, judgements_in, walk
from briefings.scales import LEVELS, SCALES, Scale, Wording, chances, wordings
from briefings.support import ClaimEvidence

# ------------------------------------------------------------------ likelihood


@rule("EST01", "estimative-language", Severity.ERROR, "editions")
def estimative_language(material: Material) -> Iterator[Diagnostic]:
    """
    A judgement names a likelihood of the desk's scale and a level of confidence, has an id that stays the
    same between editions and a basis, and its first paragraph contains the term itself, so that the range
    can be printed beside it (ICD 203, D.6.e.(2)(a); the UK's PHIA yardstick). A horizon, where one is given, is
    a date. Terms of another scale, or of both rows of ICD 203's table within one brief, are an error, unless the
    desk's disclaimer or the brief says that the terms mean the same. A word that is on no scale (may, could,
    possibly, a real possibility, cannot rule out, quite likely), a number without a term beside it and one outside
    the term's range are warnings, for each reader puts another number to such a word. Words in quotation marks are
    somebody else's, and are left alone.

    Trips it:      likelihood="likely"      and the sentence says "could"
    Way out:       Washington will likely seek to reopen the agreement …
    """
    desk = material.dossier.settings.desk
    scales = {brief.head.scale or desk.scale for brief in material.dossier.briefs.values()}
    for note in material.dossier.notes.values():
        for judgement in judgements_in(note.blocks):
            for scale in sorted(scales):
                yield from _judgement(judgement, SCALES[scale])
                yield from _wording(material, note, judgement, SCALES[scale])
    for edition in material.editions:
        if SCALES[edition.scale].two_rows and not _are_said_to_be_the_same(material, edition.path):
            yield from _rows(material, edition)


def _judgement(judgement: Judgement, scale: Scale) -> Iterator[Diagnostic]:
    place, name, claim = judgement.place, judgement.id or "this one", judgement.id
    if not judgement.id:
        hint = "give it one that stays the same between editions: {.judgement #troop-cut …}"
        yield finding("EST01", place, "a judgement has no id", hint)
    if scale.find(judgement.likelihood) is None:
        guess = scale.meant(judgement.likelihood)
        hint = f"did you mean {guess!r}?" if guess else f"terms: {', '.join(scale.words)}"
        said = (
            f"{judgement.likelihood!r} is no term of {scale.name}"
            if judgement.likelihood
            else "a judgement has no likelihood"
        )
        yield finding("EST01", place, said, hint, claim=claim)
    elif scale.find_term(plain_text(judgement.statement), judgement.likelihood) is None:
        message = f"the judgement {name!r} does not contain its term {judgement.likelihood!r}"
        yield finding("EST01", place, message, "its first paragraph is one sentence that uses the term", claim=claim)
    if judgement.confidence not in LEVELS:
        said = (
            f"{judgement.confidence!r} is no level of confidence"
            if judgement.confidence
            else "a judgement has no confidence"
        )
        yield finding("EST01", place, said, f"levels: {', '.join(LEVELS)}", claim=claim)
    if not judgement.basis:
        message, hint = f"the judgement {name!r} gives no basis", "a second paragraph says why, and why no surer"
        yield finding("EST01", place, message, hint, severity=Severity.WARNING, claim=claim)
    try:
        if judgement.horizon:
            parse_edtf(judgement.horizon)
    except ValueError as error:
        yield finding("EST01", place, f"horizon: {error}", claim=claim)


_EXPECTED = lazy_pattern(r"\bexpected\s+to\b", re.IGNORECASE)


def _wording(material: Material, note: Note, judgement: Judgement, scale: Scale) -> Iterator[Diagnostic]:
    """What is wrong with the words of likelihood in a judgement's statement, and with its numbers."""
    text = _own_words(judgement.statement)
    found = wordings(text, scale)
    finder = _Finder(material, note.path, judgement.place.line)
    vague = list(dict.fromkeys(one.text.lower() for one in found if one.kind == "off-scale"))
    if not any(one.kind == "term" for one in found):
        vague += [match[0].lower() for match in _EXPECTED.finditer(text)][:1]
    for word in vague:
        message, hint = f"{word!r} is on no scale of likelihood", f"use a term of {scale.name}: {_terms(scale)}"
        yield finding("EST01", finder.near(word), message, hint, severity=Severity.WARNING, claim=judgement.id)
    if not _are_said_to_be_the_same(material, *_paths_of_briefs(material, scale)):
        for one in found:
            if one.kind == "foreign" and not one.attributive and one.term != judgement.likelihood:
                message = f"{one.text!r} is a term of another scale than {scale.name}"
                hint = f"use one of its own: {_terms(scale)}"
                yield finding("EST01", finder.near(one.text), message, hint, claim=judgement.id)
    yield from _numbers(text, found, judgement, scale, finder)


def _terms(scale: Scale) -> str:
    return ", ".join(term.term for term in scale.terms)


def _numbers(
    text: str, found: tuple[Wording, ...], judgement: Judgement, scale: Scale, finder: _Finder
) -> Iterator[Diagnostic]:
    """A likelihood in per cent without a term beside it, or outside the range of the judgement's own."""
    term = scale.find(judgement.likelihood)
    beside = any(one.kind == "term" and not one.attributive for one in found)
    for chance in chances(text):
        if not beside:
            message, hint = f"{chance.text!r} has no term of {scale.name} beside it", _term_for(chance.low, scale)
        elif term is not None and (chance.high < term.low or chance.low > term.high):
            message = f"{chance.text!r} lies outside {term.term!r} ({term.range})"
            hint = _term_for(chance.low, scale)
        else:
            continue
        yield finding("EST01", finder.near(chance.text), message, hint, severity=Severity.WARNING, claim=judgement.id)


def _term_for(percent: float, scale: Scale) -> str:
    """What the scale calls a value, or between which terms it lies."""
    terms = scale.at(percent)
    if terms:
        return f"{percent:g}% is {' or '.join(repr(term.term) for term in terms)}"
    below = [term for term in scale.terms if term.high < percent]
    above = [term for term in scale.terms if term.low > percent]
    if not below or not above:
        return f"{scale.name} has no term for {percent:g}%"
    gap = f"{percent:g}% lies between {below[-1].term!r} ({below[-1].range}) and {above[0].term!r} ({above[0].range})"
    return f"{gap}: move it into a band"


def _rows(material: Material, edition: Edition) -> Iterator[Diagnostic]:
    """Judgements of one edition whose terms are of both rows of the scale's table."""
    scale = SCALES[edition.scale]
    rows = Counter(row for one in edition.judgements if (row := scale.row(one.likelihood)))
    if not rows:
        return
    usual = rows.most_common(1)[0][0]
    example = next(one.likelihood for one in edition.judgements if scale.row(one.likelihood) == usual)
    for judgement in edition.judgements:
        for word in _of_the_other_row(judgement, scale, usual):
            place = _Finder(material, judgement.place.path, judgement.place.line).near(word)
            message = f"{word!r} and {example!r} are of the two rows of {scale.name}, and the brief uses both"
            own = scale.find(word)
            better = (own.term if usual == 1 else own.alternative) if own else ""
            hint = f"write {better!r}, or say in the desk's disclaimer that the terms of both rows mean the same"
            yield finding("EST01", place, message, hint, claim=judgement.id)


def _of_the_other_row(judgement: KeyJudgement, scale: Scale, usual: int) -> tuple[str, ...]:
    found = wordings(_own_words(judgement.statement), scale)
    words = [one.term for one in found if one.kind == "term" and not one.attributive]
    return tuple(dict.fromkeys(word for word in (judgement.likelihood, *words) if scale.row(word) == 3 - usual))


_SAME = lazy_pattern(
    r"\b(?:mean(?:s|ing)?\s+the\s+same|the\s+same\s+meaning|interchangeabl\w+|synonym\w*|equivalent)\b", re.IGNORECASE
)
_OF_TERMS = lazy_pattern(r"\b(?:terms?|words?|rows?|likel\w+|probab\w+|odds)\b", re.IGNORECASE)


def _are_said_to_be_the_same(material: Material, *paths: str) -> bool:
    """Whether the desk's disclaimer, or each of these files, says that terms of two kinds mean the same (ICD 203)."""
    texts = [material.dossier.texts.get(path, "") for path in paths]
    return _disclaims(material.dossier.settings.desk.disclaimer) or (bool(texts) and all(map(_disclaims, texts)))


def _disclaims(text: str) -> bool:
    return any(_SAME.search(sentence) and _OF_TERMS.search(sentence) for sentence in text.split("."))


def _paths_of_briefs(material: Material, scale: Scale) -> tuple[str, ...]:
    desk = material.dossier.settings.desk
    return tuple(
        brief.path for brief in material.dossier.briefs.values() if (brief.head.scale or desk.scale) == scale.id
    )


# ------------------------------------------------------------------ confidence


@rule("EST02", "confidence-mixing", Severity.ERROR)
def confidence_mixing(material: Material) -> Iterator[Diagnostic]:
    """
    A level of confidence and a likelihood in one sentence, or confidence given as a number. The first says how good
    the evidence is, the second how likely the thing; in one sentence readers take the one for the other (ICD 203,
    D.6.e.(2)(b), forbids it). It is looked for in judgements and their bases, and in all that notes and briefs say
    in the desk's own words. The confidence of consumers, voters or markets is not meant, nor a confidence interval.

    Trips it:      We assess with high confidence that a cut is likely.
    Way out:       A cut is likely. Confidence is high: two official texts agree.
    """
    for document in material.documents:
        if not _SURE_OR_CONFIDENT.search(material.dossier.texts.get(document.path, "")):
            continue  # quicker than to cut every sentence of a long note
        finder = _Finder(material, document.path)
        for judgement, sentence in _own_sentences(document.blocks, None):
            yield from _mixing(sentence, judgement, finder)


_SURE_OR_CONFIDENT = lazy_pattern(r"onfiden|ONFIDEN|\bsure\b|\bcertain\b")


def _mixing(sentence: str, judgement: Judgement | None, finder: _Finder) -> Iterator[Diagnostic]:
    if not _SURE_OR_CONFIDENT.search(sentence):
        return
    claim = judgement.id if judgement else ""
    number = numeric_confidence(sentence, judged=judgement is not None)
    if number:
        hint = f"levels: {', '.join(LEVELS)}; a number belongs to a likelihood"
        message = f"{number!r}: confidence is given as a level, never as a number"
        yield finding("EST02", finder.place(number), message, hint, claim=claim)
    level = level_of_confidence(sentence, judged=judgement is not None)
    likelihood = likelihood_in(sentence) if level else ""
    if likelihood:
        message = f"{level!r} and {likelihood!r} stand in one sentence"
        hint = "say how likely it is in one sentence, and how sure the desk is in the next: Confidence is moderate: …"
        yield finding("EST02", finder.place(level), message, hint, claim=claim)


_LEVEL = r"(?:very\s+)?(?:high|moderate|medium|low)(?:[-\s]to[-\s](?:high|moderate|low))?"
_DEGREE = rf"{_LEVEL}(?:\s+(?:degrees?|levels?)\s+of)?[\s-]+confidence"
_JUDGED = r"(?:judg\w+|assess\w+|estimat\w+|finding\w*|conclusion\w*|forecast\w*|prediction\w*|analys\w+|view\w*)"
_OTHERS_CONFIDENCE = lazy_pattern(
    r"\s+(?:among|amongst|across|interval|limits?|band|votes?|building|measures?|tricks?)\b"
    rf"|\s+in\s+(?!(?:this|that|these|those|our|the|its)\s+(?:[a-z]+\s+)?{_JUDGED}|it\b)",
    re.IGNORECASE,
)
"""Behind "low confidence": of somebody, or in somebody, and so no level of a judgement."""

_LEVELS_ANYWHERE = (
    rf"\bwith\s+(?:a\s+)?{_DEGREE}\b",
    rf"\b(?:we|I|desk)\s+(?:also\s+|still\s+)?(?:have|has|hold|holds)\s+(?:a\s+)?{_DEGREE}\b",
    rf"\bthere\s+is\s+{_DEGREE}\b",
    rf"^\W*{_DEGREE}(?=\s*(?:that\b|[:,;—–]|in\s))",
    rf"[(,;—–]\s*{_DEGREE}\s*(?=[),;.—–])",
    rf"\b{_LEVEL}[\s-]confidence\s+{_JUDGED}",
    rf"\b{_JUDGED}\s+(?:is\s+)?(?:of|in\s+which\s+we\s+have)\s+(?:a\s+)?{_DEGREE}\b",
    rf"\bconfidence(?:\s+level)?\s*[:=]\s*{_LEVEL}\b",
    r"\b(?:we|I|desk)\s+(?:are|am|is|remains?)\s+(?:highly|very|moderately|fairly|reasonably|quite)\s+confident\b",
)
_IS = r"(?:is|remains|stays|was|has\s+(?:fallen|risen)\s+to)"
_STATED = rf"confidence(?:\s+in\s+(?:this|that|these|our|the)\s+{_JUDGED})?\s+{_IS}\s+{_LEVEL}\b"
_ANYWHERE = tuple(lazy_pattern(pattern, re.IGNORECASE) for pattern in _LEVELS_ANYWHERE)
_STATED_PLAINLY = lazy_pattern(
    rf"(?:^\W*|[:;(—–]\s*|\b(?:our|desk['’]s|analytic(?:al)?|overall)\s+){_STATED}", re.IGNORECASE
)
_STATED_OF_A_JUDGEMENT = lazy_pattern(rf"(?P<before>(?:[\w'’-]+\s+)?){_STATED}", re.IGNORECASE)
_WHOSE = lazy_pattern(
    r"(?:consumers?|business|investors?|markets?|public|voters?|popular|customers?|household|industry|corporate|economic"
    r"|political|military|mutual|parliamentary|domestic|international|foreign|buyers?|retail|national|popular|his|her|their"
    r"|its|whose|(?!desk['’]s)[\w-]+['’]s?)\s+$",
    re.IGNORECASE,
)


def level_of_confidence(sentence: str, *, judged: bool) -> str:
    """The words that state a level of confidence in a sentence, "" where none do.

    In a judgement (`judged`) confidence is the desk's own unless it is said whose it is; elsewhere only where it is
    said to be of a judgement, or begins a clause.
    """
    for pattern in (*_ANYWHERE, _STATED_PLAINLY):
        for match in pattern.finditer(sentence):
            others = _OTHERS_CONFIDENCE.match(sentence, match.end())
            told = (_OF_A_CROWD if judged else _OTHERS_WORD).search(sentence[: match.start()])
            if not others and not told:
                return str(match[0]).strip(" (,;:—–")
    if judged:
        for match in _STATED_OF_A_JUDGEMENT.finditer(sentence):
            if not _WHOSE.search(match["before"]) and not _OTHERS_CONFIDENCE.match(sentence, match.end()):
                return str(match[0])[len(match["before"]) :]
    return ""


_CROWD = r"(?:consumers|investors|markets?|voters|buyers|shoppers|households)"
_OTHERS_WORD = lazy_pattern(
    r"\b(?!we\b|I\b|desk\b|it\b|is\b|was\b)[\w.'’-]+\s+(?:(?:has|have|had|also|still|now|is|are|was|were)\s+)?"
    r"(?:assess|judg|estimat|conclud|believ|determin|report|said|says|finds|found|wrote|writes|react|respond|answer|invest"
    rf"|trad|buy|bought|spen|vot)\w*\b|\b{_CROWD}\b",
    re.IGNORECASE,
)
"""Before a level of confidence: somebody else's judgement, which a note reports, or the mood of a market."""
_OF_A_CROWD = lazy_pattern(rf"\b{_CROWD}\s+\w+\s+(?:\w+\s+)?$", re.IGNORECASE)

_PER_CENT = r"\d{1,3}(?:\.\d+)?(?:\s?%|[\s-]per\s?cent)"
_SURE = lazy_pattern(rf"\b{_PER_CENT}[\s-]+(?:confident|confidence|sure|certain)\b", re.IGNORECASE)
_DESK_IS_SURE = lazy_pattern(
    rf"\b(?:we|I|desk)\s+(?:are|am|is)\s+(?:\w+\s+)?{_PER_CENT}\s+(?:confident|sure|certain)\b", re.IGNORECASE
)
_WITH_CONFIDENCE = lazy_pattern(
    rf"\bwith\s+(?:\w+\s+)?{_PER_CENT}\s+confidence\b(?=\s*(?:[,.;:)]|$|that\b))", re.IGNORECASE
)
_AS_NUMBER = lazy_pattern(
    rf"(?:^\W*|[:;(—–]\s*|\b(?:our|desk['’]s|analytic(?:al)?|a|with)\s+)confidence(?:\s+level)?\s+(?:of|is|at)\s+"
    rf"(?:(?:about|around|roughly)\s+)?(?:{_PER_CENT}|0?\.\d+)(?=\s*(?:[,.;:)]|$|that\b))",
    re.IGNORECASE,
)
_STATISTICS = lazy_pattern(r"[\s-]+(?:intervals?|levels?|limits?|bands?|regions?|bounds?)\b", re.IGNORECASE)


def numeric_confidence(sentence: str, *, judged: bool) -> str:
    """The words that give confidence as a number, "" where none do; a confidence interval is statistics."""
    patterns = (_DESK_IS_SURE, _WITH_CONFIDENCE, _AS_NUMBER, *((_SURE,) if judged else ()))
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            others = _STATISTICS.match(sentence, match.end()) or _OTHERS_CONFIDENCE.match(sentence, match.end())
            if not others:
                return str(match[0]).strip(" (,;:—–")
    return ""


def likelihood_in(sentence: str) -> str:
    """The words of a sentence that say how likely something is, in any scale's terms or as a number."""
    found = [
        one.text
        for one in wordings(sentence, SCALES["icd203"])
        if not one.attributive
        and (one.kind != "off-scale" or re.search(r"likel|probab|chance|certain", one.text.lower()))
    ]
    return next(iter([*found, *(chance.text for chance in chances(sentence))]), "")


def _own_sentences(
    nodes: tuple[Block | Inline, ...], judgement: Judgement | None
) -> Iterator[tuple[Judgement | None, str]]:
    """Every sentence in the desk's own words, and the judgement that it is part of; block quotations are not."""
    for node in nodes:
        match node:
            case Paragraph(children) | Heading(children=children):
                yield from _cut(children, judgement)
            case Judgement():
                yield from _cut(node.statement, node)
                yield from _own_sentences(node.basis, node)
            case Table(head, rows):
                for cell in (cell for row in (head, *rows) for cell in row):
                    yield from _cut(cell, judgement)
            case Quote() | CodeBlock():
                pass
            case _:
                yield from _own_sentences(inside(node), judgement)


def _cut(children: tuple[Inline, ...], judgement: Judgement | None) -> Iterator[tuple[Judgement | None, str]]:
    plain = tuple(part for child in children for part in (child.children if isinstance(child, Claim) else (child,)))
    yield from ((judgement, _own_words(sentence)) for sentence in sentences(plain))
    for node in walk(plain):
        if isinstance(node, Footnote):
            yield from _own_sentences(node.blocks, judgement)


_QUOTED = lazy_pattern(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|\"[^\"]*\"|‘[^‘’]*’")


def _own_words(children: tuple[Inline, ...]) -> str:
    """What a reader sees, without citations and figures, and without what stands in quotation marks."""
    return _QUOTED.sub(" … ", _unquoted(children))


def _unquoted(children: tuple[Inline, ...]) -> str:
    parts = []
    for child in children:
        match child:
            case Text(text) | CodeText(text):
                parts.append(text)
            case LineBreak():
                parts.append(" ")
            case Span() if {"q", "scare"} & set(child.classes):
                parts.append(" … ")
            case Citation() | Footnote() | FigureUse() | Image():
                pass
            case _:
                parts.append(_unquoted(child.children))
    return "".join(parts)


class _Finder:
    """Finds where words stand in a file, below its front matter or below a line of it."""

    def __init__(self, material: Material, path: str, line: int = 0) -> None:
        self.path = path
        self.text = material.dossier.texts.get(path, "")
        parts = split_front_matter(self.text)
        self.position = len(self.text) - len(parts[1]) if parts else 0
        for _ in range(line - self.text.count("\n", 0, self.position)):
            self.position = self.text.find("\n", self.position) + 1 or len(self.text)

    def near(self, words: str) -> Place:
        """The first place of the words."""
        match = self._search(words)
        return self._place(match) if match else Place(self.path, self.text.count("\n", 0, self.position))

    def place(self, words: str) -> Place:
        """The same, and the next time the one behind it: for words asked for in their order."""
        match = self._search(words)
        if match is None:
            return Place(self.path, self.text.count("\n", 0, self.position) + 1)
        self.position = match.end()
        return self._place(match)

    def _search(self, words: str) -> re.Match[str] | None:
        pattern = r"[\s*_\\]+".join(re.escape(word) for word in words.split())
        return re.compile(pattern, re.IGNORECASE).search(self.text, self.position)

    def _place(self, match: re.Match[str]) -> Place:
        line, last = (self.text.count("\n", 0, at) + 1 for at in match.span())
        column, end = (at - self.text.rfind("\n", 0, at) for at in match.span())
        return Place(self.path, line, column, last, end)


# ----------------------------------------------------------- what bears it out


@rule("EST03", "confidence-unsupported", Severity.ERROR)
def confidence_unsupported(material: Material) -> Iterator[Diagnostic]:
    """
    High confidence that its basis does not bear out: no basis is stated or it cites nothing, a claim behind the
    judgement rests on a single origin or is contested, or a source behind it is graded D, E or F, or the newest one
    is older than the topic's `max-age`. High confidence stands for consistent reporting of good quality from several
    sources (the explanatory note of the U.S. National Intelligence Estimates; PHIA's rating of analytical
    confidence asks the same of the information base). The sources of the statement and of the basis count.

    Trips it:      confidence="high"        and the only source is one unsigned weblog
    Way out:       confidence="low", and the basis says what would raise it
    """
    for note in material.dossier.notes.values():
        for judgement in judgements_in(note.blocks):
            if judgement.confidence == "high":
                reasons = tuple(_what_is_wanting(material, note, judgement))
                if reasons:
                    message = f"high confidence in {judgement.id or 'this judgement'!r}, but {'; '.join(reasons)}"
                    hint = "lower the confidence, or name what bears it out"
                    yield finding("EST03", judgement.place, message, hint, claim=judgement.id)


def _what_is_wanting(material: Material, note: Note, judgement: Judgement) -> Iterator[str]:
    keys = _keys(material, judgement)
    if not judgement.basis:
        yield "no basis is stated"
    if not keys:
        yield "nothing is cited for it"
    yield from _standings(material, note, judgement)
    for key in keys:
        source = material.dossier.sources.get(key)
        if source is not None and source.record.provenance.reliability in "DEF":
            yield f"{key!r} is graded {source.record.provenance.reliability}"
    yield from _staleness(material, note, keys)


def _keys(material: Material, judgement: Judgement) -> tuple[str, ...]:
    """The citekeys in a judgement and its basis, those of its figures among them."""
    figures = material.dossier.figures
    used = (figures[use.figure].record.source for use in figures_in((judgement,)) if use.figure in figures)
    return tuple(dict.fromkeys((*(cite.key for cite in cites_in((judgement,))), *used)))


def _standings(material: Material, note: Note, judgement: Judgement) -> Iterator[str]:
    """Which claims behind a judgement, the statement or those of its basis, have one origin or are contested."""
    for identifier in dict.fromkeys((judgement.id, *(claim.id for claim in claims_within(judgement.basis)))):
        found = material.evidence.found.get((note.id, identifier))
        if found is None or not found.cites:
            continue
        what = "it" if identifier == judgement.id else "a claim of its basis"
        if found.standing == "contested":
            yield f"{what} is contested"
        elif len(found.groups) == 1:
            yield f"{what} rests on one origin ({_origin(found)})"


def _origin(found: ClaimEvidence) -> str:
    return ", ".join(found.groups[0])


def _staleness(material: Material, note: Note, keys: tuple[str, ...]) -> Iterator[str]:
    age = note.head.max_age or material.dossier.settings.max_age.get(note.head.topic)
    dates = [date for key in keys if (date := _date_of(material, key)) is not None]
    if age is not None and dates and note.head.date - max(dates) > age:
        yield f"its newest source is of {max(dates)}, {(note.head.date - max(dates)).days} days before the note"


def _date_of(material: Material, key: str) -> datetime.date | None:
    """The last day that a source's information can be of: `info-date`, else the day of issue."""
    source = material.dossier.sources.get(key)
    if source is None:
        return None
    date = source.record.provenance.info_date or source.record.issued
    return date.latest if date is not None else None
