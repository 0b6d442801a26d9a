"""What stands round a quotation in its source and turns it: a denial, a negation, a condition, a hedge."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from briefings.evidence.facts import ClaimText
from briefings.evidence.sources import LayerText
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

Kind = Literal["negation", "condition", "hedge", "contrast"]

SPEECH = (
    r"(?:sa(?:id|ys?|ying)|t(?:old|ells?|elling)|state[sd]?|add(?:s|ed)|warn(?:s|ed)?|argue[sd]?|claim(?:s|ed|ing)?"
    r"|note[sd]|insist(?:s|ed)?|announce[sd]?|declare[sd]?|remark(?:s|ed)|wr(?:ote|ites?)|vow(?:s|ed)|promise[sd]?"
    r"|pledge[sd]|explain(?:s|ed)|assert(?:s|ed)|contend(?:s|ed)|comment(?:s|ed)|repl(?:ied|ies)|testif(?:ied|ies)"
    r"|recall(?:s|ed)|acknowledge[sd]|admit(?:s|ted)|confirm(?:s|ed)|reiterate[sd]|stress(?:es|ed)|emphasi[sz]e[sd]"
    r"|quipped|tweet(?:s|ed)|post(?:s|ed)|caution(?:s|ed)|conclude[sd]|observe[sd]|suggest(?:s|ed)|predict(?:s|ed)"
    r"|p(?:ut|uts) it|describe[sd]?|call(?:s|ed)|lament(?:s|ed)|complain(?:s|ed)|boast(?:s|ed)|sp(?:oke|eaks) of"
    r"|held|rule[sd]|answer(?:s|ed)|respond(?:s|ed)|counter(?:s|ed)|retort(?:s|ed)|joke[sd]|mused|concede[sd]"
    r"|maintain(?:s|ed)|allege[sd]|den(?:ies|ied)|agree[sd]|urge[sd]|ask(?:s|ed)|doubt(?:s|ed)|dispute[sd]|recounts"
    r"|submit(?:s|ted)|aver(?:s|red)|regret(?:s|ted))"
)
"""A verb by which words are given to a speaker."""

_NEGATION = (
    r"(?:not|never|cannot|\w{2,9}n['’]t|neither|nor|no longer|without|rather than|instead of|far from"
    r"|stopp?(?:ed|ing)? short of|den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?"
    r"|disput(?:es|ed|ing)|fail(?:s|ed|ing)? to|rul(?:es|ed|ing) out"
    r"|no (?:evidence|plans?|signs?|indication|intention|reason|need|way))"
)
_CONDITION = (
    r"(?:if(?! only| any\b| ever\b)|unless|provided that|providing that|on (?:the )?condition that|only if|only when"
    r"|as long as|so long as|in the event|in case|subject to|contingent (?:up)?on|depending on|conditional on)"
)
_HEDGE = (
    r"(?:reportedly|allegedly|purportedly|supposedly|apparently|unconfirmed|rumou?red|possibly|perhaps|probably|(?-i:may)"
    r"|might|could|appears? to|seems? to|is said to|are said to|is believed to|are believed to|is alleged to)"
)
_CARRIES = {
    "negation": lazy_pattern(
        rf"\b(?:{_NEGATION}|no|none|denial|disput\w*|contradict\w*|false|untrue)\b", re.IGNORECASE
    ),
    "condition": lazy_pattern(
        rf"\b(?:{_CONDITION}|should|provided|conditional\w*|conditions?|until|only|when|once|after|depend\w*|would)\b",
        re.IGNORECASE,
    ),
    "hedge": lazy_pattern(
        rf"\b(?:{_HEDGE}|alleged|according to|reports?|reported|suspected|likely|unlikely|would|possible|claim\w*)\b",
        re.IGNORECASE,
    ),
    "contrast": lazy_pattern(
        rf"\b(?:{_NEGATION}|{_CONDITION}|{_HEDGE}|no|none|but|however|yet|although|though|while|later|despite|still)\b",
        re.IGNORECASE,
    ),
}
"""Words of a claim that say on their own what would else be left out."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What turns a quotation: `words` of the source, six at most; `sentence` is where they stand."""

    kind: Kind
    words: str
    sentence: str


def outside(claim: ClaimText, span: tuple[int, int], layer: LayerText, hit: tuple[int, int]) -> Outside | None:
    """What the source says beside a quotation that changes its sense, and the claim's own words do not say.

    `span` is the quotation in the claim's text, `hit` in the layer's. Looked at are the rest of the source's
    sentence and the sentence after it.
    """
    own = f"{claim.text[: span[0]]} {claim.text[span[1] :]}"
    first, last = sentences_of(layer, *hit)
    text = layer.text
    start, end = layer.sentences[first][0], layer.sentences[last][1]
    start, end = max(start, hit[0] - _WIDE), min(end, hit[1] + _WIDE)
    sentence = text[start:end]
    before, after = text[start : hit[0]], text[hit[1] : end]
    found = (*_before(before), *_conditions(before, after), *_after(after))
    for kind, words in found:
        if not _CARRIES[kind].search(own):
            return Outside(kind, _few(words), sentence)
    if last + 1 < len(layer.sentences):
        following = text[slice(*layer.sentences[last + 1])]
        words = _turning_next(following)
        if words and not _CARRIES["contrast"].search(own):
            return Outside("contrast", _few(words), following)
    return None


