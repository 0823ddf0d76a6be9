"""Forms of whole departments: six-part framework, a tree per goal, work plans, formulas, a web page."""

from __future__ import annotations

from collections.abc import Iterator

from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import (
    Case,
    Cell,
    Formula,
    Grid,
    Number,
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
    yuan,
)
from ..web import body, page
from ..word import docx, paragraph, paragraphs


def cases() -> Iterator[Case]:
    yield six_parts()
    yield tree_per_goal()
    yield work_plan()
    yield work_plan_word()
    yield formulas()
    yield web_page()


def six_parts() -> Case:
    name = "department-six.docx"
    t = tree("""运行成本|公用经费控制|公用经费控制率|≤|100|%|weight=5
    ||"三公"经费变动率|≤|0|%|weight=5
    管理效率|预算管理|预算调整率|≤|8|%|weight=5
    ||预决算公开及时性|及时|weight=5
    |资产管理|固定资产利用率|≥|95|%|weight=5
    履职效能|重点工作履行|年度重点工作办结率|=|100|%|weight=15
    ||行政执法案件办理数|≥|420|件|weight=10
    社会效应|社会效益|食品安全抽检合格率|≥|98.5|%|weight=15
    |经济效益|为消费者挽回经济损失|≥|86|万元|weight=5
    可持续发展能力|体制机制改革|双随机监管覆盖率|≥|90|%|weight=10
    |人才支撑|执法人员持证上岗率|=|100|%|weight=10
    服务对象满意度|满意度|市场主体满意度|≥|92|%|weight=10""")
    tasks = [
        ("市场主体登记服务", "推行企业开办全程网办。", "86.00", "86.00", "0.00"),
        ("食品药品安全监管", "开展食品安全抽检1200批次。", "268.50", "248.50", "20.00"),
        ("质量基础设施建设", "计量标准器具检定、特种设备监察。", "74.20", "74.20", "0.00"),
    ]
    g = Grid(6)
    g.add(Cell("部门（单位）名称"), Cell("青麓区市场监督管理局", 5))
    g.add(
        Cell("年度主要任务", 1, len(tasks) + 3),
        Cell("任务名称", 1, 2),
        Cell("主要内容", 1, 2),
        Cell("预算金额（万元）", 3),
    )
    g.add("总额", "财政拨款", "其他资金")
    g.add(Cell("合计", 2), "428.70", "408.70", "20.00")
    for row in tasks:
        g.add(*row)
    g.add("年度总体目标", Cell("统筹发展和安全，优化营商环境，守牢食品、药品、特种设备和工业产品质量安全底线。", 5))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1), ("权重", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [(k, 1) for k in ("level1", "level2", "name", "value", "weight")])
    data = docx([Para("附表二"), Para("青麓区市场监督管理局\v2024年部门整体支出绩效目标申报表", "center", True), g])
    form = table(
        "department_overall",
        title="青麓区市场监督管理局2024年部门整体支出绩效目标申报表",
        attachment="附表二",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="青麓区市场监督管理局",
        budget={"total": wan("428.7"), "fiscal_appropriation": wan("408.7"), "other_funds": wan("20")},
        tasks=[
            line(name=n, content=c, total=wan(a), fiscal_appropriation=wan(f), other_funds=wan(o))
            for n, c, a, f, o in tasks
        ],
        goals=[goal("annual", "统筹发展和安全，优化营商环境，守牢食品、药品、特种设备和工业产品质量安全底线。")],
        indicators=tree_gold(t, keys=("weight",)),
    )
    return Case(
        "department-six-docx",
        name,
        data,
        gold(name, form),
        "六维框架：运行成本、管理效率、履职效能等；标题在段内换行，合计在任务之前，附表用汉字编号",
    )


