"""The commands, and what each may be given. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from briefings import __version__
from briefings.errors import BriefingsError

app = typer.Typer(
    help="Dated, cited policy briefs in PDF and HTML, built from a desk's topic notes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Briefs = Annotated[list[str] | None, typer.Argument(metavar="BRIEF", help="Briefs by name; all when none is named.")]
Date = Annotated[str, typer.Option("--date", metavar="2026-01-30", help="The edition's date; today when left out.")]
Week = Annotated[
    str, typer.Option("--week", metavar="2026-W05", help="The desk's weekday of an ISO week, in place of a date.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings stop the print, as errors do.")]
Jobs = Annotated[
    int,
    typer.Option("--jobs", metavar="N", min=0, help="Briefs made at a time; 0: as many as this machine has cores for."),
]
Executor = Annotated[
    str,
    typer.Option(
        "--executor", metavar="dask://HOST:PORT", help="Have a Dask cluster make the briefs; tls://… with certificates."
    ),
]
DeskFolder = Annotated[
    Path, typer.Option("--desk", metavar="FOLDER", help="The desk; else this folder or one above it.")
]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"briefings {__version__}")
        raise typer.Exit


@app.callback()
def briefings(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Dated, cited policy briefs in PDF and HTML, built from a desk's topic notes."""


@app.command()
def build(
    briefs: Briefs = None,
    date: Date = "",
    week: Week = "",
    formats: Annotated[str, typer.Option("--format", metavar="html,pdf,json", help="What to make.")] = "html,pdf,json",
    strict: Strict = False,
    jobs: Jobs = 0,
    executor: Executor = "",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Make every brief anew, though nothing changed.")
    ] = False,
    desk: DeskFolder = Path(),
) -> None:
    """Check, then print: HTML, PDF and JSON of each brief into build/<date>/."""
    from briefings.cli.building import run_build

    raise typer.Exit(
        run_build(
            tuple(briefs or ()),
            date=date,
            week=week,
            formats=formats,
            strict=strict,
            jobs=jobs,
            executor=executor,
            keep=not no_cache,
            folder=desk,
        )
    )


@app.command()
def check(
    briefs: Briefs = None,
    date: Date = "",
    week: Week = "",
    output: Annotated[
        str, typer.Option("--output", metavar="text|json|sarif|github", help="The form of the findings.")
    ] = "text",
    select: Annotated[
        str, typer.Option("--select", metavar="CODES", help="Only these codes or families: CIT,FM02.")
    ] = "",
    ignore: Annotated[str, typer.Option("--ignore", metavar="CODES", help="None of these codes or families.")] = "",
    strict: Strict = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Check anew, though nothing changed.")] = False,
    desk: DeskFolder = Path(),
) -> None:
    """The checks alone."""
    from briefings.cli.checking import run_check

    codes = (tuple(filter(None, select.split(","))), tuple(filter(None, ignore.split(","))))
    raise typer.Exit(
        run_check(
            tuple(briefs or ()),
            date=date,
            week=week,
            output=output,
            codes=codes,
            strict=strict,
            keep=not no_cache,
            folder=desk,
        )
    )


@app.command()
def publish(
    brief: Annotated[str, typer.Argument(metavar="BRIEF", help="The brief; with --verify all when left out.")] = "",
    date: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="2026-01-30",
            help="The edition's date, 7 days ahead at most; when left out today, with --verify all.",
        ),
    ] = "",
    week: Week = "",
    correct: Annotated[
        str | None,
        typer.Option(
            "--correct", metavar="REASON", help="Print a published edition anew, with this as a notice to its readers."
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Publish nothing: make published editions anew and compare them.")
    ] = False,
    desk: DeskFolder = Path(),
) -> None:
    """Check strictly, number the edition, print it and keep its record in content/editions/."""
    from briefings.cli.publishing import run_publish, run_verify

    if verify:
        if correct is not None:
            raise BriefingsError("--verify and --correct are given together", "give one of the two")
        raise typer.Exit(run_verify(brief, date=date, week=week, folder=desk))
    raise typer.Exit(run_publish(brief, date=date, week=week, correct=correct, folder=desk))


@app.command()
def changes(
    brief: Annotated[str, typer.Argument(metavar="BRIEF", help="The brief.")],
    start: Annotated[
        str, typer.Argument(metavar="FROM", help="A published date; alone, that edition and the one before it.")
    ] = "",
    end: Annotated[str, typer.Argument(metavar="TO", help="A later published date.")] = "",
    date: Annotated[
        str,
        typer.Option(
            "--date", metavar="2026-01-30", help="The date of the draft that is compared, without FROM; else today."
        ),
    ] = "",
    week: Week = "",
    output: Annotated[
        str, typer.Option("--output", metavar="text|json|html", help="The form of the changes.")
    ] = "text",
    desk: DeskFolder = Path(),
) -> None:
    """What changed since the last published edition, or between two."""
    from briefings.cli.changes import run_changes

    raise typer.Exit(run_changes(brief, start, end, date=date, week=week, output=output, folder=desk))


@app.command()
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code, such as CIT01; the list when left out.")] = "",
) -> None:
    """Why a rule exists, an example that trips it, and the way out."""
    from briefings.cli.checking import run_explain

    run_explain(code)


@app.command()
def lock(
    verify: Annotated[bool, typer.Option("--verify", help="Write nothing: say whether the lock is current.")] = False,
    desk: DeskFolder = Path(),
) -> None:
    """Verify every claim against the kept sources at hand, and write content/evidence.lock.json."""
    from briefings.cli.locking import run_lock

    raise typer.Exit(run_lock(verify=verify, folder=desk))


@app.command()
def site(
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="Where the site will be found; before the one of [site].")
    ] = "",
    desk: DeskFolder = Path(),
) -> None:
    """The archive of all published editions as a static site, with search and feed, into build/site/."""
    from briefings.cli.site import run_site

    raise typer.Exit(run_site(base_url=base_url, folder=desk))


@app.command()
def doctor() -> None:
    """What the machine has and lacks: libraries, fonts, Pandoc; with the line that mends it."""
    from briefings.cli.doctor import run_doctor

    raise typer.Exit(run_doctor())
