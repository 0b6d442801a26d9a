"""What a build has to do: which briefs are as they were made, and of which the files must be made anew.

All is told by digests: of the files that a brief uses, of its options, of the program. Where nothing has to be done
this module, the index and the store are all that is needed; what parses and prints is imported later.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from briefings.building.parts import Parts
from briefings.building.stock import Stock
from briefings.desk.store import STORE, Shelf, digest_of
from briefings.diagnostics import Diagnostic, Place, Severity, State
from briefings.errors import BriefingsError
from briefings.reading.paths import LOCK
from briefings.values import dataclass

if TYPE_CHECKING:
    from briefings.building.order import Built, Order

FORMATS = ("html", "pdf", "json")


def paths_of(brief: str, date: datetime.date, formats: tuple[str, ...]) -> tuple[str, ...]:
    """The files of an edition, by their paths in the desk."""
    return tuple(f"build/{date}/{brief}-{date}.{suffix}" for suffix in formats)


MOST_MADE = 500_000_000
"""Bytes of finished files that are kept."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A brief whose files are there, without having been made in this run."""

    brief: str
    paths: tuple[str, ...]
    """In the desk."""
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]
    """The text of each file that a finding points into."""
    untouched: bool
    """Whether the files lay where they are; else they were taken from the store."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build is asked for, but for the briefs."""

    date: datetime.date
    formats: tuple[str, ...]
    strict: bool = False


class Plan:
    """What a build has to do about a desk: it tells a brief whose files are as they would be made from one that is to
    be made."""

    def __init__(self, stock: Stock, asked: Asked) -> None:
        self.stock = stock
        self.asked = asked
        self._receipts = Shelf(stock.root / STORE / "receipts")
        self._made = Shelf(stock.root / STORE / "made", MOST_MADE)
        self.prints = Shelf(stock.root / STORE / "printed", MOST_MADE) if stock.keep else None
        """Of sheets that were printed."""
        self._put = False

    def parts(self, brief: str) -> Parts:
        """What the order of a brief holds."""
        return self.stock.parts(brief, self.asked.date)

    # -------------------------------------------------------------- as it was

    def finished(self, parts: Parts) -> Finished | None:
        """A brief that need not be made: its files lie where they are; or in the store, and are written anew."""
        receipt = _receipt(self._receipts.get(self.key(parts))) if self.stock.keep else None
        if receipt is None:
            return None
        files, pages, diagnostics, texts = receipt
        untouched = all(self._is_as_it_was(path, digest) for path, digest in files.items())
        if not untouched and not self._restored(files):
            return None
        return Finished(parts.brief, tuple(files), pages, diagnostics, texts, untouched)

    def _restored(self, files: dict[str, str]) -> bool:
        """Whether all files could be taken from the store. What a disk does not take is said when they are made."""
        contents = {path: content for path, digest in files.items() if (content := self._made.get(digest)) is not None}
        if len(contents) < len(files):
            return False
        from briefings.desk.output import write_files

        try:
            write_files(self.stock.root, contents)
        except BriefingsError:
            return False
        return True

    def _is_as_it_was(self, path: str, digest: str) -> bool:
        entry = self.stock.file(path, self.stock.root / path)
        return entry is not None and entry.digest == digest

    # ------------------------------------------------------------------ keys

    def key(self, parts: Parts, formats: tuple[str, ...] = ()) -> str:
        """The digest of all that a brief's files depend on; of other `formats` than those that are asked for."""
        return digest_of(self._inputs(parts, formats or self.asked.formats))

    def _inputs(self, parts: Parts, formats: tuple[str, ...]) -> Iterator[bytes]:
        date, strict = self.asked.date, self.asked.strict
        yield repr(
            (self.stock.program, parts.brief, str(date), sorted(formats), strict, self.stock.settings.digest)
        ).encode()
        yield repr([(path, self._digest(path, parts)) for path in parts.files]).encode()
        yield repr([(path, self.stock.entries[path].summary["head"]) for path in parts.heads]).encode()
        yield repr((parts.figures, parts.others, parts.refused)).encode()
        yield repr((self.stock.where, [(key, self.stock.kept(key)) for key in parts.sources])).encode()
        yield repr([(path, self.stock.named(path)) for path in parts.named]).encode()
        yield self.stock.templates_digest.encode()

    def _digest(self, path: str, parts: Parts) -> str:
        """Of a file; of the lock the digests of the parts that concern the brief."""
        entry = self.stock.entries[path]
        if path != LOCK or "broken" in entry.summary:
            return entry.digest
        return repr(
            [
                (kind, key, entry.summary[kind][key])
                for kind, wanted in sorted(parts.lock.items())
                for key in sorted(wanted & entry.summary.get(kind, {}).keys())
            ]
        )

    # ------------------------------------------------------------- other files

    def would_be(self, parts: Parts, path: str, choices: Iterable[tuple[str, ...]]) -> Iterator[str]:
        """The digests that a file of a brief has by the store, were it made of the desk as it is with any of these
        choices of formats."""
        for formats in choices if self.stock.keep else ():
            receipt = _receipt(self._receipts.get(self.key(parts, formats)))
            if receipt is not None and path in receipt[0]:
                yield receipt[0][path]

    def ever_made(self) -> Iterator[dict[str, str]]:
        """Path → digest of the files of each build of a brief that the store tells of."""
        for key in self._receipts.keys() if self.stock.keep else ():
            receipt = _receipt(self._receipts.get(key))
            if receipt is not None:
                yield receipt[0]

    # ----------------------------------------------------------------- keeping

    def save(self) -> None:
        """Keep what the files are, and keep the store in bounds."""
        if self.stock.keep:
            self.stock.index.save()
            if self._put:
                self._made.trim()
                if self.prints is not None:
                    self.prints.trim()
                self._receipts.trim()

    def put(self, parts: Parts, order: Order, built: Built) -> None:
        """Keep what was made, once it is written: where the same would be made of the same again.

        Nothing is kept of a brief that was not printed, nor of one whose files changed while it was made, nor where a
        kept source could not be read, for the reader may have met a limit of time or memory.
        """
        if not self.stock.keep or built.files is None or not self.stock.is_as_it_was(parts):
            return
        if any(source.state == "unreadable" for source in order.sources.values()):
            return
        self._put = True
        digests = {}
        for path, content in built.files.items():
            digests[path] = digest = hashlib.sha256(content).hexdigest()
            self._made.put(digest, content)
            self.stock.wrote(path, digest)
        found = [asdict(one) for one in built.diagnostics]
        receipt = {"files": digests, "pages": built.pages, "diagnostics": found, "texts": built.texts}
        self._receipts.put(self.key(parts), json.dumps(receipt, ensure_ascii=False).encode("utf-8", "surrogatepass"))


Receipt = tuple[dict[str, str], int, tuple[Diagnostic, ...], dict[str, str]]
"""The files of a brief with their digests, the pages of its PDF, what was found, and the texts it was found in."""


def _receipt(content: bytes | None) -> Receipt | None:
    if content is None:
        return None
    try:
        plain = json.loads(content)
        found = tuple(diagnostic_of(one) for one in plain["diagnostics"])
        return plain["files"], plain["pages"], found, plain["texts"]
    except (ValueError, TypeError, KeyError):
        return None


def diagnostic_of(plain: dict[str, Any]) -> Diagnostic:
    """A finding as it was kept."""
    known = {"severity": Severity(plain["severity"]), "state": State(plain["state"]), "place": Place(**plain["place"])}
    return Diagnostic(**{**plain, **known})
