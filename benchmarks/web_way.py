"""The way of a made-up declaration through the transition table: who did what when, up to the state that it is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from benchmarks.web_people import People, Unit

Step = tuple[str, int | None, str, str, str, datetime, dict[str, int]]
"""Act, person, from, to, opinion, when, scores."""
_CHAIN = ("draft", "unit_review", "department_review", "section_review", "performance_review", "reviewed", "approved")
_NOW = (
    ("draft", 10), ("returned", 5), ("unit_review", 10), ("department_review", 14), ("section_review", 20),
    ("performance_review", 15), ("reviewed", 10), ("adjusting", 3), ("approved", 11), ("rejected", 2),
)  # fmt: skip
_BEFORE = (("published", 72), ("approved", 25), ("rejected", 3))
_POINTS = {
    "standard_completeness": 10, "clarity": 10, "goal_relevance": 15, "indicator_soundness": 15,
    "goal_reasonableness": 15, "fund_matching": 15, "attainability": 10, "conditions": 10,
}  # fmt: skip
_REASONS = (
    "年度目标没有写明完成时间，数量指标与目标不对应，请修改后再报。",
    "指标值没有测算依据，请补充说明。",
    "成本指标与预算金额不一致，请核对。",
    "效益指标过于笼统，请细化为可以核对的指标。",
)
_OPINIONS = ("同意。", "目标明确，指标合理，同意上报。", "资金与任务匹配，建议安排。", "已核对预算金额，同意。")


@dataclass(slots=True)
class Told:
    """What happened to a declaration."""

    state: str
    since: datetime
    steps: list[Step] = field(default_factory=list)
    submitted: list[datetime] = field(default_factory=list)
    last_actor: int | None = None
    left_unit: bool = False
    grade: str = ""
    approved_at: datetime | None = None
    published_at: datetime | None = None


def final_state(dice: Random, *, last: bool) -> tuple[str, int]:
    """Where a declaration ends, and how many versions it has."""
    states, weights = zip(*(_NOW if last else _BEFORE), strict=True)
    state = dice.choices(states, weights)[0]
    return state, 1 if state == "draft" else dice.choices((1, 2, 3), (76, 20, 4))[0]


def walk(dice: Random, unit: Unit, people: People, state: str, versions: int, year: int) -> Told:
    """The acts up to a state, or where the way leaves it out, to the next; each version but the last was returned."""
    from benchmarks.web_county import LAST_YEAR, day

    # The season of the last year is now: its acts are of the last weeks.
    told = Told("draft", day(year, dice.random() * (25 if year == LAST_YEAR else 40)))
    way = _Way(told, dice)
    way.step("create", unit.preparer, "draft", "")
    if state == "draft":
        return told
    for number in range(versions):
        way.submit(unit)
        last = number == versions - 1
        if not last or state == "returned":
            reach = dice.choice(("unit_review", "department_review", "section_review", "performance_review"))
            way.go_on(unit, people, reach)
            by = _whose(told.state, unit, people, dice)
            way.step("return", by, "returned", dice.choice(_REASONS))
    if state == "returned":
        return told
    goal = {"adjusting": "reviewed", "rejected": "performance_review", "published": "approved"}.get(state, state)
    way.go_on(unit, people, goal)
    if state == "rejected":
        way.grade(dice.choice(people.performance), "poor", "rejected", 50)
    elif state == "adjusting":
        way.step("set_control_figure", dice.choice(people.budget), "adjusting", "")
    elif state == "published":
        way.step("publish", dice.choice(people.performance), "published", "")
        told.published_at = told.since
    return told


def _whose(state: str, unit: Unit, people: People, dice: Random) -> int:
    return {
        "unit_review": unit.head,
        "department_review": unit.reviewer,
        "section_review": unit.section,
        "performance_review": dice.choice(people.performance),
    }[state]


class _Way:
    def __init__(self, told: Told, dice: Random) -> None:
        self.told, self.dice = told, dice

    def step(self, act: str, by: int | None, to: str, opinion: str, scores: dict[str, int] | None = None) -> None:
        told = self.told
        from_ = "" if act == "create" else told.state
        at = told.since + timedelta(hours=self.dice.random() * 40)
        told.steps.append((act, by, from_, to, opinion, at, scores or {}))
        told.state, told.since = to, at
        if by is not None and act != "create":
            told.last_actor = by

    def submit(self, unit: Unit) -> None:
        self.step("submit", unit.preparer, "unit_review", "")
        self.told.submitted.append(self.told.since)

    def go_on(self, unit: Unit, people: People, goal: str) -> None:
        """Along the chain, up to a state."""
        while self.told.state != goal and _CHAIN.index(self.told.state) < _CHAIN.index(goal):
            state = self.told.state
            opinion = self.dice.choice(_OPINIONS)
            if state == "unit_review":
                self.step("sign", unit.head, "department_review", "")
                self.told.left_unit = True
                if unit.own_department:
                    self.step("skip", None, "section_review", "主管部门就是填报单位")
            elif state == "department_review":
                self.step("pass", unit.reviewer, "section_review", opinion)
            elif state == "section_review":
                self.step("pass", unit.section, "performance_review", opinion)
            elif state == "performance_review":
                grade, least = self.dice.choice((("excellent", 91), ("good", 82)))
                self.grade(self.dice.choice(people.performance), grade, "reviewed", least)
            elif state == "reviewed":
                self.step("approve", self.dice.choice(people.budget), "approved", "")
                self.told.approved_at = self.told.since

    def grade(self, by: int, grade: str, to: str, least: int) -> None:
        total = least + self.dice.randint(0, 7)
        scores: dict[str, Any] = dict(_POINTS)
        for key in self.dice.choices(list(_POINTS), k=100 - total):
            scores[key] = max(scores[key] - 1, 0)
        for key in _POINTS:  # what fell on a key that had nothing left
            while sum(scores.values()) > total and scores[key]:
                scores[key] -= 1
        self.step("grade", by, to, self.dice.choice(_OPINIONS), scores)
        self.told.grade = grade
