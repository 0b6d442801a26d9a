"""The quotations of a claim, and each looked for in a kept source, word for word.

What passes is an exact occurrence in normal form, nothing else: a likeness, however great, only tells where the
source says it otherwise ("million" for "billion" is 99% alike).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from briefings.evidence.facts import FIGURE_MARK, ClaimText
from briefings.evidence.match import Match
from briefings.evidence.normalise import Normalised, normalise
from briefings.evidence.sources import LayerText, SourceText
from briefings.evidence.wording import LONGEST_RUN, TURNING, align, told, words
from briefings.support import How, Outcome

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

_CLOSERS = {"“": "”", "”": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", '"': '"'}
_SINGLE = {"‘": "’", "'": "'", "‹": "›", "‚": "‘’", "‛": "’"}
_MARKS = re.compile("[\"“”„‟«»'‘’‚‛‹›]")
_ELISION = re.compile(r"(?:\d0s\b|\d\d\b|(?:tis|twas|em|til|cause|n)\b)", re.IGNORECASE)
"""What an apostrophe may begin: '90s, 'tis."""
_FAR = 40
"""Marks after which no fellow is looked for: of a text of nothing but marks each is looked at forty times."""
_WORDS = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


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
    if end - start > 1 and text[start] in _CLOSERS | _SINGLE and _MARKS.match(text, end - 1):
        start, end = start + 1, end - 1
    return _trimmed(text, start, end)


def _is_title(text: str) -> bool:
    """Whether a quotation looks like the title of a work: every longer word has a capital, and there are two."""
    long = [word for word in _WORDS.findall(text) if len(word) > 3]
    return len(long) > 1 and all(word[0].isupper() or word[0].isdigit() for word in long) and text[-1:] not in ".!?"


def quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """The insides of the outermost pairs of quotation marks."""
    marks = [match.start() for match in _MARKS.finditer(text)]
    orphan = _closing_alone(text, marks)
    if orphan is not None:
        yield 0, orphan
        marks = [at for at in marks if at > orphan]
    position, index = 0, 0
    while index < len(marks):
        at = marks[index]
        index += 1
        if at < position or not _can_open(text, at):
            continue
        end = _double_end(text, marks, index) if text[at] in _CLOSERS else _single_end(text, marks, index)
        if end is not None:
            yield at + 1, end
            position = end + 1


def _closing_alone(text: str, marks: list[int]) -> int | None:
    """The mark that ends a quotation begun in a sentence before this claim, which is the rest of it."""
    doubles = [at for at in marks if text[at] in '"“”„«»']
    if not doubles or not text[:1].isalnum():
        return None
    at = doubles[0]
    if text[at] not in '"”»' or at == 0 or text[at - 1].isspace() or text[at - 1].isdigit() or _can_open(text, at):
        return None
    if text[at] == '"' and len(doubles) % 2 == 0:
        return None
    return None if re.search(r"[.!?]\s+[^\Wa-z]", text[:at]) else at


def _before(text: str, at: int) -> str:
    return text[at - 1] if at else " "


def _after(text: str, at: int) -> str:
    return text[at + 1] if at + 1 < len(text) else " "


def _can_open(text: str, at: int) -> bool:
    before, after = _before(text, at), _after(text, at)
    if after.isspace():
        return text[at] in "«„" and before.isspace()  # French sets a space inside
    if text[at] in "“„«":
        return True
    if text[at] in "'‘’‛" and (text[at] == "’" or _ELISION.match(text, at + 1)):
        return False
    return not (before.isalnum() or before in ".,!?;:)]%”’") and (not after.isspace())


def _double_end(text: str, marks: list[int], index: int) -> int | None:
    """The fellow of the mark before `index`; marks of its kind that open on the way are closed first."""
    opener = text[marks[index - 1]]
    closers = _CLOSERS[opener]
    depth = 1
    for at in marks[index : index + _FAR]:
        mark = text[at]
        before = _before(text, at)
        if mark == opener and mark not in closers:
            depth += 1
        elif mark in closers and not (before.isspace() and mark not in "»«" and _can_open(text, at)):
            depth -= 1
        elif mark == '"' == opener and _can_open(text, at):
            depth += 1
        if depth == 0:
            return at
    return None


def _single_end(text: str, marks: list[int], index: int) -> int | None:
    """The fellow of a single mark, told from apostrophes.

    A mark inside a word is an apostrophe. One behind an s and before a further word may be a genitive (the allies’
    plan): it closes only when no surer one follows before the next quotation opens.
    """
    closers = _SINGLE.get(text[marks[index - 1]], "")
    doubtful: int | None = None
    depth = 0
    for at in marks[index : index + _FAR]:
        mark, before, after = text[at], _before(text, at), _after(text, at)
        if mark in "“„«" or (mark == '"' and _can_open(text, at)):
            depth += 1
        elif mark in '”»"':
            depth = max(depth - 1, 0)
        elif mark in "‘‹" and _can_open(text, at):
            break
        if mark not in closers or before.isspace() or after.isalnum() or depth:
            continue
        if before in "sS" and after == " " and text[at + 2 : at + 3].islower():
            doubtful = at if doubtful is None else doubtful
            continue
        return at
    if doubtful is not None and any(text[at] in '"“”' for at in marks[index : index + _FAR] if at < doubtful):
        return None
    return doubtful


# ------------------------------------------------------------- as it is sought

ELLIPSIS_REACH = 1_500
"""Characters within which the parts of a quotation with an ellipsis must follow each other. Our own starting value."""
INSERTION_REACH = 6
"""Words of the source that words in square brackets may stand for. Our own starting value."""
LINE_BREAK_LEAST = 20
"""Characters from which words are joined that the end of a line parted."""
ALTERED_FROM = 85.0
"""Likeness from which another wording counts as an alteration of the quotation; our own starting value."""
GRAVE_FROM = 60.0
"""The same where a number, negation, hedge, comparative or name differs."""

_GAP = re.compile(
    r"(?P<ellipsis>\[\s?\.(?:\s?\.){2,3}\s?\]|\(\s?\.(?:\s?\.){2,3}\s?\)|\.(?:\s?\.){2,})"
    rf"|\[(?P<inserted>[^\[\]]{{0,120}})\]|{FIGURE_MARK}"
)
_CASE_BRACKET = re.compile(r"\[([^\W\d_])\](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of words that must occur as they are.

    `how` tells what stands between it and the part before: "" for the first, `ellipsis`, `insertion`. Where square
    brackets touch a word of it, that end need not be the end of a word of the source: `defen[c]e`.
    """

    text: str
    how: How = ""
    inserted: str = ""
    open_start: bool = False
    open_end: bool = False


