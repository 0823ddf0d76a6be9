"""Many who act at once: one wins and the other is told, nobody waits for ever, and the audit has no gap."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from jiheng.web.records.domain import acts, audit, comments, organisations, register
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.models import AuditEntry, Comment, Declaration, Person, State, Version
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import County, build, content
from tests.web.moving import at, begun, forward, with_indicator

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 60
"""Seconds after which somebody waits for ever."""


@pytest.fixture
def county(transactional_db: None) -> County:  # noqa: ARG001
    """The county, where other connections see it."""
    return build()


def at_once(*todo: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment, each on a connection of its own; what each gave or raised."""
    start = threading.Barrier(len(todo))
    results: list[Any] = [None] * len(todo)

    def work(number: int) -> None:
        try:
            start.wait()
            results[number] = todo[number]()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(len(todo))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def one_won(results: list[Any]) -> Exception:
    """Exactly one act was carried out; what the other was told."""
    won = [one for one in results if isinstance(one, Declaration)]
    lost = [one for one in results if isinstance(one, Exception)]
    assert len(won) == len(lost) == 1, results
    assert isinstance(lost[0], ActError), repr(lost[0])
    assert str(lost[0]).endswith("。")
    return lost[0]


@pytest.mark.parametrize("with_seen", [True, False])
def test_two_heads_at_once(county: County, with_seen: bool) -> None:
    heads = county.people["head"], county.person("head", county.unit, "deputy")
    form = content()
    for _ in range(5):
        made = at(county, "unit_review", form)
        length = AuditEntry.objects.count()
        seen = made.revision if with_seen else None
        lost = one_won(
            at_once(
                lambda: acts.sign(made.pk, fresh(heads[0]), seen=seen),  # noqa: B023
                lambda: acts.return_(made.pk, fresh(heads[1]), "请再核对", seen=seen),  # noqa: B023
            )
        )
        if with_seen:
            assert isinstance(lost, Stale)
            assert "您的操作没有执行" in str(lost)
        else:
            assert isinstance(lost, WrongState | NotAllowed)
        made.refresh_from_db()
        assert made.state in (State.DEPARTMENT_REVIEW, State.RETURNED)
        assert AuditEntry.objects.count() == length + 1
    assert not audit.verify().faults


def test_withdrawing_and_signing_at_once(county: County) -> None:
    form = content()
    for _ in range(5):
        made = at(county, "unit_review", form)
        lost = one_won(
            at_once(
                lambda: acts.withdraw(made.pk, fresh(county.people["preparer"])),  # noqa: B023
                lambda: acts.sign(made.pk, fresh(county.people["head"])),  # noqa: B023
            )
        )
        assert isinstance(lost, WrongState | NotAllowed)
    assert not audit.verify().faults


def test_undoing_and_going_on_at_once(county: County) -> None:
    form = content()
    for _ in range(5):
        made = at(county, "section_review", form)
        results = at_once(
            lambda: acts.undo(made.pk, fresh(county.people["department"])),  # noqa: B023
            lambda: acts.pass_on(made.pk, fresh(county.people["section"]), opinion="同意"),  # noqa: B023
        )
        one_won(results)
        made.refresh_from_db()
        assert made.state in (State.DEPARTMENT_REVIEW, State.PERFORMANCE_REVIEW)
    assert not audit.verify().faults


def test_one_button_pressed_twice(county: County) -> None:
    made = at(county, "reviewed")
    budget = county.people["budget"]
    lost = one_won(
        at_once(*(lambda: acts.approve(made.pk, fresh(budget), "1号", seen=made.revision) for _ in range(2)))
    )
    assert isinstance(lost, Stale)
    assert AuditEntry.objects.filter(act="approve").count() == 1


def test_one_project_begun_twice_at_once(county: County) -> None:
    form, project, preparer = content(), county.project(), county.people["preparer"]
    results = at_once(*(
        lambda: acts.create(county.round, county.unit, "project", form, fresh(preparer), project=project)
        for _ in range(2)
    ))  # fmt: skip
    assert "已经有一份申报" in str(one_won(results))
    assert Declaration.objects.count() == 1


