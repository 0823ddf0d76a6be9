"""DUP-012."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, TARGETS_WITH_TREE, Found, Over, found, rule
from jiheng.rules.similar import bare


@rule(
    "DUP-012",
    severity=Severity.ADVICE,
    basis=FORM,
    kinds=TARGETS_WITH_TREE,
    over=Over.BATCH,
    message="文件里第 {numbers} 张表是同一份申报。请只留定稿的一张。",
)
def same_declaration_twice(batch: Batch) -> Iterator[Found]:
    """同一份申报在一个文件里有两张表。

    ## 查什么
    一个文件里单位、年度、项目都相同的两张表（没有写单位的，看各项任务的金额是否全部相同），指标也大半相同。

    ## 为什么
    两张表都交上来，不知道以哪一张为准，金额还会重复计算。

    ## 怎么改
    删去旧稿，只报定稿。
    """
    for forms in batch.versions:
        by_file: dict[str, list[Form]] = defaultdict(list)
        for form in forms:
            by_file[form.source].append(form)
        for same in by_file.values():
            alike = [form for form in same if _is_alike(same[0], form)]
            if len(alike) > 1:
                yield found(
                    *(form.spot(form.total[0] if form.total else "title") for form in reversed(alike)),
                    numbers="、".join(str(form.number + 1) for form in alike),
                )


def _is_alike(one: Form, other: Form) -> bool:
    names = [frozenset(bare(row.name) for row in form.rows if row.name) for form in (one, other)]
    fewer = min(map(len, names))
    return len(names[0] & names[1]) * 2 >= max(fewer, 1)
