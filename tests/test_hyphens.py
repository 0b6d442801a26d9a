"""Words are parted where pyphen parts them, whichever way its dictionaries are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyphen
import pytest

from briefings.printing import hyphens

WORDS = "hyphenation antidisestablishmentarianism Übereinkunft représentation überprüfbaar саммит ไทย 2026 a it's ﬁnal"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Whether another test has installed the quicker way already or not."""
    before = pyphen.HyphDict.__init__
    yield
    pyphen.HyphDict.__init__ = before


def both(path: Path) -> tuple[pyphen.HyphDict, pyphen.HyphDict]:
    hyphens.install()
    quick = pyphen.HyphDict(path)
    pyphen.HyphDict.__init__ = hyphens._usual[0]
    return pyphen.HyphDict(path), quick


@pytest.mark.parametrize("language", ["en_GB", "en_US", "fr", "pl_PL", "th_TH", "sl_SI", "bg_BG", "ca"])
def test_every_pattern_says_the_same(language: str) -> None:
    """And every word is parted at the same letters: those of the patterns themselves, and some others."""
    usual, quick = both(pyphen.LANGUAGES[language])
    assert quick.patterns.keys() >= usual.patterns.keys()
    for word in (*WORDS.split(), *list(usual.patterns)[::29]):
        assert quick.positions(word) == usual.positions(word), word


def test_patterns_that_change_letters_are_read_as_before(tmp_path: Path) -> None:
    """Old German spells `Zuk-ker`."""
    path = tmp_path / "hyph_xx.dic"
    path.write_text("UTF-8\n% a comment: and/or\nc1k/k=k,1,2\na1b\n", encoding="utf-8")
    usual, quick = both(path)
    (there,) = quick.positions("zucker")
    assert (there, there.data) == (usual.positions("zucker")[0], usual.positions("zucker")[0].data)


def test_a_pattern_is_taken_apart_when_a_word_has_it(tmp_path: Path) -> None:
    path = tmp_path / "hyph_xx.dic"
    path.write_text("ISO8859-1\nLEFTHYPHENMIN 2\n\n.un1d\n2d3\u00e9 \n", encoding="iso8859-1")
    _usual, quick = both(path)
    assert {key: tuple(one) for key, one in quick.patterns.items()} == {
        ".und": (0, (0, 0, 0, 1, 0)),
        "d\u00e9": (0, (2, 3, 0)),
    }
    assert quick.positions("und\u00e9") == [3]  # an even weight forbids what a smaller one allows
