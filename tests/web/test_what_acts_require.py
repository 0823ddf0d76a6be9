"""Each row of the transition table × each state that it starts from × each of its needs: where just that need is not met, the
act is refused and nothing changes. A need that comes into a row without a case here fails, and so does a case without its need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import msgspec
import pytest
from django.db import transaction
from django.utils import timezone

from jiheng.model.finding import Severity
from jiheng.web.records.domain import acts, contents
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.domain.transitions import TABLE, Need, Transition
from jiheng.web.records.models import (
    Act,
    AttachmentKind,
    Comment,
    Content,
    Declaration,
    Membership,
    Person,
    Project,
    Role,
    Round,
    State,
    Window,
)
from tests.web.county import FULL_SCORES, County, content
from tests.web.moving import (
    GOOD_SCORES,
    NUMBER,
    RELEASE,
    SCORES,
    SECRECY_REVIEW,
    at,
    begun,
    changed,
    forward,
    with_indicator,
)
from tests.web.test_transitions import snapshot, ways

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    """An act on a declaration in a state that it starts from."""

    county: County
    row: Transition
    state: State

    def begin(self, form: Content | None = None) -> Declaration:
        """The declaration, where everything that the act requires is met."""
        return self.ready(at(self.county, self.state, form))

    def adjusted(self, form: Content | None = None) -> Declaration:
        """The declaration as the adjustment of an approved one."""
        before = at(self.county, State.APPROVED, form)
        begun_anew = acts.request_adjustment(before, self.county.people["preparer"], "policy_change", "政策变化")
        return self.ready(forward(self.county, begun_anew, self.state))

    def ready(self, made: Declaration) -> Declaration:
        """As it is in the database, the one who acts come in anew."""
        self.by = Person.objects.get(pk=self.someone.pk)
        return Declaration.objects.get(pk=made.pk)

    @property
    def someone(self) -> Person:
        """Who acts: of several roles the one whose act it was before."""
        role = Role.SECTION if Role.SECTION in self.row.roles else min(self.row.roles)
        return self.county.people[role]

    def act(self, made: Declaration) -> Declaration:
        """The act with everything that it asks for."""
        form = made.draft.content if made.current is None else made.current.content
        called = f"{self.row.act} {self.row.grade}" if self.row.grade else str(self.row.act)
        return ways(form, other(form))[called](made, self.by)


Do = Callable[[], object]
Unmet = Callable[[Case], tuple[Declaration, Do, str]]
"""A declaration, the act on it with one need not met, and what is said then."""


def other(form: Content) -> Content:
    """The form with another value in one indicator."""
    return with_indicator(form, 3, value_text="≥96%", number=Decimal(96))


def with_an_error(form: Content) -> Content:
    """The form with something that must be mended."""
    told = contents.findings_of(content("korla-2021-department-overall.docx", 0))
    error = next(one for one in told if one.severity is Severity.ERROR)
    found = (msgspec.structs.replace(error, where=()),)
    return contents.store(contents.table_of(form), contents.page_of(form), contents.blanks_of(form), found)


def with_points(points: int) -> Content:
    """A form with a weight in one indicator."""
    return with_indicator(content(), 3, weight=Decimal(points))


def private(form: Content) -> Content:
    """The form with what no mask mends."""
    return changed(form, notes="补助发放账号：6222021234567890")


# ---- needs that are met or not before the act, whatever it is


def another_acted_before(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    Declaration.objects.filter(pk=made.pk).update(last_actor=case.by)
    return made, lambda: case.act(made), "上一步是您办理的"


def there_is_a_window(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    Window.objects.all().delete()
    return made, lambda: case.act(made), "还没有安排时间"


def the_year_is_not_over(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin() if case.row.act == Act.REQUEST_ADJUSTMENT else case.adjusted()
    year = timezone.localdate().year - 1
    Round.objects.update(fiscal_year=year)
    made = case.ready(made)
    return made, lambda: case.act(made), f"{year} 年 12 月 31 日以后不能再调整"


def the_amounts_are_equal(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    Project.objects.update(control_figure=1)
    return made, lambda: case.act(made), "两个数要相等"


# ---- of one act


def nothing_is_to_be_mended(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    acts.edit(made, case.by, with_an_error(content()))
    return made, lambda: acts.submit(made, case.by), "没有改好，也没有说明理由"


def remarks_are_answered(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    if made.current is None:  # a draft that is so once more
        acts.submit(made, case.by)
        made = case.ready(acts.withdraw(made, case.by))
    Comment.objects.create(
        declaration=made, version=made.current, text="请核对", by=case.county.people["head"], at=timezone.now()
    )
    return made, lambda: acts.submit(made, case.by), "还有 1 条退回意见没有答复"


def attachments_are_there(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    Round.objects.update(required_attachments=[AttachmentKind.CALCULATION])
    made = case.ready(made)
    return made, lambda: acts.submit(made, case.by), "还缺必附的材料"


def submitted_weights_are_kept(case: Case) -> tuple[Declaration, Do, str]:
    made = case.adjusted(with_points(10))
    acts.edit(made, case.by, with_points(9))
    return made, lambda: acts.submit(made, case.by), "合计不能变"


def he_submitted_it(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    colleague = case.county.person("preparer", case.county.unit, "colleague")
    return made, lambda: acts.withdraw(made, colleague), "只有报送的人可以撤回"


def he_did_not_fill_it(case: Case) -> tuple[Declaration, Do, str]:
    head = case.someone
    Membership.objects.create(person=head, role=Role.PREPARER, organisation=case.county.unit)
    made = case.ready(forward(case.county, begun(case.county, by=head), State.UNIT_REVIEW))
    return made, lambda: acts.sign(made, case.by), "是您自己填的"


def the_section_has_an_opinion(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.pass_on(made, case.by), "请填写业务股室审核意见"


def scores_come_to_the_grade(case: Case) -> tuple[Declaration, Do, str]:
    made, grade = case.begin(), case.row.grade
    assert grade is not None
    scores = GOOD_SCORES if grade != "good" else FULL_SCORES
    return made, lambda: acts.grade(made, case.by, scores, grade=grade, opinion="见审核表"), "不一致"


def a_bad_grade_has_a_reason(case: Case) -> tuple[Declaration, Do, str]:
    made, grade = case.begin(), case.row.grade
    assert grade is not None
    return made, lambda: acts.grade(made, case.by, SCORES[grade], grade=grade), "请填写理由"


def _amending(made: Declaration, case: Case, form: Content, scores: dict[str, int] = GOOD_SCORES) -> Do:
    return lambda: acts.amend(made, case.by, form, scores=scores, agreement="与单位电话商定")


def the_scores_are_good(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, _amending(made, case, other(content()), FULL_SCORES), "只有评为“良”的可以代改"


def an_amendment_brings_no_error(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, _amending(made, case, with_an_error(other(content()))), "或者选好不改的理由属于哪一类"


def amended_weights_are_kept(case: Case) -> tuple[Declaration, Do, str]:
    made = case.adjusted(with_points(10))
    return made, _amending(made, case, with_points(9)), "合计不能变"


def a_return_has_a_reason(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.return_(made, case.by, ""), "请填写退回的理由"


def he_acted_last(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    role = case.someone.memberships.get()
    colleague = case.county.person(role.role, role.organisation, "colleague")
    return made, lambda: acts.undo(made, colleague), "只有办理上一步审核的人"


def there_is_a_figure(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.set_control_figure(made, case.by, None), "请填写控制数"


def a_confirmation_brings_no_error(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.confirm(made, case.by, with_an_error(content())), "或者选好不改的理由属于哪一类"


def only_amounts_change(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    form = with_indicator(content(), 3, name="另一个指标")
    return made, lambda: acts.confirm(made, case.by, form), "二上只能改金额"


def an_approval_has_its_number(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.approve(made, case.by, ""), "请填写批复文号"


def an_adjustment_has_its_document(case: Case) -> tuple[Declaration, Do, str]:
    made = case.adjusted()
    return made, lambda: acts.approve(made, case.by, NUMBER), "请填写批准调整的文号"


def it_is_fit_to_publish(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin(private(content()))
    return made, lambda: case.act(made), "公开前检查有 1 处不能公开"


def a_correction_is_fit_to_publish(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    form = private(content())
    return (
        made,
        lambda: acts.correct(made, case.by, form, "印错一个数", secrecy_review=SECRECY_REVIEW),
        "公开前检查有 1 处不能公开",
    )


def a_publication_was_reviewed(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.publish(made, case.by, **{**RELEASE, "secrecy_review": ""}), "请填写保密审查情况"


def a_publication_has_its_address(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.publish(made, case.by, **{**RELEASE, "url": ""}), "不是完整的网址"


def a_correction_was_reviewed(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return (
        made,
        lambda: acts.correct(made, case.by, other(content()), "印错一个数", secrecy_review=""),
        "请填写保密审查情况",
    )


def a_correction_has_a_reason(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return (
        made,
        lambda: acts.correct(made, case.by, other(content()), "", secrecy_review=SECRECY_REVIEW),
        "请填写更正说明",
    )


def an_adjustment_has_a_reason(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.request_adjustment(made, case.by, "policy_change", ""), "请填写调整的理由"


def a_reopening_has_a_reason(case: Case) -> tuple[Declaration, Do, str]:
    made = case.begin()
    return made, lambda: acts.reopen(made, case.by, ""), "请填写理由"


UNMET: dict[tuple[Act, Need], Unmet] = {
    (Act.EDIT, Need.WINDOW): there_is_a_window,
    (Act.EDIT, Need.BEFORE_YEAR_END): the_year_is_not_over,
    (Act.SUBMIT, Need.WINDOW): there_is_a_window,
    (Act.SUBMIT, Need.NO_OPEN_ERRORS): nothing_is_to_be_mended,
    (Act.SUBMIT, Need.COMMENTS_ANSWERED): remarks_are_answered,
    (Act.SUBMIT, Need.ATTACHMENTS): attachments_are_there,
    (Act.SUBMIT, Need.SAME_WEIGHTS): submitted_weights_are_kept,
    (Act.SUBMIT, Need.BEFORE_YEAR_END): the_year_is_not_over,
    (Act.WITHDRAW, Need.OWN_SUBMISSION): he_submitted_it,
    (Act.SIGN, Need.OTHER_PERSON): another_acted_before,
    (Act.SIGN, Need.NOT_THE_PREPARER): he_did_not_fill_it,
    (Act.PASS, Need.OTHER_PERSON): another_acted_before,
    (Act.PASS, Need.OPINION): the_section_has_an_opinion,
    (Act.GRADE, Need.OTHER_PERSON): another_acted_before,
    (Act.GRADE, Need.SCORES): scores_come_to_the_grade,
    (Act.GRADE, Need.REASON): a_bad_grade_has_a_reason,
    (Act.AMEND, Need.GRADE_GOOD): the_scores_are_good,
    (Act.AMEND, Need.NO_OPEN_ERRORS): an_amendment_brings_no_error,
    (Act.AMEND, Need.SAME_WEIGHTS): amended_weights_are_kept,
    (Act.RETURN, Need.REASON): a_return_has_a_reason,
    (Act.UNDO, Need.LAST_ACT): he_acted_last,
    (Act.SET_CONTROL_FIGURE, Need.CONTROL_FIGURE): there_is_a_figure,
    (Act.CONFIRM, Need.WINDOW): there_is_a_window,
    (Act.CONFIRM, Need.NO_OPEN_ERRORS): a_confirmation_brings_no_error,
    (Act.CONFIRM, Need.AMOUNTS_EQUAL): the_amounts_are_equal,
    (Act.CONFIRM, Need.ONLY_AMOUNTS): only_amounts_change,
    (Act.CONFIRM, Need.BEFORE_YEAR_END): the_year_is_not_over,
    (Act.APPROVE, Need.OTHER_PERSON): another_acted_before,
    (Act.APPROVE, Need.APPROVAL_NUMBER): an_approval_has_its_number,
    (Act.APPROVE, Need.AMOUNTS_EQUAL): the_amounts_are_equal,
    (Act.APPROVE, Need.APPROVING_DOCUMENT): an_adjustment_has_its_document,
    (Act.APPROVE, Need.BEFORE_YEAR_END): the_year_is_not_over,
    (Act.PUBLISH, Need.FIT_TO_PUBLISH): it_is_fit_to_publish,
    (Act.PUBLISH, Need.SECRECY_REVIEW): a_publication_was_reviewed,
    (Act.PUBLISH, Need.ADDRESS): a_publication_has_its_address,
    (Act.CORRECT, Need.REASON): a_correction_has_a_reason,
    (Act.CORRECT, Need.AMOUNTS_EQUAL): the_amounts_are_equal,
    (Act.CORRECT, Need.FIT_TO_PUBLISH): a_correction_is_fit_to_publish,
    (Act.CORRECT, Need.SECRECY_REVIEW): a_correction_was_reviewed,
    (Act.REQUEST_ADJUSTMENT, Need.WINDOW): there_is_a_window,
    (Act.REQUEST_ADJUSTMENT, Need.CODED_REASON): an_adjustment_has_a_reason,
    (Act.REQUEST_ADJUSTMENT, Need.BEFORE_YEAR_END): the_year_is_not_over,
    (Act.REOPEN, Need.REASON): a_reopening_has_a_reason,
}


def test_every_need_of_the_table_has_a_case_and_every_case_its_need() -> None:
    assert {(row.act, need) for row in TABLE for need in row.needs} == set(UNMET)
    assert {need for _act, need in UNMET} == set(Need)


@pytest.mark.parametrize("act", list(dict.fromkeys(row.act for row in TABLE)))
def test_an_act_is_refused_where_one_of_its_needs_is_not_met(county: County, act: Act) -> None:
    wrong = []
    for row in (row for row in TABLE if row.act == act):
        for state in sorted(row.sources):
            for need in Need:
                if need in row.needs:
                    point = transaction.savepoint()
                    told = outcome(UNMET[act, need], Case(county, row, state))
                    transaction.savepoint_rollback(point)
                    if told:
                        wrong.append(f"{act} {row.grade or ''} {state} {need.name}: {told}")
    assert not wrong, "\n".join(wrong)


def outcome(unmet: Unmet, case: Case) -> str:
    """What is wrong with an act that must be refused; blank where it was, for the reason due, and changed nothing."""
    made, do, due = unmet(case)
    if Declaration.objects.get(pk=made.pk).state != case.state:
        return "does not stand in the state that it should"
    before = snapshot(made)
    try:
        with transaction.atomic():
            do()
    except ActError as error:
        said = str(error)
    else:
        return "was let through"
    if due not in said:
        return f"was refused for another reason: {said}"
    return "" if snapshot(made) == before else "was refused, and something changed"
