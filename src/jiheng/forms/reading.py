"""From a file to a checked record: open, recognise, bind, get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jiheng.formats.document import Document
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.forms.ledger import Ledger
from jiheng.model.declaration import Declaration


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's declaration, and the ledger of what every cell and paragraph of it became."""

    declaration: Declaration
    ledger: Ledger


def read_file(path: Path, *, source: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a file.

    :param source: the name to put into the declaration; the bare file name by default.
    :raises UnreadableDocument: with one sentence for the user.
    """
    from jiheng.formats.registry import open_document

    return read_document(open_document(path, limits), source or path.name)


def read_document(document: Document, source: str) -> Reading:
    """Read an opened document."""
    raise NotImplementedError
