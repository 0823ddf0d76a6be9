"""Faults from outside: a killed process, a full disk, a lost database; nothing half done, and a page that says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections
from django.test import Client

from jiheng.web.pages import faults
from jiheng.web.records.domain import audit, files, notices
from jiheng.web.records.models import AuditEntry, Declaration, StoredFile
from tests.web.county import County, build
from tests.web.killing import dump
from tests.web.moving import begun

ROOT = Path(__file__).parents[2]
ACTS = {
    "create", "edit", "explain", "attach", "submit", "withdraw", "sign", "pass", "undo", "comment", "return", "answer",
    "resolve", "grade", "reopen", "amend", "set_control_figure", "confirm", "approve", "publish", "correct",
    "request_adjustment", "skip",
}  # fmt: skip
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.web.fault_urls")]
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only")


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:  # noqa: ARG001
    """The county, committed; what a test did to its connection ends with it."""
    yield build()
    connection.close()


@pytest.fixture
def browser(county: County) -> Client:
    """Somebody who is signed in, and sees what users see of a fault."""
    client = Client(raise_request_exception=False)
    client.force_login(county.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def records() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that an act could have written."""
    return {table: rows for table, rows in dump().items() if table.startswith("records_")}


def told(response: Any) -> str:
    assert response.status_code == 503
    text = response.content.decode()
    assert "刚才的操作没有保存" in text
    assert "以前办好的都在" in text
    assert "Error" not in text
    return str(text)


# ---- a killed process


