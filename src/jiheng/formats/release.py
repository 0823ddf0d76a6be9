"""A copy of an office file for publication: without what a reader of the paper does not see, private numbers masked.

What is shown stays as it looks. Parts that hold nothing of the kind keep their bytes.
"""

from __future__ import annotations

from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.released import Released
from jiheng.model.errors import UnsupportedFormat

_ONLY = "公开副本只能由 .docx、.xlsx 和 .html 制作，请用 Word、Excel 或 WPS 把这份文件另存为 .docx 或 .xlsx 后再试。"


def release_copy(data: bytes, format: str, limits: Limits = DEFAULT_LIMITS) -> Released:
    """The copy of a file; a document or workbook with macros becomes one without (`.docx`, `.xlsx`).

    :param format: as the reader names it (`Document.format`): `docx`, `xlsx`, `html`.
    :raises UnsupportedFormat: of any other format.
    :raises UnreadableDocument: of a file that the reader refuses too.
    """
    if format == "docx":
        from jiheng.formats.release_docx import release_docx

        return release_docx(data, limits)
    if format == "xlsx":
        from jiheng.formats.release_xlsx import release_xlsx

        return release_xlsx(data, limits)
    if format == "html":
        from jiheng.formats.release_html import release_html

        return release_html(data, limits)
    raise UnsupportedFormat(_ONLY)


def prove_release(data: bytes, format: str, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
    """Open a copy again and search everything that it holds: words for each thing that must not be there.

    Nothing is taken from the making of the copy but the patterns of the numbers.
    """
    if format in ("docx", "xlsx"):
        from jiheng.formats.release_proof import prove_office

        return prove_office(data, format, limits)
    if format == "html":
        from jiheng.formats.release_html import prove_html

        return prove_html(data, limits)
    raise UnsupportedFormat(_ONLY)
