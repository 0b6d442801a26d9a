"""The words that carry meaning, and where a source has words of the same stem."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from briefings.evidence import stems
from briefings.evidence.sources import LayerText
from briefings.evidence.stems import shared_words


def plain_places(stem: str, text: str) -> list[int]:
    """The same by one pattern for the stem."""
    head = f"{re.escape(stem[:-1])}[iy]" if stem.endswith("i") else re.escape(stem)
    found = re.compile(head + r"[^\W\d_]{0,6}(?![^\W_])").finditer(text)
    return [
        match.start()
        for match in found
        if (not match.start() or not text[match.start() - 1].isalpha()) and stems._stem(match[0]) == stem
    ]


@given(
    st.text(st.sampled_from("abiy"), min_size=1, max_size=4),
    st.lists(
        st.sampled_from(("ab", "abi", "iy", "bi", "a", "y", "ed", "ing", "s", "es", " ", "½", "é", "1", "_", "-"))
    ),
)
def test_words_of_a_stem_are_found_as_by_a_pattern(stem: str, pieces: list[str]) -> None:
    """Letter by letter the same, whatever stands beside a word."""
    text = "".join(pieces) + " " + stem + "s " + stem
    assert stems._places(stem, LayerText("article", text)) == plain_places(stem, text)


def test_a_sentence_shares_words_by_their_stems_and_numbers_count_double() -> None:
    """The second sentence has "exported" and 4,100; the first has neither."""
    layer = LayerText("article", "Nothing was said. They exported 4,100 tonnes of allies’ grain.")
    assert shared_words(frozenset(("export", "alli")), layer, frozenset(("4,100",))) == {1: 4.0}
    assert shared_words(frozenset(("said",)), layer) == {0: 1.0}
