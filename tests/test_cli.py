"""The commands as they are typed: what they print, where, and with which exit status they leave."""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from briefings import __version__
from briefings.checks import rules, run
from briefings.cli.report import counts, exit_status, summary_line, to_github, to_text
from briefings.diagnostics import Diagnostic, Place, Severity, State
from tests.conftest import ENTRY_POINT, ROOT, Expect, Finished, Program
from tests.desks import ENDLESS, write_desk
from tests.processes import finished, marked, running, soon, started

assert run  # it imports every family of rules, and so enters them into the list
RULES = rules.RULES
DATE = ("--date", "2026-01-30")
NOTE = "=== content/notes/security/deal.md\n---\ntitle: Deal\ntopic: security\ndate: 2026-01-20\n---\n\n"
FINDINGS = f"""\
{NOTE}Seoul, 서울, pays [@smth-2025]. Exports rose 14%, "so to say". And more [@smth-2025].

See [the sheet](../a.pdf), [the other](../c.pdf).
=== content/notes/security/a%,b.md
---
title: A
topic: security
---
"""
"""A desk with errors and warnings, one of them twice, and a file with signs that each form must escape."""

SETTINGS = """=== briefings.toml
[topics]
security = "Security"
[max-age]
security = "9999d"
[desk]
name = "Desk"
"""
IGNORE = "[check.ignore]\nSRC01 = 'not kept'\nCOR01 = 'one source'\n"
"""What is said of every desk that keeps no sources and has one."""


@pytest.fixture
def desk(cli: Program) -> Program:
    """The base desk, without findings."""
    write_desk(cli.folder, "")
    return cli


# ------------------------------------------------------------------- reports


@pytest.mark.parametrize("output", ["text", "json", "sarif", "github"])
def test_each_form_of_the_findings_in_full(desk: Program, expect: Expect, output: str) -> None:
    """The same findings for a person, a program, a code host and GitHub."""
    write_desk(desk.folder, FINDINGS)
    finished = desk.inside("check", *DATE, "--output", output)
    assert (finished.status, finished.stderr) == (1, "")
    expect(f"cli/{output}.txt", finished.stdout)


NOTHING = """\
{
  "diagnostics": [],
  "summary": {
    "error": 0,
    "warning": 0,
    "info": 0
  }
}
"""


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("text", "no errors, no warnings\n"),
        (
            "json",
            '{\n  "diagnostics": [],\n  "summary": {\n    "error": 0,\n    "warning": 0,\n    "info": 0\n  }\n}\n',
        ),
        ("github", "\n"),
    ],
)
def test_a_clean_desk_in_each_form(desk: Program, output: str, said: str) -> None:
    """Nothing found is said too, in the form that was asked for."""
    assert desk.inside("check", *DATE, "--output", output) == Finished(0, said, "")


