"""Project forms of single provinces: Sichuan, Yunnan, Chongqing, Hubei, Hunan, Shanghai and the style of 2011."""

from __future__ import annotations

from .model import Form, Grid, I, L, P, Tree, V, add_tree, goal, leaves, meta, table, title, tree_gold, tree_rows, wan


def columns_shape(*keys: str):
    """name, then operator, number (or the words), unit, then further columns."""

    def shape(ind, name):
        operator, number, unit = ind.parts
        if "|" not in ind.value:
            operator, number, unit = "定性", ind.value, ind.get("unit")
        return [V(name), V(operator), V(number), V(unit), *(V(ind.get(k)) for k in keys)]

    return shape


def sichuan() -> Form:
    """One row per indicator; operator, value, unit, weight and direction in columns of their own."""
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("开展送戏下乡演出", "≥|60|场", weight="15", polarity="正向指标"),
                        I("文化馆免费开放天数", "≥|330|天", weight="10", polarity="正向指标"),
                    ],
                ),
                ("质量指标", [I("演出节目原创比例", "≥|40|%", weight="10", polarity="正向指标")]),
                ("时效指标", [I("演出任务完成时间", "＜|12|月", weight="10", polarity="反向指标")]),
                ("成本指标", [I("单场演出补助", "≤|4500|元/场", weight="5", polarity="反向指标")]),
            ],
        ),
        (
            "效益指标",
            [
                (
                    "社会效益指标",
                    [
                        I("群众文化活动参与人次", "≥|52000|人次", weight="20", polarity="正向指标"),
                        I("乡村文化氛围", "优良中低差", weight="10", polarity="正向指标"),
                    ],
                )
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("观众满意度", "≥|90|%", weight="10", polarity="正向指标")])]),
    ]
    text = "开展送戏下乡演出60场，文化馆全年免费开放，丰富基层群众精神文化生活。"
    g = Grid(8)
    g.row(L("项目名称", 2), V("51172125T000010234567-公共文化服务体系建设", 6))
    g.row(L("主管部门", 2), V("岷丰县文化广播电视和旅游局", 2), L("实施单位", 2), V("岷丰县文化馆", 2))
    g.row(L("项目资金\n（万元）", 2, 3), L("年度资金总额", 2), V("58.60", 4))
    g.row(L("其中：财政拨款", 2), V("58.60", 4))
    g.row(L("其他资金", 2), V("0", 4))
    g.row(L("总体目标", 2), V(text, 6))
    g.row(
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("指标性质"),
        L("指标值"),
        L("度量单位"),
        L("权重"),
        L("指标方向性"),
    )
    for row in tree_rows(tree, columns_shape("weight", "polarity")):
        g.row(*row)
    gold = table(
        "project",
        title="部门预算项目绩效目标表（2025年度）",
        fiscal_year=2025,
        money_unit="万元",
        project_name="公共文化服务体系建设",
        project_code="51172125T000010234567",
        competent_department="岷丰县文化广播电视和旅游局",
        implementing_unit="岷丰县文化馆",
        budget={"total": wan("58.6"), "fiscal_appropriation": wan("58.6"), "other_funds": "0"},
        goals=[goal("annual", text)],
        indicators=tree_gold(tree, columns=True),
    )
    return Form([meta("报表编号：510000_0013a"), title("部门预算项目绩效目标表（2025年度）"), g.done()], [gold])


