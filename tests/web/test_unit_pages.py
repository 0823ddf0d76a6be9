"""The pages of a unit: what it owes, uploads, and what the forms of an upload become."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from msgspec.structs import replace

from jiheng.batch.drafting import OneForm
from jiheng.forms.reading import read_file
from jiheng.web.records.domain import acts, contents, files
from jiheng.web.records.domain.review_sheet import ITEMS
from jiheng.web.records.models import (
    Content,
    Declaration,
    Draft,
    Explanation,
    Intake,
    IntakeForm,
    IntakePurpose,
    IntakeStatus,
    Project,
    Round,
    State,
    Version,
    Window,
)
from jiheng.web.unit import drafts
from tests.web.county import FULL_SCORES, County, content
from tests.web.test_grade_pages import GOOD, shown_scores
from tests.web.way import OPEN_ERRORS, brought_to, declared, seen_of, table_with

pytestmark = pytest.mark.django_db


def uploaded(
    county: County,
    *forms: Content,
    purpose: IntakePurpose = IntakePurpose.FILE,
    declaration: Declaration | None = None,
    who: str = "preparer",
    problem: str = "",
    project: Project | None = None,
    body: bytes = b"PK",
) -> Intake:
    """An upload that was read."""
    person = county.people[who]
    file = files.keep([body], "绩效目标表.docx", person)
    intake = Intake.objects.create(
        round=county.round, unit=county.unit, purpose=purpose, declaration=declaration, file=file, by=person,
        status=IntakeStatus.READY,
    )  # fmt: skip
    for number, form in enumerate(forms):
        table = contents.table_of(form)
        IntakeForm.objects.create(
            intake=intake, source=file.name, number=number, content=form, kind=table.kind.value,
            title=str(table.project_name or ""), project=project, problem=problem,
        )  # fmt: skip
    return intake


def with_total(total: str, **changes: object) -> Content:
    """A real form that asks for another amount."""
    form = content(**changes)
    table = contents.table_of(form)
    table = replace(table, budget={**(table.budget or {}), "total": Decimal(total)})
    return contents.store(table, contents.page_of(form), contents.blanks_of(form), ())


# ---- what a unit owes


def test_what_a_unit_owes(county: County, look: Callable[..., str]) -> None:
    owed = county.project(name="养老护理补贴")
    county.project(county.other_unit, name="别家的项目")
    made = acts.create(
        county.round,
        county.unit,
        "project",
        content(),
        county.people["preparer"],
        project=county.project(name="已有草稿"),
    )
    text = look(county.people["preparer"], "unit-owed")
    assert owed.name in text
    assert "别家的项目" not in text
    assert reverse("declaration", args=[made.pk]) in text
    assert county.unit.name in text
    assert "还有 3 份没有报" in text
    Window.objects.filter(round=county.round).update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )
    assert "逾期 3 份" in look(county.people["head"], "unit-owed")
    look(county.people["section"], "unit-owed", status=403)
    look(county.people["preparer"], "unit-owed", status=404, unit=str(county.other_unit.pk))


def test_blank_forms_and_last_years_are_a_start(county: County, look: Callable[..., str], client: Client) -> None:
    preparer = county.people["preparer"]
    county.round.layouts = ["national-project", "no-such-layout"]
    county.round.save()
    assert "项目支出绩效目标申报表" in look(preparer, "unit-owed")
    client.force_login(preparer)
    response = client.get(reverse("unit-blank", args=["national-project"]))
    assert response.content[:2] == b"PK"
    assert response["Content-Disposition"].startswith("attachment")
    look(preparer, "unit-blank", "national-transfer-project", status=404)
    form = content()
    stored = contents.store(
        contents.table_of(form), contents.page_of(form), contents.blanks_of(form), (),
        source=files.keep([b"PK"], "上年.docx", preparer),
    )  # fmt: skip
    before = brought_to(county, State.APPROVED, declared(county, stored))
    last = Round.objects.create(fiscal_year=county.round.fiscal_year - 1, name="上一年度", is_open=False)
    Declaration.objects.filter(pk=before.pk).update(round=last, title="连续项目", project=None)
    county.project(name="连续项目")
    assert reverse("declaration-file", args=[before.pk, 1]) in look(preparer, "unit-owed")


def approved_last_year(county: County, form: Content, title: str) -> Declaration:
    """The same project's form, approved for the year before."""
    made = brought_to(county, State.APPROVED, declared(county, form))
    last, _new = Round.objects.get_or_create(fiscal_year=county.round.fiscal_year - 1, name="上一年度", is_open=False)
    Declaration.objects.filter(pk=made.pk).update(round=last, title=title, project=None)
    return Declaration.objects.get(pk=made.pk)


