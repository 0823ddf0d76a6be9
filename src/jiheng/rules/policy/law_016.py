"""LAW-016."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, Over, found, rule
from jiheng.rules.units import bare_unit


@rule(
    "LAW-016",
    severity=Severity.ADVICE,
    basis="财预〔2015〕88号#绩效目标审核",
    kinds=frozenset((Kind.PROJECT,)),
    over=Over.FILE,
    message="主管部门和实施单位都是“{unit}”{more}，表上没有第二道审核的意见。请由单位内另一个人复核，并留下审核记录。",
)
def no_second_review(forms: Sequence[Form]) -> Iterator[Found]:
    """主管部门就是实施单位，没有第二道审核。

    ## 查什么
    主管部门与实施单位相同、也没有填写任何审核意见的项目。街道、乡镇自己实施的项目这样填是正常的，只作提醒；一个文件只提示
    一次。

    ## 为什么
    主管部门审核是第一道关。主管部门就是自己时，要靠单位内部的复核补上。

    ## 怎么改
    不必改表；报送前由另一个人复核一遍，留下审核记录。
    """
    same = [form for form in forms if _is_alone(form)]
    if same:
        more = f"（本文件共 {len(same)} 个项目）" if len(same) > 1 else ""
        unit = quote(same[0].table.implementing_unit or "")
        yield found(*(form.spot("implementing_unit") for form in same), unit=unit, more=more)


def _is_alone(form: Form) -> bool:
    table = form.table
    if not table.competent_department or not table.implementing_unit:
        return False
    if bare_unit(table.competent_department) != bare_unit(table.implementing_unit):
        return False
    return not any(opinion.text for opinion in table.opinions or ())
