"""Department forms: A2, economic classes, Hunan sets, one tree per goal, Hubei, the six heads of the pilots."""

from __future__ import annotations

from .model import (
    Form,
    Grid,
    I,
    L,
    P,
    Tree,
    V,
    add_tree,
    goal,
    leaves,
    meta,
    numbered_goals,
    print_goals,
    table,
    title,
    tree_gold,
    tree_rows,
    wan,
)


def name_value(ind, name):
    return [V(name), V(ind.printed)]


def a2_department(total_first: bool = True) -> Form:
    """A2: tasks with three amounts below a head of two rows, goals 1..n in one cell, tree."""
    tasks = [
        ("医疗服务与公共卫生", "开展基本医疗、家庭医生签约、慢病管理和妇幼保健工作。", "1,268.45", "968.45", "300.00"),
        ("疾病预防控制", "做好免疫规划、传染病监测报告和突发公共卫生事件应急处置。", "215.30", "215.30", "0.00"),
        ("乡村医生队伍建设", "落实乡村医生养老、补助政策，开展岗位培训。", "96.72", "96.72", "0.00"),
        ("机构日常运转", "保障在职人员工资福利和办公运转。", "1,534.08", "1,534.08", "0.00"),
    ]
    goals = [
        "提升基层医疗服务能力，家庭医生签约服务覆盖率稳步提高。",
        "筑牢疾病防控体系，规划疫苗接种率保持在95%以上。",
        "稳定乡村医生队伍，村卫生室规范化建设全面达标。",
    ]
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("家庭医生签约人数", "≥|86000|人"),
                        I("培训乡村医生", "≥|240|人次"),
                        I("规范化村卫生室", "=|112|所"),
                    ],
                ),
                ("质量指标", [I("规划疫苗接种率", "≥|95|%"), I("传染病报告及时率", "=|100|%")]),
                ("时效指标", [I("各项任务完成时限", "2024年12月31日")]),
                ("成本指标", [I("公用经费控制率", "≤|100|%")]),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("居民健康素养水平", "≥|30|%"), I("群众看病就医负担", "有所减轻")]),
                ("可持续影响指标", [I("基层医疗服务体系", "不断完善")]),
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("门诊患者满意度", "≥|90|%"), I("职工满意度", "≥|85|%")])]),
    ]
    g = Grid(6)
    g.row(L("部门（单位）名称", 2), V("苍屏县卫生健康局", 4))
    g.row(L("年度主要任务", 1, 7), L("任务名称", 1, 2), L("主要内容", 1, 2), L("预算金额（万元）", 3))
    g.row(L("总额"), L("财政拨款"), L("其他资金"))
    total = [L("金额合计", 2), V("3,114.55"), V("2,814.55"), V("300.00")]
    if total_first:
        g.row(*total)
    for t in tasks:
        g.row(*t)
    if not total_first:
        g.row(*total)
    g.row(L("年度总体目标"), V(print_goals(goals), 5))
    add_tree(
        g,
        [L("一级指标"), L("二级指标"), L("三级指标", 2), L("指标值")],
        tree,
        lambda i, n: [V(n, 2), V(i.printed)],
        corner=L("年度绩效指标"),
    )
    gold = table(
        "department_overall",
        title="部门（单位）整体支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="苍屏县卫生健康局",
        budget={"total": wan("3114.55"), "fiscal_appropriation": wan("2814.55"), "other_funds": wan("300")},
        tasks=[
            {"name": a, "content": b, "total": wan(c), "fiscal_appropriation": wan(d), "other_funds": wan(e)}
            for a, b, c, d, e in tasks
        ],
        goals=numbered_goals("annual", goals),
        indicators=tree_gold(tree),
    )
    return Form([title("部门（单位）整体支出绩效目标申报表"), P("（2024年度）", role="year"), g.done()], [gold])


