"""The two processes that a workshop works with: they start beside the imports of what gives them work.

Little is imported here, for whoever waits for a brief waits for this.
"""

from __future__ import annotations

from typing import Self

from briefings.building.caching import user_cache
from briefings.printing.citeproc import Citeproc
from briefings.printing.pdf import Press


class Processes:
    """Pandoc for citations, the press for PDF. Both are started when they are needed, or before it is known whether
    they will be.

    With `apart` false they share this process's session, and are ended with it.
    """

    def __init__(self, *, apart: bool = True) -> None:
        self.press = Press(apart=apart)
        self.citeproc = Citeproc(apart=apart, kept=user_cache("styles"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, formats: tuple[str, ...]) -> None:
        """Start what these formats need, so that it gets ready beside other work."""
        if "pdf" in formats:
            self.press.start()
        if {"html", "pdf"} & set(formats):
            self.citeproc.start()

    def close(self) -> None:
        """End both processes, the one while the other goes. Later work starts new ones."""
        self.citeproc.dismiss()
        self.press.close()
        self.citeproc.close()
