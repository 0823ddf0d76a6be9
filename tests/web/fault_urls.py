"""Addresses of the tests of faults: an act, a file, and pages that need no more than somebody signed in."""

from __future__ import annotations

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from jiheng.web.pages import faults
from jiheng.web.records.domain import acts, files
from jiheng.web.records.models import Declaration


def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit, or withdraw what was submitted."""
    made = Declaration.objects.get(pk=pk)
    (acts.submit if made.state == "draft" else acts.withdraw)(made, request.user)  # type: ignore[arg-type]
    return HttpResponse("done")


def upload(request: HttpRequest) -> HttpResponse:
    """Keep a file."""
    given = request.FILES["file"]
    files.keep(given.chunks(), given.name, request.user)  # type: ignore[union-attr, arg-type]
    return HttpResponse("kept")


def act_and_break(request: HttpRequest, pk: int) -> HttpResponse:
    """A fault of the app after the act was done; with ?database, one of the database."""
    act(request, pk)
    if "database" in request.GET:
        raise OperationalError("server closed the connection unexpectedly")
    raise ZeroDivisionError(request.path)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of the app itself."""
    raise ZeroDivisionError(request.path)


urlpatterns = [
    path("act/<int:pk>", act, name="act"),
    path("act-and-break/<int:pk>", act_and_break, name="act-and-break"),
    path("upload", upload, name="upload"),
    path("broken", broken, name="broken"),
    path("", include("jiheng.web.urls")),
]
handler400 = faults.bad_request
handler500 = faults.our_fault
