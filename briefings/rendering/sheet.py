"""An Edition and a template to a Sheet: the view, the layout run over it, and the assets it shows."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.editions.numbering import Numbering
from briefings.model import ASSETS, Asset, Attachment, Edition, FormattedCitations, Sheet
from briefings.rendering.labels import LABELS
from briefings.rendering.layout import render_layout
from briefings.rendering.outside import asked_outside
from briefings.rendering.templates import MEDIA_TYPES, Template
from briefings.rendering.unbroken import with_whole_dates
from briefings.rendering.view import to_view


def to_sheet(
    edition: Edition,
    formatted: FormattedCitations,
    numbering: Numbering,
    *,
    medium: str,
    template: Template,
    options: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    labels: Mapping[str, str],
    attachments: tuple[Attachment, ...] = (),
) -> tuple[Sheet | None, tuple[Diagnostic, ...]]:
    """Make the sheet of one medium. `pictures` has the bytes of every picture the notes show, by path."""
    assets = _assets(template, pictures, medium)
    address = _in_print if medium == "print" else _in_place
    styles = _style(template, assets, address)
    chosen = {name: _picture_url(template, name, value, assets, address) for name, value in options.items()}
    view = to_view(
        edition,
        formatted,
        numbering,
        medium=medium,
        labels={**LABELS, **labels},
        options=chosen,
        pictures={path: address(assets[_desk_name(path)]) for path in pictures},
        style=styles if medium == "screen" else "",
    )
    html, diagnostics = render_layout(template, view)
    if html is None:
        return None, diagnostics
    html = with_whole_dates(html, edition.desk.language)
    if medium == "screen":
        return Sheet(edition.brief, "screen", html, edition.date), (*diagnostics, *_refused(template, html))
    used = tuple(asset for asset in assets.values() if asset.name in html or asset.name in styles)
    return Sheet(edition.brief, "print", html, edition.date, styles, used, attachments), diagnostics


def print_style(template: Template, pictures: Mapping[str, bytes]) -> str:
    """The style of the sheet in print, whatever the sheet is going to hold."""
    return _style(template, _assets(template, pictures, "print"), _in_print)


def _style(template: Template, assets: Mapping[str, Asset], address: Any) -> str:
    return "\n".join(_with_addresses(text, assets, address) for _file, text in template.styles)


def _refused(template: Template, html: str) -> Iterator[Diagnostic]:
    """What a page may not hold: addresses that are not in it, and scripts."""
    addresses, acting = asked_outside(html)
    for address in addresses:
        shown = address if len(address) <= 200 else address[:199] + "…"
        hint = "put the file into the folder of the template and name it by a relative path in the style"
        yield _error(_place_of(template, address), f"the page would load {shown!r}, which is not in it", hint)
    for name in acting:
        yield _error(_place_of(template, name.rstrip(">")), f"the page would act by {name!r}", "a page has no scripts")


def _place_of(template: Template, text: str) -> Place:
    """Where a text stands in the template's styles or layouts; the layout's first line where it stands in none."""
    own = template.layouts[template.layout]
    files = ((file, style) for file, style in template.styles)
    for file, written in (*files, (own[1], own[0]), *((path, layout) for layout, path in template.layouts.values())):
        at = written.find(text)
        if at >= 0:
            return Place(file, written.count("\n", 0, at) + 1, at - written.rfind("\n", 0, at))
    return Place(own[1])


def _error(place: Place, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code="OUT02", severity=Severity.ERROR, place=place, message=message, hint=hint)


# ------------------------------------------------------------------- assets


def _desk_name(path: str) -> str:
    """The name of a desk's picture among the assets: two paths never share one, and messages show the file's own."""
    own = re.sub(r"[^A-Za-z0-9._-]", "_", posixpath.basename(path))
    return f"desk/{hashlib.sha256(path.encode()).hexdigest()[:16]}/{own}"


def _assets(template: Template, pictures: Mapping[str, bytes], medium: str) -> dict[str, Asset]:
    found = {
        name: content for name, content in template.files.items() if posixpath.splitext(name)[1].lower() in MEDIA_TYPES
    }
    found |= {_desk_name(path): content for path, content in sorted(pictures.items())}
    if medium == "print":
        # WOFF2 is for screens: WeasyPrint takes seconds to unpack one.
        found = {name: content for name, content in found.items() if not name.endswith(".woff2")}
    return {name: _asset(name, content) for name, content in found.items()}


def _asset(name: str, content: bytes) -> Asset:
    return Asset(name, MEDIA_TYPES[posixpath.splitext(name)[1].lower()], content)


def _in_print(asset: Asset) -> str:
    return ASSETS + asset.name


def _in_place(asset: Asset) -> str:
    return f"data:{asset.media_type};base64,{base64.b64encode(asset.content).decode()}"


_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def _with_addresses(style: str, assets: Mapping[str, Asset], address: Any) -> str:
    """The style with `url(paper.svg)` made the address of the template's file; any other is left, to be refused."""

    def replaced(match: re.Match[str]) -> str:
        asset = assets.get(match[2].removeprefix("./"))
        return f'url("{address(asset)}")' if asset else match[0]

    return _URL.sub(replaced, style)


def _picture_url(template: Template, name: str, value: object, assets: Mapping[str, Asset], address: Any) -> object:
    if template.options[name].type != "picture" or not value:
        return value
    asset = assets.get(str(value)) or assets.get(_desk_name(str(value)))
    return address(asset) if asset else ""
