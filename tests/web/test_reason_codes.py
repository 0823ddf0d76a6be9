"""Reasons have kinds: asked for where a finding stands and where an approved target changes, kept in the chain, and shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import acts, audit, contents, findings
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import (
    Adjustment,
    AdjustmentReason,
    AuditEntry,
    Content,
    Declaration,
    Explanation,
    ExplanationReason,
    IntakePurpose,
    State,
)
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import County, content
from tests.web.flushing import flushing_past_the_guards  # noqa: F401
from tests.web.moving import GOOD_SCORES, at, begun, forward, with_indicator
from tests.web.test_unit_pages import uploaded
from tests.web.way import OPEN_ERRORS, seen_of

WHY = "上级文件这样规定"
ASKED = "请选择不改的理由属于哪一类：政策或上级文件如此规定、数据另有依据（见附件或说明）、情况特殊"
ASKED_OF_ADJUSTMENTS = (
    "请选择调整的理由属于哪一类：政策调整、不可抗力、预算调整、绩效监控结果、机构职能变化、其他原因。"
)
MISSING_OR_UNKNOWN = ("", "因为", "policy ")


def errors_of(made: Declaration) -> list[findings.Told]:
    """What must be mended or explained in a draft."""
    return [one for one in findings.told(made, made.draft.content) if one.is_open_error]


def with_errors(form: Content) -> Content:
    """The same form, with the findings of one that has errors."""
    wrong = contents.findings_of(content(*OPEN_ERRORS))
    return contents.store(contents.table_of(form), contents.page_of(form), contents.blanks_of(form), wrong)


def details_of(act: str) -> list[dict[str, object]]:
    """What the entries of an act keep."""
    return [json.loads(one.details) for one in AuditEntry.objects.filter(act=act)]


# ---- asked for


@pytest.mark.django_db
@pytest.mark.parametrize("code", MISSING_OR_UNKNOWN)
def test_no_reason_is_kept_without_its_kind(county: County, code: str) -> None:
    preparer = county.people["preparer"]
    made = begun(county, content(*OPEN_ERRORS))
    with pytest.raises(NotMet, match=ASKED):
        findings.explain(made, preparer, errors_of(made)[0].key, code, WHY)
    assert not Explanation.objects.exists()
    approved = at(county, State.APPROVED)
    with pytest.raises(NotMet, match=ASKED_OF_ADJUSTMENTS):
        acts.request_adjustment(approved, preparer, code, "政策变化")
    approved.refresh_from_db()
    assert (approved.state, Adjustment.objects.count()) == (State.APPROVED, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("code", MISSING_OR_UNKNOWN)
def test_no_error_that_comes_later_stands_without_the_kind_of_its_reason(county: County, code: str) -> None:
    people = county.people
    adjusting, reviewed = at(county, State.ADJUSTING), at(county, State.PERFORMANCE_REVIEW)
    assert adjusting.current is not None
    assert reviewed.current is not None
    bad = with_errors(adjusting.current.content)
    with pytest.raises(NotMet, match=ASKED):
        acts.confirm(adjusting, people["preparer"], bad, reason_code=code, reason=WHY)
    bad = with_errors(with_indicator(reviewed.current.content, 0, name="另一个名称"))
    amended = {"scores": GOOD_SCORES, "agreement": "三月二日与单位电话商定"}
    with pytest.raises(NotMet, match=ASKED):
        acts.amend(reviewed, people["performance"], bad, **amended, reason_code=code, reason=WHY)
    assert not Explanation.objects.exists()
    acts.amend(reviewed, people["performance"], bad, **amended, reason_code="evidence", reason=WHY)
    assert set(Explanation.objects.values_list("reason_code", flat=True)) == {"evidence"}


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["other", "policy_change"])
def test_another_reason_than_those_listed_is_written_all_the_same(county: County, code: str) -> None:
    with pytest.raises(NotMet, match="请填写调整的理由"):
        acts.request_adjustment(at(county, State.APPROVED), county.people["preparer"], code, " ")


@pytest.mark.django_db
def test_an_upload_with_errors_asks_for_the_kind_of_their_reason(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    preparer = county.people["preparer"]
    made = at(county, State.ADJUSTING)
    assert made.current is not None
    better = uploaded(county, made.current.content, purpose=IntakePurpose.CONFIRM, declaration=made)
    assert "不改的理由属于哪一类" not in look(preparer, "intake", better.pk)
    worse = uploaded(county, with_errors(made.current.content), purpose=IntakePurpose.CONFIRM, declaration=made)
    assert "不改的理由属于哪一类" in look(preparer, "intake", worse.pk)
    said = {"form": worse.forms.get().pk, "seen": seen_of(made), "reason": WHY}
    assert f"{WHY}</textarea>" in send(preparer, "intake", worse.pk, **said)
    send(preparer, "intake", worse.pk, **said, reason_code="policy")
    made.refresh_from_db()
    assert made.state == State.REVIEWED
    assert set(Explanation.objects.values_list("reason_code", "text")) == {("policy", WHY)}


# ---- kept


@pytest.mark.django_db
def test_the_kind_is_in_the_chain(county: County) -> None:
    preparer = county.people["preparer"]
    made = begun(county, content(*OPEN_ERRORS))
    for n, one in enumerate(errors_of(made)):
        findings.explain(made, preparer, one.key, list(ExplanationReason)[n % 5], WHY)
    assert [one["reason_code"] for one in details_of("explain")][:2] == ["policy", "evidence"]
    acts.request_adjustment(forward(county, made, State.APPROVED), preparer, AdjustmentReason.FORCE_MAJEURE, "遭遇洪水")
    assert [one["reason_code"] for one in details_of("request_adjustment")] == ["force_majeure"]
    assert not audit.verify().faults


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_stays_and_says_that_it_has_no_kind(
    county: County, look: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = county.people
    made = begun(county, content(*OPEN_ERRORS))
    record = audit.record

    def as_before(*said: Any, details: dict[str, Any], **more: Any) -> AuditEntry:
        return record(*said, details={name: value for name, value in details.items() if name != "reason_code"}, **more)

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", as_before)
        for one in errors_of(made):
            findings.explain(made, people["preparer"], one.key, "policy", WHY)
    executor = MigrationExecutor(connection)
    executor.migrate([("records", "0010_to_index")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert set(Explanation.objects.values_list("reason_code", "text")) == {("", WHY)}
    assert not audit.verify().faults
    page = look(people["preparer"], "declaration", made.pk)
    assert f'<span class="tag">未分类</span> {WHY}' in page
    assert forward(county, made, State.UNIT_REVIEW).state == State.UNIT_REVIEW, "it holds as before"


# ---- shown


@pytest.mark.django_db
def test_who_reviews_sees_the_kind_before_the_reason(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = begun(county, content(*OPEN_ERRORS, year=2021))
    for one in errors_of(made):
        findings.explain(made, people["preparer"], one.key, "false_alarm", WHY)
    made = forward(county, made, State.UNIT_REVIEW)
    shown = f'<span class="tag">审核意见不适用于本表（误报）</span> {WHY}'
    assert shown in look(people["head"], "declaration-act", made.pk, "sign")
    assert "说明了为什么不改（审核意见不适用于本表（误报））：" in look(people["head"], "declaration-history", made.pk)
    made = forward(county, made, State.PERFORMANCE_REVIEW)
    assert shown in look(people["performance"], "declaration", made.pk)
    assert shown in look(people["performance"], "grade", made.pk)
    assert "；审核意见不适用于本表（误报）" in look(people["admin"], "audit", act="explain")


@pytest.mark.django_db
def test_an_adjustment_says_what_kind_of_reason_it_has(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    people = county.people
    made = at(county, State.APPROVED)
    page = look(people["preparer"], "declaration-act", made.pk, "request_adjustment")
    assert all(f'<option value="{one.value}">{one.label}</option>' in page for one in AdjustmentReason)
    assert "由预算股办理“更正”" in page
    said = {"seen": seen_of(made), "reason": "县里追加了经费"}
    page = send(people["preparer"], "declaration-act", made.pk, "request_adjustment", **said)
    assert "县里追加了经费</textarea>" in page, "what was typed is kept"
    assert 'aria-invalid="true"' in page
    page = send(
        people["preparer"], "declaration-act", made.pk, "request_adjustment", **said, reason_code="budget_adjusted"
    )
    told = f"正在调整（预算调整），申请人 {people['preparer'].name}：县里追加了经费"
    assert told in page
    assert told in look(people["section"], "declaration", made.pk)
    assert told in look(people["preparer"], "declaration-act", made.pk, "submit"), "who decides sees it, too"
    assert "申请调整（预算调整），转入“草稿”" in look(people["preparer"], "declaration-history", made.pk)
    assert "预算调整" in look(people["admin"], "audit", act="request_adjustment")


@pytest.mark.django_db
def test_each_reason_of_a_page_has_its_own_kind(county: County, client: Client) -> None:
    preparer = county.people["preparer"]
    made = begun(county, content(*OPEN_ERRORS))
    first, second = (one.key for one in errors_of(made)[:2])
    client.force_login(preparer)

    def sent(**said: str) -> str:
        told = {name.replace("_", "-", 1): value for name, value in said.items()}
        return client.post(reverse("declaration-explain", args=[made.pk]), told, follow=True).content.decode()

    page = sent(**{f"code_{first}": "policy", f"why_{first}": WHY, f"code_{second}": "", f"why_{second}": "照批准的数"})
    assert "已记下 1 条理由" in page
    assert ASKED in page
    assert page.count("照批准的数</textarea>") == 1
    assert f'<select name="code-{second}" aria-invalid="true"' in page
    assert "已记下 1 条理由" in sent(**{f"code_{first}": "evidence", f"why_{first}": WHY}), "another kind alone"
    assert "什么都没有改" in sent(**{f"code_{first}": "evidence", f"why_{first}": WHY})
    assert "请填写不改的理由" in sent(**{f"code_{second}": "other", f"why_{second}": ""}), "a kind alone is no reason"
    page = sent(**{f"code_{second}": "no-such-kind", f"why_{second}": "照批准的数"})
    assert "有 1 条没有记下" in page, "at the top, for what is wrong may stand far below"
    assert list(Explanation.objects.values_list("reason_code", "text")) == [("evidence", WHY)]


@pytest.mark.django_db
def test_false_alarms_are_found_in_the_worklist(county: County, look: Callable[..., str]) -> None:
    people = county.people
    alarm, special, mended = (begun(county, content(*OPEN_ERRORS, year=2021)) for _ in range(3))
    for made, code in ((alarm, "false_alarm"), (special, "special_case"), (mended, "false_alarm")):
        for one in errors_of(made):
            findings.explain(made, people["preparer"], one.key, code, WHY)
    acts.edit(mended, people["preparer"], content())

    def found(who: str) -> list[int]:
        page = Lists(people[who], Filters(explained="false_alarm")).page(Tab.ALL)
        return [one.declaration.pk for one in page.rows]

    assert found("preparer") == [alarm.pk]
    assert found("section") == [], "not before it left the unit"
    forward(county, alarm, State.SECTION_REVIEW)
    assert found("section") == [alarm.pk]
    page = look(people["section"], "worklist", tab="all", explained="false_alarm")
    assert '<option value="false_alarm" selected>' in page
    assert reverse("declaration", args=[alarm.pk]) in page
