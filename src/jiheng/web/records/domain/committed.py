"""Whether something was committed since a request began: after that, nobody may be told that it was not kept."""

from __future__ import annotations

from contextvars import ContextVar
from functools import partial

from django.db import transaction

_COMMITTED: ContextVar[bool] = ContextVar("committed", default=False)


def begin() -> None:
    """A request begins: nothing is committed yet."""
    _COMMITTED.set(False)


def tell_when_it_is() -> None:
    """Call it inside a transaction that somebody counts on."""
    transaction.on_commit(partial(_COMMITTED.set, True))


def is_so() -> bool:
    """Whether something was."""
    return _COMMITTED.get()
