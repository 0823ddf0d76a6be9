"""A small .docx writer: paragraphs, tables with gridSpan and vMerge, and raw XML where a case needs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from .model import Cell, Gap, Grid, Para
from .package import pack

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
NO_BORDERS = (
    "<w:tcBorders>" + "".join(f'<w:{s} w:val="nil"/>' for s in ("top", "left", "bottom", "right")) + "</w:tcBorders>"
)


def run(text: str, bold: bool = False) -> str:
    pieces = []
    for n, line in enumerate(text.split("\v")):
        if n:
            pieces.append("<w:br/>")
        for k, part in enumerate(line.split("\t")):
            if k:
                pieces.append("<w:tab/>")
            if part:
                pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    props = f'<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>{"<w:b/>" if bold else ""}<w:sz w:val="21"/></w:rPr>'
    return f"<w:r>{props}{''.join(pieces)}</w:r>"


def paragraph(text: str = "", align: str = "", bold: bool = False, *, props: str = "", inner: str | None = None) -> str:
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    content = (run(text, bold) if text else "") if inner is None else inner
    return f"<w:p><w:pPr>{props}{jc}</w:pPr>{content}</w:p>"


def paragraphs(text: str, align: str = "", bold: bool = False) -> str:
    return "".join(paragraph(line, align, bold) for line in text.split("\n"))


def inserted(text: str) -> str:
    return f'<w:ins w:id="901" w:author="审核员" w:date="2024-01-05T09:00:00Z">{run(text)}</w:ins>'


def deleted(text: str) -> str:
    return (
        f'<w:del w:id="902" w:author="审核员" w:date="2024-01-05T09:00:00Z"><w:r><w:delText xml:space="preserve">'
        f"{escape(text)}</w:delText></w:r></w:del>"
    )


def control(content: str, tag: str = "值") -> str:
    """A content control round runs, paragraphs, cells or rows."""
    return f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def checkbox(ticked: bool) -> str:
    mark = "☒" if ticked else "☐"
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/><w14:checkedState w14:val="2612" '
        f'w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(mark)}</w:sdtContent></w:sdt>"
    )


def symbol(char: str, font: str = "Wingdings 2") -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def text_box(content: str) -> str:
    """An anchored text box, with the copy for old readers that Word writes beside it."""
    box = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0'
        '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="1200000" cy="360000"/><wp:wrapNone/><wp:docPr id="7" name="文本框 7"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:spPr/><wps:txbx>'
        f"<w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback>'
        f'<w:pict><v:shape id="s7" style="width:90pt;height:28pt"><v:textbox><w:txbxContent>{content}</w:txbxContent>'
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def table(grid: Grid) -> str:
    placed = grid.placed()
    widths = list(grid.widths) or [9000 // grid.columns] * grid.columns
    covers: dict[tuple[int, int], tuple[Cell, bool]] = {}
    rows = []
    for r, line in enumerate(placed):
        for column, cell in line:
            if isinstance(cell, Cell):
                for dr in range(cell.rows):
                    covers[r + dr, column] = (cell, dr == 0)
        gaps = {column: cell for column, cell in line if isinstance(cell, Gap)}
        rows.append(_row(grid, r, covers, gaps, widths))
    cols = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{cols}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(grid: Grid, r: int, covers: dict, gaps: dict[int, Gap], widths: Sequence[int]) -> str:
    row, cells, props, column = grid.rows[r], [], "", 0
    while column < grid.columns:
        if column in gaps:
            where = "Before" if not cells else "After"
            props += f'<w:grid{where} w:val="{gaps[column].cols}"/>'
            column += gaps[column].cols
            continue
        cell, first = covers[r, column]
        cells.append(_cell(cell, first, sum(widths[column : column + cell.cols]), row.options))
        column += cell.cols
    if row.hidden:
        props += "<w:hidden/>"
    if row.head:
        props += "<w:tblHeader/>"
    made = f"<w:tr>{f'<w:trPr>{props}</w:trPr>' if props else ''}{''.join(cells)}</w:tr>"
    return control(made, "行") if row.options.get("control") else made


def _cell(cell: Cell, first: bool, width: int, options: dict) -> str:
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    legacy = options.get("legacy") and cell.cols > 1
    if cell.cols > 1 and not legacy:
        props += f'<w:gridSpan w:val="{cell.cols}"/>'
    if legacy:
        props += '<w:hMerge w:val="restart"/>'
    if cell.rows > 1:
        props += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    if not cell.border:
        props += NO_BORDERS
    props += '<w:vAlign w:val="center"/>'
    content = (
        paragraph()
        if not first
        else cell.docx
        if cell.docx is not None
        else paragraphs(cell.text, cell.align, cell.bold)
    )
    made = f"<w:tc><w:tcPr>{props}</w:tcPr>{content}</w:tc>"
    if legacy:
        more = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:hMerge/></w:tcPr>{paragraph()}</w:tc>'
        made += more * (cell.cols - 1)
    return control(made, "格") if "control" in cell.attrs else made


def page_break() -> Para:
    return Para(
        docx='<w:p><w:r><w:br w:type="page"/></w:r></w:p>', html='<br clear=all style="page-break-before:always">'
    )


def body(blocks: Iterable[Grid | Para]) -> str:
    out = []
    for block in blocks:
        if isinstance(block, Grid):
            out.append(table(block))
        elif block.docx is not None:
            out.append(block.docx)
        else:
            out.append(paragraph(block.text, block.align, block.bold))
    return "".join(out)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="{id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
)


def list_item(text: str, number: int) -> str:
    return paragraph(text, props=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')


def docx(
    blocks: Iterable[Grid | Para],
    *,
    header: str = "",
    footer: str = "",
    lists: Sequence[tuple[str, str]] = (),
    landscape: bool = False,
) -> bytes:
    """A whole .docx; `lists` are (number format, level text) pairs, numbered from 1 for `list_item`."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    refs, parts, types, rels = "", {}, "", ""
    for kind, text in (("header", header), ("footer", footer)):
        if text:
            refs += f'<w:{kind}Reference w:type="default" r:id="r{kind}"/>'
            short = "hdr" if kind == "header" else "ftr"
            parts[f"word/{kind}1.xml"] = f"<w:{short} {NAMESPACES}>{paragraph(text, 'center')}</w:{short}>"
            types += f'<Override PartName="/word/{kind}1.xml" ContentType="{TYPES}{kind}+xml"/>'
            rels += _relation(f"r{kind}", kind, f"{kind}1.xml")
    if lists:
        abstract = "".join(NUMBERING.format(id=n, format=f, text=t) for n, (f, t) in enumerate(lists, 1))
        nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
        parts["word/numbering.xml"] = f"<w:numbering {NAMESPACES}>{abstract}{nums}</w:numbering>"
        types += f'<Override PartName="/word/numbering.xml" ContentType="{TYPES}numbering+xml"/>'
        rels += _relation("rnum", "numbering", "numbering.xml")
    document = (
        f"<w:document {NAMESPACES}><w:body>{body(blocks)}<w:p/><w:sectPr>{refs}<w:pgSz {size}/></w:sectPr></w:body>"
        "</w:document>"
    )
    styles = f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
    return pack(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
                f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{TYPES}document.main+xml"/>'
                f'<Override PartName="/word/styles.xml" ContentType="{TYPES}styles+xml"/>{types}</Types>'
            ),
            "_rels/.rels": _relations(_relation("r1", "officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": _relations(_relation("rsty", "styles", "styles.xml") + rels),
            "word/document.xml": document,
            "word/styles.xml": styles,
        }
        | parts
    )


def _relation(name: str, kind: str, target: str) -> str:
    return (
        f'<Relationship Id="{name}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"/>'
    )


def _relations(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )
