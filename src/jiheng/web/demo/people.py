"""Who lives in 云溪县, a county that does not exist: its organisations and the accounts of the people in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from unittest.mock import patch

from django.contrib.auth.hashers import make_password

from jiheng.web.records.domain import import_organisations, sheets
from jiheng.web.records.domain import people as accounts
from jiheng.web.records.domain.workbooks import comma_separated
from jiheng.web.records.models import Organisation, Person, Role

PASSWORD = "Yunxi-Demo-2026"
ORGANISATIONS: tuple[tuple[str, str, str, str, str], ...] = (
    ("101", "云溪县财政局", "财政局", "", ""),
    ("201", "云溪县民政局", "主管部门", "101", ""),
    ("201001", "云溪县养老服务中心", "预算单位", "201", ""),
    ("201002", "云溪县救助管理站", "预算单位", "201", ""),
    ("202", "云溪县文化和旅游局", "主管部门", "101", "云溪县文旅局"),
    ("202001", "云溪县图书馆", "预算单位", "202", ""),
    ("202002", "云溪县文化馆", "预算单位", "202", ""),
    ("301", "云溪县梨香街道办事处", "预算单位", "101", "库尔勒市梨香街道办事处"),
    ("302", "云溪县祝融街道办事处", "预算单位", "101", "衡阳市南岳区祝融街道办事处；南岳区祝融街道办事处"),
    ("303", "云溪县田心街道办事处", "预算单位", "101", "株洲市石峰区田心街道办事处"),
    ("304", "云溪县团结西路街道办事处", "预算单位", "101", "永宁县团结西路街道办事处"),
    ("305", "云溪县无终街道办事处", "预算单位", "101", "玉田县无终街道办事处；玉田县无终街道办事处本级"),
)
"""Code, name, kind, code of the parent, other names: those that the example forms print."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with an account."""

    username: str
    name: str
    role: Role
    organisation: str


ACCOUNTS = (
    Account("clerk", "唐雨桐", Role.PREPARER, "304"),
    Account("head", "白敬业", Role.HEAD, "304"),
    Account("civil", "纪明远", Role.DEPARTMENT, "201"),
    Account("culture", "温书雅", Role.DEPARTMENT, "202"),
    Account("section", "钟海宁", Role.SECTION, "101"),
    Account("performance", "方知衡", Role.PERFORMANCE, "101"),
    Account("budget", "余岁丰", Role.BUDGET, "101"),
    Account("auditor", "严照", Role.AUDITOR, "101"),
    Account("admin", "管一帆", Role.ADMIN, "101"),
    Account("lixiang", "艾青禾", Role.PREPARER, "301"),
    Account("lixiang-head", "马致远", Role.HEAD, "301"),
    Account("zhurong", "罗映山", Role.PREPARER, "302"),
    Account("zhurong-head", "彭守正", Role.HEAD, "302"),
    Account("tianxin", "文静姝", Role.PREPARER, "303"),
    Account("tianxin-head", "田广平", Role.HEAD, "303"),
    Account("wuzhong", "贾晓禾", Role.PREPARER, "305"),
    Account("wuzhong-head", "耿立本", Role.HEAD, "305"),
    Account("yanglao", "沈慈恩", Role.PREPARER, "201001"),
    Account("yanglao-head", "安康宁", Role.HEAD, "201001"),
    Account("jiuzhu", "程善行", Role.PREPARER, "201002"),
    Account("jiuzhu-head", "陆归舟", Role.HEAD, "201002"),
    Account("library", "顾墨香", Role.PREPARER, "202001"),
    Account("library-head", "章文渊", Role.HEAD, "202001"),
    Account("wenhua", "乐云舒", Role.PREPARER, "202002"),
    Account("wenhua-head", "戏春台", Role.HEAD, "202002"),
)
SHOWN = 9
"""Accounts that are told when the server starts: one for each role."""


def settle() -> None:
    """The tree of organisations, and everybody in it."""
    columns = import_organisations.COLUMNS
    import_organisations.take_in(None, sheets.here(comma_separated(columns, ORGANISATIONS), "云溪县.csv"))
    organisations = {one.code: one for one in Organisation.objects.all()}
    # All have the same password, which is told: one hash does for all, as each takes a quarter of a second.
    hashed = make_password(PASSWORD)
    with patch.object(Person, "set_password", lambda person, _raw: setattr(person, "password", hashed)):
        for one in ACCOUNTS:
            place = (one.role, organisations[one.organisation])
            accounts.create(None, username=one.username, name=one.name, places=[place])
    Person.objects.update(must_change_password=False)


def listed() -> list[str]:
    """The accounts that a visitor needs, a line for each."""
    names = {code: name for code, name, *_ in ORGANISATIONS}
    lines = [f"{one.username:<12} {one.role.label}（{names[one.organisation]}）" for one in ACCOUNTS[:SHOWN]]
    return [*lines, "其他单位的账号在“人员”里（用 admin 登录），密码相同。"]


def holders() -> Callable[[Role, Organisation], Person]:
    """Says who has a role for a unit; everybody is read once, with what he may do."""
    from jiheng.web.records.permissions import people_with

    people = {one.pk: one for one in Person.objects.all()}
    found: dict[tuple[Role, int], Person] = {}

    def holder(role: Role, unit: Organisation) -> Person:
        key = (role, unit.pk)
        if key not in found:
            found[key] = people[people_with(role, unit).order_by("pk")[0].pk]
        return found[key]

    return holder
