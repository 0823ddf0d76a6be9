"""What units owe, who is late, and who is reminded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiheng.web.records.domain import acts, audit
from jiheng.web.records.domain.errors import NotAllowed
from jiheng.web.records.domain.owed import counts, owed_by, owing_units
from jiheng.web.records.domain.reminders import remind
from jiheng.web.records.models import (
    Notice,
    Organisation,
    OrganisationKind,
    Phase,
    Reminder,
    Role,
    State,
    Window,
    WindowException,
)
from tests.web.county import County, content, organisation


def late(county: County) -> set[Organisation]:
    """The units that have not handed in something whose deadline has passed."""
    return {one.unit for one in counts(owing_units(county.round), county.round) if one.late}


def close(county: County, days: int = 1) -> None:
    """Let the window of 一上 end before now."""
    Window.objects.filter(round=county.round, phase=Phase.FIRST_UP).update(
        closes_at=timezone.now() - timedelta(days=days)
    )


def test_a_unit_owes_its_whole_form_and_one_for_each_project(county: County) -> None:
    first, second = county.project(), county.project()
    made = acts.create(county.round, county.unit, "project", content(), county.people["preparer"], project=first)
    rows = owed_by([county.unit], county.round)
    assert [(row.kind, row.project, row.state) for row in rows] == [
        ("department_overall", None, None),
        ("project", first, State.DRAFT),
        ("project", second, None),
    ]
    assert not any(row.is_submitted or row.is_late for row in rows)
    acts.submit(made, county.people["preparer"])
    assert [row.is_submitted for row in owed_by([county.unit], county.round)] == [False, True, False]


def test_counts_say_the_same_as_the_rows(county: County) -> None:
    for number in range(3):
        project = county.project()
        if number:
            made = acts.create(
                county.round, county.unit, "project", content(), county.people["preparer"], project=project
            )
        if number == 2:
            acts.submit(made, county.people["preparer"])
    acts.create(county.round, county.unit, "department_overall", content(), county.people["preparer"])
    close(county)
    units = list(owing_units(county.round))
    rows = owed_by(units, county.round)
    for one in counts(units, county.round):
        mine = [row for row in rows if row.unit == one.unit]
        assert one.due == len(mine)
        assert one.submitted == sum(row.is_submitted for row in mine)
        assert one.late == sum(row.is_late for row in mine)
        assert one.missing == sum(row.declaration is None for row in mine)
    mine = next(one for one in counts(units, county.round) if one.unit == county.unit)
    assert (mine.due, mine.submitted, mine.missing, mine.late) == (4, 1, 1, 3)


def test_the_bureau_owes_nothing_but_its_projects(county: County) -> None:
    assert county.bureau not in owing_units(county.round)
    county.project(county.bureau)
    assert county.bureau in owing_units(county.round)
    assert [row.kind for row in owed_by([county.bureau], county.round)] == ["project"]


def test_without_the_whole_form_only_projects_are_owed(county: County) -> None:
    county.round.overall_due = False
    county.round.save()
    county.project()
    assert list(owing_units(county.round)) == [county.unit]
    assert counts([county.unit, county.office], county.round)[1].due == 0


def test_an_exception_moves_the_deadline_of_one_unit(county: County) -> None:
    close(county)
    assert late(county) == set(owing_units(county.round))
    WindowException.objects.create(
        round=county.round, organisation=county.unit, phase=Phase.FIRST_UP, until=timezone.now() + timedelta(days=2),
        reason="受灾", by=county.people["admin"],
    )  # fmt: skip
    assert county.unit not in late(county)
    assert county.other_unit in late(county)
    assert not owed_by([county.unit], county.round)[0].is_late


def test_what_is_adapted_to_a_control_figure_has_the_second_deadline(county: County) -> None:
    made = acts.create(
        county.round, county.unit, "project", content(), county.people["preparer"], project=county.project()
    )
    made.state = State.ADJUSTING
    made.save()
    close(county)
    row = owed_by([county.unit], county.round)[1]
    assert row.phase == Phase.SECOND_UP
    assert not row.is_late
    assert counts([county.unit], county.round)[0].late == 1  # the form of the whole unit alone


@pytest.mark.parametrize(("function", "queries"), [(owed_by, 4), (counts, 5)])
def test_the_number_of_queries_does_not_grow(county: County, function: Any, queries: int) -> None:
    asked = []
    for more in (1, 30):
        for number in range(more):
            unit = organisation(f"单位{more}-{number}", f"9{more:02}{number:03}", OrganisationKind.UNIT, county.bureau)
            county.project(unit)
        units = list(owing_units(county.round))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert function(units, county.round)
        asked.append(len(captured))
    assert asked == [queries, queries]


def test_preparers_of_units_that_owe_something_are_told_once_a_day(county: County) -> None:
    by = county.people["performance"]
    units = list(Organisation.objects.filter(pk__in=(county.unit.pk, county.office.pk)))
    done = remind(units, county.round, by)
    assert [unit.pk for unit in done.units] == [county.unit.pk]
    assert [unit.pk for unit in done.nobody] == [county.office.pk]
    notice = Notice.objects.get()
    assert notice.person == county.people["preparer"]
    assert "还有 1 份没有报送" in notice.text
    again = remind(units, county.round, by)
    assert [unit.pk for unit in again.already] == [county.unit.pk]
    assert Notice.objects.count() == Reminder.objects.count() == 1
    remind(units, county.round, None, timezone.now() + timedelta(days=1))
    assert Notice.objects.count() == 2
    assert not audit.verify().faults
    assert county.unit.code in audit.AuditEntry.objects.filter(act="remind").first().details  # type: ignore[union-attr]


def test_a_late_unit_is_told_that_it_is_late(county: County) -> None:
    close(county)
    remind([county.unit], county.round, county.people["admin"])
    assert "截止" in Notice.objects.get().text
    assert "延期" in Notice.objects.get().text


def test_nobody_reminds_beyond_his_scope(county: County) -> None:
    outsider = county.person(Role.DEPARTMENT, county.office)
    for person in (outsider, county.people["preparer"], county.people["auditor"]):
        with pytest.raises(NotAllowed):
            remind([county.unit], county.round, person)
    assert not Reminder.objects.exists()
