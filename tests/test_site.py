"""The archive site: made from the records, whole or not at all, right under any address."""

from __future__ import annotations

import datetime
import gzip
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from briefings.desk.folders import write_folder
from briefings.errors import BriefingsError
from briefings.model import DeskSettings, Settings, SiteSettings
from briefings.publishing import search
from briefings.publishing.archive import Archive, segment, to_archive
from briefings.publishing.charts import draw
from briefings.publishing.feed import text_of
from briefings.publishing.site import EditionFiles, search_entries, to_site, together
from briefings.publishing.steady import in_one_order
from tests.conftest import Program
from tests.sites import DATES, moved, page_paths, published_desk

BASE = "https://desk.example.org/archive/"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> Program:
    """A desk with two published editions and its site, made with an address."""
    program = Program(tmp_path_factory.mktemp("desk"), program_environment)
    published_desk(program)
    run = program.inside("site", "--base-url", BASE.rstrip("/"))
    assert (run.status, run.stderr) == (0, "")
    said = r"build/site/index\.html  \(2 editions, 2 topics, 2 sources; \d+ files\)\n"  # how many, Pagefind decides
    assert re.fullmatch(said, run.stdout)
    return program


@pytest.fixture
def site(desk: Program) -> Path:
    return desk.folder / "build" / "site"


def records(desk: Program) -> list[dict[str, Any]]:
    folder = desk.folder / "content" / "editions" / "alliance"
    return [json.loads((folder / f"{date}.json").read_text("utf-8")) for date in DATES]


def archive_of(*records: dict[str, Any]) -> Archive:
    return to_archive({"alliance": records}, Settings(desk=DeskSettings(name="Harbour Desk")))


def site_of(archive: Archive, **settings: str) -> dict[str, str]:
    """The texts of a site, whose editions have a line for a file each."""
    files = {
        one.stem: EditionFiles({"html": b"<main>x</main>", "pdf": b"%PDF", "json": b"{}"}) for one in archive.editions
    }
    return {
        path: content.decode()
        for path, content in to_site(archive, files, SiteSettings.model_validate(settings)).items()
    }


def text(site: Path, path: str) -> str:
    return (site / path).read_text("utf-8")


# ----------------------------------------------------------------- contents


def test_the_site_has_a_page_for_everything(site: Path) -> None:
    assert page_paths(site) == [
        "editions.html",
        "editions/alliance-2026-01-30.html",
        "editions/alliance-2026-02-27.html",
        "index.html",
        "search.html",
        "sources.html",
        f"sources/{segment('Kim:2025')}.html",
        "sources/smith-2025.html",
        "topics.html",
        "topics/security.html",
        "topics/trade.html",
    ]


def test_each_edition_is_there_as_it_was_published(desk: Program, site: Path) -> None:
    for date in DATES:
        for suffix in ("html", "pdf", "json"):
            published = desk.folder / "build" / date / f"alliance-{date}.{suffix}"
            assert (site / "files" / published.name).read_bytes() == published.read_bytes()


