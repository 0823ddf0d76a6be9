"""Opens a file of any kind that has a reader: the content decides, the name only where the content leaves it open."""

from __future__ import annotations

import stat
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from jiheng.formats import legacy, scan, unsupported
from jiheng.formats.compound import COMPOUND_MAGIC, Compound
from jiheng.formats.container import ZIP_MAGIC, Container
from jiheng.formats.document import Document, Wanted
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.starts import is_pdf
from jiheng.formats.tally import exceeded
from jiheng.model.errors import DamagedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

SUFFIXES = frozenset(
    {
        *(".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".xltm"),
        ".pdf",
        *scan.SUFFIXES,
        *(".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".xls", ".xlt", ".et", ".ett", ".xlsb", ".ods", ".xml"),
        *(".htm", ".html", ".xhtml", ".mht", ".mhtml", ".csv", ".tsv", ".md", ".markdown", ".txt", ".text"),
    }
)
"""Suffixes of the kinds of file that are read: one of them with another content is damaged."""

_HEAD = 16 * 1024
_NO_TEXT = "文件里没有文字，只有空白，请检查是否选对了文件，或重新获取原文件。"
_TEXT_READERS = ("xls", "html", "markdown", "delimited", "text")
_BLANK = b"\0 \t\r\n\v\f"
_SPECIAL_FILES = (
    (stat.S_ISFIFO, "管道（FIFO）"),
    (stat.S_ISCHR, "设备"),
    (stat.S_ISBLK, "设备"),
    (stat.S_ISSOCK, "套接字"),
)
_MAIN_PARTS = (
    ("word/", "docx", "Word 文件", "word/document.xml"),
    ("xl/", "xlsx", "Excel 文件", "xl/workbook.xml"),
)
_NO_MAIN_PART = "这个 {kind}缺少正文部分（{part}），可能已损坏或没有下载完，请重新获取原文件。"
_UNREAD_PARTS = (("ppt/presentation.xml", unsupported.PRESENTATION), ("ofd.xml", unsupported.OFD))
_OTHER_OPEN_DOCUMENT = "这是 OpenDocument 文件（演示、绘图等），其中没有可读取的申报表，请提供 .docx 或 .xlsx 文件。"
_ARCHIVE = "这是压缩包（zip），扩展名却不是 .zip；请把扩展名改成 .zip，或者解压后读取其中的文件。"
_NO_CONTENT = "转换以后没有文字，文件可能是空白的，也可能已损坏；请用 Word 或 WPS 打开查看，另存为 .docx 后再读取。"


def open_document(
    path: Path, limits: Limits = DEFAULT_LIMITS, wanted: Wanted | None = None, name: str | None = None
) -> Document:
    """Read the file at `path`; UnreadableDocument says in one sentence why it cannot be read.

    :param wanted: whether a page with this text is worth reading, of files that consist of pages.
    :param name: what the file is called, where it is kept under another name.
    """
    try:
        status = path.stat()
        size = status.st_size
        if stat.S_ISDIR(status.st_mode):
            raise UnsupportedFormat("这是文件夹，不是文件，请指定其中的文件。")
        if not stat.S_ISREG(status.st_mode):
            what = next((what for is_one, what in _SPECIAL_FILES if is_one(status.st_mode)), "特殊文件")
            raise UnsupportedFormat(f"这是{what}，不是普通文件，请指定磁盘上的办公文件。")
        if size > limits.file_bytes:
            raise _too_large(size, limits)
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableDocument("找不到这个文件，请检查文件名和路径。") from error
    except PermissionError as error:
        raise UnreadableDocument("没有读取这个文件的权限，请检查文件的权限，或关闭正在使用它的程序。") from error
    except (OSError, ValueError) as error:
        raise UnreadableDocument("文件读不出来，磁盘、网络盘或文件名可能有问题，请把文件复制到本机后再试。") from error
    return read_bytes(data, name or path.name, limits, wanted)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, wanted: Wanted | None = None) -> Document:
    """Read a file that is already in memory; `name` is its file name, `wanted` as above."""
    if len(data) > limits.file_bytes:
        raise _too_large(len(data), limits)
    head = data[:_HEAD]
    if not data:
        raise DamagedDocument("文件是空的，没有内容可读，请重新获取原文件。")
    if not head.strip(_BLANK) and not data.strip(_BLANK):
        raise DamagedDocument(_NO_TEXT)
    if head.startswith(ZIP_MAGIC):
        return _read_zip(data, limits)
    if head.startswith(COMPOUND_MAGIC):
        return _read_compound(data, name, limits)
    if is_pdf(head):
        printed: Document = _reader("pdf").read(data, limits, wanted)
        return printed
    if scan.sniff(head, name):
        scanned: Document = scan.read(data, limits)
        return scanned
    if (unread := unsupported.by_start(head)) is not None:
        raise UnsupportedFormat(unread)
    if (old := legacy.of_plain(data)) is not None:
        return _convert(data, old, limits)
    for kind in _TEXT_READERS:
        reader = _reader(kind)
        if reader.sniff(head, name):
            text: Document = reader.read(data, limits)
            if not text.blocks and not text.hidden:
                raise DamagedDocument(_NO_TEXT)
            return text
    raise _refuse_rubbish(name)


def old_kind(data: bytes) -> legacy.Legacy | None:
    """Which kind of file this is, if it is one that must be converted; UnreadableDocument where that would be vain."""
    if data.startswith(COMPOUND_MAGIC):
        return legacy.of_compound(Compound(data))
    if data.startswith(ZIP_MAGIC):
        return legacy.of_container(Container(data, DEFAULT_LIMITS))
    return legacy.of_plain(data)


def read_converted(data: bytes, old: legacy.Legacy, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read what LibreOffice made of a file of that kind."""
    container = Container(data, limits)
    document: Document = _reader(old.target).read_container(container, limits)
    if not document.blocks and not document.hidden:
        raise DamagedDocument(f"这是{old.words}，{_NO_CONTENT}")
    return replace(document, format=old.kind)


def _convert(data: bytes, old: legacy.Legacy, limits: Limits) -> Document:
    from jiheng.formats.libreoffice import convert_one

    return read_converted(convert_one(old, data), old, limits)


def _read_zip(data: bytes, limits: Limits) -> Document:
    container = Container(data, limits)
    old = legacy.of_container(container)
    if old is not None:
        return _convert(data, old, limits)
    document: Document = _reader(_kind_of_zip(container)).read_container(container, limits)
    return document


def _read_compound(data: bytes, name: str, limits: Limits) -> Document:
    compound = Compound(data)
    old = legacy.of_compound(compound)
    if old is not None:
        return _convert(data, old, limits)
    workbook = _reader("xls")
    if any(stream in compound for stream in workbook.STREAMS):
        document: Document = workbook.read(data, limits)
        return document
    raise unsupported.of_compound(compound, name)


def _kind_of_zip(container: Container) -> str:
    """Which reader takes a zip container; an archive that is none of ours says what it is."""
    for link in container.relationships():
        if link.kind == "officeDocument":
            kind = _kind_of_main_part(container, link.target)
            if kind:
                return kind
    for part, sentence in _UNREAD_PARTS:
        if part in container:
            raise UnsupportedFormat(sentence)
    for _, kind, _, part in _MAIN_PARTS:
        if part in container:
            return kind
    if b"opendocument" in (container.part("mimetype") or b""):
        raise UnsupportedFormat(_OTHER_OPEN_DOCUMENT)
    if "[content_types].xml" in container:
        named = [link.target.lower() for link in container.relationships() if link.kind == "officeDocument"]
        for folder, _, kind, part in _MAIN_PARTS:
            if any(name.startswith(folder) for name in (*named, *container.names())):
                raise DamagedDocument(_NO_MAIN_PART.format(kind=kind, part=part))
    raise UnsupportedFormat(_ARCHIVE)


def _kind_of_main_part(container: Container, target: str) -> str:
    """By the folder of the part that the package names as its document, else by the namespace in that part."""
    lower = target.lower()
    for part, sentence in _UNREAD_PARTS:
        if lower == part:
            raise UnsupportedFormat(sentence)
    if target not in container:
        return ""
    for folder, kind, _, _ in _MAIN_PARTS:
        if lower.startswith(folder):
            return kind
    start = next(container.chunks(target), b"")[:8192]
    if b"wordprocessingml" in start:
        return "docx"
    return "xlsx" if b"spreadsheetml" in start else ""


def _reader(kind: str) -> Any:
    """The module that reads a kind of file, imported when first needed: `sniff(head, name)`, `read(data, limits)`."""
    return import_module(f"jiheng.formats.{kind}")


def _refuse_rubbish(name: str) -> UnreadableDocument:
    if (unread := unsupported.by_name(name)) is not None:
        return UnsupportedFormat(unread)
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return DamagedDocument(
            f"文件内容不是 {suffix} 应有的样子，可能已损坏或被加密软件加密，请重新获取原文件，或解密后再读取。"
        )
    return UnsupportedFormat("认不出这个文件的格式，请提供 .docx、.xlsx、.pdf、.html、.csv、.md 或 .txt 文件。")


def _too_large(size: int, limits: Limits) -> LimitExceeded:
    found, limit = size / 1024 / 1024, limits.file_bytes / 1024 / 1024
    return exceeded(f"文件有 {found:.1f} MB，超过上限 {limit:.1f} MB", "file_bytes")
