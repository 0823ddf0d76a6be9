"""QLT-010."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.model.values import Polarity, polarity_of
from jiheng.rules.form import Form, quote
from jiheng.rules.quality.matching import moved_texts
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule

_OPPOSITES = (
    ("整改", "发现"),
    ("不合格", "合格"),
    ("不满意", "满意"),
    ("未完成", "完成"),
    ("逾期", "按期"),
    ("超期", "按期"),
    ("下降", "增长"),
    ("减少", "增加"),
    ("降低", "提高"),
    ("减少", "新增"),
    ("支出", "收入"),
    ("结余", "执行"),
)
"""Words that say the opposite. A text that has both is about their relation, and contradicts nothing."""
_KINDS = (
    ("rate", re.compile(r"(?:比例|比率|占比|比重|百分比|百分率|[^效频功汇税利费]率|满意度)$")),
    ("time", re.compile(r"(?:日期|时间|时限|时长|时点)$")),
    ("money", re.compile(r"(?:成本|费用?|单价|造价|支出|投资额?|金额|总价|(?:补助|补贴|报酬|工资|供养|收费)标准)$")),
    (
        "count",
        re.compile(r"(?:人数|人次|户数|次数|场次|数量|个数|面积|里程|长度|件数|台数|重量|吨数|亩数|公里数|天数)$"),
    ),
)
_MAY_DIFFER = frozenset((("rate", "count"), ("time", "count"), ("count", "time"), ("money", "count")))
"""What a name measures and its description: 合格率 is often described by 合格件数, which is careless and no contradiction."""
_HEAD = re.compile(r"(?<![不未非])([\u4e00-\u9fff]{2})(?:率|度|比例)(?:\([^()]*\))?$")
_PART = re.compile(r"([^,，。;；]+?)(?:占|与|除以|/|÷)")
_BAD = re.compile(
    r"损坏|故障|投诉|违规|违约|差错|错误|退货|流失|死亡|逾期|超期|缺勤|缺岗|闲置|空置|破损|事故|失败|返工|拖欠|漏报|误报|脱落|枯死|退回|超标|报废"
)
_MENDED = re.compile(
    r"修复|整改|处理|处置|办结|化解|解决|回复|控制|排除|消除|完好|降低|下降|减少|受理|理赔|追回|清偿|未|无|发现|查处"
)


@rule(
    "QLT-010",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标体系",
    kinds=TARGETS_WITH_TREE,
    message="{called}的说明写的是“{text}”，与名称不是一回事。请核对名称和说明，改成一致。",
    of_other="{called}的说明“{text}”说的是第 {number} 条指标“{other}”，像是串了行。请核对这一列，把说明写到对应的指标上。",
)
def name_against_description(form: Form) -> Iterator[Found]:
    """指标名称与说明不一致。

    ## 查什么
    指标说明（指标解释、绩效指标描述）与名称是否说同一件事：名称是“整改率”而说明是“发现问题的比率”这样意思相反的；名称是数量
    而说明是比例、名称是比率而说明是日期或金额的；说明与自己的名称没有一个词相同，却正好是另一条指标的内容的。

    ## 为什么
    名称和说明不一致，年底按哪一个算都有争议。

    ## 怎么改
    以要考核的内容为准，改正名称或说明；整列错了一行的，逐行核对。
    """
    rows = set()
    for moved in moved_texts(form, "description"):
        rows.add(moved.row.n)
        yield found(
            moved.row.path("description"),
            moved.row.path("name"),
            moved.other.path("name"),
            message="of_other",
            called=moved.row.called,
            text=quote(moved.text),
            number=moved.other.n + 1,
            other=quote(moved.other.name),
        )
    for row in form.rows:
        text = row.indicator.description or ""
        if row.name and text and row.n not in rows and _contradict(fold(row.name), fold(text)):
            yield found(row.path("description"), row.path("name"), called=row.called, text=quote(text))


def _contradict(name: str, text: str) -> bool:
    if name == text:
        return False
    mine, theirs = _kind(name), _kind(text)
    if mine and theirs and mine != theirs and (mine, theirs) not in _MAY_DIFFER:
        return True
    head = _HEAD.search(name)
    if head is not None and _denied(text, head[1]):
        return True
    part = _PART.match(text)
    if (
        part is not None
        and mine == "rate"
        and _BAD.search(part[1])
        and not _BAD.search(name)
        and not _MENDED.search(part[1])
    ):
        return not _MENDED.search(name) and polarity_of(name) is not Polarity.NEGATIVE
    if part is not None and "率" in name[-4:] and _is_found_only(name, part[1]):
        return True
    return any(
        _has(name, said) and not _has(name, opposite) and _has(text, opposite) and not _has(text, said)
        for pair in _OPPOSITES
        for said, opposite in (pair, pair[::-1])
    )


_SOLVED = re.compile(
    r"(?:整改|处置|处理|办结|化解|修复|销号|解决|回复|答复|消除|治理|查处|结案)(?:完成|到位|合格|及时)?率"
)
_FOUND = re.compile(r"^[^,，]{0,6}(?:查出|检出|发现|排查出|收到|登记|受理|检测出|新增|产生)")
_GOOD = re.compile(r"(?:有效|改善|好转|治愈|提升|提高|康复|增收|达标|完好|就业|成功)率")
_NO_GOOD = re.compile(r"(?:无|未|没有|不)(?:明显)?(?:改善|好转|效果?|变化|提升|提高|康复|治愈|达标|就业|成功|增收)")


def _is_found_only(name: str, part: str) -> bool:
    """Whether a rate of what was solved is described by what was found, one of what got better by what did not."""
    if _SOLVED.search(name) and _FOUND.search(part):
        return not _DEALT_WITH.search(_FOUND.sub("", part, count=1))
    return _GOOD.search(name) is not None and _NO_GOOD.search(part) is not None and not _NO_GOOD.search(name)


_DEALT_WITH = re.compile(r"整改|处置|处理|办结|化解|修复|销号|解决|回复|答复|消除|治理|查处|结案|复核|完成|已|后")


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    """What a name or a description measures; blank where its end does not tell."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "")


def _denied(text: str, word: str) -> bool:
    """Whether a text says a word only to deny it: 未办结事项, 不合格数."""
    return any(f"{no}{word}" in text for no in ("未", "不", "非", "没有", "未能", "未按时", "未按期")) and not _has(
        text, word
    )


def _has(text: str, word: str) -> bool:
    """Whether a text says a word, and not its denial: 不合格 does not say 合格."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or text[at - 1] not in "不未非":
            return True
        at = text.find(word, at + 1)
    return False
