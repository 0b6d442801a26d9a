"""Which sources go back to one origin, and why: what counts is how many said it first, and not how many print it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from itertools import combinations

from briefings.evidence.facts import ClaimText
from briefings.evidence.polarity import marks_contest
from briefings.evidence.sources import SourceText
from briefings.evidence.stems import content_words
from briefings.evidence.wires import AGENCIES, agency_of, credited_agencies, named_agencies
from briefings.model import Dossier, OriginDecision, Source, SourceRecord
from briefings.patterns import lazy_pattern
from briefings.support import ClaimEvidence, Edge, Outcome, Passage, Standing
from briefings.values import dataclass

STRENGTH = ("decision", "declared", "wire", "text", "attribution", "speaker", "fingerprint")
"""The kinds of edges, the strongest first: where the desk says that two sources are two, the weakest edge gives way."""

_SEEN_IN_TEXT = frozenset({"wire", "text", "fingerprint"})
"""Edges that only the kept sources show, so that without them the lock must tell."""

# ------------------------------------------------------------------ groups


@dataclass(frozen=True, slots=True)
class Origins:
    """The edges between the sources of a desk, and the pairs that the desk has said are two origins."""

    edges: tuple[Edge, ...] = ()
    cuts: frozenset[tuple[str, str]] = frozenset()
    """Pairs of citekeys, each in order of spelling."""

    def groups(self, keys: Iterable[str], more: tuple[Edge, ...] = ()) -> tuple[tuple[str, ...], ...]:
        """The keys parted by origin, each in the order of the keys; `more` are edges of one claim.

        Only what is asked for joins: two sources are not one for having a third, uncited, in common with each,
        unless that third is an origin of both (then there is an edge). An edge that would put the two of a cut into
        one group is left out; the stronger are joined first, so that it is the weakest on the way that gives.
        """
        wanted = tuple(dict.fromkeys(keys))
        edges = [
            edge for edge in (*self.edges, *more) if edge.certain and edge.first in wanted and edge.second in wanted
        ]
        group = {key: frozenset({key}) for key in wanted}
        for edge in sorted(edges, key=_order):
            joined = group[edge.first] | group[edge.second]
            if not any(first in joined and second in joined for first, second in self.cuts):
                group.update(dict.fromkeys(joined, joined))
        whole = dict.fromkeys(group[key] for key in wanted)
        return tuple(tuple(key for key in wanted if key in one) for one in whole)

    def joined(self, keys: Iterable[str], more: tuple[Edge, ...] = ()) -> tuple[Edge, ...]:
        """The edges between two of the keys, the strongest of each pair alone, and the pairs in order of strength."""
        wanted = frozenset(keys)
        found: dict[tuple[str, str], Edge] = {}
        for edge in sorted((*self.edges, *more), key=_order):
            if edge.first in wanted and edge.second in wanted and _pair(edge.first, edge.second) not in self.cuts:
                found.setdefault((edge.first, edge.second), edge)
        return tuple(found.values())


def _order(edge: Edge) -> tuple[int, str, str]:
    return STRENGTH.index(edge.kind), edge.first, edge.second


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def standing(
    claim: ClaimText, groups: tuple[tuple[str, ...], ...], dossier: Dossier, *, contested: bool = False
) -> Standing:
    """How well a claim stands: corroborated by two origins or more of which one is graded A to C, and nothing against
    it. Two origins that are graded D to F add up to no more than one."""
    if not groups:
        return "unsupported"
    if contested or marks_contest(claim.text):
        return "contested"
    grades = {dossier.sources[key].record.provenance.reliability for group in groups for key in group}
    return "corroborated" if len(groups) > 1 and grades & set("ABC") else "single-source"


# ------------------------------------------------------------------- edges


def find_origins(
    dossier: Dossier,
    sources: Mapping[str, SourceText],
    kept: tuple[Edge, ...] = (),
    textual: tuple[Edge, ...] | None = None,
) -> Origins:
    """The edges between all sources of a desk: declared, by wire, by text, by fingerprint, and as it has decided.

    `kept` are edges of the lock; they speak where one of the two sources is not at hand now. `textual` is what
    `text_edges` has given, where it was asked before.
    """
    read = _read(dossier, sources)
    told = text_edges(dossier, sources) if textual is None else textual
    edges = [*_recorded(dossier.sources, read), *told, *_fingerprints(dossier.sources, read)]
    edges += [
        edge
        for edge in kept
        if edge.kind in _SEEN_IN_TEXT
        and {edge.first, edge.second} <= dossier.sources.keys()
        and not (edge.first in read and edge.second in read)
    ]
    same = [edge for decision in dossier.origins if decision.same for edge in _decided(decision)]
    cuts = {
        _pair(*pair) for one in dossier.origins if not one.same for pair in combinations(dict.fromkeys(one.sources), 2)
    }
    return Origins(
        (*_strongest(same), *_strongest(edges)), frozenset(cuts - {_pair(edge.first, edge.second) for edge in same})
    )


def text_edges(dossier: Dossier, sources: Mapping[str, SourceText]) -> tuple[Edge, ...]:
    """The edges between sources of which one holds the other's words: the part that costs time."""
    return tuple(_textual(dossier.sources, _read(dossier, sources)))


