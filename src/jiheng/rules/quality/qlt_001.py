"""QLT-001."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_DATE = re.compile(
    r"(?:(?:19|20)\d\d年?)?(?:年[底末初内]|\d{1,2}月(?:\d{1,2}日|底|末|初|份|上旬|中旬|下旬)?|[一二三四1-4]季度|[上下]半年)?(?:之?前|以前|止)?|"
    r"(?:全年|年度|年[底末内]|当年|本年度?|[每各]月)(?:之?前|以前)?|(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?"
)
_PLACE = re.compile(r"[^,，、]{0,10}(?:辖区内?|全县|全市|全区|全省|全镇|全乡|办事处|街道)")
_OFFICE = re.compile(r"[^,，、]{0,10}(?:委员会|管委会|管理站|办公室|[大中支总]队|中心|[局科股室站办])")
_ACT = re.compile(
    r"服务|覆盖|涉及|保障|整治|惠及|新建|改建|建设|建成|创建|设[置立]|支持|培训|维修|改造|购置|补[助贴]|扶持|验收|检查|管[理护]|开[展设放]|参[加与]|运行|运营|入驻|完成|新增|打造"
)
_THINGS = frozenset("个家所处座间支套栋幢")
"""Units by which offices themselves are counted: 新设服务中心 3个; 综合执法大队 310件 counts something else."""
_VERDICT = re.compile(
    r"(?:[较很更极]|十分|非常|比较)(?:[强好高大优快]|明显|显著|突出)$|(?:程度|效益|效果|作用|影响|成效)(?:显著|明显|突出|良好|凸显)$"
)
_SLOGAN = re.compile(
    r"(?:圆满|全面|认真|扎实|切实|努力|积极|按时|按期|高质量)*(?:完成|做好|抓好|开展好?|推进|落实|保障|干好)(?:好|了)?"
    r"(?:本?单位|部门|街道|全[县市区镇乡])?(?:的)?(?:各项|全部|全年|年度|相关|有关|日常|所有|上级交办的?|其他)*(?:工作|任务|事项|目标|目标任务|工作任务)+"
)
_CREED = re.compile(
    r"(?:坚持以?|坚决(?:贯彻|落实)|牢固?树立|牢记|践行|深入(?:学习|贯彻|落实)|全面(?:贯彻|落实)|认真(?:学习|贯彻|落实)|贯彻落实|贯彻|学习贯彻|高举|围绕|紧扣|秉承|弘扬|"
    r"以[^,，]{2,10}为(?:中心|核心|引领|指导|抓手|导向)|(?:努力|奋力|着力|大力|加快|积极|全力|不断)(?:建设|打造|争创|创建|推进|推动|开创|谱写|构建|提升|提高|增强))"
)
_MEASURE_END = re.compile(
    r"[率度数量额比值分]$|(?:面积|里程|长度|人次|次数|场次|个数|时间|时限|成本|费用|比例|占比|水平|能力|程度|情况|效果|质量|覆盖面|知晓|满意)$"
)
_LONGEST_CREED = 8
"""Characters from which a name that begins like a slogan and ends in no measure is one."""
_COUNTED = frozenset((ValueKind.PERCENT, ValueKind.ABSOLUTE))

_WHY = {
    "date": "写的是日期，没有说明考核什么",
    "place": "写的是地点或部门，没有说明考核什么",
    "project": "写的是项目名称，没有说明考核什么",
    "verdict": "名称里已经下了结论，没有说明衡量什么",
    "slogan": "是一句口号，没有说明衡量什么",
}


@rule(
    "QLT-001",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}{why}。指标名称请写成能衡量的名词，例如“…完成率”“…数量”“…覆盖率”。",
    several="{called}{why}，共有 {count} 条指标的名称不是指标（{names}）。指标名称请写成能衡量的名词，例如“…完成率”“…数量”“…覆盖率”。",
)
def no_indicator(form: Form) -> Iterator[Found]:
    """指标名称不是指标。

    ## 查什么
    三级指标的名称只是一个日期、地点、部门或项目名称，一句“完成各项工作”式的口号，或者已经带着“较强”“显著”的结论。
    指标值是一段文字说明的（名称只作标题），不查；成本指标用项目或事项名称的，也不查。

    ## 为什么
    看不出衡量什么的指标，指标值再准确也无法考核。

    ## 怎么改
    写明衡量的对象和角度，例如把“年底”改成“项目按期完成率”，日期写进指标值。
    """
    odd = [(row, why) for row in form.rows if row.name and (why := _why(form, row))]
    if not odd:
        return
    first, why = odd[0]
    yield found(
        *(row.path("name") for row, _ in odd),
        message="several" if len(odd) > 1 else "",
        called=first.called,
        why=_WHY[why],
        count=len(odd),
        names="、".join(f"“{row.name[:12]}”" for row, _ in odd[:4]),
    )


def _why(form: Form, row: Row) -> str:
    name, kind = fold(row.name), row.meaning.kind
    if _VERDICT.search(name):
        return "verdict"
    if kind not in _COUNTED:
        return "date" if _DATE.fullmatch(name) and kind is not ValueKind.MIXED else ""
    if _DATE.fullmatch(name):
        return "date"
    if _SLOGAN.fullmatch(name):
        return "slogan"
    if len(name) >= _LONGEST_CREED and _CREED.match(name) and not _MEASURE_END.search(name):
        return "slogan" if kind is ValueKind.PERCENT else ""
    if row.is_cost:
        return ""
    if not _ACT.search(name):
        unit = row.meaning.unit or ""
        if _PLACE.fullmatch(name) or (_OFFICE.fullmatch(name) and unit and unit not in _THINGS):
            return "place"
    if len(name) > 3 and name in (fold(form.project), fold(form.table.parent_fund or "")):
        return "project"
    if any(name == fold(item.responsible or "") for item in form.table.work_plan or ()):
        return "place"
    return ""
