"""Makes the layouts that come with the program: draws the blank central forms, copies those of the examples, and writes for each
how it is read. Byte for byte the same each time; `--check` only compares.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace as replace_struct

sys.path.insert(0, str(Path(__file__).parent.parent))
from scripts.drawn_forms import Cell, Sheet, Table, document_of, label, value

ROOT = Path(__file__).parent.parent
BLANKS = ROOT / "examples/blank"
LAYOUTS = ROOT / "src/jiheng/forms/layouts"


# ---- the forms -------------------------------------------------------------------------------------------------------

_OUTPUT = ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标"))
_BENEFIT = ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"))
_SATISFACTION = ("满意度指标", ("服务对象满意度指标",))
_TREE = (_OUTPUT, _BENEFIT, _SATISFACTION)
_SCORED = (
    ("产出指标（50分）", _OUTPUT[1]),
    ("效益指标（30分）", _BENEFIT[1]),
    ("满意度指标（10分）", _SATISFACTION[1]),
)
_YEAR = "（　　　　年度）"
_ABOVE = (_YEAR, "填报单位（盖章）：\t金额单位：万元")
_BELOW = ("填表人：　　　　　联系电话：　　　　　　　单位负责人（签字）：　　　　　填报日期：　　年　　月　　日",)


def tree(
    side: str, widths: Sequence[float], heads: Sequence[str], levels: Iterable[tuple[str, Sequence[str]]], rows: int
) -> Table:
    """The indicators: the tall label at the left, the levels, and a row of blank cells for each of `heads` behind these."""
    table = Table(widths, repeated=1)
    table.row(label(side, open_below=True), "一级指标", "二级指标", *heads)
    levels = list(levels)
    height = rows * sum(len(seconds) for _, seconds in levels)
    for n, (first, second, start) in enumerate(_grown(levels, rows)):
        cells = [Cell("", rows=height)] if not n else []
        if first:
            cells.append(label(first[0], rows=first[1]))
        if second:
            cells.append(label(second, rows=rows))
        table.row(*cells, *(value(prose=start and not k) for k in range(len(heads))))
    return table


def _grown(
    levels: Sequence[tuple[str, Sequence[str]]], rows: int
) -> Iterator[tuple[tuple[str, int] | None, str | None, bool]]:
    for first, seconds in levels:
        for n, second in enumerate(seconds):
            for row in range(rows):
                begins = not n and not row
                yield (first, rows * len(seconds)) if begins else None, None if row else second, True


def department_overall() -> Sheet:
    """部门（单位）整体支出绩效目标申报表."""
    head = Table([14, 36, 51, 23, 23, 23])
    head.row(label("部门（单位）名称", 2), value(4))
    head.row(
        label("年度主要任务", rows=9),
        label("任务名称", rows=2),
        label("主要内容", rows=2),
        label("预算金额（万元）", 3),
    )
    head.row("总额", "财政拨款", "其他资金")
    for _ in range(6):
        head.row(value(prose=True), value(prose=True), value(), value(), value())
    head.row(label("金额合计", 2), value(), value(), value())
    head.row(label("年度总体目标"), value(5, prose=True, height=110))
    indicators = tree("年度绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("部门（单位）整体支出绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def _project_head(table: Table, first: int, second: int, third: int, fourth: int) -> None:
    table.row(label("项目名称", first), value(second + third + fourth))
    table.row(label("主管部门及代码", first), value(second), label("实施单位", third), value(fourth))
    table.row(label("项目属性", first), value(second), label("项目期", third), value(fourth))


def project() -> Sheet:
    """项目支出绩效目标申报表, its money and goals of the medium term beside those of the year; the indicators are the year's."""
    head = Table([14, 32, 45, 34, 45])
    _project_head(head, 2, 1, 1, 1)
    head.row(label("项目资金（万元）", rows=3), "中期资金总额", value(), "年度资金总额", value())
    head.row("其中：财政拨款", value(), "其中：财政拨款", value())
    head.row("其他资金", value(), "其他资金", value())
    head.row(label("总体目标", rows=2), label("中期目标", 2), label("年度目标", 2))
    head.row(value(2, prose=True, height=110), value(2, prose=True, height=110))
    indicators = tree("年度绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("项目支出绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def project_annual() -> Sheet:
    """项目支出绩效目标申报表 of one year."""
    head = Table([14, 30, 44, 34, 48])
    _project_head(head, 2, 1, 1, 1)
    head.row(label("项目资金（万元）", rows=3), label("年度资金总额", 2), value(2))
    head.row(label("其中：财政拨款", 2), value(2))
    head.row(label("其他资金", 2), value(2))
    head.row(label("年度目标"), value(4, prose=True, height=110))
    indicators = tree("绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("项目支出年度绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def _transfer_money(table: Table) -> None:
    table.row(label("资金情况（万元）", rows=3), label("年度金额", 2), value(2))
    table.row(label("其中：中央补助", 2), value(2))
    table.row(label("地方资金", 2), value(2))
    table.row(label("年度目标"), value(4, prose=True, height=110))


def transfer_region() -> Sheet:
    """中央对地方专项转移支付区域绩效目标申报表."""
    head = Table([14, 30, 44, 34, 48])
    head.row(label("专项名称", 2), value(3))
    head.row(label("中央主管部门", 2), value(3))
    head.row(label("省级财政部门", 2), value(), "省级主管部门", value())
    _transfer_money(head)
    indicators = tree("绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("中央对地方专项转移支付区域绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


def transfer_project() -> Sheet:
    """中央对地方专项转移支付项目绩效目标申报表."""
    head = Table([14, 30, 44, 34, 48])
    head.row(label("项目名称", 2), value(3))
    head.row(label("项目负责人", 2), value(), "联系电话", value())
    head.row(label("主管部门", 2), value(), "实施单位", value())
    _transfer_money(head)
    indicators = tree("绩效指标", [14, 25, 35, 62, 34], ("三级指标", "指标值"), _TREE, 3)
    return Sheet("中央对地方专项转移支付项目绩效目标申报表", [head, indicators], _ABOVE, _BELOW)


_CAUSES = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明")
_LIKELY = ("确定能", "有可能", "完全不可能")


def monitoring() -> Sheet:
    """项目支出绩效目标执行监控表."""
    head = Table([26, 49, 46, 46, 46, 46])
    head.row("项目名称", value(5))
    head.row("主管部门及代码", value(2), "实施单位", value(2))
    head.row(label("项目资金（万元）", rows=4), "", "年初预算数", "1—7月执行数", "1—7月执行率", "全年预计执行数")
    for source in ("年度资金总额", "其中：本年一般公共预算拨款", "其他资金"):
        head.row(source, *(value() for _ in range(4)))
    head.row("年度总体目标", value(5, prose=True, height=60))
    widths = [12, 17, 22, 31, 20, 22, 22, *[10.5] * 4, 9, 19, *[10.5] * 3, 12.5]
    table = Table(widths, repeated=2)
    table.row(
        label("绩效指标", rows=2, open_below=True),
        *(
            label(text, rows=2)
            for text in ("一级指标", "二级指标", "三级指标", "年度指标值", "1—7月执行情况", "全年预计完成情况")
        ),
        label("偏差原因分析", 6),
        label("完成目标可能性", 3),
        label("备注", rows=2),
    )
    table.row(*_CAUSES, *_LIKELY)
    height = 2 * sum(len(seconds) for _, seconds in _TREE)
    for n, (first, second, _) in enumerate(_grown(_TREE, 2)):
        cells = [Cell("", rows=height)] if not n else []
        if first:
            cells.append(label(first[0], rows=first[1]))
        if second:
            cells.append(label(second, rows=2))
        table.row(*cells, *(value(prose=not k) for k in range(14)))
    return Sheet("项目支出绩效目标执行监控表", [head, table], _ABOVE, _BELOW, landscape=True, margin=16)


_MONEY_COLUMNS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_SCORED_HEADS = ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
_SCORED_WIDTHS = (11, 19, 24, 38, 22, 24, 13, 13, 26)


def _scored_money(table: Table, name: str, sources: Sequence[str]) -> None:
    table.row(label(name, rows=len(sources) + 1), "", *_MONEY_COLUMNS)
    for n, source in enumerate(sources):
        weight = (value(), value(), value()) if not n else (label("—"), value(), label("—"))
        table.row(source, value(), value(), value(), *weight)
    table.row(label("年度总体目标", rows=2), label("预期目标", 4), label("实际完成情况", 3))
    table.row(value(4, prose=True, height=90), value(3, prose=True, height=90))


def _scored_tree() -> Table:
    table = tree("绩效指标", _SCORED_WIDTHS, _SCORED_HEADS, _SCORED, 2)
    table.row(label("总分", 6), value(), value(), value())
    return table


def project_self_evaluation() -> Sheet:
    """项目支出绩效自评表."""
    head = Table([25, 38, 25, 25, 25, 15, 20, 17])
    head.row("项目名称", value(7))
    head.row("主管部门", value(3), label("实施单位"), value(3))
    _scored_money(head, "项目资金（万元）", ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"))
    return Sheet("项目支出绩效自评表", [head, _scored_tree()], _ABOVE, _BELOW, margin=10)


def department_self_evaluation() -> Sheet:
    """部门（单位）整体支出绩效自评表."""
    head = Table([25, 38, 25, 25, 25, 15, 20, 17])
    head.row("部门（单位）名称", value(7))
    _scored_money(head, "预算执行情况（万元）", ("年度资金总额", "其中：基本支出", "项目支出"))
    tasks = Table([25, 45, 60, 20, 20, 20])
    tasks.row(
        label("年度主要任务", rows=7),
        label("任务名称", rows=2),
        label("完成情况说明", rows=2),
        label("预算金额（万元）", 3),
    )
    tasks.row("总额", "财政拨款", "其他资金")
    for _ in range(5):
        tasks.row(value(prose=True), value(prose=True), value(), value(), value())
    return Sheet("部门（单位）整体支出绩效自评表", [head, tasks, _scored_tree()], _ABOVE, _BELOW, margin=10)


FORMS = {
    "national-department-overall": department_overall,
    "national-project": project,
    "national-project-annual": project_annual,
    "national-transfer-region": transfer_region,
    "national-transfer-project": transfer_project,
    "national-project-monitoring": monitoring,
    "national-project-self-evaluation": project_self_evaluation,
    "national-department-self-evaluation": department_self_evaluation,
}


# ---- all layouts -----------------------------------------------------------------------------------------------------

_88 = "国家：按财预〔2015〕88号附件的栏目绘制"
_163 = "国家：按财预〔2015〕163号附件的栏目绘制"
SOURCES = {
    "national-department-overall": (_88, 2015),
    "national-project": (f"{_88}，资金和目标分中期、年度，指标只列年度的", 2015),
    "national-project-annual": (f"{_88}，只有年度部分", 2015),
    "national-transfer-region": (_163, 2015),
    "national-transfer-project": (_163, 2015),
    "national-project-monitoring": ("国家：按财预〔2019〕136号附件的栏目绘制", 2019),
    "national-project-self-evaluation": ("国家：按财预〔2020〕10号附件的栏目绘制", 2020),
    "national-department-self-evaluation": ("国家没有统一附件，按各地常用的栏目绘制", 2020),
    "korla-2019-department-overall": ("新疆库尔勒的样表", 2019),
    "korla-2021-department-overall": ("新疆库尔勒的样表", 2021),
    "nanyue-2020-department-overall": ("湖南南岳的样表", 2020),
    "shifeng-2023-attachments": ("湖南石峰的样表", 2023),
    "shifeng-2023-attachments-xlsx": ("湖南石峰的样表", 2023),
    "yongning-2024-projects": ("宁夏永宁的样表", 2024),
    "yongning-2024-projects-xlsx": ("宁夏永宁的样表", 2024),
    "yutian-2023-project": ("河北玉田的样表", 2023),
}
"""Where each layout is from, and since when it is used."""


def _blanks() -> Iterator[tuple[str, bytes]]:
    """The blank of each layout, by its file name."""
    for name, draw in FORMS.items():
        yield f"{name}.docx", document_of(draw())
    for name in SOURCES:
        if name not in FORMS:
            stem = name.removesuffix("-xlsx")
            suffix = ".xlsx" if stem != name else ".docx"
            yield f"{name}{suffix}", (BLANKS / f"{stem}-blank{suffix}").read_bytes()


def files() -> Iterator[tuple[str, bytes]]:
    """All files of the folder of layouts, by name."""
    from jiheng.forms.layouts.layout import to_yaml
    from jiheng.forms.layouts.learn import learn

    for file, data in _blanks():
        name = file.rpartition(".")[0]
        source, year = SOURCES[name]
        learned = replace_struct(learn(data, file, name).layout, source=source, year=year)
        yield file, data
        yield f"{name}.yaml", to_yaml(learned).encode()


def main() -> None:
    """Write the layouts, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a file differs")
    stale = [
        (LAYOUTS / name, data)
        for name, data in files()
        if not (LAYOUTS / name).exists() or (LAYOUTS / name).read_bytes() != data
    ]
    if parser.parse_args().check:
        for path, _ in stale:
            print(f"{path.name} 已过时，请运行 scripts/make_layouts.py。", file=sys.stderr)
        sys.exit(bool(stale))
    for path, data in stale:
        path.write_bytes(data)
        print(f"已写 {path.name}")


if __name__ == "__main__":
    main()
