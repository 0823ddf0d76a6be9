"""Taking requests in: one of the app's few threads is given to a request only when all of it is here.

A thread that read from the network would be held by whoever sends slowly, and a handful of such connections would hold them
all. So bodies are read beside the threads, within the sizes and times below; what is not taken in gets a page that says why
(`pages.received`). Files are sent beside the threads, too.
"""

from __future__ import annotations

import asyncio
import io
import os
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack, closing
from typing import IO, Any, NamedTuple, Protocol, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, close_old_connections
from django.http import parse_cookie

from jiheng.web.pages.received import UNRECEIVED, Unreceived, largest_body
from jiheng.web.serving import THREADS
from jiheng.web.wsgi import application as app
from jiheng.web.wsgi import simplify

_SILENCE = 30.0
"""Seconds that a sender may be silent."""
_SLOWEST = 20_000
"""Bytes a second that a sender has to come to, after the first `_SILENCE`."""
_OF_A_STRANGER = 100_000
"""Bytes of a form that somebody sends who is not signed in: it has a name, a password, a code."""
_IN_MEMORY = 1_000_000
_AT_ONCE = asyncio.Semaphore(32)
"""Larger bodies, which lie on the disk until they are answered."""
_READ_ANYWAY = 1_000_000_000
"""Bytes of a body that is not taken in but read: a browser shows no answer before it has sent everything."""
_BROKEN = "绩衡自身出错了，刚才的操作没有保存；请告诉系统管理员。"
_PLAIN = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]
_Why = Unreceived | OSError | None


class Scope(Protocol):
    """A request without its body, as RSGI has it; the names of headers are in lower case."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any


class Exchange(Protocol):
    """The body of a request, and the way for its answer."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body, as it comes."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer."""

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        """Answer with the file of this path."""


class _Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    file: str = ""
    """The path of a file that is sent instead of `body`."""


class _File:
    """A file as an answer: WSGI's `file_wrapper`."""

    def __init__(self, file: IO[bytes], _size: int = 0) -> None:
        self.file = file

    @property
    def path(self) -> str:
        """Where the file lies as a whole; blank where it does not."""
        name = getattr(self.file, "name", "")
        return (
            name if isinstance(self.file, io.BufferedReader) and isinstance(name, str) and not self.file.tell() else ""
        )


_threads = ThreadPoolExecutor(int(os.environ.get(THREADS, "8")), thread_name_prefix="jiheng")


async def application(scope: Scope, exchange: Exchange) -> None:
    """The app, for a server that speaks RSGI."""
    environ = environ_of(scope)
    async with AsyncExitStack() as held:
        body = held.enter_context(_spool())
        environ[UNRECEIVED] = await _receive(environ, exchange, body, held)
        body.seek(0)
        environ["wsgi.input"] = body
        answer = await asyncio.get_running_loop().run_in_executor(_threads, _answered, environ)
    if answer.file:
        exchange.response_file(answer.status, answer.headers, answer.file)
    else:
        exchange.response_bytes(answer.status, answer.headers, answer.body)


def environ_of(scope: Scope) -> dict[str, Any]:
    """The request as WSGI has it, but for its body.

    Headers with `_` in their names are left out: X_Forwarded_For would pass for X-Forwarded-For.
    """
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _File,
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            between = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    simplify(environ)
    return environ


# ---- the body


def _spool() -> AbstractContextManager[IO[bytes]]:
    return cast("AbstractContextManager[IO[bytes]]", tempfile.SpooledTemporaryFile(_IN_MEMORY))


async def _receive(environ: dict[str, Any], exchange: Exchange, body: IO[bytes], held: AsyncExitStack) -> _Why:
    """Read the body; why it is not there as a whole, None where it is."""
    unsized = environ.pop("HTTP_TRANSFER_ENCODING", "") != ""  # which goes before any length
    said = "0" if unsized else environ.get("CONTENT_LENGTH", "0")
    environ["CONTENT_LENGTH"] = said
    if not said.isdecimal():
        return Unreceived.CUT
    length = int(said)
    if not length and not unsized:
        return None
    why = Unreceived.UNSIZED if unsized else await _refused(environ, length)
    if why is not None and ("HTTP_EXPECT" in environ or length > _READ_ANYWAY):
        return why
    if why is None and length > _IN_MEMORY:
        try:
            async with asyncio.timeout(_SILENCE):
                await held.enter_async_context(_AT_ONCE)
        except TimeoutError:
            return Unreceived.BUSY
    try:
        got, fault = await _read(exchange, body if why is None else None)
    except TimeoutError:
        return Unreceived.SLOW
    if fault is not None:
        return fault
    if unsized and not got:
        return None
    if got > largest_body():
        return Unreceived.TOO_LARGE
    return Unreceived.CUT if why is None and got != length else why


async def _refused(environ: dict[str, Any], length: int) -> Unreceived | None:
    """Why nobody has to read a body of this length."""
    if length > largest_body():
        return Unreceived.TOO_LARGE
    if length > _OF_A_STRANGER:
        cookie = environ.get("HTTP_COOKIE", "")
        known = await asyncio.get_running_loop().run_in_executor(_threads, _is_signed_in, cookie)
        return None if known else Unreceived.STRANGER
    return None


def _is_signed_in(cookie: str) -> bool:
    """Whether the session is one of somebody; also where the database cannot say: then the app will tell."""
    key = parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME, "")
    if not key.isalnum():
        return False
    close_old_connections()
    try:
        return SESSION_KEY in SessionStore(key)
    except DatabaseError:
        return True
    finally:
        close_old_connections()


async def _read(exchange: Exchange, into: IO[bytes] | None) -> tuple[int, OSError | None]:
    """Read the body to its end: its length, and what went wrong with the disk.

    :param into: None where it is thrown away.
    :raises TimeoutError: where it comes too slowly.
    """
    now = asyncio.get_running_loop().time
    begun, got = now(), 0
    fault: OSError | None = None
    async with asyncio.timeout(_SILENCE) as limit:
        async for chunk in exchange:
            got += len(chunk)
            if into is None and got > _READ_ANYWAY:
                break
            try:
                if into is not None:
                    into.write(chunk)
            except OSError as error:
                fault, into = error, None
            limit.reschedule(min(now(), begun + got / _SLOWEST) + _SILENCE)
    return got, fault


# ---- in a thread


def _answered(environ: dict[str, Any]) -> _Answer:
    """What the app says."""
    status, headers = 500, _PLAIN

    def start_response(said: str, given: list[tuple[str, str]], _fault: object = None) -> Any:
        nonlocal status, headers
        status, headers = int(said[:3]), given

    try:
        answer = app(environ, start_response)
    except Exception:  # the app has said so in the log
        return _Answer(status, headers, _BROKEN.encode())
    if isinstance(answer, _File):
        with closing(answer.file):
            return _Answer(status, headers, b"" if answer.path else answer.file.read(), answer.path)
    try:
        return _Answer(status, headers, b"".join(answer))
    finally:
        getattr(answer, "close", int)()
