"""Whether the unit of a value is one in which what its name says can be measured."""

from __future__ import annotations

import re

from jiheng.model.levels import Level2
from jiheng.model.measures import Measure, Sort, bare_name, is_rate, measure_of, sorts_of, unit_in_name
from jiheng.model.values import ValueKind
from jiheng.rules.form import Row

_SHARES = (Sort.SHARE, Sort.POINTS, Sort.PHYSICAL)
_CHANGE = re.compile(
    r"(?<!新)增(?:长|加|幅|速|收)|减少|减量|降低|下降|提高|提升|上升|节约|节省|压减|压降|压缩|缩短|改善|控制|同比|较上年|超支|超标"
)
_CHANGED = re.compile(r"(?:增长|提高|提升|增加|上升|下降|降低|减少|缩短|压减|压缩)$")
_NO_CHANGE = re.compile(r"改造提升|提升改造|提质增效|提升工程|提质改造|提升行动|改善工程")
_LIKE_A_RATE = re.compile(
    r"率|比|占|度|程度|覆盖|完成|进度|执行|达标|合格|到位|尽|面$|情况|质量|水平|实施|落实|开展|保障|性$|正常|运转|发放|满意|作用|能力|效果|工作$"
)
_QUALITY = re.compile(
    r"(?:及时|准确|规范|合规|真实|完整|安全|有效|精准|合理|科学|公正|公平|公开|时效|稳定|可靠|正确|合法|足额|均衡|积极|主动|满意)(?:性|度|程度)$|(?:幅度|之比|进度|程度|增幅|增速|降幅|涨幅|安全感|获得感|幸福感)$"
)
_MONEY_WORDS = re.compile(
    r"资金|经费|金额|款|补助|补贴|奖|收入|产值|投资|贷款|债|基金|税|费|价|成本|资产|额|酬|保险|抚恤|津贴|利润|融资|贴息|工资|薪|支出|年金|公积金|社保"
)
_FOR_PEOPLE = frozenset(("个", "例", "组", "份", "岗", "批", "对", "班", "队", "支队", "户次", "单"))
_ALL = 100
_COUNTED_NOUN = re.compile(
    r"(?:村|社区|小区|家庭|企业|学校|机构|单位|乡镇|街道|车辆|公交车|设备|站点?|网点|场馆|林场|农场|合作社|基地|医院|幸福院|服务中心|公园|班级|教学班|部门|店|队伍|场所|窗口|大棚|[^动复]员|者|职工|学生|教师|干部|民警|辅警|民兵|"
    r"老人|老年人|儿童|劳动力|群众|人才|农民|村民|居民|患者|军人|残疾人|妇女|青年|就业)$"
)
"""Nouns at the end of a name that stand without 数 or 数量."""
_OBJECTS = re.compile(
    r"(?:道路|公路|路灯|管网|管道|河道|渠道|沟渠|护岸|堤防|线路|光缆|桥梁|设备|设施|车辆|服务器|电脑|平台|房屋|教学楼|校舍|厕所|公厕|图书|教材|器材|仪器|垃圾桶|树木|苗木|广场|公园|水库|水井|泵站|农田|耕地|大棚|摄像头|"
    r"充电桩|电梯|管线|围墙|护栏|灯具|桌椅|门窗|绿地|树|路)$"
)
"""Things that are never counted in people."""
_LOOSE = re.compile(r"人员|岗位|名额|学位|床位|席|座")
_SUM = re.compile(r"(?:金额|总额|数额|额度|总成本|总费用)$")
_RECIPIENTS = (Sort.COUNT, Sort.PEOPLE, Sort.HOUSEHOLDS)
_DUE = {Level2.QUALITY: "百分比", Level2.TIMELINESS: "日期、时限或者百分比"}
_MONEY = frozenset((Sort.MONEY,))
_NOT_ALONE = frozenset(("万", "亿", "千", "百"))

PEOPLE_BY_PIECE = "个"


def is_bare_ten_thousand(row: Row) -> bool:
    """Whether an amount prints 万 where 万元 is meant."""
    unit = row.meaning.unit or ""
    if unit not in ("万", "亿"):
        return False
    return row.meaning.kind is ValueKind.MONEY or (
        sorts_of(row.name) == _MONEY or (row.is_cost and not is_rate(row.name))
    )


def is_people_by_piece(row: Row) -> bool:
    """Whether people are counted in 个."""
    if row.meaning.unit != PEOPLE_BY_PIECE or not row.meaning.is_number:
        return False
    return Sort.PEOPLE in (sorts_of(row.name) or ()) and _people_only(row.name)


