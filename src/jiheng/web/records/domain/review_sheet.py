"""The review sheet 绩效目标审核表: four dimensions, eight sub-items, the grade that the scores give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.law.profiles import profile_of
from jiheng.model import review_sheet
from jiheng.model.finding import Severity
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.findings import Told, told
from jiheng.web.records.models import Content, Declaration, Grade, Round

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ITEMS: dict[str, tuple[_StrOrPromise, int, _StrOrPromise]] = {
    item.key: (gettext_lazy(item.name), item.points, gettext_lazy(item.asks)) for item in review_sheet.ITEMS.values()
}
"""The sub-items: name, points, question."""
_FAMILIES = {
    "CMP": "standard_completeness", "VAL": "clarity", "ARI": "clarity", "LAW": "goal_relevance",
    "QLT": "indicator_soundness", "CON": "fund_matching", "DUP": "goal_reasonableness",
}  # fmt: skip
"""Which sub-item the findings of a family speak to."""
_GRADES = {"优": Grade.EXCELLENT, "良": Grade.GOOD, "中": Grade.FAIR, "差": Grade.POOR}


@dataclass(frozen=True, slots=True)
class Scores:
    """Eight scores, and what they add up to."""

    items: Mapping[str, int]

    @property
    def total(self) -> int:
        """Of 100."""
        return sum(self.items.values())

    @classmethod
    def parse(cls, given: Mapping[str, object]) -> Scores:
        """:raises NotMet: where a score is missing or out of its range."""
        items = {}
        for key, (name, most, _question) in ITEMS.items():
            try:
                value = int(str(given.get(key, "")).strip())
            except ValueError:
                value = -1
            if not 0 <= value <= most:
                raise NotMet(_("“{name}”要打分，是 0 到 {most} 的整数。").format(name=name, most=most))
            items[key] = value
        return cls(items)


def grade_of(total: int, round: Round) -> Grade:
    """The grade of a total, by the round's profile."""
    return next(grade for grade, least in cuts_of(round) if Decimal(total) >= least)


def cuts_of(round: Round) -> list[tuple[Grade, Decimal]]:
    """The grades with the least points of each, the best first, by the round's profile."""
    cuts = profile_of(round.region, round.fiscal_year).get("evaluation_grades")
    least = {Grade.POOR: Decimal(0), **{_GRADES[name]: Decimal(points) for name, points in cuts.items()}}
    return sorted(least.items(), key=lambda item: -item[1])


def must_allow_amending(scores: Scores, round: Round) -> None:
    """:raises NotMet: where the scores come to another grade than 良."""
    due = grade_of(scores.total, round)
    if due != Grade.GOOD:
        raise NotMet(
            _("只有评为“良”的可以代改；现在的得分 {total} 对应“{grade}”。").format(total=scores.total, grade=due.label)
        )


def hints(declaration: Declaration, content: Content) -> dict[str, list[Told]]:
    """What the findings say to each sub-item, the heaviest first, and why the unit lets them stand: the program proposes,
    the reviewer decides."""
    said: dict[str, list[Told]] = {key: [] for key in ITEMS}
    weights = list(Severity)
    for one in sorted(told(declaration, content), key=lambda one: weights.index(one.finding.severity)):
        item = _FAMILIES.get(one.finding.rule[:3])
        if item is not None:
            said[item].append(one)
    return said
