"""What was filed by mistake is put aside: it is owed and listed no more, and nothing of it is destroyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import acts, attachments, audit, discarding, findings, intake_reading, intakes, register
from jiheng.web.records.domain.errors import NotAllowed, NotMet, Stale, WrongState
from jiheng.web.records.domain.owed import counts, owed_by
from jiheng.web.records.models import (
    AttachmentKind,
    AuditEntry,
    Declaration,
    Draft,
    IntakeStatus,
    Notice,
    Phase,
    Project,
    State,
    StoredFile,
    Version,
    Window,
)
from jiheng.web.records.permissions import visible_declarations
from jiheng.web.records.queries.declarations import existing_for, possible_acts
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import FORMS, County, content
from tests.web.moving import at, begun, forward

WHY = "选错了项目"


def unregistered(county: County) -> Declaration:
    """A draft of a project that the register does not hold."""
    project = Project.objects.create(round=county.round, unit=county.unit, name="多报的项目")
    return acts.create(
        county.round,
        county.unit,
        "project",
        content(),
        county.people["preparer"],
        project=project,  # type: ignore[arg-type]
    )


def close(county: County) -> None:
    """Let the window of 一上 end before now."""
    Window.objects.filter(round=county.round, phase=Phase.FIRST_UP).update(closes_at=timezone.now() - timedelta(days=1))


def test_a_draft_that_was_put_aside_is_in_no_list_and_another_takes_its_place(county: County) -> None:
    people = county.people
    made = begun(county)
    project, draft = made.project, made.draft.content
    assert project is not None
    acts.submit(made, people["preparer"])
    acts.withdraw(made, people["preparer"])
    made = discarding.discard(made, people["preparer"], WHY)
    assert made.discarded_at is not None
    assert [(row.project, row.declaration) for row in owed_by([county.unit], county.round)[1:]] == [(project, None)]
    for role in ("preparer", "head", "auditor"):
        person = people[role]
        assert not visible_declarations(person).exists()
        assert existing_for(person).get() == made, "its page stays"
        lists = Lists(person, Filters())
        assert [lists.page(tab).rows for tab in Tab] == [()] * len(Tab)
        assert not Lists(person, Filters(search=made.title)).page(Tab.ALL).rows
    assert not existing_for(people["section"]).exists()
    again = acts.create(county.round, county.unit, "project", draft, people["preparer"], project=project)  # type: ignore[arg-type]
    with pytest.raises(WrongState, match="已经有一份申报"):
        acts.create(county.round, county.unit, "project", draft, people["preparer"], project=project)  # type: ignore[arg-type]
    discarding.discard(again, people["preparer"], WHY)
    assert Declaration.everything.filter(project=project).count() == 2
    assert Version.objects.filter(declaration=made).count() == 1
    entry = AuditEntry.objects.filter(declaration=made).last()
    assert entry is not None
    assert (entry.act, entry.by, entry.opinion) == ("discard", people["preparer"], WHY)
    assert not audit.verify().faults


def test_a_form_of_the_whole_unit_is_put_aside_too(county: County) -> None:
    by = county.people["preparer"]
    made = acts.create(county.round, county.unit, "department_overall", content(), by)  # type: ignore[arg-type]
    discarding.discard(made, by, WHY)
    assert owed_by([county.unit], county.round)[0].declaration is None
    acts.create(county.round, county.unit, "department_overall", content(), by)  # type: ignore[arg-type]


def test_only_a_draft_that_never_left_its_unit_and_only_by_who_prepares_it(county: County) -> None:
    people = county.people
    made = begun(county)
    for role in ("head", "department", "section", "admin", "auditor"):
        with pytest.raises(NotAllowed, match="填报单位的填报人"):
            discarding.discard(made, people[role], WHY)
    with pytest.raises(NotMet, match="请填写作废的原因"):
        discarding.discard(made, people["preparer"], " ")
    with pytest.raises(Stale):
        discarding.discard(made, people["preparer"], WHY, seen=made.revision + 1)
    acts.submit(made, people["preparer"])
    with pytest.raises(WrongState, match="现在是“待负责人签批”，不能作废"):
        discarding.discard(made, people["preparer"], WHY)
    for state in ("section_review", "returned", "approved"):
        with pytest.raises(WrongState, match="不能作废"):
            discarding.discard(at(county, state), people["preparer"], WHY)
    adjusted = acts.request_adjustment(at(county, "published"), people["preparer"], "policy_change", "政策变化")
    with pytest.raises(WrongState, match="不能作废"):
        discarding.discard(adjusted, people["preparer"], WHY)
    acts.return_(made, people["head"], "请先不要报送")
    assert discarding.discard(made, people["preparer"], WHY).discarded_at is not None


def test_nothing_is_done_to_what_was_put_aside(county: County) -> None:
    people = county.people
    by = people["preparer"]
    made = discarding.discard(at(county, "draft"), by, WHY)
    file = StoredFile.objects.create(sha256="0" * 64, name="测算.xlsx", size=1, by=by)
    for act in (
        lambda: acts.edit(made, by, content()), lambda: acts.submit(made, by), lambda: discarding.discard(made, by, WHY),
        lambda: findings.explain(made, by, "key", "policy", "理由"), lambda: attachments.attach(made, by, AttachmentKind.OTHER, file),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            act()
    assert possible_acts(made, by) == []
    assert Draft.objects.filter(declaration=made).exists()


def test_an_unregistered_project_goes_with_its_draft(county: County) -> None:
    made = unregistered(county)
    close(county)
    assert counts([county.unit], county.round)[0].late == 2
    discarding.discard(made, county.people["preparer"], WHY)
    assert not Project.objects.exists()
    assert (counts([county.unit], county.round)[0].due, counts([county.unit], county.round)[0].late) == (1, 1)
    kept = Declaration.everything.get()
    assert (kept.project, kept.title) == (None, "多报的项目")
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"create", "remove_project", "discard"}
    assert not audit.verify().faults


def test_an_administrator_takes_an_unregistered_project_out_of_the_round(county: County) -> None:
    people = county.people
    admin = people["admin"]
    made = unregistered(county)
    project = made.project
    assert project is not None
    with pytest.raises(NotAllowed):
        discarding.take_out(project, people["section"], "不属于本级")
    forward(county, made, "section_review")
    with pytest.raises(WrongState, match="现在是“业务股室审核”，不能移出本轮；还在审核的，请先由审核人退回"):
        discarding.take_out(project, admin, "不属于本级")
    acts.return_(made, people["section"], "这个项目不属于本级")
    with pytest.raises(NotMet, match="请填写移出的原因"):
        discarding.take_out(project, admin, "")
    discarding.take_out(project, admin, "不属于本级")
    assert not Project.objects.exists()
    assert [row.kind for row in owed_by([county.unit], county.round)] == ["department_overall"]
    assert existing_for(people["section"]).get() == made, "who saw it still finds it"
    assert Notice.objects.filter(person=people["preparer"], text__contains="移出本轮：不属于本级").exists()
    with pytest.raises(WrongState, match="已经作废"):
        acts.undo(made, people["section"])
    assert not audit.verify().faults


def test_what_is_in_the_register_or_was_approved_is_not_taken_out(county: County) -> None:
    admin = county.people["admin"]
    with pytest.raises(NotMet, match="在项目库里有编码"):
        discarding.take_out(county.project(), admin, "重复")
    made = forward(county, unregistered(county), "approved")
    acts.request_adjustment(made, county.people["preparer"], "policy_change", "政策变化")
    with pytest.raises(WrongState, match="不能移出本轮"):
        discarding.take_out(made.project, admin, "重复")  # type: ignore[arg-type]


def test_a_project_of_the_register_can_be_removed_after_its_draft_was_put_aside(county: County) -> None:
    made = begun(county)
    with pytest.raises(NotMet, match="已经有申报"):
        register.remove(made.project, county.people["admin"])  # type: ignore[arg-type]
    discarding.discard(made, county.people["preparer"], WHY)
    register.remove(made.project, county.people["admin"])  # type: ignore[arg-type]
    assert Declaration.everything.get().project is None


def test_what_was_uploaded_is_used_for_what_it_was_meant_for(county: County) -> None:
    by = county.people["preparer"]
    wrong, right = county.project(name="选错的项目"), county.project(name="要报的项目")
    data = SimpleUploadedFile("表.docx", (FORMS / "yongning-2024-projects.docx").read_bytes())
    (intake,) = intakes.take([data], county.unit, county.round, by)
    assert intake_reading.read_next()
    form = intake.forms.get(number=3)
    made = intakes.claim(form, by, sure=True, project=wrong)
    discarding.discard(made, by, WHY)
    again = intakes.claim(form, by, sure=True, project=right)
    assert (again.project, again.state, again.draft.content) == (right, State.DRAFT, form.content)
    intake.refresh_from_db()
    assert intake.status == IntakeStatus.READY, "its other forms wait"


def test_pages(county: County, look: Callable[..., str], send: Callable[..., str]) -> None:
    people = county.people
    made = unregistered(county)
    address = reverse("declaration-discard", args=[made.pk])
    assert address in look(people["preparer"], "declaration", made.pk)
    assert address not in look(people["head"], "declaration", made.pk)
    look(people["head"], "declaration-discard", made.pk, status=403)
    assert "不再催报" in look(people["preparer"], "declaration-discard", made.pk)
    assert "不在项目库" in look(people["admin"], "register", declared="new")
    assert reverse("project-take-out", args=[made.project_id]) in look(people["admin"], "project-edit", made.project_id)
    assert "多报的项目" in look(people["admin"], "project-take-out", made.project_id)
    text = send(people["preparer"], "declaration-discard", made.pk, seen=made.revision, reason=WHY)
    assert "“多报的项目”的草稿已作废。" in text
    text = look(people["preparer"], "declaration", made.pk)
    assert "作废，不再办理；原因见历史。" in text
    assert address not in text
    assert WHY in look(people["preparer"], "declaration-history", made.pk)
    text = send(people["preparer"], "declaration-discard", made.pk, seen=made.revision, reason=WHY)
    assert "这份申报已经作废，不能再办理。" in text
    other = unregistered(county)
    assert "已移出本轮" in send(people["admin"], "project-take-out", other.project_id, reason="不属于本级")
    look(people["admin"], "project-take-out", other.project_id, status=404)
