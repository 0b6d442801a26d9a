"""Findings that are let stand: what a suppression covers, until when, and when it is said to be of no use."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from briefings.checks import run
from briefings.checks.rules import RULES, Material
from briefings.checks.suppressing import Suppressions, apply, entries_of, place_of
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.editions.assembly import assemble
from briefings.evidence.evidence import Evidence
from briefings.support import CiteEvidence, CiteState, ClaimEvidence, Outcome
from tests.desks import read_dossier

assert run  # it imports every family of rules, and so enters them into the list

DAY = datetime.date(2026, 1, 30)
NOTE, SOURCE, BRIEF = "content/notes/security/deal.md", "content/sources/smith-2025.yaml", "content/briefs/alliance.md"
FIGURES = "content/figures/figures.yaml"


def note(*ignore: str, text: str = "Seoul keeps [troops]{.figure} in mind.", topic: str = "security") -> str:
    """The file of a note with these suppressions, each as a flow mapping without its reason."""
    lines = "".join(f"  - {{{one}, reason: It is so.}}\n" for one in ignore)
    path = f"content/notes/{topic}/deal.md"
    return f"=== {path}\n---\ntitle: Deal\ntopic: {topic}\ndate: 2026-01-20\nignore:\n{lines}---\n\n{text}\n"


def source(*ignore: str) -> str:
    lines = "".join(f"\n    - {{{one}, reason: It is so.}}" for one in ignore)
    return (
        f"=== {SOURCE}\ntype: report\ntitle: Forces\nprovenance:\n  kind: analysis\n  originator: Ann Smith\n"
        f"  reliability: B\n  basis: A record.\n  descriptor: A paper.\n  ignore:{lines}\n"
    )


def brief(*ignore: str) -> str:
    lines = "".join(f"  - {{{one}, reason: It is so.}}\n" for one in ignore)
    return f"=== {BRIEF}\n---\ntitle: Alliance\nsections: [{{topic: security}}]\nignore:\n{lines}---\n"


def settings(*lines: str) -> str:
    return '=== briefings.toml\n[desk]\nname = "D"\n[topics]\nsecurity = "S"\ntrade = "T"\n' + "\n".join(lines) + "\n"


QUIET = settings()
"""A desk that lets nothing stand."""


def material(text: str, *, date: datetime.date = DAY, evidence: Evidence | None = None) -> Material:
    dossier = read_dossier(QUIET + text)
    dossier = replace(dossier, texts={**dossier.texts, "briefings.toml": (QUIET + text).partition("=== content")[0]})
    editions = tuple(assemble(dossier, one, date) for one in dossier.briefs.values())
    return Material(dossier, editions, evidence or Evidence())


def found(
    code: str, path: str, *, claim: str = "", source: str = "", severity: Severity = Severity.WARNING
) -> Diagnostic:
    return Diagnostic(
        code=code, severity=severity, place=Place(path, 3), message="so it is", claim=claim, source=source
    )


def covers(text: str, finding: Diagnostic, *, date: datetime.date = DAY, brief: str = "") -> bool:
    """Whether the one finding is let stand."""
    return not Suppressions(material(text), date).standing((finding,), brief)


@pytest.mark.parametrize(
    ("text", "finding", "covered"),
    [
        (note("code: CUR01"), found("CUR01", NOTE), True),
        (note("code: cur"), found("CUR01", NOTE), True),
        (note("code: CU"), found("CUR01", NOTE), False),
        (note("code: CUR01"), found("CUR02", NOTE), False),
        (note("code: CUR01"), found("CUR01", "content/notes/security/troops.md"), False),
        (note("code: CUR01, claim: deal"), found("CUR01", NOTE, claim="deal"), True),
        (note("code: CUR01, claim: deal"), found("CUR01", NOTE, claim="other"), False),
        (note("code: CUR01, claim: deal"), found("CUR01", NOTE), False),
        (note("code: CUR01, severity: warning"), found("CUR01", NOTE, severity=Severity.INFO), True),
        (note("code: CUR01, severity: warning"), found("CUR01", NOTE), True),
        (note("code: CUR01, severity: warning"), found("CUR01", NOTE, severity=Severity.ERROR), False),
        (note("code: FIG01, claim: troops"), found("FIG01", FIGURES, claim="troops"), True),
        (note("code: FIG01, claim: troops", text="Nothing."), found("FIG01", FIGURES, claim="troops"), False),
        (note("code: FIG01"), found("FIG01", FIGURES, claim="troops"), False),
        (source("code: SRC02"), found("SRC02", SOURCE), True),
        (source("code: CUR02"), found("CUR02", NOTE, source="smith-2025"), True),
        (source("code: CUR02"), found("CUR02", NOTE, source="jones-2025"), False),
        (source("code: FIG01, claim: troops"), found("FIG01", FIGURES, claim="troops"), True),
        (source("code: FIG01, claim: other"), found("FIG01", FIGURES, claim="troops"), False),
        (brief("code: STR01"), found("STR01", BRIEF), True),
        (brief("code: STR01"), found("STR01", NOTE), False),
        (settings("[check.ignore]", 'fig01 = "so"'), found("FIG01", NOTE), True),
        (settings("[check.ignore]", 'FIG = {reason = "so", severity = "info"}'), found("FIG01", NOTE), False),
        (settings("[check.ignore]", 'SUP = "so"'), found("SUP01", NOTE), True),
    ],
)
def test_a_suppression_covers_what_it_names(text: str, finding: Diagnostic, covered: bool) -> None:
    """Of its own file, code, claim and weight, and nothing else."""
    assert covers(text, finding) is covered


def test_a_brief_lets_stand_what_is_found_on_its_own_pages() -> None:
    """A finding of the print stands in the template; the brief that was printed is told beside it."""
    finding = found("OUT01", "templates/bulletin/brief.css")
    assert covers(brief("code: OUT01"), finding, brief="alliance")
    assert not covers(brief("code: OUT01"), finding, brief="another")
    assert not covers(brief("code: OUT01"), finding)


def test_the_last_day_is_the_last_on_which_it_covers() -> None:
    """On the day named it holds; on the next it does not."""
    text = note("code: CUR01, until: 2026-01-30")
    assert covers(text, found("CUR01", NOTE))
    assert not covers(text, found("CUR01", NOTE), date=DAY + datetime.timedelta(days=1))


def said(text: str, *findings: Diagnostic, date: datetime.date = DAY, evidence: Evidence | None = None) -> list[str]:
    """What is said of the suppressions when these are all other findings."""
    one = Suppressions(material(text, date=date, evidence=evidence), date)
    one.standing(findings)
    return [diagnostic.message for diagnostic in one.findings()]


UNUSED = "{} is ignored, and nothing trips it"


def test_unused_is_said_only_where_the_rule_had_its_say() -> None:
    """Not of rules that speak at the print too, nor of a note in no edition, nor in a reprint of an older day."""
    assert RULES["CHG01"].reads == "editions"
    assert RULES["CIT02"].reads == "desk"
    assert said(note("code: CIT02")) == [UNUSED.format("CIT02")]
    assert said(note("code: CIT02"), found("CIT02", NOTE)) == []
    assert said(note("code: OUT01", "code: TPL", "code: STR01")) == []
    assert said(note("code: CHG01")) == [UNUSED.format("CHG01")]
    assert said(note("code: CHG01", topic="trade")) == []
    assert said(note("code: CIT02", topic="trade")) == [UNUSED.format("CIT02")]
    earlier = datetime.date(2026, 1, 27)  # the newest note is of the 28th
    assert said(note("code: CHG01"), date=earlier) == []
    assert said(note("code: CIT02"), date=earlier) == [UNUSED.format("CIT02")]
    assert said(brief("code: CHG02"), date=DAY) == [UNUSED.format("CHG02")]
    assert said(source("code: CHG01")) == [UNUSED.format("CHG01")]
    assert said(settings("[check.ignore]", 'CHG01 = "so"')) == [UNUSED.format("CHG01")]
    assert said(settings("[check.ignore]", 'CHG01 = "so"'), date=earlier) == []


@pytest.mark.parametrize(
    ("state", "locked", "judged"),
    [
        ("read", False, True),
        ("not-kept", False, True),
        ("missing", False, False),
        ("changed", False, False),
        ("unreadable", False, False),
        ("missing", True, True),
    ],
)
def test_what_was_not_looked_for_is_not_said_to_be_unused(state: CiteState, locked: bool, judged: bool) -> None:
    """Where a kept source is not at hand and no lock tells, its findings may be there still."""
    code = next(code for code, rule in sorted(RULES.items()) if rule.reads == "snapshots")
    one = ClaimEvidence(
        "security/deal", "c", "", Outcome.VERIFIED, cites=(CiteEvidence("smith-2025", state),), locked=locked
    )
    evidence = Evidence(found={("security/deal", "c"): one})
    expected = [UNUSED.format(code)] if judged else []
    assert said(note(f"code: {code}"), evidence=evidence) == expected
    assert said(source(f"code: {code}"), evidence=evidence) == expected
    assert said(settings("[check.ignore]", f'{code} = "so"'), evidence=evidence) == expected
    elsewhere = Evidence(found={("security/troops", "c"): replace(one, document="security/troops")})
    assert said(note(f"code: {code}"), evidence=elsewhere) == [UNUSED.format(code)]


def test_a_waiver_of_sup_covers_the_findings_on_suppressions() -> None:
    """A desk may let these stand too; that waiver itself is never unused."""
    assert said(settings("[check.ignore]", 'SUP01 = "so"', 'CIT02 = "so"')) == []
    assert said(settings("[check.ignore]", 'SUP01 = "so"')) == []


def test_what_stands_is_in_the_order_of_places() -> None:
    """Findings on suppressions are among the others, by file, line and column."""
    left, _ = apply((found("CIT01", NOTE), found("CIT01", BRIEF)), material(note("code: CIT02")), DAY)
    assert [(one.place.path, one.place.line, one.code) for one in left] == [
        (BRIEF, 3, "CIT01"),
        (NOTE, 3, "CIT01"),
        (NOTE, 6, "SUP01"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("[check.ignore]", 'CIT02 = "so"'),
        ("[check.ignore]", '"CIT02" = "so"'),
        ("[check.ignore]", "'CIT02'   = {reason = 'so'}"),
        ("[check]", 'ignore = { EST01 = "CIT02 is another", CIT02 = "so" }'),
        ("[check]", 'ignore.CIT02 = "so"'),
        ("[check.ignore.CIT02]", 'reason = "so"'),
        ("[check.ignore]", 'CIT02.reason = "so"'),
    ],
)
def test_a_waiver_is_found_in_whichever_form_toml_allows(lines: tuple[str, ...]) -> None:
    """The place is that of the key, and not of the same letters in a reason before it."""
    one = material(settings(*lines))
    entry = next(entry for entry in entries_of(one) if entry.code == "CIT02")
    place = place_of(one, entry)
    line = one.dossier.texts["briefings.toml"].split("\n")[place.line - 1]
    assert line[place.column - 1 : place.end_column - 1] == "CIT02"
    assert line[place.end_column - 1 :].lstrip("\"' ")[0] in "=.]"


def test_a_code_that_no_rule_has_is_an_error_with_the_nearest_spelling() -> None:
    """Where none is near, the families are told."""
    one = Suppressions(material(note("code: CIT2", "code: XYZ")), DAY)
    (near, far) = one.findings()
    assert (near.severity, near.message, near.hint) == (
        Severity.ERROR,
        "no rule has the code 'CIT2'",
        "did you mean 'CIT02'?",
    )
    assert far.message == "no rule has the code 'XYZ'"
    families = sorted({code.rstrip("0123456789") for code in RULES})
    assert far.hint == f"families: {', '.join(families)}"
