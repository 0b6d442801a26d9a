"""A kept source as text that can be searched: its layers, and of each what is worked out once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from briefings.evidence.dates import DateMention, find_dates
from briefings.evidence.normalise import Normalised, normalise, without_line_hyphens
from briefings.evidence.numbers import Quantity, find_numbers
from briefings.evidence.sentences import sentence_spans
from briefings.evidence.stems import without_marks
from briefings.support import CiteState, Hit, Layer


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
