"""Briefs made by a real Dask cluster: a scheduler and two worker processes, which share nothing with the desk."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
import trustme

from briefings import __version__
from briefings.building.cluster import parse_address
from briefings.errors import BriefingsError
from briefings.printing import fonts
from tests.conftest import ROOT, Finished, Program
from tests.desks import ENDLESS, write_desk
from tests.processes import finished, marked, running, soon, started

BUILD = ("build", "--date", "2026-01-30")


def test_the_extra_is_installed() -> None:
    """`pip install 'briefings[cluster]'` brings it; without it this file would test nothing."""
    assert importlib.util.find_spec("distributed")


# -------------------------------------------------------------- the cluster


@dataclass(frozen=True)
class Cluster:
    """A scheduler and workers on the loopback, each a process with a folder, a home and a TMPDIR of its own."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]]

    def start(self, *command: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        """`dask` with these arguments; what it can import of briefings lies in `path`."""
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                cwd=self.folder,
                env=self.environment | {"PYTHONPATH": str(path)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def worker(self, path: Path = ROOT) -> subprocess.Popen[bytes]:
        """One more worker; `wait` until the scheduler knows it."""
        return self.start(
            *("worker", "--scheduler-file", "scheduler.json", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny"),
            *("--no-dashboard", "--local-directory", str(self.folder / "scratch")),
            path=path,
        )

    def wait(self) -> None:
        """Until every worker is known to the scheduler: a loaded machine takes its time."""
        assert soon(lambda: self.log().count("Registered to:") == len(self.processes) - 1), self.log()

    def address(self) -> str:
        """Where the scheduler listens, as the command line wants it."""
        file = self.folder / "scheduler.json"
        # The scheduler opens it first and writes then; the brace at its end is there when all of it is.
        assert soon(lambda: file.is_file() and file.read_text().rstrip().endswith("}")), self.log()
        address: str = json.loads(file.read_text())["address"]
        return address.replace("tcp://", "dask://")

    def log(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def a_cluster(folder: Path, *, workers: int, certificate: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """With a certificate all that the scheduler and the workers say to each other goes by TLS."""
    # No home, no cache, no fonts of the machine, and nothing that tells where a desk is.
    environment = marked({"PATH": os.environ["PATH"], "TMPDIR": str(folder), "FONTCONFIG_FILE": "/nowhere"})
    environment |= {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    cluster = Cluster(folder, environment | dict(certificate or {}), [])
    try:
        cluster.start(
            *("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "scheduler.json"),
            *("--dashboard-address", "127.0.0.1:0", "--protocol", "tls" if certificate else "tcp"),
        )
        for _ in range(workers):
            cluster.worker()
        cluster.wait()
        yield cluster
    finally:
        for process in cluster.processes:
            process.kill()
        for process in cluster.processes:
            process.wait()
    assert soon(lambda: not running(environment)), "with the Dask workers go the processes that they started"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with a_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as cluster:
        yield cluster


def fill(folder: Path) -> None:
    """A desk of three briefs, one of them with a template that brings a font."""
    write_desk(folder, "")
    own = folder / "templates/own"
    own.mkdir(parents=True)
    (own / "template.toml").write_text('title = "Own"\nextends = "bulletin"\n')
    (own / "brief.html.j2").write_text('{% extends "bulletin/brief.html.j2" %}')
    (own / "brief.css").write_text('@font-face { font-family: "Own"; src: url(own.ttf) } h1 { font-family: "Own" }')
    shutil.copy(next(path for path in fonts.families()[1].files if path.stem.endswith("-Black")), own / "own.ttf")
    base = (folder / "content/briefs/alliance.md").read_text()
    for name in ("basing", "costs"):
        template = "\ntemplate: own" if name == "costs" else ""
        brief = base.replace("title: The alliance", f"title: Of {name}{template}")
        (folder / f"content/briefs/{name}.md").write_text(brief)


@pytest.fixture
def desk(cli: Program) -> Program:
    fill(cli.folder)
    return cli


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]
) -> tuple[Finished, dict[str, bytes]]:
    """What one process says and makes of the desk."""
    desk = Program(tmp_path_factory.mktemp("alone"), program_environment)
    fill(desk.folder)
    run, files = desk(*BUILD, "--jobs", "1"), made(desk)
    assert len(files) == 9
    with pikepdf.open(io.BytesIO(files["costs-2026-01-30.pdf"])) as pdf:
        names = {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}
    assert "Own-Heavy" in names, "the font that its template brings"
    return run, files


def made(desk: Program) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((desk.folder / "build/2026-01-30").iterdir())}


# ---------------------------------------------------------------- the same


def test_a_cluster_makes_what_one_process_makes(
    desk: Program, cluster: Cluster, alone: tuple[Finished, dict[str, bytes]]
) -> None:
    """What is said, and every file to the byte; and when the run is over, its processes over there are too."""
    assert (desk(*BUILD, "--executor", cluster.address()), made(desk)) == alone
    assert soon(lambda: not running(cluster.environment, "briefings.printing.press")), cluster.log()


AWAY = """
import datetime, shutil, sys
from pathlib import Path
from briefings.building.build import Workshop
from briefings.building.cluster import on_cluster
from briefings.building.order import make
from briefings.building.picking import pick
from briefings.desk.files import find_desk
if __name__ == "__main__":
    folder, address, formats = Path(sys.argv[1]), sys.argv[2], ("html", "pdf")
    desk = find_desk(folder)
    orders = tuple(pick(desk, ("costs",), datetime.date(2026, 1, 30), formats))
    with Workshop(desk.settings.print) as shop:
        here = {order.brief: make(order, shop) for order in orders}
    shutil.rmtree(folder)
    with on_cluster(address, desk.settings.print, formats) as maker:
        there = {order.brief: built for order, built in maker(orders)}
    print(there == here, [built.pages for built in there.values()])
"""


def test_the_workers_need_no_disk_of_the_desk(desk: Program, cluster: Cluster) -> None:
    """The desk is gone before they start, its template and its font with it."""
    script = subprocess.run(
        [sys.executable, "-c", AWAY, str(desk.folder), cluster.address()],
        cwd=ROOT,
        env=desk.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (script.stdout, script.stderr) == ("True [1]\n", "")


# ----------------------------------------------------------------- mishaps


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(
    desk: Program, cluster: Cluster, alone: tuple[Finished, dict[str, bytes]]
) -> None:
    """Dask gives its briefs to another; the processes that it had started go with it."""
    victim = cluster.processes[1]
    with started(desk, *BUILD, "--format", "html", "--executor", cluster.address()) as process:
        assert soon(lambda: len(running(cluster.environment, "pandoc")) == 2)
        victim.kill()
        victim.wait()
        run = finished(process)
    assert (run.status, run.stderr) == (0, "")
    assert made(desk) == {name: content for name, content in alone[1].items() if name.endswith(".html")}
    cluster.worker()
    cluster.wait()


def test_a_brief_that_hangs_over_there_is_stopped_and_the_rest_is_printed(desk: Program, cluster: Cluster) -> None:
    """A Dask worker works in threads, where no timer can interrupt a layout; its own workers are processes."""
    with (desk.folder / "briefings.toml").open("a") as settings:
        settings.write("\n[print]\ntime-limit = 1\n")
    (desk.folder / "templates/own/brief.html.j2").write_text(ENDLESS)
    run = desk(*BUILD, "--format", "html", "--executor", cluster.address())
    assert run.status == 1
    assert "error OUT03: the layout of 'costs' took longer than 1 seconds and was stopped" in run.stderr
    assert list(made(desk)) == [f"{name}-2026-01-30.html" for name in ("alliance", "basing")]


def test_a_run_that_is_interrupted_leaves_no_process_at_work_over_there(desk: Program, cluster: Cluster) -> None:
    """Nobody waits for the brief that hangs; the Dask workers stay, and make the next run's."""
    own = desk.folder / "templates/own/brief.html.j2"
    before = own.read_text()
    own.write_text(ENDLESS)
    with started(desk, *BUILD, "--format", "html", "--executor", cluster.address()) as process:
        assert soon((desk.folder / "build/2026-01-30/basing-2026-01-30.html").is_file)
        assert running(cluster.environment, "briefings.building.worker")
        process.send_signal(signal.SIGINT)
        run = finished(process, seconds=20)
    assert run.status == 130
    assert run.stderr.startswith("stopped: ")
    assert soon(lambda: not running(cluster.environment, "briefings.building.worker"), seconds=10), cluster.log()
    assert soon(lambda: not running(cluster.environment, "pandoc"))  # killed at the same time, by the same signal
    own.write_text(before)
    assert desk(*BUILD, "--format", "html", "--executor", cluster.address()).status == 0


def test_the_brief_of_a_run_that_was_killed_is_not_made_to_its_end(desk: Program, cluster: Cluster) -> None:
    """Nobody could tell the cluster, which sees for itself that nobody wants the brief that hangs. What has nothing to
    do there waits a minute for work."""
    (desk.folder / "templates/own/brief.html.j2").write_text(ENDLESS)
    with started(desk, *BUILD, "--format", "html", "--executor", cluster.address()) as process:
        assert soon((desk.folder / "build/2026-01-30/basing-2026-01-30.html").is_file)
        time.sleep(2)  # by now the brief that hangs is at work, too
        before = set(running(cluster.environment, "briefings.building.worker"))
        process.kill()
        process.wait()
    assert soon(lambda: bool(before - set(running(cluster.environment, "briefings.building.worker"))), seconds=15)
    assert desk(*BUILD, "alliance", "--format", "html", "--executor", cluster.address()).status == 0


def test_a_cluster_that_goes_away_ends_the_run_and_leaves_what_was_printed(
    desk: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The workers and the scheduler are killed while a brief hangs."""
    (desk.folder / "templates/own/brief.html.j2").write_text(ENDLESS)
    first = desk.folder / "build/2026-01-30/basing-2026-01-30.html"
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(a_cluster(tmp_path_factory.mktemp("gone"), workers=1))
        address = cluster.address()
        process = stack.enter_context(started(desk, *BUILD, "--format", "html", "--executor", address))
        assert soon(first.is_file)
        for one in cluster.processes:
            one.kill()
        run = finished(process)
    assert run.status == 3
    assert "Traceback" not in run.stderr
    kept = len(made(desk))
    some = f"the {kept} briefs that were printed are" if kept > 1 else "the brief that was printed is"
    assert run.stderr.endswith(
        f"briefings: the Dask scheduler at {address[7:]} has gone away\n"
        f"  hint: start it, and run this again: {some} kept\n"
    )
    assert len(run.stdout.splitlines()) == kept
    assert first.is_file()


# ------------------------------------------------------------------------ TLS


def certificate(folder: Path) -> dict[str, str]:
    """A certificate of an authority of its own, as Dask's configuration takes it from the environment."""
    authority = trustme.CA()
    issued = authority.issue_cert("cluster")
    ca, cert, key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
    authority.cert_pem.write_to_path(ca)
    issued.cert_chain_pems[0].write_to_path(cert)
    issued.private_key_pem.write_to_path(key)
    named = {"CA_FILE": ca}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        named |= {f"{role}__CERT": cert, f"{role}__KEY": key}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(file) for name, file in named.items()}


def test_a_cluster_with_certificates(
    desk: Program, alone: tuple[Finished, dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Dask's own configuration says which; who has none, or another's, or does not ask for TLS, is told so."""
    ours, others = (certificate(tmp_path_factory.mktemp("certificate")) for _ in range(2))
    with a_cluster(tmp_path_factory.mktemp("tls"), workers=1, certificate=ours) as cluster:
        address = cluster.address()
        assert address.startswith("tls://127.0.0.1:")
        place = address[6:]

        def build(environment: dict[str, str], executor: str = address) -> Finished:
            program = Program(desk.folder, desk.environment | environment)
            return program(*BUILD, "--format", "html", "--no-cache", "--executor", executor)

        run = build(ours)
        assert (run.status, run.stderr) == (0, "")
        assert made(desk) == {name: content for name, content in alone[1].items() if name.endswith(".html")}
        assert build(others) == Finished(
            3,
            "",
            f"briefings: what answers at {place} is no Dask scheduler that takes this machine's certificate\n"
            "  hint: both are to have certificates of one authority (ca-file)\n",
        )
        assert build({}, f"dask://{place}") == Finished(
            3,
            "",
            f"briefings: what answers at {place} is no Dask scheduler without TLS\n"
            f"  hint: where its first lines tell of tls://, write --executor tls://{place}\n",
        )
        hint = "distributed.comm.tls of Dask's configuration names ca-file, client.cert and client.key"
        for environment, said in (
            ({}, "there is no certificate to show to a cluster at tls://"),
            (
                ours | {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": "/nowhere.pem"},
                "the certificates for the cluster cannot be read: [Errno 2] No such file or directory",
            ),
        ):
            told = f"briefings: {said}\n  hint: {hint}; docs/scale.md shows how\n"
            assert build(environment) == Finished(3, "", told)


# ------------------------------------------------------------ before it starts


def test_a_scheduler_that_goes_away_while_the_workers_are_asked_is_told(
    desk: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The worker takes its time to answer: it imports a package that waits."""
    slow = tmp_path_factory.mktemp("slow") / "briefings"
    slow.mkdir()
    asked = slow / "asked"
    (slow / "__init__.py").write_text(f"import time; open({str(asked)!r}, 'w').close(); time.sleep(60)\n")
    with a_cluster(tmp_path_factory.mktemp("going"), workers=0) as cluster:
        address = cluster.address()
        cluster.worker(path=slow.parent)
        cluster.wait()
        with started(desk, *BUILD, "--format", "html", "--executor", address) as process:
            assert soon(asked.exists)
            cluster.processes[0].kill()
            run = finished(process)
    assert run == Finished(
        3,
        "",
        f"briefings: the Dask scheduler at {address[7:]} has gone away\n  hint: start it, and run this again\n",
    )


def test_no_scheduler_is_told_at_once(desk: Program) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody else can come to listen there meanwhile
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        run = desk(*BUILD, "--executor", f"dask://127.0.0.1:{port}")
    assert run == Finished(
        3,
        "",
        f"briefings: no Dask scheduler answers at 127.0.0.1:{port}\n"
        "  hint: start one ('dask scheduler'), or look at its first lines for the address it has\n",
    )
    assert not (desk.folder / "build/2026-01-30").exists()


def test_workers_of_another_version_and_none_are_told_before_any_work(
    desk: Program, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Their pages could be others."""
    other = tmp_path_factory.mktemp("other") / "briefings"
    other.mkdir()
    (other / "__init__.py").write_text('__version__ = "0.0.1"\n')
    with a_cluster(tmp_path_factory.mktemp("empty"), workers=0) as cluster:
        address = cluster.address()
        empty = desk(*BUILD, "--format", "html", "--executor", address)
        assert empty == Finished(
            3,
            "",
            f"briefings: the Dask scheduler at {address[7:]} has no workers\n"
            f"  hint: start some: dask worker tcp://{address[7:]}\n",
        )
        cluster.worker(path=other.parent)
        cluster.wait()
        other_version = desk(*BUILD, "--format", "html", "--executor", address)
    assert (other_version.status, other_version.stdout) == (3, "")
    first, hint = other_version.stderr.splitlines()
    assert first.startswith("briefings: the worker tcp://127.0.0.1:")
    assert first.endswith(f" has briefings 0.0.1, and this machine has {__version__}: its pages could be others")
    assert hint == "  hint: install the same versions on all machines, from one lock file"


@pytest.mark.parametrize(
    "text",
    [
        "dask",
        "dask://",
        "dask://host",
        "dask://host:",
        "dask://host:0",
        "dask://host:65536",
        "dask://host:1/x",
        "dask://a b:1",
        "dask://user@host:1",
        "tls://user@host:1",
        "tcp://host:8786",
        "ray://host:1",
    ],
)
def test_anything_but_an_address_of_a_cluster_is_a_wrong_option(text: str) -> None:
    with pytest.raises(BriefingsError) as refused:
        parse_address(text)
    assert (refused.value.message, refused.value.hint, refused.value.exit_status) == (
        f"--executor {text!r} names no cluster",
        "write dask://host:port, as dask://10.0.0.5:8786, or tls://host:port for one with certificates",
        2,
    )


def test_an_address_is_host_and_port() -> None:
    assert parse_address("dask://10.0.0.5:8786") == "tcp://10.0.0.5:8786"
    assert parse_address("dask://[::1]:8786/") == "tcp://[::1]:8786"
    assert parse_address("tls://cluster.example.org:8786") == "tls://cluster.example.org:8786"


def test_no_other_command_loads_the_cluster_library() -> None:
    """It takes a second, and most desks have no cluster."""
    script = "import sys, briefings.cli.main, briefings.cli.building; print('distributed' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (run.stdout, run.stderr) == ("False\n", "")
