"""Breaking Chinese text into lines."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from jiheng.report.prose import clean, columns, one_line, wrap

TEXTS = st.text(alphabet="绩效目标，。：（）“”《》abcDEF 123.5%≥、\n\t—…", max_size=200)


@given(TEXTS, st.integers(min_value=2, max_value=60))
def test_nothing_is_lost_and_every_line_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_marks_stay_with_their_words() -> None:
    assert wrap("甲乙丙丁，戊己庚辛。", 8) == ["甲乙丙", "丁，戊己", "庚辛。"]
    assert wrap("甲乙丙（丁戊）", 8) == ["甲乙丙", "（丁戊）"]
    assert wrap("完成率 ≥90.5% 以上", 12) == ["完成率", "≥90.5% 以上"]


def test_line_breaks_are_kept() -> None:
    assert wrap("一\n\n二", 10) == ["一", "", "二"]


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert clean("a\x1b[31m\x07\u202eb\tc\r\nd") == "a�[31m��b c\nd"


def test_a_name_with_line_breaks_is_told_in_one_line() -> None:
    assert one_line("甲\n乙\r\n丙.docx") == "甲 乙 丙.docx"
