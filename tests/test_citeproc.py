"""Citations by CSL: the same words as Pandoc, safe as HTML, and clear about what cannot be formatted."""

from __future__ import annotations

import datetime
import html
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.errors import BriefingsError
from briefings.model import CitationRequest, CiteCluster, FormattedCitations, Source, SourceRecord
from briefings.printing import citeproc as module
from briefings.printing.citeproc import CitationError, Citeproc
from briefings.printing.csl import to_csl
from briefings.printing.links import plain_links
from briefings.printing.pandoc import find_pandoc
from briefings.printing.styles import nearest_style, read_style, style_names
from briefings.prose import Cite

NOTES, IN_TEXT, NUMBERED = "chicago-notes-bibliography", "apa", "ieee"

REFERENCES: tuple[dict[str, Any], ...] = (
    {
        "id": "pietrewicz-2025",
        "type": "report",
        "title": "U.S.–South Korea Alliance Challenged",
        "author": [{"family": "Pietrewicz", "given": "Oskar"}],
        "issued": {"date-parts": [[2025, 2]]},
        "publisher": "PISM",
        "URL": "https://example.org/16",
    },
    {
        "id": "song-2026",
        "type": "article-newspaper",
        "title": "S. Korea–U.S. alliance put on steadier footing",
        "author": [{"family": "Song", "given": "Sang-ho"}],
        "container-title": "Yonhap",
        "issued": {"date-parts": [[2026, 1, 19]]},
    },
    {
        "id": "oberdorfer-2013",
        "type": "book",
        "title": "The Two Koreas",
        "author": [{"family": "Oberdorfer", "given": "Don"}, {"family": "Carlin", "given": "Robert"}],
        "publisher": "Basic Books",
        "issued": {"date-parts": [[2013]]},
    },
)


@pytest.fixture(scope="module")
def citeproc() -> Iterator[Citeproc]:
    with Citeproc() as citeproc:
        yield citeproc


def a_cluster(*cites: Cite, inside: bool = False, opens: bool = False) -> CiteCluster:
    return CiteCluster(cites, inside_note=inside, opens_note=opens)


def a_request(
    *clusters: CiteCluster,
    style: str = NOTES,
    locale: str = "en-GB",
    references: tuple[dict[str, Any], ...] = REFERENCES,
) -> CitationRequest:
    return CitationRequest(style, locale, references, clusters)


def notes(formatted: FormattedCitations) -> list[str | None]:
    return [cluster.note for cluster in formatted.clusters]


def texts(formatted: FormattedCitations) -> list[str]:
    return [cluster.text for cluster in formatted.clusters]


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_request_that_pandoc_warms_itself_with_is_formatted(tmp_path: Path) -> None:
    """Nobody sees its answer, so nobody would see that it fails and warms nothing."""
    script = Path(module.__file__).with_name("citeproc.lua").read_text(encoding="utf-8")
    told = "io.write(pandoc.json.encode(format(WARMING)))"
    (tmp_path / "told.lua").write_text(script.replace("return pcall(format, WARMING)", told), encoding="utf-8")
    command = [str(find_pandoc()), "lua", str(tmp_path / "told.lua")]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=True)
    assert json.loads(done.stdout.splitlines()[1])["clusters"] == [
        {
            "text": "",
            "note": "Ada Kim, <em>Of Harbours and Water</em>, 30 January 2026,"
            ' <a href="https://example.org/">https://example.org/</a>.',
        }
    ]


# ------------------------------------------------------------ the same as Pandoc

