"""Labels, however they are printed; and texts that only look like them."""

from __future__ import annotations

import pytest

from jiheng.forms.goals import Part, parts_of
from jiheng.forms.headlines import Head, classify, is_title
from jiheng.forms.inline import amounts_in, goal_label_in, pairs_in
from jiheng.forms.tree import name_span
from jiheng.forms.vocabulary import belongs, label_of, level_of, opinion_of, vocabulary
from jiheng.model.language import fold


@pytest.mark.parametrize(
    "text",
    [
        "项目名称",
        "项 目 名 称",
        "项目\n名称",
        "*项目名称",
        "★项目名称：",
        "项目名称（必填）",
        "一、项目名称",
        "1.项目名称",
        "（一）项目名称",
        "项目（政策）名称",
    ],
)
def test_decoration_of_a_label_does_not_matter(text: str) -> None:
    label = label_of(text)
    assert label is not None
    assert label.get("meta") == "project_name"


def test_a_label_brings_its_unit_its_year_and_its_months() -> None:
    money = label_of("预算金额（万元）")
    assert money is not None
    assert (money.get("amount"), money.unit) == ("total", "万元")
    year = label_of("2023年指标值")
    assert year is not None
    assert (year.get("tree"), year.year) == ("value", 2023)
    months = label_of("1-7月执行数")
    assert months is not None
    assert (months.get("amount_column"), months.months) == ("executed", "1-7月")


@pytest.mark.parametrize("text", ["", "2024年度", "某县财政局", "开展项目名称核对工作", "——", "1.", "（万元）"])
def test_what_is_no_label(text: str) -> None:
    assert label_of(text) is None


def test_no_word_stands_twice_in_a_group() -> None:
    for group in ("meta", "amount", "goal", "tree", "task"):
        words = vocabulary().by_group[group]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("产出指标", 1),
        ("产出指标（50分）", 1),
        ("效益 指标", 1),
        ("数量指标", 2),
        ("可持续影\n响指标", 2),
        ("成本指标", 3),
        ("群众知晓率", 0),
    ],
)
def test_levels(text: str, level: int) -> None:
    assert level_of(text) == level


def test_which_level_stands_below_which() -> None:
    assert belongs("产出指标", "数量指标") is True
    assert belongs("效益指标", "数量指标") is False
    assert belongs("产出指标", "成本指标") is None


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("财政部门业务股室审核意见", "财政部门业务股室"),
        ("主管部门\n审核意见（必填）", "主管部门"),
        ("征求群众意见", None),
        ("目标设置合理，同意。", None),
    ],
)
def test_opinions(text: str, by: str | None) -> None:
    assert opinion_of(text) == by


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("2024年部门项目支出预算绩效目标表", True),
        ("项目支出绩效自评表（2023年度）", True),
        ("部门（单位）整体绩效运行监控情况表", True),
        ("7.招聘社区工作者工资保险绩效目标表", True),
        ("详见项目支出绩效目标表", False),
        ("项目支出绩效目标审核表", False),
        ("绩效评价指标体系表", False),
        ("请各单位填报绩效目标表。", False),
        ("部门收支预算总表", False),
    ],
)
def test_titles(text: str, title: bool) -> None:
    assert is_title(fold(text)) is title


def test_the_lines_of_a_head() -> None:
    text = "附表3-1\n2023年区级专项资金支出方向绩效目标表\n（2023年度）\n金额单位：万元\n- 3 -"
    kinds = [Head.ATTACHMENT, Head.TITLE, Head.YEAR, Head.UNIT, Head.PAGE]
    assert [line.kind for line in classify(text)] == kinds
    broken = "某某街道办事处部门整体支出绩效目\n标表"
    assert [broken[line.start : line.end] for line in classify(broken)] == [broken]


def test_pairs_in_one_text() -> None:
    text = "填报单位（盖章）：南山区某街道办事处      单位负责人：张某  （单位：万元）"
    found = [(pair.label.get("meta"), text[pair.start : pair.end]) for pair in pairs_in(text)]
    assert found == [("filing_unit", "南山区某街道办事处"), ("head", "张某"), ("money_unit", "万元）")]


def test_amounts_behind_their_labels() -> None:
    text = "年度资金总额(含本级)50万元，其中：财政拨款 40 万元，其他资金10万元"
    found = [(pair.label.get("amount"), text[pair.start : pair.end]) for pair in amounts_in(text)]
    assert found == [("total", "50万元"), ("fiscal_appropriation", "40 万元"), ("other_funds", "10万元")]
    assert amounts_in("培训30人次") == []
    assert amounts_in("财政拨款") == []


def test_a_goal_behind_its_label() -> None:
    text = "年度绩效目标(含本级) 目标：改善环境。"
    found = goal_label_in(text)
    assert found is not None
    assert (found.label.get("goal"), text[found.start : found.end]) == ("annual_own_level", "目标：改善环境。")
    assert goal_label_in("绩效目标完成得好") is None
    assert goal_label_in("项 目 绩 效 目 标 申 报 表") is None


def texts(text: str) -> list[tuple[int | None, str]]:
    return [(part.number, text[part.start : part.end]) for part in parts_of(text)]


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("保障运转。", [(None, "保障运转。")]),
        ("目标1：甲。 目标2：乙。", [(1, "甲。"), (2, "乙。")]),
        ("在预算内确保以下目标：\n目标一：甲；\n目标二：乙", [(1, "甲；"), (2, "乙")]),
        ("1.甲\n2.乙", [(1, "甲"), (2, "乙")]),
        ("1、甲；2、乙；3、丙", [(1, "甲；"), (2, "乙；"), (3, "丙")]),
        ("目标：甲。 目标2：乙", [(None, "甲。"), (2, "乙")]),
        ("建成道路3.5公里，完成2.1万平方米", [(None, "建成道路3.5公里，完成2.1万平方米")]),
        ("培训1.2万人次", [(None, "培训1.2万人次")]),
        ("甲（40分）", [(None, "甲（40分）")]),
        ("", []),
    ],
)
def test_goals_of_a_text(text: str, goals: list[tuple[int | None, str]]) -> None:
    assert texts(text) == goals


def test_goals_that_go_on_with_those_above() -> None:
    assert parts_of("2.乙", first=2) == [Part(2, 2, 3)]
    assert parts_of("2.乙") == [Part(None, 0, 3)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("指标1：培训人次", "培训人次"),
        ("指标２ 培训人次", "培训人次"),
        ("指标1:", ""),
        ("……", ""),
        ("指标完成率", "指标完成率"),
        ("2型糖尿病管理人数", "2型糖尿病管理人数"),
    ],
)
def test_names_of_indicators(text: str, name: str) -> None:
    start, end = name_span(text)
    assert text[start:end] == name
