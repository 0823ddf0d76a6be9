"""Taking in one file that somebody handed over: its forms, how each looks, what is wrong in each, and what was not understood.

Everything that is done with the file, the checking too, is done in a worker process that is stopped when it takes too
long. Nothing is raised for a fault of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
from msgspec import UNSET

from jiheng.batch.faults import fault_sentence
from jiheng.batch.files import Found, expand, readable_name
from jiheng.batch.many import read_all
from jiheng.batch.patience import SECONDS
from jiheng.batch.reading import Outcome, our_fault, read_one, unread, without_options
from jiheng.batch.rechecking import Stored, check_forms
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.law.profiles import profile_of
from jiheng.model.declaration import DocumentFacts, Doubtful, LeftOver, Table, table_json
from jiheng.model.errors import JihengError
from jiheng.model.finding import Checked, Finding, findings_json
from jiheng.model.location import Location, places_json
from jiheng.report.doubts import doubt_sentence
from jiheng.report.form_page import form_pages
from jiheng.report.page import Page, page_json
from jiheng.report.prose import one_line
from jiheng.rules.check import LATEST, Crash, Settings

_LONGEST = 60
"""Characters of a text that is quoted."""


class FormIntake(msgspec.Struct, frozen=True, kw_only=True):
    """A form of a file: what is kept of it.

    `number` is its number in the file, from 0; `blanks` are the cells of the values that are left blank, by path; `page` is
    how the form looks. `findings` are those about this form, `unchecked` the sentence why there are none, else blank.
    `ends_file`: it is the last one of its file, which may be cut off there. `doubtful`: the paths of values that were
    recognised with little confidence.
    """

    number: int
    table: Table
    blanks: dict[str, Location]
    page: Page
    findings: tuple[Finding, ...] = ()
    unchecked: str = ""
    ends_file: bool = False
    doubtful: tuple[str, ...] = ()

    @property
    def table_json(self) -> bytes:
        """The form as the contract's JSON."""
        return table_json(self.table)

    @property
    def blanks_json(self) -> bytes:
        """The cells of blank values as JSON."""
        return places_json(self.blanks)

    @property
    def page_json(self) -> bytes:
        """How the form looks as JSON."""
        return page_json(self.page)

    @property
    def findings_json(self) -> bytes:
        """The findings as a JSON array."""
        return findings_json(self.findings)

    def stored(self, source: str, table: Table | None = None) -> Stored:
        """The form as it is checked again, or an edited one in its place."""
        return Stored(
            source=source,
            table=self.table if table is None else table,
            number=self.number,
            blanks=self.blanks,
            ends_file=self.ends_file,
            doubtful=frozenset(self.doubtful),
        )


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was handed over.

    `error` is the one sentence why it could not be read, else blank; `fault` says that this is our own fault, `detail` is
    for whoever mends it. `unclear` are sentences for every text that was not understood, or not recognised with
    confidence. `crashes` are rules that failed, by our own fault.
    """

    source: str
    error: str = ""
    fault: bool = False
    detail: str = ""
    forms: tuple[FormIntake, ...] = ()
    complete: bool = False
    left_over: tuple[LeftOver, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    unclear: tuple[str, ...] = ()
    document: DocumentFacts | None = None
    checked: Checked | None = None
    crashes: tuple[Crash, ...] = ()


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker makes of a file beside its declaration."""

    forms: tuple[FormIntake, ...]
    checked: Checked | None
    crashes: tuple[Crash, ...]


