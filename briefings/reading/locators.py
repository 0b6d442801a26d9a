"""The locator at the head of a citation's suffix: `, pp. 33-35` → page, 33-35.

The rules are those of Pandoc's citeproc (`Text.Pandoc.Citeproc.Locator`, Pandoc 3.9) with the labels of its
en-US locale, written here in our own words; the tests compare them with Pandoc itself. A locator is either
delimited, `{pp. iv, vi-xi}`, or integrated: the longest label and then words that hold a digit or are a roman
numeral, or, without a label, words that hold a digit, which are pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import category

from briefings.patterns import lazy_pattern
from briefings.prose import Locator
from briefings.values import dataclass


def parse_locator(suffix: str) -> tuple[Locator | None, str]:
    """The locator of a suffix, and the text behind it with the blanks about it removed.

    Without a locator the text is the whole suffix; `{}` says that there is none, and goes. The value is as
    written, save that markup and escapes are undone and `--` is an en dash. A delimited locator whose label is
    unknown and which does not begin with a number has the label "", as in Pandoc. Beyond Pandoc, and only
    inside braces, the labels that CSL has and Pandoc does not recognise: `{tbl. 2}` is a table.
    """
    words = _Words(_split(suffix))
    start = words.skip(words.skip(0, ","), " ")
    found = _delimited(words, start) or _integrated(words, start)
    if found is None:
        return None, suffix.strip()
    locator, end = found
    rest = suffix[words.parts[end].start :].strip() if end < len(words.parts) else ""
    return (locator if locator.value else None), rest


# ------------------------------------------------------------------- labels

_PANDOC_LABELS = {
    "book": "book books bk. bks.",
    "chapter": "chapter chapters chap. chaps.",
    "column": "column columns col. cols.",
    "figure": "figure figures fig. figs.",
    "folio": "folio folios fol. fols.",
    "issue": "issue issues no. nos.",
    "line": "line lines l. ll.",
    "note": "note notes n. nn.",
    "opus": "opus opera op. opp.",
    "page": "page pages p. pp.",
    "paragraph": "paragraph paragraphs para. paras. ¶ ¶¶",
    "part": "part parts pt. pts.",
    "section": "section sections sec. secs. § §§",
    "sub verbo": "sub_verbo sub_verbis s.v. s.vv.",
    "verse": "verse verses v. vv.",
    "volume": "volume volumes vol. vols.",
}
_FURTHER_LABELS = {
    "appendix": "appendix appendices app. apps.",
    "article": "article articles art. arts.",
    "canon": "canon canons c. cc.",
    "elocation": "elocation elocations",
    "equation": "equation equations eq. eqs.",
    "rule": "rule rules r. rr.",
    "supplement": "supplement supplements supp. supps. suppl. suppls.",
    "table": "table tables tbl. tbls.",
    "timestamp": "timestamp timestamps",
    "title": "title titles tit. tits.",
}


def _by_term(labels: dict[str, str]) -> dict[str, str]:
    return {term.replace("_", " "): label for label, terms in labels.items() for term in terms.split()}


LABELS = _by_term(_PANDOC_LABELS)
"""Every term that Pandoc takes for a label, in lower case, with its CSL label."""

_LABELS_IN_BRACES = LABELS | _by_term(_FURTHER_LABELS)
_LONGEST = max(map(len, _LABELS_IN_BRACES))
_ROMAN = lazy_pattern(r"(?=.)M*+(?:CM)?D?(?:CD)?C*+(?:XC)?L?(?:XL)?X*+(?:IX)?V?(?:IV)?I*+", re.IGNORECASE)


# -------------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class _Part:
    """A word, a mark of punctuation, a space, or something set apart by markup (`plain` is false), with the
    offset at which it starts in the suffix."""

    text: str
    start: int
    plain: bool = True


_LINK = lazy_pattern(r"\[([^\[\]]*+)\](?:\([^()\s]*+\)|\{[^{}]*+\})")
_NOTE_CALL = lazy_pattern(r"\[\^[^\s\]]++\]")
_MATHEMATICS = lazy_pattern(r"\$(?!\s)([^$]++)(?<!\s)\$(?!\d)")
_BLANKS = lazy_pattern(r"\s++")
_MARKS = lazy_pattern(r"`+|\*{1,3}|_{1,3}|\"")
_SMART = {"---": "—", "--": "–", "...": "…"}


def _split(suffix: str) -> list[_Part]:
    """A suffix as Pandoc's citeproc splits it: at spaces and punctuation, but not at a colon."""
    parts: list[_Part] = []
    position = word = 0
    unclosed: set[str] = set()

    def end_word() -> None:
        if word < position:
            parts.append(_Part(suffix[word:position], word))

    while position < len(suffix):
        character = suffix[position]
        part, end = _marked(suffix, position, unclosed)
        if part is None and not character.isspace() and (character == ":" or not _is_punctuation(character)):
            position += 1
            continue
        end_word()
        if part is not None:
            parts.append(part)
        elif character.isspace():
            end = _BLANKS.match(suffix, position).end()  # type: ignore[union-attr]  # it is a space
            parts.append(_Part(" ", position))
        else:
            smart = next((mark for mark in _SMART if suffix.startswith(mark, position)), character)
            end = position + len(smart)
            parts.append(_Part(_SMART.get(smart, smart), position))
        position = word = end
    end_word()
    return parts


