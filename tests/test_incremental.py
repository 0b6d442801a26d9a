"""A build that makes only what changed gives what a build of everything gives, whatever was edited in between."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefings.building.build import Workshop
from briefings.building.clearing import clear
from briefings.building.material import read_material
from briefings.building.order import make
from briefings.building.picking import Packer
from briefings.building.plan import Asked, Plan
from briefings.building.prepare import prepare
from briefings.building.stock import Stock
from briefings.checks.locking import lock_of
from briefings.checks.run import found_of
from briefings.desk.files import find_desk
from briefings.desk.output import write_files
from briefings.desk.snapshots import FOLDER
from briefings.desk.store import Shelf
from briefings.diagnostics import Diagnostic
from briefings.editions.records import to_json
from briefings.errors import BriefingsError
from briefings.evidence.lock import to_lock_text
from briefings.model import PrintSettings

from .conftest import Program
from .desks import write_desk

DESK = Path(__file__).parent / "incremental.md"
DATES = tuple(datetime.date(*day) for day in ((2025, 3, 3), (2025, 6, 30), (2026, 1, 30)))


@dataclass(frozen=True)
class Outcome:
    """What a build left of one brief: its files (None where it was not printed), and what it said."""

    files: dict[str, bytes] | None
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


@dataclass
class Builder:
    """Builds desks in one warm workshop; `made` are the briefs that the last build could not take as they were."""

    shop: Workshop
    made: tuple[str, ...] = ()

    def __call__(
        self, root: Path, date: datetime.date, formats: tuple[str, ...], *, keep: bool
    ) -> dict[str, Outcome] | str:
        """What becomes of each brief; or what is said where there is nothing to build."""
        try:
            return self._build(root, date, formats, keep=keep)
        except BriefingsError as error:
            return error.message

    def _build(self, root: Path, date: datetime.date, formats: tuple[str, ...], *, keep: bool) -> dict[str, Outcome]:
        stock = Stock(root, keep=keep)
        plan = Plan(stock, Asked(date, formats))
        outcomes, made = {}, []
        with Packer(find_desk(root), stock, plan.asked) as packer:
            for brief in stock.briefs(()):
                parts = plan.parts(brief)
                finished = plan.finished(parts)
                if finished is not None:
                    files = {path: (root / path).read_bytes() for path in finished.paths}
                    outcomes[brief] = Outcome(files, finished.pages, finished.diagnostics, finished.texts)
                    continue
                order = packer.order(parts)
                built = make(order, self.shop)
                made.append(brief)
                outcomes[brief] = Outcome(built.files, built.pages, built.diagnostics, built.texts)
                if built.files is not None and keep:
                    write_files(root, built.files)
                    plan.put(parts, order, built)
        if keep:
            clear(plan, {name: plan.parts(name) for name, outcome in outcomes.items() if outcome.files is not None})
        plan.save()
        self.made = tuple(made)
        return outcomes


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with Workshop(PrintSettings()) as shop:
        yield Builder(shop)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return write_desk(tmp_path, DESK.read_text("utf-8"), base="")


# --------------------------------------------------------------------- edits


class Desk:
    """A desk that is edited: what is random about an edit comes as a number."""

    def __init__(self, root: Path) -> None:
        self.root = write_desk(root, DESK.read_text("utf-8"), base="")
        self.date = DATES[-1]

    def one_of(self, pattern: str, number: int) -> Path | None:
        files = sorted(self.root.glob(pattern))
        return files[number % len(files)] if files else None

    def replace(self, pattern: str, number: int, old: str, new: str) -> None:
        """Put the first match of `old` in a file another way."""
        file = self.one_of(pattern, number)
        if file is not None:
            file.write_text(re.sub(old, new, file.read_text("utf-8"), count=1), "utf-8")


def _word(desk: Desk, number: int) -> None:
    desk.replace("content/notes/*/*.md", number, r"\.\n", f" in {1990 + number}.\n")


def _no_word(desk: Desk, number: int) -> None:
    desk.replace("content/notes/*/*.md", number, r" in \d{4}\.\n", ".\n")


def _same_size(desk: Desk, number: int) -> None:
    """Other bytes of the same number at the same time, as far as the file's owner can say."""
    file = desk.one_of("content/notes/*/*.md", number)
    if file is not None:
        then = file.stat()
        file.write_bytes(file.read_bytes().replace(b"year", b"yeor", 1))
        os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))


