"""Runs the web tests on PostgreSQL: python -m tests.web.postgresql [options of pytest].

The server is that of JIHENG_TEST_DATABASE; else the one on 127.0.0.1:5432, when it lets `postgres` in without a password;
else a temporary one, started from installed programs and deleted afterwards. Where there is none, one line says so.
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
from pathlib import Path

_HERE = "tests/web"
_SAME_EITHER_WAY = ("test_names.py", "test_publication.py", "test_serve.py", "test_translation.py", "test_urls.py")
"""Not run a second time: words, names, copies of files, processes, and who may open which address; the records below
them are."""
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
            return 0
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
    programs = _programs()
    if programs is None:
        yield ""
        return
    with (
        tempfile.TemporaryDirectory(prefix="jiheng-postgresql-") as folder,
        _cluster(programs, Path(folder)) as address,
    ):
        yield address


def _answers(address: str) -> bool:
    import psycopg

    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version."""
    folders = sorted(
        (path for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
         for path in Path("/").glob(pattern.lstrip("/"))),
        key=lambda path: [int(part) for part in str(path).replace("-", "/").split("/") if part.isdecimal()],
    )  # fmt: skip
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    return next((one for one in reversed(folders) if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


@contextmanager
def _cluster(programs: Path, folder: Path) -> Iterator[str]:
    """A server with a database of its own, as somebody without rights, because PostgreSQL refuses to be root."""
    data = folder / "data"
    data.mkdir()
    user = _unprivileged() if os.getuid() == 0 else None
    if user is not None:
        for path in (folder, data):
            os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]

    def run(*command: str) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([str(programs / command[0]), *command[1:]], check=True, user=user, cwd=folder, **quiet)  # type: ignore[call-overload]

    run("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    # The data are thrown away: nothing has to reach the disk.
    said = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
    run("pg_ctl", "-D", str(data), "-w", "-o", said, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")


def _unprivileged() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("没有可以运行 PostgreSQL 的普通用户。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
