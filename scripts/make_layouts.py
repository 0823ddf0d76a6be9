"""Draws the blank central forms of `src/jiheng/forms/layouts`, byte for byte the same each time. `--check` only compares.

The package is written by hand: no program's template gets in, and what stands in the file is what this script says.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape

LAYOUTS = Path(__file__).parent.parent / "src/jiheng/forms/layouts"
_TITLE_FONT, _LABEL_FONT, _VALUE_FONT = "方正小标宋简体", "宋体", "仿宋_GB2312"
_TWIPS = 1440 / 25.4
_PORTRAIT, _LANDSCAPE = (11906, 16838), (16838, 11906)
_DATE = "2024-01-01T00:00:00Z"
_ROW = 24
"""Height of a row, in points, at least."""


@dataclass(frozen=True)
class Cell:
    """A cell: `columns` × `rows` of its table's grid; `height` is the least height of its row in points."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    value: bool = False
    left: bool = False
    height: int = _ROW
    open_below: bool = False
    """No line to the cell below: the two look like one."""


@dataclass
class Table:
    """A table: the widths of its columns in millimetres, its rows, how many of them are repeated on each page."""

    widths: Sequence[float]
    rows: list[list[Cell]] = field(default_factory=list)
    repeated: int = 0

    def row(self, *cells: Cell | str) -> None:
        """A row; a text is the cell of a label."""
        self.rows.append([Cell(cell) if isinstance(cell, str) else cell for cell in cells])


@dataclass
class Sheet:
    """A form on paper."""

    title: str
    tables: list[Table]
    above: tuple[str, ...]
    below: tuple[str, ...]
    landscape: bool = False
    margin: float = 20

    @property
    def width(self) -> float:
        """Of the text, in millimetres."""
        return (297 if self.landscape else 210) - 2 * self.margin


def label(text: str, columns: int = 1, rows: int = 1, *, open_below: bool = False, height: int = _ROW) -> Cell:
    """A label's cell."""
    return Cell(text, columns, rows, open_below=open_below, height=height)


def value(columns: int = 1, rows: int = 1, *, height: int = _ROW, prose: bool = False) -> Cell:
    """A cell to fill; prose stands at its left."""
    return Cell("", columns, rows, value=True, left=prose, height=height)


# ---- the forms -------------------------------------------------------------------------------------------------------

_OUTPUT = ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标"))
_BENEFIT = ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"))
_SATISFACTION = ("满意度指标", ("服务对象满意度指标",))
_TREE = (_OUTPUT, _BENEFIT, _SATISFACTION)
_SCORED = (("产出指标（50分）", _OUTPUT[1]), ("效益指标（30分）", _BENEFIT[1]), ("满意度指标（10分）", _SATISFACTION[1]))
_YEAR = "（　　　　年度）"
_ABOVE = (_YEAR, "填报单位（盖章）：\t金额单位：万元")
_BELOW = ("填表人：　　　　　联系电话：　　　　　　　单位负责人（签字）：　　　　　填报日期：　　年　　月　　日",)


def tree(
    side: str, widths: Sequence[float], heads: Sequence[str], levels: Iterable[tuple[str, Sequence[str]]], rows: int
) -> Table:
    """The indicators: the tall label at the left, the levels, and a row of blank cells for each of `heads` behind these."""
    table = Table(widths, repeated=1)
    table.row(label(side, open_below=True), "一级指标", "二级指标", *heads)
    levels = list(levels)
    height = rows * sum(len(seconds) for _, seconds in levels)
    for n, (first, second, start) in enumerate(_grown(levels, rows)):
        cells = [Cell("", rows=height)] if not n else []
        if first:
            cells.append(label(first[0], rows=first[1]))
        if second:
            cells.append(label(second, rows=rows))
        table.row(*cells, *(value(prose=start and not k) for k in range(len(heads))))
    return table


def _grown(
    levels: Sequence[tuple[str, Sequence[str]]], rows: int
) -> Iterator[tuple[tuple[str, int] | None, str | None, bool]]:
    for first, seconds in levels:
        for n, second in enumerate(seconds):
            for row in range(rows):
                begins = not n and not row
                yield (first, rows * len(seconds)) if begins else None, None if row else second, True


