"""The review sheet 绩效目标审核表: four dimensions, eight sub-items, the grade that the scores give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.law.profiles import profile_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Content, Grade, Round

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ITEMS: dict[str, tuple[_StrOrPromise, int, _StrOrPromise]] = {
    "standard_completeness": (gettext_lazy("规范完整性"), 10, gettext_lazy("内容填写是否齐全，格式是否符合要求。")),
    "clarity": (gettext_lazy("明确清晰性"), 10, gettext_lazy("目标是否说清要产出什么、达到什么效果。")),
    "goal_relevance": (gettext_lazy("目标相关性"), 15, gettext_lazy("目标与部门职责、事业发展规划是否相关。")),
    "indicator_soundness": (gettext_lazy("指标科学性"), 15, gettext_lazy("指标是否具体、可衡量、可取得，与目标相符。")),
    "goal_reasonableness": (gettext_lazy("绩效合理性"), 15, gettext_lazy("目标水平是否既不偏低，也不脱离实际。")),
    "fund_matching": (gettext_lazy("资金匹配性"), 15, gettext_lazy("目标与资金是否匹配，测算是否合理。")),
    "attainability": (gettext_lazy("实现可能性"), 10, gettext_lazy("依据和办法是否可行，能否如期实现。")),
    "conditions": (gettext_lazy("条件充分性"), 10, gettext_lazy("人员、制度、场地和配套资金是否落实。")),
}
"""The sub-items: name, points, question."""
DIMENSIONS: dict[str, tuple[_StrOrPromise, tuple[str, str]]] = {
    "completeness": (gettext_lazy("完整性"), ("standard_completeness", "clarity")),
    "relevance": (gettext_lazy("相关性"), ("goal_relevance", "indicator_soundness")),
    "appropriateness": (gettext_lazy("适当性"), ("goal_reasonableness", "fund_matching")),
    "feasibility": (gettext_lazy("可行性"), ("attainability", "conditions")),
}
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

    def dimension(self, name: str) -> int:
        """The points of a dimension."""
        return sum(self.items[item] for item in DIMENSIONS[name][1])

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


def hints(content: Content) -> dict[str, list[str]]:
    """What the findings say to each sub-item: the program proposes, the reviewer decides."""
    from jiheng.web.records.domain.contents import findings_of, message_of

    said: dict[str, list[str]] = {key: [] for key in ITEMS}
    for one in findings_of(content):
        item = _FAMILIES.get(one.rule[:3])
        if item is not None:
            said[item].append(message_of(one))
    return said