# Pandoc is given the Markdown, we are given what our reader makes of it.
CASES: tuple[tuple[str, tuple[Cite, ...]], ...] = (
    ("[@pietrewicz-2025]", (Cite("pietrewicz-2025"),)),
    ("[@pietrewicz-2025, p. 2]", (Cite("pietrewicz-2025", suffix=", p. 2"),)),
    ("[@pietrewicz-2025 p. 3]", (Cite("pietrewicz-2025", suffix="p. 3"),)),
    ("[see @song-2026, pp. 33-35 and *passim*]", (Cite("song-2026", prefix="see", suffix=", pp. 33-35 and *passim*"),)),
    ("[-@song-2026, chap. 4]", (Cite("song-2026", "suppress-author", suffix=", chap. 4"),)),
    ("@oberdorfer-2013", (Cite("oberdorfer-2013", "author-in-text"),)),
    ("@oberdorfer-2013 [p. 33]", (Cite("oberdorfer-2013", "author-in-text", suffix="p. 33"),)),
    (
        "@song-2026 [p. 33; @pietrewicz-2025]",
        (Cite("song-2026", "author-in-text", suffix="p. 33"), Cite("pietrewicz-2025")),
    ),
    (
        "[*cf.* @song-2026 but not here; also @pietrewicz-2025, {iv, vi}; @oberdorfer-2013]",
        (
            Cite("song-2026", prefix="*cf.*", suffix="but not here"),
            Cite("pietrewicz-2025", prefix="also", suffix=", {iv, vi}"),
            Cite("oberdorfer-2013"),
        ),
    ),
    ("[@oberdorfer-2013: as before]", (Cite("oberdorfer-2013", suffix=": as before"),)),
    ("[@oberdorfer-2013 (2nd edn)]", (Cite("oberdorfer-2013", suffix="(2nd edn)"),)),
    ("[1. @oberdorfer-2013]", (Cite("oberdorfer-2013", prefix="1."),)),
    ('[so "quoted" @song-2026]', (Cite("song-2026", prefix='so "quoted"'),)),
)

PANDOC = """
local asked = pandoc.json.decode(io.read("a"), false)
local document = pandoc.read(asked.text, "markdown")
pandoc.mediabag.insert("asked.csl", "application/xml", asked.style)
document.meta = pandoc.Meta{csl = "asked.csl", lang = asked.locale}
document.meta.references = pandoc.read(asked.references, "csljson").meta.references
local plain = pandoc.utils.stringify
local answers, entries = {}, {}
for _, block in ipairs(pandoc.utils.citeproc(document).blocks) do
  if block.t == "Para" then
    local answer = {text = "", note = ""}
    for _, inline in ipairs(block.content[1].content) do
      if inline.t == "Note" then answer.note = plain(inline.content) else answer.text = answer.text .. plain(inline) end
    end
    table.insert(answers, answer)
  else
    for _, entry in ipairs(block.content) do table.insert(entries, plain(entry)) end
  end
end
print(pandoc.json.encode({answers = answers, entries = entries}))
"""


