"""A shorter way through the making of the structure tree, which has more objects than all the rest of a PDF.

As `quicker`, of which `tests/test_quicker.py` tells the same. It goes the way of `tagging` for whatever is no plain
box: tables and their cells, pictures, notes and what calls them, fields, margins, and what stands for a whole page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags

from briefings.printing import tagging
from briefings.printing.quicker import Change
from briefings.printing.written import Written, bytes_of, pydyf

_build_box_tree: Callable[..., Iterable[Any]] = tagging.build
_PLAIN = (boxes.InlineBox, boxes.BlockBox, boxes.TableRowBox, boxes.TableRowGroupBox, boxes.InlineBlockBox)
_SPECIAL = frozenset(("Figure", "Table", "TD", "TH"))
_CELLS = ("/TD", "/TH")
_tags: dict[str | None, str] = {}


def install() -> None:
    """Have WeasyPrint take the ways below."""
    for owner, name, _long, short in CHANGES:
        setattr(owner, name, short)


class _Element(pydyf.Dictionary):  # type: ignore[misc]  # pydyf has no types
    """A structure element: a dictionary that begins as all of them do."""

    offset = generation = 0
    free = "n"
    compressible = True
    reference = b""

    def __init__(self, pdf: Any, kind: str, page: bytes, parent: bytes) -> None:
        dict.__init__(self, Type="/StructElem", S=kind, K=[], Pg=page, P=parent)
        self.number = len(pdf.objects)
        self.reference = b"%d 0 R" % self.number
        pdf.objects.append(self)

    @property
    def data(self) -> bytes:
        kind, kids, page, parent = islice(self.values(), 1, 5)
        more = b"".join(b"/%b %b" % (key.encode(), bytes_of(self[key])) for key in islice(self, 5, None))
        return b"<</Type /StructElem/S %b/K [%b]/Pg %b/P %b%b>>" % (kind.encode(), b" ".join(kids), page, parent, more)


def _build(
    box: Any, parent: Any, pdf: Any, page: int, nums: dict[int, bytes], annotations: list[Any], marked: Any
) -> Iterable[Any]:
    """The elements of a box, of which a plain one has one."""
    element, name = box.element, box.element_tag
    notes = pdf.__dict__.get("briefings_notes", ())
    tag = _tag(name) if element is not None else "NonStruct"
    if (
        type(box) not in _PLAIN
        or tag in _SPECIAL
        or name in ("html", "body")
        or box.footnote is not None
        or element in notes
        or box.widget_annotation is not None
    ):
        return _build_box_tree(box, parent, pdf, page, nums, annotations, marked)
    if tag == "LI":
        if parent["S"] == "/LI":
            tag = "LBody"
        elif parent["S"] == "/LBody":
            tag = "NonStruct"
        elif name in ("dt", "dd") or "list-item" not in box.style["display"] or box.style["list_style_type"] == "none":
            return _build_box_tree(box, parent, pdf, page, nums, annotations, marked)
    place = b"%d 0 R" % pdf.pages["Kids"][3 * page]
    made = _Element(pdf, f"/{tag}", place, parent.reference)
    kids, reference = made["K"], made.reference
    if box.link_annotation:
        written = b"<</Type /OBJR/Obj %b/Pg %b>>" % (box.link_annotation.reference, place)
        annotations.append((reference, box.link_annotation))
        kids.append(_add(pdf, written))
    for child in box.children:
        for inner in child.children if isinstance(child, boxes.LineBox) else (child,):
            if type(inner) is boxes.TextBox:
                kid = marked.pop(inner)
                mcid = kid["mcid"]
                if tag == "Link":
                    kids.append(b"%d" % mcid)
                    nums[mcid] = reference
                else:
                    written = b"<</Type /StructElem/S /%b/K [%d]/Pg %b/P %b>>" % (
                        kid["tag"].encode(),
                        mcid,
                        place,
                        reference,
                    )
                    nums[mcid] = _add(pdf, written)
                    kids.append(nums[mcid])
            else:
                holder = parent if tag == "LI" and inner.element_tag in ("ul", "ol") else made
                into = holder["K"]
                index = len(into)
                below = tags._build_box_tree(inner, holder, pdf, page, nums, annotations, marked)  # noqa: SLF001
                into[index:index] = [element.reference for element in below]
    if element is not None and "::" not in name:
        tagging.repair(made, box)
    return (made,)


def _tag(name: str | None) -> str:
    tag = _tags.get(name)
    if tag is None:
        tag = _tags[name] = tags._get_pdf_tag(name)  # noqa: SLF001 - see press.VERSION
    return tag


def _add(pdf: Any, written: bytes) -> bytes:
    """Add an object that is complete, and refer to it."""
    number = len(pdf.objects)
    pdf.objects.append(Written(number, written))
    return b"%d 0 R" % number


CHANGES: tuple[Change, ...] = ((tags, "_build_box_tree", _build_box_tree, _build),)
"""Every function that `install` puts in the place of another, which is kept beside it."""
