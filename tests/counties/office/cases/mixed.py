"""What is no form, and documents in which only a part is one."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import ARCHIVE, CLINIC, WATER
from ..excel import Sheet, xlsx
from ..model import Case, Cell, Formula, Grid, Number, Para, goal_lines, gold, head
from ..web import body, page, site_page
from ..word import docx, page_break
from .word_features import plain_head, plain_tree, project_gold


def cases() -> Iterator[Case]:
    yield prose()
    yield prose_page()
    yield budget_tables()
    yield allocation()
    yield evaluation_system()
    yield evaluation_sheet()
    yield review_form()
    yield contents_only()
    yield contents_and_instructions()
    yield budget_publication()
    yield workbook_of_a_budget()
    yield forms_with_opinions()


def prose() -> Case:
    name = "none-prose.docx"
    texts = [
        "关于做好2024年度预算绩效管理工作的通知",
        "各乡镇人民政府，县直各单位：",
        "为进一步提高财政资金使用效益，现就做好2024年度预算绩效管理工作通知如下。",
        "一、科学设置绩效目标",
        "绩效目标应当指向明确、细化量化、合理可行。绩效指标分为产出指标、效益指标和满意度指标三类，产出指标包括数量指标、质量指标、时效指标和成本指标。指标值应尽量量化，如“培训人数≥300人”“验收合格率=100%”。",
        "二、严格审核绩效目标",
        "主管部门重点审核绩效目标与部门职责的相关性、指标设置的完整性以及指标值的合理性，项目名称、主管部门、实施单位、年度资金总额等要素应当填写完整。",
        "三、强化结果应用",
        "对自评得分低于80分的项目，下一年度原则上压减预算10%以上。联系人：许铭，联系电话：13000000031。",
        "云岭县财政局",
        "2024年1月10日",
    ]
    return Case(
        "none-prose-docx",
        name,
        docx([Para(texts[0], "center", True), *map(Para, texts[1:])]),
        gold(name),
        "通知正文，谈绩效指标而没有表",
    )


def prose_page() -> Case:
    name = "none-news.html"
    inner = (
        "<p>　　近日，青麓区财政局组织开展2024年部门整体支出绩效目标和项目支出绩效目标集中会审，共审核项目支出绩效目标表186份，退回修改42份。</p>"
        "<p>　　会审围绕绩效目标完整性、相关性、适当性和可行性展开，重点核对产出指标、效益指标、满意度指标的指标值是否细化量化。</p>"
        "<table><tr><td><a href='a.doc'>附件1：项目支出绩效目标申报表</a></td></tr><tr><td><a href='b.doc'>附件2：部门整体支出绩效目标申报表</a></td></tr></table>"
    )
    return Case(
        "none-news-html",
        name,
        site_page(inner, "我区开展2024年绩效目标集中会审").encode(),
        gold(name),
        "新闻稿，附件链接列表里有表名",
    )


def budget_tables() -> Case:
    name = "none-budget.xlsx"
    g = Grid(4)
    g.add(Cell("部门收支预算总表", 4))
    g.add(Cell("部门：临源县水务局", 2), Cell("单位：万元", 2))
    g.add(head("收入", 2), head("支出", 2))
    g.add("项目", "2024年预算数", "项目", "2024年预算数")
    rows = [
        ("一、一般公共预算拨款", "2018.35", "一、一般公共服务支出", ""),
        ("二、政府性基金预算拨款", "120", "二、社会保障和就业支出", "86.42"),
        ("三、事业收入", "", "三、卫生健康支出", "41.17"),
        ("四、其他收入", "15", "四、农林水支出", "2025.76"),
    ]
    for a, b, c, d in rows:
        g.add(
            a, Cell(b, xlsx=Number(b, "#,##0.00") if b else None), c, Cell(d, xlsx=Number(d, "#,##0.00") if d else None)
        )
    g.add(
        "收入合计",
        Cell("2153.35", xlsx=Formula("SUM(B5:B8)", "2153.35", "#,##0.00")),
        "支出合计",
        Cell("2153.35", xlsx=Formula("SUM(D5:D8)", "2153.35", "#,##0.00")),
    )
    three = Grid(5)
    three.add(Cell("一般公共预算“三公”经费支出表", 5))
    three.add("三公经费合计", "因公出国（境）费", "公务用车购置费", "公务用车运行费", "公务接待费")
    three.add("21.6", "", "", "18", "3.6")
    items = Grid(5)
    items.add(Cell("项目支出预算明细表", 5))
    items.add("项目名称", "主管部门", "项目单位", "合计", "财政拨款")
    items.add("农村饮水工程维修养护", "临源县水务局", "临源县农村供水管理站", "96.8", "80")
    items.add("河湖管护经费", "临源县水务局", "临源县水务局", "85.6", "85.6")
    data = xlsx([Sheet("收支总表", [g]), Sheet("三公经费", [three]), Sheet("项目支出", [items])])
    return Case(
        "none-budget-xlsx", name, data, gold(name), "部门预算表：收支总表、三公经费表、项目支出明细，都不是绩效表"
    )


def allocation() -> Case:
    name = "none-allocation.docx"
    g = Grid(5)
    g.add(*[head(x) for x in ("序号", "乡镇", "项目名称", "安排金额（万元）", "主要建设内容")])
    for n, row in enumerate(
        (
            ("沙坪镇", "村内道路硬化", "36.5", "硬化道路1.2公里"),
            ("白石乡", "灌溉渠道维修", "28", "维修渠道2.6公里"),
            ("柳溪镇", "饮水管网延伸", "42", "铺设管网5.8公里"),
        ),
        1,
    ):
        g.add(str(n), *row)
    g.add(Cell("合计", 3), "106.5", "")
    data = docx([Para("附件1"), Para("2024年财政衔接推进乡村振兴补助资金安排表", "center", True), g])
    return Case("none-allocation-docx", name, data, gold(name), "资金安排表，只有项目和金额")


SYSTEM = [
    ("决策（20分）", "项目立项", "立项依据充分性", "5", "项目立项是否符合法律法规、相关政策及部门职责。", "5"),
    ("决策（20分）", "绩效目标", "绩效目标合理性", "5", "项目所设定的绩效目标是否依据充分，是否符合客观实际。", "4"),
    ("决策（20分）", "资金投入", "预算编制科学性", "10", "项目预算编制是否经过科学论证、有明确标准。", "9"),
    ("过程（20分）", "资金管理", "预算执行率", "10", "项目预算资金是否按照计划执行。", "9.3"),
    ("过程（20分）", "组织实施", "制度执行有效性", "10", "项目实施是否符合相关管理规定。", "8"),
    ("产出（30分）", "产出数量", "实际完成率", "15", "项目实施的实际产出数与计划产出数的比率。", "15"),
    ("产出（30分）", "产出质量", "质量达标率", "15", "项目完成的质量达标产出数与实际产出数的比率。", "14"),
    ("效益（30分）", "项目效益", "社会效益", "20", "项目实施对社会发展所带来的直接或间接影响。", "18"),
    ("效益（30分）", "满意度", "服务对象满意度", "10", "社会公众或服务对象对项目实施效果的满意程度。", "9.2"),
]


def _system() -> Grid:
    g = Grid(6)
    g.add(*[head(x) for x in ("一级指标", "二级指标", "三级指标", "分值", "指标解释", "得分")])
    sizes = {"决策（20分）": 3, "过程（20分）": 2, "产出（30分）": 2, "效益（30分）": 2}
    before = ""
    for a, *rest in SYSTEM:
        g.add(*([Cell(a, 1, sizes[a])] if a != before else []), *rest)
        before = a
    g.add(Cell("总分", 3), "100", "", "91.5")
    return g


def evaluation_system() -> Case:
    name = "none-evaluation-report.docx"
    blocks = [
        Para("云岭县农村饮水工程维修养护项目绩效评价报告", "center", True),
        Para("一、基本情况"),
        Para("项目总投资96.8万元，由县水务局实施，绩效目标为维修养护集中供水工程21处。"),
        Para("二、评价指标体系"),
        Para(
            "评价组依据项目支出绩效评价指标体系框架，从决策、过程、产出、效益四个方面设置指标，评价得分91.5分，等级为优。"
        ),
        Para("项目支出绩效评价指标体系及评分表", "center"),
        _system(),
        Para("三、有关建议"),
        Para("建议完善水费收缴机制，提高工程管护水平。"),
    ]
    return Case(
        "none-evaluation-report-docx",
        name,
        docx(blocks),
        gold(name),
        "绩效评价报告：决策/过程/产出/效益评分表不是申报表也不是自评表",
    )


def evaluation_sheet() -> Case:
    name = "none-evaluation-system.xlsx"
    g = Grid(6)
    g.add(Cell("项目支出绩效评价指标体系（财政评价）", 6))
    for row in _system().rows:
        g.rows.append(row)
    return Case("none-evaluation-system-xlsx", name, xlsx([Sheet("指标体系", [g])]), gold(name), "评价指标体系工作簿")


def review_form() -> Case:
    name = "none-review-form.docx"
    g = Grid(5)
    g.add("项目名称", Cell(WATER.name, 4))
    g.add("审核内容", Cell("审核要点", 2), "审核意见（优/良/中/差）", "得分")
    points = [
        (
            "一、完整性审核（20分）",
            ("规范完整性", "绩效目标填报格式是否规范，内容是否完整、准确、详实。", "优", "9"),
            ("明确清晰性", "绩效目标是否明确、清晰，是否能够反映项目主要情况。", "优", "9"),
        ),
        (
            "二、相关性审核（30分）",
            ("目标相关性", "总体目标是否符合国家法律法规和部门职责。", "良", "13"),
            ("指标科学性", "绩效指标是否全面、充分、细化、量化。", "良", "12"),
        ),
        (
            "三、适当性审核（30分）",
            ("绩效合理性", "预期绩效是否显著，是否符合行业正常水平。", "优", "14"),
            ("资金匹配性", "绩效目标与项目资金量是否匹配。", "良", "13"),
        ),
        (
            "四、可行性审核（20分）",
            ("实现可能性", "绩效目标是否经过充分论证，能否如期实现。", "优", "9"),
            ("条件充分性", "项目实施方案是否合理，组织条件是否具备。", "优", "9"),
        ),
    ]
    for label, *rows in points:
        for n, row in enumerate(rows):
            g.add(*([Cell(label, 1, 2)] if n == 0 else []), *row)
    g.add(Cell("总　分", 4), "88")
    g.add("综合评定等级", Cell("优□　良☑　中□　差□", 4))
    g.add("总体意见", Cell("绩效目标基本合理，建议细化成本指标后予以安排。", 4))
    data = docx([Para("项目支出绩效目标审核表", "center", True), g, Para("审核人：卢峰　　　2023年11月30日")])
    return Case("none-review-form-docx", name, data, gold(name), "A4 审核表：不是申报表")


def contents_only() -> Case:
    name = "none-contents.html"
    g = Grid(3)
    g.add(*[head(x) for x in ("序号", "表名", "页码")])
    for n, x in enumerate(
        (
            "部门收支总表",
            "部门整体支出绩效目标表",
            "项目支出绩效目标表",
            "专项资金绩效目标汇总表",
            "项目支出绩效自评表",
        ),
        1,
    ):
        g.add(str(n), x, str(n * 3))
    return Case(
        "none-contents-html",
        name,
        page(body([Para("目　录", "center"), g]), title="目录").encode(),
        gold(name),
        "目录表，只列表名",
    )


NOTES = [
    "填报说明",
    "1.项目名称：按预算批复名称填写。",
    "2.主管部门及代码：填写主管部门名称和预算编码。",
    "3.项目资金：年度资金总额=财政拨款+其他资金，单位为万元。",
    "4.总体目标：描述项目年度预期达到的目标，可分条填写，如目标1：……；目标2：……。",
    "5.绩效指标：产出指标、效益指标、满意度指标应填写具体指标值，如≥90%。",
]


def form_grid(p) -> Grid:
    g = Grid(5)
    plain_head(g, p)
    g.add("总体目标", Cell(p.goals[0] if len(p.goals) == 1 else goal_lines(p.goals), 4))
    plain_tree(g, p)
    return g


def contents_and_instructions() -> Case:
    name = "mixed-instructions.docx"
    contents = [
        "目　录",
        "附件1　部门整体支出绩效目标表……………………1",
        "附件2　项目支出绩效目标表…………………………3",
        "附件3　填报说明…………………………………………6",
    ]
    notes = Grid(2)
    notes.add("栏目", "填报要求")
    for a, b in (
        ("项目名称", "填写预算批复的项目全称"),
        ("绩效指标", "产出、效益、满意度三类指标，逐项填写指标值"),
        ("项目资金", "以万元为单位，保留两位小数"),
    ):
        notes.add(a, b)
    blocks = [
        Para(contents[0], "center", True),
        *map(Para, contents[1:]),
        page_break(),
        *map(Para, NOTES),
        notes,
        page_break(),
        Para("附件2"),
        Para("项目支出绩效目标表", "center", True),
        Para("（2024年度）", "center"),
        form_grid(CLINIC),
        page_break(),
        Para("附件2"),
        Para("项目支出绩效目标表", "center", True),
        Para("（2024年度）", "center"),
        form_grid(ARCHIVE),
    ]
    tables = [project_gold(p, "项目支出绩效目标表", attachment="附件2") for p in (CLINIC, ARCHIVE)]
    return Case(
        "mixed-instructions-docx",
        name,
        docx(blocks),
        gold(name, *tables),
        "目录、文字说明、说明表在前，只有后面两张是表",
    )


def budget_publication() -> Case:
    name = "mixed-budget-publication.docx"
    income = Grid(4)
    income.add(*[head(x) for x in ("收入项目", "预算数", "支出项目", "预算数")])
    for row in (
        ("一般公共预算拨款", "324.90", "一般公共服务支出", "286.40"),
        ("其他收入", "0.00", "文化旅游体育与传媒支出", "38.50"),
        ("收入合计", "324.90", "支出合计", "324.90"),
    ):
        income.add(*row)
    glossary = Grid(2)
    glossary.add("名词", "解释")
    glossary.add("绩效目标", "指预算资金计划在一定期限内达到的产出和效果。")
    glossary.add("三公经费", "指因公出国（境）费、公务用车购置及运行费和公务接待费。")
    blocks = [
        Para("临源县档案馆2024年部门预算", "center", True),
        Para("第一部分　部门概况"),
        Para("一、主要职责"),
        Para("集中统一管理全县档案，负责档案接收、整理、保管和利用。"),
        Para("第二部分　部门预算表"),
        Para("收支预算总表", "center"),
        Para("单位：万元", "right"),
        income,
        Para("第三部分　预算情况说明"),
        Para(
            "2024年实行绩效目标管理的项目1个，涉及一般公共预算拨款38.5万元，绩效目标设置了产出指标、效益指标和满意度指标，具体见附表。"
        ),
        Para("第四部分　名词解释"),
        glossary,
        page_break(),
        Para("项目支出绩效目标表", "center", True),
        Para("（2024年度）", "center"),
        form_grid(ARCHIVE),
    ]
    return Case(
        "mixed-budget-publication-docx",
        name,
        docx(blocks, header="临源县档案馆2024年部门预算"),
        gold(name, project_gold(ARCHIVE, "项目支出绩效目标表")),
        "整本部门预算，只有最后一张是绩效表",
    )


def workbook_of_a_budget() -> Case:
    name = "mixed-workbook.xlsx"
    contents = Grid(2)
    contents.add(Cell("目录", 2))
    for n, x in enumerate(("部门收支总表", "项目支出预算表", "项目支出绩效目标表"), 1):
        contents.add(f"表{n}", x)
    budget = Grid(4)
    budget.add(Cell("项目支出预算表", 4))
    budget.add(Cell("单位：万元", 4))
    budget.add("单位编码", "单位名称", "项目名称", "金额")
    budget.add("301006", WATER.unit, WATER.name, Cell("96.80", xlsx=Number("96.8", "0.00")))
    form = Grid(5)
    form.add(Cell("项目支出绩效目标表", 5))
    form.add(Cell("（2024年度）", 5))
    form.rows += form_grid(WATER).rows
    data = xlsx([Sheet("目录", [contents]), Sheet("表2", [budget]), Sheet("表3", [form])])
    return Case(
        "mixed-workbook-xlsx",
        name,
        data,
        gold(name, project_gold(WATER, "项目支出绩效目标表")),
        "预算工作簿：目录、预算表与一张绩效表",
    )


def forms_with_opinions() -> Case:
    """Two forms in a file, opinions filled in, signature lines with names and telephones."""
    name = "mixed-opinions.docx"
    blocks, tables = [], []
    for p, who, text in (
        (CLINIC, "沈小康", "绩效目标与资金量匹配，指标细化量化，同意申报。"),
        (WATER, "江小雨", "同意。请加强项目实施过程监管。"),
    ):
        g = form_grid(p)
        g.add("主管部门审核意见", Cell(text + "\n　　　　　　　（盖章）\n　　　　　　　2023年12月5日", 4))
        g.add("财政部门审核意见", Cell("\n\n（盖章）　　　年　月　日", 4))
        blocks += [
            Para("附件3："),
            Para("项目支出绩效目标申报表", "center", True),
            Para("（2024年度）", "center"),
            g,
            Para(f"单位负责人（签字）：　　　　　填表人：{who}　　　　联系电话：{p.phone}"),
            page_break(),
        ]
        tables.append(
            project_gold(
                p,
                "项目支出绩效目标申报表",
                attachment="附件3",
                preparer=who,
                phone=p.phone,
                opinions=[{"by": "主管部门", "text": text, "date": "2023年12月5日"}],
            )
        )
    return Case(
        "mixed-opinions-docx",
        name,
        docx(blocks),
        gold(name, *tables),
        "两张表，主管部门意见已填、财政部门意见未填，签字行只有填表人",
    )