def yunnan_many() -> Form:
    """Several projects in one table: name and goal are tall cells, one head row for all."""
    projects = [
        (
            "村级动物防疫员补助",
            "落实全县128个行政村村级动物防疫员补助，强制免疫密度达到90%以上。",
            [
                (
                    "产出指标",
                    [
                        (
                            "数量指标",
                            [I("获补防疫员人数", "=|128|人", kind="定量", description="领取补助的防疫员人数")],
                        ),
                        ("质量指标", [I("强制免疫密度", "≥|90|%", kind="定量", description="应免畜禽的免疫比例")]),
                    ],
                ),
                (
                    "效益指标",
                    [("社会效益指标", [I("重大动物疫情", "不发生", kind="定性", description="区域内无重大疫情")])],
                ),
                (
                    "满意度指标",
                    [
                        (
                            "服务对象满意度指标",
                            [I("养殖户满意度", "≥|85|%", kind="定量", description="养殖户满意的比例")],
                        )
                    ],
                ),
            ],
        ),
        (
            "城乡居民基本医疗保险补助",
            "足额安排县级配套资金，参保率稳定在95%以上。",
            [
                (
                    "产出指标",
                    [
                        ("数量指标", [I("参保人数", "≥|21.6|万人", kind="定量", description="年末参保登记人数")]),
                        ("时效指标", [I("配套资金到位时间", "≤|6|月", kind="定量", description="配套资金拨付月份")]),
                        ("成本指标", [I("人均财政补助标准", "=|670|元/人", kind="定量", description="年人均补助金额")]),
                    ],
                ),
                (
                    "效益指标",
                    [("可持续影响指标", [I("基金运行风险", "可控", kind="定性", description="基金可支付月数合理")])],
                ),
                (
                    "满意度指标",
                    [
                        (
                            "服务对象满意度指标",
                            [I("参保群众满意度", "≥|90|%", kind="定量", description="抽样调查满意比例")],
                        )
                    ],
                ),
            ],
        ),
        (
            "县域公共自行车运维",
            "保持公共自行车完好投运，方便群众短途出行。",
            [
                (
                    "产出指标",
                    [
                        (
                            "数量指标",
                            [
                                I("投运自行车数量", "≥|1500|辆", kind="定量", description="在线可用车辆"),
                                I("布设站点", "=|62|个", kind="定量", description="已开放站点"),
                            ],
                        )
                    ],
                ),
                (
                    "效益指标",
                    [("生态效益指标", [I("年减少碳排放", "≥|180|吨", kind="定量", description="按骑行里程折算")])],
                ),
                (
                    "满意度指标",
                    [
                        (
                            "服务对象满意度指标",
                            [I("骑行者满意度", "＞|88|%", kind="定量", description="平台评价满意比例")],
                        )
                    ],
                ),
            ],
        ),
    ]
    g = Grid(10)
    g.row(
        L("项目名称"),
        L("项目年度绩效目标"),
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("指标性质"),
        L("指标值"),
        L("度量单位"),
        L("指标属性"),
        L("指标解释"),
    )
    golds = []
    for name, text, tree in projects:
        rows = tree_rows(
            tree,
            lambda i, n: [
                V(n),
                V(i.parts[0] or "="),
                V(i.parts[1] or i.value),
                V(i.parts[2]),
                V(i.get("kind")),
                V(i.get("description")),
            ],
        )
        for k, row in enumerate(rows):
            g.row(*([V(name, 1, leaves(tree)), V(text, 1, leaves(tree))] if k == 0 else []), *row)
        inds = tree_gold(tree, columns=True)
        for ind in inds:
            ind.setdefault("operator", "=")
        golds.append(
            table(
                "project",
                title="项目支出绩效目标表",
                fiscal_year=2025,
                budget_unit="澜坪县财政局",
                attachment="附表12",
                project_name=name,
                goals=[goal("annual", text)],
                indicators=inds,
            )
        )
    return Form(
        [
            P("附表12", role="attach"),
            title("项目支出绩效目标表"),
            P("（2025年度）", role="year"),
            meta("单位名称：澜坪县财政局"),
            g.done(),
        ],
        golds,
    )


