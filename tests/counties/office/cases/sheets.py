"""Workbooks: number formats, hidden things, many sheets, many forms down a sheet, places, unmerged levels."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import ARCHIVE, CANTEEN, FOREST, LAMP, READING, TRAINING, WATER, Project
from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import (
    Case,
    Cell,
    Formula,
    Grid,
    Number,
    Para,
    Rich,
    goal,
    goal_lines,
    gold,
    head,
    indicator_gold,
    numbered,
    table,
    tree,
    tree_gold,
    wan,
)
from .word_features import plain_head, plain_tree, project_gold


def cases() -> Iterator[Case]:
    yield number_formats()
    yield monitoring()
    yield sheet_per_project()
    yield forms_down_a_sheet()
    yield places_across()
    yield places_down()
    yield unmerged()
    yield rich_text()
    yield blank_sheet()


def number_formats() -> Case:
    name = "sheet-number-formats.xlsx"
    t = tree("""产出指标|数量指标|扫描档案页数|≥|60|万页|n=60|f="≥"0"万页"|actual_text=61.5万页|a=61.5|af=0.0"万页"|weight=15|score=15
    ||著录条目数||18600|条|print=18,600条|n=18600|f=#,##0"条"|actual_text=18,720条|a=18720|af=#,##0"条"|weight=10|score=10
    |质量指标|数字化成果合格率|≥|95|%|n=0.95|f="≥"0%|actual_text=97.25%|a=0.9725|af=0.00%|weight=15|score=15
    |时效指标|项目完成时间|2023年10月31日|n=45230|f=yyyy"年"m"月"d"日"|actual_text=2023年11月6日|a=45236|af=yyyy"年"m"月"d"日"|weight=10|score=8.5|deviation=设备故障停工一周
    成本指标|经济成本指标|每页扫描单价|≤|0.62|元/页|actual_text=0.6元/页|weight=10|score=10
    效益指标|社会效益指标|查档等待时间|≤|15|分钟|n=15|f="≤"0"分钟"|actual_text=12分钟|a=12|af=0"分钟"|weight=20|score=20
    满意度指标|服务对象满意度指标|查档群众满意度|≥|95|%|n=0.95|f="≥"0%|actual_text=100%|a=1|af=0%|weight=10|score=10""")
    g = Grid(9)
    g.add(Cell("项目支出绩效自评表", 9))
    g.add(Cell("（2023年度）", 9))
    g.add("项目名称", Cell(ARCHIVE.name, 4), "主管部门", Cell(ARCHIVE.department, 3))
    g.add(
        Cell("项目资金\n（万元）", 1, 4),
        Cell("", 2),
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "分值",
        "执行率",
        "得分",
    )
    rate = "0.97402597402597402"
    g.add(
        Cell("年度资金总额", 2),
        _n("38.5", "0.00"),
        _n("38.5", "0.00"),
        _n("37.5", "0.00"),
        _n("10"),
        Cell("97.40%", xlsx=Formula("E5/D5", rate, "0.00%")),
        Cell("9.74", xlsx=Formula("ROUND(F5*G5,2)", "9.74")),
    )
    g.add(
        Cell("其中：财政拨款", 2),
        _n("38.5", "0.00"),
        _n("38.5", "0.00"),
        _n("37.5", "0.00"),
        "—",
        Cell("97.40%", xlsx=Formula("E6/D6", rate, "0.00%")),
        "—",
    )
    g.add(Cell("其他资金", 2), _n("0", "0.00"), _n("0", "0.00"), _n("0", "0.00"), "—", "", "—")
    goal_text, actual = (
        "完成馆藏民国档案及婚姻登记档案数字化扫描60万页。",
        "全年完成数字化扫描61.5万页，成果合格率97.25%。",
    )
    g.add(Cell("年度总体目标", 1, 2), Cell("预期目标", 4), Cell("实际完成情况", 4))
    g.add(Cell(goal_text, 4), Cell(actual, 4))
    tree_head(
        g,
        [
            (x, 1)
            for x in (
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因分析及改进措施",
            )
        ],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            (lambda i: Cell(i.value.text, xlsx=Number(i.get("n"), i.get("f")) if i.get("n") else None), 1),
            (lambda i: Cell(i.get("actual_text"), xlsx=Number(i.get("a"), i.get("af")) if i.get("a") else None), 1),
            (lambda i: _n(i.get("weight")), 1),
            (lambda i: _n(i.get("score"), "0.0"), 1),
            ("deviation", 1),
        ],
    )
    g.add(Cell("总分", 6), _n("100"), Cell("98.24", xlsx=Formula("H5+SUM(H11:H17)", "98.24000000000001", "0.00")), "")
    data = xlsx([Sheet("自评表", [g])])
    form = table(
        "self_evaluation",
        title="项目支出绩效自评表",
        fiscal_year=2023,
        money_unit="万元",
        project_name=ARCHIVE.name,
        competent_department=ARCHIVE.department,
        total_weight="100",
        total_score="98.24",
        budget={
            "initial": wan("38.5"),
            "adjusted": wan("38.5"),
            "executed": wan("37.5"),
            "weight": "10",
            "execution_rate": "97.40",
            "score": "9.74",
            "fiscal_appropriation_initial": wan("38.5"),
            "fiscal_appropriation_adjusted": wan("38.5"),
            "fiscal_appropriation_executed": wan("37.5"),
            "fiscal_appropriation_execution_rate": "97.40",
            "other_funds_initial": "0",
            "other_funds_adjusted": "0",
            "other_funds_executed": "0",
        },
        goals=[goal("annual", goal_text, actual=actual)],
        indicators=tree_gold(t, keys=("actual_text", "weight", "score", "deviation")),
    )
    return Case(
        "sheet-number-formats-xlsx",
        name,
        data,
        gold(name, form),
        '数字格式："≥"0%、0"分钟"、千分位、日期、公式缓存与浮点尾差',
    )


def _n(text: str, code: str = "General", cols: int = 1) -> Cell:
    return Cell(text, cols, xlsx=Number(text, code) if text else None)


def monitoring() -> Case:
    p, name = FOREST, "sheet-monitoring.xlsx"
    t = tree("""产出指标|数量指标|聘用护林员人数|=|186|人|actual_text=186人|expected_text=186人|chance=确定能
    ||购置风力灭火机|≥|40|台|actual_text=0台|expected_text=40台|cause=制度保障|chance=有可能|deviation=采购计划批复较晚，预计9月完成采购。
    |质量指标|护林员到岗率|≥|98|%|actual_text=98.7%|expected_text=98%|chance=确定能
    |时效指标|护林员工资发放及时率|=|100|%|actual_text=100%|expected_text=100%|chance=确定能
    效益指标|社会效益指标|森林火灾受害率|≤|0.9|‰|actual_text=0.05‰|expected_text=≤0.9‰|chance=确定能
    满意度指标|服务对象满意度指标|林区群众满意度|＞|85|%|actual_text=/|expected_text=＞85%|chance=有可能""")
    g = Grid(15)
    g.add(Cell("2024年1-8月项目支出绩效目标执行监控表", 15))
    g.add(Cell("填报单位：禾川县森林防火办公室（盖章）", 10), Cell("单位：万元", 5))
    g.add("项目名称", Cell(p.name, 6), "主管部门", Cell(p.department, 7))
    g.add(
        Cell("项目资金", 1, 3),
        Cell("资金来源", 2),
        Cell("年初预算数", 2),
        Cell("1-8月执行数", 3),
        Cell("1-8月执行率", 2),
        Cell("全年预计执行数", 5),
    )
    g.add(
        Cell("年度资金总额", 2),
        _n("238.4", "0.00", 2),
        _n("141.2", "0.00", 3),
        Cell("59.23%", 2, xlsx=Number("0.59228187919463", "0.00%")),
        _n("238.4", "0.00", 5),
    )
    g.add(
        Cell("其中：财政拨款", 2),
        _n("238.4", "0.00", 2),
        _n("141.2", "0.00", 3),
        Cell("59.23%", 2, xlsx=Number("0.59228187919463", "0.00%")),
        _n("238.4", "0.00", 5),
    )
    g.add("年度总体目标", Cell(p.goals[0], 14))
    g.add(
        Cell("绩效指标", 1, tree_size(t) + 2),
        *[
            head(x, 1, 2)
            for x in ("一级指标", "二级指标", "三级指标", "年度指标值", "1-8月执行情况", "全年预计完成情况")
        ],
        head("偏差原因分析", 5),
        head("完成目标可能性", 3),
    )
    causes, chances = ("经费保障", "制度保障", "人员保障", "其他"), ("确定能", "有可能", "完全不可能")
    g.add(*[head(c) for c in causes], head("原因说明"), *[head(c) for c in chances])

    def tick(key, want):
        return lambda i: Cell("√" if i.get(key) == want else "")

    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            ("value", 1),
            ("actual_text", 1),
            ("expected_text", 1),
            *[(tick("cause", c), 1) for c in causes],
            ("deviation", 1),
            *[(tick("chance", c), 1) for c in chances],
        ],
    )
    data = xlsx([Sheet("监控表", [g])])
    form = table(
        "monitoring",
        title="2024年1-8月项目支出绩效目标执行监控表",
        fiscal_year=2024,
        money_unit="万元",
        filing_unit=p.unit,
        project_name=p.name,
        competent_department=p.department,
        monitoring_period="1-8月",
        budget={
            "initial": wan("238.4"),
            "executed": wan("141.2"),
            "execution_rate": "59.23",
            "expected": wan("238.4"),
            "fiscal_appropriation_initial": wan("238.4"),
            "fiscal_appropriation_executed": wan("141.2"),
            "fiscal_appropriation_execution_rate": "59.23",
            "fiscal_appropriation_expected": wan("238.4"),
        },
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t, keys=("actual_text", "expected_text", "deviation")),
    )
    return Case("sheet-monitoring-xlsx", name, data, gold(name, form), "监控表工作簿：1-8月，执行率为百分比格式，打√列")


def project_grid(p: Project, title: str, goal_cell: str, label: str = "") -> Grid:
    g = Grid(5)
    g.add(Cell(title, 5, align="center"))
    g.add(Cell("（2024年度）", 5, align="center"))
    plain_head(g, p)
    for row in g.rows[-3:]:
        text = row.cells[-1].text
        if text and text != "—":
            row.cells[-1].xlsx = Number(text, "#,##0.00")
    g.add("总体目标", Cell(goal_cell, 4))
    plain_tree(g, p, label)
    return g


def _allocations(rows: list[tuple[str, str]]) -> Grid:
    g = Grid(4)
    g.add(Cell("2024年县级专项资金安排表", 4))
    g.add(Cell("单位：万元", 4))
    g.add("序号", "单位名称", "安排金额", "备注")
    for n, (unit, amount) in enumerate(rows, 1):
        g.add(_n(str(n)), unit, _n(amount, "#,##0.00"), "")
    g.add("", "合计", Cell("", xlsx=Formula(f"SUM(C4:C{3 + len(rows)})", "1076.36", "#,##0.00")), "")
    return g


def sheet_per_project() -> Case:
    name = "sheet-per-project.xlsx"
    title = "项目支出绩效目标申报表"
    projects = [CANTEEN, LAMP, TRAINING]
    sheets = [
        Sheet(
            "资金安排表",
            [
                _allocations(
                    [
                        ("云岭县民政局", "128"),
                        ("云岭县城市管理局", "352.78"),
                        ("云岭县农业农村局", "64.2"),
                        ("云岭县水利局", "531.38"),
                    ]
                )
            ],
        )
    ]
    for n, p in enumerate(projects, 1):
        text = p.goals[0] if len(p.goals) == 1 else goal_lines(p.goals)
        g = project_grid(p, title, text, "指标{}：" if n == 2 else "")
        if n == 3:
            g.add("内部测算", Cell("每期培训班8.03万元，待核", 4), hidden=True)
        sheets.append(Sheet(f"{n}.{p.name[:8]}", [g]))
    hidden = project_grid(WATER, title, WATER.goals[0])
    sheets.insert(2, Sheet("上年底稿", [hidden], hidden=True))
    sheets.append(Sheet("Sheet5", []))
    data = xlsx(sheets)
    return Case(
        "sheet-per-project-xlsx",
        name,
        data,
        gold(name, *[project_gold(p, title) for p in projects]),
        "每项目一张工作表，另有资金安排表、隐藏底稿、隐藏行和空表",
    )


def forms_down_a_sheet() -> Case:
    name = "sheet-forms-down.xlsx"
    title = "2024年度项目支出绩效目标表"
    blocks, tables = [], []
    for p in (READING, WATER, ARCHIVE):
        g = Grid(5)
        g.add(Cell(title, 5))
        plain_head(g, p)
        g.add("总体目标", Cell(p.goals[0] if len(p.goals) == 1 else goal_lines(p.goals, "{}、"), 4))
        plain_tree(g, p)
        blocks += [g, Para()] if p is READING else [g]
        tables.append(project_gold(p, title))
    data = xlsx([Sheet("绩效目标", blocks, column=1)])
    return Case(
        "sheet-forms-down-xlsx",
        name,
        data,
        gold(name, *tables),
        "三张表上下排在一张工作表里，有的之间没有空行，左边空一列",
    )


PLACES = ("青石村", "南湾村", "大桥社区", "松坡村")


def places_across() -> Case:
    name = "sheet-places-across.xlsx"
    rows = [
        ("产出指标", "数量指标", "整治村内道路", ("≥2.4公里", "≥1.8公里", "", "≥3公里")),
        ("产出指标", "数量指标", "新建垃圾分类亭", ("=6个", "=4个", "=8个", "=5个")),
        ("产出指标", "质量指标", "工程验收合格率", ("=100%", "=100%", "=100%", "=100%")),
        ("产出指标", "时效指标", "完成时间", ("2024年6月底前", "2024年8月底前", "2024年6月底前", "2024年9月底前")),
        ("效益指标", "社会效益指标", "受益群众", ("≥1260人", "≥985人", "≥3420人", "≥1108人")),
        ("满意度指标", "服务对象满意度指标", "群众满意度", ("≥90%", "≥90%", "≥92%", "—")),
    ]
    g = Grid(4 + len(PLACES))
    g.add(Cell("农村人居环境整治项目绩效目标分解表", 8))
    g.add(Cell("（2024年度）", 8))
    g.add("项目名称", Cell("农村人居环境整治", 3), "主管部门", Cell("临源县农业农村局", 3))
    g.add("年度目标", Cell("整治4个村（社区）人居环境，提升村容村貌。", 7))
    g.add(
        Cell("绩效指标", 1, len(rows) + 2),
        head("一级指标", 1, 2),
        head("二级指标", 1, 2),
        head("三级指标", 1, 2),
        head("指标值", len(PLACES)),
    )
    g.add(*[head(x) for x in PLACES])
    spans1, spans2 = {0: 4, 4: 1, 5: 1}, {0: 2, 2: 1, 3: 1, 4: 1, 5: 1}
    indicators = []
    for n, (a, b, c, values) in enumerate(rows):
        g.add(
            *([Cell(a, 1, spans1[n])] if n in spans1 else []),
            *([Cell(b, 1, spans2[n])] if n in spans2 else []),
            c,
            *values,
        )
        indicators += [_placed(a, b, c, text) for text in values if text not in ("", "—")]
    form = table(
        "project",
        title="农村人居环境整治项目绩效目标分解表",
        fiscal_year=2024,
        project_name="农村人居环境整治",
        competent_department="临源县农业农村局",
        goals=[goal("annual", "整治4个村（社区）人居环境，提升村容村貌。")],
        indicators=indicators,
    )
    return Case(
        "sheet-places-across-xlsx",
        name,
        xlsx([Sheet("分解表", [g])]),
        gold(name, form),
        "每个村一列指标值，空格和破折号没有指标",
    )


PARTS = {
    "≥2.4公里": ("≥", "2.4", "公里"),
    "≥1.8公里": ("≥", "1.8", "公里"),
    "≥3公里": ("≥", "3", "公里"),
    "=6个": ("=", "6", "个"),
    "=4个": ("=", "4", "个"),
    "=8个": ("=", "8", "个"),
    "=5个": ("=", "5", "个"),
    "=100%": ("=", "100", "%"),
    "≥1260人": ("≥", "1260", "人"),
    "≥985人": ("≥", "985", "人"),
    "≥3420人": ("≥", "3420", "人"),
    "≥1108人": ("≥", "1108", "人"),
    "≥90%": ("≥", "90", "%"),
    "≥92%": ("≥", "92", "%"),
}


def _placed(first: str, second: str, name: str, text: str) -> dict:
    sign, number, unit = PARTS.get(text, ("", "", ""))
    parts = f"{sign}|{number}|{unit}" if number else text
    [(a, b, i)] = [(x, y, z[0]) for x, ys in tree(f"{first}|{second}|{name}|{parts}") for y, z in ys]
    return indicator_gold(a, b, i)


def places_down() -> Case:
    name = "sheet-places-down.xlsx"
    heads = [
        ("产出指标", "数量指标", "补助助餐点（个）"),
        ("产出指标", "数量指标", "日均就餐人次"),
        ("产出指标", "质量指标", "食品安全合格率"),
        ("效益指标", "社会效益指标", "困难老人覆盖率"),
        ("满意度指标", "服务对象满意度指标", "老年人满意度"),
    ]
    towns = [
        ("沙坪镇", ("3个", "≥120人次", "100%", "≥85%", "≥90%")),
        ("白石乡", ("2个", "≥76人次", "100%", "≥80%", "≥90%")),
        ("柳溪镇", ("4个", "≥210人次", "100%", "≥88%", "≥92%")),
    ]
    parts = {
        "3个": ("", "3", "个"),
        "2个": ("", "2", "个"),
        "4个": ("", "4", "个"),
        "≥120人次": ("≥", "120", "人次"),
        "≥76人次": ("≥", "76", "人次"),
        "≥210人次": ("≥", "210", "人次"),
        "100%": ("", "100", "%"),
        "≥85%": ("≥", "85", "%"),
        "≥80%": ("≥", "80", "%"),
        "≥88%": ("≥", "88", "%"),
        "≥90%": ("≥", "90", "%"),
        "≥92%": ("≥", "92", "%"),
    }
    g = Grid(7)
    g.add(Cell("附件3", 7))
    g.add(Cell("2024年农村老年助餐补助资金绩效目标表", 7))
    g.add(head("序号", 1, 3), head("乡镇", 1, 3), head("产出指标", 3), head("效益指标"), head("满意度指标"))
    g.add(head("数量指标", 2), head("质量指标"), head("社会效益指标"), head("服务对象满意度指标"))
    g.add(*[head(c) for _, _, c in heads])
    indicators = []
    for n, (town, values) in enumerate(towns, 1):
        g.add(_n(str(n)), town, *values)
        for (a, b, c), text in zip(heads, values, strict=False):
            [(x, y, i)] = [(x, y, z[0]) for x, ys in tree(f"{a}|{b}|{c}|" + "|".join(parts[text])) for y, z in ys]
            indicators.append(indicator_gold(x, y, i))
    form = table(
        "project",
        title="2024年农村老年助餐补助资金绩效目标表",
        attachment="附件3",
        fiscal_year=2024,
        indicators=indicators,
    )
    return Case(
        "sheet-places-down-xlsx", name, xlsx([Sheet("Sheet1", [g])]), gold(name, form), "指标横排表头、乡镇竖排，逐行读"
    )


def unmerged() -> Case:
    p, name = WATER, "sheet-unmerged.xlsx"
    t = p.tree
    g = Grid(6)
    g.add("", "项目支出绩效目标表", "", "", "", "")
    g.add("", "", "", "", "", "2024年度")
    g.add("", "项目名称", p.name, "", "", "")
    g.add("", "主管部门", p.department, "", "实施单位", p.unit)
    g.add("", "项目资金（万元）", "年度资金总额", _n("96.8"), "", "")
    g.add("", "", "其中：财政拨款", _n("80"), "", "")
    g.add("", "", "其他资金", _n("16.8"), "", "")
    g.add("", "总体目标", p.goals[0], "", "", "")
    g.add("", "绩效指标", "一级指标", "二级指标", "三级指标", "指标值")
    tree_rows(
        g,
        t,
        [(lambda _: Cell(""), 1), (lambda _: Cell(""), 1), ("level1", 1), ("level2", 1), ("name", 1), ("value", 1)],
        merge="blank",
    )
    data = xlsx([Sheet("Sheet1", [g], row=3, merge=False)])
    return Case(
        "sheet-unmerged-xlsx",
        name,
        data,
        gold(name, project_gold(p, "项目支出绩效目标表")),
        "没有任何合并单元格，级别单元格下方留空，表前有空行空列",
    )


def rich_text() -> Case:
    p, name = CANTEEN, "sheet-rich-text.xlsx"
    g = project_grid(p, "项目支出绩效目标申报表", "目标1：" + p.goals[0])
    g.rows[0].cells[0].xlsx = Rich(("项目支出", "绩效目标", "申报表"))
    g.rows[2].cells[1].xlsx = Rich(("农村老年助餐点", "运营补助"))
    cell = next(r for r in g.rows if any(isinstance(c, Cell) and c.text == "≥650人次" for c in r.cells)).cells[-1]
    cell.xlsx = Rich(("≥", "650", "人次"))
    g.add(Cell("填报人：何小满", 2), Cell("联系电话：13000000003", 2), "填报日期：2023.11.20")
    notes = Grid(1)
    notes.add("填报说明")
    notes.add("1.年度总体目标应与部门职责相符；2.绩效指标分为产出指标、效益指标、满意度指标三类。")
    notes.add("3.指标值应当量化，如≥90%、100人等。")
    data = xlsx([Sheet("填报说明", [notes]), Sheet("申报表", [g])])
    form = project_gold(
        p, "项目支出绩效目标申报表", preparer="何小满", phone="13000000003", goals=numbered("annual", p.goals)
    )
    return Case("sheet-rich-text-xlsx", name, data, gold(name, form), "共享字符串分多段并带拼音；另有填报说明工作表")


def blank_sheet() -> Case:
    name = "sheet-blank.xlsx"
    g = Grid(6)
    g.add(Cell("项目绩效目标自评表", 6))
    g.add(Cell("（    年度）", 4), Cell("单位：万元", 2))
    g.add("项目名称", Cell("", 5))
    g.add("主管部门", Cell("", 2), "实施单位", Cell("", 2))
    g.add(Cell("项目资金", 1, 3), "", "年初预算数", "全年预算数", "全年执行数", "执行率")
    g.add("年度资金总额", "", "", "", "")
    g.add("其中：财政拨款", "", "", "", "")
    g.add(Cell("年度总体目标", 1, 2), Cell("预期目标", 2), Cell("实际完成情况", 3))
    g.add(Cell("", 2), Cell("", 3))
    g.add("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值")
    for first, second in (
        ("产出指标", "数量指标"),
        ("", "质量指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ):
        g.add(first, second, "", "", "", "")
    g.add(Cell("总分", 5), "")
    form = table("self_evaluation", title="项目绩效目标自评表", money_unit="万元")
    return Case("sheet-blank-xlsx", name, xlsx([Sheet("Sheet1", [g])]), gold(name, form), "空白自评表工作簿")
