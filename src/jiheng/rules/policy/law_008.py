"""LAW-008."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.policy.documents import citations
from jiheng.rules.registry import TARGETS, Found, found, rule

_MOST_NAMED = 3


@rule(
    "LAW-008",
    severity=Severity.ADVICE,
    basis="党政机关公文格式#发文字号",
    kinds=TARGETS,
    fixes=True,
    message="发文字号“{printed_number}”的写法不规范，应写作“{proper}”{more}。",
)
def number_of_a_document(form: Form) -> Iterator[Found]:
    """引用文件的发文字号写法不规范。

    ## 查什么
    文字和指标里引用的发文字号，年份要用六角括号〔〕，不加“第”，序号不编虚位。

    ## 为什么
    发文字号写错，审核时查不到文件，依据就落空了。

    ## 怎么改
    按“机关代字〔年份〕序号号”改写，例如 财预〔2015〕88号。
    """
    wrong = [one for one in citations(form) if "".join(one.printed.split()) != one.proper]
    if not wrong:
        return
    paths = list(dict.fromkeys(one.path for one in wrong))
    numbers = list(dict.fromkeys((one.printed, one.proper) for one in wrong))
    others = "、".join(f"“{printed}”" for printed, _ in numbers[1 : _MOST_NAMED + 1])
    text = str(form.value(paths[0]))
    for printed, proper in numbers:
        text = text.replace(printed, proper)
    yield found(
        *paths,
        fix=(paths[0], text) if len(paths) == 1 else None,
        printed_number=numbers[0][0],
        proper=numbers[0][1],
        more=f"，{others}同样改写" if others else "",
    )
