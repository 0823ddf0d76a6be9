"""Special funds, their directions, and goals written as prose."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import WATER
from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Grid, Number, Para, goal, gold, line, table, tree, tree_gold, wan
from ..word import docx, page_break


def cases() -> Iterator[Case]:
    yield summary_sheet()
    yield summary_word()
    yield direction()
    yield direction_sheet()
    yield narrative()
    yield narrative_and_form()


FUNDS = [
    ("一", "乡村振兴类专项", "860", "巩固拓展脱贫攻坚成果，壮大村集体经济", "完成产业项目12个，带动农户增收", True),
    (
        "1",
        "特色产业发展资金",
        "520",
        "建成油茶、茶叶标准化基地1.2万亩",
        "新建油茶基地3000亩，改造低产茶园1500亩",
        False,
    ),
    ("2", "农村人居环境整治资金", "340", "村庄清洁行动实现全覆盖", "整治村庄18个，改厕320户", False),
    ("二", "民生保障类专项", "426.5", "兜住民生底线，提升公共服务水平", "各项补助资金按时足额发放", True),
    ("1", "高龄老人生活补贴", "186.5", "80岁以上老人应补尽补", "为2180名高龄老人发放生活补贴", False),
    ("2", "困难群众临时救助", "240", "困难群众基本生活得到保障", "实施临时救助1500人次", False),
]


def _summary(numbers: bool) -> Grid:
    g = Grid(5)
    g.add(Cell("附表2", 5, border=False))
    g.add(Cell("2024年县级专项资金绩效目标汇总表", 5, border=False, align="center"))
    g.add(Cell("填报单位：临源县沙坪镇人民政府（盖章）", 3, border=False), Cell("金额单位：万元", 2, border=False))
    g.add("序号", "专项名称", "金额", "实施期绩效目标", "年度绩效目标")
    g.add(
        "",
        "合计",
        Cell("1286.5", xlsx=Number("1286.5") if numbers else None),
        "围绕乡村全面振兴，推动全镇经济社会高质量发展。",
        "完成县委县政府下达的各项目标任务。",
    )
    for number, name, amount, long, year, _ in FUNDS:
        g.add(
            Cell(number, xlsx=Number(number) if numbers and number.isdigit() else None),
            name,
            Cell(amount, xlsx=Number(amount) if numbers else None),
            long,
            year,
        )
    g.add(
        Cell("填表人：丁一凡", 2, border=False),
        Cell("联系电话：13000000023", 2, border=False),
        Cell("单位负责人签字：", border=False),
    )
    return g


def _summary_gold() -> dict:
    return table(
        "special_fund_summary",
        title="2024年县级专项资金绩效目标汇总表",
        attachment="附表2",
        fiscal_year=2024,
        money_unit="万元",
        filing_unit="临源县沙坪镇人民政府",
        preparer="丁一凡",
        phone="13000000023",
        budget={"total": wan("1286.5")},
        fund_lines=[
            line(number=a, name=b, amount=wan(c), implementation_goal=d, annual_goal=e, is_section=f)
            for a, b, c, d, e, f in FUNDS
        ],
        goals=[
            goal("implementation_period", "围绕乡村全面振兴，推动全镇经济社会高质量发展。"),
            goal("annual", "完成县委县政府下达的各项目标任务。"),
        ],
    )


def summary_sheet() -> Case:
    name = "fund-summary.xlsx"
    return Case(
        "fund-summary-xlsx",
        name,
        xlsx([Sheet("附表2", [_summary(True)])]),
        gold(name, _summary_gold()),
        "专项资金汇总表：合计在前，汉字序号为分节",
    )


def summary_word() -> Case:
    name = "fund-summary.docx"
    return Case(
        "fund-summary-docx",
        name,
        docx([_summary(False)], landscape=True),
        gold(name, _summary_gold()),
        "同上，Word 横向页面，表头行无边框",
    )


ESTIMATES = [
    ("基地建设", "油茶苗木采购", "126", "3000亩×420元/亩=126万元"),
    ("基地建设", "整地抚育", "180", "3000亩*0.06万元/亩=180万元"),
    ("低产茶园改造", "肥料农药", "94", "1500亩×626.67元/亩"),
    ("低产茶园改造", "技术服务费", "120", "12期×10万元/期"),
]
TEA = """产出指标|数量指标|新建油茶基地面积|≥|3000|亩|basis=计划标准
||改造低产茶园面积|≥|1500|亩|basis=计划标准
|质量指标|苗木成活率|≥|90|%|basis=行业标准
|时效指标|项目完成时间|2024年11月30日前|basis=计划标准
|成本指标|新建基地亩均投入|≤|1020|元/亩|basis=历史标准
效益指标|经济效益指标|带动户均增收|≥|2600|元|basis=历史标准
|社会效益指标|带动就业人数|≥|460|人|basis=计划标准
|生态效益指标||
|可持续影响指标|产业链条|逐步完善|basis=其他标准
|社会公众及服务对象满意度指标|农户满意度|≥|92|%|basis=历史标准"""


def _direction() -> Grid:
    t = tree(TEA)
    g = Grid(8)
    g.add("支出方向\v（子项）", Cell("特色产业发展资金", 3), Cell("所属专项", 1, 2), "名称", Cell("乡村振兴类专项", 2))
    g.add("项目金额", Cell("520", 3), "金额", Cell("860", 2))
    g.add("项目实施期", Cell("2024年1月-2025年12月", 7))
    g.add("实施期绩效目标", Cell("建成油茶、茶叶标准化基地1.2万亩。", 7))
    g.add("年度绩效目标", Cell("新建油茶基地3000亩，改造低产茶园1500亩。", 7))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值及单位", 2), ("绩效标准", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 2), ("basis", 1)])
    g.add(
        Cell("支出明细及测算说明", 1, 6),
        Cell("支出内容简介", 2),
        Cell("支出明细", 1),
        Cell("金额", 1),
        Cell("支出测算依据及过程说明", 3),
    )
    for n, (a, b, c, d) in enumerate(ESTIMATES):
        g.add(*([Cell(a, 2, 2)] if n % 2 == 0 else []), b, c, Cell(d, 3))
    g.add(Cell("合计", 3), "520", Cell("", 3))
    return g


def _direction_gold(attachment: str | None, filing: str | None) -> dict:
    return table(
        "special_fund_direction",
        title="2024年县级专项资金支出方向绩效目标表",
        attachment=attachment,
        fiscal_year=2024,
        money_unit="万元",
        filing_unit=filing,
        direction="特色产业发展资金",
        parent_fund="乡村振兴类专项",
        project_period="2024年1月-2025年12月",
        preparer="丁一凡",
        phone="13000000023",
        budget={"total": wan("520"), "parent_fund_amount": wan("860")},
        goals=[
            goal("implementation_period", "建成油茶、茶叶标准化基地1.2万亩。"),
            goal("annual", "新建油茶基地3000亩，改造低产茶园1500亩。"),
        ],
        indicators=tree_gold(tree(TEA), keys=("basis",)),
        cost_estimates=[line(direction=a, item=b, amount=wan(c), calculation=d) for a, b, c, d in ESTIMATES],
        cost_estimate_total=wan("520"),
    )


def direction() -> Case:
    name = "fund-direction.docx"
    data = docx(
        [
            Para("附表3-1"),
            Para("2024年县级专项资金支出方向绩效目标表", "center", True),
            Para("填报单位（盖章）：临源县沙坪镇人民政府　　　　　　　金额单位：万元"),
            _direction(),
            Para("填表人：丁一凡　　联系电话：13000000023"),
        ]
    )
    return Case(
        "fund-direction-docx",
        name,
        data,
        gold(name, _direction_gold("附表3-1", "临源县沙坪镇人民政府")),
        "支出方向表：所属专项名称/金额两行，明细测算合并，空白生态效益行",
    )


def direction_sheet() -> Case:
    name = "fund-direction.xlsx"
    data = xlsx(
        [
            Sheet(
                "附表3-1",
                [
                    Para("附表3-1："),
                    Para("2024年县级专项资金支出方向绩效目标表", "center"),
                    Para("单位：万元", "right"),
                    _direction(),
                    Para("填表人：丁一凡"),
                    Para("联系电话：13000000023"),
                ],
                width=8,
                row=1,
            )
        ]
    )
    return Case(
        "fund-direction-xlsx", name, data, gold(name, _direction_gold("附表3-1", None)), "同上的工作表，标题行跨列合并"
    )


ITEMS = [
    (
        "城乡供水保障经费",
        "320万元",
        "320",
        "项目主要目标为保障全县21处集中供水工程正常运行。资金累计支出进度3月底、6月底、10月底、12月底分别达到20%、50%、85%、100%。产出指标为：维修养护工程处数≥21处；效果指标为：受益人口≥3.86万人；满意度指标为：用水户满意度≥90%。",
    ),
    (
        "河湖管护经费",
        "85.6万元",
        "85.6",
        "项目主要目标为落实河湖长制，做好河道日常保洁。产出指标为：保洁河道长度≥126公里；效果指标为：河道水质稳定达标；满意度指标为：沿河群众满意度≥90%。",
    ),
    (
        "水土保持监测经费",
        "460000元",
        "46",
        "项目主要目标为开展水土流失动态监测。产出指标为：监测点位≥15个；效果指标为：水土流失面积逐年下降。",
    ),
]
SAFEGUARDS = [
    "1、加强组织领导，成立绩效管理工作领导小组，明确各科室责任分工。",
    "2、加强支出管理，严格执行预算，通过优化支出结构、加快支出进度保障目标实现。",
    "3、加强内部监督，定期开展自查自纠，对发现的问题及时整改。",
]


def narrative() -> Case:
    name = "narrative.docx"
    overall = "2024年，临源县水务局将深入贯彻落实中央和省、市水利工作部署，统筹做好供水保障、河湖管护和水土保持工作，为全县经济社会发展提供坚实的水安全保障。"
    paragraphs = [
        Para("第一部分", "center", True),
        Para("部门整体绩效目标", "center", True),
        Para(),
        Para("一、总体绩效目标", bold=True),
        Para(overall),
        Para("二、分项绩效目标", bold=True),
    ]
    paragraphs += [Para(f"{n}、{a}{b}，{text}") for n, (a, b, _, text) in enumerate(ITEMS, 1)]
    paragraphs += [Para("三、工作保障措施", bold=True), *[Para(s) for s in SAFEGUARDS]]
    form = table(
        "narrative",
        title="部门整体绩效目标",
        fiscal_year=2024,
        goals=[goal("overall", overall)],
        tasks=[line(name=a, content=f"{a}{b}，{text}", total=wan(w)) for a, b, w, text in ITEMS],
        safeguards=SAFEGUARDS,
    )
    return Case(
        "narrative-docx",
        name,
        docx(paragraphs, footer="— 1 —"),
        gold(name, form),
        "文字版整体绩效目标：总体、分项（万元与元混用）、保障措施",
    )


def narrative_and_form() -> Case:
    p, name = WATER, "narrative-and-form.docx"
    overall = "2024年，全镇上下坚持稳中求进工作总基调，持续巩固脱贫攻坚成果，全面推进乡村振兴，确保社会大局和谐稳定。"
    items = [
        (
            "村级组织运转经费",
            "312万元",
            "312",
            "主要目标为保障26个行政村正常运转。产出指标为：保障行政村数量=26个。满意度指标为：村民满意度≥90%。",
        ),
        (
            "农村公路养护经费",
            "784000元",
            "78.4",
            "主要目标为养护乡村道路146公里。产出指标为：养护里程≥146公里。效益指标为：群众出行条件持续改善。",
        ),
    ]
    measures = [
        "（一）完善制度建设。修订财务管理、绩效管理制度，做到有章可循。",
        "（二）加强绩效运行监控。按季度开展监控，发现偏差及时纠正。",
    ]
    blocks = [
        Para("沙坪镇人民政府2024年部门整体绩效目标", "center", True),
        Para("一、总体绩效目标"),
        Para(overall),
        Para("二、分项绩效目标"),
        *[Para(f"（{'一二'[n]}）{a}{b}，{t}") for n, (a, b, _, t) in enumerate(items)],
        Para("三、工作保障措施"),
        *map(Para, measures),
        page_break(),
        Para("项目支出绩效目标表", "center", True),
        Para("（2024年度）", "center"),
    ]
    t = p.tree
    g = Grid(5)
    g.add("项目名称", Cell(p.name, 4))
    g.add("主管部门", p.department, "实施单位", Cell(p.unit, 2))
    g.add(Cell("项目资金（万元）", 1, 3), "年度资金总额", Cell("96.80", 3))
    g.add("其中：财政拨款", Cell("80.00", 3))
    g.add("其他资金", Cell("16.80", 3))
    g.add("总体目标", Cell(p.goals[0], 4))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    first = table(
        "narrative",
        title="沙坪镇人民政府2024年部门整体绩效目标",
        fiscal_year=2024,
        goals=[goal("overall", overall)],
        tasks=[line(name=a, content=f"{a}{b}，{x}", total=wan(w)) for a, b, w, x in items],
        safeguards=measures,
    )
    second = table(
        "project",
        title="项目支出绩效目标表",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        budget={"total": wan("96.8"), "fiscal_appropriation": wan("80"), "other_funds": wan("16.8")},
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t),
    )
    return Case(
        "narrative-and-form-docx",
        name,
        docx([*blocks, g]),
        gold(name, first, second),
        "文字目标在前，项目表在后；（一）式编号",
    )