@pytest.mark.parametrize("locale", ["en-GB", "en-US", "de-DE", "ko-KR"])
@pytest.mark.parametrize(
    "style", [NOTES, IN_TEXT, NUMBERED, "oscola", "chicago-author-date", "harvard-cite-them-right"]
)
def test_citations_and_entries_have_pandocs_words(citeproc: Citeproc, style: str, locale: str) -> None:
    asked = {
        "text": "\n\n".join(markdown for markdown, _ in CASES),
        "style": read_style(style).text,
        "references": json.dumps(REFERENCES),
        "locale": locale,
    }
    answered = subprocess.run(
        [module._pandoc(), "lua", "-e", PANDOC], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    expected = json.loads(answered.stdout)
    formatted = citeproc.to_citations(
        a_request(*(CiteCluster(cites) for _, cites in CASES), style=style, locale=locale)
    )
    ours = [{"text": words(cluster.text), "note": words(cluster.note or "")} for cluster in formatted.clusters]
    theirs = [
        {part: text.replace("\N{NO-BREAK SPACE}", " ") for part, text in answer.items()}
        for answer in expected["answers"]
    ]
    assert ours == theirs
    assert [words(entry) for _, entry in formatted.bibliography] == expected["entries"]
    assert formatted.warnings == ()


def test_notes_in_full_and_then_in_short(citeproc: Citeproc) -> None:
    song, pietrewicz = Cite("song-2026"), Cite("pietrewicz-2025", suffix=", p. 2")
    formatted = citeproc.to_citations(
        a_request(a_cluster(song), a_cluster(pietrewicz), a_cluster(song), a_cluster(song, pietrewicz))
    )
    assert formatted.note_style
    assert texts(formatted) == ["", "", "", ""]
    assert notes(formatted) == [
        "Sang-ho Song, ‘S. Korea–U.S. Alliance Put on Steadier Footing’, <em>Yonhap</em>, 19 January 2026.",
        (
            "Oskar Pietrewicz, <em>U.S.–South Korea Alliance Challenged</em> (PISM, 2025), 2,"
            ' <a href="https://example.org/16">https://example.org/16</a>.'
        ),
        "Song, ‘S. Korea–U.S. Alliance Put on Steadier Footing’.",
        (
            "Song, ‘S. Korea–U.S. Alliance Put on Steadier Footing’;"
            " Pietrewicz, <em>U.S.–South Korea Alliance Challenged</em>, 2."
        ),
    ]
    assert formatted.bibliography == (
        ("oberdorfer-2013", "Oberdorfer, Don, and Robert Carlin. <em>The Two Koreas</em>. Basic Books, 2013."),
        (
            "pietrewicz-2025",
            (
                "Pietrewicz, Oskar. <em>U.S.–South Korea Alliance Challenged</em>. PISM, 2025."
                ' <a href="https://example.org/16">https://example.org/16</a>.'
            ),
        ),
        (
            "song-2026",
            "Song, Sang-ho. ‘S. Korea–U.S. Alliance Put on Steadier Footing’. <em>Yonhap</em>, 19 January 2026.",
        ),
    )


def test_the_author_in_the_text_stands_in_the_line_and_the_rest_in_the_note(citeproc: Citeproc) -> None:
    formatted = citeproc.to_citations(a_request(a_cluster(Cite("song-2026", "author-in-text", suffix="p. 4"))))
    (cluster,) = formatted.clusters
    assert cluster.text == "Sang-ho Song"
    assert cluster.note == "‘S. Korea–U.S. Alliance Put on Steadier Footing’, <em>Yonhap</em>, 19 January 2026, 4."


def test_in_text_citations_link_to_their_entries(citeproc: Citeproc) -> None:
    formatted = citeproc.to_citations(
        a_request(a_cluster(Cite("song-2026", suffix=", p. 4"), Cite("oberdorfer-2013")), style=IN_TEXT)
    )
    assert not formatted.note_style
    assert notes(formatted) == [None]
    assert texts(formatted) == [
        (
            '(<a href="#src-oberdorfer-2013">Oberdorfer &amp; Carlin, 2013</a>;'
            ' <a href="#src-song-2026">Song, 2026, p. 4</a>)'
        )
    ]


def test_a_desks_footnotes_count_and_their_citations_make_later_ones_short(citeproc: Citeproc) -> None:
    """OSCOLA refers back by number, so the numbers can be read off."""
    formatted = citeproc.to_citations(
        a_request(
            a_cluster(inside=True, opens=True),  # note 1, without a citation
            a_cluster(Cite("song-2026")),  # note 2
            a_cluster(Cite("pietrewicz-2025"), inside=True, opens=True),  # note 3
            a_cluster(Cite("song-2026"), inside=True),  # still note 3
            a_cluster(Cite("oberdorfer-2013")),  # note 4
            a_cluster(Cite("pietrewicz-2025")),  # note 5
            style="oscola",
        )
    )
    assert notes(formatted) == [
        None,
        "Sang-ho Song, ‘S. Korea–U.S. Alliance Put on Steadier Footing’ <em>Yonhap</em> (19 January 2026).",
        None,
        None,
        "Don Oberdorfer and Robert Carlin, <em>The Two Koreas</em> (Basic Books 2013).",
        "Pietrewicz (n 3).",
    ]
    assert texts(formatted)[0] == ""
    assert texts(formatted)[2].startswith("(Oskar Pietrewicz, ‘U.S.–South Korea Alliance Challenged’ (PISM 2025)")
    assert texts(formatted)[3] == "(Song (n 2))"


def test_numbered_entries_come_in_the_order_of_the_text_and_stand_in_a_line(citeproc: Citeproc) -> None:
    formatted = citeproc.to_citations(
        a_request(a_cluster(Cite("song-2026")), a_cluster(Cite("oberdorfer-2013")), style=NUMBERED)
    )
    assert texts(formatted) == ['<a href="#src-song-2026">[1]</a>', '<a href="#src-oberdorfer-2013">[2]</a>']
    assert [key for key, _ in formatted.bibliography] == ["song-2026", "oberdorfer-2013", "pietrewicz-2025"]
    assert formatted.bibliography[1][1] == (
        '<span class="csl-left-margin">[2] </span><span class="csl-right-inline">D. Oberdorfer and R. Carlin,'
        " <em>The Two Koreas</em>. Basic Books, 2013.</span>"
    )


def test_entries_speak_the_desks_language(citeproc: Citeproc) -> None:
    entries = {
        locale: dict(citeproc.to_citations(a_request(style=IN_TEXT, locale=locale)).bibliography)["song-2026"]
        for locale in ("en-GB", "ko-KR")
    }
    assert "January 19" in entries["en-GB"]
    assert "1월 19" in entries["ko-KR"]


def test_a_dependent_style_is_followed_to_its_parent(citeproc: Citeproc) -> None:
    assert read_style("2d-materials") == read_style("institute-of-physics-numeric")
    own = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>Mine</title><id>mine</id>'
        '<link rel="independent-parent" href="http://www.zotero.org/styles/apa"/></info></style>'
    )
    formatted = citeproc.to_citations(a_request(a_cluster(Cite("song-2026")), style=own))
    assert texts(formatted) == ['(<a href="#src-song-2026">Song, 2026</a>)']


