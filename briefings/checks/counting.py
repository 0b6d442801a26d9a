"""FIG: figures and dates that the kept sources have, at the precision given, and that agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.evidence.arithmetic import worked_out, wrong_sums
from briefings.evidence.facts import FIGURE_MARK, ClaimText
from briefings.evidence.numbers import compare, one_place, quantity_of
from briefings.evidence.quantities import CHANGES, Quantity, find_numbers
from briefings.evidence.units import PERCENT
from briefings.model import Edition, Figure
from briefings.patterns import lazy_pattern
from briefings.prose import Block, Claim, FigureUse, Inline, Listing, Paragraph, Table, Text
from briefings.reading.walk import figures_in, walk
from briefings.support import Item, Outcome

# ------------------------------------------------------------ in the sources

_SMALL = lazy_pattern(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?: (?:or|to) (?:two|three|four|five|six|seven))?(?:[ -](?:days?|weeks?|months?|years?|hours?|times))?"
    r"|twice|thrice|doubled|doubling|halved|tripled|(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
)
_MISFITS = {"scale": "another scale", "unit": "another unit", "currency": "another currency"}


@rule("FIG01", "figure-not-in-source", Severity.ERROR, "snapshots")
def not_in_source(material: Material) -> Iterator[Diagnostic]:
    """
    A figure or a date of a claim stands in none of the sources it cites, at the precision the claim gives. Rounding,
    converting units and the usual ways of writing a number are allowed for: $2.7bn is a source's US$2.74 billion. A
    value that stands only in another row of a table, or in a passage on another matter, does not count.
    Machine summaries altered or invented facts, numbers or dates in 19 of 100 answers (BBC, February 2025). A number
    of twelve or less that is written as a word, of things or spans of time, is a warning: the writer may have counted.
    So is a value that two numbers of one passage of the source give: their sum, their difference, the change between
    them.
    A judgement's own horizon ("within five years") is not looked for. That a figure is found means that the kept
    source has it, and no more.

    Trips it:      Seoul is to pay $1.39 billion a year [@pietrewicz-2025].      where the source has $1.19 billion
    Way out:       Seoul is to pay $1.19 billion a year [@pietrewicz-2025].
    """
    for claim, item, place in _items(material):
        if item.outcome is not Outcome.NOT_FOUND and not (item.kind == "date" and item.problem == "value"):
            continue
        where = _where(claim)
        near = f'nearest in {item.hit.source}: "{item.found}"' if item.found and item.hit else ""
        small = item.kind == "figure" and _SMALL.fullmatch(item.text.lower()) is not None
        what = f'the date "{item.text}"' if item.kind == "date" else f'"{item.text}"'
        elsewhere = _stands_elsewhere(material, item)
        given = "" if elsewhere else _given(material, claim, item)
        message = f"{what} stands in the cited source for something else" if elsewhere else f"{what} is {where}"
        hint = f"mend the {item.kind}, or cite the source that has it"
        yield finding(
            "FIG01",
            place,
            f"{message}, though {given} there give it" if given else message,
            "make it a figure with a calc, so that the sum is checked, or give the values of the source"
            if given
            else hint,
            severity=Severity.WARNING if small or given else None,
            claim=claim.id,
            source=item.hit.source if item.hit else "",
            evidence=near,
        )


@rule("FIG02", "figure-scale-unit-currency", Severity.ERROR, "snapshots")
def other_measure(material: Material) -> Iterator[Diagnostic]:
    """
    The digits of a figure stand in the cited source with another scale, unit or currency: millions for billions,
    per cent for percentage points, yuan for dollars. ICD 203 asks for accuracy; a slip of scale is a thousandfold one.

    Trips it:      The duty was cut by 10% [@smith-2025].      where the source has "10 percentage points"
    Way out:       The duty was cut by 10 percentage points [@smith-2025].
    """
    for claim, item, place in _items(material):
        if item.outcome is Outcome.ALTERED and item.problem in _MISFITS:
            source = item.hit.source if item.hit else ""
            yield finding(
                "FIG02",
                place,
                f'"{item.text}" is "{item.found}" in {source!r}: {_MISFITS[item.problem]}',
                "write it as the source does, or cite the source that has it",
                claim=claim.id,
                source=source,
                evidence=_excerpt(material, item),
            )


@rule("FIG03", "figure-precision-bound", Severity.WARNING, "snapshots")
def other_precision(material: Material) -> Iterator[Diagnostic]:
    """
    A figure says more than the cited source, or another bound: "up to", "at least" or "about" is dropped or added, one
    end stands for a range, or more digits are given than the source has. Bounds are part of a value (ICD 203: what is
    uncertain is said). A date given more exactly than the source has it belongs here too.

    Trips it:      12,000 troops were sent [@smith-2025].      where the source has "up to 12,000 troops"
    Way out:       Up to 12,000 troops were sent [@smith-2025].
    """
    for claim, item, place in _items(material):
        if item.outcome is not Outcome.ALTERED or item.problem not in _LOOSER:
            continue
        source = item.hit.source if item.hit else ""
        found = f'"{item.found}" in {source!r}' if item.found else f"what {source!r} has"
        message, hint = _LOOSER[item.problem]
        yield finding(
            "FIG03",
            place,
            message.format(text=item.text, found=found),
            hint,
            claim=claim.id,
            source=source,
            evidence=_excerpt(material, item),
        )


_LOOSER = {
    "precision": ('"{text}" is more exact than {found}', "give no more digits than the source"),
    "bound": ('"{text}" has another bound than {found}', 'say "up to", "at least" or "about" as the source does'),
    "range": ('"{text}" and {found} are not the same range', "give both ends, or the one value, as the source does"),
}


def _items(material: Material) -> Iterator[tuple[ClaimText, Item, Place]]:
    """The figures and dates that were looked for now and are not verified, each once; a figure of the desk at its
    record, not where it is printed."""
    for claim, evidence in material.evidence.fresh():
        said: set[tuple[str, str]] = set()
        for item in evidence.items:
            printed = FIGURE_MARK in claim.text[item.start : item.end]
            if item.outcome is Outcome.VERIFIED or item.kind not in ("figure", "date"):
                continue
            if printed and claim.kind != "figure":
                continue
            if (item.kind, item.text) in said:
                continue
            said.add((item.kind, item.text))
            yield claim, item, claim.place if printed else words_place(material, claim, item.start, item.end)


def _where(claim: ClaimText) -> str:
    count = len(claim.keys)
    return "not in the cited source" if count == 1 else f"in none of the {count} cited sources"


def _given(material: Material, claim: ClaimText, item: Item) -> str:
    """The numbers of a cited source that give a claimed value which none has: "203 + 27"."""
    if item.kind != "figure" or claim.kind == "figure":
        return ""
    claimed = next((one for one in find_numbers(claim.text) if one.start == item.start), None)
    sources = [material.evidence.read(key) for key in claim.keys] if claimed else []
    ways = (worked_out(claimed, one, claim.text) for one in sources if one is not None and claimed is not None)
    return next(filter(None, ways), "")


def _stands_elsewhere(material: Material, item: Item) -> bool:
    """Whether the words are in the source after all, with something else: another row, another clause."""
    source = material.evidence.read(item.hit.source) if item.hit else None
    return item.problem == "value" and source is not None and item.text in source.page


_AROUND = 40
"""Characters of the source on each side of a figure that an author is shown."""


def _excerpt(material: Material, item: Item) -> str:
    """The words about a hit, for the author's eyes: this is kept out of the lock."""
    source = material.evidence.read(item.hit.source) if item.hit else None
    if source is None or item.hit is None:
        return ""
    text = source.article if item.hit.layer == "article" else source.page
    start, end = max(item.hit.start - _AROUND, 0), item.hit.end + _AROUND
    words = text[start:end].split()
    words = words[1 if start else 0 : -1 if end < len(text) and len(words) > 2 else None]
    return f'{source.key}: "{"… " if start else ""}{" ".join(words)}{" …" if end < len(text) else ""}"'


