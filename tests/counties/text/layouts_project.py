"""Project forms after the central annexes: A1 annual and mid-term, A3 transfer, 2021 framework, label amounts."""

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
    cut,
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
    yi,
    yuan,
)


def name_value(ind, name):
    return [V(name), V(ind.printed)]


def a1_annual(numbered: bool = False) -> Form:
    """A1, one year: money rows behind a tall label, one goal cell, one tree."""
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [
                        I("养护农村公路里程", "≥|186.5|公里"),
                        I("更换破损护栏长度", "≥|3200|米"),
                        I("清理边沟次数", "=|4|次/年"),
                    ],
                ),
                ("质量指标", [I("路面技术状况优良中等路率", "≥|85|%"), I("安保工程一次验收合格率", "=|100|%")]),
                ("时效指标", [I("养护任务完成时间", "2025年11月30日前")]),
                ("成本指标", [I("日常养护每公里补助标准", "≤|7000|元/公里"), I("项目总支出", "≤|212.4|万元")]),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("受益建制村数量", "|64|个"), I("群众出行条件", "明显改善")]),
                ("生态效益指标", [I("公路沿线可绿化里程绿化率", "≥|90|%")]),
                ("可持续影响指标", [I("养护管理长效机制", "健全")]),
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("沿线群众满意度", "≥|92|%")])]),
    ]
    goals = [
        "完成县道、乡道共186.5公里日常养护，保持路面整洁、边沟畅通、标志齐全。",
        "消除临水临崖路段安全隐患12处，减少农村公路交通事故。",
    ]
    g = Grid(6)
    g.row(L("项目名称", 2), V("农村公路日常养护及安全生命防护工程", 4))
    g.row(L("主管部门及代码", 2), V("306-青岚县交通运输局"), L("实施单位"), V("青岚县公路养护中心", 2))
    g.row(L("项目属性", 2), V("延续项目"), L("项目期"), V("2024年-2026年", 2))
    g.row(L("项目资金（万元）", 2, 3), L("年度资金总额"), V("212.40", 3))
    g.row(L("其中：财政拨款"), V("180.00", 3))
    g.row(L("其他资金"), V("32.40", 3))
    g.row(L("总体目标"), L("年度目标"), V(print_goals(goals), 4))
    add_tree(
        g,
        [L("一级指标"), L("二级指标"), L("三级指标", 2), L("指标值")],
        tree,
        lambda i, name: [V(name, 2), V(i.printed)],
        corner=L("绩效指标"),
        numbered=numbered,
    )
    gold = table(
        "project",
        title="项目支出绩效目标申报表",
        fiscal_year=2025,
        money_unit="万元",
        competent_department="青岚县交通运输局",
        implementing_unit="青岚县公路养护中心",
        project_name="农村公路日常养护及安全生命防护工程",
        project_attribute="延续项目",
        project_period="2024年-2026年",
        budget={"total": wan("212.4"), "fiscal_appropriation": wan("180"), "other_funds": wan("32.4")},
        goals=numbered_goals("annual", goals),
        indicators=tree_gold(tree),
    )
    return Form([title("项目支出绩效目标申报表"), P("（2025年度）", role="year"), g.done()], [gold])


