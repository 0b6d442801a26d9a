"""What was measured is told as it was: bounds, ratios, and what was not measured."""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import ROOT

MEASURED: dict[str, Any] = {
    "parts": {
        "cold": {"date": "2026-01-30", "runs": 5, "load": 0.1, "briefings": 0.8, "weasyprint": 1.0}
        | {"typst": 0.5, "chromium": 1.6},
        "again": {"date": "2026-01-30", "runs": 5, "load": 0.1, "briefs": 208}
        | {"first": 30, "nothing": 0.3, "one-word": 1.2},
    }
}


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))


def module(name: str) -> ModuleType:
    """A script as a module, fresh."""
    sys.modules.pop(name, None)
    return importlib.import_module(name)


@pytest.mark.usefixtures("scripts")
def test_a_target_is_met_missed_or_not_measured() -> None:
    assert list(module("performance").targets(MEASURED)) == [
        ("One brief cold, as a part of Pandoc + WeasyPrint", "≤ 0.65", "0.80 ×", "missed"),
        ("Whole catalogue, times faster than Typst", "≥ 1.5", "not measured", ""),
        ("Whole catalogue, times faster than WeasyPrint", "≥ 5", "not measured", ""),
        ("One word changed", "≤ 1.0", "1.20 s", "missed"),
        ("Nothing to do", "≤ 0.4", "0.30 s", "met"),
        ("Growth with the number of briefs", "≤ 1.1", "not measured", ""),
        ("Memory of a worker, its press and its Pandoc, at their most", "≤ 250", "not measured", ""),
        ("Memory of a worker late, as a part of early", "≤ 1.1", "not measured", ""),
    ]


@pytest.mark.usefixtures("scripts")
def test_the_peers_stand_beside_ours() -> None:
    assert list(module("performance").beside(MEASURED)) == [
        ("briefings", "0.80 s", "1.00 ×"),
        ("Pandoc + WeasyPrint", "1.00 s", "1.25 ×"),
        ("Pandoc + Pandoc + Typst", "0.50 s", "0.62 ×"),
        ("Pandoc + Chromium", "1.60 s", "2.00 ×"),
    ]


@pytest.mark.usefixtures("scripts")
def test_a_catalogue_is_compared_by_the_brief() -> None:
    """The peers make a sample: what they take for one brief is held against what ours takes for one of all."""
    values = {"briefs": 200, "sample-briefs": 20, "whole": 30, "html": 8, "sample": 4}
    measured = {"parts": {"catalogue": values | {"weasyprint": 15, "typst": 6, "chromium": 12}}}
    told = {row[0]: row[1:] for row in module("performance").targets(measured)}
    assert told["Whole catalogue, times faster than Typst"] == ("≥ 1.5", "2.00 ×", "met")
    assert told["Whole catalogue, times faster than WeasyPrint"] == ("≥ 5", "5.00 ×", "met")


@pytest.mark.usefixtures("scripts")
@pytest.mark.parametrize(("power", "expected"), [(1.0, 1.0), (1.3, 1.3)])
def test_growth_is_the_exponent(power: float, expected: float) -> None:
    points = [(count, 0.17 * count**power) for count in (10, 50, 208, 2000)]
    assert module("bench").slope(points) == pytest.approx(expected)


def test_what_is_written_down_has_every_part_it_names() -> None:
    measured = json.loads((ROOT / "docs/performance.json").read_text("utf-8"))
    assert set(measured["parts"]) <= {"cold", "catalogue", "again", "growth", "check"}
