"""How many processors this process may use."""

from __future__ import annotations

import os

_sharers = 1


def available() -> int:
    """How many processors the system gives to this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share(processes: int) -> None:
    """Say that this process is one of several that work at the same time."""
    global _sharers
    _sharers = max(1, processes)


def mine() -> int:
    """How many threads a long computation here may use."""
    return max(1, available() // _sharers)
