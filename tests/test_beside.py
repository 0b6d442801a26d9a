"""Two pieces of work on two cores give what they give one after the other, whatever becomes of the second process.

Each example is a program of its own: what the tests before it left running here (a browser, a cluster) has threads
and processes too, and a process with threads is not copied.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap


def said(program: str) -> str:
    """What a program prints that can use `beside`."""
    lines = f"import os\nfrom briefings.building.beside import beside\n{textwrap.dedent(program)}"
    run = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr == ""
    return run.stdout


def test_both_give_their_answers() -> None:
    """The second is worked out in another process: its number differs, and what it changes stays there."""
    assert (
        said("""
        changed = []

        def second():
            changed.append(1)
            return os.getpid(), changed

        mine, (its, there) = beside(os.getpid, second)
        print(mine == os.getpid(), its == os.getpid(), there, changed)
        """)
        == "True False [1] []\n"
    )


def test_a_large_answer_comes_through() -> None:
    """More than a pipe holds: the child waits until it is read."""
    assert said("print(beside(lambda: 1, lambda: b'x' * 5_000_000) == (1, b'x' * 5_000_000))") == "True\n"


def test_what_goes_wrong_in_the_copy_is_met_here() -> None:
    """An error of the second work is raised as if there were one process."""
    assert (
        said("""
        try:
            beside(lambda: 1, lambda: 1 // 0)
        except ZeroDivisionError as error:
            print(error)
        """)
        == "integer division or modulo by zero\n"
    )


def test_a_copy_that_is_killed_is_done_without() -> None:
    """Its work is done here after all."""
    assert (
        said("""
        parent = os.getpid()

        def second():
            if os.getpid() != parent:
                os.kill(os.getpid(), 9)
            return "done here"

        print(beside(lambda: "first", second))
        """)
        == "('first', 'done here')\n"
    )


def test_what_goes_wrong_here_leaves_no_process() -> None:
    """The child is waited for, and the error goes on."""
    assert (
        said("""
        try:
            beside(lambda: 1 // 0, lambda: 1)
        except ZeroDivisionError as error:
            print(error)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("no child is left")
        """)
        == "integer division or modulo by zero\nno child is left\n"
    )


def test_with_threads_there_is_one_process() -> None:
    """A copy of a process with threads has their locks and not the threads."""
    assert (
        said("""
        import threading

        wait = threading.Event()
        thread = threading.Thread(target=wait.wait)
        thread.start()
        print(beside(os.getpid, os.getpid) == (os.getpid(), os.getpid()))
        wait.set()
        thread.join()
        """)
        == "True\n"
    )
