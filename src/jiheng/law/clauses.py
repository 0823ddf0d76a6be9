"""Clauses: what a document says, in our own words, with the dates between which it is in force.

A rule names its basis as `document#clause` (`财预〔2015〕88号#绩效目标审核`). Whether number and article were verified stands
beside them; what was not is told as 依据待核 and never with an article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jiheng.law.files import bundled, load
from jiheng.model.errors import JihengError
from jiheng.model.finding import Basis


class UnknownClauseError(JihengError):
    """A rule names a clause that `law/documents` does not hold: our own mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A regulation, or one of the two grounds that need none (arithmetic, the logic of the form)."""

    number: str
    """财预〔2015〕88号"""
    title: str
    kind: str
    """`regulation`, `arithmetic` or `form`"""
    in_force_from: date | None
    in_force_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one article of a document says."""

    document: Document
    name: str
    article: str | None
    paraphrase: str
    verified: bool

    @property
    def basis(self) -> Basis:
        """The basis as a finding carries it."""
        return Basis(
            document=self.document.number,
            article=self.article if self.verified else None,
            kind=self.document.kind,
            verified=self.verified,
        )

    @property
    def words(self) -> str:
        """The basis in words: 《…》（财预〔2015〕88号）第二十五条, or with 依据待核 where it was not verified."""
        if self.document.kind != "regulation":
            return self.document.title
        number = f"（{self.document.number}）" if self.document.number not in self.document.title else ""
        article = self.article or "" if self.verified else ""
        return f"{self.document.title}{number}{article}{'' if self.verified else '（依据待核）'}"


def clause(reference: str) -> Clause:
    """The clause that `document#clause` names.

    :raises UnknownClauseError: where there is none.
    """
    try:
        return clauses()[reference]
    except KeyError:
        raise UnknownClauseError(f"law/documents 里没有“{reference}”这一条。") from None


@cache
def clauses() -> dict[str, Clause]:
    """All clauses by `document#clause`."""
    found: dict[str, Clause] = {}
    for _, text in bundled("documents"):
        for entry in _document(load(text)):
            found[f"{entry.document.number}#{entry.name}"] = entry
    return found


def _document(data: dict[str, Any]) -> list[Clause]:
    document = Document(
        number=data["number"],
        title=data["title"],
        kind=data.get("kind", "regulation"),
        in_force_from=data.get("in_force_from"),
        in_force_to=data.get("in_force_to"),
    )
    return [
        Clause(
            document=document,
            name=name,
            article=entry.get("article"),
            paraphrase=" ".join(entry["paraphrase"].split()),
            verified=bool(entry["verified"]),
        )
        for name, entry in data["clauses"].items()
    ]
