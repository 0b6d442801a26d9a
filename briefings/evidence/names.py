"""Proper names in a claim, and whether a source has them, in whatever form it writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from briefings.evidence.match import Match
from briefings.evidence.sources import SourceText
from briefings.evidence.stems import without_marks
from briefings.model import KnownName
from briefings.patterns import lazy_pattern
from briefings.support import How, Outcome
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One proper name as it is written, without the title before it."""

    text: str
    start: int
    end: int
    place: bool = False
    """A capital that is told as the place where something is, so that it cannot stand for its government."""


# ------------------------------------------------------------ kinds of words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "mr mrs ms miss dr prof professor president presidents vice deputy acting former ex minister ministers prime "
    "premier chancellor secretary secretaries undersecretary assistant general generals gen lt col lieutenant colonel "
    "major maj captain capt commander cmdr admiral adm brigadier brig vice-admiral marshal sergeant sgt sen senator "
    "senators rep representative representatives congressman congresswoman gov governor mayor ambassador ambassadors "
    "envoy judge justice chief chairman chairwoman chairperson chair chairmen director directors spokesman spokeswoman "
    "spokesperson leader king queen prince princess pope sir lord lady dame crown emperor sheikh ayatollah speaker "
    "minister-counsellor counsellor officer analyst candidate president-elect supreme first foreign defense defence "
    "finance trade interior unification head executive managing staff adviser advisor national-security security "
    "state treasury commerce war special coordinator commissioner attorney solicitor inspector national joint chiefs "
    "then-president the party opposition lawmaker incumbent reverend rev hon pm"
)
"""Words of titles and offices. They are left off the front of a name; a name of nothing else is none."""

_OFFICES = _words(
    "president minister secretary chancellor premier senator general governor mayor ambassador envoy director chairman "
    "spokesman spokeswoman spokesperson admiral colonel captain lieutenant commander professor leader speaker chief "
    "representative congressman adviser advisor mr mrs ms dr gen adm lt col sen rep gov prof king queen prince sir "
    "lord pope lady deputy vice acting former ex prime assistant undersecretary judge justice candidate pm"
)
"""Titles that stand right before a person: with one of them the words before it are the office."""

_CALENDAR = _words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday christmas easter ramadan"
)

_GENERIC = _words(
    "north south east west northeast northwest southeast southwest northern southern eastern western central the a an "
    "i it he she they we you this that these those there here government state states army navy force forces air "
    "marine marines guard police congress parliament assembly cabinet constitution court bank board party house "
    "senate ministry department council commission committee union agency office bureau institute treaty agreement "
    "alliance pact accord declaration communique statement memorandum act bill law resolution article section table "
    "figure chapter annex appendix part paragraph peninsula strait sea gulf bay island islands ocean river mount lake "
    "city county province region summit conference report paper review strategy plan policy programme program project "
    "initiative internet web english god bible quran earth sun moon democrats democrat republicans republican liberals "
    "conservatives conservative labour labor communist communists progressive progressives allied allies "
    "ally corporation company group fund organisation organization association federation foundation university "
    "college school hospital church embassy consulate delegation mission world war peace freedom democracy "
    "administration authority service command headquarters base camp field division brigade regiment battalion fleet "
    "corps day week month year century era age act scene volume issue number no note notes source sources page new "
    "old great grand big high low middle near far upper lower inner outer public private general special republic "
    "international global national federal regional local minister president economy exports imports tariffs trade "
    "security defense "
    "defence finance energy technology intelligence affairs foreign unification interior justice covid ok yes model "
    "type mark block phase tier track level stage category class grade brief update daily weekly monthly annual total "
    "source unit value share rate item"
)
"""Words that are capitalised in the middle of a sentence without naming anyone by themselves."""

_STARTERS = _words(
    "about above according accordingly across additionally after again against all almost along already also although "
    "always amid among amongst and another any anyone anything apart around as aside at away back based because before "
    "behind below beneath beside besides between beyond both but by can certain chief clearly closer compared "
    "concerning consequently considering conversely could critics currently despite do does domestic down due during "
    "each earlier early either else elsewhere enough even ever every everybody everyone everything except experts few "
    "fewer finally first firstly following for former formerly fortunately four fresh from full further furthermore "
    "given half hardly hence her hers hers his historically hopefully how however if in inside instead into its itself "
    "just last lastly late later lately least less let like likewise little long longer many may maybe meanwhile might "
    "mine more moreover most mostly much must my nearly neither never nevertheless new newly next nine nobody none "
    "nonetheless nor normally not nothing notably now nowhere observers obviously of off officials often on once one "
    "ones only onto opposite or other others otherwise our ours out outside over overall own perhaps plus possibly "
    "presumably previously probably provided quite rather recent recently regarding regardless reportedly respectively "
    "right roughly same second secondly seldom set seven several shall should similarly simply since six so some "
    "somebody someone something sometimes somewhat soon still such ten than thanks that their theirs them then thereby "
    "therefore thereafter third thirdly this those though three through throughout thus to today together tomorrow too "
    "toward towards traditionally two under unfortunately unless unlike until up upon us usually various very via was "
    "were what whatever when whenever where whereas wherever whether which while who whoever whole whom whose why will "
    "with within without would yesterday yet you your five eight is are has had have been being be did done said asked "
    "only no yes nor please see note if then thus hundreds thousands millions dozens scores tens nearly"
)
"""Words that sentences begin with and that name nothing."""

_UNCOUNTED = _words(
    "trade growth inflation production output demand supply debt money food fuel oil gas coal steel rice power "
    "electricity water air land weather diplomacy deterrence pressure support opposition criticism talk work progress "
    "evidence research data information intelligence news media press parliament congress public society turnout "
    "unrest violence war peace law order justice crime corruption credit cash capital labour labor industry business "
    "commerce finance investment spending revenue income interest tax trust faith fear hope anger doubt concern "
    "attention agreement consent approval access aid help relief care health education training equipment hardware "
    "software technology equity nuclear military membership staff management leadership ownership anyone nobody "
    "everything mankind history politics economics policy strategy practice theory rhetoric language speech silence "
    "confidence certainty majority minority half part time space transport traffic travel tourism housing shipping "
    "shipbuilding farming fishing mining banking manufacturing privacy secrecy safety sovereignty neutrality "
    "cyber cash copper gold silver lithium uranium plutonium hydrogen ammunition artillery infantry cavalry "
    "denuclearisation denuclearization disarmament nothing consensus momentum parity abroad conscription"
)
"""Nouns that stand without an article, as names do."""

