"""Pages for what went wrong: no such page, no right, a fault of ours, a database or a disk that fails."""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Iterator
from types import FrameType

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError, close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jiheng.web.pages.uploads import MOST_FILES
from jiheng.web.records.domain import committed

_LOG = logging.getLogger("jiheng.web.fault")
OUTSIDE = (OperationalError, InterfaceError, OSError)
"""What goes wrong around the app: a database that is lost, busy or full, a disk."""
_LOST = ("08", "57")
"""Classes of PostgreSQL's errors after which the line is gone; of the others it says that it did nothing."""
_FULL = ("disk is full", "no space left", "could not extend file")


def of(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The page for a database or a disk that failed; status 503, nothing of the request was kept."""
    _tell(request, error)
    close_old_connections()
    words = str(error).lower()
    full = any(text in words for text in _FULL) or (
        isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    )
    if committed.is_so() or (not full and _while_committing(error)):
        said = _("服务器出了故障，刚才的操作是否办成，请稍等片刻重新打开看一看；以前办好的都在。")
    elif full:
        said = _("服务器的磁盘满了，刚才的操作没有保存；以前办好的都在。请联系管理员清理磁盘后再试。")
    elif isinstance(error, OSError):
        said = _("服务器读写文件出了问题，刚才的操作没有保存；以前办好的都在。请稍后再试，仍不行请联系管理员。")
    else:
        said = _("数据库暂时连不上或正忙，刚才的操作没有保存；以前办好的都在。请稍等片刻再试。")
    return page(request, 503, _("暂时不能办理"), said)


def _while_committing(error: BaseException) -> bool:
    """Whether the line was lost with the answer to COMMIT, or before that answer was noted: it may have been done, or not.

    What Django does after a commit, it does on a new line: where there is none, that error stands before the commit's.
    """
    chain = [error]
    while chain[-1].__context__ is not None:
        chain.append(chain[-1].__context__)
    if any(frame.f_code is _COMMIT and _is_lost(one) for one in chain for frame in _frames(one)):
        return True
    return any(frame.f_code is _AFTERWARDS and frame.f_locals["autocommit"] for frame in _frames(chain[-1]))


_COMMIT = BaseDatabaseWrapper._commit.__code__  # type: ignore[attr-defined]
_AFTERWARDS = BaseDatabaseWrapper.set_autocommit.__code__


def _frames(error: BaseException) -> Iterator[FrameType]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame
        step = step.tb_next


def _is_lost(error: BaseException) -> bool:
    """Whether an error of PostgreSQL's says so, or says nothing because the line is gone."""
    code = getattr(error.__cause__ or error, "sqlstate", None)
    return code is None or code.startswith(_LOST)


def _tell(request: HttpRequest, error: BaseException | None) -> None:
    """In the log, under the number that the page gives."""
    _LOG.error("fault", extra={"event": "fault", "request": getattr(request, "number", "")}, exc_info=error)


def page(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    """A page that needs no database."""
    body = render_to_string(
        "fault.html",
        {
            "title": title,
            "said": said,
            "status": status,
            "request_number": getattr(request, "number", ""),
            "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        },
    )
    return HttpResponse(body, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: there is no such page, or it does not exist for this person."""
    return page(request, 404, _("没有这个页面"), _("地址不对，或者它不在您的办理范围内。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: a page of another role."""
    return page(request, 403, _("不能办理"), _("您的角色没有这一项权限；如有疑问请联系系统管理员。"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; but 503 where the session could not be written after the page was made: Django takes that for the browser's fault."""
    if isinstance(exception, SessionInterrupted) and _outside(exception):
        said = _("服务器暂时写不进数据。刚才的操作是否办成，请稍等片刻重新打开看一看；以前办好的都在。")
        return page(request, 503, _("暂时不能办理"), said)
    if isinstance(exception, RequestDataTooBig):
        said = _("一次提交的文字不能超过 {most} MB，刚才的操作没有执行；请删减，或者存成文件作为附件上传。")
        most = f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000:g}"
        return page(request, 413, _("内容太长"), said.format(most=most))
    if isinstance(exception, TooManyFilesSent):
        said = _("一次最多 {most} 个文件，您选的超过了 {n} 个，没有收下；请打成一个 zip 一次上传。")
        return page(request, 413, _("文件太多"), said.format(most=MOST_FILES, n=settings.DATA_UPLOAD_MAX_NUMBER_FILES))
    if isinstance(exception, TooManyFieldsSent):
        said = _("一次提交的内容不能超过 {most} 项，刚才的操作没有执行；请分几次提交。")
        return page(request, 413, _("内容太多"), said.format(most=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS))
    return page(request, 400, _("请求不完整"), _("浏览器发来的内容不完整，请返回上一页重新提交。"))


def _outside(error: BaseException) -> bool:
    """Whether a database or a disk was the first to fail."""
    seen = error.__context__
    while seen is not None and not isinstance(seen, OUTSIDE):
        seen = seen.__context__
    return seen is not None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form from an old page, or from another site."""
    return page(
        request, 403, _("页面过期了"), _("这一页打开得太久或来自别处，操作没有执行；请返回上一页刷新后再提交。")
    )


def our_fault(request: HttpRequest) -> HttpResponse:
    """500: logged with the request's number; 503 where the database or the disk failed in a middleware."""
    error = sys.exc_info()[1]
    if isinstance(error, OUTSIDE):
        return of(request, error)
    _tell(request, error)
    said = _("刚才的操作没有保存，不是您的问题；请把下面的编号告诉管理员。")
    if committed.is_so():
        said = _("刚才的操作已经办成，只是结果的页面没有做出来，不用再办；请把下面的编号告诉管理员。")
    return page(request, 500, _("绩衡自身出错了"), said)
