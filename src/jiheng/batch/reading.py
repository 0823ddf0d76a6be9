"""Reading one file of many: whatever happens becomes an outcome, nothing is raised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from jiheng.batch.faults import fault_sentence
from jiheng.batch.files import Found
from jiheng.formats.archive import read_member
from jiheng.formats.document import Document
from jiheng.formats.limits import Limits
from jiheng.formats.scan import SUFFIXES
from jiheng.forms.ledger import Ledger
from jiheng.model.declaration import Declaration
from jiheng.model.errors import UnreadableDocument
from jiheng.model.location import Location
from jiheng.report.page import Page

if TYPE_CHECKING:
    from jiheng.forms.reading import Reading

_PICTURES = tuple(suffix for suffix in SUFFIXES if not suffix.startswith(".tif"))
"""What cannot be made smaller by taking it apart."""
_OPTIONS = re.compile(r"，或用 --[^，。]*")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file.

    `declaration` has an `error` where it could not be read. `fault` is True where that is our own fault and not the
    file's; `detail` is the traceback for whoever mends it.
    """

    declaration: Declaration
    ledger: Ledger | None = None
    fault: bool = False
    detail: str = ""
    blanks: tuple[dict[str, Location], ...] = ()
    """For each table, the cells of the values that are left blank, by path."""
    page: Page | None = None
    """How the file looks, where that was asked for."""
    more: bytes = b""
    """What a reader of the caller's own adds, in its own encoding."""


class ReadOne(Protocol):
    """Reads a file and never raises."""

    def __call__(self, found: Found, limits: Limits, /, *, with_ledger: bool) -> Outcome:
        """The outcome of the file."""


def unread(source: str, sentence: str) -> Outcome:
    """A file that could not be read, and the sentence that says what to do."""
    return Outcome(Declaration(source=source, error=sentence))


def too_slow(source: str, seconds: float) -> Outcome:
    """A file that took too long."""
    smaller = "按 200 dpi 重新扫描" if source.lower().endswith(_PICTURES) else "拆成小一些的文件"
    return unread(source, f"超过 {seconds:g} 秒仍未读完，已停止；请{smaller}，或用 --seconds 放宽时间。")


def without_options(sentence: str) -> str:
    """A sentence without what it says of the options of a command, of which whoever hands over a file has none."""
    return _OPTIONS.sub("", sentence)


def read_one(found: Found, limits: Limits, *, with_ledger: bool = False, with_page: bool = False) -> Outcome:
    """Read a file; its trouble is told, never raised."""
    if found.problem:
        return unread(found.source, found.problem)
    try:
        from jiheng.forms.reading import read_file, read_opened

        if found.converted is None and not found.inside:
            reading = read_file(found.path, source=found.source, limits=limits)
        else:
            reading = read_opened(partial(_open, found, limits), found.source)
        return Outcome(
            reading.declaration,
            reading.ledger if with_ledger else None,
            blanks=reading.blanks,
            page=_page(reading) if with_page else None,
        )
    except UnreadableDocument as error:
        return unread(found.source, str(error))
    except PermissionError:
        return unread(found.source, "没有读取这个文件的权限，请检查文件是否被占用或设了权限。")
    except OSError as error:
        return unread(found.source, f"系统读不出这个文件（系统错误号 {error.errno or '不明'}），请复制到本机后再试。")
    except MemoryError:
        return unread(found.source, "内存不足，读不下这个文件，请拆成小一些的文件后再试。")
    except Exception as error:
        return our_fault(found, error)


def read_with_page(found: Found, limits: Limits, *, with_ledger: bool = False) -> Outcome:
    """As `read_one`, with how the file looks."""
    return read_one(found, limits, with_ledger=with_ledger, with_page=True)


def _page(reading: Reading) -> Page | None:
    from jiheng.report.page import page_of

    return page_of(reading.document) if reading.document is not None and reading.declaration.tables else None


def _open(found: Found, limits: Limits) -> Document:
    """The document of what a file was converted to, or of one in an archive."""
    from jiheng.formats.registry import read_bytes, read_converted
    from jiheng.forms.recognise import may_hold_form

    if found.converted is not None:
        return read_converted(found.converted.path.read_bytes(), found.converted.old, limits)
    return read_bytes(read_member(found.path, found.inside, limits), found.source, limits, may_hold_form)


def our_fault(found: Found, error: Exception) -> Outcome:
    """A file on which the program itself failed."""
    import traceback

    return Outcome(
        Declaration(source=found.source, error=fault_sentence(error)),
        fault=True,
        detail="".join(traceback.format_exception(error)),
    )