def lines(html: str) -> list[str]:
    """What a page's main part says, element by element."""

    found = [""]
    inside = False

    class Words(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            nonlocal inside
            inside = inside or tag == "main"
            if tag in {"p", "li", "dt", "dd", "h1", "h2", "h3", "tr", "caption", "text", "figcaption"}:
                found.append("")

        def handle_endtag(self, tag: str) -> None:
            nonlocal inside
            inside = inside and tag != "main"

        def handle_data(self, data: str) -> None:
            if inside:
                found[-1] += data

    Words().feed(html)
    joined = (" ".join(line.replace("\u2060", "").split()) for line in found)
    return [line for line in joined if line]


def test_a_topic_has_its_judgements_and_its_figures(site: Path) -> None:
    assert lines(text(site, "topics/security.html")) == [
        "Topic",
        "Security",
        "Current judgements",
        "There is a roughly even chance that Washington will withdraw troops this year.",
        "roughly even chance (45–55%) · low confidence · by December 2026",
        "27 February 2026 roughly even chance (45–55%), low confidence",
        "30 January 2026 unlikely (20–45%), low confidence",
        "Figures over time",
        "Every figure of this topic, with the editions that print it",
        "FigureValueAs ofIn editions of",
        "U.S. troops in KoreaSource: Ann Smith 202528,500 troops202530 January 2026 to 27 February 2026",
        "Editions",
        "The alliance, 27 February 2026",
        "The alliance, 30 January 2026",
    ]


def test_a_source_has_its_record_and_what_rests_on_it_in_every_edition(site: Path) -> None:
    assert lines(text(site, "sources/smith-2025.html")) == [
        "Source smith-2025",
        "Forces in Korea",
        "A signed paper of two pages.",
        "Grade",
        "B usually reliable",
        "Why",
        "A named analyst with a public record.",
        "Kind",
        "analysis",
        "Author",
        "Ann Smith",
        "Originator",
        "Ann Smith",
        "Issued",
        "February 2025",
        "Read",
        "20 January 2026",
        "AI use",
        "none",
        "What rests on it",
        "That words are found does not mean that the source supports the sentence, or is right.",
        "The alliance, 27 February 2026 2",
        "Judgement There is a roughly even chance that Washington will withdraw troops this year.",
        "One origin",
        "The Pentagon keeps 28,500 troops in Korea and counts a carrier besides.",
        "Not verifiable · one origin · page 2",
        "Pentagon, 28,500 troops, Korea: not compared",
        "The edition of 27 February 2026",
        "The alliance, 30 January 2026 2",
        "Judgement Washington is unlikely to withdraw troops this year.",
        "One origin",
        "The United States keeps 28,500 troops in Korea, says one paper.",
        "Not verifiable · one origin · page 2",
        "United States, 28,500 troops, Korea: not compared",
        "The edition of 30 January 2026",
    ]


def test_a_page_of_an_edition_says_what_changed(site: Path) -> None:
    page = lines(text(site, "editions/alliance-2026-02-27.html"))
    start = page.index("What changed")
    assert page[start : page.index("Claims", start)] == [
        "What changed",
        "Since 30 January 2026",
        "Title and bottom line 1",
        ("Bottom line reworded A troop cut is now a roughly even chance. Before: A troop cut is unlikely this year."),
        "Judgements 1",
        (
            "Judgement raised, reworded There is a roughly even chance that Washington will withdraw troops this year. "
            "unlikely (20–45%) → roughly even chance (45–55%) "
            "Before: Washington is unlikely to withdraw troops this year. A review began"
        ),
        "Claims 2",
        "New claim The Pentagon keeps 28,500 troops in Korea and counts a carrier besides.",
        "Claim no longer made The United States keeps 28,500 troops in Korea, says one paper.",
    ]
    assert "There is a newer edition: 27 February 2026." in lines(text(site, "editions/alliance-2026-01-30.html"))
    assert "The first edition of this brief." in lines(text(site, "editions/alliance-2026-01-30.html"))


def first_claim(record: dict[str, Any]) -> dict[str, Any]:
    claim: dict[str, Any] = record["sections"][0]["notes"][0]["claims"][0]
    return claim


def item(text: str, state: str, **more: object) -> dict[str, object]:
    """What was looked for on a claim, as a record has it."""
    return {"text": text, "state": state, "required": True, "problem": "", "found": "", "differences": []} | more


@pytest.mark.parametrize(
    ("state", "items", "said"),
    [
        ("verified", [item("25%", "verified"), item("so", "altered", required=False)], ""),
        ("nothing", [], ""),
        ("altered", [item("25%", "altered", problem="unit", found="25")], "25%: another unit; the source has 25"),
        (
            "altered",
            [item("a dead deal", "altered", differences=[["dead", "done"]])],
            "a dead deal: the source has ‘done’ where this has ‘dead’",
        ),
        ("altered", [item("a deal", "altered")], "a deal: other words"),
        ("not-found", [item("Seoul", "verified"), item("3 May", "not-found")], "3 May: not found"),
        (
            "not-found",
            [item("3 May", "not-found", found="4 May"), item("Seoul", "not-found")],
            "3 May: not found; the nearest is 4 May. Seoul: not found",
        ),
        ("unverifiable", [item("Seoul", "unverifiable"), item("25%", "unverifiable")], "Seoul, 25%: not compared"),
    ],
)
def test_a_claim_that_is_not_verified_says_why(
    desk: Program, state: str, items: list[dict[str, object]], said: str
) -> None:
    """On the edition's page, on the page of its source, and where the search finds it."""
    first, second = records(desk)
    first_claim(second)["evidence"] |= {"state": state, "items": items}
    archive = archive_of(first, second)
    site = site_of(archive)
    for path in ("editions/alliance-2026-02-27.html", "sources/smith-2025.html"):
        page = lines(site[path])
        at = next(at for at, line in enumerate(page) if line.startswith("The Pentagon keeps 28,500 troops"))
        flaws = re.findall(r'<p class="terms flaws">(.*)</p>', site[path])
        assert (page[at + 2] == said, said in flaws) == (bool(said), bool(said)), path
    found = next(
        one for one in search_entries(archive, no_files(archive)) if one.title.startswith("The Pentagon keeps")
    )
    assert found.text.partition(". ")[2] == said


WITHDRAWN = "Withdrawn on 20 February 2026: It has “come” true."


def test_what_was_withdrawn_later_says_so_wherever_it_is_told(desk: Program) -> None:
    """On the older edition's page, the topic, the source and in the search; not where a later edition has it again."""
    first, second = records(desk)
    claim = first["sections"][0]["notes"][0]["claims"][0]
    taken = {"id": claim["id"], "text": claim["text"], "date": "2026-02-20", "reason": 'It has "come" true.'}
    first_claim(second)["figures"] = []
    second["withdrawals"] = [taken | {"kind": "claim"}, {**taken, "kind": "judgement", "id": "troop-cut"}]
    archive = archive_of(first, second)
    site = {path: " ".join(lines(page)) for path, page in site_of(archive).items() if path.endswith(".html")}
    assert {path: page.count(WITHDRAWN) for path, page in site.items() if WITHDRAWN in page} == {
        "editions/alliance-2026-01-30.html": 2,
        "editions/alliance-2026-02-27.html": 2,
        "topics/security.html": 1,
        "sources/smith-2025.html": 1,
    }
    found = [one for one in search_entries(archive, no_files(archive)) if one.text.startswith("Withdrawn")]
    assert [(one.kind, one.stands, one.text.replace("\xa0", " ").startswith(WITHDRAWN)) for one in found] == [
        ("claim", False, True)
    ]


def test_a_figure_that_its_source_has_otherwise_says_so_on_its_topic(desk: Program) -> None:
    first, second = records(desk)
    found = item("28,500 troops", "altered", problem="value", found="27,000 troops")
    first_claim(second)["evidence"] |= {"state": "altered", "items": [found, item("Korea", "not-found")]}
    page = lines(site_of(archive_of(first, second))["topics/security.html"])
    assert (
        "U.S. troops in KoreaSource: Ann Smith 2025Altered: 28,500 troops: another value; the source has 27,000 troops"
        "28,500 troops202530 January 2026 to 27 February 2026"
    ) in page


def no_files(archive: Archive) -> dict[str, EditionFiles]:
    return {one.stem: EditionFiles({}) for one in archive.editions}


def test_a_row_of_a_table_is_told_without_its_lines(desk: Program) -> None:
    """But with the heads of its columns, which a record of an older version of the program does not have."""
    first, second = records(desk)
    claim = first_claim(second)
    claim["text"] = "United States, 2024 | [troops] | $72 billion"
    page = lines(site_of(archive_of(first, second))["editions/alliance-2026-02-27.html"])
    assert "United States, 2024; 28,500 troops; $72 billion" in page
    claim["heads"] = ["Partner", "Troops", "Exports"]
    archive = archive_of(first, second)
    page = lines(site_of(archive)["editions/alliance-2026-02-27.html"])
    told = "Partner: United States, 2024; Troops: 28,500 troops; Exports: $72 billion"
    assert told in page
    assert told in [entry.title.replace("\xa0", " ") for entry in search_entries(archive, no_files(archive))]


def test_sources_are_named_by_author_outlet_or_title(desk: Program) -> None:
    first, second = records(desk)
    source = second["sources"][0]
    told = {
        "a": {"author": ["Ann Smith"], "issued": "2025-02"},
        "b": {"author": ["Ann Smith"], "issued": "2025"},
        "c": {"author": ["Min Kim", "Ann Smith"], "issued": None},
        "d": {"author": [], "container-title": "The Daily", "issued": "2026-01-05"},
        "e": {
            "author": [],
            "container-title": "",
            "issued": None,
            "title": "A title that is longer than forty letters",
        },
        "f": {"author": [], "container-title": "", "issued": None, "title": "x" * 50},
    }
    second["sources"] = [source | {"key": key} | named for key, named in told.items()]
    first["sources"] = []
    names = archive_of(first, second).short_names()
    assert {key: name.replace("\u00a0", " ") for key, name in names.items()} == {
        "a": "Ann Smith 2025 a",
        "b": "Ann Smith 2025 b",
        "c": "Min Kim et al.",
        "d": "The Daily 2026",
        "e": "“A title that is longer than forty…”",
        "f": f"“{'x' * 38}…”",
    }


def test_a_source_that_was_read_after_its_edition_s_date_says_what_that_means(desk: Program) -> None:
    first, second = records(desk)
    for record in (first, second):
        for source in record["sources"]:
            source["accessed"] = "2026-04-01"
    page = lines(site_of(archive_of(first, second))["sources/smith-2025.html"])
    assert page[page.index("Read") + 1] == (
        "1 April 2026Later than the edition of 27 February 2026 that cites it: "
        "that edition’s record was written or corrected after its date."
    )


def test_a_page_says_in_which_part_of_the_site_it_is(site: Path) -> None:
    parts = {
        path: re.findall(r'aria-current="(\w+)">(\w+)<', text(site, path))
        for path in ("index.html", "topics.html", "topics/trade.html", "sources/smith-2025.html")
    }
    assert parts == {
        "index.html": [("page", "Latest")],
        "topics.html": [("page", "Topics")],
        "topics/trade.html": [("true", "Topics")],
        "sources/smith-2025.html": [("true", "Sources")],
    }
    page = text(site, "editions/alliance-2026-01-30.html")
    assert re.findall(r'aria-current="(\w+)">(\w+)<', page) == [("true", "Editions")]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("30 January 2026", ["30_January_2026"]),
        ("7 January 2026", ["7_January_2026"]),
        ("January 30, 2026", ["January_30,_2026"]),
        ("December 2026", ["December_2026"]),
        ("7 February 2025 to 9 March 2025", ["7_February_2025", "to", "9_March_2025"]),
        ("7 February 2025/9 March 2025", ["7_February_2025/9_March_2025"]),
        ("By April 2026 he may go", ["By", "April_2026", "he", "may", "go"]),
        ("2025", ["2025"]),
        ("", []),
    ],
)
def test_a_date_stays_on_one_line(written: str, parts: list[str]) -> None:
    assert together(written).replace("\u00a0", "_").split(" ") == (parts or [""])


