"""Whole installations for tests: a data folder, a database, and `jiheng` run on them as an administrator does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

POSTGRESQL = os.environ.get("JIHENG_TEST_DATABASE", "")
JIHENG = [sys.executable, "-c", "from jiheng.cli.main import main; main()"]


@dataclass
class Place:
    """An installation."""

    data: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What its processes get: nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIHENG_", "DJANGO_"))}
        made = {**kept, "JIHENG_DATA": str(self.data), "PYTHONPATH": os.getcwd()}
        return {**made, "JIHENG_DATABASE": self.database} if self.database else made

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def jiheng(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return self.run(*JIHENG, *map(str, arguments))

    def python(self, code: str) -> str:
        done = self.run(sys.executable, "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def new_databases(count: int, what: str) -> Iterator[list[str]]:
    """Empty databases on the PostgreSQL of the tests; none where they run on SQLite."""
    if not POSTGRESQL:
        yield []
        return
    import psycopg

    names = [f"jiheng_{what}_{os.getpid()}_{n}" for n in range(count)]
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"')
        yield [urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}")) for name in names]
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
