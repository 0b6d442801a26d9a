"""Text in the form in which quotations are compared, with the way back to the original.

Two texts that differ only in how they were typed or set have the same normal form; two that say different things do
not. What is folded, and in which order: characters that are not seen are dropped; raised digits and fractions are
written out before anything else could make `109` of `10⁹`; compatibility forms are unified (Unicode NFKC, UAX #15);
quotation marks and dashes become one of each; runs of white space become one space; case is folded. Nothing else
is: no stems, no stop words, no punctuation taken away, no accents dropped, and no letter of one alphabet taken for
that of another. The W3C Web Annotation Data Model (4.2.4) asks that text be normalised before it is compared, that
offsets count code points, and that no grapheme cluster be split.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property

from briefings.patterns import lazy_pattern
from briefings.values import dataclass

# ------------------------------------------------------------------ the map


@dataclass(frozen=True, slots=True)
class _Stage:
    """One rewriting of a text, as the pieces that make up its result, in order.

    Piece i of the result begins at `at[i]` and was made of `low[i]` to `high[i]` of the text before. Where `whole[i]`
    is false it is of the same length and each character stands for one; else it stands for all of it.
    """

    at: list[int]
    low: list[int]
    high: list[int]
    whole: list[bool]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """What `start` to `end` of the result was made of; of nothing, the place where it would stand."""
        if not self.at:
            return start, end
        first = bisect_right(self.at, start) - 1
        begin = self.low[first] if self.whole[first] else self.low[first] + start - self.at[first]
        if end <= start:
            return min(begin, self.high[first]), min(begin, self.high[first])
        last = bisect_right(self.at, end - 1) - 1
        return begin, self.high[last] if self.whole[last] else self.low[last] + end - self.at[last]


_SAME = _Stage([], [], [], [])


class _Writer:
    """Gathers the pieces of a result, and where each comes from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.length = 0
        self.parts: list[str] = []
        self.stage = _Stage([], [], [], [])

    def keep(self, until: int) -> None:
        """The text up to `until` as it is."""
        if until > self.position:
            self.put(until, self.text[self.position : until], whole=False)

    def put(self, until: int, made: str, *, whole: bool) -> None:
        """`made` for the text up to `until`."""
        if made:
            stage = self.stage
            stage.at.append(self.length)
            stage.low.append(self.position)
            stage.high.append(until)
            stage.whole.append(whole)
            self.parts.append(made)
            self.length += len(made)
        self.position = until

    def finished(self) -> tuple[str, _Stage]:
        self.keep(len(self.text))
        return "".join(self.parts), self.stage


