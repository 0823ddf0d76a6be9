"""Who wrote an old office file, and when: its stream of properties."""

from __future__ import annotations

import struct
from contextlib import suppress
from datetime import datetime, timedelta

from jiheng.formats.compound import Compound
from jiheng.formats.document import Metadata
from jiheng.model.errors import UnreadableDocument

_STREAM = "\x05SummaryInformation"
_CODEPAGE, _AUTHOR, _LAST_AUTHOR, _CREATED, _MODIFIED = 1, 4, 8, 12, 13
_NUMBER, _TEXT, _WIDE_TEXT, _TIME = 2, 30, 31, 64
_MOST = 100
_UTF_8 = 65001


def read_properties(compound: Compound, *, comments: int = 0) -> Metadata:
    """The properties with the counts of the reader; a damaged stream is as good as none."""
    found: dict[int, str] = {}
    with suppress(UnreadableDocument, struct.error, LookupError, ValueError, OverflowError):
        if _STREAM in compound:
            found = _properties(compound.stream(_STREAM))
    return Metadata(
        author=found.get(_AUTHOR),
        last_modified_by=found.get(_LAST_AUTHOR),
        created=found.get(_CREATED),
        modified=found.get(_MODIFIED),
        comments=comments,
    )


def _properties(data: bytes) -> dict[int, str]:
    begin = struct.unpack_from("<I", data, 44)[0]
    count = struct.unpack_from("<I", data, begin + 4)[0]
    places = [struct.unpack_from("<II", data, begin + 8 + 8 * n) for n in range(min(count, _MOST))]
    encoding = "gb18030"
    found = {}
    for number, place in sorted(places):
        at = begin + place
        kind = struct.unpack_from("<I", data, at)[0]
        if number == _CODEPAGE and kind == _NUMBER:
            encoding = _encoding(struct.unpack_from("<H", data, at + 4)[0])
        elif kind == _TIME and number in (_CREATED, _MODIFIED):
            found[number] = _time(struct.unpack_from("<Q", data, at + 4)[0])
        elif kind in (_TEXT, _WIDE_TEXT) and number in (_AUTHOR, _LAST_AUTHOR):
            length = struct.unpack_from("<I", data, at + 4)[0] * (2 if kind == _WIDE_TEXT else 1)
            wide = kind == _WIDE_TEXT or encoding == "utf-16-le"
            text = data[at + 8 : at + 8 + length].decode("utf-16-le" if wide else encoding, "replace")
            found[number] = text.partition("\0")[0].strip()
    return {number: text for number, text in found.items() if text}


def _encoding(codepage: int) -> str:
    return {_UTF_8: "utf-8", 1200: "utf-16-le", 936: "gb18030"}.get(codepage, f"cp{codepage}")


def _time(ticks: int) -> str:
    """Tenths of microseconds since 1601, as ISO 8601; a date that is not set is none."""
    if not ticks:
        return ""
    return (datetime(1601, 1, 1) + timedelta(microseconds=ticks // 10)).strftime("%Y-%m-%dT%H:%M:%SZ")
