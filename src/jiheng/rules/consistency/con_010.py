"""CON-010."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.consistency.costs import counts_of
from jiheng.rules.form import Form, Row
from jiheng.rules.quantities import NEUTRAL, Counted, Quantity, digits_swapped, quantities
from jiheng.rules.registry import Found, Over, Spot, found, rule

_STAFF = re.compile(
    r"(?:行政|事业|行政事业|机关)?(?:编制|在编|在职|在岗|在编在岗|在职在编)(?:干部)?(?:职工|人员|人数|干部)?|(?:全体|单位|机关)?(?:干部)?职工"
)
_OF_THE_UNIT = re.compile(
    r"(?:员|者|工人|教师|教职工|干部|职工|民兵|辅警|人员|社区|村|居委会|网格|支部|党组织|学校|班级|科室|站所|村民小组|居民小组)$"
)
_NOT_THE_WHOLE = re.compile(
    r"受益|服务对象|覆盖|参与|参加|参训|参会|培训|补贴|补助|发放|救助|慰问|资助|帮扶|宣传|活动|检查|建设|改造|维修|购置|采购|新增|新建|"
    r"举办|维护|管护|巡查|演练|办理|处理|整治|安置|就业|招聘|招录|招募|体检|奖励|表彰|扶持|项目|困难|残疾|低保|特困|贫困|脱贫|试点|示范|创建|"
    r"重点|部分|美丽|优秀|先进|惠民|使用|涉及|实施|保障|接待|上访|来访|务工|失业|流动|专项|纳入|享受|缴纳|缴费|参保|发展|入党|转移|培育"
)
_ANYBODY = re.compile(
    r"(?:工作|管理|技术|服务|专业|业务|行政|执法|维修|保安|安保|后勤|施工|评审|检测|监理|从业|操作|专职|兼职|相关|一线|流动|入园|外来)?人员|"
    r".{0,4}(?:[学队成会委议职演船球]员|志愿者|劳动者|消费者|患者|读者|记者|学者|作者|经营者|创业者|求职者|使用者|参与者|获得者|申请者|运动员|裁判员|教练员|业主|服务员)"
)
"""People whom each project has of its own."""
_LEAD = re.compile(r"^(?:现有|实有|共有|本|全|我|所有|全部|街道|乡镇|单位|所)+")
_HAS = re.compile(r"(?:下辖|管辖|所辖|辖有?|现有|共有|设有|实有|在编|在职)(?:[一-龥]{0,8})?$")
_SUM = re.compile(r"([一-龥]{2,6})[及和与、]([一-龥]{2,6}?)(?:合计|总计|总)(?:数|数量|个数|人数)?")
STAFF = "职工"
_ON_THE_PAYROLL = re.compile(r"在职|在编|编制|在岗")
_LONGEST = 8
_TELLING = 4
"""Characters from which the name of an indicator tells one thing from others."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A place that says how many of a thing the unit has."""

    form: Form
    path: str
    number: Decimal
    text: str


@rule(
    "CON-010",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.PROJECT, Kind.DEPARTMENT_OVERALL, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.BATCH,
    message="{here}，而{there}。同一单位的{what}应当一致，请核对。",
    sum="{here}，而任务和目标里写{there}，合计 {sum}。请核对。",
)
def same_quantity_of_a_unit(batch: Batch) -> Iterator[Found]:
    """同一单位的基本情况在各张表里数量不同。

    ## 查什么
    同一单位、同一年度的各张表里，名称相同的人员和机构数量（职工、编制人员、社区、村、网格、社区工作者等）是否相等；表头的
    编制数、实有人数也参加比较。受益、培训、补助的对象各项目不同，不比较。指标是几样合计的（机关及社区合计数），与同一张表
    里分别写明的数量相加比较。

    ## 为什么
    单位有多少人、管多少个社区只有一个数，各表不同说明有的数没有更新，或者抄自别的单位。

    ## 怎么改
    以年初实有数为准，统一各表的数量。
    """
    groups: dict[tuple[str, object], list[Form]] = defaultdict(list)
    for form in batch.distinct:
        groups[(_unit(form), form.year)].append(form)
    for forms in groups.values():
        said: dict[tuple[str, str], list[_Said]] = defaultdict(list)
        for form in forms:
            for thing, one in _statements(form):
                said[thing].append(one)
        heads = list(_heads(forms))
        for (what, _), places in said.items():
            yield from _differing(what, places, heads)
        yield from _whole_and_parts(forms)
    for form in batch.distinct:
        yield from _sums(form)


def _unit(form: Form) -> str:
    """The unit of a form; of one that names none, the only one that its file names, else the file."""
    if form.unit:
        return form.unit
    named = {one.unit for one in form.siblings if one.unit}
    return named.pop() if len(named) == 1 else f"\n{form.source}"


def _whole_and_parts(forms: Sequence[Form]) -> Iterator[Found]:
    """Indicators of the department's form that its project forms bear, too, with a number that cannot be right."""
    departments = [form for form in forms if form.kind is Kind.DEPARTMENT_OVERALL]
    if len(departments) != 1 or len(forms) < 2:
        return
    parts: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for form in forms:
        if form is not departments[0]:
            for one in counts_of(form):
                parts[(_same(one.core), one.measure)].append(one)
    for one in counts_of(departments[0]):
        inside = parts.get((_same(one.core), one.measure), [])
        if not inside or len(NEUTRAL.sub("", one.core)) < _TELLING or _thing(one.core):
            continue
        numbers = [part.number for part in inside]
        together = sum(numbers, Decimal())
        if one.number in (*numbers, together):
            continue
        if one.number < max(numbers) or digits_swapped(one.number, together):
            first = inside[0].row
            yield found(
                Spot(departments[0], one.row.path("value_text")),
                *(Spot(part.row.form, part.row.path("value_text")) for part in inside),
                printed=one.row.value,
                here=f"{one.row.called}为“{one.row.value}”",
                there=f"{_place(departments[0], first.form)}的同名指标为“{first.value}”",
                what=f"“{one.row.name}”",
            )


