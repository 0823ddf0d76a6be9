"""What every file that is handed out has in common."""

from __future__ import annotations

from django.http.response import HttpResponseBase


def guard(response: HttpResponseBase) -> None:
    """Let no browser guess what it is, and none keep it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
