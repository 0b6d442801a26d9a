"""`briefings publish`: an edition is numbered, printed and kept, corrected in the open, and made anew to compare."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from briefings.editions.changes import changes_between
from briefings.editions.published import Print, as_printed, corrected_record, next_correction, next_number
from briefings.reading.editions import parse_edition
from tests.conftest import ENTRY_POINT, ROOT, Finished, Program
from tests.desks import read_dossier, write_desk
from tests.processes import finished, marked, running, soon, started

DAY, LATER = "2026-01-30", "2026-02-06"
EDITIONS = "content/editions/alliance"
RECORD, KEPT = f"{EDITIONS}/{DAY}.json", f"{EDITIONS}/kept/{DAY}.json"

SERIES = """\
=== content/briefs/alliance.md
---
title: The alliance
series: Test Bulletin
sections:
  - topic: security
---

::: {.bottom-line date="2026-01-30"}
A troop cut is [unlikely](#troop-cut) this year.
:::
"""

PRINTED = f"""\
build/{DAY}/alliance-{DAY}.html
build/{DAY}/alliance-{DAY}.pdf
build/{DAY}/alliance-{DAY}.json
"""


@pytest.fixture(scope="module")
def published_desk(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> Path:
    """A desk that has published one edition; tests copy it, and none writes to it."""
    folder = write_desk(tmp_path_factory.mktemp("desk"), SERIES)
    environment = {**program_environment, "SOURCE_DATE_EPOCH": "1770000000"}  # 2 February 2026
    finished = Program(folder, environment).inside("publish", "alliance", "--week", "2026-W05")
    assert finished.stderr == ""
    printed = finished.stdout.replace("  (1 page)", "")
    assert printed == f"{PRINTED}{EDITIONS}/kept/{DAY}.json\n{RECORD}  (No. 1)\n"
    assert finished.status == 0
    return folder


@pytest.fixture
def published(cli: Program, published_desk: Path) -> Program:
    """The program in a copy of the desk that has published one edition, on a day of its own."""
    shutil.copytree(published_desk, cli.folder, dirs_exist_ok=True)
    return Program(cli.folder, {**cli.environment, "SOURCE_DATE_EPOCH": "1770000000"})  # 2 February 2026


def record_of(desk: Path, path: str = RECORD) -> dict[str, Any]:
    record = json.loads((desk / path).read_text(encoding="utf-8"))
    assert isinstance(record, dict)
    return record


def change(desk: Path, path: str, old: str, new: str) -> None:
    text = (desk / path).read_text(encoding="utf-8")
    assert old in text
    (desk / path).write_text(text.replace(old, new), encoding="utf-8")


def files_of(desk: Path, folder: str) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {
        path.relative_to(desk).as_posix(): path.read_bytes()
        for path in sorted((desk / folder).rglob("*"))
        if path.is_file()
    }


# ------------------------------------------------------------------ publish


def test_two_files_are_kept(published_desk: Path) -> None:
    assert list(files_of(published_desk, "content/editions")) == [RECORD, f"{EDITIONS}/kept/{DAY}.json"]


def test_what_was_proofread_is_what_is_published(published_desk: Path, cli: Program) -> None:
    """A draft has the number that its edition will have: `build` gives the bytes that are published."""
    write_desk(cli.folder, SERIES)
    assert cli.inside("build", "--date", DAY).status == 0
    drafts = files_of(cli.folder, f"build/{DAY}")
    assert drafts == files_of(published_desk, f"build/{DAY}")
    assert b"Test Bulletin No." in drafts[f"build/{DAY}/alliance-{DAY}.html"].replace(b"&nbsp;", b" ").replace(
        b"\xc2\xa0", b" "
    )


def test_the_record_names_what_was_printed(published_desk: Path) -> None:
    record = record_of(published_desk)
    printed = files_of(published_desk, f"build/{DAY}")
    kept = (published_desk / f"{EDITIONS}/kept/{DAY}.json").read_bytes()
    made_with = record["published"].pop("made-with")
    assert set(made_with) == {"briefings", "weasyprint", "pango", "pandoc"}
    assert record.pop("published") == {
        "number": "1",
        "files": {
            name: hashlib.sha256(printed[f"build/{DAY}/alliance-{DAY}.{name}"]).hexdigest()
            for name in ("html", "pdf", "json")
        },
        "kept": hashlib.sha256(kept).hexdigest(),
        "compared-with": None,
        "corrections": [],
    }
    assert record == json.loads(printed[f"build/{DAY}/alliance-{DAY}.json"])
    assert record["number"] == "1"


def schema_problems(desk: Path) -> list[str]:
    """What the published schema has against the records of a desk, the former ones among them."""
    schema = Draft202012Validator(json.loads((ROOT / "docs/schema/edition-1.json").read_text(encoding="utf-8")))
    records = [json.loads(path.read_bytes()) for path in sorted((desk / EDITIONS).glob("*.json"))]
    records += [json.loads(path.read_bytes()) for path in sorted((desk / EDITIONS).glob("former/*.json"))]
    assert records
    return [error.message for record in records for error in schema.iter_errors(record)]


def test_the_record_fits_its_schema(published_desk: Path) -> None:
    assert schema_problems(published_desk) == []


def test_the_same_content_again_changes_nothing(published: Program) -> None:
    """Not a byte, and not the time of a file."""
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in published.folder.rglob("*.*")}
    finished = published.inside("publish", "alliance", "--date", DAY)
    said = f"alliance of {DAY} is published as No. 1 with the same content; nothing was changed\n"
    assert (finished.status, finished.stdout, finished.stderr) == (0, said, "")
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in published.folder.rglob("*.*")}
    assert {path: known for path, known in after.items() if ".store" not in path.parts} == {
        path: known for path, known in before.items() if ".store" not in path.parts
    }


def test_other_content_under_the_same_date_is_refused(published: Program) -> None:
    change(published.folder, "content/figures/figures.yaml", "28500", "28400")
    before = files_of(published.folder, "content/editions")
    finished = published.inside("publish", "alliance", "--date", DAY)
    assert finished.stderr == (
        f"alliance of {DAY} is published as No. 1, and would be another now: html, pdf, json differ; "
        "nothing was changed\n"
        "  figure changed: U.S. troops in Korea: 28,500\u00a0troops → 28,400\u00a0troops\n"
        "  content/figures/figures.yaml:3: value: 28500 → value: 28400\n"
        '  hint: publish under a new date, or correct this edition: --correct "what was wrong"\n'
    )
    assert (finished.status, finished.stdout) == (1, "")
    assert files_of(published.folder, "content/editions") == before


BRIEF, NOTE = "content/briefs/alliance.md", "content/notes/security/troops.md"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (
            BRIEF,
            "title: The alliance",
            "title: The pact\nsubtitle: Seen from Seoul",
            """\
html, pdf, json differ; nothing was changed
  title: The alliance → The pact
  content/briefs/alliance.md:2: title: The alliance → title: The pact
  content/briefs/alliance.md:3: (nothing) → subtitle: Seen from Seoul
""",
        ),
        (
            BRIEF,
            "series: Test Bulletin",
            "marking: For official use\nauthors: [Jane Doe, John Roe]",
            """\
html, pdf, json differ; nothing was changed
  series: Test Bulletin → (nothing)
  authors: (nothing) → Jane Doe, John Roe
  marking: (nothing) → For official use
  content/briefs/alliance.md:3: series: Test Bulletin → marking: For official use
  content/briefs/alliance.md:4: (nothing) → authors: [Jane Doe, John Roe]
""",
        ),
        (
            BRIEF,
            "this year.",
            "this year, or so it seems to all whom the desk has asked.",
            """\
html, pdf, json differ; nothing was changed
  bottom line: …s unlikely this year. → …s unlikely this year, or so it seems to all whom the desk…
  content/briefs/alliance.md:9: …troop-cut) this year. → …troop-cut) this year, or so it seems to all whom the desk…
