"""What changed between two editions of a brief, thing by thing: computed from their records alone."""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import get_args

from briefings.editions.records import to_record
from briefings.evidence.stems import content_words, number_words
from briefings.model import Change, ChangeKind, Dossier, Edition
from briefings.reading.published import (
    Record,
    claims_of,
    entries,
    figure_in_words,
    figure_value,
    former_figures,
    heads_of,
    is_derived,
    part,
    row_in_words,
    text_of,
)

ALIKE = 0.55
"""Two claims of one note are one, reworded, when they share at least this part of their words."""
ALIKE_ELSEWHERE = 0.6
"""The same for claims of two notes, which more often speak of one thing without saying the same."""


def with_changes(edition: Edition, dossier: Dossier) -> Edition:
    """The edition with what changed since the last published one that is older; as it is where there is none."""
    before = dossier.published_before(edition.brief, edition.date)
    if before is None:
        return edition
    since = datetime.date.fromisoformat(str(before["date"]))
    found = changes_between(before, to_record(edition))
    if edition.form == 1:
        found = tuple(change for change in found if change.kind not in HEAD.values())
    return replace(edition, since=since, changes=found)


def changes_between(old: Record, new: Record, between: Sequence[Record] = ()) -> tuple[Change, ...]:
    """What differs between two records: title, series and bottom line, then judgements, figures, claims and sources.

    An edition tells of a withdrawal for as long as it is written in the note: what is gone may have been taken back in
    one of the records `between`, the older first.

    What is said of one thing stands together. Within their group, things come in the order of `ChangeKind`, and then
    as the newer edition has them, what is gone last. Records that were tampered with are compared as far as they go.
    """
    later = (*between, new)
    groups = (_head(old, new), _judgements(old, later), _figures(old, new), _claims(old, later), _sources(old, new))
    return tuple(change for group in groups for change in _in_order(group))


_TOLD = {kind: place for place, kind in enumerate(get_args(ChangeKind))}


def _place(change: Change) -> int:
    """Where in its group a change is told; what was raised or lowered stands in the order of the edition."""
    return _TOLD[_UP.get(change.kind, change.kind)]


_UP: dict[ChangeKind, ChangeKind] = {
    "judgement-lowered": "judgement-raised",
    "confidence-lowered": "confidence-raised",
}


