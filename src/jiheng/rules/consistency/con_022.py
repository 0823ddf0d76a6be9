"""CON-022."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.consistency.estimates import estimated, is_explained
from jiheng.rules.form import Form
from jiheng.rules.registry import TARGETS_WITH_TREE, Found, found, rule


@rule(
    "CON-022",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=TARGETS_WITH_TREE,
    message="{called}为“{text}”，测算里写作“{words}”另加单独列名的 {rest} 个，合起来相符，只是说法不同。建议统一说法。",
)
def same_words_for_a_count(form: Form) -> Iterator[Found]:
    """指标与测算的数量相符而说法不同。

    ## 查什么
    数量指标写一个总数（社区 7 个），支出测算写成几个加上单独列名的几个（6个社区，另加某村），加起来相等的。

    ## 为什么
    数字没有错，但两处说法不同，审核时容易当成不一致。

    ## 怎么改
    在测算里写明总数，例如“7个社区（含某村）”。
    """
    for one in estimated(form):
        if is_explained(form, one):
            row = one.counted.row
            yield found(
                one.path,
                row.path("value_text"),
                called=row.called,
                text=row.value,
                words=one.count.words,
                rest=format((one.counted.number - one.count.number).normalize(), "f"),
            )
