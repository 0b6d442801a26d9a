"""News agencies: the credit of one on a text tells where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from briefings.patterns import lazy_pattern

AGENCIES: dict[str, str] = {
    "aap": r"AAP|(?i:Australian Associated Press)",
    "afp": r"AFP|(?i:Agence France[- ]Presse)",
    "anadolu": r"(?i:Anadolu(?: Agency| Ajansı)?)",
    "ani": r"ANI|(?i:Asian News International)",
    "anp": r"ANP",
    "ansa": r"ANSA",
    "ap": r"AP|(?i:(?:The )?Associated Press)",
    "apa": r"APA|(?i:Austria Press Agency)",
    "bernama": r"(?i:Bernama)",
    "bloomberg": r"(?i:Bloomberg(?: News)?)",
    "central-news-agency": r"(?i:Central News Agency)",
    "cp": r"(?i:(?:The )?Canadian Press)",
    "dpa": r"dpa|DPA|(?i:Deutsche Presse[- ]Agentur)",
    "efe": r"EFE|(?i:Agencia EFE)",
    "ians": r"IANS|(?i:Indo[- ]Asian News Service)",
    "interfax": r"(?i:Interfax(?:[- ]Ukraine)?|Интерфакс)",
    "irna": r"IRNA|(?i:Islamic Republic News Agency)",
    "jiji": r"(?i:Jiji(?: Press)?)",
    "kcna": r"KCNA|(?i:(?:North )?Korean Central News Agency)",
    "kyodo": r"(?i:Kyodo(?: News)?)",
    "mti": r"MTI",
    "newsis": r"(?i:Newsis)",
    "pa": r"(?i:PA Media|(?:The )?Press Association)",
    "pap": r"PAP|(?i:Polish Press Agency)",
    "pti": r"PTI|(?i:Press Trust of India)",
    "reuters": r"(?i:(?:Thomson )?Reuters)",
    "ria": r"(?i:RIA Novosti|RIA)|РИА Новости",
    "tass": r"(?:ITAR[- ])?TASS|(?i:Tass)|ТАСС",
    "ukrinform": r"(?i:Ukrinform)",
    "upi": r"UPI|(?i:United Press International)",
    "vna": r"VNA|(?i:Vietnam News Agency)",
    "xinhua": r"(?i:Xinhua(?: News(?: Agency)?)?)",
    "yonhap": r"(?i:Yonhap(?: News(?: Agency)?)?)",
}
"""Agency → how it signs. A sign in capitals is looked for in capitals: "AP" is one, "ap" is not."""

_ASIAN = {
    "時事": "jiji",
    "조선중앙통신": "kcna",
    "共同": "kyodo",
    "뉴시스": "newsis",
    "新华社": "xinhua",
    "新華社": "xinhua",
    "연합뉴스": "yonhap",
}
"""Signs in scripts that set no space between words."""

HEAD = 300
"""Characters at the beginning and at the end of a text in which a credit is looked for: our own value."""
_DATELINE = 1200
"""The same for the agency's name in brackets behind a dateline; pages put their menus before it."""

_NAMES = "|".join(f"(?P<{key.replace('-', '_')}>{names})" for key, names in AGENCIES.items())
_ANY = lazy_pattern(rf"(?<![^\W_])(?:{_NAMES})(?![^\W_])")
_EITHER = "|".join([*(f"(?:{names})" for names in AGENCIES.values()), *_ASIAN])
_SIGN = rf"(?:{_EITHER})(?:\s?(?:/|,|&|and|with)\s?(?:{_EITHER}))*"

_BEGUN = lazy_pattern(rf"(?<![^\W_])(?:{'|'.join(AGENCIES.values())})(?![^\W_aAw])|{'|'.join(_ASIAN)}")
"""What every sign begins with; "and", "with" or "all rights reserved" may follow at once. Where it is not found, nor
is a credit: the patterns of these are slow to make ready."""


@cache
def _datelines() -> re.Pattern[str]:
    """The forms of a dateline with its agency."""
    return re.compile(
        rf"^[^\n()]{{0,60}}\((?P<sign>{_SIGN})\)[.\s]{{0,3}}[-–—:=]"  # SEOUL, Jan. 5 (Yonhap) --
        rf"|^[^\n()]{{0,50}}\d[^\n()]{{0,10}}\((?P<dated>{_SIGN})\)\s{{1,3}}[A-Z]"  # New Delhi, Jan 5 (PTI) India
        rf"|^[^\n/]{{0,60}}/(?P<slashed>{_SIGN})/"  # MOSCOW, January 5. /TASS/.
        rf"|^\((?P<korean>[^\n()=]{{1,20}}=\s?(?:{_EITHER}))\)"  # (서울=연합뉴스)
        rf"|^【(?P<japanese>[^\n】]{{0,12}}(?:{_EITHER}))】",  # 【ソウル共同】
        re.MULTILINE,
    )


