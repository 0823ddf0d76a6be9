"""Replaces, adds and removes members of a zip container; every other member keeps its bytes, packed as they are."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from jiheng.model.errors import DamagedDocument

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_IN_EXTRA = 0xFFFFFFFF
"""A size or an offset that stands in the extra field instead."""
_UTF_8 = 0x800
_DEFLATED = 8
_VERSION = 20
_OVERLAPPING = "文件的压缩容器不正常：各部分的位置互相重叠，请用 Word、Excel 或 WPS 打开原文件，另存一份后再试。"


class _Member(NamedTuple):
    """A member as it will stand in the new container: its bytes from the local header on, its record in the directory
    but for the place."""

    local: bytes | memoryview
    record: bytes


def with_members(data: bytes, changed: Mapping[str, bytes], removed: Collection[str] = ()) -> bytes:
    """The container with members replaced, added behind the others or left out; names as `Container` compares them.

    :param data: a container that `Container` has opened.
    :raises DamagedDocument: where its members overlap.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        entries, directory, comment = container.infolist(), container.start_dir, container.comment
    left = dict(changed)
    records = _records(data, directory, len(entries))
    starts = sorted(entry.header_offset for entry in entries)
    if len(set(starts)) < len(starts) or (starts and starts[-1] >= directory):
        raise DamagedDocument(_OVERLAPPING)
    ends = dict(zip(starts, [*starts[1:], directory], strict=True))
    view = memoryview(data)
    members: dict[int, _Member] = {}
    for number in reversed(range(len(entries))):  # of members of one name the last one counts
        entry, record = entries[number], records[number]
        name = entry.filename.replace("\\", "/").lstrip("/").lower()
        if name in removed:
            continue
        content = left.pop(name, None)
        if content is None:
            members[number] = _Member(view[entry.header_offset : ends[entry.header_offset]], record)
        else:
            members[number] = _replaced(record, content)
    physical = sorted(members, key=lambda number: entries[number].header_offset)
    added = [_added(name, content, records[0]) for name, content in left.items()]
    order = [*(members[number] for number in physical), *added]
    out = bytearray(view[: starts[0] if starts else 0])
    places = {}
    for member in order:
        places[id(member)] = len(out)
        out += member.local
    at = len(out)
    for member in (*(members[number] for number in sorted(members)), *added):
        out += _placed(member.record, places[id(member)])
    count = len(members) + len(added)
    return bytes(out + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(out) - at, at, len(comment)) + comment)


def _records(data: bytes, at: int, count: int) -> Sequence[bytes]:
    """The records of the directory as they are."""
    records = []
    for _ in range(count):
        lengths = _CENTRAL.unpack_from(data, at)[10:13]
        end = at + _CENTRAL.size + sum(lengths)
        records.append(data[at:end])
        at = end
    return records


def _replaced(record: bytes, content: bytes) -> _Member:
    """A member with another content; its name, date and attributes stay."""
    (_, made, _, flags, _, time, date, _, _, _, name_length, extra, _, _, internal, external, _) = _CENTRAL.unpack_from(
        record
    )
    name = record[_CENTRAL.size : _CENTRAL.size + name_length]
    comment = record[_CENTRAL.size + name_length + extra :]
    return _member(name, content, (made, flags & _UTF_8, time, date, internal, external), comment)


def _added(name: str, content: bytes, beside: bytes) -> _Member:
    """A new member with the date of another one, so that the same input gives the same output."""
    time, date = _CENTRAL.unpack_from(beside)[5:7]
    flags = 0 if name.isascii() else _UTF_8
    return _member(name.encode(), content, (_VERSION, flags, time, date, 0, 0), b"")


def _member(name: bytes, content: bytes, facts: tuple[int, int, int, int, int, int], comment: bytes) -> _Member:
    made, flags, time, date, internal, external = facts
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    common = (flags, _DEFLATED, time, date, zlib.crc32(content), len(packed), len(content), len(name))
    local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *common, 0) + name + packed
    record = _CENTRAL.pack(b"PK\x01\x02", made, _VERSION, *common, 0, len(comment), 0, internal, external, 0)
    return _Member(local, record + name + comment)


def _placed(record: bytes, place: int) -> bytes:
    """The record with the place of its member, which in the large variant of the format stands in the extra field."""
    out = bytearray(record)
    fields = _CENTRAL.unpack_from(record)
    packed, size, name_length, extra_length, offset = fields[8], fields[9], fields[10], fields[11], fields[16]
    if offset != _IN_EXTRA:
        struct.pack_into("<L", out, _CENTRAL.size - 4, place)
        return bytes(out)
    at = _CENTRAL.size + name_length
    end = at + extra_length
    while at + 4 <= end:
        kind, length = struct.unpack_from("<2H", record, at)
        if kind == 1:
            struct.pack_into("<Q", out, at + 4 + 8 * ((size == _IN_EXTRA) + (packed == _IN_EXTRA)), place)
            break
        at += 4 + length
    return bytes(out)
