"""`briefings`: where the program begins, and where it ends."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from typing import Any

from briefings.cli.plainly import plain_build
from briefings.errors import BriefingsError
from briefings.frames import with_room


def main() -> None:
    """Run the command line; the operator's mistakes end here, in one or two lines."""
    gc.set_threshold(100_000, 20, 20)  # a run makes much and drops little: looking for garbage took 7% of a check
    atexit.register(gc.freeze)  # nor is it looked for at the end, when the system takes back all: another 5%
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that has no Hangul shows its code in its place
            stream.reconfigure(errors="backslashreplace")
    try:
        with_room(_run)
    except BriefingsError as error:
        for line in (error.message and f"briefings: {error.message}", error.hint and f"  hint: {error.hint}"):
            if line:
                sys.stderr.write(f"{line}\n")
        sys.exit(error.exit_status)


def _run() -> None:
    """A build that is written plainly begins at once; all else is read by Typer."""
    asked = plain_build(sys.argv[1:])
    if asked is None:
        from briefings.cli.commands import app

        app(prog_name="briefings")
    else:
        _build(asked)


def _build(asked: dict[str, Any]) -> None:
    """The build, which ends as Typer would have it end when it is interrupted, or when nobody reads on."""
    from briefings.cli.building import run_build

    try:
        sys.exit(run_build(**asked))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # What is left unsaid is not said at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
