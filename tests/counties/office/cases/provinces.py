"""Provincial layouts: Sichuan, Hubei, Hunan, as Word and Excel files."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import CLINIC, TRAINING, VILLAGE, WATER
from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Grid, Number, Para, goal, gold, numbered, table, tree, tree_gold, wan
from ..word import docx

SICHUAN = """产出指标|数量指标|保障行政村数量|=|26|个|weight=15|polarity=正向指标
||开展村级财务检查次数|≥|2|次|weight=10|polarity=正向指标
|质量指标|村级组织运转保障率|=|100|%|weight=15|polarity=正向指标
|时效指标|村干部报酬拖欠月数|=|0|个月|weight=10|polarity=反向指标
效益指标|社会效益指标|基层治理水平|不断提升|weight=15|polarity=正向指标
|可持续影响指标|村级集体经济收入增长率|≥|5|%|weight=5|polarity=正向指标
成本指标|经济成本指标|村级运转经费|≤|312|万元|weight=10|polarity=反向指标
满意度指标|服务对象满意度指标|村民满意度|≥|90|%|weight=10|polarity=正向指标"""


def cases() -> Iterator[Case]:
    yield sichuan_project()
    yield sichuan_self_evaluation()
    yield hubei_project()
    yield hubei_department()
    yield hubei_self_evaluation()
    yield hunan_project()


def sichuan_project() -> Case:
    p, name = VILLAGE, "sichuan-project.xlsx"
    t = tree(SICHUAN)
    g = Grid(9)
    g.add(Cell("部门预算项目绩效目标表（2024年度）", 9, align="center"))
    g.add(Cell("报表编号：510000_0021", 4), Cell("单位：万元", 5, align="right"))
    g.add("项目名称", Cell(p.name, 8))
    g.add("预算单位", Cell("613001-" + p.unit, 4), Cell("项目类别", 2), Cell("运转类", 2))
    g.add(Cell("项目资金", 1, 2), Cell("年度资金总额", 2), Cell("财政拨款", 2), Cell("其他资金", 4))
    g.add(
        Cell("312.00", 2, xlsx=Number("312", "#,##0.00")),
        Cell("312.00", 2, xlsx=Number("312", "#,##0.00")),
        Cell("0.00", 4, xlsx=Number("0", "#,##0.00")),
    )
    g.add("总体目标", Cell(p.goals[0], 8))
    tree_head(
        g,
        [(x, 1) for x in ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标方向性")],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [(k, 1) for k in ("level1", "level2", "name", "sign", "number", "unit")]
        + [(lambda i: Cell(i.get("weight"), xlsx=Number(i.get("weight"))), 1), ("polarity", 1)],
        merge="repeat",
    )
    data = xlsx([Sheet("项目绩效目标", [g])])
    form = table(
        "project",
        title="部门预算项目绩效目标表（2024年度）",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        budget_unit=p.unit,
        unit_code="613001",
        budget={"total": wan("312"), "fiscal_appropriation": wan("312"), "other_funds": "0"},
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t, split=True, keys=("weight", "polarity")),
    )
    return Case(
        "sichuan-project-xlsx",
        name,
        data,
        gold(name, form),
        "四川一行一指标：性质、值、单位、权重、方向性分列，级别逐行重复，年度括在标题同一行",
    )


def sichuan_self_evaluation() -> Case:
    p, name = WATER, "sichuan-self-evaluation.docx"
    t = tree("""产出指标|数量指标|维修养护供水工程处数|=|21|处|weight=20|actual_text=21|score=20
    |质量指标|水质检测达标率|≥|92|%|weight=20|actual_text=93.6|score=20
    |时效指标|抢修到场时间|≤|4|小时|weight=10|actual_text=5.5|score=6|deviation=7月暴雨期间道路中断，抢修车辆绕行。
    效益指标|社会效益指标|受益农村人口|≥|3.86|万人|weight=20|actual_text=3.86|score=20
    |可持续影响指标|工程良性运行机制|健全|weight=10|actual_text=基本健全|score=9|deviation=部分村级管水员尚未签订协议
    满意度指标|服务对象满意度指标|用水户满意度|≥|90|%|weight=10|actual_text=91|score=10""")
    g = Grid(10)
    g.add(Cell("主管部门", 2), Cell("301-" + p.department, 3), Cell("实施单位", 2), Cell("301006-" + p.unit, 3))
    g.add(Cell("项目名称", 2), Cell("51110021Y000000311622-" + p.name, 3), Cell("项目负责人", 2), Cell("江渡", 3))
    g.add(Cell("项目\v概况", 1, 2), "立项依据", Cell("县级农村供水工程维修养护资金管理办法", 8))
    g.add("支出范围", Cell("供水工程日常维修、设备更换及水质检测。", 8))
    g.add(
        Cell("预算执行情况（万元）", 1, 6),
        "",
        "年初预算",
        "调整后预算数",
        Cell("预算执行数", 2),
        "预算执行率",
        "权重",
        "得分",
        "原因",
    )
    money = [
        ("总额", "96.80", "88.80", "82.14", "92.50%", "10", "9.25", ""),
        ("其中：财政资金", "80.00", "72.00", "72.00", "100.00%", "/", "/", ""),
        ("财政专户管理资金", "0.00", "0.00", "0.00", "", "/", "/", ""),
        ("单位资金", "0.00", "0.00", "0.00", "", "/", "/", ""),
        ("其他资金", "16.80", "16.80", "10.14", "60.36%", "/", "/", "水费收缴滞后"),
    ]
    for label, a, b, c, rate, w, s, why in money:
        g.add(label, a, b, Cell(c, 2), rate, w, s, why)
    g.add(Cell("年度\v目标\v完成\v情况", 1, 2), Cell("年度目标", 4), Cell("目标完成情况", 5))
    actual = "全年维修养护供水工程21处，开展水质检测4次，供水保证率达到95%。"
    g.add(Cell(p.goals[0], 4), Cell(actual, 5))
    tree_head(
        g,
        [
            (x, 1)
            for x in (
                "一级指标",
                "二级指标",
                "三级指标",
                "指标性质",
                "指标值",
                "度量单位",
                "权重",
                "完成值",
                "得分",
                "未完成原因分析",
            )
        ],
    )
    tree_rows(
        g,
        t,
        [
            (k, 1)
            for k in (
                "level1",
                "level2",
                "name",
                "sign",
                "number",
                "unit",
                "weight",
                "actual_text",
                "score",
                "deviation",
            )
        ],
    )
    g.add(Cell("总分", 6), "100", "", "94.25", "")
    g.add("评价结论", Cell("项目管理较规范，自评得分94.25分。", 9))
    g.add("存在问题", Cell("应急抢修力量不足，水费收缴率偏低。", 9))
    g.add("改进措施", Cell("完善应急抢修预案，落实管水员责任。", 9))
    g.add(Cell("项目负责人：江渡", 5), Cell("财务负责人：余算", 5))
    data = docx(
        [Para("报表编号：510000_0013t"), Para("部门预算项目绩效自评表（2023年度）", "center", True), g], landscape=True
    )
    form = table(
        "self_evaluation",
        title="部门预算项目绩效自评表（2023年度）",
        fiscal_year=2023,
        money_unit="万元",
        competent_department=p.department,
        implementing_unit=p.unit,
        project_name=p.name,
        project_code="51110021Y000000311622",
        project_leader="江渡",
        budget={
            "initial": wan("96.8"),
            "adjusted": wan("88.8"),
            "executed": wan("82.14"),
            "execution_rate": "92.50",
            "weight": "10",
            "score": "9.25",
            "fiscal_appropriation_initial": wan("80"),
            "fiscal_appropriation_adjusted": wan("72"),
            "fiscal_appropriation_executed": wan("72"),
            "fiscal_appropriation_execution_rate": "100",
            "other_funds_initial": wan("16.8"),
            "other_funds_adjusted": wan("16.8"),
            "other_funds_executed": wan("10.14"),
            "other_funds_execution_rate": "60.36",
        },
        total_weight="100",
        total_score="94.25",
        goals=[goal("annual", p.goals[0], actual=actual)],
        indicators=tree_gold(t, split=True, keys=("weight", "actual_text", "score", "deviation")),
    )
    return Case(
        "sichuan-self-evaluation-docx",
        name,
        data,
        gold(name, form),
        "四川自评：代码-名称拆分，专户与单位资金不入预算，完成值、未完成原因，表尾结论文字",
    )


def hubei_project() -> Case:
    p, name = CLINIC, "hubei-project.docx"
    t = tree("""产出指标|数量指标|居民电子健康档案建档率|≥|90|%|basis=行业标准|y1=86.4%|y2=88.9%
    ||高血压患者管理人数|≥|21000|人|basis=计划标准|y1=18650人|y2=20103人
    |质量指标|2型糖尿病患者规范管理服务率|≥|65|%|basis=行业标准|y1=61%|y2=63.5%
    |时效指标|传染病疫情报告及时率|=|100|%|basis=行业标准|y1=100%|y2=100%
    |成本指标|人均经费标准|=|94|元/人|basis=计划标准|y1=84元/人|y2=89元/人
    效益指标|社会效益指标|居民健康素养水平|≥|28|%|basis=历史标准|y1=24.1%|y2=26.5%
    |可持续影响指标|基层卫生服务能力|持续提高|basis=其他标准|y1=提高|y2=提高
    满意度指标|服务对象满意度指标|城乡居民满意度|≥|85|%|basis=历史标准|y1=88%|y2=89%""")
    g = Grid(8)
    g.add("项目名称", Cell(p.name, 4), "项目编码", Cell("42070024T000000104455", 2))
    g.add("项目主管部门", Cell(p.department, 4), "项目执行单位", Cell(p.unit, 2))
    g.add("项目负责人", Cell("沈康", 4), "联系电话", Cell(p.phone, 2))
    g.add("项目类别", Cell("本级支出项目□　　转移支付项目√", 4), "项目属性", Cell("持续性项目√　新增性项目□", 2))
    g.add("起止时间", Cell("2024年1月1日至2024年12月31日", 7))
    g.add("立项依据", Cell("国家基本公共卫生服务规范及县级配套资金管理有关要求。", 7))
    g.add(Cell("项目总预算", 1), Cell("273.65万元", 4), "项目当年预算", Cell("273.65万元", 2))
    g.add(
        Cell("预算成本构成", 1, 4),
        Cell("项目", 2),
        "金额（万元）",
        Cell("测算（公式）依据", 2),
        "2022年执行",
        "2023年执行",
    )
    for _ in range(3):
        g.add(Cell("", 2), "", Cell("", 2), "", "")
    g.add(Cell("绩效目标", 1, 1), Cell("\n".join(f"{n}.{x}" for n, x in enumerate(p.goals, 1)), 7))
    n = tree_size(t) + 2
    g.add(
        Cell("绩\n效\n指\n标", 1, n),
        Cell("一级指标", 1, 2),
        Cell("二级指标", 1, 2),
        Cell("三级指标", 1, 2),
        Cell("指标值", 3),
        Cell("绩效标准", 1, 2),
    )
    g.add("前年", "上年", "预期当年实现值")
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("y1", 1), ("y2", 1), ("value", 1), ("basis", 1)])
    g.add("保障绩效目标实现的措施", Cell("强化督导考核，按月通报进度，规范资金使用。", 7))
    g.add("主管部门审核意见", Cell("同意申报，绩效目标设置合理。\n（盖章）　　　　2023年11月8日", 7))
    data = docx(
        [
            Para("项目支出绩效目标申报表", "center", True),
            Para("（2024年度）", "center"),
            Para("填报日期：2023年11月6日　　　　　　　　　　　　　　金额单位：万元"),
            g,
        ]
    )
    form = table(
        "project",
        title="项目支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        project_code="42070024T000000104455",
        competent_department=p.department,
        implementing_unit=p.unit,
        project_leader="沈康",
        phone=p.phone,
        project_attribute="持续性项目",
        project_period="2024年1月1日至2024年12月31日",
        budget={"total": wan("273.65"), "project_total": wan("273.65")},
        goals=numbered("annual", p.goals),
        indicators=tree_gold(t, keys=("basis",)),
        opinions=[{"by": "主管部门", "text": "同意申报，绩效目标设置合理。", "date": "2023年11月8日"}],
    )
    return Case(
        "hubei-project-docx",
        name,
        data,
        gold(name, form),
        "湖北：预算成本构成（未填）与近两年指标值，数字点号编号目标，审核意见带盖章与日期",
    )


def hubei_department() -> Case:
    name = "hubei-department.docx"
    long_goals = ["到2026年，建成覆盖城乡的公共卫生服务网络。", "重大传染病发病率控制在全市平均水平以下。"]
    year_goals = ["规范管理高血压患者21000人以上。", "免疫规划疫苗接种率达到95%以上。"]
    long = tree("""产出指标|数量指标|标准化村卫生室建成数|≥|96|个
    |质量指标|家庭医生签约服务率|≥|45|%
    效益指标|社会效益指标|人均期望寿命|≥|78.5|岁
    满意度指标|服务对象满意度指标|居民满意度|≥|90|%""")
    year = tree("""产出指标|数量指标|标准化村卫生室建成数|≥|32|个
    ||高血压患者管理人数|≥|21000|人
    |质量指标|家庭医生签约服务率|≥|38|%
    |时效指标|疫情报告及时率|=|100|%
    效益指标|社会效益指标|居民健康素养水平|≥|28|%
    满意度指标|服务对象满意度指标|居民满意度|≥|88|%""")
    g = Grid(7)
    g.add(Cell("部门名称", 1), Cell("青麓区卫生健康局", 6))
    g.add("填报人", Cell("顾一方", 2), "联系电话", Cell("13000000009", 3))
    g.add(
        Cell("部门总体资金情况（万元）", 1, 8),
        Cell("总体资金情况", 2, 2),
        Cell("当年预算金额", 1, 2),
        Cell("占比", 1, 2),
        Cell("近两年收支金额", 2),
    )
    g.add("2022年决算", "2023年预计执行")
    money = [
        (Cell("收入构成", 1, 3), "财政拨款", "2,860.00", "95.33%", "2,501.20", "2,740.66"),
        ("其他资金", "140.00", "4.67%", "96.40", "120.00"),
        ("收入合计", "3,000.00", "100%", "2,597.60", "2,860.66"),
        (Cell("支出构成", 1, 3), "基本支出", "1,124.50", "37.48%", "1,060.00", "1,102.30"),
        ("项目支出", "1,875.50", "62.52%", "1,537.60", "1,758.36"),
        ("支出合计", "3,000.00", "100%", "2,597.60", "2,860.66"),
    ]
    for row in money:
        g.add(*row)
    g.add(
        "部门职能概述",
        Cell("贯彻执行卫生健康工作方针政策，组织实施疾病预防控制、妇幼健康和基层卫生服务，监督管理医疗机构。", 6),
    )
    g.add(Cell("部门整体绩效目标", 1, 2), Cell("长期目标（截至2026年）", 3), Cell("年度目标", 3))
    g.add(
        Cell("\n".join(f"目标{n}：{x}" for n, x in enumerate(long_goals, 1)), 3),
        Cell("\n".join(f"目标{n}：{x}" for n, x in enumerate(year_goals, 1)), 3),
    )
    for title, t in (("长期目标\v绩效指标", long), ("年度目标\v绩效指标", year)):
        tree_head(
            g, [("一级指标", 1), ("二级指标", 1), ("指标内容", 2), ("指标值", 2)], left=Cell(title, 1, tree_size(t) + 1)
        )
        tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 2)])
    data = docx([Para("青麓区2024年度部门整体支出绩效目标申报表", "center", True), Para("填报日期：2023年12月1日"), g])
    form = table(
        "department_overall",
        title="青麓区2024年度部门整体支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="青麓区卫生健康局",
        preparer="顾一方",
        phone="13000000009",
        duties="贯彻执行卫生健康工作方针政策，组织实施疾病预防控制、妇幼健康和基层卫生服务，监督管理医疗机构。",
        budget={
            "fiscal_appropriation": wan("2860"),
            "other_funds": wan("140"),
            "revenue_total": wan("3000"),
            "basic_expenditure": wan("1124.5"),
            "project_expenditure": wan("1875.5"),
            "expenditure_total": wan("3000"),
        },
        goals=numbered("implementation_period", long_goals) + numbered("annual", year_goals),
        indicators=tree_gold(long) + tree_gold(year),
    )
    return Case(
        "hubei-department-docx",
        name,
        data,
        gold(name, form),
        "湖北部门整体：收支构成与占比、近两年金额，长期与年度两棵指标树",
    )


def hubei_self_evaluation() -> Case:
    p, name = TRAINING, "hubei-self-evaluation.docx"
    first = tree("""产出指标|数量指标|培训高素质农民人数|≥|320|人|actual_text=326人|score=15
    |质量指标|学员结业考核合格率|≥|98|%|actual_text=98.5%|score=15
    |时效指标|培训任务完成时间|2023年11月底前|actual_text=2023年11月18日|score=10""")
    second = tree("""效益指标|经济效益指标|学员人均年增收|≥|1500|元|actual_text=1320元|score=13
    |社会效益指标|带动农户户数|≥|960|户|actual_text=978户|score=15
    满意度指标|服务对象满意度指标|参训学员满意度|≥|95|%|actual_text=97%|score=10""")
    g = Grid(7)
    g.add("项目名称", Cell("2023年" + p.name + "项目", 6))
    g.add("主管部门", Cell(p.department, 2), "项目实施单位", Cell(p.unit, 3))
    g.add("项目类别", Cell("1.部门预算项目☑　2.转移支付项目□", 6))
    g.add("项目属性", Cell("1、持续性项目☑　2、新增性项目□", 6))
    g.add(
        Cell("预算执行情况（万元）\v（20分）", 1, 2),
        "",
        Cell("全年预算数（A）"),
        Cell("执行数（B）", 2),
        "执行率（B/A）",
        "得分（20分*执行率）",
    )
    g.add("年度资金总额", "64.20", Cell("62.92", 2), "98%", "19.6")
    for n, (points, text, t) in enumerate(
        ((40, "完成320名高素质农民培育任务。", first), (40, "促进学员增收，带动小农户发展。", second)), 1
    ):
        g.add(f"年度绩效目标{n}（{points}分）", Cell(text, 6))
        tree_head(
            g,
            [
                ("一级指标", 1),
                ("二级指标", 1),
                ("三级指标", 1),
                ("年初目标值（A）", 1),
                ("实际完成值（B）", 1),
                ("得分", 1),
            ],
            left=Cell("年度\v绩效\v指标", 1, tree_size(t) + 1),
        )
        tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1), ("actual_text", 1), ("score", 1)])
    g.add("总分", Cell("97.6", 6))
    g.add("偏差大或目标未完成原因分析", Cell("受春茶价格下跌影响，茶叶类学员增收未达预期。", 6))
    g.add("改进措施及结果应用方案", Cell("优化课程设置，增加电商营销内容；结果作为下年预算安排依据。", 6))
    data = docx(
        [
            Para("2023年度项目自评表", "center", True),
            Para("单位名称：云岭县农业农村局　　　　　填报日期：2024年3月15日"),
            g,
        ]
    )
    indicators = tree_gold(first, goal=1, keys=("actual_text", "score")) + tree_gold(
        second, goal=2, keys=("actual_text", "score")
    )
    form = table(
        "self_evaluation",
        title="2023年度项目自评表",
        fiscal_year=2023,
        money_unit="万元",
        budget_unit=p.department,
        project_name="2023年" + p.name + "项目",
        competent_department=p.department,
        implementing_unit=p.unit,
        project_attribute="持续性项目",
        budget={"adjusted": wan("64.2"), "executed": wan("62.92"), "execution_rate": "98", "score": "19.6"},
        total_score="97.6",
        goals=numbered("annual", ["完成320名高素质农民培育任务。", "促进学员增收，带动小农户发展。"]),
        indicators=indicators,
    )
    return Case(
        "hubei-self-evaluation-docx",
        name,
        data,
        gold(name, form),
        "湖北自评：执行率20分，年度绩效目标1/2各一棵树，总分只有得分",
    )


def hunan_project() -> Case:
    p, name = WATER, "hunan-project.docx"
    t = tree("""产出指标|数量指标|维修养护供水工程处数|=|21|处|basis=计划标准
    |质量指标|水质检测达标率|≥|92|%|basis=行业标准
    |时效指标|故障抢修到场时间|≤|4|小时|basis=历史标准
    |成本指标|维修养护总成本|≤|96.8|万元|basis=计划标准
    效益指标|经济效益指标||
    |社会效益指标|受益农村人口|≥|3.86|万人|basis=计划标准
    |可持续影响指标|工程良性运行比例|≥|90|%|basis=历史标准
    |社会公众或服务对象满意度指标|用水户满意度|≥|90|%|basis=历史标准""")
    g = Grid(8)
    g.add("项目名称", Cell(p.name, 7))
    g.add("项目主管部门", Cell(p.department, 3), "项目实施单位", Cell(p.unit, 3))
    g.add("项目负责人", Cell("江渡", 3), "联系电话", Cell(p.phone, 3))
    g.add("年度本级预算金额", Cell("96.8", 3), "上级资金", Cell("", 3))
    g.add("项目实施期", Cell("2024年-2026年", 7))
    g.add("实施期绩效目标", Cell("三年内对全县63处集中供水工程维修养护一遍。", 7))
    g.add("本年度绩效目标", Cell(p.goals[0], 7))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值及单位", 2), ("绩效标准", 1)],
        left=Cell("本年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 2), ("basis", 1)])
    g.add(
        "财政部门审核意见",
        Cell("经审核，绩效目标与资金规模匹配，同意纳入项目库。\n\n（盖章）\n　　　　年　　月　　日", 7),
    )
    data = docx(
        [
            Para("附件3："),
            Para("2024年项目支出绩效目标申报表", "center", True),
            Para("填报单位（盖章）：临源县农村供水管理站　　　　金额单位：万元"),
            g,
            Para("填表人（签名）：江小雨　　　联系电话：" + p.phone + "　　　单位负责人（签名）：梁木"),
        ]
    )
    form = table(
        "project",
        title="2024年项目支出绩效目标申报表",
        attachment="附件3",
        fiscal_year=2024,
        money_unit="万元",
        filing_unit=p.unit,
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        project_leader="江渡",
        phone=p.phone,
        project_period="2024年-2026年",
        preparer="江小雨",
        head="梁木",
        budget={"total": wan("96.8")},
        goals=[goal("implementation_period", "三年内对全县63处集中供水工程维修养护一遍。"), goal("annual", p.goals[0])],
        indicators=tree_gold(t, keys=("basis",)),
        opinions=[{"by": "财政部门", "text": "经审核，绩效目标与资金规模匹配，同意纳入项目库。"}],
    )
    return Case(
        "hunan-project-docx",
        name,
        data,
        gold(name, form),
        "湖南：本级预算金额与上级资金，满意度并入效益指标，绩效标准列，空白经济效益行，审核意见",
    )
