"""What was found on claims, as a reader meets it: behind a citation, in the text, in the box, and in the record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from briefings.desk.files import read_templates
from briefings.diagnostics import Place
from briefings.editions.claims import claims_of_citations, judgement_key, printed_claims
from briefings.editions.numbering import number
from briefings.editions.records import to_json, to_record
from briefings.editions.sourcing import sourcing
from briefings.model import Edition, FormattedCitation, FormattedCitations, Sheet
from briefings.reading.claims import written_text
from briefings.rendering.findings import findings
from briefings.rendering.labels import LABELS
from briefings.rendering.sheet import to_sheet
from briefings.rendering.templates import choose_options, parse_template
from briefings.rendering.view import View, short_names, to_view
from briefings.support import CiteEvidence, CiteState, ClaimEvidence, Hit, Item, Outcome, Passage, Standing
from tests.cases import Case, read_cases
from tests.conftest import ROOT
from tests.desks import edition_of

VERIFIED, ALTERED, NOT_FOUND = Outcome.VERIFIED, Outcome.ALTERED, Outcome.NOT_FOUND
UNVERIFIABLE, NOTHING = Outcome.UNVERIFIABLE, Outcome.NOTHING

SOURCE = """\
=== content/sources/{key}.yaml
type: report
title: {key}
author: [{{family: {name}}}]
issued: 2025
provenance: {{kind: analysis, originator: {name}, reliability: {grade}, basis: B., descriptor: D., ai: none}}
"""
NOTE = """\
=== content/notes/security/deal.md
---
title: Deal
topic: security
date: 2026-01-29
---

"""
DESK = SOURCE.format(key="lee", name="Lee", grade="C") + SOURCE.format(key="moe", name="Moe", grade="F") + NOTE


def edition(text: str, **found: ClaimEvidence) -> Edition:
    """The edition of a note with `text`; `found` is by the first word of a claim, or the id of a judgement."""
    made = edition_of(DESK + text)
    keys = {
        re.findall(r"\w+", written_text(claim.children))[0]: key for key, claim in reversed([*printed_claims(made)])
    }
    keys |= {judgement.id.replace("-", "_"): judgement_key(judgement) for judgement in made.judgements}
    return replace(
        made,
        evidence={keys[word]: replace(one, document=keys[word][0], claim=keys[word][1]) for word, one in found.items()},
    )


def evidence(
    outcome: Outcome, *items: Item, standing: Standing = "single-source", groups: Any = None, **cites: Any
) -> ClaimEvidence:
    """Evidence on sources each in some state; one origin each unless `groups` says other."""
    cited = tuple(CiteEvidence(key, state, "d" * 64) for key, state in (cites or {"lee": "read"}).items())
    parted = tuple((cite.key,) for cite in cited) if groups is None else groups
    return ClaimEvidence("", "", "x", outcome, items, cited, parted, standing)


def plain(outcome: Outcome, **cites: Any) -> ClaimEvidence:
    """Evidence with one figure of that outcome, or with none."""
    return evidence(outcome, *(() if outcome is NOTHING else (Item("figure", "7%", outcome),)), **cites)


def blank(made: Edition, *, note_style: bool = True) -> FormattedCitations:
    count = range(1, len(number(made).clusters) + 1)
    clusters = (
        FormattedCitation("", f"n {one}") if note_style else FormattedCitation(f"({one})", None) for one in count
    )
    return FormattedCitations(note_style, tuple(clusters), ())


def view(made: Edition, medium: str = "screen", *, note_style: bool = True) -> View:
    formatted = blank(made, note_style=note_style)
    return to_view(made, formatted, number(made), medium=medium, labels=LABELS, options={}, pictures={}, style="")


def opened(made: Edition, *, note_style: bool = True) -> list[list[View]]:
    """What each citation opens, in reading order; that of the desk's own troops and judgement left out."""
    return [popover["claims"] for popover in view(made, note_style=note_style)["popovers"] if popover["claims"]]


def body(made: Edition, medium: str = "screen") -> str:
    notes = view(made, medium)["sections"][0]["notes"]
    return next(str(note["body"]) for note in notes if note["id"] == "security/deal")


# ---------------------------------------------------------------- one thing

AT_3 = Hit("lee", 0, 1, page=3)


