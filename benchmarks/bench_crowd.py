"""Many people who act at once, through a real server: submitting, signing, passing; on SQLite, and on PostgreSQL.

python -m benchmarks.bench_crowd [--units 10] [--seconds 60] [--address postgresql://postgres@127.0.0.1]

Ten units are forty people. First one of them acts alone; then all of them within a minute, each when he likes; then all at
the same moment, one act after the other. Of an act the whole time is told that a person waits for: its page and its answer.
Nothing fails on a time; whatever is not done as it should be is counted.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.crowd_county import PASSWORD, STEPS, name
from benchmarks.timing import calibration, columns

_ALONE, _WITHIN, _TOGETHER = 4, 3, 3
"""Acts of a person in each of the three parts; alone are the people of one unit."""
_DATABASE = "jiheng_crowd"
_ACTS = {"submit": "报送", "sign": "签批", "pass": "审核通过", "opinion": "审核通过（业务股室）"}


@dataclass
class Told:
    """What the people met."""

    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, seconds: float) -> None:
        """How long something took."""
        self.times.setdefault(what, []).append(seconds * 1000)


class Person:
    """Somebody at a browser, with forms that wait for him."""

    def __init__(self, port: int, username: str, forms: list[int]) -> None:
        self.step = re.sub(r"\d", "", username)
        self._port = port
        self._cookies: dict[str, str] = {}
        self._forms = iter(forms)
        self._ask("/sign-in/")
        status, _text = self._ask("/sign-in/", username=username, password=PASSWORD)
        if status != 302:
            sys.exit(f"{username} 登录不了：{status}")

    def act(self, told: Told) -> None:
        """Open a form, open its act, do it, and come back to the form, as a person does."""
        declaration = f"/declarations/{next(self._forms)}/"
        act = "pass" if self.step == "opinion" else self.step
        began = time.perf_counter()
        self._ask(declaration)
        told.add("打开申报", time.perf_counter() - began)
        began = time.perf_counter()
        status, page = self._ask(f"{declaration}acts/{act}/")
        seen = re.search(r'name="seen" value="(\d+)"', page)
        asked = time.perf_counter()
        if seen is not None:
            status, page = self._ask(f"{declaration}acts/{act}/", seen=seen[1], opinion="同意")
        told.add("每次办理", time.perf_counter() - began)
        told.add(_ACTS[self.step], time.perf_counter() - asked)
        status_after, after = self._ask(declaration)
        if (status, status_after) != (302, 200) or "已" not in after:
            told.wrong.append(f"{_ACTS[self.step]}：{status}，{status_after}")

    def _ask(self, path: str, **said: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self._cookies.items())}
        body = None
        if said:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**said, "csrfmiddlewaretoken": self._cookies.get("jiheng_csrf", "")})
        connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for given in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({key: one.value for key, one in SimpleCookie(given).items()})
        connection.close()
        return answer.status, text


def alone(people: list[Person]) -> Told:
    """One unit's people, one after the other."""
    told = Told()
    for person in people[: len(STEPS)]:
        for _ in range(_ALONE):
            person.act(told)
    return told


def within(people: list[Person], seconds: float) -> Told:
    """All of them within so many seconds, each at moments of his own."""
    dice = Random(3)
    moments = [sorted(dice.uniform(0, seconds) for _ in range(_WITHIN)) for _ in people]

    def at_his_leisure(number: int, person: Person, told: Told, began: float) -> None:
        for moment in moments[number]:
            time.sleep(max(began + moment - time.perf_counter(), 0))
            person.act(told)

    return _all_at_once(people, at_his_leisure)


def together(people: list[Person]) -> Told:
    """All of them at the same moment, one act after the other."""

    def in_a_hurry(_number: int, person: Person, told: Told, _began: float) -> None:
        for _ in range(_TOGETHER):
            person.act(told)

    return _all_at_once(people, in_a_hurry)


