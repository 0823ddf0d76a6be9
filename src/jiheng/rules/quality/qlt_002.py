"""QLT-002."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.levels import BENEFITS, COSTS, LEVEL2_NAMES, Level1, Level2
from jiheng.model.values import Polarity, ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_TAIL = re.compile(r"(?:\(%\)|\([^()]{1,4}\))$")
_TIMELY = re.compile(r"(?:及时|准时|按时|按期|如期)(?:率|性|度|程度|情况)?$")
_TIMELY_INSIDE = re.compile(r"(?:及时|准时|按时|按期|如期)[^,，、]{0,6}率$")
_TIMELY_WORK = re.compile(r"(?:及时|准时|按时|按期|如期)(?:完成|完工|竣工|开工|交付|拨付|支付|发放|兑付|到账)率$")
_PERIODIC = re.compile(r"按[月季年周日](?:足额)?(?:拨付|支付|发放|兑付|缴纳)率$")
_SPAN = re.compile(
    r"(?:办理|办结|响应|到场|处置|处理|修复|答复|回复|等候|等待|送达|审批|受理|报送|上报)(?:时间|时长|时限)$"
)
_TIME_WORD = re.compile(r"时|期|日|月|年|季|周|天|快|速|早|前")
_THINGS = re.compile("人|名|户|个|亩|公里|米|平方米|台|套|处|所|座|吨|辆|家|村|头|只|株|棵|条|间|盏|册|部|支|栋|张|块")
_TIME = re.compile(r"(?:时间|时限|日期|期限|工期|时点)$")
_SATISFIED = re.compile(r"满意(?:度|率|程度)$")
_QUALITY = re.compile(r"(?:合格|达标|优良|优秀|准确|正确|完好|成活|精准|差错|通过)率$")
_NOT_TIMELY = re.compile(
    r"(?:覆盖|参与|知晓|入学|入伍|入园|就业|使用|利用|成功|增长|普及|接种|建档|持证|出勤|在岗|在线|成活|中标|巩固|升学|录取|受益|认可)率$"
)
"""Rates of something else than time; others may well be of time (准点率、春节前到户率)."""
_RATE = re.compile(r"率$")
_COUNT = re.compile(
    r"(?<![系指分倍基参度次天函])数$|(?:人次|场次|批次|数量|面积|里程|长度)$|"
    r"^(?:新建|改建|改造|加装|购置|采购|更换|安装|铺设|维修|修缮|组织|举办|开展|培训|救助|慰问|种植|打捞)(?!.*(?:合格|达标|质量|效果))"
)
_COUNT_OF_TIMES = re.compile(r"次数$")
_COST = re.compile(
    r"(?:成本|费用|造价|单价|总价|总支出|总投资|投资额|经费|补助标准|补贴标准|预算|开支|控制数)$|"
    r"(?:人均|户均|亩均|年均|单[位次场套批台件人]|每[^,，]{1,4}).{0,8}(?:费|支出|投资|价)$"
)
_COST_OF_OUTPUT = re.compile(r"(?:费|支出|投资|价|标准)$")
"""Among outputs, which know no other money, fewer words will do."""
_GAIN = re.compile(
    r"节约|节省|节支|减少|降低|下降|收入|增收|挽回|收益|产值|争取|筹|带动|撬动|吸引|拉动|到位|贷款|压减|营收|利润|税|减轻|减免|免除"
)
_MONEY_WORDS = re.compile(
    r"成本|费|支出|预算|资金|投资|超支|控制|节约|节支|节能|执行|变动|价|采购|压减|结余|结转|三公|标准|补助|补贴|造价|利率|贴息"
)
_PROGRESS = re.compile(
    r"时|期|频|进度|完成|完工|竣工|开工|执行|到位|拨付|支付|发放|支出|兑付|兑现|办结|办理|结案|日|月|季|年|当|响应|清|投产|到账|"
    r"交付|送达|报送|回复|答复|处置|处理|整改|受理|报告|上线|开通|启动|落实|缴纳|结算"
)
_PAID = re.compile(r"(?:资金|经费|款项?|额|补助|补贴|工资|奖补)[^,，、]{0,6}(?:到位|拨付|支付|下达|执行)率$|到位率$")
_DONE = re.compile(
    r"(?:工作|任务|项目|计划|工程)(?:按期|及时)?(?:完成|完工)率$|"
    r"(?:验收|工程(?:质量)?|设备|施工|采购|货物|安装|维修|修缮)[^,，、]{0,4}合格率$|"
    r"(?:审核|认定|采集|核对|核实|发放|补贴|补助|资助|付息|报送)[^,，、]{0,4}(?:准确|正确)率$"
)
_ASKED = re.compile(r"满意|安全感|获得感|幸福感|认可|好评|投诉|评价|评议|测评|支持率|信任|公信|口碑|表扬|意见|赞|认同")
_NOT_ASKED = re.compile(
    r"(?:合格|完成|完工|覆盖|准确|正确|使用|利用|达标|到位|知晓|参与|就业|增长|普及|完好|办结|执行|处理|发放|支付|拨付|整改|成活|处置|受理|化解|"
    r"巩固|开放|亮灯|签约|规范|及时|准时)率$"
)


@rule(
    "QLT-002",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}填在“{printed_level}”下，按名称属于“{due_level}”。请移到“{due_level}”，这里另填反映{about}的指标。",
    rate="{called}填在“数量指标”下，填的是百分比。数量指标请写做多少（个、人、次、公里等），比率移到质量等相应的指标下。",
    odd="{called}填在“{printed_level}”下，说的不是{about}。请移到相应的类别，这里另填反映{about}的指标。",
    outcome="{called}填在“{printed_level}”下，但它反映的是任务完成、验收审核或资金拨付的情况，属于产出。请移到产出指标，这里另填反映{about}的指标。",
)
def wrong_class(form: Form) -> Iterator[Found]:
    """指标放错了类别。

    ## 查什么
    看指标名称最后的词和指标值：及时率、完成时间填在时效之外，满意度填在满意度之外，百分比填在数量下，人数、面积填在质量
    或时效下，与费用无关的比率填在成本下，成本、单价和金额填在成本之外，资金到位率填在经济效益下。
    职工、干部的满意度也是满意度；增收、节约的金额本来就是效益，都不提示。

    ## 为什么
    类别放错，数量、质量、时效、成本就有缺项，自评时权重也会分错。

    ## 怎么改
    把指标移到提示的类别；原来的类别缺了指标的，再补一条。
    """
    groups: dict[tuple[str, Level2 | None, Level2 | None], list[Row]] = defaultdict(list)
    for row in form.rows:
        if row.name and row.level2 not in (None, Level2.OTHER):
            kind, due = _judged(row)
            if kind:
                groups[kind, row.level2, due].append(row)
    for (kind, level2, due), rows in groups.items():
        if kind == "rate":
            others = [row for row in form.rows if row.level2 is Level2.QUANTITY and row.value and row not in rows]
            bad = not others or any(_QUALITY.search(_bare(row.name)) for row in rows)
        else:
            bad = True
        first = rows[0]
        yield found(
            *(row.path("name") for row in rows),
            severity=None if bad else Severity.ADVICE,
            message="" if kind == "class" else kind,
            called=f"{first.called}{f'等 {len(rows)} 条指标' if len(rows) > 1 else ''}",
            printed_level=first.level_name,
            due_level=_name_of(due),
            about=_ABOUT.get(level2 or Level2.OTHER, "这一类"),
        )


_ABOUT = {
    Level2.QUANTITY: "数量",
    Level2.QUALITY: "质量",
    Level2.TIMELINESS: "完成时间",
    Level2.COST: "成本",
    Level2.ECONOMIC_COST: "成本",
    Level2.ECONOMIC_BENEFIT: "经济效益",
    Level2.SOCIAL_BENEFIT: "社会效益",
    Level2.ECOLOGICAL_BENEFIT: "生态效益",
    Level2.SUSTAINABILITY: "可持续影响",
    Level2.SATISFACTION: "满意度",
}


def _name_of(level2: Level2 | None) -> str:
    return LEVEL2_NAMES.get(level2, "") if level2 else ""


@lru_cache(maxsize=16384)
def _bare(name: str) -> str:
    """A name without the unit in brackets behind it: 息诉罢访率(%)."""
    return _TAIL.sub("", fold(name))


def _judged(row: Row) -> tuple[str, Level2 | None]:
    """What is wrong with the class of an indicator, and where it belongs; blank where nothing is."""
    name, level2 = _bare(row.name), row.level2
    if level2 is not Level2.SATISFACTION and row.level1 is not Level1.SATISFACTION and _SATISFIED.search(name):
        return "class", Level2.SATISFACTION
    if level2 is not Level2.TIMELINESS and _is_timely(row, name):
        return "class", Level2.TIMELINESS
    if level2 in COSTS:
        is_odd = level2 in (Level2.COST, Level2.ECONOMIC_COST) and _RATE.search(name) and not _MONEY_WORDS.search(name)
        if not is_odd or row.meaning.kind is ValueKind.MONEY:
            return "", None
        return "odd", None
    if row.meaning.kind is ValueKind.MONEY and not _GAIN.search(name) and _is_cost(row, name):
        return "class", Level2.COST
    return _by_level(row, name)


def _is_cost(row: Row, name: str) -> bool:
    return bool(_COST.search(name) or (row.level1 is Level1.OUTPUT and _COST_OF_OUTPUT.search(name)))


def _is_timely(row: Row, name: str) -> bool:
    if row.level2 in (Level2.SOCIAL_COST, Level2.ECO_COST):
        return False
    if _TIMELY.search(name) or _TIMELY_WORK.search(name):
        return True
    if row.meaning.kind is ValueKind.DATE and _TIME.search(name):
        return True
    if row.level1 is Level1.OUTPUT and _PERIODIC.search(name):
        return True
    if row.level2 is Level2.QUANTITY and row.meaning.kind is ValueKind.DURATION and _SPAN.search(name):
        return row.meaning.operator not in (">=", ">")
    return row.level2 is not Level2.QUALITY and _TIMELY_INSIDE.search(name) is not None


def _by_level(row: Row, name: str) -> tuple[str, Level2 | None]:
    level2, kind = row.level2, row.meaning.kind
    if level2 is Level2.QUANTITY:
        return ("rate", None) if kind is ValueKind.PERCENT and row.meaning.unit in ("%", "％") else ("", None)
    if level2 in (Level2.QUALITY, Level2.TIMELINESS, Level2.SATISFACTION):
        is_count = kind in (ValueKind.ABSOLUTE, ValueKind.FREQUENCY) and row.polarity is not Polarity.NEGATIVE
        if is_count and (_COUNT.search(name) or (level2 is Level2.SATISFACTION and _COUNT_OF_TIMES.search(name))):
            return ("class", Level2.QUANTITY) if not _ASKED.search(name) else ("", None)
        if (
            level2 is Level2.TIMELINESS
            and is_count
            and _THINGS.fullmatch(row.meaning.unit or "")
            and not _TIME_WORD.search(name)
        ):
            return "class", Level2.QUANTITY
    if level2 in (Level2.TIMELINESS, Level2.SATISFACTION) and _QUALITY.search(name) and not _PROGRESS.search(name):
        return "class", Level2.QUALITY
    if level2 is Level2.TIMELINESS and _NOT_TIMELY.search(name) and not _PROGRESS.search(name):
        return "odd", None
    if level2 is Level2.SATISFACTION and _NOT_ASKED.search(name) and not _ASKED.search(name):
        return "odd", None
    if level2 is Level2.ECONOMIC_BENEFIT and _PAID.search(name):
        return "outcome", None
    if level2 in BENEFITS and _DONE.search(name):
        return "outcome", None
    return "", None