def _touch(desk: Desk, number: int) -> None:
    file = desk.one_of("content/*/**/*.*", number)
    if file is not None:
        file.touch()


def _new_note(desk: Desk, number: int) -> None:
    topic, other = (("security", "troops"), ("trade", "ships"), ("trade", "tariffs"))[number % 3]
    supersedes = f"supersedes: {topic}/{other}\n" if number % 2 else ""
    (desk.root / f"content/notes/{topic}").mkdir(parents=True, exist_ok=True)
    (desk.root / f"content/notes/{topic}/new-{number}.md").write_text(
        f"---\ntitle: New\ntopic: {topic}\ndate: 2025-06-{10 + number}\n{supersedes}---\n\nIt is new [@smith-2025].\n"
    )


def _rename(desk: Desk, number: int) -> None:
    file = desk.one_of("content/notes/*/*.md", number)
    if file is not None:
        file.rename(file.with_name(f"renamed-{number}.md"))


def _delete(desk: Desk, number: int) -> None:
    file = desk.one_of("content/[nbsf]*/**/*.*", number * 3)
    if file is not None:
        file.unlink()


def _rename_brief(desk: Desk, number: int) -> None:
    file = desk.one_of("content/briefs/*.md", number)
    if file is not None:
        file.rename(file.with_name(f"renamed-{number}.md"))


def _withdraw(desk: Desk, number: int) -> None:
    desk.replace("content/notes/*/*.md", number, r"\n---\n", "\nstatus: withdrawn\nwithdrawn-on: 2025-06-30\n---\n")


def _cite(desk: Desk, number: int) -> None:
    key = ("smith-2025", "jones-2025", "brown-2025", "smyth-2025")[number % 4]
    desk.replace("content/notes/*/*.md", number // 2, r"\[@[a-z]+-2025", f"[@{key}")


def _source(desk: Desk, number: int) -> None:
    desk.replace("content/sources/*.yaml", number, r"title: .*", f"title: Another title, {number}")


def _grade(desk: Desk, number: int) -> None:
    desk.replace("content/sources/*.yaml", number, r"reliability: .", f"reliability: {'ABCDE'[number % 5]}")


def _figure(desk: Desk, number: int) -> None:
    desk.replace("content/figures/*.yaml", number, r"value: \d+", f"value: {number + 40}")


def _snapshot(desk: Desk, number: int) -> None:
    """The source is captured again; or its kept text changes though the record does not."""
    text = f"The exercises of spring were shorter than in {2000 + number}.".encode()
    file = desk.root / "snapshots/jones.txt"
    file.write_bytes(text)
    if number % 2:
        desk.replace("content/sources/jones*", 0, r"sha256: \w+", f"sha256: {hashlib.sha256(text).hexdigest()}")


def _other_snapshots(_desk: Desk, number: int) -> None:
    if number % 2:
        os.environ[FOLDER] = "elsewhere"
    else:
        os.environ.pop(FOLDER, None)


def _style(desk: Desk, number: int) -> None:
    desk.replace("house.csl", 0, r'delimiter="[^"]*"', f'delimiter="{", ;/"[number % 4]} "')


def _look(desk: Desk, number: int) -> None:
    """The style that every brief has, two of them by inheritance."""
    desk.replace("templates/plain/brief.css", 0, "#.{6}", f"#11111{number % 10}")


def _layout(desk: Desk, number: int) -> None:
    desk.replace("templates/*/brief.html.j2", number, r"\n$", f"<!-- {number} -->\n")


def _picture(desk: Desk, number: int) -> None:
    desk.replace("pictures/*.svg", number, r'width="\d+"', f'width="{number + 11}"')


def _no_picture(desk: Desk, number: int) -> None:
    file = desk.one_of("pictures/*.svg", number)
    if file is not None:
        file.unlink()


def _settings(desk: Desk, number: int) -> None:
    name = ("Test Desk", "Another Desk", "A Third Desk")[number % 3]
    desk.replace("briefings.toml", 0, r'name = "[^"]*"', f'name = "{name}"')


def _waiver(desk: Desk, number: int) -> None:
    code = ("COR01", "CUR")[number % 2]
    desk.replace("briefings.toml", 0, r"\n(?:COR01|CUR) = ", f"\n{code} = ")


def _break(desk: Desk, number: int) -> None:
    desk.replace("content/[nbsf]*/**/*.*", number * 5, r"(?m)^(title|- id): ", r"\1x: ")


def _mend(desk: Desk, number: int) -> None:
    desk.replace("content/[nbsf]*/**/*.*", number * 5, r"(?m)^(title|- id)x: ", r"\1: ")


def _brief(desk: Desk, number: int) -> None:
    desk.replace("content/briefs/*.md", number, r"title: .*", f"title: A brief, {number}")


def _names(desk: Desk, number: int) -> None:
    (desk.root / "content/names.yaml").write_text(f"- name: Washington\n  aliases: [Capital {number}]\n")


def _origins(desk: Desk, number: int) -> None:
    same = ("true", "false")[number % 2]
    (desk.root / "content/origins.yaml").write_text(
        f"- sources: [smith-2025, brown-2025]\n  same: {same}\n  reason: We asked.\n"
    )


def _lock(desk: Desk, _number: int) -> None:
    material = read_material(find_desk(desk.root))
    lock = to_lock_text(lock_of(material, found_of(material)))
    (desk.root / "content/evidence.lock.json").write_text(lock, "utf-8")


def _publish(desk: Desk, number: int) -> None:
    """What was built last becomes the record of its date, so that later editions tell what changed since."""
    file = desk.one_of("build/*/*.json", number)
    found = re.fullmatch(r"(.+)-(\d{4}-\d\d-\d\d)\.json", file.name) if file is not None else None
    if file is not None and found is not None:
        record = desk.root / f"content/editions/{found[1]}/{found[2]}.json"
        record.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, record)