def _parts(sought: str) -> tuple[_Part, ...]:
    """The parts of a quotation in normal form, parted at its ellipses and brackets.

    A comma or full stop at an outer end is the house's (American style sets it inside the mark), at an ellipsis the
    sentence's that was cut.
    """
    gaps = list(_GAP.finditer(sought))
    starts, ends = [0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(sought)]
    parts: list[_Part] = []
    how: How = ""
    inserted, touching = "", False
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        piece = sought[start:end]
        bracket = index < len(gaps) and gaps[index]["inserted"] is not None
        kept = piece if how == "insertion" else piece.lstrip(" ,.;:")
        kept = kept.strip() if index < len(gaps) and not gaps[index]["ellipsis"] else kept.strip().rstrip(" ,.;:-")
        if kept:
            open_start = touching and piece[0].isalnum()
            parts.append(_Part(kept, how if parts else "", inserted, open_start, bracket and piece[-1].isalnum()))
            how, inserted = "", ""
        if index < len(gaps):
            how = "ellipsis" if gaps[index]["ellipsis"] or how == "ellipsis" else "insertion"
            inserted = f"{inserted} {gaps[index]['inserted'] or ''}".strip()
            touching = bracket
    return tuple(parts)


# ------------------------------------------------------------- in the source

_Spans = tuple[tuple[int, int], ...]


def match_quotation(quotation: Quotation, source: SourceText) -> Match:
    """What came of looking for a quotation in a source: in its article first, then in the whole page."""
    sought = normalise(quotation.sought).text.strip()
    for layer in source.layers:
        found = next(_findings(layer, sought), None)
        if found is not None:
            return _matched(source, layer, found)
    best = _ABSENT
    for layer in source.layers:
        miss = _nearest(source, layer, quotation)
        best = miss if miss.better_than(best) else best
    return best


def occurrences(quotation: Quotation, source: SourceText) -> int:
    """How many places of a source have a quotation as it stands; at most a hundred are counted."""
    return len(places(quotation, source)[1])


