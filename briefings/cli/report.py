"""Findings as text for a terminal, JSON for a program, SARIF for a code host, annotations for GitHub."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from briefings import __version__
from briefings.diagnostics import Diagnostic, Place, Severity, State

Texts = Mapping[str, str]
"""The text of each file, by path, for showing the line of a finding."""

MOST_PLACES = 5
"""How many further places of the same finding are listed."""


def exit_status(diagnostics: tuple[Diagnostic, ...], *, strict: bool) -> int:
    """0 clean, 1 findings at or above the threshold, 3 under `strict` when only something could not be verified."""
    threshold = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    grave = [diagnostic for diagnostic in diagnostics if diagnostic.severity in threshold]
    if any(diagnostic.state is State.FAIL for diagnostic in grave):
        return 1
    return 3 if grave and strict else 0


def counts(diagnostics: tuple[Diagnostic, ...]) -> dict[str, int]:
    return {str(severity): sum(d.severity is severity for d in diagnostics) for severity in Severity}


def summary_line(diagnostics: tuple[Diagnostic, ...], ending: str = "") -> str:
    """`2 errors, 1 warning; nothing was printed`."""
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for word, n in counts(diagnostics).items() if n and word != "info"]
    text = ", ".join(parts) or "no errors, no warnings"
    return f"{text}; {ending}" if ending else text


def say(text: str, *, err: bool = False) -> None:
    """A line for the reader, at once: he may be reading both streams."""
    stream = sys.stderr if err else sys.stdout
    stream.write(f"{text}\n")
    stream.flush()


# --------------------------------------------------------------------- text


def to_text(diagnostics: tuple[Diagnostic, ...], texts: Texts) -> str:
    """Place, code, message; the line with a caret under it; what was found, and the way out. Repeats are folded."""
    groups: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault((diagnostic.code, diagnostic.message, diagnostic.hint), []).append(diagnostic)
    return "\n".join(_group(group, texts) for group in groups.values())


def to_text_with_summary(diagnostics: tuple[Diagnostic, ...], texts: Texts) -> str:
    """The findings, and a last line that counts them."""
    return "\n".join(part for part in (to_text(diagnostics, texts), summary_line(diagnostics)) if part)


def _group(group: list[Diagnostic], texts: Texts) -> str:
    first = group[0]
    lines = [f"{first.place}: {first.severity} {first.code}: {_said(first)}"]
    lines += _excerpt(first.place, texts)
    if first.evidence:
        lines.append(f"  {first.evidence}")
    if first.hint:
        lines.append(f"  hint: {first.hint}")
    others = [str(diagnostic.place) for diagnostic in group[1:]]
    if others:
        more = f" and {len(others) - MOST_PLACES} more" if len(others) > MOST_PLACES else ""
        lines.append(f"  also at: {', '.join(others[:MOST_PLACES])}{more}")
    return "\n".join(lines)


def _said(diagnostic: Diagnostic) -> str:
    """The message, and that it is of something that could not be verified: for forms in which no key tells."""
    return diagnostic.message + (" (unverifiable)" if diagnostic.state is State.UNVERIFIABLE else "")


WIDTH = 100


def _excerpt(place: Place, texts: Texts) -> list[str]:
    """The line of a place, cut to a window round it, and carets under what is meant."""
    lines = texts.get(place.path, "").split("\n")
    if place.path not in texts or not 1 <= place.line <= len(lines) or not lines[place.line - 1].strip():
        return []
    line = "".join(" " if char == "\t" or not char.isprintable() else char for char in lines[place.line - 1])
    start = min(place.column - 1, len(line))
    end = (
        place.end_column - 1
        if place.end_line == place.line
        else len(line)
        if place.end_line > place.line
        else start + 1
    )
    end = max(min(end, len(line)), start + 1)
    cut = max(0, min(start - 20, len(line) - WIDTH)) if len(line) > WIDTH else 0
    shown = line[cut : cut + WIDTH]
    left, right = "…" if cut else "", "…" if cut + WIDTH < len(line) else ""
    number = f"  {place.line} | "
    carets = "^" * max(1, min(end, cut + WIDTH) - start)
    return [f"{number}{left}{shown}{right}", " " * (len(number) - 2) + "| " + " " * (start - cut + len(left)) + carets]


# --------------------------------------------------------------------- JSON


def to_json(diagnostics: tuple[Diagnostic, ...], texts: Texts) -> str:  # noqa: ARG001 - one form for every report
    """`{"diagnostics": […], "summary": {…}}`; the keys are those of the design, section 4."""
    return json.dumps(
        {"diagnostics": [_plain(diagnostic) for diagnostic in diagnostics], "summary": counts(diagnostics)},
        ensure_ascii=False,
        indent=2,
    )


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "state": str(diagnostic.state),
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line or place.line,
        "end_column": place.end_column or place.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "claim": diagnostic.claim,
        "source": diagnostic.source,
        "evidence": diagnostic.evidence,
    }


# -------------------------------------------------------------------- SARIF


def to_sarif(diagnostics: tuple[Diagnostic, ...], texts: Texts) -> str:  # noqa: ARG001 - one form for every report
    """SARIF 2.1.0 (OASIS), one run, columns in Unicode code points."""
    from briefings.checks.run import RULES  # slow to import, and no other form says what a rule is

    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    rules = [
        {
            "id": code,
            "name": RULES[code].title,
            "shortDescription": {"text": RULES[code].title},
            "fullDescription": {"text": RULES[code].explanation},
            "defaultConfiguration": {"level": _level(RULES[code].severity)},
        }
        for code in codes
    ]
    run = {
        "tool": {"driver": {"name": "briefings", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes) for diagnostic in diagnostics],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _level(severity: Severity) -> str:
    return "note" if severity is Severity.INFO else str(severity)


def _result(diagnostic: Diagnostic, codes: list[str]) -> dict[str, Any]:
    place = diagnostic.place
    region = {"startLine": place.line, "startColumn": place.column}
    if place.end_line:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    text = ". ".join(part for part in (_said(diagnostic), diagnostic.evidence, diagnostic.hint) if part)
    known = {"state": str(diagnostic.state), "claim": diagnostic.claim, "source": diagnostic.source}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _level(diagnostic.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(place.path)}, "region": region}}],
        "partialFingerprints": {"finding/v1": _fingerprint(diagnostic)},
        "properties": {key: value for key, value in known.items() if value},
    }


def _fingerprint(diagnostic: Diagnostic) -> str:
    """What tells a code host that a finding is the one it knows, though its line has moved."""
    parts = (diagnostic.code, diagnostic.place.path, diagnostic.claim, diagnostic.source, diagnostic.message)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


# ------------------------------------------------------------------- GitHub


def to_github(diagnostics: tuple[Diagnostic, ...], texts: Texts) -> str:  # noqa: ARG001 - one form for every report
    """Workflow commands that GitHub shows at the line."""
    return "\n".join(_annotation(diagnostic) for diagnostic in diagnostics)


def _annotation(diagnostic: Diagnostic) -> str:
    kind = "notice" if diagnostic.severity is Severity.INFO else str(diagnostic.severity)
    place = diagnostic.place
    end = f",endLine={place.end_line},endColumn={place.end_column}" if place.end_line else ""
    text = _said(diagnostic) + (f"\n{diagnostic.evidence}" if diagnostic.evidence else "")
    text += f"\nhint: {diagnostic.hint}" if diagnostic.hint else ""
    where = f"file={_escaped(place.path)},line={place.line},col={place.column}{end},title={diagnostic.code}"
    return f"::{kind} {where}::{text.replace('%', '%25').replace(chr(13), '%0D').replace(chr(10), '%0A')}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")


REPORTS: dict[str, Callable[[tuple[Diagnostic, ...], Texts], str]] = {
    "text": to_text_with_summary,
    "json": to_json,
    "sarif": to_sarif,
    "github": to_github,
}