def _same(core: str) -> str:
    """What is counted, without the words that say only that it is done: 社区惠民项目 of 完成社区惠民项目."""
    bare = NEUTRAL.sub("", core)
    return bare if len(bare) >= _TELLING else core


def _statements(form: Form) -> Iterator[tuple[tuple[str, str], _Said]]:
    for one in counts_of(form):
        what = _thing(one.core)
        if what and not one.row.indicator.place:
            yield (
                (what, one.measure),
                _Said(form, one.row.path("value_text"), one.number, f"“{one.row.name}”{one.row.value}"),
            )
    for text in form.texts:
        if "辖" in text.text or "有" in text.text:
            for count in quantities(text.text):
                what = _thing(count.after) if count.after else ""
                if what and not count.aside and not count.about and _HAS.search(count.before or ""):
                    yield (what, count.measure), _Said(form, text.path, count.number, f"“{_shown(count)}”")


def _shown(count: Quantity) -> str:
    return f"{format(count.number.normalize(), 'f')}{count.measure}{count.after[:_LONGEST]}"


def _thing(core: str) -> str:
    """What of the unit itself is counted; blank where it is something of one project."""
    if _STAFF.fullmatch(_LEAD.sub("", core)):
        return STAFF
    bare = _LEAD.sub("", NEUTRAL.sub("", core)) or core
    if len(bare) > 10 or not _OF_THE_UNIT.search(bare) or _NOT_THE_WHOLE.search(bare) or _ANYBODY.fullmatch(bare):
        return ""
    return bare


def _heads(forms: Sequence[Form]) -> Iterator[_Said]:
    """The posts and the staff that the heads of forms print."""
    for form in forms:
        for path, name in (("actual_staff", "实有人数"), ("established_posts", "人员编制数")):
            number = form.value(path)
            if number:
                yield _Said(form, path, Decimal(number), f"“{name}”{number}人")


def _differing(what: str, places: Sequence[_Said], heads: Sequence[_Said]) -> Iterator[Found]:
    if what == STAFF and heads:
        places = [one for one in places if all(one.number != head.number for head in heads)]
        certain = [one for one in places if _ON_THE_PAYROLL.search(one.text)]
        if certain and len({id(one.form) for one in (*certain, *heads)}) > 1:
            places = [*certain, *heads[:1]]
    numbers = Counter(one.number for one in places)
    if len(numbers) < 2 or len({id(one.form) for one in places}) < 2:
        return
    common = max(numbers, key=lambda number: (numbers[number], -places.index(_first(places, number))))
    if what == STAFF and places[-1] in heads:
        common = places[-1].number
    odd = [one for one in places if one.number != common]
    usual = [one for one in places if one.number == common]
    agreeing = {id(one.form) for one in usual if one.path.startswith("indicators")}
    if {id(one.form) for one in odd} <= agreeing:
        return
    yield found(
        *(Spot(one.form, one.path) for one in (*odd, *usual)),
        printed=_printed(odd[0]),
        here=f"{odd[0].text}",
        there="、".join(f"{_place(odd[0].form, one.form)}写{one.text}" for one in usual[:3]),
        what=_named(what, places),
    )


def _place(here: Form, there: Form) -> str:
    """How a message names the form of the other value; with its file, where that is another one."""
    return there.called if there.source == here.source else f"{there.source}的{there.called}"


def _named(what: str, places: Sequence[_Said]) -> str:
    """What is counted, in the words of an indicator that counts it."""
    if what == STAFF:
        return "职工人数"
    names = [row.name for one in places if (row := _row(one)) is not None]
    return f"“{min(names, key=len)}”" if names else f"{what}数量"


def _row(one: _Said) -> Row | None:
    first, _, _ = one.path.partition(".")
    return one.form.rows[int(first[len("indicators[") : -1])] if first.startswith("indicators[") else None


def _first(places: Sequence[_Said], number: Decimal) -> _Said:
    return next(one for one in places if one.number == number)


def _printed(one: _Said) -> str | None:
    value = one.form.value(one.path)
    return value if isinstance(value, str) and len(value) < 30 else None


def _sums(form: Form) -> Iterator[Found]:
    """Indicators that add two things up which the texts of the form count one by one."""
    for one in counts_of(form):
        match = _SUM.search(one.row.name)
        if match is None:
            continue
        counts = [(text.path, count) for text in form.texts for count in quantities(text.text) if not count.aside]
        parts = [[(path, count) for path, count in counts if count.after.startswith(word)] for word in match.groups()]
        if any(len({count.number for _, count in part}) != 1 for part in parts):
            continue
        together = sum((part[0][1].number for part in parts), Decimal())
        if together != one.number:
            yield found(
                form.spot(one.row.path("value_text")),
                *map(form.spot, dict.fromkeys(part[0][0] for part in parts)),
                printed=one.row.value,
                message="sum",
                here=f"{one.row.called}为“{one.row.value}”",
                there="、".join(f"“{_shown(part[0][1])}”" for part in parts),
                sum=format(together.normalize(), "f"),
            )