def _read(dossier: Dossier, sources: Mapping[str, SourceText]) -> dict[str, SourceText]:
    return {key: sources[key] for key in sorted(sources) if sources[key].state == "read" and key in dossier.sources}


def declared_origins(sources: Mapping[str, Source]) -> Origins:
    """The same by what the records alone say."""
    return Origins(_strongest(_recorded(sources, {})))


def origin_names(origins: Origins, keys: Iterable[str]) -> dict[str, str]:
    """For each citekey the name of its origin: the first citekey, by spelling, of the group it belongs to."""
    return {key: group[0] for group in origins.groups(sorted(set(keys))) for key in group}


def unused_decisions(dossier: Dossier, origins: Origins) -> Iterator[OriginDecision]:
    """The decisions that say what holds without them.

    `same` of sources that are joined anyway, `separate` of sources that nothing joins.
    """
    found = [edge for edge in origins.edges if edge.kind != "decision" and edge.certain]
    for decision in dossier.origins:
        groups = Origins(tuple(found)).groups(decision.sources)
        settled = len(groups) == 1 if decision.same else len(groups) == len(set(decision.sources))
        if settled and set(decision.sources) <= dossier.sources.keys():
            yield decision


def _strongest(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """One edge a pair, the strongest, in order; those of which nobody is certain come last."""
    best: dict[tuple[str, str], Edge] = {}
    for edge in sorted(edges, key=_order):
        best.setdefault(_pair(edge.first, edge.second), edge)
    return tuple(sorted(best.values(), key=_order))


def _decided(decision: OriginDecision) -> Iterator[Edge]:
    for one, other in combinations(sorted(set(decision.sources)), 2):
        yield Edge(one, other, "decision", f"the desk has decided so: {decision.reason}")


# ---------------------------------------------------------------- recorded


def _recorded(sources: Mapping[str, Source], read: Mapping[str, SourceText]) -> Iterator[Edge]:
    """Edges between sources that share an ancestor: an originator, a document, a source they rest on, a wire.

    A source rests on what the sources it rests on rest on; so two that both go back to a third are joined, and two
    that a third goes back to are not.
    """
    roots = {key: _roots(key, sources, read) for key in sorted(sources)}
    holders: dict[str, list[str]] = defaultdict(list)
    for key, named in roots.items():
        for root in named:
            holders[root].append(key)
    done: dict[tuple[str, str], Edge] = {}
    for root, keys in holders.items():
        for one, other in combinations(keys, 2):
            kind = "wire" if "wire" in (roots[one][root], roots[other][root]) else "declared"
            if (one, other) not in done or (done[one, other].kind, kind) == ("wire", "declared"):
                done[one, other] = Edge(one, other, kind, _reason(root, one, other))
    yield from done.values()


def _roots(key: str, sources: Mapping[str, Source], read: Mapping[str, SourceText]) -> dict[str, str]:
    """Whatever a source goes back to, itself first, and of each whether it is declared or was found as a wire."""
    found: dict[str, str] = {f"key:{key}": "declared"}
    waiting = [(key, "declared")]
    while waiting:
        name, kind = waiting.pop()
        source = sources.get(name)
        if source is None:
            continue
        for root in _declared_roots(source.record):
            if found.get(root) not in {kind, "declared"}:
                found[root] = kind
                if root.startswith("key:"):
                    waiting.append((root[4:], kind))
        for agency in sorted(_wires(source, read.get(name))):
            found.setdefault(f"wire:{agency}", "wire")
    return found


def _declared_roots(record: SourceRecord) -> Iterator[str]:
    provenance = record.provenance
    for other in provenance.derived_from:
        agency = other.partition(":")[2] if other.casefold().startswith("wire:") else ""
        yield f"wire:{agency_of(agency) or agency.casefold().strip()}" if agency else f"key:{other}"
    if is_known(provenance.originator):
        yield f"originator:{' '.join(provenance.originator.casefold().split())}"
    if record.URL:
        yield f"address:{_address(record.URL)}"
    if record.DOI:
        yield f"doi:{re.sub(r'^(?:https?://)?(?:dx.)?(?:doi.org/|doi:)', '', record.DOI.casefold())}"
    if provenance.snapshot is not None:
        yield f"digest:{provenance.snapshot.sha256}"


def is_known(originator: str) -> bool:
    """Whether an originator is named: "unknown" is none, nor is "unknown (signed with initials)"."""
    return re.match(r"(?i)unknown\b", originator.strip()) is None


def _address(url: str) -> str:
    host, slash, path = re.sub(r"^(?i:https?)://", "", url).partition("#")[0].partition("/")
    return host.casefold().removeprefix("www.") + (slash + path).rstrip("/")


def _wires(source: Source, text: SourceText | None) -> frozenset[str]:
    """The agencies a source is credited to, by its record or by its own text."""
    names = [source.record.provenance.originator, *map(str, source.record.author)]
    if text is not None:
        names.append(text.author)
    found = frozenset(agency for agency in map(agency_of, names) if agency)
    return found | credited_agencies(text.article) if text is not None else found


_SAYS = {
    "originator": "both have the originator {!r}",
    "address": "both are the page {!r}",
    "doi": "both have the DOI {!r}",
    "wire": "both carry what the agency {!r} sent out",
}


def _reason(root: str, one: str, other: str) -> str:
    kind, _, name = root.partition(":")
    if kind == "digest":
        return "both have the same bytes"
    if kind != "key":
        return _SAYS[kind].format(name)
    if name in {one, other}:
        return f"{other if name == one else one!r} is derived from {name!r}"
    return f"both are derived from {name!r}"


# -------------------------------------------------------------------- text

SHINGLE = 5
"""Words of a shingle. With `CONTAINED` it finds verbatim and lightly edited copies, measured on one agency paragraph
and rewritings of it (`tests/cases/origins.md`); a text put into other words needs the fingerprint."""
CONTAINED = 0.25
"""The part of the smaller text's shingles that the larger holds, from which on the two are one: a starting value."""
RUN = 25
"""Words in a row that two texts share, from which on they are one: our own starting value."""
LEAST = 8
"""Shingles two texts share at least: a name of ten words is none of its own."""
_LONG, _VERY_LONG = 6, 8
"""Words of more than so many bytes begin the shingles that are looked at first: one in four, and one in ten."""
_MANY = 200
"""Shingles looked at first that are enough to tell the part shared without counting all."""


@dataclass(frozen=True)
class _Body:
    """What a source says in its own words: without quotations, and without what its outlet prints on every page."""

    text: str
    """Where something was left out stands a word that is in no other source."""

    @cached_property
    def words(self) -> list[bytes]:
        return _words(self.text)

    @cached_property
    def long(self) -> list[int]:
        """Where a long word begins a shingle; everywhere, where few words are long, as in some languages."""
        whole = max(len(self.words) - SHINGLE + 1, 0)
        places = [place for place, word in enumerate(self.words[:whole]) if len(word) > _LONG]
        return places if len(places) * 10 > len(self.words) else list(range(whole))

    @cached_property
    def sample(self) -> frozenset[int]:
        """By their hashes the shingles that begin with a very long word, which tell how much two texts share; else
        those that begin with a long one."""
        words = self.words
        few = [place for place in self.long if len(words[place]) > _VERY_LONG]
        places = few if len(few) * 20 > len(words) else self.long
        return frozenset([hash(tuple(words[place : place + SHINGLE])) for place in places])

    @cached_property
    def steps(self) -> dict[int, int]:
        """By its hash, each stretch from the beginning of one such shingle to the end of the next; and where it begins.

        A run of words that stands in two texts goes the same steps in both.
        """
        ends = [place + SHINGLE for place in self.long[1:]]
        stretches = map(self.words.__getitem__, map(slice, self.long, ends))  # in C, for there are many
        return dict(zip(map(hash, map(tuple, stretches)), self.long, strict=False))

    @cached_property
    def all(self) -> frozenset[_Shingle]:
        return frozenset(_shingles(self.words))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(line for part in _SENTENCE.split(self.text) if (line := part.strip()))


def _shingles(words: list[bytes]) -> Iterator[_Shingle]:
    return zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)