def chongqing() -> Form:
    """Weight, unit, operator, value and core columns; no level-2 tall cells, level 1 repeated on each row."""
    rows = [
        ("产出指标", "数量指标", I("支持创业孵化基地个数", "≥|6|个", weight="15")),
        ("产出指标", "数量指标", I("发放创业担保贷款贴息笔数", "≥|420|笔", weight="15")),
        ("产出指标", "质量指标", I("贴息审核准确率", "=|100|%", weight="10")),
        ("产出指标", "时效指标", I("贴息资金拨付时限", "≤|15|个工作日", weight="10")),
        ("效益指标", "经济效益指标", I("带动贷款投放额", "≥|1.1|亿元", weight="15")),
        ("效益指标", "社会效益指标", I("带动就业人数", "≥|1260|人", weight="15")),
        ("满意度指标", "服务对象满意度指标", I("创业者满意度", "≥|92|%", weight="10")),
    ]
    text = "支持创业孵化基地6个，落实创业担保贷款贴息，带动就业1260人。"
    g = Grid(8)
    g.row(L("项目名称"), V("创业扶持专项", 3), L("项目编码"), V("50023525T000003300128", 3))
    g.row(L("主管部门"), V("渝川县就业和人才中心", 3), L("预算金额（万元）", 2), V("318.5", 2))
    g.row(L("年度目标"), V(text, 7))
    g.row(
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("指标权重"),
        L("计量单位"),
        L("指标性质"),
        L("指标值"),
        L("是否核心"),
    )
    golds = []
    for n, (one, two, ind) in enumerate(rows):
        operator, number, unit = ind.parts
        g.row(
            L(one),
            L(two),
            V(ind.name),
            V(ind.get("weight")),
            V(unit),
            V(operator),
            V(number),
            V("是" if n % 3 == 0 else "否"),
        )
        golds += tree_gold([(one, [(two, [ind])])], columns=True)
    gold = table(
        "project",
        title="渝川县2025年区县级项目绩效目标申报表",
        fiscal_year=2025,
        money_unit="万元",
        project_name="创业扶持专项",
        project_code="50023525T000003300128",
        competent_department="渝川县就业和人才中心",
        budget={"total": wan("318.5")},
        goals=[goal("annual", text)],
        indicators=golds,
    )
    return Form([title("渝川县2025年区县级项目绩效目标申报表"), g.done()], [gold])


