"""The round that somebody looks at: chosen by `?round=2026` on any page, and kept in his session."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from jiheng.web.records.models import Round

_KEY = "round"


def rounds_of(request: HttpRequest) -> list[Round]:
    """All rounds, the newest first; read once a request."""
    held: list[Round] | None = getattr(request, "_rounds", None)
    if held is None:
        held = list(Round.objects.order_by("-fiscal_year"))
        request._rounds = held  # type: ignore[attr-defined]
    return held


def current_round(request: HttpRequest) -> Round | None:
    """The chosen round, else the newest open one, else the newest; None where there is none yet."""
    rounds = {one.fiscal_year: one for one in rounds_of(request)}
    asked = request.GET.get("round", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in rounds:
        if request.session.get(_KEY) != int(asked):
            request.session[_KEY] = int(asked)
        return rounds[int(asked)]
    chosen = rounds.get(request.session.get(_KEY, 0))
    if chosen is not None:
        return chosen
    open_ones = [one for one in rounds.values() if one.is_open]
    this_year = timezone.localdate().year
    due = [one for one in open_ones if one.fiscal_year <= this_year + 1]
    return next(iter(due or open_ones or rounds.values()), None)
