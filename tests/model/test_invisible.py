"""What nobody sees is not there when names are kept and compared, and cannot turn a line around."""

from __future__ import annotations

import unicodedata

import pytest

from jiheng.model.invisible import as_name, as_typed, visible
from jiheng.model.private_numbers import masked
from tests.growth import check_linear

TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = "\u200b\u2060\u2061\u2064\ufeff\u00ad"
JOINING = "\u034f\u180b\u180e\u200c\u200d\ufe0f\U000e0101"
CONTROLS = "\x00\x01\x1b\x7f\x80\x9f"
TAGS = "\U000e0001\U000e0041"


@pytest.mark.parametrize("odd", [*TURNING, *ZERO_WIDTH, *JOINING, *CONTROLS, *TAGS, "\u3164", "\uffa0"])
def test_a_name_is_what_is_seen_of_it(odd: str) -> None:
    assert as_name(f"{odd}养老{odd}服务{odd}") == "养老服务"
    assert visible(odd) == ""


@pytest.mark.parametrize("odd", [*TURNING, *ZERO_WIDTH, *CONTROLS, *TAGS])
def test_nobody_types_what_turns_a_line_around(odd: str) -> None:
    assert as_typed(f"同意{odd}批复") == "同意批复"


@pytest.mark.parametrize("text", ["ن\u200cو", "ᠮ\u180bᠤ", "辻\U000e0100", "一\n二\t三\r\n", "a b　c", "𠮷 é ①"])
def test_what_a_script_needs_stays_in_a_text(text: str) -> None:
    assert as_typed(text) == text


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n", "\n", "\t", "\u2800", "\u3000"])
def test_a_name_stands_on_one_line(odd: str) -> None:
    assert as_name(f" 养老{odd}{odd}服务{odd}") == "养老 服务"


def test_all_that_unicode_calls_a_format_or_control_character_is_known() -> None:
    seen = {
        chr(n)
        for n in range(0x110000)
        if unicodedata.category(chr(n)) in ("Cc", "Cf") and visible(f"a{chr(n)}b") not in ("ab", "a\nb")
    }
    prepended = {chr(n) for n in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
    shown = {"\t", "\n", "\r"} | prepended  # signs before numbers and the like, which are seen
    controls_of_other_scripts = {chr(n) for n in range(0x13430, 0x13440)}
    assert seen <= shown | controls_of_other_scripts


@pytest.mark.parametrize("odd", [*TURNING, *ZERO_WIDTH, *JOINING])
def test_no_mobile_number_hides_behind_them(odd: str) -> None:
    assert "0013" not in masked(f"电话 138{odd}0013{odd}8000").replace(odd, "")


def test_long_texts_take_time_in_step() -> None:
    check_linear(lambda size: lambda: visible("养\u200b老" * size), 400_000)
