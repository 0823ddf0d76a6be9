"""Runs the web tests on PostgreSQL: python -m tests.web.postgresql [options of pytest].

The server is that of JIHENG_TEST_DATABASE; else the one on 127.0.0.1:5432, when it lets `postgres` in without a password;
else a temporary one, started from installed programs and deleted afterwards. Where there is none, one line says so, and
it is a failure where nothing may be missing (see `tests.needs`).
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.needs import ALL

_HERE = "tests/web"
_SAME_EITHER_WAY = (
    "test_names.py", "test_postgresql_faults.py", "test_publication.py", "test_serve.py", "test_translation.py",
    "test_urls.py",
)  # fmt: skip
"""Not run a second time: words, names, copies of files, processes, a PostgreSQL of their own, and who may open which
address; the records below them are."""
_NO_TESTS = 5
"""What pytest gives where nothing was chosen."""


def main(arguments: Sequence[str]) -> int:
    """Run them; the exit code."""
    chosen = [one for one in arguments if not one.startswith("-") and Path(one.split("::")[0]).exists()]
    ours = [one for one in chosen if one.rstrip("/") == "tests" or one.startswith(_HERE)]
    if chosen and not ours:
        return 0
    options = [one for one in arguments if one not in chosen]
    left_out = [f"--ignore={_HERE}/{name}" for name in _SAME_EITHER_WAY]
    with _server() as address:
        if not address:
            print("没有找到 PostgreSQL，网页测试只在 SQLite 上运行了（Debian/Ubuntu：apt-get install postgresql）。")
            return int(ALL)
        print(f"网页测试再在 PostgreSQL 上运行一遍（{address.rpartition('@')[2]}）……", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *(ours or (_HERE, *left_out))],
            env={**os.environ, "JIHENG_TEST_DATABASE": address},
        )
    return 0 if done.returncode == _NO_TESTS else done.returncode


@contextmanager
def _server() -> Iterator[str]:
    """The address of a server; blank where there is none."""
    given = os.environ.get("JIHENG_TEST_DATABASE", "")
    if given or _answers("postgresql://postgres@127.0.0.1:5432/postgres"):
        yield given or "postgresql://postgres@127.0.0.1:5432/postgres"
        return
    found = programs()
    if found is None:
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="jiheng-postgresql-") as folder, cluster(found, Path(folder)) as made:
        yield made.address


def _answers(address: str) -> bool:
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version."""
    folders = sorted(
        (path for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
         for path in Path("/").glob(pattern.lstrip("/"))),
        key=lambda path: [int(part) for part in str(path).replace("-", "/").split("/") if part.isdecimal()],
    )  # fmt: skip
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    return next((one for one in reversed(folders) if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


@dataclass(frozen=True)
class Cluster:
    """A server of our own."""

    programs: Path
    folder: Path
    user: str | None
    port: int

    @property
    def address(self) -> str:
        """Of its database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def is_up(self) -> bool:
        """Whether its process is there."""
        return self._run("pg_ctl", "-D", str(self.folder / "data"), "status", check=False) == 0

    def control(self, *arguments: str) -> None:
        """Start, stop or restart it."""
        log = self.folder / "log"
        if self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(log), *arguments, check=False):
            raise SystemExit(f"pg_ctl {' '.join(arguments)}：{log.read_text(errors='replace')[-2000:]}")

    def initialise(self, *options: str) -> None:
        """Make its files."""
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                  "--locale=C", "--no-sync", *options)  # fmt: skip

    def _run(self, *command: str, check: bool = True) -> int:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        program = str(self.programs / command[0])
        return subprocess.run([program, *command[1:]], check=check, user=self.user, cwd=self.folder, **quiet).returncode  # type: ignore[call-overload, no-any-return]


@contextmanager
def cluster(programs: Path, folder: Path, *initial: str, settings: Sequence[str] = ("fsync=off",)) -> Iterator[Cluster]:
    """A server with a database of its own, as somebody without rights, because PostgreSQL refuses to be root.

    :param initial: options of initdb.
    :param settings: of the server; by default nothing has to reach the disk, as the data are thrown away.
    """
    user = _unprivileged() if os.getuid() == 0 else None
    (folder / "data").mkdir(exist_ok=True)
    if user is not None:
        for path in (folder, *folder.iterdir()):
            os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        made = Cluster(programs, folder, user, one.getsockname()[1])
    made.initialise(*initial)
    said = (f"port={made.port}", "listen_addresses='127.0.0.1'", "unix_socket_directories=''", "full_page_writes=off")
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{one}\n" for one in (*said, *settings))
    made.control("start")
    try:
        yield made
    finally:
        if made.is_up:
            made.control("-m", "immediate", "stop")


def _unprivileged() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("没有可以运行 PostgreSQL 的普通用户。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