def test_no_line_begins_with_a_separator(site: Path) -> None:
    """A dot between two things stands on the line of the first: the space before it breaks no line."""
    for path in page_paths(site):
        body = text(site, path).partition("<body>")[2].replace("&nbsp;", "\u00a0")
        assert re.findall(r".{0,30}(?<!\u00a0)·", body) == [], path


def test_only_the_search_needs_a_script(site: Path) -> None:
    assert [path for path in page_paths(site) if "<script" in text(site, path)] == ["search.html"]
    assert "<noscript>" in text(site, "search.html")


# ---------------------------------------------------------------- addresses


def addresses(html: str) -> list[tuple[str, str]]:
    """(attribute, value) of everything that a page links to or loads."""
    found: list[tuple[str, str]] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend((name, value or "") for name, value in attrs if name in {"href", "src", "action"})

    Links().feed(html)
    return found


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def test_every_link_leads_to_a_file_of_the_site_and_a_place_in_it(site: Path) -> None:
    """Relative links: the site works under any address, and from a file."""
    outside = set()
    for path in page_paths(site):
        html = text(site, path)
        assert len(ids(html)) == len(set(ids(html))), path
        for _, value in addresses(html):
            parts = urlsplit(value)
            if parts.scheme:
                outside.add(value)
                continue
            assert not value.startswith("/"), (path, value)
            target = (site / path).parent / unquote(parts.path) if parts.path else site / path
            assert target.resolve().is_relative_to(site.resolve()), (path, value)
            assert target.is_file(), (path, value)
            if parts.fragment:
                assert unquote(parts.fragment) in ids(target.read_text("utf-8")), (path, value)
    assert {value for value in outside if not value.startswith(BASE)} == {"https://news.example.org/tariff?a=1&b=2"}


