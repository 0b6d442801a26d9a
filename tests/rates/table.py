"""Measures every rule on the corpus, and sets what came of it into one table of plain values.

Detection: a mutant is detected when a rule that is meant to catch its operator says, of the claim that was falsified,
something that is not said of the true one. False positives: what a rule says on the clean notes, divided by the claims,
judgements or sources of which it could have been said wrongly.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from briefings import __version__
from briefings.checks.rules import RULES
from briefings.diagnostics import Diagnostic, Severity
from tests.rates.corpus import NOTES, Desk, corpus_digest, read_desks
from tests.rates.measuring import Run, run
from tests.rates.mutators import OPERATORS, Mutant, Scene, published

ERROR_BUDGET = 0.5
WARNING_BUDGET = 3.0
"""Per cent of the clean claims of which an error, or a warning, may be said. What was asked for."""

CONTROLS = {
    "units-converted": "the same figure in another unit, properly converted",
    "rounded": "a figure rounded",
    "translated": "a translated quotation with its original",
    "same-speech": "two independent reports that quote the same speech",
    "boilerplate": "two bodies' texts that share the boilerplate of their house",
    "legal-names": "a legal name that looks like spun text",
}


@dataclass(frozen=True)
class Tried:
    """What became of one mutant."""

    operator: str
    desk: str
    what: str
    claim: str
    detected: bool
    by_any: bool
    elsewhere: bool
    """Whether the false value stands in a cited source as well."""
    new: tuple[str, ...]
    """The codes that were said anew of the claim, or of anything where no claim is meant."""


@dataclass(frozen=True)
class Wrong:
    """A finding on a clean note."""

    code: str
    severity: str
    desk: str
    claim: str
    message: str


@dataclass
class Part:
    """What one desk adds to the table."""

    desk: str
    tried: list[Tried] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


# ------------------------------------------------------------------ measuring


def try_mutant(scene: Scene, mutant: Mutant, base: Run) -> Tried:
    path, claim = mutant.target
    after = run(alone({**scene.desk.files, **mutant.changes}, path))
    whole_file = len(after.claims.get(path, ())) != len(base.claims.get(path, ()))
    new = Counter[str]()
    for (code, where, index), count in (after.keys - base.keys).items():
        if not path or (where == path and (index == claim or whole_file)):
            new[code] += count
    codes = OPERATORS[mutant.operator].codes
    detected = any(code in codes for code in new)
    return Tried(
        mutant.operator,
        mutant.desk,
        mutant.what,
        mutant.claim,
        detected,
        bool(new),
        mutant.elsewhere,
        tuple(sorted(new)),
    )


def alone(files: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """The desk with one note, where a mutant is of one: the others cannot change what is said of it."""
    return {name: content for name, content in files.items() if name == path or not (path and name.startswith(NOTES))}


def measure_desk(names: tuple[str, ...], number: int, operators: tuple[str, ...], share: int) -> Part:
    """Every mutant of one desk, or every `share`-th, and what is said of the desk as it is."""
    desks = _desks()
    scene = Scene(desks[number], run(desks[number].files), tuple(desks[:number] + desks[number + 1 :]))
    part = clean(scene)
    bases: dict[tuple[object, ...], Run] = {}
    for name in operators:
        for count, mutant in enumerate(OPERATORS[name].make(scene)):
            if (count + number) % share:
                continue
            path = mutant.target[0]
            key = (path, *sorted(mutant.base.items()))
            if key not in bases:
                bases[key] = run(alone({**scene.desk.files, **mutant.base}, path))
            part.tried.append(try_mutant(scene, mutant, bases[key]))
    return part


_kept: list[Desk] = []


def _desks() -> list[Desk]:
    if not _kept:
        _kept.extend(read_desks())
    return _kept


def clean(scene: Scene) -> Part:
    """What is said of a desk as it is, and of what it might be said wrongly.

    The desk has published the same edition a year before, so that the rules on changes have something to look at.
    """
    part = Part(scene.desk.name)
    clean_run = run({**scene.desk.files, **published(scene)})
    part.counts.update(claim_counts(scene))
    for one in clean_run.diagnostics:
        if one.severity is not Severity.INFO and not _rightly(scene, clean_run, one):
            part.wrong.append(Wrong(one.code, str(one.severity), scene.desk.name, _claim(clean_run, one), one.message))
    return part


def claim_counts(scene: Scene) -> Counter[str]:
    """How many claims, judgements and sources there are of which each rule may be wrong."""
    counts: Counter[str] = Counter(notes=len(scene.desk.notes), sources=len(scene.run.material.dossier.sources))
    for site in scene.sites:
        counts["judgements"] += site.claim.kind == "judgement"
        counts["claims"] += 1
        counts["claims of independent sources"] += _is_independent(scene, site.claim.keys)
        counts["claims not of one interest"] += not _of_one_interest(scene, site.claim.keys)
    return counts


OF_WHAT = {
    "COR01": "claims of independent sources",
    "COR02": "claims of independent sources",
    "COR04": "claims not of one interest",
    "SRC01": "sources",
    "SRC02": "sources",
    "SRC03": "sources",
    "AIX01": "sources",
    "AIX02": "sources",
    "AIX03": "sources",
    "COR03": "sources",
    "CUR02": "sources",
    "EST01": "judgements",
    "EST02": "judgements",
    "EST03": "judgements",
    "CHG01": "judgements",
    "CHG02": "judgements",
}
"""What a rule's false positives are divided by, where it is not all claims."""