def item(kind: Any, outcome: Outcome, **more: Any) -> Item:
    return Item(kind, more.pop("text", "$2.7 billion"), outcome, **more)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (item("quotation", VERIFIED, how="exact", hit=AT_3), "found word for word (page\xa03)"),
        (item("quotation", VERIFIED, how="ellipsis"), "found, with words left out at the ellipsis"),
        (item("quotation", VERIFIED, how="line-break"), "found, with a word parted at the end of a line"),
        (item("quotation", VERIFIED, how="insertion"), "found, but for the desk’s own words in square brackets"),
        (item("figure", VERIFIED, how="exact", found="$2.7 billion"), "found"),
        (item("figure", VERIFIED, how="exact", found="US$2.7bn"), "found as US$2.7bn"),
        (item("figure", VERIFIED, how="rounded", found="US$2.74 billion"), "found, rounded from US$2.74 billion"),
        (item("figure", VERIFIED, how="about", found="2.81"), "found, near enough for “about”: 2.81"),
        (item("figure", VERIFIED, how="converted", found="2,700 million"), "found, converted from 2,700 million"),
        (item("figure", VERIFIED, how="calculated"), "worked out from other figures of the desk"),
        (item("figure", VERIFIED, how="rounded"), "found"),
        (item("date", VERIFIED, how="exact", hit=AT_3), "found (page\xa03)"),
        (item("date", VERIFIED, how="coarser", found="7 May 2025"), "found in more detail: 7 May 2025"),
        (item("name", VERIFIED, how="alias", found="이재명"), "found by the alias 이재명"),
        (
            item("figure", VERIFIED, how="exact", problem="bound", found="up to 12,000", hit=AT_3),
            "found (page\xa03); another bound; the source has up to 12,000",
        ),
        (
            item("quotation", ALTERED, problem="words", differences=(("seek", "not seek"),), hit=AT_3),
            "the source has ‘not seek’ where this has ‘seek’ (page\xa03)",
        ),
        (
            item("quotation", ALTERED, problem="words", differences=(("", "not"), ("very", ""))),
            "the source also has ‘not’; the source does not have ‘very’",
        ),
        (item("quotation", ALTERED), "other words"),
        (item("figure", ALTERED, problem="scale", found="$2.7 million"), "another scale; the source has $2.7 million"),
        (item("figure", ALTERED, problem="unit", found="2.7 points"), "another unit; the source has 2.7 points"),
        (item("figure", ALTERED, problem="currency", found="RMB 2.7bn"), "another currency; the source has RMB 2.7bn"),
        (item("figure", ALTERED, problem="value", found="2.9"), "another value; the source has 2.9"),
        (
            item("figure", ALTERED, problem="precision", found="3 billion"),
            "more exact than the source; the source has 3 billion",
        ),
        (item("figure", ALTERED, problem="range", found="2 to 3"), "the source gives a range; the source has 2 to 3"),
        (item("name", NOT_FOUND, problem="absent"), "not found in Lee\xa02025"),
        (
            item("name", NOT_FOUND, problem="absent", found="White Home"),
            "not found in Lee\xa02025; the nearest is White Home",
        ),
        (
            item("quotation", NOT_FOUND, required=False),
            "not found in Lee\xa02025; so few words may quote nobody, and do not count",
        ),
        (item("figure", UNVERIFIABLE), "not compared"),
    ],
)
def test_what_was_found_is_told_in_words(one: Item, told: str) -> None:
    """How it was matched, or what is wrong with it, and what the source has."""
    ((claim,),) = opened(edition("One [@lee].", One=evidence(one.outcome, one)))
    assert [each["told"] for each in claim["looked_for"]] == [told]


def test_of_several_sources_the_one_is_named() -> None:
    """Where it was found, or in how many it was not."""
    found = evidence(
        NOT_FOUND,
        item("name", VERIFIED, how="exact", hit=Hit("moe", 0, 1)),
        item("date", VERIFIED, how="exact", hit=AT_3),
        item("figure", NOT_FOUND),
        lee="read",
        moe="read",
    )
    ((claim,),) = opened(edition("One [@lee; @moe].", One=found))
    assert [each["told"] for each in claim["looked_for"]] == [
        "found (Moe\xa02025)",
        "found (Lee\xa02025, page\xa03)",
        "not found in the 2 cited sources",
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("not-kept", "No copy is kept: Lee\xa02025."),
        ("missing", "The kept copy is not at hand: Lee\xa02025."),
        ("changed", "The kept copy is not the one that was recorded: Lee\xa02025."),
        ("unreadable", "The kept copy cannot be read: Lee\xa02025."),
    ],
)
def test_why_a_source_was_not_compared(state: CiteState, said: str) -> None:
    """Said once for the claim, and not where the claim holds nothing to compare."""
    made = edition("One [@lee]. Two [@lee].", One=plain(UNVERIFIABLE, lee=state), Two=plain(NOTHING, lee=state))
    ((one,), (two,)) = opened(made)
    assert one["remarks"] == [said]
    assert two["remarks"] == ["No quotation, figure, date or name was recognised in it."]


