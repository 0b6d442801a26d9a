"""A view through a template's layout to a Sheet; the template's mistakes come back as diagnostics."""

from __future__ import annotations

import base64
import posixpath
import re
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefings.diagnostics import Diagnostic, Place, Severity
from briefings.editions.numbering import Numbering
from briefings.model import ASSETS, Asset, Attachment, Edition, FormattedCitations, Sheet
from briefings.reading.records import nearest
from briefings.reading.walk import images_in
from briefings.rendering.labels import LABELS
from briefings.rendering.templates import MEDIA_TYPES, Template
from briefings.rendering.view import View, to_view


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
    found = _assets(template, pictures)
    if medium == "print":
        # WOFF2 is for screens: WeasyPrint takes seconds to unpack one.
        found = {name: content for name, content in found.items() if not name.endswith(".woff2")}
    assets = {name: _asset(name, content) for name, content in found.items()}
    address = _in_print if medium == "print" else _in_place
    styles = "\n".join(_with_addresses(text, assets, address) for _file, text in template.styles)
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
    if medium == "screen":
        return Sheet(edition.brief, "screen", html, edition.date), diagnostics
    used = tuple(asset for asset in assets.values() if asset.name in html or asset.name in styles)
    return Sheet(edition.brief, "print", html, edition.date, styles, used, attachments), diagnostics


def pictures_wanted(edition: Edition) -> dict[str, Place]:
    """The path of every picture the edition's notes show, and where it is first asked for."""
    wanted: dict[str, Place] = {}
    nodes = (*edition.bottom_line, *edition.lead, *(b for s in edition.sections for n in s.notes for b in n.blocks))
    for image in images_in(nodes):
        wanted.setdefault(image.src, image.place)
    return wanted


# ------------------------------------------------------------------- assets


def _desk_name(path: str) -> str:
    return "desk/" + re.sub(r"[^A-Za-z0-9._/-]", "_", path)


def _assets(template: Template, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    own = {
        name: content for name, content in template.files.items() if posixpath.splitext(name)[1].lower() in MEDIA_TYPES
    }
    return {**own, **{_desk_name(path): content for path, content in sorted(pictures.items())}}


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


# ------------------------------------------------------------------- layout


def render_layout(template: Template, view: View) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Run the layout over the view; every mistake has the template's file and line, and the data path."""
    environment = _Sandbox(
        autoescape=True,
        undefined=_missing_in(view),
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: _layout(template, name)),
    )
    try:
        return environment.get_template(template.layout).render(view), ()
    except TemplateSyntaxError as error:
        place = Place(_file_of(template, error), error.lineno)
        return None, (
            _error("TPL03", place, error.message or "the layout cannot be read", "docs/templates.md shows the syntax"),
        )
    except TemplateNotFound as error:
        hint = f"name it by template and file: {', '.join(sorted(template.layouts))}"
        return None, (_error("TPL03", _place(template, error), f"there is no layout {error.name!r}", hint),)
    except UndefinedError as error:
        message, _, hint = str(error.message).partition("\n")
        return None, (_error("TPL04", _place(template, error), message, hint),)
    except SecurityError as error:
        return None, (
            _error(
                "TPL04",
                _place(template, error),
                f"the layout does what no template may: {error}",
                "a template shows data and changes nothing",
            ),
        )
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
        MemoryError,
    ) as error:
        # What a layout's own expressions raise: `{{ 1 / 0 }}`, `{{ brief + 1 }}`. An error of ours has no place there.
        place = _place(template, error)
        if not place.path:
            raise
        return None, (
            _error(
                "TPL04",
                place,
                f"the layout failed: {str(error) or type(error).__name__}",
                "look at the expression in that line",
            ),
        )


class _Sandbox(ImmutableSandboxedEnvironment):
    """Refuses the two operators by which a few letters ask for gigabytes: no time limit interrupts `9 ** 9 ** 9`."""

    intercepted_binops = frozenset(["**", "*"])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise SecurityError("a layout computes no powers")
        if operator == "*" and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError("a layout multiplies numbers only")
        return super().call_binop(context, operator, left, right)


def _layout(template: Template, name: str) -> tuple[str, str, None] | None:
    found = template.layouts.get(name)
    return (found[0], found[1], None) if found else None


def _file_of(template: Template, error: TemplateSyntaxError) -> str:
    if error.filename:
        return error.filename
    return template.layouts.get(error.name or "", ("", template.layout))[1]


def _place(template: Template, error: BaseException) -> Place:
    """The deepest frame of the traceback that lies in a layout: the last of all is a library's."""
    files = {path for _text, path in template.layouts.values()}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    if not frames:
        return Place("")
    return Place(frames[-1].filename, frames[-1].lineno or 1)


def _missing_in(view: View) -> type[StrictUndefined]:
    """An undefined value that tells the path of the data where something was looked for, and the nearest name."""

    class Missing(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint:  # the sandbox's own words on what is forbidden
                return self._undefined_hint
            owner, name = self._undefined_obj, str(self._undefined_name)
            path = next(_paths(view, owner), "") if isinstance(owner, dict | list) else ""
            if isinstance(owner, dict):
                guess = nearest(name, tuple(str(key) for key in owner))
                known = f"did you mean {guess!r}?" if guess else _its_parts(owner)
                return f"{path or 'this value'} has no {name!r}\n{known}"
            if isinstance(owner, str | int | float | list):
                kind = "a list" if isinstance(owner, list) else "a single value"
                return f"{name!r} is asked of {path or kind}, which has no such part\ndocs/templates.md lists the data"
            guess = nearest(name, tuple(view))
            known = f"did you mean {guess!r}?" if guess else f"there are: {', '.join(sorted(view))}"
            return f"there is no variable {name!r}\n{known}"

    return Missing


def _its_parts(owner: dict[Any, Any]) -> str:
    return f"it has: {', '.join(sorted(map(str, owner))) or 'nothing'}"


def _paths(value: object, wanted: object, path: str = "") -> Iterator[str]:
    """The data paths at which `wanted` itself stands: `sections[0].notes[1]`."""
    if value is wanted:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, wanted, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, wanted, f"{path}[{index}]")


def _error(code: str, place: Place, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.ERROR, place=place, message=message, hint=hint)
