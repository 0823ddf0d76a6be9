"""The review sheet 绩效目标审核表: filling it in, reading it, and the documents that the desk hands out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jiheng.report.approval_docx import approval_document
from jiheng.report.review_docx import review_sheet_document
from jiheng.web.desk.people import way_to
from jiheng.web.pages.list_way import way_of
from jiheng.web.pages.refused import refused, typed_in
from jiheng.web.pages.score_sheet import filled_in, keep, score_fields, sheet
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import acting, acts
from jiheng.web.records.domain.approvals import approvals_of
from jiheng.web.records.domain.errors import ActError, NotAllowed, Stale, WrongState
from jiheng.web.records.domain.requirements import open_adjustment
from jiheng.web.records.domain.review_sheet import ITEMS, Scores, grade_of, must_allow_amending
from jiheng.web.records.models import Act, Declaration, Grade
from jiheng.web.records.queries import reviewing
from jiheng.web.records.queries.declarations import has_role_for, unsettled

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GRAVE = {
    Grade.FAIR: gettext_lazy("得分 {total}，评定为“中”：申报将退回单位修改后重新报送。确认请再按一次“评定”。"),
    Grade.POOR: gettext_lazy("得分 {total}，评定为“差”：这一轮不予安排预算。确认请再按一次“评定”。"),
}


class ScoresForm(forms.Form):
    """Eight scores and an opinion."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    """The grade whose consequences were shown."""
    opinion = forms.CharField(
        label=gettext_lazy("绩效股审核意见"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("评为“中”或“差”时必须写明理由。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields |= score_fields()

    @property
    def scores(self) -> Scores:
        """The scores of a valid form."""
        return Scores({key: self.cleaned_data[key] for key in ITEMS})

    def again(self, sure: Grade) -> ScoresForm:
        """The same, after its consequences were shown."""
        return ScoresForm({**self.data.dict(), "sure": sure.value})  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in the review sheet; what the scores add up to decides where the declaration goes."""
    declaration = declaration_for(request, pk)
    person = person_of(request)
    if not has_role_for(Act.GRADE, declaration, person):
        raise PermissionDenied
    try:
        acting.allowed(Act.GRADE, declaration, person)
    except ActError as error:
        return refused(request, declaration, error, typed_in(ScoresForm(request.POST)), act=Act.GRADE)
    if request.method != "POST":
        begun = {"seen": declaration.revision, **filled_in(request, declaration)}
        return _page(request, declaration, ScoresForm(initial=begun))
    form = ScoresForm(request.POST)
    if not form.is_valid() or "add-up" in request.POST:
        return _page(request, declaration, form)
    return _amend(request, declaration, form) if "amend" in request.POST else _graded(request, declaration, form)


def _graded(request: HttpRequest, declaration: Declaration, form: ScoresForm) -> HttpResponse:
    """评定; of 中 and 差, what they lead to is shown first."""
    points, opinion, since = form.scores, form.cleaned_data["opinion"], declaration.state_since
    due = grade_of(points.total, declaration.round)
    if due in _GRAVE and form.cleaned_data["sure"] != due and opinion:
        return _page(request, declaration, form.again(due))
    try:
        acts.grade(
            declaration, person_of(request), dict(points.items), grade=due, opinion=opinion,
            seen=form.cleaned_data["seen"],
        )  # fmt: skip
    except (Stale, WrongState, NotAllowed) as error:
        return refused(request, declaration, error, typed_in(form), act=Act.GRADE)
    except ActError as error:
        form.add_error("opinion" if not opinion else None, str(error))
        return _page(request, declaration, form)
    messages.success(request, _("已评定为“{grade}”，得分 {total}。").format(grade=due.label, total=points.total))
    return way_of(request, declaration).on("review-sheet", since)


def _amend(request: HttpRequest, declaration: Declaration, form: ScoresForm) -> HttpResponse:
    """On to the amended form; the sheet is kept until it is wanted again."""
    try:
        must_allow_amending(form.scores, declaration.round)
    except ActError as error:
        form.add_error(None, str(error))
        return _page(request, declaration, form)
    keep(request, declaration, form.scores, form.cleaned_data["opinion"])
    upload = reverse("declaration-upload", args=[declaration.pk, Act.AMEND.value])
    return redirect(upload + way_of(request, declaration).suffix)


def _page(request: HttpRequest, declaration: Declaration, form: ScoresForm) -> HttpResponse:
    version = declaration.current
    assert version is not None
    scored = sheet(form, declaration, version.content)
    way = way_of(request, declaration)
    due = scored["due"]
    context = {
        "declaration": declaration,
        "form": form,
        "sheet": scored,
        "warning": _GRAVE[due].format(total=scored["total"]) if due and form.data.get("sure") == due else "",
        "adjustment": open_adjustment(declaration),
        "section": reviewing.section_opinion(declaration, version),
        "unsettled": unsettled(declaration),
        "way": way,
        "breadcrumb": way_to(declaration, _("评定"), way),
    }
    return render(request, "desk/grade.html", context)


@require_safe
def review_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The review sheet as it was filled in; earlier ones by ?review=."""
    declaration = declaration_for(request, pk)
    reviews = reviewing.reviews_of(declaration)
    if not reviews:
        raise Http404
    way = way_of(request, declaration)
    review = next((one for one in reviews if str(one.pk) == request.GET.get("review")), reviews[0])
    context = {
        "declaration": declaration,
        "review": review,
        "reviews": reviews,
        "approval": reviewing.approval_by(review, declaration),
        "items": reviewing.items(Scores(review.scores)),
        "section": reviewing.section_opinion(declaration, review.version),
        "way": way,
        "breadcrumb": way_to(declaration, _("绩效目标审核表"), way),
    }
    return render(request, "desk/review_sheet.html", context)


@require_safe
def review_sheet_docx(request: HttpRequest, pk: int, review: int) -> HttpResponse:
    """A review sheet as a Word document."""
    declaration = declaration_for(request, pk)
    found = next((one for one in reviewing.reviews_of(declaration) if one.pk == review), None)
    if found is None:
        raise Http404
    name = _("绩效目标审核表-{title}.docx").format(title=declaration.title)
    return _document(review_sheet_document(reviewing.sheet_facts(found, declaration)), name)


@require_safe
def approval_docx(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One of the 批复 as a Word document, as it was given."""
    declaration = declaration_for(request, pk)
    approval = next((one for one in approvals_of(declaration) if one.number == number), None)
    if approval is None:
        raise Http404
    name = _("批复-{number}-{title}.docx").format(number=approval.document, title=declaration.title)
    return _document(approval_document(reviewing.letter_facts(declaration, approval)), name)


def _document(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=_DOCX)
    safe = "".join("_" if one in '\\/:*?"<>|\r\n' else one for one in name)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=safe) or "attachment"
    return response
