"""Loading very many rows into PostgreSQL: buffered, by COPY, with the ids given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from jiheng.web.records.domain import search_index
from jiheng.web.records.models import AuditEntry, ChainHead

_AT_ONCE = 20_000
"""Rows of a table that are sent together."""


class Loading:
    """Rows on their way into their tables.

    The checks of foreign keys and the index of the search wait until the end: row by row they take longer than all the
    rest. The triggers that forbid changes do not concern new rows.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[Sequence[Any]]] = {}
        self._columns: dict[str, list[str]] = {}
        self._others: dict[str, tuple[Any, ...]] = {}
        self._last: dict[str, int] = {}
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("DROP INDEX IF EXISTS records_search_words")

    def add(self, model: type[models.Model], **values: Any) -> int:
        """A row, by its columns; its id. Columns that are not given have what a new row has in them."""
        table = model._meta.db_table
        columns = self._columns.get(table)
        if columns is None:
            others = [one for one in model._meta.concrete_fields if not one.primary_key and one.attname not in values]
            columns = self._columns[table] = ["id", *values, *(one.attname for one in others)]
            self._others[table] = tuple(one.get_default() for one in others)
            self._rows[table] = []
            self._last[table] = 0
        self._last[table] += 1
        number = self._last[table]
        row = (number, *values.values(), *self._others[table])
        if len(row) != len(columns):
            raise ValueError(f"{table}: {sorted(values)}")
        rows = self._rows[table]
        rows.append(row)
        if len(rows) >= _AT_ONCE:
            self._send(table)
        return number

    def next_id(self, model: type[models.Model]) -> int:
        """The id that the next row of a table will have."""
        return self._last.get(model._meta.db_table, 0) + 1

    def index(self, declaration: int, texts: Sequence[str], scope: Sequence[str]) -> None:
        """What the search finds a declaration by."""
        table = "records_search"
        self._columns.setdefault(table, ["declaration_id", "words"])
        rows = self._rows.setdefault(table, [])
        rows.append(
            (declaration, search_index.vector(search_index.terms(texts), [*scope, *search_index.long_terms(texts)]))
        )
        if len(rows) >= _AT_ONCE:
            self._send(table)

    def end(self, chain_hash: str) -> None:
        """Send what is left, and leave the database as an installation has it."""
        for table in self._rows:
            self._send(table)
        with connection.cursor() as cursor:
            for table, last in self._last.items():
                if table != AuditEntry._meta.db_table:
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, last))
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("CREATE INDEX records_search_words ON records_search USING gin (words)")
            cursor.execute("SET session_replication_role = DEFAULT")
        length = self._last[AuditEntry._meta.db_table]
        ChainHead.objects.update_or_create(pk=1, defaults={"length": length, "hash": chain_hash})
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def _send(self, table: str) -> None:
        rows = self._rows[table]
        if not rows:
            return
        columns = ", ".join(f'"{name}"' for name in self._columns[table])
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        rows.clear()
