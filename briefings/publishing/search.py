"""Full-text search: Pagefind's index, made in a child process from texts, and a plain list for `file:`."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import IO, Any

from briefings.errors import BriefingsError
from briefings.publishing.steady import in_one_order
from briefings.values import dataclass

WANTED = (
    "pagefind.js",
    "pagefind-worker.js",
    "pagefind-entry.json",
    "wasm.",
    "filter/",
    "fragment/",
    "index/",
    "pagefind.",
)
"""The files of Pagefind that the site uses, by their beginnings; its own interfaces stay out."""

LIMIT = 600
"""Seconds after which Pagefind is held to hang: a thousand editions take it one or two minutes."""

HINT = "python -m pip install pagefind_bin"
ENDED = "Pagefind ended before the search was made; the former site stands"
AGAIN = "python -m pip install --force-reinstall pagefind_bin"


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found. `kind` is edition, judgement, claim or source; `date` an ISO day."""

    url: str
    """From the root of the site."""
    kind: str
    title: str
    text: str
    topics: tuple[str, ...]
    date: str
    stands: bool
    """Whether the newest edition of a brief has it."""


def to_search_script(entries: Iterable[SearchEntry]) -> bytes:
    """The entries as a script: the one form in which a page opened from a file can load them."""
    listed = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, separators=(",", ":"))
    return f"window.briefingsEntries = {listed};\n".encode()


def to_index(entries: Iterable[SearchEntry], language: str) -> dict[str, bytes]:
    """Pagefind's index of the entries: files by path. Raises `BriefingsError` where Pagefind is not there or fails."""
    with _pagefind() as (send, receive):
        _ask(send, receive, {"type": "NewIndex", "config": {"force_language": language.partition("-")[0]}})
        for entry in entries:
            _ask(send, receive, _request(entry, language))
        answer = _ask(send, receive, {"type": "GetFiles", "index_id": 0})
    files = {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
    return in_one_order({path: one for path, one in files.items() if path.startswith(WANTED) and _is_used(path)})


def _is_used(path: str) -> bool:
    return not path.startswith(("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight"))


def _request(entry: SearchEntry, language: str) -> dict[str, Any]:
    filters = {"kind": [entry.kind], "stands": ["yes" if entry.stands else "no"]} | (
        {"topic": list(entry.topics)} if entry.topics else {}
    )
    meta = {
        "title": entry.title,
        "text": entry.text[:600],
        "kind": entry.kind,
        "date": entry.date,
        "stands": "yes" if entry.stands else "no",
        "topics": " ".join(entry.topics),
    }
    content = f"{entry.title}. {entry.text}"
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": entry.url,
        "content": content,
        "language": language.partition("-")[0],
        "meta": meta,
        "filters": filters,
    }


@contextlib.contextmanager
def _pagefind() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A running Pagefind and the two ends of its pipe: base64 of JSON, each with a comma after it."""
    try:
        from pagefind_bin import get_executable

        process = subprocess.Popen(  # noqa: S603 - the program comes with the package, and no text is an argument
            [str(get_executable()), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (ImportError, OSError) as error:
        raise BriefingsError("Pagefind, which makes the search, is not installed", HINT, 3) from error
    watch = threading.Timer(LIMIT, process.kill)
    watch.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
    except OSError as error:
        raise BriefingsError(ENDED, AGAIN, 3) from error
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def _ask(send: IO[bytes], receive: IO[bytes], payload: dict[str, Any]) -> dict[str, Any]:
    message = json.dumps({"message_id": 0, "payload": payload}).encode()
    send.write(base64.b64encode(message) + b",")
    send.flush()
    answer = bytearray()
    while not answer.endswith(b","):
        part = receive.read1(1 << 20)  # type: ignore[attr-defined] # a pipe is buffered, whatever its type says
        if not part:
            raise BriefingsError(ENDED, AGAIN, 3)
        answer += part
    said: dict[str, Any] = json.loads(base64.b64decode(bytes(answer[:-1])))["payload"]
    if said["type"] == "Error":
        raise BriefingsError(f"Pagefind could not make the search: {said.get('message', '')}", AGAIN, 3)
    return said
