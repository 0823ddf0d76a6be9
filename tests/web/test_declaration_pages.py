"""The pages of a declaration: who sees what of it, each act through its page, what is hostile stays text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from msgspec.structs import replace

from jiheng.web.records.domain import acts, comments, contents, files
from jiheng.web.records.models import (
    Attachment,
    AuditEntry,
    Comment,
    Declaration,
    Round,
    State,
    Version,
)
from jiheng.web.records.queries.declarations import sight_of
from tests.web.county import County, content
from tests.web.moving import forward
from tests.web.way import OPEN_ERRORS, brought_to, declared, table_with

pytestmark = pytest.mark.django_db


# ---- who sees what


def test_outside_a_persons_scope_a_declaration_does_not_exist(county: County, look: Callable[..., str]) -> None:
    made = brought_to(county, State.UNIT_REVIEW)
    stranger = county.person("preparer", county.other_unit)
    for name, *args in (
        ("declaration",), ("declaration-versions",), ("declaration-history",), ("declaration-attachments",),
        ("declaration-difference",), ("declaration-version", 1), ("declaration-json", 1), ("declaration-file", 1),
        ("declaration-act", "submit"), ("declaration-upload", "edit"),
    ):  # fmt: skip
        look(stranger, name, made.pk, *args, status=404)
    look(county.people["section"], "declaration", made.pk, status=404)
    look(county.people["auditor"], "declaration", made.pk)


def test_others_see_the_version_that_left_the_unit(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = declared(county, table_with("社区绿化工程甲"))
    brought_to(county, State.SECTION_REVIEW, made)
    assert "社区绿化工程甲" in look(people["section"], "declaration", made.pk)
    acts.return_(made, people["section"], "请改名称")
    other = table_with("社区绿化工程乙")
    dearer = contents.store(
        replace(contents.table_of(other), budget={"total": Decimal(98765)}), contents.page_of(other), {}, ()
    )
    acts.edit(made, people["preparer"], dearer)
    assert "98,765.00" in look(people["preparer"], "declaration", made.pk)
    assert "98,765.00" not in look(people["section"], "declaration", made.pk)
    assert "社区绿化工程甲" in look(people["section"], "declaration", made.pk)
    assert "社区绿化工程乙" not in look(people["section"], "declaration", made.pk)
    assert "社区绿化工程乙" in look(people["head"], "declaration", made.pk)
    acts.submit(made, people["preparer"])
    for name, *args in (("declaration-version", 2), ("declaration-json", 2), ("declaration-json", "draft")):
        look(people["section"], name, made.pk, *args, status=404)
    assert "第 2 版" not in look(people["section"], "declaration-versions", made.pk)
    assert "第 2 版" not in look(people["section"], "declaration-history", made.pk)
    assert "第 2 版" in look(people["auditor"], "declaration-versions", made.pk)
    acts.sign(made, people["head"])
    assert "社区绿化工程乙" in look(people["section"], "declaration", made.pk)


def test_what_was_never_signed_stays_within_the_unit(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.UNIT_REVIEW, declared(county, table_with("甲项目")))
    acts.return_(made, people["head"], "内部意见：重写")
    acts.edit(made, people["preparer"], table_with("乙项目"))
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    said = look(people["department"], "declaration-history", made.pk)
    assert "内部意见" not in said
    look(people["department"], "declaration-version", made.pk, 1, status=404)
    look(people["department"], "declaration-version", made.pk, 2)
    assert "内部意见" in look(people["preparer"], "declaration-history", made.pk)


def test_during_an_adjustment_the_version_in_force_is_seen(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.APPROVED, declared(county, table_with("原来的项目名")))
    acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    acts.edit(made, people["preparer"], table_with("调整后的项目名"))
    assert "原来的项目名" in look(people["budget"], "declaration", made.pk)
    assert "调整后的项目名" not in look(people["budget"], "declaration", made.pk)
    text = look(people["preparer"], "declaration", made.pk)
    assert "调整后的项目名" in text
    assert "?before=1&amp;after=draft" in text
    assert "政策变化" in text


# ---- the page


def test_findings_stand_at_their_cells(county: County, look: Callable[..., str]) -> None:
    made = declared(county, content(*OPEN_ERRORS, year=2021))
    text = look(county.people["preparer"], "declaration", made.pk)
    assert 'class="place error"' in text
    assert "相差 59.96 万元" in text
    assert "第 1 张表" not in text
    assert "改法：" in text
    assert "第 4 项任务·财政拨款改为 17.80 万元" in text


def test_texts_of_a_form_are_never_markup(county: County, look: Callable[..., str]) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    people = county.people
    made = declared(county, table_with(hostile))
    brought_to(county, State.SECTION_REVIEW, made)
    comments.comment(made, people["section"], hostile, "project_name")
    acts.return_(made, people["section"], hostile)
    comments.answer(Comment.objects.get().pk, made, people["preparer"], hostile)
    Declaration.objects.filter(pk=made.pk).update(title=hostile)
    for name in ("declaration", "declaration-versions", "declaration-history", "declaration-difference"):
        text = look(people["preparer"], name, made.pk)
        assert "<script>alert" not in text, name
        assert "<img src=x" not in text, name
    assert "&lt;script&gt;" in look(people["preparer"], "declaration", made.pk)


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
        one = acts.return_(made, people["section"], "请再改一次")
        for remark in comments.unanswered(one):
            comments.answer(remark.pk, one, people["preparer"], "已改")
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


# ---- versions and files


def test_the_difference_of_two_versions(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW, declared(county, table_with("旧名称项目")))
    acts.return_(made, people["section"], "请改名称")
    acts.edit(made, people["preparer"], table_with("新名称项目"))
    text = look(people["preparer"], "declaration-difference", made.pk)
    assert "改了 1 处" in text
    assert "项目名称由“旧名称项目”改为“新名称项目”" in text
    assert text.count("place changed") == 2
    text = look(people["preparer"], "declaration-difference", made.pk, before="1", after="1")
    assert "意思上没有差别" in text
    look(people["section"], "declaration-difference", made.pk, before="1", after="draft", status=404)
    look(people["section"], "declaration-difference", made.pk, before="1", after="7", status=404)


def test_last_years_form_is_linked_and_compared(county: County, look: Callable[..., str]) -> None:
    people = county.people
    before = brought_to(county, State.APPROVED, declared(county, table_with("连续项目上年")))
    last = Round.objects.create(fiscal_year=county.round.fiscal_year - 1, name="上一年度")
    Declaration.objects.filter(pk=before.pk).update(round=last, title="连续项目", project=None)
    made = declared(county, table_with("连续项目今年"))
    Declaration.objects.filter(pk=made.pk).update(title="连续项目")
    assert reverse("declaration", args=[before.pk]) in look(people["preparer"], "declaration", made.pk)
    text = look(people["preparer"], "declaration-difference", made.pk)
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
    county: County, look: Callable[..., str], client: Client
) -> None:
    people = county.people
    made = declared(county)
    client.force_login(people["preparer"])
    address = reverse("declaration-attachments", args=[made.pk])
    data = {"kind": "calculation", "title": "测算表", "file": SimpleUploadedFile("测算.xlsx", b"first")}
    assert client.post(address, data, follow=True).status_code == 200
    data = {
        "kind": "legal_basis", "replaces": Attachment.objects.get().pk, "file": SimpleUploadedFile("改.xlsx", b"second"),
    }  # fmt: skip
    assert "以前：" in client.post(address, data, follow=True).content.decode()
    versions = Attachment.objects.order_by("number")
    assert [(one.kind, one.title, one.number) for one in versions] == [
        ("calculation", "测算表", 1), ("calculation", "测算表", 2),
    ]  # fmt: skip
    one = Attachment.objects.get(number=1)
    response = client.get(reverse("declaration-attachment", args=[made.pk, one.pk]))
    assert b"".join(response) == b"first"  # type: ignore[arg-type]
    data = {"kind": "calculation", "file": SimpleUploadedFile("a.xlsx", b"")}
    assert "文件是空的" in client.post(address, data).content.decode()
    stranger = county.person("preparer", county.other_unit)
    look(stranger, "declaration-attachment", made.pk, one.pk, status=404)
    brought_to(county, State.SECTION_REVIEW, made)
    assert "测算表" in look(people["section"], "declaration-attachments", made.pk)
    client.force_login(people["section"])
    data = {"kind": "calculation", "file": SimpleUploadedFile("b.xlsx", b"x")}
    client.post(address, data)
    assert Attachment.objects.count() == 2


def test_history_says_who_did_what_and_is_paged(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "指标太少")
    text = look(people["preparer"], "declaration-history", made.pk)
    for words in (people["section"].name, "退回，转入“已退回”", "指标太少", "成为第 1 版", "建立了申报"):
        assert words in text
    acts.undo(made, people["section"])
    assert "撤销了“退回”" in look(people["preparer"], "declaration-history", made.pk)
    for _ in range(60):
        comments.comment(made, people["section"], "再看")
    assert "第 1 / 2 页" in look(people["preparer"], "declaration-history", made.pk)
    assert AuditEntry.objects.filter(declaration=made).count() > 60


def test_history_tells_versions_of_one_content_apart(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.SECTION_REVIEW)
    acts.return_(made, people["section"], "请再核对一遍")
    made = forward(county, made, State.SECTION_REVIEW)
    assert [one.number for one in made.versions.order_by("number")] == [1, 2]
    text = look(people["preparer"], "declaration-history", made.pk)
    assert text.index("成为第 2 版") < text.index("成为第 1 版"), "the newest first"


def test_the_turn_says_since_when(county: County, look: Callable[..., str]) -> None:
    made = brought_to(county, State.SECTION_REVIEW)
    Declaration.objects.filter(pk=made.pk).update(state_since=timezone.now() - timedelta(days=3))
    text = look(county.people["preparer"], "declaration", made.pk)
    assert county.people["section"].name in text
    assert "已 3 天" in text
    assert sight_of(made, county.people["preparer"]).inside
