"""Forms on paper as Word files, drawn from their cells. Written by hand: no program's template gets in, the bytes are always the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from xml.sax.saxutils import escape

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
            entry.compress_type = (
                zipfile.ZIP_STORED
            )  # another zlib would pack otherwise; git and the wheel pack it anyway
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
    parts.extend(
        _paragraph(text, "center" if text.startswith("（") else "left", _LABEL_FONT, 21, tab=width, after=40)
        for text in sheet.above
    )
    for n, table in enumerate(sheet.tables):
        if n:  # two tables without a paragraph between them would be one
            parts.append(
                '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
            )
        parts.append(_table(table, width, last=n == len(sheet.tables) - 1))
    parts.extend(
        _paragraph(text, "left", _LABEL_FONT, 21 if sheet.landscape else 18, before=120) for text in sheet.below
    )
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
        f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in text.split("\t")
        if part
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
    grid = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(borders))
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
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'
