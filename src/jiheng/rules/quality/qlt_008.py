"""QLT-008."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Text, quote
from jiheng.rules.registry import TARGETS, Found, found, rule

_SENTENCE = re.compile(r"[^。;；!！\n]+")
_DONE = r"完成|建成|实现|取得|达到|组建|成立|开展|举办|召开|发放|新建|解决|保持|获得|建立|落实|改造|维修|整治|投入|拨付|培训|安装|新增|通过"
_PAST = re.compile(
    rf"(?:{_DONE}|改善|提升|提高|增强|丰富|优化|夯实|促进|维护)了(?!解)|超额完成|超额实现|"
    rf"(?<![早而])已(?:经|全部|全面|基本|顺利|圆满|提前|累计|如期)*(?:{_DONE}|竣工|验收|投入使用)|"
    r"取得(?:了)?(?:较?好|[较很]大|明显|显著|良好|丰硕|可喜|突出|阶段性|一定|优异|重大|积极)的?(?:的)?(?:成效|成绩|成果|进展|实效|突破|效果)|"
    r"(?:取得|创造?|创下|实现|刷新)(?:了)?[^,，]{0,4}(?:历史(?:性)?(?:最[好高佳优]|新高|突破)|历史最[好高]|新高)[^,，]{0,4}|(?:考核|评比|排名|测评)[^,，]{0,6}(?:排名|位次|名列|获得?)(?:全[省市县区])?第[一二三]|"
    r"(?:排在|位居|位列|名列|走在)[^,，]{0,10}(?:前列|前茅|第[一二三]|榜首|前[一二三四五十])|荣获|被评为|获评|被授予|喜获|得到(?:了)?上级(?:的)?(?:肯定|好评|表彰)"
)
_FINISHED = re.compile(rf"(?:{_DONE}|竣工|验收|化解|办结|调解|查处|处置|救助|组织|收集|清理|招商|签约|慰问)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!度?(?:以来|起|至|—|-|~|以?前|之前|底前))|(上年度?|去年|往年)")
_AS_MEASURE = re.compile(
    r"较|比|同比|基数|基础上|按照?|根据|依据|结转|结余|欠|下达|文件|印发|规划|计划|方案|通知|标准|水平|以来|(?<![降升增减])至|(?<!\d)起|启动|开工|续建|跨年|尾款|"
    r"质保|余款|考核|决算|发文|提出|号文|修订|颁布|批复|立项|要求"
)
_WISH = re.compile(
    r"力争|争取|争创|确保|保证|努力(?![,，下])|力求|(?<!即)将|计划|预计|拟|目标|预期|(?<![重主需紧])要(?!求|素|点)|届时|年底前|希望|期望|旨在"
)
_AIM = re.compile(r"通过(?!努力|不懈)|推动|促进|使(?!用)|以便|从而|进一步|持续|(?<![行作认成])为(?!民)|达到.{0,10}效果")
"""Words of purpose, behind which a result is hoped for; a rank or 超额完成 is none."""
_RESULT = re.compile(r"超额|排在|位居|位列|名列|走在|历史|新高|荣获|评为|获评|授予|喜获|得到")
_ATTRIBUTE = re.compile(
    r"已[^,，。;；]{0,16}的|(?:对|将|针对|为|巩固|维护|管护|管理|利用|保障)[^,，。;；]{0,6}已|未[^,，]{0,4}已|已[^,，]{0,8}后|"
    r"已(?:建成?|竣工|完工|完成|投用|接入)(?:项目|工程|设施|管网|点位|站点)"
)
_SO_FAR = re.compile(r"截[至止]目前|目前[,，]?已|(?:以来|年来)[^。;；]{0,8}(?:共|累计|已)")
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|-|—|~|至)")


@rule(
    "QLT-008",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS,
    message="{label}“{text}”写的是已经做完的事（“{word}”）。绩效目标请写{year}要做什么、做到什么程度，过去的成绩不要写进目标。",
    several="{label}“{text}”写的是已经做完的事（“{word}”），共有 {count} 处这样写。绩效目标请写{year}要做什么、做到什么程度，过去的成绩"
    "不要写进目标。",
)
def past_as_goal(form: Form) -> Iterator[Found]:
    """目标写成了已经完成的事。

    ## 查什么
    绩效目标、工作目标、汇总表各行的目标和指标名称里，有没有“已完成”“取得了……成效”“超额完成”“位居前列”，或者上一年度
    完成了什么的话。“已建成设施的维护”一类只是说明对象的，“力争取得”“较上年提高”一类的，不提示。自评和监控表不查。

    ## 为什么
    绩效目标是对预算年度的承诺。把上年的总结抄来，今年做什么就没有说。

    ## 怎么改
    改成本预算年度要达到的结果；上年的完成情况可以作为指标值的依据。
    """
    told = [(one, word) for one in _texts(form) if (word := _past(one.text, form.year))]
    if not told:
        return
    first, word = told[0]
    yield found(
        *(one.path for one, _ in told),
        message="several" if len(told) > 1 else "",
        label=_LABELS.get(first.path.partition("[")[0], "目标"),
        text=quote(first.text),
        word=word,
        count=len(told),
        year=f" {form.year} 年" if form.year else "预算年度",
    )


_LABELS = {
    "goals": "绩效目标",
    "fund_lines": "绩效目标",
    "work_plan": "工作目标",
    "tasks": "任务内容",
    "indicators": "指标名称",
}
_LOOKED_AT = (".text", "_goal", ".objective", ".content")


def _texts(form: Form) -> Iterator[Text]:
    for one in form.texts:
        if one.path.endswith(_LOOKED_AT):
            yield one
    for row in form.rows:
        if row.name:
            yield Text(row.path("name"), row.name)


def _past(text: str, year: int | None) -> str:
    """The words of a text that tell something done; blank where there are none."""
    if not _HINT.search(text):
        return ""
    for sentence in _SENTENCE.findall(fold(text)):
        so_far = _SO_FAR.search(sentence)
        if so_far is not None:
            return so_far[0]
        for match in _PAST.finditer(sentence):
            if not _is_planned(sentence, match):
                return match[0]
        told = _of_past_year(sentence, year)
        if told:
            return told
    return ""


_HINT = re.compile(r"目前|历史|新高|了|超额|已|取得|前列|前茅|榜首|第一|第二|第三|荣获|评为|获评|授予|喜获|年")


def _is_planned(sentence: str, match: re.Match[str]) -> bool:
    """Whether words before say that it is wished, or it only says which things are meant."""
    before = sentence[: match.start()]
    if _WISH.search(before) or (_AIM.search(before) and not _RESULT.match(match[0])):
        return True
    if "已" in match[0]:
        clause = sentence[max(sentence.rfind(",", 0, match.start()), sentence.rfind("，", 0, match.start())) + 1 :]
        return _ATTRIBUTE.search(clause) is not None
    return False


def _of_past_year(sentence: str, year: int | None) -> str:
    """`2022年新组建…` in a form of 2023."""
    match = _YEAR.search(sentence)
    if match is None or (match[1] and (year is None or int(match[1]) >= year)):
        return ""
    if year is not None and any(int(other) >= year for other in _ANY_YEAR.findall(sentence)):
        return ""
    rest = sentence[match.end() :]
    if (
        _AS_MEASURE.search(_COMPARED.sub("", sentence))
        or _WISH.search(sentence)
        or _AIM.search(sentence[: match.start()])
    ):
        return ""
    done = _FINISHED.search(rest)
    if done is None or _OF_A_THING.match(rest, done.end()):
        return ""
    return f"{match[0]}…{done[0]}"


_COMPARED = re.compile(r"[,，](?:较|比|同比|环比)[^,，]{0,20}")
"""A figure of the past compared with the year before it is still one of the past."""
_OF_A_THING = re.compile(r"[^,，]{0,10}的|(?:项目|工程|对象)")
"""Behind a verb: it only says which things are meant (2022年建成的公路、2023年签约项目)."""
