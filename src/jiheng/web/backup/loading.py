"""Loading very many rows into empty tables: in SQLite by statements, in PostgreSQL by COPY into tables that are bare meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection

_ROWS = 500
_MEMORY = "128MB"
"""For making an index."""


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Within, tables of PostgreSQL have no foreign keys, and no indexes but those of primary keys and constraints: made at
    once at the end, they take a part of the time, and no list of all rows that are still to be checked."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)), "
            "format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname) "
            "FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname",
            (list(tables),),
        )
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid), format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index "
            "WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) "
            "ORDER BY indexrelid",
            (list(tables),),
        )
        indexes = cursor.fetchall()
        for _made, dropped in (*keys, *indexes):
            cursor.execute(dropped)
        yield
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{_MEMORY}'")
        for made, _dropped in (*indexes, *keys):
            cursor.execute(made)
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def load(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Put rows into a table."""
    quote = connection.ops.quote_name
    listed = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {listed} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        sql = f"INSERT INTO {listed} VALUES ({', '.join(['%s'] * len(columns))})"
        left = iter(rows)
        while some := list(islice(left, _ROWS)):
            cursor.executemany(sql, some)