# ----------------------------------------------------------------------- safe

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> & "x" <b>y'


@pytest.mark.parametrize("style", [NOTES, IN_TEXT, NUMBERED, "institute-of-physics-numeric"])
def test_a_record_cannot_bring_markup(citeproc: Citeproc, style: str) -> None:
    record: dict[str, Any] = {
        "id": "k",
        "type": "article-journal",
        "title": HOSTILE,
        "container-title": HOSTILE,
        "publisher": HOSTILE,
        "page": HOSTILE,
        "author": [{"family": HOSTILE, "given": HOSTILE}],
        "issued": {"date-parts": [[2025]]},
        "URL": "javascript:alert(1)",
        "DOI": 'x" onmouseover="alert(1)',
    }
    formatted = citeproc.to_citations(a_request(a_cluster(Cite("k")), style=style, references=(record,)))
    assert_harmless(formatted)
    assert "script" in words(formatted.bibliography[0][1]).lower(), "it is printed as text"


@pytest.mark.parametrize(
    "affix",
    [
        HOSTILE,
        "[x](javascript:alert(1))",
        "[x](file:///etc/passwd)",
        "[x](#ref-song-2026)",
        "![x](https://evil.example/a.png)",
        "![x](/etc/passwd)",
        "[x]{onclick=alert(1) style='position:fixed'}",
        "`<i>`{=html}",
        "\\input{/etc/passwd} $x$",
        "::: {onclick=x} y",
        "x[^1] ^[note] @song-2026",
        "<https://example.org/> <me@example.org>",
        "# heading",
        "> quote",
        "- item",
        "| a |\n|---|\n| b |",
        "    code",
        "---\ncsl: /etc/passwd\n---",
    ],
)
@pytest.mark.parametrize("style", [NOTES, IN_TEXT])
def test_an_affix_cannot_bring_markup(citeproc: Citeproc, style: str, affix: str) -> None:
    cites = (Cite("song-2026", prefix=affix), Cite("pietrewicz-2025", suffix=affix))
    formatted = citeproc.to_citations(a_request(CiteCluster(cites), style=style))
    assert_harmless(formatted)
    assert len(formatted.clusters) == 1


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(formatted: FormattedCitations) -> None:
    written = [
        *texts(formatted),
        *(note or "" for note in notes(formatted)),
        *(entry for _, entry in formatted.bibliography),
    ]
    elements = _Elements()
    elements.feed("".join(written))
    for tag, attributes in elements.found:
        assert tag in {"a", "em", "strong", "span", "sup", "sub", "code", "br"}, tag
        assert set(attributes) <= {"href", "class", "role"}, attributes
        if tag == "a":
            assert re.match(r"#src-|https?://|mailto:", attributes["href"] or ""), attributes
        else:
            assert "href" not in attributes


def test_emphasis_in_an_affix_and_csls_own_tags_in_a_title_are_markup(citeproc: Citeproc) -> None:
    record = {
        "id": "k",
        "type": "book",
        "title": "On <i>Nature</i> & H<sub>2</sub>O < 5",
        "author": [{"literal": "R&D"}],
    }
    formatted = citeproc.to_citations(
        a_request(a_cluster(Cite("k", prefix="*see*")), style=IN_TEXT, references=(record,))
    )
    assert texts(formatted) == ['(<em>see</em> <a href="#src-k">R&amp;D, n.d.</a>)']
    assert formatted.bibliography[0][1] == "R&amp;D. (n.d.). <em>On <em>Nature</em> &amp; H<sub>2</sub>O &lt; 5</em>."


