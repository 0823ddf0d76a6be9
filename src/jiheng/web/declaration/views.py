"""The pages of a declaration: its form with what is to say about it, its versions, its history, its attachments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiheng.web.declaration.forms import AttachmentForm
from jiheng.web.declaration.frame import breadcrumb, frame, must_have_role_for
from jiheng.web.declaration.said_forms import AnswersForm, CommentForm, ExplanationsForm
from jiheng.web.pages.signed_in import declaration_for, person_of
from jiheng.web.records.domain import attachments, comments, files
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Act, Adjustment, Attachment, Content, Declaration
from jiheng.web.records.queries import declarations, form_view, history
from jiheng.web.records.queries.declarations import Sight, sight_of

_A_PAGE = 50
DRAFT = "draft"
LAST_YEAR = "last-year"


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it looks, read-only, with findings and comments at their cells."""
    return render(request, "declaration/page.html", page_context(request, declaration_for(request, pk)))


def page_context(request: HttpRequest, declaration: Declaration) -> dict[str, Any]:
    """What the page of the form shows."""
    person = person_of(request)
    sight = sight_of(declaration, person)
    can_comment = comments.may_comment(declaration, person)
    context = frame(request, declaration, sight, "declaration")
    can_edit = Act.EDIT in {entry["act"] for entry in context["acts"]}
    content = sight.content
    shown = None
    if content is not None:
        shown = form_view.shown(sight, content, reviewer=person if can_comment else None)
        if can_edit:
            context["answers"] = AnswersForm.of(shown.open_comments)
            context["explanations"] = ExplanationsForm.of(shown.findings)
        if can_comment:
            context["comment_form"] = CommentForm(places=shown.places)
    return context | {
        "shown": shown,
        "content": content,
        "returned": declarations.last_return_of(sight),
        "compare_with": _before(sight, context["adjustment"]),
        "last_year": declarations.last_year_of(declaration, person),
    }


def _before(sight: Sight, adjustment: Adjustment | None) -> tuple[str, str] | None:
    """The two sides of the difference that is asked for most: what is shown, and the version before it; of an
    adjustment, the one in force."""
    earlier = sight.versions if sight.draft is not None else sight.versions[:-1]
    if not earlier:
        return None
    base = adjustment.base.number if adjustment is not None else 0
    before = base if any(one.number == base for one in earlier) else earlier[-1].number
    return str(before), DRAFT if sight.draft is not None else str(sight.versions[-1].number)


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions, the newest first; two of them can be compared."""
    declaration = declaration_for(request, pk)
    person = person_of(request)
    sight = sight_of(declaration, person)
    numbered = sight.versions
    sources = Content.objects.filter(pk__in=[one.content_id for one in numbered], source__isnull=False)
    context = frame(request, declaration, sight, "declaration-versions")
    context |= {
        "versions": numbered[::-1],
        "with_source": set(sources.values_list("pk", flat=True)),
        "last_year": declarations.last_year_of(declaration, person),
        "compare": _sides(sight, person),
    }
    return render(request, "declaration/versions.html", context)


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version as it looked, with what was found in it then."""
    declaration = declaration_for(request, pk)
    sight = sight_of(declaration, person_of(request))
    one = sight.numbered(number)
    if one is None:
        raise Http404
    context = {
        "declaration": declaration,
        "version": one,
        "shown": form_view.shown(sight, one.content, of=one),
        "breadcrumb": breadcrumb(declaration, _("第 {n} 版").format(n=number)),
    }
    return render(request, "declaration/version.html", context)


@require_safe
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two versions, in words and in both forms; also from last year's form."""
    declaration = declaration_for(request, pk)
    sight = sight_of(declaration, person_of(request))
    sides = _sides(sight, person_of(request))
    keys = [key for key, _label, _content in sides]
    asked = request.GET.get("before", ""), request.GET.get("after", "")
    if keys:
        asked = asked[0] or keys[max(len(keys) - 2, 0)], asked[1] or keys[-1]
    held = {key: (label, content) for key, label, content in sides}
    if any(key not in held for key in asked):
        raise Http404
    before, after = (held[key][1] for key in asked)
    spelling = "spelling" in request.GET
    context = {
        "declaration": declaration,
        "sides": sides,
        "before": asked[0],
        "after": asked[1],
        "labels": [held[key][0] for key in asked],
        "spelling": spelling,
        "compared": form_view.compared(_content(before), _content(after), spelling=spelling),
        "breadcrumb": breadcrumb(declaration, _("版本对照")),
    }
    return render(request, "declaration/difference.html", context)