def tree_per_goal() -> Case:
    name = "department-goal-trees.docx"
    goals = ["保障城区道路、桥梁和排水设施完好，及时处置路面病害；", "提升生活垃圾收运处置能力，推进垃圾分类全覆盖；"]
    trees = [
        tree("""产出指标|数量指标|维修沥青路面|≥|1.2|万平方米
    ||清掏检查井|≥|3600|座
    |质量指标|路面维修合格率|≥|98|%
    |时效指标|坑槽修补时限|≤|48|小时
    |成本指标|单位面积维修成本|≤|165|元/平方米
    效益指标|社会效益|市政设施完好率|˃|95|%
    |满意度指标|市民投诉办结满意率|≥|90|%"""),
        tree("""产出指标|数量指标|日收运生活垃圾|≥|180|吨
    |质量指标|生活垃圾无害化处理率|=|100|%
    |时效指标|日产日清率|=|100|%
    效益指标|生态效益|渗滤液达标排放率|=|100|%
    |满意度指标|居民满意度|≥|90|%"""),
    ]
    g = Grid(12)
    g.add(Cell("部\v门\v基\v本\v信\v息", 1, 14), Cell("预算单位", 2), Cell("禾川县城市管理和综合执法局", 9))
    g.add(Cell("绩效管理\n联系人", 2), Cell("吴笛", 4), Cell(" 联系电话", 2), Cell("13000000021", 3))
    g.add(Cell("人员编制数", 2), Cell("86", 4), Cell(" 实有人数", 2), Cell("83", 3))
    duties = "1、负责城市市政设施、市容环境卫生管理。\n2、行使城市管理行政处罚权。"
    g.add(Cell("部门职能\n职责概述", 2), Cell(duties, 9))
    g.add(Cell("单位年度收入预算（万元）", 11))
    g.add(
        Cell("收入合计", 2),
        Cell("一般公共预算拨款", 3),
        Cell("政府性基金拨款", 2),
        Cell("非税收入拨款", 2),
        Cell("其他资金", 2),
    )
    g.add(Cell("5,218.6", 2), Cell("4,618.6", 3), Cell("400", 2), Cell("200", 2), Cell("", 2))
    g.add(Cell("单位年度支出预算（万元）", 11))
    g.add(Cell("支出合计", 3), Cell("基本支出", 4), Cell("项目支出", 4))
    g.add(Cell("5,218.6", 3), Cell("1,486.2", 4), Cell("3,732.4", 4))
    g.add(Cell("其中", 2, 3), Cell("三公经费预算（万元）", 9))
    g.add(Cell("合计", 2), Cell("公务用车运行和购置费", 3), Cell("因公出国（境）费", 2), Cell("公务接待费", 2))
    g.add(Cell("63", 2), Cell("58", 3), Cell("0", 2), Cell("5", 2))
    g.add(Cell("备注", 2), Cell("", 9))
    g.add(Cell("年度绩效目标\v部门整体支出"), Cell("2024年度拟实现以下目标：\n" + goal_lines(goals), 11))
    rows = sum(tree_size(t) for t in trees) + 1
    g.add(
        Cell("年度绩效指标\v部门整体支出", 1, rows),
        Cell("", 1),
        Cell("一级指标", 2),
        Cell("二级指标", 2),
        Cell("三级指标内容", 4),
        Cell("三级指标目标值", 2),
    )
    for k, t in enumerate(trees, 1):
        tree_rows(
            g, t, [("level1", 2), ("level2", 2), ("name", 4), ("value", 2)], left=Cell(f"目\n标\n{k}", 1, tree_size(t))
        )
    g.add(Cell("其他需要说明的问题"), Cell("无", 11))
    g.add(Cell("财政部门业务股室审核意见", 1), Cell("目标与部门职责相符，同意上报。\n（盖章）\n年　月　日", 11))
    g.add(Cell("财政部门绩效股审核意见", 1), Cell("\n\n（盖章）\n年　月　日", 11))
    data = docx(
        [
            Para("禾川县城市管理和综合执法局部门整体支出绩效目标申报表", "center", True),
            Para("（ 2024 年度）", "center"),
            Para("　填报单位（盖章）：禾川县城管局　　　　　　　单位负责人：石磊"),
            g,
        ]
    )
    indicators = [i for k, t in enumerate(trees, 1) for i in tree_gold(t, goal=k)]
    form = table(
        "department_overall",
        title="禾川县城市管理和综合执法局部门整体支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="禾川县城市管理和综合执法局",
        filing_unit="禾川县城管局",
        head="石磊",
        performance_contact="吴笛",
        phone="13000000021",
        established_posts=86,
        actual_staff=83,
        duties=duties,
        budget={
            "revenue_total": wan("5218.6"),
            "general_public_budget": wan("4618.6"),
            "government_funds": wan("400"),
            "non_tax_revenue": wan("200"),
            "expenditure_total": wan("5218.6"),
            "basic_expenditure": wan("1486.2"),
            "project_expenditure": wan("3732.4"),
            "three_public_total": wan("63"),
            "three_public_vehicles": wan("58"),
            "three_public_overseas": "0",
            "three_public_reception": wan("5"),
        },
        goals=numbered("annual", goals),
        indicators=indicators,
        opinions=[{"by": "财政部门业务股室", "text": "目标与部门职责相符，同意上报。"}],
    )
    return Case(
        "department-goal-trees-docx",
        name,
        data,
        gold(name, form),
        "每个目标一棵指标树，竖写目标n，收支与三公预算，满意度并入效益，一份审核意见未填",
    )