def a1_midterm() -> Form:
    """A1 with a mid-term and an annual block side by side: money, goals and two trees that share level 1."""
    left: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("三年新建村级养老服务站", "≥|45|个"), I("三年改造敬老院床位", "≥|360|张")]),
                ("质量指标", [I("设施竣工验收合格率（三年）", "=|100|%")]),
                ("时效指标", [I("三年任务按期完成率", "≥|95|%")]),
            ],
        ),
        ("效益指标", [("社会效益指标", [I("农村老年人就近养老覆盖率", "≥|80|%")])]),
        ("满意度指标", [("服务对象满意度指标", [I("入住老人及家属满意度", "≥|90|%")])]),
    ]
    right: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("当年新建村级养老服务站", "≥|15|个"), I("当年改造敬老院床位", "≥|120|张")]),
                ("质量指标", [I("当年竣工项目验收合格率", "=|100|%")]),
                ("时效指标", [I("当年任务按期完成率", "≥|95|%")]),
            ],
        ),
        ("效益指标", [("社会效益指标", [I("新增享受助餐服务老人数", "≥|2600|人")])]),
        ("满意度指标", [("服务对象满意度指标", [I("助餐点服务满意度", "≥|88|%")])]),
    ]
    mid = ["建成覆盖全县的村级养老服务网络，床位利用率逐年提高。", "养老护理员持证上岗率达到100%。"]
    year = ["新建村级养老服务站15个，改造敬老院床位120张。", "培训养老护理员80人次。"]
    g = Grid(8)
    g.row(L("项目名称", 2), V("农村养老服务设施提升三年行动", 6))
    g.row(L("主管部门及代码", 2), V("217-白鹭区民政局", 2), L("实施单位"), V("白鹭区养老服务中心", 3))
    g.row(L("项目属性", 2), V("新增项目", 2), L("项目期"), V("3年", 3))
    g.row(L("项目资金\n（万元）", 2, 3), L("中期资金总额："), V("1860"), L("年度资金总额：", 2), V("620", 2))
    g.row(L("其中：财政拨款"), V("1500"), L("其中：财政拨款", 2), V("500", 2))
    g.row(L("其他资金"), V("360"), L("其他资金", 2), V("120", 2))
    g.row(L("总体目标", 1, 2), L("中期目标（2024年-2026年）", 4), L("年度目标", 3))
    g.row(V(print_goals(mid), 4), V(print_goals(year), 3))
    rows = leaves(left)
    g.row(
        L("绩效指标", 1, rows + 1),
        L("一级指标"),
        L("二级指标"),
        L("三级指标"),
        L("指标值"),
        L("二级指标"),
        L("三级指标"),
        L("指标值"),
    )
    lrows = tree_rows(left, name_value)
    rrows = tree_rows(right, name_value)
    for a, b in zip(lrows, rrows, strict=False):
        tall_one = len(b) == 4  # the right half does not repeat level 1
        g.row(*a, *(b[1:] if tall_one else b))
    gold = table(
        "project",
        title="项目支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        competent_department="白鹭区民政局",
        implementing_unit="白鹭区养老服务中心",
        project_name="农村养老服务设施提升三年行动",
        project_attribute="新增项目",
        project_period="3年",
        budget={
            "project_total": wan("1860"),
            "project_total_fiscal_appropriation": wan("1500"),
            "project_total_other_funds": wan("360"),
            "total": wan("620"),
            "fiscal_appropriation": wan("500"),
            "other_funds": wan("120"),
        },
        goals=numbered_goals("implementation_period", mid) + numbered_goals("annual", year),
        indicators=tree_gold(left) + tree_gold(right),
    )
    return Form(
        [P("附件2-1", role="attach"), title("项目支出绩效目标申报表"), P("（2024年度）", role="year"), g.done()], [gold]
    )