class Sarif(BaseModel):
    """A part of the SARIF 2.1.0 schema (OASIS, 27 March 2020): names as in its sections 3.13 to 3.49."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Message(Sarif):
    text: Annotated[str, Field(min_length=1)]


class Configuration(Sarif):
    level: Literal["none", "note", "warning", "error"]


class ReportingDescriptor(Sarif):
    id: str
    name: str
    short_description: Message
    full_description: Message
    default_configuration: Configuration


class ToolComponent(Sarif):
    name: str
    version: str
    rules: list[ReportingDescriptor]


class Tool(Sarif):
    driver: ToolComponent


class ArtifactLocation(Sarif):
    uri: Annotated[str, Field(pattern=r"^([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$")]


class Region(Sarif):
    start_line: Annotated[int, Field(ge=1)]
    start_column: Annotated[int, Field(ge=1)]
    end_line: Annotated[int, Field(ge=1)] | None = None
    end_column: Annotated[int, Field(ge=1)] | None = None


class PhysicalLocation(Sarif):
    artifact_location: ArtifactLocation
    region: Region


class Location(Sarif):
    physical_location: PhysicalLocation


class Result(Sarif):
    rule_id: str
    rule_index: Annotated[int, Field(ge=0)]
    level: Literal["none", "note", "warning", "error"]
    message: Message
    locations: Annotated[list[Location], Field(min_length=1)]
    partial_fingerprints: dict[str, str]
    properties: dict[str, str]


class Run(Sarif):
    tool: Tool
    column_kind: Literal["utf16CodeUnits", "unicodeCodePoints"]
    results: list[Result]


class Log(Sarif):
    schema_: Annotated[str, Field(alias="$schema")]
    version: Literal["2.1.0"]
    runs: list[Run]


def test_sarif_is_sarif(desk: Program) -> None:
    """What a code host reads is of its schema, and each result points to its rule and its line."""
    write_desk(desk.folder, FINDINGS)
    log = Log.model_validate_json(desk.inside("check", *DATE, "--output", "sarif").stdout)
    (run,) = log.runs
    rules = run.tool.driver.rules
    assert len({rule.id for rule in rules}) == len(rules)
    assert run.tool.driver.version == __version__
    assert [rules[result.rule_index].id for result in run.results] == [result.rule_id for result in run.results]
    assert {rule.id for rule in rules} == {result.rule_id for result in run.results}
    assert run.results[0].locations[0].physical_location.artifact_location.uri == "content/notes/security/a%25%2Cb.md"
    for result in run.results:
        region = result.locations[0].physical_location.region
        assert (region.end_line or region.start_line, region.end_column or 9_999) > (
            region.start_line,
            region.start_column,
        )


def finding(severity: Severity, state: State = State.FAIL, **more: str) -> Diagnostic:
    place = Place("a.md", 2, 3, 2, 5)
    return Diagnostic(code="CIT01", severity=severity, place=place, message="wrong", state=state, **more)


@pytest.mark.parametrize(
    ("found", "strict", "status"),
    [
        ([], False, 0),
        ([], True, 0),
        ([finding(Severity.INFO)], True, 0),
        ([finding(Severity.WARNING)], False, 0),
        ([finding(Severity.WARNING)], True, 1),
        ([finding(Severity.ERROR)], False, 1),
        ([finding(Severity.ERROR, State.UNVERIFIABLE)], False, 0),
        ([finding(Severity.WARNING, State.UNVERIFIABLE)], True, 3),
        ([finding(Severity.WARNING, State.UNVERIFIABLE), finding(Severity.WARNING)], True, 1),
    ],
)
def test_exit_statuses(found: list[Diagnostic], strict: bool, status: int) -> None:
    """0 clean, 1 findings at or above the threshold, 3 under --strict when something could not be verified."""
    assert exit_status(tuple(found), strict=strict) == status


def test_the_last_line_counts() -> None:
    """Errors and warnings are counted in words; what is only information is not."""
    found = (finding(Severity.ERROR), finding(Severity.WARNING), finding(Severity.WARNING), finding(Severity.INFO))
    assert counts(found) == {"error": 1, "warning": 2, "info": 1}
    assert summary_line(found, "nothing was printed") == "1 error, 2 warnings; nothing was printed"
    assert summary_line((), "") == "no errors, no warnings"


@pytest.mark.parametrize(
    ("place", "text", "shown"),
    [
        (Place("a.md", 1, 3, 1, 5), "abcdef", ["  1 | abcdef", "    |   ^^"]),
        (Place("a.md", 1, 3), "abcdef", ["  1 | abcdef", "    |   ^"]),
        (Place("a.md", 1, 3, 2, 1), "abcdef\ng", ["  1 | abcdef", "    |   ^^^^"]),
        (Place("a.md", 1, 9, 1, 12), "abc", ["  1 | abc", "    |    ^"]),
        (Place("a.md", 1, 3, 1, 4), "a\tb\x1bc", ["  1 | a b c", "    |   ^"]),
        (Place("a.md", 9, 1), "abc", []),
        (Place("b.md", 1, 1), "abc", []),
        (Place("a.md", 2, 1), "abc\n  ", []),
        (
            Place("a.md", 1, 150, 1, 152),
            "x" * 149 + "HERE" + "y" * 149,
            [
                "  1 | …" + "x" * 20 + "HERE" + "y" * 76 + "…",
                "    |  " + " " * 20 + "^^",
            ],
        ),
    ],
)
def test_the_line_and_the_caret(place: Place, text: str, shown: list[str]) -> None:
    """The caret stands under what is meant; a long line is cut to a window, a missing one is left out."""
    found = Diagnostic(code="CIT01", severity=Severity.ERROR, place=place, message="wrong")
    assert to_text((found,), {"a.md": text}).split("\n") == [f"{place}: error CIT01: wrong", *shown]


def test_what_was_found_and_what_could_not_be_tried_is_told() -> None:
    """Evidence and state stand with the message; the repeats of one cause are folded, five places at most."""
    found = [
        Diagnostic(
            code="CIT01",
            severity=Severity.WARNING,
            place=Place("a.md", line),
            message="not verified",
            hint="capture it",
            state=State.UNVERIFIABLE,
            evidence="nearest: 3",
        )
        for line in range(1, 9)
    ]
    assert to_text(tuple(found), {}) == (
        "a.md:1:1: warning CIT01: not verified (unverifiable)\n"
        "  nearest: 3\n"
        "  hint: capture it\n"
        "  also at: a.md:2:1, a.md:3:1, a.md:4:1, a.md:5:1, a.md:6:1 and 2 more"
    )
    assert to_github(tuple(found[:1]), {}) == (
        "::warning file=a.md,line=1,col=1,title=CIT01::not verified (unverifiable)%0Anearest: 3%0Ahint: capture it"
    )


# ------------------------------------------------------------- what is chosen


@pytest.mark.parametrize(
    ("arguments", "codes", "status"),
    [
        ((), ["FM08", "FM03", "CIT01", "CIT02", "CIT01", "TXT02", "TXT02"], 1),
        (("--select", "CIT"), ["CIT01", "CIT02", "CIT01"], 1),
        (("--select", "cit02,TXT"), ["CIT02", "TXT02", "TXT02"], 0),
        (("--ignore", "FM,CIT01"), ["CIT02", "TXT02", "TXT02"], 0),
        (("--select", "CIT", "--ignore", "CIT01"), ["CIT02"], 0),
        (("--select", "TXT", "--strict"), ["TXT02", "TXT02"], 1),
        (("--select", "EST"), [], 0),
    ],
)
def test_codes_and_families_are_chosen(
    desk: Program, arguments: tuple[str, ...], codes: list[str], status: int
) -> None:
    """--select and --ignore take codes and families, in small letters or capitals; what is not shown does not count."""
    write_desk(desk.folder, FINDINGS)
    finished = desk.inside("check", *DATE, "--output", "json", *arguments)
    assert [found["code"] for found in json.loads(finished.stdout)["diagnostics"]] == codes
    assert finished.status == status


def test_the_settings_ignore_a_code_for_a_reason(desk: Program) -> None:
    """What `[check.ignore]` names is neither shown nor counted, in `check` and in `build` alike."""
    write_desk(desk.folder, f"{SETTINGS}{IGNORE}cit02 = 'cited by paragraph'\n{NOTE}Exports rose 14%.\n")
    assert desk.inside("check", *DATE, "--strict") == Finished(0, "no errors, no warnings\n", "")
    finished = desk.inside("build", *DATE, "--strict", "--format", "json")
    assert finished == Finished(0, "build/2026-01-30/alliance-2026-01-30.json\n", "")


def test_an_ignored_error_that_stops_the_print_is_said_after_all(desk: Program) -> None:
    """A brief that was asked for and not made is never passed over in silence."""
    brief = (desk.folder / "content/briefs/alliance.md").read_text()
    wrong = brief.replace("title: The alliance", "title: The alliance\ntemplate: buletin")
    write_desk(desk.folder, f"{SETTINGS}{IGNORE}TPL = 'why not'\n=== content/briefs/alliance.md\n{wrong}")
    assert desk.inside("check", *DATE) == Finished(0, "no errors, no warnings\n", "")
    finished = desk.inside("build", *DATE, "--format", "json")
    assert finished == Finished(
        1,
        "",
        "content/briefs/alliance.md:3:1: error TPL01: there is no template 'buletin'\n"
        "  3 | template: buletin\n"
        "    | ^^^^^^^^\n"
        "  hint: did you mean 'bulletin'?\n"
        "alliance: not printed\n"
        "1 error; nothing was printed\n",
    )


def test_strict_stops_the_print_at_a_warning(desk: Program) -> None:
    """Under --strict a warning of the checks or of the press leaves no file; without it the files are written."""
    write_desk(desk.folder, f"{NOTE}Exports rose 14%.\n")
    stopped = desk.inside("build", *DATE, "--strict", "--format", "json")
    assert (stopped.status, stopped.stdout) == (1, "")
    assert stopped.stderr.endswith("\n1 warning; nothing was printed\n")
    assert not (desk.folder / "build" / "2026-01-30").exists()
    printed = desk.inside("build", *DATE, "--format", "json")
    assert (printed.status, printed.stdout) == (0, "build/2026-01-30/alliance-2026-01-30.json\n")
    assert "warning CIT02" in printed.stderr


def test_strict_stops_the_print_at_a_warning_of_the_press(desk: Program) -> None:
    """A style that the press does not know is no reason to stop, but under --strict."""
    brief = (desk.folder / "content/briefs/alliance.md").read_text()
    own = brief.replace("title: The alliance", "title: The alliance\ntemplate: own")
    template = '=== templates/own/template.toml\ntitle = "Own"\n=== templates/own/brief.css\np { colour: red }\n'
    layout = "=== templates/own/brief.html.j2\n<html lang='en'><title>{{ brief.title }}</title><p>a</p></html>\n"
    write_desk(desk.folder, f"=== content/briefs/alliance.md\n{own}{template}{layout}")
    arguments = ("build", *DATE, "--format", "pdf")
    stopped = desk.inside(*arguments, "--strict")
    assert (stopped.status, stopped.stdout) == (1, "")
    assert stopped.stderr.endswith("alliance: not printed\n1 warning; nothing was printed\n")
    printed = desk.inside(*arguments)
    assert (printed.status, printed.stdout) == (0, "build/2026-01-30/alliance-2026-01-30.pdf  (1 page)\n")
    assert "warning OUT01: WeasyPrint says: Ignored `colour: red ` at 1:5, unknown property." in printed.stderr


# --------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("arguments", "environment", "date"),
    [
        (("--date", "2026-01-30"), {"SOURCE_DATE_EPOCH": "0"}, "2026-01-30"),
        (("--week", "2026-W06"), {"SOURCE_DATE_EPOCH": "0"}, "2026-02-06"),
        ((), {"SOURCE_DATE_EPOCH": "1770000000"}, "2026-02-02"),
    ],
)
def test_the_date_of_an_edition(
    desk: Program, arguments: tuple[str, ...], environment: dict[str, str], date: str
) -> None:
    """--date, else --week on the desk's weekday, else SOURCE_DATE_EPOCH."""
    program = Program(desk.folder, desk.environment | environment)
    finished = program.inside("build", *arguments, "--format", "json")
    assert finished == Finished(0, f"build/{date}/alliance-{date}.json\n", "")