def test_last_years_form_is_a_draft_for_this_year(
    county: County, look: Callable[..., str], client: Client, tmp_path: Path
) -> None:
    """Of 21 forms in last year's file the one alone, with the year moved and the amounts blank."""
    preparer, year = county.people["preparer"], 2025
    county.round.fiscal_year, county.round.layouts = year, ["yongning-2024-projects"]
    county.round.save()
    form = content(project_name="消防经费", project_code="旧编码")
    before = approved_last_year(county, form, "消防经费")
    project = county.project(name="消防经费")
    assert reverse("unit-draft", args=[before.pk]) in look(preparer, "unit-owed")
    page = look(preparer, "unit-draft", before.pk)
    assert f"改成 {year} 年度" in page
    assert "金额空着等新的预算" in page
    client.force_login(preparer)
    response = client.get(reverse("unit-draft-file", args=[before.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    file = tmp_path / "草稿.docx"
    file.write_bytes(response.content)
    (table,) = read_file(file).declaration.tables
    assert (table.fiscal_year, table.project_name) == (year, "消防经费")
    assert table.project_code in (project.code, msgspec.UNSET)
    assert not any((table.budget or {}).values())
    assert len(table.indicators) == len(contents.table_of(form).indicators)
    for other in (county.person("preparer", county.other_unit), county.people["section"], county.people["admin"]):
        look(other, "unit-draft", before.pk, status=404)
        look(other, "unit-draft-file", before.pk, status=404)
    Round.objects.filter(pk=before.round_id).update(fiscal_year=year - 2)
    look(preparer, "unit-draft", before.pk, status=404)


def test_a_draft_says_what_has_no_place_in_it(county: County, look: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    county.round.fiscal_year, county.round.layouts = 2025, ["national-project"]
    county.round.save()
    before = approved_last_year(county, content(), "消防经费")
    page = look(preparer, "unit-draft", before.pk)
    assert "项目支出绩效目标申报表" in page
    assert "没有地方放的内容" in page
    assert "表上没有这一栏" in page


def test_a_draft_that_cannot_be_made_is_a_sentence(
    county: County, look: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = approved_last_year(county, content(), "消防经费")
    monkeypatch.setattr(drafts, "next_draft", lambda *_: OneForm(error="没有放得下这类表的版式。"))
    page = look(county.people["preparer"], "unit-draft", before.pk)
    assert "没有放得下这类表的版式。" in page
    assert "下载草稿" not in page
    look(county.people["preparer"], "unit-draft-file", before.pk, status=404)


def test_whoever_owes_a_form_gets_its_blank(county: County, look: Callable[..., str], client: Client) -> None:
    """Where the round names no layout of the kind, the national one."""
    preparer = county.people["preparer"]
    county.project(name="新项目")
    text = look(preparer, "unit-owed")
    for layout in ("national-department-overall", "national-project"):
        assert text.count(reverse("unit-blank", args=[layout])) == 2, "in its row, and below"
    client.force_login(preparer)
    assert client.get(reverse("unit-blank", args=["national-department-overall"])).content[:2] == b"PK"
    county.round.layouts = ["korla-2021-department-overall"]
    county.round.overall_due = True
    county.round.save()
    text = look(preparer, "unit-owed")
    assert reverse("unit-blank", args=["korla-2021-department-overall"]) in text
    assert reverse("unit-blank", args=["national-department-overall"]) not in text
    look(preparer, "unit-blank", "national-department-overall", status=404)


def test_a_clerk_with_nothing_begun_is_told_where_to_begin(county: County, look: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    county.project(name="新项目")
    text = look(preparer, "home")
    assert "还有 2 份表要报，还没有开始" in text
    assert f"{reverse('unit-owed')}?unit={county.unit.pk}" in text
    assert "没有等您办的" not in text
    assert f'href="{reverse("intake-new")}?unit={county.unit.pk}" aria-label="上传“新项目”的表"' in look(
        preparer, "unit-owed"
    )
    assert 'aria-label="上传“新项目”' not in look(county.people["head"], "unit-owed")


def test_the_list_of_what_is_owed_asks_the_same_for_one_and_for_many(county: County, client: Client) -> None:
    client.force_login(county.people["preparer"])
    county.project()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("unit-owed")).status_code == 200
        return len(captured)

    few = asked()
    for _ in range(20):
        county.project()
    declared(county)
    assert asked() <= few


# ---- uploads


def test_files_are_handed_over_and_wait(county: County, look: Callable[..., str], client: Client) -> None:
    preparer = county.people["preparer"]
    client.force_login(preparer)
    address = reverse("intake-new")
    assert client.get(address).status_code == 200
    response = client.post(address, {"uploads": SimpleUploadedFile("表.docx", b"PK")})
    intake = Intake.objects.get()
    assert response.url == reverse("intake", args=[intake.pk])  # type: ignore[attr-defined]
    text = look(preparer, "intake", intake.pk)
    assert "排队等待读取" in text
    assert "every 1s" in text
    Intake.objects.update(status=IntakeStatus.FAILED, message="没有找到绩效目标表，请检查是不是选错了文件。")
    client.force_login(preparer)
    answer = client.get(reverse("intake", args=[intake.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert "没有找到绩效目标表" in look(preparer, "intake", intake.pk)
    two = [SimpleUploadedFile("甲.docx", b"PK"), SimpleUploadedFile("乙.xlsx", b"PK")]
    response = client.post(address, {"uploads": two})
    assert response.url == f"{reverse('intakes-check')}?unit={county.unit.pk}"  # type: ignore[attr-defined]
    text = look(preparer, "intakes")
    assert "甲.docx" in text
    assert "乙.xlsx" in text
    assert "请先选择文件" in client.post(address, {}).content.decode() or Intake.objects.count() == 3
    stranger = county.person("preparer", county.other_unit)
    look(stranger, "intake", intake.pk, status=404)
    assert "甲.docx" not in look(stranger, "intakes")
    look(county.people["section"], "intake-new", status=403)
    look(county.people["section"], "intakes", status=403)
    Window.objects.filter(round=county.round).update(closes_at=timezone.now() - timedelta(days=1))
    assert "截止" in look(preparer, "intake-new")


def test_too_many_files_at_once_are_told_with_their_number(county: County, client: Client) -> None:
    client.force_login(county.people["preparer"])

    def files(count: int) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{number}.docx", b"PK") for number in range(count)]

    answer = client.post(reverse("intake-new"), {"uploads": files(30)})
    assert answer.status_code == 422
    assert "一次最多 10 个文件，您选了 30 个，请打成 zip 一次上传。" in answer.content.decode()
    assert not Intake.objects.exists()
    many = client.post(reverse("intake-new"), {"uploads": files(101)})
    assert many.status_code == 413
    assert "一次最多 10 个文件，您选的超过了 100 个" in many.content.decode()
    assert client.post(reverse("intake-new"), {"uploads": files(10)}).status_code == 302
    assert Intake.objects.count() == 10


def test_the_forms_that_were_found_become_drafts(county: County, look: Callable[..., str], client: Client) -> None:
    preparer = county.people["preparer"]
    right, other = county.project(name="项目甲"), county.project(name="项目乙")
    intake = uploaded(county, table_with("项目甲"), table_with("项目丙"), project=right)
    first, second = intake.forms.order_by("number")
    text = look(preparer, "intake", intake.pk)
    assert f'name="project-{first.pk}"' in text
    assert f'name="project-{first.pk}"' not in look(county.people["head"], "intake", intake.pk)
    assert "项目丙" in look(preparer, "intake-form", intake.pk, second.pk)
    look(county.person("preparer", county.other_unit), "intake-form", intake.pk, second.pk, status=404)
    client.force_login(preparer)
    response = client.post(
        reverse("intake", args=[intake.pk]),
        {f"take-{first.pk}": "1", f"project-{first.pk}": other.pk},
        follow=True,
    )
    assert "已放进草稿：第 1 张“项目甲”（用于“项目乙”）。" in response.content.decode()
    assert Declaration.objects.get().project == other
    assert "已放进草稿" in look(preparer, "intake", intake.pk)
    client.force_login(preparer)
    client.post(reverse("intake", args=[intake.pk]), {f"take-{second.pk}": "1", f"project-{second.pk}": right.pk})
    assert Declaration.objects.count() == 2
    assert Intake.objects.get().status == IntakeStatus.DONE


def test_what_is_told_against_a_form_must_be_looked_at(county: County, client: Client) -> None:
    preparer = county.people["preparer"]
    intake = uploaded(county, table_with("项目甲"), problem="表上的单位是“别家”，请核对。", project=county.project())
    form = intake.forms.get()
    client.force_login(preparer)
    address = reverse("intake", args=[intake.pk])
    response = client.post(address, {f"take-{form.pk}": "1"}, follow=True)
    assert response.status_code == 422
    assert "第 1 张“项目甲”：表上的单位是“别家”，请核对。</a>" in response.content.decode()
    assert not Declaration.objects.exists()
    client.post(address, {f"sure-{form.pk}": "1"})
    assert Declaration.objects.count() == 1


def test_ticks_are_kept_where_a_form_was_refused(county: County, client: Client) -> None:
    preparer = county.people["preparer"]
    other = county.project(name="项目丙")
    intake = uploaded(county, table_with("项目甲"), table_with("项目乙"), table_with("项目丙"))
    first, second, third = intake.forms.order_by("number")
    IntakeForm.objects.filter(pk=second.pk).update(problem="表上是 2019 年度，请核对。")
    client.force_login(preparer)
    address = reverse("intake", args=[intake.pk])
    assert "请先选中要用的表" in client.post(address, {}).content.decode()
    said = {f"take-{second.pk}": "1", f"take-{third.pk}": "1", f"project-{second.pk}": str(other.pk)}
    response = client.post(address, said)
    text = response.content.decode()
    assert response.status_code == 422
    assert "已放进草稿：第 1 张“项目丙”。" in text
    assert f'<a href="#form-{second.pk}">第 1 张“项目乙”：表上是 2019 年度，请核对。</a>' in text
    assert re.search(rf'name="take-{second.pk}"[^>]*checked', text)
    assert not re.search(rf'name="take-{first.pk}"[^>]*checked', text), "it was not ticked"
    assert re.search(rf'<select name="project-{second.pk}".*?<option value="{other.pk}" selected', text, re.DOTALL)
    assert "data-tick-all" in text
    assert Declaration.objects.count() == 1


def test_the_same_file_once_more_replaces_nothing_by_itself(
    county: County, look: Callable[..., str], client: Client
) -> None:
    preparer = county.people["preparer"]
    project = county.project(name="项目甲")
    first = uploaded(county, table_with("项目甲"), project=project)
    client.force_login(preparer)
    (form,) = first.forms.all()
    client.post(reverse("intake", args=[first.pk]), {f"take-{form.pk}": "1", f"project-{form.pk}": project.pk})
    made = Declaration.objects.get()
    again = uploaded(county, table_with("项目甲"), project=project)
    text = look(preparer, "intake", again.pk)
    assert (
        f"与 {preparer.name} {timezone.localtime(first.at):%Y-%m-%d %H:%M} 上传的“绩效目标表.docx”是同一个文件" in text
    )
    assert "草稿里已经是这张表，不用再换。" in text
    assert " checked" not in text
    acts.edit(made, preparer, content(project_name="项目甲", fund_use="办理新的事情"))
    text = look(preparer, "intake", again.pk)
    assert "已经用过，草稿后来换了别的；换回去，后来的改动就没有了。" in text
    assert " checked" not in text
    new = uploaded(county, content(project_name="项目甲", fund_use="另一件事"), project=project, body=b"PK another")
    text = look(preparer, "intake", new.pk)
    assert "是同一个文件" not in text
    assert "已有草稿，会换成这张表。" in text
    assert " checked" in text
    twice = uploaded(county, content(project_name="项目甲", fund_use="另一件事"), project=project, body=b"PK another")
    text = look(preparer, "intakes-check")
    assert f"与 {timezone.localtime(new.at):%Y-%m-%d %H:%M} 上传的是同一个文件，用那一次的就行。" in text
    assert text.count(" checked") == 1
    Intake.objects.filter(pk=twice.pk).delete()
    Explanation.objects.create(
        declaration=made, key="k", rule="ARI-001", text="如实反映", by=preparer, at=timezone.now()
    )
    text = look(preparer, "intake", new.pk)
    assert "草稿上已经写了不改的理由，换表以后要重新核对。" in text
    assert " checked" not in text


def test_all_files_of_a_unit_are_checked_on_one_page(county: County, look: Callable[..., str], client: Client) -> None:
    preparer = county.people["preparer"]
    first, second = uploaded(county, table_with("项目甲")), uploaded(county, table_with("项目乙"), body=b"PK 2")
    third = uploaded(county, table_with("项目丙"), body=b"PK 3")
    Intake.objects.filter(pk=third.pk).update(status=IntakeStatus.WAITING)
    stranger = county.person("preparer", county.other_unit)
    assert "项目甲" not in look(stranger, "intakes-check")
    look(county.people["head"], "intakes-check", status=403)
    text = look(preparer, "intakes-check")
    assert "还有 1 个文件在读" in text
    assert 'hx-trigger="every 2s"' in text
    assert "listed=2" in text
    assert "别的文件里还有 1 张表没有用" in look(preparer, "intake", first.pk)
    Intake.objects.filter(pk=third.pk).update(status=IntakeStatus.READY)
    client.force_login(preparer)
    more = client.get(reverse("intakes-check"), {"listed": "2"}, headers={"HX-Request": "true"}).content.decode()
    assert "又读好了一些表" in more
    assert "every 2s" not in more
    none = client.get(reverse("intakes-check"), {"listed": "0"}, headers={"HX-Request": "true"})
    assert none["HX-Refresh"] == "true"
    forms = IntakeForm.objects.order_by("pk")
    response = client.post(reverse("intakes-check"), {f"take-{form.pk}": "1" for form in forms}, follow=True)
    assert "已放进草稿：第 1 张“项目甲”、第 1 张“项目乙”、第 1 张“项目丙”。" in response.content.decode()
    assert "没有要核对的表" in response.content.decode()
    assert Declaration.objects.count() == 3
    assert set(Intake.objects.values_list("status", flat=True)) == {IntakeStatus.DONE}
    assert second.pk


def test_the_list_of_uploads_asks_again_while_something_is_read(county: County, look: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    intake = uploaded(county, table_with("项目甲"))
    Intake.objects.update(status=IntakeStatus.WAITING)
    text = look(preparer, "intakes")
    assert 'hx-trigger="every 2s"' in text
    assert f'<a href="{reverse("intakes")}">刷新</a>' in text
    Intake.objects.update(status=IntakeStatus.READY)
    text = look(preparer, "intakes")
    assert "hx-trigger" not in text
    assert reverse("intakes-check") in text
    Intake.objects.update(status=IntakeStatus.DONE)
    assert "没有用" in look(preparer, "intakes")
    IntakeForm.objects.update(taken=declared(county))
    assert "用上了" in look(preparer, "intakes")
    assert intake.pk


def test_an_upload_can_be_put_aside(county: County, client: Client) -> None:
    intake = uploaded(county, table_with("项目甲"))
    client.force_login(county.person("preparer", county.other_unit))
    assert client.post(reverse("intake-close", args=[intake.pk])).status_code == 404
    client.force_login(county.people["head"])
    assert client.post(reverse("intake-close", args=[intake.pk])).status_code == 403
    assert client.post(reverse("intake", args=[intake.pk])).status_code == 403
    client.force_login(county.people["preparer"])
    client.post(reverse("intake-close", args=[intake.pk]))
    assert Intake.objects.get().status == IntakeStatus.DONE


def test_names_in_a_file_are_never_markup(county: County, look: Callable[..., str]) -> None:
    hostile = "<script>alert(1)</script>"
    intake = uploaded(county, table_with(hostile), problem=hostile)
    Intake.objects.update(message=hostile)
    assert hostile not in look(county.people["preparer"], "intake", intake.pk)
    assert hostile not in look(county.people["preparer"], "intakes")


# ---- a form that takes the place of another


def test_another_form_is_put_into_the_draft(county: County, look: Callable[..., str], send: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    made = declared(county, table_with("旧名称"))
    text = send(preparer, "declaration-upload", made.pk, "edit", file=SimpleUploadedFile("新.docx", b"PK"))
    assert "排队等待读取" in text
    assert Intake.objects.get().declaration == made
    intake = uploaded(county, table_with("新名称"), purpose=IntakePurpose.EDIT, declaration=made)
    text = look(preparer, "intake", intake.pk)
    assert "由“旧名称”改为“新名称”" in text
    text = send(preparer, "intake", intake.pk, form=intake.forms.get().pk, seen=seen_of(made))
    assert "新名称" in text
    assert contents.table_of(Draft.objects.get().content).project_name == "新名称"


def test_who_changes_an_old_draft_is_told(county: County, send: Callable[..., str]) -> None:
    people = county.people
    made = declared(county)
    intake = uploaded(county, table_with("新名称"), purpose=IntakePurpose.EDIT, declaration=made)
    seen = seen_of(made)
    other = county.person("preparer", county.unit, username="second")
    acts.edit(made, other, table_with("别人改的"))
    text = send(people["preparer"], "intake", intake.pk, form=intake.forms.get().pk, seen=seen)
    assert f"刚由{other.name}办理（修改）" in text
    assert contents.table_of(Draft.objects.get().content).project_name == "别人改的"


def test_confirming_shows_what_is_refused(county: County, look: Callable[..., str], send: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.REVIEWED, declared(county, with_total("100000")))
    acts.set_control_figure(made, people["budget"], Decimal(90000))
    wrong = uploaded(
        county, with_total("90000", project_name="改了名的项目"), purpose=IntakePurpose.CONFIRM, declaration=made
    )
    text = look(people["preparer"], "intake", wrong.pk)
    assert "下面几处不能接受" in text
    assert "改了名的项目" in text
    send(people["preparer"], "intake", wrong.pk, form=wrong.forms.get().pk, seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.ADJUSTING
    right = uploaded(county, with_total("90000"), purpose=IntakePurpose.CONFIRM, declaration=made)
    assert "不能接受" not in look(people["preparer"], "intake", right.pk)
    send(people["preparer"], "intake", right.pk, form=right.forms.get().pk, seen=seen_of(made))
    assert Declaration.objects.get(pk=made.pk).state == State.REVIEWED
    assert Version.objects.filter(declaration=made).last().reason == "confirmed"  # type: ignore[union-attr]


def test_amending_shows_the_review_sheet_and_asks_for_the_units_agreement(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    people = county.people
    made = brought_to(county, State.PERFORMANCE_REVIEW, declared(county, table_with("原来的名称")))
    intake = uploaded(
        county, table_with("商定的名称"), purpose=IntakePurpose.AMEND, declaration=made, who="performance"
    )
    look(people["preparer"], "intake", intake.pk, status=404)
    page = look(people["performance"], "intake", intake.pk)
    assert "与单位商定的情况" in page
    assert shown_scores(page) == {}
    for _name, _points, question in ITEMS.values():
        assert str(question) in page
    said = {"form": intake.forms.get().pk, "seen": seen_of(made), "agreement": "与张三电话商定"}
    assert "只有评为“良”" in send(people["performance"], "intake", intake.pk, **said, **FULL_SCORES)
    without = send(people["performance"], "intake", intake.pk, **{**said, "agreement": ""}, **GOOD)
    assert ">85</output>" in without
    assert ">良</output>" in without
    page = send(people["performance"], "intake", intake.pk, **said, **GOOD)
    assert [one.reason for one in Version.objects.filter(declaration=made)] == ["submitted", "amended"]
    assert 'name="grade"' in page, "the review goes on"
    assert shown_scores(page) == GOOD


def test_amending_begins_with_what_was_scored(county: County, client: Client, look: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.PERFORMANCE_REVIEW, declared(county, table_with("原来的名称")))
    intake = uploaded(
        county, table_with("商定的名称"), purpose=IntakePurpose.AMEND, declaration=made, who="performance"
    )
    client.force_login(people["performance"])
    client.post(reverse("grade", args=[made.pk]), {"seen": seen_of(made), "opinion": "", "amend": "", **GOOD})
    page = look(people["performance"], "intake", intake.pk)
    assert shown_scores(page) == GOOD
    assert ">85</output>" in page
    assert 'data-score-grade="优:90 良:80 中:60 差:0">良<' in page


def test_correcting_asks_why(county: County, look: Callable[..., str], send: Callable[..., str]) -> None:
    people = county.people
    made = brought_to(county, State.PUBLISHED, declared(county, table_with("印错的名称")))
    intake = uploaded(county, table_with("对的名称"), purpose=IntakePurpose.CORRECT, declaration=made, who="budget")
    assert "更正说明" in look(people["budget"], "intake", intake.pk)
    said = {"form": intake.forms.get().pk, "seen": seen_of(made)}
    send(people["budget"], "intake", intake.pk, **said)
    assert Version.objects.filter(declaration=made).count() == 1
    reviewed = "保密员已审查，没有不宜公开的内容"
    send(people["budget"], "intake", intake.pk, **said, reason="名称印错", secrecy_review=reviewed)
    assert Version.objects.filter(declaration=made).count() == 2


def test_of_many_forms_the_one_of_the_same_project_is_proposed(county: County, look: Callable[..., str]) -> None:
    made = declared(county, table_with("旧的"))
    Declaration.objects.filter(pk=made.pk).update(title="丙项目")
    forms = [table_with(name) for name in ("甲项目", "乙项目", "丙项目")]
    intake = uploaded(county, *forms, purpose=IntakePurpose.EDIT, declaration=made)
    third = intake.forms.order_by("number").last()
    assert third is not None
    text = look(county.people["preparer"], "intake", intake.pk)
    assert f'<option value="{third.pk}" selected>' in text
    assert "张：乙项目" in text


def test_an_upload_of_many_forms_is_paged_and_asks_no_more(county: County, client: Client) -> None:
    client.force_login(county.people["preparer"])
    form = content()

    def asked(count: int) -> int:
        intake = uploaded(county, *[form] * count)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("intake", args=[intake.pk]))
        assert response.status_code == 200
        assert ("第 1 / 2 页" in response.content.decode()) == (count > 50)
        return len(captured)

    few = asked(2)
    assert asked(60) <= few


def test_findings_that_come_and_go_are_shown_before_a_form_is_replaced(
    county: County, look: Callable[..., str]
) -> None:
    made = declared(county, content(*OPEN_ERRORS, year=2021))
    before = {contents.message_of(one) for one in contents.findings_of(content(*OPEN_ERRORS, year=2021))}
    intake = uploaded(county, content(), purpose=IntakePurpose.EDIT, declaration=made)
    after = {contents.message_of(one) for one in contents.findings_of(content())}
    text = html.unescape(look(county.people["preparer"], "intake", intake.pk))
    new, gone = text.split("换了以后自动审核的意见")[1].split("</section>")[0].split("不再有")
    assert f"新出现 {len(after - before)} 条" in new
    assert gone.startswith(f" {len(before - after)} 条")
    assert before - after
    assert all(words in gone for words in before - after)
    assert all(words in new for words in after - before)
    same = uploaded(county, content(*OPEN_ERRORS, year=2021), purpose=IntakePurpose.EDIT, declaration=made)
    assert "没有新出现的，也没有不再有的。" in look(county.people["preparer"], "intake", same.pk)
