"""A real `jiheng serve`: it answers, reads what is uploaded, starts its helper again, and ends cleanly."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

JIHENG = [sys.executable, "-c", "from jiheng.cli.main import main; main()"]


@dataclass
class Server:
    """A server on its way."""

    process: subprocess.Popen[str]
    port: int
    data: Path

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()

    def helpers(self) -> list[int]:
        """The processes beside it."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if b"jiheng.web.worker" in words and str(self.process.pid).encode() in words:
                    found.append(int(entry.name))
        return found


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not come about in time")


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIHENG_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "JIHENG_DATA": str(data)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data, port = tmp_path_factory.mktemp("serve"), free()
    process = subprocess.Popen(
        [*JIHENG, "serve", "--port", str(port)],
        env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    one = Server(process, port, data)
    try:
        until(lambda: one.get("/health/")[0] == 200)
        yield one
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_answers_and_has_one_helper(server: Server) -> None:
    status, body = server.get("/health/")
    assert status == 200
    assert '"status": "ok"' in body
    assert sqlite3.connect(server.data / "jiheng.sqlite3").execute("SELECT count(*) FROM records_chainhead").fetchone()
    until(lambda: len(server.helpers()) == 1)


def test_a_port_that_is_taken_is_a_sentence(server: Server) -> None:
    done = subprocess.run(
        [*JIHENG, "serve", "--port", str(server.port)],
        env=environment(server.data), capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == f"端口 {server.port} 已被别的程序占用，请用 --port 换一个，例如 --port {server.port + 1}。\n"


def test_a_helper_that_dies_is_started_again(server: Server) -> None:
    (before,) = server.helpers()
    os.kill(before, signal.SIGKILL)
    until(lambda: [pid for pid in server.helpers() if pid != before])


def test_it_ends_cleanly_with_its_helper(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    out, error = server.process.communicate(timeout=30)
    assert server.process.returncode == 0
    assert f"http://127.0.0.1:{server.port}/" in out
    assert "已停止" in error
    assert not re.search("Traceback|Warning", error)
    assert not server.helpers()


def test_wrong_settings_are_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [*JIHENG, "serve"],
        env={**environment(tmp_path), "JIHENG_DATABASE": "mysql://x"}, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 2
    assert "PostgreSQL 写成" in done.stderr
    assert "Traceback" not in done.stderr
