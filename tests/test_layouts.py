"""A compiled layout is kept, and makes the page that the layout would make."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from briefings.building import caching
from briefings.building.caching import Cache
from briefings.building.layouts import KeptLayouts, kept_layouts
from briefings.desk.store import Shelf
from briefings.rendering.layout import _environment, compile_layout
from briefings.rendering.templates import LAYOUT, Template

FILE = f"templates/plain/{LAYOUT}"
TEXT = "{% for one in ones %}{{ one * 2 }};{% endfor %}"


def template(text: str = TEXT) -> Template:
    return Template("plain", {f"plain/{LAYOUT}": (text, FILE)}, (), {}, {})


def page(folder: Path, text: str = TEXT) -> str:
    """What a new process would make of the layout, with what is kept in a folder."""
    _environment.cache_clear()
    compile_layout(template(text), KeptLayouts(Cache(Shelf(folder))))
    environment = _environment(tuple(template(text).layouts.items()))
    return environment.get_template(template(text).layout).render(ones=[1, 2])


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the layouts that Jinja compiles."""
    names: list[str] = []
    compile_ = jinja2.Environment.compile

    def note(self: jinja2.Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return compile_(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    return names


def test_a_layout_is_compiled_once(tmp_path: Path, compiled: list[str]) -> None:
    assert [page(tmp_path), page(tmp_path)] == ["2;4;", "2;4;"]
    assert compiled == [f"plain/{LAYOUT}"]


def test_another_text_is_compiled(tmp_path: Path, compiled: list[str]) -> None:
    assert [page(tmp_path), page(tmp_path, "{{ ones[0] }}")] == ["2;4;", "1"]
    assert len(compiled) == 2


def test_another_program_compiles_anew(tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    page(tmp_path)
    monkeypatch.setattr(caching, "program", lambda: "another")
    assert page(tmp_path) == "2;4;"
    assert len(compiled) == 2


def test_what_is_broken_is_compiled_anew(tmp_path: Path, compiled: list[str]) -> None:
    page(tmp_path)
    (path,) = [path for path in tmp_path.iterdir() if path.name != ".gitignore"]
    path.write_bytes(path.read_bytes()[:-9] + b"not so at")
    assert page(tmp_path) == "2;4;"
    assert len(compiled) == 2


def test_a_mistake_of_a_kept_layout_has_its_place(tmp_path: Path) -> None:
    """The line that a traceback tells is that of the layout."""
    text = "\n\n{{ ones[0] / 0 }}"
    for _ in range(2):
        with pytest.raises(ZeroDivisionError) as raised:
            page(tmp_path, text)
        assert (str(raised.traceback[-1].path), raised.traceback[-1].lineno) == (FILE, 2)


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(caching, "cache_folder", homeless)
    assert kept_layouts.__wrapped__() is None
