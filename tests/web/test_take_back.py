"""撤回调整申请: an adjustment that is not wanted any more leaves everything as it was approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiheng.web.records.domain import acts, adjustments, audit
from jiheng.web.records.domain.errors import NotAllowed, NotMet, WrongState
from jiheng.web.records.models import Adjustment, AuditEntry, Declaration, Draft, Phase, State, Window
from tests.web.county import County
from tests.web.moving import RELEASE, at, changed, forward
from tests.web.way import seen_of

pytestmark = pytest.mark.django_db
WHY = "县里没有同意追加经费"


def asked_for(county: County, state: State) -> Declaration:
    """A declaration for whose adjustment its unit asked, and which it has changed since."""
    preparer = county.people["preparer"]
    made = acts.request_adjustment(at(county, state), preparer, "budget_adjusted", "县里要追加经费")
    return acts.edit(made, preparer, changed(made.draft.content, notes="改过的一版"))


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED])
def test_what_was_approved_is_as_it_was(county: County, state: State) -> None:
    people = county.people
    made = asked_for(county, state)
    in_force = made.in_force
    made = adjustments.take_back(made, people["preparer"], WHY)
    assert (made.state, made.current, made.in_force) == (state, in_force, in_force)
    assert made.amount == in_force.content.amount
    assert not Draft.objects.filter(declaration=made).exists()
    assert Adjustment.objects.get().closed_at is not None
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.from_state, entry.to_state, entry.opinion) == (adjustments.TAKE_BACK, "draft", state, WHY)
    assert not audit.verify().faults
    if state is State.APPROVED:
        assert acts.publish(made, people["budget"], **RELEASE).state == State.PUBLISHED
    again = acts.request_adjustment(made, people["preparer"], "policy_change", "政策变化")
    assert forward(county, again, State.REVIEWED).state == State.REVIEWED
    assert not audit.verify().faults


def test_also_after_it_was_returned_and_when_the_window_is_closed(county: County) -> None:
    people = county.people
    made = forward(county, asked_for(county, State.APPROVED), State.SECTION_REVIEW)
    with pytest.raises(WrongState, match="没有可以撤回的调整申请"):
        adjustments.take_back(made, people["preparer"], WHY)
    made = acts.return_(made, people["section"], "请再核对", remarks=[("goals[0].text", "依据何在")])
    Window.objects.filter(phase=Phase.ADJUSTMENT).update(closes_at=timezone.now() - timedelta(days=1))
    made = adjustments.take_back(made, people["preparer"], WHY)
    assert (made.state, made.current, made.grade) == (State.APPROVED, made.in_force, "")
    assert not audit.verify().faults


def test_who_may_not(county: County) -> None:
    people = county.people
    made = asked_for(county, State.APPROVED)
    for role in ("head", "section", "budget", "admin"):
        with pytest.raises(NotAllowed):
            adjustments.take_back(made, people[role], WHY)
    with pytest.raises(NotMet, match="请填写撤回的原因"):
        adjustments.take_back(made, people["preparer"], " ")
    draft = at(county, State.DRAFT)
    with pytest.raises(WrongState, match="没有可以撤回的调整申请"):
        adjustments.take_back(draft, people["preparer"], WHY)
    assert not adjustments.may_take_back(draft, people["preparer"])
    assert Declaration.objects.get(pk=made.pk).state == State.DRAFT


def test_pages(county: County, look: Callable[..., str], send: Callable[..., str]) -> None:
    preparer = county.people["preparer"]
    made = asked_for(county, State.APPROVED)
    address = reverse("declaration-take-back", args=[made.pk])
    assert address in look(preparer, "declaration", made.pk)
    assert address not in look(county.people["section"], "declaration", made.pk)
    assert "原来批复的一版照旧有效" in look(preparer, "declaration-take-back", made.pk)
    page = send(preparer, "declaration-take-back", made.pk, seen=seen_of(made), reason=WHY)
    assert "调整申请已撤回" in page
    assert address not in page
    history = look(county.people["section"], "declaration-history", made.pk)
    assert "撤回了调整申请，转入“已批复”" in history
    assert WHY in history
    assert "没有可以撤回的调整申请" in send(preparer, "declaration-take-back", made.pk, seen=1, reason=WHY)
