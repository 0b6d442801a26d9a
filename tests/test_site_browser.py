"""The archive site in a real browser: search, keyboard, no word in the console, nothing from elsewhere, no barrier."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from briefings.model import DeskSettings, Settings, SiteSettings
from briefings.publishing.archive import to_archive
from briefings.publishing.search import to_search_script
from briefings.publishing.site import EditionFiles, search_entries, to_site
from tests.conftest import Program
from tests.sites import moved, page_paths, published_desk

PREFIX = "a/b"
"""The site is served below a path, as most hosts of static pages serve it."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser that does nothing by itself. It has no sandbox: the tests may be root's, and the pages are ours."""


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found is not None, "there is no Chromium: scripts/setup browser installs it"
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> Path:
    program = Program(tmp_path_factory.mktemp("desk"), program_environment)
    published_desk(program)
    run = program.inside("site")
    assert (run.status, run.stderr) == (0, "")
    return program.folder / "build" / "site"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        pass


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served: `http://127.0.0.1:…/a/b/`."""
    root = tmp_path_factory.mktemp("served")
    shutil.copytree(site, root / PREFIX)
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/{PREFIX}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and what it asked for and said while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def outside(self, *, origin: str) -> list[str]:
        """The requests that leave the site."""
        return [url for url in self.requests if not url.startswith(origin)]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield listening(context.new_page())
    context.close()


def listening(page: Page) -> Visit:
    visit = Visit(page)
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
    page.on("requestfailed", lambda request: visit.said.extend(failures(request)))
    return visit


def failures(request: Request) -> list[str]:
    """A request that came to nothing; one that the browser gave up for going to the next page is none."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url} ({request.failure})"]


def results(page: Page) -> list[str]:
    return [title.replace("\u00a0", " ") for title in page.locator("#found > li > a").all_inner_texts()]


def search(page: Page, words: str, count: str) -> None:
    """Type words and wait until the count is said."""
    page.get_by_role("searchbox").fill(words)
    expect(page.get_by_role("status")).to_have_text(count)


# ------------------------------------------------------------- every page

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (1280, "light"),
    (1280, "dark"),
    (390, "light"),
    (390, "dark"),
)

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

JUDGE = """async () => {
  const result = await axe.run(document, {resultTypes: ["violations"], selectors: false});
  const say = found => found.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`));
  return {violations: say(result.violations), rules: result.passes.length};
}"""


def test_no_page_has_a_barrier_a_fault_or_a_stranger(visit: Visit, site: Path, address: str) -> None:
    """In light and dark, on a telephone and a desk: axe finds nothing, the console is silent, nobody else is asked, and
    nothing is wider than the page."""
    page, found = visit.page, dict[tuple[str, int, str], object]()
    editions = [f"files/{path.name}" for path in sorted((site / "files").glob("*.html"))]
    for path in [*page_paths(site), "search.html?q=troops", *editions]:
        page.goto(address + path)
        if "?" in path:
            expect(page.locator("#found li").first).to_be_visible()
        # Evaluated by the driver, so that the page's own policy on scripts stays as it is.
        page.evaluate(AXE.read_text("utf-8"))
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            judged = page.evaluate(JUDGE)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert judged["rules"] > 15, path
            if judged["violations"] or wide > 0:
                found[path, width, scheme] = (judged["violations"], wide)
    assert found == {}
    assert visit.said == []
    assert visit.outside(origin=address) == []


def test_axe_finds_what_is_wrong(visit: Visit) -> None:
    """The guard is seen to fail."""
    visit.page.set_content("<main><h1>x</h1><img src='data:,'><p style='color:#ccc;background:#fff'>pale</p></main>")
    visit.page.evaluate(AXE.read_text("utf-8"))
    rules = {line.partition(":")[0] for line in visit.page.evaluate(JUDGE)["violations"]}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= rules


def test_a_stranger_is_seen(visit: Visit, address: str) -> None:
    """The guards are seen to fail: a request to somebody else, a word in the console."""
    visit.page.set_content("<img src='http://127.0.0.1:9/counter.png'><script>console.log('hello')</script>")
    visit.page.wait_for_timeout(100)
    assert visit.outside(origin=address) == ["http://127.0.0.1:9/counter.png"]
    assert "log: hello" in visit.said


