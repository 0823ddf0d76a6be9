"""Forms as PDF: the same bytes each time, on the form's own paper, and a word on every font that was replaced."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from tests.conftest import ROOT
from tests.formats.office_builders import c, p, rows, word, word_part, workbook
from tests.libreoffice import needs_libreoffice, stand_in

from jiheng.formats import fonts, libreoffice, to_pdf
from jiheng.formats.fonts_asked import asked_fonts
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.formats.pdf_fonts import embedded_fonts, page_sizes
from jiheng.formats.registry import read_bytes
from jiheng.formats.release import release_copy
from jiheng.model.errors import DamagedDocument, UnsupportedFormat

FORM = ROOT / "examples/office/korla-2021-department-overall.docx"


@pytest.fixture(autouse=True)
def _own_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(libreoffice, "_own", {})


@pytest.fixture(autouse=True)
def _fresh_fonts() -> None:
    for known in (fonts.families, fonts.has_chinese, fonts.stand_in):
        known.cache_clear()


@needs_libreoffice
def test_a_real_form() -> None:
    data = FORM.read_bytes()
    made = to_pdf.to_pdf(data, "docx", FORM.name)
    assert to_pdf.to_pdf(data, "docx", FORM.name) == made
    assert set(page_sizes(made.data)) == {(210, 297)}
    assert all(embedded for _, embedded in embedded_fonts(made.data))
    assert b"D:19800101000000" in made.data
    printed = "".join(getattr(block, "text", "") for block in read_bytes(made.data, "a.pdf").blocks)
    assert "绩效目标" in printed
    if fonts.families() is not None and "仿宋_gb2312" not in (fonts.families() or ()):
        assert sum("“仿宋_GB2312”，PDF 里用“" in note for note in made.notes) == 1


@needs_libreoffice
@pytest.mark.parametrize(("paper", "size", "note"), [((297, 210), (297, 210), 0), ((420, 297), (420, 297), 1)])
def test_the_paper_of_the_form_is_kept(paper: tuple[int, int], size: tuple[int, int], note: int) -> None:
    document, out = docx.Document(), io.BytesIO()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(paper[0]), Mm(paper[1])
    document.add_paragraph("表")
    document.save(out)
    made = to_pdf.to_pdf(out.getvalue(), "docx", "表.docx")
    assert list(page_sizes(made.data)) == [size]
    assert sum("不是 A4" in one for one in made.notes) == note


@needs_libreoffice
def test_a_workbook_and_a_page() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = "项目"
    book.save(out)
    sheet = to_pdf.to_pdf(out.getvalue(), "xlsx", "表.xlsx")
    page = to_pdf.to_pdf('<html><meta charset="utf-8"><body><p>项目</p></body></html>'.encode(), "html", "表.html")
    assert list(page_sizes(sheet.data)) == [(210, 297)]
    assert list(page_sizes(page.data)) == [(210, 297)]


@needs_libreoffice
def test_a_copy_for_publication_looks_the_same() -> None:
    data = FORM.read_bytes()
    copy = release_copy(data, "docx").data
    assert copy != data
    assert _drawn(to_pdf.to_pdf(copy, "docx", "a").data) == _drawn(to_pdf.to_pdf(data, "docx", "a").data)


def _drawn(pdf: bytes) -> list[bytes]:
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        return [bytes(page.render(scale=1).buffer) for page in document]


# ---- without LibreOffice -----------------------------------------------------------------------------------------


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(libreoffice.VARIABLE, "/没有/soffice")
    with pytest.raises(UnsupportedFormat, match=r"找不到.*另存为 PDF"):
        to_pdf.to_pdf(b"", "docx", "表.docx")


def test_other_formats_are_refused() -> None:
    with pytest.raises(UnsupportedFormat, match="另存为 PDF"):
        to_pdf.to_pdf(b"", "xls", "表.xls")


def test_what_is_no_pdf_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(b"%PDF-1.6\n%%EOF\n")
    stand_in(tmp_path, whole, monkeypatch)
    assert libreoffice.convert_one(to_pdf._KINDS["docx"], b"a") == whole.read_bytes()
    whole.write_bytes(b"%PDF-1.6\ncut off")
    with pytest.raises(DamagedDocument, match="另存为 PDF"):
        libreoffice.convert_one(to_pdf._KINDS["docx"], b"a")


def test_a_machine_without_chinese_fonts_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_pdf, "has_chinese", lambda: False)
    assert list(to_pdf._on_fonts(FORM.read_bytes(), "docx", b"", DEFAULT_LIMITS)) == [
        "本机没有中文字体，PDF 里的汉字显示不出来；请安装软件包 fonts-noto-cjk 后重新转换。"
    ]


def test_which_fonts_a_form_asks_for() -> None:
    styles = word_part(
        "styles",
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="宋体" w:ascii="Arial"/></w:rPr></w:rPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:styleId="a"><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>',
    )
    run = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="黑体" w:ascii="黑体"/></w:rPr><w:t>表1</w:t></w:r></w:p>'
    data = word(
        p("文", '<w:pStyle w:val="b"/>') + run + p("2"),
        links=[("rId1", "styles", "styles.xml")],
        parts={"word/styles.xml": styles},
    )
    assert asked_fonts(data, "docx", DEFAULT_LIMITS) == ("仿宋_GB2312", "黑体", "Arial")
    page = "<p style=\"font-family:仿宋,serif\">甲</p><font face='黑体'>乙</font>".encode()
    assert asked_fonts(page, "html", DEFAULT_LIMITS) == ("仿宋", "黑体")
    fonts_of = (
        '<fonts><font><name val="宋体"/></font><font><name val="黑体"/></font></fonts>'
        '<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>'
    )
    book = workbook(rows(c("A1", "甲", style=1) + c("B1")), styles=fonts_of)
    assert asked_fonts(book, "xlsx", DEFAULT_LIMITS) == ("黑体",)


def test_the_stand_ins_are_well_formed() -> None:
    root = ET.parse(libreoffice.FONTS).getroot()
    names = [alias.findtext("family") for alias in root.iter("alias")]
    assert len(names) == len(set(names))
    assert {"宋体", "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"} <= set(names)
