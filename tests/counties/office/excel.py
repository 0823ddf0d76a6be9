"""A small .xlsx writer: merged ranges, shared strings in runs, number formats, formulas, hidden rows, columns and sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from .model import Cell, Formula, Gap, Grid, Number, Para, Rich
from .package import pack

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass
class Sheet:
    """Blocks stacked down a sheet; a paragraph is a line merged over `width` columns."""

    name: str
    blocks: Sequence[Grid | Para]
    width: int = 0
    row: int = 0
    column: int = 0
    hidden: bool = False
    hidden_columns: Sequence[int] = ()
    merge: bool = True
    filter: bool = False


@dataclass
class Book:
    strings: dict[str, int] = field(default_factory=dict)
    formats: list[str] = field(default_factory=lambda: ["General"])

    def string(self, xml: str) -> int:
        return self.strings.setdefault(xml, len(self.strings))

    def style(self, code: str) -> int:
        if code not in self.formats:
            self.formats.append(code)
        return self.formats.index(code)


def letters(column: int) -> str:
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def ref(row: int, column: int) -> str:
    return f"{letters(column)}{row + 1}"


def _cell(book: Book, row: int, column: int, cell: Cell) -> str:
    where = ref(row, column)
    content = cell.xlsx
    if isinstance(content, Number):
        return f'<c r="{where}" s="{book.style(content.format)}"><v>{content.value}</v></c>'
    if isinstance(content, Formula):
        text = "" if _is_number(content.value) else ' t="str"'
        formula = escape(content.formula)
        return (
            f'<c r="{where}" s="{book.style(content.format)}"{text}><f>{formula}</f><v>{escape(content.value)}</v></c>'
        )
    if isinstance(content, Rich):
        runs = "".join(
            f'<r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">{escape(t)}</t></r>' for t in content.runs
        )
        phonetic = '<rPh sb="0" eb="1"><t>xiang mu</t></rPh>'
        return f'<c r="{where}" t="s" s="0"><v>{book.string(runs + phonetic)}</v></c>'
    if not cell.text:
        return f'<c r="{where}" s="0"/>'
    text = cell.text.replace("\v", "\n")
    xml = f'<t xml:space="preserve">{escape(text)}</t>'
    return f'<c r="{where}" t="s" s="0"><v>{book.string(xml)}</v></c>'


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _sheet(book: Book, sheet: Sheet) -> str:
    rows: dict[int, dict[int, str]] = {}
    hidden: set[int] = set()
    merges: list[str] = []
    at = sheet.row
    for block in sheet.blocks:
        if isinstance(block, Para):
            if block.text:
                rows.setdefault(at, {})[sheet.column] = _cell(book, at, sheet.column, Cell(block.text))
                if sheet.width > 1 and sheet.merge and block.align:
                    merges.append(f"{ref(at, sheet.column)}:{ref(at, sheet.column + sheet.width - 1)}")
            at += 1
            continue
        for r, line in enumerate(block.placed()):
            if block.rows[r].hidden:
                hidden.add(at + r)
            for c, cell in line:
                if isinstance(cell, Gap):
                    continue
                for dr in range(cell.rows):
                    for dc in range(cell.cols):
                        row, column = at + r + dr, sheet.column + c + dc
                        made = _cell(book, row, column, cell if dr == dc == 0 else Cell())
                        rows.setdefault(row, {})[column] = made
                if (cell.rows > 1 or cell.cols > 1) and sheet.merge:
                    first, last = (
                        ref(at + r, sheet.column + c),
                        ref(at + r + cell.rows - 1, sheet.column + c + cell.cols - 1),
                    )
                    merges.append(f"{first}:{last}")
        at += len(block.rows)
    data = "".join(
        f'<row r="{r + 1}"{" hidden=" + chr(34) + "1" + chr(34) if r in hidden else ""}>'
        + "".join(xml for _, xml in sorted(rows[r].items()))
        + "</row>"
        for r in sorted(rows)
    )
    cols = "".join(
        f'<col min="{c + 1}" max="{c + 1}" width="0" hidden="1" customWidth="1"/>' for c in sorted(sheet.hidden_columns)
    )
    merged = (
        f'<mergeCells count="{len(merges)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in merges) + "</mergeCells>"
    )
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELS}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        f"{f'<cols>{cols}</cols>' if cols else ''}<sheetData>{data}</sheetData>{merged if merges else ''}</worksheet>"
    )


def xlsx(sheets: Iterable[Sheet]) -> bytes:
    book, sheets = Book(), list(sheets)
    parts = {f"xl/worksheets/sheet{n}.xml": _sheet(book, s) for n, s in enumerate(sheets, 1)}
    listed = "".join(
        f'<sheet name={quoteattr(s.name)} sheetId="{n}"{" state=" + chr(34) + "hidden" + chr(34) if s.hidden else ""} r:id="r{n}"/>'
        for n, s in enumerate(sheets, 1)
    )
    shown = next(n for n, s in enumerate(sheets) if not s.hidden)
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{TYPES}worksheet+xml"/>' for name in parts)
    relations = "".join(_relation(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1))
    relations += _relation("rs", "styles", "styles.xml") + _relation("rt", "sharedStrings", "sharedStrings.xml")
    return pack(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
                f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{TYPES}sheet.main+xml"/>'
                f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}styles+xml"/>'
                f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}sharedStrings+xml"/>{overrides}</Types>'
            ),
            "_rels/.rels": _relations(_relation("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": (
                f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><bookViews><workbookView activeTab="{shown}"/></bookViews>'
                f"<sheets>{listed}</sheets></workbook>"
            ),
            "xl/_rels/workbook.xml.rels": _relations(relations),
            "xl/styles.xml": _styles(book),
            "xl/sharedStrings.xml": (
                f'<sst xmlns="{MAIN}" count="{len(book.strings)}" uniqueCount="{len(book.strings)}">'
                + "".join(f"<si>{s}</si>" for s in book.strings)
                + "</sst>"
            ),
        }
        | parts
    )


def _styles(book: Book) -> str:
    builtin = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "m/d/yyyy": 14}
    own = [f for f in book.formats if f not in builtin]
    ids = builtin | {f: 164 + n for n, f in enumerate(own)}
    codes = "".join(f'<numFmt numFmtId="{ids[f]}" formatCode={quoteattr(f)}/>' for f in own)
    xfs = "".join(
        f'<xf numFmtId="{ids[f]}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for f in book.formats
    )
    return (
        f'<styleSheet xmlns="{MAIN}">{f"<numFmts count={chr(34)}{len(own)}{chr(34)}>{codes}</numFmts>" if own else ""}'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(book.formats)}">{xfs}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{RELS}/{kind}" Target="{target}"/>'


def _relations(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )
