"""The sources of a desk as text: what is read, what is refused and why, what is kept for the next run."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from briefings.building import snapshots
from briefings.building.snapshots import read_snapshots
from briefings.desk import snapshots as files
from briefings.evidence.sources import SourceText
from briefings.model import Dossier, Settings
from briefings.printing.child import ChildEndedError
from briefings.reading.dossier import parse_dossier
from tests.pdfs import pdf_of

SOURCE = """\
type: report
title: A deal
issued: {issued}
provenance:
  kind: reporting
  originator: The Harbour News
  reliability: B
  basis: It was there.
  descriptor: A report.
"""
SETTINGS = Settings.model_validate({"desk": {"name": "Test"}})
PAGE = b"<!DOCTYPE html><html lang=en><head><title>A deal</title></head><body><p>Seoul pays.</p></body></html>"


@pytest.fixture(autouse=True)
def _no_folder_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that the environment of the tests may name is another desk's."""
    monkeypatch.delenv("BRIEFINGS_SNAPSHOTS", raising=False)


def dossier(*names: str, digests: dict[str, str], issued: str = "2025-02") -> Dossier:
    """A dossier with one source a file name; its key is the name's stem."""
    record = SOURCE.format(issued=issued)
    records = {
        f"content/sources/{name.partition('.')[0]}.yaml": (
            f"{record}  snapshot: {{file: {name!r}, sha256: {digests.get(name, '0' * 64)}, captured: 2026-01-20}}\n"
        ).encode()
        for name in names
    }
    found = parse_dossier(SETTINGS, records)
    assert found.diagnostics == (), found.diagnostics
    return found


def kept(root: Path, **contents: bytes) -> dict[str, str]:
    """Write files into the folder of snapshots, `a_txt` as `a.txt`; the digests by name."""
    (root / "snapshots").mkdir(exist_ok=True)
    digests = {}
    for key, content in contents.items():
        name = key.replace("_", ".")
        (root / "snapshots" / name).write_bytes(content)
        digests[name] = hashlib.sha256(content).hexdigest()
    return digests


def read(root: Path, *names: str, digests: dict[str, str], store: Path | None = None) -> dict[str, SourceText]:
    return read_snapshots(root, SETTINGS, dossier(*names, digests=digests), store)


def test_every_kind_is_read_by_one_way(tmp_path: Path) -> None:
    """Text and Markdown as they are, HTML and PDF by the child: with the kind, the digest and the maker of the text."""
    digests = kept(tmp_path, a_txt=b"Seoul pays.", b_md=b"Seoul *pays*.", c_html=PAGE, d_pdf=pdf_of([["Seoul pays."]]))
    found = read(tmp_path, *digests, digests=digests)
    assert {key: (one.state, one.media, one.page, one.digest) for key, one in found.items()} == {
        name[0]: ("read", media, "Seoul pays.", digests[name])
        for name, media in zip(digests, ("text", "markdown", "html", "pdf"), strict=True)
    }
    assert found["a"].article is found["a"].page
    assert found["c"].title == "A deal"
    assert found["d"].pages == (0,)
    assert found["a"].extractor == "briefings 1"
    assert found["c"].extractor.startswith("trafilatura ")
    assert found["d"].extractor.startswith("pypdfium2 ")


def test_a_source_without_a_snapshot_is_not_kept(tmp_path: Path) -> None:
    record = SOURCE.format(issued="2025-02").encode()
    found = read_snapshots(tmp_path, SETTINGS, parse_dossier(SETTINGS, {"content/sources/a.yaml": record}), None)
    assert found == {
        "a": SourceText("a", "not-kept", reason="the record names no snapshot", anchor=datetime.date(2025, 2, 28))
    }


@pytest.mark.parametrize(
    ("issued", "anchor"),
    [
        ("2025-02-07", datetime.date(2025, 2, 7)),
        ("2025", datetime.date(2025, 12, 31)),
        ("2025-01/2025-03", datetime.date(2025, 3, 31)),
    ],
)
def test_a_source_speaks_from_the_last_day_it_can_be_of(tmp_path: Path, issued: str, anchor: datetime.date) -> None:
    digests = kept(tmp_path, a_txt=b"x")
    found = read_snapshots(tmp_path, SETTINGS, dossier("a.txt", digests=digests, issued=issued), None)
    assert found["a"].anchor == anchor


# ------------------------------------------------------------ what is refused


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """With or without a folder."""
    assert read(tmp_path, "a.txt", digests={})["a"].state == "missing"
    (tmp_path / "snapshots").write_text("a file in its place")
    assert read(tmp_path, "a.txt", digests={})["a"].state == "missing"


