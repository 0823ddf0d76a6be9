"""Acts whose process is killed before their n-th statement, for every n: run as a program, in a database of its own.

    DJANGO_SETTINGS_MODULE=tests.web.settings python -m tests.web.killing STRIDE

Prints as JSON for each act how many places it was killed at, and what was found wrong. STRIDE 1 is every place.
"""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django


def main(stride: int) -> None:
    """Kill every act of a declaration's way."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.web.county import build

    kills: dict[str, int] = {}
    wrong: list[str] = []
    county = build()
    gc.freeze()  # the children share our memory: nothing in it is to be touched
    for number, (name, act) in enumerate(steps(county)):
        again = 5 if name in kills else 1  # an act that was killed everywhere before is only sampled
        places, faults = kill_everywhere(act, stride * again, number % (stride * again))
        kills[name] = kills.get(name, 0) + places
        wrong.extend(f"{name}: {fault}" for fault in faults)
    wrong.extend(killed_anywhen(county))
    print(json.dumps({"kills": kills, "wrong": wrong}, ensure_ascii=False))


def steps(county: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    """The acts of a declaration's way, each ready to be done."""
    from jiheng.web.records.domain import acts, attachments, comments, findings
    from jiheng.web.records.models import Comment, Declaration, StoredFile
    from tests.web.county import FULL_SCORES, content
    from tests.web.moving import (
        GOOD_SCORES,
        POOR_SCORES,
        RELEASE,
        SECRECY_REVIEW,
        organisation_with_people,
        with_indicator,
    )

    people = county.people
    preparer, head, department, section, performance, budget, admin = (
        people[role] for role in ("preparer", "head", "department", "section", "performance", "budget", "admin")
    )
    form, project = content(), county.project()
    other = with_indicator(form, 0, name="消防安全委员会个数")
    another = with_indicator(form, 0, name="消防安全委员会的个数")
    file = StoredFile.objects.create(sha256="0" * 64, name="依据.pdf", size=1, by=preparer)
    with_error = content("korla-2021-department-overall.docx", 0)
    overall = acts.create(county.round, county.unit, "department_overall", with_error, preparer).pk
    key = next(one.key for one in findings.told(Declaration.objects.get(pk=overall), with_error) if one.is_open_error)

    yield "create", lambda: acts.create(county.round, county.unit, "project", form, preparer, project=project)
    made = Declaration.objects.get(project=project).pk
    yield "edit", lambda: acts.edit(made, preparer, other)
    yield "explain", lambda: findings.explain(overall, preparer, key, "policy", "已经批准")
    yield "attach", lambda: attachments.attach(made, preparer, "calculation", file)
    yield "submit", lambda: acts.submit(made, preparer)
    yield "withdraw", lambda: acts.withdraw(made, preparer)
    yield "submit", lambda: acts.submit(made, preparer)
    yield "sign", lambda: acts.sign(made, head)
    yield "pass", lambda: acts.pass_on(made, department)
    yield "undo", lambda: acts.undo(made, department)
    yield "pass", lambda: acts.pass_on(made, department)
    yield "comment", lambda: comments.comment(made, section, "依据何在", "indicators[0].value_text")
    yield "return", lambda: acts.return_(made, section, "请改后再报", remarks=[("", "全表")])
    first, second = Comment.objects.order_by("pk").values_list("pk", flat=True)
    yield "answer", lambda: comments.answer(first, made, preparer, "按上年实际")
    comments.answer(second, made, preparer, "已改")
    acts.edit(made, preparer, form)
    yield "submit", lambda: acts.submit(made, preparer)
    acts.sign(made, head)
    acts.pass_on(made, department)
    yield "resolve", lambda: comments.resolve(first, made, section)
    comments.resolve(second, made, section)
    acts.pass_on(made, section, opinion="同意")
    yield "grade", lambda: acts.grade(made, performance, POOR_SCORES, grade="poor", opinion="目标不可行")
    yield "reopen", lambda: acts.reopen(made, admin, "经研究同意")
    for again in (lambda: acts.submit(made, preparer), lambda: acts.sign(made, head),
                  lambda: acts.pass_on(made, department), lambda: acts.pass_on(made, section, opinion="同意")):  # fmt: skip
        again()
    yield "amend", lambda: acts.amend(made, performance, other, scores=GOOD_SCORES, agreement="与单位商定")
    yield "grade", lambda: acts.grade(made, performance, FULL_SCORES, grade="excellent")
    yield "undo", lambda: acts.undo(made, performance)
    acts.grade(made, performance, FULL_SCORES, grade="excellent")
    yield "set_control_figure", lambda: acts.set_control_figure(made, budget, form.amount)
    yield "confirm", lambda: acts.confirm(made, preparer)
    yield "approve", lambda: acts.approve(made, budget, "云财绩〔2026〕1号")
    yield "publish", lambda: acts.publish(made, budget, **RELEASE)
    yield "correct", lambda: acts.correct(made, budget, another, "指标印错", secrecy_review=SECRECY_REVIEW)
    yield "request_adjustment", lambda: acts.request_adjustment(made, preparer, "policy_change", "政策变化")
    office = organisation_with_people(county)
    clerk, leader = county.people["office-preparer"], county.people["office-head"]
    own = acts.create(county.round, office, "project", form, clerk, project=county.project(office)).pk
    acts.submit(own, clerk)
    yield "skip", lambda: acts.sign(own, leader)


