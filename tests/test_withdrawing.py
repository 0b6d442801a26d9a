"""What is withdrawn: printed as ever before its day, left out from it on, and told of as long as it is written."""

from __future__ import annotations

import datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.diagnostics import Place
from briefings.editions.records import to_record
from briefings.editions.withdrawing import standing_blocks
from briefings.model import Edition, Withdrawal
from briefings.prose import Block, Claim, Emphasis, Footnote, Inline, Listing, Paragraph, Quote, Text
from briefings.reading.claims import written_text
from briefings.reading.walk import claims_within, walk
from tests.desks import edition_of

NOTE = """\
=== content/notes/security/troops.md
---
title: Troops in Korea
topic: security
date: 2026-01-28
---

The count is kept. [The United States keeps [troops]{.figure} in Korea.]{.claim #troop-count
withdrawn="2026-01-30" reason="The count is of 2024."} It is public [@smith-2025].

- [One battalion left [@smith-2025].]{.claim #battalion withdrawn="2026-01-30" reason="It left in 2023."}

::: {.judgement #troop-cut likelihood="unlikely" confidence="low" horizon="2026-12"}
Washington is unlikely to withdraw troops this year [@smith-2025].

Nobody has announced it.
:::

::: {.judgement #base likelihood="likely" confidence="low" withdrawn="2026-01-30" reason="The law has lapsed."}
Washington is likely to close a base [@smith-2025].

[Two were closed [@smith-2025].]{.claim #closed}
:::
"""


def texts(edition: Edition) -> list[str]:
    notes = (note for section in edition.sections for note in section.notes)
    return [written_text(node.children) for note in notes for node in walk(note.blocks) if isinstance(node, Paragraph)]


def test_before_its_day_it_is_printed_as_ever() -> None:
    edition = edition_of(NOTE, date="2026-01-29")
    assert [one.id for one in edition.judgements] == ["troop-cut", "base"]
    assert texts(edition) == [
        "The count is kept. The United States keeps [troops] in Korea. It is public.",
        "One battalion left.",
        "Nobody has announced it.",
        "Two were closed.",
    ]
    assert edition.withdrawals == ()


def test_from_its_day_on_it_is_left_out_and_told_of() -> None:
    """The list that it leaves empty goes with it, and so does the reasoning of a judgement."""
    edition = edition_of(NOTE, date="2026-01-30")
    assert [one.id for one in edition.judgements] == ["troop-cut"]
    assert texts(edition) == ["The count is kept. It is public.", "Nobody has announced it."]
    day, home = datetime.date(2026, 1, 30), "security/troops"
    assert edition.withdrawals == (
        Withdrawal(
            "claim",
            "troop-count",
            home,
            "The United States keeps 28,500 troops in Korea.",
            day,
            "The count is of 2024.",
        ),
        Withdrawal("claim", "battalion", home, "One battalion left.", day, "It left in 2023."),
        Withdrawal("judgement", "base", home, "Washington is likely to close a base.", day, "The law has lapsed."),
        Withdrawal("claim", "closed", home, "Two were closed.", day, "The law has lapsed."),
    )


def test_the_record_tells_of_it() -> None:
    assert to_record(edition_of(NOTE, date="2026-02-27"))["withdrawals"][2] == {
        "kind": "judgement",
        "id": "base",
        "document": "security/troops",
        "text": "Washington is likely to close a base.",
        "status": "withdrawn",
        "date": "2026-01-30",
        "reason": "The law has lapsed.",
    }


WHOLE = NOTE.replace(
    "date: 2026-01-28",
    "date: 2026-01-28\nstatus: withdrawn\nwithdrawn-on: 2026-01-29\nwithdrawn-because: All of it was wrong.",
)
HEIR = """\
=== content/notes/security/troops-2026.md
---
title: Troops, again
topic: security
date: 2026-01-29
supersedes: security/troops
---

::: {.judgement #troop-cut likelihood="likely" confidence="low"}
Washington is likely to withdraw troops [@smith-2025].
:::
"""


