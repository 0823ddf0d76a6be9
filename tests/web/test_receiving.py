"""Requests are taken in as a whole before a thread of the app gets them: slow, cut, too large ones hold nobody up."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import logging
import socket
import subprocess
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from jiheng.web import receiving, wsgi
from jiheng.web.logs import JsonFormatter
from jiheng.web.pages import faults
from jiheng.web.pages.received import UNRECEIVED, Received, Unreceived, largest_body
from tests.growth import check_linear
from tests.web.county import County
from tests.web.places import JIHENG, Place, new_databases
from tests.web.test_serve import Server, free, until

Headers = Sequence[tuple[str, str]]
Seen = list[dict[str, Any]]


class Exchange:
    """What a server hands over: a body in parts, and a place for the answer."""

    def __init__(self, parts: Iterable[bytes] = (), pause: float = 0.0) -> None:
        self.parts = iter(parts)
        self.pause = pause
        self.read = 0
        self.answer: tuple[int, list[tuple[str, str]], Any] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            await asyncio.sleep(self.pause)
            self.read += len(part)
            yield part

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, headers, body

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.answer = status, headers, Path(file)


def scope(*headers: tuple[str, str], method: str = "POST", path: str = "/") -> Any:
    return SimpleNamespace(
        http_version="1.1", server="[::1]:8000", client="10.0.0.7:51000", scheme="http", method=method, path=path,
        query_string="q=%5C", headers=dict_of(headers),
    )  # fmt: skip


def dict_of(headers: Headers) -> Any:
    return SimpleNamespace(items=lambda: list(headers))


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What the app was given; it answers with the body."""
    given: Seen = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read()
        given.append({**environ, "body": body})
        start_response("200 OK", [("X-A", "1"), ("X-A", "2")])
        return [body]

    monkeypatch.setattr(receiving, "app", app)
    monkeypatch.setattr(receiving, "_is_signed_in", lambda cookie: "mine" in cookie)
    return given


def send(exchange: Exchange, *headers: tuple[str, str]) -> Exchange:
    asyncio.run(receiving.application(scope(*headers), exchange))
    return exchange


def length(number: int) -> tuple[str, str]:
    return "content-length", str(number)


MINE = ("cookie", "jiheng_session=mine")


# ---- bodies


def test_a_body_comes_as_a_whole(seen: Seen) -> None:
    exchange = send(Exchange([b"ab", b"", b"c"]), length(3))
    assert exchange.answer == (200, [("X-A", "1"), ("X-A", "2")], b"abc")
    assert (seen[0]["body"], seen[0]["CONTENT_LENGTH"], seen[0][UNRECEIVED]) == (b"abc", "3", None)


def test_a_large_body_of_somebody_lies_on_the_disk(seen: Seen) -> None:
    parts = [b"x" * 500_000] * 8
    send(Exchange(parts), length(4_000_000), MINE)
    assert (len(seen[0]["body"]), seen[0][UNRECEIVED]) == (4_000_000, None)
    assert seen[0]["wsgi.input"]._rolled


@pytest.mark.parametrize(
    ("parts", "headers", "why"),
    [
        ([b"abc"], [length(4)], Unreceived.CUT),
        ([b"abc"], [length(2)], Unreceived.CUT),
        ([b"abc"], [("content-length", "3,3")], Unreceived.CUT),
        ([b"abc"], [("transfer-encoding", "chunked")], Unreceived.UNSIZED),
        ([b"abc"], [("transfer-encoding", "chunked"), length(3)], Unreceived.UNSIZED),
        ([b"x" * 1_000_000] * 52, [("transfer-encoding", "chunked")], Unreceived.TOO_LARGE),
        ([b"x" * 1_000_000] * 52, [length(52_000_000), MINE], Unreceived.TOO_LARGE),
        ([b"x" * 1_000_000] * 3, [length(3_000_000)], Unreceived.STRANGER),
        ([b"%" * 100_001], [length(100_001)], Unreceived.STRANGER),
        ([b"%" * 100_001], [length(100_001), MINE], None),
        ([], [("transfer-encoding", "chunked")], None),
        ([], [length(0)], None),
        ([], [], None),
    ],
)
def test_what_is_not_taken_in(
    seen: Seen, parts: list[bytes], headers: list[tuple[str, str]], why: Unreceived | None
) -> None:
    exchange = send(Exchange(parts), *headers)
    assert seen[0][UNRECEIVED] == why
    if "3,3" not in dict(headers).values():
        assert exchange.read == sum(map(len, parts)), "a browser shows nothing before it has sent everything"


def test_a_sender_who_waits_for_a_word_sends_nothing(seen: Seen) -> None:
    exchange = send(Exchange([b"x" * 100] * 10), length(10**8), ("expect", "100-continue"))
    assert (seen[0][UNRECEIVED], exchange.read) == (Unreceived.TOO_LARGE, 0)


