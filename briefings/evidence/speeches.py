"""Debates, transcripts and judgments: whose speech a place stands in, where names stand over the speeches."""

from __future__ import annotations

import re

from briefings.patterns import lazy_pattern
from briefings.values import dataclass

_WORD = r"[A-Z][\w’'.-]{0,40}"
_GAP = r"[ \t]{1,3}"
_HEAD = lazy_pattern(
    r"(?m)^[ \t]{0,20}\*{0,2}"
    rf"(?P<who>(?:The{_GAP})?{_WORD}(?:{_GAP}(?:{_WORD}|of|for|the|and|de|da|van|von|der|al|el|bin)){{0,11}})"
    rf"(?P<more>(?:{_GAP}\([^()\n]{{1,60}}\)){{0,3}})"
    r"(?:(?P<colon>:)\*{0,2}(?:[ \t](?P<inline>(?=[^\n]))|[ \t]{0,5}$)"
    r"|(?P<holding>,[ ](?:with whom [^\n]{1,120}, )?(?:dissenting|concurring)\b[^\n]{0,80}"
    r"|[ ](?:delivered|announced)[ ][^\n]{1,200})$|\*{0,2}[ \t]{0,5}$)"
)
"""A name at the head of a line, by itself or with a colon: `Ann Hill (Minister): …`, `LORD JUSTICE HALE:`."""
_TITLED = lazy_pattern(
    r"(?i:mr|mrs|ms|miss|dr|prof|professor|lord|lady|baroness|sir|dame|justice|judge|chief justice|senator|sen|rep|hon"
    r"|madam|president|governor|ambassador|the chair|the chairman|the chairwoman|the speaker|the president)\b"
)
_FIRST_PERSON = lazy_pattern(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
_QUOTED = lazy_pattern(r"“[^“”]{0,1500}”|\"[^\"]{0,1500}\"")
_STOPPED = '.?!:)]”"’*'
_FAR = 20_000
"""Characters on either side of a place in which heads are looked for. Our own starting value."""
_SPOKEN = 1_500
"""Characters of a speech in which its speaker is looked for as I or we. Our own starting value."""
_SHORT = 50
"""Characters below which a line is a heading and does not run on. Our own starting value."""
_LEAST = 2


@dataclass(frozen=True, slots=True)
class _Head:
    """A name over a speech: the words, what stands in brackets behind them, where it is, and whether it is surely one
    (a bare line of capitals may be the title of a chapter).
    """

    who: str
    brackets: tuple[str, ...]
    start: int
    end: int
    sure: bool


def head_over(text: str, at: int) -> tuple[tuple[str, ...], int, bool] | None:
    """The head of the speech in which a place stands; None where the text is no debate, or names nobody before it.

    It is the name with what stands in brackets behind it, where it ends, and whether it is surely one.
    """
    low = max(at - _FAR, 0)
    low = text.rfind("\n", 0, low) + 1
    heads = _heads(text, low, min(at + _FAR, len(text)))
    sure = {head.who for head in heads if head.sure}
    direct = any(not head.sure and _goes_on(text, head.end) for head in heads)
    if len(sure) < _LEAST and not (sure and direct):
        return None
    before = [head for head in heads if head.start <= at]
    return ((before[-1].who, *before[-1].brackets), before[-1].end, before[-1].sure) if before else None


def _heads(text: str, low: int, high: int) -> list[_Head]:
    found = [match for match in _HEAD.finditer(text, low, high) if _stands_apart(text, match)]
    ends = [*(match.start() for match in found[1:]), high][: len(found)]
    heads = [_head(text, match, end) for match, end in zip(found, ends, strict=True)]
    known = {head.who.split()[-1].casefold() for head in heads if head.sure}
    known |= {words.split()[-1].casefold() for head in heads if head.sure for words in head.brackets if words.split()}
    return [_Head(h.who, h.brackets, h.start, h.end, h.sure or h.who.split()[-1].casefold() in known) for h in heads]


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Whether the line is no part of a sentence that runs on over lines."""
    words = match["who"].split()
    if not match["more"] and (len(words) < _LEAST or match["inline"] is not None):
        return False
    line = text[text.rfind("\n", 0, max(match.start() - 1, 0)) + 1 : match.start()].strip()
    marked = match["more"] or match["colon"] or match["holding"]
    return not line or line[-1] in _STOPPED or (bool(marked) and len(line) < _SHORT)


def _head(text: str, match: re.Match[str], end: int) -> _Head:
    who = match["who"]
    brackets = tuple(re.findall(r"\(([^()]*)\)", match["more"]))
    marked = bool(brackets or match["colon"] or match["holding"])
    speech = text[match.end() : min(end, match.end() + _SPOKEN)]
    spoken = _in_first_person(speech) or _TITLED.match(who) is not None
    sure = marked and spoken and (bool(brackets) or who.isupper() or _TITLED.match(who) is not None)
    return _Head(who, brackets, match.start(), match.end(), sure)


def _goes_on(text: str, end: int) -> bool:
    """Whether a speech begins in the line below, without an empty one between."""
    below = text[end : end + 2 + _SPOKEN]
    return below[:1] == "\n" and below[1:2] not in ("", "\n") and _in_first_person(below)


def _in_first_person(speech: str) -> bool:
    """Whether a speaker says I or we outside quotation marks, where a report's people say so too."""
    return _FIRST_PERSON.search(_QUOTED.sub("", speech)) is not None
