"""The app as a WSGI callable."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application

from jiheng.web.starting import make_folder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
make_folder()
_django = get_wsgi_application()
_LOG = logging.getLogger("jiheng.web.fault")
_CHARSET = re.compile(r";\s*charset\*?\s*=[^;]*", re.IGNORECASE)


def simplify(environ: dict[str, Any]) -> None:
    """Take out of a request what no browser says to us, and what costs us dearly.

    Forms are UTF-8, whatever a request says: Django would try any codec of Python's, and fail on some. No cookie of ours
    has a backslash; Python before 3.11.10 takes minutes for one of many.
    """
    if "CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
    if "HTTP_COOKIE" in environ:
        environ["HTTP_COOKIE"] = environ["HTTP_COOKIE"].replace("\\", "")


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """The app."""
    simplify(environ)
    try:
        return _django(environ, start_response)
    except Exception as error:  # an app that cannot even make a page of it; the server beneath says nothing of it
        _LOG.critical("broken", extra={"event": "broken"}, exc_info=error)
        raise