def test_what_has_no_end_is_not_read_to_it(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_READ_ANYWAY", 5_000)
    endless = iter(lambda: b"x" * 100, None)
    exchange = send(Exchange(endless), ("transfer-encoding", "chunked"))
    assert seen[0][UNRECEIVED] == Unreceived.UNSIZED
    assert exchange.read == 5_100
    exchange = send(Exchange([b"x"]), length(10**19))
    assert (seen[1][UNRECEIVED], exchange.read) == (Unreceived.TOO_LARGE, 0)


@pytest.mark.parametrize(("pause", "parts"), [(3_600, [b"x"]), (0.01, iter(lambda: b"x", None))])
def test_who_sends_nothing_or_drips_is_cut_off(
    seen: Seen, monkeypatch: pytest.MonkeyPatch, pause: float, parts: Iterable[bytes]
) -> None:
    monkeypatch.setattr(receiving, "_SILENCE", 0.2)
    send(Exchange(parts, pause), length(1_000_000))
    assert seen[0][UNRECEIVED] == Unreceived.SLOW


def test_large_bodies_have_so_many_places_and_no_more(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_AT_ONCE", asyncio.Semaphore(1))
    large = [b"x" * 500_000] * 4

    async def two() -> None:
        holder = Exchange(large, 3_600)
        held = asyncio.create_task(receiving.application(scope(length(2_000_000), MINE), holder))
        while not receiving._AT_ONCE.locked():
            await asyncio.sleep(0)
        monkeypatch.setattr(receiving, "_SILENCE", 0.1)
        await receiving.application(scope(length(2_000_000), MINE), Exchange(large))
        await receiving.application(scope(length(3)), Exchange([b"abc"]))
        held.cancel()

    asyncio.run(two())
    assert [one[UNRECEIVED] for one in seen] == [Unreceived.BUSY, None]
    assert not receiving._AT_ONCE.locked()


def test_a_full_disk_has_its_page(seen: Seen, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory) -> None:
    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving, "_spool", Full)
    monkeypatch.setattr(faults, "close_old_connections", lambda: None)
    exchange = send(Exchange([b"abc", b"def"]), length(6))
    assert exchange.read == 6
    page = Received(lambda _request: pytest.fail("no view"))(rf.post("/", **{UNRECEIVED: seen[0][UNRECEIVED]}))
    assert page.status_code == 503
    assert "服务器的磁盘满了" in page.content.decode()


@pytest.mark.parametrize(
    ("why", "status", "said"),
    [
        (Unreceived.TOO_LARGE, 413, "不能超过 50 MB，请拆小"),
        (Unreceived.STRANGER, 403, "请登录后重新提交"),
        (Unreceived.UNSIZED, 411, "没有写明内容的大小"),
        (Unreceived.CUT, 400, "请返回上一页重新提交"),
        (Unreceived.SLOW, 408, "没有收完"),
        (Unreceived.BUSY, 503, "请稍等片刻重新上传"),
    ],
)
def test_each_has_a_page(db: None, why: Unreceived, status: int, said: str) -> None:  # noqa: ARG001
    response = Client().post(reverse("sign-in"), {"username": "a"}, **{UNRECEIVED: why})
    assert response.status_code == status
    assert said in response.content.decode()


def test_another_server_says_how_long_a_body_is(db: None) -> None:  # noqa: ARG001
    for said, status in ((str(largest_body() + 1), 413), ("x", 200)):
        assert Client().get(reverse("sign-in"), CONTENT_LENGTH=said).status_code == status


# ---- what the app itself does not take


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": "长" * 900_000}, "一次提交的文字不能超过 2.5 MB"),
        ({f"a{n}": "1" for n in range(2_100)}, "一次提交的内容不能超过 2000 项"),
        (
            {"uploads": [SimpleUploadedFile(f"{n}.docx", b"x") for n in range(101)]},
            "一次最多 10 个文件，您选的超过了 100 个",
        ),
    ],
)
def test_too_much_of_something_says_how_much_may_be(county: County, sent: dict[str, Any], said: str) -> None:
    client = Client()
    client.force_login(county.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse("intake-new"), sent)
    assert response.status_code == 413
    assert said in response.content.decode()


def test_a_request_in_a_record_of_djangos_breaks_no_log() -> None:
    record = logging.LogRecord("django.security.x", logging.ERROR, "", 0, "", None, None)
    record.request, record.status = RequestFactory().get("/"), 413
    line = json.loads(JsonFormatter().format(record))
    assert (line["status"], "request" in line) == (413, False)


# ---- the rest of a request, and its answer


