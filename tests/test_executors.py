"""Briefs made by several processes: the same as by one, whatever becomes of the processes."""

from __future__ import annotations

import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from briefings.building.crew import Crew, WorkerLostError
from briefings.building.executors import as_finished
from briefings.building.jobs import default_jobs
from briefings.desk.files import find_desk
from briefings.errors import BriefingsError
from tests.conftest import ENTRY_POINT, Finished, Program
from tests.desks import ENDLESS, write_desk
from tests.processes import die_once, finished, marked, running, soon, started

DATE = ("--date", "2026-01-30")
BUILD = ("build", *DATE)
HTML = ("--format", "html")
WORKER = "briefings.building.worker"


def briefs(folder: Path, *names: str, template: str = "", text: str = "") -> None:
    """Briefs like the base desk's own, each with a title of its own."""
    base = (folder / "content/briefs/alliance.md").read_text()
    for name in names:
        brief = base.replace(
            "title: The alliance", f"title: Of {name}" + (f"\ntemplate: {template}" if template else "")
        )
        (folder / f"content/briefs/{name}.md").write_text(brief + text)


def layout(folder: Path, name: str, text: str) -> None:
    """A template of the desk's own."""
    record = f'=== templates/{name}/template.toml\ntitle = "Own"'
    write_desk(folder, f"{record}\n=== templates/{name}/brief.html.j2\n{text}", base="")


def hanging(folder: Path, name: str) -> None:
    """A brief whose layout does not end."""
    layout(folder, "endless", ENDLESS)
    briefs(folder, name, template="endless")


def made(desk: Program) -> dict[str, bytes]:
    """What stands in the folder of the date, temporary files and all."""
    return {path.name: path.read_bytes() for path in sorted((desk.folder / "build/2026-01-30").iterdir())}


@pytest.fixture
def desk(cli: Program) -> Program:
    """A desk with two briefs, in a run that can be told from others."""
    write_desk(cli.folder, "")
    briefs(cli.folder, "basing")
    return Program(cli.folder, marked(cli.environment))


# ---------------------------------------------------------------- the crew


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    with Crew() as crew:
        yield crew


def test_a_worker_gives_what_a_function_gives_and_stays(crew: Crew) -> None:
    """The second piece of work is done by the same process."""
    assert crew.do(math.factorial, 5, seconds=60) == 120
    first = crew.pids
    assert crew.do(os.getpid, seconds=60) == first[0] != os.getpid()
    assert crew.pids == first


def test_what_a_function_raises_there_is_raised_here(crew: Crew) -> None:
    """With the place where it was raised, and the worker goes on."""
    with pytest.raises(ValueError, match="factorial") as raised:
        crew.do(math.factorial, -5, seconds=60)
    assert "briefings/building/worker.py" in str(raised.value.__cause__)
    with pytest.raises(BriefingsError) as refused:
        crew.do(find_desk, Path("/proc"), seconds=60)
    assert (refused.value.message, refused.value.exit_status) == (
        "there is no briefings.toml in 'proc' or any folder above it",
        2,
    )


def test_a_worker_that_dies_is_replaced_and_its_work_done_again(crew: Crew, tmp_path: Path) -> None:
    """Whoever asked notices nothing."""
    before = crew.do(os.getpid, seconds=60)
    assert crew.do(die_once, tmp_path / "dead", seconds=60) != before
    assert before not in crew.pids


def test_a_worker_that_was_killed_while_idle_is_not_held_against_the_next_work(crew: Crew) -> None:
    crew.do(os.getpid, seconds=60)
    for number in crew.pids:
        os.kill(number, signal.SIGKILL)
    time.sleep(0.1)
    assert crew.do(math.factorial, 4, seconds=60) == 24


def test_work_that_ends_two_workers_is_not_tried_a_third_time(crew: Crew) -> None:
    """How the second one ended is told."""
    with pytest.raises(WorkerLostError) as lost:
        crew.do(signal.raise_signal, signal.SIGKILL, seconds=60)
    assert (lost.value.timed_out, lost.value.exit_code) == (False, -signal.SIGKILL)


def test_work_that_does_not_end_is_ended(crew: Crew) -> None:
    with pytest.raises(WorkerLostError) as lost:
        crew.do(time.sleep, 60, seconds=1)
    assert lost.value.timed_out
    assert crew.do(math.factorial, 3, seconds=60) == 6