def _stray(desk: Desk, number: int) -> None:
    """A file that is not read for its name, or is a link."""
    file = desk.root / f"content/notes/security/stray-{number}.{('txt', 'md')[number % 2]}"
    if number % 2 and not file.is_symlink():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to("troops.md")
    elif file.parent.is_dir():
        file.write_text("Notes that are none.") if not file.is_symlink() else None


def _clock(desk: Desk, number: int) -> None:
    desk.date = DATES[number % len(DATES)]


def _output(desk: Desk, number: int) -> None:
    """What lies in build/ is edited by hand, or goes."""
    file = desk.one_of("build/*/*.*", number)
    if file is not None and number % 2:
        file.write_bytes(b"edited")
    elif file is not None:
        file.unlink()


def _store(desk: Desk, number: int) -> None:
    file = desk.one_of("build/.store/*/[0-9a-f]*", number)
    if file is not None:
        file.write_bytes(file.read_bytes()[: number * 20])


EDITS: dict[str, Callable[[Desk, int], None]] = {
    name.removeprefix("_"): function
    for name, function in sorted(globals().items())
    if name.startswith("_") and getattr(function, "__module__", "") == __name__
}

Edits = list[tuple[str, int]]

edits = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 9)), min_size=1, max_size=6)


def follow(builder: Builder, steps: Edits, formats: tuple[str, ...]) -> None:
    """Make the edits one by one; after each, what changed is made, and everything is."""
    former = os.environ.pop(FOLDER, None)
    try:
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            builder(desk.root, desk.date, formats, keep=True)
            for name, number in steps:
                EDITS[name](desk, number)
                mine = builder(desk.root, desk.date, formats, keep=True)
                assert mine == builder(desk.root, desk.date, formats, keep=False), (name, number)
                assert _lies_as_clean(desk, mine), (name, number)
                assert _as_of_the_whole_desk(desk, mine), (name, number)
    finally:
        os.environ.pop(FOLDER, None)
        if former is not None:
            os.environ[FOLDER] = former