def test_a_page_names_its_own_address_and_the_sitemap_names_all(site: Path) -> None:
    canonical = {
        path: re.findall(r'<link rel="canonical" href="([^"]+)">', text(site, path)) for path in page_paths(site)
    }
    assert canonical.pop("index.html") == [BASE]
    assert canonical == {path: [BASE + path] for path in canonical}
    tree = etree.fromstring((site / "sitemap.xml").read_bytes())
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    listed = {
        str(url.findtext("s:loc", namespaces=space)): url.findtext("s:lastmod", namespaces=space)
        for url in tree.findall("s:url", space)
    }
    assert set(listed) == {BASE, *(BASE + path for path in canonical if path != "search.html")}
    assert listed[f"{BASE}editions/alliance-2026-01-30.html"] == "2026-01-30"


def test_without_an_address_every_link_is_relative(desk: Program) -> None:
    site = site_of(archive_of(*records(desk)))
    assert "sitemap.xml" not in site
    assert "canonical" not in site["index.html"]
    assert ('rel="self"' in site["feed.xml"], 'href="index.html"' in site["feed.xml"]) == (False, True)


@pytest.mark.parametrize(
    "address", ["desk.example.org", "ftp://desk.example.org/", "https://x/?a", "https://x/#a", 'https://x/"']
)
def test_an_address_that_is_none_is_refused(desk: Program, address: str) -> None:
    run = desk.inside("site", "--base-url", address)
    assert (run.status, run.stderr) == (
        2,
        (
            f"briefings: --base-url {address!r} is no address of a site\n"
            "  hint: write it as https://desk.example.org/briefs/\n"
        ),
    )


# -------------------------------------------------------------------- feed

ATOM = etree.RelaxNG(file=str(Path(__file__).parent / "cases" / "atom.rng"))

NAMES = {"a": "http://www.w3.org/2005/Atom", "x": "http://www.w3.org/1999/xhtml"}


def check_feed(content: bytes) -> etree._Element:
    """The feed, held against the schema and against what no schema says: ids and links that are one of a kind."""
    tree = etree.fromstring(content)
    ATOM.assertValid(tree)
    names = [node.text for node in tree.iterfind(".//a:id", NAMES)]
    assert len(names) == len(set(names)), "4.1.1: no two entries have one id"
    for holder in [tree, *tree.iterfind("a:entry", NAMES)]:
        kinds = [(link.get("rel"), link.get("type")) for link in holder.iterfind("a:link", NAMES)]
        assert len(kinds) == len(set(kinds)), "4.1.1, 4.1.2: one alternate link of a type"
    assert tree.findtext("a:updated", namespaces=NAMES) == max(
        node.text or "" for node in tree.iterfind("a:entry/a:updated", NAMES)
    )
    return tree


def test_the_feed_keeps_to_the_standard_and_tells_the_changes(site: Path) -> None:
    tree = check_feed((site / "feed.xml").read_bytes())
    links = {link.get("rel"): link.get("href") for link in tree.iterfind("a:link", NAMES)}
    assert links == {"self": f"{BASE}feed.xml", "alternate": BASE}
    entry, first = tree.iterfind("a:entry", NAMES)
    assert [entry.findtext(f"a:{name}", namespaces=NAMES) for name in ("title", "published", "updated")] == [
        "The alliance, 27 February 2026",
        "2026-02-27T00:00:00Z",
        "2026-02-27T00:00:00Z",
    ]
    summary = [
        " ".join("".join(map(str, node.itertext())).split()) for node in entry.iterfind("a:summary/x:div/*", NAMES)
    ]
    assert [line.replace("\u2060", "") for line in summary] == [
        "4 changes since 30 January 2026:",
        (
            "Bottom line reworded: A troop cut is now a roughly even chance. "
            "Judgement raised, reworded: "
            "There is a roughly even chance that Washington will withdraw troops this year. "
            "(unlikely (20–45%) → roughly even chance (45–55%)) A review began "
            "2 claims: 1 new; 1 no longer made"
        ),
    ]
    assert "The first edition of this brief." in "".join(map(str, first.itertext()))