def places(quotation: Quotation, source: SourceText) -> tuple[LayerText | None, _Spans]:
    """The first layer that has a quotation as it stands, and its places there, in code points of that layer."""
    parts = _parts(_CASE_BRACKET.sub(r"\1", normalise(quotation.sought).text.strip()))
    for layer in source.layers:
        form, found = layer.normalised, list[tuple[int, int]]()
        for chain in _chains(form.text, parts, 0, len(form.text), _Budget()):
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
    parts: tuple[_Part, ...]
    chain: _Spans
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
    yield from _squeezed(layer.normalised, sought)


_STYLED = re.compile(r"[\"-]|(?<!\w)'|'(?!\w)")
"""What publishers set each in his own way."""


def _in_form(form: Normalised, sought: str) -> Iterator[_Finding]:
    first: _Finding | None = None
    whole = (_Part(kept),) if (kept := sought.strip(" ,.")) else ()  # brackets and ellipses may be the source's own
    for parts in dict.fromkeys((whole, _parts(_CASE_BRACKET.sub(r"\1", sought)), _parts(sought))):
        for chain in _chains(form.text, parts, 0, len(form.text), _Budget()):
            finding = _Finding(form, parts, chain)
            if _left_out(finding) is None:
                yield finding
                return
            first = first or finding
    if first is not None:
        yield first


def _squeezed(form: Normalised, sought: str) -> Iterator[_Finding]:
    """A quotation in one piece, found without regard to dashes, which are then compared one by one.

    So it is found where a line ends behind a hyphen that belongs to the word, and where marks differ as well.
    """
    parts = _parts(sought)
    if len(parts) != 1 or not (_STYLED.search(sought) or "- " in form.text):
        return
    mine = Normalised("", parts[0].text).squeezed
    theirs = form.squeezed
    start = theirs.text.find(mine.text)
    for _place in range(_MOST_PLACES):
        if start < 0 or not mine.text:
            return
        low, high = theirs.before(start, start + len(mine.text))
        how = _joined_how(parts[0].text, form.text[low:high])
        if how and _begins_word(form.text, low) and _ends_word(form.text, high):
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


_DASH = re.compile(r" ?-[ -]*")


def _dashes(text: str) -> dict[int, str]:
    """The dashes of a text, by where they would stand if there were none."""
    found: dict[int, str] = {}
    gone = 0
    for match in _DASH.finditer(text):
        found[match.start() - gone] = match[0]
        gone += len(match[0])
    return found


_MOST_PARTS = 50
"""Parts of one quotation; with more of them it is not found."""


class _Budget:
    """How many places are looked at for one quotation: a source that repeats a word a million times costs no more."""

    def __init__(self) -> None:
        self.left = 2_000

    def spent(self) -> bool:
        self.left -= 1
        return self.left < 0


def _chains(text: str, parts: tuple[_Part, ...], low: int, high: int, budget: _Budget) -> Iterator[_Spans]:
    """The ways in which all parts follow each other in a text."""
    if not 0 < len(parts) <= _MOST_PARTS:
        return
    part, rest = parts[0], parts[1:]
    for start, end in _occurrences(text, part, low, high):
        if budget.spent():
            return
        if part.how == "insertion" and len(text[low:start].split()) > INSERTION_REACH:
            return
        if not rest:
            yield ((start, end),)
            continue
        reach = ELLIPSIS_REACH if rest[0].how == "ellipsis" else INSERTION_REACH * 40
        until = min(end + reach + len(rest[0].text), len(text))
        yield from (((start, end), *chain) for chain in _chains(text, rest, end, until, budget))


def _occurrences(text: str, part: _Part, low: int, high: int) -> Iterator[tuple[int, int]]:
    start = text.find(part.text, low, high)
    while start >= 0:
        end = start + len(part.text)
        if (part.open_start or _begins_word(text, start)) and (part.open_end or _ends_word(text, end)):
            yield start, end
        start = text.find(part.text, start + 1, high)


_TURNING_PREFIX = re.compile(r"(?:^|\W)(?:non|anti|un|ex|pre|post|pseudo|quasi|counter)-$")
_FIGURE_BEFORE = re.compile(r"\d[.,:]?$")
_FIGURE_AFTER = re.compile(r"[.,:]?\d|\s?(?:%|percent\b|per cent\b|percentage\b)")
_UNPARTED = "\u2e80"
"""Letters from here on, Chinese and Japanese, are written without spaces; Korean words end in particles."""
_GOES_ON = re.compile(r"n?'t\b")