def test_the_request_as_the_app_has_it() -> None:
    environ = receiving.environ_of(
        scope(
            ("host", "a:1"), ("cookie", "a=1"), ("cookie", "b=2"), ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "2.2.2.2"), ("x_forwarded_for", "9.9.9.9"), ("content-type", "a/b"), path="/申报/\ufffd",
        )
    )  # fmt: skip
    assert environ["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert (environ["HTTP_COOKIE"], environ["HTTP_HOST"], environ["CONTENT_TYPE"]) == ("a=1; b=2", "a:1", "a/b")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/申报/\ufffd"
    assert (environ["REMOTE_ADDR"], environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("10.0.0.7", "::1", "8000")
    assert environ["QUERY_STRING"] == "q=%5C"


def test_no_cookie_takes_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python before 3.11.10 takes out backslashes in quadratic time."""
    monkeypatch.setattr(wsgi, "_django", lambda environ, _answer: WSGIRequest(environ).COOKIES)

    def cookies(size: int) -> Callable[[], object]:
        head = 'a="' + "\\0" * size + '"; b=1'
        return lambda: wsgi.application(
            {"HTTP_COOKIE": head, "REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}, None
        )  # type: ignore[arg-type]

    check_linear(cookies, 100_000)
    assert cookies(2)() == {"a": "00", "b": "1"}


def test_files_are_sent_beside_the_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"abc")
    opened: list[Any] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        file: Any = io.BytesIO(b"def") if environ["PATH_INFO"] == "/memory" else place.open("rb")
        file.seek(1 if environ["PATH_INFO"] == "/part" else 0)
        opened.append(file)
        return environ["wsgi.file_wrapper"](file, 4096)

    monkeypatch.setattr(receiving, "app", app)
    for path, answer in (("/", place), ("/memory", b"def"), ("/part", b"bc")):
        exchange = Exchange()
        asyncio.run(receiving.application(scope(method="GET", path=path), exchange))
        assert exchange.answer == (200, [], answer)
    assert all(file.closed for file in opened)


def test_an_app_that_cannot_even_make_a_page_has_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "app", lambda *_given: 1 / 0)
    exchange = send(Exchange())
    assert exchange.answer is not None
    assert (exchange.answer[0], exchange.answer[2].decode()[:7]) == (500, "绩衡自身出错了")
    assert dict(exchange.answer[1]).keys() >= {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options"}


def test_who_is_somebody(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "close_old_connections", lambda: None)  # the test's own
    client = Client()
    client.force_login(county.people["head"], backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    nobody = SessionStore()
    nobody.create()
    for key, known in (
        (client.session.session_key, True), (nobody.session_key, False), ("x" * 32, False), ("\0" * 32, False), ("", False),
    ):  # fmt: skip
        assert receiving._is_signed_in(f"a=b; {name}={key}") is known, key


# ---- a real server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With two threads."""
    with new_databases(1, "receive") as databases:
        place, port = Place(tmp_path_factory.mktemp("receive"), databases[0] if databases else ""), free()
        process = subprocess.Popen(
            [*JIHENG, "serve", "--port", str(port), "--workers", "1", "--threads", "2"],
            env=place.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        one = Server(process, port, place)
        try:
            until(lambda: one.get("/health/")[0] == 200, 60)
            yield one
        finally:
            process.terminate()
            _, said = process.communicate(timeout=60)
    assert "Traceback" not in said


def opened(server: Server, head: str) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    one.sendall(f"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n\r\n".encode())
    return one


def answer_to(one: socket.socket) -> str:
    """The first answer of a connection."""
    got = b""
    while not got.endswith(b"</html>\n") and (part := one.recv(65_536)):
        got += part
    return got.decode()


def test_silent_senders_hold_no_thread(server: Server) -> None:
    silent = [opened(server, "Content-Length: 1000") for _ in range(20)]
    for one in silent:
        one.sendall(b"abc")
    assert server.get("/health/")[0] == 200
    for one in silent:
        one.close()
    assert server.get("/health/")[0] == 200


@pytest.mark.parametrize(
    ("size", "status", "said"),
    [(3_000_000, 403, "请登录后重新提交"), (60_000_000, 413, "请拆小或分几次上传")],
)
def test_a_browser_that_sends_too_much_gets_the_page(server: Server, size: int, status: int, said: str) -> None:
    with closing(opened(server, f"Content-Length: {size}")) as one:
        for _ in range(size // 1_000_000):
            one.sendall(b"x" * 1_000_000)  # no reset before the end
        answer = answer_to(one)
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert said in answer


def test_in_parts_of_unknown_number(server: Server) -> None:
    with closing(opened(server, "Transfer-Encoding: chunked")) as one:
        one.sendall(b"3\r\nabc\r\n0\r\n\r\n")
        assert answer_to(one).startswith("HTTP/1.1 411 ")


def test_a_sender_who_goes_away_in_the_middle(server: Server) -> None:
    with closing(opened(server, "Content-Length: 1000")) as one:
        one.sendall(b"abc")
        one.shutdown(socket.SHUT_WR)
        assert answer_to(one).startswith("HTTP/1.1 400 ")
    assert server.get("/health/")[0] == 200


def test_a_head_that_no_browser_sends_is_refused(server: Server) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=30)) as one:
        one.sendall(b"GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + b"x" * 60_000 + b"\r\n\r\n")
        assert one.recv(100).startswith(b"HTTP/1.1 431 ")


def test_static_files(server: Server) -> None:
    status, text = server.get("/static/jiheng/css/base.css")
    assert status == 200
    whole = (Path(receiving.__file__).parent / "static/jiheng/css/base.css").read_text(encoding="utf-8")
    assert text == whole
    part = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/static/jiheng/css/base.css", headers={"Range": "bytes=5-20"}
    )
    with urllib.request.urlopen(part, timeout=30) as answer:
        assert (answer.status, answer.read()) == (206, whole.encode()[5:21])