""",
        ),
        (
            NOTE,
            "Nobody has announced it.",
            "It was not announced.",
            """\
html, pdf differ; nothing was changed
  content/notes/security/troops.md:12: Nobody has announced it. → It was not announced.
""",
        ),
    ],
    ids=["title and subtitle", "series, authors and marking", "bottom line", "words without a claim"],
)
def test_what_is_no_claim_is_named_too(published: Program, path: str, old: str, new: str, said: str) -> None:
    """The head and the bottom line by their names, and every line that differs; a subtitle is in no record."""
    change(published.folder, path, old, new)
    finished = published.inside("publish", "alliance", "--date", DAY)
    hint = '  hint: publish under a new date, or correct this edition: --correct "what was wrong"\n'
    assert finished.stderr == f"alliance of {DAY} is published as No. 1, and would be another now: {said}{hint}"
    assert finished.status == 1


def test_where_the_text_is_the_same_another_cause_is_named(published: Program) -> None:
    """A template of the desk is not kept with an edition."""
    shutil.copytree(ROOT / "templates/bulletin", published.folder / "templates/bulletin")
    change(published.folder, "templates/bulletin/brief.html.j2", "<body>", '<body lang="en-GB">')
    finished = published.inside("publish", "alliance", "--date", DAY)
    assert finished.status == 1
    cause = "  the text is the same: a template, a style, a picture or the kept text of a source is another\n"
    assert cause in finished.stderr


# ------------------------------------------------------------------ correct


def test_a_correction_is_printed_and_keeps_the_former_record(published: Program) -> None:
    change(published.folder, "content/figures/figures.yaml", "28500", "28400")
    former = (published.folder / RECORD).read_bytes()
    finished = published.inside("publish", "alliance", "--date", DAY, "--correct", "The count was\nthat of  2024.")
    assert finished.stderr == ""
    assert re.sub(r"  \(\d pages?\)", "", finished.stdout) == (
        f"{EDITIONS}/former/{DAY}-1.json\n{PRINTED}{EDITIONS}/kept/{DAY}.json\n{RECORD}  (No. 1, corrected)\n"
    )
    assert (published.folder / f"{EDITIONS}/former/{DAY}-1.json").read_bytes() == former
    correction = {"date": "2026-02-02", "reason": "The count was that of 2024.", "former": f"former/{DAY}-1.json"}
    record = record_of(published.folder)
    assert record["corrections"] == record["published"]["corrections"] == [correction]
    assert record["number"] == record["published"]["number"] == "1"
    page = (published.folder / f"build/{DAY}/alliance-{DAY}.html").read_text(encoding="utf-8")
    assert "Corrected on 2 February 2026" in page.replace("\u00a0", " ")
    assert "The count was that of 2024." in page


def test_an_older_edition_is_corrected_and_the_later_one_stays_as_it_was(published: Program) -> None:
    """Its changes were told from the record that there was then, which is kept."""
    change(published.folder, "content/figures/figures.yaml", "28500", "28400")
    change(published.folder, "content/figures/figures.yaml", "unit: troops", "unit: troops\n  changed: Counted anew.")
    finished = published.inside("publish", "alliance", "--date", LATER)
    assert (finished.status, finished.stderr) == (0, "")
    later = record_of(published.folder, f"{EDITIONS}/{LATER}.json")
    assert (later["number"], later["since"]) == ("2", DAY)
    assert [(one["kind"], one["old"], one["new"]) for one in later["changes"]] == [
        ("figure-changed", "28,500\u00a0troops", "28,400\u00a0troops")
    ]
    assert later["published"]["compared-with"] == {"date": DAY, "corrections": 0}
    corrected = published.inside("publish", "alliance", "--date", DAY, "--correct", "The count was that of 2024.")
    assert corrected.status == 0
    verified = published.inside("publish", "--verify")
    assert verified.stdout == (
        f"alliance of {DAY}, No. 1: as it was published\nalliance of {LATER}, No. 2: as it was published\n"
    )
    assert verified.status == 0
    again = published.inside("publish", "alliance", "--date", LATER)
    assert again.stdout == f"alliance of {LATER} is published as No. 2 with the same content; nothing was changed\n"
    assert schema_problems(published.folder) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("alliance", "--date", DAY, "--correct", " "),
            (
                "briefings: --correct gives no reason\n"
                '  hint: readers are told why: --correct "The sum was that of 2024."\n'
            ),
        ),
        (
            ("alliance", "--date", DAY, "--correct", "It \a rang\u200b."),
            (
                "briefings: --correct has what cannot be seen: U+0007 control character, U+200B ZERO WIDTH SPACE\n"
                '  hint: write it without: --correct "It  rang."\n'
            ),
        ),
        (
            ("alliance", "--date", DAY, "--correct", "The sum was that of 2024. " * 20),
            (
                "briefings: --correct has 519 characters, and 500 are printed at most\n"
                "  hint: say in a sentence or two what was wrong; the notes have room for more\n"
            ),
        ),
        (
            ("alliance", "--date", DAY, "--correct", "Nothing."),
            (
                f"briefings: alliance of {DAY} is as it was published: there is nothing to correct\n"
                "  hint: mend the notes first, then publish with --correct\n"
            ),
        ),
        (
            ("alliance", "--date", LATER, "--correct", "It never was."),
            (
                f"briefings: no edition of alliance is published under {LATER}: there is nothing to correct\n"
                f"  hint: published: {DAY}\n"
            ),
        ),
        (
            ("alliance", "--date", "2026-01-29"),
            (
                f"briefings: an edition of alliance is published under {DAY}: "
                "no edition of 2026-01-29 is put in before it\n"
                "  hint: publish under a later date; a mistake in a published edition is corrected with --correct\n"
            ),
        ),
        (
            ("alliance", "--date", "2027-01-29"),
            (
                "briefings: 2027-01-29 is 361 days from today, 2026-02-02: no edition could be published before it\n"
                "  hint: publish it on 2027-01-22 or later; a date of 2026-02-09 or earlier can be published today\n"
            ),
        ),
        (
            (),
            "briefings: publish takes one brief\n  hint: briefings publish us-rok-alliance --date 2026-01-30\n",
        ),
        (
            ("alliances", "--date", DAY),
            "briefings: there is no brief 'alliances' in content/briefs\n  hint: did you mean 'alliance'?\n",
        ),
        (
            ("--verify", "--correct", "Both."),
            "briefings: --verify and --correct are given together\n  hint: give one of the two\n",
        ),
    ],
    ids=[
        "no reason",
        "what cannot be seen",
        "too long a reason",
        "nothing to correct",
        "never published",
        "before a published one",
        "a slip of a year",
        "no brief",
        "unknown",
        "both",
    ],
)
def test_what_cannot_be_is_refused(published: Program, arguments: tuple[str, ...], said: str) -> None:
    before = files_of(published.folder, "content")
    finished = published.inside("publish", *arguments)
    assert (finished.status, finished.stdout, finished.stderr) == (2, "", said)
    assert files_of(published.folder, "content") == before


def test_a_number_is_given_once(published: Program) -> None:
    """The author's number goes before the count, but not before that of another edition."""
    change(published.folder, "content/briefs/alliance.md", "series: Test", 'number: "1"\nseries: Test')
    finished = published.inside("publish", "alliance", "--date", LATER)
    assert finished.stderr == (
        f"briefings: the edition of alliance of {DAY} is No. 1 already\n"
        "  hint: change 'number' in the head of the brief, or take it out: editions are counted\n"
    )
    assert finished.status == 2


