"""The text of Word paragraphs: what a reader of the paper sees, and where the rest is listed."""

from __future__ import annotations

import pytest
from tests.formats.office_builders import grids, p, prose, shape, tbl, tc, tr, word, word_part

from jiheng.formats import docx
from jiheng.formats.document import Document, Metadata
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.location import Location


def read(body: str, **options: object) -> Document:
    return docx.read(word(body, **options), DEFAULT_LIMITS)  # type: ignore[arg-type]


def text_of(inline: str) -> str:
    """The text of a paragraph with this content."""
    document = read(f"<w:p>{inline}</w:p>")
    return "".join(text for _, text in prose(document))


def run(content: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{content}</w:r>"


def t(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


@pytest.mark.parametrize(
    ("inline", "shown"),
    [
        (run(t("甲") + "<w:tab/>" + t("乙")), "甲 乙"),
        (run(t("甲") + "<w:br/>" + t("乙") + "<w:cr/>" + t("丙")), "甲\n乙\n丙"),
        (run(t("A") + "<w:noBreakHyphen/>" + t("B") + "<w:softHyphen/>" + t("C")), "A-BC"),
        (run('<w:br w:type="page"/>') + run(t("甲")), "甲"),
        (run(t("甲")) + "<w:proofErr/>" + run(t("乙")), "甲乙"),
        (f"<w:hyperlink>{run(t('链接'))}</w:hyperlink>", "链接"),
        (f"<w:smartTag><w:smartTagPr/>{run(t('2024'))}</w:smartTag>{run(t('年'))}", "2024年"),
        (f"<w:customXml><w:customXmlPr/>{run(t('甲'))}</w:customXml>", "甲"),
        (run("<w:ruby><w:rt>" + run(t("jì")) + "</w:rt><w:rubyBase>" + run(t("绩")) + "</w:rubyBase></w:ruby>"), "绩"),
        ("<m:oMath><m:r><m:t>x≥1</m:t></m:r></m:oMath>", "x≥1"),
        (run('<w:sym w:font="Wingdings" w:char="F0FE"/>') + run(t("是")), "☑是"),
        (run('<w:sym w:font="Wingdings" w:char="F0A8"/>') + run(t("否")), "☐否"),
        (run('<w:sym w:font="Wingdings 2" w:char="F052"/>'), "☑"),
        (run('<w:sym w:font="Wingdings 2" w:char="F0A3"/>'), "☐"),
        (run('<w:sym w:font="Symbol" w:char="F0B3"/>') + run(t("90%")), "≥90%"),
        (run(t("R"), '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>') + run(t("R是")), "☑R是"),
        (run(t("\uf0fe"), '<w:rFonts w:ascii="Wingdings"/>'), "☑"),
        (run('<w:sym w:font="Wingdings" w:char="xx"/>') + run(t("甲")), "甲"),
    ],
)
def test_run_content(inline: str, shown: str) -> None:
    assert text_of(inline) == shown


def field(kind: str, content: str = "") -> str:
    return run(f'<w:fldChar w:fldCharType="{kind}">{content}</w:fldChar>')


@pytest.mark.parametrize(
    ("inline", "shown"),
    [
        (
            field("begin") + run("<w:instrText> PAGE </w:instrText>") + field("separate") + run(t("3")) + field("end"),
            "3",
        ),
        (field("begin") + run("<w:instrText>DATE</w:instrText>") + field("end") + run(t("甲")), "甲"),
        (f'<w:fldSimple w:instr=" DATE ">{run(t("2024年"))}</w:fldSimple>', "2024年"),
        (
            field("begin")
            + run("<w:instrText>IF </w:instrText>")
            + field("begin")
            + run("<w:instrText>X</w:instrText>")
            + field("separate")
            + run(t("条件"))
            + field("end")
            + run("<w:instrText> = 1</w:instrText>")
            + field("separate")
            + run(t("结果"))
            + field("end")
            + run(t("后")),
            "结果后",
        ),
        (
            field("begin", '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>')
            + run("<w:instrText>FORMCHECKBOX</w:instrText>")
            + field("end")
            + run(t("是")),
            "☑是",
        ),
        (
            field("begin", '<w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData>')
            + field("end")
            + run(t("否")),
            "☐否",
        ),
        (
            field(
                "begin",
                '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="定量"/><w:listEntry w:val="定性"/>'
                "</w:ddList></w:ffData>",
            )
            + field("end"),
            "定性",
        ),
        (
            field("begin", "<w:ffData><w:textInput/></w:ffData>")
            + run("<w:instrText>FORMTEXT</w:instrText>")
            + field("separate")
            + run(t("填写"))
            + field("end"),
            "填写",
        ),
    ],
)
def test_fields(inline: str, shown: str) -> None:
    assert text_of(inline) == shown


def test_a_field_that_never_ends_swallows_nothing_of_the_next_paragraph() -> None:
    document = read(f"<w:p>{field('begin')}{run('<w:instrText>TOC</w:instrText>')}</w:p>" + p("正文"))
    assert prose(document) == [("body", "正文")]


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def tick(value: str) -> str:
    return f'<w14:checkbox><w14:checked w14:val="{value}"/></w14:checkbox>'


def test_check_box_controls_show_their_state_not_their_glyph() -> None:
    glyph = run(t("☒"))
    assert text_of(control(tick("1"), glyph) + run(t("是")) + control(tick("0"), glyph) + run(t("否"))) == "☑是☐否"
    assert text_of(control(tick("0"), "") + run(t("否"))) == "☐否"
    grid = grids(read(tbl(f"<w:tr>{control(tick('1'), tc('☒'))}{tc('☒')}</w:tr>")))[0]
    assert shape(grid) == [(0, 0, 1, 1, "☑"), (0, 1, 1, 1, "☒")]


def test_the_prompt_of_an_empty_control_is_no_value() -> None:
    document = read(tbl(tr(tc(f"<w:p>{control('<w:showingPlcHdr/>', run(t('单击此处输入文字。')))}</w:p>"))))
    assert shape(grids(document)[0]) == [(0, 0, 1, 1, "")]
    assert [(h.text, h.why) for h in document.hidden] == [("单击此处输入文字。", "hidden_text")]


def test_tracked_changes() -> None:
    body = (
        f"<w:p>{run(t('总额'))}<w:del>{run('<w:delText>80</w:delText>')}</w:del><w:ins>{run(t('90'))}</w:ins>"
        f"<w:moveFrom>{run(t('旧处'))}</w:moveFrom><w:moveTo>{run(t('新处'))}</w:moveTo>{run(t('万元'))}</w:p>"
    )
    document = read(body)
    assert prose(document) == [("body", "总额90新处万元")]
    assert [(h.text, h.why, h.at) for h in document.hidden] == [
        ("80", "deleted", Location(paragraph=0)),
        ("旧处", "deleted", Location(paragraph=0)),
    ]


def test_a_deleted_insertion_is_not_read() -> None:
    document = read(f"<w:p><w:ins><w:del>{run('<w:delText>甲</w:delText>')}</w:del></w:ins>{run(t('乙'))}</w:p>")
    assert prose(document) == [("body", "乙")]
    assert [h.text for h in document.hidden] == ["甲"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run(t('上半'))}</w:p>"
    document = read(joined + p("下半") + joined + tbl(tr(tc(joined + p("句") + p("另一段")))))
    assert prose(document) == [("body", "上半下半"), ("body", "上半")]
    assert shape(grids(document)[0]) == [(0, 0, 1, 1, "上半句\n另一段")]
    assert [b.at for b in document.blocks] == [Location(paragraph=1), Location(paragraph=2), Location(table=0)]


def test_hidden_text() -> None:
    document = read(
        f"<w:p>{run(t('看得见'))}{run(t('看不见'), '<w:vanish/>')}"
        f"{run(t('也看得见'), '<w:vanish w:val=' + chr(34) + '0' + chr(34) + '/>')}</w:p>"
    )
    assert prose(document) == [("body", "看得见也看得见")]
    assert [(h.text, h.why) for h in document.hidden] == [("看不见", "hidden_text")]


STYLES = word_part(
    "styles",
    '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:jc/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Hidden"><w:basedOn w:val="a"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Below"><w:basedOn w:val="Hidden"/></w:style>'
    '<w:style w:type="character" w:styleId="secret"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>',
)


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def test_text_hidden_by_its_style() -> None:
    document = read(
        p("明", style("a"))
        + p("暗", style("Hidden"))
        + p("也暗", style("Below"))
        + p("循环", style("loop"))
        + f"<w:p>{run(t('字符'), '<w:rStyle w:val=' + chr(34) + 'secret' + chr(34) + '/>')}</w:p>"
        + p("无此样式", style("x")),
        parts={"word/styles.xml": STYLES},
    )
    assert prose(document) == [("body", "明"), ("body", "循环"), ("body", "无此样式")]
    assert [h.text for h in document.hidden] == ["暗", "也暗", "字符"]


def level(index: int, fmt: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = word_part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "japaneseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%3.%4", "<w:isLgl/>")
    + level(4, "bullet", "\uf06c")
    + "</w:abstractNum>"
    + f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "第%1章")}'
    + f"{level(1, 'upperLetter', '%1-%2')}</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    + "</w:lvlOverride></w:num>"
    + '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>',
)