def _lies_as_clean(desk: Desk, outcomes: dict[str, Outcome] | str) -> bool:
    """Whether the folder holds what a clean build would, and besides the last files of what could not be made, and
    what was edited by hand."""
    if isinstance(outcomes, str):
        return True
    made = {path: content for outcome in outcomes.values() for path, content in (outcome.files or {}).items()}
    lying = {str(file.relative_to(desk.root)): file.read_bytes() for file in desk.root.glob(f"build/{desk.date}/*.*")}
    kept = [f"build/{desk.date}/{name}-{desk.date}." for name, outcome in outcomes.items() if outcome.files is None]
    return {
        path: content for path, content in lying.items() if content != b"edited" and not path.startswith(tuple(kept))
    } == made


def _as_of_the_whole_desk(desk: Desk, outcomes: dict[str, Outcome] | str) -> bool:
    """Whether each brief says what it would had all of the desk been read for it."""
    if isinstance(outcomes, str):
        return True
    jobs = {job.edition.brief: job for job in prepare(find_desk(desk.root), (), desk.date).jobs}
    return all(
        outcome.files is None
        or outcome.files[f"build/{desk.date}/{name}-{desk.date}.json"] == to_json(jobs[name].edition)
        for name, outcome in outcomes.items()
    )


quiet = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)


def test_the_desk_is_printed_and_then_is_as_it_was(builder: Builder, desk: Path) -> None:
    """What all that follows stands on: every brief has all its files, and a second build makes none of them."""
    formats = ("html", "pdf", "json")
    first = builder(desk, DATES[-1], formats, keep=True)
    assert isinstance(first, dict)
    said = {brief: (outcome.files is not None, outcome.diagnostics) for brief, outcome in first.items()}
    assert said == dict.fromkeys(("alliance", "security", "trade"), (True, ()))
    assert list(builder.made) == ["alliance", "security", "trade"]
    assert builder(desk, DATES[-1], formats, keep=True) == first
    assert list(builder.made) == []


@settings(quiet, max_examples=8)
@given(edits)
def test_after_any_edits_the_data_are_those_of_a_clean_build(builder: Builder, steps: Edits) -> None:
    follow(builder, steps, ("json",))


@settings(quiet, max_examples=3)
@given(edits)
def test_after_any_edits_the_pages_are_those_of_a_clean_build(builder: Builder, steps: Edits) -> None:
    follow(builder, steps, ("html", "json"))


@pytest.mark.parametrize("name", sorted(EDITS))
def test_after_each_edit_by_itself(builder: Builder, name: str) -> None:
    """Each kind of edit once, on its own, from a desk that was built."""
    follow(builder, [(name, 1)], ("json",))


def test_only_what_changed_is_made(builder: Builder, desk: Path) -> None:
    """A note is of the briefs that print it, a figure's source of those that print the figure; a clock is of all."""
    formats = ("json",)

    def made(path: str, old: str, new: str) -> tuple[str, ...]:
        file = desk / path
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        builder(desk, DATES[-1], formats, keep=True)
        return builder.made

    builder(desk, DATES[-1], formats, keep=True)
    assert made("content/notes/trade/tariffs.md", "said", "told") == ("alliance", "trade")
    assert made("content/notes/trade/tariffs.md", "told", "said") == ()  # as it was before: taken from the store
    assert made("content/notes/trade/ships.md", "yards", "docks") == ("trade",)
    assert made("content/notes/trade/older-ships.md", "many", "few") == ()
    assert made("content/sources/brown-2025.yaml", "Cy", "Di") == ("alliance", "trade")
    assert made("content/figures/security.yaml", "28500", "28400") == ("alliance", "security")
    assert made("content/briefs/security.md", "alone", "by itself") == ("security",)
    assert made("pictures/emblem.svg", "r=", "id='a' r=") == ("trade",)
    builder(desk, DATES[0], formats, keep=True)
    assert builder.made == ("alliance", "security", "trade")


