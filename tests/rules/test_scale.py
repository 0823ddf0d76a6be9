"""The rules over a batch take linear time: four times the forms, about four times as long."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from jiheng.model.declaration import Table
from jiheng.rules.check import File, Settings, check_files
from jiheng.rules.registry import Over, all_rules
from tests.growth import check_linear
from tests.rules.cases import tables_of

FORMS = 4_000

_STANDARD = [
    ("质量指标", "验收合格率", "=100%"),
    ("质量指标", "资金使用合规率", "=100%"),
    ("时效指标", "资金支付及时率", "≥95%"),
    ("服务对象满意度指标", "服务对象满意度", "≥95%"),
]
_FILLER = ("生态效益指标", "促进生态环境好转", "促进生态环境好转")
_TEMPLATE = [("数量指标", f"完成第{n}类规定动作", f"≥{n + 10}项") for n in range(8)]


def own_rows(chance: random.Random) -> list[tuple[str, str, str]]:
    """Indicators of one project only."""
    word = "".join(chance.choices("水路桥林田校医灯井渠站库园墙", k=3))
    return [
        ("数量指标", f"新建{word}数量", f"={chance.randint(1, 9999)}处"),
        ("数量指标", f"{word}管护人数", f"={chance.randint(1, 9999)}人"),
        ("成本指标", f"{word}建设成本", f"≤{chance.randint(1, 9999)}万元"),
        ("社会效益指标", f"{word}受益人口", f"≥{chance.randint(1, 99999)}人"),
        ("可持续影响指标", f"{word}使用年限", f"≥{chance.randint(1, 30)}年"),
    ]


def forms(count: int, *, template: bool, units: int) -> list[tuple[Table, ...]]:
    """So many files with one form: of many units, with the same fillers and standard indicators in each."""
    chance = random.Random(count)
    tables = []
    for n in range(count):
        rows = [*_STANDARD, _FILLER, *(_TEMPLATE if template else own_rows(chance))]
        goal = (
            "按照上级统一部署完成各项规定动作，确保工作落实到位，提高群众满意度"
            if template
            else f"完成{rows[-1][1]}等{n}项"
        )
        tables.append(
            {
                "kind": "project",
                "fiscal_year": 2024,
                "money_unit": "万元",
                "implementing_unit": f"第{n % units}镇人民政府",
                "competent_department": f"第{n % units}镇人民政府",
                "project_name": f"{rows[-1][1]}项目{n}",
                "project_code": f"1302292{n:014}",
                "project_period": "长期",
                "project_attribute": "延续性项目",
                "budget": {"total": str(chance.randint(1, 500) * 10_000)},
                "goals": [{"scope": "annual", "text": f"{goal}，安排{chance.randint(10, 99999)}名人员参加。"}],
                "indicators": [{"level2": level2, "name": name, "value_text": value} for level2, name, value in rows],
            }
        )
    return [(table,) for table in tables_of(tables)]


def checking(files: list[tuple[Table, ...]]) -> Callable[[], None]:
    rules = [one for one in all_rules().values() if one.over is Over.BATCH]
    opened = [File(f"{n}.docx", tables) for n, tables in enumerate(files)]
    last_year = [File(f"上年{n}.docx", tables) for n, tables in enumerate(files)]

    def work() -> None:
        result = check_files(opened, Settings(rules=rules), last_year)
        assert [crash.detail for crash in result.crashes] == []

    return work


@pytest.mark.parametrize(
    ("template", "units"),
    [(False, 400), (True, 100_000), (True, 1)],
    ids=["own numbers, 400 units", "one template, each its own unit", "one template, one unit"],
)
def test_rules_over_a_batch_are_linear(template: bool, units: int) -> None:
    checking(forms(200, template=template, units=units))()  # caches and imports
    check_linear(lambda count: checking(forms(count, template=template, units=units)), FORMS)


LONG_PIECES = (
    "1", "一", "十", "a", "和", "、", "资金、", "(", "（一", "每个社区", "10万元", "每人每年300元", "完成100个、20万元，", "2024年",
    "1.", "《办法》", "按照", "不少于", "1-",
)  # fmt: skip


@pytest.mark.parametrize("piece", LONG_PIECES)
@pytest.mark.parametrize("end", ["", "1x"])
def test_rules_over_a_long_cell_are_linear(piece: str, end: str) -> None:
    """A cell may hold 32,767 characters, and whoever fills it chooses which."""
    rules = [one for one in all_rules().values() if one.over is Over.FORM]

    def checking_cells_of(size: int) -> Callable[[], None]:
        text = (piece * size)[:size] + end
        row = {"level1": "产出指标", "level2": "数量指标"}
        tables = tables_of(
            [
                {
                    "kind": "project",
                    "project_name": text,
                    "budget": {"total": "100000"},
                    "goals": [{"scope": "annual", "text": text}],
                    "indicators": [
                        {**row, "name": text, "value_text": "10个"},
                        {**row, "name": "数量", "value_text": text},
                        {**row, "name": "及时", "level2": "时效指标", "value_text": text},
                    ],
                }
            ]
        )

        def work() -> None:
            assert not check_files([File("a.docx", tables)], Settings(rules=rules)).crashes

        return work

    check_linear(checking_cells_of, 6_000)