_CAPITAL_OF = {
    "seoul": "South Korea", "pyongyang": "North Korea", "washington": "United States", "beijing": "China",
    "tokyo": "Japan", "moscow": "Russia", "london": "United Kingdom", "paris": "France", "berlin": "Germany",
    "rome": "Italy", "madrid": "Spain", "brussels": "European Union", "kyiv": "Ukraine", "kiev": "Ukraine",
    "warsaw": "Poland", "ankara": "Turkey", "tehran": "Iran", "jerusalem": "Israel", "taipei": "Taiwan",
    "new delhi": "India", "delhi": "India", "islamabad": "Pakistan", "hanoi": "Vietnam", "manila": "Philippines",
    "canberra": "Australia", "ottawa": "Canada", "riyadh": "Saudi Arabia", "cairo": "Egypt", "baghdad": "Iraq",
    "damascus": "Syria", "kabul": "Afghanistan", "ulaanbaatar": "Mongolia", "vienna": "Austria", "budapest": "Hungary",
    "stockholm": "Sweden", "oslo": "Norway", "helsinki": "Finland", "the hague": "Netherlands", "minsk": "Belarus",
    "jakarta": "Indonesia", "bangkok": "Thailand", "kuala lumpur": "Malaysia", "brasilia": "Brazil",
    "brasília": "Brazil", "mexico city": "Mexico", "pretoria": "South Africa", "athens": "Greece",
}  # fmt: skip
"""Capitals, which writers say for governments. The country then stands in what is said of a name that is not found;
it is never taken for the name."""

_ACRONYMS_OF_ALL = _words(
    "gdp gnp ceo cfo cto usd krw eur gbp jpy cny rmb led lcd phd mba ngo ngos faq pdf tbd etc vip usa lng lpg gps cpi "
    "ppi esg r&d www http https url isbn doi bluf utc gmt kst est edt cet bce asap tba n/a html api"
)
"""Acronyms that name no one."""

_EXPANSIONS = {
    "OPCON": "operational control",
    "DMZ": "demilitari[sz]ed zone",
    "ICBM": "intercontinental[- ]ballistic",
    "SLBM": "submarine-launched",
    "IRBM": "intermediate-range",
    "SRBM": "short-range",
    "THAAD": "terminal high[- ]altitude",
    "KCNA": "korean central news agency",
    "USTR": "u\\.?s\\.? trade representative",
    "COVID": "coronavirus",
    "SOFA": "status[- ]of[- ]forces",
    "INDOPACOM": "indo-pacific command",
    "KORUS": "korea[-–]u\\.?s\\.?|u\\.?s\\.?[-–](?:south )?korea",
    "CENTCOM": "central command",
    "AUKUS": "australia",
    "ASEAN": "southeast asian nations",
    "UNESCO": "educational, scientific",
    "UNICEF": "children.s fund",
    "INTERPOL": "interpol",
    "WMD": "weapons? of mass destruction",
    "SIPRI": "stockholm international peace",
}
"""Acronyms that are not made of first letters alone."""

_COUNTRIES = (
    ("south korea", "south korean", "south koreans", "s. korea", "s. korean", "republic of korea", "rok", "korea",
     "korean", "koreans", "the south"),
    ("north korea", "north korean", "north koreans", "n. korea", "n. korean", "dprk", "the north", "korea",
     "democratic people's republic of korea", "korean"),
    ("korea", "korean", "koreans", "korea's", "rok", "the koreas", "two koreas", "south korea", "north korea"),
    ("united states", "united states of america", "u.s.", "us", "usa", "u.s.a.", "america", "american", "americans",
     "america's"),
    ("united kingdom", "u.k.", "uk", "britain", "british", "great britain", "briton", "britons"),
    ("european union", "eu", "e.u.", "european"),
    ("europe", "european", "europeans"),
    ("united nations", "un", "u.n."),
    ("china", "chinese", "prc", "people's republic of china", "sino"),
    ("japan", "japanese"), ("russia", "russian", "russians", "russian federation"),
    ("soviet union", "soviet", "ussr", "soviets"), ("taiwan", "taiwanese"), ("india", "indian", "indians"),
    ("pakistan", "pakistani", "pakistanis"), ("iran", "iranian", "iranians"), ("iraq", "iraqi", "iraqis"),
    ("israel", "israeli", "israelis"), ("palestine", "palestinian", "palestinians"), ("syria", "syrian", "syrians"),
    ("lebanon", "lebanese"), ("jordan", "jordanian"), ("egypt", "egyptian", "egyptians"),
    ("saudi arabia", "saudi", "saudis", "saudi arabian"), ("united arab emirates", "uae", "u.a.e.", "emirati"),
    ("qatar", "qatari"), ("kuwait", "kuwaiti"), ("yemen", "yemeni", "yemenis"), ("oman", "omani"),
    ("turkey", "türkiye", "turkish", "turk", "turks"), ("greece", "greek", "greeks"), ("cyprus", "cypriot"),
    ("germany", "german", "germans"), ("france", "french"), ("italy", "italian", "italians"),
    ("spain", "spanish", "spaniard", "spaniards"), ("portugal", "portuguese"), ("poland", "polish", "pole", "poles"),
    ("ukraine", "ukrainian", "ukrainians"), ("belarus", "belarusian"), ("moldova", "moldovan"),
    ("romania", "romanian"), ("bulgaria", "bulgarian"), ("hungary", "hungarian", "hungarians"),
    ("czech republic", "czechia", "czech", "czechs"), ("slovakia", "slovak"), ("slovenia", "slovenian", "slovene"),
    ("serbia", "serbian", "serb", "serbs"), ("croatia", "croatian"), ("bosnia", "bosnian"), ("kosovo", "kosovar"),
    ("albania", "albanian"), ("austria", "austrian", "austrians"), ("switzerland", "swiss"),
    ("netherlands", "dutch", "holland"), ("belgium", "belgian"), ("luxembourg", "luxembourgish"),
    ("denmark", "danish", "dane", "danes"), ("sweden", "swedish", "swede", "swedes"),
    ("norway", "norwegian", "norwegians"), ("finland", "finnish", "finn", "finns"), ("iceland", "icelandic"),
    ("ireland", "irish"), ("scotland", "scottish", "scots"), ("wales", "welsh"), ("england", "english"),
    ("estonia", "estonian"), ("latvia", "latvian"), ("lithuania", "lithuanian"),
    ("georgia", "georgian"), ("armenia", "armenian"), ("azerbaijan", "azerbaijani"), ("kazakhstan", "kazakh"),
    ("uzbekistan", "uzbek"), ("afghanistan", "afghan", "afghans"), ("mongolia", "mongolian"),
    ("vietnam", "viet nam", "vietnamese"), ("laos", "laotian", "lao"), ("cambodia", "cambodian"),
    ("thailand", "thai"), ("myanmar", "burma", "burmese"), ("malaysia", "malaysian"),
    ("singapore", "singaporean"), ("indonesia", "indonesian"), ("philippines", "philippine", "filipino", "filipinos"),
    ("australia", "australian", "australians"), ("new zealand", "new zealander"), ("canada", "canadian", "canadians"),
    ("mexico", "mexican", "mexicans"), ("cuba", "cuban"), ("brazil", "brazilian", "brazilians"),
    ("argentina", "argentine", "argentinian"), ("chile", "chilean"), ("colombia", "colombian"),
    ("venezuela", "venezuelan"), ("peru", "peruvian"), ("ecuador", "ecuadorian"), ("bolivia", "bolivian"),
    ("south africa", "south african"), ("nigeria", "nigerian"), ("kenya", "kenyan"), ("ethiopia", "ethiopian"),
    ("sudan", "sudanese"), ("somalia", "somali"), ("libya", "libyan"), ("algeria", "algerian"),
    ("morocco", "moroccan"), ("tunisia", "tunisian"), ("ghana", "ghanaian"), ("rwanda", "rwandan"),
    ("congo", "congolese"), ("uganda", "ugandan"), ("tanzania", "tanzanian"), ("zimbabwe", "zimbabwean"),
    ("asia", "asian", "asians"), ("africa", "african", "africans"), ("nepal", "nepali", "nepalese"),
    ("bangladesh", "bangladeshi"), ("sri lanka", "sri lankan"), ("hong kong", "hongkong", "hong konger"),
)  # fmt: skip
"""Forms of one country or continent: name, adjective, people, usual abbreviation. No capitals: "Seoul" for the
government is the desk's to list."""

