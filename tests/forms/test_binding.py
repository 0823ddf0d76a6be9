"""Small forms, one trouble each."""

from __future__ import annotations

import pytest

from jiheng.forms.ledger import Became, How
from jiheng.model.declaration import Kind, Scope
from tests.forms.builders import HEAD, TITLE, document, facts, grid, only_table, read


def test_levels_are_filled_down_from_merged_cells_and_from_blank_ones() -> None:
    merged = grid(
        HEAD,
        [("产出指标", 2, 1), ("数量指标", 2, 1), "甲", "≥1个"],
        ["乙", "2个"],
        ["效益指标", "社会效益指标", "丙", "提高"],
    )
    blank = grid(
        HEAD, ["产出指标", "数量指标", "甲", "≥1个"], ["", "", "乙", "2个"], ["效益指标", "社会效益指标", "丙", "提高"]
    )
    for rows in (merged, blank):
        table = only_table(TITLE, rows)
        found = [facts(i, "level1", "level2", "name", "operator", "number", "unit") for i in table.indicators]
        assert found == [
            ("产出指标", "数量指标", "甲", ">=", "1", "个"),
            ("产出指标", "数量指标", "乙", None, "2", "个"),
            ("效益指标", "社会效益指标", "丙", None, None, None),
        ]


def test_a_text_export_that_lost_cells_is_read_by_what_the_cells_say() -> None:
    rows = grid(
        ["年度绩效指标", *HEAD],
        ["", "产出指标", "数量指标", "甲", "6个"],
        ["", "", "", "时效指标", "乙", "≥90%"],
        ["效益指标", "", "社会效益指标", "丙", "有效改善"],
        ["", "可持续影响指标", "丁", "有效提高"],
        exact=False,
    )
    table = only_table("项目支出绩效目标表", rows)
    assert [facts(i, "level1", "level2", "name", "value_text") for i in table.indicators] == [
        ("产出指标", "数量指标", "甲", "6个"),
        ("产出指标", "时效指标", "乙", "≥90%"),
        ("效益指标", "社会效益指标", "丙", "有效改善"),
        ("效益指标", "可持续影响指标", "丁", "有效提高"),
    ]


def test_an_indicator_called_like_an_amount_of_the_head_stays_in_the_tree() -> None:
    tree = grid(
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "成本指标", "每公里造价", "≤30万元/公里"],
        ["", "", "", "总投资", "≤90万元"],
        ["", "", "", "人员经费", "＝5万元"],
        ["", "效益指标", "社会效益指标", "受益人口", "≥800人"],
        exact=False,
    )
    table = only_table(TITLE, tree)
    assert [facts(i, "name", "value_text") for i in table.indicators] == [
        ("每公里造价", "≤30万元/公里"),
        ("总投资", "≤90万元"),
        ("人员经费", "＝5万元"),
        ("受益人口", "≥800人"),
    ]


def test_operator_value_and_unit_in_three_columns() -> None:
    rows = grid(
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标方向性"],
        ["产出指标", "数量指标", "甲", "≥", "90", "%", "10", "正向指标"],
        ["产出指标", "质量指标", "乙", "定性", "优", "", "20", "正向指标"],
    )
    table = only_table(TITLE, rows)
    assert [facts(i, "operator", "value_text", "number", "unit", "weight", "polarity") for i in table.indicators] == [
        (">=", "90", "90", "%", "10", "正向指标"),
        (None, "优", None, None, "20", "正向指标"),
    ]


def test_ticks_stand_for_their_heads() -> None:
    rows = grid(
        [
            ("一级指标", 2, 1),
            ("三级指标", 2, 1),
            ("年度指标值", 2, 1),
            ("1-7月执行情况", 2, 1),
            ("偏差原因分析", 2),
            ("完成目标可能性", 2),
        ],
        ["经费保障", "其他", "确定能", "有可能"],
        ["产出指标", "甲", "5个", "3个", "√", "√", "", "√"],
    )
    table = only_table("项目支出绩效运行监控表", rows)
    (indicator,) = table.indicators
    assert (table.kind, table.monitoring_period) == (Kind.MONITORING, "1-7月")
    assert (indicator.actual_text, indicator.deviation_causes, indicator.likelihood) == (
        "3个",
        ("经费保障", "其他"),
        "有可能",
    )


