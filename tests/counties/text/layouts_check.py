"""Monitoring and self-evaluation forms: A5, A6, A7, Sichuan, Hubei."""

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
    print_goals,
    table,
    title,
    tree_gold,
    tree_rows,
    wan,
)


def monitoring() -> Form:
    """A5: money rows by column heads, values of seven months and forecast, ticked causes and likelihood."""
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("资助困难学生人数", "≥|2150|人次", actual_text="1086人次", expected_text="2160人次", sure=1),
                        I(
                            "改造学校食堂",
                            "=|14|所",
                            actual_text="6所",
                            expected_text="12所",
                            cause=0,
                            deviation="两所学校地勘未完成，施工图审查滞后。",
                            sure=2,
                        ),
                    ],
                ),
                ("质量指标", [I("资助对象认定准确率", "=|100|%", actual_text="100%", expected_text="100%", sure=1)]),
                (
                    "时效指标",
                    [I("春季学期资助发放时间", "5月底前", actual_text="5月24日", expected_text="5月24日", sure=1)],
                ),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("义务教育巩固率", "≥|98|%", actual_text="99.1%", expected_text="99%", sure=1)]),
                (
                    "可持续影响指标",
                    [I("资助政策知晓度", "逐年提高", actual_text="有所提高", expected_text="提高", sure=1)],
                ),
            ],
        ),
        (
            "满意度指标",
            [
                (
                    "服务对象满意度指标",
                    [I("学生及家长满意度", "≥|95|%", actual_text="暂未调查", expected_text="95%", sure=1)],
                )
            ],
        ),
    ]
    text = "落实学生资助政策，资助困难学生2150人次，改造学校食堂14所，保障学生健康成长。"
    g = Grid(13)
    g.row(L("项目名称", 2), V("教育保障及食堂改造项目", 11))
    g.row(L("主管部门及代码", 2), V("205-松涧县教育体育局", 4), L("实施单位", 3), V("松涧县教育事务中心", 4))
    g.row(
        L("项目资金（万元）", 2, 4),
        L("", 2),
        L("年初预算数", 2),
        L("1-7月执行数", 2),
        L("1-7月执行率", 2),
        L("全年预计执行数", 3),
    )
    g.row(L("年度资金总额", 2), V("760.00", 2), V("352.18", 2), V("46.34%", 2), V("735.00", 3))
    g.row(L("其中：本年一般公共预算拨款", 2), V("700.00", 2), V("340.18", 2), V("48.60%", 2), V("680.00", 3))
    g.row(L("其他资金", 2), V("60.00", 2), V("12.00", 2), V("20.00%", 2), V("55.00", 3))
    g.row(L("年度总体目标", 2), V(text, 11))
    g.row(
        L("一级指标", 1, 2),
        L("二级指标", 1, 2),
        L("三级指标", 1, 2),
        L("年度指标值", 1, 2),
        L("1-7月执行情况", 1, 2),
        L("全年预计完成情况", 1, 2),
        L("偏差原因分析", 4),
        L("完成目标可能性", 3),
    )
    g.row(L("经费保障"), L("制度保障"), L("其他"), L("原因说明"), L("确定能"), L("有可能"), L("完全不可能"))

    def shape(i, name):
        ticks = ["√" if i.get("cause") == k else "" for k in range(3)]
        sure = ["√" if i.get("sure") == k else "" for k in (1, 2, 3)]
        return [
            V(name),
            V(i.printed),
            V(i.get("actual_text")),
            V(i.get("expected_text")),
            *map(V, ticks),
            V(i.get("deviation")),
            *map(V, sure),
        ]

    for row in tree_rows(tree, shape):
        g.row(*row)
    budget = {
        "initial": wan("760"),
        "executed": wan("352.18"),
        "execution_rate": "46.34",
        "expected": wan("735"),
        "general_public_budget_initial": wan("700"),
        "general_public_budget_executed": wan("340.18"),
        "general_public_budget_execution_rate": "48.60",
        "general_public_budget_expected": wan("680"),
        "other_funds_initial": wan("60"),
        "other_funds_executed": wan("12"),
        "other_funds_execution_rate": "20.00",
        "other_funds_expected": wan("55"),
    }
    gold = table(
        "monitoring",
        subject="project",
        title="项目支出绩效目标执行监控表",
        fiscal_year=2024,
        money_unit="万元",
        monitoring_period="1-7月",
        project_name="教育保障及食堂改造项目",
        competent_department="松涧县教育体育局",
        implementing_unit="松涧县教育事务中心",
        budget=budget,
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
    )
    return Form([title("项目支出绩效目标执行监控表"), P("（2024年度）", role="year"), g.done()], [gold])