_WIDE = 1_000
"""Characters of a sentence beside a quotation that are looked at."""


def sentences_of(layer: LayerText, start: int, end: int) -> tuple[int, int]:
    """The first and the last of the sentences of a layer that a part of it touches."""
    spans = layer.sentences
    starts = [span[0] for span in spans]
    first = max(bisect_right(starts, start) - 1, 0)
    last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
    return first, last


def _few(words: str) -> str:
    return " ".join(words.split()[:6]).strip(' "“”‘’.,;:')


_BEFORE = lazy_pattern(rf"\b(?:(?P<negation>{_NEGATION})|(?P<hedge>{_HEDGE}))\b", re.IGNORECASE)
_SAID = lazy_pattern(rf"\b{SPEECH}\b", re.IGNORECASE)
_SAID_AT_ONCE = lazy_pattern(
    r"\W*(?:have |has |had |been |to |\w+ly )?(?:say|said|saying|tell|told|claim|state|call|describe|write|use)\w*\b"
)


def _before(before: str) -> list[tuple[Kind, str]]:
    """A negation or hedge that governs the quotation: in the last words before it, and no other clause between."""
    clause = before[-120:]
    ends = list(re.finditer(r"[;:—,(]\s", clause.rstrip(" \n\"“‘':,")))
    clause = clause[ends[-1].end() :] if ends else clause
    found: list[tuple[Kind, str]] = []
    for match in _BEFORE.finditer(clause):
        between = clause[match.end() :]
        if len(between.split()) > 8:
            continue
        if _SAID.search(between) and not _SAID_AT_ONCE.match(between):
            continue  # "who was not named said": it is the speaker of whom something is denied
        found.append(("negation" if match["negation"] else "hedge", clause[match.start() :]))
    return found


_CONDITIONS = lazy_pattern(rf"\b{_CONDITION}\b", re.IGNORECASE)
_NOT_A_CONDITION = lazy_pattern(
    r"\b(?:as|even|asked|asks|ask|wondered|know|knew|see|unclear|doubt\w*|what)\s+$", re.IGNORECASE
)
_NEW_THOUGHT = lazy_pattern(
    rf";|\b(?:adding|while|whereas|although)\b|\b(?:and|but)\s+(?:that\b|{SPEECH}\b|(?:he|she|it|they)\b)"
)
_NEAR = 14


def _conditions(before: str, after: str) -> list[tuple[Kind, str]]:
    """A condition in the same sentence, before another thought begins and within a few words."""
    behind, ahead = _NEW_THOUGHT.split(after, maxsplit=1)[0], _NEW_THOUGHT.split(before)[-1]
    found: list[tuple[Kind, str]] = []
    for text, is_behind in ((behind, True), (ahead, False)):
        for match in _CONDITIONS.finditer(text):
            between = text[: match.start()] if is_behind else text[match.end() :]
            if len(between.split()) <= _NEAR and not _NOT_A_CONDITION.search(text[: match.start()]):
                found.append(("condition", text[match.start() :]))
    return found


_AFTER = lazy_pattern(
    r"[\s\"”’']*(?:(?:is|was|were|are|would be|has been)\s+)?(?:\w+ly\s+)?"
    r"(?P<words>(?:not|never|cannot|false|untrue|denied|rejected|disputed|retracted|only if|unless)\b.*)",
    re.IGNORECASE | re.DOTALL,
)


def _after(after: str) -> list[tuple[Kind, str]]:
    match = _AFTER.match(after)
    return [("negation", match["words"])] if match else []


_TURNS_NEXT = (
    lazy_pattern(
        r"[\"“‘']?(?:but|however|yet|nevertheless|nonetheless|even so|that said|in fact|instead)\b,?\s+"
        rf"(?:[^\s.]+\s+){{0,12}}?(?P<words>\b(?:{_NEGATION}|{_CONDITION})\b.*)",
        re.IGNORECASE | re.DOTALL,
    ),
    lazy_pattern(
        r"(?:[^\s.]+\s+){0,8}?(?P<words>(?:denied|retracted|withdrew|disavowed|corrected|disputed|walked back)\s+"
        r"(?:that|this|it|having|saying|making|(?:the|his|her|its|their|those|these)\s+(?:\w+\s+)?"
        r"(?:remarks?|comments?|statements?|reports?|claims?|quotes?|quotations?|words|threats?|pledges?|promises?"
        r"|offers?))\b.*)",
        re.IGNORECASE | re.DOTALL,
    ),
    lazy_pattern(
        r"(?P<words>[\"“‘']?(?:that|this|it)\s+(?:is|was|would be|will be|has been)\s+(?:\w+ly\s+)?"
        r"(?:not (?:true|so|the case|correct|accurate|certain|clear)|untrue|false|wrong|conditional|denied|disputed)"
        r"\b.*)",
        re.IGNORECASE | re.DOTALL,
    ),
    lazy_pattern(
        r"(?P<words>[\"“‘']?(?:only if|only when|unless|provided that|not if|not unless)\b.*)",
        re.IGNORECASE | re.DOTALL,
    ),
)


def _turning_next(sentence: str) -> str:
    """The words of the next sentence that take back or condition what was said before; "" where none do."""
    for pattern in _TURNS_NEXT:
        match = pattern.match(sentence[:400])
        if match:
            return match["words"]
    return ""
