"""fontTools imported when it is first needed, which for most sheets is never: a third of what it takes to import
WeasyPrint 70.0, which uses it for variable fonts, colour fonts and WOFF, and has HarfBuzz cut down the others.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_IMPORTED = ("fontTools", "fontTools.ttLib", "fontTools.varLib.instancer")
"""What WeasyPrint takes names from."""
_USERS = ("weasyprint.pdf.fonts", "weasyprint.text.fonts")


@contextmanager
def fonttools_later() -> Iterator[None]:
    """Within it WeasyPrint is imported without fontTools; where that is there already, with it."""
    if "fontTools" in sys.modules:
        yield
        return
    for module in _IMPORTED:
        sys.modules[module] = _stand_in(module)
    try:
        yield
    finally:
        for module in _IMPORTED:
            del sys.modules[module]


def _stand_in(module: str) -> ModuleType:
    """A module that has a stand-in for every name."""
    made = ModuleType(module)
    vars(made)["__getattr__"] = lambda name: _Later(module, name)
    return made


class _Later:
    """In the place of a function, a class or a module of fontTools. Whoever calls it, or asks for a part of it, has
    all stand-ins replaced: an `except` needs a true class by the time that anything can be raised."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._true()(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._true(), name)

    def _true(self) -> Any:
        for user in filter(None, map(sys.modules.get, _USERS)):
            for name, value in [*vars(user).items()]:
                if isinstance(value, _Later):
                    setattr(user, name, value.find())
        return self.find()

    def find(self) -> Any:
        """What it stands for."""
        found = importlib.import_module(self._module)
        if not hasattr(found, self._name):
            importlib.import_module(f"{self._module}.{self._name}")
        return getattr(found, self._name)