def numbered(text: str, index: int = 0, num: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{num}"/></w:numPr>')


def test_automatic_numbers() -> None:
    body = (
        numbered("总体目标")
        + numbered("产出", 1)
        + numbered("数量", 2)
        + numbered("质量", 2)
        + numbered("细", 3)
        + numbered("点", 4)
        + numbered("效益", 1)
        + numbered("社会", 2)
        + numbered("任务")
        + numbered("从头", num=2)
        + numbered("接着", num=2)
        + numbered("不编号", num=0)
        + numbered("没有这个列表", num=9)
    )
    document = read(body, parts={"word/numbering.xml": NUMBERING})
    assert [text for _, text in prose(document)] == [
        "一、总体目标",
        "（一）产出",
        "1.数量",
        "2.质量",
        "1.2.1 细",
        "点",
        "（二）效益",
        "1.社会",
        "二、任务",
        "七、从头",
        "八、接着",
        "不编号",
        "没有这个列表",
    ]


def test_numbers_from_styles() -> None:
    body = p("总则", style("h1")) + p("范围", style("h2")) + p("目标", style("h2")) + p("附则", style("h1"))
    document = read(body, parts={"word/numbering.xml": NUMBERING, "word/styles.xml": STYLES})
    assert [text for _, text in prose(document)] == ["第1章 总则", "1-A 范围", "1-B 目标", "第2章 附则"]


def test_a_column_of_automatic_serial_numbers() -> None:
    grid = grids(
        read(tbl(*(tr(tc(numbered("", 2)), tc("甲")) for _ in range(3))), parts={"word/numbering.xml": NUMBERING})
    )[0]
    assert [cell.text for cell in grid.cells] == ["1.", "甲", "2.", "甲", "3.", "甲"]


BOX = f"<w:txbxContent>{p('框内一')}{p('框内二')}{tbl(tr(tc('框内表')))}</w:txbxContent>"
TWICE = (
    f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    document = read(p("前") + f"<w:p>{run(t('锚'))}{run(TWICE)}{run(t('点'))}</w:p>" + p("后"))
    assert prose(document) == [
        ("body", "前"),
        ("body", "锚点"),
        ("textbox", "框内一"),
        ("textbox", "框内二"),
        ("body", "后"),
    ]
    assert [block.at for block in document.blocks] == [
        Location(paragraph=0),
        Location(paragraph=1),
        Location(paragraph=1),
        Location(paragraph=1),
        Location(paragraph=1, table=0),
        Location(paragraph=2),
    ]
    assert grids(document)[0].cells[0].at == Location(paragraph=1, table=0, row=0, column=0)


def test_a_text_box_of_the_old_kind_and_one_in_a_cell() -> None:
    old = f"<w:p>{run(f'<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>')}</w:p>"
    document = read(tbl(tr(tc("甲"), tc(p("乙") + old))) + p("后"))
    assert prose(document) == [("textbox", "框内一"), ("textbox", "框内二"), ("body", "后")]
    assert shape(grids(document)[0]) == [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙")]
    assert [block.at for block in document.blocks] == [
        Location(table=0),
        Location(table=0, row=0, column=1),
        Location(table=0, row=0, column=1),
        Location(table=(0, 0, 1, 0)),
        Location(paragraph=0),
    ]


def test_alternate_content_without_a_box_shows_one_branch() -> None:
    branches = "<mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:t>☑</w:t></mc:Fallback>"
    inline = f"<mc:AlternateContent>{branches}</mc:AlternateContent>"
    assert text_of(run(inline) + run(t("是"))) == "☑是"


def test_headers_footers_and_notes() -> None:
    reference = run('<w:footnoteReference w:id="2"/>')
    document = read(
        f"<w:p>{run(t('正文'))}{reference}</w:p>"
        + tbl(tr(tc(f"<w:p>{run(t('甲'))}{run('<w:endnoteReference w:id=' + chr(34) + '1' + chr(34) + '/>')}</w:p>")))
        + '<w:sectPr><w:headerReference w:type="default" r:id="h"/><w:headerReference w:type="first" r:id="h1"/>'
        '<w:headerReference w:type="even" r:id="h2"/><w:footerReference w:type="default" r:id="f"/></w:sectPr>',
        parts={
            "word/header1.xml": word_part("hdr", p("附件1") + tbl(tr(tc("页眉表")))),
            "word/header2.xml": word_part("hdr", p("首页")),
            "word/header3.xml": word_part("hdr", p("偶数页")),
            "word/footer1.xml": word_part("ftr", p("第1页")),
            "word/footnotes.xml": word_part("footnotes", f'<w:footnote w:id="2">{p("脚注")}</w:footnote>'),
            "word/endnotes.xml": word_part("endnotes", f'<w:endnote w:id="1">{p("尾注")}</w:endnote>'),
        },
        links=[
            ("h", "header", "header1.xml"),
            ("h1", "header", "header2.xml"),
            ("h2", "header", "header3.xml"),
            ("f", "footer", "footer1.xml"),
            ("n", "footnotes", "footnotes.xml"),
            ("e", "endnotes", "endnotes.xml"),
        ],
    )
    assert prose(document) == [
        ("header", "附件1"),
        ("header", "页眉表"),
        ("body", "正文"),
        ("footnote", "脚注"),
        ("footnote", "尾注"),
        ("footer", "第1页"),
    ]
    notes = [
        block
        for block in document.blocks
        if not isinstance(block, type(grids(document)[0])) and block.part == "footnote"
    ]
    assert [note.at for note in notes] == [Location(paragraph=0), Location(table=0, row=0, column=0)]


def test_properties_and_counts() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:creator>张三</dc:creator>'
        "<cp:lastModifiedBy>李四</cp:lastModifiedBy><dcterms:created>2024-01-02T03:04:05Z</dcterms:created></cp:coreProperties>"
    )
    document = read(
        '<w:p><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkStart w:id="1" w:name="项目"/>'
        f'<w:ins w:id="3" w:author="王五">{run(t("甲"))}</w:ins></w:p>',
        parts={
            "docProps/core.xml": core,
            "word/comments.xml": word_part("comments", f'<w:comment w:id="0" w:author="张三">{p("批注")}</w:comment>'),
        },
        links=[("c", "comments", "comments.xml")],
    )
    assert document.metadata == Metadata(
        author="张三", last_modified_by="李四", created="2024-01-02T03:04:05Z", revisions=1, comments=1, bookmarks=1
    )
    assert document.format == "docx"


def test_the_document_part_may_stand_anywhere_and_be_strict() -> None:
    plain = word(p("甲") + tbl(tr(tc("乙", span=2))), main="文档/document2.xml")
    assert prose(docx.read(plain, DEFAULT_LIMITS)) == [("body", "甲")]
    body = word(p("甲") + tbl(tr(tc("乙", span=2))))
    usual = docx.read(body, DEFAULT_LIMITS)
    strict = docx.read(_with_strict_namespaces(body), DEFAULT_LIMITS)
    assert strict.blocks == usual.blocks


def _with_strict_namespaces(data: bytes) -> bytes:
    import io
    import zipfile

    from tests.formats.office_builders import zipped

    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    for name, content in parts.items():
        content = content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        parts[name] = content.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    return zipped(parts)


def test_a_cell_of_a_million_characters_is_cut_and_the_rest_listed() -> None:
    document = read(tbl(tr(tc("长" * 1_000_000))))
    assert len(grids(document)[0].cells[0].text) == DEFAULT_LIMITS.cell_characters
    assert [(len(h.text), h.why) for h in document.hidden] == [(900_000, "cut_off")]
    whole = docx.read(word(tbl(tr(tc("长" * 1_000_000)))), Limits(cell_characters=2_000_000))
    assert len(grids(whole)[0].cells[0].text) == 1_000_000


def test_formatting_is_cut_out_without_touching_text() -> None:
    body = (
        "<w:p><w:pPr><w:pPrChange><w:pPr><w:jc/></w:pPr></w:pPrChange><w:jc/></w:pPr>"
        + run(t("甲"), "<w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange>")
        + run(t("&lt;w:rPr&gt;乙&lt;/w:rPr&gt;"), "<w:b/>")
        + "</w:p>"
    )
    assert prose(read(body)) == [("body", "甲<w:rPr>乙</w:rPr>")]


def test_sniff() -> None:
    data = word(p("甲"))
    assert docx.sniff(data[:4096], "x")
    assert docx.sniff(b"PK\x03\x04....", "表.DOCX")
    assert not docx.sniff(b"%PDF", "表.docx")
