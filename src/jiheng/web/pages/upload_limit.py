"""Bodies of requests that are larger than any upload may be are refused before a byte of them is kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from jiheng.web.pages import faults

_AROUND = 1_000_000
"""What a form has beside its files."""


class UploadLimit:
    """The middleware; a server hands over no body whose length was not said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or the page that says how large a file may be."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.LARGEST_UPLOAD + _AROUND:
            most = settings.LARGEST_UPLOAD // 1_000_000
            said = _("一次上传的文件合计不能超过 {most} MB，请拆小或分几次上传。").format(most=most)
            return faults.page(request, 413, _("文件太大"), said)
        return self.get_response(request)
