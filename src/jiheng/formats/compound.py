"""The old binary container of Office (.doc, .xls, .wps, .et, .ppt ...): a small file system of named streams."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from jiheng.model.errors import DamagedDocument

COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Above it are marks: end of chain, free, part of a table."""
_NONE = 0xFFFFFFFF
_MOST_ENTRIES = 100_000
_TRUNCATED = "文件不完整：{name} 的内容缺了一部分，可能没有下载或复制完，请重新获取原文件。"


class _Entry(NamedTuple):
    """An entry of the directory: a stream or a folder; its neighbours in the tree of its folder, and its own tree."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


_NOTHING = _Entry("", 0, _NONE, _NONE, _NONE, _NONE, 0)


class Compound:
    """The streams of a compound file, those of embedded objects left out.

    A damaged directory gives the names that can be read; a damaged stream is an error when it is asked for.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._streams: dict[str, _Entry] = {}
        self._root = _NOTHING
        self._small_table: list[int] = []
        self._small_data: bytes | None = None
        self.cut_off = False
        """Whether some of what it says to hold lies behind the end of the file."""
        try:
            self._open()
        except (struct.error, IndexError, ValueError):
            self.cut_off = True

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def names(self) -> list[str]:
        """The names of the streams and folders."""
        return list(self._streams)

    def stream(self, name: str, most: int | None = None) -> bytes:
        """The content of a stream, or its first bytes; DamagedDocument where a part of it is missing."""
        entry = self._streams[name]
        size = entry.size if most is None else min(entry.size, most)
        try:
            found = self._small(entry.start, size) if entry.size < self._cutoff else self._large(entry.start, size)
        except (struct.error, IndexError, ValueError) as error:
            raise DamagedDocument(_TRUNCATED.format(name=name)) from error
        if len(found) < size:
            raise DamagedDocument(_TRUNCATED.format(name=name))
        return found

    def _open(self) -> None:
        data = self._data
        self._size = 1 << _shift(data, 30, 7, 16)
        self._small_size = 1 << _shift(data, 32, 2, 12)
        (directory, _, self._cutoff, small_start) = struct.unpack_from("<IIII", data, 48)
        self._table = list(self._sector_table())
        entries: list[_Entry] = []
        for number in self._chain(directory, self._table):
            entries += _entries(self._sector(number))
            if len(entries) > _MOST_ENTRIES:
                break
        self._root = entries[0] if entries else _NOTHING
        self._streams = {entry.name: entry for entry in _of_folder(entries) or entries[1:] if entry.name}
        table = b"".join(self._sector(number) for number in self._chain(small_start, self._table))
        self._small_table = list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))

    def _sector_table(self) -> Iterator[int]:
        """The number of the sector that follows each sector."""
        for number in self._table_sectors():
            sector = self._sector(number)
            yield from struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])

    def _table_sectors(self) -> Iterator[int]:
        yield from (n for n in struct.unpack_from("<109I", self._data, 76) if n < _LAST_SECTOR)
        more, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, len(self._data) // self._size + 1)):
            if more >= _LAST_SECTOR:
                return
            sector = self._sector(more)
            *numbers, more = struct.unpack(f"<{len(sector) // 4}I", sector)
            yield from (n for n in numbers if n < _LAST_SECTOR)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        self.cut_off |= start + self._size > len(self._data)
        return self._data[start : start + self._size]

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        """The sectors of a chain; a chain in a ring is cut where it has been through the whole table."""
        for _ in range(len(table)):
            if start >= _LAST_SECTOR:
                return
            yield start
            start = table[start]

    def _large(self, start: int, size: int) -> bytes:
        parts, found = [], 0
        for number in self._chain(start, self._table):
            if found >= size:
                break
            parts.append(self._sector(number))
            found += len(parts[-1])
        return b"".join(parts)[:size]

    def _small(self, start: int, size: int) -> bytes:
        if self._small_data is None:
            self._small_data = self._large(self._root.start, self._root.size)
        parts, found = [], 0
        for number in self._chain(start, self._small_table):
            if found >= size:
                break
            parts.append(self._small_data[number * self._small_size : (number + 1) * self._small_size])
            found += len(parts[-1])
        return b"".join(parts)[:size]


def _entries(sector: bytes) -> Iterator[_Entry]:
    for offset in range(0, len(sector) - _ENTRY + 1, _ENTRY):
        length = min(struct.unpack_from("<H", sector, offset + 64)[0], 64)
        name = sector[offset : offset + max(length - 2, 0)].decode("utf-16-le", "replace")
        left, right, child = struct.unpack_from("<III", sector, offset + 68)
        start, size = struct.unpack_from("<II", sector, offset + 116)
        yield _Entry(name, sector[offset + 66], left, right, child, start, size)


def _of_folder(entries: list[_Entry]) -> list[_Entry]:
    """The entries of the outermost folder; none where its tree is damaged."""
    found: dict[int, _Entry] = {}
    waiting = [entries[0].child] if entries else []
    while waiting:
        number = waiting.pop()
        if number == _NONE or number in found:
            continue
        if number >= len(entries):
            return []
        found[number] = entries[number]
        waiting += (entries[number].left, entries[number].right)
    return list(found.values())


def _shift(data: bytes, offset: int, least: int, most: int) -> int:
    return min(max(int(struct.unpack_from("<H", data, offset)[0]), least), most)
