"""Pages about rounds: set-up, windows, exceptions, next year's round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jiheng.web.pages.fields import Moment
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import rounds as domain
from jiheng.web.records.models import AttachmentKind, Phase, Round, Window, WindowException
from jiheng.web.records.queries import unfinished
from jiheng.web.setup.access import (
    OrganisationField,
    administrators,
    administrators_and_auditors,
    breadcrumb,
    carried_out,
    choices,
    crumb,
    form_page,
    may_change,
    posted,
    told,
)

_LOCAL = "%Y-%m-%dT%H:%M"


def _moment(label: Any, **options: Any) -> Moment:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)
    return Moment(label=label, widget=widget, **options)


class RoundForm(forms.Form):
    """The set-up of a round and its windows."""

    fiscal_year = forms.IntegerField(
        label=gettext_lazy("预算年度"), min_value=domain.YEARS[0], max_value=domain.YEARS[-1]
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    region = forms.ChoiceField(
        label=gettext_lazy("口径"), help_text=gettext_lazy("审核时按哪个地区的规定核对；年度就是预算年度。")
    )
    overall_due = forms.BooleanField(label=gettext_lazy("每个单位都要报整体支出绩效目标表"), required=False)
    remind_days = forms.IntegerField(
        label=gettext_lazy("截止前几天提醒"), min_value=0, max_value=60, help_text=gettext_lazy("填 0 表示不提醒。")
    )
    required_attachments = forms.MultipleChoiceField(
        label=gettext_lazy("项目报送时必附的材料"),
        choices=AttachmentKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("申报一般要附测算依据和立项依据；当地另有规定的，照当地的勾选。"),
    )
    layouts = forms.MultipleChoiceField(
        label=gettext_lazy("发给单位的空白表"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, round: Round | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].choices = [(name, name) for name in domain.region_choices(round.region if round else "")]  # type: ignore[attr-defined]
        self.fields["layouts"].choices = domain.layout_choices()  # type: ignore[attr-defined]
        if round is not None:
            del self.fields["fiscal_year"]
        for phase in Phase:
            self.fields[f"{phase}_opens"] = _moment(_("{phase}开始").format(phase=phase.label), required=False)
            self.fields[f"{phase}_closes"] = _moment(_("{phase}截止").format(phase=phase.label), required=False)

    def clean(self) -> dict[str, Any] | None:
        """A window has both its ends, in their order."""
        cleaned = super().clean() or self.cleaned_data
        for phase in Phase:
            opens, closes = cleaned.get(f"{phase}_opens"), cleaned.get(f"{phase}_closes")
            if bool(opens) != bool(closes) and not {f"{phase}_opens", f"{phase}_closes"} & set(self.errors):
                self.add_error(f"{phase}_{'closes' if opens else 'opens'}", _("开始和截止要么都填，要么都不填。"))
            elif opens and closes and closes <= opens:
                self.add_error(f"{phase}_closes", _("截止时间要晚于开始时间。"))
        return cleaned

    @property
    def set_up(self) -> domain.SetUp:
        """What the form says of the round."""
        given = self.cleaned_data
        return domain.SetUp(
            name=given["name"],
            region=given["region"],
            layouts=tuple(given["layouts"]),
            overall_due=given["overall_due"],
            required_attachments=tuple(given["required_attachments"]),
            remind_days=given["remind_days"],
        )

    @property
    def windows(self) -> dict[Phase, domain.Span]:
        """What it says of the windows."""
        given = self.cleaned_data
        return {
            phase: (given[f"{phase}_opens"], given[f"{phase}_closes"]) for phase in Phase if given[f"{phase}_opens"]
        }


class ExceptionForm(forms.Form):
    """A unit's longer time."""

    organisation = OrganisationField()
    phase = forms.ChoiceField(label=gettext_lazy("阶段"), choices=Phase.choices)
    until = _moment(gettext_lazy("延至"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class NextForm(forms.Form):
    """What of the register goes into next year."""

    with_projects = forms.BooleanField(
        label=gettext_lazy("把项目库里的项目带到下一年（只带编码、名称和单位，不带金额）"), required=False, initial=True
    )


@administrators_and_auditors
def listed(request: HttpRequest) -> HttpResponse:
    """All rounds; there is one a year."""
    found = (
        Round.objects.prefetch_related("windows").annotate(projects_count=Count("projects")).order_by("-fiscal_year")
    )
    context = {
        "all_rounds": found,
        "may_change": may_change(request),
        "breadcrumb": breadcrumb({"label": _("轮次")}),
    }
    return render(request, "setup/rounds.html", context)


@administrators_and_auditors
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: set-up, windows, exceptions."""
    return _page(request, get_object_or_404(Round, pk=pk))


@administrators
def new(request: HttpRequest) -> HttpResponse:
    """A round from nothing; usually next year's is opened from this year's."""
    year = timezone.localdate().year + 1
    while Round.objects.filter(fiscal_year=year).exists():
        year += 1
    initial = {
        "fiscal_year": year,
        "name": f"{year}年度预算绩效目标",
        "overall_due": True,
        "remind_days": 3,
        "required_attachments": [AttachmentKind.CALCULATION, AttachmentKind.LEGAL_BASIS],
    }
    form = RoundForm(posted(request), initial=initial)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = domain.create(person_of(request), given["fiscal_year"], form.set_up, form.windows)
        return told(request, _("轮次已建好。"), "round", pk=made.pk)

    crumbs = [crumb("rounds", _("轮次"))]
    return form_page(request, form, _("新建轮次"), act, crumbs=crumbs, template="setup/round_form.html")


@administrators
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another set-up."""
    round_ = get_object_or_404(Round, pk=pk)
    form = RoundForm(posted(request), initial=_initial(round_), round=round_)

    def act(_given: dict[str, Any]) -> HttpResponse:
        domain.edit(round_, person_of(request), form.set_up, form.windows)
        return told(request, _("已保存。"), "round", pk=pk)

    return form_page(request, form, _("修改轮次"), act, crumbs=_crumbs(round_), template="setup/round_form.html")


@administrators
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    domain.set_open(get_object_or_404(Round, pk=pk), person_of(request), is_open=True)
    return told(request, _("轮次已重新开放。"), "round", pk=pk)


@administrators
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it: what that means, then it is done."""
    round_ = get_object_or_404(Round, pk=pk)
    form = forms.Form(posted(request))

    def act(_given: dict[str, Any]) -> HttpResponse:
        domain.set_open(round_, person_of(request), is_open=False)
        return told(request, _("轮次已关闭，单位不能再报送。"), "round", pk=pk)

    left = unfinished.in_round(round_)
    said = _(
        "关闭以后，{name}里各单位不能再填报、报送、二上确认和申请调整；已经报送的照常审核、批复、公开。随时可以重新开放。"
    )
    warned = ""
    if left.with_the_unit:
        warned = _(
            "还有 {n} 份在单位手里（草稿 {drafts} 份，被退回 {returned} 份，二上 {adjusting} 份），关闭后报不上来。"
        ).format(n=left.with_the_unit, drafts=left.drafts, returned=left.returned, adjusting=left.adjusting)
    return form_page(
        request, form, _("关闭轮次"), act, crumbs=_crumbs(round_), said=said.format(name=round_.name), warned=warned,
        button=_("关闭轮次"), danger=True,
    )  # fmt: skip


@administrators
def open_next(request: HttpRequest, pk: int) -> HttpResponse:
    """开下一年."""
    round_ = get_object_or_404(Round, pk=pk)
    form = NextForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        made = domain.open_next(round_, person_of(request), **given)
        return told(request, _("{name}已建好，请核对各阶段的时间。").format(name=made.name), "round", pk=made.pk)

    said = _("照{name}的口径、空白表、必附材料建 {year} 年度的轮次，各阶段的时间顺延一年。").format(
        name=round_.name, year=round_.fiscal_year + 1
    )
    return form_page(request, form, _("开下一年"), act, crumbs=_crumbs(round_), said=said, button=_("建下一年的轮次"))


@administrators
@require_POST
def add_exception(request: HttpRequest, pk: int) -> HttpResponse:
    """Longer time for a unit."""
    round_ = get_object_or_404(Round, pk=pk)
    form = ExceptionForm(request.POST)

    def act(given: dict[str, Any]) -> HttpResponse:
        unit = given["organisation"]
        domain.except_unit(round_, person_of(request), unit, given["phase"], given["until"], given["reason"])
        return told(request, _("已给{unit}延期。").format(unit=unit.name), "round", pk=pk)

    return carried_out(request, form, act) or _page(request, round_, form)


@administrators
@require_POST
def end_exception(request: HttpRequest, pk: int, exception: int) -> HttpResponse:
    """The longer time is over."""
    domain.end_exception(get_object_or_404(WindowException, pk=exception, round_id=pk), person_of(request))
    return told(request, _("延期已结束。"), "round", pk=pk)


def _page(request: HttpRequest, round_: Round, form: ExceptionForm | None = None) -> HttpResponse:
    titles = dict(domain.layout_choices())
    attachments = dict(AttachmentKind.choices)
    exceptions = WindowException.objects.filter(round=round_).select_related("organisation", "by")
    changes = may_change(request)
    context = {
        "shown": round_,
        "may_change": changes,
        "windows": Window.objects.filter(round=round_),
        "layouts": [titles.get(name, name) for name in round_.layouts],
        "attachments": [attachments.get(kind, kind) for kind in round_.required_attachments],
        "exceptions": exceptions.order_by("-id")[:200],
        "now": timezone.now(),
        "has_next": Round.objects.filter(fiscal_year=round_.fiscal_year + 1).exists(),
        "form": form or ExceptionForm(),
        "organisations": choices() if changes else (),
        "breadcrumb": breadcrumb(crumb("rounds", _("轮次")), {"label": round_.name}),
    }
    return render(request, "setup/round.html", context, status=422 if form is not None else 200)


def _crumbs(round_: Round) -> list[dict[str, str]]:
    return [crumb("rounds", _("轮次")), crumb("round", round_.name, round_.pk)]


def _initial(round_: Round) -> dict[str, Any]:
    windows = {one.phase: one for one in Window.objects.filter(round=round_)}
    return {
        "name": round_.name, "region": round_.region, "overall_due": round_.overall_due, "remind_days": round_.remind_days,
        "required_attachments": round_.required_attachments, "layouts": round_.layouts,
        **{f"{phase}_opens": timezone.localtime(one.opens_at) for phase, one in windows.items()},
        **{f"{phase}_closes": timezone.localtime(one.closes_at) for phase, one in windows.items()},
    }  # fmt: skip
