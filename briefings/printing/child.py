"""A child process that answers one request at a time over its pipes, within a time limit."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TypeVar

from briefings.errors import BriefingsError

Answer = TypeVar("Answer")

LAST_WORDS = 40
"""How many of the last lines on the child's standard error are kept."""


class ChildEndedError(Exception):
    """The child gave no answer: it ran over its time limit, or it died.

    `exit_code` is negative for a signal, as in `subprocess`; `last_words` is the end of its standard error.
    """

    def __init__(self, *, timed_out: bool, exit_code: int, last_words: str) -> None:
        super().__init__(timed_out, exit_code, last_words)
        self.timed_out = timed_out
        self.exit_code = exit_code
        self.last_words = last_words


class Child:
    """One process, started at once; `ask` sends a request and reads the answer, `end` leaves no zombie.

    The two sides take turns: the child reads a whole request before it writes, so neither pipe can fill up
    on both ends. Standard error is drained by a thread. The child has its own session, so that an interrupt
    from the terminal reaches the parent alone, which ends the child; when the parent itself is gone, the
    child finds its standard input closed. A child's own children that are not `apart` share its session, and are
    ended with it.
    """

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str], apart: bool = True) -> None:
        self._apart = apart
        self._process = subprocess.Popen(  # noqa: S603 - the programs are our own choice, the arguments a list
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # The root folder holds nothing that could be imported or loaded in place of our own.
            cwd=Path(os.sep).resolve(),
            env=dict(environment),
            start_new_session=apart,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._requests: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        self._errors: IO[bytes] = self._process.stderr
        self._last_words: deque[bytes] = deque(maxlen=LAST_WORDS)
        self._timed_out = False
        self._killed = False
        """By `kill`: nobody asks then what it died of."""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._timed_out and self._process.poll() is None

    def ask(self, request: bytes, read_answer: Callable[[IO[bytes]], Answer], *, seconds: float) -> Answer:
        """Send `request` and return what `read_answer` makes of the child's output.

        `read_answer` raises `EOFError` when the output ends too early. Raises `ChildEndedError` when there is no
        answer; after that, and after any other exception, the child has been ended.
        """
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            self._requests.write(request)
            self._requests.flush()
            return read_answer(self._answers)
        except (OSError, EOFError):
            exit_code = self.end()
            raise ChildEndedError(
                timed_out=self._timed_out,
                exit_code=exit_code,
                last_words=b"".join(self._last_words).decode(errors="replace"),
            ) from None
        except BaseException:  # an interrupt leaves half an answer in the pipe: nobody may read on from there
            self.end()
            raise
        finally:
            timer.cancel()

    def tell(self, message: bytes) -> None:
        """Send what wants no answer. A child that is gone is found out by the next question."""
        with contextlib.suppress(OSError):
            self._requests.write(message)
            self._requests.flush()

    def dismiss(self) -> None:
        """Say that nothing more will be asked: the child goes of its own accord, and `end` waits for that."""
        with contextlib.suppress(OSError):
            self._requests.close()

    def end(self) -> int:
        """Wait a moment for the process to go, kill it if it does not, close the pipes; return its exit code."""
        self.dismiss()
        if not self._killed and self._process.poll() is None:
            # A child that dies of its own accord closes its pipes a moment before its exit code is known;
            # the moment keeps apart "it crashed" and "we killed it".
            self._listener.join(timeout=0.5)
            if not self._listener.is_alive():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=0.5)
        self.kill()
        exit_code = self._process.wait()
        self._listener.join(timeout=5)
        self._answers.close()
        if not self._listener.is_alive():
            self._errors.close()
        return exit_code

    def _expire(self) -> None:
        self._timed_out = True
        self.kill()

    def kill(self) -> None:
        """Kill the process and what it has started in its session, now; who waits in `ask` is told, and ends it."""
        self._killed = True
        if self._apart and hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):  # of a group whose last member is gone
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _listen(self) -> None:
        for line in self._errors:
            self._last_words.append(line[-500:])


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for what a child leaves lying about; ours, because a process that is killed clears nothing away.

    Raises `BriefingsError` when the disk has no room for one.
    """
    try:
        return _OwnFolder()
    except OSError as error:
        raise BriefingsError(
            f"there is no room for temporary files: {error.strerror}", "make room, or set TMPDIR to another folder", 3
        ) from error


_OWN = "briefings-held-"
"""How the folders begin that are locked as long as the process lives that made them."""
_YOUNG = 60.0
"""Seconds after which a folder without a lock has been left: its owner has long had the time to lock it."""

_CLEARED: set[Path] = set()
"""Where this process has looked for left ones."""


class _OwnFolder(tempfile.TemporaryDirectory[str]):
    """A folder that this process holds; the first of a process clears away those that nobody holds any more."""

    def __init__(self) -> None:
        super().__init__(prefix=_OWN, ignore_cleanup_errors=True)
        self._held = _hold(self.name)
        path = Path(self.name)
        with contextlib.suppress(OSError):  # what cannot be cleared is nothing that a print needs
            _clear_left(path)

    def cleanup(self) -> None:
        super().cleanup()
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _hold(folder: str | Path) -> int | None:
    """The folder opened and locked, until it is closed or this process ends; None where somebody else holds it, and
    where there are no such locks. A link is not followed."""
    try:
        import fcntl

        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (ImportError, OSError):  # Windows has neither
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened


def _clear_left(new: Path) -> None:
    """Remove this user's folders beside a new one that were left by a process that was killed; once in a process."""
    if new.parent in _CLEARED:
        return
    _CLEARED.add(new.parent)
    now = new.stat().st_mtime
    with os.scandir(new.parent) as entries:
        old = [entry.path for entry in entries if entry.name.startswith(_OWN) and _is_old(entry, now)]
    for path in old:
        held = _hold(path)
        if held is not None:
            if os.fstat(held).st_uid == os.getuid():
                shutil.rmtree(path, ignore_errors=True)
            os.close(held)


def _is_old(entry: os.DirEntry[str], now: float) -> bool:
    try:
        return now - entry.stat(follow_symlinks=False).st_mtime > _YOUNG
    except OSError:  # it has gone meanwhile
        return False


def read_exactly(stream: IO[bytes], size: int) -> bytes:
    """`size` bytes of `stream`; `EOFError` when it ends before."""
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_one_line(stream: IO[bytes]) -> bytes:
    """One line of `stream` with its newline; `EOFError` when it ends before."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    return line
