#!/usr/bin/env python3
"""Write what the program can say of itself into the docs: keys, rules, commands, options, labels, schemas.

    python scripts/generate_docs.py            writes
    python scripts/generate_docs.py --check    writes nothing, names what is out of date, leaves with 1

A page's written part stands between `<!-- made by scripts/generate_docs.py: NAME -->` and `<!-- end -->`;
checks.md, performance.md and the schemas are written whole.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer.main
from pydantic import BaseModel
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the checkout's own package, whether or not another is installed

from performance import page as performance_page  # noqa: E402 - beside this script

from briefings import model  # noqa: E402
from briefings.checks import run as _families  # noqa: E402, F401 - its import enters the rules
from briefings.checks.rules import RULES, Rule  # noqa: E402
from briefings.cli.commands import app  # noqa: E402
from briefings.rendering import templates  # noqa: E402
from briefings.rendering.labels import LABELS  # noqa: E402
from briefings.scales import CONFIDENCE, SCALES  # noqa: E402

COMMAND = "python scripts/generate_docs.py"


# ------------------------------------------------------------------- tables


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def code(text: object) -> str:
    return f"`{text}`" if str(text) else ""


# --------------------------------------------------------------------- keys


def docstrings(kind: type[BaseModel]) -> dict[str, str]:
    """Field → the text under it in the source, on one line."""
    tree = ast.parse(inspect.getsource(kind))
    assert isinstance(tree.body[0], ast.ClassDef)
    found: dict[str, str] = {}
    name = ""
    for node in tree.body[0].body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name:
            found[name] = " ".join(str(node.value.value).split())
            name = ""
        else:
            name = ""
    return found


def keys(kind: type[BaseModel]) -> str:
    """The keys of a record: needed or not, what may be written, what it means."""
    return table(("Key", "Value", "Meaning"), _keys(kind))


def _keys(kind: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    docs, schema = docstrings(kind), schema_of(kind)
    for name, info in kind.model_fields.items():
        key = info.alias or name
        if name not in docs:
            raise SystemExit(f"{kind.__name__}.{name} has no docstring: write what it means under the field")
        needed = ", needed" if info.is_required() else ""
        default = f" ({info.default})" if isinstance(info.default, str | int | Decimal) and info.default != "" else ""
        yield code(key), written(schema["properties"][key]) + default + needed, docs[name]


def written(schema: dict[str, Any]) -> str:
    """What an author writes for a value of this schema, in a few words."""
    if "enum" in schema:
        return ", ".join(code(word) for word in schema["enum"] if word)
    if "anyOf" in schema:
        return "a number" if schema["anyOf"][0].get("pattern") == NUMBER else "text, or a list"
    if "$ref" in schema:
        return "keys and values"
    match schema.get("type"):
        case "array":
            return "a list"
        case "object":
            return "keys and values"
        case "boolean":
            return "`true` or `false`"
        case "integer":
            return "a whole number"
    by_pattern = {
        DAY: "a day",
        EDTF: "a date",
        AGE: "days, `90d`",
        SLUG: "small letters, digits, hyphens",
        NUMBER: "a number",
    }
    return by_pattern.get(schema.get("pattern", ""), "text")


# ------------------------------------------------------------------ schemas

DAY = r"^\d{4}-\d\d-\d\d$"
EDTF = r"^\d{4}(-\d\d(-\d\d)?)?[~?%]?(/.+)?$"
AGE = r"^\d{1,4}d$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NUMBER = r"^[+-]?\d{1,15}(\.\d{1,15})?$"


def schema_of(kind: type[BaseModel]) -> dict[str, Any]:
    """The schema of a record as an editor needs it.

    An editor types a plain YAML scalar before it looks at the schema (`2026` is a number to it), and our reader
    keeps every scalar as text; so where text may stand, a number may.
    """
    schema = kind.model_json_schema(by_alias=True)
    records = [one for one in vars(model).values() if inspect.isclass(one) and issubclass(one, BaseModel)]
    kinds = {one.__name__: one for one in records}
    for name, part in {kind.__name__: schema, **schema.get("$defs", {})}.items():
        docs = docstrings(kinds[name])
        part.pop("title", None)
        for field, info in kinds[name].model_fields.items():
            key = info.alias or field
            described = {"description": docs[field]} if field in docs else {}
            part["properties"][key] = described | _plain(part["properties"][key])
    return schema


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """One value's schema without titles and empty defaults; no key may be null, for an empty key is a mistake."""
    rest: dict[str, Any]
    if "anyOf" in schema:
        choices = [_plain(choice) for choice in schema["anyOf"] if choice != {"type": "null"}]
        rest = choices[0] if len(choices) == 1 else {"anyOf": choices}
    else:
        rest = {key: value for key, value in schema.items() if key not in _LEFT_OUT}
        if schema.get("format") == "date":
            rest["pattern"] = DAY
        elif schema.get("type") == "number":
            rest |= {"type": ["number", "string"], "pattern": NUMBER}
        elif schema.get("type") == "string" and "enum" not in schema:
            rest["type"] = "string" if schema.get("pattern") in _NEVER_A_NUMBER else ["string", "number"]
        if isinstance(schema.get("items"), dict):
            rest["items"] = _plain(schema["items"])
    default = schema.get("default")
    return rest | ({"default": default} if default not in _EMPTY else {})


