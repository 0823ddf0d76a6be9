"""Files to take away: the source of a version, a version as JSON, an attachment. Only in scope, never shown by the browser."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiheng.batch.drafting import OneForm, form_alone
from jiheng.web.declaration.frame import breadcrumb
from jiheng.web.pages import one_form
from jiheng.web.pages.downloads import guard
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import files
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.models import Content, Declaration, StoredFile, Version
from jiheng.web.records.queries import originals
from jiheng.web.records.queries.declarations import Sight, sight_of
from jiheng.web.records.queries.filing import layouts_of


def attachment(file: StoredFile) -> FileResponse:
    """A stored file under the name that it was uploaded with; to be saved, whatever it is."""
    response = FileResponse(
        files.path_of(file.sha256).open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )
    guard(response)
    return response


@require_safe
def source(request: HttpRequest, pk: int, number: str) -> HttpResponseBase:
    """The file that a version, or the draft, was read from; where it holds forms that do not exist for this person, the way
    to this form alone."""
    sight, content = _content(request, pk, number)
    if content.source is None:
        raise Http404
    if originals.holds_what_he_does_not_see(sight, _version(sight, number), content, person_of(request)):
        return redirect("declaration-alone", pk, number)
    return attachment(content.source)


@require_safe
def alone(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """A form without what else its file holds: why, and what has no place in the layout that it is written into."""
    sight, content = _content(request, pk, number)
    declaration = sight.declaration
    context = {
        "declaration": declaration,
        "number": number,
        "form": _alone(declaration, content),
        "breadcrumb": breadcrumb(declaration, _("单独的这一张表")),
    }
    return render(request, "declaration/alone.html", context)


@require_safe
def alone_file(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """A form alone as a file."""
    sight, content = _content(request, pk, number)
    made = _alone(sight.declaration, content)
    if made.error:
        raise Http404
    return one_form.as_file(made, f"{sight.declaration.title}-{_called(number)}")


@require_safe
def as_json(request: HttpRequest, pk: int, number: str) -> HttpResponse:
    """A version, or the draft, in the exchange format; its SHA-256 is that of the version."""
    sight, content = _content(request, pk, number)
    response = HttpResponse(content.body.encode(), content_type="application/json")
    name = files.bare_name(f"{sight.declaration.title}-{_called(number)}.json")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    guard(response)
    return response


@require_safe
def attached(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    """An attachment."""
    declaration = declaration_for(request, pk)
    sight = sight_of(declaration, person_of(request))
    found = get_object_or_404(sight.attachments().select_related("file"), pk=attachment_pk)
    return attachment(found.file)


def _alone(declaration: Declaration, content: Content) -> OneForm:
    wanted = [known.layout.name for known in layouts_of(declaration.round)]
    return one_form.kept(("alone", content.sha256, *wanted), lambda: form_alone(table_of(content), wanted))


def _called(number: str) -> str:
    return _("草稿") if number == "draft" else _("第{n}版").format(n=number)


def _version(sight: Sight, number: str) -> Version | None:
    return sight.numbered(int(number)) if number.isdecimal() and len(number) < 9 else None


def _content(request: HttpRequest, pk: int, number: str) -> tuple[Sight, Content]:
    declaration = declaration_for(request, pk)
    sight = sight_of(declaration, person_of(request))
    if number == "draft":
        content = sight.draft.content if sight.draft is not None else None
    else:
        one = _version(sight, number)
        content = one.content if one is not None else None
    if content is None:
        raise Http404
    return sight, content