def _in_order(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes of one group: thing by thing, the thing with the weightiest change first."""
    things: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        things.setdefault((change.document, change.id), []).append(change)
    for thing in things.values():
        thing.sort(key=_place)
    for thing in sorted(things.values(), key=lambda thing: _place(thing[0])):
        yield from thing


# --------------------------------------------------------------------- head

HEAD: dict[str, ChangeKind] = {
    "title": "title-reworded",
    "series": "series-reworded",
    "bottom-line": "bottom-line-reworded",
}
"""What is read first of an edition, by its key in the record: its words belong to no judgement or claim alone."""


def _head(old: Record, new: Record) -> Iterator[Change]:
    for key, kind in HEAD.items():
        if isinstance(old.get(key), str) and isinstance(new.get(key), str):
            before, now = (_printed(text_of(record, key), record) for record in (old, new))
            if text_of(old, key) != text_of(new, key):
                yield Change(kind, key, now or before, before, now)


# --------------------------------------------------------------- judgements


def _judgements(old: Record, later: Sequence[Record]) -> Iterator[Change]:
    new = later[-1]
    before, after = (
        [_Said(text_of(one, "note"), one) for one in entries(record, "judgements")] for record in (old, new)
    )
    taken_back = _reasons(later, "judgement")
    matched, gone, come = _matched(before, after, keep=taken_back)
    for was, now in matched:
        yield from _judged_again(was, now, old, new)
    for now in come:
        yield Change("judgement-new", now.id, _printed(now.text, new), "", _odds(now.record), "", now.document)
    for was in gone:
        kind: ChangeKind = "judgement-withdrawn" if was.id in taken_back else "judgement-dropped"
        label, reason = _printed(was.text, old), taken_back.get(was.id, "")
        yield Change(kind, was.id, label, _odds(was.record), "", reason, was.document)


def _judged_again(was: _Said, now: _Said, old: Record, new: Record) -> Iterator[Change]:
    reason = _reason(was.record, now.record)

    def change(kind: ChangeKind, before: str, after: str) -> Change:
        return Change(kind, now.id, _printed(now.text, new), before, after, reason, now.document)

    if moved := _moved(was.record, now.record):
        yield change(moved, _odds(was.record), _odds(now.record))
    levels = [text_of(one.record, "confidence") for one in (was, now)]
    if levels[0] != levels[1]:
        raised = _level(levels[1]) > _level(levels[0])
        yield change("confidence-raised" if raised else "confidence-lowered", levels[0], levels[1])
    horizons = [text_of(one.record, "horizon") for one in (was, now)]
    if horizons[0] != horizons[1]:
        yield change("judgement-horizon", *horizons)
    if was.text != now.text:
        yield change("judgement-reworded", _printed(was.text, old), _printed(now.text, new))


def _moved(was: Record, now: Record) -> ChangeKind | None:
    """Whether a judgement's likelihood was raised or lowered: by the ranges of its terms, on whatever scale.

    A term whose range lies within the other's, as one of another scale may, is another word for it.
    """
    if text_of(was, "likelihood") == text_of(now, "likelihood"):
        return None
    (low, high), (lower, higher) = _range(now), _range(was)
    if (lower <= low and high <= higher) or (low <= lower and higher <= high):
        return None
    return "judgement-raised" if low + high > lower + higher else "judgement-lowered"


def _range(judgement: Record) -> tuple[float, float]:
    found = judgement.get("range")
    if not isinstance(found, list | tuple) or len(found) != 2:
        return 0, 0
    low, high = (one if isinstance(one, int | float) and 0 <= one <= 100 else 0 for one in found)
    return low, high


def _odds(judgement: Record) -> str:
    """`likely (55–80%)`."""
    low, high = _range(judgement)
    return f"{text_of(judgement, 'likelihood')} ({low:g}–{high:g}%)" if high else text_of(judgement, "likelihood")


def _level(confidence: str) -> int:
    """0 for what is no level of confidence, and 1 to 3."""
    return ("low", "moderate", "high").index(confidence) + 1 if confidence in ("low", "moderate", "high") else 0


def _reason(was: Record, now: Record) -> str:
    """Why something changed; a reason that an earlier edition had given already was for an earlier change."""
    reason = text_of(now, "changed")
    return reason if reason != text_of(was, "changed") else ""


def withdrawn_in(records: Iterable[Record]) -> dict[tuple[str, str], Record]:
    """What records tell of as withdrawn, by kind (`judgement`, `claim`) and id; as the last of them has it."""
    found = (one for record in records for one in entries(record, "withdrawals"))
    return {(text_of(one, "kind"), text_of(one, "id")): one for one in found}


def _reasons(records: Iterable[Record], kind: str) -> dict[str, str]:
    """The ids that were taken back, with the reason."""
    return {name: text_of(one, "reason") for (what, name), one in withdrawn_in(records).items() if what == kind}


# ------------------------------------------------------------------ figures


def _figures(old: Record, new: Record) -> Iterator[Change]:
    before, after = _by(old, "figures", "id"), _by(new, "figures", "id")
    former = former_figures(before, after)
    for name, now in after.items():
        was = before.get(name) or former.get(name)
        if was is None:
            yield Change("figure-new", name, text_of(now, "label"), "", _figure(now), text_of(now, "changed"))
        elif figure_value(was) != figure_value(now):
            values = _figure(was), _figure(now)
            yield Change("figure-changed", name, text_of(now, "label"), *values, _reason(was, now))
    replaced = {text_of(one, "id") for one in former.values()}
    for name, was in before.items():
        if name not in after and name not in replaced:
            yield Change("figure-dropped", name, text_of(was, "label"), _figure(was))


def _by(record: Record, key: str, name: str) -> dict[str, Record]:
    return {text_of(one, name): one for one in entries(record, key) if text_of(one, name)}


def _figure(figure: Record) -> str:
    return text_of(figure, "printed") or figure_in_words(figure)


_MARK = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\]")


def _printed(text: str, record: Record) -> str:
    """A text of a record with each figure, which stands in it as its id, as it was printed."""
    figures = _by(record, "figures", "id") if "[" in text else {}
    return _MARK.sub(lambda mark: _figure(figures[mark[1]]) if mark[1] in figures else mark[0], text)


# ------------------------------------------------------------------- claims


def _claims(old: Record, later: Sequence[Record]) -> Iterator[Change]:
    new = later[-1]
    before, after = ([_Said(document, one) for document, one in claims_of(record)] for record in (old, new))
    taken_back = _reasons(later, "claim")
    matched, gone, come = _matched(before, after, keep=taken_back)
    for was, now in matched:
        label = _printed(now.in_words(), new)
        if was.text != now.text or _heads_differ(was.record, now.record):
            reason, former = _reason(was.record, now.record), _printed(was.in_words(like=now), old)
            yield Change("claim-reworded", now.id, label, former, label, reason, now.document)
        if stood := _stands_otherwise(was.record, now.record):
            why = _contested(now.record, new) if stood[0] == "claim-contested" else ""
            yield Change(
                stood[0], now.id, label, stood[1], stood[2], why or _reason(was.record, now.record), now.document
            )
    for now in come:
        label = _printed(now.in_words(), new)
        yield Change("claim-new", now.id, label, "", label, "", now.document)
    for was in gone:
        kind: ChangeKind = "claim-withdrawn" if was.id in taken_back else "claim-dropped"
        label = _printed(was.in_words(), old)
        yield Change(kind, was.id, label, label, "", taken_back.get(was.id, ""), was.document)


def _heads_differ(was: Record, now: Record) -> bool:
    """Whether the columns of a row have other heads; a record of an older program has none to compare."""
    return bool(heads_of(was) and heads_of(now)) and heads_of(was) != heads_of(now)


def _contested(claim: Record, record: Record) -> str:
    """In what the sources disagree, as the figures that a claim prints have it."""
    names, figures = claim.get("figures"), _by(record, "figures", "id")
    printed = (figures[name] for name in (names if isinstance(names, list) else ()) if name in figures)
    return " ".join(filter(None, (text_of(one, "contested") for one in printed)))


def _stands_otherwise(was: Record, now: Record) -> tuple[ChangeKind, str, str] | None:
    """That sources are now known to disagree on a claim, or that it rests on a second origin now, or no more."""
    before, after = part(was, "evidence"), part(now, "evidence")
    standings = text_of(before, "standing"), text_of(after, "standing")
    if standings[0] != standings[1] == "contested":
        return "claim-contested", *standings
    origins = [len(found) if isinstance(found := one.get("origins"), list) else 0 for one in (before, after)]
    counts = str(origins[0]), str(origins[1])
    if origins[1] == 1 < origins[0]:
        return "claim-uncorroborated", *counts
    return ("claim-corroborated", *counts) if origins[0] == 1 < origins[1] else None


# ------------------------------------------------------------------ sources


def _sources(old: Record, new: Record) -> Iterator[Change]:
    before, after = _by(old, "sources", "key"), _by(new, "sources", "key")
    for key, now in after.items():
        title, worth = text_of(now, "title"), part(now, "provenance")
        if key not in before:
            yield Change("source-new", key, title, "", text_of(worth, "reliability"))
            continue
        earlier = part(before[key], "provenance")
        for kind, name in _OF_A_SOURCE:
            values = text_of(earlier, name), text_of(worth, name)
            if values[0] != values[1]:
                basis = text_of(worth, "basis")
                is_new = name == "reliability" and basis != text_of(earlier, "basis")
                yield Change(kind, key, title, *values, basis if is_new else "")
    for key, was in before.items():
        if key not in after:
            yield Change("source-dropped", key, text_of(was, "title"), text_of(part(was, "provenance"), "reliability"))


_OF_A_SOURCE: tuple[tuple[ChangeKind, str], ...] = (
    ("source-superseded", "status"),
    ("source-regraded", "reliability"),
)


# ----------------------------------------------------------------- matching


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A judgement or claim of a record, and the note it stands in."""

    document: str
    record: Record

    @property
    def id(self) -> str:
        return text_of(self.record, "id")

    @property
    def text(self) -> str:
        return text_of(self.record, "text")

    @property
    def topic(self) -> str:
        return self.document.partition("/")[0]

    def in_words(self, like: _Said | None = None) -> str:
        """Its words; of a row of a table with the heads of the columns, which an older record takes from `like`."""
        return row_in_words(self.text, heads_of(self.record) or (heads_of(like.record) if like else ()))


def _matched(
    old: Sequence[_Said], new: Sequence[_Said], *, keep: Iterable[str]
) -> tuple[list[tuple[_Said, _Said]], list[_Said], list[_Said]]:
    """The pairs that are one thing, in the order of `new`; what is in `old` alone; what is in `new` alone.

    One thing has one id; an id that was made of the words changes with them, so that what is left is matched by its
    words: within a note, within a topic, anywhere. Two ids that authors gave are two things. What was withdrawn
    (`keep`) became nothing else.
    """
    pairs: dict[_Said, _Said] = {}
    # What has neither an id nor words is nothing: only a record that was tampered with holds such.
    left, right = ([one for one in side if one.id or one.text] for side in (old, new))

    def match(found: Iterable[tuple[_Said, _Said]]) -> None:
        pairs.update((now, was) for was, now in found)
        taken = set(pairs.values())
        left[:] = [one for one in left if one not in taken]
        right[:] = [one for one in right if one not in pairs]

    match(_same(left, right, lambda one: (one.document, one.id)))
    match(_same(left, right, lambda one: one.id))
    withdrawn = set(keep)
    for within, least in _ROUNDS:
        match(_alike([one for one in left if one.id not in withdrawn], right, within, least))
    return [(pairs[now], now) for now in new if now in pairs], left, right


_ROUNDS: tuple[tuple[Callable[[_Said], str], float], ...] = (
    (lambda one: one.document, ALIKE),
    (lambda one: one.topic, ALIKE_ELSEWHERE),
    (lambda _one: "", ALIKE_ELSEWHERE),
)


def _same(
    old: Sequence[_Said], new: Sequence[_Said], key: Callable[[_Said], Hashable]
) -> Iterator[tuple[_Said, _Said]]:
    """Pairs with one key, the first of `old` with the first of `new`; a thing without an id has none."""
    waiting: defaultdict[Hashable, deque[_Said]] = defaultdict(deque)
    for now in new:
        waiting[key(now)].append(now)
    for was in old:
        if was.id and waiting[key(was)]:
            yield was, waiting[key(was)].popleft()


_MOST_SHARED = 40
"""A word that more claims have says little of which one is meant: it is not looked up, only counted."""
_MOST_WORDS = 200
"""Of one claim; a longer text is told from others by its first words."""


def _alike(
    old: Sequence[_Said], new: Sequence[_Said], within: Callable[[_Said], str], least: float
) -> Iterator[tuple[_Said, _Said]]:
    """Pairs that share most of their words, the most alike first, each thing in one pair at most.

    The time is in proportion to the words: a claim is compared with the few that share a rarer word with it.
    """
    words = [_words(one.text) for one in new]
    having: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(new):
        for word in sorted(words[place]):
            having[within(one), word].append(place)
    found = []
    for place, was in enumerate(old):
        mine = _words(was.text)
        places = (having[within(was), word] for word in sorted(mine) if (within(was), word) in having)
        for other in sorted({one for few in places if len(few) <= _MOST_SHARED for one in few}):
            likeness = 2 * len(mine & words[other]) / (len(mine) + len(words[other]))
            if likeness >= least and (is_derived(was.id) or is_derived(new[other].id)):
                found.append((-likeness, place, other))
    taken: Counter[tuple[bool, int]] = Counter()
    for _likeness, place, other in sorted(found):
        if not taken[False, place] and not taken[True, other]:
            taken.update([(False, place), (True, other)])
            yield old[place], new[other]


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """What a text is compared by: the words that carry its meaning, its numbers, the figures it names."""
    figures = _MARK.findall(text)
    words = content_words(_MARK.sub(" ", text)) | number_words(text) | frozenset(figures)
    return frozenset(sorted(words or text.casefold().split())[:_MOST_WORDS])
