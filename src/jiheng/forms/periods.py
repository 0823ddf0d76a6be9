"""The months that a monitoring form is about, out of its heads."""

from __future__ import annotations

import re

from jiheng.forms.binding import Binding
from jiheng.forms.sheet import Spot

_PERIOD = re.compile(r"\d{1,2}\s*月?\s*[-—–~～至到]+\s*\d{1,2}\s*月")


def note_period(binding: Binding, spot: Spot) -> None:
    """`1-7月执行数` names the months that are monitored."""
    if spot.label is not None and spot.label.months is not None and ("monitoring_period",) not in binding.by_path:
        match = _PERIOD.search(spot.text)
        if match:
            binding.put(("monitoring_period",), spot, "line", *match.span())
