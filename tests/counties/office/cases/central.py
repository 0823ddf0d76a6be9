"""The central forms A1 to A3, as Word files."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import CANTEEN, RIVER, SCHOOL
from ..layout import tree_head, tree_rows, tree_size
from ..model import (
    Case,
    Cell,
    Grid,
    Para,
    flat,
    goal,
    goal_lines,
    gold,
    head,
    indicator_gold,
    line,
    numbered,
    table,
    tree,
    tree_gold,
    wan,
)
from ..word import checkbox, docx, paragraph, run


def cases() -> Iterator[Case]:
    yield application_two_periods()
    yield application_one_year()
    yield department_application()
    yield transfer_application()
    yield blank_application()
    yield blank_department()


MIDDLE = """产出指标|数量指标|清淤疏浚河道长度|≥|52|公里
||新建生态护岸长度|≥|12.5|公里
|质量指标|单元工程质量合格率|=|100|%
|时效指标|三年任务完成时间|2026年12月底前
|成本指标|中期总投资|≤|1450|万元
效益指标|社会效益指标|受益人口|≥|6.8|万人
|生态效益指标|河道水质状况|稳定达标
满意度指标|服务对象满意度指标|沿河村民满意度|≥|90|%"""
YEAR = """产出指标|数量指标|清淤疏浚河道长度|≥|18.6|公里
||新建生态护岸长度|≥|4.2|公里
|质量指标|单元工程质量合格率|=|100|%
|时效指标|年度主体工程完工时间|2024年5月31日前
|成本指标|年度投资|≤|486.5|万元
效益指标|社会效益指标|受益人口|≥|2.3|万人
|生态效益指标|河道水质状况|明显改善
满意度指标|服务对象满意度指标|沿河村民满意度|≥|88|%"""


def application_two_periods() -> Case:
    p, name = RIVER, "a1-two-periods.docx"
    middle = ["用三年时间完成全县7条中小河流重点河段治理，基本消除行洪卡口。", "建立河道管护长效机制。"]
    g = Grid(8, widths=[900, 1000, 1100, 1900, 1200, 1100, 1900, 1200])
    tick = paragraph(inner=run("新增项目") + checkbox(False) + run("　延续项目") + checkbox(True))
    g.add(head("项目名称", 2), Cell(p.name, 6))
    g.add(head("主管部门及代码", 2), Cell("316-" + p.department, 2), head("实施单位", 2), Cell(p.unit, 2))
    g.add(head("项目属性", 2), Cell("新增项目☐　延续项目☒", 2, docx=tick), head("项目期", 2), Cell("2024年-2026年", 2))
    g.add(
        head("项目资金\v（万元）", 2, 3),
        head("中期资金总额：", 2),
        Cell("1450.00"),
        head("年度资金总额：", 2),
        Cell(p.total),
    )
    g.add(head("其中：财政拨款", 2), Cell("1200.00"), head("其中：财政拨款", 2), Cell(p.fiscal))
    g.add(head("其他资金", 2), Cell("250.00"), head("其他资金", 2), Cell(p.other))
    g.add(head("总\v体\v目\v标", 1, 2), head("中期目标（2024年—2026年）", 4), head("年度目标", 3))
    g.add(Cell(goal_lines(middle), 4), Cell(goal_lines(p.goals), 3))
    g.add(
        head("绩\v效\v指\v标", 1, 9),
        head("一级\v指标"),
        head("二级指标"),
        head("三级指标"),
        head("指标值"),
        head("二级指标"),
        head("三级指标"),
        head("指标值"),
    )
    left, right = list(flat(tree(MIDDLE))), list(flat(tree(YEAR)))
    spans1 = {0: 5, 5: 2, 7: 1}
    spans2 = {0: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}
    number, indicators = 0, []
    for n, ((l1, l2, a), (_, m2, b)) in enumerate(zip(left, right, strict=False)):
        number = 1 if n in spans2 else number + 1
        cells = [Cell(l1, 1, spans1[n], align="center")] if n in spans1 else []
        cells += [Cell(l2, 1, spans2[n])] if n in spans2 else []
        cells += [Cell(f"指标{number}：{a.name}"), Cell(a.value.text)]
        cells += [Cell(m2, 1, spans2[n])] if n in spans2 else []
        cells += [Cell(f"指标{number}：{b.name}"), Cell(b.value.text)]
        g.add(*cells)
        indicators += [indicator_gold(l1, l2, a), indicator_gold(l1, m2, b)]
    data = docx([Para("项目支出绩效目标申报表", "center", True), Para("（2024年度）", "center"), g])
    form = table(
        "project",
        title="项目支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        project_attribute="延续项目",
        project_period="2024年-2026年",
        budget={
            "project_total": wan("1450"),
            "project_total_fiscal_appropriation": wan("1200"),
            "project_total_other_funds": wan("250"),
            "total": wan(p.total),
            "fiscal_appropriation": wan(p.fiscal),
            "other_funds": wan(p.other),
        },
        goals=numbered("implementation_period", middle) + numbered("annual", p.goals),
        indicators=indicators,
    )
    return Case(
        "a1-two-periods-docx",
        name,
        data,
        gold(name, form),
        "A1：中期与年度两套指标并列，复选框为内容控件，竖排标签用换行",
    )


def application_one_year() -> Case:
    p, name = CANTEEN, "a1-one-year.docx"
    g = Grid(5, widths=[1300, 1500, 1700, 3000, 1600])
    g.add(Cell("项 目 名 称", 1), Cell(p.name, 4))
    g.add("主 管 部 门", Cell(p.department, 2), "实 施 单 位", p.unit)
    g.add("*项目属性", Cell("□新增性项目 ☑延续性项目 □一次性项目", 2), "*项目期", "2024年1月至12月")
    g.add(Cell("项目资金（万元）", 1, 3), Cell("年度资金总额：128.00", 4))
    g.add(Cell("其中：财政拨款98.00", 4))
    g.add(Cell("　　　其他资金30.00", 4))
    g.add(Cell("年 度\v总 体\v目 标", 1), Cell(p.goals[0], 4))
    t = p.tree
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标内容", 1), ("指标值（包含数字及文字描述）", 1)],
        left=Cell("绩\v效\v指\v标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    data = docx(
        [
            Para("附件4：", "left"),
            Para("县级部门预算项目支出绩效目标表", "center", True),
            Para("(2024年度)", "center"),
            g,
            Para("填报人：何小满　　　　联系电话：13000000003　　　　填报日期：2023年11月20日"),
        ]
    )
    form = table(
        "project",
        title="县级部门预算项目支出绩效目标表",
        attachment="附件4",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        project_attribute="延续性项目",
        project_period="2024年1月至12月",
        preparer="何小满",
        phone="13000000003",
        budget={"total": wan("128"), "fiscal_appropriation": wan("98"), "other_funds": wan("30")},
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t, keys=()),
    )
    return Case(
        "a1-one-year-docx", name, data, gold(name, form), "A1 单年度：标签字间空格与星号，金额写在标签格内，表下签字行"
    )


TASKS = [
    ("保障机关正常运转", "在职人员工资福利、社会保险缴费及日常公用经费支出。", "1,026.35", "1,026.35", ""),
    ("特殊教育与学前教育", "落实学前教育生均公用经费，扩大普惠性资源供给。", "260.00", "230.00", "30.00"),
    ("义务教育校舍安全", "维修改造9所乡镇学校校舍，配齐消防设施设备。", "615.00", "615.00", "—"),
    ("教师培训与激励", "组织教师全员培训，评选表彰优秀教师。", "48.6", "48.6", "—"),
]
DEPARTMENT = """产出指标|数量指标|在职教职工保障人数|=|2318|人
||校舍维修学校数|=|9|所
|质量指标|教师培训合格率|≥|98|%
||预算编制到位率|=|100|%|print=＝１００％
|时效指标|各项资金拨付及时率|≥|95|%
|成本指标|"三公"经费控制数|≤|18.5|万元
效益指标|社会效益指标|义务教育巩固率|≥|99.2|%
||教育教学质量|稳步提升
|可持续影响指标|教师队伍建设水平|进一步提高
满意度指标|服务对象满意度指标|学生家长满意度|≥|90|%"""


def department_application() -> Case:
    name = "a2-department.docx"
    goals = [
        "确保教职工工资按时足额发放，机关和学校正常运转。",
        "全面完成年度校舍维修任务，改善办学条件。",
        "深化教育教学改革，义务教育巩固率保持在99%以上（20分）",
    ]
    t = tree(DEPARTMENT)
    g = Grid(6, widths=[1000, 1500, 3200, 1100, 1100, 1100])
    g.add(Cell("部门（单位）名称", 2), Cell("禾川县教育局", 4))
    g.add(
        Cell("年度\v主要\v任务", 1, len(TASKS) + 3),
        Cell("任务名称", 1, 2),
        Cell("主要内容", 1, 2),
        Cell("预算金额（万元）", 3),
    )
    g.add("总额", "财政拨款", "其他资金")
    for task in TASKS:
        g.add(*task)
    g.add(Cell("金 额 合 计", 2), "1,949.95", "1,919.95", "30.00")
    g.add(
        Cell("年度\v总体\v目标"), Cell("2024年，我局将紧紧围绕以下目标开展工作：\n" + goal_lines(goals, "目标{}:"), 5)
    )
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 2)],
        left=Cell("年度\v绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 2)], label="指标{}:", numbering="level1")
    data = docx([Para("部门（单位）整体支出绩效目标申报表", "center", True), Para("（ 2024 年度）", "center"), g])
    form = table(
        "department_overall",
        title="部门（单位）整体支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="禾川县教育局",
        budget={"total": wan("1949.95"), "fiscal_appropriation": wan("1919.95"), "other_funds": wan("30")},
        tasks=[
            line(name=n, content=c, total=wan(a), fiscal_appropriation=wan(f), other_funds=wan(o))
            for n, c, a, f, o in TASKS
        ],
        goals=numbered("annual", goals),
        indicators=tree_gold(t),
    )
    return Case(
        "a2-department-docx",
        name,
        data,
        gold(name, form),
        "A2：两级金额表头，合计在任务之后，千分位，破折号为空，目标有引导句和分值，全角符号",
    )


def transfer_application() -> Case:
    p, name = SCHOOL, "a3-transfer.docx"
    t = tree("""产出指标|数量指标|资助家庭经济困难学生人数|≥|1860|人
    ||发放助学金次数|=|2|次
    |质量指标|资助对象认定准确率|=|100|%
    |时效指标|助学金发放及时率|≥|98|%
    |成本指标|寄宿生生活补助标准|=|1250|元/生·年
    效益指标|社会效益指标|因贫失学辍学学生人数|=|0|人
    |可持续影响指标|学生资助政策体系|持续完善
    满意度指标|服务对象满意度指标|受助学生及家长满意度|≥|90|%""")
    g = Grid(6)
    g.add(Cell("专项名称", 2), Cell("家庭经济困难学生生活补助资金", 4))
    g.add(Cell("业务主管部门", 2), Cell(p.department), Cell("县级财政部门"), Cell("禾川县财政局", 2))
    g.add(Cell("项目负责人及电话", 2), Cell("方志成 13000000007", 4))
    g.add(Cell("资金\v情况\v（万元）", 1, 3), Cell("年度金额：", 2), Cell("232.5", 3))
    g.add(Cell("　其中：中央补助", 2), Cell("186", 3))
    g.add(Cell("　　　　地方资金", 2), Cell("46.5", 3))
    g.add(Cell("年度\v目标"), Cell("按照政策规定，对义务教育阶段家庭经济困难学生应助尽助，及时足额发放生活补助。", 5))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    data = docx([Para("转移支付项目绩效目标申报表", "center", True), Para("（2024年度）", "center"), g])
    form = table(
        "project",
        title="转移支付项目绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        project_name="家庭经济困难学生生活补助资金",
        competent_department=p.department,
        project_leader="方志成",
        phone="13000000007",
        budget={"total": wan("232.5")},
        goals=[goal("annual", "按照政策规定，对义务教育阶段家庭经济困难学生应助尽助，及时足额发放生活补助。")],
        indicators=tree_gold(t),
    )
    return Case(
        "a3-transfer-docx",
        name,
        data,
        gold(name, form),
        "A3：专项名称作项目名称，负责人与电话同格，中央补助和地方资金不属于预算键",
    )


def blank_application() -> Case:
    name = "a1-blank.docx"
    g = Grid(5)
    g.add(Cell("项目名称"), Cell("", 4))
    g.add("主管部门", Cell("", 2), "项目单位", "")
    g.add("项目属性", Cell("新增项目□　延续项目□", 2), "项目期", "")
    g.add(Cell("项目资金（万元）", 1, 3), Cell("年度资金总额：", 2), Cell("", 2))
    g.add(Cell("其中：财政拨款", 2), Cell("", 2))
    g.add(Cell("其他资金", 2), Cell("", 2))
    g.add("总体目标", Cell("目标1：\n目标2：\n目标3：\n……", 4))
    g.add(Cell("绩效指标", 1, 13), "一级指标", "二级指标", "三级指标", "指标值")
    for first, seconds in (
        ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
        ("效益指标", ("经济效益指标", "社会效益指标")),
    ):
        for k, second in enumerate(seconds):
            g.add(*([Cell(first, 1, 2 * len(seconds))] if k == 0 else []), Cell(second, 1, 2), "指标1：", "")
            g.add("……", "")
    data = docx(
        [
            Para("附件1", "left"),
            Para("项目支出绩效目标申报表", "center", True),
            Para("（     年度）", "center"),
            g,
            Para("填报人（签字）：　　　　　联系电话：　　　　　　填报日期：　　年　月　日"),
        ]
    )
    return Case(
        "a1-blank-docx",
        name,
        data,
        gold(name, table("project", title="项目支出绩效目标申报表", attachment="附件1", money_unit="万元")),
        "空白表：只有标签，没有任何值",
    )


def blank_department() -> Case:
    name = "a2-blank.docx"
    g = Grid(6)
    g.add(Cell("部门（单位）名称", 2), Cell("", 4))
    g.add(Cell("年度主要任务", 1, 6), Cell("任务名称", 1, 2), Cell("主要内容", 1, 2), Cell("预算金额（万元）", 3))
    g.add("总额", "财政拨款", "其他资金")
    for _ in (1, 2):
        g.add("", "", "", "", "")
    g.add("……", "", "", "", "")
    g.add(Cell("金额合计", 2), "", "", "")
    g.add("年度总体目标", Cell("目标1：\n目标2：\n……", 5))
    g.add(Cell("年度绩效指标", 1, 4), "一级指标", "二级指标", Cell("三级指标"), Cell("指标值", 2))
    g.add(Cell("产出指标", 1, 2), "数量指标", "指标1：", Cell("", 2))
    g.add("质量指标", "指标1：", Cell("", 2))
    g.add("满意度指标", "服务对象满意度指标", "指标1：", Cell("", 2))
    data = docx([Para("部门整体支出绩效目标申报表", "center", True), Para("（　　年度）", "center"), g])
    form = table("department_overall", title="部门整体支出绩效目标申报表", money_unit="万元")
    return Case("a2-blank-docx", name, data, gold(name, form), "空白部门表，任务、目标、指标都没有填写")
