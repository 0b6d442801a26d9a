"""The lock: what was verified stays known where the kept sources are not; nothing passes that changed since."""

from __future__ import annotations

import json
import os
import re

import pytest

from briefings.evidence.lock import Lock, lock_mistake, parse_lock, to_lock_text
from tests.conftest import ROOT, Program
from tests.desks import write_desk

SNAPSHOT = """Forces in Korea

By Ann Smith

The United States keeps 28,500 troops in Korea. The ministry spent $1.19 billion on them in 2024, which was 8.3% more
than in 2023. “We will not ask for more before the year is out”, the minister, Oh Se-jin, said in
Daejeon on 3 December 2024. The two governments have met four times since then, and each of them has named a person
who is to prepare the next round of talks, which may be held in the spring.
"""

DESK = f"""
=== briefings.toml
[desk]
name = "Test Desk"

[topics]
security = "Security"

[check.ignore]
COR01 = "Each claim has one source."

[max-age]
security = "9999d"
=== snapshots/smith-2025.txt
{SNAPSHOT}
=== content/sources/smith-2025.yaml
type: report
title: Forces in Korea
author: [{{family: Smith, given: Ann}}]
issued: 2025-02
accessed: 2026-01-20
provenance:
  kind: analysis
  originator: Ann Smith
  reliability: B
  graded: 2026-01-20
  basis: A named analyst with a public record.
  descriptor: A signed paper of two pages.
  ai: none
  snapshot:
    file: smith-2025.txt
    sha256: (of the file)
    captured: 2026-01-20
=== content/notes/security/deal.md
---
title: Cost sharing
topic: security
date: 2026-01-20
---

Seoul paid $1.19 billion for the troops in 2024 [@smith-2025]. “We will not ask for more before the year is out”, said
Oh Se-jin on 3 December 2024 [@smith-2025]. The talks go on [@smith-2025].
"""


@pytest.fixture
def locked(cli: Program) -> Program:
    """A desk with its snapshot and a lock."""
    write_desk(cli.folder, DESK)
    done = cli.inside("lock")
    assert (done.status, done.stderr) == (0, "")
    return cli


def check(cli: Program, *more: str) -> tuple[int, str]:
    """The exit status of a strict check, and what it says."""
    done = cli.inside("check", "--date", "2026-01-30", "--strict", *more)
    return done.status, done.stdout


def edit(cli: Program, path: str, old: str, new: str) -> None:
    """Change some words of a file."""
    file = cli.folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


NOTE = "content/notes/security/deal.md"


def test_a_lock_says_what_it_found_and_a_second_changes_nothing(locked: Program) -> None:
    """The summary counts claims, judgements and figures that cite something."""
    first = (locked.folder / "content/evidence.lock.json").read_bytes()
    done = locked.inside("lock")
    assert done.stdout == (
        "content/evidence.lock.json stands as it was: 6 claims, judgements and figures: 5 verified,"
        " 1 with nothing to look for\n"
    )
    assert (locked.folder / "content/evidence.lock.json").read_bytes() == first
    assert locked.inside("lock", "--verify").status == 0


FALSE = "Oh Se-jin said “we will ask for five times as much” in 2024 [@smith-2025]."


@pytest.mark.parametrize(
    ("written", "status", "summary"),
    [
        (f"[{FALSE}]{{.claim #ask}}", 1, "5 verified, 1 altered, 1 with nothing to look for"),
        (
            f'[{FALSE}]{{.claim #ask withdrawn="2026-01-25" reason="He did not."}}',
            0,
            "5 verified, 1 with nothing to look for, 1 withdrawn and not borne out",
        ),
    ],
    ids=["it stands", "it is withdrawn"],
)
def test_what_is_withdrawn_need_not_hold(locked: Program, written: str, status: int, summary: str) -> None:
    """It was taken back because it is false, and the desk is whole again."""
    edit(locked, NOTE, "The talks go on", f"{written} The talks go on")
    done = locked.inside("lock")
    assert done.stdout == f"content/evidence.lock.json written: 7 claims, judgements and figures: {summary}\n"
    assert (done.status, locked.inside("lock", "--verify").status) == (status, status)


@pytest.mark.parametrize(
    ("more", "statuses"),
    [("", (1, 1)), ('withdrawn="2026-01-25" reason="He did not."', (0, 0))],
    ids=["it stands", "it is withdrawn"],
)
def test_what_stands_inside_something_withdrawn_need_not_hold(
    locked: Program, more: str, statuses: tuple[int, int]
) -> None:
    """The basis of a judgement goes with it."""
    judgement = f"""\
::: {{.judgement #ask-more likelihood="likely" confidence="low" {more}}}
More is likely to be asked for [@smith-2025].

{FALSE}
:::
"""
    edit(locked, NOTE, "Seoul paid $1.19", f"{judgement}\nSeoul paid $1.19")
    assert (locked.inside("lock").status, check(locked, "--select", "QUO")[0]) == statuses


