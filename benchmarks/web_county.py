"""Generates a county of any size on PostgreSQL: its organisations, rounds and declarations with all that hangs on them.

python -m benchmarks.web_county [--units 1000] [--years 10] [--projects 20] [--address postgresql://postgres@127.0.0.1]
                                [--database jiheng_bench]

A database of the size that is asked for is kept and used again. The addresses of declarations, the texts and the dates
come from dice with a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any

DATABASE = "jiheng_bench"
DATA = Path(__file__).parent.parent / ".bench" / "web"
PASSWORD = "Ceshi-2026-mima"
_MADE_BY = 5
"""Raise it when the generator makes something else: databases that an older one made are made anew."""
LAST_YEAR = 2027


def prepare(address: str, database: str = DATABASE) -> None:
    """Point the app at the database of the benchmark, and set Django up."""
    DATA.mkdir(parents=True, exist_ok=True)
    os.environ["JIHENG_DATA"] = str(DATA)
    os.environ["JIHENG_DATABASE"] = f"{address.rstrip('/')}/{database}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "jiheng.web.settings"
    import django

    django.setup()


def ensure(address: str, units: int, years: int, projects: int, database: str = DATABASE) -> None:
    """The database with a county of this size; made where there is none yet."""
    import psycopg

    label = f"jiheng {_MADE_BY}: {units} x {years} x {projects}"
    with psycopg.connect(f"{address.rstrip('/')}/postgres", autocommit=True) as server:
        found = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", (database,)
        ).fetchone()
        fresh = found is None or found[0] != label
        if fresh:
            server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {database}")
    prepare(address, database)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if fresh:
        began = time.perf_counter()
        Generator(units, years, projects).run()
        with psycopg.connect(f"{address.rstrip('/')}/postgres", autocommit=True) as server:
            server.execute(f"COMMENT ON DATABASE {database} IS '{label}'")
        print(f"  生成用时 {time.perf_counter() - began:.0f} 秒", flush=True)


def size() -> dict[str, Any]:
    """How large the county is."""
    from django.db import connection

    from jiheng.web.records.models import AuditEntry, Content, Declaration, Organisation, Version

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        row = cursor.fetchone()
    models = {"单位": Organisation, "申报": Declaration, "版本": Version, "内容": Content, "审计": AuditEntry}
    return {name: model._default_manager.count() for name, model in models.items()} | {"GB": round(row[0] / 1e9, 1)}


class Generator:
    """Makes a county, and counts what it makes."""

    def __init__(self, units: int, years: int, projects: int) -> None:
        from benchmarks.web_loading import Loading
        from benchmarks.web_people import People

        self.projects = projects
        self.years = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
        self.loading = Loading()
        self.people = People(self.loading, units)
        self.hash = "0" * 64
        self.indicators = 0
        self._acts: list[tuple[Any, ...]] = []

    def run(self) -> None:
        """All of it."""
        from jiheng.web.records.models import Phase, Round, Window

        began = time.perf_counter()
        for year in self.years:
            open_ = year == LAST_YEAR
            round_id = self.loading.add(
                Round, fiscal_year=year, name=f"{year}年度预算绩效目标", region="国家", layouts="[]", overall_due=False,
                required_attachments="[]", remind_days=3, is_open=open_, copied_from_id=None,
                created_at=day(year, 0),
            )  # fmt: skip
            for phase in Phase:
                ends = datetime.now(UTC) + timedelta(days=20) if open_ else day(year, 60)
                self.loading.add(
                    Window, round_id=round_id, phase=phase.value, opens_at=day(year, 0) - timedelta(days=200),
                    closes_at=ends,
                )  # fmt: skip
            for unit in self.people.units:
                for number in range(self.projects):
                    self._declaration(round_id, year, unit, number)
            self._chain()
            print(f"  {year} 年度，{time.perf_counter() - began:.0f} 秒", flush=True)
        self.loading.end(self.hash)
        print(f"  指标 {self.indicators} 条", flush=True)

    def _declaration(self, round_id: int, year: int, unit: Any, number: int) -> None:
        from benchmarks.web_forms import Form, stored
        from benchmarks.web_way import final_state, walk
        from benchmarks.web_words import project_name, subject
        from jiheng.web.records.domain.search_index import scope_term
        from jiheng.web.records.models import Declaration, Draft, Project, Version

        lasting = Random(f"{unit.id}-{number}")
        dice = Random(f"{unit.id}-{number}-{year}")
        if dice.random() < 0.4:
            lasting = dice
        about = subject(lasting)
        name = f"{project_name(about, lasting)}{number + 1 if lasting.random() < 0.5 else ''}"
        name = self.people.different(unit, year, name)
        code = f"130229{year % 100:02}P00{unit.id:05}{number:03}"
        state, versions = final_state(dice, last=year == LAST_YEAR)
        forms = [Form.make(unit.name, unit.department_name, name, year, about, dice)]
        for _ in range(versions - 1):
            forms.append(forms[-1].changed(about, dice))
        loading = self.loading
        declaration = loading.next_id(Declaration)
        project = loading.add(
            Project, round_id=round_id, unit_id=unit.id, code=code, name=name, amount=forms[0].amount * 10_000,
            control_figure=forms[-1].amount * 10_000 if state in _WITH_FIGURE else None,
        )  # fmt: skip
        contents = [stored(form, dice, with_error=state == "draft" and dice.random() < 0.3) for form in forms]
        ids = [self._content(one, day(year, 5)) for one in contents]
        told = walk(dice, unit, self.people, state, versions, year)
        version_ids = []
        if state != "draft":
            for n, (content, one) in enumerate(zip(ids, contents, strict=True)):
                version_ids.append(
                    loading.add(
                        Version, declaration_id=declaration, number=n + 1, reason="submitted", content_id=content,
                        sha256=one.sha256, by_id=unit.preparer, at=told.submitted[n], note="",
                    )
                )  # fmt: skip
        else:
            loading.add(
                Draft, declaration_id=declaration, content_id=ids[-1], saved_at=told.since, saved_by_id=unit.preparer
            )
        current = version_ids[-1] if version_ids else None
        approved = state in ("approved", "published")
        approval = f"云财绩〔{year}〕{declaration % 400 + 1}号" if approved else ""
        loading.add(
            Declaration, round_id=round_id, unit_id=unit.id, kind="project", project_id=project, title=name,
            state=told.state, revision=len(told.steps), left_unit=told.left_unit, current_id=current,
            in_force_id=current if approved else None, last_actor_id=told.last_actor,
            submitted_by_id=unit.preparer if version_ids else None,
            submitted_at=told.submitted[-1] if version_ids else None, state_since=told.since,
            amount=forms[-1].amount * 10_000, errors=contents[-1].errors, warnings=contents[-1].warnings,
            grade=told.grade, approval_number=approval,
            approved_at=told.approved_at, published_at=told.published_at, published_url="",
        )  # fmt: skip
        self._hang(declaration, unit, told, version_ids, contents, approval)
        texts = [name, unit.name, code, f"{year}年部门项目支出预算绩效目标表", unit.department_name, forms[-1].goal]
        for row in forms[-1].rows:
            texts += (row.name, row.value)
        loading.index(declaration, texts, (scope_term("r", round_id), scope_term("u", unit.id)))
        self.indicators += len(forms[-1].rows)

    def _content(self, one: Any, at: datetime) -> int:
        from jiheng.web.records.models import Content

        return self.loading.add(
            Content, sha256=one.sha256, body=one.body, page=one.page, blanks="{}", findings=one.findings,
            errors=one.errors, warnings=one.warnings, left_over=0, amount=one.amount * 10_000, source_id=None,
            table=0, at=at,
        )  # fmt: skip

    def _hang(
        self, declaration: int, unit: Any, told: Any, versions: list[int], contents: list[Any], approval: str
    ) -> None:
        """The acts, the comments of returns, the review sheets."""
        from jiheng.web.records.models import Comment, Review

        version = -1
        for act, by, from_, to, opinion, at, scores in told.steps:
            version += act == "submit"
            sha = contents[version].sha256 if version >= 0 else ""
            said: dict[str, Any] = {"scores": scores, "total": sum(scores.values())} if scores else {}
            if act == "submit":
                said = {"version": version + 1, "seal": _seal(declaration, version + 1, by, at, contents[version])}
            elif act == "approve":
                said = {"number": approval, "approving_document": ""}
            details = json.dumps(said, ensure_ascii=False, sort_keys=True)
            self._acts.append((at, by, act, declaration, unit.id, from_, to, sha, opinion, details))
            if act == "return":
                last = to == told.state and act == told.steps[-1][0]
                self.loading.add(
                    Comment, declaration_id=declaration, version_id=versions[version], path="goals[0].text",
                    text=opinion, by_id=by, at=at, answer="" if last else "已按意见修改。",
                    answered_by_id=None if last else unit.preparer, answered_at=None if last else at,
                    resolved_by_id=None if last else by, resolved_at=None if last else at,
                )  # fmt: skip
            if scores:
                self.loading.add(
                    Review, declaration_id=declaration, version_id=versions[version], scores=json.dumps(scores),
                    total=sum(scores.values()), grade=told.grade, opinion=opinion, by_id=by, at=at, undone=False,
                )  # fmt: skip

    def _chain(self) -> None:
        """The audit entries of a year, all declarations mixed: one after the other as time went."""
        from jiheng.web.records.domain.audit import hash_of_values
        from jiheng.web.records.models import AuditEntry

        self._acts.sort(key=itemgetter(0))
        for at, by, act, declaration, unit, from_, to, sha, opinion, details in self._acts:
            values = (at, by, act, declaration, unit, from_, to, sha, opinion, details, self.hash)
            digest = hash_of_values(self.loading.next_id(AuditEntry), *values)
            self.loading.add(
                AuditEntry, at=at, by_id=by, act=act, declaration_id=declaration, organisation_id=unit,
                from_state=from_, to_state=to, version_sha256=sha, opinion=opinion, details=details,
                previous_hash=self.hash, hash=digest,
            )  # fmt: skip
            self.hash = digest
        self._acts.clear()


def _seal(declaration: int, number: int, by: int | None, at: datetime, one: Any) -> str:
    """The seal of a version."""
    from jiheng.web.records.domain.sealing import seal_of_values

    amount = Decimal(one.amount)
    kept = (one.sha256, "{}", one.findings, one.errors, one.warnings, 0, amount, None, None, 0, one.page)
    return seal_of_values((declaration, number, "submitted", by, at, "", *kept))


_WITH_FIGURE = ("adjusting", "approved", "published")


def day(year: int, days: float) -> datetime:
    """So many days into the season in which a year's targets are declared."""
    return datetime(year - 1, 9, 1, 1, tzinfo=UTC) + timedelta(days=days)


def main() -> None:
    """Generate, and tell the size."""
    asked = argparse.ArgumentParser(description="生成一个大县的申报")
    asked.add_argument("--units", type=int, default=1000)
    asked.add_argument("--years", type=int, default=10)
    asked.add_argument("--projects", type=int, default=20)
    asked.add_argument("--address", default="postgresql://postgres@127.0.0.1")
    asked.add_argument("--database", default=DATABASE)
    given = asked.parse_args()
    ensure(given.address, given.units, given.years, given.projects, given.database)
    print("  " + "，".join(f"{name} {number}" for name, number in size().items()))


if __name__ == "__main__":
    main()
