"""Making the changes to an office file, whichever format it has."""

from __future__ import annotations

from collections.abc import Sequence

from jiheng.formats.edits import Edit, Edited
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import UnsupportedFormat


def apply_edits(data: bytes, format: str, edits: Sequence[Edit], limits: Limits = DEFAULT_LIMITS) -> Edited:
    """Make edits to a file: those of rows first (copies, deletions, orders), then those of texts.

    Text edits of one cell must not overlap. A text edit of a row that is deleted is lost, of one that is copied or moved
    it goes with the original.

    :param format: as the reader names it (`Document.format`): `docx`, `xlsx`, `html`.
    :raises UnsupportedFormat: of a format that is not written.
    """
    if format == "docx":
        from jiheng.formats.edit_docx import edit_docx

        return edit_docx(data, edits, limits)
    if format == "xlsx":
        from jiheng.formats.edit_xlsx import edit_xlsx

        return edit_xlsx(data, edits, limits)
    if format == "html":
        from jiheng.formats.edit_html import edit_html

        return edit_html(data, edits, limits)
    raise UnsupportedFormat(
        "只能写 .docx、.xlsx 和 .html，请用 Word、Excel 或 WPS 把这份文件另存为 .docx 或 .xlsx 后再试。"
    )