@dataclass(frozen=True, eq=False)
class Normalised:
    """`text` is the normal form of `original`."""

    original: str
    text: str
    stages: tuple[_Stage, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original that `text[start:end]` was made of, whole grapheme clusters of it."""
        for stage in reversed(self.stages):
            start, end = stage.back(start, end)
        if end > start:
            while start > 0 and _continues(self.original[start]):
                start -= 1
            while end < len(self.original) and _continues(self.original[end]):
                end += 1
        return start, end

    @cached_property
    def styled(self) -> Normalised:
        """The same with what each publisher sets in his own way: inner quotation marks single, dashes without spaces
        beside them, a full stop or comma behind the mark that closes.
        """
        return self.rewritten((*match.span(), _styled(match)) for match in _STYLE.finditer(self.text))

    @cached_property
    def squeezed(self) -> Normalised:
        """The same with quotation marks in one style and without any dash or the spaces beside it."""
        return self.rewritten((*match.span(), _styled(match, dash="")) for match in _STYLE_AND_DASH.finditer(self.text))

    def before(self, start: int, end: int) -> tuple[int, int]:
        """What `text[start:end]` was made of in the text from which `rewritten` made this."""
        return self.stages[-1].back(start, end) if self.stages else (start, end)

    def rewritten(self, pieces: Iterable[tuple[int, int, str]]) -> Normalised:
        """The same with each `text[start:end]` of `pieces`, which are in order, replaced by what is given for it."""
        writer = _Writer(self.text)
        for start, end, made in pieces:
            writer.keep(start)
            writer.put(end, made, whole=True)
        text, stage = writer.finished()
        return Normalised(self.original, text, (*self.stages, stage))


def _continues(character: str) -> bool:
    """Whether a character belongs to the one before it: a mark, a joiner, the vowel or end of a Hangul block."""
    if character.isascii():
        return False
    return unicodedata.category(character) in {"Mn", "Mc", "Me"} or _JOINS.match(character) is not None


_JOINS = lazy_pattern("[\u200c\u200d\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\U0001f3fb-\U0001f3ff]")
"""Characters other than marks that continue a grapheme cluster (UAX #29: Extend, ZWJ, Hangul V and T)."""

# ------------------------------------------------------------- the steps

_UNSEEN_ONES = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_UNSEEN = lazy_pattern(f"[{_UNSEEN_ONES}]+")

_ALIKE = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′ʼ", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
}
_TABLE = str.maketrans(_ALIKE)
_ONE_FOR_ONE = {
    **_ALIKE,
    **dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
}
"""What a single character is replaced by without more ado. The marks come before NFKC, for it makes two of `″`."""

_ONE_FOR_ONE_ASCII = {one: other for one, other in _ONE_FOR_ONE.items() if one.isascii()}

_INVOLVED = lazy_pattern(
    # All but the characters that NFKC leaves alone and that case folding makes one of: ASCII, Latin letters, Greek
    # without its double vowels, Cyrillic, kana, Han, Hangul syllables, and signs that are common in prose.
    "[^\x00-\x7f¡-§©«¬®±¶·»¿-ÞàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀ-įĹ-ľŁ-ňŊ-žƀ-ƺǍ-ǜǞ-ǯǴ-ȯ"
    "Α-ΡΣ-Ωα-ωΆΈ-ΊΌΎΏά-ίό-ώЀ-\u0481Ҋ-ԯ†‡•‰€₩₽₹々〆、-〕ぁ-ゖァ-ヺー㐀-䶿一-鿿가-힣]+"
)
_WIDE_SPACE = lazy_pattern(" {2,}")


def normalise(text: str) -> Normalised:
    """The normal form of a text. Linear in its length; most of the work is done by the C of `str` and `re`."""
    plain, stages = text, list[_Stage]()
    if any(character in plain for character in _UNSEEN_ONES):
        plain, stage = _without_unseen(plain)
        stages.append(stage)
    plain = _one_for_one(plain)
    if not plain.isascii():
        plain, stage = _unified(plain)
        stages.append(stage)
    if "  " in plain:
        plain, stage = _narrow(plain)
        stages.append(stage)
    return Normalised(text, plain.casefold(), tuple(stage for stage in stages if stage is not _SAME))


def _without_unseen(text: str) -> tuple[str, _Stage]:
    writer = _Writer(text)
    for match in _UNSEEN.finditer(text):
        writer.keep(match.start())
        writer.position = match.end()
    return writer.finished()


def _one_for_one(text: str) -> str:
    """Spaces, quotation marks and dashes made one. To look for each in turn is quicker than `translate`, tenfold."""
    for character, other in (_ONE_FOR_ONE_ASCII if text.isascii() else _ONE_FOR_ONE).items():
        text = text.replace(character, other)
    return text


def _narrow(text: str) -> tuple[str, _Stage]:
    writer = _Writer(text)
    for match in _WIDE_SPACE.finditer(text):
        writer.keep(match.start())
        writer.put(match.end(), " ", whole=True)
    return writer.finished()


def _unified(text: str) -> tuple[str, _Stage]:
    """Compatibility forms unified and case folded wherever that takes more than one character for another."""
    writer = _Writer(text)
    for match in _INVOLVED.finditer(text):
        start, end = match.span()
        if start > writer.position and _continues_form(text[start]):
            start -= 1
        writer.keep(start)
        run = text[start:end]
        if _is_settled(run):
            writer.put(end, run.casefold(), whole=False)
            continue
        for cluster in _clusters(run):
            writer.put(writer.position + len(cluster), _unified_cluster(cluster), whole=True)
    return writer.finished() if writer.position else (text, _SAME)


_LONGEST_MARKS = 30
"""Marks on one letter that are normalised together (UAX #15, Stream-Safe Text Format). More are no language's, and
putting very many in their canonical order takes the square of the time."""


def _is_settled(run: str) -> bool:
    """Whether a run stays as it is but for its case, one character for one."""
    if _MANY_MARKS.search(run) or _RAISED.search(run) or any(character in _ONE_FOR_ONE for character in set(run)):
        return False
    folded = run.casefold()
    return (
        len(folded) == len(run)
        and unicodedata.is_normalized("NFKC", run)
        and (folded == run or (unicodedata.is_normalized("NFKC", folded) and folded.casefold() == folded))
    )


_MANY_MARKS = lazy_pattern(r"[\W_]{31}")
_RAISED = lazy_pattern("[²³¹⁰⁴-⁹₀-₉]")
_FRACTION = lazy_pattern("[¼-¾⅐-⅟↉]")


def _unified_cluster(cluster: str) -> str:
    """The normal form of one cluster: raised digits and fractions first, then NFKC, marks and case until all rests."""
    if _RAISED.match(cluster):
        return "^" + unicodedata.normalize("NFKC", cluster)
    if _FRACTION.match(cluster):
        return " " + unicodedata.normalize("NFKC", cluster).replace("\u2044", "/")
    made = cluster
    for _round in range(4):
        again = unicodedata.normalize("NFKC", made).translate(_TABLE).casefold()
        again = unicodedata.normalize("NFKC", again)
        if again == made:
            break
        made = again
    return _one_for_one(_UNSEEN.sub("", made))


def _clusters(run: str) -> Iterator[str]:
    yield from (match[0] for match in _cluster_pattern().finditer(run))


_FORMS = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u3131-\u318e\uffa0-\uffdc"
"""Parts of Hangul syllables, also in compatibility forms: NFKC puts those together that stand side by side."""


def _continues_form(character: str) -> bool:
    return _continues(character) or re.match(f"[{_FORMS}]", character) is not None


@cache
def _cluster_pattern() -> re.Pattern[str]:
    """A grapheme cluster, as near as it matters here; made when first needed, for it asks after every character."""
    marks = "".join(
        f"\\U{code:08x}" for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)) in {"Mn", "Mc", "Me"}
    )
    marks += "\\U000e0100-\\U000e01ef\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff"
    many = f"[{marks}]{{0,{_LONGEST_MARKS}}}"
    return re.compile(f"[²³¹⁰⁴-⁹]+|[₀-₉]+|(?:.?[{_FORMS}]+|.){many}", re.DOTALL)