def test_a_note_that_is_withdrawn_whole_takes_back_all_that_has_an_id() -> None:
    """With its own reason, but for what was withdrawn by itself by then."""
    found = edition_of(WHOLE, date="2026-01-29").withdrawals
    assert [(one.id, one.date.isoformat(), one.reason) for one in found] == [
        ("troop-count", "2026-01-29", "All of it was wrong."),
        ("battalion", "2026-01-29", "All of it was wrong."),
        ("troop-cut", "2026-01-29", "All of it was wrong."),
        ("base", "2026-01-29", "All of it was wrong."),
        ("closed", "2026-01-29", "All of it was wrong."),
    ]
    later = {one.id: one.reason for one in edition_of(WHOLE, date="2026-01-30").withdrawals}
    assert later["base"] == "The law has lapsed."


def test_what_another_note_says_again_is_not_withdrawn() -> None:
    assert edition_of(WHOLE + HEIR, date="2026-01-30").withdrawals == ()
    beside = HEIR.replace("supersedes: security/troops\n", "")
    assert "troop-cut" not in {one.id for one in edition_of(WHOLE + beside, date="2026-01-30").withdrawals}


def test_the_brief_can_take_back_what_it_says_itself() -> None:
    brief = """\
=== content/briefs/alliance.md
---
title: The alliance
sections:
  - topic: security
---

::: {.bottom-line date="2026-01-28"}
A troop cut is [unlikely](#troop-cut). [The army is large [@smith-2025].]{.claim #army
withdrawn="2026-01-30" reason="It is not."}
:::
"""
    edition = edition_of(brief, date="2026-01-30")
    assert [(one.document, one.id, one.text) for one in edition.withdrawals] == [
        ("briefs/alliance", "army", "The army is large.")
    ]
    assert [written_text(block.children) for block in edition.bottom_line if isinstance(block, Paragraph)] == [
        "A troop cut is unlikely."
    ]


# ------------------------------------------------------------------ any text

HERE = Place("content/notes/a/b.md")
DAY = datetime.date(2026, 1, 30)
TAKEN_BACK = (("withdrawn", "2026-01-30"), ("reason", "It was wrong."))

words = st.text("ab .", min_size=1, max_size=6).map(Text)
claims = st.builds(
    lambda name, children, attributes: Claim(name, tuple(children), HERE, True, "", attributes),
    st.sampled_from("xyz"),
    st.lists(words, max_size=2).map(lambda some: [*some, Text("said")]),
    st.sampled_from([(), TAKEN_BACK]),
)
inlines: st.SearchStrategy[Inline] = st.recursive(
    words | claims,
    lambda inner: (
        st.builds(lambda some: Emphasis(tuple(some)), st.lists(inner, max_size=3))
        | st.builds(lambda some: Footnote((Paragraph(tuple(some)),), HERE), st.lists(inner, max_size=3))
    ),
    max_leaves=8,
)
blocks: st.SearchStrategy[Block] = st.recursive(
    st.builds(lambda some: Paragraph(tuple(some)), st.lists(inlines, max_size=4)),
    lambda inner: (
        st.builds(lambda some: Quote(tuple(some)), st.lists(inner, max_size=3))
        | st.builds(lambda some: Listing(tuple((one,) for one in some)), st.lists(inner, max_size=3))
    ),
    max_leaves=6,
)


@given(st.lists(blocks, max_size=4).map(tuple))
def test_nothing_withdrawn_is_left_and_nothing_else_is_lost(given_blocks: tuple[Block, ...]) -> None:
    """The claims that stand are all there, once each, in their order; doing it again changes nothing."""
    left = standing_blocks(given_blocks, DAY)
    assert all(not claim.attributes for claim in claims_within(left))
    assert list(claims_within(left)) == [one for one in claims_within(given_blocks) if not one.attributes]
    assert standing_blocks(left, DAY) == left


@pytest.mark.parametrize("kind", get_args(Block))
def test_each_kind_of_block_is_met(kind: type) -> None:
    """What holds no claim comes out as it went in: a new kind of block must be thought of here."""
    assert kind.__name__ in {
        "Paragraph",
        "Heading",
        "Listing",
        "Table",
        "Quote",
        "CodeBlock",
        "Rule",
        "Picture",
        "Judgement",
        "Division",
    }
