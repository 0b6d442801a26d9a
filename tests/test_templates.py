"""Templates from their files: what they inherit, their options, and the assets of a sheet."""

from __future__ import annotations

import time

import pytest

from briefings.building.limits import RanTooLongError, time_limit
from briefings.diagnostics import Place
from briefings.editions.numbering import number
from briefings.model import ASSETS, FormattedCitation, FormattedCitations, Sheet
from briefings.printing.fonts import families
from briefings.rendering.sheet import to_sheet
from briefings.rendering.templates import FAMILIES, Template, TemplateFolder, choose_options, parse_template
from tests.desks import edition_of

RECORD = 'title = "T"\n'
OPTIONS = """\
[options.accent]
type = "colour"
default = "#000000"
doc = "A colour."
[options.logo]
type = "picture"
default = ""
doc = "A picture."
[options.size]
type = "number"
min = 1
max = 9
default = 5
doc = "A number."
[options.wide]
type = "flag"
default = false
doc = "A flag."
[options.paper]
type = "choice"
choices = ["A4", "A5"]
default = "A4"
doc = "A choice."
[options.face]
type = "font"
default = "Serif"
doc = "A font."
[options.words]
type = "text"
default = "x"
doc = "A text."
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def folder(name: str, **files: str | bytes) -> TemplateFolder:
    """A template's files; a name's double underline is its full stop."""
    content = {
        key.replace("__", "."): value.encode() if isinstance(value, str) else value for key, value in files.items()
    }
    return TemplateFolder(name, f"templates/{name}", content)


def template(*folders: TemplateFolder, name: str = "t") -> Template:
    found, mistakes = parse_template(name, {one.name: one for one in folders}, Place("b.md"))
    assert mistakes == ()
    assert found is not None
    return found


LAYOUT = {"brief__html__j2": "{{ brief.title }}", "template__toml": RECORD}


def test_a_template_takes_over_what_it_extends() -> None:
    """Styles of the base come first, options and files of the template win, every layout can be extended."""
    base = folder("base", brief__css="base", paper__svg=b"one", **{**LAYOUT, "template__toml": RECORD + OPTIONS})
    own = RECORD + 'extends = "base"\n[options.size]\ntype = "number"\ndefault = 7\ndoc = "Another."\n'
    made = template(base, folder("t", brief__css="own", paper__svg=b"two", **{**LAYOUT, "template__toml": own}))
    assert made.styles == (("templates/base/brief.css", "base"), ("templates/t/brief.css", "own"))
    assert made.options["size"].default == 7
    assert made.options["wide"].default is False
    assert made.files["paper.svg"] == b"two"
    assert set(made.layouts) == {"base/brief.html.j2", "t/brief.html.j2"}


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"accent": "#16425B"}, "#16425B"),
        ({"size": "3"}, 3),
        ({"size": "3.5"}, 3.5),
        ({"wide": "true"}, True),
        ({"wide": "false"}, False),
        ({"paper": "A5"}, "A5"),
        ({"face": "Source Serif Pro Semi-bold"}, "Source Serif Pro Semi-bold"),
        ({"words": "</style><script>"}, "</style><script>"),
        ({"logo": "a/b.png"}, "a/b.png"),
    ],
)
def test_options_are_converted_to_their_type(given: dict[str, str], value: object) -> None:
    """What a brief writes is text; the option's type makes a number or a flag of it."""
    made = template(folder("t", **{**LAYOUT, "template__toml": RECORD + OPTIONS}))
    values, mistakes = choose_options(made, given, {})
    (name,) = given
    assert (values[name], mistakes) == (value, ())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"accent": "red"}, "the option 'accent' is 'red', not a colour like #16425b"),
        ({"accent": "#fff"}, "the option 'accent' is '#fff', not a colour like #16425b"),
        ({"accent": "#000000;"}, "the option 'accent' is '#000000;', not a colour like #16425b"),
        ({"size": "0"}, "the option 'size' is 0, below 1"),
        ({"size": "9.5"}, "the option 'size' is 9.5, above 9"),
        ({"size": "1e9"}, "the option 'size' is '1e9', not a number"),
        ({"wide": "yes"}, "the option 'wide' is 'yes', not true or false"),
        ({"paper": "a4"}, "the option 'paper' is 'a4', not one of A4, A5"),
        ({"face": 'x"; }'}, "the option 'face' is 'x\"; }', not the name of a font family"),
        ({"words": ["a"]}, "the option 'words' is ['a'], not text"),
        ({"logo": None}, "the option 'logo' is None, not text"),
        ({"pape": "A4"}, "the template 't' has no option 'pape'"),
    ],
)
def test_a_wrong_option_is_told_at_its_place_and_left_at_its_default(given: dict[str, object], said: str) -> None:
    """The value is named, and the default stands."""
    made = template(folder("t", **{**LAYOUT, "template__toml": RECORD + OPTIONS}))
    (name,) = given
    values, (mistake,) = choose_options(made, given, {name: Place("b.md", 4, 2)})
    assert (mistake.code, mistake.message, mistake.place) == ("TPL05", said, Place("b.md", 4, 2))
    assert values == choose_options(made, {}, {})[0]


