"""The whole way of a declaration, act by act."""

from __future__ import annotations

from jiheng.web.records.domain import acts, audit, comments
from jiheng.web.records.models import Comment, State
from tests.web.county import FULL_SCORES, County, content


def test_the_whole_way(county: County) -> None:
    people = county.people
    made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=county.project())
    assert acts.submit(made, people["preparer"]).state == State.UNIT_REVIEW
    assert acts.sign(made, people["head"]).state == State.DEPARTMENT_REVIEW
    assert acts.pass_on(made, people["department"]).state == State.SECTION_REVIEW
    returned = acts.return_(
        made, people["section"], "指标值没有依据", remarks=[("indicators[0].value_text", "依据何在")]
    )
    assert returned.state == State.RETURNED
    comments.answer(Comment.objects.get().pk, made, people["preparer"], "按上年实际")
    acts.submit(made, people["preparer"])
    acts.sign(made, people["head"])
    acts.pass_on(made, people["department"])
    acts.pass_on(made, people["section"], opinion="同意")
    assert acts.grade(made, people["performance"], FULL_SCORES, grade="excellent").state == State.REVIEWED
    approved = acts.approve(made, people["budget"], "云财绩〔2026〕1号")
    assert approved.state == State.APPROVED
    assert approved.in_force is not None
    assert approved.in_force.number == 2
    assert not audit.verify().faults