@pytest.mark.parametrize(
    ("numbers", "own", "wanted"),
    [
        ((), "", "1"),
        (("1", "2"), "", "3"),
        (("7",), "", "8"),
        (("2", "1"), "", "3"),
        (("A-1", "B-2"), "", "3"),
        (("1", "Special"), "", "2"),
        (("1",), "12a", "12a"),
    ],
)
def test_numbers_are_counted(numbers: tuple[str, ...], own: str, wanted: str) -> None:
    """One more than the greatest there was; where none is a number, one more than there were."""
    records = tuple(
        {"brief": "alliance", "date": f"2026-01-0{day}", "number": number} for day, number in enumerate(numbers, 1)
    )
    dossier = read_dossier(SERIES.replace("series:", f'number: "{own}"\nseries:'))
    dossier = replace(dossier, published={"alliance": records})
    assert next_number(dossier, "alliance", datetime.date(2026, 1, 30)) == wanted


def test_a_draft_before_a_published_edition_has_no_number() -> None:
    record = {"brief": "alliance", "date": LATER, "number": "4"}
    dossier = replace(read_dossier(SERIES), published={"alliance": (record,)})
    assert next_number(dossier, "alliance", datetime.date(2026, 1, 30)) == ""


# ------------------------------------------------------------------- strict


