"""Web pages: saved by Word and Excel, wrong charsets, open tags, layout tables, hidden rows."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import ARCHIVE, CANTEEN, CLINIC, FOREST, LAMP, PARK, READING, SCHOOL, TRAINING, WATER
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Grid, Para, goal, goal_lines, gold, head, line, numbered, table, tree, tree_gold, wan
from ..web import body, grid, page, site_page, word_page
from .word_features import plain_head, plain_tree, project_gold


def cases() -> Iterator[Case]:
    yield plain()
    yield saved_by_word()
    yield wrong_charset()
    yield open_tags()
    yield site()
    yield self_evaluation()
    yield saved_by_excel()
    yield package()
    yield two_tables()
    yield utf16()
    yield direction_columns()


def simple(p, *, label: str = "", lead: str = "", numbering: str = "目标{}：", extra: bool = False) -> Grid:
    g = Grid(5)
    plain_head(g, p)
    if extra:
        g.add("项目属性", Cell("新增项目□ 延续项目☑", 2), "项目期", "2024年度")
    g.add("总体目标", Cell(lead + (p.goals[0] if len(p.goals) == 1 else goal_lines(p.goals, numbering)), 4))
    plain_tree(g, p, label)
    return g


def plain() -> Case:
    p, name = FOREST, "page-plain.html"
    html = page(
        body(
            [
                Para("附件2-1：", "left"),
                Para("项目支出绩效目标申报表", "center"),
                Para("（2024年度）", "center"),
                simple(p, extra=True),
            ]
        ),
        title="项目支出绩效目标申报表",
    )
    form = project_gold(
        p, "项目支出绩效目标申报表", attachment="附件2-1", project_attribute="延续项目", project_period="2024年度"
    )
    return Case("page-plain-html", name, html.encode(), gold(name, form), "普通网页")


def saved_by_word() -> Case:
    p, name = SCHOOL, "page-saved-by-word.html"
    blocks = [
        Para("附件4"),
        Para("项目支出绩效目标申报表", "center"),
        Para("（2024年度）", "center"),
        simple(p, label="指标{}："),
    ]
    html = word_page(body(blocks, "word"), "项目支出绩效目标申报表")
    form = project_gold(p, "项目支出绩效目标申报表", attachment="附件4")
    return Case(
        "page-saved-by-word-html",
        name,
        html.encode("gb18030"),
        gold(name, form),
        "Word 另存网页：mso 样式、条件注释、o:p、虚高行，声明 gb2312 实为 GB18030",
    )


def wrong_charset() -> Case:
    p, name = LAMP, "page-wrong-charset.html"
    g = simple(p)
    g.add(Cell("填报人：秦小亮", 2), Cell("联系电话：" + p.phone, 3))
    html = page(body([Para("2024年项目支出绩效目标表", "center"), g]), title="绩效目标", charset="utf-8")
    form = project_gold(p, "2024年项目支出绩效目标表", preparer="秦小亮", phone=p.phone)
    return Case(
        "page-wrong-charset-html", name, html.encode("gb18030"), gold(name, form), "声明 utf-8，实际是 GB18030 字节"
    )


def open_tags() -> Case:
    p, name = TRAINING, "page-open-tags.html"
    blocks = [Para("项目支出绩效目标表", "center"), Para("(2024年度)", "center"), simple(p)]
    html = "<HTML><HEAD><TITLE>绩效</TITLE>\n<BODY>\n" + body(blocks, "open").replace('colspan="4"', "COLSPAN=4")
    form = project_gold(p, "项目支出绩效目标表")
    return Case(
        "page-open-tags-html", name, html.encode(), gold(name, form), "td、tr、p 都没有关闭，标签大写，没有声明字符集"
    )


def site() -> Case:
    p, name = CANTEEN, "page-site.html"
    form_html = grid(simple(p, extra=True), "blocks")
    layout = (
        '<table width="100%" border="0"><tr><td width="200" valign="top"><ul><li>部门预算</li><li>部门决算</li><li>绩效信息</li></ul></td>'
        "<td><p>根据预算公开有关要求，现将我局2024年度重点项目绩效目标公开如下，公开内容包括绩效目标和绩效指标，接受社会监督。</p>"
        '<p align="center"><strong>重点项目支出绩效目标表</strong></p><p align="center">（2024年度）</p>'
        f"{form_html}<p>咨询电话：000-0000000</p></td></tr></table>"
    )
    data = b"\xef\xbb\xbf" + site_page(layout, "云岭县民政局2024年重点项目绩效目标公开").encode()
    form = project_gold(p, "重点项目支出绩效目标表", project_attribute="延续项目", project_period="2024年度")
    return Case(
        "page-site-html", name, data, gold(name, form), "政府网站页面：BOM、导航、版式表格里嵌表，脚本里有假表格"
    )


def self_evaluation() -> Case:
    p, name = CLINIC, "page-self-evaluation.html"
    t = tree("""产出指标|数量指标|居民电子健康档案建档率|≥|90|%|actual_text=91.2%|weight=15|score=15
    ||高血压患者管理人数|≥|21000|人|actual_text=20876人|weight=10|score=9.9|deviation=部分患者外出务工
    |质量指标|2型糖尿病患者规范管理服务率|≥|65|%|actual_text=66%|weight=15|score=15
    |时效指标|传染病疫情报告及时率|=|100|%|actual_text=100%|weight=10|score=10
    效益指标|社会效益指标|居民健康素养水平|≥|28|%|actual_text=28.4%|weight=30|score=30
    满意度指标|服务对象满意度指标|城乡居民满意度|≥|85|%|actual_text=89%|weight=10|score=10""")
    g = Grid(9)
    g.add("项目名称", Cell(p.name, 8))
    g.add("主管部门", Cell(p.department, 4), "实施单位", Cell(p.unit, 3))
    g.add(
        Cell("项目资金（万元）", 1, 3), Cell("", 2), "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"
    )
    g.add(Cell("年度资金总额", 2), "273.65", "273.65", "270.00", "10", "98.67%", "9.87")
    g.add(Cell("其中：当年财政拨款", 2), "273.65", "273.65", "270.00", "－", "98.67%", "－")
    g.add("内部核对", Cell("待财务复核：执行数270.00", 8), hidden=True)
    g.add(Cell("年度总体目标", 1, 2), Cell("预期目标", 4), Cell("实际完成情况", 4))
    text, actual = (
        "免费向居民提供基本公共卫生服务，规范管理慢性病患者。",
        "建档率达到91.2%，慢性病规范管理水平稳步提升。",
    )
    g.add(Cell(text, 4), Cell(actual, 4))
    tree_head(
        g,
        [
            (x, 1)
            for x in (
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因分析及改进措施",
            )
        ],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(
        g, t, [(k, 1) for k in ("level1", "level2", "name", "value", "actual_text", "weight", "score", "deviation")]
    )
    g.add(Cell("总分", 6), "100", "99.77", "")
    html = page(body([Para("项目支出绩效自评表", "center"), Para("（2023年度）", "center"), g], "blocks"))
    form = table(
        "self_evaluation",
        title="项目支出绩效自评表",
        fiscal_year=2023,
        money_unit="万元",
        project_name=p.name,
        competent_department=p.department,
        implementing_unit=p.unit,
        total_weight="100",
        total_score="99.77",
        budget={
            "initial": wan("273.65"),
            "adjusted": wan("273.65"),
            "executed": wan("270"),
            "weight": "10",
            "execution_rate": "98.67",
            "score": "9.87",
            "fiscal_appropriation_initial": wan("273.65"),
            "fiscal_appropriation_adjusted": wan("273.65"),
            "fiscal_appropriation_executed": wan("270"),
            "fiscal_appropriation_execution_rate": "98.67",
        },
        goals=[goal("annual", text, actual=actual)],
        indicators=tree_gold(t, keys=("actual_text", "weight", "score", "deviation")),
    )
    return Case("page-self-evaluation-html", name, html.encode(), gold(name, form), "网页自评表，有一行 display:none")


def saved_by_excel() -> Case:
    p, name = WATER, "page-saved-by-excel.html"
    t = p.tree
    g = Grid(6)
    g.add(Cell("2024年项目支出绩效目标表", 6))
    g.add(Cell("单位：元", 6))
    g.add("项目名称", Cell(p.name, 5))
    g.add("预算单位", Cell("301006-" + p.unit, 2), "年度预算数", Cell("968,000.00", 2, attrs='x:num="968000"'))
    g.add("年度目标", Cell(p.goals[0], 5))
    tree_head(
        g, [(x, 1) for x in ("一级指标", "二级指标", "三级指标", "指标值")], left=Cell("绩效指标", 2, tree_size(t) + 1)
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            (
                lambda i: Cell(
                    i.value.text, attrs="x:num='0.9' style='mso-number-format:\"0%\"'" if i.value.unit == "%" else ""
                ),
                1,
            ),
        ],
    )
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        'xmlns="http://www.w3.org/TR/REC-html40">\n<head>\n<meta http-equiv=Content-Type content="text/html; charset=utf-8">\n'
        "<meta name=ProgId content=Excel.Sheet>\n<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>"
        "<x:Name>绩效目标</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->\n</head>\n<body>\n"
        f"{body([g])}</body></html>\n"
    )
    form = table(
        "project",
        title="2024年项目支出绩效目标表",
        fiscal_year=2024,
        money_unit="元",
        project_name=p.name,
        budget_unit=p.unit,
        unit_code="301006",
        budget={"total": "968000"},
        goals=[goal("annual", p.goals[0])],
        indicators=tree_gold(t),
    )
    return Case(
        "page-saved-by-excel-html",
        name,
        html.encode(),
        gold(name, form),
        "Excel 另存网页：x:num 属性不可信，以显示为准",
    )


def package() -> Case:
    name = "page-package.html"
    tasks = [
        ("人员经费", "在职人员工资福利", "286.4", "286.4", ""),
        ("档案事业", "馆藏档案数字化与抢救保护", "38.5", "38.5", ""),
    ]
    t = tree("""产出指标|数量指标|接收进馆档案|≥|1.2|万卷
    |质量指标|接收档案合格率|≥|98|%
    |时效指标|接收任务完成时间|2024年12月底前
    效益指标|社会效益指标|年提供查档服务|≥|2600|人次
    满意度指标|服务对象满意度指标|查档群众满意度|≥|95|%""")
    g = Grid(6)
    g.add(Cell("部门（单位）名称", 2), Cell("临源县档案馆", 4))
    g.add(Cell("年度主要任务", 1, 4), Cell("任务名称", 1, 2), Cell("主要内容", 1, 2), Cell("预算金额（万元）", 3))
    g.add("总额", "财政拨款", "其他资金")
    for row in tasks:
        g.add(*row)
    g.add(Cell("金额合计", 3), "324.9", "324.9", "")
    g.add(
        "年度总体目标",
        Cell("目标1：做好档案接收、整理、保管和利用工作；\n目标2：推进档案信息化建设，数字化率达到52%。", 5),
    )
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), ("指标值", 1)],
        left=Cell("年度绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 2), ("value", 1)])
    p = ARCHIVE
    html = page(
        body(
            [
                Para("附件11"),
                Para("部门（单位）整体支出绩效目标表", "center"),
                Para("（2024年度）", "center"),
                g,
                Para(""),
                Para("附件12"),
                Para("项目支出绩效目标表", "center"),
                Para("（2024年度）", "center"),
                simple(p),
            ]
        )
    )
    first = table(
        "department_overall",
        title="部门（单位）整体支出绩效目标表",
        attachment="附件11",
        fiscal_year=2024,
        money_unit="万元",
        budget_unit="临源县档案馆",
        budget={"total": wan("324.9"), "fiscal_appropriation": wan("324.9")},
        tasks=[line(name=a, content=b, total=wan(c), fiscal_appropriation=wan(d)) for a, b, c, d, _ in tasks],
        goals=numbered("annual", ["做好档案接收、整理、保管和利用工作；", "推进档案信息化建设，数字化率达到52%。"]),
        indicators=tree_gold(t),
    )
    second = project_gold(p, "项目支出绩效目标表", attachment="附件12")
    return Case(
        "page-package-html",
        name,
        html.encode(),
        gold(name, first, second),
        "安徽式套表：附件11部门整体与附件12项目同页",
    )


def two_tables() -> Case:
    """The printed pages of one form as two tables, the tree's head repeated in the second."""
    p, name = PARK, "page-two-tables.html"
    t = p.tree
    g = Grid(5)
    plain_head(g, p)
    g.add("总体目标", Cell(p.goals[0], 4))
    titles, columns = (
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)],
    )
    parts = (t[:2], t[2:])
    tree_head(g, titles, left=Cell("绩效指标", 1, tree_size(parts[0]) + 1))
    tree_rows(g, parts[0], columns)
    rest = Grid(5)
    tree_head(rest, titles, left=Cell("绩效指标", 1, tree_size(parts[1]) + 1))
    tree_rows(rest, parts[1], columns)
    html = page(body([Para("项目支出绩效目标申报表", "center"), Para("（2024年度）", "center"), g, rest]))
    form = project_gold(p, "项目支出绩效目标申报表")
    return Case("page-two-tables-html", name, html.encode(), gold(name, form), "一张表断成两个表格，第二个只有指标表头")


