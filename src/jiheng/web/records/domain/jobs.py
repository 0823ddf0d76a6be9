"""Work for the process beside the server: rows that wait, claimed one by one so that two workers never do the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from typing import Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiheng.web.records.models import Job

LEASE = timedelta(minutes=4)
"""How long a worker may be silent before its row is given to another."""
_BEAT = 60.0
"""Seconds between two signs of life."""
TRIES = 2
"""Workers that may die of a row."""
_Job = TypeVar("_Job", bound=Job)


@dataclass(frozen=True, slots=True)
class Jobs(Generic[_Job]):
    """The jobs of a table; their statuses while they wait, and while somebody is at them."""

    table: type[_Job]
    waiting: str
    working: str
    related: tuple[str, ...]
    """What is read along with a job."""
    held: list[_Job] = field(default_factory=list)
    """What this process is at."""

    def claim(self) -> _Job | None:
        """The next waiting job, for this worker alone; one whose worker fell silent waits again."""
        now = timezone.now()
        silent = Q(status=self.working, claimed_at__lt=now - LEASE)
        waiting = self._all().filter(Q(status=self.waiting) | silent).order_by("id")
        if not waiting.exists():  # a worker that looks again and again keeps no writer waiting
            return None
        with transaction.atomic():
            if connection.features.has_select_for_update_skip_locked:
                waiting = waiting.select_for_update(skip_locked=True)
            one = waiting.first()  # in SQLite the transaction itself lets no other writer in
            if one is None:
                return None
            one.status, one.claimed_at, one.tries = self.working, now, one.tries + 1
            one.save(update_fields=["status", "claimed_at", "tries"])
        return self._all().select_related(*self.related).get(pk=one.pk)

    def mine(self, job: _Job) -> QuerySet[_Job]:
        """The row, as long as no other worker took it over."""
        return self._all().filter(pk=job.pk, status=self.working, tries=job.tries)

    @contextmanager
    def at_work(self, job: _Job) -> Iterator[None]:
        """Show from time to time that the worker lives, so that long work is not given to another.

        A worker that is told to end gives the job back: it is no cause of it.
        """
        done = Event()

        def beat() -> None:
            while not done.wait(_BEAT):
                self.mine(job).update(claimed_at=timezone.now())
                connection.close()

        thread = Thread(target=beat, daemon=True)
        thread.start()
        self.held.append(job)
        try:
            yield
        except (KeyboardInterrupt, SystemExit):
            self.give_back()
            raise
        finally:
            self.held.remove(job)
            done.set()
            thread.join()

    def give_back(self) -> None:
        """Let what this process is at wait again, as if nobody had been at it."""
        for job in self.held:
            self.mine(job).update(status=self.waiting, tries=job.tries - 1)

    def _all(self) -> QuerySet[_Job]:
        return self.table._default_manager.all()
