"""What Word can do to a form: controls, text boxes, tracked changes, nested tables, gaps, lists, hidden rows."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import CANTEEN, FOREST, LAMP, PARK, READING, SCHOOL, TRAINING, WATER, Project
from ..layout import tree_head, tree_rows, tree_size
from ..model import Case, Cell, Gap, Grid, Para, goal, gold, numbered, table, tree, tree_gold, wan
from ..word import control, deleted, docx, inserted, list_item, paragraph, run, symbol, text_box
from ..word import table as table_xml


def cases() -> Iterator[Case]:
    yield controls()
    yield tracked()
    yield nested()
    yield automatic_numbers()
    yield gaps()
    yield legacy_merge()
    yield page_break_in_tree()
    yield hidden_row()
    yield shifted_levels()


def project_gold(p: Project, title: str, **more) -> dict:
    keys = {
        "title": title,
        "fiscal_year": 2024,
        "money_unit": "万元",
        "project_name": p.name,
        "competent_department": p.department,
        "implementing_unit": p.unit,
        "budget": {"total": wan(p.total), "fiscal_appropriation": wan(p.fiscal), "other_funds": wan(p.other)},
        "goals": [goal("annual", p.goals[0])] if len(p.goals) == 1 else numbered("annual", p.goals),
        "indicators": tree_gold(p.tree, keys=()),
    }
    return table("project", **(keys | more))


def plain_head(g: Grid, p: Project) -> None:
    g.add("项目名称", Cell(p.name, 4))
    g.add("主管部门", Cell(p.department, 2), "实施单位", p.unit)
    g.add(Cell("项目资金\v（万元）", 1, 3), Cell("年度资金总额", 2), Cell(p.total, 2))
    g.add(Cell("其中：财政拨款", 2), Cell(p.fiscal, 2))
    g.add(Cell("其他资金", 2), Cell(p.other, 2))


def plain_tree(g: Grid, p: Project, label: str = "") -> None:
    t = p.tree
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)], label=label)


def controls() -> Case:
    p, name = SCHOOL, "word-controls.docx"
    g = Grid(5)
    plain_head(g, p)
    g.rows[0].cells[1].docx = control(paragraph(p.name))
    g.rows[1].cells[1].docx = paragraph(inner=control(run("禾川县教育") + run("局")))
    g.rows[1].cells[3].attrs = "control"
    g.rows[2].cells[2].attrs = "control"
    tick = paragraph(inner=symbol("F0A3") + run("新增项目　") + symbol("F052") + run("延续项目"))
    g.add("项目属性", Cell("□新增项目　☑延续项目", 2, docx=tick), "项目期", "2024年")
    g.add("总体目标", Cell(p.goals[0], 4))
    plain_tree(g, p)
    g.rows[-1].options["control"] = g.rows[-2].options["control"] = True
    box = Para(docx=paragraph(inner=text_box(paragraph("附件2-1"))))
    data = docx(
        [box, Para("县级项目支出绩效目标申报表", "center", True), Para("（2024年度）", "center"), g],
        header="禾川县教育局 2024 年部门预算",
    )
    form = project_gold(
        p, "县级项目支出绩效目标申报表", attachment="附件2-1", project_attribute="延续项目", project_period="2024年"
    )
    return Case(
        "word-controls-docx",
        name,
        data,
        gold(name, form),
        "内容控件包住段落、字、单元格和行；附件号在文本框；Wingdings 符号打勾",
    )


def tracked() -> Case:
    p, name = TRAINING, "word-tracked.docx"
    t = p.tree
    g = Grid(5)
    plain_head(g, p)
    g.rows[0].cells[1].docx = paragraph(inner=run("高素质农民") + deleted("（新型职业农民）") + inserted("培育"))
    g.rows[2].cells[2].docx = paragraph(inner=deleted("80.00") + inserted("64.20"))
    text = "\n".join(f"目标{n}：{x}" for n, x in enumerate(p.goals, 1))
    whole = (
        paragraph(
            inner=run("目标1：围绕茶叶、食用菌两大主导产业开展技术培训，")
            + deleted("培育400人。")
            + inserted("全年培育高素质农民320人。")
        )
        + paragraph(inner=run("目标2：" + p.goals[1]))
        + paragraph(inner=deleted("目标3：建设实训基地2个。"))
    )
    g.add("总体目标", Cell(text, 4, docx=whole))
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    row = g.rows[-tree_size(t)]
    row.cells[-1].docx = paragraph(inner=run("≥") + deleted("400") + inserted("320") + run("人"))
    data = docx([Para("附件4"), Para("项目支出绩效目标申报表", "center", True), Para("（2024年度）", "center"), g])
    form = project_gold(p, "项目支出绩效目标申报表", attachment="附件4")
    return Case("word-tracked-docx", name, data, gold(name, form), "修订：插入要读，删除不读，值由多段拼成")


def nested() -> Case:
    p, name = LAMP, "word-nested.docx"
    inner = Grid(5)
    plain_head(inner, p)
    inner.add("总体目标", Cell(p.goals[0], 4))
    plain_tree(inner, p)
    outer = Grid(1)
    outer.add(
        Cell(
            "", border=False, docx=paragraph("项目支出绩效目标表", "center", True) + paragraph("（2024年度）", "center")
        )
    )
    outer.add(Cell("", border=False, docx=table_xml(inner) + paragraph()))
    outer.add(Cell("", border=False, docx=paragraph("填报人：秦小亮　　联系电话：" + p.phone)))
    data = docx([outer])
    form = project_gold(p, "项目支出绩效目标表", preparer="秦小亮", phone=p.phone)
    return Case("word-nested-docx", name, data, gold(name, form), "整张表嵌在一个无边框的版式表格里")


def automatic_numbers() -> Case:
    p, name = CANTEEN, "word-automatic-numbers.docx"
    goals = [
        "支持12个农村老年助餐点常态化运营。",
        "为高龄、独居、失能老年人提供送餐服务。",
        "老年人满意度达到92%以上。",
    ]
    g = Grid(5)
    plain_head(g, p)
    g.add("总体目标", Cell("", 4, docx="".join(list_item(x, 1) for x in goals)))
    plain_tree(g, p, label="指标{}：")
    data = docx(
        [Para("项目支出绩效目标表", "center", True), Para("（2024年度）", "center"), g], lists=[("decimal", "%1.")]
    )
    form = project_gold(p, "项目支出绩效目标表", goals=numbered("annual", goals))
    return Case("word-automatic-numbers-docx", name, data, gold(name, form), "目标由 Word 自动编号，编号不在文字里")


def gaps() -> Case:
    p, name = FOREST, "word-gaps.docx"
    g = Grid(7, widths=[200, 1300, 1500, 1500, 2500, 1600, 200])
    g.add(Gap(1), "项目名称", Cell(p.name, 4), Gap(1))
    g.add(Gap(1), "主管部门", Cell(p.department, 2), "实施单位", p.unit, Gap(1))
    g.add(Cell("项目资金（万元）", 2, 3), Cell("年度资金总额：", 2), Cell(p.total, 3))
    g.add(Cell("其中：财政拨款", 2), Cell(p.fiscal, 3))
    g.add(Cell("其他资金", 2), Cell(p.other, 3))
    g.add(Cell("年度目标", 2), Cell(p.goals[0], 5))
    t = p.tree
    g.add(Cell("绩效指标", 2, tree_size(t) + 1), "一级指标", "二级指标", "三级指标", Cell("指标值", 2))
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 2)])
    data = docx([Para("项目绩效目标表", "center", True), Para("（2024年）", "center"), g])
    return Case(
        "word-gaps-docx", name, data, gold(name, project_gold(p, "项目绩效目标表")), "gridBefore/gridAfter 使列错开半格"
    )


def legacy_merge() -> Case:
    p, name = WATER, "word-legacy-merge.docx"
    g = Grid(5)
    plain_head(g, p)
    g.add("总体目标", Cell(p.goals[0], 4))
    plain_tree(g, p)
    for row in g.rows:
        row.options["legacy"] = all(not (isinstance(c, Cell) and c.rows > 1 and c.cols > 1) for c in row.cells)
    data = docx([Para("项目支出绩效目标表", "center", True), Para("2024年度", "center"), g])
    return Case(
        "word-legacy-merge-docx", name, data, gold(name, project_gold(p, "项目支出绩效目标表")), "旧式 hMerge 横向合并"
    )


def page_break_in_tree() -> Case:
    """The tree runs over the page: the head rows stand again in the middle of the one table."""
    p, name = PARK, "word-repeated-head.docx"
    t = p.tree
    g = Grid(6)
    g.add(Cell("项目支出绩效目标申报表", 6, border=False, align="center"))
    g.add(Cell("（2024年度）", 6, border=False, align="center"))
    g.add("项目名称", Cell(p.name, 5))
    g.add("主管部门", Cell(p.department, 2), "实施单位", Cell(p.unit, 2))
    g.add(Cell("项目资金\v（万元）", 1, 3), Cell("年度资金总额：", 2), Cell("420", 3))
    g.add(Cell("其中：财政拨款", 2), Cell("300", 3))
    g.add(Cell("其他资金", 2), Cell("120", 3))
    g.add("总体目标", Cell(p.goals[0], 5))
    titles = [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1), ("分值", 1)]
    columns = [("level1", 1), ("level2", 1), ("name", 1), ("value", 1), ("weight", 1)]
    for part in (t[:2], t[2:]):
        tree_head(g, titles, left=Cell("绩效指标", 1, tree_size(part) + 1))
        tree_rows(g, part, columns)
    g.add(Cell("合计", 5), "90")
    data = docx([g])
    form = project_gold(p, "项目支出绩效目标申报表", indicators=tree_gold(t, keys=("weight",)))
    return Case("word-repeated-head-docx", name, data, gold(name, form), "同一表内跨页重复表头，分值合计行不是指标")


def hidden_row() -> Case:
    p, name = READING, "word-hidden-row.docx"
    old = tree("产出指标|数量指标|举办读者沙龙|≥|12|场")
    g = Grid(5)
    plain_head(g, p)
    g.add("总体目标", Cell("目标1:" + p.goals[0] + "\n目标2:" + p.goals[1], 4))
    t = p.tree
    shown = tree_size(t)
    t[0][1][0][1].append(old[0][1][0][1][0])
    tree_head(
        g,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)],
        left=Cell("绩效指标", 1, tree_size(t) + 1),
    )
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    row = next(r for r in g.rows if any(isinstance(c, Cell) and c.text == "举办读者沙龙" for c in r.cells))
    row.hidden = True
    assert tree_size(t) == shown + 1
    data = docx([Para("项目支出绩效目标表", "center", True), Para("（2024年度）", "center"), g])
    return Case(
        "word-hidden-row-docx",
        name,
        data,
        gold(name, project_gold(p, "项目支出绩效目标表")),
        "隐藏行不读，合并单元格跨过隐藏行",
    )


def shifted_levels() -> Case:
    """No left label column, level 1 with points, a line break in every label."""
    p, name = TRAINING, "word-broken-labels.docx"
    t = tree("""产 出\v指 标|数 量\v指 标|培训高素质农民人数|≥|320|人
    |质 量\v指 标|学员结业考核合格率|≥|98|%
    |时 效\v指 标|培训任务完成时间|2024年11月底前
    效 益\v指 标|社会效\v益指标|带动农户户数|≥|960|户
    |可持续影\v响指标|农民自我发展能力|持续增强
    满意度\v指 标|服务对象满\v意度指标|参训学员满意度|≥|95|%""")
    g = Grid(4)
    g.add("项目\v名称：", Cell(p.name, 3))
    g.add("主管\v部门：", Cell(p.department), "实施\v单位：", p.unit)
    g.add("年度预算\v数(万元)：", "64.20", "其中：财政\v拨款：", "64.20")
    g.add("年度绩\v效目标：", Cell("\n".join(f"{n}、{x}" for n, x in enumerate(p.goals, 1)), 3))
    g.add("一级\v指标", "二级\v指标", "三级\v指标", "指标\v值")
    tree_rows(g, t, [("level1", 1), ("level2", 1), ("name", 1), ("value", 1)])
    data = docx([Para("2024年项目支出绩效目标表", "center", True), g])
    indicators = tree_gold(t)
    for i in indicators:
        i["level1"], i["level2"] = i["level1"].replace(" ", ""), i["level2"].replace(" ", "")
    form = project_gold(
        p,
        "2024年项目支出绩效目标表",
        budget={"total": wan("64.2"), "fiscal_appropriation": wan("64.2")},
        indicators=indicators,
    )
    return Case("word-broken-labels-docx", name, data, gold(name, form), "标签都带换行、空格、冒号，没有左侧总标签列")
