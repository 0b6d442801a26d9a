"""Two editions in one page: what was said, struck out, and what is said, underlined, word by word."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from briefings.editions.formats import long_date
from briefings.model import Change
from briefings.patterns import lazy_pattern
from briefings.reading.markdown import typeset
from briefings.reading.published import Record, text_of
from briefings.rendering.changes import GROUPS, Thing, phrase, things_of

_MOST = 250_000
"""Pairs of words that are compared; two texts with more have nothing in common that a reader could follow."""


def word_differences(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Pieces of two texts in their order, each as (what both have, what `old` has alone, what `new` has alone).

    Words are not cut; a space stands behind each. What `2025.` and `2026.` have in common is the stop.
    """
    before, after = old.split(), new.split()
    if len(before) * len(after) > _MOST:
        yield "", _joined(before), _joined(after)
        return
    for what, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = _joined(before[start:end]), _joined(after[first:last])
        if what == "equal":
            yield added, "", ""
        elif mark := _shared_mark(removed, added):
            yield "", removed.removesuffix(mark), added.removesuffix(mark)
            yield mark, "", ""
        else:
            yield "", removed, added


def _joined(words: list[str]) -> str:
    return "".join(f"{word} " for word in words)


def _shared_mark(removed: str, added: str) -> str:
    """The marks with which both end, and the space behind; "" where they have none, or nothing else."""
    one, other = _MARKS.search(removed), _MARKS.search(added)
    if not (one and other and one[0] == other[0]) or "." in removed[: -len(one[0])].rpartition(" ")[2]:
        return ""  # the stop of an abbreviation is part of it
    return one[0] if len(one[0]) < min(len(removed), len(added)) else ""


_MARKS = lazy_pattern(r"[.,;:!?…”’)\]]+ $")


def to_redline(
    old: Record,
    new: Record,
    changes: tuple[Change, ...],
    labels: Mapping[str, str],
    *,
    draft: bool,
    days: Mapping[str, str],
    fonts: Mapping[str, bytes],
) -> str:
    """A page of its own with every change, for a screen or a printer; it needs no script and asks for nothing.

    `draft` tells that the newer edition is not published; `days` has since when what was withdrawn no longer holds;
    `fonts` has the bulletin's screen fonts by file name.
    """
    language = text_of(new, "language") or "en-GB"
    teller = _Redline(_names_in(old, new, language), labels, language, days)
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
        style=_faces(fonts) + _STYLE,
    )


def _names_in(old: Record, new: Record, language: str) -> dict[tuple[str, str], str]:
    """Judgements' numbers and the titles of notes and briefs, the newer ones where both records have one."""
    names: dict[tuple[str, str], str] = {}
    for record in (old, new):
        title = typeset(text_of(record, "title"), language)
        names |= {("document", ""): title, ("document", f"briefs/{text_of(record, 'brief')}"): title}
        for section in record.get("sections", ()):
            names |= {("document", note["id"]): typeset(note["title"], language) for note in section.get("notes", ())}
    names |= {("judgement", one["id"]): str(one.get("number", "")) for one in new.get("judgements", ())}
    return names


_FACES = {
    "serif-regular.woff2": ("Briefings Serif", "400"),
    "sans-regular.woff2": ("Briefings Sans", "400"),
    "sans-semibold.woff2": ("Briefings Sans", "600"),
}


def _faces(fonts: Mapping[str, bytes]) -> Markup:
    """The fonts of the page, in the page."""
    rule = Markup("@font-face {{ font-family: '{}'; font-weight: {}; src: url(data:font/woff2;base64,{}); }}\n")
    used = ((family, weight, fonts[file]) for file, (family, weight) in _FACES.items() if file in fonts)
    return Markup("").join(
        rule.format(family, weight, base64.b64encode(font).decode()) for family, weight, font in used
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

    def __init__(
        self, names: Mapping[tuple[str, str], str], labels: Mapping[str, str], language: str, days: Mapping[str, str]
    ) -> None:
        self.names = names
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
        found_by = thing.first.document if thing.group == "claims" else thing.first.id if thing.group != "head" else ""
        small = Markup(" <small>{}</small>").format(found_by) if found_by else ""
        return Markup("<article>\n<h3>{} <span>{}</span>{}</h3>\n{}</article>").format(
            self.name(thing), words, small, Markup("").join(self.lines(thing))
        )

    def name(self, thing: Thing) -> str:
        """`Judgement 2`, a figure's label, a source's title, the title of a claim's note or brief, `Bottom line`."""
        change = thing.first
        match thing.group:
            case "head":
                return self.labels[change.kind.removesuffix("-reworded").replace("-", "_")]
            case "judgements":
                number = self.names.get(("judgement", change.id), "")
                return self.labels["judgement"].replace("{number}", "" if thing.gone else number).strip()
            case "claims":
                return self.names.get(("document", change.document), change.document)
            case _:
                return typeset(change.label, self.language)

    def lines(self, thing: Thing) -> Iterator[Markup]:
        told = [change for change in thing.changes if change.kind.endswith("-reworded")]
        rest = [change for change in thing.changes if change not in told]
        new, gone = thing.first.kind.endswith("-new"), thing.gone
        if told:
            yield self.line(*(typeset(text, self.language) for text in (told[0].old, told[0].new)))
        elif thing.group in ("judgements", "claims"):
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
            between = " " if removed and added and not removed.endswith(" ") else ""
            pieces += [escape(both), _spaced(self.removed, removed), escape(between), _spaced(self.added, added)]
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
    bare = words.rstrip()
    return mark(bare) + words[len(bare) :] if bare else Markup()


_STYLE = Markup(
    """
:root { color-scheme: light dark; --ink: #16191b; --quiet: #50575b; --paper: #fff; --line: #c3cacd; --strong: #16425b;
  --gone: #8f1218; --gone-ground: #fdeceb; --come: #14532d; --come-ground: #e6f4ea; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e5e5; --quiet: #adb4b7; --paper: #14181a; --line: #454d51; --strong: #9cc7de;
    --gone: #ffb1ab; --gone-ground: #3a1c1c; --come: #9be0b4; --come-ground: #14301f; }
}
html { font: 112.5%/1.5 "Source Serif Pro", "Briefings Serif", Georgia, serif;
  color: var(--ink); background: var(--paper); }
h1, h2, h3, .between, .legend, .why, .value { font-family: "Source Sans Pro", "Briefings Sans", system-ui, sans-serif; }
body { max-width: 34rem; margin: 0 auto; padding: 0 1.1rem 4rem; overflow-wrap: break-word; }
header { border-top: .3rem solid var(--strong); padding-top: .9rem; }
h1, h2, h3 { font-weight: 600; }
h1 { font-size: 1.9rem; line-height: 1.15; letter-spacing: -.012em; margin: 0; }
h2 { font-size: 1.3rem; line-height: 1.25; color: var(--strong); margin: 2.5rem 0 0; border-top: 2px solid;
  padding-top: .5rem; }
h3 { font-size: .9rem; line-height: 1.4; margin: 0 0 .15rem; }
h3 span, h3 small, .between, .legend, .why { color: var(--quiet); }
h3 span, h3 small { font-weight: 400; }
h3 small { font-size: .78rem; float: right; margin-left: 1rem; line-height: 1.6; }
p { margin: .15rem 0; }
article { padding: .7rem 0; border-bottom: 1px solid var(--line); }
article::after { content: ""; display: block; clear: both; }
.between { font-size: 1rem; margin-top: .35rem; }
.legend, .why, .value { font-size: .88rem; line-height: 1.5; }
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
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; \
base-uri 'none'; form-action 'none'">
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
