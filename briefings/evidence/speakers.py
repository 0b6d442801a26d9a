"""Who says what: the speaker beside a quotation, in a claim and in a source."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from briefings.evidence.context import SPEECH, sentences_of
from briefings.evidence.marks import quoted_spans
from briefings.evidence.sources import LayerText
from briefings.evidence.speeches import head_over
from briefings.patterns import lazy_pattern
from briefings.values import dataclass


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OFFICES = {
    **{
        name: name
        for name in sorted(
            _listed(
                "minister president secretary ambassador general admiral governor senator professor king queen "
                "chancellor premier director commander envoy economist lawmaker mayor judge prosecutor colonel marshal "
                "negotiator diplomat adviser congressman bishop pope"
            )
        )
    },
    **dict.fromkeys(("spokesman", "spokeswoman", "spokesperson"), "spokesman"),
    **dict.fromkeys(("chairman", "chairwoman", "chair", "chairperson"), "chairman"),
    "congresswoman": "congressman",
    "advisor": "adviser",
}
"""Words for an office by which a speaker is told from others, and the office."""
_VAGUE = _listed(
    "official officials officer analyst analysts expert experts leader leaders chief head author authors source "
    "sources counsel lawyer lawyers"
)
"""Words for somebody that tell him from nobody."""
_TITLES = _listed(
    "mr mrs ms miss dr prof gen adm col lt maj capt sen rep gov sir lord lady dame the a an his her its their our new "
    "former foreign defence defense prime vice deputy trade finance unification interior national security senior "
    "first joint state acting assistant under press chief supreme general secretary-general presidential army navy air "
    "force treasury commerce justice senate house committee madam baroness hon kc qc sc mp mep phd esq"
)
_NOT_NAMES = _listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december he she it they we you i this that these those there here but and yet however "
    "in on at as when while after before since then so if what who also later meanwhile earlier not no one some many "
    "most all both each another other such for from with by to of or whether although though because despite until "
    "unless nobody everyone someone others several critics nothing today yesterday still even only just once here "
    "asked told remark question answer"
)
_BODIES = _listed(
    "ministry department house agency committee council party government army navy office bank institute university "
    "corp corporation company group times post journal news press union nations commission court assembly parliament "
    "congress senate pentagon kremlin nato imf iaea kcna yonhap reuters administration embassy command forces report "
    "paper study statement document article communique treaty agreement centre center foundation association "
    "federation republic league society organisation organization board guard authority alliance coalition service "
    "bureau college school "
    "washington seoul pyongyang beijing tokyo moscow london paris berlin brussels taipei kyiv kiev delhi tehran "
    "jerusalem korea china japan russia america states kingdom britain france germany india iran israel ukraine taiwan "
    "europe asia canada mexico australia turkey vietnam south north west east dprk rok prc usa uk eu un us u.s u.n u.k"
)
"""Words of states, bodies and papers: they speak through many mouths, and are not held to one."""

# Every repetition below has a bound, so that hostile text takes no longer than it is long.
_CAPITAL = r"[A-Z][\w’'.-]{0,40}"
_SPACE = r"[ \n]{1,3}"
_PARTICLE = rf"(?:(?:de|da|di|van|von|der|den|al|el|bin|ibn|la|le){_SPACE})?"
_NAMED = rf"{_CAPITAL}(?:{_SPACE}{_PARTICLE}{_CAPITAL}){{0,6}}"
_ARTICLE = r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[A-Z][\w.]{0,40}[’']s)"
_OFFICE = "|".join((*_OFFICES, *sorted(_VAGUE)))
_HOLDER = rf"{_ARTICLE}(?:{_SPACE}[\w’'.-]{{1,40}}){{0,4}}?{_SPACE}(?:{_OFFICE})(?:{_SPACE}{_NAMED})?"
_TITLED = rf"(?:{'|'.join(_OFFICES)}){_SPACE}{_NAMED}"
_WHO = rf"(?P<who>{_HOLDER}|{_TITLED}|{_NAMED}|[Hh]e|[Ss]he)"
_APPOSITION = r",[^,.;:\"“”‘()\n]{2,80}"
_BELONGS = (
    rf"{_SPACE}(?:of|from|at|for|with){_SPACE}(?:(?:the|an?|its|his|her){_SPACE})?{_CAPITAL}"
    rf"(?:{_SPACE}(?:{_CAPITAL}|of|the|for|and|on)){{0,7}}"
)
"""Where somebody belongs: Park of the Coast Guard said."""
_MORE = rf"(?P<more>{_APPOSITION},|{_SPACE}\([^()\n]{{1,40}}\)|{_BELONGS})?"
_MORE_BEHIND = rf"(?P<more>{_APPOSITION})?"
_ADVERB = (
    rf"(?:{_SPACE}(?:has|had|have|also|later|then|again|once|on|earlier|further|[a-z]{{2,15}}ly|was|is|been|quoted|as"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)){0,3}"
)
_ADDRESSED = (
    r"(?:t(?:old|ells?)|call(?:s|ed)|describe[sd]?|warn(?:s|ed)?|p(?:ut|uts) it|post(?:s|ed)|saying|telling|claiming)\b"
)
_BY = r"(?:[Aa]ccording to|[Ii]n the words of|quot(?:ed|ing)|words of|remarks? (?:by|of)|comments? by)"
_SAYING = r"(?:words|phrase|statement|remark|comment|speech|term)"

_LABEL = lazy_pattern(
    r"(?m)^[ \t]{0,20}(?:(?P<who>(?:[A-Z][\w’'.-]{0,40}[ \t]{1,3}){0,5}[A-Z][\w’'.-]{1,40})"
    r"(?P<more>[ \t]{0,3}\([^()\n]{1,60}\))?:|(?P<capitals>(?:[A-Z][A-Z’'.-]{0,20}[ ]){1,4}[A-Z’'-]{2,30})\.)[ \t]"
)
"""The head of a line in a transcript: `MR. MILLER: `, or as the U.S. Congress prints it `MR. MILLER. `."""
_INVERTED = lazy_pattern(rf"\b(?!{_ADDRESSED}){SPEECH}{_SPACE}{_WHO}{_MORE_BEHIND}")
"""Said Park; but not: told Park."""
_COLON = lazy_pattern(rf"(?<![\w’'-]){_WHO}{_MORE}:{_SPACE}(?=[\"“‘«„])")
"""Park: “…”"""
_SERVING = lazy_pattern(
    rf"\b(?:of|for|at){_SPACE}(?:(?:the|an?|his|her|its){_SPACE})?[\w’'.-]{{1,40}}(?:{_SPACE}[\w’'.-]{{1,40}}){{0,3}},"
    rf"{_SPACE}(?P<who>{_NAMED}),(?P<more>){_ADVERB}{_SPACE}{SPEECH}\b"
)
"""Counsel for the owner, Mr Park, said; the head of the bank, Ann Hill, said."""
_CALLS = (
    lazy_pattern(rf"(?<![\w’'-]){_WHO}{_MORE}{_ADVERB}{_SPACE}{SPEECH}\b"),  # Park (, the spokesman,) said
    _INVERTED,
    lazy_pattern(rf"\b{_BY}{_SPACE}{_WHO}{_MORE_BEHIND}"),
    lazy_pattern(rf"(?<![\w’'-]){_WHO}(?:[’']s|[’']){_SPACE}(?:own{_SPACE})?{_SAYING}\b(?P<more>)"),
    _COLON,
    _SERVING,
)
_FOR_WHOM = lazy_pattern(r"\b(?:for|of|to|behind)\s+$")
_OF_A_BODY = lazy_pattern(r"\b[Tt]he\s+$")
_TO_WHOM = lazy_pattern(rf"\b(?:{SPEECH}|to|of|with|by|and|before|against)\s+$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to speak, where: `names` are the words of a person's name in small letters, `offices` what he is."""

    told: str
    start: int
    end: int
    names: tuple[str, ...] = ()
    offices: frozenset[str] = frozenset()
    pronoun: bool = False
    body: bool = False
    """A state, a ministry, a paper: it may speak through anybody."""

    @property
    def person(self) -> bool:
        """Whether it is somebody who can be told from others."""
        return bool(self.names or self.offices) and not self.body

    def may_be(self, other: Speaker) -> bool:
        """Whether two may be the same person: one name is part of the other's, or the offices agree where one has
        no name.
        """
        if self.names and other.names:
            mine, theirs = set(self.names), set(other.names)
            if mine <= theirs or theirs <= mine:
                return True
            same_last = self.names[-1] == other.names[-1] and len(self.names[-1]) > 2
            return same_last and self.names[0][0] == other.names[0][0]
        return not (self.offices and other.offices) or bool(self.offices & other.offices)


