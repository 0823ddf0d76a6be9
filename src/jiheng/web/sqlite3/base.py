"""Django's SQLite, but whoever wants to write waits in a queue for his turn.

SQLite lets one in at a time; the others look again after pauses that grow to a tenth of a second, and who came last looks
most often: with forty people at once, some waited for many seconds. Within a process they now take turns in the order in
which they came. Other processes (the one that reads uploads, commands) are met in SQLite's own way, as before.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import MutableMapping
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base


class Turns:
    """One after the other, in the order in which they came."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; whether it came within so many seconds."""
        with self._door:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._door:
            if mine not in self._waiting:  # it came just now
                return True
            self._waiting.remove(mine)
            return False

    def give_back(self) -> None:
        """The turn is the next one's."""
        with self._door:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


_TURNS: MutableMapping[str, Turns] = defaultdict(Turns)
"""By the file of the database."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin in their turn."""

    _turns: Turns | None = None
    """While it is this connection's turn."""

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]  # it only reads
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        turns = _TURNS[str(self.settings_dict["NAME"])]
        if not turns.take(self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._turns = turns
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]
        self._end_turn()
        return done

    def _rollback(self) -> Any:
        done = super()._rollback()  # type: ignore[misc]
        self._end_turn()
        return done

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.give_back()