def test_a_crew_that_is_closed_ends_who_is_at_work_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Crew() as crew:
        crew.start(2)
        pids = crew.pids
        assert len(list(tmp_path.iterdir())) == 2
        closing = threading.Timer(0.5, crew.close)
        closing.start()
        with pytest.raises(CancelledError):
            crew.do(time.sleep, 60, seconds=60)
        closing.join()
        with pytest.raises(CancelledError):
            crew.do(math.factorial, 3, seconds=60)
    assert [number for number in pids if Path(f"/proc/{number}").exists()] == []
    assert list(tmp_path.iterdir()) == []


def test_who_is_dismissed_has_nothing_more_done_and_nobody_else_is_disturbed() -> None:
    """Who is at work for it is ended; who works for another goes on."""
    with Crew() as crew, ThreadPoolExecutor(2) as threads:
        mine = threads.submit(crew.do, time.sleep, 60, seconds=60, whom="mine")
        other = threads.submit(crew.do, time.sleep, 1, seconds=60, whom="another's")
        assert soon(lambda: len(crew.pids) == 2)
        crew.dismiss("mine")
        with pytest.raises(CancelledError):
            mine.result(timeout=10)
        with pytest.raises(CancelledError):
            crew.do(math.factorial, 3, seconds=60, whom="mine")
        assert other.result() is None
        assert len(crew.pids) == 1


def test_a_crew_without_work_ends_its_workers_when_its_patience_is_over() -> None:
    """Whoever gave the work may have gone without a word. The next work starts a new worker."""
    with Crew(patience=1) as crew:
        first = crew.do(os.getpid, seconds=60)
        assert crew.do(time.sleep, 1.2, seconds=60) is None, "it is counted from the end of the last work"
        assert crew.do(os.getpid, seconds=60) == first
        assert soon(lambda: crew.pids == (), seconds=10)
        assert soon(lambda: not Path(f"/proc/{first}").exists(), seconds=10)
        assert crew.do(os.getpid, seconds=60) != first


# --------------------------------------------------------------- executors


def done() -> Future[None]:
    future: Future[None] = Future()
    future.set_result(None)
    return future


def test_few_are_out_at_a_time_and_each_comes_when_it_is_done() -> None:
    """A slow one holds up no other, and none is asked for before there is room."""
    asked: list[str] = []
    slow: Future[None] = Future()

    def items() -> Iterator[str]:
        for name in ("slow", "one", "two", "three"):
            asked.append(name)
            yield name

    results = as_finished(lambda name: slow if name == "slow" else done(), items(), most=2)
    assert (next(results)[0], asked) == ("one", ["slow", "one"])
    assert (next(results)[0], asked) == ("two", ["slow", "one", "two"])
    slow.set_result(None)
    assert [name for name, _ in results] == ["slow", "three"]


def test_what_is_out_when_the_caller_stops_is_called_back() -> None:
    waiting = [done(), Future[None](), Future[None]()]
    left = iter(waiting)
    results = as_finished(lambda _: next(left), range(3), most=3)
    assert next(results)[0] == 0
    results.close()  # type: ignore[attr-defined]
    assert [future.cancelled() for future in waiting] == [False, True, True]


def test_who_watches_is_asked_while_nothing_comes_and_can_end_the_wait() -> None:
    def watch() -> None:
        raise BriefingsError("nobody is there")

    with pytest.raises(BriefingsError, match="nobody is there"):
        next(as_finished(lambda _: Future(), [1], most=1, watch=watch))


def test_few_briefs_are_made_by_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is started for a handful of briefs, and no more of them than there are processors."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    assert [default_jobs(orders) for orders in (0, 1, 7, 8, 12, 100)] == [1, 1, 1, 2, 3, 4]


# ------------------------------------------------------------- the program


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]
) -> tuple[Finished, dict[str, bytes]]:
    """What one process says and makes of such a desk, with a brief in it that has a mistake."""
    desk = Program(tmp_path_factory.mktemp("alone"), program_environment)
    write_desk(desk.folder, "")
    briefs(desk.folder, "basing")
    briefs(desk.folder, "broken", text=MISTAKE)
    run = desk(*BUILD, "--jobs", "1")
    assert run.status == 1
    assert "content/briefs/broken.md:2:1: error STR01" in run.stderr
    files = made(desk)
    assert len(files) == 6
    return run, files


MISTAKE = "\nText that stands nowhere.\n"