_FORMS: dict[str, tuple[str, ...]] = {}
for _forms in _COUNTRIES:
    for _form in _forms:
        _FORMS[_form] = tuple(dict.fromkeys((*_FORMS.get(_form, ()), *_forms)))
for _ambiguous in ("the south", "the north", "us"):
    _FORMS.pop(_ambiguous, None)
# "Korea" in a source may be either; a North Korea in the claim is not borne out by a South Korea in the source.
_FORMS["koreas"] = (*_COUNTRIES[2], "south", "north")
_FORMS["korea"] = _FORMS["korean"] = _FORMS["koreans"] = _COUNTRIES[2]
_FORMS["south korea"] = _FORMS["south korean"] = _FORMS["south koreans"] = _FORMS["rok"] = _COUNTRIES[0]
_FORMS["north korea"] = _FORMS["north korean"] = _FORMS["north koreans"] = _FORMS["dprk"] = _COUNTRIES[1][:7]

_FAMILY_FIRST = _words(
    "kim lee park choi jung jeong kang cho yoon yun jang chang lim im han oh seo shin kwon hwang ahn an song yoo yu "
    "hong jeon go ko moon mun yang bae baek paik heo hur nam shim sim noh roh ha kwak sung cha joo ju woo koo gu ryu "
    "min jin ri pak jo chae won na ji um eom byun cheon bang gong hyun ham yeo son sohn suh rhee syngman xi wang li "
    "zhang liu chen zhao huang zhou wu xu sun ma zhu hu guo he lin gao luo zheng liang xie tang deng feng mao tsai lai "
    "nguyen tran le pham abe kishida ishiba suga aso kono tanaka sato suzuki takahashi yamamoto nakamura kobayashi "
    "takaichi iwaya hayashi motegi"
)
"""Family names of Korea, China, Vietnam and Japan that usually stand first."""

_PARTICLES = _words(
    "de del della di da das dos du la le van von der den ter ten bin ibn bint abu al el ul ud-din zu zum of for e y"
)
_OF = _words(
    "ministry department university bank house board office committee council institute center centre chamber "
    "federation republic bureau court secretary minister speaker chief chiefs strait gulf sea bay cape isle isles "
    "city state states kingdom agency association organization organisation union group league alliance treaty "
    "declaration statement memorandum act government academy school college church museum library order army "
    "governor president director head code law bill charter convention agreement protocol house commission command "
    "corporation society foundation fund journal bulletin chairman ambassador voice history people's rules line "
    "day eid knights sons daughters friends party front movement battle siege fall port line map annals college "
    "commonwealth confederation congress assembly parliament trustees"
)
"""Words after which "of" belongs to the name: the University of Tokyo, but not Lee Jae Myung of South Korea."""


_FIELDS = _words(
    "development cooperation industry energy tourism sports culture communications planning agriculture forestry "
    "fisheries environment infrastructure transport transportation welfare health labor labour employment human social "
    "customs excise immigration citizenship border information science research innovation education training youth "
    "families women equality space aviation maritime rural urban housing commerce investment budget procurement "
    "acquisition reconstruction disarmament arms space statistics standards safety rights veterans civil territories"
)
"""What offices are for, in the names of ministries and the like."""

_SMALL_WORDS = _words(
    "a an the of in on at to for from by with and or as over under into after before amid its his her their vs via is "
    "are be not but nor per up out off"
)
"""Words that stay small in a headline."""