def a3_transfer() -> Form:
    """A3 transfer project form: leader and telephone in one cell, central and local money."""
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("新建高标准农田面积", "≥|1.2|万亩"), I("配套机耕道长度", "≥|28|公里")]),
                ("质量指标", [I("耕地质量提升等级", "≥|0.5|等"), I("工程验收合格率", "|100|%")]),
                ("时效指标", [I("当年建设任务完成率", "≥|85|%"), I("资金拨付及时率", "≥|95|%")]),
                ("成本指标", [I("亩均投资标准", "≤|2400|元/亩")]),
            ],
        ),
        (
            "效益指标",
            [
                ("经济效益指标", [I("项目区亩均粮食增产", "≥|40|公斤")]),
                ("社会效益指标", [I("受益农户", "≥|3,150|户")]),
                ("生态效益指标", [I("灌溉水有效利用系数", "有所提高")]),
                ("可持续影响指标", [I("工程管护主体落实情况", "全部落实")]),
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("受益群众满意度", "≥|90|%")])]),
    ]
    text = "建设高标准农田1.2万亩，完善田间灌排和机耕道路，改善农业生产条件，促进粮食稳产增产和农民增收。"
    g = Grid(5)
    g.row(L("项目名称"), V("2024年沅泽县高标准农田建设项目", 4))
    g.row(L("所属专项名称"), V("农田建设补助资金", 4))
    g.row(L("主管部门"), V("沅泽县农业农村局"), L("项目负责人及电话"), V("周某某 13000000000", 2))
    g.row(L("实施单位"), V("沅泽县农田建设服务站"), L("项目期"), V("1年", 2))
    g.row(L("资金情况\n（万元）", 1, 4), L("年度金额："), V("2880", 3))
    g.row(L("其中：中央补助"), V("2016", 3))
    g.row(L("地方资金"), V("720", 3))
    g.row(L("其他资金"), V("144", 3))
    g.row(L("年度目标"), V(text, 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")], tree, name_value, corner=L("绩效指标"))
    gold = table(
        "project",
        title="中央对地方专项转移支付项目绩效目标表",
        attachment="附3",
        fiscal_year=2024,
        money_unit="万元",
        project_name="2024年沅泽县高标准农田建设项目",
        parent_fund="农田建设补助资金",
        competent_department="沅泽县农业农村局",
        implementing_unit="沅泽县农田建设服务站",
        project_leader="周某某",
        phone="13000000000",
        project_period="1年",
        budget={"total": wan("2880"), "other_funds": wan("144")},
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
    )
    return Form(
        [
            P("附3：", role="attach"),
            title("中央对地方专项转移支付项目绩效目标表"),
            P("（2024年度）", role="year"),
            g.done(),
        ],
        [gold],
    )


def beijing_2021() -> Form:
    """2021 framework: 成本指标 first; tick boxes; amounts in yuan with separators."""
    tree: Tree = [
        (
            "成本指标",
            [
                ("经济成本指标", [I("智慧停车设备购置单价", "≤|12800|元/套"), I("系统运维年度费用", "≤|46.5|万元")]),
                ("社会成本指标", [I("施工扰民投诉件数", "＜|5|件")]),
                ("生态环境成本指标", [I("废旧设备无害化处置率", "=|100|%")]),
            ],
        ),
        (
            "产出指标",
            [
                ("数量指标", [I("接入路侧停车泊位数", "≥|1860|个"), I("新建诱导屏数量", "|24|块")]),
                ("质量指标", [I("车牌识别准确率", "≥|99.2|%")]),
                ("时效指标", [I("系统上线时间", "9月底前")]),
            ],
        ),
        (
            "效益指标",
            [("经济效益指标", [I("停车收费执收率", "≥|90|%")]), ("社会效益指标", [I("平均寻位时间缩短", "≥|3|分钟")])],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("车主满意度", "≥|85|%"), I("周边居民满意度", "≥|85|%")])]),
    ]
    text = "通过智慧停车系统建设，2025年实现重点片区路侧泊位全部接入，缓解停车难，提高泊位周转率。"
    g = Grid(5)
    g.row(L("项目名称"), V("望舒区智慧停车二期建设", 4))
    g.row(L("主管部门"), V("望舒区城市管理委员会"), L("实施单位"), V("望舒区停车管理事务中心", 2))
    g.row(L("项目负责人"), V("罗某"), L("联系电话"), V("010-60000000", 2))
    g.row(L("项目属性"), V("☑新增 □延续 □一次性"), L("项目期"), V("2025年1月至2025年12月", 2))
    g.row(L("项目资金（元）", 1, 3), L("年度资金总额"), V("5,864,300.00", 3))
    g.row(L("其中：财政拨款"), V("5,864,300.00", 3))
    g.row(L("其他资金"), V("0.00", 3))
    g.row(L("年度绩效目标"), V(text, 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")], tree, name_value, corner=L("绩效指标"))
    gold = table(
        "project",
        title="项目支出绩效目标表",
        fiscal_year=2025,
        money_unit="元",
        project_name="望舒区智慧停车二期建设",
        competent_department="望舒区城市管理委员会",
        implementing_unit="望舒区停车管理事务中心",
        project_leader="罗某",
        phone="010-60000000",
        project_attribute="新增",
        project_period="2025年1月至2025年12月",
        budget={"total": yuan("5,864,300"), "fiscal_appropriation": yuan("5864300"), "other_funds": "0"},
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
    )
    return Form([title("项目支出绩效目标表"), g.done()], [gold])


def label_amounts(both: bool = False) -> Form:
    """Amounts and goals inside their label cells; an all-levels column beside the own-level one, blank or (both) filled."""
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("清运生活垃圾吨数", "≥|9800|吨"), I("新增分类投放点", "|36|个")]),
                ("质量指标", [I("垃圾日产日清率", "|98|%")]),
                ("时效指标", [I("清运及时性", "及时")]),
                ("成本指标", [I("清运费用控制", "≤|86.5|万")]),
            ],
        ),
        (
            "效益指标",
            [
                ("社会效益指标", [I("提升辖区环境卫生水平", "明显")]),
                ("生态效益指标", [I("减少露天堆放点", "≥|15|处")]),
                ("可持续影响指标", [I("分类习惯养成", "逐步形成")]),
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("辖区居民满意度", "≥|90|%")])]),
    ]
    one = "全面完成镇域生活垃圾收集、转运和分类处置，消除卫生死角。"
    two = "完成石桥镇本级生活垃圾清运，新增分类投放点36个，改善人居环境。"
    g = Grid(5)
    g.row(L("项目名称", 2), V("石桥镇生活垃圾清运及分类处置经费", 3))
    g.row(L("主管部门", 2), V("棠浦县石桥镇人民政府"), L("实施单位"), V("石桥镇环境卫生管理站"))
    g.row(L("项目属性", 2), V("延续性项目"), L("项目期"), V("长期"))
    g.row(
        L("项目资金\n（万元）", 2, 3),
        V("年度资金总额（含本级和市县）" + "236万元" * both),
        V("年度资金总额（含本级）86.5万元", 2),
    )
    g.row(V("其中：财政拨款" + "200万元" * both), V("其中：财政拨款80万元", 2))
    g.row(V("其他资金" + "36万元" * both), V("其他资金6.5万元", 2))
    g.row(
        L("绩效目标", 2),
        V("年度总体绩效目标（含本级和市县）\n目标：" + one),
        V("年度绩效目标（含本级）\n目标：" + two, 2),
    )
    add_tree(
        g,
        [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")],
        tree,
        name_value,
        corner=L("绩效指标"),
        numbered=True,
    )
    gold = table(
        "project",
        title="2023年部门项目支出绩效目标表",
        attachment="附件6",
        fiscal_year=2023,
        money_unit="万元",
        competent_department="棠浦县石桥镇人民政府",
        implementing_unit="石桥镇环境卫生管理站",
        project_name="石桥镇生活垃圾清运及分类处置经费",
        project_attribute="延续性项目",
        project_period="长期",
        budget={"total": wan("86.5"), "fiscal_appropriation": wan("80"), "other_funds": wan("6.5")},
        goals=[goal("annual_all_levels", one), goal("annual_own_level", two)],
        indicators=tree_gold(tree),
    )
    if both:
        gold["budget"].update(
            all_levels_total=wan("236"), all_levels_fiscal_appropriation=wan("200"), all_levels_other_funds=wan("36")
        )
    return Form([P("附件6", role="attach"), title("2023年部门项目支出绩效目标表"), g.done()], [gold])


def full_width() -> Form:
    """Full-width digits, look-alike operators, units in brackets, money words in the cells (亿元, 万元, 元)."""
    tree: Tree = [
        (
            "产出指标",
            [
                ("数量指标", [I("改造老旧供水管网", "≧|５６．８|公里"), I("更换智能水表", "⩾|13459.00|（只）")]),
                ("质量指标", [I("管网水质综合合格率", "＝|１００|％")]),
                ("时效指标", [I("全年停水检修时长", "⩽|48|小时"), I("工程竣工日期", "2026年10月31日")]),
                ("成本指标", [I("每公里综合造价", "≦|215.5|万元/公里")]),
            ],
        ),
        (
            "效益指标",
            [
                ("经济效益指标", [I("管网漏损率", "˂|9.5|％")]),
                ("社会效益指标", [I("受益居民户数", "˃|21000|户"), I("供水保障能力", "不低于上年水平")]),
            ],
        ),
        ("满意度指标", [("服务对象满意度指标", [I("用水户满意度", "＞|９０|％")])]),
    ]
    text = "２０２６年完成城区老旧供水管网改造５６．８公里，降低漏损，保障居民用水安全。"
    g = Grid(5)
    g.row(L("项目名称"), V("城区老旧供水管网更新改造工程", 4))
    g.row(L("主管部门"), V("雁屏县住房和城乡建设局"), L("实施单位"), V("雁屏县自来水公司", 2))
    g.row(L("项目属性"), V("一次性项目"), L("项目期"), V("２０２６．１—２０２６．１２", 2))
    g.row(L("项目资金", 1, 3), L("年度资金总额"), V("１．２３亿元", 3))
    g.row(L("其中：财政拨款"), V("９，８００万元", 3))
    g.row(L("其他资金"), V("２５，０００，０００元", 3))
    g.row(L("绩效目标"), V(text, 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")], tree, name_value, corner=L("绩效指标"))
    gold = table(
        "project",
        title="雁屏县项目支出绩效目标表",
        fiscal_year=2026,
        project_name="城区老旧供水管网更新改造工程",
        competent_department="雁屏县住房和城乡建设局",
        implementing_unit="雁屏县自来水公司",
        project_attribute="一次性项目",
        project_period="２０２６．１—２０２６．１２",
        budget={"total": yi("1.23"), "fiscal_appropriation": wan("9800"), "other_funds": yuan("25000000")},
        goals=[goal("annual", text)],
        indicators=tree_gold(tree),
    )
    return Form([title("雁屏县项目支出绩效目标表"), P("（２０２６年度）", role="year"), g.done()], [gold])


def guangdong() -> Form:
    """Goals for the whole period and for the year, weights of the tree in its level cells."""
    tree: Tree = [
        (
            "产出指标（50分）",
            [
                ("数量指标（20分）", [I("开展职业技能培训班", "≥|32|期"), I("培训农村劳动力", "≥|1600|人次")]),
                ("质量指标（10分）", [I("培训合格率", "≥|92|%")]),
                ("时效指标（10分）", [I("培训计划按时完成率", "=|100|%")]),
                ("成本指标（10分）", [I("人均培训成本", "≤|900|元/人次")]),
            ],
        ),
        (
            "效益指标（30分）",
            [
                ("社会效益指标（20分）", [I("培训后就业率", "≥|60|%"), I("劳动者技能水平", "得到提升")]),
                ("可持续影响指标（10分）", [I("培训档案管理机制", "健全")]),
            ],
        ),
        ("满意度指标（10分）", [("服务对象满意度指标（10分）", [I("参训学员满意度", "≥|95|%")])]),
    ]
    whole = "2024—2026年培训农村劳动力不少于5000人次，形成“培训+就业”服务闭环，带动农民稳定增收。"
    year = "开办职业技能培训班32期，培训1600人次，培训后就业率不低于60%。"
    g = Grid(5)
    g.row(L("项目名称"), V("“巧手工匠”职业技能培训", 4))
    g.row(L("预算单位"), V("榕湖县人力资源和社会保障局"), L("项目实施期"), V("2024年至2026年", 2))
    g.row(L("资金总额（万元）", 1, 2), L("年度金额"), V("144.00", 3))
    g.row(L("其中：财政拨款"), V("144.00", 3))
    g.row(L("实施周期绩效目标"), V(whole, 4))
    g.row(L("年度绩效目标"), V(year, 4))
    add_tree(g, [L("一级指标"), L("二级指标"), L("三级指标"), L("年度指标值")], tree, name_value, corner=L("绩效指标"))
    gold = table(
        "project",
        title="2024年项目支出绩效目标表",
        fiscal_year=2024,
        money_unit="万元",
        project_name="“巧手工匠”职业技能培训",
        budget_unit="榕湖县人力资源和社会保障局",
        project_period="2024年至2026年",
        budget={"total": wan("144"), "fiscal_appropriation": wan("144")},
        goals=[goal("implementation_period", whole), goal("annual", year)],
        indicators=tree_gold(tree),
    )
    return Form([title("2024年项目支出绩效目标表"), g.done()], [gold])


def hebei() -> Form:
    """Code and unit in one line, yuan, cumulative payment plan, six columns in the tree."""
    tree: Tree = [
        (
            "产出指标",
            [
                (
                    "数量指标",
                    [I("慰问困难老党员人数", "≥|58|人", description="全年慰问困难老党员的数量", basis="年度工作计划")],
                ),
                (
                    "质量指标",
                    [I("慰问对象准确率", "|100|%", description="符合条件对象占慰问对象的比例", basis="党内帮扶办法")],
                ),
                ("成本指标", [I("慰问标准", "≤|1000|元/人", description="每名慰问对象的慰问金额", basis="历史标准")]),
                (
                    "时效指标",
                    [I("慰问金发放及时率", "≥|98|%", description="按时发放数占应发放数的比例", basis="工作要求")],
                ),
            ],
        ),
        (
            "效益指标",
            [
                (
                    "社会效益指标",
                    [I("党组织凝聚力", "进一步增强", description="慰问活动对党组织凝聚力的影响", basis="上级文件要求")],
                )
            ],
        ),
        (
            "满意度指标",
            [
                (
                    "服务对象满意度指标",
                    [I("慰问对象满意度", "≥|95|%", description="满意人数占调查人数的比例", basis="问卷调查")],
                )
            ],
        ),
    ]
    g = Grid(5)
    g.row(L("项目编码"), V("13093124P00DZB400217K", 2), L("项目名称"), V("困难老党员关怀帮扶经费"))
    g.row(L("预算规模及资金用途", 1, 2), L("预算数"), V("58000.00"), L("其中：财政资金"), V("58000.00"))
    g.row(L("其他资金"), V("0.00", 3))
    g.row(L("资金用途"), V("用于春节、“七一”期间走访慰问辖区困难老党员", 4))
    g.row(L("资金支出计划（%）", 1, 2), L("3月底"), L("6月底"), L("10月底"), L("12月底"))
    g.row("40%", "70%", "90%", "100%")
    g.row(L("绩效目标"), V("1.走访慰问困难老党员58人，落实党内关怀。\n2.增强基层党组织凝聚力和战斗力。", 4))
    h = Grid(6)
    add_tree(
        h,
        [L("一级指标"), L("二级指标"), L("三级指标"), L("绩效指标描述"), L("指标值"), L("指标值确定依据")],
        tree,
        lambda i, name: [V(name), V(i.get("description")), V(i.printed), V(i.get("basis"))],
    )
    gold = table(
        "project",
        title="6.困难老党员关怀帮扶经费绩效目标表",
        money_unit="元",
        budget_unit="澄泉区柳荫街道办事处本级",
        unit_code="407003",
        project_code="13093124P00DZB400217K",
        project_name="困难老党员关怀帮扶经费",
        fund_use="用于春节、“七一”期间走访慰问辖区困难老党员",
        budget={"total": "58000", "fiscal_appropriation": "58000", "other_funds": "0"},
        spending_plan=[
            {"by": m, "cumulative_percent": p} for m, p in (("03", "40"), ("06", "70"), ("10", "90"), ("12", "100"))
        ],
        goals=numbered_goals("annual", ["走访慰问困难老党员58人，落实党内关怀。", "增强基层党组织凝聚力和战斗力。"]),
        indicators=tree_gold(tree),
    )
    return Form(
        [
            title("6.困难老党员关怀帮扶经费绩效目标表"),
            meta("407003澄泉区柳荫街道办事处本级"),
            meta("单位：元"),
            g.done(),
            h.done(),
        ],
        [gold],
    )


def a1_truncated() -> Form:
    """A1 whose text breaks off after the quality rows."""
    form = a1_annual()
    form.blocks[-1] = cut(form.blocks[-1], 13)
    form.tables[0]["indicators"] = form.tables[0]["indicators"][:5]
    return form