def test_two_workers_make_what_one_process_makes(desk: Program, alone: tuple[Finished, dict[str, bytes]]) -> None:
    """Files, what is said and the status are the same to the byte."""
    briefs(desk.folder, "broken", text=MISTAKE)
    assert (desk(*BUILD, "--jobs", "2"), made(desk)) == alone
    assert running(desk.environment) == {}


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(
    desk: Program, alone: tuple[Finished, dict[str, bytes]]
) -> None:
    """Its brief is made again by another."""
    with started(desk, *BUILD, *HTML, "--jobs", "2") as process:
        assert soon(lambda: bool(running(desk.environment, "pandoc")))
        for number in running(desk.environment, WORKER):
            os.kill(number, signal.SIGKILL)
        run = finished(process)
    assert (run.status, run.stderr) == (0, "")
    assert made(desk) == {name: content for name, content in alone[1].items() if name.endswith(".html")}
    assert soon(lambda: not running(desk.environment))


def made_so_far(desk: Program) -> list[str]:
    folder = desk.folder / "build/2026-01-30"
    return [path.name for path in folder.iterdir() if path.name[0] != "."] if folder.exists() else []


def test_a_brief_that_ends_its_workers_is_named_and_the_rest_is_printed(desk: Program) -> None:
    """It is tried twice, for once may be an accident."""
    hanging(desk.folder, "endless")
    killed = set[int]()

    def a_new_one_is_at_work() -> bool:
        return len(made_so_far(desk)) == 2 and bool(running(desk.environment, WORKER).keys() - killed)

    with started(desk, *BUILD, *HTML, "--jobs", "2") as process:
        for _ in range(2):
            # The brief may have gone to the idle worker before that one was killed too: then both are lost at once.
            assert soon(lambda: process.poll() is not None or a_new_one_is_at_work())
            for number in running(desk.environment, WORKER):
                killed.add(number)
                os.kill(number, signal.SIGKILL)
        run = finished(process)
    assert run.status == 1
    assert run.stderr == (
        "content/briefs/endless.md:1:1: error OUT05: the worker that made 'endless' ended in the middle, and so did a"
        " second one (SIGKILL)\n"
        "  hint: a machine that runs out of memory kills processes: build with fewer --jobs, or this brief alone\n"
        "endless: not printed\n"
        "1 error; 1 of 3 briefs were not printed\n"
    )
    assert run.stdout.split() == [f"build/2026-01-30/{name}" for name in made(desk)]
    assert list(made(desk)) == ["alliance-2026-01-30.html", "basing-2026-01-30.html"]


def test_a_brief_that_hangs_is_stopped_and_the_rest_is_printed(desk: Program) -> None:
    """A worker keeps the limits that a build in one process has."""
    with (desk.folder / "briefings.toml").open("a") as settings:
        settings.write("\n[print]\ntime-limit = 1\n")
    hanging(desk.folder, "endless")
    run = desk(*BUILD, *HTML, "--jobs", "2")
    assert run.status == 1
    assert "error OUT03: the layout of 'endless' took longer than 1 seconds and was stopped" in run.stderr
    assert "endless: not printed" in run.stderr
    assert list(made(desk)) == ["alliance-2026-01-30.html", "basing-2026-01-30.html"]


@pytest.mark.parametrize(("number", "status", "jobs"), [(signal.SIGINT, 130, "2"), (signal.SIGTERM, 143, "1")])
def test_a_build_that_is_interrupted_says_how_far_it_came_and_leaves_no_process(
    desk: Program, number: int, status: int, jobs: str
) -> None:
    """What was printed stays, whole; no process goes on, and no temporary file is left."""
    name = "an-endless-one" if jobs == "2" else "endless"  # one process has to come past it
    hanging(desk.folder, name)
    temporary = desk.folder / "tmp"
    temporary.mkdir()
    desk.environment["TMPDIR"] = str(temporary)
    with started(desk, *BUILD, *HTML, "--jobs", jobs) as process:
        assert soon(lambda: len(made_so_far(desk)) == 2)
        time.sleep(0.3)  # a brief is counted a moment after its files are there
        process.send_signal(number)
        run = finished(process, seconds=10)
    assert soon(lambda: not running(desk.environment), seconds=3)
    assert run.status == status
    assert run.stderr.strip() == (
        "stopped: 2 of 3 briefs printed, each with all its files; the files of the others are as they were"
    )
    assert len(run.stdout.splitlines()) == len(made(desk)) == 2
    assert list(temporary.iterdir()) == []


def test_a_parent_that_is_killed_takes_its_workers_along(desk: Program) -> None:
    """They are in the middle of a brief, and go when it is done."""
    with started(desk, *BUILD, *HTML, "--jobs", "2") as process:
        assert soon(lambda: bool(running(desk.environment, "pandoc")))
        process.kill()
    assert soon(lambda: not running(desk.environment))