_TOKEN = lazy_pattern(
    r"(?:[^\W\d_]\.){2,}|[^\W\d_]\.(?=\s[^\W\d_])|[^\W_]+(?:[’'‑&-](?:(?:[^\W\d_]\.){2,}|[^\W_]+))*|&"
)
_BREAKS = lazy_pattern(r"[.!?:;…|•—–(\[\"“‘«\n]")
_ABBREVIATED = _words("mr mrs ms dr st gen lt col maj capt adm sen rep gov prof no vs jr sr inc corp ltd co ft mt")
_MODEL = lazy_pattern(r"[A-Z][A-Za-z]*-\d{1,4}[A-Za-z]?\Z")
_THIRD_PERSON = (
    "says|has|is|was|does|wants|seeks|expects|faces|remains|takes|pays|sees|holds|keeps|leaves|gives|gets|goes|comes|"
    "argues|denies|agrees|refuses|rejects|accepts|insists|believes|thinks|knows|tells|asks|adds|writes|meets|sends|sells|"
    "buys|builds|owns|produces|operates|spends|earns|loses|wins|lies|sits|stands|opposes|accuses|threatens|proposes|"
    "prepares|continues|begins|tries|appears|seems|depends|relies|regards|considers|treats|describes|announces|foresees|"
    "intends|makes|runs|leads|calls|warns|hopes|worries|borders|governs|blames|vows|allows|bears|lends|owes|grows|declares|receives|requires|provides|serves|lives|lacks|joins|enters|cites|becomes|brings|finds|gathers"
)
"""Verbs in -s that are seldom nouns."""
_SINGULAR = lazy_pattern(
    rf"(?:[’']s\b|,\s(?:who|which|whose|speaking)\b|\s(?:{_THIRD_PERSON}|himself|herself|itself|told|also|never)\b)"
)
_VERB = lazy_pattern(
    rf"(?:[’']s\b|,\s(?:who|which|whose|with|once|now)\b|\s(?:{_THIRD_PERSON}|said|told|and\s[A-Z]|will|would|had|did|may|might|can|"
    r"could|must|should|cannot|never|again|first|himself|herself|met|won|lost|gave|took|made|held|kept|left|saw|sent|"
    r"spoke|wrote|began|became|came|went|ran|put|set|cut|paid|sought|chose|rose|fell|grew|led|drew|built|bought|sold|"
    r"knew|thought|[a-z]{3,}ed)\b)"
)
_ABSTRACT = lazy_pattern(
    r"(?:tions?|sions?|ments?|ness|ity|ities|ances?|ences?|isms?|acy|sis|ships?|hoods?|dom|[a-z]{4}ing|logy)\Z"
)
_NAMES_IN_LY = _words("italy sicily kelly daly connolly reilly donnelly beverly billy sally molly holly emily")
_NOT_ABSTRACT = _words("beijing nanjing chongqing sterling browning keating spring fleming washington")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.casefold().rstrip(".")

    @property
    def bare(self) -> str:
        """Without the mark of the genitive."""
        return _bare(self.text)

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or _NAME_PREFIX.match(self.text) is not None


_NAME_PREFIX = lazy_pattern(r"(?:al|el|ad|as|an|ash)-[A-Z]|[a-z]{1,2}[A-Z][a-z]")


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("’s", "'s")) else word.rstrip("’'")


def find_names(text: str) -> tuple[Name, ...]:
    """The proper names of a claim: of several words, acronyms, single surnames and places.

    Titles are left off, a word at the head of a sentence counts only where the next one shows that it is a name,
    and days, months, offices and what is capitalised by custom are none. What is missed is not checked; what is
    wrongly taken for a name warns: so in doubt it is none.
    """
    tokens = [_Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]
    headline = _is_headline(tokens)
    found: list[Name] = []
    for run in _runs(tokens, text):
        for part in _parts(run):
            name = _name(part, text)
            if name is not None and not (headline and " " in name.text):
                found.append(replace(name, place=_is_place(name, text)))
    return tuple(found)


def _is_headline(tokens: list[_Token]) -> bool:
    """Whether every word that carries meaning begins with a capital: then capitals tell nothing."""
    words = [token for token in tokens if token.text[0].isalpha() and token.low not in _SMALL_WORDS]
    return len(words) >= 4 and all(token.capital for token in words)


def _runs(tokens: list[_Token], text: str) -> Iterator[list[_Token]]:
    """Tokens that stand beside each other with capitals, and the particles between them."""
    index = 0
    while index < len(tokens):
        if not tokens[index].capital or tokens[index].text == "&":
            index += 1
            continue
        run = [tokens[index]]
        index += 1
        while index < len(tokens) and _joins(run[-1], tokens[index], text):
            step = _reach(run, tokens, index, text)
            if not step:
                break
            run.extend(tokens[index : index + step])
            index += step
        yield run


def _joins(first: _Token, second: _Token, text: str) -> bool:
    gap = text[first.end : second.start]
    return gap in {" ", "\u00a0"} and first.bare == first.text


def _reach(run: list[_Token], tokens: list[_Token], index: int, text: str) -> int:
    """How many of the next tokens belong to the run: one with a capital, or particles and one with a capital."""
    token = tokens[index]
    if token.capital:
        return 1
    if token.text == "and" and _is_body(run) and index + 1 < len(tokens) and _joins(token, tokens[index + 1], text):
        return 2 if tokens[index + 1].capital and tokens[index + 1].low in _GENERIC | _TITLES | _FIELDS else 0
    if not (token.text in _PARTICLES or token.text == "&"):
        return 0
    if token.text in {"of", "for"} and run[-1].low not in _OF:
        return 0
    reach = index + 1
    while reach < len(tokens) and reach - index < 3 and _joins(tokens[reach - 1], tokens[reach], text):
        if tokens[reach].capital and tokens[reach].text[0].isalpha():
            return reach - index + 1
        if tokens[reach].text not in _PARTICLES | {"the"}:
            return 0
        reach += 1
    return 0


def _is_body(run: list[_Token]) -> bool:
    """Whether a run is an office with a field: then "and" may add another field, as in the Ministry of … and Trade."""
    return any(one.low in _OF and after.text in {"of", "for"} for one, after in pairwise(run))


