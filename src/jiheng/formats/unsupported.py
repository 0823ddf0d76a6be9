"""What is not read: what each kind of file is, and the way out."""

from __future__ import annotations

import re
from pathlib import PurePath

from jiheng.formats.compound import Compound
from jiheng.model.errors import DamagedDocument, ProtectedDocument, UnreadableDocument, UnsupportedFormat

_PACKED = "这是压缩包（{kind}），请先解压，再读取其中的文件或整个文件夹。"
_LAID_OUT = "这是{kind}版式文件，请用{program}打开，转换或打印为 PDF，或向制作单位要 .docx、.xlsx 原件。"
_SLIDES = "这是演示文稿（{kind}），其中没有可读取的申报表，请提供 .docx 或 .xlsx 文件。"
_DATABASE = "这是数据库文件，不是办公文件，请导出为 .xlsx 或 .csv 后再读取。"
_DRAWING = "这是{kind}图纸，不是申报表，请提供 .docx 或 .xlsx 文件。"
OFD = _LAID_OUT.format(kind=" OFD ", program=" WPS 或 OFD 阅读器")
PRESENTATION = _SLIDES.format(kind=".pptx")
_CEB = _LAID_OUT.format(kind="方正 CEB ", program="方正 Apabi 阅读器")
_SEP = _LAID_OUT.format(kind="书生 ", program="书生阅读器")
_CAJ = "这是知网文献（CAJ），不是申报表，请确认选对了文件；需要其中的表，请用 CAJViewer 打开，打印为 PDF。"
_PROGRAM = "这是程序文件，不是办公文件，请勿打开，并向来源核实。"
_MAIL = "这是一封邮件（{kind}），请用邮件软件打开，把附件另存出来再读取。"

SIGNATURES = (
    (b"Rar!\x1a\x07", _PACKED.format(kind="RAR")),
    (b"7z\xbc\xaf\x27\x1c", _PACKED.format(kind="7z")),
    (b"\x1f\x8b", _PACKED.format(kind="gzip")),
    (b"BZh", _PACKED.format(kind="bzip2")),
    (b"\xfd7zXZ\0", _PACKED.format(kind="xz")),
    (b"MSCF", _PACKED.format(kind="cab")),
    (b"PK\x05\x06", "这是一个空的压缩包，里面没有文件，请重新获取原文件。"),
    (b"PK\x07\x08", "这是分卷压缩包的一部分，请把各卷放在一起解压，再读取其中的文件。"),
    (b"MZ", "这是 Windows 程序，不是办公文件，请勿打开，并向来源核实。"),
    (b"\x7fELF", "这是程序文件，不是办公文件，请向来源核实。"),
    (b"SQLite format 3\0", _DATABASE),
    (b"\0\1\0\0Standard Jet DB", _DATABASE),
    (b"\0\1\0\0Standard ACE DB", _DATABASE),
    (b"Founder CEB", _CEB),
    (b"CAJ\0", _CAJ),
    (b"KDH ", _CAJ),
    (b"AC10", _DRAWING.format(kind=" AutoCAD ")),
)
"""How files begin, and what is said of them."""

_STREAMS = (
    ("PowerPoint Document", _SLIDES.format(kind=".ppt 或 .dps")),
    ("VisioDocument", _DRAWING.format(kind=" Visio ")),
    ("__properties_version1.0", _MAIL.format(kind=".msg")),
    ("__nameid_version1.0", _MAIL.format(kind=".msg")),
    ("FileHeader", "这是韩文文档（.hwp），请另存为 .docx 后再读取。"),
    ("Catalog", "这是系统的缩略图缓存，不是办公文件，不用读取。"),
)
_SUFFIXES = {
    ".ofd": OFD,
    ".ceb": _CEB,
    ".cebx": _CEB,
    ".gd": _SEP,
    ".gw": _SEP,
    ".sep": _SEP,
    ".s2": _SEP,
    ".s10": _SEP,
    **dict.fromkeys((".caj", ".nh", ".kdh"), _CAJ),
    **dict.fromkeys((".dps", ".ppt"), _SLIDES.format(kind=".ppt 或 .dps")),
    **dict.fromkeys((".mdb", ".accdb", ".dbf"), _DATABASE),
    **dict.fromkeys((".msi", ".exe", ".dll"), _PROGRAM),
}
_UOF_ROOT = re.compile(rb"<(?:\w+:)?UOF\b")
_UOF = "这是标文通（UOF）文件，请用 WPS 打开，另存为 .docx 或 .xlsx 后再读取。"
_OLD = "这是旧格式的文件，认不出是哪一种，请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 后再读取。"
_CUT_OFF = "文件不完整：后面缺了一部分，可能没有下载或复制完，请重新获取原文件。"
_LOCKED = "文件加了打开密码，请先用 Word、Excel 或 WPS 打开，取消密码并保存后再读取。"


def by_start(head: bytes) -> str | None:
    """What the first bytes are; two letters may also begin a text."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _UOF_ROOT.search(head[:1000]):
        return _UOF
    for signature, sentence in SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\0" in head):
            return sentence
    return None


def by_name(name: str) -> str | None:
    """What the name says, where the content says nothing."""
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def of_compound(compound: Compound, name: str) -> UnreadableDocument:
    """What to say of a file in the old binary container that is neither document nor workbook."""
    if "EncryptedPackage" in compound or "EncryptionInfo" in compound:
        return ProtectedDocument(_LOCKED)
    if compound.cut_off:
        return DamagedDocument(_CUT_OFF)
    sentence = next((sentence for stream, sentence in _STREAMS if stream in compound), None)
    return UnsupportedFormat(sentence or by_name(name) or _OLD)
