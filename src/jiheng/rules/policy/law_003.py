"""LAW-003."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form, Text
from jiheng.rules.registry import TARGETS, Found, Over, Spot, found, rule

_BUILDINGS = (
    r"(?:办公大楼|办公楼|机关综合楼|机关楼|办公用房|机关大楼|楼堂馆所|招待所|接待中心|"
    r"(?:机关|干部|职工|本?单位|内部)[^，。；、]{0,4}(?:培训中心|疗养院|活动中心|度假村|宾馆))"
)
_CARS = r"(?:公务用车|公务车|公车|小轿车|轿车|执法执勤用车|机要通信用车)"
_BUILDING = re.compile(
    rf"(?:新建|扩建|改建|迁建|兴建|建设|建造|购买|购置)[^，。；、]{{0,12}}{_BUILDINGS}|{_BUILDINGS}[^，。；、]{{0,4}}(?:新建|扩建|改建|迁建|建设|购置)"
)
_CAR = re.compile(
    rf"(?:购置|采购|购买|新购|更新)[^，。；、及和与]{{0,6}}{_CARS}(?!运行)|{_CARS}(?:购置|采购|更新)(?![^，。；]{{0,2}}(?:及|和|与|、)?[^，。；]{{0,2}}运行|费?(?:及|和|与|、))"
)
_CASH = re.compile(
    r"(?:干部|职工|机关|本单位|全体人员|工作人员)[^，。；、]{0,10}(?:慰问金|现金慰问|慰问现金|发放现金|购物卡|代金券)|"
    r"(?:慰问金|现金慰问|慰问现金|购物卡|代金券)[^，。；、]{0,6}(?:干部职工|机关干部|在职|本单位)"
)
_ANY = re.compile(
    r"办公|大楼|机关|用车|楼堂|招待所|接待中心|培训中心|疗养院|活动中心|度假村|宾馆|公务|公车|轿车|慰问|购物卡|代金券"
)
"""One of these is in all that is looked for."""
_FORBIDDEN = re.compile(
    r"[严不未无停]|禁止|压减|压缩|控制|清理|整治|腾退|零增长|村级|村委|居委|社区|困难|退休|离休|遗属|住院|病|残|烈|军|劳模|一线|基层党组织"
)
_KINDS = (
    ("新建、扩建或购置办公用房等楼堂馆所", _BUILDING),
    ("购置公务用车", _CAR),
    ("发放现金慰问", _CASH),
)
_STRICT = re.compile(r"现金[^，。；]{0,12}慰问|慰问[^，。；]{0,12}现金")
"""Cash is named: it matters not to whom."""
_NEGATED = re.compile(r"[严不未无停]|禁止|杜绝|清理|整治")


@rule(
    "LAW-003",
    severity=Severity.WARNING,
    basis="预算法实施条例#不得扩大范围提高标准",
    kinds=TARGETS,
    over=Over.BATCH,
    message="“{seen}”{sort}是政策严格控制的支出。请附批准文件，没有批准的请调减。",
    rising="“三公”经费 {now}，比上年的 {before} 增加 {gap}。“三公”经费只减不增，请调减，或说明批准增加的依据。",
)
def restricted_spending(batch: Batch) -> Iterator[Found]:
    """安排了政策严格控制的支出。

    ## 查什么
    项目名称、任务、目标、测算明细和指标里有没有新建办公用房等楼堂馆所、购置公务用车、用现金慰问或向干部职工发慰问金；表上印有上年数
    或者给出上年的表时，“三公”经费是不是比上年增加。写明压减、严控的，和对困难群众、老党员等
    没有写现金的慰问不查。

    ## 为什么
    这些支出国家有明令限制，没有批准不得列入预算。

    ## 怎么改
    已经批准的附上批准文件；没有批准的从预算中调减。
    """
    for form in batch.distinct:
        yield from _rising(form, batch.last_year.get(id(form)))
        texts = [text for text in _texts(form) if _ANY.search(text.text)]
        for what, pattern in _KINDS if texts else ():
            hits = [(text.path, match) for text in texts if (match := _hit(pattern, text.text)) is not None]
            if hits:
                seen = hits[0][1]
                sort = "" if seen in what else f"属于{what}，"
                yield found(*(form.spot(path) for path, _ in hits), seen=seen, sort=sort)


def _rising(form: Form, before: Form | None) -> Iterator[Found]:
    now = form.amount("budget.three_public_total")
    last = form.amount("budget.previous_three_public_total")
    places: list[Spot] = [form.spot("budget.three_public_total")]
    if last is not None:
        places.append(form.spot("budget.previous_three_public_total"))
    elif before is not None and before.year != form.year:
        last = before.amount("budget.three_public_total")
    if now is not None and last is not None and now > last > Decimal(0):
        yield found(
            *places,
            printed=now,
            computed=last,
            difference=now - last,
            message="rising",
            now=form.money(now),
            before=form.money(last),
            gap=form.money(now - last),
        )


def _texts(form: Form) -> Iterator[Text]:
    if form.table.project_name:
        yield Text("project_name", form.table.project_name)
    if form.table.direction:
        yield Text("direction", form.table.direction)
    yield from (text for text in form.texts if text.path not in ("duties", "notes"))
    for row in form.rows:
        if row.name:
            yield Text(row.path("name"), row.name)


def _hit(pattern: re.Pattern[str], text: str) -> str | None:
    """The words that say it, in a clause that does not forbid it."""
    strict = _STRICT.search(text) if pattern is _CASH else None
    match = strict or pattern.search(text)
    if match is None:
        return None
    start = max(text.rfind(mark, 0, match.start()) for mark in "，。；\n") + 1
    ends = [at for mark in "，。；\n" if (at := text.find(mark, match.end())) >= 0]
    forbidden = _NEGATED if strict is not None else _FORBIDDEN
    return None if forbidden.search(text[start : min(ends, default=len(text))]) else match.group(0)
