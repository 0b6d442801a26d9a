"""Hedges, words of scope and attributions; and which of a source's hedges a claim drops."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from briefings.evidence.hedges import (
    attributions_in,
    dropped_hedges,
    hedges_in,
    hedges_left_out,
    is_publication,
    scope_words,
)
from tests.cases import Case, read_cases

CASES = Path(__file__).parent / "cases"


def hedges_told(text: str) -> str:
    """What a text leaves open, in three lines."""
    named = (
        f"{one.who} ({one.verb}{', a publication' if is_publication(one.who) else ''})" for one in attributions_in(text)
    )
    return "\n".join(
        f"{label}: {', '.join(words) or 'none'}"
        for label, words in (("hedges", hedges_in(text)), ("scope", scope_words(text)), ("from", tuple(named)))
    )


@pytest.mark.parametrize("case", read_cases(CASES / "hedges.md"), ids=lambda case: case.title)
def test_what_a_sentence_leaves_open_is_found(case: Case) -> None:
    """Hedges, scope and attributions are found; the month of May and a superlative are not."""
    assert hedges_told(case.input) == case.expected


FLAT = [
    ("The thefts reportedly helped fund 40% of the arms programme.", "Thefts funded 40% of the arms programme."),
    ("The ministry plans to build two destroyers by 2030.", "The ministry will build two destroyers by 2030."),
    ("Some farmers received subsidies last year.", "Farmers received subsidies last year."),
    ("Most of the exports went to China.", "The exports went to China."),
    ("North Korea may have sent 12,000 troops.", "North Korea sent 12,000 troops."),
    ("The suspected hackers stole $1.5 billion.", "Hackers stole $1.5 billion."),
    ("The ban was partly lifted in March.", "The ban was lifted in March."),
    ("An estimated 10,000 workers walked out.", "10,000 workers walked out."),
    ("The deal is expected to close in June.", "The deal closes in June."),
    ("Wages allegedly went unpaid in three factories.", "Wages went unpaid."),
]
KEPT = [
    ("The thefts reportedly helped fund the programme.", "Thefts are said to have funded the programme."),
    ("The ministry plans to build two destroyers.", "The ministry intends to build two destroyers."),
    ("Some farmers received subsidies.", "Several farmers received subsidies."),
    ("Hanwha bought the yard, and analysts say that it may expand.", "Hanwha bought the yard."),
    ("The deal is expected to close in June.", "The deal will probably close in June."),
    ("The minister, who may resign in May, opened the bridge.", "The minister opened the bridge."),
    ("It met in May and agreed on a price.", "It met in May and agreed on a price."),
    ("He said: “We may leave.” Talks began.", "Talks began."),
]


@pytest.mark.parametrize(("sentence", "claim"), FLAT)
def test_a_flat_claim_of_a_hedged_sentence_drops_its_hedge(sentence: str, claim: str) -> None:
    """A hedge that governs what the claim says is missed in it."""
    assert dropped_hedges(sentence, claim)


@pytest.mark.parametrize(("sentence", "claim"), KEPT)
def test_a_hedge_that_is_carried_on_or_governs_other_words_is_not_missed(sentence: str, claim: str) -> None:
    """Another word of the same kind is as good; a hedge of another clause is no matter of the claim."""
    assert dropped_hedges(sentence, claim) == ()


TAKEN_OVER = [
    ("It could be that of the trawler Anna, lost in 1951.", "It is that of the trawler Anna, lost in 1951."),
    ("The bridge is open, but the ferry may not run before June.", "The ferry will not run before June."),
    ("The board plans to close both mills by the end of May.", "The board will close both mills by the end of May."),
    ("The court is expected to rule on the case in May.", "The court will rule on the case in May."),
    ("It was reportedly sold to a buyer in Lisbon.", "It was sold to a buyer in Lisbon."),
]
TAKEN_WITH_IT = [
    ("The bridge is open, but the ferry may not run before June.", "The bridge is open."),
    (
        "The court is expected to rule on the case in May.",
        "The court rules on the case in May, if nothing comes between.",
    ),
    (
        "The law, which might be repealed, bars foreigners from owning land.",
        "The law bars foreigners from owning land.",
    ),
    ("The contract foresees a penalty of no more than 5%.", "It has a penalty of no more than 5%."),
    ("Many pupils in the county had free meals.", "In the county had free meals 200 pupils."),
    (
        "They are poised to revisit the pact on the forces.",
        "On the word of unnamed people, they revisit the pact on it.",
    ),
    ("He said: “It may be the last of the old oaks.” The tree is old.", "It is the last of the old oaks."),
]


@pytest.mark.parametrize(("sentence", "claim"), TAKEN_OVER)
def test_four_words_taken_over_without_their_hedge_are_enough(sentence: str, claim: str) -> None:
    """However few the words of a claim: what follows the hedge in the source is what the claim says."""
    assert hedges_left_out(sentence, claim)


@pytest.mark.parametrize(("sentence", "claim"), TAKEN_WITH_IT)
def test_words_taken_over_with_another_hedge_or_from_elsewhere_are_not(sentence: str, claim: str) -> None:
    """A condition, an unnamed source or a hedge of the same clause carries it on; a contract foresees what it has."""
    assert hedges_left_out(sentence, claim) == ()


def test_who_says_it_answers_for_what_is_only_reported() -> None:
    """A claim that says whose word it is may leave out "reportedly", but not "may"."""
    assert not dropped_hedges("Thefts reportedly paid for it.", "Thefts paid for it, the panel says.", attributed=True)
    assert dropped_hedges("Thefts may pay for it.", "Thefts pay for it, the panel says.", attributed=True)


@pytest.mark.parametrize(
    "text", ["the " * 300_000, "A" * 1_000_000, "A of the " * 100_000, "may " * 250_000, "“" * 500_000]
)
def test_a_sentence_of_megabytes_is_read_in_linear_time(text: str) -> None:
    """A source without full stops is one sentence: it takes seconds at most."""
    started = time.perf_counter()
    hedges_in(text)
    attributions_in(text)
    dropped_hedges(text, "a claim")
    hedges_left_out(text, text)
    assert time.perf_counter() - started < 10