def _is_independent(scene: Scene, keys: tuple[str, ...]) -> bool:
    """Whether a claim cites two sources that have nothing to do with each other; the corpus names those that have."""
    return len(keys) > 1 and not set(keys) <= set(scene.desk.known.get("dependent", ()))


def _of_one_interest(scene: Scene, keys: tuple[str, ...]) -> bool:
    sources = scene.run.material.dossier.sources
    interests = {sources[key].record.provenance.interest for key in keys}
    return len(interests) == 1 and interests != {""}


def _rightly(scene: Scene, clean_run: Run, one: Diagnostic) -> bool:
    """Whether what is said of a clean claim is so: one source is one source, one interest one interest."""
    _code, path, index = clean_run.key(one)
    if not index:
        return False
    keys = clean_run.claims[path][int(index[1:])].keys
    if one.code == "COR01":
        return not _is_independent(scene, keys)
    return one.code == "COR04" and _of_one_interest(scene, keys)


def _claim(clean_run: Run, one: Diagnostic) -> str:
    _code, path, index = clean_run.key(one)
    return clean_run.claims[path][int(index[1:])].text if index else ""


def measure(operators: Iterable[str] = (), *, share: int = 1, jobs: int | None = None) -> list[Part]:
    """The whole corpus, a desk at a time on all processors, in the order of names."""
    chosen = tuple(operators) or tuple(OPERATORS)
    names = tuple(desk.name for desk in _desks())
    if jobs == 1:
        return [measure_desk(names, number, chosen, share) for number in range(len(names))]
    with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(measure_desk, names, number, chosen, share) for number in range(len(names))]
        return [one.result() for one in waiting]


# ------------------------------------------------------------------- controls


@dataclass(frozen=True)
class Control:
    """A category of negative controls: how many claims it has, and what was wrongly said of them."""

    name: str
    claims: int
    wrong: tuple[Wrong, ...]


def controls() -> Iterator[Control]:
    for desk in read_desks("controls"):
        scene = Scene(desk, run(desk.files), ())
        wrong = [
            Wrong(one.code, str(one.severity), desk.name, _claim(scene.run, one), one.message)
            for one in scene.run.diagnostics
            if one.severity is not Severity.INFO and one.code != "STR01" and not _rightly(scene, scene.run, one)
        ]
        yield Control(desk.name, len(list(scene.claims)), tuple(wrong))


# ---------------------------------------------------------------------- table


def to_table(parts: list[Part], found: Iterable[Control]) -> dict[str, Any]:
    """The measurement as plain values in a fixed order, without a clock."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    return {
        "version": __version__,
        "corpus": {"digest": corpus_digest(), "desks": len(parts), **dict(sorted(counts.items()))},
        "operators": [_operator_row(name, parts) for name in OPERATORS],
        "rules": [_rule_row(code, parts, counts) for code in sorted(RULES) if RULES[code].apply is not None],
        "controls": [
            {
                "name": control.name,
                "says": CONTROLS.get(control.name, ""),
                "claims": control.claims,
                "wrong": len(control.wrong),
                "codes": sorted({one.code for one in control.wrong}),
            }
            for control in found
        ],
    }


def _operator_row(name: str, parts: list[Part]) -> dict[str, Any]:
    tried = [one for part in parts for one in part.tried if one.operator == name]
    kind, detected = OPERATORS[name], sum(one.detected for one in tried)
    share = 100 * detected / len(tried) if tried else 0.0
    return {
        "name": name,
        "says": kind.says,
        "codes": list(kind.codes),
        "mutants": len(tried),
        "detected": detected,
        "by-any": sum(one.by_any for one in tried),
        "per-cent": round(share, 1),
        "elsewhere": sum(one.elsewhere for one in tried),
        "missed-elsewhere": sum(one.elsewhere and not one.detected for one in tried),
        "target": kind.target,
        "met": None if kind.target is None else share >= kind.target,
        "by-code": dict(sorted(Counter(code for one in tried for code in one.new if code in kind.codes).items())),
    }


def _rule_row(code: str, parts: list[Part], counts: Counter[str]) -> dict[str, Any]:
    wrong = [one for part in parts for one in part.wrong if one.code == code]
    errors = sum(one.severity == "error" for one in wrong)
    of_what = OF_WHAT.get(code, "claims")
    total = counts[of_what] or 1
    share_of_errors, share_of_all = 100 * errors / total, 100 * len(wrong) / total
    return {
        "code": code,
        "severity": str(RULES[code].severity),
        "of": of_what,
        "counted": counts[of_what],
        "errors": errors,
        "warnings": len(wrong) - errors,
        "errors-per-cent": round(share_of_errors, 2),
        "per-cent": round(share_of_all, 2),
        "met": share_of_errors <= ERROR_BUDGET and share_of_all <= WARNING_BUDGET,
    }