def kill_everywhere(act: Callable[[], object], stride: int, first: int) -> tuple[int, list[str]]:
    """Do an act until it is done, killed before one place after the other; at how many, and what was wrong."""
    from jiheng.web.records.domain import audit

    before, places, faults = dump(), 0, []
    place = first
    while killed(act, place):
        places += 1
        if dump() != before:
            faults.append(f"killed at place {place}, something had changed")
            before = dump()
        place += stride
    if dump() == before:
        faults.append("done, and nothing had changed")
    return places, [*faults, *audit.verify().faults]


def killed(act: Callable[[], object], place: int) -> bool:
    """Do an act in a process that kills itself at a place; False where the act was done before it came there."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        gc.disable()
        try:
            counting_down(place)
            act()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("the act itself failed")
    return os.WIFSIGNALED(status)


def counting_down(place: int) -> None:
    """From now on, SIGKILL comes before the statement (or commit) of this number, from 0."""
    from django.db import connection

    left = [place]

    def tick() -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def before_statement(execute: Any, *said: Any) -> Any:
        tick()
        return execute(*said)

    commit = connection._commit

    def before_commit() -> None:
        tick()
        commit()

    connection.execute_wrappers.append(before_statement)
    connection._commit = before_commit


def killed_anywhen(county: Any, times: int = 12) -> Iterator[str]:
    """Kill a process that acts again and again at any moment; what was wrong afterwards."""
    from django.db import connections

    from jiheng.web.records.domain import audit
    from jiheng.web.records.models import AuditEntry
    from tests.web.county import content
    from tests.web.moving import begun

    moment = random.Random(20260101)
    made, form = begun(county), content()
    for _ in range(times):
        connections.close_all()
        pid = os.fork()
        if not pid:
            try:
                _to_and_fro(made, county.people["preparer"], form)
            finally:
                os._exit(1)
        time.sleep(moment.uniform(0.02, 0.12))
        os.kill(pid, signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(pid, 0)[1]):
            raise SystemExit("the act itself failed")
        made.refresh_from_db()
        entries = AuditEntry.objects.filter(declaration=made)
        if made.revision != entries.count() - 1 or made.versions.count() != entries.filter(act="submit").count():
            yield f"{made.revision} acts, {entries.count()} entries, {made.versions.count()} versions"
        yield from audit.verify().faults


def _to_and_fro(made: Any, by: Any, form: Any) -> None:
    from jiheng.web.records.domain import acts

    while True:
        made.refresh_from_db()
        if made.state == "draft":
            acts.edit(made, by, form)
            acts.submit(made, by)
        else:
            acts.withdraw(made, by)


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    from django.db import connection

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(cursor.fetchall(), key=lambda row: repr(row[0]))
    return rows


if __name__ == "__main__":
    main(int(sys.argv[1]))
