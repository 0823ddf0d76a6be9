"""Search over names, goals and indicators: an index of pairs of neighbouring characters, the same in both databases.

Chinese has no blanks between words, and people look for two characters. Each text is indexed by its pairs (社区居民 → 社区 区居
居民), and a query is a run of pairs that follow one another, which is to say: exactly this text. SQLite keeps them in FTS5,
PostgreSQL in a tsvector with a GIN index. The round and the unit are terms of the same index, so that a search within a
round does not look at the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from jiheng.model.declaration import Table
from jiheng.model.invisible import visible
from jiheng.web.records.models import Content, Declaration, Draft

TABLE = "records_search"
Row = tuple[int, list[tuple[str, int]], list[str]]
"""What the index has of a declaration: its id, the pairs with their positions, the terms of its scope."""
_AT_ONCE = 500
_RUNS = re.compile(r"[^\W_]+")
_LONGEST = 20_000
"""Characters of a form that are indexed."""
_MOST_PAIRS = 16_000
"""PostgreSQL counts positions up to 16,383."""
_GAP = 2
_LONG = 8
"""Letters and digits: codes have all pairs in common, so that eight characters of them in a row are a term of their own."""
_CODES = re.compile(rf"[0-9a-z]{{{_LONG},}}")
LONGEST_QUERY = 60
_TRIED, _SHORT = 2_000, 10_000
"""Declarations that are looked at one by one: some ten milliseconds, and some seventy."""
_NO_JOIN = "OFFSET 0"
"""With an offset, the planner does not turn an EXISTS into the join that is to be avoided."""


def index(declaration: Declaration, content: Content) -> None:
    """Index what a declaration says now."""
    write([_row(declaration, content)])


def everything() -> Iterator[list[tuple[int, str]]]:
    """The rows of the index of all declarations, some at a time: what a restored database is found by."""
    after = 0
    found = Declaration.objects.select_related("unit", "project", "current").order_by("pk")
    while page := list(found.filter(pk__gt=after)[:_AT_ONCE]):
        drafts = dict(Draft.objects.filter(declaration__in=page).values_list("declaration", "content"))
        shown = {one.pk: drafts.get(one.pk) or (one.current.content_id if one.current else None) for one in page}
        contents = Content.objects.only("body").in_bulk(set(shown.values()) - {None})
        rows = (_row(one, contents[content]) for one in page if (content := shown[one.pk]) is not None)
        yield [(pk, _words(pairs, scope)) for pk, pairs, scope in rows]
        after = page[-1].pk


def columns() -> tuple[str, str]:
    """The columns of the index."""
    return ("declaration_id" if connection.vendor == "postgresql" else "rowid", "words")


def _row(declaration: Declaration, content: Content) -> Row:
    from jiheng.web.records.domain.contents import table_of

    texts = list(texts_of(declaration, table_of(content)))
    return declaration.pk, terms(texts), [*scope_terms(declaration), *long_terms(texts)]


def texts_of(declaration: Declaration, table: Table) -> Iterator[str]:
    """What is found of a declaration: its names, its goals, its indicators."""
    yield declaration.title
    yield declaration.unit.name
    if declaration.project is not None:
        yield declaration.project.code
    for key in ("title", "project_name", "budget_unit", "implementing_unit", "competent_department"):
        yield getattr(table, key) or ""
    for task in table.tasks or ():
        yield task.name or ""
    for goal in table.goals or ():
        yield goal.text or ""
    for row in table.indicators or ():
        yield row.name or ""
        yield row.value_text or ""


def scope_terms(declaration: Declaration) -> list[str]:
    """Terms of the index for where a declaration belongs."""
    return [f"r_{declaration.round_id}", f"u_{declaration.unit_id}"]


def terms(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The pairs of texts with their positions, the last character alone; between two texts there is a gap, so that no
    query runs over it."""
    made: list[tuple[str, int]] = []
    at = 1
    left = _LONGEST
    for run in (run for text in dict.fromkeys(texts) for run in _RUNS.findall(folded(text[: max(left, 0)]))):
        left -= len(run)
        made.extend(zip((*map(add, run, run[1:]), run[-1]), range(at, at + len(run)), strict=True))
        at += len(run) + _GAP
        if at > _MOST_PAIRS:
            break
    return made


def long_terms(texts: Iterable[str]) -> list[str]:
    """Terms for what is long and of letters and digits alone: every eight characters in a row of it."""
    found = (code for text in texts for code in _CODES.findall(folded(text[:_LONGEST])))
    return list(dict.fromkeys(f"c_{code[n : n + _LONG]}" for code in found for n in range(len(code) - _LONG + 1)))


def write(rows: Sequence[Row]) -> None:
    """Put declarations into the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO records_search (declaration_id, words) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (declaration_id) DO UPDATE SET words = excluded.words",
                [(pk, _words(pairs, scope)) for pk, pairs, scope in rows],
            )
        else:
            cursor.executemany("DELETE FROM records_search WHERE rowid = %s", [(pk,) for pk, *_ in rows])
            cursor.executemany(
                "INSERT INTO records_search (rowid, words) VALUES (%s, %s)",
                [(pk, _words(pairs, scope)) for pk, pairs, scope in rows],
            )


def _words(pairs: Sequence[tuple[str, int]], scope: Sequence[str]) -> str:
    return (vector if connection.vendor == "postgresql" else _line)(pairs, scope)


def vector(pairs: Sequence[tuple[str, int]], scope: Sequence[str]) -> str:
    """The text form of PostgreSQL's tsvector."""
    at: defaultdict[str, list[str]] = defaultdict(list)
    for pair, position in pairs:
        at[pair].append(str(position))
    parts = [f"'{pair}':{','.join(places[:255])}" for pair, places in at.items()]
    return " ".join((*parts, *(f"'{term}'" for term in scope)))


def _line(pairs: Sequence[tuple[str, int]], scope: Sequence[str]) -> str:
    """The text that FTS5 splits at its blanks; `__` stands for the gap between two texts."""
    words: list[str] = []
    last = 0
    for pair, position in pairs:
        if position > last + 1:
            words.append("__")
        words.append(pair)
        last = position
    return " ".join((*words, *scope))


def parts_of(query: str) -> list[str]:
    """What a query looks for: its parts without signs, folded as the index is."""
    return [run for part in query[:LONGEST_QUERY].split() for run in _RUNS.findall(folded(part))]


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
    scope = [[f"{kind}_{pk}" for pk in ids] for kind, ids in (("r", rounds), ("u", units)) if ids]
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


def folded(text: str) -> str:
    """A text as it is compared: small letters, and each sign in its plainest form."""
    return unicodedata.normalize("NFKC", visible(text)).lower()
