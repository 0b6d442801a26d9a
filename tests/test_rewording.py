"""Texts that a machine has reworded are told from those that people wrote, and a page of a server from a source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from briefings.checks.machining import invisible_characters
from briefings.evidence.languages import language_of, other_language
from briefings.evidence.lock import parse_lock
from briefings.evidence.rewording import (
    Rewording,
    Wording,
    find_names,
    find_phrases,
    find_respelt_names,
    find_respelt_speech,
)
from briefings.evidence.walls import find_wall
from tests.conftest import ROOT

SEEDS = Path(os.environ.get("BRIEFINGS_SNAPSHOTS", ROOT / "snapshots"))


def rewordings(text: str) -> list[Rewording]:
    wording = Wording(text)
    return [*find_names(wording), *find_phrases(wording)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("spoke at the White Home today", "White House"),
        ("spoke at the White\nHome, he said", "White House"),
        ("the Joint Bosses of Staff", "Joint Chiefs of Staff"),
        ("the Worldwide Financial Fund", "International Monetary Fund"),
        ("the Home of Representatives voted", "House of Representatives"),
        ("the New York Instances", "New York Times"),
        ("South Korean Protection Minister Ahn", "Defense Minister"),
        ("after the World Warfare", "World War"),
        ("the People's Liberation Army and the Folks's Republic", "People's Republic"),
        ("a martial regulation bid", "martial law"),
        ("Counterfeit consciousness has arrived", "artificial intelligence"),
        ("a better flag to clamor ratio", "signal to noise"),
        ("several random and irregular woodlands", "random forest"),
        ("said Chinese language officials", "Chinese officials"),
    ],
)
def test_a_respelling_is_found_with_what_it_stands_for(text: str, meant: str) -> None:
    assert [one.meant for one in rewordings(text)] == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "The White House, the Supreme Court and the Joint Chiefs of Staff met at the Rose Garden.",
        "Counterfeit Consciousness, a musical group; Flag to Clamor Records; Irregular Backwoods Tours, guided walks.",
        "The National Safety Council and the Nuclear Safety Council published a paper on road safety.",
        "The Environmental Protection Minister met the Consumer Protection Secretary of the State.",
        "The Home Office and its Home Secretary; the Commerce Department; an Annual General Meeting.",
        "The Supreme Court docket is full; the Justice Division of the firm is not.",
        "A Chinese language school; the Korean language exam; Chinese-language media.",
        "A road safety council's chair; white homes; a home office; the oval workplace of the firm.",
        "Global warming, machine learning, random forests and breast cancer; the signal to noise ratio.",
        "The Overseas Development Institute, the Overseas Private Investment Corporation and Overseas Territories.",
        "The Financial Times, the Wall Street Journal, the Washington Post and the Associated Press.",
        "The Korean Air Force and the Workers' Party; the Particular Baptists; Great Britain; a Red Cross.",
    ],
)
def test_names_that_somebody_bears_are_left_alone(text: str) -> None:
    assert rewordings(text) == []


def test_a_name_is_told_by_another_source_that_has_it() -> None:
    """With its capitals; a source that has the same name tells nothing, nor does a name of two words."""
    spun = Wording("He went to Join For Wellbeing Colorado. The Commerce Minister went too.")
    plain = Wording("Connect for Health Colorado is an exchange. The Trade Minister went too.")
    assert list(find_respelt_names(spun, (plain,))) == [
        Rewording("Join For Wellbeing Colorado", "Connect for Health Colorado")
    ]
    assert list(find_respelt_names(spun, (plain, Wording("It is join for wellbeing colorado.")))) == []
    assert list(find_respelt_names(plain, (spun,))) == []


def test_speech_is_told_by_the_source_it_goes_back_to() -> None:
    """The same words, and other speech, are no respelling."""
    one = Wording(
        "“We will not discuss the withdrawal of our troops.” “The budget is a matter for the parliament alone.”"
    )
    same = Wording('He said: "We will not discuss the withdrawal of our troops."')
    other = Wording("“We will not talk about the removal of our troops.”")
    assert list(find_respelt_speech(same, one)) == []
    assert list(find_respelt_speech(other, one)) == [
        Rewording("talk about the removal of our", "discuss the withdrawal of our troops.")
    ]


def test_of_the_five_documents_one_is_reworded() -> None:
    """So says the lock; where the documents are at hand, they are looked at again."""
    lock = parse_lock((ROOT / "content/evidence.lock.json").read_text(encoding="utf-8"))
    assert {one.source for one in lock.findings if one.code == "AIX02"} == {"reworded-report-2026"}
    for path in SEEDS.glob("*.txt"):
        found = rewordings(path.read_text(encoding="utf-8"))
        assert len(found) > 10 if path.name.startswith("004") else not found, path.name


# -------------------------------------------------------------------- walls


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("404\n\nThat page has gone.", "not-found"),
        ("Error 404", "not-found"),
        ("Diese Seite wurde nicht gefunden", "not-found"),
        ("요청하신 페이지를 찾을 수 없습니다.", "not-found"),
        ("403 Forbidden\nnginx", "refused"),
        ("Verify you are human by completing the action below.", "test"),
        ("You need to enable JavaScript to run this app.", "test"),
        ("This site uses cookies. Cookie settings", "consent"),
        (
            "We use cookies. Accept cookies. " + "The report tells of visits to forty schools and their kitchens. " * 9,
            "",
        ),
        (
            "We use cookies. Accept cookies. " + "Our partners set cookies for the purposes that you accept. " * 9,
            "consent",
        ),
        ("The inspectors were denied access to the site in 2024. Cookie policy", ""),
        ("Of 404 pages that were read, 500 sentences were kept.", ""),
        ("The court found no page of the ledger.", ""),
        ("Page not found " + "and much more of a long text about links " * 50, ""),
        ("", ""),
    ],
)
def test_what_a_server_shows_in_place_of_a_source(text: str, kind: str) -> None:
    found = find_wall(text)
    assert (found.kind if found else "") == kind


# ---------------------------------------------------------------- languages

TEXTS = {
    "de": "Die Regierung hat am Montag mit der Opposition über das Abkommen gesprochen, und sie wird es nicht vor dem "
    "Herbst vorlegen, wie ein Sprecher sagte. ",
    "en": "The government spoke with the opposition on Monday about the agreement, and it will not be laid before the "
    "house until the autumn, as a spokesman said. ",
    "es": "El gobierno anunció el lunes que las tropas no serán retiradas y que la cuestión se examinará con los "
    "aliados en los próximos meses. ",
    "fr": "Le gouvernement a annoncé lundi que les troupes ne seront pas retirées, et que la question sera examinée "
    "avec les alliés dans les mois qui viennent. ",
    "it": "Il governo ha annunciato lunedì che le truppe non saranno ritirate e che la questione sarà esaminata con "
    "gli alleati nei prossimi mesi. ",
    "ja": "韓国政府は月曜日に米国との交渉を再開すると発表した。",
    "ko": "한국 정부는 월요일에 미국과 방위비 협상을 다시 시작한다고 밝혔다. ",
    "nl": "De regering heeft maandag aangekondigd dat de troepen niet worden teruggetrokken en dat de kwestie met de "
    "bondgenoten zal worden besproken. ",
    "pt": "O governo anunciou na segunda-feira que as tropas não serão retiradas e que a questão será examinada com "
    "os aliados nos próximos meses. ",
    "ru": "Правительство сообщило в понедельник, что войска не будут выведены из страны. ",
    "zh": "韩国政府周一宣布将与美国重新开始谈判。",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_a_language_is_told(tag: str) -> None:
    assert language_of(TEXTS[tag] * 10) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (TEXTS["de"] * 10, "de-AT"),
        (TEXTS["de"] * 10, ""),
        (TEXTS["de"] * 10, "gsw"),
        (TEXTS["de"], "en"),  # too short
        (TEXTS["de"] * 5 + TEXTS["en"] * 5, "fr"),  # two of them
        (TEXTS["ko"] * 5 + TEXTS["en"] * 5, "en"),
        ("2024 | 133 | 140 | GDP % USD | Q1 Q2 Q3 Q4 | " * 60, "de"),
        ("Kim Jong-un, Lee Jae-myung, Ahn Gyu-back, Choi Sang-mok, " * 20, "de"),
    ],
)
def test_nothing_is_said_of_a_language_that_is_not_sure(text: str, tag: str) -> None:
    assert other_language(text, tag) == ""


def test_another_language_is_named() -> None:
    assert other_language(TEXTS["de"] * 10, "en-GB") == "German"


# --------------------------------------------------------------- characters


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffbegins with a mark",
        "Koope\u00adration",
        "👨\u200d👩\u200d👧 and 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "\u2068שלום\u2069 in a line",
        "葛\U000e0100城",
    ],
)
def test_characters_that_have_their_use(text: str) -> None:
    assert list(invisible_characters(text)) == []


@pytest.mark.parametrize("letter", "\u200b\u200c\u200d\u2060\u2063\u202e\u2066\ufeff\u00ad\U000e0041\U000e0120")
def test_characters_that_have_none(letter: str) -> None:
    assert [at for at, _name in invisible_characters(f"one {letter}two")] == [4]