@cache
def _bylines() -> re.Pattern[str]:
    """The forms of a byline, and of the credit that closes a text."""
    return re.compile(
        rf"^[^\w\n]{{0,4}}(?:(?i:by|from|source|credit|via|with (?:inputs?|files|reporting) from|©"
        rf"|copyright(?: \d{{4}})?(?: by)?)"
        rf"\s?:?\s{{1,2}}(?:\d{{4}}\s)?)?(?P<sign>{_SIGN})"
        rf"(?:\s(?i:staff|news agency|staff (?:writer|reporter)s?|reporter|correspondent))?[^\w\n]{{0,4}}"
        rf"(?i:all rights reserved[^\w\n]?)?$"
        rf"|^(?i:by)\s[^\n,.|]{{3,60}}[,|–—-]\s?(?P<after>{_SIGN})[^\w\n]{{0,3}}$"  # By Ann Smith, Reuters
        rf"|\((?P<closing>{_SIGN})\)[^\w\n]{{0,3}}$"  # … the ministry said. (Yonhap)
        rf"|(?:^|\s)[–—-]{{1,2}}\s?(?P<dashed>{_SIGN})[^\w\n]{{0,3}}$",  # … the ministry said. — AFP
        re.MULTILINE,
    )


_REUTERS_END = lazy_pattern(r"(?i)\breporting by [^;\n]{3,200};\s{0,2}(?:additional reporting|writing|editing) by\b")
_CAPTION = lazy_pattern(
    r"(?i)\b(?:photos?|photograph(?:s|ed)?|pictures?|pictured|images?|file|video|screen ?grab|handout|courtesy)\b"
)


@lru_cache(maxsize=4096)
def agency_of(name: str) -> str:
    """The agency that a name is that of: "The Associated Press" is `ap`; "" for any other name."""
    plain = re.sub(r"(?i)\s+(?:staff(?: writers?)?|news agency|news|agency)$", "", name.strip())
    for tried in (name.strip(), plain):
        match = _ANY.fullmatch(tried)
        if match is not None:
            return _key(match)
    return ""


def named_agencies(text: str) -> frozenset[str]:
    """The agencies that a text names, in whatever connection."""
    return frozenset(_key(match) for match in _ANY.finditer(text)) | {
        key for sign, key in _ASIAN.items() if sign in text
    }


def credited_agencies(text: str) -> frozenset[str]:
    """The agencies to which a text is credited: in its dateline, its byline, its last line.

    The credit of a photograph is none: "AP-Yonhap", "REUTERS/Kim Hong-ji", or an agency's name at the end of a
    caption or on the line below one.
    """
    if len(text) > 2 * _DATELINE:
        head, dated, end = text[:HEAD], text[:_DATELINE], text[-HEAD:]
    else:
        head, dated, end = text[:HEAD], text, text[-HEAD:]
    has_mark = any(mark in dated for mark in "(/【")
    signs = _signs(_datelines().finditer(dated)) if has_mark and _BEGUN.search(dated) else []
    for part in (head, end):
        if _BEGUN.search(part):
            signs += _signs(match for match in _bylines().finditer(part) if not _is_caption(part, match))
    found = {key for sign in signs for key in named_agencies(sign)}
    return frozenset(found | ({"reuters"} if _REUTERS_END.search(end) else set()))


def _signs(matches: Iterable[re.Match[str]]) -> list[str]:
    return [next(group for group in match.groupdict().values() if group) for match in matches]


def _is_caption(part: str, match: re.Match[str]) -> bool:
    """Whether a credit stands with a picture: its own line, or the one above, speaks of one or is a full sentence."""
    end = match.end() - 1
    start = part.rfind("\n", 0, end) + 1
    own = part[start : match.end()]
    if _CAPTION.search(own):
        return True
    if not match["sign"]:
        return False
    above = part[:start].rstrip().rpartition("\n")[2].rstrip()
    alone = own.strip() == match["sign"]
    return alone and bool(_CAPTION.search(above) or (above.endswith(".") and part[match.end() :].strip()))


def _key(match: re.Match[str]) -> str:
    return (match.lastgroup or "").replace("_", "-")
