"""Taking in lists: upload, look at what it would do and what is wrong, confirm. The same steps for each kind of list."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache

from jiheng.batch.lists import Sheets
from jiheng.web.pages.rounds import current_round
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import files, import_organisations, import_people, import_projects, sheets, workbooks
from jiheng.web.records.domain.errors import ActError, NotMet
from jiheng.web.records.domain.people import is_admin
from jiheng.web.records.domain.register import may_set_figures
from jiheng.web.records.domain.workbooks import Column
from jiheng.web.records.models import Person, Round, StoredFile
from jiheng.web.setup import handing_out
from jiheng.web.setup.access import breadcrumb, carried_out, crumb, posted, told
from jiheng.web.setup.downloads import XLSX, download

_SHOWN = 200
_LARGEST = 10_000_000
_DONE = "lists_taken_in"
"""In the session: when which list was taken in."""
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: what it is called, its columns, what reads it and what takes it in."""

    title: Promise | str
    columns: Sequence[Column]
    back: str
    back_label: Promise | str
    template: Promise | str
    """Name of the template's file."""
    plan: Callable[[Round | None, Sheets], Any]
    take_in: Callable[[Round | None, Any, Sheets, bytes], Any]
    """The bytes are what the passwords of new people are derived from."""
    of_a_round: bool = False
    may: Callable[[Person], bool] = is_admin
    """Who takes it in."""


KINDS = {
    "organisations": Kind(
        gettext_lazy("导入单位"), import_organisations.COLUMNS, "organisations", pgettext_lazy("all", "单位"), gettext_lazy("单位导入模板"),
        lambda _round, given: import_organisations.plan(given),
        lambda _round, by, given, _secret: import_organisations.take_in(by, given),
    ),
    "people": Kind(
        gettext_lazy("导入人员"), import_people.COLUMNS, "people", gettext_lazy("人员"), gettext_lazy("人员导入模板"),
        lambda _round, given: import_people.plan(given),
        lambda _round, by, given, secret: import_people.take_in(by, given, secret),
    ),
    "projects": Kind(
        gettext_lazy("导入项目库和控制数"), import_projects.COLUMNS, "register", gettext_lazy("项目库"), gettext_lazy("项目库导入模板"),
        lambda round, given: import_projects.plan(_given(round), given),
        lambda round, by, given, _secret: import_projects.take_in(_given(round), by, given),
        of_a_round=True,
    ),
    "figures": Kind(
        gettext_lazy("导入控制数"), import_projects.FIGURE_COLUMNS, "control-figures", gettext_lazy("控制数与批复"), gettext_lazy("控制数导入模板"),
        lambda round, given: import_projects.plan_figures(_given(round), given),
        lambda round, by, given, _secret: import_projects.take_in_figures(_given(round), by, given),
        of_a_round=True, may=may_set_figures,
    ),
}  # fmt: skip


class ListForm(forms.Form):
    """A list."""

    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，不超过 10 MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        """Not too large."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("文件超过 10 MB，请拆开后分次导入。"))
        return file


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """What the list must look like, and its upload."""
    of, round_ = _kind(request, kind)
    form = ListForm(posted(request), request.FILES if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        file = given["file"]
        kept = files.keep(file.chunks(), file.name or "", person_of(request))
        return redirect("import-preview", kind=kind, file=kept.pk)

    answer = carried_out(request, form, act, field="file")
    context = {"form": form, "kind": kind, "of": of, "import_round": round_, **_frame(of)}
    return answer or render(request, "setup/import.html", context, status=422 if form.errors else 200)


@never_cache
def preview(request: HttpRequest, kind: str, file: int) -> HttpResponse:
    """What the list would do, row by row what is wrong; confirming it does all of it."""
    of, round_ = _kind(request, kind)
    stored = StoredFile.objects.filter(pk=file, by=person_of(request), size__lte=_LARGEST).first()
    if stored is None or not (path := files.path_of(stored.sha256)).exists():  # taken in by another press of the button
        return _not_there(request, kind, file)
    try:
        given = sheets.apart(path, stored.name)
        if request.method == "POST":
            if of.of_a_round and request.POST.get("round") != str(_given(round_).pk):
                raise NotMet(_("页面打开以后换过年度，请核对年度后再确认。"))
            secret = secrets.token_bytes(32)
            taken_in = of.take_in(round_, person_of(request), given, secret)
            files.forget(stored)
            _remember(request, file)
            return _taken_in(request, of, taken_in, secret)
        made = of.plan(round_, given)
    except ActError as error:
        messages.error(request, str(error))
        return redirect("import", kind=kind) if request.method != "POST" else redirect(request.path)
    context = {
        "kind": kind, "of": of, "import_round": round_, "stored": stored, "plan": made,
        "problems": made.problems[:_SHOWN], "more_problems": max(len(made.problems) - _SHOWN, 0),
        "new": made.new[:_SHOWN], "changed": made.changed[:_SHOWN], "shown": _SHOWN,
        "nothing": not made.new and not made.changed,
        **_frame(of),
    }  # fmt: skip
    return render(request, "setup/import_preview.html", context)


def template(request: HttpRequest, kind: str, suffix: str) -> HttpResponse:
    """The blank list, with a sheet that explains it."""
    of, _round = _kind(request, kind)
    if suffix not in ("xlsx", "csv"):
        raise Http404
    if suffix == "csv":
        return download(workbooks.comma_separated(of.columns), f"{of.template}.csv", "text/csv; charset=utf-8")
    return download(workbooks.workbook(_("填写"), of.columns, (), explained=True), f"{of.template}.xlsx", XLSX)


def _taken_in(request: HttpRequest, of: Kind, made: Any, secret: bytes) -> HttpResponse:
    if isinstance(made, import_people.Plan) and made.new:
        return handing_out.begin(request, made, secret)
    said = _("导入完成：新增 {new} 个，更新 {changed} 个。").format(new=len(made.new), changed=len(made.changed))
    return told(request, said, of.back)


def _remember(request: HttpRequest, file: int) -> None:
    """That a list was taken in: whoever comes back to its preview is told so."""
    done = dict(request.session.get(_DONE, {}), **{str(file): timezone.now().isoformat()})
    request.session[_DONE] = dict(list(done.items())[-_REMEMBERED:])


def _not_there(request: HttpRequest, kind: str, file: int) -> HttpResponse:
    """Why there is no such list any more."""
    at = request.session.get(_DONE, {}).get(str(file))
    if at is not None:
        said = _("这份表格 {when} 已经导入了，不用再导。")
        messages.warning(request, said.format(when=f"{timezone.localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M}"))
        return redirect(KINDS[kind].back)
    messages.error(request, _("没有找到这份表格：上传后搁置一天以上没有确认的，不再留着。请重新上传。"))
    return redirect("import", kind=kind)


def _kind(request: HttpRequest, kind: str) -> tuple[Kind, Round | None]:
    of = KINDS.get(kind)
    if of is None:
        raise Http404
    if not of.may(person_of(request)):
        raise PermissionDenied
    round_ = current_round(request) if of.of_a_round else None
    if of.of_a_round and round_ is None:
        raise Http404
    return of, round_


def _given(round: Round | None) -> Round:
    if round is None:
        raise Http404
    return round


def _frame(of: Kind) -> dict[str, Any]:
    title = str(of.title)
    crumbs = breadcrumb(crumb(of.back, str(of.back_label)), {"label": title})
    return {"title": title, "breadcrumb": crumbs}