def test_a_column_for_each_place_and_a_row_for_each_place() -> None:
    across = grid(
        [("三级指标", 2, 1), ("二级指标", 2, 1), ("指标值", 2)],
        ["东村", "西村"],
        ["道路", "数量指标", "2公里", "3公里"],
        ["路灯", "数量指标", "—", "5盏"],
    )
    down = grid(
        ["乡镇", ("产出指标", 2), "效益指标"],
        ["", "数量指标", "质量指标", "社会效益指标"],
        ["", "道路", "合格率", "受益人数"],
        ["东村", "2公里", "100%", "30人"],
        ["西村", "3公里", "", "40人"],
    )
    assert [facts(i, "name", "place", "value_text") for i in only_table(TITLE, across).indicators] == [
        ("道路", "东村", "2公里"),
        ("道路", "西村", "3公里"),
        ("路灯", "西村", "5盏"),
    ]
    assert [facts(i, "level1", "name", "place", "value_text") for i in only_table(TITLE, down).indicators] == [
        ("产出指标", "道路", "东村", "2公里"),
        ("产出指标", "合格率", "东村", "100%"),
        ("效益指标", "受益人数", "东村", "30人"),
        ("产出指标", "道路", "西村", "3公里"),
        ("效益指标", "受益人数", "西村", "40人"),
    ]


def test_several_projects_in_one_table_are_several_forms() -> None:
    rows = grid(
        ["项目名称", "预算数", "年度目标", *HEAD],
        [("甲项目", 2, 1), ("10", 2, 1), ("做好甲", 2, 1), "产出指标", "数量指标", "一", "1个"],
        ["产出指标", "质量指标", "二", "100%"],
        ["乙项目", "20", "做好乙", "产出指标", "数量指标", "三", "3个"],
    )
    first, second = read("2024年项目支出绩效目标表", "单位：万元", rows).declaration.tables
    assert [(t.project_name, t.title, t.fiscal_year, str(t.budget["total"])) for t in (first, second)] == [
        ("甲项目", "2024年项目支出绩效目标表", 2024, "100000"),
        ("乙项目", "2024年项目支出绩效目标表", 2024, "200000"),
    ]
    assert [[i.name for i in t.indicators] for t in (first, second)] == [["一", "二"], ["三"]]


def test_one_tree_per_goal() -> None:
    rows = grid(
        ["年度绩效目标1（50分）", ("修路", 3)],
        HEAD,
        ["产出指标", "数量指标", "甲", "1个"],
        ["年度绩效目标2（50分）", ("架桥", 3)],
        HEAD,
        ["产出指标", "数量指标", "乙", "2个"],
    )
    table = only_table("项目支出绩效目标表", rows)
    assert [(g.number, g.text) for g in table.goals] == [(1, "修路"), (2, "架桥")]
    assert [(i.goal, i.name) for i in table.indicators] == [(1, "甲"), (2, "乙")]