def _marked(suffix: str, position: int, unclosed: set[str]) -> tuple[_Part | None, int]:
    """What is set apart by markup here, if anything, and its end. `unclosed` remembers marks never closed."""
    character = suffix[position]
    if character == "\\" and position + 1 < len(suffix) and not suffix[position + 1].isalnum():
        escaped = suffix[position + 1]
        return _Part(" " if escaped.isspace() else escaped, position), position + 2
    if character == "[":
        if note := _NOTE_CALL.match(suffix, position):
            return _Part("", position, plain=False), note.end()
        if link := _LINK.match(suffix, position):
            return _Part(link[1], position, plain=False), link.end()
    if character == "$" and (formula := _MATHEMATICS.match(suffix, position)):
        return _Part("$", position, plain=False), formula.end()
    if (mark := _MARKS.match(suffix, position)) and mark[0] not in unclosed:
        inside_word = position > 0 and suffix[position - 1].isalnum()
        closing = suffix.find(mark[0], mark.end() + 1)
        if closing < 0:
            unclosed.add(mark[0])
        elif not suffix[mark.end()].isspace() and not (character in '_"' and inside_word):
            inner = suffix[mark.end() : closing]
            text = f"“{inner}”" if character == '"' else inner
            return _Part(text, position, plain=False), closing + len(mark[0])
    return None, position


def _is_punctuation(character: str) -> bool:
    return category(character).startswith("P")


