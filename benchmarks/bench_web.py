"""The pages of a large county: 1,000 units × 10 years × 20 projects on PostgreSQL, as reviewers and units see them.

python -m benchmarks.bench_web [--units 1000] [--years 10] [--projects 20] [--requests 60] [--serve]
                               [--address postgresql://postgres@127.0.0.1] [--only 搜]

The county is generated once (some minutes) and kept in the database jiheng_bench. Times are those of whole requests
through all middlewares in this process, beside a calibration loop, and the processor time of both the app and the
database, which other programs on the machine disturb least; with --serve also over a real `jiheng serve`.
Nothing fails on a time: what a page may take is told beside it.
"""

from __future__ import annotations

import argparse
import http.client
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks.timing import calibration, columns
from benchmarks.web_county import LAST_YEAR, PASSWORD, ensure, size

GOAL = 200.0
"""Milliseconds at p95."""
_BETWEEN = 10
"""Requests between two runs of the calibration loop."""
_COUNTED = 4
"""Requests of which the queries are counted."""
_RARE = ("社区矫正监测", "黑臭水体", "非遗传承补助", "科技特派员奖补")
_COMMON = ("群众满意度", "验收合格率达到", "长效管理机制", "资金使用效益")
_TWO = ("公路", "水库", "食堂", "满意", "培训", "垃圾", "学校", "防火")
_EVERYWHERE = ("指标", "完成", "满意", "项目")
"""Two characters that nearly every form has."""
_ONE = ("路", "水", "学", "防", "的", "矫")
_LONG = (
    "新建和改建农村公路",
    "围绕病险水库工作重点，健全培训机制，提高管理水平",
    "群众满意度达到 验收合格率",
    "进一步提高群众满意度",
)
_NOWHERE = ("核电站", "海洋牧场补贴", "zzzz", "社区 核电站")