def test_the_weekday_of_a_week_is_the_desks(desk: Program) -> None:
    """A desk that comes out on Mondays means Monday by a week."""
    write_desk(desk.folder, f'{SETTINGS}weekday = "monday"\n{IGNORE}')
    finished = desk.inside("build", "--week", "2026-W06", "--format", "json")
    assert finished.stdout == "build/2026-02-02/alliance-2026-02-02.json\n"


def test_without_a_date_it_is_today(desk: Program) -> None:
    """The clock is read once, where the command begins."""
    before = datetime.date.today()  # noqa: DTZ011 - today is where the person is
    finished = desk.inside("build", "--format", "json")
    after = datetime.date.today()  # noqa: DTZ011 - as above
    assert finished.stdout in {f"build/{day}/alliance-{day}.json\n" for day in (before, after)}


# --------------------------------------------------------------------- usage

FAMILIES = ", ".join(sorted({code.rstrip("0123456789") for code in RULES}))
NO_RULE = f"no rule has the code 'CIT99'\n  hint: families: {FAMILIES}; `briefings explain` lists the codes"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "alianse"), "there is no brief 'alianse' in content/briefs\n  hint: did you mean 'alliance'?"),
        (("check", "xyz"), "there is no brief 'xyz' in content/briefs\n  hint: there are: alliance"),
        (("build", "--format", "pfd"), "there is no format 'pfd'\n  hint: did you mean 'pdf'?"),
        (("build", "--format", "odt"), "there is no format 'odt'\n  hint: formats: html, pdf, json"),
        (("build", "--format", " , "), "--format names nothing\n  hint: formats: html, pdf, json"),
        (("check", "--output", "jsn"), "there is no output 'jsn'\n  hint: did you mean 'json'?"),
        (("check", "--output", "xml"), "there is no output 'xml'\n  hint: outputs: text, json, sarif, github"),
        (
            ("check", "--select", "CIT99"),
            NO_RULE,
        ),
        (("check", "--date", "30.1.2026"), "--date '30.1.2026' is not a day\n  hint: write it as 2026-01-30"),
        (("build", "--date", "2026-02-30"), "--date '2026-02-30' is not a day\n  hint: write it as 2026-01-30"),
        (("build", "--date", "２０２６-01-30"), "--date '２０２６-01-30' is not a day\n  hint: write it as 2026-01-30"),
        (("check", "--week", "2026-W54"), "--week '2026-W54' is not an ISO week\n  hint: write it as 2026-W05"),
        (("check", "--week", "W5"), "--week 'W5' is not an ISO week\n  hint: write it as 2026-W05"),
        (("check", *DATE, "--week", "2026-W05"), "--date and --week are given together\n  hint: give one of the two"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line_and_a_hint(
    desk: Program, arguments: tuple[str, ...], said: str
) -> None:
    """What was typed is named in quotes, the nearest spelling is offered, and the status is 2."""
    assert desk.inside(*arguments) == Finished(2, "", f"briefings: {said}\n")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("build", " [BRIEF]..."), ("check", " [BRIEF]..."), ("publish", " [BRIEF]"), ("lock", "")],
)
def test_the_usage_is_that_of_the_docs(desk: Program, command: str, arguments: str) -> None:
    line = f"briefings {command} [OPTIONS]{arguments}"
    usage = desk.inside(command, "--help").stdout.partition("\n")[0]
    assert usage == f"Usage: {line}"
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert f"```text\n{line}\n```" in page


