"""NAM: names that a claim gives and no cited source has."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.checks.places import words_place
from briefings.checks.rules import Material, finding, rule
from briefings.diagnostics import Diagnostic, Severity
from briefings.support import Item, Outcome


@rule("NAM01", "name-not-in-source", Severity.WARNING, "snapshots")
def name_not_in_source(material: Material) -> Iterator[Diagnostic]:
    """
    A proper name in a claim, a judgement or a figure's words that occurs in no cited source: not as it stands, not
    with the parts of it the other way round or by the family name alone, not as an acronym or its expansion, and not
    in a form that the desk lists in `content/names.yaml`. Names survive a paraphrase, so what is missing was changed,
    or comes from elsewhere (the BBC's study of 2025 found wrong facts in 19 % of machine-made answers). A capital
    stands for its government: "Seoul agreed" is found where the source has South Korea; "born in Seoul" is not.

    Trips it:      Bolton met Moon in Seoul [@report].           where the report has Pompeo
    Way out:       Pompeo met Moon in Seoul [@report].
                   - {name: Pompeo, aliases: [the secretary of state]}       in content/names.yaml
    """
    for claim, found in material.evidence.fresh():
        said = set[str]()
        for item in found.items:
            if item.kind != "name" or item.outcome is not Outcome.NOT_FOUND or item.text in said:
                continue
            said.add(item.text)
            keys = [cite.key for cite in found.cites]
            where = f"in {keys[0]!r}" if len(keys) == 1 else "in any cited source"
            yield finding(
                "NAM01",
                words_place(material, claim, item.start, item.end),
                f"the name {item.text!r} is not {where}",
                _way_out(item),
                claim=claim.id,
                source=keys[0] if len(keys) == 1 else "",
            )


def _way_out(item: Item) -> str:
    listed = "list the form in content/names.yaml"
    if item.found:
        return f"did you mean {item.found!r}? If it is the same, {listed}; else cite the source that has it"
    return f"cite the source that has it, or {listed}"
