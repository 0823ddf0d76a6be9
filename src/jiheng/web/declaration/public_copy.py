"""The copy for publication of what is in force: what was masked and taken out, what to look at, and the file itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiheng.web.declaration.frame import breadcrumb
from jiheng.web.pages.downloads import guard
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import files, public_copies, publication
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Declaration


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the copy is like, or that it is being made; POST tries once more where that failed."""
    declaration = _found(request, pk)
    again = request.method == "POST"
    try:
        made = public_copies.ask_for(declaration, person_of(request), again=again)
    except ActError as error:
        messages.error(request, str(error))
        return redirect("declaration", pk=pk)
    if again:
        return redirect("declaration-public-copy", pk=pk)
    if made is not None and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})  # made by now: the page as a whole is another one
    assert declaration.in_force is not None
    context = {
        "declaration": declaration,
        "version": declaration.in_force,
        "copy": made,
        "name": _name(declaration, made.suffix) if made is not None else "",
        "stopped": publication.why_unfit(declaration) if made is not None else "",
        "breadcrumb": breadcrumb(declaration, _("公开副本")),
    }
    return render(request, "declaration/public_copy.html", context)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy itself, to be saved."""
    declaration = _found(request, pk)
    made = public_copies.kept_copy(declaration.in_force.content) if declaration.in_force is not None else None
    if made is None:
        return redirect("declaration-public-copy", pk=pk)
    response = HttpResponse(made.data, content_type="application/octet-stream")
    name = _name(declaration, made.suffix)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    guard(response)
    return response


def _found(request: HttpRequest, pk: int) -> Declaration:
    """The declaration.

    :raises PermissionDenied: where its copy is not for this person yet.
    """
    declaration = declaration_for(request, pk)
    if not public_copies.may_take(declaration, person_of(request)):
        raise PermissionDenied
    return declaration


def _name(declaration: Declaration, suffix: str) -> str:
    return files.bare_name(f"{declaration.title}-{_('公开副本')}{suffix}")
