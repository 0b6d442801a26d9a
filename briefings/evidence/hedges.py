"""What a sentence leaves open: its hedges, its words of scope, and whom it names for what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from briefings.evidence.stems import content_words
from briefings.evidence.wires import AGENCIES
from briefings.patterns import lazy_pattern
from briefings.values import dataclass

Kind = Literal["report", "chance", "plan", "estimate", "scope"]
"""What is left open: whether it is so (report: "reportedly", "alleged", "unconfirmed"); whether it will or can be
(chance: "may", "likely", "is expected to"); whether it will be carried out (plan: "plans to"); how much (estimate);
of how many or where (scope: "some", "in one province")."""


@dataclass(frozen=True, slots=True)
class Hedge:
    """One hedge as it is written. `weak` ones excuse a claim, and are never asked of one: "would", "wants to"."""

    text: str
    start: int
    end: int
    kind: Kind
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom a sentence names for what it says. `verb` is "according to", "reported", "citing", "told" …"""

    who: str
    verb: str
    start: int
    end: int


# ------------------------------------------------------------------- hedges

_BE = r"(?:is|are|was|were|be|been|being)\s(?:[a-z]+ly\s|also\s|still\s|now\s)?"
_PLACE = (
    r"(?:provinc|region|area|cit|town|village|case|countr|district|sector|state|count|plant|facilit|hospital|school|"
    r"site|base|industr|factor|market|port|prefecture|department|unit|survey|poll|compan|shipyard|yard|field|zone)"
    r"(?:s|es|y|e|ies)?"
)
_FEW = r"(?:one|a\ssingle|two|three|four|some|several|many|most|certain|a\sfew|parts\sof|rare|selected)"

_VOTES = (
    r"\s(?:about\s|just\s|only\s|over\s|more\sthan\s|at\sleast\s)?(?:\d+(?!\d|\.\d|\s?%|\sper)|(?:one|two|three|four|five|"
    r"six|seven|eight|nine|ten|eleven|twelve)\b)"
)
_DECIDERS = (
    r"\s(?:(?:its|the|his|all|those)\s)?(?:five\s|seven\s|eight\s|nine\s)?(?:votes?|members|judges|justices|directors|"
    r"court|committee|board|council|panel|house|chamber|parliament|assembly)\b"
)
"""What a majority that decides is counted in, and whom it is of: it limits nothing of what was decided."""

_LONGEST = 4_000
"""Characters of a sentence that are looked at: a source may be one sentence of megabytes."""

_STRONG: dict[Kind, str] = {
    "report": (
        r"reportedly|allegedly|supposedly|purportedly|apparently|seemingly|ostensibly|presumably|alleged|purported|"
        r"supposed(?!\sto\b)|suspected|unconfirmed|unverified|rumou?red|"
        rf"{_BE}(?:said|believed|thought|understood|alleged|reported|rumou?red|suspected|presumed|feared)"
        r"(?=\s(?:to|that)\b)|"
        r"(?:appears?|appeared|seems?|seemed)(?=\s(?:to|that|likely|as\sif|as\sthough|set|poised|ready|un[a-z]+)\b)|"
        r"(?:is|was|remains?)\s(?:not\s(?:yet\s)?|un)clear|"
        r"(?:has|have|had)\snot\sbeen\s(?:[a-z]+ly\s)?(?:confirmed|verified)|"
        r"could\snot\s(?:[a-z]+ly\s)?be\s(?:[a-z]+ly\s)?(?:confirmed|verified)|"
        r"according\sto\s(?:unnamed|anonymous|unidentified|unconfirmed)\s[a-z]+|speculation|rumou?rs?|accused\sof"
    ),
    "chance": (
        r"may(?!\s(?:not\s|also\s|only\s|by\s)?(?:impose|require|direct|order|grant|terminate|request|appoint|revoke|apply"
        r"|issue|prescribe|refuse|either|regulations|waive|suspend|designate|elect|vary|extend|submit|appeal)\b)"
        r"(?=\s(?:not\s|also\s|still\s|well\s|now\s|yet\s|soon\s|even\s|[a-z]+ly\s)?[a-z]{2,})|"
        r"might(?=\s(?!of\b|and\b)[a-z])|could(?=\s(?!not\b)[a-z])|possibly|perhaps|maybe|potentially|conceivably|"
        r"probably|likely|unlikely|"
        rf"{_BE}(?:expected|predicted|projected|forecast|anticipated|poised|set|slated|tipped)(?=\sto\b)|"
        rf"{_BE}(?:expected|projected|predicted|anticipated)(?=\s(?:by|in|on|at|before|from|within|next|this)\b)|"
        r"expected(?=\sto\b)|(?:possible|probable|conceivable|plausible)(?=\sthat\b)|"
        r"(?:expects?|anticipates?|foresees?)(?=\s[a-z0-9])"
    ),
    "plan": (
        r"(?:plans?|planned|planning|intends?|intended|aims?|aimed|hopes?|hoped|proposes?|proposed|considers?|"
        r"scheduled|due)(?=\sto\s[a-z])|"
        r"(?:is|are|was|were)\s(?:considering|weighing|mulling|contemplating)|in\stalks\s(?:to|on|over|about)|"
        r"under\s(?:consideration|discussion|negotiation)"
    ),
    "estimate": r"(?:an\s)?estimated|estimates?(?=\s(?:that|put|the|it|at|its)\b)|by\ssome\s(?:estimates|accounts)",
    "scope": (
        r"(?:at\sleast\s)?some(?=\s(?!of\sthe\stime|one\b|two\b|three\b|four\b|five\b|six\b|ten\b|time\b|way\b|day\b|"
        r"kind\b|sort\b|extent\b)[a-z])|most(?=\s(?:of\b|[a-z]{3,}s\b|people\b))|many(?=\s[a-z])|several(?=\s[a-z])|"
        r"a\s(?:few|number\sof|minority\sof|handful\sof|fraction\sof)|"
        rf"by\sa\smajority\sof(?!{_VOTES}|{_DECIDERS})|(?<!by\s)(?:a\s|the\s)majority\sof(?!{_VOTES})|"
        r"(?:the\s)?bulk\sof|nearly\sall|almost\sall|not\sall|(?:in\s(?:large\s|small\s)?part|partly|"
        r"partially|largely|mostly|mainly)(?=\W)|temporarily|"
        rf"in\s(?:only\s|just\s|at\sleast\s)?{_FEW}\s(?:[a-z]+\s)?{_PLACE}"
    ),
}
"""What a claim must carry on. The groups are those of a study of over-general summaries (Peters and Chin-Yee, 2025)
and of the likelihood terms of ICD 203; the words are our own list."""

_WEAK: dict[Kind, str] = {
    "report": (
        r"apparent|presumed|assumed|perceived|claim(?:s|ed)?|accounts?|indications?|signs|suggests?|suggested|"
        r"so-called|(?:unnamed|anonymous|unidentified)|allegations?|accusations?|suspicions?|suspects?|believes?|"
        r"thinks?|thought|seems?|seemed|appears?|appeared|unproven|doubtful|not\sconfirmed|conjecture"
    ),
    "chance": (
        r"would|can|possible|possibility|potential|plausibl[ey]|probable|probability|likelihood|chances?|risks?|"
        r"(?:expect|predict|project|anticipat|forecast|foresee|hop|fear|warn|threaten)(?:s|es|ed|ing|e)?|foresaw|"
        r"foreseen|expectations?|prospects?|prospective|tentative|preliminary|provisional|if|unless|subject\sto|"
        r"depend(?:s|ing)?|about\sto|should|shall|conjecture|open\sto|in\stheory"
    ),
    "plan": (
        r"plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intentions?|aim(?:s|ed|ing)?|hop(?:es?|ed|ing)|propos\w+|"
        r"consider(?:s|ed|ing|ation)?|schedul\w+|due|seek(?:s|ing)?|sought|want(?:s|ed)?|offer(?:s|ed|ing)?|vow(?:s|ed)?|"
        r"pledg\w+|promis\w+|threat\w*|attempt\w*|tr(?:y|ies|ied|ying)|wish\w*|agree[ds]?|prepar\w+|"
        r"draft(?!\sof\b)|envisag\w+|discuss\w*|weigh\w*|mull\w*|contemplat\w+|explor\w+|talks|would|goals?|target\w*"
    ),
    "estimate": r"estimat\w+|about|around|roughly|approximately|some|nearly|almost|circa|assess\w*|reckon\w*|put\sat",
    "scope": (
        r"some|most|many|several|few|certain|numbers?|majority|minority|handful|parts?|portion|fraction|share|half|"
        r"quarter|third|nearly|almost|bulk|partly|partially|largely|mostly|mainly|chiefly|primarily|generally|"
        r"typically|usually|often|sometimes|occasionally|temporar\w+|limited|initially|selected|various|among|"
        r"one|two|three|four|five|including|such\sas|only|not\sall|much|a\scouple|numerous|dozens|widely|broadly|"
        r"particular(?:ly)?|especially|individual|in\splaces|provinc\w+|region\w*|local\w*|per\scent|percent"
    ),
}