def _all_at_once(people: list[Person], act: Callable[[int, Person, Told, float], None]) -> Told:
    told, start = Told(), threading.Barrier(len(people))

    def one(number: int) -> None:
        try:
            start.wait()
            act(number, people[number], told, time.perf_counter())
        except Exception as error:
            told.wrong.append(repr(error))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def measured(units: int, seconds: float, database: str) -> None:
    """The three parts, on a database of their own."""
    data = Path(tempfile.mkdtemp(prefix="jiheng-crowd-"))
    environment = {**os.environ, "JIHENG_DATA": str(data), "JIHENG_LOG_REQUESTS": "0", "JIHENG_DATABASE": database}
    try:
        forms = _forms_of(units, environment)
        with _server(environment) as port:
            people = [
                Person(port, name(step, unit), forms[name(step, unit)]) for unit in range(units) for step in STEPS
            ]
            parts = {"一个人": alone(people)}
            parts[f"{len(people)} 人在 {seconds:.0f} 秒内"] = within(people, seconds)
            parts[f"{len(people)} 人同时"] = together(people)
        _tell(parts)
        _must_be_whole(environment)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _forms_of(units: int, environment: dict[str, str]) -> dict[str, list[int]]:
    """The forms that wait for each account."""
    command = [sys.executable, "-m", "benchmarks.crowd_county", str(units), str(_WITHIN + _TOGETHER), str(_ALONE)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    lines = (line.split() for line in done.stdout.splitlines())
    return {account: [int(one) for one in forms] for account, *forms in lines}


def _tell(parts: dict[str, Told]) -> None:
    rows: list[tuple[str, ...]] = [("", "次", "p50 毫秒", "p95", "最多", "p50 倍数", "p95 倍数")]
    first = next(iter(parts.values()))
    for part, told in parts.items():
        for what, times in told.times.items():
            usual = _at(first.times[what], 0.5)
            half, most = _at(times, 0.5), _at(times, 0.95)
            figures = (f"{len(times)}", *(f"{one:.0f}" for one in (half, most, max(times))))
            rows.append((f"{part} {what}", *figures, f"{half / usual:.1f}", f"{most / usual:.1f}"))
    columns(rows)
    for part, told in parts.items():
        print(
            f"  {part}：没有办成 {len(told.wrong)} 次{'：' if told.wrong else ''}{'；'.join(told.wrong[:5])}",
            flush=True,
        )


def _must_be_whole(environment: dict[str, str]) -> None:
    jiheng = str(Path(sys.executable).with_name("jiheng"))
    done = subprocess.run([jiheng, "audit", "verify"], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"审计链不完整：{done.stdout}")
    print(f"  {done.stdout.splitlines()[0].partition('。')[0]}。", flush=True)


def _at(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("jiheng")), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        try:
            while process.poll() is None:
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield port
        finally:
            process.terminate()


@contextmanager
def _postgresql(address: str) -> Iterator[str]:
    """The address of a new database; blank where there is no server."""
    import psycopg

    try:
        server = psycopg.connect(f"{address.rstrip('/')}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.Error:
        yield ""
        return
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {_DATABASE}")
        try:
            yield f"{address.rstrip('/')}/{_DATABASE}"
        finally:
            server.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")


def main() -> None:
    """Measure on both databases."""
    asked = argparse.ArgumentParser(description="几十个人同时办理")
    asked.add_argument("--units", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--address", default=os.environ.get("WEB_DATABASE", "postgresql://postgres@127.0.0.1"))
    given = asked.parse_args()
    began = time.perf_counter()
    calibration()
    print(f"校准循环 {(time.perf_counter() - began) * 1000:.1f} 毫秒", flush=True)
    print("SQLite", flush=True)
    measured(given.units, given.seconds, "")
    with _postgresql(given.address) as database:
        if not database:
            print(f"没有 PostgreSQL：{given.address}")
            return
        print("PostgreSQL", flush=True)
        measured(given.units, given.seconds, database)


if __name__ == "__main__":
    main()
