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
_DIGIT = re.compile(r"\d|[一二三四五六七八九十百]+(?:个|项|次|场|户|名|人|处|座|条|套|件)")
_EMPTY = re.compile(
    r"(?:按时|按期|及时|圆满|全面|认真|扎实|切实|更好地?的?|有效|顺利|正常|积极|努力)*(?:做好|抓好|搞好|保障|保证|确保|开展|完成|推进|加强)好?"
    r".{0,14}?(?:工作|任务|管理|事项|各项工作)(?:的)?(?:(?:顺利|正常|有序|稳定|有效|全面|圆满)?(?:开展|进行|完成|运转|推进|实施))?|"
    r"(?:有效|规范|严格|加强)?管理.{0,16}|.{0,14}工作(?:顺利|正常|有序|稳定|有效|圆满)(?:开展|进行|完成|推进)"
)


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
    开展”这样的话。

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
    if texts and len(texts) == len(scopes):
        flat = [text for same in texts for text in same]
        yield found(*(one.path for one in flat), text=quote(flat[0].text))


def _is_vague(texts: list[str], least: int) -> bool:
    bare = [_SIGNS.sub("", _NUMBERING.sub("", _YEAR.sub("", fold(text)))) for text in texts]
    if any(_DIGIT.search(text) for text in bare):
        return False
    return sum(map(len, bare)) < least or all(_EMPTY.fullmatch(text) for text in bare)