def take_in(
    path: Path,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    seconds: float = SECONDS,
    settings: Settings | None = None,
    previous: Sequence[Table] = (),
    jobs: int = 1,
) -> tuple[Intake, ...]:
    """Take in a file: one intake, of a zip archive one for each file in it.

    :param path: where the file is kept, under whatever name.
    :param name: what it was called by whoever handed it over.
    :param seconds: how long one file may take.
    :param settings: how its forms are judged.
    :param previous: last year's forms of the same unit, to compare with.
    :param jobs: how many files of an archive are read at a time.
    :raises UnknownProfileError: where the settings name a region that there is not.
    """
    settings = settings or Settings()
    profile_of(settings.region, settings.year or LATEST)
    plain = readable_name(name.replace("\\", "/").rpartition("/")[2]) or "未命名文件"
    read = partial(_take_one, settings=settings, previous=tuple(previous))
    files: list[Found] = []
    taken: list[Intake] = []
    try:
        files += expand(Found(path, one_line(plain)), limits)
        taken += (_intake(outcome) for outcome in read_all(files, limits, jobs=jobs, seconds=seconds, read=read))
    except (JihengError, OSError) as error:  # no worker can be started
        sources = [item.source for item in files[len(taken) :]] or [plain]
        taken += (
            Intake(source=source, error=fault_sentence(error), fault=True, detail=str(error)) for source in sources
        )
    return tuple(taken)


# ---- in the worker -----------------------------------------------------------------------------------------------


def _take_one(
    found: Found, limits: Limits, *, with_ledger: bool = False, settings: Settings, previous: tuple[Table, ...]
) -> Outcome:
    """Read and check a file; its trouble is told, never raised."""
    outcome = read_one(found, limits, with_ledger=True, with_page=True)
    if outcome.declaration.error is not UNSET:
        return outcome
    try:
        made = msgspec.msgpack.encode(_made(outcome, settings, previous))
    except MemoryError:
        return unread(found.source, "内存不足，审核不了这个文件，请拆成小一些的文件后再试。")
    except Exception as error:
        return our_fault(found, error)
    # The page of the file and its ledger have done their work: the forms have pages of their own.
    return replace(outcome, ledger=outcome.ledger if with_ledger else None, page=None, more=made)


def _made(outcome: Outcome, settings: Settings, previous: tuple[Table, ...]) -> _Made:
    declaration = outcome.declaration
    tables = declaration.tables or ()
    if not tables:
        return _Made(forms=(), checked=None, crashes=())
    entries = outcome.ledger.entries if outcome.ledger is not None else ()
    pages = form_pages(outcome.page or Page(()), tables, outcome.blanks, entries)
    doubtful: list[list[str]] = [[] for _ in tables]
    for item in declaration.doubtful or ():
        doubtful[item.table].extend(item.of)
    before = [Stored(source="上一年度", table=table) for table in previous]
    result = check_forms(declaration, outcome.blanks, settings, before)
    forms = tuple(
        FormIntake(
            number=number,
            table=table,
            blanks=outcome.blanks[number],
            page=pages[number],
            findings=tuple(one for one in result.findings if one.table == number),
            unchecked=result.unchecked.get(number, ""),
            ends_file=number == len(tables) - 1,
            doubtful=tuple(dict.fromkeys(doubtful[number])),
        )
        for number, table in enumerate(tables)
    )
    return _Made(forms=forms, checked=result.checked, crashes=tuple(result.crashes))


# ---- in the parent -----------------------------------------------------------------------------------------------

_decode = msgspec.msgpack.Decoder(_Made).decode


def _intake(outcome: Outcome) -> Intake:
    declaration = outcome.declaration
    if declaration.error is not UNSET:
        said = without_options(declaration.error)
        return Intake(source=declaration.source, error=said, fault=outcome.fault, detail=outcome.detail)
    made = _decode(outcome.more)
    left, doubtful = declaration.left_over or (), declaration.doubtful or ()
    unclear = [f"{item.at}“{_short(item.text)}”没有读懂，没有读进任何栏目，请对照原表核对。" for item in left]
    unclear += [f"{doubt_sentence(item, declaration, _short(item.text))}看不清，请与原件核对。" for item in doubtful]
    return Intake(
        source=declaration.source,
        forms=made.forms,
        complete=declaration.complete is True,
        left_over=left,
        doubtful=doubtful,
        unclear=tuple(unclear),
        document=declaration.document or None,
        checked=made.checked,
        crashes=made.crashes,
    )


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