def self_evaluation() -> Form:
    """A6: money rows with weight, rate and score; dashes in the rows below; expected goal beside what was done."""
    tree: Tree = [
        (
            "产出指标（50分）",
            [
                (
                    "数量指标",
                    [
                        I("建设村级文化广场", "=|8|个", actual_text="8个", weight="15", score="15", deviation=""),
                        I(
                            "配送文化器材",
                            "≥|40|套",
                            actual_text="36套",
                            weight="10",
                            score="9",
                            deviation="厂家供货延迟，已督促次年一季度补齐。",
                        ),
                    ],
                ),
                (
                    "质量指标",
                    [I("工程验收合格率", "=|100|%", actual_text="100%", weight="10", score="10", deviation="")],
                ),
                (
                    "时效指标",
                    [
                        I(
                            "建设任务按期完成率",
                            "≥|95|%",
                            actual_text="87.5%",
                            weight="10",
                            score="9.2",
                            deviation="雨季施工停工，今后提前安排工期。",
                        )
                    ],
                ),
                (
                    "成本指标",
                    [I("单个广场投资额", "≤|12.5|万元", actual_text="12.3万元", weight="5", score="5", deviation="")],
                ),
            ],
        ),
        (
            "效益指标（30分）",
            [
                (
                    "社会效益指标",
                    [I("受益群众人数", "≥|9600|人", actual_text="10240人", weight="20", score="20", deviation="")],
                ),
                (
                    "可持续影响指标",
                    [
                        I(
                            "文化设施管护机制",
                            "建立健全",
                            actual_text="达成预期指标",
                            weight="10",
                            score="10",
                            deviation="",
                        )
                    ],
                ),
            ],
        ),
        (
            "满意度指标（10分）",
            [
                (
                    "服务对象满意度指标",
                    [I("群众满意度", "≥|90|%", actual_text="93.6%", weight="10", score="10", deviation="")],
                )
            ],
        ),
    ]
    goals = ["建设村级文化广场8个，配送文化器材40套。", "丰富群众文体生活，提升乡村文明程度。"]
    done = ["建成村级文化广场8个，配送文化器材36套。", "组织群众文体活动52场，乡风文明程度有效提升。"]
    g = Grid(9)
    g.row(L("项目名称", 2), V("村级文化广场建设", 7))
    g.row(L("主管部门", 2), V("312-临泽区文化旅游局", 3), L("实施单位", 2), V("312005-临泽区文化馆", 2))
    g.row(
        L("项目资金\n（万元）", 2, 5),
        L(""),
        L("年初预算数"),
        L("全年预算数"),
        L("全年执行数"),
        L("分值"),
        L("执行率"),
        L("得分"),
    )
    g.row(L("年度资金总额"), "100.00", "132.91", "126.40", "10", "95.10%", "9.5")
    g.row(L("其中：当年财政拨款"), "100.00", "112.91", "112.91", "—", "100.00%", "—")
    g.row(L("上年结转资金"), "0.00", "20.00", "13.49", "—", "67.45%", "—")
    g.row(L("其他资金"), "0.00", "0.00", "0.00", "—", "—", "—")
    g.row(L("年度总体目标", 1, 2), L("预期目标", 4), L("实际完成情况", 4))
    g.row(V(print_goals(goals), 4), V(print_goals(done), 4))
    g.row(
        L("绩效指标", 1, leaves(tree) + 1),
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("年度指标值"),
        L("实际完成值"),
        L("分值"),
        L("得分"),
        L("偏差原因分析及改进措施"),
    )
    for row in tree_rows(
        tree,
        lambda i, n: [
            V(n),
            V(i.printed),
            V(i.get("actual_text")),
            V(i.get("weight")),
            V(i.get("score")),
            V(i.get("deviation")),
        ],
    ):
        g.row(*row)
    g.row(L("总分", 6), "100", "97.7", "")
    budget = {
        "initial": wan("100"),
        "adjusted": wan("132.91"),
        "executed": wan("126.4"),
        "weight": "10",
        "execution_rate": "95.10",
        "score": "9.5",
        "fiscal_appropriation_initial": wan("100"),
        "fiscal_appropriation_adjusted": wan("112.91"),
        "fiscal_appropriation_executed": wan("112.91"),
        "fiscal_appropriation_execution_rate": "100.00",
        "carry_over_initial": "0",
        "carry_over_adjusted": wan("20"),
        "carry_over_executed": wan("13.49"),
        "carry_over_execution_rate": "67.45",
        "other_funds_initial": "0",
        "other_funds_adjusted": "0",
        "other_funds_executed": "0",
    }
    gold = table(
        "self_evaluation",
        subject="project",
        title="项目支出绩效自评表",
        fiscal_year=2023,
        money_unit="万元",
        project_name="村级文化广场建设",
        competent_department="临泽区文化旅游局",
        implementing_unit="临泽区文化馆",
        budget=budget,
        goals=[goal("annual", t, n, a) for n, (t, a) in enumerate(zip(goals, done, strict=False), 1)],
        indicators=tree_gold(tree),
        total_weight="100",
        total_score="97.7",
    )
    return Form([title("项目支出绩效自评表"), P("（2023年度）", role="year"), g.done()], [gold])


