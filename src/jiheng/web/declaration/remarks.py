"""What is said beside the acts: comments, answers, explanations. Each is sent from the declaration's page and leads back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jiheng.web.declaration.frame import must_have_role_for
from jiheng.web.declaration.said_forms import AnswersForm, CommentForm, ExplanationsForm, SaidForm
from jiheng.web.declaration.views import page_context
from jiheng.web.pages.list_way import way_of
from jiheng.web.pages.refused import Typed, refused
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import comments, findings
from jiheng.web.records.domain.errors import ActError, NotAllowed, NotMet, WrongState
from jiheng.web.records.models import Act, Declaration, Person


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Remark on a cell."""
    declaration, person = _reviewed(request, pk)
    text, path = request.POST.get("text", ""), request.POST.get("path", "")
    try:
        comments.comment(declaration, person, text, path)
    except (WrongState, NotAllowed) as error:
        return refused(request, declaration, error, [(_("意见"), text)])
    except ActError as error:
        context = page_context(request, declaration)
        form = context["comment_form"] = CommentForm(request.POST, places=context["shown"].places)
        form.add_error("text", str(error))
        return render(request, "declaration/page.html", context, status=422)
    messages.success(request, _("意见已记下。"))
    return _back(request, declaration, "comments")


@require_POST
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer comments: all that was written on the page."""
    declaration, person = _prepared(request, pk)
    shown = page_context(request, declaration)["shown"]
    form = AnswersForm.of(shown.open_comments if shown is not None else (), request.POST)
    made = _saved(form, lambda key, text: comments.answer(int(key), declaration, person, text))
    if made.done:
        messages.success(request, ngettext("已记下 {n} 条答复。", "已记下 {n} 条答复。", made.done).format(n=made.done))
    return _after(request, declaration, made, "answers", "comments")


@require_POST
def resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Be content with an answer."""
    declaration, person = _reviewed(request, pk)
    try:
        comments.resolve(comment, declaration, person)
    except ActError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("意见已办结。"))
    return _back(request, declaration, "comments")


@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why findings stand: all that was written on the page."""
    declaration, person = _prepared(request, pk)
    shown = page_context(request, declaration)["shown"]
    form = ExplanationsForm.of(shown.findings if shown is not None else (), request.POST)

    def save(key: str, text: str) -> object:
        return findings.explain(declaration, person, key, form.cleaned_data[form.code_of(key)], text)

    made = _saved(form, save)
    if made.done:
        messages.success(request, ngettext("已记下 {n} 条理由。", "已记下 {n} 条理由。", made.done).format(n=made.done))
    return _after(request, declaration, made, "explanations", "findings")


@dataclass(frozen=True, slots=True)
class _Saved:
    """How many of the texts of a form were kept, and why the others were not."""

    form: SaidForm
    done: int
    late: ActError | None = None
    left: Sequence[Typed] = ()
    """What was too late to be kept."""


def _saved(form: SaidForm, save: Callable[[str, str], object]) -> _Saved:
    """Keep each text by itself: what is wrong with one keeps no other from being kept."""
    form.is_valid()
    late: ActError | None = None
    done, left = 0, form.strangers()
    for key, text in form.changed.items():
        try:
            if late is None:
                save(key, text)
                done += 1
        except (WrongState, NotAllowed) as error:
            late = error
        except ActError as error:
            form.add_error(form.blamed(key), str(error))
        if late is not None:
            left.append((form.about[key], text))
    if left and late is None:
        late = NotMet(_("要答复或说明的这一条已经没有了。"))
    return _Saved(form, done, late, left)


def _after(request: HttpRequest, declaration: Declaration, made: _Saved, name: str, part: str) -> HttpResponse:
    """What comes after: back to the part of the page where it was written; what was not kept is shown again."""
    if made.late is not None:
        return refused(request, declaration, made.late, made.left)
    if made.form.errors:
        left = len(made.form.errors)
        said = ngettext("有 {n} 条没有记下，为什么写在那一条下面。", "有 {n} 条没有记下，为什么写在那一条下面。", left)
        messages.error(request, said.format(n=left))
        context = page_context(request, declaration)
        return render(request, "declaration/page.html", context | {name: made.form}, status=422)
    if not made.done:
        messages.info(request, _("没有新写的内容，什么都没有改。"))
    return _back(request, declaration, part)


def _reviewed(request: HttpRequest, pk: int) -> tuple[Declaration, Person]:
    """What somebody reviews who may return it at some time."""
    return _with_role(request, pk, Act.RETURN)


def _prepared(request: HttpRequest, pk: int) -> tuple[Declaration, Person]:
    """What somebody prepares."""
    return _with_role(request, pk, Act.EDIT)


def _with_role(request: HttpRequest, pk: int, act: Act) -> tuple[Declaration, Person]:
    declaration, person = declaration_for(request, pk), person_of(request)
    must_have_role_for(act, declaration, person)
    return declaration, person


def _back(request: HttpRequest, declaration: Declaration, part: str) -> HttpResponse:
    address = reverse("declaration", args=[declaration.pk]) + way_of(request, declaration).suffix
    return redirect(f"{address}#{part}")
