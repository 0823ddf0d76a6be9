"""Getting the app ready in a process of the command line: its settings, its database, and what must be right before it serves."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from jiheng.model.errors import JihengError
from jiheng.web import configuration

_LOCK = 7_246_101
"""The number of the advisory lock under which PostgreSQL is migrated."""


class CannotStartError(JihengError):
    """The app cannot start as things are; `str()` says what to do."""


class Installation(Enum):
    """What a command needs."""

    THERE = "there"
    """One that was set up before: a mistyped data folder must not look like an empty one."""
    MADE = "made"
    """One, set up now where there is none."""
    NONE = "none"
    """The code alone."""


def set_up(data: Path | None = None, installation: Installation = Installation.MADE) -> None:
    """Load the settings and the models.

    :param data: the data folder, where the environment names none.
    :raises JihengError: where the settings are wrong, the web part is not installed, or there is no such installation.
    """
    if data is not None:
        os.environ.setdefault("JIHENG_DATA", str(data))
    if installation is Installation.THERE:
        _must_be_there(configuration.load())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
    try:
        import django
    except ImportError:
        raise CannotStartError("网页部分没有安装，请先运行 pip install 'jiheng[web]'。") from None
    try:
        if installation is Installation.MADE:
            make_folder()
        django.setup()
        if installation is Installation.THERE:
            _must_have_tables()
    except OSError as error:
        raise CannotStartError(f"数据文件夹用不了：{error.strerror or error}。请检查 JIHENG_DATA 和权限。") from error


def make_folder() -> None:
    """Make the data folder. What this process writes from now on is for its owner's eyes alone."""
    os.umask(0o077)
    folder = configuration.load().data
    # WhiteNoise complains of a folder that is not there.
    (folder / configuration.STATIC_FOLDER).mkdir(parents=True, exist_ok=True)


def _must_be_there(given: configuration.Configuration) -> None:
    database = given.data if given.database else given.data / configuration.SQLITE_FILE
    if not database.exists():
        raise CannotStartError(
            f"“{given.data}”里没有装过绩衡，什么都没有做。请检查环境变量 JIHENG_DATA；新装的先运行 jiheng admin init。"
        )


def _must_have_tables() -> None:
    from django.db import connection

    if "django_migrations" not in connection.introspection.table_names():
        raise CannotStartError(
            "这个数据库里没有装过绩衡，什么都没有做。请检查数据库设置；新装的先运行 jiheng admin init。"
        )


def migrate() -> int:
    """Bring the database to what this version of the program needs; how many steps that took.

    Two processes that start at once do it one after the other.

    :raises CannotStartError: where the database cannot be reached, or a newer version of the program has changed it.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        with _alone():
            executor = MigrationExecutor(connection)
            unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
            ours = sorted(name for app, name in unknown if app == "records")
            if ours:
                raise CannotStartError(
                    f"这个数据库是更新版本的绩衡用过的（{ours[-1]}），这个版本不能用它。请升级程序，或从备份恢复。"
                )
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                call_command("migrate", interactive=False, verbosity=0)
            return len(plan)
    except DatabaseError as error:
        raise CannotStartError(f"数据库连不上或不能写：{_first_line(error)}。请检查数据库设置，再重新启动。") from error


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else migrates this database meanwhile."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    with (Path(settings.CONFIGURATION.data) / ".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0].rstrip(".。")
