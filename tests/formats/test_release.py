"""Copies for publication: what must not be published is gone, what is shown stays as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.formats.office_builders import (
    S,
    W,
    c,
    merges,
    p,
    prose,
    relationships,
    rows,
    tbl,
    tc,
    tr,
    word,
    word_part,
    workbook,
    zipped,
)

from jiheng.formats.document import Document, Grid
from jiheng.formats.registry import read_bytes
from jiheng.formats.release import prove_release, release_copy
from jiheng.formats.released import Released
from jiheng.model.errors import UnsupportedFormat
from jiheng.model.private_numbers import masked

EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.*") if path.suffix in (".docx", ".xlsx"))
MOBILE, HIDDEN = "13812345678", "138****5678"
IDENTITY = "11010519491231002X"


def released(data: bytes, format: str = "docx") -> Released:
    """The copy, proved to be clean, and the same when it is released again."""
    made = release_copy(data, format)
    assert prove_release(made.data, format) == ()
    again = release_copy(made.data, format)
    assert again.data == made.data
    assert again.removed == ()
    return made


def everything(data: bytes) -> str:
    """All parts of a copy as one text, with their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(name + archive.read(name).decode(errors="replace") for name in archive.namelist())


def reading(document: Document) -> list[object]:
    """What is read of a document, private numbers masked."""
    out: list[object] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            out += [(cell.row, cell.column, cell.rowspan, cell.colspan, masked(cell.text)) for cell in block.cells]
        else:
            out.append((block.part, masked(block.text)))
    return out


# ---- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13812345678", "电话138****5678"),
        ("138-1234-5678，138 1234 5678", "138-****-5678，138 **** 5678"),
        ("+8613812345678", "+86138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("138\u200b12345678", "138\u200b****5678"),
        ("138-12345678/139–1234–5678", "138-****5678/139–****–5678"),
        ("tel13812345678。", "tel138****5678。"),
        ("身份证11010519491231002X", "身份证110105********002X"),
        ("110105 19491231 002x", "110105 ******** 002x"),
        ("身份证号110105194912310021", "身份证号110105********0021"),
        ("编号110105194912310021", "编号110105194912310021"),
        ("0732-22334455、010-81234567", "0732-22334455、010-81234567"),
        ("65280023T00013812345678", "65280023T00013812345678"),
        ("13812345678元、13812345678.00、13812345678%、0.13812345678", None),
        ("15000-150000", None),
    ],
)
def test_what_is_masked(text: str, expected: str | None) -> None:
    assert masked(text) == (expected or text)


@given(st.text(alphabet="0123456789-１８ .x元电\u200b\n", max_size=40))
def test_a_mask_keeps_the_length_and_is_final(text: str) -> None:
    once = masked(text)
    assert len(once) == len(text)
    assert masked(once) == once


# ---- real forms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_real_form_reads_the_same(path: Path) -> None:
    data = path.read_bytes()
    before = read_bytes(data, path.name)
    made = released(data, before.format)
    after = read_bytes(made.data, path.name)
    assert reading(after) == reading(before)
    assert after.metadata.author is None
    assert any("作者" in sentence for sentence in made.removed)


