"""Checking many files as one batch: read them all, run the rules, mark what is waived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from msgspec import UNSET

from jiheng import __version__
from jiheng.batch.files import Found
from jiheng.batch.many import read_all
from jiheng.batch.reading import Outcome, read_one, read_with_page
from jiheng.batch.waivers import Waivers
from jiheng.formats.limits import Limits
from jiheng.forms.flat import flat
from jiheng.forms.get import path_name
from jiheng.model.declaration import Table
from jiheng.model.finding import Finding, Report, Severity, Unread
from jiheng.report.page import Page
from jiheng.report.prose import one_line
from jiheng.report.words import path_words
from jiheng.rules.check import Crash, Settings, check_files
from jiheng.rules.form import File

LONGEST_TEXT = 10_000
"""Characters of one value: the whole narrative of a unit has fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """How files are read: see `read_all`."""

    limits: Limits
    jobs: int = 0
    seconds: float | None = None


@dataclass(slots=True)
class CheckedFile:
    """A file that was read: its number among those of the call, how it looks (where that was asked for), what was found."""

    number: int
    file: File
    page: Page | None
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Call:
    """What a check says, and what its reports are made of."""

    report: Report
    crashes: list[Crash]
    notes: list[str]
    files: list[CheckedFile]
    fault: bool = False

    @property
    def exit_code(self) -> int:
        """0 nothing but advice or waived findings, 1 errors or warnings, 2 a file could not be read, 3 our own fault."""
        if self.fault or self.crashes:
            return 3
        if self.report.unread:
            return 2
        weighs = any(one.waived is None and one.severity is not Severity.ADVICE for one in self.report.findings)
        return 1 if weighs else 0


def check_found(
    files: Sequence[Found],
    previous: Sequence[Found],
    settings: Settings,
    reads: Reads,
    waivers: Waivers,
    *,
    today: date,
    with_page: bool = False,
    each: Callable[[Outcome, Path], None],
) -> Call:
    """Check files as one batch.

    :param previous: last year's forms.
    :param today: the day on which waivers are judged.
    :param each: is told of the outcome of every file as it is read, last year's too.
    """
    unread: list[Unread] = []
    told: list[str] = []
    fault = False

    def read(wanted: Sequence[Found], with_page: bool) -> list[CheckedFile]:
        nonlocal fault
        got: list[CheckedFile] = []
        outcomes = read_all(
            wanted,
            reads.limits,
            jobs=reads.jobs,
            seconds=reads.seconds,
            read=read_with_page if with_page else read_one,
        )
        for number, (item, outcome) in enumerate(zip(wanted, outcomes, strict=True)):
            each(outcome, item.path)
            fault |= outcome.fault
            declaration = outcome.declaration
            too_long = _too_long(declaration.tables or ())
            if declaration.error is not UNSET:
                unread.append(Unread(source=declaration.source, error=str(declaration.error)))
            elif too_long:
                unread.append(Unread(source=declaration.source, error=too_long))
                told.append(f"{one_line(declaration.source)}：{too_long}")
            else:
                got.append(CheckedFile(number, _file(outcome), outcome.page))
        return got

    now = read(files, with_page)
    before = read(previous, False)
    result = check_files([one.file for one in now], settings, [one.file for one in before])
    findings, notes = waivers.apply(result.findings, today)
    for number, finding in zip(result.file_of, findings, strict=True):
        now[number].findings.append(finding)
    report = Report(
        findings=tuple(findings),
        unread=(*unread, *waivers.refused),
        checked=tuple(result.checked),
        version=__version__,
    )
    return Call(report, result.crashes, [*told, *notes], now, fault)


def _too_long(tables: Sequence[Table]) -> str:
    """Why a file is not checked; else blank."""
    return next((said for number, table in enumerate(tables) if (said := too_long(table, number))), "")


def too_long(table: Table, number: int = 0) -> str:
    """Why a form is not checked: a text that no form has, and that every rule would pore over; else blank.

    :param number: its number in its file, from 0.
    """
    for path, value in flat(table):
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            return (
                f"没有审核：第 {number + 1} 张表的{path_words([path_name(path)])}有 {len(value)} 个字，超过审核的上限 {LONGEST_TEXT} 个字；"
                "请检查是不是把整篇材料贴在了一格里，拆开后再审核。"
            )
    return ""


def _file(outcome: Outcome) -> File:
    declaration = outcome.declaration
    return File(
        declaration.source,
        declaration.tables or (),
        complete=declaration.complete is True,
        left_over=len(declaration.left_over or ()),
        blanks=outcome.blanks,
        document=declaration.document or None,
        doubtful=frozenset((item.table, path) for item in declaration.doubtful or () for path in item.of),
    )
