"""Every act × state × role of the transition table, on real rows, against a copy of the table written out by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from jiheng.web.records.domain import acts, audit
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.domain.transitions import TABLE, turn_of
from jiheng.web.records.models import (
    Act,
    Adjustment,
    AuditEntry,
    ChainHead,
    Comment,
    Content,
    Declaration,
    Draft,
    Notice,
    Person,
    Project,
    Review,
    Role,
    State,
    Version,
)
from tests.web.county import County
from tests.web.moving import RELEASE, SCORES, SECRECY_REVIEW, at, begun, organisation_with_people, with_indicator

# act, from, role, to; "=" stays; of 退回 the test comes from 业务股室审核
LITERALLY = """
edit                draft               preparer     =
edit                returned            preparer     =
submit              draft               preparer     unit_review
submit              returned            preparer     unit_review
withdraw            unit_review         preparer     draft
sign                unit_review         head         department_review
pass                department_review   department   section_review
pass                section_review      section      performance_review
grade excellent     performance_review  performance  reviewed
grade good          performance_review  performance  reviewed
grade fair          performance_review  performance  returned
grade poor          performance_review  performance  rejected
amend               performance_review  performance  =
return              unit_review         head         returned
return              department_review   department   returned
return              section_review      section      returned
return              performance_review  performance  returned
undo                section_review      department   department_review
undo                performance_review  section      section_review
undo                reviewed            performance  performance_review
undo                rejected            performance  performance_review
undo                returned            section      section_review
set_control_figure  reviewed            budget       adjusting
confirm             adjusting           preparer     reviewed
approve             reviewed            budget       approved
publish             approved            budget       published
publish             approved            performance  published
correct             published           budget       =
request_adjustment  approved            preparer     draft
request_adjustment  published           preparer     draft
reopen              rejected            admin        returned
"""


def read() -> dict[tuple[str, str, str], str]:
    """(act, state, role) → state."""
    rows = {}
    for line in LITERALLY.strip().splitlines():
        *act, state, role, to = line.split()
        rows[" ".join(act), state, role] = state if to == "=" else to
    return rows


EXPECTED = read()
STATES = [state.value for state in State]
ROLES = [role.value for role in Role]
Do = Callable[[Declaration, Person], Declaration]


def ways(form: Content, other: Content) -> dict[str, Do]:
    """Each act with parameters that meet what it requires, wherever the declaration stands."""
    return {
        "edit": lambda one, by: acts.edit(one, by, other),
        "submit": acts.submit,
        "withdraw": acts.withdraw,
        "sign": acts.sign,
        "pass": lambda one, by: acts.pass_on(one, by, opinion="同意"),
        **{f"grade {grade}": _grading(grade, scores) for grade, scores in SCORES.items()},
        "amend": lambda one, by: acts.amend(one, by, other, scores=SCORES["good"], agreement="与单位电话商定"),
        "return": lambda one, by: acts.return_(one, by, "依据不足"),
        "undo": acts.undo,
        "set_control_figure": lambda one, by: acts.set_control_figure(one, by, form.amount),
        "confirm": acts.confirm,
        "approve": lambda one, by: acts.approve(one, by, "云财绩〔2026〕2号", approving_document="云政办〔2026〕3号"),
        "publish": lambda one, by: acts.publish(one, by, **RELEASE),
        "correct": lambda one, by: acts.correct(one, by, other, "印错一个数", secrecy_review=SECRECY_REVIEW),
        "request_adjustment": lambda one, by: acts.request_adjustment(one, by, "policy_change", "政策变化"),
        "reopen": lambda one, by: acts.reopen(one, by, "经研究重新申报"),
    }


def _grading(grade: str, scores: dict[str, int]) -> Do:
    return lambda one, by: acts.grade(one, by, scores, grade=grade, opinion="见审核表")


def snapshot(declaration: Declaration) -> tuple[Any, ...]:
    """Everything that an act can touch."""
    return (
        Declaration.objects.filter(pk=declaration.pk).values_list().get(),
        list(Draft.objects.values_list()),
        list(Project.objects.values_list()),
        list(ChainHead.objects.values_list()),
        list(Adjustment.objects.values_list()),
        list(Review.objects.values_list()),
        *(model.objects.count() for model in (Version, AuditEntry, Notice, Comment)),
    )


def test_the_table_is_the_literal_one() -> None:
    built = {
        (f"{row.act} {row.grade}" if row.grade else str(row.act), str(state), str(role))
        for row in TABLE
        for state in row.sources
        for role in row.roles
    }
    by_hand = set(EXPECTED) | {("undo", "returned", role) for role in ("head", "department", "performance")}
    assert built == by_hand


@pytest.mark.parametrize("state", STATES)
def test_every_act_by_every_role(county: County, state: str) -> None:
    made = at(county, state)
    form = made.draft.content if made.current is None else made.current.content
    other = with_indicator(form, 3, value_text="≥96%", number=Decimal(96))
    before = snapshot(made)
    wrong = []
    for act, do in ways(form, other).items():
        for role in ROLES:
            due = EXPECTED.get((act, state, role))
            point = transaction.savepoint()
            told = _outcome(do, made, county.people[role], act, state, due, before)
            transaction.savepoint_rollback(point)
            if told:
                wrong.append(f"{act} {state} {role}: {told}")
    assert not wrong, "\n".join(wrong)
    assert snapshot(made) == before


def _outcome(
    do: Do, made: Declaration, by: Person, act: str, state: str, due: str | None, before: tuple[Any, ...]
) -> str:
    """What is wrong with an act; blank where it went as the table says."""
    try:
        after = do(made, by)
    except (NotAllowed, WrongState) as error:
        if due is not None:
            return f"refused: {error}"
        return "" if snapshot(made) == before else "refused, and something changed"
    except NotMet as error:
        return f"requires: {error}"
    if due is None:
        return "was let through"
    after.refresh_from_db()
    entries = list(AuditEntry.objects.filter(declaration=made).order_by("-pk"))
    entry = entries[0]
    said = (entry.act, entry.by_id, entry.from_state, entry.to_state)
    hash_due = after.current.sha256 if after.current is not None else ""
    if after.state != due:
        return f"led to {after.state}"
    if len(entries) != AuditEntry.objects.filter(pk__lte=before[3][0][1]).count() + 1:
        return "wrote not exactly one entry"
    if said != (act.split()[0], by.pk, state, due) or entry.version_sha256 != hash_due:
        return f"wrote {said}"
    if after.revision != made.revision + 1:
        return "did not count the revision"
    return ""


def test_a_stranger_with_the_role_elsewhere_can_do_nothing(county: County) -> None:
    for state in STATES:
        made = at(county, state)
        form = made.draft.content if made.current is None else made.current.content
        other = with_indicator(form, 3, value_text="≥96%", number=Decimal(96))
        before = snapshot(made)
        for role, place in (
            ("preparer", county.other_unit),
            ("head", county.other_unit),
            ("department", county.office),
        ):
            name = f"{role}-{state}"
            stranger = county.person(role, place, username=name)
            for do in ways(form, other).values():
                with pytest.raises(NotAllowed):
                    do(made, stranger)
        assert snapshot(made) == before, state


def test_nobody_who_left_acts(county: County) -> None:
    made = at(county, "unit_review")
    head = county.people["head"]
    head.is_active = False
    head.save()
    with pytest.raises(NotAllowed):
        acts.sign(made, Person.objects.get(pk=head.pk))


def test_where_the_unit_is_its_own_department_the_review_is_skipped_with_a_record(county: County) -> None:
    office = organisation_with_people(county)
    form = at(county, "draft").draft.content
    made = acts.create(
        county.round, office, "project", form, county.people["office-preparer"], project=county.project(office)
    )
    acts.submit(made, county.people["office-preparer"])
    length = AuditEntry.objects.count()
    made = acts.sign(made, county.people["office-head"])
    assert made.state == State.SECTION_REVIEW
    signed, skipped = AuditEntry.objects.filter(pk__gt=length)
    assert (signed.act, signed.from_state, signed.to_state) == (Act.SIGN, State.UNIT_REVIEW, State.DEPARTMENT_REVIEW)
    assert (skipped.act, skipped.from_state, skipped.to_state, skipped.by) == (
        Act.SKIP, State.DEPARTMENT_REVIEW, State.SECTION_REVIEW, None,
    )  # fmt: skip
    assert skipped.opinion == "主管部门就是填报单位"
    with pytest.raises(NotAllowed):  # signing is none of the acts that can be undone
        acts.undo(made, county.person("department", office))
    assert not audit.verify().faults


def test_whose_turn_it_is() -> None:
    assert {state.value: set(map(str, turn_of(state))) for state in State} == {
        "draft": {"preparer"},
        "returned": {"preparer"},
        "unit_review": {"head"},
        "department_review": {"department"},
        "section_review": {"section"},
        "performance_review": {"performance"},
        "reviewed": {"budget"},
        "adjusting": {"preparer"},
        "approved": {"budget", "performance"},
        "published": set(),
        "rejected": set(),
    }


def test_each_round_has_one_declaration_of_a_project(county: County) -> None:
    made = begun(county)
    with pytest.raises(WrongState, match="已经有一份申报"):
        acts.create(county.round, county.unit, "project", made.draft.content, county.people["preparer"],
                    project=made.project)  # fmt: skip
    acts.create(county.round, county.unit, "department_overall", made.draft.content, county.people["preparer"])
    with pytest.raises(WrongState, match="已经有一份申报"):
        acts.create(county.round, county.unit, "department_overall", made.draft.content, county.people["preparer"])
    with pytest.raises(NotMet, match="不是云溪县养老服务中心在这一轮里的项目"):
        acts.create(county.round, county.unit, "project", made.draft.content, county.people["preparer"],
                    project=county.project(county.other_unit))  # fmt: skip
    with pytest.raises(NotAllowed):
        acts.create(county.round, county.unit, "project", made.draft.content, county.people["head"],
                    project=county.project())  # fmt: skip
    assert not audit.verify().faults