def test_other_formats_are_refused() -> None:
    with pytest.raises(UnsupportedFormat, match="另存为"):
        release_copy(b"a", "xls")
    with pytest.raises(UnsupportedFormat, match="网页归档"):
        release_copy(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n", "html")


# ---- Word --------------------------------------------------------------------------------------------------------

R = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
BY = 'w:id="1" w:author="SECRET" w:date="2024-01-01T00:00:00Z"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def text_of(data: bytes) -> list[str]:
    return [text for _, text in prose(read_bytes(data, "a.docx"))]


def test_tracked_changes_are_taken_as_made() -> None:
    body = (
        f"<w:p>{run('甲')}<w:ins {BY}>{run('乙')}<w:del {BY}><w:r><w:delText>SECRET</w:delText></w:r></w:del></w:ins>"
        f"<w:moveFromRangeStart {BY} w:name='m'/><w:moveFrom {BY}>{run('SECRET')}</w:moveFrom>"
        f"<w:moveTo {BY}>{run('丙')}</w:moveTo><w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr>"
        f"<w:t>丁</w:t></w:r></w:p>"
        f"<w:p><w:pPr><w:jc w:val='left'/><w:rPr><w:del {BY}/></w:rPr></w:pPr>{run('前')}</w:p>"
        f"<w:p><w:pPr><w:jc w:val='right'/><w:rPr><w:ins {BY}/></w:rPr></w:pPr>{run('后')}</w:p>"
        + tbl(
            tr(tc("一", merge="restart"), tc("二"), properties=f"<w:del {BY}/>"),
            tr(tc("三", merge="continue"), tc("四"), properties=f"<w:ins {BY}/>"),
            tr(tc("五", merge="continue"), tc("SECRET", properties=f"<w:cellDel {BY}/>")),
        )
    )
    made = released(word(body))
    assert text_of(made.data) == ["甲乙丙丁", "前后"]
    [grid] = [block for block in read_bytes(made.data, "a.docx").blocks if isinstance(block, Grid)]
    assert [(cell.text, cell.rowspan) for cell in grid.cells] == [("三", 2), ("四", 1), ("", 1)]
    xml = everything(made.data)
    assert "SECRET" not in xml
    assert "<w:b/>" in xml
    assert 'w:val="right"' in xml
    assert 'w:val="left"' not in xml
    assert any("处修订" in sentence for sentence in made.removed)


def test_comments_bookmarks_fields_and_hidden_texts() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        f'<w:p w:rsidR="00A1"><w:bookmarkStart w:id="3" w:name="_Toc1"/>{run("标题")}<w:bookmarkEnd w:id="3"/>'
        '<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r><w:commentRangeEnd w:id="1"/>'
        f"{run('SECRET', '<w:vanish/>')}</w:p><w:p>{field.format('PAGEREF _Toc1', run('3'))}"
        f"{field.format('PAGE', run('1'))}{field.format('HYPERLINK mailto:SECRET', run('网址'))}"
        f'<w:hyperlink r:id="rIdH">{run("链接")}</w:hyperlink><w:fldSimple w:instr=" AUTHOR ">{run("人")}</w:fldSimple>'
        '</w:p><w:sdt><w:sdtPr><w:alias w:val="SECRET"/><w:dataBinding w:xpath="SECRET"/><w:dropDownList>'
        f'<w:listItem w:value="SECRET"/></w:dropDownList></w:sdtPr><w:sdtContent>{p("选项")}</w:sdtContent></w:sdt>'
        + tbl(tr(tc("显")), tr(tc("SECRET"), properties="<w:hidden/>"))
        + '<w:sectPr><w:headerReference w:type="default" r:id="rIdD"/><w:headerReference w:type="first" r:id="rIdF"/>'
        "</w:sectPr>"
    )
    comments = word_part("comments", f"<w:comment {BY}>{p('SECRET')}</w:comment>")
    links = [
        ("rIdC", "comments", "comments.xml"),
        ("rIdD", "header", "header1.xml"),
        ("rIdF", "header", "header2.xml"),
        ("rIdS", "settings", "settings.xml"),
        ("rIdX", "customXml", "../customXml/item1.xml"),
    ]
    parts: dict[str, str | bytes] = {
        "word/comments.xml": comments,
        "word/header1.xml": word_part("hdr", p(f"页眉{MOBILE}")),
        "word/header2.xml": word_part("hdr", p("SECRET")),
        "word/settings.xml": word_part(
            "settings", '<w:rsids><w:rsid w:val="00A1"/></w:rsids><w:docVars><w:docVar w:name="SECRET"/></w:docVars>'
        ),
        "customXml/item1.xml": "<SECRET/>",
        "docProps/app.xml": "<Properties><Company>SECRET</Company></Properties>",
        "word/orphan.xml": "<SECRET/>",
    }
    made = released(word(body, links=links, parts=parts))
    assert text_of(made.data) == ["页眉138****5678", "标题", "31网址链接人", "选项"]
    xml = everything(made.data)
    assert "SECRET" not in xml
    assert "PAGE" in xml
    assert "PAGEREF" not in xml
    told = "".join(made.removed)
    for words in ("1 条批注", "1 个书签", "2 个超链接", "1 处隐藏的文字", "1 个隐藏的行", "1 个文档变量", "1 个手机号"):
        assert words in told


