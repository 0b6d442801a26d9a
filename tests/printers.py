"""WeasyPrint without the shorter ways that a press puts in the place of its own functions."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from briefings import printing


@contextmanager
def the_long_way(*names: str) -> Iterator[None]:
    """Print without the shorter ways of these modules of `briefings.printing`, or of all that have such ways."""
    with pytest.MonkeyPatch.context() as patch:
        for module in installed():
            if not names or short_name(module) in names:
                for owner, function, long, _short in getattr(module, "CHANGES", ()):
                    patch.setattr(owner, function, long)
        yield


def installed() -> list[ModuleType]:
    """The modules of `briefings.printing` that change what a library does. A printer must have been made before."""
    names = [module.name for module in pkgutil.iter_modules(printing.__path__)]
    modules = [importlib.import_module(f"briefings.printing.{name}") for name in names]
    return [module for module in modules if hasattr(module, "install") or hasattr(module, "CHANGES")]


def short_name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
