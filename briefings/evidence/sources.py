"""A kept source as text that can be searched: its layers, and of each what is worked out once."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from briefings.evidence.dates import LONGEST, DateMention, dates_beginning, find_dates, is_read_in_parts
from briefings.evidence.normalise import Normalised, normalise, without_line_hyphens
from briefings.evidence.numbers import Quantity, find_numbers
from briefings.evidence.sentences import sentence_spans
from briefings.evidence.stems import without_marks
from briefings.support import CiteState, Hit, Layer

_PART = 512
"""Characters of a part of a text whose dates are read at once: our own choice."""
_MOST_PARTS = 8
"""Parts from which on all dates of a text are read at once."""


@dataclass(frozen=True)
class LayerText:
    """One text of a snapshot. What is derived from it is worked out when first asked for, and kept."""

    name: Layer
    text: str
    anchor: datetime.date | None = None
    """The day that "last October" or "on Monday" is read against."""

    @cached_property
    def normalised(self) -> Normalised:
        return normalise(self.text)

    @cached_property
    def joined(self) -> Normalised:
        """The same with words parted at the ends of lines put together: a second try (section 4.2, step 7)."""
        return without_line_hyphens(self.normalised)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        return sentence_spans(self.text)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where the sentences begin."""
        return tuple(start for start, _end in self.sentences)

    @cached_property
    def word_sentences(self) -> dict[str, frozenset[int]]:
        """Word → the numbers of the sentences that have it: filled by `stems.shared_words` as words are asked for."""
        return {}

    @cached_property
    def folded(self) -> str:
        """In small letters without marks on them; offsets are those of the text only where the length is."""
        return without_marks(self.text)

    @cached_property
    def lowered(self) -> str:
        """In small letters, of the same length: offsets are those of the text."""
        low = self.text.lower()
        if len(low) == len(self.text):
            return low
        return "".join(one if len(one.lower()) > 1 else one.lower() for one in self.text)

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        return find_numbers(self.text)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return find_dates(self.text, self.anchor)

    def dates_between(self, start: int, end: int) -> list[DateMention]:
        """The dates that begin in a span, or hold its beginning."""
        return [one for one in self.dates_beginning(max(0, start - LONGEST), end) if one.end > start]

    def dates_beginning(self, start: int, end: int) -> list[DateMention]:
        """The dates that begin in a span. Only the parts of the text that it lies in are read, where they are few."""
        numbers = range(start // _PART, -(-end // _PART))
        if "dates" not in vars(self) and len(numbers) <= _MOST_PARTS and self.in_parts:
            parts = [self._dates_of_part(number) for number in numbers]
            if None not in parts:
                return [one for part in parts for one in part or () if start <= one.start < end]
        first = bisect_left(self.dates, start, key=lambda one: one.start)
        return list(self.dates[first : bisect_left(self.dates, end, first, key=lambda one: one.start)])

    def _dates_of_part(self, number: int) -> tuple[DateMention, ...] | None:
        if number not in self.dated_parts:
            self.dated_parts[number] = dates_beginning(self.text, self.anchor, number * _PART, (number + 1) * _PART)
        return self.dated_parts[number]

    @cached_property
    def in_parts(self) -> bool:
        """Whether dates can be read of a part of the text alone."""
        return is_read_in_parts(self.text)

    @cached_property
    def dated_parts(self) -> dict[int, tuple[DateMention, ...] | None]:
        """The dates of parts of the text, by number: filled as they are asked for."""
        return {}


@dataclass(frozen=True)
class SourceText:
    """A snapshot as read. `article` and `page` are the two layers (equal for plain text); where `state` is not
    `read` both are empty and `reason` says why in a few words.

    `pages` are the offsets in `page` at which the pages of a PDF begin, () for what has no pages. The found
    metadata is what the bytes themselves say; "" where they do not.
    """

    key: str
    state: CiteState
    digest: str = ""
    """SHA-256 of the bytes as they are now; "" where there are none."""
    article: str = ""
    page: str = ""
    pages: tuple[int, ...] = ()
    reason: str = ""
    media: str = ""
    """text, html, markdown, pdf"""
    extractor: str = ""
    """Name and version of what made the text: "trafilatura 2.3.1"."""
    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    language: str = ""
    anchor: datetime.date | None = None
    """The day the source speaks from: `info-date`, else `issued`, of its record."""

    @cached_property
    def layers(self) -> tuple[LayerText, ...]:
        """What is searched, in this order: the article, then the whole page where it has more."""
        first = LayerText("article", self.article, self.anchor)
        return (first,) if self.page == self.article else (first, LayerText("page", self.page, self.anchor))

    def hit(self, layer: LayerText, start: int, end: int) -> Hit:
        """A place in one of the layers."""
        return Hit(self.key, start, end, layer.name, self.page_at(layer, start))

    def page_at(self, layer: LayerText, start: int) -> int:
        """The page an offset lies on, from 1; 0 where the source has none."""
        if not self.pages or (layer.name == "article" and self.article != self.page):
            return 0
        return sum(begin <= start for begin in self.pages)
