"""The central forms A5 to A8: monitoring, self-evaluation of projects and departments, core indicators."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import FOREST, LAMP, PARK, READING
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Grid, Indicator, Para, goal, gold, head, line, table, tree, tree_gold, wan
from ..word import docx

MONITORED = ("actual_text", "expected_text", "deviation")
EVALUATED = ("actual_text", "weight", "score", "deviation")


def cases() -> Iterator[Case]:
    yield monitoring()
    yield self_evaluation()
    yield self_evaluation_without_cost()
    yield department_self_evaluation()
    yield core_indicators()


def tick(key: str, want: str):
    return lambda i: Cell("√" if want in i.get(key).split() else "", 1, align="center")


CAUSES = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他")
CHANCES = ("确定能", "有可能", "完全不可能")


def monitoring() -> Case:
    p, name = LAMP, "a5-monitoring.docx"
    t = tree("""产出指标|数量指标|更换LED灯具数量|≥|2160|盏|actual_text=1240盏|expected_text=2160盏|cause=经费保障|chance=有可能|deviation=二季度灯具采购流标，重新招标后正在供货。
    ||维护路灯数量|≥|11350|盏|actual_text=11350盏|expected_text=11350盏|chance=确定能
    |质量指标|主干道亮灯率|≥|98|%|actual_text=98.6%|expected_text=98%|chance=确定能
    |时效指标|故障修复时限|≤|24|小时|actual_text=30小时|expected_text=24小时|cause=人员保障 硬件条件保障|chance=有可能|deviation=抢修车辆老旧，班组缺员2人。
    |成本指标|单灯年均维护成本|≤|180|元/盏|actual_text=96元/盏|expected_text=178元/盏|chance=确定能
    效益指标|社会效益指标|夜间出行安全保障水平|有效提升|actual_text=有所提升|expected_text=有效提升|chance=确定能
    |生态效益指标|年减少碳排放|≥|380|吨|actual_text=205吨|expected_text=350吨|cause=其他|chance=完全不可能|deviation=灯具更换滞后，全年节电量达不到预期。
    满意度指标|服务对象满意度指标|市民满意度|≥|90|%|actual_text=尚未开展调查|expected_text=90%|chance=确定能""")
    g = Grid(17, widths=[550] * 17)
    g.add(Cell("项目名称", 3), Cell(p.name, 14))
    g.add(Cell("主管部门及代码", 3), Cell("328-" + p.department, 5), Cell("实施单位", 4), Cell(p.unit, 5))
    g.add(
        Cell("项目资金\v（万元）", 3, 4),
        Cell("", 3),
        Cell("年初预算数", 3),
        Cell("1-7月执行数", 3),
        Cell("1-7月执行率", 2),
        Cell("全年预计执行数", 3),
    )
    g.add(Cell("年度资金总额", 3), Cell("352.78", 3), Cell("188.42", 3), Cell("53.41%", 2), Cell("345.00", 3))
    g.add(
        Cell("其中：本年一般公共预算拨款", 3),
        Cell("352.78", 3),
        Cell("188.42", 3),
        Cell("53.41%", 2),
        Cell("345.00", 3),
    )
    g.add(Cell("其他资金", 3), Cell("", 3), Cell("", 3), Cell("", 2), Cell("", 3))
    g.add(Cell("年度总体目标", 3), Cell(p.goals[0], 14))
    n = tree_size(t) + 2
    g.add(
        Cell("绩\n效\n指\n标", 1, n),
        head("一级\v指标", 1, 2),
        head("二级\v指标", 1, 2),
        head("三级指标", 1, 2),
        head("年度指标值", 1, 2),
        head("1-7月执行情况", 1, 2),
        head("全年预计完成情况", 1, 2),
        head("偏差原因分析", 6),
        head("完成目标可能性", 3),
        head("备注", 1, 2),
    )
    g.add(*[head(c) for c in CAUSES], head("原因说明"), *[head(c) for c in CHANCES])
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
            *[(tick("cause", c), 1) for c in CAUSES],
            ("deviation", 1),
            *[(tick("chance", c), 1) for c in CHANCES],
            ("note", 1),
        ],
    )
    notes = [
        "注：1.偏差原因分析：针对与预期目标产生偏差的指标值，分别从经费保障、制度保障、人员保障、硬件条件保障等方面进行判断和分析，并说明原因。",
        "2.完成目标可能性：对应所设定的实现绩效目标的路径，分确定能、有可能、完全不可能三级综合判断完成的可能性。",
    ]
    data = docx(
        [
            Para("附件2"),
            Para("项目支出绩效目标执行监控表", "center", True),
            Para("（2024年度）", "center"),
            g,
            *map(Para, notes),
        ],
        landscape=True,
    )
    form = table(
        "monitoring",
        title="项目支出绩效目标执行监控表",
        attachment="附件2",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        monitoring_period="1-7月",
        budget={
            "initial": wan("352.78"),
            "executed": wan("188.42"),
            "execution_rate": "53.41",
            "expected": wan("345"),
            "general_public_budget_initial": wan("352.78"),
            "general_public_budget_executed": wan("188.42"),
            "general_public_budget_execution_rate": "53.41",
            "general_public_budget_expected": wan("345"),
        },
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t, keys=MONITORED),
    )
    return Case("a5-monitoring-docx", name, data, gold(name, form), "A5：17列，偏差原因与可能性打√，表后有注")


def self_evaluation() -> Case:
    p, name = PARK, "a6-self-evaluation.docx"
    t = tree("""成本指标（20分）|经济成本指标|项目总成本|≤|420|万元|actual_text=412.6万元|weight=10|score=10
    |社会成本指标|施工扰民投诉|≤|5|起|actual_text=7起|weight=5|score=3|deviation=夜间施工围挡不到位，已调整作业时间并加强现场管理。
    |生态环境成本指标|建筑垃圾规范处置率|=|100|%|actual_text=100%|weight=5|score=5
    产出指标（40分）|数量指标|新建口袋公园数量|=|6|处|actual_text=6处|weight=10|score=10
    ||新增绿化面积|≥|15800|㎡|actual_text=16020㎡|weight=10|score=10
    |质量指标|苗木成活率|≥|95|%|actual_text=93.5%|weight=10|score=9.84|deviation=遇夏季持续高温，部分苗木枯死；已于秋季补植。
    |时效指标|项目完工及时率|=|100|%|actual_text=100%|weight=10|score=10
    效益指标（20分）|社会效益指标|服务周边居民人数|≥|3.2|万人|actual_text=3.6万人|weight=10|score=10
    |生态效益指标|人居环境质量|有效改善|actual_text=达成预期指标|weight=10|score=9.5
    满意度指标（10分）|服务对象满意度指标|周边居民满意度|≥|90|%|actual_text=94.2%|weight=10|score=10""")
    g = Grid(9)
    g.add(Cell("项目名称", 2), Cell(p.name, 7))
    g.add(Cell("主管部门", 2), Cell("412-" + p.department, 3), Cell("实施单位", 2), Cell("412003-" + p.unit, 2))
    g.add(Cell("项目资金（万元）", 2, 5), "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    g.add("年度资金总额", "420.00", "415.00", "412.60", "10", "99.42%", "9.94")
    g.add("其中：当年财政拨款", "300.00", "295.00", "295.00", "—", "100%", "—")
    g.add("　　　上年结转资金", "0", "0", "0", "—", "", "—")
    g.add("　　　其他资金", "120.00", "120.00", "117.60", "—", "98%", "—")
    g.add(Cell("年度总体目标", 1, 2), Cell("预期目标", 4), Cell("实际完成情况", 4))
    actual = "全年建成口袋公园6处并全部对外开放，新增绿化面积1.6万平方米，受到周边居民欢迎。"
    g.add(Cell(p.goals[0], 4), Cell(actual, 4))
    tree_head(
        g,
        [
            ("一级指标", 1),
            ("二级指标", 1),
            ("三级指标", 1),
            ("年度指标值", 1),
            ("实际完成值", 1),
            ("分值", 1),
            ("得分", 1),
            ("偏差原因分析及改进措施", 1),
        ],
        left=Cell("绩\v效\v指\v标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            ("value", 1),
            ("actual_text", 1),
            ("weight", 1),
            ("score", 1),
            ("deviation", 1),
        ],
    )
    g.add(Cell("总分", 6), "100", "97.28", "")
    data = docx([Para("项目支出绩效自评表", "center", True), Para("（2023年度）", "center"), g])
    form = table(
        "self_evaluation",
        title="项目支出绩效自评表",
        fiscal_year=2023,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        total_weight="100",
        total_score="97.28",
        budget={
            "initial": wan("420"),
            "adjusted": wan("415"),
            "executed": wan("412.6"),
            "weight": "10",
            "execution_rate": "99.42",
            "score": "9.94",
            "fiscal_appropriation_initial": wan("300"),
            "fiscal_appropriation_adjusted": wan("295"),
            "fiscal_appropriation_executed": wan("295"),
            "fiscal_appropriation_execution_rate": "100",
            "carry_over_initial": "0",
            "carry_over_adjusted": "0",
            "carry_over_executed": "0",
            "other_funds_initial": wan("120"),
            "other_funds_adjusted": wan("120"),
            "other_funds_executed": wan("117.6"),
            "other_funds_execution_rate": "98",
        },
        goals=[goal("annual", p.goals[0], actual=actual)],
        indicators=tree_gold(t, keys=EVALUATED),
    )
    return Case(
        "a6-self-evaluation-docx",
        name,
        data,
        gold(name, form),
        "A6：一级指标带分值，代码-名称，结转和其他资金行，2021成本框架，偏差原因",
    )


def self_evaluation_without_cost() -> Case:
    """Points before the value, amounts in 元, the columns in another order."""
    p, name = READING, "a6-self-evaluation-yuan.docx"
    t = tree("""产出指标|数量指标|全年开放天数|≥|310|天|actual_text=318|weight=15|score=15
    ||阅读推广活动场次|≥|60|场次|actual_text=52场次|weight=10|score=8.7|deviation=上半年场馆消防改造闭馆20天。
    |质量指标|采购图书验收合格率|=|100|%|actual_text=100%|weight=10|score=10
    |时效指标|活动按期完成率|≥|95|%|actual_text=95%|weight=15|score=15
    效益指标|社会效益指标|年接待读者|≥|15|万人次|actual_text=16.4万人次|weight=20|score=20
    |可持续影响指标|公共文化服务长效机制|健全|actual_text=已建立6项制度|weight=10|score=10
    满意度指标|服务对象满意度指标|读者满意度|≥|90|%|actual_text=＝９６％|weight=10|score=10""")
    g = Grid(8)
    g.add("项目名称", Cell(p.name, 4), "项目编码", Cell("00321P0010007", 2))
    g.add("主管部门", Cell(p.department, 3), "实施单位", Cell(p.unit, 3))
    g.add(Cell("资金来源", 1, 4), "", "年初预算数(A)", "全年预算数(B)", "全年执行数(C)", "分值", "执行率(C/B)", "得分")
    g.add("年度资金总额", "560,000.00", "560,000.00", "548,812.50", "10", "98.00", "9.8")
    g.add("其中：本年财政拨款", "500,000.00", "500,000.00", "500,000.00", "/", "100.00", "/")
    g.add("其他资金", "60,000.00", "60,000.00", "48,812.50", "/", "81.35", "/")
    g.add(Cell("年度绩效目标", 1, 2), Cell("年初设定目标", 4), Cell("全年实际完成情况", 3))
    goal_text = "保障图书馆及12个分馆全年免费开放，持续开展全民阅读推广，提升公共文化服务效能。"
    actual = "全年免费开放318天，举办阅读推广活动52场次，接待读者16.4万人次。"
    g.add(Cell(goal_text, 4), Cell(actual, 3))
    tree_head(
        g,
        [
            ("一级指标", 1),
            ("二级指标", 1),
            ("三级指标", 1),
            ("分值", 1),
            ("年度指标值", 1),
            ("实际完成值", 1),
            ("得分", 1),
            ("未完成原因分析", 1),
        ],
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            ("weight", 1),
            ("value", 1),
            ("actual_text", 1),
            ("score", 1),
            ("deviation", 1),
        ],
    )
    g.add(Cell("总分", 3), "100", "", "", "98.5", "")
    data = docx(
        [
            Para("附件1-2", "left"),
            Para("2023年度县级预算项目支出绩效自评表", "center", True),
            Para("金额单位：元", "right"),
            g,
            Para("填报人：黎书瑶　　　联系电话：13000000006"),
        ]
    )
    form = table(
        "self_evaluation",
        title="2023年度县级预算项目支出绩效自评表",
        attachment="附件1-2",
        fiscal_year=2023,
        money_unit="元",
        project_name=p.name,
        project_code="00321P0010007",
        competent_department=p.department,
        implementing_unit=p.unit,
        preparer="黎书瑶",
        phone="13000000006",
        total_weight="100",
        total_score="98.5",
        budget={
            "initial": "560000",
            "adjusted": "560000",
            "executed": "548812.5",
            "weight": "10",
            "execution_rate": "98.00",
            "score": "9.8",
            "fiscal_appropriation_initial": "500000",
            "fiscal_appropriation_adjusted": "500000",
            "fiscal_appropriation_executed": "500000",
            "fiscal_appropriation_execution_rate": "100",
            "other_funds_initial": "60000",
            "other_funds_adjusted": "60000",
            "other_funds_executed": "48812.5",
            "other_funds_execution_rate": "81.35",
        },
        goals=[goal("annual", goal_text, actual=actual)],
        indicators=tree_gold(t, keys=EVALUATED),
    )
    return Case(
        "a6-self-evaluation-yuan-docx",
        name,
        data,
        gold(name, form),
        "A6：单位为元，分值列在指标值之前，斜杠为空，全角符号的完成值",
    )


def department_self_evaluation() -> Case:
    name = "a7-department-self-evaluation.docx"
    t = tree("""产出指标（50分）|数量指标|管护森林面积|≥|62.4|万亩|actual_text=62.4万亩|weight=15|score=15
    ||完成营造林面积|≥|1.85|万亩|actual_text=1.79万亩|weight=10|score=9.7|deviation=春季干旱影响造林进度，余下面积已列入今年计划。
    |质量指标|营造林合格率|≥|90|%|actual_text=92%|weight=10|score=10
    |时效指标|生态补偿资金兑付及时率|=|100|%|actual_text=100%|weight=15|score=15
    效益指标（30分）|生态效益指标|森林覆盖率|≥|71.2|%|actual_text=71.3%|weight=15|score=15
    |社会效益指标|森林火灾受害率|≤|0.9|‰|actual_text=0.12‰|weight=15|score=15
    满意度指标（10分）|服务对象满意度指标|林农满意度|≥|85|%|actual_text=91%|weight=10|score=10""")
    tasks = [
        ("森林资源管护", "聘用护林员186名，落实网格化巡护制度。", "238.40", "238.40"),
        ("国土绿化", "完成营造林1.85万亩，实施退化林修复。", "1320.00", "1180.00"),
        ("森林防火", "购置防火物资，开展防火宣传及应急演练。", "96.50", "96.50"),
    ]
    g = Grid(8)
    g.add(Cell("部门（单位）名称", 2), Cell("禾川县林业局", 6))
    g.add(Cell("部门预算执行情况（万元）", 2, 4), "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率")
    g.add("年度资金总额", "3,268.90", "3,415.27", "3,382.11", "10", "99.03%")
    g.add("其中：基本支出", "1,614.00", "1,660.37", "1,660.37", "—", "100%")
    g.add("项目支出", "1,654.90", "1,754.90", "1,721.74", "—", "98.11%")
    g.add(
        Cell("年度\v主要\v任务", 1, 5),
        Cell("任务名称", 1, 2),
        Cell("主要内容", 2, 2),
        Cell("预算数（万元）", 2),
        Cell("完成情况", 2, 2),
    )
    g.add("总额", "其中：财政拨款")
    done = ["已完成", "完成1.79万亩", "已完成"]
    for task, end in zip(tasks, done, strict=False):
        g.add(task[0], Cell(task[1], 2), task[2], task[3], Cell(end, 2))
    g.add(Cell("年度\v总体\v目标", 1, 2), Cell("预期目标", 4), Cell("实际完成情况", 3))
    text = "加强森林资源保护管理，高质量推进国土绿化，确保不发生重特大森林火灾。"
    actual = "完成营造林1.79万亩，森林覆盖率达到71.3%，全年未发生重特大森林火灾。"
    g.add(Cell(text, 4), Cell(actual, 3))
    tree_head(
        g,
        [
            ("一级指标", 1),
            ("二级指标", 1),
            ("三级指标", 1),
            ("年度指标值", 1),
            ("实际完成值", 1),
            ("分值", 1),
            ("得分", 1),
            ("偏差原因分析及改进措施", 1),
        ],
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            ("value", 1),
            ("actual_text", 1),
            ("weight", 1),
            ("score", 1),
            ("deviation", 1),
        ],
    )
    g.add(Cell("总分", 5), "100", "99.7", "")
    data = docx([Para("部门整体支出绩效自评表", "center", True), Para("（2023年度）", "center"), g])
    form = table(
        "self_evaluation",
        title="部门整体支出绩效自评表",
        fiscal_year=2023,
        money_unit="万元",
        budget_unit="禾川县林业局",
        total_weight="100",
        total_score="99.7",
        budget={
            "initial": wan("3268.9"),
            "adjusted": wan("3415.27"),
            "executed": wan("3382.11"),
            "weight": "10",
            "execution_rate": "99.03",
        },
        tasks=[line(name=a, content=b, total=wan(c), fiscal_appropriation=wan(d)) for a, b, c, d in tasks],
        goals=[goal("annual", text, actual=actual)],
        indicators=tree_gold(t, keys=EVALUATED),
    )
    return Case(
        "a7-department-self-evaluation-docx",
        name,
        data,
        gold(name, form),
        "A7：部门自评，基本/项目支出执行行，任务完成情况，预期/实际目标",
    )


def core_indicators() -> Case:
    p, name = FOREST, "a8-core-indicators.docx"
    t = tree("""产出指标|数量指标|聘用护林员人数|=|186|人|weight=15|description=实际聘用并签订管护协议的护林员人数|basis=县级生态护林员管理办法|rule=按比例得分|proof=管护协议
    ||购置风力灭火机|≥|40|台|weight=10|description=当年验收入库的风力灭火机数量|basis=年度采购计划|rule=按比例得分|proof=验收单
    |质量指标|护林员到岗率|≥|98|%|weight=15|description=实际到岗天数占应到岗天数的比例|basis=历史标准|rule=每低1个百分点扣1分|proof=巡护系统记录
    |时效指标|工资发放及时率|=|100|%|weight=10|description=按月发放护林员工资的情况|basis=计划标准|rule=未按月发放不得分|proof=银行回单
    成本指标|经济成本指标|护林员人均工资标准|≤|900|元/人·月|weight=10|description=护林员每人每月工资|basis=预算批复|rule=超标准不得分|proof=支出明细账
    效益指标|社会效益指标|森林火灾受害率|≤|0.9|‰|weight=15|description=受害森林面积占森林总面积的比例|basis=行业标准|rule=超过不得分|proof=森林防火统计年报
    |生态效益指标|森林资源状况|持续向好|weight=5|description=森林面积和蓄积变化情况|basis=其他认可标准|rule=分档计分|proof=资源监测报告
    满意度指标|服务对象满意度指标|林区群众满意度|≥|85|%|weight=10|description=受访林区群众的满意程度|basis=历史标准|rule=按比例得分|proof=调查问卷""")
    g = Grid(11, widths=[1200] * 11)
    g.add("项目名称", Cell(p.name, 4), Cell("项目编码", 2), Cell("36082P00000123", 4))
    tree_head(
        g,
        [
            (x, 1)
            for x in (
                "一级指标",
                "二级指标",
                "三级指标",
                "指标解释",
                "指标性质",
                "指标值",
                "计量单位",
                "权重",
                "指标值设定依据",
                "赋分规则",
                "数据来源",
            )
        ],
    )
    tree_rows(
        g,
        t,
        [(k, 1) for k in ("level1", "level2", "name", "description", "sign", "number", "unit", "weight", "basis")]
        + [(lambda i: _text(i, "rule"), 1), (lambda i: _text(i, "proof"), 1)],
    )
    data = docx([Para("附件2"), Para("2024年项目核心绩效指标表", "center", True), g], landscape=True)
    form = table(
        "project",
        title="2024年项目核心绩效指标表",
        attachment="附件2",
        fiscal_year=2024,
        project_name=p.name,
        project_code="36082P00000123",
        indicators=tree_gold(t, split=True, keys=("description", "basis", "weight")),
    )
    return Case(
        "a8-core-indicators-docx",
        name,
        data,
        gold(name, form),
        "A8：指标解释、性质、值、单位、权重、依据、赋分规则、来源十一列",
    )


def _text(i: Indicator, key: str) -> Cell:
    return Cell(i.get(key))