_ORDERS = ("-amount", "amount", "unit", "-unit")


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of page: whose, what, and the address of one of many."""

    who: str
    what: str
    address: Callable[[], str]


def cases(dice: Random) -> Iterator[Case]:
    """All kinds of pages; each call of an address gives another object."""
    from django.urls import reverse

    from jiheng.web.records.models import AuditEntry, Declaration, Organisation, Person
    from jiheng.web.records.permissions import visible_declarations

    worklist, search, home = reverse("worklist"), reverse("search"), reverse("home")

    def listed(**query: Any) -> Callable[[], str]:
        return lambda: f"{worklist}?{urlencode({key: one() if callable(one) else one for key, one in query.items()})}"

    def found(*words: str) -> Callable[[], str]:
        return lambda: f"{search}?{urlencode({'q': dice.choice(words)})}"

    def year() -> int:
        return LAST_YEAR - dice.randrange(3)

    def objects(who: str, **filters: Any) -> list[int]:
        mine = visible_declarations(Person.objects.get(username=who)).filter(current__isnull=False, **filters)
        pks = list(mine.values_list("pk", flat=True)[:20_000])
        return dice.sample(pks, min(len(pks), 500))

    for who in ("section", "section3", "performance1", "preparer7"):
        yield Case(who, "首页", lambda: home)
        yield Case(who, "待办", listed(tab="waiting", page=lambda: dice.randint(1, 5)))
        yield Case(who, "已办", listed(tab="done", round=year))
        yield Case(who, "全部", listed(tab="all", round=year, page=lambda: dice.randint(1, 20)))
        yield Case(who, "全部年度", listed(tab="all", round="all", page=lambda: dice.randint(1, 100)))
        yield Case(
            who, "筛选", listed(tab="all", round=year, state=lambda: dice.choice(("approved", "reviewed", "returned")),
                              unit=lambda: dice.choice(("教育局", "水利局", "石桥镇", "敬老院")), least="5"),
        )  # fmt: skip
        yield Case(who, "按金额、单位排", listed(tab="all", round="all", sort=lambda: dice.choice(_ORDERS)))
        yield Case(who, "清单里搜两个字", listed(tab="all", q=lambda: dice.choice(_TWO)))
        yield Case(who, "搜两个字，全部年度", found(*_TWO))
        yield Case(who, "搜少见的词，全部年度", found(*_RARE))
        yield Case(who, "搜常见的词，全部年度", found(*_COMMON))
        yield Case(who, "搜处处都有的两个字，全部年度", found(*_EVERYWHERE))
        yield Case(who, "清单里搜处处都有的两个字", listed(tab="all", q=lambda: dice.choice(_EVERYWHERE)))
        yield Case(who, "待办里搜两个字", listed(tab="waiting", q=lambda: dice.choice(_TWO)))
        yield Case(who, "搜一个字，全部年度", found(*_ONE))
        yield Case(who, "清单里搜一个字", listed(tab="all", q=lambda: dice.choice(_ONE)))
        yield Case(who, "搜一长句、几个词", found(*_LONG))
        yield Case(who, "搜没有的词", found(*_NOWHERE))
        codes = list(
            Declaration.objects.filter(pk__in=objects(who)).values_list("project__code", flat=True).order_by("pk")[:200]
        )
        yield Case(who, "搜项目编码", found(*codes))
        pages, several = objects(who), objects(who, current__number__gt=1)
        yield Case(who, "申报", lambda pages=pages: reverse("declaration", args=[dice.choice(pages)]))
        yield Case(who, "差异", lambda several=several: reverse("declaration-difference", args=[dice.choice(several)]))
    yield Case("performance1", "报送情况", lambda: f"{reverse('late')}?show=all&page={dice.randint(1, 20)}")
    yield Case("budget1", "控制数", lambda: f"{reverse('control-figures')}?page={dice.randint(1, 20)}")
    audit, entries = reverse("audit"), AuditEntry.objects.count()
    yield Case("auditor", "操作记录，前后翻", lambda: f"{audit}?below={dice.randint(100, entries)}")
    units = list(Organisation.objects.values_list("name", flat=True)[:200])
    narrowed: tuple[Callable[[], dict[str, str]], ...] = (
        lambda: {"organisation": dice.choice(units)},
        lambda: {"since": f"{year()}-09-10", "until": f"{year()}-10-10"},
        lambda: {"act": "return"},
        lambda: {"by": "performance1", "act": "grade"},
    )
    yield Case("auditor", "操作记录，筛选", lambda: f"{audit}?{urlencode(dice.choice(narrowed)())}")


def in_process(requests: int, only: str) -> None:
    """Measure through the test client: whole requests, all middlewares, this process."""
    from django.test import Client

    from jiheng.web.records.models import Person

    logging.disable(logging.INFO)
    heads = ("", "p50 毫秒", "p95", "最多", "循环", "p95/循环", "处理器", "查询", "KB")
    missed: list[str] = []
    wanted = [one for one in cases(Random(11)) if only in f"{one.who} {one.what}"]
    for who, group in groupby(wanted, lambda case: case.who):
        client = Client(SERVER_NAME="localhost")
        client.force_login(Person.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
        rows = [heads]
        for case in group:
            figures, is_over = measured(client, case, requests)
            rows.append((f"{who} {case.what}", *figures))
            missed += [rows[-1][0]] if is_over else []
        columns(rows)
        print(flush=True)
    print(f"  p95 超过 {GOAL:.0f} 毫秒的：{'、'.join(missed) if missed else '没有'}", flush=True)


def measured(client: Any, case: Case, requests: int) -> tuple[tuple[str, ...], bool]:
    """The figures of a kind of page, and whether it took longer than it may."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries = set()
    for _ in range(_COUNTED):  # these warm up, too
        with CaptureQueriesContext(connection) as captured:
            must_be_there(client.get(address := case.address()).status_code, address)
        queries.add(len(captured))
    times, loops, largest, spent = [], [], 0, 0.0
    before = spent_by_database()
    for number in range(requests):
        if number % _BETWEEN == 0:
            loops.append(loop())
        address = case.address()
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        spent += time.process_time() - worked
        must_be_there(answer.status_code, address)
        largest = max(largest, len(answer.content))
    half, most, beside = at(times, 0.5), at(times, 0.95), at(loops, 0.5)
    asked = f"{min(queries)}" if len(queries) == 1 else f"{min(queries)}-{max(queries)}"
    shown = (f"{one:.0f}" for one in (half, most, max(times), beside))
    work = (spent + spent_by_database() - before) * 1000 / requests
    return (*shown, f"{most / beside:.1f}", f"{work:.0f}", asked, f"{largest // 1024}"), most > GOAL


