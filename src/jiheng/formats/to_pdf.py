"""A form as PDF, as it would be printed, and which of its fonts this machine had to replace."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.formats.fonts import CHINESE_FONTS, families, has_chinese, stand_in
from jiheng.formats.fonts_asked import asked_fonts
from jiheng.formats.legacy import Legacy
from jiheng.formats.libreoffice import convert_one
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.pdf_fonts import embedded_fonts, page_sizes
from jiheng.model.errors import UnsupportedFormat

_KINDS = {
    "docx": Legacy("docx", "pdf", "要转成 PDF 的 Word 文档"),
    "xlsx": Legacy("xlsx", "pdf", "要转成 PDF 的 Excel 工作簿"),
    "html": Legacy("html", "pdf", "要转成 PDF 的网页"),
}
_ONLY = "只能把 .docx、.xlsx 和 .html 转成 PDF，请用 Word、Excel 或 WPS 打开这份文件，另存为 PDF。"
_NO_CHINESE = "本机没有中文字体，PDF 里的汉字显示不出来；请安装软件包 {package} 后重新转换。"
_REPLACED = "本机没有字体“{asked}”，PDF 里用“{taken}”代替，字形与原表略有不同；装上“{asked}”后重新转换即可。"
_REPLACED_BY_SOME = "本机没有字体“{asked}”，PDF 里用别的字体代替，字形与原表略有不同；装上“{asked}”后重新转换即可。"
_NOT_EMBEDDED = "PDF 里没有嵌入字体“{name}”，在别的电脑上显示可能不同。"
_OTHER_PAPER = "PDF 有 {count} 页是 {width}×{height} 毫米，不是 A4；这是原表的纸张设置，要打印成 A4 的请在原表里改。"
_A4 = (210, 297)

_DATE = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}([^)]{0,8}\))")
_XMP_DATE = re.compile(rb"(<xmp:(?:CreateDate|ModifyDate|MetadataDate)>)[^<]*(<)")
_ID = re.compile(rb"(/ID\s*\[\s*)<[0-9A-Fa-f]{32}>(\s*)<[0-9A-Fa-f]{32}>")
_CHECKSUM = re.compile(rb"(/DocChecksum\s*/)[0-9A-Fa-f]{32}")
_TAIL = 4096
_EPOCH = b"19800101000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A PDF; `notes` are sentences on what is not as the form asks."""

    data: bytes
    notes: tuple[str, ...] = ()


def to_pdf(data: bytes, format: str, name: str, limits: Limits = DEFAULT_LIMITS) -> Pdf:
    """The PDF of a form; of the same form, on the same machine, always the same bytes.

    :param format: as the reader names it (`Document.format`): `docx`, `xlsx`, `html`.
    :param name: the name of the file, which the notes begin with.
    :raises UnreadableDocument: where it cannot be converted, LibreOffice missing among the reasons.
    """
    kind = _KINDS.get(format)
    if kind is None:
        raise UnsupportedFormat(_ONLY)
    made = _without_dates(convert_one(kind, data))
    return Pdf(
        data=made, notes=tuple(f"{name}：{note}" for note in (*_on_fonts(data, format, made, limits), *_on_paper(made)))
    )


def _without_dates(pdf: bytes) -> bytes:
    """The same PDF without the time of its making, and with an id that depends on its content only. No byte moves."""
    pdf = _DATE.sub(lambda found: found[1] + _EPOCH + found[2], pdf)
    pdf = _XMP_DATE.sub(lambda found: found[1] + b" " * (len(found[0]) - len(found[1]) - 1) + found[2], pdf)
    head, tail = pdf[:-_TAIL], pdf[-_TAIL:]
    bare = _CHECKSUM.sub(rb"\g<1>" + b"0" * 32, _ID.sub(rb"\g<1>\g<2>", tail))
    name = hashlib.md5(head + bare, usedforsecurity=False).hexdigest().upper().encode()
    tail = _ID.sub(lambda found: found[1] + b"<" + name + b">" + found[2] + b"<" + name + b">", tail)
    return head + _CHECKSUM.sub(rb"\g<1>" + name, tail)


def _on_fonts(data: bytes, format: str, made: bytes, limits: Limits) -> Iterator[str]:
    if has_chinese() is False:
        yield _NO_CHINESE.format(package=CHINESE_FONTS)
        return
    known = families()
    for asked in asked_fonts(data, format, limits):
        if known is not None and asked.lower() not in known:
            taken = stand_in(asked)
            yield (_REPLACED if taken else _REPLACED_BY_SOME).format(asked=asked, taken=taken)
    for name, embedded in embedded_fonts(made):
        if not embedded:
            yield _NOT_EMBEDDED.format(name=name)


def _on_paper(made: bytes) -> Iterator[str]:
    sizes = Counter(size for size in page_sizes(made) if tuple(sorted(size)) != _A4)
    for (width, height), count in sizes.items():
        yield _OTHER_PAPER.format(count=count, width=width, height=height)