def _sides(sight: Sight, person: Any) -> list[tuple[str, str, int]]:
    """What can be compared, the oldest first: key, label, the id of the content."""
    declaration = sight.declaration
    sides: list[tuple[str, str, int]] = []
    before = declarations.last_year_of(declaration, person)
    held = (before.in_force or sight_of(before, person).version) if before is not None else None
    if before is not None and held is not None:
        label = _("上年（{year}）第 {n} 版").format(year=before.round.fiscal_year, n=held.number)
        sides.append((LAST_YEAR, label, held.content_id))
    for one in sight.versions:
        label = _("第 {n} 版（{reason}）").format(n=one.number, reason=one.get_reason_display())
        sides.append((str(one.number), label, one.content_id))
    if sight.draft is not None:
        sides.append((DRAFT, _("草稿"), sight.draft.content_id))
    return sides


def _content(pk: int) -> Content:
    return Content.objects.get(pk=pk)


@require_safe
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, in words, the newest first."""
    declaration = declaration_for(request, pk)
    sight = sight_of(declaration, person_of(request))
    context = frame(request, declaration, sight, "declaration-history")
    paginator = Paginator(history.entries_of(sight), _A_PAGE)
    entries = paginator.get_page(request.GET.get("page"))
    context |= {
        "page": entries,
        "events": history.events(entries, sight),
        "last_year": declarations.last_year_of(declaration, person_of(request)),
    }
    return render(request, "declaration/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attached(request: HttpRequest, pk: int) -> HttpResponse:
    """The attachments with their versions; the unit adds to them."""
    declaration = declaration_for(request, pk)
    person = person_of(request)
    kinds = attachments.kinds_open_to(declaration, person)
    sight = sight_of(declaration, person)
    groups = _newest_first(sight.attachments().select_related("file", "by"))
    form = None
    if kinds:
        present = [newest for newest, _older in groups]
        form = AttachmentForm(request.POST or None, request.FILES or None, kinds=kinds, present=present)
    if request.method == "POST":
        must_have_role_for(Act.EDIT, declaration, person)
        if form is None:
            messages.error(request, _("这份申报现在不能添加附件。"))
            return redirect("declaration-attachments", pk=pk)
        if form.is_valid() and _attach(form, declaration, person):
            messages.success(request, _("附件已上传。"))
            return redirect("declaration-attachments", pk=pk)
    context = frame(request, declaration, sight, "declaration-attachments")
    context |= {"attachments": groups, "form": form, "may_remove": attachments.may_remove(declaration, person)}
    return render(request, "declaration/attachments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detached(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Deleting an attachment: what it would do, then it is done."""
    declaration = declaration_for(request, pk)
    person = person_of(request)
    one = get_object_or_404(sight_of(declaration, person).attachments().select_related("file"), pk=attachment_pk)
    must_have_role_for(Act.EDIT, declaration, person)
    if request.method == "POST":
        try:
            attachments.remove(one, person)
        except ActError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("附件“{title}”已删除。").format(title=one.title))
        return redirect("declaration-attachments", pk=pk)
    context = {
        "declaration": declaration,
        "attachment": one,
        "may_remove": attachments.may_remove(declaration, person),
        "was_submitted": attachments.was_submitted(one),
        "breadcrumb": breadcrumb(declaration, _("删除附件")),
    }
    return render(request, "declaration/detach.html", context)


def _attach(form: AttachmentForm, declaration: Declaration, person: Any) -> bool:
    upload, said = form.cleaned_data["file"], form.cleaned_data
    file = None
    try:
        attachments.must_have_room(declaration, person, upload.size)  # before it is on the disk
        file = files.keep(upload.chunks(), upload.name, person)
        attachments.attach(declaration, person, said["kind"], file, title=said["title"], replaces=said["replaced"])
    except ActError as error:
        if file is not None:
            files.forget(file)
        form.add_error(None, str(error))
        return False
    return True


def _newest_first(found: Iterable[Attachment]) -> list[tuple[Attachment, list[Attachment]]]:
    """The newest of each kind and title, each with those that it replaced."""
    groups: dict[tuple[str, str], list[Attachment]] = {}
    for one in found:
        groups.setdefault((one.kind, one.title), []).append(one)
    ordered = [sorted(group, key=lambda one: -one.number) for group in groups.values()]
    return [(group[0], group[1:]) for group in ordered]