# -------------------------------------------------------------- second tries

_LINE_HYPHEN = lazy_pattern(r"- (?<=[^\W\d_]- )(?=[^\W\d_])")
"""A hyphen and a space between letters; the letter before is asked for last, for the plain text is found quickly."""


def without_line_hyphens(normalised: Normalised) -> Normalised:
    """The same with words put together that a line's end parted by a hyphen.

    Only for a second try, with twenty characters or more: it also joins what a dash rightly parts.
    """
    if "- " not in normalised.text:
        return normalised
    return normalised.rewritten((*match.span(), "") for match in _LINE_HYPHEN.finditer(normalised.text))


_STYLE = lazy_pattern(r" -[ -]*|-[ -]+|([.,])[\"']|\"")


_STYLE_AND_DASH = lazy_pattern(r" ?-[ -]*|([.,])[\"']|\"")


def _styled(match: re.Match[str], *, dash: str = "-") -> str:
    if match[1]:
        return f"'{match[1]}"
    return "'" if match[0] == '"' else dash


# --------------------------------------------------------- mixed alphabets

_OTHER_ALPHABET = lazy_pattern("[Ѐ-ӿΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινρυκχ]")
"""Cyrillic, and the Greek letters that pass for Latin ones: µm and Δt are good words."""
_LATIN = lazy_pattern("[A-Za-zÀ-ɏ]")
_WORD = lazy_pattern(r"[^\W\d_]+")


def mixed_script_words(text: str) -> tuple[str, ...]:
    """The words that hold letters of two alphabets which look alike, each once, in order.

    They are told, and never folded: a Cyrillic `а` in a Latin word is either a fraud or a fault of scanning, and a
    quotation that has it is not the one that the source has.
    """
    if text.isascii() or not _OTHER_ALPHABET.search(text):
        return ()
    words = (match[0] for match in _WORD.finditer(text) if not match[0].isascii())
    return tuple(dict.fromkeys(word for word in words if _OTHER_ALPHABET.search(word) and _LATIN.search(word)))
