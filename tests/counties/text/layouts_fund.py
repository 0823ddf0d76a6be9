"""Special funds, narrative prose, several forms in one file, blank forms."""

from __future__ import annotations

from .layouts_department import a2_classes
from .layouts_project import hebei
from .model import Form, Grid, I, L, P, Tree, V, add_tree, goal, join, meta, table, title, tree_gold, wan, yuan


def name_value(ind, name):
    return [V(name), V(ind.printed)]


def fund_summary() -> Form:
    """Summary of special funds: total first, sections 一 二 with sub-lines 1 2."""
    lines = [
        ("一", "民生保障类专项", "268.5", "三年内建成覆盖城乡的基本民生保障网络", "兜住民生底线，救助保障应保尽保"),
        ("1", "临时救助", "88.5", "健全急难救助机制，救助响应时间缩短至3日", "救助困难群众1300人次以上"),
        ("2", "残疾人两项补贴", "180", "补贴政策对象精准、标准与上级同步提高", "发放补贴4200人，社会化发放率100%"),
        ("二", "公共安全类专项", "132", "形成人防技防结合的治安防控体系", "刑事案件发案数同比下降"),
        ("1", "“雪亮工程”运维", "92", "在网监控探头完好率保持95%以上", "运维探头3100个，故障24小时内修复"),
        ("2", "校园安保", "40", "全县中小学幼儿园专职保安配备率100%", "配备专职保安126名"),
    ]
    g = Grid(5)
    g.row(L("序号"), L("名称"), L("金额"), L("实施期绩效目标"), L("年度绩效目标"))
    g.row(
        "", L("合计"), "400.5", "集中财力办好民生实事，提升群众获得感、安全感。", "专项资金使用规范，年度任务全面完成。"
    )
    for line in lines:
        g.row(*line)
    gold = table(
        "special_fund_summary",
        title="2024年县级专项资金绩效目标汇总表",
        attachment="附表2",
        fiscal_year=2024,
        money_unit="万元",
        filing_unit="芷溪县财政局",
        preparer="石某",
        phone="0745-5000000",
        budget={"total": wan("400.5")},
        fund_lines=[
            {
                "number": a,
                "name": b,
                "amount": wan(c),
                "implementation_goal": d,
                "annual_goal": e,
                "is_section": a in "一二",
            }
            for a, b, c, d, e in lines
        ],
        goals=[
            goal("implementation_period", "集中财力办好民生实事，提升群众获得感、安全感。"),
            goal("annual", "专项资金使用规范，年度任务全面完成。"),
        ],
    )
    return Form(
        [
            P("附表2", role="attach"),
            title("2024年县级专项资金绩效目标汇总表"),
            meta("填报单位：芷溪县财政局（盖章）", "金额单位：万元"),
            g.done(),
            meta("填表人：石某", "联系电话：0745-5000000"),
        ],
        [gold],
    )


