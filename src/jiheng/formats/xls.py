"""Reads old workbooks (.xls, .et): every visible sheet with content as one grid, numbers as the sheet shows them.

Text boxes are not read: the library gives none.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from jiheng.formats.compound import COMPOUND_MAGIC, Compound
from jiheng.formats.compound_properties import read_properties
from jiheng.formats.document import Block, Document, Hidden, Metadata
from jiheng.formats.limits import Limits
from jiheng.formats.tally import Tally
from jiheng.formats.xls_sheet import Styles, read_sheet
from jiheng.formats.xlsx_grid import all_hidden, lay_out
from jiheng.model.errors import DamagedDocument, ProtectedDocument

STREAMS = ("Workbook", "Book")
"""The stream of the workbook. Some files hold it twice: the second one is for programs that are older still."""

_BARE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
"""How a workbook without a container begins."""
_UNICODE = 80
"""The version from which texts are Unicode."""
_CHINESE = "gb18030"
_DOUBTFUL = (None, 367, 936, 1252, 32768, 32769)
"""Code pages of old workbooks that are read as Chinese where that is possible: many export programs declare a Western
one, or none, and write Chinese."""
_PROTECTED = "工作簿加了打开密码，请用 Excel 或 WPS 打开，取消密码并保存后再读取。"
_DAMAGED = "工作簿已损坏或不完整，可能没有下载完；请重新获取原文件，或用 Excel、WPS 打开检查后另存为 .xlsx 再读取。"


def sniff(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Whether this is a workbook without a container; in one, it is told by the name of its stream."""
    return head.startswith(_BARE)


def read(data: bytes, limits: Limits) -> Document:
    """The workbook as it is shown; what hidden rows, columns and sheets hold is listed as hidden."""
    compound = Compound(data) if data.startswith(COMPOUND_MAGIC) else None
    stream = data if compound is None else compound.stream(next(name for name in STREAMS if name in compound))
    with _damage_told():
        book = _load(stream)
    if book.biff_version < _UNICODE and book.codepage in _DOUBTFUL:
        with suppress(DamagedDocument):
            return _document(_load(stream, _CHINESE), compound, limits)
    return _document(book, compound, limits)


def _document(book: Any, compound: Compound | None, limits: Limits) -> Document:
    tally = Tally(limits)
    styles = Styles(book)
    blocks: list[Block] = []
    hidden: list[Hidden] = []
    comments = 0
    for number in range(book.nsheets):
        with _damage_told():
            source = book.sheet_by_index(number)
        comments += len(source.cell_note_map)
        sheet = read_sheet(source, styles, limits, tally)
        visible = not source.visibility
        book.unload_sheet(number)
        if not visible:
            hidden += all_hidden(sheet)
            continue
        grid, unseen = lay_out(sheet, limits)
        hidden += unseen
        if grid is not None:
            blocks.append(grid)
    metadata = Metadata(comments=comments) if compound is None else read_properties(compound, comments=comments)
    return Document(tuple(blocks), "xls", metadata, tuple(hidden))


def _load(stream: bytes, encoding: str | None = None) -> Any:
    import xlrd

    return xlrd.open_workbook(
        file_contents=stream,
        logfile=io.StringIO(),
        encoding_override=encoding,
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
    )


@contextmanager
def _damage_told() -> Iterator[None]:
    """The library checks little: of a damaged file it raises whatever its own slip gives."""
    try:
        yield
    except Exception as error:
        if "encrypted" in str(error):
            raise ProtectedDocument(_PROTECTED) from error
        raise DamagedDocument(_DAMAGED) from error
