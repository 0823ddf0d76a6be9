"""Signing in, the password, the second factor, the session, notices, health."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiheng.web.pages import health
from jiheng.web.records.domain import acts, own_account, people
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import AuditEntry, Notice, Person
from tests.web.county import PASSWORD, County, content

NEW = "Xin-mima-2027"


def signed_in(person: Person, password: str = PASSWORD) -> Client:
    """A browser in which somebody has signed in through the door."""
    client = Client()
    response = client.post(reverse("sign-in"), {"username": person.username, "password": password})
    assert response.status_code == 302
    return client


def code_of(device: TOTPDevice, *, later: int = 0) -> str:
    """The code that a telephone shows now."""
    return (
        f"{totp(device.bin_key, step=device.step, t0=device.t0, digits=device.digits, drift=device.drift + later):06d}"
    )


@pytest.mark.usefixtures("county")
def test_door() -> None:
    client = Client()
    assert client.get("/").url == "/sign-in/"  # type: ignore[attr-defined]
    assert client.get("/notices/?show=unread").url == "/sign-in/?next=%2Fnotices%2F%3Fshow%3Dunread"  # type: ignore[attr-defined]
    page = client.get(reverse("sign-in")).content.decode()
    assert "云溪县" in page
    response = client.post(reverse("sign-in"), {"username": " PREPARER ", "password": PASSWORD, "next": "/notices/"})
    assert response.url == "/notices/"  # type: ignore[attr-defined]
    assert client.get("/notices/").status_code == 200
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == "/sign-in/"  # type: ignore[attr-defined]
    assert client.get("/notices/").status_code == 302


def test_what_is_said_does_not_tell_who_has_an_account(county: County) -> None:
    county.people["head"].is_active = False
    county.people["head"].save()
    said = []
    for username, password in (("preparer", "wrong"), ("nobody", "wrong"), ("head", PASSWORD)):
        response = Client().post(reverse("sign-in"), {"username": username, "password": password})
        assert response.status_code == 422
        said.append(response.content.decode().split('role="alert"')[1].split("</div>")[0])
    assert len(set(said)) == 1
    assert "账号或密码不对" in said[0]


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    "there",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "javascript:alert(1)",
        "\\\\elsewhere.example",
        "http:///x.example",
    ],
)
def test_next_leads_nowhere_else(there: str) -> None:
    response = Client().post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD, "next": there})
    assert response.url == reverse("home")  # type: ignore[attr-defined]


@pytest.mark.usefixtures("county")
def test_five_wrong_passwords_lock_the_account_for_this_address() -> None:
    cache.clear()
    here, elsewhere = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    for number in range(5):
        spelt = "preparer" if number % 2 else "PrePareR"
        response = here.post(reverse("sign-in"), {"username": spelt, "password": f"wrong{number}"})
    assert response.status_code == 429
    assert "15 分钟" in response.content.decode()
    assert here.post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD}).status_code == 429
    assert elsewhere.post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD}).status_code == 302
    assert here.post(reverse("sign-in"), {"username": "head", "password": PASSWORD}).status_code == 302


def test_lockout_ends_by_time_and_by_an_administrator(county: County) -> None:
    from axes.models import AccessAttempt

    from jiheng.web.records.domain import people

    def lock() -> None:
        for _ in range(5):
            Client().post(reverse("sign-in"), {"username": "preparer", "password": "wrong"})

    lock()
    assert Client().post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD}).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timezone.timedelta(minutes=16))  # type: ignore[attr-defined]
    assert Client().post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD}).status_code == 302
    lock()
    people.end_lockout(county.people["preparer"], county.people["admin"])
    assert Client().post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD}).status_code == 302


def test_idle_sessions_end(county: County) -> None:
    client = signed_in(county.people["preparer"])
    assert client.get("/notices/").status_code == 200
    _set_used(client, int(time.time()) - 29 * 60)
    assert client.get("/notices/").status_code == 200
    _set_used(client, int(time.time()) - 31 * 60)
    assert client.get("/notices/").url.startswith("/sign-in/")  # type: ignore[attr-defined]
    assert client.get("/notices/").status_code == 302


def _set_used(client: Client, moment: int) -> None:
    session: SessionBase = client.session
    session["used"] = moment
    session.save()


def test_initial_passwords_must_change_first(county: County) -> None:
    person = county.people["preparer"]
    person.must_change_password = True
    person.save()
    client, other = signed_in(person), signed_in(person)
    assert client.get("/notices/").url == reverse("change-password")  # type: ignore[attr-defined]
    page = client.get(reverse("change-password"))
    assert "密码要有大写字母" in page.content.decode()
    assert "云溪县养老服务中心" not in page.content.decode()
    for new, said in (
        ("kurz", "密码太短，至少要 10 个字符。"), ("aaaaaaaaaaaa", "三种"), ("Preparer-12345", "密码与您的“账号”太像了"),
        (PASSWORD, "不同"), ("password123A", "密码太常见"), ("Qwerty@123456", "密码太常见"),
    ):  # fmt: skip
        response = _change(client, PASSWORD, new)
        assert response.status_code == 422
        assert said in response.content.decode()
        assert "This password" not in response.content.decode()
    assert _change(client, "wrong", NEW).status_code == 422
    assert _change(client, PASSWORD, NEW, "other").status_code == 422
    assert _change(client, PASSWORD, NEW).url == reverse("home")  # type: ignore[attr-defined]
    assert client.get("/notices/").status_code == 200
    assert other.get("/notices/").status_code == 302, "his other sessions are over"
    person.refresh_from_db()
    assert not person.must_change_password
    assert AuditEntry.objects.filter(act="change_password", by=person).count() == 1


@pytest.mark.parametrize(
    "password",
    [
        "Password@2026",
        "P@ssw0rd2026!",
        "2026Password!",
        "1234567890Aa",
        "Admin@123456",
        "Caizheng-2026",
        "Jiheng_2026x",
    ],
)
def test_a_common_password_with_a_little_more_is_common(password: str) -> None:
    with pytest.raises(ValidationError, match="密码太常见"):
        validate_password(password)


def test_other_passwords_are_not_common() -> None:
    for password in ("Liang-tian-88-mu", "Yunxi-Demo-2026", *(people.new_password() for _ in range(200))):
        validate_password(password)


def test_what_a_password_must_be_is_told_in_one_voice() -> None:
    rules = password_validators_help_texts()
    assert len(rules) == 4
    assert not [rule for rule in rules if re.search("[A-Za-z]|你", rule) or not rule.endswith("。")]


def test_nobody_guesses_a_password_within_a_session(county: County) -> None:
    client = signed_in(county.people["preparer"])
    for number in range(5):
        response = _change(client, f"wrong{number}", NEW)
    assert response.status_code == 429
    assert _change(client, PASSWORD, NEW).status_code == 429
    county.people["preparer"].refresh_from_db()
    assert county.people["preparer"].check_password(PASSWORD)


def _change(client: Client, old: str, new: str, again: str = "") -> Any:
    return client.post(reverse("change-password"), {"old": old, "new": new, "again": again or new})


def test_second_factor(county: County) -> None:
    person = county.people["preparer"]
    client = signed_in(person)
    assert reverse("second-factor-setup") in client.get(reverse("account")).content.decode()
    assert client.get(reverse("second-factor-setup")).status_code == 200
    picture = client.get(reverse("second-factor-picture"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    device = TOTPDevice.objects.get(user=person)
    assert client.post(reverse("second-factor-setup"), {"code": "000000"}).status_code == 422
    assert not own_account.second_factor_of(person).device
    _forgive(device)
    page = client.post(reverse("second-factor-setup"), {"code": code_of(device)}).content.decode()
    codes = list(StaticToken.objects.values_list("token", flat=True))
    assert len(codes) == 10
    assert all(code in page for code in codes)
    assert client.get("/notices/").status_code == 200

    fresh = signed_in(person)
    assert fresh.get("/notices/").url == reverse("second-factor")  # type: ignore[attr-defined]
    for name in ("second-factor-setup", "second-factor-picture", "change-password", "account", "home"):
        assert fresh.get(reverse(name)).url == reverse("second-factor"), name  # type: ignore[attr-defined]
    assert "云溪县养老服务中心" not in fresh.get(reverse("second-factor")).content.decode()
    assert fresh.post(reverse("second-factor"), {"code": "123"}).status_code == 422
    _forgive_codes(person)
    response = fresh.post(reverse("second-factor"), {"code": codes[0].upper(), "next": "/notices/"})
    assert response.url == "/notices/"  # type: ignore[attr-defined]
    assert fresh.get("/notices/").status_code == 200
    again = signed_in(person)
    assert again.post(reverse("second-factor"), {"code": codes[0]}).status_code == 422, "a backup code counts once"
    _forgive(device)
    assert again.post(reverse("second-factor"), {"code": code_of(device, later=1)}).status_code == 302

    assert again.post(reverse("second-factor-codes"), {"password": "wrong"}).status_code == 422
    assert again.post(reverse("second-factor-codes"), {"password": PASSWORD}).status_code == 200
    assert not StaticToken.objects.filter(token__in=codes).exists()
    assert again.post(reverse("second-factor-end"), {"password": PASSWORD}).url == reverse("account")  # type: ignore[attr-defined]
    assert signed_in(person).get("/notices/").status_code == 200


def test_an_open_session_is_not_enough_to_replace_a_telephone(county: County) -> None:
    person = county.people["preparer"]
    client = signed_in(person)
    old = own_account.begin_second_factor(person)
    assert "现在的密码" not in client.get(reverse("second-factor-setup")).content.decode()
    client.post(reverse("second-factor-setup"), {"code": code_of(old)})
    codes = set(StaticToken.objects.values_list("token", flat=True))
    assert "现在的密码" in client.get(reverse("second-factor-setup")).content.decode()
    new = TOTPDevice.objects.get(user=person, confirmed=False)
    for password in ({}, {"password": ""}, {"password": "wrong"}):
        assert client.post(reverse("second-factor-setup"), {"code": code_of(new), **password}).status_code == 422
    with pytest.raises(NotMet, match="密码"):
        own_account.confirm_second_factor(person, code_of(new))
    assert own_account.second_factor_of(person).device == old
    assert set(StaticToken.objects.values_list("token", flat=True)) == codes
    right = {"code": code_of(new), "password": PASSWORD}
    assert client.post(reverse("second-factor-setup"), right).status_code == 200
    assert own_account.second_factor_of(person).device == new
    assert not set(StaticToken.objects.values_list("token", flat=True)) & codes


def _forgive(device: TOTPDevice) -> None:
    device.refresh_from_db()
    device.throttle_reset(commit=True)


def _forgive_codes(person: Person) -> None:
    for device in person.staticdevice_set.all():  # type: ignore[attr-defined]
        device.throttle_reset(commit=True)


def test_wrong_codes_are_slowed_down(county: County) -> None:
    person = county.people["preparer"]
    device = own_account.begin_second_factor(person)
    own_account.confirm_second_factor(person, code_of(device))
    with pytest.raises(NotMet, match="验证码不对"):
        own_account.verify_second_factor(person, "000000")
    with pytest.raises(NotMet, match="稍等"):
        own_account.verify_second_factor(person, code_of(device, later=1))


def test_a_code_counts_once(county: County) -> None:
    person = county.people["preparer"]
    device, _codes = own_account.confirm_second_factor(person, code_of(own_account.begin_second_factor(person)))
    code = code_of(device, later=1)
    own_account.verify_second_factor(person, code)
    with pytest.raises(NotMet):
        own_account.verify_second_factor(person, code)


@override_settings(SECOND_FACTOR="required")
def test_second_factor_required(county: County) -> None:
    client = signed_in(county.people["preparer"])
    assert client.get("/notices/").url == reverse("second-factor-setup")  # type: ignore[attr-defined]
    assert client.get(reverse("second-factor-picture")).status_code == 200
    device = TOTPDevice.objects.get()
    client.post(reverse("second-factor-setup"), {"code": code_of(device)})
    assert client.get("/notices/").status_code == 200
    assert client.get(reverse("second-factor-end")).status_code == 404


@override_settings(SECOND_FACTOR="off")
def test_second_factor_off(county: County) -> None:
    client = signed_in(county.people["preparer"])
    assert client.get(reverse("second-factor-setup")).status_code == 404
    assert "第二重验证" not in client.get(reverse("account")).content.decode()


def test_account_and_language(county: County) -> None:
    person = county.people["preparer"]
    client = signed_in(person)
    page = client.get(reverse("account")).content.decode()
    assert "云溪县养老服务中心：填报人" in page
    assert client.post(reverse("account"), {"language": "en"}).status_code == 302
    person.refresh_from_db()
    assert person.language == "en"
    assert '<html lang="en">' in client.get(reverse("account")).content.decode()
    assert '<html lang="en">' in signed_in(person).get(reverse("account")).content.decode()
    assert client.post(reverse("account"), {"language": "xx"}).status_code == 200


def test_pages_allow_no_inline_script(county: County) -> None:
    for response in (Client().get("/sign-in/"), signed_in(county.people["admin"]).get(reverse("people"))):
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        page = response.content.decode()
        assert "<script>" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"


def test_cookies_over_https_are_secure() -> None:
    said = settings_of("print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)", JIHENG_HTTPS="1")
    assert said == "True True 31536000"
    assert settings_of("print(s.SESSION_COOKIE_SECURE)") == "False"
    assert (
        settings_of("print(s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)")
        == "True True Lax"
    )
    assert settings_of("print(s.SESSION_COOKIE_AGE)", JIHENG_SESSION_MINUTES="7") == "420"


def settings_of(code: str, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JIHENG_", "DJANGO_"))}
    run = subprocess.run(
        [sys.executable, "-c", f"import jiheng.web.settings as s; {code}"],
        env={**clean, "JIHENG_DATA": os.environ["JIHENG_DATA"], **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return run.stdout.strip()


def test_notices(county: County, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    people = county.people
    made = acts.create(county.round, county.unit, "project", content(), people["preparer"], project=county.project())
    now = timezone.now()
    Notice.objects.bulk_create(
        Notice(person=people["preparer"], text=f"通知{number}", declaration=made, at=now) for number in range(60)
    )
    Notice.objects.create(person=people["section"], text="看不见的申报", declaration=made, at=now)
    client = signed_in(people["preparer"])
    page = client.get(reverse("notices"), {"show": "all"}).content.decode()
    assert "通知59" in page
    assert "通知9<" not in page
    assert 'name="open"' in page
    with django_assert_max_num_queries(20):
        client.get(reverse("notices"))
    one = Notice.objects.filter(person=people["preparer"]).latest("id")
    response = client.post(reverse("notices-read"), {"notice": one.pk, "open": "1"})
    assert response.url == reverse("declaration", args=[made.pk])  # type: ignore[attr-defined]
    assert Notice.objects.filter(person=people["preparer"], read_at=None).count() == 59
    client.post(reverse("notices-read"))
    assert not Notice.objects.filter(person=people["preparer"], read_at=None).exists()
    assert "没有未读的通知" in client.get(reverse("notices")).content.decode()

    section = signed_in(people["section"])
    page = section.get(reverse("notices")).content.decode()
    assert "看不见的申报" in page
    assert 'name="open"' not in page
    assert section.post(reverse("notices-read"), {"notice": one.pk}).status_code == 404
    assert Notice.objects.filter(person=people["section"], read_at=None).count() == 1


@pytest.mark.usefixtures("county")
def test_health(monkeypatch: pytest.MonkeyPatch) -> None:
    response = Client().get(reverse("health"))
    assert response.json() == {
        "status": "ok",
        "checks": {"database": True, "migrations": True, "data_folder": True},
    }

    def fails() -> bool:
        raise OSError("no space left on device: /secret/place")

    monkeypatch.setitem(health.CHECKS, "data_folder", fails)
    response = Client().get(reverse("health"))
    assert response.status_code == 503
    assert response.json()["status"] == "failing"
    assert "secret" not in response.content.decode()


def test_fault_page_needs_nobody(county: County) -> None:
    from django.test import RequestFactory

    from jiheng.web.pages import faults

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.number = "abc123"  # type: ignore[attr-defined]
    page = faults.page(request, 503, "暂时不能办理", "请稍后再试。").content.decode()
    assert "暂时不能办理" in page
    assert "abc123" in page
    missing = Client().get("/health/nothing")
    assert missing.status_code == 302
    assert signed_in(county.people["head"]).get("/nothing/").status_code == 404


def test_the_shell_asks_no_more_for_more_roles_and_rounds(county: County) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jiheng.web.records.models import Membership, OrganisationKind, Round
    from tests.web.county import organisation

    person = county.people["preparer"]
    client = signed_in(person)
    client.get(reverse("account"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("account"))
    for number in range(20):
        unit = organisation(f"云溪县第{number}小学", f"9{number:02}", OrganisationKind.UNIT, county.department)
        Membership.objects.create(person=person, role="preparer", organisation=unit)
        Round.objects.create(fiscal_year=2040 + number, name=f"{2040 + number}年度")
        Notice.objects.create(person=person, text="通知", at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("account")).content.decode()
    assert "云溪县第19小学" in page
    assert len(many) == len(few)
    assert len(few) <= 20
