"""Where the sentences of a source begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.patterns import lazy_pattern


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ABBREVIATIONS = _words(
    "mr mrs ms dr prof gen lt col maj capt cmdr adm brig sgt cpl pvt sen rep gov pres hon rev fr sr jr st mt ft dept "
    "univ assn bros inc ltd corp co vs cf al ca approx est fig figs vol vols nos pp para paras sec secs art arts "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun ave blvd min max "
    "eg ie viz op cit ibid ed eds trans supt amb atty spc insp messrs mmes"
)
"""Words that end with a full stop that seldom ends a sentence; "no." is looked at apart, for it is also an answer."""

_MARKS = ".!?…。！？"
_END = lazy_pattern(
    f"[{_MARKS}]"
    r"(?:(?:(?<=[a-z]{5}\.)(?<!approx\.)(?<!paras\.)(?<!thurs\.)(?<!trans\.)(?<!essrs\.)|(?<=[0-9]{4}\.))"
    r"(?=\s{1,9}[\"'“‘«(\[]{0,2}[A-Z0-9])()"
    r"|[\"'”’»)\]]*)"
)
"""The group is set for a full stop behind a word of five small letters that is no abbreviation, or behind a year, and
before a capital: most ends of sentences are so. Of any other `_is_end` decides.
"""
_BREAK = lazy_pattern(r"\n[ \t\r\f]*\n\s*|\n[ \t]*(?=(?:[-*•·–—▪◦‣○□■]|\d{1,3}[.)]|[a-z][.)]|\|)[ \t])|\f")
_SHORT = 55
"""Characters: a line shorter than this with no full stop, before a line with a capital, is a heading or a row."""
_MARGIN = 10
"""The last letter of such a line, and the white space behind it."""
_HEADLINE = lazy_pattern(rf"[^\n]{{1,{_SHORT}}}[^\n.!?,;:\s—–-][ \t\r]{{0,9}}\n(?=[ \t]*[\"“‘(\[]?[A-Z0-9가-힣])")


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the sentences of a text, without the white space between them.

    In order, not overlapping, and together all that is not white space. A blank line, the mark of a list and the end
    of a short line without a full stop end a sentence as well: headlines, rows of a table, verses.
    """
    ends = {match.end() for match in _marks(text) if match.lastindex or _is_end(text, match)}
    ends.update(_breaks(text))
    ends.update(_short_lines(text))
    ends.add(len(text))
    spans: list[tuple[int, int]] = []
    start = 0
    for end in sorted(ends):
        piece = text[start:end]
        kept = piece.strip()
        if kept:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(kept)))
            start = end
    return tuple(spans)


def _marks(text: str) -> Iterator[re.Match[str]]:
    """Each mark with which a sentence may end. A plain search for each of them is quicker than a pattern for all."""
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            match = _END.match(text, at)
            if match is not None:
                yield match
            at = text.find(mark, at + 1)


def _breaks(text: str) -> Iterator[int]:
    """Where a blank line begins, a line with the mark of a list, or a page."""
    if "\f" in text:
        yield from (match.start() for match in _BREAK.finditer(text))
        return
    at = text.find("\n")  # from line to line: quicker than a pattern that looks at every character
    while at >= 0:
        match = _BREAK.match(text, at)
        if match is not None:
            yield at
        at = text.find("\n", match.end() if match else at + 1)


_SMALL_START = lazy_pattern(r"\n[ \t]*[a-zà-öø-ÿ]")


def _headlines(text: str) -> Iterator[re.Match[str]]:
    start, end = 0, text.find("\n")
    while end >= 0:
        if end - start <= _SHORT + _MARGIN:
            match = _HEADLINE.match(text, start)
            if match is not None:
                yield match
        start, end = end + 1, text.find("\n", end + 1)