_SMALL = lazy_pattern(r"(?<![\w’'-])[a-z]{1,30}(?![\w’'-])")


def speakers(text: str) -> tuple[Speaker, ...]:
    """Everybody to whom a text gives words, in order; the same mention once."""
    found: dict[int, Speaker] = {}
    small = set(_SMALL.findall(text))
    for pattern in _CALLS:
        for match in pattern.finditer(text):
            if pattern is _COLON and _TO_WHOM.search(text, max(match.start() - 20, 0), match.start()):
                continue
            if pattern is _INVERTED and match["who"].casefold() in ("he", "she"):
                continue  # "Oduya said she …"
            one = _called(text, match)
            if one is not None and len(one.names) == 1 and one.names[0] in small:
                continue  # "Whether", which is written small elsewhere
            if one is not None and pattern is _SERVING:
                one = replace(one, start=match.start("who"), end=match.end("who"))
            if one is not None and (one.start not in found or one.end > found[one.start].end):
                found[one.start] = one
    return tuple(found[start] for start in sorted(found))


def _called(text: str, match: re.Match[str]) -> Speaker | None:
    """The speaker of a match, by the words before it: "counsel for the minister, Mr Adeyemi, argued" names him, not
    the minister; what has an article and no office is a body, "the Coast Guard".
    """
    who, more, start = match["who"], match["more"] or "", match.start()
    before = text[max(start - 20, 0) : start]
    apposed = _APPOSED.match(more) if _FOR_WHOM.search(before) else None
    if apposed is not None:
        person = _speaker(apposed["name"], "", (match.start("more") + apposed.start("name"), match.end()))
        if person is not None and person.names and not person.body:
            return person
    one = _speaker(who, more, match.span())
    if one is not None and not one.offices and not one.pronoun and _OF_A_BODY.search(before):
        return replace(one, body=True)
    return one


