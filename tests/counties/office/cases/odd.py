"""Odd habits: mixed money units, full-width digits, labels and values in one cell, goals in rows, spans that run over."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import CANTEEN, FOREST, READING, TRAINING
from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import (
    Case,
    Cell,
    Grid,
    Para,
    goal,
    goal_lines,
    gold,
    line,
    numbered,
    table,
    tree,
    tree_gold,
    wan,
    yi,
    yuan,
)
from ..web import body, page
from ..word import docx
from .word_features import plain_tree, project_gold


def cases() -> Iterator[Case]:
    yield mixed_units()
    yield full_width()
    yield labels_in_cells()
    yield goal_rows()
    yield tasks_without_content()
    yield spans_too_long()
    yield whole_project_column()
    yield department_monitoring()


def mixed_units() -> Case:
    name = "odd-mixed-units.docx"
    t = tree("""成本指标|经济成本指标|工程总投资|≤|1.2|亿元
    |生态环境成本指标|弃渣处置费|≤|86|万元
    产出指标|数量指标|新建污水管网|≥|42.6|公里
    ||新增处理能力|≥|1.5|万吨/日
    |质量指标|单位工程验收合格率|=|100|%
    |时效指标|工程按期完成率|≥|95|%
    效益指标|社会效益指标|服务人口|≥|5.8|万人
    |生态效益指标|年削减COD|≥|620|吨
    满意度指标|服务对象满意度指标|居民满意度|≥|90|%""")
    g = Grid(5)
    g.add("项目名称", Cell("城区污水处理提质增效工程", 4))
    g.add("主管部门", Cell("青麓区住房和城乡建设局", 2), "实施单位", "青麓区排水管理所")
    g.add(Cell("项目资金", 1, 3), Cell("年度资金总额", 2), Cell("1.2亿元", 2))
    g.add(Cell("其中：财政拨款", 2), Cell("8000万元", 2))
    g.add(Cell("其他资金", 2), Cell("40,000,000元", 2))
    g.add("总体目标", Cell("新建改造污水管网42.6公里，城区污水集中收集率达到75%。", 4))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    form = table(
        "project",
        title="政府投资项目绩效目标表",
        fiscal_year=2024,
        project_name="城区污水处理提质增效工程",
        competent_department="青麓区住房和城乡建设局",
        implementing_unit="青麓区排水管理所",
        budget={"total": yi("1.2"), "fiscal_appropriation": wan("8000"), "other_funds": yuan("40000000")},
        goals=[goal("annual", "新建改造污水管网42.6公里，城区污水集中收集率达到75%。")],
        indicators=tree_gold(t),
    )
    data = docx([Para("政府投资项目绩效目标表", "center", True), Para("（2024年度）", "center"), g])
    return Case("odd-mixed-units-docx", name, data, gold(name, form), "亿元、万元、元混写在格内，没有统一单位行")


def full_width() -> Case:
    p, name = TRAINING, "odd-full-width.xlsx"
    t = tree("""产出指标|数量指标|培训高素质农民人数|≥|320|人|print=≧３２０人
    |质量指标|学员结业考核合格率|≥|98|%|print=⩾９８％
    |成本指标|人均培训成本|≤|2000|元/人|print=≦２０００元/人
    效益指标|社会效益指标|带动农户户数|>|960|户|print=＞９６０户
    |可持续影响指标|农民自我发展能力|不低于上年
    满意度指标|服务对象满意度指标|参训学员满意度|≥|95.0|%|print=≥95.0﹪""")
    g = Grid(5)
    g.add(Cell("附件１", 5))
    g.add(Cell("项目支出绩效目标表", 5))
    g.add(Cell("（２０２４年度）", 5))
    g.add("项目名称", Cell(p.name, 4))
    g.add("主管部门", Cell(p.department, 2), "实施单位", p.unit)
    g.add(Cell("项目资金\n（万元）", 1, 3), Cell("年度资金总额", 2), Cell("６４．２０", 2))
    g.add(Cell("其中：财政拨款", 2), Cell("６４．２０", 2))
    g.add(Cell("其他资金", 2), Cell("——", 2))
    g.add("总体目标", Cell("目标１：" + p.goals[0] + "\n目标２：" + p.goals[1], 4))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    form = project_gold(
        p,
        "项目支出绩效目标表",
        attachment="附件１",
        budget={"total": wan("64.2"), "fiscal_appropriation": wan("64.2")},
        indicators=tree_gold(t),
    )
    return Case(
        "odd-full-width-xlsx",
        name,
        xlsx([Sheet("Sheet1", [g])]),
        gold(name, form),
        "全角数字、年份、目标序号与各种不等号",
    )


def labels_in_cells() -> Case:
    p, name = FOREST, "odd-labels-in-cells.docx"
    t = p.tree
    g = Grid(4)
    g.add(Cell("项目名称：" + p.name, 4))
    g.add(Cell("主管部门：" + p.department, 2), Cell("实施单位：" + p.unit, 2))
    g.add(Cell("项目负责人：雷青山", 2), Cell("联系电话：" + p.phone, 2))
    g.add(Cell("年度资金总额：238.40万元", 2), Cell("其中：财政拨款：238.40万元", 2))
    g.add(Cell("年度目标：" + p.goals[0], 4))
    g.add("一级指标", "二级指标", "三级指标", "指标值")
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    data = docx([Para("2024年县级项目支出绩效目标表", "center", True), Para("单位：万元", "right"), g])
    form = project_gold(p, "2024年县级项目支出绩效目标表", project_leader="雷青山", phone=p.phone)
    return Case("odd-labels-in-cells-docx", name, data, gold(name, form), "标签与值都在同一格，用冒号隔开")


def goal_rows() -> Case:
    """Each goal in a row of its own, beside the label 目标n."""
    name = "odd-goal-rows.docx"
    goals = [
        "依法履行审判监督职责，服务保障中心工作。",
        "加强法治宣传，提升群众法治意识。",
        "强化队伍建设和信息化支撑。",
    ]
    tasks = [
        ("日常运行", "人员及公用经费", "1,820.40", "1,820.40"),
        ("执法办案", "办案差旅、专家咨询", "268.00", "268.00"),
    ]
    t = tree("""产出指标|数量指标|办理监督案件|≥|150|件
    ||开展宣传活动|≥|12|场次
    |质量指标|案件办结率|≥|95|%
    |时效指标|案件办理时限|法定时限内
    |成本指标|公用经费|≤|186.5|万元
    效益指标|社会效益指标|群众法治意识|有效提升
    满意度指标|服务对象满意度指标|社会公众满意度|≥|90|%""")
    g = Grid(6)
    g.add(Cell("部门（单位）名称", 2), Cell("禾川县司法监督中心", 4))
    g.add(Cell("年度\v主要\v任务", 1, 5), Cell("任务名称", 1, 2), Cell("主要内容", 2, 2), Cell("预算金额（万元）", 2))
    g.add("总额", "财政拨款")
    for a, b, c, d in tasks:
        g.add(a, Cell(b, 2), c, d)
    g.add(Cell("金额合计", 3), "2,088.40", "2,088.40")
    for n, text in enumerate(goals, 1):
        g.add(*([Cell("年度\v总体\v目标", 1, 3)] if n == 1 else []), f"目标{n}：", Cell(text, 4))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("年度\v绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    form = table(
        "department_overall",
        title="部门整体支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="禾川县司法监督中心",
        budget={"total": wan("2088.4"), "fiscal_appropriation": wan("2088.4")},
        tasks=[line(name=a, content=b, total=wan(c), fiscal_appropriation=wan(d)) for a, b, c, d in tasks],
        goals=numbered("annual", goals),
        indicators=tree_gold(t),
    )
    data = docx([Para("部门整体支出绩效目标申报表", "center", True), Para("（2024年度）", "center"), g])
    return Case("odd-goal-rows-docx", name, data, gold(name, form), "每个目标占一行，标签目标n在左格；没有其他资金列")


def tasks_without_content() -> Case:
    name = "odd-tasks-without-content.html"
    tasks = [
        ("街道党建与基层治理", "386.20", "386.20", "0.00"),
        ("市容环境与物业管理", "214.00", "184.00", "30.00"),
        ("民政救助与养老服务", "97.35", "97.35", "0.00"),
    ]
    t = tree("""产出指标|数量指标|服务社区数|=|9|个
    ||开展志愿服务活动|≥|72|场
    |质量指标|工作保障率|=|100|%
    |时效指标|诉求办理及时率|≥|98|%
    |成本指标|部门项目经费|≤|697.55|万元
    效益指标|社会效益指标|群众服务覆盖率||100|%
    满意度|满意度指标|居民满意度|≥|92|%""")
    g = Grid(6)
    g.add(Cell("部门(单位)名称", 2), Cell("青麓区云台街道办事处", 4))
    g.add(Cell("年度主要任务", 1, len(tasks) + 3), Cell("任务名称", 2, 2), Cell("预算金额（万元）", 3))
    g.add("总额", "财政拨款", "其他资金")
    g.add(Cell("金额合计", 2), "697.55", "667.55", "30.00")
    for a, b, c, d in tasks:
        g.add(Cell(a, 2), b, c, d)
    goals = ["加强基层党组织建设，提升治理效能。", "改善辖区市容环境面貌。"]
    g.add("年度总体目标", Cell(goal_lines(goals), 5))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    form = table(
        "department_overall",
        title="云台街道办事处整体支出绩效目标表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="青麓区云台街道办事处",
        budget={"total": wan("697.55"), "fiscal_appropriation": wan("667.55"), "other_funds": wan("30")},
        tasks=[line(name=a, total=wan(b), fiscal_appropriation=wan(c), other_funds=wan(d)) for a, b, c, d in tasks],
        goals=numbered("annual", goals),
        indicators=tree_gold(t),
    )
    html = page(body([Para("云台街道办事处整体支出绩效目标表", "center"), Para("（2024年）", "center"), g], "blocks"))
    return Case(
        "odd-tasks-without-content-html",
        name,
        html.encode(),
        gold(name, form),
        "任务没有主要内容列，合计在前，一级指标写作满意度",
    )


def spans_too_long() -> Case:
    """The page says rowspan of more rows than there are, as pages cut by an editor do."""
    p, name = READING, "odd-rowspan.html"
    g = Grid(5)
    g.add("项目名称", Cell(p.name, 4))
    g.add("主管部门", Cell(p.department, 2), "实施单位", p.unit)
    g.add("年度预算金额（万元）", Cell("56.00", 4))
    g.add("年度目标", Cell(goal_lines(p.goals), 4))
    plain_tree(g, p)
    html = page(body([Para("项目支出绩效目标表", "center"), Para("（2024年度）", "center"), g]))
    rows = tree_size(p.tree) + 1
    assert html.count(f'rowspan="{rows}"') == 1
    html = html.replace(f'rowspan="{rows}"', f'rowspan="{rows + 6}"')
    form = project_gold(p, "项目支出绩效目标表", budget={"total": wan("56")})
    return Case("odd-rowspan-html", name, html.encode(), gold(name, form), "rowspan 超出表格末行")


def whole_project_column() -> Case:
    p, name = CANTEEN, "odd-whole-project.docx"
    g = Grid(6)
    g.add("项目名称", Cell(p.name, 5))
    g.add("主管部门", Cell(p.department, 2), "实施单位", Cell(p.unit, 2))
    g.add("项目属性", Cell("■延续性项目　□新增性项目", 2), "建设周期", Cell("2023-2025年", 2))
    g.add(
        Cell("资金\v（万元）", 1, 3),
        Cell("项目总资金", 1),
        Cell("384.00", 1),
        Cell("年度资金总额", 1),
        Cell("128.00", 2),
    )
    g.add("其中：财政拨款", "294.00", "其中：财政拨款", Cell("98.00", 2))
    g.add("其他资金", "90.00", "其他资金", Cell("30.00", 2))
    g.add(Cell("绩效目标", 1, 2), Cell("实施期目标", 3), Cell("年度目标", 2))
    long = ["建成覆盖全县的助餐服务网络。", "助餐点达到20个。"]
    g.add(Cell(goal_lines(long, "{}、"), 3), Cell(p.goals[0], 2))
    t = p.tree
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1), ("分值", 1)],
        left=Cell("年度\v绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [("level1", 1), ("level2", 1), ("name", 1), ("value", 1), ("weight", 1)],
        label="指标{}：",
        numbering="level1",
    )
    data = docx([Para("附表4"), Para("项目支出绩效目标申报表", "center", True), Para("（2024年度）", "center"), g])
    form = table(
        "project",
        title="项目支出绩效目标申报表",
        attachment="附表4",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        project_attribute="延续性项目",
        project_period="2023-2025年",
        budget={
            "project_total": wan("384"),
            "project_total_fiscal_appropriation": wan("294"),
            "project_total_other_funds": wan("90"),
            "total": wan("128"),
            "fiscal_appropriation": wan("98"),
            "other_funds": wan("30"),
        },
        goals=[*numbered("implementation_period", long), goal("annual", p.goals[0])],
        indicators=tree_gold(t, keys=("weight",)),
    )
    return Case(
        "odd-whole-project-docx",
        name,
        data,
        gold(name, form),
        "项目总资金与年度资金两列，■勾选，实施期与年度目标，分值在指标值之后",
    )


def department_monitoring() -> Case:
    name = "odd-department-monitoring.xlsx"
    t = tree("""产出指标|数量指标|办理环保执法案件|≥|60|件|actual_text=38件|expected_text=62件
    |质量指标|监测数据有效率|≥|98|%|actual_text=99.1%|expected_text=98%
    |时效指标|信访投诉按期办结率|=|100|%|actual_text=96%|expected_text=98%|deviation=跨区域投诉协调耗时较长
    效益指标|生态效益指标|空气质量优良天数比例|≥|88|%|actual_text=90.2%|expected_text=88%
    满意度指标|服务对象满意度指标|公众生态环境满意度|≥|90|%|expected_text=90%""")
    g = Grid(8)
    g.add(Cell("附件3", 8))
    g.add(Cell("部门整体支出绩效运行监控表", 8))
    g.add(Cell("（2024年度）", 8))
    g.add(Cell("部门名称", 2), Cell("禾川县生态环境分局", 6))
    g.add(
        Cell("预算执行情况（万元）", 1, 3),
        "",
        Cell("年初预算数", 2),
        Cell("1-7月执行数", 2),
        "1-7月执行率",
        "全年预计执行数",
    )
    g.add("年度资金总额", Cell("986.40", 2), Cell("561.26", 2), "56.9%", "975.00")
    g.add("其中：财政拨款", Cell("986.40", 2), Cell("561.26", 2), "56.9%", "975.00")
    g.add("年度总体目标", Cell("深入打好污染防治攻坚战，持续改善生态环境质量。", 7))
    tree_head(
        g,
        [
            (x, 1)
            for x in ("一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "偏差原因")
        ],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g, t, [(k, 1) for k in ("level1", "level2", "name", "value", "actual_text", "expected_text", "deviation")]
    )
    form = table(
        "monitoring",
        title="部门整体支出绩效运行监控表",
        attachment="附件3",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="禾川县生态环境分局",
        monitoring_period="1-7月",
        budget={
            "initial": wan("986.4"),
            "executed": wan("561.26"),
            "execution_rate": "56.9",
            "expected": wan("975"),
            "fiscal_appropriation_initial": wan("986.4"),
            "fiscal_appropriation_executed": wan("561.26"),
            "fiscal_appropriation_execution_rate": "56.9",
            "fiscal_appropriation_expected": wan("975"),
        },
        goals=[goal("annual", "深入打好污染防治攻坚战，持续改善生态环境质量。")],
        indicators=tree_gold(t, keys=("actual_text", "expected_text", "deviation")),
    )
    return Case(
        "odd-department-monitoring-xlsx",
        name,
        xlsx([Sheet("监控", [g], row=1)]),
        gold(name, form),
        "部门整体监控，只有偏差原因一列",
    )