@pytest.mark.parametrize(
    ("ignore", "status", "summary"),
    [
        ("{code: QUO02, claim: ask, reason: The minister misspoke.}", 0, "1 let stand though not as the source has it"),
        ("{code: QUO02, claim: ask, reason: The minister misspoke., until: 2020-01-01}", 1, "1 altered"),
        ("{code: FIG, reason: Sums.}", 1, "1 altered"),
    ],
    ids=["let stand", "let stand once", "another rule"],
)
def test_what_the_desk_lets_stand_need_not_hold(locked: Program, ignore: str, status: int, summary: str) -> None:
    """`lock` fails where `check` does: not for a finding that is let stand with the reason, until its last day."""
    edit(locked, NOTE, "The talks go on", f"[{FALSE}]{{.claim #ask}} The talks go on")
    edit(locked, NOTE, "date: 2026-01-20\n", f"date: 2026-01-20\nignore: [{ignore}]\n")
    done = locked.inside("lock")
    assert (done.status, summary in done.stdout) == (status, True)
    assert locked.inside("lock", "--verify").status == status


FIGURES = """
- id: paid
  label: Paid for the troops
  value: 1.39
  unit: USD
  scale: billion
  source: smith-2025
"""


@pytest.mark.parametrize(("reason", "status"), [("The ministry corrected it.", 0), ("", 1)])
def test_a_claim_may_print_a_figure_that_is_let_stand(locked: Program, reason: str, status: int) -> None:
    """Its source's record says why, once; without the reason an error is not let stand."""
    (locked.folder / "content/figures/security.yaml").write_text(FIGURES, encoding="utf-8")
    edit(locked, NOTE, "$1.19 billion", "[paid]{.figure}")
    entry = f"[{{code: FIG01, claim: paid, reason: {reason!r}}}]"
    edit(locked, "content/sources/smith-2025.yaml", "  ai: none", f"  ai: none\n  ignore: {entry}")
    done = locked.inside("lock")
    assert done.status == status
    assert ("2 let stand" in done.stdout) == (status == 0)


def test_without_the_sources_the_locked_result_is_stated(locked: Program) -> None:
    """Strict and clean with the snapshots, strict and clean without them, and the same bytes of every output."""
    assert check(locked) == (0, "no errors, no warnings\n")
    with_sources = built(locked)
    (locked.folder / "snapshots/smith-2025.txt").unlink()
    assert check(locked) == (0, "no errors, no warnings\n")
    assert built(locked) == with_sources


def built(cli: Program) -> dict[str, bytes]:
    """The outputs of a build."""
    done = cli.inside("build", "--date", "2026-01-30", "--format", "html,json")
    assert done.status == 0, done.stderr
    return {file.name: file.read_bytes() for file in (cli.folder / "build/2026-01-30").iterdir()}


def test_a_claim_that_changed_since_is_not_verifiable(locked: Program) -> None:
    """Never a silent pass: exit 3 under --strict, and the other claims stay verified."""
    (locked.folder / "snapshots/smith-2025.txt").unlink()
    edit(locked, NOTE, "$1.19 billion", "$1.39 billion")
    status, said = check(locked)
    assert status == 3
    assert said.startswith(f"{NOTE}:7:")
    assert (
        "warning SRC01: this claim cannot be verified: it is not in the lock, and 'smith-2025' is not at hand" in said
    )
    assert said.count("SRC01") == 1


def test_a_source_whose_digest_changed_is_not_verifiable(locked: Program) -> None:
    """The record names other bytes than those that were locked: all that rests on them is open again."""
    (locked.folder / "snapshots/smith-2025.txt").unlink()
    record = locked.folder / "content/sources/smith-2025.yaml"
    record.write_text(re.sub("sha256: [0-9a-f]{64}", f"sha256: {'0' * 64}", record.read_text()))
    status, said = check(locked)
    assert status == 3
    assert "a source changed since the lock was written" in said


def test_bytes_that_are_not_what_the_record_says_are_an_error(locked: Program) -> None:
    """A snapshot that was touched is not searched, and the lock does not speak for it."""
    edit(locked, "snapshots/smith-2025.txt", "28,500", "29,500")
    status, said = check(locked)
    assert status == 1
    assert "error SRC01" in said


