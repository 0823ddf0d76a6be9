"""Comments in a Word document: on the very cell, and nothing else of the file changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx as other
import pytest
from docx.oxml.ns import qn
from lxml import etree

from jiheng.formats.limits import Limits
from jiheng.model.errors import DamagedDocument, JihengError, LimitExceeded, ProtectedDocument, UnreadableDocument
from jiheng.model.location import Location
from jiheng.report.mark import Mark
from jiheng.report.marks import UnmarkableDocument, write_marks
from tests.formats import office_builders
from tests.formats.office_builders import PACKAGE, W, p, tbl, tc, tr, word_part, workbook, zipped
from tests.growth import check_linear
from tests.libreoffice import needs_libreoffice
from tests.report.marked import WHEN, converted, marked, parts, places, read, squeezed, untouched, values

MAIN = "word/document.xml"
CHANGED = {MAIN, "[Content_Types].xml", "word/_rels/document.xml.rels", "word/comments.xml"}
INSERTED = re.compile(
    rb'<w:commentRangeStart(?: xmlns:w="[^"]*")? w:id="\d+"/>'
    rb'|<w:commentRangeEnd(?: xmlns:w="[^"]*")? w:id="\d+"/>'
    rb'|<w:r(?: xmlns:w="[^"]*")?><w:commentReference w:id="\d+"/></w:r>'
)
OPENED = re.compile(rb">((?:%b)+)</(w:p|p)>" % INSERTED.pattern)
"""What an empty paragraph tag was opened with."""
CELL = Location(table=0, row=0, column=0)


def word(body: str, **more: Any) -> bytes:
    """A document that python-docx opens too."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{MAIN}" ContentType="{kind}"/></Types>'
    )
    return office_builders.word(body, **{**more, "parts": {"[Content_Types].xml": types, **more.get("parts", {})}})


def without_marks(xml: bytes) -> bytes:
    """The part as it was: what a mark adds taken out, an empty paragraph that was opened for it closed again."""
    xml = re.sub(rb"(<(?:w:)?p(?:\s+[\w:]+=\"[^\"]*\")*\s*)" + OPENED.pattern, rb"\1/>", xml)
    return INSERTED.sub(b"", xml)


def comments(data: bytes) -> dict[str, str]:
    """The text of every comment by the text of the cell or paragraph that holds its whole range, as seen by python-docx."""
    document = other.Document(io.BytesIO(data))
    texts = {str(comment.comment_id): comment.text for comment in document.comments}
    found: dict[str, str] = {}
    first = next(document.element.body.iter(qn("w:p")))
    for reference in document.element.body.iter(qn("w:commentReference")):
        number, paragraph = reference.get(qn("w:id")), reference.getparent().getparent()
        assert paragraph.tag == qn("w:p")
        for name in ("w:commentRangeStart", "w:commentRangeEnd"):
            ranges = [element.get(qn("w:id")) for element in paragraph if element.tag == qn(name)]
            assert ranges.count(number) == 1 or (
                paragraph is first and next(paragraph.iterancestors(qn("w:tc"))) is not None
            )
        found[texts.pop(number)] = own_text(next(paragraph.iterancestors(qn("w:tc")), paragraph))
    assert not texts
    return found


def own_text(element: etree._Element) -> str:
    """The text of a cell without its tables and deletions."""
    nested = (qn("w:tbl"), qn("w:txbxContent"), qn("w:del"))
    kept = [
        t.text or ""
        for t in element.iter(qn("w:t"))
        if not any(outer.tag in nested for outer in t.iterancestors() if outer in set(element.iter()) - {element})
    ]
    return squeezed("".join(kept))