def test_a_printed_figure_in_a_quotation_is_an_ellipsis() -> None:
    """The mark that stands for a figure of the desk is no letter a reader knows."""
    made = edition("One [@lee].", One=evidence(VERIFIED, item("quotation", VERIFIED, text="we keep \ufffc here")))
    assert opened(made)[0][0]["looked_for"][0]["text"] == "we keep … here"
    assert json.loads(to_json(made))["sections"][0]["notes"][0]["claims"][0]["evidence"]["items"][0]["text"] == (
        "we keep … here"
    )


# ---------------------------------------------------------------- one claim


@pytest.mark.parametrize(
    ("found", "origins", "contested"),
    [
        (evidence(NOTHING), "Rests on one origin: Lee\xa02025.", ""),
        (
            evidence(NOTHING, groups=(("lee", "moe"),), lee="read", moe="read"),
            "Rests on one origin: Lee\xa02025, Moe\xa02025.",
            "",
        ),
        (
            evidence(NOTHING, standing="contested", lee="read", moe="read"),
            "Rests on 2 independent origins: Lee\xa02025; Moe\xa02025.",
            "Contested: sources are known to disagree.",
        ),
        (evidence(NOTHING, standing="unsupported", groups=()), "", ""),
    ],
)
def test_a_claim_tells_its_origins(found: ClaimEvidence, origins: str, contested: str) -> None:
    """The sources of one origin stand together; several origins are parted."""
    ((claim,),) = opened(edition("One [@lee; @moe].", One=found))
    assert (claim["origins"], claim["contested"]) == (origins, contested)


def test_finding_is_not_supporting() -> None:
    """Said wherever something was found, and nowhere else."""
    made = edition("One [@lee]. Two [@lee].", One=plain(VERIFIED), Two=plain(NOT_FOUND))
    assert [claim["caveat"] for (claim,) in opened(made)] == [
        "That words are found does not mean that the source supports the sentence, or is right.",
        "",
    ]


def test_every_citation_of_a_claim_opens_the_same() -> None:
    """Two citations in one sentence, and a footnote that only cites; in an in-text style alike."""
    made = edition("One [@lee], and more [@moe].[^1] Two [@lee].\n\n[^1]: [@lee].\n", One=plain(ALTERED))
    first, second, third = opened(made)
    assert first == second == third
    assert first[0]["state_label"] == "Altered"
    one, two, *_ = opened(made, note_style=False)
    assert one == two == first


def test_a_footnote_opens_what_was_found_on_its_own_sentences() -> None:
    """And neither what was found on the sentence it is called in, nor anything where it cites nothing."""
    text = "One [@lee].[^1] Two.[^1] Three [@lee].[^2]\n\n[^1]: Four [@moe]. Five [@moe].\n\n[^2]: Six.\n"
    found = {"One": plain(VERIFIED), "Three": plain(VERIFIED), "Four": plain(NOT_FOUND), "Five": plain(ALTERED)}
    states = [[claim["state"] for claim in claims] for claims in opened(edition(text, **found))]
    assert states == [["verified"], ["not-found", "altered"], ["verified"]]
    box = sourcing(edition(text, **found))
    assert (box.count(VERIFIED), box.count(NOT_FOUND), box.count(ALTERED)) == (2, 1, 1)
    html = "".join(note["text"] for note in view(edition(text, **found))["notes"])
    assert html.count("claim-state") == 2
    assert html.count(' id="c-') == 2
    texts = "".join(popover["text"] for popover in view(edition(text, **found))["popovers"])
    assert texts.count('<span class="claim">') == 2
    assert ' id="' not in texts


def test_a_judgement_opens_what_was_found_on_its_statement() -> None:
    """With the origins of statement and basis together, as the page counts them; the basis opens its own claims."""
    text = (
        '::: {.judgement #stay likelihood="likely" confidence="low"}\nIt is likely to stay [@lee].\n\n'
        "Because [@moe].\n:::\n"
    )
    made = edition(text, stay=plain(VERIFIED), Because=plain(NOTHING, moe="read"))
    (statement,), (basis,) = opened(made)
    assert (statement["state"], statement["origins"]) == (
        "verified",
        "Rests on 2 independent origins: Lee\xa02025; Moe\xa02025.",
    )
    assert (basis["state"], basis["origins"]) == ("nothing", "Rests on one origin: Moe\xa02025.")


