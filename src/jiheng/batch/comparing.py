"""Comparing the forms of two files, or of two folders: read both sides, pair their forms, say what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import UNSET

from jiheng import __version__
from jiheng.batch.files import Found
from jiheng.batch.many import read_all
from jiheng.batch.reading import Outcome, read_one, read_with_page
from jiheng.formats.limits import Limits
from jiheng.model.declaration import Table
from jiheng.model.differences import Comparison, FormRef, Pair, ReadFile, compare_files
from jiheng.model.finding import Unread
from jiheng.report.page import Page

_NO_FORM = "没有绩效目标表，没有可以比较的；请检查是不是选错了文件。"


class NoSuchTableError(ValueError):
    """A table was asked for that its side does not have; the message says so."""


@dataclass(slots=True)
class _Side:
    """What was read of one side: its tables with the form that each one is."""

    files: list[ReadFile] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    forms: list[FormRef] = field(default_factory=list)
    pages: dict[str, Page | None] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Take in a file."""
        declaration = outcome.declaration
        source = declaration.source
        if declaration.error is not UNSET:
            self.unread.append(Unread(source=source, error=str(declaration.error)))
            return
        tables = declaration.tables or ()
        self.files.append(ReadFile(source=source, tables=len(tables), left_over=len(declaration.left_over or ())))
        self.tables.extend(tables)
        self.forms.extend(_form(source, n, table) for n, table in enumerate(tables))
        if tables:
            self.pages[source] = outcome.page

    def only(self, number: int, word: str) -> None:
        """Keep one table, counted from 1 over all files of the side.

        :raises NoSuchTableError: where there are not so many.
        """
        if not 1 <= number <= len(self.tables):
            raise NoSuchTableError(f"{word}的文件里有 {len(self.tables)} 张表，没有第 {number} 张，请改 --tables。")
        self.tables, self.forms = [self.tables[number - 1]], [self.forms[number - 1]]

    def say_if_empty(self) -> None:
        """Files without a single form cannot be compared."""
        if not self.tables and not self.unread:
            self.unread.extend(Unread(source=one.source, error=_NO_FORM) for one in self.files[:1])


@dataclass(slots=True)
class Call:
    """What a comparison says, and how the files of both sides look, by name."""

    comparison: Comparison
    pages_before: dict[str, Page | None]
    pages_after: dict[str, Page | None]
    fault: bool = False

    @property
    def exit_code(self) -> int:
        """0 no difference in meaning, 1 differences, 2 a file could not be read or has no form, 3 our own fault."""
        if self.fault:
            return 3
        return 2 if self.comparison.unread else 1 if self.comparison.differs else 0


def compare_found(
    before: Sequence[Found],
    after: Sequence[Found],
    limits: Limits,
    *,
    jobs: int = 0,
    seconds: float | None = None,
    tables: tuple[int, int] | None = None,
    with_page: bool = False,
    each: Callable[[Outcome, Path], None],
) -> Call:
    """Compare the forms of two sides.

    :param tables: compare only this one of either side, counted from 1.
    :param each: is told of the outcome of every file as it is read.
    :raises NoSuchTableError: where a side has no such table.
    """
    sides = _Side(), _Side()
    fault = False
    wanted = [*before, *after]
    read = read_with_page if with_page else read_one
    for number, outcome in enumerate(read_all(wanted, limits, jobs=jobs, seconds=seconds, read=read)):
        each(outcome, wanted[number].path)
        fault |= outcome.fault
        sides[number >= len(before)].add(outcome)
    for side, word, number in zip(sides, ("原来", "现在"), tables or (0, 0), strict=True):
        side.say_if_empty()
        if number and side.tables:
            side.only(number, word)
    return Call(_comparison(*sides), sides[0].pages, sides[1].pages, fault)


def _comparison(before: _Side, after: _Side) -> Comparison:
    unread = tuple(dict.fromkeys((*before.unread, *after.unread)))
    files = {"before": tuple(before.files), "after": tuple(after.files), "unread": unread, "version": __version__}
    if not before.tables or not after.tables:
        return Comparison(**files)  # type: ignore[arg-type]
    found = compare_files(before.tables, after.tables)
    pairs = tuple(
        Pair(
            before=before.forms[one.before],
            after=after.forms[one.after],
            differences=one.differences,
            spelling=one.spelling,
        )
        for one in found.pairs
    )
    return Comparison(
        pairs=pairs,
        only_before=_picked(before.forms, found.only_before),
        only_after=_picked(after.forms, found.only_after),
        **files,  # type: ignore[arg-type]
    )


def _picked(forms: Sequence[FormRef], numbers: Iterable[int]) -> tuple[FormRef, ...]:
    return tuple(forms[n] for n in numbers)


def _form(source: str, number: int, table: Table) -> FormRef:
    units = (table.budget_unit, table.filing_unit, table.implementing_unit)
    projects = (table.project_name, table.direction, table.parent_fund)
    return FormRef(
        source=source,
        table=number,
        kind=table.kind,
        title=table.title or None,
        unit=next((text for text in units if isinstance(text, str) and text), None),
        project=next((text for text in projects if isinstance(text, str) and text), None),
        fiscal_year=table.fiscal_year or None,
        money_unit=table.money_unit or None,
    )
