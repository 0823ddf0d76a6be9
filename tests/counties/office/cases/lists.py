"""Wide lists: many projects in one table, one row per indicator, as counties publish them."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import ARCHIVE, CANTEEN, CLINIC, FOREST, LAMP, VILLAGE, WATER, Project
from ..excel import Sheet, xlsx
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Grid, Indicator, Number, Para, flat, goal, gold, head, table, tree, tree_gold, wan
from ..web import body, page
from ..word import docx


def cases() -> Iterator[Case]:
    yield sichuan_list()
    yield sichuan_list_unmerged()
    yield xinjiang_list()
    yield yunnan_list()
    yield merged_projects_word()
    yield list_page()


def rows_of(g: Grid, p: Project, before: list[Cell], columns, merge: str) -> None:
    """The rows of one project with the cells left of the tree merged over them, blank below, or repeated."""
    t = p.tree
    size = tree_size(t)
    part = Grid(g.columns)
    tree_rows(part, t, columns, merge="merge" if merge == "merge" else "repeat")
    for n, row in enumerate(part.rows):
        if merge == "merge":
            cells = [Cell(c.text, c.cols, size, xlsx=c.xlsx) for c in before] if n == 0 else []
        elif merge == "blank":
            cells = [Cell(c.text if n == 0 else "", c.cols, xlsx=c.xlsx if n == 0 else None) for c in before]
        else:
            cells = [Cell(c.text, c.cols, xlsx=c.xlsx) for c in before]
        g.add(*cells, *row.cells)


def sichuan_list() -> Case:
    name = "list-sichuan.xlsx"
    projects = [VILLAGE, WATER, ARCHIVE]
    polarity = {"≤": "反向指标"}
    g = Grid(12)
    g.add(Cell("附表7", 12))
    g.add(Cell("2024年部门预算项目支出绩效目标表", 12, align="center"))
    g.add(Cell("", 8), Cell("金额单位：万元", 4))
    g.add(*[head(x, 1, 2) for x in ("单位名称", "项目名称", "预算数", "年度目标")], head("绩效指标", 8))
    g.add(
        *[head(x) for x in ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标方向性")]
    )
    codes, tables = {"沙坪镇人民政府": "613001", "临源县农村供水管理站": "613002", "临源县档案馆": "613003"}, []
    for p in projects:
        rows_of(
            g,
            p,
            [
                Cell(f"{codes[p.unit]}-{p.unit}"),
                Cell(p.name),
                Cell(p.total, xlsx=Number(p.total, "#,##0.00")),
                Cell(p.goals[0]),
            ],
            [
                ("level1", 1),
                ("level2", 1),
                ("name", 1),
                ("sign", 1),
                ("number", 1),
                ("unit", 1),
                (lambda _: "10", 1),
                (lambda i: polarity.get(i.value.sign, "正向指标"), 1),
            ],
            "merge",
        )
        indicators = tree_gold(p.tree, split=True, keys=())
        for entry, (_, _, i) in zip(indicators, flat(p.tree), strict=False):
            entry |= {"weight": "10", "polarity": polarity.get(i.value.sign, "正向指标")}
        tables.append(
            table(
                "project",
                title="2024年部门预算项目支出绩效目标表",
                attachment="附表7",
                fiscal_year=2024,
                money_unit="万元",
                budget_unit=p.unit,
                unit_code=codes[p.unit],
                project_name=p.name,
                budget={"total": wan(p.total)},
                goals=[goal("annual", p.goals[0])],
                indicators=indicators,
            )
        )
    return Case(
        "list-sichuan-xlsx",
        name,
        xlsx([Sheet("项目绩效", [g])]),
        gold(name, *tables),
        "一张表多个项目：单位、名称、金额、目标合并在指标左边，每个项目一个 TABLE",
    )


def sichuan_list_unmerged() -> Case:
    """Nothing merged: the cells left of the tree stand in the first row of each project only; a hidden column."""
    name = "list-unmerged.xlsx"
    projects = [LAMP, CANTEEN]
    g = Grid(10)
    g.add("2024年项目支出绩效目标表", *[""] * 9)
    g.add(*[""] * 9, "单位：万元")
    g.add(
        "项目名称",
        "主管部门",
        "预算数",
        "年度绩效目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "内部评分",
        "分值",
    )
    tables = []
    for p in projects:
        rows_of(
            g,
            p,
            [Cell(p.name), Cell(p.department), Cell(p.total, xlsx=Number(p.total)), Cell(p.goals[0])],
            [("level1", 1), ("level2", 1), ("name", 1), ("value", 1), (lambda _: "3.5", 1), ("weight", 1)],
            "blank",
        )
        tables.append(
            table(
                "project",
                title="2024年项目支出绩效目标表",
                fiscal_year=2024,
                money_unit="万元",
                project_name=p.name,
                competent_department=p.department,
                budget={"total": wan(p.total)},
                goals=[goal("annual", p.goals[0])],
                indicators=tree_gold(p.tree, keys=("weight",)),
            )
        )
    data = xlsx([Sheet("Sheet1", [g], merge=False, hidden_columns=(8,))])
    return Case(
        "list-unmerged-xlsx", name, data, gold(name, *tables), "同类列表但没有合并：项目信息只写在首行；有一隐藏列"
    )


def xinjiang_list() -> Case:
    name = "list-xinjiang.docx"
    projects = [CLINIC, FOREST]
    g = Grid(11)
    g.add(
        *[head(x, 1, 2) for x in ("序号", "预算单位", "项目名称")],
        head("项目资金（万元）", 3),
        head("年度绩效目标", 1, 2),
        head("绩效指标", 4),
    )
    g.add(*[head(x) for x in ("资金总额", "财政拨款", "其他资金", "一级指标", "二级指标", "三级指标", "指标值")])
    tables = []
    for n, p in enumerate(projects, 1):
        rows_of(
            g,
            p,
            [Cell(str(n)), Cell(p.unit), Cell(p.name), Cell(p.total), Cell(p.fiscal), Cell(p.other), Cell(p.goals[0])],
            [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)],
            "merge",
        )
        tables.append(
            table(
                "project",
                title="部门预算项目支出绩效目标表",
                fiscal_year=2024,
                money_unit="万元",
                budget_unit=p.unit,
                project_name=p.name,
                budget={"total": wan(p.total), "fiscal_appropriation": wan(p.fiscal), "other_funds": wan(p.other)},
                goals=[goal("annual", p.goals[0])],
                indicators=tree_gold(p.tree),
            )
        )
    data = docx([Para("部门预算项目支出绩效目标表", "center", True), Para("（2024年度）", "center"), g], landscape=True)
    return Case(
        "list-xinjiang-docx", name, data, gold(name, *tables), "Word 宽表：序号、单位、项目、三列金额、目标合并在左"
    )


def yunnan_list() -> Case:
    name = "list-yunnan.xlsx"
    projects = [VILLAGE, ARCHIVE]
    g = Grid(9)
    g.add(Cell("项目支出绩效目标表", 9))
    g.add(Cell("2024年度", 9))
    g.add(
        *[
            head(x)
            for x in (
                "项目名称",
                "项目年度绩效目标",
                "一级指标",
                "二级指标",
                "三级指标",
                "指标性质",
                "指标值",
                "度量单位",
                "指标属性",
            )
        ]
    )
    tables = []
    for p in projects:
        rows_of(
            g,
            p,
            [Cell(p.name), Cell(p.goals[0])],
            [
                ("level1", 1),
                ("level2", 1),
                ("name", 1),
                ("sign", 1),
                (_number, 1),
                ("unit", 1),
                (lambda i: "定量指标" if i.value.number else "定性指标", 1),
            ],
            "repeat",
        )
        tables.append(
            table(
                "project",
                title="项目支出绩效目标表",
                fiscal_year=2024,
                project_name=p.name,
                goals=[goal("annual", p.goals[0])],
                indicators=tree_gold(p.tree, split=True, keys=()),
            )
        )
    data = xlsx([Sheet("项目支出绩效目标表", [g])])
    return Case(
        "list-yunnan-xlsx",
        name,
        data,
        gold(name, *tables),
        "云南式：项目名称和目标逐行重复，指标性质与指标属性分列，指标值为数字",
    )


def _number(i: Indicator) -> Cell:
    v = i.value
    return Cell(v.printed_number or v.text, xlsx=Number(v.number) if v.number else None)


def merged_projects_word() -> Case:
    """Projects one below the other in one table, each headed by its own name row."""
    name = "list-name-rows.docx"
    g = Grid(5)
    projects, tables = [WATER, CANTEEN], []
    for p in projects:
        t = p.tree
        g.add("项目名称", Cell(p.name, 4))
        g.add("主管部门", Cell(p.department, 2), "实施单位", p.unit)
        g.add("年度资金总额（万元）", Cell(p.total, 4))
        g.add("年度目标", Cell(p.goals[0], 4))
        tree_head(
            g,
            [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
            left=Cell("绩效指标", 1, tree_size(t) + 1),
        )
        tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
        tables.append(
            table(
                "project",
                title="2024年项目支出绩效目标表",
                attachment="附件5",
                fiscal_year=2024,
                money_unit="万元",
                project_name=p.name,
                competent_department=p.department,
                implementing_unit=p.unit,
                budget={"total": wan(p.total)},
                goals=[goal("annual", p.goals[0])],
                indicators=tree_gold(p.tree, keys=()),
            )
        )
    data = docx([Para("附件5"), Para("2024年项目支出绩效目标表", "center", True), g])
    return Case("list-name-rows-docx", name, data, gold(name, *tables), "一个 Word 表格里上下接两个项目，标题只印一次")


def list_page() -> Case:
    name = "list-page.html"
    first = tree("""产出指标|数量指标|开展普法讲座|≥|24|场
    |质量指标|普法资料合格率|=|100|%
    效益指标|社会效益指标|群众法治意识|有所增强
    满意度指标|服务对象满意度指标|群众满意度|≥|90|%""")
    second = tree("""产出指标|数量指标|公证窗口办件量|≥|1,500|件
    |时效指标|公证办结时限|≤|10|个工作日
    效益指标|社会效益指标|群众办事便利度|明显提高
    满意度指标|服务对象满意度指标|办事群众满意度|≥|95|%""")
    g = Grid(7)
    g.add(
        *[head(x) for x in ("项目名称", "预算金额（万元）", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值")]
    )
    tables = []
    for title, amount, text, t in (
        ("普法依法治理经费", "18.5", "开展法治宣传教育，提升公民法治素养。", first),
        ("公证法律服务经费", "26", "提升公证服务质量和效率。", second),
    ):
        size = tree_size(t)
        part = Grid(7)
        tree_rows(part, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
        for n, row in enumerate(part.rows):
            g.add(*([Cell(title, 1, size), Cell(amount, 1, size), Cell(text, 1, size)] if n == 0 else []), *row.cells)
        tables.append(
            table(
                "project",
                title="2024年项目支出绩效目标公开表",
                fiscal_year=2024,
                money_unit="万元",
                project_name=title,
                budget={"total": wan(amount)},
                goals=[goal("annual", text)],
                indicators=tree_gold(t),
            )
        )
    html = page(body([Para("2024年项目支出绩效目标公开表", "center"), g]), title="预算公开")
    return Case("list-page-html", name, html.encode(), gold(name, *tables), "网页宽表，两个项目")