def test_what_a_killed_build_left_is_cleared_by_the_next_and_nothing_else(desk: Program) -> None:
    """Not what a living process holds, however old it is; nor what a link points to, nor what has another name."""
    temporary = desk.folder / "tmp"
    temporary.mkdir()
    desk.environment["TMPDIR"] = str(temporary)
    script = "from briefings.printing.child import temporary_folder as f; a = f(); print(a.name, flush=True); input()"
    command = [sys.executable, "-c", script]
    made = [
        subprocess.Popen(command, env=desk.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    folders = [Path(one.stdout.readline().strip()) for one in made if one.stdout]
    left, held, young = folders
    for killed in (made[0], made[2]):
        killed.kill()
        killed.communicate()
    mine = temporary / "mine"
    mine.mkdir()
    (temporary / "briefings-held-link").symlink_to(mine)
    other = temporary / "briefings-other"
    other.mkdir()
    for folder in (left, held, mine, other):
        (folder / "file").write_text("")
        os.utime(folder, (0, 0))
    os.utime(temporary / "briefings-held-link", (0, 0), follow_symlinks=False)
    assert desk(*BUILD, *HTML, "--jobs", "2").status == 0
    assert set(temporary.iterdir()) == {held, young, mine, other, temporary / "briefings-held-link"}
    assert (mine / "file").exists()
    assert (held / "file").exists()
    made[1].communicate("\n")
    assert not held.exists()


def with_room_for(desk: Program, size: int, *arguments: str) -> Finished:
    """The program, on a system that takes no file larger than `size` bytes; what the disk does when it is full.

    It is not counted for coverage, whose own file would have no room either.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ended = subprocess.run(
        [sys.executable, "-c", ENTRY_POINT, *arguments],
        cwd=desk.folder,
        env={name: value for name, value in desk.environment.items() if not name.startswith("COVERAGE_")},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    return Finished(ended.returncode, ended.stdout, ended.stderr)


def test_a_disk_that_takes_no_file_of_one_brief_takes_those_of_the_next(
    desk: Program, alone: tuple[Finished, dict[str, bytes]]
) -> None:
    """The brief is named, nothing of it is written, and what it had before stands."""
    limit = max(len(content) for content in alone[1].values()) + 10_000
    layout(desk.folder, "wordy", "{% for a in range(" + str(limit // 6) + ") %}Words, {% endfor %}")
    briefs(desk.folder, "basing", template="wordy")
    last = desk.folder / "build/2026-01-30/basing-2026-01-30.json"
    last.parent.mkdir(parents=True)
    last.write_text("the last")
    run = with_room_for(desk, limit, *BUILD, "--jobs", "2", "--format", "json,html")
    assert run.status == 3
    assert run.stderr == (
        "basing: the output cannot be written: File too large\n"
        "  hint: make room or give yourself the right to write there; the files of the last build are untouched\n"
        "no errors, no warnings; 1 of 2 briefs were not printed\n"
    )
    assert sorted(made(desk)) == ["alliance-2026-01-30.html", "alliance-2026-01-30.json", last.name]
    assert last.read_text() == "the last"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_disk_with_no_room_at_all_is_told(desk: Program, jobs: str) -> None:
    """There is not even room for the temporary files of a print."""
    run = with_room_for(desk, 0, *BUILD, "--jobs", jobs)
    assert (run.status, run.stdout) == (3, "")
    first, hint = run.stderr.splitlines()
    assert first.startswith("briefings: there is no room for temporary files: ")
    assert hint == "  hint: make room, or set TMPDIR to another folder"


@pytest.mark.parametrize("jobs", ["-1", "two"])
def test_a_number_of_jobs_is_a_number(desk: Program, jobs: str) -> None:
    run = desk.inside(*BUILD, "--jobs", jobs)
    assert run.status == 2
    assert "--jobs" in run.stderr


def test_jobs_and_a_cluster_exclude_each_other(desk: Program) -> None:
    """Nobody is asked whether there is such a cluster."""
    assert desk.inside(*BUILD, "--jobs", "2", "--executor", "dask://127.0.0.1:8786") == Finished(
        2,
        "",
        "briefings: --jobs and --executor exclude each other: a cluster has as many jobs as its workers have threads\n"
        "  hint: leave out --jobs to build on the cluster, or --executor to build on this machine\n",
    )