def department_overall() -> Sheet:
    """部门（单位）整体支出绩效目标申报表."""
    head = Table([14, 36, 51, 23, 23, 23])
    head.row(label("部门（单位）名称", 2), value(4))
    head.row(label("年度主要任务", rows=9), label("任务名称", rows=2), label("主要内容", rows=2), label("预算金额（万元）", 3))
    head.row("总额", "财政拨款", "其他资金")
    for _ in range(6):
        head.row(value(prose=True), value(prose=True), value(), value(), value())
    head.row(label("金额合计", 2), value(), value(), value())
    head.row(label("年度总体目标"), value(5, prose=True, height=110))
    indicators = tree("年度绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("部门（单位）整体支出绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def _project_head(table: Table, first: int, second: int, third: int, fourth: int) -> None:
    table.row(label("项目名称", first), value(second + third + fourth))
    table.row(label("主管部门及代码", first), value(second), label("实施单位", third), value(fourth))
    table.row(label("项目属性", first), value(second), label("项目期", third), value(fourth))


def project() -> Sheet:
    """项目支出绩效目标申报表, its goals and indicators of the medium term beside those of the year."""
    head = Table([14, 32, 45, 34, 45])
    _project_head(head, 2, 1, 1, 1)
    head.row(label("项目资金（万元）", rows=3), "中期资金总额", value(), "年度资金总额", value())
    head.row("其中：财政拨款", value(), "其中：财政拨款", value())
    head.row("其他资金", value(), "其他资金", value())
    head.row(label("总体目标", rows=2), label("中期目标", 2), label("年度目标", 2))
    head.row(value(2, prose=True, height=110), value(2, prose=True, height=110))
    table = Table([14, 17, 22, 33, 17, 22, 28, 17], repeated=1)
    table.row(label("绩效指标", open_below=True), "一级指标", *("二级指标", "三级指标", "指标值") * 2)
    height = 3 * sum(len(seconds) for _, seconds in _TREE)
    for n, (first, second, _) in enumerate(_grown(_TREE, 3)):
        cells = [Cell("", rows=height)] if not n else []
        if first:
            cells.append(label(first[0], rows=first[1]))
        for _ in range(2):
            if second:
                cells.append(label(second, rows=3))
            cells.extend((value(prose=True), value()))
        table.row(*cells)
    return Sheet("项目支出绩效目标申报表", [head, table], _ABOVE, _BELOW)


def project_annual() -> Sheet:
    """项目支出绩效目标申报表 of one year."""
    head = Table([14, 30, 44, 34, 48])
    _project_head(head, 2, 1, 1, 1)
    head.row(label("项目资金（万元）", rows=3), label("年度资金总额", 2), value(2))
    head.row(label("其中：财政拨款", 2), value(2))
    head.row(label("其他资金", 2), value(2))
    head.row(label("年度目标"), value(4, prose=True, height=110))
    indicators = tree("绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("项目支出年度绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def _transfer_money(table: Table) -> None:
    table.row(label("资金情况（万元）", rows=3), label("年度金额", 2), value(2))
    table.row(label("其中：中央补助", 2), value(2))
    table.row(label("地方资金", 2), value(2))
    table.row(label("年度目标"), value(4, prose=True, height=110))


def transfer_region() -> Sheet:
    """中央对地方专项转移支付区域绩效目标申报表."""
    head = Table([14, 30, 44, 34, 48])
    head.row(label("专项名称", 2), value(3))
    head.row(label("中央主管部门", 2), value(3))
    head.row(label("省级财政部门", 2), value(), "省级主管部门", value())
    _transfer_money(head)
    indicators = tree("绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("中央对地方专项转移支付区域绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def transfer_project() -> Sheet:
    """中央对地方专项转移支付项目绩效目标申报表."""
    head = Table([14, 30, 44, 34, 48])
    head.row(label("项目名称", 2), value(3))
    head.row(label("项目负责人", 2), value(), "联系电话", value())
    head.row(label("主管部门", 2), value(), "实施单位", value())
    _transfer_money(head)
    indicators = tree("绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("中央对地方专项转移支付项目绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


_CAUSES = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明")
_LIKELY = ("确定能", "有可能", "完全不可能")


def monitoring() -> Sheet:
    """项目支出绩效目标执行监控表."""
    head = Table([26, 49, 46, 46, 46, 46])
    head.row("项目名称", value(5))
    head.row("主管部门及代码", value(2), "实施单位", value(2))
    head.row(label("项目资金（万元）", rows=4), "", "年初预算数", "1—7月执行数", "1—7月执行率", "全年预计执行数")
    for source in ("年度资金总额", "其中：本年一般公共预算拨款", "其他资金"):
        head.row(source, *(value() for _ in range(4)))
    head.row("年度总体目标", value(5, prose=True, height=60))
    widths = [12, 17, 22, 31, 20, 22, 22, *[10.5] * 4, 9, 19, *[10.5] * 3, 12.5]
    table = Table(widths, repeated=2)
    table.row(
        label("绩效指标", rows=2, open_below=True),
        *(label(text, rows=2) for text in ("一级指标", "二级指标", "三级指标", "年度指标值", "1—7月执行情况", "全年预计完成情况")),
        label("偏差原因分析", 6),
        label("完成目标可能性", 3),
        label("备注", rows=2),
    )
    table.row(*_CAUSES, *_LIKELY)
    height = 2 * sum(len(seconds) for _, seconds in _TREE)
    for n, (first, second, _) in enumerate(_grown(_TREE, 2)):
        cells = [Cell("", rows=height)] if not n else []
        if first:
            cells.append(label(first[0], rows=first[1]))
        if second:
            cells.append(label(second, rows=2))
        table.row(*cells, *(value(prose=not k) for k in range(14)))
    return Sheet("项目支出绩效目标执行监控表", [head, table], _ABOVE, _BELOW, landscape=True, margin=16)


_MONEY_COLUMNS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_SCORED_HEADS = ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
_SCORED_WIDTHS = (11, 19, 24, 38, 22, 24, 13, 13, 26)


def _scored_money(table: Table, name: str, sources: Sequence[str]) -> None:
    table.row(label(name, rows=len(sources) + 1), "", *_MONEY_COLUMNS)
    for n, source in enumerate(sources):
        weight = (value(), value(), value()) if not n else (label("—"), value(), label("—"))
        table.row(source, value(), value(), value(), *weight)
    table.row(label("年度总体目标", rows=2), label("预期目标", 4), label("实际完成情况", 3))
    table.row(value(4, prose=True, height=90), value(3, prose=True, height=90))


def _scored_tree() -> Table:
    table = tree("绩效指标", _SCORED_WIDTHS, _SCORED_HEADS, _SCORED, 2)
    table.row(label("总分", 6), value(), value(), value())
    return table


def project_self_evaluation() -> Sheet:
    """项目支出绩效自评表."""
    head = Table([25, 38, 25, 25, 25, 15, 20, 17])
    head.row("项目名称", value(7))
    head.row("主管部门", value(3), label("实施单位"), value(3))
    _scored_money(head, "项目资金（万元）", ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"))
    return Sheet("项目支出绩效自评表", [head, _scored_tree()], _ABOVE, _BELOW, margin=10)


def department_self_evaluation() -> Sheet:
    """部门（单位）整体支出绩效自评表."""
    head = Table([25, 38, 25, 25, 25, 15, 20, 17])
    head.row("部门（单位）名称", value(7))
    _scored_money(head, "预算执行情况（万元）", ("年度资金总额", "其中：基本支出", "项目支出"))
    tasks = Table([25, 45, 60, 20, 20, 20])
    tasks.row(label("年度主要任务", rows=7), label("任务名称", rows=2), label("完成情况说明", rows=2), label("预算金额（万元）", 3))
    tasks.row("总额", "财政拨款", "其他资金")
    for _ in range(5):
        tasks.row(value(prose=True), value(prose=True), value(), value(), value())
    return Sheet("部门（单位）整体支出绩效自评表", [head, tasks, _scored_tree()], _ABOVE, _BELOW, margin=10)


FORMS = {
    "national-department-overall": department_overall,
    "national-project": project,
    "national-project-annual": project_annual,
    "national-transfer-region": transfer_region,
    "national-transfer-project": transfer_project,
    "national-project-monitoring": monitoring,
    "national-project-self-evaluation": project_self_evaluation,
    "national-department-self-evaluation": department_self_evaluation,
}


# ---- as Word XML -----------------------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def document_of(sheet: Sheet) -> bytes:
    """The form as a Word file."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{_OFFICE}/relationships/settings" Target="settings.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W}><w:body>{_body(sheet)}</w:body></w:document>",
        "word/styles.xml": _styles(),
        "word/settings.xml": f'<w:settings {_W}><w:zoom w:percent="100"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(sheet.title)}</dc:title><dcterms:created xsi:type="dcterms:W3CDTF">{_DATE}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{_DATE}</dcterms:modified></cp:coreProperties>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED  # another zlib would pack otherwise; git and the wheel pack it anyway
            container.writestr(entry, _HEAD + text)
    return out.getvalue()


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{_LABEL_FONT}" w:cs="Times New Roman"/>'
    return (
        f'<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        "</w:styles>"
    )


def _body(sheet: Sheet) -> str:
    width = _twips(sheet.width)
    parts = [_paragraph(sheet.title, "center", _TITLE_FONT, 36, after=60)]
    for text in sheet.above:
        parts.append(_paragraph(text, "center" if text.startswith("（") else "left", _LABEL_FONT, 21, tab=width, after=40))
    for n, table in enumerate(sheet.tables):
        if n:  # two tables without a paragraph between them would be one
            parts.append('<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>')
        parts.append(_table(table, width, last=n == len(sheet.tables) - 1))
    parts.extend(_paragraph(text, "left", _LABEL_FONT, 21 if sheet.landscape else 18, before=120) for text in sheet.below)
    wide, high = _LANDSCAPE if sheet.landscape else _PORTRAIT
    orient = ' w:orient="landscape"' if sheet.landscape else ""
    side = _twips(sheet.margin)
    parts.append(
        f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"{orient}/>'
        f'<w:pgMar w:top="1021" w:right="{side}" w:bottom="907" w:left="{side}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return "".join(parts)


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)


def _run_properties(font: str, size: int) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _paragraph(text: str, align: str, font: str, size: int, *, tab: int = 0, before: int = 0, after: int = 0) -> str:
    look = _run_properties(font, size)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if "\t" in text else ""
    runs = "<w:r><w:tab/></w:r>".join(
        f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in text.split("\t") if part
    )
    return (
        f'<w:p><w:pPr>{tabs}<w:spacing w:before="{before}" w:after="{after}"/><w:jc w:val="{align}"/>'
        f"<w:rPr>{look}</w:rPr></w:pPr>{runs}</w:p>"
    )


def _table(table: Table, width: int, *, last: bool) -> str:
    """A table; below one that is not the last the next one's line is enough."""
    scale = width / sum(table.widths)
    borders = [round(sum(table.widths[:n]) * scale) for n in range(len(table.widths) + 1)]
    lines = "".join(
        f'<w:{side} w:val="{"single" if last or side != "bottom" else "nil"}" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in zip(borders, borders[1:], strict=False))
    rows = "".join(_rows(table, borders))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _rows(table: Table, borders: Sequence[int]) -> Iterator[str]:
    """The rows, with the cells that go on from above in the places that their own cells leave free."""
    above: dict[int, tuple[Cell, int]] = {}
    joined: set[int] = set()
    for number, row in enumerate(table.rows):
        cells: list[str] = []
        column = 0
        waiting = list(row)
        going_on: dict[int, tuple[Cell, int]] = {}
        opened: set[int] = set()
        while column < len(table.widths):
            if column in above:
                cell, left = above[column]
                merge = "<w:vMerge/>"
                first = replace(cell, text="")
            else:
                if not waiting:
                    raise ValueError(f"{number}: a row is too short")
                cell = waiting.pop(0)
                left, first = cell.rows, cell
                merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
            last = left == 1
            hidden = ("bottom" if cell.open_below and last else "", "top" if column in joined else "")
            cells.append(_cell(first, merge, borders[column + cell.columns] - borders[column], hidden, cell))
            if left > 1:
                going_on[column] = (cell, left - 1)
            elif cell.open_below:
                opened.add(column)
            column += cell.columns
        if waiting or column > len(table.widths):
            raise ValueError(f"{number}: a row is too long")
        above, joined = going_on, opened
        height = max(cell.height for cell in row)
        head = "<w:tblHeader/>" if number < table.repeated else ""
        yield f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height * 20}" w:hRule="atLeast"/>{head}</w:trPr>{"".join(cells)}</w:tr>'


def _cell(cell: Cell, merge: str, width: int, hidden: Iterable[str], whole: Cell) -> str:
    span = f'<w:gridSpan w:val="{whole.columns}"/>' if whole.columns > 1 else ""
    sides = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "bottom") if side in hidden)
    borders = f"<w:tcBorders>{sides}</w:tcBorders>" if sides else ""
    align = "left" if whole.left else "center"
    text = _paragraph(cell.text, align, _VALUE_FONT if whole.value else _LABEL_FONT, 21)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'
    )


def main() -> None:
    """Write the blanks, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a blank differs")
    stale = []
    made = {LAYOUTS / f"{name}.docx": document_of(draw()) for name, draw in FORMS.items()}
    for path, data in made.items():
        if not path.exists() or path.read_bytes() != data:
            stale.append(path)
    if parser.parse_args().check:
        for path in stale:
            print(f"{path.name} 与 scripts/make_layouts.py 画的不同，请运行它。", file=sys.stderr)
        sys.exit(bool(stale))
    for path in stale:
        path.write_bytes(made[path])
        print(f"已写 {path.name}")


if __name__ == "__main__":
    main()
