"""Requests that were not taken in as a whole: each gets a page that says why, and none reaches a view."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from jiheng.web.pages import faults

UNRECEIVED = "jiheng.unreceived"
"""In the environment of a request: why its body is not there; an `OSError` where the disk failed."""
_AROUND = 1_000_000
"""What a form has beside its files."""


class Unreceived(StrEnum):
    """Why a body was not taken in."""

    TOO_LARGE = "too_large"
    STRANGER = "stranger"
    """Too large for somebody who is not signed in."""
    UNSIZED = "unsized"
    """Nobody said how long it is: whether it came to its end cannot be known."""
    CUT = "cut"
    SLOW = "slow"
    BUSY = "busy"
    """Too many others came at the same time."""


def largest_body() -> int:
    """Bytes of the largest request that is taken in."""
    return int(settings.LARGEST_UPLOAD) + _AROUND


class Received:
    """The middleware; before a server that hands over what was not taken in, it looks at the length that was said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or the page that says what to do."""
        why = request.META.get(UNRECEIVED)
        if isinstance(why, OSError):
            return faults.of(request, why)
        if why is None and _length(request) > largest_body():
            why = Unreceived.TOO_LARGE
        return self.get_response(request) if why is None else _page(request, why)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _page(request: HttpRequest, why: Unreceived) -> HttpResponse:
    if why is Unreceived.TOO_LARGE:
        said = _("一次上传的文件合计不能超过 {most} MB，请拆小或分几次上传。")
        return faults.page(request, 413, _("文件太大"), said.format(most=settings.LARGEST_UPLOAD // 1_000_000))
    if why is Unreceived.STRANGER:
        said = _("您还没有登录，或者登录已经过期，这么大的内容没有收下；请登录后重新提交。")
        return faults.page(request, 403, _("请先登录"), said)
    if why is Unreceived.UNSIZED:
        said = _("请求没有写明内容的大小，没有收下；中间有反向代理的，请管理员打开它的请求缓冲。")
        return faults.page(request, 411, _("没有写明大小"), said)
    if why is Unreceived.SLOW:
        said = _("发来的内容太慢或中断了，没有收完，刚才的操作没有执行；请检查网络后重新提交。")
        return faults.page(request, 408, _("没有收完"), said)
    if why is Unreceived.BUSY:
        said = _("同时上传文件的人太多，刚才的没有收下；请稍等片刻重新上传。")
        return faults.page(request, 503, _("暂时不能办理"), said)
    return faults.bad_request(request)
