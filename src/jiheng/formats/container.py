"""Safe access to the parts of an office file: a zip container within limits, XML without entities."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple, cast

from lxml import etree

from jiheng.formats.limits import Limits
from jiheng.formats.tally import exceeded
from jiheng.model.errors import (
    DamagedDocument,
    LimitExceeded,
    ProtectedDocument,
    UnreadableDocument,
)

ZIP_MAGIC = b"PK\x03\x04"

_CHUNK = 1024 * 1024
_RATIO_FROM = 10 * 1024 * 1024
_END_OF_DIRECTORY = b"PK\x05\x06"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_TRUNCATED = "文件不完整：压缩容器的目录缺失，可能没有下载或复制完，请重新获取原文件。"
_DAMAGED_PART = "文件已损坏：其中的 {name} 无法解压，请用 Word、Excel 或 WPS 打开原文件，另存一份后再读取。"
_DAMAGED_XML = "文件已损坏：其中的 {name} 不是完整的 XML，请用 Word、Excel 或 WPS 打开原文件，另存一份后再读取。"
_ENTITIES = "文件可疑：其中的 {name} 带有实体声明，正常的办公文件没有，为安全起见不予读取，请向来源核实。"

# The strict variant of the format differs from the usual one in its namespaces only.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMESPACES = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class Relationship(NamedTuple):
    """A link from one part to another: `kind` is the last word of its type, `target` the part's name."""

    id: str
    kind: str
    target: str


class Container:
    """The parts of an office file. Names are compared without regard to case, as the format demands."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._unpacked = 0
        _check_entry_count(data, limits)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise DamagedDocument(_TRUNCATED) from error
        entries = self._zip.infolist()
        if len(entries) > limits.parts:
            raise _too_many(len(entries), limits)
        self._entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._entries)

    def part(self, name: str) -> bytes | None:
        """The unpacked part, or None where there is none of that name."""
        if name.lower() not in self._entries:
            return None
        chunks = list(self.chunks(name))
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked part piece by piece, within the limits whatever the header claims."""
        entry = self._entries[name.lower()]
        limits = self._limits
        if entry.flag_bits & 1:
            raise ProtectedDocument("文件的压缩容器加了密码，请先解除密码，另存后再读取。")
        if entry.file_size > limits.part_bytes:
            raise _too_large(entry.filename, limits.part_bytes)
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    self._check_sizes(entry, size)
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            struct.error,
            NotImplementedError,
            ValueError,
            OSError,
        ) as error:
            raise DamagedDocument(_DAMAGED_PART.format(name=entry.filename)) from error

    def _check_sizes(self, entry: zipfile.ZipInfo, size: int) -> None:
        limits = self._limits
        if size > limits.part_bytes:
            raise _too_large(entry.filename, limits.part_bytes)
        if size > _RATIO_FROM and size > limits.ratio * max(entry.compress_size, 1):
            raise LimitExceeded(
                f"文件中的 {entry.filename} 解压后膨胀到 {limits.ratio} 倍以上，可能是压缩炸弹，也可能只是内容大量重复；"
                "来源可信的，请拆成几个文件，或用 --limit ratio=数值 放宽。"
            )
        if self._unpacked > limits.total_bytes:
            raise exceeded(f"文件解压后超过 {_megabytes(limits.total_bytes)}", "total_bytes")

    def tree(self, name: str) -> etree._Element | None:
        """The root element of an XML part, or None where there is no such part."""
        data = self.part(name)
        return None if data is None else parse_xml(data, name)

    def stream(self, name: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
        """The finished elements of these names in an XML part, each only valid until the next one is asked for."""
        chunks = self.chunks(name)
        first, second = next(chunks, b""), next(chunks, None)
        if second is None:
            # Half the time of the incremental parser, and a small tree.
            yield from parse_xml(first, name).iter(*tags)
            return
        if _declares_type(first):
            raise DamagedDocument(_ENTITIES.format(name=name))
        parser = etree.XMLPullParser(events=("end",), tag=tags, **_PARSER_OPTIONS)
        checked = False
        try:
            for chunk in chain((usual_namespaces(first), second), chunks):
                parser.feed(chunk)
                for _, found in parser.read_events():
                    element = cast("etree._Element", found)
                    if not checked:
                        refuse_entities(element, name)
                        checked = True
                    yield element
                    _forget(element)
            parser.close()
        except (etree.XMLSyntaxError, ValueError) as error:
            for _ in chunks:  # a part beyond the limits is called so, although its XML gave up before
                pass
            raise damaged_xml(error, name) from error

    def relationships(self, name: str = "") -> list[Relationship]:
        """The links of a part, or of the whole package; links out of the file are left out."""
        folder, base = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", base + ".rels"))
        if root is None:
            return []
        found = []
        for element in root.iterchildren(_RELATIONSHIP):
            target = element.get("Target")
            if target and element.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))).lstrip("/")
                kind = (element.get("Type") or "").rpartition("/")[2]
                found.append(Relationship(element.get("Id") or "", kind, path))
        return found

    def main_part(self, usual: str) -> str:
        """The part that the package names as its document, else the usual one."""
        for link in self.relationships():
            if link.kind == "officeDocument" and link.target in self:
                return link.target
        if usual in self:
            return usual
        raise DamagedDocument("文件已损坏：找不到正文部分，请用 Word、Excel 或 WPS 打开原文件，另存一份后再读取。")


_PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
"""Nothing is resolved, and the library's own bounds on depth and text length hold."""


def _forget(element: etree._Element) -> None:
    """Free an element that was read, and its read neighbours before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part; the strict variant of the format is turned into the usual one."""
    if _declares_type(data):
        raise DamagedDocument(_ENTITIES.format(name=name))
    try:
        root = etree.fromstring(usual_namespaces(data), etree.XMLParser(**_PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged_xml(error, name) from error
    refuse_entities(root, name)
    return root


def _declares_type(data: bytes) -> bool:
    """Whether the XML has a document type, also in UTF-16; the tree is asked again for rarer encodings."""
    if b"<!DOCTYPE" in data:
        return True
    return (b"\0" in data[:4]) and (b"<\0!\0D\0O" in data or b"\0<\0!\0D\0O" in data)


def refuse_entities(root: etree._Element, name: str) -> None:
    """Refuse a document type in whatever encoding it was written."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedDocument(_ENTITIES.format(name=name))


def usual_namespaces(data: bytes) -> bytes:
    """The same XML with the namespaces of the strict variant replaced by the usual ones."""
    if _STRICT in data[:8192]:
        for strict, usual in _STRICT_NAMESPACES:
            data = data.replace(strict, usual)
    return data


def strict_namespaces(data: bytes) -> bytes:
    """The reverse of `usual_namespaces`, for a part that is written anew."""
    for strict, usual in _STRICT_NAMESPACES:
        data = data.replace(usual, strict)
    return data


def damaged_xml(error: Exception, name: str) -> UnreadableDocument:
    """What to say of a part that does not parse."""
    if "depth" in str(error):
        return LimitExceeded("文件的内容嵌套过深（如表格中套了几十层表格），不予读取，请把内层的表格移出来后再读取。")
    if "huge" in str(error).lower():
        return LimitExceeded(
            f"文件中的 {name} 有一段文字超过 10 MB，不像正常的办公文件，请删去多余内容或拆成几个文件后再读取。"
        )
    return DamagedDocument(_DAMAGED_XML.format(name=name))


def _check_entry_count(data: bytes, limits: Limits) -> None:
    """Refuse a directory of millions of entries before anything is made of it."""
    end = data.rfind(_END_OF_DIRECTORY)
    if end < 0:
        raise DamagedDocument(_TRUNCATED)
    try:
        size = struct.unpack_from("<I", data, end + 12)[0]
    except struct.error as error:
        raise DamagedDocument(_TRUNCATED) from error
    count = data.count(_DIRECTORY_ENTRY, max(end - size, 0), end)
    if count > limits.parts:
        raise _too_many(count, limits)


def _too_many(count: int, limits: Limits) -> LimitExceeded:
    return exceeded(f"文件的压缩容器里有 {count} 个部分，超过上限 {limits.parts} 个，不像办公文件，来源可信的", "parts")


def _too_large(name: str, limit: int) -> LimitExceeded:
    return exceeded(f"文件中的 {name} 解压后超过 {_megabytes(limit)}", "part_bytes")


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MB" if size >= 1024 * 1024 else f"{size} 字节"