def test_an_epoch_that_is_no_number_is_told(desk: Program) -> None:
    """SOURCE_DATE_EPOCH is checked as an option is."""
    program = Program(desk.folder, desk.environment | {"SOURCE_DATE_EPOCH": "yesterday"})
    said = "SOURCE_DATE_EPOCH is 'yesterday', which is no number of seconds\n  hint: unset it, or set it to one"
    assert program.inside("check") == Finished(2, "", f"briefings: {said}\n")


@pytest.mark.parametrize("arguments", [("bild",), ("build", "--formt", "pdf"), ("check", "--date")])
def test_an_unknown_command_or_option_is_2(desk: Program, arguments: tuple[str, ...]) -> None:
    """The parser's own mistakes have the same status as ours."""
    finished = desk.inside(*arguments)
    assert (finished.status, finished.stdout) == (2, "")
    assert re.search(r"^Error: ", finished.stderr, re.MULTILINE)


# ------------------------------------------------------------------ settings


def test_outside_a_desk_the_way_in_is_shown(cli: Program) -> None:
    """Without briefings.toml there is no desk, here or above."""
    finished = cli.inside("check")
    assert (finished.status, finished.stdout) == (2, "")
    assert finished.stderr == (
        f"briefings: there is no briefings.toml in '{cli.folder.name}' or any folder above it\n"
        "  hint: go to a desk's folder, or name one: briefings build --desk FOLDER\n"
    )