def test_a_style_that_names_files_reads_none(citeproc: Citeproc, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET", encoding="utf-8")
    style = f'<!DOCTYPE style [<!ENTITY e SYSTEM "{secret.as_uri()}">]>' + read_style(IN_TEXT).text.partition("?>")[2]
    with pytest.raises(CitationError, match="declares a document type"):
        citeproc.to_citations(a_request(style=style))


# ------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("style", "told"),
    [
        (
            "harvard-cite-rite",
            "no citation style is named 'harvard-cite-rite'; did you mean 'harvard-cite-them-right'?",
        ),
        ("../../etc/passwd", "no citation style is named '../../etc/passwd'"),
        ("<style", "the citation style is not well-formed XML: unclosed token: line 1, column 0"),
        ("<html/>", "the citation style is not CSL: its outermost element is not 'style'"),
        (
            '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"/>',
            "CiteprocParseError: No citation element present",
        ),
        (
            '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"/>',
            'the citation style does not say whether it cites in notes: class="note" or "in-text"',
        ),
    ],
)
def test_a_style_that_cannot_be_used_is_told(citeproc: Citeproc, style: str, told: str) -> None:
    with pytest.raises(CitationError) as raised:
        citeproc.to_citations(a_request(a_cluster(Cite("song-2026")), style=style))
    assert str(raised.value) == told
    assert citeproc.to_citations(a_request()).warnings == ()


def test_a_key_without_a_reference_is_an_error_not_three_question_marks(citeproc: Citeproc) -> None:
    with pytest.raises(CitationError, match="no reference has the key 'nobody-1999'"):
        citeproc.to_citations(a_request(a_cluster(Cite("song-2026"), Cite("nobody-1999"))))


def test_two_references_of_one_key_are_an_error(citeproc: Citeproc) -> None:
    with pytest.raises(CitationError, match="two references have the key 'song-2026'"):
        citeproc.to_citations(a_request(references=(*REFERENCES, REFERENCES[1])))


def test_what_a_style_leaves_out_is_told(citeproc: Citeproc) -> None:
    empty = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
        '<citation><layout prefix="(" suffix=")"><text macro="nothing"/></layout></citation></style>'
    )
    formatted = citeproc.to_citations(a_request(a_cluster(Cite("song-2026")), style=empty, references=REFERENCES[1:2]))
    assert formatted.warnings == (
        "the citation of 'song-2026' prints as nothing in this style",
        "Citeproc: undefined macro nothing",
        "the style prints no entry for 'song-2026' among the sources",
    )


def test_style_names_and_the_nearest() -> None:
    names = style_names()
    assert len(names) > 10_000
    assert {NOTES, IN_TEXT, NUMBERED, "oscola", "2d-materials"} <= names
    assert nearest_style("Chicago Notes Bibliographie") == "chicago-notes-bibliography"
    assert nearest_style("xq") == ""


# ---------------------------------------------------------------- the process


def test_a_worker_that_died_is_replaced(citeproc: Citeproc) -> None:
    expected = citeproc.to_citations(a_request())
    assert citeproc._child is not None
    os.kill(citeproc._child.pid, signal.SIGKILL)
    assert citeproc.to_citations(a_request()) == expected


