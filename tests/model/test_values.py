"""What an indicator's value means: kind, operator, number, unit, amount, range."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jiheng.model.values import Meaning, ValueKind, understand


def told(meaning: Meaning) -> str:
    """`percent >= 90 %`"""
    number = None if meaning.number is None else format(meaning.number, "f")
    return " ".join(
        str(part) for part in (meaning.kind.value, meaning.operator, number, meaning.unit) if part is not None
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("=287人", "absolute = 287 人"),
        ("≥3187.81m ²", "absolute >= 3187.81 m²"),
        ("89个", "absolute 89 个"),
        ("12个党支部", "absolute 12 个党支部"),
        ("≥1.26万人", "absolute >= 1.26 万人"),
        ("≥9.2万头（只）", "absolute >= 9.2 万头"),
        ("1,200户", "absolute 1200 户"),
        ("约30人", "absolute 30 人"),
        ("30人左右", "absolute 30 人"),
        ("三名", "absolute 3 名"),
        ("≥85", "absolute >= 85"),
    ],
)
def test_counts(text: str, meant: str) -> None:
    assert told(understand(text)) == meant


@pytest.mark.parametrize(
    ("text", "yuan", "per"),
    [
        ("≤50万元", 500_000, None),
        ("≤296.8725万元", 2_968_725, None),
        ("≤6万元/人", 60_000, "人"),
        ("300元/人", 300, "人"),
        ("=5元/生·天", 5, "生·天"),
        ("200元/(人·月)", 200, "(人·月)"),
        ("元每人不超过", None, None),
        ("1.5亿元", 150_000_000, None),
        ("5万元整", 50_000, None),
        ("¥3200元", 3200, None),
        ("人民币8万元", 80_000, None),
        ("60元每人", 60, "人"),
    ],
)
def test_money(text: str, yuan: int | None, per: str | None) -> None:
    meaning = understand(text)
    assert (meaning.kind is ValueKind.MONEY) == (yuan is not None)
    assert meaning.yuan == yuan
    assert meaning.per == per


def test_a_bare_ten_thousand_is_money_only_where_money_is_asked_for() -> None:
    assert understand("≤165万").kind is ValueKind.ABSOLUTE
    assert understand("≤165万", money_unit="").yuan == 1_650_000
    assert understand("≤165万", money_unit="元").yuan == 1_650_000


def test_a_bare_number_is_money_in_the_unit_of_the_form() -> None:
    assert understand("510.38").yuan is None
    assert understand("510.38", money_unit="").yuan is None
    meaning = understand("510.38", None, Decimal("510.38"), None, "万元")
    assert (meaning.kind, meaning.yuan, meaning.unit) == (ValueKind.MONEY, 5_103_800, None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("≥90%", "percent >= 90 %"),
        ("＞=９０％", "percent >= 90 %"),
        ("˃90﹪", "percent > 90 %"),
        ("≤0.5‰", "percent <= 0.5 ‰"),
        ("5个百分点", "percent 5 个百分点"),
        ("百分之九十五", "percent 95 %"),
        ("百分之98.5", "percent 98.5 %"),
        ("100%（全覆盖）", "percent 100 %"),
        ("100%完成", "percent 100 %"),
        ("-5%", "percent -5 %"),
    ],
)
def test_percentages(text: str, meant: str) -> None:
    assert told(understand(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不低于95%", ">= 95"),
        ("不少于30人次", ">= 30"),
        ("至少3场", ">= 3"),
        ("达到95%", ">= 95"),
        ("达到95%以上", ">= 95"),
        ("95%以上", ">= 95"),
        ("95%及以上", ">= 95"),
        ("95%（含）以上", ">= 95"),
        ("≥90%以上", ">= 90"),
        ("大于等于8次", ">= 8"),
        ("不超过3天", "<= 3"),
        ("不高于5%", "<= 5"),
        ("控制在9%以内", "<= 9"),
        ("控制在50万元以内", "<= 50"),
        ("30人以内", "<= 30"),
        ("15个工作日内", "<= 15"),
        ("5%以下", "<= 5"),
        ("最多2次", "<= 2"),
        ("小于或等于3起", "<= 3"),
        ("超过80%", "> 80"),
        ("大于10个", "> 10"),
        ("低于3%", "< 3"),
        ("等于12期", "= 12"),
    ],
)
def test_bounds_in_words(text: str, meant: str) -> None:
    meaning = understand(text)
    assert f"{meaning.operator} {meaning.number}" == meant
    assert meaning.is_number


@pytest.mark.parametrize(
    "text",
    [
        "2021年12月31日",
        "2024年10月20日前",
        "2024年11月底",
        "12月底前",
        "12月底前完成",
        "6月30日之前",
        "2021.12.31",
        "2021-12-31",
        "2024/12/31",
        "20241231",
        "2024年12月",
        "2024年3月-2024年12月",
        "2024年1-12月",
        "2023.1.1-2023.12.31",
        "≤2024年12月31日",
        "不晚于12月31日",
        "年底前",
        "2024年底",
        "第四季度",
        "三季度末",
        "2024年上半年",
        "9月上旬",
        "每月15日前",
        "次月10日前",
        "十二月底前",
        "主汛期前",
        "当年12月31日前",
        "于2024年6月30日前完成",
        "12.31前",
    ],
)
def test_dates(text: str) -> None:
    assert understand(text).kind is ValueKind.DATE


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("两天", "duration 2 天"),
        ("两天内", "duration <= 2 天"),
        ("三个工作日", "duration 3 个工作日"),
        ("半年", "duration 0.5 年"),
        ("一个半月", "duration 1.5 个月"),
        ("二十四小时内", "duration <= 24 小时"),
        ("≤15天", "duration <= 15 天"),
        ("10日内", "duration <= 10 日"),
        ("30分钟以内", "duration <= 30 分钟"),
        ("6个月内", "duration <= 6 个月"),
        ("≥15年", "duration >= 15 年"),
        ("12个月", "duration 12 个月"),
        ("≤2小时/次", "duration <= 2 小时/次"),
    ],
)
def test_durations(text: str, meant: str) -> None:
    assert told(understand(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("≥12次", "frequency >= 12 次"),
        ("2次/年", "frequency 2 次/年"),
        ("每季度1次", "frequency 1 次"),
        ("每年不少于两次", "frequency >= 2 次"),
        ("≥30场次", "frequency >= 30 场次"),
        ("4期", "frequency 4 期"),
        ("三次", "frequency 3 次"),
    ],
)
def test_frequencies(text: str, meant: str) -> None:
    assert told(understand(text)) == meant


@pytest.mark.parametrize("text", ["全年", "=全年", "长期", "常年", "按月", "每季度", "贯穿全年"])
def test_periods(text: str) -> None:
    assert understand(text).kind is ValueKind.PERIOD


@pytest.mark.parametrize("text", ["是", "否", "合格", "达标", "=是"])
def test_yes_and_no(text: str) -> None:
    assert understand(text).kind is ValueKind.BOOLEAN


@pytest.mark.parametrize(
    "text", ["有效提高", "显著提升", "及时", "可控", "明显", "控制在预算内", "零投诉", "应补尽补", "不超预算"]
)
def test_words_of_degree(text: str) -> None:
    meaning = understand(text)
    assert meaning.kind is ValueKind.QUALITATIVE
    assert meaning.number is None


@pytest.mark.parametrize("text", [None, "", "无", "/", "——", "不适用", " 无 "])
def test_nothing(text: str | None) -> None:
    assert understand(text).kind is ValueKind.NONE


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("本单位共有社区工作者112人", "mixed 112 人"),
        ("需使用资金30720元", "mixed 30720 元"),
        ("案件处理时限为两天", "mixed 2 天"),
        ("≥90合法访数量占总访数的百分比", "mixed >= 90"),
        ("提高5个百分点", "mixed 5 个百分点"),
        ("下降2%以上", "mixed >= 2 %"),
        ("增长≥3%", "mixed >= 3 %"),
        ("在编46人，事业岗121人", "mixed"),
        ("6月底50%，12月底100%", "mixed"),
        ("1:19", "mixed"),
        ("≤1/10000", "mixed <="),
    ],
)
def test_numbers_in_prose(text: str, meant: str) -> None:
    assert told(understand(text)) == meant


def test_the_amount_in_prose_is_known_where_it_is_the_only_number() -> None:
    assert understand("需使用资金30720元").yuan == 30_720
    assert understand("总成本10万元，其中设备8万元").yuan is None


def test_prose_behind_a_number_is_no_unit() -> None:
    meaning = understand("≥90合法访数量占总访数的百分比", ">=", Decimal(90), "合法访数量占总访数的百分比")
    assert (meaning.kind, meaning.number, meaning.unit) == (ValueKind.MIXED, 90, None)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("90%-95%", 90, 95, "%"),
        ("5-10人", 5, 10, "人"),
        ("5至10万元", 5, 10, "万元"),
        ("18～26℃", 18, 26, "°C"),
        ("80%≤合格率≤90%", 80, 90, "%"),
        ("≥18℃且≤26℃", 18, 26, "°C"),
    ],
)
def test_ranges(text: str, low: int, high: int, unit: str) -> None:
    meaning = understand(text)
    assert (meaning.low, meaning.high, meaning.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["2.5以内", "12.31", "95", "5.0"])
def test_what_looks_like_a_date_and_is_none(text: str) -> None:
    assert understand(text).kind is ValueKind.ABSOLUTE


def test_columns_of_their_own_win() -> None:
    meaning = understand("95", ">=", Decimal(95), "%")
    assert told(meaning) == "percent >= 95 %"
    assert told(understand("及时", "=")) == "qualitative ="


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("≥90%", "＞=９０ ％"),
        ("≤15个工作日", "≦１５个工作日"),
        ("=600元/人", "＝600 元/人"),
        ("≥24000平方米", "≥24,000平方米"),
        ("2024年10月20日前", "２０２４年１０月２０日前"),
    ],
)
def test_spelling_is_not_meaning(one: str, other: str) -> None:
    first, second = understand(one), understand(other)
    assert (first.kind, first.operator, first.number, first.yuan) == (
        second.kind,
        second.operator,
        second.number,
        second.yuan,
    )
