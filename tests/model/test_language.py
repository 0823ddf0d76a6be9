"""The language of values: what is printed and what it means."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.model.language import (
    MONEY_UNITS,
    Value,
    fold,
    is_blank,
    parse_amount,
    parse_count,
    parse_number,
    parse_value,
    plain,
    tidy,
    tidy_line,
    year_of_line,
    year_of_title,
    years_of_prose,
)

FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("≥90%", Value(">=", "90", "%")),
        ("＞=90％", Value(">=", "90", "%")),
        ("≧90", Value(">=", "90", None)),
        ("˃90%", Value(">", "90", "%")),
        ("˂5 天", Value("<", "5", "天")),
        ("≦１２ 次", Value("<=", "12", "次")),
        ("=4个社区", Value("=", "4", "个社区")),
        ("＝100.00(%)", Value("=", "100.00", "%")),
        ("≥13459.00(平方米)", Value(">=", "13459.00", "平方米")),
        ("≥2,160盏", Value(">=", "2160", "盏")),
        ("3187.81m ²", Value(None, "3187.81", "m²")),
        ("300元/人", Value(None, "300", "元/人")),
        ("≤165万", Value("<=", "165", "万")),
        ("≤3‰", Value("<=", "3", "‰")),
        ("1", Value(None, "1", None)),
        ("=全年", Value("=", None, None)),
        ("2021年12月31日", Value()),
        ("12月底前", Value()),
        ("9月", Value()),
        ("2024.6.30", Value()),
        ("不低于50%", Value()),
        ("95%以上", Value()),
        ("3-5次", Value()),
        ("可控性100%", Value()),
        ("≥95%，其中残疾人≥90%", Value(">=", None, None)),
        ("办事处在编46人，事业岗121人", Value()),
        ("", Value()),
    ],
)
def test_values(text: str, value: Value) -> None:
    assert parse_value(text) == value


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("2227.06", "万元", "22270600"),
        ("770000.00", "元", "770000"),
        ("1,234.50", "万元", "12345000"),
        ("１２．３ 万元", "元", "123000"),
        ("3.2亿元", "万元", "320000000"),
        ("50万", "元", "500000"),
        ("¥3.7", "万元", "37000"),
        ("0.00", "万元", "0"),
        ("-3.5", "万元", "-35000"),
        ("12", None, "12"),
        ("26000元整", "万元", "26000"),
    ],
)
def test_amounts(text: str, unit: str | None, yuan: str) -> None:
    amount = parse_amount(text, unit)
    assert amount is not None
    assert str(amount.yuan) == yuan


@pytest.mark.parametrize("text", ["", "——", "/", "约50万元", "50%", "3个", "2021年", "免费办理", "1.2.3", "12,34"])
def test_what_is_no_amount(text: str) -> None:
    assert parse_amount(text, "万元") is None


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("社区优抚、 救济", "社区优抚、救济"),
        ("a  b", "a b"),
        ("LED 灯 具", "LED灯具"),
        ("第一\n 第二\n\n第三 ", "第一\n第二\n第三"),
        ("\u3000全角\u3000空格\u00a0", "全角空格"),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


def test_a_line_has_no_breaks() -> None:
    assert tidy_line("永宁县\n团结西路") == "永宁县团结西路"
    assert tidy_line("Model\nA") == "Model A"


@pytest.mark.parametrize(
    ("text", "blank"),
    [("", True), (" \n", True), ("—", True), ("／", True), ("……", True), ("无", False), ("0", False), ("-3", False)],
)
def test_blank(text: str, blank: bool) -> None:
    assert is_blank(text) is blank


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("(2021年)", 2021),
        ("（ 2020 年度）", 2020),
        ("二〇二四年度", 2024),
        ("2021年12月", None),
        ("2021", 2021),
        ("年度", None),
    ],
)
def test_year_lines(text: str, year: int | None) -> None:
    assert year_of_line(text) == year


def test_years_of_titles_and_prose() -> None:
    assert year_of_title("2023年区级专项资金绩效目标汇总表") == 2023
    assert year_of_title("439001部门整体支出绩效目标表") is None
    assert years_of_prose("2023年在县委领导下，于2021年12月31日前完成") == {2023}


def test_counts_and_numbers() -> None:
    assert parse_count("23人") == 23
    assert parse_count("约23人") is None
    assert parse_number("98.5%") == Decimal("98.5")
    assert parse_number("10分") == Decimal(10)
    assert parse_number("达成") is None


amounts = st.decimals(min_value=0, max_value=10**10, places=2)


@given(amounts, st.sampled_from(["元", "万元", "亿元"]))
def test_an_amount_in_its_own_unit_does_not_depend_on_the_form(amount: Decimal, unit: str) -> None:
    found = parse_amount(f"{amount}{unit}", "万元")
    assert found is not None
    assert found.yuan == plain(amount * MONEY_UNITS[unit])
    assert "E" not in str(found.yuan)


@given(amounts)
def test_separators_and_full_width_digits_mean_nothing(amount: Decimal) -> None:
    spellings = [f"{amount}", f"{amount:,}", f"{amount}".translate(FULL_WIDTH), f" {amount} "]
    assert len({parse_amount(text, "万元") for text in spellings}) == 1


@given(
    st.sampled_from([">=", "≥", "≧", "⩾", "＞="]),
    st.integers(0, 10**6),
    st.sampled_from(["%", "个", "万元", "人次", ""]),
)
def test_look_alike_operators_mean_the_same(operator: str, number: int, unit: str) -> None:
    assert parse_value(f"{operator}{number}{unit}") == Value(">=", str(number), unit or None)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    value = parse_value(text)
    assert value.unit is None or value.number is not None
    parse_amount(text, "万元")
    assert fold(fold(text)) == fold(text) or not text.isascii()
    assert tidy(tidy(text)) == tidy(text)
    year_of_line(text)
    years_of_prose(text)
