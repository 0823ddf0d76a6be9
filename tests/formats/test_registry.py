"""Opening any file: the content decides which reader takes it, and what has no reader is named with a way out."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.office_builders import R, S, c, p, relationships, rows, tbl, tc, tr, word, workbook, zipped

from jiheng.formats.libreoffice import VARIABLE
from jiheng.formats.limits import Limits
from jiheng.formats.registry import SUFFIXES, open_document, read_bytes
from jiheng.model.errors import DamagedDocument, LimitExceeded, UnreadableDocument, UnsupportedFormat

WORD = word(p("甲") + tbl(tr(tc("乙", span=2))))
BOOK = workbook(rows(c("A1", "甲")))


def refused(data: bytes, name: str) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, name)
    assert str(caught.value).count("。") == 1
    assert str(caught.value).endswith("。")
    return caught.value


MHTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    b"<html><body><table><tr><td>=CF=EE=C4=BF</td></tr></table></body></html>\r\n--x--\r\n"
)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (WORD, "表.docx", "docx"),
        (WORD, "表.xlsx", "docx"),
        (WORD, "表.doc", "docx"),
        (WORD, "没有后缀", "docx"),
        (WORD, "表.docm", "docx"),
        (BOOK, "表.xlsx", "xlsx"),
        (BOOK, "表.docx", "xlsx"),
        (BOOK, "表.et", "xlsx"),
        (BOOK, "表.xlsm", "xlsx"),
        (b"<html><body><table><tr><td>a</td></tr></table></body></html>", "表.doc", "html"),
        (MHTML, "表.doc", "html"),
        ("<html><body><p>甲</p></body></html>".encode(), "表.docx", "html"),
        ("甲,乙\n1,2\n".encode(), "表.csv", "csv"),
        ("部门整体支出绩效目标表\n".encode(), "表.docx", "text"),
        ("部门整体支出绩效目标表\n".encode("gb18030"), "表.txt", "text"),
    ],
)
def test_content_decides(data: bytes, name: str, kind: str) -> None:
    assert read_bytes(data, name).format == kind


def test_a_document_in_an_unusual_place() -> None:
    assert read_bytes(word(p("甲"), main="文档/document2.xml"), "x").format == "docx"
    parts = {"_rels/.rels": relationships([("a", "officeDocument", "book.xml")]), "book.xml": _workbook_xml()}
    assert read_bytes(zipped(parts), "x").format == "xlsx"


def _workbook_xml() -> str:
    return f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets/></workbook>'


def main_part(name: str) -> bytes:
    return zipped({"_rels/.rels": relationships([("a", "officeDocument", name)]), name: "<x/>"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{\\rtf1\\ansi a}", "RTF"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"MZ\x90\0", "程序"),
        (b"\x7fELF\x02", "程序"),
        (b"SQLite format 3\0", "数据库"),
        (b"PK\x05\x06" + b"\0" * 18, "空的压缩包"),
        (zipped({"a.docx": WORD}), "扩展名改成 .zip"),
        (b"Founder CEB 3.0\0", "CEB"),
        (b"MSCF\0\0", "cab"),
        (b"\0\1\0\0Standard Jet DB\0", "数据库"),
        (b'<?xml version="1.0"?><uof:UOF xmlns:uof="u"/>', "标文通"),
        (zipped({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "OFD"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "OpenDocument"),
        (main_part("xl/workbook.bin"), "xlsb"),
        (main_part("ppt/presentation.xml"), "演示文稿"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "Word 2003 XML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML 表格 2003"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<x/>"}),
            "OpenDocument",
        ),
    ],
)
@pytest.mark.parametrize("name", ["表.docx", "表.pdf", "没有后缀"])
def test_what_has_no_reader_is_named(data: bytes, words: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "没有这个程序")
    error = refused(data, name)
    assert isinstance(error, UnsupportedFormat)
    assert words in str(error)


def test_a_cut_off_rtf_is_called_so() -> None:
    assert isinstance(refused(b"{\\rtf1 a{\\b c} d", "表.doc"), DamagedDocument)


def test_an_empty_file() -> None:
    assert "空的" in str(refused(b"", "表.docx"))


@pytest.mark.parametrize("data", [b"\0" * 50_000, b" \r\n\t", "　\n".encode() * 9, b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", ["表.txt", "表.csv", "表.html"])
def test_a_file_without_a_text(data: bytes, name: str) -> None:
    assert "没有文字" in str(refused(data, name))


def test_a_text_behind_many_blanks() -> None:
    assert read_bytes(b" \n" * 20_000 + "甲".encode(), "表.txt").blocks


def test_word_2003_is_known_by_the_root_of_its_xml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "没有这个程序")
    mark = '<?mso-application progid="Word.Document"?>'
    assert "Word 2003" in str(refused(f'<?xml version="1.0"?>{mark}<w:wordDocument/>'.encode(), "表.xml"))
    assert read_bytes(f"说明：文件开头有 {mark} 的是旧格式".encode(), "表.txt").blocks
    page = f'<?xml version="1.0"?><html><body>{"<p>甲</p>" * 200}{mark}</body></html>'
    assert read_bytes(page.encode(), "表.html").blocks


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"_rels/.rels": relationships([("r", "officeDocument", "word/document.xml")])}, "这个 Word 文件缺少正文部分"),
        ({"word/styles.xml": "<a/>"}, "word/document.xml"),
        ({"xl/styles.xml": "<a/>"}, "这个 Excel 文件缺少正文部分"),
    ],
)
def test_an_office_file_without_its_main_part(parts: dict[str, str], words: str) -> None:
    error = refused(zipped({"[Content_Types].xml": "<Types/>", **parts}), "表.docx")
    assert isinstance(error, DamagedDocument)
    assert words in str(error)
    assert "重新获取原文件" in str(error)


def test_binary_rubbish() -> None:
    rubbish = bytes(range(256)) * 40
    assert isinstance(refused(rubbish, "表.docx"), DamagedDocument)
    assert isinstance(refused(rubbish, "表.bin"), UnsupportedFormat)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="找不到"):
        open_document(tmp_path / "没有.docx")
    with pytest.raises(UnsupportedFormat, match="文件夹"):
        open_document(tmp_path)
    with pytest.raises(UnreadableDocument):
        open_document(tmp_path / ("长" * 300 + ".docx"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "管道")
        with pytest.raises(UnsupportedFormat, match="这是管道（FIFO），不是普通文件"):
            open_document(tmp_path / "管道")


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no devices")
def test_a_device_is_named() -> None:
    with pytest.raises(UnsupportedFormat, match="这是设备"):
        open_document(Path("/dev/null"))


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(WORD)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableDocument, match="权限"):
        open_document(path)


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(WORD)
    assert open_document(path).format == "docx"
    with pytest.raises(LimitExceeded, match="超过上限"):
        open_document(path, Limits(file_bytes=100))
    with pytest.raises(LimitExceeded, match="超过上限"):
        read_bytes(WORD, "表.docx", Limits(file_bytes=100))


def test_suffixes_are_lower_case_with_a_dot() -> None:
    assert {".docx", ".docm", ".xlsx", ".xlsm", ".html", ".htm", ".csv", ".md", ".txt"} <= SUFFIXES
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([WORD, BOOK]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_damaged_bytes_are_read_or_refused(data: bytes, damage: list[tuple[int, int]]) -> None:
    broken = bytearray(data)
    for at, value in damage:
        broken[at % len(broken)] = value
    with contextlib.suppress(UnreadableDocument):
        read_bytes(bytes(broken), "表.docx")


def _markup(names: list[str]) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(
        ["甲", "", "<w:tab/>", "<w:t>乙</w:t>", '<w:gridSpan w:val="3"/>', "<w:vMerge/>", '<w:vMerge w:val="restart"/>']
    )
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda name, content: f"<w:{name}>{''.join(content)}</w:{name}>",
            st.sampled_from(names),
            st.lists(inner, max_size=4),
        ),
        max_leaves=25,
    )


ELEMENTS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "tcPr",
    "pPr",
    "rPr",
    "trPr",
    "sdt",
    "sdtContent",
    "ins",
    "del",
    "txbxContent",
    "pict",
]


@settings(max_examples=300, deadline=None)
@given(_markup(ELEMENTS))
def test_any_order_of_elements_reads(body: str) -> None:
    document = read_bytes(word(body), "x.docx")
    for block in document.blocks:
        if hasattr(block, "cells"):
            _check_no_overlap(block)


def _check_no_overlap(grid: object) -> None:
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:  # type: ignore[attr-defined]
        area = {(cell.row + r, cell.column + k) for r in range(cell.rowspan) for k in range(cell.colspan)}
        assert area
        assert not area & taken
        taken |= area
        for inner in cell.grids:
            _check_no_overlap(inner)
