"""What a claim's own words say of whose it is: who says so, and whether that is one or many."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from briefings.model import SourceRecord
from briefings.patterns import lazy_pattern
from briefings.values import dataclass


def any_of(*patterns: str) -> str:
    """A pattern of alternatives, each on a line of its own."""
    return "|".join(patterns)


_SAY = any_of(
    r"says?|said|tells|told|writes?|wrote|argue[sd]?|claimed|claims? (?:that|to)|allege[sd]?|assert(?:s|ed)",
    r"contend(?:s|ed)|insist(?:s|ed)?|maintain(?:s|ed)? that|warn(?:s|ed)|predict(?:s|ed)|reckon(?:s|ed)?",
    r"acknowledge[sd]|admit(?:s|ted)|testified|remark(?:s|ed)|noted|notes that|stated|(?<!united )(?<!the )states that",
    r"report(?:s|ed) that|reported|blame[sd]|object(?:s|ed) that|held that|dissented|complain(?:s|ed)|answered|replied",
)
"""Verbs of speech, whoever speaks."""
_THINK = any_of(
    r"expect(?:s|ed)?|thinks?|thought|believe[sd]?|finds?|found|calls?|called|foresees?|foresaw|puts?|gives?|gave",
    r"fear(?:s|ed)?",
    r"speaks?|spoke|holds?|sees?|saw|describe[sd]?|recall(?:s|ed)?|quote[sd]?|mention(?:s|ed)?",
    r"lists?|cite[sd]?|counts?|counted",
    r"judge[sd]?|suggest(?:s|ed)?|conclude[sd]?|adds?|added|treat(?:s|ed)?|estimate[sd]?|forecasts?|assess(?:es|ed)?|reads?",
    r"has (?-i:[A-Z])[\w-]+|has (?:him|her|it|them)|declare[sd]|shows?|showed",
    r"records?|recorded|reports?|explain(?:s|ed)?",
)
"""Verbs that give a view or the contents of a document: they tell whose words they are by their subject."""
_KIND = any_of(
    "paper|weblog|blog|page|article|report|study|essay|dispatch|column|transcript|analysis|post|editorial|survey|poll",
    "statement|speech|testimony|interview|memo|letter|document|account|agency|newspaper",
    "analyst|author|writer|researcher",
    "expert|economist|professor|commentator|observer|official|spokesman|spokeswoman|spokesperson|witness|outlet|daily",
    "website|ministry|think tank|communiqué|fact sheet|briefing|dataset|database|register|release|caption",
)
"""A document, or a person by trade."""
_VIEW = any_of(
    r"expects?|expected|thinks?|thought|believe[sd]?|consider(?:s|ed)?|fear(?:s|ed)?|foresees?|foresaw|calls?|called|hope[sd]?",
    r"doubt(?:s|ed)?|asked|found|finds|suspect(?:s|ed)?|did not know|does not know",
)
"""Verbs that give a view, whosever it is."""
_BODY = any_of(
    "minister|ministry|department|commission|union|governor|president|chairman|bank|institute|court|company|authority",
    "government|inspectors?|economist|writer",
)
"""Who may have one, without being a source by trade."""
_WHO = r"(?:the|a|an|one|his|her|its|their|[\w.-]+['’]s?)(?: [\w'’-]+)?"

_ATTRIBUTED = lazy_pattern(
    any_of(
        rf"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbe )\b(?:{_SAY})\b",
        r"\b(?:according to|as saying|in the words of|on the word of|on the evidence of|by one account)\b",
        rf"\bby {_WHO} (?:account|reckoning|count|estimate|telling|figures)\b",
        rf"\bin {_WHO} (?:view|words|account|telling|opinion|assessment)\b",
        r"[”\"’'] ?,? (?:[\w.'’-]+ ){1,4}(?:added|asked|went on|told)\b",
        r"[”\"]\.? (?:(?:he|she) )?(?:adds?|added|asks?|asked)\b",
        r"(?:(?-i:[A-Z])[\w'’-]+|he|she|it) (?:[\w-]+ ){0,4}[\w-]+: [“\"]",
        rf"\b(?-i:Mr|Mrs|Ms|Dr|Prof|Sir|Gen|Col)\.? (?-i:[A-Z])[\w'’-]+ (?:{_VIEW})\b",
        rf"\bthe (?:[\w-]+ ){{0,3}}(?:{_BODY}) (?:also |now )?(?:{_VIEW})\b",
    ),
    re.IGNORECASE,
)
_BY_KIND = lazy_pattern(
    any_of(
        rf"\b(?:the|a|an|one|this|that|its|their|same|another)\b(?: [\w.'’,-]+){{0,4}} (?:{_KIND})(?:['’]s)?\b"
        rf"[^.;:]{{0,80}}?\b(?:{_THINK}|{_SAY})\b",
        rf"(?:^|^(?:in|on|at|yet|there|then|here)\b[^.;,]{{0,40}}[, ])\W{{0,3}}(?:it|he|she|they|both)"
        rf"(?: also| then| further)? (?:{_THINK})\b",
        rf"\b(?:is|are|was|were) (?:the (?:only|single|sole)|an?|one|[\w'’]+ one) [^.;:]{{0,60}}\b(?:{_KIND})\b",
    ),
    re.IGNORECASE,
)

_MANY = any_of(
    "analysts|experts|officials|observers|sources|reports|critics|commentators|diplomats|witnesses|scholars",
    "researchers|economists|insiders|specialists|academics",
)
_PLURAL = lazy_pattern(
    any_of(
        rf"(?<!\bboth )(?<!\btwo )(?<!\bthree )(?<!\bthese )(?<!\ball )\b(?P<who>{_MANY})"
        r"(?: (?:close to|familiar with|in|from|at|of|on|with knowledge of)(?: [\w.'’-]+){1,5}?)?"
        rf"(?: (?:have|had|also|now|widely))*"
        rf" (?:{_SAY}|{_THINK}|say|tell|warn|claim|indicate|agree|point to|speak of)\b",
        r"\b(?:according to|cited by|told by|as reported by|says?|said)"
        r"(?: (?:the|some|several|many|unnamed|various|local|foreign|news|media))*"
        rf" (?P<whose>{_MANY})\b",
    ),
    re.IGNORECASE,
)

_SINGLE = lazy_pattern(
    any_of(
        r"\b(?:one|a single|the only|a lone|single|only one|sole|lone|just one)(?: [\w'’-]+){0,3}? "
        rf"(?:{_KIND}|source|origin|text|forecast|citation|reference|party|side|voice|vendor)(?:['’]s?)?\b",
        r"\bsingle[- ]sourced?\b|\b(?:is|are|and|was) single\b|\buncorroborated\b|\bnot (?:been )?corroborated\b",
        r"\bno (?:second|other|further|independent) (?:source|origin|report|account|text|confirmation)\b",
        r"\bunconfirmed\b|\bnot (?:been )?(?:independently )?confirmed\b|\bnothing (?:\w+ ){0,4}confirms\b",
        r"\brests? (?:solely|only|wholly|alone) on\b|\bby one account\b|\bone origin\b",
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PluralVoice:
    """Many who are said to say so: where in the text ("Analysts say"), and the word for them ("analysts")."""

    start: int
    end: int
    who: str


@lru_cache(maxsize=1024)
def plural_voice(text: str) -> PluralVoice | None:
    """The first unnamed many to whom a text gives words or views; None where there are none."""
    match = _PLURAL.search(text)
    return PluralVoice(match.start(), match.end(), (match["who"] or match["whose"]).casefold()) if match else None


def owns_single(text: str) -> bool:
    """Whether a text says itself that it rests on one source, or that nobody else confirms it."""
    return _SINGLE.search(text) is not None


def is_attributed(text: str, records: Iterable[SourceRecord]) -> bool:
    """Whether a sentence says whose word it is: it names a source, or gives somebody's words or views as theirs.

    Many without a name ("analysts say") are nobody.
    """
    if plural_voice(text) is not None:
        return False
    if any(name in text for record in records for name in _names(record)):
        return True
    return _ATTRIBUTED.search(text) is not None or _BY_KIND.search(text) is not None


def _names(record: SourceRecord) -> list[str]:
    """Under which a sentence may name a source: its authors' family names, its outlet, publisher, originator, title."""
    names = [one.family or one.literal for one in record.author]
    names += [record.container_title, record.container_title_short, record.publisher, record.title_short]
    names.append(record.provenance.originator)
    return [re.sub(r"^[Tt]he ", "", name) for name in names if len(name) > 2]
