"""The forms of the acts: what each asks for, what it says, and the one function of the records that carries it out."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiheng.web.declaration.figure_form import FigureForm
from jiheng.web.pages.fields import kind_of_reason, long_text
from jiheng.web.records.domain import acts, publication
from jiheng.web.records.domain.requirements import open_adjustment
from jiheng.web.records.models import Act, AdjustmentReason, Declaration, Person, State
from jiheng.web.records.queries import declarations, form_view

_REMARKS = 3
"""Remarks on cells that the page of a return has room for, beside those already made."""


class ActForm(forms.Form):
    """What an act asks for. `seen` is the revision of the declaration that the person looked at."""

    act: ClassVar[Act]
    intro: ClassVar[Promise | str] = ""
    button: ClassVar[Promise | str]
    done: ClassVar[Promise | str]
    is_grave: ClassVar[bool] = False
    """Whether it is marked as something to think about twice."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, declaration: Declaration, person: Person, **rest: Any) -> None:
        self.declaration, self.person = declaration, person
        super().__init__(*args, **rest)
        self.initial.setdefault("seen", declaration.revision)
        self.adapt()

    def adapt(self) -> None:
        """Adapt the fields to the declaration."""

    def carry_out(self) -> None:
        """:raises ActError: where it is refused."""
        raise NotImplementedError

    @property
    def key(self) -> dict[str, Any]:
        """What every act gets."""
        return {"by": self.person, "seen": self.cleaned_data["seen"]}


class SubmitForm(ActForm):
    """报送."""

    act, button = Act.SUBMIT, _("报送给单位负责人")
    intro = _("报送后这份表定为新的一版，在退回之前不能再改。")
    done = _("已报送，等单位负责人签批。")

    def carry_out(self) -> None:
        """Submit."""
        acts.submit(self.declaration, **self.key)


class WithdrawForm(ActForm):
    """撤回."""

    act, button = Act.WITHDRAW, _("撤回报送")
    intro = _("负责人还没有签批，可以撤回修改。已报送的一版保留在版本记录里。")
    done = _("已撤回，可以继续修改。")

    def carry_out(self) -> None:
        """Withdraw."""
        acts.withdraw(self.declaration, **self.key)


class SignForm(ActForm):
    """签批."""

    act, button = Act.SIGN, _("签批并报出")
    intro = _("签批后这份表离开本单位，由主管部门和财政局审核；单位负责人对它的真实性负责。")
    done = _("已签批。")
    opinion = long_text(_("签批意见"), required=False)

    def carry_out(self) -> None:
        """Sign."""
        acts.sign(self.declaration, opinion=self.cleaned_data["opinion"], **self.key)


class PassForm(ActForm):
    """审核通过."""

    act, button = Act.PASS, _("审核通过")
    done = _("已审核通过，转入下一步。")
    opinion = long_text(_("审核意见"), required=False)

    def adapt(self) -> None:
        """The section gives an opinion."""
        self.initial.setdefault("opinion", declarations.undone_words(self.act, self.declaration, self.person))
        self.fields["opinion"].required = self.declaration.state == State.SECTION_REVIEW

    def carry_out(self) -> None:
        """Pass on."""
        acts.pass_on(self.declaration, opinion=self.cleaned_data["opinion"], **self.key)


