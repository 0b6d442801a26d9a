"""Two editions in one page: what was said, struck out, and what is said, underlined, word by word."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from briefings.editions.formats import long_date
from briefings.model import Change
from briefings.reading.markdown import typeset
from briefings.reading.published import Record, text_of
from briefings.rendering.changes import GROUPS, Thing, phrase, things_of

_MOST = 250_000
"""Pairs of words that are compared; two texts with more have nothing in common that a reader could follow."""


def word_differences(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Pieces of two texts in their order, each as (what both have, what `old` has alone, what `new` has alone).

    Words are not cut; a space stands behind each.
    """
    before, after = old.split(), new.split()
    if len(before) * len(after) > _MOST:
        yield "", _joined(before), _joined(after)
        return
    for what, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = _joined(before[start:end]), _joined(after[first:last])
        yield (added, "", "") if what == "equal" else ("", removed, added)


def _joined(words: list[str]) -> str:
    return "".join(f"{word} " for word in words)


def to_redline(
    old: Record,
    new: Record,
    changes: tuple[Change, ...],
    labels: Mapping[str, str],
    *,
    draft: bool,
    days: Mapping[str, str],
) -> str:
    """A page of its own with every change, for a screen or a printer; it needs no script and asks for nothing.

    `draft` tells that the newer edition is not published; `days` has since when what was withdrawn no longer holds.
    """
    language = text_of(new, "language") or "en-GB"
    teller = _Redline(text_of(new, "brief"), labels, language, days)
    dates = [_long(text_of(record, "date"), language) for record in (old, new)]
    things = tuple(things_of(changes))
    groups = [teller.group(name, of_it) for name in GROUPS if (of_it := [one for one in things if one.group == name])]
    return _PAGE.format(
        language=language,
        title=typeset(text_of(new, "title"), language),
        since=labels["changes"].replace("{date}", dates[0]),
        between=" → ".join(dates) + (f" ({labels['changes_draft']})" if draft else ""),
        how=labels["changes_legend"],
        removed=teller.removed(labels["before"]),
        added=teller.added(labels["now"]),
        groups=Markup("\n").join(groups) or Markup("<p>{}</p>").format(labels["changes_none"]),
        style=_STYLE,
    )


def _long(day: str, language: str) -> str:
    """`30 January 2026`; what is no day is left as it is."""
    try:
        return long_date(datetime.date.fromisoformat(day), language)
    except ValueError:
        return day


def what_became(thing: Thing, labels: Mapping[str, str], days: Mapping[str, str], language: str) -> str:
    """`lowered; reworded`, `withdrawn (28 January 2026)`."""
    words = "; ".join(labels[f"change_{change.kind}"] for change in thing.changes)
    day = _long(days.get(thing.first.id, ""), language) if thing.first.kind.endswith("-withdrawn") else ""
    return f"{words} ({day})" if day else words


class _Redline:
    """Writes changes as HTML in the words of a desk."""

    def __init__(self, brief: str, labels: Mapping[str, str], language: str, days: Mapping[str, str]) -> None:
        self.brief = brief
        self.days = days
        self.labels = labels
        self.language = language

    def group(self, name: str, things: list[Thing]) -> Markup:
        inside = Markup("\n").join(self.thing(one) for one in things)
        return Markup('<section aria-labelledby="{0}">\n<h2 id="{0}">{1}</h2>\n{2}\n</section>').format(
            name, self.labels[name], inside
        )

    def thing(self, thing: Thing) -> Markup:
        """One thing: its words marked, what moved, and why."""
        words = what_became(thing, self.labels, self.days, self.language)
        return Markup("<article>\n<h3>{} <span>{}</span></h3>\n{}</article>").format(
            self.name(thing), words, Markup("").join(self.lines(thing))
        )

    def name(self, thing: Thing) -> str:
        """What it is found by: the id of a judgement, a figure or a source, the note or brief of a claim; `title`."""
        change = thing.first
        if thing.group == "claims":
            return change.document or self.brief
        return change.id

    def lines(self, thing: Thing) -> Iterator[Markup]:
        told = [change for change in thing.changes if change.kind.endswith("-reworded")]
        rest = [change for change in thing.changes if change not in told]
        new, gone = thing.first.kind.endswith("-new"), thing.gone
        if told:
            yield self.line(*(typeset(text, self.language) for text in (told[0].old, told[0].new)))
        else:
            label = typeset(thing.first.label, self.language)
            yield self.line("" if new else label, "" if gone else label)
        for change in rest:
            if change.kind not in ("claim-new", "claim-dropped", "claim-withdrawn"):
                old, now = (phrase(change, value, self.labels, self.language) for value in (change.old, change.new))
                yield self.moved(old, now)
        if thing.reason:
            yield Markup('<p class="why">{}: {}</p>\n').format(self.labels["why"], typeset(thing.reason, self.language))

    def line(self, old: str, new: str) -> Markup:
        """A text with what was removed and what was added marked in it."""
        pieces = [Markup()]
        for both, removed, added in word_differences(old, new):
            pieces += [escape(both), _spaced(self.removed, removed), _spaced(self.added, added)]
        return Markup("<p>{}</p>\n").format(Markup().join(pieces).rstrip())

    def moved(self, old: str, new: str) -> Markup:
        """A value as a whole: `old → new`."""
        marked = [*([self.removed(old)] if old else []), *([self.added(new)] if new else [])]
        return Markup('<p class="value">{}</p>\n').format(Markup(" → ").join(marked))

    def removed(self, words: str) -> Markup:
        """Struck out; who hears the page is told in a word."""
        return Markup('<del><span class="heard">{} </span>{}</del>').format(self.labels["removed"], words)

    def added(self, words: str) -> Markup:
        """Underlined; who hears the page is told in a word."""
        return Markup('<ins><span class="heard">{} </span>{}</ins>').format(self.labels["added"], words)


def _spaced(mark: Callable[[str], Markup], words: str) -> Markup:
    """Some words with a mark; the space behind them stays outside of it."""
    return mark(words.rstrip()) + " " if words.strip() else Markup()


_STYLE = Markup(
    """
:root { color-scheme: light dark; --ink: #16191b; --quiet: #50575b; --paper: #fff; --line: #c3cacd;
  --gone: #8f1218; --gone-ground: #fdeceb; --come: #14532d; --come-ground: #e6f4ea; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e5e5; --quiet: #adb4b7; --paper: #14181a; --line: #454d51;
    --gone: #ffb1ab; --gone-ground: #3a1c1c; --come: #9be0b4; --come-ground: #14301f; }
}
html { font: 1.06rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
body { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1.1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 0; border-top: 2px solid; padding-top: .5rem; }
h3 { font-size: .92rem; margin: 0 0 .15rem; }
h3 span, .between, .legend, .why { color: var(--quiet); }
h3 span { font-weight: 400; }
p { margin: .15rem 0; }
article { padding: .7rem 0; border-bottom: 1px solid var(--line); }
.between { font-size: 1.05rem; }
.legend, .why, .value { font-size: .92rem; }
ins, del { padding: 0 .12em; border-radius: 2px; text-decoration-thickness: .08em; }
ins { color: var(--come); background: var(--come-ground); text-decoration-line: underline;
  text-underline-offset: .15em; }
del { color: var(--gone); background: var(--gone-ground); text-decoration-line: line-through; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { ins, del { background: none; } }
"""
)

_PAGE = Markup(
    """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}: {since}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="between">{between}</p>
<p class="legend">{how}: {removed}, {added}</p>
</header>
<main>
{groups}
</main>
</body>
</html>
"""
)
