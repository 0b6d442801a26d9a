"""The quotations of a claim, and each looked for in a kept source, word for word.

What passes is an exact occurrence in normal form, nothing else: a likeness, however great, only tells where the
source says it otherwise ("million" for "billion" is 99% alike).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from briefings.evidence.facts import ClaimText
from briefings.evidence.marks import CLOSERS, MARKS, SINGLE, quoted_spans
from briefings.evidence.match import Match
from briefings.evidence.nearest import ABSENT, nearest
from briefings.evidence.normalise import Normalised, normalise
from briefings.evidence.parts import (
    CASE_BRACKET,
    Budget,
    Part,
    Spans,
    begins_word,
    chains,
    ends_word,
    parts_of,
)
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.wording import LONGEST_RUN, TURNING
from briefings.patterns import lazy_pattern
from briefings.support import How, Outcome
from briefings.values import dataclass

# ------------------------------------------------------------- in the claim


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation of a claim: `text` are the words between the marks, at `start` to `end` of the claim's text.

    `original`, where it is not empty, are the words that are looked for instead: the quotation is a translation.
    A quotation that is not `required` has fewer than four words, or is the title of a work.
    """

    text: str
    start: int
    end: int
    required: bool
    original: str = ""

    @property
    def sought(self) -> str:
        """The words that a source must have."""
        return self.original or self.text