def test_a_worker_is_replaced_before_it_has_grown_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next answer is the same."""
    monkeypatch.setattr(module, "MOST_REQUESTS", 2)
    with Citeproc() as citeproc:
        answers, processes = [], []
        for _ in range(3):
            citeproc.start()
            assert citeproc._child is not None
            processes.append(citeproc._child.pid)
            answers.append(citeproc.to_citations(a_request()))
    assert processes[0] == processes[1] != processes[2]
    assert answers[0] == answers[1] == answers[2]


def test_a_worker_that_is_dismissed_clears_up_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pandoc keeps a folder for temporary files as long as it lives. A later request has a new one."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Citeproc() as citeproc:
        expected = citeproc.to_citations(a_request())
        assert citeproc._child is not None
        former = citeproc._child.pid
        citeproc.dismiss()
        assert citeproc.to_citations(a_request()) == expected
        assert citeproc._child.pid != former
        with pytest.raises(ProcessLookupError):
            os.kill(former, 0)
    assert list(tmp_path.iterdir()) == []


def test_pandoc_takes_little_memory_of_its_own() -> None:
    """Its file, which all of its processes share, is not counted. Unasked it takes 82 MB."""
    with Citeproc() as citeproc:
        for _ in range(5):
            citeproc.to_citations(a_request(a_cluster(Cite("song-2026"))))
        assert citeproc._child is not None
        lines = Path(f"/proc/{citeproc._child.pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))
    assert own < 64 * 1024


def test_a_request_that_takes_too_long_is_stopped() -> None:
    with Citeproc() as citeproc:
        citeproc.to_citations(a_request())
        assert citeproc._child is not None
        pid = citeproc._child.pid
        citeproc._time_limit = 0.01
        many = tuple({**REFERENCES[0], "id": f"k{number}"} for number in range(2000))
        with pytest.raises(CitationError, match=r"longer than 0\.01 seconds"):
            citeproc.to_citations(a_request(references=many))
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        citeproc._time_limit = 30
        assert citeproc.to_citations(a_request()).warnings == ()


@pytest.fixture
def pandoc_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine without the bundled Pandoc, whose programs are those of this folder."""
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    module._pandoc.cache_clear()
    yield tmp_path
    module._pandoc.cache_clear()


def test_without_pandoc_the_mending_line_is_given(pandoc_folder: Path) -> None:
    with Citeproc() as citeproc, pytest.raises(BriefingsError) as raised:
        citeproc.start()
    assert raised.value.message == "citations need Pandoc, which is not installed"
    assert (raised.value.exit_status, raised.value.hint) == (3, "pip install pypandoc_binary")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            """echo '{"pandoc": "3.9"}'; echo 'stack overflow' >&2; read line; exit 2""",
            "Pandoc stopped while it formatted the citations (exit code 2): stack overflow",
        ),
        (
            """echo 'pandoc: lua: does not exist' >&2; exit 1""",
            "Pandoc stopped while it formatted the citations (exit code 1): pandoc: lua: does not exist",
        ),
        ("""echo '{"pandoc": "3.1.13"}'; read line""", "citations need Pandoc 3.2 or newer, and 3.1.13 was found"),
    ],
)
def test_a_pandoc_that_cannot_do_the_work_is_given_up(pandoc_folder: Path, script: str, told: str) -> None:
    program = pandoc_folder / "pandoc"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    with Citeproc() as citeproc, pytest.raises(BriefingsError) as raised:
        citeproc.to_citations(a_request())
    assert (raised.value.exit_status, raised.value.message) == (3, told)


def test_a_users_own_surroundings_change_nothing(citeproc: Citeproc, monkeypatch: pytest.MonkeyPatch) -> None:
    request = a_request(a_cluster(Cite("song-2026", suffix="but see p. 4 – “서울”")), style=IN_TEXT)
    expected = citeproc.to_citations(request)
    for name, value in {"LUA_INIT": "print('{}')", "LC_ALL": "C", "LANG": "ko_KR.EUC-KR"}.items():
        monkeypatch.setenv(name, value)
    with Citeproc() as fresh:
        assert fresh.to_citations(request) == expected


def test_it_tells_its_version(citeproc: Citeproc) -> None:
    assert tuple(int(part) for part in citeproc.version().split(".")) >= module.OLDEST_PANDOC


def test_many_large_requests_do_not_block(citeproc: Citeproc) -> None:
    clusters = [a_cluster(Cite("song-2026", suffix=", and " + "word " * 100)) for _ in range(150)]
    long = {**REFERENCES[0], "id": "long", "abstract": "word " * 200_000}
    for _ in range(2):
        formatted = citeproc.to_citations(a_request(*clusters, references=(*REFERENCES, long)))
        assert sum(len(note or "") for note in notes(formatted)) > 65_536
        assert len(formatted.bibliography) == 4


