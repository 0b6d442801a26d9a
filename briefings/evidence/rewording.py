"""The traces of a machine that puts synonyms for words: phrases and names that nobody writes.

Such "spinners" pass a text off as new. They respell set terms ("counterfeit consciousness" for artificial intelligence:
Cabanac, Labbé and Magazinov, "Tortured phrases", 2021) and names ("Join for Wellbeing Colorado" for Connect for Health
Colorado), and they do it to quoted speech as well. What a text says in such words is not what was said.

The lists are our own. Two finds are asked for before anything is said: any one of them may be somebody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import islice, product

from briefings.evidence.normalise import normalise
from briefings.patterns import lazy_pattern
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Rewording:
    """`written` as the text has it, `meant` what it most likely stands for."""

    written: str
    meant: str


FEWEST = 2
"""Different finds in one text, from which it counts as reworded. Our own value."""


@dataclass(frozen=True)
class Wording:
    """A text as it is looked at here; what is worked out of it is kept."""

    source: str

    @cached_property
    def text(self) -> str:
        """In one line: a name may be parted by the end of one."""
        return " ".join(self.source.split())

    @cached_property
    def letters(self) -> str:
        return self.text.casefold()

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words in small letters, with whatever marks stand at them."""
        return frozenset(self.letters.split())

    @cached_property
    def capitalised(self) -> frozenset[str]:
        return frozenset(_CAPITALISED.findall(self.text))

    @cached_property
    def speech(self) -> tuple[str, ...]:
        """What stands in its quotation marks, in the form in which quotations are compared."""
        return tuple(normalise(quote).text for quote in islice(_SPEECH.findall(self.text), MOST_SPEECH))

    def as_written(self, letters: str) -> str:
        """Words found in `letters` with the capitals that they have."""
        at = self.letters.find(letters)
        return self.text[at : at + len(letters)] if len(self.letters) == len(self.text) else letters


# ------------------------------------------------------------------ phrases

# What it stands for: how it was found respelt, in small letters. A plural is found by its beginning.
_TORTURED = {
    "artificial intelligence": "counterfeit consciousness, man-made consciousness, human-made consciousness, "
    "manufactured consciousness, counterfeit insight, fake consciousness",
    "neural network": "neural organization, profound neural organization, counterfeit neural net",
    "deep learning": "profound gaining knowledge, profound learning model, profound learning calculation",
    "machine learning": "machine getting to know, gadget mastering, machine adapting algorithm",
    "signal to noise": "flag to clamor, flag to commotion, flag to noise, motion to clamor, sign to clamor, "
    "signal to clamor",
    "random forest": "arbitrary timberland, arbitrary backwoods, arbitrary woodland, irregular timberland, "
    "irregular backwoods, irregular woodland",
    "random access": "irregular get right of passage, arbitrary get entry",
    "ant colony": "subterranean insect state, subterranean insect settlement, subterranean insect province, "
    "underground creepy crawly",
    "support vector machine": "bolster vector machine, help vector machine, backing vector machine",
    "mean square error": "mean square blunder, mean squared blunder",
    "mean absolute error": "mean outright blunder, mean supreme mistake",
    "big data": "colossal information",
    "data warehouse": "information stockroom",
    "cloud computing": "distributed figuring, haze figuring, cloud figuring",
    "high performance computing": "elite figuring, superior figuring",
    "central processing unit": "focal preparing unit, focal handling unit",
    "graphics processing unit": "designs preparing unit, illustrations handling unit",
    "facial recognition": "facial acknowledgement, facial acknowledgment",
    "speech recognition": "discourse acknowledgement, discourse acknowledgment, voice acknowledgement",
    "pattern recognition": "example acknowledgment, example acknowledgement",
    "image processing": "picture handling technique",
    "naive Bayes": "gullible bayes, innocent bayes, credulous bayes",
    "decision tree": "choice timber, selection bush",
    "logistic regression": "calculated relapse, strategic relapse",
    "linear regression": "straight relapse",
    "packet loss": "parcel misfortune, bundle misfortune",
    "kinetic energy": "motor vitality, dynamic vitality",
    "renewable energy": "inexhaustible energy, inexhaustible vitality, renewable vitality",
    "solar energy": "sun oriented energy, sun oriented vitality, sun based vitality, sunlight based vitality",
    "nuclear energy": "atomic vitality",
    "greenhouse gas": "nursery gas, ozone-harming gas",
    "global warming": "dangerous atmospheric devation, unnatural weather change, worldwide temperature alteration",
    "breast cancer": "bosom malignancy, bosom peril, bosom disease",
    "kidney failure": "kidney disappointment, renal disappointment",
    "lactose intolerance": "lactose bigotry, lactose prejudice",
    "immune system": "invulnerable framework, insusceptible framework",
    "heart attack": "heart assault",
    "gene expression": "quality articulation level, quality articulation profile",
    "Parkinson's disease": "parkinson's ailment, parkinson’s ailment",
    # What one of the common spinners makes of news.
    "martial law": "martial regulation",
    "fact sheet": "reality sheet, truth sheet",
    "foreign policy": "overseas coverage",
    "foreign ministry": "overseas ministry, abroad ministry",
    "foreign minister": "overseas minister, abroad minister",
    "court ruling": "court docket ruling, court docket choice, court docket resolution",
    "death toll": "dying toll, loss of life toll",
    "ceasefire": "cease-hearth, stop-hearth, ceasefireplace",
    "missile test": "missile take a look at",
    "nuclear test": "nuclear take a look at",
    "nuclear weapons": "nuclear guns program, atomic guns",
    "last year": "closing yr, final yr, ultimate yr",
    "term in office": "time period in workplace, nonconsecutive time period",
    "shake hands": "shake fingers, shook fingers",
    "White House": "white home official, white home spokes",
    "presidential campaign": "presidential marketing campaign",
    "short-range missile": "brief-range missile, brief-range ballistic, quick-range missile, quick-range ballistic",
    "long-range missile": "lengthy-range missile, lengthy-range ballistic",
    "joint exercises": "joint workout routines, army workout routines, naval workout routines",
    "building site": "building website in",
}
_PHRASES = {phrase: meant for meant, forms in _TORTURED.items() for phrase in forms.split(", ")}
_BY_FIRST_WORD = {phrase: phrase.partition(" ")[0] for phrase in _PHRASES}
# A spinner takes each "Chinese" for the language: "Chinese language officials".
_LANGUAGE = lazy_pattern(
    r"\b(Chinese|Japanese|Korean|Russian|French|German|Spanish|Vietnamese) language "
    r"(president|chief|leader|premier|officials?|authorities|government|companies|firms|navy|military|army|troops|"
    r"exports|imports|goods|threats|interference|corporations|embassy|aggression|affect)\b",
    re.IGNORECASE,
)