_APPOSED = lazy_pattern(rf"[\s,(]{{0,4}}(?P<name>{_NAMED})")
_FIRST_OR_SECOND = lazy_pattern(r"(?:I|We|You|They|It|That|There|What|Who)\b(?:[’']|$)")
_MOST_TOLD = 6
_TOKEN = lazy_pattern(r"[^\W_][\w.]*(?:[’'-][\w]+)*")


def _speaker(who: str, more: str | None, span: tuple[int, int]) -> Speaker | None:
    start, end = span
    if who.endswith(("'s", "’s")) or _FIRST_OR_SECOND.match(who):
        return None  # "Trump's announced cuts"; "I've told them"
    if who.casefold() in ("he", "she"):
        return Speaker(who, start, end, pronoun=True)
    tokens = [re.sub(r"[’']s?$", "", token) for token in _TOKEN.findall(who)]
    while tokens and tokens[-1].casefold().rstrip(".") in _NOT_NAMES:
        tokens.pop()
    while tokens and tokens[0].casefold() in _NOT_NAMES - {"may", "march", "april", "june", "august"}:
        tokens.pop(0)
    forms = [token.casefold().rstrip(".") for token in tokens]
    known = [index for index, form in enumerate(forms) if form in _OFFICES or form in _VAGUE]
    offices = frozenset(_OFFICES[forms[index]] for index in known if forms[index] in _OFFICES)
    rest = list(zip(forms, tokens, strict=True))[known[-1] + 1 :] if known else list(zip(forms, tokens, strict=True))
    capitals = [form for form, token in rest if token[0].isupper()]
    names = _name_parts(capitals)
    bodies = (form in _BODIES and (len(form) > 3 or token.isupper()) for form, token in zip(forms, tokens, strict=True))
    body = not known and (who[:4] in ("The ", "the ") or any(bodies))  # Kim Jong Un is not the UN
    body = body or (not known and len(tokens) == 1 and tokens[0].isupper())
    if known and not names:  # "the spokesman, Park Won-gon,"
        apposed = _APPOSED.match(more or "")
        names = _name_parts(apposed["name"].casefold().split()) if apposed else ()
    vague = bool(known) and not offices and not names
    offices |= _offices(more or "")
    if vague or not (names or offices):
        return None
    told = re.sub(r"^(?:The|An?)\b", lambda article: article[0].lower(), " ".join(tokens[-_MOST_TOLD:]))
    return Speaker(told, start, end, names, offices, body=body)


