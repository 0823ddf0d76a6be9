"""Whether a JPEG picture is whole: decoders take half of one without a word."""

from __future__ import annotations

import re
import struct

_HOLE = re.compile(rb"\0{1024}")
"""What is left where a part of a file was never written: coded picture has no such run."""
_FRAME, _TABLES, _SCAN = 0xC0, 0xC4, 0xDA
_FRAMES_IN_SEQUENCE = (0xC0, 0xC1)
_OF_BRIGHTNESS = 0x10
"""Class and number of the table for the fine detail of brightness."""


def has_hole(data: bytes) -> bool:
    """Whether a part of the picture is nothing but zeros, where its code cannot give them."""
    found = _HOLE.search(data)
    return found is not None and not _may_be_zeros(data[: found.start()])


def _may_be_zeros(head: bytes) -> bool:
    """Whether empty paper may be coded as zeros: the shortest code stands for an empty block, or bits are added to
    what was sent before."""
    place, frame, shortest = 2, None, None
    while place + 4 <= len(head) and head[place] == 0xFF:
        marker, size = head[place + 1], struct.unpack_from(">H", head, place + 2)[0]
        if _FRAME <= marker <= 0xCF and marker not in (_TABLES, 0xC8, 0xCC):
            frame = marker
        elif marker == _TABLES:
            shortest = _first_of_brightness(head[place + 4 : place + 2 + size], shortest)
        elif marker == _SCAN:
            return frame not in _FRAMES_IN_SEQUENCE or shortest in (None, 0)
        place += 2 + size
    return False


def _first_of_brightness(tables: bytes, before: int | None) -> int | None:
    while len(tables) > 17:
        count = sum(tables[1:17])
        if tables[0] == _OF_BRIGHTNESS and count:
            before = tables[17] if len(tables) > 17 else None
        tables = tables[17 + count :]
    return before