PLAN = [
    ("城乡环境整治", "村镇建设办公室", "完成18个村人居环境整治，新建垃圾收集点24个。"),
    ("平安建设", "综治中心", "矛盾纠纷调解率达到98%以上，不发生重大信访事件。"),
    ("产业发展", "农业综合服务中心", "新建高标准农田1200亩，发展油茶500亩。"),
]
TOWN = """产出指标|数量指标|整治村庄数|=|18|个
||新建垃圾收集点|＝|24|个
|质量指标|高标准农田验收合格率|≧|98|%
|时效指标|重点工作按期完成率|⩾|95|%
|成本指标|部门预算支出|≦|1286.4|万元
效益指标|社会效益指标|群众安全感|＞|96|%
|生态效益指标|生活垃圾有效处理率|≥|90|%
|可持续影响指标|基层治理能力|持续增强
|社会公众及服务对象满意度指标|群众满意度|>=|90|%"""


def _plan_grid(xlsx_numbers: bool) -> Grid:
    t = tree(TOWN)
    g = Grid(6)

    def amount(text: str, cols: int = 1) -> Cell:
        return Cell(text, cols, xlsx=Number(text) if xlsx_numbers and text else None)

    g.add(Cell("附表1", 6, border=False))
    g.add(Cell("2024年部门整体支出绩效目标表", 6, border=False, align="center"))
    g.add(Cell("填报单位：（盖章）", 3, border=False), Cell("金额：万元", 3, border=False, align="right"))
    g.add("部门名称", Cell("临源县沙坪镇人民政府", 5))
    g.add(Cell("年度预算申请\v（万元）", 1, 5), Cell("资金总额：1286.4", 5))
    g.add(Cell("按收入性质分", 3), Cell("按支出性质分", 2))
    g.add(Cell("其中：一般公共预算拨款", 2), amount("1106.4"), "其中：基本支出", amount("742.8"))
    g.add(Cell("政府性基金拨款", 2), amount("180"), "项目支出", amount("543.6"))
    g.add(Cell("其他资金", 2), "", "", "")
    g.add(
        "部门职责概述",
        Cell("贯彻执行党的路线方针政策，促进经济发展，加强社会管理，维护社会稳定，为群众提供公共服务。", 5),
    )
    g.add(Cell("年度重点\v工作计划", 1, len(PLAN) + 1), "事项", "责任单位/科室", Cell("工作目标", 3))
    for item, who, what in PLAN:
        g.add(item, who, Cell(what, 3))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值及单位", 1)],
        left=Cell("年度\v绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    g.add(
        Cell("单位负责人（签字）：", 2, border=False),
        Cell("填表人：杜鹃", 2, border=False),
        Cell("联系电话：13000000022", 2, border=False),
    )
    return g


