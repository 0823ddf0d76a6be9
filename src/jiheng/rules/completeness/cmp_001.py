"""CMP-001."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.rules.completeness.amounts import blank_amounts
from jiheng.rules.completeness.labels import is_printed
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule

_HEADER = {
    "project_name": "项目名称",
    "direction": "支出方向",
    "budget_unit": "单位名称",
    "competent_department": "主管部门",
    "implementing_unit": "实施单位",
}
_OF_PROJECTS = frozenset((Kind.PROJECT, Kind.MONITORING, Kind.SELF_EVALUATION))
_FIRST = 20
"""Forms of the file that are looked at for the name of its unit."""
_UNITS = ("budget_unit", "implementing_unit", "competent_department", "filing_unit")


@rule(
    "CMP-001",
    severity=Severity.ERROR,
    basis=FORM,
    message="表头的“{fields}”空着，请填写。",
    amount="“{fields}”的金额空着，请按预算填写；确实没有的，请填 0。",
    year="整个文件都没有写明预算年度，请在标题或者表头写明是哪一年的绩效目标。",
)
def header_fields(form: Form) -> Iterator[Found]:
    """表头印着的栏目没有填。

    ## 查什么
    表上印着的项目名称、单位名称、主管部门、实施单位、支出方向和金额是否填写；表上没有印的栏目不查。
    金额空着而资金来源已填的，见 CMP-006。年度在同一文件的任何一张表上写明即可，都没有写的只作建议。

    ## 为什么
    缺了单位、项目或者金额，这张表就对不上预算，后面的审核、批复、公开都无法进行。

    ## 怎么改
    照预算批复或者申报文本补填。
    """
    blank = list(_blank_header(form))
    if blank:
        yield found(*blank, fields="、".join(_HEADER.get(key, "填报单位") for key in blank))
    for path, name in blank_amounts(form):
        yield found(path, message="amount", fields=name)
    if _has_no_year(form):
        if "fiscal_year" in form.blanks:
            yield found("fiscal_year", fields="年度")
        else:
            yield found("fiscal_year", severity=Severity.ADVICE, message="year")


def _blank_header(form: Form) -> Iterator[str]:
    for key in _HEADER:
        if (
            not getattr(form.table, key)
            and is_printed(form, key)
            and not (key == "project_name" and form.kind not in _OF_PROJECTS)
        ):
            yield key
    if (
        form.has("filing_unit")
        and not any(form.has(key) for key in _UNITS[:-1])
        and not any(getattr(one.table, key) for one in form.siblings[:_FIRST] for key in _UNITS)
    ):
        yield "filing_unit"


def _has_no_year(form: Form) -> bool:
    first = next((one for one in form.siblings if not one.is_blank), form)
    if form is not first or form.kind is Kind.NARRATIVE:
        return False
    return not any(one.table.fiscal_year for one in form.siblings)
