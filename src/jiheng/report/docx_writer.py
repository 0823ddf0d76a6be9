"""Writing a Word document from nothing: paragraphs, tables, page numbers, in the measures of official documents.

Measures are those of Word: twips (twentieths of a point) for lengths. The same document is the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lxml import etree

from jiheng.report.prose import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NONCHARACTERS = re.compile(r"[\ufffe\uffff]")

TITLE_FONT, BODY_FONT, TABLE_FONT, HEADING_FONT = "方正小标宋简体", "仿宋", "宋体", "黑体"
_LATIN = "Times New Roman"
_FALLBACKS = ((TITLE_FONT, "宋体"), (BODY_FONT, "仿宋_GB2312"), (TABLE_FONT, "SimSun"), (HEADING_FONT, "SimHei"))
"""Which font Word takes where it has not the first: the one for titles does not come with it."""
ER_HAO, SAN_HAO, SI_HAO, XIAO_SI, WU_HAO = 44, 32, 28, 24, 21
"""Sizes 二号, 三号, 四号, 小四, 五号 in half points."""
LINE = 560
"""28 points from line to line."""
_BOX = ("top", "left", "bottom", "right", "insideH", "insideV")


def printable(text: str) -> str:
    """A text as XML can hold it; what no file can hold is shown as a mark."""
    return _NONCHARACTERS.sub("�", clean(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The margins of the page in twips: those of GB/T 9704, which leave 156 by 225 millimetres."""

    top: int = 2098
    bottom: int = 1984
    left: int = 1588
    right: int = 1474


@dataclass(frozen=True, slots=True)
class Run:
    """A text in one font; a line break in it stays one."""

    text: str
    font: str = BODY_FONT
    size: int = SAN_HAO
    bold: bool = False
    colour: str = ""

    def element(self) -> _Element:
        """The run as XML."""
        run = etree.Element(_w("r"))
        properties = _add(run, "rPr")
        _add(properties, "rFonts", ascii=_LATIN, hAnsi=_LATIN, eastAsia=self.font, cs=_LATIN, hint="eastAsia")
        if self.bold:
            _add(properties, "b")
        if self.colour:
            _add(properties, "color", val=self.colour)
        _add(properties, "sz", val=self.size)
        _add(properties, "szCs", val=self.size)
        for number, line in enumerate(printable(self.text).split("\n")):
            if number:
                _add(run, "br")
            text = _add(run, "t")
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            text.text = line
        return run


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a paragraph stands: `first` is the indent of its first line, `rule` the colour of a line below it."""

    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    line: int = LINE
    exact: bool = True
    before: int = 0
    after: int = 0
    with_next: bool = False
    new_page: bool = False
    rule: str = ""


def paragraph(style: Style, *runs: Run) -> _Element:
    """A paragraph."""
    made = etree.Element(_w("p"))
    properties = _add(made, "pPr")
    if style.with_next:
        _add(properties, "keepNext")
    if style.new_page:
        _add(properties, "pageBreakBefore")
    if style.rule:
        _add(_add(properties, "pBdr"), "bottom", val="single", sz=18, space=4, color=style.rule)
    _add(properties, "wordWrap", val=0)
    rule = "exact" if style.exact else "atLeast"
    _add(properties, "spacing", before=style.before, after=style.after, line=style.line, lineRule=rule)
    _add(properties, "ind", left=style.left, right=style.right, firstLine=style.first)
    _add(properties, "jc", val=style.align)
    made.extend(run.element() for run in runs)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A cell: its paragraphs, how many columns it spans, whether it begins (`restart`) or goes on with (`continue`) a merge."""

    content: Sequence[_Element]
    span: int = 1
    merge: str = ""
    align: str = "center"
    """`top`, `center` or `bottom`."""
    no_line: str = ""
    """The side (`top` or `bottom`) on which it has no line: it goes on in the next cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; `head` is repeated on every page, `whole` is never broken over two."""

    boxes: Sequence[Box]
    head: bool = False
    whole: bool = True
    height: int = 0
    """At least so high."""


def table(widths: Sequence[int], rows: Iterable[Row]) -> _Element:
    """A table with a line around every cell."""
    made = etree.Element(_w("tbl"))
    properties = _add(made, "tblPr")
    _add(properties, "tblW", w=sum(widths), type="dxa")
    _add(properties, "jc", val="center")
    borders = _add(properties, "tblBorders")
    for side in _BOX:
        _add(borders, side, val="single", sz=4, space=0, color="000000")
    _add(properties, "tblLayout", type="fixed")
    margins = _add(properties, "tblCellMar")
    for side, width in (("top", 30), ("left", 85), ("bottom", 30), ("right", 85)):
        _add(margins, side, w=width, type="dxa")
    grid = _add(made, "tblGrid")
    for width in widths:
        _add(grid, "gridCol", w=width)
    made.extend(_row(row, widths) for row in rows)
    return made


def _row(row: Row, widths: Sequence[int]) -> _Element:
    made = etree.Element(_w("tr"))
    properties = _add(made, "trPr")
    if row.whole:
        _add(properties, "cantSplit")
    if row.height:
        _add(properties, "trHeight", val=row.height, hRule="atLeast")
    if row.head:
        _add(properties, "tblHeader")
    column = 0
    for box in row.boxes:
        cell = _add(made, "tc")
        facts = _add(cell, "tcPr")
        _add(facts, "tcW", w=sum(widths[column : column + box.span]), type="dxa")
        if box.span > 1:
            _add(facts, "gridSpan", val=box.span)
        if box.merge:
            _add(facts, "vMerge", val=box.merge)
        if box.no_line:
            _add(_add(facts, "tcBorders"), box.no_line, val="nil")
        _add(facts, "vAlign", val=box.align)
        cell.extend(box.content)
        column += box.span
    return made