def _plan_gold() -> dict:
    return table(
        "department_overall",
        title="2024年部门整体支出绩效目标表",
        attachment="附表1",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="临源县沙坪镇人民政府",
        duties="贯彻执行党的路线方针政策，促进经济发展，加强社会管理，维护社会稳定，为群众提供公共服务。",
        preparer="杜鹃",
        phone="13000000022",
        budget={
            "total": wan("1286.4"),
            "general_public_budget": wan("1106.4"),
            "government_funds": wan("180"),
            "basic_expenditure": wan("742.8"),
            "project_expenditure": wan("543.6"),
        },
        work_plan=[line(item=a, responsible=b, objective=c) for a, b, c in PLAN],
        indicators=tree_gold(tree(TOWN)),
    )


def work_plan() -> Case:
    name = "department-work-plan.xlsx"
    data = xlsx([Sheet("附表1", [_plan_grid(True)])])
    return Case(
        "department-work-plan-xlsx",
        name,
        data,
        gold(name, _plan_gold()),
        "株洲式：附件号、标题、单位行都在表内，金额与标签同格，各种不等号字形",
    )


def work_plan_word() -> Case:
    name = "department-work-plan.docx"
    g = _plan_grid(False)
    g.rows[1].cells[0].docx = paragraphs("2024年部门整体支出绩效目标表", "center", True) + paragraph()
    return Case(
        "department-work-plan-docx", name, docx([g]), gold(name, _plan_gold()), "同上，无边框的标题行在 Word 表格里"
    )


def formulas() -> Case:
    name = "department-formulas.xlsx"
    tasks = [
        ("工资福利支出", "", "8236400", "8236400"),
        ("商品和服务支出", "", "1120500.5", "1120500.5"),
        ("对个人和家庭的补助", "", "368000", "368000"),
        ("项目支出", "法律援助、人民调解、社区矫正", "945600", "865600"),
    ]
    t = tree("""产出指标|数量指标|办理法律援助案件|≥|360|件
    ||人民调解案件补贴|=|1850|件
    |质量指标|援助案件质量评查优良率|≥|90|%|fmt="≥"0%|num=0.9
    |时效指标|案件补贴发放时间|2024年12月20日|fmt=yyyy"年"m"月"d"日"|num=45646
    |成本指标|单位案件补贴标准|≤|1200|元/件
    效益指标|社会效益指标|社区矫正对象再犯罪率|≤|0.2|%
    满意度指标|服务对象满意度指标|受援人满意度||95.5|%|fmt=0.0%|num=0.955""")
    g = Grid(6)
    g.add(Cell("部门（单位）整体支出绩效目标表", 6))
    g.add(Cell("（2024年度）", 4), Cell("单位：元", 2))
    g.add(Cell("部门（单位）名称", 2), Cell("禾川县司法局", 4))
    g.add(Cell("年度主要任务", 1, len(tasks) + 3), Cell("任务名称", 1, 2), Cell("主要内容", 1, 2), Cell("预算金额", 3))
    g.add("总额", "财政拨款", "其他资金")
    first = len(g.rows) + 1
    for n, (a, b, c, d) in enumerate(tasks):
        other = yuan(str(float(c) - float(d)))
        g.add(
            a,
            b,
            Cell(c, xlsx=Formula(f"E{first + n}+F{first + n}", c, "#,##0.00")),
            Cell(d, xlsx=Number(d, "#,##0.00")),
            Cell(other, xlsx=Number(other, "#,##0.00")),
        )
    sums = ("10670500.5", "10590500.5", "80000.000000000931")
    g.add(
        Cell("合  计", 2),
        *[
            Cell(x, xlsx=Formula(f"SUM({c}{first}:{c}{first + 3})", x, "#,##0.00"))
            for c, x in zip("DEF", sums, strict=False)
        ],
    )
    g.add("年度总体目标", Cell("推进法治建设，提供优质高效的公共法律服务，维护社会和谐稳定。", 5))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 2),
            (lambda i: Cell(i.value.text, xlsx=Number(i.get("num"), i.get("fmt")) if i.get("num") else None), 1),
        ],
    )
    data = xlsx([Sheet("整体绩效", [g])])
    form = table(
        "department_overall",
        title="部门（单位）整体支出绩效目标表",
        fiscal_year=2024,
        money_unit="元",
        budget_unit="禾川县司法局",
        budget={"total": "10670500.5", "fiscal_appropriation": "10590500.5", "other_funds": "80000"},
        tasks=[
            line(
                name=a,
                content=b,
                total=yuan(c),
                fiscal_appropriation=yuan(d),
                other_funds=yuan(str(float(c) - float(d))),
            )
            for a, b, c, d in tasks
        ],
        goals=[goal("annual", "推进法治建设，提供优质高效的公共法律服务，维护社会和谐稳定。")],
        indicators=tree_gold(t),
    )
    return Case(
        "department-formulas-xlsx",
        name,
        data,
        gold(name, form),
        "公式缓存值（含浮点尾差）、带符号的数字格式、日期格式、单位为元",
    )


