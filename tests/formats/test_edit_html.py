"""Texts written into web pages, and rows of their tables: exactly what is wanted changes, and no other byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.test_edit_xlsx_rows import HEIGHT, WIDTH, Model, Owner, extent, models, shape_of

from jiheng.formats import html
from jiheng.formats.document import Document
from jiheng.formats.edit_html_places import texts_of
from jiheng.formats.edit_html_texts import as_shown
from jiheng.formats.editing import apply_edits
from jiheng.formats.edits import CopyRow, CopyRows, DeleteRow, Edit, Edited, OrderRows, TextEdit
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.model.location import Location

NASTY = st.text(st.sampled_from("甲乙a1.=+@≥<>&\"' \n\u200b，"), max_size=8)


def at(row: int, column: int, table: int | tuple[int, ...] = 0) -> Location:
    return Location(table=table, row=row, column=column)


def read(data: bytes) -> Document:
    return html.read(data, DEFAULT_LIMITS)


def texts(data: bytes) -> dict[Location, str]:
    return {where: text for where, text, _ in texts_of(read(data).blocks)}


def edit(page: str | bytes, *edits: Edit) -> Edited:
    return apply_edits(page.encode() if isinstance(page, str) else page, "html", edits)


def put(page: str, where: Location, start: int, end: int, new: str) -> str:
    made = edit(page, TextEdit(at=where, start=start, end=end, text=new))
    assert not made.refused
    return made.data.decode()


def shape(page: str | bytes) -> list[tuple[int, int, int, int, str]]:
    data = page.encode() if isinstance(page, str) else page
    return [
        (cell.row, cell.column, cell.rowspan, cell.colspan, cell.text)
        for _, _, cell in texts_of(read(data).blocks)
        if cell is not None
    ]


def test_no_edit_no_change() -> None:
    page = "<table><tr><td>甲<td>乙</table>".encode()
    assert edit(page).data == page
    assert edit(page, TextEdit(at=at(0, 0), start=0, end=1, text="甲")).data == page


@pytest.mark.parametrize(
    ("cell", "start", "end", "new", "expected"),
    [
        ("甲<b>乙</b>丙", 1, 2, "丁", "甲<b>丁</b>丙"),
        ("甲<b>乙</b>丙", 1, 1, "丁", "甲丁<b>乙</b>丙"),
        ("甲<b>乙</b>丙", 0, 3, "丁", "丁<b></b>"),
        ("&#30002;&lt;&amp;乙", 1, 2, "<", "&#30002;&lt;&amp;乙"),
        ("&#30002;&lt;&amp;乙", 1, 3, "A&B", "&#30002;A&amp;B乙"),
        ("甲", 1, 1, "\n =1  2", "甲<br>&nbsp;=1 &nbsp;2"),
        ("一<br>二<br>三", 0, 3, "四", "四<br>三"),
        ("一<br>二三", 1, 3, "", "一三"),
        ("<p>一</p><p>二三</p>", 1, 3, "", "<p>一三</p><p></p>"),
        ("甲&nbsp;&nbsp;乙", 1, 2, "", "甲&nbsp;乙"),
        ("全年预\n   算数", 3, 4, "x", "全年预x数"),
        ("the\n   year", 4, 8, "年", "the&nbsp;年"),
        ("<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>", 0, 0, "新",
         "<p class=MsoNormal><span lang=EN-US><o:p>新</o:p></span></p>"),
        ("", 0, 0, "新", "新"),
        ("<br>", 0, 0, "新", "新<br>"),
        ("<!-- 甲 -->甲", 0, 1, "乙", "<!-- 甲 -->乙"),
        ("甲<del>旧</del>乙", 0, 2, "新", "新<del>旧</del>"),
    ],
)  # fmt: skip
def test_texts(cell: str, start: int, end: int, new: str, expected: str) -> None:
    page = f"<p>前</p><table><tr><td class=a>{cell}</td><td>尾</td></tr></table><p>后"
    made = put(page, at(0, 0), start, end, new)
    assert made == page.replace(cell + "</td><td>尾", expected + "</td><td>尾")


def test_paragraphs() -> None:
    page = "<h1>标题</h1><p>单位：<u>  </u></p>"
    assert put(page, Location(paragraph=1), 3, 3, "街道办") == "<h1>标题</h1><p>单位：街道办<u>  </u></p>"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings(charset: str) -> None:
    page = (
        '<html><head><meta charset="utf-8"></head><body><table><tr><td>項目名稱\u3000<td>資金總額：十萬元</tr></table>'
        "<p>填報單位的負責人</p></body></html>"
    )
    data = page.encode(charset)
    made = edit(
        data, TextEdit(at=at(0, 0), start=0, end=2, text="計劃"), TextEdit(at=at(0, 1), start=5, end=5, text="☑")
    )
    assert not made.refused
    assert texts(made.data)[at(0, 0)] == "計劃名稱"
    mark = "&#9745;" if charset == "big5" else "☑"
    assert made.data == page.replace("項目名稱", "計劃名稱").replace("：十", f"：{mark}十").encode(charset)


def test_invisible_characters_stay() -> None:
    page = "<table><tr><td>\u200b甲\u200b乙\u200b<td>丙\u200b</table>"
    assert put(page, at(0, 0), 1, 2, "丁\u200b") == page.replace("乙", "丁")


def test_numbers_that_excel_keeps_beside_the_text() -> None:
    page = "<table><tr><td x:num=\"0.95\" x:fmla='=A1'>95%</td><td x:num>3</td></tr></table>"
    assert put(page, at(0, 0), 0, 2, "=9") == page.replace(" x:num=\"0.95\" x:fmla='=A1'>95%", " x:str>=9%")
    assert put(page, at(0, 1), 0, 1, "4") == page.replace(">3<", ">4<")


def test_what_is_refused() -> None:
    page = "<table><tr><td><input type=checkbox>甲</td><td><select><option>乙</select></td><td>丙</td></tr></table>"
    made = edit(
        page,
        TextEdit(at=at(0, 0), start=0, end=1, text="☑"),
        TextEdit(at=at(0, 1), start=0, end=1, text="丁"),
        TextEdit(at=at(0, 2), start=0, end=2, text="丁"),
        TextEdit(at=at(5, 0), start=0, end=0, text="丁"),
        TextEdit(at=at(0, 0), start=1, end=2, text="戊"),
        TextEdit(at=at(0, 2), start=0, end=1, text="己"),
    )
    assert [why.partition("，")[0] for _, why in made.refused[1:2]] == [
        "第 1 张表第 1 行第 2 列：这里的文字在网页里不是照样写的（如表单里的选项、被截断的长文字）"
    ]
    assert len(made.refused) == 6  # two edits of one place stand or fall together
    assert edit(page, TextEdit(at=at(0, 0), start=1, end=2, text="戊")).data.decode() == page.replace("甲", "戊")


def test_archives_are_not_written() -> None:
    data = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    ((_, why),) = edit(data, DeleteRow(at=at(0, 0))).refused
    assert why.startswith("网页归档")


# ---- rows ------------------------------------------------------------------------------------------------------------

FORM = (
    "<table border=1>\n"
    "<tr><td colspan=3>题</td></tr>\n"
    '<tr id="r1"><td rowspan=3>产出</td><td rowspan="2">数量</td><td class=c><p class=x><b>甲</b></p></td></tr>\n'
    "<tr><td>乙</td></tr>\n"
    "<tr><td>质量</td><td>丙</td></tr>\n"
    "<tr><td>合计</td><td colspan=2>丁</td></tr>\n"
    "</table>"
)


def test_copies() -> None:
    made = edit(FORM, CopyRow(at=at(2, 2), times=1)).data.decode()
    assert made == FORM.replace("rowspan=3", "rowspan=4").replace('rowspan="2"', 'rowspan="3"').replace(
        "<tr><td>乙</td></tr>", "<tr><td>乙</td></tr>\n<tr><td></td></tr>"
    )
    made = edit(FORM, CopyRow(at=at(1, 2), times=1)).data.decode()
    assert "甲</b></p></td></tr>\n<tr><td class=c><p class=x><b>&nbsp;</b></p></td></tr>" in made
    made = edit(FORM, CopyRow(at=at(3, 2), times=2, grow=(at(3, 1),))).data.decode()
    assert '<tr><td rowspan="3">质量</td><td>丙</td></tr>\n<tr><td></td></tr>\n<tr><td></td></tr>' in made


def test_deletions() -> None:
    made = edit(FORM, DeleteRow(at=at(1, 2)), TextEdit(at=at(1, 1), start=0, end=2, text="新")).data.decode()
    assert shape(made) == [
        (0, 0, 1, 3, "题"),
        (1, 0, 2, 1, "产出"), (1, 1, 1, 1, "新"), (1, 2, 1, 1, "乙"),
        (2, 1, 1, 1, "质量"), (2, 2, 1, 1, "丙"),
        (3, 0, 1, 1, "合计"), (3, 1, 1, 2, "丁"),
    ]  # fmt: skip
    assert '<tr><td rowspan=2>产出</td><td rowspan="1">新</td><td>乙</td></tr>' in made


def test_rows_change_places() -> None:
    made = edit(FORM, OrderRows(rows=(at(1, 2), at(2, 2)), order=(1, 0))).data.decode()
    assert [text for row, column, _, _, text in shape(made) if column == 2] == ["乙", "甲", "丙"]
    ((_, why),) = edit(FORM, OrderRows(rows=(at(2, 2), at(3, 2)), order=(1, 0))).refused
    assert "合并单元格不一样" in why


def test_blocks() -> None:
    made = edit(
        FORM,
        CopyRows(first=at(1, 0), last=at(4, 0), times=1, keep=(at(1, 0), at(4, 0))),
        TextEdit(at=at(1, 0), start=0, end=2, text="改"),
    )
    assert not made.refused
    assert shape(made.data)[9:] == [
        (5, 0, 3, 1, "产出"), (5, 1, 2, 1, ""), (5, 2, 1, 1, ""),
        (6, 2, 1, 1, ""),
        (7, 1, 1, 1, ""), (7, 2, 1, 1, ""),
        (8, 0, 1, 1, "合计"), (8, 1, 1, 2, ""),
    ]  # fmt: skip
    assert shape(made.data)[1] == (1, 0, 3, 1, "改")
    ((_, why),) = edit(FORM, CopyRows(first=at(1, 0), last=at(2, 2), times=1)).refused
    assert "只有一部分" in why


def test_tags_left_open() -> None:
    page = "<TABLE>\n<TR><TD>甲<TD>乙\n<TR><TD>丙<TD>丁\n<TR><TD>戊<TD>己\n</TABLE>"
    made = edit(page, CopyRow(at=at(1, 0), times=1), DeleteRow(at=at(0, 0)))
    assert not made.refused
    assert [text for *_, text in shape(made.data)] == ["丙", "丁", "", "", "戊", "己"]


def test_nested_tables() -> None:
    page = "<table><tr><td>甲<table><tr><td>一<tr><td>二</table></td></tr><tr><td>乙</td></tr></table>"
    made = edit(page, CopyRow(at=at(0, 0), times=1), DeleteRow(at=at(0, 0, (0, 0, 0, 0))))
    assert not made.refused
    assert sorted(text for *_, text in shape(made.data)) == ["", "乙", "二", "甲"]


def test_hidden_rows_stay() -> None:
    page = "<table><tr><td>甲<tr style='display:none'><td>隐<tr><td>乙</table>"
    made = edit(page, CopyRow(at=at(0, 0), times=1))
    assert not made.refused
    assert "隐" in made.data.decode()


# ---- properties ------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "甲",
        "乙 丙",
        "<b>丁</b>",
        "<br>",
        "&nbsp;",
        "\n  ",
        " ",
        "a b",
        "&lt;",
        "<p>戊</p>",
        "<i> 己 </i>",
        "x\ny",
        "&#8805;5",
    ]
)


@settings(max_examples=400, deadline=None)
@given(data=st.data(), cells=st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=2, max_size=4))
def test_exactly_the_wanted_characters_change(data: st.DataObject, cells: list[str]) -> None:
    page = f"<h1>题</h1><table><tr>{''.join(f'<td>{one}</td>' for one in cells)}<td>尾</table><p>后 文</p>"
    before = texts(page.encode())
    edits: list[Edit] = []
    wanted = dict(before)
    for where in data.draw(st.lists(st.sampled_from(sorted(before, key=str)), unique=True, max_size=3)):
        text = before[where]
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=4)))
        new, at_ = "", 0
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            piece = data.draw(NASTY)
            edits.append(TextEdit(at=where, start=start, end=end, text=piece))
            new += text[at_:start] + piece.replace("\u200b", "")
            at_ = end
        new += text[at_:]
        wanted[where] = as_shown(new)
    made = edit(page, *edits)
    refused = {one.at for one, _ in made.refused if isinstance(one, TextEdit)}
    after = texts(made.data)
    blank = {where for where, text in wanted.items() if not text and isinstance(where.paragraph, int)}
    assert refused <= blank  # a paragraph does not vanish: the numbers of the others would change
    assert after == {where: before[where] if where in refused else text for where, text in wanted.items()}


def test_every_text_of_the_pages(examples: Path) -> None:
    for path in sorted((*examples.rglob("*.htm"), *examples.rglob("*.html"))):
        data = path.read_bytes()
        before = texts(data)
        made = edit(
            data, *(TextEdit(at=where, start=len(text), end=len(text), text="=甲<") for where, text in before.items())
        )
        assert not made.refused
        assert texts(made.data) == {where: text + "=甲<" for where, text in before.items()}


def built(model: Model, *, closed: bool) -> str:
    """A model as a page."""
    end, row_end = ("</td>", "</tr>") if closed else ("", "")
    made = []
    for r, line in enumerate(model):
        cells = ""
        for k, owner in enumerate(line):
            top, left, bottom, right = extent(model, owner)
            if (top, left) == (r, k):
                spans = f' rowspan="{bottom - top + 1}"' if bottom > top else ""
                spans += f" colspan={right - left + 1}" if right > left else ""
                cells += f"<td{spans}><p>{owner.text}</p>{end}"
        made.append(f"<tr>{cells}{row_end}\n")
    return f"<p>前</p><table>{''.join(made)}</table><p>后</p>"


def cell_at(model: Model, row: int, column: int) -> Location:
    top, left, _, _ = extent(model, model[row][column])
    return at(top, left)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), model=models(), closed=st.booleans())
def test_copies_and_deletions_against_a_model(data: st.DataObject, model: Model, closed: bool) -> None:
    copied = data.draw(st.dictionaries(st.integers(1, HEIGHT), st.integers(1, 2), max_size=2))
    deleted = data.draw(st.sets(st.integers(1, HEIGHT), max_size=2)) - copied.keys()
    edits: list[Edit] = [DeleteRow(at=at(row, WIDTH)) for row in sorted(deleted)]
    expected: Model = []
    for row, line in enumerate(model):
        if row not in deleted:
            expected.append(line)
        if row in copied:
            own = {id(owner) for owner in line if extent(model, owner)[::2] == (row, row)}
            grow = {k for k in range(WIDTH) if id(line[k]) in own and data.draw(st.booleans())}
            own -= {id(line[k]) for k in grow}
            for _ in range(copied[row]):
                blank: dict[int, Owner] = {}
                expected.append([blank.setdefault(id(o), Owner("")) if id(o) in own else o for o in line])
            grown = tuple(cell_at(model, row, column) for column in sorted(grow))
            edits.append(CopyRow(at=at(row, WIDTH), times=copied[row], grow=grown))
    made = edit(built(model, closed=closed), *edits)
    assert not made.refused
    assert set(shape(made.data)) == shape_of(expected)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), model=models(), closed=st.booleans())
def test_orders_against_a_model(data: st.DataObject, model: Model, closed: bool) -> None:
    chosen = sorted(data.draw(st.sets(st.integers(1, HEIGHT), min_size=2, max_size=4)))
    stays = {
        k for row in chosen for k in range(WIDTH) if extent(model, model[row][k])[0] < extent(model, model[row][k])[2]
    }
    order = data.draw(st.permutations(range(len(chosen))))
    rows_ = tuple(at(row, WIDTH) for row in chosen)
    made = edit(built(model, closed=closed), OrderRows(rows=rows_, order=tuple(order)))
    expected = [list(line) for line in model]
    for new, old in enumerate(order):
        for column in set(range(WIDTH + 1)) - stays:
            expected[chosen[new]][column] = model[chosen[old]][column]
    if made.refused:  # not the same columns stay everywhere
        assert made.data.decode() == built(model, closed=closed)
        return
    assert set(shape(made.data)) == shape_of(expected)
