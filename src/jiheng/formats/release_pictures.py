"""Pictures without what cameras and programs write into them: author, place, time, comments."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_FACTS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Of the application segments of a JPEG: its resolution, its colours, and how they are stored."""
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9


def bare_picture(data: bytes) -> bytes | None:
    """The same picture, pixel for pixel; None of a kind that is not known. A damaged one stays as it is."""
    if data.startswith(_PNG):
        return _bare_png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _bare_jpeg(data)
    return None


def _bare_png(data: bytes) -> bytes:
    out, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            return data
        if kind not in _PNG_FACTS:
            out.append(data[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(out)  # and nothing behind the end
    return data


def _bare_jpeg(data: bytes) -> bytes:
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == _SCAN:
            return b"".join((*out, data[at:]))
        if not (marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT)):
            out.append(data[at:end])
        at = end
    return data