def test_two_processes_at_once(county: County) -> None:
    heads = county.people["head"].pk, county.person("head", county.unit, "deputy").pk
    made = at(county, "unit_review")
    connections.close_all()  # a process must not inherit an open connection
    fork = multiprocessing.get_context("fork")
    start, told = fork.Barrier(2), fork.Queue()
    processes = [fork.Process(target=_sign, args=(start, told, made.pk, head, made.revision)) for head in heads]
    for process in processes:
        process.start()
    said = sorted(told.get(timeout=LONGEST) for _ in processes)
    for process in processes:
        process.join(LONGEST)
        assert process.exitcode == 0
    assert said == ["Stale", "signed"]
    assert AuditEntry.objects.filter(act="sign").count() == 1
    assert not audit.verify().faults


def _sign(start: Any, told: Any, declaration: int, head: int, seen: int) -> None:
    start.wait()
    try:
        acts.sign(declaration, Person.objects.get(pk=head), seen=seen)
        told.put("signed")
    except ActError as error:
        told.put(type(error).__name__)
    finally:
        connections.close_all()


def test_eight_who_write_at_once_leave_no_gap(county: County) -> None:
    form = content()
    other = with_indicator(form, 0, name="消防安全委员会个数")
    every = [begun(county, form) for _ in range(8)]

    def whole_way(made: Declaration) -> Declaration:
        people = {role: fresh(person) for role, person in county.people.items()}
        mine = County(
            county.bureau, county.department, county.unit, county.other_unit, county.office, county.round, people
        )
        made = forward(mine, made, "section_review")
        acts.return_(made, people["section"], "请改后再报", remarks=[("indicators[0].name", "名称"), ("", "全表")])
        for one in Comment.objects.filter(declaration=made):
            comments.answer(one.pk, made, people["preparer"], "已改")
        acts.edit(made, people["preparer"], other)
        made = forward(mine, made, "reviewed")
        made = acts.set_control_figure(made, people["budget"], made.amount)
        made = acts.confirm(made, people["preparer"])
        return forward(mine, made, "published")

    results = at_once(*(lambda made=made: whole_way(made) for made in every))
    assert all(isinstance(one, Declaration) for one in results), results
    assert set(Declaration.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    numbers = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Version.objects.count() == 8 * 3
    assert audit.verify().faults == ()


def test_units_and_projects_are_renamed_while_others_act(county: County) -> None:
    """None waits for the other in a ring, and what was written last is what is found."""
    form = content()
    drafts = [begun(county, form) for _ in range(3)]
    reviewed = at(county, "reviewed", form)
    budget, preparer = county.people["budget"], county.people["preparer"]

    def rename_unit() -> None:
        for n in range(6):
            organisations.edit(county.unit, None, name=f"云溪县康养所{n}", code=county.unit.code)

    def rename_project() -> None:
        for n in range(6):
            register.edit(drafts[0].project, None, unit=county.unit, code="P0001", name=f"巷道照明{n}")  # type: ignore[arg-type]

    def edit(made: Declaration) -> None:
        for n in range(6):
            acts.edit(made.pk, fresh(preparer), with_indicator(form, 0, name=f"灯杆{n}"))

    def hand_down() -> None:
        for _ in range(4):
            acts.set_control_figure(reviewed.pk, fresh(budget), form.amount)
            acts.confirm(reviewed.pk, fresh(preparer))

    work = (rename_unit, rename_project, hand_down, *(lambda made=made: edit(made) for made in drafts))  # type: ignore[misc]
    assert at_once(*work) == [None] * len(work)
    everybody = county.people["auditor"]
    for words, due in (("康养所5", [*drafts, reviewed]), ("巷道照明5", drafts[:1]), ("灯杆5", drafts)):
        rows = Lists(everybody, Filters(search=words)).page(Tab.ALL).rows
        assert {row.declaration.pk for row in rows} == {made.pk for made in due}, words
    assert not audit.verify().faults