@pytest.mark.parametrize("folder", ["office", "blank"])
def test_every_value_of_the_real_forms_gets_its_comment(examples: Path, folder: str) -> None:
    paths = sorted((examples / folder).glob("*.docx"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        wanted = {name: (at, text) for name, at, text in values(path)}
        assert wanted
        result = marked(data, *(Mark(at=at, text=name) for name, (at, _) in wanted.items()))
        assert not result.unplaced
        assert untouched(data, result.data, but=CHANGED)
        before, after = parts(data), parts(result.data)
        assert without_marks(after[MAIN]) == before[MAIN]
        found = comments(result.data)
        assert found.keys() == wanted.keys()
        shown = dict(places(read(data)))
        for name, (at, text) in wanted.items():
            assert found[name] == squeezed(shown[at]), (path.name, name)
            # What a value means is spelled in one way: `>=` for `≥`.
            assert squeezed(text) in found[name] or name.endswith(".operator"), (path.name, name)
        assert read(result.data).blocks == read(data).blocks


SHAPES = {
    "plain": tbl(tr(tc("甲"), tc("乙")), tr(tc("丙"), tc("丁"))),
    "spans": tbl(
        tr(tc("甲", span=2), tc("乙", merge="restart")),
        tr(tc("丙"), tc("丁"), tc("", merge="continue")),
        tr(tc("戊"), properties='<w:gridBefore w:val="2"/>'),
    ),
    "a deleted row above": tbl(tr(tc("废"), properties='<w:del w:id="1" w:author="a"/>'), tr(tc("甲"), tc("乙"))),
    "nested": tbl(tr(tc("甲"), tc(tbl(tr(tc("乙"), tc("丙"))) + p("丁")), tc(tbl(tr(tc("戊"))) + "<w:p/>"))),
    "controls": tbl(
        f"<w:sdt><w:sdtContent>{tr(tc('甲'), '<w:sdt><w:sdtContent>' + tc('乙') + '</w:sdtContent></w:sdt>')}"
        f"</w:sdtContent></w:sdt>",
        tr(tc("<w:sdt><w:sdtContent>" + p("丙") + "</w:sdtContent></w:sdt>"), tc("丁")),
        tr(tc("<w:p><w:sdt><w:sdtContent><w:r><w:t>戊</w:t></w:r></w:sdtContent></w:sdt></w:p>"), tc("己")),
    ),
    "tracked": tbl(
        tr(
            tc('<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>甲</w:t></w:r></w:ins></w:p>'),
            tc('<w:p><w:del w:id="2" w:author="a"><w:r><w:delText>废</w:delText></w:r></w:del></w:p>'),
        ),
        tr(tc('<w:p><w:pPr><w:rPr><w:ins w:id="3" w:author="a"/></w:rPr></w:pPr></w:p>'), tc("乙")),
    ),
    "prose": p("甲") + tbl(tr(tc("乙"))) + p("丙") + "<w:sdt><w:sdtContent>" + p("丁") + "</w:sdtContent></w:sdt>",
    "odd tags": tbl(tr(tc('<w:p w:x="a/&gt;>b"/>'), tc("<w:p ><w:r><w:t>乙</w:t></w:r></w:p >"))).replace(
        "w:x=", 'xmlns:z="z" z:x='
    ),
    "comments and sections of text": "<!-- <w:p/> -->"
    + tbl(tr(tc("<w:p><w:r><w:t><![CDATA[<w:p/>甲]]></w:t></w:r></w:p>"))),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_comment_stands_where_the_reader_says(name: str) -> None:
    data = word(SHAPES[name] + "<w:sectPr/>")
    wanted = {str(n): (at, text) for n, (at, text) in enumerate(places(read(data)))}
    result = marked(data, *(Mark(at=at, text=number) for number, (at, _) in wanted.items()))
    assert not result.unplaced
    assert without_marks(parts(result.data)[MAIN]) == parts(data)[MAIN]
    assert comments(result.data) == {number: squeezed(text) for number, (_, text) in wanted.items()}
    assert read(result.data).blocks == read(data).blocks


def test_the_paragraph_properties_stay_first() -> None:
    data = word("<w:p/>" + tbl(tr(tc(p("甲", '<w:jc w:val="left"/>')), tc("<w:p><w:pPr/></w:p>"), tc("<w:p></w:p>"))))
    result = marked(data, *(Mark(at=Location(table=0, row=0, column=n), text="问") for n in range(3)))
    for paragraph in etree.fromstring(parts(result.data)[MAIN]).iter(f"{{{W}}}p"):
        if not len(paragraph):
            continue
        assert [etree.QName(child).localname for child in paragraph if child.tag != f"{{{W}}}r"][-2:] == [
            "commentRangeStart",
            "commentRangeEnd",
        ]
        assert paragraph.find(f"{{{W}}}pPr") in (None, paragraph[0])


def test_several_marks_of_several_lines_on_one_empty_cell() -> None:
    data = word(tbl(tr(tc("<w:p/>"))))
    marks = (
        Mark(at=CELL, text="第一行\n第二行 <&>\x00\x0b\ufffe\ud800结束", author='张\n三 "&"'),
        Mark(at=CELL, text="", author=" "),
    )
    result = marked(data, *marks)
    found = list(other.Document(io.BytesIO(result.data)).comments)
    assert [comment.text for comment in found] == ["第一行\n第二行 <&>\n结束", ""]
    assert [comment.author for comment in found] == ['张 三 "&"', "绩衡"]
    assert [comment.initials for comment in found] == ["张 三 ", "绩衡"]
    assert all(comment.timestamp and comment.timestamp.replace(tzinfo=None) == WHEN for comment in found)
    assert b"w:date" not in parts(marked(data, *marks, when=None).data)["word/comments.xml"]
    assert without_marks(parts(result.data)[MAIN]) == parts(data)[MAIN]


OLD = '<w:comment w:id="7" w:author="李四"><w:p><w:r><w:t>旧批注</w:t></w:r></w:p></w:comment>'


@pytest.mark.parametrize(
    ("part", "body"),
    [
        (word_part("comments", OLD), '<w:commentRangeStart w:id="7"/><w:commentRangeEnd w:id="7"/>'),
        (word_part("comments", OLD).replace("w:id", 'xml:lang="zh" w:id'), ""),
        (f'<w:comments xmlns:w="{W}"/>', ""),
        (f'<v:comments xmlns:v="{W}">{OLD.replace("w:", "v:")}</v:comments>', ""),
        (f'<comments xmlns="{W}"/>', ""),
    ],
)
def test_comments_that_are_there_are_kept(part: str, body: str) -> None:
    data = word(
        f"<w:p>{body}</w:p>{tbl(tr(tc('甲')))}",
        parts={"word/comments.xml": part},
        links=[("rId1", "comments", "comments.xml")],
    )
    result = marked(data, Mark(at=CELL, text="一"), Mark(at=CELL, text="二"))
    assert untouched(data, result.data, but=CHANGED - {"word/_rels/document.xml.rels"})
    root = etree.fromstring(parts(result.data)["word/comments.xml"])
    ids = [comment.get(f"{{{W}}}id") for comment in root]
    texts = ["".join(comment.itertext()) for comment in root]
    assert (ids, texts) == (
        (["7", "8", "9"], ["旧批注", "一", "二"]) if "旧批注" in part else (["0", "1"], ["一", "二"])
    )
    if not part.endswith("/>"):
        start, end = part.encode().rsplit(b"</", 1)
        assert parts(result.data)["word/comments.xml"].startswith(start)
        assert parts(result.data)["word/comments.xml"].endswith(b"</" + end)


def test_marking_twice_adds_to_the_first_marks() -> None:
    data = word(tbl(tr(tc("甲"))))
    twice = marked(marked(data, Mark(at=CELL, text="一")).data, Mark(at=CELL, text="二"))
    texts = {comment.comment_id: comment.text for comment in other.Document(io.BytesIO(twice.data)).comments}
    assert texts == {0: "一", 1: "二"}
    assert without_marks(parts(twice.data)[MAIN]) == parts(data)[MAIN]


@pytest.mark.parametrize(
    ("change", "encoding"),
    [
        (lambda xml: "\ufeff" + xml, "utf-8"),
        (lambda xml: '<?xml version="1.0" encoding="UTF-16"?>' + xml, "utf-16"),
        (lambda xml: "\ufeff" + xml, "utf-16-be"),
        (lambda xml: '<?xml version="1.0" encoding="gb2312"?>' + xml, "gbk"),
        (lambda xml: xml.replace("<w:", "<z:").replace("</w:", "</z:").replace("xmlns:w=", "xmlns:z="), "utf-8"),
        (lambda xml: xml.replace("<w:", "<").replace("</w:", "</").replace("xmlns:w=", "xmlns="), "utf-8"),
        (lambda xml: xml.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main"), "utf-8"),
    ],
    ids=["bom", "utf-16", "utf-16-be", "gbk", "another prefix", "no prefix", "strict"],
)
def test_other_ways_to_write_the_same(change, encoding: str) -> None:  # type: ignore[no-untyped-def]
    made = parts(word(tbl(tr(tc("甲"), tc("<w:p/>"), tc("乙")))))
    made[MAIN] = change(made[MAIN].decode()).encode(encoding)
    data = zipped(made)
    result = marked(data, *(Mark(at=Location(table=0, row=0, column=n), text=str(n)) for n in range(3)))
    assert not result.unplaced
    after = parts(result.data)
    assert read(result.data).blocks == read(data).blocks
    again = without_marks(after[MAIN].decode(encoding).encode().replace(b"z:p>", b"w:p>").replace(b"<z:p", b"<w:p"))
    assert again == made[MAIN].decode(encoding).encode().replace(b"z:p>", b"w:p>").replace(b"<z:p", b"<w:p")
    strict = b"purl.oclc.org" in made[MAIN]
    assert (b"purl.oclc.org" in after["word/comments.xml"]) is strict
    assert (b"purl.oclc.org" in after["word/_rels/document.xml.rels"]) is strict
    root = etree.fromstring(after[MAIN])
    name = "{http://purl.oclc.org/ooxml/wordprocessingml/main}" if strict else f"{{{W}}}"
    assert [e.get(name + "id") for e in root.iter(name + "commentReference")] == ["0", "1", "2"]


def test_the_table_of_a_text_box_is_marked_where_the_box_is_anchored() -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{tbl(tr(tc('框'), tc('里')))}<w:p/></w:txbxContent></v:textbox></w:pict></w:r>"
    data = word(
        p("甲") + f"<w:p><w:r><w:t>乙</w:t></w:r>{box}</w:p>" + tbl(tr(tc(f"<w:p>{box}<w:r><w:t>丙</w:t></w:r></w:p>")))
    )
    at = [at for at, text in places(read(data)) if text == "里"]
    assert len(at) == 2
    result = marked(data, *(Mark(at=place, text=str(n)) for n, place in enumerate(at)))
    assert not result.unplaced
    assert comments(result.data) == {
        "文本框里第 1 张表第 1 行第 2 列：\n0": "乙",
        "文本框里第 1 张表第 1 行第 2 列：\n1": "丙",
    }


def test_places_that_are_not_there_come_back_and_nothing_else_changes() -> None:
    data = word(p("甲") + tbl(tr(tc("乙"), tc("丙", span=2))))
    marks = tuple(
        Mark(at=at, text="问")
        for at in (
            Location(table=0, row=0, column=2),
            Location(table=1, row=0, column=0),
            Location(paragraph=1),
            Location(sheet="表1", cell="A1"),
            Location(),
        )
    )
    assert write_marks(data, marks, when=WHEN).unplaced == marks
    assert write_marks(data, marks, when=WHEN).data == data
    whole = Mark(at=Location(table=0), text="整张表")
    result = marked(data, *marks, whole)
    assert result.unplaced == marks
    assert comments(result.data) == {"整张表": "乙"}
    assert not result.signed


def test_a_signed_document_is_marked_and_called_signed() -> None:
    data = word(tbl(tr(tc("甲"))), parts={"_xmlsignatures/sig1.xml": "<Signature/>"})
    assert marked(data, Mark(at=CELL, text="问")).signed


def test_other_kinds_of_file_are_refused_in_one_sentence(examples: Path) -> None:
    old = Path("tests/fixtures/old")
    files = [
        next((examples / "pdf").glob("*.pdf")).read_bytes(),
        *(f.read_bytes() for f in sorted(old.glob("*.[dx][ol][cs]"))),
    ]
    ods = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
    for data in (*files, b"", b"\x7fELF", "项目,金额".encode(), ods, zipped({"a.txt": "a"})):
        with pytest.raises(UnmarkableDocument, match=r"只能写进 \.docx 和 \.xlsx") as caught:
            write_marks(data, [Mark(at=CELL, text="问")], when=None)
        assert isinstance(caught.value, JihengError)
        assert str(caught.value).count("。") == 1


def test_hostile_documents_are_refused_as_the_reader_does() -> None:
    good = word(tbl(tr(tc("甲"))))
    entity = parts(good)[MAIN].replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1)
    broken = parts(good)[MAIN][:-20]
    bomb = parts(good)[MAIN].replace(b"<w:body>", b"<w:body>" + b" " * 30_000_000)
    for content, error in ((entity, DamagedDocument), (broken, DamagedDocument), (bomb, LimitExceeded)):
        data = zipped({**parts(good), MAIN: content})
        with pytest.raises(UnreadableDocument) as reader:
            read(data)
        with pytest.raises(error) as caught:
            write_marks(data, [Mark(at=CELL, text="问")], when=None)
        assert str(caught.value) == str(reader.value)
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        data = zipped({**parts(good), name: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
        with pytest.raises(DamagedDocument, match="实体"):
            write_marks(data, [Mark(at=CELL, text="问")], when=None)
    with pytest.raises(LimitExceeded):
        write_marks(good, [], when=None, limits=Limits(file_bytes=100))
    locked = bytearray(good)
    at = locked.rfind(MAIN.encode()) - 46  # its record in the directory
    locked[at + 8] |= 1
    with pytest.raises(ProtectedDocument):
        write_marks(bytes(locked), [Mark(at=CELL, text="问")], when=None)


def test_marking_takes_time_in_step_with_the_marks() -> None:
    def marking(rows: int) -> Callable[[], object]:
        data = word(tbl(*(tr(tc(f"第{n}项"), tc("≥1个")) for n in range(rows))))
        marks = [Mark(at=Location(table=0, row=n, column=1), text="请核对") for n in range(rows)]
        return lambda: write_marks(data, marks, when=WHEN)

    check_linear(marking, 2000)


@needs_libreoffice
@pytest.mark.parametrize("target", ["odt", "pdf"])
def test_libreoffice_shows_the_comments(examples: Path, tmp_path: Path, target: str) -> None:
    path = examples / "office/shifeng-2023-attachments.docx"
    wanted = list(values(path))[:40]
    result = marked(path.read_bytes(), *(Mark(at=at, text=f"{name}\n请核对") for name, at, _ in wanted))
    made = converted(result.data, "表.docx", target, tmp_path)
    if target == "pdf":
        assert made.startswith(b"%PDF-")
        return
    office, table, text = (
        f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
    )
    found = {}
    for comment in etree.fromstring(parts(made)["content.xml"]).iter(office + "annotation"):
        cell = next(comment.iterancestors(table + "table-cell"), comment.getparent())
        lines = ["".join(line.itertext()) for line in comment.iter(text + "p")]
        assert lines.pop() == "请核对"
        found[lines[0]] = squeezed("".join(cell.itertext()))
    assert found.keys() == {name for name, _, _ in wanted}
    assert all(squeezed(value) in found[name] for name, _, value in wanted if not name.endswith(".operator"))


def test_only_documents_have_comments_of_word() -> None:
    result = marked(workbook("<sheetData/>"), Mark(at=CELL, text="问"))
    assert len(result.unplaced) == 1


def test_what_begins_a_document_has_a_comment_without_a_range() -> None:
    for body in (tbl(tr(tc("甲"), tc("乙"))), tbl(tr(tc("<w:p/>"), tc("乙")))):
        data = word(body)
        after = parts(
            marked(data, Mark(at=CELL, text="问"), Mark(at=Location(table=0, row=0, column=1), text="问")).data
        )
        assert without_marks(after[MAIN]) == parts(data)[MAIN]
        assert after[MAIN].count(b"<w:commentReference ") == 2
        assert after[MAIN].count(b"<w:commentRangeStart ") == 1


def test_containers_of_other_programs_keep_their_bytes() -> None:
    """Written as a stream, with sizes behind the data; in the large variant; something before it and a comment behind."""
    members = parts(word(tbl(tr(tc("甲"))), parts={"word/media/图1.png": b"\0" * 100}))
    made = Stream()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        container.comment = b"by hand"
        for name, content in members.items():
            with container.open(zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6)), "w", force_zip64=True) as member:
                member.write(content)
    data = made.getvalue()
    result = marked(data, Mark(at=CELL, text="问"))
    assert untouched(data, result.data, but=CHANGED)
    assert parts(result.data)["word/media/图1.png"] == members["word/media/图1.png"]
    assert comments(result.data) == {"问": "甲"}
    with zipfile.ZipFile(io.BytesIO(result.data)) as container:
        assert container.comment == b"by hand"
        assert {entry.date_time for entry in container.infolist()} == {(2020, 1, 2, 3, 4, 6)}


class Stream(io.BytesIO):
    """A file that cannot go back."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError
