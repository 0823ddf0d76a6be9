"""Around every request: one line in the log, a clear page for faults, nobody without an account, idle sessions ended."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.http import urlencode

from jiheng.web.pages import faults
from jiheng.web.records.domain import committed

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_LOG = logging.getLogger("jiheng.web.request")
OPEN = frozenset(("sign-in", "second-factor", "health", "set_language"))
"""Routes for which nobody has to be signed in."""
_BEFORE_SETTLED = {
    "second-factor": frozenset(("second-factor",)),
    "change-password": frozenset(("change-password",)),
    "second-factor-setup": frozenset(("second-factor-setup", "second-factor-picture")),
}
"""What is open, besides signing out, to somebody who must see to a page first. Whoever gave only the password can neither
change it nor set up another second factor."""
_TOUCH = 60
"""Seconds after which a session's last use is written down again."""


class RequestLog:
    """Gives every request a number and logs its route, status and time; no names, addresses or contents."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the app, with the request's number in a header."""
        request.number = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        user = getattr(request, "_cached_user", None)  # not `user`: that may ask a database that is not there
        _LOG.info(
            "request",
            extra={
                "event": "request",
                "request": request.number,  # type: ignore[attr-defined]
                "method": request.method,
                "route": match.route if match is not None else "",
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - begun) * 1000, 1),
                "account": getattr(user, "_account", None),
            },
        )
        response["X-Request-Number"] = request.number  # type: ignore[attr-defined]
        return response


class FaultPages:
    """A lost database or a full disk gives a clear page; what was confirmed before is kept, and this act was not done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response; what a middleware raised becomes a page in `faults.our_fault`."""
        committed.begin()
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a view raised."""
        return faults.of(request, error) if isinstance(error, faults.OUTSIDE) else None


class SignedIn:
    """Nobody sees anything without an account; a session that lies idle ends; passwords that must change, change first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or the way to sign in."""
        try:
            name = resolve(request.path_info).url_name or ""
        except Exception:  # an address that does not exist: 404 tells no stranger more than the sign-in page would
            name = ""
        user = request.user
        if user.is_authenticated:
            user._account = user.pk  # type: ignore[attr-defined]
            now = int(time.time())
            last = request.session.get("used", now)
            if now - last > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - last >= _TOUCH or "used" not in request.session:
                request.session["used"] = now
        if not request.user.is_authenticated:
            return self.get_response(request) if name in OPEN else _to_sign_in(request)
        waiting = _unsettled(request)
        request.waiting = waiting  # type: ignore[attr-defined]
        if waiting and name not in OPEN | {"sign-out"} | _BEFORE_SETTLED[waiting]:
            return redirect(waiting)
        return self.get_response(request)


def _unsettled(request: HttpRequest) -> str:
    """The page that somebody must see to first; blank where there is none."""
    user = request.user
    unverified = settings.SECOND_FACTOR != "off" and not user.is_verified()  # type: ignore[union-attr]
    if unverified:
        from django_otp import user_has_device

        if user_has_device(user):
            return "second-factor"
    if user.must_change_password:  # type: ignore[union-attr]
        return "change-password"
    if unverified and settings.SECOND_FACTOR == "required":
        return "second-factor-setup"
    return ""


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door, which says what was lost and leads back: what was sent to the page that it was written on."""
    from django.urls import reverse

    door = reverse("sign-in")
    part = request.headers.get("HX-Request") is not None
    is_sent = request.method not in ("GET", "HEAD")
    there = _page_before(request) if part or is_sent else request.get_full_path()
    asked = {"next": there} if there not in ("", "/", door) else {}
    if is_sent:
        asked["expired"] = "sent"
    elif settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty():
        asked["expired"] = "page"
    address = f"{door}?{urlencode(asked)}" if asked else door
    if not part:
        return redirect(address)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


def _page_before(request: HttpRequest) -> str:
    """The page of ours from which a request was sent; blank where the browser does not say."""
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path