class ReturnForm(ActForm):
    """退回."""

    act, button, is_grave = Act.RETURN, _("退回修改"), True
    intro = _("理由和未办结的意见会一起退给填报单位，逐条答复后才能再次报送。")
    done = _("已退回，填报单位会收到通知。")
    reason = long_text(_("退回的理由"))

    def adapt(self) -> None:
        """Room for remarks on cells, chosen from a list so that the keyboard is enough."""
        self.initial.setdefault("reason", declarations.undone_words(self.act, self.declaration, self.person))
        current = self.declaration.current
        places = form_view.places_of(current.content) if current is not None else []
        choices = [("", _("整份表")), *places]
        for number in range(1, _REMARKS + 1):
            self.fields[f"path{number}"] = forms.ChoiceField(
                label=_("意见 {n} 写给").format(n=number),
                choices=choices,
                required=False,
            )
            self.fields[f"text{number}"] = forms.CharField(
                label=_("意见 {n}").format(n=number),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each remark."""
        return [(self[f"path{n}"], self[f"text{n}"]) for n in range(1, _REMARKS + 1)]

    def carry_out(self) -> None:
        """Return it with its remarks."""
        said = self.cleaned_data
        remarks = [(said[f"path{n}"], said[f"text{n}"]) for n in range(1, _REMARKS + 1) if said[f"text{n}"].strip()]
        acts.return_(self.declaration, reason=said["reason"], remarks=remarks, **self.key)


class UndoForm(ActForm):
    """撤销."""

    act, button = Act.UNDO, _("撤销上一步")
    intro = _("下一步还没有人办理，可以撤销您刚才的办理，回到办理之前。")
    done = _("已撤销上一步。")

    def carry_out(self) -> None:
        """Undo."""
        acts.undo(self.declaration, **self.key)


class ControlFigureForm(FigureForm, ActForm):
    """下达控制数."""

    act, button = Act.SET_CONTROL_FIGURE, _("下达控制数")
    intro = _("下达后由填报单位按控制数调整（二上），表上的总额要与控制数相等。")
    done = _("控制数已下达，等填报单位确认。")

    def adapt(self) -> None:
        """The figure of the register, else the amount that was asked for."""
        project = self.declaration.project
        figure = project.control_figure if project is not None else None
        self.initial.setdefault("amount", figure if figure is not None else self.declaration.amount)
        self.compare_with(self.declaration.amount)

    def carry_out(self) -> None:
        """Set the figure."""
        acts.set_control_figure(self.declaration, amount=self.cleaned_data["amount"], **self.key)


class ConfirmForm(ActForm):
    """二上确认 of the form as it is."""

    act, button = Act.CONFIRM, _("确认，金额不变")
    intro = _("表上的总额已经等于控制数的，直接确认；不等的，请上传调整后的表。")
    done = _("已按控制数确认。")

    def carry_out(self) -> None:
        """Confirm the form as it is."""
        acts.confirm(self.declaration, **self.key)


class ApproveForm(ActForm):
    """批复."""

    act, button = Act.APPROVE, _("批复")
    intro = _("批复绑定现在这一版表的校验值；批复后目标、指标、数值和金额都不能再改。")
    done = _("已批复。")
    number = forms.CharField(label=_("批复文号"), max_length=60)
    approving_document = forms.CharField(label=_("批准调整的文号"), max_length=120)
    opinion = long_text(_("批复意见"), required=False)

    def adapt(self) -> None:
        """The next number; the approving document where an adjustment is on its way."""
        self.initial.setdefault("number", declarations.next_approval_number(self.declaration.round))
        if open_adjustment(self.declaration) is None:
            del self.fields["approving_document"]

    def carry_out(self) -> None:
        """Approve."""
        said = self.cleaned_data
        acts.approve(
            self.declaration,
            number=said["number"],
            opinion=said["opinion"],
            approving_document=said.get("approving_document", ""),
            **self.key,
        )


class PublishForm(ActForm):
    """公开."""

    act, button = Act.PUBLISH, _("登记公开")
    intro = _("公开前先检查表里有没有个人信息和不宜公开的内容；手机号、身份证号在公开副本里遮盖。")
    done = _("已登记公开。")
    url = forms.URLField(label=_("公开的网址"), max_length=300, assume_scheme="https")
    secrecy_review = long_text(_("保密审查情况"), help_text=_("谁、何时审查的，有没有不宜公开的内容。"))

    def adapt(self) -> None:
        """The term, as it is where and when the round is."""
        term = publication.term_of(self.declaration.round)
        if term is not None:
            self.fields["url"].help_text = _("批复后 {days} 日内公开。").format(days=term)

    def carry_out(self) -> None:
        """Publish."""
        said = self.cleaned_data
        acts.publish(self.declaration, url=said["url"], secrecy_review=said["secrecy_review"], **self.key)


class RequestAdjustmentForm(ActForm):
    """申请调整."""

    act, button = Act.REQUEST_ADJUSTMENT, _("申请调整")
    intro = _("申请后生成一份草稿，改好后按原来的步骤重新报送、审核、批复；在批复之前，原来批复的一版继续有效。")
    done = _("已申请调整，请修改草稿后报送。")
    reason_code = kind_of_reason(
        _("调整的理由属于哪一类"),
        AdjustmentReason,
        help_text=_("只是写错、填错的不算调整：公开以后，由预算股办理“更正”。"),
    )
    reason = long_text(_("调整的理由"), help_text=_("写明为什么调整、调整前后各是多少。"))

    def carry_out(self) -> None:
        """Ask for it."""
        said = self.cleaned_data
        acts.request_adjustment(self.declaration, reason_code=said["reason_code"], reason=said["reason"], **self.key)


class ReopenForm(ActForm):
    """重新开放."""

    act, button, is_grave = Act.REOPEN, _("重新开放"), True
    intro = _(
        "评为“差”的本轮不予安排预算；确需重新申报的，写明理由后退回填报单位修改，再走一遍审核。理由记入历史，并通知单位。"
    )
    done = _("已重新开放，退回填报单位修改。")
    reason = long_text(_("理由"))

    def carry_out(self) -> None:
        """Reopen."""
        acts.reopen(self.declaration, reason=self.cleaned_data["reason"], **self.key)


FORMS: dict[Act, type[ActForm]] = {
    one.act: one
    for one in (
        SubmitForm, WithdrawForm, SignForm, PassForm, ReturnForm, UndoForm, ControlFigureForm, ConfirmForm,
        ApproveForm, PublishForm, RequestAdjustmentForm, ReopenForm,
    )
}  # fmt: skip
"""The acts that have a page with a form. Of the others: what is uploaded has a page of its own, 评定 the review sheet."""
