"""The logs say what happened and to which number, and hold nothing of what anybody wrote, is called, or looked for."""

from __future__ import annotations

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from jiheng.web import logs
from jiheng.web.records import mailing
from jiheng.web.records.domain import files, intake_reading, notices, public_copies
from jiheng.web.records.models import Declaration, Intake, Person, State
from tests.web.county import PASSWORD, County, content
from tests.web.way import brought_to, declared

SOURCE = Path(logs.__file__).parent
ALWAYS = {"at", "level", "logger", "message", "event"}
REQUEST = ALWAYS | {"request", "method", "route", "status", "milliseconds", "account"}
FAULT = ALWAYS | {"error", "frames"}
KEYS = {
    ("jiheng.web.request", "request"): REQUEST,
    ("jiheng.web.fault", "fault"): FAULT | {"request"},
    ("jiheng.web.reading", "read"): ALWAYS | {"intake", "number"},
    ("jiheng.web.reading", "reading"): FAULT | {"intake"},
    ("jiheng.web.public_copies", "public_copy"): ALWAYS | {"content"},
    ("jiheng.web.mail", "mail"): FAULT | {"account"},
}
"""What each kind of line has, and nothing else."""
NAME, ACCOUNT, PHONE, EMAIL = "欧阳雪晴", "ouyangxueqing", "13987654321", "ouyang@yunxi.example"
QUERY, FILE, PROJECT, REASON = "隐秘的查询", "机密申报表", "流浪动物收容站改造", "理由写在这里"
SECRETS = (NAME, ACCOUNT, PHONE, EMAIL, QUERY, FILE, PROJECT, REASON, PASSWORD, "Wrong-4444", "yunxi", "养老服务中心")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What every logger of the installation writes."""
    written = io.StringIO()
    handlers = [
        handler
        for name in (None, *logs.logging_of()["loggers"])
        for handler in logging.getLogger(name).handlers
        if isinstance(handler.formatter, logs.JsonFormatter)
    ]
    assert handlers
    for handler in handlers:
        monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.fixture
def person(county: County) -> Person:
    """Somebody whose name, account and address occur nowhere else."""
    made = county.person("preparer", county.unit, ACCOUNT)
    made.name, made.email = NAME, EMAIL
    made.save()
    return made


def fails(error: Exception) -> Any:
    """A function that does."""

    def fail(*_given: object, **_more: object) -> None:
        raise error

    return fail


@pytest.mark.urls("tests.web.fault_urls")
@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_day_of_work_stands_in_the_log(
    county: County, person: Person, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MAIL_IS_SET_UP = True
    client = Client(raise_request_exception=False)
    made = declared(county, content(project_name=PROJECT))

    for name, password in ((ACCOUNT, "Wrong-4444"), (NAME, "Wrong-4444"), (ACCOUNT, PASSWORD)):
        client.post(reverse("sign-in"), {"username": name, "password": password, "next": f"/?q={QUERY}"})
    assert client.get(reverse("search"), {"q": QUERY}).status_code == 200
    assert client.get(reverse("worklist"), {"q": PHONE, "unit": "x"}).status_code == 200
    assert client.get(f"/{QUERY}/{PHONE}/").status_code == 404
    assert client.get(f"/?q=%00{QUERY}").status_code == 400
    assert client.get(reverse("people"), {"q": NAME}).status_code == 403

    form = SimpleUploadedFile(f"{FILE}.txt", f"项目支出绩效目标表\n项目名称：{PROJECT}\n联系电话：{PHONE}".encode())
    assert client.post(reverse("intake-new"), {"uploads": form}).status_code == 302
    assert intake_reading.read_next()
    with monkeypatch.context() as patch:
        Intake.objects.update(status="waiting", tries=0)
        patch.setattr(intake_reading, "take_in", fails(ValueError(PHONE)))
        assert intake_reading.read_next()

    act = {"seen": made.revision, "reason": REASON}
    client.post(reverse("declaration-act", args=[made.pk, "submit"]), act)
    assert Declaration.objects.get(pk=made.pk).state == State.UNIT_REVIEW

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "get_connection", fails(OSError(f"{EMAIL} refused")))
        notices.tell([person], f"{NAME}：{REASON}")
        assert mailing.send_waiting() == 0
    with monkeypatch.context() as patch:
        patch.setattr(files, "keep", fails(OperationalError(f"{NAME} {PHONE}")))
        upload = {"file": SimpleUploadedFile(f"{FILE}.pdf", PHONE.encode())}
        assert client.post("/upload", upload).status_code == 503
    with monkeypatch.context() as patch:
        patch.setattr(files, "keep", fails(ValueError(f"{NAME} {PHONE}")))
        upload = {"file": SimpleUploadedFile(f"{FILE}.pdf", PHONE.encode())}
        assert client.post(f"/upload?q={QUERY}", upload).status_code == 500
    with monkeypatch.context() as patch:
        told = public_copies.PublicCopy(error=f"文件“{FILE}”里有 {PHONE}。")
        patch.setattr(public_copies, "public_copy", lambda *_given, **_more: told)
        assert public_copies.ask_for(brought_to(county, State.APPROVED), person) is None
        assert public_copies.make_next()

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    seen = {(line["logger"], line["event"]) for line in lines}
    assert seen == set(KEYS)
    for line in lines:
        assert set(line) == KEYS[line["logger"], line["event"]] - (
            {"account"} if line["message"] == "mail server" else set()
        )
    assert {line["account"] for line in lines if line["event"] == "request"} == {None, person.pk}
    assert {line.get("error") for line in lines} >= {"OperationalError", "ValueError", "OSError"}
    for secret in SECRETS:
        assert secret not in log.getvalue(), secret


def test_a_fault_is_found_in_the_log_by_the_number_on_the_page(
    county: County, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(county.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr("jiheng.web.pages.account.roles_in_words", fails(ZeroDivisionError("1/0")))
    response = client.get(reverse("account"))
    assert response.status_code == 500
    fault, request = (json.loads(line) for line in log.getvalue().splitlines())
    assert fault["request"] == request["request"] == response["X-Request-Number"]
    assert fault["request"] in response.content.decode()
    assert fault["error"] == "ZeroDivisionError"
    assert any("account.py" in frame for frame in fault["frames"])


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger of ours, with its place."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                at = node.func.value
                if isinstance(at, ast.Name) and at.id == "_LOG":
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def test_no_call_logs_a_field_that_is_lost_or_words_that_are_not_its_own() -> None:
    found = list(calls())
    assert len(found) > 8
    for place, call in found:
        assert len(call.args) == 1, place
        assert isinstance(call.args[0], ast.Constant), f"{place}: the message is not fixed"
        given = {one.arg: one.value for one in call.keywords}
        assert set(given) <= {"extra", "exc_info"}, place
        fields = given["extra"]
        assert isinstance(fields, ast.Dict), place
        names = {one.value for one in fields.keys if isinstance(one, ast.Constant)}
        assert len(names) == len(fields.keys), place
        assert "event" in names, place
        assert names <= set(logs.KEPT), f"{place}: {names - set(logs.KEPT)} would be lost"
