"""Which files of a desk a brief's order holds, told from the summaries of all files.

An edition is the same whether it is made of these or of the whole desk. Nothing is imported here that a build with
nothing to do could spare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from briefings.diagnostics import Diagnostic
from briefings.reading.paths import EDITION, LOCK, NAMES, ORIGINS
from briefings.values import dataclass

NOTES, BRIEFS, SOURCES, FIGURES = "content/notes/", "content/briefs/", "content/sources/", "content/figures/"

_KINDS = (NOTES, SOURCES, FIGURES)


@dataclass(frozen=True, slots=True)
class Parts:
    """What an order holds, by name. All in order of spelling, each once."""

    brief: str
    files: tuple[str, ...]
    """Paths of files that go along whole."""
    heads: tuple[str, ...] = ()
    """Paths of notes that are not printed, of which the front matter does."""
    sources: tuple[str, ...] = ()
    """The citekeys of the sources among the files."""
    figures: tuple[str, ...] = ()
    """The ids of the figures that are of use, of all that stand in the files."""
    named: tuple[str, ...] = ()
    """Pictures and citation styles by their paths in the desk; whether they are there is another question."""
    others: tuple[str, ...] = ()
    refused: tuple[Diagnostic, ...] = ()

    @property
    def lock(self) -> dict[str, frozenset[str]]:
        """Which parts of the lock go along, by their kinds."""
        notes = {_name(path, NOTES) for path in self.files if path.startswith(NOTES)}
        return {
            "claim": frozenset({*notes, f"briefs/{self.brief}"}),
            "figure": frozenset(self.figures),
            "source": frozenset(self.sources),
            "edge": frozenset(self.sources),
            "finding": frozenset(self.files),
        }


@dataclass(frozen=True)
class Shown:
    """A desk as its summaries show it."""

    summaries: Mapping[str, Mapping[str, Any]]
    """By path; of a file that cannot be read a summary with `broken`."""
    others: tuple[str, ...] = ()
    refused: tuple[Diagnostic, ...] = ()
    options: tuple[str, ...] = ()
    """Pictures that templates name when a brief does not."""
    style: str = ""
    """The citation style of a brief that names none."""

    # ------------------------------------------------------------- indexes

    @cached_property
    def notes(self) -> dict[str, Mapping[str, Any]]:
        return {_name(path, NOTES): one for path, one in self._of(NOTES) if "topic" in one}

    @cached_property
    def unread_notes(self) -> tuple[str, ...]:
        """The paths of notes that cannot be read: they may belong to any topic, and supersede any note."""
        return tuple(path for path, one in self._of(NOTES) if "topic" not in one)

    @cached_property
    def by_topic(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for name, note in self.notes.items():
            found[note["topic"]].append(name)
        return found

    @cached_property
    def kin(self) -> dict[str, set[str]]:
        """Each note with those that it supersedes and that supersede it."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, note in self.notes.items():
            for older in note["supersedes"]:
                found[name].add(older)
                found[older].add(name)
        return found

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """The paths that give each citekey; keys that differ only in case stand for each other, as a mistake does."""
        found = defaultdict(list)
        for path, _one in self._of(SOURCES):
            found[_name(path, SOURCES)].append(path)
        return found

    @cached_property
    def twins(self) -> dict[str, list[str]]:
        """Citekeys by their spelling in small letters."""
        found = defaultdict(list)
        for key in self.sources:
            found[key.casefold()].append(key)
        return found

    @cached_property
    def longest_key(self) -> int:
        return max(map(len, self.sources), default=0)

    @cached_property
    def series(self) -> dict[str, list[tuple[str, str, str]]]:
        """The sources of each series: first and last day of the issue, citekey."""
        found = defaultdict(list)
        for path, one in self._of(SOURCES):
            if one.get("series") and one["issued"]:
                found[one["series"]].append((*one["issued"], _name(path, SOURCES)))
        return found

    @cached_property
    def figures(self) -> dict[str, list[str]]:
        """The paths that give each figure."""
        found = defaultdict(list)
        for path, one in self._of(FIGURES):
            for name in one.get("figures", ()):
                found[name].append(path)
        return found

    @cached_property
    def homes(self) -> dict[str, list[str]]:
        """The notes in which an id stands."""
        found = defaultdict(list)
        for name, note in self.notes.items():
            for one in note["ids"]:
                found[one].append(name)
        return found

    @cached_property
    def records(self) -> dict[str, list[str]]:
        """The paths of the records of each brief's editions."""
        found = defaultdict(list)
        for path in self.summaries:
            record = EDITION.fullmatch(path)
            if record is not None:
                found[record[1]].append(path)
        return found

    @cached_property
    def briefs(self) -> tuple[str, ...]:
        """The names of all briefs, also of those that cannot be read."""
        refused = (one.place.path for one in self.refused)
        paths = {*self.summaries, *(path for path in refused if path.endswith(".md"))}
        return tuple(sorted(_name(path, BRIEFS) for path in paths if path.startswith(BRIEFS)))

    def _of(self, folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((path, one) for path, one in self.summaries.items() if path.startswith(folder))

    # ------------------------------------------------------------ selecting

    def parts(self, brief: str, date: str) -> Parts:
        """What the order of a brief holds as of a date (2026-01-30)."""
        return _Selection(self, brief, date).parts()


class _Selection:
    def __init__(self, shown: Shown, brief: str, date: str) -> None:
        self.shown = shown
        self.brief = brief
        self.date = date
        self.path = f"{BRIEFS}{brief}.md"
        self.summary = shown.summaries.get(self.path, {})

    def parts(self) -> Parts:
        shown = self.shown
        if "sections" not in self.summary:
            refused = tuple(one for one in shown.refused if one.place.path == self.path)
            return Parts(self.brief, tuple(path for path in (self.path,) if path in shown.summaries), refused=refused)
        records = self.records()
        whole, heads = self.notes(records)
        texts = [self.summary, *(shown.notes[name] for name in whole)]
        figures, figure_files = self.figures({name for text in texts for name in text["figures"]})
        sources = self.sources(texts, figures)
        paths = {path for key in sources for path in shown.sources[key]}
        whole_paths = {f"{NOTES}{name}.md" for name in whole}
        fixed = (path for path in (NAMES, ORIGINS, LOCK) if path in shown.summaries)
        topics = {topic for topic, _names in self.summary["sections"]}
        return Parts(
            self.brief,
            tuple(sorted({self.path, *records, *shown.unread_notes, *whole_paths, *figure_files, *paths, *fixed})),
            tuple(sorted(f"{NOTES}{name}.md" for name in heads)),
            tuple(sorted(sources)),
            tuple(sorted(figures)),
            tuple(sorted({path for path in self.named(texts) if path})),
            tuple(path for path in shown.others if path.startswith(_KINDS) and self.concerns(path, topics, sources)),
            tuple(one for one in shown.refused if self.concerns(one.place.path, topics, sources)),
        )

    def notes(self, records: list[str]) -> tuple[set[str], set[str]]:
        """The notes that the brief prints or has withdrawn; and others that tell whether those are superseded."""
        shown = self.shown
        asked: set[str] = set()
        for topic, names in self.summary["sections"]:
            asked.update(names or shown.by_topic.get(topic, ()))
        known = {name for name in asked if name in shown.notes}
        whole = {name for name in known if self.is_of_use(name)}
        ids = {one for name in whole for one in shown.notes[name]["ids"]}
        wanted = {one for name in whole for one in shown.notes[name]["contests"]} | self.published(records)
        for one in wanted - ids:
            homes = shown.homes.get(one, ())
            whole.update(name for name in homes if self.is_of_use(name) or shown.notes[name]["withdrawn"])
        strangers = {nearest for name in asked - known if (nearest := _nearest(name, shown.notes))}
        heads = self.related({*whole, *(asked & known if self.names_notes else ()), *strangers})
        return whole, {name for name in heads if name not in whole and name in shown.notes}

    @property
    def names_notes(self) -> bool:
        return any(names for _topic, names in self.summary["sections"])

    def is_of_use(self, name: str) -> bool:
        """Whether a note is known on the day and no other takes its place: it is printed, or told of as withdrawn."""
        note = self.shown.notes[name]
        return note["date"] <= self.date and not self.is_superseded(name)

    def is_superseded(self, name: str) -> bool:
        """Whether a note that stands names this one, or one that was known and names it, and so on."""
        seen, waiting = {name}, [name]
        while waiting:
            older = waiting.pop()
            for newer in self.shown.kin.get(older, ()):
                note = self.shown.notes.get(newer)
                if note is None or newer in seen or older not in note["supersedes"] or note["date"] > self.date:
                    continue
                if not note["withdrawn"] or note["withdrawn"] > self.date:
                    return True
                seen.add(newer)
                waiting.append(newer)
        return False

    def related(self, names: Iterable[str]) -> set[str]:
        """The notes, with all that are tied to them by one superseding the other."""
        found, waiting = set(names), list(names)
        while waiting:
            new = self.shown.kin.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    def published(self, records: list[str]) -> set[str]:
        """The ids in the last published editions that are older: none of them may vanish in silence."""
        older: dict[str, set[str]] = {}
        for path in records:
            record = EDITION.fullmatch(path)
            if record is not None and record[3] < self.date:
                older.setdefault(record[3], set()).update(self.shown.summaries[path].get("ids", ()))
        return older[max(older)] if older else set()

    def figures(self, named: set[str]) -> tuple[set[str], set[str]]:
        """The figures named and those that they are calculated from; and the files that give them."""
        shown, found, files = self.shown, set[str](), set[str]()
        waiting = sorted(named)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            paths = shown.figures.get(name, [])
            if not paths:
                files.update(path for path, one in shown._of(FIGURES) if one.get("broken"))  # noqa: SLF001
                near = _nearest(name, shown.figures)
                waiting += [near] if near else []
            found.add(name)
            files.update(paths)
            waiting += [other for path in paths for other in shown.summaries[path]["figures"][name][1]]
        return {name for name in found if name in shown.figures}, files

    def sources(self, texts: list[Mapping[str, Any]], figures: set[str]) -> set[str]:
        """The sources that are cited, what they rest on, and what took their place."""
        shown = self.shown
        cited = {key for text in texts for run in text["cited"] for key in self.keys(run)}
        cited |= {key for text in texts for run in text["joined"] for key in self.beginnings(run)}
        for name in figures:
            cited.update(shown.summaries[path]["figures"][name][0] for path in shown.figures[name])
        found, waiting = set[str](), list(cited)
        while waiting:
            key = waiting.pop()
            for twin in shown.twins.get(key.casefold(), ()):
                if twin not in found:
                    found.add(twin)
                    for path in shown.sources[twin]:
                        waiting += shown.summaries[path].get("derived", ())
                        found.update(self.successors(shown.summaries[path], twin, found))
        return found

    def keys(self, run: str) -> list[str]:
        """The citekeys that may be meant by what follows an `@`; where none is, the nearest, for the hint."""
        found = self.beginnings(run)
        return found or [near for near in (_nearest(run.rstrip(".,;:!?)]"), self.shown.sources),) if near]

    def beginnings(self, run: str) -> list[str]:
        """The citekeys with which a text begins."""
        most = min(len(run), self.shown.longest_key)
        return [run[:length] for length in range(1, most + 1) if run[:length] in self.shown.sources]

    def successors(self, source: Mapping[str, Any], key: str, found: set[str]) -> set[str]:
        """The source that took this one's place by its own word, and the newest issue of its series."""
        shown = self.shown
        newer = [source["superseded"]] if source.get("superseded") in shown.sources else []
        if source.get("series") and source["issued"]:
            later = [
                (last, other)
                for first, last, other in shown.series[source["series"]]
                if other != key and source["issued"][1] < first <= self.date
            ]
            newer += [max(later)[1]] if later else []
        return set(newer) - found

    def named(self, texts: list[Mapping[str, Any]]) -> Iterator[str]:
        """Paths of pictures and styles that the edition may ask for."""
        for text in texts:
            yield from text["pictures"]
        style = self.summary["style"] or self.shown.style
        yield from (style,) if style.endswith(".csl") else ()
        yield from self.summary["options"]
        yield from self.shown.options

    def concerns(self, path: str, topics: set[str], sources: set[str]) -> bool:
        """Whether a file that was not read might have been of use to the brief."""
        if path.startswith(NOTES):
            topic, slash, _ = path.removeprefix(NOTES).partition("/")
            return not slash or topic in topics
        if path.startswith(SOURCES):
            return _name(path, SOURCES) in sources
        if path.startswith(BRIEFS):
            return path == self.path
        if path.startswith("content/editions/"):
            return path.startswith(f"content/editions/{self.brief}/")
        return True

    def records(self) -> list[str]:
        """The records that tell its number and its changes: all up to the day; a newer one where none is of it."""
        found = [
            (record[3], path) for path in self.shown.records.get(self.brief, ()) if (record := EDITION.fullmatch(path))
        ]
        up_to = [path for day, path in found if day <= self.date]
        newer = [path for day, path in found if day > self.date]
        is_published = any(day == self.date for day, _path in found)
        return up_to if is_published or not newer else [*up_to, max(newer)]


def _name(path: str, folder: str) -> str:
    """A note's or brief's id, a citekey: the path without the folder and the suffix."""
    return path.removeprefix(folder).rpartition(".")[0]


def _nearest(word: str, words: Iterable[str]) -> str:
    """What a misspelt name was meant to be: an order holds it, for the hint to name it."""
    from briefings.reading.records import nearest  # slow to import, and nothing is misspelt as a rule

    return nearest(word, set(words))