_HEDGES = {
    weak: {
        kind: lazy_pattern(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)
        for kind, words in (_WEAK if weak else _STRONG).items()
    }
    for weak in (False, True)
}
_KINDS: tuple[Kind, ...] = ("report", "chance", "plan", "estimate", "scope")
_QUOTED = lazy_pattern(r"“[^“”]{0,600}”|\"[^\"]{0,600}\"|«[^«»]{0,600}»")
_MONTH_OF_MAY = lazy_pattern(
    r"(?:\d|\b(?:in|of|by|since|until|from|to|during|last|this|next|early|late|mid|[Ee]very)[\s-])\s?\Z"
)
_THE_MOST = lazy_pattern(r"\b(?:the|its|their|his|her|a)\s\Z")


def find_hedges(sentence: str, *, weak: bool = False, quoted: bool = False) -> tuple[Hedge, ...]:
    """The hedges of a sentence, in order; with `weak` also the words that leave something open less plainly.

    What stands in quotation marks is another's speech and left out, unless `quoted` is set.
    """
    sentence = sentence[:_LONGEST]
    spans = [] if quoted else [match.span() for match in _QUOTED.finditer(sentence)]
    found: list[Hedge] = []
    for soft in (False, True) if weak else (False,):
        for kind in _KINDS:
            for match in _HEDGES[soft][kind].finditer(sentence):
                inside = any(start < match.start() < end for start, end in spans)
                if not inside and not _is_other_word(sentence, match):
                    found.append(Hedge(match[0], *match.span(), kind, soft))
    found.sort(key=lambda hedge: (hedge.start, -hedge.end, hedge.weak))
    return tuple(one for one in found if not any(_is_within(one, other) for other in found))


def _is_within(one: Hedge, other: Hedge) -> bool:
    return other.start <= one.start < one.end <= other.end and one.end - one.start < other.end - other.start


def _is_other_word(sentence: str, match: re.Match[str]) -> bool:
    """The month of May; the superlative; "as soon as possible"."""
    before, word = sentence[: match.start()], match[0]
    if word == "May":
        return True
    if word.casefold() == "may":
        return _MONTH_OF_MAY.search(before[-12:]) is not None and word[0].isupper()
    if word.casefold() == "most":
        return _THE_MOST.search(before[-8:]) is not None
    return word.casefold() in {"possible", "likely"} and before.casefold().endswith(("as soon as ", "as "))


def hedges_in(sentence: str) -> tuple[str, ...]:
    """The words by which a sentence leaves open whether something is so, how likely or how much."""
    return tuple(hedge.text for hedge in find_hedges(sentence) if hedge.kind != "scope")


def scope_words(sentence: str) -> tuple[str, ...]:
    """The words by which a sentence speaks of a part only: "some", "mostly", "in one province"."""
    return tuple(hedge.text for hedge in find_hedges(sentence) if hedge.kind == "scope")