def test_numbers_split_over_runs_boxes_and_cells() -> None:
    box = f"<w:pict><v:shape><v:textbox><w:txbxContent>{p(f'框{IDENTITY}')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    body = (
        f"<w:p>{run('联系138')}{run('-12', '<w:b/>')}{run('34-')}<w:r><w:noBreakHyphen/></w:r>{run('5678')}</w:p>"
        f"<w:p>{run('1381234')}{run('5678')}<w:r>{box}</w:r></w:p>{tbl(tr(tc('138'), tc('12345678'), tc(MOBILE)))}"
    )
    made = released(word(body.replace("34-", "34")))
    texts = text_of(made.data)
    assert texts == ["联系138-****-5678", "138****5678", "框110105********002X"]
    assert "<w:b/>" in everything(made.data)
    assert [cell.text for cell in read_bytes(made.data, "a.docx").blocks[3].cells] == ["138", "12345678", HIDDEN]


def test_embedded_files_and_outside_links_leave_their_pictures() -> None:
    body = (
        '<w:p><w:r><w:object><v:shape><v:imagedata r:id="rIdI"/></v:shape><o:OLEObject '
        'xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rIdO"/></w:object></w:r></w:p>' + p("文")
    )
    jpeg = b"\xff\xd8\xff\xe1\x00\x08SECRET\xff\xda\x00\x02picture\xff\xd9"
    data = word(
        body,
        links=[("rIdI", "image", "media/image1.jpg"), ("rIdO", "oleObject", "embeddings/a.bin")],
        parts={"word/media/image1.jpg": jpeg, "word/embeddings/a.bin": b"SECRET"},
    )
    made = released(data)
    xml = everything(made.data)
    assert "SECRET" not in xml
    assert "picture" in xml
    assert "图片上的文字没有查" in made.notes[0]
    assert "1 个嵌入的文件（图样保留）" in made.removed


def test_untouched_parts_keep_their_bytes() -> None:
    font = b'<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"  ></w:fonts>'
    made = released(word(p("文"), links=[("rId9", "fontTable", "fontTable.xml")], parts={"word/fontTable.xml": font}))
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.read("word/fontTable.xml") == font


def _in_utf_16(content: bytes) -> bytes:
    return content.decode().encode("utf-16")


def _strict(content: bytes) -> bytes:
    return content.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")


