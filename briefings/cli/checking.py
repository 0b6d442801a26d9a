"""`briefings check` and `briefings explain`."""

from __future__ import annotations

from pathlib import Path

import typer

from briefings.building.checking import checked
from briefings.cli.dates import edition_date
from briefings.cli.report import REPORTS, exit_status
from briefings.desk.files import find_desk
from briefings.diagnostics import chosen
from briefings.errors import BriefingsError
from briefings.reading.records import nearest


def run_check(
    briefs: tuple[str, ...],
    *,
    date: str,
    week: str,
    output: str,
    codes: tuple[tuple[str, ...], tuple[str, ...]],
    strict: bool,
    keep: bool,
    folder: Path,
) -> int:
    """Check and return the exit status; the findings go to standard output. `codes` is (select, ignore); `keep`
    tells whether findings of last time are used and these are kept."""
    if output not in REPORTS:
        guess = nearest(output, tuple(REPORTS))
        raise BriefingsError(
            f"there is no output {output!r}", f"did you mean {guess!r}?" if guess else f"outputs: {', '.join(REPORTS)}"
        )
    select, ignore = _known(codes[0]), _known(codes[1])
    desk = find_desk(folder)
    result = checked(desk, briefs, edition_date(date, week, weekday=desk.settings.desk.weekday), keep=keep)
    found = chosen(result.diagnostics, select=select, ignore=ignore)
    typer.echo(REPORTS[output](found, result.texts))
    return exit_status(found, strict=strict)


def _known(codes: tuple[str, ...]) -> tuple[str, ...]:
    if not codes:
        return ()
    from briefings.checks.run import known_codes  # all rules are slow to import, and a check of no news needs none

    return known_codes(codes)


def run_explain(code: str) -> None:
    """Print one rule, or the list of all."""
    from briefings.checks.run import RULES, known_codes

    if not code:
        for rule in sorted(RULES.values(), key=lambda rule: rule.code):
            typer.echo(f"{rule.code:6} {rule.title:26} {rule.severity}")
        return
    (wanted,) = known_codes((code,))
    for rule in sorted(RULES.values(), key=lambda rule: rule.code):
        if rule.code == wanted or rule.code.rstrip("0123456789") == wanted:
            typer.echo(f"{rule.code} {rule.title} ({rule.severity})\n\n{rule.explanation}\n")
