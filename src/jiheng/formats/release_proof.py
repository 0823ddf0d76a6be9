"""Searches a copy for publication for what must not be in it: its reading, the XML of all parts, the container itself."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

from jiheng.formats import docx, xlsx
from jiheng.formats.container import Container
from jiheng.formats.document import Document, Grid
from jiheng.formats.limits import Limits
from jiheng.model.private_numbers import private_numbers

_PARTS = re.compile(
    r"docprops/(?!app\.xml$)|customxml/|comment|people|persons?/|vbaproject|vbadata|activex|embeddings/|externallinks/|printersettings|"
    r"pivot|revisions/|_xmlsignatures|glossary/|querytables|connections|webextensions|thumbnail|calcchain|usernames|\.bin$"
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAGS = {
    "批注": r"commentRangeStart|commentRangeEnd|commentReference|comment|annotationRef",
    "修订": r"ins|del|moveFrom|moveTo|delText|delInstrText|\w+PrChange|tblGridChange|numberingChange|cellIns|cellDel|"
    r"cellMerge|move(?:From|To)Range(?:Start|End)|trackRevisions",
    "书签": r"bookmarkStart|bookmarkEnd",
    "编辑标识": r"rsids?|rsidRoot|docId|proofErr",
    "文档变量、模板或邮件合并": r"docVars?|attachedTemplate|mailMerge|dataBinding",
    "权限标记": r"permStart|permEnd|protectedRanges|fileSharing",
    "外部链接或嵌入的对象": r"OLEObject|oleObjects?|externalReferences?|altChunk|subDoc|hlinkClick|absPath",
}
_TAG = {what: re.compile(rf"<(?:\w+:)?(?:{names})[\s/>]") for what, names in _TAGS.items()}
_ATTRIBUTES = {
    "编辑标识": re.compile(r"\s(?:w:rsid\w*|w14:paraId|w14:textId|xr\d*:\w+|documentId)="),
    "作者": re.compile(r"\s(?:w:author|w:initials|userName|refreshedBy|creator|lastModifiedBy)="),
    "本机或内网的路径": re.compile(r"\"(?:file:|[A-Za-z]:\\|\\\\)"),
}
_FIELD = re.compile(
    r"\b(?:HYPERLINK|AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|FILENAME|DOCPROPERTY|DOCVARIABLE|INCLUDETEXT|LINK|DDE\w*)\b"
)
_INSTRUCTION = re.compile(r"<w:instrText[^>]*>([^<]*)<|\sw:instr=\"([^\"]*)\"")
_NAMES = re.compile(r"<(?:\w+:)?(\w+)")
_PROGRAM = frozenset({"Properties", "Application", "AppVersion"})
_ENDS = re.compile(
    r"</(?:\w+:)?(?:p|si|is|v|f|c|row|tc|definedName|instrText|formula\d?|t(?=>\s*</(?:\w+:)?(?:is|si)))>|"
    r"<(?:\w+:)?(?:tab|ptab|br|cr|sym)(?:\s[^>]*)?/?>"
)
_HYPHEN = re.compile(r"<(?:\w+:)?noBreakHyphen\s*/>")
_NUMERIC = re.compile(r"<(?:\w+:)?c(?:\s(?:(?!\st=\"(?:str|inlineStr)\")[^>])*)?>(?:<[^>]*>)*<(?:\w+:)?v>[^<]*")
_ANY_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"=\"([^\"]{11,})\"|='([^']{11,})'")
_PLACEHOLDER = re.compile(r"<w:showingPlcHdr")
_READ_ANYWAY = ("cut_off", "repeated", "passed_over", "margin", "mark")
_DATE = (1980, 1, 1, 0, 0, 0)


def prove_office(data: bytes, format: str, limits: Limits) -> tuple[str, ...]:
    """What is still in a document or workbook that must not be."""
    container = Container(data, limits)
    left = [*_of_container(data), *_of_reading(container, format, limits)]
    reached = {""}
    for name in container.names():
        if name.endswith(".rels"):
            source = name.replace("_rels/", "").removesuffix(".rels")
            reached |= {link.target.lower() for link in container.relationships("" if source == "" else source)}
    for name in container.names():
        if _PARTS.search(name):
            left.append(f"不该公开的部件 {name}")
        elif name not in reached and not name.endswith(".rels") and name != "[content_types].xml":
            left.append(f"没有被引用、不会显示的部件 {name}")
        left += _of_part(name, container.part(name) or b"")
    return tuple(dict.fromkeys(left))


def _of_container(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if archive.comment or any(entry.comment or entry.extra for entry in entries):
            yield "压缩容器里的说明或附加信息"
        if any(entry.date_time != _DATE for entry in entries):
            yield "压缩容器里各部件的修改时间"
        if any(private_numbers(entry.filename) for entry in entries):
            yield "部件名称里的手机号或身份证号"


def _of_reading(container: Container, format: str, limits: Limits) -> Iterator[str]:
    document = (docx if format == "docx" else xlsx).read_container(container, limits)
    known = document.metadata
    if known.author or known.last_modified_by:
        yield "作者或最后修改者"
    if known.created or known.modified:
        yield "创建或修改时间"
    if known.revisions or known.comments or known.bookmarks:
        yield "修订、批注或书签"
    placeholders = bool(_PLACEHOLDER.search((container.part("word/document.xml") or b"").decode(errors="replace")))
    for one in document.hidden:
        if one.why not in _READ_ANYWAY and not (placeholders and one.why == "hidden_text"):
            yield f"{one.at}不显示的文字“{one.text[:20]}”"
    numbers = sum(len(private_numbers(text)) for text in _texts(document))
    if numbers:
        yield f"表上 {numbers} 个没有遮盖的手机号或身份证号"


def _texts(document: Document) -> Iterator[str]:
    waiting = list(document.blocks)
    while waiting:
        block = waiting.pop()
        if isinstance(block, Grid):
            for cell in block.cells:
                yield cell.text
                waiting += cell.grids
            yield str(block.at)
        else:
            yield block.text


def _of_part(name: str, data: bytes) -> Iterator[str]:
    if not name.endswith((".xml", ".rels", ".vml")):
        if name.endswith((".emf", ".wmf")) and private_numbers(data.decode("utf-16-le", "replace")):
            yield f"图片 {name} 里的手机号或身份证号"
        return
    xml = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    if name.endswith(".rels"):
        if re.search(r"TargetMode=[\"']External", xml):
            yield f"{name} 里链接到文件以外的内容"
        return
    if "<!--" in xml or xml.count("<?") > xml.lstrip("\ufeff").startswith("<?"):
        yield f"{name} 里的注释或处理指令"
    yield from (f"{name} 里的{what}" for what, pattern in _TAG.items() if pattern.search(xml))
    yield from (f"{name} 里的{what}" for what, pattern in _ATTRIBUTES.items() if pattern.search(xml))
    if re.search(r"<(?:\w+:)?Properties\b", xml) and set(_NAMES.findall(xml)) - _PROGRAM:
        yield f"{name} 里的文件属性"
    if any(_FIELD.search(found[1] or found[2] or "") for found in _INSTRUCTION.finditer(xml)):
        yield f"{name} 里显示文件信息或链接的域"
    if re.search(r"\sstate=\"(?:hidden|veryHidden)\"", xml) and "<sheet " in xml:
        yield f"{name} 里隐藏的工作表"
    shown = _NUMERIC.sub("", xml) if "worksheets/" in name else xml
    text = html.unescape(_ANY_TAG.sub("", _ENDS.sub("\n", _HYPHEN.sub("-", shown))))
    values = "\n".join(html.unescape(found[1] or found[2] or "") for found in _VALUE.finditer(xml))
    numbers = len(private_numbers(text)) + len(private_numbers(values))
    if numbers:
        yield f"{name} 里 {numbers} 个没有遮盖的手机号或身份证号"