@pytest.fixture
def other_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process with a database of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.web.settings", "TMPDIR": str(tmp_path)}
    if connection.vendor != "postgresql":
        yield environment
        return
    name = f"jiheng_killed_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = os.environ["JIHENG_TEST_DATABASE"].rpartition("/")[0]
    yield {**environment, "JIHENG_TEST_DATABASE": f"{address}/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_process_killed_in_the_middle_of_any_act_leaves_nothing_half_done(other_database: dict[str, str]) -> None:
    stride = "6" if connection.vendor == "postgresql" else "1"
    run = subprocess.run(
        [sys.executable, "-m", "tests.web.killing", stride],
        cwd=ROOT,
        env=other_database,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["wrong"] == []
    assert set(result["kills"]) == ACTS
    assert all(result["kills"].values())


# ---- a full disk


@on_sqlite
def test_a_full_database_keeps_what_was_confirmed(county: County, browser: Client) -> None:
    made = begun(county)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left free are room, too
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    done, response = 0, None
    for _ in range(500):
        before = records()
        response = browser.post(f"/act/{made.pk}")
        if response.status_code != 200:
            break
        done += 1
    assert "服务器的磁盘满了" in told(response)
    assert records() == before
    assert not audit.verify().faults
    connection.close()  # the limit belongs to the connection: there is room again
    assert browser.post(f"/act/{made.pk}").status_code == 200
    assert AuditEntry.objects.filter(declaration=made).count() == done + 2


@on_sqlite
def test_a_session_that_cannot_be_written_is_not_the_browsers_fault(county: County, browser: Client) -> None:
    made = begun(county)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")  # as a disk that takes nothing any more, from the first write on
    assert "used" not in browser.session, "the first request writes it"
    response = browser.get("/")
    connection.close()
    assert response.status_code == 503
    assert "服务器暂时写不进数据" in response.content.decode()
    assert browser.post(f"/act/{made.pk}").status_code == 200


def test_a_full_disk_under_the_files_keeps_nothing_of_the_upload(
    county: County, browser: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.FILES = tmp_path

    def onto_the_full_device(handle: int, mode: str) -> Any:
        os.close(handle)
        return open("/dev/full", mode)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fdopen", onto_the_full_device)
        response = browser.post("/upload", {"file": SimpleUploadedFile("依据.pdf", b"%PDF" * 1000)})
    assert "服务器的磁盘满了" in told(response)
    assert not StoredFile.objects.exists()
    assert not list(tmp_path.rglob("*"))
    response = browser.post("/upload", {"file": SimpleUploadedFile("依据.pdf", b"%PDF" * 1000)})
    assert response.status_code == 200
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"%PDF" * 1000]
    assert StoredFile.objects.get().by == county.people["preparer"]


# ---- a lost or busy database


@pytest.fixture
def terminate() -> Any:
    """Ends our connection from another one, as a restarted server does."""

    def end(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        other.close()

    return end


@on_postgresql
def test_a_connection_lost_in_the_middle_of_an_act(
    county: County, browser: Client, terminate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = begun(county)
    before = records()
    real = notices.tell_of

    def lost(*said: Any) -> None:
        terminate()
        real(*said)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "tell_of", lost)
        response = browser.post(f"/act/{made.pk}")
    assert "数据库暂时连不上" in told(response)
    assert records() == before
    assert browser.post(f"/act/{made.pk}").status_code == 200
    assert Declaration.objects.get().state == "unit_review"
    assert not audit.verify().faults


@on_postgresql
def test_a_connection_lost_between_two_requests(county: County, browser: Client, terminate: Any) -> None:
    made = begun(county)
    terminate()
    first = browser.post(f"/act/{made.pk}")
    assert first.status_code == 200 or told(first)
    assert browser.post(f"/act/{made.pk}").status_code == 200


@on_sqlite
def test_a_database_that_another_process_holds_too_long(county: County, browser: Client) -> None:
    made = begun(county)
    browser.get("/upload")  # the session is touched now, and not again within a minute
    holder = connections.create_connection("default")
    with holder.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    response = browser.post(f"/act/{made.pk}")
    holder.close()
    connection.close()
    assert "正忙" in told(response)
    assert browser.post(f"/act/{made.pk}").status_code == 200


def test_a_fault_of_the_app_is_not_blamed_on_the_database(browser: Client) -> None:
    response = browser.get("/broken")
    assert response.status_code == 500
    assert "绩衡自身出错了" in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_a_fault_after_the_act_was_done_does_not_say_that_it_was_not(county: County, browser: Client) -> None:
    made = begun(county)
    response = browser.post(f"/act-and-break/{made.pk}?database")
    assert response.status_code == 503
    assert "刚才的操作是否办成" in response.content.decode()
    made.refresh_from_db()
    assert made.state == "unit_review"
    response = browser.post(f"/act-and-break/{made.pk}")
    assert response.status_code == 500
    assert "已经办成" in response.content.decode()
    made.refresh_from_db()
    assert made.state == "draft"
    assert "没有保存" in browser.get("/broken").content.decode(), "what the request before did is forgotten"


class Lost(OperationalError):
    """What the line says when it is gone."""

    sqlstate = None


@pytest.mark.parametrize(("lost_at", "is_done", "said"), [
    (("commit",), False, "刚才的操作是否办成"),
    (("commit", "afterwards"), False, "刚才的操作是否办成"),
    (("afterwards",), True, "刚才的操作是否办成"),
    (("act", "afterwards"), False, "刚才的操作没有保存"),
])  # fmt: skip
def test_the_page_says_no_more_than_is_known(
    county: County, browser: Client, monkeypatch: pytest.MonkeyPatch, lost_at: tuple[str, ...], is_done: bool, said: str
) -> None:
    """Where the line is lost at the commit, Django looks for another one afterwards, and may find none."""
    made = begun(county)
    browser.get("/upload")  # the session is touched now, and not again within a minute
    again = connection._set_autocommit
    lost: set[str] = set()

    def lose(where: str) -> None:
        lost.add(where)
        raise Lost("server closed the connection unexpectedly")

    class Line:
        """The driver's connection, which cannot commit."""

        def __getattr__(self, name: str) -> Any:
            return getattr(held, name)

        def commit(self) -> None:
            lose("commit")

        def __setattr__(self, name: str, value: Any) -> None:
            setattr(held, name, value)

    def set_autocommit(on: bool) -> None:
        if on and "afterwards" in lost_at and "afterwards" not in lost and is_in_the_act:
            lose("afterwards")
        again(on)

    real, is_in_the_act = notices.tell_of, False

    def tell_of(*given: Any) -> None:
        nonlocal is_in_the_act
        is_in_the_act = True
        if "commit" in lost_at:
            connection.connection = Line()
        if "act" in lost_at:
            lose("act")
        real(*given)

    held = connection.connection
    with monkeypatch.context() as patch:
        patch.setattr(connection, "_set_autocommit", set_autocommit)
        patch.setattr(notices, "tell_of", tell_of)
        response = browser.post(f"/act/{made.pk}")
    assert lost == set(lost_at)
    assert response.status_code == 503
    assert said in response.content.decode()
    connection.close()
    made.refresh_from_db()
    assert (made.state == "unit_review") == is_done


def test_what_counts_as_a_full_disk(rf: Any) -> None:
    for error in (OSError(28, "x"), OSError(122, "x"), Exception("database or disk is full"),
                  Exception('could not extend file "base/1/2": No space left on device')):  # fmt: skip
        assert "服务器的磁盘满了" in faults.of(rf.get("/"), error).content.decode()
    assert "读写文件出了问题" in faults.of(rf.get("/"), OSError(5, "x")).content.decode()