def _begins_word(text: str, start: int) -> bool:
    """Whether no word or number of the source is cut at `start`, and no prefix that turns its sense."""
    if start == 0 or not text[start].isalnum() or text[start] >= _UNPARTED:
        return True
    before = text[max(start - 8, 0) : start]
    if text[start].isdigit() and _FIGURE_BEFORE.search(before):
        return False
    return not before[-1].isalnum() and not (before[-1] == "-" and _TURNING_PREFIX.search(before))


def _ends_word(text: str, end: int) -> bool:
    if end == len(text) or not text[end - 1].isalnum() or text[end - 1] >= _UNPARTED:
        return True
    if text[end - 1].isdigit() and _FIGURE_AFTER.match(text, end):
        return False
    return not text[end].isalnum() and not _GOES_ON.match(text, end)


# ------------------------------------------------------ what was found

_SENTENCE_END = re.compile(r"(?<![.\s]\w)[.!?][\"')\]]*\s")


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


# ---------------------------------------------------- what was not found


_ABSENT = Match(Outcome.NOT_FOUND, problem="absent")


def _nearest(source: SourceText, layer: LayerText, quotation: Quotation) -> Match:
    """The place of a layer that is nearest to a quotation which it does not have, and how it differs."""
    form = normalise(quotation.sought)
    parts = _parts(_CASE_BRACKET.sub(r"\1", form.text.strip()))
    if not 0 < len(parts) <= _MOST_PARTS:
        return _ABSENT
    if not quotation.required:
        return _turned(source, layer, parts)
    misses: list[Match] = []
    spans: list[tuple[int, int]] = []
    for part in parts:
        there = next(_occurrences(layer.normalised.text, part, 0, len(layer.normalised.text)), None)
        if there is not None:
            spans.append(there)
            continue
        miss = _nearest_part(source, layer, _as_written(form, part.text))
        if miss.outcome is not Outcome.ALTERED:
            return replace(_ABSENT, score=miss.score / len(parts))
        misses.append(miss)
    if misses:
        return max(misses, key=lambda miss: miss.grave)
    hit = source.hit(layer, *layer.normalised.span(*spans[0]))
    found = APART if spans == sorted(spans) else OTHERWISE_ORDERED
    return Match(Outcome.ALTERED, "", "words", hit, found, grave=True, score=75.0)


def nearest_words(quotation: Quotation, source: SourceText) -> tuple[str, float] | None:
    """The words of a source that are most like a quotation which it does not have, and how like (0 to 100).

    None where nothing is as much as alike: then whatever were shown would mislead.
    """
    sought = normalise(quotation.sought).text[:_LONGEST_COMPARED]
    best: tuple[str, float] | None = None
    for layer in source.layers:
        text = layer.normalised.text
        for low, high in _regions(text, sought):
            alignment = fuzz.partial_ratio_alignment(sought, text[low:high])
            if alignment is not None and alignment.score >= max(GRAVE_FROM, best[1] if best else 0.0):
                start, end = layer.normalised.span(low + alignment.dest_start, low + alignment.dest_end)
                best = _to_words(layer.text, start, end), alignment.score
    return best


def _to_words(text: str, start: int, end: int) -> str:
    """A part of a text without the halves of words at its ends."""
    while start > 0 and text[start - 1].isalnum() and start < end and end - start < _LONGEST_COMPARED * 2:
        start -= 1
    while end < len(text) and text[end].isalnum() and end - start < _LONGEST_COMPARED * 2:
        end += 1
    return text[start:end]


def _turned(source: SourceText, layer: LayerText, parts: tuple[_Part, ...]) -> Match:
    """A short quotation that a source has with a negation in it: "has been signed" for "has not been signed"."""
    text = layer.normalised.text
    for pieces in _split_short(parts):
        for chain in _chains(text, pieces, 0, len(text), _Budget()):
            passed = text[chain[0][1] : chain[1][0]].strip()
            if len(passed.split()) <= _MOST_TURNING and TURNING.search(passed):
                hit = source.hit(layer, *layer.normalised.span(chain[0][0], chain[-1][1]))
                return Match(Outcome.ALTERED, "", "words", hit, passed, (("", passed),), grave=True, score=90.0)
    return _ABSENT


_MOST_TURNING = 2


def _split_short(parts: tuple[_Part, ...]) -> Iterator[tuple[_Part, ...]]:
    """A quotation of two or three words, parted between any two."""
    pieces = parts[0].text.split(" ")
    if len(parts) == 1 and 1 < len(pieces) < LEAST_WORDS:
        for at in range(1, len(pieces)):
            yield _Part(" ".join(pieces[:at])), _Part(" ".join(pieces[at:]), "insertion")


