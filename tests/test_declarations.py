"""A type of C is read the same, whether all types are declared before it or those that it names."""

from __future__ import annotations

from types import MethodType

import cffi
import pytest
from cffi.cparser import Parser

from briefings.printing.declarations import declaring_what_is_named

DECLARED = """
typedef struct _Layout Layout;
typedef int Unit;
typedef struct { Unit x; unsigned int width; } Rectangle;
typedef enum { LEFT, RIGHT } Side;
typedef void (*Notify) (Layout *layout, Side side);
struct _Layout { Rectangle *first; Notify notify; };
"""


@pytest.mark.parametrize(
    "text",
    [
        "Layout *",
        "Unit[3]",
        "Rectangle *",
        "Side",
        "Notify",
        "void(*)(Layout *, Rectangle)",
        "char[]",
        "uint32_t",
        "struct _Layout",
    ],
)
def test_a_type_is_the_same(text: str) -> None:
    plain, short = cffi.FFI(), cffi.FFI()
    plain.cdef(DECLARED)
    short._parser._parse = MethodType(declaring_what_is_named(Parser._parse), short._parser)
    short.cdef(DECLARED)
    assert str(short.typeof(text)) == str(plain.typeof(text))
    assert short._parser._declarations.keys() == plain._parser._declarations.keys()


@pytest.mark.parametrize("text", ["Layuot *", "Rectangle *[", "typedef"])
def test_what_is_no_type_is_refused_in_the_same_words(text: str) -> None:
    plain, short = cffi.FFI(), cffi.FFI()
    short._parser._parse = MethodType(declaring_what_is_named(Parser._parse), short._parser)
    said = []
    for one in (plain, short):
        one.cdef(DECLARED)
        with pytest.raises(cffi.CDefError) as raised:
            one.typeof(text)
        said.append(str(raised.value))
    assert said[0] == said[1]
