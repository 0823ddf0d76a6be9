"""Which files LibreOffice has to convert before they can be read, and into what. The content decides."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from jiheng.formats.compound import COMPOUND_MAGIC, Compound
from jiheng.formats.container import Container
from jiheng.model.errors import DamagedDocument, ProtectedDocument


class Legacy(NamedTuple):
    """A kind of file: the name of its format, what it is converted to (`docx`, `xlsx`), and what a message calls it."""

    kind: str
    target: str
    words: str


DOC = Legacy("doc", "docx", "旧格式的文字文档（.doc 或 .wps）")
RTF = Legacy("rtf", "docx", "RTF 文档")
_WORKS = Legacy("wps", "docx", "旧格式的文字文档（.wps）")
_XLSB = Legacy("xlsb", "xlsx", "二进制工作簿（.xlsb）")
_OPEN_DOCUMENT = {
    b"text": Legacy("odt", "docx", "OpenDocument 文档（.odt）"),
    b"spreadsheet": Legacy("ods", "xlsx", "OpenDocument 表格（.ods）"),
}
_XML = {
    b"wordDocument": Legacy("xml", "docx", "Word 2003 XML 文档"),
    b"Workbook": Legacy("xml", "xlsx", "XML 表格 2003"),
}
_XML_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,100}(?:<[?!][^>]{0,1000}>\s{0,100}){0,9}<(?:\w{1,20}:)?(wordDocument|Workbook)\b"
)
_RTF_START = re.compile(rb"\s{0,100}\{\\rtf")
_RTF_FILL = b"\0 \t\r\n\x1a"
_RTF_CUT_OFF = "文件不完整：RTF 文档没有结尾，可能没有下载或复制完，请重新获取原文件。"
_ENCRYPTED, _OTHER_TABLE = 0x0100, 0x0200
_SINCE_97 = 0x00C1
"""The version of Word from which a document has its tables in a stream of their own."""
_SIGNATURES = (0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699)
"""What a document of Word begins with, encrypted or not."""
_UNSURE = (
    "文档可能加了密码，也可能已损坏：能用 Word 或 WPS 打开的，请取消密码并保存后再读取；打不开的，请重新获取原文件。"
)
_PROTECTED = "文档加了打开密码，请用 Word 或 WPS 打开，取消密码并保存后再读取。"


def sniff(head: bytes) -> bool:
    """Whether the first bytes may be those of a file to convert; cheap, for many files."""
    return (
        head.startswith(COMPOUND_MAGIC)
        or head[30:38] == b"mimetype"
        or _RTF_START.match(head) is not None
        or _of_xml(head) is not None
    )


def of_plain(data: bytes) -> Legacy | None:
    """What a file without a container is; DamagedDocument where its end is missing."""
    if _RTF_START.match(data):
        # LibreOffice takes the half of a document without a word.
        if not data.rstrip(_RTF_FILL).endswith(b"}"):
            raise DamagedDocument(_RTF_CUT_OFF)
        return RTF
    return _of_xml(data)


def _of_xml(data: bytes) -> Legacy | None:
    """What an XML file is, by its root."""
    found = _XML_ROOT.match(data)
    return _XML[found[1]] if found else None


def of_container(container: Container) -> Legacy | None:
    """What a zip container is."""
    if "xl/workbook.bin" in container:
        return _XLSB
    kind = (container.part("mimetype") or b"").partition(b"opendocument.")[2].strip()
    return _OPEN_DOCUMENT.get(kind.removesuffix(b"-template"))


def of_compound(compound: Compound) -> Legacy | None:
    """What an old container is; ProtectedDocument and DamagedDocument where converting it would lose what it holds."""
    if "WordDocument" in compound:
        _check_document(compound)
        return DOC
    if "CONTENTS" in compound or "MatOST" in compound:
        return _WORKS
    return None


def _check_document(compound: Compound) -> None:
    """LibreOffice takes a document that ends in the middle, and says nothing of the half that it lost."""
    document = compound.stream("WordDocument")
    if len(document) < 12:
        return
    signature, version, flags = struct.unpack_from("<HHxxxxxxH", document)
    if flags & _ENCRYPTED:
        raise ProtectedDocument(_PROTECTED) if signature in _SIGNATURES else DamagedDocument(_UNSURE)
    if version >= _SINCE_97:
        table = "1Table" if flags & _OTHER_TABLE else "0Table"
        if table in compound:
            compound.stream(table)