CHANGED = [
    ({"kind": "figure-dropped", "old": "28,500 troops"}, "Figure no longer printed: It. (last: 28,500 troops)"),
    ({"kind": "figure-new", "new": "28,500 troops"}, "New figure: It. (28,500 troops)"),
    ({"kind": "figure-changed", "old": "1%", "new": "2%"}, "Figure changed: It. (1% → 2%)"),
    ({"kind": "judgement-new", "new": "likely (55–80%)"}, "New judgement: It. (likely (55–80%))"),
    (
        {"kind": "judgement-withdrawn", "old": "likely (55–80%)", "reason": "It came."},
        "Judgement withdrawn: It. (last: likely (55–80%)) It came.",
    ),
    (
        {"kind": "judgement-dropped", "old": "likely (55–80%)"},
        "Judgement no longer carried: It. (last: likely (55–80%))",
    ),
    ({"kind": "judgement-reworded", "old": "That.", "new": "It."}, "Judgement reworded: It."),
    (
        {"kind": "judgement-horizon", "old": "2026-04", "new": "2026-12"},
        "Horizon moved: It. (April 2026 → December 2026)",
    ),
    ({"kind": "confidence-raised", "old": "low", "new": "moderate"}, "Confidence raised: It. (low → moderate)"),
    ({"kind": "source-new", "new": "E"}, "New source: It. (grade E)"),
    ({"kind": "source-dropped", "old": "E"}, "Source no longer cited: It. (last: grade E)"),
    (
        {"kind": "source-regraded", "old": "C", "new": "D", "reason": "It erred."},
        "Source graded anew: It. (grade C → grade D) It erred.",
    ),
    ({"kind": "source-superseded", "old": "current", "new": "retracted"}, "Source retracted: It."),
    ({"kind": "source-superseded", "old": "corrected", "new": "current"}, "Source current again: It."),
    ({"kind": "claim-new", "new": "It."}, "1 claim: 1 new"),
    ({"kind": "claim-dropped", "old": "It."}, "1 claim: 1 no longer made"),
    ({"kind": "claim-withdrawn", "old": "It."}, "1 claim: 1 withdrawn"),
    ({"kind": "claim-corroborated", "old": "1", "new": "2"}, "1 claim: 1 now corroborated"),
]


@pytest.mark.parametrize(("change", "told"), CHANGED)
def test_each_change_reads_as_what_it_is(desk: Program, change: dict[str, str], told: str) -> None:
    """In the feed; on the edition's page are the same words with a line for each."""
    first, second = records(desk)
    second["changes"] = [{"id": "x", "label": "It."} | change]
    site = site_of(archive_of(first, second))
    entry = next(check_feed(site["feed.xml"].encode()).iterfind("a:entry", NAMES))
    (listed,) = entry.iterfind("a:summary//x:li", NAMES)
    assert " ".join("".join(map(str, listed.itertext())).split()) == told
    page = lines(site["editions/alliance-2026-02-27.html"])
    shown = next(line for line in page[page.index("What changed") + 3 :] if "It." in line)
    if "last: " in told:
        assert f"Last: {change['old']}" in shown or f"Last: grade {change['old']}" in shown
    assert ("<del>" in site["editions/alliance-2026-02-27.html"]) == ("→" in shown)


def test_the_origins_of_a_claim_are_counted_in_words(desk: Program) -> None:
    first, second = records(desk)
    second["changes"] = [
        {"kind": "claim-corroborated", "id": "x", "label": "It.", "old": "1", "new": "2"},
        {"kind": "claim-contested", "id": "y", "label": "That.", "old": "single-source", "new": "contested"},
    ]
    page = lines(site_of(archive_of(first, second))["editions/alliance-2026-02-27.html"])
    assert "Claim now corroborated It. 1 origin → 2 origins" in page
    assert "Claim now contested That. one origin → contested" in page


def test_ids_stay_when_the_site_moves(desk: Program) -> None:
    """RFC 4287, 4.2.6: an id does not change when the feed is found elsewhere."""
    archive = archive_of(*records(desk))
    here, there = site_of(archive), site_of(archive, **{"base-url": BASE})
    found = [re.findall(r"<id>(.*)</id>", site["feed.xml"]) for site in (here, there)]
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_a_correction_makes_an_edition_new_in_the_feed(desk: Program) -> None:
    first, second = records(desk)
    second["corrections"] = [{"date": "2026-03-02", "reason": "The figure was that of 2024.", "former": "former/x"}]
    site = site_of(archive_of(first, second))
    tree = check_feed(site["feed.xml"].encode())
    entry = next(tree.iterfind("a:entry", NAMES))
    assert entry.findtext("a:updated", namespaces=NAMES) == "2026-03-02T00:00:00Z"
    assert "Corrected 2 March 2026: The figure was that of 2024." in "".join(map(str, entry.itertext()))
    assert "Corrected 2 March 2026. The figure was that of 2024." in lines(site["editions/alliance-2026-02-27.html"])


def test_the_schema_of_the_feed_finds_what_is_wrong() -> None:
    """The guard is seen to fail: no id, no author, a day in the place of a moment, a stranger."""
    good = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:y</id><title>t</title>'
        b"<updated>2026-01-30T00:00:00Z</updated><author><name>n</name></author></feed>"
    )
    assert ATOM.validate(etree.fromstring(good))
    for old, new in (
        (b"<id>urn:x:y</id>", b""),
        (b"<author><name>n</name></author>", b""),
        (b"T00:00:00Z", b""),
        (b"<title>t</title>", b'<title type="text/plain">t</title>'),
        (b"</feed>", b"<pubDate/></feed>"),
    ):
        assert not ATOM.validate(etree.fromstring(good.replace(old, new))), new


# ------------------------------------------------------------------ hostile