def test_money_rows_by_columns() -> None:
    rows = grid(
        [("项目资金（万元）", 3, 1), "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "100", "90", "81", "10", "90%", "9"],
        ["其中：财政拨款", "100", "90", "81", "—", "90%", "—"],
    )
    tree = grid(
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"], ["产出指标", "数量指标", "甲", "5个", "4个"]
    )
    table = only_table("项目支出绩效自评表", rows, tree)
    assert {key: str(value) for key, value in table.budget.items() if value is not None} == {
        "initial": "1000000",
        "adjusted": "900000",
        "executed": "810000",
        "weight": "10",
        "execution_rate": "90",
        "score": "9",
        "fiscal_appropriation_initial": "1000000",
        "fiscal_appropriation_adjusted": "900000",
        "fiscal_appropriation_executed": "810000",
        "fiscal_appropriation_execution_rate": "90",
    }


def test_an_unknown_head_keeps_its_place() -> None:
    rows = grid(
        ["", "年初预算数", "某种新说法", "全年执行数"],
        ["年度资金总额", "100", "95", "81"],
        exact=False,
    )
    tree = grid(
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"], ["产出指标", "数量指标", "甲", "5个", "4个"]
    )
    table = only_table("项目支出绩效自评表", "单位：元", rows, tree)
    assert {key: str(value) for key, value in table.budget.items()} == {"initial": "100", "executed": "81"}
    assert [item.text for item in table.extra] == ["95"]


def test_two_columns_of_money_have_two_scopes() -> None:
    rows = grid(
        ["年度资金总额（含本级和市县）", "80", "年度资金总额（含本级）50万元"],
        ["其中：财政拨款", "70", "其中：财政拨款50万元"],
        [("绩效目标", 1), ("年度绩效目标（含本级）\n目标：甲", 2)],
        [*HEAD[:3]],
    )
    table = only_table("2024年项目支出绩效目标表", "单位：万元", rows)
    assert {key: str(value) for key, value in table.budget.items()} == {
        "all_levels_total": "800000",
        "total": "500000",
        "all_levels_fiscal_appropriation": "700000",
        "fiscal_appropriation": "500000",
    }
    assert [(g.scope, g.text) for g in table.goals] == [(Scope.ANNUAL_OWN_LEVEL, "甲")]


def test_tick_boxes_and_codes_and_telephones() -> None:
    rows = grid(
        ["项目名称", "430101-修路", "项目属性", "☑新增项目 □延续项目"],
        ["主管部门", "[301]某某局", "实施单位", "301002-某某站"],
        ["项目负责人及电话", "王某 13000000000", "项目性质", "1.甲□ 2.乙☑"],
        HEAD,
        ["产出指标", "数量指标", "甲", "1个"],
    )
    table = only_table(TITLE, rows)
    assert (table.project_code, table.project_name, table.project_attribute) == ("430101", "修路", "新增项目")
    assert (table.competent_department_code, table.competent_department) == ("301", "某某局")
    assert (table.implementing_unit_code, table.implementing_unit) == ("301002", "某某站")
    assert (table.project_leader, table.phone) == ("王某", "13000000000")


def test_an_opinion_without_seal_and_date() -> None:
    rows = grid(
        HEAD, ["产出指标", "数量指标", "甲", "1个"], ["业务股室审核意见", ("同意申报。\n（盖章）\n2024年1月5日", 3)]
    )
    table = only_table(TITLE, rows)
    assert [(o.by, o.text, o.date) for o in table.opinions] == [("业务股室", "同意申报。", "2024年1月5日")]


def test_a_labelled_value_without_a_key_is_extra_and_the_rest_is_left_over() -> None:
    rows = grid(
        ["项目名称", "修路", "项目类别", "其他运转类"],
        ["本地特有栏目", "特有内容", "", ""],
        ["这是一段放错了地方而且没有标签的文字。", "", "", ""],
        HEAD,
        ["产出指标", "数量指标", "甲", "1个"],
    )
    reading = read(TITLE, rows)
    (table,) = reading.declaration.tables
    assert [(item.label, item.text) for item in table.extra] == [
        ("项目类别", "其他运转类"),
        ("本地特有栏目", "特有内容"),
    ]
    assert [item.text for item in reading.declaration.left_over] == ["这是一段放错了地方而且没有标签的文字。"]
    assert reading.declaration.complete is False


def test_a_blank_form_has_its_labels_and_no_values() -> None:
    rows = grid(
        ["项目名称", "", "主管部门", ""],
        [("年度资金总额", 2), ("", 2)],
        HEAD,
        [("产出指标", 2, 1), "数量指标", "指标1：", ""],
        ["质量指标", "", ""],
    )
    table = only_table(TITLE, rows)
    assert (table.project_name, table.competent_department, table.indicators) == (None, None, ())
    assert table.budget == {"total": None}
    assert [(b.level1, b.level2) for b in table.blank_levels] == [("产出指标", "数量指标"), ("产出指标", "质量指标")]


def test_the_head_repeated_after_a_page_break_is_nothing() -> None:
    first = grid(["项目名称", ("修路", 3)], HEAD, ["产出指标", "数量指标", "甲", "1个"])
    second = grid(HEAD, ["", "质量指标", "乙", "100%"])
    table = only_table(TITLE, first, "- 1 -", second)
    assert [facts(i, "level1", "level2", "name") for i in table.indicators] == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "质量指标", "乙"),
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        ["关于绩效目标的说明", "各单位应当按照一级指标、二级指标、三级指标填报绩效目标表，指标值应当细化量化。"],
        ["部门收支预算总表", grid(["项目", "预算数", "项目", "预算数"], ["一般公共预算", "100", "基本支出", "60"])],
        ["资金安排表", grid(["序号", "项目名称", "金额"], ["1", "修路", "100"])],
        [
            "绩效评价指标体系",
            grid(
                ["一级指标", "二级指标", "三级指标", "分值", "评分标准"],
                ["决策", "项目立项", "立项依据", "3", "依据充分得满分"],
            ),
        ],
        ["目录", "项目支出绩效目标表", "部门整体支出绩效目标表"],
    ],
    ids=["prose", "budget", "allocation", "index", "contents"],
)
def test_what_is_no_form(blocks: list[object]) -> None:
    assert read(*blocks).declaration.tables == ()  # type: ignore[arg-type]


