"""The old binary container: streams, properties, and what is said of damaged and of unread ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.formats.old_builders import compound

from jiheng.formats.compound import Compound
from jiheng.formats.compound_properties import read_properties
from jiheng.formats.libreoffice import VARIABLE
from jiheng.formats.registry import read_bytes
from jiheng.model.errors import DamagedDocument, ProtectedDocument, UnreadableDocument, UnsupportedFormat

OLD = ROOT / "tests/fixtures/old"
DOC = (OLD / "korla-2021-department-overall.doc").read_bytes()


@pytest.fixture(autouse=True)
def _without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "没有这个程序")


def refused(data: bytes, name: str = "表.doc") -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, name)
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    return caught.value


@pytest.mark.parametrize(
    ("streams", "kind", "words"),
    [
        (["EncryptionInfo", "EncryptedPackage"], ProtectedDocument, "密码"),
        (["a", "b", "c", "d", "EncryptedPackage"], ProtectedDocument, "密码"),
        (["WordDocument", "1Table"], UnsupportedFormat, "要由 LibreOffice 转换"),
        (["PowerPoint Document"], UnsupportedFormat, "演示文稿"),
        (["VisioDocument"], UnsupportedFormat, "Visio"),
        (["__properties_version1.0"], UnsupportedFormat, "邮件"),
        (["什么"], UnsupportedFormat, "另存为"),
        (["Workbook"], DamagedDocument, "工作簿"),
    ],
)
@pytest.mark.parametrize("name", ["表.docx", "表.xlsx", "表.doc"])
def test_what_an_old_container_is(streams: list[str], kind: type[UnreadableDocument], words: str, name: str) -> None:
    error = refused(compound(*streams), name)
    assert type(error) is kind
    assert words in str(error)


def test_streams_of_embedded_objects_do_not_count() -> None:
    data = compound("PowerPoint Document", embedded=("WordDocument", "Workbook"))
    assert Compound(data).names() == ["PowerPoint Document"]
    assert "演示文稿" in str(refused(data))


def test_a_directory_that_goes_round_in_a_ring_ends() -> None:
    loop = bytearray(compound("什么"))
    loop[512 + 8 : 512 + 12] = (1).to_bytes(4, "little")
    assert Compound(bytes(loop)).names() == ["什么"]


def test_streams_and_properties() -> None:
    file = Compound(DOC)
    assert len(file.stream("WordDocument")) == 35_905
    assert file.stream("WordDocument", 2) == b"\xec\xa5"
    found = read_properties(file, comments=3)
    assert (found.author, found.created, found.comments) == ("Administrator", "2013-12-23T23:15:00Z", 3)


@given(length=st.integers(9, len(DOC) - 1024))
@settings(max_examples=60)
def test_a_document_cut_off_anywhere_is_called_so(length: int) -> None:
    error = refused(DOC[:length])
    assert isinstance(error, DamagedDocument)
    assert "不完整" in str(error)


@given(place=st.integers(8, 4096), noise=st.binary(min_size=1, max_size=8))
@settings(max_examples=60)
def test_a_damaged_container_gives_a_sentence(place: int, noise: bytes) -> None:
    refused(DOC[:place] + noise + DOC[place + len(noise) :])


def test_a_document_with_a_password() -> None:
    start = DOC.index(b"\xec\xa5")
    locked = bytearray(DOC)
    locked[start + 11] |= 0x01
    error = refused(bytes(locked))
    assert isinstance(error, ProtectedDocument)
    assert "取消密码" in str(error)
