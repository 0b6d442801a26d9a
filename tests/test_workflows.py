"""What CI does is done by make targets, with few rights; and a week is done here as it is done there."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ENTRY_POINT, ROOT
from tests.desks import write_desk

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def read(path: Path) -> dict[Any, Any]:
    plain: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return plain


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from read(path)["jobs"].items()


# ---------------------------------------------------------------- workflows


def test_there_are_two_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "weekly.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_step_is_a_make_target_or_an_action_of_github_itself(path: Path) -> None:
    for name, job in jobs(path):
        for step in job["steps"]:
            if "run" in step:
                assert re.fullmatch(r"make ([a-z]+)", step["run"]), (name, step)
                assert step["run"].removeprefix("make ") in TARGETS, (name, step)
            else:
                assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]), (name, step)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_job_states_its_rights_and_its_longest_time(path: Path) -> None:
    assert read(path)["permissions"] == {}
    assert read(path)["concurrency"]["group"]
    for name, job in jobs(path):
        assert job["permissions"], name
        assert job["timeout-minutes"] <= 45, name


def test_what_runs_the_desk_cannot_write() -> None:
    """The one job that may write runs `make propose`, which looks at nothing but the records."""
    writing = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for path in WORKFLOWS
        for name, job in jobs(path)
        if job["permissions"].get("contents") == "write"
    }
    assert writing == {"propose": ["make propose"]}


def uploads() -> dict[str, dict[str, Any]]:
    """Artefact → how the week's job hands it over."""
    steps = read(ROOT / ".github/workflows/weekly.yml")["jobs"]["edition"]["steps"]
    return {step["with"]["name"]: step["with"] for step in steps if "name" in step.get("with", {})}


def test_a_week_without_an_edition_is_no_failure() -> None:
    """Such a week leaves no folder of its day (test_three_weeks), so nothing to upload; its summary is always there."""
    assert uploads()["editions"]["path"] == "build/2*/"
    assert uploads()["editions"]["if-no-files-found"] == "ignore"
    assert uploads()["records"]["path"].split() == ["content/editions/", "build/weekly.md"]


def test_the_site_is_made_of_what_is_in_the_repository() -> None:
    """By hand, each week and after each merge; never of editions that nobody has approved, and not where none is."""
    weekly = read(ROOT / ".github/workflows/weekly.yml")
    site, deploy = weekly["jobs"]["site"], weekly["jobs"]["deploy"]
    assert site["if"] == "${{ !cancelled() && github.ref == 'refs/heads/main' }}"
    assert not any("download-artifact" in step.get("uses", "") for step in site["steps"])
    assert [step.get("if") for step in site["steps"]] == [None, *2 * ["hashFiles('content/editions/*/*.json') != ''"]]
    assert (deploy["needs"], deploy["if"]) == ("site", "${{ !cancelled() && needs.site.outputs.made == 'true' }}")
    assert site["outputs"] == {"made": "${{ steps.pages.outcome == 'success' }}"}
    assert weekly[True]["push"]["paths"] == [
        "content/editions/**",
        "briefings.toml",
        "requirements.txt",
        ".github/workflows/weekly.yml",
    ]
    pages = read(ROOT / ".gitlab-ci.yml")["pages"]
    assert pages["needs"] == []  # nor artefacts of the job `edition`
    assert [rule["exists"] for rule in pages["rules"]] == 2 * [["content/editions/*/*.json"]]


