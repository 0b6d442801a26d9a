"""The desks that rules are measured by: small, written by hand, in the format of `tests/desks.py`.

A desk of the corpus has two files more than any other. `=== rates` lists the people, bodies and places that its notes
name, one line each, so that a mutator can put one name in another's place without looking for names itself; after
`dependent:` stand pairs of sources that are one origin in truth. A snapshot marked `(pdf)` is written as HTML and
printed by the suite.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.desks import desk_files, parse_desk

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / "build" / ".cache" / "rates"
BRIEF = "content/briefs/desk.md"
NOTES = "content/notes/"


@dataclass(frozen=True)
class Desk:
    """One desk as the program would read it: path → bytes, with what only the suite knows beside it."""

    name: str
    files: Mapping[str, bytes]
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """people, bodies, places, dependent, and what a control says of itself."""

    @property
    def notes(self) -> tuple[str, ...]:
        """The paths of its notes."""
        return tuple(path for path in self.files if path.startswith(NOTES))

    def text(self, path: str) -> str:
        return self.files[path].decode()


def read_desks(folder: str = "corpus") -> tuple[Desk, ...]:
    """Every desk of a folder, by name."""
    return tuple(read_desk(file) for file in sorted((HERE / folder).glob("*.md")))


def read_desk(file: Path) -> Desk:
    text = file.read_text(encoding="utf-8")
    base = (HERE / "base.md").read_text(encoding="utf-8")
    for path, (kind, content) in parse_desk(text).items():
        if kind == "pdf":
            text = text.replace(f"=== {path} (pdf)", f"=== {path}", 1)
            assert content in f"{text}\n", path
    files = {path: content for path, (_kind, content) in desk_files(text, base=base).items()}
    files = _printed(files)
    known = _known(files.pop("rates", b"").decode())
    files[BRIEF] = _brief(files)
    return Desk(file.stem, dict(sorted(files.items())), known)


def corpus_digest() -> str:
    """Twelve hexadecimal digits over all that the measurement is made from."""
    digest = hashlib.sha256()
    for file in sorted([*HERE.rglob("*.md"), *HERE.rglob("*.py"), *HERE.rglob("*.txt")]):
        digest.update(file.relative_to(HERE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


# --------------------------------------------------------------------- parts


def _known(text: str) -> dict[str, tuple[str, ...]]:
    known = {}
    for line in text.split("\n"):
        name, colon, rest = line.partition(":")
        if colon:
            known[name.strip()] = tuple(part.strip() for part in rest.split(";") if part.strip())
    return known


def _brief(files: Mapping[str, bytes]) -> bytes:
    """A brief of all topics of the notes, whose bottom line points to the first judgement."""
    notes = {path: content.decode() for path, content in files.items() if path.startswith(NOTES)}
    topics = sorted({path.split("/")[2] for path in notes})
    judgements = [match[1] for text in notes.values() for match in re.finditer(r"\.judgement #([a-z0-9-]+)", text)]
    first = f"[the first judgement](#{judgements[0]})" if judgements else "no judgement"
    sections = "".join(f"  - topic: {topic}\n" for topic in topics)
    date = newest(notes)
    return (
        f"---\ntitle: A brief\nprofile: report\nsections:\n{sections}---\n\n"
        f'::: {{.bottom-line date="{date}"}}\nThe desk sets out {first} below.\n:::\n'
    ).encode()


def newest(notes: Mapping[str, str]) -> str:
    """The date of the newest of some notes, as written in them."""
    return max(match[1] for text in notes.values() if (match := re.search(r"^date: (\S+)", text, re.MULTILINE)))


def _printed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same with each PDF printed, and the digest of what was printed in its record."""
    out = dict(files)
    for path, content in files.items():
        if path.endswith(".pdf"):
            out[path] = _pdf(content)
            old, new = (hashlib.sha256(one).hexdigest().encode() for one in (content, out[path]))
            out = {
                name: one.replace(old, new) if name.startswith("content/sources/") else one for name, one in out.items()
            }
    return out


def _pdf(page: bytes) -> bytes:
    """A PDF of an HTML page; kept by digest, for printing one takes as long as a hundred mutants."""
    file = CACHE / f"{hashlib.sha256(page).hexdigest()[:24]}.pdf"
    if not file.is_file():
        import weasyprint

        content: bytes = weasyprint.HTML(string=page.decode(), base_url="about:blank").write_pdf() or b""
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(content)
        part.replace(file)
    return file.read_bytes()