def test_a_brief_of_another_name_leaves_nothing(cli: Program) -> None:
    """What was edited by hand stays, and what the program never made."""
    write_desk(cli.folder, DESK.read_text("utf-8"), base="")
    folder, briefs = cli.folder / "build/2026-01-30", cli.folder / "content/briefs"
    arguments = ("build", "--date", "2026-01-30", "--format", "html,json", "--jobs", "1")
    cli.inside(*arguments)
    (folder / "trade-2026-01-30.json").write_text("edited")
    (folder / "guests-2026-01-30.html").write_text("mine")
    (briefs / "trade.md").rename(briefs / "ships.md")
    (briefs / "security.md").unlink()
    finished = cli.inside(*arguments)
    removed = "security-2026-01-30.html, security-2026-01-30.json, trade-2026-01-30.html"
    said = f"removed, for the desk no longer has their brief: {removed}\n1 of 2 briefs unchanged since the last build\n"
    assert (finished.status, finished.stderr) == (0, said)
    assert sorted(file.name for file in folder.iterdir()) == [
        "alliance-2026-01-30.html",
        "alliance-2026-01-30.json",
        "guests-2026-01-30.html",
        "ships-2026-01-30.html",
        "ships-2026-01-30.json",
        "trade-2026-01-30.json",
    ]
    assert cli.inside(*arguments).stderr == "2 of 2 briefs unchanged since the last build\n"


def test_no_file_of_an_earlier_state_stays_beside_new_ones(cli: Program) -> None:
    """Other formats of a brief stay for as long as they are what would be made of the desk today."""
    write_desk(cli.folder, DESK.read_text("utf-8"), base="")
    folder, note = cli.folder / "build/2026-01-30", cli.folder / "content/notes/trade/ships.md"
    arguments = ("build", "trade", "--date", "2026-01-30", "--format")

    def names() -> list[str]:
        return sorted(file.name.removeprefix("trade-2026-01-30.") for file in folder.iterdir())

    cli.inside(*arguments, "html,json")
    assert (cli.inside(*arguments, "html").stderr, names()) == ("", ["html", "json"])
    note.write_text(note.read_text("utf-8").replace("yards", "docks"), "utf-8")
    finished = cli.inside(*arguments, "html")
    said = "removed, for they were of an earlier state of the desk: trade-2026-01-30.json\n"
    assert (finished.status, finished.stderr, names()) == (0, said, ["html"])
    cli.inside(*arguments, "json")
    assert names() == ["html", "json"]
    (folder / "trade-2026-01-30.json").write_text("edited")
    left = "left as they were, and may be of another state of the desk: trade-2026-01-30.json\n"
    assert (cli.inside(*arguments, "html", "--no-cache").stderr, names()) == (left, ["html", "json"])
    unchanged = "1 of 1 brief unchanged since the last build\n"
    assert cli.inside(*arguments, "html").stderr == left + unchanged
    note.write_text("---\n", "utf-8")
    assert cli.inside(*arguments, "json").status == 1
    assert names() == ["html", "json"]


def test_a_sheet_that_comes_out_the_same_is_not_printed_again(desk: Path) -> None:
    """A remark for the author alone changes a note and no page: the PDF is the one that was kept."""
    printed = Shelf(desk / "build" / ".store" / "printed")
    note = desk / "content/notes/trade/tariffs.md"
    with Workshop(PrintSettings(), prints=printed) as shop:
        build = Builder(shop)
        first = build(desk, DATES[-1], ("pdf",), keep=True)
        for entry in printed.folder.glob("[0-9a-f]*"):
            head, _, payload = (printed.get(entry.name) or b"").partition(b"\n")
            printed.put(entry.name, head + b"\n" + payload + b"% kept")
        note.write_text(note.read_text("utf-8") + "\n<!-- Ask Cy. -->\n", "utf-8")
        second = build(desk, DATES[-1], ("pdf",), keep=True)
    assert build.made == ("alliance", "trade")
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    for brief in build.made:
        assert second[brief].files == {path: pdf + b"% kept" for path, pdf in (first[brief].files or {}).items()}


