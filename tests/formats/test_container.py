"""Hostile and broken containers: each is refused in one sentence, in bounded time and memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest
from tests.formats.office_builders import W, c, p, rows, word, workbook, zipped
from tests.growth import seconds

from jiheng.formats.container import Container, parse_xml
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.registry import read_bytes
from jiheng.model.errors import (
    DamagedDocument,
    LimitExceeded,
    ProtectedDocument,
    UnreadableDocument,
)


def refused(data: bytes, name: str = "表.docx", limits: Limits = DEFAULT_LIMITS) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, name, limits)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert "Error" not in sentence
    assert "Exception" not in sentence
    return caught.value


def bomb(size: int, name: str = "word/document.xml") -> bytes:
    """A document part of blanks: a thousand to one."""
    head, tail = f'<w:document xmlns:w="{W}"><w:body>'.encode(), b"</w:body></w:document>"
    return zipped({"_rels/.rels": _rels(), name: head + b" " * size + tail})


def unpacked(data: bytes) -> None:
    """All that is in it, piece by piece."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            with parts.open(name) as part:
                while part.read(1 << 20):
                    pass


def _rels() -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )


def test_a_zip_bomb_is_refused_in_little_time_and_memory() -> None:
    data = bomb(150 * 1024 * 1024)
    assert 150 * 1024 * 1024 / len(data) > 900
    tracemalloc.start()
    error = refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(error, LimitExceeded)
    assert "压缩炸弹" in str(error)
    assert peak < 40 * 1024 * 1024
    assert seconds(lambda: refused(data)) < seconds(lambda: unpacked(data))


def test_a_header_that_lies_about_its_size_is_no_way_around() -> None:
    data = bytearray(bomb(60 * 1024 * 1024))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(signature) if signature == b"PK\x01\x02" else data.find(signature, 10)
        struct.pack_into("<I", data, at + offset, 1000)
    tracemalloc.start()
    refused(bytes(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 1024 * 1024


def test_a_part_or_a_file_that_unpacks_too_large() -> None:
    data = word(p("甲" * 100_000))
    for name in ("part_bytes", "total_bytes"):
        sentence = str(refused(data, limits=Limits(**{name: 100_000})))
        assert "解压后超过" in sentence
        assert sentence.endswith(f"，请拆成几个文件，或用 --limit {name}=数值 放宽。")


def test_a_bomb_in_a_worksheet_is_named_like_one_in_a_document() -> None:
    data = workbook(" " * (40 * 1024 * 1024) + rows(c("A1", "甲")))
    sentence = str(refused(data, "表.xlsx"))
    assert "压缩炸弹" in sentence
    assert sentence.endswith("--limit ratio=数值 放宽。")
    trusted = str(refused(data, "表.xlsx", Limits(ratio=100_000)))
    assert "一段文字超过 10 MB" in trusted


def test_too_many_entries() -> None:
    data = zipped({"_rels/.rels": _rels(), **{f"part{n}": "" for n in range(30)}})
    assert isinstance(refused(data, limits=Limits(parts=20)), LimitExceeded)


def test_millions_of_entries_are_counted_before_they_are_read() -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    directory = entry * 500_000
    data = b"PK\x03\x04" + directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), 4, 0)
    tracemalloc.start()
    error = refused(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(error, LimitExceeded)
    assert peak < len(data) // 4


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file(share: float) -> None:
    data = word(p("甲" * 1000))
    error = refused(data[: int(len(data) * share)])
    assert isinstance(error, DamagedDocument)
    assert "文件不完整" in str(error)


def test_a_part_with_a_wrong_checksum_or_broken_stream() -> None:
    data = bytearray(word(p("甲乙丙" * 300)))
    at = data.find(b"word/document.xml") + 60
    data[at : at + 8] = b"\xff" * 8
    assert isinstance(refused(bytes(data)), DamagedDocument)


def test_an_encrypted_entry() -> None:
    data = bytearray(word(p("甲")))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    assert isinstance(refused(bytes(data)), ProtectedDocument)


def test_an_unknown_compression() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("_rels/.rels", _rels())
    data = bytearray(out.getvalue())
    data[8] = 99
    data[data.find(b"PK\x01\x02") + 10] = 99
    assert isinstance(refused(bytes(data)), DamagedDocument)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
LAUGHS = ENTITIES + "".join(
    f'<!ENTITY {chr(98 + n)}1 "{f"&{chr(97 + n)}1;" * 10 if n else "&b;" * 10}">' for n in range(12)
)


@pytest.mark.parametrize(
    "xml",
    [
        LAUGHS + f']><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&m1;</w:t></w:r></w:p></w:body></w:document>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>',
        f'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><w:document xmlns:w="{W}"><w:body/></w:document>',
    ],
    ids=["bomb", "external entity", "external subset"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(xml: str, encoding: str) -> None:
    data = zipped({"_rels/.rels": _rels(), "word/document.xml": xml.replace('"1.0"?', '"1.0" ?').encode(encoding)})
    error = refused(data)
    assert isinstance(error, DamagedDocument)
    assert "实体" in str(error)


def test_entities_in_a_sheet_are_refused() -> None:
    sheet = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'
    for content in (sheet.encode(), sheet.encode("utf-16")):
        data = workbook(rows(c("A1", "甲")), parts={"xl/worksheets/sheet1.xml": content})
        error = refused(data, "表.xlsx")
        assert "实体" in str(error) or "XML" in str(error)


def test_xml_in_utf_16_reads() -> None:
    xml = f'<?xml version="1.0" encoding="UTF-16"?><w:document xmlns:w="{W}"><w:body>{p("甲")}</w:body></w:document>'
    data = zipped({"_rels/.rels": _rels(), "word/document.xml": xml.encode("utf-16")})
    assert [block.text for block in read_bytes(data, "x.docx").blocks] == ["甲"]  # type: ignore[union-attr]


def test_xml_that_breaks_off() -> None:
    data = zipped({"_rels/.rels": _rels(), "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>'})
    assert "不是完整的 XML" in str(refused(data))
    data = workbook(rows(c("A1", "甲")), parts={"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"})
    assert "不是完整的 XML" in str(refused(data, "表.xlsx"))


def test_a_package_without_its_document() -> None:
    data = zipped({"_rels/.rels": _rels(), "word/other.xml": "<x/>", "xl/workbook.xml": "<workbook/>"})
    assert isinstance(refused(data, "表.xlsx"), DamagedDocument)


def test_names_are_compared_without_case_and_never_leave_the_container() -> None:
    data = zipped(
        {
            "_RELS/.rels": _rels().replace("word/document.xml", "../../../Word/Document.XML"),
            "word\\document.xml": f'<w:document xmlns:w="{W}"><w:body>{p("甲")}</w:body></w:document>',
        }
    )
    container = Container(data, DEFAULT_LIMITS)
    assert container.main_part("word/document.xml") == "Word/Document.XML"
    assert container.part("nowhere") is None
    assert container.tree("nowhere") is None


def test_a_text_of_a_million_characters_parses() -> None:
    assert len(parse_xml(b"<a>" + b"x" * 1_000_000 + b"</a>", "a").text or "") == 1_000_000
