"""Sentences that say the opposite of each other, and words by which a text owns that its sources differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefings.evidence.attribution import any_of
from briefings.evidence.stems import content_words, number_words
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

OVERLAP = 0.6
"""The part of the content words of the sentence with fewer that the other must have too, for both to be of the same
thing: a starting value."""
_LEAST = 3
"""Content words that two sentences share at the least, opposites and words of time aside."""

_PAIRS = """
rise rises risen rising rose increase increases increased increasing grew grow grows grown growing gained climbed climbs
  jumped surged soared widened
/ fall falls fallen falling fell decrease decreases decreased decreasing dropped drops dropping shrank shrink shrinks
  shrunk shrinking slid slumped plunged plummeted sank contracted narrowed

confirm confirms confirmed confirming acknowledged acknowledges admitted admits
/ deny denies denied denying

launch launches launched launching
/ cancel cancels cancelled canceled cancelling scrapped scraps shelved

sign signs signed signing ratified ratifies ratify
/ refuse refuses refused refusing

accept accepts accepted accepting approve approves approved approving endorsed endorses agreed agrees adopted adopts
/ reject rejects rejected rejecting vetoed vetoes rebuffed refuse refuses refused refusing opposed opposes

support supports supported supporting backed backing
/ oppose opposes opposed opposing

open opens opened opening reopened reopens
/ close closes closed closing shut shuts

begin begins began begun beginning start starts started starting resume resumes resumed resuming
/ end ends ended ending halt halts halted halting stop stops stopped suspend suspends suspended suspending

impose imposes imposed imposing
/ lift lifts lifted lifting waived waives

detain detains detained arrest arrests arrested jailed
/ free freed release releases released acquitted

win wins won winning
/ lose loses lost losing

succeed succeeds succeeded succeeding
/ fail fails failed failing

join joins joined joining
/ leave leaves left leaving quit quits withdrew withdraws withdrawn

deploy deploys deployed deploying
/ withdrew withdraw withdraws withdrawn withdrawing

raise raises raised raising
/ cut cuts cutting lower lowers lowered lowering slashed reduce reduces reduced

strengthen strengthens strengthened strengthening
/ weaken weakens weakened weakening

allow allows allowed allowing permit permits permitted permitting
/ ban bans banned banning bar bars barred prohibit prohibits prohibited forbade forbidden blocked blocks

include includes included including
/ exclude excludes excluded excluding omitted omits

survived survives
/ died dies killed

convicted guilty
/ acquitted innocent
"""
"""Words of opposite sense: each paragraph is one pair, the two sides parted by a slash."""

_SENSES: dict[str, tuple[tuple[str, int], ...]] = {}
for _pair in _PAIRS.strip().split("\n\n"):
    for _sign, _side in zip((1, -1), _pair.split("\n/ "), strict=True):
        for _word in _side.split():
            _SENSES[_word] = (*_SENSES.get(_word, ()), (_pair.split()[0], _sign))

_WORD = lazy_pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT = frozenset({"not", "no", "never", "without", "neither", "nor", "cannot", "hardly", "nobody", "none"})
_NEARBY = 3
"""Words before a verb among which a negation is taken to be its own."""
_UNSURE = lazy_pattern(
    r"\b(?:if|unless|may|might|could|would|should|can|whether|expected|plans?|planned|hopes?|wants?|seeks?|calls? for"
    r"|called for|urged?|demand(?:s|ed)?|threat(?:s|ened)?|offer(?:s|ed)?|considers?|likely|unlikely|until|before)\b",
    re.IGNORECASE,
)
_SLOT = lazy_pattern(
    r"\b(?:(?:18|19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|first|second|third|fourth|quarter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two words of opposite sense, "not" before them where they are negated: `ours` is of the first text."""

    ours: str
    theirs: str