def hubei_project() -> Form:
    """Cost structure with earlier years, 近两年指标值 beside the value of the year, opinion filled in."""
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("抽检食品批次", "≥|1200|批次", h1="980", h2="1050", basis="计划标准"),
                        I("快检室运行数量", "=|9|个", h1="7", h2="9", basis="历史标准"),
                    ],
                ),
                ("质量指标", [I("不合格食品处置率", "=|100|%", h1="100%", h2="100%", basis="行业标准")]),
                ("时效指标", [I("抽检任务完成及时率", "≥|95|%", h1="92%", h2="94%", basis="计划标准")]),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("食品安全事故发生起数", "=|0|起", h1="0", h2="0", basis="行业标准")]),
                ("可持续影响指标", [I("监管能力", "持续提升", h1="提升", h2="提升", basis="历史标准")]),
            ],
        ),
        (
            "满意度指标",
            [("服务对象满意度指标", [I("群众食品安全满意度", "≥|82|%", h1="80%", h2="81%", basis="历史标准")])],
        ),
    ]
    costs = [
        ("抽样检验", "检验费", "96", "1200批次×800元/批次", "78.4", "84"),
        ("抽样检验", "购样费", "12", "1200批次×100元/批次", "9.8", "10.5"),
        ("快检室运行", "耗材费", "13.5", "9个×1.5万元/个", "10.5", "13.5"),
    ]
    text = "全年完成食品抽检1200批次，不合格食品依法处置率100%，不发生较大食品安全事故。"
    opinion = "项目立项依据充分，绩效目标与预算资金匹配，同意申报。"
    g = Grid(7)
    g.row(L("项目名称"), V("食品安全监督抽检", 3), L("项目编码"), V("42110925T000000118", 2))
    g.row(L("项目主管部门"), V("楚源县市场监督管理局", 3), L("项目执行单位"), V("楚源县食品药品检验所", 2))
    g.row(L("项目负责人"), V("黎某", 3), L("联系电话"), V("0713-2000000", 2))
    g.row(L("项目类别"), V("其他运转类", 3), L("项目性质"), V("持续性项目", 2))
    g.row(L("立项依据"), V("《食品安全法》及省级食品安全监督抽检计划", 6))
    g.row(L("项目当年预算（万元）"), V("121.5", 3), L("其中：财政拨款"), V("121.5", 2))
    g.row(
        L("支出明细及测算", 1, len(costs) + 2),
        L("项目活动"),
        L("支出明细"),
        L("金额（万元）"),
        L("测算依据及说明"),
        L("前年执行"),
        L("上年执行"),
    )
    for n, c in enumerate(costs):
        g.row(*([V(c[0], 1, 2)] if n == 0 else [] if n == 1 else [V(c[0])]), *c[1:])
    g.row(L("合计", 2), "121.5", "", "98.7", "108")
    g.row(L("年度绩效目标"), V(text, 6))
    rows = tree_rows(tree, lambda i, n: [V(n), V(i.get("h1")), V(i.get("h2")), V(i.printed), V(i.get("basis"))])
    g.row(
        L("一级指标", 1, 2),
        L("二级指标", 1, 2),
        L("三级指标", 1, 2),
        L("近两年指标值", 2),
        L("预期当年实现值", 1, 2),
        L("绩效标准", 1, 2),
    )
    g.row(L("2023年"), L("2024年"))
    for row in rows:
        g.row(*row)
    g.row(L("主管部门审核意见"), V(opinion + "\n（盖章）\n2024年11月20日", 6))
    gold = table(
        "project",
        title="2025年楚源县项目支出绩效目标表",
        fiscal_year=2025,
        money_unit="万元",
        project_name="食品安全监督抽检",
        project_code="42110925T000000118",
        competent_department="楚源县市场监督管理局",
        implementing_unit="楚源县食品药品检验所",
        project_leader="黎某",
        phone="0713-2000000",
        project_attribute="持续性项目",
        budget={"total": wan("121.5"), "fiscal_appropriation": wan("121.5")},
        cost_estimates=[
            {"direction": a, "item": b, "amount": wan(m), "calculation": how} for a, b, m, how, _, _ in costs
        ],
        cost_estimate_total=wan("121.5"),
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
        opinions=[{"by": "主管部门", "text": opinion, "date": "2024年11月20日"}],
    )
    return Form([title("2025年楚源县项目支出绩效目标表"), g.done()], [gold])