def test_a_warning_is_in_the_way(cli: Program) -> None:
    write_desk(cli.folder, SERIES)
    change(cli.folder, "content/notes/security/troops.md", "Nobody has", "[Here](ftp://example.org). Nobody has")
    finished = cli.inside("publish", "alliance", "--date", DAY)
    assert finished.stderr.endswith("1 warning; nothing was published\n")
    assert (finished.status, finished.stdout) == (1, "")
    assert not (cli.folder / "build" / DAY).exists()
    assert not (cli.folder / "content/editions").exists()


def test_what_could_not_be_verified_is_in_the_way(cli: Program) -> None:
    """With the status of `check --strict`."""
    write_desk(cli.folder, SERIES)
    change(cli.folder, "briefings.toml", 'SRC01 = "The sources of these cases are not kept."\n', "")
    finished = cli.inside("publish", "alliance", "--date", DAY)
    assert finished.status == cli.inside("check", "alliance", "--date", DAY, "--strict").status == 3
    assert finished.stderr.endswith("; nothing was published\n")
    assert not (cli.folder / "content/editions").exists()


KEPT_SOURCE = """\
=== briefings.toml
[desk]
name = "Test Desk"
language = "en-GB"

[topics]
security = "Security"

[check.ignore]
COR01 = "Most cases cite one source."

[max-age]
security = "9999d"

=== content/sources/smith-2025.yaml
type: report
title: Forces in Korea
author: [{family: Smith, given: Ann}]
issued: 2025-02
accessed: 2026-01-20
provenance:
  kind: analysis
  originator: Ann Smith
  reliability: B
  basis: A named analyst with a public record.
  graded: 2026-01-20
  descriptor: A signed paper of two pages.
  ai: none
  snapshot: {file: smith.txt, sha256: (of the file), captured: 2026-01-20}
=== snapshots/smith.txt
Forces in Korea, by Ann Smith, February 2025.

The United States keeps 28,500 troops in South Korea. Washington is unlikely to withdraw troops this year.
Nobody in the Pentagon has announced a withdrawal, and the exercises of the year went on as they were planned.

The paper is about what keeps them there. A treaty binds the two governments, a law asks for a report before money is
spent on a smaller force, and the bases south of the capital were built to last. Against that stand the cost, which
every administration names, and the wish to have the same soldiers at hand for other places.

None of this has moved within the last year. Officials speak of flexibility and leave open what they mean by it; the
ministry in Seoul asks for a promise in writing and does not get one. What would change the picture is a strategy that
names another theatre first, or a budget in which the law of the report is missing.
"""


def test_the_lock_must_tell_what_was_found(cli: Program) -> None:
    """What is published where the sources are at hand can be made anew where they are not."""
    write_desk(cli.folder, SERIES + KEPT_SOURCE)
    assert cli.inside("lock").status == 0
    finished = cli.inside("publish", "alliance", "--date", DAY)
    assert (finished.status, finished.stderr) == (0, "")
    (cli.folder / "snapshots/smith.txt").rename(cli.folder / "smith.txt")
    verified = cli.inside("publish", "--verify")
    assert (verified.status, verified.stdout) == (0, f"alliance of {DAY}, No. 1: as it was published\n")
    (cli.folder / "smith.txt").rename(cli.folder / "snapshots/smith.txt")
    change(cli.folder, "content/notes/security/troops.md", "United States keeps", "United States still keeps")
    refused = cli.inside("publish", "alliance", "--date", LATER)
    assert refused.stderr == (
        "briefings: content/evidence.lock.json does not have what was found on the claims of alliance; "
        "nothing was published\n  hint: briefings lock writes it anew\n"
    )
    assert (refused.status, refused.stdout) == (3, "")