def a2_classes() -> Form:
    """Tasks are economic classes, no content column; 合计 stands first beside the tall label."""
    tasks = [
        ("工资福利支出", "842.16"),
        ("商品和服务支出", "96.4"),
        ("对个人和家庭的补助", "28"),
        ("专项业务支出", "175.5"),
        ("资本性支出", "0"),
    ]
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("受理信访事项", "≥|1500|件"), I("开展矛盾纠纷排查", "≥|24|次")]),
                ("质量指标", [I("信访事项按期办结率", "≥|98|%")]),
                ("时效指标", [I("初信初访答复时限", "≤|15|日")]),
                ("成本指标", [I("各项经费支出", "控制在预算内")]),
            ],
        ),
        ("效益指标", [("社会效益指标", [I("信访秩序", "持续好转")])]),
        ("满意度指标", [("服务对象满意度指标", [I("信访群众满意率", "≥|90|%")])]),
    ]
    goals = [
        "保障干部职工工资及社保按时足额发放。",
        "保证机关正常运转，信访接待有序开展。",
        "推动信访积案化解，维护社会和谐稳定。",
    ]
    g = Grid(5)
    g.row(L("单位名称", 2), V("云杉县信访局", 3))
    g.row(L("年度主要任务", 1, 8), L("任务名称", 1, 2), L("预算金额（万元）", 3))
    g.row(L("总额"), L("财政拨款"), L("其他资金"))
    g.row(L("合计"), "1142.06", "1142.06", "0.00")
    for name, amount in tasks:
        g.row(name, amount, amount, "/")
    g.row(L("年度总体目标"), V(print_goals(goals, glue=" "), 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")], tree, name_value, corner=L("年度绩效指标"))
    gold = table(
        "department_overall",
        title="云杉县信访局整体支出绩效目标表",
        fiscal_year=2022,
        money_unit="万元",
        budget_unit="云杉县信访局",
        budget={"total": wan("1142.06"), "fiscal_appropriation": wan("1142.06"), "other_funds": "0"},
        tasks=[{"name": n, "total": wan(a), "fiscal_appropriation": wan(a)} for n, a in tasks],
        goals=numbered_goals("annual", goals),
        indicators=tree_gold(tree),
    )
    return Form([title("云杉县信访局整体支出绩效目标表"), P("(2022年)", role="year"), g.done()], [gold])


def hunan_department() -> Form:
    """Money by source and by nature side by side, duties, work plan with offices and objectives."""
    plan = [
        ("农村供水保障", "农村水利股", "完成3处集中供水工程管网延伸，农村自来水普及率达到92%。"),
        ("河湖管护", "河长制工作中心", "开展河湖“清四乱”行动，整改问题销号率100%。"),
        ("水旱灾害防御", "水旱灾害防御股", "修复水毁工程16处，补充防汛物资，确保安全度汛。"),
    ]
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("管网延伸工程", "|3|处"), I("修复水毁工程", "|16|处")]),
                ("质量指标", [I("工程质量合格率", "|100|%")]),
                ("时效指标", [I("汛前应急工程完成时间", "2025年4月前")]),
                ("成本指标", [I("基本支出", "|612.35|"), I("项目支出", "|488.2|")]),
            ],
        ),
        (
            "效益指标",
            [
                ("经济效益指标", [I("", "")]),
                ("社会效益指标", [I("农村自来水普及率", "≥|92|%")]),
                ("生态效益指标", [I("主要河流水质达标率", "≥|95|%")]),
                ("可持续影响指标", [I("工程良性运行机制", "基本建立")]),
                ("社会公众及服务对象满意度指标", [I("用水群众满意度", "˃|90|%")]),
            ],
        ),
    ]
    duties = "负责全县水资源统一管理、农村供水、河湖管护、水土保持和水旱灾害防御工作，承担县河长制工作委员会日常事务。"
    g = Grid(5)
    g.row(L("部门名称"), V("沅溪县水利局", 4))
    g.row(L("年度预算申请\n（万元）", 1, 5), V("资金总额：1100.55", 4))
    g.row(L("按收入性质分", 2), L("按支出性质分", 2))
    g.row(L("其中：一般公共预算拨款"), V("1050.55"), L("其中：基本支出"), V("612.35"))
    g.row(L("政府性基金拨款"), V("30"), L("项目支出"), V("488.20"))
    g.row(L("其他资金"), V("20"), V(""), V(""))
    g.row(L("部门职责概述"), V(duties, 4))
    g.row(L("年度重点\n工作计划", 1, len(plan) + 1), L("事项"), L("责任单位/科室"), L("工作目标", 2))
    for a, b, c in plan:
        g.row(a, b, V(c, 2))
    add_tree(
        g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值及单位")], tree, name_value, corner=L("年度绩效指标")
    )
    gold = table(
        "department_overall",
        title="2025年部门整体支出绩效目标表",
        attachment="附表1",
        fiscal_year=2025,
        money_unit="万元",
        budget_unit="沅溪县水利局",
        filing_unit="沅溪县水利局",
        duties=duties,
        preparer="向某",
        phone="0744-8000000",
        head="覃某",
        budget={
            "total": wan("1100.55"),
            "general_public_budget": wan("1050.55"),
            "government_funds": wan("30"),
            "other_funds": wan("20"),
            "basic_expenditure": wan("612.35"),
            "project_expenditure": wan("488.2"),
        },
        work_plan=[{"item": a, "responsible": b, "objective": c} for a, b, c in plan],
        indicators=tree_gold(tree),
    )
    return Form(
        [
            P("附表1", role="attach"),
            title("2025年部门整体支出绩效目标表"),
            meta("填报单位：（盖章）沅溪县水利局", "金额：万元"),
            g.done(),
            meta("单位负责人：覃某", "填表人：向某", "联系电话：0744-8000000"),
        ],
        [gold],
    )