_Shingle = tuple[bytes, bytes, bytes, bytes, bytes]


def _outlet(source: Source, text: SourceText) -> str:
    """Who printed a source, as far as its record or its page tells."""
    return (source.record.container_title or source.record.publisher or text.site).casefold()


def _textual(sources: Mapping[str, Source], read: Mapping[str, SourceText]) -> Iterator[Edge]:
    """Edges between sources of which one holds much of the other's words."""
    keys = tuple(read)
    bodies = [_body(read[key].article, number) for number, key in enumerate(keys)]
    likely = _sharing([body.sample for body in bodies])
    steps = _shared_steps(bodies)
    for (one, other), shared in sorted(likely.items()):
        smaller, larger = sorted((one, other), key=lambda number: (len(bodies[number].words), number))
        common = tuple(step for group in steps.get((one, other), ()) for step in group)
        reason = _overlap(bodies[smaller], bodies[larger], shared, common)
        if not reason:
            continue
        house = {_outlet(sources[keys[number]], read[keys[number]]) for number in (one, other)}
        most = _OWN_FRAME if len(house) == 1 and "" not in house else _FRAME
        if _overlap(*_without_frame(bodies[smaller], bodies[larger], most), shared, common):
            yield Edge(keys[one], keys[other], "text", reason.format(keys[smaller], keys[larger]))


def _sharing(sets: list[frozenset[int]]) -> Counter[tuple[int, int]]:
    """The pairs of sets that have something in common, and how much: from an index, so that most pairs cost nothing."""
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers, count in Counter(map(tuple, _holders(sets).values())).items():
        for pair in combinations(numbers, 2):
            pairs[pair] += count
    return pairs


def _shared_steps(bodies: list[_Body]) -> dict[tuple[int, int], list[list[int]]]:
    """The steps that each two texts both go; those that the same texts go stand in one list, which pairs share."""
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for step, numbers in _holders([body.steps.keys() for body in bodies]).items():
        groups[tuple(numbers)].append(step)
    pairs: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
    for sharing, steps in groups.items():
        for pair in combinations(sharing, 2):
            pairs[pair].append(steps)
    return pairs


def _holders(sets: Sequence[AbstractSet[int]]) -> dict[int, list[int]]:
    """What several of the sets hold, and by number which of them do: first what is in any two, for that is little."""
    seen, again = set[int](), set[int]()
    for members in sets:
        again.update(members & seen)
        seen.update(members)
    holders: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(sets):
        for member in members & again:
            holders[member].append(number)
    return holders


def _overlap(smaller: _Body, larger: _Body, shared: int, steps: tuple[int, ...]) -> str:
    """What makes two texts one, as a sentence with two places for their names; "" where they are two.

    `steps` are those that both go: a run of 25 words holds one, as good as always.
    """
    sampled = shared / max(len(smaller.sample), 1)
    if len(smaller.sample) < _MANY or 0.1 <= sampled < 2 * CONTAINED:
        common = len(smaller.all & larger.all)
        part = common / max(len(smaller.all), 1)
    else:
        common, part = shared, sampled
    if part >= CONTAINED and common >= LEAST:
        return f"{{1!r}} holds {round(part * 100)}% of what {{0!r}} says in its own words"
    if not steps:
        return ""  # a run of 25 words holds at least two shingles of the sample, as good as always
    run = _longest_run(smaller, larger, steps)
    return f"{{0!r}} and {{1!r}} share {run} words in a row" if run >= RUN else ""