def test_what_a_record_says_is_text_and_never_markup(desk: Program) -> None:
    first, second = records(desk)
    evil = "<img src=x onerror=alert(1)>\"'\x0b\x00"
    for record in (first, second):
        record["title"] = record["bottom-line"] = record["series"] = record["marking"] = evil
        record["authors"] = [evil]
        for judgement in record["judgements"]:
            judgement["text"] = judgement["confidence"] = judgement["horizon"] = judgement["id"] = evil
        for source in record["sources"]:
            source["title"] = source["URL"] = "javascript:alert(1)"
            source["provenance"] |= {"kind": evil, "reliability": evil, "descriptor": evil, "status": evil, "ai": evil}
        for section in record["sections"]:
            section["topic"] = "../../" + section["topic"]
            for note in section["notes"]:
                for claim in note["claims"]:
                    claim["text"] = claim["id"] = evil
    archive = archive_of(first, second)
    site = site_of(archive)
    assert [path for path in site if path.startswith(("/", ".")) or "../" in path] == []
    for path, html in site.items():
        if path.endswith(".html") and not path.startswith("files/"):
            assert "<img" not in html, path
            assert "javascript:" not in [value for _, value in addresses(html)], path
            assert re.search("[\x00-\x08\x0b\x0c]", html) is None, path
    check_feed(site["feed.xml"].encode())
    entries = search_entries(archive, {one.stem: EditionFiles({}) for one in archive.editions})
    script = search.to_search_script(entries).decode()
    assert json.loads(script.removeprefix("window.briefingsEntries = ").rstrip(";\n"))[0]["kind"] == "edition"
    assert "pagefind-entry.json" in search.to_index(entries, "en-GB")


def test_a_record_that_was_damaged_is_named(desk: Program) -> None:
    first, second = records(desk)
    del second["judgements"][0]["range"]
    with pytest.raises(BriefingsError) as caught:
        archive_of(first, second)
    assert (caught.value.message, caught.value.hint) == (
        "content/editions/alliance/2026-02-27.json is no record of an edition: judgements.0.range: Field required",
        "restore the file from the desk's history",
    )


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("smith-2025", r"smith-2025"),
        ("Smith-2025", r"smith-2025-[0-9a-f]{8}"),
        ("doi:10.1/x", r"doi-10\.1-x-[0-9a-f]{8}"),
        ("../../etc", r"-\.\.-etc-[0-9a-f]{8}"),
        ("..", r"x-[0-9a-f]{8}"),
        ("김", r"--[0-9a-f]{8}"),
        ("a" * 300, r"a{80}-[0-9a-f]{8}"),
    ],
)
def test_a_name_is_one_step_of_a_path(name: str, wanted: str) -> None:
    assert re.fullmatch(wanted, segment(name))


# --------------------------------------------------------- figures over time


def test_a_figure_that_moved_is_drawn_and_told(desk: Program) -> None:
    first, second = records(desk)
    page = site_of(archive_of(first, moved(second, "26000")))["topics/security.html"]
    assert (
        'aria-label="U.S. troops in Korea: 30 January 2026, 28,500\u00a0troops; 27 February 2026, 26,000\u00a0troops."'
        in page
    )
    assert [line for line in lines(page) if "troops" in line and "2026" in line][-2:] == [
        "U.S. troops in KoreaSource: Ann Smith 202526,000 troops202527 February 2026",
        "28,500 troops202530 January 2026",
    ]


def test_figures_stand_in_the_order_in_which_the_newest_edition_tells_them(desk: Program) -> None:
    """A label may lean on the one before it: `The same demand, once lowered`."""
    first, second = records(desk)
    (figure,) = (one for one in second["figures"] if one["id"] == "troops")
    second["figures"] += [figure | {"id": name, "label": f"A {name}"} for name in ("later", "earlier")]
    first["figures"] += [figure | {"id": "gone", "label": "A former one"}]
    first_claim(second)["figures"] = ["troops", "later", "earlier"]
    first_claim(first)["figures"] = ["gone", "troops"]
    figures = archive_of(first, second).figures_on("security")
    assert [one.id for one in figures] == ["troops", "later", "earlier", "gone"]


def test_a_figure_left_out_in_between_is_told_as_two_stretches(desk: Program) -> None:
    first, second = records(desk)
    between = json.loads(json.dumps(second)) | {"date": "2026-02-06"}
    for section in between["sections"]:
        for note in section["notes"]:
            for claim in note["claims"]:
                claim["figures"] = []
    (history,) = archive_of(first, between, second).figures_on("security")
    assert [(str(one.date), str(last.date)) for _, one, last in history.rows()] == [
        ("2026-01-30", "2026-01-30"),
        ("2026-02-27", "2026-02-27"),
    ]


def test_a_chart_is_true_to_time_and_size() -> None:
    day = datetime.date
    chart = draw(
        [
            [(day(2026, 1, 1), 50.0, "50", "a"), (day(2026, 1, 11), 100.0, "100", "b")],
            [(day(2026, 1, 31), 100.0, "100", "c")],
        ]
    )
    xs, ys = [dot.x for dot in chart.dots], [dot.y for dot in chart.dots]
    assert (xs[1] - xs[0]) * 2 == pytest.approx(xs[2] - xs[1], abs=0.2)
    assert chart.zero - ys[1] == pytest.approx(2 * (chart.zero - ys[0]), abs=0.2)
    assert [dot.words for dot in chart.dots] == ["50", "100", ""]
    assert chart.path.count("M") == 2