# ---------------------------------------------------------- with each other


@rule("FIG04", "inconsistent-figures", Severity.ERROR, "editions")
def inconsistent(material: Material) -> Iterator[Diagnostic]:
    """
    The figures of one edition do not agree. Looked at are slots that are plain to see: two figures of the desk with one
    label, unit and date; a sentence that names a figure by its label and year; shares of one
    table or list that come to more than a hundred; "rose 8% from A to B"; the `calc` of a figure. Rounding is allowed
    for. ICD 203 asks that a product agrees with itself.

    Trips it:      Exports rose 24% from $50 billion to $60 billion.
    Way out:       Exports rose 20% from $50 billion to $60 billion.
    """
    said: set[tuple[Place, str]] = set()
    for found in (
        *_wrong_sums(material),
        *(one for edition in material.editions for one in _in_edition(material, edition)),
    ):
        if (found.place, found.message) not in said:
            said.add((found.place, found.message))
            yield found


def _in_edition(material: Material, edition: Edition) -> Iterator[Diagnostic]:
    documents = {note.id for section in edition.sections for note in section.notes} | {f"briefs/{edition.brief}"}
    claims = [claim for claim in material.evidence.claims if claim.document in documents and claim.kind == "claim"]
    used = [
        material.dossier.figures[name]
        for name in dict.fromkeys(use.figure for use in figures_in(edition.nodes))
        if name in material.dossier.figures
    ]
    yield from _one_label(used)
    for claim in claims:
        yield from _beside_a_figure(material, claim, used)
        yield from _wrong_change(material, claim)
    yield from _too_many_shares(material, edition)


