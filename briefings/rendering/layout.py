"""A layout run over a view; the layout's mistakes come back with its file and line, and the path of the data."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

from jinja2 import (
    BytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.filters import do_round
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from briefings.diagnostics import Diagnostic, Place
from briefings.reading.records import nearest
from briefings.rendering.templates import Template
from briefings.rendering.view import View

Layouts = tuple[tuple[str, tuple[str, str]], ...]
"""Jinja name → text and file, as a tuple: the key under which compiled layouts are kept."""


def render_layout(template: Template, view: View) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Run the template's layout; the text, or None and what was wrong."""
    environment = _environment(tuple(template.layouts.items()))
    try:
        return environment.get_template(template.layout).render(view), ()
    except TemplateSyntaxError as error:
        place = Place(_file_of(template, error), error.lineno)
        message = error.message or "the layout cannot be read"
        return None, (Diagnostic.error("TPL03", place, message, "docs/templates.md shows the syntax"),)
    except TemplateNotFound as error:
        hint = f"name it by template and file: {', '.join(sorted(template.layouts))}"
        return None, (Diagnostic.error("TPL03", _place(template, error), f"there is no layout {error.name!r}", hint),)
    except MissingDataError as error:
        return None, (Diagnostic.error("TPL04", _place(template, error), *_what_is_missing(error, view)),)
    except SecurityError as error:
        place = _place(template, error)
        place = place if place.path else Place(template.layouts[template.layout][1])
        message = f"the layout does what no template may: {error}"
        return None, (Diagnostic.error("TPL04", place, message, "a template shows data and changes nothing"),)
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
        MemoryError,
        SyntaxError,
    ) as error:
        # What a layout's own expressions raise: `{{ 1 / 0 }}`, `{{ brief + 1 }}`. An error of ours has no place there.
        place = _place(template, error)
        if isinstance(error, MemoryError):
            place = place if place.path else Place(template.layouts[template.layout][1])
            hint = "look at the expression in that line"
            return None, (Diagnostic.error("TPL04", place, "the layout wants more memory than it may have", hint),)
        if not place.path and isinstance(error, RecursionError | SyntaxError):  # Jinja's parser, or Python's
            place = Place(template.layouts[template.layout][1])
            hint = "take a part of it into a layout of its own"
            return None, (Diagnostic.error("TPL03", place, "the layout is nested too deep to be read", hint),)
        if not place.path:
            raise
        message = f"the layout failed: {_reason(error)}"
        return None, (Diagnostic.error("TPL04", place, message, "look at the expression in that line"),)


def compile_layout(template: Template, kept: BytecodeCache | None = None) -> None:
    """Compile the template's layout, which takes a twentieth of a second, and keep it for `render_layout`; unless it
    is among those `kept`, where it is kept for others.

    Raises what is wrong with it.
    """
    environment = _environment(tuple(template.layouts.items()))
    environment.bytecode_cache = kept
    environment.get_template(template.layout)


@lru_cache(maxsize=4)
def _environment(layouts: Layouts) -> ImmutableSandboxedEnvironment:
    """The sandbox with these layouts: kept, because compiling a layout takes longer than running it."""
    texts = dict(layouts)

    def load(name: str) -> tuple[str, str, None] | None:
        return (*texts[name], None) if name in texts else None

    sandbox = _Sandbox(
        autoescape=True, undefined=_Missing, trim_blocks=True, lstrip_blocks=True, loader=FunctionLoader(load)
    )
    sandbox.filters["round"] = _rounded
    del sandbox.filters["random"], sandbox.globals["lipsum"]  # the same data make the same page
    return sandbox


MOST_CHARACTERS = 100_000_000
"""Of a page, a macro or a block: a page with three pictures as large as they may be has eighty million."""
MOST_BITS = 256
_OF_DICTS = frozenset(dir(dict))


def _joined(parts: Iterable[str]) -> str:
    """What a layout prints, up to a length that no page has."""
    kept: list[str] = []
    length, left = 0, iter(parts)
    while some := list(islice(left, 16)):
        length += sum(map(len, some))
        if length > MOST_CHARACTERS:
            raise SecurityError(f"it prints more than {MOST_CHARACTERS:,} characters")
        kept += some
    return "".join(kept)


def _rounded(value: float, precision: int = 0, method: Literal["common", "ceil", "floor"] = "common") -> float:
    if abs(precision) > 15:  # a power of ten is computed for it
        raise SecurityError("a layout rounds to 15 places at most")
    return do_round(value, precision, method)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Refuses the sums that no time limit interrupts, such as `9 ** 9 ** 9`, and pages without end.

    A text may still grow in one expression (`center`, `~` in a loop) as far as the limits of time and memory let it,
    within which the building runs a layout.
    """

    intercepted_binops = frozenset(["**", "*"])
    concat = staticmethod(_joined)

    def getattr(self, obj: Any, attribute: str) -> Any:
        # As Jinja answers; but it looks for an attribute first, which a view's dicts have none of.
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICTS:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise SecurityError("a layout computes no powers")
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError("a layout multiplies numbers only")
        if any(isinstance(number, int) and number.bit_length() > MOST_BITS for number in (left, right)):
            raise SecurityError("a layout multiplies no number of a hundred digits")
        return super().call_binop(context, operator, left, right)


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


# ------------------------------------------------------------- missing data


class MissingDataError(UndefinedError):
    """A layout used what there is not: `name`, asked of `owner` (Jinja's `missing` for a variable)."""

    def __init__(self, message: str, owner: object, name: str) -> None:
        super().__init__(message)
        self.owner = owner
        self.name = name


class _Missing(StrictUndefined):
    """An undefined value that remembers what was looked for, and where."""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if hint is None and exc is UndefinedError:  # a hint is the sandbox's own words on what is forbidden
            self._undefined_exception: Any = lambda message: MissingDataError(str(message), obj, str(name))


def _what_is_missing(error: MissingDataError, view: View) -> tuple[str, str]:
    """A message that has the path of the data, and a hint that has the nearest name."""
    owner, name = error.owner, error.name
    path = next(_paths(view, owner), "") if isinstance(owner, dict | list) else ""
    if isinstance(owner, dict):
        guess = nearest(name, tuple(str(key) for key in owner))
        its_parts = f"it has: {', '.join(sorted(map(str, owner))) or 'nothing'}"
        return f"{path or 'this value'} has no {name!r}", f"did you mean {guess!r}?" if guess else its_parts
    if isinstance(owner, str | int | float | list):
        kind = "a list" if isinstance(owner, list) else "a single value"
        return f"{name!r} is asked of {path or kind}, which has no such part", "docs/templates.md lists the data"
    guess = nearest(name, tuple(view))
    hint = f"did you mean {guess!r}?" if guess else f"there are: {', '.join(sorted(view))}"
    return f"there is no variable {name!r}", hint


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


def _reason(error: Exception) -> str:
    """An error in a few words; Python's own for endless calls differ by version."""
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    return str(error) or type(error).__name__
