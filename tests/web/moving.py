"""Declarations in any state of the cycle, brought there by the acts themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from jiheng.model.declaration import Table
from jiheng.web.records.domain import acts, contents
from jiheng.web.records.models import Content, Declaration, Grade, Organisation, Person, State
from tests.web.county import FULL_SCORES, County, content

GOOD_SCORES = {**FULL_SCORES, "fund_matching": 5, "clarity": 7}
FAIR_SCORES = {**GOOD_SCORES, "goal_relevance": 5, "conditions": 5}
POOR_SCORES = {**FAIR_SCORES, "indicator_soundness": 0, "standard_completeness": 0}
SCORES = {
    Grade.EXCELLENT: FULL_SCORES,
    Grade.GOOD: GOOD_SCORES,
    Grade.FAIR: FAIR_SCORES,
    Grade.POOR: POOR_SCORES,
}
NUMBER = "云财绩〔2026〕1号"
SECRECY_REVIEW = "办公室保密员三月一日已审查"
RELEASE = {"url": "https://www.example.gov.cn/2026/1.html", "secrecy_review": SECRECY_REVIEW}
"""What a publication asks for."""
_CHAIN = (
    State.DRAFT, State.UNIT_REVIEW, State.DEPARTMENT_REVIEW, State.SECTION_REVIEW, State.PERFORMANCE_REVIEW,
    State.REVIEWED, State.APPROVED, State.PUBLISHED,
)  # fmt: skip


def begun(county: County, form: Content | None = None, *, by: Person | None = None, **values: Any) -> Declaration:
    """A draft of the unit."""
    project = county.project(**values)
    return acts.create(
        county.round, county.unit, "project", form or content(), by or county.people["preparer"], project=project
    )


def at(county: County, state: State | str, form: Content | None = None) -> Declaration:
    """A declaration of the unit in a state; 已退回 by the section, 二上调整 to what the form already says."""
    return forward(county, begun(county, form), State(state))


def forward(county: County, made: Declaration, state: State | str) -> Declaration:
    """Bring a declaration to a state, from one before it."""
    state, people = State(state), county.people
    if state is State.RETURNED:
        return acts.return_(forward(county, made, State.SECTION_REVIEW), people["section"], "指标没有依据")
    if state is State.REJECTED:
        made = forward(county, made, State.PERFORMANCE_REVIEW)
        return acts.grade(made, people["performance"], POOR_SCORES, grade="poor", opinion="目标不可行")
    if state is State.ADJUSTING:
        made = forward(county, made, State.REVIEWED)
        return acts.set_control_figure(made, people["budget"], made.amount)
    made.refresh_from_db()
    begin = _CHAIN.index(State.DRAFT if made.state == State.RETURNED else State(made.state))
    for step in _CHAIN[begin + 1 : _CHAIN.index(state) + 1]:
        made = _step(county, made, step)
        assert made.state == step
    return made


def _step(county: County, made: Declaration, to: State) -> Declaration:
    people = county.people
    match to:
        case State.UNIT_REVIEW:
            return acts.submit(made, people["preparer"])
        case State.DEPARTMENT_REVIEW:
            return acts.sign(made, people["head"])
        case State.SECTION_REVIEW:
            return acts.pass_on(made, people["department"])
        case State.PERFORMANCE_REVIEW:
            return acts.pass_on(made, people["section"], opinion="同意")
        case State.REVIEWED:
            return acts.grade(made, people["performance"], FULL_SCORES, grade="excellent")
        case State.APPROVED:
            return acts.approve(made, people["budget"], NUMBER, approving_document="云政办〔2026〕8号")
    return acts.publish(made, people["budget"], **RELEASE)


def changed(form: Content, **changes: Any) -> Content:
    """The same form with other keys, and what the rules said of it before."""
    return altered(form, lambda table: msgspec.structs.replace(table, **changes))


def altered(form: Content, change: Any) -> Content:
    """The same form after a change to its table."""
    table: Table = change(contents.table_of(form))
    return contents.store(table, contents.page_of(form), contents.blanks_of(form), contents.findings_of(form))


def with_indicator(form: Content, row: int, /, **changes: Any) -> Content:
    """The same form with other values in one indicator."""

    def change(table: Table) -> Table:
        rows = list(table.indicators or ())
        rows[row] = msgspec.structs.replace(rows[row], **changes)
        return msgspec.structs.replace(table, indicators=tuple(rows))

    return altered(form, change)


def organisation_with_people(county: County) -> Organisation:
    """The subdistrict office that is its own department, with a preparer and a head."""
    county.people["office-preparer"] = county.person("preparer", county.office)
    county.people["office-head"] = county.person("head", county.office)
    return county.office
