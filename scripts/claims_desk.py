"""Write a desk for measuring `briefings check`: sources of 60 kB of plain text, and claims that draw on them.

    python scripts/claims_desk.py FOLDER [--claims 200] [--sources 100]

Its claims take figures, dates, names and quotations from the sources, four a paragraph and twenty a note.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from pathlib import Path

SOURCE_SIZE = 60_000
"""Bytes of one source."""

FAMILY = ["Park", "Ortiz", "Lindqvist", "Okafor", "Baumann", "Tanaka", "Rossi", "Haddad", "Novak", "Mwangi"]
GIVEN = ["Min-jun", "Lucia", "Astrid", "Chidi", "Jonas", "Aiko", "Carla", "Samir", "Petra", "Wanjiru"]
KINDS = ["Ministry", "Authority", "Agency", "Bank", "Guard", "Council", "Institute", "Board"]
VERBS = ["reported", "announced", "estimated", "confirmed", "recorded", "published"]
THINGS = ["exports", "imports", "deliveries", "reserves", "orders", "payments", "repairs", "permits"]
MONTHS = ["January", "March", "May", "July", "September", "November"]
SYLLABLES = [first + last for first in "bdfgklmnprstv" for last in ("a", "e", "i", "o", "an", "er", "ist", "ond", "ul")]


def word(rng: random.Random) -> str:
    """A made-up word of one to four syllables."""
    return "".join(rng.choices(SYLLABLES, k=rng.randrange(1, 5)))


def body(rng: random.Random) -> str:
    """A made-up public body: sources that share their bodies and their filler would count as one origin."""
    return f"{word(rng).title()} {rng.choice(KINDS)}"


def filler(rng: random.Random) -> str:
    """A sentence of made-up words."""
    words = [word(rng) for _ in range(rng.randrange(8, 25))]
    return f"The {' '.join(words)} of the {body(rng)} in {rng.randrange(2001, 2026)}."


def sentence(rng: random.Random) -> tuple[str, str]:
    """One sentence of a source, and the claim that an analyst would make of it."""
    who = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
    issuer, verb, thing = body(rng), rng.choice(VERBS), rng.choice(THINGS)
    sum_, share = rng.randrange(100, 9999) / 100, rng.randrange(11, 990) / 10
    date = f"{rng.randrange(1, 28)} {rng.choice(MONTHS)} {rng.randrange(2019, 2026)}"
    words = " ".join(word(rng) for _ in range(rng.randrange(5, 14)))
    tonnes = f"{rng.randrange(1100, 98000):,}"
    forms = (
        (
            f"On {date} the {issuer} {verb} {thing} of ${sum_:.2f} billion, {share}% more than a year before.",
            f"The {issuer} put {thing} at ${sum_:.2f} billion on {date}, a rise of {share}%",
        ),
        (
            f"{who} of the {issuer} said that “{words}”, and pointed to {thing} of {tonnes} tonnes.",
            f"{who} said that “{words}”",
        ),
        (f"Between them the {issuer} and its partners {verb} up to {tonnes} {thing} in {date[-4:]}.", ""),
        (filler(rng), ""),
    )
    return rng.choices(forms, (3, 2, 3, 12))[0]


def write_desk(root: Path, claims: int, sources: int) -> None:
    """A desk of `claims` claims, four a paragraph and twenty a note, over `sources` sources."""
    rng = random.Random(f"{claims} {sources}")  # noqa: S311 - the same desk on every machine
    for folder in ("content/briefs", "content/notes/trade", "content/sources", "snapshots"):
        (root / folder).mkdir(parents=True)
    usable: list[tuple[str, str]] = []
    for number in range(sources):
        key, parts, size = f"source-{number:04d}", [], 0
        while size < SOURCE_SIZE:
            said, claim = sentence(rng)
            parts.append(said + ("\n\n" if rng.random() < 0.2 else " "))
            size += len(parts[-1].encode())
            if claim and len([one for one in usable if one[0] == key]) < claims // sources + 3:
                usable.append((key, claim))
        content = "".join(parts).encode()
        (root / "snapshots" / f"{key}.txt").write_bytes(content)
        (root / f"content/sources/{key}.yaml").write_text(
            f"""type: report
title: Report {number} on trade
author: [{{family: {rng.choice(FAMILY)}{number}, given: Ann}}]
issued: 2026-01
accessed: 2026-01-20
provenance:
  kind: analysis
  originator: Author {number}
  reliability: B
  graded: 2026-01-20
  basis: Made for measuring.
  descriptor: Made for measuring.
  ai: none
  snapshot: {{file: {key}.txt, sha256: {hashlib.sha256(content).hexdigest()}, captured: 2026-01-20}}
"""
        )
    chosen = rng.sample(usable, claims)
    for number in range(0, claims, 20):
        paragraphs = [
            " ".join(f"{claim} [@{key}]." for key, claim in chosen[start : start + 4])
            for start in range(number, min(number + 20, claims), 4)
        ]
        text = "\n\n".join(paragraphs)
        name = f"note-{number // 20:04d}"
        (root / f"content/notes/trade/{name}.md").write_text(
            f"---\ntitle: Note {number}\ntopic: trade\ndate: 2026-01-28\n---\n\n{text}\n\n"
            f'::: {{.judgement #view-{number} likelihood="likely" confidence="low" horizon="2026-12"}}\n'
            "Trade is likely to grow this year.\n\nThe desk has one source for each figure.\n:::\n"
        )
    (root / "content/briefs/trade.md").write_text(
        "---\ntitle: Trade\nprofile: report\nsections:\n  - topic: trade\n    notes: [trade/note-0000]\n---\n\n"
        '::: {.bottom-line date="2026-01-30"}\nTrade is [likely to grow](#view-0) this year.\n:::\n'
    )
    (root / "briefings.toml").write_text(
        '[desk]\nname = "Measured"\n\n[topics]\ntrade = "Trade"\n\n[check.ignore]\n'
        'COR01 = "each claim has one source"\n'
    )


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=200)
    parser.add_argument("--sources", type=int, default=100)
    asked = parser.parse_args()
    write_desk(asked.folder, asked.claims, asked.sources)


if __name__ == "__main__":
    main()
