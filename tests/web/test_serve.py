"""A real `jiheng serve`: it answers, starts again what dies, and ends cleanly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.web.places import JIHENG, Place, new_databases


@dataclass
class Server:
    """A server on its way."""

    process: subprocess.Popen[str]
    port: int
    place: Place

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()

    def helpers(self) -> list[int]:
        """The processes beside it."""
        return [pid for pid, command in self._children() if b"jiheng.web.worker" in command]

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid, command in self._children() if b"jiheng.web.worker" not in command]

    def _children(self) -> list[tuple[int, bytes]]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    command = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if parent == self.process.pid and command:  # a process that has ended has no command
                    found.append((int(entry.name), command))
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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with new_databases(1, "serve") as databases:
        place, port = Place(tmp_path_factory.mktemp("serve"), databases[0] if databases else ""), free()
        process = subprocess.Popen(
            [*JIHENG, "serve", "--port", str(port), "--workers", "1"],
            env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        one = Server(process, port, place)
        try:
            until(lambda: one.get("/health/")[0] == 200, 60)
            yield one
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def test_it_answers_and_has_one_helper(server: Server) -> None:
    status, body = server.get("/health/")
    assert status == 200
    assert '"status": "ok"' in body
    until(lambda: len(server.helpers()) == 1)


def test_a_port_that_is_taken_is_a_sentence(server: Server) -> None:
    done = server.place.jiheng("serve", "--port", server.port)
    assert done.returncode == 2
    assert done.stderr == f"端口 {server.port} 已被别的程序占用，请用 --port 换一个，例如 --port {server.port + 1}。\n"


def test_a_helper_that_dies_is_started_again(server: Server) -> None:
    (before,) = server.helpers()
    os.kill(before, signal.SIGKILL)
    until(lambda: [pid for pid in server.helpers() if pid != before])


def test_a_server_process_that_dies_is_started_again(server: Server) -> None:
    before = server.workers()
    os.kill(before[0], signal.SIGKILL)
    until(lambda: server.workers() and not set(server.workers()) & set(before) and server.get("/health/")[0] == 200, 40)


def test_it_ends_cleanly_with_its_helper(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    out, error = server.process.communicate(timeout=30)
    assert server.process.returncode == 0
    assert f"http://127.0.0.1:{server.port}/" in out
    assert "已停止" in error
    assert not re.search("Traceback|Warning", error)
    assert not server.helpers()


def test_wrong_settings_are_a_sentence(tmp_path: Path) -> None:
    done = Place(tmp_path, "mysql://x").jiheng("serve")
    assert done.returncode == 2
    assert "PostgreSQL 写成" in done.stderr
    assert "Traceback" not in done.stderr
    done = Place(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing").jiheng("serve", "--port", free())
    assert done.returncode == 2
    assert "数据库连不上" in done.stderr


def test_a_server_that_is_killed_leaves_nothing_behind_that_holds_its_port(tmp_path: Path) -> None:
    port = free()
    process = subprocess.Popen(
        [*JIHENG, "serve", "--port", str(port)],
        env=Place(tmp_path).environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    one = Server(process, port, Place(tmp_path))
    until(lambda: one.get("/health/")[0] == 200, 60)
    left = [*one.helpers(), *one.workers()]
    assert len(left) == 2
    process.kill()
    process.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