def hunan_project() -> Form:
    """Filing head, money by source, two goals, value with unit and standard, finance opinion, signatures below."""
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("新增林下经济示范面积", "|800|亩", basis="计划标准"),
                        I("扶持专业合作社", "|5|家", basis="计划标准"),
                    ],
                ),
                ("质量指标", [I("示范基地验收合格率", "≥|95|%", basis="行业标准")]),
                ("时效指标", [I("建设任务完成时限", "2023年12月底前", basis="计划标准")]),
                ("成本指标", [I("财政补助标准", "≤|500|元/亩", basis="历史标准")]),
            ],
        ),
        (
            "效益指标",
            [
                ("经济效益指标", [I("亩均产值增加", "≥|1200|元", basis="计划标准")]),
                ("社会效益指标", [I("带动脱贫户就近务工", "˃|160|人", basis="计划标准")]),
                ("生态效益指标", [I("林地水土保持能力", "稳步提升", basis="历史标准")]),
                ("社会公众或服务对象满意度指标", [I("林农满意度", "≥|90|%", basis="计划标准")]),
            ],
        ),
    ]
    long, year = (
        "到2025年建成林下经济示范基地2400亩，培育特色林产品品牌2个。",
        "新增林下经济示范面积800亩，扶持专业合作社5家。",
    )
    opinion = "绩效目标设置较完整，同意纳入预算安排。"
    g = Grid(6)
    g.row(L("项目名称"), V("林下经济发展专项", 2), L("项目实施期"), V("2023年-2025年", 2))
    g.row(L("主管部门"), V("湘渚县林业局", 2), L("项目单位"), V("湘渚县林业产业服务中心", 2))
    g.row(L("年度预算申请（万元）", 1, 2), L("资金总额"), L("一般公共预算拨款"), L("政府性基金拨款", 2), L("其他资金"))
    g.row("46.8", "40", V("0", 2), "6.8")
    g.row(L("实施期绩效目标"), V(long, 5))
    g.row(L("本年度绩效目标"), V(year, 5))
    add_tree(
        g,
        [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值及单位"), L("绩效标准")],
        tree,
        lambda i, n: [V(n), V(i.printed), V(i.get("basis"))],
        corner=L("本年度绩效指标"),
    )
    g.row(L("财政部门审核意见"), V(opinion + "\n（盖章）\n年  月  日", 5))
    gold = table(
        "project",
        title="项目支出绩效目标申报表",
        attachment="附件3",
        fiscal_year=2023,
        money_unit="万元",
        filing_unit="湘渚县林业局",
        project_name="林下经济发展专项",
        project_period="2023年-2025年",
        competent_department="湘渚县林业局",
        implementing_unit="湘渚县林业产业服务中心",
        preparer="谭某",
        phone="15500000000",
        budget={
            "total": wan("46.8"),
            "general_public_budget": wan("40"),
            "government_funds": "0",
            "other_funds": wan("6.8"),
        },
        goals=[goal("implementation_period", long), goal("annual", year)],
        indicators=tree_gold(tree),
        opinions=[{"by": "财政部门", "text": opinion}],
    )
    return Form(
        [
            P("附件3", role="attach"),
            title("项目支出绩效目标申报表"),
            P("（2023年度）", role="year"),
            meta("填报单位（盖章）：湘渚县林业局"),
            g.done(),
            meta("填表人：谭某", "联系电话：15500000000", "单位负责人签字："),
        ],
        [gold],
    )


def old_2011() -> Form:
    """The style of 2011: own money split up, project outline, two trees (long-term and annual) with remarks."""
    long_tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("五年完成古籍修复", "|1500|册", note="按年度推进")]),
                ("质量指标", [I("五年修复合格率", "≥|98|%", note="行业规范")]),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("珍贵古籍保存状况", "得到根本改善", note="长期")]),
                ("环境效益指标", [I("库房温湿度达标天数", "≥|350|天/年", note="自动监测")]),
            ],
        ),
    ]
    year_tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [I("当年修复古籍", "|300|册", note="分四批"), I("当年数字化拍摄", "|12000|页", note="外包")],
                ),
                ("时效指标", [I("修复计划完成时间", "12月15日前", note="按月调度")]),
            ],
        ),
        ("效益指标", [("社会效益指标", [I("接待读者查阅", "≥|2600|人次", note="预约制")])]),
        ("满意度指标", [("服务对象满意度指标", [I("读者满意度", "≥|90|%", note="问卷")])]),
    ]
    long_text, year_text = (
        "五年内完成馆藏珍贵古籍抢救性修复，建立数字化资源库。",
        "修复古籍300册，数字化拍摄12000页，举办展览2场。",
    )
    g = Grid(6)
    g.row(L("项目名称"), V("馆藏古籍抢救修复", 2), L("项目属性"), V("1.新增项目□  2.延续项目☑", 2))
    g.row(L("主管部门"), V("秦岭县文化和旅游文物局", 2), L("项目单位"), V("秦岭县图书馆", 2))
    g.row(L("项目负责人"), V("贺某", 2), L("起止时间"), V("2022年1月-2026年12月", 2))
    g.row(L("项目资金\n申请（元）", 1, 3), L("资金总额", 2), V("386000", 3))
    g.row(L("财政拨款", 2), V("350000", 3))
    g.row(L("自有资金", 2), V("36000", 3))
    g.row(L("项目概况"), V("馆藏线装古籍一万二千余册，部分存在虫蛀、酸化、粘连，亟需修复。", 5))
    g.row(L("长期目标"), V(long_text, 5))
    g.row(L("年度目标"), V(year_text, 5))
    shape = lambda i, n: [V(n), V(i.printed), V(i.get("note"))]  # noqa: E731
    head = [L("一级指标"), L("二级指标"), L("指标内容"), L("指标值"), L("备注")]
    add_tree(g, head, long_tree, shape, corner=L("长期绩效指标"))
    add_tree(g, head, year_tree, shape, corner=L("年度绩效指标"))
    gold = table(
        "project",
        title="财政支出项目绩效目标申报表",
        fiscal_year=2024,
        money_unit="元",
        project_name="馆藏古籍抢救修复",
        project_attribute="延续项目",
        competent_department="秦岭县文化和旅游文物局",
        implementing_unit="秦岭县图书馆",
        project_leader="贺某",
        project_period="2022年1月-2026年12月",
        budget={"total": "386000", "fiscal_appropriation": "350000"},
        goals=[goal("implementation_period", long_text), goal("annual", year_text)],
        indicators=tree_gold(long_tree) + tree_gold(year_tree),
    )
    return Form([title("财政支出项目绩效目标申报表"), P("（2024年度）", role="year"), g.done()], [gold])