_FOREIGN = lazy_pattern(
    r"(?<![^\W_])(?:möglicherweise|voraussichtlich|angeblich|mutmaßlich\w*|vermutlich|wahrscheinlich|offenbar|könnten?|"
    r"dürften?|pourrai(?:t|ent)|peut-être|probablement|présumée?s?|prétendument|devrai(?:t|ent)|podrían?|presunt\w+|"
    r"supuest\w+|probablemente|potrebbe(?:ro)?|forse|presunt[oaie]|waarschijnlijk|vermoedelijk|mogelijk)(?![^\W_])"
    r"|예상된다|예상됩니다|전망이다|전망된다|추정된다|알려졌다|것으로 보인다|가능성이|검토 중"
)
"""Hedges of other languages. Their sentence shares no words with an English claim, so that what they govern is not
looked at: the sentence is one that an item of the claim stands in."""

_ANSWERS: dict[Kind, frozenset[Kind]] = {
    "report": frozenset({"report", "chance"}),
    "chance": frozenset({"chance", "plan", "report"}),
    "plan": frozenset({"plan", "chance"}),
    "estimate": frozenset({"estimate", "report"}),
    "scope": frozenset({"scope", "estimate"}),
}
"""Which hedges of a claim carry on one of its source: a paraphrase may say "is likely to" for "plans to"."""

_CLAUSE_END = lazy_pattern(r"[,;:—–]")
_REACH = 6
"""Content words behind a hedge that it is taken to be said of: our own choice."""
_NOUN_REACH = 3


def dropped_hedges(sentence: str, claim: str, *, attributed: bool = False) -> tuple[Hedge, ...]:
    """The hedges of a source's sentence that govern what the claim says, and that the claim does not carry on.

    A hedge governs the content words that follow it in its clause (of scope: the nearest ones); it counts when the
    claim has half of them or more. `attributed` tells that the claim says whose word it is, which answers for the
    hedges of report.
    """
    shared = content_words(claim)
    foreign = _FOREIGN.search(sentence[:_LONGEST])
    kept = {hedge.kind for hedge in find_hedges(claim, weak=True, quoted=True)}
    if foreign and not kept - {"scope"} and not attributed:
        return (Hedge(foreign[0], *foreign.span(), "chance"),)
    dropped = []
    for hedge in find_hedges(sentence):
        if _ANSWERS[hedge.kind] & kept or (attributed and hedge.kind in {"report", "estimate"}):
            continue
        if _governs_shared(sentence, hedge, shared):
            dropped.append(hedge)
    return tuple(dropped)


_CONDITION = lazy_pattern(r"(?:if|unless|subject\sto|depend)", re.IGNORECASE)
_OF_THE_VERB = frozenset({"report", "chance", "plan"})
_RUN = 4
"""Words in a row that make a claim's words the source's: our own choice."""
_TOKEN = lazy_pattern(r"[^\W_]+(?:[.,'’-][^\W_]+)*")


def hedges_left_out(sentence: str, claim: str, *, attributed: bool = False) -> tuple[Hedge, ...]:
    """The hedges that stand right before words that the claim has taken over, and that its clause does not carry on.

    Of "it may be of the same type", "it is of the same type" has four words in a row: that is enough, however few
    other words the two share.
    """
    clauses = _clauses(claim)
    # Quickly, for this is asked of many sentences: most share no four words with the claim.
    words = _TOKEN.findall(sentence[:_LONGEST].casefold())
    rows = set(zip(words, words[1:], words[2:], words[3:], strict=False))
    if not any(not runs.isdisjoint(rows) for _part, runs in clauses):
        return ()
    # Whoever says on whose word, or on what condition, says so of all the claim.
    whole = find_hedges(claim, weak=True, quoted=True)
    reported: set[Kind] = {one.kind for one in whole if one.kind == "report" or _CONDITION.match(one.text)}
    found = []
    for hedge in find_hedges(sentence):
        if hedge.kind not in _OF_THE_VERB or hedge.text.casefold().startswith("foresee"):
            continue  # "some" and "most" are of nouns; a contract foresees what it lays down
        if (attributed and hedge.kind == "report") or _ANSWERS[hedge.kind] & reported:
            continue
        behind = _TOKEN.findall(_CLAUSE_END.split(sentence[hedge.end :], maxsplit=1)[0].casefold())[: _REACH + _RUN]
        taken = {tuple(behind[at : at + _RUN]) for at in range(_REACH)}
        parts = [part for part, runs in clauses if runs & taken]
        if parts and not any(_carries(part, hedge) for part in parts):
            found.append(hedge)
    return tuple(found)


