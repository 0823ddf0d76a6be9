"""Whatever people do in whatever order: what must always hold of a declaration, its versions and its history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiheng.web.records.domain import acts, audit, comments
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Act, AuditEntry, Comment, Content, Declaration, Membership, Person, Role, State
from tests.web.county import County, content
from tests.web.moving import SCORES, begun, with_indicator
from tests.web.test_transitions import EXPECTED, ways

_ACTING = [role for role in Role if role not in (Role.ADMIN, Role.AUDITOR)]
_NEEDS_ANOTHER = frozenset((Act.SIGN, Act.PASS, Act.GRADE, Act.APPROVE))
_ONWARD = frozenset(
    (
        "submit",
        "sign",
        "pass",
        "grade excellent",
        "set_control_figure",
        "confirm",
        "approve",
        "publish",
        "request_adjustment",
        "reopen",
    )
)
"""What leads through the year: mostly done, so that sequences get far."""
_BESIDE = frozenset(("comment", "answer", "resolve", Act.EDIT, Act.AMEND, Act.CREATE, Act.REOPEN))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_nothing_that_must_hold_is_ever_broken(county: County, data: st.DataObject) -> None:
    point = transaction.savepoint()
    try:
        county.people = {**county.people, **_who_may_do_everything(county)}
        form = content()
        made = begun(county, form, by=data.draw(st.sampled_from(_jacks(county))))
        other = with_indicator(form, 0, name="消防安全委员会个数")
        for _ in range(data.draw(st.integers(20, 40), label="steps")):
            made.refresh_from_db()
            before = _rows(made)
            try:
                _step(data, county, made, data.draw(st.sampled_from((form, other)), label="form"))
            except ActError:
                assert _rows(made) == before
            _must_hold(made.pk)
        assert audit.verify().faults == ()
    finally:
        transaction.savepoint_rollback(point)
        county.people = {name: person for name, person in county.people.items() if not name.startswith("jack")}


def _who_may_do_everything(county: County) -> dict[str, Person]:
    """Three who have every role but the administrator's and the auditor's: a very small county."""
    made = {}
    for name in ("jack-a", "jack-b", "jack-c"):
        made[name] = county.person("preparer", county.unit, name)
        for role in _ACTING[1:]:
            place = county.unit if role is Role.HEAD else county.bureau
            Membership.objects.create(person=made[name], role=role, organisation=place)
    return made


def _jacks(county: County) -> list[Person]:
    return [person for name, person in county.people.items() if name.startswith("jack")]


def _step(data: st.DataObject, county: County, made: Declaration, form: Content) -> None:
    """One act: mostly one that the table has in this state, by somebody; sometimes anything by anybody."""
    every = ways(made.draft.content if hasattr(made, "draft") else form, form)
    here = [act for act, state, _ in EXPECTED if state == made.state]
    onward = [act for act in here if act in _ONWARD]
    offered = [*onward * 12, *here, *sorted(every), "comment", "resolve"]
    offered += ["answer"] * (12 if made.state == State.RETURNED else 1)
    act = data.draw(st.sampled_from(offered), label=f"act in {made.state}")
    jacks = _jacks(county)
    in_turn = jacks[made.revision % len(jacks)]
    by = data.draw(st.sampled_from([*[in_turn] * 6, *jacks, *county.people.values()]), label="by")
    if act == "comment":
        comments.comment(made, by, "意见", "indicators[0].name")
    elif act in ("answer", "resolve"):
        one = Comment.objects.filter(declaration=made, resolved_at=None).first()
        if one is not None and act == "answer":
            comments.answer(one.pk, made, by, "已改")
        elif one is not None:
            comments.resolve(one.pk, made, by)
    elif act == "return":
        acts.return_(made, by, "请再核对", remarks=[("indicators[0].name", "名称")])
    else:
        every[act](made, by)


def _rows(made: Declaration) -> tuple[object, ...]:
    now = Declaration.objects.filter(pk=made.pk).values_list().get()
    return (now, AuditEntry.objects.count(), made.versions.count(), made.reviews.count(), Comment.objects.count())


def _must_hold(pk: int) -> None:
    made = Declaration.objects.select_related("current", "in_force").get(pk=pk)
    entries = list(AuditEntry.objects.filter(declaration=made))
    numbers = list(AuditEntry.objects.values_list("pk", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))

    versions = list(made.versions.all())
    assert [one.number for one in versions] == list(range(1, len(versions) + 1))
    assert made.current == (versions[-1] if versions else None)
    approved = [one.version_sha256 for one in entries if one.act in (Act.APPROVE, Act.CORRECT)]
    assert (made.in_force.sha256 if made.in_force else None) == (approved[-1] if approved else None)
    assert (made.in_force is not None) or made.state not in (State.APPROVED, State.PUBLISHED)

    moves = [one for one in entries if one.to_state]
    assert all(one.to_state == other.from_state for one, other in pairwise(moves))
    assert made.state == moves[-1].to_state
    assert made.revision == sum(one.act != Act.CREATE for one in moves)
    for one in moves[1:]:
        _must_be_a_row(one)
    for before, one in _consecutive(entries):
        assert before.by_id != one.by_id, (before.act, one.act)
    adjustments = [one for one in made.adjustments.all() if one.closed_at is None]
    assert len(adjustments) <= 1
    assert made.grade in ("", *SCORES)


def _must_be_a_row(entry: AuditEntry) -> None:
    act = f"{entry.act} {json.loads(entry.details)['grade']}" if entry.act == Act.GRADE else entry.act
    due = {to for (name, state, _), to in EXPECTED.items() if (name, state) == (act, entry.from_state)}
    if act == Act.UNDO and entry.from_state == State.RETURNED:
        due = {state for name, state, _ in EXPECTED if name in ("return", "grade fair")}
    assert entry.to_state in due, (act, entry.from_state, entry.to_state)


def _consecutive(entries: list[AuditEntry]) -> Iterator[tuple[AuditEntry, AuditEntry]]:
    """Each act that must be another person's, and the act before it that still counts."""
    counted: list[AuditEntry] = []
    for one in entries:
        if one.act in _BESIDE:
            continue
        if one.act in (Act.UNDO, Act.WITHDRAW):
            counted.pop()
            continue
        if one.act in _NEEDS_ANOTHER:
            yield counted[-1], one
        counted.append(one)
