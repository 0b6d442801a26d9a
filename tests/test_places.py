"""Where the words of a claim stand in its file, however they are marked up there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.checks import places

MARKED = (
    "the", "Then", "exports", "40", ".", ",", "“", "”", '"', "’", "'", "–", "--", "…", "...", " ", "\n", "**", "_", "`",
    "\\",    " [@a-b]", "[see @a, p. 3] ", "[exports]{.y}", "[", "]", "{.x}", "{",
)  # fmt: skip


def places_of(text: str, words: str) -> list[str]:
    """The words as they are written in the file, each time they are."""
    return [text[start:end] for start, end in places._marked_up(text, words, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "words", "written"),
    [
        ("It grew\nby **40 %**.", "by 40 %.", "by **40 %**."),
        ("It grew by 40 % [@a, p. 3].", "by 40 %.", "by 40 % [@a, p. 3]."),
        ("[It grew]{.claim #x}, they say.", "It grew, they", "[It grew]{.claim #x}, they"),
        ('He said "no" -- twice...', "said “no” – twice…", 'said "no" -- twice...'),
        ("It grew [see @a] by 40.", "grew see", "grew [see"),
        ("It shrank.", "grew", ""),
    ],
)
def test_words_are_found_through_their_markup(text: str, words: str, written: str) -> None:
    """Emphasis, citations, attributes and straight quotation marks are looked through."""
    assert "|".join(dict.fromkeys(places_of(text, words))) == written


@given(st.lists(st.sampled_from(MARKED), max_size=24).map("".join), st.lists(st.sampled_from(MARKED[:15]), min_size=1))
def test_words_are_found_where_a_pattern_of_them_finds_them(text: str, words: list[str]) -> None:
    """Whatever is found is what one pattern for all the words takes there; and nothing is found where it is nowhere."""
    parts = [places._ALIKE.get(part, (part,)) for part in re.findall(r"\w+|[^\w\s]", " ".join(words))]
    pattern = re.compile(r"\s*".join(places._MARK + f"(?:{'|'.join(map(re.escape, part))})" for part in parts))
    found = places_of(text, " ".join(words))
    assert all(pattern.fullmatch(one) for one in found)
    assert bool(found) == bool(pattern.search(text))