def _name_parts(forms: list[str]) -> tuple[str, ...]:
    known = (form for form in forms if form not in _TITLES and form not in _NOT_NAMES)
    return tuple(part for form in known for part in re.split(r"[’'.-]+", form) if len(part) > 1)


def _offices(text: str) -> frozenset[str]:
    return frozenset(_OFFICES[word] for word in re.findall(r"[a-z]+", text.casefold()) if word in _OFFICES)


# ------------------------------------------------------------- in a claim


def claimed_speaker(text: str, quoted: tuple[tuple[int, int], ...], at: int) -> Speaker | None:
    """To whom a claim gives the quotation `quoted[at]`; None where it names no person beside it."""
    masked = _masked(text, quoted)
    start, end = quoted[at]
    near = speakers(masked)
    if not near and masked[:start].rstrip(" \"“‘«„'").endswith(":"):
        first = _FIRST_IN_SENTENCE.match(masked)  # "Okonjo disputes the sums: “…”"
        one = _speaker(first["who"], first["more"], first.span()) if first and not first["pronoun"] else None
        near = (one,) if one is not None else ()
    if not near:
        return None
    nearest = min(near, key=lambda one: (_distance(masked, one, start, end), one.start))
    return nearest if nearest.person and not nearest.pronoun else None


def _masked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in spans:
        text = text[:start] + "\u0001" * (end - start) + text[end:]
    return text


def _distance(text: str, one: Speaker, start: int, end: int) -> int:
    """How far a speaker is from the words at `start` to `end`: behind them he stands at once, or in another clause."""
    if one.end <= start:
        return start - one.end
    between = text[end : one.start]
    return len(between) + (0 if re.fullmatch(r"[\s\"”’'»,.?!…—–-]*", between) else _OTHER_CLAUSE)


_OTHER_CLAUSE = 200


# ------------------------------------------------------------ in a source

_SENTENCES_NEAR = 2
_WIDE = 2_000
"""Characters of a sentence beside a quotation that are looked at."""
_BACK = 4_000
"""Characters before a quotation in which the last named speaker is looked for. Our own starting value."""


@dataclass(frozen=True, slots=True)
class Misattribution:
    """Another speaker, or "" where the one that the claim names is only absent; the source's words round it."""

    other: str
    excerpt: str


def misattributed(
    speaker: Speaker, layer: LayerText, hit: tuple[int, int], own_voice: str, *, signed: bool = False
) -> Misattribution | None:
    """Whether a source gives the words at `hit` to somebody other than `speaker`, or does not name him near them.

    `own_voice` are the names that the source's record gives: who wrote and published it, and whom its title names;
    `signed` tells that a person wrote it.
    """
    first, last = sentences_of(layer, *hit)
    spans = layer.sentences
    start, end = max(spans[first][0], hit[0] - _WIDE), min(spans[last][1], hit[1] + _WIDE)
    excerpt = " ".join(layer.text[start:end].split())[:300]
    there, quoted = _beside(layer, hit)
    if there is None or there.pronoun:
        words, ends, sure = head_over(layer.text, hit[0]) or ((), start, False)
        under = _under(words, ends)
        if any(one.names and speaker.may_be(one) for one in under) or _reported(layer.text[ends:start], speaker):
            return None
        over = under[0] if under and sure else None
        meant = _meant(layer, there.start) if there else None
        if over and there and not (meant and meant.start >= ends):
            return None  # a speaker says "she" of somebody else, and it is not told of whom
        there = _label(layer.text, hit[0]) or meant or over
    if there is not None and there.person:
        if _holds_office(layer.text, speaker, there) or (there.names and speaker.may_be(there)):
            return None
        if there.names or not speaker.may_be(there):
            return Misattribution(there.told, excerpt)
        if not speaker.names:
            return None
    low, high = spans[max(first - _SENTENCES_NEAR, 0)][0], spans[min(last + _SENTENCES_NEAR, len(spans) - 1)][1]
    near = layer.text[max(low, start - _WIDE) : min(high, end + _WIDE)]
    if there is None and not quoted:  # it is said by whoever wrote it
        if _mentions(own_voice, speaker) or (not signed and _mentions(_head_and_foot(layer.text), speaker)):
            return None
        if _in_first_person(layer, first, last):
            return Misattribution("", excerpt)
    if _mentions(near, speaker) or _mentions(own_voice, speaker):
        return None
    before = _named_before(layer.text, start)
    if before is not None and (speaker.may_be(before) or _holds_office(layer.text, speaker, before)):
        return None
    return Misattribution("", excerpt)