@pytest.mark.parametrize("write", [_in_utf_16, _strict])
def test_other_ways_to_write_a_part(write: Callable[[bytes], bytes]) -> None:
    data = word(f"<w:p><!-- SECRET --><w:bookmarkStart w:id='1' w:name='SECRET'/>{run('138')}{run('12345678')}</w:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = members["word/document.xml"]
    assert isinstance(main, bytes)
    members["word/document.xml"] = write(main)
    made = released(zipped(members))
    assert text_of(made.data) == [HIDDEN]
    assert "SECRET" not in everything(made.data)
    assert ("purl.oclc.org" in everything(made.data)) == (write is _strict)


def test_the_proof_is_not_for_show() -> None:
    left = prove_release((ROOT / "examples/office/nanyue-2020-department-overall.docx").read_bytes(), "docx")
    for words in ("作者", "时间", "手机号", "编辑标识", "docprops/core.xml", "customxml/", "thumbnail"):
        assert any(words in one for one in left)


# ---- Excel -------------------------------------------------------------------------------------------------------


def test_what_a_workbook_hides_is_gone() -> None:
    strings = "<si><t>示</t></si><si><t>SECRET</t></si><si><r><t>1381234</t></r><r><t>5678</t></r></si>"
    first = (
        '<cols><col min="3" max="3" hidden="1"/></cols>'
        + rows(
            c("A1", 0, kind="s") + c("B1", 1, kind="n") + c("C1", "SECRET"),
            c("A2", 1, kind="s"),
            c("A3", 2, kind="s") + c("B3", int(MOBILE)) + c("C3", 5),
            '<c r="A4"><f>SECRET!A1+1</f><v>7</v></c><c r="B4"><v>138123456.5</v></c>',
            c("A5", "合并") + c("B5", "SECRET"),
            attributes={2: 'hidden="1"'},
        )
        + merges("A5:B5")
        + '<dataValidations count="1"><dataValidation><formula1>"SECRET"</formula1></dataValidation></dataValidations>'
        '<hyperlinks><hyperlink ref="A1" r:id="rIdH"/></hyperlinks><legacyDrawing r:id="rIdV"/>'
    )
    names = (
        '<definedNames><definedName name="x">SECRET!$A$1</definedName>'
        f'<definedName name="_xlnm.Print_Area" localSheetId="1">表{MOBILE}!$A$1</definedName></definedNames>'
    )
    data = workbook(
        rows(c("A1", "SECRET")),
        first,
        names=["SECRET", f"表{MOBILE}"],
        states=["hidden", ""],
        strings=strings,
        properties='<fileSharing userName="SECRET"/>',
        parts={
            "xl/worksheets/_rels/sheet2.xml.rels": relationships(
                [("rIdV", "vmlDrawing", "../drawings/v.vml"), ("rIdC", "comments", "../comments1.xml")]
            ).replace(
                "</R", '<Relationship Id="rIdH" Type="a/hyperlink" Target="http://SECRET" TargetMode="External"/></R'
            ),
            "xl/drawings/v.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
            'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape><x:ClientData ObjectType="Note"/></v:shape></xml>',
            "xl/comments1.xml": f'<comments xmlns="{S}"><authors><author>SECRET</author></authors><commentList>'
            '<comment ref="A1"><text><t>SECRET</t></text></comment></commentList></comments>',
        },
    )
    data = _with(data, "xl/workbook.xml", "</workbook>", names + "</workbook>")
    made = released(data, "xlsx")
    document = read_bytes(made.data, "a.xlsx")
    [grid] = document.blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.cells if cell.text] == ["示", "1", HIDDEN, HIDDEN, "7", "138123456.5", "合并"]
    assert grid.at.sheet == "表138xxxx5678"
    xml = everything(made.data)
    assert "SECRET" not in xml
    assert 'localSheetId="0">表138xxxx5678!$A$1' in xml
    told = "".join(made.removed)
    for words in (
        "1 个隐藏的工作表",
        "1 个隐藏的行",
        "1 个隐藏的列",
        "1 条批注",
        "1 个公式",
        "1 个超链接",
        "被合并单元格盖住",
    ):
        assert words in told


def _with(data: bytes, name: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    content = members[name]
    assert isinstance(content, bytes)
    members[name] = content.decode().replace(old, new)
    return zipped(members)


# ---- web pages ---------------------------------------------------------------------------------------------------


def test_a_page() -> None:
    page = (
        '<html><head><meta charset="gbk"><meta name="Author" content="SECRET"><title>SECRET</title>'
        "<!--[if gte mso 9]><xml><o:Author>SECRET</o:Author></xml><![endif]--><script>SECRET</script>"
        "<style><!-- td {color:red} .h {display:none} --></style></head><body>"
        "<p>甲<ins cite='mailto:SECRET' datetime='2024'>乙</ins><del>SECRET</del><span class=h>SECRET</span>"
        "<a href='file:///C:/SECRET'>丙</a></p><table><tr><td>电话1381<b>234</b>5678</td><td hidden>SECRET</td></tr>"
        "<tr style='display:none'><td>SECRET</td></tr></table><div style='mso-element:comment-list'>SECRET</div></body></html>"
    )
    made = released(page.encode("gbk"), "html")
    text = made.data.decode()
    assert "SECRET" not in text
    assert "td {color:red}" in text
    assert "1381<b>" not in text
    document = read_bytes(made.data, "a.html")
    assert document.blocks[0].text == "甲乙丙"  # type: ignore[union-attr]
    assert document.blocks[1].cells[0].text == "电话138****5678"  # type: ignore[union-attr]