def department_self_evaluation() -> Form:
    """A7: execution of the budget, tasks, goal and result, tree with points, total."""
    tasks = [
        ("粮食生产", "落实粮食播种面积52万亩，推广优质稻。", "已完成播种面积52.6万亩。"),
        ("农产品质量安全", "开展农产品定量检测，建设追溯体系。", "完成检测1300批次，合格率98.9%。"),
        ("农村改厕", "改建农村卫生户厕1500座。", "已改建1420座，80座转入下年。"),
    ]
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("粮食播种面积", "≥|52|万亩", actual_text="52.6万亩", weight="15", score="15"),
                        I(
                            "改建卫生户厕",
                            "≥|1500|座",
                            actual_text="1420座",
                            weight="10",
                            score="9.5",
                            deviation="部分农户外出，次年完成。",
                        ),
                    ],
                ),
                ("质量指标", [I("农产品检测合格率", "≥|98|%", actual_text="98.9%", weight="15", score="15")]),
                ("时效指标", [I("补贴资金兑付及时率", "=|100|%", actual_text="100%", weight="10", score="10")]),
            ],
        ),
        (
            "效益指标",
            [
                (
                    "经济效益指标",
                    [I("农村居民人均可支配收入增长", "≥|7|%", actual_text="7.2%", weight="15", score="15")],
                ),
                ("社会效益指标", [I("粮食安全保障能力", "稳步提升", actual_text="稳步提升", weight="15", score="15")]),
            ],
        ),
        (
            "满意度指标",
            [("服务对象满意度指标", [I("农民群众满意度", "≥|90|%", actual_text="91.5%", weight="10", score="10")])],
        ),
    ]
    text = "稳定粮食生产，保障农产品质量安全，持续改善农村人居环境。"
    actual = "粮食播种面积稳中有增，农产品检测合格率98.9%，农村改厕完成94.7%。"
    g = Grid(8)
    g.row(L("部门名称"), V("沃原县农业农村局", 7))
    g.row(
        L("预算执行情况\n（万元）", 1, 4),
        L(""),
        L("年初预算数"),
        L("全年预算数"),
        L("全年执行数"),
        L("分值"),
        L("执行率"),
        L("得分"),
    )
    g.row(L("年度资金总额"), "5620.00", "6015.40", "5880.12", "10", "97.75", "9.8")
    g.row(L("其中：财政拨款"), "5520.00", "5915.40", "5792.12", "/", "97.92", "/")
    g.row(L("其他资金"), "100.00", "100.00", "88.00", "/", "88.00", "/")
    g.row(L("年度主要任务", 1, len(tasks) + 1), L("任务名称"), L("主要内容", 3), L("完成情况", 3))
    for a, b, c in tasks:
        g.row(a, V(b, 3), V(c, 3))
    g.row(L("年度总体目标", 1, 2), L("预期目标", 4), L("实际完成情况", 3))
    g.row(V(text, 4), V(actual, 3))
    g.row(
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("年度指标值"),
        L("实际完成值"),
        L("分值"),
        L("得分"),
        L("未完成原因分析"),
    )
    for row in tree_rows(
        tree,
        lambda i, n: [
            V(n),
            V(i.printed),
            V(i.get("actual_text")),
            V(i.get("weight")),
            V(i.get("score")),
            V(i.get("deviation")),
        ],
    ):
        g.row(*row)
    g.row(L("总分", 5), "100", "99.3", "")
    budget = {
        "initial": wan("5620"),
        "adjusted": wan("6015.4"),
        "executed": wan("5880.12"),
        "weight": "10",
        "execution_rate": "97.75",
        "score": "9.8",
        "fiscal_appropriation_initial": wan("5520"),
        "fiscal_appropriation_adjusted": wan("5915.4"),
        "fiscal_appropriation_executed": wan("5792.12"),
        "fiscal_appropriation_execution_rate": "97.92",
        "other_funds_initial": wan("100"),
        "other_funds_adjusted": wan("100"),
        "other_funds_executed": wan("88"),
        "other_funds_execution_rate": "88.00",
    }
    gold = table(
        "self_evaluation",
        subject="department",
        title="2022年度部门整体支出绩效自评表",
        attachment="附件4",
        fiscal_year=2022,
        money_unit="万元",
        budget_unit="沃原县农业农村局",
        budget=budget,
        tasks=[{"name": a, "content": b} for a, b, _ in tasks],
        goals=[goal("annual", text, actual=actual)],
        indicators=tree_gold(tree),
        total_weight="100",
        total_score="99.3",
    )
    return Form([P("附件4", role="attach"), title("2022年度部门整体支出绩效自评表"), g.done()], [gold])


