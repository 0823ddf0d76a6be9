"""Notes in a workbook: on the very cell, in boxes that can be read, and nothing else of the file changed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from lxml import etree

from jiheng.model.errors import DamagedDocument, LimitExceeded, UnreadableDocument
from jiheng.model.location import Location
from jiheng.report.mark import Mark
from jiheng.report.marks import write_marks
from tests.formats.office_builders import PACKAGE, R, S, c, merges, rows, workbook, zipped
from tests.libreoffice import needs_libreoffice
from tests.report.marked import converted, marked, parts, places, read, squeezed, untouched, values

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")
SHEET = "xl/worksheets/sheet1.xml"
LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
LINK = re.compile(rb'<(?:\w+:)?legacyDrawing xmlns:r="[^"]*" r:id="rId\d+"/>')
NOTES_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{more}'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
BOX = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"/>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600"/>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden"><v:textbox><br></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:Anchor>1, 15, 0, 2, 3, 15, 1, 2</x:Anchor><x:Row>0</x:Row>'
    "<x:Column>0</x:Column></x:ClientData></v:shape></xml>"
)
"""As Excel writes it, with a tag that is no XML."""


def book(*sheets: str, more: str = "", **others: object) -> bytes:
    """A workbook that openpyxl opens too."""
    own: dict[str, str] = {"[Content_Types].xml": TYPES.format(more=more)}
    own.update(others.pop("parts", {}))  # type: ignore[call-overload]
    return workbook(*sheets, parts=own, styles="<cellXfs/>", **others)  # type: ignore[arg-type]


def annotated(note: str, box: str | None = BOX, sheet: str = "") -> bytes:
    """A workbook with 甲 in A1 and 乙 in B2, its notes and their boxes."""
    link = f'<Relationship Id="rId1" Type="{R}/comments" Target="../comments1.xml"/>'
    added = {"xl/comments1.xml": note}
    if box is not None:
        link += f'<Relationship Id="rId2" Type="{R}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
        added["xl/drawings/vmlDrawing1.vml"] = box
        sheet += '<legacyDrawing r:id="rId2"/>'
    added[LINKS] = f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'
    kinds = f'<Override PartName="/xl/comments1.xml" ContentType="{NOTES_KIND}"/>'
    kinds += '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    return book(rows(c("A1", "甲"), c("B2", "乙")) + sheet, parts=added, more=kinds)


def notes(data: bytes) -> dict[tuple[str, str], str]:
    """What the note of every cell says, as openpyxl sees it."""
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in openpyxl.load_workbook(io.BytesIO(data))
        for cell in sheet._cells.values()  # not all between the first and the farthest
        if cell.comment is not None
    }


def boxes(data: bytes, part: str = "xl/drawings/vmlDrawing1.vml") -> dict[tuple[int, int], list[int]]:
    """The anchor of the box of every cell, by row and column from 0."""
    found = {}
    for shape in re.findall(rb"<x:ClientData.*?</x:ClientData>", parts(data)[part], re.DOTALL):
        place = [int(re.search(rb"<x:%b>(\d+)<" % name, shape)[1]) for name in (b"Row", b"Column")]  # type: ignore[index]
        anchor = re.search(rb"<x:Anchor>([^<]*)<", shape)
        assert anchor is not None
        assert tuple(place) not in found
        found[place[0], place[1]] = [int(number) for number in anchor[1].split(b",")]
    return found


def at(cell: str, sheet: str = "表1") -> Location:
    return Location(sheet=sheet, cell=cell)


@pytest.mark.parametrize("folder", ["office", "blank"])
def test_every_value_of_the_real_forms_gets_its_note(examples: Path, folder: str) -> None:
    paths = sorted((examples / folder).glob("*.xlsx"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        wanted = list(values(path))
        assert wanted
        result = marked(data, *(Mark(at=place, text=f"〔{name}〕") for name, place, _ in wanted))
        assert not result.unplaced
        sheets = {name for name in parts(data) if name.startswith("xl/worksheets/sheet")}
        assert untouched(data, result.data, but={"[Content_Types].xml", *sheets})
        for name in sheets:
            after = parts(result.data)[name]
            assert LINK.sub(b"", after) == parts(data)[name]
            assert len(LINK.findall(after)) <= 1
        found = notes(result.data)
        cells, texts = openpyxl.load_workbook(path), dict(places(read(data)))
        for name, place, text in wanted:
            assert isinstance(place.sheet, str)
            assert isinstance(place.cell, str)
            assert f"〔{name}〕" in found[place.sheet, place.cell]
            value = cells[place.sheet][place.cell].value
            # A number is stored apart from how it is shown; what a value means is spelled in one way: `>=` for `≥`.
            shown = value if isinstance(value, str) else texts[place]
            assert squeezed(text) in squeezed(shown) or name.endswith(".operator"), (path.name, name)
        assert len(found) == len({place for _, place, _ in wanted})
        assert read(result.data).blocks == read(data).blocks


def test_a_note_says_who_and_what() -> None:
    data = book(rows(c("A1", "甲")))
    text = "第一行\r\n第二行 <&>\x00\x0b\ufffe _x0041_ 结束"
    result = marked(
        data,
        Mark(at=at("A1"), text=text),
        Mark(at=at("A1"), text="又"),
        Mark(at=at("A1"), text="别人", author="张三 & 李四"),
        Mark(at=at("XFD1048576"), text="天边"),
        Mark(at=at("$c$3"), text="空白"),
    )
    assert not result.unplaced
    found = notes(result.data)
    assert found["表1", "A1"].replace("_x005F_", "_") == (
        "绩衡：\n第一行\n第二行 <&>\n _x0041_ 结束\n又\n张三 & 李四：\n别人"
    )
    assert found["表1", "C3"] == "绩衡：\n空白"
    assert LINK.sub(b"", parts(result.data)[SHEET]) == parts(data)[SHEET]
    assert all(left < right or top < bottom for left, _, top, _, right, _, bottom, _ in boxes(result.data).values())
    right, bottom = boxes(result.data)[1048575, 16383][4::2]
    assert right < 16384
    assert bottom < 1048576
    assert b"visibility:hidden" in parts(result.data)["xl/drawings/vmlDrawing1.vml"]


def test_names_of_sheets_and_places_that_are_not_there() -> None:
    names = ["甲 & 乙", "“丙”'\"", "隐藏"]
    sheets = [rows(c("A1", name)) for name in "甲乙丙"]
    data = book(*sheets, names=[escape(name, {'"': "&quot;"}) for name in names], states=["", "", "hidden"])
    good = [Mark(at=at("A1", name), text=name) for name in names] + [Mark(at=Location(sheet=names[0]), text="整张")]
    lost = [
        Mark(at=place, text="问")
        for place in (at("A1", "没有"), at("A0"), at("甲1", names[0]), at("AAAA1", names[0]), at("A9999999", names[0]))
    ] + [Mark(at=Location(table=0, row=0, column=0), text="问"), Mark(at=Location(), text="问")]
    result = marked(data, *good, *lost)
    assert result.unplaced == tuple(lost)
    after = parts(result.data)
    for number, name in enumerate(names, start=1):
        assert name in after[f"xl/comments{number}.xml"].decode().replace("&amp;", "&")
        assert f"_x0000_s{1024 * number + 1}".encode() in after[f"xl/drawings/vmlDrawing{number}.vml"]
    assert write_marks(data, lost, when=None).data == data


@pytest.mark.parametrize(
    "behind",
    [
        "",
        "<pageMargins left='1' right='1' top='1' bottom='1' header='0' footer='0'/><drawing r:id='rId9'/>",
        "<legacyDrawingHF r:id='rId9'/>",
        "<drawing r:id='rId9'/><tableParts count='0'/><extLst/>",
        "<extLst><ext><controls/></ext></extLst>",
        "<mc:AlternateContent xmlns:mc='m'><mc:Choice><controls/></mc:Choice></mc:AlternateContent><tableParts/>",
        "<drawing r:id='rId9'/><mc:AlternateContent xmlns:mc='m'><mc:Choice><oleObjects/></mc:Choice></mc:AlternateContent>",
    ],
)
def test_the_link_to_the_boxes_stands_where_the_format_wants_it(behind: str) -> None:
    data = workbook(rows(c("A1", "甲")) + behind)
    after = parts(marked(data, Mark(at=at("A1"), text="问")).data)[SHEET]
    assert LINK.sub(b"", after) == parts(data)[SHEET]
    names = [etree.QName(element).localname for element in etree.fromstring(after)]
    place = names.index("legacyDrawing")
    assert not {"sheetData", "pageMargins", "drawing"} & set(names[place:])
    assert not {"legacyDrawingHF", "AlternateContent", "tableParts", "extLst"} & set(names[:place])


@pytest.mark.parametrize(
    ("change", "encoding"),
    [
        (lambda xml: '<?xml version="1.0" encoding="UTF-16"?>' + xml, "utf-16"),
        (lambda xml: re.sub(r"<(/?)(?=\w)", r"<\1x:", xml).replace("xmlns=", "xmlns:x="), "utf-8"),
        (lambda xml: re.sub(r"(?s)><sheetData.*", "/>", xml), "utf-8"),
        (lambda xml: xml.replace(S, "http://purl.oclc.org/ooxml/spreadsheetml/main"), "utf-8"),
    ],
    ids=["utf-16", "prefix", "an empty sheet", "strict"],
)
def test_other_ways_to_write_the_same(change, encoding: str) -> None:  # type: ignore[no-untyped-def]
    made = parts(workbook(rows(c("A1", "甲"))))
    made[SHEET] = change(made[SHEET].decode()).encode(encoding)
    result = marked(zipped(made), Mark(at=at("A1"), text="问"))
    assert not result.unplaced
    after = parts(result.data)
    strict = b"purl.oclc.org" in made[SHEET]
    for name in ("xl/comments1.xml", LINKS):
        assert (b"purl.oclc.org" in after[name]) is strict
    root = etree.fromstring(after[SHEET])
    assert root[-1].tag == root.tag.replace("worksheet", "legacyDrawing")
    links = etree.fromstring(after[LINKS])
    ids = {link.get("Type").rpartition("/")[2]: link.get("Id") for link in links}
    assert ids["vmlDrawing"] in root[-1].attrib.values()
    without = LINK.sub(b"", after[SHEET].decode(encoding).encode())
    before = made[SHEET].decode(encoding).encode()
    assert without == (before if before.count(b"<") > 1 else before.replace(b"/>", b"></worksheet>"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<text><t>旧</t></text>", "旧\n绩衡：\n问"),
        ("<text><r><t>旧</t></r><r><rPr><b/></rPr><t>批注</t></r></text>", "旧批注\n绩衡：\n问"),
        ('<text><t>旧</t><rPh sb="0" eb="1"><t>jiu</t></rPh></text>', "旧\n绩衡：\n问"),
        ("<text><t/></text>", "绩衡：\n问"),
        ("<text/>", "绩衡：\n问"),
        ("", "绩衡：\n问"),
    ],
)
def test_a_note_that_is_there_is_added_to(text: str, said: str) -> None:
    old = (
        f'<comments xmlns="{S}"><authors><author>李四</author></authors><commentList>'
        f'<comment ref="A1" authorId="0">{text}</comment></commentList></comments>'
    )
    data = annotated(old)
    result = marked(data, Mark(at=at("A1"), text="问"), Mark(at=at("B2"), text="新"))
    assert not result.unplaced
    assert untouched(data, result.data, but={"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"})
    root = etree.fromstring(parts(result.data)["xl/comments1.xml"])
    texts = {
        comment.get("ref"): "".join(t.text or "" for t in comment.iter(f"{{{S}}}t") if "rPh" not in t.getparent().tag)
        for comment in root.iter(f"{{{S}}}comment")
    }
    assert texts == {"A1": said, "B2": "绩衡：\n新"}
    assert [author.text for author in root[0]] == ["李四", "绩衡"]
    found = boxes(result.data)
    assert found.keys() == {(0, 0), (1, 1)}
    assert found[0, 0][:4] == [1, 15, 0, 2]
    assert found[0, 0][4] > 3
    assert len(re.findall(rb"<v:shapetype ", parts(result.data)["xl/drawings/vmlDrawing1.vml"])) == 1
    assert b"_x0000_s1026" in parts(result.data)["xl/drawings/vmlDrawing1.vml"]


def test_notes_without_boxes_and_lists_that_are_empty_tags() -> None:
    data = annotated(f'<x:comments xmlns:x="{S}"><x:authors/><x:commentList/></x:comments>', box=None)
    result = marked(data, Mark(at=at("A1"), text="一"), Mark(at=at("B2"), text="二", author="张三"))
    root = etree.fromstring(parts(result.data)["xl/comments1.xml"])
    assert [author.text for author in root[0]][:2] == ["绩衡", "张三"]
    assert [(note.get("ref"), note.get("authorId"), "".join(note.itertext())) for note in root[1]] == [
        ("A1", "0", "绩衡：\n一"),
        ("B2", "1", "张三：\n二"),
    ]
    assert boxes(result.data).keys() == {(0, 0), (1, 1)}
    assert LINK.sub(b"", parts(result.data)[SHEET]) == parts(data)[SHEET]


def test_marking_twice_makes_the_first_note_longer() -> None:
    once = marked(book(rows(c("A1", "甲"))), Mark(at=at("A1"), text="一"), Mark(at=at("B1"), text="二"))
    again = marked(once.data, Mark(at=at("A1"), text="三\n" * 30))
    assert notes(again.data)["表1", "A1"] == "绩衡：\n一\n绩衡：\n" + "三\n" * 30
    assert notes(again.data)["表1", "B1"] == "绩衡：\n二"
    assert boxes(again.data)[0, 1] == boxes(once.data)[0, 1]
    assert boxes(again.data)[0, 0][6] > boxes(once.data)[0, 0][6] + 10
    assert untouched(once.data, again.data, but={"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"})


def test_a_merged_cell_shows_the_note_of_its_corner() -> None:
    data = book(rows("", c("B2", "甲")) + merges("B2:D4"))
    result = marked(data, Mark(at=at("B2"), text="一"), Mark(at=at("C3"), text="二"), Mark(at=at("E5"), text="三"))
    assert notes(result.data) == {("表1", "B2"): "绩衡：\n一\n二", ("表1", "E5"): "绩衡：\n三"}


def test_a_box_is_as_large_as_its_text_whatever_the_columns_and_rows() -> None:
    columns = '<cols><col min="1" max="4" width="2" customWidth="1"/><col min="5" max="6" width="9" hidden="1"/></cols>'
    tall = '<sheetData><row r="1" ht="150"><c r="A1"/></row><row r="2" hidden="1"/></sheetData>'
    long = "指标值应当是可以衡量的数，请写明单位。" * 20
    sizes = []
    for sheet in (columns + tall, "<sheetData/>"):
        left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset = boxes(
            marked(book(sheet), Mark(at=at("A1"), text=long)).data
        )[0, 0]
        narrow, high = sheet.startswith("<cols"), "ht=" in sheet
        wide = [14 if narrow and n < 4 else 0 if narrow and n < 6 else 64 for n in range(100)]
        rows_ = [200 if high and n == 0 else 0 if high and n == 1 else 20 for n in range(100)]
        sizes.append(
            (sum(wide[left:right]) - left_offset + right_offset, sum(rows_[top:bottom]) - top_offset + bottom_offset)
        )
    assert sizes[0] == sizes[1]
    width, height = sizes[0]
    assert (width - 20) // 12 * (height // 17) > len(long)


def test_a_note_is_not_longer_than_excel_opens() -> None:
    result = marked(book(rows(c("A1", "甲"))), Mark(at=at("A1"), text="长" * 40_000), Mark(at=at("A1"), text="又"))
    text = notes(result.data)["表1", "A1"]
    assert len(text) <= 32_767
    assert text.endswith("……（余下略）")


def test_a_cell_with_a_conversation_has_no_room() -> None:
    links = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Target="../threadedComments/t1.xml" '
        'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>'
    )
    thread = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    thread += '<threadedComment ref="A1"/></ThreadedComments>'
    data = book(rows(c("A1", "甲")), parts={LINKS: links, "xl/threadedComments/t1.xml": thread})
    marks = (Mark(at=at("A1"), text="一"), Mark(at=at("B1"), text="二"))
    result = marked(data, *marks)
    assert result.unplaced == marks[:1]
    assert "二" in parts(result.data)["xl/comments1.xml"].decode()
    assert "一" not in parts(result.data)["xl/comments1.xml"].decode()


def test_hostile_workbooks_are_refused_as_the_reader_does() -> None:
    good = parts(book(rows(c("A1", "甲"))))
    entity = good[SHEET].replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)
    bomb = good[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000)
    for content, error in ((entity, DamagedDocument), (good[SHEET][:-9], DamagedDocument), (bomb, LimitExceeded)):
        data = zipped({**good, SHEET: content})
        with pytest.raises(UnreadableDocument) as reader:
            read(data)
        with pytest.raises(error) as caught:
            write_marks(data, [Mark(at=at("A1"), text="问")], when=None)
        assert str(caught.value) == str(reader.value)
    for note, box in (("<a/>", BOX), ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', BOX), ("", BOX[:-6])):
        note = note or f'<comments xmlns="{S}"><authors/><commentList/></comments>'
        with pytest.raises(DamagedDocument):
            write_marks(annotated(note, box), [Mark(at=at("A1"), text="问")], when=None)


@needs_libreoffice
def test_libreoffice_shows_the_notes(examples: Path, tmp_path: Path) -> None:
    path = examples / "office/shifeng-2023-attachments.xlsx"
    wanted = list(values(path))
    result = marked(path.read_bytes(), *(Mark(at=place, text=f"〔{name}〕") for name, place, _ in wanted))
    found = notes(converted(result.data, "表.xlsx", "xlsx", tmp_path))
    for name, place, _ in wanted:
        assert f"〔{name}〕" in found[str(place.sheet), str(place.cell)]