class _Words:
    """The parts of a suffix, with the questions the grammar asks of them.

    A reading method takes the index where it starts and gives `(text, whether it counts as a number, the index
    behind it)`, or None.
    """

    def __init__(self, parts: list[_Part]) -> None:
        self.parts = parts

    def is_at(self, index: int, text: str) -> bool:
        return index < len(self.parts) and self.parts[index].plain and self.parts[index].text == text

    def skip(self, index: int, text: str) -> int:
        return index + 1 if self.is_at(index, text) else index

    def label(self, index: int, labels: dict[str, str], fits: Callable[[int], bool]) -> tuple[str, int] | None:
        """The longest label that begins here and is followed by something that fits, and the index behind it."""
        written, longest = "", None
        for end in range(index + 1, len(self.parts)):
            written += self.parts[end - 1].text
            if len(written.strip()) > _LONGEST:
                break
            label = labels.get(written.strip().casefold())
            if label and fits(end):
                longest = label, end
        return longest

    def word(self, index: int, *, separated: bool) -> tuple[str, bool, int] | None:
        """A word of an integrated locator: `33-35`, `(xv)`, `34A(A)`; with a comma or ";" before it if wanted."""
        head = ""
        if separated and (self.is_at(index, ",") or self.is_at(index, ";")):
            head, index = self.parts[index].text, index + 1
        if self.is_at(index, " "):
            head, index = head + " ", index + 1
        found = self.balanced(index, "([{", ")]}", self.sequence)
        return None if found is None else (head + found[0], found[1], found[2])

    def balanced(
        self, index: int, opening: str, closing: str, inside: Callable[[int], tuple[str, bool, int] | None]
    ) -> tuple[str, bool, int] | None:
        """One or more of `inside`, each bare or in one pair of brackets, which may also be empty."""
        texts, counts, start = [], False, index
        while index < len(self.parts):
            part = self.parts[index]
            bracket = opening.find(part.text) if part.plain and len(part.text) == 1 else -1
            if bracket >= 0:
                within = None if self._is_bracket(index + 1, opening + closing) else inside(index + 1)
                text, counted, end = within or ("", False, index + 1)
                if not self.is_at(end, closing[bracket]):
                    break
                texts.append(part.text + text + closing[bracket])
                index = end + 1
            else:
                within = None if self._is_bracket(index, closing) else inside(index)
                if within is None:
                    break
                text, counted, index = within
                texts.append(text)
            counts = counts or counted
        return ("".join(texts), counts, index) if index > start else None

    def _is_bracket(self, index: int, brackets: str) -> bool:
        return index < len(self.parts) and any(self.is_at(index, bracket) for bracket in brackets)

    def anything(self, index: int) -> tuple[str, bool, int] | None:
        return (self.parts[index].text, True, index + 1) if index < len(self.parts) else None

    def sequence(self, index: int) -> tuple[str, bool, int] | None:
        """Units with full stops between them, but none behind: `1.2.3`."""
        texts, counts, start = [], False, index
        while True:
            stop = self.is_at(index, ".")
            if not stop and index > start:
                break
            unit = self.unit(index + stop)
            if unit is None:
                break
            texts.append("." * stop + unit[0])
            counts, index = counts or unit[1], unit[2]
        return ("".join(texts), counts, index) if texts else None

    def unit(self, index: int) -> tuple[str, bool, int] | None:
        """A roman numeral, or parts up to a space or a mark other than a dash: `33-35`, `C22`."""
        if index < len(self.parts) and self.parts[index].plain and _ROMAN.fullmatch(self.parts[index].text):
            return self.parts[index].text, True, index + 1
        end = index
        while end < len(self.parts) and self._in_unit(self.parts[end]):
            end += 1
        text = "".join(part.text for part in self.parts[index:end])
        return (text, _has_digit(text), end) if end > index else None

    def _in_unit(self, part: _Part) -> bool:
        if not part.plain:
            return part.text != "$"  # mathematics
        return part.text != " " and not (len(part.text) == 1 and part.text not in "-–:" and _is_punctuation(part.text))


def _has_digit(text: str) -> bool:
    return any("0" <= character <= "9" for character in text)


# ------------------------------------------------------------------ locators


def _delimited(words: _Words, start: int) -> tuple[Locator, int] | None:
    """`{pp. iv, vi-xi}`: anything, so that braces and square brackets inside it balance."""
    if not words.is_at(start, "{"):
        return None
    first = words.skip(start + 1, " ")
    labelled = words.label(first, _LABELS_IN_BRACES, lambda _: True)
    number = words.word(first, separated=False)
    implicit = "page" if number and _has_digit(number[0]) else ""
    label, begin = labelled or (implicit, first)
    text, _, end = words.balanced(begin, "{[", "}]", words.anything) or ("", False, begin)
    if not words.is_at(end, "}"):
        return None
    return Locator(label, text.strip()), end + 1


def _integrated(words: _Words, start: int) -> tuple[Locator, int] | None:
    """`pp. 33-35, 38`, or without a label what holds a digit."""

    def fits(index: int) -> bool:
        word = words.word(index, separated=False)
        return word is not None and word[1]

    labelled = words.label(start, LABELS, fits)
    if labelled is None:
        number = words.word(start, separated=False)
        if number is None or not _has_digit(number[0]):
            return None
    label, end = labelled or ("page", start)
    texts: list[str] = []
    while word := words.word(end, separated=bool(texts)):
        if not (word[1] if labelled else _has_digit(word[0])):
            break
        texts.append(word[0])
        end = word[2]
    return Locator(label, "".join(texts).strip()), end