def misattributed_translation(
    speaker: Speaker, layer: LayerText, hit: tuple[int, int], own_voice: str
) -> Misattribution | None:
    """The same of words that are looked for in another language: only whether the source names the speaker, but
    not near them. A name that it does not have at all may be written in other letters there.
    """
    first, last = sentences_of(layer, *hit)
    spans = layer.sentences
    low, high = spans[max(first - _SENTENCES_NEAR, 0)][0], spans[min(last + _SENTENCES_NEAR, len(spans) - 1)][1]
    near = layer.text[max(low, hit[0] - _WIDE) : min(high, hit[1] + _WIDE)]
    if not speaker.names or _mentions(f"{near} {own_voice}", speaker) or not _mentions(layer.text, speaker):
        return None
    return Misattribution("", " ".join(near.split())[:300])


_HEAD = 400
"""Characters at the head and foot of a source where a letter, a speech or a judgement names who speaks."""
_HEAD_LINE = 60
"""Characters below which a line there is no prose."""
_TO = lazy_pattern(r"\s*(?:to|dear|cc|attn|between|for)\b", re.IGNORECASE)
_FIRST_PERSON = lazy_pattern(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|us|me)\b")
_MARK = lazy_pattern(r"[\"“”«»]|(?<!\w)[‘']")


def _head_and_foot(text: str) -> str:
    """The short lines at the ends of a text, but for those that say to whom it goes."""
    lines = (*text[:_HEAD].split("\n")[:-1], *text[-_HEAD:].split("\n")[1:])
    return " ".join(line for line in lines if len(line) < _HEAD_LINE and not _TO.match(line))


def _in_first_person(layer: LayerText, first: int, last: int) -> bool:
    """Whether the writer speaks of himself in some sentences, or in those beside them where nobody is quoted."""
    spans = layer.sentences
    own = layer.text[spans[first][0] : min(spans[last][1], spans[first][0] + _WIDE)]
    start, end = spans[max(first - 1, 0)][0], spans[min(last + 1, len(spans) - 1)][1]
    beside = layer.text[max(start, spans[first][0] - _WIDE) : min(end, spans[last][1] + _WIDE)]
    return bool(_FIRST_PERSON.search(own if _MARK.search(beside) else beside))


def _beside(layer: LayerText, hit: tuple[int, int]) -> tuple[Speaker | None, bool]:
    """The speaker of the words at `hit`, and whether the source has them in quotation marks.

    It is the nearest in their sentences, or where they stand in a quotation, in those at its ends; else, of a
    quotation that goes on, the last one before it in the paragraph.
    """
    text = layer.text
    low = max(text.rfind("\n\n", 0, hit[0]) + 1, hit[0] - _WIDE, 0)
    high = text.find("\n\n", hit[1], hit[1] + _WIDE)
    high = high if high >= 0 else min(hit[1] + _WIDE, len(text))
    pairs = [(start + low, end + low) for start, end in quoted_spans(text[low:high])]
    stretch = next((pair for pair in pairs if pair[0] <= hit[0] and hit[1] <= pair[1] + 1), None)
    masked = _masked(text[low:high], tuple((start - low, end - low) for start, end in (*pairs, hit)))
    first, last = sentences_of(layer, *(stretch or hit))
    start, end = max(layer.sentences[first][0], low), min(layer.sentences[last][1], high)
    found = [_moved(one, start) for one in speakers(masked[start - low : end - low])]
    if found:
        return min(found, key=lambda one: (_distance(text, one, *(stretch or hit)), one.start)), stretch is not None
    earlier = speakers(masked[: start - low]) if stretch else ()
    return (_moved(earlier[-1], low) if earlier else None), stretch is not None


