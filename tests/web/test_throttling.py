"""Wrong passwords are counted for who sends them: by account and address, by address, and the address cannot be made up."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from jiheng.web.pages.throttling import MOST_OF_ADDRESS, address_of
from tests.web.county import PASSWORD, County

PROXY = "127.0.0.1"


def status(username: str, password: str = PASSWORD, *, via: str = PROXY, before: str | None = None) -> int:
    """What trying to sign in gives.

    :param before: what X-Forwarded-For says.
    """
    client = Client(REMOTE_ADDR=via)
    headers = {} if before is None else {"X-Forwarded-For": before}
    sent = {"username": username, "password": password}
    return client.post(reverse("sign-in"), sent, headers=headers).status_code


@pytest.mark.usefixtures("county")
def test_behind_a_proxy_a_stranger_locks_himself_out_and_not_the_owner(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for _ in range(5):
        last = status("admin", "wrong", before="203.0.113.9")
    assert last == 429
    assert status("admin", before="203.0.113.9") == 429
    assert status("admin", before="10.1.1.20") == 302


@pytest.mark.usefixtures("county")
def test_what_a_stranger_writes_before_the_proxy_makes_him_nobody_else(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    tries = [status("admin", "wrong", before=f"10.9.9.{number}, 203.0.113.9") for number in range(6)]
    assert tries == [422, 422, 422, 422, 429, 429]
    assert status("admin", before="10.9.9.0") == 302


@pytest.mark.usefixtures("county")
def test_without_a_proxy_the_header_is_whatever_the_sender_likes() -> None:
    tries = [status("admin", "wrong", via="203.0.113.9", before=f"10.9.9.{number}") for number in range(6)]
    assert tries == [422, 422, 422, 422, 429, 429]
    assert status("admin", via="10.9.9.1") == 302


@pytest.mark.parametrize(
    ("proxies", "before", "address"),
    [
        (0, "10.1.1.20", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "10.1.1.20", "10.1.1.20"),
        (1, "1.1.1.1, 10.1.1.20", "10.1.1.20"),
        (1, "1.1.1.1,10.1.1.20 ", "10.1.1.20"),
        (1, "10.1.1.20:50123", "10.1.1.20"),
        (1, "10.1.1.20, ", "192.0.2.1"),
        (2, "1.1.1.1, 10.1.1.20, 10.0.0.2", "10.1.1.20"),
        (2, "10.0.0.2", "192.0.2.1"),
        (1, "::ffff:10.1.1.20", "10.1.1.20"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2:bbbb::9]:443", "2001:db8:1:2::"),
        (1, "fe80::1%eth0", "fe80::"),
        (1, "'; DROP TABLE", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_that_our_outermost_proxy_saw(
    settings: Any, proxies: int, before: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if before is None else {"X-Forwarded-For": before}
    assert address_of(RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers=headers)) == address


def test_a_server_that_tells_no_address_has_none() -> None:
    assert address_of(RequestFactory(REMOTE_ADDR="").get("/")) is None


def test_one_address_cannot_try_every_account(county: County) -> None:
    """28 wrong passwords over seven accounts, as many for each as an account bears."""
    names = list(county.people)[:7]
    tries = [status(name, "wrong", via="203.0.113.9") for _ in range(4) for name in names]
    assert tries == [422] * MOST_OF_ADDRESS + [429] * (len(tries) - MOST_OF_ADDRESS)
    refused = Client(REMOTE_ADDR="203.0.113.9").post(reverse("sign-in"), {"username": names[0], "password": PASSWORD})
    assert refused.status_code == 429
    assert "从您所在的网络地址" in refused.content.decode()
    assert status(names[0], via="10.1.1.20") == 302
    # What was refused does not make it longer.
    AccessAttempt.objects.update(attempt_time=timezone.now() - timezone.timedelta(minutes=16))  # type: ignore[attr-defined]
    assert status(names[0], via="203.0.113.9") == 302


@pytest.mark.usefixtures("county")
def test_tries_while_locked_out_do_not_make_it_longer() -> None:
    for _ in range(5):
        status("admin", "wrong")
    before = AccessAttempt.objects.get()
    assert status("admin") == status("admin", "wrong") == 429
    after = AccessAttempt.objects.get()
    assert (after.attempt_time, after.failures_since_start) == (before.attempt_time, 5)


def test_somebody_with_an_account_cannot_wipe_the_count_of_his_address(county: County) -> None:
    names = list(county.people)[:7]
    tried = 0
    for _ in range(4):
        for name in names[1:]:
            status(name, "wrong", via="203.0.113.9")
            tried += 1
            if tried < MOST_OF_ADDRESS:
                assert status(names[0], via="203.0.113.9") == 302
    assert status(names[0], via="203.0.113.9") == 429


def test_no_try_keeps_a_password(county: County) -> None:
    client = Client()
    client.post(reverse("sign-in") + "?next=/secret/", {"username": "head", "password": "Wrong-1111"})
    client.force_login(county.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    for number in range(2):
        sent = {"old": f"Wrong-2222{number}", "new": "Xin-mima-3333", "again": "Xin-mima-3333"}
        assert client.post(reverse("change-password"), sent).status_code == 422
    kept = str(list(AccessAttempt.objects.values()))
    assert "preparer" in kept
    for secret in ("Wrong", "3333", "/secret/"):
        assert secret not in kept