_NEVER_A_NUMBER = (DAY, AGE, r"^https?://[^\s/]+")
_LEFT_OUT = ("title", "default", "format", "description")
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def schema_file(title: str, schema: dict[str, Any]) -> str:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps(head | schema, ensure_ascii=False, indent=2) + "\n"


def list_of(schema: dict[str, Any]) -> dict[str, Any]:
    definitions = schema.pop("$defs", {})
    return {"type": "array", "items": schema} | ({"$defs": definitions} if definitions else {})


# -------------------------------------------------------------------- rules

FAMILIES = {
    "FM": "Files and front matter",
    "TXT": "The text of notes and briefs",
    "CIT": "Citations",
    "QUO": "Quotations",
    "FIG": "Figures and dates",
    "NAM": "Names",
    "SRC": "Sources",
    "COR": "Independent sources",
    "CUR": "Age and order in time",
    "EST": "Judgements",
    "CHG": "What changed since the last edition",
    "AIX": "What machines leave behind",
    "STR": "Briefs",
    "SUP": "Findings let stand",
    "TPL": "Templates",
    "OUT": "The print",
}


def checks() -> str:
    rules = sorted(RULES.values(), key=lambda rule: (family_order(rule), rule.code))
    parts = [
        "# Checks",
        f"<!-- The whole page is made by scripts/generate_docs.py from the rules themselves: {COMMAND} -->",
        CHECKS_INTRODUCTION,
        table(
            ("Code", "Name", "Severity"),
            ((f"[{rule.code}](#{rule.code.lower()})", rule.title, str(rule.severity)) for rule in rules),
        ),
    ]
    family = ""
    for rule in rules:
        letters = rule.code.rstrip("0123456789")
        if letters != family:
            family = letters
            parts.append(f"## {family}: {FAMILIES.get(family, family)}")
        parts += [f"### {rule.code}", f"`{rule.title}`, {rule.severity}.", *explanation(rule)]
    return "\n\n".join([*parts, *rates()]) + "\n"


