"""Takes formatting out of the XML of a Word document before it is parsed.

Fonts, sizes and borders are most of such a file and say nothing about its text. Cutting them out of the bytes takes a
tenth of the time that parsing them takes (`benchmarks/bench_office_readers.py`).
"""

from __future__ import annotations

import re

# What a reader needs of the properties of runs, paragraphs, rows and cells.
_NEEDED = (
    (b"w:rPr", re.compile(rb"vanish|rStyle|Wingdings|Symbol|<w:(?:ins|del|moveFrom|moveTo)\b", re.IGNORECASE)),
    (b"w:pPr", re.compile(rb"numPr|pStyle|sectPr|rPr")),
    (b"w:trPr", re.compile(rb"gridBefore|hidden|<w:(?:ins|del)\b")),
    (b"w:tcPr", re.compile(rb"gridSpan|[vh]Merge|cellDel")),
)
_EXTENT = re.compile(rb"<w:(?:gridSpan|[vh]Merge)(?: [^<>]*)?/>")


def without_formatting(xml: bytes) -> bytes:
    """The same document without the properties that no reader asks for."""
    # In comments and CDATA sections a tag is not a tag. Another prefix or encoding is rare and merely read slower.
    if (b"!" in xml and b"<!" in xml) or b"<w:body>" not in xml[:8192]:
        return xml
    for name, needed in _NEEDED:
        xml = _without(xml, b"<" + name + b">", b"</" + name + b">", needed)
    return xml


def _without(xml: bytes, start: bytes, end: bytes, needed: re.Pattern[bytes]) -> bytes:
    """The XML without the elements that are not needed; an element that holds one of its own kind is kept."""
    first, *rest = xml.split(start)
    out = [first]
    known: dict[bytes, bytes] = {}
    for piece in rest:
        content, found, behind = piece.partition(end)
        if not found:
            out += (start, piece)
            continue
        kept = known.get(content)
        if kept is None:
            kept = known[content] = _kept(content, start, end, needed)
        if kept:
            out.append(kept)
        out.append(behind)
    return b"".join(out)


def _kept(content: bytes, start: bytes, end: bytes, needed: re.Pattern[bytes]) -> bytes:
    """What is kept of an element: nothing, the extent of a cell, or all."""
    wanted = needed.findall(content)
    if not wanted:
        return b""
    extent = _EXTENT.findall(content)
    return start + (b"".join(extent) if len(extent) == len(wanted) else content) + end
