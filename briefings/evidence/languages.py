"""Whether a text is surely in another language than its record says."""

from __future__ import annotations

from collections import Counter

from briefings.patterns import lazy_pattern

NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "zh": "Chinese",
}
"""The languages that are told apart. Of a record in any other nothing is said."""

SAMPLE = 5_000
"""Characters that are looked at; a page's language shows in its first paragraphs."""
FEWEST_LETTERS = 300
FEWEST_WORDS = 80
"""Of a text in Latin letters. Below these nothing is sure. Our own values, as is the share below."""
_USUAL = 0.12
"""Running text has its small words in at least this share; English and German have them in a quarter and more."""

_SMALL = {
    "de": "der die das und ist nicht den dem des ein eine einer eines mit von zu auf für im sich auch als wird wurde "
    "bei nach dass sie er wie über zum zur haben hat sind",
    "en": "the of and to in that is was for with on by as it from are be this which have has not at an had were will "
    "would their its they he she",
    "es": "el la los las de que y en un una del se por con para es su al lo como más pero sus fue ha este esta son ser "
    "entre cuando",
    "fr": "le la les des et est une un du dans que qui pour au sur pas par plus avec ce cette il elle sont aux ses ont "
    "été mais leur nous",
    "it": "il lo la gli le di che in un una del della per con non si da nel sono al ha dei alla come più anche dal "
    "questo essere delle",
    "nl": "de het een en van in is dat op te voor met zijn niet aan er om die ook als door worden werd naar bij uit "
    "heeft over zal",
    "pt": "os as de que do da em um uma para com não por mais dos das no na se foi ao são sua pelo pela nos nas entre "
    "ser tem quando",
}
_SMALL_WORDS = {tag: frozenset(words.split()) for tag, words in _SMALL.items()}
_WORD = lazy_pattern(r"[a-zà-öø-ÿß]+")
_SCRIPTS = {
    "hangul": lazy_pattern("[\uac00-\ud7a3]"),
    "kana": lazy_pattern("[\u3041-\u30ff]"),
    "han": lazy_pattern("[\u4e00-\u9fff]"),
    "cyrillic": lazy_pattern("[\u0400-\u04ff]"),
    "latin": lazy_pattern("[A-Za-z\u00c0-\u024f]"),
}


def other_language(text: str, tag: str) -> str:
    """The name of the language that a text is surely in, where that is not the one of `tag` (BCP 47: "en-GB").

    "" where it is, where it may be, and where the text is too short or the language is none of those known here.
    """
    wanted = tag.casefold().replace("_", "-").partition("-")[0]
    if wanted not in NAMES:
        return ""
    found = language_of(text[:SAMPLE])
    return NAMES[found] if found and found != wanted else ""


def language_of(text: str) -> str:
    """A tag of `NAMES`, or "" where it is not sure: by its script, and in Latin letters by its small words."""
    letters = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    whole = sum(letters.values())
    if whole < FEWEST_LETTERS:
        # A letter of Chinese is a word or half of one.
        return _eastern(letters, whole) if whole >= FEWEST_LETTERS / 3 else ""
    if letters["latin"] < 0.5 * whole:
        return _eastern(letters, whole)
    return _western(text) if letters["latin"] > 0.9 * whole else ""


def _eastern(letters: dict[str, int], whole: int) -> str:
    if letters["hangul"] > 0.5 * whole:
        return "ko"
    if letters["cyrillic"] > 0.8 * whole:
        return "ru"  # or another language in Cyrillic letters: surely none of the others
    if letters["kana"] > 0.15 * whole:
        return "ja"
    return "zh" if letters["han"] > 0.7 * whole and letters["kana"] < 0.01 * whole else ""


def _western(text: str) -> str:
    words = Counter(_WORD.findall(text.casefold()))
    number = words.total()
    if number < FEWEST_WORDS:
        return ""
    shares = {tag: sum(words[word] for word in small) / number for tag, small in _SMALL_WORDS.items()}
    first, second = sorted(shares, key=lambda tag: -shares[tag])[:2]
    return first if shares[first] >= _USUAL and shares[second] < shares[first] / 2 else ""