# ------------------------------------------------------------------- search


def test_a_claim_is_found_once_and_leads_to_the_newest_edition_that_has_it(desk: Program) -> None:
    archive = archive_of(*records(desk))
    files = {
        one.stem: EditionFiles({"html": b"<main>All of it. <div popover>Not this.</div></main>"})
        for one in archive.editions
    }
    entries = search_entries(archive, files)
    assert [(one.kind, one.url.partition("#")[0], one.title) for one in entries if "15%" in one.title] == [
        ("claim", "editions/alliance-2026-02-27.html", "Washington asks 15% of Korean cars.")
    ]
    assert [one.text for one in entries if one.kind == "edition"] == ["All of it.", "All of it."]


def test_what_stands_comes_before_what_only_older_editions_have(desk: Program) -> None:
    archive = archive_of(*records(desk))
    entries = search_entries(archive, no_files(archive))
    assert [(one.kind, one.title, one.stands) for one in entries if one.kind != "source"] == [
        ("edition", "The alliance, 27\u00a0February\u00a02026", True),
        ("judgement", "There is a roughly even chance that Washington will withdraw troops this year.", True),
        ("claim", "The Pentagon keeps 28,500\u00a0troops in Korea and counts a carrier besides.", True),
        ("claim", "Washington asks 15% of Korean cars.", True),
        ("edition", "The alliance, 30\u00a0January\u00a02026", False),
        ("judgement", "Washington is unlikely to withdraw troops this year.", False),
        ("claim", "The United States keeps 28,500\u00a0troops in Korea, says one paper.", False),
    ]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<main><h2>Troops</h2><p>As of 10 February 2025</p><p>Requests.</p></main>",
            "Troops. As of 10 February 2025. Requests.",
        ),
        ("<main><p>One <b>bold</b><sup>2</sup> word</p></main>", "One bold2 word"),
        (
            '<main><p>Done.<sup class="call"><a>1</a></sup></p><p>“Well?”</p><p>So:</p><p>x</p></main>',
            "Done. “Well?” So: x",
        ),
        ("<main><table><tr><th>China</th><td>$1</td></tr></table></main>", "China. $1"),
        ("<main></main>", ""),
    ],
)
def test_blocks_of_a_page_do_not_run_into_each_other(html: str, said: str) -> None:
    assert text_of(html) == said


def test_pagefind_s_own_interfaces_stay_out(site: Path) -> None:
    kept = sorted(path.name for path in (site / "pagefind").iterdir() if path.is_file())
    assert [re.sub(r"_[0-9a-f]{10}", "", name) for name in kept] == [
        "pagefind-entry.json",
        "pagefind-worker.js",
        "pagefind.en.pf_meta",
        "pagefind.js",
        "wasm.en.pagefind",
        "wasm.unknown.pagefind",
    ]


def test_the_index_is_the_same_bytes_in_each_run(desk: Program) -> None:
    """Pagefind's own is not: it writes the values of filters as they come out of a hash table."""
    archive = archive_of(*records(desk))
    entries = search_entries(archive, no_files(archive))
    runs = [search.to_index(entries, "en-GB") for _ in range(4)]
    assert runs[1:] == runs[:-1]
    (listed,) = (content for path, content in runs[0].items() if path.endswith(".pf_meta"))
    filters = [re.sub(r"^filter/|\.pf_filter$", "", path) for path in runs[0] if path.startswith("filter/")]
    assert len(filters) == 3
    for name in filters:
        assert gzip.decompress(listed).count(name.encode()) == 1
    entry = json.loads(runs[0]["pagefind-entry.json"])["languages"]["en"]
    assert f"pagefind.{entry['hash']}.pf_meta" in runs[0]


@pytest.mark.parametrize(
    ("content", "packed"),
    [(b"", False), (b"plain", False), (b"plain", True), (b"pagefind_dcd\xa0", True), (b"pagefind_dcd\x82", True)],
    ids=["empty", "not packed", "without the mark", "no array", "cut off"],
)
def test_an_index_of_another_form_is_left_as_it_is(content: bytes, packed: bool) -> None:
    files = {"filter/en_0000000.pf_filter": gzip.compress(content) if packed else content, "pagefind-entry.json": b"{}"}
    assert in_one_order(files) == files


@pytest.mark.parametrize("count", [0, 1, 23, 24, 255, 256, 65_535, 65_536])
def test_values_are_put_in_order_however_many(count: int) -> None:
    """A filter is `[name, [[value, [page, …]], …]]`; the head of an array depends on how many items it has."""
    head = {0: b"", 1: b"\x98", 2: b"\x99", 4: b"\x9a"}
    size = 0 if count < 24 else 1 if count < 256 else 2 if count < 65_536 else 4
    opened = head[size] + count.to_bytes(size, "big") if size else bytes([0x80 | count])
    values = [b"\x82\x63" + f"{number % 1000:03}".encode() + b"\x81\x18\x2a" for number in range(count)]

    def written(values: list[bytes]) -> bytes:
        return b"pagefind_dcd\x82\x65topic" + opened + b"".join(values)

    (content,) = in_one_order({"filter/en_0000000.pf_filter": gzip.compress(written(values[::-1]))}).values()
    assert gzip.decompress(content) == written(sorted(values))


