"""The record of a published edition: text to plain values, when it has the form of one."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from briefings.patterns import lazy_pattern

Form = type | None | tuple["Form", ...] | list["Form"] | dict[str, "Form"]
"""A type; one of several; a list of one form; an object with these keys, of which any may be missing."""

_CITE: Form = {"source": str, "label": str, "locator": str}
_CLAIM: Form = {"id": str, "text": str, "heads": [str], "cites": [_CITE], "figures": [str], "evidence": (dict, None)}
_RECORD: Form = {
    "form": int,
    "brief": str,
    "title": str,
    "date": str,
    "cutoff": str,
    "since": (str, None),
    "number": str,
    "judgements": [
        {"id": str, "text": str, "note": str, "likelihood": str, "confidence": str, "horizon": str, "cites": [_CITE]}
    ],
    "sections": [{"topic": str, "title": str, "notes": [{"id": str, "title": str, "claims": [_CLAIM]}]}],
    "lead": {"claims": [_CLAIM]},
    "figures": [{"id": str, "label": str}],
    "sources": [{"key": str, "title": str, "provenance": dict}],
    "changes": [dict],
    "corrections": [{"date": str, "reason": str, "former": str}],
    "withdrawals": [{"kind": str, "id": str, "document": str, "text": str, "date": str, "reason": str}],
    "published": {
        "number": str,
        "files": {"html": str, "pdf": str, "json": str},
        "kept": str,
        "made-with": dict,
        "compared-with": ({"date": str, "corrections": int}, None),
        "corrections": [{"date": str, "reason": str, "former": str}],
    },
}
"""What this program relies on in a record. Whatever else is in it, a newer version may have written."""

_NO_TEXT = lazy_pattern(r"(?<!\\)(?:\\\\)*\\(?:u00[01][0-9a-f]|[bf])|[\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters as JSON writes them, and halves of characters: an escape can hold what no text file may."""
_DIGEST = lazy_pattern(r"[0-9a-f]{64}")


def parse_edition(text: str, brief: str, day: str) -> tuple[dict[str, Any] | None, str]:
    """The record, or None with what is wrong: it is the program's own file, so that it was damaged or written by hand.

    `brief` and `day` are what the file's name says that it is of.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None, "it is not JSON"
    if not isinstance(record, dict):
        return None, "it is no object"
    if "\\u" in text and _NO_TEXT.search(json.dumps(record, ensure_ascii=False)):
        return None, "it has a character that has no place in a text"
    if record.get("brief") != brief or record.get("date") != day:
        return None, "it is of another brief or date than its name says"
    problem = _mistake(record, _RECORD, "") or _mistake_of_print(record, day)
    return (None, problem) if problem else (record, "")


def _mistake(value: object, form: Form, at: str) -> str:
    """What is not as it should be, with its path; "" where all is."""
    match form:
        case dict():
            if not isinstance(value, dict):
                return f"{at or 'it'} is no object"
            parts = ((value[key], inner, f"{at}.{key}" if at else key) for key, inner in form.items() if key in value)
        case list():
            if not isinstance(value, list):
                return f"{at} is no list"
            parts = ((one, form[0], f"{at}[{number}]") for number, one in enumerate(value))
        case tuple():
            mistakes = [_mistake(value, one, at) for one in form]
            return "" if "" in mistakes else mistakes[0]
        case None:
            return "" if value is None else f"{at} is not null"
        case _:
            fits = isinstance(value, form) and not isinstance(value, bool)
            return "" if fits else f"{at} is no {_NAMES[form]}"
    return next(filter(None, (_mistake(*part) for part in parts)), "")


_NAMES = {str: "text", int: "whole number", dict: "object"}


def _mistake_of_print(record: Mapping[str, Any], day: str) -> str:
    """What is wrong with the block that `briefings publish` adds; a record kept by hand has none."""
    if "published" not in record:
        return ""
    published = record["published"]
    for name in ("number", "files", "made-with", "compared-with", "corrections"):
        if name not in published:
            return f"published.{name} is missing"
    if record.get("number") != published["number"]:
        return "published.number is not its number"
    for name in ("html", "pdf", "json"):
        if not _DIGEST.fullmatch(published["files"].get(name, "")):
            return f"published.files.{name} is no digest"
    if not _DIGEST.fullmatch(published.get("kept", "0" * 64)):
        return "published.kept is no digest"
    if not all(isinstance(version, str) for version in published["made-with"].values()):
        return "published.made-with is no list of versions"
    compared = published["compared-with"]
    if compared is not None and not (_is_day(compared.get("date")) and compared.get("corrections", -1) >= 0):
        return "published.compared-with names no record"
    for number, one in enumerate(published["corrections"], 1):
        if not _is_day(one.get("date")) or not one.get("reason") or one.get("former") != former_name(day, number):
            return f"published.corrections[{number - 1}] is no correction"
    return ""


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def former_name(day: str, number: int) -> str:
    """The file, below the brief's folder, of the record that the correction of this number took the place of."""
    return f"former/{day}-{number}.json"
