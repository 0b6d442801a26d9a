"""Measures the rules: how many false desks they detect, and how often they accuse a true one.

    python scripts/rates.py              the whole corpus; writes docs/rates.json
    python scripts/rates.py --list       also every mutant that was missed and every false positive, to standard output
    python scripts/rates.py OPERATOR …   only these operators, written nowhere

The desks and operators are in tests/rates; docs/checks.md shows the table.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rates.mutators import OPERATORS  # noqa: E402 - found by the line above
from tests.rates.table import Control, Part, controls, measure, to_table  # noqa: E402

TABLE = ROOT / "docs" / "rates.json"


def main() -> int:
    chosen = [name for name in sys.argv[1:] if not name.startswith("-")]
    for name in chosen:
        if name not in OPERATORS:
            sys.exit(f"there is no operator {name!r}; there are: {', '.join(OPERATORS)}")
    parts, found = measure(chosen), list(controls())
    table = to_table(parts, found)
    if "--list" in sys.argv:
        list_all(parts, found)
    print_table(table)
    if not chosen:
        TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{TABLE.relative_to(ROOT)} written; docs/checks.md: python scripts/generate_docs.py")
    return 0


def print_table(table: dict[str, list[dict[str, object]]]) -> None:
    """The table for a terminal."""
    for row in table["operators"]:
        if row["mutants"]:
            met = {True: "met", False: "MISSED", None: "-"}[row["met"]]  # type: ignore[index]
            share = f"{row['detected']}/{row['mutants']}"
            also = f"{row['missed-elsewhere']} of the missed stand in the source" if row["missed-elsewhere"] else ""
            print(f"{row['name']:32} {share:>9} {row['per-cent']:>6}% {row['target'] or '':>4} {met:7} {also}")
    for row in table["rules"]:
        if row["errors"] or row["warnings"]:
            met = "met" if row["met"] else "MISSED"
            what = f"{row['errors']} errors, {row['warnings']} warnings of {row['counted']} {row['of']}"
            print(f"{row['code']:7} {row['severity']:8} {what}: {row['errors-per-cent']}% / {row['per-cent']}%  {met}")
    for row in table["controls"]:
        print(f"control {row['name']}: {row['wrong']} of {row['claims']} {row['codes'] or ''}")


def list_all(parts: list[Part], found: list[Control]) -> None:
    """Every miss and every false positive, one a line."""
    for part in parts:
        for one in part.tried:
            if not one.detected:
                said, also = " ".join(one.new) or "nothing", " (stands in the source)" if one.elsewhere else ""
                print(f"MISS {one.operator} | {one.desk} | {one.what}{also} | {one.claim} | said: {said}")
    for wrong in [*(one for part in parts for one in part.wrong), *(one for control in found for one in control.wrong)]:
        print(f"WRONG {wrong.code} {wrong.severity} | {wrong.desk} | {wrong.message} | {wrong.claim}")


if __name__ == "__main__":
    sys.exit(main())
