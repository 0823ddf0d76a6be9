"""LAW-006."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.levels import Level2
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Text, quote
from jiheng.rules.registry import Found, found, rule
from jiheng.rules.similar import bare

_ALONE = frozenset(("人员经费", "在职人员经费", "人员支出", "在职人员支出", "基本工资", "工资福利支出"))
_PAY = re.compile(
    r"工资|薪酬|津贴补贴|津补贴|年终奖|目标考核奖|奖励性补贴|社会保险|社保|五险一金|养老保险|医疗保险|医疗补助|公积金"
)
_STAFF = re.compile(
    r"机关事业单位|机关人员|本单位人员|在职|在编|编制内|公务员|机关干部|机关工作人员|事业人员|事业编|行政人员|教职工|本单位职工|单位职工|干部职工"
)
_PAID = frozenset((Level2.QUANTITY, Level2.COST, Level2.ECONOMIC_COST))
"""Where an indicator tells what the money is paid for."""
_OUTSIDE = re.compile(
    r"社区|公益性?岗|网格|协管|聘|临时|劳务|派遣|辅警|村|护林|志愿|民兵|三支一扶|西部计划|特岗|专项计划|支教|退休|离休|困难|企业|"
    r"农民|编外|保洁|环卫|失业|灵活就业|居民|残疾|低保|老年|医生|代课|遗属|高龄|见习|大学生|政府购买|降低|减免|扩面|参保|征缴"
)


@rule(
    "LAW-006",
    severity=Severity.ADVICE,
    basis="预算法实施条例#公开内容",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    message="“{name}”像是本单位的人员经费，列在项目支出里。请说明是否应当属于基本支出。",
)
def pay_of_staff_in_a_project(form: Form) -> Iterator[Found]:
    """项目支出里列了人员经费。

    ## 查什么
    项目名称、任务、测算明细和数量、成本指标里有没有在职人员的工资、津贴补贴、社会保险、职业年金等。社区工作者、公益性岗位、聘用和派遣
    人员、退休人员等按惯例可以列项目的不查。

    ## 为什么
    在职人员经费属于基本支出，列在项目里会把基本支出和项目支出混在一起。

    ## 怎么改
    属于基本支出的调到基本支出；按规定列项目的，写明文件依据。
    """
    places = [text for text in _texts(form) if _is_pay(text.text)]
    if places:
        where = [text.path for text in places]
        where += [path for text in places if form.value(path := f"{text.path.rpartition('.')[0]}.amount") is not None]
        yield found(*where, name=quote(places[0].text))


def _is_pay(text: str) -> bool:
    if _OUTSIDE.search(text):
        return False
    return bare(text) in _ALONE or "职业年金" in text or bool(_PAY.search(text) and _STAFF.search(text))


def _texts(form: Form) -> Iterator[Text]:
    if form.project:
        yield Text("project_name" if form.table.project_name else "direction", form.project)
    for n, task in enumerate(form.table.tasks or ()):
        if task.name:
            yield Text(f"tasks[{n}].name", task.name)
    for n, line in enumerate(form.table.cost_estimates or ()):
        if line.item and line.amount:
            yield Text(f"cost_estimates[{n}].item", line.item)
    for row in form.rows:
        if row.name and row.level2 in _PAID and row.meaning.is_number and row.meaning.kind is not ValueKind.PERCENT:
            yield Text(row.path("name"), row.name)