# ------------------------------------------------------------------- verify


def test_an_edition_is_made_anew_when_the_desk_has_moved_on(published: Program) -> None:
    """Figure, source, settings, the head of the brief and the note are others by now, and then the brief is gone."""
    change(published.folder, "content/figures/figures.yaml", "28500", "20000")
    change(published.folder, "content/sources/smith-2025.yaml", "reliability: B", "reliability: D")
    change(published.folder, "briefings.toml", "Test Desk", "Another Desk")
    change(published.folder, "content/briefs/alliance.md", "title: The alliance", "title: Another title")
    (published.folder / "content/notes/security/troops.md").unlink()
    shutil.rmtree(published.folder / "build")
    finished = published.inside("publish", "alliance", "--verify")
    assert (finished.status, finished.stdout) == (0, f"alliance of {DAY}, No. 1: as it was published\n")
    (published.folder / "content/briefs/alliance.md").unlink()
    assert published.inside("publish", "--verify", "--date", DAY).status == 0
    for arguments, of_it in (((), ""), (("alliance",), " of alliance")):
        none = published.inside("publish", *arguments, "--verify", "--date", LATER)
        said = f"briefings: no edition{of_it} is published under {LATER}\n  hint: published: {DAY}\n"
        assert none == Finished(2, "", said)


ANOTHER_LOOK = "its text is the same: a template, a style, a font or a picture is another now, or the program is"


def _own_look(desk: Path) -> None:
    """The brief's template has another style than the one with which it was published."""
    shutil.copytree(ROOT / "templates" / "bulletin", desk / "templates" / "bulletin")
    style = desk / "templates/bulletin/brief.css"
    style.write_text(style.read_text("utf-8") + "p { color: red }", encoding="utf-8")


def _older_program(desk: Path) -> None:
    record = record_of(desk)
    record["published"]["made-with"]["weasyprint"] = "69.0"
    record["published"]["files"]["pdf"] = "0" * 64
    (desk / RECORD).write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "said", "path"),
    [
        (lambda desk: change(desk, RECORD, "Ann Smith", "Bob Smith"), "its record is not as it was written", RECORD),
        (lambda desk: (desk / KEPT).unlink(), f"{KEPT} is missing", KEPT),
        (lambda desk: change(desk, KEPT, "28500", "28400"), f"{KEPT} is not as it was written", KEPT),
        (_older_program, "pdf differ (made with weasyprint 69.0 then, 70.0 now)", ""),
        (
            _own_look,
            f"html, pdf differ ({ANOTHER_LOOK})",
            "",
        ),
    ],
    ids=["record", "kept gone", "kept changed", "versions", "style"],
)
def test_what_is_not_as_it_was_is_told(published: Program, damage: Any, said: str, path: str) -> None:
    """And how the file that is to blame comes back."""
    damage(published.folder)
    finished = published.inside("publish", "--verify")
    if "made with" in said:
        said = said.replace("70.0", record_of_versions(published))
    way_back = f"  hint: restore it from the desk's history: git checkout -- {path}\n" if path else ""
    assert (finished.status, finished.stdout) == (1, f"alliance of {DAY}, No. 1: {said}\n{way_back}")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, f"{KEPT} is missing"),
        (lambda kept: kept.write_bytes(b"{}"), f"{KEPT} is not as it was written"),
    ],
    ids=["gone", "damaged"],
)
def test_a_kept_text_that_is_lost_is_written_again_where_the_desk_is_the_same(
    published: Program, damage: Any, said: str
) -> None:
    before = files_of(published.folder, "content/editions")
    damage(published.folder / KEPT)
    finished = published.inside("publish", "alliance", "--date", DAY)
    again = f"alliance of {DAY} is published as No. 1 with the same content; {said}: it was written again\n"
    assert (finished.status, finished.stdout, finished.stderr) == (0, again, "")
    assert files_of(published.folder, "content/editions") == before


def test_a_kept_text_is_not_made_of_another_one(published: Program) -> None:
    """A remark in a file of the desk is on no page, but it was not there when the edition was published."""
    (published.folder / KEPT).unlink()
    change(published.folder, "content/figures/figures.yaml", "- id: troops", "# of 2025\n- id: troops")
    finished = published.inside("publish", "alliance", "--date", DAY)
    assert finished.stderr == (
        f"alliance of {DAY} is published as No. 1 with the same content, but {KEPT} is missing, and the desk's text is "
        f"another by now\n  hint: restore it from the desk's history: git checkout -- {KEPT}\n"
    )
    assert (finished.status, finished.stdout) == (1, "")
    assert not (published.folder / KEPT).exists()


