"""AIX: what machines leave behind in notes and sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from briefings.checks.keeping import cited_sources, record_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.evidence.attribution import is_attributed
from briefings.evidence.rewording import (
    FEWEST,
    Rewording,
    Wording,
    find_names,
    find_phrases,
    find_respelt_names,
    find_respelt_speech,
)
from briefings.evidence.sources import SourceText
from briefings.model import Source
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

# -------------------------------------------------------------------- AIX01


@dataclass(frozen=True, slots=True)
class _Residue:
    """`pattern` is tried where one of the `cues` stands in a text: to look for those first is quicker by far.

    Cues that share letters are looked for behind them: none stands where those do not.
    """

    label: str
    pattern: re.Pattern[str]
    cues: tuple[tuple[str, tuple[str, ...]], ...]

    def may_be_in(self, text: str) -> bool:
        return any(shared in text and any(cue in text for cue in cues) for shared, cues in self.cues)


def _of(label: str, cues: str | dict[str, str], *patterns: str) -> _Residue:
    """`cues` are what they share → cues with a stroke between; or a list of such as share nothing."""
    told = cues if isinstance(cues, dict) else {cue: cue for cue in cues.split("|")}
    parted = tuple((shared, tuple(some.split("|"))) for shared, some in told.items())
    return _Residue(label, lazy_pattern("|".join(patterns)), parted)


_RESIDUE = (
    _of(
        "a chatbot's word on itself",
        {"AI ": "AI assistant|AI Assistant|AI model", "anguage ": "language model|Language Model"},
        r"(?i)\b(?:as|i am|i'm|i’m) an? (?:(?:large|AI|artificial intelligence) ){0,3}"
        r"(?:language model|AI (?:assistant|model))\b",
    ),
    _of(
        "a chatbot's last update",
        {
            "update": "last update|latest update|recent update|knowledge update|training update",
            "cut": "cutoff|cut-off",
            "y knowledge": "my knowledge|My knowledge",
            "y training": "my training|My training",
        },
        r"(?i)\b(?:as of )?my (?:last|latest|most recent) (?:(?:knowledge|training) (?:data )?)?(?:update|cut-?off)\b",
        r"\bmy (?:knowledge|training)(?: data)? (?:cut-?off|ends? in|only goes)\b",
    ),
    _of(
        "a chatbot's refusal",
        {
            "I can": "I cannot|I can't|I can’t|I can not",
            "unable": "I am unable|I'm unable|I’m unable",
            " not able": "I am not able|I'm not able|I’m not able",
        },
        r"(?i)\bI(?: am|'m|’m)? (?:cannot|can't|can’t|can not|unable to|not able to) "
        r"(?:fulfil|fulfill|complete|comply with|assist with|help with|generate|provide) "
        r"(?:this|that|your|the) (?:request|prompt|task|query|content)\b",
        r"\bI cannot (?:fulfil|fulfill|complete) (?:this|that|your)\b",
    ),
    _of(
        "a chatbot's greeting",
        {
            "ertainly": "ertainly!|ertainly, here|ertainly. Here",
            "ure": "ure!|ure, here|ure. Here",
            "bsolutely!": "bsolutely!",
            "f course!": "f course!",
        },
        r"(?i)\b(?:certainly|sure|absolutely|of course)[!,.]\s{1,3}(?:here|below)(?:'s|’s| is| are)\b",
    ),
    _of(
        "a blank that was never filled in",
        "[",
        r"(?i)\[(?:your|insert|enter|add|company|recipient(?:'s)?|author(?:'s)?) [^\]\[\n@]{1,60}\](?![(\[{:])",
    ),
    _of(
        "a citation token of a chatbot",
        "oaicite|contentReference",
        r"(?i)contentReference\b(?:\[oaicite:\d{1,3}\])?(?:\{index=\d{1,3}\})?",
        r"oaicite",
    ),
    _of("a citation token of a chatbot", "turn", r"turn\d{1,3}(?:search|view|news|image|file|fetch|reddit)\d{1,3}"),
    _of("a citation token of a chatbot", "†", r"【\d{1,3}(?::\d{1,3})?†[^】\n]{0,80}】"),
    _of("a citation token of a chatbot", "\ue200", "\ue200[^\ue200\ue201\n]{1,200}\ue201"),
    _of("a citation token of a chatbot", "[", r"\[(?:attached_file|web|file):\d{1,3}\]"),
    _of(
        "an address handed on by a chatbot",
        "utm_source=",
        r"(?i)\butm_source=(?:chatgpt|openai|chat\.openai|perplexity|copilot|claude|gemini|grok)\b(?:\.\w{2,3})?",
    ),
)
# What a writer shows, and does not say: quoted speech, code. A paragraph ends all of it.
_SHOWN = lazy_pattern(
    r"“(?:[^“”\n]|\n(?!\s*\n)){0,2000}”|\"(?:[^\"\n]|\n(?!\s*\n)){1,2000}\"|‘(?:[^‘’\n]|(?<=\w)’(?=\w)){0,500}’"
    r"|«[^«»\n]{0,2000}»|„[^„“”\n]{0,2000}[“”]|`[^`\n]{1,1000}`|^(?:```|~~~).*?^(?:```|~~~)",
    re.MULTILINE | re.DOTALL,
)


@rule("AIX01", "machine-residue", Severity.ERROR, "snapshots")
def machine_residue(material: Material) -> Iterator[Diagnostic]:
    """
    What a chatbot leaves in a text that was taken from it unread: "as an AI language model", "as of my last knowledge
    update", "I cannot fulfil this request", a blank such as [Your Name], citation tokens (oaicite, turn0search0,
    【12†source】), addresses with utm_source=chatgpt.com. NewsGuard finds sites without editors by such phrases. In a
    note or a brief also characters that are not seen: of no width, tags (U+E0000 and on), turns of direction.

    An error in what the desk writes; a warning on a source that is cited, for what nobody read before printing it is
    worth little. What stands in quotation marks or as code is shown and not said.

    Trips it:      The agreement was signed in 2024. 【12†source】
    Way out:       The agreement was signed in 2024 [@norhaven-2025].
    """
    for document in material.documents:
        yield from _in_the_desks_text(document.path, material.dossier.texts.get(document.path, ""))
    for source, text in cited_sources(material):
        hits = list(_residue(text.page)) if text.state == "read" else []
        if hits:
            label, start, end = hits[0]
            more = f", and {len(hits) - 1} more" if len(hits) > 1 else ""
            yield finding(
                "AIX01",
                record_place(material, source, "snapshot"),
                f"the snapshot of {source.key!r} has {label} in it{more}",
                "look for what it was made of, and cite that; else say in the descriptor that a machine wrote it",
                severity=Severity.WARNING,
                source=source.key,
                evidence=" ".join(text.page[max(start - 30, 0) : end + 30].split()),
            )


def _in_the_desks_text(path: str, text: str) -> Iterator[Diagnostic]:
    for label, start, end in _residue(text):
        yield finding(
            "AIX01",
            _place(path, text, start, end),
            f"{label}: {text[start:end]!r}",
            "write the sentence yourself, from a source; what is only shown stands in quotation marks",
        )
    for at, what in invisible_characters(text):
        yield finding(
            "AIX01",
            _place(path, text, at, at + 1),
            f"a character that is not seen: U+{ord(text[at]):04X}, {what}",
            "delete it; it came with text pasted from elsewhere",
        )


def _residue(text: str) -> Iterator[tuple[str, int, int]]:
    """Label, start and end of everything that a chatbot left in a text, in order."""
    found = [
        (match.start(), match.end(), one.label)
        for one in _RESIDUE
        if one.may_be_in(text)
        for match in one.pattern.finditer(text)
    ]
    if found:
        shown = [match.span() for match in _SHOWN.finditer(text)]
        for start, end, label in sorted(found):
            if not any(first <= start and end <= last for first, last in shown):
                yield label, start, end


_UNSEEN = lazy_pattern(
    "[\u00ad\u180e\u200b-\u200d\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_RIGHT_TO_LEFT = lazy_pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_EMOJI = lazy_pattern("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_HAN = lazy_pattern("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def invisible_characters(text: str) -> Iterator[tuple[int, str]]:
    """Where a character stands that is not seen and does nothing for a reader, and what it is.

    Left alone: joiners in scripts and emoji that are written with them, tags of the flags of England, Scotland and
    Wales, soft hyphens between letters, isolates in lines with right-to-left letters, variants of Chinese characters.
    """
    if text.isascii():
        return
    for match in _UNSEEN.finditer(text):
        letter, at = match[0], match.start()
        if not _has_a_use(letter, text, at):
            yield at, unicodedata.name(letter, "a tag" if letter >= "\U000e0000" else "unnamed").lower()


def _has_a_use(letter: str, text: str, at: int) -> bool:
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    match letter:
        case "\u00ad":
            return before.isalpha() and after.isalpha()
        case "\u200c" | "\u200d":
            joined = f"{before}{after}"
            return bool(_EMOJI.search(joined)) or (not joined.isascii() and not _is_latin(before))
        case "\ufeff":
            return at == 0
    if "\u2066" <= letter <= "\u2069":
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        return bool(_RIGHT_TO_LEFT.search(text, start, end if end >= 0 else len(text)))
    if letter >= "\U000e0100":
        return bool(_HAN.search(before))
    if letter >= "\U000e0000":  # 🏴 and tags
        return bool(re.search("\U0001f3f4[\U000e0020-\U000e007e]{0,8}$", text[max(at - 9, 0) : at]))
    return False


def _is_latin(letter: str) -> bool:
    return bool(letter) and unicodedata.name(letter, "").startswith("LATIN")


def _place(path: str, text: str, start: int, end: int) -> Place:
    line, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    return Place(path, line, start - text.rfind("\n", 0, start), last, end - text.rfind("\n", 0, end))


# -------------------------------------------------------------------- AIX02

SAMPLE = 12_000
"""Characters of a source that are looked at: a text that a machine has reworded is so from its beginning."""
_TOLD = 3
"""Finds that a message names."""


@rule("AIX02", "spun-text", Severity.WARNING, "snapshots")
def spun_text(material: Material) -> Iterator[Diagnostic]:
    """
    A cited source that reads as if a machine had put synonyms into another text: set terms that nobody writes so
    ("counterfeit consciousness"; Cabanac, Labbé and Magazinov, 2021, call them tortured phrases), names that differ
    from well-known ones, or from those of another source of the desk, by a synonym alone ("Joint Bosses of Staff",
    "Join For Wellbeing Colorado"), quoted speech that a source of the same origin has in other words. Whoever did
    this did it to hide where the text comes from, and changed what was said on the way.

    Two different finds are needed: one may be somebody's name. The comparison with other sources of the desk is made
    for sources that are graded D to F, or are aggregators, posts or the output of a machine.

    Trips it:      a snapshot with "White Home" and "Oval Workplace" in it
    Way out:       find the report that it was made from and cite that; quote nothing from this one
    """
    read = {source.key: (source, text) for source, text in cited_sources(material) if text.state == "read"}
    whole = {key: Wording(text.page) for key, (_source, text) in read.items()}
    for key, (source, text) in read.items():
        found = list(_rewordings(material, source, text, whole))
        if len({one.meant.casefold() for one in found}) < FEWEST:
            continue
        told = [f"“{one.written}” for {one.meant}" for one in found[:_TOLD]]
        more = f" and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
        yield finding(
            "AIX02",
            record_place(material, source, "snapshot"),
            f"the snapshot of {key!r} reads as if a machine had put synonyms into it: {', '.join(told)}{more}",
            "cite the report that it was made from; quote nothing from this one",
            source=key,
            evidence="; ".join(one.written for one in found[:12]),
        )


_SECOND_HAND = ("aggregator", "social", "ai-output")


def _rewordings(material: Material, source: Source, text: SourceText, whole: dict[str, Wording]) -> Iterator[Rewording]:
    wording = whole[source.key] if len(text.page) <= SAMPLE else Wording(text.page[:SAMPLE])
    yield from find_names(wording)
    yield from find_phrases(wording)
    provenance = source.record.provenance
    if provenance.reliability in "ABC" and provenance.kind not in _SECOND_HAND:
        return
    yield from find_respelt_names(wording, tuple(other for key, other in whole.items() if key != source.key))
    for edge in material.evidence.origins.edges:
        if source.key in (edge.first, edge.second) and edge.kind in {"declared", "wire", "text", "fingerprint"}:
            other = edge.second if edge.first == source.key else edge.first
            if other in whole:
                yield from find_respelt_speech(wording, whole[other])


# -------------------------------------------------------------------- AIX03

_DISCLOSES = lazy_pattern(
    r"(?i)\b(?:AI|A\.I\.|artificial(?:ly)?|machines?|chatbots?|chat ?GPT|GPT|language models?|LLMs?|automat\w{2,10}"
    r"|algorithm\w{0,5}|synthetic|bots?|computer[- ]\w+|KI|maschinell\w{0,3}|künstlich\w{0,3}|IA|artificielle?"
    r"|automatique\w{0,4}|automática?\w{0,6}|generativ\w{1,2})\b|인공지능|생성형|人工智能|人工知能|生成"
)


@rule("AIX03", "ai-undisclosed", Severity.ERROR)
def undisclosed_ai(material: Material) -> Iterator[Diagnostic]:
    """
    A source that a machine wrote or helped to write (`ai: generated` or `assisted`), and that is cited, whose
    descriptor does not tell the reader so: the sourcing box counts such sources, but a reader meets them one by one
    (ICS 206-01 asks that the use of AI be disclosed). And a plain statement, a judgement or a figure that rests on
    nothing but the output of a machine: a language model's answer is no evidence of what it says. A sentence that
    says whose word it gives, or that a machine wrote it, is clean.

    Trips it:      ai: generated, and descriptor: An unsigned page.
    Way out:       descriptor: An unsigned page, machine-written by its own statement.
    """
    sources = material.dossier.sources
    for source, _text in cited_sources(material):
        provenance = source.record.provenance
        if provenance.ai in {"generated", "assisted"} and not _DISCLOSES.search(provenance.descriptor):
            how = "was written by a machine" if provenance.ai == "generated" else "was written with a machine's help"
            yield finding(
                "AIX03",
                record_place(material, source, "descriptor"),
                f"{source.key!r} {how}, and its descriptor does not tell the reader",
                "say it in the descriptor, as the work itself does or as you found it",
                source=source.key,
            )
    for claim in material.evidence.claims:
        known = [sources[key] for key in claim.keys if key in sources]
        if known and all(source.record.provenance.kind == "ai-output" for source in known):
            text = claim.figure.note if claim.figure is not None else claim.text
            owned = claim.kind == "claim" and is_attributed(text, (source.record for source in known))
            if not owned and not _DISCLOSES.search(text):
                named = ", ".join(repr(source.key) for source in known)
                yield finding(
                    "AIX03",
                    claim.place,
                    f"this {claim.kind} rests on the output of a machine alone: {named}",
                    "cite a source that a person answers for, or say in the sentence whose word it is",
                    claim=claim.id,
                    source=known[0].key,
                )
