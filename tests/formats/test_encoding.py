"""Decoding: the bytes decide, a declared charset only breaks ties."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.formats.encoding import UNREADABLE, decode
from jiheng.model.errors import DamagedDocument

TEXT = "项目支出绩效目标表\n项目名称\t社区网格经费\n预算数\t77.76万元，≥90%。\n"
TRADITIONAL = "專案名稱\t社區網格經費\n預算數額與資金來源，全年經費總計，應於年底以前完成。\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_chinese_form_in_every_charset(charset: str) -> None:
    assert decode(TEXT.encode(charset)) == TEXT


@pytest.mark.parametrize("charset", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_with_and_without_mark(charset: str) -> None:
    assert decode(TEXT.encode(charset)) == TEXT


def test_big5_when_gb18030_would_make_rare_characters() -> None:
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


@pytest.mark.parametrize(("charset", "declared"), [("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "big5")])
def test_a_wrong_declaration_loses(charset: str, declared: str) -> None:
    assert decode(TEXT.encode(charset), declared) == TEXT


def test_a_character_cut_in_half_at_the_end_is_dropped() -> None:
    assert decode(TEXT.encode()[:-2]) == TEXT[:-2]


def test_one_broken_byte_in_a_long_text_shows_as_unknown() -> None:
    data = (TEXT * 20).encode()
    assert decode(data[:300] + b"\xff" + data[300:]).count("\ufffd") == 1


def test_control_characters_and_stray_nuls_are_dropped() -> None:
    assert decode("项\x00目\x01名\u200b称\ufeff".encode()) == "项目名称"


def test_tabs_line_ends_and_page_breaks_stay() -> None:
    assert decode(b"a\tb\r\nc\x0bd\x0ce\n") == "a\tb\r\nc\x0bd\x0ce\n"


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ""


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x8f\xff\xfe\x80\xff\x81" * 500])
def test_rubbish_is_one_sentence(data: bytes) -> None:
    with pytest.raises(DamagedDocument) as caught:
        decode(data)
    assert str(caught.value) == UNREADABLE


@given(st.binary(max_size=300))
def test_never_another_exception(data: bytes) -> None:
    try:
        text = decode(data)
    except DamagedDocument:
        return
    assert "\x00" not in text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs"]), max_size=200))
def test_utf_8_with_mark_is_itself(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