def _longest_run(one: _Body, other: _Body, steps: tuple[int, ...]) -> int:
    """The most words in a row that stand in both, told from the places of the steps that both go."""
    best, covered = 0, -1
    places = ((one.steps[step], other.steps[step]) for step in steps if step in one.steps and step in other.steps)
    for start, place in sorted(places):
        if start < covered:
            continue
        first, second = start, place
        while first and second and one.words[first - 1] == other.words[second - 1]:
            first, second = first - 1, second - 1
        covered = start
        second += start - first
        while covered < len(one.words) and second < len(other.words) and one.words[covered] == other.words[second]:
            covered, second = covered + 1, second + 1
        best = max(best, covered - first)
    return best


_FRAME, _OWN_FRAME = 0.3, 0.6
"""The part of the smaller text that may be taken for the outlet's frame; and what may be where the two texts are of
one outlet by their records, or where the frame is plainly of something else than the text: our own values."""
_FOREIGN = 0.12
"""A frame has fewer than this part of its content words in common with either text, where it is of something else."""


def _without_frame(one: _Body, other: _Body, most: float) -> tuple[_Body, _Body]:
    """Two texts without the sentences with which both begin and end, as far as these are the lesser part of each.

    What an outlet prints above and below each of its articles makes no two of them one.
    """
    top = _common(one.sentences, other.sentences)
    end = _common(one.sentences[top:][::-1], other.sentences[top:][::-1])
    if not top and not end:
        return one, other
    least = min((one, other), key=lambda body: len(body.words))
    frame = (*least.sentences[:top], *least.sentences[len(least.sentences) - end :])
    inner = [body.sentences[top : len(body.sentences) - end] for body in (one, other)]
    said = content_words("\n".join(frame))
    shared = max(len(said & content_words("\n".join(sentences))) for sentences in inner)
    if shared < _FOREIGN * len(said):
        most = _OWN_FRAME
    if len(_words("\n".join(frame))) > most * len(least.words):
        return one, other
    first, second = (_Body("\n".join(sentences)) for sentences in inner)
    return first, second


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many sentences two texts have in common from their beginning; what was left out of both is the same."""
    pairs = ((_LEFT_OUT.sub("", first), _LEFT_OUT.sub("", second)) for first, second in zip(one, other, strict=False))
    return next((at for at, (first, second) in enumerate(pairs) if first != second), min(len(one), len(other)))


_LEFT_OUT = lazy_pattern("\ue000\\d+")


# ------------------------------------------------------------------- words

_PLAIN = bytes(ord(chr(byte).lower()) if byte >= 128 or chr(byte).isalnum() else 32 for byte in range(256))
_PLAIN = _PLAIN[:128] + bytes(range(128, 256))
_MARKS = "“”„«»‘’–—…·•、。「」『』\u00a0\u2009\u202f"
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "\u00ad": "", "\u200b": ""}


def _words(text: str) -> list[bytes]:
    """The words of a text in UTF-8 and in small Latin letters: bytes are cut much faster than text."""
    if not text.isascii():
        for mark in _MARKS:
            if mark in text:
                text = text.replace(mark, " ")
    return text.encode("utf-8", "replace").translate(_PLAIN).split()


_QUOTED = {
    '"': lazy_pattern(r'"[^"\n]*(?:"|$)', re.MULTILINE),
    "“": lazy_pattern(r"“[^”\n]*(?:”|$)", re.MULTILINE),
    "«": lazy_pattern(r"«[^»\n]*(?:»|$)", re.MULTILINE),
    "„": lazy_pattern(r"„[^“”\n]*(?:[“”]|$)", re.MULTILINE),
    "「": lazy_pattern(r"「[^」\n]*(?:」|$)", re.MULTILINE),
    "『": lazy_pattern(r"『[^』\n]*(?:』|$)", re.MULTILINE),
    "‘": lazy_pattern(r"‘[^‘\n]{1,600}?’(?!\w)"),
    "'": lazy_pattern(r"'(?<!\w')(?=\w)(?:[^'\n]|(?<=\w)'(?=\w)){1,600}?'(?!\w)"),
    "\n>": lazy_pattern(r"\n>[^\n]*"),
}
"""By its first character, a quotation. One that is not closed goes to the end of its line, as where the next paragraph
goes on with it; single marks are apostrophes as well, so theirs must be closed."""

_FRAMES = (
    "all rights reserved",
    "copyright",
    "©",
    "disclaimer",
    "subscribe",
    "subscription",
    "newsletter",
    "cookie",
    "terms of use",
    "terms of service",
    "privacy policy",
    "sign up",
    "follow us",
    "views expressed",
    "opinions expressed",
    "does not constitute",
    "informational purposes",
    "generated in part",
    "using artificial intelligence",
    "may contain errors",
    "advertisement",
    "about us",
    "about the author",
    "read more",
    "read also",
    "read next",
    "related stories",
    "related articles",
    "click here",
    "no part of this",
    "press contact",
    "media contact",
    "press enquiries",
    "press inquiries",
    "media enquiries",
    "media inquiries",
    "is a non-profit",
    "is a nonprofit",
    "is an independent",
    "is a leading",
    "is a global",
    "headquartered in",
    "forward-looking statements",
    "written permission",
    "without permission",
    "creative commons",
    "licensed under",
    "licenced under",
    "minutes read",
    "minute read",
    "share this",
    "share on",
    "leave a comment",
)
"""What an outlet prints with each of its articles, in small letters."""
_TOP, _END = 1_500, 3_000
"""Characters of a text in which the outlet's own words are looked for."""
_SENTENCE = lazy_pattern(r"(?<=[.!?])[ \t]+|\n")