@pytest.mark.parametrize(
    ("setting", "variable", "made", "reason"),
    [
        ("snapshots", "", "snapshots", "'a.txt' is not in the folder 'snapshots'"),
        ("snapshots", "", "", "the folder 'snapshots' does not exist"),
        ("kept/../sources/", "", "sources", "'a.txt' is not in the folder 'sources'"),
        ("../kept", "", "../kept", "'a.txt' is not in the folder that the settings name"),
        ("../kept", "", "", "the folder that the settings name does not exist"),
        ("../kept", "copies", "copies", "'a.txt' is not in the folder 'copies'"),
        ("snapshots", "../kept", "../kept", "'a.txt' is not in the folder of BRIEFINGS_SNAPSHOTS"),
        ("snapshots", "/no/such", "snapshots", "the folder of BRIEFINGS_SNAPSHOTS does not exist"),
    ],
)
def test_a_missing_file_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, variable: str, made: str, reason: str
) -> None:
    """By the folder's name where it lies in the desk; a path of the machine stands in no finding."""
    monkeypatch.setenv(files.FOLDER, variable)
    desk = tmp_path / "desk"
    (desk / "kept").mkdir(parents=True)
    if made:
        (desk / made).mkdir()
    settings = Settings.model_validate({"desk": {"name": "Test"}, "evidence": {"snapshots": setting}})
    assert read_snapshots(desk, settings, dossier("a.txt", digests={}), None)["a"].reason == reason


def test_a_reader_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library in C does when it gets no more memory is its own affair, and no traceback of ours."""

    def die(*_arguments: object, **_options: object) -> None:
        raise ChildEndedError(timed_out=False, exit_code=-11, last_words="")

    monkeypatch.setattr("briefings.printing.child.Child.ask", die)
    digests = kept(tmp_path, a_html=PAGE)
    assert read(tmp_path, "a.html", digests=digests)["a"].reason == (
        "it used more memory or time than it may, or crashed the reader"
    )


def test_changed_bytes_are_not_used(tmp_path: Path) -> None:
    """The text of another file than the one that was captured would prove nothing."""
    digests = kept(tmp_path, a_txt=b"Seoul pays.")
    (tmp_path / "snapshots" / "a.txt").write_bytes(b"Seoul does not pay.")
    assert read(tmp_path, "a.txt", digests=digests)["a"] == SourceText(
        "a",
        "changed",
        hashlib.sha256(b"Seoul does not pay.").hexdigest(),
        reason="its digest is another than the record's",
        anchor=datetime.date(2025, 2, 28),
    )


@pytest.mark.parametrize("name", ["../a.txt", "/etc/hostname", "..", "b/a.txt", "b\\a.txt", "a\x85.txt"])
def test_only_plain_names_are_opened(tmp_path: Path, name: str) -> None:
    """A record cannot have a file outside the folder read."""
    snapshot = dossier("x.txt", digests={}).sources["x"].record.provenance.snapshot
    assert snapshot is not None
    (tmp_path / "a.txt").write_text("secret")
    found = files.read_snapshot(tmp_path / "snapshots", snapshot.model_copy(update={"file": name}))
    assert (found.state, found.content, found.reason) == ("unreadable", b"", "the record gives no plain file name")


def test_links_pipes_and_folders_are_not_opened(tmp_path: Path) -> None:
    digests = kept(tmp_path, real_txt=b"secret")
    (tmp_path / "snapshots" / "a.txt").symlink_to("real.txt")
    os.mkfifo(tmp_path / "snapshots" / "b.txt")
    (tmp_path / "snapshots" / "c.txt").mkdir()
    digest = digests["real.txt"]
    found = read(tmp_path, "a.txt", "b.txt", "c.txt", digests=dict.fromkeys(("a.txt", "b.txt", "c.txt"), digest))
    assert {key: (one.state, one.page, one.reason) for key, one in found.items()} == {
        "a": ("unreadable", "", "it is a link"),
        "b": ("unreadable", "", "it is not a regular file"),
        "c": ("unreadable", "", "is a directory"),
    }


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_SNAPSHOT", 10)
    digests = kept(tmp_path, a_txt=b"eleven byte", b_txt=b"ten bytes!")
    found = read(tmp_path, "a.txt", "b.txt", digests=digests)
    assert (found["a"].state, found["a"].reason) == ("unreadable", "it has more than 10 bytes")
    assert found["b"].state == "read"


def test_a_hostile_file_does_not_take_the_others_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that needs too much memory, one that takes too long, no PDF: the pages after them are read."""
    monkeypatch.setattr(snapshots, "MEMORY", 400)
    monkeypatch.setattr(snapshots, "SECONDS", 4)
    slow = b"<html><body>" + b"<p>words and more words " * 150_000
    large = b"<html><body>" + b"<i>a</i>" * 2_000_000
    digests = kept(
        tmp_path,
        a_html=PAGE,
        b_html=large,
        c_html=slow,
        d_pdf=b"%PDF-1.7",
        e_html=PAGE,
        f_pdf=pdf_of([["Seoul pays."]]),
    )
    start = time.monotonic()
    found = read(tmp_path, *digests, digests=digests)
    assert time.monotonic() - start < 40
    assert [key for key, one in found.items() if one.state == "read" and one.page == "Seoul pays."] == ["a", "e", "f"]
    assert [key for key, one in found.items() if one.state == "unreadable" and not one.page] == ["b", "c", "d"]
    assert found["b"].reason == "it needs too much memory"
    assert found["c"].reason in {"it took longer than 4 seconds", "it needs too much memory"}
    assert found["d"].reason == "it is not a PDF that can be read"


