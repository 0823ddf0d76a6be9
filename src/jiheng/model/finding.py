"""Findings: what a check says of a form (see docs/reference/findings.schema.json).

Unlike in a declaration, a key without a value is `null` and never absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from jiheng.model.location import Location


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """必须修改：改好或说明原因之后才能报送"""
    WARNING = "warning"
    """请核对"""
    ADVICE = "advice"
    """建议：不影响报送"""


class Stage(StrEnum):
    """What the forms are checked for."""

    FILING = "filing"
    """报送"""
    PUBLICATION = "publication"
    """公开"""


class _Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of all records: frozen, every key always there."""


class Place(_Record, frozen=True, kw_only=True, gc=False):
    """A value that takes part in a finding: file, table (from 0), path in the table, and its cell (None where the value
    has no cell of its own)."""

    source: str
    table: int
    path: str
    at: Location | None = None


class Fix(_Record, frozen=True, kw_only=True, gc=False):
    """The one change that makes the form consistent; `value` as the declaration holds it (amounts in yuan)."""

    source: str
    table: int
    path: str
    value: str | int | None


class Basis(_Record, frozen=True, kw_only=True, gc=False):
    """Why: the document and its article (None where it was not verified), or arithmetic, or the logic of the form."""

    document: str
    article: str | None = None
    kind: str = "regulation"
    """`regulation`, `arithmetic` or `form`."""
    verified: bool = False


class Waived(_Record, frozen=True, kw_only=True, gc=False):
    """Who accepts the finding as it is, why, and until when (ISO date; None: without end)."""

    by: str
    why: str
    until: str | None = None


class Finding(_Record, frozen=True, kw_only=True, gc=False):
    """Something wrong, or worth a look. `where[0]` is the value to change first; `printed`, `computed` and `difference` are
    its own: money in yuan, else as printed."""

    id: str
    rule: str
    severity: Severity
    message: str
    where: tuple[Place, ...]
    source: str
    table: int
    printed: str | None = None
    computed: str | None = None
    difference: str | None = None
    fix: Fix | None = None
    basis: Basis
    waived: Waived | None = None


class Skipped(_Record, frozen=True, kw_only=True, gc=False):
    """A rule that could not run on a file, and why, in Chinese."""

    rule: str
    why: str


class Checked(_Record, frozen=True, kw_only=True, gc=False):
    """A file that was checked: with how many tables, whether all of it was understood, by which profile and rules."""

    source: str
    tables: int
    complete: bool
    left_over: int
    profile: str
    rules_run: int
    rules_skipped: tuple[Skipped, ...] = ()


class Unread(_Record, frozen=True, kw_only=True, gc=False):
    """A file that could not be read, and the one sentence that says what to do."""

    source: str
    error: str


class Report(_Record, frozen=True, kw_only=True, gc=False):
    """Everything that one check says."""

    findings: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()
    checked: tuple[Checked, ...] = ()
    version: str


_encoder = msgspec.json.Encoder()


def to_json(report: Report) -> bytes:
    """The report as one compact JSON document in UTF-8."""
    return _encoder.encode(report)


def findings_json(findings: Sequence[Finding]) -> bytes:
    """Findings as one compact JSON array in UTF-8."""
    return _encoder.encode(findings)


def findings_of_json(data: bytes | str) -> tuple[Finding, ...]:
    """Findings out of their JSON.

    :raises msgspec.ValidationError: where the JSON is not of the contract's shape.
    """
    return msgspec.json.decode(data, type=tuple[Finding, ...])


def from_json(data: bytes | str) -> Report:
    """A report out of its JSON.

    :raises msgspec.ValidationError: where the JSON is not of the contract's shape.
    """
    return msgspec.json.decode(data, type=Report)
