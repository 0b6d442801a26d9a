"""Frozen values that cost little to define.

`dataclasses.dataclass` writes and compiles six functions for each class, which takes three tenths of a millisecond: a
fifth of all that is done before the first brief is ready for the press, and as much in each worker. Here a function is
compiled when it is first called, which most never are.
"""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**options: bool) -> Callable[[type], type]:
        """That of `dataclasses`; what is frozen, has slots, inherits nothing and compares as usual is made here."""
        usual = dataclasses.dataclass(**options)
        if options != {"frozen": True, "slots": True}:
            return usual
        return lambda cls: _frozen(cls) if _is_plain(cls) else usual(cls)


Fields = tuple[Field[Any], ...]
Method = Callable[..., Any]

_METHODS = frozenset(
    {"__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__", "__post_init__"}
)


def _is_plain(cls: type) -> bool:
    return cls.__bases__ == (object,) and not _METHODS & vars(cls).keys()


def _frozen(cls: type) -> type:
    cls.__doc__ = cls.__doc__ or cls.__name__  # else a signature would be made for it
    made: type[Any] = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for option in ("init", "repr", "eq", "frozen"):
        setattr(made.__dataclass_params__, option, True)
    fields = dataclasses.fields(made)
    for name, write in _WRITTEN.items():
        setattr(made, name, _later(made, name, fields, write))
    for name, method in {"__repr__": _shown, **_keeping(made, fields)}.items():
        setattr(made, name, method)
    return made


# ----------------------------------------------------------- written when called


def _later(cls: type, name: str, fields: Fields, write: Callable[[Fields], str]) -> Method:
    """A method that is compiled by its first call, and called then."""

    def first(self: Any, *arguments: Any, **named: Any) -> Any:
        known: dict[str, Any] = {"_set": object.__setattr__, "_none": MISSING}
        for field in fields:
            known |= {f"_value_{field.name}": field.default, f"_make_{field.name}": field.default_factory}
        exec(write(fields), known)  # noqa: S102 - a text of names of our own
        method: Method = known[name]
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *arguments, **named)

    return first


def _init(fields: Fields) -> str:
    arguments, lines = ["self"], ["pass"]
    for field in fields:
        name = value = field.name
        if field.default_factory is not MISSING:
            arguments.append(f"{name}=_none")
            value = f"_make_{name}() if {name} is _none else {name}"
        else:
            arguments.append(f"{name}=_value_{name}" if field.default is not MISSING else name)
        lines.append(f"_set(self, {name!r}, {value})")
    return f"def __init__({', '.join(arguments)}): {'; '.join(lines)}"


def _eq(fields: Fields) -> str:
    same = f"{_all_of('self', fields)} == {_all_of('other', fields)}"
    return f"def __eq__(self, other): return {same} if other.__class__ is self.__class__ else NotImplemented"


def _hash(fields: Fields) -> str:
    return f"def __hash__(self): return hash({_all_of('self', fields)})"


def _all_of(whose: str, fields: Fields) -> str:
    return "(" + "".join(f"{whose}.{field.name}, " for field in fields if field.compare) + ")"


_WRITTEN = {"__init__": _init, "__eq__": _eq, "__hash__": _hash}


# ------------------------------------------------------------------ the same for all


@reprlib.recursive_repr()
def _shown(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _keeping(cls: type, fields: Fields) -> dict[str, Method]:
    """What keeps a value as it is, and what `copy` and `pickle` take it apart and put it together by."""
    names = tuple(field.name for field in fields)

    def set_field(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def delete_field(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def set_state(self: Any, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {
        "__setattr__": set_field,
        "__delattr__": delete_field,
        "__getstate__": state,
        "__setstate__": set_state,
    }
