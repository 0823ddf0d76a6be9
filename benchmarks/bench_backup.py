"""Backup and restore of a county on PostgreSQL, and of one four times as large: time in step with it, memory that stays.

python -m benchmarks.bench_backup [--units 160] [--address postgresql://postgres@127.0.0.1] [--of jiheng_bench]

Its databases are made once and kept; what is restored is dropped. With --of, a database that is there already, as that of
bench_web, is backed up and restored, and nothing is compared. Where there is no PostgreSQL, nothing is measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.timing import Goals, calibration, columns
from benchmarks.web_county import DATA

JIHENG = str(Path(sys.executable).with_name("jiheng"))
_TIMES = 4
_YEARS, _PROJECTS = 2, 20
_EVERY = 0.1
"""Seconds between two looks at the processes of the database."""


@dataclass(slots=True)
class Spent:
    """What a command took: seconds, processor seconds and megabytes of its own and of the database that works for it."""

    seconds: float
    own: float
    memory: float
    database: float
    database_memory: float
    megabytes: float = 0.0
    """Of the file."""

    @property
    def processor(self) -> float:
        """Its own and the database's."""
        return self.own + self.database


@dataclass(slots=True)
class Watch:
    """What the database's processes for one database spend, as far as Linux tells; on another machine nothing."""

    database: str
    spent: dict[str, float] = field(default_factory=dict)
    memory: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def look_until_the_end(self) -> None:
        """Look again and again."""
        while not self._over.wait(_EVERY):
            for folder in Path("/proc").glob("[0-9]*"):
                self._look(folder)

    def end(self) -> None:
        """That was all."""
        self._over.set()

    def _look(self, folder: Path) -> None:
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split()
            if words[:1] != ["postgres:"] or self.database not in words:
                return
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            status = (folder / "status").read_text(encoding="utf-8")
        except OSError:
            return
        self.spent[folder.name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        for line in status.splitlines():
            if line.startswith("RssAnon:"):
                self.memory = max(self.memory, int(line.split()[1]) / 1024)


def spent(command: Sequence[str], address: str, database: str, data: Path) -> Spent:
    """Run a command that works with a database."""
    environment = {**os.environ, "JIHENG_DATABASE": f"{address}/{database}", "JIHENG_DATA": str(data)}
    watch = Watch(database)
    looking = threading.Thread(target=watch.look_until_the_end)
    looking.start()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    watch.end()
    looking.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} 以 {process.returncode} 结束")
    own = used.ru_utime + used.ru_stime
    return Spent(seconds, own, used.ru_maxrss / 1024, sum(watch.spent.values()), watch.memory)


def there_and_back(address: str, database: str, folder: Path) -> tuple[Spent, Spent]:
    """A backup, and its restoring into a new database."""
    file, again = folder / f"{database}.zip", f"{database}_restored"
    saved = spent([JIHENG, "backup", str(file), "--force"], address, database, DATA)
    saved.megabytes = file.stat().st_size / 1e6
    fresh(address, again)
    try:
        restored = spent([JIHENG, "restore", str(file)], address, again, folder / again)
    finally:
        gone(address, again)
    return saved, restored


def there_and_back_by_postgresql(address: str, database: str, folder: Path) -> tuple[Spent, Spent] | None:
    """The same with the tools of PostgreSQL itself, which make another kind of file; None where they are not there."""
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        return None
    file, again = folder / f"{database}.dump", f"{database}_restored"
    saved = spent(["pg_dump", "-Fc", "-f", str(file), f"{address}/{database}"], address, database, folder)
    saved.megabytes = file.stat().st_size / 1e6
    fresh(address, again)
    try:
        restored = spent(["pg_restore", "-d", f"{address}/{again}", str(file)], address, again, folder)
    finally:
        gone(address, again)
    return saved, restored


def fresh(address: str, database: str) -> None:
    """An empty database."""
    import psycopg

    gone(address, database)
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {database}")


def gone(address: str, database: str) -> None:
    """The database is not there any more."""
    import psycopg

    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def county(address: str, units: int) -> str:
    """The database with a county of so many units."""
    database = f"jiheng_bench_backup_{units}"
    size = ("--units", str(units), "--years", str(_YEARS), "--projects", str(_PROJECTS))
    command = [sys.executable, "-m", "benchmarks.web_county", *size, "--address", address, "--database", database]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return database


def row(what: str, one: Spent) -> tuple[str, ...]:
    """A line of the table."""
    file = f"{one.megabytes:.1f}" if one.megabytes else ""
    numbers = (one.seconds, one.own, one.database)
    return (what, *(f"{number:.1f}" for number in numbers), f"{one.memory:.0f}", f"{one.database_memory:.0f}", file)


_HEADS = ("", "秒", "处理器", "数据库的处理器", "内存 MB", "数据库的内存", "文件 MB")


def compared(address: str, units: int, goals: Goals) -> None:
    """A county beside a quarter of it, and beside what PostgreSQL's own tools take."""
    rows = [_HEADS]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        pairs = [there_and_back(address, county(address, size), folder) for size in (units // _TIMES, units)]
        for size, pair in zip((units // _TIMES, units), pairs, strict=True):
            declarations = size * _YEARS * _PROJECTS
            rows += [row(f"{declarations} 份{what}", one) for what, one in zip(("备份", "恢复"), pair, strict=True)]
        others = there_and_back_by_postgresql(address, county(address, units), folder)
        if others is not None:
            rows += [row(what, one) for what, one in zip(("pg_dump", "pg_restore"), others, strict=True)]
    columns(rows)
    for what, few, many in zip(("备份", "恢复"), *pairs, strict=True):
        goals.tell(f"{what}：{_TIMES} 倍的申报，处理器时间", many.processor / few.processor, _TIMES * 1.15)
        goals.tell(f"{what}：{_TIMES} 倍的申报，内存", many.memory / few.memory, 1.15)
    if others is not None:
        goals.tell("备份 / pg_dump，处理器时间", pairs[1][0].processor / others[0].processor, 2)


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description="备份与恢复")
    asked.add_argument("--units", type=int, default=int(os.environ.get("BACKUP_UNITS", "160")))
    asked.add_argument("--address", default=os.environ.get("WEB_DATABASE", "postgresql://postgres@127.0.0.1"))
    asked.add_argument("--of", default="", help="量这个已有的数据库")
    given = asked.parse_args()
    began, goals, address = time.perf_counter(), Goals(), given.address.rstrip("/")
    calibration()
    print(f"校准循环 {(time.perf_counter() - began) * 1000:.1f} 毫秒")
    if not is_there(address):
        print("  这台机器上没有 PostgreSQL（或用 WEB_DATABASE 另给地址），没有量。")
        return
    if given.of:
        with tempfile.TemporaryDirectory() as made:
            saved, restored = there_and_back(address, given.of, Path(made))
        columns([_HEADS, row("备份", saved), row("恢复", restored)])
        return
    compared(address, given.units, goals)
    goals.end()


def is_there(address: str) -> bool:
    """Whether a PostgreSQL answers."""
    import psycopg

    try:
        psycopg.connect(f"{address}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


if __name__ == "__main__":
    main()