def test_the_policy_of_a_page_refuses_what_is_not_its_own(visit: Visit, address: str) -> None:
    """Were a title ever taken for markup, it could still do nothing."""
    visit.page.goto(address)
    assert refused(visit) == 2


def refused(visit: Visit) -> int:
    """How much the page's policy refuses of a script and a picture from elsewhere that were put into it."""
    visit.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.taken = true";
          const picture = document.createElement("img");
          picture.src = "http://127.0.0.1:9/counter.png";
          document.body.append(script, picture);
        }"""
    )
    visit.page.wait_for_timeout(100)
    assert visit.page.evaluate("window.taken") is None
    return sum("Content Security Policy" in line for line in visit.said)


def test_an_edition_opened_from_a_file_has_all_it_needs_and_refuses_more(visit: Visit, site: Path) -> None:
    """Its fonts and its style are there under its own policy, the console is silent, and a link tells nobody whence."""
    edition = next(iter(sorted((site / "files").glob("*.html"))))
    visit.page.goto(edition.as_uri())
    fonts = "document.fonts.ready.then(fonts => [...fonts].some(font => font.status === 'loaded'))"
    assert visit.page.evaluate(fonts)
    assert visit.page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    assert visit.page.locator("meta[name=referrer]").get_attribute("content") == "no-referrer"
    assert visit.said == []
    assert refused(visit) == 2


def test_the_redline_refuses_what_is_not_in_it(visit: Visit, site: Path, program_environment: dict[str, str]) -> None:
    desk = Program(site.parent.parent, program_environment)
    redline = desk.inside("changes", "alliance", "--output", "html")
    assert (redline.status, redline.stderr) == (0, "")
    page = site.parent / "redline.html"
    page.write_text(redline.stdout, encoding="utf-8")
    visit.page.goto(page.as_uri())
    assert visit.said == []
    assert refused(visit) == 2


# -------------------------------------------------------------- long words

LONG = "Donau" + "dampfschifffahrts" * 4 + "gesellschaft"
"""A word of 85 letters, which has no place where a line may end."""

BEYOND = """() => [
  document.documentElement.scrollWidth - document.documentElement.clientWidth,
  ...Array.from(document.querySelectorAll("body *")).filter(one => {
    const box = one.getBoundingClientRect();
    const edge = document.documentElement.clientWidth + 0.5;
    const style = getComputedStyle(one);
    const scrolls = style.overflowX === "auto" && one.scrollWidth > one.clientWidth;
    return scrolls || (box.right > edge && box.left > -edge && style.clipPath === "none");
  }).map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)
]"""
"""By how much a page is wider than its window, what stands beyond the right edge of it, and what has to be scrolled."""

SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
"""The spacing of text that a reader may ask for: WCAG 2.2, 1.4.12."""


@pytest.fixture
def long_site(site: Path, tmp_path: Path) -> Path:
    """The site of the same editions with a long word in every title and label."""
    folder = site.parents[1] / "content" / "editions" / "alliance"
    records = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    for record in records:
        record["title"] = record["series"] = record["authors"][0] = record["bottom-line"] = f"The {LONG}"
        for section in record["sections"]:
            section["title"] = LONG
            for note in section["notes"]:
                note["title"] = LONG
        for thing in [*record["judgements"], *record["changes"]]:
            thing["text" if "text" in thing else "label"] = f"{LONG} and more"
        for figure in record["figures"]:
            figure["label"] = LONG
        for source in record["sources"]:
            source["title"] = source["author"][0] = LONG
    first, second = records
    settings = Settings(desk=DeskSettings(name=LONG), topics={"security": LONG, "trade": LONG})
    archive = to_archive({"alliance": (first, moved(second, "26000"))}, settings)
    files = {
        one.stem: EditionFiles({"html": b"<main>x</main>", "pdf": b"%PDF", "json": b"{}"}) for one in archive.editions
    }
    shutil.copytree(site / "assets", tmp_path / "long" / "assets")
    for path, content in to_site(archive, files, SiteSettings()).items():
        (tmp_path / "long" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "long" / path).write_bytes(content)
    (tmp_path / "long/assets/entries.js").write_bytes(to_search_script(search_entries(archive, files)))
    return tmp_path / "long"


def test_nothing_is_wider_than_its_window_whatever_its_words(browser: Browser, long_site: Path) -> None:
    found = {}
    context = browser.new_context(bypass_csp=True)  # so that the reader's own style is taken
    page = context.new_page()
    for path in [*page_paths(long_site), f"search.html?q={LONG}"]:
        page.goto(f"{long_site.as_uri()}/{path}")
        if "?" in path:
            expect(page.locator("#found li").first).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        for width in (1280, 660, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            found[path, width, ""] = page.evaluate(BEYOND)
        page.add_style_tag(content=SPACED)
        found[path, 320, "spaced"] = page.evaluate(BEYOND)
    context.close()
    assert {where: wide for where, wide in found.items() if wide != [0]} == {}


def test_what_is_too_wide_is_seen(visit: Visit) -> None:
    """The guard is seen to fail: a row of a grid, and what is cut off by its own box."""
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.set_content(f"<p style='display: grid; grid-template-columns: 1fr auto'>{LONG}<b>x</b></p>")
    assert visit.page.evaluate(BEYOND)[0] > 0
    visit.page.set_content(f"<div style='overflow: hidden'><p style='width: 999px'>{LONG}</p></div>")
    assert visit.page.evaluate(BEYOND)[1:] == [f"P. {LONG[:40]}"]


def test_a_figure_s_rows_are_lists_on_a_telephone(visit: Visit, address: str) -> None:
    """Each value stands behind the head of its column, and the heads are still read as a table's."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}topics/security.html")
    cells = page.locator("table.stacked tbody td")
    heads = cells.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)")
    assert heads == ['"Value" / ""', '"As of" / ""', '"In editions of" / ""']
    edges = cells.evaluate_all(
        "all => all.map(one => [one.getBoundingClientRect().left, one.scrollWidth - one.clientWidth])"
    )
    assert len({left for left, _ in edges}) == 1
    assert {more for _, more in edges} == {0}
    expect(page.get_by_role("columnheader", name="In editions of")).to_have_count(1)
    expect(page.get_by_role("cell", name="28,500")).to_have_count(1)
    page.set_viewport_size({"width": 1280, "height": 844})
    assert cells.first.evaluate("one => getComputedStyle(one, '::before').content") == "none"