def test_a_lock_that_is_not_current_is_said_where_the_sources_are(locked: Program) -> None:
    """With the snapshots the new words are verified; the lock still tells of the old ones."""
    edit(locked, NOTE, "in 2024 [@", "in 2024, it says [@")
    status, said = check(locked)
    assert status == 1
    assert (
        "content/evidence.lock.json:1:1: warning SRC01: the lock is not current: 1 claim changed, 1 claim gone" in said
    )
    assert locked.inside("lock", "--verify").status == 1
    assert locked.inside("lock").stdout.startswith("content/evidence.lock.json written: ")
    assert check(locked) == (0, "no errors, no warnings\n")


def test_findings_are_locked_and_said_again_at_their_place(cli: Program) -> None:
    """What a rule found with the sources it says without them, word for word but for the source's own text."""
    write_desk(cli.folder, DESK.replace("Seoul paid $1.19 billion", "Seoul paid $1.39 billion"))
    assert cli.inside("lock").status == 1
    status, said = check(cli)
    assert status == 1
    (cli.folder / "snapshots/smith-2025.txt").unlink()
    again = check(cli)
    assert again == (1, "\n".join(line for line in said.split("\n") if not line.startswith("  nearest in")))


def test_no_sentence_of_a_source_is_in_the_lock(locked: Program) -> None:
    """No six words in a row that the source has, though the desk quotes ten of them."""
    words = re.findall(r"\w+", SNAPSHOT)
    lock = " ".join(re.findall(r"\w+", (locked.folder / "content/evidence.lock.json").read_text()))
    runs = {" ".join(words[at : at + 6]) for at in range(len(words) - 5)}
    assert not [run for run in runs if run in lock]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", ""),
        ("{", "it was not written by this program"),
        ("[]", "it was not written by this program"),
        ('{"$schema": "x"}', "its form is 'x', and this program reads"),
        ("[" * 100_000, "it was not written by this program"),
    ],
)
def test_a_text_that_is_no_lock_is_said_and_taken_for_none(text: str, mistake: str) -> None:
    """Whatever stands in the file, the reading of the desk goes on."""
    assert lock_mistake(text).startswith(mistake)
    assert parse_lock(text) == Lock()


def test_a_broken_lock_is_an_error_at_its_file(locked: Program) -> None:
    """It is not passed over as if there were none."""
    (locked.folder / "content/evidence.lock.json").write_text('{"$schema": 1}')
    status, said = check(locked)
    assert status == 1
    assert "content/evidence.lock.json:1:1: error SRC01: the lock cannot be read: its form is 1" in said


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("claims", 0, "items", 0, "text"), 5),
        (("claims", 0, "items", 0, "kind"), {"a": 1}),
        (("claims", 0, "items", 0, "span"), [-1, "x"]),
        (("claims", 0, "items", 0, "how"), "somehow"),
        (("claims", 0, "items", 0, "outcome"), "fine"),
        (("claims", 0, "items", 0, "at"), {"source": 1}),
        (("claims", 0, "groups"), [[1], "x"]),
        (("claims", 0, "standing"), ["corroborated"]),
        (("claims", 0, "cites"), [{"key": 1, "digest": ""}]),
        (("claims", 0, "digest"), None),
        (("sources",), []),
        (("edges",), [{"sources": ["a"]}]),
        (("findings",), [{"code": 1, "severity": "error"}]),
    ],
)
def test_a_lock_with_other_things_in_it_is_no_lock(
    locked: Program, where: tuple[str | int, ...], value: object
) -> None:
    """Every value is looked at when the lock is read, so that nothing later meets what it does not expect."""
    file = locked.folder / "content/evidence.lock.json"
    plain = json.loads(file.read_text(encoding="utf-8"))
    inner = plain
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    assert lock_mistake(json.dumps(plain)) == "it was not written by this program"


def test_the_repository_s_own_lock_reads_back_as_it_was_written() -> None:
    """The committed lock is in the form that this program writes."""
    text = (ROOT / "content/evidence.lock.json").read_text(encoding="utf-8")
    assert to_lock_text(parse_lock(text)) == text
    assert json.loads(text)["claims"]


def test_the_repository_s_own_lock_is_current(program_environment: dict[str, str]) -> None:
    """Every claim of the desk is covered; where the five documents are at hand each is verified against them again.

    They are other people's text and not committed: BRIEFINGS_SNAPSHOTS names their folder, else `snapshots/`.
    """
    given = {name: value for name, value in os.environ.items() if name == "BRIEFINGS_SNAPSHOTS"}
    done = Program(ROOT, program_environment | given).inside("lock", "--verify")
    assert done.stdout.startswith("content/evidence.lock.json is current: "), done.stdout + done.stderr
    assert "not verifiable" not in done.stdout
