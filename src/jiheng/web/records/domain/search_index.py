"""The index of the search: what is kept of a declaration so that it is found by its names, goals and indicators.

Chinese has no blanks between words, and people look for two characters. Each text is indexed by its pairs (社区居民 → 社区 区居
居民), and a query (`queries.search`) is a run of pairs that follow one another, which is to say: exactly this text. SQLite keeps
them in FTS5, PostgreSQL in a tsvector with a GIN index. The round and the unit are terms of the same index, so that a search
within a round does not look at the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add

from django.db import connection

from jiheng.model.declaration import Table
from jiheng.model.invisible import visible
from jiheng.web.records.domain.contents import table_of
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
    return [scope_term("r", declaration.round_id), scope_term("u", declaration.unit_id)]


def scope_term(kind: str, pk: int) -> str:
    """The term of a round (`r`) or a unit (`u`). A query of one character finds what begins with it: none begins with `_`."""
    return f"_{kind}{pk}"


def terms(texts: Iterable[str]) -> list[tuple[str, int]]:
    """The pairs of texts with their positions, the last character alone; between two texts there is a gap, so that no
    query runs over it."""
    made: list[tuple[str, int]] = []
    at = 1
    left = _LONGEST
    for run in (run for text in dict.fromkeys(texts) for run in runs(text[: max(left, 0)])):
        left -= len(run)
        made.extend(zip((*map(add, run, run[1:]), run[-1]), range(at, at + len(run)), strict=True))
        at += len(run) + _GAP
        if at > _MOST_PAIRS:
            break
    return made


def long_terms(texts: Iterable[str]) -> list[str]:
    """Terms for what is long and of letters and digits alone: every eight characters in a row of it."""
    found = (code for text in texts for code in _CODES.findall(folded(text[:_LONGEST])))
    return list(dict.fromkeys(f"_c{code[n : n + _LONG]}" for code in found for n in range(len(code) - _LONG + 1)))


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


def runs(text: str) -> list[str]:
    """The parts of a text without signs, folded."""
    return _RUNS.findall(folded(text))


def folded(text: str) -> str:
    """A text as it is compared: small letters, and each sign in its plainest form."""
    return unicodedata.normalize("NFKC", visible(text)).lower()
