"""Every code of a diagnostic: what trips it, what does not, and all that is then said, word for word.

The cases are `checks/<CODE>.md`. Each is a title, the files laid over the base desk (`checks/base.md`), and what
`briefings check --date 2026-01-30` prints, or the command that the case names in a first line `$ briefings …`.
Expected texts are written by `pytest --accept`.
"""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from briefings.checks import rules, run
from briefings.diagnostics import Severity
from tests.cases import read_cases
from tests.conftest import ROOT, Expect, Program
from tests.desks import write_desk

FILES = sorted(Path(__file__).parent.glob("checks/[A-Z]*.md"))
assert run  # it imports every family of rules, and so enters them into the list
RULES = rules.RULES
CODE = re.compile(r"\b(?:FM|TXT|CIT|QUO|FIG|NAM|SRC|COR|CUR|EST|STR|CHG|AIX|SUP|TPL|OUT)\d\d\b")
USUAL = "$ briefings check --date 2026-01-30"


def run_case(program: Program, text: str) -> str:
    """What the program says of the desk: standard error, standard output, exit status."""
    first, _, rest = text.partition("\n")
    command, files = (first, rest) if first.startswith("$ ") else (USUAL, text)
    write_desk(program.folder, files)
    finished = program.inside(*shlex.split(command.removeprefix("$ briefings ")))
    return f"{finished.stderr}{finished.stdout}exit status {finished.status}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_case_is_answered_in_these_words(
    file: Path, tmp_path: Path, program_environment: dict[str, str], expect: Expect
) -> None:
    """What the program says of every case of the file is what the file expects."""
    lines = file.read_text(encoding="utf-8").split("\n")
    for case in reversed(read_cases(file)):
        folder = tmp_path / str(case.line)
        folder.mkdir()
        got = run_case(Program(folder, program_environment), case.input)
        start = case.line + 1 + len(case.input.split("\n")) + 1
        end = next(number for number in range(start, len(lines)) if lines[number] == ".")
        lines[start:end] = got.split("\n")
    expect(file, "\n".join(lines))


def says(code: str, expected: str) -> bool:
    return re.search(rf": (?:error|warning|info) {code}: ", expected) is not None


@pytest.mark.parametrize("code", sorted(RULES))
def test_each_code_has_a_case_that_trips_it_and_one_that_does_not(code: str) -> None:
    """A code without a case that trips it may be dead; one without a clean case may be said of everything."""
    cases = read_cases(Path(__file__).parent / "checks" / f"{code}.md")
    assert any(says(code, case.expected) for case in cases), f"no case trips {code}"
    assert any(not says(code, case.expected) for case in cases), f"every case trips {code}"


def test_there_is_no_case_file_of_an_unknown_code() -> None:
    """A case file is named after a rule."""
    assert {file.stem for file in FILES} == set(RULES)


def test_every_code_in_the_source_is_a_rule_and_every_rule_is_in_the_source() -> None:
    """A code that is said but not listed could not be explained; one that is listed but never said is dead."""
    written: set[str] = set()
    for file in sorted((ROOT / "briefings").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.update(CODE.findall(node.value))
    assert written == set(RULES)


def test_a_code_is_entered_once_and_with_its_reasons() -> None:
    """The list of rules refuses a double and a rule that explains nothing, when it is filled."""
    known = dict(RULES)
    with pytest.raises(ValueError, match="the code CIT01 is entered twice"):
        rules.declare("CIT01", "again", Severity.ERROR, "Because.")
    with pytest.raises(ValueError, match="the rule ZZZ01 explains nothing"):
        rules.declare("ZZZ01", "silent", Severity.ERROR, "")
    assert known == RULES
