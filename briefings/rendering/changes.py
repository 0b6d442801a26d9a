"""What changed since the last edition, in the words a reader meets: the box, and the whole list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from briefings.editions.formats import NO_BREAK, long_date, long_horizon
from briefings.model import Change, ChangeKind, Edition
from briefings.prose import Claim
from briefings.reading.markdown import typeset
from briefings.reading.walk import walk
from briefings.rendering.html import claim_anchor
from briefings.values import dataclass

MOST_LINES = {"one-pager": 4, "bulletin": 8, "report": 8}
"""Of the box, in a brief of each profile."""
LINE = 84
"""Letters that a line of the bulletin's box holds, on paper, at least."""

GROUPS = ("head", "judgements", "figures", "claims", "sources")
"""What changes are of, in their order; each has a label."""

_ONE_BY_ONE: frozenset[ChangeKind] = frozenset(
    {
        "judgement-raised",
        "judgement-lowered",
        "judgement-withdrawn",
        "judgement-dropped",
        "judgement-new",
        "confidence-raised",
        "confidence-lowered",
        "judgement-horizon",
        "figure-changed",
        "claim-withdrawn",
        "claim-contested",
        "claim-uncorroborated",
        "claim-corroborated",
        "source-superseded",
        "source-regraded",
        "source-new",
    }
)
"""What the box tells one by one; of other things it tells how many there are."""


_GROUP = {
    "title": "head",
    "series": "head",
    "bottom": "head",
    "judgement": "judgements",
    "confidence": "judgements",
    "figure": "figures",
    "claim": "claims",
    "source": "sources",
}


def group_of(change: Change) -> str:
    """Which of the groups a change belongs to."""
    return _GROUP[change.kind.partition("-")[0]]


@dataclass(frozen=True, slots=True)
class Thing:
    """All that changed of one judgement, figure, claim or source, or of one part of the head; the weightiest first."""

    changes: tuple[Change, ...]

    @property
    def first(self) -> Change:
        return self.changes[0]

    @property
    def group(self) -> str:
        return group_of(self.first)

    @property
    def gone(self) -> bool:
        return self.first.kind.endswith(("-withdrawn", "-dropped"))

    @property
    def reason(self) -> str:
        return next((change.reason for change in self.changes if change.reason), "")


def changes_view(edition: Edition, labels: Mapping[str, str], shorts: Mapping[str, str]) -> dict[str, Any]:
    """The data of `changes`; `shorts` are the short names of the sources."""
    since = edition.since
    things = tuple(things_of(edition.changes))
    teller = _Teller(edition, labels, shorts)
    lines, rest = teller.lines(things)
    return {
        "since": since.isoformat() if since else "",
        "since_long": long_date(since, edition.desk.language),
        "count": len(things),
        "lines": lines,
        "rest": rest,
        "groups": [
            {"title": labels[name], "things": [teller.row(one) for one in things if one.group == name]}
            for name in GROUPS
            if any(one.group == name for one in things)
        ],
    }


def things_of(changes: tuple[Change, ...]) -> Iterator[Thing]:
    """The changes thing by thing: what is said of one stands together."""

    for _key, together in groupby(changes, lambda change: (group_of(change), change.document, change.id)):
        yield Thing(tuple(together))


def phrase(change: Change, value: str, labels: Mapping[str, str], language: str) -> str:
    """A value of a change that stands alone: `low confidence`, `by December 2026`."""
    shown = value_in_words(change, value, labels, language)
    if value and change.kind in ("confidence-raised", "confidence-lowered"):
        return labels["confidence_phrase"].replace("{level}", shown)
    return labels["by"].replace("{date}", shown) if value and change.kind == "judgement-horizon" else shown


def value_in_words(change: Change, value: str, labels: Mapping[str, str], language: str) -> str:
    """A value of a change as it is printed."""
    match change.kind:
        case "confidence-raised" | "confidence-lowered":
            return labels.get(f"confidence_{value}", value)
        case "judgement-horizon":
            return long_horizon(value, language)
        case "claim-contested":
            return labels.get(f"standing_{value}", value)
        case "claim-corroborated" | "claim-uncorroborated":
            return labels["change_origins"].replace("{count}", value)
        case "source-superseded":
            return labels.get(f"status_{value}", value)
        case "source-new" | "source-regraded" | "source-dropped":
            return f"{value} ({labels[word]})" if (word := f"reliability_{value}") in labels else value
        case _:
            return typeset(value, language)


class _Teller:
    """Tells of changes in the words of one edition."""

    def __init__(self, edition: Edition, labels: Mapping[str, str], shorts: Mapping[str, str]) -> None:
        self.labels = labels
        self.language = edition.desk.language
        self.shorts = shorts
        self.numbers = {(one.note, one.id): one.number for one in edition.judgements}
        self.topics = {section.topic: section.title for section in reversed(edition.sections)}
        nodes = edition.nodes if edition.changes else ()  # there is nothing to lead to
        self.anchors = {one.id: claim_anchor(one) for one in walk(nodes) if isinstance(one, Claim)}
        self.title = edition.head.title
        self.room = MOST_LINES[edition.head.profile]

    # ---------------------------------------------------------------- the box

    def lines(self, things: tuple[Thing, ...]) -> tuple[list[dict[str, Any]], str]:
        """The lines of the box, as many as there is room for, then as many reasons; and the rest, counted.

        The weightiest are told, and those of judgements stand in the order of their numbers.
        """
        room, left = self.room, list(things)
        lines: list[dict[str, Any]] = []
        # However many judgements moved, one figure with another value has its line.
        figure = next((one for one in _entries(things) if one[0].first.kind == "figure-changed"), None)
        for together in _entries(things):
            line = self.line(together)
            after = [one for one in left if one not in together]
            figure = None if together == figure else figure
            kept_free = _height(said(self.line(figure))) if figure else 0
            if _height(said(line)) + kept_free + _height(self.counts(after)) > room:
                if figure is None:
                    break
                continue
            room, left = room - _height(said(line)), after
            lines.append(line)
        rest = self.counts(left)
        room -= _height(rest)
        for line in lines:
            more = _height(said(line | {"reason": line["why"]})) - _height(said(line))
            if more <= room:
                room -= more
                line["reason"] = line["why"]
            del line["why"]
        return sorted(lines, key=_place), rest

    def line(self, things: tuple[Thing, ...]) -> dict[str, Any]:
        """One thing in a line, or several new judgements: what it is, what became of it, from what to what."""
        thing = things[0]
        plain = len(things) > 1 or thing.gone or thing.group == "claims"
        told = (thing.first,) if plain else self.weighty(thing)
        why = typeset(thing.reason, self.language)
        return {
            "kind": thing.first.kind,
            "number": min(self.number(one) for one in things),
            "anchor": self.anchor(thing),
            "name": self.named_alone(thing) if len(things) == 1 else self.names(things),
            "moves": [
                {
                    "words": self.words(change),
                    "old": "" if plain else self.short(change.old, change),
                    "new": "" if plain else self.short(change.new, change),
                }
                for change in told
            ],
            "text": self.quoted(thing, max(LINE, 2 * LINE - len(f" {why}"))),
            "reason": why if thing.gone else "",
            "why": why,
        }

    def weighty(self, thing: Thing) -> tuple[Change, ...]:
        """The changes that a line tells: the words of a judgement, and its horizon, where nothing else of it moved."""
        moved = [change for change in thing.changes if change.kind not in ("judgement-reworded", "judgement-horizon")]
        dated = [change for change in thing.changes if change.kind == "judgement-horizon"]
        return tuple(moved or dated or thing.changes)

    def quoted(self, thing: Thing, room: int) -> str:
        """The words, or their beginning, of what cannot be looked up by its name: a judgement that is gone, a claim."""
        if not (thing.gone or thing.group == "claims"):
            return ""
        text = typeset(thing.first.label, self.language)
        room -= len(f"{self.named_alone(thing)} {self.words(thing.first)}: ")
        return text if len(text) <= room else f"{_without_loose_end(text[: room - 1].rsplit(' ', 1)[0])}…"

    def short(self, value: str, change: Change) -> str:
        """A value in the box, where the range of a term is not repeated; nothing inside it breaks."""
        shown = value_in_words(change, value, self.labels, self.language)
        if change.kind.startswith("judgement"):
            shown = shown.partition(" (")[0]
        return shown.replace(" ", NO_BREAK)

    def counts(self, things: Iterable[Thing]) -> str:
        """`Claims: 5 new, 2 reworded. Sources: 1 dropped.`; where that is no one line, `Claims: 7 changed. …`

        The longest is cut first, so that of few figures it is still said whether any has another value. Title and
        bottom line, which stand on the page, are named where there is room.
        """
        counted: dict[str, Counter[str]] = {}
        head = []
        for one in things:
            if one.group == "head":
                head.append(f"{self.name(one)}: {self.words(one.first)}.".replace(" ", NO_BREAK))
            else:
                counted.setdefault(one.group, Counter())[self.words(one.first)] += 1
        told = {
            name: f"{self.labels[name]}: {', '.join(f'{count}{NO_BREAK}{words}' for words, count in kinds.items())}."
            for name, kinds in counted.items()
        }
        counted_as = self.labels["changes_counted"].replace(" ", NO_BREAK)
        for name in sorted(told, key=lambda name: -len(told[name])):
            if len(" ".join(told.values())) > LINE:
                told[name] = f"{self.labels[name]}: {counted_as.replace('{count}', str(counted[name].total()))}."
        whole = " ".join((*head, *told.values()))
        return " ".join(told.values()) if told and len(whole) > LINE else whole

    # --------------------------------------------------------------- the list

    def row(self, thing: Thing) -> dict[str, Any]:
        """One thing in the whole list."""
        spoken = any(change.kind in _SPOKEN for change in thing.changes)
        values = [self.values(change) for change in thing.changes]
        return {
            "kind": thing.first.kind,
            "words": "; ".join(self.words(change) for change in thing.changes),
            "anchor": self.anchor(thing),
            "name": self.name(thing),
            "text": typeset(thing.first.label, self.language) if thing.group == "judgements" and not spoken else "",
            "before": [value for old, _new in values for value in old if value],
            "now": [value for _old, new in values for value in new if value],
            "reason": typeset(thing.reason, self.language),
        }

    def values(self, change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the list has as before and as now: of a judgement that is new or gone its words too."""
        both = (phrase(change, value, self.labels, self.language) for value in (change.old, change.new))
        values: list[tuple[str, ...]] = [(value,) if value else () for value in both]
        if change.kind in ("judgement-new", "judgement-withdrawn", "judgement-dropped"):
            words = typeset(change.label, self.language)
            values = [(words, *value) if value else () for value in values]
        return values[0], values[1]

    # ------------------------------------------------------------------ names

    def words(self, change: Change) -> str:
        """What became of it: `lowered`."""
        return self.labels[f"change_{change.kind}"]

    def name(self, thing: Thing) -> str:
        """What it is called: `Judgement 2`, a figure's label, a source's short name, a claim's topic, `Bottom line`."""
        change = thing.first
        match thing.group:
            case "head":
                return self.labels[change.kind.removesuffix("-reworded").replace("-", "_")]
            case "judgements":
                number = self.numbers.get((change.document, change.id))
                return self.labels["judgement"].replace("{number}", str(number or "")).strip()
            case "figures":
                return typeset(change.label, self.language)
            case "sources":
                return self.shorts.get(change.id) or typeset(change.label, self.language)
            case _:
                topic = change.document.partition("/")[0]
                return typeset(self.topics.get(topic, topic.replace("-", " ")) or self.title, self.language)

    def named_alone(self, thing: Thing) -> str:
        """The name where no heading says what kind of thing it is: `Claim (Security)`, `Source Smith 2025`."""
        name = self.name(thing)
        match thing.group:
            case "claims":
                return self.labels["claim_of"].replace("{topic}", name)
            case "sources":
                return self.labels["source_named"].replace("{source}", name)
            case _:
                return name

    def names(self, judgements: tuple[Thing, ...]) -> str:
        """`Judgements 3, 4`."""
        numbers = sorted(filter(None, map(self.number, judgements)))
        return self.labels["judgements_numbered"].replace("{numbers}", ", ".join(map(str, numbers)))

    def number(self, thing: Thing) -> int:
        """The number of a judgement that the edition prints; 0 for all else."""
        return self.numbers.get((thing.first.document, thing.first.id), 0) if thing.group == "judgements" else 0

    def anchor(self, thing: Thing) -> str:
        """The id in the page of what it is about; "" for what is not on it."""
        change = thing.first
        if thing.gone:
            return ""
        match thing.group:
            case "judgements":
                return f"k-{change.id}" if (change.document, change.id) in self.numbers else ""
            case "sources":
                return f"src-{change.id}" if change.id in self.shorts else ""
            case "claims":
                return self.anchors.get(change.id, "")
            case _:
                return ""


_SPOKEN: frozenset[ChangeKind] = frozenset(
    {"judgement-reworded", "judgement-new", "judgement-withdrawn", "judgement-dropped"}
)
"""Changes of judgements whose values hold the judgement's own words."""


def _place(line: Mapping[str, Any]) -> tuple[bool, bool, int]:
    """Where a line of the box stands: judgements by number, then those that are gone, then all else as it came."""
    judgement = line["kind"].startswith(("judgement", "confidence"))
    return not judgement, judgement and not line["number"], line["number"]


_LITTLE = (
    "a after an and are as at be been before by for from her his in into is its of on or our over than that the their "
    "to under until was were which while who will with"
)
_LOOSE = frozenset(_LITTLE.split())
"""English words with which no shortened text ends: what they belong to is cut off. Of other languages none is known."""


def _without_loose_end(text: str) -> str:
    """A text that was cut off behind a word, ended where its sense ends: `goods before the` as `goods`."""
    words = text.split(" ")
    while len(words) > 1 and words[-1].casefold() in _LOOSE:
        words.pop()
    return " ".join(words).rstrip(",;:")


def _entries(things: tuple[Thing, ...]) -> Iterator[tuple[Thing, ...]]:
    """What each line of the box tells: one thing, but all new judgements together."""
    new = tuple(one for one in things if one.first.kind == "judgement-new")
    for one in things:
        if one in new:
            yield from (new,) if one is new[0] else ()
        elif any(change.kind in _ONE_BY_ONE for change in one.changes):
            yield (one,)


def said(line: Mapping[str, Any]) -> str:
    """A line of the box about as it is printed, to see how long it is."""
    moves = (
        f"{move['words']}: {move['old']} → {move['new']}" if move["new"] else move["words"] for move in line["moves"]
    )
    return " ".join(filter(None, (line["name"], "; ".join(moves), line["text"], line["reason"])))


def _height(text: str) -> int:
    """In lines of the box."""
    return -(-len(text) // LINE)
