"""The transition table of the cycle, as data: act × state × role → state, and what is required.

The functions of `domain.acts` carry it out; nothing else knows which act leads where. A test refuses each act for each of its
needs, and fails where a need of a row has no case.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from jiheng.web.records.models.choices import Act, Grade, Role, State


class Need(Enum):
    """What an act requires beyond state and role, in words."""

    OTHER_PERSON = "由另一个人办理：不是这一轮里办理上一步的人"
    NOT_THE_PREPARER = "不是填这份表的人"
    WINDOW = "在规定时间内，或者有批准的延期（原因记入历史）"
    NO_OPEN_ERRORS = "没有必须修改的意见，或者每一条都选了不改的理由属于哪一类、说明了理由"
    COMMENTS_ANSWERED = "退回意见逐条答复"
    ATTACHMENTS = "这一轮必附的材料齐全"
    OWN_SUBMISSION = "由报送的人（或接手他工作的人）办理，其后还没有人办理"
    OPINION = "填写意见"
    REASON = "填写理由"
    CODED_REASON = "选调整的理由属于哪一类，填写理由"
    SCORES = "审核表八项打分，得分与等级一致"
    GRADE_GOOD = "得分在“良”，记下与单位商定的情况"
    LAST_ACT = "由办理上一步的人（或接手他工作的人）撤销，下一步还没有开始办理"
    CONTROL_FIGURE = "有对应的项目，填写控制数"
    AMOUNTS_EQUAL = "金额等于控制数（下达过控制数的）"
    ONLY_AMOUNTS = "只改了金额和随金额变化的值"
    APPROVAL_NUMBER = "填写批复文号，与当前版本的校验值绑定"
    APPROVING_DOCUMENT = "批复调整的：填写批准调整的文号，不是申请调整的人"
    FIT_TO_PUBLISH = "通过公开前检查"
    SECRECY_REVIEW = "写明保密审查情况（谁、何时审查）"
    ADDRESS = "填写公开的网址"
    BEFORE_YEAR_END = "调整的：不晚于预算年度的 12 月 31 日"
    SAME_WEIGHTS = "调整的：指标分值合计不变"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A row of the table. `to` is None where the state stays; `grade` tells the rows of one act apart."""

    act: Act
    sources: frozenset[State]
    roles: frozenset[Role]
    to: State | None
    needs: frozenset[Need] = frozenset()
    grade: Grade | None = None
    turn: bool = True
    """Whether it counts as an act that the next must be another person's after."""
    awaited: bool = True
    """Whether the declaration waits for it: not where somebody begins anew with what is done."""


def _row(
    act: Act,
    sources: str,
    roles: str,
    to: State | None,
    *needs: Need,
    grade: Grade | None = None,
    turn: bool = True,
    awaited: bool = True,
) -> Transition:
    return Transition(
        act=act,
        sources=frozenset(State(name) for name in sources.split()),
        roles=frozenset(Role(name) for name in roles.split()),
        to=to,
        needs=frozenset(needs),
        grade=grade,
        turn=turn,
        awaited=awaited,
    )