def test_without_pagefind_the_line_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pagefind_bin", None)
    with pytest.raises(BriefingsError) as caught:
        search.to_index((), "en-GB")
    assert (caught.value.message, caught.value.hint, caught.value.exit_status) == (
        "Pagefind, which makes the search, is not installed",
        "python -m pip install pagefind_bin",
        3,
    )


def test_a_pagefind_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "pagefind"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: hanging)
    monkeypatch.setattr(search, "LIMIT", 0.2)
    with pytest.raises(BriefingsError) as caught:
        search.to_index((), "en-GB")
    assert (caught.value.message, caught.value.exit_status) == (search.ENDED, 3)


# ---------------------------------------------------------------- languages


def test_the_texts_of_a_desk_in_another_language_say_so(desk: Program) -> None:
    settings = Settings(desk=DeskSettings(name="항구", language="ko-KR"))
    archive = to_archive({"alliance": tuple(records(desk))}, settings)
    page = site_of(archive)["editions/alliance-2026-02-27.html"]
    assert '<html lang="en-GB">' in page
    assert '<h1 lang="ko-KR">The alliance</h1>' in page
    assert "<h1>The alliance</h1>" in site_of(archive_of(*records(desk)))["editions/alliance-2026-02-27.html"]


# --------------------------------------------------------- whole or not at all


def test_a_desk_that_published_nothing_has_no_site(cli: Program) -> None:
    (cli.folder / "briefings.toml").write_text('[desk]\nname = "New Desk"\n')
    run = cli.inside("site")
    assert (run.status, run.stdout, run.stderr) == (
        2,
        "",
        (
            "briefings: no edition of this desk is published, so that there is nothing to show\n"
            "  hint: briefings publish BRIEF --date 2026-01-30 publishes one\n"
        ),
    )
    assert not (cli.folder / "build" / "site").exists()


@pytest.fixture
def copied(desk: Program, tmp_path: Path) -> Program:
    """The published desk in a folder of the test's own."""
    shutil.copytree(desk.folder, tmp_path / "desk")
    return Program(tmp_path / "desk", desk.environment)


def with_digests(desk: Program, **digests: str) -> None:
    """Have the record of the first edition name other digests, and take its files out of `build/`."""
    shutil.rmtree(desk.folder / "build" / "2026-01-30")
    path = desk.folder / "content/editions/alliance/2026-01-30.json"
    record = json.loads(path.read_text("utf-8"))
    record["published"]["files"] |= digests
    path.write_text(json.dumps(record), "utf-8")


def test_an_edition_that_would_say_something_else_stops_the_site(copied: Program) -> None:
    """And the former site stands."""
    with_digests(copied, json="0" * 64)
    former = text(copied.folder / "build/site", "index.html")
    run = copied.inside("site")
    assert (run.status, run.stdout, run.stderr) == (
        3,
        "",
        (
            "briefings: the edition of 'alliance' of 2026-01-30 would not say what was published under its date\n"
            "  hint: briefings publish alliance --date 2026-01-30 --verify tells what differs; "
            "restore the record and what was kept with it from the desk's history\n"
        ),
    )
    assert text(copied.folder / "build/site", "index.html") == former
    assert [path.name for path in (copied.folder / "build").glob(".site*")] == []


def test_an_edition_that_is_not_at_hand_is_made_anew_to_the_same_bytes(copied: Program) -> None:
    """From what was kept of it, whatever the desk says today."""
    former = (copied.folder / "build/site/files/alliance-2026-01-30.pdf").read_bytes()
    shutil.rmtree(copied.folder / "build" / "2026-01-30")
    note = copied.folder / "content/notes/trade/tariffs.md"
    note.write_text(note.read_text("utf-8").replace("of Korean cars", "of Korean ships"), "utf-8")
    run = copied.inside("site")
    assert (run.status, run.stderr) == (0, "")
    assert (copied.folder / "build/site/files/alliance-2026-01-30.pdf").read_bytes() == former


def test_another_look_is_told_and_does_not_stop_the_site(copied: Program) -> None:
    with_digests(copied, html="0" * 64, pdf="0" * 64)
    run = copied.inside("site")
    assert (run.status, run.stderr) == (
        0,
        (
            "alliance of 2026-01-30: HTML and PDF say what was published and are not the same files: the template or "
            "the programs that print them have changed\n"
        ),
    )


def test_a_folder_takes_the_place_of_another_whole(tmp_path: Path) -> None:
    write_folder(tmp_path, "build/site", {"a.html": b"1", "b/c.html": b"2"})
    write_folder(tmp_path, "build/site", {"d.html": b"3"})
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "build",
        "build/site",
        "build/site/d.html",
    ]


def test_a_failed_write_leaves_the_former_folder(tmp_path: Path) -> None:
    write_folder(tmp_path, "build/site", {"a.html": b"1"})
    with pytest.raises(BriefingsError) as caught:
        write_folder(tmp_path, "build/site", {"b.html": b"1", "b.html/c.html": b"2"})
    assert caught.value.exit_status == 3
    assert [path.name for path in sorted((tmp_path / "build").rglob("*"))] == ["site", "a.html"]


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "desk" / "build").mkdir(parents=True)
    (tmp_path / "desk" / "build" / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BriefingsError, match="lies behind a link"):
        write_folder(tmp_path / "desk", "build/site", {"a.html": b"1"})
    assert list((tmp_path / "elsewhere").iterdir()) == []
