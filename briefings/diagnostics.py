"""What is said to the author: a place, a code, what is wrong, and the way out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the print, a warning does under `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return (Severity.ERROR, Severity.WARNING, Severity.INFO).index(self)


class State(StrEnum):
    """Whether a rule was broken, or could not be tried for want of the material."""

    FAIL = "fail"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the desk: a path relative to its root, lines and columns counted from 1.

    `end_column` is one past the last character; 0 for both ends means that only the start is known.
    Columns count Unicode code points.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. `message` says what is wrong and names it in quotes; `hint` says what to do."""

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    state: State = State.FAIL
    claim: str = ""
    """The claim's id, where the finding is about one."""
    source: str = ""
    """The citekey, where the finding is about one."""
    evidence: str = ""
    """What was found instead, in a few words."""

    @classmethod
    def error(cls, code: str, place: Place, message: str, hint: str = "") -> Self:
        """A finding that stops the print."""
        return cls(code=code, severity=Severity.ERROR, place=place, message=message, hint=hint)

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The key by which diagnostics are shown: file, line, column, code, message."""
        return (self.place.path, self.place.line, self.place.column, self.code, self.message)


def in_order(diagnostics: "tuple[Diagnostic, ...] | list[Diagnostic]") -> tuple[Diagnostic, ...]:
    """Each diagnostic once, sorted by place."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.order))


def matches(code: str, wanted: tuple[str, ...]) -> bool:
    """Whether a code is meant by one of `wanted`: a code, or the letters of a family."""
    return any(code == one or (one.isalpha() and code.rstrip("0123456789") == one) for one in wanted)


def chosen(
    diagnostics: tuple[Diagnostic, ...], *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> tuple[Diagnostic, ...]:
    """The findings of the codes or families in `select` (all when empty) and not in `ignore`."""
    return tuple(
        diagnostic
        for diagnostic in diagnostics
        if (not select or matches(diagnostic.code, select)) and not matches(diagnostic.code, ignore)
    )