def rates() -> Iterator[str]:
    """What `make rates` measured, from the file that it writes."""
    measured = json.loads((ROOT / "docs/rates.json").read_text("utf-8"))
    corpus = measured["corpus"]
    yield "## Measured"
    yield RATES_INTRODUCTION.format(version=measured["version"], **{**corpus, "codes": len(measured["rules"])})
    rows = (
        (one["name"], one["says"], f"{one['mutants']:,}", " ".join(one["codes"]), *_shares(one))
        for one in measured["operators"]
    )
    yield table(("Operator", "What it does", "Mutants", "Meant to be caught by", "Caught", "Target", "Missed"), rows)
    yield RATES_OF_RULES
    clean = [one for one in measured["rules"] if not one["errors"] + one["warnings"]]
    yield table(
        ("Rule", "Severity", "Of", "Wrong errors", "Wrong warnings", "Per cent", "Met"),
        (
            (
                one["code"],
                one["severity"],
                f"{one['counted']:,} {one['of']}",
                str(one["errors"]),
                str(one["warnings"]),
                f"{one['per-cent']:.2f}",
                "yes" if one["met"] else "no",
            )
            for one in measured["rules"]
            if one not in clean
        ),
    )
    yield "Nothing wrong was said by " + ", ".join(one["code"] for one in clean) + "."
    yield RATES_OF_CONTROLS
    controls = (
        (one["says"], str(one["claims"]), str(one["wrong"]), " ".join(one["codes"])) for one in measured["controls"]
    )
    yield table(("Control", "Claims", "Wrongly said", "By"), controls)


def _shares(row: dict[str, Any]) -> tuple[str, str, str]:
    """What was caught, what was asked for, and of what was missed how much no look at single values can tell."""
    missed, elsewhere = row["mutants"] - row["detected"], row["missed-elsewhere"]
    target = "none set" if row["target"] is None else f"{row['target']:g}%: {'met' if row['met'] else 'missed'}"
    return f"{row['per-cent']:.1f}%", target, f"{missed} ({elsewhere} in the source)" if elsewhere else str(missed)


RATES_INTRODUCTION = """\
How often a rule speaks when it should, and how often when it should not, is measured and not asserted: `make rates`
writes `docs/rates.json`, and this section shows it. It was measured with version {version} on the corpus {digest}:
{desks} desks written for the purpose, in `tests/rates/corpus`, with {notes} notes, {claims} claims, {judgements}
judgements among them, and {sources} kept sources: news reports, analyses, statements, speeches, hearings, a court's
decision, tables, transcripts, web pages and PDF, in British and American English, and three in other languages. The
desks were written without looking at the grammar of the rules. But who made the rules could read them, and mended rules
by what they missed; and they are no sample of anything. Other documents will give other shares.

Four desks were written later and measured blind, before any rule was mended by them: digit swap 67 of 71 caught, date
shift 33 of 38, unit swap 19 of 20, hedge delete 2 of 5, every other operator complete; on their 65 claims three things
were wrongly said. That was on 21 November 2026 at 23:40, before the last mending. It is little to go by, and still
likely nearer to what other documents will give than the tables are.

Each operator makes one false statement in a true desk. It is caught when a rule that is meant to catch it says
something of that claim which it does not say of the true one. "In the source" counts the missed whose false value is
one that the cited source has as well, for something else: the number of another year, the year of another number."""

RATES_OF_RULES = """\
And the other side: what the rules say of the same notes as they were written, of which nothing should be said. The
budget is 0.5% for errors and 3% for errors and warnings together. Of COR01 only the claims count that have two
independent sources, of COR04 those whose sources do not share one interest."""

RATES_OF_CONTROLS = """\
Claims that look wrong to a careless rule, and are right:"""


def family_order(rule: Rule) -> int:
    letters = rule.code.rstrip("0123456789")
    return list(FAMILIES).index(letters) if letters in FAMILIES else len(FAMILIES)


def explanation(rule: Rule) -> Iterator[str]:
    """The paragraphs of a rule's explanation; its example is set as code."""
    for paragraph in rule.explanation.split("\n\n"):
        if paragraph.startswith("Trips it:"):
            yield f"```text\n{paragraph.rstrip()}\n```"
        else:
            yield " ".join(paragraph.split())


