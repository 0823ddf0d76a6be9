"""What becomes of an act that came too late: why is said, and what was typed is shown again instead of being thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jiheng.web.pages.list_way import way_of
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Act, Declaration
from jiheng.web.records.queries.declarations import already_did

Typed = tuple[str, str]
"""What a text was asked for as, and the text."""
_SHORT = 4
"""Characters up to which it is a score."""


def refused(
    request: HttpRequest,
    declaration: Declaration,
    error: ActError,
    typed: Sequence[Typed] = (),
    *,
    act: Act | None = None,
) -> HttpResponse:
    """Back to the declaration with the reason; where something was typed, a page that has it, to be copied.

    :param act: what was refused: who has just done it himself is told so.
    """
    declaration.refresh_from_db(fields=["state"])
    way = way_of(request, declaration)
    there = reverse("declaration", args=[declaration.pk]) + way.suffix
    done = already_did(act, declaration, person_of(request)) if act is not None else ""
    typed = [(label, text) for label, text in typed if text.strip()]
    if not typed:
        messages.add_message(request, messages.INFO if done else messages.ERROR, done or str(error))
        return redirect(there)
    context = {
        "declaration": declaration,
        "there": there,
        "error": done or str(error),
        "texts": [(label, text) for label, text in typed if len(text) > _SHORT],
        "figures": [(label, text) for label, text in typed if len(text) <= _SHORT],
        "breadcrumb": [
            {"url": reverse("home"), "label": _("首页")},
            *way.crumbs,
            {"url": there, "label": declaration.title},
            {"url": "", "label": _("没有保存")},
        ],
    }
    return render(request, "declaration/unsaved.html", context, status=409)


def typed_in(form: forms.Form) -> list[Typed]:
    """What somebody typed into a form that was sent."""
    return [
        (str(field.label), _as_read(field))
        for field in form.visible_fields()
        if isinstance(field.field, (forms.CharField, forms.IntegerField, forms.ChoiceField))
        and field.name in form.changed_data
    ]


def _as_read(field: forms.BoundField) -> str:
    """What stands in a field, as the page shows it."""
    value = field.value() or ""
    named = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return named.get(str(value), str(value))