def _body(text: str, number: int) -> _Body:
    """The text in its own words; `number` tells it from the other sources."""
    left_out = f" \ue000{number} "
    if not text.isascii():
        for sign, plain in _LIGATURES.items():
            text = text.replace(sign, plain)
    for mark, quoted in _QUOTED.items():
        if mark in text:
            text = quoted.sub(left_out, text)
    if len(text) <= _TOP + _END:
        return _Body(_without_frames(text, left_out))
    return _Body(_without_frames(text[:_TOP], left_out) + text[_TOP:-_END] + _without_frames(text[-_END:], left_out))


def _without_frames(text: str, left_out: str) -> str:
    small = text.lower()
    cues = [cue for cue in _FRAMES if cue in small]
    if not cues:
        return text
    sentences = _SENTENCE.split(text)
    return "\n".join(left_out if any(cue in one.lower() for cue in cues) else one for one in sentences)


def _quotations(text: str) -> Iterator[str]:
    for mark, quoted in _QUOTED.items():
        if mark in text:
            yield from (match[0] for match in quoted.finditer(text))


# ------------------------------------------------------------- fingerprint

FACTS, FIGURES = 3, 5
"""Rare facts of a text, at the least, that tell it; the second where no name is among them, our own value."""
_SHORT = 20_000
"""Characters of the longest text whose facts are looked at: articles are rewritten, and books are not."""
_RARE = 3
"""Texts of the desk that hold a fact, at the most, for it to be rare."""

_ROLE = (
    r"(?i:spokes(?:man|woman|person)|minister|president|secretary|director|analyst|professor|general|admiral|colonel"
    r"|ambassador|official|advis[eo]r|chairman|chairwoman|chair|head|chief|envoy|researcher|fellow|governor|commander)"
)
_FULL_NAME = r"[A-Z][a-z]+(?:-[A-Za-z]+)?(?: [A-Z]\.)?(?: [A-Z][a-z]+(?:-[A-Za-z]+)?){1,2}"
_NAMED = lazy_pattern(
    rf"\b{_ROLE},? (?P<before>{_FULL_NAME})|(?P<after>{_FULL_NAME}), (?:an? |the )?(?:[\w'’-]+ ){{0,4}}{_ROLE}\b"
)
_NUMBER = lazy_pattern(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])(?:\s?%| per ?cent)?")
_FIRST_HAND = lazy_pattern(
    r"(?i)\btold (?:this newspaper|us|our|the (?:author|desk))\b|\b(?:reviewed|seen|obtained|verified) by (?:this|the) "
    r"|\bin an? (?:exclusive )?interview with\b|\bour correspondent\b|\bthis reporter\b"
)


def _fingerprints(sources: Mapping[str, Source], read: Mapping[str, SourceText]) -> Iterator[Edge]:
    """Edges of which nobody is certain: all the rare facts of one text stand in another that is no younger."""
    short = {key: text.article for key, text in read.items() if len(text.article) <= _SHORT}
    facts = {key: _facts(text) for key, text in short.items()}
    holders = Counter(fact for found in facts.values() for fact in found)
    for key, found in facts.items():
        rare = frozenset(fact for fact in found if holders[fact] <= _RARE)
        named = any(not fact[0].isdigit() for fact in rare)
        if len(rare) < (FACTS if named else FIGURES) or _FIRST_HAND.search(short[key]):
            continue
        for other, theirs in facts.items():
            if other != key and rare <= theirs and not _earlier(sources[key], sources[other]):
                first, second = _pair(key, other)
                reason = f"every rare figure and name of {key!r} is in {other!r}: {', '.join(sorted(rare)[:4])}"
                yield Edge(first, second, "fingerprint", reason, certain=False)