def test_after_some_lost_processes_the_rest_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a hundred files that hang would hold a check for an hour."""
    monkeypatch.setattr(snapshots, "SECONDS", 0.01)
    monkeypatch.setattr(snapshots, "MOST_LOST", 2)
    digests = kept(tmp_path, a_html=PAGE, b_html=PAGE + b" ", c_html=PAGE + b"  ")
    found = read(tmp_path, *digests, digests=digests)
    assert [one.reason for one in found.values()] == [
        "it took longer than 0.01 seconds",
        "it took longer than 0.01 seconds",
        "it was not tried, after 2 others that hung or crashed the reader",
    ]


# ------------------------------------------------------------------ settings


def test_the_folder_is_a_setting_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(files.FOLDER, raising=False)
    settings = Settings.model_validate({"desk": {"name": "Test"}, "evidence": {"snapshots": "../kept"}})
    assert files.snapshot_folder(tmp_path, settings) == tmp_path / "../kept"
    monkeypatch.setenv(files.FOLDER, "/elsewhere")
    assert files.snapshot_folder(tmp_path, settings) == Path("/elsewhere")


# --------------------------------------------------------------------- store


@pytest.fixture
def no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that has to read a file anew fails."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("the file was read again")

    monkeypatch.setattr("briefings.printing.child.Child.__init__", refuse)


def store_of(root: Path) -> Path:
    return root / "build" / ".store"


@pytest.mark.usefixtures("no_child")
def test_plain_text_needs_no_child_and_no_store(tmp_path: Path) -> None:
    digests = kept(tmp_path, a_txt=b"Seoul pays.", b_md=b"Seoul pays.")
    assert read(tmp_path, *digests, digests=digests, store=store_of(tmp_path))["a"].state == "read"
    assert not store_of(tmp_path).exists()


def test_an_unchanged_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second run takes the text from the store, and it is the same; the folder keeps itself out of git."""
    digests = kept(tmp_path, a_html=PAGE, b_pdf=pdf_of([["Seoul pays."], ["Twice."]]))
    first = read(tmp_path, *digests, digests=digests, store=store_of(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr("briefings.printing.child.Child.__init__", None)
        assert read(tmp_path, *digests, digests=digests, store=store_of(tmp_path)) == first
    folder = store_of(tmp_path) / "text"
    assert sorted(path.name[:64] for path in folder.glob("*.json")) == sorted(digests.values())
    assert (folder / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"{}", b'{"article": 1}', b"[" * 200_000, b"\xff"])
def test_a_broken_entry_is_none(tmp_path: Path, broken: bytes) -> None:
    digests = kept(tmp_path, a_html=PAGE)
    first = read(tmp_path, "a.html", digests=digests, store=store_of(tmp_path))
    (entry,) = (store_of(tmp_path) / "text").glob("*.json")
    entry.write_bytes(broken)
    assert read(tmp_path, "a.html", digests=digests, store=store_of(tmp_path)) == first
    assert json.loads(entry.read_bytes())["page"] == "Seoul pays."


def test_the_store_keeps_no_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest entries go first, and only when something new came in."""
    texts = files.TextStore(tmp_path)
    for number in range(3):
        texts.put(f"{number}" * 64, "maker 1", {"page": "x" * 100})
        os.utime(next(tmp_path.glob(f"{number}*.json")), (number, number))
    monkeypatch.setattr(files, "LARGEST_STORE", 250)
    texts.trim()
    assert [path.name[0] for path in sorted(tmp_path.glob("*.json"))] == ["1", "2"]


def test_a_store_that_cannot_be_written_is_no_mistake(tmp_path: Path) -> None:
    """Nor one that is a link out of the desk: nothing is written there."""
    digests = kept(tmp_path, a_html=PAGE)
    (tmp_path / "file").write_text("in the way")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "link").symlink_to(outside)
    for store in (tmp_path / "file", tmp_path / "link"):
        assert read(tmp_path, "a.html", digests=digests, store=store)["a"].state == "read"
    assert list(outside.iterdir()) == []


# --------------------------------------------------------------------- speed


def test_a_hundred_plain_sources_are_read_in_no_time(tmp_path: Path) -> None:
    """A generous multiple of what it takes on a quiet machine (20 ms): a guard against work for each character."""
    digests = kept(tmp_path, **{f"s{number}_txt": b"Seoul pays. " * 5000 for number in range(100)})
    desk = dossier(*digests, digests=digests)
    start = time.process_time()
    found = read_snapshots(tmp_path, SETTINGS, desk, None)
    assert time.process_time() - start < 1
    assert all(one.state == "read" for one in found.values())
