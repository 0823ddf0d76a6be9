"""Signing in and out, the password, the second factor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jiheng.web.pages import faults


def locked_out(request: HttpRequest, credentials: Any = None, *_args: Any) -> HttpResponse:  # noqa: ARG001
    """Too many wrong passwords."""
    return faults.page(request, 429, _("登录已暂停"), _("密码多次输错，请 15 分钟后再试，或请管理员重设密码。"))