def goal_trees() -> Form:
    """Basic facts, income, spending and 三公; one full tree per goal; opinions of two finance sections."""
    trees: list[Tree] = [
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("调解民间纠纷", "≥|680|件"), I("开展法治讲座", "=|36|场")]),
                    ("质量指标", [I("调解成功率", "≥|97|%")]),
                    ("时效指标", [I("纠纷受理及时率", "≥|98|%")]),
                    ("成本指标", [I("“以案定补”标准", "≤|300|元/件")]),
                ],
            ),
            (
                "效益指标",
                [
                    ("社会效益", [I("群众法治意识", "明显增强")]),
                    ("可持续影响", [I("人民调解网络", "持续健全")]),
                    ("满意度指标", [I("当事人满意度", "≥|95|%")]),
                ],
            ),
        ],
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("法律援助案件办理", "≥|420|件"), I("村居法律顾问覆盖", "=|118|个村居")]),
                    ("质量指标", [I("援助案件评查合格率", "=|100|%")]),
                    ("时效指标", [I("援助服务时间", "=全年", operator="=")]),
                ],
            ),
            (
                "效益指标",
                [("社会效益", [I("挽回或取得经济利益", "≥|560|万元")]), ("满意度指标", [I("受援人满意度", "≥|96|%")])],
            ),
        ],
    ]
    goals = ["健全人民调解网络，及时化解矛盾纠纷，提升群众法治意识（40分）", "拓展法律援助覆盖面，做到应援尽援（50分）"]
    duties = "1、承担全面依法治区重大问题的调查研究。\n2、负责人民调解、社区矫正和安置帮教工作。\n3、统筹公共法律服务体系建设，管理法律援助工作。"
    g = Grid(8)
    g.row(L("部门基本信息", 1, 10), L("预算单位", 2), V("丹霞区司法局", 5))
    g.row(L("绩效管理联系人", 2), V("文某某", 2), L("联系电话"), V("13900000000", 2))
    g.row(L("人员编制数", 2), V("42", 2), L("实有人数"), V("39", 2))
    g.row(L("部门职能职责概述", 2), V(duties, 5))
    g.row(L("单位年度收入预算（万元）", 7))
    g.row(L("收入合计", 2), L("一般公共预算拨款", 2), L("政府性基金拨款"), L("非税收入拨款"), L("其他资金"))
    g.row(V("905.6", 2), V("880.6", 2), "0", "20", "5")
    g.row(L("单位年度支出预算（万元）", 4), L("其中：三公经费预算（万元）", 3))
    g.row(
        L("支出合计"),
        L("基本支出"),
        L("项目支出"),
        L("三公经费合计"),
        L("公务用车运行和购置费"),
        L("因公出国（境）费"),
        L("公务接待费"),
    )
    g.row("905.6", "612.4", "293.2", "9.5", "7", "0", "2.5")
    g.row(L("年度绩效目标"), V("围绕平安建设和法治建设，确保完成以下目标：\n" + print_goals(goals), 7))
    g.row(
        L("年度绩效指标", 1, sum(leaves(t) for t in trees) + 1),
        L("对应目标"),
        L("一级指标"),
        L("二级指标"),
        L("三级指标内容", 2),
        L("三级指标目标值", 2),
    )
    for n, tree in enumerate(trees, 1):
        for k, row in enumerate(tree_rows(tree, lambda i, name: [V(name, 2), V(i.printed, 2)])):
            g.row(*([L(f"目标{n}", 1, leaves(tree))] if k == 0 else []), *row)
    one, two = "目标清晰，指标基本可衡量，同意上报。", "建议补充成本类指标，原则同意。"
    g.row(L("其他需要说明的问题", 2), V("", 6))
    g.row(L("财政部门业务股室审核意见", 2), V(one + "\n（盖章）\n2021年12月6日", 6))
    g.row(L("财政部门监督绩效股审核意见", 2), V(two + "\n（盖章）\n2021年12月9日", 6))
    gold = table(
        "department_overall",
        title="丹霞区司法局部门整体支出绩效目标申报表",
        fiscal_year=2022,
        money_unit="万元",
        filing_unit="丹霞区司法局",
        head="廖某",
        budget_unit="丹霞区司法局",
        performance_contact="文某某",
        phone="13900000000",
        established_posts=42,
        actual_staff=39,
        duties=duties,
        budget={
            "revenue_total": wan("905.6"),
            "general_public_budget": wan("880.6"),
            "government_funds": "0",
            "non_tax_revenue": wan("20"),
            "other_funds": wan("5"),
            "expenditure_total": wan("905.6"),
            "basic_expenditure": wan("612.4"),
            "project_expenditure": wan("293.2"),
            "three_public_total": wan("9.5"),
            "three_public_vehicles": wan("7"),
            "three_public_overseas": "0",
            "three_public_reception": wan("2.5"),
        },
        goals=numbered_goals("annual", goals),
        indicators=[x for n, t in enumerate(trees, 1) for x in tree_gold(t, goal=n)],
        opinions=[
            {"by": "财政部门业务股室", "text": one, "date": "2021年12月6日"},
            {"by": "财政部门监督绩效股", "text": two, "date": "2021年12月9日"},
        ],
    )
    return Form(
        [
            title("丹霞区司法局部门整体支出绩效目标申报表"),
            P("（ 2022 年度）", role="year"),
            meta("填报单位（盖章）：丹霞区司法局", "单位负责人：廖某"),
            g.done(),
        ],
        [gold],
    )


