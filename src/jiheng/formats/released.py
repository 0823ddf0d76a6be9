"""What making a copy for publication gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A copy for publication. `removed` are words for what was taken out or masked (`3 条批注`), to be joined by `、`; `notes`
    are sentences of what a person has to look at, because the file does not tell whether it may be published (pictures,
    say)."""

    data: bytes
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