@pytest.mark.parametrize("breakage", ["garbage", "empty", "folder", "link", "gone", "read-only"])
def test_a_broken_store_is_an_empty_one(builder: Builder, desk: Path, breakage: str) -> None:
    """Whatever stands in the place of the store or of what is in it, the build is as good; it only takes longer."""
    store = desk / "build" / ".store"
    clean = builder(desk, DATES[-1], ("json",), keep=False)
    assert builder(desk, DATES[-1], ("json",), keep=True) == clean
    entries = [file for file in store.glob("*/*") if not file.name.startswith(".")]
    for file in entries:
        if breakage == "garbage":
            file.write_bytes(b"\x00garbage" * 9)
        elif breakage in {"empty", "folder", "link"}:
            file.unlink()
            if breakage == "empty":
                file.touch()
            elif breakage == "folder":
                file.mkdir()
            else:
                file.symlink_to("/dev/zero")
    if breakage == "gone":
        shutil.rmtree(store)
        store.write_text("a file")
    if breakage == "read-only":
        for folder in (*store.iterdir(), store):
            folder.chmod(0o555)
    assert builder(desk, DATES[-1], ("json",), keep=True) == clean
    assert builder.made == (() if breakage == "read-only" else ("alliance", "security", "trade"))
    assert builder(desk, DATES[-1], ("json",), keep=True) == clean
    for folder in store.glob("*") if breakage == "read-only" else ():
        folder.chmod(0o755)


def test_a_store_behind_a_link_is_left_alone(
    builder: Builder, desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A folder elsewhere that a link stands for is neither read nor written."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (desk / "build").mkdir()
    (desk / "build" / ".store").symlink_to(elsewhere)
    for _again in range(2):
        builder(desk, DATES[-1], ("json",), keep=True)
        assert builder.made == ("alliance", "security", "trade")
    assert list(elsewhere.iterdir()) == []


def test_an_interrupted_build_is_resumed(builder: Builder, desk: Path) -> None:
    """What was finished before the end came is not made again."""
    layout = desk / "templates/child/brief.html.j2"
    good = layout.read_text()
    layout.write_text("{% broken")
    first = builder(desk, DATES[-1], ("html",), keep=True)
    assert isinstance(first, dict)
    assert first["alliance"].files is None
    assert builder(desk, DATES[-1], ("html",), keep=True) == first
    assert builder.made == ("alliance",)
    layout.write_text(good)


def test_the_first_change_is_told_before_all_is_read(desk: Path) -> None:
    """Then the processes of a build start, beside the reading of the rest; where nothing changed none does."""
    settings, told = desk / "briefings.toml", list[str]()

    def look(*, keep: bool = True) -> int:
        stock = Stock(desk, keep=keep, at_change=lambda: told.append("changed"))
        stock.index.save()
        return len(told)

    assert (look(), look()) == (1, 1)
    settings.write_text('[desk]\nname = "Another"\n', "utf-8")
    assert (look(), look()) == (2, 2)
    settings.touch()
    assert (look(), look(keep=False)) == (2, 3)


def test_no_cache_makes_everything_and_keeps_nothing(cli: Program) -> None:
    """`--no-cache` neither looks at the store nor puts anything into it."""
    write_desk(cli.folder, DESK.read_text("utf-8"), base="")
    arguments = ("build", "--date", "2026-01-30", "--format", "json")
    paths = "".join(f"build/2026-01-30/{name}-2026-01-30.json\n" for name in ("alliance", "security", "trade"))
    for _again in range(2):
        finished = cli.inside(*arguments, "--no-cache", "--jobs", "1")
        assert (finished.status, finished.stdout, finished.stderr) == (0, paths, "")
    assert not (cli.folder / "build" / ".store" / "receipts").exists()
    cli.inside(*arguments, "--jobs", "1")
    (cli.folder / "build/2026-01-30/trade-2026-01-30.json").write_text("edited")
    finished = cli.inside(*arguments)
    said = "3 of 3 briefs unchanged since the last build\n"
    assert (finished.status, finished.stdout, finished.stderr) == (0, paths, said)
    assert "edited" not in (cli.folder / "build/2026-01-30/trade-2026-01-30.json").read_text()


def test_the_store_is_bounded(tmp_path: Path) -> None:
    """The oldest entries go first; what is left is whole."""
    shelf = Shelf(tmp_path / "shelf", most=1000)
    for number in range(9):
        shelf.put(f"entry-{number}", bytes(200))
        os.utime(tmp_path / "shelf" / f"entry-{number}", (number, number))
    shelf.trim()
    assert [number for number in range(9) if shelf.get(f"entry-{number}") is not None] == [5, 6, 7, 8]
