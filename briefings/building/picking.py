"""The orders of a desk: of each brief the part of the desk that it uses, read from the disk."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Self

from briefings.building.order import Order, Refused
from briefings.building.parts import Parts
from briefings.building.plan import Asked
from briefings.building.snapshots import KeptTexts
from briefings.building.stock import Stock
from briefings.building.summaries import head_of, part_of_lock, plain_lock
from briefings.desk.files import Desk, read_file, read_pictures, read_style, read_templates
from briefings.desk.store import STORE
from briefings.diagnostics import Diagnostic, Place
from briefings.errors import BriefingsError
from briefings.model import Source
from briefings.reading.dossier import parse_dossier
from briefings.reading.paths import LOCK
from briefings.rendering.templates import TemplateFolder


def pick(
    desk: Desk,
    names: tuple[str, ...],
    date: datetime.date,
    formats: tuple[str, ...],
    *,
    strict: bool = False,
    content: Mapping[str, bytes] | None = None,
) -> Iterator[Order]:
    """The orders of the briefs named (of all when none is), as of `date`.

    `content` is what was kept of `content/`, where that is to be used and not what is there now. Raises
    `BriefingsError` for a brief that there is not.
    """
    stock = Stock(desk.root, keep=content is None, content=content)
    with Packer(desk, stock, Asked(date, formats, strict)) as packer:
        for brief in stock.briefs(names):
            yield packer.order(stock.parts(brief, date))


class Packer:
    """Makes orders of their parts. What several briefs use is read once."""

    def __init__(self, desk: Desk, stock: Stock, asked: Asked) -> None:
        self._desk = desk
        self._stock = stock
        self._asked = asked
        self._texts = KeptTexts(desk.root, desk.settings, desk.root / STORE)
        self._records: dict[str, bytes | Diagnostic] = {}
        """Of sources, for most are cited by several briefs."""
        self._sources: dict[str, Source | None] = {}
        self._locks: dict[str, dict[str, object] | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *kind: object) -> None:
        self._texts.__exit__(*kind)

    def order(self, parts: Parts) -> Order:
        """What makes the brief of these parts."""
        asked, refused = self._asked, list(parts.refused)
        files: dict[str, bytes] = {}
        for path in (*parts.files, *parts.heads):
            content = self._content(path)
            if isinstance(content, Diagnostic):
                refused.append(content)
            elif path == LOCK:
                files[path] = self._part_of_lock(content, parts)
            else:
                files[path] = head_of(path, content) if path in parts.heads else content
        folders, mistakes = self._templates
        return Order(
            brief=parts.brief,
            date=asked.date,
            formats=asked.formats,
            strict=asked.strict,
            settings=self._desk.text,
            files=files,
            figures=parts.figures,
            others=parts.others,
            refused=(*refused, *mistakes),
            sources={source.key: self._texts.of(source) for source in self._kept(files)},
            templates=folders,
            pictures={path: self._picture(path) for path in parts.named if not path.endswith(".csl")},
            styles={path: self._style(path) for path in parts.named if path.endswith(".csl")},
        )

    def _content(self, path: str) -> bytes | Diagnostic:
        if self._stock.content is not None:
            return self._stock.content[path]
        if not path.startswith("content/sources/"):
            return read_file(self._desk.root, path)
        if path not in self._records:
            self._records[path] = read_file(self._desk.root, path)
        return self._records[path]

    def _kept(self, files: Mapping[str, bytes]) -> Iterator[Source]:
        """The sources among some files, as far as they can be read."""
        for path, content in files.items():
            if path.startswith("content/sources/"):
                if path not in self._sources:
                    found = parse_dossier(self._desk.settings, {path: content}).sources
                    self._sources[path] = next(iter(found.values()), None)
                source = self._sources[path]
                if source is not None:
                    yield source

    @cached_property
    def _templates(self) -> tuple[dict[str, TemplateFolder], tuple[Diagnostic, ...]]:
        return read_templates(self._desk.root)

    def _part_of_lock(self, content: bytes, parts: Parts) -> bytes:
        """The part of the lock that concerns a brief; a lock that cannot be read goes along as far as that tells."""
        plain = self._lock(content)
        return part_of_lock(plain, parts.lock) if plain is not None else content

    def _lock(self, content: bytes) -> dict[str, object] | None:
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._locks:
            self._locks = {digest: plain_lock(content)}
        return self._locks[digest]

    def _picture(self, path: str) -> bytes | Refused:
        content, problems = read_pictures(self._desk.root, {path: Place(path)})
        return content[path] if path in content else Refused(problems[0].message, problems[0].hint)

    def _style(self, path: str) -> str | Refused:
        try:
            return read_style(self._desk.root, path)
        except BriefingsError as error:
            return Refused(error.message, error.hint)