def _short_lines(text: str) -> Iterator[int]:
    """The ends of headings and rows. In a paragraph that goes on with a small letter somewhere, lines are broken
    where they are full, so that there only a first line much shorter than the next is a heading."""
    first, last, prose = 0, -1, False
    for match in _headlines(text):
        if match.start() > last:
            first = text.rfind("\n\n", 0, match.start()) + 2 if last >= 0 or match.start() else 0
            last = text.find("\n\n", match.end())
            last = len(text) if last < 0 else last
            prose = _SMALL_START.search(text, first, last) is not None
        if prose:
            following = text.find("\n", match.end())
            length = (len(text) if following < 0 else following) - match.end()
            if match.start() > first or length < 1.5 * (match.end() - match.start()):
                continue
        yield match.end()


_WORD_BEFORE = lazy_pattern(r"[^\s(\[\"'“‘/—–]{1,24}\Z")
_NEXT = lazy_pattern(r"\s*[\"'“‘«(\[]*([^\W_])")


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop or the like ends a sentence, by the word before it and the letter behind it."""
    mark, end = match[0][0], match.end()
    if mark in "。！？":
        return True
    if end < len(text) and not text[end].isspace():
        return mark == "." and "가" <= text[match.start() - 1 : match.start()] <= "힣" and len(match[0]) == 1
    following = _NEXT.match(text, end)
    if following is None:
        return True
    if following[1].islower():
        return False  # "Yahoo! said", "“Stop!” he cried", "vs. the rest", "e.g. tanks"
    if mark != ".":
        return True
    found = _WORD_BEFORE.search(text, max(0, match.start() - 24), match.start())
    word = found[0] if found else ""
    bare = word.rstrip(".").casefold()
    if len(match[0]) > 1:
        return True  # a full stop and a closing mark: ‘… U.S.” He’
    if bare == "no":
        return not following[1].isdigit()
    if bare in _ABBREVIATIONS:
        return bare in _AFTER_WHICH_IT_MAY_END and not following[1].isdigit() and _starts_anew(text, end)
    if len(bare) == 1 and bare.isalpha():
        return not word[:1].isupper() and bare not in "cpv"  # the initial of a name
    if "." in word and all(len(part) <= 2 for part in word.split(".")) and not word[:1].isdigit():
        return _starts_anew(text, end)  # U.S., p.m., U.N., Ph.D.
    if len(word) <= 2 and word.isdigit() and _GERMAN_MONTH.match(text, end):
        return False
    # "1. The first point", at the head of a line
    at = match.start() - len(word)
    return not (word.isdigit() and len(word) <= 3 and text[max(0, at - 1) : at] in {"", "\n"})


_GERMAN_MONTH = lazy_pattern(
    r"\s(?:Jan(?:uar|\.)|Jänner|Feb(?:ruar|\.)|März|Apr(?:il|\.)|Mai|Jun[io]|Jul[io]|Aug(?:ust|\.)|Sept?(?:ember|\.)|"
    r"O[kc]t(?:ober|\.)|Nov(?:ember|\.)|De[zc](?:ember|\.))"
)
"""Behind a number with a full stop this is a day, as Germans, Danes and Norwegians write it: 31. Dezember."""
_AFTER_WHICH_IT_MAY_END = _words("inc ltd corp co bros jr sr dept univ etc al")
_STARTERS = lazy_pattern(
    r"\s*[\"“‘(]*(?:The|A|An|He|She|It|They|We|I|In|On|At|But|And|That|This|These|Those|His|Her|Its|Their|Our|As|For|"
    r"If|When|While|After|Before|However|Since|There|By|With|From|To|Not|Both|One|Two|Some|Many|Most|Such|Under|"
    r"Although|Though|Last|No|What|Who|Why|How|Yet|So|Now|Meanwhile|Earlier|Later|According|Under|Despite|Also)\b"
)


def _starts_anew(text: str, end: int) -> bool:
    """Whether the word behind an abbreviation is one that sentences begin with."""
    return _STARTERS.match(text, end) is not None
