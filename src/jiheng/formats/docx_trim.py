"""Takes formatting out of the XML of a Word document before it is parsed.

Fonts, sizes and borders are most of such a file and say nothing about its text. Cutting them out of the bytes takes a
tenth of the time that parsing them takes (`benchmarks/bench_office_readers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

# What a reader needs of the properties of runs, paragraphs and cells.
_RUN = re.compile(rb"vanish|rStyle|Wingdings|Symbol|<w:(?:ins|del|moveFrom|moveTo)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(rb"numPr|pStyle|sectPr|rPr")
_CELL = re.compile(rb"gridSpan|[vh]Merge|cellDel")


def without_formatting(xml: bytes) -> bytes:
    """The same document without the properties that no reader asks for."""
    # In comments and CDATA sections a tag is not a tag. Another prefix or encoding is rare and merely read slower.
    if b"<!" in xml or b"<w:body>" not in xml:
        return xml
    for name, needed in ((b"w:rPr", _RUN.search), (b"w:pPr", _PARAGRAPH.search), (b"w:tcPr", _CELL.search)):
        xml = _without(xml, b"<" + name + b">", b"</" + name + b">", needed)
    return xml


def _without(xml: bytes, start: bytes, end: bytes, needed: Callable[[bytes], object]) -> bytes:
    """The XML without the elements that are not needed; an element that holds one of its own kind is kept."""
    first, *rest = xml.split(start)
    out = [first]
    known: dict[bytes, bool] = {}
    for piece in rest:
        content, found, behind = piece.partition(end)
        keep = known.get(content)
        if keep is None:
            keep = known[content] = not found or bool(needed(content))
        out.append(start + piece if keep else behind)
    return b"".join(out)