def _facts(text: str) -> frozenset[str]:
    """Figures, and full names with an office, outside quotations."""
    plain = text
    for mark, quoted in _QUOTED.items():
        plain = quoted.sub(" ", plain) if mark in plain else plain
    names = {match["before"] or match["after"] for match in _NAMED.finditer(plain)}
    numbers = {match[0].rstrip(",").replace(",", "") for match in _NUMBER.finditer(plain)}
    return frozenset(names | {re.sub(r"\D*$", "", one) for one in numbers if _tells(one)})


def _tells(number: str) -> bool:
    """Whether a number is one that few texts have: no year, no day of a month."""
    if "." in number or not number.isdigit():
        return True
    return int(number[:20]) > 31 and re.fullmatch(r"(?:1[6-9]|20)\d\d", number) is None


def _earlier(one: Source, other: Source) -> bool:
    """Whether `one` was surely issued before `other`."""
    first, second = one.record.issued, other.record.issued
    return first is not None and second is not None and first.latest < second.earliest


# ------------------------------------------------------------- of one claim

_CREDITS = lazy_pattern(
    r"(?:\b(?:according to|citing|cited by|quoting|quoted by|reported by|told|as per|attributed to|as saying to)"
    r"|\b(?:reports?|study|paper|survey|analysis|estimates?|article|dispatch|data|figures|account|statement|interview)"
    r" (?:by|from|of|in|with)) (?:(?:an?|the|its|state|local|official) ){0,2}"
    r"(?:[\w-]+ (?:news )?(?:agency|newspaper|daily) )?$",
    re.IGNORECASE,
)
_CREDITED = lazy_pattern(
    r"(?:['’]s)?(?: (?:news agency|newspaper|daily|agency|reporters?|correspondent))?,?"
    r" (?:(?:has|had|also|first|earlier|later|previously) ){0,2}"
    r"(?:report(?:s|ed)?|said|says|wrote|writes|quoted|cited|revealed|disclosed|estimated|estimates|found|calculated)\b",
    re.IGNORECASE,
)


