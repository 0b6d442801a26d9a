"""Do a desk's week: check, publish what is new, make the site. What CI does is done here, and can be done anywhere.

    python scripts/weekly.py                    this week
    python scripts/weekly.py --week 2026-W05    another week
    python scripts/weekly.py --always           a new edition also of a brief in which nothing changed
    python scripts/weekly.py --base-url https://desk.example.org/briefs/

It needs `briefings` beside the Python that runs it, or on the path, and no more, so a desk can take a copy. Records
of new editions go to content/editions/, to be committed; all else to build/: the week's editions, also those that were
published before, the site, and in weekly.md what the week brought, as the text of a pull request. A week without an
edition leaves no folder of its day. Under GitHub Actions the findings stand at their lines. The exit status is that of
the first step that failed; nothing after it is done.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

BRIEFINGS = (
    shutil.which("briefings", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "briefings"
)
SUMMARY = Path("build/weekly.md")
SITE_FILES = Path("build/site/files")

OF_ITS_DAY = {"form", "date", "since", "number", "changes", "corrections", "withdrawals", "published"}
"""Keys of a record that are others a week later, or by a newer program, though the brief says the same."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A brief as it would be published; `last` is the record of its newest edition before that day, if there is one."""

    brief: str
    date: str
    path: Path
    """Of the record, in build/."""
    record: Mapping[str, Any]
    last: Mapping[str, Any] | None

    @property
    def says_the_same(self) -> bool:
        """Whether a reader of the last edition would learn nothing from this one."""
        if self.last is None:
            return False
        return _lasting(self.last) in (_lasting(self.record), _lasting(_without_heads(self.record)))

    @property
    def is_published(self) -> bool:
        return Path(f"content/editions/{self.brief}/{self.date}.json").is_file()


def _lasting(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in OF_ITS_DAY}


def _without_heads(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as the program wrote it before November 2026: it did not have the heads of tables."""
    plain: dict[str, Any] = json.loads(
        json.dumps(record), object_hook=lambda part: {key: one for key, one in part.items() if key != "heads"}
    )
    return plain


# -------------------------------------------------------------------- steps


def run(*arguments: str, keep: bool = False) -> str:
    """Run `briefings`, its command said first; what it printed where that is kept, else it is shown as it comes."""
    print(f"$ briefings {' '.join(arguments)}", flush=True)
    done = subprocess.run(  # noqa: S603 - our own program, with words of the command line that it checks
        [BRIEFINGS, *arguments], stdout=subprocess.PIPE if keep else None, text=True, check=False
    )
    if done.returncode:
        print(done.stdout or "", end="")
        _leave(done.returncode, f"briefings {arguments[0]} left with {done.returncode}; nothing after it was done")
    return done.stdout or ""


def _leave(status: int, why: str) -> NoReturn:
    print(f"weekly: {why}", file=sys.stderr)
    sys.exit(status)


def drafts(week: str) -> Iterator[Draft]:
    """Every brief as of the week's day, and what was published of it before."""
    for line in run("build", "--week", week, "--format", "json", keep=True).splitlines():
        made = re.fullmatch(r"(.*/(\d{4}-\d\d-\d\d)/(.+)-\2\.json)", line)
        if made is not None:
            path, date, brief = made.groups()
            yield Draft(brief, date, Path(path), _read(Path(path)), _last(brief, date))


def _last(brief: str, date: str) -> Mapping[str, Any] | None:
    older = [path for path in Path("content/editions", brief).glob("????-??-??.json") if path.stem < date]
    return _read(max(older)) if older else None


def _read(path: Path) -> Mapping[str, Any]:
    record: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def publish(draft: Draft, week: str, *, always: bool) -> str:
    """Publish a brief unless its last edition says the same. What became of it, in Markdown."""
    title = f"{draft.record['title']} (`{draft.brief}`)"
    if draft.says_the_same and not draft.is_published and not always:
        assert draft.last is not None
        _take_away(draft.path)
        print(f"{draft.brief}: nothing new since {draft.last['date']}; no edition is published")
        return f"- {title}: nothing new since {draft.last['date']}, no edition."
    was_there = draft.is_published
    run("publish", draft.brief, "--week", week)
    number = _read(Path(f"content/editions/{draft.brief}/{draft.date}.json"))["number"]
    if was_there:
        return f"- {title}: No. {number} was published before."
    if draft.last is None:
        return f"- {title}: No. {number}, the first edition."
    changes = run("changes", draft.brief, draft.date, keep=True).rstrip()
    return f"- {title}: No. {number}.\n\n{_fenced(changes)}"


def _take_away(draft: Path) -> None:
    """Or it would lie among the editions; and a folder without an edition would look like one that has some."""
    draft.unlink()
    if not any(draft.parent.iterdir()):
        draft.parent.rmdir()


def lay_out(draft: Draft) -> None:
    """Put an edition's files where they are looked for, also when it was published before: the site has them all."""
    for suffix in ("html", "pdf", "json"):
        name = f"{draft.brief}-{draft.date}.{suffix}"
        shutil.copyfile(SITE_FILES / name, draft.path.with_name(name))


def _fenced(text: str) -> str:
    """A text as a block of Markdown that it cannot leave, whatever it holds, below an item of a list."""
    longest = max((len(run_) for run_ in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join(f"  {line}".rstrip() for line in (f"{fence}text", *text.splitlines(), fence))


# --------------------------------------------------------------------- main


def this_week() -> str:
    year, week, _day = datetime.datetime.now(tz=datetime.UTC).isocalendar()
    return f"{year}-W{week:02d}"


def main() -> None:
    """Do the steps in their order; see the text at the head."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--week", default="", metavar="2026-W05", help="an ISO week; this one when left out")
    parser.add_argument("--base-url", default="", metavar="URL", help="where the site will be found")
    parser.add_argument("--always", action="store_true", help="publish also what says the same as last time")
    asked = parser.parse_args()
    week = asked.week or this_week()
    form = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    SUMMARY.unlink(missing_ok=True)  # what another week brought is not to be proposed for this one
    run("check", "--strict", "--week", week, "--output", form)
    made = list(drafts(week))
    told = [publish(draft, week, always=asked.always) for draft in made]
    run("site", *(("--base-url", asked.base_url) if asked.base_url else ()))
    for draft in made:
        if draft.is_published:
            lay_out(draft)
    SUMMARY.parent.mkdir(exist_ok=True)
    SUMMARY.write_text("\n".join([f"## Week {week}", "", *told]) + "\n", encoding="utf-8")
    print(f"{SUMMARY} tells what the week brought")


if __name__ == "__main__":
    main()
