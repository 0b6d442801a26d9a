"""The workers of one machine: processes that are started when there is work for them, and stay warm for the next."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from briefings.building.worker import read_message, to_message
from briefings.printing.child import Child, ChildEndedError, temporary_folder

Asked = ParamSpec("Asked")
Result = TypeVar("Result")

_START = "from briefings.building.worker import main; main()"
"""Not `-m`, by which the module would be there twice: as what runs, and as what its functions are found in."""


class WorkerLostError(Exception):
    """A piece of work ended its worker, twice, or did not come to an end.

    `exit_code` is negative for a signal, as in `subprocess`; `last_words` is the end of its standard error.
    """

    def __init__(self, *, timed_out: bool, exit_code: int, last_words: str) -> None:
        super().__init__(timed_out, exit_code, last_words)
        self.timed_out = timed_out
        self.exit_code = exit_code
        self.last_words = last_words

    def __reduce__(self) -> tuple[Any, ...]:
        return _lost, self.args


def _lost(timed_out: bool, exit_code: int, last_words: str) -> WorkerLostError:
    return WorkerLostError(timed_out=timed_out, exit_code=exit_code, last_words=last_words)


class _FailedError(Exception):
    """Where in the worker an exception comes from: the traceback there, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class Worker:
    """One process and its folder for temporary files. It gets ready to make `formats`."""

    def __init__(self, formats: tuple[str, ...] = ()) -> None:
        self._folder = temporary_folder()
        folders = [str(Path(folder).absolute()) for folder in sys.path if folder]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "TMPDIR": self._folder.name}
        self._child = Child(
            [sys.executable, "-P", "-c", _START, self._folder.name, ",".join(formats)], environment=environment
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.alive

    def do(self, request: bytes, *, seconds: float) -> Any:
        """The answer to a request. Raises `ChildEndedError` when the process ended instead."""
        return self._child.ask(request, read_message, seconds=seconds)

    def dismiss(self) -> None:
        """Say that nothing more will be asked, so that the process goes beside others; `end` waits for that."""
        self._child.dismiss()

    def kill(self) -> None:
        """End the process and its children now, in the middle of what it does; who waits for it is told."""
        self._child.kill()

    def end(self) -> None:
        """End the process, if it has not ended, and clear up after it."""
        self._child.end()
        self._folder.cleanup()


class Crew:
    """Workers for as many threads as ask. A worker that is lost costs one piece of work, at most.

    Any thread may call `do`; who holds the crew closes it.
    """

    def __init__(self, *, patience: float = 0) -> None:
        """`patience` is how many seconds after the last piece of work the workers are ended; 0: they stay."""
        self._patience = patience
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: dict[Worker, str] = {}
        """Who is at work, and for whom."""
        self._dismissed = deque[str](maxlen=1000)
        """For whom nothing more is done; the oldest ask no more."""
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the processes that are there."""
        with self._lock:
            return tuple(sorted(worker.pid for worker in (*self._busy, *self._idle)))

    def start(self, count: int, formats: tuple[str, ...] = ()) -> None:
        """Start workers without waiting for them, so that they get ready while this process does something else."""
        workers = [Worker(formats) for _ in range(count)]
        with self._lock:
            self._idle += workers

    def do(self, work: Callable[..., Result], *arguments: object, seconds: float, whom: str = "") -> Result:
        """What `work`, a function of a module, gives or raises in a worker; `whom` it is for can be dismissed.

        A worker that dies at it is replaced, and the work done once more: it may not have been the work's fault.
        Raises `WorkerLostError` when the second dies too or the time is up, `CancelledError` when the crew is closed or
        `whom` was dismissed.
        """
        request = to_message((work, arguments))
        for last in (False, True):
            worker = self._take(whom)
            try:
                result, error, trace = worker.do(request, seconds=seconds)
            except ChildEndedError as ended:
                if self._is_over(whom):
                    raise CancelledError from None
                if ended.timed_out or last:
                    raise WorkerLostError(
                        timed_out=ended.timed_out, exit_code=ended.exit_code, last_words=ended.last_words
                    ) from None
                continue
            finally:
                self._give_back(worker)
            if error is not None:
                raise error from _FailedError(trace)
            return result  # type: ignore[no-any-return]
        raise AssertionError("unreachable")

    def rest(self) -> None:
        """End the workers that have nothing to do; the next piece of work starts a new one."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.dismiss()
        for worker in idle:
            worker.end()

    def dismiss(self, whom: str) -> None:
        """Do nothing more for `whom`: end the workers that are at it, and those that have nothing to do."""
        with self._lock:
            self._dismissed.append(whom)
            for worker, its in self._busy.items():
                if its == whom:
                    worker.kill()
        self.rest()

    def close(self) -> None:
        """End all workers, those at work too."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            for worker in self._busy:
                worker.kill()
        self.rest()

    def _is_over(self, whom: str) -> bool:
        return self._closed or whom in self._dismissed

    def _take(self, whom: str) -> Worker:
        with self._lock:
            if self._is_over(whom):
                raise CancelledError
            dead = [worker for worker in self._idle if not worker.alive]
            self._idle = [worker for worker in self._idle if worker not in dead]
            worker = self._idle.pop() if self._idle else Worker()
            self._busy[worker] = whom
        for one in dead:
            one.end()
        return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            whom = self._busy.pop(worker)
            if worker.alive and not self._is_over(whom):
                self._idle.append(worker)
                self._rest_later()
                return
        worker.end()

    def _rest_later(self) -> None:
        """Rest when the patience is over, counted from now: whoever gave the work may have gone without a word."""
        if self._timer is not None:
            self._timer.cancel()
        if self._patience:
            self._timer = threading.Timer(self._patience, self.rest)
            self._timer.daemon = True
            self._timer.start()
