"""Gives a unit its own file back with marks in it: a comment of Word or a note of Excel on the very cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiheng.formats import legacy, unsupported
from jiheng.formats.compound import COMPOUND_MAGIC, Compound
from jiheng.formats.container import ZIP_MAGIC, Container
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.tally import exceeded
from jiheng.model.errors import ProtectedDocument, UnsupportedFormat
from jiheng.report.mark import Mark

_ONLY_THESE = (
    "这种文件不能写批注，只能写进 .docx 和 .xlsx，请用 Word、Excel 或 WPS 打开原文件，另存为 .docx 或 .xlsx 后再试。"
)
_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"))
_NAMESPACES = ((b"wordprocessingml", "docx"), (b"spreadsheetml", "xlsx"))


class UnmarkableDocument(UnsupportedFormat):
    """A kind of file that no mark can be written into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A file with marks in it."""

    data: bytes
    """The file; the very bytes that were given where no mark could be placed."""
    unplaced: tuple[Mark, ...] = ()
    """The marks that are not in the file because it has no such place, in the order given."""
    signed: bool = False
    """Whether the file carries a digital signature, which holds no more once something was written into it."""


def write_marks(
    data: bytes, marks: Sequence[Mark], *, when: datetime | None, limits: Limits = DEFAULT_LIMITS
) -> Marked:
    """The file with the marks in it, all else as it was; the same input gives the same bytes.

    :param when: what the comments of Word give as their date, on the clock of its own time zone; None for no date.
    :raises UnmarkableDocument: where the file is neither .docx nor .xlsx.
    :raises UnreadableDocument: where it cannot be read, for the reasons of the readers.
    """
    if len(data) > limits.file_bytes:
        raise exceeded(f"文件超过上限 {limits.file_bytes // 1024 // 1024} MB", "file_bytes")
    container = _open(data, limits)
    kind = _kind(container)
    from jiheng.formats.package import Package

    package = Package(data, container)
    if kind == "docx":
        from jiheng.report.marks_docx import put_comments

        unplaced = put_comments(package, marks, when, limits)
    else:
        from jiheng.report.marks_xlsx import put_notes

        unplaced = put_notes(package, marks, limits)
    signed = any(name.startswith("_xmlsignatures/") for name in container.names())
    return Marked(data=package.rebuild() if package.edited else data, unplaced=unplaced, signed=signed)


def _open(data: bytes, limits: Limits) -> Container:
    if data.startswith(COMPOUND_MAGIC):
        error = unsupported.of_compound(Compound(data), "")
        raise error if isinstance(error, ProtectedDocument) else UnmarkableDocument(_ONLY_THESE)
    if not data.startswith(ZIP_MAGIC):
        raise UnmarkableDocument(_ONLY_THESE)
    return Container(data, limits)


def _kind(container: Container) -> str:
    """`docx` or `xlsx`, told as the reader tells them: by the part that the package names as its document."""
    if legacy.of_container(container) is None:
        names = [link.target for link in container.relationships() if link.kind == "officeDocument"]
        for name in (*names, "word/document.xml", "xl/workbook.xml"):
            if name not in container:
                continue
            for folder, kind in _FOLDERS:
                if name.lower().startswith(folder):
                    return kind
            start = next(container.chunks(name), b"")[:8192]
            for namespace, kind in _NAMESPACES:
                if namespace in start:
                    return kind
    raise UnmarkableDocument(_ONLY_THESE)