def fund_direction(which: int = 0) -> Form:
    """One direction of a fund: amount beside that of the parent fund, tree with standard, cost lines."""
    data = [
        (
            "临时救助",
            "民生保障类专项",
            "88.5",
            "268.5",
            "健全急难救助机制，救助响应时间缩短至3日。",
            "救助困难群众1300人次以上。",
            [
                (
                    "产出指标",
                    [
                        (
                            "数量指标",
                            [
                                I("救助困难群众", "≥|1300|人次", basis="历史标准"),
                                I("慰问困难家庭", "|260|户", basis="计划标准"),
                            ],
                        ),
                        ("质量指标", [I("救助对象核对准确率", "≥|99|%", basis="行业标准")]),
                        ("时效指标", [I("急难救助响应时间", "≤|3|日", basis="计划标准")]),
                        ("成本指标", [I("次均救助水平", "≤|1500|元/人次", basis="历史标准")]),
                    ],
                ),
                (
                    "效益指标",
                    [
                        ("社会效益指标", [I("困难群众基本生活", "得到有效保障", basis="计划标准")]),
                        ("社会公众及服务对象满意度指标", [I("受助群众满意度", "˃|90|%", basis="计划标准")]),
                    ],
                ),
            ],
            [
                ("救助金", "急难型救助", "52", "520人次*0.1（万元/人次）=52万元"),
                ("救助金", "支出型救助", "26", "130人次*0.2（万元/人次）=26万元"),
                ("走访慰问", "慰问品购置", "10.5", "260户*400元/户≈10.5万元"),
            ],
        ),
        (
            "“雪亮工程”运维",
            "公共安全类专项",
            "92",
            "132",
            "在网监控探头完好率保持95%以上。",
            "运维探头3100个，故障24小时内修复。",
            [
                (
                    "产出指标",
                    [
                        ("数量指标", [I("运维监控探头", "=|3100|个", basis="历史标准")]),
                        ("质量指标", [I("探头在线率", "≥|95|%", basis="行业标准")]),
                        ("时效指标", [I("故障修复时间", "≤|24|小时", basis="行业标准")]),
                    ],
                ),
                (
                    "效益指标",
                    [
                        ("社会效益指标", [I("视频支撑破案", "≥|210|起", basis="历史标准")]),
                        ("可持续影响指标", [I("治安防控能力", "持续增强", basis="计划标准")]),
                        ("社会公众及服务对象满意度指标", [I("群众安全感", "˃|95|%", basis="计划标准")]),
                    ],
                ),
            ],
            [
                ("链路租赁", "光纤链路费", "62", "3100路*200元/路=62万元"),
                ("设备维护", "备件更换", "18", "按上年实际支出测算"),
                ("设备维护", "人工维护", "12", "4人*3万元/人=12万元"),
            ],
        ),
    ]
    name, parent, amount, parent_amount, long, year, tree, costs = data[which]
    g = Grid(6)
    g.row(L("支出方向（子项）"), V(name, 2), L("所属专项名称"), V(parent, 2))
    g.row(L("项目金额"), V(amount, 2), L("所属专项金额"), V(parent_amount, 2))
    g.row(L("项目实施期"), V("2024.1.1-2024.12.31", 5))
    g.row(L("实施期绩效目标"), V(long, 5))
    g.row(L("年度绩效目标"), V(year, 5))
    add_tree(
        g,
        [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值及单位"), L("绩效标准")],
        tree,
        lambda i, n: [V(n), V(i.printed), V(i.get("basis"))],
        corner=L("年度绩效指标"),
    )
    g.row(
        L("支出明细及测算说明", 1, len(costs) + 2),
        L("支出内容简介"),
        L("支出明细"),
        L("金额"),
        L("支出测算依据及过程说明", 2),
    )
    heights = [1 if k and costs[k - 1][0] == c[0] else sum(d[0] == c[0] for d in costs) for k, c in enumerate(costs)]
    for k, (a, b, c, d) in enumerate(costs):
        covered = k > 0 and costs[k - 1][0] == a
        g.row(*([] if covered else [V(a, 1, heights[k])]), b, c, V(d, 2))
    g.row(L("合计", 2), amount, V("", 2))
    gold = table(
        "special_fund_direction",
        title="2024年县级专项资金支出方向绩效目标表",
        attachment=f"附表3-{which + 1}",
        fiscal_year=2024,
        money_unit="万元",
        filing_unit="芷溪县民政局" if which == 0 else "芷溪县公安局",
        direction=name,
        parent_fund=parent,
        project_period="2024.1.1-2024.12.31",
        budget={"total": wan(amount), "parent_fund_amount": wan(parent_amount)},
        goals=[goal("implementation_period", long), goal("annual", year)],
        indicators=tree_gold(tree),
        cost_estimates=[{"direction": a, "item": b, "amount": wan(c), "calculation": d} for a, b, c, d in costs],
        cost_estimate_total=wan(amount),
    )
    return Form(
        [
            P(f"附表3-{which + 1}", role="attach"),
            title("2024年县级专项资金支出方向绩效目标表"),
            meta(f"填报单位：{gold['filing_unit']}", "金额单位：万元"),
            g.done(),
        ],
        [gold],
    )


def fund_set() -> Form:
    return join(fund_summary(), fund_direction(0), fund_direction(1))


def narrative() -> Form:
    """Department goal as prose: overall goal, numbered parts with amounts, safeguards."""
    overall = (
        "2025年，我局将围绕全县工业强县战略，抓实项目建设、企业培育和节能降耗，力争规模以上工业增加值增长8%，"
        "为县域经济高质量发展提供有力支撑。"
    )
    parts = [
        (
            "中小企业发展专项资金",
            "中小企业发展专项资金320万元，主要用于支持企业技术改造和专精特新培育。产出指标：支持企业数量≥25家；效益指标：带动技改投资≥1.5亿元；满意度指标：企业满意度≥90%。",
            wan("320"),
        ),
        (
            "工业节能监察经费",
            "工业节能监察经费46000元，主要用于开展重点用能企业节能监察。产出指标：监察企业≥18家；时效指标：年底前完成；满意度指标：服务对象满意度≥90%。",
            yuan("46000"),
        ),
        (
            "园区标准厂房补助",
            "园区标准厂房补助1.08亿元，主要用于新建标准厂房补助。产出指标：新建标准厂房≥18万平方米；效益指标：新增入驻企业≥30家。",
            "108000000",
        ),
    ]
    guards = [
        "1、加强组织领导，成立绩效管理工作专班，明确责任分工。",
        "2、强化过程监控，按季度通报资金支出进度和目标完成情况。",
        "3、严格结果运用，将绩效评价结果作为下年度预算安排的重要依据。",
    ]
    blocks = [
        P("第一部分", role="head"),
        title("部门整体绩效目标"),
        P("一、总体绩效目标", role="head"),
        P(overall),
        P("二、分项绩效目标", role="head"),
    ]
    blocks += [P(f"{n}、{text}") for n, (_, text, _) in enumerate(parts, 1)]
    blocks += [P("三、工作保障措施", role="head")] + [P(x) for x in guards]
    gold = table(
        "narrative",
        title="部门整体绩效目标",
        fiscal_year=2025,
        goals=[goal("overall", overall)],
        tasks=[{"name": a, "content": b, "total": c} for a, b, c in parts],
        safeguards=guards,
    )
    return Form(blocks, [gold])


def simple_project(
    name: str,
    office: str,
    period: str,
    total: str,
    fiscal: str,
    other: str,
    text: str,
    tree: Tree,
    heading: str,
    year: int,
) -> Form:
    g = Grid(5)
    g.row(L("项目名称"), V(name, 4))
    g.row(L("主管部门"), V("梧桐县农业农村局"), L("实施单位"), V(office, 2))
    g.row(L("项目属性"), V("延续项目"), L("项目期"), V(period, 2))
    g.row(L("项目资金（万元）", 1, 3), L("年度资金总额"), V(total, 3))
    g.row(L("其中：财政拨款"), V(fiscal, 3))
    g.row(L("其他资金"), V(other, 3))
    g.row(L("年度绩效目标"), V(text, 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")], tree, name_value, corner=L("绩效指标"))
    gold = table(
        "project",
        title=heading,
        fiscal_year=year,
        money_unit="万元",
        project_name=name,
        competent_department="梧桐县农业农村局",
        implementing_unit=office,
        project_attribute="延续项目",
        project_period=period,
        budget={"total": wan(total), "fiscal_appropriation": wan(fiscal), "other_funds": wan(other)},
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
    )
    return Form([title(heading), g.done()], [gold])


def three_projects() -> Form:
    """Three project forms under one attachment label, one after the other."""
    heading = "2025年项目支出绩效目标表"
    a = simple_project(
        "动物疫病强制免疫",
        "梧桐县动物疫病预防控制中心",
        "长期",
        "65",
        "60",
        "5",
        "对全县生猪、牛羊、家禽实施强制免疫，应免尽免。",
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("强制免疫畜禽数量", "≥|186|万头只"), I("检测血清样品", "≥|1200|份")]),
                    ("质量指标", [I("免疫抗体合格率", "≥|70|%")]),
                    ("时效指标", [I("春防任务完成时间", "5月底前")]),
                ],
            ),
            ("效益指标", [("社会效益指标", [I("重大动物疫情发生起数", "=|0|起")])]),
            ("满意度指标", [("服务对象满意度指标", [I("养殖场户满意度", "≥|90|%")])]),
        ],
        heading,
        2025,
    )
    b = simple_project(
        "秸秆综合利用",
        "梧桐县农业技术推广站",
        "1年",
        "120.5",
        "120.5",
        "0",
        "推广秸秆还田和离田利用，秸秆综合利用率达到92%。",
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("秸秆还田面积", "≥|18.6|万亩")]),
                    ("质量指标", [I("秸秆综合利用率", "≥|92|%")]),
                    ("成本指标", [I("离田补助标准", "≤|50|元/吨")]),
                ],
            ),
            (
                "效益指标",
                [("生态效益指标", [I("露天焚烧火点", "≤|3|个")]), ("可持续影响指标", [I("收储运体系", "基本健全")])],
            ),
            ("满意度指标", [("服务对象满意度指标", [I("农户满意度", "≥|88|%")])]),
        ],
        heading,
        2025,
    )
    c = simple_project(
        "农业保险保费补贴",
        "梧桐县农业农村局",
        "长期",
        "842",
        "842",
        "0",
        "引导农户参保，稳定农业生产经营收入。",
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("水稻承保面积", "≥|25|万亩"), I("能繁母猪承保头数", "≥|1.2|万头")]),
                    ("时效指标", [I("保费补贴拨付及时率", "|100|%")]),
                ],
            ),
            ("效益指标", [("经济效益指标", [I("风险保障总额", "≥|5.6|亿元")])]),
            ("满意度指标", [("服务对象满意度指标", [I("参保农户满意度", "≥|85|%")])]),
        ],
        heading,
        2025,
    )
    a.tables[0]["attachment"] = "附件5"
    return join(Form([P("附件5", role="attach")]), a, b, c)