def test_a_desk_is_found_from_a_folder_inside_it_or_by_name(
    desk: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The paths of what was made are shown from where one stands, in full from elsewhere."""
    inner = Program(desk.folder / "content" / "notes", desk.environment)
    elsewhere = Program(tmp_path_factory.mktemp("elsewhere"), desk.environment)
    made = desk.folder / "build" / "2026-01-30" / "alliance-2026-01-30.json"
    arguments = ("build", *DATE, "--format", "json")
    assert inner.inside(*arguments) == Finished(0, f"{made}\n", "")
    as_it_was = "1 of 1 brief unchanged since the last build\n"
    assert elsewhere.inside(*arguments, "--desk", desk.folder) == Finished(0, f"{made}\n", as_it_was)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            'name = "Desk"',
            "briefings.toml: the key 'desk' is missing; unknown key 'name'\n  hint: 'name' stands under [desk]",
        ),
        (
            '[desk]\nnam = "D"\nlanguage = "English"\nweekday = 5\n[print]\ntime-limit = 0\ntopics = 1',
            (
                "briefings.toml: desk.language: string should match pattern "
                "'^[a-z]{2,3}(-[A-Z]{2})?$'; desk.weekday: input should be 'monday', 'tuesday', 'wednesday', "
                "'thursday', 'friday', 'saturday' or 'sunday'; unknown key 'desk.nam'; print.time-limit: input should "
                "be greater than or equal to 1; unknown key 'print.topics'\n  hint: did you mean 'name'?"
            ),
        ),
        (
            "[desk]\nname = Desk",
            (
                "briefings.toml:2:8: this is not TOML: Invalid value\n"
                '  hint: text stands in quotes: name = "Alliance Desk"'
            ),
        ),
        (
            '[desk]\nname = "D"\n[topics\nsecurity = "Security"',
            (
                "briefings.toml:3:8: this is not TOML: Expected ']' at the end of a table declaration\n"
                "  hint: close the bracket: [topics]"
            ),
        ),
        (
            '[desk]\nname = "D"\n[topics]\nsecurity "Security"',
            (
                "briefings.toml:4:10: this is not TOML: Expected '=' after a key in a key/value pair\n"
                '  hint: write a key and its value, name = "Alliance Desk", or a table, [topics]'
            ),
        ),
        (
            '[desk]\nname = "D"\n[topics]\na = "A"\n[topics]\nb = "B"',
            ("briefings.toml:5:8: this is not TOML: Cannot declare ('topics',) twice\n  hint: keep one of the two"),
        ),
        (
            '[desk]\nname = "D"\n[check.ignore]\nFIG01 = 5\nFIG02 = {raeson = "so"}\nFIG03 = {severity = "grave"}',
            (
                "briefings.toml: check.ignore.FIG01: a reason in quotes, or a table of reason, until and severity; "
                "unknown key 'check.ignore.FIG02.raeson'; check.ignore.FIG03.severity: input should be '', 'info', "
                "'warning' or 'error'\n  hint: did you mean 'reason'?"
            ),
        ),
        (
            '[desk]\nname = "D"\n[check]\nignore = ["FIG01"]',
            (
                "briefings.toml: check.ignore: a table of codes, each with a reason in quotes\n"
                "  hint: docs/notes.md lists the settings"
            ),
        ),
    ],
)
def test_all_mistakes_of_the_settings_are_named(desk: Program, settings: str, said: str) -> None:
    """Every wrong key of briefings.toml in one message, by its full name."""
    (desk.folder / "briefings.toml").write_text(settings)
    for command in ("check", "build"):
        assert desk.inside(command, *DATE) == Finished(2, "", f"briefings: {said}\n")


def test_settings_that_are_not_utf_8_are_told(desk: Program) -> None:
    """A byte of another encoding is no traceback."""
    (desk.folder / "briefings.toml").write_bytes(b'[desk]\nname = "\xe9"')
    assert desk.inside("check") == Finished(
        2, "", "briefings: briefings.toml is not UTF-8\n  hint: save the file as UTF-8\n"
    )


# ---------------------------------------------------------- help and explain


def test_help_lists_the_commands(cli: Program) -> None:
    """Each command has its sentence."""
    finished = cli.inside("--help")
    assert finished.status == 0
    assert re.findall(r"^  (build|check|explain|doctor)  +\S.*\.", finished.stdout, re.MULTILINE) == [
        "build",
        "check",
        "explain",
        "doctor",
    ]
    assert cli.inside("--version") == Finished(0, f"briefings {__version__}\n", "")
    assert cli.inside() == Finished(2, "", finished.stdout)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_code_is_explained(cli: Program, code: str) -> None:
    """Why the rule exists, what trips it, and the way out."""
    finished = cli.inside("explain", code.lower())
    rule = RULES[code]
    assert finished == Finished(0, f"{code} {rule.title} ({rule.severity})\n\n{rule.explanation}\n\n", "")
    assert re.search(r"\n\nTrips it:      \S", finished.stdout)
    assert re.search(r"\nWay out:       \S", finished.stdout)


def test_explain_lists_codes_and_families(cli: Program, expect: Expect) -> None:
    """Without a code the list; with the letters of a family all its rules; a wrong code is a mistake."""
    listed = cli.inside("explain")
    expect("cli/explain.txt", listed.stdout)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == sorted(RULES)
    family = cli.inside("explain", "CIT").stdout
    assert re.findall(r"^(CIT\d\d) ", family, re.MULTILINE) == ["CIT01", "CIT02", "CIT03", "CIT05"]
    assert cli.inside("explain", "CIT04").status == 2


# ------------------------------------------------------------ light commands

WATCH = """
import sys
started = []
STARTS = ("subprocess.Popen", "os.posix_spawn")
sys.addaudithook(lambda name, data: started.append(str(data[0])) if name in STARTS else None)
sys.argv = ["briefings", *{arguments!r}]
from briefings.cli.main import main
try:
    main()
except SystemExit as leaving:
    print("status", leaving.code)
heavy = ("weasyprint", "pydyf", "fontTools", "PIL", "pypandoc")
print("imported", [name for name in heavy if name in sys.modules], "started", started)
"""


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (("--help",), "imported [] started []"),
        (("check", "--help"), "imported [] started []"),
        (("explain", "CIT01"), "imported [] started []"),
        (("check", *DATE), "imported [] started []"),
        (("check", *DATE, "--output", "sarif"), "imported [] started []"),
        (("build", *DATE, "--format", "json"), "imported [] started []"),
    ],
)
def test_what_prints_nothing_loads_no_press_and_starts_no_pandoc(
    desk: Program, arguments: tuple[str, ...], heavy: str
) -> None:
    """A check on each save of a file must be quick; only a print pays for WeasyPrint and Pandoc."""
    finished = subprocess.run(
        [sys.executable, "-c", WATCH.format(arguments=arguments)],
        cwd=desk.folder,
        env=desk.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout.splitlines()[-2:] == ["status 0", heavy]
    assert finished.stderr == ""


def test_the_watch_would_see_a_press_and_a_pandoc(desk: Program) -> None:
    """The guard above sees what it looks for when a page is printed."""
    code = WATCH.format(arguments=("build", *DATE, "--format", "html,pdf"))
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=desk.folder, env=desk.environment, capture_output=True, text=True, check=True
    )
    last = finished.stdout.splitlines()[-1]
    assert "pandoc" in last
    assert "python" in last


# -------------------------------------------------------------------- doctor


def test_doctor_on_a_healthy_machine(cli: Program) -> None:
    """Each part that a build needs is named with its version, in one line."""
    finished = cli.inside("doctor")
    assert (finished.status, finished.stderr) == (0, "")
    lines = finished.stdout.splitlines()
    assert lines[0].startswith(f"briefings {__version__}, Python 3.")
    assert [line.partition(": ")[0] for line in lines[2:]] == [
        "ok      Pandoc",
        "ok      Citation styles",
        "ok      Press",
        "ok      Fonts",
    ]
    assert "Source Serif Pro" in lines[-1]
    assert "Noto Sans CJK KR" in lines[-1]


def test_doctor_names_what_is_missing_and_the_line_that_mends_it(cli: Program, tmp_path: Path) -> None:
    """A WeasyPrint that cannot be imported is told, the rest is looked at all the same, and the status is 3."""
    (tmp_path / "weasyprint.py").write_text("raise ImportError('no such luck')\n")
    program = Program(cli.folder, cli.environment | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"})
    finished = program("doctor")
    assert (finished.status, finished.stderr) == (3, "")
    lines = finished.stdout.splitlines()
    assert lines[4] == "MISSING Press: PDF output needs WeasyPrint, which cannot be imported: no such luck"
    assert lines[5] == "        pip install weasyprint==70.0"
    assert lines[6].startswith("ok      Fonts: ")


# ------------------------------------------------------------------ terminals


def test_a_terminal_without_hangul_shows_its_code(desk: Program) -> None:
    """What a terminal's encoding has not is written as its number; it is no reason to stop."""
    write_desk(desk.folder, FINDINGS)
    program = Program(desk.folder, desk.environment | {"PYTHONIOENCODING": "latin-1"})
    finished = program("check", *DATE, "--select", "CIT01")
    assert finished.status == 1
    assert "Seoul, \\uc11c\\uc6b8, pays" in finished.stdout
    assert finished.stderr == ""


def test_a_reader_who_goes_away_is_no_traceback(desk: Program) -> None:
    """`briefings check | head -1` ends quietly."""
    write_desk(desk.folder, NOTE + "\n\n".join(f"A [@key-{number}]." for number in range(900)))
    command = f'"{sys.executable}" -c "{ENTRY_POINT}" check --date 2026-01-30 | head -1'
    finished = subprocess.run(
        command, shell=True, cwd=desk.folder, env=desk.environment, capture_output=True, text=True, check=False
    )
    assert finished.stdout == "content/notes/security/deal.md:7:4: error CIT01: no source has the key 'key-0'\n"
    assert finished.stderr == ""


def test_an_interrupted_build_ends_its_children_and_writes_nothing(desk: Program) -> None:
    """Control-C stops the program at once, without a traceback and without half a file."""
    brief = (desk.folder / "content/briefs/alliance.md").read_text()
    own = brief.replace("title: The alliance", "title: The alliance\ntemplate: own")
    template = f'=== templates/own/template.toml\ntitle = "Own"\n=== templates/own/brief.html.j2\n{ENDLESS}\n'
    write_desk(desk.folder, f"=== content/briefs/alliance.md\n{own}{template}")
    program = Program(desk.folder, marked(desk.environment))
    with started(program, "build", *DATE) as process:
        assert soon(lambda: bool(running(program.environment, "pandoc")))
        time.sleep(1)  # it is in the layout by then; wherever it is, what follows holds
        process.send_signal(signal.SIGINT)
        run = finished(process, seconds=20)
    assert (run.status, run.stdout) == (130, "")
    assert "Traceback" not in run.stderr
    assert soon(lambda: not running(program.environment), seconds=5)
    assert not (desk.folder / "build" / "2026-01-30").exists()
