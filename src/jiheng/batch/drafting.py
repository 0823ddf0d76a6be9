"""A form alone, in a layout of the bureau's: as it is, or as a draft for the next year.

It is made in a worker process that is stopped when it takes too long, for what the form says is whoever's. Nothing is raised
for a fault of the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from jiheng.batch.files import Found
from jiheng.batch.reading import Outcome, our_fault, unread, without_options
from jiheng.batch.workers import Task, work_through
from jiheng.batch.writing import Filled, fill, open_form, paired
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.forms.layouts.layout import Known, all_layouts
from jiheng.forms.lens import Opened
from jiheng.model.declaration import Table
from jiheng.model.errors import JihengError
from jiheng.model.rolling import roll
from jiheng.report.findings import is_money
from jiheng.report.words import path_words

SECONDS = 20.0
"""How long a draft may take."""
_LONGEST = 40
"""Characters of a value that is quoted."""


class OneForm(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the bytes, or the sentence why there are none (`error`).

    `layout` is the title of the layout that it is written into, `lost` are the values without a place there.
    """

    data: bytes = b""
    suffix: str = ""
    layout: str = ""
    lost: tuple[str, ...] = ()
    error: str = ""


def next_draft(table: Table, year: int, wanted: Sequence[str] = (), *, seconds: float = SECONDS) -> OneForm:
    """The draft of a form for a year; its amounts are blank.

    :param wanted: names of the layouts that it may be written into; others only where none of these takes it.
    """
    otherwise = "请下载上年的原文件，或者从空白表填起。"
    return _worked("上年的表", table, year, wanted, otherwise, seconds)


def form_alone(table: Table, wanted: Sequence[str] = (), *, seconds: float = SECONDS) -> OneForm:
    """A form as it is, without what else its file held.

    :param wanted: names of the layouts that it may be written into; others only where none of these takes it.
    """
    otherwise = "请在网页上看这张表，或者下载它的数据。"
    return _worked("这一张表", table, None, wanted, otherwise, seconds)


def _worked(
    called: str, table: Table, year: int | None, wanted: Sequence[str], otherwise: str, seconds: float
) -> OneForm:
    written = partial(_write_one, table=table, year=year, wanted=tuple(wanted), otherwise=otherwise)
    task = Task(written, DEFAULT_LIMITS, with_ledger=False)
    try:
        (outcome,) = work_through([Found(Path(), called)], task, 1, seconds)
    except (JihengError, OSError) as error:  # no worker can be started
        return OneForm(error=f"现在写不出{called}：{error}")
    if outcome.more:
        return msgspec.msgpack.decode(outcome.more, type=OneForm)
    return OneForm(error=without_options(str(outcome.declaration.error)))


# ---- in the worker -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fitted:
    known: Known
    opened: Opened
    filled: Filled

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """How badly it fits: other forms beside it, values without a place, a workbook."""
        return len(self.opened.templates) > 1, len(self.filled.written.lost), self.opened.document.format != "docx"


def _write_one(
    found: Found,
    limits: Limits,
    *,
    with_ledger: bool,  # noqa: ARG001
    table: Table,
    year: int | None,
    wanted: tuple[str, ...],
    otherwise: str,
) -> Outcome:
    """Write the form; its trouble is told, never raised.

    :param otherwise: what to do where no layout takes it.
    """
    outcome = unread(found.source, "")
    try:
        kept = table if year is None else roll(table, year, keep_amounts=False)
        made = _placed(kept, wanted, limits) or OneForm(error=f"没有放得下这类表的版式，{otherwise}")
    except JihengError as error:
        made = OneForm(error=str(error))
    except MemoryError:
        return unread(found.source, "内存不足，写不出这张表。")
    except Exception as error:
        return our_fault(found, error)
    return Outcome(outcome.declaration, more=msgspec.msgpack.encode(made))


def _placed(table: Table, wanted: Sequence[str], limits: Limits) -> OneForm | None:
    """The form in the layout that has a place for most of it."""
    every = all_layouts()
    named = [known for known in every if known.layout.name in wanted]
    for layouts in (named, [known for known in every if known not in named]):
        fitted = [one for known in layouts if (one := _fit(known, table, limits)) is not None]
        if fitted:
            return _written(min(fitted, key=lambda one: one.rank))
    return None


def _fit(known: Known, table: Table, limits: Limits) -> _Fitted | None:
    if table.kind not in known.layout.kinds:
        return None
    try:
        opened = open_form(known.blank(), known.layout.blank, limits)
        if paired(opened, [table]) is None:
            return None
        return _Fitted(known, opened, fill(opened, [table], to_layout=True, own_title=True))
    except JihengError:  # a layout of the bureau's own that is broken
        return None


def _written(best: _Fitted) -> OneForm:
    written = best.filled.written
    lost = tuple(_lost_words(one.path, one.value, one.why) for one in written.lost)
    suffix = f".{best.opened.document.format}"
    return OneForm(data=written.data, suffix=suffix, layout=best.known.layout.title, lost=lost)


def _lost_words(path: str, value: str, why: str) -> str:
    said = " ".join(value.split()) + (" 元" if is_money(path) else "")
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    return f"{path_words([path]) if path else '整张表'}“{said}”：{why}"
