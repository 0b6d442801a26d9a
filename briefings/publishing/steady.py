"""Pagefind's index as the same bytes in each run.

Pagefind 1.5 keeps filters, and the values of each, in hash tables with another seed in each run, and writes them as
they come; a file is named by what is in it. Here they are put in the order of their bytes, and the files named again.
Such a file is a mark and CBOR (RFC 8949), of which Pagefind uses arrays, texts and numbers, packed by gzip.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping

MARK = b"pagefind_dcd"
_NAME = re.compile(r"(filter/|pagefind\.)([a-z-]+)_([0-9a-f]+)(\.pf_filter|\.pf_meta)")


def in_one_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index by path, its filters and their values in order; as they are where it has another form."""
    try:
        return dict(sorted(_ordered(files)))
    except (ValueError, IndexError, zlib.error):
        return dict(files)


def _ordered(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    names: dict[bytes, bytes] = {}
    """Of the files that are other bytes now, the former name and the new one: what names them follows."""
    # Filters are named in the list of what there is, and that list in the entry.
    levels = sorted(files.items(), key=lambda file: (not file[0].startswith("filter/"), not file[0].endswith("_meta")))
    for path, content in levels:
        match = _NAME.fullmatch(path)
        if match is None:
            yield path, _renamed(content, names) if path == "pagefind-entry.json" else content
            continue
        parts = _items(_unpacked(content))
        if match[1] == "filter/":  # its name, and its values with their pages
            parts[1] = _in_order(parts[1])
        else:  # version, pages, words, filters, sorts, fields
            parts[3] = _in_order(_renamed(parts[3], names))
        packed = _packed(_array(parts))
        new = f"{match[2]}_{hashlib.sha256(packed).hexdigest()[: len(match[3])]}"
        names[f"{match[2]}_{match[3]}".encode()] = new.encode()
        yield f"{match[1]}{new}{match[4]}", packed


def _renamed(content: bytes, names: Mapping[bytes, bytes]) -> bytes:
    """The content with the new names, which are as long as the former ones: nothing round them changes."""
    return re.sub(b"|".join(map(re.escape, names)), lambda name: names[name[0]], content) if names else content


def _unpacked(content: bytes) -> bytes:
    plain = zlib.decompress(content, wbits=31)
    if not plain.startswith(MARK):
        raise ValueError("no file of Pagefind's index")
    return plain[len(MARK) :]


def _packed(plain: bytes) -> bytes:
    """By gzip, without the time and the name of a file."""
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(MARK + plain) + packer.flush()


# --------------------------------------------------------------------- CBOR

_TEXTS, _ARRAY, _MOST_PLAIN = (2, 3), 4, 24


def _in_order(array: bytes) -> bytes:
    return _array(sorted(_items(array)))


def _items(array: bytes) -> list[bytes]:
    """The items of an array, as bytes."""
    kind, count, at = _head(array, 0)
    if kind != _ARRAY:
        raise ValueError("no array")
    found = []
    for _ in range(count):
        end = _end(array, at)
        found.append(array[at:end])
        at = end
    return found


def _array(items: Iterable[bytes]) -> bytes:
    found = list(items)
    count = len(found)
    size = 0 if count < _MOST_PLAIN else 1 if count < 1 << 8 else 2 if count < 1 << 16 else 4
    low = count if size == 0 else _MOST_PLAIN + (size.bit_length() - 1)
    return bytes([_ARRAY << 5 | low]) + (count.to_bytes(size, "big") if size else b"") + b"".join(found)


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Of the item at a place: its kind, its number (a value, or what follows: bytes or items), and where it goes on."""
    kind, low = data[at] >> 5, data[at] & 31
    if low > _MOST_PLAIN + 3:
        raise ValueError("a length that is not told")
    size = 1 << (low - _MOST_PLAIN) if low >= _MOST_PLAIN else 0
    return kind, int.from_bytes(data[at + 1 : at + 1 + size], "big") if size else low, at + 1 + size


def _end(data: bytes, at: int) -> int:
    """Where the item at a place ends."""
    kind, number, at = _head(data, at)
    if kind in _TEXTS:
        at += number
    elif kind == _ARRAY:
        for _ in range(number):
            at = _end(data, at)
    elif kind > _ARRAY:
        raise ValueError("a kind of item that Pagefind does not use")
    if at > len(data):
        raise ValueError("the item is cut off")
    return at
