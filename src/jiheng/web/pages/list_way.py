"""The way from a list to its declarations and back: kept in the address, through pages and acts, so that dozens are done in a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiheng.web.records.models import Declaration

LIST, DONE = "list", "done"
AFTER, SINCE = "after", "since"
_LONGEST = 600
"""Characters of the query of a list."""


@dataclass(frozen=True, slots=True)
class Way:
    """From which list somebody came to a declaration."""

    declaration: Declaration
    query: str
    """The list's own query; blank where he came from elsewhere."""
    done: str
    """Where the declaration stood in the list before he acted on it, as the moment that it came into its state; blank where
    he has not just acted."""

    @property
    def suffix(self) -> str:
        """What further addresses of the declaration carry along."""
        return f"?{urlencode({LIST: self.query})}" if self.query else ""

    @property
    def label(self) -> str:
        """What the list is called."""
        return _("搜索") if self._is_search else _("办理清单")

    @property
    def list_url(self) -> str:
        """Back to the list, filtered and sorted as it was."""
        return f"{reverse('search' if self._is_search else 'worklist')}?{self._asked.urlencode()}"

    @property
    def next_url(self) -> str:
        """On to the next of the list; from a search, to the next that waits."""
        asked = self._waiting if self._is_search else self._asked
        asked[AFTER] = str(self.declaration.pk)
        if self.done:
            asked[SINCE] = self.done
        return f"{reverse('worklist-next')}?{asked.urlencode()}"

    @property
    def crumbs(self) -> list[dict[str, str]]:
        """The list, where the page says where it is."""
        return [{"url": self.list_url, "label": self.label}] if self.query else []

    def on(self, name: str, since: datetime) -> HttpResponse:
        """To a page of the declaration after an act: it offers the next of the list.

        :param since: when the declaration had come into the state before the act.
        """
        carried = {LIST: self.query} if self.query else {}
        query = urlencode({**carried, DONE: since.isoformat()})
        return redirect(f"{reverse(name, args=[self.declaration.pk])}?{query}")

    @property
    def _is_search(self) -> bool:
        return bool(self.query) and "tab" not in QueryDict(self.query)

    @property
    def _asked(self) -> QueryDict:
        return QueryDict(self.query, mutable=True) if self.query else self._waiting

    @property
    def _waiting(self) -> QueryDict:
        asked = QueryDict(mutable=True)
        asked["tab"], asked["round"] = "waiting", str(self.declaration.round.fiscal_year)
        return asked


def way_of(request: HttpRequest, declaration: Declaration) -> Way:
    """From which list somebody came."""
    return Way(declaration, request.GET.get(LIST, "")[:_LONGEST], request.GET.get(DONE, "")[:40])
