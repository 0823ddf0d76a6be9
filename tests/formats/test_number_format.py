"""Number formats: a stored value as the sheet shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.formats.number_format import BUILT_IN, compile_format, general, split_sections

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("2023", "2023"),
        ("17.8", "17.8"),
        ("17.80", "17.8"),
        ("-3.50", "-3.5"),
        ("0.95", "0.95"),
        ("0.30000000000000004", "0.3"),
        ("1.1000000000000001", "1.1"),
        ("0.1234567890123", "0.123456789"),
        ("12345.678901234", "12345.6789"),
        ("13800138000", "13800138000"),
        ("123456789012", "1.23457E+11"),
        ("1E-3", "0.001"),
        ("0.0001", "0.0001"),
        ("0.00001234", "1.234E-05"),
        ("1E+20", "1E+20"),
        ("-0", "0"),
        ("99999999999.9", "1E+11"),
        ("abc", "abc"),
        ("INF", "INF"),
        ("00123", "123"),
        ("", ""),
    ],
)
def test_general(value: str, shown: str) -> None:
    assert general(value) == shown
    assert compile_format("General").number(value) == shown
    assert compile_format("G/通用格式").number(value) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0", "17.5", "18"),
        ("0", "-17.5", "-18"),
        ("0.00", "17.8", "17.80"),
        ("0.00", "0.285", "0.29"),
        ("0.00", "1.005", "1.01"),
        ("0.0", "1.25", "1.3"),
        ("#,##0", "0", "0"),
        ("#,##0", "1234567", "1,234,567"),
        ("#,##0.00", "1234567.891", "1,234,567.89"),
        ("#,##0", "-999.6", "-1,000"),
        ("#", "0", ""),
        ("#.##", "0.5", ".5"),
        ("0.##", "1.5", "1.5"),
        ("0.##", "1", "1."),
        ("0.0#", "1", "1.0"),
        ("000", "7", "007"),
        ("000000", "439001", "439001"),
        ("00-00", "1234", "12-34"),
        ("???", "5", "5"),
        ("0,", "12345", "12"),
        ("0.0,,", "12345678", "12.3"),
        ('0.00,"万"', "17800", "17.80万"),
        ("0!.0,", "178000", "17.8"),
        ("0%", "0.95", "95%"),
        ("0%", "1", "100%"),
        ("0.00%", "0.12345", "12.35%"),
        ("0.0%", "-0.5", "-50.0%"),
        ('"≥"0%', "0.95", "≥95%"),
        ("≥0%", "0.95", "≥95%"),
        ('0"个"', "12", "12个"),
        ("0个", "12", "12个"),
        ("\\≤0", "3", "≤3"),
        ('"共"0"个社区"', "4", "共4个社区"),
        ('#,##0.00"万元"', "1234.5", "1,234.50万元"),
        ("0.00_ ", "17.8", "17.80"),
        ("0.00_);[Red]\\(0.00\\)", "-17.8", "(17.80)"),
        ("0_);(0)", "-3", "(3)"),
        ("[Red]0.0;[Blue]-0.0;零", "0", "零"),
        ("0;;", "-5", ""),
        ("0;;", "0", ""),
        (";;;", "5", ""),
        ("0;-0;;@", "0", ""),
        ("0.0;@", "-2", "-2.0"),
        ('[>=100]"大"0;[<0]"负";"小"0', "150", "大150"),
        ('[>=100]"大"0;[<0]"负";"小"0', "-5", "负"),
        ('[>=100]"大"0;[<0]"负";"小"0', "5", "小5"),
        ("[<=9999999]###-####;(###) ###-####", "1234567", "123-4567"),
        ("[>1]0.0;0.00", "0.5", "0.50"),
        ('[=1]"是";[=0]"否";0', "1", "是"),
        ('[=1]"是";[=0]"否";0', "0", "否"),
        ("0.00E+00", "12345", "1.23E+04"),
        ("0.00E+00", "0.00012345", "1.23E-04"),
        ("##0.0E+0", "12345", "12.3E+3"),
        ("0E-0", "1000", "1E3"),
        ("# ?/?", "1.5", "1 1/2"),
        ("# ?/?", "0.25", "1/4"),
        ("# ??/??", "0.3333333", "1/3"),
        ("?/8", "0.5", "4/8"),
        ("# ?/?", "3", "3"),
        (ACCOUNTING, "0", "-"),
        (ACCOUNTING, "-5", "-5.00"),
        (ACCOUNTING, "1234.5", "1,234.50"),
        ("[$¥-804]#,##0.00", "1234.5", "¥1,234.50"),
        ("[$-804]0.0", "1", "1.0"),
        ('"¥"#,##0;"¥"\\-#,##0', "-12", "¥-12"),
        ("[DBNum1]General", "123", "一百二十三"),
        ("[DBNum1][$-804]General", "10", "十"),
        ("[DBNum1]General", "10203", "一万零二百零三"),
        ("[DBNum2][$-804]General", "1050", "壹仟零伍拾"),
        ('[DBNum2]General"元整"', "300000", "叁拾万元整"),
        ("[DBNum1]0", "123", "一二三"),
        ('General"人"', "5", "5人"),
        ('G/通用格式"分"', "92.5", "92.5分"),
        ("@", "12.50", "12.5"),
        ("0.00", "1E+30", "1" + "0" * 30 + ".00"),
        ("0.00", "x", "x"),
        ("年度0", "1", "年度1"),
    ],
)
def test_numbers(code: str, value: str, shown: str) -> None:
    assert compile_format(code).number(value) == shown


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ('yyyy"年"m"月"d"日"', "45200", "2023年10月1日"),
        ("yyyy年m月d日", "45200", "2023年10月1日"),
        ("yyyy-mm-dd", "45200.9", "2023-10-01"),
        ("yyyy/m/d h:mm", "45200.5", "2023/10/1 12:00"),
        ("yy.mm", "45200", "23.10"),
        ("e", "45200", "2023"),
        ("yyyy", "45200", "2023"),
        ('[DBNum1]yyyy"年"m"月"d"日"', "45200", "二〇二三年十月一日"),
        ('[DBNum1][$-804]m"月"d"日"', "45255", "十一月二十五日"),
        ("aaaa", "45200", "星期日"),
        ("aaa", "45200", "日"),
        ("[$-804]dddd", "45201", "星期一"),
        ("dddd", "45201", "Monday"),
        ("ddd", "45201", "Mon"),
        ("d-mmm-yy", "45200", "1-Oct-23"),
        ("[$-804]mmmm", "45200", "十月"),
        ("mmmmm", "45200", "O"),
        ("h:mm", "0.75", "18:00"),
        ("h:mm AM/PM", "0.75", "6:00 PM"),
        ("h:mm AM/PM", "0", "12:00 AM"),
        ("上午/下午h时mm分", "0.75", "下午6时00分"),
        ("mm:ss", "0.0001", "00:09"),
        ("mm:ss.0", "0.0001", "00:08.6"),
        ("[h]:mm", "1.5", "36:00"),
        ("[mm]:ss", "0.05", "72:00"),
        ("[s]", "0.001", "86"),
        ("h:mm:ss", "0.999999999", "0:00:00"),
        ("m", "45200", "10"),
        ("hh", "0.25", "06"),
        ('h"时"m"分"', "0.5", "12时0分"),
        ("[$-F800]dddd, mmmm dd, yyyy", "45200", "2023年10月1日"),
        ("yyyy/m/d", "60", "1900/2/29"),
        ("yyyy/m/d", "59", "1900/2/28"),
        ("yyyy/m/d", "1", "1900/1/1"),
        ("yyyy/m/d", "-1", "########"),
        ("yyyy/m/d", "99999999", "########"),
        ("yyyy/m/d;@", "45200", "2023/10/1"),
    ],
)
def test_dates(code: str, value: str, shown: str) -> None:
    assert compile_format(code).number(value) == shown


def test_dates_counted_from_1904() -> None:
    assert compile_format("yyyy/m/d", date_1904=True).number("0") == "1904/1/1"
    assert compile_format("yyyy/m/d", date_1904=True).number("43738") == "2023/10/1"
    assert compile_format("[h]:mm", date_1904=True).number("1.5") == "36:00"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0.00", "甲", "甲"),
        ("@", "甲", "甲"),
        ('"附件"@', "1", "附件1"),
        ('0;-0;0;"无"', "甲", "无"),
        (";;;", "甲", ""),
        (ACCOUNTING, "甲", "甲"),
        ('@"元"', "三", "三元"),
    ],
)
def test_texts(code: str, value: str, shown: str) -> None:
    assert compile_format(code).text(value) == shown


def test_chinese_built_in_formats() -> None:
    shown = {
        number: compile_format(BUILT_IN[number]).number("45200.5")
        for number in (14, 27, 28, 31, 32, 34, 50, 55, 57, 58)
    }
    assert shown == {
        14: "2023/10/1",
        27: "2023年10月",
        28: "10月1日",
        31: "2023年10月1日",
        32: "12时00分",
        34: "下午12时00分",
        50: "2023年10月",
        55: "下午12时00分",
        57: "2023年10月",
        58: "10月1日",
    }
    assert all(compile_format(code).number("1.5") for code in BUILT_IN.values())


def test_a_semicolon_in_quotes_parts_nothing() -> None:
    assert split_sections('0"a;b"\\;;-0') == ['0"a;b"\\;', "-0"]


@given(
    st.text(alphabet='0#?.,%;@"\\_*[]$-+E/ymdhsaGeneral 年月日>=<1Ap', max_size=24),
    st.decimals(allow_nan=False, allow_infinity=False),
)
def test_no_format_fails(code: str, value: object) -> None:
    compiled = compile_format(code)
    assert isinstance(compiled.number(str(value)), str)
    assert isinstance(compiled.text("甲"), str)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_two_places_show_the_value_itself(value: object) -> None:
    shown = compile_format("0.00").number(str(value))
    assert shown == format(value, ".2f") or shown == "0.00"


@pytest.mark.parametrize("code", ["0." + "0" * 100_000, "0." + "0" * 254, "0%" + "%" * 1000, "0" * 300, "#,##0" * 200])
def test_a_format_longer_than_a_sheet_takes_is_general(code: str) -> None:
    assert compile_format(code).number("5.5") == "5.5"


@pytest.mark.parametrize(
    ("code", "value"),
    [("0." + "0" * 253, "1.5e300"), ("0%" + "%" * 253, "5e307"), ("0.0" + "," * 250, "5e300"), ("0.00E+00", "1e-307")],
)
def test_arithmetic_beyond_the_bounds_shows_something(code: str, value: str) -> None:
    assert compile_format(code).number(value)
