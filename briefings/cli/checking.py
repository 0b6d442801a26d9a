"""`briefings check` and `briefings explain`."""

from __future__ import annotations

from pathlib import Path

import typer

from briefings.building.prepare import prepare, try_layouts
from briefings.checks.rules import RULES, known_codes
from briefings.checks.run import chosen
from briefings.checks.suppressing import apply
from briefings.cli.dates import edition_date
from briefings.cli.report import REPORTS, exit_status
from briefings.desk.files import find_desk
from briefings.diagnostics import in_order
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
    folder: Path,
) -> int:
    """Check and return the exit status; the findings go to standard output. `codes` is (select, ignore)."""
    if output not in REPORTS:
        guess = nearest(output, tuple(REPORTS))
        raise BriefingsError(
            f"there is no output {output!r}", f"did you mean {guess!r}?" if guess else f"outputs: {', '.join(REPORTS)}"
        )
    select, ignore = known_codes(codes[0]), known_codes(codes[1])
    desk = find_desk(folder)
    day = edition_date(date, week, weekday=desk.settings.desk.weekday)
    prepared = prepare(desk, briefs, day)
    left, suppressions = apply(prepared.diagnostics, prepared.material, day)
    tried = [one for job in prepared.jobs for one in suppressions.standing(try_layouts(job), job.edition.brief)]
    found = chosen(in_order([*left, *tried]), select=select, ignore=ignore)
    typer.echo(REPORTS[output](found, prepared.dossier.texts))
    return exit_status(found, strict=strict)


def run_explain(code: str) -> None:
    """Print one rule, or the list of all."""
    if not code:
        for rule in sorted(RULES.values(), key=lambda rule: rule.code):
            typer.echo(f"{rule.code:6} {rule.title:22} {rule.severity}")
        return
    (wanted,) = known_codes((code,))
    for rule in sorted(RULES.values(), key=lambda rule: rule.code):
        if rule.code == wanted or rule.code.rstrip("0123456789") == wanted:
            typer.echo(f"{rule.code} {rule.title} ({rule.severity})\n\n{rule.explanation}\n")
