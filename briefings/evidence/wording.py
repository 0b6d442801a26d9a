"""Where two wordings of one passage differ, and whether the difference turns its sense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from briefings.evidence.normalise import normalise
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

LONGEST_RUN = 6
"""Words of a difference that are told a side: enough to find the place by, and no sentence of a source."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _listed(
    "not no never none nor neither nothing nobody nowhere without cannot hardly scarcely barely unable refuse "
    "refuses refused refusing refusal deny denies denied denying denial reject rejects rejected rejecting "
    "fail fails failed failing lack lacks lacked stop stopped cease ceased false untrue far opposed opposes "
    "oppose"
)
"""Words that turn a sentence round or say that something was not so. Forms in n't count as well."""

CONDITIONS = _listed("if unless until provided providing except whether only should lest contingent subject")
"""Words that make what is said hang on something else."""

TURNING = lazy_pattern(
    r"\b(?:not|no(?!\.)|never|none|nor|neither|nothing|nobody|nowhere|without|cannot|\w{2,9}n't|hardly|scarcely|barely"
    r"|unable|den(?:y|ies|ied|ying|ial)|refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|fail(?:s|ed|ing|ure)? to|false"
    r"|untrue|far from|if|unless|except|only|whether|lest|provid(?:ed|ing) that|on condition|as long as|so long as"
    r"|in case|in the event|subject to|contingent on)\b|(?<=, )provided\b"
)
"""What in words of a source that are passed over turns the sense of the rest, in normal form."""

HEDGES = _listed(
    "will would shall should can could may might must ought likely unlikely probably possibly perhaps "
    "possible probable potential potentially conceivably maybe reportedly allegedly alleged supposedly "
    "purportedly purported apparently apparent appear appears appeared seem seems seemed suspected suspect "
    "believed believe believes expected expect expects unconfirmed rumoured rumored about around "
    "approximately roughly nearly almost some estimated estimate estimates plan plans planned intend intends "
    "intended consider considers considering considered hope hopes aim aims want wants try tries tried seek "
    "seeks all every any most many few several always often sometimes rarely usually mainly partly largely"
)
"""Modal verbs, words of likelihood and report, intentions, and words of how much or how often."""

COMPARATIVES = _listed(
    "more less fewer greater higher lower larger smaller bigger better worse most least stronger weaker "
    "longer shorter earlier later sooner faster slower above below over under before after up down increase "
    "increases increased increasing decrease decreases decreased decreasing rise rises rose rising fall falls "
    "fell falling grow grew shrink shrank gain gains lose loses lost"
)
"""Words of more and less, before and after, up and down."""

NUMBER_WORDS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds "
    "thousand thousands million millions billion billions trillion trillions dozen dozens half third thirds "
    "quarter quarters fifth fifths tenth tenths single double doubled twice triple tripled thrice once first "
    "second fourth percent cent"
)

_GRAVE = NEGATIONS | CONDITIONS | HEDGES | COMPARATIVES | NUMBER_WORDS
_PREFIX = lazy_pattern(r"(?:un|in|im|ir|il|dis|non-?|anti-?|mis|de)(?=\w{3})")
_TOKEN = lazy_pattern(r"\d+(?:[.,:/]\d+)+|[^\W_]+(?:['’ʼ-][^\W_]+)*|[^\w\s]|\w")
_STARTERS = _listed(
    "a an the this that these those it its he she they we i you our your his her their my there here in on at "
    "as by for from with when while if and but or so not no what who how where after before since then yet to "
    "of is was are were be have has had do does did all any some both each every"
)
"""Words that are written with a capital only where they begin a sentence."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark of a text: where it stands, its normal form, and whether it is capitalised as a name is."""

    start: int
    end: int
    form: str
    name: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands in one wording instead of what stands in the other, either perhaps nothing."""

    mine: tuple[Word, ...]
    theirs: tuple[Word, ...]

    @property
    def grave(self) -> bool:
        """Whether a number, negation, condition, hedge, comparative or name is among the words."""
        mine, theirs = [word.form for word in self.mine], [word.form for word in self.theirs]
        if _bare(mine) == _bare(theirs):
            return False  # U.S. and US, co-operate and cooperate
        if any(_turns(form) for form in (*mine, *theirs)):
            return True
        if any(_PREFIX.sub("", one, count=1) == _PREFIX.sub("", other, count=1) for one in mine for other in theirs):
            return True  # able and unable
        names = [word.form for word in (*self.mine, *self.theirs) if word.name]
        return any(form not in mine or form not in theirs for form in names)


def _bare(forms: list[str]) -> str:
    return re.sub(r"[\W_]", "", "".join(forms))


def _turns(form: str) -> bool:
    return form in _GRAVE or form.endswith(("n't", "'ll")) or any(character.isdigit() for character in form)


def words(text: str) -> tuple[Word, ...]:
    """The words and marks of a text."""
    found: list[Word] = []
    begins = True
    for match in _TOKEN.finditer(text):
        word = match[0]
        form = normalise(word).text
        found.append(Word(match.start(), match.end(), form, word[0].isupper() and not (begins and form in _STARTERS)))
        if word[0].isalnum():
            begins = False
        elif word in ".!?":
            begins = True
    return tuple(found)


def align(mine: tuple[Word, ...], theirs: tuple[Word, ...]) -> tuple[tuple[Difference, ...], int, int, int]:
    """How one wording differs from the part of another that answers it.

    Returns the differences, the first and one past the last of `theirs` that answer, and how many words are equal.
    What stands before and after the answering part does not count.
    """
    matcher = SequenceMatcher(None, [word.form for word in mine], [word.form for word in theirs], autojunk=False)
    codes = list(matcher.get_opcodes())
    first, last = 0, len(theirs)
    if codes and codes[0][0] != "equal":
        _tag, start, end, low, high = codes.pop(0)
        first = max(high - (end - start), low)
        if end > start:
            codes.insert(0, ("replace", start, end, first, high))
    if codes and codes[-1][0] != "equal":
        _tag, start, end, low, high = codes.pop()
        last = min(low + (end - start), high)
        if end > start:
            codes.append(("replace", start, end, low, last))
    equal = sum(end - start for tag, start, end, _low, _high in codes if tag == "equal")
    found = tuple(
        Difference(mine[start:end], theirs[low:high]) for tag, start, end, low, high in codes if tag != "equal"
    )
    return found, first, last, equal


def told(text: str, run: Iterable[Word]) -> str:
    """The words of a run as they are written, at most six of them."""
    run = tuple(run)[:LONGEST_RUN]
    return " ".join(text[run[0].start : run[-1].end].split()) if run else ""