def blank_forms() -> Form:
    """A project form and a department form with labels only; standard rows without names and values."""
    g = Grid(5)
    g.row(L("项目名称"), V("", 4))
    g.row(L("主管部门"), V(""), L("实施单位"), V("", 2))
    g.row(L("项目属性"), V(""), L("项目期"), V("", 2))
    g.row(L("项目资金（万元）", 1, 3), L("年度资金总额"), V("", 3))
    g.row(L("其中：财政拨款"), V("", 3))
    g.row(L("其他资金"), V("", 3))
    g.row(L("年度目标"), V("", 4))
    empty = lambda *names: [(n, [I("", "")]) for n in names]  # noqa: E731
    tree: Tree = [
        ("产出指标", empty("数量指标", "质量指标", "时效指标", "成本指标")),
        ("效益指标", empty("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
        ("满意度指标", empty("服务对象满意度指标")),
    ]
    head = [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")]
    add_tree(g, head, tree, name_value, corner=L("绩效指标"))
    d = Grid(5)
    d.row(L("部门（单位）名称", 2), V("", 3))
    d.row(L("任务名称", 1, 2), L("主要内容", 1, 2), L("预算金额（万元）", 3))
    d.row(L("总额"), L("财政拨款"), L("其他资金"))
    for _ in range(3):
        d.row("", "", "", "", "")
    d.row(L("金额合计", 2), "", "", "")
    d.row(L("年度总体目标"), V("", 4))
    add_tree(d, head, tree, name_value, corner=L("年度绩效指标"))
    return Form(
        [
            P("附件1", role="attach"),
            title("项目支出绩效目标申报表"),
            P("（2026年度）", role="year"),
            g.done(),
            P("附件2", role="attach"),
            title("部门（单位）整体支出绩效目标申报表"),
            P("（2026年度）", role="year"),
            d.done(),
        ],
        [
            table("project", title="项目支出绩效目标申报表", attachment="附件1", fiscal_year=2026, money_unit="万元"),
            table(
                "department_overall",
                title="部门（单位）整体支出绩效目标申报表",
                attachment="附件2",
                fiscal_year=2026,
                money_unit="万元",
            ),
        ],
    )


def untitled_project() -> Form:
    """No title and no year line: the table alone, whose goal prose gives the year."""
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("修缮文物建筑", "|3|处"), I("文物巡查次数", "≥|48|次")]),
                ("质量指标", [I("修缮工程合格率", "|100|%")]),
                ("时效指标", [I("修缮工程完工时间", "2027年10月")]),
                ("成本指标", [I("工程超支率", "≤|0|%")]),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("文物安全责任事故", "≤|0|起")]),
                ("可持续影响指标", [I("文物保护利用水平", "不断提升")]),
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("参观群众满意度", "≥|94|%")])]),
    ]
    text = "2027年完成3处县级文物建筑修缮，消除安全隐患，提升开放利用水平。"
    g = Grid(5)
    g.row(L("项目名称"), V("县级文物建筑抢救性修缮", 4))
    g.row(L("业务主管部门"), V("桃津县文化和旅游局"), L("项目单位"), V("桃津县文物保护中心", 2))
    g.row(L("项目资金", 1, 3), L("年度资金总额"), V("85万元", 3))
    g.row(L("其中：财政拨款"), V("85万元", 3))
    g.row(L("其他资金"), V("0万元", 3))
    g.row(L("年度目标"), V(text, 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")], tree, name_value, corner=L("绩效指标"))
    gold = table(
        "project",
        fiscal_year=2027,
        money_unit="万元",
        project_name="县级文物建筑抢救性修缮",
        competent_department="桃津县文化和旅游局",
        implementing_unit="桃津县文物保护中心",
        budget={"total": wan("85"), "fiscal_appropriation": wan("85"), "other_funds": "0"},
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
    )
    return Form([g.done()], [gold])


def untitled_project_with_title() -> Form:
    """The same table below a title and an attachment label."""
    form = untitled_project()
    form.tables[0]["title"] = "桃津县项目绩效目标表"
    form.tables[0]["attachment"] = "附件2"
    return join(Form([P("附件2", role="attach"), title("桃津县项目绩效目标表")]), form)


def hebei_book() -> Form:
    """Narrative first part, then a project form in yuan as second part."""
    return join(narrative(), Form([P("第二部分", role="head"), P("预算项目绩效目标", role="head")]), hebei())


def twice() -> Form:
    """Two copies of one declaration in one file, the second with another total."""
    one, two = a2_classes(), a2_classes()
    grid = two.blocks[-1]
    for at, cell in list(grid.cells.items()):
        if cell.text == "1142.06":
            grid.cells[at] = V("1,142.60")
    two.tables[0]["budget"].update(total=wan("1142.6"), fiscal_appropriation=wan("1142.6"))
    return join(one, two)