@pytest.mark.parametrize("week", ["$(x)", "", " "])
def test_a_week_that_was_given_is_not_empty(week: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", "weekly", f"WEEK={week}"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "*** WEEK is empty: write WEEK=2026-W05, or leave it out for this week.  Stop." in done.stderr


def test_a_schedule_gives_no_week(program_environment: dict[str, str]) -> None:
    """GitHub then sets WEEK to nothing, and it is this week's."""
    environment = program_environment | {"WEEK": ""}
    done = subprocess.run(["make", "--dry-run", "weekly"], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_week_begins_on_the_desks_weekday() -> None:
    weekly = read(ROOT / ".github/workflows/weekly.yml")
    (schedule,) = weekly[True]["schedule"]  # `on` is true in YAML 1.1
    assert schedule["cron"].split()[4] == "5"
    assert 'weekday = "friday"' in (ROOT / "briefings.toml").read_text("utf-8")


def zizmor(path: Path) -> subprocess.CompletedProcess[str]:
    """Have zizmor read workflows as an attacker would, under our settings and without the network."""
    program, settings = Path(sys.executable).with_name("zizmor"), ROOT / ".github/zizmor.yml"
    command = [str(program), "--offline", "--no-progress", "--config", str(settings), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    finished = zizmor(ROOT / ".github/workflows")
    assert finished.returncode == 0, finished.stdout


def test_zizmor_would_find_an_action_without_a_pin(tmp_path: Path) -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8").replace("actions/checkout@v5", "others/checkout@v5")
    (tmp_path / "ci.yml").write_text(text, encoding="utf-8")
    finished = zizmor(tmp_path / "ci.yml")
    assert finished.returncode != 0
    assert "unpinned-uses" in finished.stdout


def test_gitlab_runs_the_same_targets() -> None:
    pipeline = read(ROOT / ".gitlab-ci.yml")
    run = {name: job["script"] for name, job in pipeline.items() if isinstance(job, dict) and "script" in job}
    assert run == {
        "test": ["make test"],
        "edition": ["make weekly"],
        "propose": ["make propose"],
        "pages": ["make site"],
    }
    for name in run:
        assert pipeline[name]["timeout"], name
        assert pipeline[name]["stage"] in pipeline["stages"], name


# --------------------------------------------------------------------- week


class Week:
    """A desk in a repository of its own, and `make weekly` and `make propose` on it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.desk = folder / "desk"
        self.remote = folder / "remote"
        shim = folder / "bin" / "briefings"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{ENTRY_POINT}" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        self.environment = environment | {
            "PATH": f"{shim.parent}:{environment['PATH']}",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }
        write_desk(self.desk, "")
        subprocess.run(["git", "init", "--quiet", "--bare", str(self.remote)], check=True, env=self.environment)
        for arguments in (("init", "--quiet", "--initial-branch=main"), ("add", "content", "briefings.toml")):
            self.git(*arguments)
        self.git("-c", "user.name=A", "-c", "user.email=a@localhost", "commit", "--quiet", "--message", "The desk")
        self.git("remote", "add", "origin", str(self.remote))

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments).stdout

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = self.environment | more
        done = subprocess.run(
            command, cwd=self.desk, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0 or command[0] != "git", done.stderr
        return done

    def weekly(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, str(ROOT / "scripts/weekly.py"), *arguments, **more)

    def propose(self, how: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run(str(ROOT / "scripts/propose"), AS=how, **more)

    def digests(self, day: str) -> dict[str, str]:
        """Of the editions' files of a day, by suffix."""
        folder = self.desk / "build" / day
        return {path.suffix[1:]: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def record_of(text: str, **more: object) -> dict[str, object]:
    claim = {"id": "c-1", "text": text, **more}
    return {"date": "2026-01-30", "sections": [{"notes": [{"id": "security/bases", "claims": [claim]}]}]}


@pytest.mark.parametrize(
    ("last", "same"),
    [
        (record_of("Korea | 10", heads=["Country", "Bases"]), True),
        (record_of("Korea | 10"), True),
        (record_of("Korea | 11"), False),
        (record_of("Korea | 10", heads=["Country", "Airfields"]), False),
    ],
    ids=["the same", "by an older program", "another number", "another head"],
)
def test_a_newer_program_alone_is_no_news(last: dict[str, object], same: bool) -> None:
    """It writes the heads of a table into the record; older ones did not."""
    script = ROOT / "scripts/weekly.py"
    draft = runpy.run_path(str(script))["Draft"]
    now = record_of("Korea | 10", heads=["Country", "Bases"]) | {"date": "2026-02-06"}
    assert draft("bases", "2026-02-06", script, now, last).says_the_same is same


@pytest.fixture
def week(tmp_path: Path, program_environment: dict[str, str]) -> Week:
    return Week(tmp_path, program_environment)


def test_three_weeks(week: Week) -> None:
    """The first edition; a week that brings nothing; a week in which a judgement moves. Records alone are proposed."""
    first = week.weekly("--week", "2026-W05")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == (
        "$ briefings check --strict --week 2026-W05 --output text\n"
        "no errors, no warnings\n"
        "$ briefings build --week 2026-W05 --format json\n"
        "$ briefings publish alliance --week 2026-W05\n"
        "build/2026-01-30/alliance-2026-01-30.html\n"
        "build/2026-01-30/alliance-2026-01-30.pdf  (1 page)\n"
        "build/2026-01-30/alliance-2026-01-30.json\n"
        "content/editions/alliance/kept/2026-01-30.json\n"
        "content/editions/alliance/2026-01-30.json  (No. 1)\n"
        "$ briefings site\n"
        f"{first.stdout[first.stdout.index('build/site/index.html') : first.stdout.index('build/weekly.md')]}"
        "build/weekly.md tells what the week brought\n"
    )
    assert (week.desk / "build/weekly.md").read_text("utf-8") == (
        "## Week 2026-W05\n\n- The alliance (`alliance`): No. 1, the first edition.\n"
    )
    assert week.propose("commit").stdout == "Editions of week 2026-W05: proposed as commit\n"
    assert week.git("ls-tree", "-r", "--name-only", "origin/main", "content/editions") == (
        "content/editions/alliance/2026-01-30.json\ncontent/editions/alliance/kept/2026-01-30.json\n"
    )

    record = json.loads((week.desk / "content/editions/alliance/2026-01-30.json").read_text("utf-8"))
    shutil.rmtree(week.desk / "build")  # as on another machine
    again = week.weekly("--week", "2026-W05")
    assert again.returncode == 0
    assert week.digests("2026-01-30") == record["published"]["files"]
    assert (week.desk / "build/weekly.md").read_text("utf-8") == (
        "## Week 2026-W05\n\n- The alliance (`alliance`): No. 1 was published before.\n"
    )

    idle = week.weekly("--week", "2026-W06")
    assert idle.returncode == 0
    assert "alliance: nothing new since 2026-01-30; no edition is published\n" in idle.stdout
    assert not (week.desk / "build/2026-02-06").exists()
    assert (week.desk / "build/site/index.html").is_file()
    assert week.propose("commit").stdout == "week 2026-W06 brought no new edition: nothing to propose\n"

    note = week.desk / "content/notes/security/troops.md"
    note.write_text(
        note.read_text("utf-8").replace('horizon="2026-12"', 'horizon="2027-06" changed="The review ends later."'),
        encoding="utf-8",
    )
    moved = week.weekly("--week", "2026-W06")
    assert moved.returncode == 0, moved.stdout + moved.stderr
    assert (week.desk / "build/weekly.md").read_text("utf-8") == (
        "## Week 2026-W06\n"
        "\n"
        "- The alliance (`alliance`): No. 2.\n"
        "\n"
        "  ```text\n"
        "  alliance: 2026-01-30 → 2026-02-06\n"
        "\n"
        "  Judgements\n"
        "    troop-cut  horizon\n"
        "      by December 2026 → by June 2027\n"
        "        Washington is unlikely to withdraw troops this year.\n"
        "      Why: The review ends later.\n"
        "  ```\n"
    )
    assert week.propose("branch").stdout == "Editions of week 2026-W06: proposed as branch\n"
    assert week.git("ls-tree", "--name-only", "origin/edition/2026-W06", "content/editions/alliance/") == (
        "content/editions/alliance/2026-01-30.json\n"
        "content/editions/alliance/2026-02-06.json\n"
        "content/editions/alliance/kept\n"
    )


def test_a_mistake_ends_the_week_before_anything_is_published(week: Week) -> None:
    """Under GitHub Actions the finding stands at its line."""
    note = week.desk / "content/notes/security/troops.md"
    note.write_text(note.read_text("utf-8").replace("@smith-2025", "@smith-2052"), encoding="utf-8")
    done = week.weekly("--week", "2026-W05", GITHUB_ACTIONS="true")
    assert done.returncode == 1
    assert "::error file=content/notes/security/troops.md,line=10," in done.stdout
    assert done.stderr == "weekly: briefings check left with 1; nothing after it was done\n"
    assert not (week.desk / "content/editions").exists()


def test_a_commit_is_pushed_with_the_token_that_gh_was_given(week: Week) -> None:
    """A workflow's checkout keeps no credentials, so that git has none but gh's."""
    gh = Path(week.environment["PATH"].partition(":")[0], "gh")
    gh.write_text('#!/bin/sh\necho "gh $*"\n', encoding="utf-8")
    gh.chmod(0o755)
    editions = week.desk / "content/editions/alliance"
    editions.mkdir(parents=True)
    (editions / "2026-01-30.json").write_text("{}", encoding="utf-8")
    (week.desk / "build").mkdir()
    (week.desk / "build/weekly.md").write_text("## Week 2026-W05\n", encoding="utf-8")
    done = week.run(str(ROOT / "scripts/propose"), AS="commit", GH_TOKEN="t")
    assert done.stdout == "gh auth setup-git\nEditions of week 2026-W05: proposed as commit\n"


def a_record(week: Week) -> str:
    """The desk as after a week that brought one edition: what is to be proposed."""
    path = "content/editions/alliance/2026-01-30.json"
    (week.desk / path).parent.mkdir(parents=True)
    (week.desk / path).write_text("{}", encoding="utf-8")
    (week.desk / "build").mkdir()
    (week.desk / "build/weekly.md").write_text("## Week 2026-W05\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("how", "where"), [("branch", "edition/2026-W05"), ("commit", "main")])
def test_a_proposal_that_could_not_be_pushed_is_made_again(week: Week, how: str, where: str) -> None:
    """Nothing has moved meanwhile, so that it is not taken for made."""
    path, before = a_record(week), week.git("rev-parse", "main")
    failed = week.propose(how, PUSH_TO="/nonexistent")
    assert failed.returncode != 0
    assert "'/nonexistent' does not appear to be a git repository" in failed.stderr
    assert week.git("rev-parse", "main") == before
    assert week.propose(how).stdout == f"Editions of week 2026-W05: proposed as {how}\n"
    assert week.git("diff", "--name-only", before.strip(), f"origin/{where}") == f"{path}\n"
    assert week.git("rev-parse", "main") == (week.git("rev-parse", "origin/main") if how == "commit" else before)
    assert week.git("status", "--short", "--", "content") == ("" if how == "commit" else f"A  {path}\n")


def test_a_proposal_of_no_known_kind_does_nothing(week: Week) -> None:
    a_record(week)
    done = week.propose("pullrequest")
    said = "AS=pullrequest: there are pull-request, merge-request, branch and commit\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert week.git("log", "--oneline", "--format=%s") == "The desk\n"


def test_records_of_another_job_replace_no_other_file(week: Week) -> None:
    """What a job without rights hands over is taken for records, and for nothing else."""
    records = week.desk / "build/records"
    (records / "build").mkdir(parents=True)
    (records / "build/weekly.md").write_text("## Week 2026-W05\n", encoding="utf-8")
    editions = records / "content/editions/alliance"
    editions.mkdir(parents=True)
    (editions / "2026-01-30.json").write_text(json.dumps({}), encoding="utf-8")
    (records / "content/notes").mkdir()
    (records / "content/notes/bad.md").write_text("bad", encoding="utf-8")
    (records / "briefings.toml").write_text("bad", encoding="utf-8")
    assert week.propose("branch").returncode == 0
    changed = week.git("diff", "--name-only", "main", "origin/edition/2026-W05")
    assert changed == "content/editions/alliance/2026-01-30.json\n"
