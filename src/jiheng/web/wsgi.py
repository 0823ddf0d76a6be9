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


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """The app. Forms are read as UTF-8, whatever a request says: Django would try any codec of Python's, and fail on some."""
    if "CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
    try:
        return _django(environ, start_response)
    except Exception as error:  # an app that cannot even make a page of it; the server beneath says nothing of it
        _LOG.critical("broken", extra={"event": "broken"}, exc_info=error)
        raise
