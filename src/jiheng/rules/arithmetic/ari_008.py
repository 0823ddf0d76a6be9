"""ARI-008."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import ARITHMETIC, Found, rule
from jiheng.rules.sums import broken, once, unbalanced


@rule(
    "ARI-008",
    severity=Severity.ERROR,
    basis=ARITHMETIC,
    kinds=frozenset((Kind.SPECIAL_FUND_SUMMARY, Kind.DEPARTMENT_OVERALL)),
    fixes=True,
    message="{whole} {total}，下列各行之和 {sum}，相差 {gap}。请核对各行金额。",
    with_fix="{whole} {total}，下列各行之和 {sum}，相差 {gap}。把{field}由 {old}改为 {new}，各处合计就都对得上，请核对。",
)
def sections_and_lines(form: Form) -> Iterator[Found]:
    """汇总表的小计、合计与明细之和不符。

    ## 查什么
    专项资金汇总表中，每一大项（一、二、三）的金额是否等于其下各行之和，合计是否等于各大项之和。有明细没有填金额的不查。

    ## 为什么
    汇总表是批复专项资金的总账，一处不平，后面各张方向表都对不上。

    ## 怎么改
    对照各方向的绩效目标表核对金额。只有一处改动能使整张表都平的，提示会指出改哪一个数。
    """
    yield from once(unbalanced(form, one, whole=_whole(form, one.sum.total)) for one in broken(form, "ARI-008"))


def _whole(form: Form, path: str) -> str:
    row = path.rpartition(".")[0]
    return "合计" if row == "budget" else f"“{quote(form.value(f'{row}.name'))}”小计"