def document(body: Iterable[_Element], *, title: str, written: date, margins: Margins | None = None) -> bytes:
    """The document: A4, a page number at the foot, on the outer side.

    :param title: what the file's properties say.
    :param written: the day of the document; the day on which the file was made is not in it.
    """
    edges = margins or Margins()
    root = etree.Element(_w("document"), nsmap={"w": W, "r": _R})
    text = _add(root, "body")
    text.extend(body)
    section = _add(text, "sectPr")
    for kind, link in (("default", "rId4"), ("even", "rId5")):
        _add(section, "footerReference", type=kind).set(f"{{{_R}}}id", link)
    _add(section, "pgSz", w=11906, h=16838)
    _add(
        section, "pgMar",
        top=edges.top, right=edges.right, bottom=edges.bottom, left=edges.left, header=851, footer=1400, gutter=0,
    )  # fmt: skip
    return _zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships((f"{_R}/officeDocument", "word/document.xml"), (_CORE, "docProps/core.xml")),
            "docProps/core.xml": _core(title, written),
            "word/_rels/document.xml.rels": _relationships(
                (f"{_R}/styles", "styles.xml"),
                (f"{_R}/settings", "settings.xml"),
                (f"{_R}/fontTable", "fontTable.xml"),
                (f"{_R}/footer", "footer1.xml"),
                (f"{_R}/footer", "footer2.xml"),
            ),
            "word/document.xml": _bytes(root),
            "word/fontTable.xml": _fonts(),
            "word/footer1.xml": _footer("right"),
            "word/footer2.xml": _footer("left"),
            "word/settings.xml": _settings(),
            "word/styles.xml": _styles(),
        }
    )


_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def _footer(side: str) -> bytes:
    """The page number between dashes, one character from the outer edge."""
    made = etree.Element(_w("ftr"), nsmap={"w": W})
    line = paragraph(Style(align=side, left=280, right=280, exact=False, line=240), Run("— ", TABLE_FONT, SI_HAO))
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("number", "1"), ("end", "")):
        run = Run("", TABLE_FONT, SI_HAO).element()
        run.remove(run[-1])
        if kind in ("begin", "separate", "end"):
            _add(run, "fldChar", fldCharType=kind)
        else:
            _add(run, "t" if kind else "instrText").text = text
        line.append(run)
    line.append(Run(" —", TABLE_FONT, SI_HAO).element())
    made.append(line)
    return _bytes(made)


def _styles() -> bytes:
    made = etree.Element(_w("styles"), nsmap={"w": W})
    defaults = _add(_add(_add(made, "docDefaults"), "rPrDefault"), "rPr")
    _add(defaults, "rFonts", ascii=_LATIN, hAnsi=_LATIN, eastAsia=BODY_FONT, cs=_LATIN)
    _add(defaults, "sz", val=SAN_HAO)
    _add(defaults, "lang", val="en-US", eastAsia="zh-CN")
    style = _add(made, "style", type="paragraph", default=1, styleId="Normal")
    _add(style, "name", val="Normal")
    return _bytes(made)


def _settings() -> bytes:
    made = etree.Element(_w("settings"), nsmap={"w": W})
    _add(made, "evenAndOddHeaders")
    _add(made, "characterSpacingControl", val="compressPunctuation")
    compatibility = _add(made, "compat")
    _add(
        compatibility, "compatSetting",
        name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15,
    )  # fmt: skip
    return _bytes(made)


def _fonts() -> bytes:
    made = etree.Element(_w("fonts"), nsmap={"w": W})
    for name, other in _FALLBACKS:
        _add(_add(made, "font", name=name), "altName", val=other)
    return _bytes(made)


def _core(title: str, written: date) -> bytes:
    terms = "http://purl.org/dc/terms/"
    named = {
        "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": terms,
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    made = etree.Element(f"{{{named['cp']}}}coreProperties", nsmap=named)
    etree.SubElement(made, f"{{{named['dc']}}}title").text = " ".join(printable(title).split())
    etree.SubElement(made, f"{{{named['dc']}}}creator").text = "绩衡"
    created = etree.SubElement(made, f"{{{terms}}}created")
    created.set(f"{{{named['xsi']}}}type", "dcterms:W3CDTF")
    created.text = f"{written.isoformat()}T00:00:00Z"
    return _bytes(made)


_PARTS = {
    "document": "document.main",
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _content_types() -> bytes:
    kinds = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_CONTENT}.{kind}+xml"/>' for part, kind in _PARTS.items()
    )
    package = "application/vnd.openxmlformats-package"
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}.core-properties+xml"/></Types>'
    ).encode()


def _relationships(*links: tuple[str, str]) -> bytes:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{namespace}">{made}</Relationships>'.encode()


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


def _add(parent: _Element, tag: str, /, **attributes: str | int) -> _Element:
    made = etree.SubElement(parent, _w(tag))
    for key, value in attributes.items():
        made.set(_w(key), str(value))
    return made


def _bytes(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