def test_the_ledger_accounts_for_every_text_and_says_how_a_value_was_found() -> None:
    rows = grid(["项目名称", "修路"], ["绩效目标", "目标1：甲 目标2：乙"], exact=False)
    tree = grid(HEAD, ["产出指标", "数量指标", "甲", "1个"], exact=False)
    made = document(TITLE, rows, tree)
    ledger = read(TITLE, rows, tree).ledger
    texts = [b.text for b in made.blocks if hasattr(b, "text")] + [c.text for g in (rows, tree) for c in g.cells]
    assert sorted(entry.text for entry in ledger.entries) == sorted(text for text in texts if text)
    goals = next(entry for entry in ledger.entries if entry.text.startswith("目标1"))
    assert (goals.became, goals.of, goals.how) == (Became.VALUE, ("goals[0].text", "goals[1].text"), How.LABEL)
    name = next(entry for entry in ledger.entries if entry.text == "甲")
    assert (name.how, name.why) == (How.INFERRED, "按栏目顺序和内容对应")


def test_a_text_where_a_number_is_due_is_left_over() -> None:
    rows = grid(
        ["任务名称", "主要内容", "总额", "财政拨款", "其他资金"],
        ["甲", "一", "见附表", "10", ""],
    )
    tree = grid(HEAD, ["产出指标", "数量指标", "甲", "1个"])
    reading = read("部门整体支出绩效目标表", "单位：万元", rows, tree)
    (table,) = reading.declaration.tables
    assert facts(table.tasks[0], "name", "total", "fiscal_appropriation") == ("甲", None, "100000")
    assert [item.text for item in reading.declaration.left_over] == ["见附表"]
    (entry,) = reading.ledger.left_over()
    assert (entry.of, entry.why) == (("tasks[0].total",), "这一栏应填数字")


def test_the_amounts_of_the_year_stay_its_own_where_those_of_all_years_are_blank() -> None:
    """The same label stands twice in a row: behind a blank cell it is no repeat of a merged one."""
    rows = grid(
        ["中期资金总额（万元）", "", "年度资金总额（万元）", "3.70"],
        ["其中：财政拨款", "", "其中：财政拨款", "3.00"],
        ["其他资金", "", "其他资金", "0.70"],
        HEAD,
        ["产出指标", "数量指标", "甲", "≥1个"],
    )
    budget = only_table(TITLE, rows).budget
    assert {key: str(amount) for key, amount in (budget or {}).items() if amount is not None} == {
        "total": "37000",
        "fiscal_appropriation": "30000",
        "other_funds": "7000",
    }