def _moved(one: Speaker, by: int) -> Speaker:
    return replace(one, start=one.start + by, end=one.end + by)


_SENTENCES_BACK = 8
_FIRST_IN_SENTENCE = lazy_pattern(
    rf"[\s\"“‘]{{0,3}}(?:\d[\d.)]{{0,6}}\s+)?(?:(?P<pronoun>(?:He|She)\b)|{_WHO}(?P<more>{_APPOSITION},)?)"
)


def _meant(layer: LayerText, at: int) -> Speaker | None:
    """Whom "he" or "she" means: the last who spoke by name, or of whom a later sentence speaks first."""
    spoke = _named_before(layer.text, at)
    first, _last = sentences_of(layer, at, at + 1)
    for start, end in reversed(layer.sentences[max(first - _SENTENCES_BACK, 0) : first]):
        if spoke is not None and spoke.start >= start:
            return spoke
        match = _FIRST_IN_SENTENCE.match(layer.text, start, min(end, start + 300))
        who = _speaker(match["who"], match["more"], match.span()) if match and not match["pronoun"] else None
        if who is not None and who.names and not who.body:
            return who
    return spoke


def _named_before(text: str, at: int) -> Speaker | None:
    """The last speaker before a place who is named and not only called he or she."""
    low = max(at - _BACK, 0)
    found = [one for one in speakers(text[low:at]) if not one.pronoun and one.names and not one.body]
    return _moved(found[-1], low) if found else None


_LEAST_LABELS = 3
_LEAST_TWICE = 2


def _label(text: str, at: int) -> Speaker | None:
    """The speaker of a transcript: the last of its labels at the heads of lines."""
    labels = [match for match in _LABEL.finditer(text, max(at - 5 * _BACK, 0), at + 80) if match.start() <= at]
    counts = Counter(match["who"] or match["capitals"] for match in labels)
    twice = sum(count > 1 or who.isupper() for who, count in counts.items())
    if len(labels) < _LEAST_LABELS or twice < _LEAST_TWICE:
        return None  # "Disclaimer:" is no speaker; in a transcript two speak again, or have their names in capitals
    return _speaker(labels[-1]["who"] or labels[-1]["capitals"], labels[-1]["more"], labels[-1].span())


def _under(words: tuple[str, ...], end: int) -> tuple[Speaker, ...]:
    """Who may be meant by the head of a speech: "The Minister (Ann Hill)" and "Ann Hill (Minister)" are one form."""
    places = (*words[:1], *(name for name in words[1:] if " " in name))
    found = (_speaker(name, "", (end, end)) for name in places)
    offices = _offices(" ".join(words))
    named = [replace(one, offices=one.offices | offices, body=False) for one in found if one is not None]
    return tuple(sorted(named, key=lambda one: not one.names))


def _reported(text: str, speaker: Speaker) -> bool:
    """Whether somebody's words are told by another in the speech before: counsel's, by the judge."""
    return any(one.names and not one.body and speaker.may_be(one) for one in speakers(text[-_BACK:]))


def _mentions(text: str, speaker: Speaker) -> bool:
    """Whether a text has the first or last word of a speaker's name, or his office where he has none."""
    folded = re.sub(r"[’'.-]+", " ", text.casefold())
    words = set(re.findall(r"[^\W_]+", folded))
    if speaker.names:
        return speaker.names[-1] in words or (speaker.names[0] in words and len(speaker.names) > 2)
    return any(_OFFICES[word] in speaker.offices for word in words if word in _OFFICES)


def _holds_office(text: str, one: Speaker, other: Speaker) -> bool:
    """Whether the source calls the one of two who has a name by the office that the other has."""
    named, office = (one, other) if one.names else (other, one)
    if office.names or not named.names or not office.offices:
        return False
    pattern = re.compile(rf"\b{re.escape(named.names[-1])}\b", re.IGNORECASE)
    places = (text[max(match.start() - 60, 0) : match.end() + 60] for match in pattern.finditer(text))
    return any(_offices(near) & office.offices for near, _count in zip(places, range(50), strict=False))
