"""The transition table of the cycle, as data: act × state × role → state, and what is required.

The functions of `domain.acts` carry it out; nothing else knows which act leads where.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from jiheng.web.records.models.choices import Act, Grade, Role, State


class Need(Enum):
    """What an act requires beyond state and role."""

    OTHER_PERSON = auto()
    """Not the one who did the act before it in the same round."""
    WINDOW = auto()
    """The window is open, or there is an exception with its reason."""
    NO_OPEN_ERRORS = auto()
    """No finding of severity error, or each explained."""
    COMMENTS_ANSWERED = auto()
    """The open comments of the return are answered."""
    ATTACHMENTS = auto()
    """The attachments that the round asks for."""
    OWN_SUBMISSION = auto()
    """Done by the one who submitted (or who took over his work), and nobody acted since."""
    OPINION = auto()
    REASON = auto()
    SCORES = auto()
    """The eight scores of the review sheet, and the grade that they give."""
    GRADE_GOOD = auto()
    """The scores stand at 良, and the agreement of the unit is recorded."""
    LAST_ACT = auto()
    """The person did the last act, and the next level has not acted."""
    CONTROL_FIGURE = auto()
    """The project has a control figure (the amount that is set)."""
    AMOUNTS_EQUAL = auto()
    """The amounts equal the control figure."""
    ONLY_AMOUNTS = auto()
    """Only amounts and what depends on them changed."""
    APPROVAL_NUMBER = auto()
    APPROVING_DOCUMENT = auto()
    """Of an adjustment: the document that approved it."""
    FIT_TO_PUBLISH = auto()
    """The check before publication finds no error."""
    BEFORE_YEAR_END = auto()
    """Not after 31 December of the fiscal year."""


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


def _row(
    act: Act, sources: str, roles: str, to: State | None, *needs: Need, grade: Grade | None = None, turn: bool = True
) -> Transition:
    return Transition(
        act=act,
        sources=frozenset(State(name) for name in sources.split()),
        roles=frozenset(Role(name) for name in roles.split()),
        to=to,
        needs=frozenset(needs),
        grade=grade,
        turn=turn,
    )


TABLE: tuple[Transition, ...] = (
    _row(Act.EDIT, "draft returned", "preparer", None, Need.WINDOW, turn=False),
    _row(Act.SUBMIT, "draft returned", "preparer", State.UNIT_REVIEW,
         Need.WINDOW, Need.NO_OPEN_ERRORS, Need.COMMENTS_ANSWERED, Need.ATTACHMENTS),
    _row(Act.WITHDRAW, "unit_review", "preparer", State.DRAFT, Need.OWN_SUBMISSION, turn=False),
    _row(Act.SIGN, "unit_review", "head", State.DEPARTMENT_REVIEW, Need.OTHER_PERSON),
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
    _row(Act.AMEND, "performance_review", "performance", None, Need.GRADE_GOOD, turn=False),
    _row(Act.RETURN, "unit_review", "head", State.RETURNED, Need.REASON),
    _row(Act.RETURN, "department_review", "department", State.RETURNED, Need.REASON),
    _row(Act.RETURN, "section_review", "section", State.RETURNED, Need.REASON),
    _row(Act.RETURN, "performance_review", "performance", State.RETURNED, Need.REASON),
    _row(Act.UNDO, "section_review", "department", State.DEPARTMENT_REVIEW, Need.LAST_ACT, turn=False),
    _row(Act.UNDO, "performance_review", "section", State.SECTION_REVIEW, Need.LAST_ACT, turn=False),
    _row(Act.UNDO, "reviewed rejected", "performance", State.PERFORMANCE_REVIEW, Need.LAST_ACT, turn=False),
    _row(Act.UNDO, "returned", "head department section performance", None, Need.LAST_ACT, turn=False),
    _row(Act.SET_CONTROL_FIGURE, "reviewed", "budget", State.ADJUSTING, Need.CONTROL_FIGURE),
    _row(Act.CONFIRM, "adjusting", "preparer", State.REVIEWED, Need.WINDOW, Need.AMOUNTS_EQUAL, Need.ONLY_AMOUNTS),
    _row(Act.APPROVE, "reviewed", "budget", State.APPROVED,
         Need.OTHER_PERSON, Need.APPROVAL_NUMBER, Need.AMOUNTS_EQUAL, Need.APPROVING_DOCUMENT),
    _row(Act.PUBLISH, "approved", "budget performance", State.PUBLISHED, Need.FIT_TO_PUBLISH),
    _row(Act.CORRECT, "published", "budget", None, Need.REASON, Need.FIT_TO_PUBLISH),
    _row(Act.REQUEST_ADJUSTMENT, "approved published", "preparer", State.DRAFT,
         Need.WINDOW, Need.REASON, Need.BEFORE_YEAR_END),
    _row(Act.REOPEN, "rejected", "admin", State.RETURNED, Need.REASON, turn=False),
)  # fmt: skip
"""In the order of the cycle. Undoing a return goes back to the state before it, whichever that was."""


def rows(act: Act, state: State) -> list[Transition]:
    """The rows of an act from a state."""
    return [row for row in TABLE if row.act == act and state in row.sources]


def turn_of(state: State) -> frozenset[Role]:
    """Whose turn it is in a state: the roles of the acts that lead on from it."""
    return frozenset(_TURNS.get(state, ()))


_TURNS: dict[State, tuple[Role, ...]] = {
    State.DRAFT: (Role.PREPARER,),
    State.RETURNED: (Role.PREPARER,),
    State.UNIT_REVIEW: (Role.HEAD,),
    State.DEPARTMENT_REVIEW: (Role.DEPARTMENT,),
    State.SECTION_REVIEW: (Role.SECTION,),
    State.PERFORMANCE_REVIEW: (Role.PERFORMANCE,),
    State.REVIEWED: (Role.BUDGET,),
    State.ADJUSTING: (Role.PREPARER,),
    State.APPROVED: (Role.BUDGET, Role.PERFORMANCE),
}