_BY_HOW_MUCH = (
    r"(?:nearly|almost|about|around|roughly|approximately|some|more\sthan|less\sthan|over|just|only|a\sthird|a\squarter|"
    r"half|\d)"
)
_UP_DOWN = lazy_pattern(
    r"(?:(?:\b(?:is|are|was|were|be|been|being|stood)|\d%?|\b(?:per\scent|percent)|[,;:(–—])\s(?:sharply\s|slightly\s|"
    rf"also\s|still\s)?(up|down)(?=\s(?:by|from|on|sharply|slightly|year[- ]on[- ]year|{_BY_HOW_MUCH})\b)"
    rf"|\b[a-z]{{3,}}s\s(up|down)(?=\sby\s{_BY_HOW_MUCH}\b))",
    re.IGNORECASE,
)
"""Not "set up by", "shot down by", "up to": before it stand a form of "to be", a comma, a figure or a noun."""
_BESIDE = lazy_pattern(
    r"(?<![\d.,])(\d+(?:[.,]\d+)?)(?:\s?%|[\s-](?:per\scent|percent(?:age)?(?:\spoints?)?|points?|degrees?|basis\spoints))\s"
    r"(above|higher|more|below|lower|less|fewer)\b",
    re.IGNORECASE,
)
_LOWER = frozenset({"down", "below", "lower", "less", "fewer"})


def _phrases(text: str) -> Iterator[tuple[str, int, str]]:
    """Pairs told by a phrase: "down by a third" is a fall; "2.3% below" is of its own figure only."""
    for match in _UP_DOWN.finditer(text):
        word = match[1] or match[2]
        yield _RISE, -1 if word.casefold() in _LOWER else 1, word
    for match in _BESIDE.finditer(text):
        yield f"{match[1].replace(',', '.')} beside", -1 if match[2].casefold() in _LOWER else 1, match[2]


_RISE = "rise"
"""The pair of what grows and shrinks, by its first word."""


def senses(text: str) -> dict[str, dict[int, str]]:
    """The opposites a text takes sides on: name of the pair → side (1 or -1) → the word it uses."""
    found: dict[str, dict[int, str]] = {}
    for name, sign, phrase in _phrases(text):
        found.setdefault(name, {})[sign] = phrase
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        for name, sign in _SENSES.get(word.casefold(), ()):
            before = [one.casefold() for one in words[max(0, at - _NEARBY) : at]]
            negated = any(one in _NOT or one.endswith(("n't", "n’t")) for one in before)
            found.setdefault(name, {})[-sign if negated else sign] = f"not {word}" if negated else word
    return found


def is_of_the_same(one: str, other: str) -> bool:
    """Whether two sentences are of the same thing, by their content words; not where they name different times."""
    times = [{match[0].casefold() for match in _SLOT.finditer(text)} for text in (one, other)]
    if times[0] and times[1] and times[0].isdisjoint(times[1]):
        return False
    words = [
        content_words(" ".join(word for word in _WORD.findall(text) if word.casefold() not in _SENSES))
        for text in (one, other)
    ]
    shared = len(words[0] & words[1])
    return shared >= _LEAST and shared >= OVERLAP * min(map(len, words))


def opposition(one: str, other: str) -> Opposition | None:
    """The opposite words of two sentences of the same thing; None where they agree, or either says both or a maybe."""
    ours, theirs = senses(one), senses(other)
    for name in ours.keys() & theirs.keys():
        if len(ours[name]) == len(theirs[name]) == 1 and ours[name].keys() != theirs[name].keys():
            if _UNSURE.search(one) or _UNSURE.search(other):
                return None
            if not is_of_the_same(one, other) and not _have_one_object(one, other, name):
                return None
            return Opposition(next(iter(ours[name].values())), next(iter(theirs[name].values())))
    return None


def objects(text: str, name: str) -> list[str]:
    """The content words behind the word of a pair, in order, as far as its clause goes."""
    for match in _WORD.finditer(text):
        if any(pair == name for pair, _sign in _SENSES.get(match[0].casefold(), ())):
            clause = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
            return [stem for word in _WORD.findall(clause) for stem in content_words(word)]
    return []