def _people_only(name: str) -> bool:
    return (
        re.search(
            r"(?:人数|人员数量?|人员|职工|学生|教师|干部|党员|老人|老年人|儿童|学员|志愿者|工作者|群众)(?:数|数量|总数)?$",
            bare_name(name),
        )
        is not None
    )


def misfit(row: Row) -> str | None:
    """What kind of value the name asks for, where the unit printed is of another; None where it fits or in doubt."""
    meaning = row.meaning
    if not meaning.is_number or not meaning.unit or meaning.unit in _NOT_ALONE or unit_in_name(row.name):
        return None
    measure = measure_of(meaning.unit)
    if measure is None:
        return None
    if is_rate(row.name) or (
        row.is_satisfaction and "满意" in row.name and not re.search(r"[数量]$", bare_name(row.name))
    ):
        return "百分比" if _is_wrong_for_rate(measure) else None
    if row.asks_for_money:
        return None  # what is no amount there is another rule's
    if _QUALITY.search(bare_name(row.name)):
        return (
            "百分比"
            if measure.sort in (Sort.COUNT, Sort.MONEY, Sort.LENGTH, Sort.AREA, Sort.PEOPLE) and not measure.per
            else None
        )
    sorts = sorts_of(row.name)
    if sorts is not None:
        return _against(row, sorts, measure)
    if measure.sort is Sort.MONEY and _CHANGED.search(bare_name(row.name)) and not _MONEY_WORDS.search(row.name):
        return "百分比"
    if row.level2 is Level2.QUANTITY:
        return _against_quantity(row, measure)
    if row.level2 in _DUE and measure.sort is Sort.MONEY and not measure.per:
        return None if _MONEY_WORDS.search(row.name) else _DUE[row.level2]
    return None


def _is_wrong_for_rate(measure: Measure) -> bool:
    return measure.sort not in _SHARES and measure.per is None


def _against(row: Row, sorts: frozenset[Sort], measure: Measure) -> str | None:
    if measure.sort is Sort.SHARE and (_may_be_percent(row.name) or not _counts(row)):
        return None
    is_by_piece = measure.sort is Sort.COUNT and measure.base not in _FOR_PEOPLE and not _LOOSE.search(row.name)
    if is_by_piece and Sort.PEOPLE in sorts and Sort.LENGTH not in sorts and _people_only(row.name):
        return "人数"
    if measure.sort in sorts or measure.per is not None:
        return None
    if sorts == _MONEY and row.level2 is Level2.QUANTITY and measure.sort in _RECIPIENTS:
        return None  # 拨付村级办公经费 26个村 counts who gets it
    is_relative = measure.sort in (Sort.SHARE, Sort.PHYSICAL) and row.level2 is not Level2.QUANTITY
    if sorts == _MONEY and is_relative and not _SUM.search(bare_name(row.name)):
        return None  # a benefit may say by how much earnings are to change
    return "、".join(sort.value for sort in Sort if sort in sorts) if len(sorts) <= 2 else _first_named(sorts)


def _counts(row: Row) -> bool:
    """Whether a name certainly counts: 覆盖社区 in a quantity, 受益企业数 anywhere; 达标企业 ≥90% and 覆盖社区 100% may be shares."""
    if not _COUNTED_NOUN.search(bare_name(row.name)):
        return True
    number = row.meaning.number or 0
    return number > _ALL or (row.level2 is Level2.QUANTITY and number != _ALL)


def _first_named(sorts: frozenset[Sort]) -> str:
    for sort, name in ((Sort.LENGTH, "数量和单位"), (Sort.PEOPLE, "人数"), (Sort.TIMES, "次数")):
        if sort in sorts:
            return name
    return "数量和单位"


def _may_be_percent(name: str) -> bool:
    """Whether a percentage may say by how much something changes."""
    return _CHANGE.search(_NO_CHANGE.sub("", bare_name(name))) is not None


def _against_quantity(row: Row, measure: Measure) -> str | None:
    """A quantity whose name does not tell what it is counted in is at least no percentage and no amount."""
    bare = bare_name(row.name)
    if measure.sort is Sort.SHARE and not _LIKE_A_RATE.search(bare) and not _may_be_percent(bare):
        return "数量和单位"
    if measure.sort is Sort.PEOPLE and _OBJECTS.search(bare):
        return "数量和单位"
    if measure.sort is Sort.MONEY and measure.per is None and not _MONEY_WORDS.search(bare):
        return "数量和单位"
    return None
