"""The one list of rules: a code, a title, a severity and an explanation for each, and the function that applies it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Literal

from briefings.diagnostics import Diagnostic, Place, Severity, State, matches
from briefings.errors import BriefingsError
from briefings.evidence.evidence import Evidence
from briefings.model import Brief, Dossier, Edition, Note
from briefings.patterns import lazy_pattern
from briefings.reading.records import nearest
from briefings.values import dataclass


@dataclass(frozen=True, slots=True)
class Material:
    """What rules look at: the desk, and the editions that are about to be printed."""

    dossier: Dossier
    editions: tuple[Edition, ...]
    evidence: Evidence = field(default_factory=Evidence)
    whole: bool = True
    """Whether it is the whole desk; of the part of it that one brief uses nothing is said that is true only of all."""

    @property
    def documents(self) -> tuple[Note | Brief, ...]:
        """What the desk has written itself: every note, then every brief."""
        return *self.dossier.notes.values(), *self.dossier.briefs.values()

    @property
    def unread_sources(self) -> frozenset[str]:
        """The citekeys whose file is there but could not be read: that is said of the file, not of each citation."""
        return self._unread("content/sources/", self.dossier.sources)

    @property
    def unread_notes(self) -> frozenset[str]:
        """The ids of notes whose file is there but could not be read."""
        return self._unread("content/notes/", self.dossier.notes)

    @property
    def unread_figures(self) -> frozenset[str]:
        """The ids that stand in files of figures, of figures that could not be read."""
        texts = (text for path, text in self.dossier.texts.items() if path.startswith("content/figures/"))
        return frozenset(name for text in texts for name in _ID.findall(text) if name not in self.dossier.figures)

    @property
    def settled(self) -> tuple[Edition, ...]:
        """The editions of which it is known what they print.

        None where a note could not be read: it may supersede any. None that prints a note which another, by a slip in
        its name, means to supersede; or of a section from which a note is missing by a slip in its topic. That has
        been said of the note, and what follows from it is not said as well.
        """
        if self.unread_notes:
            return ()
        replaced, topics = frozenset(self._meant_to_be_superseded()), frozenset(self._left_by_a_slip())
        return tuple(
            edition
            for edition in self.editions
            if not any(section.topic in topics for section in edition.head.sections)
            and not any(note.id in replaced for section in edition.sections for note in section.notes)
        )

    def _meant_to_be_superseded(self) -> Iterator[str]:
        notes = self.dossier.notes
        for note in notes.values():
            for name in note.head.supersedes:
                if name not in notes:
                    yield nearest(name, tuple(notes))

    def _left_by_a_slip(self) -> Iterator[str]:
        """The topics whose folder has a note with a topic that there is not."""
        dossier = self.dossier
        known = {section.topic for brief in dossier.briefs.values() for section in brief.head.sections}
        for note in dossier.notes.values():
            folder = note.id.partition("/")[0]
            if note.head.topic != folder and note.head.topic not in known | dossier.settings.topics.keys():
                yield folder

    def knows(self, keys: Iterable[str]) -> bool:
        """Whether the desk has a record of every source named. What is wrong where it has not is said of the citation
        or of the file, and what seems to be missing because of it is not said as well."""
        return all(key in self.dossier.sources for key in keys)

    def _unread(self, folder: str, read: Mapping[str, object]) -> frozenset[str]:
        names = (path[len(folder) :].rpartition(".")[0] for path in self.dossier.texts if path.startswith(folder))
        return frozenset(name for name in names if name not in read)


_ID = lazy_pattern(r"""(?<![\w-])id\s*:\s*["']?([a-z0-9-]+)""")

Reads = Literal["desk", "editions", "snapshots"]
"""What a rule looks at: all files of the desk; the editions of the date asked for; the kept sources as well. A finding
of a rule that reads snapshots goes into the lock, so its message and hint never hold a source's prose: that is
`evidence`, which stays out of it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`severity` is the usual one; a finding may weigh less or more, as its explanation says."""

    code: str
    title: str
    severity: Severity
    explanation: str
    apply: Callable[[Material], Iterator[Diagnostic]] | None = None
    """None for what is found while reading, rendering or printing."""
    reads: Reads = "desk"


RULES: dict[str, Rule] = {}


def rule(
    code: str, title: str, severity: Severity, reads: Reads = "desk"
) -> Callable[[Callable[[Material], Iterator[Diagnostic]]], Callable[[Material], Iterator[Diagnostic]]]:
    """Enter a function into the list; its docstring is what `briefings explain` prints."""

    def enter(function: Callable[[Material], Iterator[Diagnostic]]) -> Callable[[Material], Iterator[Diagnostic]]:
        _enter(Rule(code, title, severity, inspect.cleandoc(function.__doc__ or ""), function, reads))
        return function

    return enter


def declare(code: str, title: str, severity: Severity, explanation: str) -> None:
    """Enter a rule that another stage applies: the code of a mistake in a file, a template or the print."""
    _enter(Rule(code, title, severity, inspect.cleandoc(explanation)))


def _enter(new: Rule) -> None:
    if new.code in RULES:
        raise ValueError(f"the code {new.code} is entered twice")
    if not new.explanation:
        raise ValueError(f"the rule {new.code} explains nothing")
    RULES[new.code] = new


def finding(
    code: str,
    place: Place,
    message: str,
    hint: str = "",
    *,
    severity: Severity | None = None,
    claim: str = "",
    source: str = "",
    evidence: str = "",
    state: State = State.FAIL,
) -> Diagnostic:
    """A diagnostic of a rule, with the rule's own severity unless another is given."""
    weight = severity or RULES[code].severity
    return Diagnostic(
        code=code,
        severity=weight,
        place=place,
        message=message,
        hint=hint,
        state=state,
        claim=claim,
        source=source,
        evidence=evidence,
    )


def apply_rules(material: Material, codes: Iterable[str] | None = None) -> Iterator[Diagnostic]:
    """Everything the rules find, rule by rule; of all rules where no codes are given."""
    for code in sorted(RULES if codes is None else codes):
        function = RULES[code].apply
        if function is not None:
            yield from function(material)


def known_codes(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The same codes in capitals; raises `BriefingsError` for one that no rule has."""
    wanted = tuple(code.strip().upper() for code in chosen if code.strip())
    for code in wanted:
        if not any(matches(known, (code,)) for known in RULES):
            families = ", ".join(sorted({known.rstrip("0123456789") for known in RULES}))
            raise BriefingsError(
                f"no rule has the code {code!r}", f"families: {families}; `briefings explain` lists the codes"
            )
    return wanted
