"""Search over names, goals and indicators, by the index of pairs of neighbouring characters (`domain.search_index`); the
same in both databases."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from jiheng.web.records.domain.search_index import long_terms, runs, scope_term
from jiheng.web.records.models import Declaration

LONGEST_QUERY = 60
_TRIED, _SHORT = 2_000, 10_000
"""Declarations that are looked at one by one: some ten milliseconds, and some seventy."""
_NO_JOIN = "OFFSET 0"
"""With an offset, the planner does not turn an EXISTS into the join that is to be avoided."""


def parts_of(query: str) -> list[str]:
    """What a query looks for: its parts without signs, folded as the index is."""
    return [run for part in query[:LONGEST_QUERY].split() for run in runs(part)]


def matching(
    found: QuerySet[Declaration], query: str, most: int, *, rounds: Sequence[int] = (), units: Sequence[int] = ()
) -> list[int]:
    """The ids of the declarations of a list that hold all parts of a query (parted by blanks), each part as it is written; of
    so many, whichever they are.

    PostgreSQL cannot tell whether there is less to read by the index or by the list: it takes the words of a phrase for
    strangers to each other. So the index is tried first. Where it finds much of which little belongs to the list, a short
    list is looked through, and for a long one the index is read on until there are enough.

    :param rounds: ids of the rounds to look in; none: in all.
    :param units: likewise of units.
    """
    if not parts_of(query):
        return []
    asked = _asked(query, rounds, units)
    if connection.vendor != "postgresql":
        return list(_in_fts(found, asked).order_by().values_list("pk", flat=True)[:most])
    there = RawSQL("records_declaration.id = records_search.declaration_id", (), output_field=BooleanField())
    try:
        seen, values = found.order_by().filter(there).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    belongs, holds = (
        f"EXISTS ({seen} {_NO_JOIN})",
        "SELECT declaration_id FROM records_search WHERE words @@ %s::tsquery",
    )
    with connection.cursor() as cursor:
        sql = f"SELECT declaration_id, {belongs} FROM ({holds} LIMIT {_TRIED}) AS records_search"
        cursor.execute(sql, (*values, asked))
        tried = cursor.fetchall()
        pks = [pk for pk, is_seen in tried if is_seen][:most]
        if len(tried) < _TRIED or len(pks) == most:
            return pks
        if found.order_by()[: _SHORT + 1].count() <= _SHORT:
            return list(matching_often(found, query).order_by().values_list("pk", flat=True)[:most])
        cursor.execute(f"{holds} AND {belongs} LIMIT %s", (asked, *values, most))
        return [pk for (pk,) in cursor.fetchall()]


def matching_often(found: QuerySet[Declaration], query: str) -> QuerySet[Declaration]:
    """The same, for a query that very many declarations hold: they are looked at one by one in the order of the list,
    until its page is full, where the index would first find them all."""
    asked = _asked(query)
    if connection.vendor != "postgresql":
        return _in_fts(found, asked)
    sql = (
        "EXISTS (SELECT 1 FROM records_search WHERE declaration_id = records_declaration.id AND words @@ %s::tsquery "
        f"{_NO_JOIN})"
    )
    return found.filter(RawSQL(sql, (asked,), output_field=BooleanField()))


def _in_fts(found: QuerySet[Declaration], asked: str) -> QuerySet[Declaration]:
    return found.filter(pk__in=RawSQL("SELECT rowid FROM records_search WHERE records_search MATCH %s", (asked,)))


def among(pks: Sequence[int]) -> Q:
    """The rows with these ids, of which there may be thousands: PostgreSQL takes them as one value."""
    if connection.vendor != "postgresql":
        return Q(pk__in=pks)
    return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", (f"{{{','.join(map(str, pks))}}}",)))


def _asked(query: str, rounds: Sequence[int] = (), units: Sequence[int] = ()) -> str:
    """A query as the index takes it."""
    scope = [[scope_term(kind, pk) for pk in ids] for kind, ids in (("r", rounds), ("u", units)) if ids]
    if connection.vendor == "postgresql":
        groups = ["(" + " | ".join(f"'{term}'" for term in group) + ")" for group in scope]
        return " & ".join((*map(_pg_part, parts_of(query)), *groups))
    groups = ["(" + " OR ".join(group) + ")" for group in scope]
    return " AND ".join((*map(_fts_part, parts_of(query)), *groups))


def _pg_part(run: str) -> str:
    if len(run) == 1:
        return f"'{run}':*"
    pairs = "(" + " <-> ".join(f"'{run[n : n + 2]}'" for n in range(len(run) - 1)) + ")"
    return " & ".join((pairs, *(f"'{term}'" for term in long_terms([run]))))


def _fts_part(run: str) -> str:
    if len(run) == 1:
        return f"{run}*"
    pairs = '"' + " ".join(run[n : n + 2] for n in range(len(run) - 1)) + '"'
    return " AND ".join((pairs, *long_terms([run])))
