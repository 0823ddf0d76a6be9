"""Every answer, whatever became of the request and whoever made it, tells the browser what it must not do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from jiheng.web.pages import health
from jiheng.web.pages.middleware import SignedIn
from tests.web.county import County

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.fault_urls")]


@pytest.fixture
def client(county: County) -> Client:
    """Somebody signed in, who sees what users see of a fault."""
    client = Client(raise_request_exception=False)
    client.force_login(county.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def protected(response: Any, status: int) -> None:
    assert response.status_code == status
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Request-Number"]


def too_large(client: Client) -> HttpResponse:
    return client.post(
        "/upload", b"", content_type="multipart/form-data; boundary=x", headers={"Content-Length": 10**12}
    )


REQUESTS: dict[str, tuple[int, Callable[[Client], Any]]] = {
    "a page": (200, lambda client: client.get(reverse("home"))),
    "a file of the app": (200, lambda client: client.get("/static/jiheng/css/base.css")),
    "the way to sign in": (302, lambda _client: Client().get(reverse("home"))),
    "an unreadable query": (400, lambda client: client.get("/?q=%00")),
    "an unknown host": (400, lambda client: client.get("/", headers={"Host": "elsewhere.example"})),
    "no right": (403, lambda client: client.get(reverse("people"))),
    "no token": (403, lambda _client: Client(enforce_csrf_checks=True).post(reverse("sign-in"))),
    "no page": (404, lambda client: client.get("/nothing/")),
    "an unreadable address": (404, lambda client: client.get("/a%00/")),
    "a method that no page uses": (405, lambda client: client.put(reverse("home"))),
    "a method that this page does not use": (405, lambda client: client.get(reverse("sign-out"))),
    "too large": (413, too_large),
    "too many fields": (413, lambda client: client.post("/upload", {f"f{n}": "" for n in range(2001)})),
    "a wrong field": (422, lambda _client: Client().post(reverse("sign-in"))),
    "a fault of ours": (500, lambda client: client.get("/broken")),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_every_answer_is_protected(client: Client, settings: Any, what: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    status, request = REQUESTS[what]
    response = request(client)
    for resource in response._resource_closers:
        resource()
    protected(response, status)


def full(*_given: object) -> None:
    raise OSError(28, "no space left on device")


def upload(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("jiheng.web.records.domain.files.keep", full)
    return client.post("/upload", {"file": SimpleUploadedFile("a.pdf", b"%PDF")})


def session(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(SignedIn, "__call__", full)
    return client.get("/")


def monitor(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(health.CHECKS, "data_folder", full)
    return client.get(reverse("health"))


@pytest.mark.parametrize("request_", [upload, session, monitor])
def test_so_is_what_is_said_of_a_fault_around_the_app(
    client: Client, monkeypatch: pytest.MonkeyPatch, request_: Callable[..., Any]
) -> None:
    protected(request_(client, monkeypatch), 503)