CHECKS_INTRODUCTION = """\
`briefings check` and `briefings build` hold a desk to the rules below. Each has a code: the letters of its family and
a number. `briefings explain CIT02` prints what stands here.

An error keeps a brief from being printed; a warning does not, unless `--strict` is given. A rule's finding may weigh
less or more than the rule itself, as its explanation says.

What a rule establishes is no more than it says. The rules on quotations, figures, dates and names look for words and
values in the kept copies of the sources that a claim cites; others compare those copies with each other and with their
records.

What could not be looked for, because a copy is not kept or not at hand, is said to be unverifiable
([SRC01](#src01)). If nothing else is found, that is exit status 3 under `--strict`.

## What the rules do not see

A statement can pass every rule and be wrong. The rules read no meaning, and these get past them:

- A value, date or name that the source has for something else. Where the words beside a figure tie it to a day, a
  subject or another figure, some of this is seen; where nothing ties it, none.
- The opposite said in other words. A "not" that was dropped from a quotation is seen; "opposed" for "backed" in a
  sentence of the desk's own is most often taken for a paraphrase.
- The numbers of laws, resolutions, orders, roads and ships: 2379 in "Resolution 2379" is part of a name and is not
  looked for. What is one word with its letters, such as F-35, is looked for as a name.
- Arithmetic in a sentence: sums, shares and differences that it draws from its sources. Only a figure's `calc` is
  worked out.
- Whether the source supports the sentence, and whether the source is right.

[Measured](#measured) says what share of the mistakes that were made for the purpose is caught.

## Findings let stand

`--select CIT,FM02` shows only those codes or families, `--ignore CUR` leaves them out: for one run.

To let a finding stand, name its code or family under `ignore` in the front matter of the note or brief, or in the
provenance of the source:

```yaml
ignore:
  - code: CUR01
    reason: No newer count was published.
    until: 2026-06-30
    claim: troop-count
    severity: warning
```

Only `code` and `reason` are needed. `claim` limits it to one claim, judgement or figure, `severity` to nothing graver,
and `until` is its last day. For the whole desk, `[check.ignore]` in `briefings.toml` gives a code its reason, or a
table of `reason`, `until` and `severity`:

```toml
[check.ignore]
CIT03 = "Our sources are web pages without pages."
COR01 = {reason = "The sourcing box counts this.", severity = "warning", until = 2026-12-31}
```

A suppression that nothing needs, that is past its last day or that has no reason is a warning itself
([SUP01](#sup01)).

## The list"""


# ----------------------------------------------------------------- commands


def commands() -> str:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    parts = []
    for name, command in group.commands.items():
        assert isinstance(command, TyperCommand)
        arguments = [param for param in command.params if isinstance(param, TyperArgument)]
        choices = [param for param in command.params if isinstance(param, TyperOption)]
        usage = [f"briefings {name}", *(["[OPTIONS]"] if choices else []), *map(argument_name, arguments)]
        parts += [f"## {name}", f"```text\n{' '.join(usage)}\n```", " ".join((command.help or "").split())]
        rows = [(code(argument_name(one)), one.help or "") for one in arguments]
        rows += [(code(option_name(one)), one.help or "") for one in choices]
        if rows:
            parts.append(table(("Argument or option", "Meaning"), iter(rows)))
    return "\n\n".join(parts)


def argument_name(argument: TyperArgument) -> str:
    name = str(argument.metavar) if argument.required else f"[{argument.metavar}]"
    return name if argument.nargs == 1 else f"{name}..."


def option_name(option: TyperOption) -> str:
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


# ---------------------------------------------------------------- templates


def options() -> str:
    """The options of the shipped templates, with what they inherit."""
    parts = []
    for folder in sorted((ROOT / "templates").iterdir()):
        record = templates.TemplateRecord.model_validate(tomllib.loads((folder / "template.toml").read_text("utf-8")))
        parts += [f"**`{folder.name}`**. {record.summary}"]
        own = ((code(name), kind_of(one), value_of(one.default), one.doc) for name, one in record.options.items())
        if record.options:
            parts.append(table(("Option", "Type", "Default", "Meaning"), own))
        if record.extends:
            parts.append(f"It takes the options of `{record.extends}`{' too' if record.options else ''}.")
    return "\n\n".join(parts)


