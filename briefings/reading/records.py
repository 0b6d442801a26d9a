"""Plain values to records: every mistake of a file in one run, with its place and the nearest spelling."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from briefings.diagnostics import Diagnostic, Place
from briefings.patterns import lazy_pattern
from briefings.reading.yaml import Path, Tree

R = TypeVar("R", bound=BaseModel)


def nearest(
    word: str, words: Iterator[str] | tuple[str, ...] | list[str] | set[str] | frozenset[str], likeness: float = 0.6
) -> str:
    """The likeliest spelling among `words`, or "" when none is near: 1 is the same, 0 has no letter in common."""
    close = difflib.get_close_matches(word.lower(), sorted(words), n=1, cutoff=likeness)
    return close[0] if close else ""


def to_record(kind: type[R], tree: Tree, path: str, at: Path = ()) -> tuple[R | None, tuple[Diagnostic, ...]]:
    """Make a record of the part of `tree` at `at`; None with the reasons when it cannot be made."""
    value = tree.value
    for step in at:
        value = value[step]
    if value is None:
        value = {}
    if not isinstance(value, dict):
        place = tree.places.get(at, Place(path))
        return None, (
            Diagnostic.error("FM04", place, f"{_kind(value)} stands here where keys and values are expected"),
        )
    try:
        return kind.model_validate(value), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
        causes = [detail for detail in details if not _follows_from_another(kind, detail, details)]
        return None, tuple(dict.fromkeys(_diagnose(kind, detail, tree, path, at) for detail in causes))


def _follows_from_another(kind: type[BaseModel], detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """A list counts as too short when its only item is wrong, a key as missing when it has a slip in it: say the
    item's mistake, and the key that is written, alone."""
    loc = detail["loc"]
    if detail["type"] == "missing":
        beside = [
            other["loc"] for other in details if other["type"] == "extra_forbidden" and other["loc"][:-1] == loc[:-1]
        ]
        return any(nearest(str(one[-1]), _known_keys(kind, one[:-1])) == loc[-1] for one in beside)
    return detail["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in details
    )


def _diagnose(kind: type[BaseModel], detail: ErrorDetails, tree: Tree, path: str, at: Path) -> Diagnostic:
    where = (*at, *_real_path(detail["loc"], tree, at))
    name = str(where[-1]) if where else ""
    place = tree.places.get(where) or _nearest_place(where, tree, path)
    if detail["type"] == "extra_forbidden":
        known = _known_keys(kind, detail["loc"][:-1])
        guess = nearest(name, known)
        hint = f"did you mean {guess!r}?" if guess else f"known keys: {', '.join(known)}"
        return Diagnostic.error("FM02", tree.keys.get(where, place), f"unknown key {name!r}", hint)
    if detail["type"] == "missing":
        owner = f" in {where[-2]!r}" if len(where) > len(at) + 1 and isinstance(where[-2], str) else ""
        return Diagnostic.error(
            "FM03",
            _nearest_place(where[:-1], tree, path, start_only=True),
            f"the key {name!r} is missing{owner}",
            f"add a line '{name}: …'",
        )
    if detail.get("input") is None:
        return Diagnostic.error(
            "FM04", tree.keys.get(where, place), f"the key {name!r} has no value", "give a value, or leave the key out"
        )
    return Diagnostic.error("FM04", place, f"{_label(where)}{_message(detail)}", _hint(detail))


def _real_path(loc: tuple[str | int, ...], tree: Tree, at: Path) -> Path:
    """The steps that are in the file: pydantic names the branches of a type inside its path too."""
    steps: Path = ()
    for step in loc:
        if (*at, *steps, step) in tree.places or step == loc[-1]:
            steps = (*steps, step)
    return steps


def _nearest_place(where: Path, tree: Tree, path: str, *, start_only: bool = False) -> Place:
    while where and where not in tree.places:
        where = where[:-1]
    place = tree.places.get(where, Place(path))
    return Place(place.path, place.line, place.column) if start_only else place


def _known_keys(kind: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The keys allowed where the unknown one stands, found by walking the types of the fields."""
    for step in loc:
        if not isinstance(step, str):
            continue
        for name, info in kind.model_fields.items():
            if step in (name, info.alias):
                inner = _model_in(info.annotation)
                if inner is not None:
                    kind = inner
    return [info.alias or name for name, info in kind.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _label(where: Path) -> str:
    return f"{where[-1]}: " if where and isinstance(where[-1], str) else ""


def _kind(value: Any) -> str:
    return "a list" if isinstance(value, list) else "a single value"


def _message(detail: ErrorDetails) -> str:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail.get("input")
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return (
            f"{value!r} is not one of the words allowed here"
            if isinstance(value, str)
            else f"{_kind(value)} where one word is expected"
        )
    if kind == "string_pattern_mismatch":
        return f"{value!r} is not written as it must be"
    if kind in ("string_too_short", "too_short"):
        return "nothing is given where something is needed"
    if kind == "string_type":
        return f"{_kind_of_container(value)} where text is expected"
    if kind in ("tuple_type", "list_type"):
        return f"{_kind_of_container(value)} where a list is expected"
    if kind in ("dict_type", "model_type"):
        return f"{value!r} where keys and values are expected"
    return f"{value!r}: {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _kind_of_container(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "keys and values" if isinstance(value, dict) else repr(value)


def _hint(detail: ErrorDetails) -> str:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail.get("input")
    if kind == "value_error" and isinstance(value, str) and (no_date := _NO_DATE.search(str(context["error"]))):
        meant = _day_meant(value)
        usual = "a date is year, month and day: 2026-01-30" if no_date[1] else ""
        return f"did you mean {meant}?" if meant else usual
    if kind == "literal_error":
        words = [word.strip("' ") for word in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        guess = nearest(value, words) if isinstance(value, str) else ""
        choices = ", ".join(word for word in words if word)
        if guess and len(words) > 10:  # a list of forty buries the one that is meant
            return f"did you mean {guess!r}?"
        return f"did you mean {guess!r}? allowed: {choices}" if guess else f"allowed: {choices}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context.get("pattern")), f"it must match {context.get('pattern')}")
    if kind in ("tuple_type", "list_type"):
        return "write [one, two], or a line '- …' for each"
    return ""


_NO_DATE = lazy_pattern(r"is not a (?:date:|day:|day (of the calendar))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = lazy_pattern(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")
_MONTH_DAY = lazy_pattern(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})")
_YEAR_FIRST = lazy_pattern(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})")
_DAY_FIRST = lazy_pattern(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")


def _day_meant(text: str) -> str:
    """The day that is written in another way than ours, as 2026-01-27; "" where it may be another, or is none."""
    for form in (_DAY_MONTH, _MONTH_DAY, _YEAR_FIRST, _DAY_FIRST):
        if found := form.fullmatch(text.strip()):
            name = found["month"].lower()
            month = int(name) if name.isdigit() else _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else 0
            try:
                return datetime.date(int(found["year"]), month, int(found["day"])).isoformat()
            except ValueError:
                return ""
    return ""


_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "use small letters, digits and single hyphens: north-korea",
    r"^[0-9a-f]{64}$": "a SHA-256 digest is 64 hexadecimal digits; `sha256sum FILE` prints it",
    r"^\S+$": "a citekey has no spaces",
    r"^[a-z]{2,3}(-[A-Z]{2})?$": "write a language as en-GB or ko",
}
