"""What was taken out of a file for its publication, counted and told."""

from __future__ import annotations

_WORDS = {
    "comment": "{} 条批注",
    "change": "{} 处修订（插入的保留，删除的去掉）",
    "bookmark": "{} 个书签",
    "author": "作者和最后修改者",
    "facts": "文件属性（{facts}）",
    "custom": "自定义属性",
    "edit_ids": "编辑过程的标识",
    "hidden_text": "{} 处隐藏的文字",
    "hidden_row": "{} 个隐藏的行",
    "hidden_column": "{} 个隐藏的列里的内容",
    "hidden_sheet": "{} 个隐藏的工作表",
    "covered": "{} 处被合并单元格盖住的文字",
    "cell_deleted": "{} 个已删除的单元格里的文字",
    "mobile": "{} 个手机号（遮盖中间四位）",
    "identity": "{} 个身份证号（遮盖出生日期）",
    "field": "{} 个域（改为它显示的文字）",
    "formula": "{} 个公式（改为它显示的数）",
    "hyperlink": "{} 个超链接（文字保留）",
    "control_data": "{} 个内容控件的名称、数据绑定和备选项",
    "validation": "{} 处数据有效性设置",
    "names": "{} 个定义的名称",
    "variables": "{} 个文档变量",
    "settings": "设置里的来历（模板、文档标识、密码等）",
    "alternative": "{} 处图片、图形的名称和说明",
    "picture_facts": "{} 张图片里的拍摄信息",
    "filter": "{} 处筛选、排序的条件",
    "unused_string": "{} 段没有显示在任何单元格里的文字",
    "table": "{} 个表格样式（所在列是隐藏的）",
    "link": "链接到文件以外的内容 {} 处",
    "embedded": "{} 个嵌入的文件（图样保留）",
    "vbaProject": "宏（副本请用 .docx 或 .xlsx 作扩展名）",
    "control": "{} 个 ActiveX 控件",
    "signature": "数字签名",
    "printerSettings": "打印机设置",
    "thumbnail": "缩略图",
    "customXml": "{} 份自定义 XML 数据",
    "glossaryDocument": "文档部件库",
    "pivot": "{} 份数据透视表的源数据",
    "inserted": "{} 个插入的其他格式的文件（请核对版面）",
    "attachedTemplate": "模板的路径",
    "mail": "邮件合并的数据源",
    "script": "{} 段脚本",
    "source_comment": "{} 处源代码注释",
    "other": "{} 个不显示的部件",
}
_KINDS = {
    **dict.fromkeys(("oleObject", "package"), "embedded"),
    **dict.fromkeys(("externalLink", "externalLinkPath", "subDocument", "frame", "image"), "link"),
    **dict.fromkeys(("origin", "signature"), "signature"),
    **dict.fromkeys(("pivotTable", "pivotCacheDefinition", "pivotCacheRecords"), "pivot"),
    **dict.fromkeys(("mailMergeSource", "mailMergeHeaderSource", "recipientData"), "mail"),
    **dict.fromkeys(("aFChunk", "altChunk"), "inserted"),
    "custom-properties": "custom",
    "hyperlink": "hyperlink",
    **{kind: kind for kind in ("vbaProject", "printerSettings", "thumbnail", "customXml", "glossaryDocument")},
    **{kind: kind for kind in ("attachedTemplate", "control")},
}
_SILENT = frozenset(
    {
        *("core-properties", "extended-properties", "webSettings", "calcChain", "comments", "people", "vmlDrawing"),
        *("commentsExtended", "commentsIds", "commentsExtensible", "threadedComment", "person", "hyperlink"),
        *("sheetMetadata", "wordVbaData"),
    }
)
"""Parts of which nothing is said, or which are counted elsewhere."""


class Removed:
    """Counts what was removed, by kind."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._facts: list[str] = []

    def count(self, kind: str, number: int = 1) -> None:
        """Note that something was removed."""
        if number:
            self._counts[kind] = self._counts.get(kind, 0) + number

    def fact(self, words: str) -> None:
        """Note a property of the file that was removed."""
        self._counts["facts"] = 1
        if words not in self._facts:
            self._facts.append(words)

    def link(self, kind: str, *, inside: bool) -> None:
        """Note a relationship that was not taken along; `inside` of the file."""
        if kind not in _SILENT:
            self.count(_KINDS.get(kind, "other" if inside else "link"))

    def sentences(self) -> tuple[str, ...]:
        """What was removed, in words."""
        facts = "、".join(self._facts)
        return tuple(
            words.format(self._counts[kind], facts=facts) for kind, words in _WORDS.items() if kind in self._counts
        )