def hubei_department() -> Form:
    """Composition of income and spending, duties, long-term and annual goal, one tree for each."""
    long_tree: Tree = [
        (
            "产出指标",
            [("数量指标", [I("五年创建绿色社区", "≥|40|个")]), ("质量指标", [I("重点企业稳定达标排放率", "≥|98|%")])],
        ),
        ("效益指标", [("生态效益指标", [I("空气质量优良天数比率", "≥|88|%")])]),
    ]
    year_tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("当年创建绿色社区", "≥|8|个"), I("现场执法检查家次", "≥|520|家次")]),
                ("质量指标", [I("监测数据有效率", "≥|99|%")]),
                ("时效指标", [I("环境信访办结及时率", "=|100|%")]),
            ],
        ),
        ("效益指标", [("生态效益指标", [I("PM2.5年均浓度", "≤|35|微克/立方米")])]),
        ("满意度指标", [("服务对象满意度指标", [I("公众生态环境满意度", "≥|90|%")])]),
    ]
    long, year = (
        "推动全市生态环境质量持续改善，绿色生产生活方式基本形成。",
        "开展大气、水、土壤污染防治攻坚，创建绿色社区8个。",
    )
    duties = "贯彻执行生态环境法律法规，负责污染防治监督管理、环境执法监测和生态保护修复监管。"
    g = Grid(5)
    g.row(L("部门名称"), V("荆岭市生态环境局", 4))
    g.row(L("填报人"), V("汪某"), L("联系电话"), V("0716-6000000", 2))
    g.row(L("总体资金情况（万元）", 1, 7), L("当年预算构成"), L("项目"), L("当年金额"), L("占比"))
    g.row(L("收入构成", 1, 3), L("财政拨款"), "968.19", "93.63%")
    g.row(L("其他资金"), "65.87", "6.37%")
    g.row(L("收入合计"), "1034.06", "100.00%")
    g.row(L("支出构成", 1, 3), L("基本支出"), "724.18", "70.03%")
    g.row(L("项目支出"), "309.88", "29.97%")
    g.row(L("支出合计"), "1034.06", "100.00%")
    g.row(L("部门职能概述"), V(duties, 4))
    head = [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")]
    g.row(L("长期目标1"), V(long, 4))
    add_tree(g, head, long_tree, name_value, corner=L("长期绩效指标"))
    g.row(L("年度目标1"), V(year, 4))
    add_tree(g, head, year_tree, name_value, corner=L("年度绩效指标"))
    gold = table(
        "department_overall",
        title="2024年部门整体支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="荆岭市生态环境局",
        preparer="汪某",
        phone="0716-6000000",
        duties=duties,
        budget={
            "fiscal_appropriation": wan("968.19"),
            "other_funds": wan("65.87"),
            "revenue_total": wan("1034.06"),
            "basic_expenditure": wan("724.18"),
            "project_expenditure": wan("309.88"),
            "expenditure_total": wan("1034.06"),
        },
        goals=[goal("implementation_period", long, 1), goal("annual", year, 1)],
        indicators=tree_gold(long_tree, goal=1) + tree_gold(year_tree, goal=1),
    )
    return Form(
        [title("2024年部门整体支出绩效目标申报表"), meta("填报日期：2024年1月18日", "单位：万元"), g.done()], [gold]
    )


def six_heads() -> Form:
    """Pilot framework with six level-1 heads, weights and explanations."""
    tree: Tree = [
        (
            "运行成本",
            [
                ("公用经费控制", [I("公用经费控制率", "≤|100|%", weight="5", description="实际公用经费与预算之比")]),
                ("在职人员控制", [I("在职人员控制率", "≤|100|%", weight="5", description="在职人数与编制数之比")]),
            ],
        ),
        (
            "管理效率",
            [
                (
                    "预算管理",
                    [
                        I("预算执行率", "≥|95|%", weight="10", description="支出数与预算数之比"),
                        I("预决算公开", "按时公开", weight="5", description="是否按规定公开"),
                    ],
                ),
                ("资产管理", [I("固定资产利用率", "≥|90|%", weight="5", description="在用资产占全部资产比例")]),
            ],
        ),
        (
            "履职效能",
            [
                (
                    "招商引资",
                    [
                        I("新签约项目", "≥|18|个", weight="15", description="投资额亿元以上签约项目"),
                        I("到位资金", "≥|26.5|亿元", weight="10", description="当年实际到位资金"),
                    ],
                ),
                ("企业服务", [I("企业诉求办结率", "≥|98|%", weight="15", description="办结数与受理数之比")]),
            ],
        ),
        ("社会效应", [("就业带动", [I("新增就业岗位", "≥|2200|个", weight="10", description="园区企业新增岗位")])]),
        ("可持续发展能力", [("创新发展", [I("高新技术企业净增", "≥|6|家", weight="10", description="当年净增数")])]),
        (
            "服务对象满意度",
            [("企业满意度", [I("入园企业满意度", "≥|93|%", weight="10", description="问卷调查满意比例")])],
        ),
    ]
    goals = ["优化园区营商环境，新签约亿元以上项目18个。", "完善园区配套，带动新增就业岗位2200个。"]
    g = Grid(6)
    g.row(L("部门（单位）名称"), V("鹿岭市经济开发区管理委员会", 5))
    g.row(L("预算总额（万元）", 1, 2), L("资金总额"), L("财政拨款"), L("其他资金"), L("基本支出"), L("项目支出"))
    g.row("6280", "6000", "280", "1480", "4800")
    g.row(L("年度总体目标"), V(print_goals(goals, mark="{}."), 5))
    g.row(L("一级指标"), L("二级指标"), L("三级指标"), L("指标解释"), L("指标值"), L("分值"))
    for row in tree_rows(tree, lambda i, n: [V(n), V(i.get("description")), V(i.printed), V(i.get("weight"))]):
        g.row(*row)
    gold = table(
        "department_overall",
        title="2025年度部门整体绩效目标表",
        fiscal_year=2025,
        money_unit="万元",
        budget_unit="鹿岭市经济开发区管理委员会",
        budget={
            "total": wan("6280"),
            "fiscal_appropriation": wan("6000"),
            "other_funds": wan("280"),
            "basic_expenditure": wan("1480"),
            "project_expenditure": wan("4800"),
        },
        goals=numbered_goals("annual", goals),
        indicators=tree_gold(tree),
    )
    return Form([title("2025年度部门整体绩效目标表"), g.done()], [gold])


def a2_topics() -> Form:
    """Tasks called 任务1..n, total last, 完成指标 repeated on each level-2 row, topics as names and prose as values."""
    tasks = [
        ("任务1", "基本支出：人员经费和公用经费", "1865.4"),
        ("任务2", "项目支出：城市道路清扫保洁", "420"),
        ("任务3", "项目支出：公厕管护运行", "86.35"),
        ("任务4", "项目支出：市政绿化养护", "198.6"),
    ]
    rows: Tree = [
        (
            "完成指标",
            [
                (
                    "数量指标",
                    [
                        I("道路清扫", "负责城区主次干道46条、背街小巷112条的清扫保洁，总面积218万平方米。"),
                        I("公厕管护", "管护公厕38座，均达到二类以上标准。"),
                    ],
                )
            ],
        ),
        ("完成指标", [("质量指标", [I("保洁质量", "主干道机械化清扫率达到90%以上，垃圾日产日清。")])]),
        ("完成指标", [("时效指标", [I("常年坚持", "全年不间断作业，重大节日加密清扫频次。")])]),
        ("完成指标", [("成本指标", [I("严格控制预算支出", "总成本控制在2570.35万元以内，其中基本支出1865.4万元。")])]),
        (
            "效益指标",
            [
                ("社会效益", [I("市容环境", "城市面貌整洁有序，文明城市创建成果持续巩固。")]),
                ("可持续影响", [I("长效管理", "建立健全环卫作业考核机制。")]),
            ],
        ),
        ("满意度", [("满意度指标", [I("市民满意度", "≥|90|%")])]),
    ]
    goals = [
        "保障1865.4万元人员经费和公用经费按时支付；",
        "完成城区道路清扫保洁、公厕管护任务；",
        "绿化养护面积稳定在65万平方米",
    ]
    g = Grid(5)
    g.row(L("部门名称", 2), V("驼铃市城市管理局", 3))
    g.row(L("年度主要任务", 1, 7), L("任务名称", 1, 2), L("主要内容", 1, 2), L("预算金额（万元）", 2))
    g.row(L("总额"), L("财政拨款"))
    for a, b, c in tasks:
        g.row(a, b, c, c)
    g.row(L("金额合计", 2), "2570.35", "2570.35")
    g.row(L("年度总体目标"), V(print_goals(goals, mark="目标{}: ", glue=" "), 4))
    add_tree(
        g,
        [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值（包含数字及文字描述）")],
        rows,
        name_value,
        corner=L("年度绩效目标"),
        numbered=True,
    )
    gold = table(
        "department_overall",
        title="部门单位整体支出绩效目标表",
        attachment="附件1",
        fiscal_year=2020,
        money_unit="万元",
        budget_unit="驼铃市城市管理局",
        budget={"total": wan("2570.35"), "fiscal_appropriation": wan("2570.35")},
        tasks=[{"name": a, "content": b, "total": wan(c), "fiscal_appropriation": wan(c)} for a, b, c in tasks],
        goals=numbered_goals("annual", goals),
        indicators=tree_gold(rows),
    )
    return Form(
        [P("附件1:", role="attach"), title("部门单位整体支出绩效目标表"), P("(2020年度)", role="year"), g.done()],
        [gold],
    )


def a2_over_pages() -> Form:
    """A form that breaks over a page: page number, head row again, first level left blank where the tall cell goes on."""
    upper: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("纳税服务场次", "≥|36|场"), I("编印宣传手册", "≥|12000|册")]),
                ("质量指标", [I("政策解答准确率", "≥|99|%")]),
            ],
        )
    ]
    lower: Tree = [
        ("", [("时效指标", [I("政策辅导及时率", "≥|98|%")]), ("成本指标", [I("单场活动经费", "≤|0.3|万元")])]),
        ("效益指标", [("社会效益指标", [I("企业政策知晓率", "≥|90|%"), I("营商环境", "持续优化")])]),
        ("满意度指标", [("服务对象满意度指标", [I("企业满意度", "≥|93|%")])]),
    ]
    goals = ["落实各项惠企政策，开展政策宣讲36场。", "优化政务服务流程，企业办事时限压缩三成。"]
    head = [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")]
    g = Grid(5)
    g.row(L("部门（单位）名称"), V("松涧县政务服务和营商环境局", 4))
    g.row(L("年度主要任务", 1, 5), L("任务名称", 1, 2), L("主要内容", 1, 2), L("预算金额（万元）", 2))
    g.row(L("总额"), L("财政拨款"))
    tasks = [
        ("政务大厅运行", "保障政务服务大厅设备、物业和窗口人员正常运转。", "268.2"),
        ("惠企政策兑现", "组织政策宣讲、免申即享和诉求办理。", "54.6"),
    ]
    for a, b, c in tasks:
        g.row(a, b, c, c)
    g.row(L("金额合计", 2), "322.8", "322.8")
    g.row(L("年度总体目标"), V(print_goals(goals), 4))
    add_tree(g, head, upper, name_value, corner=L("年度绩效指标"))
    h = Grid(5)
    add_tree(h, head, lower, name_value, corner=L(""))
    joined: Tree = [("产出指标", upper[0][1] + lower[0][1]), *lower[1:]]
    gold = table(
        "department_overall",
        title="部门（单位）整体支出绩效目标表",
        fiscal_year=2023,
        money_unit="万元",
        budget_unit="松涧县政务服务和营商环境局",
        budget={"total": wan("322.8"), "fiscal_appropriation": wan("322.8")},
        tasks=[{"name": a, "content": b, "total": wan(c), "fiscal_appropriation": wan(c)} for a, b, c in tasks],
        goals=numbered_goals("annual", goals),
        indicators=tree_gold(joined),
    )
    return Form(
        [
            title("部门（单位）整体支出绩效目标表"),
            P("（2023年度）", role="year"),
            g.done(),
            P("— 12 —", role="page"),
            h.done(),
            P("— 13 —", role="page"),
        ],
        [gold],
    )