@lru_cache(maxsize=16)
def _clauses(claim: str) -> tuple[tuple[str, frozenset[tuple[str, ...]]], ...]:
    """The clauses of a claim without what it quotes, and the runs of words of each."""
    return tuple((part, _runs(part)) for part in _CLAUSE_END.split(_QUOTED.sub(" | ", claim[:_LONGEST])))


def _runs(clause: str) -> frozenset[tuple[str, ...]]:
    """Every four words in a row, but those that carry no meaning."""
    words = _TOKEN.findall(clause.casefold())
    rows = (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return frozenset(row for row in rows if content_words(" ".join(row)))


def _carries(clause: str, hedge: Hedge) -> bool:
    kept = {one.kind for one in find_hedges(clause, weak=True, quoted=True)}
    return bool(_ANSWERS[hedge.kind] & kept)


def _governs_shared(sentence: str, hedge: Hedge, shared: frozenset[str]) -> bool:
    reach = _NOUN_REACH if hedge.kind == "scope" else _REACH
    governed = list(_following(sentence, hedge, reach))
    if hedge.kind == "scope" and hedge.text.casefold().startswith("in "):
        governed = list(_preceding(sentence, hedge, _REACH)) or governed
    if not governed:
        governed = list(_preceding(sentence, hedge, reach))
    if not governed:
        return False
    if governed[0] in shared:  # the verb behind "may", the noun behind "some"
        return True
    return sum(word in shared for word in governed) * 2 >= len(governed)


def _following(sentence: str, hedge: Hedge, reach: int) -> Iterator[str]:
    """The content words behind a hedge, as far as its clause goes; "may, he said, leave" goes on behind the commas."""
    for part in _CLAUSE_END.split(sentence[hedge.end :]):
        words = list(_words(part, reach))
        if words:
            return iter(words)
    return iter(())


def _preceding(sentence: str, hedge: Hedge, reach: int) -> Iterator[str]:
    for part in reversed(_CLAUSE_END.split(sentence[: hedge.start])):
        words = list(_words(part, 1_000))
        if words:
            return iter(words[::-1][:reach])
    return iter(())


_WORD = lazy_pattern(r"[^\W\d_]{3,}")


def _words(text: str, most: int) -> Iterator[str]:
    count = 0
    for match in _WORD.finditer(text):
        for stem in content_words(match[0]):
            yield stem
            count += 1
        if count >= most:
            return


# ------------------------------------------------------------- attributions

_REPORTING = (
    "reported|reports|said|says|told|wrote|writes|quoted|claimed|claims|noted|revealed|announced|stated|argued|argues|"
    "warned|warns|estimates|estimated|disclosed|confirmed|added|carried|published|learned"
)
_CAPITAL = r"(?:(?:[A-Z]\.){1,4}|[^\W\d_a-z][\w&’'-]*(?:\.\w+)*)"
_NAME = rf"(?:[Tt]he\s)?{_CAPITAL}(?:\s(?:of|the|and|&|{_CAPITAL})){{0,6}}"
_COMMON = (
    r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Ll]ocal|[Ss]tate|[Ss]outh|[Nn]orth)\s(?:[\w’'-]+\s){0,3}(?:ministry|"
    r"newspaper|daily|agency|broadcaster|outlet|media|press|report|paper|magazine|website|portal|official|officials|"
    r"spokesman|spokeswoman|spokesperson|government|company|army|military|police|source|sources|study|survey|bureau|"
    r"office|institute|bank|department|minister|president)"
)
_WHO = rf"(?:{_NAME}|{_COMMON}|(?:[a-z]+\s){{0,2}}(?:officials|sources|reports|media|analysts|experts|diplomats))"
_ATTRIBUTIONS = (
    lazy_pattern(rf"\b(?P<verb>[Aa]ccording\sto|[Cc]iting|[Cc]ited\sby|[Qq]uoting|[Qq]uoted\sby|[Rr]eported\sby|"
               rf"[Rr]eports?\s(?:by|in|from)|[Ii]nterview\swith|[Aa]s\sreported\sby|[Pp]ublished\s(?:by|in)|[Vv]ia)"
               rf"\s(?P<who>{_WHO})"),
    lazy_pattern(rf"(?P<who>{_NAME}|{_COMMON}),\s(?P<verb>citing|quoting)\b"),
    lazy_pattern(rf"\b(?P<verb>told)\s(?P<who>{_NAME})"),
    lazy_pattern(rf"(?P<who>{_NAME}|{_COMMON})(?:,?\s(?:also|has|have|had|first|later|earlier|separately))?\s"
               rf"(?P<verb>{_REPORTING})\b"),
)  # fmt: skip


_NO_ONE = frozenset(
    ("an", "a", "the", "he", "she", "it", "they", "we", "i", "you", "this", "that", "who", "which", "one")
)


def attributions_in(sentence: str) -> tuple[Attribution, ...]:
    """Whom a sentence names for what it says: "according to Yonhap", "Reuters reported", "told KBS"."""
    found = [
        Attribution(_trimmed(match["who"]), " ".join(match["verb"].casefold().split()), *match.span())
        for pattern in _ATTRIBUTIONS
        for match in pattern.finditer(sentence[:_LONGEST])
        if match["who"].casefold() not in _NO_ONE
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.start, one.end)))