def sichuan_self_evaluation() -> Form:
    """Sichuan: operator, value and unit columns beside the value reached; only two weighted indicators for 90 points."""
    tree: Tree = [
        ("产出指标", [("数量指标", [I("更换路灯光源", "≥|640|盏", actual_text="652", weight="60", score="60")])]),
        (
            "效益指标",
            [
                (
                    "社会效益指标",
                    [
                        I(
                            "夜间亮灯率",
                            "≥|98|%",
                            actual_text="97.2",
                            weight="30",
                            score="29.8",
                            deviation="个别路段电缆被盗，已修复。",
                        )
                    ],
                )
            ],
        ),
    ]
    text, actual = "更换城区路灯光源640盏，保障市民夜间出行安全。", "实际更换652盏，亮灯率97.2%。"
    g = Grid(10)
    g.row(L("项目名称", 2), V("51190326T000000778001-城区路灯维护", 8))
    g.row(L("主管部门", 2), V("蜀宁区综合行政执法局", 4), L("实施单位（盖章）", 2), V("蜀宁区市政路灯管理所", 2))
    g.row(
        L("预算执行情况\n（万元）", 2, 5),
        L("", 2),
        L("年初预算"),
        L("调整后预算数"),
        L("预算执行数"),
        L("预算执行率"),
        L("权重"),
        L("得分"),
    )
    g.row(L("总额", 2), "85.00", "92.00", "92.00", "100.00%", "10", "10.0")
    g.row(L("其中：财政资金", 2), "85.00", "92.00", "92.00", "100.00%", "/", "/")
    g.row(L("单位资金", 2), "0.00", "0.00", "0.00", "0.00%", "/", "/")
    g.row(L("其他资金", 2), "0.00", "0.00", "0.00", "0.00%", "/", "/")
    g.row(L("年度目标完成情况", 2, 2), L("预期目标", 4), L("实际完成情况", 4))
    g.row(V(text, 4), V(actual, 4))
    g.row(
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("指标性质"),
        L("指标值"),
        L("度量单位"),
        L("完成值"),
        L("权重"),
        L("得分"),
        L("未完成原因分析"),
    )
    for row in tree_rows(
        tree,
        lambda i, n: [V(n), *map(V, i.parts), *(V(i.get(k)) for k in ("actual_text", "weight", "score", "deviation"))],
    ):
        g.row(*row)
    g.row(L("总分", 7), "100", "99.8", "")
    g.row(L("评价结论", 2), V("项目按计划实施，达到预期效果。", 8))
    g.row(L("存在问题", 2), V("巡查频次偏低。", 8))
    g.row(L("改进措施", 2), V("增加夜间巡查，落实防盗措施。", 8))
    budget = {
        "initial": wan("85"),
        "adjusted": wan("92"),
        "executed": wan("92"),
        "execution_rate": "100.00",
        "weight": "10",
        "score": "10.0",
        "fiscal_appropriation_initial": wan("85"),
        "fiscal_appropriation_adjusted": wan("92"),
        "fiscal_appropriation_executed": wan("92"),
        "fiscal_appropriation_execution_rate": "100.00",
        "other_funds_initial": "0",
        "other_funds_adjusted": "0",
        "other_funds_executed": "0",
        "other_funds_execution_rate": "0.00",
    }
    gold = table(
        "self_evaluation",
        subject="project",
        title="2024年项目支出绩效自评表",
        fiscal_year=2024,
        money_unit="万元",
        project_name="城区路灯维护",
        project_code="51190326T000000778001",
        competent_department="蜀宁区综合行政执法局",
        implementing_unit="蜀宁区市政路灯管理所",
        budget=budget,
        goals=[goal("annual", text, actual=actual)],
        indicators=tree_gold(tree, columns=True),
        total_weight="100",
        total_score="99.8",
    )
    return Form([title("2024年项目支出绩效自评表"), g.done()], [gold])