def web_page() -> Case:
    name = "department-overall.html"
    tasks = [
        ("基本支出", "人员经费和日常公用经费", "412.36", "412.36", ""),
        ("信访维稳", "化解信访积案，开展领导干部接访", "58.00", "58.00", ""),
        ("群众来访接待中心运行", "物业、水电及设备维护", "24.50", "20.00", "4.50"),
    ]
    t = tree("""产出指标|数量指标|接待群众来访批次|≤|900|批次
    ||化解信访积案|≥|35|件
    |质量指标|信访事项及时受理率|=|100|%
    |时效指标|按期答复率|≥|99|%
    |成本指标|接待中心年运行成本|≤|24.5|万元
    效益指标|社会效益指标|到市以上越级访|下降10%以上
    满意度指标|服务对象满意度指标|信访群众满意度|≥|80|%""")
    g = Grid(6)
    g.add(Cell("部门（单位）名称", 2), Cell("青麓区信访局", 4))
    g.add(
        Cell("年度主要任务", 1, len(tasks) + 2),
        Cell("任务名称", 1, 2),
        Cell("主要内容", 1, 2),
        Cell("预算金额（万元）", 3),
    )
    g.add("总额", "财政拨款", "其他资金")
    for row in tasks:
        g.add(*row)
    g.add(Cell("金额合计", 3), "494.86", "490.36", "4.50")
    g.add(
        "年度总体目标",
        Cell(
            "",
            5,
            html="目标1：依法及时就地解决群众合理诉求。<br>目标2：推动信访积案化解&mdash;&mdash;化解率&ge;85%。<br/>目标3:维护重要节点社会稳定。",
        ),
    )
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 2),
            (lambda i: Cell(i.value.text, html=i.value.text.replace("≥", "&ge;").replace("≤", "&#8804;")), 1),
        ],
    )
    html = page(
        body(
            [
                Para("附件11", "left"),
                Para("部门（单位）整体支出绩效目标申报表", "center"),
                Para("（2024年度）", "center"),
                g,
            ],
            "blocks",
        ),
        title="附件11",
    )
    form = table(
        "department_overall",
        title="部门（单位）整体支出绩效目标申报表",
        attachment="附件11",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="青麓区信访局",
        budget={"total": wan("494.86"), "fiscal_appropriation": wan("490.36"), "other_funds": wan("4.5")},
        tasks=[
            line(name=n, content=c, total=wan(a), fiscal_appropriation=wan(f), other_funds=wan(o))
            for n, c, a, f, o in tasks
        ],
        goals=numbered(
            "annual", ["依法及时就地解决群众合理诉求。", "推动信访积案化解——化解率≥85%。", "维护重要节点社会稳定。"]
        ),
        indicators=tree_gold(t),
    )
    return Case(
        "department-overall-html",
        name,
        html.encode(),
        gold(name, form),
        "网页：实体字符不等号，div 段落，br 分隔的目标",
    )
