"""SQLite's writers take turns: in the order in which they came, and nobody who gave up holds the queue up."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections, transaction

from jiheng.web.records.models import Organisation
from jiheng.web.sqlite3.base import _TURNS, Turns
from tests.web.county import organisation

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only"),
]
LONGEST = 60


@pytest.fixture
def turns(transactional_db: None) -> Turns:  # noqa: ARG001
    """The queue of the tests' database."""
    return _TURNS[str(connection.settings_dict["NAME"])]


@pytest.fixture
def writers(turns: Turns) -> Iterator[list[threading.Thread]]:
    """Threads that are over when the test is."""
    made: list[threading.Thread] = []
    yield made
    for one in made:
        one.join(LONGEST)
        assert not one.is_alive()
    assert turns.take(0), "nobody holds the queue up"
    turns.give_back()


def writer(number: int, turns: Turns, told: list[int], begun: list[threading.Thread]) -> None:
    """Begin to write, and wait until it stands in the queue."""

    def write() -> None:
        with transaction.atomic():
            told.append(number)
            Organisation.objects.filter(code="101").update(name=f"第{number}")
        connections.close_all()

    length = len(turns._waiting)
    begun.append(threading.Thread(target=write, daemon=True))
    begun[-1].start()
    while len(turns._waiting) == length:
        pass


def test_who_came_first_writes_first(turns: Turns, writers: list[threading.Thread]) -> None:
    organisation("云溪县财政局", "101", "bureau")
    told: list[int] = []
    with transaction.atomic():
        for number in range(12):
            writer(number, turns, told, writers)
        assert told == []
    for one in writers:
        one.join(LONGEST)
    assert told == list(range(12))
    assert Organisation.objects.get().name == "第11"


def test_whoever_waits_too_long_is_told_and_leaves_the_queue(
    turns: Turns, writers: list[threading.Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation("云溪县财政局", "101", "bureau")
    refused: list[str] = []

    def impatient() -> None:
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        try:
            with transaction.atomic():
                raise AssertionError("it was not his turn")
        except OperationalError as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    told: list[int] = []
    with transaction.atomic():
        writers.append(threading.Thread(target=impatient, daemon=True))
        writers[0].start()
        writers[0].join(LONGEST)
        assert refused == ["database is locked"]
        monkeypatch.undo()
        writer(1, turns, told, writers)
    writers[1].join(LONGEST)
    assert told == [1]


def test_a_transaction_that_fails_gives_its_turn_back(turns: Turns) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not turns._is_taken
    with transaction.atomic():
        connection.close()
    assert not turns._is_taken


def test_another_process_that_writes_is_met_in_sqlites_own_way(turns: Turns) -> None:
    holder = connections.create_connection("default")
    with holder.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20")
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        raise AssertionError("two write")
    assert not turns._is_taken
    holder.close()
    with transaction.atomic():
        pass