# ------------------------------------------------------------------ search


def test_the_search_finds_a_claim_and_leads_to_it(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}search.html")
    search(visit.page, "carrier", "2 results for “carrier”")
    assert results(visit.page) == [
        "The Pentagon keeps 28,500 troops in Korea and counts a carrier besides.",
        "The alliance, 27 February 2026",
    ]
    visit.page.get_by_role("link", name="The Pentagon keeps").click()
    assert visit.page.url.startswith(f"{address}editions/alliance-2026-02-27.html#security.troops-february")
    expect(visit.page.locator("li:target")).to_contain_text("counts a carrier besides.")
    assert visit.said == []


def test_the_search_reads_the_whole_edition(visit: Visit, address: str) -> None:
    """A sentence that makes no claim is found in its edition."""
    visit.page.goto(f"{address}search.html")
    search(visit.page, "quinces", "1 result for “quinces”")
    assert results(visit.page) == ["The alliance, 27 February 2026"]
    expect(visit.page.locator("#found mark")).to_have_text("quinces")


def test_the_search_is_narrowed_by_topic_and_kind(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}search.html?q=Washington")
    status = page.get_by_role("status")
    expect(status).to_have_text("5 results for “Washington”")
    page.get_by_role("checkbox", name="Trade & <tariffs>").check()
    expect(status).to_have_text("3 results for “Washington”")
    page.get_by_role("checkbox", name="Claims").check()
    expect(status).to_have_text("1 result for “Washington”")
    assert results(page) == ["Washington asks 15% of Korean cars."]
    page.get_by_role("checkbox", name="Trade & <tariffs>").uncheck()
    page.get_by_role("checkbox", name="Claims").uncheck()
    page.get_by_role("checkbox", name="Judgements").check()
    expect(status).to_have_text("2 results for “Washington”")


def test_the_address_of_a_search_names_what_is_asked(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}search.html?q=Washington&topic=trade&kind=claim")
    expect(page.get_by_role("status")).to_have_text("1 result for “Washington”")
    page.get_by_role("checkbox", name="Claims").uncheck()
    expect(page.get_by_role("status")).to_have_text("3 results for “Washington”")
    assert page.url == f"{address}search.html?q=Washington&topic=trade"
    search(page, "", "")
    assert page.url == f"{address}search.html?topic=trade"
    assert visit.said == []


