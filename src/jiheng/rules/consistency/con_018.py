"""CON-018."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule


@rule(
    "CON-018",
    severity=Severity.WARNING,
    basis=FORM,
    message="实有人数 {staff} 人，超过人员编制数 {posts} 人，多 {gap} 人。请核对；有编外或聘用人员的，请在表中说明。",
)
def staff_within_posts(form: Form) -> Iterator[Found]:
    """实有人数超过人员编制数。

    ## 查什么
    表头的实有人数是否大于人员编制数。编制数空着或者为 0 的不查。

    ## 为什么
    基本支出按编制和实有人数核定，超编人员的经费要有来源。

    ## 怎么改
    核对两个数；超出的是编外、聘用人员的，在“其他需要说明的问题”里写明。
    """
    posts, staff = form.table.established_posts, form.table.actual_staff
    if posts and staff and staff > posts:
        yield found(
            "actual_staff",
            "established_posts",
            printed=str(staff),
            computed=str(posts),
            difference=str(staff - posts),
            staff=staff,
            posts=posts,
            gap=staff - posts,
        )