def test_a_record_that_was_changed_is_told_when_its_date_is_published_again(published: Program) -> None:
    change(published.folder, RECORD, "Ann Smith", "Bob Smith")
    finished = published.inside("publish", "alliance", "--date", DAY)
    assert finished.stderr == (
        f"alliance of {DAY} is published as No. 1 with the same content, but its record is not as it was written\n"
        f"  hint: restore it from the desk's history: git checkout -- {RECORD}\n"
    )
    assert finished.status == 1


def record_of_versions(published: Program) -> str:
    """The version of WeasyPrint that is there now."""
    import importlib.metadata

    return importlib.metadata.version("weasyprint")


def test_a_damaged_record_is_told_and_is_in_the_way(published: Program) -> None:
    """It is not taken for an edition that was never published."""
    (published.folder / RECORD).write_text('{"brief": "alliance"', encoding="utf-8")
    finished = published.inside("publish", "--verify")
    assert finished.status == 1
    assert f"{RECORD}:1:1: error FM01: this is no record of an edition: it is not JSON" in finished.stderr
    again = published.inside("publish", "alliance", "--date", DAY)
    assert (again.status, again.stdout) == (1, "")
    assert (published.folder / RECORD).read_text(encoding="utf-8") == '{"brief": "alliance"'


def test_a_record_that_was_kept_by_hand_has_nothing_to_compare(published: Program) -> None:
    shutil.copy(published.folder / f"build/{DAY}/alliance-{DAY}.json", published.folder / RECORD)
    finished = published.inside("publish", "--verify")
    assert finished.stdout == (
        f"alliance of {DAY}, No. 1: its record was not written by briefings publish and keeps no digests\n"
    )
    assert finished.status == 1
    again = published.inside("publish", "alliance", "--date", DAY)
    assert again.stderr == (
        f"briefings: {RECORD} was not written by briefings publish: it keeps no digests to compare with\n"
        "  hint: take the file away, then publish the edition\n"
    )


def test_an_edition_is_not_told_from_a_record_that_was_changed(published: Program) -> None:
    """Nothing new is published, and of what was published it is said where the fault lies."""
    assert published.inside("publish", "alliance", "--date", LATER).status == 0
    whole = (published.folder / RECORD).read_text("utf-8")
    change(published.folder, RECORD, "withdraw troops this year", "move troops this year")
    finished = published.inside("publish", "alliance", "--date", LATER)
    assert (finished.status, finished.stdout) == (2, "")
    assert finished.stderr == (
        f"briefings: the record of alliance of {DAY} is not as it was written: what changed since is not known\n"
        f"  hint: restore it from the desk's history: git checkout -- {RECORD}\n"
    )
    differ = f"alliance of {LATER}, No. 2: html, pdf, json differ (its changes are told from the record of {DAY}, which"
    way_back = f"  hint: restore it from the desk's history: git checkout -- {RECORD}\n"
    assert published.inside("publish", "--verify").stdout == (
        f"alliance of {DAY}, No. 1: its record is not as it was written\n{way_back}"
        f"{differ} is not as it was written)\n{way_back}"
    )
    (published.folder / RECORD).unlink()
    assert published.inside("publish", "--verify").stdout == f"{differ} cannot be read)\n{way_back}"
    (published.folder / RECORD).write_text(whole, encoding="utf-8")
    assert published.inside("publish", "--verify").status == 0


# --------------------------------------------------------------- misfortune


def test_one_at_a_time(published: Program) -> None:
    holder = os.open(published.folder, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        finished = published.inside("publish", "alliance", "--date", LATER)
    finally:
        os.close(holder)
    assert (finished.status, finished.stderr) == (
        3,
        "briefings: something is being published on this desk already\n  hint: wait until it is done, then try again\n",
    )
    assert not (published.folder / f"{EDITIONS}/{LATER}.json").exists()


def test_a_folder_of_records_that_leads_elsewhere_is_not_written_into(cli: Program) -> None:
    write_desk(cli.folder / "desk", SERIES)
    outside = cli.folder / "outside"
    outside.mkdir()
    (cli.folder / "desk/content/editions").symlink_to(outside)
    finished = cli.inside("publish", "alliance", "--date", DAY, "--desk", "desk")
    assert finished.status in (1, 3)
    assert "content/editions" in finished.stderr
    assert list(outside.iterdir()) == []


def test_where_no_record_can_be_written_nothing_is_published(cli: Program) -> None:
    """The folder of the records is a file: the pages of the last build are left as they are."""
    write_desk(cli.folder, SERIES)
    (cli.folder / "content/editions").mkdir()
    (cli.folder / EDITIONS).write_text("", encoding="utf-8")
    (cli.folder / f"build/{DAY}").mkdir(parents=True)
    (cli.folder / f"build/{DAY}/alliance-{DAY}.html").write_text("the last build", encoding="utf-8")
    finished = cli.inside("publish", "alliance", "--date", DAY)
    assert finished.status == 3
    assert finished.stderr.startswith("briefings: the output cannot be written: ")
    assert {name for name in files_of(cli.folder, "build") if ".store" not in name} == {
        "build/.gitignore",
        f"build/{DAY}/alliance-{DAY}.html",
    }
    assert (cli.folder / f"build/{DAY}/alliance-{DAY}.html").read_text(encoding="utf-8") == "the last build"


def _started(published: Program, *, most: int | None = None) -> subprocess.Popen[str]:
    """`publish` of the later edition in a process of its own, which may write files of `most` bytes."""
    limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))) if most else None
    return subprocess.Popen(
        [sys.executable, "-c", ENTRY_POINT, "publish", "alliance", "--date", LATER],
        cwd=published.folder,
        env=published.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limit,  # noqa: PLW1509 - no threads here
    )


