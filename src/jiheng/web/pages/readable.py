"""Requests that no page of ours makes are refused at the door: no view and no database has to bear them.

What somebody typed comes in without the characters that he cannot see, which would make two of what looks like one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, QueryDict
from django.utils.translation import gettext as _

from jiheng.model.invisible import as_typed
from jiheng.web.pages import faults

_Sent = TypeVar("_Sent", bound=QueryDict)
_METHODS = ("GET", "HEAD", "POST")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""Neither PostgreSQL nor UTF-8 takes these; no keyboard makes them."""


class Readable:
    """The middleware; what is refused has a page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the app, if there may be one."""
        if request.method not in _METHODS:
            return _not_so(request, HttpResponseNotAllowed(_METHODS))
        if _UNREADABLE.search(request.path_info):
            return faults.not_found(request)
        if not _is_readable(request.GET):
            return faults.bad_request(request)
        request.GET = _as_typed(request.GET)
        for name in [name for name, value in request.COOKIES.items() if _UNREADABLE.search(name + value)]:
            del request.COOKIES[name]
        response = self.get_response(request)
        return _not_so(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _options: Any) -> HttpResponse | None:
        """What a form was sent with; read only when it is clear that somebody may send it."""
        if not _is_readable(request.POST):
            return faults.bad_request(request)
        request.POST = _as_typed(request.POST)
        return None


def _is_readable(sent: QueryDict) -> bool:
    return not any(_UNREADABLE.search(text) for name, values in sent.lists() for text in (name, *values))


def _as_typed(sent: _Sent) -> _Sent:
    """The same, without what nobody can have meant to type."""
    typed = {name: [as_typed(text) for text in values] for name, values in sent.lists()}
    if all(typed[name] == values for name, values in sent.lists()):
        return sent
    cleaned = sent.copy()
    for name, values in typed.items():
        cleaned.setlist(name, values)
    cleaned._mutable = False
    return cast(_Sent, cleaned)


def _not_so(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    said = _("这个地址不能这样打开，请回到首页，从页面上的链接和按钮进入。")
    page = faults.page(request, 405, _("不能这样打开"), said)
    page["Allow"] = refused["Allow"]
    return page