def _differ(one: Quantity, other: Quantity) -> bool:
    """Whether neither value can be the other, rounded, bounded or written otherwise."""
    verdicts = (compare(one, other), compare(other, one))
    loose = ("precision", "bound", "range")
    return all(each.outcome is not Outcome.VERIFIED and each.problem not in loose for each in verdicts)


def _wrong_sums(material: Material) -> Iterator[Diagnostic]:
    """Figures whose `calc` is wrong; see `arithmetic.wrong_sums`."""
    figures = material.dossier.figures
    records = {name: figure.record for name, figure in figures.items()}
    for name, wrong in wrong_sums(records, material.dossier.settings.evidence.tolerance).items():
        yield finding("FIG04", figures[name].place, wrong.message, wrong.hint)


def _one_label(used: list[Figure]) -> Iterator[Diagnostic]:
    """Two figures that are printed in one edition, with one label, unit and date and two values."""
    for first, second in combinations(used, 2):
        one, other = first.record, second.record
        if one.contested or other.contested or one.as_of != other.as_of or one.per != other.per:
            continue
        if " ".join(one.label.lower().split()) != " ".join(other.label.lower().split()):
            continue
        ours, theirs = quantity_of(one), quantity_of(other)
        if ours.unit == theirs.unit and _differ(ours, theirs):
            message = (
                f'{first.id!r} and {second.id!r} are both "{one.label}", and have two values: '
                f'"{ours.text}" and "{theirs.text}"'
            )
            yield finding(
                "FIG04", second.place, message, "mend one, tell them apart by label or date, or say contested"
            )


def _only(numbers: tuple[Quantity, ...], dimension: str) -> Quantity | None:
    """The one number of a dimension; None where there are several, or none."""
    found = [one for one in numbers if one.dimension == dimension]
    return found[0] if len(found) == 1 and dimension else None


_YEAR = lazy_pattern(r"(?<![\w,.-])(?:19|20)\d\d(?![\w,]|\.\d)")


def _beside_a_figure(material: Material, claim: ClaimText, used: list[Figure]) -> Iterator[Diagnostic]:
    """A sentence that has a figure's label and year, tells of no change, and gives one other value in its unit."""
    text = " ".join(claim.text.lower().split())
    for figure in used:
        record = figure.record
        if record.contested or record.as_of is None or " ".join(record.label.lower().split()) not in text:
            continue
        if set(_YEAR.findall(claim.text)) != {str(record.as_of.year)} or CHANGES & set(re.findall(r"[a-z]+", text)):
            continue
        if record.per and record.per.lower() not in text:
            continue
        wanted = quantity_of(record)
        only = _only(find_numbers(claim.text), wanted.dimension)
        if only is not None and only.dimension != "count" and _differ(only, wanted):
            place = words_place(material, claim, only.start, only.end)
            message = f'"{only.text}" here, and "{wanted.text}" in the figure {figure.id!r} of the same name and year'
            yield finding("FIG04", place, message, f"print the figure: [{figure.id}]{{.figure}}", claim=claim.id)


_RISE = lazy_pattern(r"\b(?:rose|rise|rises|risen|up|grew|growth|grown|increase[sd]?|climbed|jumped|gained|raised)\b")
_FALL = lazy_pattern(r"\b(?:fell|fall|falls|fallen|down|decline[sd]?|drop|dropped|decrease[sd]?|shrank|cut|lowered)\b")


def _wrong_change(material: Material, claim: ClaimText) -> Iterator[Diagnostic]:
    """ "Rose 8% from A to B", where B is not 8% more than A, whatever A and B were rounded from."""
    if "from" not in claim.text.lower():
        return
    for start, end in _clauses(claim.text):
        numbers = [one for one in find_numbers(claim.text[start:end]) if not one.bound]
        shares = [one for one in numbers if one.unit == PERCENT]
        levels = [one for one in numbers if one.dimension != "share" and one.kind == "number"]
        if len(shares) != 1 or len(levels) != 2 or any(one.high is not None or one.approx for one in numbers):
            continue
        share, (before, after), words = shares[0], levels, claim.text[start:end].lower()
        between = words[before.end : after.start].split()
        if not _alike(before, after) or not words[: before.start].rstrip().endswith("from") or not before.low:
            continue
        if (
            between[-1:] != ["to"]
            or len(between) > 3
            or words[share.end :].lstrip().startswith(("of ", "a year", "annual"))
        ):
            continue
        rises, falls = _RISE.search(words) is not None, _FALL.search(words) is not None
        if rises == falls or rises != (after.low > before.low) or _follows(share, before, after):
            continue
        change = abs(after.low - before.low) / before.low * 100
        place = words_place(material, claim, start + share.start, start + share.end)
        message = f'"{share.text}" does not follow from "{before.text}" to "{after.text}": that is {round(change, 1)}%'
        yield finding("FIG04", place, message, "mend the percentage or the levels", claim=claim.id)


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.dimension == other.dimension or {one.dimension, other.dimension} == {"", "count"}


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in re.finditer(r"[;|]|[.!?](?=\s)|$", text):
        yield start, end.start()
        start = end.end()


