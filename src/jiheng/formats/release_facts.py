"""Properties of an office file that a copy for publication does not carry, and what a person has to look at in it."""

from __future__ import annotations

import re
from contextlib import suppress

from lxml import etree

from jiheng.formats.release_package import Parts
from jiheng.model.errors import UnreadableDocument

_AUTHORS = frozenset({"creator", "lastModifiedBy"})
_FACTS = {
    "created": "创建时间",
    "modified": "修改时间",
    "lastPrinted": "打印时间",
    "revision": "修订次数",
    "title": "标题",
    "subject": "主题",
    "description": "备注",
    "keywords": "关键词",
    "category": "类别",
    "Company": "单位",
    "Manager": "经理",
    "Template": "模板",
    "TotalTime": "编辑时间",
    "HyperlinkBase": "超链接基础",
}
_PROGRAM = frozenset({"Application", "AppVersion"})
"""What stays: LibreOffice lays a workbook out by the program that wrote it."""
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp)$")
_CROPPED = "{http://schemas.openxmlformats.org/drawingml/2006/main}srcRect"


def drop_facts(parts: Parts) -> None:
    """Tell what the properties say, and keep of them the name of the program."""
    core = next((link.part for link in parts.dropped if link.kind == "core-properties"), "docprops/core.xml")
    with suppress(UnreadableDocument):  # a damaged one is as good as none
        _tell(parts, parts.container.tree(core))
    for name in parts.of_kind("extended-properties", ""):
        root = parts.tree(name)
        if root is None:
            continue
        _tell(parts, root)
        for element in [child for child in root if etree.QName(child).localname not in _PROGRAM]:
            root.remove(element)
            parts.touch(name)


def _tell(parts: Parts, root: etree._Element | None) -> None:
    for element in root if root is not None else ():
        key = etree.QName(element).localname
        if not (element.text or "").strip():
            continue
        if key in _AUTHORS:
            parts.removed.count("author")
        elif key in _FACTS:
            parts.removed.fact(_FACTS[key])


def notes_on(parts: Parts) -> tuple[str, ...]:
    """What nobody can tell from the file."""
    pictures = [name for name in parts.kept() if _PICTURE.search(name)]
    notes = []
    if pictures:
        notes.append(f"有 {len(pictures)} 张图片，图片上的文字没有查，公开前请看过。")
    cropped = sum(
        1 for _, root in parts.trees() for one in root.iter(_CROPPED) if any(map(_is_cut, one.attrib.values()))
    )
    if cropped:
        notes.append(
            f"有 {cropped} 张裁剪过的图片，裁去的部分仍在文件里，公开前请在 Word 或 WPS 里“压缩图片”，删除裁剪区域。"
        )
    return tuple(notes)


def _is_cut(value: object) -> bool:
    return str(value).lstrip("-").isdigit() and int(str(value)) > 0
