"""Whether this installation works: for a monitor, without secrets and without a session."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """`{"status": "ok", "checks": {...}}`, 503 where one of the checks fails."""
    checks = {name: _passes(check) for name, check in CHECKS.items()}
    ok = all(checks.values())
    return JsonResponse({"status": "ok" if ok else "failing", "checks": checks}, status=200 if ok else 503)


def database() -> bool:
    """It answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations() -> bool:
    """All are applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def data_folder() -> bool:
    """It takes a file."""
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ok")
        file.flush()
    return True


CHECKS: dict[str, Callable[[], bool]] = {"database": database, "migrations": migrations, "data_folder": data_folder}


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, InterfaceError, OSError):
        return False
