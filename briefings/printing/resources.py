"""What a sheet may load: its own assets and small `data:` addresses; nothing of the disk or the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote
from urllib.request import DataHandler, Request

from weasyprint.urls import URLFetcher, URLFetcherResponse

LARGEST_DATA_ADDRESS = 8_000_000
"""Characters; a picture of a megabyte has a third more as base64."""


class RefusedError(Exception):
    """Raised into WeasyPrint, which logs it; `MARK` tells that log record from the others."""

    MARK = "[refused by the press]"


class Resources(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves the assets of the sheet in hand under their virtual address, and keeps a list of what it refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._base = ""
        self._assets: Mapping[str, tuple[str, bytes]] = {}
        self.refused: list[str] = []

    def serve(self, base: str, assets: Mapping[str, tuple[str, bytes]]) -> None:
        """From now on serve these assets: name → media type and content."""
        self._base = base
        self._assets = assets
        self.refused = []

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - as inherited
        if url[:5].lower() == "data:" and len(url) <= LARGEST_DATA_ADDRESS:
            return self._data(url)
        if url.startswith(self._base):
            name = unquote(url.removeprefix(self._base).partition("#")[0].partition("?")[0])
            if name not in self._assets:
                raise KeyError(f"the sheet has no asset named {name!r}")
            media_type, content = self._assets[name]
            return URLFetcherResponse(url, content, {"Content-Type": media_type})
        self.refused.append(url)
        raise RefusedError(RefusedError.MARK)

    @staticmethod
    def _data(url: str) -> Any:
        answer = DataHandler().data_open(Request(url))  # noqa: S310 - a data: address, just seen
        return URLFetcherResponse(url[:100], answer.read(), {"Content-Type": answer.headers["Content-Type"]})
