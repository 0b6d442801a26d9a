"""The sentence of a source that supports a claim best."""

from __future__ import annotations

import hashlib
import time

import pytest

from briefings.evidence.normalise import normalise
from briefings.evidence.passages import best_passage, sentence_of, supports
from briefings.evidence.sources import SourceText
from briefings.evidence.stems import content_words
from briefings.support import Hit, Item, Outcome, Passage

TEXT = """Korea and its allies

The two allies signed a cost-sharing agreement in October 2024. Seoul will pay 1.52 trillion won in 2026, up 8.3% on
the year before. The sum rises with prices after that. Exports of ships to the United States rose by 8.3% as well.

Nothing else was agreed. The agreement runs until 2030 and covers the years from 2026.
"""
SOURCE = SourceText("s", "read", article=TEXT, page=TEXT)


def words_of(passage: Passage | None) -> str:
    return sentence_of(passage, SOURCE) if passage else "none"


def figure(text: str) -> Item:
    start = TEXT.index(text)
    return Item("figure", text, Outcome.VERIFIED, hit=Hit("s", start, start + len(text)))


def test_words_that_carry_the_meaning_are_kept_as_stems() -> None:
    """Small words go; forms of one word come out as one."""
    assert content_words("The exports, exported and exporting of it") == {"export"}
    assert content_words("Allies of the ally are allied") == content_words("ally")
    assert content_words("it is of no use to us") == {"use"}


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (
            "The agreement runs from 2026 and covers the years to 2030.",
            "The agreement runs until 2030 and covers the years from 2026.",
        ),
        ("Ships exported to the United States rose.", "Exports of ships to the United States rose by 8.3% as well."),
        (
            "A cost-sharing agreement was signed by the allies.",
            "The two allies signed a cost-sharing agreement in October 2024.",
        ),
        ("Weather in the mountains was mild.", "none"),
    ],
)
def test_without_items_the_sentence_with_most_words_is_taken(claim: str, words: str) -> None:
    """Three shared words are the least; below that no sentence is said to support the claim."""
    assert words_of(best_passage(claim, (), SOURCE)) == words


def test_a_figure_is_looked_for_where_it_stands_with_the_words_of_the_claim() -> None:
    """The hit may be the first place of a figure that stands in the source twice."""
    assert words_of(best_passage("Exports of ships rose by 8.3%.", (figure("8.3%"),), SOURCE)) == (
        "Exports of ships to the United States rose by 8.3% as well."
    )
    assert "1.52 trillion" in words_of(best_passage("It is 1.52 trillion won.", (figure("1.52 trillion"),), SOURCE))


def test_the_passage_holds_a_digest_and_the_place_and_no_words() -> None:
    """The digest is of the sentence in normal form, cut to 32 digits."""
    passage = best_passage("Nothing else was agreed with the allies on the agreement of 2030.", (), SOURCE)
    assert passage is not None
    text = sentence_of(passage, SOURCE)
    assert passage.digest == hashlib.sha256(normalise(text).text.encode()).hexdigest()[:32]


def test_a_passage_supports_a_claim_by_an_item_or_by_half_its_words() -> None:
    """A sentence that shares a few words only is near, and proves nothing."""
    claim = "The sum rises with prices in every year after that, and so do the salaries of all civilian workers there."
    passage = best_passage(claim, (), SOURCE)
    assert passage is None or not supports(claim, (), passage, SOURCE)
    flat = "The sum rises with prices after 2026."
    item = figure("1.52 trillion")
    sums = best_passage("Seoul will pay 1.52 trillion won.", (item,), SOURCE)
    assert sums is not None
    assert supports("Seoul will pay 1.52 trillion won.", (item,), sums, SOURCE)
    assert not supports(flat, (), sums, SOURCE)


def test_an_empty_source_supports_nothing() -> None:
    """No text, no passage."""
    assert best_passage("The allies signed an agreement.", (), SourceText("s", "read")) is None


def test_a_source_of_megabytes_is_looked_through_in_linear_time() -> None:
    """Hostile text without ends or spaces takes seconds at most."""
    for text in ("agreement " * 200_000, "a" * 2_000_000, "signed. " * 200_000):
        source = SourceText("s", "read", article=text, page=text)
        started = time.perf_counter()
        best_passage("The allies signed an agreement on ships.", (), source)
        assert time.perf_counter() - started < 20
