"""Emptying the database after a test that committed: the guards of append-only tables refuse it, so they stand aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

_TABLES = ("auditentry", "version", "content")
_SEARCH = "records_search"


@pytest.fixture(autouse=True, scope="session")
def flushing_past_the_guards() -> Iterator[None]:
    """Django's own emptying, with the triggers put aside for its transaction and the index of the search emptied, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", _past_guards(type(connection.ops).sql_flush))
        yield


def _past_guards(flush: Any) -> Any:
    if getattr(flush, "is_past_guards", False):  # the tests of another folder did it already
        return flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        if not tables:
            return flush(self, style, tables, **options)  # type: ignore[no-any-return]
        if connection.vendor == "postgresql":
            return ["SET LOCAL session_replication_role = replica", *flush(self, style, [*tables, _SEARCH], **options)]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({', '.join(['%s'] * 3)})",
                [f"records_{table}" for table in _TABLES],
            )
            guards = cursor.fetchall()
        return [
            *(f"DROP TRIGGER {name}" for name, _ in guards),
            *flush(self, style, tables, **options),
            f"DELETE FROM {_SEARCH}",
            *(sql for _, sql in guards),
        ]

    sql_flush.is_past_guards = True  # type: ignore[attr-defined]
    return sql_flush