def find_phrases(wording: Wording) -> Iterator[Rewording]:
    """The respelt terms of a text, each once."""
    for phrase, meant in _PHRASES.items():
        if _BY_FIRST_WORD[phrase] in wording.words and _is_said(phrase, wording):
            yield Rewording(phrase, meant)
    if "language" in wording.words:
        for match in {found[0].casefold(): found for found in _LANGUAGE.finditer(wording.text)}.values():
            yield Rewording(match[0], f"{match[1]} {match[2]}")


def _is_said(phrase: str, wording: Wording) -> bool:
    """Whether a phrase stands in a text from the beginning of a word, and somewhere not as a name: with capitals."""
    letters, start = wording.letters, wording.letters.find(phrase)
    while start >= 0:
        if (start == 0 or not letters[start - 1].isalnum()) and not _is_a_name(phrase, start, wording):
            return True
        start = letters.find(phrase, start + 1)
    return False


def _is_a_name(phrase: str, start: int, wording: Wording) -> bool:
    """Whether each word of a phrase has a capital here: a firm or a band may be called "Counterfeit Consciousness"."""
    if len(wording.letters) != len(wording.text):
        return False
    words = [word for word in wording.text[start : start + len(phrase)].split() if len(word) > _LINKING]
    return all(word[0].isupper() and not word.isupper() for word in words)


_LINKING = 3
"""Letters of the longest word that has no capital within a name: "of", "for", "and"."""


# -------------------------------------------------------------------- names