def kind_of(option: templates.Option) -> str:
    if option.choices:
        return " or ".join(code(choice) for choice in option.choices)
    return option.type


def value_of(default: object) -> str:
    return code(str(default).lower() if isinstance(default, bool) else default) or "empty"


def labels() -> str:
    return table(("Label", "Says"), ((code(name), words) for name, words in sorted(LABELS.items())))


# ------------------------------------------------------------------- scales


def scales() -> str:
    parts = []
    for scale in SCALES.values():
        terms = ((code(t.term), code(t.alternative), t.range) for t in scale.terms)
        parts += [f"`{scale.id}`: {scale.name}.", table(("Term", "Or", "Means"), terms)]
    parts += ["Confidence:", table(("Level", "Meaning"), ((code(level), meaning) for level, meaning in CONFIDENCE))]
    return "\n\n".join(parts)


# -------------------------------------------------------------------- files

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "docs/notes.md": {
        "note": lambda: keys(model.NoteHead),
        "brief": lambda: keys(model.BriefHead),
        "section": lambda: keys(model.SectionHead),
        "scales": scales,
        "desk": lambda: keys(model.DeskSettings),
        "evidence": lambda: keys(model.EvidenceSettings),
        "print": lambda: keys(model.PrintSettings),
        "site": lambda: keys(model.SiteSettings),
    },
    "docs/sources.md": {
        "provenance": lambda: keys(model.Provenance),
        "origin": lambda: keys(model.OriginDecision),
        "snapshot": lambda: keys(model.Snapshot),
        "name": lambda: keys(model.KnownName),
        "figure": lambda: keys(model.FigureRecord),
    },
    "docs/templates.md": {"options": options, "labels": labels},
    "docs/commands.md": {"commands": commands},
}
"""The written parts of each page."""

WHOLE: dict[str, Callable[[], str]] = {
    "docs/checks.md": checks,
    "docs/performance.md": lambda: performance_page(json.loads((ROOT / "docs/performance.json").read_text("utf-8"))),
    "docs/schema/note.json": lambda: schema_file("Front matter of a note", schema_of(model.NoteHead)),
    "docs/schema/brief.json": lambda: schema_file("Front matter of a brief", schema_of(model.BriefHead)),
    "docs/schema/source.json": lambda: schema_file("Source", schema_of(model.SourceRecord)),
    "docs/schema/figures.json": lambda: schema_file("List of figures", list_of(schema_of(model.FigureRecord))),
}
"""The files that are written whole."""


def wanted() -> Iterator[tuple[Path, str]]:
    """Every file with the text it should have."""
    for name, parts in PARTS.items():
        path = ROOT / name
        text = path.read_text("utf-8")
        for part, make in parts.items():
            text = with_part(text, part, make(), name)
        yield path, text
    for name, make in WHOLE.items():
        yield ROOT / name, make()


def with_part(text: str, part: str, content: str, page: str) -> str:
    begin, end = f"<!-- made by scripts/generate_docs.py: {part} -->", "<!-- end -->"
    pattern = re.compile(re.escape(begin) + r"\n.*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise SystemExit(f"{page} has no place for {part!r}: write the lines {begin} and {end} once")
    return pattern.sub(lambda _: f"{begin}\n\n{content}\n\n{end}", text)


def main() -> int:
    check = sys.argv[1:] == ["--check"]
    stale = [(path, text) for path, text in wanted() if not path.is_file() or path.read_text("utf-8") != text]
    for path, text in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        sys.stdout.write(f"{path.relative_to(ROOT).as_posix()} {'is out of date' if check else 'written'}\n")
    if check and stale:
        sys.stdout.write(f"write it anew: {COMMAND}\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