def shanghai() -> Form:
    """Whole-project and annual money side by side, last year's budget, values with bracketed units."""
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("加装电梯完工台数", "≥|42.00|(台)"), I("补贴发放楼组数", "=|42.00|(个)")]),
                ("质量指标", [I("电梯验收合格率", "=|100.00|(%)")]),
                ("时效指标", [I("补贴拨付及时性", "及时")]),
                ("成本指标", [I("单台财政补贴", "≤|28.00|(万元/台)")]),
            ],
        ),
        ("效益指标", [("社会效益指标", [I("改善老年居民出行条件", "明显改善"), I("受益居民户数", "≥|504.00|(户)")])]),
        ("满意度指标", [("服务对象满意度指标", [I("加梯楼组居民满意度", "≥|90.00|(%)")])]),
    ]
    whole, year = "推进既有多层住宅加装电梯，逐步实现应装尽装，提升居住品质。", "完成加装电梯42台，按标准拨付财政补贴。"
    g = Grid(4)
    g.row(L("项目名称"), V("既有多层住宅加装电梯补贴", 3))
    g.row(L("项目主管部门"), V("浦渡区梧桐街道办事处"), L("项目实施单位"), V("浦渡区梧桐街道城市运行中心"))
    g.row(L("项目性质"), V("经常性项目"), L("上年预算数（元）"), V("8,960,000.00"))
    g.row(L("项目总资金（元）"), V("35,280,000.00"), L("年度资金申请总额（元）"), V("11,760,000.00"))
    g.row(L("其中：财政资金"), V("35,280,000.00"), L("其中：当年财政拨款"), V("9,760,000.00"))
    g.row(L("其他资金"), V("0.00"), L("上年结转资金"), V("2,000,000.00"))
    g.row(L("项目总目标"), V(whole), L("年度绩效目标"), V(year))
    g.row(L("一级指标"), L("二级指标"), L("三级指标"), L("指标目标值"))
    for row in tree_rows(tree, lambda i, n: [V(n), V(i.printed)]):
        g.row(*row)
    gold = table(
        "project",
        title="财政项目支出绩效目标填报表",
        fiscal_year=2026,
        money_unit="元",
        project_name="既有多层住宅加装电梯补贴",
        competent_department="浦渡区梧桐街道办事处",
        implementing_unit="浦渡区梧桐街道城市运行中心",
        project_attribute="经常性项目",
        budget={
            "previous_total": "8960000",
            "project_total": "35280000",
            "project_total_fiscal_appropriation": "35280000",
            "project_total_other_funds": "0",
            "total": "11760000",
            "fiscal_appropriation": "9760000",
            "carry_over": "2000000",
        },
        goals=[goal("implementation_period", whole), goal("annual", year)],
        indicators=tree_gold(tree),
    )
    return Form([title("财政项目支出绩效目标填报表"), P("（2026年度）", role="year"), g.done()], [gold])