# What a word in a name was: what a spinner puts for it; an underscore stands for a space.
_SPUN = {
    "agency": "Company",
    "agreement": "Settlement",
    "assembly": "Meeting",
    "associated": "Related",
    "attorney": "Lawyer Legal_professional",
    "bank": "Financial_institution",
    "chiefs": "Bosses Heads",
    "cold": "Chilly",
    "commission": "Fee",
    "connect": "Join",
    "court": "Courtroom Court_docket",
    "defence": "Protection",
    "defense": "Protection",
    "department": "Division",
    "development": "Improvement",
    "economic": "Financial Monetary",
    "education": "Schooling",
    "energy": "Vitality",
    "fact": "Reality",
    "force": "Drive",
    "foreign": "Overseas",
    "garden": "Backyard Yard",
    "general": "Basic Normal",
    "great": "Nice",
    "health": "Well_being Well-being Wellbeing Wellness",
    "high": "Excessive",
    "house": "Home Residence",
    "interior": "Inside",
    "international": "Worldwide",
    "law": "Regulation Legislation",
    "leader": "Chief",
    "monetary": "Financial",
    "national": "Nationwide",
    "nations": "Countries International_locations",
    "office": "Workplace",
    "organization": "Group",
    "party": "Celebration Get_together",
    "people's": "Folks's Folks’s Individuals's Individuals’s",
    "post": "Submit",
    "red": "Purple Pink Crimson",
    "security": "Safety",
    "service": "Provider",
    "special": "Particular",
    "staff": "Employees Workers",
    "status": "Standing",
    "strategy": "Technique Method",
    "street": "Road Avenue",
    "supreme": "Preeminent",
    "times": "Instances Occasions",
    "trade": "Commerce",
    "united": "Joined Unified",
    "war": "Warfare Battle",
    "world": "Worldwide",
}
_MEANT: dict[str, list[str]] = {}
for _word, _forms in _SPUN.items():
    for _form in _forms.split():
        if "_" not in _form:
            _MEANT.setdefault(_form.casefold(), []).append(_word)

_NAMES = """
White House; Oval Office; Rose Garden; House of Representatives; House Speaker; Capitol Hill; Supreme Court;
High Court; Constitutional Court; International Court of Justice; International Criminal Court; Joint Chiefs of Staff;
Chief of Staff; Homeland Security; Department of Homeland Security; Department of Defense; Defense Department;
State Department; Justice Department; Department of Justice; Treasury Department; Defense Minister; Defence Minister;
Defense Ministry; Defence Ministry; Defense Secretary; Defence Secretary; Secretary of Defense; Ministry of Defense;
Ministry of Defence; Ministry of National Defense; National Defense Strategy; National Security Strategy;
National Security Council; National Security Adviser; National Security Advisor; National Guard; National Assembly;
National Intelligence Service; National Security Agency; Central Intelligence Agency; Federal Trade Commission;
Attorney General; Solicitor General; Secretary General; Secretary-General; Director General; General Assembly;
Security Council; United Nations; United Nations Security Council; United States; United Kingdom; Great Britain;
European Commission; European Central Bank; World Bank; World Trade Organization; World Health Organization;
International Monetary Fund; International Atomic Energy Agency; Red Cross; International Committee of the Red Cross;
Red Sea; Cold War; Korean War; World War; Gulf War; Civil War; Foreign Office; Foreign Minister; Foreign Ministry;
Foreign Secretary; Ministry of Foreign Affairs; Interior Minister; Interior Ministry; Supreme Leader;
Trade Representative; High Representative; Special Envoy; Special Counsel; Special Rapporteur;
Special Measures Agreement; Status of Forces Agreement; Paris Agreement; Free Trade Agreement; Air Force; Space Force;
People's Liberation Army; People's Republic; Democratic Party; Republican Party; Communist Party; Labour Party;
Conservative Party; New York Times; Financial Times; Washington Post; Wall Street Journal; Associated Press;
Amnesty International; Asia-Pacific Economic Cooperation; Martial Law; Fact Sheet;
Organization for Economic Cooperation and Development
"""
_GAZETTEER = tuple(" ".join(name.split()) for name in _NAMES.split(";"))
_BORNE = """
National Safety Council; National Safety Agency; National Safety Strategy; General Meeting; National Meeting;
Overseas Office; Supreme Court docket; High Court docket; Court docket; Financial Cooperation; Commerce Representative;
Defense Division; Justice Division; Treasury Division; Particular Agreement; Civil Battle; World Trade Group
"""
_REAL = frozenset(" ".join(name.split()) for name in _BORNE.split(";"))
"""What the exchange of a word makes as well, and what somebody is called, or somebody writes."""
_CAPITALISED = lazy_pattern(r"[A-Z][a-z]+")