def _follows(share: Quantity, before: Quantity, after: Quantity) -> bool:
    """Whether some values that round to the two levels differ by a percentage that rounds to the one given."""
    ours, theirs = _slack(before), _slack(after)
    rates = [
        abs(new - old) / old * 100
        for old in (before.low - ours, before.low + ours)
        for new in (after.low - theirs, after.low + theirs)
        if old > 0
    ]
    slack = share.step / 2
    return not rates or min(rates) - slack <= share.low <= max(rates) + slack


def _slack(level: Quantity) -> Decimal:
    """Half of the place a level may have been rounded at: noughts at the end of a long whole number may be rounding."""
    rounded = not level.scale and level.low >= 1000
    return max(level.step, one_place(level.low) if rounded else level.step) / 2


_SHARES = lazy_pattern(r"\bshares?\b|\bper ?cent of\b|% of|\bbreakdown\b|\bcomposition\b|\bproportions?\b|\bsplit\b")
_OVERLAPPING = lazy_pattern(
    r"\b(?:respondents|voters|polled|surveyed|support|favou?r|agree|approve|approval|multiple|gdp|change|growth|rate|tariff"
    r"|duty|each|own|target|capacity)\b"
)
_TOTAL = lazy_pattern(r"\b(?:total|all|sum|overall|together|world)\b")


def _too_many_shares(material: Material, edition: Edition) -> Iterator[Diagnostic]:
    """Shares of one whole, in the column of a table or the items of a list, that come to more than a hundred."""
    previous = ""
    for node in walk(edition.nodes):
        match node:
            case Paragraph():
                previous = _words(node.children, material)
            case Table():
                yield from _shares_of_table(material, node)
            case Listing():
                yield from _shares_of_list(material, node, previous)


def _shares_of_table(material: Material, table: Table) -> Iterator[Diagnostic]:
    heads = [_words(cell, material) for cell in table.head]
    for column in range(1, len(heads)):
        rows = [[_words(cell, material) for cell in row] for row in table.rows]
        cells = [row[column] for row in rows if column < len(row) and not _TOTAL.search(row[0].lower())]
        if _is_of_shares(" ".join((heads[0], heads[column]))):
            total = _sum(cells, bare="%" in heads[column] or "share" in heads[column].lower())
            if total:
                message = f'the shares in the column "{heads[column]}" come to {total}%'
                yield finding("FIG04", table.place, message, "mend a share, or say in the heading what it is of")


def _shares_of_list(material: Material, listing: Listing, before: str) -> Iterator[Diagnostic]:
    items = [" ".join(_words(_inlines(block), material) for block in item) for item in listing.items]
    places = [node.place for item in listing.items for node in walk(item) if isinstance(node, Claim)]
    total = _sum([item for item in items if not _TOTAL.search(item.lower())]) if _is_of_shares(before) else ""
    if total and places:
        yield finding("FIG04", places[0], f"the shares in this list come to {total}%", "mend a share of it")


def _is_of_shares(heading: str) -> bool:
    return bool(_SHARES.search(heading.lower())) and not _OVERLAPPING.search(heading.lower())


def _sum(cells: list[str], *, bare: bool = False) -> str:
    """What three or more cells of one percentage each come to, if over a hundred by more than rounding; else ""."""
    total = slack = Decimal(0)
    for cell in cells:
        numbers = find_numbers(cell)
        if len(numbers) != 1 or numbers[0].high is not None or numbers[0].bound:
            return ""
        if numbers[0].unit != PERCENT and not (bare and not numbers[0].unit):
            return ""
        total, slack = total + numbers[0].low, slack + numbers[0].step / 2
    return f"{total.normalize():f}" if len(cells) > 2 and total > 100 + max(slack, Decimal(1)) else ""


def _inlines(block: Block) -> tuple[Inline, ...]:
    return block.children if isinstance(block, Paragraph) else ()


def _words(children: tuple[Inline, ...], material: Material) -> str:
    parts: list[str] = []
    for node in walk(children):
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, FigureUse) and node.figure in material.dossier.figures:
            parts.append(quantity_of(material.dossier.figures[node.figure].record).text)
    return "".join(parts)