def _trimmed(who: str) -> str:
    """Without an article, and without a preposition that began a sentence."""
    return (
        re.sub(r"\A(?:[Tt]he|[Aa]n?|In|On|At|But|And)\s", "", who).rstrip(".,’'").removesuffix("’s").removesuffix("'s")
    )


_OUTLETS = lazy_pattern(
    r"(?:.*\b(?:News|Times|Post|Daily|Journal|Herald|Tribune|Gazette|Ilbo|Shimbun|Shinmun|Broadcasting|Press|Magazine|"
    r"Weekly|Chronicle|Observer|Courier|Standard|Telegraph|Guardian|Mail|Review|Today|Newspaper|Wire|Radio|Television|"
    r"TV|Mercury|Argus|Sentinel|Ledger|Echo|Express|Independent|Advertiser|Enquirer|Register|Monitor|Spectator|"
    r"Statesman|Agence|Agencia|Agenzia|Agentur|Presse|Prensa|Stampa|Zeitung|Monde|Figaro|Pravda|News\sAgency|Press\sAgency|Newswire|Dispatch|Inquirer|Globe|Mirror|Sun|Star|"
    r"Examiner|Bulletin|Record|Economist|Diplomat|Spiegel|Nikkei|Asahi|Yomiuri|Mainichi|Sankei|Chosun|JoongAng|Dong-A|"
    r"Hankyoreh|Kyunghyang|Insider|Newsweek|Bloomberg|Reuters|Yonhap|Jazeera|Arabiya)\b.*|"
    r"AP|AFP|BBC|CNN|NHK|KBS|MBC|SBS|YTN|JTBC|TBS|NBC|ABC|CBS|NPR|PBS|CNBC|MSNBC|CCTV|CGTN|SCMP|WSJ|NYT|FT|DW|RT|"
    r"Axios|Politico|Semafor|Forbes|Fortune|TIME|Time|Caixin|Tass|38\sNorth|NK\s(?:News|Pro)|Daily\sNK|"
    r"The\sEconomist|Le\sMonde|Der\sSpiegel|Die\sZeit|El\sPaís|Al\sJazeera|Naver|Wikipedia)"
)
"""How a name reads that is a newspaper's, broadcaster's or agency's; agencies also as `wires.AGENCIES` has them."""
_NO_OUTLET = lazy_pattern(r"(?:New|Los|Old)\s\w+\Z|.*\b(?:Ministry|University|Institute|Group|Party|Command|Forces)\b")


def is_publication(who: str) -> bool:
    """Whether a name is one of a newspaper, broadcaster, magazine or news agency."""
    if _NO_OUTLET.match(who) and not who.endswith(("Times", "News", "Press")):
        return False
    return _OUTLETS.fullmatch(who) is not None or any(re.fullmatch(names, who) for names in AGENCIES.values())