# ---------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("no link", "no link"),
        ('<a href="x">plain</a>', '<a href="x">plain</a>'),
        ('<a href="x"><em>all</em></a>', '<em><a href="x">all</a></em>'),
        (
            '<a href="x">The <em>Two</em> Koreas</a>',
            '<a href="x">The </a><em><a href="x">Two</a></em><a href="x"> Koreas</a>',
        ),
        ('<a id="i" href="x">a<b>b</b></a>', '<a id="i" href="x">a</a><b><a href="x">b</a></b>'),
        ('<a href="x"><em>a</em> <em>b</em></a>', '<em><a href="x">a</a></em> <em><a href="x">b</a></em>'),
        ('<a href="x?a=1&amp;b=2">a &amp; b&#8217;s</a>', '<a href="x?a=1&amp;b=2">a &amp; b&#8217;s</a>'),
        ('<a href="x">a<br>b</a>', '<a href="x">a</a><br><a href="x">b</a>'),
        ("<em>a</em> < b", "<em>a</em> < b"),
    ],
)
def test_markup_moves_out_of_links(before: str, after: str) -> None:
    assert plain_links(before) == after


INLINE = st.recursive(
    st.text("ab &<é ", max_size=5).map(html.escape),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(st.sampled_from(["em", "sup", "span"]), inner).map(lambda pair: "<{0}>{1}</{0}>".format(*pair)),
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.booleans(), INLINE), max_size=4))
def test_moving_markup_keeps_words_and_leaves_no_element_in_a_link(parts: list[tuple[bool, str]]) -> None:
    before = "".join(f'<a href="x">{content}</a>' if linked else content for linked, content in parts)
    after = plain_links(before)
    assert re.sub(r"<[^>]*>", "", after) == re.sub(r"<[^>]*>", "", before)
    assert not re.search(r"<a [^>]*>[^<]*<(?!/a>)", after)
    assert re.sub(r"</?a\b[^>]*>", "", after) == re.sub(r"</?a\b[^>]*>", "", before), "all other tags as they were"
    assert plain_links(after) == after


# ------------------------------------------------------------------ CSL items


def a_source(**fields: Any) -> Source:
    provenance = {
        "kind": "analysis",
        "originator": "X",
        "reliability": "B",
        "basis": "x",
        "descriptor": "x",
        "ai": "none",
    }
    record = SourceRecord.model_validate({"type": "report", "title": "T", "provenance": provenance, **fields})
    return Source("k", "content/sources/k.yaml", record)


def test_a_record_becomes_an_item_without_its_provenance() -> None:
    source = a_source(
        **{
            "title": "Cars & <trucks>",
            "author": [
                {"family": "Goethe", "given": "J. W.", "dropping-particle": "von"},
                {"literal": "The White House"},
            ],
            "container-title": "Bulletin",
            "issued": "2025-02",
            "accessed": "2026-11-20",
            "event-date": "2025-02-07/2025-03",
            "original-date": "1953~",
            "number-of-pages": "4",
            "URL": "https://example.org/?a=1&b=2",
        }
    )
    assert to_csl(source) == {
        "id": "k",
        "type": "report",
        "title": "Cars & <trucks>",
        "container-title": "Bulletin",
        "number-of-pages": "4",
        "URL": "https://example.org/?a=1&b=2",
        "author": [
            {"family": "Goethe", "given": "J. W.", "dropping-particle": "von"},
            {"literal": "The White House"},
        ],
        "issued": {"date-parts": [[2025, 2]]},
        "accessed": {"date-parts": [[2026, 11, 20]]},
        "original-date": {"date-parts": [[1953]], "circa": True},
        "event-date": {"date-parts": [[2025, 2, 7], [2025, 3]]},
    }
    assert source.record.accessed == datetime.date(2026, 11, 20)


def test_an_undated_work_stays_undated(citeproc: Citeproc) -> None:
    item = to_csl(a_source(author=[{"family": "Kim", "given": "A."}]))
    assert "issued" not in item
    formatted = citeproc.to_citations(a_request(a_cluster(Cite("k")), style=IN_TEXT, references=(item,)))
    assert texts(formatted) == ['(<a href="#src-k">Kim, n.d.</a>)']


@pytest.mark.parametrize(
    ("issued", "printed"),
    [("2025", "2025"), ("2025-02", "2025, February"), ("2025-02-07", "2025, February 7"), ("2025?", "ca. 2025")],
)
def test_dates_print_as_exactly_as_they_are_known(citeproc: Citeproc, issued: str, printed: str) -> None:
    item = to_csl(a_source(type="webpage", author=[{"family": "Kim"}], issued=issued))
    formatted = citeproc.to_citations(a_request(style=IN_TEXT, references=(item,)))
    assert f"({printed})" in formatted.bibliography[0][1]