APART = "its parts stand far apart"
OTHERWISE_ORDERED = "its parts stand in another order"
"""What is found of a quotation whose every part the source has."""


def _as_written(form: Normalised, part: str) -> str:
    """A part of a quotation with its capitals."""
    at = form.text.find(part)
    start, end = form.span(at, at + len(part)) if at >= 0 else (0, 0)
    return form.original[start:end] or part


def _nearest_part(source: SourceText, layer: LayerText, part: str) -> Match:
    part = part[:_LONGEST_COMPARED]
    sought, text = normalise(part).text, layer.normalised.text
    best = _ABSENT
    for low, high in _regions(text, sought):
        alignment = fuzz.partial_ratio_alignment(sought, text[low:high])
        if alignment is not None and alignment.score > best.score:
            window = low + alignment.dest_start, low + alignment.dest_end
            best = _compared(source, layer, part, window, alignment.score)
    return best


_LONGEST_COMPARED = 4_000
"""Characters of a quotation that are compared; the time goes with their square."""


def _compared(source: SourceText, layer: LayerText, part: str, window: tuple[int, int], score: float) -> Match:
    """A part of a quotation beside the words of the source that come nearest, word by word."""
    form = layer.normalised
    slack = 12 + len(part) // 10
    start, end = form.span(max(window[0] - slack, 0), min(window[1] + slack, len(form.text)))
    original = _LINE_PARTED.sub("", layer.text[start:end])
    shift = end - start - len(original)
    mine, theirs = words(part), words(original)
    differences, first, last, equal = align(mine, theirs)
    grave = any(one.grave for one in differences)
    enough = score >= ALTERED_FROM or (grave and score >= GRAVE_FROM and equal * 2 >= len(mine))
    if not enough or not differences or not equal:
        return replace(_ABSENT, score=score if equal else min(score, GRAVE_FROM - 1))
    hit = source.hit(layer, start + theirs[first].start, min(start + theirs[last - 1].end + shift, end))
    pairs = tuple((told(part, one.mine), told(original, one.theirs)) for one in differences[:_MOST_DIFFERENCES])
    return Match(Outcome.ALTERED, "", "words", hit, pairs[0][1], pairs, grave=grave, score=score)


_MOST_DIFFERENCES = 6
_LINE_PARTED = re.compile(r"(?<=[^\W\d_])[-‐]\s*\n\s*(?=[^\W\d_])")
_BUCKET = 64
"""Characters within which the words of a quotation must lie as they do in the source to count as one place."""


def _regions(text: str, part: str) -> list[tuple[int, int]]:
    """The stretches of a source in which most of the words of a quotation lie as they lie in it, the likeliest first.

    Each word votes for the places where the quotation would begin if this word were its own; a rare word's vote
    weighs more. So the costly comparison sees a few hundred characters and not the whole source.
    """
    votes: dict[int, float] = defaultdict(float)
    for at, word in _landmarks(part):
        found: list[int] = []
        start = text.find(word)
        while start >= 0 and len(found) <= _COMMON:
            found.append(start)
            start = text.find(word, start + len(word))
        for start in found if len(found) <= _COMMON else ():
            votes[(start - at) // _BUCKET] += 1 / len(found)
    weights = {bucket: votes[bucket] + votes.get(bucket + 1, 0.0) for bucket in list(votes)}
    best = sorted(weights, key=lambda bucket: (-weights[bucket], bucket))[:_MOST_REGIONS]
    slack = _BUCKET + len(part) // 4
    return [
        (max(bucket * _BUCKET - slack, 0), min(bucket * _BUCKET + len(part) + slack + _BUCKET, len(text)))
        for bucket in best
    ]


_COMMON = 200
_MOST_REGIONS = 3
_MOST_LANDMARKS = 24
_LANDMARK = re.compile(r"[^\W_]{3,}")


def _landmarks(part: str) -> list[tuple[int, str]]:
    """The longest words of a quotation with their places; pieces of it where it has few words, as Chinese has."""
    found = [(match.start(), match[0]) for match in _LANDMARK.finditer(part)]
    if sum(len(word) for _at, word in found) > 12 * len(found):
        found = [(at, part[at : at + 4]) for at in range(0, max(len(part) - 3, 1), 4)]
    return sorted(found, key=lambda one: (-len(one[1]), one[0]))[:_MOST_LANDMARKS]