def test_what_joins_the_sources_of_a_statement_joins_them_beside_its_basis() -> None:
    """The evidence is of the statement alone; a source of the basis may still be another origin."""
    text = (
        '::: {.judgement #stay likelihood="likely" confidence="low"}\nIt is likely to stay [@lee; @moe].\n\n'
        "Because [@smith-2025].\n:::\n"
    )
    one = evidence(NOTHING, groups=(("lee", "moe"),), lee="read", moe="read")
    made = edition(text, stay=one)
    assert opened(made)[0][0]["origins"] == ("Rests on 2 independent origins: Lee\xa02025, Moe\xa02025; Smith\xa02025.")
    assert sourcing(made).single_origin_judgements == (2,)  # the desk's own, not this one


def test_without_evidence_a_citation_opens_as_before() -> None:
    """Nothing is said of a claim that nobody looked at."""
    made = edition("One [@lee].")
    assert opened(made) == []
    assert view(made)["sourcing"]["states"] == []
    (said,) = view(made)["sourcing"]["checked"]
    assert said == (
        "Origins are counted from what the desk has declared of each source. "
        "Quotations and figures were not compared with the kept sources for this edition."
    )
    record = to_record(made)
    assert record["evidence"] is None
    assert [claim["evidence"] for claim in record["sections"][0]["notes"][0]["claims"]] == [None]


# ---------------------------------------------------------------- the marks


def marks(html: str) -> list[str]:
    return re.findall(r'class="claim-state">\u2060<svg class="mark mark-[a-z-]+" role="img" aria-label="([^"]+)"', html)


def test_a_claim_is_marked_where_a_reader_should_stop() -> None:
    """A verified one and one with nothing to look for stay clean; paper has no marks."""
    made = edition(
        "One [@lee]. Two [@lee]. Three [@lee]. Four [@lee]. Five [@lee].",
        One=plain(VERIFIED),
        Two=plain(ALTERED),
        Three=plain(NOT_FOUND),
        Four=plain(UNVERIFIABLE),
        Five=evidence(NOTHING, standing="contested"),
    )
    assert marks(body(made)) == ["Altered", "Not found", "Not verifiable", "Contested"]
    assert "mark" not in body(made, "print")


def test_where_nothing_was_compared_not_every_claim_is_marked() -> None:
    """The box says it once for all."""
    made = edition("One [@lee]. Two [@lee].", One=plain(UNVERIFIABLE), Two=plain(UNVERIFIABLE))
    assert marks(body(made)) == []
    assert marks(body(replace(made, evidence={**made.evidence, ("x", "y"): plain(VERIFIED)}))) == []


def test_a_row_is_marked_once_beside_its_citation() -> None:
    """Its cells are one claim."""
    text = "| Year | Dues |\n|---|---|\n| The last | [troops]{.figure} |\n| The next [@lee] | 9 [@lee] |\n"
    made = edition(text, The=plain(ALTERED))
    assert len(marks(body(made))) == 1
    assert re.search(r"</sup>.{0,300}<span class=\"claim-state\">", body(made))


def test_a_sentence_of_two_notes_is_marked_in_each() -> None:
    """Each note has its own finding."""
    other = NOTE.replace("security/deal", "security/other") + "One [@lee].\n"
    made = edition_of(f"{DESK}One [@lee].\n{other}")
    keys = dict.fromkeys(key for key, claim in printed_claims(made) if written_text(claim.children) == "One.")
    assert [document for document, _id in keys] == ["security/deal", "security/other"]
    made = replace(made, evidence=dict.fromkeys(keys, plain(NOT_FOUND)))
    assert [marks(str(note["body"])) for note in view(made)["sections"][0]["notes"][:2]] == [["Not found"]] * 2
    assert sourcing(made).outcomes == ((NOT_FOUND, 1),)


def test_a_judgement_is_marked_behind_its_statement() -> None:
    """As a claim is, and on screen alone."""
    made = edition("One [@lee].", One=plain(VERIFIED), troop_cut=plain(ALTERED))
    assert marks(str(view(made)["judgements"][0]["statement"])) == ["Altered"]
    assert marks(str(view(made, "print")["judgements"][0]["statement"])) == []


# ------------------------------------------------------------------ the box