@cache
def _variants() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The respelt names of the gazetteer, by a word that was put in: "Home" → ("White Home", "White House"), …"""
    found: dict[str, dict[str, str]] = {}
    for name in _GAZETTEER:
        words = name.split()
        for choice in product(*((word, *_spun_of(word)) for word in words)):
            variant = " ".join(choice)
            if variant not in _REAL and variant not in _GAZETTEER:
                new = next(part for part, word in zip(choice, words, strict=True) if part != word)
                key = _CAPITALISED.match(new)
                assert key is not None
                found.setdefault(key[0], {}).setdefault(variant, name)
    return {word: tuple(sorted(names.items())) for word, names in found.items()}


def _spun_of(word: str) -> tuple[str, ...]:
    return tuple(form.replace("_", " ") for form in _SPUN.get(word.casefold(), "").split())


def find_names(wording: Wording) -> Iterator[Rewording]:
    """The names of the gazetteer that stand in a text with a synonym in them, each once."""
    variants = _variants()
    found = {
        variant: name
        for word in sorted(wording.capitalised & variants.keys())
        for variant, name in variants[word]
        if variant in wording.text and _stands_free(variant, wording.text)
    }
    for variant, name in found.items():
        if not any(variant != other and variant in other for other in found):
            yield Rewording(variant, name)


def _stands_free(name: str, text: str) -> bool:
    """Whether a name stands somewhere by itself, and not only as a part of another: Nuclear Safety Council."""
    longer = [real for real in _REAL if name in real]
    qualified = name.split(maxsplit=1)[0] in _PUT_FIRST
    for match in re.finditer(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text):
        first = max(match.start() - 40, 0)
        if any(text.find(real, first, match.end() + 40) >= 0 for real in longer):
            continue
        before = text[first : match.start()].rstrip().rpartition(" ")[2]
        if not (qualified and before[:1].isupper() and before not in _BEFORE):
            return True
    return False


_PUT_FIRST = frozenset({"Commerce", "Company", "Financial", "Monetary", "Protection", "Safety"})
"""Words that bodies are named by, so that a name before them makes another body: Environmental Protection Minister."""
_MAY_STAND_BEFORE = """
    The U.S. US U.N. UN EU South North Korean American Chinese Japanese Russian British French German Ukrainian Israeli
    Iranian Indian Polish European Deputy Former Vice First New
"""
_BEFORE = frozenset(_MAY_STAND_BEFORE.split())


_RUN = lazy_pattern(r"[A-Z][A-Za-z’']+(?:[ -](?:(?:of|for|the|and|on) )?[A-Z][A-Za-z’']+){1,6}")
_SHORTEST_RUN = 3
"""Words of a name that only another source tells from its respelling: of two words, each may be a title in its own
right, as Commerce Minister and Trade Minister are."""
_MOST_READINGS = 16


def find_respelt_names(wording: Wording, others: tuple[Wording, ...]) -> Iterator[Rewording]:
    """Names of three words and more that stand in another source with other words in their places, each once."""
    if not {word.casefold() for word in wording.capitalised} & _MEANT.keys():
        return
    done: set[str] = set()
    for match in _RUN.finditer(wording.text):
        run = match[0].removeprefix("The ")
        words = run.casefold().split()
        if run in done or len(words) < _SHORTEST_RUN or not any(word in _MEANT for word in words):
            continue
        done.add(run)
        meant = _borne(words, others)
        if meant:
            yield Rewording(run, meant)


def _borne(words: list[str], others: tuple[Wording, ...]) -> str:
    """The name that another text has where this one has a synonym; "" where none has, or one has this name too."""
    if any(" ".join(words) in other.letters for other in others):
        return ""
    for reading in islice(product(*((word, *_MEANT.get(word, ())) for word in words)), 1, _MOST_READINGS):
        for other in others:
            if other.words.issuperset(reading[:-1]) and " ".join(reading) in other.letters:
                return other.as_written(" ".join(reading))
    return ""


# ------------------------------------------------------------------- speech

_SPEECH = lazy_pattern(r"[“\"]([^“”\"\n]{30,600})[”\"]")
MOST_SPEECH = 60
"""Quotations of a text that are compared."""
_NEAREST, _NEAR = 97, 55
"""Likeness (`ratio` of rapidfuzz) of two wordings of one speech: above, the same; below, another speech. Our values."""


def find_respelt_speech(wording: Wording, other: Wording) -> Iterator[Rewording]:
    """Quotations that a text which goes back to the same origin has in other words."""
    from rapidfuzz import fuzz  # a run that looks for nothing does without

    for quote in wording.speech:
        if quote in other.speech:
            continue
        nearest = max(other.speech, key=lambda one: fuzz.ratio(quote, one), default="")
        if nearest and _NEAR <= fuzz.ratio(quote, nearest) < _NEAREST:
            mine, theirs = _difference(quote.split(), nearest.split())
            if mine and theirs:
                yield Rewording(mine, theirs)


def _difference(mine: list[str], theirs: list[str]) -> tuple[str, str]:
    """The first words in which two wordings differ, six a side at most."""
    start = next((at for at, (one, two) in enumerate(zip(mine, theirs, strict=False)) if one != two), None)
    if start is None:
        return "", ""
    return " ".join(mine[start : start + 6]), " ".join(theirs[start : start + 6])