def test_a_full_disk_leaves_all_as_it_was(published: Program) -> None:
    before = files_of(published.folder, "content")
    process = _started(published, most=4_000)
    stdout, stderr = process.communicate(timeout=100)
    assert (process.returncode, stdout) == (3, "")
    assert "briefings: the output cannot be written: File too large" in stderr
    assert files_of(published.folder, "content") == before
    assert not list((published.folder / "build").glob(f"{LATER}/*"))


@pytest.mark.parametrize(("how", "after"), [(signal.SIGINT, 0.5), (signal.SIGKILL, 1.0)])
def test_an_end_in_the_middle_publishes_nothing_or_all(published: Program, how: signal.Signals, after: float) -> None:
    before = files_of(published.folder, "content")
    process = _started(published)
    time.sleep(after)
    process.send_signal(how)
    process.communicate(timeout=100)
    if (published.folder / f"{EDITIONS}/{LATER}.json").exists():
        record = record_of(published.folder, f"{EDITIONS}/{LATER}.json")
        assert set(record["published"]["files"]) == {"html", "pdf", "json"}
    else:
        assert {name for name in files_of(published.folder, "content") if "/." not in name} == set(before)


def test_an_interrupt_is_answered(published: Program) -> None:
    published = Program(published.folder, marked(published.environment))
    with started(published, "publish", "alliance", "--date", LATER) as process:
        assert soon(lambda: bool(running(published.environment, "printing.press")))
        process.send_signal(signal.SIGINT)
        assert finished(process) == Finished(130, "", "stopped: nothing was published\n")
    assert not (published.folder / f"{EDITIONS}/{LATER}.json").exists()


def test_files_of_a_publication_stay_beside_a_build_of_the_same(published: Program) -> None:
    """Of another text nobody knows what they are."""
    build = ("build", "--date", DAY, "--format", "json")
    assert (published.inside(*build).stderr, sorted(file.suffix for file in made_on(published, DAY))) == ("", SUFFIXES)
    change(published.folder, BRIEF, "title: The alliance", "title: The pact")
    left = f"alliance-{DAY}.html, alliance-{DAY}.pdf"
    said = f"left as they were, and may be of another state of the desk: {left}\n"
    assert (published.inside(*build).stderr, sorted(file.suffix for file in made_on(published, DAY))) == (
        said,
        SUFFIXES,
    )


SUFFIXES = [".html", ".json", ".pdf"]


def made_on(desk: Program, day: str) -> list[Path]:
    return list((desk.folder / "build" / day).iterdir())


def test_findings_do_not_hide_that_the_date_is_published(published: Program) -> None:
    change(published.folder, NOTE, "Washington is unlikely to", "In 2025 Washington is very likely to")
    refused = published.inside("publish", "alliance", "--date", DAY)
    assert (refused.status, refused.stdout) == (1, "")
    assert refused.stderr.endswith(
        f"alliance of {DAY} is published as No. 1, and would be another now; nothing was changed\n"
        '  hint: publish under a new date; or mend this and correct the edition: --correct "what was wrong"\n'
        "1 error; nothing was published\n"
    )


def test_what_a_killed_publication_left_behind_is_cleared(published: Program) -> None:
    left = [f"{EDITIONS}/.{LATER}.json.a1b2c3d4", f"{EDITIONS}/kept/.{LATER}.json.a1b2_3d4"]
    for name in left:
        (published.folder / name).write_text("half", encoding="utf-8")
    (published.folder / f"{EDITIONS}/.keep").write_text("", encoding="utf-8")
    assert published.inside("publish", "alliance", "--date", LATER).status == 0
    found = files_of(published.folder, "content/editions")
    assert not set(left) & set(found)
    assert f"{EDITIONS}/.keep" in found


# -------------------------------------------------------- hostile records

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x", DAY, "1", "former/2026-01-30-1.json"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "text",
                    "notes",
                    "claims",
                    "files",
                    "corrections",
                    "html",
                    "date",
                    "reason",
                    "former",
                    "made-with",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