BOX = Path(__file__).parent / "cases" / "box.md"


def box_of(*outcomes: Outcome, judgement: Outcome = NOTHING) -> list[str]:
    """What the box says of an edition whose claims came out so."""
    words = ["One", "Two", "Three", "Four", "Five"][: len(outcomes)]
    text = " ".join(f"{word} [@lee]." for word in words)
    found = {word: plain(outcome) for word, outcome in zip(words, outcomes, strict=True)}
    made = edition(text, **found, troop_cut=plain(judgement))
    said: list[str] = view(made)["sourcing"]["checked"]
    return said


@pytest.mark.parametrize("case", [pytest.param(case, id=case.title) for case in read_cases(BOX)])
def test_the_box_says_what_was_verified_and_what_was_not(case: Case) -> None:
    """All, none, some; one and many; no more than is so: the cases of `cases/box.md`."""
    outcomes = [Outcome(word) for word in case.input.split()]
    assert "\n".join(box_of(*outcomes)) == case.expected


def test_the_box_says_where_a_judgement_failed() -> None:
    """By the numbers of the judgements, for a reader of the paper too."""
    assert box_of(VERIFIED, judgement=NOT_FOUND)[1] == "Judgements in which something was not found as it stands: 1."
    assert box_of(VERIFIED, judgement=UNVERIFIABLE)[1] == "Judgements in which something could not be compared: 1."


def test_the_box_counts_each_state() -> None:
    """The five states, and contested claims where there are any."""
    made = edition("One [@lee]. Two [@lee].", One=plain(VERIFIED), Two=evidence(NOTHING, standing="contested"))
    assert [(one["label"], one["count"]) for one in view(made)["sourcing"]["states"]] == [
        ("Verified", 1),
        ("Altered", 0),
        ("Not found", 0),
        ("Not verifiable", 0),
        ("Nothing to look for", 1),
        ("Contested", 1),
    ]
    assert "Claims on which sources are known to disagree: 1." in view(made)["sourcing"]["checked"]


def test_origins_are_those_that_the_edition_names() -> None:
    """Two authors whom the kept copies show to be one origin are one; the box says how it was told."""
    made = edition("One [@lee; @moe].", One=evidence(NOTHING, groups=(("lee", "moe"),), lee="read", moe="read"))
    assert (sourcing(made).origins, sourcing(made).single_origin_claims) == (3, 2)
    made = replace(made, origins={"lee": "lee", "moe": "lee", "smith-2025": "smith-2025"}, evidence={})
    assert (sourcing(made).origins, sourcing(made).single_origin_claims) == (2, 2)
    assert [source["origin"] for source in to_record(made)["sources"]] == ["lee", "lee", "smith-2025"]
    made = replace(
        made, evidence={("security/deal", "x"): plain(NOTHING), **edition("One [@lee].", One=plain(NOTHING)).evidence}
    )
    assert view(made)["sourcing"]["checked"][-1] == (
        "Origins are counted from what the desk has declared and what the kept copies show."
    )


# ------------------------------------------------------------- a whole sheet


def sheet(made: Edition, template: str, medium: str) -> Sheet:
    found, mistakes = parse_template(template, read_templates(ROOT)[0], Place("x"))
    assert found is not None
    options, more = choose_options(found, {}, {})
    page, told = to_sheet(
        made, blank(made), number(made), medium=medium, template=found, options=options, pictures={}, labels={}
    )
    assert (*mistakes, *more, *told) == ()
    assert page is not None
    return page


@pytest.mark.parametrize("template", ["bulletin", "one-pager"])
@pytest.mark.parametrize("medium", ["print", "screen"])
def test_a_judgement_of_one_origin_says_so(template: str, medium: str) -> None:
    """At the judgement, with the grade, on paper and on screen."""
    text = '::: {.judgement #stay likelihood="likely" confidence="low"}\nIt is likely [@lee; @moe].\n\nBecause.\n:::\n'
    one = evidence(NOTHING, groups=(("lee", "moe"),), lee="read", moe="read")
    said = '<p class="one-origin">Rests on one origin: Lee\xa02025 (graded C), Moe\xa02025 (graded F)</p>'
    assert said in sheet(edition(text, stay=one), template, medium).html
    assert said not in sheet(edition(text, stay=evidence(NOTHING, lee="read", moe="read")), template, medium).html