@pytest.mark.parametrize("opened", ["served", "from a file"])
def test_a_search_knows_what_stands_together(visit: Visit, site: Path, address: str, opened: str) -> None:
    """What has the very words and signs comes first; in quotation marks of any kind, nothing else is found."""
    page = visit.page
    page.goto(f"{address if opened == 'served' else site.as_uri() + '/'}search.html")
    search(page, "15% of Korean cars", "3 results for “15% of Korean cars”")
    assert results(page)[0] == "Washington asks 15% of Korean cars."
    search(page, "“Korean cars”", "3 results for “Korean cars”")
    search(page, '"cars Korean"', "No results for “cars Korean”")
    assert visit.said == []


def test_what_no_longer_stands_comes_last_and_is_marked(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}search.html?q=troops")
    expect(visit.page.get_by_role("status")).to_contain_text("for “troops”")
    about = visit.page.locator("#found > li > p:nth-of-type(1)")
    expect(about.last).to_be_visible()
    former = [text for text in about.all_inner_texts() if "not " in text]
    assert about.all_inner_texts()[-len(former) :] == former
    assert sorted(text.replace("\u00a0", " ") for text in former) == [
        "Claim · Security · 30 January 2026 · not in the newest edition",
        "Edition · not the newest",
        "Judgement · Security · 30 January 2026 · not in the newest edition",
    ]


def test_what_is_not_there_is_said_so(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}search.html")
    search(visit.page, "zzyzx", "No results for “zzyzx”")
    search(visit.page, "", "")


def test_a_hostile_title_is_shown_and_not_run(visit: Visit, address: str) -> None:
    visit.page.on("dialog", lambda dialog: visit.said.append(f"dialog: {dialog.message}"))
    visit.page.goto(f"{address}search.html?q=alert")
    expect(visit.page.get_by_role("status")).to_contain_text("for “alert”")
    assert "<script>alert(1)</script> & the tariff" in results(visit.page)
    assert visit.said == []


def test_the_keyboard_alone_suffices(visit: Visit, address: str) -> None:
    """From the home page: tab to the search, type, narrow, reach a result, open it."""
    page = visit.page
    page.goto(address)

    def tab_to(what: str, most: int = 40) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({what!r})"):
                ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert ring != "none", "what has the focus shows it"
                return
        pytest.fail(f"the Tab key does not reach {what}")

    tab_to(".skip", 1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to("input[type=search]", 3)
    page.keyboard.type("troops")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}search.html?q=troops")
    status = page.get_by_role("status")
    expect(status).to_contain_text("for “troops”")
    tab_to("input[value=security]")
    page.keyboard.press("Space")
    tab_to("input[value=judgement]")
    page.keyboard.press("Space")
    expect(status).to_have_text("2 results for “troops”")
    tab_to("#found a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}editions/*")
    expect(page.locator("li:target")).to_contain_text("troops")
    assert (visit.said, visit.outside(origin=address)) == ([], [])


def test_details_open_by_the_keyboard(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}sources/smith-2025.html")
    older = visit.page.locator("details").nth(1)
    assert older.evaluate("node => node.open") is False
    older.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    assert older.evaluate("node => node.open") is True


# -------------------------------------------------------- opened from a file


def test_the_site_works_from_a_file(visit: Visit, site: Path) -> None:
    """The look, the links and a search by a plain list."""
    page, root = visit.page, site.as_uri() + "/"
    page.goto(f"{root}index.html")
    assert "Briefings Sans" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert page.evaluate("document.fonts.ready.then(fonts => fonts.size > 0 && fonts.check('16px \"Briefings Sans\"'))")
    page.get_by_role("searchbox").fill("carrier")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(f"{root}search.html?q=carrier")
    expect(page.locator("#from-file")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("2 results for “carrier”")
    page.get_by_role("checkbox", name="Security").check()
    page.get_by_role("checkbox", name="Claims").check()
    expect(page.get_by_role("status")).to_have_text("1 result for “carrier”")
    page.locator("#found a").first.click()
    page.wait_for_url(f"{root}editions/*")
    expect(page.locator("li:target")).to_contain_text("counts a carrier besides.")
    assert (visit.said, visit.outside(origin=root)) == ([], [])
