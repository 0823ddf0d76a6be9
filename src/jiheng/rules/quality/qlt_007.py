"""QLT-007."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from jiheng.model.declaration import Scope
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.form import Form, Text, quote
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_NUMBERING = re.compile(r"^(?:目标)?[\d一二三四五六七八九十]{1,2}[.、,:：．)）]|^\(\d\)")
_SIGNS = re.compile(r"[^\w]|_")
_DIGIT = re.compile(r"\d|(?<![一二三四五六七八九十百])[一二三四五六七八九十百]+(?:个|项|次|场|户|名|人|处|座|条|套|件)")
_EMPTY = re.compile(
    r"(?:按时|按期|及时|圆满|全面|认真|扎实|切实|更好地?的?|有效|顺利|正常|积极|努力)*(?:做好|抓好|搞好|保障|保证|确保|开展|完成|推进|加强)好?"
    r".{0,14}?(?:工作|任务|管理|事项|各项工作)(?:的)?(?:(?:顺利|正常|有序|稳定|有效|全面|圆满)?(?:开展|进行|完成|运转|推进|实施))?|"
    r"(?:有效|规范|严格|加强)?管理.{0,16}|.{0,14}工作(?:顺利|正常|有序|稳定|有效|圆满)(?:开展|进行|完成|推进)"
)


_CLAUSES = re.compile(r"[,，。；;、!！\n]+")
_SOFTLY = (
    r"(?:为了?|通过|以|使|并|及|和|将|从而|进一步|切实|不断|持续|有效|全面|努力|积极|大力|深入|扎实|认真|更好地?|着力|稳步|逐步|明显|显著|充分|有力|"
    r"坚持|始终|按时|按期|及时|圆满|全力|加快|加大|更加|广大|继续|整体|真正|科学|统筹)*"
)
_SAYING = re.compile(
    rf"{_SOFTLY}(?:做好|抓好|搞好|干好|保障|保证|确保|支持|促进|推进|推动|加强|增强|提高|提升|改善|优化|维护|满足|强化|助力|服务|发展|实现|深化|健全|完善|营造|扩大|巩固|规范|落实|贯彻|履行|开展|发挥)[^,，。；;]{{0,22}}"
)
_CONCRETE = re.compile(
    r"维修|修缮|新建|改建|扩建|建成|建设(?![^,，]{0,4}(?:事业|水平|发展|步伐))|采购|购置|发放|安装|铺设|硬化|改造|种植|清运|清淤|救助|资助|补贴|补助|培训|演出|检测|抽检|监测|排查|评审|编制|出版|印刷|运行|运转|"
    r"维护(?=[^,，]{0,8}(?:设备|设施|系统|平台|路|桥|网|管))|更换|保洁|值守|巡查|会议|演练|普查|租赁|养护|防治|免疫|接种|体检|慰问|奖励|竣工|验收|付息|偿还|工资|薪酬|保险|缴费|缴纳|供热|供水|供电|搬迁|征收|比赛|展览|讲座|招商|签约|开放"
)
_PART_OF_LIST = re.compile(r"[^,，。；;]{0,4}(?:感|性|力|率|度)")
"""A piece of an enumeration that goes on a saying: 获得感、幸福感、安全感."""
_SHORTEST_SLOGAN = 2
"""Clauses from which on a goal of sayings alone is told; one by itself is looked at by its words."""


@rule(
    "QLT-007",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS_WITH_TREE,
    needs=("goal_length",),
    message="绩效目标只写了“{text}”，太笼统。请写明做什么、做多少、达到什么效果。",
)
def vague_goal(form: Form) -> Iterator[Found]:
    """绩效目标太笼统。

    ## 查什么
    同一范围（年度、实施期）的全部目标合起来，没有一个数字，而且字数少于口径规定的字数，或者只有“做好……工作”“保障……正常
    开展”这样的话，或者每一句都是“支持……发展”“提升……水平”，没有一件要做的事。

    ## 为什么
    目标要指向明确、细化量化。只说做好工作，既不能分解成指标，也不能考核。

    ## 怎么改
    写明做什么、做多少、达到什么效果，例如“维修村道 6 公里，解决 3 个村 1,200 人出行”。
    """
    least = int(form.profile.number("goal_length"))
    scopes: dict[Scope, list[Text]] = defaultdict(list)
    goals = form.table.goals or ()
    for text in form.goal_texts:
        scopes[goals[int(text.path[6:-6])].scope].append(text)
    texts = [texts for texts in scopes.values() if _is_vague([one.text for one in texts], least)]
    if len(texts) != len(scopes):  # one goal says it: told of is only a year's goal of sayings
        annual = scopes.get(Scope.ANNUAL, [])
        texts = [annual] if annual and _says_nothing([one.text for one in annual]) else []
    if texts:
        flat = [text for same in texts for text in same]
        yield found(*(one.path for one in flat), text=quote(flat[0].text))


def _is_vague(texts: list[str], least: int) -> bool:
    bare = [_SIGNS.sub("", _NUMBERING.sub("", _YEAR.sub("", fold(text)))) for text in texts]
    if any(_DIGIT.search(text) for text in bare):
        return False
    return sum(map(len, bare)) < least or all(_EMPTY.fullmatch(text) for text in bare) or _says_nothing(texts)


def _says_nothing(texts: list[str]) -> bool:
    """Whether every clause is a saying (支持……发展, 提升……水平), and none names a thing to be done."""
    clauses = [one for text in texts for one in _CLAUSES.split(_NUMBERING.sub("", _YEAR.sub("", fold(text)))) if one]
    if len(clauses) < _SHORTEST_SLOGAN or any(_DIGIT.search(clause) or _CONCRETE.search(clause) for clause in clauses):
        return False
    return all(_SAYING.fullmatch(clause) or _PART_OF_LIST.fullmatch(clause) for clause in clauses)