def test_the_page_is_the_same_from_the_lock() -> None:
    """What was verified now and what was read from the lock come out in the same bytes."""
    hit = Hit("lee", 10, 20, "page", 3)
    found = evidence(VERIFIED, item("figure", VERIFIED, how="rounded", found="US$2.74 billion", hit=hit))
    cite = replace(found.cites[0], passage=Passage("lee", 4, 50, "f" * 32))
    now = edition("One [@lee].", One=replace(found, cites=(cite,)))
    then = edition("One [@lee].", One=replace(found, cites=(cite,), locked=True))
    assert now.evidence != then.evidence
    assert to_json(now) == to_json(then)
    for medium in ("print", "screen"):
        assert sheet(now, "bulletin", medium) == sheet(then, "bulletin", medium)


def test_the_record_tells_what_was_found() -> None:
    """State, standing, origins, items and the digests of passages: the whole of it, and it fits the schema."""
    cite = CiteEvidence("lee", "read", "d" * 64, Passage("lee", 4, 50, "f" * 32, page=3))
    found = evidence(
        ALTERED,
        item("quotation", ALTERED, problem="words", differences=(("seek", "not seek"),), hit=AT_3),
        item("figure", VERIFIED, how="rounded", found="US$2.74 billion", hit=Hit("lee", 0, 1)),
    )
    made = edition("One [@lee].", One=replace(found, cites=(cite,)), troop_cut=plain(VERIFIED))
    record = json.loads(to_json(made))
    (note,) = (note for note in record["sections"][0]["notes"] if note["id"] == "security/deal")
    assert note["claims"][0]["evidence"] == {
        "state": "altered",
        "standing": "single-source",
        "origins": [["lee"]],
        "items": [
            {
                "kind": "quotation",
                "text": "$2.7 billion",
                "state": "altered",
                "required": True,
                "how": "",
                "problem": "words",
                "found": "",
                "differences": [["seek", "not seek"]],
                "source": "lee",
                "page": 3,
            },
            {
                "kind": "figure",
                "text": "$2.7 billion",
                "state": "verified",
                "required": True,
                "how": "rounded",
                "problem": "",
                "found": "US$2.74 billion",
                "differences": [],
                "source": "lee",
                "page": None,
            },
        ],
        "passages": [{"source": "lee", "digest": "f" * 32}],
    }
    assert record["evidence"] == {
        "claims": {"verified": 0, "altered": 1, "not-found": 0, "unverifiable": 0, "nothing": 0},
        "judgements": {"verified": 1, "altered": 0, "not-found": 0, "unverifiable": 0, "nothing": 0},
        "items": {"quotation": {"altered": 1}, "figure": {"verified": 2}, "date": {}, "name": {}},
        "contested-claims": 0,
    }
    schema = json.loads((ROOT / "docs" / "schema" / "edition-1.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(record)] == []


def test_a_citation_stands_for_its_claim() -> None:
    """In the document in which it is written: the brief's own, a note's, a judgement's."""
    made = edition("One [@lee].")
    keys = [key for keys in claims_of_citations(made).values() for key in keys]
    assert [document for document, _id in keys] == ["security/troops", "security/deal", "security/troops"]
    assert keys[0] == ("security/troops", "troop-cut")


def palettes() -> Iterator[tuple[str, str, str]]:
    """Each colour of a mark in the shipped style, with the paper it stands on."""
    style = (Path(ROOT) / "templates" / "bulletin" / "brief.css").read_text(encoding="utf-8")
    light, dark = (re.search(rf"--paper: ({paper})\b", style) for paper in ("#fff", "#14181a"))
    assert light is not None
    assert dark is not None
    for name in ("good", "doubt", "bad"):
        one, other = re.findall(rf"--{name}: (#[0-9a-f]{{6}})", style)
        yield name, one, "#ffffff"
        yield name, other, dark[1]


@pytest.mark.parametrize(("name", "colour", "paper"), [*palettes()])
def test_the_marks_can_be_seen(name: str, colour: str, paper: str) -> None:
    """A contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3), on the light paper and the dark."""

    def light(text: str) -> float:
        parts = [int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(colour), light(paper)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5, name


def test_the_words_of_a_finding_are_labels() -> None:
    """A desk prints in its own language: another word for a state comes out everywhere."""
    made = edition("One [@lee].", One=plain(ALTERED))
    labels = {**LABELS, "state_altered": "Geändert", "not_compared": "?"}
    found = findings(made, labels, short_names(made.sources))
    (node, *_) = (node for node, keys in claims_of_citations(made).items() if keys[0] in made.evidence)
    assert found.of(node)[0]["state_label"] == "Geändert"