@cache
def _agency_names() -> re.Pattern[str]:
    """Slow to make ready, and asked for only by a claim with two sources."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{names})' for names in AGENCIES.values())})(?!\w)")


def claim_edges(
    claim: ClaimText,
    evidence: ClaimEvidence,
    sources: Mapping[str, SourceText],
    records: Mapping[str, Source] | None = None,
) -> tuple[Edge, ...]:
    """Why sources of one claim are one origin for it alone.

    One credits another near what supports the claim, or both credit the same agency there; or both rest there on the
    same quoted words. The sources themselves stay two.
    """
    records = records or {}
    cited = [key for key in claim.keys if key in sources]
    if len(cited) < 2:
        return ()
    windows = {key: _window(key, evidence, sources[key]) for key in cited}
    return _strongest([*_attributions(windows, sources, records), *_same_words(claim, evidence, sources)])


def _window(key: str, evidence: ClaimEvidence, source: SourceText) -> str:
    """What a source says round about the evidence: each sentence with evidence, the one before and the one after."""
    spans = [
        (cite.passage.layer, cite.passage.start, cite.passage.end)
        for cite in evidence.cites
        if cite.key == key and cite.passage
    ]
    spans += [
        (item.hit.layer, item.hit.start, item.hit.end) for item in evidence.items if item.hit and item.hit.source == key
    ]
    parts: dict[str, None] = {}
    for layer in source.layers:
        for start, end in (span[1:] for span in spans if span[0] == layer.name):
            starts = layer.starts or (0,)
            first, last = bisect_right(starts, start) - 2, bisect_left(starts, end)
            parts[layer.text[starts[max(first, 0)] : starts[last + 1] if last + 1 < len(starts) else None]] = None
    return "\n".join(parts)


def _attributions(
    windows: Mapping[str, str], sources: Mapping[str, SourceText], records: Mapping[str, Source]
) -> Iterator[Edge]:
    credited = {key: _credited_in(window) for key, window in windows.items()}
    for key, window in windows.items():
        for other in windows:
            if other == key or other not in records:
                continue
            first, second = _pair(key, other)
            for name in _known_as(records[other]):
                if _is_credited(window, name):
                    yield Edge(first, second, "attribution", f"{key!r} credits {name!r} here")
            for agency in sorted(credited[key] & (_sends(records[other], sources[other]) | credited[other])):
                both = f"{key!r} and {other!r} credit" if agency in credited[other] else f"{key!r} credits"
                yield Edge(first, second, "attribution", f"{both} the agency {agency!r} here")


def _known_as(source: Source) -> tuple[str, ...]:
    """The names under which others credit a source: its outlet, publisher, originator and authors, in full."""
    record = source.record
    names = [record.container_title, record.container_title_short, record.publisher, *map(str, record.author)]
    if is_known(record.provenance.originator):
        names.append(record.provenance.originator)
    return tuple(dict.fromkeys(re.sub(r"^(?:The|the) ", "", name) for name in names if len(name) > 2))


def _sends(source: Source, text: SourceText) -> frozenset[str]:
    derived = [
        one.partition(":")[2] for one in source.record.provenance.derived_from if one.casefold().startswith("wire:")
    ]
    return _wires(source, text) | {agency_of(name) or name.casefold().strip() for name in derived}


def _credited_in(window: str) -> frozenset[str]:
    signs = (match for match in _agency_names().finditer(window) if _credits(window, match.start(), match.end()))
    return frozenset(agency for match in signs for agency in named_agencies(match[0]))


def _is_credited(window: str, name: str) -> bool:
    start = window.find(name)
    while start >= 0:
        end = start + len(name)
        whole = not window[start - 1 : start].isalnum() and not window[end : end + 1].isalnum()
        if whole and _credits(window, start, end):
            return True
        start = window.find(name, end)
    return False


def _credits(window: str, start: int, end: int) -> bool:
    before = " ".join(window[max(0, start - 80) : start].split()) + " "
    return (
        _CREDITS.search(before) is not None
        or _CREDITED.match(" ".join(window[end : end + 60].split(" ")[:6])) is not None
    )


SAME_WORDS = 4
"""Words of a quotation, at the least, for two sources that have it to be quoting the same statement."""


def _same_words(claim: ClaimText, evidence: ClaimEvidence, sources: Mapping[str, SourceText]) -> Iterator[Edge]:
    """Edges between sources that have a quotation of the claim, or bear the claim out by the same quoted words."""
    items = [item for item in evidence.items if item.kind == "quotation" and item.outcome is Outcome.VERIFIED]
    quoted = [words for item in items if len(words := _words(item.text)) >= SAME_WORDS]
    whole = {key: _row(_words(source.article)) for key, source in sources.items()} if quoted else {}
    meant = {cite.key: _meant(claim, cite.passage, sources[cite.key]) for cite in evidence.cites if cite.passage}
    for one, other in combinations(sources, 2):
        first, second = _pair(one, other)
        shared = any(_row(words) in whole[one] and _row(words) in whole[other] for words in quoted)
        if shared or _share_run(meant.get(one, []), meant.get(other, [])):
            yield Edge(first, second, "speaker", f"{first!r} and {second!r} quote the same words here")


_MEANT = 0.4
"""The part of a claim's content words that stand in a quotation, for the claim to be what the quotation says."""


def _meant(claim: ClaimText, passage: Passage, source: SourceText) -> list[list[bytes]]:
    """The quotations in the sentence that bears a claim out, of which the claim gives the sense."""
    said = content_words(claim.text)
    text = source.article if passage.layer == "article" else source.page
    quotations = _quotations(text[passage.start : passage.end])
    return [_words(one) for one in quotations if len(said & content_words(one)) >= _MEANT * max(len(said), 1)]


def _row(words: list[bytes]) -> bytes:
    return b" %s " % b" ".join(words)


def _share_run(some: list[list[bytes]], others: list[list[bytes]]) -> bool:
    """Whether two lists of quotations share a shingle."""
    runs = [
        {tuple(words[at : at + SHINGLE]) for words in quotations for at in range(len(words) - SHINGLE + 1)}
        for quotations in (some, others)
    ]
    return not runs[0].isdisjoint(runs[1])
