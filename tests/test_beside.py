"""Two pieces of work on two cores give what they give one after the other, whatever becomes of the second process."""

from __future__ import annotations

import os
import threading

import pytest

from briefings.building.beside import beside


def test_both_give_their_answers() -> None:
    """The second is worked out in another process: its number differs, and what it changes stays there."""
    changed: list[int] = []

    def second() -> tuple[int, list[int]]:
        changed.append(1)
        return os.getpid(), changed

    (mine, (its, there)) = beside(os.getpid, second)
    assert mine == os.getpid() != its
    assert there == [1]
    assert changed == []


def test_a_large_answer_comes_through() -> None:
    """More than a pipe holds: the child waits until it is read."""
    assert beside(lambda: 1, lambda: b"x" * 5_000_000) == (1, b"x" * 5_000_000)


def test_what_goes_wrong_in_the_copy_is_met_here() -> None:
    """An error of the second work is raised as if there were one process."""
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1, lambda: 1 // 0)


def test_a_copy_that_is_killed_is_done_without() -> None:
    """Its work is done here after all."""
    parent = os.getpid()

    def second() -> str:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return "done here"

    assert beside(lambda: "first", second) == ("first", "done here")


def test_what_goes_wrong_here_leaves_no_process() -> None:
    """The child is waited for, and the error goes on."""
    with pytest.raises(ValueError, match="mine"):
        beside(lambda: (_ for _ in ()).throw(ValueError("mine")), lambda: 1)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_with_threads_there_is_one_process() -> None:
    """A copy of a process with threads has their locks and not the threads."""
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        assert beside(os.getpid, os.getpid) == (os.getpid(), os.getpid())
    finally:
        wait.set()
        thread.join()
