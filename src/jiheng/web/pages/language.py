"""The language of the pages: chosen on any page, kept for the person, and taken along when he signs in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from jiheng.web.records.domain import own_account
from jiheng.web.records.models import Person

_CHOSEN = "language"
"""In the session of a stranger: what he chose at the door."""


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Another language from now on; back to the page from which it was chosen."""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, Person):
            own_account.set_language(request.user, language)
        else:
            request.session[_CHOSEN] = language
    return set_language(request)


def take_along(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """At sign-in: what was chosen at the door holds from now on, otherwise what was chosen before."""
    chosen = request.session.pop(_CHOSEN, "")
    if chosen:
        own_account.set_language(person, chosen)
    remember(response, chosen or person.language)


def remember(response: HttpResponse, language: str) -> None:
    """Tell the browser the language of the next page."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
        )