def utf16() -> Case:
    p, name = READING, "page-utf16.html"
    html = page(
        body([Para("项目支出绩效目标表", "center"), Para("2024年度", "center"), simple(p, numbering="{}.")]),
        charset="unicode",
    )
    form = project_gold(p, "项目支出绩效目标表")
    return Case(
        "page-utf16-html",
        name,
        b"\xff\xfe" + html.encode("utf-16-le"),
        gold(name, form),
        "UTF-16 带 BOM，目标用点号编号",
    )


def direction_columns() -> Case:
    p, name = CANTEEN, "page-one-row-per-indicator.html"
    t = p.tree
    g = Grid(8)
    g.add(
        head("一级指标"),
        head("二级指标"),
        head("三级指标"),
        head("指标性质"),
        head("指标值"),
        head("计量单位"),
        head("分值"),
        head("指标方向性"),
    )
    tree_rows(
        g,
        t,
        [
            ("level1", 1),
            ("level2", 1),
            ("name", 1),
            ("sign", 1),
            ("number", 1),
            ("unit", 1),
            ("weight", 1),
            (lambda i: "反向" if i.value.sign == "≤" else "正向", 1),
        ],
    )
    top = Grid(4)
    top.add("项目名称", p.name, "项目编码", "51000024P00000077")
    top.add("预算单位", p.unit, "预算数（元）", "1,280,000")
    top.add("绩效目标", Cell(p.goals[0], 3))
    html = page(body([Para("部门预算项目绩效目标表", "center"), Para("（2024年度）", "center"), top, g]))
    indicators = tree_gold(t, split=True, keys=("weight",))
    for entry in indicators:
        entry["polarity"] = "反向" if entry.get("operator") == "<=" else "正向"
    form = table(
        "project",
        title="部门预算项目绩效目标表",
        fiscal_year=2024,
        money_unit="元",
        project_name=p.name,
        project_code="51000024P00000077",
        budget_unit=p.unit,
        budget={"total": "1280000"},
        goals=[goal("annual", p.goals[0])],
        indicators=indicators,
    )
    return Case(
        "page-one-row-per-indicator-html",
        name,
        html.encode(),
        gold(name, form),
        "表头与指标分成列数不同的两个表格，性质、值、单位、方向分列",
    )
