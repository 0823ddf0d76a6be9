"""The pages of a declaration: who sees what of it, each act through its page, what is hostile stays text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from msgspec.structs import replace

from jiheng.report.page import Page
from jiheng.web.records.domain import acts, comments, contents, files
from jiheng.web.records.models import (
    Attachment,
    AuditEntry,
    Comment,
    Content,
    Declaration,
    Explanation,
    Person,
    Round,
    State,
    Version,
)
from jiheng.web.records.queries.declarations import existing_for, next_approval_number, possible_acts, sight_of
from tests.web.county import FULL_SCORES, County, content

pytestmark = pytest.mark.django_db
OPEN_ERRORS = ("korla-2021-department-overall.docx", 0)
"""A real form with errors among its findings."""


@pytest.fixture
def page(client: Client) -> Callable[..., str]:
    """The text of a page as a person sees it."""

    def get(person: Person, name: str, *args: object, status: int = 200, **query: str) -> str:
        client.force_login(person)
        response = client.get(reverse(name, args=args), query)
        assert response.status_code == status, (name, args, response.status_code)
        return response.content.decode()

    return get


@pytest.fixture
def post(client: Client) -> Callable[..., str]:
    """The text of the page that a person comes to after he sent something."""

    def send(person: Person, name: str, *args: object, **data: object) -> str:
        client.force_login(person)
        response = client.post(reverse(name, args=args), data, follow=True)
        assert response.status_code == 200, (name, args, response.status_code)
        return response.content.decode()

    return send


def declared(county: County, form: Content | None = None) -> Declaration:
    """A draft."""
    project = county.project()
    return acts.create(
        county.round, county.unit, "project", form or content(), county.people["preparer"], project=project
    )


def brought_to(county: County, state: str, made: Declaration | None = None) -> Declaration:
    """A declaration in a state, by the acts that lead there."""
    people = county.people
    made = made or declared(county)
    steps = {
        State.UNIT_REVIEW: lambda: acts.submit(made, people["preparer"]),
        State.DEPARTMENT_REVIEW: lambda: acts.sign(made, people["head"]),
        State.SECTION_REVIEW: lambda: acts.pass_on(made, people["department"]),
        State.PERFORMANCE_REVIEW: lambda: acts.pass_on(made, people["section"], opinion="同意"),
        State.REVIEWED: lambda: acts.grade(made, people["performance"], FULL_SCORES, grade="excellent"),
        State.APPROVED: lambda: acts.approve(made, people["budget"], "云财绩〔2026〕1号"),
        State.PUBLISHED: lambda: acts.publish(made, people["budget"]),
    }
    for step, carry_out in steps.items():
        if Declaration.objects.get(pk=made.pk).state != state:
            carry_out()
        if step == state:
            break
    return Declaration.objects.get(pk=made.pk)


def seen_of(made: Declaration) -> int:
    """The revision as it is now."""
    return Declaration.objects.get(pk=made.pk).revision


def table_with(name: str) -> Content:
    """A real form with another project name, printed in its cell, too."""
    form = content(project_name=name)
    table, blanks, page = contents.table_of(form), contents.blanks_of(form), contents.page_of(form)
    assert table.cells
    at = table.cells["project_name"]
    blocks = [
        replace(block, cells=tuple(replace(cell, text=name) if cell.at == at else cell for cell in block.cells))
        for block in page.blocks
    ]
    return contents.store(table, Page(tuple(blocks)), blanks, contents.findings_of(form))


# ---- who sees what


def test_outside_a_persons_scope_a_declaration_does_not_exist(county: County, page: Callable[..., str]) -> None:
    made = brought_to(county, State.UNIT_REVIEW)
    stranger = county.person("preparer", county.other_unit)
    for name, *args in (
        ("declaration",), ("declaration-versions",), ("declaration-history",), ("declaration-attachments",),
        ("declaration-difference",), ("declaration-version", 1), ("declaration-json", 1), ("declaration-file", 1),
        ("declaration-act", "submit"), ("declaration-upload", "edit"),
    ):  # fmt: skip
        page(stranger, name, made.pk, *args, status=404)
    page(county.people["section"], "declaration", made.pk, status=404)
    page(county.people["auditor"], "declaration", made.pk)


def test_others_see_the_version_that_left_the_unit(county: County, page: Callable[..., str]) -> None:
    people = county.people
    made = declared(county, table_with("社区绿化工程甲"))
    brought_to(county, State.SECTION_REVIEW, made)
    assert "社区绿化工程甲" in page(people["section"], "declaration", made.pk)
    acts.return_(made, people["section"], "请改名称")
    acts.edit(made, people["preparer"], table_with("社区绿化工程乙"))
    assert "社区绿化工程甲" in page(people["section"], "declaration", made.pk)
    assert "社区绿化工程乙" not in page(people["section"], "declaration", made.pk)
    assert "社区绿化工程乙" in page(people["head"], "declaration", made.pk)
    acts.submit(made, people["preparer"])
    for name, *args in (("declaration-version", 2), ("declaration-json", 2), ("declaration-json", "draft")):
        page(people["section"], name, made.pk, *args, status=404)
    assert "第 2 版" not in page(people["section"], "declaration-versions", made.pk)
    assert "第 2 版" not in page(people["section"], "declaration-history", made.pk)
    assert "第 2 版" in page(people["auditor"], "declaration-versions", made.pk)
    acts.sign(made, people["head"])
    assert "社区绿化工程乙" in page(people["section"], "declaration", made.pk)


def test_what_was_never_signed_stays_within_the_unit(county: County, page: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.UNIT_REVIEW, declared(county, table_with("甲项目")))
    acts.return_(made, people["head"], "内部意见：重写")
    acts.edit(made, people["preparer"], table_with("乙项目"))
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    said = page(people["department"], "declaration-history", made.pk)
    assert "内部意见" not in said
    page(people["department"], "declaration-version", made.pk, 1, status=404)
    page(people["department"], "declaration-version", made.pk, 2)
    assert "内部意见" in page(people["preparer"], "declaration-history", made.pk)


def test_during_an_adjustment_the_version_in_force_is_seen(county: County, page: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.APPROVED, declared(county, table_with("原来的项目名")))
    acts.request_adjustment(made, people["preparer"], "政策变化")
    acts.edit(made, people["preparer"], table_with("调整后的项目名"))
    assert "原来的项目名" in page(people["budget"], "declaration", made.pk)
    assert "调整后的项目名" not in page(people["budget"], "declaration", made.pk)
    assert "调整后的项目名" in page(people["preparer"], "declaration", made.pk)


# ---- the page


def test_findings_stand_at_their_cells(county: County, page: Callable[..., str]) -> None:
    made = declared(county, content(*OPEN_ERRORS, year=2021))
    text = page(county.people["preparer"], "declaration", made.pk)
    assert 'class="place error"' in text
    assert "相差 59.96 万元" in text
    assert "第 1 张表" not in text
    assert "改法：" in text
    assert "第 4 项任务·财政拨款改为 17.80 万元" in text


def test_texts_of_a_form_are_never_markup(county: County, page: Callable[..., str]) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    people = county.people
    made = declared(county, table_with(hostile))
    brought_to(county, State.SECTION_REVIEW, made)
    comments.comment(made, people["section"], hostile, "project_name")
    acts.return_(made, people["section"], hostile)
    comments.answer(Comment.objects.get().pk, made, people["preparer"], hostile)
    Declaration.objects.filter(pk=made.pk).update(title=hostile)
    for name in ("declaration", "declaration-versions", "declaration-history", "declaration-difference"):
        text = page(people["preparer"], name, made.pk)
        assert "<script>alert" not in text, name
        assert "<img src=x" not in text, name
    assert "&lt;script&gt;" in page(people["preparer"], "declaration", made.pk)


def test_the_number_of_queries_does_not_grow(county: County, client: Client) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    client.force_login(people["section"])
    addresses = [
        reverse(name, args=[made.pk])
        for name in ("declaration", "declaration-versions", "declaration-history", "declaration-attachments")
    ]
    before = [_queries(client, address) for address in addresses]
    for number in range(12):
        comments.comment(made, people["section"], f"意见 {number}", "project_name")
        one = acts.return_(made, people["section"], "再改")
        comments.answer(Comment.objects.latest("id").pk, one, people["preparer"], "已改")
        acts.submit(made, people["preparer"])
        acts.sign(made, people["head"])
        acts.pass_on(made, people["department"])
    after = [_queries(client, address) for address in addresses]
    assert [later - earlier <= 1 for earlier, later in zip(before, after, strict=True)] == [True] * 4, (before, after)


def _queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# ---- acts through their pages


def test_the_whole_way_through_the_pages(county: County, page: Callable[..., str], post: Callable[..., str]) -> None:
    people = county.people
    made = declared(county)
    way = (
        ("preparer", "submit", {}, State.UNIT_REVIEW),
        ("preparer", "withdraw", {}, State.DRAFT),
        ("preparer", "submit", {}, State.UNIT_REVIEW),
        ("head", "sign", {"opinion": "情况属实"}, State.DEPARTMENT_REVIEW),
        ("department", "pass", {}, State.SECTION_REVIEW),
        ("department", "undo", {}, State.DEPARTMENT_REVIEW),
        ("department", "pass", {}, State.SECTION_REVIEW),
        ("section", "pass", {"opinion": "同意"}, State.PERFORMANCE_REVIEW),
    )
    for who, act, data, state in way:
        assert act in {one.value for one in possible_acts(existing_for(people[who]).get(pk=made.pk), people[who])}
        page(people[who], "declaration-act", made.pk, act)
        post(people[who], "declaration-act", made.pk, act, seen=seen_of(made), **data)
        assert Declaration.objects.get(pk=made.pk).state == state, act
    acts.grade(made, people["performance"], FULL_SCORES, grade="excellent")
    amount = Declaration.objects.get(pk=made.pk).amount
    way = (
        ("budget", "set_control_figure", {"amount": str(amount)}, State.ADJUSTING),
        ("preparer", "confirm", {}, State.REVIEWED),
        ("budget", "approve", {"number": "云财绩〔2026〕7号"}, State.APPROVED),
        ("budget", "publish", {"url": "https://example.com/a"}, State.PUBLISHED),
        ("preparer", "request_adjustment", {"reason": "政策变化"}, State.DRAFT),
    )
    for who, act, data, state in way:
        post(people[who], "declaration-act", made.pk, act, seen=seen_of(made), **data)
        assert Declaration.objects.get(pk=made.pk).state == state, act
    assert "批复，文号 云财绩〔2026〕7号" in page(people["preparer"], "declaration-history", made.pk)


def test_a_return_with_remarks_from_the_list_of_cells(
    county: County, page: Callable[..., str], post: Callable[..., str]
) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    assert "indicators[0].value_text" in page(people["section"], "declaration-act", made.pk, "return")
    said = {"reason": "指标值没有依据", "path1": "indicators[0].value_text", "text1": "依据何在"}
    assert "依据何在" in post(people["section"], "declaration-act", made.pk, "return", seen=seen_of(made), **said)
    one = Comment.objects.get()
    assert (one.path, one.text) == ("indicators[0].value_text", "依据何在")
    text = page(people["preparer"], "declaration", made.pk)
    assert "comment" in text
    assert "依据何在" in page(people["preparer"], "declaration-act", made.pk, "submit")
    post(people["preparer"], "declaration-act", made.pk, "submit", seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED
    post(people["preparer"], "declaration-answer", made.pk, one.pk, text="按上年实际")
    post(people["preparer"], "declaration-act", made.pk, "submit", seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.UNIT_REVIEW


def test_comments_are_made_answered_and_resolved(county: County, post: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    assert "请写依据" in post(people["section"], "declaration-comment", made.pk, text="请写依据", path="project_name")
    one = Comment.objects.get()
    assert "意见已办结" in post(people["section"], "declaration-resolve", made.pk, one.pk)
    assert "不由您审核" in post(people["department"], "declaration-comment", made.pk, text="我也说", path="")
    assert Comment.objects.count() == 1


def test_an_error_is_explained_and_then_lets_the_form_go(
    county: County, page: Callable[..., str], post: Callable[..., str]
) -> None:
    preparer = county.people["preparer"]
    made = declared(county, content(*OPEN_ERRORS, year=2021))
    text = page(preparer, "declaration-act", made.pk, "submit")
    assert "还不能报送" in text
    assert "报送给单位负责人" not in text
    for told in declared_errors(made):
        post(preparer, "declaration-explain", made.pk, key=told, text="上级口径如此")
    assert Explanation.objects.count() == len(declared_errors(made))
    assert "单位说明" in page(preparer, "declaration", made.pk)
    post(preparer, "declaration-act", made.pk, "submit", seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.UNIT_REVIEW


def declared_errors(made: Declaration) -> list[str]:
    """The keys of the findings that must be mended or explained."""
    from jiheng.web.records.domain.findings import told

    form = made.draft.content
    return [one.key for one in told(made, form) if one.finding.severity == "error"]


def test_who_looked_at_something_else_is_told(county: County, post: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    seen = seen_of(made)
    other = county.person("section", county.bureau)
    acts.return_(made, other, "先退回")
    text = post(people["section"], "declaration-act", made.pk, "pass", seen=seen, opinion="同意")
    assert f"刚由{other.name}办理（退回）" in text
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED


def test_an_act_of_another_role_is_refused(county: County, page: Callable[..., str], client: Client) -> None:
    made = brought_to(county, State.SECTION_REVIEW)
    for who, act in (("head", "pass"), ("auditor", "pass"), ("section", "sign"), ("preparer", "approve")):
        page(county.people[who], "declaration-act", made.pk, act, status=403)
        client.force_login(county.people[who])
        address = reverse("declaration-act", args=[made.pk, act])
        assert client.post(address, {"seen": seen_of(made), "opinion": "同意"}).status_code == 403
    page(county.people["section"], "declaration-act", made.pk, "no-such-act", status=404)
    assert Declaration.objects.get(pk=made.pk).state == State.SECTION_REVIEW


def test_what_a_page_offers_is_what_the_table_allows(county: County, page: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    assert "/acts/pass/" in page(people["section"], "declaration", made.pk)
    assert "/acts/undo/" in page(people["department"], "declaration", made.pk)
    for who in ("preparer", "head", "budget", "auditor"):
        assert "/acts/" not in page(people[who], "declaration", made.pk), who


def test_an_administrator_reopens_what_was_rejected(
    county: County, page: Callable[..., str], post: Callable[..., str]
) -> None:
    people = county.people
    made = brought_to(county, State.PERFORMANCE_REVIEW)
    page(people["admin"], "declaration", made.pk, status=404)
    acts.grade(made, people["performance"], dict.fromkeys(FULL_SCORES, 1), grade="poor", opinion="没有依据")
    assert "/acts/reopen/" in page(people["admin"], "declaration", made.pk)
    assert "理由" in page(people["admin"], "declaration-act", made.pk, "reopen")
    said = {"seen": seen_of(made), "reason": "复核后准予重报"}
    assert "已重新开放" in post(people["admin"], "declaration-act", made.pk, "reopen", **said)
    page(people["admin"], "declaration", made.pk, status=404)
    assert Declaration.objects.get(pk=made.pk).state == State.RETURNED


def test_the_next_number_follows_the_last(county: County, page: Callable[..., str]) -> None:
    assert next_approval_number(county.round) == ""
    brought_to(county, State.APPROVED)
    assert next_approval_number(county.round) == "云财绩〔2026〕2号"
    made = brought_to(county, State.REVIEWED)
    assert 'value="云财绩〔2026〕2号"' in page(county.people["budget"], "declaration-act", made.pk, "approve")


# ---- versions and files


def test_the_difference_of_two_versions(county: County, page: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW, declared(county, table_with("旧名称项目")))
    acts.return_(made, people["section"], "请改名称")
    acts.edit(made, people["preparer"], table_with("新名称项目"))
    text = page(people["preparer"], "declaration-difference", made.pk)
    assert "改了 1 处" in text
    assert "项目名称由“旧名称项目”改为“新名称项目”" in text
    assert text.count("place changed") == 2
    text = page(people["preparer"], "declaration-difference", made.pk, before="1", after="1")
    assert "意思上没有差别" in text
    page(people["section"], "declaration-difference", made.pk, before="1", after="draft", status=404)
    page(people["section"], "declaration-difference", made.pk, before="1", after="7", status=404)


def test_last_years_form_is_linked_and_compared(county: County, page: Callable[..., str]) -> None:
    people = county.people
    before = brought_to(county, State.APPROVED, declared(county, table_with("连续项目上年")))
    last = Round.objects.create(fiscal_year=county.round.fiscal_year - 1, name="上一年度")
    Declaration.objects.filter(pk=before.pk).update(round=last, title="连续项目", project=None)
    made = declared(county, table_with("连续项目今年"))
    Declaration.objects.filter(pk=made.pk).update(title="连续项目")
    assert reverse("declaration", args=[before.pk]) in page(people["preparer"], "declaration", made.pk)
    text = page(people["preparer"], "declaration-difference", made.pk)
    assert "由“连续项目上年”改为“连续项目今年”" in text


def test_a_version_is_taken_away_as_it_was_frozen(county: County, client: Client) -> None:
    preparer = county.people["preparer"]
    name = '绩效"表;\r\n目标.html'
    form = content()
    file = files.keep([b"<html><script>alert(1)</script>"], name, preparer)
    stored = contents.store(contents.table_of(form), contents.page_of(form), contents.blanks_of(form), (), source=file)
    made = brought_to(county, State.UNIT_REVIEW, declared(county, stored))
    client.force_login(preparer)
    response = client.get(reverse("declaration-file", args=[made.pk, 1]))
    assert b"".join(response) == b"<html><script>alert(1)</script>"  # type: ignore[arg-type]
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    response = client.get(reverse("declaration-json", args=[made.pk, 1]))
    assert hashlib.sha256(response.content).hexdigest() == Version.objects.get().sha256
    assert response["Content-Disposition"].startswith("attachment")


def test_attachments_are_added_by_the_unit_and_keep_their_versions(
    county: County, page: Callable[..., str], client: Client
) -> None:
    people = county.people
    made = declared(county)
    client.force_login(people["preparer"])
    address = reverse("declaration-attachments", args=[made.pk])
    for body in (b"first", b"second"):
        data = {"kind": "calculation", "title": "测算表", "file": SimpleUploadedFile("测算.xlsx", body)}
        assert client.post(address, data, follow=True).status_code == 200
    assert [one.number for one in Attachment.objects.order_by("number")] == [1, 2]
    one = Attachment.objects.get(number=1)
    response = client.get(reverse("declaration-attachment", args=[made.pk, one.pk]))
    assert b"".join(response) == b"first"  # type: ignore[arg-type]
    data = {"kind": "calculation", "file": SimpleUploadedFile("a.xlsx", b"")}
    assert "文件是空的" in client.post(address, data).content.decode()
    stranger = county.person("preparer", county.other_unit)
    page(stranger, "declaration-attachment", made.pk, one.pk, status=404)
    brought_to(county, State.SECTION_REVIEW, made)
    assert "测算表" in page(people["section"], "declaration-attachments", made.pk)
    client.force_login(people["section"])
    data = {"kind": "calculation", "file": SimpleUploadedFile("b.xlsx", b"x")}
    client.post(address, data)
    assert Attachment.objects.count() == 2


def test_history_says_who_did_what_and_is_paged(county: County, page: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "指标太少")
    text = page(people["preparer"], "declaration-history", made.pk)
    for words in (people["section"].name, "退回，转入“已退回”", "指标太少", "成为第 1 版", "建立了申报"):
        assert words in text
    acts.undo(made, people["section"])
    assert "撤销了“退回”" in page(people["preparer"], "declaration-history", made.pk)
    for _ in range(60):
        comments.comment(made, people["section"], "再看")
    assert "第 1 / 2 页" in page(people["preparer"], "declaration-history", made.pk)
    assert AuditEntry.objects.filter(declaration=made).count() > 60


def test_the_turn_says_since_when(county: County, page: Callable[..., str]) -> None:
    made = brought_to(county, State.SECTION_REVIEW)
    Declaration.objects.filter(pk=made.pk).update(state_since=timezone.now() - timedelta(days=3))
    text = page(county.people["preparer"], "declaration", made.pk)
    assert county.people["section"].name in text
    assert "已 3 天" in text
    assert sight_of(made, county.people["preparer"]).inside
