"""What Django has no words for: tables that the database lets nobody rewrite, and the index of the search."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_NEVER_CHANGED = ("auditentry", "version", "content")
"""Rows are only added; a content that nothing refers to may be deleted (its foreign keys see to the others)."""
_NEVER_DELETED = ("auditentry", "version")


def install(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """Triggers and the search table."""
    for statement in _postgresql() if editor.connection.vendor == "postgresql" else _sqlite():
        editor.execute(statement, None)  # None: a % is a %


def remove(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """The way back."""
    postgresql = editor.connection.vendor == "postgresql"
    for table in _NEVER_CHANGED:
        for act in ("update", "delete", "truncate"):
            on = f" ON records_{table}" if postgresql else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")
    editor.execute("DROP TABLE records_search")


def _sqlite() -> list[str]:
    return [
        *(_sqlite_guard(table, "UPDATE") for table in _NEVER_CHANGED),
        *(_sqlite_guard(table, "DELETE") for table in _NEVER_DELETED),
        "CREATE VIRTUAL TABLE records_search USING fts5(words, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")",
    ]


def _sqlite_guard(table: str, act: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON records_{table} "
        f"BEGIN SELECT RAISE(ABORT, 'records_{table} is append-only'); END"
    )


def _postgresql() -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION records_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    guards = []
    for acts, tables in (("UPDATE", _NEVER_CHANGED), ("DELETE", _NEVER_DELETED)):
        guards += [
            f"CREATE TRIGGER {table}_no_{acts.lower()} BEFORE {acts} ON records_{table} "
            "FOR EACH ROW EXECUTE FUNCTION records_append_only()"
            for table in tables
        ]
    guards += [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON records_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION records_append_only()"
        for table in _NEVER_CHANGED
    ]
    return [
        refuse,
        *guards,
        "CREATE TABLE records_search (declaration_id bigint PRIMARY KEY REFERENCES records_declaration(id) ON DELETE CASCADE, "
        "words tsvector NOT NULL)",
        "CREATE INDEX records_search_words ON records_search USING gin (words)",
    ]


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
