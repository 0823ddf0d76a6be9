"""Small office files written as XML, one trouble each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from jiheng.formats.document import Document, Grid

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

WORD_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip container of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def relationships(links: Sequence[tuple[str, str, str]]) -> str:
    """A relationships part of (id, kind, target)."""
    items = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def word(
    body: str,
    *,
    parts: Mapping[str, str | bytes] | None = None,
    links: Sequence[tuple[str, str, str]] = (),
    main: str = "word/document.xml",
) -> bytes:
    """A Word document with this body; `links` are those of its document part."""
    folder, _, base = main.rpartition("/")
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relationships([("rId1", "officeDocument", main)]),
            main: f"<w:document {WORD_NAMESPACES}><w:body>{body}</w:body></w:document>",
            f"{folder}/_rels/{base}.rels": relationships(links),
            **(parts or {}),
        }
    )


def word_part(name: str, content: str) -> str:
    """A part such as `numbering`, `styles`, `ftr` or `footnotes`."""
    return f"<w:{name} {WORD_NAMESPACES}>{content}</w:{name}>"


def p(text: str = "", properties: str = "") -> str:
    """A paragraph of one run."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run}</w:p>"


def tc(content: str = "", *, span: int = 1, merge: str = "", properties: str = "") -> str:
    """A cell: its content is a text or XML; `merge` is `restart` or `continue` of a vertical merge."""
    inner = content if content.startswith("<") else p(content)
    extent = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        extent += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{extent}{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def workbook(
    *sheets: str,
    names: Sequence[str] = (),
    states: Sequence[str] = (),
    strings: str = "",
    styles: str = "",
    properties: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook; sheets, `strings` and `styles` are the inner XML of their root elements."""
    entries = []
    links = [("rIdS", "sharedStrings", "sharedStrings.xml"), ("rIdT", "styles", "styles.xml")]
    made: dict[str, str | bytes] = {}
    for number, sheet in enumerate(sheets, start=1):
        name = names[number - 1] if names else f"表{number}"
        state = f' state="{states[number - 1]}"' if states and states[number - 1] else ""
        entries.append(f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>')
        links.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        made[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{S}" xmlns:r="{R}">{sheet}</worksheet>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relationships([("rId1", "officeDocument", "/xl/workbook.xml")]),
            "xl/workbook.xml": (
                f'<workbook xmlns="{S}" xmlns:r="{R}">{properties}<sheets>{"".join(entries)}</sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relationships(links),
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
            **made,
            **(parts or {}),
        }
    )


def styles(*codes: str, borders: str = "") -> str:
    """Cell styles: style n+1 has the n-th format code; with `borders`, a last style has a border and no format."""
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(str(200 + n))} formatCode={quoteattr(code)}/>" for n, code in enumerate(codes)
    )
    cells = '<xf numFmtId="0" borderId="0"/>' + "".join(
        f'<xf numFmtId="{200 + n}" borderId="0"/>' for n in range(len(codes))
    )
    if borders:
        cells += '<xf numFmtId="0" borderId="1"/>'
    return (
        f"<numFmts>{formats}</numFmts><borders><border><left/></border>"
        f'<border><left style="thin"/></border></borders><cellXfs>{cells}</cellXfs>'
    )


def c(reference: str, value: str | int | float | None = None, *, style: int | None = None, kind: str = "") -> str:
    """A cell: a number, or a text as an inline string; `kind` sets the stored type."""
    s = f' s="{style}"' if style is not None else ""
    if value is None:
        return f'<c r="{reference}"{s}/>'
    if kind:
        return f'<c r="{reference}"{s} t="{kind}"><v>{value}</v></c>'
    if isinstance(value, str):
        return f'<c r="{reference}"{s} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
    return f'<c r="{reference}"{s}><v>{value}</v></c>'


def rows(*cells: str, attributes: Mapping[int, str] | None = None) -> str:
    """Sheet data of rows, each a string of cells; `attributes` of a row by its number."""
    made = "".join(
        f'<row r="{n}" {(attributes or {}).get(n, "")}>{content}</row>' for n, content in enumerate(cells, start=1)
    )
    return f"<sheetData>{made}</sheetData>"


def merges(*ranges: str) -> str:
    """Merged ranges."""
    return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{r}{chr(34)}/>' for r in ranges)}</mergeCells>"


def grids(document: Document) -> list[Grid]:
    """The grids of a document."""
    return [block for block in document.blocks if isinstance(block, Grid)]


def shape(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """Every cell of a grid as (row, column, rowspan, colspan, text)."""
    return [(cell.row, cell.column, cell.rowspan, cell.colspan, cell.text) for cell in grid.cells]


def prose(document: Document) -> list[tuple[str, str]]:
    """Every paragraph as (part, text)."""
    return [(block.part, block.text) for block in document.blocks if not isinstance(block, Grid)]