def _parts(run: list[_Token]) -> Iterator[list[_Token]]:
    """The run without its titles and days, and parted by them: country, then person."""
    part: list[_Token] = []
    office = False
    for index, token in enumerate(run):
        low = token.bare.casefold().rstrip(".")
        month = low in _CALENDAR and not (low in {"may", "june", "april", "august"} and part and index)
        if low in _OFFICES or month or (low in _STARTERS and not part):
            if part and low in _OFFICES and any(one.low in _OF or one.low in _GENERIC for one in part[1:]):
                part = part[:1] if part[0].low in _FORMS else []
            if part:
                yield part
            part, office = [], low in _OFFICES or (office and low in _STARTERS)
            continue
        if office and not part and (low in _TITLES or low in _GENERIC or token.text in {"of", "the", "for", "&"}):
            continue
        part.append(token)
    if part:
        yield part


def _name(part: list[_Token], text: str) -> Name | None:
    """The name that a part of a run is; None where it is none."""
    while part and (part[0].low in {"the", "a", "an", "of", "for", "and", "&"} or part[0].text == "I"):
        part = part[1:]
    while part and part[-1].text in _PARTICLES | {"&"}:
        part = part[:-1]
    if not part:
        return None
    first, last = part[0], part[-1]
    end = last.start + len(last.bare)
    written = text[first.start : end]
    if len(part) > 1:
        plain = [one.bare.casefold().rstrip(".") for one in part]
        if all(low in _TITLES or low in _PARTICLES for low in plain):
            return None
        known = plain[0] in _FORMS or " ".join(plain[:2]) in _FORMS
        bodies = all(low in _GENERIC or low in _OF for low in plain)
        if _opens(first, text) and not known and not bodies and _is_plain_opening(first, part):
            return _name(part[1:], text)
        return Name(written, first.start, end)
    return Name(written, first.start, end) if _is_single_name(first, text) else None


def _is_plain_opening(first: _Token, part: list[_Token]) -> bool:
    """Whether a word at the head of a sentence before a name is a common one: "Critics Bolton and …"."""
    low = first.low
    return low in _GENERIC or low in _UNCOUNTED or (len(part) == 2 and low.endswith("ers"))


def _is_single_name(token: _Token, text: str) -> bool:
    word, low = token.bare, token.bare.casefold().rstrip(".")
    if low in _FORMS or word in {"U.S.", "U.K.", "US", "UK", "EU", "UN"}:
        return word[0].isupper() and (low != "us" or word == "US")
    if len(word) < 3 or low in _GENERIC or low in _CALENDAR or low in _TITLES or low in _STARTERS:
        return False
    if low in _ACRONYMS_OF_ALL or re.fullmatch(r"[IVXLC]+", word):
        return False
    if any(character.isdigit() for character in word):
        return _MODEL.fullmatch(word) is not None
    if word.isupper():
        return True
    if low.endswith("ly") and low not in _NAMES_IN_LY:
        return False
    if not _opens(token, text):
        return True
    return _is_name_by_what_follows(token, text)


def _opens(token: _Token, text: str) -> bool:
    """Whether a word stands where every word has a capital: at the head of a sentence, cell or quotation."""
    before = text[max(0, token.start - 40) : token.start].rstrip(" \u00a0")
    if not before or token.start == 0:
        return True
    if before[-1] == ".":
        word = re.search(r"([^\s.(]+(?:\.[^\s.(]+)*)\.\Z", before)
        return word is None or not (word[1].casefold() in _ABBREVIATED or len(word[1]) == 1 or "." in word[1])
    if before[-1] in "’'" and before[-2:-1].isalpha():
        return False
    return _BREAKS.match(before[-1]) is not None or before[-1] in "'\ufffc"


def _is_name_by_what_follows(token: _Token, text: str) -> bool:
    """Whether the first word of a sentence is a name: a bare singular noun before a verb is seldom anything else."""
    low = token.bare.casefold()
    if low in _UNCOUNTED or (_ABSTRACT.search(low) and low not in _NOT_ABSTRACT) or low.endswith(("ly", "ward")):
        return False
    if token.text != token.bare:
        return not low.endswith(("ers", "one", "body"))
    following = _SINGULAR if low.endswith("s") else _VERB
    return following.match(text, token.end) is not None


_WHERE_BEFORE = lazy_pattern(
    r"\b(?:in|at|near|outside|inside|around|within|throughout|across|off|above)\s(?:(?:downtown|central|north|south|east|"
    r"west|northern|southern|eastern|western|nearby|old)\s)?\Z",
    re.IGNORECASE,
)
_OF_A_PLACE_BEFORE = lazy_pattern(
    r"\b(?:(?:city|capital|mayor|bishop|archbishop|streets?|suburbs?|outskirts|centre|center|heart|districts?|airports?|"
    r"universit(?:y|ies)|port|people|residents|inhabitants|natives?|north|south|east|west|kilomet(?:re|er)s|km|miles|"
    r"part|parts|battle|siege|fall)\sof|"
    r"(?:travel\w*|fl(?:y|ies|ew|own|ying|ed)|flights?|trips?|visits?|journeys?|return\w*|moved|moving|drove|drive|sail\w*|"
    r"trains?|ship\w*|rushed|airlifted|deported|extradited|bound|left|departed?|road|came|arrived)"
    r"\s(?:back\s|home\s|on\s)?(?:to|from|for)|(?:strikes?|struck|attacks?|raids?|bombs?|missiles?|rockets?|assault)\s(?:on|over|at))\s\Z",
    re.IGNORECASE,
)
_POLITICS_IN = lazy_pattern(
    r"\b(?:talk|debate|mood|thinking|opinion|politics|politicians|politicos|politically|officials|leaders?|leadership|"
    r"policymakers|policy-makers|lawmakers|legislators|government|governs|governed|governing|rulers?|rules|ruled|power|"
    r"powers|administration|administrations|regime|cabinet|authorities|ministers|ministry|hawks|doves|hardliners|doubts?|"
    r"fears?|concerns?|worr(?:y|ies|ied)|unease|alarm|anger|hopes?|trust|confidence|faith|interest|interests|views?|voices|"
    r"consensus|critics|criticism|support|supporters|allies|friends|partners?|pressure|elites?|establishment|bureaucra\w+|"
    r"strategists|planners|counterparts?|capitals?)\s(?:here\s|both\s)?in\s\Z",
    re.IGNORECASE,
)
"""What is said of a government by naming its seat: the talk in Washington, who governs in Seoul."""
_LISTED_BEFORE = lazy_pattern(r"(?:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}(?:, and |, or |, | and | or )){1,4}\Z")
_PLACE_AFTER = lazy_pattern(
    r",\s(?:[A-Z]|the\scapital)|\s(?:airport|hotel|suburbs?|districts?|streets?|neighbou?rhoods?|hospital|university|prison|"
    r"court|residents?|metro|subway|stadium)\b"
)
_BEHIND = 60
"""Characters before a capital that are looked at: our own choice."""


def _is_place(name: Name, text: str) -> bool:
    """Whether a capital is told as a place: "born in Tehran", "Tehran, Iran", "flew to Seoul".

    It stands for its government where that acts: as a subject, with a possessive, in "talks with Seoul".
    """
    country = _CAPITAL_OF.get(name.text.casefold())
    if country is None:
        return False
    after = _PLACE_AFTER.match(text, name.end)
    if after and (after[0][0] != "," or text.startswith(country, after.end() - 1)):
        return True
    before = text[max(0, name.start - _BEHIND) : name.start]
    listed = _LISTED_BEFORE.search(before)
    if listed and not _VERB.match(text, name.end):
        before = before[: listed.start()]
    if _POLITICS_IN.search(before):
        return False
    return bool(_WHERE_BEFORE.search(before) or _OF_A_PLACE_BEFORE.search(before))


# ----------------------------------------------------------------- matching

_GAP = r"[\s‐‑–.-]{0,3}"
_SPELLINGS = (
    ("defence", "defense"), ("centre", "center"), ("organisation", "organization"), ("labour", "labor"),
    ("programme", "program"), ("harbour", "harbor"), ("theatre", "theater"),
)  # fmt: skip


def match_name(name: Name, source: SourceText, aliases: tuple[KnownName, ...] = (), record_words: str = "") -> Match:
    """Whether a source has a name, in one of the forms that are the same name.

    Tried in turn: the name as it stands, hyphens, dots and plurals apart (`exact`); in the words of the source's own
    record; the forms that the desk lists and those of a country (`alias`); family and given name the other way
    round; an acronym for its words; a person by the family name alone where the source knows no other of that name
    (`coarser`); a body by the same words in another order (`coarser`); a capital by its country (`alias`).
    """
    forms = (name.text, *_turned(name.text))
    for index, form in enumerate(forms):
        found = _plainly(form, source) if _PLAIN.fullmatch(form) else _anywhere(_pattern(form), source)
        if found is not None:
            return _told(found, "exact" if not index else "alias")
    if record_words and any(_is_in(_pattern(form), record_words) for form in forms):
        return Match(Outcome.VERIFIED, how="exact", score=100)
    for look in (
        _by_alias,
        _by_country,
        _by_acronym,
        _by_middle,
        _by_case,
        _by_family,
        _by_words,
        _by_parts,
    ):
        match = look(name.text, source, aliases, record_words)
        if match is not None:
            return match
    match = _by_capital(name, source, record_words)
    if match is not None:
        return match
    near, score = _nearest(name.text, source)
    return Match(Outcome.NOT_FOUND, problem="absent", found=near, score=score)


def _told(match: Match, how: How) -> Match:
    return replace(match, how=how)


def _pattern(name: str, *, upper: bool = False) -> re.Pattern[str]:
    """A name as it may be written: hyphens, spaces and dots between its parts, a plural, British or American."""
    parts = [part for part in re.split(r"[\s‐‑–-]+", name.upper() if upper else name) if part]
    written = [_part_pattern(part, first=not index) for index, part in enumerate(parts)]
    if name[-1:] > "\u2e80":  # Chinese, Japanese and Korean set no space behind a name
        return re.compile(_GAP.join(written))
    return re.compile(_GAP.join(written) + r"(?:e?s|E?S)?(?![^\W_])")


def _part_pattern(part: str, *, first: bool) -> str:
    if part == "&":
        return "(?:&|and)"
    low = part.casefold()
    for british, american in _SPELLINGS:
        if low in {british, american}:
            head = part[0] if first else f"[{part[0]}{part[0].swapcase()}]"
            tails = sorted({british[1:], american[1:]})
            return f"{head}(?:{'|'.join(tails)}|{'|'.join(tail.upper() for tail in tails)})"
    if re.fullmatch(r"(?:[^\W\d_]\.)+", part):
        return "".join(rf"{re.escape(letter)}\.?" for letter in part if letter != ".")
    head = re.escape(part[0])
    if not first and part[0].isalpha() and part[0].lower() != part[0].upper():
        head = f"[{part[0].upper()}{part[0].lower()}]"
    tail = re.sub(r"\\?['’]", "['’‘`]?", re.escape(part[1:]))
    return head + tail


_PLAIN = lazy_pattern(r"[A-Za-z]{2,}(?:[ -][A-Za-z]{2,})*")
_BETWEEN = lazy_pattern(_GAP)
_ENDING = lazy_pattern(r"(?:e?s|E?S)?(?![^\W_])")
_TWO_WAYS = frozenset(word for pair in _SPELLINGS for word in pair)


def _plainly(name: str, source: SourceText) -> Match | None:
    """Where the pattern of a name of plain letters would find it, without making one: most names are found so."""
    parts = re.split("[ -]", name)
    if not _TWO_WAYS.isdisjoint(part.casefold() for part in parts):
        return _anywhere(_pattern(name), source)
    for layer in source.layers:
        found = _plain_place(parts, layer.text)
        if found is not None:
            return Match(Outcome.VERIFIED, how="exact", hit=source.hit(layer, *found), score=100)
    return None


def _plain_place(parts: list[str], text: str) -> tuple[int, int] | None:
    start = text.find(parts[0])
    while start >= 0:
        end = _plain_end(parts, text, start)
        if end and not (start and (text[start - 1].isalnum() or text[start - 1] == "_")):
            return start, end
        start = text.find(parts[0], end or start + 1)
    return None


def _plain_end(parts: list[str], text: str, start: int) -> int:
    """The end of a name that begins at a place; 0 where another word does."""
    end = start + len(parts[0])
    for part in parts[1:]:
        gap = _BETWEEN.match(text, end)
        end = gap.end() if gap else end
        if not text.startswith((part, part[0].swapcase() + part[1:]), end):
            return 0
        end += len(part)
    ending = _ENDING.match(text, end)
    return ending.end() if ending else 0


def _anywhere(pattern: re.Pattern[str], source: SourceText) -> Match | None:
    for layer in source.layers:
        found = _search(pattern, layer.text)
        if found is not None:
            return Match(Outcome.VERIFIED, how="exact", hit=source.hit(layer, *found), score=100)
    return None


def _search(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    """The first place of a pattern that does not begin within a word. What stands before is looked at afterwards,
    so that the search itself can begin with a letter, which is much quicker."""
    for match in pattern.finditer(text):
        start = match.start()
        if not start or text[start] > "\u2e80" or not (text[start - 1].isalnum() or text[start - 1] == "_"):
            return match.span()
    return None


def _is_in(pattern: re.Pattern[str], text: str) -> bool:
    return _search(pattern, text) is not None


def _turned(name: str) -> tuple[str, ...]:
    """Family and given name the other way round, where one of them is a family name that usually stands first."""
    words = name.split()
    if not 2 <= len(words) <= 3:
        return ()
    turned = []
    if words[0].casefold() in _FAMILY_FIRST:
        turned.append(" ".join((*words[1:], words[0])))
    if words[-1].casefold() in _FAMILY_FIRST:
        turned.append(" ".join((words[-1], *words[:-1])))
    return tuple(turned)


def _by_alias(name: str, source: SourceText, aliases: tuple[KnownName, ...], record: str) -> Match | None:
    wanted = _plain(name)
    for known in aliases:
        forms = [form.removeprefix("the ").removeprefix("The ") for form in (known.name, *known.aliases)]
        if any(f"{_plain(form)} ".startswith(f"{wanted} ") for form in forms):
            for form in forms:
                found = _anywhere(_pattern(form), source)
                if found is not None:
                    return _told(found, "alias")
                if record and _is_in(_pattern(form), record):
                    return Match(Outcome.VERIFIED, how="alias", score=90)
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+", " ", without_marks(name)).strip()


def _by_country(name: str, source: SourceText, _aliases: tuple[KnownName, ...], record: str) -> Match | None:
    low = name.casefold()
    forms = _FORMS.get(low) or _FORMS.get(low.rstrip("."))
    for form in forms or ():
        written = form.upper() if len(form.replace(".", "")) <= 3 or form in {"dprk", "ussr"} else _titled(form)
        found = _anywhere(_pattern(written), source)
        if found is not None:
            return _told(found, "alias")
        if record and _is_in(_pattern(written), record):
            return Match(Outcome.VERIFIED, how="alias", score=90)
    return None


def _titled(form: str) -> str:
    return " ".join(word if word in {"of", "the"} else word[0].upper() + word[1:] for word in form.split())


_SMALL = r"(?:(?:of|and|the|for|on|in|to|&)[\s-]{1,4}){0,2}"


def _by_acronym(name: str, source: SourceText, _aliases: tuple[KnownName, ...], record: str) -> Match | None:
    """An acronym for the words it is made of, or the words for their acronym."""
    if re.fullmatch(r"[A-Z][A-Z&]{1,7}s?", name):
        letters = name.rstrip("s").replace("&", "")
        patterns = [
            re.compile(rf"[\s-]{{1,4}}{_SMALL}".join(rf"{letter}[\w'’]{{1,30}}" for letter in letters)),
            re.compile(rf"[\s-]{{1,4}}{_SMALL}".join(rf"{letter.lower()}\w{{3,30}}" for letter in letters)),
        ]
        if letters in _EXPANSIONS:
            patterns.append(re.compile(_EXPANSIONS[letters], re.IGNORECASE))
        for pattern in patterns if len(letters) > 2 else ():
            found = _anywhere(pattern, source)
            if found is not None or (record and _is_in(pattern, record)):
                return _told(found or Match(Outcome.VERIFIED, score=90), "alias")
        return None
    words = [word for word in re.split(r"[\s-]+", name) if word not in _PARTICLES | {"the", "&", "and"}]
    if len(words) < 3:
        return None
    letters = "".join("US" if word in {"U.S.", "US"} else word[0].upper() for word in words)
    found = _anywhere(re.compile(rf"{re.escape(letters)}(?![^\W_])"), source)
    return _told(found, "alias") if found is not None else None


def _is_person(words: list[str]) -> bool:
    return 2 <= len(words) <= 4 and not any(
        word.casefold() in _GENERIC or word.casefold() in _OF or word.casefold() in _FORMS or word == "&"
        for word in words
    )


def _by_middle(name: str, source: SourceText, _aliases: tuple[KnownName, ...], record: str) -> Match | None:
    """The source, or the claim, has a middle name or initial that the other leaves out."""
    words = name.split()
    if not _is_person(words):
        return None
    first, last = _part_pattern(words[0], first=True), _part_pattern(words[-1], first=True)
    between = r"(?:\s{1,4}[\"“(‘']?[^\W\d_a-z][^\s]{0,15}){1,2}\s{1,4}"
    patterns = [re.compile(first + between + last + r"(?![^\W_])")]
    if len(words) > 2 and words[0].casefold() not in _FAMILY_FIRST:
        patterns.append(_pattern(f"{words[0]} {words[-1]}"))
    for pattern in patterns:
        found = _anywhere(pattern, source)
        if found is not None or (record and _is_in(pattern, record)):
            return _told(found or Match(Outcome.VERIFIED, score=90), "coarser")
    return None


def _by_case(name: str, source: SourceText, _aliases: tuple[KnownName, ...], record: str) -> Match | None:
    """The same in capitals, in small letters or with other marks on its letters."""
    forms = [_pattern(name, upper=True)] if not name.isupper() else []
    for pattern in forms:
        found = _anywhere(pattern, source)
        if found is not None:
            return found
    if name.isupper() and len(name) <= 6:
        return None
    folded = _pattern(without_marks(name))
    for layer in source.layers:
        found_at = _search(folded, layer.folded)
        if found_at is not None:
            same = len(layer.text) == len(layer.folded)
            hit = source.hit(layer, *found_at) if same else None
            return Match(Outcome.VERIFIED, how="coarser", hit=hit, score=80)
    if record and _is_in(folded, without_marks(record)):
        return Match(Outcome.VERIFIED, how="coarser", score=80)
    return None


_WORD_BEFORE = lazy_pattern(r"([^\W_][\w.'’-]*)[ \u00a0]\Z")
_WORD_AFTER = lazy_pattern(r"[ \u00a0]([^\W_][\w'’-]*)")


def _by_family(name: str, source: SourceText, _aliases: tuple[KnownName, ...], _record: str) -> Match | None:
    """A person by the family name alone, where the source gives no other given name to it."""
    words = name.split()
    if not _is_person(words):
        return None
    leading = words[0].casefold() in _FAMILY_FIRST
    family = words[0] if leading else words[-1]
    pattern = _pattern(family)
    bare: Match | None = None
    for layer in source.layers:
        for match in pattern.finditer(layer.text):
            before = _WORD_BEFORE.search(layer.text, max(0, match.start() - 24), match.start())
            after = _WORD_AFTER.match(layer.text, match.end()) if leading else None
            if _is_given(before[1] if before else "") or (after is not None and _is_given(after[1])):
                return None
            if match.start() and layer.text[match.start() - 1].isalnum():
                continue
            bare = bare or Match(
                Outcome.VERIFIED, how="coarser", hit=source.hit(layer, match.start(), match.end()), score=70
            )
        if bare is not None:
            break
    return bare


def _is_given(word: str) -> bool:
    """Whether a word beside a family name looks like a given name: a capital, and no title, country or the like."""
    low = word.casefold().rstrip(".")
    if not word[:1].isupper() or low in _TITLES or low in _STARTERS or low in _GENERIC or low in _CALENDAR:
        return False
    return low not in _FORMS and low not in _OFFICES and _bare(word) == word


def _by_words(name: str, source: SourceText, _aliases: tuple[KnownName, ...], record: str) -> Match | None:
    """A body by its words in another order, near each other: the Trade Ministry, the Ministry of Trade."""
    words = [word for word in re.split(r"[\s‑-]+", name) if word.casefold() not in _PARTICLES | {"the", "&", "and"}]
    if len(words) < 2 or _is_person(name.split()):
        return None
    countries = [word for word in words if word.casefold() in _FORMS]
    kept = [word for word in words if word not in countries] if len(countries) < len(words) else words
    if len(countries) + len(kept) < 2:
        return None
    rest = [_pattern(without_marks(word)) for word in kept[1:]]
    for layer in source.layers:
        text = layer.folded
        for match in _pattern(without_marks(kept[0])).finditer(text):
            near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if all(_is_in(pattern, near) for pattern in rest):
                same = len(text) == len(layer.text)
                hit = source.hit(layer, match.start(), match.end()) if same else None
                if all(_country_is_there(word, source, record) for word in countries):
                    return Match(Outcome.VERIFIED, how="coarser", hit=hit, score=60)
    return None


_NEAR = 60
"""Characters within which the words of a body's name must stand: our own choice."""


def _country_is_there(word: str, source: SourceText, record: str) -> bool:
    whole = {"south": "South Korea", "north": "North Korea"}.get(word.casefold(), word)
    return _is_anywhere(_pattern(word), source) or _by_country(whole, source, (), record) is not None


def _is_anywhere(pattern: re.Pattern[str], source: SourceText) -> bool:
    return _anywhere(pattern, source) is not None


def _by_parts(name: str, source: SourceText, aliases: tuple[KnownName, ...], record: str) -> Match | None:
    """Two names that the claim puts together: Trump-Kim, South Korean Hanwha, Seoul-based."""
    parts = [part for part in re.split(r"[‐‑–-]", name) if part]
    if len(parts) > 1 and all(part[0].isupper() and len(part) > 2 for part in parts):
        matches = [match_name(Name(part, 0, len(part)), source, aliases, record) for part in parts]
    elif (cut := _country_before(name)) > 0:
        matches = [
            match_name(Name(part, 0, len(part)), source, aliases, record)
            for part in (name[:cut].strip(), name[cut:].strip())
        ]
    else:
        return None
    if all(match.outcome is Outcome.VERIFIED for match in matches):
        return replace(matches[-1], how="coarser", score=50)
    return None


def _by_capital(name: Name, source: SourceText, record: str) -> Match | None:
    """A capital that stands for its government, where the source has the country: "Seoul agreed".

    As a place it is found where the source says "the South Korean capital".
    """
    country = _CAPITAL_OF.get(name.text.casefold(), "")
    if not country or not _country_is_there(country, source, record):
        return None
    if name.place and not _says_capital_of(country, source):
        return None
    return Match(Outcome.VERIFIED, how="alias", found=country, score=80)


def _says_capital_of(country: str, source: SourceText) -> bool:
    forms = [_pattern(_titled(form)) for form in _FORMS.get(country.casefold(), ())]
    for layer in source.layers:
        for match in _CAPITAL_WORD.finditer(layer.text):
            near = layer.text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
            if any(_is_in(form, near) for form in forms):
                return True
    return False


_CAPITAL_WORD = lazy_pattern(r"\bcapital\b(?!\s(?:of\s[a-z]|punishment|gains|markets?|spending|flows?|controls?))")


def _country_before(name: str) -> int:
    """Where the rest of a name begins that opens with a country: "South Korean Hanwha"; 0 where none does."""
    words = name.split()
    for count in range(min(3, len(words) - 1), 0, -1):
        head = " ".join(words[:count])
        if head.casefold() in _FORMS:
            return len(head)
    return 0


_CAPITALS = lazy_pattern(r"[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|of|the|de|van|bin))*")


def _nearest(name: str, source: SourceText) -> tuple[str, float]:
    """The name of the source that looks most like it, and how much: 0 to 100."""
    from rapidfuzz import fuzz, process  # a run that looks for nothing does without

    seen = dict.fromkeys(match[0] for layer in source.layers[:1] for match in _CAPITALS.finditer(layer.text[:_MOST]))
    candidates = [one for one in seen if one.casefold() not in _STARTERS and len(one) < 60]
    best = process.extractOne(name, candidates, scorer=fuzz.ratio, score_cutoff=50)
    return (best[0], float(best[1])) if best else ("", 0.0)


_MOST = 200_000
"""Characters of a source that are looked through for the nearest name."""
