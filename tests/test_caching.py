"""What a user's cache folder keeps for all desks."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.building import caching
from briefings.building.caching import Cache, user_cache
from briefings.desk.store import Shelf
from briefings.printing import reachable as module
from briefings.printing.reachable import reachable
from tests.test_reachable import REPORT, a_style

STYLE = a_style('<choose><if type="book"><text value="b"/></if><else><text variable="title"/></else></choose>')


def test_a_program_finds_what_it_has_put_and_another_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Cache(Shelf(tmp_path))
    kept.put("key", b"made")
    assert kept.get("key") == b"made"
    monkeypatch.setattr(caching, "program", lambda: "another")
    assert kept.get("key") is None


def test_it_stands_in_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = user_cache("styles")
    assert kept is not None
    kept.put("key", b"made")
    assert (tmp_path / "briefings" / "styles").is_dir()


def test_a_style_is_cut_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Cache(Shelf(tmp_path))
    cut = reachable(STYLE, (REPORT,), kept)
    assert cut != STYLE
    module._reached.cache_clear()
    monkeypatch.setattr(module, "_read", lambda _style: pytest.fail("it is read once more"))
    assert reachable(STYLE, (REPORT,), kept) == cut


def test_other_references_have_the_style_cut_anew(tmp_path: Path) -> None:
    kept = Cache(Shelf(tmp_path))
    assert reachable(STYLE, (REPORT,), kept) != reachable(STYLE, ({**REPORT, "type": "book"},), kept)
