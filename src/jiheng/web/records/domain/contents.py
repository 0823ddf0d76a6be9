"""Contents: what a form says, as it is stored once and for ever."""

from __future__ import annotations

import hashlib
import re
import zlib
from decimal import Decimal

import msgspec

from jiheng.model.declaration import Table
from jiheng.model.finding import Finding, Severity
from jiheng.model.location import Location
from jiheng.report.page import Page
from jiheng.web.records.models import Content, StoredFile

_DECODE_TABLE = msgspec.json.Decoder(Table)
_DECODE_PAGE = msgspec.json.Decoder(Page)
_DECODE_BLANKS = msgspec.json.Decoder(dict[str, Location])
_DECODE_FINDINGS = msgspec.json.Decoder(tuple[Finding, ...])
_WHICH_FORM = re.compile(r"^第 \d+ 张表(?:“[^”]*”)?[，：]")
"""How a message begins that names its form: needless where the form stands beside it."""
_MOST = Decimal("900_000_000_000_000")


def store(
    table: Table,
    page: Page,
    blanks: dict[str, Location],
    findings: tuple[Finding, ...],
    *,
    source: StoredFile | None = None,
    number: int = 0,
    left_over: int = 0,
) -> Content:
    """Keep what a form says."""
    return Content.objects.create(
        **values_of(table, page, blanks, findings), source=source, table=number, left_over=left_over
    )


def values_of(
    table: Table, page: Page, blanks: dict[str, Location], findings: tuple[Finding, ...]
) -> dict[str, object]:
    """The columns of a content."""
    body = msgspec.json.encode(table).decode()
    return {
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "body": body,
        "page": zlib.compress(msgspec.json.encode(page), 6),
        "blanks": msgspec.json.encode(blanks).decode(),
        "findings": msgspec.json.encode(findings).decode(),
        "errors": sum(one.severity is Severity.ERROR for one in findings),
        "warnings": sum(one.severity is Severity.WARNING for one in findings),
        "amount": _as_kept(amount_of(table)),
    }


def table_of(content: Content) -> Table:
    """The table that a content holds."""
    return _DECODE_TABLE.decode(content.body)


def page_of(content: Content) -> Page:
    """How its form looks."""
    return _DECODE_PAGE.decode(zlib.decompress(content.page))


def blanks_of(content: Content) -> dict[str, Location]:
    """The cells of its blank values."""
    return _DECODE_BLANKS.decode(content.blanks)


def findings_of(content: Content) -> tuple[Finding, ...]:
    """What the rules said of it when it was taken in."""
    return _DECODE_FINDINGS.decode(content.findings)


def message_of(finding: Finding) -> str:
    """What a finding says, beside the one form that it is about."""
    return _WHICH_FORM.sub("", finding.message)


def amount_of(table: Table) -> Decimal | None:
    """The amount of the year that a form asks for: 总额, of a whole unit its 支出合计; None where it prints none."""
    budget = table.budget or {}
    for key in ("total", "expenditure_total", "revenue_total"):
        amount = budget.get(key)
        if amount is not None:
            return amount
    return None


def _as_kept(amount: Decimal | None) -> Decimal | None:
    """An amount as lists keep it, to 0.0001 yuan; None beyond what a column holds. The form's own stays in its body."""
    if amount is None or abs(amount) > _MOST:
        return None
    return amount.quantize(Decimal("0.0001"))