TABLE: tuple[Transition, ...] = (
    _row(Act.EDIT, "draft returned", "preparer", None, Need.WINDOW, Need.BEFORE_YEAR_END, turn=False),
    _row(Act.SUBMIT, "draft returned", "preparer", State.UNIT_REVIEW,
         Need.WINDOW, Need.NO_OPEN_ERRORS, Need.COMMENTS_ANSWERED, Need.ATTACHMENTS, Need.SAME_WEIGHTS,
         Need.BEFORE_YEAR_END),
    _row(Act.WITHDRAW, "unit_review", "preparer", State.DRAFT, Need.OWN_SUBMISSION, turn=False),
    _row(Act.SIGN, "unit_review", "head", State.DEPARTMENT_REVIEW,
         Need.OTHER_PERSON, Need.NOT_THE_PREPARER),
    _row(Act.PASS, "department_review", "department", State.SECTION_REVIEW, Need.OTHER_PERSON),
    _row(Act.PASS, "section_review", "section", State.PERFORMANCE_REVIEW, Need.OTHER_PERSON, Need.OPINION),
    _row(Act.GRADE, "performance_review", "performance", State.REVIEWED,
         Need.OTHER_PERSON, Need.SCORES, grade=Grade.EXCELLENT),
    _row(Act.GRADE, "performance_review", "performance", State.REVIEWED,
         Need.OTHER_PERSON, Need.SCORES, grade=Grade.GOOD),
    _row(Act.GRADE, "performance_review", "performance", State.RETURNED,
         Need.OTHER_PERSON, Need.SCORES, Need.REASON, grade=Grade.FAIR),
    _row(Act.GRADE, "performance_review", "performance", State.REJECTED,
         Need.OTHER_PERSON, Need.SCORES, Need.REASON, grade=Grade.POOR),
    _row(Act.AMEND, "performance_review", "performance", None,
         Need.GRADE_GOOD, Need.NO_OPEN_ERRORS, Need.SAME_WEIGHTS, turn=False),
    _row(Act.RETURN, "unit_review", "head", State.RETURNED, Need.REASON),
    _row(Act.RETURN, "department_review", "department", State.RETURNED, Need.REASON),
    _row(Act.RETURN, "section_review", "section", State.RETURNED, Need.REASON),
    _row(Act.RETURN, "performance_review", "performance", State.RETURNED, Need.REASON),
    _row(Act.UNDO, "section_review", "department", State.DEPARTMENT_REVIEW, Need.LAST_ACT, turn=False),
    _row(Act.UNDO, "performance_review", "section", State.SECTION_REVIEW, Need.LAST_ACT, turn=False),
    _row(Act.UNDO, "reviewed rejected", "performance", State.PERFORMANCE_REVIEW, Need.LAST_ACT, turn=False),
    _row(Act.UNDO, "returned", "head department section performance", None, Need.LAST_ACT, turn=False),
    _row(Act.SET_CONTROL_FIGURE, "reviewed", "budget", State.ADJUSTING, Need.CONTROL_FIGURE),
    _row(Act.CONFIRM, "adjusting", "preparer", State.REVIEWED,
         Need.WINDOW, Need.NO_OPEN_ERRORS, Need.AMOUNTS_EQUAL, Need.ONLY_AMOUNTS, Need.BEFORE_YEAR_END),
    _row(Act.APPROVE, "reviewed", "budget", State.APPROVED,
         Need.OTHER_PERSON, Need.APPROVAL_NUMBER, Need.AMOUNTS_EQUAL, Need.APPROVING_DOCUMENT, Need.BEFORE_YEAR_END),
    _row(Act.PUBLISH, "approved", "budget performance", State.PUBLISHED,
         Need.FIT_TO_PUBLISH, Need.SECRECY_REVIEW, Need.ADDRESS),
    _row(Act.CORRECT, "published", "budget", None,
         Need.REASON, Need.AMOUNTS_EQUAL, Need.FIT_TO_PUBLISH, Need.SECRECY_REVIEW, awaited=False),
    _row(Act.REQUEST_ADJUSTMENT, "approved published", "preparer", State.DRAFT,
         Need.WINDOW, Need.CODED_REASON, Need.BEFORE_YEAR_END, awaited=False),
    _row(Act.REOPEN, "rejected", "admin", State.RETURNED, Need.REASON, turn=False),
)  # fmt: skip
"""In the order of the cycle. Undoing a return goes back to the state before it, whichever that was."""


def rows(act: Act, state: State) -> list[Transition]:
    """The rows of an act from a state."""
    return [row for row in TABLE if row.act == act and state in row.sources]


def roles_for(act: Act) -> frozenset[Role]:
    """The roles that have an act at all, in whatever state."""
    return frozenset(role for row in TABLE if row.act == act for role in row.roles)


def turn_of(state: State) -> frozenset[Role]:
    """Whose turn it is in a state: the roles of the acts that it waits for."""
    return _TURNS[state]


_TURNS = {
    state: frozenset(role for row in TABLE if row.turn and row.awaited and state in row.sources for role in row.roles)
    for state in State
}
WITH_THE_PREPARER = frozenset(state for row in TABLE if row.act == Act.EDIT for state in row.sources)
"""The states in which the unit may change its form."""
TURNS = frozenset(row.act for row in TABLE if row.turn)
"""The acts that the next must be another person's after."""
