"""A shorter way through the making of the structure tree, which had more objects than all the rest of a PDF.

WeasyPrint has an element for every piece of every line, and one for whatever is bold, raised or in a colour. None of
them says anything: what they hold belongs to the paragraph itself (ISO 32000-1, 14.7.4), and so it is written here.

Whatever is no plain box goes the way of `tagging`: tables and their cells, pictures, notes and what calls them, fields,
margins, and what stands for a whole page. `tests/test_quicker.py` compares the tree with WeasyPrint's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

from briefings.printing import tagging
from briefings.printing.replacing import Change
from briefings.printing.written import Written, bytes_of, pydyf

_build_box_tree: Callable[..., Iterable[Any]] = tagging.build
_PLAIN = (boxes.InlineBox, boxes.BlockBox, boxes.TableRowBox, boxes.TableRowGroupBox, boxes.InlineBlockBox)
_SPECIAL = frozenset(("Figure", "Table", "TD", "TH"))
HOLDING_TEXT = frozenset(
    ("P", "LBody", "Lbl", "TD", "TH", "Caption", "Note", "Link", "Span", "NonStruct", *(f"H{n}" for n in range(1, 7)))
)
"""The elements in which text stands by itself; in one that groups others it has a Span."""
_SILENT = ("Span", "NonStruct")
_tags: dict[str | None, str] = {}


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


def _build(box: Any, parent: Any, pdf: Any, *rest: Any) -> Iterable[Any]:
    """The elements of a box, of which a plain one has one."""
    if type(box) is AbsolutePlaceholder:
        box = box._box  # noqa: SLF001 - its own
    element, name = box.element, box.element_tag
    if (
        type(box) not in _PLAIN
        or (element is not None and _tag(name) in _SPECIAL)
        or name in ("html", "body")
        or box.widget_annotation is not None
    ):
        return _build_box_tree(box, parent, pdf, *rest)
    if box.footnote is not None or element in pdf.__dict__.get("briefings_notes", ()):
        return tagging.build(box, parent, pdf, *rest, by=_build_plain)
    return _build_plain(box, parent, pdf, *rest)


def _build_plain(box: Any, parent: Any, pdf: Any, page: int, *rest: Any) -> Iterable[Any]:
    element, name = box.element, box.element_tag
    tag = _tag(name) if element is not None else "NonStruct"
    place = b"%d 0 R" % pdf.pages["Kids"][3 * page]
    if tag == "LI":
        if parent["S"] == "/LI":
            tag = "LBody"
        elif parent["S"] == "/LBody":
            tag = "NonStruct"
        elif name in ("dt", "dd") or "list-item" not in box.style["display"] or box.style["list_style_type"] == "none":
            item = _Element(pdf, "/LI", place, parent.reference)
            item["K"] += [body.reference for body in _build_plain(box, item, pdf, page, *rest)]
            tagging.repair(item, box)
            return (item,)
    made = _Element(pdf, f"/{tag}", place, parent.reference)
    if box.link_annotation:
        _nums, annotations, _marked = rest
        annotations.append((made.reference, box.link_annotation))
        made["K"].append(b"<</Type /OBJR/Obj %b/Pg %b>>" % (box.link_annotation.reference, place))
    for child in box.children:
        inside = child.children if isinstance(child, boxes.LineBox) else (child,)
        _fill(made, inside, tag in HOLDING_TEXT, parent, pdf, page, *rest)
    if element is not None and "::" not in name:
        tagging.repair(made, box)
    return (made,)


def _fill(made: Any, inside: Iterable[Any], holds_text: bool, parent: Any, pdf: Any, *rest: Any) -> None:
    """Give an element these boxes, or what is in them where they are silent; its text by itself, if it holds text."""
    _page, nums, _annotations, marked = rest
    reference = made.reference
    for box in inside:
        if type(box) is boxes.TextBox:
            kid = marked.pop(box)
            mcid = kid["mcid"]
            if holds_text:
                nums[mcid] = reference
                made["K"].append(b"%d" % mcid)
            else:
                span = (kid["tag"].encode(), mcid, made["Pg"], reference)
                nums[mcid] = _add(pdf, b"<</Type /StructElem/S /%b/K [%d]/Pg %b/P %b>>" % span)
                made["K"].append(nums[mcid])
        elif holds_text and _is_silent(box, pdf):
            _fill(made, box.children, True, parent, pdf, *rest)
        else:
            holder = parent if made["S"] == "/LI" and box.element_tag in ("ul", "ol") else made
            into = holder["K"]
            index = len(into)
            below = tags._build_box_tree(box, holder, pdf, *rest)  # noqa: SLF001
            into[index:index] = [element.reference for element in below]


def _is_silent(box: Any, pdf: Any) -> bool:
    """Whether a box is a part of a line that says nothing of what is in it: no language, no link, no note."""
    if (
        type(box) is not boxes.InlineBox
        or _tag(box.element_tag if box.element is not None else None) not in _SILENT
        or box.link_annotation
        or box.widget_annotation
    ):
        return False
    if box.footnote is not None:  # its call, which has nothing in it
        tagging.call(box.footnote, pdf)
    element = box.element
    if element is None or "::" in box.element_tag:
        return True
    return element not in pdf.__dict__.get("briefings_notes", ()) and not element.get("lang")


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
"""What is put in the place of a part of WeasyPrint's, which `tagging` has replaced once already."""