def sheet(made: Template, medium: str, **options: str) -> Sheet:
    edition = edition_of("")
    numbering = number(edition)
    formatted = FormattedCitations(True, tuple(FormattedCitation("", "n") for _ in numbering.clusters), ())
    found, mistakes = to_sheet(
        edition,
        formatted,
        numbering,
        medium=medium,
        template=made,
        options=choose_options(made, options, {})[0],
        pictures={"content/a b.svg": SVG},
        labels={"sources": "Quellen"},
    )
    assert mistakes == ()
    assert found is not None
    return found


def test_assets_have_an_address_on_paper_and_stand_in_the_page_on_screen() -> None:
    """Only what the sheet shows goes with it; an address outside is left for the press to refuse."""
    css = 'a { background: url(./paper.svg) } b { background: url("https://x.org/y.svg") }'
    files: dict[str, str | bytes] = {
        "template__toml": RECORD + OPTIONS,
        "brief__css": css,
        "paper__svg": SVG,
        "unused__svg": SVG,
    }
    made = template(folder("t", brief__html__j2='<i title="{{ options.logo }}">{{ style }}</i>', **files))
    paper = sheet(made, "print", logo="content/a b.svg")
    assert paper.html == f'<i title="{ASSETS}desk/bd5d7ee985adc633/a_b.svg"></i>'
    assert [asset.name for asset in paper.assets] == ["paper.svg", "desk/bd5d7ee985adc633/a_b.svg"]
    assert f'url("{ASSETS}paper.svg")' in paper.style
    assert 'url("https://x.org/y.svg")' in paper.style
    screen = sheet(made, "screen", logo="content/a b.svg")
    assert (screen.style, screen.assets) == ("", ())
    assert screen.html.count("data:image/svg+xml;base64,") == 2


def test_a_picture_option_that_names_nothing_is_empty() -> None:
    """A check has named what is missing; the layout sees no picture."""
    made = template(folder("t", brief__html__j2="[{{ options.logo }}]", template__toml=RECORD + OPTIONS))
    assert sheet(made, "screen", logo="content/none.svg").html == "[]"


def test_the_desks_own_words_come_before_the_shipped_ones() -> None:
    """`[labels]` of the settings replaces one word and leaves the others."""
    made = template(folder("t", **{**LAYOUT, "brief__html__j2": "{{ labels.sources }}, {{ labels.figures }}"}))
    assert sheet(made, "screen").html == "Quellen, Figures"


def test_a_block_that_lasts_is_ended_and_one_that_does_not_is_not() -> None:
    """The limit holds inside its block alone."""
    with pytest.raises(RanTooLongError), time_limit(0.05):
        time.sleep(5)
    with time_limit(60):
        done = sum(range(10))
    assert done == 45


def test_the_fonts_that_every_print_has_are_those_of_the_press() -> None:
    assert tuple(family.name for family in families()) == FAMILIES