def spent_by_database() -> float:
    """Processor seconds that the database spent on this connection so far (Linux, on this machine; else 0)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def loop() -> float:
    """Milliseconds of the calibration loop: how fast the machine is just now, with whatever else it does."""
    began = time.perf_counter()
    calibration()
    return (time.perf_counter() - began) * 1000


def must_be_there(status: int, address: str) -> None:
    """Stop where a page does not answer: its time would say nothing."""
    if status != 200:
        sys.exit(f"{address} 回答 {status}")


def at(times: list[float], share: float) -> float:
    """The time within which so large a share of the requests was answered."""
    ordered = sorted(times)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def served(requests: int) -> None:
    """Measure some of the pages over a real server, signed in by the sign-in page."""
    rows = [("", "p50 毫秒", "p95", "最多")]
    with server() as port:
        for who in ("section", "preparer7"):
            browser = Browser(port)
            browser.sign_in(who)
            for case in [
                one for one in cases(Random(12)) if one.who == who and one.what in ("首页", "待办", "申报", "差异")
            ]:
                times = []
                for number in range(requests + _COUNTED):
                    began = time.perf_counter()
                    must_be_there(browser.get(address := case.address())[0], address)
                    if number >= _COUNTED:
                        times.append((time.perf_counter() - began) * 1000)
                rows.append(
                    (f"{who} {case.what}", *(f"{one:.0f}" for one in (at(times, 0.5), at(times, 0.95), max(times))))
                )
    columns(rows)


@contextmanager
def server() -> Iterator[int]:
    """`jiheng serve` on a free port, until it is no longer needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("jiheng")), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ) as process:
        try:
            for _ in range(150):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield port
        finally:
            process.terminate()


class Browser:
    """Just enough of one: cookies, and the sign-in form."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}

    def get(self, address: str, body: str | None = None) -> tuple[int, str]:
        """Status and text of a page; with a body it is posted."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("GET" if body is None else "POST", address, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode(errors="replace")
        for given in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: one.value for name, one in SimpleCookie(given).items()})
        return answer.status, text

    def sign_in(self, who: str) -> None:
        """Sign in as somebody."""
        from django.urls import reverse

        _status, page = self.get(reverse("sign-in"))
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        said = {"username": who, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        status, _page = self.get(reverse("sign-in"), urlencode(said))
        if status != 302:
            sys.exit(f"登录不了：{status}")


def main() -> None:
    """Make the county where it is not there yet, then measure."""
    asked = argparse.ArgumentParser(description="大县的网页有多快")
    asked.add_argument("--units", type=int, default=int(os.environ.get("WEB_UNITS", "1000")))
    asked.add_argument("--years", type=int, default=int(os.environ.get("WEB_YEARS", "10")))
    asked.add_argument("--projects", type=int, default=int(os.environ.get("WEB_PROJECTS", "20")))
    asked.add_argument("--requests", type=int, default=60)
    asked.add_argument("--address", default=os.environ.get("WEB_DATABASE", "postgresql://postgres@127.0.0.1"))
    asked.add_argument("--serve", action="store_true")
    asked.add_argument("--only", default="", help="只量名称里有这些字的")
    given = asked.parse_args()
    print(f"校准循环 {loop():.1f} 毫秒")
    ensure(given.address, given.units, given.years, given.projects)
    print("  " + "，".join(f"{name} {number}" for name, number in size().items()))
    in_process(given.requests, given.only)
    if given.serve:
        served(given.requests)


if __name__ == "__main__":
    main()