KEYS = ("judgements", "sections", "lead", "figures", "sources", "changes", "corrections", "withdrawals", "published")


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=3))
def test_a_record_is_one_or_it_is_told_why_not(parts: dict[str, Any]) -> None:
    record = {"brief": "alliance", "date": DAY, **parts}
    found, problem = parse_edition(json.dumps(record), "alliance", DAY)
    assert (found is None) == bool(problem)
    if found is not None:
        for kind in ("judgements", "sections", "figures", "sources"):
            assert all(isinstance(one, dict) for one in found.get(kind, []))
        assert "published" not in found  # of such parts none can be made


DAMAGE: st.SearchStrategy[Any] = (
    st.none() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({}) | st.just([{}])
)


@given(st.data(), DAMAGE)
def test_a_record_with_one_thing_wrong_is_refused_or_can_be_relied_on(
    published_desk: Path, data: st.DataObject, damage: object
) -> None:
    """Any value of a real record, or of its `published`, is another or is gone: nothing that reads it fails."""
    record = record_of(published_desk)
    part = data.draw(
        st.sampled_from([record, record["published"], record["published"]["files"], record["sections"][0]])
    )
    name = data.draw(st.sampled_from(sorted(part)))
    if data.draw(st.booleans()):
        part[name] = damage
    else:
        del part[name]
    found, problem = parse_edition(json.dumps(record), "alliance", DAY)
    assert (found is None) == bool(problem)
    if found is not None and "published" in found:
        dossier = replace(read_dossier(SERIES), published={"alliance": (found,)})
        assert next_number(dossier, "alliance", datetime.date.fromisoformat(LATER)).isascii()
        assert changes_between(found, found) == ()
        last = next_correction(found, datetime.date(2026, 2, 2), "It was wrong.")
        printed = Print({f"x.{name}": as_printed(found) for name in ("html", "pdf", "json")}, b"", {})
        again, mistake = parse_edition(corrected_record(found, printed, last).decode(), "alliance", DAY)
        assert mistake == ""
        assert again is not None
        assert again["published"]["corrections"][-1]["former"] == f"former/{DAY}-1.json"


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "\\u001b[2J", "\\u007f", "\\u0008"])
def test_a_record_with_characters_of_no_text_is_none(text: str) -> None:
    """They could not be printed, or would act on a terminal."""
    record = f'{{"brief": "alliance", "date": "{DAY}", "title": "{text}"}}'
    assert parse_edition(record, "alliance", DAY) == (None, "it has a character that has no place in a text")
    whole = f'{{"brief": "alliance", "date": "{DAY}", "title": "\\ud83d\\ude00 \\u00e9"}}'
    assert parse_edition(whole, "alliance", DAY)[1] == ""


@given(st.text(max_size=60))
def test_any_text_is_no_record(text: str) -> None:
    assert parse_edition(text, "alliance", DAY)[0] is None


# -------------------------------------------------------------- older records

TABLE = """\
=== content/notes/security/bases.md
---
title: Bases
topic: security
date: 2026-01-28
---

| Country | Bases |
|---|---|
| South Korea [@smith-2025] | ten |
"""


def in_the_first_form(record: dict[str, Any]) -> dict[str, Any]:
    """A record as the program wrote it before there were heads in it, and changes of the head."""
    older = {key: one for key, one in record.items() if key != "form"}
    older["changes"] = [one for one in older["changes"] if not one["kind"].startswith(("title", "series", "bottom"))]
    for section in older["sections"]:
        for claim in (claim for note in section["notes"] for claim in note["claims"]):
            claim.pop("heads", None)
    older["published"]["files"]["json"] = hashlib.sha256(as_printed(older)).hexdigest()
    return older


def test_what_was_published_in_an_older_form_is_made_again_in_it(cli: Program) -> None:
    """A newer program adds nothing to its data, nor changes that nobody was told of; the next edition has all."""
    write_desk(cli.folder, f"{SERIES}{TABLE}")
    program = Program(cli.folder, {**cli.environment, "SOURCE_DATE_EPOCH": "1770000000"})
    assert program.inside("publish", "alliance", "--date", DAY).status == 0
    change(cli.folder, "content/briefs/alliance.md", "A troop cut is [", "A cut of troops is [")
    assert program.inside("publish", "alliance", "--date", LATER).status == 0
    later = f"{EDITIONS}/{LATER}.json"
    assert [one["kind"] for one in record_of(cli.folder, later)["changes"]] == ["bottom-line-reworded"]
    for path in (RECORD, later):
        older = in_the_first_form(record_of(cli.folder, path))
        (cli.folder / path).write_text(json.dumps(older, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    verified = program.inside("publish", "--verify").stdout
    assert re.findall(r"json|not as it was written", verified) == []
    assert program.inside("build", "alliance", "--date", LATER).status == 0
    made = (cli.folder / f"build/{LATER}/alliance-{LATER}.json").read_bytes()
    assert made == as_printed(record_of(cli.folder, later))
    assert program.inside("site").status == 0

    assert program.inside("build", "alliance", "--date", "2026-02-13", "--format", "json").status == 0
    draft = record_of(cli.folder, "build/2026-02-13/alliance-2026-02-13.json")
    assert (draft["form"], draft["changes"]) == (2, [])
    assert '"heads"' in json.dumps(draft)