def hubei_self_evaluation() -> Form:
    """Hubei: execution rate of 20 points, one tree for each of two annual goals with their points, reasons below."""
    trees: list[Tree] = [
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("开展应急演练", "≥|12|场", actual_text="13场", score="15")]),
                    ("进度指标", [I("演练计划完成时间", "11月底前", actual_text="11月20日", score="10")]),
                ],
            ),
            ("效益指标", [("社会效益指标", [I("群众应急避险意识", "增强", actual_text="增强", score="15")])]),
        ],
        [
            (
                "产出指标",
                [
                    ("数量指标", [I("检查企业家次", "≥|380|家次", actual_text="352家次", score="13.9")]),
                    ("质量指标", [I("隐患整改率", "≥|98|%", actual_text="98.6%", score="10")]),
                ],
            ),
            ("满意度指标", [("服务对象满意度指标", [I("企业满意度", "≥|90|%", actual_text="92%", score="15")])]),
        ],
    ]
    goals = [("提升基层应急处置能力，开展演练12场", "（40分）"), ("强化安全生产监管，检查企业380家次", "（40分）")]
    g = Grid(7)
    g.row(L("项目名称"), V("应急管理与安全监管专项", 6))
    g.row(L("主管部门"), V("鄂北县应急管理局", 2), L("项目实施单位", 2), V("鄂北县应急管理局", 2))
    g.row(
        L("预算执行情况（万元）\n（20分）", 1, 2),
        L(""),
        L("全年预算数（A）"),
        L("全年执行数（B）"),
        L("执行率（B/A）", 2),
        L("得分"),
    )
    g.row(L("年度资金总额"), "150.00", "147.00", V("98.00%", 2), "19.6")
    head = [L("一级指标"), L("二级指标"), L("三级指标"), L("年初目标值（A）"), L("实际完成值（B）"), L("得分")]
    for n, ((text, points), tree) in enumerate(zip(goals, trees, strict=False), 1):
        g.row(L(f"年度绩效目标{n}"), V(text + points, 6))
        add_tree(
            g,
            head,
            tree,
            lambda i, name: [V(name), V(i.printed), V(i.get("actual_text")), V(i.get("score"))],
            corner=L(f"目标{n}绩效指标"),
        )
    g.row(L("总分"), V("98.5", 6))
    g.row(L("偏差大或目标未完成原因分析"), V("部分企业停产，检查家次未达目标。", 6))
    gold = table(
        "self_evaluation",
        subject="project",
        title="2021年度项目支出绩效自评表",
        fiscal_year=2021,
        money_unit="万元",
        project_name="应急管理与安全监管专项",
        competent_department="鄂北县应急管理局",
        implementing_unit="鄂北县应急管理局",
        budget={"adjusted": wan("150"), "executed": wan("147"), "execution_rate": "98.00", "score": "19.6"},
        goals=[goal("annual", t + p, n) for n, (t, p) in enumerate(goals, 1)],
        indicators=[x for n, t in enumerate(trees, 1) for x in tree_gold(t, goal=n)],
        total_score="98.5",
    )
    return Form([title("2021年度项目支出绩效自评表"), g.done()], [gold])
