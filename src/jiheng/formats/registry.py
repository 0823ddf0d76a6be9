"""Opens a file of any kind that has a reader: the content decides, the name only where the content leaves it open."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from jiheng.formats import scan
from jiheng.formats.container import (
    COMPOUND_MAGIC,
    ZIP_MAGIC,
    Container,
    refuse_compound,
)
from jiheng.formats.document import Document
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.tally import exceeded
from jiheng.model.errors import DamagedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

SUFFIXES = frozenset(
    {
        *(".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".xltm"),
        *scan.SUFFIXES,
        *(".htm", ".html", ".xhtml", ".mht", ".mhtml", ".csv", ".tsv", ".md", ".markdown", ".txt", ".text"),
    }
)
"""Suffixes of the files that are read when a folder is walked."""

Wanted = Callable[[str], bool]

_HEAD = 16 * 1024
_XML_HEAD = 1000
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?|!--|Workbook|(?:\w+:)?(?:wordDocument|Workbook|UOF)\b)")
_NO_TEXT = "文件里没有文字，只有空白，请检查是否选对了文件，或重新获取原文件。"
_TEXT_READERS = ("html", "markdown", "delimited", "text")

_PACKED = "这是压缩包（{kind}），请先解压，再读取其中的文件。"
_SIGNATURES = (
    (b"{\\rtf", "这是 RTF 文档，尚不能读取，请用 Word 或 WPS 打开，另存为 .docx 后再读取。"),
    (b"Rar!\x1a\x07", _PACKED.format(kind="RAR")),
    (b"7z\xbc\xaf\x27\x1c", _PACKED.format(kind="7z")),
    (b"\x1f\x8b", _PACKED.format(kind="gzip")),
    (b"BZh", _PACKED.format(kind="bzip2")),
    (b"\xfd7zXZ\0", _PACKED.format(kind="xz")),
    (b"PK\x05\x06", "这是一个空的压缩包，里面没有文件，请重新获取原文件。"),
    (b"MZ", "这是 Windows 程序，不是办公文件，请勿打开，并向来源核实。"),
    (b"\x7fELF", "这是程序文件，不是办公文件，请向来源核实。"),
    (b"SQLite format 3\0", "这是数据库文件，不是办公文件，请导出为 .xlsx 或 .csv 后再读取。"),
)

_XML_MARKS = (
    (b'progid="Word.Document"', "这是 Word 2003 XML 文档，请用 Word 或 WPS 打开，另存为 .docx 后再读取。"),
    (
        b'urn:schemas-microsoft-com:office:spreadsheet"',
        "这是 XML 表格 2003，请用 Excel 或 WPS 打开，另存为 .xlsx 后再读取。",
    ),
    (b"<uof:UOF", "这是标文通（UOF）文件，请用 WPS 打开，另存为 .docx 或 .xlsx 后再读取。"),
)
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
_OFFICE = "请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再读取。"
_BY_MAIN_PART = (
    ("xl/workbook.bin", "这是二进制工作簿（.xlsb），请用 Excel 打开，另存为 .xlsx 后再读取。"),
    ("ppt/presentation.xml", "这是演示文稿（.pptx），其中没有可读取的申报表，请提供 .docx 或 .xlsx 文件。"),
    ("ofd.xml", "这是 OFD 版式文件，尚不能读取，请提供可编辑的 .docx 或 .xlsx 原件。"),
)


def open_document(path: Path, limits: Limits = DEFAULT_LIMITS, wanted: Wanted | None = None) -> Document:
    """Read the file at `path`; UnreadableDocument says in one sentence why it cannot be read.

    :param wanted: whether a page with this text is worth reading, of files that consist of pages.
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
    return read_bytes(data, path.name, limits, wanted)


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
        container = Container(data, limits)
        document: Document = _reader(_kind_of_zip(container)).read_container(container, limits)
        return document
    if head.startswith(COMPOUND_MAGIC):
        raise refuse_compound(data)
    pdf = _reader("pdf") if b"%PDF-" in head[:1024] else None
    if pdf is not None:
        read: Document = pdf.read(data, limits, wanted)
        return read
    if scan.sniff(head, name):
        scanned: Document = scan.read(data, limits)
        return scanned
    for signature, sentence in _SIGNATURES:
        # Two letters may also begin a text.
        if head.startswith(signature) and (len(signature) > 2 or b"\0" in head):
            raise UnsupportedFormat(sentence)
    if _XML_START.match(head):
        for mark, sentence in _XML_MARKS:
            if mark in head[:_XML_HEAD]:
                raise UnsupportedFormat(sentence)
    for kind in _TEXT_READERS:
        reader = _reader(kind)
        if reader.sniff(head, name):
            text: Document = reader.read(data, limits)
            if not text.blocks and not text.hidden:
                raise DamagedDocument(_NO_TEXT)
            return text
    raise _refuse_rubbish(name)


def _kind_of_zip(container: Container) -> str:
    """Which reader takes a zip container; an archive that is none of ours says what it is."""
    for link in container.relationships():
        if link.kind == "officeDocument":
            kind = _kind_of_main_part(container, link.target)
            if kind:
                return kind
    for part, sentence in _BY_MAIN_PART:
        if part in container:
            raise UnsupportedFormat(sentence)
    for _, kind, _, part in _MAIN_PARTS:
        if part in container:
            return kind
    if b"opendocument" in (container.part("mimetype") or b""):
        raise UnsupportedFormat(f"这是 OpenDocument 文件（.odt、.ods 等），{_OFFICE}")
    if "[content_types].xml" in container:
        named = [link.target.lower() for link in container.relationships() if link.kind == "officeDocument"]
        for folder, _, kind, part in _MAIN_PARTS:
            if any(name.startswith(folder) for name in (*named, *container.names())):
                raise DamagedDocument(_NO_MAIN_PART.format(kind=kind, part=part))
    raise UnsupportedFormat(_PACKED.format(kind="zip"))


def _kind_of_main_part(container: Container, target: str) -> str:
    """By the folder of the part that the package names as its document, else by the namespace in that part."""
    lower = target.lower()
    for part, sentence in _BY_MAIN_PART:
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
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return DamagedDocument(
            f"文件内容不是 {suffix} 应有的样子，可能已损坏或被加密软件加密，请重新获取原文件，或解密后再读取。"
        )
    return UnsupportedFormat("认不出这个文件的格式，请提供 .docx、.xlsx、.html、.csv、.md 或 .txt 文件。")


def _too_large(size: int, limits: Limits) -> LimitExceeded:
    found, limit = size / 1024 / 1024, limits.file_bytes / 1024 / 1024
    return exceeded(f"文件有 {found:.1f} MB，超过上限 {limit:.1f} MB", "file_bytes")
