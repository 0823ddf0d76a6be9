"""Word documents written back: what was asked is read back, nothing else has changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.office_builders import WORD_NAMESPACES, W, grids, p, shape, tbl, tc, tr, word, word_part, zipped

from jiheng.formats import docx
from jiheng.formats.document import Block, Document, Grid
from jiheng.formats.edit_docx import edit_docx
from jiheng.formats.editing import apply_edits
from jiheng.formats.edits import CopyRow, CopyRows, DeleteRow, Edit, Edited, OrderRows, TextEdit
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.forms.reading import read_document
from jiheng.model.errors import DamagedDocument, LimitExceeded
from jiheng.model.location import Location

MAIN = "word/document.xml"
EXAMPLES = sorted(Path("examples").glob("*/*.docx"))
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
CELL = Location(table=0, row=0, column=0)


def at(row: int, column: int, table: int | tuple[int, ...] = 0) -> Location:
    return Location(table=table, row=row, column=column)


def read(data: bytes) -> Document:
    return docx.read(data, DEFAULT_LIMITS)


def edit(data: bytes, *edits: Edit) -> Edited:
    return edit_docx(data, edits, DEFAULT_LIMITS)


def done(data: bytes, *edits: Edit) -> bytes:
    """The file after edits of which none is refused; nothing but the main part differs."""
    result = edit(data, *edits)
    assert result.refused == ()
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (data, result.data))
    assert before.namelist() == after.namelist()
    assert all(before.read(name) == after.read(name) for name in before.namelist() if name != MAIN)
    return result.data


def xml(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(MAIN).decode()


def texts(blocks: Sequence[Block]) -> list[tuple[Location, str, str]]:
    """Every cell and paragraph: its place, its kind and its text."""
    found: list[tuple[Location, str, str]] = []
    for block in blocks:
        if isinstance(block, Grid):
            for cell in block.cells:
                found.append((cell.at, "cell", cell.text))
                found.extend(texts(cell.grids))
        else:
            found.append((block.at, block.part, block.text))
    return found


def as_read(items: Sequence[tuple[Location, str, str]]) -> list[tuple[Location, str, str]]:
    """As a reader gives texts: without empty lines around them, no empty paragraph at all."""
    trimmed = [(where, kind, text.strip("\n") if text.strip() else "") for where, kind, text in items]
    return [item for item in trimmed if item[1] == "cell" or item[2]]


def run(content: str, look: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{content}</w:r>"


def t(text: str) -> str:
    return f"<w:t>{text}</w:t>"


def one(content: str, **more: Any) -> bytes:
    """A document of one cell."""
    return word(tbl(tr(tc(content))), **more)


def text_of(data: bytes, where: Location = CELL) -> str:
    return next(text for place, kind, text in texts(read(data).blocks) if place == where)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_text_of_every_example(path: Path) -> None:
    data = path.read_bytes()
    assert edit(data).data is data
    before = texts(read(data).blocks)
    for new in ("新", "=4个社区 ", ""):
        for cut in (lambda n: (0, n), lambda n: (n // 3, n // 3), lambda n: (n // 3, n - n // 4), lambda n: (n, n)):
            edits: list[Edit] = []
            want = []
            for where, kind, text in before:
                start, end = cut(len(text)) if kind in ("cell", "body") else (0, 0)
                if kind in ("cell", "body"):
                    edits.append(TextEdit(at=where, start=start, end=end, text=new))
                    text = text[:start] + new + text[end:]
                want.append((where, kind, text))
            after = texts(read(done(data, *edits)).blocks)
            assert as_read(after) == as_read(want)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_only_the_bytes_of_the_text_differ(path: Path) -> None:
    data = path.read_bytes()
    where, text = next((a, x) for a, k, x in texts(read(data).blocks) if k == "cell" and x and "\n" not in x)
    before, after = xml(data), xml(done(data, TextEdit(at=where, start=len(text), end=len(text), text="独一无二")))
    assert after.replace("独一无二", "") == before


RUNS = st.lists(
    st.one_of(
        st.text(alphabet="甲乙 a&<]>\"'é€", min_size=1, max_size=5).map(
            lambda s: s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        ),
        st.sampled_from(
            [
                "<w:tab/>",
                "<w:br/>",
                "<w:cr/>",
                "<w:noBreakHyphen/>",
                '<w:sym w:font="Wingdings" w:char="F0FE"/>',
                "&#20013;",
            ]
        ),
    ),
    max_size=5,
)


def run_of(parts: Sequence[str]) -> str:
    return run("".join(part if part.startswith("<") else t(part) for part in parts), "<w:b/>")


WRAPPED = st.one_of(
    RUNS.map(run_of),
    RUNS.map(lambda r: f'<w:ins w:id="1" w:author="甲">{run_of(r)}</w:ins>'),
    RUNS.map(lambda r: f'<w:hyperlink w:anchor="a">{run_of(r)}</w:hyperlink>'),
    RUNS.map(lambda r: f"<w:sdt><w:sdtPr/><w:sdtContent>{run_of(r)}</w:sdtContent></w:sdt>"),
    st.just('<w:del w:id="2" w:author="甲"><w:r><w:delText>删</w:delText></w:r></w:del>'),
    st.just('<w:bookmarkStart w:id="7" w:name="b"/><w:bookmarkEnd w:id="7"/>'),
    st.just(run("<w:t><![CDATA[<甲>]]>乙</w:t>")),
    st.just(
        run('<w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run(t("今天"))
        + run('<w:fldChar w:fldCharType="end"/>')
    ),
)
PARAGRAPHS = st.one_of(
    st.just("<w:p/>"),
    st.lists(WRAPPED, max_size=3).map(lambda parts: f'<w:p><w:pPr><w:jc w:val="left"/></w:pPr>{"".join(parts)}</w:p>'),
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), content=st.lists(PARAGRAPHS, min_size=1, max_size=4).map("".join))
def test_a_range_of_a_cell_is_replaced_and_nothing_else(data: st.DataObject, content: str) -> None:
    source = word(p("前") + tbl(tr(tc("左"), tc(content), tc("右"))) + p("后"))
    where = at(0, 1)
    text = text_of(source, where)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = data.draw(st.text(alphabet="新 <&>=\n", max_size=6))
    made = done(source, TextEdit(at=where, start=start, end=end, text=new))
    want = [(a, k, text[:start] + new + text[end:] if a == where else x) for a, k, x in texts(read(source).blocks)]
    assert as_read(texts(read(made).blocks)) == as_read(want)


TABLES = st.integers(1, 5).flatmap(
    lambda rows: st.lists(
        st.lists(st.sampled_from(["", "restart", "continue"]), min_size=3, max_size=3), min_size=rows, max_size=rows
    )
)


def table_of(merges: Sequence[Sequence[str]]) -> bytes:
    rows = []
    for r, row in enumerate(merges):
        cells = []
        for c, merge in enumerate(row):
            above = merges[r - 1][c] if r else ""
            cells.append(
                tc(f"{r}{c}", merge="restart" if merge == "continue" and not above else merge)
                if merge != "continue"
                else tc(p(), merge="continue" if above else "restart")
            )
        rows.append(tr(*cells))
    return word(tbl(*rows))


Shape = list[tuple[int, int, int, int, str]]


def after_copy(cells: Shape, row: int, times: int, grow: Sequence[tuple[int, int]]) -> Shape:
    made: Shape = []
    for r, c, high, wide, text in cells:
        if r <= row < r + high and (high > 1 or (r, c) in grow):
            made.append((r, c, high + times, wide, text))
        else:
            made.append((r + times * (r > row), c, high, wide, text))
            made += [(row + 1 + n, c, 1, wide, "") for n in range(times if r == row else 0)]
    return sorted(made)


def after_delete(cells: Shape, row: int) -> Shape:
    made: Shape = []
    for r, c, high, wide, text in cells:
        if r <= row < r + high:
            made += [(r, c, high - 1, wide, text)] if high > 1 else []
        else:
            made.append((r - (r > row), c, high, wide, text))
    return sorted(made)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), merges=TABLES)
def test_rows_are_copied_and_deleted(data: st.DataObject, merges: list[list[str]]) -> None:
    source = table_of(merges)
    cells = shape(grids(read(source))[0])
    row = data.draw(st.integers(0, len(merges) - 1))
    grow = [(r, c) for r, c, high, _, _ in cells if r == row and data.draw(st.booleans())]
    made = done(source, CopyRow(at=at(row, 0), times=2, grow=tuple(at(*place) for place in grow)))
    assert shape(grids(read(made))[0]) == after_copy(cells, row, 2, grow)
    if len(merges) > 1:
        made = done(source, DeleteRow(at=at(row, 0)))
        assert shape(grids(read(made))[0]) == after_delete(cells, row)


def test_the_first_run_takes_the_new_text() -> None:
    source = one(f"<w:p>{run(t('甲乙'), '<w:b/>')}{run(t('丙'), '<w:i/>')}{run(t('丁'))}</w:p>")
    made = xml(done(source, TextEdit(at=CELL, start=1, end=3, text="新")))
    assert f"{run(t('甲新'), '<w:b/>')}{run(t(''), '<w:i/>')}{run(t('丁'))}" in made


def test_an_empty_cell_takes_the_look_of_its_mark() -> None:
    source = one('<w:p><w:pPr><w:jc w:val="left"/><w:rPr><w:b/></w:rPr></w:pPr></w:p>')
    assert run(t("新"), "<w:b/>") in xml(done(source, TextEdit(at=CELL, start=0, end=0, text="新")))


def test_blanks_are_preserved_and_control_characters_dropped() -> None:
    made = done(one(f"<w:p>{run(t('甲'))}</w:p>"), TextEdit(at=CELL, start=0, end=0, text=" \x00a  b"))
    assert '<w:t xml:space="preserve"> a  b甲</w:t>' in xml(made)


def test_a_line_break_makes_a_paragraph_like_this_one() -> None:
    look = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    source = one(f'<w:p w14:paraId="1A">{look}{run(t("甲乙"), "<w:b/>")}</w:p>')
    made = xml(done(source, TextEdit(at=CELL, start=1, end=1, text="\n")))
    assert f"{run(t('甲'), '<w:b/>')}</w:p><w:p>{look}<w:r><w:rPr><w:b/></w:rPr>" in made


def test_a_line_break_in_a_content_control_stays_in_it() -> None:
    source = one(f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{run(t('甲乙'))}</w:sdtContent></w:sdt></w:p>")
    made = done(source, TextEdit(at=CELL, start=1, end=1, text="\n"))
    assert "<w:br/>" in xml(made)
    assert text_of(made) == "甲\n乙"


def test_a_deleted_line_break_joins_paragraphs() -> None:
    source = one(p("甲", '<w:jc w:val="left"/>') + '<w:bookmarkStart w:id="1" w:name="x"/>' + p("乙"))
    made = xml(done(source, TextEdit(at=CELL, start=1, end=2, text="")))
    assert '甲</w:t></w:r><w:bookmarkStart w:id="1" w:name="x"/><w:r>' in made


def test_lines_keep_their_paragraphs() -> None:
    source = one(p("甲", '<w:jc w:val="left"/>') + p("乙", '<w:jc w:val="right"/>'))
    made = xml(done(source, TextEdit(at=CELL, start=0, end=3, text="子\n丑")))
    assert made.count("<w:jc ") == 2
    assert made.index("子") < made.index('"right"') < made.index("丑")


def numbered(content: str) -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    return one(
        content,
        parts={"word/numbering.xml": word_part("numbering", lists)},
        links=[("rId9", "numbering", "numbering.xml")],
    )


def test_automatic_numbers_stay() -> None:
    list_of = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    source = numbered(p("甲", list_of) + p("乙", list_of))
    assert text_of(source) == "1.甲\n2.乙"
    assert text_of(done(source, TextEdit(at=CELL, start=0, end=7, text="子\n2.丑"))) == "1.子\n2.丑"
    for start, end in ((0, 0), (0, 1), (1, 3), (3, 4), (2, 5)):
        result = edit(source, TextEdit(at=CELL, start=start, end=end, text="新"))
        assert len(result.refused) == 1
        assert result.data is source
        assert "自动编号" in result.refused[0][1]


def test_new_text_is_not_written_in_a_symbol_font() -> None:
    source = one(f"<w:p>{run(t('R'), '<w:rFonts w:ascii=' + chr(34) + 'Wingdings 2' + chr(34) + '/>')}</w:p>")
    assert text_of(source) == "☑"
    assert text_of(done(source, TextEdit(at=CELL, start=1, end=1, text="R是"))) == "☑R是"


def test_a_placeholder_gives_way() -> None:
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inline = one(f"<w:p>{control.format(run(t('单击此处')))}</w:p>")
    around = one(control.format(p("单击此处")))
    for source in (inline, around):
        made = done(source, TextEdit(at=CELL, start=0, end=0, text="新"))
        assert text_of(made) == "新"
        assert "单击此处" not in xml(made)
        assert xml(made).index("<w:sdtContent>") < xml(made).index("新") < xml(made).index("</w:sdtContent>")


def test_a_control_is_parted_from_its_data() -> None:
    binding = '<w:dataBinding w:xpath="/a" w:storeItemID="{1}"/>'
    source = one(f"<w:p><w:sdt><w:sdtPr>{binding}</w:sdtPr><w:sdtContent>{run(t('甲'))}</w:sdtContent></w:sdt></w:p>")
    result = edit(source, TextEdit(at=CELL, start=0, end=1, text="新"))
    assert "dataBinding" not in xml(result.data)
    assert any("控件" in note for note in result.notes)


def test_both_copies_of_a_text_box_change() -> None:
    content = f"<w:txbxContent>{p('盒')}{tbl(tr(tc('格')), tr(tc('乙')))}</w:txbxContent>"
    source = word(
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        + content
        + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        + content
        + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    box = Location(paragraph=0)
    cell = Location(paragraph=0, table=0, row=0, column=0)
    made = xml(
        done(
            source,
            TextEdit(at=box, start=0, end=1, text="新盒"),
            TextEdit(at=cell, start=0, end=1, text="新格"),
            CopyRow(at=cell, times=1),
        )
    )
    assert (made.count("新盒"), made.count("新格"), made.count("<w:tr>")) == (2, 2, 6)


@pytest.mark.parametrize("kind", ["utf-16", "bom", "default", "other", "strict", "cdata"])
def test_other_spellings_of_the_same_part(kind: str) -> None:
    body = p("前") + tbl(tr(tc("甲 &amp; 乙"), tc("")), tr(tc("丙"), tc("丁")))
    content = f"<w:document {WORD_NAMESPACES}><w:body>{body}</w:body></w:document>"
    declaration = '<?xml version="1.0" encoding="{}"?>'
    made: bytes = (declaration.format("UTF-8") + content).encode()
    if kind == "utf-16":
        made = (declaration.format("UTF-16") + content).encode("utf-16")
    elif kind == "bom":
        made = b"\xef\xbb\xbf" + made
    elif kind == "default":
        made = re.sub(r"(</?)w:", r"\1", content.replace("xmlns:w=", f'xmlns="{W}" xmlns:w=')).encode()
    elif kind == "other":
        made = content.replace("w:", "x:").replace("xmlns:w=", "xmlns:x=").encode()
    elif kind == "strict":
        made = content.replace(W, STRICT).encode()
    elif kind == "cdata":
        made = content.replace("甲 &amp; 乙", "<!-- <w:p> --><![CDATA[甲 & ]]>乙").encode()
    source = word("", parts={MAIN: made})
    assert text_of(source) == "甲 & 乙"
    edited = done(
        source,
        TextEdit(at=CELL, start=2, end=3, text="<"),
        TextEdit(at=at(0, 1), start=0, end=0, text="新\n行"),
        CopyRow(at=at(1, 0), times=1, grow=(at(1, 1),)),
    )
    want = [(0, 0, 1, 1, "甲 < 乙"), (0, 1, 1, 1, "新\n行"), (1, 0, 1, 1, "丙"), (1, 1, 2, 1, "丁"), (2, 0, 1, 1, "")]
    assert shape(grids(read(edited))[0]) == want


def test_a_copy_is_blank_and_has_no_ids_or_changes() -> None:
    look = '<w:pPr><w:jc w:val="left"/><w:rPr><w:ins w:id="3" w:author="甲"/></w:rPr></w:pPr>'
    row = (
        '<w:tr w14:paraId="11" w:rsidR="00A"><w:trPr><w:ins w:id="4" w:author="甲"/><w:tblHeader/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="5"/></w:tcPr><w:p w14:paraId="12">{look}<w:bookmarkStart w:id="5" w:name="b"/>'
        f'{run(t("甲"), "<w:b/>")}<w:bookmarkEnd w:id="5"/></w:p>{p("乙")}</w:tc></w:tr>'
    )
    made = xml(done(word(tbl(row)), CopyRow(at=CELL, times=1)))
    copy = (
        '<w:tr w:rsidR="00A"><w:trPr></w:trPr><w:tc><w:tcPr><w:tcW w:w="5"/></w:tcPr>'
        '<w:p><w:pPr><w:jc w:val="left"/><w:rPr><w:b/></w:rPr></w:pPr></w:p></w:tc></w:tr>'
    )
    assert f"{row}{copy}</w:tbl>" in made


def test_rows_change_places_and_merged_cells_stay() -> None:
    source = word(
        tbl(
            tr(tc("类", merge="restart"), tc("1"), tc("甲")),
            tr(tc(p(), merge="continue"), tc("2"), tc("乙")),
            tr(tc(p(), merge="continue"), tc("3"), tc("丙")),
        )
    )
    rows = (at(0, 1), at(1, 1), at(2, 1))
    made = done(
        source,
        OrderRows(rows=rows, order=(2, 0, 1), keep=rows),
        TextEdit(at=at(2, 2), start=0, end=1, text="新"),
        DeleteRow(at=at(0, 1)),
    )
    want = [(0, 0, 2, 1, "类"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "新"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "乙")]
    assert shape(grids(read(made))[0]) == want


def test_a_deleted_row_leaves_what_belongs_to_others() -> None:
    source = word(
        tbl(
            tr(tc(f'<w:p><w:bookmarkStart w:id="1" w:name="x"/>{run(t("甲"))}</w:p>')),
            tr(tc(f'<w:p>{run(t("乙"))}<w:bookmarkEnd w:id="1"/></w:p>')),
        )
    )
    made = xml(done(source, DeleteRow(at=CELL)))
    assert made.count("bookmarkStart") == made.count("bookmarkEnd") == 1
    assert "甲" not in made


def test_rows_and_cells_in_content_controls_and_nested_tables() -> None:
    inner = tbl(tr(tc("内")), tr(tc("外")))
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    source = word(tbl(control.format(tr(control.format(tc("甲")), tc(inner + p()))), tr(tc("乙"), tc("丙"))))
    nested = (0, 0, 1, 0)
    made = done(
        source,
        TextEdit(at=at(1, 0, nested), start=0, end=1, text="新"),
        DeleteRow(at=at(0, 0, nested)),
        OrderRows(rows=(at(0, 0), at(1, 0)), order=(1, 0)),
        CopyRow(at=at(0, 0), times=1),
    )
    grid = grids(read(made))[0]
    assert shape(grid) == [
        (0, 0, 1, 1, "乙"),
        (0, 1, 1, 1, "丙"),
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, ""),
        (2, 0, 1, 1, ""),
        (2, 1, 1, 1, ""),
    ]
    assert shape(grid.cells[3].grids[0]) == [(0, 0, 1, 1, "新")]


def test_a_control_around_rows_goes_with_the_last_of_them() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{tr(tc('1'))}{tr(tc('2'))}</w:sdtContent></w:sdt>"
    source = word(tbl(control, tr(tc("3"))))
    assert "<w:sdt>" in xml(done(source, DeleteRow(at=at(0, 0))))
    made = done(source, DeleteRow(at=at(0, 0)), DeleteRow(at=at(1, 0)))
    assert "<w:sdt>" not in xml(made)
    assert shape(grids(read(made))[0]) == [(0, 0, 1, 1, "3")]


def test_what_cannot_be_done_is_said_and_the_rest_is_done() -> None:
    source = word(p("段") + tbl(tr(tc("甲"), tc("乙"))))
    result = edit(
        source,
        TextEdit(at=at(9, 9), start=0, end=0, text="x"),
        TextEdit(at=at(0, 0), start=0, end=5, text="x"),
        TextEdit(at=at(0, 1), start=0, end=1, text="丙"),
        TextEdit(at=at(0, 1), start=0, end=1, text="丁"),
        DeleteRow(at=at(0, 0)),
        CopyRow(at=at(0, 0), times=1, grow=(at(7, 0),)),
        OrderRows(rows=(at(0, 0),), order=(1,)),
        TextEdit(at=Location(paragraph=0), start=0, end=1, text="新段"),
    )
    assert [e for e, _ in result.refused] == [
        TextEdit(at=at(9, 9), start=0, end=0, text="x"),
        TextEdit(at=at(0, 0), start=0, end=5, text="x"),
        TextEdit(at=at(0, 1), start=0, end=1, text="丁"),
        DeleteRow(at=at(0, 0)),
        CopyRow(at=at(0, 0), times=1, grow=(at(7, 0),)),
        OrderRows(rows=(at(0, 0),), order=(1,)),
    ]
    assert all(re.fullmatch("第 .*。", why) and why.count("。") == 1 for _, why in result.refused)
    assert [text for _, _, text in texts(read(result.data).blocks)] == ["新段", "甲", "丙"]


def test_protection_and_tracked_changes_are_told() -> None:
    settings_part = word_part("settings", '<w:documentProtection w:edit="forms" w:enforcement="1"/>')
    source = one(
        f'<w:p><w:ins w:id="1" w:author="甲">{run(t("甲"))}</w:ins></w:p>',
        parts={"word/settings.xml": settings_part},
        links=[("rId8", "settings", "settings.xml")],
    )
    notes = edit(source, TextEdit(at=CELL, start=1, end=1, text="新")).notes
    assert ["修订" in notes[0], "保护" in notes[1]] == [True, True]
    assert edit(source).notes == ()


def test_hostile_files_are_refused() -> None:
    with pytest.raises(LimitExceeded):
        edit_docx(one("甲"), (), Limits(file_bytes=10))
    with pytest.raises(DamagedDocument):
        edit(word("", parts={MAIN: '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'}))
    with pytest.raises(DamagedDocument):
        edit(zipped({"a": "b"}))


def test_the_same_by_the_name_of_the_format() -> None:
    data = one("甲")
    edits = [TextEdit(at=CELL, start=0, end=1, text="乙")]
    assert apply_edits(data, "docx", edits).data == done(data, *edits)


def after_block(cells: Shape, first: int, last: int, times: int, keep: Sequence[tuple[int, int]]) -> Shape | None:
    """A table after a block of its rows is copied; None where a cell leaves it at one side only."""
    made: Shape = []
    length = last - first + 1
    for r, c, high, wide, text in cells:
        end = r + high - 1
        if r < first <= end < last or first <= r <= last < end:
            return None
        if r < first:
            made.append((r, c, high + (length * times if end >= last else 0), wide, text))
        elif r > last:
            made.append((r + length * times, c, high, wide, text))
        else:
            made.append((r, c, high, wide, text))
            new = text if (r, c) in keep else ""
            made += [(r + length * n, c, high, wide, new) for n in range(1, times + 1)]
    return sorted(made)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), merges=TABLES)
def test_a_block_of_rows_is_copied(data: st.DataObject, merges: list[list[str]]) -> None:
    source = table_of(merges)
    cells = shape(grids(read(source))[0])
    first = data.draw(st.integers(0, len(merges) - 1))
    last = data.draw(st.integers(first, len(merges) - 1))
    keep = [(r, c) for r, c, *_ in cells if data.draw(st.booleans())]
    copy = CopyRows(first=at(first, 0), last=at(last, 0), times=2, keep=tuple(at(*place) for place in keep))
    made = edit(source, copy)
    expected = after_block(cells, first, last, 2, keep)
    if expected is None:
        assert [asked for asked, _ in made.refused] == [copy]
        assert made.data == source
    else:
        assert made.refused == ()
        assert shape(grids(read(made.data))[0]) == expected


def test_a_block_is_copied_as_the_file_gives_it() -> None:
    source = word(
        tbl(
            tr(tc("类", merge="restart"), tc("目标1"), tc("甲")),
            tr(tc(p(), merge="continue"), tc("数量"), tc("乙")),
            tr(tc(p(), merge="continue"), tc("质量"), tc("丙")),
            tr(tc("注", span=3)),
        )
    )
    made = done(
        source,
        TextEdit(at=at(1, 1), start=0, end=2, text="新"),
        TextEdit(at=at(2, 2), start=0, end=1, text="丁"),
        CopyRow(at=at(2, 2), times=1),
        DeleteRow(at=at(1, 2)),
        OrderRows(rows=(at(1, 2), at(2, 2)), order=(1, 0)),
        CopyRows(first=at(1, 1), last=at(2, 2), times=1, keep=(at(1, 1), at(2, 1), at(0, 0))),
    )
    assert [[text for r, _, _, _, text in shape(grids(read(made))[0]) if r == row] for row in range(6)] == [
        ["类", "目标1", "甲"],
        ["质量", "丁"],
        ["", ""],
        ["数量", ""],
        ["质量", ""],
        ["注"],
    ]


def test_rows_that_cannot_be_copied_together() -> None:
    source = word(
        tbl(
            tr(tc("甲", merge="restart"), tc("1")),
            tr(tc(p(), merge="continue"), tc("2")),
            tr(tc("乙"), tc("3")),
            tr(tc("丙"), tc("4")),
        )
    )
    result = edit(
        source,
        CopyRows(first=at(1, 1), last=at(2, 1), times=1),
        CopyRows(first=at(0, 1), last=at(0, 1), times=1),
        CopyRows(first=at(3, 1), last=at(2, 1), times=1),
        CopyRows(first=at(2, 1), last=at(3, 1), times=1),
        CopyRows(first=at(3, 1), last=at(3, 1), times=1),
        CopyRows(first=at(2, 1), last=at(3, 1), times=501),
        CopyRows(first=at(2, 1), last=at(9, 1), times=1),
        CopyRows(first=at(2, 1), last=at(3, 1, 1), times=1),
    )
    cut = "这些行不能整块复制，请改选包含整个合并单元格的行。"
    assert [why.partition("：")[2] for _, why in result.refused] == [
        f"合并的单元格（第 1 张表第 1 行第 1 列）从这些行的上面开始，到中间结束，{cut}",
        f"合并的单元格（第 1 张表第 1 行第 1 列）从这些行中间开始，到下面的行才结束，{cut}",
        "要复制的首行在末行下面，请重新指定。",
        "这些行与另一处要复制的行有重叠，只复制了前一处，请合并成一处。",
        "一次只能增加 1 到 1000 行，现为 501 份，每份 2 行。",
        "文件里没有这一行，请重新读取文件。",
        "要复制的首行和末行不在同一张表里，请重新指定。",
    ]
    assert len(grids(read(result.data))[0].cells) == 7 + 4


MARK = '<w:pPr><w:rPr><w:del w:id="9" w:author="甲"/></w:rPr></w:pPr>'


@settings(max_examples=100, deadline=None)
@given(content=st.lists(st.one_of(PARAGRAPHS, st.just(f"<w:p>{MARK}{run(t('连'))}</w:p>")), min_size=1, max_size=4))
def test_a_label_is_copied_without_what_may_be_there_once(content: list[str]) -> None:
    source = word(tbl(tr(tc("".join((*content, p("末")))), tc("右"))))
    made = done(source, CopyRows(first=CELL, last=CELL, times=2, keep=(CELL,)))
    text = text_of(source)
    assert shape(grids(read(made))[0]) == [
        (0, 0, 1, 1, text),
        (0, 1, 1, 1, "右"),
        (1, 0, 1, 1, text),
        (1, 1, 1, 1, ""),
        (2, 0, 1, 1, text),
        (2, 1, 1, 1, ""),
    ]
    _, copies = xml(made).split("</w:tr>", 1)
    assert not re.search("bookmark|w:ins |fldChar|w:sdt|delText", copies)
    ids = re.findall(r'w:id="(\d+)"', copies)
    assert len(ids) == len(set(ids)) == 2 * content.count(f"<w:p>{MARK}{run(t('连'))}</w:p>")


def test_a_copied_label_keeps_its_look() -> None:
    label = f'<w:p w14:paraId="12"><w:pPr><w:jc w:val="left"/></w:pPr>{run(t("甲"), "<w:b/>")}{run(t("乙"), "<w:i/>")}</w:p>'
    note = run('<w:commentReference w:id="1"/>', '<w:rStyle w:val="a"/>')
    source = word(tbl(tr(tc(label.replace("</w:p>", f"{note}</w:p>"), properties='<w:vAlign w:val="center"/>'))))
    made = xml(done(source, CopyRows(first=CELL, last=CELL, times=1, keep=(CELL,))))
    plain = label.replace(' w14:paraId="12"', "")
    assert f'<w:tr><w:tc><w:tcPr><w:vAlign w:val="center"/></w:tcPr>{plain}</w:tc></w:tr></w:tbl>' in made


def test_a_third_and_a_fourth_goal() -> None:
    source = Path("examples/blank/nanyue-2020-department-overall-blank.docx").read_bytes()
    (grid,) = grids(read(source))
    tree = [cell for cell in grid.cells if 25 <= cell.row <= 34]
    keep = tuple(cell.at for cell in tree if cell.text)
    made = done(source, CopyRows(first=tree[0].at, last=tree[-1].at, times=2, keep=keep))
    assert shape(grids(read(made))[0]) == after_block(
        shape(grid), 25, 34, 2, [(c.row, c.column) for c in tree if c.text]
    )
    (before,), (after,) = (read_document(read(data), "").declaration.tables for data in (source, made))
    assert isinstance(before.blank_levels, tuple)
    assert len(before.blank_levels) == 18
    assert after.blank_levels == before.blank_levels[:9] * 4
    assert (after.indicators, after.title) == (before.indicators, before.title)
