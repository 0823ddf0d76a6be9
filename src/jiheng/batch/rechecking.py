"""Checking forms that are kept without their files: as they were read, or edited since.

A finding keeps its id from the first check to every later one, as long as the value stays: a form is checked under the
same file name and number. Its place stays the cell of the file that it was read from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.batch.checking import too_long
from jiheng.model.declaration import Declaration, Kind, Table
from jiheng.model.finding import Checked, Finding
from jiheng.model.location import Location
from jiheng.rules.check import Crash, Settings, check_files
from jiheng.rules.form import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A form that is kept.

    `source` and `number` (from 0) name it in findings; `blanks` are the cells of its blank values, by path. `ends_file`:
    it is the last of a file that may be cut off there; never so of a form that was filled in on the screen. `doubtful`:
    the paths of values that were recognised with little confidence.
    """

    source: str
    table: Table
    number: int = 0
    blanks: Mapping[str, Location] = field(default_factory=dict)
    ends_file: bool = False
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What is found in a form. `unchecked` is the sentence why it was not checked, else blank; `crashes` are our own fault."""

    findings: tuple[Finding, ...]
    unchecked: str
    checked: Checked
    crashes: tuple[Crash, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsChecked:
    """What is found in the forms of a file; `unchecked` says why some were not checked, by their numbers."""

    findings: Sequence[Finding]
    unchecked: Mapping[int, str]
    checked: Checked
    crashes: Sequence[Crash]


def check_table(
    table: Table,
    *,
    source: str,
    number: int = 0,
    blanks: Mapping[str, Location] | None = None,
    ends_file: bool = False,
    doubtful: frozenset[str] = frozenset(),
    settings: Settings | None = None,
    previous: Table | None = None,
) -> Rechecked:
    """Check one form again: see `Stored`.

    :param previous: last year's form of the same unit and project.
    """
    one = Stored(source=source, table=table, number=number, blanks=blanks or {}, ends_file=ends_file, doubtful=doubtful)
    before = [Stored(source="上一年度", table=previous)] if previous is not None else []
    return check_stored([one], settings, before)[0]


def check_stored(
    stored: Sequence[Stored], settings: Settings | None = None, previous: Sequence[Stored] = ()
) -> tuple[Rechecked, ...]:
    """Check forms that are kept as one batch, each as a file of its own; what is found in each, in order."""
    said = [too_long(one.table, one.number) for one in stored]
    files = [_file(one, checked=not why) for one, why in zip(stored, said, strict=True)]
    result = check_files(files, settings or Settings(), [_file(one) for one in previous])
    found: list[list[Finding]] = [[] for _ in stored]
    for at, finding in zip(result.file_of, result.findings, strict=True):
        found[at].append(finding)
    return tuple(
        Rechecked(
            findings=tuple(found[n]),
            unchecked=said[n],
            checked=result.checked[n],
            crashes=tuple(crash for crash in result.crashes if crash.source == one.source),
        )
        for n, one in enumerate(stored)
    )


def check_forms(
    declaration: Declaration,
    blanks: Sequence[Mapping[str, Location]],
    settings: Settings,
    previous: Sequence[Stored] = (),
) -> FormsChecked:
    """Check a file that was just read. A form with a text that no form has is left out; the others are checked."""
    tables = declaration.tables or ()
    unchecked = {number: said for number, table in enumerate(tables) if (said := too_long(table, number))}
    file = File(
        declaration.source,
        [_BLANK if number in unchecked else table for number, table in enumerate(tables)],
        complete=declaration.complete is True,
        left_over=len(declaration.left_over or ()),
        blanks=blanks,
        document=declaration.document or None,
        doubtful=frozenset((item.table, path) for item in declaration.doubtful or () for path in item.of),
    )
    result = check_files([file], settings, [_file(one) for one in previous])
    return FormsChecked(
        findings=result.findings, unchecked=unchecked, checked=result.checked[0], crashes=result.crashes
    )


_BLANK = Table(kind=Kind.PROJECT)
"""In the place of a form that is not at hand: blank forms are not checked."""


def _file(one: Stored, *, checked: bool = True) -> File:
    """The form in its place among those of its file."""
    before = [_BLANK] * one.number
    behind = [] if one.ends_file else [_BLANK]  # else it would be the last, and its gaps be taken for a torn-off end
    return File(
        one.source,
        [*before, one.table if checked else _BLANK, *behind],
        blanks=[*({} for _ in before), one.blanks, *({} for _ in behind)],
        doubtful=frozenset((one.number, path) for path in one.doubtful),
    )