_CLAUSE_END = lazy_pattern(r"[,.;:—–](?!\d)")
_RAISE = "raise"
"""The pair of raising and lowering, by its first word."""
_YEAR = lazy_pattern(r"(?:18|19|20)\d\d")
_OBJECT = 2
"""Content words behind two verbs by which they have one object: "the policy rate"."""


def _have_one_object(one: str, other: str, name: str) -> bool:
    """Whether the two words are of one thing and one figure: "raised its policy rate … to 3.75%", however much else
    the longer sentence has."""
    shared = number_words(one) & number_words(other)
    if name != _RAISE or all(_YEAR.fullmatch(number) for number in shared):
        return False  # one wins the election of 2024 that the other loses
    times = [{match[0].casefold() for match in _SLOT.finditer(text)} for text in (one, other)]
    if times[0] and times[1] and times[0].isdisjoint(times[1]):
        return False
    mine, theirs = objects(one, name)[:_OBJECT], objects(other, name)[:_OBJECT]
    return len(mine) == _OBJECT and mine == theirs


DENIAL = "confirm"
"""The pair of confirming and denying, by its first word."""


_DECLINED = lazy_pattern(r"\b(?:declin|refus|unable|fail|neither|yet\sto|ask|request)", re.IGNORECASE)
"""Who declines to confirm denies nothing."""


def denied(claim: str, sentences: list[str]) -> tuple[Opposition, str] | None:
    """The sentence that denies what a claim has confirmed, or confirms what it has denied.

    `sentences` are those of the source with the last word of what the claim confirms. All of them must be against
    it, by the same pair: one that tells of the matter otherwise may bear the claim out.
    """
    ours = senses(claim).get(DENIAL, {})
    if len(ours) != 1 or not sentences or _UNSURE.search(claim) or _DECLINED.search(claim):
        return None
    (side, word), matter = next(iter(ours.items())), set(objects(claim, DENIAL))
    for sentence in sentences:
        theirs = senses(sentence).get(DENIAL, {})
        if (
            set(theirs) != {-side}
            or _UNSURE.search(sentence)
            or _DECLINED.search(sentence)
            or not matter & set(objects(sentence, DENIAL))
        ):
            return None
    return Opposition(word, senses(sentences[0])[DENIAL][-side]), sentences[0]


# ----------------------------------------------------------------- contests

_TELLERS = "sources|accounts|reports|figures|estimates|counts|papers|versions|numbers|claims|statements"
_DIFFER = lazy_pattern(
    any_of(
        rf"\b(?:{_TELLERS})(?: \w+){{0,2}} (?:differ|disagree|conflict|vary|diverge|contradict|(?:are )?at odds)\b",
        r"\bdiffers? (?:on|over|about) (?:this|it|the)\b|\bcontradict(?:s|ed)? (?:this|it|the|each other|itself)\b",
        r"\b(?:conflicting|contradictory|contested|disputed|inconsistent)"
        rf" (?:{_TELLERS}|figure|claim|account|number|count)\b",
        r"\b(?:is|are|was|were|remains?|been) (?:hotly |still |itself )?(?:disputed|contested|in dispute)\b",
        r"\bdisputed by\b",
        r"\b(?:while|whereas) [^.;]{1,80}?\b(?:says?|said|puts?|gives?|reports?|reported|claims?|claimed|has)\b",
        r"\bfits? neither\b|\bdo(?:es)? not (?:fit|agree|match) (?:with )?(?:this|it|the|each other|one another)\b",
        r"\b(?:others?|another source|another report) (?:says?|puts?|gives?|reports?|has|have|den(?:y|ies))\b",
    ),
    re.IGNORECASE,
)


def marks_contest(text: str) -> bool:
    """Whether a text itself says that its sources differ."""
    return _DIFFER.search(text) is not None
