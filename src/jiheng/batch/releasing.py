"""The copy for publication of one form that somebody handed over: its own file, else the form in a layout that comes along.

Everything is done in a worker process that is stopped when it takes too long, for the file is whoever's. Nothing is raised
for a fault of the file.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from jiheng.batch.conversions import bytes_of
from jiheng.batch.files import Found, expand
from jiheng.batch.reading import Outcome, our_fault, unread, without_options
from jiheng.batch.workers import Task, work_through
from jiheng.batch.writing import Filled, fill, open_form, paired, wanting
from jiheng.formats import legacy, scan
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.release import prove_release, release_copy
from jiheng.formats.starts import LOOKED_AT, is_pdf
from jiheng.forms.layouts.layout import Known, all_layouts
from jiheng.forms.lens import Opened
from jiheng.forms.reading import read_document
from jiheng.model.declaration import Table
from jiheng.model.errors import JihengError, UnreadableDocument
from jiheng.model.masking import mask_table
from jiheng.model.private_numbers import masked
from jiheng.report.findings import is_money
from jiheng.report.prose import one_line
from jiheng.report.words import path_words

SECONDS = 20.0
"""How long a copy may take."""
_MOST_FILES = 500
"""Files in an archive."""
_FORMATS = ("docx", "xlsx", "html")
_MASKING = "遮盖"
_LONGEST = 40
"""Characters of a value that is quoted."""
_OTHER_KIND = "原来的文件不是 .docx、.xlsx 或 .html（是 PDF、扫描件、旧格式等），不能在它上面遮盖"
_DIFFERS = "副本里的表除了遮盖以外还有与批复的一版不同的地方（例如去掉的隐藏内容、修订），公开前请对照看一遍。"
_OTHER_FORMS = "这个版式的文件里还有别的表，都空着。"
_OUTSIDE = "文件里表以外的文字也在副本里，公开前请看一遍。"


class PublicCopy(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the bytes, or the sentence why there are none (`error`).

    `removed` are words for what was taken out or masked, `notes` sentences of what a person has to look at. Where it is not
    the file itself, `why` says why not, `layout` is the title of the layout that it was written into, `lost` are the values
    without a place there, `wanting` the words for what that layout asks for and the form does not say.
    """

    data: bytes = b""
    suffix: str = ""
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why: str = ""
    layout: str = ""
    lost: tuple[str, ...] = ()
    wanting: str = ""
    error: str = ""
    passing: bool = False
    """Whether another try may succeed."""

    @property
    def sha256(self) -> str:
        """Of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


class _CannotCopy(Exception):
    """Why a file cannot be copied itself: half a sentence."""


def public_copy(
    table: Table,
    path: Path | None,
    name: str,
    *,
    member: str = "",
    limits: Limits = DEFAULT_LIMITS,
    seconds: float = SECONDS,
) -> PublicCopy:
    """The copy of a form.

    :param path: where the file that it was read from is kept; None where there is none.
    :param name: what it was called by whoever handed it over.
    :param member: of a file in an archive: what it is called as a source, or the beginning of that.
    """
    found = Found(path or Path(), one_line(name))
    if path is None:
        return _worked(found, limits, seconds, table, "没有留存原来的文件")
    made = _worked(found, limits, seconds, table, "", member)
    if not made.error or made.passing:
        return made
    return _worked(found, limits, seconds, table, f"原来的文件处理不了（{_half(made.error)}）")


def _worked(found: Found, limits: Limits, seconds: float, table: Table, why: str, member: str = "") -> PublicCopy:
    task = Task(partial(_release_one, table=table, why=why, member=member), limits, with_ledger=False)
    try:
        (outcome,) = work_through([found], task, 1, seconds)
    except (JihengError, OSError) as error:  # no worker can be started
        return PublicCopy(error=f"现在做不了公开副本：{error}", passing=True)
    if outcome.more:
        return msgspec.msgpack.decode(outcome.more, type=PublicCopy)
    return PublicCopy(error=without_options(str(outcome.declaration.error)))


def _half(sentence: str) -> str:
    """A sentence as a part of another, without what it says of options."""
    return without_options(sentence).rstrip("。")


# ---- in the worker -----------------------------------------------------------------------------------------------


def _release_one(
    found: Found,
    limits: Limits,
    *,
    with_ledger: bool,  # noqa: ARG001
    table: Table,
    why: str,
    member: str,
) -> Outcome:
    """Make the copy; its trouble is told, never raised.

    :param why: why the file itself is not to be opened; blank where it is.
    """
    outcome = unread(found.source, "")
    try:
        made = _own_or_else(found, limits, table, why, member)
    except JihengError as error:
        made = PublicCopy(error=str(error))
    except MemoryError:
        return unread(found.source, "内存不足，做不了这个文件的副本。")
    except Exception as error:
        return our_fault(found, error)
    return Outcome(outcome.declaration, more=msgspec.msgpack.encode(made))


def _own_or_else(found: Found, limits: Limits, table: Table, why: str, member: str) -> PublicCopy:
    if not why:
        try:
            return _own_file(_member(found, member, limits), limits, table)
        except _CannotCopy as error:
            why = str(error)
    return _in_a_layout(table, limits, why)


def _member(archive: Found, called: str, limits: Limits) -> Found:
    """The file in an archive; the file itself where there is no such archive or no such file in it."""
    with suppress(JihengError, OSError):
        for found in islice(expand(archive, limits), _MOST_FILES):
            if found.inside and called and found.source.startswith(called):
                return found
    return archive


def _own_file(found: Found, limits: Limits, table: Table) -> PublicCopy:
    """The copy of the file itself, if it holds this form and no other."""
    try:
        data = bytes_of(found, limits)
        head = data[:LOOKED_AT]
        if is_pdf(head) or scan.sniff(head, found.source) or legacy.sniff(head):
            raise _CannotCopy(_OTHER_KIND)
        opened = Opened(data, found.source, limits)
        format = opened.document.format
        if format not in _FORMATS:
            raise _CannotCopy(_OTHER_KIND)
        reading = read_document(opened.document, found.source).declaration
        number = len(reading.tables or ())
        if number > 1:
            raise _CannotCopy(f"原来的文件里有 {number} 张表，公开这一张不能带上别的表")
        if not number:
            raise _CannotCopy("原来的文件里没有认出这张表")
        made = _released(data, format, limits)
        after = read_document(Opened(made.data, found.source, limits).document, found.source).declaration.tables
    except OSError:
        raise _CannotCopy("原来的文件读不出来") from None
    except UnreadableDocument as error:
        raise _CannotCopy(f"原来的文件读不出来（{_half(str(error))}）") from None
    notes = list(made.notes)
    if not after or _bare(after[0]) != _bare(mask_table(table)[0]):
        notes.append(_DIFFERS)
    if reading.left_over:
        notes.append(_OUTSIDE)
    return msgspec.structs.replace(made, notes=tuple(notes))


def _released(data: bytes, format: str, limits: Limits) -> PublicCopy:
    """The release copy with its proof.

    :raises _CannotCopy: where the copy still holds what it must not.
    """
    released = release_copy(data, format, limits)
    left = prove_release(released.data, format, limits)
    if left:
        raise _CannotCopy(f"去不掉原来文件里的：{'；'.join(left)}")
    return PublicCopy(data=released.data, suffix=f".{format}", removed=released.removed, notes=released.notes)


def _bare(table: Table) -> Table:
    """What a form says, without where it says it."""
    return msgspec.structs.replace(table, cells=msgspec.UNSET, extra=msgspec.UNSET, signatures=msgspec.UNSET)


# ---- a layout instead --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fitted:
    known: Known
    opened: Opened
    filled: Filled

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """How badly it fits: other forms beside it, values without a place, a workbook."""
        others = len(self.opened.templates) > 1
        return others, len(self.filled.written.lost), self.opened.document.format != "docx"


def _in_a_layout(table: Table, limits: Limits, why: str) -> PublicCopy:
    """The form written into the layout that has a place for most of it."""
    fitted = [one for known in all_layouts() if (one := _fit(known, table, limits)) is not None]
    if not fitted:
        return PublicCopy(why=why, error="没有随绩衡附带的版式放得下这类表，请另行制作公开的文件。")
    best = min(fitted, key=lambda one: one.rank)
    written = best.filled.written
    try:
        made = _released(written.data, best.opened.document.format, limits)
    except _CannotCopy as error:
        return PublicCopy(why=why, error=f"{error}。请更正这张表后再公开。")
    absent = [path for _, path in wanting(best.filled, best.opened)]
    others = (_OTHER_FORMS,) if len(best.opened.templates) > 1 else ()
    return msgspec.structs.replace(
        made,
        removed=tuple(words for words in made.removed if _MASKING in words),  # the rest is about the blank form
        notes=(*written.notes, *made.notes, *others),
        why=why,
        layout=best.known.layout.title,
        lost=tuple(_lost_words(one.path, one.value, one.why) for one in written.lost),
        wanting=path_words(absent),
    )


def _fit(known: Known, table: Table, limits: Limits) -> _Fitted | None:
    if table.kind not in known.layout.kinds:
        return None
    try:
        opened = open_form(known.blank(), known.layout.blank, limits)
        if paired(opened, [table]) is None:
            return None
        return _Fitted(known, opened, fill(opened, [table], to_layout=True, own_title=True))
    except JihengError:  # a layout of the user's own that is broken
        return None


def _lost_words(path: str, value: str, why: str) -> str:
    said = " ".join(masked(value).split()) + (" 元" if is_money(path) else "")
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    return f"{path_words([path]) if path else '整张表'}“{said}”：{why}"
