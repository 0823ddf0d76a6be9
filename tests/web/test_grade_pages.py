"""The review sheet, the documents of the desk, who is late, control figures: the pages."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from jiheng.web.records.domain import acts, audit, findings, organisations, register
from jiheng.web.records.domain.review_sheet import ITEMS, hints
from jiheng.web.records.models import Declaration, Handover, Notice, Phase, Review, State, Version, Window
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import RELEASE, SECRECY_REVIEW, forward, with_indicator

FAIR = {**FULL_SCORES, "indicator_soundness": 0, "clarity": 0}
POOR = dict.fromkeys(ITEMS, 5)


@pytest.fixture
def to_grade(county: County) -> Declaration:
    """A declaration that waits for its grade."""
    people = county.people
    made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=county.project())
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    acts.pass_on(made, people["department"])
    return acts.pass_on(made, people["section"], opinion="业务股室同意安排")


def page_of(client: Client, one: Declaration) -> str:
    return client.get(reverse("grade", args=[one.pk])).content.decode()


def post(client: Client, one: Declaration, scores: dict[str, Any], **more: Any) -> Any:
    data = {"seen": one.revision, "opinion": "", "grade": "", **scores, **more}
    return client.post(reverse("grade", args=[one.pk]), data)


def state_of(one: Declaration) -> str:
    return Declaration.objects.get(pk=one.pk).state


def test_the_sheet_asks_for_eight_scores_and_shows_what_the_checks_said(
    county: County, client: Client, to_grade: Declaration
) -> None:
    client.force_login(county.people["performance"])
    page = page_of(client, to_grade)
    for key, (name, _points, question) in ITEMS.items():
        assert f'name="{key}"' in page
        assert str(name) in page
        assert str(question) in page
    assert "业务股室同意安排" in page
    assert 'data-score-grade="优:90 良:80 中:60 差:0"' in page
    assert "没有检查意见" in page


def test_the_checks_hints_stand_beside_their_item(county: County, client: Client) -> None:
    people = county.people
    made = acts.create(
        county.round, county.unit, "project", content("yongning-2024-projects.docx", 0), people["preparer"],
        project=county.project(),
    )  # fmt: skip
    Declaration.objects.filter(pk=made.pk).update(state=State.PERFORMANCE_REVIEW, left_unit=True)
    made.refresh_from_db()
    kept = made.draft.content
    made.current = Version.objects.create(
        declaration=made, number=1, reason="submitted", content=kept, sha256=kept.sha256, by=people["preparer"],
        at=timezone.now(),
    )  # fmt: skip
    made.save()
    said = {key: [one.words for one in found] for key, found in hints(made, kept).items()}
    assert any(said.values())
    client.force_login(people["performance"])
    page = client.get(reverse("grade", args=[made.pk]))
    told = {line["item"].key: [one.words for one in line["hints"]] for line in page.context["sheet"]["lines"]}
    assert told == {key: texts[:4] for key, texts in said.items()}


def test_what_was_explained_stands_beside_its_item_with_its_reason(county: County, client: Client) -> None:
    people = county.people
    form = content("korla-2021-department-overall.docx", 0)
    made = acts.create(county.round, county.unit, "project", form, people["preparer"], project=county.project())
    errors = [one for one in findings.told(made, made.draft.content) if one.is_open_error]
    for number, one in enumerate(errors):
        findings.explain(made, people["preparer"], one.key, "policy", f"上级文件这样规定，第{number}处")
    forward(county, made, State.PERFORMANCE_REVIEW)
    client.force_login(people["performance"])
    page = client.get(reverse("grade", args=[made.pk]))
    shown = [one for line in page.context["sheet"]["lines"] for one in line["hints"]]
    assert [one.is_explained for one in shown].count(True) == page.content.decode().count("severity waived") > 0
    said = f'{people["preparer"].name}说明：<span class="tag">政策或上级文件如此规定</span> 上级文件这样规定，第0处'
    assert said in page.content.decode()


def test_adding_up_needs_no_script_and_changes_nothing(county: County, client: Client, to_grade: Declaration) -> None:
    client.force_login(county.people["performance"])
    answer = post(client, to_grade, {**FULL_SCORES, "clarity": 5}, **{"add-up": ""})
    assert answer.context["sheet"]["total"] == 95
    assert ">95</output>" in answer.content.decode()
    assert not Review.objects.exists()
    assert state_of(to_grade) == State.PERFORMANCE_REVIEW


def test_a_good_grade_leads_on(county: County, client: Client, to_grade: Declaration) -> None:
    client.force_login(county.people["performance"])
    answer = post(client, to_grade, FULL_SCORES, opinion="目标清楚")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("review-sheet", args=[to_grade.pk]))
    assert state_of(to_grade) == State.REVIEWED
    page = client.get(answer.url).content.decode()
    assert "目标清楚" in page
    assert "业务股室同意安排" in page
    assert "100" in page


@pytest.mark.parametrize(("scores", "state"), [(FAIR, State.RETURNED), (POOR, State.REJECTED)])
def test_a_bad_grade_wants_a_reason_and_is_asked_twice(
    county: County, client: Client, to_grade: Declaration, scores: dict[str, int], state: State
) -> None:
    client.force_login(county.people["performance"])
    without = post(client, to_grade, scores)
    assert "请填写理由" in without.content.decode()
    once = post(client, to_grade, scores, opinion="指标不能核对")
    assert "确认请再按一次" in once.content.decode()
    assert state_of(to_grade) == State.PERFORMANCE_REVIEW
    sure = re.search(r'name="sure" value="(\w+)"', once.content.decode())
    assert sure is not None
    assert post(client, to_grade, scores, opinion="指标不能核对", sure=sure[1]).status_code == 302
    assert state_of(to_grade) == state


@pytest.mark.parametrize(
    "wrong", [{"clarity": ""}, {"clarity": "11"}, {"clarity": "-1"}, {"clarity": "九"}, {"clarity": "9.5"}]
)
def test_a_score_that_is_none_is_told_at_its_field(
    county: County, client: Client, to_grade: Declaration, wrong: dict[str, str]
) -> None:
    client.force_login(county.people["performance"])
    answer = post(client, to_grade, {**FULL_SCORES, **wrong})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"clarity"}
    assert state_of(to_grade) == State.PERFORMANCE_REVIEW


GOOD = {**FULL_SCORES, "goal_relevance": 7, "fund_matching": 8}


def shown_scores(page: str) -> dict[str, int]:
    """The scores that the sheet of a page begins with."""
    found = {key: re.search(rf'<input[^>]*name="{key}"[^>]*>', page) for key in ITEMS}
    values = {key: re.search(r'value="(\d+)"', one[0]) for key, one in found.items() if one is not None}
    return {key: int(one[1]) for key, one in values.items() if one is not None}


def test_what_was_scored_is_kept_while_the_form_is_amended(
    county: County, client: Client, to_grade: Declaration
) -> None:
    client.force_login(county.people["performance"])
    too_good = post(client, to_grade, FULL_SCORES, amend="")
    assert "只有评为“良”的可以代改；现在的得分 100 对应“优”" in too_good.content.decode()
    answer = post(client, to_grade, GOOD, opinion="小改以后可以", amend="")
    assert answer.url == reverse("declaration-upload", args=[to_grade.pk, "amend"])
    assert (state_of(to_grade), Review.objects.count()) == (State.PERFORMANCE_REVIEW, 0)
    page = client.get(reverse("grade", args=[to_grade.pk]))
    assert shown_scores(page.content.decode()) == GOOD
    assert "小改以后可以" in page.content.decode()
    assert (page.context["sheet"]["total"], page.context["sheet"]["due"]) == (85, "good")
    client.logout()
    client.force_login(county.person("performance", county.bureau, "another"))
    assert shown_scores(page_of(client, to_grade)) == {}


def test_what_was_scored_does_not_outlive_its_review(county: County, client: Client, to_grade: Declaration) -> None:
    people = county.people
    client.force_login(people["performance"])
    post(client, to_grade, GOOD, amend="")
    acts.return_(to_grade, people["performance"], "请改后再报")
    made = acts.submit(to_grade, people["preparer"])
    for act, who in ((acts.sign, "head"), (acts.pass_on, "department")):
        act(made, people[who])
    acts.pass_on(made, people["section"], opinion="同意")
    assert shown_scores(page_of(client, made)) == {}


def test_a_grade_that_was_undone_begins_with_its_scores(county: County, client: Client, to_grade: Declaration) -> None:
    people = county.people
    client.force_login(people["performance"])
    post(client, to_grade, GOOD, opinion="先评一次")
    acts.undo(to_grade, people["performance"])
    page = page_of(client, to_grade)
    assert shown_scores(page) == GOOD
    assert "先评一次" in page
    successor = county.person("performance", county.bureau, "successor")
    client.force_login(successor)
    assert shown_scores(page_of(client, to_grade)) == {}
    Handover.objects.create(before=people["performance"], after=successor, by=people["admin"], reason="调动")
    assert shown_scores(page_of(client, to_grade)) == GOOD


def test_who_looked_at_an_older_state_is_told(county: County, client: Client, to_grade: Declaration) -> None:
    client.force_login(county.people["performance"])
    answer = post(client, to_grade, FULL_SCORES, seen=to_grade.revision - 1)
    assert state_of(to_grade) == State.PERFORMANCE_REVIEW
    page = answer.content.decode()
    assert "变化" in page or "办理" in page
    assert "<dt>明确清晰性得分</dt><dd>10</dd>" in page, "nothing that was typed is lost"


def test_others_do_not_grade(county: County, client: Client, to_grade: Declaration) -> None:
    for role, status in (("preparer", 403), ("section", 403), ("auditor", 403), ("admin", 404)):
        client.force_login(county.people[role])
        assert client.get(reverse("grade", args=[to_grade.pk])).status_code == status, role
    client.force_login(county.person("preparer", county.other_unit))
    assert client.get(reverse("grade", args=[to_grade.pk])).status_code == 404
    client.force_login(county.people["performance"])
    post(client, to_grade, FULL_SCORES)
    assert client.get(reverse("grade", args=[to_grade.pk])).status_code == 302


def test_there_is_no_sheet_and_no_letter_before_its_time(county: County, client: Client, to_grade: Declaration) -> None:
    client.force_login(county.people["performance"])
    assert client.get(reverse("review-sheet", args=[to_grade.pk])).status_code == 404
    assert client.get(reverse("approval-document", args=[to_grade.pk, 1])).status_code == 404
    post(client, to_grade, FULL_SCORES)
    assert client.get(reverse("approval-document", args=[to_grade.pk, 1])).status_code == 404
    assert client.get(reverse("review-sheet-document", args=[to_grade.pk, 10**6])).status_code == 404


def test_the_documents_say_what_was_decided(county: County, client: Client, to_grade: Declaration) -> None:
    people = county.people
    acts.grade(to_grade, people["performance"], FULL_SCORES, grade="excellent", opinion="评定为优")
    made = acts.approve(to_grade, people["budget"], "云财绩〔2026〕7号")
    client.force_login(people["preparer"])
    review = Review.objects.get()
    sheet = _words(client.get(reverse("review-sheet-document", args=[made.pk, review.pk])))
    for text in ("业务股室同意安排", "评定为优", people["section"].name, people["performance"].name, made.title, "100"):
        assert text in sheet, text
    answer = client.get(reverse("approval-document", args=[made.pk, 1]))
    assert "filename*=" in answer["Content-Disposition"]
    letter = _words(answer)
    assert made.in_force is not None
    assert made.project is not None
    code = made.project.code
    assert code
    for text in ("云财绩〔2026〕7号", county.unit.name, county.bureau.name, code, made.in_force.sha256):
        assert text in letter, text


def test_while_an_adjustment_is_on_its_way_the_letter_stays(
    county: County, client: Client, to_grade: Declaration
) -> None:
    people = county.people
    acts.grade(to_grade, people["performance"], FULL_SCORES, grade="excellent")
    made = acts.approve(to_grade, people["budget"], "云财绩〔2026〕8号")
    acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    client.force_login(people["budget"])
    assert "云财绩〔2026〕8号" in _words(client.get(reverse("approval-document", args=[made.pk, 1])))
    forward(county, made, "performance_review")
    client.force_login(people["performance"])
    page = client.get(reverse("grade", args=[made.pk])).content.decode()
    assert "正在调整（政策调整）" in page, "who grades an adjustment reads why it was asked for"


def test_a_letter_says_what_was_approved_whatever_came_after(
    county: County, client: Client, to_grade: Declaration
) -> None:
    """A correction, an adjustment, another name of the unit: each letter stays what it was."""
    people = county.people
    old_name, old_code = county.unit.name, to_grade.project.code  # type: ignore[union-attr]
    acts.grade(to_grade, people["performance"], FULL_SCORES, grade="excellent")
    acts.approve(to_grade, people["budget"], "云财绩〔2026〕8号")
    made = acts.publish(to_grade, people["budget"], **RELEASE)
    first = made.current
    assert first is not None
    client.force_login(people["budget"])
    before = client.get(reverse("approval-document", args=[made.pk, 1])).content

    acts.correct(
        made,
        people["budget"],
        with_indicator(first.content, 0, name="更正后的指标"),
        "指标名称印错",
        secrecy_review=SECRECY_REVIEW,
    )
    organisations.edit(county.unit, people["admin"], name="云溪县养老服务指导中心", code=county.unit.code)
    register.edit(
        to_grade.project,
        people["admin"],
        unit=county.unit,
        code="P-新",
        name=to_grade.title,  # type: ignore[arg-type]
    )
    answer = client.get(reverse("approval-document", args=[made.pk, 1]))
    assert answer.content == before
    letter = _words(answer)
    for text in ("云财绩〔2026〕8号", first.sha256, old_name, old_code):
        assert text in letter, text
    assert "更正后的指标" not in letter
    page = client.get(reverse("declaration", args=[made.pk])).content.decode()
    assert "后来更正过，现行的是第 2 版" in page

    made = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    acts.edit(made, people["preparer"], with_indicator(first.content, 0, name="调整后的指标"))
    made = forward(county, made, "reviewed")
    acts.approve(made, people["budget"], "云财绩〔2026〕9号", approving_document="云政办〔2026〕8号")
    assert client.get(reverse("approval-document", args=[made.pk, 1])).content == before
    second = _words(client.get(reverse("approval-document", args=[made.pk, 2])))
    for text in (
        "云财绩〔2026〕9号",
        "调整后的指标",
        "云溪县养老服务指导中心",
        "P-新",
        Version.objects.latest("number").sha256,
    ):
        assert text in second, text
    assert client.get(reverse("approval-document", args=[made.pk, 3])).status_code == 404
    page = client.get(reverse("declaration", args=[made.pk])).content.decode()
    for said in ("云财绩〔2026〕8号（", "，第 1 版）", "云财绩〔2026〕9号（", "，第 3 版）"):
        assert said in page, said
    assert "后来更正过" not in page
    sheets = Review.objects.order_by("pk")
    for review, number in zip(sheets, (1, 2), strict=True):
        page = client.get(reverse("review-sheet", args=[made.pk]), {"review": review.pk}).content.decode()
        assert reverse("approval-document", args=[made.pk, number]) in page
    assert not audit.verify().faults


def test_two_versions_that_say_the_same_have_each_its_letter(
    county: County, client: Client, to_grade: Declaration
) -> None:
    people = county.people
    acts.grade(to_grade, people["performance"], FULL_SCORES, grade="excellent")
    made = acts.approve(to_grade, people["budget"], "云财绩〔2026〕8号")
    acts.request_adjustment(made, people["preparer"], "policy_change", "先提出来再说")
    forward(county, made, "reviewed")
    acts.approve(made, people["budget"], "云财绩〔2026〕9号", approving_document="云政办〔2026〕8号")
    client.force_login(people["preparer"])
    for number in (1, 2):
        assert f"第 {number} 版" in _words(client.get(reverse("approval-document", args=[made.pk, number])))


# ---- who is late


def _close(county: County) -> None:
    Window.objects.filter(round=county.round, phase=Phase.FIRST_UP).update(closes_at=timezone.now() - timedelta(days=1))


def test_who_is_late_is_listed_reminded_and_exported(county: County, client: Client) -> None:
    county.unit.name = "=养老中心"
    county.unit.save()
    county.project(), county.project()
    client.force_login(county.people["performance"])
    assert "没有逾期未报的单位" in client.get(reverse("late")).content.decode()
    assert county.office.name in client.get(reverse("late"), {"show": "open"}).content.decode()
    _close(county)
    page = client.get(reverse("late"))
    assert [row.unit.pk for row in page.context["rows"]][:2] == [county.department.pk, county.unit.pk]
    only = client.get(reverse("late"), {"q": "养老"})
    assert [(row.unit.pk, row.late) for row in only.context["rows"]] == [(county.unit.pk, 3)]
    answer = client.post(
        reverse("late-remind"), {"unit": [county.unit.pk, county.office.pk], "show": "late"}, follow=True
    )
    assert "已催报 1 个单位，发出 1 条通知。1 个单位没有填报人" in answer.content.decode()
    assert (
        "今天已经催过"
        in client.post(reverse("late-remind"), {"all": "1", "show": "late"}, follow=True).content.decode()
    )
    assert Notice.objects.count() == 1
    assert "请先勾选" in client.post(reverse("late-remind"), {"show": "late"}, follow=True).content.decode()
    sheet = load_workbook(io.BytesIO(client.get(reverse("late-export"), {"show": "late"}).content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "=养老中心" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_late_pages_end_at_the_scope(county: County, client: Client) -> None:
    _close(county)
    client.force_login(county.people["department"])
    shown = {row.unit.pk for row in client.get(reverse("late")).context["rows"]}
    assert shown == {county.department.pk, county.unit.pk, county.other_unit.pk}
    assert client.get(reverse("late-unit", args=[county.office.pk])).status_code == 404
    assert client.get(reverse("late-unit", args=[county.unit.pk])).status_code == 200
    client.post(reverse("late-remind"), {"unit": county.office.pk})
    assert not Notice.objects.exists()
    client.force_login(county.people["preparer"])
    assert client.get(reverse("late")).status_code == 403
    assert client.post(reverse("late-remind"), {"all": "1"}).status_code == 403
    assert client.get(reverse("late-export")).status_code == 403
    client.force_login(county.people["auditor"])
    assert client.get(reverse("late")).status_code == 200
    assert client.post(reverse("late-remind"), {"all": "1"}).status_code == 403


def test_one_units_forms_lead_to_what_the_person_may_see(county: County, client: Client) -> None:
    project = county.project()
    made = acts.create(county.round, county.unit, "project", content(), county.people["preparer"], project=project)
    address = reverse("declaration", args=[made.pk])
    client.force_login(county.people["section"])
    page = client.get(reverse("late-unit", args=[county.unit.pk])).content.decode()
    assert project.name in page
    assert address not in page
    acts.submit(made, county.people["preparer"])
    acts.sign(made, county.people["head"])
    assert address in client.get(reverse("late-unit", args=[county.unit.pk])).content.decode()


# ---- control figures


def test_figures_beside_the_forms(county: County, client: Client, to_grade: Declaration) -> None:
    acts.grade(to_grade, county.people["performance"], FULL_SCORES, grade="excellent")
    client.force_login(county.people["budget"])
    page = client.get(reverse("control-figures"))
    assert to_grade.title in page.content.decode()
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 1, 0, 0]
    project = to_grade.project
    assert project is not None
    form = Declaration.objects.get().amount
    assert form is not None
    project.control_figure = form - Decimal("1000.50")
    project.save()
    page = client.get(reverse("control-figures"), {"show": "different"})
    assert [one.difference for one in page.context["page"]] == [Decimal("1000.50")]
    assert "1,000.50" in page.content.decode()
    assert not client.get(reverse("control-figures"), {"show": "equal"}).context["page"].object_list
    for role in ("performance", "preparer", "admin"):
        client.force_login(county.people[role])
        assert client.get(reverse("control-figures")).status_code == 403


def _words(answer: Any) -> str:
    """All texts of a Word document."""
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)
