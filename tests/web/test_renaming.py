"""Units and projects get other names: what was declared is found by the new ones at once, however it was renamed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiheng.web.records.domain import (
    acts,
    audit,
    import_organisations,
    import_projects,
    intake_reading,
    intakes,
    organisations,
    register,
    renaming,
)
from jiheng.web.records.models import Declaration, Intake, Organisation, Project, State, ToIndex
from jiheng.web.records.queries import filing
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import FORMS, County, content
from tests.web.lists import given, xlsx
from tests.web.moving import at, begun, with_indicator

NEW = "云溪县银龄照护指导所"


def found(county: County, search: str) -> set[int]:
    """What somebody who sees everything finds."""
    rows = Lists(county.people["auditor"], Filters(search=search)).page(Tab.ALL).rows
    return {row.declaration.pk for row in rows}


def overall(county: County) -> Declaration:
    """A draft of the unit's own form."""
    return acts.create(county.round, county.unit, "department_overall", content(), county.people["preparer"])  # type: ignore[arg-type]


def edited(county: County) -> None:
    organisations.edit(county.unit, county.people["admin"], name=NEW, code=county.unit.code)


def imported(county: County) -> None:
    rows = [
        ["单位编码", "单位名称", "类别", "上级单位编码"],
        [county.unit.code, NEW, "预算单位", county.department.code],
    ]
    import_organisations.take_in(county.people["admin"], given(xlsx(rows), "树.xlsx"))


@pytest.mark.parametrize("rename", [edited, imported])
def test_a_renamed_unit_is_found_by_its_new_name(county: County, rename: object) -> None:
    mine = {begun(county).pk, at(county, State.PUBLISHED).pk, overall(county).pk}
    other = acts.create(
        county.round, county.other_unit, "project", content(), county.person("preparer", county.other_unit),  # type: ignore[arg-type]
        project=county.project(county.other_unit),
    )  # fmt: skip
    assert found(county, "养老服务中心") == mine
    rename(county)  # type: ignore[operator]
    assert found(county, "银龄照护") == mine
    assert found(county, "养老服务中心") == set()
    assert found(county, "救助管理站") == {other.pk}
    assert Declaration.objects.get(kind="department_overall").title == NEW
    assert not ToIndex.objects.exists()
    assert not audit.verify().faults


def test_a_unit_files_its_own_form_once_whatever_it_is_called(county: County) -> None:
    made = overall(county)
    edited(county)
    county.unit.refresh_from_db()
    with pytest.raises(acts.WrongState, match="已经有一份申报"):
        overall(county)
    made.refresh_from_db()
    assert made.title == NEW


def test_what_was_read_before_takes_the_place_of_the_draft(county: County) -> None:
    by = county.people["preparer"]
    data = (FORMS / "korla-2021-department-overall.docx").read_bytes()
    forms = []
    for name in ("一.docx", "二.docx"):
        (intake,) = intakes.take([SimpleUploadedFile(name, data)], county.unit, county.round, by)
        assert intake_reading.read_next()
        forms.append(intake.forms.get())
    made = intakes.claim(forms[0], by, sure=True)
    edited(county)
    (shown,) = filing.found_forms(Intake.objects.get(pk=forms[1].intake_id), [forms[1]])
    assert shown.replaces
    assert intakes.claim(forms[1], by, sure=True) == made
    assert Declaration.objects.get().title == NEW


def test_a_title_that_is_taken_stays(county: County) -> None:
    by = county.people["preparer"]
    first = overall(county)
    second = acts.create(county.round, county.unit, "department_overall", content(), by, title=NEW)  # type: ignore[arg-type]
    edited(county)
    titles = Declaration.objects.order_by("pk").values_list("pk", "title")
    assert list(titles) == [(first.pk, "云溪县养老服务中心"), (second.pk, NEW)]
    assert found(county, "银龄照护") == {first.pk, second.pk}


@pytest.mark.parametrize("way", ["form", "list"])
def test_a_renamed_project_is_found_by_its_new_name_and_code(county: County, way: str) -> None:
    made = at(county, "section_review")
    project = made.project
    assert project is not None
    admin = county.people["admin"]
    if way == "form":
        register.edit(project, admin, unit=county.unit, code="XN2099", name="巷道亮化工程")
        assert found(county, "XN2099") == {made.pk}
    else:
        rows = [["项目编码", "项目名称"], [project.code, "巷道亮化工程"]]
        import_projects.take_in(county.round, admin, given(xlsx(rows), "项目库.xlsx"))
        assert found(county, project.code) == {made.pk}
    assert found(county, "亮化") == {made.pk}
    assert Declaration.objects.get().title == "巷道亮化工程"
    assert Project.objects.get().name == "巷道亮化工程"
    assert not audit.verify().faults


def test_what_the_draft_says_is_still_found(county: County) -> None:
    made = at(county, "returned")
    acts.edit(made, county.people["preparer"], with_indicator(made.current.content, 0, name="石榴树成活率"))  # type: ignore[union-attr]
    edited(county)
    assert found(county, "石榴树") == found(county, "银龄照护") == {made.pk}


def test_of_very_many_the_rest_waits_for_the_process_beside_the_server(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renaming, "AT_ONCE", 2)
    mine = [begun(county).pk for _ in range(7)]
    edited(county)
    assert found(county, "银龄照护") == set(mine[:2])
    assert set(ToIndex.objects.values_list("pk", flat=True)) == set(mine[2:])
    assert found(county, "养老服务中心") == set(mine[2:]), "found by the old name until then"
    organisations.edit(Organisation.objects.get(pk=county.unit.pk), None, name="云溪县康养所", code=county.unit.code)
    assert renaming.index_waiting(4) == 4
    assert renaming.index_waiting() == 1
    assert renaming.index_waiting() == 0
    assert found(county, "云溪县康养所") == set(mine)
    assert not ToIndex.objects.exists()


def test_another_code_of_a_unit_leaves_the_search_alone(county: County) -> None:
    begun(county)
    organisations.edit(county.unit, county.people["admin"], name=county.unit.name, code="201099")
    assert found(county, "养老服务中心") == set(Declaration.objects.values_list("pk", flat=True))
