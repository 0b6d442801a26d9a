"""Sentences that say the opposite of each other, and words by which a text owns that its sources differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefings.evidence.attribution import any_of
from briefings.evidence.stems import content_words

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

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT = frozenset({"not", "no", "never", "without", "neither", "nor", "cannot", "hardly", "nobody", "none"})
_NEARBY = 3
"""Words before a verb among which a negation is taken to be its own."""
_UNSURE = re.compile(
    r"\b(?:if|unless|may|might|could|would|should|can|whether|expected|plans?|planned|hopes?|wants?|seeks?|calls? for"
    r"|called for|urged?|demand(?:s|ed)?|threat(?:s|ened)?|offer(?:s|ed)?|considers?|likely|unlikely|until|before)\b",
    re.IGNORECASE,
)
_SLOT = re.compile(
    r"\b(?:(?:18|19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|first|second|third|fourth|quarter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two words of opposite sense, "not" before them where they are negated: `ours` is of the first text."""

    ours: str
    theirs: str


def senses(text: str) -> dict[str, dict[int, str]]:
    """The opposites a text takes sides on: name of the pair → side (1 or -1) → the word it uses."""
    found: dict[str, dict[int, str]] = {}
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
            if _UNSURE.search(one) or _UNSURE.search(other) or not is_of_the_same(one, other):
                return None
            return Opposition(next(iter(ours[name].values())), next(iter(theirs[name].values())))
    return None


# ----------------------------------------------------------------- contests

_TELLERS = "sources|accounts|reports|figures|estimates|counts|papers|versions|numbers|claims|statements"
_DIFFER = re.compile(
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
