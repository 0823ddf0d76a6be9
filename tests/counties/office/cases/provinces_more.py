"""More provincial and older layouts: 2011 style, Beijing, Chongqing, Guangdong, Hebei, Ningxia, the input style of 2010-16."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import ARCHIVE, CANTEEN, LAMP, PARK, READING, TRAINING
from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Grid, Number, Para, goal, gold, line, numbered, table, tree, tree_gold, wan, yuan
from ..word import docx, page_break


def cases() -> Iterator[Case]:
    yield style_of_2011()
    yield beijing()
    yield chongqing()
    yield guangdong()
    yield hebei()
    yield ningxia()
    yield input_style()


def style_of_2011() -> Case:
    name = "style-2011.docx"
    long = tree("""产出指标|数量指标|数字化加工档案总量|≥|180|万页
    |质量指标|数字化成果差错率|≤|3|‰
    |时效指标|三年任务完成率|=|100|%
    |成本指标|三年总投入|≤|115|万元
    效益指标|社会效益指标|馆藏档案数字化率|≥|85|%
    |环境效益指标|纸质档案调阅损耗|逐年减少
    |服务对象满意度指标|查档群众满意度|≥|95|%""")
    year = tree("""产出指标|数量指标|数字化加工档案数量|≥|60|万页|note=分两批
    |质量指标|数字化成果差错率|≤|3|‰
    |时效指标|年度任务完成时间|2016年10月底前
    |成本指标|年度投入|≤|38.5|万元
    效益指标|社会效益指标|馆藏档案数字化率|≥|52|%
    |环境效益指标|纸质档案调阅损耗|有所减少
    |服务对象满意度指标|查档群众满意度|≥|95|%""")
    g = Grid(8)
    g.add("项目名称", Cell(ARCHIVE.name, 7))
    g.add("项目属性", Cell("延续项目□　新增项目■", 3), "起止时间", Cell("2016年—2018年", 3))
    g.add("主管部门", Cell("临源县委办公室", 3), "项目单位", Cell(ARCHIVE.unit, 3))
    g.add("项目负责人", Cell("宋典", 3), "联系电话", Cell(ARCHIVE.phone, 3))
    g.add(Cell("项目资金申请（万元）", 1, 4), Cell("资金总额：38.5", 7))
    g.add(Cell("财政拨款：38.5", 7))
    g.add(Cell("自有资金：", 2), Cell("其中：事业收入", 2), "", Cell("经营性收入"), "")
    g.add(Cell("其他：", 7))
    g.add("单位职能概述", Cell("集中统一管理全县档案，开展档案接收、整理、保护与利用。", 7))
    g.add("项目概况", Cell("对馆藏民国档案、婚姻登记档案进行数字化扫描和著录。", 7))
    g.add(Cell("项目立项情况", 1, 3), Cell("项目立项的依据", 2), Cell("《中华人民共和国档案法》", 5))
    g.add(Cell("项目申报的可行性", 2), Cell("已完成前期整理，具备数字化条件。", 5))
    g.add(Cell("项目申报的必要性", 2), Cell("纸质档案老化严重，抢救保护刻不容缓。", 5))
    g.add(Cell("项目实施进度计划", 1, 3), Cell("项目实施内容", 3), Cell("开始时间", 2), Cell("完成时间", 2))
    g.add(Cell("招标采购", 3), Cell("2016年2月", 2), Cell("2016年3月", 2))
    g.add(Cell("扫描著录", 3), Cell("2016年4月", 2), Cell("2016年10月", 2))
    g.add(Cell("项目绩效目标", 1, 2), Cell("长期目标", 3), Cell("年度目标", 4))
    goals = ("三年内完成180万页重点档案数字化。", "完成60万页档案数字化扫描，提高档案利用效率。")
    g.add(Cell(goals[0], 3), Cell(goals[1], 4))
    for title, t in (("长\n期\n绩\n效\n指\n标", long), ("年\n度\n绩\n效\n指\n标", year)):
        tree_head(
            g,
            [("一级指标", 1), ("二级指标", 2), ("指标内容", 2), ("指标值", 1), ("备注", 1)],
            left=Cell(title, 1, tree_size(t) + 1),
        )
        tree_rows(g, t, [("level1", 1), ("level2", 2), ("name", 2), ("value", 1), ("note", 1)])
    g.add("其他需说明的问题", Cell("无", 7))
    data = docx(
        [
            Para("财政支出项目绩效目标申报表", "center", True),
            Para("（2016年度）", "center"),
            Para("填报单位（盖章）：临源县档案馆"),
            g,
        ]
    )
    form = table(
        "project",
        title="财政支出项目绩效目标申报表",
        fiscal_year=2016,
        money_unit="万元",
        filing_unit=ARCHIVE.unit,
        project_name=ARCHIVE.name,
        project_attribute="新增项目",
        project_period="2016年—2018年",
        competent_department="临源县委办公室",
        implementing_unit=ARCHIVE.unit,
        project_leader="宋典",
        phone=ARCHIVE.phone,
        duties="集中统一管理全县档案，开展档案接收、整理、保护与利用。",
        budget={"total": wan("38.5"), "fiscal_appropriation": wan("38.5")},
        goals=[goal("implementation_period", goals[0]), goal("annual", goals[1])],
        indicators=tree_gold(long) + tree_gold(year),
    )
    return Case(
        "style-2011-docx",
        name,
        data,
        gold(name, form),
        "2011旧式：自有资金、立项情况、进度计划，长期与年度两棵树，环境效益指标，满意度并入效益",
    )


def beijing() -> Case:
    p, name = PARK, "beijing-cost-first.docx"
    t = p.tree
    g = Grid(6)
    g.add("项目名称", Cell(p.name, 5))
    g.add("主管部门\v及代码", Cell("412-" + p.department, 2), "实施单位", Cell("412003-" + p.unit, 2))
    g.add("项目负责人", Cell("陶绿", 2), "联系电话", Cell(p.phone, 2))
    g.add("项目类型", Cell("事业发展类", 2), "项目期", Cell("2024年1-12月", 2))
    g.add(Cell("预算资金\v（万元）", 1, 3), Cell("年度资金总额", 2), Cell("420.000000", 3))
    g.add(Cell("其中：财政拨款", 2), Cell("300.000000", 3))
    g.add(Cell("　　　其他资金", 2), Cell("120.000000", 3))
    g.add("总体目标", Cell(p.goals[0], 5))
    size = tree_size(t)
    cut = [(a, b) for a, b in t[:2]], [(a, b) for a, b in t[2:]]
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("绩\v效\v指\v标", 1, tree_size(cut[0]) + 1),
    )
    tree_rows(g, cut[0], [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    rest = Grid(6)
    tree_head(
        rest,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("绩\v效\v指\v标", 1, tree_size(cut[1]) + 1),
    )
    rest.rows[0].head = True
    tree_rows(rest, cut[1], [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    assert size == tree_size(cut[0]) + tree_size(cut[1])
    data = docx(
        [Para("项目支出绩效目标申报表", "center", True), Para("（2024年度）", "center"), g, page_break(), rest],
        footer="第 1 页 共 2 页",
    )
    form = table(
        "project",
        title="项目支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        project_period="2024年1-12月",
        project_leader="陶绿",
        phone=p.phone,
        budget={"total": wan("420"), "fiscal_appropriation": wan("300"), "other_funds": wan("120")},
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t, keys=()),
    )
    return Case(
        "beijing-cost-first-docx",
        name,
        data,
        gold(name, form),
        "北京：成本指标在前，六位小数，表被分页断成两个表格且重复表头",
    )


def chongqing() -> Case:
    p, name = LAMP, "chongqing.xlsx"
    t = tree("""产出指标|数量指标|更换LED灯具数量|≥|2160|盏|weight=15|core=是
    ||维护路灯数量|≥|11350|盏|weight=10|core=否
    |质量指标|主干道亮灯率|≥|98|%|weight=15|core=是
    |时效指标|故障修复时限|≤|24|小时|weight=10|core=否
    |成本指标|单灯年均维护成本|≤|180|元/盏|weight=10|core=否
    效益指标|社会效益指标|夜间出行安全保障水平|有效提升|weight=10|core=否
    |生态效益指标|年减少碳排放|≥|380|吨|weight=10|core=否
    满意度指标|服务对象满意度指标|市民满意度|≥|90|%|weight=10|core=是""")
    g = Grid(9)
    g.add(Cell("2024年项目支出绩效目标表", 9, align="center"))
    g.add(Cell("填报单位：" + p.unit, 6), Cell("金额单位：万元", 3))
    g.add("项目名称", Cell(p.name, 3), "业务主管部门", Cell(p.department, 4))
    g.add(
        "当年预算",
        Cell("352.78", 3, xlsx=Number("352.78")),
        "本级安排",
        Cell("352.78", 2, xlsx=Number("352.78")),
        "上级补助",
        "",
    )
    g.add("项目概况", Cell("对城区主次干道高耗能路灯实施节能改造。", 8))
    g.add("立项依据", Cell("城市照明管理规定", 8))
    g.add("当年绩效目标", Cell(p.goals[0], 8))
    tree_head(
        g,
        [
            (x, 1)
            for x in ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "指标权重", "是否核心")
        ],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g,
        t,
        [(k, 1) for k in ("level1", "level2", "name", "sign")]
        + [
            (
                lambda i: Cell(
                    i.value.printed_number or i.value.text, xlsx=Number(i.value.number) if i.value.number else None
                ),
                1,
            ),
            ("unit", 1),
            (lambda i: Cell(i.get("weight"), xlsx=Number(i.get("weight"))), 1),
            ("core", 1),
        ],
    )
    data = xlsx([Sheet("Sheet1", [g], row=2, column=1)])
    form = table(
        "project",
        title="2024年项目支出绩效目标表",
        fiscal_year=2024,
        money_unit="万元",
        filing_unit=p.unit,
        project_name=p.name,
        competent_department=p.department,
        budget={"total": wan("352.78")},
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t, split=True, keys=("weight",)),
    )
    return Case(
        "chongqing-xlsx",
        name,
        data,
        gold(name, form),
        "重庆：性质、值、计量单位、权重、是否核心；前有空行空列，本级/上级不是合同预算键",
    )


def guangdong() -> Case:
    p, name = READING, "guangdong.xlsx"
    t = tree("""产出指标|数量指标|全年开放天数|≥|310|天
    ||阅读推广活动场次|≥|60|场次
    |质量指标|采购图书验收合格率|=|100|%
    |时效指标|活动按期完成率|≥|95|%
    |成本指标|经费支出控制数|≤|56|万元
    效益指标|社会效益指标|年接待读者|≥|15|万人次
    |可持续影响指标|公共文化服务长效机制|健全
    满意度指标|服务对象满意度指标|读者满意度|≥|90|%""")
    g = Grid(6)
    g.add(Cell("项目支出绩效目标申报表", 6))
    g.add(Cell("（2024年）", 6))
    g.add("项目名称", Cell(p.name, 2), "项目属性", Cell("一次性项目", 2))
    g.add("主管部门", Cell(p.department, 2), "实施单位", Cell(p.unit, 2))
    g.add(
        "项目实施期",
        Cell("2024年1月-2024年12月", 2),
        "年度预算金额（万元）",
        Cell("56.00", 2, xlsx=Number("56", "0.00")),
    )
    g.add("实施周期绩效目标", Cell("保障图书馆及分馆免费开放，建立覆盖城乡的阅读服务网络。", 5))
    g.add("年度绩效目标", Cell("1、保障图书馆及12个分馆全年免费开放。\n2、开展阅读推广活动60场次以上。", 5))
    g.add(Cell("绩效指标", 1, tree_size(t) + 1), "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值")
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1), ("value", 1)])
    data = xlsx([Sheet("申报表", [g])])
    form = table(
        "project",
        title="项目支出绩效目标申报表",
        fiscal_year=2024,
        money_unit="万元",
        project_name=p.name,
        project_attribute="一次性项目",
        competent_department=p.department,
        implementing_unit=p.unit,
        project_period="2024年1月-2024年12月",
        budget={"total": wan("56")},
        goals=[
            goal("implementation_period", "保障图书馆及分馆免费开放，建立覆盖城乡的阅读服务网络。"),
            *numbered("annual", ["保障图书馆及12个分馆全年免费开放。", "开展阅读推广活动60场次以上。"]),
        ],
        indicators=tree_gold(t),
    )
    return Case(
        "guangdong-xlsx",
        name,
        data,
        gold(name, form),
        "广东：实施周期与年度两列指标值（一次性项目，两列相同），目标以顿号编号",
    )


def hebei() -> Case:
    name = "hebei-projects.docx"
    first = tree("""成本指标|经济成本指标|助餐补助支出|≤|1280000|元|description=全年补助支出总额|basis=预算批复文件
    产出指标|数量指标|补助助餐点数量|=|12|个|description=实际补助的助餐点个数|basis=民政统计台账
    |质量指标|食品安全检查合格率|=|100|%|description=检查合格助餐点占比|basis=检查记录
    |时效指标|资金拨付时间|每季度末前|description=补助资金拨付时间|basis=工作计划
    效益指标|可持续影响指标|助餐点持续运营率|≥|90|%|description=持续运营助餐点占比|basis=历年情况
    |社会效益指标|困难老年人助餐覆盖率|≥|85|%|description=享受服务困难老年人占比|basis=民政统计台账
    满意度指标|服务对象满意度指标|就餐老年人满意度|≥|92|%|description=问卷调查满意人数占比|basis=问卷调查""")
    second = tree("""产出指标|数量指标|培训人数|≥|320|人|description=参加培训的学员人数|basis=培训计划
    |时效指标|培训完成及时率|=|100|%|description=按期完成培训期数占比|basis=培训计划
    效益指标|社会效益指标|带动农户户数|≥|960|户|description=学员带动农户数量|basis=跟踪调查
    满意度指标|服务对象满意度指标|学员满意度|≥|95|%|description=学员满意人数占比|basis=问卷调查""")
    blocks, tables = [Para("第二部分", "center", True), Para("预算项目绩效目标", "center", True)], []
    specs = [
        (
            "1",
            CANTEEN,
            "21032424P00AB1100012X",
            ("1,280,000.00", "980,000.00", "300,000.00"),
            ("25", "50", "80", "100"),
            first,
            "用于农村老年助餐点运营、食材补贴及设备更新。",
        ),
        (
            "2",
            TRAINING,
            "21032424P00AB1100027M",
            ("642,000.00", "642,000.00", ""),
            ("", "40", "", "100"),
            second,
            "用于学员培训、教材及师资费用。",
        ),
    ]
    for number, p, code, money, plan, t, use in specs:
        title = f"{number}.{p.name}绩效目标表"
        blocks += [Para(title, "center", True)]
        g = Grid(8)
        g.add(Cell("337002云岭县民政局本级", 5, border=False), Cell("单位：元", 3, border=False, align="right"))
        g.add("项目编码", Cell(code, 3), "项目名称", Cell(p.name, 3))
        g.add(
            Cell("预算规模及资金用途", 1, 2),
            "预算数",
            Cell(money[0], 1),
            "其中：财政\v资金",
            Cell(money[1], 1),
            "其他资金",
            Cell(money[2], 2),
        )
        g.add(Cell(use, 7))
        g.add(Cell("资金支出计划（%）", 1, 2), Cell("3月底", 2), Cell("6月底", 2), Cell("10月底", 1), Cell("12月底", 2))
        g.add(*[Cell(x + "%" if x else "", w) for x, w in zip(plan, (2, 2, 1, 2), strict=False)])
        g.add("绩效目标", Cell("\n".join(f"{n}.{x}" for n, x in enumerate(p.goals, 1)), 7))
        ind = Grid(6)
        tree_head(
            ind, [(x, 1) for x in ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")]
        )
        tree_rows(ind, t, [(k, 1) for k in ("level1", "level2", "name", "description", "value", "basis")])
        blocks += [g, Para(), ind, page_break()]
        tables.append(
            table(
                "project",
                title=title,
                money_unit="元",
                budget_unit="云岭县民政局本级",
                unit_code="337002",
                project_name=p.name,
                project_code=code,
                fund_use=use,
                budget={"total": yuan(money[0]), "fiscal_appropriation": yuan(money[1]), "other_funds": yuan(money[2])},
                spending_plan=[
                    line(by=m, cumulative_percent=x) for m, x in zip(("03", "06", "10", "12"), plan, strict=False) if x
                ],
                goals=numbered("annual", p.goals),
                indicators=tree_gold(t, keys=("description", "basis")),
            )
        )
    return Case(
        "hebei-projects-docx",
        name,
        docx(blocks),
        gold(name, *tables),
        "河北：编码粘在单位名前，无标签的资金用途行，累计支出计划，目录式标题，每表两个表格，指标级次乱序",
    )


def ningxia() -> Case:
    p, name = ARCHIVE, "ningxia.docx"
    t = p.tree
    g = Grid(6)
    g.add("项目名称", Cell("馆藏档案抢救保护", 5))
    g.add("主管部门", Cell("临源县档案馆", 2), "实施单位", Cell("临源县档案馆", 2))
    g.add("项目属性", Cell("延续性项目", 2), "项目期", Cell("长期", 2))
    g.add(
        Cell("项目资金\v（万元）", 1, 3),
        Cell("年度资金总额（含本级和市县） 60万元", 2),
        Cell("年度资金总额（含本级） 38.5万元", 3),
    )
    g.add(Cell("其中：财政拨款 55万元", 2), Cell("其中：财政拨款 38.5万元", 3))
    g.add(Cell("其他资金 5万元", 2), Cell("其他资金", 3))
    g.add(Cell("绩效\v目标", 1, 2), Cell("年度总体绩效目标（含本级和市县）", 2), Cell("年度绩效目标（含本级）", 3))
    g.add(
        Cell("目标：全市共享档案数字化成果，完成馆藏重点档案抢救。", 2),
        Cell("目标：完成本馆民国档案修复和数字化扫描。", 3),
    )
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("绩效\v指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)], label="指标{}：")
    data = docx([Para("附件3"), Para("2024年部门项目支出预算绩效目标表", "center", True), g])
    form = table(
        "project",
        title="2024年部门项目支出预算绩效目标表",
        attachment="附件3",
        fiscal_year=2024,
        money_unit="万元",
        project_name="馆藏档案抢救保护",
        competent_department="临源县档案馆",
        implementing_unit="临源县档案馆",
        project_attribute="延续性项目",
        project_period="长期",
        budget={
            "all_levels_total": wan("60"),
            "all_levels_fiscal_appropriation": wan("55"),
            "all_levels_other_funds": wan("5"),
            "total": wan("38.5"),
            "fiscal_appropriation": wan("38.5"),
        },
        goals=[
            goal("annual_all_levels", "全市共享档案数字化成果，完成馆藏重点档案抢救。"),
            goal("annual_own_level", "完成本馆民国档案修复和数字化扫描。"),
        ],
        indicators=tree_gold(t),
    )
    return Case("ningxia-docx", name, data, gold(name, form), "宁夏：含本级和市县/含本级两列，金额写在标签格里")


def input_style() -> Case:
    name = "input-style.docx"
    t = tree("""投入|时效目标|项目按期开工率|=|100|%
    |成本目标|人均补助成本|≤|800|元
    产出|数量目标|改造农村厕所|≥|560|座
    |质量目标|改厕验收合格率|≥|98|%
    效益|社会效益|受益农户|≥|560|户
    |生态效益|粪污无害化处理率|≥|95|%
    |社会公众或服务对象满意度|农户满意度|≥|90|%""")
    g = Grid(5)
    g.add("项目名称", Cell("农村户厕改造项目", 4))
    g.add("项目单位", Cell("云岭县爱国卫生服务中心", 2), "主管部门", Cell("云岭县卫生和计划生育局", 1))
    g.add("项目实施期", Cell("2015年3月至2015年11月", 2), "预算金额（万元）", "44.80")
    g.add("项目绩效目标", Cell("完成560户农村户厕无害化改造，改善农村卫生条件。", 4))
    g.add(Cell("绩效\v指标", 1, tree_size(t) + 1), "一级指标", "二级指标", "指标内容", "指标值")
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    data = docx([Para("2015年县级财政支出项目绩效目标表", "center", True), g])
    form = table(
        "project",
        title="2015年县级财政支出项目绩效目标表",
        fiscal_year=2015,
        money_unit="万元",
        project_name="农村户厕改造项目",
        implementing_unit="云岭县爱国卫生服务中心",
        competent_department="云岭县卫生和计划生育局",
        project_period="2015年3月至2015年11月",
        budget={"total": wan("44.8")},
        goals=[goal("annual", "完成560户农村户厕无害化改造，改善农村卫生条件。")],
        indicators=tree_gold(t),
    )
    return Case("input-style-docx", name, data, gold(name, form), "2010-16投入式：投入/产出/效益，二级为目标")
