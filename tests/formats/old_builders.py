"""Files of old formats, made by hand: as small as they can be."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = (
    f'<office:document-content xmlns:office="{_OFFICE}:office:1.0" xmlns:text="{_OFFICE}:text:1.0" '
    f'xmlns:script="{_OFFICE}:script:1.0" xmlns:draw="{_OFFICE}:drawing:1.0" xmlns:svg="{_OFFICE}:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events" office:version="1.2">'
)
_LIBRARY = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE library:{kind} PUBLIC '
    '"-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{kind}.dtd">'
)
_LIBRARIES = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'


def compound(*names: str, embedded: tuple[str, ...] = ()) -> bytes:
    """A compound file whose directory, in its second sector, has these names; those embedded lie in a folder."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<IIII", header, 44, 1, 1, 0, 4096)
    struct.pack_into("<I", header, 60, 0xFFFFFFFE)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *([0xFFFFFFFF] * 108))
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 0xFFFFFFFE, *([0xFFFFFFFF] * 125))
    none = 0xFFFFFFFF
    entries = [("Root Entry", 5, none, 1 if names else none)]
    entries += [(name, 2, n + 2 if n + 1 < len(names) else none, none) for n, name in enumerate(names)]
    entries += [(name, 2, none, none) for name in embedded]
    directory = b""
    for name, kind, right, child in entries:
        encoded = name.encode("utf-16-le")
        directory += (encoded + b"\0" * 64)[:64] + struct.pack("<HBB", len(encoded) + 2, kind, 1)
        directory += struct.pack("<III", none, right, child) + b"\0" * 36 + struct.pack("<IIQ", 0xFFFFFFFE, 0, 0)[:12]
    return bytes(header) + table + directory.ljust(1024, b"\0")


def biff5(texts: list[bytes], codepage: int | None) -> bytes:
    """A workbook of Excel 95 without container, its texts one below the other."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    book = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))
    if codepage is not None:
        book += record(0x42, struct.pack("<H", codepage))
    name = b"Sheet1"
    length = len(book) + 4 + 6 + 1 + len(name) + 4
    book += record(0x85, struct.pack("<IHB", length, 0, len(name)) + name) + record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for row, text in enumerate(texts):
        sheet += record(0x204, struct.pack("<HHHH", row, 0, 0, len(text)) + text)
    return book + sheet + record(0x0A, b"")


def open_document(body: str, macro: str = "") -> bytes:
    """An OpenDocument text; a macro runs when the document is opened, where macros run."""
    parts = {"mimetype": "application/vnd.oasis.opendocument.text"}
    event = ""
    if macro:
        event = (
            '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" '
            'script:event-name="dom:load" xlink:type="simple" '
            'xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"/>'
            "</office:event-listeners></office:scripts>"
        )
        parts["Basic/script-lc.xml"] = (
            f"{_LIBRARY.format(kind='libraries')}<library:libraries {_LIBRARIES}>"
            '<library:library library:name="Standard" library:link="false"/></library:libraries>'
        )
        parts["Basic/Standard/script-lb.xml"] = (
            f'{_LIBRARY.format(kind="library")}<library:library {_LIBRARIES} library:name="Standard" '
            'library:readonly="false" library:passwordprotected="false">'
            '<library:element library:name="Module1"/></library:library>'
        )
        parts["Basic/Standard/Module1.xml"] = (
            '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE script:module PUBLIC '
            '"-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
            '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
            f'script:language="StarBasic">{macro}</script:module>'
        )
    parts["content.xml"] = (
        f"{_HEAD}{event}<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in parts
        if name != "mimetype"
    )
    parts["META-INF/manifest.xml"] = (
        f'<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0" manifest:version="1.2"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{parts["mimetype"]}"/>{files}</manifest:manifest>'
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()
