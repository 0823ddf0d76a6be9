"""What is said beside the acts: comments, answers, explanations. Each is sent from the declaration's page and leads back to it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiheng.web.declaration.frame import must_have_role_for
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import comments, findings
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Act, Declaration, Person


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Remark on a cell."""
    declaration, person = _reviewed(request, pk)
    text, path = request.POST.get("text", ""), request.POST.get("path", "")
    return _told(request, pk, "comments", _("意见已记下。"), lambda: comments.comment(declaration, person, text, path))


@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer a comment."""
    declaration, person = _prepared(request, pk)
    text = request.POST.get("text", "")
    return _told(
        request, pk, "comments", _("答复已记下。"), lambda: comments.answer(comment, declaration, person, text)
    )


@require_POST
def resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Be content with an answer."""
    declaration, person = _reviewed(request, pk)
    return _told(request, pk, "comments", _("意见已办结。"), lambda: comments.resolve(comment, declaration, person))


@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a finding stands."""
    declaration, person = _prepared(request, pk)
    key, text = request.POST.get("key", ""), request.POST.get("text", "")
    return _told(request, pk, "findings", _("理由已记下。"), lambda: findings.explain(declaration, person, key, text))


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


def _told(request: HttpRequest, pk: int, part: str, done: str, carry_out: Callable[[], object]) -> HttpResponse:
    """Carry it out, say how it went, and go back to the part of the page where it was."""
    try:
        carry_out()
    except ActError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('declaration', args=[pk])}#{part}")