LEAST_WORDS = 4
"""Words from which a quotation must be found; fewer are often a term, a title or irony. Our own starting value."""
_WORDS = lazy_pattern(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def find_quotations(claim: ClaimText) -> tuple[Quotation, ...]:
    """What a claim quotes, in order: what stands in quotation marks, but for `.scare`, and its spans `.q`.

    Of nested quotations only the outer counts. A mark that has no fellow quotes nothing, but for one that closes in
    a claim which is the last sentence of a longer quotation.
    """
    text = claim.text
    marked = [
        Quotation(text[start:end], start, end, required=True, original=one.original)
        for one in claim.marked
        for start, end in [_inner(text, one.start, one.end)]
        if end > start
    ]
    found: list[Quotation] = []
    for start, end in (_trimmed(text, *inside) for inside in quoted_spans(text)):
        if end <= start or any(low <= start and end <= high for low, high in claim.scare):
            continue
        if any(_meet((one.start, one.end), (start, end)) for one in marked):
            continue
        required = len(_WORDS.findall(text, start, end)) >= LEAST_WORDS and not _is_title(text[start:end])
        found.append(Quotation(text[start:end], start, end, required))
    return tuple(sorted((*marked, *found), key=lambda one: one.start))


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """A `.q` span without the quotation marks that may stand at its ends."""
    start, end = _trimmed(text, start, end)
    if end - start > 1 and text[start] in CLOSERS | SINGLE and MARKS.match(text, end - 1):
        start, end = start + 1, end - 1
    return _trimmed(text, start, end)


def _is_title(text: str) -> bool:
    """Whether a quotation looks like the title of a work: every longer word has a capital, and there are two."""
    long = [word for word in _WORDS.findall(text) if len(word) > 3]
    return len(long) > 1 and all(word[0].isupper() or word[0].isdigit() for word in long) and text[-1:] not in ".!?"


# ------------------------------------------------------------- in the source

LINE_BREAK_LEAST = 20
"""Characters from which words are joined that the end of a line parted."""


def match_quotation(quotation: Quotation, source: SourceText) -> Match:
    """What came of looking for a quotation in a source: in its article first, then in the whole page."""
    sought = normalise(quotation.sought).text.strip()
    for layer in source.layers:
        found = next(_findings(layer, sought), None)
        if found is not None:
            return _matched(source, layer, found)
    best = ABSENT
    for layer in source.layers:
        miss = nearest(source, layer, quotation.sought, required=quotation.required)
        best = miss if miss.better_than(best) else best
    return best


def occurrences(quotation: Quotation, source: SourceText) -> int:
    """How many places of a source have a quotation as it stands; at most a hundred are counted."""
    return len(places(quotation, source)[1])


def places(quotation: Quotation, source: SourceText) -> tuple[LayerText | None, Spans]:
    """The first layer that has a quotation as it stands, and its places there, in code points of that layer."""
    parts = parts_of(CASE_BRACKET.sub(r"\1", normalise(quotation.sought).text.strip()))
    for layer in source.layers:
        form, found = layer.normalised, list[tuple[int, int]]()
        for chain in chains(form.text, parts, 0, len(form.text), Budget()):
            if not found or chain[0][0] >= found[-1][1]:
                found.append((chain[0][0], chain[-1][1]))
            if len(found) == _MOST_PLACES:
                break
        if found:
            return layer, tuple(form.span(start, end) for start, end in found)
    return None, ()


_MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class _Finding:
    """A way in which a source has a quotation: in which form of its text, its parts and where they stand there."""

    form: Normalised
    parts: tuple[Part, ...]
    chain: Spans
    how: How = "exact"


def _findings(layer: LayerText, sought: str) -> Iterator[_Finding]:
    """The quotation in a layer as it is; with marks set in one style; with the words joined that a line parted.

    Of several places the first comes whose left-out words turn nothing; if there is none, the first of all.
    """
    yield from _in_form(layer.normalised, sought)
    if _STYLED.search(sought):
        yield from _in_form(layer.normalised.styled, Normalised(sought, sought).styled.text)
    if len(sought) >= LINE_BREAK_LEAST and layer.joined is not layer.normalised:
        for finding in _in_form(layer.joined, sought):
            yield replace(finding, how="line-break")
    yield from _squeezed(layer, sought)


_STYLED = lazy_pattern(r"[\"-]|(?<!\w)'|'(?!\w)")
"""What publishers set each in his own way."""


def _in_form(form: Normalised, sought: str) -> Iterator[_Finding]:
    first: _Finding | None = None
    whole = (Part(kept),) if (kept := sought.strip(" ,.")) else ()  # brackets and ellipses may be the source's own
    for parts in dict.fromkeys((whole, parts_of(CASE_BRACKET.sub(r"\1", sought)), parts_of(sought))):
        for chain in chains(form.text, parts, 0, len(form.text), Budget()):
            finding = _Finding(form, parts, chain)
            if _left_out(finding) is None:
                yield finding
                return
            first = first or finding
    if first is not None:
        yield first


def _squeezed(layer: LayerText, sought: str) -> Iterator[_Finding]:
    """A quotation in one piece, found without regard to dashes, which are then compared one by one.

    So it is found where a line ends behind a hyphen that belongs to the word, and where marks differ as well.
    """
    parts, form = parts_of(sought), layer.normalised
    parted = len(layer.joined.text) < len(form.text)
    if len(parts) != 1 or not (_STYLED.search(sought) or parted):
        return
    mine = Normalised("", parts[0].text).squeezed
    theirs = form.squeezed
    start = theirs.text.find(mine.text)
    for _place in range(_MOST_PLACES):
        if start < 0 or not mine.text:
            return
        low, high = theirs.before(start, start + len(mine.text))
        how = _joined_how(parts[0].text, form.text[low:high])
        if how and begins_word(form.text, low) and ends_word(form.text, high):
            yield _Finding(form, parts, ((low, high),), how)
        start = theirs.text.find(mine.text, start + 1)


def _joined_how(mine: str, theirs: str) -> How:
    """How two wordings agree that are alike but for dashes; "" where they do not.

    A dash answers a dash, however it is set; none answers one at which a line may have ended.
    """
    own, other = _dashes(mine), _dashes(theirs)
    parted = [other[at] for at in other.keys() - own.keys()]
    if own.keys() - other.keys() or any(dash != "- " for dash in parted):
        return ""
    if not parted:
        return "line-break" if any(dash == "- " for dash in other.values()) else "exact"
    return "line-break" if len(mine) >= LINE_BREAK_LEAST else ""


_DASH = lazy_pattern(r" ?-[ -]*")


def _dashes(text: str) -> dict[int, str]:
    """The dashes of a text, by where they would stand if there were none."""
    found: dict[int, str] = {}
    gone = 0
    for match in _DASH.finditer(text):
        found[match.start() - gone] = match[0]
        gone += len(match[0])
    return found


# ------------------------------------------------------ what was found

_SENTENCE_END = lazy_pattern(r"(?<![.\s]\w)[.!?][\"')\]]*\s")


def _matched(source: SourceText, layer: LayerText, finding: _Finding) -> Match:
    start, end = finding.form.span(finding.chain[0][0], finding.chain[-1][1])
    hit = source.hit(layer, start, end)
    turning = _left_out(finding)
    if turning is not None:
        first, last = finding.form.span(*turning)
        found = " ".join(layer.text[first:last].split())
        return Match(Outcome.ALTERED, "", "words", hit, found, (("…", found),), grave=True, score=95.0)
    kinds = {part.how for part in finding.parts[1:]}
    how: How = "ellipsis" if "ellipsis" in kinds else "insertion" if "insertion" in kinds else finding.how
    return Match(Outcome.VERIFIED, how, "", hit, score=100.0)


def _left_out(finding: _Finding) -> tuple[int, int] | None:
    """Words of the source that an ellipsis or a bracket passes over and that turn the sense, in code points of the
    form; None where none does.

    What counts is the rest of the sentences that the quotation breaks off: a sentence left out as a whole is not
    turned into its opposite by that.
    """
    text = finding.form.text
    for part, (_start, end), (start, _end) in zip(finding.parts[1:], finding.chain, finding.chain[1:], strict=False):
        if part.how == "insertion" and _other_number(part.inserted, text[end:start]):
            return end, start
        mine = {match[0] for match in TURNING.finditer(part.inserted)}
        ends = [match.end() for match in _SENTENCE_END.finditer(text, end, start)]
        for low, high in ((end, ends[0]), (ends[-1], start)) if ends else ((end, start),):
            for match in TURNING.finditer(text, low, high):
                if match[0] not in mine:
                    return _few_words(text, match.start(), high)
    return None


def _few_words(text: str, start: int, end: int) -> tuple[int, int]:
    """As many words from `start` on as may be told of a source."""
    few = re.compile(rf"\S+(?:\s+\S+){{0,{LONGEST_RUN - 1}}}").match(text, start, end)
    return few.span() if few else (start, end)


def _other_number(inserted: str, passed: str) -> bool:
    mine, theirs = (set(re.findall(r"\d+(?:[.,]\d+)*", one)) for one in (inserted, passed))
    return bool(mine and theirs and not mine & theirs)
