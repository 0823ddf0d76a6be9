"""What people do with a declaration in the demo, one method for each step. Every step is the real act of a real person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.review_sheet import ITEMS
from jiheng.web.records.domain import acts, attachments, comments, files, findings, intakes
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.domain.findings import content_worked_on
from jiheng.web.records.domain.workbooks import Column, workbook
from jiheng.web.records.models import (
    AdjustmentReason,
    AttachmentKind,
    Comment,
    Declaration,
    ExplanationReason,
    IntakeForm,
    Organisation,
    Person,
    Role,
    State,
)

_SCORES: Mapping[str, tuple[int, ...]] = {
    "excellent": (10, 9, 14, 14, 14, 14, 10, 9),
    "good": (9, 8, 13, 12, 12, 13, 9, 8),
    "fair": (7, 6, 10, 9, 9, 10, 7, 7),
    "poor": (4, 3, 7, 6, 6, 7, 5, 5),
}
"""In the order of the sheet."""
_WHY: Mapping[str, str] = {
    "excellent": "目标明确，指标量化，与资金匹配。",
    "good": "总体符合要求，个别指标还可以再具体。",
    "fair": "产出指标与资金测算对不上，效益指标太笼统，请修改后重新报送。",
    "poor": "项目的必要性和测算依据不足，本年度不予安排。",
}
_LET_STAND = (
    (ExplanationReason.SPECIAL_CASE, "表上如实反映，已与业务股室核对，执行中按实际调整。"),
    (ExplanationReason.POLICY, "按上级文件规定的口径填写，文号写在立项依据里。"),
    (ExplanationReason.EVIDENCE, "按上年决算和今年任务量测算，测算过程写在说明里。"),
    (ExplanationReason.FALSE_ALARM, "已逐项核对，意见所说的情况本表没有。"),
)
_REMARKS = (
    ("indicators[0].value_text", "这个指标值是怎么测算的？请说明依据，并附测算表。"),
    ("goals[0].text", "目标写得笼统，请写清今年办成什么、办到什么程度。"),
)


@dataclass
class Case:
    """A declaration on its way."""

    unit: Organisation
    form: IntakeForm
    number: int
    holder: Callable[[Role, Organisation], Person]
    declaration: Declaration | None = None

    def _who(self, role: Role) -> Person:
        return self.holder(role, self.unit)

    @property
    def _pk(self) -> int:
        assert self.declaration is not None
        return self.declaration.pk

    @property
    def _now(self) -> Declaration:
        return Declaration.objects.get(pk=self._pk)

    # ---- the unit

    def create(self) -> None:
        clerk = self._who(Role.PREPARER)
        self.declaration = intakes.claim(self.form, clerk, sure=True)
        if self.number % 3 == 1:
            kept = files.keep([_calculation(self.declaration)], "经费测算表.xlsx", clerk)
            attachments.attach(self.declaration, clerk, AttachmentKind.CALCULATION, kept)

    def submit(self) -> None:
        clerk, now = self._who(Role.PREPARER), self._now
        content = content_worked_on(now)
        assert content is not None
        for n, one in enumerate(findings.told(now, content), start=self.number):
            if one.is_open_error:
                findings.explain(now, clerk, one.key, *_LET_STAND[n % len(_LET_STAND)])
        for comment in comments.unanswered(now):
            comments.answer(comment.pk, now, clerk, "按上年实际执行数和今年任务量测算，测算过程已补充在说明里。")
        acts.submit(now, clerk)

    def sign(self) -> None:
        acts.sign(self._pk, self._who(Role.HEAD), opinion="情况属实，同意报送。")

    def head_returns(self) -> None:
        acts.return_(self._pk, self._who(Role.HEAD), "总额和上次办公会定的不一样，请核对后再报。")

    def confirm(self) -> None:
        acts.confirm(self._pk, self._who(Role.PREPARER))

    def request_adjustment(self) -> None:
        clerk, why = self._who(Role.PREPARER), "年中追加了预算，任务量增加，需要相应调整产出数量和经费。"
        acts.request_adjustment(self._pk, clerk, AdjustmentReason.BUDGET_ADJUSTED, why)

    # ---- who reviews

    def department_passes(self) -> None:
        if self._now.state == State.DEPARTMENT_REVIEW:  # a unit that is its own department has none
            acts.pass_on(self._now, self._who(Role.DEPARTMENT), opinion="同意，请财政部门审核。")

    def section_passes(self) -> None:
        now, section = self._now, self._who(Role.SECTION)
        for comment in Comment.objects.filter(declaration=now, resolved_at=None).exclude(answer=""):
            comments.resolve(comment.pk, now, section)
        acts.pass_on(now, section, opinion="政策依据充分，资金测算基本合理，同意。")

    def section_returns(self) -> None:
        now = self._now
        assert now.current is not None
        table = table_of(now.current.content)
        there = [remark for remark in _REMARKS if (table.indicators if "indic" in remark[0] else table.goals)]
        acts.return_(now, self._who(Role.SECTION), "目标与资金的对应关系说得不清楚，请按批注修改。", remarks=there)

    def remark(self) -> None:
        text = "满意度的调查对象和样本量请在说明里写明。"
        comments.comment(self._now, self._who(Role.PERFORMANCE), text, "indicators[0].name")

    def excellent(self) -> None:
        self._grade("excellent")

    def good(self) -> None:
        self._grade("good")

    def fair(self) -> None:
        self._grade("fair")

    def poor(self) -> None:
        self._grade("poor")

    def _grade(self, grade: str) -> None:
        scores = dict(zip(ITEMS, _SCORES[grade], strict=True))
        acts.grade(self._pk, self._who(Role.PERFORMANCE), scores, grade=grade, opinion=_WHY[grade])

    # ---- the budget section

    def control_figure(self) -> None:
        if self._now.project is not None:
            acts.set_control_figure(self._now, self._who(Role.BUDGET), self._now.amount)

    def lower_control_figure(self) -> None:
        amount = self._now.amount or Decimal(0)
        acts.set_control_figure(self._now, self._who(Role.BUDGET), (amount * Decimal("0.9")).quantize(Decimal(100)))

    def confirms(self) -> None:
        if self._now.state == State.ADJUSTING:
            self.confirm()

    def approve(self) -> None:
        now = self._now
        acts.approve(now, self._who(Role.BUDGET), f"云财绩〔{now.round.fiscal_year}〕{self.number}号")

    def publish(self) -> None:
        try:
            acts.publish(
                self._now,
                self._who(Role.BUDGET),
                url="https://www.yunxi.example/czyjs/",
                secrecy_review="办公室保密员已审查，没有不宜公开的内容",
            )
        except ActError:  # what may not be published stays approved, as in any county
            return


def _calculation(declaration: Declaration) -> bytes:
    """A sheet with the amount of a form taken apart."""
    amount = declaration.amount or Decimal(0)
    parts = (("人工", Decimal("0.6")), ("材料", Decimal("0.3")), ("其他", Decimal("0.1")))
    columns = (Column("支出内容", 20, ""), Column("金额（元）", 16, ""))
    rows = [(name, amount * share) for name, share in parts]
    return workbook("测算", columns, [*rows, ("合计", amount)])


Step = Callable[[Case], None]
_FILED: tuple[Step, ...] = (Case.create, Case.submit)
_SIGNED = (*_FILED, Case.sign)
_AT_SECTION = (*_SIGNED, Case.department_passes)
_AT_PERFORMANCE = (*_AT_SECTION, Case.section_passes)
_RETURNED = (*_AT_SECTION, Case.section_returns)
_REVIEWED = (*_AT_PERFORMANCE, Case.excellent)
_SETTLED = (Case.control_figure, Case.confirms, Case.approve)
WAYS: Mapping[str, tuple[Step, ...]] = {
    "draft": (Case.create,),
    "unit_review": _FILED,
    "head_returned": (*_FILED, Case.head_returns),
    "department_review": _SIGNED,
    "section_review": _AT_SECTION,
    "performance_review": (*_AT_PERFORMANCE, Case.remark),
    "returned": _RETURNED,
    "answered": (*_RETURNED, Case.submit, Case.sign, Case.department_passes),
    "fair": (*_AT_PERFORMANCE, Case.fair),
    "rejected": (*_AT_PERFORMANCE, Case.poor),
    "reviewed": _REVIEWED,
    "reviewed_good": (*_AT_PERFORMANCE, Case.good),
    "adjusting": (*_REVIEWED, Case.lower_control_figure),
    "approved": (*_REVIEWED, *_SETTLED),
    "published": (*_RETURNED, Case.submit, Case.sign, Case.department_passes, Case.section_passes, Case.good, *_SETTLED,
                  Case.publish),
    "adjustment": (*_REVIEWED, *_SETTLED, Case.publish),
}  # fmt: skip
"""How far a declaration came, and by which steps."""
